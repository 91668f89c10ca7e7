//! What is found in a tree, and what stands above it, held against looking at every place.

use std::{collections::BTreeMap, fmt::Write};

use discoscope::disco::{
    address::Address,
    filter::{Filter, Line},
    finding,
    offers::{Order, Sort},
    search::{Query, Rules, Subject},
    state::Kind,
    tree::{EntityId, PlaceId, Subject as Standing, Tree},
};
use jiff::Timestamp;
use proptest::prelude::*;

use crate::seen;

const QUERIES: [&str; 16] = [
    "example",
    "b.example",
    "-b.example",
    "feature:urn:x:1",
    "-feature:urn:x:1 state:answered",
    "category:conference",
    "type:text -name:room",
    "identity:=conference/text",
    "name:room",
    "xep:0045",
    "state:not-asked",
    "state:waiting",
    "finding:any",
    "-finding:any",
    "finding:identity-missing b",
    "nothing-has-this",
];

const FEATURES: [&str; 4] = ["urn:x:1", "urn:x:2", "http://jabber.org/protocol/muc", "jabber:iq:register"];

/// Everything that can happen to a tree.
#[derive(Clone, Debug)]
enum Step {
    Root(usize),
    Uproot(usize),
    Open(usize),
    Ask(usize),
    Info(usize, Vec<usize>, bool),
    Items(usize, Vec<(usize, usize)>),
    Look(usize),
    Clear,
    Work(usize),
    Finish,
}

fn jid(number: usize) -> String {
    format!("{}.example", ["a", "b", "c", "d", "e", "f", "g"][number % 7])
}

fn rules(tree: &Tree, id: EntityId) -> Rules {
    tree.entity(id).map(|entity| Rules::of(finding::of_entity(entity).iter())).unwrap_or_default()
}

struct Table {
    tree: Tree,
    filter: Filter,
    query: Query,
    roots: Vec<PlaceId>,
}

impl Table {
    fn new() -> Self {
        let mut tree = Tree::new();
        let root = tree.add_root(Address::new("a.example"));
        Self { filter: Filter::new(&mut tree), tree, query: Query::default(), roots: vec![root] }
    }

    fn work(&mut self, steps: usize) -> bool {
        // Findings are looked up while the tree is being changed, so they are made before.
        let known: BTreeMap<_, _> = (0..7)
            .filter_map(|number| self.tree.number(&Address::new(jid(number))))
            .map(|id| (id, rules(&self.tree, id)))
            .collect();
        self.filter.work(&mut self.tree, &|id| known.get(&id).copied().unwrap_or_default(), steps)
    }

    fn finish(&mut self) {
        for _ in 0..10_000 {
            if self.work(3) {
                return;
            }
        }
        panic!("it never ends");
    }

    fn does(&mut self, step: &Step) {
        match step {
            Step::Root(number) => self.roots.push(self.tree.add_root(Address::new(jid(*number)))),
            Step::Uproot(number) => self.tree.remove_root(self.roots[number % self.roots.len()]),
            Step::Open(number) => {
                self.tree.settle();
                let rows = self.tree.rows();
                if let Some(row) = rows.get(number % rows.len().max(1)) {
                    let _ = self.tree.open(row.place, Timestamp::UNIX_EPOCH);
                }
            }
            Step::Ask(number) => {
                if let Some(id) = self.tree.number(&Address::new(jid(*number))) {
                    let _ = self.tree.ask(id, &[Kind::Info], Timestamp::UNIX_EPOCH);
                }
            }
            Step::Info(number, features, is_room) => {
                let mut content = String::new();
                if *is_room {
                    content.push_str("<identity category='conference' type='text' name='A room'/><feature var='http://jabber.org/protocol/commands'/>");
                }
                for feature in features {
                    let _ = write!(content, "<feature var='{}'/>", FEATURES[feature % FEATURES.len()]);
                }
                let address = Address::new(jid(*number));
                let state = seen::info(1, &address, &content);
                seen::take_info(&mut self.tree, &address, state);
            }
            Step::Items(number, items) => {
                let mut content = String::new();
                for (item, name) in items {
                    let name = ["", " name='Room b'", " name='x'"][name % 3];
                    let _ = write!(content, "<item jid='{}'{name}/>", jid(*item));
                }
                let address = Address::new(jid(*number));
                let state = seen::items(1, &address, &content);
                seen::take_items(&mut self.tree, &address, state);
            }
            Step::Look(number) => {
                self.query = Query::parse(QUERIES[number % QUERIES.len()]).unwrap();
                self.filter.look_for(&self.tree, self.query.clone());
            }
            Step::Clear => {
                self.query = Query::default();
                self.filter.look_for(&self.tree, Query::default());
            }
            Step::Work(steps) => drop(self.work(*steps)),
            Step::Finish => self.finish(),
        }
    }

