//! Tries under keyed hashes of e-mails (S3): their number is bounded, and none counts for less than the floor that what
//! was forgotten leaves. Whose an e-mail is stands beside them for `passward doctor` alone.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::fault::one;
use super::row::{maybe_instant, ms, unsigned};
use crate::domain::Instant;
use crate::domain::throttle::{Bound, Rule, Tries};
use crate::secret::TryKey;
use crate::store::Result;

/// How many are forgotten with one write at most: more than it adds, so that what is too much goes down.
const FORGOTTEN_AT_ONCE: usize = 2;

/// The columns that [`read`] reads.
const TRIES: &str = "wrong, waits_until, in_flight, oldest_in_flight_at, during_wait";

pub(super) fn tries(db: &Connection, key: &TryKey) -> Result<Tries> {
    let mut tries = db.prepare_cached(&format!("SELECT {TRIES} FROM tries WHERE key = ?1"))?;
    let mut rows = tries.query([key.as_bytes()])?;
    let stored = match rows.next()? {
        Some(row) => read(row)?,
        None => Tries::default(),
    };
    Ok(stored.above(floor(db, key.rule())?))
}

/// Reads the first of [`TRIES`].
fn read(row: &Row<'_>) -> Result<Tries> {
    Ok(Tries {
        wrong: row.get(0)?,
        waits_until: maybe_instant(row.get(1)?)?,
        in_flight: row.get(2)?,
        oldest_in_flight_at: maybe_instant(row.get(3)?)?,
        during_wait: row.get(4)?,
    })
}

/// Returns below what nobody counts under a rule.
pub(super) fn floor(db: &Connection, rule: Rule) -> Result<u32> {
    let mut floor = db.prepare_cached("SELECT floor FROM try_floors WHERE rule = ?1")?;
    let floor = floor.query_row([number(rule)], |row| row.get(0));
    // Whatever stands there, it locks nobody.
    Ok(rule.floor_after(floor.optional()?.unwrap_or(0), 0))
}

pub(super) fn put(
    db: &Connection,
    bound: Bound,
    key: &TryKey,
    of_user: bool,
    tries: &Tries,
    now: Instant,
) -> Result<()> {
    let rule = key.rule();
    let before = place(db, key)?;
    let after = if tries.are_as_none(floor(db, rule)?, now) {
        take(db, key.as_bytes())?;
        None
    } else {
        Some(store(db, (rule, key.as_bytes()), of_user, tries, now)?)
    };
    if before != after {
        if let Some(place) = before {
            one_less(db, place)?;
        }
        if let Some(place) = after {
            one_more(db, place)?;
        }
    }
    for _ in 0..FORGOTTEN_AT_ONCE {
        if !forget(db, bound, rule, now)? {
            break;
        }
    }
    Ok(())
}

/// Where a row is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    rule: i64,
    count: u32,
}

/// Returns where the row under a key is counted; one without a rule is from before there were any, and is not.
fn place(db: &Connection, key: &TryKey) -> Result<Option<Place>> {
    let mut place =
        db.prepare_cached("SELECT rule, count FROM tries WHERE key = ?1 AND rule IS NOT NULL")?;
    let place = place.query_row([key.as_bytes()], |row| {
        Ok(Place {
            rule: row.get(0)?,
            count: row.get(1)?,
        })
    });
    Ok(place.optional()?)
}

fn store(
    db: &Connection,
    (rule, key): (Rule, &[u8; 32]),
    of_user: bool,
    tries: &Tries,
    now: Instant,
) -> Result<Place> {
    let place = Place {
        rule: number(rule),
        count: tries.count(rule),
    };
    let mut put = db.prepare_cached(
        "INSERT OR REPLACE INTO tries VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    put.execute(params![
        key,
        of_user,
        place.rule,
        tries.wrong,
        tries.waits_until.map(ms),
        tries.in_flight,
        tries.oldest_in_flight_at.map(ms),
        tries.during_wait,
        place.count,
        ms(tries.rests_from(rule, now)),
    ])?;
    Ok(place)
}

fn take(db: &Connection, key: &[u8; 32]) -> Result<()> {
    let mut take = db.prepare_cached("DELETE FROM tries WHERE key = ?1")?;
    take.execute([key])?;
    Ok(())
}

fn one_more(db: &Connection, place: Place) -> Result<()> {
    let mut count = db.prepare_cached(
        "INSERT INTO try_counts VALUES(?1, ?2, 1) \
         ON CONFLICT(rule, count) DO UPDATE SET n = n + 1",
    )?;
    count.execute(params![place.rule, place.count])?;
    Ok(())
}

