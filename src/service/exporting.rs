//! What exports have in common, of the audit log and of people (A1, U9): how far one has come, and why it did not.

use std::io;

use super::proof;
use super::{ActError, Answer, Call};

/// How far an export has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exported {
    /// How many entries or people were written.
    pub written: u64,
    /// Up to which one all were looked through.
    pub done: u64,
    /// Up to which one they will be.
    pub of: u64,
    /// Whether it is done, and everything has reached the file.
    pub is_done: bool,
}

/// Why an export did not go on.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// It was refused, or the data could not be read.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The file could not be made or written.
    #[error("{}", file_fault(.0.kind()))]
    File(#[from] io::Error),
}

/// Says in words why a file could not be made or written.
fn file_fault(kind: io::ErrorKind) -> &'static str {
    use io::ErrorKind;
    if kind == ErrorKind::AlreadyExists {
        "There is a file of that name already. It was left as it is; choose another name."
    } else if kind == ErrorKind::NotFound {
        "The folder for this file does not exist. Nothing was written."
    } else if kind == ErrorKind::PermissionDenied || kind == ErrorKind::ReadOnlyFilesystem {
        "You may not write there. Nothing was written; choose another folder."
    } else if kind == ErrorKind::StorageFull || kind == ErrorKind::QuotaExceeded {
        "There is no room left to write to. The unfinished file was removed."
    } else if kind == ErrorKind::IsADirectory || kind == ErrorKind::NotADirectory {
        "That is not a name for a file in a folder. Nothing was written."
    } else {
        "The file could not be written. Choose another place."
    }
}

/// Holds back an answer to a wrong password (S1), as of every other act.
pub(super) fn answered<T>(
    call: &Call<'_>,
    result: Result<T, ExportError>,
) -> Answer<Result<T, ExportError>> {
    match result {
        Err(ExportError::Act(error)) => {
            proof::answered::<T>(call, Err(error)).map(|result| result.map_err(ExportError::from))
        }
        result => Answer::now(result),
    }
}
