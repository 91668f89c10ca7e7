//! Two snapshots, or an entity of each, compared.

use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anstream::AutoStream;
use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};

use crate::{
    disco::{
        address::{self, Address},
        state::Entity,
        tree::Named,
    },
    snapshot::{
        self, Snapshot, Watch,
        compare::{self, Aspect, Comparison, Mapping, MappingError, Options, Rule, Side, record::Document},
        file,
    },
};

use super::{Format, Verbosity, ask, connection::Connection, crawl, trouble};

mod text;

/// What is compared, and how.
#[derive(Args, Debug)]
pub struct Arguments {
    /// A snapshot, the older one as a rule.
    #[arg(value_name = "A")]
    left: PathBuf,
    /// The snapshot to hold against it; left out, what the same entities say now, to the account that is named.
    #[arg(value_name = "B")]
    right: Option<PathBuf>,
    /// A JID of A that stands for one of B; a domain takes its subdomains along. May be given several times.
    #[arg(long, value_name = "LEFT=RIGHT")]
    map: Vec<Rule>,
    /// Leave these out, too. The times and the order are left out anyway.
    #[arg(long, value_delimiter = ',', value_name = "WHAT", value_parser = aspects(&Aspect::ALL))]
    ignore: Vec<Aspect>,
    /// Do not leave these out.
    #[arg(long, value_delimiter = ',', value_name = "WHAT", value_parser = aspects(&[Aspect::Times, Aspect::Order]))]
    also: Vec<Aspect>,
    /// Only this entity.
    #[arg(long, value_name = "JID")]
    entity: Option<String>,
    /// The node of that entity.
    #[arg(long, requires = "entity")]
    node: Option<String>,
    /// The entity of B that it is compared with, if it is another one there.
    #[arg(long, value_name = "JID", requires = "entity")]
    with: Option<String>,
    /// The node of that one.
    #[arg(long, value_name = "NODE", requires = "with")]
    with_node: Option<String>,
    /// How the differences are printed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Print what is the same and what is unknown, too.
    #[arg(long)]
    all: bool,
}

