//! The account: one row, once set-up is finished.

use rusqlite::{Connection, OptionalExtension, params};

use super::users;
use crate::domain::{FirmName, UserId};
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

/// Returns the number of the firm's present name: what "seen to be strong" is remembered with (S8).
pub(super) fn name_no(db: &Connection) -> Result<i64> {
    let mut number = db.prepare_cached("SELECT name_no FROM account")?;
    Ok(number.query_row([], |row| row.get(0))?)
}
