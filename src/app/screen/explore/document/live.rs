//! The tree that a session fills.

use std::{path::PathBuf, time::Instant};

use super::{About, Document, DocumentId, bare};
use crate::{
    app::{
        notice::Notice,
        screen::explore::{
            automatic::Asked, console::Console, crawl::Crawl, cut::Cut, paging::Loading, status::Status,
        },
    },
    disco::{
        address::Address,
        contact::Presence,
        state::{Answer, Outcome, Question},
        tree::{EntityId, Tree},
    },
    session::{self, Component, Event, Online, Session},
    snapshot::{Origin, file::Keep},
};

/// What only the live tree has.
#[derive(Debug)]
pub struct Live {
    pub(in super::super) session: Session,
    pub(in super::super) status: Status,
    pub(in super::super) appears: bool,
    pub(in super::super) crawl: Crawl,
    pub(in super::super) asked: Asked,
    pub(in super::super) loading: Loading,
    pub(in super::super) cut: Cut,
    pub(in super::super) console: Console,
    saved: Option<Saved>,
    answers: usize,
    /// Whether somebody who is about to leave has said what becomes of it.
    is_settled: bool,
    /// From which JID a component is to ask in another tree, as it is being written.
    pub(in super::super) asker: String,
}

/// Where the whole tree was saved to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The file.
    pub path: PathBuf,
    /// What of it.
    pub keep: Keep,
    /// How many answers had come by then.
    pub answers: usize,
}

/// So many rows of a list come in the turn in which it came: they fill any screen, and cost less than a frame.
const ROWS_AT_ONCE: usize = 2_000;
/// Nobody is sorry to lose fewer answers that were never saved: they were looked at, and can be asked again.
const WORTH_SAVING: usize = 500;

impl Live {
    /// Our own JID, without resource.
    pub fn account(&self) -> &str {
        bare(self.status.account())
    }

    /// Who asks, in a few words: an account without its resource, or the JID of a component.
    pub fn asker_name(&self) -> &str {
        self.component().map_or_else(|| self.account(), Component::sender)
    }

    /// The crawl, if there is one.
    pub fn crawl(&self) -> &Crawl {
        &self.crawl
    }

    /// Where a snapshot of it comes from.
    pub fn origin(&self) -> Origin {
        Origin::of(self.status.account(), self.status.server())
    }

    /// Where it was saved to, if it was.
    pub fn saved(&self) -> Option<&Saved> {
        self.saved.as_ref()
    }

    /// How many answers came to what somebody asked.
    pub fn answers(&self) -> usize {
        self.answers
    }

    /// It was saved.
    pub fn was_saved(&mut self, saved: Saved) {
        self.saved = Some(saved);
    }

    /// Whether somebody would be sorry to lose it: it was saved before and more answers came since, or it was never
    /// saved and holds so many answers that it took work to get them. Whoever just looked around is not asked.
    pub fn is_unsaved(&self) -> bool {
        match &self.saved {
            _ if self.is_settled => false,
            Some(saved) => self.answers > saved.answers,
            None => self.answers >= WORTH_SAVING,
        }
    }

    /// Somebody who is about to leave has said what becomes of it, or stays after all.
    pub(in super::super) fn settle_whether_to_save(&mut self, is_settled: bool) {
        self.is_settled = is_settled;
    }

    /// The JID that a component asks from in this tree; none of a client.
    pub fn component(&self) -> Option<&Component> {
        self.session.component()
    }

    pub(in super::super) fn ask(&self, questions: Vec<Question>) {
        for question in questions {
            self.session.ask(question);
        }
    }
}

impl Document {
    /// The tree of a session that has just come online, opened at `address`, else at its server; `appears` says whether
    /// contacts see us.
    pub fn of_session(
        id: DocumentId,
        session: Session,
        online: Online,
        address: Option<Address>,
        appears: bool,
    ) -> Self {
        let address = address.unwrap_or_else(|| Address::new(online.server.clone()));
        let status = Status::new(online);
        let (crawl, asked, loading) = (Crawl::default(), Asked::default(), Loading::default());
        let (cut, console) = (Cut::default(), Console::default());
        let live = Live {
            session,
            status,
            appears,
            crawl,
            asked,
            loading,
            cut,
            console,
            saved: None,
            answers: 0,
            is_settled: false,
            asker: String::new(),
        };
        let mut document = Self::new(id, About::Live(Box::new(live)), Tree::new());
        document.tree.take_time(ROWS_AT_ONCE);
        document.go_to(address);
        document.show_contacts();
        document.tree.settle();
        document
    }

