//! What is told of one entity.

use std::io;

use super::{Line, Page, Piece, cell, form, instant, mark, number, ours, said, title, wire, words};
use crate::{
    disco::{
        contact::Presence,
        finding::{self, Finding, register},
        names::{self, Feature, How},
        record::milliseconds,
        reply::{Extra, Identity, Info, Item, Items, Refusal},
        state::{Asked, Entity, Kind, Reply, State, Timing},
    },
    snapshot::{Snapshot, export::outline::Outline},
};

/// Everything that is known of an entity.
pub fn entity(snapshot: &Snapshot, outline: &Outline<'_>, entity: &Entity, page: &mut impl Page) -> io::Result<()> {
    let findings = finding::of_entity(entity);
    if let Some(node) = entity.address.node.as_deref().and_then(names::node) {
        let document = node.document.map(Piece::Document);
        let line: Line<'_> = [ours("The node stands for:"), ours(node.words)].into_iter().chain(document).collect();
        page.line(&line)?;
    }
    client(snapshot.contacts.of(&entity.address.jid).filter(|_| entity.address.node.is_none()), entity, page)?;
    info(entity, &findings.info, page)?;
    items(entity, outline, &findings.items, page)?;
    let strays = snapshot.strays.get(&entity.address).map(Vec::as_slice).unwrap_or_default();
    if !strays.is_empty() {
        page.part(&[ours("Replies that nobody waited for")])?;
        table_of_findings(strays, page)?;
    }
    Ok(())
}

/// One reply alone, if that question was asked.
pub fn reply(entity: &Entity, kind: Kind, page: &mut impl Page) -> io::Result<()> {
    page.title(&title(entity))?;
    let findings = finding::of_entity(entity);
    match kind {
        Kind::Info => info(entity, &findings.info, page),
        Kind::Items => items(entity, &Outline::default(), &findings.items, page),
        other => match entity.besides.get(&other) {
            Some(state) => facts(other, state, page),
            None => Ok(()),
        },
    }
}

fn client(presence: Option<&Presence>, entity: &Entity, page: &mut impl Page) -> io::Result<()> {
    if let Some(presence) = presence {
        page.part(&[ours("Presence")])?;
        page.line(&[said(presence.word())])?;
        for (title, value) in [("Status:", &presence.status), ("Priority:", &presence.priority)] {
            if let Some(value) = value {
                page.line(&[ours(title), said(value)])?;
            }
        }
    }
    entity.besides.iter().try_for_each(|(kind, state)| facts(*kind, state, page))
}

fn facts(kind: Kind, state: &State<crate::disco::state::Facts>, page: &mut impl Page) -> io::Result<()> {
    let title = match kind {
        Kind::Version => "Software",
        Kind::Time => "Time",
        Kind::ItemCount => "Number of items",
        _ => "Last activity",
    };
    page.part(&[ours(title), mark(state)])?;
    if let Some(facts) = state.answer() {
        let mut rows = facts.iter().map(|(name, value)| vec![vec![wire(name)], vec![said(value)]]);
        page.table(&[words("Name"), words("Value")], &mut rows)?;
    }
    outcome(state, page)
}

fn info(entity: &Entity, findings: &[Finding], page: &mut impl Page) -> io::Result<()> {
    page.part(&[ours("disco#info"), mark(&entity.info)])?;
    outcome(&entity.info, page)?;
    if let Some(info) = entity.info.answer() {
        echoed(info.node_echoed.as_deref(), page)?;
        identities(info, page)?;
        features(info, page)?;
        for form in &info.forms {
            form::write(form, page)?;
        }
        extras(&info.extras, page)?;
    }
    table_of_findings(findings, page)?;
    stanzas(&entity.info, page)
}

fn items(entity: &Entity, outline: &Outline<'_>, findings: &[Finding], page: &mut impl Page) -> io::Result<()> {
    page.part(&[ours("disco#items"), mark(&entity.items)])?;
    outcome(&entity.items, page)?;
    if let Some(items) = entity.items.answer() {
        echoed(items.node_echoed.as_deref(), page)?;
        list(items, outline, page)?;
        extras(&items.extras, page)?;
    }
    table_of_findings(findings, page)?;
    stanzas(&entity.items, page)
}

