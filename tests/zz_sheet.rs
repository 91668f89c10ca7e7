use discoscope::app::{icon::Icon, theme::{self, style, size, space}};
use iced::widget::*;
use iced::{Element, Length, Size, mouse};
use iced_test::{core::{clipboard, renderer::{Headless, Style}}, runtime::{UserInterface, user_interface::Cache}};

fn sheet<'a>() -> Element<'a, ()> {
    let icons = Icon::ALL.chunks(13).map(|chunk| row(chunk.iter().map(|i| i.view().into())).spacing(space::M).into());
    let tabs = row![
        button(text("Overview").size(size::TEXT)).style(style::tab(true)).on_press(()).padding([4,8]),
        button(text("Items 12").size(size::TEXT)).style(style::tab(false)).on_press(()).padding([4,8]),
        button(text("Findings 2").size(size::TEXT)).style(style::tab(false)).on_press(()).padding([4,8]),
    ].spacing(space::XS);
    let buttons = row![
        button(text("Connect").size(size::TEXT)).style(style::primary).on_press(()),
        button(text("Connect").size(size::TEXT)).style(style::primary),
        button(text("Forget").size(size::TEXT)).style(style::danger).on_press(()),
        button(text("Cancel").size(size::TEXT)).style(style::outlined).on_press(()),
        button(text("Flat").size(size::TEXT)).style(style::flat).on_press(()),
    ].spacing(space::S);
    let bar = container(row![Icon::Back.view(), Icon::Forward.view(), Icon::Refresh.view(),
        text_input("Address", "rooms.localhost").font(theme::font::WIRE).size(size::WIRE).style(style::input).on_input(|_| ()),
        container(text("waiting").size(size::SMALL)).style(style::badge).padding([1,8])].spacing(space::S).align_y(iced::Center))
        .style(style::bar).padding(space::S).width(Length::Fill);
    let toast = container(row![Icon::Warning.view().style(style::icon_in(|c| c.warning)), text("The snapshot could not be saved: the disk is full.").size(size::TEXT)].spacing(space::S)).style(style::toast).padding(space::M);
    container(column![bar, column![
        text("Chat rooms").size(size::TITLE).font(theme::font::STRONG), text("rooms.localhost").size(size::WIRE).font(theme::font::WIRE).style(style::muted),
        tabs, rule::horizontal(1).style(style::separator), buttons,
        container(text("Conference / text").size(size::TEXT)).style(style::card).padding(space::M).width(Length::Fill),
        text("forbidden: only members may ask").size(size::TEXT).style(style::error), toast,
        progress_bar(0.0..=1.0, 0.6).style(style::progress).girth(6),
        column(icons).spacing(space::M)].spacing(space::M).padding(space::L)]).style(style::pane).width(Length::Fill).height(Length::Fill).into()
}

#[test]
fn sheet_pictures() {
    for f in theme::font::FILES { iced::advanced::graphics::text::font_system().write().unwrap().load_font(f.into()); }
    for (name, theme) in [("light", &*theme::LIGHT), ("dark", &*theme::DARK)] {
        for scale in [1.0f32, 2.0] {
            let mut r = iced::futures::executor::block_on(<iced::Renderer as Headless>::new(theme::font::WORDS, 13.into(), None)).unwrap();
            let sz = Size::new(420.0, 560.0);
            let mut ui = UserInterface::build(sheet(), sz, Cache::default(), &mut r);
            let _ = ui.update(&[iced::Event::Window(iced::window::Event::RedrawRequested(iced::time::Instant::now()))], mouse::Cursor::Unavailable, &mut r, &mut clipboard::Null, &mut Vec::new());
            ui.draw(&mut r, theme, &Style { text_color: theme::colors(theme).text }, mouse::Cursor::Unavailable);
            let px = r.screenshot(Size::new((420.0*scale) as u32, (560.0*scale) as u32), scale, theme::colors(theme).surface);
            std::fs::write(format!("/tmp/pics/sheet-{name}-{scale}.rgba"), px).unwrap();
        }
    }
}
