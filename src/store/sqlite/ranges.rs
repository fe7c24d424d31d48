//! A selection as ranges of the index `users_status`: every user selected lies in just one of them.
//!
//! What no range can say (a search, "not seen to be strong") is left to the sieve.

use rusqlite::types::Value;
use rusqlite::{Connection, params};

use super::row::{kind_number, ms};
use super::sieve::Sieve;
use crate::domain::selection::{ChangedBetween, Show};
use crate::domain::{Kind, PasswordSet, Rules, Selection};
use crate::store::Result;

/// Where in the order by urgency a range lies; also the order of its segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Forced,
    /// Knows less than the expire-all in force.
    Older,
    /// Set so far ahead of the clock that it must be changed (E9).
    Ahead,
    /// Firm, and by when it was set.
    Dated,
    Connect,
    NotSet,
}

impl Class {
    /// Says whether its ranges are bounded by when the password was set.
    pub(super) fn is_by_time(self) -> bool {
        match self {
            Self::Ahead | Self::Dated => true,
            Self::Forced | Self::Older | Self::Connect | Self::NotSet => false,
        }
    }
}

/// One range of `users_status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) class: Class,
    pub(super) kind: i64,
    pub(super) enabled: bool,
    /// For [`Class::Older`] the number it is below, where [`Class::is_by_time`] the number itself, else unused.
    pub(super) generation: i64,
    /// Exclusive, in milliseconds; only where [`Class::is_by_time`].
    pub(super) after: Option<i64>,
    /// Inclusive, in milliseconds; only where [`Class::is_by_time`].
    pub(super) up_to: Option<i64>,
}

/// Which bound of a range a key takes the place of.
///
/// With both, SQLite may start from the wrong one and read everything between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Without {
    Nothing,
    Lower,
    Upper,
}

impl Range {
    /// Adds the conditions of this range.
    pub(super) fn sift(&self, sieve: &mut Sieve, without: Without) {
        let lower = without != Without::Lower;
        let upper = without != Without::Upper;
        sieve.and(&format!(
            "kind = {} AND enabled = {}",
            self.kind,
            i64::from(self.enabled)
        ));
        match self.class {
            Class::Forced => sieve.and_if(lower, "force_id IS NOT NULL"),
            Class::Older => {
                sieve.and("force_id IS NULL");
                sieve.and_if(lower, "gen >= 0");
                if upper {
                    sieve.and_with("gen < ?", Value::Integer(self.generation));
                }
            }
            Class::Ahead | Class::Dated => {
                // Written out, so that the arms of a list are statements of their own.
                let known = self.generation;
                sieve.and(&format!("force_id IS NULL AND gen = {known}"));
                if let (true, Some(after)) = (lower, self.after) {
                    sieve.and_with("changed_at > ?", Value::Integer(after));
                }
                if let (true, Some(up_to)) = (upper, self.up_to) {
                    sieve.and_with("changed_at <= ?", Value::Integer(up_to));
                }
            }
            Class::Connect => {
                sieve.and("force_id IS NULL");
                sieve.and_if(lower, "gen >= 0");
            }
            Class::NotSet => sieve.and("force_id IS NULL AND gen IS NULL AND changed_at IS NULL"),
        }
    }
}

/// Returns the ranges of a selection.
pub(super) fn ranges(db: &Connection, selection: &Selection, rules: &Rules) -> Result<Vec<Range>> {
    let in_force = i64::from(rules.expire_alls.in_force().0);
    let mut all = Vec::new();
    let shown = match selection.show {
        Show::Enabled => &[true][..],
        Show::EnabledAndDisabled => &[true, false],
    };
    for &enabled in shown {
        for kind in [Kind::Firm, Kind::Connect] {
            if selection.kind.is_none_or(|of| of == kind) {
                let live = match kind {
                    Kind::Firm => live(db, enabled, in_force)?,
                    Kind::Connect => Vec::new(),
                };
                let side = Side {
                    limit: ms(selection.clock_limit),
                    kind,
                    enabled,
                    in_force,
                    live,
                };
                side.ranges(&selection.password, &mut all);
            }
        }
    }
    Ok(all)
}

