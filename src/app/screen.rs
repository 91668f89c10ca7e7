//! The screens: each has `new`, `update` with an `Action` for its parent, and `view`.

pub mod connect;
pub mod explore;
