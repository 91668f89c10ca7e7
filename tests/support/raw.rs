//! A bare blocking XMPP client: it logs in and then sends and reads text. It shares no code with the program it judges.

use std::fmt::Write as _;
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// How to log in.
#[derive(Clone, Debug)]
pub struct Login<'a> {
    /// The loopback port.
    pub port: u16,
    /// The server's domain.
    pub domain: &'a str,
    /// Whether TLS is there from the first byte.
    pub direct: bool,
    /// The CA; without one there is no TLS at all.
    pub ca: Option<PathBuf>,
    /// Local part and password; without them the login is anonymous.
    pub account: Option<(&'a str, &'a str)>,
    /// The resource to ask for; without one the server makes one up.
    pub resource: Option<&'a str>,
}

impl Default for Login<'_> {
    fn default() -> Self {
        Self { port: 5222, domain: "localhost", direct: false, ca: None, account: None, resource: None }
    }
}

trait Both: Read + Write + Send {}
impl<T: Read + Write + Send> Both for T {}

/// A client that is logged in.
pub struct Raw {
    stream: Box<dyn Both>,
    socket: TcpStream,
    buffer: String,
    pending: Vec<u8>,
    asked: usize,
    /// The full JID that the server gave.
    pub jid: String,
}

impl Raw {
    /// Whether an XMPP server answers a stream header at this port.
    pub fn greets(port: u16) -> bool {
        let Ok(stream) = connect(port) else { return false };
        let Ok(mut raw) = Self::over(&stream, |stream| Ok(Box::new(stream))) else { return false };
        raw.open("localhost").is_ok()
    }

