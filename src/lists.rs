//! The firm's own list of breached passwords (S5): a file that is searched where it lies.
//!
//! Asked by `service` through [`Breached`], whenever somebody chooses a password; opened by `cli`. Two kinds of file are
//! told apart by what stands in them ([`ListFormat`]). Nothing of a list is kept in memory, nothing is written, and a
//! list that was named and cannot be read is an error, never no list.
//!
//! | file | what it is about |
//! | --- | --- |
//! | `file` | opens a file and says what it is |
//! | `hashes` | the public list ordered by hash, by bisection |
//! | `lines` | plain passwords, one a line |
//! | `error` | what is said of a file that is no list |

mod error;
mod file;
mod hashes;
mod lines;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use crate::secret::Password;

pub use error::ListError;
pub use file::{BreachedFile, Entries, ListFacts, ListFormat};

/// A list that can be asked for one password.
pub trait Breached: Send + Sync {
    /// Says whether the password is on the list.
    fn holds(&self, password: &Password) -> Result<bool, Unreadable>;
}

/// Why a list that was opened gave no answer. The password that was asked for is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The file was changed since it was opened.
    #[error("it was changed while it was in use")]
    Changed,
    /// Two lines are not in the order of their hashes.
    #[error("it is not ordered by hash, around byte {0}")]
    OutOfOrder(u64),
    /// A line is no hash.
    #[error("the line at byte {0} is no hash")]
    BadLine(u64),
    /// The operating system gave an error.
    #[error("the system could not read it")]
    Failed,
}

/// The lists that a new password must not be on, beside the one that is built in. Clones share the open file.
#[derive(Clone, Default)]
pub struct Lists {
    breached: Option<Arc<dyn Breached>>,
}

impl Lists {
    /// Returns no list: the firm has named none.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Returns the firm's list.
    #[must_use]
    pub fn of(breached: Arc<dyn Breached>) -> Self {
        Self {
            breached: Some(breached),
        }
    }

    /// Says whether the password is on a list.
    pub fn hold(&self, password: &Password) -> Result<bool, Unreadable> {
        match &self.breached {
            Some(breached) => breached.holds(password),
            None => Ok(false),
        }
    }
}

impl fmt::Debug for Lists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lists")
            .field("breached", &self.breached.is_some())
            .finish()
    }
}
