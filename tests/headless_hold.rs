//! Certificates and stream errors on the command line, against real servers.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::process::Command;

use program::Program;
use prosody::{Certificate, Prosody};

#[path = "support/keeper.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod keeper;
#[path = "support/program.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod program;
#[path = "support/prosody.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod prosody;
#[path = "support/raw.rs"]
#[allow(dead_code, reason = "a toolbox of which each test binary takes a part")]
mod raw;

fn asking(server: &Prosody, port: u16, tls: &str, more: &[&str]) -> Program {
    let program = Program::new(["info", "localhost", "--account", "alice@localhost", "--tls", tls]).password("alicepw");
    more.iter()
        .fold(program.arg("--connect").arg(format!("127.0.0.1:{port}")).arg("--ca").arg(server.ca()), |program, one| {
            program.arg(one)
        })
}

/// What openssl says of the server's certificate.
fn fingerprint(server: &Prosody, name: &str) -> String {
    let file = server.folder().join(format!("certificates/{name}.pem"));
    let output = Command::new("openssl").args(["x509", "-noout", "-fingerprint", "-sha256", "-in"]).arg(file).output();
    String::from_utf8(output.unwrap().stdout).unwrap().trim().to_owned()
}

#[test]
fn a_certificate_is_shown_with_v_and_trusted_with_its_pin() {
    for (certificate, name, reason) in [
        (Certificate::SelfSigned, "self-signed", "it is self-signed"),
        (Certificate::Expired, "expired", "it has expired"),
        (Certificate::WrongHost, "wrong-host", "it was made for example.org, not for localhost"),
    ] {
        let server = Prosody::start(certificate);
        let said = fingerprint(&server, name);
        let plain = said.rsplit('=').next().unwrap();
        let output = asking(&server, server.starttls, "starttls", &[]).run().expect(2);
        let sentence = output.sentence();
        assert!(sentence.contains(reason) && !sentence.contains(plain), "{sentence}");
        let output = asking(&server, server.starttls, "starttls", &["-v"]).run().expect(2);
        for words in [reason, plain, "Made for", "Issued by", "Valid", "SHA-256"] {
            assert!(output.stderr.contains(words), "{words} is missing: {}", output.stderr);
        }
        assert!(server.logins().is_empty());
        // As openssl prints it, and bare.
        let bare = plain.replace(':', "").to_lowercase();
        for (port, tls, pin) in [(server.starttls, "starttls", &said), (server.direct, "direct", &bare)] {
            let _ = asking(&server, port, tls, &["--pin", pin]).run().expect(0);
        }
        // Another one: refused, and the words say that it is not the one that was meant.
        let other = format!("--pin={}", "00".repeat(32));
        let output = asking(&server, server.starttls, "starttls", &[&other]).run().expect(2);
        assert!(output.sentence().contains("so it has changed"), "{output:?}");
        assert_eq!(server.logins().len(), 2);
    }
}

#[test]
fn what_is_no_fingerprint_is_refused_in_a_sentence() {
    for pin in ["", "12:34", "sha1:aabb", &"é".repeat(64), &"ab".repeat(33)] {
        let output = Program::new(["info", "localhost", "--anonymous", &format!("--pin={pin}")]).run().expect(2);
        let sentence = output.sentence();
        assert!(sentence.contains("fingerprint"), "{pin}: {sentence}");
    }
    let help = Program::new(["--help"]).run().expect(0);
    assert!(help.stdout.contains("--pin <SHA256>"), "{}", help.stdout);
}
