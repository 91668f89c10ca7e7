//! Two entities: every kind of difference, both ways.

use std::sync::Arc;

use discoscope::{
    disco::state::{Kind, Outcome, State},
    snapshot::{
        Watch,
        compare::{self, Aspect, EntityChange, Heading, Mark, Options},
        file::{self, Keep},
    },
};

use crate::seen::{Seen, address, cut_off, silent, too_large};

const WHOM: &str = "a.example";

/// What an entity says.
type Says = fn(Seen) -> Seen;

/// The lines that are not the same, as `mark heading what: left -> right`.
fn lines(change: &EntityChange, options: &Options) -> Vec<String> {
    let mut lines = Vec::new();
    for group in change.groups(options) {
        for line in group.lines.iter().filter(|line| line.mark != Mark::Same && group.heading != Heading::Findings) {
            let side = |value: &Option<_>| value.as_ref().map_or_else(|| "-".to_owned(), |value| format!("{value}"));
            let what = if line.what.is_empty() { String::new() } else { format!(" {}:", line.what) };
            let (left, right) = (side(&line.left), side(&line.right));
            lines.push(format!("{} {}{what} {left} -> {right}", line.mark.word(), group.heading.word()));
        }
    }
    lines
}

fn swapped(line: &str) -> String {
    let (mark, rest) = line.split_once(' ').unwrap();
    let mark = match mark {
        "added" => "removed",
        "removed" => "added",
        other => other,
    };
    let (what, sides) = rest.split_once(' ').unwrap();
    let (name, sides) =
        sides.split_once(": ").map_or((String::new(), sides), |(name, sides)| (format!(" {name}:"), sides));
    let (left, right) = sides.split_once(" -> ").unwrap();
    format!("{mark} {what}{name} {right} -> {left}")
}

fn entity(says: Says) -> Arc<discoscope::disco::state::Entity> {
    let snapshot = says(Seen::new(&[WHOM])).snapshot();
    snapshot.find(&address(WHOM)).expect("asked").clone()
}

#[track_caller]
fn check(name: &str, options: &Options, left: Says, right: Says, expected: &[&str]) {
    let (left, right) = (entity(left), entity(right));
    let change = compare::entities(&left, &right, options);
    let mut found = lines(&change, options);
    let mut expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "{name}");
    let differences = found.iter().filter(|line| !line.starts_with("unknown")).count();
    assert_eq!(change.differences, differences, "{name}: what is counted is what is shown");
    let mark = match (differences, found.is_empty()) {
        (1.., _) => Mark::Changed,
        (0, true) => Mark::Same,
        _ => change.mark,
    };
    assert_eq!(change.mark, mark, "{name}");
    let headings: Vec<&str> = change.headings().map(Heading::word).collect();
    for line in found.iter().filter(|line| !line.starts_with("unknown")) {
        assert!(
            headings.iter().any(|heading| line.split(' ').nth(1) == Some(heading)),
            "{name}: {line} in {headings:?}"
        );
    }
    let mut back: Vec<String> = lines(&compare::entities(&right, &left, options), options);
    let mut expected: Vec<String> = expected.iter().map(|line| swapped(line)).collect();
    // An order differs elsewhere when it is seen from the other side.
    back.retain(|line| !line.contains(" order: "));
    expected.retain(|line| !line.contains(" order: "));
    back.sort();
    expected.sort();
    assert_eq!(back, expected, "{name}, the other way round");
    assert!(!compare::entities(&left, &left, options).mark.differs(), "{name}: the left with itself");
}

