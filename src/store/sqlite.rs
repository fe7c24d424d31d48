//! The data in one SQLite file: the embedded engine, made for a million users.
//!
//! Status is never stored: it is a range of the index `users_status`. Numbers come from `counts` and `tallies`,
//! which the transaction of each change keeps in step through one function. Pages are read from a key on, never
//! from a position. The only room that names rusqlite.

mod accounts;
mod arm;
mod audit;
mod backup;
mod codes;
mod counts;
mod discard;
mod facts;
mod fault;
mod fill;
mod foreign;
mod health;
mod held;
mod locks;
mod log;
mod logins;
mod look;
mod mail;
mod migrate;
mod notices;
mod on_disk;
mod open;
mod order;
mod pages;
mod patience;
mod placed;
mod places;
mod policy;
mod ranges;
mod row;
#[cfg(test)]
mod scratch;
mod search;
mod segment;
mod sessions;
mod sets;
mod sieve;
mod source;
mod tries;
mod tx;
mod users;

use std::cell::Cell;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use rusqlite::Connection;

use super::{Hold, Look, Result, Store, Tx};
use crate::domain::LockName;
use crate::domain::throttle::Bound;
pub use backup::{Ends, Restored, restore};
pub use discard::discard;
pub use health::Health;
use held::Held;
use locks::Locks;
pub use open::Folder;
use open::Journal;

/// A database file that is open.
pub struct Sqlite {
    connection: Connection,
    path: PathBuf,
    locks: Locks,
    patience: Duration,
    journal: Journal,
    bound: Bound,
    /// What `data_version` was when it was last asked for.
    seen: Cell<i64>,
}

impl Sqlite {
    fn on(
        connection: Connection,
        path: PathBuf,
        patience: Duration,
        journal: Journal,
    ) -> Result<Self> {
        let seen = Cell::new(data_version(&connection)?);
        Ok(Self {
            connection,
            locks: Locks::beside(&path),
            path,
            patience,
            journal,
            bound: Bound::OURS,
            seen,
        })
    }

    /// Returns where the database is.
    #[must_use]
    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    fn has_account(&self) -> Result<bool> {
        Ok(accounts::account(&self.connection)?.is_some())
    }
}

impl Store for Sqlite {
    fn begin(&mut self) -> Result<Box<dyn Tx + '_>> {
        Ok(Box::new(Held::for_change(self)?))
    }

    fn look(&mut self) -> Result<Box<dyn Look + '_>> {
        Ok(Box::new(Held::for_read(self)?))
    }

    fn another(&self) -> Result<Box<dyn Store>> {
        Ok(Box::new(self.again()?))
    }

    fn changed_elsewhere(&mut self) -> Result<bool> {
        let now = data_version(&self.connection)?;
        Ok(self.seen.replace(now) != now)
    }

    fn hold(&self, name: &LockName) -> Result<Box<dyn Hold>> {
        Ok(Box::new(self.locks.hold(name)?))
    }

    fn interrupter(&self) -> Box<dyn Fn() + Send + Sync> {
        let handle = self.connection.get_interrupt_handle();
        Box::new(move || handle.interrupt())
    }
}

/// A number that changes with every commit of another connection.
fn data_version(connection: &Connection) -> Result<i64> {
    Ok(connection.pragma_query_value(None, "data_version", |row| row.get(0))?)
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
