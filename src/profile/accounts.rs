//! Accounts that were saved, without their passwords.

use std::path::PathBuf;

use super::settings::{Fields, Rest, put_list};
use crate::session::{self, Endpoint, Error, Fingerprint, Settings, Tls};

/// The accounts, that which was used last first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accounts {
    list: Vec<Account>,
}

/// A saved account.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// Who logs in.
    pub who: session::Account,
    /// Where the server is.
    pub endpoint: Endpoint,
    /// How the connection is protected.
    pub tls: Tls,
    /// A PEM file of certificate authorities, trusted besides those of the system.
    pub ca_file: Option<PathBuf>,
    /// Whether contacts see us.
    pub appears: bool,
    /// Where the password is.
    pub password: Password,
    /// Certificates that are trusted by their fingerprints although they cannot be verified.
    pub pins: Vec<Fingerprint>,
    rest: Rest,
}

/// Where the password of an account is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Password {
    /// In somebody's head: it is asked for each time.
    #[default]
    Asked,
    /// In the system's keyring.
    InKeyring,
    /// In the system's keyring, but the server refused it: it is asked for, and not sent again.
    Refused,
}

/// Which account; one JID is one account, whatever the resource.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Id {
    kind: &'static str,
    /// The JID without resource, or the domain.
    pub jid: String,
}

/// So many accounts are read.
const MOST: usize = 200;
/// So many pinned certificates an account has.
const MOST_PINS: usize = 50;
const LONGEST_JID_BYTES: usize = 3_071;
/// A host name has at most 253 bytes, and a port five.
const LONGEST_ENDPOINT_BYTES: usize = 300;
const LONGEST_PATH_BYTES: usize = 4_096;
const PASSWORD: &str = "password";
const ANONYMOUS: &str = "anonymous";
const COMPONENT: &str = "component";
/// As whom a component asks whose sender is not known.
const ITSELF: &str = "the component asks as its domain";

const TLS_MODES: [(&str, Tls); 3] = [("starttls", Tls::StartTls), ("direct", Tls::Direct), ("none", Tls::None)];
const PASSWORDS: [(&str, Password); 3] =
    [("asked", Password::Asked), ("keyring", Password::InKeyring), ("refused", Password::Refused)];

impl Id {
    /// That of whoever logs in.
    pub fn of(who: &session::Account) -> Self {
        let kind = match who {
            session::Account::Password(_) => PASSWORD,
            session::Account::Anonymous(_) => ANONYMOUS,
            session::Account::Component(_) => COMPONENT,
        };
        Self { kind, jid: who.bare() }
    }

    /// Whether it logs in with a password, or with a secret as components do.
    pub fn has_password(&self) -> bool {
        self.kind != ANONYMOUS
    }

    /// Whether it is a component.
    pub fn is_component(&self) -> bool {
        self.kind == COMPONENT
    }

    /// What its password is called.
    pub fn password_name(&self) -> &'static str {
        if self.is_component() { "secret" } else { "password" }
    }

    /// Whether an entry of the settings that was not taken is one of its accounts, or was reached through it.
    pub(super) fn is_named_by(&self, entry: &toml::Value) -> bool {
        let text = |name: &str| entry.get(name).and_then(toml::Value::as_str);
        let is_own = |jid: &str| jid.split('/').next().is_some_and(|bare| bare.eq_ignore_ascii_case(&self.jid));
        match text("kind") {
            Some(kind) => kind == self.kind && text("jid").is_some_and(is_own),
            None => text("account").is_some_and(is_own),
        }
    }

    /// Under which name its password is in the keyring.
    pub fn in_keyring(&self) -> String {
        match self.kind {
            PASSWORD => self.jid.clone(),
            kind => format!("{kind}:{}", self.jid),
        }
    }
}

impl Account {
    /// What there is to save of a connection.
    pub fn of(settings: &Settings) -> Self {
        Self {
            who: settings.account.clone(),
            endpoint: settings.endpoint.clone(),
            tls: settings.tls,
            ca_file: settings.ca_file.clone(),
            appears: settings.appears,
            password: Password::Asked,
            pins: settings.pins.clone(),
            rest: Rest::default(),
        }
    }

