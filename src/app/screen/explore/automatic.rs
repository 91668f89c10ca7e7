//! Asking by itself what the rows on the screen are: after a short rest, and never more of them than are seen.
//!
//! Nobody is asked whom a list does not name, whom a fence stopped, or whose question has a side effect. A client whose
//! capabilities somebody else has proved (XEP-0115) is shown by those.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    time::{Duration, Instant},
};

use iced::Task;
use jiff::Timestamp;

use super::{
    Action, Explore, Message as Parent,
    document::{About, Document},
};
use crate::disco::{
    caps::{self, Announced, Verdict},
    contact::{Contacts, Presence},
    namespace::OFFLINE,
    reply::Info,
    state::{Answer, Kind, Outcome},
    tree::{EntityId, Origin, PlaceId, Tree},
};

/// Whether rows on the screen are asked, and which they are.
#[derive(Debug)]
pub struct Automatic {
    switch: Switch,
    visible: Range<usize>,
    rest: Rest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Switch {
    On,
    Off,
}

/// Whether something waits for the scroll to rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    Quiet,
    Until(Instant),
}

/// What happened.
#[derive(Clone, Copy, Debug)]
pub enum Message {
    /// It was switched on or off.
    Switched,
    /// A rest may be over.
    Rested,
}

/// The scroll rests so long before anybody is asked.
const REST: Duration = Duration::from_millis(300);

/// What the live tree remembers of it.
#[derive(Debug, Default)]
pub struct Asked {
    /// Who was asked by itself and has not answered.
    open: HashSet<EntityId>,
    /// Whose answer proves what stands for what is announced, by the node that stands for it.
    proved: HashMap<String, EntityId>,
}

impl Default for Automatic {
    fn default() -> Self {
        Self { switch: Switch::On, visible: 0..0, rest: Rest::Quiet }
    }
}

impl Automatic {
    /// Whether it is switched on.
    pub fn is_on(&self) -> bool {
        self.switch == Switch::On
    }

    /// Other rows are seen than before: the rest begins anew.
    pub fn moved(&mut self, visible: Range<usize>) -> Task<Message> {
        self.visible = visible;
        self.wait(true)
    }

    /// What the rows show may have changed.
    pub fn stirred(&mut self) -> Task<Message> {
        self.wait(false)
    }

    fn wait(&mut self, is_anew: bool) -> Task<Message> {
        if !self.is_on() {
            return Task::none();
        }
        let due = Instant::now() + REST;
        match self.rest {
            Rest::Quiet => {
                self.rest = Rest::Until(due);
                sleep(REST)
            }
            Rest::Until(_) => {
                if is_anew {
                    self.rest = Rest::Until(due);
                }
                Task::none()
            }
        }
    }
}

fn sleep(duration: Duration) -> Task<Message> {
    Task::perform(async move { tokio::time::sleep(duration).await }, |()| Message::Rested)
}

impl Asked {
    /// Whether an answer is to a question that was asked by itself.
    pub fn is_answered_by(&self, answer: &Answer, tree: &Tree) -> bool {
        let is_info = matches!(answer.outcome, Outcome::Info(_));
        is_info && !self.open.is_empty() && tree.number(&answer.address).is_some_and(|id| self.open.contains(&id))
    }

    /// The entity whose answer shows what a client is that was not asked itself.
    pub fn proof(&self, presence: Option<&Presence>) -> Option<EntityId> {
        let mut nodes = presence?.caps.iter().filter_map(caps::query_node);
        nodes.find_map(|node| self.proved.get(&node).copied())
    }
}

impl Explore {
    /// Takes in what happened.
    pub(super) fn automatic_message(&mut self, message: Message) -> Action {
        match message {
            Message::Switched => {
                self.automatic.switch = match self.automatic.switch {
                    Switch::On => Switch::Off,
                    Switch::Off => Switch::On,
                };
                Action::Run(self.automatic.stirred().map(Parent::Automatic))
            }
            Message::Rested => match self.automatic.rest {
                Rest::Until(due) if Instant::now() < due => {
                    Action::Run(sleep(due.saturating_duration_since(Instant::now())).map(Parent::Automatic))
                }
                Rest::Until(_) | Rest::Quiet => {
                    self.automatic.rest = Rest::Quiet;
                    self.ask_visible()
                }
            },
        }
    }

    fn ask_visible(&mut self) -> Action {
        let visible = self.automatic.visible.clone();
        let is_on = self.automatic.is_on();
        let Some(document) = self.documents.active_mut().filter(|_| is_on) else { return Action::None };
        document.ask_visible(visible);
        let id = document.id;
        Action::Run(document.changed().map(move |message| Parent::Prepared(id, message)))
    }
}

impl Document {
    /// Asks what those of the rows are that nobody asked yet.
    fn ask_visible(&mut self, visible: Range<usize>) {
        let places: Vec<_> = visible.clone().map_while(|index| self.place_at(index)).collect();
        let About::Live(live) = &mut self.about else { return };
        if !live.status.is_online() || live.crawl.is_running() {
            return;
        }
        let tree = &mut self.tree;
        live.asked.open.retain(|entity| tree.entity(*entity).is_some_and(|entity| entity.info.is_waiting()));
        let mut room = visible.len().saturating_sub(live.asked.open.len());
        let mut questions = Vec::new();
        for place in places {
            if room == 0 {
                break;
            }
            let Some(entity) = candidate(tree, place) else { continue };
            let Some(address) = tree.entity(entity).map(|entity| entity.address.clone()) else { continue };
            if live.crawl.fence(&address).is_some() {
                continue;
            }
            if let Some(presence) = self.contacts.of(&address.jid).filter(|_| address.node.is_none())
                && live.asked.is_known(presence, &self.contacts, tree)
            {
                continue;
            }
            let asked = tree.ask_first(entity, &[Kind::Info], Timestamp::now());
            if !asked.is_empty() {
                let _ = live.asked.open.insert(entity);
                questions.extend(asked);
                room -= 1;
            }
        }
        live.ask(questions);
    }
}

/// The entity of a row that may be asked without being told to.
fn candidate(tree: &Tree, place: PlaceId) -> Option<EntityId> {
    let id = tree.entity_at(place)?;
    let entity = tree.entity(id).filter(|entity| entity.info.is_not_asked())?;
    let node = entity.address.node.as_deref();
    let is_unlisted = node.is_some() && matches!(tree.get(place)?.origin, Origin::Known(_));
    (!is_unlisted && node != Some(OFFLINE)).then_some(id)
}

impl Asked {
    /// Whether another client proved what this one announces, or is being asked and may prove it.
    fn is_known(&mut self, presence: &Presence, contacts: &Contacts, tree: &Tree) -> bool {
        if self.proof(Some(presence)).is_some() {
            return true;
        }
        for announced in &presence.caps {
            let Some(node) = caps::query_node(announced) else { continue };
            let others = contacts.presences().into_iter().filter(|other| other.from != presence.from);
            for other in others.filter(|other| other.caps.contains(announced)) {
                let id = tree.number(&crate::disco::address::Address::new(other.from.clone()));
                let Some((id, entity)) = id.and_then(|id| Some((id, tree.entity(id)?))) else { continue };
                if entity.info.answer().is_some_and(|info| is_proof(announced, info)) {
                    let _ = self.proved.insert(node, id);
                    return true;
                }
                if entity.info.is_waiting() {
                    return true;
                }
            }
        }
        false
    }
}

fn is_proof(announced: &Announced, info: &Info) -> bool {
    matches!(caps::verify(announced, info), Verdict::Match(_))
}
