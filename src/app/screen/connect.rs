//! The first screen: who logs in and where, or the demo server.

use std::path::PathBuf;

use iced::{
    Element, Subscription, Task,
    widget::{center, column, container, operation, scrollable},
};

use crate::{
    app::{
        distrust,
        shortcut::Shortcut,
        theme::{space as gap, style},
        widget::behind::behind,
    },
    profile::{
        accounts::{Account, Id},
        recent::Recent,
    },
    session::{Account as Who, Fingerprint, Tls, Untrusted},
};

mod accounts;
mod component;
mod forget;
mod form;
mod message;
mod parts;
mod snapshots;

pub use accounts::Key;
pub use component::Message as ComponentMessage;
pub use forget::{Answer, FORGET};
pub use form::Kind;
pub use message::{Action, Login, Message};
pub use parts::Mode;

use accounts::Chooser;
use forget::Forgetting;
use form::Form;

/// What is on the first screen.
#[derive(Debug, Default)]
pub struct Connect {
    form: Form,
    chooser: Chooser,
    /// Whether the form is shown although there are accounts to choose from.
    shows_form: bool,
    forgetting: Option<Forgetting>,
    phase: Phase,
    /// The saved account that is being connected to, or was last; none where it is what is in the form.
    tried: Option<Id>,
    /// The certificate because of which it failed.
    untrusted: Option<Box<Untrusted>>,
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

const WIDTH: f32 = 440.0;
/// No field has this name: the keyboard belongs to the list of accounts.
const NOWHERE: &str = "connect-list";

impl Connect {
    /// The form with what is known already.
    pub fn new(jid: String, host: String, tls: Tls, ca_file: Option<PathBuf>, is_anonymous: bool) -> Self {
        let form = Form::new(jid, host, tls, ca_file, is_anonymous);
        Self { shows_form: !form.is_empty(), form, ..Self::default() }
    }

    /// The same form for an external component that asks from a JID of its domain; nothing means the domain itself.
    pub fn as_component(self, domain: String, sender: String) -> Self {
        Self { form: self.form.for_component(domain, sender), shows_form: true, ..self }
    }

    /// The list with that account chosen instead, if it is saved; with another resource it is not.
    pub fn or_saved(mut self, who: &Who, accounts: &[Account]) -> Self {
        let id = Id::of(who);
        let is_bare = matches!(who, Who::Password(jid) if jid.resource().is_none());
        if accounts.iter().any(|account| account.id() == id && (is_bare || account.who == *who)) {
            self.set_accounts(accounts);
            self.chooser.choose(&id);
            self.shows_form = false;
        }
        self
    }

    /// The saved accounts, that which was used last first.
    pub fn set_accounts(&mut self, accounts: &[Account]) {
        self.chooser.set(accounts);
        if self.chooser.is_empty() {
            self.forgetting = None;
        }
    }

    /// Shows the list of accounts, if there are any, from its beginning; they are still to be set.
    pub fn show_list(&mut self) {
        self.chooser = Chooser::default();
        self.shows_form = false;
    }

    /// Goes back from the form to the list of accounts, if there are any.
    pub fn leave_form(&mut self) -> Option<Task<Message>> {
        if self.is_connecting() || self.shows_list() || self.chooser.is_empty() {
            return None;
        }
        self.shows_form = false;
        self.form = self.form.another();
        self.phase = Phase::Editing;
        Some(self.focus())
    }

    /// Gives the keyboard to the first field, or to the list of accounts.
    pub fn focus(&self) -> Task<Message> {
        if self.shows_list() { operation::focus(NOWHERE) } else { self.form.focus() }
    }

    /// Shows that the demo server is being started.
    pub fn starting_demo(&mut self) {
        self.tried = None;
        self.phase = Phase::Connecting(Whom::Demo);
    }

    /// Shows that an account is being connected to.
    pub fn connecting(&mut self, domain: &str) {
        self.phase = Phase::Connecting(Whom::Account(domain.to_owned()));
    }

