//! Rows as domain values, and back.

use rusqlite::Row;

use super::fault::damaged;
use crate::domain::{
    Access, Credential, Email, ForceId, Generation, Instant, Kind, Membership, PersonName, Role,
    User, UserId, instant_on_record,
};
use crate::store::Result;

/// The columns that [`user`] reads. All of them are in `users_list`.
pub(super) const USER: &str = "id, kind, enabled, role, gen, changed_at, force_id, last_sign_in, \
     seen_no = (SELECT name_no FROM account), code_until, name, email";

/// Reads a row of [`USER`].
pub(super) fn user(row: &Row<'_>) -> Result<User> {
    Ok(User {
        id: UserId(row.get(0)?),
        membership: membership(row.get(1)?, row.get(3)?)?,
        access: access(row.get(2)?),
        credential: credential(row)?,
        seen_strong: row.get::<_, Option<bool>>(8)?.unwrap_or(false),
        last_sign_in: maybe_instant(row.get(7)?)?,
        code_until: maybe_instant(row.get(9)?)?,
        name: PersonName::on_record(row.get(10)?),
        email: Email::on_record(row.get(11)?),
    })
}

fn credential(row: &Row<'_>) -> Result<Option<Credential>> {
    let Some(knows) = row.get::<_, Option<u32>>(4)? else {
        return Ok(None);
    };
    Ok(Some(Credential {
        changed_at: instant(row.get(5)?)?,
        knows: Generation(knows),
        force: row.get::<_, Option<i64>>(6)?.map(ForceId),
    }))
}

pub(super) fn membership(kind: i64, role: i64) -> Result<Membership> {
    match (kind, role) {
        (0, 0) => Ok(Membership::Firm(Role::User)),
        (0, 1) => Ok(Membership::Firm(Role::Administrator)),
        (0, 2) => Ok(Membership::Firm(Role::Owner)),
        (1, 0) => Ok(Membership::Connect),
        _ => Err(damaged("a user has a role that does not exist")),
    }
}

pub(super) fn access(enabled: bool) -> Access {
    if enabled {
        Access::Enabled
    } else {
        Access::Disabled
    }
}

pub(super) fn is_enabled(access: Access) -> bool {
    access == Access::Enabled
}

pub(super) fn kind_number(kind: Kind) -> i64 {
    match kind {
        Kind::Firm => 0,
        Kind::Connect => 1,
    }
}

pub(super) fn role_number(membership: Membership) -> i64 {
    match membership {
        Membership::Firm(Role::User) | Membership::Connect => 0,
        Membership::Firm(Role::Administrator) => 1,
        Membership::Firm(Role::Owner) => 2,
    }
}

/// Reads an instant in milliseconds.
pub(super) fn instant(ms: i64) -> Result<Instant> {
    instant_on_record(ms).ok_or_else(|| damaged("a date in it does not exist"))
}

pub(super) fn maybe_instant(ms: Option<i64>) -> Result<Option<Instant>> {
    ms.map(instant).transpose()
}

/// Returns an instant as it is stored. What is finer than a millisecond is cut off, also of limits: a stored
/// instant is at or before a limit just if it is at or before the limit so cut.
pub(super) fn ms(instant: Instant) -> i64 {
    instant.timestamp_millis()
}

/// Reads a number that is never negative.
pub(super) fn unsigned(n: i64) -> Result<u64> {
    u64::try_from(n).map_err(|_| damaged("a count in it is negative"))
}

/// Returns the number after one that was read; none is where it could not be stored any more.
pub(super) fn following(n: u64) -> Result<u64> {
    n.checked_add(1)
        .filter(|next| i64::try_from(*next).is_ok())
        .ok_or_else(|| damaged("a number in it has no next one"))
}

/// Returns a number as SQLite stores it; beyond what fits, the greatest.
pub(super) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
