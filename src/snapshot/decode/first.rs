//! The first version of the document.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Problem, damaged, damaged_at, entities,
    record::{Beside, FindingRecord, Instant, ItemRecord, findings},
};
use crate::{
    disco::{
        address::Address,
        caps::{Announced, Hash, Version},
        contact::{Availability, Contact, Contacts, Presence},
        state::Entity,
        tree::{Folder, Named, Unfolded},
    },
    snapshot::{
        Origin, Snapshot, Watch,
        text::{Text, maybe},
    },
};

/// The whole document; the records are read later, in several threads.
#[derive(Deserialize)]
pub struct Document<'a> {
    /// What marks it as ours.
    #[serde(borrow)]
    pub format: Text<'a>,
    /// Its version.
    pub version: u64,
    program: Text<'a>,
    taken_at: Option<Instant>,
    account: Option<Text<'a>>,
    server: Option<Text<'a>>,
    roots: Vec<Name>,
    open: Vec<Open>,
    contacts: Vec<ContactRecord<'a>>,
    presences: Vec<PresenceRecord<'a>>,
    announced: Vec<AnnouncedRecord<'a>>,
    strays: Vec<Stray<'a>>,
    earlier: Vec<Earlier<'a>>,
    besides: Vec<&'a RawValue>,
    entities: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(try_from = "NameRecord<'_>")]
struct Name(Named);

#[derive(Deserialize)]
struct NameRecord<'a> {
    #[serde(borrow)]
    jid: Option<Text<'a>>,
    node: Option<Text<'a>>,
    folder: Option<FolderWord>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FolderWord {
    Contacts,
}

#[derive(Deserialize)]
#[serde(try_from = "RowRecord<'_>")]
struct Open(Unfolded);

#[derive(Deserialize)]
struct RowRecord<'a> {
    depth: u16,
    nth: u32,
    #[serde(rename = "open")]
    is_open: bool,
    #[serde(borrow)]
    jid: Option<Text<'a>>,
    node: Option<Text<'a>>,
    folder: Option<FolderWord>,
}

#[derive(Deserialize)]
struct ContactRecord<'a> {
    #[serde(borrow)]
    jid: Text<'a>,
    name: Option<Text<'a>>,
    subscription: Text<'a>,
}

#[derive(Deserialize)]
struct PresenceRecord<'a> {
    #[serde(borrow)]
    from: Text<'a>,
    show: Option<Text<'a>>,
    status: Option<Text<'a>>,
    priority: Option<Text<'a>>,
    announced: Vec<AnnouncedRecord<'a>>,
    xml: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct AnnouncedRecord<'a> {
    #[serde(borrow)]
    node: Option<Text<'a>>,
    ver: Option<Text<'a>>,
    hash: Option<Text<'a>>,
    ext: Option<Text<'a>>,
    hashes: Option<Vec<HashRecord<'a>>>,
}

#[derive(Deserialize)]
struct HashRecord<'a> {
    #[serde(borrow)]
    algo: Option<Text<'a>>,
    value: Text<'a>,
}

#[derive(Deserialize)]
struct Stray<'a> {
    #[serde(borrow)]
    jid: Text<'a>,
    node: Option<Text<'a>>,
    findings: Vec<FindingRecord<'a>>,
}

#[derive(Deserialize)]
struct Earlier<'a> {
    #[serde(borrow)]
    jid: Text<'a>,
    node: Option<Text<'a>>,
    items: Vec<ItemRecord<'a>>,
}

