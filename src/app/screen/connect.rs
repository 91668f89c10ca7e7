//! The first screen: who logs in and where, or the demo server.

use std::{path::PathBuf, sync::Arc};

use futures::FutureExt;
use iced::{
    Alignment, Element, Length, Task,
    widget::{self, center, column, container, operation, row, scrollable, space, svg, text, text_input},
};

use crate::{
    app::{
        distrust,
        icon::Icon,
        shortcut::Shortcut,
        theme::{Theme, font, size, space as gap, style},
        widget::{button::button, choice::choice},
    },
    profile::recent::Recent,
    session::{Account, Endpoint, Error, Fingerprint, Passwords, Secret, Settings, Tls, Untrusted},
};

mod component;
mod snapshots;

pub use component::Message as ComponentMessage;

/// What is written in the form.
#[derive(Debug, Default)]
pub struct Connect {
    jid: String,
    password: Secret,
    host: String,
    tls: Tls,
    ca_file: String,
    kind: Kind,
    component: component::Form,
    is_advanced: bool,
    phase: Phase,
    /// The certificate because of which it failed.
    untrusted: Option<Box<Untrusted>>,
}

/// Who logs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// An account with a password.
    #[default]
    Account,
    /// Anybody, without an account.
    Anonymous,
    /// An external component.
    Component,
}

/// How far it has come.
#[derive(Debug, Default)]
enum Phase {
    #[default]
    Editing,
    Connecting(Whom),
    Failed(String),
}

/// Who is being connected to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Whom {
    Account(String),
    Demo,
}

/// What happened on the screen.
#[derive(Clone, Debug)]
pub enum Message {
    /// The JID was edited.
    JidEdited(String),
    /// The password was edited.
    PasswordEdited(Secret),
    /// Host and port were edited.
    HostEdited(String),
    /// A TLS mode was chosen.
    TlsChosen(Mode),
    /// The CA file was edited.
    CaFileEdited(String),
    /// Who logs in was chosen.
    KindChosen(Kind),
    /// Something in the form of a component.
    Component(component::Message),
    /// The advanced part was opened or closed.
    AdvancedToggled,
    /// Enter was pressed in the JID's field.
    JidSubmitted,
    /// The form was sent off.
    Submitted,
    /// The certificate with this fingerprint is to be trusted.
    Trusted(Fingerprint),
    /// What a certificate says is to be copied.
    Copied(String),
    /// The demo server was chosen.
    DemoChosen,
    /// Connecting was given up.
    Cancelled,
    /// A snapshot is to be chosen and opened.
    OpenWanted,
    /// A snapshot is to be opened.
    RecentChosen(PathBuf),
    /// A snapshot is not to be remembered any more.
    RecentForgotten(PathBuf),
    /// The snapshots that are open are to be shown.
    Returned,
}

/// What the screen wants of its parent.
pub enum Action {
    /// Nothing.
    None,
    /// To run a task.
    Run(Task<Message>),
    /// To connect.
    Connect(Box<Settings>, Passwords),
    /// To trust one certificate of this account from now on, and to connect.
    Trust(Box<Settings>, Passwords, Fingerprint),
    /// To start the demo server and connect to it.
    Demo,
    /// To stop connecting.
    Cancel,
    /// To choose a snapshot and open it.
    Open,
    /// To open this snapshot.
    OpenFile(PathBuf),
    /// Not to remember this snapshot any more.
    Forget(PathBuf),
    /// To show the snapshots that are open.
    Return,
}

const JID: &str = "connect-jid";
const PASSWORD: &str = "connect-password";
const WIDTH: f32 = 440.0;

impl Connect {
    /// The form with what is known already.
    pub fn new(jid: String, host: String, tls: Tls, ca_file: Option<PathBuf>, is_anonymous: bool) -> Self {
        let ca_file = ca_file.map(|path| path.display().to_string()).unwrap_or_default();
        let is_advanced = !host.is_empty() || tls != Tls::StartTls || !ca_file.is_empty();
        let kind = if is_anonymous { Kind::Anonymous } else { Kind::Account };
        Self { jid, host, tls, ca_file, kind, is_advanced, ..Self::default() }
    }

