//! One record, back to what it was made from. Where the stanza says more than the record, it is read again.

use std::{sync::Arc, time::Duration};

mod paging;
mod wire;

pub use wire::{Beside, FindingRecord, Instant, ItemRecord, Record};

use wire::{Common, ErrorRecord, FieldRecord, FormRecord, IdentityRecord, Question, Word, WordsRecord};

use crate::{
    disco::{
        address::Address,
        finding::{EntityFindings, Finding, Rule},
        intern::{Said, intern_list, intern_reply},
        read,
        reply::{At, ErrorPlace, Extra, Field, Form, Identity, Info, Item, Items, Lang, Paging, Refusal},
        state::{Asked, Entity, Facts, Kind, Reply, State, Timing},
        xml::{self, Element, Kept, Limits, Read, Unreadable},
    },
    snapshot::text::{Text, few, maybe},
};

impl Record<'_> {
    /// The entity; says what is wrong with a record that contradicts itself.
    pub fn entity(self) -> Result<Entity, String> {
        let (mut info, (identities, features, forms)) = self.info.split();
        let (mut items, (list, paging)) = self.items.split();
        let found = (findings(&info.findings), findings(&items.findings));
        let langs: Vec<_> = identities.iter().map(|identity| maybe(identity.lang.as_ref())).collect();
        info.has_langs = langs.iter().any(Option::is_some);
        // Without the stanzas only the file knows what was wrong with them.
        let is_kept = [&info, &items].iter().any(|answer| answer.request_xml.is_some() || answer.reply_xml.is_some());
        let owner = Address { jid: self.jid.shared(), node: maybe(self.node.as_ref()) };
        let mut entity = Entity::new(owner.clone());
        entity.info = state(
            &mut info,
            |stanza| {
                let mut read = read::info(stanza);
                inherit(&mut read, &langs);
                read
            },
            |common| Info {
                node_echoed: maybe(common.node_echoed.as_ref()),
                identities: identities.iter().map(identity).collect(),
                features: intern_list(features.iter().map(|feature| few(feature.as_ref())).collect()),
                forms: forms.iter().map(form).collect(),
                extras: extras(&common.extras),
                ..Info::default()
            },
        )?;
        let paging = paging::paging(paging.as_ref(), list.len())?;
        let list: Vec<_> = list.iter().map(|item| Arc::new(item.item())).collect();
        entity.items = state(
            &mut items,
            |stanza| {
                let mut read = read::items(stanza);
                paging::complete(&mut read, &list, &paging);
                // Whoever chooses a long list need not wait for it.
                read.judge(&owner);
                read
            },
            |common| Items {
                node_echoed: maybe(common.node_echoed.as_ref()),
                items: list.clone(),
                paging: paging.clone(),
                extras: extras(&common.extras),
                ..Items::default()
            },
        )?;
        if !is_kept {
            entity.recorded = Some(Arc::new(EntityFindings::recorded(&entity, found.0, found.1)));
        }
        Ok(entity)
    }
}

impl Beside<'_> {
    /// Whom it is about, which question, and what came of it.
    pub fn state(self) -> Result<(Address, Kind, State<Facts>), String> {
        let kind = match self.question {
            Question::Version => Kind::Version,
            Question::Time => Kind::Time,
            Question::LastActivity => Kind::LastActivity,
            Question::ItemCount => Kind::ItemCount,
        };
        let (mut common, (facts,)) = self.answer.split();
        let kept = |_: &Common<'_>| facts.iter().map(|(name, value)| (name.shared(), value.shared())).collect();
        let state = state(&mut common, read::facts, kept)?;
        Ok((Address { jid: self.jid.shared(), node: maybe(self.node.as_ref()) }, kind, state))
    }
}

impl ItemRecord<'_> {
    /// The item.
    pub fn item(&self) -> Item {
        Item {
            jid: maybe(self.jid.as_ref()),
            node: maybe(self.node.as_ref()),
            name: maybe(self.name.as_ref()),
            action: maybe(self.action.as_ref()),
            valid_jid: self.valid_jid,
        }
    }
}

