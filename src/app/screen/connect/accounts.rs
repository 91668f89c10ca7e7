//! The saved accounts: one click, or Enter, and it connects.

use iced::{
    Alignment, Element, Length, Subscription,
    keyboard::{self, key::Named},
    widget::{column, container, row, space, text},
};

use super::{Message, Mode};
use crate::{
    app::{
        icon::Icon,
        theme::{font, size, space as gap, style},
        widget::{
            button::button,
            line::line,
            tip::{Position, tip},
        },
    },
    profile::accounts::{Account, Id, Password},
    session::{Account as Who, Endpoint, Tls},
};

/// The list, and which of them the keyboard has come to.
#[derive(Debug, Default)]
pub struct Chooser {
    accounts: Vec<Account>,
    chosen: usize,
}

/// The row that the keyboard has come to.
pub const CHOSEN: &str = "connect-account";

/// What a key does on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// The account above.
    Up,
    /// The account below.
    Down,
    /// Connects.
    Enter,
    /// Changes the account.
    Edit,
    /// Forgets the account.
    Forget,
}

impl Chooser {
    /// Takes over the saved accounts, that which was used last first.
    pub fn set(&mut self, accounts: &[Account]) {
        let chosen = self.chosen().map(Account::id);
        let is_first = self.chosen == 0;
        self.accounts = accounts.to_vec();
        self.chosen = 0;
        if let Some(id) = chosen.filter(|_| !is_first) {
            self.choose(&id);
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// That account.
    pub fn get(&self, id: &Id) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id() == *id)
    }

    /// The one that the keyboard has come to.
    pub fn chosen(&self) -> Option<&Account> {
        self.accounts.get(self.chosen)
    }

    /// The keyboard comes to that account.
    pub fn choose(&mut self, id: &Id) {
        self.chosen = self.accounts.iter().position(|account| account.id() == *id).unwrap_or_default();
    }

    /// One account up or down.
    pub fn step(&mut self, is_down: bool) {
        let last = self.accounts.len().saturating_sub(1);
        self.chosen = if is_down { (self.chosen + 1).min(last) } else { self.chosen.saturating_sub(1) };
    }

    /// The list.
    pub fn view<'a>(&'a self, is_connecting: bool, outcome: Element<'a, Message>) -> Element<'a, Message> {
        let head = column![
            text("Your accounts").size(size::TEXT).font(font::STRONG),
            text("Enter connects, ↑ and ↓ choose, F2 changes, Del forgets").size(size::SMALL).style(style::muted)
        ]
        .spacing(gap::XS);
        let rows = self.accounts.iter().enumerate();
        let rows = rows.map(|(index, account)| entry(account, index == self.chosen, !is_connecting));
        let other = |label, message| {
            button(text(label).size(size::TEXT))
                .padding([gap::S, gap::L])
                .style(style::outlined)
                .on_press_maybe(message)
        };
        let another = other("Another account…", (!is_connecting).then_some(Message::AnotherWanted));
        let stop = is_connecting.then(|| other("Cancel", Some(Message::Cancelled)));
        let go = self.chosen().map(|account| {
            button(text("Connect").size(size::TEXT))
                .padding([gap::S, gap::L])
                .style(style::primary)
                .on_press_maybe((!is_connecting).then(|| Message::AccountChosen(account.id())))
        });
        let buttons = row![another, space().width(Length::Fill)].push(stop).push(go).spacing(gap::S);
        let content = column![head, column(rows).spacing(gap::XS), outcome, buttons].spacing(gap::M);
        container(content).padding(gap::L).style(style::card).into()
    }
}

/// A row. Tab leads to that which is chosen, and the arrows from one to the next: else a key would mean another account than
/// that which has the ring.
fn entry(account: &Account, is_chosen: bool, is_idle: bool) -> Element<'_, Message> {
    let words =
        column![line(account.jid()).wire().fill(), line(details(account)).small().color(|colors| colors.muted).fill()]
            .width(Length::Fill);
    let icon = match account.who {
        Who::Password(_) => Icon::Person,
        Who::Anonymous(_) => Icon::Server,
        Who::Component(_) => Icon::Link,
    };
    let content = row![icon.view().style(style::icon_muted), words].spacing(gap::M).align_y(Alignment::Center);
    let go = button(content);
    let go = if is_chosen { go.id(CHOSEN) } else { go };
    let go = go
        .stop(is_chosen)
        .padding([gap::XS, gap::S])
        .width(Length::Fill)
        .style(style::entry(is_chosen))
        .on_press_maybe(is_idle.then(|| Message::AccountChosen(account.id())));
    let tool =
        |icon, words, message: fn(Id) -> Message| tool(icon, words, is_chosen, is_idle.then(|| message(account.id())));
    let edit = tool(Icon::Settings, "Change this account (F2)", Message::EditWanted);
    let forget = tool(Icon::Close, "Forget this account (Del)", Message::ForgetWanted);
    row![go, edit, forget].spacing(gap::XS).align_y(Alignment::Center).into()
}

/// How it connects, and where its password is.
fn details(account: &Account) -> String {
    let place = match &account.endpoint {
        Endpoint::Lookup => None,
        Endpoint::At { .. } => Some(account.written_endpoint()),
    };
    let tls = (account.tls != Tls::usual(&account.who)).then(|| Mode(account.tls).to_string());
    let kind = account.who.as_component().map(|_| "component".to_owned());
    let sender = account.sender().map(|sender| format!("asks as {sender}"));
    let what = account.id().password_name();
    let password = match account.password {
        _ if account.is_anonymous() => "anonymous".to_owned(),
        Password::InKeyring => format!("{what} in the keyring"),
        Password::Asked => format!("the {what} is asked for"),
        Password::Refused => format!("the {what} was refused and is asked for"),
    };
    let parts = [kind, sender, place, tls, Some(password)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn tool(icon: Icon, words: &str, is_stop: bool, message: Option<Message>) -> Element<'_, Message> {
    let button = button(icon.view().width(size::CLOSE).height(size::CLOSE).style(style::icon_muted))
        .stop(is_stop)
        .padding(gap::XS)
        .style(style::flat)
        .on_press_maybe(message);
    tip(button, words, Position::Top)
}

/// The keys of the list that nothing else took.
pub fn keys() -> Subscription<Key> {
    keyboard::listen().filter_map(|event| {
        let keyboard::Event::KeyPressed { key, modifiers, repeat, .. } = event else { return None };
        if modifiers.command() || modifiers.alt() {
            return None;
        }
        match key.as_ref() {
            keyboard::Key::Named(Named::ArrowUp) => Some(Key::Up),
            keyboard::Key::Named(Named::ArrowDown) => Some(Key::Down),
            // Who holds it down since the last screen has chosen nothing here.
            keyboard::Key::Named(Named::Enter) => (!repeat).then_some(Key::Enter),
            keyboard::Key::Named(Named::F2) => Some(Key::Edit),
            keyboard::Key::Named(Named::Delete) => Some(Key::Forget),
            _ => None,
        }
    })
}
