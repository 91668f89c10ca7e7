//! The icons: one colour each, tinted where they are used, told apart by shape alone.

use std::sync::LazyLock;

use iced::{
    advanced::svg::Handle,
    widget::{Svg, svg},
};

use crate::{
    app::theme::{Theme, size},
    disco::reply::Identity,
};

/// A drawing of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Icon {
    /// People with an account (category `account`).
    Account,
    /// Authentication (category `auth`).
    Auth,
    /// Commands and other automation (category `automation`).
    Automation,
    /// Clients (category `client`).
    Client,
    /// Whiteboards and the like (category `collaboration`).
    Collaboration,
    /// Components (category `component`).
    Component,
    /// Rooms and their service (category `conference`).
    Conference,
    /// Directories of people (category `directory`).
    Directory,
    /// Gateways to other networks (category `gateway`).
    Gateway,
    /// News (category `headline`).
    Headline,
    /// Branches and leaves of a tree (category `hierarchy`).
    Hierarchy,
    /// Proxies (category `proxy`).
    Proxy,
    /// Publish-subscribe (category `pubsub`).
    Pubsub,
    /// Servers (category `server`).
    Server,
    /// Stores (category `store`).
    Store,
    /// A category that the registry does not know.
    Unknown,
    /// Clients on a phone (type `phone` or `handheld`).
    Phone,
    /// Clients in a browser (type `web`).
    Web,
    /// Clients without anybody before them (type `bot`).
    Bot,
    /// No identity has been asked for, or come, yet.
    NotKnownYet,
    /// Asked, and it does not say what it is.
    Withheld,
    /// Asked, no answer yet: an hourglass.
    Waiting,
    /// Answered: a tick.
    Answered,
    /// Refused: a circle with a bar.
    Refused,
    /// No answer in time: a clock.
    Silent,
    /// The connection went: a broken link.
    CutOff,
    /// The answer cannot be read: a torn page.
    Unreadable,
    /// An ancestor again: an arrow in a circle.
    Loop,
    /// Against a rule: a triangle.
    Warning,
    /// Against a rule so that something is lost: an octagon.
    Error,
    /// Worth knowing: an i in a circle.
    Note,
    /// Answered after the time was up: a clock with an arrow.
    Late,
    /// Back.
    Back,
    /// Forward.
    Forward,
    /// Ask again.
    Refresh,
    /// Close.
    Close,
    /// Search or filter.
    Search,
    /// Copy.
    Copy,
    /// Add.
    Add,
    /// Settings.
    Settings,
    /// Which keys there are.
    Help,
    /// Light.
    Sun,
    /// Dark.
    Moon,
    /// Closed, can be opened.
    ChevronRight,
    /// Open, can be closed.
    ChevronDown,
    /// Open elsewhere.
    Open,
    /// Go on.
    Play,
    /// Pause.
    Pause,
    /// Stop.
    Stop,
    /// Save.
    Save,
    /// Open a file.
    FolderOpen,
    /// Export.
    Export,
    /// Compare.
    Compare,
    /// A link, connected.
    Link,
    /// Who is logged in.
    Person,
    /// A password.
    Key,
    /// A tree as it was: a camera.
    Snapshot,
    /// On the left only: a minus.
    Removed,
    /// Not the same on both sides: a crossed equals sign.
    Changed,
    /// The same on both sides: an equals sign.
    Same,
    /// An address that can be made a favourite.
    Star,
    /// An address that is a favourite.
    Starred,
}

