//! Tries under keyed hashes of e-mails (S3): those of users stay, those of nobody are bounded.

use rusqlite::{Connection, params};

use super::row::{maybe_instant, ms};
use crate::domain::Instant;
use crate::domain::throttle::Tries;
use crate::secret::TryKey;
use crate::store::Result;

/// How many e-mails that nobody has are remembered; the least recently tried goes first.
const UNKNOWN_MOST: i64 = 10_000;

pub(super) fn tries(db: &Connection, key: &TryKey) -> Result<Tries> {
    let mut tries = db.prepare_cached(
        "SELECT wrong, waits_until, in_flight, oldest_in_flight_at, during_wait FROM tries WHERE key = ?1",
    )?;
    let mut rows = tries.query([key.as_bytes()])?;
    let Some(row) = rows.next()? else {
        return Ok(Tries::default());
    };
    Ok(Tries {
        wrong: row.get(0)?,
        waits_until: maybe_instant(row.get(1)?)?,
        in_flight: row.get(2)?,
        oldest_in_flight_at: maybe_instant(row.get(3)?)?,
        during_wait: row.get(4)?,
    })
}

pub(super) fn put(
    db: &Connection,
    key: &TryKey,
    of_user: bool,
    tries: &Tries,
    now: Instant,
) -> Result<()> {
    if *tries == Tries::default() {
        let mut forget = db.prepare_cached("DELETE FROM tries WHERE key = ?1")?;
        forget.execute([key.as_bytes()])?;
        return Ok(());
    }
    let mut put =
        db.prepare_cached("INSERT OR REPLACE INTO tries VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?;
    put.execute(params![
        key.as_bytes(),
        of_user,
        tries.wrong,
        tries.waits_until.map(ms),
        tries.in_flight,
        tries.oldest_in_flight_at.map(ms),
        tries.during_wait,
        ms(now)
    ])?;
    if of_user { Ok(()) } else { bound(db, key) }
}

/// Forgets the least recently tried beyond the bound, but never the one just written.
fn bound(db: &Connection, just_written: &TryKey) -> Result<()> {
    let mut count = db.prepare_cached("SELECT count(*) FROM tries WHERE of_user = 0")?;
    let beyond = count.query_row([], |row| row.get::<_, i64>(0))? - UNKNOWN_MOST;
    if beyond > 0 {
        let mut forget = db.prepare_cached(
            "DELETE FROM tries WHERE key IN (SELECT key FROM tries \
             WHERE of_user = 0 AND key <> ?1 ORDER BY touched LIMIT ?2)",
        )?;
        forget.execute(params![just_written.as_bytes(), beyond])?;
    }
    Ok(())
}
