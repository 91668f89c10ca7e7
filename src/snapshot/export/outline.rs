//! The order in which everything is told: roots first, depth first along items, each entity once.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::{
    disco::{
        address::Address,
        caps::{self, Announced},
        contact::Contacts,
        known::{self, Known},
        reply::Item,
        state::Entity,
        tree::{self, Folder, Named, Part},
    },
    snapshot::{Snapshot, reach::was_asked},
};

/// The rows of the whole tree, and the entities in the order in which they stand there first.
#[derive(Debug, Default)]
pub struct Outline<'a> {
    /// The rows.
    pub rows: Vec<Row<'a>>,
    /// Everybody who was asked; the first has the number 1.
    pub entities: Vec<&'a Entity>,
    numbers: HashMap<Address, usize>,
}

/// One row.
#[derive(Debug)]
pub struct Row<'a> {
    /// 0 for a root.
    pub depth: usize,
    /// What stands there.
    pub subject: Subject<'a>,
    /// What the list above says of it.
    pub item: Option<&'a Item>,
    /// Our words for what no list names.
    pub words: Option<Arc<str>>,
    /// Whether it is a node of whom stands above.
    pub is_node_of_parent: bool,
}

/// What stands in a row.
#[derive(Debug)]
pub enum Subject<'a> {
    /// Somebody who can be asked.
    Entity {
        /// Whom.
        address: Address,
        /// What is known of it, if it was asked.
        known: Option<&'a Entity>,
        /// Its number, if it was asked.
        number: Option<usize>,
        /// Whether it stands further up already, with what is below it.
        is_again: bool,
    },
    /// An item of a list that is no entity.
    Item,
    /// A heading of ours.
    Heading(&'static str),
}

/// Where rows come from.
struct Source<'a> {
    roots: &'a [Named],
    known: HashMap<Address, &'a Entity>,
    earlier: HashMap<Address, &'a [Arc<Item>]>,
    present: HashMap<Address, Vec<Known>>,
    contacts: Vec<Known>,
    /// Those that no root leads to are told at the end.
    others: &'a [Arc<Entity>],
    above: &'a [Address],
}

/// A row to be.
struct Wanted<'a> {
    depth: usize,
    target: Option<Address>,
    item: Option<&'a Item>,
    words: Option<Arc<str>>,
    is_node_of_parent: bool,
}

impl<'a> Outline<'a> {
    /// Of a snapshot; whatever its roots do not lead to comes last.
    pub fn of(snapshot: &'a Snapshot) -> Self {
        let own = snapshot.origin.account.as_deref().unwrap_or_default();
        let mut contacts = snapshot.contacts.below_folder(own.split('/').next().unwrap_or_default());
        contacts.retain(|known| !known.address.jid.is_empty());
        Self::walk(&Source {
            roots: &snapshot.roots,
            known: by_address(&snapshot.entities),
            earlier: snapshot.earlier.iter().map(|(address, items)| (address.normal(), &**items)).collect(),
            present: present(&snapshot.contacts),
            contacts,
            others: &snapshot.entities,
            above: &[],
        })
    }

    /// Of a part of a living tree, and of nothing else; whoever stands below a heading of ours goes by these words, and
    /// whoever stands above the part is not followed.
    pub fn of_part(part: &'a Part, contacts: Vec<Known>, above: &'a [Address]) -> Self {
        Self::walk(&Source {
            roots: &part.roots,
            known: by_address(&part.entities),
            earlier: part.earlier.iter().map(|(address, items)| (address.normal(), &**items)).collect(),
            present: part.present.iter().map(|(address, below)| (address.normal(), below.clone())).collect(),
            contacts,
            others: &[],
            above,
        })
    }

    /// The number of an entity, if it was asked.
    pub fn number(&self, address: &Address) -> Option<usize> {
        self.numbers.get(&address.normal()).copied()
    }

    fn walk(source: &Source<'a>) -> Self {
        let mut outline = Self::default();
        let mut seen: HashSet<_> = source.above.iter().map(Address::normal).collect();
        for root in source.roots {
            match root {
                Named::Entity(address) => outline.below(source, &mut seen, Wanted::root(address)),
                Named::Folder(Folder::Contacts) => {
                    outline.heading("Contacts");
                    for contact in &source.contacts {
                        outline.below(source, &mut seen, Wanted::known(1, contact));
                    }
                }
            }
        }
        let mut has_heading = false;
        for entity in source.others {
            if !seen.contains(&entity.address.normal()) {
                if !std::mem::replace(&mut has_heading, true) {
                    outline.heading("Asked besides");
                }
                outline.below(source, &mut seen, Wanted { depth: 1, ..Wanted::root(&entity.address) });
            }
        }
        outline
    }

    fn heading(&mut self, title: &'static str) {
        self.rows.push(Row {
            depth: 0,
            subject: Subject::Heading(title),
            item: None,
            words: None,
            is_node_of_parent: false,
        });
    }

