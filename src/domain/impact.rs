//! What an update of the policy would do (P5), over counts, never over users.
//!
//! The store loads [`PreviewFacts`] once; every choice of interval is then answered from them without
//! another question. All numbers hold for the instant at which they were read.

use chrono::TimeDelta;

use super::selection::{ChangedBetween, Cuts, Movement};
use super::{Credential, ExpiryInterval, Instant, PasswordStatus, Policy, StrongPasswords};

/// How many weeks the forecast shows.
pub const WEEKS: usize = 13;

/// What the preview and the forecast are made from.
///
/// "Live" means: enabled firm users who need not change already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewFacts {
    /// The instant for which it holds.
    pub at: Instant,
    /// All enabled firm users, whatever their password.
    pub firm_users: u64,
    /// All enabled Connect users.
    pub connect_users: u64,
    /// Enabled firm and Connect users with a password not yet seen to be strong.
    pub not_seen_strong: (u64, u64),
    /// For each instant of [`questions`], how many live ones had changed up to then. In order of time.
    pub changed_up_to: Vec<(Instant, u64)>,
    /// For each interval the earliest change of a live one that is not expired under it at `at`.
    pub next_change: Vec<(ExpiryInterval, Option<Instant>)>,
    /// The acting administrator's own credential, if live.
    pub own: Option<Credential>,
}

/// Returns the instants at which the store must count live ones, for every interval: the cuts of E1, and
/// the edges of the forecast's weeks. Sorted, without doubles.
#[must_use]
pub fn questions(now: Instant) -> Vec<Instant> {
    let mut instants: Vec<Instant> = ExpiryInterval::ALL
        .into_iter()
        .filter_map(|interval| Some((Cuts::of(interval, now)?, interval)))
        .flat_map(|(cuts, interval)| {
            (1..=WEEKS)
                .filter_map(move |week| edge(interval, now, week))
                .chain([cuts.expired, cuts.noticed])
        })
        .chain([now + super::status::CLOCK_TOLERANCE])
        .collect();
    instants.sort_unstable();
    instants.dedup();
    instants
}

/// When a password was set that expires just `week` weeks from now, but never after what counts as now.
fn edge(interval: ExpiryInterval, now: Instant, week: usize) -> Option<Instant> {
    let weeks = TimeDelta::weeks(i64::try_from(week).ok()?);
    Some((Cuts::of(interval, now)?.expired + weeks).min(now + super::status::CLOCK_TOLERANCE))
}

/// What an update would do (P5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Impact {
    /// How many live firm users newly expire.
    pub newly_expire: u64,
    /// Whether the acting administrator is one of them.
    pub you_among_them: bool,
    /// How many enabled firm users there are.
    pub firm_users: u64,
    /// How many expired ones become valid again.
    pub become_valid: u64,
    /// How many enter the 14 days' notice.
    pub enter_notice: u64,
    /// How many leave it.
    pub leave_notice: u64,
    /// When the next password expires under the edited policy.
    pub next_expiry: Option<Instant>,
    /// Firm and Connect users not yet seen to be strong; only where strong passwords are newly required.
    pub not_seen_strong: Option<(u64, u64)>,
    /// How many enabled Connect users there are, whom expiry does not touch (E5).
    pub connect_users: u64,
}

impl PreviewFacts {
    /// Returns what an update from one policy to another does, at the instant of these facts.
    #[must_use]
    pub fn impact(&self, from: &Policy, to: &Policy) -> Impact {
        let moved =
            |movement: Movement| self.count(&movement.ranges(self.at, from.expiry, to.expiry));
        Impact {
            newly_expire: moved(Movement::NewlyExpire),
            you_among_them: self
                .own
                .is_some_and(|own| self.moved(&own, Movement::NewlyExpire, from.expiry, to.expiry)),
            firm_users: self.firm_users,
            become_valid: moved(Movement::BecomeValid),
            enter_notice: moved(Movement::EnterNotice),
            leave_notice: moved(Movement::LeaveNotice),
            next_expiry: self.next_expiry(to.expiry),
            not_seen_strong: (from.strong == StrongPasswords::NotRequired
                && to.strong == StrongPasswords::Required)
                .then_some(self.not_seen_strong),
            connect_users: self.connect_users,
        }
    }

    /// Returns how many live passwords expire in each of the coming weeks under an interval.
    #[must_use]
    pub fn forecast(&self, interval: ExpiryInterval) -> [u64; WEEKS] {
        let mut weeks = [0; WEEKS];
        let Some(cuts) = Cuts::of(interval, self.at) else {
            return weeks;
        };
        let mut before = self.up_to(cuts.expired);
        for (week, n) in weeks.iter_mut().enumerate() {
            let Some(edge) = edge(interval, self.at, week + 1) else {
                break;
            };
            let up_to = self.up_to(edge);
            *n = up_to.saturating_sub(before);
            before = up_to;
        }
        weeks
    }

    fn next_expiry(&self, interval: ExpiryInterval) -> Option<Instant> {
        let (_, changed_at) = self.next_change.iter().find(|(of, _)| *of == interval)?;
        interval.end_of_period((*changed_at)?.min(self.at))
    }

    fn moved(
        &self,
        own: &Credential,
        movement: Movement,
        from: ExpiryInterval,
        to: ExpiryInterval,
    ) -> bool {
        movement
            .ranges(self.at, from, to)
            .iter()
            .any(|range| range.contains(own.changed_at))
    }

    fn count(&self, ranges: &[ChangedBetween]) -> u64 {
        ranges
            .iter()
            .map(|range| {
                let up_to = range.up_to.map_or(0, |instant| self.up_to(instant));
                up_to.saturating_sub(range.after.map_or(0, |instant| self.up_to(instant)))
            })
            .fold(0, u64::saturating_add)
    }

    fn up_to(&self, instant: Instant) -> u64 {
        self.changed_up_to
            .binary_search_by_key(&instant, |(at, _)| *at)
            .map_or(0, |found| self.changed_up_to[found].1)
    }
}

/// Says whether a status makes a firm user live: one whom a change of interval can move.
#[must_use]
pub fn is_live(status: &PasswordStatus) -> bool {
    match status {
        PasswordStatus::NotSet | PasswordStatus::MustChange(_) => false,
        PasswordStatus::Expired { .. }
        | PasswordStatus::Expiring { .. }
        | PasswordStatus::Fresh { .. }
        | PasswordStatus::NeverExpires => true,
    }
}

#[cfg(test)]
mod tests;
