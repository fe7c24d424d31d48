//! How it stands with the database itself, for `passward doctor`: its settings, its numbers, rows ahead of the clock.

use std::collections::BinaryHeap;
use std::fs;

use rusqlite::{Connection, params};

use super::Sqlite;
use super::counts::bucket_of;
use super::migrate::{CURRENT, user_version};
use super::places;
use super::row::ms;
use crate::domain::throttle::LOCKED_AT;
use crate::domain::{Instant, UserId};
use crate::store::{AheadOfClock, Depth, Result};

/// What the file and the connection say of themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// The number of the schema.
    pub schema: i64,
    /// The newest schema that this program knows.
    pub newest_schema: i64,
    /// Whether changes go through a write-ahead log.
    pub write_ahead: bool,
    /// Whether each commit is on the disk before it is reported (R1).
    pub synchronous_full: bool,
    /// Whether references are checked.
    pub foreign_keys: bool,
    /// The size of the file in bytes.
    pub bytes: u64,
    /// The size of the write-ahead log in bytes.
    pub log_bytes: u64,
    /// How many entries the audit log has.
    pub entries: i64,
    /// How many bytes of the file they and their indexes take; `None` where it was not looked at as a whole.
    pub entries_bytes: Option<i64>,
    /// Whether the file is sound; `None` where it was not looked at as a whole.
    pub sound: Option<bool>,
}

impl Sqlite {
    /// Says how it stands with the file; with [`Depth::Whole`] every page of it is looked at.
    pub fn health(&self, depth: Depth) -> Result<Health> {
        let db = &self.connection;
        let number = |name| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let journal: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        let size = |suffix: &str| {
            let mut path = self.path.as_os_str().to_owned();
            path.push(suffix);
            fs::metadata(path).map_or(0, |found| found.len())
        };
        Ok(Health {
            schema: user_version(db)?,
            newest_schema: CURRENT,
            write_ahead: journal == "wal",
            synchronous_full: number("synchronous")? >= 2,
            foreign_keys: number("foreign_keys")? == 1,
            bytes: size(""),
            log_bytes: size("-wal"),
            entries: db.query_row("SELECT coalesce(max(no), 0) FROM audit", [], |row| {
                row.get(0)
            })?,
            entries_bytes: match depth {
                Depth::Quick => None,
                Depth::Whole => Some(size_of_log(db)?),
            },
            sound: match depth {
                Depth::Quick => None,
                Depth::Whole => Some(is_sound(db)?),
            },
        })
    }
}

/// Adds up the pages of the log's tables and indexes, which takes a walk over the whole file.
fn size_of_log(db: &Connection) -> Result<i64> {
    let sql = "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = TRUE AND name IN \
               (SELECT name FROM sqlite_schema WHERE tbl_name IN \
               ('audit', 'audit_targets', 'audit_actors', 'audit_blocks'))";
    Ok(db.query_row(sql, [], |row| row.get(0))?)
}

fn is_sound(db: &Connection) -> Result<bool> {
    let whole: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    let mut dangling = db.prepare("PRAGMA foreign_key_check")?;
    Ok(whole == "ok" && !dangling.exists([])?)
}

/// Finds the unforced passwords set after an instant: the buckets say where, and the index who.
pub(super) fn ahead_of(db: &Connection, cut: Instant, most: usize) -> Result<AheadOfClock> {
    let mut groups = db.prepare_cached(
        "SELECT DISTINCT kind, enabled, gen FROM counts WHERE bucket >= ?1 AND n > 0",
    )?;
    let groups: Vec<(i64, i64, i64)> = groups
        .query_map([bucket_of(ms(cut))], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut ahead = AheadOfClock::default();
    let mut some = BinaryHeap::new();
    let mut users = db.prepare_cached(
        "SELECT id FROM users INDEXED BY users_status \
         WHERE kind = ?1 AND enabled = ?2 AND force_id IS NULL AND gen = ?3 AND changed_at > ?4",
    )?;
    for (kind, enabled, gen_no) in groups {
        let mut rows = users.query(params![kind, enabled, gen_no, ms(cut)])?;
        while let Some(row) = rows.next()? {
            ahead.users += 1;
            some.push(UserId(row.get(0)?));
            // The smallest numbers are kept, whatever comes first in the index.
            if some.len() > most {
                some.pop();
            }
        }
    }
    ahead.some = some.into_sorted_vec();
    Ok(ahead)
}

/// Returns how many users of the firm's are locked out (S3).
pub(super) fn locked(db: &Connection) -> Result<u64> {
    // The number stands in the text, as in that of the index. Codes are never locked, however many were wrong.
    let mut locked = db.prepare_cached(&format!(
        "SELECT count(*) FROM tries INDEXED BY tries_locked \
         WHERE of_user = 1 AND wrong >= {LOCKED_AT} AND rule IS NOT 1"
    ))?;
    let n: i64 = locked.query_row([], |row| row.get(0))?;
    Ok(n.unsigned_abs())
}

/// Returns how many of the kept numbers differ from what they count: of the total, or with [`Depth::Whole`] of each.
pub(super) fn miscounted(db: &Connection, depth: Depth) -> Result<u64> {
    let checks: &[(&str, &str)] = match depth {
        Depth::Quick => &[(
            "SELECT coalesce(sum(n), 0) FROM tallies",
            "SELECT count(*) FROM users",
        )],
        Depth::Whole => &[
            (
                "SELECT kind, enabled, gen, bucket, n FROM counts WHERE n <> 0",
                // Division that rounds down before 1970 too.
                "SELECT kind, enabled, gen, \
                 (changed_at - ((changed_at % 7200000) + 7200000) % 7200000) / 7200000, count(*) \
                 FROM users WHERE gen IS NOT NULL AND force_id IS NULL GROUP BY 1, 2, 3, 4",
            ),
            (
                "SELECT kind, enabled, role, forced, gen, n FROM tallies WHERE n <> 0",
                "SELECT kind, enabled, role, force_id IS NOT NULL, coalesce(gen, -1), count(*) \
                 FROM users GROUP BY 1, 2, 3, 4, 5",
            ),
            (
                "SELECT kind, enabled, n FROM strong_tallies WHERE n <> 0",
                "SELECT kind, enabled, count(*) FROM users \
                 WHERE seen_no = (SELECT name_no FROM account) GROUP BY 1, 2",
            ),
            (
                "SELECT rule, count, n FROM try_counts WHERE n <> 0",
                "SELECT rule, count, count(*) FROM tries \
                 WHERE rule IS NOT NULL GROUP BY 1, 2",
            ),
        ],
    };
    let mut differ = 0;
    for (kept, counted) in checks {
        let both = format!(
            "SELECT count(*) FROM (SELECT * FROM ({kept} EXCEPT {counted}) \
             UNION ALL SELECT * FROM ({counted} EXCEPT {kept}))"
        );
        let rows: i64 = db.query_row(&both, [], |row| row.get(0))?;
        differ += rows.unsigned_abs();
    }
    if depth == Depth::Whole {
        differ += places::misplaced(db)?;
    }
    Ok(differ)
}
