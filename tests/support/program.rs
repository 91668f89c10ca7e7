//! Runs the built program the way a person does in a terminal, with nothing of the tester's own surroundings.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A run that is being prepared.
#[derive(Debug)]
pub struct Program {
    command: Command,
    home: TempDir,
    stdin: String,
    limit: Duration,
}

/// What a run left.
#[derive(Debug)]
pub struct Output {
    /// The exit status; `None` when a signal ended the program.
    pub status: Option<i32>,
    /// Everything on standard output.
    pub stdout: String,
    /// Everything on standard error.
    pub stderr: String,
    /// How long it ran.
    pub took: Duration,
}

impl Program {
    /// The program with these arguments.
    pub fn new(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        let home = TempDir::with_prefix("discoscope-home-").expect("a temporary folder");
        let mut command = bare_command(&home);
        let _ = command.args(arguments);
        Self { command, home, stdin: String::new(), limit: Duration::from_secs(30) }
    }

    /// Sets a variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        let _ = self.command.env(name, value);
        self
    }

    /// Sets the password, as a script would.
    pub fn password(self, password: &str) -> Self {
        self.env("DISCOSCOPE_PASSWORD", password)
    }

    /// Adds an argument.
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        let _ = self.command.arg(argument);
        self
    }

    /// What the program can read.
    pub fn stdin(mut self, text: &str) -> Self {
        text.clone_into(&mut self.stdin);
        self
    }

    /// How long it may take; longer is a hang and fails the test.
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Runs it to its end.
    pub fn run(mut self) -> Output {
        let started = Instant::now();
        let _ = self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("the program starts");
        let mut input = child.stdin.take().expect("piped");
        let _ = input.write_all(self.stdin.as_bytes());
        drop(input);
        let stdout = collect(child.stdout.take().expect("piped"));
        let stderr = collect(child.stderr.take().expect("piped"));
        let mut hangs = false;
        let status = loop {
            if let Some(status) = child.try_wait().expect("a child") {
                break status;
            }
            if started.elapsed() > self.limit && !hangs {
                hangs = true;
                child.kill().expect("a child");
            }
            thread::sleep(Duration::from_millis(5));
        };
        let took = started.elapsed();
        let [stdout, stderr] = [stdout, stderr].map(|reader| reader.join().expect("a reader"));
        assert!(!hangs, "{:?} did not end within {:?}; stdout: {stdout}\nstderr: {stderr}", self.command, self.limit);
        drop(self.home);
        Output { status: status.code(), stdout, stderr, took }
    }
}

/// The built program with nothing in its environment but a path, a home of its own and a language.
pub fn bare_command(home: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_discoscope"));
    let _ = command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    let _ = command.env("HOME", home.path()).env("LANG", "C.UTF-8").current_dir(home.path());
    command
}

impl Output {
    /// Panics unless the program ended with this status and without a panic of its own.
    #[track_caller]
    pub fn expect(self, status: i32) -> Self {
        let text = format!("{}{}", self.stdout, self.stderr);
        assert!(!text.contains("panicked") && !text.contains("RUST_BACKTRACE"), "the program panicked: {self:#?}");
        assert_eq!(self.status, Some(status), "{self:#?}");
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("no JSON ({error}): {self:#?}"))
    }

    /// What stands on standard error: one line that is a sentence, nothing else.
    #[track_caller]
    pub fn sentence(&self) -> &str {
        let lines: Vec<_> = self.stderr.lines().filter(|line| !line.trim().is_empty()).collect();
        let [line] = lines[..] else { panic!("not exactly one line on standard error: {self:#?}") };
        assert!(line.split_whitespace().count() > 4, "no sentence: “{line}”");
        line
    }
}

fn collect(mut from: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
