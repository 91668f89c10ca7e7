//! The life of a session: connecting, being online, being lost, trying again.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use tokio::{sync::mpsc, time::sleep};

use super::{
    Account, Command, Error, Event, Next, Online, Passwords, Settings, Told, connect,
    elsewhere::Elsewhere,
    login::{self, Stream},
    online::{self, End},
    questions,
    slept::{LOOK, Slept},
    voices::Voices,
};

/// The first pause before another try; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// The first pause where the server wants to be left alone for a while.
const PATIENT_PAUSE: Duration = Duration::from_secs(15);
/// A connection that held this long starts the pauses anew.
const HELD: Duration = Duration::from_secs(60);

/// What a wait ended with.
enum Waited {
    TryNow,
    Ended,
}

/// Where the next connection leads to.
#[derive(Default)]
struct Way {
    /// Where the server sent us, for one try.
    elsewhere: Option<Elsewhere>,
    /// Whether the connection that there is came about so.
    was_sent: bool,
}

/// Connects, serves, and connects again until nobody listens any more.
///
/// The first connection is tried once: whoever started it sees why it failed. Later ones are tried again by
/// themselves unless the failure is one that time does not mend.
pub async fn run(
    mut settings: Settings,
    passwords: Passwords,
    mut told: mpsc::UnboundedReceiver<Command>,
    events: Voices,
    shared: Arc<Told>,
) {
    let (mut attempt, mut was_online, mut pause) = (0, false, FIRST_PAUSE);
    let mut appears = settings.appears;
    let mut way = Way::default();
    let mut last_id = 0;
    loop {
        attempt += 1;
        settings.pins.append(&mut shared.trusted.lock().unwrap_or_else(PoisonError::into_inner));
        let _ = events.send(Event::Connecting { attempt });
        let connected = tokio::select! {
            connected = establish(&settings, &passwords, &mut way) => connected,
            () = until_dropped(&mut told, &events, &mut appears) => return,
        };
        let why = match connected {
            Err(error) => error,
            Ok(stream) => {
                (attempt, was_online) = (0, true);
                let since = Instant::now();
                let _ = events.send(Event::Online(introduce(&stream)));
                match online::run(stream, &settings, &mut appears, &mut last_id, &mut told, &events).await {
                    End::Goodbye => return,
                    End::Lost(error) => {
                        let has_held = since.elapsed() > HELD;
                        if has_held {
                            pause = FIRST_PAUSE;
                        }
                        way.lead(error, &settings, has_held)
                    }
                }
            }
        };
        tracing::info!(%why, "offline");
        tell_certificate(&why);
        if why.wants_patience() {
            pause = pause.max(PATIENT_PAUSE);
        }
        let retries = way.elsewhere.is_some() || (was_online && !why.is_final());
        let next = if retries { Next::Retry { after: jittered(pause) } } else { Next::Rest };
        let reason: Arc<str> = why.to_string().into();
        let _ = events.send(Event::Offline { why, next });
        match wait(next, &settings, &mut told, &events, &reason, &mut appears).await {
            Waited::Ended => return,
            Waited::TryNow => pause = (pause * 2).min(LONGEST_PAUSE),
        }
    }
}

impl Way {
    /// Goes where a server sent us that had let us in; gives the error that is to be told.
    fn lead(&mut self, error: Error, settings: &Settings, has_held: bool) -> Error {
        // Who was let in for long has arrived: to be sent on then is no circle.
        let was_sent = std::mem::take(&mut self.was_sent) && !has_held;
        let told = error.clone();
        match Elsewhere::of(error, settings, was_sent) {
            Ok(elsewhere) => {
                self.elsewhere = Some(elsewhere);
                told
            }
            Err(error) => error,
        }
    }
}

