//! *Expire all passwords* (E7) and its undo (E10), numbered and never compared by clock (E3).

use super::{Instant, Reason, UserId};

/// The number of an *Expire all passwords*: 1, 2, 3 …; 0 where there has been none (E3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(pub u32);

/// One *Expire all passwords*, withdrawn or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpireAll {
    /// Its number.
    pub generation: Generation,
    /// When it was done.
    pub at: Instant,
    /// Who did it.
    pub by: UserId,
    /// Why, where it was said.
    pub reason: Option<Reason>,
    /// Its undo, if there was one.
    pub withdrawn: Option<Withdrawal>,
}

/// The undo of an *Expire all passwords* (E10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// When it was withdrawn.
    pub at: Instant,
    /// Who withdrew it.
    pub by: UserId,
}

/// What a status has to know of all *Expire all passwords*: two numbers.
///
/// `in_force <= latest` always holds. A credential set now learns `latest`; one that knows less than
/// `in_force` must change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExpireAlls {
    latest: Generation,
    in_force: Generation,
}

impl ExpireAlls {
    /// Makes the pair from the newest number ever given and the newest not withdrawn.
    ///
    /// A pair that contradicts itself is read as the stricter of the two.
    #[must_use]
    pub fn new(latest: Generation, in_force: Generation) -> Self {
        Self {
            latest: latest.max(in_force),
            in_force,
        }
    }

    /// Returns the newest number ever given, withdrawn or not (G): what a new credential learns.
    #[must_use]
    pub fn latest(self) -> Generation {
        self.latest
    }

    /// Returns the newest number not withdrawn (F), 0 if none: what a credential must know.
    #[must_use]
    pub fn in_force(self) -> Generation {
        self.in_force
    }

    /// Returns the state after one more *Expire all passwords* (E7); `None` where the numbers have run out.
    #[must_use]
    pub fn expired_again(self) -> Option<Self> {
        let next = Generation(self.latest.0.checked_add(1)?);
        Some(Self {
            latest: next,
            in_force: next,
        })
    }

    /// Returns the state after the newest one in force was withdrawn, with `previous` the newest before
    /// it that is not withdrawn (E10).
    #[must_use]
    pub fn withdrawn_to(self, previous: Generation) -> Self {
        Self {
            latest: self.latest,
            in_force: previous.min(self.in_force),
        }
    }

    /// Returns the numbers a credential may know without having to change.
    pub fn live(self) -> impl Iterator<Item = Generation> {
        (self.in_force.0..=self.latest.0).map(Generation)
    }
}
