//! Who is in the roster and who of them is online: what presence tells (RFC 6121).

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use super::{
    address::{self, Address},
    caps::{self, Announced},
    known::Known,
    namespace::ROSTER,
    xml::Element,
};

/// One entry of the roster (RFC 6121 §2.1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The bare JID.
    pub jid: Arc<str>,
    /// The name that the account's owner gave.
    pub name: Option<Arc<str>>,
    /// `both`, `to`, `from`, `none`, or `remove` in a push.
    pub subscription: Arc<str>,
}

/// What a client says of itself to everybody (RFC 6121 §4.7).
#[derive(Clone, Debug, PartialEq)]
pub struct Presence {
    /// The full JID.
    pub from: Arc<str>,
    /// Whether it is there.
    pub availability: Availability,
    /// Its words.
    pub status: Option<Arc<str>>,
    /// `priority` as sent.
    pub priority: Option<Arc<str>>,
    /// The capabilities it announces (XEP-0115, XEP-0390).
    pub caps: Vec<Announced>,
    /// The stanza as it came; none in a snapshot that was kept without it.
    pub xml: Option<Arc<str>>,
}

/// Whether a client is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// There, with the `show` it sends, if any.
    Online(Option<Arc<str>>),
    /// Gone.
    Offline,
}

/// Everybody known: the roster, and the clients that are online.
#[derive(Clone, Debug, Default)]
pub struct Contacts {
    roster: BTreeMap<Arc<str>, Contact>,
    /// By bare and full JIDs in their normal form: another spelling is no other client.
    online: HashMap<String, BTreeMap<String, Presence>>,
}

impl Contacts {
    /// Takes a whole roster in: who is not in it is no contact any more. Tells whether anything changed.
    pub fn whole_roster(&mut self, contacts: Vec<Contact>) -> bool {
        let there: HashSet<_> = contacts.iter().map(|contact| address::normal(&contact.jid)).collect();
        let before = self.roster.len();
        self.roster.retain(|jid, _| there.contains(&**jid));
        let has_lost = self.roster.len() < before;
        self.roster(contacts) || has_lost
    }

    /// Takes a push of the roster in; tells whether anything changed.
    pub fn roster(&mut self, contacts: Vec<Contact>) -> bool {
        let mut has_changed = false;
        for contact in contacts {
            let key = address::normal(&contact.jid);
            if &*contact.subscription == "remove" {
                has_changed |= self.roster.remove(key.as_str()).is_some();
            } else if self.roster.get(key.as_str()) != Some(&contact) {
                let _ = self.roster.insert(key.into(), contact);
                has_changed = true;
            }
        }
        has_changed
    }

    /// Takes a presence in; gives the bare JID whose clients changed.
    pub fn presence(&mut self, presence: Presence) -> String {
        let bare = bare(&presence.from);
        let full = address::normal(&presence.from);
        let clients = self.online.entry(bare.clone()).or_default();
        match presence.availability {
            Availability::Online(_) => drop(clients.insert(full, presence)),
            // Whoever is gone as a whole has no client left (RFC 6121 §4.3.2).
            Availability::Offline if full == bare => clients.clear(),
            Availability::Offline => drop(clients.remove(&full)),
        }
        bare
    }

    /// Forgets who is online, because without a connection nobody knows; gives the bare JIDs of those who were.
    pub fn clear_presence(&mut self) -> Vec<String> {
        self.online.drain().map(|(bare, _)| bare).collect()
    }

    /// The contacts, by name, as places below the folder; our own account comes first.
    pub fn below_folder(&self, own: &str) -> Vec<Known> {
        let mut known = vec![Known { address: Address::new(own), words: "My account".into() }];
        let own = address::normal(own);
        let others = self.roster.iter().filter(|(jid, _)| ***jid != *own);
        let mut contacts: Vec<_> = others.map(|(_, contact)| contact).collect();
        contacts.sort_by_key(|contact| {
            (contact.name.as_deref().unwrap_or(&contact.jid).to_lowercase(), contact.jid.clone())
        });
        known.extend(contacts.into_iter().map(|contact| Known {
            address: Address::new(contact.jid.clone()),
            words: contact.name.clone().unwrap_or_default(),
        }));
        known
    }

