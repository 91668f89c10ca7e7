//! Accounts and what else is kept, between the screens and the profile.

use iced::Task;

use super::{
    App, Message, Screen,
    distrust::Site,
    files,
    notice::Notice,
    profile::{self, Wish},
    screen::{
        connect::{self, Login},
        explore::{bookmarks, document::DocumentId},
    },
};
use crate::{
    profile::{
        accounts::{Account, Id, Password},
        password::Source,
        settings as kept,
    },
    session::{self, Error, Fingerprint, Settings},
};

/// A login that is under way, or of a session.
#[derive(Debug)]
pub struct Current {
    /// Where its password comes from; nothing where none is needed.
    pub source: Option<Source>,
    /// The saved account that it belongs to.
    saved: Option<Id>,
    /// What is to be saved once it is logged in.
    wish: Option<Wish>,
}

impl App {
    /// Connects with what is in the form.
    pub(super) fn connect_typed(&mut self, mut settings: Settings, login: &Login) -> Task<Message> {
        settings.timeout = self.options.timeout;
        let id = Id::of(&settings.account);
        let before = self.profile.settings().accounts.get(&id);
        if let Some(before) = before.filter(|before| before.endpoint == settings.endpoint) {
            settings.pins.clone_from(&before.pins);
        }
        let keyring = self.profile.keyring().clone();
        let source = match &login.secret {
            _ if !id.has_password() => None,
            secret if secret.is_empty() => Some(Source::kept(id.clone(), keyring)),
            secret => Some(Source::typed(id.clone(), keyring, secret.clone())),
        };
        let saved = before.map(Account::id);
        let wish = login.saves.then(|| self.wish(&settings, login.remembers));
        self.begin(settings, Current { source, saved, wish })
    }

    /// Connects with a saved account, or asks for its password.
    pub(super) fn connect_saved(&mut self, id: &Id) -> Task<Message> {
        let Some(account) = self.profile.settings().accounts.get(id).cloned() else { return Task::none() };
        let source = match account.password {
            _ if account.is_anonymous() => None,
            Password::InKeyring if !self.profile.lacks_keyring() => {
                Some(Source::kept(id.clone(), self.profile.keyring().clone()))
            }
            Password::InKeyring | Password::Asked => {
                return self.connect.ask_password(&account, None).map(Message::Connect);
            }
            Password::Refused => {
                let what = id.password_name();
                let why = format!("The server refused the {what} that the keyring has; write the right one.");
                return self.connect.ask_password(&account, Some(why)).map(Message::Connect);
            }
        };
        let mut settings = account.settings();
        settings.timeout = self.options.timeout;
        self.connect.connecting(settings.account.domain());
        self.begin(settings, Current { source, saved: Some(id.clone()), wish: None })
    }

    fn begin(&mut self, settings: Settings, current: Current) -> Task<Message> {
        let passwords = current.source.as_ref().map_or_else(no_password, Source::passwords);
        let (turn, task) = self.start(settings, passwords, None);
        self.sessions.note(turn, current);
        task
    }

    /// Trusts a certificate from now on for whoever logs in so, and connects with what is in the form.
    pub(super) fn trust_typed(&mut self, settings: Settings, login: &Login, fingerprint: Fingerprint) -> Task<Message> {
        let kept = self.trust_for(Site::of(&settings), fingerprint);
        Task::batch([kept, self.connect_typed(settings, login)])
    }

    /// Trusts a certificate from now on for a saved account, and connects with that.
    pub(super) fn trust_saved(&mut self, id: &Id, fingerprint: Fingerprint) -> Task<Message> {
        let Some(site) = self.profile.settings().accounts.get(id).map(|account| Site::of(&account.settings())) else {
            return Task::none();
        };
        let kept = self.trust_for(site, fingerprint);
        Task::batch([kept, self.connect_saved(id)])
    }

