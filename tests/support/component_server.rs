//! A server for one external component (XEP-0114) that is no real one: what it says is a script of the test.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

/// The domain that it serves.
pub const DOMAIN: &str = "gate.localhost";
/// The secret that it wants.
pub const SECRET: &str = "gate-secret";
/// What it opens its stream with.
pub const HEADER: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' \
    xmlns:stream='http://etherx.jabber.org/streams' id='3BF96D32' from='gate.localhost'>";
/// The proof of [`SECRET`] for the stream of [`HEADER`], as `printf 3BF96D32gate-secret | sha1sum` says.
pub const PROOF: &str = "0d1e2e0bb2876d63220b462361bce63f1cfe0e48";

/// What is said to a stanza; nothing when it is silent.
pub type Answer = dyn Fn(&str) -> String + Send + Sync;

/// The running server.
pub struct ComponentServer {
    /// Its port on 127.0.0.1.
    pub port: u16,
    heard: Arc<Mutex<String>>,
}

impl ComponentServer {
    /// Listens; every connection is greeted, proves the secret, and is answered.
    pub fn start(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        Self::greeting(HEADER, "<handshake/>", answer)
    }

    /// The same with other words: its header, and what it says when the proof is right.
    pub fn greeting(
        header: &'static str,
        welcome: &'static str,
        answer: impl Fn(&str) -> String + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let heard = Arc::new(Mutex::new(String::new()));
        let (record, answer): (_, Arc<Answer>) = (heard.clone(), Arc::new(answer));
        let _ = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (record, answer) = (record.clone(), answer.clone());
                let _ = thread::spawn(move || serve(stream, header, welcome, &*answer, &record));
            }
        });
        Self { port, heard }
    }

    /// Everything that was said to it.
    pub fn heard(&self) -> String {
        self.heard.lock().expect("no panic in a server").clone()
    }
}

/// The value of an attribute of a stanza's first tag, quoted as we quote.
pub fn attribute(stanza: &str, name: &str) -> String {
    let tag = stanza.split('>').next().unwrap_or_default();
    let value = tag.split(&format!(" {name}='")).nth(1).and_then(|rest| rest.split('\'').next());
    value.unwrap_or_default().to_owned()
}

/// Who is gone is gone: failing writes and reads end it.
fn serve(mut stream: TcpStream, header: &str, welcome: &str, answer: &Answer, record: &Mutex<String>) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(60)));
    let mut rest = String::new();
    if until(&mut stream, &mut rest, record, "'gate.localhost'>").is_none() {
        return;
    }
    let _ = stream.write_all(header.as_bytes());
    let Some(proof) = until(&mut stream, &mut rest, record, "</handshake>") else { return };
    if proof != format!("<handshake>{PROOF}</handshake>") {
        let _ = stream.write_all(
            b"<stream:error><not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>",
        );
        return;
    }
    let _ = stream.write_all(welcome.as_bytes());
    while let Some(stanza) = until(&mut stream, &mut rest, record, "</iq>") {
        if stream.write_all(answer(&stanza).as_bytes()).is_err() {
            return;
        }
    }
}

/// What was said up to and with the end.
fn until(stream: &mut TcpStream, rest: &mut String, record: &Mutex<String>, end: &str) -> Option<String> {
    loop {
        if let Some(position) = rest.find(end) {
            let behind = rest.split_off(position + end.len());
            return Some(std::mem::replace(rest, behind));
        }
        let mut bytes = [0; 4096];
        let count = stream.read(&mut bytes).ok().filter(|count| *count > 0)?;
        let said = String::from_utf8_lossy(&bytes[..count]).into_owned();
        record.lock().expect("no panic in a server").push_str(&said);
        rest.push_str(&said);
    }
}
