//! What the other tests stand on, proved by itself: Prosody and its certificates, the screen, that nothing stays behind.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use display::Display;
use keeper::{Keeper, is_alive, until};
use liar::Liar;
use picture::Region;
use prosody::{Certificate, NODES, Prosody, ROOMS};
use raw::{Login, Raw};

#[path = "support/display.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod display;
#[path = "support/keeper.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod keeper;
#[path = "support/liar.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod liar;
#[path = "support/picture.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod picture;
#[path = "support/prosody.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod prosody;
#[path = "support/raw.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod raw;

const SCREEN: Region = Region { x: 0, y: 0, width: 1280, height: 800 };

/// What openssl makes of the certificate: its verdict's text.
fn verdict(port: u16, prosody: &Prosody, starttls: bool) -> String {
    let mut command = Command::new("openssl");
    let _ = command.args(["s_client", "-connect", &format!("127.0.0.1:{port}"), "-servername", "localhost"]);
    let _ = command.args(["-verify_hostname", "localhost", "-verify_return_error", "-CAfile"]).arg(prosody.ca());
    if starttls {
        let _ = command.args(["-starttls", "xmpp", "-xmpphost", "localhost"]);
    }
    let output = command.stdin(std::process::Stdio::null()).output().expect("openssl starts");
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn every_certificate_is_what_its_name_says() {
    for (certificate, expected) in [
        (Certificate::Good, "Verify return code: 0 (ok)"),
        (Certificate::Expired, "certificate has expired"),
        (Certificate::WrongHost, "ostname mismatch"),
        (Certificate::SelfSigned, "self-signed certificate"),
    ] {
        let prosody = Prosody::start(certificate);
        for (port, starttls) in [(prosody.starttls, true), (prosody.direct, false)] {
            let text = verdict(port, &prosody, starttls);
            assert!(text.contains(expected), "{certificate:?}, STARTTLS {starttls}: {text}");
        }
    }
}

#[test]
fn prosody_is_filled_and_counts_logins() {
    let prosody = Prosody::start(Certificate::Good);
    prosody.fill();
    let mut alice = prosody.raw("alice");
    let rooms = alice.disco("items", "rooms.localhost", None);
    for (room, name) in ROOMS {
        assert!(rooms.contains(&format!("{room}@rooms.localhost")) && rooms.contains(name), "{rooms}");
    }
    let nodes = alice.disco("items", "pubsub.localhost", None);
    for (node, items) in NODES {
        assert!(nodes.contains(node), "{nodes}");
        let answer = alice.disco("items", "pubsub.localhost", Some(node));
        assert!(items.iter().all(|item| answer.contains(item)), "{answer}");
    }
    let server = alice.disco("items", "localhost", None);
    for host in ["rooms", "pubsub", "upload", "proxy", "odd", "component"] {
        assert!(server.contains(&format!("{host}.localhost")), "{server}");
    }
    let order = alice.disco("info", "odd.localhost", Some("order"));
    assert!(order.find("urn:example:z") < order.find("urn:example:a"), "{order}");
    assert!(alice.disco("items", "odd.localhost", Some("refuse")).contains("resource-constraint"));
    assert_eq!(alice.disco("items", "odd.localhost", Some("big/1000")).matches("<item ").count(), 1000);

    let wrong = Login { port: prosody.direct, direct: true, ca: Some(prosody.ca()), ..Login::default() };
    let refused = Raw::log_in(&Login { account: Some(("alice", "wrong")), ..wrong.clone() });
    assert!(refused.is_err());
    let anonymous = Raw::log_in(&Login { domain: "anon.localhost", ..wrong.clone() }).expect("anybody may log in");
    assert!(anonymous.jid.contains("@anon.localhost/"), "{}", anonymous.jid);
    let plain = Login { domain: "plain.localhost", account: Some(("alice", "alicepw")), ..wrong };
    drop(Raw::log_in(&plain).expect("alice has an account there"));

    let logins = prosody.logins();
    let count = |start: &str| logins.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!(count("failure localhost PLAIN"), 1, "{logins:?}");
    assert_eq!(count("success localhost"), 2, "{logins:?}");
    assert_eq!(count("success anon.localhost ANONYMOUS"), 1, "{logins:?}");
}

#[test]
fn prosody_leaves_nothing_behind() {
    let prosody = Prosody::start(Certificate::Good);
    let (pid, folder) = (prosody.keeper().pid(), prosody.folder().to_owned());
    assert!(is_alive(pid) && folder.exists());
    drop(prosody);
    assert!(!is_alive(pid) && !folder.exists());
}

/// A test process that dies (here: a shell that is killed) takes what it kept with it.
#[test]
fn what_is_kept_dies_with_its_keeper() {
    let folder = TempDir::new().expect("a folder");
    let log = folder.path().join("log");
    let mut command = Command::new("sleep");
    let _ = command.arg("600");
    let keeper = Keeper::start(&command, &log, None).expect("a shell");
    let pid = keeper.pid();
    assert!(keeper.is_alive());
    keeper.kill();
    assert!(until(Duration::from_secs(5), || (!is_alive(pid)).then_some(())).is_some());
    drop(keeper);
}

/// xev prints every event that its window gets: what the hands do arrives.
#[test]
fn screen_has_hands_and_eyes() {
    let display = Display::start();
    let empty = display.picture();
    let opened = display.open(Command::new("xev"));
    let shown = opened.still(SCREEN);
    assert!(shown.differs(&empty, SCREEN), "the window cannot be seen");
    assert_eq!(opened.title(), "Event Tester");
    opened.key("Right");
    opened.type_text("a");
    opened.click(300, 400);
    opened.scroll(300, 400, 2);
    let words = ["ConfigureNotify", "keysym 0xff53, Right", "keysym 0x61, a", "button 1", "button 5", "FocusIn"];
    let heard = until(Duration::from_secs(5), || words.iter().all(|word| opened.said().contains(word)).then_some(()));
    assert!(heard.is_some(), "{}", opened.said());

    let folder = TempDir::new().expect("a folder");
    let file = folder.path().join("screen.png");
    opened.save(&file);
    let bytes = std::fs::read(&file).expect("a file");
    assert!(bytes.starts_with(b"\x89PNG"), "no PNG");
    opened.close();
}

#[test]
fn liars_lie_as_they_are_told() {
    let answer = |script, say: &str| {
        let liar = Liar::start(script);
        let mut stream = TcpStream::connect(("127.0.0.1", liar.port)).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_millis(500))).expect("a socket");
        let _ = stream.write_all(say.as_bytes());
        let mut bytes = vec![0; 100_000];
        let mut text = Vec::new();
        while text.len() < 50_000 {
            match stream.read(&mut bytes) {
                Ok(0) | Err(_) => break,
                Ok(count) => text.extend_from_slice(&bytes[..count]),
            }
        }
        assert_eq!(liar.visits(), 1);
        (String::from_utf8_lossy(&text).into_owned(), liar.heard())
    };
    assert!(answer(liar::HTTP, "<stream:stream>").0.starts_with("HTTP/1.1 400"));
    assert!(answer(liar::SMTP, "").0.starts_with("220"));
    assert_eq!(answer(liar::CLOSES_AT_ONCE, "").0, "");
    assert_eq!(answer(liar::SILENT, "<stream:stream>"), (String::new(), "<stream:stream>".to_owned()));
    assert!(answer(liar::CLOSES_IN_HEADER, "<stream:stream>").0.ends_with("jabber:cli"));
    assert!(answer(liar::GARBAGE, "").0.len() >= 50_000);
    assert!(answer(liar::PLAIN_WITHOUT_TLS, "<stream:stream>").0.contains("PLAIN"));
    assert!(answer(liar::STREAM_ERROR, "<stream:stream>").0.contains("host-unknown"));
    assert!(answer(liar::CLOSES_AT_TLS, "<stream:stream><starttls").0.contains("features"));
}
