//! What a talk works with, and how it ends when it cannot go on.

use std::fmt;
use std::time::Duration;

use rand::CryptoRng;

use super::{Ask, Stopped};
use crate::domain::Instant;
use crate::service::{Answer, Call, Desk, Origin, StoreError, still_held_back};
use crate::words::{Zone, locked, please_wait};

/// A person to ask, and the desk that acts for them.
pub struct Talk<'a> {
    /// Who is asked.
    pub ask: &'a mut dyn Ask,
    /// What acts.
    pub desk: &'a mut Desk,
    /// Randomness.
    pub rng: &'a mut dyn CryptoRng,
    /// From where the person comes, as reported.
    pub from: Origin,
    /// In which zone dates are told.
    pub zone: Zone,
}

impl fmt::Debug for Talk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Talk(..)")
    }
}

/// Why a talk did not come to its aim. Each is told in a sentence by whoever began the talk.
#[derive(Debug, PartialEq, Eq)]
pub enum Halt {
    /// The person or a signal ended it.
    Stopped(Stopped),
    /// It was refused: a stable code and a sentence.
    Refused {
        /// For programs.
        code: &'static str,
        /// For people.
        sentence: String,
    },
    /// Whoever asked may not do this at all.
    NotAllowed {
        /// For programs.
        code: &'static str,
        /// For people.
        sentence: String,
    },
    /// The database could not be read or written: a stable code and a sentence.
    Unavailable {
        /// For programs.
        code: &'static str,
        /// For people.
        sentence: String,
    },
}

impl From<Stopped> for Halt {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

impl Halt {
    pub(super) fn refused(code: &'static str, sentence: impl Into<String>) -> Self {
        Self::Refused {
            code,
            sentence: sentence.into(),
        }
    }

    pub(super) fn store(error: &StoreError) -> Self {
        Self::Unavailable {
            code: error.code(),
            sentence: error.to_string(),
        }
    }

    pub(super) fn locked() -> Self {
        Self::refused("locked", locked())
    }

    pub(super) fn waits(until: Instant, now: Instant) -> Self {
        Self::refused("wait", please_wait(until, now))
    }
}

impl Talk<'_> {
    /// Makes one call: both clocks are read now.
    pub fn with_call<T>(&mut self, act: impl FnOnce(&mut Desk, &mut Call<'_>) -> T) -> T {
        let moment = self.ask.moment();
        let mut call = Call {
            now: moment.now,
            since_boot: moment.since_boot,
            rng: &mut *self.rng,
            from: self.from.clone(),
        };
        act(self.desk, &mut call)
    }

    /// Gives an answer no earlier than it may be given (S1).
    pub fn settle<T>(&mut self, answer: Answer<T>) -> Result<T, Stopped> {
        if let Some(not_before) = answer.not_before {
            let left = still_held_back(not_before, self.ask.moment().since_boot);
            if !left.is_zero() {
                self.ask.pause(left)?;
            }
        }
        Ok(answer.result)
    }

    /// Waits out a wait that S3 imposes, and says so before.
    pub(super) fn wait_out(&mut self, until: Instant) -> Result<(), Stopped> {
        let now = self.ask.moment().now;
        self.ask.say(&please_wait(until, now));
        self.ask
            .say("This prompt waits for you and then asks again; Ctrl-C leaves it.");
        let left = (until - now).to_std().unwrap_or(Duration::ZERO);
        self.ask.pause(left)
    }
}
