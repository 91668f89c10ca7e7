//! The form of an external component (XEP-0114): its domain, its secret, as whom it asks, where its server is.

use std::path::PathBuf;

use iced::{
    Element,
    widget::{column, row, text_input},
};

use super::{Message as Parent, Mode, field, labelled};
use crate::{
    app::{
        theme::{size, space as gap, style},
        widget::choice::choice,
    },
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
const SECRET: &str = "component-secret";
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

    /// The domain, as it is written.
    pub fn domain(&self) -> &str {
        &self.domain
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

    /// What is to be connected to, and the secret.
    pub fn settings(&self) -> Result<(Settings, Secret), Error> {
        let sender = Some(self.sender.trim()).filter(|sender| !sender.is_empty());
        let account = Account::component(&self.domain, sender)?;
        if self.secret.is_empty() {
            return Err(Error::EmptySecret);
        }
        let mut settings = Settings::new(account);
        settings.endpoint = Endpoint::parse(&self.host)?;
        settings.tls = self.tls;
        settings.ca_file = Some(self.ca_file.trim()).filter(|path| !path.is_empty()).map(PathBuf::from);
        Ok((settings, self.secret.clone()))
    }

    /// The fields.
    pub fn view(&self, is_idle: bool) -> Element<'_, Parent> {
        let text = |label, hint, value, id, edited: fn(String) -> Message| {
            let edited = move |typed| Parent::Component(edited(typed));
            field(label, hint, value, is_idle, id, edited, Parent::Submitted)
        };
        let secret = text_input("", self.secret.reveal())
            .id(SECRET)
            .secure(true)
            .size(size::TEXT)
            .padding([gap::S, gap::M])
            .style(style::input)
            .on_input_maybe(is_idle.then_some(|typed| Parent::Component(Message::SecretEdited(Secret::new(typed)))))
            .on_submit(Parent::Submitted);
        let modes = choice(&MODES, Mode(self.tls), |mode| Parent::Component(Message::TlsChosen(mode)));
        let host = text("Host and port", "localhost:5347", &self.host, "component-host", Message::HostEdited);
        let ca_file =
            text("CA file (PEM)", "the system's authorities", &self.ca_file, "component-ca", Message::CaFileEdited);
        column![
            text("Domain of the component", "gateway.example.org", &self.domain, DOMAIN, Message::DomainEdited),
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
