//! Bad input and bad servers: each gets one sentence on standard error and status 2, never a panic, never a hang.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::net::TcpListener;
use std::time::Duration;

use tempfile::TempDir;

use liar::{Liar, Script};
use program::{Output, Program};

#[path = "support/liar.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod liar;
#[path = "support/program.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod program;

/// A closed port of this machine, so that a wrong program that connects after all gets nowhere.
const NOWHERE: &str = "127.0.0.1:1";

const COMMANDS: &[&str] = &["info", "items", "identities", "features", "all"];

fn long(count: usize) -> String {
    "a".repeat(count)
}

fn bad_jids() -> Vec<String> {
    let mut jids: Vec<String> = [
        "",
        " ",
        "@localhost",
        "alice@",
        "alice@localhost/",
        "/resource",
        "a@b@c",
        "a b@localhost",
        "alice@local host",
    ]
    .map(str::to_owned)
    .into();
    jids.extend([
        "al\u{0}ice@localhost".replace('\u{0}', "\u{1}"),
        "alice@\u{200e}localhost<".to_owned(),
        "<iq/>@localhost".to_owned(),
    ]);
    jids.extend([
        format!("{}@localhost", long(1100)),
        format!("alice@{}", long(1100)),
        format!("alice@localhost/{}", long(1100)),
    ]);
    jids
}

/// Status 2, one sentence, quickly.
#[track_caller]
fn refused(program: Program) -> Output {
    let output = program.limit(Duration::from_secs(20)).run().expect(2);
    let _ = output.sentence();
    assert_eq!(output.stdout, "", "nothing belongs on standard output");
    output
}

#[track_caller]
fn assert_says(output: &Output, words: &[&str]) {
    let sentence = output.sentence().to_lowercase();
    assert!(words.iter().any(|word| sentence.contains(word)), "none of {words:?} in: {sentence}");
}

fn at(address: &str) -> Program {
    Program::new(["info", "localhost", "--account", "alice@localhost", "--connect", address]).password("alicepw")
}

/// Waits no longer than two seconds for anything.
fn from_liar(script: Script, tls: &str) -> (Liar, Output) {
    let liar = Liar::start(script);
    let output = refused(at(&liar.address()).arg("--tls").arg(tls).arg("--timeout").arg("2"));
    assert_eq!(liar.visits(), 1, "tried once, not again and again");
    assert!(!liar.heard().contains("<auth"), "a login was begun: {}", liar.heard());
    (liar, output)
}

#[test]
fn malformed_target() {
    for jid in bad_jids() {
        let _ = refused(
            Program::new(["info", &jid, "--account", "alice@localhost", "--connect", NOWHERE]).password("alicepw"),
        );
    }
    for command in COMMANDS {
        let _ = refused(
            Program::new([command, "@localhost", "--account", "alice@localhost", "--connect", NOWHERE])
                .password("alicepw"),
        );
    }
}

#[test]
fn malformed_account() {
    for jid in bad_jids() {
        let _ =
            refused(Program::new(["info", "localhost", "--account", &jid, "--connect", NOWHERE]).password("alicepw"));
    }
    let output = refused(
        Program::new(["info", "localhost", "--account", "localhost", "--connect", NOWHERE]).password("alicepw"),
    );
    assert_says(&output, &["localhost"]);
}

#[test]
fn malformed_anonymous_domain() {
    for jid in bad_jids() {
        let _ = refused(Program::new(["info", "localhost", "--anonymous", "--account", &jid, "--connect", NOWHERE]));
    }
}

#[test]
fn empty_password() {
    let output =
        refused(Program::new(["info", "localhost", "--account", "alice@localhost", "--connect", NOWHERE]).password(""));
    assert_says(&output, &["password"]);
}

#[test]
fn no_password_and_nobody_to_ask() {
    let output = refused(Program::new(["info", "localhost", "--account", "alice@localhost", "--connect", NOWHERE]));
    assert_says(&output, &["password"]);
}

#[test]
fn no_account() {
    let _ = refused(Program::new(["info", "localhost", "--connect", NOWHERE]).password("alicepw"));
}

#[test]
fn malformed_endpoint() {
    for endpoint in [
        "127.0.0.1:65536",
        "127.0.0.1:99999999999999999999",
        "127.0.0.1:0",
        "127.0.0.1:-1",
        "127.0.0.1:xmpp",
        "127.0.0.1:",
        "127.0.0.1",
    ] {
        assert_says(&refused(at(endpoint)), &["port"]);
    }
    for endpoint in ["", ":", ":5222", "[::1:5222", "a b:5222", "host:5222:5223"] {
        assert_says(&refused(at(endpoint)), &["host", "port"]);
    }
}

#[test]
fn ca_file_that_is_none() {
    let folder = TempDir::new().expect("a folder");
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("a file");
        path
    };
    let broken = b"-----BEGIN CERTIFICATE-----\nthis is no base64 !!!\n-----END CERTIFICATE-----\n";
    let no_certificate = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let key = b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n-----END PRIVATE KEY-----\n";
    for path in [
        folder.path().join("missing.pem"),
        folder.path().to_owned(),
        file("text.pem", b"no certificate at all\n"),
        file("empty.pem", b""),
        file("bytes.pem", &[0, 159, 146, 150, 255, 10]),
        file("broken.pem", broken),
        file("no-certificate.pem", no_certificate),
        file("key.pem", key),
    ] {
        let output = refused(at(NOWHERE).arg("--ca").arg(&path));
        assert!(output.sentence().contains(path.to_str().unwrap()), "the file is not named: {output:?}");
    }
}

