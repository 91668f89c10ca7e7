//! What the replies hold, as lines: identities, features, items, and what a client says besides.

use std::sync::Arc;

use super::{Line, Lines, Order, Section, state_mark};
use crate::{
    app::{icon::Icon, widget::tree::Weight},
    disco::{
        contact::Presence,
        finding::register,
        names::{self, How},
        reply::{At, Identity, Info, Items},
        state::{Entity, Kind, State},
    },
};

impl Lines {
    fn features(&mut self, info: &Info, order: Order) {
        self.heading(Section::Features, "Features", "", Some(info.features.len()));
        match order {
            Order::Wire => {
                for number in 0..info.features.len() {
                    self.feature(info, number, "", Weight::Detail);
                }
            }
            Order::Documents => {
                for group in names::group(&info.features) {
                    let title = group.document.map_or_else(
                        || "Not registered".to_owned(),
                        |document| format!("{} {}", document.number, document.title),
                    );
                    for (place, number) in group.features.into_iter().enumerate() {
                        let (title, weight) =
                            if place == 0 { (title.as_str(), Weight::Detail) } else { ("", Weight::Value) };
                        self.feature(info, number, title, weight);
                    }
                }
            }
        }
    }

    fn feature(&mut self, info: &Info, number: usize, title: &str, weight: Weight) {
        let Some(feature) = info.features.get(number) else { return };
        let at = Some((Kind::Info, At::Feature(number)));
        let line = Line { title: title.into(), weight, at, ..Line::blank(Section::Features) };
        self.all.push(match feature {
            Some(var) => Line { wire: var.clone(), word: word_of(var), ..line },
            None => Line { word: "without var".into(), ..line },
        });
    }

    pub(super) fn info(&mut self, info: &Info, order: Order) {
        self.heading(Section::Identities, "Identities", "", Some(info.identities.len()));
        for (number, identity) in info.identities.iter().enumerate() {
            self.all.push(Line { at: Some((Kind::Info, At::Identity(number))), ..identity_line(identity) });
        }
        if info.identities.is_empty() {
            self.words(Section::Identities, "The entity names no identity.", "");
        }
        self.features(info, order);
        if info.features.is_empty() {
            self.words(Section::Features, "The entity advertises no feature.", "");
        }
        for (number, form) in info.forms.iter().enumerate() {
            self.form(number, form);
        }
        if !info.extras.is_empty() {
            self.heading(Section::Extras, "Also in the reply", "", Some(info.extras.len()));
            for extra in &info.extras {
                self.words(Section::Extras, "", extra.clone());
            }
        }
    }

    pub(super) fn client(&mut self, entity: &Entity, presence: Option<&Presence>) {
        let besides = || entity.besides.iter().filter(|(kind, _)| **kind != Kind::ItemCount);
        if presence.is_none() && besides().next().is_none() {
            return;
        }
        self.heading(Section::Client, "Client", "", None);
        if let Some(presence) = presence {
            self.words(Section::Client, "Presence", presence.word());
            for (title, value) in [("Status", &presence.status), ("Priority", &presence.priority)] {
                if let Some(value) = value.clone().filter(|value| !value.is_empty()) {
                    self.words(Section::Client, title, value);
                }
            }
        }
        for (kind, state) in besides() {
            let title = match kind {
                Kind::Version => "Software",
                Kind::Time => "Time",
                _ => "Last activity",
            };
            match state.known() {
                State::Answered(reply) => {
                    for (name, value) in reply.body.iter() {
                        self.words(Section::Client, format!("{title}: {name}"), value.clone());
                    }
                }
                other => {
                    let (mark, word) = state_mark(other);
                    self.all.push(Line { title: title.into(), mark, word, ..Line::blank(Section::Client) });
                }
            }
        }
    }

    /// How many items there are, where somebody asked for that alone.
    pub(super) fn item_count(&mut self, entity: &Entity) {
        let Some(state) = entity.besides.get(&Kind::ItemCount) else { return };
        if let Some(facts) = state.answer() {
            let count = facts.first().map_or("the entity does not say".into(), |(_, count)| count.clone());
            return self.words(Section::Items, "Counted without loading", count);
        }
        let (mark, word) = state_mark(state);
        self.all.push(Line { title: "Count".into(), mark, word, ..Line::blank(Section::Items) });
    }

    pub(super) fn items(&mut self, items: &Items) {
        let words = match (items.items.len(), items.paging.is_complete(), items.paging.count()) {
            (0, true, _) => "It lists nothing below itself.".to_owned(),
            (listed, true, _) => format!("{listed} listed; the tab Items shows them."),
            (listed, false, Some(count)) => format!("{listed} of {count} listed."),
            (listed, false, None) => format!("{listed} listed, and there are more."),
        };
        self.words(Section::Items, words, "");
        if let Some(why) = items.paging.rest.trouble() {
            self.words(Section::Items, format!("The list ends there: {why}."), "");
        }
        let pages = items.paging.more.len() + 1;
        if pages > 1 {
            self.words(Section::Items, format!("It came in {pages} pages; the tab XML shows each."), "");
        }
        for extra in &items.extras {
            self.words(Section::Items, "Also in the reply", Arc::from(extra.clone()));
            self.mark_last(Kind::Items, extra.at);
        }
    }
}

/// What is to be said of a feature beside its document.
fn word_of(var: &str) -> Arc<str> {
    let known = names::feature(var);
    match (known.words, known.how) {
        (_, How::Notify { .. }) => "wants to be notified".into(),
        (_, How::Unregistered) => "not registered".into(),
        (Some(words), _) => words.into(),
        (None, _) => Arc::from(""),
    }
}

fn identity_line(identity: &Identity) -> Line {
    let absent = || Arc::from("(absent)");
    let category = identity.category.clone().unwrap_or_else(absent);
    let wire = format!("{category}/{}", identity.kind.clone().unwrap_or_else(absent));
    let kind = identity.category.as_deref().zip(identity.kind.as_deref());
    let meaning = kind.and_then(|(category, kind)| register::words(category, kind)).unwrap_or("not registered");
    let lang = identity.lang.as_ref().map(|lang| format!(" · {}", lang.tag())).unwrap_or_default();
    let words = format!("{meaning}{lang}");
    Line {
        icon: Some(Icon::identity(identity)),
        title: identity.name.clone().unwrap_or_default(),
        wire: wire.into(),
        word: words.into(),
        ..Line::blank(Section::Identities)
    }
}