    /// Trusts a certificate from now on for whoever logs in so, and with an account that is saved so in later runs, too.
    pub(super) fn trust_for(&mut self, site: Site, fingerprint: Fingerprint) -> Task<Message> {
        let Site { id, endpoint } = site.clone();
        self.trusted.add(site, fingerprint);
        if self.profile.settings().accounts.get(&id).is_none_or(|account| account.endpoint != endpoint) {
            return Task::none();
        }
        let change = move |settings: &mut kept::Settings| {
            if let Some(account) = settings.accounts.get_mut(&id) {
                account.pin(&[fingerprint]);
            }
        };
        self.profile.change(change).map(Message::Profile)
    }

    /// What is to be saved of a form, with the certificates that were trusted in this run.
    fn wish(&self, settings: &Settings, remembers: bool) -> Wish {
        let mut account = Account::of(settings);
        let trusted: Vec<_> = self.trusted.of(&Site::of(settings)).copied().collect();
        account.pin(&trusted);
        Wish { account, remembers }
    }

    /// Saves what is in the form without connecting.
    pub(super) fn keep_typed(&mut self, settings: &Settings, login: Login) -> Task<Message> {
        let wish = self.wish(settings, login.remembers);
        let id = wish.account.id();
        let is_typed = id.has_password() && !login.secret.is_empty();
        let source = is_typed.then(|| Source::typed(id, self.profile.keyring().clone(), login.secret));
        self.save_account(wish, source)
    }

    fn save_account(&mut self, wish: Wish, source: Option<Source>) -> Task<Message> {
        self.profile.save(wish, source).map(Message::Profile)
    }

    /// A login came about: the account is saved if that was wanted, and is the one that was used last.
    pub(super) fn logged_in(&mut self, turn: u64) -> Task<Message> {
        let Some(current) = self.sessions.login(turn) else { return Task::none() };
        match (current.wish.take(), current.saved.clone()) {
            (Some(wish), _) => {
                current.saved = Some(wish.account.id());
                let source = current.source.clone();
                self.save_account(wish, source)
            }
            (None, Some(id)) => self.profile.change(move |settings| settings.accounts.used(&id)).map(Message::Profile),
            (None, None) => Task::none(),
        }
    }

    /// No login came about, or a session cannot come back. Where that is for want of a password, one that the server refused
    /// is not sent again; says for which saved account it has to be asked, because the keyring's does not do.
    pub(super) fn note_password(&mut self, turn: u64, why: &Error) -> (Option<Id>, Task<Message>) {
        let is_wrong = why.is_wrong_password();
        if !is_wrong && !matches!(why, Error::NoPassword { .. }) {
            return (None, Task::none());
        }
        let is_awaited = self.sessions.is_awaited(turn);
        let Some(current) = self.sessions.login(turn) else { return (None, Task::none()) };
        let was_kept = current.source.as_ref().is_some_and(Source::is_kept);
        let saved = current.saved.clone().filter(|_| was_kept);
        if is_wrong {
            if let Some(source) = &current.source {
                source.refuse();
            }
            if is_awaited {
                self.connect.forget_password();
            }
        }
        let Some(id) = saved else { return (None, Task::none()) };
        let noted = if is_wrong {
            let refused = id.clone();
            self.profile.change(move |settings| {
                if let Some(account) = settings.accounts.get_mut(&refused) {
                    account.password = Password::Refused;
                }
            })
        } else {
            self.profile.check_now()
        };
        (Some(id), noted.map(Message::Profile))
    }

    /// Asks for the password of a saved account that could not log in for want of it.
    pub(super) fn ask_password(&mut self, id: &Id, why: &Error) -> Task<Message> {
        let Some(account) = self.profile.settings().accounts.get(id).cloned() else { return Task::none() };
        // That there is no keyring is said once, and not here.
        let is_told = why.is_wrong_password() || !self.profile.lacks_keyring();
        let asked = self.connect.ask_password(&account, is_told.then(|| why.to_string())).map(Message::Connect);
        // Whoever looks at a tree by now keeps the keyboard there.
        if self.screen == Screen::Connect { asked } else { Task::none() }
    }

