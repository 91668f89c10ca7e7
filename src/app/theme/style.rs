//! The styles that screens are made of: each is a function for a widget's `style`.

use iced::{
    Background, Border, Color, Shadow, Vector, border,
    widget::{
        button, container, overlay::menu, pick_list, progress_bar, rule, scrollable, svg, text, text_editor, text_input,
    },
};

use super::{Colors, Theme, colors, size};

/// The pointer rests so long before a tooltip shows.
pub const REST: std::time::Duration = std::time::Duration::from_millis(500);

/// A bar along an edge of the window.
pub fn bar(theme: &Theme) -> container::Style {
    filled(colors(theme).window, theme)
}

/// A pane with content.
pub fn pane(theme: &Theme) -> container::Style {
    filled(colors(theme).surface, theme)
}

/// What is seen between panes.
pub fn divided(theme: &Theme) -> container::Style {
    filled(colors(theme).border, theme)
}

/// Behind the tabs over trees.
pub fn strip(theme: &Theme) -> container::Style {
    filled(colors(theme).border, theme)
}

/// What says that a tree was kept.
pub fn kept(theme: &Theme) -> container::Style {
    filled(colors(theme).matched, theme)
}

/// A group of things with an edge around them.
pub fn card(theme: &Theme) -> container::Style {
    let colors = colors(theme);
    container::Style { border: outline(colors.border, size::RADIUS), ..filled(colors.surface, theme) }
}

/// Over a screen that cannot be used while something is asked.
pub fn shade(theme: &Theme) -> container::Style {
    let shade = Color { a: 0.35, ..Color::BLACK };
    container::Style {
        background: Some(Background::Color(shade)),
        text_color: Some(colors(theme).text),
        ..Default::default()
    }
}

/// A window over which something is dragged that can be dropped there.
pub fn drop_target(theme: &Theme) -> container::Style {
    container::Style { border: ring(colors(theme), size::RADIUS), ..shade(theme) }
}

/// A message that floats above the window.
pub fn toast(theme: &Theme) -> container::Style {
    floating(theme, size::RADIUS)
}

/// What is shown when the pointer rests.
pub fn tooltip(theme: &Theme) -> container::Style {
    floating(theme, size::RADIUS_SMALL)
}

/// A pill around a word or a number.
pub fn badge(theme: &Theme) -> container::Style {
    let colors = colors(theme);
    container::Style {
        border: outline(colors.border, size::TITLE),
        text_color: Some(colors.muted),
        ..filled(colors.window, theme)
    }
}

/// A button that stands back until the pointer is over it.
pub fn flat(theme: &Theme, status: button::Status) -> button::Style {
    let colors = colors(theme);
    let (background, text_color) = match status {
        button::Status::Active => (None, colors.text),
        button::Status::Hovered => (Some(colors.hover), colors.text),
        button::Status::Pressed => (Some(colors.pressed), colors.text),
        button::Status::Disabled => (None, faint(colors.muted)),
    };
    solid(background, text_color, Border::default().rounded(size::RADIUS))
}

/// An entry of a menu, to which the keyboard may have come.
pub fn entry(is_chosen: bool) -> impl Fn(&Theme, button::Status) -> button::Style {
    move |theme, status| match (is_chosen, status) {
        (false, _) => flat(theme, status),
        (true, button::Status::Active) => entry_chosen(theme, button::Status::Hovered),
        (true, _) => entry_chosen(theme, status),
    }
}

/// What may be written into a field, to which the keyboard or the pointer may have come.
pub fn suggestion(is_chosen: bool) -> impl Fn(&Theme) -> container::Style {
    move |theme| {
        let background = is_chosen.then(|| Background::Color(colors(theme).selected));
        let border = Border::default().rounded(size::RADIUS_SMALL);
        container::Style { background, border, ..container::Style::default() }
    }
}

fn entry_chosen(theme: &Theme, status: button::Status) -> button::Style {
    button::Style { border: outline(colors(theme).accent, size::RADIUS), ..flat(theme, status) }
}

/// A button with an edge.
pub fn outlined(theme: &Theme, status: button::Status) -> button::Style {
    button::Style { border: outline(colors(theme).border, size::RADIUS), ..flat(theme, status) }
}

/// The one button that goes on.
pub fn primary(theme: &Theme, status: button::Status) -> button::Style {
    let colors = colors(theme);
    loud(colors.accent, colors.accent_hover, colors.on_accent, status)
}

/// A button that takes something away.
pub fn danger(theme: &Theme, status: button::Status) -> button::Style {
    let colors = colors(theme);
    loud(colors.refused, colors.refused, colors.on_danger, status)
}

