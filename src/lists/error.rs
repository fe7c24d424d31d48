//! What is said of a file that was named as the list of breached passwords and is none (S5).

use std::path::PathBuf;

use super::Unreadable;
use super::lines::MOST_BYTES;
use crate::words::Printable;

/// Why a file cannot be the list of breached passwords. It was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// There is none.
    #[error("There is no list of breached passwords at {}.", shown(.path))]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A folder, a device, a pipe.
    #[error("{} is not a file, so it cannot be the list of breached passwords.", shown(.path))]
    NotAFile {
        /// What is there.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error("The list of breached passwords at {} cannot be opened. Look at the permissions of the file and its folders.", shown(.path))]
    Refused {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        cause: std::io::Error,
    },
    /// Nothing stands in it.
    #[error("The list of breached passwords at {} is empty.", shown(.path))]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// Neither of the two formats.
    #[error(
        "{} is no list of breached passwords: line {line} is not text. It takes the list of SHA-1 hashes ordered by hash, or one password a line in UTF-8. Unpack it if it is packed.",
        shown(.path)
    )]
    NeitherFormat {
        /// The file.
        path: PathBuf,
        /// The first line that is not text.
        line: u64,
    },
    /// Hashes of another kind.
    #[error(
        "{} holds hashes, but not as they are taken: SHA-1, each followed by a colon and its count, ordered by hash.",
        shown(.path)
    )]
    OtherHashes {
        /// The file.
        path: PathBuf,
    },
    /// More plain passwords than are gone through one by one.
    #[error(
        "The list of breached passwords at {} is larger than {} MiB, which is too much for one password a line. Use the list of SHA-1 hashes, ordered by hash.",
        shown(.path),
        MOST_BYTES >> 20
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// The last line is not whole.
    #[error("The list of breached passwords at {} is cut off in its last line. Get it again.", shown(.path))]
    CutOff {
        /// The file.
        path: PathBuf,
    },
    /// It could be opened but not searched.
    #[error("The list of breached passwords at {} cannot be used: {why}.", shown(.path))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: Unreadable,
    },
}

/// A path as a sentence may hold it (R4).
fn shown(path: &std::path::Path) -> Printable {
    Printable::new(&path.to_string_lossy())
}
