//! Widgets of our own.

mod around;
pub mod behind;
pub mod button;
pub mod checkbox;
pub mod choice;
pub mod field;
pub mod first;
pub mod line;
pub mod pointed;
pub mod reach;
pub mod room;
pub mod sight;
pub mod tip;
pub mod tree;
