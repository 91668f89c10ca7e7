//! Contacts and their clients as places of the tree.

use super::{Folder, PlaceId, Tree};
use crate::disco::{
    address::Address,
    caps::{self, Announced},
    contact::Contacts,
    known::Known,
};

impl Tree {
    /// Shows the roster below its heading; our own account `own` (bare) comes first.
    pub fn show_roster(&mut self, contacts: &Contacts, own: &str) -> PlaceId {
        self.set_folder(Folder::Contacts, &contacts.below_folder(own))
    }

    /// Shows the clients of a bare JID that are online below it, and those that are not no more.
    pub fn show_clients(&mut self, contacts: &Contacts, bare: &str) {
        self.set_present(&Address::new(bare), contacts.below(bare));
    }

    /// The clients of an account that are online; none for anything else.
    pub fn clients_of(&self, account: &Address) -> Vec<Address> {
        let present = self.number(account).and_then(|account| self.present.get(&account));
        let present = present.into_iter().flatten().map(|known| &known.address);
        present.filter(|address| address.node.is_none()).cloned().collect()
    }

    /// Shows the nodes that stand for what a client announces (XEP-0115 §6.2) below it.
    pub fn show_announced(&mut self, contacts: &Contacts, client: &str) {
        if !client.contains('/') {
            return;
        }
        let presence = contacts.of(client);
        let announced = presence.into_iter().flat_map(|presence| &presence.caps).flat_map(Announced::each);
        let nodes = announced.filter_map(|announced| caps::query_node(&announced)).map(|node| Known {
            address: Address::with_node(client, node),
            words: "What its capabilities stand for".into(),
        });
        self.set_present(&Address::new(client), nodes.collect());
    }

    /// Shows everybody who is online, with what they announce.
    pub fn show_everybody(&mut self, contacts: &Contacts) {
        for bare in contacts.online() {
            self.show_clients(contacts, bare);
            for client in contacts.below(bare) {
                self.show_announced(contacts, &client.address.jid);
            }
        }
    }
}
