//! The document around the records: what a snapshot file says besides its entities, as written and as read.

use std::sync::Arc;

use serde::Serialize;

use super::Snapshot;
use crate::disco::{
    address::Address,
    caps::Announced,
    contact::{Availability, Contact, Presence},
    finding::Finding,
    record::{BesideRecord, instant},
    reply::Item,
    tree::{Named, Unfolded},
};

/// What marks a file as ours.
pub const FORMAT: &str = "discoscope-snapshot";
/// The version that is written.
pub const VERSION: u64 = 1;
/// How deep in the document a record stands.
pub const RECORD_DEPTH: usize = 2;

/// Everything but the entities, in the order in which it is written; the entities are the last member.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    format: &'static str,
    version: u64,
    program: &'a str,
    taken_at: Option<String>,
    account: Option<&'a str>,
    server: Option<&'a str>,
    with_xml: bool,
    roots: Vec<Name<'a>>,
    open: Vec<RowRecord<'a>>,
    contacts: Vec<ContactRecord<'a>>,
    presences: Vec<PresenceRecord<'a>>,
    announced: Vec<AnnouncedRecord<'a>>,
    strays: Vec<Stray<'a>>,
    earlier: Vec<Earlier<'a>>,
    besides: Vec<BesideRecord<'a>>,
    entities: [(); 0],
}

/// What stands at a place: an address or one of our headings.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Name<'a> {
    Entity { jid: &'a str, node: Option<&'a str> },
    Folder { folder: &'static str },
}

#[derive(Debug, Serialize)]
struct RowRecord<'a> {
    depth: u16,
    #[serde(flatten)]
    name: Name<'a>,
    nth: u32,
    #[serde(rename = "open")]
    is_open: bool,
}

#[derive(Debug, Serialize)]
struct ContactRecord<'a> {
    jid: &'a str,
    name: Option<&'a str>,
    subscription: &'a str,
}

#[derive(Debug, Serialize)]
struct PresenceRecord<'a> {
    from: &'a str,
    show: Option<&'a str>,
    status: Option<&'a str>,
    priority: Option<&'a str>,
    announced: Vec<AnnouncedRecord<'a>>,
    xml: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum AnnouncedRecord<'a> {
    Version { node: Option<&'a str>, ver: Option<&'a str>, hash: Option<&'a str>, ext: Option<&'a str> },
    Hashes { hashes: Vec<HashRecord<'a>> },
}

#[derive(Debug, Serialize)]
struct HashRecord<'a> {
    algo: Option<&'a str>,
    value: &'a str,
}

#[derive(Debug, Serialize)]
struct Stray<'a> {
    jid: &'a str,
    node: Option<&'a str>,
    findings: &'a [Finding],
}

#[derive(Debug, Serialize)]
struct Earlier<'a> {
    jid: &'a str,
    node: Option<&'a str>,
    items: &'a [Arc<Item>],
}

impl<'a> Document<'a> {
    /// The document of a snapshot. Its lists are ordered by address as `written`, so that whoever reads the file and
    /// writes it again writes the same.
    pub fn of(snapshot: &'a Snapshot, without_xml: bool, written: &dyn Fn(&str) -> String) -> Self {
        let key = |(jid, node): (&str, Option<&str>)| (written(jid), node.map(written));
        let mut document = Self::in_any_order(snapshot, without_xml);
        document.contacts.sort_by_cached_key(|contact| written(contact.jid));
        document.presences.sort_by_cached_key(|presence| written(presence.from));
        document.strays.sort_by_cached_key(|stray| key((stray.jid, stray.node)));
        document.earlier.sort_by_cached_key(|earlier| key((earlier.jid, earlier.node)));
        document.besides.sort_by_cached_key(|beside| key(beside.address()));
        document
    }

    fn in_any_order(snapshot: &'a Snapshot, without_xml: bool) -> Self {
        let besides = snapshot.entities.iter().flat_map(|entity| {
            entity.besides.iter().map(|(kind, state)| {
                let record = BesideRecord::new(&entity.address, *kind, state);
                if without_xml { record.without_xml() } else { record }
            })
        });
        Self {
            format: FORMAT,
            version: VERSION,
            program: &snapshot.origin.program,
            taken_at: snapshot.origin.taken_at.map(instant),
            account: snapshot.origin.account.as_deref(),
            server: snapshot.origin.server.as_deref(),
            with_xml: !without_xml,
            roots: snapshot.roots.iter().map(name).collect(),
            open: snapshot.unfolded.iter().map(open).collect(),
            contacts: snapshot.contacts.entries().map(contact).collect(),
            presences: snapshot
                .contacts
                .presences()
                .into_iter()
                .map(|presence| self::presence(presence, without_xml))
                .collect(),
            announced: snapshot.announced.iter().map(announced).collect(),
            strays: snapshot
                .strays
                .iter()
                .map(|(Address { jid, node }, findings)| Stray { jid, node: node.as_deref(), findings })
                .collect(),
            earlier: snapshot
                .earlier
                .iter()
                .map(|(Address { jid, node }, items)| Earlier { jid, node: node.as_deref(), items })
                .collect(),
            besides: besides.collect(),
            entities: [],
        }
    }
}

fn name(named: &Named) -> Name<'_> {
    match named {
        Named::Entity(Address { jid, node }) => Name::Entity { jid, node: node.as_deref() },
        Named::Folder(folder) => Name::Folder { folder: folder.word() },
    }
}

fn open(unfolded: &Unfolded) -> RowRecord<'_> {
    RowRecord { depth: unfolded.depth, name: name(&unfolded.named), nth: unfolded.nth, is_open: unfolded.is_open }
}

fn contact(contact: &Contact) -> ContactRecord<'_> {
    ContactRecord { jid: &contact.jid, name: contact.name.as_deref(), subscription: &contact.subscription }
}

fn presence(presence: &Presence, without_xml: bool) -> PresenceRecord<'_> {
    let show = match &presence.availability {
        Availability::Online(show) => show.as_deref(),
        Availability::Offline => None,
    };
    PresenceRecord {
        from: &presence.from,
        show,
        status: presence.status.as_deref(),
        priority: presence.priority.as_deref(),
        announced: presence.caps.iter().map(announced).collect(),
        xml: presence.xml.as_deref().filter(|_| !without_xml),
    }
}

fn announced(announced: &Announced) -> AnnouncedRecord<'_> {
    match announced {
        Announced::Version(version) => AnnouncedRecord::Version {
            node: version.node.as_deref(),
            ver: version.ver.as_deref(),
            hash: version.hash.as_deref(),
            ext: version.ext.as_deref(),
        },
        Announced::Hashes(hashes) => AnnouncedRecord::Hashes {
            hashes: hashes.iter().map(|hash| HashRecord { algo: hash.algo.as_deref(), value: &hash.value }).collect(),
        },
    }
}
