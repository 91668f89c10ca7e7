//! The program's pure layer, compiled for the fuzzer: src/disco is the program's own, by symbolic links.

// Of xmpp-parsers the layer uses this module only, and the rest of it takes minutes to instrument.
extern crate self as xmpp_parsers;
pub use jid;

pub mod disco;
