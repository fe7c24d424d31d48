//! The edge of a sum: who of one bucket changed up to an instant, from the index (P5).

use rusqlite::{Connection, params};

use super::super::counts::start_of;
use super::super::row::unsigned;
use crate::store::Result;

/// From how many on a bucket's first and last change are looked up before anybody in it is counted.
const MANY: u64 = 1_000;

/// Kind, enabled, and the newest expire-all known.
pub(super) type Side = (i64, bool, i64);

/// Counts those of one side whose password was set up to an instant that lies in a bucket of `n`.
///
/// They are counted from whichever end of the bucket is nearer.
pub(super) fn up_to(db: &Connection, side: Side, (bucket, n): (i64, u64), at: i64) -> Result<u64> {
    let (first, last) = if n <= MANY {
        (start_of(bucket), start_of(bucket + 1) - 1)
    } else {
        ends(db, side, bucket)?
    };
    if n == 0 || at < first {
        Ok(0)
    } else if at >= last {
        Ok(n)
    } else if at - first < last - at {
        between(db, side, first, at)
    } else {
        Ok(n.saturating_sub(between(db, side, at + 1, last)?))
    }
}

/// Where many changed at nearly the same time, as after an import, its own ends say more than those of the bucket.
fn ends(db: &Connection, (kind, enabled, known): Side, bucket: i64) -> Result<(i64, i64)> {
    const WITHIN: &str = "FROM users INDEXED BY users_status WHERE kind = ?1 AND enabled = ?2 \
         AND force_id IS NULL AND gen = ?3 AND changed_at BETWEEN ?4 AND ?5";
    let (start, end) = (start_of(bucket), start_of(bucket + 1) - 1);
    let mut ends = db.prepare_cached(&format!(
        "SELECT (SELECT min(changed_at) {WITHIN}), (SELECT max(changed_at) {WITHIN})"
    ))?;
    let found = ends.query_row(params![kind, enabled, known, start, end], |row| {
        Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<i64>>(1)?))
    })?;
    Ok((found.0.unwrap_or(start), found.1.unwrap_or(end)))
}

fn between(db: &Connection, (kind, enabled, known): Side, from: i64, to: i64) -> Result<u64> {
    let mut count = db.prepare_cached(
        "SELECT count(*) FROM users INDEXED BY users_status WHERE kind = ?1 AND enabled = ?2 \
         AND force_id IS NULL AND gen = ?3 AND changed_at BETWEEN ?4 AND ?5",
    )?;
    unsigned(count.query_row(params![kind, enabled, known, from, to], |row| row.get(0))?)
}

#[cfg(test)]
mod tests;