    fn below(&mut self, source: &Source<'a>, seen: &mut HashSet<Address>, top: Wanted<'a>) {
        let mut to_visit = vec![top];
        while let Some(Wanted { depth, target, item, words, is_node_of_parent }) = to_visit.pop() {
            let Some(address) = target else {
                self.rows.push(Row { depth, subject: Subject::Item, item, words, is_node_of_parent });
                continue;
            };
            let key = address.normal();
            let known = source.known.get(&key).copied();
            let is_again = seen.contains(&key);
            if !is_again {
                if let Some(known) = known {
                    self.entities.push(known);
                    let _ = self.numbers.insert(key.clone(), self.entities.len());
                }
                let first = to_visit.len();
                source.children(&key, known, depth + 1, &mut to_visit);
                if let Some(children) = to_visit.get_mut(first..) {
                    children.reverse();
                }
                let _ = seen.insert(key.clone());
            }
            let number = self.numbers.get(&key).copied();
            let subject = Subject::Entity { address, known, number, is_again };
            self.rows.push(Row { depth, subject, item, words, is_node_of_parent });
        }
    }
}

impl<'a> Source<'a> {
    fn children(&self, key: &Address, entity: Option<&'a Entity>, depth: usize, into: &mut Vec<Wanted<'a>>) {
        let listed: Vec<&'a Item> = match entity.and_then(|entity| entity.items.answer()) {
            Some(list) => list.items.iter().map(Arc::as_ref).collect(),
            None => self.earlier.get(key).map(|list| list.iter().map(Arc::as_ref).collect()).unwrap_or_default(),
        };
        let publishes = entity.is_some_and(tree::lists_published_items);
        let listed: Vec<_> = listed.into_iter().map(|item| (target(item, key, publishes), item)).collect();
        let mut known = entity.map(known::below).unwrap_or_default();
        known.extend(self.present.get(key).into_iter().flatten().cloned());
        // A node that nobody lists and nobody asked is a guess of ours, and nothing that was seen.
        known.retain(|known| known.address.node.is_none() || self.known.contains_key(&known.address.normal()));
        if !known.is_empty() {
            let named: HashSet<_> = listed.iter().filter_map(|(target, _)| Some(target.as_ref()?.normal())).collect();
            known.retain(|known| !named.contains(&known.address.normal()));
        }
        let is_node = |target: &Address| {
            target.node.as_ref().is_some_and(|node| !node.is_empty()) && target.normal_jid() == *key.jid
        };
        into.extend(
            known
                .iter()
                .map(|known| Wanted { is_node_of_parent: is_node(&known.address), ..Wanted::known(depth, known) }),
        );
        into.extend(listed.into_iter().map(|(target, item)| {
            let is_node_of_parent = target.as_ref().is_some_and(is_node);
            Wanted { depth, target, item: Some(item), words: None, is_node_of_parent }
        }));
    }
}

impl Wanted<'_> {
    fn root(address: &Address) -> Self {
        Self { depth: 0, target: Some(address.clone()), item: None, words: None, is_node_of_parent: false }
    }

    fn known(depth: usize, known: &Known) -> Self {
        Self {
            depth,
            target: Some(known.address.clone()),
            item: None,
            words: Some(known.words.clone()),
            is_node_of_parent: false,
        }
    }
}

impl<'a> Row<'a> {
    /// What people call it: the parent's word for it, else that of its first named identity.
    pub fn name(&self) -> Option<&'a str> {
        let listed = self.item.and_then(|item| item.name.as_deref()).filter(|name| !name.is_empty());
        let own = || match self.subject {
            Subject::Entity { known: Some(entity), .. } => own_name(entity),
            _ => None,
        };
        listed.or_else(own)
    }

    /// The category and type of what it says it is.
    pub fn category(&self) -> Option<(&'a str, &'a str)> {
        match self.subject {
            Subject::Entity { known: Some(entity), .. } => category(entity),
            _ => None,
        }
    }
}

/// The name that an entity gives itself.
pub fn own_name(entity: &Entity) -> Option<&str> {
    let names = entity.info.answer()?.identities.iter().filter_map(|identity| identity.name.as_deref());
    names.into_iter().find(|name| !name.is_empty())
}

/// The category and type of what an entity says it is; what is absent is empty.
pub fn category(entity: &Entity) -> Option<(&str, &str)> {
    let identity = entity.info.answer()?.primary()?;
    Some((identity.category.as_deref().unwrap_or_default(), identity.kind.as_deref().unwrap_or_default()))
}

fn target(item: &Item, parent: &Address, publishes: bool) -> Option<Address> {
    let jid = item.jid.as_ref().filter(|_| item.valid_jid)?;
    let address = Address { jid: jid.clone(), node: item.node.clone() };
    let is_published = publishes && item.node.is_none() && address.normal_jid() == *parent.jid;
    (!is_published).then_some(address)
}

fn by_address(entities: &[Arc<Entity>]) -> HashMap<Address, &Entity> {
    let asked = entities.iter().filter(|entity| was_asked(entity));
    asked.map(|entity| (entity.address.normal(), &**entity)).collect()
}

/// Who is online below whom, and the nodes that stand for what they announce.
fn present(contacts: &Contacts) -> HashMap<Address, Vec<Known>> {
    let mut present = HashMap::new();
    for bare in contacts.online() {
        let clients = contacts.below(bare);
        for Known { address, .. } in &clients {
            let announced = contacts.of(&address.jid).into_iter().flat_map(|presence| &presence.caps);
            let nodes = announced.flat_map(Announced::each).filter_map(|announced| caps::query_node(&announced));
            let words: Arc<str> = "What its capabilities stand for".into();
            let node = |node| Known { address: Address::with_node(address.jid.clone(), node), words: words.clone() };
            let _ = present.insert(address.normal(), nodes.map(node).collect());
        }
        let _ = present.insert(Address::new(bare).normal(), clients);
    }
    present
}
