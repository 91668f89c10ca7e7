//! Small servers on loopback that are no good XMPP servers, and remember what was said to them.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// What a server does when somebody comes: steps of (wait until this was heard, then say that), then the end.
#[derive(Clone, Copy, Debug)]
pub struct Script {
    /// Waits for the first text (empty: for nothing), then says the second.
    pub steps: &'static [(&'static str, &'static str)],
    /// What comes after the steps.
    pub end: End,
}

/// How a conversation ends.
#[derive(Clone, Copy, Debug)]
pub enum End {
    /// The connection is closed.
    Close,
    /// Nothing more is said, and the connection stays.
    Hold,
    /// Bytes without meaning come for as long as they are taken (within a bound).
    Flood,
}

const OPENED: &str = "<stream:stream";
const HEADER: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams' id='liar' from='localhost' version='1.0'>";

/// A web server.
pub const HTTP: Script = Script {
    steps: &[(
        "<",
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html><body>Bad</body></html>\n",
    )],
    end: End::Close,
};
/// A server of another protocol that speaks first.
pub const SMTP: Script = Script { steps: &[("", "220 mail.example.org ESMTP ready\r\n")], end: End::Hold };
/// The connection is gone before a word.
pub const CLOSES_AT_ONCE: Script = Script { steps: &[], end: End::Close };
/// Half a stream header.
pub const CLOSES_IN_HEADER: Script =
    Script { steps: &[(OPENED, "<?xml version='1.0'?><stream:stream xmlns='jabber:cli")], end: End::Close };
/// A header, half of the features.
pub const CLOSES_IN_FEATURES: Script = Script {
    steps: &[(OPENED, HEADER), ("", "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>")],
    end: End::Close,
};
/// Closes where TLS should begin.
pub const CLOSES_AT_TLS: Script = Script {
    steps: &[
        (OPENED, HEADER),
        (
            "",
            "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls></stream:features>",
        ),
        ("<starttls", "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
    ],
    end: End::Close,
};
/// Refuses STARTTLS after offering it.
pub const REFUSES_TLS: Script = Script {
    steps: &[
        (OPENED, HEADER),
        ("", "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"),
        ("<starttls", "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>"),
    ],
    end: End::Close,
};
/// Takes the connection and never says anything.
pub const SILENT: Script = Script { steps: &[], end: End::Hold };
/// Greets and then never says anything.
pub const SILENT_AFTER_HEADER: Script = Script { steps: &[(OPENED, HEADER)], end: End::Hold };
/// Bytes that mean nothing, without end.
pub const GARBAGE: Script = Script { steps: &[], end: End::Flood };
/// A start of features that never ends.
pub const GARBAGE_IN_FEATURES: Script =
    Script { steps: &[(OPENED, HEADER), ("", "<stream:features><x a='")], end: End::Flood };
/// No TLS, only PLAIN: whoever logs in here shows the password to everybody on the way.
pub const PLAIN_WITHOUT_TLS: Script = Script {
    steps: &[
        (OPENED, HEADER),
        (
            "",
            "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>",
        ),
    ],
    end: End::Hold,
};
/// No mechanism that anybody here can use.
pub const STRANGE_MECHANISMS: Script = Script {
    steps: &[
        (OPENED, HEADER),
        (
            "",
            "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>X-HANDSHAKE</mechanism></mechanisms></stream:features>",
        ),
    ],
    end: End::Hold,
};
/// An error instead of features.
pub const STREAM_ERROR: Script = Script {
    steps: &[
        (OPENED, HEADER),
        (
            "",
            "<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>\
             <text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>Not served here</text></stream:error></stream:stream>",
        ),
    ],
    end: End::Close,
};
/// XML that is not well-formed.
pub const BROKEN_XML: Script =
    Script { steps: &[(OPENED, HEADER), ("", "<stream:features><a></b></stream:features>")], end: End::Hold };
/// An undeclared prefix.
pub const UNDECLARED_PREFIX: Script =
    Script { steps: &[(OPENED, HEADER), ("", "<stream:features><nowhere:thing/></stream:features>")], end: End::Hold };
/// A character reference that XML forbids.
pub const FORBIDDEN_REFERENCE: Script =
    Script { steps: &[(OPENED, HEADER), ("", "<stream:features>&#0;</stream:features>")], end: End::Hold };

/// A running server.
#[derive(Debug)]
pub struct Liar {
    /// Its port on 127.0.0.1.
    pub port: u16,
    heard: Arc<Mutex<Vec<u8>>>,
    visits: Arc<AtomicUsize>,
}

impl Liar {
    /// Listens; every connection gets the whole script.
    pub fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let visits = Arc::new(AtomicUsize::new(0));
        let liar = Self { port, heard: heard.clone(), visits: visits.clone() };
        let _ = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = visits.fetch_add(1, Ordering::SeqCst);
                let heard = heard.clone();
                let _ = thread::spawn(move || play(stream, script, &heard));
            }
        });
        liar
    }

    /// Everything that was said to it, on all connections.
    pub fn heard(&self) -> String {
        String::from_utf8_lossy(&self.heard.lock().expect("no panic in a server")).into_owned()
    }

    /// How many connections came.
    pub fn visits(&self) -> usize {
        self.visits.load(Ordering::SeqCst)
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}

/// Failing writes and reads mean that the other side went away, which is its right.
fn play(mut stream: TcpStream, script: Script, heard: &Mutex<Vec<u8>>) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(60)));
    let mut new = Vec::new();
    for (wait, say) in script.steps {
        while !contains(&new, wait.as_bytes()) {
            if listen(&mut stream, &mut new, heard).is_none() {
                return;
            }
        }
        if !wait.is_empty() {
            new.clear();
        }
        if stream.write_all(say.as_bytes()).is_err() {
            return;
        }
    }
    match script.end {
        End::Close => {}
        End::Hold => while listen(&mut stream, &mut new, heard).is_some() {},
        End::Flood => {
            let started = Instant::now();
            let _ = stream.set_write_timeout(Some(Duration::from_secs(5)));
            while started.elapsed() < Duration::from_secs(20) && stream.write_all(&[b'x'; 4096]).is_ok() {}
        }
    }
}

fn listen(stream: &mut TcpStream, new: &mut Vec<u8>, heard: &Mutex<Vec<u8>>) -> Option<()> {
    let mut bytes = [0; 4096];
    let count = stream.read(&mut bytes).ok().filter(|count| *count > 0)?;
    new.extend_from_slice(&bytes[..count]);
    heard.lock().expect("no panic in a server").extend_from_slice(&bytes[..count]);
    Some(())
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    word.is_empty() || bytes.windows(word.len()).any(|window| window == word)
}
