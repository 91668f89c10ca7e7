//! What the fields show beside the profile: what is open, what was typed that cannot be said, and what was put aside.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{LineEdit, RuleValue, Section, Whose};
use crate::disco::advertised::{Parts, Then};

/// All of that.
#[derive(Debug, Default)]
pub struct Asides {
    /// Which forms of the chosen node are open.
    forms: BTreeSet<usize>,
    rules: BTreeMap<usize, Aside>,
}

/// What there is beside a rule.
#[derive(Debug, Default)]
pub struct Aside {
    is_open: bool,
    /// Which forms of its answer are open.
    forms: BTreeSet<usize>,
    /// What is written otherwise in a field than in the rule.
    typed: BTreeMap<RuleValue, Typed>,
    /// What else happened before something else was chosen.
    pub thens: Vec<Then>,
    /// What was replaced before the node's own was chosen.
    pub parts: Parts,
    /// Which node it was about.
    pub node: Option<Arc<str>>,
}

#[derive(Debug)]
struct Typed {
    text: String,
    /// Why it cannot be said, if so.
    why: Option<String>,
}

/// Something that opens and closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fold {
    /// A form.
    Form(Whose, usize),
    /// A rule.
    Rule(usize),
}

impl Asides {
    /// Whether something is open.
    pub fn is_open(&self, fold: Fold) -> bool {
        match fold {
            Fold::Form(Whose::Node, number) => self.forms.contains(&number),
            Fold::Form(Whose::Rule(rule), number) => {
                self.rules.get(&rule).is_some_and(|aside| aside.forms.contains(&number))
            }
            Fold::Rule(number) => self.rules.get(&number).is_some_and(|aside| aside.is_open),
        }
    }

    /// Opens or closes something.
    pub fn toggle(&mut self, fold: Fold) {
        match fold {
            Fold::Form(whose, number) => {
                let forms = self.forms_of(whose);
                if !forms.remove(&number) {
                    let _ = forms.insert(number);
                }
            }
            Fold::Rule(number) => {
                let aside = self.of(number);
                aside.is_open = !aside.is_open;
            }
        }
    }

    /// Opens a rule.
    pub fn open_rule(&mut self, number: usize) {
        self.of(number).is_open = true;
    }

    /// Closes the forms of the chosen node.
    pub fn close_forms(&mut self) {
        self.forms.clear();
    }

    /// Lines are about to be changed, among which there are so many forms.
    pub fn follow(&mut self, whose: Whose, edit: &LineEdit, forms: usize) {
        match edit {
            LineEdit::Add(Section::Forms) => {
                let _ = self.forms_of(whose).insert(forms);
            }
            LineEdit::Remove(Section::Forms, removed) => {
                let open = self.forms_of(whose);
                *open = open.iter().filter_map(|number| after(*number, *removed)).collect();
            }
            _ => {}
        }
    }

    /// A rule is gone.
    pub fn rule_removed(&mut self, removed: usize) {
        let rules = std::mem::take(&mut self.rules);
        self.rules = rules.into_iter().filter_map(|(number, aside)| Some((after(number, removed)?, aside))).collect();
    }

    /// Two rules have changed places.
    pub fn rules_swapped(&mut self, one: usize, other: usize) {
        let (first, second) = (self.rules.remove(&one), self.rules.remove(&other));
        self.rules.extend(second.map(|aside| (one, aside)));
        self.rules.extend(first.map(|aside| (other, aside)));
    }

    /// Forgets what was typed and what was put aside; what is open stays so.
    pub fn forget(&mut self) {
        for aside in self.rules.values_mut() {
            let (is_open, forms) = (aside.is_open, std::mem::take(&mut aside.forms));
            *aside = Aside { is_open, forms, ..Aside::default() };
        }
    }

    /// What is wrong first, if something is.
    pub fn wrong(&self) -> Option<String> {
        self.rules.iter().find_map(|(number, aside)| {
            let (value, why) = aside.typed.iter().find_map(|(value, typed)| Some((value, typed.why.as_ref()?)))?;
            Some(format!("Rule {}, {}: {why}", number + 1, value.words()))
        })
    }

    /// What is typed in a field of a rule, if it is not what the rule has, and why that cannot be said.
    pub fn typed(&self, rule: usize, value: RuleValue) -> Option<(&str, Option<&str>)> {
        let typed = self.rules.get(&rule)?.typed.get(&value)?;
        Some((&typed.text, typed.why.as_deref()))
    }

    /// What there is beside a rule.
    pub fn of(&mut self, rule: usize) -> &mut Aside {
        self.rules.entry(rule).or_default()
    }

    fn forms_of(&mut self, whose: Whose) -> &mut BTreeSet<usize> {
        match whose {
            Whose::Node => &mut self.forms,
            Whose::Rule(number) => &mut self.of(number).forms,
        }
    }
}

impl Aside {
    /// Keeps what was typed, as it was typed.
    pub fn keep(&mut self, value: RuleValue, text: String, why: Option<String>) {
        let _ = self.typed.insert(value, Typed { text, why });
    }

    /// The rule has what was typed.
    pub fn drop_typed(&mut self, value: RuleValue) {
        let _ = self.typed.remove(&value);
    }
}

/// The number of something after something was removed, if it is not that.
fn after(number: usize, removed: usize) -> Option<usize> {
    match number.cmp(&removed) {
        std::cmp::Ordering::Less => Some(number),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(number - 1),
    }
}
