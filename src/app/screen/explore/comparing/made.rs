//! What is compared, and comparing it.

use std::sync::{Arc, LazyLock};

use crate::{
    app::screen::explore::document::content::Content,
    disco::state::Entity,
    snapshot::{
        Snapshot, Watch,
        compare::{self, Comparison, Mapping, Options, Rule},
        watch::Cancelled,
    },
};

/// What is held against what.
#[derive(Debug)]
pub enum Sides {
    /// Two trees as they are now.
    Trees(Box<[Content; 2]>),
    /// Two entities.
    Entities([Arc<Entity>; 2]),
}

/// What was compared, and what came of it.
#[derive(Debug)]
pub struct Made {
    /// The tree with its marks.
    pub comparison: Comparison,
    /// What could stand for what, where nothing does yet.
    pub suggested: Option<Rule>,
}

/// What can be compared again and again: the snapshots are made once, in another thread.
#[derive(Clone, Debug)]
pub enum Sources {
    Trees(Arc<LazyLock<[Snapshot; 2], Maker>>),
    Entities([Arc<Entity>; 2]),
}

/// Makes the snapshots.
pub type Maker = Box<dyn FnOnce() -> [Snapshot; 2] + Send>;

/// Compares; takes time with the number of entities, and stops when the watch says so.
pub fn made(sources: &Sources, options: Options, watch: &Watch) -> Result<Made, Cancelled> {
    match sources {
        Sources::Trees(snapshots) => {
            let [left, right] = &***snapshots;
            let suggested = if options.mapping.is_empty() { Options::suggested(left, right) } else { None };
            Ok(Made { comparison: compare::compare(left, right, options, watch)?, suggested })
        }
        Sources::Entities([left, right]) => {
            let mut options = options;
            // Who is held against somebody else stands for them, unless a rule says otherwise.
            if options.mapping.is_empty()
                && let Ok(rule) = Rule::new(&left.address.jid, &right.address.jid)
                && let Ok(mapping) = Mapping::new([rule])
            {
                options.mapping = mapping;
            }
            let comparison = Comparison::of(compare::entities(left, right, &options), options);
            Ok(Made { comparison, suggested: None })
        }
    }
}
