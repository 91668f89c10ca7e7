//! The window: screens, the tree, the look. It never parses XML and never touches the socket or the disk in `update` or `view`.

pub mod icon;
pub mod theme;
pub mod widget;
