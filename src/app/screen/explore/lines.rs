//! What an entity said, as lines to draw: sections that can be closed, and below each what it holds.

use std::{borrow::Cow, collections::HashSet, sync::Arc};

use jiff::tz::TimeZone;

use super::findings::Findings;
use crate::{
    app::{
        icon::Icon,
        widget::tree::{Badge, Count, Expander, Mark, Row, Rows, Weight},
    },
    disco::{
        contact::Presence,
        finding::register,
        names::{self, How},
        record::milliseconds,
        reply::{At, Field, Form, Identity, Info, Items, Refusal},
        state::{Asked, Entity, Kind, Reply, State, Timing},
    },
};

/// A part of the overview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// What presence and the questions besides disco tell of a client.
    Client,
    /// How disco#info went.
    Info,
    /// The identities.
    Identities,
    /// The features.
    Features,
    /// The form of this number.
    Form(usize),
    /// What else the reply held.
    Extras,
    /// How disco#items went.
    Items,
}

/// In which order features stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By the document that defines them.
    #[default]
    Documents,
    /// As they were sent.
    Wire,
}

/// How the lines are laid out.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The order of features.
    pub order: Order,
    /// Which sections are closed.
    pub closed: HashSet<Section>,
}

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    section: Section,
    weight: Weight,
    icon: Option<Icon>,
    title: Arc<str>,
    wire: Arc<str>,
    word: Arc<str>,
    mark: Mark,
    count: Option<u64>,
    at: Option<(Kind, At)>,
    badge: Option<Badge>,
}

/// The lines of one entity.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    all: Vec<Line>,
    shown: Vec<usize>,
    closed: HashSet<Section>,
}

impl Lines {
    /// The lines of an entity, sections closed as before.
    pub fn of(entity: &Entity, presence: Option<&Presence>, findings: &Findings, layout: Layout) -> Self {
        let Layout { order, closed } = layout;
        let mut lines = Self { all: Vec::new(), shown: Vec::new(), closed };
        lines.client(entity, presence);
        if let Some(info) = entity.info.answer() {
            lines.info(info, order);
        }
        lines.state(Section::Info, "disco#info", &entity.info);
        lines.state(Section::Items, "disco#items", &entity.items);
        if let Some(items) = entity.items.answer() {
            lines.items(items);
        }
        for line in &mut lines.all {
            line.badge = line.at.and_then(|(kind, at)| findings.mark(kind, at));
        }
        lines.refold();
        lines
    }

    /// Makes the line of a reply visible, else the heading of its answer, and tells which shown line that is.
    pub fn show(&mut self, kind: Kind, at: At) -> Option<usize> {
        let found = self.all.iter().position(|line| line.at == Some((kind, at)));
        let found = found.or_else(|| self.all.iter().position(|line| line.at == Some((kind, At::Reply))))?;
        if let Some(line) = self.all.get(found) {
            let _ = self.closed.remove(&line.section);
        }
        self.refold();
        self.shown.iter().position(|index| *index == found)
    }

    /// Which sections are closed.
    pub fn closed(&self) -> &HashSet<Section> {
        &self.closed
    }

    /// Opens or closes the section of a shown line.
    pub fn toggle(&mut self, index: usize) {
        let Some(line) = self.line(index).filter(|line| line.is_heading()) else { return };
        let section = line.section;
        if !self.closed.remove(&section) {
            let _ = self.closed.insert(section);
        }
        self.refold();
    }

    /// A shown line as text to copy: what came over the wire, else our words.
    pub fn copy(&self, index: usize) -> Option<String> {
        let line = self.line(index)?;
        let text = if line.wire.is_empty() { &line.title } else { &line.wire };
        Some(text.to_string())
    }

    fn line(&self, index: usize) -> Option<&Line> {
        self.shown.get(index).and_then(|index| self.all.get(*index))
    }

    fn refold(&mut self) {
        let shown =
            self.all.iter().enumerate().filter(|(_, line)| line.is_heading() || !self.closed.contains(&line.section));
        self.shown = shown.map(|(index, _)| index).collect();
    }

    fn heading(&mut self, section: Section, title: &str, wire: &str, count: Option<usize>) {
        let count = count.map(|count| u64::try_from(count).unwrap_or(u64::MAX));
        let line =
            Line { weight: Weight::Heading, count, title: title.into(), wire: wire.into(), ..Line::blank(section) };
        self.all.push(line);
    }

    fn words(&mut self, section: Section, title: impl Into<Arc<str>>, wire: impl Into<Arc<str>>) {
        self.all.push(Line { title: title.into(), wire: wire.into(), ..Line::blank(section) });
    }

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

