//! Pages of the audit log; its check is a file of its own.
//!
//! A page about a person walks the numbers filed under them and looks each entry up; every other goes through the
//! entries block by block, and passes by the blocks in which none can be looked for. How many are looked at at most is
//! fixed, so that a rare filter costs many short pages and never one long one.

mod check;

use rusqlite::{Connection, params};

use super::audit::head;
use super::row::{signed, unsigned};
use crate::domain::audit::{ActSet, BLOCK, EntryNo, LogFilter, StoredEntry, whole_blocks};
use crate::domain::{Instant, UserId};
use crate::store::{LogFrom, LogPage, Result};
pub(super) use check::{filing, first_misfiled, raw};

/// How many entries one page looks at.
const LOOKED_AT_MOST: usize = 5_000;
const ENTRY: &str = "SELECT no, encoded, previous, hash, at, actor_id, act FROM audit";

/// What is looked for, as the store keeps it.
struct Sought {
    from: i64,
    until: i64,
    /// Nothing where any act is.
    acts: Option<u64>,
}

impl Sought {
    fn of(filter: &LogFilter) -> Self {
        let (from, until) = span(filter);
        Self {
            from,
            until,
            acts: filter.acts.map(ActSet::bits),
        }
    }

    fn is_of(&self, at: i64, act: i64) -> bool {
        let bit = |act| {
            u32::try_from(act)
                .ok()
                .and_then(|act| 1_u64.checked_shl(act))
        };
        let is_one_of = |acts| bit(act).is_some_and(|bit| acts & bit != 0);
        (self.from..self.until).contains(&at) && self.acts.is_none_or(is_one_of)
    }
}

/// Which way a page goes, and from which number on; that one is not on it.
#[derive(Clone, Copy)]
enum Way {
    Back(i64),
    On(i64),
}

impl Way {
    fn of(from: LogFrom) -> Self {
        match from {
            LogFrom::Newest => Self::Back(i64::MAX),
            LogFrom::OlderThan(no) => Self::Back(signed(no.0)),
            LogFrom::NewerThan(no) => Self::On(signed(no.0)),
        }
    }

    fn start(self) -> i64 {
        match self {
            Self::Back(no) | Self::On(no) => no,
        }
    }

    /// Returns what is asked of a number, and the order.
    fn sql(self) -> (&'static str, &'static str) {
        match self {
            Self::Back(_) => ("no < ?1", "DESC"),
            Self::On(_) => ("no > ?1", "ASC"),
        }
    }
}

/// A page that is being filled.
struct Filling {
    page: LogPage,
    rows: usize,
    looked_at: usize,
    last: Option<i64>,
}

impl Filling {
    fn new(rows: usize) -> Self {
        Self {
            page: LogPage {
                entries: Vec::with_capacity(rows.min(200)),
                goes_on: None,
            },
            rows,
            looked_at: 0,
            last: None,
        }
    }

    /// Says whether one more is looked at; notes how far it has come where not.
    fn goes_on(&mut self) -> Result<bool> {
        if self.page.entries.len() < self.rows && self.looked_at < LOOKED_AT_MOST {
            return Ok(true);
        }
        let last = self.last.map(unsigned).transpose()?;
        self.page.goes_on = last.map(EntryNo);
        Ok(false)
    }

    /// Takes note of a number that was looked at.
    fn saw(&mut self, no: i64) {
        self.looked_at += 1;
        self.last = Some(no);
    }
}

pub(super) fn page(
    db: &Connection,
    filter: &LogFilter,
    from: LogFrom,
    rows: usize,
) -> Result<LogPage> {
    let mut filling = Filling::new(rows);
    let way = Way::of(from);
    match filter.person {
        Some(person) => about(db, filter, person, way, &mut filling)?,
        None if *filter == LogFilter::default() => {
            let all = (i64::MIN, i64::MAX);
            through(db, &Sought::of(filter), way, all, &mut filling)?;
        }
        None => by_blocks(db, &Sought::of(filter), way, &mut filling)?,
    }
    Ok(filling.page)
}

/// Returns the statement that walks the numbers filed under a person: what they did, and what was done to them.
fn numbers_of(way: Way) -> String {
    let (beyond, order) = way.sql();
    // UNION, for two rows of one number would be one entry twice.
    format!(
        "SELECT no FROM audit_actors WHERE user_id = ?2 AND {beyond} \
         UNION SELECT no FROM audit_targets WHERE user_id = ?2 AND {beyond} ORDER BY no {order}"
    )
}