/// A button in a strip of tabs.
pub fn tab(is_active: bool) -> impl Fn(&Theme, button::Status) -> button::Style {
    move |theme, status| {
        let colors = colors(theme);
        match (is_active, status) {
            (true, _) => solid(Some(colors.selected), colors.accent, Border::default().rounded(size::RADIUS)),
            (false, button::Status::Active) => button::Style { text_color: colors.muted, ..flat(theme, status) },
            (false, _) => flat(theme, status),
        }
    }
}

/// A tab over a tree: the one that is shown grows out of the bar below.
pub fn document_tab(is_active: bool) -> impl Fn(&Theme, button::Status) -> button::Style {
    move |theme, status| {
        let colors = colors(theme);
        let border = Border::default().rounded(border::top(size::RADIUS));
        match (is_active, status) {
            (true, _) => solid(Some(colors.window), colors.text, border),
            (false, button::Status::Active | button::Status::Disabled) => solid(None, colors.muted, border),
            (false, _) => solid(Some(colors.hover), colors.text, border),
        }
    }
}

/// A place to type one line into.
pub fn input(theme: &Theme, status: text_input::Status) -> text_input::Style {
    let colors = colors(theme);
    let border = match status {
        text_input::Status::Active | text_input::Status::Disabled => outline(colors.border, size::RADIUS),
        text_input::Status::Hovered => outline(colors.edge, size::RADIUS),
        text_input::Status::Focused { .. } => ring(colors, size::RADIUS),
    };
    let is_disabled = matches!(status, text_input::Status::Disabled);
    text_input::Style {
        background: Background::Color(if is_disabled { colors.window } else { colors.surface }),
        border,
        icon: colors.muted,
        placeholder: colors.muted,
        value: if is_disabled { colors.muted } else { colors.text },
        selection: colors.selected,
    }
}

/// Text of many lines to select and copy from.
pub fn editor(theme: &Theme, status: text_editor::Status) -> text_editor::Style {
    let colors = colors(theme);
    let border = match status {
        text_editor::Status::Focused { .. } => ring(colors, size::RADIUS),
        text_editor::Status::Active | text_editor::Status::Hovered | text_editor::Status::Disabled => {
            outline(colors.border, size::RADIUS)
        }
    };
    text_editor::Style {
        background: Background::Color(colors.surface),
        border,
        placeholder: colors.muted,
        value: colors.text,
        selection: colors.selected,
    }
}

/// A list that opens to choose from.
pub fn choice(theme: &Theme, status: pick_list::Status) -> pick_list::Style {
    let colors = colors(theme);
    let border = match status {
        pick_list::Status::Active => outline(colors.border, size::RADIUS),
        pick_list::Status::Hovered => outline(colors.edge, size::RADIUS),
        pick_list::Status::Opened { .. } => ring(colors, size::RADIUS),
    };
    pick_list::Style {
        text_color: colors.text,
        placeholder_color: colors.muted,
        handle_color: colors.muted,
        background: Background::Color(colors.surface),
        border,
    }
}

/// The open part of [`choice`].
pub fn choices(theme: &Theme) -> menu::Style {
    let colors = colors(theme);
    menu::Style {
        background: Background::Color(colors.raised),
        border: outline(colors.border, size::RADIUS),
        text_color: colors.text,
        selected_text_color: colors.text,
        selected_background: Background::Color(colors.selected),
        shadow: shadow(colors),
    }
}

/// A line between things.
pub fn separator(theme: &Theme) -> rule::Style {
    rule::Style {
        color: colors(theme).border,
        radius: border::Radius::default(),
        fill_mode: rule::FillMode::Full,
        snap: true,
    }
}

/// How far something is.
pub fn progress(theme: &Theme) -> progress_bar::Style {
    let colors = colors(theme);
    progress_bar::Style {
        background: Background::Color(colors.pressed),
        bar: Background::Color(colors.accent),
        border: Border::default().rounded(size::RADIUS_SMALL),
    }
}

