//! What the connection took along: which questions ended so, asking them again in one go, and the certificate because
//! of which no connection comes back.

use std::collections::HashSet;

use iced::{
    Element, Task,
    widget::{container, space},
};
use jiff::Timestamp;

use super::{
    Action, Explore, Message,
    document::{About, Document, live::Live},
    paging::PAGE,
    status::Besides,
};
use crate::{
    app::{
        distrust,
        theme::{space as gap, style},
    },
    disco::{
        state::{Answer, Kind, Outcome, State},
        tree::EntityId,
    },
};

/// The questions of a session that ended because the connection went, and were not answered since.
#[derive(Debug, Default)]
pub struct Cut {
    questions: HashSet<(EntityId, What)>,
}

/// Which question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum What {
    Whole(Kind),
    /// For what follows in a list.
    Page,
}

impl Cut {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.questions.len()
    }
}

impl Live {
    /// What the status line says besides.
    pub fn besides(&self) -> Besides {
        Besides { cut_off: self.cut.len(), is_crawling: self.crawl().is_running(), has_console: self.console.is_open() }
    }
}

impl Document {
    /// Notes whether the connection took an answer along.
    pub(super) fn note_cut(&mut self, answer: &Answer) {
        let About::Live(live) = &mut self.about else { return };
        let (what, is_cut) = match &answer.outcome {
            Outcome::Info(state) => (What::Whole(Kind::Info), is_cut(state)),
            Outcome::Items(state) => (What::Whole(Kind::Items), is_cut(state)),
            Outcome::Page(_, state) => (What::Page, is_cut(state)),
            Outcome::Besides(kind, state) => (What::Whole(*kind), is_cut(state)),
        };
        if is_cut {
            let entity = self.tree.meet(answer.address.clone());
            let _ = live.cut.questions.insert((entity, what));
        } else if !live.cut.questions.is_empty()
            && let Some(entity) = self.tree.number(&answer.address)
        {
            let _ = live.cut.questions.remove(&(entity, what));
        }
    }

    /// Asks everything again that was cut off, of those who still stand in the tree.
    fn ask_cut(&mut self) -> usize {
        let About::Live(live) = &mut self.about else { return 0 };
        let mut cut: Vec<_> = std::mem::take(&mut live.cut.questions).into_iter().collect();
        // In the order in which they were met.
        cut.sort_unstable();
        let now = Timestamp::now();
        let mut questions = Vec::new();
        for (entity, what) in cut {
            if self.tree.a_place_of(entity).is_none() {
                continue;
            }
            match what {
                What::Whole(kind) => questions.extend(self.tree.ask(entity, &[kind], now)),
                What::Page => questions.extend(self.tree.ask_page(entity, PAGE, now)),
            }
        }
        let questions = self.tree.in_pages(questions, PAGE);
        let count = questions.len();
        if let Some(live) = self.live() {
            live.ask(questions);
        }
        count
    }
}

fn is_cut<T>(state: &State<T>) -> bool {
    matches!(state, State::CutOff { .. })
}

impl Explore {
    /// Asks everything again that the connection took along; says why where that cannot be.
    pub(super) fn ask_again(&mut self) -> Action {
        let Some(document) = self.documents.live_mut() else {
            return self.tell("There is no session that could ask again; press “Connect…” below and log in.");
        };
        let Some(live) = document.live() else { return Action::None };
        let (is_online, is_crawling, count) = (live.status.is_online(), live.crawl().is_running(), live.cut.len());
        if !is_online {
            return self.tell("Nobody can be asked again without a connection; press “Reconnect” first.");
        }
        if is_crawling {
            return self.tell("The crawl that is running asks again by itself what was cut off.");
        }
        if count == 0 {
            return self.tell("Nothing was cut off that was not answered since.");
        }
        let asked = document.ask_cut();
        if asked == 0 {
            return self.tell("What was cut off does not stand in the tree any more; nothing was asked.");
        }
        self.run(Task::none())
    }
}

/// The certificate because of which the session of a tree does not come back, if it is that.
pub fn certificate(document: &Document) -> Element<'_, Message> {
    let problem = document.live().and_then(|live| Some((live.status.untrusted()?, live.account())));
    match problem {
        Some((problem, account)) => {
            let copy = |text| Message::Copied(Some(text));
            let card = distrust::view(problem, account, Message::Trusted, copy);
            container(card).padding(gap::S).style(style::bar).into()
        }
        None => space().into(),
    }
}
