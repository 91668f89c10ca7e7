//! The shortcuts: one table that drives keys, tooltips, the row's menu, the help, the palette and the README.
//!
//! Whoever adds something that can be done adds a [`Shortcut`], a line in [`table`], and the arm that does it.

use iced::{Event, keyboard};

pub mod manual;
mod stroke;
mod table;

pub use stroke::{Key, Stroke};
pub use table::LINES;

use super::{
    screen::{
        connect::Kind,
        explore::{MenuEntry, ourselves::Page},
    },
    theme::{Appearance, Contrast},
};

/// Something that can be done from anywhere on a screen: by a key, by a button, from the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// Ask the chosen entity again.
    Refresh,
    /// Go to the address bar.
    Address,
    /// Make what stands in the address bar a favourite, or make it none any more.
    Favour,
    /// Show the favourite and recent addresses, or hide them.
    Bookmarks,
    /// What was looked at before.
    Back,
    /// What was looked at after.
    Forward,
    /// The next row with something wrong.
    NextFinding,
    /// The one before.
    PreviousFinding,
    /// Filter the tree.
    Find,
    /// The next row that the filter found.
    NextMatch,
    /// The one before.
    PreviousMatch,
    /// Show who offers what, or hide it.
    Offers,
    /// The keyboard goes to the next thing that can have it.
    NextField,
    /// The keyboard goes to the one before.
    PreviousField,
    /// The keyboard goes to the next part of the window.
    NextPane,
    /// The keyboard goes to the part before.
    PreviousPane,
    /// A tab of the details, from 0.
    Tab(usize),
    /// Choose a snapshot and open it.
    Open,
    /// Save the tree to the file it was saved to before.
    Save,
    /// Save the tree to another file.
    SaveAs,
    /// Show the next of the trees.
    NextDocument,
    /// Show the one before.
    PreviousDocument,
    /// Show one of the trees, from 0.
    Document(usize),
    /// Close the snapshot or the comparison that is shown.
    CloseDocument,
    /// Hold the tree that is shown against the one on the tab before.
    Compare,
    /// Expand everything below the chosen row.
    Expand,
    /// Let the crawl pause, or go on.
    PauseCrawl,
    /// Cancel the crawl, or put away what came of it.
    EndCrawl,
    /// Ask the rows on the screen by itself, or not.
    Automatic,
    /// Be seen by contacts, or not.
    Appear,
    /// An entry of the menu of the chosen row.
    Row(MenuEntry),
    /// Connect one more account.
    Connect,
    /// Connect one more, whose kind is chosen already.
    ConnectAs(Kind),
    /// Start the demo server and show it.
    Demo,
    /// Try the lost connection again now.
    Reconnect,
    /// Ask again what ended because the connection went.
    AskAgain,
    /// Go to the certificate because of which there is no connection.
    Certificate,
    /// Ask as another JID of a component.
    AskAs,
    /// Show what goes over the wire, or hide it.
    Console,
    /// What goes over the wire is kept no more, or again.
    PauseStanzas,
    /// Forget what went over the wire.
    ClearStanzas,
    /// Save what went over the wire.
    SaveStanzas,
    /// Show what we say of ourselves.
    Ourselves,
    /// Show one page of it.
    OurPage(Page),
    /// Say from now on what is written there.
    Apply,
    /// Write again what is said now.
    Revert,
    /// End the session.
    LogOut,
    /// Look for something that can be done.
    Palette,
    /// Say which keys there are.
    Help,
    /// How the window looks.
    Settings,
    /// Everything larger.
    Larger,
    /// Everything smaller.
    Smaller,
    /// Everything as large as at first.
    UsualSize,
    /// Light, dark, or as the system is.
    Appearance(Appearance),
    /// How far words stand out.
    Contrast(Contrast),
    /// Close what floats and go back to the tree.
    Leave,
    /// End the program.
    Quit,
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// What it does; none where the part of the window itself does it that has the keyboard.
    pub does: Option<Shortcut>,
    /// The keys that do it; none where only the palette and buttons do.
    pub strokes: &'static [Stroke],
    /// What it does, in words.
    pub words: &'static str,
    /// What it is about.
    pub group: Group,
    /// Where it can be done.
    pub place: Place,
}

