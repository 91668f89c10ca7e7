//! Reading a profile from TOML. What is wrong is said with its line.

use std::sync::Arc;

use toml_edit::{Document, Item, TableLike, Value};

use super::{
    About, MOST_BYTES, MOST_DELAY_MS, Part, Parts, Problem, Profile, Refused, Rule, Then, Who, form_type,
    stanza::{self, XML_CHARACTERS},
};
use crate::disco::{
    address,
    reply::{Field, Form, Identity, Lang},
    state::Kind,
};

/// Why a profile cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It is too long.
    #[error("The profile is longer than {MOST_BYTES} bytes, and more is not read; leave something out.")]
    TooLong,
    /// It is no TOML.
    #[error("Line {line} is not TOML: {why}; see https://toml.io, or the example that comes with Discoscope.")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// Why.
        why: String,
    },
    /// A field is wrong.
    #[error("Line {line}, {field}: {why}; {advice}.")]
    Field {
        /// The line, from 1.
        line: usize,
        /// The field.
        field: String,
        /// What is wrong with it.
        why: String,
        /// What to do.
        advice: String,
    },
    /// The protocol is broken.
    #[error("{first} Mend it, or write “strict = false” to say it as it is{}.", others(*.more))]
    Rules {
        /// The first thing that is wrong.
        first: Problem,
        /// How many more there are.
        more: usize,
    },
}

impl Error {
    /// What is to be said of a profile that has to keep the rules and breaks them.
    pub fn of(problems: &[Problem]) -> Option<Self> {
        let (first, others) = problems.split_first()?;
        Some(Self::Rules { first: first.clone(), more: others.len() })
    }

    /// The line that is wrong, if it is one.
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::Syntax { line, .. } | Self::Field { line, .. } => Some(*line),
            Self::TooLong | Self::Rules { .. } => None,
        }
    }
}

fn others(count: usize) -> String {
    if count == 0 { String::new() } else { format!(" (there are {count} more such problems)") }
}

impl Profile {
    /// Reads a profile; one that has to be strict must keep the rules.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        let profile = Self::from_toml_as_it_is(text)?;
        let problems = if profile.is_strict { profile.problems() } else { Vec::new() };
        Error::of(&problems).map_or(Ok(profile), Err)
    }

    /// Reads a profile, whatever the rules of the protocol say to it.
    pub fn from_toml_as_it_is(text: &str) -> Result<Self, Error> {
        if text.len() > MOST_BYTES {
            return Err(Error::TooLong);
        }
        let document = Document::parse(text).map_err(|error| Error::Syntax {
            line: line(text, error.span().map_or(0, |span| span.start)),
            why: error.message().replace('\n', " "),
        })?;
        let source = Source { text };
        let root = source.table("", document.as_table(), 0);
        root.only(&["strict", "caps_node", "node", "rule"])?;
        let mut profile = Self { nodes: Vec::new(), ..Self::default() };
        profile.is_strict = root.flag("strict")?.unwrap_or(true);
        if let Some(node) = root.text("caps_node")? {
            profile.caps_node = node;
        }
        for table in root.tables("node")? {
            node(&table, &mut profile)?;
        }
        for table in root.tables("rule")? {
            profile.rules.push(rule(&table)?);
        }
        Ok(profile)
    }
}

/// A node; one that is there already gets more.
fn node(table: &Table<'_>, profile: &mut Profile) -> Result<(), Error> {
    table.only(&["name", "jid", "identities", "features", "items", "form"])?;
    let (jid, name) = (table.jid("jid")?, table.text("name")?);
    let Parts { identities, features, forms, items } = parts(table)?;
    let (jid, name) = (jid.as_deref(), name.as_deref());
    profile.change_node(jid, name, |_| {});
    let identities = identities.into_iter().flatten().map(Part::Identity);
    let features = features.into_iter().flatten().map(Part::Feature);
    let forms = forms.into_iter().flatten().map(Part::Form);
    let items = items.into_iter().flatten().map(Part::Item);
    for part in identities.chain(features).chain(forms).chain(items) {
        profile.add(jid, name, part);
    }
    Ok(())
}

fn parts(table: &Table<'_>) -> Result<Parts, Error> {
    Ok(Parts {
        identities: table.all("identities", identity)?,
        features: table.texts("features")?,
        forms: table.all("form", form)?,
        items: table.all("items", item)?,
    })
}

fn identity(table: &Table<'_>) -> Result<Identity, Error> {
    table.only(&["category", "type", "name", "lang"])?;
    Ok(Identity {
        category: table.text("category")?,
        kind: table.text("type")?,
        name: table.text("name")?,
        lang: table.text("lang")?.map(Lang::Own),
    })
}

fn item(table: &Table<'_>) -> Result<crate::disco::reply::Item, Error> {
    table.only(&["jid", "node", "name", "action"])?;
    let jid = table.text("jid")?;
    Ok(crate::disco::reply::Item {
        valid_jid: jid.as_deref().is_some_and(|jid| address::check(jid).is_ok()),
        jid,
        node: table.text("node")?,
        name: table.text("name")?,
        action: table.text("action")?,
    })
}

