//! Whole trees: what is matched, what is gone, what is only not asked, and where it stands.

use discoscope::{
    disco::state::{Kind, Outcome},
    snapshot::{
        Snapshot, Watch,
        compare::{self, Comparison, Mark, Options},
    },
};

use crate::seen::{Seen, silent};

/// Compares with the defaults.
pub fn compared(left: &Seen, right: &Seen) -> Comparison {
    compare::compare(&left.snapshot(), &right.snapshot(), Options::default(), &Watch::default()).unwrap()
}

/// The lines of the tree, indented, each with its mark.
pub fn shown(comparison: &Comparison) -> Vec<String> {
    let line = |change: &compare::EntityChange| {
        let address = &change.entity().unwrap().address;
        let node = address.node.as_deref().map(|node| format!("#{node}")).unwrap_or_default();
        let mark = match change.mark {
            Mark::Same => "=",
            Mark::Changed => "~",
            Mark::Added => "+",
            Mark::Removed => "-",
            Mark::Unknown => "?",
        };
        format!("{}{mark} {}{node}", "  ".repeat(change.depth.into()), address.jid)
    };
    comparison.changes.iter().map(line).collect()
}

#[track_caller]
fn check(name: &str, left: &Seen, right: &Seen, expected: &[&str]) {
    let comparison = compared(left, right);
    assert_eq!(shown(&comparison), expected, "{name}");
    let swap = |line: &String| line.replacen('+', "*", 1).replacen("- ", "+ ", 1).replacen("* ", "- ", 1);
    let mut back: Vec<String> = shown(&compared(right, left)).iter().map(|line| swap(line).trim().to_owned()).collect();
    let mut there: Vec<String> = expected.iter().map(|line| line.trim().to_owned()).collect();
    back.sort();
    there.sort();
    assert_eq!(back, there, "{name}, the other way round");
}

fn root() -> Seen {
    Seen::new(&["a.example"]).info("a.example", "")
}

#[test]
fn what_is_gone_and_what_is_new() {
    check(
        "a list that came whole does not name it",
        &root().lists("a.example", &["b.example", "c.example"]).info("b.example", "").info("c.example", ""),
        &root().lists("a.example", &["c.example", "d.example"]).info("c.example", "").info("d.example", ""),
        &["~ a.example", "  - b.example", "  = c.example", "  + d.example"],
    );
}

#[test]
fn what_was_not_asked_is_not_gone() {
    let whole = root().lists("a.example", &["b.example"]).info("b.example", "");
    check("listed, not asked", &whole, &root().lists("a.example", &["b.example"]), &["= a.example", "  ? b.example"]);
    check("the list was not asked for", &whole, &root(), &["= a.example", "  ? b.example"]);
    check(
        "the list was refused",
        &whole,
        &root().refuses("a.example", Kind::Items, "<error type='auth'/>"),
        &["~ a.example", "  ? b.example"],
    );
    check(
        "the list did not come",
        &whole,
        &root().outcome("a.example", Outcome::Items(silent())),
        &["~ a.example", "  ? b.example"],
    );
    check(
        "the list came in part",
        &whole,
        &root().items(
            "a.example",
            "<set xmlns='http://jabber.org/protocol/rsm'><first index='0'>x</first><last>y</last><count>9</count></set>",
        ),
        &["~ a.example", "  ? b.example"],
    );
}

#[test]
fn what_is_below_what_is_gone_is_gone_with_it() {
    let deep = |seen: Seen| {
        seen.lists("a.example", &["b.example"])
            .lists("b.example", &["r@b.example", "a.example"])
            .lists("r@b.example", &["b.example"])
            .info("r@b.example", "")
    };
    check(
        "a circle that is gone",
        &deep(root()),
        &root().lists("a.example", &[]),
        &["~ a.example", "  - b.example", "    - r@b.example"],
    );
    check("unless nobody knows", &deep(root()), &root(), &["= a.example", "  ? b.example", "    ? r@b.example"]);
    check(
        "unless somebody else may list it",
        &root()
            .lists("a.example", &["b.example", "c.example"])
            .lists("b.example", &["r@b.example"])
            .info("r@b.example", "")
            .lists("c.example", &["r@b.example"]),
        &root().lists("a.example", &["c.example"]).info("c.example", ""),
        &["~ a.example", "  - b.example", "    ? r@b.example", "  ? c.example"],
    );
}