fn outcome<T>(state: &State<T>, page: &mut impl Page) -> io::Result<()> {
    if let State::Waiting { since, before } = state {
        let before = if before.is_some() { "; what follows was known before" } else { "" };
        page.line(&[ours(format!("Waiting since {}{before}.", instant(*since)))])?;
    }
    match state.known() {
        State::NotAsked | State::Waiting { .. } => Ok(()),
        State::Answered(reply) => timing(reply, page),
        State::Refused(reply) => {
            timing(reply, page)?;
            refusal(&reply.body, page)
        }
        State::Unreadable(reply) => {
            timing(reply, page)?;
            page.line(&[ours("The reply was not read: it is"), said(&reply.body.to_string())])
        }
        State::TimedOut { asked, after } => {
            page.line(&[ours(format!("No answer within {} s; {}.", after.as_secs_f64(), asked_at(asked)))])
        }
        State::CutOff { why, at, .. } => page.line(&[ours(format!("Cut off at {}:", instant(*at))), said(why)]),
    }
}

fn timing<T>(reply: &Reply<T>, page: &mut impl Page) -> io::Result<()> {
    let late = if reply.timing == Timing::Late { ", after the time-out" } else { "" };
    let size = number(reply.reply_bytes, "byte");
    let took = milliseconds(reply.took);
    page.line(&[ours(format!("Took {took} ms{late}; {size}; {}.", asked_at(&reply.asked)))])
}

fn asked_at(asked: &Asked) -> String {
    format!("asked at {}", instant(asked.at))
}

fn refusal(refusal: &Refusal, page: &mut impl Page) -> io::Result<()> {
    let condition = refusal.condition.as_deref().map_or_else(|| ours("(none)"), wire);
    let mut rows = vec![vec![words("Condition"), vec![condition]]];
    rows.extend(refusal.kind.as_deref().map(|kind| vec![words("Type"), vec![wire(kind)]]));
    for text in &refusal.text {
        let lang = text.lang.as_deref().map(wire);
        rows.push(vec![[ours("Text")].into_iter().chain(lang).collect(), vec![said(&text.text)]]);
    }
    rows.extend(refusal.by.as_deref().map(|by| vec![words("Raised by"), vec![wire(by)]]));
    rows.extend(refusal.legacy_code.as_deref().map(|code| vec![words("Legacy code"), vec![wire(code)]]));
    rows.extend(refusal.application.iter().map(|xml| vec![words("Also"), vec![wire(xml)]]));
    page.table(&[words("Error"), Vec::new()], &mut rows.into_iter())
}

fn echoed(node: Option<&str>, page: &mut impl Page) -> io::Result<()> {
    match node {
        Some(node) => page.line(&[ours("Node of the reply:"), wire(node)]),
        None => Ok(()),
    }
}

fn identities(info: &Info, page: &mut impl Page) -> io::Result<()> {
    if info.identities.is_empty() {
        return page.line(&[ours("The entity names no identity.")]);
    }
    let head = [words("Identity"), words("Name"), words("Language"), words("Meaning")];
    page.table(&head, &mut info.identities.iter().map(identity))
}

fn identity(identity: &Identity) -> Vec<Line<'_>> {
    let absent = |part: Option<&str>| part.map_or("(absent)".to_owned(), str::to_owned);
    let kind = identity.category.as_deref().zip(identity.kind.as_deref());
    let meaning = kind.and_then(|(category, kind)| register::words(category, kind)).unwrap_or("not registered");
    let both = format!("{}/{}", absent(identity.category.as_deref()), absent(identity.kind.as_deref()));
    vec![
        vec![Piece::Wire(both.into())],
        identity.name.as_deref().map(said).into_iter().collect(),
        cell(identity.lang.as_ref().map(|lang| &**lang.tag())),
        words(meaning),
    ]
}

fn features(info: &Info, page: &mut impl Page) -> io::Result<()> {
    if info.features.is_empty() {
        return page.line(&[ours("The entity advertises no feature.")]);
    }
    let groups = names::group(&info.features);
    let mut rows = groups.iter().flat_map(|group| {
        group.features.iter().enumerate().map(move |(place, number)| {
            let document = match group.document {
                Some(document) => vec![Piece::Document(document), ours(document.title)],
                None => words("Not registered"),
            };
            let feature = info.features.get(*number).and_then(|feature| feature.as_deref());
            let document = if place == 0 { document } else { Vec::new() };
            vec![document, feature.map_or_else(|| words("(without var)"), |var| vec![wire(var)]), meaning(feature)]
        })
    });
    page.table(&[words("Document"), words("Feature"), words("Meaning")], &mut rows)
}

