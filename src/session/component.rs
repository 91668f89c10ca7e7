//! External components (XEP-0114): who they are, in whose names they ask, and the handshake before the stream is ours.

use std::{collections::VecDeque, fmt::Write, io, sync::Arc, time::Duration};

use sha1::{Digest, Sha1};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::timeout,
};
use xmpp_parsers::jid::Jid;

use super::{
    Error, Secret, Settings, Tls,
    connect::{Connected, Security, silent},
    dns::Target,
    login::{Stream, broken, failure},
    tap::{Tap, Transport},
};
use crate::disco::{
    address, namespace,
    xml::{Header, Part, Splitter, Stanza, escape},
};

/// An external component, and the JID of its domain that it asks from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
    domain: Jid,
    sender: Jid,
}

/// Where components connect to unless something else is said.
pub const HOST: &str = "localhost";
/// The port that servers listen on for components, by custom.
pub const PORT: u16 = 5347;

const OPENING: &str = "opening the stream";
const PROVING: &str = "checking the secret of the component";
/// An error follows a stream without id at once.
const PATIENCE: Duration = Duration::from_secs(2);
const CHUNK: usize = 16 << 10;

impl Component {
    /// The component of a domain, which asks from that domain.
    pub fn new(domain: &str) -> Result<Self, Error> {
        let domain = address::check(domain.trim())?;
        if domain.node().is_some() || domain.resource().is_some() {
            return Err(Error::NotDomain { jid: domain.as_str().to_owned() });
        }
        Ok(Self { sender: domain.clone(), domain })
    }

    /// The same component, asking from another JID of its domain.
    pub fn asking_from(&self, jid: &str) -> Result<Self, Error> {
        let sender = address::check(jid.trim())?;
        if sender.domain() != self.domain.domain() {
            let (jid, domain) = (sender.as_str().to_owned(), self.domain().to_owned());
            return Err(Error::Sender { jid, domain });
        }
        Ok(Self { domain: self.domain.clone(), sender })
    }

    /// The domain that it serves.
    pub fn domain(&self) -> &str {
        self.domain.as_str()
    }

    /// The JID that it asks from.
    pub fn sender(&self) -> &str {
        self.sender.as_str()
    }

    /// The domain above its own, below which most servers have their components; a component is told nothing of its
    /// server's name.
    pub fn domain_above(&self) -> &str {
        match self.domain().split_once('.') {
            Some((_, above)) if above.contains('.') || above == HOST => above,
            _ => self.domain(),
        }
    }
}

/// Looks at what cannot be before anything is sent: XEP-0114 has no STARTTLS.
pub fn check(settings: &Settings) -> Result<(), Error> {
    match settings.tls {
        Tls::StartTls => Err(Error::ComponentStartTls),
        Tls::Direct | Tls::None => Ok(()),
    }
}

/// Opens the stream of a component and proves that its secret is known (XEP-0114 §3), once.
///
/// Opening and proving are each bounded by [`Settings::step_timeout`].
pub async fn handshake(
    connected: Connected,
    settings: &Settings,
    component: &Component,
    secret: Secret,
) -> Result<Stream, Error> {
    let Connected { transport, security, target } = connected;
    let mut talk = Talk {
        tap: Tap::new(transport),
        splitter: Splitter::of_component(settings.limits),
        parts: VecDeque::new(),
        buffer: vec![0; CHUNK],
        target: &target,
        component,
    };
    let opened = timeout(settings.step_timeout, talk.open()).await;
    let id = opened.map_err(|_| silent(OPENING, settings))??;
    let proved = timeout(settings.step_timeout, talk.prove(&id, secret)).await;
    proved.map_err(|_| silent(PROVING, settings))??;
    let (transport, unread) = talk.tap.into_parts();
    let mut parts = Vec::from(talk.parts);
    let mut splitter = talk.splitter;
    splitter.feed(&unread, &mut parts).map_err(|problem| Error::Lost { why: problem.to_string().into() })?;
    Ok(Stream {
        transport,
        splitter,
        parts,
        jid: component.domain().to_owned(),
        features_xml: Arc::from(""),
        caps: Vec::new(),
        security: match security {
            Security::Tls { version, .. } => version,
            Security::Loopback => "no TLS, this machine only".to_owned(),
        },
    })
}

/// A handshake that goes on.
struct Talk<'a> {
    tap: Tap<Box<dyn Transport>>,
    splitter: Splitter,
    parts: VecDeque<Part>,
    buffer: Vec<u8>,
    target: &'a Target,
    component: &'a Component,
}