    /// Which account it is.
    pub fn id(&self) -> Id {
        Id::of(&self.who)
    }

    /// Who logs in, as it is written into the form; of a component, its domain.
    pub fn jid(&self) -> &str {
        match &self.who {
            session::Account::Password(jid) | session::Account::Anonymous(jid) => jid.as_str(),
            session::Account::Component(component) => component.domain(),
        }
    }

    /// Which JID of its domain a component asks from, unless that is the domain itself.
    pub fn sender(&self) -> Option<&str> {
        let component = self.who.as_component()?;
        Some(component.sender()).filter(|sender| *sender != component.domain())
    }

    /// Whether no password is needed.
    pub fn is_anonymous(&self) -> bool {
        matches!(self.who, session::Account::Anonymous(_))
    }

    /// Everything that a session needs to know but the password.
    pub fn settings(&self) -> Settings {
        let mut settings = Settings::new(self.who.clone());
        settings.endpoint = self.endpoint.clone();
        settings.tls = self.tls;
        settings.ca_file.clone_from(&self.ca_file);
        settings.pins.clone_from(&self.pins);
        settings.appears = self.appears && matches!(self.who, session::Account::Password(_));
        settings
    }

    /// Trusts certificates by their fingerprints from now on; of too many the oldest are forgotten.
    pub fn pin(&mut self, pins: &[Fingerprint]) {
        let new: Vec<_> = pins.iter().filter(|pin| !self.pins.contains(pin)).copied().collect();
        self.pins.extend(new);
        let surplus = self.pins.len().saturating_sub(MOST_PINS);
        let _ = self.pins.drain(..surplus);
    }

    /// Host and port as they are written; nothing where DNS is asked.
    pub fn written_endpoint(&self) -> String {
        match &self.endpoint {
            Endpoint::Lookup => String::new(),
            Endpoint::At { host, port } if host.contains(':') => format!("[{host}]:{port}"),
            Endpoint::At { host, port } => format!("{host}:{port}"),
        }
    }

    fn take(fields: &mut Fields<'_>) -> Option<Self> {
        let left_out = "the account is left out";
        let kind = fields.required("kind", 100, left_out)?;
        let jid = fields.required("jid", LONGEST_JID_BYTES, left_out)?;
        let read = match kind.as_str() {
            PASSWORD => session::Account::password(&jid),
            ANONYMOUS => session::Account::anonymous(&jid),
            COMPONENT => component(fields, &jid),
            _ => {
                fields.tell("kind", &format!("must be one of {PASSWORD}, {ANONYMOUS}, {COMPONENT}; {left_out}"));
                return None;
            }
        };
        let who = match read {
            Ok(who) => who,
            Err(error) => {
                fields.tell("jid", &format!("cannot be used ({error}); {left_out}"));
                return None;
            }
        };
        let connect = fields.text("connect", LONGEST_ENDPOINT_BYTES, "DNS is asked").unwrap_or_default();
        let endpoint = Endpoint::parse(&connect).unwrap_or_else(|error| {
            fields.tell("connect", &format!("cannot be used ({error}); DNS is asked"));
            Endpoint::Lookup
        });
        Some(Self {
            endpoint,
            tls: fields.choice("tls", Tls::usual(&who), &TLS_MODES),
            who,
            ca_file: fields
                .text("ca_file", LONGEST_PATH_BYTES, "the system's authorities alone count")
                .map(PathBuf::from),
            appears: fields.switch("appears", true),
            password: fields.choice("password", Password::Asked, &PASSWORDS),
            pins: pins(fields),
            rest: fields.rest(),
        })
    }

