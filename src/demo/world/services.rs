//! Services that list nothing: upload, file transfer proxy, user search.

use super::{entity::Entity, form::Form, missing};
use crate::{
    demo::{answer::Answer, question::Question},
    disco::namespace::DATA,
};

/// The name of `upload.demo.localhost`.
pub const UPLOAD: &str = "File upload";
/// The name of `proxy.demo.localhost`.
pub const PROXY: &str = "Proxy for file transfers";
/// The name of `search.demo.localhost`.
pub const SEARCH: &str = "Directory of users";

/// `upload.demo.localhost`: says how large a file may be (XEP-0363 §4).
pub fn upload(question: &Question) -> Answer {
    let limits = |form_type| Form::new(form_type).field("max-file-size", "104857600");
    alone(
        question,
        Entity::new("store", "file", UPLOAD)
            .features(["urn:xmpp:http:upload:0", "urn:xmpp:http:upload:purpose:0", "urn:xmpp:http:upload"])
            .form(limits("urn:xmpp:http:upload:0"))
            .form(limits("urn:xmpp:http:upload")),
    )
}

/// `proxy.demo.localhost` (XEP-0065 §4).
pub fn proxy(question: &Question) -> Answer {
    alone(question, Entity::new("proxy", "bytestreams", PROXY).features(["http://jabber.org/protocol/bytestreams"]))
}

/// `search.demo.localhost` (XEP-0055).
pub fn search(question: &Question) -> Answer {
    alone(question, Entity::new("directory", "user", SEARCH).features(["jabber:iq:search", DATA]))
}

fn alone(question: &Question, entity: Entity) -> Answer {
    if question.local().is_some() || question.node().is_some() { missing() } else { entity.answer(question) }
}
