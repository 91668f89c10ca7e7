//! Who asks in a tree: of a component any JID of its domain, each in a tree of its own.

use iced::{
    Alignment, Element, Length, Task,
    widget::{button, container, operation, row, space, text, text_input},
};
use tokio::sync::mpsc::UnboundedReceiver;

use super::{Action, Explore, Message as Parent, document::live::Live};
use crate::{
    app::{
        icon::Icon,
        theme::{font, size, space as gap, style},
        widget::line::line,
    },
    disco::address::Address,
    session::{Component, Event, Session},
};

/// What happened above a component's tree.
#[derive(Clone, Debug)]
pub enum Message {
    /// Another JID was edited.
    Edited(String),
    /// A tree asked by that JID is wanted.
    Submitted,
}

/// One more handle of a component's session, for a tree of its own.
#[derive(Debug)]
pub struct Voice {
    /// What asks.
    pub session: Session,
    /// What it hears.
    pub events: UnboundedReceiver<Event>,
    /// Where its tree begins.
    pub address: Option<Address>,
}

/// The field's name.
pub const FIELD: &str = "asker";
const FIELD_WIDTH: f32 = 260.0;

/// The line above the tree of a component; nothing for that of a client, which can only ask as itself.
pub fn bar(live: &Live) -> Element<'_, Parent> {
    let Some(component) = live.component() else { return space().into() };
    let words = row![
        Icon::Link.view().style(style::icon_muted),
        text("Asked as").size(size::TEXT).wrapping(text::Wrapping::None),
        line(component.sender()).wire().fill()
    ];
    let field = text_input(&hint(component), &live.asker)
        .id(FIELD)
        .font(font::WIRE)
        .size(size::WIRE)
        .padding([gap::XS, gap::S])
        .width(FIELD_WIDTH)
        .style(style::input)
        .on_input(Message::Edited)
        .on_submit(Message::Submitted);
    let open = button(text("Open as…").size(size::TEXT).wrapping(text::Wrapping::None))
        .padding([gap::XS, gap::M])
        .style(style::outlined)
        .on_press(Message::Submitted);
    let content = row![
        words.spacing(gap::S).width(Length::Fill).align_y(Alignment::Center),
        Element::from(field).map(Parent::Asker),
        Element::from(open).map(Parent::Asker)
    ];
    container(content.spacing(gap::S).align_y(Alignment::Center))
        .padding([gap::XS, gap::M])
        .style(style::bar)
        .width(Length::Fill)
        .into()
}

fn hint(component: &Component) -> String {
    format!("name@{}", component.domain())
}

impl Explore {
    /// Takes in what happened.
    pub(super) fn asker_message(&mut self, message: Message) -> Action {
        let Some(document) = self.documents.active_mut() else { return Action::None };
        let chosen = document.selected.and_then(|place| document.address_at(place));
        let address = chosen.or_else(|| document.address_at(*document.tree.roots().first()?));
        let Some(live) = document.live_mut() else { return Action::None };
        match message {
            Message::Edited(jid) => {
                live.asker = jid;
                Action::None
            }
            Message::Submitted if live.asker.trim().is_empty() => self.run(focus()),
            Message::Submitted if !live.status.is_online() => {
                self.tell("There is no connection, so nobody else can ask; press “Reconnect” below first.")
            }
            Message::Submitted => match live.session.asking_from(&live.asker) {
                Ok((session, events)) => {
                    live.asker.clear();
                    Action::Speak(Box::new(Voice { session, events, address }))
                }
                Err(error) => self.tell(error.to_string()),
            },
        }
    }
}

/// The keyboard goes to the field.
fn focus() -> Task<Parent> {
    operation::focus(FIELD)
}
