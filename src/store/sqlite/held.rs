//! A transaction: what is dropped before its commit is rolled back.

use rusqlite::Connection;

use super::locks::Locks;
use super::search::Searches;
use crate::store::{Result, StoreError};

/// An open transaction, for reading or for a change.
pub(super) struct Held<'a> {
    pub(super) db: &'a Connection,
    pub(super) locks: &'a Locks,
    /// What was searched for last.
    pub(super) searches: Searches,
}

impl<'a> Held<'a> {
    /// Begins a change; others may read on, but none may change anything until it ends.
    pub(super) fn for_change(db: &'a Connection, locks: &'a Locks) -> Result<Self> {
        // A deferred one could be overtaken between its first read and its first write.
        run(db, "BEGIN IMMEDIATE")?;
        Ok(Self {
            db,
            locks,
            searches: Searches::default(),
        })
    }

    /// Begins a read; everything is seen as of its first question.
    pub(super) fn for_read(db: &'a Connection, locks: &'a Locks) -> Result<Self> {
        run(db, "BEGIN DEFERRED")?;
        Ok(Self {
            db,
            locks,
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