/// Makes a connection; goes where the server sends us, once.
async fn establish(settings: &Settings, passwords: &Passwords, way: &mut Way) -> Result<Stream, Error> {
    // Whatever becomes of it, the try after this one begins where DNS or the settings say.
    let mut elsewhere = way.elsewhere.take();
    connect::check(settings).await?;
    let password = match settings.account {
        Account::Password(_) => match passwords().await? {
            password if password.is_empty() => return Err(Error::EmptyPassword),
            password => Some(password),
        },
        Account::Anonymous(_) => None,
        Account::Component(_) => match passwords().await? {
            secret if secret.is_empty() => return Err(Error::EmptySecret),
            secret => Some(secret),
        },
    };
    loop {
        let tried = match connect::connect(settings, elsewhere.as_ref()).await {
            Ok(connected) => login::login(connected, settings, password.clone()).await,
            Err(error) => Err(error),
        };
        match tried {
            Ok(mut stream) => {
                way.was_sent = elsewhere.is_some();
                if let Some(elsewhere) = elsewhere {
                    stream.security = format!("{}, at {elsewhere} where the server sent us", stream.security);
                }
                return Ok(stream);
            }
            Err(error) => {
                let next = Elsewhere::of(error, settings, elsewhere.is_some())?;
                tracing::info!("the server sends us to {next}");
                elsewhere = Some(next);
            }
        }
    }
}

/// Says in the log what there is to compare of a certificate that is not trusted.
fn tell_certificate(why: &Error) {
    for (name, value) in why.untrusted().into_iter().flat_map(|problem| problem.certificate.lines()) {
        tracing::info!("the certificate: {name}: {value}");
    }
}

fn introduce(stream: &Stream) -> Online {
    let bare = stream.jid.split('/').next().unwrap_or_default();
    Online {
        jid: stream.jid.as_str().into(),
        server: bare.rsplit('@').next().unwrap_or_default().into(),
        security: stream.security.as_str().into(),
        features_xml: stream.features_xml.clone(),
        caps: stream.caps.clone(),
    }
}

/// Ends when the session is not needed any more; questions that come meanwhile are cut off.
async fn until_dropped(told: &mut mpsc::UnboundedReceiver<Command>, events: &Voices, appears: &mut bool) {
    let why: Arc<str> = Arc::from("there is no connection yet");
    while let Some(command) = told.recv().await {
        refuse(command, events, &why, appears);
        if events.is_closed() {
            return;
        }
    }
}

/// Waits for the next try; it comes at once when somebody wants it or when the machine wakes up, because the network
/// that was gone may be back.
async fn wait(
    next: Next,
    settings: &Settings,
    told: &mut mpsc::UnboundedReceiver<Command>,
    events: &Voices,
    why: &Arc<str>,
    appears: &mut bool,
) -> Waited {
    let pause = match next {
        Next::Retry { after } => after,
        Next::Rest => Duration::from_secs(u64::from(u32::MAX)),
    };
    let pause = sleep(pause);
    tokio::pin!(pause);
    let mut slept = Slept::new(settings.wall);
    loop {
        tokio::select! {
            () = &mut pause => return Waited::TryNow,
            () = sleep(LOOK), if next != Next::Rest => {
                if slept.look().is_some() {
                    return Waited::TryNow;
                }
            }
            () = events.closed() => return Waited::Ended,
            command = told.recv() => match command {
                None => return Waited::Ended,
                Some(Command::Reconnect) => return Waited::TryNow,
                Some(command) => refuse(command, events, why, appears),
            },
        }
    }
}

/// What can be done without a connection: a wish is kept for the next one, a question is cut off.
fn refuse(command: Command, events: &Voices, why: &Arc<str>, appears: &mut bool) {
    match command {
        Command::Ask(voice, question) => {
            let _ = events.tell(voice, Event::Answer(questions::cut_off(question, None, Timestamp::now(), why)));
        }
        Command::Join(voice, listener) => events.join(voice, listener),
        Command::Leave(voice) => events.leave(voice),
        Command::Listen(voice, is_wanted) => events.listen(voice, is_wanted),
        Command::Appear(is_shown) => *appears = is_shown,
        Command::Reconnect => {}
    }
}

/// A fifth more or less, so that the clients of a restarted server do not all come back at once.
fn jittered(pause: Duration) -> Duration {
    let percent = 80 + RandomState::new().build_hasher().finish() % 41;
    pause * u32::try_from(percent).unwrap_or(100) / 100
}
