//! The stanzas as they went over the wire.

use std::{sync::Arc, time::Duration};

use iced::{
    Alignment, Element, Length, Task,
    widget::{button, column, container, row, space, text, text_editor},
};

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    app::{
        highlight::{self, Highlighter},
        theme::{font, size, space as gap, style},
    },
    disco::{
        record::milliseconds,
        state::{Asked, Entity, Kind, State},
        xml::{self, Limits, Read},
    },
};

mod pages;

/// The request and the reply of one question, to read, select and copy.
#[derive(Debug)]
pub struct XmlView {
    kind: Kind,
    layout: Layout,
    content: text_editor::Content,
    source: Source,
    whole: Arc<str>,
    is_cut: bool,
    times: String,
    /// Which rendering is the newest; older ones that arrive later are dropped.
    turn: u64,
    /// Which page of a list is shown, from 0, and how many there are.
    page: usize,
    pages: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    Pretty,
    Exact,
}

/// What there is to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Source {
    #[default]
    NothingSent,
    /// The snapshot was kept without its XML.
    LeftOut,
    Kept {
        request: xml::Kept,
        reply: Option<xml::Kept>,
        is_whole: bool,
    },
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// The other question is to be shown.
    Kind(Kind),
    /// Another page of the list is to be shown.
    Page(usize),
    /// Another layout was chosen.
    Pretty(bool),
    /// Something in the text.
    Edited(text_editor::Action),
    /// Everything is to be copied, also what is not shown.
    CopyWhole,
    /// The text is ready.
    Ready {
        /// For which showing.
        turn: u64,
        /// All of it.
        whole: Arc<str>,
        /// As much as is shown.
        shown: Arc<str>,
    },
}

/// A text editor takes 23 ms for every thousand lines; what is longer is copied, not shown.
const MOST_LINES: usize = 800;
const MOST_BYTES: usize = 64 << 10;
const MOST_LINE_CHARACTERS: usize = 2000;

impl Default for XmlView {
    fn default() -> Self {
        Self {
            kind: Kind::Info,
            layout: Layout::Pretty,
            content: text_editor::Content::new(),
            source: Source::NothingSent,
            whole: Arc::from(""),
            is_cut: false,
            times: String::new(),
            turn: 0,
            page: 0,
            pages: 1,
        }
    }
}

impl XmlView {
    /// Shows an entity's stanzas, laid out off the window's thread.
    pub fn show(&mut self, entity: &Entity) -> Task<Message> {
        self.pages = pages::count(entity, self.kind);
        self.page = self.page.min(self.pages.saturating_sub(1));
        let page = pages::get(entity, self.page);
        let source = match self.kind {
            Kind::Info => source(&entity.info),
            Kind::Items => page.map_or_else(|| source(&entity.items), pages::source),
            other => entity.besides.get(&other).map(source).unwrap_or_default(),
        };
        if source == self.source {
            return Task::none();
        }
        self.source = source;
        self.times = match self.kind {
            Kind::Info => times(&entity.info),
            Kind::Items => page.map_or_else(|| times(&entity.items), pages::times),
            other => entity.besides.get(&other).map(times).unwrap_or_default(),
        };
        self.render()
    }

    /// Another entity is shown next, from the first page of its list on.
    pub fn rewind(&mut self) {
        self.page = 0;
    }

    /// All of the text.
    pub fn whole(&self) -> &str {
        &self.whole
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message, entity: &Entity) -> Task<Message> {
        match message {
            Message::Kind(kind) => {
                self.kind = kind;
                return self.show(entity);
            }
            Message::Page(page) => {
                self.page = page;
                return self.show(entity);
            }
            Message::Pretty(is_pretty) => {
                self.layout = if is_pretty { Layout::Pretty } else { Layout::Exact };
                return self.render();
            }
            Message::Edited(action) if !action.is_edit() => self.content.perform(action),
            Message::Ready { turn, whole, shown } if turn == self.turn => {
                self.is_cut = shown.len() < whole.len();
                self.content = text_editor::Content::with_text(&shown);
                self.whole = whole;
            }
            Message::Edited(_) | Message::CopyWhole | Message::Ready { .. } => {}
        }
        Task::none()
    }

    fn render(&mut self) -> Task<Message> {
        self.turn += 1;
        let (turn, layout) = (self.turn, self.layout);
        let source = self.source.clone();
        if !matches!(source, Source::Kept { .. }) {
            self.content = text_editor::Content::new();
            self.whole = Arc::from("");
            self.is_cut = false;
            return Task::none();
        }
        let work = tokio::task::spawn_blocking(move || {
            let whole = lay_out(&source, layout);
            let shown = beginning(&whole);
            (whole, shown)
        });
        Task::perform(work, move |done| {
            let (whole, shown) = done.unwrap_or_else(|error| (error.to_string().into(), error.to_string().into()));
            Message::Ready { turn, whole, shown }
        })
    }