#[test]
fn what_is_listed_twice_is_gone_only_when_it_is_gone_twice() {
    let left = root()
        .lists("a.example", &["b.example", "c.example"])
        .lists("b.example", &["u.example"])
        .lists("c.example", &["u.example"])
        .info("u.example", "");
    let right = |seen: Seen| seen.lists("a.example", &["b.example", "c.example"]).lists("b.example", &[]);
    check(
        "one of the lists was not asked for",
        &left,
        &right(root()).info("c.example", ""),
        &["= a.example", "  ~ b.example", "    ? u.example", "  ? c.example"],
    );
    check(
        "both name it no more",
        &left,
        &right(root()).lists("c.example", &[]),
        &["= a.example", "  ~ b.example", "    - u.example", "  ~ c.example"],
    );
}

#[test]
fn other_roots_are_unknown() {
    let (left, right) =
        (Seen::new(&["a.example"]).info("a.example", ""), Seen::new(&["b.example"]).info("b.example", ""));
    check("two roots", &left, &right, &["? a.example", "? b.example"]);
    let comparison = compared(&left, &right);
    assert!(!comparison.has_common() && !comparison.differs());
    let suggested = Options::suggested(&left.snapshot(), &right.snapshot()).unwrap();
    assert_eq!(suggested.to_string(), "a.example=b.example");
    assert_eq!(Options::suggested(&left.snapshot(), &left.snapshot()), None);
    let two = Seen::new(&["a.example", "c.example"]).info("a.example", "");
    assert_eq!(Options::suggested(&two.snapshot(), &right.snapshot()), None);
    assert_eq!(Options::suggested(&Snapshot::default(), &right.snapshot()), None);
}

#[test]
fn what_no_list_names_stands_below_its_jid() {
    let left = root().info("a.example#commands", "").info("z.example", "");
    let snapshot = left.snapshot();
    assert!(snapshot.entities.len() == 1, "what no root leads to is in no snapshot");
    let commands = |seen: Seen| {
        seen.info("a.example", "<feature var='http://jabber.org/protocol/commands'/>")
            .info("a.example#http://jabber.org/protocol/commands", "")
    };
    check(
        "a node that was asked on one side only",
        &commands(root()),
        &root().info("a.example", "<feature var='http://jabber.org/protocol/commands'/>"),
        &["= a.example", "  ? a.example#http://jabber.org/protocol/commands"],
    );
}

#[test]
fn other_spellings_are_no_other_entities() {
    let left =
        Seen::new(&["A.example"]).info("A.example", "").lists("A.example", &["R@A.example"]).info("R@A.example", "");
    let right = root().lists("a.example", &["r@a.example"]).info("r@a.example", "<feature var='x'/>");
    assert_eq!(shown(&compared(&left, &right)), ["= A.example", "  ~ R@A.example"]);
    assert_eq!(shown(&compared(&right, &left)), ["= a.example", "  ~ r@a.example"]);
}

