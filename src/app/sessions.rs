//! The sessions of the window: which of them fills which tree, and whose events still count.

use std::{collections::HashMap, sync::Arc};

use futures::{
    FutureExt,
    future::{BoxFuture, Shared, join_all},
};
use tokio::task::JoinHandle;

use super::{accounts::Current, distrust::Site, screen::explore::document::DocumentId};
use crate::{
    demo::Demo,
    disco::address::Address,
    session::{Account, Session},
};

/// All of them.
#[derive(Debug, Default)]
pub struct Sessions {
    all: Vec<Link>,
    /// What there is to know of the logins of accounts, by the numbers of their connections.
    logins: HashMap<u64, Current>,
    /// What the first screen waits for, if it does.
    awaited: Option<u64>,
    /// The number of the newest; events of others than those that are there are dropped.
    newest: u64,
}

/// A session, or one voice of a component's, and its tree as soon as there is one.
#[derive(Debug)]
pub struct Link {
    turn: u64,
    /// It says goodbye when the last handle of its connection is dropped.
    pub session: Session,
    /// Whether contacts see us.
    pub appears: bool,
    /// Where its tree begins; left out, at its server.
    pub address: Option<Address>,
    /// Its tree.
    pub document: Option<DocumentId>,
    connection: Connection,
}

/// What the voices of one component have in common.
#[derive(Clone, Debug)]
pub struct Connection {
    /// That of its first session.
    number: u64,
    /// Who logged in.
    account: Account,
    /// And where.
    site: Site,
    ended: Shared<BoxFuture<'static, ()>>,
    /// Runs as long as somebody holds it.
    _demo: Option<Arc<Demo>>,
}

impl Connection {
    /// That of a session which was just started.
    pub fn new(number: u64, task: JoinHandle<()>, demo: Option<Arc<Demo>>, (account, site): (Account, Site)) -> Self {
        Self { number, account, site, ended: task.map(|_| ()).boxed().shared(), _demo: demo }
    }
}

impl Sessions {
    /// The first screen waits for something; what it waited for before is given up.
    pub fn wait(&mut self) -> u64 {
        self.give_up();
        self.newest += 1;
        self.awaited = Some(self.newest);
        self.newest
    }

    /// Whether the first screen waits for that.
    pub fn is_awaited(&self, turn: u64) -> bool {
        self.awaited == Some(turn)
    }

    /// The first screen waits no more; what it waited for is dropped.
    pub fn give_up(&mut self) {
        if let Some(turn) = self.awaited.take() {
            self.all.retain(|link| link.turn != turn || link.document.is_some());
            self.forget_logins();
        }
    }

    /// Takes in a session that the first screen waits for.
    pub fn add(
        &mut self,
        turn: u64,
        session: Session,
        connection: Connection,
        appears: bool,
        address: Option<Address>,
    ) {
        self.all.push(Link { turn, session, appears, address, document: None, connection });
    }

    /// Takes in one more voice of a component; gives its number.
    pub fn add_voice(&mut self, session: Session, address: Option<Address>) -> Option<u64> {
        let connection = self.all.iter().find(|link| link.session.shares_connection(&session))?.connection.clone();
        self.newest += 1;
        self.add(self.newest, session, connection, false, address);
        Some(self.newest)
    }

    /// Notes what there is to know of the login of a session that was just started.
    pub fn note(&mut self, turn: u64, login: Current) {
        let _ = self.logins.insert(turn, login);
    }

    /// What there is to know of the login of a session.
    pub fn login(&mut self, turn: u64) -> Option<&mut Current> {
        let number = self.get(turn)?.connection.number;
        self.logins.get_mut(&number)
    }

    /// A login is forgotten with the last session that speaks through its connection: it may hold a password.
    fn forget_logins(&mut self) {
        let all = &self.all;
        self.logins.retain(|number, _| all.iter().any(|link| link.connection.number == *number));
    }

    /// The session of that number, if it is still there.
    pub fn get(&self, turn: u64) -> Option<&Link> {
        self.all.iter().find(|link| link.turn == turn)
    }

    /// The session that fills a tree, and who logged in.
    pub fn of(&self, document: DocumentId) -> Option<(&Session, &Account)> {
        let link = self.all.iter().find(|link| link.document == Some(document))?;
        Some((&link.session, &link.connection.account))
    }

    /// Where the session that fills a tree logged in.
    pub fn site(&self, document: DocumentId) -> Option<&Site> {
        self.all.iter().find(|link| link.document == Some(document)).map(|link| &link.connection.site)
    }

    /// Whether the first screen waits for something.
    pub fn is_waiting(&self) -> bool {
        self.awaited.is_some()
    }

    /// A session has a tree from now on.
    pub fn shown(&mut self, turn: u64, document: DocumentId) {
        if let Some(link) = self.all.iter_mut().find(|link| link.turn == turn) {
            link.document = Some(document);
        }
        if self.is_awaited(turn) {
            self.awaited = None;
        }
    }

    /// Drops the session of that number; whatever it still tells is not heard any more.
    pub fn drop(&mut self, turn: u64) {
        self.all.retain(|link| link.turn != turn);
        self.forget_logins();
    }

    /// Drops the session that fills a tree.
    pub fn drop_of(&mut self, document: DocumentId) {
        self.all.retain(|link| link.document != Some(document));
        self.forget_logins();
    }

    /// Drops all of them; the future ends when the last has said goodbye. None when there was none.
    pub fn leave(&mut self) -> Option<impl Future<Output = ()> + use<>> {
        self.awaited = None;
        self.logins.clear();
        let connections: Vec<_> = self.all.drain(..).map(|link| link.connection).collect();
        if connections.is_empty() {
            return None;
        }
        Some(async move {
            let _ = join_all(connections.iter().map(|connection| connection.ended.clone())).await;
        })
    }
}
