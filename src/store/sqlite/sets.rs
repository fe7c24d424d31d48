//! Acts on many as one change (E6): whom they reach is written down once, and all else refers to that.
//!
//! The list lies in a temporary table, which is memory of this connection alone. The numbers are moved by groups, the
//! users by one statement, whatever their number.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use super::counts::{BUCKET, Moves, Standing};
use super::fault::damaged;
use super::pages::{List, Plan, is_by_range};
use super::ranges::{Class, Range};
use super::row::{access, is_enabled, kind_number, ms, unsigned};
use super::search::Searches;
use super::sieve::Sieve;
use super::source::Source;
use super::{codes, facts, users};
use crate::domain::{
    Access, Chosen, Direction, Force, Instant, Kind, Order, Reach, Reason, Rules, Selection, Sort,
    UserId,
};
use crate::store::Result;

/// The sort of a row as a number; every column stands in `users_status` and in `users_list`.
const SORT: &str = "(kind * 4 + enabled * 2 + (gen IS NOT NULL))";

fn number_of(sort: Sort) -> i64 {
    kind_number(sort.kind) * 4
        + i64::from(is_enabled(sort.access)) * 2
        + i64::from(sort.has_password)
}

impl Range {
    /// Returns the sort of all who lie in the range.
    fn sort(&self) -> Sort {
        Sort {
            kind: if self.kind == kind_number(Kind::Firm) {
                Kind::Firm
            } else {
                Kind::Connect
            },
            access: access(self.enabled),
            has_password: self.class != Class::NotSet,
        }
    }
}

/// Counts those chosen by sort: from the numbers where ranges say all of it.
pub(super) fn census(db: &Connection, chosen: &Chosen, rules: &Rules) -> Result<Vec<(Sort, u64)>> {
    let mut counted = BTreeMap::new();
    match chosen {
        Chosen::These(ids) => {
            for id in ids {
                if let Some(user) = users::by_id(db, *id)? {
                    *counted.entry(Sort::of(&user)).or_default() += 1;
                }
            }
        }
        Chosen::Matching { selection, except } => {
            if is_by_range(selection) {
                for range in super::ranges::ranges(db, selection, rules)? {
                    let number: &mut u64 = counted.entry(range.sort()).or_default();
                    *number = number.saturating_add(facts::size_of(db, &range)?);
                }
            } else {
                count_by_walking(db, selection, rules, &mut counted)?;
            }
            for id in except {
                let user = users::by_id(db, *id)?;
                if let Some(user) = user.filter(|user| selection.contains(user, rules))
                    && let Some(number) = counted.get_mut(&Sort::of(&user))
                {
                    *number = u64::saturating_sub(*number, 1);
                }
            }
        }
    }
    Ok(counted.into_iter().collect())
}

fn count_by_walking(
    db: &Connection,
    selection: &Selection,
    rules: &Rules,
    counted: &mut BTreeMap<Sort, u64>,
) -> Result<()> {
    let by_number: BTreeMap<i64, Sort> = Sort::ALL
        .into_iter()
        .map(|sort| (number_of(sort), sort))
        .collect();
    for (from, sieve) in parts(db, selection, rules, &Sort::ALL)? {
        let sql = format!(
            "SELECT {SORT}, count(*) FROM {from} WHERE {} GROUP BY 1",
            sieve.text()
        );
        let mut count = db.prepare_cached(&sql)?;
        let mut rows = count.query(params_from_iter(sieve.values))?;
        while let Some(row) = rows.next()? {
            let sort = by_number
                .get(&row.get::<_, i64>(0)?)
                .ok_or_else(|| damaged("a user is of no kind"))?;
            *counted.entry(*sort).or_default() += unsigned(row.get(1)?)?;
        }
    }
    Ok(())
}

