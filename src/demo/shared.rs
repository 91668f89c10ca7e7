//! What all connections share: who is here, what is wrong on purpose, what was counted.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{mpsc, oneshot, watch};

use super::{
    Options,
    control::{Counts, Fault, Kick, Query, Twist},
    login::Mechanism,
};
use crate::disco::{address::Address, state::Kind};

/// Addresses whose questions are counted one by one; a client could invent more without end.
const ADDRESSES_COUNTED: usize = 500_000;

/// The state of the server.
#[derive(Debug)]
pub struct Shared {
    /// The SASL mechanisms that are offered.
    pub mechanisms: Vec<Mechanism>,
    /// What is wrong at the moment.
    pub faults: watch::Sender<Vec<Fault>>,
    /// What happened so far.
    pub counts: watch::Sender<Counts>,
    twists: Mutex<VecDeque<Twist>>,
    clients: Mutex<Vec<Client>>,
}

/// Something a connection has to do.
#[derive(Debug)]
pub enum Order {
    /// End.
    Kick(Kick),
    /// Send this.
    Say(Arc<str>),
    /// Ask the client, and hand its reply back.
    Ask(Query, oneshot::Sender<String>),
}

#[derive(Debug)]
struct Client {
    number: u64,
    jid: Option<String>,
    orders: mpsc::UnboundedSender<Order>,
}

/// The orders of one connection; dropping it takes the connection off the list.
#[derive(Debug)]
pub struct Seat {
    /// Unique among all connections of the server.
    pub number: u64,
    /// What to do.
    pub orders: mpsc::UnboundedReceiver<Order>,
    shared: Arc<Shared>,
}

impl Shared {
    /// The state of a server that nobody has connected to.
    pub fn new(options: Options) -> Self {
        Self {
            mechanisms: options.mechanisms,
            faults: watch::Sender::new(options.faults),
            counts: watch::Sender::new(Counts::default()),
            twists: Mutex::default(),
            clients: Mutex::default(),
        }
    }

    /// Takes a connection onto the list.
    pub fn arrive(self: &Arc<Self>) -> Seat {
        let mut number = 0;
        self.counts.send_modify(|counts| {
            counts.connections += 1;
            counts.open += 1;
            number = counts.connections;
        });
        let (sender, orders) = mpsc::unbounded_channel();
        self.clients().push(Client { number, jid: None, orders: sender });
        Seat { number, orders, shared: Arc::clone(self) }
    }

    /// Gives a connection the wanted resource, or one like it when somebody has it already.
    pub fn bind(&self, number: u64, bare: &str, wanted: &str) -> String {
        let mut clients = self.clients();
        let is_taken = |jid: &str| clients.iter().any(|client| client.jid.as_deref() == Some(jid));
        let mut jid = format!("{bare}/{wanted}");
        if is_taken(&jid) {
            jid = format!("{jid}-{number}");
        }
        if let Some(position) = clients.iter().position(|client| client.number == number) {
            // The newest login stands last: it is the one that is asked.
            let client = clients.remove(position);
            clients.push(Client { jid: Some(jid.clone()), ..client });
        }
        drop(clients);
        self.counts.send_modify(|counts| counts.logins += 1);
        jid
    }

    /// The full JIDs of an account's clients that are connected.
    pub fn online(&self, bare: &str) -> Vec<String> {
        let clients = self.clients();
        let jids = clients.iter().filter_map(|client| client.jid.as_deref());
        jids.filter(|jid| jid.strip_prefix(bare).is_some_and(|rest| rest.starts_with('/'))).map(str::to_owned).collect()
    }

    /// Hands a stanza to the client of that full JID; false when it is not here.
    pub fn deliver(&self, jid: &str, xml: &str) -> bool {
        let clients = self.clients();
        let client = clients.iter().find(|client| client.jid.as_deref() == Some(jid));
        client.is_some_and(|client| client.orders.send(Order::Say(xml.into())).is_ok())
    }

    /// Gives an order to every connection, those that have not logged in included.
    pub fn order_all(&self, order: &Order) {
        for client in self.clients().iter() {
            let _ = match order {
                Order::Kick(kick) => client.orders.send(Order::Kick(kick.clone())),
                Order::Say(xml) => client.orders.send(Order::Say(Arc::clone(xml))),
                // A reply can be handed back only once.
                Order::Ask(..) => continue,
            };
        }
    }

    /// Gives an order to the client that logged in last.
    pub fn order_newest(&self, order: Order) {
        if let Some(client) = self.clients().iter().rev().find(|client| client.jid.is_some()) {
            let _ = client.orders.send(order);
        }
    }

    /// Queues an odd answer.
    pub fn add_twist(&self, twist: Twist) {
        self.twists().push_back(twist);
    }

    /// How the next answer departs from the rule.
    pub fn next_twist(&self) -> Option<Twist> {
        self.twists().pop_front()
    }

    /// Counts a question.
    pub fn count_question(&self, kind: Kind, jid: &str, node: Option<&str>) {
        let address = Address { jid: jid.into(), node: node.map(Arc::from) };
        self.counts.send_modify(|counts| {
            counts.questions += 1;
            let key = (kind.namespace(), address);
            if counts.by_address.len() < ADDRESSES_COUNTED || counts.by_address.contains_key(&key) {
                *counts.by_address.entry(key).or_default() += 1;
            }
        });
    }

    fn clients(&self) -> MutexGuard<'_, Vec<Client>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn twists(&self) -> MutexGuard<'_, VecDeque<Twist>> {
        self.twists.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.shared.clients().retain(|client| client.number != self.number);
        self.shared.counts.send_modify(|counts| counts.open = counts.open.saturating_sub(1));
    }
}
