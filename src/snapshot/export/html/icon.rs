//! The window's icons, drawn once and used by name.

use std::{borrow::Cow, fmt::Write};

macro_rules! icons {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("../../../../assets/icons/", $name, ".svg"))),)*]
    };
}

const ICONS: [(&str, &str); 26] = icons! {
    "account" "auth" "automation" "client" "collaboration" "component" "conference" "directory" "gateway" "headline"
    "hierarchy" "proxy" "pubsub" "server" "store" "unknown" "not-known-yet" "answered" "refused" "silent" "cut-off"
    "unreadable" "waiting" "error" "warning" "note"
};

/// All of them, not shown themselves.
pub fn symbols() -> String {
    let mut symbols = String::from("<svg class=\"icons\" xmlns=\"http://www.w3.org/2000/svg\">");
    for (name, drawing) in ICONS {
        let inner = drawing.split_once('>').and_then(|(_, inner)| inner.rsplit_once("</svg>")).map(|(inner, _)| inner);
        let inner = inner.unwrap_or_default().replace("#000", "currentColor");
        let _ = write!(symbols, "<symbol id=\"i-{name}\" viewBox=\"0 0 16 16\">{inner}</symbol>");
    }
    symbols + "</svg>"
}

/// The icon of what an entity says it is; none: it was not asked, or has not said.
pub fn of_category(category: Option<&str>) -> Cow<'static, str> {
    let name = match category {
        None => "not-known-yet",
        // The states' icons stand behind the categories'.
        Some(category) => {
            ICONS.iter().take(15).map(|(name, _)| *name).find(|name| *name == category).unwrap_or("unknown")
        }
    };
    used(name).into()
}

/// The icon of a state or a severity.
pub fn of_mark(kind: &str) -> String {
    used(match kind {
        "timed-out" => "silent",
        "not-asked" => "not-known-yet",
        "answered" | "refused" | "cut-off" | "unreadable" | "waiting" | "error" | "warning" => kind,
        _ => "note",
    })
}

fn used(name: &str) -> String {
    format!("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#i-{name}\"/></svg>")
}
