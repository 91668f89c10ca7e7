//! The one task that owns a logged-in stream: it writes what waits, reads what comes, and minds the clock.

use std::{collections::VecDeque, io, sync::Arc, time::Instant};

use jiff::Timestamp;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf},
    sync::{mpsc, watch},
    time::{Duration, sleep_until, timeout},
};

use super::{
    Command, Error, Event, Questions, Settings, later::Later, login::Stream, slept::Slept, tap::Transport,
    voices::Voices, wire::Ear,
};
use crate::disco::{
    address,
    advertised::Served,
    namespace,
    xml::{Splitter, escape},
};

mod answering;
mod hearing;

/// How a logged-in time ended.
pub enum End {
    /// Nobody needs the session any more.
    Goodbye,
    /// The connection went.
    Lost(Error),
}

/// So much is serialised ahead of the socket.
const AHEAD_BYTES: usize = 64 << 10;
/// Others may not make us hold more of answers to their questions than this.
const MOST_BYTES: usize = 4 << 20;
const READ_BYTES: usize = 256 << 10;
const ROSTER_ID: &str = "roster";
const GOODBYE: Duration = Duration::from_millis(400);
/// After a sleep of the machine the server has so long to show that it is still there, or less where silence is shorter.
const AWAKE: Duration = Duration::from_secs(10);
/// A server that takes nothing for so long holds us back.
const HELD_BACK: Duration = Duration::from_secs(1);

struct Loop<'a> {
    settings: &'a Settings,
    server: String,
    splitter: Splitter,
    questions: Questions,
    events: &'a Voices,
    out: VecDeque<u8>,
    own_bare: String,
    own_full: String,
    served: Arc<Served>,
    changes: watch::Receiver<Arc<Served>>,
    /// Answers to others that are held back.
    later: Later,
    /// Bytes handed to the transport since the login.
    written: usize,
    /// Where in the stream of written bytes each question ends.
    marks: VecDeque<(usize, u64)>,
    unflushed: bool,
    heard: Instant,
    ping: Ping,
    writing: Writing,
    slept: Slept,
    ear: Ear<'a>,
}

/// How writing goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    Nothing,
    Since(Instant),
    HeldBack,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ping {
    NotNeeded,
    Sent,
    /// The machine slept, and the connection may be gone: it is pinged and has until then.
    Awake {
        until: Instant,
    },
}

enum Happened {
    Read(io::Result<usize>),
    Wrote(io::Result<usize>),
    Flushed(io::Result<()>),
    Told(Option<Command>),
    Changed,
    Time,
}

/// Runs a session until it is told to end or the connection goes; every open question is then ended. The ids of its
/// questions go on after `last_id`, so that what comes late for a connection of before answers nobody.
pub async fn run(
    stream: Stream,
    settings: &Settings,
    appears: &mut bool,
    last_id: &mut u64,
    told: &mut mpsc::UnboundedReceiver<Command>,
    events: &Voices,
) -> End {
    let (mut reader, mut writer) = tokio::io::split(stream.transport);
    let mut changes = settings.advertised.changes();
    let served = changes.borrow_and_update().clone();
    let mut state = Loop {
        settings,
        server: stream.jid.split('/').next().and_then(|bare| bare.rsplit('@').next()).unwrap_or_default().to_owned(),
        splitter: stream.splitter,
        questions: match settings.account.as_component() {
            Some(_) => Questions::of_component(settings.window, settings.timeout),
            None => Questions::new(settings.window, settings.timeout, &stream.jid),
        }
        .after(*last_id),
        events,
        out: VecDeque::new(),
        own_bare: address::normal(stream.jid.split('/').next().unwrap_or_default()),
        own_full: address::normal(&stream.jid),
        served,
        changes,
        later: Later::default(),
        written: 0,
        marks: VecDeque::new(),
        unflushed: false,
        heard: Instant::now(),
        ping: Ping::NotNeeded,
        writing: Writing::Nothing,
        slept: Slept::new(settings.wall),
        ear: Ear::new(events),
    };
    if *appears {
        state.appear(true);
    }
    let end = match state.parts(stream.parts) {
        Ok(()) => state.serve(&mut reader, &mut writer, told, appears).await,
        Err(error) => End::Lost(error),
    };
    state.tell_wire();
    *last_id = state.questions.last_id();
    let why: Arc<str> = match &end {
        End::Goodbye => Arc::from("the session was closed"),
        End::Lost(error) => error.to_string().into(),
    };
    for (voice, answer) in state.questions.cut_off(&why) {
        let _ = events.tell(voice, Event::Answer(answer));
    }
    if matches!(end, End::Goodbye) {
        let _ = timeout(GOODBYE, goodbye(&mut reader, &mut writer)).await;
    }
    end
}

