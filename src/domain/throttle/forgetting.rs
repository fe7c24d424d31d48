//! What is forgotten of tries, so that their table is bounded, and the floor that keeps this from telling (S3).
//!
//! Beyond some number of e-mails the tries under one of them are forgotten with each that is added. What is forgotten
//! raises the *floor* to what it counted, and nobody counts for less than the floor, tried before or not: a row that was
//! forgotten answers from then on as it would have answered if it had been kept. A right password or a code sets a user
//! back to the floor, which is what no row means. Whether a user has an e-mail makes no difference to any of this, and so
//! it cannot show. The floor falls only where whoever holds the database gives everyone the free tries back, and every
//! count falls with it ([`Tries::lowered`]).
//!
//! Only what *rests* is forgotten: nothing of it is being looked at, no wait runs, and it is not locked, so that its
//! count is all there is to lose. The lowest count goes first, and never one that fewer than [`Bound::wanted`] e-mails
//! reach: a floor of `n` takes `n` wrong tries under each of so many. While what would have to go does not rest there
//! are more rows, up to [`Bound::at_most`]; beyond, the lowest goes even so, and loses its wait, or at last its lock.
//! How many tries were refused during a wait goes with what is forgotten; it was for the log alone (A1).
//!
//! Each rule has rows and a floor of its own, for a wrong code costs far less work than a wrong password.

use super::{FREE, LOCKED_AT, NO_OUTCOME_AFTER, Rule, Tries};
use crate::domain::Instant;

/// How many e-mails' tries are kept, for each rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Beyond so many, what rests is forgotten.
    pub wanted: u64,
    /// Beyond so many, anything is.
    pub at_most: u64,
}

impl Bound {
    /// The bound of every database: some 12 MB for each rule when it is reached, and twice that at most.
    pub const OURS: Self = Self {
        wanted: 100_000,
        at_most: 200_000,
    };

    /// Returns at which count the first row in order is forgotten next; `None` where there are few enough.
    ///
    /// `rows` are the counts that occur, from the lowest up, with how many rows have each; `rests` says whether the
    /// first row of such a count rests.
    pub fn forgets<E>(
        self,
        rule: Rule,
        rows: &[(u32, u64)],
        mut rests: impl FnMut(u32) -> Result<bool, E>,
    ) -> Result<Option<u32>, E> {
        let all: u64 = rows.iter().map(|(_, number)| number).sum();
        let beyond = all.saturating_sub(self.wanted);
        let mut below = 0;
        for &(count, number) in rows {
            if below >= beyond || count > rule.floor_at_most() {
                break;
            }
            if rests(count)? {
                return Ok(Some(count));
            }
            below += number;
        }
        let lowest = rows.first().map(|&(count, _)| count);
        Ok(lowest.filter(|_| all > self.at_most))
    }
}

impl Rule {
    /// Returns how high the floor can rise.
    ///
    /// Half of what locks: a slip of somebody who was never tried before must not lock. Codes are never locked, and wait
    /// the same beyond the free ones, so that no more of them is worth remembering.
    #[must_use]
    pub fn floor_at_most(self) -> u32 {
        match self {
            Self::Password => LOCKED_AT / 2,
            Self::Code => FREE,
            Self::Asking => 0,
        }
    }

    /// Returns the highest count that is told from those below it: where the rule locks, a locked one.
    #[must_use]
    pub fn count_at_most(self) -> u32 {
        match self {
            Self::Password => LOCKED_AT,
            Self::Code | Self::Asking => self.floor_at_most(),
        }
    }

    /// Returns the floor that forgetting a row of that count leaves.
    #[must_use]
    pub fn floor_after(self, floor: u32, forgotten: u32) -> u32 {
        floor.max(forgotten).min(self.floor_at_most())
    }
}

impl Tries {
    /// Returns these tries as they count above a floor: as many as those that were forgotten.
    ///
    /// What is being looked at is part of the count: it stands in a row for as long as nobody knows how it ended.
    #[must_use]
    pub fn above(self, floor: u32) -> Self {
        let wrong = self.wrong.max(floor.saturating_sub(self.in_flight));
        Self { wrong, ..self }
    }

    /// Returns what these come to if all that is being looked at is wrong: what forgetting them raises the floor to.
    #[must_use]
    pub fn count(&self, rule: Rule) -> u32 {
        let all = self.wrong.saturating_add(self.in_flight);
        all.min(rule.count_at_most())
    }

    /// Returns what is left of these tries where a floor is taken away from everyone; a lock stays.
    ///
    /// What lies beyond the highest count is not left either: a row that was kept answers as one that was forgotten.
    #[must_use]
    pub fn lowered(self, rule: Rule, floor: u32, now: Instant) -> Self {
        let tries = self.kept_within(rule, now).without_stale(rule, now);
        if rule.locks_at(tries.count(rule)) {
            return tries;
        }
        let wrong = tries.wrong.min(rule.count_at_most()).saturating_sub(floor);
        Self { wrong, ..tries }
    }

    /// Says whether nothing but the count is left of them.
    #[must_use]
    pub fn rests(self, rule: Rule, now: Instant) -> bool {
        let tries = self.kept_within(rule, now).without_stale(rule, now);
        let waits = tries.waits_until.is_some_and(|until| now < until);
        tries.in_flight == 0 && !waits && !rule.locks_at(tries.wrong)
    }

    /// Returns since when, or from when on, they rest, if they were last touched at `now`; among equals the first is
    /// forgotten first.
    #[must_use]
    pub fn rests_from(&self, rule: Rule, now: Instant) -> Instant {
        let over = self.waits_until.map_or(now, |until| until.max(now));
        let Some(begun) = self.oldest_in_flight_at.filter(|_| self.in_flight > 0) else {
            return over;
        };
        let found_wrong = begun + NO_OUTCOME_AFTER;
        let wait = rule.wait_after(self.wrong.saturating_add(self.in_flight));
        over.max(wait.map_or(found_wrong, |wait| found_wrong + wait))
    }

    /// Says whether these are the same as none at all.
    #[must_use]
    pub fn are_as_none(&self, floor: u32, now: Instant) -> bool {
        self.wrong <= floor
            && self.in_flight == 0
            && self.during_wait == 0
            && self.waits_until.is_none_or(|until| until <= now)
    }
}

#[cfg(test)]
mod tests;