    /// The view.
    pub fn view(&self) -> Element<'_, Message> {
        let choice = |label, is_active, message| {
            button(text(label).size(size::TEXT))
                .padding([gap::XS, gap::S])
                .style(style::tab(is_active))
                .on_press(message)
        };
        let bar = row![
            choice("disco#info", self.kind == Kind::Info, Message::Kind(Kind::Info)),
            choice("disco#items", self.kind == Kind::Items, Message::Kind(Kind::Items)),
            space().width(Length::Fill),
            choice("Pretty", self.layout == Layout::Pretty, Message::Pretty(true)),
            choice("Exact", self.layout == Layout::Exact, Message::Pretty(false)),
            button(text("Copy all").size(size::TEXT))
                .padding([gap::XS, gap::S])
                .style(style::outlined)
                .on_press(Message::CopyWhole),
        ]
        .spacing(gap::XS)
        .align_y(Alignment::Center);
        let chooser = pages::chooser(self.page, self.pages);
        let hint = |words| container(text(words).size(size::TEXT).style(style::muted)).padding(gap::M);
        let content: Element<'_, Message> = match self.source {
            Source::NothingSent => hint("Nothing was sent yet.").into(),
            Source::LeftOut => hint("This snapshot was kept without its XML.").into(),
            Source::Kept { .. } => text_editor(&self.content)
                .font(font::WIRE)
                .size(size::WIRE)
                .padding(gap::S)
                .height(Length::Fill)
                .style(style::editor)
                .on_action(Message::Edited)
                .highlight_with::<Highlighter>((), highlight::format)
                .into(),
        };
        let cut = self.is_cut.then(|| {
            let words =
                format!("Only the beginning of {} bytes is shown; “Copy all” copies everything.", self.whole.len());
            text(words).size(size::TEXT).style(style::warning)
        });
        let times = (!self.times.is_empty()).then(|| text(&self.times).size(size::SMALL).style(style::muted));
        container(column![bar].push(chooser).push(times).push(cut).push(content).spacing(gap::S))
            .padding(gap::S)
            .height(Length::Fill)
            .into()
    }
}

fn source<T>(state: &State<T>) -> Source {
    let (asked, reply, is_whole) = match state.known() {
        State::NotAsked | State::Waiting { .. } | State::CutOff { asked: None, .. } => return Source::NothingSent,
        State::Answered(reply) => (&reply.asked, reply.reply_xml.as_ref(), true),
        State::Refused(reply) => (&reply.asked, reply.reply_xml.as_ref(), true),
        State::Unreadable(reply) => (&reply.asked, reply.reply_xml.as_ref(), false),
        State::TimedOut { asked, .. } | State::CutOff { asked: Some(asked), .. } => (asked, None, true),
    };
    match asked.request_xml.clone() {
        Some(request) => Source::Kept { request, reply: reply.cloned(), is_whole },
        None => Source::LeftOut,
    }
}

/// When the question left and the reply came, how long that took, and how long the reply is.
fn times<T>(state: &State<T>) -> String {
    let (asked, took, bytes) = match state.known() {
        State::NotAsked | State::Waiting { .. } | State::CutOff { asked: None, .. } => return String::new(),
        State::Answered(reply) => (&reply.asked, Some(reply.took), reply.reply_bytes),
        State::Refused(reply) => (&reply.asked, Some(reply.took), reply.reply_bytes),
        State::Unreadable(reply) => (&reply.asked, Some(reply.took), reply.reply_bytes),
        State::TimedOut { asked, .. } | State::CutOff { asked: Some(asked), .. } => (asked, None, 0),
    };
    words(asked, took, bytes)
}

fn words(asked: &Asked, took: Option<Duration>, bytes: usize) -> String {
    let clock = |at: Timestamp| at.to_zoned(TimeZone::system()).strftime("%H:%M:%S%.3f").to_string();
    let bytes_sent = asked.request_xml.as_ref().map(|xml| format!(" ({} bytes)", xml.bytes())).unwrap_or_default();
    let sent = format!("sent {}{bytes_sent}", clock(asked.at));
    match took {
        None => format!("{sent}, no reply"),
        Some(took) => {
            format!("{sent}, received {} ({bytes} bytes), round trip {} ms", clock(asked.at + took), milliseconds(took))
        }
    }
}

fn lay_out(source: &Source, layout: Layout) -> Arc<str> {
    let Source::Kept { request, reply, is_whole } = source else { return "".into() };
    let stanza = |xml: &str| match layout {
        Layout::Exact => xml.to_owned(),
        Layout::Pretty => pretty(xml),
    };
    let request = stanza(&request.text());
    match reply {
        None if !is_whole => format!("{request}\n\n(the reply was not kept: the list is too long)\n").into(),
        None => format!("{request}\n\n(no reply)\n").into(),
        Some(reply) if *is_whole => format!("{request}\n\n{}\n", stanza(&reply.text())).into(),
        Some(reply) => format!("{request}\n\n{}\n(the rest was not kept)\n", reply.text()).into(),
    }
}

/// An element with one line an element; what is none stays as it is.
pub fn pretty(text: &str) -> String {
    match xml::parse(text, None, Limits::default()) {
        Ok(xml::Stanza { content: Read::Whole { document, .. }, .. }) => {
            document.root().map(xml::pretty).unwrap_or_default()
        }
        _ => text.to_owned(),
    }
}

/// As much as the editor shows without a pause, long lines broken.
pub fn beginning(whole: &str) -> Arc<str> {
    let mut shown = String::new();
    for line in whole.lines().take(MOST_LINES) {
        if shown.len() > MOST_BYTES {
            break;
        }
        let cut = line.char_indices().nth(MOST_LINE_CHARACTERS).map(|(index, _)| index);
        shown.push_str(cut.and_then(|cut| line.get(..cut)).unwrap_or(line));
        shown.push_str(if cut.is_some() { "…\n" } else { "\n" });
    }
    shown.into()
}