/// The findings of rules that are known here.
pub fn findings(records: &[FindingRecord<'_>]) -> Vec<Finding> {
    let known =
        records.iter().filter_map(|record| Some(Finding::new(Rule::of(&record.rule)?, At::Reply, &record.detail)));
    known.collect()
}

/// The state of a question: its body is read from the stanza where there is one, else made from the record.
fn state<T: Said>(
    common: &mut Common<'_>,
    read: impl Fn(Element<'_>) -> T,
    recorded: impl Fn(&Common<'_>) -> T,
) -> Result<State<T>, String> {
    let missing = |what: &str| format!("the record says “{}” and has no {what}", word(common.state));
    let asked_at = || common.asked_at.as_ref().map(|instant| instant.0).ok_or_else(|| missing("asked_at"));
    let took = || common.took_ms.as_ref().map(|took| took.0).ok_or_else(|| missing("took_ms"));
    let why = || common.problem.as_ref().ok_or_else(|| missing("problem"));
    if let (Some(at), Some(took)) = (&common.asked_at, &common.took_ms) {
        let _ = at.0.checked_add(took.0).map_err(|_| "asked_at and took_ms together leave the calendar".to_owned())?;
    }
    let asked = || asked_at().map(|at| Asked { at, request_xml: common.request_xml.as_deref().map(Kept::from) });
    Ok(match common.state {
        Word::NotAsked => State::NotAsked,
        Word::Waiting => State::Waiting { since: asked_at()?, before: None },
        Word::Answered => {
            let body = match &common.reply_xml {
                Some(xml) if says_more(common) => stanza(xml, &read)?,
                Some(_) | None => recorded(common),
            };
            State::Answered(reply(common, asked()?, took()?, intern_reply(body)))
        }
        Word::Refused => {
            let mut refusal = match &common.reply_xml {
                Some(xml) => stanza(xml, read::refusal)?,
                None => Refusal::default(),
            };
            let error = common.error.as_ref().ok_or_else(|| missing("error"))?;
            refuse(&mut refusal, error, common.reply_xml.is_some());
            State::Refused(reply(common, asked()?, took()?, Arc::new(refusal)))
        }
        Word::Unreadable => {
            let why = why()?;
            let unreadable: Unreadable =
                why.parse().map_err(|()| "the record does not say why the reply is unreadable".to_owned())?;
            State::Unreadable(reply(common, asked()?, took()?, unreadable))
        }
        Word::TimedOut => State::TimedOut { asked: asked()?, after: took()? },
        Word::CutOff => {
            let (at, why) = (asked_at()?, why()?.shared());
            match &common.took_ms {
                Some(took) => State::CutOff { at: at + took.0, asked: Some(asked()?), why },
                None => State::CutOff { at, asked: None, why },
            }
        }
    })
}

fn word(word: Word) -> &'static str {
    match word {
        Word::NotAsked => "not-asked",
        Word::Waiting => "waiting",
        Word::Answered => "answered",
        Word::Refused => "refused",
        Word::TimedOut => "timed-out",
        Word::CutOff => "cut-off",
        Word::Unreadable => "unreadable",
    }
}

fn reply<T>(common: &Common<'_>, asked: Asked, took: Duration, body: T) -> Reply<T> {
    let timing = if common.late { Timing::Late } else { Timing::InTime };
    let reply_xml = common.reply_xml.as_deref().map(Kept::from);
    let reply_bytes = common.reply_bytes.or_else(|| reply_xml.as_ref().map(Kept::bytes)).unwrap_or_default();
    Reply { asked, took, timing, reply_xml, reply_bytes, body }
}

/// Whether the stanza holds what the record does not: where the odd parts of a reply stand, and what is odd about them.
fn says_more(common: &Common<'_>) -> bool {
    const FRAME: [Rule; 7] = [
        Rule::QueryMissing,
        Rule::QueryWrongNamespace,
        Rule::QueryTwice,
        Rule::ChildUnknown,
        Rule::AttributeUnknown,
        Rule::TextUnexpected,
        Rule::ErrorInResult,
    ];
    let is_of_frame = |finding: &FindingRecord<'_>| FRAME.iter().any(|rule| rule.id() == &*finding.rule);
    common.has_langs || !common.extras.is_empty() || common.findings.iter().any(is_of_frame)
}

fn stanza<T>(xml: &str, read: impl Fn(Element<'_>) -> T) -> Result<T, String> {
    let stanza = xml::parse(xml, None, Limits::default()).map_err(|problem| format!("reply_xml: {problem}"))?;
    match &stanza.content {
        Read::Whole { document, .. } => document.root().map(read).ok_or_else(|| "reply_xml is empty".to_owned()),
        Read::Cut { why, .. } => Err(format!("reply_xml is {why}")),
    }
}

/// A language that the stream had set stands in the record alone.
fn inherit(info: &mut Info, langs: &[Option<Arc<str>>]) {
    for (identity, lang) in info.identities.iter_mut().zip(langs) {
        if identity.lang.is_none() {
            identity.lang = lang.clone().map(Lang::Inherited);
        }
    }
}

/// Fills in what the stanza does not show by itself, or everything where there is none.
fn refuse(refusal: &mut Refusal, error: &ErrorRecord<'_>, has_stanza: bool) {
    if has_stanza {
        for (text, recorded) in refusal.text.iter_mut().zip(&error.text) {
            if text.lang.is_none() {
                text.lang = maybe(recorded.lang.as_ref());
            }
        }
        return;
    }
    let text = |words: &WordsRecord<'_>| crate::disco::reply::Text {
        lang: maybe(words.lang.as_ref()),
        text: words.text.shared(),
    };
    *refusal = Refusal {
        kind: maybe(error.kind.as_ref()),
        condition: maybe(error.condition.as_ref()),
        text: error.text.iter().map(text).collect(),
        by: maybe(error.by.as_ref()),
        application: error.application.iter().map(Text::shared).collect(),
        legacy_code: maybe(error.legacy_code.as_ref()),
        place: ErrorPlace::InStanza,
    };
}

fn identity(record: &IdentityRecord<'_>) -> Identity {
    Identity {
        category: few(record.category.as_ref()),
        kind: few(record.kind.as_ref()),
        name: maybe(record.name.as_ref()),
        lang: few(record.lang.as_ref()).map(Lang::Own),
    }
}

fn form(record: &FormRecord<'_>) -> Form {
    Form {
        form_type: maybe(record.form_type.as_ref()),
        kind: maybe(record.kind.as_ref()),
        title: maybe(record.title.as_ref()),
        instructions: record.instructions.iter().map(Text::shared).collect(),
        fields: record.fields.iter().map(field).collect(),
        reported: record.reported.iter().map(field).collect(),
        rows: record.rows.iter().map(|row| row.iter().map(field).collect()).collect(),
    }
}

fn field(record: &FieldRecord<'_>) -> Field {
    Field {
        var: few(record.var.as_ref()),
        kind: few(record.kind.as_ref()),
        label: few(record.label.as_ref()),
        values: record.values.iter().map(Text::interned).collect(),
        media: record.media.iter().map(Text::shared).collect(),
    }
}

fn extras(records: &[Text<'_>]) -> Vec<Extra> {
    records.iter().map(|xml| Extra { at: At::Reply, xml: xml.shared(), odd: Vec::new() }).collect()
}
