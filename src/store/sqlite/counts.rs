//! The numbers that stand beside the users, and the one function that moves them.
//!
//! A change reads how a user is counted before it and after it; the difference is applied here, in the same
//! transaction. Whatever is not in [`Standing`] is not counted.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use rusqlite::{Connection, params};

use super::fault::damaged;
use crate::domain::UserId;
use crate::store::Result;

/// The width of a bucket in milliseconds.
///
/// Wider ones are fewer to add up, narrower ones leave fewer people at an edge to count; at a million users who changed
/// over some months the two weigh the same here.
pub(super) const BUCKET: i64 = TimeDelta::hours(2).num_milliseconds();

/// Returns the bucket of an instant in milliseconds.
pub(super) fn bucket_of(ms: i64) -> i64 {
    ms.div_euclid(BUCKET)
}

/// Returns the first millisecond of a bucket.
pub(super) fn start_of(bucket: i64) -> i64 {
    bucket.saturating_mul(BUCKET)
}

/// What a user is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) kind: i64,
    pub(super) enabled: bool,
    pub(super) role: i64,
    pub(super) forced: bool,
    /// The newest expire-all known and when the password was set; `None` without a password.
    pub(super) set: Option<(i64, i64)>,
    pub(super) strong: bool,
}

/// Returns how a user is counted now.
pub(super) fn standing(db: &Connection, id: UserId) -> Result<Standing> {
    let mut standing = db.prepare_cached(
        "SELECT kind, enabled, role, force_id IS NOT NULL, gen, changed_at, \
         coalesce(seen_no = (SELECT name_no FROM account), 0) FROM users WHERE id = ?1",
    )?;
    let mut rows = standing.query([id.0])?;
    let Some(row) = rows.next()? else {
        return Err(damaged("a user is missing"));
    };
    let (gen_no, changed_at) = (row.get::<_, Option<i64>>(4)?, row.get::<_, Option<i64>>(5)?);
    Ok(Standing {
        kind: row.get(0)?,
        enabled: row.get(1)?,
        role: row.get(2)?,
        forced: row.get(3)?,
        set: gen_no.zip(changed_at),
        strong: row.get(6)?,
    })
}

/// Makes a change to one user and moves the numbers along.
pub(super) fn changing<T>(
    db: &Connection,
    id: UserId,
    change: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let before = standing(db, id)?;
    let done = change()?;
    let after = standing(db, id)?;
    if before != after {
        let mut moves = Moves::default();
        moves.add(&before, -1);
        moves.add(&after, 1);
        moves.apply(db)?;
    }
    Ok(done)
}

/// Differences, summed in memory before they are written.
#[derive(Debug, Default)]
pub(super) struct Moves {
    counts: BTreeMap<(i64, bool, i64, i64), i64>,
    tallies: BTreeMap<(i64, bool, i64, bool, i64), i64>,
    strong: BTreeMap<(i64, bool), i64>,
}

impl Moves {
    /// Counts so many users in, or out where negative.
    pub(super) fn add(&mut self, one: &Standing, by: i64) {
        let Standing {
            kind,
            enabled,
            role,
            forced,
            set,
            strong,
        } = *one;
        if let (Some((gen_no, changed_at)), false) = (set, forced) {
            let key = (kind, enabled, gen_no, bucket_of(changed_at));
            *self.counts.entry(key).or_default() += by;
        }
        let gen_no = set.map_or(-1, |(gen_no, _)| gen_no);
        let key = (kind, enabled, role, forced, gen_no);
        *self.tallies.entry(key).or_default() += by;
        if strong {
            *self.strong.entry((kind, enabled)).or_default() += by;
        }
    }

    /// Writes what does not cancel out.
    pub(super) fn apply(self, db: &Connection) -> Result<()> {
        // The row comes first, so that the check on n sees the sum and not the difference.
        let mut new =
            db.prepare_cached("INSERT OR IGNORE INTO counts VALUES(?1, ?2, ?3, ?4, 0)")?;
        let mut sum = db.prepare_cached(
            "UPDATE counts SET n = n + ?5 WHERE kind = ?1 AND enabled = ?2 AND gen = ?3 AND bucket = ?4",
        )?;
        for ((kind, enabled, gen_no, bucket), by) in self.counts {
            if by != 0 {
                new.execute(params![kind, enabled, gen_no, bucket])?;
                sum.execute(params![kind, enabled, gen_no, bucket, by])?;
            }
        }
        let mut new =
            db.prepare_cached("INSERT OR IGNORE INTO tallies VALUES(?1, ?2, ?3, ?4, ?5, 0)")?;
        let mut sum = db.prepare_cached(
            "UPDATE tallies SET n = n + ?6 \
             WHERE kind = ?1 AND enabled = ?2 AND role = ?3 AND forced = ?4 AND gen = ?5",
        )?;
        for ((kind, enabled, role, forced, gen_no), by) in self.tallies {
            if by != 0 {
                new.execute(params![kind, enabled, role, forced, gen_no])?;
                sum.execute(params![kind, enabled, role, forced, gen_no, by])?;
            }
        }
        let mut new =
            db.prepare_cached("INSERT OR IGNORE INTO strong_tallies VALUES(?1, ?2, 0)")?;
        let mut sum = db.prepare_cached(
            "UPDATE strong_tallies SET n = n + ?3 WHERE kind = ?1 AND enabled = ?2",
        )?;
        for ((kind, enabled), by) in self.strong {
            if by != 0 {
                new.execute(params![kind, enabled])?;
                sum.execute(params![kind, enabled, by])?;
            }
        }
        Ok(())
    }
}
