//! How a comparison looks.

use iced::{
    Alignment, Element, Length,
    widget::{button, center, column, container, pane_grid, progress_bar, row, rule, space, text, text_input},
};

use super::{super::Message as Wish, Comparing, Message, Phase, SHORT, Sheet};
use crate::{
    app::{
        icon::Icon,
        theme::{Colors, size, space as gap, style},
        widget::{
            line::line,
            tree::{self, Role},
        },
    },
    snapshot::compare::{Aspect, Summary},
};

/// The tree on the left, what differs on the right, and above both what is held against what.
pub fn view<'a, P: 'a>(
    comparing: &'a Comparing,
    panes: &'a pane_grid::State<P>,
    is_tree: impl Fn(&P) -> bool + 'a,
    resized: impl Fn(pane_grid::ResizeEvent) -> Wish + 'a,
) -> Element<'a, Wish> {
    let told = Wish::Comparing;
    let content: Element<'a, Wish> = match &comparing.phase {
        Phase::Working(watch) => working(watch.share()).map(told),
        Phase::Stopped => stopped().map(told),
        Phase::Ready(sheet) if sheet.made.comparison.changes.is_empty() => hint("Nobody was asked on either side."),
        Phase::Ready(sheet) => {
            let grid = pane_grid(panes, move |_, pane, _| {
                let content = if is_tree(pane) { lines(sheet) } else { pairs(sheet, &comparing.names) };
                let content = container(content.map(told)).style(style::pane).width(Length::Fill).height(Length::Fill);
                pane_grid::Content::new(content)
            });
            grid.spacing(size::LINE_WIDTH).min_size(200).on_resize(8, resized).into()
        }
    };
    column![
        head(comparing).map(told),
        rule::horizontal(size::LINE_WIDTH).style(style::separator),
        container(content).style(style::divided).height(Length::Fill)
    ]
    .height(Length::Fill)
    .into()
}

/// The status line.
pub fn status(comparing: &Comparing) -> Element<'_, Wish> {
    let words = match &comparing.phase {
        Phase::Working(_) => "comparing…".to_owned(),
        Phase::Stopped => "stopped".to_owned(),
        Phase::Ready(sheet) => sums(sheet.made.comparison.summary),
    };
    let hint = text("F8 goes to the next difference").size(size::TEXT).style(style::muted);
    let line =
        row![Icon::Compare.view().style(style::icon_muted), line(words).color(|colors| colors.muted).fill(), hint];
    container(line.spacing(gap::M).align_y(Alignment::Center))
        .padding([gap::XS, gap::M])
        .style(style::bar)
        .width(Length::Fill)
        .into()
}

fn sums(summary: Summary) -> String {
    let parts = [
        (summary.changed, "changed"),
        (summary.removed, "on the left only"),
        (summary.added, "on the right only"),
        (summary.same, "the same"),
        (summary.unknown, "not asked on one side"),
    ];
    let parts: Vec<_> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if parts.is_empty() { "nothing to compare".to_owned() } else { parts.join(" · ") }
}

fn hint<'a, M: 'a>(words: &'a str) -> Element<'a, M> {
    center(text(words).size(size::TEXT).style(style::muted)).padding(gap::L).into()
}

fn working<'a>(share: f32) -> Element<'a, Message> {
    let bar = progress_bar(0.0..=1.0, share).girth(size::SELECTION * 2.0).style(style::progress);
    let stop = small("Cancel", Some(Message::Cancelled));
    let words = text("Comparing…").size(size::TEXT);
    center(column![words, bar, stop].spacing(gap::M).max_width(320).align_x(Alignment::Center)).into()
}

fn stopped<'a>() -> Element<'a, Message> {
    let words = text("The comparison was stopped.").size(size::TEXT).style(style::muted);
    let again = small("Compare again", Some(Message::Again));
    center(column![words, again].spacing(gap::M).align_x(Alignment::Center)).into()
}

fn head(comparing: &Comparing) -> Element<'_, Message> {
    let [left, right] = &comparing.names;
    let minus: Role = |colors: &Colors| colors.refused;
    let plus: Role = |colors: &Colors| colors.answered;
    let sides = row![
        Icon::Removed.view().style(style::icon_in(minus)),
        line(left.as_str()),
        Icon::Add.view().style(style::icon_in(plus)),
        line(right.as_str()).fill(),
    ]
    .spacing(gap::S)
    .align_y(Alignment::Center);
    let choice = |label, shows_all| {
        button(text(label).size(size::SMALL))
            .padding([gap::XS, gap::S])
            .style(style::tab(comparing.shows_all == shows_all))
            .on_press(Message::ShowAll(shows_all))
    };
    let is_ready = comparing.sheet().is_some();
    let step = |icon: Icon, is_forward| {
        button(icon.view())
            .padding(gap::XS)
            .style(style::flat)
            .on_press_maybe(is_ready.then_some(Message::Stepped(is_forward)))
    };
    let first = row![
        sides,
        step(Icon::Back, false),
        step(Icon::Forward, true),
        choice("Differences", false),
        choice("Everything", true)
    ];
    column![first.spacing(gap::XS).align_y(Alignment::Center), options(comparing)]
        .spacing(gap::S)
        .padding([gap::S, gap::M])
        .into()
}

