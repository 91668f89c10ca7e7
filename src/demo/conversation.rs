//! The stream of one client as a state machine without sockets: opening, login, bind, stanzas, closing (RFC 6120).

use std::{fmt::Write, sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use tokio::sync::oneshot;

use super::{
    DOMAIN,
    control::{Fault, Kick},
    login::{Exchange, Progress},
    shared::{Order, Shared},
    stanza, world,
};
use crate::disco::{
    namespace::{BIND, CLIENT, STREAM, STREAMS},
    xml::{Element, Header, Limits, Part, Problem, Read, Splitter, Stanza, escape},
};

const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";
/// What one stanza of a client may be: far more than any question needs.
const LIMITS: Limits = Limits { depth: 64, bytes: 64 << 10 };
/// Bytes that may come without completing anything: a header, an attribute or a stanza without end.
const UNFINISHED_BYTES: usize = 2 << 20;
/// Logins that may fail on one connection (RFC 6120 §6.4.5 wants at least two, at most five).
const FAILURES: u8 = 3;

/// What is to be sent.
#[derive(Debug, Default)]
pub struct Output {
    /// At once.
    pub now: String,
    /// After a while.
    pub later: Vec<(Duration, String)>,
    /// Whether the connection ends when that is sent.
    pub is_closing: bool,
}

/// The server's side of one stream.
pub struct Conversation {
    pub(super) shared: Arc<Shared>,
    pub(super) number: u64,
    splitter: Splitter,
    unfinished: usize,
    is_opened: bool,
    phase: Phase,
    pub(super) asked: Vec<(String, oneshot::Sender<String>)>,
    pub(super) asked_count: u64,
    pub(super) output: Output,
}

/// How far the client has come.
pub(super) enum Phase {
    /// It has to say who it is.
    Login { exchange: Option<Exchange>, failures: u8 },
    /// It may bind a resource.
    Bind { bare: String },
    /// It has a full JID and sends stanzas.
    Bound { jid: String },
}

impl Conversation {
    /// A stream that is not opened yet.
    pub fn new(shared: Arc<Shared>, number: u64) -> Self {
        Self {
            shared,
            number,
            splitter: Splitter::new(LIMITS),
            unfinished: 0,
            is_opened: false,
            phase: Phase::Login { exchange: None, failures: 0 },
            asked: Vec::new(),
            asked_count: 0,
            output: Output::default(),
        }
    }

    /// Takes bytes of the client.
    pub fn hear(&mut self, bytes: &[u8]) -> Output {
        if !self.is_opened && self.unfinished == 0 && !begins_like_xml(bytes) {
            // The tokenizer would wait for the end of the text.
            self.stream_error("not-well-formed", "This is not XML.");
            return std::mem::take(&mut self.output);
        }
        let mut parts = Vec::new();
        let fed = self.splitter.feed(bytes, &mut parts);
        self.unfinished = if parts.is_empty() { self.unfinished + bytes.len() } else { 0 };
        for part in parts {
            if self.output.is_closing {
                break;
            }
            match part {
                Part::Header(header) => self.open(&header),
                Part::Stanza(stanza) => self.stanza(&stanza),
                Part::Footer => self.close(),
            }
        }
        match fed {
            Err(Problem::Xml(_)) => self.stream_error("not-well-formed", "This is not well-formed XML."),
            Err(Problem::Endless(_) | Problem::Unfinished) => self.stream_error("policy-violation", "Too long."),
            Ok(()) if self.unfinished > UNFINISHED_BYTES => self.stream_error("policy-violation", "Too long."),
            Ok(()) => {}
        }
        std::mem::take(&mut self.output)
    }

    /// Does what the server is told.
    pub fn obey(&mut self, order: Order) -> Output {
        match order {
            Order::Say(xml) => self.say(&xml),
            Order::Ask(query, reply) => self.ask(&query, reply),
            Order::Kick(Kick::StreamError(condition)) => self.stream_error(&condition, "A test ends this stream."),
            Order::Kick(Kick::BrokenXml) => {
                self.say("<iq type='result' <broken></wrong>");
                self.output.is_closing = true;
            }
            Order::Kick(Kick::Close) => self.output.is_closing = true,
        }
        std::mem::take(&mut self.output)
    }

    pub(super) fn say(&mut self, xml: &str) {
        self.output.now.push_str(xml);
    }

    fn open(&mut self, header: &Header) {
        self.send_header();
        if !header.is_stream {
            return self.stream_error("invalid-namespace", "This is an XMPP server; it expects a stream.");
        }
        if header.to.as_deref().is_some_and(|to| !to.eq_ignore_ascii_case(DOMAIN)) {
            return self.stream_error("host-unknown", "The demo server serves demo.localhost only.");
        }
        let features = match &self.phase {
            Phase::Login { .. } => {
                let names = self.shared.mechanisms.iter().map(|mechanism| mechanism.name());
                let names: Vec<_> = names.map(|name| format!("<mechanism>{name}</mechanism>")).collect();
                format!("<mechanisms xmlns='{SASL}'>{}</mechanisms>", names.concat())
            }
            Phase::Bind { .. } | Phase::Bound { .. } => {
                format!("<bind xmlns='{BIND}'/>{}", world::server_caps())
            }
        };
        self.say(&format!("<stream:features>{features}</stream:features>"));
    }

    fn send_header(&mut self) {
        self.is_opened = true;
        let lang = self.shared.faults.borrow().iter().rev().find_map(|fault| match fault {
            Fault::StreamLang(lang) => Some(lang.clone()),
            _ => None,
        });
        let lang = lang.unwrap_or_else(|| Some("en".to_owned()));
        let lang = lang.map(|lang| format!(" xml:lang='{}'", escape(&lang))).unwrap_or_default();
        let number = self.number;
        self.say(&format!(
            "<?xml version='1.0'?><stream:stream xmlns='{CLIENT}' xmlns:stream='{STREAM}' from='{DOMAIN}' \
             id='demo-{number}' version='1.0'{lang}>"
        ));
    }

    /// Ends the stream for a reason (RFC 6120 §4.9).
    pub(super) fn stream_error(&mut self, condition: &str, text: &str) {
        if self.output.is_closing {
            return;
        }
        if !self.is_opened {
            self.send_header();
        }
        let _ = write!(
            self.output.now,
            "<stream:error><{condition} xmlns='{STREAMS}'/><text xmlns='{STREAMS}' xml:lang='en'>{}</text>\
             </stream:error></stream:stream>",
            escape(text)
        );
        self.output.is_closing = true;
    }

    fn close(&mut self) {
        self.say("</stream:stream>");
        self.output.is_closing = true;
    }

    fn stanza(&mut self, stanza: &Stanza) {
        let root = match &stanza.content {
            Read::Whole { document, .. } => document.root(),
            Read::Cut { .. } => None,
        };
        match (&self.phase, root) {
            (Phase::Login { .. }, Some(element)) if element.namespace() == SASL => self.login(element),
            (Phase::Login { .. }, _) => self.stream_error("not-authorized", "Log in first."),
            (_, _) if stanza.namespace != CLIENT => {
                self.stream_error("unsupported-stanza-type", "Only iq, message and presence are understood.");
            }
            (Phase::Bind { bare }, root) => {
                let bare = bare.clone();
                self.bind(&bare, stanza, root);
            }
            (Phase::Bound { jid }, root) => {
                let jid = jid.clone();
                self.bound(&jid, stanza, root);
            }
        }
    }

    fn login(&mut self, element: Element<'_>) {
        let Phase::Login { exchange, .. } = &mut self.phase else {
            return;
        };
        let payload = match element.text().trim() {
            "" => None,
            "=" => Some(Vec::new()),
            text => match STANDARD.decode(text) {
                Ok(payload) => Some(payload),
                Err(_) => return self.refuse_login("incorrect-encoding"),
            },
        };
        if element.name() == "auth" {
            self.shared.counts.send_modify(|counts| counts.login_attempts += 1);
            let refused = self.shared.faults.borrow().iter().find_map(|fault| match fault {
                Fault::RefuseLogin(condition) => Some(condition.clone()),
                _ => None,
            });
            if let Some(condition) = refused {
                return self.refuse_login(&condition);
            }
            let wanted = element.attribute("mechanism");
            let mechanism = self.shared.mechanisms.iter().find(|mechanism| Some(mechanism.name()) == wanted);
            let Some(mechanism) = mechanism else {
                return self.refuse_login("invalid-mechanism");
            };
            *exchange = Some(Exchange::new(*mechanism));
        }
        match (element.name(), exchange) {
            ("auth", Some(exchange)) => {
                let progress = exchange.take(payload.as_deref());
                self.progress(progress);
            }
            ("response", Some(exchange)) => {
                let progress = exchange.take(Some(payload.as_deref().unwrap_or_default()));
                self.progress(progress);
            }
            ("abort", _) => self.refuse_login("aborted"),
            _ => self.refuse_login("malformed-request"),
        }
    }

    fn progress(&mut self, progress: Progress) {
        match progress {
            Progress::Challenge(data) => {
                self.say(&format!("<challenge xmlns='{SASL}'>{}</challenge>", STANDARD.encode(data)));
            }
            Progress::Failure(condition) => self.refuse_login(condition),
            Progress::Success { local, proof } => {
                let local = local.unwrap_or_else(|| format!("guest-{}", self.number));
                self.say(&format!("<success xmlns='{SASL}'>{}</success>", STANDARD.encode(proof)));
                self.phase = Phase::Bind { bare: format!("{local}@{DOMAIN}") };
                self.is_opened = false;
                self.splitter = Splitter::new(LIMITS);
            }
        }
    }

    fn refuse_login(&mut self, condition: &str) {
        self.say(&format!("<failure xmlns='{SASL}'><{condition}/></failure>"));
        if let Phase::Login { exchange, failures } = &mut self.phase {
            *exchange = None;
            *failures += 1;
            if *failures >= FAILURES {
                self.stream_error("policy-violation", "Too many logins failed.");
            }
        }
    }

    fn bind(&mut self, bare: &str, stanza: &Stanza, root: Option<Element<'_>>) {
        let request = root.and_then(|iq| iq.child("bind", BIND));
        let Some(request) = request.filter(|_| stanza.name == "iq" && stanza.kind.as_deref() == Some("set")) else {
            return self.stream_error("not-authorized", "Bind a resource first.");
        };
        let wanted = request.child("resource", BIND).map(|resource| resource.text().into_owned());
        let wanted = wanted.filter(|wanted| !wanted.is_empty()).unwrap_or_else(|| format!("explorer-{}", self.number));
        if crate::disco::address::check(&format!("{bare}/{wanted}")).is_err() {
            return self.say(&stanza::reply_error(stanza, "", ("modify", "bad-request"), "This is no resource."));
        }
        let jid = self.shared.bind(self.number, bare, &wanted);
        let id = stanza.id.as_deref().unwrap_or_default();
        self.say(&format!(
            "<iq type='result' id='{}'><bind xmlns='{BIND}'><jid>{}</jid></bind></iq>",
            escape(id),
            escape(&jid)
        ));
        self.phase = Phase::Bound { jid };
    }
}

fn begins_like_xml(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().first().is_none_or(|first| *first == b'<')
}
