//! Idleness (S9): a session that nobody has touched for long enough locks, and everything waits behind the lock.
//!
//! Keys, clicks and pastes count, ticks and resizes do not. A locked screen asks for nothing by itself: there is one
//! timer, for the end of the session, and its state is read again at the next key (S10).

use std::time::Duration;

use super::{Effect, Inside, Moment, Root, Stage, Task};
use crate::domain::Idleness;
use crate::domain::Instant;
use crate::domain::session::{IdleLimit, NOTED_EVERY};
use crate::service::Me;
use crate::tui::view_model::act_dialog::{ActDialog, Field};

/// How often a locked screen reads its state at most, while somebody types.
const READ_EVERY: Duration = Duration::from_secs(1);

/// A session behind its lock.
#[derive(Debug)]
pub struct Locked {
    /// Everything as it was, but for passwords.
    pub inside: Box<Inside>,
    /// Where its user's password is entered.
    pub form: ActDialog,
    /// How long nobody had touched the keys.
    pub limit: IdleLimit,
    /// When a key last had the state read.
    read_at: Option<Duration>,
}

/// When somebody last touched the keys.
#[derive(Clone, Copy, Debug)]
pub(super) struct Touched {
    at: Duration,
    /// When this was last put on record (U5).
    noted_at: Duration,
}

impl Touched {
    pub(super) fn at(since_boot: Duration) -> Self {
        Self {
            at: since_boot,
            noted_at: since_boot,
        }
    }

    /// Returns when, without another touch, a line is said or the screen locks; whichever comes next.
    fn changes_at(self, since_boot: Duration, limit: IdleLimit) -> Duration {
        let locks_at = self.at + limit.locks_after();
        let warned_at = self.at + limit.warned_after();
        if since_boot < warned_at {
            warned_at
        } else {
            locks_at
        }
    }

    fn idleness(self, since_boot: Duration, limit: IdleLimit) -> Idleness {
        Idleness::after(since_boot.saturating_sub(self.at), limit)
    }
}

/// What a touch came to.
pub(super) enum Touch {
    /// It goes on to whatever has the focus, and this is asked besides.
    GoesOn(Vec<Effect>),
    /// It found that the session should be locked by now, and goes no further.
    Spent(Vec<Effect>),
}

impl Root {
    /// Sets how long nobody may touch the keys before the session locks (S9).
    pub fn lock_after(&mut self, limit: IdleLimit) {
        self.idle_limit = limit;
    }

    /// Notes that somebody touched the keys. Of a machine that slept this may be the first that is heard.
    pub(super) fn touch(&mut self) -> Touch {
        let now = self.moment.since_boot;
        let idleness = self.touched.idleness(now, self.idle_limit);
        self.touched.at = now;
        match &mut self.stage {
            Stage::Inside(_) if idleness == Idleness::Locked => {
                self.lock();
                Touch::Spent(vec![Effect::Task(Task::ReadMe)])
            }
            Stage::Inside(_) if now.saturating_sub(self.touched.noted_at) >= NOTED_EVERY => {
                self.touched.noted_at = now;
                Touch::GoesOn(vec![Effect::Task(Task::NoteActive)])
            }
            Stage::Locked(locked)
                if locked
                    .read_at
                    .is_none_or(|before| now.saturating_sub(before) >= READ_EVERY) =>
            {
                locked.read_at = Some(now);
                Touch::GoesOn(vec![Effect::Task(Task::ReadMe)])
            }
            Stage::Starting
            | Stage::FirstRun(_)
            | Stage::SignIn(_)
            | Stage::Code(_)
            | Stage::Redeem(..)
            | Stage::Inside(_)
            | Stage::Locked(_)
            | Stage::Broken(_) => Touch::GoesOn(Vec::new()),
        }
    }

    /// Returns when idleness next changes what is shown, without another touch (S9).
    pub(super) fn idleness_changes_at(&self) -> Option<Duration> {
        matches!(self.stage, Stage::Inside(_)).then(|| {
            self.touched
                .changes_at(self.moment.since_boot, self.idle_limit)
        })
    }

    /// Locks the screen where it stood idle for long enough, as a tick finds; says whether it looks different now.
    pub(super) fn lock_if_idle(&mut self, before: Moment) -> bool {
        if !matches!(self.stage, Stage::Inside(_)) {
            return false;
        }
        let idleness = self
            .touched
            .idleness(self.moment.since_boot, self.idle_limit);
        if idleness == Idleness::Locked {
            self.lock();
        }
        idleness != self.touched.idleness(before.since_boot, self.idle_limit)
    }

    fn lock(&mut self) {
        self.judged = None;
        self.overlay = None;
        let stage = std::mem::replace(&mut self.stage, Stage::Starting);
        self.stage = match stage {
            Stage::Inside(mut inside) => {
                inside.wipe();
                Stage::Locked(Box::new(Locked {
                    inside,
                    form: ActDialog::screen(vec![Field::password("Password")]),
                    limit: self.idle_limit,
                    read_at: None,
                }))
            }
            stage @ (Stage::Starting
            | Stage::FirstRun(_)
            | Stage::SignIn(_)
            | Stage::Code(_)
            | Stage::Redeem(..)
            | Stage::Locked(_)
            | Stage::Broken(_)) => stage,
        };
    }

    /// Opens the lock, or says why it stays shut.
    pub(super) fn unlocked(
        &mut self,
        answer: Result<Box<Me>, String>,
        proof_until: Duration,
    ) -> Vec<Effect> {
        let me = match answer {
            Ok(me) => me,
            Err(why) => {
                self.refuse(why);
                return Vec::new();
            }
        };
        let stage = std::mem::replace(&mut self.stage, Stage::Starting);
        self.stage = match stage {
            Stage::Locked(locked) => Stage::Inside(locked.inside),
            stage @ (Stage::Starting
            | Stage::FirstRun(_)
            | Stage::SignIn(_)
            | Stage::Code(_)
            | Stage::Redeem(..)
            | Stage::Inside(_)
            | Stage::Broken(_)) => stage,
        };
        // Unlocking puts on record that somebody is there.
        self.touched = Touched::at(self.moment.since_boot);
        let mut effects = self.me_read(Ok(me), proof_until);
        effects.extend(self.inside_do(Inside::refresh));
        effects
    }

    /// Returns when the session locks, once that is less than a minute away and nothing else is touched.
    #[must_use]
    pub fn locks_at(&self) -> Option<Instant> {
        let idle = self.moment.since_boot.saturating_sub(self.touched.at);
        let warned = matches!(self.stage, Stage::Inside(_))
            && Idleness::after(idle, self.idle_limit) == Idleness::Warned;
        let left =
            chrono::TimeDelta::from_std(self.idle_limit.locks_after().saturating_sub(idle)).ok()?;
        warned.then(|| self.moment.now + left)
    }
}

#[cfg(test)]
mod tests;
