//! Widgets of our own.

pub mod field;
pub mod line;
pub mod tree;