    /// Connects and logs in.
    pub fn log_in(login: &Login<'_>) -> io::Result<Self> {
        let stream = connect(login.port)?;
        let mut raw = match &login.ca {
            None => Self::over(&stream, |stream| Ok(Box::new(stream)))?,
            Some(_) if login.direct => Self::over(&stream, |stream| secure(stream, login))?,
            Some(_) => {
                let mut plain = Self::over(&stream, |stream| Ok(Box::new(stream)))?;
                plain.open(login.domain)?;
                plain.write("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")?;
                let _ = plain.read_until(&["<proceed"])?;
                let _ = plain.read_until(&[">"])?;
                Self::over(&stream, |stream| secure(stream, login))?
            }
        };
        raw.open(login.domain)?;
        let auth = match login.account {
            None => "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>".to_owned(),
            Some((user, password)) => format!(
                "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{}</auth>",
                base64(format!("\0{user}\0{password}").as_bytes())
            ),
        };
        raw.write(&auth)?;
        let answer = raw.read_until(&["<success", "</failure>"])?;
        if answer.contains("<failure") {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, answer));
        }
        let _ = raw.read_until(&[">"])?;
        raw.open(login.domain)?;
        let resource = login.resource.map(|resource| format!("<resource>{resource}</resource>")).unwrap_or_default();
        let bound = raw.ask("set", "", &format!("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>{resource}</bind>"));
        let jid = bound.split_once("<jid>").and_then(|(_, rest)| rest.split_once("</jid>"));
        jid.ok_or_else(|| io::Error::other(bound.clone()))?.0.clone_into(&mut raw.jid);
        Ok(raw)
    }

    fn over(socket: &TcpStream, dress: impl FnOnce(TcpStream) -> io::Result<Box<dyn Both>>) -> io::Result<Self> {
        let stream = dress(socket.try_clone()?)?;
        let socket = socket.try_clone()?;
        Ok(Self { stream, socket, buffer: String::new(), pending: Vec::new(), asked: 0, jid: String::new() })
    }

    /// Sends text as it is.
    pub fn send(&mut self, xml: &str) {
        self.write(xml).expect("the server reads");
    }

    /// Sends an iq (to the server itself when `to` is empty) and returns the text of its answer.
    pub fn ask(&mut self, kind: &str, to: &str, payload: &str) -> String {
        self.asked += 1;
        let id = format!("raw{}", self.asked);
        let to = if to.is_empty() { String::new() } else { format!(" to='{to}'") };
        self.send(&format!("<iq type='{kind}' id='{id}'{to}>{payload}</iq>"));
        loop {
            if let Some(answer) = self.take_answer(&id) {
                return answer;
            }
            self.read_more().expect("an answer");
        }
    }

    /// Asks disco#info or disco#items (`kind` is `info` or `items`) and returns the text of the answer.
    pub fn disco(&mut self, kind: &str, to: &str, node: Option<&str>) -> String {
        let node = node.map(|node| format!(" node='{node}'")).unwrap_or_default();
        self.ask("get", to, &format!("<query xmlns='http://jabber.org/protocol/disco#{kind}'{node}/>"))
    }

    /// Writes all of these bytes.
    pub fn write_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes)?;
        self.stream.flush()
    }

    /// Reads what has come, and waits for it if need be; 0 at the end of the stream.
    pub fn read_bytes(&mut self, space: &mut [u8]) -> io::Result<usize> {
        self.stream.read(space)
    }

    /// Reads until these words have come.
    pub fn wait_for(&mut self, words: &str) {
        let _ = self.read_until(&[words]).unwrap_or_else(|error| panic!("“{words}” did not come: {error}"));
    }

    /// The next question of another (an iq of type get) that has come by now, if any within this time.
    pub fn next_question(&mut self, within: Duration) -> Option<String> {
        self.socket.set_read_timeout(Some(within)).expect("a time");
        let read = self.read_more();
        let is_silence = |error: &io::Error| matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
        assert!(read.as_ref().err().is_none_or(is_silence), "{read:?}");
        loop {
            let start = self.buffer.find("<iq")?;
            let tag_end = start + self.buffer[start..].find('>')?;
            let is_empty = self.buffer[..tag_end].ends_with('/');
            let end = if is_empty { tag_end + 1 } else { tag_end + self.buffer[tag_end..].find("</iq>")? + 5 };
            let stanza: String = self.buffer.drain(..end).collect();
            let stanza = stanza[start..].to_owned();
            if attribute(&stanza, "type") == Some("get") {
                return Some(stanza);
            }
        }
    }

    fn take_answer(&mut self, id: &str) -> Option<String> {
        let at = [format!("id='{id}'"), format!("id=\"{id}\"")].iter().find_map(|text| self.buffer.find(text))?;
        let start = self.buffer[..at].rfind("<iq")?;
        let tag_end = at + self.buffer[at..].find('>')?;
        let end = if self.buffer[..tag_end].ends_with('/') {
            tag_end + 1
        } else {
            tag_end + self.buffer[tag_end..].find("</iq>")? + 5
        };
        let answer = self.buffer[start..end].to_owned();
        let _ = self.buffer.drain(..end);
        Some(answer)
    }

    fn open(&mut self, domain: &str) -> io::Result<()> {
        self.write(&format!(
            "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
             xmlns:stream='http://etherx.jabber.org/streams' version='1.0' to='{domain}'>"
        ))?;
        self.read_until(&["</stream:features>", "<stream:features/>"]).map(drop)
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        self.stream.write_all(text.as_bytes())?;
        self.stream.flush()
    }

    /// Reads up to and with the first of these words.
    fn read_until(&mut self, ends: &[&str]) -> io::Result<String> {
        loop {
            if let Some(end) = ends.iter().filter_map(|word| Some(self.buffer.find(word)? + word.len())).min() {
                return Ok(self.buffer.drain(..end).collect());
            }
            self.read_more()?;
        }
    }

    fn read_more(&mut self) -> io::Result<()> {
        let mut bytes = vec![0; 65536];
        let count = self.stream.read(&mut bytes)?;
        if count == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, self.buffer.clone()));
        }
        self.pending.extend_from_slice(&bytes[..count]);
        let whole = match std::str::from_utf8(&self.pending) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let text: Vec<u8> = self.pending.drain(..whole).collect();
        self.buffer.push_str(std::str::from_utf8(&text).expect("checked above"));
        Ok(())
    }
}

/// An attribute of the first tag of some XML, as it is escaped there.
pub fn attribute<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let tag = &xml[..xml.find('>')?];
    let (_, rest) = tag.split_once(&format!(" {name}="))?;
    let quote = rest.chars().next()?;
    rest[1..].split_once(quote).map(|(value, _)| value)
}

fn connect(port: u16) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn secure(stream: TcpStream, login: &Login<'_>) -> io::Result<Box<dyn Both>> {
    let mut roots = RootCertStore::empty();
    let file = login.ca.as_ref().expect("a CA, since TLS is wanted");
    for certificate in CertificateDer::pem_file_iter(file).map_err(io::Error::other)? {
        roots.add(certificate.map_err(io::Error::other)?).map_err(io::Error::other)?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(login.domain.to_owned()).map_err(io::Error::other)?;
    let session = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
    Ok(Box::new(StreamOwned::new(session, stream)))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * place) & 63) as usize] as char;
            text.write_char(if place <= chunk.len() { digit } else { '=' }).expect("a string takes everything");
        }
    }
    text
}
