//! Why a backup was not made, or not put in place: each a sentence with what was left as it was.

use std::path::PathBuf;

use super::OpenError;
use crate::domain::audit::ChainFault;
use crate::files::{Refused, Shown};

/// Why a backup was not made or not restored. What was there before is there still.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file of that name is there; nothing is ever overwritten.
    #[error("There is a file at {} already. It was left as it is. Name another one.", Shown(.path))]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// There is nothing to restore.
    #[error("There is no backup at {}. Nothing was changed. Look at its name again.", Shown(.path))]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// Somebody else could have put another file there, or can write to it (R2).
    #[error(
        "{0}, so nothing was restored. Where you know whose it is, copy it into a folder of your own first."
    )]
    OfOthers(Refused),
    /// The folder it was to be written to is not there.
    #[error("The folder {} does not exist. Make it first, or name another place.", Shown(.folder))]
    NoFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// The file could not be written.
    #[error("{} could not be written. Look at the permissions of its folder, and at the room left.", Shown(.path))]
    Unwritten {
        /// The file.
        path: PathBuf,
        /// What was in the way.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What was copied is not whole.
    #[error("{} is damaged: {what}. Nothing was changed.", Shown(.path))]
    Damaged {
        /// The file that was copied.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// The audit log in it does not hold together (A2).
    #[error("The audit log in {} does not hold together. {fault} Nothing was changed.", Shown(.path))]
    Broken {
        /// The file that was copied.
        path: PathBuf,
        /// The first entry where it shows.
        fault: ChainFault,
    },
    /// Somebody works with the database that is to be moved aside.
    #[error(
        "Somebody is using the database at {}. Nothing was changed. Have everyone quit passward, then restore again.",
        Shown(.path)
    )]
    InUse {
        /// The database.
        path: PathBuf,
    },
    /// The database or the backup could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
}