/// What lines are about; the help and the README keep them together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Going somewhere.
    Going,
    /// Finding something.
    Finding,
    /// Moving in lists.
    Lists,
    /// Asking.
    Asking,
    /// The chosen row.
    Row,
    /// Snapshots and comparisons.
    Trees,
    /// The session.
    Session,
    /// The window.
    Window,
    /// What asks something before it goes on.
    Dialogs,
}

impl Group {
    /// All of them, in their order.
    pub const ALL: [Self; 9] = [
        Self::Going,
        Self::Finding,
        Self::Lists,
        Self::Asking,
        Self::Row,
        Self::Trees,
        Self::Session,
        Self::Window,
        Self::Dialogs,
    ];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Going => "Going somewhere",
            Self::Finding => "Finding",
            Self::Lists => "In the tree and in every list",
            Self::Asking => "Asking",
            Self::Row => "The chosen row",
            Self::Trees => "Snapshots and comparisons",
            Self::Session => "The session",
            Self::Window => "The window",
            Self::Dialogs => "In panels and dialogs",
        }
    }
}

/// Where something can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On both screens.
    Anywhere,
    /// On the main screen.
    Main,
    /// In a list that has the keyboard, on the main screen.
    List,
    /// In the open menu of a row.
    Menu,
    /// In the panel that starts a crawl.
    CrawlPanel,
    /// In the dialog that asks for a file.
    FileDialog,
    /// On the screen that shows what we say of ourselves.
    Ourselves,
    /// On the first screen.
    First,
    /// In the list of the saved accounts.
    Accounts,
    /// In the list of favourite and recent addresses.
    Bookmarks,
    /// In the question whether to save before leaving.
    Question,
    /// In the question whether to forget an account.
    Forgetting,
    /// In the palette and in the help.
    Guide,
}

impl Place {
    /// Whether a key may mean something in both of them at once.
    pub fn meets(self, other: Self) -> bool {
        let is_screen = |place| matches!(place, Self::Anywhere | Self::Main | Self::List);
        self == other || (is_screen(self) && is_screen(other))
    }
}

/// Somebody's line of the table.
pub fn line(shortcut: Shortcut) -> Option<&'static Line> {
    LINES.iter().find(|line| line.does == Some(shortcut))
}

/// What it does, in words.
pub fn words(shortcut: Shortcut) -> &'static str {
    line(shortcut).map_or("", |line| line.words)
}

/// The first of its keys, if it has one.
pub fn keys(shortcut: Shortcut) -> Option<String> {
    line(shortcut)?.strokes.first().map(ToString::to_string)
}

/// What it does and by which key, for a tooltip.
pub fn tip(shortcut: Shortcut) -> String {
    with_keys(words(shortcut), shortcut)
}

/// Other words for what it does, with its key.
pub fn with_keys(words: &str, shortcut: Shortcut) -> String {
    match keys(shortcut) {
        Some(keys) => format!("{words} ({keys})"),
        None => words.to_owned(),
    }
}

/// The shortcut of a key that nothing else took.
#[allow(clippy::needless_pass_by_value, reason = "the signature that a subscription's filter has")]
pub fn of(event: keyboard::Event) -> Option<Shortcut> {
    found(&event).map(|(shortcut, _)| shortcut)
}

/// The step to the next thing that can have the keyboard, or to the one before, where no other shortcuts are heard.
#[allow(clippy::needless_pass_by_value, reason = "the signature that a subscription's filter has")]
pub fn step_of(event: keyboard::Event) -> Option<Shortcut> {
    let (shortcut, _) = found(&event)?;
    matches!(shortcut, Shortcut::NextField | Shortcut::PreviousField).then_some(shortcut)
}

/// The shortcut of a key or of a button of the mouse that comes before whatever has the keyboard: those of keys that
/// nobody types with.
pub fn first_of(event: &Event) -> Option<Shortcut> {
    match event {
        Event::Keyboard(event) => found(event).filter(|(_, stroke)| stroke.comes_first()).map(|(shortcut, _)| shortcut),
        Event::Mouse(iced::mouse::Event::ButtonPressed(iced::mouse::Button::Back)) => Some(Shortcut::Back),
        Event::Mouse(iced::mouse::Event::ButtonPressed(iced::mouse::Button::Forward)) => Some(Shortcut::Forward),
        _ => None,
    }
}

fn found(event: &keyboard::Event) -> Option<(Shortcut, &'static Stroke)> {
    LINES.iter().find_map(|line| {
        let stroke = line.strokes.iter().find(|stroke| stroke.is(event))?;
        Some((line.does?, stroke))
    })
}
