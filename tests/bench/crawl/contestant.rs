//! The contestants that are written in Rust, each in a process of its own.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use cpu_time::ProcessTime;
use discoscope::{
    crawl::{self, Line, Manners, Options, State, Walk},
    disco::{address::Address, tree::Tree},
    session::{self, Account, Endpoint, Event, Passwords, Secret, Settings},
};
use tokio::{runtime::Builder, sync::mpsc};

use super::{
    server::Work,
    tally::{Tally, resident},
};
use crate::{
    ceiling,
    raw::{Login, Raw},
};

/// What is asked, and where.
#[derive(Clone, Debug)]
pub struct Task {
    /// The port where TLS begins by STARTTLS.
    pub port: u16,
    /// Who signed the server's certificate.
    pub ca: PathBuf,
    /// How many entities the tree has, its root left out.
    pub entities: usize,
    /// How many questions may be open.
    pub window: usize,
    /// The server's process.
    pub server: u32,
}

impl Task {
    /// As arguments of a process.
    pub fn arguments(&self) -> [String; 5] {
        let ca = self.ca.to_str().expect("a path in UTF-8").to_owned();
        [self.port.to_string(), ca, self.entities.to_string(), self.window.to_string(), self.server.to_string()]
    }

    /// The opposite of [`Task::arguments`].
    pub fn read(mut arguments: impl Iterator<Item = String>) -> Self {
        let mut next = || arguments.next().expect("five arguments");
        let number = |word: String| word.parse().expect("a number");
        Self {
            port: u16::try_from(number(next())).expect("a port"),
            ca: next().into(),
            entities: number(next()),
            window: number(next()),
            server: u32::try_from(number(next())).expect("a process"),
        }
    }

    /// Below it are the others.
    fn root(&self) -> Address {
        Address::with_node("tree.localhost", format!("big/{}", self.entities))
    }

    fn login(&self) -> Login<'_> {
        Login { port: self.port, ca: Some(self.ca.clone()), account: Some(("alice", "alicepw")), ..Login::default() }
    }

    fn settings(&self) -> Settings {
        let account = Account::password("alice@localhost").expect("a JID");
        Settings {
            endpoint: Endpoint::At { host: "127.0.0.1".to_owned(), port: self.port },
            ca_file: Some(self.ca.clone()),
            window: self.window.max(1024),
            ..Settings::new(account)
        }
    }
}

/// Pipelines raw stanzas.
pub fn raw(task: &Task) -> Tally {
    let mut raw = Raw::log_in(&task.login()).expect("a login");
    let below = (0..task.entities).map(|number| Address::new(format!("i{number}@tree.localhost")));
    let questions = ceiling::questions(std::iter::once(task.root()).chain(below));
    let (cpu, memory, server) = (ProcessTime::now(), resident(), Work::of(task.server));
    let pumped = ceiling::pump(&mut raw, questions, task.window).expect("a connection that lasts");
    let (cpu, server) = (cpu.elapsed(), Work::of(task.server) - server);
    Tally { answers: pumped.answers, took: pumped.took, cpu, grown: resident().saturating_sub(memory), server }
}

/// Our headless crawl, on one thread as the program does it.
pub fn ours(task: &Task) -> Tally {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a thread");
    let (login, server) = (ProcessTime::now(), Work::of(task.server));
    runtime.block_on(only_log_in(task.settings()));
    let (login, of_login) = (login.elapsed(), Work::of(task.server) - server);
    let (memory, cpu, server) = (resident(), ProcessTime::now(), Work::of(task.server));
    let (walk, tree) = runtime.block_on(crawl(task));
    let cpu = cpu.elapsed().saturating_sub(login);
    let server = Work::of(task.server) - server - of_login;
    let summary = walk.summary(Instant::now());
    assert_eq!((summary.state, summary.counts.entities), (State::Done, task.entities + 1));
    assert_eq!(summary.counts.answered, 2 * (task.entities + 1), "{summary:?}");
    assert_eq!(tree.len(), task.entities + 1);
    Tally {
        answers: summary.counts.answered,
        took: summary.took,
        cpu,
        grown: resident().saturating_sub(memory),
        server,
    }
}

async fn crawl(task: &Task) -> (Walk, Tree) {
    let manners = Manners { window: task.window, ..Manners::default() };
    let mut options = Options { manners, ..Options::default() };
    options.fences.entities = task.entities + 1;
    let (mut walk, mut tree) = (Walk::new(&[task.root()], options), Tree::new());
    let (session, events, _) = session::start(task.settings(), passwords());
    let (_held, controls) = mpsc::unbounded_channel();
    let line = Line { session, events, controls };
    let _ = crawl::run(&mut walk, &mut tree, line, |_| {}).await.expect("a connection that lasts");
    (walk, tree)
}

async fn only_log_in(settings: Settings) {
    let (session, mut events, task) = session::start(settings, passwords());
    while let Some(event) = events.recv().await {
        match event {
            Event::Online(_) => break,
            Event::Offline { why, .. } => panic!("{why}"),
            _ => {}
        }
    }
    drop((session, events));
    let _ = tokio::time::timeout(Duration::from_secs(2), task).await;
}

fn passwords() -> Passwords {
    Arc::new(|| Box::pin(async { Ok(Secret::new("alicepw".to_owned())) }))
}
