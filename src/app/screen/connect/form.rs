//! The form: an account that is not saved yet, or one that is to be changed.

use std::path::PathBuf;

use iced::{
    Alignment, Element, Length, Task,
    widget::{button, checkbox, column, container, operation, pick_list, row, space, text, text_input},
};

use super::{
    Login, Message, Mode,
    parts::{MODES, field, glyph, labelled},
};
use crate::{
    app::{
        icon::Icon,
        theme::{size, space as gap, style},
    },
    profile::accounts::{self, Id, Password},
    session::{Account, Endpoint, Error, Secret, Settings, Tls},
};

/// What is written in the form.
#[allow(clippy::struct_excessive_bools, reason = "they are the switches of the form")]
#[derive(Debug)]
pub struct Form {
    jid: String,
    password: Secret,
    host: String,
    tls: Tls,
    ca_file: String,
    is_anonymous: bool,
    is_advanced: bool,
    appears: bool,
    saves: bool,
    remembers: bool,
    /// Not, until it is known otherwise: who looks whether there is a keyring says so.
    lacks_keyring: bool,
    /// The saved account that is being changed, and where its password is.
    of: Option<(Id, Password)>,
}

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
        let is_advanced = !host.is_empty() || tls != Tls::StartTls || !ca_file.is_empty() || is_anonymous;
        Self {
            jid,
            password: Secret::default(),
            host,
            tls,
            ca_file,
            is_anonymous,
            is_advanced,
            appears: true,
            saves: false,
            remembers: true,
            lacks_keyring: false,
            of: None,
        }
    }

    /// The form with a saved account.
    pub fn of(account: &accounts::Account) -> Self {
        let jid = account.jid().to_owned();
        let form =
            Self::new(jid, account.written_endpoint(), account.tls, account.ca_file.clone(), account.is_anonymous());
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
        self.jid.is_empty() && !self.is_advanced
    }

    /// Gives the keyboard to the first field that can be written into.
    pub fn focus(&self) -> Task<Message> {
        operation::focus(if self.of.is_some() { PASSWORD } else { JID })
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
        !self.is_anonymous && self.password.is_empty() && !self.is_kept()
    }

    /// The password that is written, or that the keyring has, does not do.
    pub fn forget_password(&mut self) {
        self.password = Secret::default();
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
            Message::AnonymousToggled(is_anonymous) => self.is_anonymous = is_anonymous,
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
        if self.wants_password() { Err(Error::EmptyPassword) } else { Ok(settings) }
    }

    /// What is written, with or without a password.
    pub fn written(&self) -> Result<Settings, Error> {
        let account = if self.is_anonymous { Account::anonymous(&self.jid)? } else { Account::password(&self.jid)? };
        let mut settings = Settings::new(account);
        settings.endpoint = Endpoint::parse(&self.host)?;
        settings.tls = self.tls;
        settings.ca_file = Some(self.ca_file.trim()).filter(|path| !path.is_empty()).map(PathBuf::from);
        settings.appears = self.appears && !self.is_anonymous;
        Ok(settings)
    }

    /// The password, and what is to become of it.
    pub fn login(&self) -> Login {
        let remembers = self.saves && self.remembers && !self.is_anonymous && !self.lacks_keyring;
        Login { secret: self.password.clone(), saves: self.saves, remembers }
    }

    /// The form; `has_list` says whether there are accounts to go back to.
    pub fn view<'a>(
        &'a self,
        is_connecting: bool,
        has_list: bool,
        outcome: Element<'a, Message>,
    ) -> Element<'a, Message> {
        let is_idle = !is_connecting;
        let (jid_label, jid_hint) =
            if self.is_anonymous { ("Domain", "example.org") } else { ("JID", "name@example.org") };
        // Another JID is another account: who wants one adds it.
        let is_free = is_idle && self.of.is_none();
        let jid = field(jid_label, jid_hint, &self.jid, is_free, JID, Message::JidEdited, Message::JidSubmitted);
        let back = has_list.then(|| {
            let words = row![Icon::Back.view(), text("Your accounts").size(size::TEXT)];
            button(words.spacing(gap::S).align_y(Alignment::Center))
                .padding([gap::XS, gap::S])
                .style(style::flat)
                .on_press_maybe(is_idle.then_some(Message::ListWanted))
        });
        let mut fields = column![].push(back).push(jid).spacing(gap::M);
        if !self.is_anonymous {
            fields = fields.push(labelled("Password", self.password_input(is_idle)));
        }
        fields = fields.push(self.switches(is_idle));
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
        container(fields.push(outcome).push(self.buttons(is_idle))).padding(gap::L).style(style::card).into()
    }

    fn password_input(&self, is_idle: bool) -> Element<'_, Message> {
        let hint = if self.is_kept() { "in the keyring" } else { "" };
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
        let saves =
            switch("Save this account (Ctrl+S)", self.saves, is_idle && self.of.is_none(), Message::SavesToggled);
        let can_remember = is_idle && !self.lacks_keyring;
        let remembers = (self.saves && !self.is_anonymous).then(|| {
            let label = if self.lacks_keyring {
                "Remember the password (no keyring answers here)"
            } else {
                "Remember the password in the system’s keyring"
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
        let modes = pick_list(MODES, Some(Mode(self.tls)), Message::TlsChosen)
            .text_size(size::TEXT)
            .padding([gap::S, gap::M])
            .width(Length::Fill)
            .style(style::choice)
            .menu_style(style::choices);
        let ca_file = field(
            "CA file (PEM)",
            "the system's authorities",
            &self.ca_file,
            is_idle,
            "connect-ca",
            Message::CaFileEdited,
            Message::Submitted,
        );
        let is_free = is_idle && self.of.is_none();
        let anonymous =
            switch("Log in anonymously, without an account", self.is_anonymous, is_free, Message::AnonymousToggled);
        let appears = (!self.is_anonymous)
            .then(|| switch("Let contacts see that you are online", self.appears, is_idle, Message::AppearsToggled));
        column![row![host, labelled("Protection", modes)].spacing(gap::M), ca_file, anonymous]
            .push(appears)
            .spacing(gap::M)
            .into()
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

fn switch(label: &str, is_on: bool, is_free: bool, toggled: fn(bool) -> Message) -> Element<'_, Message> {
    checkbox(is_on)
        .label(label)
        .size(size::ICON)
        .text_size(size::TEXT)
        .spacing(gap::S)
        .on_toggle_maybe(is_free.then_some(toggled))
        .into()
}