fn meaning(var: Option<&str>) -> Line<'static> {
    let Feature { words: known, how, .. } = match var {
        Some(var) => names::feature(var),
        None => return Vec::new(),
    };
    match (known, how) {
        (_, How::Notify { .. }) => words("wants to be notified"),
        (Some(known), _) => words(known),
        (None, _) => Vec::new(),
    }
}

fn list(items: &Items, outline: &Outline<'_>, page: &mut impl Page) -> io::Result<()> {
    let count = items.items.len();
    let part = match (items.paging.is_complete(), items.paging.count()) {
        (true, _) if count == 0 => "It lists nothing below itself.".to_owned(),
        (true, _) => format!("It lists {}.", number(count, "item")),
        (false, Some(all)) => format!("{count} of {all} items were listed."),
        (false, None) => format!("{} were listed, and there are more.", number(count, "item")),
    };
    page.line(&[ours(part)])?;
    if let Some(why) = items.paging.rest.trouble() {
        page.line(&[ours(format!("The list ends there: {why}."))])?;
    }
    if items.items.is_empty() {
        return Ok(());
    }
    let head = [words("JID"), words("Node"), words("Name"), words("Remarks")];
    page.table(&head, &mut items.items.iter().map(|listed| item(listed, outline)))
}

fn item<'a>(item: &'a Item, outline: &Outline<'_>) -> Vec<Line<'a>> {
    let address = item.jid.as_ref().filter(|_| item.valid_jid);
    let address = address.map(|jid| crate::disco::address::Address { jid: jid.clone(), node: item.node.clone() });
    let seen = address.and_then(|address| outline.number(&address));
    let mut remarks: Line<'a> = seen.into_iter().flat_map(|seen| [ours("see"), Piece::Number(seen)]).collect();
    if item.jid.is_none() {
        remarks.push(ours("no JID"));
    } else if !item.valid_jid {
        remarks.push(ours("not a JID"));
    }
    remarks.extend(item.action.as_deref().into_iter().flat_map(|action| [ours("action"), wire(action)]));
    let name = item.name.as_deref().map(said);
    vec![cell(item.jid.as_deref()), cell(item.node.as_deref()), name.into_iter().collect(), remarks]
}

fn extras(extras: &[Extra], page: &mut impl Page) -> io::Result<()> {
    extras.iter().try_for_each(|extra| page.line(&[ours("Also in the reply:"), wire(extra)]))
}

fn table_of_findings(findings: &[Finding], page: &mut impl Page) -> io::Result<()> {
    if findings.is_empty() {
        return Ok(());
    }
    let mut rows = findings.iter().map(|finding| {
        let severity = Piece::Mark(finding.severity.word(), finding.severity.word().into());
        let detail = wire(&finding.detail);
        vec![vec![severity], words(finding.rule.explanation()), vec![detail], words(finding.rule.clause())]
    });
    page.table(&[words("Finding"), words("What it means"), words("What exactly"), words("Clause")], &mut rows)
}

fn stanzas<T>(state: &State<T>, page: &mut impl Page) -> io::Result<()> {
    let (asked, reply) = match state.known() {
        State::NotAsked | State::Waiting { .. } => return Ok(()),
        State::Answered(reply) => (Some(&reply.asked), reply.reply_xml.as_ref()),
        State::Refused(reply) => (Some(&reply.asked), reply.reply_xml.as_ref()),
        State::Unreadable(reply) => (Some(&reply.asked), reply.reply_xml.as_ref()),
        State::TimedOut { asked, .. } => (Some(asked), None),
        State::CutOff { asked, .. } => (asked.as_ref(), None),
    };
    let request = asked.and_then(|asked| asked.request_xml.as_ref());
    for (title, xml) in [("Request", request), ("Reply", reply)] {
        if let Some(xml) = xml {
            page.xml(title, &xml.text())?;
        }
    }
    Ok(())
}