    /// Shows why no connection came about; what was written stays.
    pub fn failed(&mut self, why: &impl ToString) {
        self.phase = Phase::Failed(why.to_string());
        self.untrusted = None;
    }

    /// Shows the certificate because of which no connection came about, if it was that.
    pub fn distrust(&mut self, problem: Option<&Untrusted>) {
        self.untrusted = problem.map(|problem| Box::new(problem.clone()));
    }

    /// Asks for the password of a saved account; `why` says why it has to be asked for, if that is not plain.
    pub fn ask_password(&mut self, account: &Account, why: Option<String>) -> Task<Message> {
        let has_keyring = self.form.has_keyring();
        self.form = Form::of(account);
        self.form.set_keyring(has_keyring);
        self.form.forget_password();
        (self.shows_form, self.tried, self.untrusted) = (true, None, None);
        self.phase = why.map_or(Phase::Editing, Phase::Failed);
        self.form.focus()
    }

    /// Whether a keyring answers; without one nothing can be remembered.
    pub fn set_keyring(&mut self, is_there: bool) {
        self.form.set_keyring(is_there);
    }

    /// The password that was refused is not offered again.
    pub fn forget_password(&mut self) {
        self.form.forget_password();
    }

    /// Asks whether an account is really to be forgotten; `words` say what goes with it.
    pub fn ask_forget(&mut self, id: Id, words: Vec<String>) {
        self.forgetting = Some(Forgetting { id, words });
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            // Another form in the place of the one that is being sent would be none of its own.
            Message::KindChosen(_) if self.is_connecting() => {}
            Message::KindChosen(kind) => {
                if self.shows_list() || self.form.is_saved() {
                    self.form = self.form.another();
                }
                self.shows_form = true;
                self.form.choose(kind);
                self.leave_failure();
                return Action::Run(self.form.focus());
            }
            Message::JidSubmitted if self.form.wants_password() => return Action::Run(self.form.focus_password()),
            Message::JidSubmitted | Message::Submitted => return self.submit(),
            Message::SaveWanted => return self.save(),
            Message::Trusted(fingerprint) => return self.trust(fingerprint),
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
            Message::Pressed(key) => return self.key(key),
            Message::AccountChosen(id) => return self.choose(id),
            Message::EditWanted(id) => return self.edit(&id),
            Message::ForgetWanted(id) => return Action::AskForget(id),
            Message::ForgetAnswered(answer) => {
                return match (answer, self.forgetting.take()) {
                    (Answer::Forget, Some(Forgetting { id, .. })) => Action::ForgetAccount(id),
                    _ => Action::Run(self.focus()),
                };
            }
            Message::AnotherWanted => return self.show_form(self.form.another()),
            Message::ListWanted => return self.leave_form().map_or(Action::None, Action::Run),
            Message::Guided(shortcut) => return Action::Guide(shortcut),
            edited => self.form.update(edited),
        }
        self.leave_failure();
        Action::None
    }

    /// Why something cannot be done now that can be done here; none when it can.
    pub fn hindrance(&self, shortcut: Shortcut) -> Option<&'static str> {
        match shortcut {
            Shortcut::ConnectAs(_) | Shortcut::Demo if self.is_connecting() => Some("a connection is being made"),
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
        // Whoever presses twice connects once.
        if self.is_connecting() {
            return Action::None;
        }
        match self.form.settings() {
            Err(error) => {
                self.failed(&error);
                Action::None
            }
            Ok(settings) => {
                (self.tried, self.untrusted) = (None, None);
                self.phase = Phase::Connecting(Whom::Account(settings.account.domain().to_owned()));
                Action::Connect(Box::new(settings), self.form.login())
            }
        }
    }

    fn save(&mut self) -> Action {
        match self.form.written() {
            Err(error) => {
                self.failed(&error);
                Action::None
            }
            Ok(settings) => {
                let login = self.form.login();
                self.form = self.form.another();
                self.shows_form = false;
                Action::Keep(Box::new(settings), login)
            }
        }
    }

