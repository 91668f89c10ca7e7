//! One entity, asked headless.

use crate::{
    crawl, demo,
    disco::{
        address::{self, Address},
        state::{Entity, Kind, Outcome, Question, State},
    },
    session::{self, Event, Passwords, Settings},
    snapshot,
};

use super::{
    connection::{Connection, Missing},
    password::Source,
};

use jiff::Timestamp;

/// Why nothing could be asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The JID is none.
    #[error(transparent)]
    Address(#[from] address::Error),
    /// The options do not suffice.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// No session came about.
    #[error(transparent)]
    Session(#[from] session::Error),
    /// The demo server did not start.
    #[error(transparent)]
    Demo(#[from] demo::Error),
    /// What was seen was not saved.
    #[error(transparent)]
    Snapshot(#[from] snapshot::Error),
    /// The operating system gave no threads.
    #[error("The program could not start its tasks: {0}. Close other programs and try again.")]
    Runtime(String),
}

/// Logs in, asks these questions of one entity, page after page where lists come in pages, and says goodbye.
pub async fn one(address: Address, kinds: &[Kind], connection: &Connection) -> Result<Entity, Error> {
    let Plan { settings, passwords, source, demo } = prepare(&address, connection).await?;
    let (session, mut events, task) = session::start(settings, passwords);
    let mut entity = Entity::new(address.clone());
    loop {
        match events.recv().await {
            Some(Event::Online(_)) => {
                for kind in kinds {
                    session.ask(Question::new(*kind, address.clone()));
                }
            }
            Some(Event::Answer(answer)) => {
                let is_failure =
                    matches!(&answer.outcome, Outcome::Page(_, page) if !matches!(page, State::Answered(_)));
                let _ = entity.take(answer.outcome);
                if !is_failure && let Some(question) = entity.begin_page(crawl::PAGE, Timestamp::now()) {
                    session.ask(question);
                }
            }
            Some(Event::Offline { why, .. }) if is_unfinished(&entity, kinds) => {
                note_refusal(source.as_ref(), &why);
                return Err(why.into());
            }
            Some(
                Event::Connecting { .. }
                | Event::Notice(_)
                | Event::HeldBack(_)
                | Event::Asked(_)
                | Event::Roster(_)
                | Event::Push(_)
                | Event::Presence(_)
                | Event::Wire(_)
                | Event::Offline { .. },
            ) => {}
            None => break,
        }
        if !is_unfinished(&entity, kinds) {
            break;
        }
    }
    drop(session);
    let _ = task.await;
    drop(demo);
    Ok(entity)
}

/// Whether an answer or a page is still to come.
fn is_unfinished(entity: &Entity, kinds: &[Kind]) -> bool {
    entity.items.is_waiting() || kinds.iter().any(|kind| entity.is_not_asked(*kind))
}

/// Whether every question got a result, and lists came to their ends.
pub fn is_answered(entity: &Entity, kinds: &[Kind]) -> bool {
    kinds.iter().all(|kind| match kind {
        Kind::Info => matches!(entity.info, State::Answered(_)),
        Kind::Items => matches!(&entity.items, State::Answered(reply) if reply.body.paging.is_complete()),
        other => entity.besides.get(other).is_some_and(|state| matches!(state, State::Answered(_))),
    })
}

/// What a session needs.
pub struct Plan {
    /// How to connect.
    pub settings: Settings,
    /// The password.
    pub passwords: Passwords,
    /// Where the password comes from, unless it is the demo server's.
    pub source: Option<Source>,
    /// The demo server, if that is meant.
    pub demo: Option<demo::Demo>,
}

/// What a session needs that is to ask there.
pub async fn prepare(address: &Address, connection: &Connection) -> Result<Plan, Error> {
    connection.check()?;
    if connection.demo {
        let demo = demo::start().await?;
        let (mut settings, passwords) = demo.session();
        settings.timeout = connection.timeout.0;
        return Ok(Plan { settings, passwords, source: None, demo: Some(demo) });
    }
    let (settings, source) = connection.settings(&address.jid)?;
    Ok(Plan { settings, passwords: source.passwords(), source: Some(source), demo: None })
}

/// Notes why no session came about, if that was the password that the keyring has.
pub fn note_refusal(source: Option<&Source>, why: &session::Error) {
    if let Some(source) = source {
        source.refused(why);
    }
}
