//! What can be wrong with the data while it is open.

use std::error::Error;

/// Why the data could not be read or written. The cause is in `source()`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another program held the database for 5 seconds (R5).
    #[error("Another program is using the database. Nothing was changed; please try again.")]
    Busy,
    /// Writing is not allowed.
    #[error(
        "The database cannot be written. Nothing was changed. Look at the permissions of the file and its folder."
    )]
    ReadOnly,
    /// There is no room.
    #[error("There is no room left to write to. Nothing was changed. Make room and try again.")]
    Full,
    /// Someone else's change came first: the transaction can be run again.
    #[error("Another change came first. Nothing was changed; please try again.")]
    Overtaken,
    /// It was stopped while it ran.
    #[error("It was stopped. Nothing was changed.")]
    Interrupted,
    /// What is stored cannot be.
    #[error("The database is damaged: {what}. Nothing was changed. Restore it from a backup.")]
    Damaged {
        /// What was found, as the rest of a sentence.
        what: String,
        /// What the engine said.
        #[source]
        cause: Option<Box<dyn Error + Send + Sync>>,
    },
    /// Whoever opened it asked to change nothing.
    #[error(
        "passward was opened read only, so nothing is changed. Open it without --read-only to change something."
    )]
    OnlyLooking,
    /// Anything else that an engine says.
    #[error(
        "The database could not be used. Nothing was changed. Look at the disk and the folder it is in, and try again."
    )]
    Failed {
        /// What the engine said.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
}

impl StoreError {
    /// Returns a word for programs; these words stay.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Busy => "database_busy",
            Self::ReadOnly => "database_read_only",
            Self::Full => "disk_full",
            Self::Overtaken => "overtaken",
            Self::Interrupted => "interrupted",
            Self::OnlyLooking => "read_only",
            Self::Damaged { .. } => "database_damaged",
            Self::Failed { .. } => "database_unavailable",
        }
    }
}

/// What the store's functions return.
pub type Result<T> = std::result::Result<T, StoreError>;
