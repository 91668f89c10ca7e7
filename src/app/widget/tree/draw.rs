//! How a row looks.

use iced::{
    Border, Color, Point, Rectangle, Renderer, Size,
    advanced::{
        Renderer as _,
        renderer::Quad,
        svg::{Renderer as _, Svg},
        text::{Paragraph as _, Renderer as _},
    },
};
use unicode_segmentation::UnicodeSegmentation;

use super::{
    label::{Face, Labels},
    row::{Badge, Count, Expander, Mark, Row, Severity, Weight},
};
use crate::{
    app::{
        icon::Icon,
        theme::{Colors, size, space},
    },
    disco::text::visible,
};

/// How much of the width indentation may take before deeper rows stop moving in.
const INDENTED_SHARE: f32 = 0.4;
/// How much of the room for names a title takes when its JID needs room too.
const TITLE_SHARE: f32 = 0.6;

/// How far a row of some depth stands in.
pub fn indent(depth: u16, width: f32) -> f32 {
    let levels = (width * INDENTED_SHARE / size::INDENT).floor().min(f32::from(depth));
    space::XS + levels.max(0.0) * size::INDENT
}

/// How a row is met by pointer and keyboard.
#[derive(Debug, Clone, Copy, Default)]
pub struct Look {
    /// It is chosen.
    pub is_selected: bool,
    /// The list has the keyboard.
    pub is_focused: bool,
    /// The pointer is over it.
    pub is_hovered: bool,
}

/// Draws rows.
pub struct Painter<'a> {
    /// Where to.
    pub renderer: &'a mut Renderer,
    /// In which colours.
    pub colors: &'static Colors,
    /// With which texts.
    pub labels: &'a mut Labels,
    /// What nothing may leave.
    pub clip: Rectangle,
    /// How much of the width stands before the column of values.
    pub column_share: f32,
}

