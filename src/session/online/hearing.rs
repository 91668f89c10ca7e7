//! Reading what comes: whose stanza it is, and whom it is told.

use std::time::Instant;

use super::{Loop, Ping, ROSTER_ID, lost};
use crate::{
    disco::{
        address, contact, namespace,
        xml::{Part, Read, Stanza, escape},
    },
    session::{Error, Event, Match, login::failure},
};

impl Loop<'_> {
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.heard = Instant::now();
        self.ping = Ping::NotNeeded;
        let mut parts = Vec::new();
        let fed = self.splitter.feed(bytes, &mut parts);
        self.parts(parts)?;
        fed.map_err(|problem| lost(&problem.to_string()))
    }

    pub(super) fn parts(&mut self, parts: Vec<Part>) -> Result<(), Error> {
        for part in parts {
            match part {
                Part::Stanza(stanza) => {
                    self.ear.heard(&stanza);
                    self.stanza(&stanza)?;
                }
                Part::Footer => {
                    self.ear.heard_footer();
                    return Err(lost("the server closed the stream"));
                }
                Part::Header(_) => {}
            }
        }
        Ok(())
    }

    fn stanza(&mut self, stanza: &Stanza) -> Result<(), Error> {
        match (stanza.name.as_str(), stanza.kind.as_deref()) {
            ("error", _) if stanza.namespace == namespace::STREAM => return Err(failure(stanza)),
            ("presence", _) if !self.is_component() => {
                if let Read::Whole { document, xml } = &stanza.content
                    && let Some(presence) = document.root().and_then(|root| contact::presence(root, xml))
                {
                    let _ = self.events.send(Event::Presence(presence));
                }
            }
            ("iq", Some("result" | "set")) if self.is_roster(stanza) => self.roster(stanza),
            ("iq", Some("result" | "error")) => {
                let voice = self.questions.whose(stanza);
                match self.questions.reply(stanza, Instant::now()) {
                    Match::Answer(answer) => drop(self.events.tell(voice, Event::Answer(*answer))),
                    Match::Notice(notice) => drop(self.events.tell(voice, Event::Notice(notice))),
                    Match::Unknown => tracing::debug!(id = ?stanza.id, from = ?stanza.from, "a reply to nothing"),
                }
            }
            _ => self.answer_others(stanza),
        }
        Ok(())
    }

    /// Rosters come from our own account only (RFC 6121 §2.1.6); a push that another sends is a forgery.
    fn is_roster(&self, stanza: &Stanza) -> bool {
        let may_be = stanza.kind.as_deref() == Some("set") || stanza.id.as_deref() == Some(ROSTER_ID);
        if !may_be || self.is_component() {
            return false;
        }
        let is_ours = stanza.from.as_deref().is_none_or(|from| address::normal(from) == self.own_bare);
        let Read::Whole { document, .. } = &stanza.content else { return false };
        is_ours && document.root().is_some_and(|root| root.child("query", namespace::ROSTER).is_some())
    }

    fn roster(&mut self, stanza: &Stanza) {
        let Read::Whole { document, .. } = &stanza.content else { return };
        let contacts = document.root().map(contact::roster).unwrap_or_default();
        let is_push = stanza.kind.as_deref() == Some("set");
        let _ = self.events.send(if is_push { Event::Push(contacts) } else { Event::Roster(contacts) });
        if is_push {
            let id = escape(stanza.id.as_deref().unwrap_or_default()).into_owned();
            self.say(&format!("<iq type='result' id='{id}'/>"));
        }
    }
}