/// Returns the numbers known to firm users who need not change for want of a newer one.
///
/// The tallies have a few rows for each number, where the counts have one for every two hours.
pub(super) fn live(db: &Connection, enabled: bool, in_force: i64) -> Result<Vec<i64>> {
    let mut live = db.prepare_cached(
        "SELECT DISTINCT gen FROM tallies WHERE kind = 0 AND enabled = ?1 AND forced = 0 AND gen >= ?2 AND n > 0 \
         ORDER BY gen",
    )?;
    let numbers = live.query_map(params![enabled, in_force], |row| row.get(0))?;
    Ok(numbers.collect::<rusqlite::Result<_>>()?)
}

/// One kind, enabled or disabled.
struct Side {
    /// Beyond it a password must be changed (E9).
    limit: i64,
    kind: Kind,
    enabled: bool,
    in_force: i64,
    live: Vec<i64>,
}

impl Side {
    fn ranges(&self, password: &PasswordSet, all: &mut Vec<Range>) {
        let firm = self.kind == Kind::Firm;
        match password {
            PasswordSet::Any => {
                self.with_password(all);
                all.push(self.range(Class::NotSet));
            }
            PasswordSet::NotSeenStrong => self.with_password(all),
            PasswordSet::NotSet => all.push(self.range(Class::NotSet)),
            PasswordSet::MustChange { clock_limit } if firm => {
                self.overtaken(all);
                self.by_time(all, Some(ms(*clock_limit)), None);
            }
            PasswordSet::Changed(ranges) if firm => {
                for ChangedBetween { after, up_to } in ranges {
                    self.by_time(all, after.map(ms), up_to.map(ms));
                }
            }
            PasswordSet::NeverExpires { firm_up_to } if firm => {
                if let Some(limit) = firm_up_to {
                    self.by_time(all, None, Some(ms(*limit)));
                }
            }
            PasswordSet::NeverExpires { .. } => all.push(self.range(Class::Connect)),
            PasswordSet::MustChange { .. } | PasswordSet::Changed(_) => {}
        }
    }

    fn with_password(&self, all: &mut Vec<Range>) {
        match self.kind {
            Kind::Firm => {
                self.overtaken(all);
                self.by_time(all, None, None);
            }
            Kind::Connect => all.push(self.range(Class::Connect)),
        }
    }

    fn overtaken(&self, all: &mut Vec<Range>) {
        all.push(self.range(Class::Forced));
        if self.in_force > 0 {
            all.push(self.range(Class::Older));
        }
    }

    /// Adds those set between two instants, on either side of the clock's limit.
    fn by_time(&self, all: &mut Vec<Range>, after: Option<i64>, up_to: Option<i64>) {
        let limit = self.limit;
        if up_to.is_none_or(|up_to| up_to > limit) {
            self.of_class(
                all,
                Class::Ahead,
                Some(after.map_or(limit, |after| after.max(limit))),
                up_to,
            );
        }
        if after.is_none_or(|after| after < limit) {
            self.of_class(
                all,
                Class::Dated,
                after,
                Some(up_to.map_or(limit, |up_to| up_to.min(limit))),
            );
        }
    }

    fn of_class(&self, all: &mut Vec<Range>, class: Class, after: Option<i64>, up_to: Option<i64>) {
        // Each number by name: "at least" would be one wide range that is read whole.
        all.extend(self.live.iter().map(|&generation| Range {
            generation,
            after,
            up_to,
            ..self.range(class)
        }));
    }

    fn range(&self, class: Class) -> Range {
        Range {
            class,
            kind: kind_number(self.kind),
            enabled: self.enabled,
            generation: self.in_force,
            after: None,
            up_to: None,
        }
    }
}
