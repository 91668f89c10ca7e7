//! The program while it serves, and a slixmpp client that asks it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::bare_command;
use crate::prosody::Prosody;

/// Nothing here takes longer, unless it never comes.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Lines that a process writes, as they come.
#[derive(Debug)]
struct Lines {
    lines: Receiver<String>,
    past: Vec<String>,
}

impl Lines {
    fn of(from: impl std::io::Read + Send + 'static) -> Self {
        let (sender, lines) = channel();
        drop(thread::spawn(move || {
            for line in BufReader::new(from).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        }));
        Self { lines, past: Vec::new() }
    }

    #[track_caller]
    fn until<T>(&mut self, what: &str, look: impl Fn(&str) -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    let found = look(&line);
                    self.past.push(line);
                    if let Some(found) = found {
                        return found;
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("{what} did not come; there was:\n{}", self.past.join("\n"))
                }
            }
        }
    }
}

/// `discoscope serve`, running.
#[derive(Debug)]
pub struct Serving {
    child: Child,
    unread: Option<ChildStdout>,
    said: Lines,
    complained: Lines,
    home: TempDir,
    /// The full JID.
    pub jid: String,
}

impl Serving {
    /// Starts it with a profile and waits until it is online.
    pub fn start(profile: &str, arguments: &[&str]) -> Self {
        Self::start_with("alicepw", profile, arguments)
    }

    /// The same with another password.
    pub fn start_with(password: &str, profile: &str, arguments: &[&str]) -> Self {
        let mut serving = Self::start_unread(password, profile, arguments);
        serving.read();
        serving
    }

    /// The same; what it writes on standard output stays in the pipe until [`Self::read`].
    pub fn start_unread(password: &str, profile: &str, arguments: &[&str]) -> Self {
        let home = TempDir::with_prefix("discoscope-home-").unwrap();
        let file = home.path().join("profile.toml");
        fs::write(&file, profile).unwrap();
        let mut command = bare_command(&home);
        let _ =
            command.env("DISCOSCOPE_PASSWORD", password).args(["serve", "--profile", "profile.toml"]).args(arguments);
        let _ = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let unread = child.stdout.take();
        let said = Lines::of(std::io::empty());
        let mut complained = Lines::of(child.stderr.take().unwrap());
        let jid = complained.until("that it serves", |line| {
            Some(line.split_once("Serving as ")?.1.split_once("; Ctrl+C")?.0.to_owned())
        });
        Self { child, unread, said, complained, home, jid }
    }

    /// Reads from now on what it writes on standard output.
    pub fn read(&mut self) {
        self.said = Lines::of(self.unread.take().unwrap());
    }

    /// The same as a client of alice at a Prosody, with JSON.
    pub fn at(prosody: &Prosody, resource: &str, profile: &str) -> Self {
        let (connect, ca) = (format!("127.0.0.1:{}", prosody.starttls), prosody.ca());
        let account = format!("alice@localhost/{resource}");
        let arguments =
            ["--account", &account, "--connect", &connect, "--ca", ca.to_str().unwrap(), "--format", "json"];
        Self::start(profile, &arguments)
    }

    /// The next question that it tells of and that is such.
    #[track_caller]
    pub fn asked(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        self.said.until(what, |line| serde_json::from_str(line).ok().filter(|told| is_it(told)))
    }

    /// The next line on standard output that holds these words.
    #[track_caller]
    pub fn said(&mut self, words: &str) -> String {
        self.said.until(words, |line| line.contains(words).then(|| line.to_owned()))
    }

    /// The next line on standard error that holds these words.
    #[track_caller]
    pub fn complained(&mut self, words: &str) -> String {
        self.complained.until(words, |line| line.contains(words).then(|| line.to_owned()))
    }

    /// Writes another profile and lets it be read.
    pub fn change(&self, profile: &str) {
        fs::write(self.home.path().join("profile.toml"), profile).unwrap();
        self.signal("HUP");
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill").args([format!("-{name}"), self.child.id().to_string()]).status();
        assert!(status.unwrap().success());
    }

    /// Ends it by a signal; gives its exit status.
    pub fn end(mut self, signal: &str) -> Option<i32> {
        self.signal(signal);
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("it does not end");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A slixmpp client.
#[derive(Debug)]
pub struct Requester {
    child: Child,
    wishes: ChildStdin,
    told: Lines,
}

impl Requester {
    /// Logs in and waits until it is online.
    pub fn at(port: u16, ca: &Path, jid: &str, password: &str) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/serve/requester.py");
        let mut command = Command::new(python());
        let _ = command.arg(script).arg(port.to_string()).arg(ca).args([jid, password]);
        let _ = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
        let mut child = command.spawn().unwrap_or_else(|error| {
            panic!(
                "{}: {error}; tests/run installs slixmpp, DISCOSCOPE_PYTHON names a Python that has it",
                python().display()
            )
        });
        let (wishes, told) = (child.stdin.take().unwrap(), Lines::of(child.stdout.take().unwrap()));
        let mut requester = Self { child, wishes, told };
        let _ = requester.told("that it is online", |told| told["online"].is_string());
        requester
    }

    fn wish(&mut self, wish: &Value) {
        writeln!(self.wishes, "{wish}").unwrap();
    }

    #[track_caller]
    fn told(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        self.told.until(what, |line| {
            let told: Value = serde_json::from_str(line).ok()?;
            assert!(told["trouble"].is_null(), "{told}");
            is_it(&told).then_some(told)
        })
    }

    /// Asks, and waits for what comes, for so many seconds at most.
    #[track_caller]
    pub fn ask_within(&mut self, kind: &str, to: &str, node: Option<&str>, seconds: f64) -> Value {
        self.wish(&json!({ "ask": kind, "to": to, "node": node, "within": seconds }));
        self.answer(kind, node)
    }

    /// Asks, and waits for what comes.
    #[track_caller]
    pub fn ask(&mut self, kind: &str, to: &str, node: Option<&str>) -> Value {
        self.ask_within(kind, to, node, 30.0)
    }

    /// Asks without waiting.
    pub fn ask_only(&mut self, kind: &str, to: &str, node: Option<&str>) {
        self.wish(&json!({ "ask": kind, "to": to, "node": node, "within": 30 }));
    }

    /// Waits for the answer to such a question.
    #[track_caller]
    pub fn answer(&mut self, kind: &str, node: Option<&str>) -> Value {
        self.told("an answer", |told| {
            told["answer"].is_string() && told["ask"] == kind && told["node"].as_str() == node
        })
    }

    /// The next presence of a JID that is such.
    #[track_caller]
    pub fn presence(&mut self, from: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        self.told("presence", |told| told["presence"] == from && is_it(told))
    }

    /// Asks for the hashes that a JID announced last, and has them computed again.
    #[track_caller]
    pub fn verify(&mut self, jid: &str) -> Value {
        self.wish(&json!({ "verify": jid }));
        self.told("the hashes", |told| told["verified"] == jid)
    }
}

impl Drop for Requester {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The Python that slixmpp is installed for.
fn python() -> PathBuf {
    std::env::var_os("DISCOSCOPE_PYTHON")
        .map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/target/python/bin/python").into(), PathBuf::from)
}
