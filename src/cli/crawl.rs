//! A whole tree, asked headless and saved.

use std::{
    fmt::Write as _,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use clap::Args;
use tokio::sync::mpsc;

use super::{Verbosity, ask, connection::Connection, print, progress::Bar};
use crate::{
    crawl::{self, Control, Domains, Fences, Group, Line, Manners, Options, Pattern, State, Summary, Walk},
    disco::{
        address::{self, Address},
        state::{self, Kind, Question},
        tree::{Named, Scope, Tree, Unfolded},
    },
    session::{self, Notice},
    snapshot::{self, Origin, Snapshot, Watch, file::Keep},
};

/// What to crawl, how far, and where to.
#[derive(Args, Debug)]
pub struct Crawl {
    /// The JID to begin with.
    pub jid: String,
    /// The node, if any.
    pub node: Option<String>,
    /// The file that what was seen is saved to; a name that ends in .gz compresses.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// How many levels below the first entity are asked.
    #[arg(long, value_name = "N", default_value_t = Fences::default().depth)]
    pub depth: u16,
    /// How many entities are asked.
    #[arg(long, value_name = "N", default_value_t = Fences::default().entities)]
    pub entities: usize,
    /// Ask entities of any domain, not only those of the first one's domain and below.
    #[arg(long)]
    pub anywhere: bool,
    /// Ask entities of this domain and below, instead of the first one's; may be given several times.
    #[arg(long, value_name = "DOMAIN", conflicts_with = "anywhere")]
    pub domain: Vec<String>,
    /// Do not ask what matches, * and ? being wildcards, over “jid” or “jid node”; may be given several times.
    #[arg(long, value_name = "PATTERN")]
    pub leave_out: Vec<String>,
    /// How many questions a second are asked at most.
    #[arg(long, value_name = "N", value_parser = rate)]
    pub rate: Option<f64>,
    /// How many questions may be open at once at most.
    #[arg(long, value_name = "N", default_value_t = Manners::default().window)]
    pub window: usize,
    /// Leave the stanzas out of the file.
    #[arg(long)]
    pub no_xml: bool,
    /// Leave the own address out of the file.
    #[arg(long)]
    pub no_address: bool,
}

impl Crawl {
    fn options(&self, timeout: Duration) -> Options {
        let domains = match (self.anywhere, self.domain.is_empty()) {
            (true, _) => Domains::Anywhere,
            (false, true) => Domains::OfRoots,
            (false, false) => Domains::These(self.domain.clone()),
        };
        let fences = Fences {
            depth: self.depth,
            entities: self.entities,
            domains,
            leave_out: self.leave_out.iter().map(|pattern| Pattern::new(pattern)).collect(),
            ..Fences::default()
        };
        let manners = Manners { window: self.window, rate: self.rate, timeout, ..Manners::default() };
        Options { fences, manners, ask_known: false }
    }
}

/// Crawls, saves, and tells the exit status.
pub fn run(wish: &Crawl, connection: &Connection, verbosity: Verbosity) -> Result<ExitCode, ask::Error> {
    let address = Address::typed(&wish.jid, wish.node.as_deref().unwrap_or_default())?;
    try_out(&wish.out)?;
    let runtime = runtime()?;
    let done = runtime.block_on(crawl_and_save(wish, &address, connection, verbosity.quiet));
    runtime.shutdown_background();
    let (summary, lost, is_root_answered) = done?;
    if !verbosity.quiet {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(words(&summary).as_bytes()).and_then(|()| out.flush());
    }
    let path = print::safe(&wish.out.display().to_string()).into_owned();
    match (&lost, summary.state) {
        (Some(why), _) => complain(&format!("The crawl was cut short: {why} What was seen is saved to “{path}”.")),
        (None, State::Done) => {}
        (None, _) => complain(&format!("Stopped before the end; what was seen is saved to “{path}”.")),
    }
    let is_whole = lost.is_none() && summary.state == State::Done;
    if is_whole && !is_root_answered {
        complain(&format!(
            "{} did not answer; what came instead is saved to “{path}”.",
            print::safe(&address.to_string())
        ));
    }
    Ok(if is_whole && is_root_answered { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// One thread, because the session hands every answer to the crawl: to wake another thread for it costs a fifth of all.
fn runtime() -> Result<tokio::runtime::Runtime, ask::Error> {
    let built = tokio::runtime::Builder::new_current_thread().enable_all().build();
    built.map_err(|error| ask::Error::Runtime(error.to_string()))
}

fn complain(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "discoscope: {}", print::safe(sentence));
}

type Done = (Summary, Option<session::Error>, bool);

async fn crawl_and_save(
    wish: &Crawl,
    address: &Address,
    connection: &Connection,
    is_quiet: bool,
) -> Result<Done, ask::Error> {
    let watch = Watch::default();
    let (told, controls) = mpsc::unbounded_channel();
    let interrupts = tokio::spawn(mind_interrupts(told, watch.clone()));
    let roots = std::slice::from_ref(address);
    let seen = see(roots, |timeout| wish.options(timeout), connection, is_quiet, controls).await?;
    let Seen { snapshot, summary, lost, is_root_answered } = seen;
    let keep = Keep { without_xml: wish.no_xml, without_address: wish.no_address };
    let path = wish.out.clone();
    let saved = tokio::task::spawn_blocking(move || snapshot::file::write(&snapshot, &path, &keep, &watch)).await;
    interrupts.abort();
    saved.map_err(|error| ask::Error::Runtime(error.to_string()))??;
    Ok((summary, lost, is_root_answered))
}

/// What a crawl saw.
struct Seen {
    snapshot: Snapshot,
    summary: Summary,
    lost: Option<session::Error>,
    is_root_answered: bool,
}

/// What these entities and everything below them say now, down to a depth if one is given, within the usual fences; fails
/// when the crawl is cut short.
pub fn now(
    roots: &[Address],
    depth: Option<u16>,
    connection: &Connection,
    is_quiet: bool,
) -> Result<Snapshot, ask::Error> {
    let runtime = runtime()?;
    let (_held, controls) = mpsc::unbounded_channel();
    let fences = Fences { depth: depth.unwrap_or(Fences::default().depth), ..Fences::default() };
    let manners = |timeout| Manners { timeout, ..Manners::default() };
    let options = |timeout| Options { fences, manners: manners(timeout), ..Options::default() };
    let seen = runtime.block_on(see(roots, options, connection, is_quiet, controls));
    runtime.shutdown_background();
    let seen = seen?;
    match seen.lost {
        Some(why) => Err(why.into()),
        None => Ok(seen.snapshot),
    }
}

async fn see(
    roots: &[Address],
    options: impl FnOnce(Duration) -> Options,
    connection: &Connection,
    is_quiet: bool,
    controls: mpsc::UnboundedReceiver<Control>,
) -> Result<Seen, ask::Error> {
    let Some(first) = roots.first() else { return Err(address::Error::Empty.into()) };
    let ask::Plan { mut settings, passwords, source, demo } = ask::prepare(first, connection).await?;
    let options = options(settings.timeout);
    settings.window = settings.window.max(options.manners.window);
    let mut walk = Walk::new(roots, options);
    let mut tree = Tree::new();
    for root in roots {
        let _ = tree.add_root(root.clone());
    }
    let mut bar = Bar::new(is_quiet);
    let (session, events, task) = session::start(settings, passwords);
    let line = Line { session, events, controls };
    let ended = crawl::run(&mut walk, &mut tree, line, |progress| bar.show(progress)).await;
    let ended = ended.inspect_err(|why| ask::note_refusal(source.as_ref(), why))?;
    let _ = task.await;
    drop(demo);
    let is_root_answered = tree.find(first).is_some_and(|root| {
        matches!(root.info, state::State::Answered(_)) || matches!(root.items, state::State::Answered(_))
    });
    let open = |root: &Address| Unfolded { depth: 0, named: Named::Entity(root.clone()), nth: 0, is_open: true };
    tree.unfold(&roots.iter().map(open).collect::<Vec<_>>());
    let origin = Origin::of(&ended.online.jid, &ended.online.server);
    let mut snapshot = Snapshot::of(tree.part(Scope::Whole), origin);
    snapshot.announced.clone_from(&ended.online.caps);
    add_strays(&mut snapshot, &ended.notices);
    Ok(Seen { snapshot, summary: walk.summary(Instant::now()), lost: ended.lost, is_root_answered })
}

/// The first interrupt ends the crawl, the second one the saving, and the program soon after.
async fn mind_interrupts(told: mpsc::UnboundedSender<Control>, watch: Watch) {
    if tokio::signal::ctrl_c().await.is_err() {
        return;
    }
    let _ = told.send(Control::Cancel);
    if std::io::stderr().is_terminal() {
        let _ = writeln!(std::io::stderr());
    }
    complain("Stopping; what was seen is being saved. Interrupt once more to leave without saving.");
    if tokio::signal::ctrl_c().await.is_ok() {
        watch.cancel();
        tokio::time::sleep(GRACE).await;
        std::process::exit(INTERRUPTED);
    }
}

/// Saving stops at its next step, and tidies up.
const GRACE: Duration = Duration::from_secs(2);
/// As shells have it: 128 and the signal's number.
const INTERRUPTED: i32 = 130;
/// So many strays of one entity are kept.
const MOST_STRAYS: usize = 100;

fn add_strays(snapshot: &mut Snapshot, notices: &[Notice]) {
    for notice in notices {
        let strays = snapshot.strays.entry(notice.address.clone()).or_default();
        if strays.len() < MOST_STRAYS {
            strays.push(notice.finding());
        }
    }
}

/// Finds out whether the file can be written before an hour is spent on what would stand in it.
fn try_out(path: &Path) -> Result<(), snapshot::Error> {
    let fail = |error: io::Error| snapshot::Error::unwritten(path, &error);
    if path.is_dir() {
        return Err(fail(io::Error::other("it is a folder")));
    }
    let target = snapshot::file::target(path);
    if target.file_name().is_none() {
        return Err(fail(io::Error::other("it names no file")));
    }
    if let Err(error) = std::fs::symlink_metadata(&target)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(fail(error));
    }
    let beside = target.with_file_name(format!(".discoscope-{}.trial", std::process::id()));
    let tried = std::fs::OpenOptions::new().write(true).create_new(true).open(&beside);
    let _ = tried.map_err(fail)?;
    std::fs::remove_file(&beside).map_err(fail)
}

/// So many of a kind are named.
const NAMED: usize = 20;

/// The summary for people.
fn words(summary: &Summary) -> String {
    let Summary { counts, findings, took, rate, .. } = summary;
    let mut out = String::new();
    let seconds = took.as_secs_f64();
    let _ = writeln!(
        out,
        "{} entities, {} questions in {seconds:.1} s, {rate:.0} answers a second",
        counts.entities, counts.asked
    );
    let _ = writeln!(
        out,
        "{} answered, {} refused, {} silent, {} unreadable, {} cut off; {} asked again",
        counts.answered, counts.refused, counts.silent, counts.unreadable, counts.cut_off, counts.again
    );
    named(&mut out, "silent", &findings.silent, question);
    for (condition, group) in &findings.refused {
        named(&mut out, &format!("refused, {}", print::safe(condition)), group, question);
    }
    named(&mut out, "unreadable", &findings.unreadable, question);
    named(&mut out, "cut off each time", &findings.cut_off, question);
    named(&mut out, "gave a part of the list only", &findings.in_part, Address::to_string);
    for (fence, group) in &findings.stopped {
        named(&mut out, &format!("not asked, {}", fence.words()), group, Address::to_string);
    }
    out
}

fn named<T>(out: &mut String, title: &str, group: &Group<T>, name: impl Fn(&T) -> String) {
    if group.count == 0 {
        return;
    }
    let _ = writeln!(out, "{title}: {}", group.count);
    for one in group.first.iter().take(NAMED) {
        let _ = writeln!(out, "  {}", print::safe(&name(one)));
    }
    let more = group.count.saturating_sub(NAMED.min(group.first.len()));
    if more > 0 {
        let _ = writeln!(out, "  and {more} more");
    }
}

fn question(question: &Question) -> String {
    let kind = match question.kind {
        Kind::Info => "info",
        Kind::Items => "items",
        Kind::Version => "version",
        Kind::Time => "time",
        Kind::LastActivity => "last activity",
        Kind::ItemCount => "number of items",
    };
    format!("{kind} of {}", question.address)
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate > 0.0 => Ok(rate),
        _ => Err("write a number of questions a second above 0".to_owned()),
    }
}
