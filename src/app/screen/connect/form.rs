//! The form: an account that is not saved yet, or one that is to be changed.

use std::path::PathBuf;

use iced::{
    Alignment, Element, Length, Task,
    widget::{column, container, operation, row, space, text, text_input},
};

use super::{
    Login, Message, Mode, component,
    parts::{MODES, field, glyph, labelled},
};
use crate::{
    app::{
        icon::Icon,
        shortcut::{self, Shortcut},
        theme::{size, space as gap, style},
        widget::{
            button::button,
            checkbox::checkbox,
            choice::{Height, choice},
        },
    },
    profile::accounts::{self, Id, Password},
    session::{Account, Endpoint, Error, Secret, Settings, Tls},
};

/// What is written in the form.
#[allow(clippy::struct_excessive_bools, reason = "they are the switches of the form")]
#[derive(Debug)]
pub struct Form {
    kind: Kind,
    jid: String,
    password: Secret,
    host: String,
    tls: Tls,
    ca_file: String,
    component: component::Form,
    is_advanced: bool,
    appears: bool,
    saves: bool,
    remembers: bool,
    /// Not, until it is known otherwise: who looks whether there is a keyring says so.
    lacks_keyring: bool,
    /// The saved account that is being changed, and where its password is.
    of: Option<(Id, Password)>,
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

const KINDS: [(Kind, &str); 3] =
    [(Kind::Account, "Account"), (Kind::Anonymous, "Anonymous"), (Kind::Component, "Component")];
/// The field of the JID.
pub const JID: &str = "connect-jid";
/// The field of the password.
pub const PASSWORD: &str = "connect-password";

impl Default for Form {
    fn default() -> Self {
        Self::new(String::new(), String::new(), Tls::default(), None, false)
    }
}

impl Form {
    /// The form with what is known already.
    pub fn new(jid: String, host: String, tls: Tls, ca_file: Option<PathBuf>, is_anonymous: bool) -> Self {
        let ca_file = ca_file.map(|path| path.display().to_string()).unwrap_or_default();
        let is_advanced = !host.is_empty() || tls != Tls::StartTls || !ca_file.is_empty();
        Self {
            kind: if is_anonymous { Kind::Anonymous } else { Kind::Account },
            jid,
            password: Secret::default(),
            host,
            tls,
            ca_file,
            component: component::Form::default(),
            is_advanced,
            appears: true,
            saves: false,
            remembers: true,
            lacks_keyring: false,
            of: None,
        }
    }

    /// The same form for an external component that asks from a JID of its domain; nothing means the domain itself.
    pub fn for_component(self, domain: String, sender: String) -> Self {
        let component = component::Form::new(domain, sender, self.host.clone(), self.tls, self.ca_file.clone());
        Self { kind: Kind::Component, component, is_advanced: false, ..self }
    }

    /// The form with a saved account.
    pub fn of(account: &accounts::Account) -> Self {
        let form = if account.who.as_component().is_some() {
            Self { kind: Kind::Component, component: component::Form::of(account), ..Self::default() }
        } else {
            let (jid, host) = (account.jid().to_owned(), account.written_endpoint());
            Self::new(jid, host, account.tls, account.ca_file.clone(), account.is_anonymous())
        };
        Self {
            appears: account.appears,
            saves: true,
            remembers: account.password != Password::Asked,
            of: Some((account.id(), account.password)),
            ..form
        }
    }

    /// An empty form where this one was.
    pub fn another(&self) -> Self {
        Self { lacks_keyring: self.lacks_keyring, ..Self::default() }
    }

    /// Whether nothing is written in it.
    pub fn is_empty(&self) -> bool {
        self.kind == Kind::Account && self.jid.is_empty() && !self.is_advanced
    }

    /// Whether it is that of a saved account.
    pub fn is_saved(&self) -> bool {
        self.of.is_some()
    }

    /// Gives the keyboard to the first field that can be written into.
    pub fn focus(&self) -> Task<Message> {
        match self.kind {
            Kind::Account | Kind::Component if self.of.is_some() => self.focus_password(),
            Kind::Account | Kind::Anonymous => operation::focus(JID),
            Kind::Component => operation::focus(component::DOMAIN),
        }
    }

    /// Gives the keyboard to the field of the password.
    pub fn focus_password(&self) -> Task<Message> {
        operation::focus(if self.kind == Kind::Component { component::SECRET } else { PASSWORD })
    }

    /// Whose form it is, as it is written.
    pub fn whom(&self) -> &str {
        if self.kind == Kind::Component { self.component.domain() } else { self.jid.trim() }
    }