impl Talk<'_> {
    /// Opens the stream in both directions; gives the id of the server's.
    async fn open(&mut self) -> Result<String, Error> {
        let header = format!(
            "<?xml version='1.0'?><stream:stream xmlns='{}' xmlns:stream='{}' to='{}'>",
            namespace::COMPONENT,
            namespace::STREAM,
            escape(self.component.domain())
        );
        self.say(&header, OPENING).await?;
        let header = match self.next(OPENING).await? {
            Part::Header(header) if header.is_stream => header,
            Part::Header(_) | Part::Stanza(_) | Part::Footer => {
                return Err(self.not_xmpp("it opens no stream".to_owned()));
            }
        };
        match header {
            Header { id: Some(id), .. } if !id.is_empty() => Ok(id),
            _ => Err(self.without_id().await),
        }
    }

    /// Servers that refuse a stream at once give it no id, and say why behind its header.
    async fn without_id(&mut self) -> Error {
        match timeout(PATIENCE, self.next(OPENING)).await {
            Ok(Ok(Part::Stanza(stanza))) if is_error(&stanza) => self.refused(&stanza),
            _ => Error::NoStreamId { host: self.target.host.clone(), port: self.target.port },
        }
    }

    async fn prove(&mut self, id: &str, secret: Secret) -> Result<(), Error> {
        self.say(&format!("<handshake>{}</handshake>", proof(id, &secret)), PROVING).await?;
        drop(secret);
        loop {
            match self.next(PROVING).await? {
                Part::Stanza(stanza) if is_error(&stanza) => return Err(self.refused(&stanza)),
                Part::Stanza(stanza) if stanza.name == "handshake" => return Ok(()),
                Part::Footer => return Err(Error::Closed { step: PROVING }),
                // Stream features, of a server that knows more than the protocol has.
                Part::Stanza(_) | Part::Header(_) => {}
            }
        }
    }

    fn refused(&self, stanza: &Stanza) -> Error {
        match failure(stanza) {
            Error::Stream { condition, text } if why(&condition).is_some() => {
                Error::Component { domain: self.component.domain().to_owned(), condition, text }
            }
            other => other,
        }
    }

    fn not_xmpp(&self, why: String) -> Error {
        Error::NotXmpp { host: self.target.host.clone(), port: self.target.port, why }
    }

    async fn say(&mut self, xml: &str, step: &'static str) -> Result<(), Error> {
        let said = async {
            self.tap.write_all(xml.as_bytes()).await?;
            self.tap.flush().await
        };
        // Whoever refuses us closes; why is to be read all the same.
        match said.await {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(broken(&error, self.target, step)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    async fn next(&mut self, step: &'static str) -> Result<Part, Error> {
        loop {
            if let Some(part) = self.parts.pop_front() {
                return Ok(part);
            }
            let count = self.tap.read(&mut self.buffer).await.map_err(|error| broken(&error, self.target, step))?;
            if count == 0 {
                return Err(Error::Closed { step });
            }
            let mut parts = Vec::new();
            let fed = self.splitter.feed(self.buffer.get(..count).unwrap_or_default(), &mut parts);
            self.parts.extend(parts);
            if let Err(problem) = fed
                && self.parts.is_empty()
            {
                return Err(self.not_xmpp(problem.to_string()));
            }
        }
    }
}

fn is_error(stanza: &Stanza) -> bool {
    stanza.name == "error" && stanza.namespace == namespace::STREAM
}

/// SHA-1 over the stream's id and the secret, in lower-case hexadecimal (XEP-0114 §3).
fn proof(id: &str, secret: &Secret) -> String {
    let hash = Sha1::new().chain_update(id).chain_update(secret.reveal()).finalize();
    hash.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What a stream error means during the handshake, and what to do.
pub fn why(condition: &str) -> Option<&'static str> {
    Some(match condition {
        // ejabberd says the same of domains that it has no component for.
        "not-authorized" => {
            "the secret is wrong, or the server has no such component; it was tried once and will not be tried again by itself"
        }
        "host-unknown" | "host-gone" => {
            "the server has no external component of that name; check the domain, or the server’s configuration"
        }
        "conflict" => "another connection serves that component already; end it first",
        "invalid-namespace" => "this port of the server is not for components; check host and port",
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_proof_is_that_of_the_standard() {
        // As `printf 3BF96D32secret | sha1sum` says.
        let proof = proof("3BF96D32", &Secret::new("secret".to_owned()));
        assert_eq!(proof, "b09ea9b3b7f586be8a08d0a3dd7466f110aeb136");
    }

    #[test]
    fn only_a_jid_of_the_domain_may_ask() {
        let component = Component::new(" Gate.Example.org ").unwrap();
        assert_eq!((component.domain(), component.sender()), ("gate.example.org", "gate.example.org"));
        for jid in ["gate.example.org", "alice@gate.example.org", "alice@GATE.example.org/x y", "gate.example.org/x"] {
            let from = component.asking_from(jid).unwrap();
            assert_eq!(from.domain(), "gate.example.org");
            assert!(from.sender().contains("gate.example.org"), "{}", from.sender());
        }
        for jid in ["alice@example.org", "alice@sub.gate.example.org", "gate.example.org.evil.x", "localhost"] {
            let sentence = component.asking_from(jid).unwrap_err().to_string();
            assert!(sentence.contains(jid) && sentence.contains("gate.example.org"), "{sentence}");
        }
        for jid in ["", "@gate.example.org", "a@b@gate.example.org", "alice@"] {
            assert!(matches!(component.asking_from(jid), Err(Error::Jid(_))), "{jid}");
        }
        for jid in ["alice@gate.example.org", "gate.example.org/x"] {
            assert!(matches!(Component::new(jid), Err(Error::NotDomain { .. })), "{jid}");
        }
    }

    #[test]
    fn the_server_is_looked_for_above() {
        for (domain, above) in [
            ("component.localhost", "localhost"),
            ("irc.example.org", "example.org"),
            ("a.b.example.org", "b.example.org"),
            ("example.org", "example.org"),
            ("gateway", "gateway"),
        ] {
            assert_eq!(Component::new(domain).unwrap().domain_above(), above);
        }
    }
}
