//! What time alone changes, and when it does: until then nobody need wake.
//!
//! The minute of the clock, the end of a message, the warning and the lock (S9), the instant at which the person's
//! own state changes (S10), the twelve hours, and what the shown screen counts by itself. That others have changed
//! the data is not asked for here: whoever reads watches for it, while [`Root::is_watching`] says so.

use std::time::Duration;

use super::inside::Inside;
use super::tenants::Tenant;
use super::{Effect, Moment, Root, Stage, Task};
use crate::domain::Instant;

/// How soon what time has changed is asked for again, where the answer is still the old one.
const ASKED_AGAIN: Duration = Duration::from_secs(1);

/// When something is asked for, or shown anew, by itself.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Timer {
    /// When the person's own state was last asked for because of the time.
    asked_at: Option<Duration>,
    /// When the shown screen is due, where it changes by itself.
    beat: Option<Duration>,
}

fn minute(at: Instant) -> i64 {
    at.timestamp().div_euclid(60)
}

impl Root {
    /// Returns whether it must be watched if somebody else changes the data (S10): not before signing in, and not
    /// behind the lock.
    #[must_use]
    pub fn is_watching(&self) -> bool {
        matches!(self.stage, Stage::Inside(_))
    }

    /// Takes the time; returns what to ask, and whether anything looks different now.
    pub fn tick(&mut self, moment: Moment) -> (Vec<Effect>, bool) {
        let before = std::mem::replace(&mut self.moment, moment);
        let new_minute = minute(before.now) != minute(moment.now);
        let mut changed = new_minute;
        changed |= self.lock_if_idle(before);
        let mut effects = Vec::new();
        let is_due = self.left_of_standing(moment) == Some(Duration::ZERO);
        if is_due || (new_minute && self.is_watching()) {
            self.timer.asked_at = Some(moment.since_boot);
            effects.push(Effect::Task(Task::ReadMe));
        }
        if self.timer.beat.is_some_and(|at| moment.since_boot >= at) {
            self.timer.beat = None;
            if let Stage::Inside(inside) = &mut self.stage
                && let Some(tenant) = inside.tenant_mut()
            {
                changed |= tenant.tick();
            }
            effects.extend(self.inside_do(|inside| inside.ask_tenant(|tenant| tenant.again())));
        }
        if new_minute {
            effects.extend(self.inside_do(Inside::refresh));
        }
        changed |= self.said.tick(moment.since_boot);
        self.keep_beat();
        (effects, changed)
    }

    /// Returns how long after `at` time alone changes something; until then nothing need wake.
    #[must_use]
    pub fn next_tick(&self, at: Moment) -> Duration {
        let standing = self.left_of_standing(at);
        if matches!(self.stage, Stage::Locked(_)) {
            // Nothing wakes a locked screen but a key and the end of the session (S9).
            return standing.unwrap_or(Duration::MAX);
        }
        // Of a clock that was set meanwhile the minute is another one.
        let minute = if minute(at.now) == minute(self.moment.now) {
            let into = at.now.timestamp_millis().rem_euclid(60_000);
            Duration::from_millis(60_000 - into.unsigned_abs())
        } else {
            Duration::ZERO
        };
        let left = |due: Duration| due.saturating_sub(at.since_boot);
        [
            standing,
            self.idleness_changes_at().map(left),
            self.said.goes_at().map(left),
            self.timer.beat.map(left),
        ]
        .into_iter()
        .flatten()
        .fold(minute, Duration::min)
    }

    /// Keeps in mind when the shown screen changes by itself; called after whatever happened.
    pub(super) fn keep_beat(&mut self) {
        let tenant = self.stage.inside().and_then(Inside::tenant);
        let every = tenant.and_then(Tenant::every);
        self.timer.beat = every.map(|every| {
            let next = self.moment.since_boot + every;
            self.timer.beat.map_or(next, |due| due.min(next))
        });
    }

    /// Returns how long it takes until time changes what the person may do or is told; `None` where it never does.
    fn left_of_standing(&self, at: Moment) -> Option<Duration> {
        let (me, is_locked) = match &self.stage {
            Stage::Inside(inside) => (&inside.me, false),
            Stage::Locked(locked) => (&locked.inside.me, true),
            Stage::Starting
            | Stage::FirstRun(_)
            | Stage::SignIn(_)
            | Stage::Code(_)
            | Stage::Redeem(..)
            | Stage::Broken(_) => return None,
        };
        let mut left = me.lasts_until.saturating_sub(at.since_boot);
        if let Some(change) = me.read_again_at.filter(|_| !is_locked) {
            // What has passed already is no time at all.
            left = left.min((change - at.now).to_std().unwrap_or_default());
        }
        let again = self.timer.asked_at.map(|before| before + ASKED_AGAIN);
        Some(left.max(again.map_or(Duration::ZERO, |again| again.saturating_sub(at.since_boot))))
    }
}

#[cfg(test)]
mod tests;