    /// The same form for an external component that asks from a JID of its domain; nothing means the domain itself.
    pub fn as_component(self, domain: String, sender: String) -> Self {
        let component = component::Form::new(domain, sender, self.host.clone(), self.tls, self.ca_file.clone());
        Self { kind: Kind::Component, component, is_advanced: false, ..self }
    }

    /// Gives the keyboard to the first field.
    pub fn focus(&self) -> Task<Message> {
        operation::focus(if self.kind == Kind::Component { component::DOMAIN } else { JID })
    }

    /// Shows that the demo server is being started.
    pub fn starting_demo(&mut self) {
        self.phase = Phase::Connecting(Whom::Demo);
    }

    /// Shows why no connection came about; what was written stays.
    pub fn failed(&mut self, why: &impl ToString) {
        self.phase = Phase::Failed(why.to_string());
    }

    /// Shows the certificate because of which no connection came about, if it was that.
    pub fn distrust(&mut self, problem: Option<&Untrusted>) {
        self.untrusted = problem.map(|problem| Box::new(problem.clone()));
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::JidEdited(jid) => self.jid = jid,
            Message::PasswordEdited(password) => self.password = password,
            Message::HostEdited(host) => self.host = host,
            Message::TlsChosen(mode) => self.tls = mode.0,
            Message::CaFileEdited(path) => self.ca_file = path,
            // Another form in the place of the one that is being sent would be none of its own.
            Message::KindChosen(_) if self.is_connecting() => {}
            Message::KindChosen(kind) => {
                self.kind = kind;
                self.leave_failure();
                return Action::Run(self.focus());
            }
            Message::Component(message) => self.component.update(message),
            Message::AdvancedToggled => self.is_advanced = !self.is_advanced,
            Message::JidSubmitted if self.password.is_empty() && self.kind == Kind::Account => {
                return Action::Run(operation::focus(PASSWORD));
            }
            Message::JidSubmitted | Message::Submitted => return self.submit(),
            Message::Trusted(fingerprint) => {
                return match self.submit() {
                    Action::Connect(settings, passwords) => Action::Trust(settings, passwords, fingerprint),
                    other => other,
                };
            }
            Message::Copied(text) => return Action::Run(iced::clipboard::write(text)),
            Message::DemoChosen => {
                self.starting_demo();
                return Action::Demo;
            }
            Message::Cancelled => {
                self.phase = Phase::Editing;
                return Action::Cancel;
            }
            Message::OpenWanted => return Action::Open,
            Message::RecentChosen(path) => return Action::OpenFile(path),
            Message::RecentForgotten(path) => return Action::Forget(path),
            Message::Returned => return Action::Return,
        }
        self.leave_failure();
        Action::None
    }

    /// Why something cannot be done now that can be done here; none when it can.
    pub fn hindrance(&self, shortcut: Shortcut) -> Option<&'static str> {
        match shortcut {
            Shortcut::ConnectAs(_) if self.is_connecting() => Some("a connection is being made"),
            Shortcut::Certificate if self.refused().is_none() => Some("no certificate was refused here"),
            _ => None,
        }
    }

    fn leave_failure(&mut self) {
        if matches!(self.phase, Phase::Failed(_)) {
            self.phase = Phase::Editing;
            self.untrusted = None;
        }
    }

    fn submit(&mut self) -> Action {
        match self.settings() {
            Err(error) => {
                self.failed(&error);
                Action::None
            }
            Ok((settings, secret)) => {
                self.untrusted = None;
                self.phase = Phase::Connecting(Whom::Account(settings.account.domain().to_owned()));
                let passwords: Passwords = Arc::new(move || {
                    let secret = secret.clone();
                    async move { Ok(secret) }.boxed()
                });
                Action::Connect(Box::new(settings), passwords)
            }
        }
    }

    fn settings(&self) -> Result<(Settings, Secret), Error> {
        let account = match self.kind {
            Kind::Account => Account::password(&self.jid)?,
            Kind::Anonymous => Account::anonymous(&self.jid)?,
            Kind::Component => return self.component.settings(),
        };
        if self.kind == Kind::Account && self.password.is_empty() {
            return Err(Error::EmptyPassword);
        }
        let mut settings = Settings::new(account);
        settings.endpoint = Endpoint::parse(&self.host)?;
        settings.tls = self.tls;
        settings.ca_file = Some(self.ca_file.trim()).filter(|path| !path.is_empty()).map(PathBuf::from);
        Ok((settings, self.password.clone()))
    }

    /// The screen, with the snapshots of before; `open` of them are open.
    pub fn view<'a>(&'a self, recents: &'a [Recent], open: usize) -> Element<'a, Message> {
        let snapshots = snapshots::view(recents, open);
        let content =
            column![heading(), self.form(), demo(self.is_connecting()), snapshots].spacing(gap::L).width(WIDTH);
        let page = container(content).padding(gap::XL);
        center(scrollable(page).direction(scrollable::Direction::Vertical(style::scrollbar())).style(style::scroll))
            .style(style::bar)
            .into()
    }

    fn is_connecting(&self) -> bool {
        matches!(self.phase, Phase::Connecting(_))
    }

    fn form(&self) -> Element<'_, Message> {
        let is_idle = !self.is_connecting();
        let fields = match self.kind {
            Kind::Component => self.component.view(is_idle),
            Kind::Account | Kind::Anonymous => self.account(is_idle),
        };
        let content =
            column![self.kinds(is_idle), fields, self.outcome(), self.certificate(), self.buttons()].spacing(gap::M);
        container(content).padding(gap::L).style(style::card).into()
    }

    fn kinds(&self, is_idle: bool) -> Element<'_, Message> {
        let kinds = [(Kind::Account, "Account"), (Kind::Anonymous, "Anonymous"), (Kind::Component, "Component")];
        let kinds = kinds.map(|(kind, label)| {
            button(text(label).size(size::TEXT))
                .padding([gap::XS, gap::M])
                .style(style::tab(self.kind == kind))
                .on_press_maybe(is_idle.then_some(Message::KindChosen(kind)))
                .into()
        });
        row(kinds).spacing(gap::XS).into()
    }

    fn account(&self, is_idle: bool) -> Element<'_, Message> {
        let is_anonymous = self.kind == Kind::Anonymous;
        let (jid_label, jid_hint) = if is_anonymous { ("Domain", "example.org") } else { ("JID", "name@example.org") };
        let mut fields =
            column![field(jid_label, jid_hint, &self.jid, is_idle, JID, Message::JidEdited, Message::JidSubmitted)]
                .spacing(gap::M);
        if !is_anonymous {
            fields = fields.push(labelled("Password", self.password_input(is_idle)));
        }
        let arrow = if self.is_advanced { Icon::ChevronDown } else { Icon::ChevronRight };
        let advanced =
            button(row![glyph(arrow), text("Advanced").size(size::TEXT)].spacing(gap::XS).align_y(Alignment::Center))
                .padding([gap::XS, gap::S])
                .style(style::flat)
                .on_press(Message::AdvancedToggled);
        fields = fields.push(advanced);
        if self.is_advanced {
            fields = fields.push(self.advanced(is_idle));
        }
        fields.into()
    }

    fn password_input(&self, is_idle: bool) -> Element<'_, Message> {
        text_input("", self.password.reveal())
            .id(PASSWORD)
            .secure(true)
            .size(size::TEXT)
            .padding([gap::S, gap::M])
            .style(style::input)
            .on_input_maybe(is_idle.then_some(|typed| Message::PasswordEdited(Secret::new(typed))))
            .on_submit(Message::Submitted)
            .into()
    }

    fn advanced(&self, is_idle: bool) -> Element<'_, Message> {
        let host = field(
            "Host and port",
            "as DNS says",
            &self.host,
            is_idle,
            "connect-host",
            Message::HostEdited,
            Message::Submitted,
        );
        let modes = choice(&MODES, Mode(self.tls), Message::TlsChosen);
        let ca_file = field(
            "CA file (PEM)",
            "the system's authorities",
            &self.ca_file,
            is_idle,
            "connect-ca",
            Message::CaFileEdited,
            Message::Submitted,
        );
        column![row![host, labelled("Protection", modes)].spacing(gap::M), ca_file].spacing(gap::M).into()
    }

    fn outcome(&self) -> Element<'_, Message> {
        match &self.phase {
            Phase::Editing => space().into(),
            Phase::Failed(why) => row![
                svg(Icon::Warning.handle())
                    .width(size::ICON)
                    .height(size::ICON)
                    .style(style::icon_in(|colors| colors.refused)),
                text(why).size(size::TEXT).style(style::error).width(Length::Fill)
            ]
            .spacing(gap::S)
            .into(),
            Phase::Connecting(whom) => {
                let words = match whom {
                    Whom::Account(domain) => format!("Connecting to {domain}…"),
                    Whom::Demo => "Starting the demo server…".to_owned(),
                };
                row![
                    svg(Icon::Waiting.handle())
                        .width(size::ICON)
                        .height(size::ICON)
                        .style(style::icon_in(|colors| colors.waiting)),
                    text(words).size(size::TEXT).style(style::muted)
                ]
                .spacing(gap::S)
                .into()
            }
        }
    }

    fn certificate(&self) -> Option<Element<'_, Message>> {
        let whom = if self.kind == Kind::Component { self.component.domain() } else { &self.jid };
        Some(distrust::view(self.refused()?, whom.trim(), Message::Trusted, Message::Copied))
    }

    /// The certificate that is shown.
    fn refused(&self) -> Option<&Untrusted> {
        self.untrusted.as_deref().filter(|_| matches!(self.phase, Phase::Failed(_)))
    }

    fn buttons(&self) -> Element<'_, Message> {
        let go = button(text("Connect").size(size::TEXT))
            .padding([gap::S, gap::L])
            .style(style::primary)
            .on_press_maybe((!self.is_connecting()).then_some(Message::Submitted));
        let stop = self.is_connecting().then(|| {
            button(text("Cancel").size(size::TEXT))
                .padding([gap::S, gap::L])
                .style(style::outlined)
                .on_press(Message::Cancelled)
        });
        row![space().width(Length::Fill)].push(stop).push(go).spacing(gap::S).into()
    }
}

