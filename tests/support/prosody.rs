//! A private Prosody on free loopback ports, wholly inside a temporary folder.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;

use tempfile::TempDir;

use crate::keeper::{Keeper, until};
use crate::raw::{Login, Raw};

/// The server that most tests of a binary share: good certificate, filled with rooms and nodes.
pub static SHARED: LazyLock<Prosody> = LazyLock::new(|| {
    let prosody = Prosody::start(Certificate::Good);
    prosody.fill();
    prosody
});

/// Which certificate is served.
#[derive(Clone, Copy, Debug)]
pub enum Certificate {
    /// Signed by our CA for localhost and everything below it.
    Good,
    /// The same names, ended yesterday.
    Expired,
    /// Signed by our CA, for example.org.
    WrongHost,
    /// The right names, signed by nobody.
    SelfSigned,
}

/// How a server is to be.
#[derive(Clone, Copy, Debug)]
struct Wish<'a> {
    certificate: Certificate,
    /// A limit on what is read of a client.
    rate: Option<&'a str>,
    /// From which level on it writes a log.
    logs: &'a str,
}

/// A running Prosody: accounts alice, bob and admin with password `alicepw` and so on at localhost, alice also at
/// strong.localhost (SCRAM-SHA-256) and plain.localhost (only PLAIN); anon.localhost lets anybody in. Bob lets
/// friend@component.localhost see what he has, and nobody else.
#[derive(Debug)]
pub struct Prosody {
    /// The port where TLS begins by STARTTLS.
    pub starttls: u16,
    /// The port where TLS is there from the first byte.
    pub direct: u16,
    /// The port for external components; `component.localhost` has the secret `component-secret`.
    pub component: u16,
    folder: PathBuf,
    /// The process that came after the first; it goes before the folder does.
    again: Option<Keeper>,
    keeper: Keeper,
}

impl Prosody {
    /// Starts a server and waits until it answers; tells its log when it does not.
    pub fn start(certificate: Certificate) -> Self {
        Self::start_as(Wish { certificate, rate: None, logs: "debug" })
    }

    /// The same with a limit on what it reads of a client, such as `10kb/s`, which is what Prosody comes with.
    pub fn start_limited(certificate: Certificate, rate: Option<&str>) -> Self {
        Self::start_as(Wish { certificate, rate, logs: "debug" })
    }

    /// A server that does not spend its time on a log, for those who measure.
    pub fn start_quick() -> Self {
        Self::start_as(Wish { certificate: Certificate::Good, rate: None, logs: "warn" })
    }

    fn start_as(wish: Wish<'_>) -> Self {
        let mut last = String::new();
        // Another program may take a free port between our asking and Prosody's binding: then once more with others.
        for _ in 0..3 {
            match Self::try_start(wish) {
                Ok(prosody) => return prosody,
                Err(why) => last = why,
            }
        }
        panic!("Prosody did not start:\n{last}");
    }

    fn try_start(wish: Wish<'_>) -> Result<Self, String> {
        let folder = TempDir::with_prefix_in("discoscope-prosody-", "/tmp").expect("a folder in /tmp").keep();
        let [starttls, direct, component, http, proxy65] = free_ports();
        prepare(&folder, wish, [starttls, direct, component, http, proxy65]);
        let log = folder.join("stdout.log");
        let keeper = Keeper::start(&as_server_user(&folder, "prosody"), &log, Some(&folder)).expect("a shell");
        let prosody = Self { starttls, direct, component, folder, keeper, again: None };
        let is_up = until(Duration::from_secs(20), || {
            if prosody.keeper.is_alive() { Raw::greets(prosody.starttls).then_some(true) } else { Some(false) }
        });
        match is_up {
            Some(true) => Ok(prosody),
            _ => Err(prosody.log()),
        }
    }

    /// Ends the server as its service would be ended, and waits until it is gone; its folder stays.
    pub fn stop(&mut self) {
        match self.again.take() {
            Some(again) => drop(again),
            None => self.keeper.terminate(),
        }
        let is_gone = until(Duration::from_secs(20), || (!self.keeper.is_alive()).then_some(()));
        assert!(is_gone.is_some(), "Prosody does not end:\n{}", self.log());
    }

