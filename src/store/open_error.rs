//! Why a database could not be opened or made (R2): each a sentence with the place and what to do.

use std::error::Error;
use std::path::PathBuf;

use super::StoreError;
use crate::files::Shown;

/// Why a database could not be opened or made (R2). Whatever was found there was not touched.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is none.
    #[error("There is no database at {}. Make one with `passward init`.", Shown(.path))]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// Not even the folder is there.
    #[error("The folder {} does not exist. Make it first, or name another place.", Shown(.folder))]
    FolderMissing {
        /// The folder.
        folder: PathBuf,
    },
    /// There is one already, where a new one was to be made.
    #[error("There is a database at {} already. Nothing was changed.", Shown(.path))]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Making it was cut off before anything stood in it.
    #[error("The set-up of the database at {} was not finished. Finish it with `passward init`.", Shown(.path))]
    Unfinished {
        /// The file.
        path: PathBuf,
    },
    /// A symbolic link, which could lead anywhere.
    #[error("{} is a symbolic link. Name the database file itself.", Shown(.path))]
    Symlink {
        /// The link.
        path: PathBuf,
    },
    /// A folder, a device, a pipe.
    #[error("{} is not a file. Name the database file itself.", Shown(.path))]
    NotAFile {
        /// What is there.
        path: PathBuf,
    },
    /// Something else stands where the folder of the locks of sessions belongs.
    #[error("{} is in the way: passward keeps the locks of sessions in a folder of that name. Move it away.", Shown(.path))]
    InTheWay {
        /// What is there.
        path: PathBuf,
    },
    /// Some other file.
    #[error("{} is not a database of passward. It was not changed. Name another place.", Shown(.path))]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// Made by a newer passward.
    #[error(
        "The database at {} was made by a newer passward. It was not changed. Use that version, or a newer one.",
        Shown(.path)
    )]
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// It must be brought up to date, which is not to be done now.
    #[error(
        "The database at {} must be brought up to date first. It was not changed. Open it once without --read-only.",
        Shown(.path)
    )]
    Outdated {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be read as what it is.
    #[error("The database at {} is damaged. It was not changed. Restore it from a backup.", Shown(.path))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the engine said.
        #[source]
        cause: Option<Box<dyn Error + Send + Sync>>,
    },
    /// Others can read or write the file.
    #[error(
        "Others on this machine can read or write {}. Look into who could, then run `chmod 600` on it.",
        Shown(.path)
    )]
    LooseFile {
        /// The file.
        path: PathBuf,
    },
    /// Others can change what is in its folder, or in one that it is in.
    #[error(
        "Others on this machine can write to the folder {}. Look into who could, then run `chmod go-w` on it.",
        Shown(.folder)
    )]
    LooseFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// Others can put files beside it, though not in its place, and SQLite would take them for its own.
    #[error(
        "Others on this machine can put files into the folder {}. Keep the database in one of its own, made with `mkdir -m 700`.",
        Shown(.folder)
    )]
    SharedFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// One of the folders that it is in belongs to another user of the machine, who could put another database there.
    #[error(
        "The folder {} belongs to another user of this machine, who could put another database there. Keep it in a folder of your own.",
        Shown(.folder)
    )]
    StrangersFolder {
        /// The folder, or a link to it.
        folder: PathBuf,
    },
    /// It belongs to another user of the machine.
    #[error("{} belongs to another user of this machine. Run passward as that user.", Shown(.path))]
    NotYours {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be written.
    #[error("{} cannot be written. Run `chmod 600` on it.", Shown(.path))]
    ReadOnlyFile {
        /// The file.
        path: PathBuf,
    },
    /// Nothing can be written beside the file.
    #[error("The folder {} cannot be written to. The database needs that. Run `chmod 700` on it.", Shown(.folder))]
    ReadOnlyFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// The operating system refused.
    #[error("{} could not be opened. Look at the permissions of the file and its folders.", Shown(.path))]
    Refused {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        cause: std::io::Error,
    },
    /// The backup before a migration could not be made, so nothing was migrated.
    #[error(
        "The database at {} must be brought up to date, and no backup could be written beside it. It was not changed. Make room and try again.",
        Shown(.path)
    )]
    NoBackup {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
    /// It could be opened but not read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OpenError {
    /// Returns a word for programs; these words stay.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } | Self::Unfinished { .. } => "database_missing",
            Self::FolderMissing { .. } => "folder_missing",
            Self::Exists { .. } => "already_there",
            Self::InTheWay { .. } => "something_in_the_way",
            Self::Symlink { .. } => "database_symlink",
            Self::NotAFile { .. } => "database_not_a_file",
            Self::Foreign { .. } => "database_foreign",
            Self::Newer { .. } => "database_newer",
            Self::Outdated { .. } => "database_outdated",
            Self::Damaged { .. } => "database_damaged",
            Self::LooseFile { .. } => "database_open_to_others",
            Self::LooseFolder { .. } | Self::SharedFolder { .. } => "folder_open_to_others",
            Self::StrangersFolder { .. } => "folder_not_yours",
            Self::NotYours { .. } => "database_not_yours",
            Self::ReadOnlyFile { .. } => "database_read_only",
            Self::ReadOnlyFolder { .. } => "folder_read_only",
            Self::Refused { .. } => "database_unavailable",
            Self::NoBackup { .. } => "no_backup",
            Self::Store(error) => error.code(),
        }
    }
}