#[test]
fn unreachable_server() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    for tls in ["starttls", "direct", "none"] {
        let output = refused(at(&format!("127.0.0.1:{port}")).arg("--tls").arg(tls));
        assert!(output.sentence().contains(&port.to_string()), "{output:?}");
        assert_says(&output, &["reach", "connect", "refused"]);
    }
}

#[test]
fn server_of_another_protocol() {
    for (script, tls) in [
        (liar::HTTP, "starttls"),
        (liar::HTTP, "none"),
        (liar::SMTP, "starttls"),
        (liar::SMTP, "none"),
        (liar::GARBAGE, "starttls"),
    ] {
        let (_, output) = from_liar(script, tls);
        assert_says(&output, &["xmpp"]);
    }
    for script in [liar::HTTP, liar::SMTP, liar::GARBAGE] {
        let (_, output) = from_liar(script, "direct");
        assert_says(&output, &["tls", "xmpp"]);
    }
}

#[test]
fn server_that_goes_away() {
    for (script, tls) in [
        (liar::CLOSES_AT_ONCE, "starttls"),
        (liar::CLOSES_AT_ONCE, "direct"),
        (liar::CLOSES_AT_ONCE, "none"),
        (liar::CLOSES_IN_HEADER, "starttls"),
        (liar::CLOSES_IN_HEADER, "none"),
        (liar::CLOSES_IN_FEATURES, "starttls"),
        (liar::CLOSES_IN_FEATURES, "none"),
        (liar::CLOSES_AT_TLS, "starttls"),
    ] {
        let (_, output) = from_liar(script, tls);
        assert_says(&output, &["clos", "connection", "ended", "tls"]);
    }
}

#[test]
fn silent_server() {
    for (script, tls) in [
        (liar::SILENT, "starttls"),
        (liar::SILENT, "direct"),
        (liar::SILENT, "none"),
        (liar::SILENT_AFTER_HEADER, "starttls"),
        (liar::GARBAGE_IN_FEATURES, "starttls"),
    ] {
        let (_, output) = from_liar(script, tls);
        assert!(
            output.took < Duration::from_secs(12),
            "{script:?}: the time limit of 2 s was not kept: {:?}",
            output.took
        );
    }
}

#[test]
fn server_that_refuses_tls() {
    let (_, output) = from_liar(liar::REFUSES_TLS, "starttls");
    assert_says(&output, &["tls"]);
}

/// Neither the way (`--tls starttls`) nor the server's offer may bring the password out in the clear.
#[test]
fn server_without_tls_gets_no_password() {
    let (liar, output) = from_liar(liar::PLAIN_WITHOUT_TLS, "starttls");
    assert_says(&output, &["tls"]);
    assert!(!liar.heard().contains("YWxpY2U") && !liar.heard().contains("AGFsaWNl"), "{}", liar.heard());
}

#[test]
fn server_with_strange_mechanisms() {
    let (_, output) = from_liar(liar::STRANGE_MECHANISMS, "none");
    assert!(output.sentence().contains("X-HANDSHAKE"), "{output:?}");
}

#[test]
fn server_that_sends_an_error() {
    for tls in ["starttls", "none"] {
        let (_, output) = from_liar(liar::STREAM_ERROR, tls);
        assert_says(&output, &["host-unknown", "does not serve"]);
    }
}

#[test]
fn server_that_sends_broken_xml() {
    for script in [liar::BROKEN_XML, liar::UNDECLARED_PREFIX, liar::FORBIDDEN_REFERENCE] {
        for tls in ["starttls", "none"] {
            let (_, output) = from_liar(script, tls);
            assert_says(&output, &["xml", "xmpp"]);
        }
    }
}

/// 192.0.2.1 is nobody's (RFC 5737); and nobody is to be asked, so the answer comes at once.
#[test]
fn plain_connection_to_another_machine() {
    // The last one only looks like loopback; where DNS does not know it, that may be what is said.
    for endpoint in ["192.0.2.1:5222", "[2001:db8::1]:5222", "127.0.0.1.example.org:5222"] {
        let output = refused(at(endpoint).arg("--tls").arg("none"));
        assert_says(&output, &["tls", "no address"]);
        assert!(output.took < Duration::from_secs(3), "{:?}", output.took);
    }
}

#[test]
fn malformed_options() {
    for option in [
        &["--timeout", "0"] as &[&str],
        &["--timeout", "-1"],
        &["--timeout", "soon"],
        &["--timeout", "NaN"],
        &["--timeout", "inf"],
        &["--timeout", "1e300"],
        &["--timeout"],
        &["--format", "yaml"],
        &["--tls", "maybe"],
        &["--no-such-option"],
        &["a-node", "one-word-too-many"],
    ] {
        let mut program = at(NOWHERE);
        for word in option {
            program = program.arg(word);
        }
        let _ = refused(program);
    }
    let _ = refused(Program::new(["info"]).password("alicepw"));
}

#[test]
fn help_and_version_are_no_mistakes() {
    let help = Program::new(["--help"]).run().expect(0);
    for word in [
        "info",
        "items",
        "identities",
        "features",
        "all",
        "--demo",
        "--connect",
        "--tls",
        "--ca",
        "DISCOSCOPE_PASSWORD",
    ] {
        assert!(help.stdout.contains(word), "the help does not name {word}: {}", help.stdout);
    }
    assert!(Program::new(["--version"]).run().expect(0).stdout.contains(env!("CARGO_PKG_VERSION")));
}