    /// Something came of what is kept.
    pub(super) fn profile_message(&mut self, message: profile::Message) -> Task<Message> {
        let recents = match &message {
            profile::Message::Forgotten(forgotten) => match &forgotten.outcome {
                profile::Outcome::Done { recents, .. } => {
                    self.trusted.forget(&forgotten.id.jid);
                    recents.clone()
                }
                _ => None,
            },
            _ => None,
        };
        let (notice, task) = self.profile.update(message);
        self.show_kept();
        let told = notice.map_or_else(Task::none, |notice: Notice| self.tell(notice));
        let recents = recents.map_or_else(Task::none, |recents| self.files_message(files::Message::Recents(recents)));
        Task::batch([told, task.map(Message::Profile), recents])
    }

    /// The screens show what is kept now.
    pub(super) fn show_kept(&mut self) {
        self.connect.set_accounts(self.profile.settings().accounts.all());
        self.connect.set_keyring(!self.profile.lacks_keyring());
        self.explore.bookmarks().set(&self.profile.settings().addresses);
    }

    /// Asks whether an account is really to be forgotten.
    pub(super) fn ask_forget(&mut self, id: Id) -> Task<Message> {
        let mut words = self.profile.belongings(&id);
        if self.files.recents().iter().any(|recent| recent.names(&id.jid)) {
            words.push("its name in the list of recent snapshots".to_owned());
        }
        self.connect.ask_forget(id, words);
        iced::widget::operation::focus(connect::FORGET)
    }

    /// Forgets an account and everything of it.
    pub(super) fn forget_account(&mut self, id: Id) -> Task<Message> {
        let recents = self.options.store.clone();
        let focus = self.connect.focus().map(Message::Connect);
        Task::batch([self.profile.forget(id, recents).map(Message::Profile), focus])
    }

    /// What the main screen wants to be kept: addresses, and the split.
    pub(super) fn keep_explored(&mut self) -> Task<Message> {
        let live = self.explore.live().and_then(|(document, _)| self.sessions.of(document));
        let account = live.map(|(_, account)| account.bare());
        let wishes = self.explore.bookmarks().take_wishes();
        let mut tasks: Vec<_> = wishes.into_iter().map(|wish| self.keep_address(wish, account.clone())).collect();
        let split = self.explore.split();
        tasks.push(self.profile.window(|preferences| preferences.split(split)).map(Message::Profile));
        Task::batch(tasks)
    }

    fn keep_address(&mut self, wish: bookmarks::Wish, account: Option<String>) -> Task<Message> {
        let is_coming = account.as_deref().is_some_and(|account| self.profile.is_saving(account));
        let change = move |settings: &mut kept::Settings| {
            // Of whom nothing else is kept, nothing is kept here: it could not be forgotten.
            let account = account.as_deref().filter(|account| is_coming || settings.accounts.names(account));
            let addresses = &mut settings.addresses;
            match &wish {
                bookmarks::Wish::Visit(address) => addresses.visit(address.clone(), account),
                bookmarks::Wish::Favour(address, is_favourite) => {
                    addresses.favour(address.clone(), account, *is_favourite);
                }
                bookmarks::Wish::Remove(address) => addresses.remove(address),
            }
        };
        let task = self.profile.change(change);
        self.show_kept();
        task.map(Message::Profile)
    }

    /// A saved account appears to contacts as it did last.
    pub(super) fn keep_appearing(&mut self, document: DocumentId, appears: bool) -> Task<Message> {
        let Some((_, who)) = self.sessions.of(document) else { return Task::none() };
        let id = Id::of(who);
        if self.profile.settings().accounts.get(&id).is_none_or(|account| account.appears == appears) {
            return Task::none();
        }
        let change = move |settings: &mut kept::Settings| {
            if let Some(account) = settings.accounts.get_mut(&id) {
                account.appears = appears;
            }
        };
        self.profile.change(change).map(Message::Profile)
    }
}

/// For those who log in without one.
fn no_password() -> session::Passwords {
    std::sync::Arc::new(|| Box::pin(async { Err(Error::EmptyPassword) }))
}