    /// Starts a server that was stopped again, with the same ports and accounts.
    pub fn start_again(&mut self) {
        let log = self.folder.join("again.log");
        self.again = Some(Keeper::start(&as_server_user(&self.folder, "prosody"), &log, None).expect("a shell"));
        let is_up = until(Duration::from_secs(20), || Raw::greets(self.starttls).then_some(()));
        assert!(is_up.is_some(), "Prosody does not come back:\n{}", self.log());
    }

    /// The file of the CA that signed the good certificate.
    pub fn ca(&self) -> PathBuf {
        self.folder.join("certificates/ca.pem")
    }

    /// Everything this server keeps.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The server process.
    pub fn keeper(&self) -> &Keeper {
        &self.keeper
    }

    /// Every try to log in so far: `success|failure HOST MECHANISM CONDITION`.
    pub fn logins(&self) -> Vec<String> {
        let text = fs::read_to_string(self.folder.join("logins.log")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// What the server printed and logged.
    pub fn log(&self) -> String {
        let read = |name| fs::read_to_string(self.folder.join(name)).unwrap_or_default();
        format!("{}{}", read("stdout.log"), read("prosody.log"))
    }

    /// A raw client of this server, logged in.
    pub fn raw(&self, user: &str) -> Raw {
        let password = format!("{user}pw");
        let login =
            Login { port: self.starttls, ca: Some(self.ca()), account: Some((user, &password)), ..Login::default() };
        Raw::log_in(&login).unwrap_or_else(|error| panic!("{user} cannot log in: {error}\n{}", self.log()))
    }

    /// Makes the rooms `lobby` and `support` and one with an awkward name, and the nodes `news` and `news/archive`.
    pub fn fill(&self) {
        let mut admin = self.raw("admin");
        for (room, name) in ROOMS {
            admin.send(&format!(
                "<presence to='{room}@rooms.localhost/admin'><x xmlns='http://jabber.org/protocol/muc'/></presence>"
            ));
            let fields = ["persistentroom", "publicroom"].map(|field| field_xml(field, "1")).concat()
                + &field_xml("roomname", name);
            let made = admin.ask(
                "set",
                &format!("{room}@rooms.localhost"),
                &format!(
                    "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>\
                     <field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>{fields}</x></query>"
                ),
            );
            assert!(!made.contains("<error"), "room {room}: {made}");
        }
        for (node, items) in NODES {
            for item in *items {
                let payload = "<entry xmlns='http://www.w3.org/2005/Atom'><title>Test</title></entry>";
                let made = admin.ask(
                    "set",
                    "pubsub.localhost",
                    &format!(
                        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='{node}'><item id='{item}'>{payload}</item></publish></pubsub>"
                    ),
                );
                assert!(!made.contains("<error"), "node {node}: {made}");
            }
        }
    }
}

/// An account at localhost and plain.localhost with a password so long that its end outlives being freed, for those who
/// look for it in memory.
pub const LONG: (&str, &str) = ("carol", "Rotkehlchen und Zaunkoenig, Amsel und Buchfink 4711");

/// The rooms that `fill` makes: local part and name as XML text.
pub const ROOMS: &[(&str, &str)] =
    &[("lobby", "Lobby"), ("support", "Support"), ("awkward", "Grüße &amp; &lt;b&gt;Küsse&lt;/b&gt; \u{5d0}\u{5d1}")];

/// The nodes that `fill` makes and their items.
pub const NODES: &[(&str, &[&str])] = &[("news", &["first", "second", "third"]), ("news/archive", &["old"])];

fn field_xml(name: &str, value: &str) -> String {
    format!("<field var='muc#roomconfig_{name}'><value>{value}</value></field>")
}

fn prepare(folder: &Path, wish: Wish<'_>, ports: [u16; 5]) {
    run(Command::new("sh")
        .args(["-c", include_str!("prosody/certificates.sh"), "certificates"])
        .arg(folder.join("certificates")));
    let modules = folder.join("modules");
    fs::create_dir_all(&modules).expect("a folder for modules");
    fs::write(modules.join("mod_logins.lua"), include_str!("prosody/mod_logins.lua")).expect("a module");
    fs::write(modules.join("mod_oddities.lua"), include_str!("prosody/mod_oddities.lua")).expect("a module");
    fs::write(modules.join("mod_bigtree.lua"), include_str!("prosody/mod_bigtree.lua")).expect("a module");
    for (name, module) in [
        ("mod_labtree.lua", include_str!("prosody/modules/mod_labtree.lua")),
        ("labtree.lib.lua", include_str!("prosody/modules/labtree.lib.lua")),
    ] {
        fs::write(modules.join(name), module).expect("a module");
    }
    // Prosody hashes a plain password at its first use; so no prosodyctl, which costs a third of a second an account.
    for (host, users) in [
        ("localhost", &["alice", "bob", "admin"] as &[&str]),
        ("strong%2elocalhost", &["alice"]),
        ("plain%2elocalhost", &["alice"]),
    ] {
        let accounts = folder.join("data").join(host).join("accounts");
        fs::create_dir_all(&accounts).expect("a folder for accounts");
        for user in users {
            let text = format!("return {{ [\"password\"] = \"{user}pw\" }};\n");
            fs::write(accounts.join(format!("{user}.dat")), text).expect("an account");
        }
    }
    let (user, password) = LONG;
    for host in ["localhost", "plain%2elocalhost"] {
        let text = format!("return {{ [\"password\"] = \"{password}\" }};\n");
        fs::write(folder.join("data").join(host).join(format!("accounts/{user}.dat")), text).expect("an account");
    }
    // Whom bob lets see him, as a friend who asked for it would be.
    let roster = folder.join("data/localhost/roster");
    fs::create_dir_all(&roster).expect("a folder for rosters");
    let friend = "return { [false] = { [\"version\"] = 1; [\"pending\"] = {} }; \
        [\"friend@component.localhost\"] = { [\"subscription\"] = \"from\"; [\"groups\"] = {} } };\n";
    fs::write(roster.join("bob.dat"), friend).expect("a roster");
    let [starttls, direct, component, http, proxy65] = ports.map(|port| port.to_string());
    let name = match wish.certificate {
        Certificate::Good => "good",
        Certificate::Expired => "expired",
        Certificate::WrongHost => "wrong-host",
        Certificate::SelfSigned => "self-signed",
    };
    let config = include_str!("prosody/prosody.cfg.lua")
        .replace("@FOLDER@", folder.to_str().expect("a path in UTF-8"))
        .replace("@STARTTLS@", &starttls)
        .replace("@DIRECT@", &direct)
        .replace("@COMPONENT@", &component)
        .replace("@HTTP@", &http)
        .replace("@PROXY65@", &proxy65)
        .replace("@CERTIFICATE@", name)
        .replace("@LIMITS@", if wish.rate.is_some() { "\"limits\";" } else { "" })
        .replace("@RATE@", wish.rate.unwrap_or("10kb/s"))
        .replace("@LOGS@", wish.logs);
    fs::write(folder.join("prosody.cfg.lua"), config).expect("a configuration");
    if is_root() {
        run(Command::new("chown").args(["-R", "prosody:prosody"]).arg(folder));
    }
}

/// Prosody refuses to run as root; who is not root runs it as themselves.
fn as_server_user(folder: &Path, program: &str) -> Command {
    let mut command;
    if is_root() {
        command = Command::new("setpriv");
        let _ = command.args(["--reuid=prosody", "--regid=prosody", "--init-groups", program]);
    } else {
        command = Command::new(program);
    }
    let _ =
        command.arg("--config").arg(folder.join("prosody.cfg.lua")).arg("-F").env("HOME", folder).current_dir(folder);
    command
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Free loopback ports, different from each other.
fn free_ports<const N: usize>() -> [u16; N] {
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    listeners.map(|listener| listener.local_addr().expect("an address").port())
}
