//! How tries are slowed down (S3): a pure state machine over one row, which knows nothing of users.
//!
//! ```text
//! begin ──> Admitted ──(the password is looked at)──> ended_wrong | ended_right | ended_without_verdict
//!   └─────> Waits, Locked, AskAgain: no password is looked at
//! ```
//!
//! `begin` is committed before the password is looked at, so every try that was ever admitted stands in
//! `wrong` or in `in_flight` until a right one wipes the row: neither a killed nor a parallel process gets
//! a free one. Whether anybody has the e-mail is not an argument here, and so it cannot show.

mod forgetting;

use chrono::TimeDelta;

use super::Instant;
use super::mail::ASK_AGAIN_AFTER;

pub use forgetting::Bound;

/// How many wrong tries in a row are free of a wait.
pub const FREE: u32 = 5;
/// The wait after the fifth wrong try.
pub const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);
/// The longest wait.
pub const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// At how many wrong tries in a row an e-mail is locked (NIST SP 800-63B-4, 3.2.2).
pub const LOCKED_AT: u32 = 100;
/// How long a try may be without an outcome before it counts as wrong.
pub const NO_OUTCOME_AFTER: TimeDelta = TimeDelta::seconds(10);
/// How long a door asks again on [`Admission::AskAgain`] before it gives up.
pub const ASK_AGAIN_FOR: std::time::Duration = std::time::Duration::from_secs(5);
/// How long after the question every failed sign-in is answered (S1).
pub const FAILURE_ANSWERED_AFTER: std::time::Duration = std::time::Duration::from_millis(500);
/// The wrong try that ends a session, in which tries are counted apart.
pub const SESSION_WRONG_MOST: u32 = 5;

/// What is tried, and so which waits hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// A password: waits that double, then a lock.
    Password,
    /// A one-time code: always the same wait, and no lock. It has a row of its own.
    Code,
    /// A code that is asked for by mail (U2): nothing is tried and nothing counts; once heard, it waits.
    Asking,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 3] = [Self::Password, Self::Code, Self::Asking];
}

impl Rule {
    /// Returns the wait that the newest of that many wrong tries in a row brings, if it brings one.
    #[must_use]
    pub fn wait_after(self, wrong: u32) -> Option<TimeDelta> {
        match self {
            // Five doublings are beyond the longest wait already.
            Self::Password => {
                let further = wrong.checked_sub(FREE)?;
                Some((FIRST_WAIT * (1 << further.min(5))).min(LONGEST_WAIT))
            }
            Self::Code => (wrong >= FREE).then_some(FIRST_WAIT),
            Self::Asking => Some(ASK_AGAIN_AFTER),
        }
    }

    /// Says whether that many wrong tries in a row lock.
    #[must_use]
    pub fn locks_at(self, wrong: u32) -> bool {
        match self {
            Self::Password => wrong >= LOCKED_AT,
            Self::Code | Self::Asking => false,
        }
    }
}

/// The tries under one e-mail as entered, known or not: one row of the store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// How many were wrong since the last right one.
    pub wrong: u32,
    /// Until when nothing is looked at.
    pub waits_until: Option<Instant>,
    /// How many are being looked at.
    pub in_flight: u32,
    /// Since when the oldest of those is being looked at, or one before it.
    pub oldest_in_flight_at: Option<Instant>,
    /// How many were refused during the wait, or since the lock (A1).
    pub during_wait: u32,
}

/// What a try is told before anything is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It may be looked at, and must then be ended in one of the three ways.
    Admitted {
        /// How many were refused during the wait that is over: one audit entry where it is not 0 (A1).
        refused_before: u32,
    },
    /// Nothing is looked at until then.
    Waits {
        /// The end of the wait.
        until: Instant,
    },
    /// Nothing is looked at until a reset code opens it.
    Locked,
    /// As [`Admission::Locked`], and told once: a try without an outcome has just become the one that
    /// locks. It is worth the audit entry that [`Verdict::LockedNow`] is worth.
    LockedNow,
    /// Only tries still being looked at stand in the way: ask again, for up to [`ASK_AGAIN_FOR`].
    AskAgain,
}

/// What stands in the way of the next try, as an administrator is shown it (S3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Held {
    /// Nothing.
    #[default]
    Free,
    /// A wait.
    Waits {
        /// Its end.
        until: Instant,
    },
    /// A lock, which only a code opens.
    Locked,
}

/// What a wrong try has led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was counted, and the next one may follow.
    Counted,
    /// It was counted, and the next one has to wait.
    Waits {
        /// The end of the wait.
        until: Instant,
    },
    /// It was the one that locks: one audit entry.
    LockedNow,
    /// It had counted as wrong already, since it took so long.
    CountedBefore,
}

impl Tries {
    /// Asks for one more try at `now` and counts it; the answer holds once the state was committed.
    #[must_use]
    pub fn begin(self, rule: Rule, now: Instant) -> (Self, Admission) {
        let was_locked = rule.locks_at(self.wrong);
        let mut tries = self.kept_within(rule, now).without_stale(rule, now);
        let admission = if rule.locks_at(tries.wrong) {
            tries.during_wait = tries.during_wait.saturating_add(1);
            if was_locked {
                Admission::Locked
            } else {
                Admission::LockedNow
            }
        } else if let Some(until) = tries.waits_until.filter(|until| now < *until) {
            tries.during_wait = tries.during_wait.saturating_add(1);
            Admission::Waits { until }
        } else if tries.has_room() {
            tries.in_flight += 1;
            tries.oldest_in_flight_at = tries.oldest_in_flight_at.or(Some(now));
            tries.waits_until = None;
            Admission::Admitted {
                refused_before: std::mem::take(&mut tries.during_wait),
            }
        } else {
            Admission::AskAgain
        };
        (tries, admission)
    }

