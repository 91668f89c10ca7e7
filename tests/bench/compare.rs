//! What comparing two large trees costs: 100,000 entities with 20 features on each side.
//!
//! `cargo bench -- compare` prints one table and fails when a budget is broken.

use std::{
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use discoscope::{
    disco::{
        address::Address,
        reply::{Field, Form, Info, Items},
        state::{Entity, State},
        tree::{Named, Scope},
    },
    snapshot::{
        Origin, Snapshot, Watch,
        compare::{self, Aspect, Comparison, Mapping, Options, Summary, record::Document},
    },
};

use crate::seen;

const ENTITIES: u64 = 100_000;
const BUDGET: Duration = Duration::from_secs(3);
/// The best of so many: other work on the machine makes the others slower, never faster.
const ROUNDS: usize = 3;

pub fn run() -> ExitCode {
    let (left, again) = (snapshot(), snapshot());
    let total = usize::try_from(ENTITIES).unwrap() + 1;
    let one = changed(&again, |_, number| number == 500, |info| info.features = info.features[..19].into());
    let all =
        changed(&again, |_, _| true, |info| Arc::make_mut(&mut info.features)[3] = Some("urn:example:other".into()));
    let counted = |count: &str| changed(&again, |_, _| true, |info| info.forms.push(occupants(count)));
    let (few, many) = (counted("3"), counted("5"));
    let other = renamed(&again);
    let mapping = Mapping::new(["rooms.example.org=rooms.test.example".parse().unwrap()]).unwrap();
    let mapped = Options { mapping, ..Options::default() };
    let no_counts = Options { ignored: [Aspect::Counts].into(), ..Options::default() };
    let mut bare = again.clone();
    bare.entities.truncate(1);
    let mut is_slow = false;
    let mut line = |what: &str, left: &Snapshot, right: &Snapshot, options: &Options, expected: Summary| {
        let (took, comparison) = best(|| compare::compare(left, right, options.clone(), &Watch::default()).unwrap());
        assert_eq!(comparison.summary, expected, "{what}");
        println!("{what:<44} {:>6.2} s   budget {} s", took.as_secs_f64(), BUDGET.as_secs());
        is_slow |= took > BUDGET;
        comparison
    };
    println!("two trees of {ENTITIES} entities with 20 features each\n");
    let options = Options::default();
    let same = Summary { same: total, ..Summary::default() };
    let _ = line("equal, read apart", &left, &again, &options, same);
    let _ = line("the tree and a snapshot of it", &left, &left.clone(), &options, same);
    let _ = line("one differs", &left, &one, &options, Summary { same: total - 1, changed: 1, ..Summary::default() });
    let differing = line("each differs", &left, &all, &options, Summary { changed: total, ..Summary::default() });
    let _ = line("each differs in a count that is left out", &few, &many, &no_counts, same);
    let _ = line("one server mapped onto another", &left, &other, &mapped, same);
    let one_sided = Summary { same: 1, unknown: total - 1, ..Summary::default() };
    let _ = line("all but one asked on one side only", &left, &bare, &options, one_sided);
    let (took, bytes) = best(|| written(&left, &all, &differing));
    println!("{:<44} {:>6.2} s   {} MB", "all differences as JSON", took.as_secs_f64(), bytes / 1_000_000);
    if is_slow { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn snapshot() -> Snapshot {
    Snapshot::of(seen::rooms(ENTITIES).part(Scope::Whole), Origin::of("alice@example.org/x", "example.org"))
}

fn best<T>(work: impl Fn() -> T) -> (Duration, T) {
    let rounds = (0..ROUNDS).map(|_| {
        let began = Instant::now();
        let done = work();
        (began.elapsed(), done)
    });
    rounds.min_by_key(|(took, _)| *took).unwrap()
}

fn changed(snapshot: &Snapshot, test: impl Fn(&Entity, usize) -> bool, change: impl Fn(&mut Info)) -> Snapshot {
    let mut changed = snapshot.clone();
    for (number, entity) in changed.entities.iter_mut().enumerate() {
        if test(entity, number)
            && let State::Answered(reply) = &mut Arc::make_mut(entity).info
        {
            change(Arc::make_mut(&mut reply.body));
        }
    }
    changed
}

fn occupants(count: &str) -> Form {
    let field =
        |var: &str, value: &str| Field { var: Some(var.into()), values: vec![value.into()], ..Field::default() };
    let form_type = "http://jabber.org/protocol/muc#roominfo";
    let fields = vec![field("FORM_TYPE", form_type), field("muc#roominfo_occupants", count)];
    Form { form_type: Some(form_type.into()), kind: Some("result".into()), fields, ..Form::default() }
}

/// The same server under another name.
fn renamed(snapshot: &Snapshot) -> Snapshot {
    let other = |jid: &str| -> Arc<str> { jid.replace("rooms.example.org", "rooms.test.example").into() };
    let renamed = |address: &Address| Address { jid: other(&address.jid), node: address.node.clone() };
    let mut copy = snapshot.clone();
    for entity in &mut copy.entities {
        let entity = Arc::make_mut(entity);
        entity.address = renamed(&entity.address);
        if let State::Answered(reply) = &mut entity.items {
            let items: &mut Items = Arc::make_mut(&mut reply.body);
            for item in &mut items.items {
                let item = Arc::make_mut(item);
                item.jid = item.jid.as_deref().map(other);
            }
        }
    }
    copy.entities.sort_by(|one, two| one.address.cmp(&two.address));
    for root in &mut copy.roots {
        if let Named::Entity(address) = root {
            *address = renamed(address);
        }
    }
    copy
}

fn written(left: &Snapshot, right: &Snapshot, comparison: &Comparison) -> usize {
    let document = Document::new((("left", &left.origin), ("right", &right.origin)), comparison, false);
    serde_json::to_vec(&document).unwrap().len()
}
