//! A walk driven by a session, for those without a window.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::{
    sync::mpsc::UnboundedReceiver,
    time::{MissedTickBehavior, interval, sleep_until, timeout},
};

use super::{Progress, Walk};
use crate::{
    disco::tree::Tree,
    session::{Error, Event, Next, Notice, Online, Session},
};

/// What a running walk is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Ask nothing for now.
    Pause,
    /// Go on.
    Resume,
    /// Ask nothing more and end.
    Cancel,
}

/// What a walk asks through, and who tells it what to do.
#[derive(Debug)]
pub struct Line {
    /// A session that was just started.
    pub session: Session,
    /// What it says.
    pub events: UnboundedReceiver<Event>,
    /// What the walk is told.
    pub controls: UnboundedReceiver<Control>,
}

/// How a run ended, and what it learnt besides answers.
#[derive(Debug)]
pub struct End {
    /// Who we were.
    pub online: Online,
    /// Replies that nobody waited for.
    pub notices: Vec<Notice>,
    /// Why there is no connection any more, if that is what ended the walk early.
    pub lost: Option<Error>,
}

/// How often somebody is told of the progress.
const TELLING: Duration = Duration::from_millis(200);
/// A server that stays away longer does not come back soon.
const ABSENCE: Duration = Duration::from_secs(600);
/// What is taken in before questions are given out again.
const BATCH: usize = 256;
const MOST_NOTICES: usize = 10_000;
const FAREWELL: Duration = Duration::from_secs(1);

/// Runs a walk to its end: until everything is asked, it is cancelled, or the connection is lost for good. Fails when
/// no connection comes about at first; later ones are waited for. At the end the session is closed and what was open
/// is cut off.
pub async fn run(walk: &mut Walk, tree: &mut Tree, line: Line, mut tell: impl FnMut(&Progress)) -> Result<End, Error> {
    let Line { session, mut events, mut controls } = line;
    let mut ear = Ear::default();
    let mut ticks = interval(TELLING);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    while !walk.is_over() && ear.lost.is_none() {
        let wake = walk.wake();
        tokio::select! {
            event = events.recv() => match event {
                Some(event) => {
                    ear.take(event, walk, tree)?;
                    for _ in 1..BATCH {
                        let Ok(event) = events.try_recv() else { break };
                        ear.take(event, walk, tree)?;
                    }
                }
                None => break,
            },
            Some(control) = controls.recv() => match control {
                Control::Pause => walk.pause(Instant::now()),
                Control::Resume => walk.resume(Instant::now()),
                Control::Cancel => walk.cancel(Instant::now()),
            },
            () = sleep_until(wake.unwrap_or_else(Instant::now).into()), if wake.is_some() => {}
            _ = ticks.tick() => {
                tell(&walk.progress(Instant::now()));
                ear.lose_patience();
            }
        }
        if ear.online.is_some() {
            for question in walk.questions(tree, Instant::now(), Timestamp::now()) {
                session.ask(question);
            }
            // Nobody looks at rows here.
            drop(walk.take_followed());
        }
    }
    walk.cancel(Instant::now());
    tell(&walk.progress(Instant::now()));
    drop(session);
    let rest = async {
        while let Some(event) = events.recv().await {
            let _ = ear.take(event, walk, tree);
        }
    };
    let _ = timeout(FAREWELL, rest).await;
    let Ear { online, notices, lost, .. } = ear;
    match (online, lost) {
        (Some(online), lost) => Ok(End { online, notices, lost }),
        (None, lost) => {
            Err(lost.unwrap_or_else(|| Error::Lost { why: "the crawl was stopped before there was one".into() }))
        }
    }
}

/// What was heard besides answers.
#[derive(Default)]
struct Ear {
    online: Option<Online>,
    notices: Vec<Notice>,
    away: Option<(Instant, Error)>,
    lost: Option<Error>,
}

impl Ear {
    fn take(&mut self, event: Event, walk: &mut Walk, tree: &mut Tree) -> Result<(), Error> {
        walk.hear(&event, Instant::now());
        match event {
            Event::Answer(answer) => tree.answer(answer),
            Event::Online(online) => {
                self.away = None;
                let _ = self.online.get_or_insert(online);
            }
            Event::Offline { why, .. } if self.online.is_none() => return Err(why),
            Event::Offline { why, next } => {
                match next {
                    Next::Rest => self.lost = Some(why.clone()),
                    Next::Retry { .. } => {}
                }
                let _ = self.away.get_or_insert((Instant::now(), why));
            }
            Event::Notice(notice) => {
                if self.notices.len() < MOST_NOTICES {
                    self.notices.push(notice);
                }
            }
            Event::Connecting { .. }
            | Event::HeldBack(_)
            | Event::Roster(_)
            | Event::Push(_)
            | Event::Presence(_)
            | Event::Wire(_)
            | Event::Asked(_) => {}
        }
        Ok(())
    }

    fn lose_patience(&mut self) {
        if let Some((since, why)) = &self.away
            && since.elapsed() > ABSENCE
        {
            self.lost = Some(why.clone());
        }
    }
}