    /// Ends a try that was admitted and was wrong.
    #[must_use]
    pub fn ended_wrong(self, rule: Rule, now: Instant) -> (Self, Verdict) {
        let was_locked = rule.locks_at(self.wrong);
        let tries = self.kept_within(rule, now).without_stale(rule, now);
        if tries.in_flight > 0 {
            return tries.with_one_less_in_flight().more_wrong(1, rule, now);
        }
        // All that were in flight when one had no outcome were counted then; each still ends once.
        let verdict = if rule.locks_at(tries.wrong) && !was_locked {
            Verdict::LockedNow
        } else {
            Verdict::CountedBefore
        };
        (tries, verdict)
    }

    /// Ends a try that was admitted and was right: the count starts again.
    ///
    /// Others still in flight stay counted, so that they are not free.
    #[must_use]
    pub fn ended_right(self) -> Self {
        let rest = self.with_one_less_in_flight();
        Self {
            in_flight: rest.in_flight,
            oldest_in_flight_at: rest.oldest_in_flight_at,
            ..Self::default()
        }
    }

    /// Ends a try that was admitted, but at which nothing was looked: the store failed before.
    #[must_use]
    pub fn ended_without_verdict(self) -> Self {
        self.with_one_less_in_flight()
    }

    /// Counts a wrong try that never began here: the one that ended a session.
    #[must_use]
    pub fn counted_wrong(self, rule: Rule, now: Instant) -> (Self, Verdict) {
        self.kept_within(rule, now).more_wrong(1, rule, now)
    }

    /// Counts so many that were found to be wrong at `at`, at least one; no wait that runs becomes shorter by it.
    ///
    /// The waits of those before the last are shorter than its own, so they need not be gone through.
    fn more_wrong(mut self, many: u32, rule: Rule, at: Instant) -> (Self, Verdict) {
        let was_locked = rule.locks_at(self.wrong);
        self.wrong = self.wrong.saturating_add(many);
        let verdict = match rule.wait_after(self.wrong) {
            _ if rule.locks_at(self.wrong) => {
                self.waits_until = None;
                if was_locked {
                    Verdict::Counted
                } else {
                    Verdict::LockedNow
                }
            }
            Some(wait) => {
                let until = self
                    .waits_until
                    .map_or(at + wait, |running| running.max(at + wait));
                self.waits_until = Some(until);
                Verdict::Waits { until }
            }
            None => Verdict::Counted,
        };
        (self, verdict)
    }

    /// Opens what waits or is locked, for a new password was chosen with a reset code; also returns how
    /// many tries had been refused (A1).
    #[must_use]
    pub fn opened(self) -> (Self, u32) {
        let tries = Self {
            wrong: 0,
            waits_until: None,
            during_wait: 0,
            ..self
        };
        (tries, self.during_wait)
    }

    /// Returns what stands in the way of a try at `now`; nothing is counted.
    #[must_use]
    pub fn held(self, rule: Rule, now: Instant) -> Held {
        let tries = self.kept_within(rule, now).without_stale(rule, now);
        if rule.locks_at(tries.wrong) {
            Held::Locked
        } else {
            match tries.waits_until.filter(|until| now < *until) {
                Some(until) => Held::Waits { until },
                None => Held::Free,
            }
        }
    }

    /// Says whether this is locked under that rule.
    #[must_use]
    pub fn is_locked(&self, rule: Rule) -> bool {
        rule.locks_at(self.wrong)
    }

    /// Below the limit several may be looked at, together no more than are free; beyond it one at a time.
    fn has_room(&self) -> bool {
        if self.wrong < FREE {
            self.wrong.saturating_add(self.in_flight) < FREE
        } else {
            self.in_flight == 0
        }
    }

    /// Shortens what a clock set back would make longer than it is (E9).
    fn kept_within(mut self, rule: Rule, now: Instant) -> Self {
        let longest = rule.wait_after(self.wrong).map(|wait| now + wait);
        self.waits_until = self.waits_until.min(longest);
        self.oldest_in_flight_at = self.oldest_in_flight_at.map(|at| at.min(now));
        self
    }

    /// Counts as wrong what had no outcome in time. Since only the oldest is known, all in flight count.
    fn without_stale(mut self, rule: Rule, now: Instant) -> Self {
        let Some(at) = self.oldest_in_flight_at.map(|at| at + NO_OUTCOME_AFTER) else {
            return self;
        };
        if now < at {
            return self;
        }
        if self.in_flight > 0 {
            (self, _) = self.more_wrong(self.in_flight, rule, at);
        }
        self.in_flight = 0;
        self.oldest_in_flight_at = None;
        self
    }

    fn with_one_less_in_flight(mut self) -> Self {
        self.in_flight = self.in_flight.saturating_sub(1);
        if self.in_flight == 0 {
            self.oldest_in_flight_at = None;
        }
        self
    }
}

#[cfg(test)]
mod tests;
