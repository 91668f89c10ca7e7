//! How far and how fast a crawl may go, as somebody writes it.

use crate::crawl::{Domains, Fences, Manners, Options, Pattern};

/// What is written in the panel; it stays so while the window runs.
#[derive(Clone, Debug)]
pub struct Form {
    depth: String,
    entities: String,
    leave_out: String,
    rate: String,
    /// Which domains are asked.
    pub reach: Reach,
}

/// Which domains are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// That of the row, and those below it.
    OwnDomain,
    /// All.
    Anywhere,
}

/// A field of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// How many levels.
    Depth,
    /// How many entities.
    Entities,
    /// Who is left out.
    LeaveOut,
    /// How many questions a second.
    Rate,
}

impl Field {
    /// All of them, from top to bottom.
    pub const ALL: [Self; 4] = [Self::Depth, Self::Entities, Self::LeaveOut, Self::Rate];

    /// Its name, by which it is given the keyboard.
    pub fn id(self) -> &'static str {
        match self {
            Self::Depth => "crawl-depth",
            Self::Entities => "crawl-entities",
            Self::LeaveOut => "crawl-leave-out",
            Self::Rate => "crawl-rate",
        }
    }
}

/// More patterns take noticeable time with every entity.
const MOST_PATTERNS: usize = 100;

impl Default for Form {
    fn default() -> Self {
        let Fences { depth, entities, .. } = Fences::default();
        Self {
            depth: depth.to_string(),
            entities: entities.to_string(),
            leave_out: String::new(),
            rate: String::new(),
            reach: Reach::OwnDomain,
        }
    }
}

impl Form {
    /// What is written in a field.
    pub fn text(&self, field: Field) -> &str {
        match field {
            Field::Depth => &self.depth,
            Field::Entities => &self.entities,
            Field::LeaveOut => &self.leave_out,
            Field::Rate => &self.rate,
        }
    }

    /// Takes over what was written.
    pub fn edit(&mut self, field: Field, text: String) {
        *match field {
            Field::Depth => &mut self.depth,
            Field::Entities => &mut self.entities,
            Field::LeaveOut => &mut self.leave_out,
            Field::Rate => &mut self.rate,
        } = text;
    }

    /// Switches between the own domain and all.
    pub fn switch_reach(&mut self) {
        self.reach = match self.reach {
            Reach::OwnDomain => Reach::Anywhere,
            Reach::Anywhere => Reach::OwnDomain,
        };
    }

    /// What is wrong with a field, if anything.
    pub fn trouble(&self, field: Field) -> Option<String> {
        match field {
            Field::Depth => self.depth().err(),
            Field::Entities => self.entities().err(),
            Field::LeaveOut => self.leave_out().err(),
            Field::Rate => self.rate().err(),
        }
    }

    /// What a crawl is to do; none while a field is wrong.
    pub fn options(&self) -> Option<Options> {
        let domains = match self.reach {
            Reach::OwnDomain => Domains::OfRoots,
            Reach::Anywhere => Domains::Anywhere,
        };
        let fences = Fences {
            depth: self.depth().ok()?,
            entities: self.entities().ok()?,
            leave_out: self.leave_out().ok()?,
            domains,
            ..Fences::default()
        };
        let manners = Manners { rate: self.rate().ok()?, ..Manners::default() };
        Some(Options { fences, manners, ask_known: false })
    }

    fn depth(&self) -> Result<u16, String> {
        let wrong = || format!("Write a whole number from 0 to {}.", u16::MAX);
        self.depth.trim().parse().map_err(|_| wrong())
    }

    fn entities(&self) -> Result<usize, String> {
        match self.entities.trim().parse() {
            Ok(count) if count > 0 => Ok(count),
            _ => Err("Write a whole number above 0.".to_owned()),
        }
    }

    fn leave_out(&self) -> Result<Vec<Pattern>, String> {
        let texts: Vec<_> = self.leave_out.split(',').map(str::trim).filter(|text| !text.is_empty()).collect();
        if texts.len() > MOST_PATTERNS {
            return Err(format!("At most {MOST_PATTERNS} patterns; these are {}.", texts.len()));
        }
        if let Some(all) = texts.iter().find(|text| text.chars().all(|character| character == '*')) {
            return Err(format!("“{all}” leaves out everything below."));
        }
        Ok(texts.into_iter().map(Pattern::new).collect())
    }

    fn rate(&self) -> Result<Option<f64>, String> {
        let text = self.rate.trim();
        match text.parse::<f64>() {
            _ if text.is_empty() => Ok(None),
            Ok(rate) if rate.is_finite() && rate > 0.0 => Ok(Some(rate)),
            _ => Err("Write a number above 0, or nothing.".to_owned()),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_of_its_field() {
        for (field, good, bad) in [
            (Field::Depth, &["0", " 7 ", "65535"][..], &["", "-1", "65536", "1.5", "x"][..]),
            (Field::Entities, &["1", "1000000"], &["", "0", "-3", "many"]),
            (Field::LeaveOut, &["", "irc.*", "*@*, irc.* n?de", ","], &["*", "irc.*, **"]),
            (Field::Rate, &["", "0.5", "20", " "], &["0", "-1", "nan", "inf", "fast"]),
        ] {
            for (texts, is_good) in [(good, true), (bad, false)] {
                for text in texts {
                    let mut form = Form::default();
                    form.edit(field, (*text).to_owned());
                    assert_eq!(form.trouble(field).is_none(), is_good, "{field:?} {text:?}");
                    assert_eq!(form.options().is_some(), is_good, "{field:?} {text:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_written_is_what_the_crawl_does() {
        let mut form = Form::default();
        for (field, text) in
            [(Field::Depth, "3"), (Field::Entities, "40"), (Field::LeaveOut, "irc.*, *@x n?"), (Field::Rate, "2.5")]
        {
            form.edit(field, text.to_owned());
        }
        form.switch_reach();
        let Options { fences, manners, ask_known } = form.options().unwrap();
        assert_eq!((fences.depth, fences.entities, fences.domains), (3, 40, Domains::Anywhere));
        assert_eq!(fences.leave_out, [Pattern::new("irc.*"), Pattern::new("*@x n?")]);
        assert_eq!((manners.rate, ask_known), (Some(2.5), false));
    }
}
