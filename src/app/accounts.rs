//! Accounts and what else is kept, between the screens and the profile.

use iced::Task;

use super::{
    App, Message, files,
    notice::Notice,
    profile::{self, Wish},
    screen::{connect::Login, explore::bookmarks},
    theme::Appearance,
};
use crate::{
    demo,
    profile::{
        accounts::{Account, Id, Password},
        password::Source,
        preferences::Theme,
        settings as kept,
    },
    session::{self, Error, Settings},
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
                let why = "The server refused the password that the keyring has; write the right one.".to_owned();
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
        let task = self.start(settings, passwords, None);
        let _ = self.logins.insert(self.turn, current);
        task
    }

    /// What is to be saved of a form.
    fn wish(&self, settings: &Settings, remembers: bool) -> Wish {
        let mut account = Account::of(settings);
        if let Some(before) = self.profile.settings().accounts.get(&account.id()) {
            account.password = before.password;
        }
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
        let Some(current) = self.logins.get_mut(&turn) else { return Task::none() };
        match (current.wish.take(), &current.saved) {
            (Some(wish), _) => {
                current.saved = Some(wish.account.id());
                let source = current.source.clone();
                self.save_account(wish, source)
            }
            (None, Some(id)) => {
                let id = id.clone();
                self.profile.change(move |settings| settings.accounts.used(&id)).map(Message::Profile)
            }
            (None, None) => Task::none(),
        }
    }

    /// No login came about, or the session cannot come back. Where that is for want of a password it is asked for, and one
    /// that the server refused is not sent again; says whether that is so.
    pub(super) fn password_wanted(&mut self, turn: u64, why: &Error) -> Option<Task<Message>> {
        let is_wrong = matches!(why, Error::WrongPassword { .. });
        if !is_wrong && !matches!(why, Error::NoPassword { .. }) {
            return None;
        }
        let current = self.logins.get(&turn)?;
        let was_kept = current.source.as_ref().is_some_and(Source::is_kept);
        if is_wrong {
            if let Some(source) = &current.source {
                source.refuse();
            }
            self.connect.forget_password();
        }
        let id = current.saved.clone().filter(|_| was_kept)?;
        let noted = if is_wrong {
            let refused = id.clone();
            let note = self.profile.change(move |settings| {
                if let Some(account) = settings.accounts.get_mut(&refused) {
                    account.password = Password::Refused;
                }
            });
            note.map(Message::Profile)
        } else {
            self.profile.check_now().map(Message::Profile)
        };
        let Some(account) = self.profile.settings().accounts.get(&id).cloned() else { return Some(noted) };
        if self.explore.live().is_some() {
            return Some(noted);
        }
        self.drop_link();
        // That there is no keyring is said once, and not here.
        let why = (is_wrong || !self.profile.lacks_keyring()).then(|| why.to_string());
        let asked = self.connect.ask_password(&account, why).map(Message::Connect);
        Some(Task::batch([noted, asked]))
    }

    /// Something came of what is kept.
    pub(super) fn profile_message(&mut self, message: profile::Message) -> Task<Message> {
        let recents = match &message {
            profile::Message::Forgotten(forgotten) => forgotten.recents.clone(),
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
        self.connect.set_appearance(self.appearance());
        self.connect.set_keyring(!self.profile.lacks_keyring());
        self.explore.bookmarks().set(&self.profile.settings().addresses);
    }

    /// Light, dark, or as the system is: for this run as the command line says, else as it was chosen.
    pub(super) fn appearance(&self) -> Appearance {
        self.options.appearance.unwrap_or_else(|| self.profile.appearance())
    }

    /// Somebody chose another appearance; that holds from now on, whatever the command line said.
    pub(super) fn appear(&mut self, appearance: Appearance) -> Task<Message> {
        self.options.appearance = None;
        let theme = match appearance {
            Appearance::System => Theme::System,
            Appearance::Light => Theme::Light,
            Appearance::Dark => Theme::Dark,
        };
        let task = self.profile.change(move |settings| settings.preferences.theme = theme);
        self.show_kept();
        task.map(Message::Profile)
    }

    /// Asks whether an account is really to be forgotten.
    pub(super) fn ask_forget(&mut self, id: Id) -> Task<Message> {
        let mut words = self.profile.belongings(&id);
        if self.files.recents().iter().any(|recent| recent.words.contains(&id.jid)) {
            words.push("its name in the list of recent snapshots".to_owned());
        }
        self.connect.ask_forget(id, words);
        // No field has this name: the keyboard belongs to the question.
        iced::widget::operation::focus("question")
    }

    /// Forgets an account and everything of it.
    pub(super) fn forget_account(&mut self, id: Id) -> Task<Message> {
        let recents = self.options.store.clone();
        let focus = self.connect.focus().map(Message::Connect);
        Task::batch([self.profile.forget(id, recents).map(Message::Profile), focus])
    }

    /// What the main screen wants to be kept: addresses, the split, whether contacts see us.
    pub(super) fn keep_explored(&mut self) -> Task<Message> {
        let account = self.explore.live().map(|(_, live)| live.account().to_owned());
        let wishes = self.explore.bookmarks().take_wishes();
        let mut tasks: Vec<_> = wishes.into_iter().map(|wish| self.keep_address(wish, account.clone())).collect();
        let split = self.explore.split();
        tasks.push(self.profile.window(|preferences| preferences.split(split)).map(Message::Profile));
        tasks.push(self.keep_appearing());
        Task::batch(tasks)
    }

    fn keep_address(&mut self, wish: bookmarks::Wish, account: Option<String>) -> Task<Message> {
        // The demo server's account is nobody's.
        let account = account.filter(|account| !account.ends_with(demo::DOMAIN));
        let change = move |settings: &mut kept::Settings| {
            let (addresses, account) = (&mut settings.addresses, account.as_deref());
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
    fn keep_appearing(&mut self) -> Task<Message> {
        let Some((_, live)) = self.explore.live() else { return Task::none() };
        let (jid, appears) = (live.account(), live.appears());
        let differs =
            |account: &&Account| !account.is_anonymous() && account.id().jid == jid && account.appears != appears;
        let Some(id) = self.profile.settings().accounts.all().iter().find(differs).map(Account::id) else {
            return Task::none();
        };
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
