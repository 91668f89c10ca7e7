//! How the panel looks.

use iced::{
    Alignment, Element, Length,
    widget::{center, column, container, row, rule, space, stack, text, text_input},
};

use super::{FIELD, LIST, Message, Panel};
use crate::{
    app::{
        icon::Icon,
        screen::explore::search::number,
        theme::{font, size, space as gap, style},
        widget::{
            button::button,
            field::field,
            line::line,
            tree::{self, Rows},
        },
    },
    disco::offers::{Order, Sort},
};

/// The panel.
pub fn view(panel: &Panel, is_gathering: bool) -> Element<'_, Message> {
    let close = button(Icon::Close.view().width(size::CLOSE).height(size::CLOSE).style(style::icon_muted))
        .padding(gap::XS)
        .style(style::flat)
        .on_press(Message::Toggled);
    let among = match panel.answered {
        1 => "in the one entity that answered".to_owned(),
        answered => format!("among {} entities that answered", number(answered)),
    };
    let head = row![
        text("Who offers what").size(size::TEXT).font(font::STRONG).wrapping(text::Wrapping::None),
        line(among).small().color(|colors| colors.muted).fill(),
        close
    ];
    let sorts = Sort::ALL.iter().zip(panel.counts).map(|(sort, count)| {
        let label = format!("{} {}", name(*sort), number(count));
        button(text(label).size(size::TEXT))
            .padding([gap::XS, gap::S])
            .style(style::tab(*sort == panel.sort))
            .on_press(Message::Sorted(*sort))
            .into()
    });
    let order = |label, order| {
        button(text(label).size(size::SMALL))
            .padding([gap::XS, gap::S])
            .style(style::tab(panel.order == order))
            .on_press(Message::Ordered(order))
    };
    let input = text_input("only those with…", &panel.text)
        .id(FIELD)
        .font(font::WIRE)
        .size(size::WIRE)
        .padding([gap::XS, gap::S])
        .style(style::input)
        .on_input(Message::Edited);
    let narrow = row![
        field(input, Message::Field),
        text("Sorted").size(size::SMALL).style(style::muted),
        order("by count", Order::Count),
        order("by name", Order::Name),
    ];
    let bars = column![
        head.spacing(gap::S).align_y(Alignment::Center),
        row(sorts).spacing(gap::XS).wrap().vertical_spacing(gap::XS),
        narrow.spacing(gap::XS).align_y(Alignment::Center),
    ]
    .spacing(gap::XS);
    column![
        container(bars).padding([gap::S, gap::M]).style(style::bar).width(Length::Fill),
        rule::horizontal(size::LINE_WIDTH).style(style::separator),
        container(list(panel, is_gathering)).height(Length::Fill),
        more(panel),
    ]
    .into()
}

fn list(panel: &Panel, is_gathering: bool) -> Element<'_, Message> {
    let lines = tree::tree(panel, Message::Line).selected(panel.chosen).id(LIST).starts_focused();
    let words = if !panel.is_empty() {
        ""
    } else if is_gathering {
        "Gathering…"
    } else if !panel.text.is_empty() {
        "Nothing that is offered has this text."
    } else if panel.answered == 0 {
        "Nobody was asked yet: open or choose rows of the tree."
    } else {
        match panel.sort {
            Sort::Features => "Nobody who answered advertises a feature.",
            Sort::Identities => "Nobody who answered has an identity.",
            Sort::Documents => "No feature that is advertised is known from a XEP or an RFC.",
            Sort::Findings => "Nothing that was answered breaks a rule.",
        }
    };
    let words = center(text(words).size(size::TEXT).style(style::muted)).padding(gap::L);
    stack![lines].push(panel.is_empty().then_some(words)).width(Length::Fill).height(Length::Fill).into()
}

fn more(panel: &Panel) -> Element<'_, Message> {
    let hidden = panel.total.saturating_sub(panel.lines.len());
    if hidden == 0 {
        return space().into();
    }
    let words = format!("{} more are not shown; write above what they must have.", number(hidden));
    container(text(words).size(size::SMALL).style(style::muted)).padding([gap::XS, gap::M]).into()
}

fn name(sort: Sort) -> &'static str {
    match sort {
        Sort::Features => "Features",
        Sort::Identities => "Identities",
        Sort::Documents => "XEPs and RFCs",
        Sort::Findings => "Findings",
    }
}
