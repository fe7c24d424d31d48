//! The policy, the expire-alls and the acts of force: a row each, whatever the number of users (E2).

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::counts::changing;
use super::fault::{damaged, one};
use super::row::{following, instant, ms, signed, unsigned};
use crate::domain::policy::StrongPasswords;
use crate::domain::{
    ExpireAll, ExpireAlls, ExpiryInterval, Force, ForceId, Generation, Instant, Policy,
    PolicyOnRecord, Reason, Revision, UserId, Withdrawal,
};
use crate::store::{PolicyChanged, Result};

pub(super) fn policy(db: &Connection) -> Result<PolicyOnRecord> {
    let mut policy = db.prepare_cached(
        "SELECT strong, interval_days, revision, by, at FROM policy WHERE id = 1",
    )?;
    let mut rows = policy.query([])?;
    let Some(row) = rows.next()? else {
        return Err(damaged("the policy is missing"));
    };
    let expiry = ExpiryInterval::from_days(row.get(1)?)
        .ok_or_else(|| damaged("the policy has an interval that does not exist"))?;
    let by = row.get::<_, Option<i64>>(3)?.map(UserId);
    let at = row.get::<_, Option<i64>>(4)?.map(instant).transpose()?;
    Ok(PolicyOnRecord {
        policy: Policy {
            strong: if row.get(0)? {
                StrongPasswords::Required
            } else {
                StrongPasswords::NotRequired
            },
            expiry,
        },
        revision: Revision(unsigned(row.get(2)?)?),
        changed: by.zip(at),
    })
}

pub(super) fn save(
    db: &Connection,
    to: Policy,
    based_on: Revision,
    by: UserId,
    now: Instant,
) -> Result<std::result::Result<Revision, PolicyChanged>> {
    let on_record = policy(db)?;
    if on_record.revision != based_on {
        return Ok(Err(PolicyChanged { on_record }));
    }
    let next = Revision(following(based_on.0)?);
    let strong = to.strong == StrongPasswords::Required;
    let mut save = db.prepare_cached(
        "UPDATE policy SET strong = ?1, interval_days = ?2, revision = ?3, by = ?4, at = ?5",
    )?;
    save.execute(params![
        strong,
        to.expiry.days(),
        signed(next.0),
        by.0,
        ms(now)
    ])?;
    Ok(Ok(next))
}

pub(super) fn expire_alls(db: &Connection) -> Result<ExpireAlls> {
    let mut both = db.prepare_cached(
        "SELECT (SELECT max(generation) FROM expirations), \
         (SELECT generation FROM expirations WHERE withdrawn_at IS NULL ORDER BY generation DESC LIMIT 1)",
    )?;
    let (latest, in_force) = both.query_row([], |row| {
        Ok((row.get::<_, Option<u32>>(0)?, row.get::<_, Option<u32>>(1)?))
    })?;
    let number = |of: Option<u32>| Generation(of.unwrap_or_default());
    Ok(ExpireAlls::new(number(latest), number(in_force)))
}

const EXPIRE_ALL: &str =
    "SELECT generation, at, by, reason, withdrawn_at, withdrawn_by FROM expirations";

fn read_expire_all(row: &Row<'_>) -> Result<ExpireAll> {
    let at = row.get::<_, Option<i64>>(4)?.map(instant).transpose()?;
    let by = row.get::<_, Option<i64>>(5)?.map(UserId);
    Ok(ExpireAll {
        generation: Generation(row.get(0)?),
        at: instant(row.get(1)?)?,
        by: UserId(row.get(2)?),
        reason: row.get::<_, Option<String>>(3)?.map(Reason::on_record),
        withdrawn: at.zip(by).map(|(at, by)| Withdrawal { at, by }),
    })
}

pub(super) fn expire_all_of(db: &Connection, generation: Generation) -> Result<Option<ExpireAll>> {
    let mut one = db.prepare_cached(&format!("{EXPIRE_ALL} WHERE generation = ?1"))?;
    let mut rows = one.query([generation.0])?;
    rows.next()?.map(read_expire_all).transpose()
}

pub(super) fn newest_in_force(db: &Connection) -> Result<Option<ExpireAll>> {
    let mut newest = db.prepare_cached(&format!(
        "{EXPIRE_ALL} WHERE withdrawn_at IS NULL ORDER BY generation DESC LIMIT 1"
    ))?;
    let mut rows = newest.query([])?;
    rows.next()?.map(read_expire_all).transpose()
}

pub(super) fn in_force_before(db: &Connection, generation: Generation) -> Result<Generation> {
    let mut before = db.prepare_cached(
        "SELECT generation FROM expirations WHERE withdrawn_at IS NULL AND generation < ?1 \
         ORDER BY generation DESC LIMIT 1",
    )?;
    let found = before
        .query_row([generation.0], |row| row.get(0))
        .optional()?;
    Ok(Generation(found.unwrap_or_default()))
}

pub(super) fn expire_all(
    db: &Connection,
    by: UserId,
    now: Instant,
    reason: Option<&Reason>,
) -> Result<Generation> {
    let next = expire_alls(db)?
        .expired_again()
        .ok_or_else(|| damaged("no number is left for one more Expire all passwords"))?
        .latest();
    let mut add = db.prepare_cached(
        "INSERT INTO expirations(generation, at, by, reason) VALUES(?1, ?2, ?3, ?4)",
    )?;
    add.execute(params![next.0, ms(now), by.0, reason.map(Reason::as_str)])?;
    Ok(next)
}

pub(super) fn withdraw(db: &Connection, by: UserId, now: Instant) -> Result<Option<Generation>> {
    let Some(newest) = newest_in_force(db)? else {
        return Ok(None);
    };
    let mut mark = db.prepare_cached(
        "UPDATE expirations SET withdrawn_at = ?2, withdrawn_by = ?3 WHERE generation = ?1",
    )?;
    mark.execute(params![newest.generation.0, ms(now), by.0])?;
    Ok(Some(newest.generation))
}

pub(super) fn force_of(db: &Connection, id: ForceId) -> Result<Option<Force>> {
    let mut force = db.prepare_cached("SELECT at, by, reason FROM forces WHERE id = ?1")?;
    let read = force.query_row([id.0], |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get(1)?,
            row.get::<_, Option<String>>(2)?,
        ))
    });
    let Some((at, by, reason)) = read.optional()? else {
        return Ok(None);
    };
    Ok(Some(Force {
        at: instant(at)?,
        by: UserId(by),
        reason: reason.map(Reason::on_record),
    }))
}

pub(super) fn force(db: &Connection, whom: UserId, force: &Force) -> Result<ForceId> {
    changing(db, whom, || {
        let mut add = db.prepare_cached("INSERT INTO forces(at, by, reason) VALUES(?1, ?2, ?3)")?;
        let reason = force.reason.as_ref().map(Reason::as_str);
        let id = add.insert(params![ms(force.at), force.by.0, reason])?;
        let mut mark = db.prepare_cached("UPDATE users SET force_id = ?2 WHERE id = ?1")?;
        one(mark.execute([whom.0, id])?, "a user is missing")?;
        Ok(ForceId(id))
    })
}
