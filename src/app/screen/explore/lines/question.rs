//! How the questions went, as lines.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{Lines, Section};
use crate::{
    app::{screen::explore::document::Source, widget::tree::Mark},
    disco::{
        paging::Portion,
        record::milliseconds,
        reply::{At, Refusal},
        state::{Asked, Entity, Kind, Reply, State, Timing},
        xml::Unreadable,
    },
};

impl Lines {
    pub(super) fn state<T>(&mut self, section: Section, title: &str, state: &State<T>) {
        self.heading(section, title, "", None);
        if let Some(heading) = self.all.last_mut() {
            let (mark, word) = state_mark(state);
            (heading.mark, heading.word) = (mark, word);
            heading.at = Some((if section == Section::Info { Kind::Info } else { Kind::Items }, At::Reply));
        }
        match state.known() {
            State::NotAsked => {
                if let Some(fence) = self.fence {
                    self.words(section, format!("The crawl ended here: {}.", fence.words()), "");
                }
                let words = match self.source {
                    Source::Live { .. } => "Not asked yet: open the row, or press F5.",
                    Source::Kept => "Not asked when the snapshot was taken; F5 asks it in the live tree.",
                };
                self.words(section, words, "");
            }
            State::Waiting { .. } => {
                let words = match self.source {
                    Source::Live { .. } => "Asked; the answer is still to come.",
                    Source::Kept => "Asked; the answer had not come when the snapshot was taken.",
                };
                self.words(section, words, "");
            }
            State::Answered(reply) => self.timing(section, reply),
            State::Refused(reply) => {
                self.refusal(section, &reply.body);
                self.timing(section, reply);
            }
            State::Unreadable(reply) => {
                self.words(section, format!("The reply was not read: it is {}.", reply.body), "");
                self.timing(section, reply);
            }
            State::TimedOut { asked, after } => {
                let words =
                    format!("No answer within {} s; one that comes later will still be shown.", after.as_secs_f64());
                self.words(section, words, "");
                self.asked(section, asked);
            }
            State::CutOff { asked, why, .. } => {
                self.words(section, format!("Cut off: {why}"), "");
                if let Some(asked) = asked {
                    self.asked(section, asked);
                }
            }
        }
    }

    /// What helps where a list is too long to be read in one reply.
    pub(super) fn way_out(&mut self, entity: &Entity) {
        let is_too_large =
            matches!(entity.items.known(), State::Unreadable(Reply { body: Unreadable::TooLarge(_), .. }));
        if is_too_large && entity.first_portion(1) != Portion::All && matches!(self.source, Source::Live { .. }) {
            self.words(Section::Items, "It gives its lists in pages (XEP-0059): F5 asks for the first one.", "");
        }
    }

    fn refusal(&mut self, section: Section, refusal: &Refusal) {
        let condition = refusal.condition.clone().unwrap_or_else(|| "(none)".into());
        self.words(section, "Condition", condition);
        self.mark_last(if section == Section::Info { Kind::Info } else { Kind::Items }, At::Error);
        if let Some(kind) = &refusal.kind {
            self.words(section, "Type", kind.clone());
        }
        for text in &refusal.text {
            let title = text.lang.as_deref().map_or_else(|| "Text".to_owned(), |lang| format!("Text ({lang})"));
            self.words(section, title, text.text.clone());
        }
        if let Some(by) = &refusal.by {
            self.words(section, "Raised by", by.clone());
        }
        if let Some(code) = &refusal.legacy_code {
            self.words(section, "Legacy code", code.clone());
        }
        for application in &refusal.application {
            self.words(section, "Also", application.clone());
        }
    }

    fn timing<T>(&mut self, section: Section, reply: &Reply<T>) {
        let late = if reply.timing == Timing::Late { ", after the time-out" } else { "" };
        self.words(section, format!("Took {} ms{late}; {} bytes", milliseconds(reply.took), reply.reply_bytes), "");
        self.asked(section, &reply.asked);
    }

    fn asked(&mut self, section: Section, asked: &Asked) {
        let at = asked.at.to_zoned(TimeZone::system());
        self.words(section, format!("Asked at {}", at.strftime("%Y-%m-%d %H:%M:%S%.3f %Z")), "");
        if let Some(asked_as) = self.asked_as.clone() {
            self.words(section, "Asked as", asked_as);
        }
    }
}

/// A state's mark and word, for headings.
pub fn state_mark<T>(state: &State<T>) -> (Mark, Arc<str>) {
    match state {
        State::NotAsked => (Mark::Idle, "not asked".into()),
        State::Waiting { .. } => (Mark::Waiting, "waiting".into()),
        State::Answered(reply) if reply.timing == Timing::Late => (Mark::Answered, "answered late".into()),
        State::Answered(_) => (Mark::Answered, "answered".into()),
        State::Refused(reply) => (Mark::Refused, reply.body.short().into()),
        State::TimedOut { .. } => (Mark::TimedOut, "no answer".into()),
        State::CutOff { .. } => (Mark::CutOff, "cut off".into()),
        State::Unreadable(_) => (Mark::Unreadable, "unreadable".into()),
    }
}
