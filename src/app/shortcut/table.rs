//! The table itself.

use iced::keyboard::key::Named;

use super::{
    Group, Line, Place, Shortcut,
    stroke::{
        Key::{Letter, Named as Key, Sign},
        Stroke,
    },
};
use crate::app::{
    screen::{
        connect::Kind,
        explore::{MenuEntry, PageWish, ourselves::Page},
    },
    theme::{Appearance, Contrast},
};

const fn can(does: Shortcut, strokes: &'static [Stroke], words: &'static str, group: Group, place: Place) -> Line {
    Line { does: Some(does), strokes, words, group, place }
}

/// What the part of the window does that has the keyboard.
const fn inside(strokes: &'static [Stroke], words: &'static str, group: Group, place: Place) -> Line {
    Line { does: None, strokes, words, group, place }
}

const fn row(entry: MenuEntry, words: &'static str) -> Line {
    can(Shortcut::Row(entry), &[], words, Group::Row, Place::Main)
}

const fn plain(key: Named) -> Stroke {
    Stroke::plain(Key(key))
}

const fn shift(key: Named) -> Stroke {
    Stroke::shift(Key(key))
}

const fn ctrl(letter: char) -> Stroke {
    Stroke::ctrl(Letter(letter))
}

const fn ctrl_shift(letter: char) -> Stroke {
    Stroke::ctrl_shift(Letter(letter))
}

const fn alt(letter: char) -> Stroke {
    Stroke::alt(Letter(letter))
}

const GO: Group = Group::Going;
const FIND: Group = Group::Finding;
const LISTS: Group = Group::Lists;
const ASK: Group = Group::Asking;
const ROW: Group = Group::Row;
const TREES: Group = Group::Trees;
const SESSION: Group = Group::Session;
const WINDOW: Group = Group::Window;
const DIALOGS: Group = Group::Dialogs;
const MAIN: Place = Place::Main;
const ANYWHERE: Place = Place::Anywhere;

