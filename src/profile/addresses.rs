//! Where somebody goes often, and where they were last.

use super::settings::{Fields, Rest, put_list};
use crate::disco::address::{self, Address};

/// Favourite and recent addresses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Addresses {
    /// In the order in which they were chosen.
    favourites: Vec<Known>,
    /// The newest first.
    recent: Vec<Known>,
}

/// An address that is remembered.
#[derive(Clone, Debug, PartialEq)]
struct Known {
    address: Address,
    /// Through which account, without resource; it is forgotten with that account.
    account: Option<String>,
    rest: Rest,
}

/// An address that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Where to.
    pub address: Address,
    /// Whether it is a favourite.
    pub is_favourite: bool,
}

/// So many recent addresses are remembered.
pub const MOST_RECENT: usize = 30;
/// So many favourites are.
pub const MOST_FAVOURITES: usize = 200;
/// RFC 7622 §3.1: three parts of at most 1,023 bytes each, and what stands between them.
const LONGEST_JID_BYTES: usize = 3_071;
/// A node that is longer is not remembered.
const LONGEST_NODE_BYTES: usize = 3_071;

impl Addresses {
    /// Somebody went there.
    pub fn visit(&mut self, address: Address, account: Option<&str>) {
        let mut known = Known::new(address, account);
        if !known.is_bounded() {
            return;
        }
        let before = self.recent.iter().position(|other| other.is_same(&known));
        if let Some(before) = before {
            known = self.recent.remove(before);
        }
        self.recent.insert(0, known);
        self.recent.truncate(MOST_RECENT);
    }

    /// Makes it a favourite, or makes it none any more. When there are too many, the oldest is none any more.
    pub fn favour(&mut self, address: Address, account: Option<&str>, is_favourite: bool) {
        if is_favourite && self.is_favourite(&address) {
            return;
        }
        self.favourites.retain(|other| other.address != address);
        let known = Known::new(address, account);
        if is_favourite && known.is_bounded() {
            self.favourites.push(known);
            let surplus = self.favourites.len().saturating_sub(MOST_FAVOURITES);
            let _ = self.favourites.drain(..surplus);
        }
    }

    /// Whether it is a favourite.
    pub fn is_favourite(&self, address: &Address) -> bool {
        self.favourites.iter().any(|known| known.address == *address)
    }

    /// Neither recent nor a favourite any more.
    pub fn remove(&mut self, address: &Address) {
        self.favourites.retain(|known| known.address != *address);
        self.recent.retain(|known| known.address != *address);
    }

    /// Forgets what was reached through an account, given without resource.
    pub fn forget(&mut self, account: &str) {
        let is_other = |known: &Known| known.account.as_deref() != Some(account);
        self.favourites.retain(is_other);
        self.recent.retain(is_other);
    }

    /// How many favourites and recent addresses were reached through an account.
    pub fn count(&self, account: &str) -> (usize, usize) {
        let count = |list: &[Known]| list.iter().filter(|known| known.account.as_deref() == Some(account)).count();
        (count(&self.favourites), count(&self.recent))
    }

    /// What can be chosen: favourites first, each address once.
    pub fn offers(&self) -> Vec<Offer> {
        let mut offers: Vec<Offer> = Vec::new();
        let favourites = self.favourites.iter().map(|known| (known, true));
        for (known, is_favourite) in favourites.chain(self.recent.iter().map(|known| (known, false))) {
            if offers.iter().all(|offer| offer.address != known.address) {
                offers.push(Offer { address: known.address.clone(), is_favourite });
            }
        }
        offers
    }

    /// Takes the lists out of the settings; an entry that is broken is left out.
    pub(super) fn take(fields: &mut Fields<'_>) -> Self {
        let favourites = fields.list("favourite", MOST_FAVOURITES, Known::take);
        Self { favourites, recent: fields.list("recent", MOST_RECENT, Known::take) }
    }

    /// Puts the lists into the settings.
    pub(super) fn put(&self, table: &mut toml::Table) {
        for (name, list) in [("favourite", &self.favourites), ("recent", &self.recent)] {
            put_list(table, name, list.iter().map(Known::put));
        }
    }
}

impl Known {
    fn new(address: Address, account: Option<&str>) -> Self {
        Self { address, account: account.map(str::to_owned), rest: Rest::default() }
    }

    fn is_same(&self, other: &Self) -> bool {
        (&self.address, &self.account) == (&other.address, &other.account)
    }

    fn is_bounded(&self) -> bool {
        let node = self.address.node.as_deref().unwrap_or_default();
        self.address.jid.len() <= LONGEST_JID_BYTES && node.len() <= LONGEST_NODE_BYTES
    }

    fn take(fields: &mut Fields<'_>) -> Option<Self> {
        let jid = fields.required("jid", LONGEST_JID_BYTES, "the address is left out")?;
        let node = fields.text("node", LONGEST_NODE_BYTES, "the address is taken without a node");
        let account = fields.text("account", LONGEST_JID_BYTES, "it is not known through which account it was reached");
        if let Err(error) = address::check(&jid) {
            fields.tell("jid", &format!("is no JID ({error}); the address is left out"));
            return None;
        }
        let address = match node {
            Some(node) => Address::with_node(jid, node),
            None => Address::new(jid),
        };
        Some(Self { address, account, rest: fields.rest() })
    }

    fn put(&self) -> toml::Table {
        let mut table = self.rest.table();
        let _ = table.insert("jid".to_owned(), self.address.jid.as_ref().into());
        if let Some(node) = &self.address.node {
            let _ = table.insert("node".to_owned(), node.as_ref().into());
        }
        if let Some(account) = &self.account {
            let _ = table.insert("account".to_owned(), account.as_str().into());
        }
        table
    }
}