impl Document<'_> {
    /// The snapshot; `document` are the bytes that this was read from.
    pub fn snapshot(self, document: &[u8], watch: &Watch) -> Result<Snapshot, Problem> {
        let mut entities = entities(document, &self.entities, watch)?;
        let mut seen = HashSet::new();
        if let Some((twice, raw)) =
            entities.iter().zip(&self.entities).find(|(entity, _)| !seen.insert(&entity.address))
        {
            let name = twice.address.to_string();
            let why = format!("“{}” has two records", crate::disco::text::visible_within(&name, 80));
            return Err(damaged_at(document, raw.get().as_bytes(), why));
        }
        drop(seen);
        entities.sort_by(|one, other| one.address.cmp(&other.address));
        self.besides(document, &mut entities)?;
        let mut contacts = Contacts::default();
        let _ = contacts.whole_roster(self.contacts.iter().map(contact).collect());
        for record in &self.presences {
            let _ = contacts.presence(presence(record));
        }
        let address =
            |jid: &Text<'_>, node: &Option<Text<'_>>| Address { jid: jid.shared(), node: maybe(node.as_ref()) };
        let strays = self.strays.iter().map(|stray| (address(&stray.jid, &stray.node), findings(&stray.findings)));
        let earlier = self.earlier.iter().map(|earlier| {
            let items = earlier.items.iter().map(|item| Arc::new(item.item()));
            (address(&earlier.jid, &earlier.node), items.collect())
        });
        Ok(Snapshot {
            origin: Origin {
                program: self.program.shared(),
                taken_at: self.taken_at.map(|instant| instant.0),
                account: maybe(self.account.as_ref()),
                server: maybe(self.server.as_ref()),
            },
            roots: self.roots.into_iter().map(|name| name.0).collect(),
            unfolded: self.open.into_iter().map(|open| open.0).collect(),
            entities,
            earlier: earlier.collect::<BTreeMap<_, _>>(),
            announced: self.announced.iter().map(announced).collect(),
            strays: strays.collect(),
            contacts,
        })
    }

    fn besides(&self, document: &[u8], entities: &mut [Arc<Entity>]) -> Result<(), Problem> {
        for raw in &self.besides {
            let bytes = raw.get().as_bytes();
            let record: Beside<'_> = serde_json::from_slice(bytes).map_err(|error| damaged(document, bytes, &error))?;
            let (address, kind, state) = record.state().map_err(|why| damaged_at(document, bytes, why))?;
            let index = entities.binary_search_by(|entity| entity.address.cmp(&address));
            match index.ok().and_then(|index| entities.get_mut(index)) {
                Some(entity) => drop(Arc::make_mut(entity).besides.insert(kind, state)),
                None => {
                    return Err(damaged_at(document, bytes, "the entity that it is about has no record".to_owned()));
                }
            }
        }
        Ok(())
    }
}

impl TryFrom<NameRecord<'_>> for Name {
    type Error = &'static str;

    fn try_from(record: NameRecord<'_>) -> Result<Self, Self::Error> {
        named(record.jid.as_ref(), record.node.as_ref(), record.folder).map(Self)
    }
}

impl TryFrom<RowRecord<'_>> for Open {
    type Error = &'static str;

    fn try_from(record: RowRecord<'_>) -> Result<Self, Self::Error> {
        let named = named(record.jid.as_ref(), record.node.as_ref(), record.folder)?;
        Ok(Self(Unfolded { depth: record.depth, named, nth: record.nth, is_open: record.is_open }))
    }
}

fn named(jid: Option<&Text<'_>>, node: Option<&Text<'_>>, folder: Option<FolderWord>) -> Result<Named, &'static str> {
    match (jid, folder) {
        (Some(jid), _) => Ok(Named::Entity(Address { jid: jid.shared(), node: maybe(node) })),
        (None, Some(FolderWord::Contacts)) => Ok(Named::Folder(Folder::Contacts)),
        (None, None) => Err("a row has neither a jid nor a folder"),
    }
}

fn contact(record: &ContactRecord<'_>) -> Contact {
    Contact { jid: record.jid.shared(), name: maybe(record.name.as_ref()), subscription: record.subscription.shared() }
}

fn presence(record: &PresenceRecord<'_>) -> Presence {
    Presence {
        from: record.from.shared(),
        availability: Availability::Online(maybe(record.show.as_ref())),
        status: maybe(record.status.as_ref()),
        priority: maybe(record.priority.as_ref()),
        caps: record.announced.iter().map(announced).collect(),
        xml: maybe(record.xml.as_ref()),
    }
}

fn announced(record: &AnnouncedRecord<'_>) -> Announced {
    match &record.hashes {
        Some(hashes) => Announced::Hashes(
            hashes.iter().map(|hash| Hash { algo: maybe(hash.algo.as_ref()), value: hash.value.shared() }).collect(),
        ),
        None => Announced::Version(Version {
            node: maybe(record.node.as_ref()),
            ver: maybe(record.ver.as_ref()),
            hash: maybe(record.hash.as_ref()),
            ext: maybe(record.ext.as_ref()),
        }),
    }
}