/// Why nothing was compared.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    File(#[from] snapshot::Error),
    #[error(transparent)]
    Crawl(#[from] ask::Error),
    #[error("“{0}” has no entity at its top that could be asked now; name a second snapshot.")]
    NoRoots(String),
    #[error(transparent)]
    Mapping(#[from] MappingError),
    #[error(transparent)]
    Address(#[from] address::Error),
    #[error("{whom} was not asked in “{file}”; discoscope compare --all without --entity lists who was.")]
    NotThere { whom: Address, file: String },
    #[error("The two have nothing in common: nothing was asked on both sides.")]
    NothingInCommon,
    #[error("The two have nothing in common; did you mean --map {0}?")]
    OtherRoots(Rule),
    #[error("The differences could not be written: {0}.")]
    Output(String),
}

/// Runs the command to its end and tells the exit status.
pub fn run(arguments: &Arguments, connection: &Connection, verbosity: Verbosity) -> ExitCode {
    match compared(arguments, connection, verbosity) {
        Ok(true) => ExitCode::from(1),
        Ok(false) => ExitCode::SUCCESS,
        Err(error) => trouble(&error.to_string()),
    }
}

/// Prints the differences and tells whether there are any.
fn compared(arguments: &Arguments, connection: &Connection, verbosity: Verbosity) -> Result<bool, Error> {
    let watch = Watch::default();
    let left = file::read(&arguments.left, &watch)?;
    let right = if let Some(right) = &arguments.right {
        file::read(right, &watch)?
    } else {
        // One entity needs no more than itself.
        let depth = arguments.entity.as_ref().map(|_| 0);
        crawl::now(&roots(arguments, &left)?, depth, connection, verbosity.quiet)?
    };
    let comparison = match &arguments.entity {
        Some(jid) => entity(jid, arguments, &left, &right)?,
        None => compare::compare(&left, &right, options(arguments)?, &watch).map_err(snapshot::Error::from)?,
    };
    let suggested =
        Options::suggested(&left, &right).filter(|_| arguments.entity.is_none() && arguments.map.is_empty());
    if comparison.summary.total() > 0 && !comparison.has_common() {
        return Err(suggested.map_or(Error::NothingInCommon, Error::OtherRoots));
    }
    print(arguments, (&left, &right), &comparison).or_else(|error| match error.kind() {
        // A reader that has seen enough, such as `head`, is no error.
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(Error::Output(error.to_string())),
    })?;
    if let Some(rule) = suggested {
        let _ = writeln!(io::stderr(), "discoscope: The roots differ; did you mean --map {rule}?");
    }
    Ok(comparison.differs())
}

/// What the right side is called.
fn name_of_right(arguments: &Arguments) -> PathBuf {
    arguments.right.clone().unwrap_or_else(|| PathBuf::from("now"))
}

/// Whom to ask now: whoever stands at the top of A, by the names that the rules give them.
fn roots(arguments: &Arguments, left: &Snapshot) -> Result<Vec<Address>, Error> {
    let other = |address: &Address| {
        let jid = address.normal_jid();
        let mapped = arguments.map.iter().find_map(|rule| on_the_right(rule, &jid));
        mapped.map_or_else(|| address.clone(), |jid| Address { jid: jid.into(), ..address.clone() })
    };
    if let Some(jid) = &arguments.entity {
        let whom = Address::typed(jid, arguments.node.as_deref().unwrap_or_default())?;
        return Ok(vec![match &arguments.with {
            Some(with) => Address::typed(with, arguments.with_node.as_deref().unwrap_or_default())?,
            None => other(&whom),
        }]);
    }
    let entities = left.roots.iter().filter_map(|root| match root {
        Named::Entity(address) => Some(other(address)),
        Named::Folder(_) => None,
    });
    let roots: Vec<_> = entities.collect();
    if roots.is_empty() { Err(Error::NoRoots(arguments.left.display().to_string())) } else { Ok(roots) }
}

/// The JID that stands on the right for one on the left: a domain takes those below it along, a bare JID its clients.
fn on_the_right(rule: &Rule, jid: &str) -> Option<String> {
    let (left, right) = (rule.side(Side::Left), rule.side(Side::Right));
    if left.contains('@') || left.contains('/') {
        let rest = jid.strip_prefix(left)?;
        return (rest.is_empty() || rest.starts_with('/')).then(|| format!("{right}{rest}"));
    }
    let (bare, resource) = jid.find('/').and_then(|at| jid.split_at_checked(at)).unwrap_or((jid, ""));
    let above = bare.strip_suffix(left)?;
    (above.is_empty() || above.ends_with(['.', '@'])).then(|| format!("{above}{right}{resource}"))
}

fn options(arguments: &Arguments) -> Result<Options, MappingError> {
    let mut options = Options { mapping: Mapping::new(arguments.map.iter().cloned())?, ..Options::default() };
    options.ignored.retain(|aspect| !arguments.also.contains(aspect));
    options.ignored.extend(&arguments.ignore);
    Ok(options)
}

/// One entity of each side.
fn entity(jid: &str, arguments: &Arguments, left: &Snapshot, right: &Snapshot) -> Result<Comparison, Error> {
    let mut options = options(arguments)?;
    let whom = Address::typed(jid, arguments.node.as_deref().unwrap_or_default())?;
    let ours = find(&whom, left).ok_or_else(|| not_there(&whom, &arguments.left))?;
    let theirs = match &arguments.with {
        Some(with) => {
            let with = Address::typed(with, arguments.with_node.as_deref().unwrap_or_default())?;
            let theirs = find(&with, right).ok_or_else(|| not_there(&with, &name_of_right(arguments)))?;
            // Who is held against somebody else stands for them, unless a rule says otherwise.
            let own = Rule::new(&whom.jid, &with.jid)?;
            if own.side(compare::Side::Left) != own.side(compare::Side::Right) {
                let rules = arguments.map.iter().cloned().chain([own]);
                options.mapping = Mapping::new(rules).unwrap_or(options.mapping);
            }
            theirs
        }
        None => options.counterpart(&whom, right).ok_or_else(|| not_there(&whom, &name_of_right(arguments)))?,
    };
    Ok(Comparison::of(compare::entities(ours, theirs, &options), options))
}

fn find<'a>(whom: &Address, snapshot: &'a Snapshot) -> Option<&'a Arc<Entity>> {
    Options::default().counterpart(whom, snapshot)
}

fn not_there(whom: &Address, file: &Path) -> Error {
    Error::NotThere { whom: whom.clone(), file: file.display().to_string() }
}

fn print(arguments: &Arguments, (left, right): (&Snapshot, &Snapshot), comparison: &Comparison) -> io::Result<()> {
    let names = (arguments.left.display().to_string(), name_of_right(arguments).display().to_string());
    let sides = ((names.0.as_str(), &left.origin), (names.1.as_str(), &right.origin));
    match arguments.format {
        Format::Json => {
            let mut out = BufWriter::new(io::stdout().lock());
            serde_json::to_writer_pretty(&mut out, &Document::new(sides, comparison, arguments.all))?;
            out.write_all(b"\n")?;
            out.flush()
        }
        Format::Text => {
            let mut out = BufWriter::new(AutoStream::auto(io::stdout().lock()));
            text::print(&mut out, sides, comparison, arguments.all)?;
            out.flush()
        }
    }
}

fn aspects(aspects: &[Aspect]) -> impl TypedValueParser<Value = Aspect> + use<> {
    let words: Vec<&'static str> = aspects.iter().map(|aspect| aspect.word()).collect();
    PossibleValuesParser::new(words).try_map(|word| Aspect::of(&word).ok_or("there is no such aspect"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_takes_along_what_stands_below() {
        for (rule, jid, expected) in [
            ("shop.example=test.example", "shop.example", Some("test.example")),
            ("shop.example=test.example", "rooms.shop.example", Some("rooms.test.example")),
            ("shop.example=test.example", "anna@shop.example/x", Some("anna@test.example/x")),
            ("shop.example=test.example", "workshop.example", None),
            ("shop.example=test.example", "other.example", None),
            ("anna@shop.example=bert@test.example", "anna@shop.example/x", Some("bert@test.example/x")),
            ("anna@shop.example=bert@test.example", "anna@shop.example.org", None),
        ] {
            assert_eq!(on_the_right(&rule.parse().unwrap(), jid).as_deref(), expected, "{rule} {jid}");
        }
    }
}
