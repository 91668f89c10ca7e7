//! A certificate that is not trusted: what it says of itself, and the one exception that somebody may make.

use iced::{
    Alignment, Element, Length,
    widget::{column, container, row, space, text},
};

use super::{
    theme::{font, size, space as gap, style},
    widget::{button::button, line::line},
};
use crate::{
    profile::accounts::Id,
    session::{Endpoint, Fingerprint, Settings, Untrusted},
};

/// Who logs in, and where: an exception that is made there is made nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Who.
    pub id: Id,
    /// Where.
    pub endpoint: Endpoint,
}

impl Site {
    /// That of a login.
    pub fn of(settings: &Settings) -> Self {
        Self { id: Id::of(&settings.account), endpoint: settings.endpoint.clone() }
    }
}

/// Which certificates are trusted by their fingerprints, for this run of the program.
#[derive(Debug, Default)]
pub struct Trusted(Vec<(Site, Fingerprint)>);

impl Trusted {
    /// From now on that certificate is trusted there.
    pub fn add(&mut self, site: Site, fingerprint: Fingerprint) {
        self.0.push((site, fingerprint));
    }

    /// Those that were trusted for an account, given without resource, are not any more.
    pub fn forget(&mut self, account: &str) {
        self.0.retain(|(site, _)| site.id.jid != account);
    }

    /// Those that are trusted there.
    pub fn of<'a>(&'a self, site: &'a Site) -> impl Iterator<Item = &'a Fingerprint> {
        self.0.iter().filter(move |(other, _)| other == site).map(|(_, fingerprint)| fingerprint)
    }
}

/// What has the keyboard first of those who go there: not yet what trusts.
pub const FIRST: &str = "certificate";
/// The button that trusts.
pub const TRUST: &str = "certificate-trust";
/// The room that the names of the lines have.
const NAMES: f32 = 80.0;

/// What there is to compare, a button that copies it, and the one that trusts this one certificate for `whom`.
pub fn view<'a, Message: Clone + 'a>(
    problem: &'a Untrusted,
    whom: &str,
    trust: impl Fn(Fingerprint) -> Message,
    copy: impl Fn(String) -> Message,
) -> Element<'a, Message> {
    let fingerprint = problem.certificate.fingerprint;
    let details = problem.certificate.lines();
    let all: Vec<_> = details.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    let lines = details.into_iter().map(|(name, value)| {
        let value = if value == fingerprint.to_string() { fingerprint.grouped() } else { value };
        let name = text(name).size(size::TEXT).style(style::muted).width(NAMES);
        let value = text(value).size(size::WIRE).font(font::WIRE).wrapping(text::Wrapping::WordOrGlyph);
        row![name, value.width(Length::Fill)].spacing(gap::S).into()
    });
    let words = if problem.can_be_pinned() {
        "If the server's operator tells you this very fingerprint by another way, you can trust this certificate. It is \
         then the only exception: any other one is refused."
    } else {
        "It cannot be trusted by its fingerprint either."
    };
    let label = line(format!("Trust this one certificate for {whom}"));
    let trusted = problem.can_be_pinned().then(|| {
        button(label).id(TRUST).padding([gap::XS, gap::M]).style(style::outlined).on_press(trust(fingerprint))
    });
    let words = text(words).size(size::TEXT).style(style::muted);
    let copied = button(text("Copy").size(size::TEXT))
        .id(FIRST)
        .padding([0.0, gap::S])
        .style(style::outlined)
        .on_press(copy(all.concat()));
    let heading = text("The certificate").size(size::TEXT).font(font::STRONG);
    let heading = row![heading, space().width(Length::Fill), copied].align_y(Alignment::Center);
    let content = column![heading].extend(lines).push(words).push(trusted).spacing(gap::XS).align_x(Alignment::Start);
    container(content).padding(gap::M).width(Length::Fill).style(style::card).into()
}
