//! Staying online and answering as a profile says, headless.

use std::{
    io,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use clap::Args;
use jiff::tz::TimeZone;
use tokio::{sync::mpsc, time::timeout};

use super::{Format, Verbosity, ask, connection::Connection, password::Source, print::safe, trouble};
use crate::{
    disco::{
        address::Address,
        advertised::{self, Inquiry, Profile},
    },
    profile::ourselves,
    session::{self, Account, Advertised, Asked, Event, Next},
};

mod printer;

use printer::{Ended, Line, Printer};

/// What is said of us, and how what happens is printed.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The profile, as TOML; left out, what Discoscope says of itself without one. SIGHUP reads it again.
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Do not show us to contacts, so that no presence announces our capabilities.
    #[arg(long)]
    pub hidden: bool,
    /// How each question is printed: a line, or a JSON object on a line.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// Why it ends before anybody wants it to.
#[derive(Debug, thiserror::Error)]
enum Error {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] ourselves::Error),
    /// It says something that cannot be.
    #[error("The profile {} cannot be used. {why}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// Why.
        why: advertised::Error,
    },
    /// There is no session.
    #[error(transparent)]
    Session(#[from] ask::Error),
    /// Nobody is told when to end.
    #[error("The signals that end the program cannot be heard: {0}. Try again.")]
    Signals(io::Error),
    /// Nothing can be printed.
    #[error("The thread that prints cannot be started: {0}. Close other programs and try again.")]
    Printer(io::Error),
}

/// What somebody outside wants.
enum Wish {
    End,
    ReadAgain,
}

/// A goodbye takes no longer.
const GOODBYE: Duration = Duration::from_millis(600);

/// Serves until it is told to end, and tells the exit status.
pub fn run(arguments: &Arguments, connection: &Connection, verbosity: Verbosity) -> ExitCode {
    match begin(arguments, connection, verbosity.quiet) {
        Ok(status) => status,
        Err(error) => trouble(&error.to_string()),
    }
}

fn begin(arguments: &Arguments, connection: &Connection, is_quiet: bool) -> Result<ExitCode, Error> {
    let profile = arguments.profile.as_deref().map(read).transpose()?.unwrap_or_default();
    let runtime = tokio::runtime::Runtime::new().map_err(|error| ask::Error::Runtime(error.to_string()))?;
    let ended = runtime.block_on(serve(arguments, connection, profile, is_quiet));
    runtime.shutdown_background();
    ended
}

async fn serve(
    arguments: &Arguments,
    connection: &Connection,
    profile: Profile,
    is_quiet: bool,
) -> Result<ExitCode, Error> {
    let wishes = wishes().map_err(Error::Signals)?;
    let (printer, mut ended) = Printer::start().map_err(Error::Printer)?;
    let ask::Plan { mut settings, passwords, source, demo } = ask::prepare(&Address::new(""), connection).await?;
    settings.appears = !arguments.hidden && matches!(settings.account, Account::Password(_));
    settings.advertised = Advertised::new(profile);
    let advertised = settings.advertised.clone();
    let is_component = settings.account.as_component().is_some();
    let (session, events, task) = session::start(settings, passwords);
    let server = Server { arguments, advertised, source, is_component, is_quiet, printer };
    let status = server.go_on(events, wishes, &mut ended).await;
    drop(session);
    let _ = tokio::join!(timeout(GOODBYE, task), server.printer.finish(ended));
    drop(demo);
    status
}

struct Server<'a> {
    arguments: &'a Arguments,
    advertised: Advertised,
    source: Option<Source>,
    is_component: bool,
    is_quiet: bool,
    printer: Printer,
}