fn about(
    db: &Connection,
    filter: &LogFilter,
    person: UserId,
    way: Way,
    filling: &mut Filling,
) -> Result<()> {
    let sought = Sought::of(filter);
    let mut by_no = db.prepare_cached(&entry_by_no())?;
    let mut numbers = db.prepare_cached(&numbers_of(way))?;
    let mut numbers = numbers.query([way.start(), person.0])?;
    while let Some(row) = numbers.next()? {
        if !filling.goes_on()? {
            return Ok(());
        }
        let no: i64 = row.get(0)?;
        filling.saw(no);
        let mut found = by_no.query([no])?;
        let Some(row) = found.next()? else {
            continue;
        };
        if !sought.is_of(row.get(4)?, row.get(6)?) {
            continue;
        }
        if row.get::<_, Option<i64>>(5)? == Some(person.0) || is_target(db, person, no)? {
            filling.page.entries.push(super::audit::read(row)?);
        }
    }
    Ok(())
}

/// Returns the statement that walks the blocks in which somebody may find what they look for, from one on.
fn blocks_of(way: Way) -> String {
    let (from, order) = match way {
        Way::Back(_) => ("<=", "DESC"),
        Way::On(_) => (">=", "ASC"),
    };
    format!(
        "SELECT block FROM audit_blocks WHERE block {from} ?1 AND until_at >= ?2 AND from_at < ?3 \
         AND (?4 IS NULL OR acts & ?4 <> 0) ORDER BY block {order}"
    )
}

/// Goes through the blocks that may hold what is looked for, and through the newest entries, which are in none yet.
fn by_blocks(db: &Connection, sought: &Sought, way: Way, filling: &mut Filling) -> Result<()> {
    let whole = signed(whole_blocks(head(db)?.no));
    let size = signed(BLOCK);
    let newest = (whole * size + 1, i64::MAX);
    if matches!(way, Way::Back(_)) && !through(db, sought, way, newest, filling)? {
        return Ok(());
    }
    let mut blocks = db.prepare_cached(&blocks_of(way))?;
    let first = (way.start().max(1) - 1) / size;
    let acts = sought.acts.map(u64::cast_signed);
    let mut blocks = blocks.query(params![first, sought.from, sought.until, acts])?;
    while let Some(row) = blocks.next()? {
        let block: i64 = row.get(0)?;
        let entries = (block * size + 1, block * size + size);
        // A block that is not whole yet is among the newest, whatever is noted of it.
        if (0..whole).contains(&block) && !through(db, sought, way, entries, filling)? {
            return Ok(());
        }
    }
    if matches!(way, Way::On(_)) {
        through(db, sought, way, newest, filling)?;
    }
    Ok(())
}

/// Returns the statement that walks the entries from one number to another.
fn entries_of(way: Way) -> String {
    let (_, order) = way.sql();
    format!("{ENTRY} WHERE no BETWEEN ?1 AND ?2 ORDER BY no {order}")
}

/// Goes through all entries from one number to another; says whether the page has room for more.
fn through(
    db: &Connection,
    sought: &Sought,
    way: Way,
    (first, last): (i64, i64),
    filling: &mut Filling,
) -> Result<bool> {
    // Where the page begins is one of the two bounds: of two on one side SQLite might take the wider.
    let (first, last) = match way {
        Way::Back(no) => (first, last.min(no.saturating_sub(1))),
        Way::On(no) => (first.max(no.saturating_add(1)), last),
    };
    let mut entries = db.prepare_cached(&entries_of(way))?;
    let mut entries = entries.query([first, last])?;
    while let Some(row) = entries.next()? {
        if !filling.goes_on()? {
            return Ok(false);
        }
        filling.saw(row.get(0)?);
        if sought.is_of(row.get(4)?, row.get(6)?) {
            filling.page.entries.push(super::audit::read(row)?);
        }
    }
    Ok(true)
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

fn is_target(db: &Connection, person: UserId, no: i64) -> Result<bool> {
    let mut target =
        db.prepare_cached("SELECT 1 FROM audit_targets WHERE user_id = ?1 AND no = ?2")?;
    Ok(target.exists([person.0, no])?)
}

pub(super) fn entry(db: &Connection, no: EntryNo) -> Result<Option<StoredEntry>> {
    let mut by_no = db.prepare_cached(&entry_by_no())?;
    let mut found = by_no.query([signed(no.0)])?;
    found.next()?.map(super::audit::read).transpose()
}

fn entry_by_no() -> String {
    format!("{ENTRY} WHERE no = ?1")
}

#[cfg(test)]
mod tests;