/// All of them, in the order of the help and of the palette.
pub const LINES: &[Line] = &[
    can(Shortcut::Back, &[Stroke::alt(Key(Named::ArrowLeft))], "Back", GO, MAIN),
    can(Shortcut::Forward, &[Stroke::alt(Key(Named::ArrowRight))], "Forward", GO, MAIN),
    can(Shortcut::Address, &[ctrl('l')], "Go to an address or a link", GO, MAIN),
    can(Shortcut::Bookmarks, &[ctrl_shift('b')], "Favourite and recent addresses", GO, MAIN),
    can(Shortcut::Favour, &[ctrl('b')], "Make the address a favourite, or make it none any more", GO, MAIN),
    can(Shortcut::NextPane, &[plain(Named::F6)], "Next part of the window", GO, MAIN),
    can(Shortcut::PreviousPane, &[shift(Named::F6)], "Previous part of the window", GO, MAIN),
    can(Shortcut::NextField, &[plain(Named::Tab)], "Next button or field", GO, ANYWHERE),
    can(Shortcut::PreviousField, &[shift(Named::Tab)], "Previous button or field", GO, ANYWHERE),
    can(Shortcut::Tab(0), &[ctrl('1')], "Details: Overview", GO, MAIN),
    can(Shortcut::Tab(1), &[ctrl('2')], "Details: Items", GO, MAIN),
    can(Shortcut::Tab(2), &[ctrl('3')], "Details: Findings", GO, MAIN),
    can(Shortcut::Tab(3), &[ctrl('4')], "Details: Capabilities", GO, MAIN),
    can(Shortcut::Tab(4), &[ctrl('5')], "Details: XML", GO, MAIN),
    can(
        Shortcut::Leave,
        &[plain(Named::Escape)],
        "Close what floats, or take the filter off; back to the tree",
        GO,
        ANYWHERE,
    ),
    can(Shortcut::Find, &[ctrl('f'), Stroke::plain(Sign('/'))], "Filter the tree", FIND, MAIN),
    can(Shortcut::NextMatch, &[plain(Named::F3)], "Next match", FIND, MAIN),
    can(Shortcut::PreviousMatch, &[shift(Named::F3)], "Previous match", FIND, MAIN),
    can(Shortcut::Offers, &[ctrl_shift('f')], "Who offers what", FIND, MAIN),
    can(Shortcut::NextFinding, &[plain(Named::F8)], "Next row with something wrong, or that differs", FIND, MAIN),
    can(
        Shortcut::PreviousFinding,
        &[shift(Named::F8)],
        "Previous row with something wrong, or that differs",
        FIND,
        MAIN,
    ),
    inside(
        &[
            plain(Named::ArrowUp),
            plain(Named::ArrowDown),
            plain(Named::Home),
            plain(Named::End),
            plain(Named::PageUp),
            plain(Named::PageDown),
        ],
        "Move",
        LISTS,
        Place::List,
    ),
    inside(&[plain(Named::ArrowRight)], "Open, or go to the first child", LISTS, Place::List),
    inside(&[plain(Named::ArrowLeft)], "Close, or go to the parent", LISTS, Place::List),
    inside(
        &[plain(Named::Enter), plain(Named::Space)],
        "Open or close; at the end of a part of a list: load more",
        LISTS,
        Place::List,
    ),
    inside(&[ctrl('c')], "Copy the row’s JID, or the line", LISTS, Place::List),
    inside(&[shift(Named::F10), plain(Named::ContextMenu)], "The row’s menu", LISTS, Place::List),
    inside(
        &[plain(Named::ArrowUp), plain(Named::ArrowDown), plain(Named::Home), plain(Named::End), plain(Named::Enter)],
        "Choose in the row’s menu",
        LISTS,
        Place::Menu,
    ),
    can(Shortcut::Refresh, &[plain(Named::F5), ctrl('r')], "Ask again", ASK, MAIN),
    can(
        Shortcut::AskAgain,
        &[shift(Named::F5), ctrl_shift('r')],
        "Ask again all that the connection took along",
        ASK,
        MAIN,
    ),
    can(Shortcut::Expand, &[ctrl('e')], "Expand all below…", ASK, MAIN),
    can(Shortcut::PauseCrawl, &[ctrl('p')], "Let the crawl pause, or go on", ASK, MAIN),
    can(Shortcut::EndCrawl, &[ctrl_shift('e')], "Cancel the crawl, or put its summary away", ASK, MAIN),
    can(Shortcut::Automatic, &[ctrl('i')], "Ask the rows on the screen what they are, or not", ASK, MAIN),
    can(Shortcut::Row(MenuEntry::CopyLink), &[ctrl_shift('c')], "Copy link", ROW, MAIN),
    row(MenuEntry::CopyJid, "Copy JID"),
    row(MenuEntry::CopyNode, "Copy node"),
    row(MenuEntry::CopyName, "Copy name"),
    row(MenuEntry::CopyRow, "Copy row as text"),
    row(MenuEntry::CopyBelow, "Copy all below as text"),
    row(MenuEntry::Page(PageWish::More), "Load more items"),
    row(MenuEntry::Page(PageWish::All), "Load all items"),
    row(MenuEntry::Page(PageWish::Stop), "Stop loading"),
    row(MenuEntry::Page(PageWish::Again), "Load the list from its beginning"),
    row(MenuEntry::Page(PageWish::Count), "Count the items"),
    row(MenuEntry::Compare, "Compare with another row"),
    row(MenuEntry::CompareWith, "Compare with the row chosen before"),
    row(MenuEntry::SaveBelow, "Save this and all below…"),
    row(MenuEntry::SaveOnly, "Save this row…"),
    row(MenuEntry::OpenAsRoot, "Open as a tree of its own"),
    row(MenuEntry::RemoveRoot, "Remove from the tree"),
    can(Shortcut::Open, &[ctrl('o')], "Open a snapshot…", TREES, ANYWHERE),
    can(Shortcut::Save, &[ctrl('s')], "Save", TREES, MAIN),
    can(Shortcut::SaveAs, &[ctrl_shift('s')], "Save to another file…", TREES, MAIN),
    can(Shortcut::Compare, &[ctrl('d')], "Compare with the tree on the tab before", TREES, MAIN),
    can(
        Shortcut::NextDocument,
        &[Stroke::ctrl(Key(Named::Tab)), Stroke::ctrl(Key(Named::PageDown))],
        "Next tree",
        TREES,
        MAIN,
    ),
    can(
        Shortcut::PreviousDocument,
        &[Stroke::ctrl_shift(Key(Named::Tab)), Stroke::ctrl(Key(Named::PageUp))],
        "Previous tree",
        TREES,
        MAIN,
    ),
    can(Shortcut::Document(0), &[alt('1')], "First tree", TREES, MAIN),
    can(Shortcut::Document(1), &[alt('2')], "Second tree", TREES, MAIN),
    can(Shortcut::Document(2), &[alt('3')], "Third tree", TREES, MAIN),
    can(Shortcut::Document(3), &[alt('4')], "Fourth tree", TREES, MAIN),
    can(Shortcut::Document(4), &[alt('5')], "Fifth tree", TREES, MAIN),
    can(Shortcut::Document(5), &[alt('6')], "Sixth tree", TREES, MAIN),
    can(Shortcut::Document(6), &[alt('7')], "Seventh tree", TREES, MAIN),
    can(Shortcut::Document(7), &[alt('8')], "Eighth tree", TREES, MAIN),
    can(Shortcut::Document(8), &[alt('9')], "Ninth tree", TREES, MAIN),
    can(
        Shortcut::CloseDocument,
        &[ctrl('w')],
        "Close the snapshot or comparison that is shown, or one of several trees of a component",
        TREES,
        MAIN,
    ),
    can(Shortcut::Connect, &[ctrl('n')], "Connect another account…", SESSION, MAIN),
    can(Shortcut::ConnectAs(Kind::Account), &[], "Connect with a password…", SESSION, ANYWHERE),
    can(Shortcut::ConnectAs(Kind::Anonymous), &[], "Connect anonymously…", SESSION, ANYWHERE),
    can(Shortcut::ConnectAs(Kind::Component), &[], "Connect as a component…", SESSION, ANYWHERE),
    can(Shortcut::Demo, &[], "Open the demo", SESSION, ANYWHERE),
    can(Shortcut::Reconnect, &[], "Reconnect", SESSION, MAIN),
    can(Shortcut::Certificate, &[], "Go to the certificate that was refused", SESSION, ANYWHERE),
    can(Shortcut::AskAs, &[], "Ask as another JID of the component…", SESSION, MAIN),
    can(Shortcut::Console, &[plain(Named::F12)], "Show the stanzas that go over the wire, or hide them", SESSION, MAIN),
    can(Shortcut::PauseStanzas, &[], "Stanzas: pause, or go on", SESSION, MAIN),
    can(Shortcut::ClearStanzas, &[], "Stanzas: clear", SESSION, MAIN),
    can(Shortcut::SaveStanzas, &[], "Stanzas: save…", SESSION, MAIN),
    can(Shortcut::Ourselves, &[ctrl('u')], "What you say of yourself…", SESSION, MAIN),
    can(Shortcut::OurPage(Page::Nodes), &[], "What you say of yourself: the nodes", SESSION, MAIN),
    can(Shortcut::OurPage(Page::File), &[], "What you say of yourself: the file", SESSION, MAIN),
    can(Shortcut::OurPage(Page::Asked), &[], "What you say of yourself: who asked", SESSION, MAIN),
    can(Shortcut::Apply, &[], "What you say of yourself: apply what is written", SESSION, MAIN),
    can(Shortcut::Revert, &[], "What you say of yourself: revert what is written", SESSION, MAIN),
    can(Shortcut::Appear, &[], "Be seen by contacts, or not", SESSION, MAIN),
    can(Shortcut::LogOut, &[], "Log out", SESSION, MAIN),
    can(Shortcut::Palette, &[ctrl('k'), ctrl_shift('p')], "Do something…", WINDOW, ANYWHERE),
    can(Shortcut::Help, &[plain(Named::F1), Stroke::plain(Sign('?'))], "Keys and what they do", WINDOW, ANYWHERE),
    can(Shortcut::Settings, &[Stroke::ctrl(Sign(','))], "Settings", WINDOW, ANYWHERE),
    can(Shortcut::Larger, &[Stroke::ctrl(Sign('+')), Stroke::ctrl(Sign('='))], "Larger text", WINDOW, ANYWHERE),
    can(Shortcut::Smaller, &[Stroke::ctrl(Sign('-'))], "Smaller text", WINDOW, ANYWHERE),
    can(Shortcut::UsualSize, &[ctrl('0')], "Text as large as at first", WINDOW, ANYWHERE),
    can(Shortcut::Appearance(Appearance::System), &[], "Theme: as the system is", WINDOW, ANYWHERE),
    can(Shortcut::Appearance(Appearance::Light), &[], "Theme: light", WINDOW, ANYWHERE),
    can(Shortcut::Appearance(Appearance::Dark), &[], "Theme: dark", WINDOW, ANYWHERE),
    can(Shortcut::Contrast(Contrast::Usual), &[], "Contrast: usual", WINDOW, ANYWHERE),
    can(Shortcut::Contrast(Contrast::High), &[], "Contrast: high", WINDOW, ANYWHERE),
    can(Shortcut::Quit, &[ctrl('q')], "Quit", WINDOW, ANYWHERE),
    inside(&[plain(Named::Enter)], "Connect with the chosen account", DIALOGS, Place::Accounts),
    inside(&[plain(Named::ArrowUp), plain(Named::ArrowDown)], "Choose an account", DIALOGS, Place::Accounts),
    inside(&[plain(Named::F2)], "Change the chosen account", DIALOGS, Place::Accounts),
    inside(&[plain(Named::Delete)], "Forget the chosen account", DIALOGS, Place::Accounts),
    inside(&[ctrl('s')], "Save the account that is written once it is connected, or not", DIALOGS, Place::First),
    inside(&[plain(Named::Enter)], "Go to the chosen address", DIALOGS, Place::Bookmarks),
    inside(&[plain(Named::ArrowUp), plain(Named::ArrowDown)], "Choose an address", DIALOGS, Place::Bookmarks),
    inside(&[plain(Named::Delete)], "Take the address out of the list", DIALOGS, Place::Bookmarks),
    inside(&[plain(Named::Enter)], "Start the crawl", DIALOGS, Place::CrawlPanel),
    inside(&[ctrl('d')], "Stay on the domain of the row, or not", DIALOGS, Place::CrawlPanel),
    inside(&[plain(Named::Tab)], "Complete a path, or go to the next entry", DIALOGS, Place::FileDialog),
    inside(&[plain(Named::ArrowUp), plain(Named::ArrowDown)], "Choose a file", DIALOGS, Place::FileDialog),
    inside(&[ctrl('e')], "Save with the XML, or without", DIALOGS, Place::FileDialog),
    inside(&[ctrl('d')], "Save with your address, or without", DIALOGS, Place::FileDialog),
    inside(
        &[ctrl('1'), ctrl('2'), ctrl('3')],
        "What you say of yourself: the nodes, the file, who asked",
        DIALOGS,
        Place::Ourselves,
    ),
    inside(&[ctrl('s')], "What you say of yourself: apply what is written", DIALOGS, Place::Ourselves),
    inside(&[plain(Named::Enter)], "Save before leaving", DIALOGS, Place::Question),
    inside(&[ctrl('d')], "Leave without saving", DIALOGS, Place::Question),
    inside(&[plain(Named::Enter)], "Forget the account", DIALOGS, Place::Forgetting),
    inside(
        &[plain(Named::ArrowUp), plain(Named::ArrowDown), plain(Named::PageUp), plain(Named::PageDown)],
        "Choose, or scroll",
        DIALOGS,
        Place::Guide,
    ),
];