/// A case: its name, what each side says, the lines that are not the same.
type Case = (&'static str, Says, Says, &'static [&'static str]);

const ERROR: &str = "urn:ietf:params:xml:ns:xmpp-stanzas";

fn error(kind: &str, condition: &str, rest: &str) -> String {
    format!("<error type='{kind}'><{condition} xmlns='{ERROR}'/>{rest}</error>")
}

fn text(lang: &str, words: &str) -> String {
    format!("<text xmlns='{ERROR}' xml:lang='{lang}'>{words}</text>")
}

fn form(content: &str) -> String {
    format!(
        "<x xmlns='jabber:x:data' type='result'><field var='FORM_TYPE' type='hidden'><value>urn:f</value></field>{content}</x>"
    )
}

fn field(var: &str, values: &[&str]) -> String {
    let values = values.iter().map(|value| format!("<value>{value}</value>")).collect::<Vec<_>>().concat();
    format!("<field var='{var}'>{values}</field>")
}

const CASES: &[Case] = &[
    ("nothing", |seen| seen.info(WHOM, ""), |seen| seen.info(WHOM, ""), &[]),
    (
        "features, as a set with duplicates",
        |seen| seen.info(WHOM, "<feature var='a'/><feature var='b'/><feature var='b'/><feature var='c'/>"),
        |seen| seen.info(WHOM, "<feature var='c'/><feature var='b'/><feature var='d'/>"),
        &["added features - -> d", "removed features a -> -", "removed features b -> -"],
    ),
    (
        "features in another order are the same",
        |seen| seen.info(WHOM, "<feature var='a'/><feature var='b'/>"),
        |seen| seen.info(WHOM, "<feature var='b'/><feature var='a'/>"),
        &[],
    ),
    (
        "a feature without var is not an empty one",
        |seen| seen.info(WHOM, "<feature/>"),
        |seen| seen.info(WHOM, "<feature var=''/>"),
        &["added features - -> (empty)", "removed features (absent) -> -"],
    ),
    (
        "the name of an identity",
        |seen| seen.info(WHOM, "<identity category='server' type='im' name='Old'/>"),
        |seen| seen.info(WHOM, "<identity category='server' type='im' name='New'/>"),
        &["changed identities server/im “Old” -> server/im “New”"],
    ),
    (
        "a name that is absent is not an empty one",
        |seen| seen.info(WHOM, "<identity category='server' type='im'/>"),
        |seen| seen.info(WHOM, "<identity category='server' type='im' name=''/>"),
        &["changed identities server/im -> server/im “”"],
    ),
    (
        "the language of an identity",
        |seen| seen.info(WHOM, "<identity category='server' type='im' name='N' xml:lang='en'/>"),
        |seen| seen.info(WHOM, "<identity category='server' type='im' name='N' xml:lang='de'/>"),
        &["changed identities server/im [en] “N” -> server/im [de] “N”"],
    ),
    (
        "each language has its partner",
        |seen| {
            seen.info(
                WHOM,
                "<identity category='server' type='im' name='N' xml:lang='en'/><identity category='server' type='im' name='M' xml:lang='de'/>",
            )
        },
        |seen| {
            seen.info(
                WHOM,
                "<identity category='server' type='im' name='X' xml:lang='de'/><identity category='server' type='im' name='N' xml:lang='en'/>",
            )
        },
        &["changed identities server/im [de] “M” -> server/im [de] “X”"],
    ),
    (
        "a duplicate identity",
        |seen| seen.info(WHOM, "<identity category='a' type='b'/><identity category='a' type='b'/>"),
        |seen| seen.info(WHOM, "<identity category='a' type='b'/>"),
        &["removed identities a/b -> -"],
    ),
    (
        "another kind is another identity",
        |seen| seen.info(WHOM, "<identity category='a' type='b'/>"),
        |seen| seen.info(WHOM, "<identity category='a' type='c'/>"),
        &["added identities - -> a/c", "removed identities a/b -> -"],
    ),
    (
        "fields of forms",
        |seen| {
            seen.info(WHOM, &form(&[field("kept", &["1"]), field("gone", &["x"]), field("differs", &["1"])].concat()))
        },
        |seen| seen.info(WHOM, &form(&[field("differs", &["2"]), field("new", &[]), field("kept", &["1"])].concat())),
        &["removed form gone: x -> -", "changed form differs: 1 -> 2", "added form new: - -> (no value)"],
    ),
    (
        "values in another order are the same",
        |seen| seen.info(WHOM, &form(&field("many", &["1", "2"]))),
        |seen| seen.info(WHOM, &form(&field("many", &["2", "1"]))),
        &[],
    ),
    (
        "the lines of a text have an order",
        |seen| seen.info(WHOM, &form("<field var='t' type='text-multi'><value>1</value><value>2</value></field>")),
        |seen| seen.info(WHOM, &form("<field var='t' type='text-multi'><value>2</value><value>1</value></field>")),
        &["changed form t: 1 | 2 -> 2 | 1"],
    ),
    (
        "how often a value stands there",
        |seen| seen.info(WHOM, &form(&field("many", &["1", "1"]))),
        |seen| seen.info(WHOM, &form(&field("many", &["1"]))),
        &["changed form many: 1 | 1 -> 1"],
    ),
    (
        "type, label and media of a field",
        |seen| seen.info(WHOM, &form("<field var='v' type='boolean' label='Old'><value>1</value></field>")),
        |seen| {
            seen.info(
                WHOM,
                &form("<field var='v' label='New'><value>1</value><media xmlns='urn:xmpp:media-element'><uri type='a/b'>cid:x</uri></media></field>"),
            )
        },
        &[
            "changed form v (type): boolean -> (absent)",
            "changed form v (label): Old -> New",
            "changed form v (media): (no value) -> cid:x",
        ],
    ),
    (
        "a form that only one has",
        |seen| seen.info(WHOM, &form(&field("v", &["1"]))),
        |seen| seen.info(WHOM, ""),
        &["removed form form: result -> -", "removed form FORM_TYPE: urn:f -> -", "removed form v: 1 -> -"],
    ),
    (
        "forms without FORM_TYPE by their places, type and title",
        |seen| {
            seen.info(
                WHOM,
                "<x xmlns='jabber:x:data' type='result'><title>A</title></x><x xmlns='jabber:x:data' type='result'/>",
            )
        },
        |seen| {
            seen.info(
                WHOM,
                "<x xmlns='jabber:x:data' type='form'><title>B</title></x><x xmlns='jabber:x:data' type='result'/>",
            )
        },
        &["changed form form: result -> form", "changed form title: A -> B"],
    ),
    (
        "instructions",
        |seen| seen.info(WHOM, &form("<instructions>One</instructions>")),
        |seen| seen.info(WHOM, &form("<instructions>One</instructions><instructions>Two</instructions>")),
        &["added form instructions: - -> Two"],
    ),
    (
        "tables",
        |seen| {
            seen.info(
                WHOM,
                &form("<reported><field var='a'/><field var='b'/></reported><item><field var='a'><value>1</value></field><field var='b'><value>x</value></field></item><item><field var='a'><value>2</value></field></item>"),
            )
        },
        |seen| {
            seen.info(
                WHOM,
                &form("<reported><field var='a'/></reported><item><field var='a'><value>3</value></field></item><item><field var='a'><value>1</value></field><field var='b'><value>y</value></field></item>"),
            )
        },
        &[
            "removed form column b: (no value) -> -",
            "added form row: - -> a = 3",
            "changed form row: a = 1; b = x -> a = 1; b = y",
            "removed form row: a = 2 -> -",
        ],
    ),
    (
        "items",
        |seen| {
            seen.items(WHOM, "<item jid='x@a.example' name='Old'/><item jid='y@a.example'/><item jid='z@a.example'/>")
        },
        |seen| {
            seen.items(
                WHOM,
                "<item jid='z@a.example'/><item jid='X@A.example' name='New'/><item jid='z@a.example' node='n'/>",
            )
        },
        &[
            "changed items x@a.example “Old” -> X@A.example “New”",
            "added items - -> z@a.example node n",
            "removed items y@a.example -> -",
        ],
    ),
    (
        "an item that stands there twice, and its action",
        |seen| {
            seen.items(
                WHOM,
                "<item jid='x@a.example'/><item jid='x@a.example'/><item jid='y@a.example' action='update'/>",
            )
        },
        |seen| seen.items(WHOM, "<item jid='x@a.example'/><item jid='y@a.example'/>"),
        &["removed items x@a.example -> -", "changed items y@a.example action update -> y@a.example"],
    ),
    (
        "an item without JID",
        |seen| seen.items(WHOM, "<item node='n'/>"),
        |seen| seen.items(WHOM, "<item node='m'/>"),
        &["added items - -> (absent) node m", "removed items (absent) node n -> -"],
    ),
    (
        "what a part of a list does not name may be there",
        |seen| seen.items(WHOM, "<item jid='x@a.example'/><item jid='y@a.example'/>"),
        |seen| {
            seen.items(
                WHOM,
                "<item jid='x@a.example'/><item jid='z@a.example'/><set xmlns='http://jabber.org/protocol/rsm'><first index='0'>x</first><last>z</last><count>9</count></set>",
            )
        },
        &[
            "added items count: - -> 9",
            "changed items list: whole -> in part",
            "added items - -> z@a.example",
            "unknown items y@a.example -> -",
        ],
    ),
    (
        "an answer against a refusal",
        |seen| seen.info(WHOM, "<feature var='a'/>"),
        |seen| seen.refuses(WHOM, Kind::Info, &error("auth", "forbidden", "")),
        &[
            "changed state state: answered -> refused: forbidden",
            "added error type: - -> auth",
            "added error condition: - -> forbidden",
            "unknown features a -> -",
        ],
    ),
    (
        "two refusals",
        |seen| {
            seen.refuses(
                WHOM,
                Kind::Items,
                &error("auth", "forbidden", &[text("en", "No"), text("de", "Nein")].concat()),
            )
        },
        |seen| seen.refuses(WHOM, Kind::Items, &error("cancel", "item-not-found", &text("en", "Gone"))),
        &[
            "changed error type: auth -> cancel",
            "changed error condition: forbidden -> item-not-found",
            "changed error text [en]: No -> Gone",
            "removed error text [de]: Nein -> -",
        ],
    ),
    (
        "what else an error says",
        |seen| {
            seen.refuses(WHOM, Kind::Info, &format!("<error type='auth' by='x.example' code='403'><forbidden xmlns='{ERROR}'/><more xmlns='urn:m'/></error>"))
        },
        |seen| {
            seen.refuses(
                WHOM,
                Kind::Info,
                &format!("<error type='auth' by='y.example'><forbidden xmlns='{ERROR}'/></error>"),
            )
        },
        &[
            "removed error application: <more xmlns='urn:m'/> -> -",
            "removed error code: 403 -> -",
            "changed error by: x.example -> y.example",
        ],
    ),
    (
        "silence against an answer",
        |seen| seen.outcome(WHOM, Outcome::Info(silent())),
        |seen| seen.info(WHOM, ""),
        &["changed state state: no answer -> answered"],
    ),
    (
        "silence is silence, however long",
        |seen| seen.outcome(WHOM, Outcome::Info(silent())),
        |seen| {
            seen.outcome(
                WHOM,
                Outcome::Info(State::TimedOut {
                    asked: crate::seen::asked(),
                    after: std::time::Duration::from_secs(1),
                }),
            )
        },
        &[],
    ),
    (
        "silence against a refusal",
        |seen| seen.outcome(WHOM, Outcome::Items(silent())),
        |seen| seen.refuses(WHOM, Kind::Items, &error("auth", "forbidden", "")),
        &[
            "changed state state: no answer -> refused: forbidden",
            "added error type: - -> auth",
            "added error condition: - -> forbidden",
        ],
    ),
    (
        "too large is too large, whatever the limit",
        |seen| seen.outcome(WHOM, Outcome::Info(too_large(5))),
        |seen| seen.outcome(WHOM, Outcome::Info(too_large(6))),
        &[],
    ),
    (
        "a connection that went says nothing of the entity",
        |seen| seen.info(WHOM, "").outcome(WHOM, Outcome::Items(cut_off())),
        |seen| seen.info(WHOM, "").lists(WHOM, &["x.example"]),
        &["unknown state state: cut off -> answered", "unknown items - -> x.example"],
    ),
    (
        "what was not asked is unknown",
        |seen| seen.info(WHOM, "<feature var='a'/>").lists(WHOM, &["x.example"]),
        |seen| seen.info(WHOM, "<feature var='b'/>"),
        &[
            "added features - -> b",
            "removed features a -> -",
            "unknown state state: answered -> -",
            "unknown items x.example -> -",
        ],
    ),
    (
        "what the protocol does not foresee",
        |seen| seen.info(WHOM, "<odd xmlns='urn:o'>1</odd>"),
        |seen| seen.info(WHOM, "<odd xmlns='urn:o'>2</odd>"),
        &["added extras - -> <odd xmlns='urn:o'>2</odd>", "removed extras <odd xmlns='urn:o'>1</odd> -> -"],
    ),
    (
        "a result without query",
        |seen| seen.info(WHOM, "<iq/>"),
        |seen| seen.info(WHOM, "<feature var='a'/>"),
        &["changed state query: none -> one", "added features - -> a"],
    ),
    (
        "the node of the reply",
        |seen| seen.info(WHOM, "<iq><query xmlns='http://jabber.org/protocol/disco#info' node='n'/></iq>"),
        |seen| seen.info(WHOM, ""),
        &["changed state node: n -> (absent)"],
    ),
    (
        "software",
        |seen| seen.info(WHOM, "").facts(WHOM, Kind::Version, &[("name", "P"), ("version", "1")]),
        |seen| seen.info(WHOM, "").facts(WHOM, Kind::Version, &[("name", "P"), ("version", "2"), ("os", "L")]),
        &["changed facts version: 1 -> 2", "added facts os: - -> L"],
    ),
    (
        "clocks are left out",
        |seen| {
            seen.info(WHOM, "").facts(WHOM, Kind::Time, &[("utc", "1")]).facts(
                WHOM,
                Kind::LastActivity,
                &[("seconds", "1")],
            )
        },
        |seen| {
            seen.info(WHOM, "").facts(WHOM, Kind::Time, &[("utc", "2")]).facts(
                WHOM,
                Kind::LastActivity,
                &[("seconds", "2")],
            )
        },
        &[],
    ),
    (
        "counts are compared",
        |seen| seen.info(WHOM, &form(&field("muc#roominfo_occupants", &["1"]))),
        |seen| seen.info(WHOM, &form(&field("muc#roominfo_occupants", &["2"]))),
        &["changed form muc#roominfo_occupants: 1 -> 2"],
    ),
];

#[test]
fn every_kind_of_difference() {
    for (name, left, right, expected) in CASES {
        check(name, &Options::default(), *left, *right, expected);
    }
}

fn ignoring(aspects: &[Aspect]) -> Options {
    Options { ignored: aspects.iter().copied().collect(), ..Options::default() }
}

/// What is left out, then a case.
type VolatileCase = (&'static [Aspect], &'static str, Says, Says, &'static [&'static str]);

const VOLATILE: &[VolatileCase] = &[
    (
        &[Aspect::Counts],
        "counts",
        |seen| {
            seen.info(
                WHOM,
                &form(&[field("muc#roominfo_occupants", &["1"]), field("muc#roomconfig_maxusers", &["1"])].concat()),
            )
        },
        |seen| {
            seen.info(
                WHOM,
                &form(&[field("muc#roominfo_occupants", &["2"]), field("muc#roomconfig_maxusers", &["2"])].concat()),
            )
        },
        &["changed form muc#roomconfig_maxusers: 1 -> 2"],
    ),
    (
        &[Aspect::Counts],
        "a count that is no more is a difference",
        |seen| seen.info(WHOM, &form(&field("muc#roominfo_occupants", &["1"]))),
        |seen| seen.info(WHOM, &form("")),
        &["removed form muc#roominfo_occupants: 1 -> -"],
    ),
    (
        &[Aspect::Counts],
        "the count of a list",
        |seen| seen.items(WHOM, "<set xmlns='http://jabber.org/protocol/rsm'><count>0</count></set>"),
        |seen| seen.items(WHOM, ""),
        &[],
    ),
    (
        &[Aspect::Counts],
        "counts in tables",
        |seen| {
            seen.info(WHOM, &form("<item><field var='room'><value>r</value></field><field var='occupants'><value>1</value></field></item>"))
        },
        |seen| {
            seen.info(WHOM, &form("<item><field var='room'><value>r</value></field><field var='occupants'><value>2</value></field></item>"))
        },
        &[],
    ),
    (
        &[Aspect::Order],
        "clocks, when wanted",
        |seen| seen.info(WHOM, &form(&field("uptime", &["1"]))).facts(WHOM, Kind::LastActivity, &[("seconds", "1")]),
        |seen| seen.info(WHOM, &form(&field("uptime", &["2"]))).facts(WHOM, Kind::LastActivity, &[("seconds", "2")]),
        &["changed form uptime: 1 -> 2", "changed facts seconds: 1 -> 2"],
    ),
    (
        &[],
        "order, when wanted",
        |seen| {
            seen.info(WHOM, "<feature var='a'/><feature var='b'/><feature var='c'/>")
                .lists(WHOM, &["x.example", "y.example"])
        },
        |seen| {
            seen.info(WHOM, "<feature var='a'/><feature var='c'/><feature var='b'/>")
                .lists(WHOM, &["y.example", "x.example"])
        },
        &[
            "changed features order: b | c -> c | b",
            "changed items order: x.example | y.example -> y.example | x.example",
        ],
    ),
    (
        &[],
        "what is gone does not disturb the order of the rest",
        |seen| seen.info(WHOM, "<feature var='a'/><feature var='b'/><feature var='c'/>"),
        |seen| seen.info(WHOM, "<feature var='a'/><feature var='c'/>"),
        &["removed features b -> -"],
    ),
    (
        &[],
        "the order of values, when wanted",
        |seen| seen.info(WHOM, &form(&field("many", &["1", "2"]))),
        |seen| seen.info(WHOM, &form(&field("many", &["2", "1"]))),
        &["changed form many: 1 | 2 -> 2 | 1"],
    ),
    (
        &[Aspect::Words],
        "words for people",
        |seen| {
            seen.info(WHOM, "<identity category='a' type='b' name='Old'/>")
                .info("x.example", "")
                .items(WHOM, "<item jid='x.example' name='Old'/>")
        },
        |seen| seen.info(WHOM, "<identity category='a' type='b'/>").items(WHOM, "<item jid='x.example' name='New'/>"),
        &[],
    ),
    (
        &[Aspect::Words],
        "words of errors and forms",
        |seen| {
            seen.info(WHOM, &form("<title>A</title><instructions>A</instructions><field var='v' label='A'/>")).refuses(
                WHOM,
                Kind::Items,
                &error("auth", "forbidden", &text("en", "No")),
            )
        },
        |seen| {
            seen.info(WHOM, &form("<field var='v' label='B'/>")).refuses(
                WHOM,
                Kind::Items,
                &error("auth", "forbidden", &[text("de", "N"), text("en", "Na")].concat()),
            )
        },
        &[],
    ),
    (&[Aspect::Extras], "extras", |seen| seen.info(WHOM, "<odd xmlns='urn:o'/>"), |seen| seen.info(WHOM, ""), &[]),
];

#[test]
fn what_is_left_out() {
    for (ignored, name, left, right, expected) in VOLATILE {
        check(name, &ignoring(ignored), *left, *right, expected);
    }
}

#[test]
fn findings_follow_from_the_replies() {
    let options = Options::default();
    let once = entity(|seen| seen.info(WHOM, "<identity category='server' type='im'/><feature var='a'/>"));
    let twice =
        entity(|seen| seen.info(WHOM, "<identity category='server' type='im'/><feature var='a'/><feature var='a'/>"));
    let change = compare::entities(&once, &twice, &options);
    assert_eq!(change.differences, 1, "the second feature alone");
    let groups = change.groups(&options);
    let findings = groups.iter().find(|group| group.heading == Heading::Findings).unwrap();
    let marks: Vec<_> = findings.lines.iter().map(|line| (&*line.what, line.mark)).collect();
    assert_eq!(marks, [("disco-info-not-advertised", Mark::Same), ("feature-duplicate", Mark::Added)]);
    assert!(compare::entities(&once, &once, &options).groups(&options).iter().all(|group| !group.differs()));
}

#[test]
fn how_long_an_answer_took_is_never_compared() {
    let all = ignoring(&[]);
    let (one, other) = (entity(|seen| seen.info(WHOM, "")), entity(|seen| seen.info(WHOM, "")));
    assert_eq!(compare::entities(&one, &other, &all).mark, Mark::Same);
}

#[test]
fn a_reply_that_was_kept_without_its_stanza_is_the_same() {
    let says: [Says; 3] = [
        |seen| seen.info(WHOM, "<iq/>"),
        |seen| seen.refuses(WHOM, Kind::Info, "<query xmlns='http://jabber.org/protocol/disco#info'><error/></query>"),
        |seen| seen.info(WHOM, "<identity category='a' type='b' xml:lang='en'/><feature var='x' odd='1'/>"),
    ];
    for says in says {
        let whole = says(Seen::new(&[WHOM])).snapshot();
        let file = tempfile::NamedTempFile::new().unwrap();
        let keep = Keep { without_xml: true, ..Keep::default() };
        file::write(&whole, file.path(), &keep, &Watch::default()).unwrap();
        let bare = file::read(file.path(), &Watch::default()).unwrap();
        for (left, right) in [(&whole, &bare), (&bare, &whole), (&bare, &bare)] {
            let change = compare::entities(&left.entities[0], &right.entities[0], &ignoring(&[]));
            assert_eq!(change.mark, Mark::Same, "{:?}", lines(&change, &ignoring(&[])));
        }
    }
}

#[test]
fn nothing_known_is_neither_the_same_nor_different() {
    let options = Options::default();
    let gone = entity(|seen| seen.outcome(WHOM, Outcome::Info(cut_off())));
    let answered = entity(|seen| seen.info(WHOM, ""));
    for (left, right) in [(&gone, &answered), (&answered, &gone), (&gone, &gone)] {
        assert_eq!(compare::entities(left, right, &options).mark, Mark::Unknown);
    }
    let both = entity(|seen| seen.info(WHOM, "").items(WHOM, ""));
    let change = compare::entities(&answered, &both, &options);
    assert_eq!((change.mark, change.is_partial), (Mark::Same, true));
}
