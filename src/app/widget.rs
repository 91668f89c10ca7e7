//! Widgets of our own.

pub mod tree;
