//! A client that knows no more than it must: what it sends and what it gets are plain stanzas.

use std::{collections::VecDeque, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use discoscope::disco::xml::{Limits, Part, Read, Splitter, Stanza};
use sasl::{
    client::{
        Mechanism,
        mechanisms::{Anonymous, Plain, Scram},
    },
    common::{
        ChannelBinding, Credentials,
        scram::{Sha1, Sha256},
    },
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

pub const PATIENCE: Duration = Duration::from_secs(10);
const SASL: &str = "urn:ietf:params:xml:ns:xmpp-sasl";

pub struct RawClient {
    pub socket: TcpStream,
    splitter: Splitter,
    parts: VecDeque<Part>,
    asked: u32,
}

impl RawClient {
    pub async fn connect(port: u16) -> Self {
        let socket = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let limits = Limits { bytes: 64 << 20, depth: 128 };
        Self { socket, splitter: Splitter::new(limits), parts: VecDeque::new(), asked: 0 }
    }

    /// Connects and logs in with the best mechanism.
    pub async fn log_in(port: u16, local: &str) -> Self {
        let mut client = Self::connect(port).await;
        let success = client.authenticate("SCRAM-SHA-256", local, local, ChannelBinding::None).await;
        assert_eq!(success.name, "success");
        let _ = client.bind("test").await;
        client
    }

    pub async fn send(&mut self, xml: &str) {
        self.socket.write_all(xml.as_bytes()).await.unwrap();
    }

    /// The next part of the stream; none at its end. Panics when it is no XML or nothing comes.
    pub async fn next(&mut self) -> Option<Part> {
        loop {
            if let Some(part) = self.parts.pop_front() {
                return Some(part);
            }
            let mut bytes = vec![0; 256 << 10];
            let read = timeout(PATIENCE, self.socket.read(&mut bytes)).await.expect("nothing came").unwrap_or(0);
            if read == 0 {
                return None;
            }
            let mut parts = Vec::new();
            self.splitter.feed(&bytes[..read], &mut parts).unwrap();
            self.parts.extend(parts);
        }
    }

    pub async fn stanza(&mut self) -> Stanza {
        match self.next().await {
            Some(Part::Stanza(stanza)) => stanza,
            other => panic!("no stanza but {other:?}"),
        }
    }

    /// Opens a stream, again after the login, and gives the features.
    pub async fn open(&mut self) -> Stanza {
        self.splitter = Splitter::new(Limits::default());
        self.send(
            "<?xml version='1.0'?><stream:stream to='demo.localhost' version='1.0' xmlns='jabber:client' \
             xmlns:stream='http://etherx.jabber.org/streams'>",
        )
        .await;
        assert!(matches!(self.next().await, Some(Part::Header(_))));
        self.stanza().await
    }

    /// Opens a stream, logs in and gives what ended the exchange.
    pub async fn authenticate(&mut self, name: &str, local: &str, password: &str, binding: ChannelBinding) -> Stanza {
        let features = self.open().await;
        assert!(xml(&features).contains(&format!(">{name}<")), "{}", xml(&features));
        let credentials =
            Credentials::default().with_username(local).with_password(password).with_channel_binding(binding);
        let mut mechanism: Box<dyn Mechanism + Send> = match name {
            "SCRAM-SHA-256" => Box::new(Scram::<Sha256>::from_credentials(credentials).unwrap()),
            "SCRAM-SHA-1" => Box::new(Scram::<Sha1>::from_credentials(credentials).unwrap()),
            "PLAIN" => Box::new(Plain::from_credentials(credentials).unwrap()),
            _ => Box::new(Anonymous::new()),
        };
        let initial = STANDARD.encode(mechanism.initial());
        self.send(&format!("<auth xmlns='{SASL}' mechanism='{name}'>{initial}</auth>")).await;
        loop {
            let stanza = self.stanza().await;
            let payload = STANDARD.decode(text(&stanza)).unwrap();
            match stanza.name.as_str() {
                "challenge" => {
                    let response = STANDARD.encode(mechanism.response(&payload).unwrap());
                    self.send(&format!("<response xmlns='{SASL}'>{response}</response>")).await;
                }
                "success" => {
                    mechanism.success(&payload).unwrap();
                    return stanza;
                }
                _ => return stanza,
            }
        }
    }

    /// Opens the stream after a login, binds and gives the full JID.
    pub async fn bind(&mut self, resource: &str) -> String {
        let _ = self.open().await;
        self.send(&format!(
            "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>{resource}</resource>\
             </bind></iq>"
        ))
        .await;
        let bound = xml(&self.stanza().await);
        bound.split_once("<jid>").unwrap().1.split_once("</jid>").unwrap().0.to_owned()
    }

    /// Sends a question and gives its id.
    pub async fn ask(&mut self, kind: &str, jid: &str, node: Option<&str>) -> String {
        self.asked += 1;
        let id = format!("q{}", self.asked);
        let escape = discoscope::disco::xml::escape;
        let node = node.map(|node| format!(" node='{}'", escape(node))).unwrap_or_default();
        let jid = escape(jid);
        let query = format!("<query xmlns='http://jabber.org/protocol/disco#{kind}'{node}/>");
        self.send(&format!("<iq type='get' id='{id}' to='{jid}'>{query}</iq>")).await;
        id
    }

    /// Sends a question and gives the next stanza, which must be its answer.
    pub async fn answer(&mut self, kind: &str, jid: &str, node: Option<&str>) -> Stanza {
        let id = self.ask(kind, jid, node).await;
        let stanza = self.stanza().await;
        assert_eq!(stanza.id, Some(id));
        stanza
    }

    /// Sends a stanza and gives the text of the next one.
    pub async fn exchange(&mut self, sent: &str) -> String {
        self.send(sent).await;
        xml(&self.stanza().await)
    }

    /// Whether nothing comes for a while.
    pub async fn is_silent_for(&mut self, time: Duration) -> bool {
        timeout(time, self.next()).await.is_err()
    }
}

/// The stanza as it came, or its beginning.
pub fn xml(stanza: &Stanza) -> String {
    match &stanza.content {
        Read::Whole { xml, .. } => xml.to_string(),
        Read::Cut { start, .. } => start.to_string(),
    }
}

fn text(stanza: &Stanza) -> String {
    match &stanza.content {
        Read::Whole { document, .. } => document.root().unwrap().text().into_owned(),
        Read::Cut { .. } => String::new(),
    }
}