    /// Takes in what the session tells, in batches; gives what is to be said of it.
    pub fn heard(&mut self, events: Vec<Event>) -> Vec<Notice> {
        let mut notices = Vec::new();
        let now = Instant::now();
        for event in events {
            if let Some(live) = self.live_mut() {
                live.crawl.hear(&event, now);
            }
            match event {
                Event::Answer(answer) => {
                    if let Some(live) = self.live_mut() {
                        live.status.count(&answer);
                    }
                    self.count(&answer);
                    self.note_cut(&answer);
                    let address = answer.address.clone();
                    let is_page = matches!(answer.outcome, Outcome::Page(..));
                    self.tree.answer(answer);
                    match self.tree.number(&address) {
                        Some(id) if is_page => self.turn_page(id),
                        Some(id) => self.judge(id, &address),
                        None => {}
                    }
                }
                Event::Notice(notice) => {
                    if let Some(id) = self.tree.number(&notice.address) {
                        self.wrong.stray(id, &notice);
                        self.search.judged(id);
                    }
                    notices.push(Notice::stray(&notice));
                }
                Event::Roster(contacts) => {
                    if self.contacts.whole_roster(contacts) {
                        self.show_contacts();
                    }
                }
                Event::Push(contacts) => {
                    if self.contacts.roster(contacts) {
                        self.show_contacts();
                    }
                }
                Event::Presence(presence) => self.take_presence(presence),
                Event::Wire(wired) => self.note_wire(wired),
                Event::Asked(_) => {}
                Event::Connecting { .. } | Event::HeldBack(_) | Event::Online(_) | Event::Offline { .. } => {
                    notices.extend(self.take_link(event));
                }
            }
        }
        self.crawl_on(now);
        notices
    }

    /// Counts an answer that somebody would be sorry to lose: nobody is for those that came by themselves.
    fn count(&mut self, answer: &Answer) {
        let About::Live(live) = &mut self.about else { return };
        if !live.asked.is_answered_by(answer, &self.tree) {
            live.answers += 1;
        }
    }

    /// The connection came, or went.
    fn take_link(&mut self, event: Event) -> Option<Notice> {
        if matches!(event, Event::Online(_)) {
            self.forget_presence();
        }
        let live = self.live_mut()?;
        match event {
            Event::Connecting { .. } => live.status.connecting(),
            Event::Online(online) => live.status.online(online),
            Event::Offline { why, next } => {
                live.status.offline(&why, next);
                return (next == session::Next::Rest).then(|| Notice::problem(why.to_string()));
            }
            Event::HeldBack(true) => live.status.held_back(),
            Event::HeldBack(false) => live.status.not_held_back(),
            _ => {}
        }
        None
    }

    /// Contacts are to see us, or not to.
    pub fn appear(&mut self, appears: bool) {
        if let Some(live) = self.live_mut() {
            live.appears = appears;
            live.session.appear(appears);
        }
        if !appears {
            self.forget_presence();
        }
    }

    /// The roster as places below its heading; our own account is always there.
    fn show_contacts(&mut self) {
        let Some(live) = self.live().filter(|live| live.component().is_none()) else { return };
        let own = bare(live.status.account()).to_owned();
        let _ = self.tree.show_roster(&self.contacts, &own);
    }

    /// A client came, went, or changed what it says: its row, the nodes that stand for its capabilities, the verdict.
    fn take_presence(&mut self, presence: Presence) {
        let client = Address::new(presence.from.clone());
        let bare = self.contacts.presence(presence);
        self.tree.show_clients(&self.contacts, &bare);
        self.tree.show_announced(&self.contacts, &client.jid);
        if let Some(id) = self.tree.number(&client) {
            self.judge(id, &client);
        }
    }

    /// Without a connection, or hidden, nobody is known to be online.
    fn forget_presence(&mut self) {
        for bare in self.contacts.clear_presence() {
            self.tree.set_present(&Address::new(bare), Vec::new());
        }
    }

    /// Counts anew what is wrong with those whose lists have grown.
    pub(super) fn judge_grown(&mut self) {
        for id in self.tree.take_grown() {
            if let Some(address) = self.tree.entity(id).map(|entity| entity.address.clone()) {
                self.judge(id, &address);
            }
        }
    }

    /// Counts anew what is wrong with an entity.
    fn judge(&mut self, id: EntityId, address: &Address) {
        let announced = match &self.about {
            About::Live(live) => live.status.announced(address),
            About::Snapshot(kept) => kept.announced(address),
        };
        self.wrong.judge_all(&self.tree, &self.contacts, announced, id, address);
        self.search.judged(id);
    }
}
