//! What the screen does: opening, choosing, going somewhere, asking again, walking through what is wrong.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    document::{About, Document},
    paging::PAGE,
};
use crate::disco::{
    address::Address,
    state::Kind,
    tree::{Place, PlaceId, Subject},
};

/// What is copied of a row.
#[derive(Clone, Copy, Debug)]
pub enum Copied {
    /// The JID.
    Jid,
    /// The node.
    Node,
    /// The name.
    Name,
}

/// Where an address was looked for and not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotKept;

impl Document {
    /// Shows what is below a row; below a live one, everybody who was not asked is.
    pub(super) fn open(&mut self, place: PlaceId) {
        match &self.about {
            About::Live(live) => {
                let questions = self.tree.open(place, Timestamp::now());
                live.ask(self.tree.in_pages(questions, PAGE));
            }
            About::Snapshot(_) => self.tree.show(place),
        }
    }

    /// Chooses a row; a live one that is chosen is asked what it is.
    pub(super) fn select(&mut self, place: PlaceId, is_step: bool) {
        if is_step && self.selected != Some(place) {
            self.history.back.extend(self.selected);
            self.history.forward.clear();
        }
        self.selected = Some(place);
        if let Some(entity) = self.tree.entity_at(place) {
            if let About::Live(live) = &self.about {
                live.ask(self.tree.ask_first(entity, &[Kind::Info], Timestamp::now()));
            }
            if let Some(entity) = self.tree.entity(entity) {
                self.bar.show(&entity.address);
            }
        }
    }

    /// Makes an address a root of the tree, opens it and chooses it.
    pub(super) fn go_to(&mut self, address: Address) {
        let root = self.tree.add_root(address);
        self.open(root);
        self.select(root, true);
        self.tree.settle();
    }

    /// Goes to an address that somebody typed: live, it becomes a root; a snapshot shows it where it stands.
    pub(super) fn go_to_typed(&mut self, address: Address) -> Result<(), NotKept> {
        match &self.about {
            About::Live(_) => {
                self.go_to(address);
                Ok(())
            }
            About::Snapshot(_) => self.find(&address),
        }
    }

    /// Chooses the first place where an entity stands, if it was ever met.
    pub(super) fn find(&mut self, address: &Address) -> Result<(), NotKept> {
        self.tree.finish();
        let place = self.tree.number(address).and_then(|entity| self.tree.place_of(entity)).ok_or(NotKept)?;
        self.tree.uncover(place);
        self.select(place, true);
        Ok(())
    }

    /// Chooses the child of the chosen row that has this address, else another place where it stands; live, it may
    /// become a root.
    pub(super) fn reveal(&mut self, address: Address) -> Result<(), NotKept> {
        if let Some(parent) = self.selected {
            self.open(parent);
            self.tree.finish();
            self.tree.settle();
            let child = self.tree.children(parent).iter().copied().find(|child| {
                let entity = self.tree.entity_at(*child).and_then(|entity| self.tree.entity(entity));
                entity.is_some_and(|entity| entity.address == address)
            });
            if let Some(child) = child {
                self.select(child, true);
                return Ok(());
            }
        }
        self.go_to_typed(address)
    }

    /// Asks an address again wherever it stands, or makes it a root; does nothing in a snapshot.
    pub(super) fn ask_at(&mut self, address: Address, kinds: &[Kind]) {
        if self.find(&address).is_err() {
            self.go_to(address);
        }
        self.refresh(kinds);
    }

    /// Asks the chosen entity again; does nothing in a snapshot.
    pub(super) fn refresh(&mut self, kinds: &[Kind]) {
        if let (About::Live(live), Some(entity)) =
            (&self.about, self.selected.and_then(|place| self.tree.entity_at(place)))
        {
            let questions = self.tree.ask(entity, kinds, Timestamp::now());
            live.ask(self.tree.in_pages(questions, PAGE));
        }
    }

    /// The address of what stands at a place.
    pub(super) fn address_at(&self, place: PlaceId) -> Option<Address> {
        let entity = self.tree.entity_at(place).and_then(|entity| self.tree.entity(entity))?;
        Some(entity.address.clone())
    }

    pub(super) fn step(&mut self, is_forward: bool) {
        let (from, to) = if is_forward {
            (&mut self.history.forward, &mut self.history.back)
        } else {
            (&mut self.history.back, &mut self.history.forward)
        };
        while let Some(place) = from.pop() {
            if self.tree.get(place).is_none() {
                continue;
            }
            to.extend(self.selected);
            self.tree.uncover(place);
            self.select(place, false);
            return;
        }
    }

    /// Chooses the next row with something wrong, wherever in the tree it is; tells whether there is one.
    pub(super) fn walk(&mut self, is_forward: bool) -> bool {
        let is_wrong =
            |_, place: &Place| matches!(place.subject, Subject::Entity(entity) if self.wrong.has_any(entity));
        let Some(place) = self.tree.next_place(self.selected, is_forward, is_wrong) else { return false };
        self.tree.uncover(place);
        self.select(place, true);
        true
    }

    pub(super) fn copy_of(&self, place: PlaceId, what: Copied) -> Option<String> {
        let place = self.tree.get(place)?;
        let item = place.item.as_deref();
        let entity = match &place.subject {
            Subject::Entity(entity) => self.tree.entity(*entity),
            Subject::Item | Subject::More | Subject::Folder(_) => None,
        };
        let text: Option<Arc<str>> = match what {
            Copied::Jid => entity.map(|entity| entity.address.jid.clone()).or_else(|| item?.jid.clone()),
            Copied::Node => entity.and_then(|entity| entity.address.node.clone()).or_else(|| item?.node.clone()),
            Copied::Name => item
                .and_then(|item| item.name.clone())
                .or_else(|| entity?.info.answer()?.identities.iter().find_map(|identity| identity.name.clone())),
        };
        text.map(|text| text.to_string())
    }

    /// What a client offers besides disco is asked when it is looked at: support staff want its version at once.
    pub(super) fn ask_besides(&mut self) {
        let About::Live(live) = &self.about else { return };
        let Some(id) = self.selected.and_then(|place| self.tree.entity_at(place)) else { return };
        let Some(entity) = self.tree.entity(id).filter(|entity| entity.address.node.is_none()) else { return };
        let Some(info) = entity.info.answer() else { return };
        let is_client = info.identities.iter().any(|identity| identity.category.as_deref() == Some("client"));
        let offered =
            [Kind::Version, Kind::Time, Kind::LastActivity].into_iter().filter(|kind| info.has(kind.namespace()));
        let kinds: Vec<_> = offered.filter(|_| is_client).collect();
        live.ask(self.tree.ask_first(id, &kinds, Timestamp::now()));
    }
}