fn one_less(db: &Connection, place: Place) -> Result<()> {
    let mut count =
        db.prepare_cached("UPDATE try_counts SET n = n - 1 WHERE rule = ?1 AND count = ?2")?;
    let rows = count.execute(params![place.rule, place.count])?;
    one(rows, "tries in it are not counted")
}

/// Forgets one row where there are too many, and raises the floor to what it counted; says whether it did.
fn forget(db: &Connection, bound: Bound, rule: Rule, now: Instant) -> Result<bool> {
    let mut counts = db.prepare_cached(
        "SELECT count, n FROM try_counts WHERE rule = ?1 AND n > 0 ORDER BY count",
    )?;
    let mut rows = counts.query([number(rule)])?;
    let mut counts = Vec::new();
    while let Some(row) = rows.next()? {
        counts.push((row.get(0)?, unsigned(row.get(1)?)?));
    }
    let rests = |count| -> Result<bool> {
        Ok(first(db, rule, count)?.is_some_and(|(_, tries)| tries.rests(rule, now)))
    };
    let Some(forgotten) = bound.forgets(rule, &counts, rests)? else {
        return Ok(false);
    };
    let Some((key, _)) = first(db, rule, forgotten)? else {
        return Ok(false);
    };
    take(db, &key)?;
    let place = Place {
        rule: number(rule),
        count: forgotten,
    };
    one_less(db, place)?;
    let raised = rule.floor_after(floor(db, rule)?, forgotten);
    let mut raise = db.prepare_cached("INSERT OR REPLACE INTO try_floors VALUES(?1, ?2)")?;
    raise.execute(params![number(rule), raised])?;
    Ok(true)
}

/// Takes the floor away from everyone, as [`Tries::lowered`] says; returns what it was.
pub(super) fn lower_floor(db: &Connection, rule: Rule, now: Instant) -> Result<u32> {
    let (floor, no) = (floor(db, rule)?, number(rule));
    let looked_at = being_looked_at(db, rule)?;
    let most = rule.count_at_most();
    let locked = rule.locks_at(most).then_some(most);
    db.execute(
        "UPDATE tries SET wrong = max(min(wrong, ?3) - ?2, 0), count = max(min(wrong, ?3) - ?2, 0) \
         WHERE rule = ?1 AND in_flight = 0 AND count IS NOT ?4",
        params![no, floor, most, locked],
    )?;
    for (key, of_user, tries) in looked_at {
        let tries = tries.lowered(rule, floor, now);
        store(db, (rule, &key), of_user, &tries, now)?;
    }
    db.execute(
        "DELETE FROM tries WHERE rule = ?1 AND wrong = 0 AND in_flight = 0 AND during_wait = 0 \
         AND (waits_until IS NULL OR waits_until <= ?2)",
        params![no, ms(now)],
    )?;
    db.execute("DELETE FROM try_counts WHERE rule = ?1", [no])?;
    db.execute(
        "INSERT INTO try_counts SELECT rule, count, count(*) FROM tries WHERE rule = ?1 GROUP BY 1, 2",
        [no],
    )?;
    db.execute("DELETE FROM try_floors WHERE rule = ?1", [no])?;
    Ok(floor)
}

/// Returns the rows under which something is being looked at, or was when its program ended.
fn being_looked_at(db: &Connection, rule: Rule) -> Result<Vec<([u8; 32], bool, Tries)>> {
    let mut some = db.prepare(&format!(
        "SELECT {TRIES}, key, of_user FROM tries WHERE rule = ?1 AND in_flight > 0"
    ))?;
    let mut rows = some.query([number(rule)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((row.get(5)?, row.get(6)?, read(row)?));
    }
    Ok(found)
}

/// Returns the row with that count which rests first.
fn first(db: &Connection, rule: Rule, count: u32) -> Result<Option<([u8; 32], Tries)>> {
    let mut first = db.prepare_cached(&format!(
        "SELECT {TRIES}, key FROM tries INDEXED BY tries_in_order \
         WHERE rule = ?1 AND count = ?2 ORDER BY rests_from LIMIT 1"
    ))?;
    let mut rows = first.query(params![number(rule), count])?;
    match rows.next()? {
        Some(row) => Ok(Some((row.get(5)?, read(row)?))),
        None => Ok(None),
    }
}

fn number(rule: Rule) -> i64 {
    match rule {
        Rule::Password => 0,
        Rule::Code => 1,
        Rule::Asking => 2,
    }
}