fn form(table: &Table<'_>) -> Result<Form, Error> {
    table.only(&["type", "title", "instructions", "form_type", "fields", "reported", "rows"])?;
    let about = table.text("form_type")?.map(form_type::plain);
    let fields: Vec<_> = about.into_iter().chain(table.all("fields", field)?.into_iter().flatten()).collect();
    Ok(Form {
        form_type: form_type::of(&fields),
        kind: Some(table.text("type")?.unwrap_or_else(|| "result".into())),
        title: table.text("title")?,
        instructions: table.texts("instructions")?.unwrap_or_default(),
        reported: table.all("reported", field)?.unwrap_or_default(),
        rows: table.all("rows", |row| row.all("fields", field).map(Option::unwrap_or_default))?.unwrap_or_default(),
        fields,
    })
}

fn field(table: &Table<'_>) -> Result<Field, Error> {
    table.only(&["var", "type", "label", "values"])?;
    Ok(Field {
        var: table.text("var")?,
        kind: table.text("type")?,
        label: table.text("label")?,
        values: table.texts("values")?.unwrap_or_default(),
        media: Vec::new(),
    })
}

fn rule(table: &Table<'_>) -> Result<Rule, Error> {
    table.only(&["who", "jid", "node", "main", "kind", "delay_ms", "silent", "answer", "error"])?;
    let who = table.text("who")?.ok_or_else(|| {
        table.wrong("who", "it is missing", "write a full JID, a bare JID, a domain, or “*” for everybody")
    })?;
    let who = Who::parse(&who)
        .map_err(|error| table.wrong("who", error.to_string().trim_end_matches('.'), "or write “*” for everybody"))?;
    let about = match (table.text("node")?, table.flag("main")?) {
        (Some(_), Some(true)) => {
            return Err(table.wrong("main", "“node” names another node already", "leave one of them out"));
        }
        (Some(node), _) => About::Node(node),
        (None, Some(true)) => About::Main,
        (None, _) => About::Anything,
    };
    let kind = match table.text("kind")?.as_deref() {
        None => None,
        Some("info") => Some(Kind::Info),
        Some("items") => Some(Kind::Items),
        Some(_) => {
            return Err(table.wrong("kind", "it is neither", "write “info” or “items”, or leave it out for both"));
        }
    };
    let delay_ms = table.delay("delay_ms")?;
    let silence = table.flag("silent")?.filter(|is_silent| *is_silent).map(|_| Then::Silence);
    let answer = table.one("answer", |answer| {
        answer.only(&["identities", "features", "form", "items"])?;
        parts(answer).map(Then::Answer)
    })?;
    let error = table.one("error", |error| refused(error).map(Then::Error))?;
    let mut then = [silence, answer, error].into_iter().flatten();
    let (first, second) = (then.next(), then.next());
    let then = match (first, second) {
        (Some(_), Some(_)) => {
            let why = "it wants two things at once";
            return Err(table.wrong("rule", why, "write only one of “answer”, “error” and “silent = true”"));
        }
        (Some(then), None) => then,
        // Written down, even none is a wish: some may hear the usual where a wider rule tells others something else.
        (None, _) if table.value("delay_ms").is_some() => Then::AsUsual,
        (None, _) => {
            let advice = "write “answer”, “error”, “silent = true” or “delay_ms”";
            return Err(table.wrong("rule", "it does nothing", advice));
        }
    };
    Ok(Rule { who, jid: table.jid("jid")?, about, kind, then, delay_ms })
}

fn refused(table: &Table<'_>) -> Result<Refused, Error> {
    table.only(&["type", "condition", "text", "lang"])?;
    let condition = table.text("condition")?.unwrap_or_default();
    if !stanza::is_name(&condition) {
        let advice = "write a condition of RFC 6120 §8.3.3, such as “forbidden”";
        return Err(table.wrong("condition", "it is missing, or no name of an element", advice));
    }
    let kind = table.text("type")?.unwrap_or_else(|| "cancel".into());
    Ok(Refused { kind, condition, text: table.text("text")?, lang: table.text("lang")? })
}

#[derive(Clone, Copy)]
struct Source<'a> {
    text: &'a str,
}

/// A table and where it stands.
struct Table<'a> {
    source: Source<'a>,
    values: &'a dyn TableLike,
    path: String,
    start: usize,
}

