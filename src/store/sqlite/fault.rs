//! What SQLite says, as errors that name no engine.

use rusqlite::{Error, ErrorCode};

use crate::store::StoreError;

/// The extended code of a read that wants to write after somebody else's commit.
const BUSY_SNAPSHOT: i32 = 517;

/// The extended code of a write to a file that is no longer where it was opened.
const READ_ONLY_MOVED: i32 = 1032;

/// The extended code of an index of the write-ahead log that could not be made longer.
const SHARED_MEMORY_SIZE: i32 = 4874;

impl From<Error> for StoreError {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "both enums are SQLite's, and whatever is not told apart is one sentence"
    )]
    fn from(error: Error) -> Self {
        match &error {
            // A sum that runs over is one of numbers that nobody counted.
            Error::SqliteFailure(_, Some(what)) if what == "integer overflow" => {
                damaged_by("a count in it is too great", error)
            }
            Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DatabaseBusy if failure.extended_code == BUSY_SNAPSHOT => {
                    Self::Overtaken
                }
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
                // Another was put in its place, by a restore in the moment in which it was opened.
                ErrorCode::ReadOnly if failure.extended_code == READ_ONLY_MOVED => Self::Busy,
                ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Self::ReadOnly,
                ErrorCode::DiskFull => Self::Full,
                ErrorCode::SystemIoFailure if failure.extended_code == SHARED_MEMORY_SIZE => {
                    Self::Full
                }
                ErrorCode::OperationInterrupted => Self::Interrupted,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                    damaged_by("its file cannot be read", error)
                }
                // A constraint that fails means that what is stored is not what the program takes it for.
                _ => Self::Failed {
                    cause: Box::new(error),
                },
            },
            Error::InvalidColumnType(..)
            | Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::Utf8Error(..)
            | Error::QueryReturnedNoRows => damaged_by("a value in it is not one of ours", error),
            _ => Self::Failed {
                cause: Box::new(error),
            },
        }
    }
}

fn damaged_by(what: &str, error: Error) -> StoreError {
    StoreError::Damaged {
        what: what.to_owned(),
        cause: Some(Box::new(error)),
    }
}

/// Says what was found that cannot be.
pub(super) fn damaged(what: &str) -> StoreError {
    StoreError::Damaged {
        what: what.to_owned(),
        cause: None,
    }
}

/// Checks that an update met the row it was for.
pub(super) fn one(rows: usize, what: &str) -> Result<(), StoreError> {
    if rows == 1 {
        Ok(())
    } else {
        Err(damaged(what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r5_a_disk_with_no_room_for_the_log_of_changes_is_full() {
        let error = rusqlite::ffi::Error::new(SHARED_MEMORY_SIZE);
        let error = StoreError::from(Error::SqliteFailure(error, None));
        assert!(matches!(error, StoreError::Full));
    }

    #[test]
    fn r2_a_file_that_was_moved_away_is_no_question_of_permissions() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let db = rusqlite::Connection::open(&path).unwrap();
        db.execute_batch("CREATE TABLE a(b)").unwrap();
        std::fs::rename(&path, folder.path().join("b.db")).unwrap();
        let error = db.execute_batch("INSERT INTO a VALUES(1)").unwrap_err();
        assert!(matches!(StoreError::from(error), StoreError::Busy));
    }
}
