//! The audit log: chained entries, written in the transaction of the act (A1, A2).

use rusqlite::{Connection, Row, params};

use super::row::{ms, signed, unsigned};
use crate::domain::UserId;
use crate::domain::audit::{Actor, BLOCK, Entry, EntryNo, Head, StoredEntry, whole_blocks};
use crate::store::Result;

pub(super) fn head(db: &Connection) -> Result<Head> {
    let mut head = db.prepare_cached("SELECT no, hash FROM audit ORDER BY no DESC LIMIT 1")?;
    let mut rows = head.query([])?;
    let Some(row) = rows.next()? else {
        return Ok(Head::default());
    };
    Ok(Head {
        no: EntryNo(unsigned(row.get(0)?)?),
        hash: row.get(1)?,
    })
}

/// Adds an entry behind the newest one, and returns the new end of the chain.
pub(super) fn add(db: &Connection, entry: &Entry) -> Result<Head> {
    let previous = head(db)?;
    let encoded = entry.encoded();
    let next = previous.followed_by(&encoded);
    let actor = match &entry.actor {
        Actor::User(id) => Some(id.0),
        Actor::Unknown | Actor::Machine(_) => None,
    };
    let no = signed(next.no.0);
    let mut add = db.prepare_cached("INSERT INTO audit VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    add.execute(params![
        no,
        ms(entry.at),
        actor,
        entry.act.number(),
        encoded,
        previous.hash,
        next.hash
    ])?;
    // A target named twice is one target to search for.
    let mut target = db.prepare_cached("INSERT OR IGNORE INTO audit_targets VALUES(?1, ?2)")?;
    for user in &entry.targets {
        target.execute([user.0, no])?;
    }
    if let Some(actor) = actor.filter(|actor| !entry.targets.contains(&UserId(*actor))) {
        db.prepare_cached("INSERT INTO audit_actors VALUES(?1, ?2)")?
            .execute([actor, no])?;
    }
    if next.no.0.is_multiple_of(BLOCK) {
        note_block(db, whole_blocks(next.no) - 1)?;
    }
    Ok(next)
}

/// Notes what is in a block that is whole.
fn note_block(db: &Connection, block: u64) -> Result<()> {
    let (first, last) = (block * BLOCK + 1, block * BLOCK + BLOCK);
    let mut note = db.prepare_cached(
        "INSERT OR REPLACE INTO audit_blocks \
         SELECT ?1, min(at), max(at), sum(DISTINCT 1 << act) FROM audit WHERE no BETWEEN ?2 AND ?3",
    )?;
    note.execute([signed(block), signed(first), signed(last)])?;
    Ok(())
}

pub(super) fn read(row: &Row<'_>) -> Result<StoredEntry> {
    Ok(StoredEntry {
        no: EntryNo(unsigned(row.get(0)?)?),
        encoded: row.get(1)?,
        previous: row.get(2)?,
        hash: row.get(3)?,
    })
}

pub(super) fn entries_from(
    db: &Connection,
    after: EntryNo,
    most: usize,
) -> Result<Vec<StoredEntry>> {
    let mut entries = db.prepare_cached(
        "SELECT no, encoded, previous, hash FROM audit WHERE no > ?1 ORDER BY no LIMIT ?2",
    )?;
    let rows = entries.query_and_then([signed(after.0), signed(most as u64)], read)?;
    rows.collect()
}

pub(super) fn entries_about(
    db: &Connection,
    user: UserId,
    after: EntryNo,
    most: usize,
) -> Result<Vec<StoredEntry>> {
    let mut entries = db.prepare_cached(
        "SELECT a.no, a.encoded, a.previous, a.hash FROM audit_targets t JOIN audit a ON a.no = t.no \
         WHERE t.user_id = ?1 AND t.no > ?2 ORDER BY t.no LIMIT ?3",
    )?;
    let bounds = [user.0, signed(after.0), signed(most as u64)];
    let rows = entries.query_and_then(bounds, read)?;
    rows.collect()
}
