//! The form of an external component (XEP-0114): its domain, its secret, as whom it asks, where its server is.

use std::path::PathBuf;

use iced::{
    Element,
    widget::{column, row, text_input},
};

use super::{
    Message as Parent, Mode,
    parts::{field, labelled},
};
use crate::{
    app::{
        theme::{size, space as gap, style},
        widget::choice::{Height, choice},
    },
    profile::accounts,
    session::{Account, Endpoint, Error, Secret, Settings, Tls},
};

/// What is written there.
#[derive(Debug)]
pub struct Form {
    domain: String,
    secret: Secret,
    sender: String,
    host: String,
    tls: Tls,
    ca_file: String,
}

/// What happened in the form.
#[derive(Clone, Debug)]
pub enum Message {
    /// The domain was edited.
    DomainEdited(String),
    /// The secret was edited.
    SecretEdited(Secret),
    /// Who asks was edited.
    SenderEdited(String),
    /// Host and port were edited.
    HostEdited(String),
    /// A TLS mode was chosen.
    TlsChosen(Mode),
    /// The CA file was edited.
    CaFileEdited(String),
}

/// The field of the domain.
pub const DOMAIN: &str = "component-domain";
/// The field of the secret.
pub const SECRET: &str = "component-secret";
/// A component's stream has no STARTTLS.
static MODES: [Mode; 2] = [Mode(Tls::None), Mode(Tls::Direct)];

impl Default for Form {
    fn default() -> Self {
        let nothing = String::new;
        let (domain, sender, host, ca_file) = (nothing(), nothing(), nothing(), nothing());
        Self { domain, secret: Secret::default(), sender, host, tls: Tls::None, ca_file }
    }
}

impl Form {
    /// The form with what is known already.
    pub fn new(domain: String, sender: String, host: String, tls: Tls, ca_file: String) -> Self {
        Self { domain, sender, host, tls, ca_file, ..Self::default() }
    }

    /// The form with a saved component.
    pub fn of(account: &accounts::Account) -> Self {
        let sender = account.sender().unwrap_or_default().to_owned();
        let ca_file = account.ca_file.as_deref().map(|path| path.display().to_string()).unwrap_or_default();
        Self::new(account.jid().to_owned(), sender, account.written_endpoint(), account.tls, ca_file)
    }

    /// The domain as it is written.
    pub fn domain(&self) -> &str {
        self.domain.trim()
    }

    /// The secret as it is written.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The secret that is written does not do.
    pub fn forget_secret(&mut self) {
        self.secret = Secret::default();
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) {
        match message {
            Message::DomainEdited(domain) => self.domain = domain,
            Message::SecretEdited(secret) => self.secret = secret,
            Message::SenderEdited(sender) => self.sender = sender,
            Message::HostEdited(host) => self.host = host,
            Message::TlsChosen(mode) => self.tls = mode.0,
            Message::CaFileEdited(path) => self.ca_file = path,
        }
    }

    /// What is to be connected to, with or without a secret.
    pub fn written(&self) -> Result<Settings, Error> {
        let sender = Some(self.sender.trim()).filter(|sender| !sender.is_empty());
        let account = Account::component(&self.domain, sender)?;
        let mut settings = Settings::new(account);
        settings.endpoint = Endpoint::parse(&self.host)?;
        settings.tls = self.tls;
        settings.ca_file = Some(self.ca_file.trim()).filter(|path| !path.is_empty()).map(PathBuf::from);
        Ok(settings)
    }

    /// The fields; `is_new` says that the domain is free to be chosen, `hint` what stands in for a secret.
    pub fn view<'a>(&'a self, is_idle: bool, is_new: bool, hint: &'a str) -> Element<'a, Parent> {
        let free = |is_free, label, hint, value, id, edited: fn(String) -> Message| {
            let edited = move |typed| Parent::Component(edited(typed));
            field(label, hint, value, is_free, id, edited, Parent::Submitted)
        };
        let text = |label, hint, value, id, edited| free(is_idle, label, hint, value, id, edited);
        let (label, is_free) = ("Domain of the component", is_idle && is_new);
        let domain = free(is_free, label, "gateway.example.org", &self.domain, DOMAIN, Message::DomainEdited);
        let secret = text_input(hint, self.secret.reveal())
            .id(SECRET)
            .secure(true)
            .size(size::TEXT)
            .padding([gap::S, gap::M])
            .style(style::input)
            .on_input_maybe(is_idle.then_some(|typed| Parent::Component(Message::SecretEdited(Secret::new(typed)))))
            .on_submit(Parent::Submitted);
        let modes = choice(Height::Form, &MODES, Mode(self.tls), |mode| Parent::Component(Message::TlsChosen(mode)));
        let host = text("Host and port", "localhost:5347", &self.host, "component-host", Message::HostEdited);
        let ca_file =
            text("CA file (PEM)", "the system's authorities", &self.ca_file, "component-ca", Message::CaFileEdited);
        column![
            domain,
            labelled("Secret", secret),
            text(
                "Asks as (any JID of the domain)",
                "the domain itself",
                &self.sender,
                "component-sender",
                Message::SenderEdited
            ),
            row![host, labelled("Protection", modes)].spacing(gap::M),
        ]
        .push((self.tls == Tls::Direct).then_some(ca_file))
        .spacing(gap::M)
        .into()
    }
}