    /// Another one is to log in; what was written for the others stays.
    pub fn choose(&mut self, kind: Kind) {
        // One that is saved stays what it is.
        if self.of.is_none() {
            self.kind = kind;
        }
    }

    /// Whether there is a keyring, as far as is known.
    pub fn has_keyring(&self) -> bool {
        !self.lacks_keyring
    }

    /// Whether there is a keyring; without one nothing can be remembered.
    pub fn set_keyring(&mut self, is_there: bool) {
        self.lacks_keyring = !is_there;
    }

    /// Whether nobody can log in before a password is written.
    pub fn wants_password(&self) -> bool {
        self.kind != Kind::Anonymous && self.secret().is_empty() && !self.is_kept()
    }

    fn secret(&self) -> &Secret {
        if self.kind == Kind::Component { self.component.secret() } else { &self.password }
    }

    /// The password that is written, or that the keyring has, does not do.
    pub fn forget_password(&mut self) {
        match self.kind {
            Kind::Account | Kind::Anonymous => self.password = Secret::default(),
            Kind::Component => self.component.forget_secret(),
        }
        if let Some((_, password)) = &mut self.of {
            *password = Password::Asked;
        }
    }

    /// Whether the keyring has a password that the server has not refused.
    fn is_kept(&self) -> bool {
        matches!(self.of, Some((_, Password::InKeyring)))
    }

    /// Takes over what was edited.
    pub fn update(&mut self, message: Message) {
        match message {
            Message::JidEdited(jid) => self.jid = jid,
            Message::PasswordEdited(password) => self.password = password,
            Message::HostEdited(host) => self.host = host,
            Message::TlsChosen(mode) => self.tls = mode.0,
            Message::CaFileEdited(path) => self.ca_file = path,
            Message::Component(message) => self.component.update(message),
            Message::AppearsToggled(appears) => self.appears = appears,
            Message::SavesToggled(saves) => self.saves = saves,
            Message::SavesSwitched if self.of.is_none() => self.saves = !self.saves,
            Message::RemembersToggled(remembers) => self.remembers = remembers,
            Message::AdvancedToggled => self.is_advanced = !self.is_advanced,
            _ => {}
        }
    }

    /// What a session needs to know, with a password at hand.
    pub fn settings(&self) -> Result<Settings, Error> {
        let settings = self.written()?;
        match self.kind {
            _ if !self.wants_password() => Ok(settings),
            Kind::Component => Err(Error::EmptySecret),
            Kind::Account | Kind::Anonymous => Err(Error::EmptyPassword),
        }
    }

    /// What is written, with or without a password.
    pub fn written(&self) -> Result<Settings, Error> {
        let account = match self.kind {
            Kind::Account => Account::password(&self.jid)?,
            Kind::Anonymous => Account::anonymous(&self.jid)?,
            Kind::Component => return self.component.written(),
        };
        let mut settings = Settings::new(account);
        settings.endpoint = Endpoint::parse(&self.host)?;
        settings.tls = self.tls;
        settings.ca_file = Some(self.ca_file.trim()).filter(|path| !path.is_empty()).map(PathBuf::from);
        settings.appears = self.appears && self.kind == Kind::Account;
        Ok(settings)
    }

    /// The password, and what is to become of it; that no keyring answers today is nobody's wish.
    pub fn login(&self) -> Login {
        let remembers = self.saves && self.remembers && self.kind != Kind::Anonymous;
        Login { secret: self.secret().clone(), saves: self.saves, remembers }
    }

