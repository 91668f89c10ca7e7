//! What a client that has logged in sends, and what comes back (RFC 6120 §8).

use std::fmt::Write;

use tokio::sync::oneshot;
use xmpp_parsers::jid::Jid;

use super::{
    DOMAIN,
    answer::{Answer, Content, Posting, Sender},
    control::{Fault, Query},
    conversation::Conversation,
    question::{Page, Question, error_xml},
    world,
};
use crate::disco::{
    address,
    namespace::{BIND, INFO, ITEMS, PING, VERSION},
    state::Kind,
    xml::{Element, Stanza, escape},
};

/// Questions of ours that a client may leave unanswered.
const OPEN_QUESTIONS: usize = 1000;

impl Conversation {
    /// Takes a stanza of the client `jid`.
    pub(super) fn bound(&mut self, jid: &str, stanza: &Stanza, root: Option<Element<'_>>) {
        if !is_own(jid, stanza.from.as_deref()) {
            return self.stream_error("invalid-from", "Clients speak for themselves only.");
        }
        match (stanza.name.as_str(), root) {
            ("iq", Some(iq)) => self.iq(jid, stanza, iq),
            ("iq", None) => {
                self.say(&reply_error(stanza, jid, ("modify", "policy-violation"), "Too large or too deep."))
            }
            // Messages and presence have nobody to go to.
            ("message" | "presence", _) => {}
            _ => self.stream_error("unsupported-stanza-type", "Only iq, message and presence are understood."),
        }
    }

    /// Asks the client; its reply goes to `reply`.
    pub(super) fn ask(&mut self, query: &Query, reply: oneshot::Sender<String>) {
        self.asked_count += 1;
        let id = format!("demo-asks-{}", self.asked_count);
        let (kind, child) = match query {
            Query::Info(node) => ("get", query_element(INFO, node.as_deref())),
            Query::Items(node) => ("get", query_element(ITEMS, node.as_deref())),
            Query::Ping => ("get", format!("<ping xmlns='{PING}'/>")),
            Query::Version => ("get", query_element(VERSION, None)),
            Query::UnknownGet => ("get", query_element("urn:example:unknown", None)),
            Query::UnknownSet => ("set", query_element("urn:example:unknown", None)),
        };
        self.say(&format!("<iq type='{kind}' id='{id}' from='{DOMAIN}'>{child}</iq>"));
        if self.asked.len() >= OPEN_QUESTIONS {
            let _ = self.asked.remove(0);
        }
        self.asked.push((id, reply));
    }

    fn iq(&mut self, jid: &str, stanza: &Stanza, iq: Element<'_>) {
        let child = match (stanza.kind.as_deref(), iq.elements().next(), iq.elements().nth(1)) {
            (Some("get" | "set"), Some(child), None) => child,
            (Some("result" | "error"), ..) => return self.reply_arrived(jid, stanza, iq),
            _ => return self.say(&reply_error(stanza, jid, ("modify", "bad-request"), "An iq has one child.")),
        };
        if stanza.id.is_none() {
            return self.say(&reply_error(stanza, jid, ("modify", "bad-request"), "An iq has an id."));
        }
        let own = bare(jid);
        let Ok(to) = address::check(stanza.to.as_deref().unwrap_or(own)) else {
            let text = "The address is no JID.";
            return self.say(&reply_error(stanza, jid, ("modify", "jid-malformed"), text));
        };
        if to.resource().is_some() && self.shared.deliver(to.as_str(), &readdressed(stanza, iq, jid, to.as_str())) {
            return;
        }
        let is_get = stanza.kind.as_deref() == Some("get");
        let kind = match child.namespace() {
            INFO if is_get && child.name() == "query" => Some(Kind::Info),
            ITEMS if is_get && child.name() == "query" => Some(Kind::Items),
            _ => None,
        };
        let answer = match kind {
            Some(kind) => self.disco(jid, &to, kind, child),
            None => other(&to, is_get, child),
        };
        if !self.shared.faults.borrow().contains(&Fault::StopAnswering) {
            self.post(jid, stanza, &to, &answer);
        }
    }

