//! Numbers without reading users: sums of `counts` and `tallies`, and counts over the edges of buckets (P5, E2).

mod edge;

use rusqlite::{Connection, params};

use super::counts::bucket_of;
use super::ranges::{Class, Range, live, ranges};
use super::row::{is_enabled, kind_number, ms, unsigned};
use super::users;
use crate::domain::impact::{is_live, questions};
use crate::domain::selection::{Cuts, Show};
use crate::domain::status::CLOCK_TOLERANCE;
use crate::domain::{
    Access, Credential, ExpiryInterval, Instant, Kind, PreviewFacts, Rules, Selection, UserId,
};
use crate::store::{Result, Tallies};

fn number(db: &Connection, sql: &str, values: impl rusqlite::Params) -> Result<u64> {
    let mut sum = db.prepare_cached(sql)?;
    unsigned(
        sum.query_row(values, |row| row.get::<_, Option<i64>>(0))?
            .unwrap_or(0),
    )
}

/// Counts everyone.
pub(super) fn everyone(db: &Connection) -> Result<u64> {
    number(db, "SELECT sum(n) FROM tallies", [])
}

/// Counts everyone who is enabled.
pub(super) fn everyone_enabled(db: &Connection) -> Result<u64> {
    number(db, "SELECT sum(n) FROM tallies WHERE enabled = 1", [])
}

/// Counts a selection that ranges say all of.
pub(super) fn size(db: &Connection, selection: &Selection, rules: &Rules) -> Result<u64> {
    let mut size = 0;
    for range in ranges(db, selection, rules)? {
        size = size_of(db, &range)?.saturating_add(size);
    }
    Ok(size)
}

/// Counts one range.
pub(super) fn size_of(db: &Connection, range: &Range) -> Result<u64> {
    let side = params![range.kind, range.enabled];
    match range.class {
        Class::Forced => number(
            db,
            "SELECT sum(n) FROM tallies WHERE kind = ?1 AND enabled = ?2 AND forced = 1",
            side,
        ),
        Class::NotSet => number(
            db,
            "SELECT sum(n) FROM tallies WHERE kind = ?1 AND enabled = ?2 AND gen = -1",
            side,
        ),
        Class::Connect => number(
            db,
            "SELECT sum(n) FROM tallies WHERE kind = ?1 AND enabled = ?2 AND forced = 0 AND gen >= 0",
            side,
        ),
        Class::Older => number(
            db,
            "SELECT sum(n) FROM tallies WHERE kind = ?1 AND enabled = ?2 AND forced = 0 \
             AND gen >= 0 AND gen < ?3",
            params![range.kind, range.enabled, range.generation],
        ),
        Class::Ahead | Class::Dated => {
            let up_to = changed_up_to(db, range, range.up_to.unwrap_or(i64::MAX))?;
            let before = match range.after {
                Some(after) => changed_up_to(db, range, after)?,
                None => 0,
            };
            // An empty range may end before it begins.
            Ok(up_to.saturating_sub(before))
        }
    }
}

/// Counts those of a range's side and number whose password was set up to an instant.
fn changed_up_to(db: &Connection, range: &Range, at: i64) -> Result<u64> {
    const OF: &str = "FROM counts WHERE kind = ?1 AND enabled = ?2 AND gen = ?3";
    let side = (range.kind, range.enabled, range.generation);
    let bucket = bucket_of(at);
    // Whole buckets are added up on the side where there are fewer of them.
    let mut sums = db.prepare_cached(&format!(
        "SELECT coalesce(CASE WHEN 2 * ?4 < (SELECT min(bucket) {OF}) + (SELECT max(bucket) {OF}) \
         THEN (SELECT sum(n) {OF} AND bucket < ?4) \
         ELSE (SELECT sum(n) FROM tallies WHERE kind = ?1 AND enabled = ?2 AND forced = 0 AND gen = ?3) \
         - (SELECT coalesce(sum(n), 0) {OF} AND bucket >= ?4) END, 0), \
         coalesce((SELECT n {OF} AND bucket = ?4), 0)"
    ))?;
    let (before, here) = sums.query_row(params![side.0, side.1, side.2, bucket], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    let (before, here) = (unsigned(before)?, unsigned(here)?);
    Ok(edge::up_to(db, side, (bucket, here), at)?.saturating_add(before))
}

/// Counts those of a selection by kind who have a password not seen to be strong.
pub(super) fn not_seen_strong(db: &Connection, selection: &Selection) -> Result<u64> {
    let mut sum = 0;
    for kind in [Kind::Firm, Kind::Connect] {
        for access in [Access::Enabled, Access::Disabled] {
            let shown = selection.show == Show::EnabledAndDisabled || access == Access::Enabled;
            if shown && selection.kind.is_none_or(|of| of == kind) {
                sum = not_strong(db, kind, access)?.saturating_add(sum);
            }
        }
    }
    Ok(sum)
}

fn not_strong(db: &Connection, kind: Kind, access: Access) -> Result<u64> {
    number(
        db,
        "SELECT (SELECT coalesce(sum(n), 0) FROM tallies WHERE kind = ?1 AND enabled = ?2 AND gen >= 0) \
         - (SELECT coalesce(sum(n), 0) FROM strong_tallies WHERE kind = ?1 AND enabled = ?2)",
        params![kind_number(kind), is_enabled(access)],
    )
}

/// Counts the enabled users of a kind, with and without a password.
fn enabled(db: &Connection, kind: Kind) -> Result<u64> {
    number(
        db,
        "SELECT sum(n) FROM tallies WHERE kind = ?1 AND enabled = 1",
        [kind_number(kind)],
    )
}

/// When live firm users changed: whole buckets in memory, their edges by index.
struct Live<'a> {
    db: &'a Connection,
    numbers: Vec<OfNumber>,
}

