//! The life of a session: connecting, being online, being lost, trying again.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use tokio::{sync::mpsc, time::sleep};

use super::{
    Account, Command, Error, Event, Next, Online, Passwords, Settings, connect,
    login::{self, Stream},
    online::{self, End},
    questions,
    voices::Voices,
};

/// The first pause before another try; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// A connection that held this long starts the pauses anew.
const HELD: Duration = Duration::from_secs(60);

/// What a wait ended with.
enum Waited {
    TryNow,
    Ended,
}

/// Connects, serves, and connects again until nobody listens any more.
///
/// The first connection is tried once: whoever started it sees why it failed. Later ones are tried again by
/// themselves unless the failure is one that time does not mend.
pub async fn run(settings: Settings, passwords: Passwords, mut told: mpsc::UnboundedReceiver<Command>, events: Voices) {
    let (mut attempt, mut was_online, mut pause) = (0, false, FIRST_PAUSE);
    let mut appears = settings.appears;
    loop {
        attempt += 1;
        let _ = events.send(Event::Connecting { attempt });
        let connected = tokio::select! {
            connected = establish(&settings, &passwords) => connected,
            () = until_dropped(&mut told, &events, &mut appears) => return,
        };
        let why = match connected {
            Err(error) => error,
            Ok(stream) => {
                (attempt, was_online) = (0, true);
                let since = Instant::now();
                let _ = events.send(Event::Online(introduce(&stream)));
                match online::run(stream, &settings, &mut appears, &mut told, &events).await {
                    End::Goodbye => return,
                    End::Lost(error) => {
                        if since.elapsed() > HELD {
                            pause = FIRST_PAUSE;
                        }
                        error
                    }
                }
            }
        };
        tracing::info!(%why, "offline");
        let next = if was_online && !why.is_final() { Next::Retry { after: jittered(pause) } } else { Next::Rest };
        let reason: Arc<str> = why.to_string().into();
        let _ = events.send(Event::Offline { why, next });
        match wait(next, &mut told, &events, &reason, &mut appears).await {
            Waited::Ended => return,
            Waited::TryNow => pause = (pause * 2).min(LONGEST_PAUSE),
        }
    }
}

async fn establish(settings: &Settings, passwords: &Passwords) -> Result<Stream, Error> {
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
    let connected = connect::connect(settings).await?;
    login::login(connected, settings, password).await
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

async fn wait(
    next: Next,
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
    loop {
        tokio::select! {
            () = &mut pause => return Waited::TryNow,
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
        Command::Appear(is_shown) => *appears = is_shown,
        Command::Reconnect => {}
    }
}

/// A fifth more or less, so that the clients of a restarted server do not all come back at once.
fn jittered(pause: Duration) -> Duration {
    let percent = 80 + RandomState::new().build_hasher().finish() % 41;
    pause * u32::try_from(percent).unwrap_or(100) / 100
}
