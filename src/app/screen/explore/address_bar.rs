//! The address bar: back, forward, ask again, JID and node.

use iced::{
    Alignment, Element, Length,
    widget::{button, container, row, text, text_input, tooltip},
};

use super::{Message, bookmarks::Bookmarks, shortcut::Shortcut};
use crate::{
    app::{
        icon::Icon,
        theme::{font, size, space as gap, style},
    },
    disco::address::{self, Address},
};

/// What is written in the address bar.
#[derive(Debug, Default)]
pub struct AddressBar {
    jid: String,
    node: String,
}

/// The JID's field.
pub const JID: &str = "address-jid";

impl AddressBar {
    /// Takes over an edited JID.
    pub fn edit_jid(&mut self, jid: String) {
        self.jid = jid;
    }

    /// Takes over an edited node.
    pub fn edit_node(&mut self, node: String) {
        self.node = node;
    }

    /// Shows the address of what was chosen.
    pub fn show(&mut self, address: &Address) {
        address.jid.as_ref().clone_into(&mut self.jid);
        address.node.as_deref().unwrap_or_default().clone_into(&mut self.node);
    }

    /// The address as written.
    pub fn address(&self) -> Result<Address, address::Error> {
        Address::typed(&self.jid, &self.node)
    }

    /// The bar; `steps` says whether there is a way back and one forward.
    pub fn view(&self, steps: (bool, bool), is_chosen: bool, bookmarks: &Bookmarks) -> Element<'_, Message> {
        let is_favourite = self.address().is_ok_and(|address| bookmarks.is_favourite(&address));
        let (star, tip) = if is_favourite {
            (Icon::Starred, "A favourite; make it none any more (Ctrl+B)")
        } else {
            (Icon::Star, "Make it a favourite (Ctrl+B)")
        };
        let jid = field("JID, for instance chat.example.org", &self.jid, Message::JidEdited)
            .id(JID)
            .width(Length::FillPortion(3));
        let node = field("node", &self.node, Message::NodeEdited).width(Length::FillPortion(2));
        let go = button(text("Go").size(size::TEXT))
            .padding([gap::XS, gap::M])
            .style(style::outlined)
            .on_press(Message::Went);
        let bar = row![
            tool(Icon::Back, "Back (Alt+Left)", steps.0.then_some(Shortcut::Back)),
            tool(Icon::Forward, "Forward (Alt+Right)", steps.1.then_some(Shortcut::Forward)),
            tool(Icon::Refresh, "Ask again (F5)", is_chosen.then_some(Shortcut::Refresh)),
            tool(Icon::ChevronDown, "Favourite and recent addresses (Ctrl+Shift+B)", Some(Shortcut::Bookmarks)),
            jid,
            node,
            tool(star, tip, Some(Shortcut::Favour)),
            go,
            tool(Icon::FolderOpen, "Open a snapshot… (Ctrl+O)", Some(Shortcut::Open)),
            tool(Icon::Save, "Save (Ctrl+S)", Some(Shortcut::Save)),
            tool(Icon::Add, "Connect another account… (Ctrl+N)", Some(Shortcut::Connect)),
        ];
        container(bar.spacing(gap::S).align_y(Alignment::Center))
            .padding([gap::S, gap::M])
            .style(style::bar)
            .width(Length::Fill)
            .into()
    }
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

fn tool(icon: Icon, tip: &str, shortcut: Option<Shortcut>) -> Element<'_, Message> {
    let look = if shortcut.is_some() { style::icon } else { style::icon_faint };
    let button = button(icon.view().style(look))
        .padding(gap::XS)
        .style(style::flat)
        .on_press_maybe(shortcut.map(Message::Pressed));
    let tip = container(text(tip).size(size::TEXT)).padding([gap::XS, gap::S]).style(style::tooltip);
    tooltip(button, tip, tooltip::Position::Bottom).gap(gap::XS).delay(style::REST).into()
}