impl Painter<'_> {
    /// Draws a row; says whether something of it had to be cut.
    pub fn row(&mut self, row: &Row<'_>, bounds: Rectangle, look: Look) -> bool {
        self.ground(bounds, look);
        if look.is_selected {
            let inset = size::RADIUS_SMALL;
            let mark = Rectangle {
                y: bounds.y + inset,
                width: size::SELECTION,
                height: bounds.height - 2.0 * inset,
                ..bounds
            };
            self.quad(mark, size::SELECTION / 2.0, self.colors.accent);
        }
        let left = bounds.x + indent(row.depth, bounds.width);
        self.guides(bounds, left);
        let expander = match row.expander {
            Expander::None => None,
            Expander::Closed => Some(Icon::ChevronRight),
            Expander::Open => Some(Icon::ChevronDown),
        };
        if let Some(icon) = expander {
            self.icon(icon, left, bounds, self.colors.muted);
        }
        let mut names = left + size::ICON + space::XS;
        if let Some(icon) = row.icon {
            let color = match row.severity {
                Some(severity) => severity_color(severity, self.colors),
                None if row.beside.is_some() => {
                    mark_icon(row.mark).map_or(self.colors.edge, |(_, role)| role(self.colors))
                }
                None if row.is_dimmed => self.colors.edge,
                None => self.colors.muted,
            };
            self.icon(icon, names, bounds, color);
            names += size::ICON + space::S;
        }
        if let Some(beside) = &row.beside {
            return self.pair(row, beside, bounds, names);
        }
        let (right, is_trail_cut) = self.trail(row, bounds, names);
        self.names(row, bounds, names, right) || is_trail_cut
    }

    fn ground(&mut self, bounds: Rectangle, look: Look) {
        let color = match look {
            Look { is_selected: true, is_focused: true, .. } => self.colors.selected,
            Look { is_selected: true, .. } => self.colors.selected_faint,
            Look { is_hovered: true, .. } => self.colors.hover,
            Look { .. } => return,
        };
        let bounds = Rectangle { x: bounds.x + space::XS / 2.0, width: (bounds.width - space::XS).max(0.0), ..bounds };
        self.quad(bounds, size::RADIUS_SMALL, color);
    }

    fn guides(&mut self, bounds: Rectangle, left: f32) {
        let mut x = bounds.x + space::XS + size::ICON / 2.0;
        while x < left {
            self.quad(Rectangle { x, width: size::LINE_WIDTH, ..bounds }, 0.0, self.colors.border);
            x += size::INDENT;
        }
    }

    /// What stands at the right: mark, badge, count; what has no room is left out, the mark's shape last.
    fn trail(&mut self, row: &Row<'_>, bounds: Rectangle, names: f32) -> (f32, bool) {
        let right = bounds.x + bounds.width - space::S;
        // Of an entry the name may be cut for what stands at the right; of a detail the value may not.
        let kept = match row.weight {
            Weight::Entry | Weight::Heading => size::NAME,
            Weight::Detail | Weight::Value => {
                let title = self.labels.width(&row.title, Face::Title);
                let value = self.labels.width(&row.wire, Face::Wire);
                match self.column(row, bounds, names, title) {
                    column if column > 0.0 => column + value.max(size::NAME),
                    _ => title.max(value).max(size::NAME),
                }
            }
        };
        let mut room = right - names - kept;
        let count = row.count.map(count_text);
        let badge = row.badge.map(|badge| (badge_icon(badge, self.colors), badge.count.to_string()));
        let mark = mark_icon(row.mark).map(|(icon, role)| (icon, role(self.colors)));
        let count_room = count.as_deref().map_or(0.0, |text| self.pill_width(text) + space::S);
        let badge_room = badge
            .as_ref()
            .map_or(0.0, |(_, text)| size::ICON + space::XS + self.labels.width(text, Face::Small) + space::S);
        let word_room = match row.word.as_ref() {
            "" => 0.0,
            word => self.labels.width(word, Face::Small) + space::XS,
        };
        room -= mark.map_or(0.0, |_| size::ICON + space::S);
        let mut takes = |wanted: f32| {
            let has_room = wanted <= room;
            room -= if has_room { wanted } else { 0.0 };
            has_room
        };
        let (has_badge, has_count, has_word) = (takes(badge_room), takes(count_room), takes(word_room));
        let mut x = right;
        if let Some(text) = count.filter(|_| has_count) {
            x = self.pill(&text, x, bounds) - space::S;
        }
        if let Some(((icon, color), text)) = badge.filter(|_| has_badge) {
            x = self.right(&text, x, bounds, color) - space::XS - size::ICON;
            self.icon(icon, x, bounds, color);
            x -= space::S;
        }
        if has_word && !row.word.is_empty() {
            let color = mark.map_or(self.colors.muted, |(_, color)| color);
            x = self.right(&row.word, x, bounds, color) - space::XS;
        }
        if let Some((icon, color)) = mark {
            x -= size::ICON;
            self.icon(icon, x, bounds, color);
            x -= space::S;
        }
        (x, !(has_badge && has_count && has_word))
    }

    /// The title, and the JID and node after it, in the room between.
    fn names(&mut self, row: &Row<'_>, bounds: Rectangle, left: f32, right: f32) -> bool {
        let room = (right - left).max(0.0);
        let face = if row.is_matched || row.weight == Weight::Heading { Face::Strong } else { Face::Title };
        let title = self.labels.width(&row.title, face);
        let wire = self.labels.width(&row.wire, Face::Wire);
        let gap = if title > 0.0 && wire > 0.0 { space::S } else { 0.0 };
        let column = self.column(row, bounds, left, title);
        // Values stand in their column, whatever the length of the name before it.
        let mut title_room = if column > gap {
            (column - gap).min(room)
        } else {
            title.min((room * TITLE_SHARE).max(room - gap - wire))
        };
        let mut wire_room = room - gap - title_room;
        let is_wire_left_out = wire > wire_room && wire_room < size::WIRE_ROOM;
        if is_wire_left_out && title > 0.0 {
            (title_room, wire_room) = (room, 0.0);
        }
        let is_name_of_value = row.weight == Weight::Detail && row.icon.is_none() && wire > 0.0;
        let color = if row.is_dimmed || is_name_of_value { self.colors.muted } else { self.colors.text };
        let mut is_cut = is_wire_left_out;
        if title > 0.0 {
            self.mark(row, &row.title, face, Rectangle { x: left, width: title_room, ..bounds });
            is_cut |= self.text(&row.title, face, Rectangle { x: left, width: title_room, ..bounds }, color);
        }
        if wire > 0.0 && wire_room > 0.0 {
            let left = left + title_room + gap;
            let place = Rectangle { x: left.ceil(), width: wire_room, ..bounds };
            self.mark(row, &row.wire, Face::Wire, place);
            let color = match row.weight {
                Weight::Detail | Weight::Value => self.colors.text,
                Weight::Entry | Weight::Heading => self.colors.muted,
            };
            is_cut |= self.text(&row.wire, Face::Wire, place, color);
        }
        is_cut
    }

    /// Marks in a text, behind which nothing stands yet, what the filter looked for.
    fn mark(&mut self, row: &Row<'_>, text: &str, face: Face, bounds: Rectangle) {
        if !row.is_matched || row.texts.is_empty() {
            return;
        }
        let shown = visible(text);
        let Some(label) = self.labels.fit(text, face, bounds.width.ceil()) else { return };
        let at = |end: usize| {
            let before = shown.get(..end)?;
            label.paragraph.grapheme_position(0, before.graphemes(true).count()).map(|point| point.x)
        };
        let found = row.texts.iter().filter_map(|text| text.find(&shown));
        let ends: Vec<_> = found.filter_map(|found| Some((at(found.start)?, at(found.end)?))).collect();
        let top = bounds.y + ((bounds.height - size::LINE) / 2.0).floor();
        let room = label.width.min(bounds.width);
        for (start, end) in ends {
            let (start, end) = (start.min(end).min(room), start.max(end).min(room));
            let place = Rectangle { x: bounds.x.floor() + start, y: top, width: end - start, height: size::LINE };
            self.quad(place, size::RADIUS_SMALL / 2.0, self.colors.matched);
        }
    }

    /// The name, and both sides' values in columns of the same width.
    fn pair(&mut self, row: &Row<'_>, beside: &str, bounds: Rectangle, left: f32) -> bool {
        let column = (bounds.x + bounds.width * self.column_share).floor();
        let end = bounds.x + bounds.width - space::S;
        let width = ((end - column - space::M) / 2.0).max(0.0).floor();
        let name = Rectangle { x: left, width: (column - left - space::S).max(0.0), ..bounds };
        let mut is_cut = !row.title.is_empty() && self.text(&row.title, Face::Title, name, self.colors.muted);
        let faded = if row.mark == Mark::Idle { self.colors.muted } else { self.colors.text };
        for (value, x) in [(&*row.wire, column), (beside, column + width + space::M)] {
            if !value.is_empty() {
                is_cut |= self.text(value, Face::Wire, Rectangle { x, width, ..bounds }, faded);
            }
        }
        is_cut
    }

    /// How far behind `left` the column of values begins; 0 where there is none.
    fn column(&self, row: &Row<'_>, bounds: Rectangle, left: f32, title: f32) -> f32 {
        match row.weight {
            Weight::Detail if title <= 0.0 || row.wire.is_empty() => 0.0,
            Weight::Detail | Weight::Value => (bounds.x + bounds.width * self.column_share - left).max(0.0),
            Weight::Entry | Weight::Heading => 0.0,
        }
    }

    fn pill_width(&mut self, text: &str) -> f32 {
        self.labels.width(text, Face::Small).ceil() + 2.0 * size::PILL_PADDING
    }

    /// A number in a pill that ends at some place, so that it is not taken for a count of findings; says where it begins.
    fn pill(&mut self, text: &str, right: f32, bounds: Rectangle) -> f32 {
        let width = self.pill_width(text);
        let top = bounds.y + ((bounds.height - size::PILL) / 2.0).floor();
        let pill = Rectangle { x: (right - width).floor(), y: top, width, height: size::PILL };
        let border = Border { color: self.colors.thumb, width: size::LINE_WIDTH, radius: (size::PILL / 2.0).into() };
        self.renderer.fill_quad(Quad { bounds: pill, border, ..Quad::default() }, Color::TRANSPARENT);
        let _ = self.right(text, right - size::PILL_PADDING, bounds, self.colors.muted);
        right - width
    }

    /// A short text that ends at some place; says where it begins.
    fn right(&mut self, text: &str, right: f32, bounds: Rectangle, color: Color) -> f32 {
        let width = self.labels.width(text, Face::Small).ceil();
        let _ = self.text(text, Face::Small, Rectangle { x: right - width, width, ..bounds }, color);
        right - width
    }

    fn text(&mut self, text: &str, face: Face, bounds: Rectangle, color: Color) -> bool {
        let Some(label) = self.labels.fit(text, face, bounds.width.ceil()) else { return false };
        let Some(clip) = bounds.expand([0.0, 1.0]).intersection(&self.clip) else { return label.is_cut };
        let top = bounds.y + ((bounds.height - size::LINE) / 2.0).floor();
        self.renderer.fill_paragraph(&label.paragraph, Point::new(bounds.x.floor(), top), color, clip);
        label.is_cut
    }

    fn icon(&mut self, icon: Icon, x: f32, row: Rectangle, color: Color) {
        let y = row.y + ((row.height - size::ICON) / 2.0).floor();
        let bounds = Rectangle::new(Point::new(x.floor(), y), Size::new(size::ICON, size::ICON));
        self.renderer.draw_svg(Svg::new(icon.handle()).color(color), bounds, self.clip);
    }

    /// A filled shape.
    pub fn quad(&mut self, bounds: Rectangle, radius: f32, color: Color) {
        let quad = Quad { bounds, border: Border::default().rounded(radius), ..Quad::default() };
        self.renderer.fill_quad(quad, color);
    }
}