/// Closes the stream as RFC 6120 §4.4 wants it: our tag, then the peer's.
async fn goodbye(
    reader: &mut ReadHalf<Box<dyn Transport>>,
    writer: &mut WriteHalf<Box<dyn Transport>>,
) -> io::Result<()> {
    writer.write_all(b"</stream:stream>").await?;
    writer.flush().await?;
    let mut rest = vec![0; 4096];
    while reader.read(&mut rest).await? > 0 {}
    writer.shutdown().await
}

impl Loop<'_> {
    async fn serve(
        &mut self,
        reader: &mut ReadHalf<Box<dyn Transport>>,
        writer: &mut WriteHalf<Box<dyn Transport>>,
        told: &mut mpsc::UnboundedReceiver<Command>,
        appears: &mut bool,
    ) -> End {
        let mut buffer = vec![0; READ_BYTES];
        loop {
            self.refill();
            if self.writing == Writing::Nothing && (self.unflushed || !self.out.is_empty()) {
                self.writing = Writing::Since(Instant::now());
            }
            let wake = self.wake();
            let happened = {
                let pending = self.out.as_slices().0;
                tokio::select! {
                    read = reader.read(&mut buffer) => Happened::Read(read),
                    pushed = push(writer, pending, self.unflushed), if !pending.is_empty() || self.unflushed => pushed,
                    command = told.recv() => Happened::Told(command),
                    Ok(()) = self.changes.changed() => Happened::Changed,
                    () = sleep_until(wake.into()) => Happened::Time,
                }
            };
            let result = match happened {
                Happened::Told(None) => return End::Goodbye,
                Happened::Told(Some(command)) => {
                    self.command(command, appears);
                    while let Ok(command) = told.try_recv() {
                        self.command(command, appears);
                    }
                    Ok(())
                }
                Happened::Read(Ok(0)) => Err(lost("the server closed the connection")),
                Happened::Read(Ok(count)) => self.read(buffer.get(..count).unwrap_or_default()),
                Happened::Wrote(Ok(count)) => {
                    self.wrote(count);
                    Ok(())
                }
                Happened::Flushed(Ok(())) => {
                    self.flushed();
                    Ok(())
                }
                Happened::Read(Err(error)) | Happened::Wrote(Err(error)) | Happened::Flushed(Err(error)) => {
                    Err(lost(&super::tls::plain(&error.to_string())))
                }
                Happened::Changed => {
                    self.advertise(*appears);
                    Ok(())
                }
                Happened::Time => self.time(),
            };
            self.tell_wire();
            if let Err(error) = result {
                return End::Lost(error);
            }
            if self.events.is_closed() {
                return End::Goodbye;
            }
        }
    }

    fn command(&mut self, command: Command, appears: &mut bool) {
        match command {
            Command::Ask(number, question) => {
                if let Some(voice) = self.events.find(number) {
                    self.questions.push_as(voice, question);
                }
            }
            Command::Join(voice, listener) => self.events.join(voice, listener),
            Command::Leave(number) => {
                self.events.leave(number);
                if self.events.find(number).is_none() {
                    self.questions.forget(number);
                }
            }
            Command::Listen(number, is_wanted) => self.events.listen(number, is_wanted),
            Command::Appear(_) if self.is_component() => {}
            Command::Appear(is_shown) => {
                *appears = is_shown;
                self.appear(is_shown);
            }
            Command::Reconnect => {}
        }
    }

    fn tell_wire(&mut self) {
        self.events.tell_wire(&self.ear.take());
    }

    /// Serialises waiting questions as far as the window and the buffer have room.
    fn refill(&mut self) {
        while self.out.len() < AHEAD_BYTES
            && let Some((id, xml)) = self.questions.take()
        {
            self.say(&xml);
            self.marks.push_back((self.written + self.out.len(), id));
        }
    }

    fn wrote(&mut self, count: usize) {
        self.moves();
        let _ = self.out.drain(..count.min(self.out.len()));
        let before = self.written;
        self.written += count;
        self.ear.wrote(self.written);
        self.unflushed = true;
        let (now, at) = (Instant::now(), Timestamp::now());
        for (_, id) in
            self.marks.iter().skip_while(|(end, _)| *end <= before).take_while(|(end, _)| *end <= self.written)
        {
            self.questions.written(*id, now, at);
        }
    }

    fn flushed(&mut self) {
        self.moves();
        self.unflushed = false;
        let (now, at) = (Instant::now(), Timestamp::now());
        while let Some((end, id)) = self.marks.front().copied()
            && end <= self.written
        {
            self.questions.sent(id, now, at);
            let _ = self.marks.pop_front();
        }
    }

    /// The server takes what we write.
    fn moves(&mut self) {
        if std::mem::replace(&mut self.writing, Writing::Nothing) == Writing::HeldBack {
            let _ = self.events.send(Event::HeldBack(false));
        }
    }

    /// Components have no roster, show themselves to nobody, and name in every stanza who says it (XEP-0114).
    fn is_component(&self) -> bool {
        self.settings.account.as_component().is_some()
    }

    /// One stanza is to be written.
    fn say(&mut self, xml: &str) {
        self.out.extend(xml.as_bytes());
        self.ear.queued(self.written + self.out.len(), xml);
    }

    /// When to look at the clock again.
    fn wake(&self) -> Instant {
        let silence = match self.ping {
            Ping::NotNeeded => self.heard + self.settings.silence,
            Ping::Sent => self.heard + self.settings.silence * 2,
            Ping::Awake { until } => until,
        };
        let stuck = match self.writing {
            Writing::Since(since) => Some(since + HELD_BACK),
            Writing::Nothing | Writing::HeldBack => None,
        };
        let look = Some(self.slept.next_look());
        let later = self.later.due().filter(|_| self.out.len() < MOST_BYTES);
        [self.questions.deadline(), stuck, look, later].into_iter().flatten().fold(silence, Instant::min)
    }

    fn time(&mut self) -> Result<(), Error> {
        let now = Instant::now();
        self.answer_late(now);
        for (voice, answer) in self.questions.expire(now) {
            let _ = self.events.tell(voice, Event::Answer(answer));
        }
        if matches!(self.writing, Writing::Since(since) if now.saturating_duration_since(since) >= HELD_BACK) {
            self.writing = Writing::HeldBack;
            let _ = self.events.send(Event::HeldBack(true));
        }
        self.look_for_life(now)
    }

    /// Asks a silent server whether it is there, at once when the machine slept, and gives it up when it stays silent.
    fn look_for_life(&mut self, now: Instant) -> Result<(), Error> {
        if let Some(slept) = self.slept.look() {
            tracing::info!("this machine slept for {} s; the connection is checked", slept.as_secs());
            self.ping = Ping::Awake { until: now + self.settings.silence.min(AWAKE) };
            self.ping();
            return Ok(());
        }
        if matches!(self.ping, Ping::Awake { until } if now >= until) {
            return Err(lost("the server gave no sign of life after this machine woke up"));
        }
        let silent = now.saturating_duration_since(self.heard);
        if silent >= self.settings.silence * 2 {
            return Err(lost(&format!("the server gave no sign of life for {} s", silent.as_secs())));
        }
        if silent >= self.settings.silence && self.ping == Ping::NotNeeded {
            self.ping = Ping::Sent;
            self.ping();
        }
        Ok(())
    }

    fn ping(&mut self) {
        let to = escape(&self.server).into_owned();
        // A component pings itself: the server has to bring that round, and its own name is not known.
        let from = if self.is_component() { format!(" from='{to}'") } else { String::new() };
        self.say(&format!("<iq type='get' id='ping'{from} to='{to}'><ping xmlns='{}'/></iq>", namespace::PING));
    }
}

/// One step of writing: the flush of what was written, else what waits. Cancelling it loses nothing.
///
/// The flush comes first, so that the clock of what left the socket runs even while more is always waiting.
async fn push(writer: &mut WriteHalf<Box<dyn Transport>>, pending: &[u8], unflushed: bool) -> Happened {
    if unflushed { Happened::Flushed(writer.flush().await) } else { Happened::Wrote(writer.write(pending).await) }
}

fn lost(why: &str) -> Error {
    Error::Lost { why: Arc::from(why) }
}