    fn choose(&mut self, id: Id) -> Action {
        if self.is_connecting() {
            return Action::None;
        }
        self.chooser.choose(&id);
        (self.phase, self.untrusted) = (Phase::Editing, None);
        self.tried = Some(id.clone());
        Action::Choose(id)
    }

    /// Whoever could not log in because of a certificate tries again, and trusts it.
    fn trust(&mut self, fingerprint: Fingerprint) -> Action {
        if let Some(id) = self.tried.clone() {
            self.leave_failure();
            return Action::TrustSaved(id, fingerprint);
        }
        match self.submit() {
            Action::Connect(settings, login) => Action::Trust(settings, login, fingerprint),
            other => other,
        }
    }

    fn edit(&mut self, id: &Id) -> Action {
        let Some(account) = self.chooser.get(id) else { return Action::None };
        let mut form = Form::of(account);
        form.set_keyring(self.form.has_keyring());
        self.show_form(form)
    }

    fn show_form(&mut self, form: Form) -> Action {
        self.form = form;
        self.shows_form = true;
        self.phase = Phase::Editing;
        Action::Run(self.form.focus())
    }

    fn key(&mut self, key: Key) -> Action {
        let chosen = self.chooser.chosen().map(Account::id);
        match (key, chosen) {
            (Key::Up | Key::Down, _) => {
                self.chooser.step(key == Key::Down);
                Action::Run(operation::focus(accounts::CHOSEN))
            }
            (Key::Enter, Some(id)) => self.choose(id),
            (Key::Edit, Some(id)) => self.edit(&id),
            (Key::Forget, Some(id)) => Action::AskForget(id),
            (_, None) => Action::None,
        }
    }

    fn shows_list(&self) -> bool {
        !self.shows_form && !self.chooser.is_empty()
    }

    /// The keys of the list of accounts, and of the question whether to forget one.
    pub fn keys(&self) -> Subscription<Message> {
        match (&self.forgetting, self.shows_list() && !self.is_connecting()) {
            (Some(_), _) => forget::keys().map(Message::ForgetAnswered),
            (None, true) => accounts::keys().map(Message::Pressed),
            (None, false) => Subscription::none(),
        }
    }

    /// Whether a question is to be answered before anything else.
    pub fn is_asking(&self) -> bool {
        self.forgetting.is_some()
    }

    /// The screen, with the snapshots of before; `open` of them are open.
    pub fn view<'a>(&'a self, recents: &'a [Recent], open: usize) -> Element<'a, Message> {
        let snapshots = snapshots::view(recents, open);
        let is_connecting = self.is_connecting();
        let outcome = column![parts::outcome(&self.phase)].push(self.certificate()).spacing(gap::M).into();
        let main = if self.shows_list() {
            self.chooser.view(is_connecting, outcome)
        } else {
            self.form.view(is_connecting, !self.chooser.is_empty(), outcome)
        };
        let content = column![parts::heading(), main, parts::demo(is_connecting), snapshots];
        let page = container(content.spacing(gap::L).width(WIDTH)).padding(gap::XL);
        let page = scrollable(page).direction(scrollable::Direction::Vertical(style::scrollbar())).style(style::scroll);
        let question = self.forgetting.as_ref().map(|forgetting| forgetting.view().map(Message::ForgetAnswered));
        iced::widget::stack![behind(center(page).style(style::bar), self.is_asking())].push(question).into()
    }

    fn certificate(&self) -> Option<Element<'_, Message>> {
        let whom = self.tried.as_ref().map_or_else(|| self.form.whom(), |id| id.jid.as_str());
        Some(distrust::view(self.refused()?, whom, Message::Trusted, Message::Copied))
    }

    /// The certificate that is shown.
    fn refused(&self) -> Option<&Untrusted> {
        self.untrusted.as_deref().filter(|_| matches!(self.phase, Phase::Failed(_)))
    }

    fn is_connecting(&self) -> bool {
        matches!(self.phase, Phase::Connecting(_))
    }
}
