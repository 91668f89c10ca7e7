//! A private ejabberd on free loopback ports, wholly inside a temporary folder.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use tempfile::TempDir;

use crate::{
    keeper::{Keeper, until},
    raw::{Login, Raw},
};

/// A running ejabberd at `localhost`, where everybody may log in anonymously.
#[derive(Debug)]
pub struct Ejabberd {
    /// The port without any limit; TLS begins by STARTTLS.
    pub free: u16,
    /// The same with the limit that ejabberd comes with.
    pub shaped: u16,
    /// The port for external components; `component.localhost` has the secret `component-secret`.
    pub component: u16,
    folder: PathBuf,
    _keeper: Keeper,
}

impl Ejabberd {
    /// Starts a server and waits until it answers; tells its log when it does not.
    pub fn start() -> Self {
        let folder = TempDir::with_prefix_in("discoscope-ejabberd-", "/tmp").expect("a folder in /tmp").keep();
        let [free, shaped, component, distribution] = free_ports();
        prepare(&folder, [free, shaped, component]);
        let log = folder.join("stdout.log");
        let keeper = Keeper::start(&command(&folder, distribution), &log, Some(&folder)).expect("a shell");
        let is_up = until(Duration::from_secs(60), || {
            if keeper.is_alive() { Raw::greets(free).then_some(true) } else { Some(false) }
        });
        if is_up != Some(true) {
            let read = |name| fs::read_to_string(folder.join(name)).unwrap_or_default();
            panic!("ejabberd did not start:\n{}{}", read("stdout.log"), read("ejabberd.log"));
        }
        Self { free, shaped, component, folder, _keeper: keeper }
    }

    /// The file of the CA that signed the certificate.
    pub fn ca(&self) -> PathBuf {
        self.folder.join("certificates/ca.pem")
    }

    /// A raw client, logged in at one of the ports.
    pub fn raw(&self, port: u16) -> Raw {
        Raw::log_in(&Login { port, ca: Some(self.ca()), ..Login::default() }).expect("a login")
    }

    /// Makes rooms: `room0@rooms.localhost` and so on.
    pub fn fill(&self, rooms: usize) {
        let mut raw = self.raw(self.free);
        for room in 0..rooms {
            let to = format!("room{room}@rooms.localhost");
            raw.send(&format!("<presence to='{to}/maker'><x xmlns='http://jabber.org/protocol/muc'/></presence>"));
            let form =
                "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query>";
            let made = raw.ask("set", &to, form);
            assert!(!made.contains("<error"), "{to}: {made}");
            raw.send(&format!("<presence type='unavailable' to='{to}/maker'/>"));
        }
    }
}

fn prepare(folder: &Path, [free, shaped, component]: [u16; 3]) {
    let certificates = folder.join("certificates");
    run(Command::new("sh").args(["-c", include_str!("prosody/certificates.sh"), "certificates"]).arg(&certificates));
    let [chain, key] = ["good.pem", "good.key"].map(|name| fs::read(certificates.join(name)).expect("made above"));
    fs::write(folder.join("server.pem"), [chain, key].concat()).expect("a certificate");
    let config = include_str!("ejabberd/ejabberd.yml")
        .replace("@FOLDER@", folder.to_str().expect("a path in UTF-8"))
        .replace("@FREE@", &free.to_string())
        .replace("@SHAPED@", &shaped.to_string())
        .replace("@COMPONENT@", &component.to_string());
    fs::write(folder.join("ejabberd.yml"), config).expect("a configuration");
    if is_root() {
        run(Command::new("chown").args(["-R", "ejabberd:ejabberd"]).arg(folder));
    }
}

/// The Erlang machine itself, without ejabberdctl, which wants to know the machine's own configuration. Nothing but
/// loopback is listened on, and no port mapper is started.
fn command(folder: &Path, distribution: u16) -> Command {
    let mut command;
    if is_root() {
        command = Command::new("setpriv");
        let _ = command.args(["--reuid=ejabberd", "--regid=ejabberd", "--init-groups", "erl"]);
    } else {
        command = Command::new("erl");
    }
    let name = format!("discoscope{distribution}@localhost");
    let _ = command.args(["-sname", &name, "-setcookie", &name, "-noinput", "-start_epmd", "false"]);
    let _ = command.args(["-erl_epmd_port", &distribution.to_string()]);
    let _ = command.args(["-kernel", "inet_dist_use_interface", "{127,0,0,1}"]);
    let _ = command.args(["-mnesia", "dir", &format!("\"{}\"", folder.join("spool").display())]);
    let _ = command.args(["-ejabberd", "quiet", "true", "-s", "ejabberd"]);
    let _ = command.env("HOME", folder).current_dir(folder).env("ERL_CRASH_DUMP_BYTES", "0");
    let _ = command.env("EJABBERD_CONFIG_PATH", folder.join("ejabberd.yml"));
    let _ = command.env("EJABBERD_LOG_PATH", folder.join("ejabberd.log"));
    let _ = command.env("ERL_LIBS", "/usr/lib/x86_64-linux-gnu");
    command
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn free_ports<const N: usize>() -> [u16; N] {
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    listeners.map(|listener| listener.local_addr().expect("an address").port())
}