    fn put(&self) -> toml::Table {
        let named =
            |names: &[(&'static str, Tls)]| names.iter().find(|(_, tls)| *tls == self.tls).map(|(name, _)| *name);
        let password = PASSWORDS.iter().find(|(_, password)| *password == self.password).map(|(name, _)| *name);
        let mut table = self.rest.table();
        let mut put = |name: &str, value: toml::Value| drop(table.insert(name.to_owned(), value));
        put("kind", self.id().kind.into());
        put("jid", self.jid().into());
        if let Some(sender) = self.sender() {
            put("from", sender.into());
        }
        if self.endpoint != Endpoint::Lookup {
            put("connect", self.written_endpoint().into());
        }
        put("tls", named(&TLS_MODES).unwrap_or_default().into());
        if let Some(path) = self.ca_file.as_deref().and_then(|path| path.to_str()) {
            put("ca_file", path.into());
        }
        put("appears", self.appears.into());
        put("password", password.unwrap_or_default().into());
        if !self.pins.is_empty() {
            put("pins", self.pins.iter().map(Fingerprint::to_string).collect::<Vec<_>>().into());
        }
        table
    }
}

/// The component of that domain; a sender that cannot be costs itself alone.
fn component(fields: &mut Fields<'_>, domain: &str) -> Result<session::Account, Error> {
    let itself = session::Account::component(domain, None)?;
    let Some(sender) = fields.text("from", LONGEST_JID_BYTES, ITSELF) else { return Ok(itself) };
    Ok(session::Account::component(domain, Some(&sender)).unwrap_or_else(|error| {
        fields.tell("from", &format!("cannot be used ({error}); {ITSELF}"));
        itself
    }))
}

fn pins(fields: &mut Fields<'_>) -> Vec<Fingerprint> {
    let is_pin = |text: &str| text.parse::<Fingerprint>().is_ok();
    let texts = fields.texts("pins", MOST_PINS, is_pin, "a SHA-256 fingerprint in hexadecimal");
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}

impl Accounts {
    /// All of them, that which was used last first.
    pub fn all(&self) -> &[Account] {
        &self.list
    }

    /// That account, if it is saved.
    pub fn get(&self, id: &Id) -> Option<&Account> {
        self.list.iter().find(|account| account.id() == *id)
    }

    /// Whether one of them has that JID, given without resource.
    pub fn names(&self, jid: &str) -> bool {
        self.list.iter().any(|account| account.id().jid == jid)
    }

    /// That account, to be changed.
    pub fn get_mut(&mut self, id: &Id) -> Option<&mut Account> {
        self.list.iter_mut().find(|account| account.id() == *id)
    }

    /// Saves an account as the one that was used last. What the form does not know of one that is saved already stays:
    /// its pins, besides those that have come since, if it connects to the same host, and whatever a newer version wrote.
    pub fn save(&mut self, mut account: Account) {
        if let Some(before) = self.get(&account.id()) {
            account.rest = before.rest.clone();
            // What was trusted at one host is not trusted at another.
            if before.endpoint == account.endpoint {
                let new = std::mem::replace(&mut account.pins, before.pins.clone());
                account.pin(&new);
            }
        }
        let id = account.id();
        self.list.retain(|other| other.id() != id);
        self.list.insert(0, account);
    }

    /// It was used just now.
    pub fn used(&mut self, id: &Id) {
        if let Some(index) = self.list.iter().position(|account| account.id() == *id) {
            let account = self.list.remove(index);
            self.list.insert(0, account);
        }
    }

    /// Forgets an account; says whether there was one.
    pub fn remove(&mut self, id: &Id) -> bool {
        let count = self.list.len();
        self.list.retain(|account| account.id() != *id);
        self.list.len() < count
    }

    /// Takes the accounts out of the settings; one that is broken is left out.
    pub(super) fn take(fields: &mut Fields<'_>) -> Self {
        let mut accounts = Self::default();
        for account in fields.list("account", MOST, Account::take) {
            if accounts.get(&account.id()).is_none() {
                accounts.list.push(account);
            }
        }
        accounts
    }

    /// Puts the accounts into the settings.
    pub(super) fn put(&self, table: &mut toml::Table) {
        put_list(table, "account", self.list.iter().map(Account::put));
    }
}
