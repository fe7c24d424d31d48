//! The account: one row, once set-up is finished.

use rusqlite::{Connection, OptionalExtension, params};

use super::users;
use crate::domain::{FirmName, Membership, Role, UserId};
use crate::secret::ThrottleKey;
use crate::store::{Account, NewUser, Result};

use super::fault::damaged;

/// The number of the firm's first name (S8).
const FIRST_NAME: i64 = 1;

pub(super) fn account(db: &Connection) -> Result<Option<Account>> {
    let mut account =
        db.prepare_cached("SELECT name, owner_id, throttle_key FROM account WHERE id = 1")?;
    let read = account.query_row([], |row| {
        Ok(Account {
            firm: FirmName::on_record(row.get(0)?),
            owner: UserId(row.get(1)?),
            key: ThrottleKey::from_bytes(row.get(2)?),
        })
    });
    Ok(read.optional()?)
}

pub(super) fn found(
    db: &Connection,
    firm: &FirmName,
    key: &ThrottleKey,
    owner: &NewUser,
) -> Result<UserId> {
    let Ok(owner) = users::add(db, owner)? else {
        return Err(damaged("it has users but no account"));
    };
    db.execute(
        "INSERT INTO account VALUES(1, ?1, ?2, ?3, ?4)",
        params![firm.as_str(), FIRST_NAME, owner.0, key.as_bytes()],
    )?;
    Ok(owner)
}

/// Makes another user the owner, and the owner there was an administrator (U4).
pub(super) fn hand_over(db: &Connection, to: UserId) -> Result<()> {
    let owner = account(db)?
        .ok_or_else(|| damaged("it has no account"))?
        .owner;
    users::set_membership(db, owner, Membership::Firm(Role::Administrator))?;
    users::set_membership(db, to, Membership::Firm(Role::Owner))?;
    db.execute("UPDATE account SET owner_id = ?1", [to.0])?;
    Ok(())
}

/// Renames the firm. What was seen under the number of the old name no longer counts (S8): one row says so for all.
pub(super) fn rename(db: &Connection, firm: &FirmName) -> Result<()> {
    db.execute(
        "UPDATE account SET name = ?1, name_no = name_no + 1",
        [firm.as_str()],
    )?;
    db.execute("UPDATE strong_tallies SET n = 0", [])?;
    Ok(())
}

/// Returns the number of the firm's present name: what "seen to be strong" is remembered with (S8).
pub(super) fn name_no(db: &Connection) -> Result<i64> {
    let mut number = db.prepare_cached("SELECT name_no FROM account")?;
    Ok(number.query_row([], |row| row.get(0))?)
}
