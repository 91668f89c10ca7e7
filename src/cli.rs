//! The command line: what can be said there, and the headless commands.

use std::{io::Write, process::ExitCode};

use clap::{Args, Parser, Subcommand, ValueEnum};
use tracing::Level;
use tracing_subscriber::filter::Targets;

use crate::disco::{address::Address, reply::Items, state::Kind};

mod ask;
mod compare;
mod connection;
mod crawl;
mod export;
mod password;
mod print;
mod progress;
mod serve;

pub use connection::Connection;

/// An explorer for XMPP service discovery: shows what every entity says of itself, unaltered.
#[derive(Debug, Parser)]
#[command(name = "discoscope", version, args_conflicts_with_subcommands = false, subcommand_negates_reqs = true)]
#[command(
    after_help = "The password of an account that was saved in the window, or the secret of a component that was, is in the\n\
    system's keyring; else it is read from DISCOSCOPE_PASSWORD, else asked for. It is never an argument.\n\
    Exit status: 0 answered, or the same; 1 asked but refused or silent, or different; 2 wrong usage, no connection,\n\
    or nothing to compare."
)]
pub struct Cli {
    /// What to do without a window; left out, the window opens.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// A JID to open in the window, or a link to one: xmpp:JID?disco;node=…;request=…;type=get.
    pub address: Option<String>,
    /// A node of that JID.
    pub node: Option<String>,
    /// The window's appearance, for this run (left out: as it was chosen in the window).
    #[arg(long, value_enum)]
    pub theme: Option<Appearance>,
    /// How large everything in the window is, from 80 to 200 percent, for this run (left out: as it was chosen).
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u16).range(80..=200))]
    pub text_size: Option<u16>,
    /// How far words in the window stand out, for this run (left out: as it was chosen).
    #[arg(long, value_enum)]
    pub contrast: Option<Contrast>,
    /// Open a snapshot in the window; may be given more than once.
    #[arg(long, value_name = "FILE")]
    pub open: Vec<std::path::PathBuf>,
    /// How to connect.
    #[command(flatten)]
    pub connection: Connection,
    /// How much is said on standard error.
    #[command(flatten)]
    pub verbosity: Verbosity,
}

/// The headless commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Ask one entity for its disco#info: identities, features and forms.
    Info(Target),
    /// Ask one entity for its disco#items.
    Items(Target),
    /// Ask one entity for its disco#info and print the identities.
    Identities(Target),
    /// Ask one entity for its disco#info and print the features.
    Features(Target),
    /// Ask one entity for both.
    All(Target),
    /// Ask an entity and everything below it, and save what they say.
    Crawl(crawl::Crawl),
    /// Compare two snapshots, an entity of each, or a snapshot with what is said now.
    Compare(compare::Arguments),
    /// Write a saved snapshot as something that others can read.
    Export(export::Arguments),
    /// Stay online, answer those who ask what we are as a profile says, and print who asked and what they were told.
    Serve(serve::Arguments),
}

/// Whom to ask.
#[derive(Args, Debug)]
pub struct Target {
    /// The entity's JID.
    pub jid: String,
    /// The node, if any.
    pub node: Option<String>,
    /// How the reply is printed.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// How a reply is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people and line-based tools.
    #[default]
    Text,
    /// The record of the JSON contract.
    Json,
}

/// The window's appearance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Appearance {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How far words in the window stand out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Contrast {
    /// Calm.
    #[default]
    Usual,
    /// Far.
    High,
}

/// How much is said on standard error.
#[derive(Args, Clone, Copy, Debug)]
pub struct Verbosity {
    /// Say nothing but errors.
    #[arg(short, global = true, conflicts_with_all = ["verbose", "debug"])]
    quiet: bool,
    /// Say what is being done.
    #[arg(short, global = true)]
    verbose: bool,
    /// Say everything, for reports of errors.
    #[arg(short, global = true)]
    debug: bool,
}

impl Verbosity {
    /// The levels of the log: other crates speak only when asked for everything.
    pub fn filter(self) -> Targets {
        let (ours, others) = match self {
            Self { debug: true, .. } => (Level::DEBUG, Level::DEBUG),
            Self { verbose: true, .. } => (Level::INFO, Level::ERROR),
            Self { quiet: true, .. } => (Level::ERROR, Level::ERROR),
            _ => (Level::WARN, Level::ERROR),
        };
        Targets::new().with_default(others).with_target("discoscope", ours)
    }
}

/// What a headless command prints of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Info,
    Items,
    Identities,
    Features,
    All,
}

impl Part {
    fn kinds(self) -> &'static [Kind] {
        match self {
            Self::Info | Self::Identities | Self::Features => &[Kind::Info],
            Self::Items => &[Kind::Items],
            Self::All => &[Kind::Info, Kind::Items],
        }
    }
}

/// Runs a headless command to its end and tells the exit status.
pub fn run(command: &Command, connection: &Connection, verbosity: Verbosity) -> ExitCode {
    let (part, target) = match command {
        Command::Info(target) => (Part::Info, target),
        Command::Items(target) => (Part::Items, target),
        Command::Identities(target) => (Part::Identities, target),
        Command::Features(target) => (Part::Features, target),
        Command::All(target) => (Part::All, target),
        Command::Crawl(crawl) => {
            return crawl::run(crawl, connection, verbosity).unwrap_or_else(|error| trouble(&error.to_string()));
        }
        Command::Compare(arguments) => return compare::run(arguments, connection, verbosity),
        Command::Export(arguments) => return export::run(arguments, connection, verbosity),
        Command::Serve(arguments) => return serve::run(arguments, connection, verbosity),
    };
    match one(part, target, connection) {
        Ok(status) => status,
        Err(error) => trouble(&error.to_string()),
    }
}

/// What is wrong with the arguments, in one sentence instead of the parser's paragraphs.
pub fn usage(error: &clap::Error) -> String {
    let text = error.to_string();
    let words = text.split("\n\nUsage:").next().unwrap_or(&text).split("\n\nFor more").next().unwrap_or(&text);
    let words = words.strip_prefix("error: ").unwrap_or(words).split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{}; see discoscope --help.", words.trim_end_matches('.'))
}

/// Prints one sentence on standard error; the exit status of wrong usage and of no connection.
pub fn trouble(sentence: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "discoscope: {}", print::safe(sentence));
    ExitCode::from(2)
}

fn one(part: Part, target: &Target, connection: &Connection) -> Result<ExitCode, ask::Error> {
    let address = Address::typed(&target.jid, target.node.as_deref().unwrap_or_default())?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| ask::Error::Runtime(error.to_string()))?;
    let asked = runtime.block_on(ask::one(address, part.kinds(), connection));
    // A blocking look-up that hangs must not keep a finished program alive.
    runtime.shutdown_background();
    let entity = asked?;
    let printed = match target.format {
        Format::Json => print::json(&entity),
        Format::Text => print::text(&entity, part),
    };
    let mut out = std::io::stdout().lock();
    if let Some(part) = entity.items.answer().and_then(Items::part_words) {
        let why = entity.items.answer().and_then(|items| items.paging.rest.trouble()).unwrap_or("there is more");
        let _ = writeln!(
            std::io::stderr(),
            "discoscope: Only {part} items of {} are known: {why}.",
            print::safe(&entity.address.to_string())
        );
    }
    // A reader that has seen enough, such as `head`, is no error.
    let _ = out.write_all(printed.as_bytes()).and_then(|()| out.flush());
    Ok(if ask::is_answered(&entity, part.kinds()) { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
