//! What happens on the main screen, and what it wants of its parent.

use iced::{Task, widget::pane_grid};

use super::{
    MenuKey, Voice, Wish, asker, automatic, bookmarks, comparing, console, crawl, details, document::DocumentId, menu,
    ourselves, search, shortcut::Shortcut,
};
use crate::{app::widget::tree, session::Fingerprint};

/// What happened on the screen, to the tree that is shown unless it says otherwise.
#[derive(Clone, Debug)]
pub enum Message {
    /// Something in the tree.
    Tree(tree::Event),
    /// Something in the details.
    Details(details::Message),
    /// Something is ready for the details of a tree, which may not be shown any more.
    Prepared(DocumentId, details::Message),
    /// The JID in the address bar was edited.
    JidEdited(String),
    /// The node in the address bar was edited.
    NodeEdited(String),
    /// The address was sent off.
    Went,
    /// The split was dragged.
    Resized(pane_grid::ResizeEvent),
    /// A key that nothing else took, or a button that does the same.
    Pressed(Shortcut),
    /// An entry of the row's menu was chosen.
    Chosen(menu::Entry),
    /// A key was pressed in the row's menu.
    MenuPressed(MenuKey),
    /// The menu was left.
    MenuLeft,
    /// Another tree is to be shown.
    Shown(DocumentId),
    /// A tree is to be closed.
    Closed(DocumentId),
    /// "Reconnect" was pressed.
    Reconnected,
    /// Contacts are to see us, or not to.
    Appeared(bool),
    /// "Log out" was pressed.
    LoggedOut,
    /// "Connect…" was pressed where there is no session.
    ConnectWanted,
    /// Time went by while questions wait.
    Ticked,
    /// The tree that is shown is to be held against another one.
    CompareWanted(DocumentId),
    /// Something in the comparison that is shown.
    Comparing(comparing::Message),
    /// Something is ready for a comparison, which may not be shown any more.
    Compared(DocumentId, comparing::Message),
    /// Something of a crawl.
    Crawl(crawl::Message),
    /// Something in the stanza console.
    Console(console::Message),
    /// The certificate with this fingerprint is to be trusted.
    Trusted(Fingerprint),
    /// Something of what is asked by itself.
    Automatic(automatic::Message),
    /// A text is to be copied that took time to make.
    Copied(Option<String>),
    /// Something of who asks.
    Asker(asker::Message),
    /// Something in the filter or in the panel that says who offers what.
    Search(search::Message),
    /// Something about favourite and recent addresses.
    Bookmarks(bookmarks::Message),
    /// Something about what we say of ourselves.
    Ourselves(ourselves::Message),
}

/// What the screen wants of its parent.
pub enum Action {
    /// Nothing.
    None,
    /// To run a task.
    Run(Task<Message>),
    /// To choose a file and open it.
    Open,
    /// To save something.
    Save(Wish),
    /// To save what a session's stanza console shows.
    SaveStanzas(DocumentId),
    /// To trust the certificate that the session's server has now.
    Trust(Fingerprint),
    /// To keep whether the contacts of a session see us.
    Appeared(DocumentId, bool),
    /// To close what floats above the screen.
    Leave,
    /// To show the first screen.
    Connect,
    /// To end the session that fills this tree, and close it.
    LogOut(DocumentId),
    /// To close this tree, one of several of a session.
    CloseTree(DocumentId),
    /// To show one more tree of a component's session.
    Speak(Box<Voice>),
    /// To do something that belongs to the whole window.
    Guide(Shortcut),
    /// To end the program.
    Quit,
}
