//! The check of the log: every entry byte by byte, and how entries are filed against what they say (A2).

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use rusqlite::{Connection, Row};

use super::super::fault::damaged;
use super::super::row::{signed, unsigned};
use super::ENTRY;
use crate::domain::UserId;
use crate::domain::audit::{
    Actor, BLOCK, Block, Entry, EntryNo, Filing, FilingSum, RawEntry, Skimmed, whole_blocks,
};
use crate::store::Result;

/// Shows entries byte by byte, the first behind `after`, until there are no more or somebody has seen enough.
pub(in crate::store::sqlite) fn raw(
    db: &Connection,
    after: EntryNo,
    see: &mut dyn FnMut(&RawEntry<'_>) -> ControlFlow<()>,
) -> Result<()> {
    let mut entries = db.prepare_cached(&format!("{ENTRY} WHERE no > ?1 ORDER BY no"))?;
    // What stands before the first number is seen too: it is not of the chain.
    let after = if after.0 == 0 {
        i64::MIN
    } else {
        signed(after.0)
    };
    let mut rows = entries.query([after])?;
    while let Some(row) = rows.next()? {
        if see(&raw_of(row)?).is_break() {
            break;
        }
    }
    Ok(())
}

fn raw_of<'a>(row: &'a Row<'_>) -> Result<RawEntry<'a>> {
    Ok(RawEntry {
        no: row.get(0)?,
        encoded: blob(row, 1)?,
        previous: blob(row, 2)?,
        hash: blob(row, 3)?,
        at: row.get(4)?,
        actor: row.get(5)?,
        act: row.get(6)?,
    })
}

fn blob<'a>(row: &'a Row<'_>, column: usize) -> Result<&'a [u8]> {
    let value = row.get_ref(column)?;
    value
        .as_blob()
        .map_err(|_| damaged("an entry of the audit log has no text"))
}

/// Sums up how entries up to one are filed.
pub(in crate::store::sqlite) fn filing(db: &Connection, up_to: EntryNo) -> Result<FilingSum> {
    let mut sum = FilingSum::default();
    for (table, of) in [
        (
            "audit_targets",
            FilingSum::of_target as fn(UserId, u64) -> FilingSum,
        ),
        ("audit_actors", FilingSum::of_actor),
    ] {
        let mut filed =
            db.prepare_cached(&format!("SELECT user_id, no FROM {table} WHERE no <= ?1"))?;
        let mut rows = filed.query([signed(up_to.0)])?;
        while let Some(row) = rows.next()? {
            let no: i64 = row.get(1)?;
            sum = sum + of(UserId(row.get(0)?), no.cast_unsigned());
        }
    }
    let blocks = blocks(db, up_to)?.into_iter();
    Ok(blocks.fold(sum, |sum, (no, block)| {
        sum + FilingSum::of_block(no.cast_unsigned(), block)
    }))
}

/// Returns what is noted of the blocks that are whole with entries up to one.
fn blocks(db: &Connection, up_to: EntryNo) -> Result<BTreeMap<i64, Block>> {
    let mut noted = db.prepare_cached(
        "SELECT block, from_at, until_at, acts FROM audit_blocks WHERE block < ?1",
    )?;
    let noted = noted.query_map([signed(whole_blocks(up_to))], |row| {
        let block = Block {
            from_at: row.get(1)?,
            until_at: row.get(2)?,
            acts: row.get::<_, i64>(3)?.cast_unsigned(),
        };
        Ok((row.get(0)?, block))
    })?;
    Ok(noted.collect::<rusqlite::Result<_>>()?)
}

/// Finds the first entry that is filed otherwise than it says: reads everything, and only where sums differ.
pub(in crate::store::sqlite) fn first_misfiled(
    db: &Connection,
    up_to: EntryNo,
) -> Result<Option<EntryNo>> {
    // Both sides once, sorted by number: what is filed, and what the entries say.
    let mut filed: Vec<(i64, (i64, bool))> = Vec::new();
    let mut all = db.prepare(
        "SELECT no, user_id, 0 AS did FROM audit_targets WHERE no <= ?1 \
         UNION ALL SELECT no, user_id, 1 FROM audit_actors WHERE no <= ?1 ORDER BY no, user_id, did",
    )?;
    let mut rows = all.query([signed(up_to.0)])?;
    while let Some(row) = rows.next()? {
        filed.push((row.get(0)?, (row.get(1)?, row.get(2)?)));
    }
    let mut filed = filed.chunk_by(|a, b| a.0 == b.0).peekable();
    let mut blocks = blocks(db, up_to)?;
    let mut filing = Filing::default();
    let mut entries = db.prepare("SELECT no, encoded FROM audit WHERE no <= ?1 ORDER BY no")?;
    let mut rows = entries.query([signed(up_to.0)])?;
    while let Some(row) = rows.next()? {
        let no: i64 = row.get(0)?;
        let encoded = blob(row, 1)?;
        let here = filed.next_if(|filed| filed.first().is_some_and(|pair| pair.0 <= no));
        let here = here.unwrap_or_default();
        let whose = here.first().map_or(no, |pair| pair.0);
        let people = here.iter().map(|pair| pair.1);
        if whose != no || !people.eq(people_of(encoded)) {
            return Ok(Some(EntryNo(unsigned(whose.min(no).max(0))?)));
        }
        let number = EntryNo(unsigned(no)?);
        let block = Skimmed::of(number.0, encoded).and_then(|says| filing.take(number, &says));
        if block.is_some() && blocks.remove(&((no - 1) / signed(BLOCK))) != block {
            return Ok(Some(number));
        }
    }
    // What is left is filed under no entry at all.
    let beyond = filed.next().and_then(|filed| filed.first().copied());
    let beyond = beyond.map(|(no, _)| no).or(blocks.keys().next().copied());
    beyond
        .map(|no| Ok(EntryNo(unsigned(no.max(0))?)))
        .transpose()
}

/// Returns under whom an entry says that it is filed, in order: each target, and who did it where they are none.
fn people_of(encoded: &[u8]) -> Vec<(i64, bool)> {
    let Some(entry) = Entry::decoded(encoded) else {
        return Vec::new();
    };
    let did = match entry.actor {
        Actor::User(user) if !entry.targets.contains(&user) => Some((user.0, true)),
        Actor::User(_) | Actor::Unknown | Actor::Machine(_) => None,
    };
    let targets = entry.targets.iter().map(|user| (user.0, false));
    let mut people: Vec<_> = targets.chain(did).collect();
    people.sort_unstable();
    people.dedup();
    people
}
