//! Pages of the audit log: by number, newest first or back again.

use crate::domain::audit::{EntryNo, StoredEntry};

/// Where a page of the log begins, and which way it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFrom {
    /// At the newest entry, toward older ones.
    Newest,
    /// Behind that entry, toward older ones.
    OlderThan(EntryNo),
    /// Behind that entry, toward newer ones.
    NewerThan(EntryNo),
}

impl LogFrom {
    /// Returns the same way, from behind another entry on.
    #[must_use]
    pub fn beyond(self, no: EntryNo) -> Self {
        match self {
            Self::Newest | Self::OlderThan(_) => Self::OlderThan(no),
            Self::NewerThan(_) => Self::NewerThan(no),
        }
    }
}

/// A page of the log, in the direction it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogPage {
    /// The entries that were looked for.
    pub entries: Vec<StoredEntry>,
    /// How far the search has come; `None` where it has come to the end.
    ///
    /// A page may hold fewer entries than were asked for, or none, and still go on from here: the work of a page
    /// is bounded, not only its length.
    pub goes_on: Option<EntryNo>,
}
