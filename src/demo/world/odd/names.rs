//! Names that break rows: each entity bears the name itself and lists one item of the same name.

use super::{Branch, Entry, JID, both, leaf};
use crate::demo::{
    answer::Answer,
    question::Question,
    world::entity::{Entity, Item},
};

const ENTRIES: &[Entry] = &[
    both("long", "A name of 100 kB", show),
    both("megabyte", "A name of 1 MB", show),
    both("no-breaks", "A long name without blanks", show),
    both("right-to-left", "A name from right to left", show),
    both("mixed", "A name that changes its direction", show),
    both("override", "A name that reverses what follows it (bidi override)", show),
    both("control", "A name with control characters", show),
    both("lines", "A name of several lines, with tabs", show),
    both("invisible", "A name that cannot be seen", show),
    both("blanks", "A name of blanks", show),
    both("emoji", "A name of emoji", show),
    both("stacked", "A name of stacked accents", show),
    both("cjk", "A name in Chinese, Japanese, Korean", show),
    both("markup", "A name that looks like markup", show),
    both("replacement", "A name of characters that no font has", show),
];

/// One name each.
pub const BRANCH: Branch = Branch { node: "names", name: "Names: odd to look at", entries: ENTRIES, other: below };

fn below(question: &Question, rest: &str) -> Option<Answer> {
    let name = name(rest.strip_suffix("/item")?)?;
    Some(leaf(name).answer(question))
}

fn show(question: &Question) -> Answer {
    let node = question.node().unwrap_or_default();
    let name = node.split_once('/').and_then(|(_, entry)| name(entry)).unwrap_or_default();
    let item = Item::new(JID, name.clone()).node(format!("{node}/item"));
    Entity::new("hierarchy", "branch", name).items([item]).answer(question)
}

fn name(entry: &str) -> Option<String> {
    let name = match entry {
        "long" => return Some("A very long name, over and over. ".repeat(3_200)),
        "megabyte" => return Some("A name of one megabyte. ".repeat(45_000)),
        "no-breaks" => return Some("Donaudampfschifffahrtsgesellschaft".repeat(12)),
        "stacked" => return Some("Z̴̢̛͎̻̓a̶̡͉̅͊l̵̨̛͖̒g̸̬̈́͝o̷̼̽".repeat(8)),
        "right-to-left" => "مرحبا بكم في عالم التجربة",
        "mixed" => "English, then עברית, then English 123, then العربية again",
        "override" => "invoice\u{202e}fdp.exe\u{2066}isolated",
        "control" => "bell\u{7f}, next line\u{85}, string\u{90}\u{9f}, soft\u{ad}hyphen, no-break\u{feff}space",
        "lines" => "first line\nsecond line\r\nthird line\twith a tab\u{2028}line separator\u{2029}paragraph",
        "invisible" => "\u{200b}\u{200c}\u{200d}\u{2060}\u{2063}",
        "blanks" => " \u{a0}\u{2003}\u{3000} ",
        "emoji" => "👩‍👩‍👧‍👦 family, 🏳️‍🌈 flag, 👍🏿 thumb, 🇪🇺 Europe, ❤️ heart",
        "cjk" => "漢字とかなと한국어와简体字",
        "markup" => "<b>not bold</b> &amp; <script>alert('no')</script> **no** [link](x) {0} %s",
        "replacement" => "\u{e000}\u{f8ff}\u{10fffd}\u{fffd}\u{1fbff}",
        _ => return None,
    };
    Some(name.to_owned())
}