    fn info(&mut self, info: &Info, order: Order) {
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

    fn client(&mut self, entity: &Entity, presence: Option<&Presence>) {
        if presence.is_none() && entity.besides.is_empty() {
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
        for (kind, state) in &entity.besides {
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

    /// The line that was added last is that line of the reply.
    fn mark_last(&mut self, kind: Kind, at: At) {
        if let Some(line) = self.all.last_mut() {
            line.at = Some((kind, at));
        }
    }

    fn form(&mut self, number: usize, form: &Form) {
        let section = Section::Form(number);
        let title = form.title.as_deref().unwrap_or("Form");
        self.heading(section, title, form.form_type.as_deref().unwrap_or_default(), Some(form.fields.len()));
        self.mark_last(Kind::Info, At::Form(number));
        for instructions in &form.instructions {
            self.words(section, instructions.clone(), "");
        }
        for (line, field) in form.fields.iter().enumerate() {
            if field.var.as_deref() == Some("FORM_TYPE") && form.form_type.is_some() {
                continue;
            }
            let first = self.all.len();
            self.field(section, form.form_type.as_deref(), field);
            if let Some(added) = self.all.get_mut(first) {
                added.at = Some((Kind::Info, At::Field { form: number, field: line }));
            }
        }
        if !form.reported.is_empty() {
            let columns =
                form.reported.iter().map(|field| field.label.as_deref().or(field.var.as_deref()).unwrap_or("?"));
            let columns = columns.collect::<Vec<_>>().join(" · ");
            self.words(section, "Columns", columns);
        }
        for (number, row) in form.rows.iter().enumerate() {
            self.words(section, format!("Row {}", number + 1), "");
            for field in row {
                self.field(section, form.form_type.as_deref(), field);
            }
        }
    }

    fn field(&mut self, section: Section, form_type: Option<&str>, field: &Field) {
        let known = field.var.as_deref().and_then(|var| names::form_field(form_type.unwrap_or_default(), var));
        let known = known.map(|known| Arc::from(known.label));
        let title = known.or_else(|| field.label.clone()).or_else(|| field.var.clone());
        let title = title.unwrap_or_else(|| "field without var".into());
        let var = field.var.as_deref().filter(|var| **var != *title);
        let sent = [var, field.kind.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        if field.values.is_empty() {
            let word = said(Some("no value"), Some(&sent));
            self.all.push(Line { title: title.clone(), word, ..Line::blank(section) });
        }
        let readable = names::readable(form_type, field);
        for (number, (value, readable)) in field.values.iter().zip(readable).enumerate() {
            let is_first = number == 0;
            self.all.push(Line {
                title: if is_first { title.clone() } else { Arc::from("") },
                weight: if is_first { Weight::Detail } else { Weight::Value },
                word: said(
                    match &**value {
                        "" => Some("empty"),
                        value if value == readable.words => None,
                        _ => Some(&readable.words),
                    },
                    is_first.then_some(&*sent),
                ),
                wire: value.clone(),
                ..Line::blank(section)
            });
        }
        for uri in &field.media {
            self.words(section, "media", uri.clone());
        }
    }

    fn items(&mut self, items: &Items) {
        let words = match (items.items.len(), items.paging.complete, items.paging.count) {
            (0, true, _) => "It lists nothing below itself.".to_owned(),
            (listed, true, _) => format!("{listed} listed; the tab Items shows them."),
            (listed, false, Some(count)) => format!("{listed} of {count} listed."),
            (listed, false, None) => format!("{listed} listed, and there are more."),
        };
        self.words(Section::Items, words, "");
        for extra in &items.extras {
            self.words(Section::Items, "Also in the reply", Arc::from(extra.clone()));
            self.mark_last(Kind::Items, extra.at);
        }
    }

    fn state<T>(&mut self, section: Section, title: &str, state: &State<T>) {
        self.heading(section, title, "", None);
        if let Some(heading) = self.all.last_mut() {
            let (mark, word) = state_mark(state);
            (heading.mark, heading.word) = (mark, word);
            heading.at = Some((if section == Section::Info { Kind::Info } else { Kind::Items }, At::Reply));
        }
        match state.known() {
            State::NotAsked => self.words(section, "Not asked yet: open the row, or press F5.", ""),
            State::Waiting { .. } => self.words(section, "Asked; the answer is still to come.", ""),
            State::Answered(reply) => self.timing(section, reply),
            State::Refused(reply) => {
                self.refusal(section, &reply.body);
                self.timing(section, reply);
            }
            State::Unreadable(reply) => {
                self.words(section, format!("The reply was not read: it is {}.", reply.body), "");
                self.timing(section, reply);
            }
            State::TimedOut { asked, after } => {
                let words =
                    format!("No answer within {} s; one that comes later will still be shown.", after.as_secs_f64());
                self.words(section, words, "");
                self.asked(section, asked);
            }
            State::CutOff { asked, why, .. } => {
                self.words(section, format!("Cut off: {why}"), "");
                if let Some(asked) = asked {
                    self.asked(section, asked);
                }
            }
        }
    }

    fn refusal(&mut self, section: Section, refusal: &Refusal) {
        let condition = refusal.condition.clone().unwrap_or_else(|| "(none)".into());
        self.words(section, "Condition", condition);
        self.mark_last(if section == Section::Info { Kind::Info } else { Kind::Items }, At::Error);
        if let Some(kind) = &refusal.kind {
            self.words(section, "Type", kind.clone());
        }
        for text in &refusal.text {
            let title = text.lang.as_deref().map_or_else(|| "Text".to_owned(), |lang| format!("Text ({lang})"));
            self.words(section, title, text.text.clone());
        }
        if let Some(by) = &refusal.by {
            self.words(section, "Raised by", by.clone());
        }
        if let Some(code) = &refusal.legacy_code {
            self.words(section, "Legacy code", code.clone());
        }
        for application in &refusal.application {
            self.words(section, "Also", application.clone());
        }
    }

    fn timing<T>(&mut self, section: Section, reply: &Reply<T>) {
        let late = if reply.timing == Timing::Late { ", after the time-out" } else { "" };
        self.words(section, format!("Took {} ms{late}; {} bytes", milliseconds(reply.took), reply.reply_bytes), "");
        self.asked(section, &reply.asked);
    }

    fn asked(&mut self, section: Section, asked: &Asked) {
        let at = asked.at.to_zoned(TimeZone::system());
        self.words(section, format!("Asked at {}", at.strftime("%Y-%m-%d %H:%M:%S%.3f %Z")), "");
    }
}

impl Line {
    fn is_heading(&self) -> bool {
        self.weight == Weight::Heading
    }

    fn blank(section: Section) -> Self {
        let nothing: Arc<str> = Arc::from("");
        Self {
            section,
            weight: Weight::Detail,
            icon: None,
            title: nothing.clone(),
            wire: nothing.clone(),
            word: nothing,
            mark: Mark::Idle,
            count: None,
            at: None,
            badge: None,
        }
    }
}

/// Our words for a value and what its field is called on the wire, if there is anything to say.
fn said(words: Option<&str>, sent: Option<&str>) -> Arc<str> {
    let sent = sent.filter(|sent| !sent.is_empty());
    words.into_iter().chain(sent).collect::<Vec<_>>().join(" · ").into()
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
        icon: Some(identity.category.as_deref().map_or(Icon::Unknown, Icon::category)),
        title: identity.name.clone().unwrap_or_default(),
        wire: wire.into(),
        word: words.into(),
        ..Line::blank(Section::Identities)
    }
}

/// A state's mark and word, for headings.
pub fn state_mark<T>(state: &State<T>) -> (Mark, Arc<str>) {
    match state {
        State::NotAsked => (Mark::Idle, "not asked".into()),
        State::Waiting { .. } => (Mark::Waiting, "waiting".into()),
        State::Answered(reply) if reply.timing == Timing::Late => (Mark::Answered, "answered late".into()),
        State::Answered(_) => (Mark::Answered, "answered".into()),
        State::Refused(reply) => (Mark::Refused, reply.body.short().into()),
        State::TimedOut { .. } => (Mark::TimedOut, "no answer".into()),
        State::CutOff { .. } => (Mark::CutOff, "cut off".into()),
        State::Unreadable(_) => (Mark::Unreadable, "unreadable".into()),
    }
}

impl Rows for Lines {
    fn len(&self) -> usize {
        self.shown.len()
    }

    fn row(&self, index: usize) -> Row<'_> {
        let Some(line) = self.line(index) else { return Row::new(0, "") };
        let expander = match (line.is_heading(), self.closed.contains(&line.section)) {
            (false, _) => Expander::None,
            (true, true) => Expander::Closed,
            (true, false) => Expander::Open,
        };
        Row {
            expander,
            icon: line.icon,
            weight: line.weight,
            wire: Cow::Borrowed(&line.wire),
            word: Cow::Borrowed(&line.word),
            mark: line.mark,
            badge: line.badge,
            count: line.count.map(|known| Count { known, has_more: false }),
            ..Row::new(u16::from(!line.is_heading()), &*line.title)
        }
    }

    fn key(&self, index: usize) -> u64 {
        self.shown.get(index).and_then(|index| u64::try_from(*index).ok()).unwrap_or(u64::MAX)
    }

    fn index_of(&self, key: u64) -> Option<usize> {
        let key = usize::try_from(key).ok()?;
        self.shown.binary_search(&key).ok()
    }

    fn depth(&self, index: usize) -> u16 {
        self.line(index).map_or(0, |line| u16::from(!line.is_heading()))
    }
}
