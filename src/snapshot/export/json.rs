//! The snapshot's own document, as a file holds it: whoever reads one reads the other.

use std::io::Write;

use super::Error;
use crate::snapshot::{
    Snapshot, Watch,
    encode::{Problem, encode},
    file::Keep,
};

/// Writes the document, with its stanzas.
pub fn write(snapshot: &Snapshot, out: &mut impl Write, watch: &Watch) -> Result<(), Error> {
    encode(snapshot, &Keep::default(), false, out, watch).map_err(|problem| match problem {
        Problem::Cancelled => Error::Cancelled,
        Problem::Io(error) => error.into(),
    })
}