/// Returns what to read, and through which sieve, to meet those selected who are of these sorts.
fn parts(
    db: &Connection,
    selection: &Selection,
    rules: &Rules,
    sorts: &[Sort],
) -> Result<Vec<(&'static str, Sieve)>> {
    let list = List {
        selection,
        rules,
        order: Order::Name,
        direction: Direction::Forward,
        searches: &Searches::default(),
    };
    // The order does not matter, so ranges are best wherever they say all: those of other sorts are not read.
    let source = if is_by_range(selection) {
        Source::Ranges
    } else {
        Source::of(db, &list)?.of_all(db)?
    };
    let mut parts = Vec::new();
    for segment in Plan::from(db, &list, &source)?.segments {
        for arm in segment.arms {
            let mut sieve = arm.matched();
            match arm.range {
                Some(range) if !sorts.contains(&range.sort()) => continue,
                Some(_) => {}
                None if sorts.len() == Sort::ALL.len() => {}
                None => {
                    let numbers: Vec<String> = sorts
                        .iter()
                        .map(|sort| number_of(*sort).to_string())
                        .collect();
                    sieve.and(&format!("{SORT} IN ({})", numbers.join(", ")));
                }
            }
            parts.push((arm.from, sieve));
        }
    }
    Ok(parts)
}

/// Writes down whom an act reaches; returns how many they are.
fn choose(db: &Connection, reach: &Reach, rules: &Rules) -> Result<u64> {
    db.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS reached(id INTEGER PRIMARY KEY); DELETE FROM temp.reached;",
    )?;
    let mut forget = db.prepare_cached("DELETE FROM temp.reached WHERE id = ?1")?;
    match &reach.chosen {
        Chosen::These(ids) => {
            let mut one = db.prepare_cached("INSERT OR IGNORE INTO temp.reached VALUES(?1)")?;
            for id in ids {
                let user = users::by_id(db, *id)?;
                if user.is_some_and(|user| reach.sorts.contains(&Sort::of(&user))) {
                    one.execute([id.0])?;
                }
            }
        }
        Chosen::Matching { selection, except } => {
            for (sql, values) in choosing(db, selection, rules, &reach.sorts)? {
                db.execute(&sql, params_from_iter(values))?;
            }
            for id in except {
                forget.execute([id.0])?;
            }
        }
    }
    for id in &reach.but {
        forget.execute([id.0])?;
    }
    let mut count = db.prepare_cached("SELECT count(*) FROM temp.reached")?;
    unsigned(count.query_row([], |row| row.get(0))?)
}

/// Returns the statements that write down those selected.
fn choosing(
    db: &Connection,
    selection: &Selection,
    rules: &Rules,
    sorts: &[Sort],
) -> Result<Vec<(String, Vec<Value>)>> {
    let parts = parts(db, selection, rules, sorts)?;
    Ok(parts
        .into_iter()
        .map(|(from, sieve)| {
            let sql = format!(
                "INSERT INTO temp.reached SELECT id FROM {from} WHERE {}",
                sieve.text()
            );
            (sql, sieve.values)
        })
        .collect())
}