    fn disco(&self, jid: &str, to: &Jid, kind: Kind, query: Element<'_>) -> Answer {
        let node = query.attribute("node");
        self.shared.count_question(kind, to.as_str(), node);
        let is_account = to.node().is_some() && to.resource().is_none() && to.domain().as_str() == DOMAIN;
        let question = Question {
            kind,
            to: to.clone(),
            node: node.map(str::to_owned),
            asker: jid.to_owned(),
            page: Page::read(query),
            online: if is_account { self.shared.online(to.as_str()) } else { Vec::new() },
        };
        let answer = world::answer(&question);
        match self.shared.next_twist() {
            Some(twist) => answer.twisted(twist),
            None => answer,
        }
    }

    fn post(&mut self, jid: &str, stanza: &Stanza, to: &Jid, answer: &Answer) {
        for Posting { after, from } in &answer.postings {
            let from = match from {
                Sender::Asked => Some(to.as_str()),
                Sender::Nobody => None,
                Sender::Other(other) => Some(other.as_str()),
            };
            let (kind, children) = match &answer.content {
                Content::Result(children) => ("result", children),
                Content::Error(children) => ("error", children),
            };
            let xml = reply(stanza.id.as_deref(), kind, (from, jid), children);
            if after.is_zero() {
                self.say(&xml);
            } else {
                self.output.later.push((*after, xml));
            }
        }
    }

    /// A reply of the client: to a question of ours, or to one of another client.
    fn reply_arrived(&mut self, jid: &str, stanza: &Stanza, iq: Element<'_>) {
        if let Some(to) = stanza.to.as_deref()
            && self.shared.deliver(to, &readdressed(stanza, iq, jid, to))
        {
            return;
        }
        let position = self.asked.iter().position(|(id, _)| stanza.id.as_ref() == Some(id));
        if let Some(position) = position {
            let (_, reply) = self.asked.remove(position);
            let _ = reply.send(iq.to_xml());
        }
    }
}

/// Everything but service discovery.
fn other(to: &Jid, is_get: bool, child: Element<'_>) -> Answer {
    let unknown = || Answer::error(error_xml("cancel", "service-unavailable", ""));
    if !world::is_ours(to.domain().as_str()) {
        return Answer::error(error_xml("cancel", "remote-server-not-found", "The demo server knows no other server."));
    }
    match (child.name(), child.namespace()) {
        ("ping", PING) if is_get => Answer::result(""),
        ("query", VERSION) if is_get => Answer::result(world::version(to)),
        ("session", "urn:ietf:params:xml:ns:xmpp-session") if !is_get => Answer::result(""),
        ("bind", BIND) => Answer::error(error_xml("cancel", "not-allowed", "A resource is bound already.")),
        _ => unknown(),
    }
}

/// An error reply to a stanza of the client `jid`, which may have no name yet.
pub(super) fn reply_error(stanza: &Stanza, jid: &str, (kind, condition): (&str, &str), text: &str) -> String {
    let error = error_xml(kind, condition, text);
    reply(stanza.id.as_deref(), "error", (stanza.to.as_deref(), jid), &error)
}

fn reply(id: Option<&str>, kind: &str, (from, to): (Option<&str>, &str), children: &str) -> String {
    let mut xml = String::with_capacity(children.len() + 160);
    let _ = write!(xml, "<iq type='{kind}'");
    let to = Some(to).filter(|to| !to.is_empty());
    for (name, value) in [("id", id), ("from", from), ("to", to)] {
        if let Some(value) = value {
            let _ = write!(xml, " {name}='{}'", escape(value));
        }
    }
    match children {
        "" => xml.push_str("/>"),
        children => {
            let _ = write!(xml, ">{children}</iq>");
        }
    }
    xml
}

/// The same iq as its recipient sees it: it says who sent it (RFC 6120 §8.1.2.1).
fn readdressed(stanza: &Stanza, iq: Element<'_>, from: &str, to: &str) -> String {
    let children: String = iq.elements().map(Element::to_xml).collect();
    let kind = escape(stanza.kind.as_deref().unwrap_or_default());
    reply(stanza.id.as_deref(), &kind, (Some(from), to), &children)
}

fn query_element(namespace: &str, node: Option<&str>) -> String {
    let node = node.map(|node| format!(" node='{}'", escape(node))).unwrap_or_default();
    format!("<query xmlns='{namespace}'{node}/>")
}

fn is_own(jid: &str, from: Option<&str>) -> bool {
    from.is_none_or(|from| from == jid || from == bare(jid))
}

fn bare(jid: &str) -> &str {
    jid.split_once('/').map_or(jid, |(bare, _)| bare)
}