    /// The form; `has_list` says whether there are accounts to go back to.
    pub fn view<'a>(
        &'a self,
        is_connecting: bool,
        has_list: bool,
        outcome: Element<'a, Message>,
    ) -> Element<'a, Message> {
        let is_idle = !is_connecting;
        // Another JID is another account: who wants one adds it.
        let is_new = self.of.is_none();
        let back = has_list.then(|| {
            let words = row![Icon::Back.view(), text("Your accounts").size(size::TEXT)];
            button(words.spacing(gap::S).align_y(Alignment::Center))
                .padding([gap::XS, gap::S])
                .style(style::flat)
                .on_press_maybe(is_idle.then_some(Message::ListWanted))
        });
        let hint = if self.is_kept() { "in the keyring" } else { "" };
        let fields = column![].push(back).push(self.kinds(is_idle && is_new)).spacing(gap::M);
        let fields = match self.kind {
            Kind::Component => fields.push(self.component.view(is_idle, is_new, hint)).push(self.switches(is_idle)),
            Kind::Account | Kind::Anonymous => {
                let fields = fields.push(self.jid_input(is_idle && is_new));
                let password =
                    (self.kind == Kind::Account).then(|| labelled("Password", self.password_input(is_idle, hint)));
                let advanced = self.is_advanced.then(|| self.advanced(is_idle));
                fields.push(password).push(self.switches(is_idle)).push(self.advanced_toggle()).push(advanced)
            }
        };
        container(fields.push(outcome).push(self.buttons(is_idle))).padding(gap::L).style(style::card).into()
    }

    fn kinds(&self, is_free: bool) -> Element<'_, Message> {
        let kinds = KINDS.map(|(kind, label)| {
            button(text(label).size(size::TEXT))
                .padding([gap::XS, gap::M])
                .style(style::tab(self.kind == kind))
                .on_press_maybe(is_free.then_some(Message::KindChosen(kind)))
                .into()
        });
        row(kinds).spacing(gap::XS).into()
    }

    fn jid_input(&self, is_free: bool) -> Element<'_, Message> {
        let (label, hint) = match self.kind {
            Kind::Anonymous => ("Domain", "example.org"),
            Kind::Account | Kind::Component => ("JID", "name@example.org"),
        };
        field(label, hint, &self.jid, is_free, JID, Message::JidEdited, Message::JidSubmitted)
    }

    fn advanced_toggle(&self) -> Element<'_, Message> {
        let arrow = if self.is_advanced { Icon::ChevronDown } else { Icon::ChevronRight };
        button(row![glyph(arrow), text("Advanced").size(size::TEXT)].spacing(gap::XS).align_y(Alignment::Center))
            .padding([gap::XS, gap::S])
            .style(style::flat)
            .on_press(Message::AdvancedToggled)
            .into()
    }

    fn password_input<'a>(&'a self, is_idle: bool, hint: &'a str) -> Element<'a, Message> {
        text_input(hint, self.password.reveal())
            .id(PASSWORD)
            .secure(true)
            .size(size::TEXT)
            .padding([gap::S, gap::M])
            .style(style::input)
            .on_input_maybe(is_idle.then_some(|typed| Message::PasswordEdited(Secret::new(typed))))
            .on_submit(Message::Submitted)
            .into()
    }

    fn switches(&self, is_idle: bool) -> Element<'_, Message> {
        let label = shortcut::with_keys("Save this account", Shortcut::Save);
        let saves = switch(label, self.saves, is_idle && !self.is_saved(), Message::SavesToggled);
        let can_remember = is_idle && !self.lacks_keyring;
        let remembers = (self.saves && self.kind != Kind::Anonymous).then(|| {
            let label = match (self.kind, self.lacks_keyring) {
                (Kind::Component, true) => "Remember the secret (no keyring answers here)",
                (Kind::Component, false) => "Remember the secret in the system’s keyring",
                (_, true) => "Remember the password (no keyring answers here)",
                (_, false) => "Remember the password in the system’s keyring",
            };
            switch(label, self.remembers && !self.lacks_keyring, can_remember, Message::RemembersToggled)
        });
        column![saves].push(remembers).spacing(gap::S).into()
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
        let modes = choice(Height::Form, &MODES, Mode(self.tls), Message::TlsChosen);
        let ca_file = field(
            "CA file (PEM)",
            "the system's authorities",
            &self.ca_file,
            is_idle,
            "connect-ca",
            Message::CaFileEdited,
            Message::Submitted,
        );
        let appears = (self.kind == Kind::Account)
            .then(|| switch("Let contacts see that you are online", self.appears, is_idle, Message::AppearsToggled));
        column![row![host, labelled("Protection", modes)].spacing(gap::M), ca_file].push(appears).spacing(gap::M).into()
    }

    fn buttons(&self, is_idle: bool) -> Element<'_, Message> {
        let go = button(text("Connect").size(size::TEXT))
            .padding([gap::S, gap::L])
            .style(style::primary)
            .on_press_maybe(is_idle.then_some(Message::Submitted));
        let other = |label, message| {
            button(text(label).size(size::TEXT)).padding([gap::S, gap::L]).style(style::outlined).on_press(message)
        };
        let stop = (!is_idle).then(|| other("Cancel", Message::Cancelled));
        let save = (is_idle && self.of.is_some()).then(|| other("Save", Message::SaveWanted));
        row![space().width(Length::Fill)].push(stop).push(save).push(go).spacing(gap::S).into()
    }
}

fn switch<'a>(
    label: impl text::IntoFragment<'a>,
    is_on: bool,
    is_free: bool,
    toggled: fn(bool) -> Message,
) -> Element<'a, Message> {
    checkbox(is_on).label(label).on_toggle_maybe(is_free.then_some(toggled)).into()
}
