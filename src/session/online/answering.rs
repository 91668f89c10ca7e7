//! Answering those who ask us, and telling everybody who sees us what we are.

use std::time::Instant;

use super::{Loop, MOST_BYTES};
use crate::{
    disco::{
        advertised::{Told, Wanted},
        namespace,
        xml::Stanza,
    },
    session::answer,
};

impl Loop<'_> {
    /// Answers a question of somebody else at once, later or not at all, and tells of it.
    pub(super) fn answer_others(&mut self, stanza: &Stanza) {
        let as_whom = stanza.to.as_deref().filter(|_| self.is_component());
        let reply = answer::reply(stanza, &self.served, &self.own_full, as_whom);
        let Some(answer::Reply { xml, delay, mut inquiry }) = reply else { return };
        let is_taken = match xml {
            None => true,
            Some(xml) if delay.is_zero() => {
                let has_room = self.out.len() < MOST_BYTES;
                if has_room {
                    self.say(&xml);
                }
                has_room
            }
            Some(xml) => self.later.hold(xml, delay, Instant::now()),
        };
        if !is_taken {
            (inquiry.told, inquiry.condition, inquiry.answer_xml) = (Told::Dropped, None, None);
        }
        // A component's own sign of life comes round to itself; nobody else asked.
        let is_own =
            self.is_component() && stanza.from.as_deref() == Some(&self.server) && inquiry.wanted == Wanted::Ping;
        if !is_own {
            self.events.tell_asked(inquiry);
        }
    }

    /// Sends the answers that were held back long enough.
    pub(super) fn answer_late(&mut self, now: Instant) {
        while self.out.len() < MOST_BYTES
            && let Some(xml) = self.later.take(now)
        {
            self.say(&xml);
        }
    }

    /// What we say of ourselves may have changed: whoever sees us is told the new hashes.
    pub(super) fn advertise(&mut self, is_shown: bool) {
        let before = self.served.caps(&self.own_full).xml.clone();
        self.served = self.changes.borrow_and_update().clone();
        // A component has no contacts who see it; whoever asks it is answered.
        if is_shown && !self.is_component() && self.served.caps(&self.own_full).xml != before {
            self.show();
        }
    }

    /// Shows us to our contacts, with priority -1 so that no message is sent our way.
    fn show(&mut self) {
        let caps = &self.served.caps(&self.own_full).xml;
        let presence = format!("<presence><priority>-1</priority>{caps}</presence>");
        self.say(&presence);
    }

    /// Shows us, and asks for the roster; or hides us.
    pub(super) fn appear(&mut self, is_shown: bool) {
        if is_shown {
            let id = super::ROSTER_ID;
            self.say(&format!("<iq type='get' id='{id}'><query xmlns='{}'/></iq>", namespace::ROSTER));
            self.show();
        } else {
            self.say("<presence type='unavailable'/>");
        }
    }
}