/// Returns who was written down, in order.
fn reached(db: &Connection) -> Result<Vec<UserId>> {
    let mut read = db.prepare_cached("SELECT id FROM temp.reached ORDER BY id")?;
    let ids = read.query_map([], |row| row.get(0).map(UserId))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// Makes one change to all who were written down, and moves the numbers along by groups.
fn changing_reached(
    db: &Connection,
    after: impl Fn(Standing) -> Standing,
    change: impl FnOnce() -> Result<usize>,
    number: u64,
) -> Result<()> {
    let mut moves = Moves::default();
    // A bucket is what instants have in common, so its first instant stands for all in it.
    let mut groups = db.prepare_cached(&format!(
        "SELECT kind, enabled, role, force_id IS NOT NULL, gen, \
         changed_at - (changed_at % {BUCKET} + {BUCKET}) % {BUCKET}, \
         coalesce(seen_no = (SELECT name_no FROM account), 0), count(*) \
         FROM temp.reached AS r CROSS JOIN users AS u ON u.id = r.id GROUP BY 1, 2, 3, 4, 5, 6, 7"
    ))?;
    let mut rows = groups.query([])?;
    while let Some(row) = rows.next()? {
        let set = row
            .get::<_, Option<i64>>(4)?
            .zip(row.get::<_, Option<i64>>(5)?);
        let before = Standing {
            kind: row.get(0)?,
            enabled: row.get(1)?,
            role: row.get(2)?,
            forced: row.get(3)?,
            set,
            strong: row.get(6)?,
        };
        let many: i64 = row.get(7)?;
        moves.add(&before, -many);
        moves.add(&after(before), many);
    }
    if change()? as u64 != number {
        return Err(damaged("a user is missing"));
    }
    moves.apply(db)
}

/// Forces a change on all reached (E6): one row of forces. Someone already forced gets the new act.
pub(super) fn force_all(
    db: &Connection,
    reach: &Reach,
    rules: &Rules,
    force: &Force,
) -> Result<Vec<UserId>> {
    let number = choose(db, reach, rules)?;
    if number > 0 {
        let mut add = db.prepare_cached("INSERT INTO forces(at, by, reason) VALUES(?1, ?2, ?3)")?;
        let reason = force.reason.as_ref().map(Reason::as_str);
        let id = add.insert(params![ms(force.at), force.by.0, reason])?;
        let forced = |before| Standing {
            forced: true,
            ..before
        };
        let mark = || {
            // Through an index on status each row found would be moved under the search.
            let mut mark = db.prepare_cached(
                "UPDATE users NOT INDEXED SET force_id = ?1 WHERE id IN (SELECT id FROM temp.reached)",
            )?;
            Ok(mark.execute([id])?)
        };
        changing_reached(db, forced, mark, number)?;
    }
    reached(db)
}

/// Enables or disables all reached (U3); disabling ends their sessions (S10) and revokes open codes (U1).
pub(super) fn set_access(
    db: &Connection,
    reach: &Reach,
    rules: &Rules,
    access: Access,
    now: Instant,
) -> Result<Vec<UserId>> {
    let number = choose(db, reach, rules)?;
    let enabled = is_enabled(access);
    let set = || {
        let mut set = db.prepare_cached(
            "UPDATE users NOT INDEXED SET enabled = ?1 WHERE id IN (SELECT id FROM temp.reached)",
        )?;
        Ok(set.execute([enabled])?)
    };
    changing_reached(db, |before| Standing { enabled, ..before }, set, number)?;
    if access == Access::Disabled {
        let mut raise = db.prepare_cached(
            "UPDATE credentials SET serial = serial + 1 WHERE user_id IN (SELECT id FROM temp.reached)",
        )?;
        raise.execute([])?;
        revoke_reached(db, now)?;
    }
    reached(db)
}

/// Revokes the open codes of all reached (U8); returns whose codes they were.
pub(super) fn revoke_codes(
    db: &Connection,
    reach: &Reach,
    rules: &Rules,
    now: Instant,
) -> Result<Vec<UserId>> {
    choose(db, reach, rules)?;
    revoke_reached(db, now)
}

/// Counts the open codes of those reached: codes are few beside users, so each is looked at (U8).
pub(super) fn open_codes_of(
    db: &Connection,
    reach: &Reach,
    rules: &Rules,
    now: Instant,
) -> Result<u64> {
    let mut open = db.prepare_cached(
        "SELECT user_id FROM codes WHERE used_at IS NULL AND revoked_at IS NULL AND until > ?1",
    )?;
    let mut rows = open.query([ms(now)])?;
    let mut number = 0;
    while let Some(row) = rows.next()? {
        let user = users::by_id(db, UserId(row.get(0)?))?;
        number += u64::from(user.is_some_and(|user| reach.contains(&user, rules)));
    }
    Ok(number)
}

fn revoke_reached(db: &Connection, now: Instant) -> Result<Vec<UserId>> {
    let with_code = open_codes(db, now)?;
    for id in &with_code {
        codes::revoke(db, *id, now)?;
    }
    Ok(with_code)
}

fn open_codes(db: &Connection, now: Instant) -> Result<Vec<UserId>> {
    let mut open = db.prepare_cached(
        "SELECT user_id FROM codes WHERE user_id IN (SELECT id FROM temp.reached) \
         AND used_at IS NULL AND revoked_at IS NULL AND until > ?1 ORDER BY user_id",
    )?;
    let ids = open.query_map([ms(now)], |row| row.get(0).map(UserId))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests;
