//! The keys of the screen, one table.

use iced::keyboard::{Event, Key, key::Named};

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    /// Ask the chosen entity again.
    Refresh,
    /// Go to the address bar.
    Address,
    /// Make the address a favourite, or make it none any more.
    Favour,
    /// Show the favourite and recent addresses, or hide them.
    Bookmarks,
    /// The row chosen before.
    Back,
    /// The row chosen after.
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
    /// The keyboard goes to the next field.
    NextField,
    /// The keyboard goes to the field before.
    PreviousField,
    /// A tab of the details, from 0.
    Tab(usize),
    /// Choose a snapshot and open it.
    Open,
    /// Connect one more account.
    Connect,
    /// Save the tree to the file it was saved to before.
    Save,
    /// Save the tree to another file.
    SaveAs,
    /// Show the next of the trees.
    NextDocument,
    /// Show the one before.
    PreviousDocument,
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
    /// Ask again what ended because the connection went.
    AskAgain,
    /// Show what goes over the wire, or hide it.
    Console,
    /// Ask the rows on the screen by itself, or not.
    Automatic,
    /// Show what we say of ourselves.
    Ourselves,
    /// Close what floats and go back to the tree.
    Leave,
    /// End the program.
    Quit,
}

/// The shortcut of a key that nothing else took.
pub fn of(event: Event) -> Option<Shortcut> {
    let Event::KeyPressed { key, physical_key, modifiers, .. } = event else { return None };
    if let Key::Named(named) = &key {
        return match named {
            Named::F5 if modifiers.shift() => Some(Shortcut::AskAgain),
            Named::F5 => Some(Shortcut::Refresh),
            Named::F12 => Some(Shortcut::Console),
            Named::F3 if modifiers.shift() => Some(Shortcut::PreviousMatch),
            Named::F3 => Some(Shortcut::NextMatch),
            Named::F8 if modifiers.shift() => Some(Shortcut::PreviousFinding),
            Named::F8 => Some(Shortcut::NextFinding),
            Named::ArrowLeft if modifiers.alt() => Some(Shortcut::Back),
            Named::ArrowRight if modifiers.alt() => Some(Shortcut::Forward),
            Named::Tab | Named::PageUp | Named::PageDown if modifiers.control() => {
                let is_back = *named == Named::PageUp || (*named == Named::Tab && modifiers.shift());
                Some(if is_back { Shortcut::PreviousDocument } else { Shortcut::NextDocument })
            }
            Named::Tab if modifiers.shift() => Some(Shortcut::PreviousField),
            Named::Tab => Some(Shortcut::NextField),
            Named::Escape => Some(Shortcut::Leave),
            _ => None,
        };
    }
    if !modifiers.command() {
        // On some keyboards the stroke needs Shift.
        let is_slash = key.as_ref() == Key::Character("/") && !modifiers.alt() && !modifiers.logo();
        return is_slash.then_some(Shortcut::Find);
    }
    match key.to_latin(physical_key)? {
        'r' if modifiers.shift() => Some(Shortcut::AskAgain),
        'r' => Some(Shortcut::Refresh),
        'l' => Some(Shortcut::Address),
        'b' if modifiers.shift() => Some(Shortcut::Bookmarks),
        'b' => Some(Shortcut::Favour),
        'f' if modifiers.shift() => Some(Shortcut::Offers),
        'f' => Some(Shortcut::Find),
        'o' => Some(Shortcut::Open),
        'n' => Some(Shortcut::Connect),
        's' if modifiers.shift() => Some(Shortcut::SaveAs),
        's' => Some(Shortcut::Save),
        'w' => Some(Shortcut::CloseDocument),
        'd' => Some(Shortcut::Compare),
        'e' if modifiers.shift() => Some(Shortcut::EndCrawl),
        'e' => Some(Shortcut::Expand),
        'p' => Some(Shortcut::PauseCrawl),
        'i' => Some(Shortcut::Automatic),
        'u' => Some(Shortcut::Ourselves),
        'q' => Some(Shortcut::Quit),
        '1' => Some(Shortcut::Tab(0)),
        '2' => Some(Shortcut::Tab(1)),
        '3' => Some(Shortcut::Tab(2)),
        '4' => Some(Shortcut::Tab(3)),
        '5' => Some(Shortcut::Tab(4)),
        _ => None,
    }
}
