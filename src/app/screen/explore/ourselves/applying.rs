//! Looking through what is written, and saying it from then on.

use std::sync::Arc;

use iced::Task;

use super::{
    Action, Message, Ourselves, Stage,
    work::{self, Checked},
};
use crate::{
    app::notice::Notice,
    disco::{address, advertised::Error},
};

impl Ourselves {
    /// Looks through what is written, in another thread.
    pub(super) fn check(&mut self) -> Task<Message> {
        self.turn += 1;
        self.stage = Stage::Looking;
        let turn = self.turn;
        let text = self.text.text();
        self.is_changed = is_different(&text, &self.applied) || self.asides.wrong().is_some();
        let check = work::check(text, self.own.clone());
        Task::perform(check, move |checked| Message::Checked(turn, Box::new(checked)))
    }

    pub(super) fn checked(&mut self, checked: Checked) -> Action {
        let Checked { profile, problems, previews, caps } = checked;
        let was_kept = std::mem::replace(&mut self.stage, Stage::Looked) == Stage::LookingAtKept;
        let shown = match profile {
            Ok(profile) => {
                self.draft = Arc::unwrap_or_clone(profile);
                (self.trouble, self.problems) = (None, problems);
                self.chosen = self.chosen.min(self.draft.nodes.len().saturating_sub(1));
                self.preview.replace(previews, &caps);
                self.show_node()
            }
            Err(trouble) => {
                self.trouble = Some(trouble);
                Task::none()
            }
        };
        if !was_kept {
            return Action::Run(shown);
        }
        match self.why_not() {
            None => {
                self.say();
                Action::Run(shown)
            }
            Some(why) => {
                let words = format!("What you say of yourself was kept, but cannot be said: {why} Ctrl+U shows it.");
                Action::Tell(Notice::problem(words), shown)
            }
        }
    }

    /// Why what is written cannot be said, if so: it cannot be read, or breaks rules that it has to keep.
    pub fn why_not(&self) -> Option<String> {
        let wrong = self.trouble.as_ref().map(ToString::to_string).or_else(|| self.asides.wrong());
        if wrong.is_some() {
            return wrong;
        }
        Error::of(&self.problems).filter(|_| self.draft.is_strict).map(|error| error.to_string())
    }

    pub(super) fn show_node(&mut self) -> Task<Message> {
        let main = self.draft.main_of(&address::normal(&self.own));
        let is_main =
            main.is_some_and(|main| self.draft.nodes.get(self.chosen).is_some_and(|node| std::ptr::eq(node, main)));
        self.preview.show(self.chosen, is_main).map(Message::Preview)
    }

    pub(super) fn apply(&mut self) -> Action {
        if self.stage != Stage::Looked {
            return Action::None;
        }
        if let Some(why) = self.why_not() {
            return Action::Tell(Notice::problem(why), Task::none());
        }
        self.say();
        let keep = match self.store.clone() {
            Some(store) => Task::perform(work::keep(store, self.applied.clone(), self.writing.place()), Message::Kept),
            None => Task::none(),
        };
        Action::Tell(Notice::done("From now on this is what you say of yourself."), keep)
    }

    /// What is written is said from now on.
    fn say(&mut self) {
        self.advertised.set(self.draft.clone());
        self.applied = self.text.text();
        self.is_changed = false;
    }
}

/// The editor ends every text with a line feed.
fn is_different(written: &str, said: &str) -> bool {
    written.trim_end() != said.trim_end()
}
