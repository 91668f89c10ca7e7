//! Widgets of our own.

pub mod line;
pub mod tree;
