//! A session at a demo server, and a wire between them that can be listened to.

use std::{future::Future, sync::Arc, time::Duration};

use discoscope::{
    demo::{self, Control, DOMAIN, Demo, Options},
    disco::{
        address::Address,
        advertised::Inquiry,
        contact::Presence,
        reply::{Info, Items},
        state::{Answer, Kind, Outcome, Question, State},
    },
    session::{self, Asked, Endpoint, Event, Next, Notice, Online, Passwords, Secret, Session, Settings},
};
use futures::FutureExt;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{mpsc::UnboundedReceiver, watch},
    task::JoinHandle,
    time::timeout,
};

/// Nothing here takes so long, unless it never comes.
pub const PATIENCE: Duration = Duration::from_secs(30);
pub const ODD: &str = "odd.demo.localhost";

/// Waits for something that has to come.
pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    timeout(PATIENCE, what).await.expect("nothing came")
}

/// A running session.
pub struct Heard {
    pub session: Option<Session>,
    pub events: UnboundedReceiver<Event>,
    pub task: JoinHandle<()>,
    /// Whether the server took nothing of what was written, each time that changed.
    pub held_back: Vec<bool>,
    /// What others asked us.
    pub inquiries: Vec<Inquiry>,
}

/// A session that is online at a server of its own.
pub struct Live {
    pub demo: Demo,
    pub control: Control,
    pub heard: Heard,
    pub online: Online,
}

impl Live {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::at(Options::default(), change).await
    }

    pub async fn at(options: Options, change: impl FnOnce(&mut Settings)) -> Self {
        let demo = demo::start_with(options).await.unwrap();
        let (mut settings, passwords) = demo.session();
        change(&mut settings);
        let mut heard = Heard::start(settings, passwords);
        let online = heard.online().await;
        Self { control: demo.control(), demo, heard, online }
    }

    pub fn ask(&self, kind: Kind, jid: &str, node: Option<&str>) {
        self.heard.ask(kind, jid, node);
    }

    /// Asks, and takes what comes next, which must be the answer.
    pub async fn answer(&mut self, kind: Kind, jid: &str, node: Option<&str>) -> Answer {
        self.ask(kind, jid, node);
        self.heard.answer().await
    }

    /// A question that works shows that the session goes on, in time or, with a short time-out on a busy machine, late.
    pub async fn goes_on(&mut self) {
        let mut answer = self.answer(Kind::Info, DOMAIN, None).await;
        if word(&answer) == "timed-out" {
            answer = self.heard.answer().await;
        }
        assert!(matches!(info(&answer), State::Answered(_)), "{answer:?}");
    }
}

impl Heard {
    pub fn start(settings: Settings, passwords: Passwords) -> Self {
        let (session, events, task) = session::start(settings, passwords);
        Self { session: Some(session), events, task, held_back: Vec::new(), inquiries: Vec::new() }
    }

    pub fn ask(&self, kind: Kind, jid: &str, node: Option<&str>) {
        let address = Address { jid: jid.into(), node: node.map(Arc::from) };
        self.ask_question(Question::new(kind, address));
    }

    pub fn ask_question(&self, question: Question) {
        self.session.as_ref().unwrap().ask(question);
    }

    /// The next event, but for how writing goes on and what others ask us, which is noted.
    pub async fn next(&mut self) -> Event {
        loop {
            match soon(self.events.recv()).await.expect("the session ended") {
                Event::HeldBack(is_stuck) => self.held_back.push(is_stuck),
                Event::Asked(Asked::One(inquiry, _)) => self.inquiries.push(*inquiry),
                event => return event,
            }
        }
    }

    pub async fn online(&mut self) -> Online {
        match (self.next().await, self.next().await) {
            (Event::Connecting { .. }, Event::Online(online)) => online,
            other => panic!("{other:?}"),
        }
    }

    pub async fn offline(&mut self) -> (session::Error, Next) {
        match self.next().await {
            Event::Offline { why, next } => (why, next),
            other => panic!("{other:?}"),
        }
    }

    /// The failure of the first connection.
    pub async fn failure(&mut self) -> (session::Error, Next) {
        assert!(matches!(self.next().await, Event::Connecting { attempt: 1 }));
        self.offline().await
    }

    pub async fn answer(&mut self) -> Answer {
        match self.next().await {
            Event::Answer(answer) => answer,
            other => panic!("{other:?}"),
        }
    }

    pub async fn presence(&mut self) -> Presence {
        match self.next().await {
            Event::Presence(presence) => presence,
            other => panic!("{other:?}"),
        }
    }

    pub async fn notice(&mut self) -> Notice {
        match self.next().await {
            Event::Notice(notice) => notice,
            other => panic!("{other:?}"),
        }
    }

    /// Gives the session up; nothing but its own end may follow.
    pub async fn drop_session(&mut self) {
        self.session = None;
        soon(async { while self.events.recv().await.is_some() {} }).await;
        soon(&mut self.task).await.unwrap();
    }
}

pub fn info(answer: &Answer) -> &State<Info> {
    match &answer.outcome {
        Outcome::Info(state) => state,
        _ => panic!("{answer:?}"),
    }
}

pub fn items(answer: &Answer) -> &State<Items> {
    match &answer.outcome {
        Outcome::Items(state) => state,
        _ => panic!("{answer:?}"),
    }
}

/// The state's word, whichever question it was.
pub fn word(answer: &Answer) -> &'static str {
    match &answer.outcome {
        Outcome::Info(state) => state.word(),
        Outcome::Items(state) | Outcome::Page(_, state) => state.word(),
        Outcome::Besides(_, state) => state.word(),
    }
}

pub fn password(words: &str) -> Passwords {
    let words = words.to_owned();
    Arc::new(move || {
        let words = words.clone();
        async move { Ok(Secret::new(words)) }.boxed()
    })
}

/// A wire to a server that remembers what the client said.
pub struct Wire {
    pub port: u16,
    said: Arc<watch::Sender<String>>,
}

impl Wire {
    pub async fn to(server: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let said = Arc::new(watch::Sender::new(String::new()));
        let heard = said.clone();
        drop(tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                drop(tokio::spawn(carry(from_client, to_server, Some(heard.clone()))));
                drop(tokio::spawn(carry(from_server, to_client, None)));
            }
        }));
        Self { port, said }
    }

    pub fn end(&self, settings: &mut Settings) {
        settings.endpoint = Endpoint::At { host: "127.0.0.1".to_owned(), port: self.port };
    }

    /// Everything that the client said so far.
    pub fn said(&self) -> String {
        self.said.borrow().clone()
    }

    pub async fn until(&self, condition: impl Fn(&str) -> bool) {
        let mut said = self.said.subscribe();
        drop(soon(said.wait_for(|said| condition(said))).await.unwrap());
    }
}

async fn carry(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    said: Option<Arc<watch::Sender<String>>>,
) {
    let mut bytes = vec![0; 16 << 10];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        if let Some(said) = &said {
            said.send_modify(|said| said.push_str(&String::from_utf8_lossy(&bytes[..count])));
        }
        if to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
    let _ = to.shutdown().await;
}