fn count_text(count: Count) -> String {
    let more = if count.has_more { "+" } else { "" };
    format!("{}{more}", count.known)
}

fn badge_icon(badge: Badge, colors: &Colors) -> (Icon, Color) {
    let icon = match badge.severity {
        Severity::Note => Icon::Note,
        Severity::Warning => Icon::Warning,
        Severity::Error => Icon::Error,
    };
    (icon, severity_color(badge.severity, colors))
}

fn severity_color(severity: Severity, colors: &Colors) -> Color {
    match severity {
        Severity::Note => colors.muted,
        Severity::Warning => colors.warning,
        Severity::Error => colors.refused,
    }
}

/// One of the colours, by what it is for.
pub type Role = fn(&Colors) -> Color;

/// A mark's shape and colour; what went well is not marked.
pub fn mark_icon(mark: Mark) -> Option<(Icon, Role)> {
    match mark {
        Mark::Idle | Mark::Answered => None,
        Mark::Good => Some((Icon::Answered, |colors| colors.answered)),
        Mark::Waiting => Some((Icon::Waiting, |colors| colors.waiting)),
        Mark::Refused => Some((Icon::Refused, |colors| colors.refused)),
        Mark::TimedOut => Some((Icon::Silent, |colors| colors.silent)),
        Mark::CutOff => Some((Icon::CutOff, |colors| colors.cut_off)),
        Mark::Unreadable => Some((Icon::Unreadable, |colors| colors.unreadable)),
        Mark::Loop => Some((Icon::Loop, |colors| colors.muted)),
        Mark::Added => Some((Icon::Add, |colors| colors.answered)),
        Mark::Removed => Some((Icon::Removed, |colors| colors.refused)),
        Mark::Changed => Some((Icon::Changed, |colors| colors.warning)),
        Mark::Unsure => Some((Icon::NotKnownYet, |colors| colors.muted)),
    }
}
