//! XEP-0030 as values: addresses, replies read leniently, entities, the tree. Pure: no I/O, nothing async.

pub mod address;
pub mod advertised;
pub mod caps;
pub mod contact;
pub mod filter;
pub mod finding;
pub mod intern;
pub mod known;
pub mod link;
pub mod names;
pub mod namespace;
pub mod offers;
pub mod paging;
pub mod read;
pub mod record;
pub mod reply;
pub mod request;
pub mod search;
pub mod shards;
pub mod state;
pub mod text;
pub mod tree;
pub mod xml;
