//! The nodes as whoever asks sees them: the same tree and the same details as of anybody else.

use iced::{Element, Task};

use super::super::{
    details::{self, Details},
    document::Source,
    wrong::Wrong,
};
use crate::disco::{
    advertised::{Caps, Preview as Node},
    caps::Announced,
    contact::Contacts,
    state::{Answer, Outcome},
    tree::{PlaceId, Tree},
};

/// The nodes and the details of one of them.
#[derive(Debug, Default)]
pub struct Preview {
    tree: Tree,
    places: Vec<PlaceId>,
    /// How many rules each node breaks.
    wrong: Vec<usize>,
    announced: Vec<Announced>,
    details: Details,
}

impl Preview {
    /// Shows other nodes.
    pub fn replace(&mut self, nodes: Vec<Node>, caps: &Caps) {
        let mut tree = Tree::new();
        (self.places, self.wrong) = (Vec::new(), Vec::new());
        for Node { entity, findings } in nodes {
            self.places.push(tree.add_root(entity.address.clone()));
            self.wrong.push(findings.len());
            for outcome in [Outcome::Info(entity.info), Outcome::Items(entity.items)] {
                tree.answer(Answer { address: entity.address.clone(), outcome });
            }
        }
        tree.settle();
        self.announced.clone_from(&caps.announced);
        self.tree = tree;
        self.details.outdate();
    }

    /// How many rules a node breaks.
    pub fn wrong(&self, node: usize) -> usize {
        self.wrong.get(node).copied().unwrap_or_default()
    }

    /// Shows one of the nodes; only of the main node something is announced.
    pub fn show(&mut self, node: usize, is_main: bool) -> Task<details::Message> {
        let (wrong, contacts) = (Wrong::default(), Contacts::default());
        let known =
            details::Known { tree: &self.tree, wrong: &wrong, contacts: &contacts, source: Source::Kept, fence: None };
        let announced = if is_main { &*self.announced } else { &[] };
        self.details.show(&known, self.places.get(node).copied(), announced)
    }

    /// Takes in what happened in the details.
    pub fn update(&mut self, message: details::Message) -> Task<details::Message> {
        match self.details.update(message) {
            details::Action::Run(task) => task,
            _ => Task::none(),
        }
    }

    /// The details.
    pub fn view(&self) -> Element<'_, details::Message> {
        self.details.view(&self.tree, Source::Kept, None)
    }
}
