//! A transaction: what is dropped before its commit is rolled back.

use rusqlite::Connection;

use super::Sqlite;
use super::locks::Locks;
use super::search::Searches;
use crate::domain::throttle::Bound;
use crate::store::{Result, StoreError};

/// An open transaction, for reading or for a change.
pub(super) struct Held<'a> {
    pub(super) db: &'a Connection,
    pub(super) locks: &'a Locks,
    /// How many e-mails' tries are kept (S3).
    pub(super) bound: Bound,
    /// What was searched for last.
    pub(super) searches: Searches,
}

impl<'a> Held<'a> {
    /// Begins a change; others may read on, but none may change anything until it ends.
    pub(super) fn for_change(of: &'a Sqlite) -> Result<Self> {
        // A deferred one could be overtaken between its first read and its first write.
        Self::begun(of, "BEGIN IMMEDIATE")
    }

    /// Begins a read; everything is seen as of its first question.
    pub(super) fn for_read(of: &'a Sqlite) -> Result<Self> {
        Self::begun(of, "BEGIN DEFERRED")
    }

    fn begun(of: &'a Sqlite, statement: &str) -> Result<Self> {
        run(&of.connection, statement)?;
        Ok(Self {
            db: &of.connection,
            locks: &of.locks,
            bound: of.bound,
            searches: Searches::default(),
        })
    }

    pub(super) fn commit(&self) -> Result<()> {
        run(self.db, "COMMIT")
    }
}

/// Runs a statement that begins or ends a transaction; it is made once for each connection.
fn run(db: &Connection, statement: &str) -> Result<()> {
    db.prepare_cached(statement)?.execute([])?;
    Ok(())
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        // After a commit, or where SQLite rolled back by itself, there is nothing left to end.
        while !self.db.is_autocommit() {
            // Whoever interrupts a read may hit its end instead, which must not leave it open under the next one.
            // Otherwise it can only fail where the file is lost, and then nothing was committed either.
            if !matches!(run(self.db, "ROLLBACK"), Err(StoreError::Interrupted)) {
                break;
            }
        }
    }
}
