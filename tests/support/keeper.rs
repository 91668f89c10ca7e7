//! Keeps a process running for as long as the test wants it, and not a moment longer than the test process lives.

use std::fs;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Waits on a pipe: when it closes, because the keeper was dropped or the test process died (statics are never dropped,
/// and a death signal would come as soon as the starting *thread* ends), the child is ended and its folder removed.
const WRAPPER: &str = r#"
log=$1; pid_file=$2; remove=$3; shift 3
(
  "$@" </dev/null >"$log" 2>&1 &
  echo "$!" >"$pid_file.new" && mv "$pid_file.new" "$pid_file"
  wait "$!"
  echo "$?" >"$pid_file.status" 2>/dev/null
) &
watcher=$!
until [ -s "$pid_file" ]; do sleep 0.01; done
child=$(cat "$pid_file")
cat >/dev/null
kill "$child" 2>/dev/null
(sleep 5; kill -9 "$child" 2>/dev/null) &
limit=$!
wait "$watcher"
kill "$limit" 2>/dev/null
if [ -n "$remove" ]; then rm -rf "$remove"; fi
"#;

/// A running process.
#[derive(Debug)]
pub struct Keeper {
    wrapper: Child,
    pid: u32,
    status_file: PathBuf,
}

impl Keeper {
    /// Starts the command with its output in `log`; the folder `remove` goes when the process has ended.
    pub fn start(command: &Command, log: &Path, remove: Option<&Path>) -> io::Result<Self> {
        let pid_file = log.with_extension("pid");
        let _ = fs::remove_file(&pid_file);
        let _ = fs::remove_file(log.with_extension("pid.status"));
        let mut wrapper = Command::new("sh");
        let _ = wrapper.args(["-c", WRAPPER, "keeper"]).arg(log).arg(&pid_file).arg(remove.unwrap_or(Path::new("")));
        let _ = wrapper.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            let _ = match value {
                Some(value) => wrapper.env(name, value),
                None => wrapper.env_remove(name),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            let _ = wrapper.current_dir(folder);
        }
        let _ = wrapper.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut wrapper = wrapper.spawn()?;
        let end = Instant::now() + Duration::from_secs(10);
        loop {
            if let Some(pid) = fs::read_to_string(&pid_file).ok().and_then(|text| text.trim().parse().ok()) {
                let status_file = log.with_extension("pid.status");
                return Ok(Self { wrapper, pid, status_file });
            }
            if Instant::now() > end {
                drop(wrapper.stdin.take());
                let _ = wrapper.wait();
                return Err(io::Error::new(io::ErrorKind::TimedOut, "the wrapper shell named no process"));
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// The id of the process itself, not of its wrapper.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Whether the process still runs.
    pub fn is_alive(&self) -> bool {
        is_alive(self.pid)
    }

    /// How the process ended by itself, as a shell says it: 0 is success, 128 and more a signal; nothing while it runs.
    pub fn status(&self) -> Option<i32> {
        fs::read_to_string(&self.status_file).ok()?.trim().parse().ok()
    }

    /// Asks the process to end.
    pub fn terminate(&self) {
        let _ = Command::new("kill").args(["-15", &self.pid.to_string()]).status();
    }

    /// Ends the process as if the machine had failed: no goodbye.
    pub fn kill(&self) {
        let _ = Command::new("kill").args(["-9", &self.pid.to_string()]).status();
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.wrapper.stdin.take());
        let _ = self.wrapper.wait();
    }
}

/// Whether a process of this id runs (one that has ended and is not yet collected does not).
pub fn is_alive(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat"))
        .is_ok_and(|stat| stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z')))
}

/// Asks again and again until there is an answer; `None` when the limit has passed.
pub fn until<T>(limit: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let end = Instant::now() + limit;
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if Instant::now() > end {
            return None;
        }
        thread::sleep(Duration::from_millis(20));
    }
}