fn options(comparing: &Comparing) -> Element<'_, Message> {
    let label = |words| text(words).size(size::SMALL).style(style::muted);
    let rule = text_input("left.example=right.example", &comparing.rule)
        .size(size::WIRE)
        .font(crate::app::theme::font::WIRE)
        .padding([gap::XS, gap::S])
        .width(280)
        .style(style::input)
        .on_input(Message::RuleEdited)
        .on_submit(Message::RuleGiven);
    let suggested = comparing.sheet().and_then(|sheet| sheet.made.suggested.as_ref());
    let suggested = suggested.map(|rule| {
        let label = row![text("Take").size(size::SMALL), line(rule.to_string()).wire()].spacing(gap::XS);
        button(label.align_y(Alignment::Center))
            .padding([gap::XS, gap::S])
            .style(style::outlined)
            .on_press(Message::SuggestionTaken)
    });
    let ignored = Aspect::ALL.into_iter().map(|aspect| {
        let is_ignored = comparing.options.ignores(aspect);
        button(text(aspect.word()).size(size::SMALL))
            .padding([gap::XS, gap::S])
            .style(style::tab(is_ignored))
            .on_press(Message::Ignored(aspect, !is_ignored))
            .into()
    });
    let rule = row![label("Stands for"), rule].push(suggested).spacing(gap::S).align_y(Alignment::Center);
    let left_out = row![label("Left out"), row(ignored).spacing(gap::XS)].spacing(gap::S).align_y(Alignment::Center);
    row![rule, left_out].spacing(gap::L).align_y(Alignment::Center).wrap().vertical_spacing(gap::S).into()
}

fn lines(sheet: &Sheet) -> Element<'_, Message> {
    if sheet.lines.line(0).is_none() {
        return hint("Nothing differs. “Everything” shows what is the same.");
    }
    let chosen = sheet.chosen.and_then(|line| sheet.lines.position(line));
    tree::tree(&sheet.lines, Message::Line).selected(chosen).id("compared").starts_focused().into()
}

fn pairs<'a>(sheet: &'a Sheet, names: &'a [String; 2]) -> Element<'a, Message> {
    let details = &sheet.details;
    if details.since.is_some_and(|since| since.elapsed() > SHORT) {
        return hint("Comparing…");
    }
    let shown = details.shown.filter(|_| sheet.chosen.is_some());
    let change = shown.and_then(|shown| sheet.made.comparison.changes.get(shown.line));
    let Some(change) = change else {
        return if sheet.chosen.is_some() {
            space().into()
        } else {
            hint("Choose a row on the left to see what differs.")
        };
    };
    let address = |entity: &Option<std::sync::Arc<crate::disco::state::Entity>>| {
        entity.as_ref().map(|entity| entity.address.clone())
    };
    // Where both are the same entity, who saw it tells them apart.
    let is_same = address(&change.left) == address(&change.right);
    let side = |entity: Option<&std::sync::Arc<crate::disco::state::Entity>>, name: &'a str| {
        let words = match entity {
            Some(_) if is_same => name.to_owned(),
            Some(entity) => entity.address.to_string(),
            None => format!("not in {name}"),
        };
        line(words).wire().color(|colors| colors.muted).fill()
    };
    let [left, right] = names;
    let titles = row![
        space().width(Length::FillPortion(24)),
        container(side(change.left.as_ref(), left)).width(Length::FillPortion(38)),
        container(side(change.right.as_ref(), right)).width(Length::FillPortion(38)),
    ];
    let list: Element<'a, Message> = if tree::Rows::is_empty(&*details.pairs) {
        hint("Nothing differs here. “Everything” shows what is the same.")
    } else {
        tree::tree(&*details.pairs, Message::Pair).selected(sheet.chosen_pair).id("pairs").into()
    };
    column![
        container(titles).padding([gap::S, 0.0]),
        rule::horizontal(size::LINE_WIDTH).style(style::separator),
        container(list).height(Length::Fill)
    ]
    .into()
}

fn small(label: &str, message: Option<Message>) -> Element<'_, Message> {
    button(text(label).size(size::TEXT)).padding([0.0, gap::S]).style(style::outlined).on_press_maybe(message).into()
}
