//! Pages and the check of the audit log.
//!
//! A page walks the numbers of one plan, each a walk along an index or several of them merged, and looks each entry
//! up; what the plan does not say is sifted. How many are looked up at most is fixed, so that a rare filter costs
//! many short pages and never one long one.

use std::ops::ControlFlow;

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::row::{signed, unsigned};
use crate::domain::audit::{
    Act, ActSet, Entry, EntryNo, LogFilter, RawEntry, StoredEntry, TargetSum,
};
use crate::domain::{Instant, UserId};
use crate::store::{LogFrom, LogPage, Result};

/// How many entries one page looks up.
const LOOKED_UP_MOST: usize = 5_000;
/// Up to how many entries of a span of time are sorted by number; the clock may have been set back among them.
const SORTED_MOST: i64 = 2_000;

/// Where the numbers of a page come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plan {
    /// All of them.
    Walk,
    /// What one person did, and what was done to them, merged.
    Person(UserId),
    /// The entries of some acts, merged.
    Acts(ActSet),
    /// The few entries of a span of time, sorted.
    Time(i64, i64),
}

impl Plan {
    fn of(db: &Connection, filter: &LogFilter) -> Result<Self> {
        if filter.from.is_some() || filter.until.is_some() {
            let (from, until) = span(filter);
            let mut few = db.prepare_cached(
                "SELECT count(*) FROM (SELECT 1 FROM audit INDEXED BY audit_at \
                 WHERE at >= ?1 AND at < ?2 LIMIT ?3)",
            )?;
            let found: i64 = few.query_row([from, until, SORTED_MOST + 1], |row| row.get(0))?;
            if found <= SORTED_MOST {
                return Ok(Self::Time(from, until));
            }
        }
        Ok(match (filter.person, filter.acts) {
            (Some(person), _) => Self::Person(person),
            (None, Some(acts)) => Self::Acts(acts),
            (None, None) => Self::Walk,
        })
    }

    /// Returns the statement that walks the numbers from one on, and what is bound to it.
    fn numbers(self, from: LogFrom) -> (String, Vec<Value>) {
        let (beyond, order, start) = match from {
            LogFrom::Newest => ("no < ?1", "DESC", i64::MAX),
            LogFrom::OlderThan(no) => ("no < ?1", "DESC", signed(no.0)),
            LogFrom::NewerThan(no) => ("no > ?1", "ASC", signed(no.0)),
        };
        let mut values = vec![Value::Integer(start)];
        let arms = match self {
            Self::Walk => format!("SELECT no FROM audit WHERE {beyond}"),
            Self::Person(person) => {
                values.push(Value::Integer(person.0));
                // UNION, for somebody may have done it to themselves.
                format!(
                    "SELECT no FROM audit INDEXED BY audit_actor WHERE actor_id = ?2 AND {beyond} \
                     UNION SELECT no FROM audit_targets WHERE user_id = ?2 AND {beyond}"
                )
            }
            Self::Acts(acts) => {
                let arm = |act: Act| {
                    let act = act.number();
                    format!(
                        "SELECT no FROM audit INDEXED BY audit_act WHERE act = {act} AND {beyond}"
                    )
                };
                let arms: Vec<String> = acts.iter().map(arm).collect();
                if arms.is_empty() {
                    "SELECT no FROM audit WHERE no < ?1 AND 0".to_owned()
                } else {
                    arms.join(" UNION ALL ")
                }
            }
            Self::Time(at_least, before) => {
                values.extend([Value::Integer(at_least), Value::Integer(before)]);
                format!(
                    "SELECT no FROM audit INDEXED BY audit_at \
                     WHERE at >= ?2 AND at < ?3 AND {beyond}"
                )
            }
        };
        (format!("{arms} ORDER BY no {order}"), values)
    }
}

/// Returns the span of a filter in whole milliseconds, from the first to before the second.
fn span(filter: &LogFilter) -> (i64, i64) {
    // Entries are kept to the millisecond: one is not before an instant just if it is not before the next whole one.
    let up = |at: Instant| {
        let ms = at.timestamp_millis();
        if Instant::from_timestamp_millis(ms).is_some_and(|whole| whole < at) {
            ms + 1
        } else {
            ms
        }
    };
    (
        filter.from.map_or(i64::MIN, up),
        filter.until.map_or(i64::MAX, up),
    )
}

pub(super) fn page(
    db: &Connection,
    filter: &LogFilter,
    from: LogFrom,
    rows: usize,
) -> Result<LogPage> {
    let plan = Plan::of(db, filter)?;
    let (sql, values) = plan.numbers(from);
    let mut numbers = db.prepare_cached(&sql)?;
    let mut numbers = numbers.query(params_from_iter(values))?;
    let mut page = LogPage {
        entries: Vec::with_capacity(rows.min(200)),
        goes_on: None,
    };
    let mut looked_up = 0;
    let mut last = None;
    while let Some(row) = numbers.next()? {
        if page.entries.len() >= rows || looked_up >= LOOKED_UP_MOST {
            page.goes_on = last;
            break;
        }
        let no: i64 = row.get(0)?;
        looked_up += 1;
        last = Some(EntryNo(unsigned(no)?));
        page.entries.extend(sifted(db, filter, no)?);
    }
    Ok(page)
}

