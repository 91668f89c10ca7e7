//! Where a snapshot comes from, and how much is in it.

use std::io;

use super::{Line, Page, Piece, counted, instant, number, ours, wire, words};
use crate::{
    disco::{
        finding::{self, Counts},
        state::{Entity, State},
        tree::{Folder, Named},
    },
    snapshot::{
        Snapshot,
        export::outline::{Outline, Subject},
    },
};

/// The names of the states, with words for a column.
const STATES: [(&str, &str); 7] = [
    ("answered", "answered"),
    ("refused", "refused"),
    ("timed-out", "no answer"),
    ("cut-off", "cut off"),
    ("unreadable", "unreadable"),
    ("waiting", "waiting"),
    ("not-asked", "not asked"),
];

/// The title and the tables before the tree.
pub fn write(snapshot: &Snapshot, outline: &Outline<'_>, page: &mut impl Page) -> io::Result<()> {
    page.title(&title(snapshot))?;
    let origin = &snapshot.origin;
    let facts: [(&str, Option<Line<'_>>); 4] = [
        (
            "Asked as",
            Some(origin.account.as_deref().map_or_else(|| words("(left out)"), |account| vec![wire(account)])),
        ),
        ("Server", origin.server.as_deref().map(|server| vec![wire(server)])),
        ("Last answer", origin.taken_at.map(|at| words(instant(at)))),
        ("Made with", Some(&*origin.program).filter(|program| !program.is_empty()).map(|program| vec![wire(program)])),
    ];
    let facts = facts.into_iter().filter_map(|(name, value)| Some(vec![words(name), value?]));
    page.table(&[words("Snapshot"), Vec::new()], &mut { facts })?;
    counts(outline, page)
}

fn title(snapshot: &Snapshot) -> Line<'_> {
    let mut line = vec![ours("Service discovery of")];
    match &snapshot.roots[..] {
        [Named::Entity(address)] => line.push(Piece::Address(address)),
        [Named::Folder(Folder::Contacts)] => line.push(ours("contacts")),
        [] => line.push(ours("nobody")),
        roots => {
            let first = roots.iter().find_map(|root| match root {
                Named::Entity(address) => Some(Piece::Address(address)),
                Named::Folder(_) => None,
            });
            line.extend(first);
            line.push(ours(format!("and {} more", roots.len() - 1)));
        }
    }
    line
}

fn counts(outline: &Outline<'_>, page: &mut impl Page) -> io::Result<()> {
    let mut states = [[0_usize; STATES.len()]; 2];
    let (mut found, mut listed) = (Counts::default(), 0);
    for entity in &outline.entities {
        for (row, place) in states.iter_mut().zip(places(entity)) {
            if let Some(count) = row.get_mut(place) {
                *count += 1;
            }
        }
        let counts = finding::count(entity);
        found.errors += counts.errors;
        found.warnings += counts.warnings;
        found.notes += counts.notes;
        listed += entity.items.answer().map_or(0, |items| items.items.len());
    }
    let unasked =
        outline.rows.iter().filter(|row| matches!(row.subject, Subject::Entity { known: None, is_again: false, .. }));
    let unasked = unasked.count();
    let shown: Vec<usize> = (0..STATES.len())
        .filter(|place| states.iter().any(|row| row.get(*place).is_some_and(|count| *count > 0)))
        .collect();
    let head = shown.iter().filter_map(|place| STATES.get(*place)).map(|(_, word)| words(*word));
    let head: Vec<_> = std::iter::once(words("Question")).chain(head).collect();
    let rows = ["disco#info", "disco#items"].into_iter().zip(states).map(|(name, row)| {
        let cells = shown.iter().filter_map(|place| row.get(*place)).map(|count| words(count.to_string()));
        std::iter::once(words(name)).chain(cells).collect()
    });
    if !shown.is_empty() {
        page.table(&head, &mut { rows })?;
    }
    let wrong = counted(found);
    let wrong =
        if wrong.is_empty() { "Nothing is wrong with any reply.".to_owned() } else { format!("Findings: {wrong}.") };
    let besides = match unasked {
        0 => String::new(),
        count => format!(", {count} more named and not asked"),
    };
    let entities = outline.entities.len();
    let entities = format!("{entities} {}", if entities == 1 { "entity" } else { "entities" });
    page.line(&[ours(format!("{entities} asked{besides}; {} listed. {wrong}", number(listed, "item")))])
}

/// Where the states of an entity's two questions stand in [`STATES`].
fn places(entity: &Entity) -> [usize; 2] {
    let place = |word| STATES.iter().position(|(name, _)| *name == word).unwrap_or(STATES.len());
    [place(word(&entity.info)), place(word(&entity.items))]
}

fn word<T>(state: &State<T>) -> &'static str {
    state.word()
}