/// The line of a place, from 1.
fn line(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

impl<'a> Source<'a> {
    fn table(self, path: &str, table: &'a dyn TableLike, start: usize) -> Table<'a> {
        Table { source: self, values: table, path: path.to_owned(), start }
    }
}

impl<'a> Table<'a> {
    fn path(&self, key: &str) -> String {
        match (self.path.is_empty(), self.path.rsplit('.').next() == Some(key)) {
            (true, _) => key.to_owned(),
            (false, true) => self.path.clone(),
            (false, false) => format!("{}.{key}", self.path),
        }
    }

    /// What is wrong with a field, at its line or, when it is not there, at that of its table.
    fn wrong(&self, key: &str, why: &str, advice: &str) -> Error {
        let span = self.values.get_key_value(key).and_then(|(key, item)| key.span().or_else(|| item.span()));
        let at = span.map_or(self.start, |span| span.start);
        let (why, advice) = (why.to_owned(), advice.to_owned());
        Error::Field { line: line(self.source.text, at), field: self.path(key), why, advice }
    }

    fn only(&self, known: &[&str]) -> Result<(), Error> {
        let stranger = self.values.iter().map(|(key, _)| key).find(|key| !known.contains(key));
        stranger.map_or(Ok(()), |key| {
            let advice = format!("the fields here are {}", known.join(", "));
            Err(self.wrong(key, "no field has this name", &advice))
        })
    }

    fn value(&self, key: &str) -> Option<&'a Item> {
        self.values.get(key).filter(|item| !item.is_none())
    }

    fn text(&self, key: &str) -> Result<Option<Arc<str>>, Error> {
        let Some(item) = self.value(key) else { return Ok(None) };
        let text = item.as_str().ok_or_else(|| {
            self.wrong(key, &format!("it is of type {}, not text", item.type_name()), "write it in quotes")
        })?;
        self.sendable(key, text).map(Some)
    }

    fn sendable(&self, key: &str, text: &str) -> Result<Arc<str>, Error> {
        match stanza::unsendable(text) {
            None => Ok(text.into()),
            Some(character) => {
                let why = format!("it holds the character U+{:04X}", u32::from(character));
                Err(self.wrong(key, &why, XML_CHARACTERS))
            }
        }
    }

    fn jid(&self, key: &str) -> Result<Option<Arc<str>>, Error> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let checked = address::check(&text);
        let advice = "write one of your own JIDs, or leave it out for all of them";
        checked.map(|jid| Some(jid.as_str().into())).map_err(|error| {
            let words = error.to_string();
            self.wrong(key, words.split(". ").next().unwrap_or(&words), advice)
        })
    }

    fn flag(&self, key: &str) -> Result<Option<bool>, Error> {
        let Some(item) = self.value(key) else { return Ok(None) };
        item.as_bool().map(Some).ok_or_else(|| self.wrong(key, "it is neither true nor false", "write true or false"))
    }

    fn delay(&self, key: &str) -> Result<u64, Error> {
        let Some(item) = self.value(key) else { return Ok(0) };
        let delay =
            item.as_integer().and_then(|delay| u64::try_from(delay).ok()).filter(|delay| *delay <= MOST_DELAY_MS);
        let advice = format!("write a whole number of milliseconds from 0 to {MOST_DELAY_MS}");
        delay.ok_or_else(|| self.wrong(key, "it is no delay that can be kept", &advice))
    }

    fn texts(&self, key: &str) -> Result<Option<Vec<Arc<str>>>, Error> {
        let Some(item) = self.value(key) else { return Ok(None) };
        let wrong = || self.wrong(key, "it is no list of texts", "write it as [\"one\", \"two\"]");
        let list = item.as_array().ok_or_else(wrong)?;
        let texts = list.iter().map(|value| self.sendable(key, value.as_str().ok_or_else(wrong)?));
        texts.collect::<Result<_, _>>().map(Some)
    }

    /// The tables of a list, written as [[header]] or in braces.
    fn tables(&self, key: &str) -> Result<Vec<Table<'a>>, Error> {
        let Some(item) = self.value(key) else { return Ok(Vec::new()) };
        let path = self.path(key);
        let wrong = || self.wrong(key, "it is no list of tables", &format!("write it as [[{path}]], or as [{{ … }}]"));
        let at = |span: Option<std::ops::Range<usize>>| span.map_or(self.start, |span| span.start);
        if let Some(tables) = item.as_array_of_tables() {
            let tables = tables.iter().map(|table| self.source.table(&path, table, at(table.span())));
            return Ok(tables.collect());
        }
        let list = item.as_array().ok_or_else(wrong)?;
        let table = |value: &'a Value| {
            let table = value.as_inline_table().ok_or_else(wrong)?;
            Ok(self.source.table(&path, table, at(table.span())))
        };
        list.iter().map(table).collect()
    }

    fn all<T>(&self, key: &str, read: impl Fn(&Table<'a>) -> Result<T, Error>) -> Result<Option<Vec<T>>, Error> {
        if self.value(key).is_none() {
            return Ok(None);
        }
        self.tables(key)?.iter().map(read).collect::<Result<_, _>>().map(Some)
    }

    fn one<T>(&self, key: &str, read: impl Fn(&Table<'a>) -> Result<T, Error>) -> Result<Option<T>, Error> {
        let Some(item) = self.value(key) else { return Ok(None) };
        let path = self.path(key);
        let table = item.as_table_like().ok_or_else(|| {
            self.wrong(key, "it is no table", &format!("write it as [{path}], or as {key} = {{ … }}"))
        })?;
        let start = item.span().map_or(self.start, |span| span.start);
        read(&self.source.table(&path, table, start)).map(Some)
    }
}