/// A place that scrolls.
pub fn scroll(theme: &Theme, status: scrollable::Status) -> scrollable::Style {
    let colors = colors(theme);
    let (is_horizontal_held, is_vertical_held) = match status {
        scrollable::Status::Active { .. } => (false, false),
        scrollable::Status::Hovered { is_horizontal_scrollbar_hovered, is_vertical_scrollbar_hovered, .. } => {
            (is_horizontal_scrollbar_hovered, is_vertical_scrollbar_hovered)
        }
        scrollable::Status::Dragged { is_horizontal_scrollbar_dragged, is_vertical_scrollbar_dragged, .. } => {
            (is_horizontal_scrollbar_dragged, is_vertical_scrollbar_dragged)
        }
    };
    let rail = |is_held| scrollable::Rail {
        background: None,
        border: Border::default(),
        scroller: scrollable::Scroller {
            background: Background::Color(if is_held { colors.edge } else { colors.thumb }),
            border: Border::default().rounded(size::THUMB / 2.0),
        },
    };
    scrollable::Style {
        container: container::Style::default(),
        vertical_rail: rail(is_vertical_held),
        horizontal_rail: rail(is_horizontal_held),
        gap: None,
        auto_scroll: scrollable::AutoScroll {
            background: Background::Color(colors.raised),
            border: outline(colors.border, size::TITLE),
            shadow: shadow(colors),
            icon: colors.text,
        },
    }
}

/// The scrollbar to go with [`scroll`].
pub fn scrollbar() -> scrollable::Scrollbar {
    scrollable::Scrollbar::new().width(size::SCROLLBAR).scroller_width(size::THUMB)
}

/// Words that stand back.
pub fn muted(theme: &Theme) -> text::Style {
    tinted(colors(theme).muted)
}

/// Words that say what went wrong.
pub fn error(theme: &Theme) -> text::Style {
    tinted(colors(theme).refused)
}

/// Words about something against the rules.
pub fn warning(theme: &Theme) -> text::Style {
    tinted(colors(theme).warning)
}

/// Words with the accent.
pub fn accent(theme: &Theme) -> text::Style {
    tinted(colors(theme).accent)
}

/// An icon as dark as words.
pub fn icon(theme: &Theme, _status: svg::Status) -> svg::Style {
    svg::Style { color: Some(colors(theme).text) }
}

/// An icon that stands back.
pub fn icon_muted(theme: &Theme, _status: svg::Status) -> svg::Style {
    svg::Style { color: Some(colors(theme).muted) }
}

/// An icon of what cannot be used now.
pub fn icon_faint(theme: &Theme, _status: svg::Status) -> svg::Style {
    svg::Style { color: Some(faint(colors(theme).muted)) }
}

/// An icon in one of the colours, for instance `icon_in(|colors| colors.refused)`.
pub fn icon_in(role: fn(&Colors) -> Color) -> impl Fn(&Theme, svg::Status) -> svg::Style {
    move |theme, _status| svg::Style { color: Some(role(colors(theme))) }
}

/// Words in one of the colours, for instance `text_in(|colors| colors.answered)`.
pub fn text_in(role: fn(&Colors) -> Color) -> impl Fn(&Theme) -> text::Style {
    move |theme| tinted(role(colors(theme)))
}

/// The ring around what has the keyboard.
pub fn ring(colors: &Colors, radius: f32) -> Border {
    Border { color: colors.accent, width: size::RING, radius: radius.into() }
}

/// A thin edge.
pub fn outline(color: Color, radius: f32) -> Border {
    Border { color, width: size::LINE_WIDTH, radius: radius.into() }
}

/// The shadow below what floats.
pub fn shadow(colors: &Colors) -> Shadow {
    Shadow { color: colors.shadow, offset: Vector::new(0.0, 2.0), blur_radius: super::space::M }
}

fn filled(color: Color, theme: &Theme) -> container::Style {
    container::Style {
        text_color: Some(colors(theme).text),
        background: Some(Background::Color(color)),
        ..container::Style::default()
    }
}

fn floating(theme: &Theme, radius: f32) -> container::Style {
    let colors = colors(theme);
    container::Style { border: outline(colors.edge, radius), ..filled(colors.raised, theme) }
}

fn loud(color: Color, hovered: Color, text_color: Color, status: button::Status) -> button::Style {
    let border = Border::default().rounded(size::RADIUS);
    match status {
        button::Status::Active => solid(Some(color), text_color, border),
        button::Status::Hovered | button::Status::Pressed => solid(Some(hovered), text_color, border),
        button::Status::Disabled => solid(Some(faint(color)), text_color, border),
    }
}

fn solid(background: Option<Color>, text_color: Color, border: Border) -> button::Style {
    button::Style { background: background.map(Background::Color), text_color, border, ..button::Style::default() }
}

fn tinted(color: Color) -> text::Style {
    text::Style { color: Some(color) }
}

/// A colour at half its strength, for what cannot be used.
fn faint(color: Color) -> Color {
    color.scale_alpha(0.5)
}