/// Looks one entry up; `None` where it is not looked for.
fn sifted(db: &Connection, filter: &LogFilter, no: i64) -> Result<Option<StoredEntry>> {
    let mut by_no = db.prepare_cached(
        "SELECT no, encoded, previous, hash, at, actor_id, act FROM audit WHERE no = ?1",
    )?;
    let mut found = by_no.query([no])?;
    let Some(row) = found.next()? else {
        return Ok(None);
    };
    let (from, until) = span(filter);
    let at: i64 = row.get(4)?;
    let act: i64 = row.get(6)?;
    let act_fits = |acts: ActSet| acts.iter().any(|one| i64::from(one.number()) == act);
    if at < from || at >= until || !filter.acts.is_none_or(act_fits) {
        return Ok(None);
    }
    if let Some(person) = filter.person
        && row.get::<_, Option<i64>>(5)? != Some(person.0)
        && !is_target(db, person, no)?
    {
        return Ok(None);
    }
    super::audit::read(row).map(Some)
}

fn is_target(db: &Connection, person: UserId, no: i64) -> Result<bool> {
    let mut target =
        db.prepare_cached("SELECT 1 FROM audit_targets WHERE user_id = ?1 AND no = ?2")?;
    Ok(target.exists([person.0, no])?)
}

pub(super) fn entry(db: &Connection, no: EntryNo) -> Result<Option<StoredEntry>> {
    sifted(db, &LogFilter::default(), signed(no.0))
}

/// Shows entries byte by byte, the first behind `after`, until there are no more or somebody has seen enough.
pub(super) fn raw(
    db: &Connection,
    after: EntryNo,
    see: &mut dyn FnMut(&RawEntry<'_>) -> ControlFlow<()>,
) -> Result<()> {
    let mut entries = db.prepare_cached(
        "SELECT no, encoded, previous, hash, at, actor_id, act FROM audit WHERE no > ?1 ORDER BY no",
    )?;
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
        .map_err(|_| super::fault::damaged("an entry of the audit log has no text"))
}

/// Sums up under whom entries up to one are filed.
pub(super) fn targets(db: &Connection, up_to: EntryNo) -> Result<TargetSum> {
    let mut filed = db.prepare_cached("SELECT user_id, no FROM audit_targets WHERE no <= ?1")?;
    let mut rows = filed.query([signed(up_to.0)])?;
    let mut sum = TargetSum::default();
    while let Some(row) = rows.next()? {
        let no: i64 = row.get(1)?;
        sum = sum + TargetSum::of(UserId(row.get(0)?), no.cast_unsigned());
    }
    Ok(sum)
}

/// Finds the first entry that is filed under others than it says: reads everything, and only where sums differ.
pub(super) fn first_misfiled(db: &Connection, up_to: EntryNo) -> Result<Option<EntryNo>> {
    // Both sides once, sorted by number: what is filed, and what the entries say.
    let mut filed: Vec<(i64, i64)> = Vec::new();
    let mut all =
        db.prepare("SELECT no, user_id FROM audit_targets WHERE no <= ?1 ORDER BY no, user_id")?;
    let mut rows = all.query([signed(up_to.0)])?;
    while let Some(row) = rows.next()? {
        filed.push((row.get(0)?, row.get(1)?));
    }
    let mut filed = filed.chunk_by(|a, b| a.0 == b.0).peekable();
    let mut entries = db.prepare("SELECT no, encoded FROM audit WHERE no <= ?1 ORDER BY no")?;
    let mut rows = entries.query([signed(up_to.0)])?;
    while let Some(row) = rows.next()? {
        let no: i64 = row.get(0)?;
        let decoded = Entry::decoded(blob(row, 1)?);
        let mut says: Vec<i64> = decoded
            .map(|entry| entry.targets.iter().map(|user| user.0).collect())
            .unwrap_or_default();
        says.sort_unstable();
        says.dedup();
        let here = filed.next_if(|filed| filed.first().is_some_and(|pair| pair.0 <= no));
        let here = here.unwrap_or_default();
        let whose = here.first().map_or(no, |pair| pair.0);
        let users = here.iter().map(|pair| pair.1);
        if whose != no || !users.eq(says) {
            return Ok(Some(EntryNo(unsigned(whose.min(no).max(0))?)));
        }
    }
    // What is left is filed under no entry at all.
    let beyond = filed.next().and_then(|filed| filed.first().copied());
    beyond
        .map(|(no, _)| Ok(EntryNo(unsigned(no.max(0))?)))
        .transpose()
}

#[cfg(test)]
mod tests;
