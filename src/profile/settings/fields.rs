//! Reading a table field by field: what is broken costs itself alone, and is told.

use std::ops::RangeInclusive;

use toml::{Table, Value};

/// A table of which fields are taken one after the other; what is left is none of ours, and stays.
#[derive(Debug)]
pub struct Fields<'a> {
    table: &'a mut Table,
    /// Where in the file it stands, to be said before a field's name.
    at: String,
    told: &'a mut Vec<String>,
}

/// Fields that this version does not know. Somebody may have written anything there, so it is never printed.
#[derive(Clone, Default, PartialEq)]
pub struct Rest(Table);

impl Rest {
    /// A table with them, to which the fields come that are known.
    pub fn table(&self) -> Table {
        self.0.clone()
    }
}

impl std::fmt::Debug for Rest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Rest(…)")
    }
}

impl<'a> Fields<'a> {
    /// The whole file.
    pub fn new(table: &'a mut Table, told: &'a mut Vec<String>) -> Self {
        Self { table, at: String::new(), told }
    }

    /// One of a few words.
    pub fn choice<T: Copy + PartialEq>(&mut self, name: &str, otherwise: T, choices: &[(&'static str, T)]) -> T {
        let Some(value) = self.table.remove(name) else { return otherwise };
        let chosen = value.as_str().and_then(|value| choices.iter().find(|(choice, _)| *choice == value));
        if let Some((_, chosen)) = chosen {
            return *chosen;
        }
        let all: Vec<_> = choices.iter().map(|(choice, _)| *choice).collect();
        let instead = choices.iter().find(|(_, choice)| *choice == otherwise).map_or("nothing", |(choice, _)| choice);
        self.tell(name, &format!("must be one of {}; {instead} is taken", all.join(", ")));
        otherwise
    }

    /// True or false.
    pub fn switch(&mut self, name: &str, otherwise: bool) -> bool {
        let Some(value) = self.table.remove(name) else { return otherwise };
        value.as_bool().unwrap_or_else(|| {
            self.tell(name, &format!("must be true or false; {otherwise} is taken"));
            otherwise
        })
    }

    /// A whole number.
    pub fn whole(&mut self, name: &str, otherwise: u32, range: RangeInclusive<u32>) -> u32 {
        let Some(value) = self.table.remove(name) else { return otherwise };
        let whole = value.as_integer().and_then(|whole| u32::try_from(whole).ok());
        whole.filter(|whole| range.contains(whole)).unwrap_or_else(|| {
            let (least, most) = (range.start(), range.end());
            self.tell(name, &format!("must be a whole number from {least} to {most}; {otherwise} is taken"));
            otherwise
        })
    }

    /// A number that says how much of something.
    pub fn part(&mut self, name: &str, otherwise: f32, range: RangeInclusive<f32>) -> f32 {
        let Some(value) = self.table.remove(name) else { return otherwise };
        #[allow(clippy::cast_possible_truncation, reason = "whatever is not in the range is refused")]
        let part = value.as_float().map(|part| part as f32);
        part.filter(|part| range.contains(part)).unwrap_or_else(|| {
            let (least, most) = (range.start(), range.end());
            self.tell(name, &format!("must be a number from {least:.1} to {most:.1}; {otherwise} is taken"));
            otherwise
        })
    }

    /// A text, if there is one.
    pub fn text(&mut self, name: &str, longest_bytes: usize, instead: &str) -> Option<String> {
        match self.table.remove(name)? {
            Value::String(text) if text.len() <= longest_bytes => Some(text),
            _ => {
                self.tell(name, &format!("must be a text of at most {longest_bytes} bytes; {instead}"));
                None
            }
        }
    }

    /// A text without which the rest makes no sense.
    pub fn required(&mut self, name: &str, longest_bytes: usize, instead: &str) -> Option<String> {
        if !self.table.contains_key(name) {
            self.tell(name, &format!("is missing; {instead}"));
        }
        self.text(name, longest_bytes, instead)
    }

    /// Texts, those that are broken left out.
    pub fn texts(&mut self, name: &str, most: usize, is_right: impl Fn(&str) -> bool, what: &str) -> Vec<String> {
        let Some(value) = self.table.remove(name) else { return Vec::new() };
        let Value::Array(values) = value else {
            self.tell(name, "must be a list; nothing is taken");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for (index, value) in values.into_iter().take(most).enumerate() {
            match value {
                Value::String(text) if is_right(&text) => texts.push(text),
                _ => self.tell(&format!("{name}[{index}]"), &format!("must be {what}; it is left out")),
            }
        }
        texts
    }

    /// A table in the table; what is left of it stays there.
    pub fn table<T>(&mut self, name: &str, take: impl FnOnce(&mut Fields<'_>) -> T) -> T {
        let mut table = match self.table.remove(name) {
            None => Table::new(),
            Some(Value::Table(table)) => table,
            Some(_) => {
                self.tell(name, "must be a table; nothing in it is taken");
                Table::new()
            }
        };
        let at = format!("{}{name}.", self.at);
        let taken = take(&mut Fields { table: &mut table, at, told: self.told });
        if !table.is_empty() {
            let _ = self.table.insert(name.to_owned(), Value::Table(table));
        }
        taken
    }

    /// A list of tables. One that cannot be used, or is too many, stays in the file, so that whoever wrote it can mend it.
    pub fn list<T>(&mut self, name: &str, most: usize, take: impl Fn(&mut Fields<'_>) -> Option<T>) -> Vec<T> {
        let values = match self.table.remove(name) {
            None => return Vec::new(),
            Some(Value::Array(values)) => values,
            Some(_) => {
                self.tell(name, "must be a list of tables; nothing is taken");
                return Vec::new();
            }
        };
        if values.len() > most {
            self.tell(name, &format!("has {} entries; the first {most} are taken", values.len()));
        }
        let (mut taken, mut left) = (Vec::new(), Vec::new());
        for (index, value) in values.into_iter().enumerate() {
            if index >= most {
                left.push(value);
                continue;
            }
            let at = format!("{}{name}[{index}]", self.at);
            let Value::Table(mut table) = value.clone() else {
                self.told.push(format!("`{at}` must be a table; it is left out"));
                left.push(value);
                continue;
            };
            let mut fields = Fields { table: &mut table, at: format!("{at}."), told: self.told };
            match take(&mut fields) {
                Some(entry) => taken.push(entry),
                None => left.push(value),
            }
        }
        if !left.is_empty() {
            let _ = self.table.insert(name.to_owned(), Value::Array(left));
        }
        taken
    }

    /// What is not taken yet: fields that this version does not know.
    pub fn rest(&mut self) -> Rest {
        Rest(std::mem::take(self.table))
    }

    /// Says what is wrong with a field, and what is taken instead. What stands there is not said: it may be a secret that
    /// somebody wrote into the wrong place.
    pub fn tell(&mut self, name: &str, why: &str) {
        self.told.push(format!("`{}{name}` {why}", self.at));
    }
}

/// Puts entries before those of the same list that were not taken.
pub fn put_list(table: &mut Table, name: &str, entries: impl Iterator<Item = Table>) {
    let mut list: Vec<Value> = entries.map(Value::Table).collect();
    if let Some(Value::Array(left)) = table.remove(name) {
        list.extend(left);
    }
    if !list.is_empty() {
        let _ = table.insert(name.to_owned(), Value::Array(list));
    }
}