/// Those who know one number.
struct OfNumber {
    known: i64,
    /// In order, each with how many are in it and how many before it.
    buckets: Vec<(i64, u64, u64)>,
    total: u64,
}

impl<'a> Live<'a> {
    fn read(db: &'a Connection, rules: &Rules) -> Result<Self> {
        let in_force = i64::from(rules.expire_alls.in_force().0);
        let mut read = db.prepare_cached(
            "SELECT bucket, n FROM counts WHERE kind = 0 AND enabled = 1 AND gen = ?1 AND n > 0 ORDER BY bucket",
        )?;
        let mut numbers = Vec::new();
        for known in live(db, true, in_force)? {
            let mut of = OfNumber {
                known,
                buckets: Vec::new(),
                total: 0,
            };
            let mut rows = read.query([known])?;
            while let Some(row) = rows.next()? {
                let n = unsigned(row.get(1)?)?;
                of.buckets.push((row.get(0)?, n, of.total));
                of.total = of.total.saturating_add(n);
            }
            numbers.push(of);
        }
        Ok(Self { db, numbers })
    }

    fn up_to(&self, instant: Instant) -> Result<u64> {
        let at = ms(instant);
        let bucket = bucket_of(at);
        let mut sum: u64 = 0;
        for of in &self.numbers {
            let place = of.buckets.partition_point(|(other, ..)| *other < bucket);
            let up_to = match of.buckets.get(place) {
                None => of.total,
                Some(&(other, n, before)) if other == bucket => {
                    let side = (0, true, of.known);
                    edge::up_to(self.db, side, (bucket, n), at)?.saturating_add(before)
                }
                Some(&(_, _, before)) => before,
            };
            sum = sum.saturating_add(up_to);
        }
        Ok(sum)
    }

    /// Returns the earliest change after an instant and up to another.
    fn next_after(&self, after: Instant, up_to: Instant) -> Result<Option<Instant>> {
        let mut next = self.db.prepare_cached(
            "SELECT min(changed_at) FROM users INDEXED BY users_status WHERE kind = 0 AND enabled = 1 \
             AND force_id IS NULL AND gen = ?1 AND changed_at > ?2 AND changed_at <= ?3",
        )?;
        let mut earliest: Option<i64> = None;
        for of in &self.numbers {
            let found: Option<i64> =
                next.query_row([of.known, ms(after), ms(up_to)], |row| row.get(0))?;
            earliest = [earliest, found].into_iter().flatten().min();
        }
        super::row::maybe_instant(earliest)
    }
}

/// Returns what the preview and the forecast are made from (P5).
pub(super) fn preview(
    db: &Connection,
    now: Instant,
    rules: &Rules,
    own: UserId,
) -> Result<PreviewFacts> {
    let live = Live::read(db, rules)?;
    let changed_up_to = questions(now)
        .into_iter()
        .map(|at| Ok((at, live.up_to(at)?)))
        .collect::<Result<_>>()?;
    let next_change = ExpiryInterval::ALL
        .into_iter()
        .map(|interval| {
            let next = match Cuts::of(interval, now) {
                Some(cuts) => live.next_after(cuts.expired, now + CLOCK_TOLERANCE)?,
                None => None,
            };
            Ok((interval, next))
        })
        .collect::<Result<_>>()?;
    Ok(PreviewFacts {
        at: now,
        firm_users: enabled(db, Kind::Firm)?,
        connect_users: enabled(db, Kind::Connect)?,
        not_seen_strong: (
            not_strong(db, Kind::Firm, Access::Enabled)?,
            not_strong(db, Kind::Connect, Access::Enabled)?,
        ),
        changed_up_to,
        next_change,
        own: own_credential(db, now, rules, own)?,
    })
}

fn own_credential(
    db: &Connection,
    now: Instant,
    rules: &Rules,
    own: UserId,
) -> Result<Option<Credential>> {
    Ok(users::by_id(db, own)?
        .filter(|user| {
            user.access == Access::Enabled
                && user.membership.kind() == Kind::Firm
                && is_live(&rules.status(now, user))
        })
        .and_then(|user| user.credential))
}

/// Returns how many users there are of each sort (E7).
pub(super) fn tallies(db: &Connection, now: Instant, rules: &Rules) -> Result<Tallies> {
    let live = Live::read(db, rules)?.up_to(now + CLOCK_TOLERANCE)?;
    let firm = |condition: &str| {
        let sql = format!("SELECT sum(n) FROM tallies WHERE kind = 0 AND {condition}");
        number(db, &sql, [])
    };
    Ok(Tallies {
        firm_live: live,
        firm_must_change: firm("enabled = 1 AND gen >= 0")?.saturating_sub(live),
        firm_invited: firm("enabled = 1 AND gen = -1")?,
        firm_disabled: firm("enabled = 0 AND gen >= 0")?,
        connect: enabled(db, Kind::Connect)?,
    })
}