    fn holds(&self, id: PlaceId) -> bool {
        let place = self.tree.get(id).unwrap();
        let item = place.item.as_deref();
        match place.subject {
            Standing::Entity(entity) if self.is_guess(id, entity) => false,
            Standing::Entity(entity) => {
                let rules = rules(&self.tree, entity);
                self.query.holds(Subject { entity: self.tree.entity(entity), item, rules })
            }
            Standing::Item => self.query.holds(Subject { entity: None, item, rules: Rules::default() }),
            Standing::Folder(_) | Standing::More => false,
        }
    }

    /// A well-known node below a room that nobody asked.
    fn is_guess(&self, id: PlaceId, entity: EntityId) -> bool {
        let entity = self.tree.entity(entity).unwrap();
        let is_listed = self.tree.get(id).unwrap().item.is_some() || self.tree.parent(id).is_none();
        !is_listed && entity.address.node.is_some() && entity.info.is_not_asked() && entity.items.is_not_asked()
    }

    /// Every place in the order of the tree.
    fn places(&self) -> Vec<PlaceId> {
        let mut places = Vec::new();
        let mut to_visit: Vec<_> = self.tree.roots().iter().rev().copied().collect();
        while let Some(place) = to_visit.pop() {
            places.push(place);
            to_visit.extend(self.tree.children(place).iter().rev());
        }
        places
    }

    fn check(&mut self) {
        self.finish();
        let places = self.places();
        let mut is_shown: BTreeMap<PlaceId, bool> = BTreeMap::new();
        for place in places.iter().copied().filter(|place| !self.query.is_empty() && self.holds(*place)) {
            let _ = is_shown.insert(place, true);
            let mut above = self.tree.parent(place);
            while let Some(parent) = above {
                let _ = is_shown.entry(parent).or_insert(false);
                above = self.tree.parent(parent);
            }
        }
        let line = |place: &PlaceId| {
            let is_found = *is_shown.get(place)?;
            Some(Line { place: *place, depth: self.tree.get(*place).unwrap().depth(), is_found })
        };
        let wanted: Vec<_> = places.iter().filter_map(line).collect();
        let shown: Vec<_> = (0..self.filter.len()).map(|index| self.filter.line(index).unwrap()).collect();
        assert_eq!(shown, wanted);
        assert_eq!(self.filter.found(), wanted.iter().filter(|line| line.is_found).count());
        for (index, line) in wanted.iter().enumerate() {
            assert_eq!(self.filter.position(line.place), Some(index));
            let parent = self.tree.parent(line.place).and_then(|parent| self.filter.position(parent));
            assert_eq!(self.filter.parent(index), parent);
        }
        self.check_offers(&places);
    }

    fn check_offers(&self, places: &[PlaceId]) {
        let entities: std::collections::BTreeSet<_> =
            places.iter().filter_map(|place| self.tree.entity_at(*place)).collect();
        let offers = self.filter.offers();
        for sort in Sort::ALL {
            for offer in offers.list(sort, Order::Count, "", usize::MAX).0 {
                let query = Query::parse(&offer.term).unwrap();
                let holds = |id: &&EntityId| {
                    query.holds(Subject { entity: self.tree.entity(**id), item: None, rules: rules(&self.tree, **id) })
                };
                assert_eq!(entities.iter().filter(holds).count(), offer.count as usize, "{offer:?}");
            }
        }
        let answered = |id: &&EntityId| self.tree.entity(**id).unwrap().info.answer().is_some();
        assert_eq!(offers.answered(), entities.iter().filter(answered).count());
    }
}

fn step() -> impl Strategy<Value = Step> {
    let list = prop::collection::vec((0..7usize, 0..3usize), 0..6);
    prop_oneof![
        1 => (0..7usize).prop_map(Step::Root),
        1 => (0..7usize).prop_map(Step::Uproot),
        3 => (0..9usize).prop_map(Step::Open),
        2 => (0..7usize).prop_map(Step::Ask),
        6 => (0..7usize, prop::collection::vec(0..4usize, 0..4), any::<bool>()).prop_map(|(a, b, c)| Step::Info(a, b, c)),
        6 => (0..7usize, list).prop_map(|(number, list)| Step::Items(number, list)),
        4 => (0..QUERIES.len()).prop_map(Step::Look),
        1 => Just(Step::Clear),
        3 => (0..20usize).prop_map(Step::Work),
        2 => Just(Step::Finish),
    ]
}

