//! The data, behind `Store -> Tx`; one folder per engine.
//!
//! A transaction is the store's API: [`Store::begin`] for a change, which ends in [`Tx::commit`] with its audit
//! entries (A1: no entry, no act), [`Store::look`] for a read. What is dropped is rolled back. Only `service` calls
//! `begin`. Nothing here decides whether an act is allowed, and no error names an engine.

mod backup_error;
mod error;
mod hold;
mod log;
mod look;
mod open_error;
mod records;
pub mod sqlite;
mod tx;

pub use backup_error::BackupError;
pub use error::{Result, StoreError};
pub use hold::Hold;
pub use log::{LogFrom, LogPage};
pub use look::Look;
pub use open_error::OpenError;
pub use records::{
    Account, AheadOfClock, ChangedElsewhere, Count, Cursor, Depth, FilledPassword, FilledUser,
    From, NewUser, Page, PolicyChanged, Serial, StoredCredential, Taken, Tallies,
};
pub use tx::{Quiet, Tx};

use crate::domain::LockName;

/// A database that is open, on one connection.
pub trait Store: Send {
    /// Begins a change.
    fn begin(&mut self) -> Result<Box<dyn Tx + '_>>;
    /// Begins a read: everything is seen as of one moment.
    fn look(&mut self) -> Result<Box<dyn Look + '_>>;
    /// Opens a second connection, for another thread.
    fn another(&self) -> Result<Box<dyn Store>>;
    /// Says whether another connection has committed since this was last asked (S10).
    fn changed_elsewhere(&mut self) -> Result<bool>;
    /// Takes a lock that the operating system drops with this program, if nothing drops it before (U5).
    ///
    /// Nobody else takes a lock of that name: names are random.
    fn hold(&self, name: &LockName) -> Result<Box<dyn Hold>>;
    /// Returns what cancels a read that runs, from another thread.
    fn interrupter(&self) -> Box<dyn Fn() + Send + Sync>;
}
