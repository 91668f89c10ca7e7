//! The address bar: back, forward, ask again, JID and node, or a link.

use iced::{
    Alignment, Element, Length,
    widget::{column, container, row, space, text, text_input},
};

use super::{Message, bookmarks::Bookmarks};
use crate::{
    app::{
        icon::Icon,
        shortcut::{self, Shortcut},
        theme::{font, size, space as gap, style},
        widget::{
            button::button,
            tip::{Position, tip},
        },
    },
    disco::{
        address::Address,
        link::{Link, is_link},
    },
};

/// What is written in the address bar.
#[derive(Debug, Default)]
pub struct AddressBar {
    jid: String,
    node: String,
    /// Why nobody can go to what is written.
    problem: Option<String>,
}

/// Where steps back and forward lead, in words.
#[derive(Debug, Default)]
pub struct Way {
    /// What was looked at before.
    pub back: Option<String>,
    /// What was looked at after.
    pub forward: Option<String>,
}

/// The JID's field.
pub const JID: &str = "address-jid";
/// The node's field.
pub const NODE: &str = "address-node";

impl AddressBar {
    /// Takes over an edited JID.
    pub fn edit_jid(&mut self, jid: String) {
        self.jid = jid;
        self.problem = None;
    }

    /// Takes over an edited node.
    pub fn edit_node(&mut self, node: String) {
        self.node = node;
        self.problem = None;
    }

    /// Shows the address of what was chosen.
    pub fn show(&mut self, address: &Address) {
        address.jid.as_ref().clone_into(&mut self.jid);
        address.node.as_deref().unwrap_or_default().clone_into(&mut self.node);
        self.problem = None;
    }

    /// Where to go, as written: an address, or a link in the JID's field, which brings its own node. Else it is said below
    /// the fields why not.
    pub fn destination(&mut self) -> Option<Link> {
        let destination = destination(&self.jid, &self.node);
        self.problem = destination.as_ref().err().cloned();
        destination.ok()
    }

    /// The bar; `way` says where steps lead.
    pub fn view(&self, way: &Way, is_chosen: bool, bookmarks: &Bookmarks) -> Element<'_, Message> {
        let is_favourite = destination(&self.jid, &self.node).is_ok_and(|link| bookmarks.is_favourite(&link.address));
        let (star, favour) = if is_favourite {
            (Icon::Starred, shortcut::with_keys("A favourite; make it none any more", Shortcut::Favour))
        } else {
            (Icon::Star, shortcut::with_keys("Make it a favourite", Shortcut::Favour))
        };
        let jid = field("JID, for instance chat.example.org, or an xmpp: link", &self.jid, Message::JidEdited)
            .id(JID)
            .width(Length::FillPortion(3));
        let node = field("node", &self.node, Message::NodeEdited).id(NODE).width(Length::FillPortion(2));
        let go = button(text("Go").size(size::TEXT))
            .padding([gap::XS, gap::M])
            .style(style::outlined)
            .on_press(Message::Went);
        let step = |icon, shortcut, to: Option<&String>| {
            let words = match to {
                Some(to) => format!("{} to {to}", shortcut::words(shortcut)),
                None => shortcut::words(shortcut).to_owned(),
            };
            tool(icon, shortcut::with_keys(&words, shortcut), to.map(|_| shortcut))
        };
        let bar = row![
            step(Icon::Back, Shortcut::Back, way.back.as_ref()),
            step(Icon::Forward, Shortcut::Forward, way.forward.as_ref()),
            tool(Icon::Refresh, shortcut::tip(Shortcut::Refresh), is_chosen.then_some(Shortcut::Refresh)),
            tool(Icon::ChevronDown, shortcut::tip(Shortcut::Bookmarks), Some(Shortcut::Bookmarks)),
            jid,
            node,
            tool(star, favour, Some(Shortcut::Favour)),
            go,
            tool(Icon::FolderOpen, shortcut::tip(Shortcut::Open), Some(Shortcut::Open)),
            tool(Icon::Save, shortcut::tip(Shortcut::Save), Some(Shortcut::Save)),
            tool(Icon::Add, shortcut::tip(Shortcut::Connect), Some(Shortcut::Connect)),
            tool(Icon::Settings, shortcut::tip(Shortcut::Settings), Some(Shortcut::Settings)),
            tool(Icon::Help, shortcut::tip(Shortcut::Help), Some(Shortcut::Help)),
        ];
        let problem: Element<'_, Message> = match &self.problem {
            Some(problem) => text(problem).size(size::TEXT).style(style::error).width(Length::Fill).into(),
            None => space().into(),
        };
        container(column![bar.spacing(gap::S).align_y(Alignment::Center), problem].spacing(gap::XS))
            .padding(iced::Padding { top: gap::S, bottom: gap::XS, left: gap::M, right: gap::M })
            .style(style::bar)
            .width(Length::Fill)
            .into()
    }
}

/// Where somebody wants to go who wrote this.
pub fn destination(jid: &str, node: &str) -> Result<Link, String> {
    if is_link(jid) {
        return Link::parse(jid).map_err(|error| error.to_string());
    }
    Address::typed(jid, node).map(Link::to).map_err(|error| error.to_string())
}

fn field<'a>(hint: &'a str, value: &'a str, edited: fn(String) -> Message) -> text_input::TextInput<'a, Message> {
    text_input(hint, value)
        .font(font::WIRE)
        .size(size::WIRE)
        .padding([gap::XS, gap::S])
        .style(style::input)
        .on_input(edited)
        .on_submit(Message::Went)
}

fn tool<'a>(icon: Icon, words: String, shortcut: Option<Shortcut>) -> Element<'a, Message> {
    let look = if shortcut.is_some() { style::icon } else { style::icon_faint };
    let button = button(icon.view().style(look))
        .padding(gap::XS)
        .style(style::flat)
        .on_press_maybe(shortcut.map(Message::Pressed));
    tip(button, words, Position::Bottom)
}
