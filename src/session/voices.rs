//! In whose names a session asks, and who listens to each of them.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc::UnboundedSender;

use super::{Event, Online, Wired, asked::Listing};
use crate::disco::advertised::Inquiry;

/// In whose name a question is asked. A client has one voice, its own; a component has one for each of its trees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Voice {
    /// Never used twice in a session.
    pub number: u64,
    /// The JID that the questions are sent from; none where the server knows it anyway.
    pub jid: Option<Arc<str>>,
}

/// Nobody listens any more.
#[derive(Clone, Copy, Debug)]
pub struct Unheard;

/// The voices of a session.
#[derive(Debug)]
pub struct Voices(Mutex<State>);

#[derive(Debug)]
struct State {
    all: Vec<Listener>,
    /// How the connection is, for those who come later.
    link: Option<Event>,
    asked: Listing,
    is_held_back: bool,
}

#[derive(Debug)]
struct Listener {
    voice: Voice,
    events: UnboundedSender<Event>,
    /// Whether it wants to hear what goes over the wire.
    hears_wire: bool,
}

impl Voices {
    /// The first one.
    pub fn new(voice: Voice, events: UnboundedSender<Event>) -> Self {
        let first = Listener { voice, events, hears_wire: false };
        Self(Mutex::new(State { all: vec![first], link: None, asked: Listing::default(), is_held_back: false }))
    }

    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// One more, which is told at once how the connection is.
    pub fn join(&self, voice: Voice, events: UnboundedSender<Event>) {
        self.with(|state| {
            let listener = Listener { voice, events, hears_wire: false };
            if let Some(link) = &state.link {
                let _ = listener.tell(link.clone());
            }
            if state.is_held_back {
                let _ = listener.tell(Event::HeldBack(true));
            }
            state.all.push(listener);
        });
    }

    /// One less; the last one stays, because a session without any is over.
    pub fn leave(&self, number: u64) {
        self.with(|state| {
            if state.all.iter().any(|listener| listener.voice.number != number) {
                state.all.retain(|listener| listener.voice.number != number);
            }
        });
    }

    /// The voice with that number, if it is still there.
    pub fn find(&self, number: u64) -> Option<Voice> {
        self.with(|state| {
            state.all.iter().map(|listener| &listener.voice).find(|voice| voice.number == number).cloned()
        })
    }

    /// Tells all of them; to each the session is online as the JID that it asks from.
    pub fn send(&self, event: Event) -> Result<(), Unheard> {
        self.with(|state| {
            let told = state.all.iter().filter(|listener| listener.tell(event.clone()).is_ok()).count();
            match event {
                Event::HeldBack(is_held_back) => state.is_held_back = is_held_back,
                Event::Connecting { .. } | Event::Online(_) | Event::Offline { .. } => {
                    (state.link, state.is_held_back) = (Some(event), false);
                }
                _ => {}
            }
            if told == 0 { Err(Unheard) } else { Ok(()) }
        })
    }

    /// Tells the one whose question it is about.
    pub fn tell(&self, number: u64, event: Event) -> Result<(), Unheard> {
        self.with(|state| {
            let listener = state.all.iter().find(|listener| listener.voice.number == number).ok_or(Unheard)?;
            listener.tell(event)
        })
    }

    /// Tells the one that has been there longest that somebody asked: what concerns the connection as a whole is told once.
    pub fn tell_asked(&self, inquiry: Inquiry) {
        self.with(|state| {
            if let (Some(first), Some(asked)) = (state.all.first(), state.asked.next(inquiry)) {
                let _ = first.tell(Event::Asked(asked));
            }
        });
    }

    /// Lets one of them hear from now on what goes over the wire, or spares it that.
    pub fn listen(&self, number: u64, is_wanted: bool) {
        self.with(|state| {
            for listener in state.all.iter_mut().filter(|listener| listener.voice.number == number) {
                listener.hears_wire = is_wanted;
            }
        });
    }

    /// Whether anybody wants to hear what goes over the wire.
    pub fn hear_wire(&self) -> bool {
        self.with(|state| state.all.iter().any(|listener| listener.hears_wire))
    }

    /// Tells those who want to hear it what went over the wire.
    pub fn tell_wire(&self, wired: &[Wired]) {
        self.with(|state| {
            for listener in state.all.iter_mut().filter(|listener| listener.hears_wire && !wired.is_empty()) {
                listener.hears_wire = listener.tell(Event::Wire(wired.to_vec())).is_ok();
            }
        });
    }

    /// Whether nobody listens any more.
    pub fn is_closed(&self) -> bool {
        self.with(|state| state.all.iter().all(|listener| listener.events.is_closed()))
    }

    /// Ends when nobody listens any more.
    pub async fn closed(&self) {
        while !self.is_closed() {
            let all: Vec<_> = self.with(|state| state.all.iter().map(|listener| listener.events.clone()).collect());
            for events in all {
                events.closed().await;
            }
        }
    }
}

impl Listener {
    fn tell(&self, event: Event) -> Result<(), Unheard> {
        let event = match (event, &self.voice.jid) {
            (Event::Online(online), Some(jid)) => Event::Online(Online { jid: jid.clone(), ..online }),
            (event, _) => event,
        };
        self.events.send(event).map_err(|_| Unheard)
    }
}