    /// The clients of a bare JID that are online, as places below it.
    pub fn below(&self, bare: &str) -> Vec<Known> {
        let clients = self.online.get(&address::normal(bare)).into_iter().flat_map(BTreeMap::values);
        clients
            .filter_map(|presence| {
                // A gateway's presence has no resource: it is the contact itself that is there.
                let (_, resource) = presence.from.split_once('/')?;
                Some(Known { address: Address::new(presence.from.clone()), words: resource.into() })
            })
            .collect()
    }

    /// Those of them for whose JIDs a test holds.
    pub fn only(&self, test: impl Fn(&str) -> bool) -> Self {
        let roster = self.roster.iter().filter(|(jid, _)| test(jid));
        let online = self.online.iter().filter(|(bare, _)| test(bare));
        Self {
            roster: roster.map(|(jid, contact)| (jid.clone(), contact.clone())).collect(),
            online: online.map(|(bare, clients)| (bare.clone(), clients.clone())).collect(),
        }
    }

    /// The bare JIDs with a client that is online, in no order.
    pub fn online(&self) -> impl Iterator<Item = &str> {
        self.online.iter().filter(|(_, clients)| !clients.is_empty()).map(|(bare, _)| bare.as_str())
    }

    /// Everybody in the roster, by JID.
    pub fn entries(&self) -> impl Iterator<Item = &Contact> {
        self.roster.values()
    }

    /// What every client that is online says of itself, by JID.
    pub fn presences(&self) -> Vec<&Presence> {
        let mut presences: Vec<_> = self.online.values().flat_map(BTreeMap::values).collect();
        presences.sort_by(|one, other| one.from.cmp(&other.from));
        presences
    }

    /// What a client says of itself, if it is online.
    pub fn of(&self, full: &str) -> Option<&Presence> {
        self.online.get(&bare(full))?.get(&address::normal(full))
    }

    /// How many clients of a bare JID are online.
    pub fn count(&self, jid: &str) -> usize {
        self.online.get(&address::normal(jid)).map_or(0, BTreeMap::len)
    }

    /// How many contacts there are.
    pub fn len(&self) -> usize {
        self.roster.len()
    }

    /// Whether the roster is empty.
    pub fn is_empty(&self) -> bool {
        self.roster.is_empty()
    }
}

impl Presence {
    /// The availability in a word.
    pub fn word(&self) -> &str {
        match &self.availability {
            Availability::Offline => "offline",
            Availability::Online(None) => "online",
            Availability::Online(Some(show)) => match &**show {
                "chat" => "free to chat",
                "xa" => "away for long",
                "dnd" => "busy",
                other => other,
            },
        }
    }
}

/// Reads a presence that tells of availability; others (subscriptions, errors) tell nothing of clients.
pub fn presence(stanza: Element<'_>, xml: &Arc<str>) -> Option<Presence> {
    let from = stanza.attribute("from")?;
    let child = |name: &str| stanza.child(name, stanza.namespace()).map(|child| Arc::from(&*child.text()));
    let availability = match stanza.attribute("type") {
        None => Availability::Online(child("show").filter(|show: &Arc<str>| !show.is_empty())),
        Some("unavailable") => Availability::Offline,
        Some(_) => return None,
    };
    Some(Presence {
        from: from.into(),
        availability,
        status: child("status"),
        priority: child("priority"),
        caps: caps::announced(stanza),
        xml: Some(xml.clone()),
    })
}

/// Reads a roster or a push of it (RFC 6121 §2.1.3); entries without JID are passed over.
pub fn roster(stanza: Element<'_>) -> Vec<Contact> {
    let Some(query) = stanza.child("query", ROSTER) else { return Vec::new() };
    let items = query.elements().filter(|item| item.is("item", ROSTER));
    items
        .filter_map(|item| {
            Some(Contact {
                jid: item.attribute("jid")?.into(),
                name: item.attribute("name").filter(|name| !name.is_empty()).map(Arc::from),
                subscription: item.attribute("subscription").unwrap_or("none").into(),
            })
        })
        .collect()
}

fn bare(full: &str) -> String {
    address::normal(full.split_once('/').map_or(full, |(bare, _)| bare))
}