impl Server<'_> {
    async fn go_on(
        &self,
        mut events: mpsc::UnboundedReceiver<Event>,
        mut wishes: mpsc::UnboundedReceiver<Wish>,
        unread: &mut Ended,
    ) -> Result<ExitCode, Error> {
        let mut was_online = false;
        loop {
            let event = tokio::select! {
                event = events.recv() => event,
                // A reader that has seen enough, such as `head`, is no error.
                () = unread.wait() => return Ok(ExitCode::SUCCESS),
                wish = wishes.recv() => match wish {
                    Some(Wish::ReadAgain) => {
                        self.read_again();
                        continue;
                    }
                    Some(Wish::End) | None => return Ok(ExitCode::SUCCESS),
                },
            };
            if let Some(Event::Offline { why, .. }) = &event {
                ask::note_refusal(self.source.as_ref(), why);
            }
            match event {
                Some(Event::Online(online)) => {
                    was_online = true;
                    self.say(&format!("Serving as {}; Ctrl+C ends.", safe(&online.jid)));
                    if self.is_component {
                        self.say("A component shows itself to nobody, so no presence announces its capabilities.");
                    }
                }
                Some(Event::Offline { why, .. }) if !was_online => return Err(ask::Error::from(why).into()),
                Some(Event::Offline { why, next: Next::Rest }) => {
                    self.complain(&why.to_string());
                    return Ok(ExitCode::from(1));
                }
                Some(Event::Offline { why, next: Next::Retry { after } }) => {
                    self.say(&format!("{why} Trying again in {} s.", after.as_secs().max(1)));
                }
                Some(Event::Asked(Asked::One(inquiry, _))) => self.print(&inquiry),
                Some(Event::Asked(Asked::More(unlisted))) => {
                    self.complain(&format!("{} more questions were answered and not listed.", unlisted.take()));
                }
                Some(_) => {}
                None => return Ok(ExitCode::SUCCESS),
            }
        }
    }

    /// What cannot be used leaves what was said before as it is.
    fn read_again(&self) {
        let Some(path) = &self.arguments.profile else {
            return self.complain("There is no profile to be read again; give --profile FILE.");
        };
        match read(path) {
            Ok(profile) => {
                self.advertised.set(profile);
                self.say(&format!("{} was read again.", path.display()));
            }
            Err(error) => self.complain(&format!("{error} What was said before is still said.")),
        }
    }

    fn print(&self, inquiry: &Inquiry) {
        let line = match self.arguments.format {
            Format::Json => serde_json::to_string(inquiry),
            Format::Text => Ok(line(inquiry)),
        };
        match line {
            Ok(line) => self.printer.print(Line::Told(line)),
            Err(error) => self.complain(&format!("A question cannot be written as JSON: {error}.")),
        }
    }

    fn complain(&self, sentence: &str) {
        self.printer.print(Line::Complained(sentence.to_owned()));
    }

    fn say(&self, sentence: &str) {
        if !self.is_quiet {
            self.complain(sentence);
        }
    }
}

/// A question as one line for people.
fn line(inquiry: &Inquiry) -> String {
    let at = inquiry.at.to_zoned(TimeZone::system()).strftime("%H:%M:%S%.3f").to_string();
    let node = inquiry.node.as_deref().map(|node| format!(" node “{}”", safe(node))).unwrap_or_default();
    format!("{at}  {}  {}{node}  {}", safe(inquiry.asker()), safe(&inquiry.wanted.to_string()), inquiry.told_words())
}

fn read(path: &Path) -> Result<Profile, Error> {
    let text = ourselves::read(path)?;
    Profile::from_toml(&text).map_err(|why| Error::Wrong { path: path.to_owned(), why })
}

/// What signals want: Ctrl+C and SIGTERM the end, SIGHUP the profile to be read again.
#[cfg(unix)]
fn wishes() -> io::Result<mpsc::UnboundedReceiver<Wish>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate, mut hang_up) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
    let (told, wishes) = mpsc::unbounded_channel();
    drop(tokio::spawn(async move {
        loop {
            let wish = tokio::select! {
                _ = interrupt.recv() => Wish::End,
                _ = terminate.recv() => Wish::End,
                _ = hang_up.recv() => Wish::ReadAgain,
            };
            if told.send(wish).is_err() {
                return;
            }
        }
    }));
    Ok(wishes)
}

/// What Ctrl+C wants: the end.
#[cfg(not(unix))]
fn wishes() -> io::Result<mpsc::UnboundedReceiver<Wish>> {
    let (told, wishes) = mpsc::unbounded_channel();
    drop(tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            let _ = told.send(Wish::End);
        }
    }));
    Ok(wishes)
}
