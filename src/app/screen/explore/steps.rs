//! What the screen does: opening, choosing, going somewhere, asking again, walking through what is wrong.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Explore, Toast};
use crate::disco::{
    address::Address,
    contact::Presence,
    state::Kind,
    tree::{EntityId, Place, PlaceId, Subject},
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

impl Explore {
    pub(super) fn open(&mut self, place: PlaceId) {
        let questions = self.tree.open(place, Timestamp::now());
        self.ask(questions);
    }

    /// Chooses a row; a row that is chosen is asked what it is.
    pub(super) fn select(&mut self, place: PlaceId, is_step: bool) {
        if is_step && self.selected != Some(place) {
            self.history.back.extend(self.selected);
            self.history.forward.clear();
        }
        self.selected = Some(place);
        if let Some(entity) = self.tree.entity_at(place) {
            let questions = self.tree.ask_first(entity, &[Kind::Info], Timestamp::now());
            self.ask(questions);
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
        let _ = self.changed();
    }

    /// Chooses the child of the chosen row that has this address, else makes it a root.
    pub(super) fn reveal(&mut self, address: Address) {
        if let Some(parent) = self.selected {
            self.open(parent);
            self.tree.settle();
            let child = self.tree.children(parent).iter().copied().find(|child| {
                let entity = self.tree.entity_at(*child).and_then(|entity| self.tree.entity(entity));
                entity.is_some_and(|entity| entity.address == address)
            });
            if let Some(child) = child {
                self.select(child, true);
                return;
            }
        }
        self.go_to(address);
    }

    pub(super) fn refresh(&mut self, kinds: &[Kind]) {
        if let Some(entity) = self.selected.and_then(|place| self.tree.entity_at(place)) {
            let questions = self.tree.ask(entity, kinds, Timestamp::now());
            self.ask(questions);
        }
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

    /// Chooses the next row with something wrong, wherever in the tree it is.
    pub(super) fn walk(&mut self, is_forward: bool) {
        let is_wrong =
            |_, place: &Place| matches!(place.subject, Subject::Entity(entity) if self.wrong.has_any(entity));
        match self.tree.next_place(self.selected, is_forward, is_wrong) {
            Some(place) => {
                self.tree.uncover(place);
                self.select(place, true);
            }
            None => self.toast = Some(Toast::problem("Nothing that was asked so far breaks a rule.".to_owned())),
        }
    }

    pub(super) fn copy_of(&self, place: PlaceId, what: Copied) -> Option<String> {
        let place = self.tree.get(place)?;
        let item = place.item.as_deref();
        let entity = match &place.subject {
            Subject::Entity(entity) => self.tree.entity(*entity),
            Subject::Item | Subject::Folder(_) => None,
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

    /// The roster as places below its heading; our own account is always there.
    pub(super) fn show_contacts(&mut self) {
        let own = self.status.account().split('/').next().unwrap_or_default().to_owned();
        let _ = self.tree.show_roster(&self.contacts, &own);
    }

    /// A client came, went, or changed what it says: its row, the nodes that stand for its capabilities, the verdict.
    pub(super) fn take_presence(&mut self, presence: Presence) {
        let client = Address::new(presence.from.clone());
        let bare = self.contacts.presence(presence);
        self.tree.show_clients(&self.contacts, &bare);
        self.tree.show_announced(&self.contacts, &client.jid);
        if let Some(id) = self.tree.number(&client) {
            self.judge(id, &client);
        }
    }

    /// Without a connection, or hidden, nobody is known to be online.
    pub(super) fn forget_presence(&mut self) {
        for bare in self.contacts.clear_presence() {
            self.tree.set_present(&Address::new(bare), Vec::new());
        }
    }

    /// What a client offers besides disco is asked when it is looked at: support staff want its version at once.
    pub(super) fn ask_besides(&mut self) {
        let Some(id) = self.selected.and_then(|place| self.tree.entity_at(place)) else { return };
        let Some(entity) = self.tree.entity(id).filter(|entity| entity.address.node.is_none()) else { return };
        let Some(info) = entity.info.answer() else { return };
        let is_client = info.identities.iter().any(|identity| identity.category.as_deref() == Some("client"));
        let offered =
            [Kind::Version, Kind::Time, Kind::LastActivity].into_iter().filter(|kind| info.has(kind.namespace()));
        let kinds: Vec<_> = offered.filter(|_| is_client).collect();
        let questions = self.tree.ask_first(id, &kinds, Timestamp::now());
        self.ask(questions);
    }

    /// Counts anew what is wrong with an entity.
    pub(super) fn judge(&mut self, id: EntityId, address: &Address) {
        self.wrong.judge(&self.tree, id);
        if address.node.is_none() {
            let present = self.contacts.of(&address.jid).into_iter().flat_map(|presence| &presence.caps);
            self.wrong.compare(&self.tree, id, present.chain(self.status.announced(address)));
        }
    }
}
