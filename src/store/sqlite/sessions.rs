//! Sessions on record (U5): who is signed in, since when and from where.
//!
//! The record alone says nothing of a program that was killed; its lock does (see `locks`).

use rusqlite::{Connection, Row, params};

use super::fault::damaged;
use super::row::{instant, maybe_instant, ms};
use crate::domain::{Instant, LockName, NewSession, SessionId, SessionOnRecord, UserId};
use crate::store::Result;

/// How many sessions that are over are remembered; those that ended first go first.
const OVER_MOST: i64 = 1_000;

const COLUMNS: &str = "id, user_id, started_at, last_active_at, origin, lock_name, ended_at";

fn on_record(row: &Row<'_>) -> Result<SessionOnRecord> {
    let lock: String = row.get(5)?;
    Ok(SessionOnRecord {
        id: SessionId(row.get(0)?),
        user: UserId(row.get(1)?),
        started_at: instant(row.get(2)?)?,
        last_active_at: instant(row.get(3)?)?,
        origin: row.get(4)?,
        lock: LockName::parse(&lock).ok_or_else(|| damaged("a session has no proper lock"))?,
        ended_at: maybe_instant(row.get(6)?)?,
    })
}

pub(super) fn session(db: &Connection, id: SessionId) -> Result<Option<SessionOnRecord>> {
    let mut session =
        db.prepare_cached(&format!("SELECT {COLUMNS} FROM sessions WHERE id = ?1"))?;
    let mut rows = session.query([id.0])?;
    rows.next()?.map(on_record).transpose()
}

/// Reads those that nobody has ended; the partial index `sessions_open` has them all.
pub(super) fn open(
    db: &Connection,
    of: Option<UserId>,
    most: usize,
) -> Result<Vec<SessionOnRecord>> {
    let whose = if of.is_some() { "AND user_id = ?2" } else { "" };
    let mut open = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM sessions WHERE ended_at IS NULL {whose} \
         ORDER BY last_active_at, id LIMIT ?1"
    ))?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut rows = match of {
        Some(user) => open.query([most, user.0])?,
        None => open.query([most])?,
    };
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(on_record(row)?);
    }
    Ok(found)
}

pub(super) fn start(db: &Connection, session: &NewSession) -> Result<SessionId> {
    let mut start = db.prepare_cached(
        "INSERT INTO sessions(user_id, started_at, last_active_at, origin, lock_name) \
         VALUES(?1, ?2, ?2, ?3, ?4)",
    )?;
    let at = ms(session.at);
    let lock = session.lock.as_str();
    start.execute(params![session.user.0, at, session.origin, lock])?;
    let id = SessionId(db.last_insert_rowid());
    bound(db)?;
    Ok(id)
}

/// Forgets the sessions that ended first, beyond the bound.
fn bound(db: &Connection) -> Result<()> {
    let mut forget = db.prepare_cached(
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE ended_at IS NOT NULL \
         ORDER BY ended_at DESC, id DESC LIMIT -1 OFFSET ?1)",
    )?;
    forget.execute([OVER_MOST])?;
    Ok(())
}

pub(super) fn end(db: &Connection, id: SessionId, now: Instant) -> Result<()> {
    let mut end =
        db.prepare_cached("UPDATE sessions SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL")?;
    end.execute([id.0, ms(now)])?;
    Ok(())
}

pub(super) fn end_of(
    db: &Connection,
    user: UserId,
    but: Option<SessionId>,
    now: Instant,
) -> Result<()> {
    let mut end = db.prepare_cached(
        "UPDATE sessions SET ended_at = ?3 WHERE user_id = ?1 AND id IS NOT ?2 AND ended_at IS NULL",
    )?;
    end.execute(params![user.0, but.map(|id| id.0), ms(now)])?;
    Ok(())
}

pub(super) fn end_all(db: &Connection, now: Instant) -> Result<()> {
    let mut end = db.prepare_cached("UPDATE sessions SET ended_at = ?1 WHERE ended_at IS NULL")?;
    end.execute([ms(now)])?;
    Ok(())
}

pub(super) fn note_active(db: &Connection, id: SessionId, now: Instant) -> Result<()> {
    let mut note = db.prepare_cached(
        "UPDATE sessions SET last_active_at = max(last_active_at, ?2) \
         WHERE id = ?1 AND ended_at IS NULL",
    )?;
    note.execute([id.0, ms(now)])?;
    Ok(())
}
