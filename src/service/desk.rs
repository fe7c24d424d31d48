//! What a use case works with, and the one way to run a transaction.

use std::fmt;
use std::sync::Arc;

use rand::CryptoRng;

use crate::domain::audit::{Act, Actor, Entry};
use crate::domain::mail::JobId;
use crate::domain::{Instant, LockName, UserId};
use crate::lists::Lists;
use crate::secret::Hasher;
use crate::store::{Look, Quiet, Store, StoreError, Tx};

use super::read_only::{Mode, Verdict};
use super::session::Lock;
use super::{Call, Mailing, Stop};

/// A store, what computes a hash, and the firm's lists: one for each thread.
pub struct Desk {
    pub(super) store: Box<dyn Store>,
    pub(super) hasher: Hasher,
    /// What a new password must not be on (S5).
    pub(super) lists: Lists,
    /// Whether acts leave mail jobs (N2).
    pub(super) mailing: Mailing,
    /// Those that were left here.
    pub(super) mail_jobs: Vec<JobId>,
    /// Whether anything is changed.
    pub(super) mode: Mode,
    /// What stops an act on many at this desk, and at every other that is made from it.
    stop: Stop,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Desk(..)")
    }
}

/// How often a transaction that was overtaken is run again.
const RUN_AGAIN: usize = 5;

/// How a transaction ends.
pub(super) enum End {
    /// With these entries; with none, nothing is committed.
    Record(Vec<Entry>),
    /// Without an entry, for it is no act.
    Quietly(Quiet),
    /// Without a change: nothing is committed.
    Unchanged,
}

impl End {
    /// Ends with one entry.
    pub(super) fn with(entry: Entry) -> Self {
        Self::Record(vec![entry])
    }
}

impl Desk {
    /// Sits down at a store.
    #[must_use]
    pub fn new(store: Box<dyn Store>) -> Self {
        Self {
            store,
            hasher: Hasher::new(),
            lists: Lists::none(),
            mailing: Mailing::Off,
            mail_jobs: Vec::new(),
            mode: Mode::Full,
            stop: Stop::default(),
        }
    }

    /// Sets whether this desk, and every other that is made from it, changes anything.
    #[must_use]
    pub fn in_mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// Lays the firm's lists on the desk, and on every other that is made from it (S5).
    #[must_use]
    pub fn with_lists(mut self, lists: Lists) -> Self {
        self.lists = lists;
        self
    }

    /// Returns the firm's lists, for [`super::meter`].
    #[must_use]
    pub fn lists(&self) -> &Lists {
        &self.lists
    }

    /// Opens a second desk on the same data, for another thread.
    pub fn another(&self) -> Result<Self, StoreError> {
        let mut another = Self::new(self.store.another()?)
            .with_lists(self.lists.clone())
            .with_mailing(self.mailing)
            .in_mode(self.mode);
        another.stop = self.stop.clone();
        Ok(another)
    }

    /// Returns what stops an act on many, from another thread.
    #[must_use]
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Takes the memory of a hash before one is asked for.
    pub fn get_ready(&mut self) {
        self.hasher.get_ready();
    }

    /// Wipes the memory of the last hash and gives it back (S7).
    pub fn rest(&mut self) {
        self.hasher.rest();
    }

    /// Does the same beside what comes next.
    pub(super) fn rest_beside(&mut self) {
        self.hasher.rest_beside();
    }

    /// Says whether anyone else has changed the data since this was last asked (S10).
    pub fn changed_elsewhere(&mut self) -> Result<bool, StoreError> {
        self.store.changed_elsewhere()
    }

    /// Returns what cancels a read that runs at this desk, from another thread.
    #[must_use]
    pub fn interrupter(&self) -> Box<dyn Fn() + Send + Sync> {
        self.store.interrupter()
    }

    /// Takes the lock of a session that is about to start (U5).
    pub(super) fn lock(&self, rng: &mut dyn CryptoRng) -> Result<Lock, StoreError> {
        let mut random = [0; 16];
        rng.fill_bytes(&mut random);
        let name = LockName::of(random);
        let hold = Arc::from(self.store.hold(&name)?);
        Ok(Lock { name, hold })
    }

    /// Reads, as of one moment.
    pub(super) fn look(&mut self) -> Result<Box<dyn Look + '_>, StoreError> {
        self.store.look()
    }

    /// Runs one transaction, again where it was overtaken.
    pub(super) fn act<T>(
        &mut self,
        mut work: impl FnMut(&mut dyn Tx) -> Result<(T, End), StoreError>,
    ) -> Result<T, StoreError> {
        let mut again = RUN_AGAIN;
        loop {
            match run(self.store.as_mut(), self.mode, &mut work) {
                Err(StoreError::Overtaken) if again > 0 => again -= 1,
                done => return done,
            }
        }
    }
}

fn run<T>(
    store: &mut dyn Store,
    mode: Mode,
    work: &mut impl FnMut(&mut dyn Tx) -> Result<(T, End), StoreError>,
) -> Result<T, StoreError> {
    let mut tx = store.begin()?;
    let (value, end) = work(tx.as_mut())?;
    match mode.judge(&end) {
        Verdict::Commit => {}
        Verdict::RollBack => return Err(StoreError::OnlyLooking),
        Verdict::Record(refusal) => {
            drop(tx);
            store.begin()?.commit(&refusal, &[])?;
            return Err(StoreError::OnlyLooking);
        }
    }
    match end {
        End::Record(entries) => {
            if let Some((first, more)) = entries.split_first() {
                tx.commit(first, more)?;
            }
        }
        End::Quietly(what) => tx.commit_quietly(what)?,
        End::Unchanged => {}
    }
    Ok(value)
}

impl Call<'_> {
    /// Starts an entry about what a user did now.
    pub(super) fn entry(&self, by: UserId, act: Act) -> Entry {
        Entry::new(self.now, Actor::User(by), act, self.from.as_str())
    }

    /// Starts an entry about what nobody known did now.
    pub(super) fn entry_of_unknown(&self, act: Act) -> Entry {
        Entry::new(self.now, Actor::Unknown, act, self.from.as_str())
    }
}

/// Returns an instant as an audit entry holds it.
pub(super) fn stamp(at: Instant) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