impl Icon {
    /// All of them, in the order in which they are declared.
    pub const ALL: [Self; 62] = [
        Self::Account,
        Self::Auth,
        Self::Automation,
        Self::Client,
        Self::Collaboration,
        Self::Component,
        Self::Conference,
        Self::Directory,
        Self::Gateway,
        Self::Headline,
        Self::Hierarchy,
        Self::Proxy,
        Self::Pubsub,
        Self::Server,
        Self::Store,
        Self::Unknown,
        Self::Phone,
        Self::Web,
        Self::Bot,
        Self::NotKnownYet,
        Self::Withheld,
        Self::Waiting,
        Self::Answered,
        Self::Refused,
        Self::Silent,
        Self::CutOff,
        Self::Unreadable,
        Self::Loop,
        Self::Warning,
        Self::Error,
        Self::Note,
        Self::Late,
        Self::Back,
        Self::Forward,
        Self::Refresh,
        Self::Close,
        Self::Search,
        Self::Copy,
        Self::Add,
        Self::Settings,
        Self::Help,
        Self::Sun,
        Self::Moon,
        Self::ChevronRight,
        Self::ChevronDown,
        Self::Open,
        Self::Play,
        Self::Pause,
        Self::Stop,
        Self::Save,
        Self::FolderOpen,
        Self::Export,
        Self::Compare,
        Self::Link,
        Self::Person,
        Self::Key,
        Self::Snapshot,
        Self::Removed,
        Self::Changed,
        Self::Same,
        Self::Star,
        Self::Starred,
    ];

    /// The icon of an identity's category (XEP-0030's registry).
    pub fn category(category: &str) -> Self {
        match category {
            "account" => Self::Account,
            "auth" => Self::Auth,
            "automation" => Self::Automation,
            "client" => Self::Client,
            "collaboration" => Self::Collaboration,
            "component" => Self::Component,
            "conference" => Self::Conference,
            "directory" => Self::Directory,
            "gateway" => Self::Gateway,
            "headline" => Self::Headline,
            "hierarchy" => Self::Hierarchy,
            "proxy" => Self::Proxy,
            "pubsub" => Self::Pubsub,
            "server" => Self::Server,
            "store" => Self::Store,
            _ => Self::Unknown,
        }
    }

    /// The icon of an identity: of clients also by what they run on.
    pub fn identity(identity: &Identity) -> Self {
        match (identity.category.as_deref(), identity.kind.as_deref()) {
            (Some("client"), Some("phone" | "handheld")) => Self::Phone,
            (Some("client"), Some("web")) => Self::Web,
            (Some("client"), Some("bot")) => Self::Bot,
            (Some(category), _) => Self::category(category),
            (None, _) => Self::Unknown,
        }
    }

    /// The drawing, to be tinted.
    pub fn handle(self) -> Handle {
        HANDLES.get(self as usize).cloned().unwrap_or_else(|| Handle::from_memory(self.file()))
    }

    /// The drawing as a widget of the usual size, as dark as words unless styled.
    pub fn view<'a>(self) -> Svg<'a, Theme> {
        svg(self.handle()).width(size::ICON).height(size::ICON).style(crate::app::theme::style::icon)
    }

