//! The nodes as whoever asks sees them: the same tree and the same details as of anybody else.

use iced::{Element, Task};

use super::super::{
    details::{self, Details},
    document::Source,
    wrong::{self, Wrong},
};
use crate::{
    app::widget::tree::Badge,
    disco::{
        advertised::{Caps, Preview as Node},
        caps::Announced,
        contact::Contacts,
        finding::Finding,
        state::{Answer, Outcome},
        tree::{PlaceId, Tree},
    },
};

/// The nodes and the details of one of them.
#[derive(Debug, Default)]
pub struct Preview {
    tree: Tree,
    places: Vec<PlaceId>,
    /// What is wrong with each node.
    wrong: Vec<Option<Badge>>,
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
            self.wrong.push(badge(&findings));
            for outcome in [Outcome::Info(entity.info), Outcome::Items(entity.items)] {
                tree.answer(Answer { address: entity.address.clone(), outcome });
            }
        }
        tree.settle();
        self.announced.clone_from(&caps.announced);
        self.tree = tree;
        self.details.outdate();
    }

    /// What is wrong with a node.
    pub fn wrong(&self, node: usize) -> Option<Badge> {
        self.wrong.get(node).copied().flatten()
    }

    /// Shows one of the nodes; only of the main node that we have something is announced.
    pub fn show(&mut self, node: usize, is_main: bool) -> Task<details::Message> {
        let (wrong, contacts) = (Wrong::default(), Contacts::default());
        let known = details::Known {
            tree: &self.tree,
            wrong: &wrong,
            contacts: &contacts,
            source: Source::Kept,
            asked_as: None,
            fence: None,
        };
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

    /// The list of the details that are shown, if they have one.
    pub fn list(&self) -> Option<&'static str> {
        self.details.list()
    }

    /// The details.
    pub fn view(&self) -> Element<'_, details::Message> {
        self.details.view(&self.tree, Source::Kept, None)
    }
}

/// How many rules are broken, and how badly at worst.
fn badge(findings: &[Finding]) -> Option<Badge> {
    let worst = findings.iter().map(|finding| finding.severity).max()?;
    let count = u32::try_from(findings.len()).unwrap_or(u32::MAX);
    Some(Badge { count, severity: wrong::severity(worst) })
}
