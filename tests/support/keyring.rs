//! A keyring of our own: gnome-keyring on a D-Bus session that has nothing else, wholly inside a temporary folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::keeper::{Keeper, until};

/// A running D-Bus session, and the keyring on it unless that was left out.
pub struct Keyring {
    // In the order in which they must end.
    daemon: Option<Keeper>,
    _bus: Keeper,
    folder: TempDir,
}

/// The keyring's own password.
const OWN: &str = "the keyring's own password";

const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=@FOLDER@/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
"#;

impl Keyring {
    /// A keyring that is unlocked.
    pub fn start() -> Self {
        let mut keyring = Self::without_keyring();
        keyring.unlocked();
        keyring
    }

    /// A D-Bus session on which nobody keeps passwords.
    pub fn without_keyring() -> Self {
        let folder = TempDir::with_prefix("discoscope-keyring-").expect("a temporary folder");
        for name in ["home", "run"] {
            fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        let path = folder.path().to_str().expect("a path in UTF-8");
        fs::write(folder.path().join("bus.conf"), BUS.replace("@FOLDER@", path)).expect("a configuration");
        fs::write(folder.path().join("own"), OWN).expect("a file");
        let mut command = Command::new("dbus-daemon");
        let _ = command.arg("--config-file").arg(folder.path().join("bus.conf")).args(["--nofork", "--nopidfile"]);
        let bus = Keeper::start(&command, &folder.path().join("bus.log"), None).expect("a shell");
        let socket = folder.path().join("bus");
        assert!(until(Duration::from_secs(20), || socket.exists().then_some(())).is_some(), "no D-Bus session came up");
        Self { daemon: None, _bus: bus, folder }
    }

    /// What a program has to find there, as variables.
    pub fn variables(&self) -> [(&'static str, String); 2] {
        let path = |name| self.folder.path().join(name).display().to_string();
        [("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", path("bus"))), ("XDG_RUNTIME_DIR", path("run"))]
    }

    /// Lets a program find it.
    pub fn give_to(&self, command: &mut Command) {
        let _ = command.envs(self.variables());
    }

    /// Starts it anew, unlocked.
    pub fn unlocked(&mut self) {
        self.restart("exec gnome-keyring-daemon --foreground --unlock --components=secrets <own");
    }

    /// Starts it anew, locked: nobody is there who could be asked to unlock it.
    pub fn locked(&mut self) {
        self.restart("exec gnome-keyring-daemon --foreground --components=secrets");
    }

    fn restart(&mut self, script: &str) {
        drop(self.daemon.take());
        let mut command = Command::new("sh");
        let _ =
            command.args(["-c", script]).current_dir(self.folder.path()).env("HOME", self.folder.path().join("home"));
        self.give_to(&mut command);
        self.daemon = Some(Keeper::start(&command, &self.log(), None).expect("a shell"));
        let is_up = until(Duration::from_secs(20), || self.names_owner().then_some(()));
        assert!(is_up.is_some(), "the keyring did not start: {}", fs::read_to_string(self.log()).unwrap_or_default());
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("keyring.log")
    }

    fn names_owner(&self) -> bool {
        let mut command = Command::new("dbus-send");
        let _ = command.args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]);
        let _ = command.args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]);
        self.give_to(&mut command);
        command.output().is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("boolean true"))
    }

    /// The password that it has under this name.
    pub fn password(&self, user: &str) -> Option<String> {
        let output = self.tool("lookup", user);
        output.filter(|text| !text.is_empty())
    }

    /// Puts a password there, as another program would.
    pub fn put(&self, user: &str, password: &str) {
        let script =
            format!("printf %s '{password}' | secret-tool store --label=test service discoscope username '{user}'");
        let mut command = Command::new("sh");
        let _ = command.args(["-c", &script]);
        self.give_to(&mut command);
        assert!(command.status().is_ok_and(|status| status.success()), "secret-tool stores nothing");
    }

    fn tool(&self, what: &str, user: &str) -> Option<String> {
        let mut command = Command::new("timeout");
        let _ = command.args(["10", "secret-tool", what, "service", "discoscope", "username", user]);
        self.give_to(&mut command);
        let output = command.output().expect("secret-tool starts");
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Everything that it has, to be looked through.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}