    fn file(self) -> &'static [u8] {
        match self {
            Self::Account => include_bytes!("../../assets/icons/account.svg"),
            Self::Auth => include_bytes!("../../assets/icons/auth.svg"),
            Self::Automation => include_bytes!("../../assets/icons/automation.svg"),
            Self::Client => include_bytes!("../../assets/icons/client.svg"),
            Self::Collaboration => include_bytes!("../../assets/icons/collaboration.svg"),
            Self::Component => include_bytes!("../../assets/icons/component.svg"),
            Self::Conference => include_bytes!("../../assets/icons/conference.svg"),
            Self::Directory => include_bytes!("../../assets/icons/directory.svg"),
            Self::Gateway => include_bytes!("../../assets/icons/gateway.svg"),
            Self::Headline => include_bytes!("../../assets/icons/headline.svg"),
            Self::Hierarchy => include_bytes!("../../assets/icons/hierarchy.svg"),
            Self::Proxy => include_bytes!("../../assets/icons/proxy.svg"),
            Self::Pubsub => include_bytes!("../../assets/icons/pubsub.svg"),
            Self::Server => include_bytes!("../../assets/icons/server.svg"),
            Self::Store => include_bytes!("../../assets/icons/store.svg"),
            Self::Unknown => include_bytes!("../../assets/icons/unknown.svg"),
            Self::Phone => include_bytes!("../../assets/icons/phone.svg"),
            Self::Web => include_bytes!("../../assets/icons/web.svg"),
            Self::Bot => include_bytes!("../../assets/icons/bot.svg"),
            Self::Withheld => include_bytes!("../../assets/icons/withheld.svg"),
            Self::Snapshot => include_bytes!("../../assets/icons/snapshot.svg"),
            Self::NotKnownYet => include_bytes!("../../assets/icons/not-known-yet.svg"),
            Self::Waiting => include_bytes!("../../assets/icons/waiting.svg"),
            Self::Answered => include_bytes!("../../assets/icons/answered.svg"),
            Self::Refused => include_bytes!("../../assets/icons/refused.svg"),
            Self::Silent => include_bytes!("../../assets/icons/silent.svg"),
            Self::CutOff => include_bytes!("../../assets/icons/cut-off.svg"),
            Self::Unreadable => include_bytes!("../../assets/icons/unreadable.svg"),
            Self::Loop => include_bytes!("../../assets/icons/loop.svg"),
            Self::Warning => include_bytes!("../../assets/icons/warning.svg"),
            Self::Error => include_bytes!("../../assets/icons/error.svg"),
            Self::Note => include_bytes!("../../assets/icons/note.svg"),
            Self::Late => include_bytes!("../../assets/icons/late.svg"),
            Self::Back => include_bytes!("../../assets/icons/back.svg"),
            Self::Forward => include_bytes!("../../assets/icons/forward.svg"),
            Self::Refresh => include_bytes!("../../assets/icons/refresh.svg"),
            Self::Close => include_bytes!("../../assets/icons/close.svg"),
            Self::Search => include_bytes!("../../assets/icons/search.svg"),
            Self::Copy => include_bytes!("../../assets/icons/copy.svg"),
            Self::Removed => include_bytes!("../../assets/icons/removed.svg"),
            Self::Changed => include_bytes!("../../assets/icons/changed.svg"),
            Self::Same => include_bytes!("../../assets/icons/same.svg"),
            Self::Star => include_bytes!("../../assets/icons/star.svg"),
            Self::Starred => include_bytes!("../../assets/icons/starred.svg"),
            Self::Add => include_bytes!("../../assets/icons/add.svg"),
            Self::Settings => include_bytes!("../../assets/icons/settings.svg"),
            Self::Help => include_bytes!("../../assets/icons/help.svg"),
            Self::Sun => include_bytes!("../../assets/icons/sun.svg"),
            Self::Moon => include_bytes!("../../assets/icons/moon.svg"),
            Self::ChevronRight => include_bytes!("../../assets/icons/chevron-right.svg"),
            Self::ChevronDown => include_bytes!("../../assets/icons/chevron-down.svg"),
            Self::Open => include_bytes!("../../assets/icons/open.svg"),
            Self::Play => include_bytes!("../../assets/icons/play.svg"),
            Self::Pause => include_bytes!("../../assets/icons/pause.svg"),
            Self::Stop => include_bytes!("../../assets/icons/stop.svg"),
            Self::Save => include_bytes!("../../assets/icons/save.svg"),
            Self::FolderOpen => include_bytes!("../../assets/icons/folder-open.svg"),
            Self::Export => include_bytes!("../../assets/icons/export.svg"),
            Self::Compare => include_bytes!("../../assets/icons/compare.svg"),
            Self::Link => include_bytes!("../../assets/icons/link.svg"),
            Self::Person => include_bytes!("../../assets/icons/person.svg"),
            Self::Key => include_bytes!("../../assets/icons/key.svg"),
        }
    }
}

static HANDLES: LazyLock<Vec<Handle>> =
    LazyLock::new(|| Icon::ALL.iter().map(|icon| Handle::from_memory(icon.file())).collect());

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_icon_is_found_at_its_place_and_has_a_drawing_of_its_own() {
        for (index, icon) in Icon::ALL.into_iter().enumerate() {
            assert_eq!(icon as usize, index, "{icon:?}");
            assert_eq!(icon.handle(), Handle::from_memory(icon.file()), "{icon:?}");
        }
        let drawings: HashSet<_> = Icon::ALL.into_iter().map(Icon::file).collect();
        assert_eq!(drawings.len(), Icon::ALL.len());
    }

    #[test]
    fn categories_have_their_icons() {
        for (category, icon) in [
            ("server", Icon::Server),
            ("conference", Icon::Conference),
            ("pubsub", Icon::Pubsub),
            ("Server", Icon::Unknown),
            ("x-ours", Icon::Unknown),
            ("", Icon::Unknown),
        ] {
            assert_eq!(Icon::category(category), icon, "{category}");
        }
    }
}