#[test]
fn walking_from_change_to_change() {
    let left =
        root().lists("a.example", &["b.example", "c.example", "d.example"]).info("b.example", "").info("d.example", "");
    let left = left.info("c.example", "").lists("c.example", &["r@c.example"]).info("r@c.example", "");
    let right =
        root().lists("a.example", &["b.example", "c.example", "d.example"]).info("b.example", "<feature var='x'/>");
    let right =
        right.info("c.example", "").lists("c.example", &["r@c.example"]).info("r@c.example", "<feature var='x'/>");
    let comparison = compared(&left, &right.info("d.example", ""));
    assert_eq!(
        shown(&comparison),
        ["= a.example", "  ~ b.example", "  = c.example", "    ~ r@c.example", "  = d.example"]
    );
    let walk = |from, is_forward| comparison.next_change(from, is_forward);
    assert_eq!(
        [walk(None, true), walk(Some(0), true), walk(Some(1), true), walk(Some(3), true)],
        [Some(1), Some(1), Some(3), Some(1)]
    );
    assert_eq!(
        [walk(None, false), walk(Some(3), false), walk(Some(1), false), walk(Some(9), true)],
        [Some(3), Some(1), Some(3), Some(1)]
    );
    assert_eq!(compared(&left, &left).next_change(None, true), None);
    assert_eq!(Comparison::default().next_change(None, true), None);
    let below: Vec<usize> = comparison.changes.iter().map(|change| change.changes_below).collect();
    assert_eq!(below, [2, 0, 1, 0, 0]);
    let ends: Vec<usize> = (0..5).map(|line| comparison.end_of(line)).collect();
    assert_eq!(ends, [5, 2, 4, 4, 5]);
    let parents: Vec<Option<usize>> = comparison.changes.iter().map(|change| change.parent).collect();
    assert_eq!(parents, [None, Some(0), Some(0), Some(2), Some(0)]);
}

#[test]
fn what_is_new_stands_in_its_place() {
    let comparison = compared(
        &root().info("a.example", "<feature var='a'/><feature var='b'/><feature var='c'/>"),
        &root().info("a.example", "<feature var='x'/><feature var='a'/><feature var='y'/><feature var='c'/>"),
    );
    let groups = comparison.groups(0);
    let features = groups.iter().find(|group| group.title() == "Features").unwrap();
    let side = |value: &Option<compare::Value>| value.as_ref().map_or("-".to_owned(), ToString::to_string);
    let lines: Vec<String> = features.lines.iter().map(|line| side(&line.left) + &side(&line.right)).collect();
    assert_eq!(lines, ["-x", "aa", "b-", "-y", "cc"]);
}

#[test]
fn names_of_lists_are_known() {
    let left = root().items("a.example", "<item jid='b.example' name='Rooms'/>").info("b.example", "");
    let comparison = compared(&left, &left);
    assert_eq!(comparison.changes[1].named.as_deref(), Some("Rooms"));
}

#[test]
fn it_can_be_stopped_and_says_how_far_it_is() {
    let rooms: Vec<String> = (0..3_000).map(|number| format!("r{number}@a.example")).collect();
    let names: Vec<&str> = rooms.iter().map(String::as_str).collect();
    let mut seen = root().lists("a.example", &names);
    for room in &names {
        seen = seen.info(room, "");
    }
    let snapshot = seen.snapshot();
    let watch = Watch::default();
    let comparison = compare::compare(&snapshot, &snapshot, Options::default(), &watch).unwrap();
    assert_eq!((comparison.summary.same, comparison.changes.len()), (3_001, 3_001));
    assert!((watch.share() - 1.0).abs() < 0.001, "{}", watch.share());
    watch.cancel();
    assert!(compare::compare(&snapshot, &snapshot, Options::default(), &watch).is_err());
}

#[test]
fn a_list_that_came_before_a_refusal_still_leads_somewhere() {
    let mut left = root().lists("a.example", &["b.example"]).info("b.example", "").snapshot();
    let right = left.clone();
    let refused = root().refuses("a.example", Kind::Items, "<error type='auth'/>").snapshot();
    let earlier = left.entities[0].items.answer().unwrap().items.clone();
    left.entities[0] = refused.entities[0].clone();
    let _ = left.earlier.insert(left.entities[0].address.clone(), earlier);
    let comparison = compare::compare(&left, &right, Options::default(), &Watch::default()).unwrap();
    assert_eq!(shown(&comparison), ["~ a.example", "  = b.example"]);
}