proptest! {
    #[test]
    fn what_is_found_is_what_holds_with_those_above(steps in prop::collection::vec(step(), 1..40)) {
        let mut table = Table::new();
        for step in &steps {
            table.does(step);
        }
        table.check();
    }
}

/// A server with rooms, gathered.
fn server(count: u64) -> Table {
    let mut tree = seen::rooms(count);
    let roots = tree.roots().to_vec();
    let mut table = Table { filter: Filter::new(&mut tree), tree, query: Query::default(), roots };
    table.finish();
    table
}

fn look(table: &mut Table, line: &str) -> usize {
    table.query = Query::parse(line).unwrap();
    table.filter.look_for(&table.tree, table.query.clone());
    table.finish();
    table.filter.found()
}

#[test]
fn a_long_list_changes_in_the_middle() {
    let mut table = server(3_000);
    assert_eq!(look(&mut table, "feature:=urn:example:of:3"), 429);
    table.check();
    for number in (0..3_000).step_by(2) {
        let room = Address::new(format!("room-{number}@rooms.example.org"));
        let state = seen::info(1, &room, &seen::features("Changed", 3));
        seen::take_info(&mut table.tree, &room, state);
        if number % 100 == 0 {
            table.finish();
        }
    }
    table.check();
    for number in (0..3_000).rev().step_by(3) {
        let room = Address::new(format!("room-{number}@rooms.example.org"));
        let state = seen::info(1, &room, "");
        seen::take_info(&mut table.tree, &room, state);
    }
    table.check();
}

#[test]
fn a_list_that_comes_again_in_another_order_keeps_what_was_found() {
    let mut table = server(40);
    assert_eq!(look(&mut table, "jid:room-1"), 11);
    let server = Address::new("rooms.example.org");
    let list: String = (5..40).rev().fold(String::new(), |mut list, n| {
        let _ = write!(list, "<item jid='room-{n}@rooms.example.org'/>");
        list
    });
    let state = seen::items(1, &server, &list);
    seen::take_items(&mut table.tree, &server, state);
    table.check();
    assert_eq!(table.filter.found(), 10);
    let (top, bottom) = (table.filter.line(1).unwrap(), table.filter.line(10).unwrap());
    let jid = |line: Line| {
        let entity = table.tree.entity_at(line.place).unwrap();
        table.tree.entity(entity).unwrap().address.jid.to_string()
    };
    assert_eq!((jid(top), jid(bottom)), ("room-19@rooms.example.org".into(), "room-10@rooms.example.org".into()));
}

#[test]
fn the_next_one_comes_after_the_last_again() {
    let mut table = server(20);
    assert_eq!(look(&mut table, "jid:room-1"), 11);
    let next =
        |from, is_forward| table.filter.next_found(from, is_forward).and_then(|place| table.filter.position(place));
    assert_eq!(next(None, true), Some(1), "what only stands above is no match");
    assert_eq!(next(Some(1), true), Some(2));
    assert_eq!(next(Some(11), true), Some(1));
    assert_eq!(next(Some(1), false), Some(11));
    assert_eq!(next(None, false), Some(11));
    assert_eq!(next(Some(99), true), Some(1));
    assert_eq!(look(&mut table, "nobody"), 0);
    assert_eq!(table.filter.next_found(None, true), None);
}

#[test]
fn what_is_below_closed_rows_is_found_without_opening_them() {
    let mut tree = Tree::new();
    let root = tree.add_root(Address::new("a.example"));
    for (whom, list) in [("a.example", "<item jid='b.example'/>"), ("b.example", "<item jid='c.example' name='Deep'/>")]
    {
        let address = Address::new(whom);
        let state = seen::items(1, &address, list);
        seen::take_items(&mut tree, &address, state);
    }
    tree.settle();
    assert_eq!(tree.rows().len(), 1);
    let mut table = Table { filter: Filter::new(&mut tree), tree, query: Query::default(), roots: vec![root] };
    assert_eq!(look(&mut table, "deep"), 1);
    assert_eq!(table.filter.len(), 3);
    table.tree.settle();
    assert_eq!(table.tree.rows().len(), 1, "nothing was opened");
    // An answer below a closed row is found as well.
    let address = Address::new("c.example");
    let state = seen::items(1, &address, "<item jid='d.example' name='Deeper'/>");
    seen::take_items(&mut table.tree, &address, state);
    table.check();
    assert_eq!(table.filter.found(), 2);
}
