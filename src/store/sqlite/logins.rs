//! Login names: optional, and unique where they are set (U1, I1).
//!
//! They stand in the row of their user and in an index of their own, not in that of the list: a page reads them row by
//! row, and only the door of other services looks somebody up by one.

use rusqlite::{Connection, OptionalExtension, params};

use super::fault::one;
use super::row::{self, USER};
use crate::domain::{LoginName, User, UserId};
use crate::store::{Result, Taken};

pub(super) fn user(db: &Connection, login: &LoginName) -> Result<Option<User>> {
    let mut user = db.prepare_cached(&format!("SELECT {USER} FROM users WHERE login = ?1"))?;
    let mut rows = user.query([login.as_str()])?;
    rows.next()?.map(row::user).transpose()
}

pub(super) fn of(db: &Connection, id: UserId) -> Result<Option<LoginName>> {
    let mut login = db.prepare_cached("SELECT login FROM users WHERE id = ?1")?;
    let found = login.query_row([id.0], |row| row.get(0)).optional()?;
    Ok(found.flatten().map(LoginName::on_record))
}

/// Says whether a login name belongs to somebody, who is not this one.
pub(super) fn is_taken(
    db: &Connection,
    login: &LoginName,
    but_for: Option<UserId>,
) -> Result<bool> {
    let mut holder = db.prepare_cached("SELECT id FROM users WHERE login = ?1")?;
    let holder = holder
        .query_row([login.as_str()], |row| row.get(0))
        .optional()?
        .map(UserId);
    Ok(holder.is_some() && holder != but_for)
}

pub(super) fn set(
    db: &Connection,
    id: UserId,
    login: Option<&LoginName>,
) -> Result<std::result::Result<(), Taken>> {
    if let Some(login) = login
        && is_taken(db, login, Some(id))?
    {
        return Ok(Err(Taken::Login));
    }
    let mut set = db.prepare_cached("UPDATE users SET login = ?2 WHERE id = ?1")?;
    one(
        set.execute(params![id.0, login.map(LoginName::as_str)])?,
        "a user is missing",
    )?;
    Ok(Ok(()))
}