fn heading<'a>() -> Element<'a, Message> {
    column![
        text("Discoscope").size(size::TITLE).font(font::STRONG),
        text("See what XMPP entities say of themselves.").size(size::TEXT).style(style::muted)
    ]
    .spacing(gap::XS)
    .into()
}

fn demo<'a>(is_connecting: bool) -> Element<'a, Message> {
    let words = column![
        text("No account at hand?").size(size::TEXT).font(font::STRONG),
        text("The demo server runs inside this program and has a tree worth exploring.")
            .size(size::TEXT)
            .style(style::muted)
    ]
    .spacing(gap::XS)
    .width(Length::Fill);
    let go = button(text("Open the demo").size(size::TEXT))
        .padding([gap::S, gap::L])
        .style(style::outlined)
        .on_press_maybe((!is_connecting).then_some(Message::DemoChosen));
    container(row![words, go].spacing(gap::L).align_y(Alignment::Center)).padding(gap::L).style(style::card).into()
}

fn labelled<'a>(label: &'a str, content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    column![text(label).size(size::TEXT).style(style::muted), content.into()]
        .spacing(gap::XS)
        .width(Length::Fill)
        .into()
}

fn field<'a>(
    label: &'a str,
    hint: &'a str,
    value: &'a str,
    is_idle: bool,
    id: &'static str,
    edited: impl Fn(String) -> Message + 'a,
    submitted: Message,
) -> Element<'a, Message> {
    let input: widget::TextInput<'a, Message, Theme> = text_input(hint, value)
        .id(id)
        .size(size::WIRE)
        .font(font::WIRE)
        .padding([gap::S, gap::M])
        .style(style::input)
        .on_input_maybe(is_idle.then_some(edited))
        .on_submit(submitted);
    labelled(label, input)
}

fn glyph<'a>(icon: Icon) -> Element<'a, Message> {
    svg(icon.handle()).width(size::ICON).height(size::ICON).style(style::icon_muted).into()
}

/// A TLS mode with its name for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode(pub Tls);

static MODES: [Mode; 3] = [Mode(Tls::StartTls), Mode(Tls::Direct), Mode(Tls::None)];

impl std::fmt::Display for Mode {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self.0 {
            Tls::StartTls => "STARTTLS",
            Tls::Direct => "Direct TLS",
            Tls::None => "None (this machine only)",
        })
    }
}
