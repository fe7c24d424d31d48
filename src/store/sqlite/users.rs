//! Users one by one, and the secret part of their credentials.

use rusqlite::{Connection, OptionalExtension, params};

use super::accounts::name_no;
use super::counts::{Moves, changing, standing};
use super::fault::{damaged, one};
use super::row::{
    self, USER, following, is_enabled, kind_number, maybe_instant, ms, role_number, signed,
    unsigned,
};
use super::{codes, logins, policy, search};
use crate::domain::audit::EntryNo;
use crate::domain::{
    Access, Email, Instant, Kind, LoginName, Membership, PersonName, User, UserId,
};
use crate::secret::Phc;
use crate::store::{ChangedElsewhere, NewUser, Result, Serial, StoredCredential, Taken};

const MISSING: &str = "a user is missing";

pub(super) fn by_id(db: &Connection, id: UserId) -> Result<Option<User>> {
    let mut user = db.prepare_cached(&format!("SELECT {USER} FROM users WHERE id = ?1"))?;
    let mut rows = user.query([id.0])?;
    rows.next()?.map(row::user).transpose()
}

pub(super) fn by_email(db: &Connection, email: &Email) -> Result<Option<User>> {
    let mut user = db.prepare_cached(&format!("SELECT {USER} FROM users WHERE email = ?1"))?;
    let mut rows = user.query([email.as_str()])?;
    rows.next()?.map(row::user).transpose()
}

pub(super) fn secret_of(db: &Connection, id: UserId) -> Result<Option<StoredCredential>> {
    let mut secret = db.prepare_cached(
        "SELECT phc, serial, notice_dismissed FROM credentials WHERE user_id = ?1",
    )?;
    let mut rows = secret.query([id.0])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    Ok(Some(StoredCredential {
        phc: Phc::stored(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?),
        serial: Serial(unsigned(row.get(1)?)?),
        notice_dismissed: maybe_instant(row.get(2)?)?,
    }))
}

pub(super) fn seen_up_to(db: &Connection, id: UserId) -> Result<EntryNo> {
    let mut seen = db.prepare_cached("SELECT seen_up_to FROM users WHERE id = ?1")?;
    let number = seen.query_row([id.0], |row| row.get(0)).optional()?;
    Ok(EntryNo(unsigned(number.unwrap_or_default())?))
}

pub(super) fn add(db: &Connection, user: &NewUser) -> Result<std::result::Result<UserId, Taken>> {
    if is_taken(db, &user.email, None)? {
        return Ok(Err(Taken::Email));
    }
    if let Some(login) = &user.login
        && logins::is_taken(db, login, None)?
    {
        return Ok(Err(Taken::Login));
    }
    let (name_key, email_key) = (user.name.key(), search::email_key(&user.email));
    let mut add = db.prepare_cached(
        "INSERT INTO users(kind, enabled, role, name, name_key, email, email_key, login) \
         VALUES(?1, 1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let id = UserId(add.insert(params![
        kind_number(user.membership.kind()),
        role_number(user.membership),
        user.name.as_str(),
        name_key,
        user.email.as_str(),
        email_key,
        user.login.as_ref().map(LoginName::as_str)
    ])?);
    search::index(db, id, &user.name, &user.email)?;
    let mut moves = Moves::default();
    moves.add(&standing(db, id)?, 1);
    moves.apply(db)?;
    Ok(Ok(id))
}

fn is_taken(db: &Connection, email: &Email, but_for: Option<UserId>) -> Result<bool> {
    let mut holder = db.prepare_cached("SELECT id FROM users WHERE email = ?1")?;
    let holder = holder
        .query_row([email.as_str()], |row| row.get(0))
        .optional()?
        .map(UserId);
    Ok(holder.is_some() && holder != but_for)
}

pub(super) fn edit(
    db: &Connection,
    id: UserId,
    name: &PersonName,
    email: &Email,
    now: Instant,
) -> Result<std::result::Result<(), Taken>> {
    if is_taken(db, email, Some(id))? {
        return Ok(Err(Taken::Email));
    }
    let before = by_id(db, id)?.ok_or_else(|| damaged(MISSING))?;
    let new_email = before.email != *email;
    if before.name == *name && !new_email {
        return Ok(Ok(()));
    }
    search::forget(db, id, &before.name, &before.email)?;
    // A password that was judged with the old name or e-mail is not known to be strong any more (S8).
    changing(db, id, || {
        let mut edit = db.prepare_cached(
            "UPDATE users SET name = ?2, name_key = ?3, email = ?4, email_key = ?5, seen_no = NULL, \
             email_since = CASE WHEN ?6 THEN ?7 ELSE email_since END WHERE id = ?1",
        )?;
        let edited = edit.execute(params![
            id.0,
            name.as_str(),
            name.key(),
            email.as_str(),
            search::email_key(email),
            new_email,
            ms(now)
        ])?;
        one(edited, MISSING)
    })?;
    search::index(db, id, name, email)?;
    if new_email {
        codes::revoke(db, id, now)?;
    }
    Ok(Ok(()))
}

pub(super) fn set_access(db: &Connection, id: UserId, access: Access, now: Instant) -> Result<()> {
    changing(db, id, || {
        let mut set = db.prepare_cached("UPDATE users SET enabled = ?2 WHERE id = ?1")?;
        one(set.execute(params![id.0, is_enabled(access)])?, MISSING)
    })?;
    if access == Access::Disabled {
        end_sessions(db, id)?;
        codes::revoke(db, id, now)?;
    }
    Ok(())
}

/// Raises the serial that sessions hold on to. An invited user has none, and no session.
fn end_sessions(db: &Connection, id: UserId) -> Result<()> {
    let Some(secret) = secret_of(db, id)? else {
        return Ok(());
    };
    let next = following(secret.serial.0)?;
    let mut raise = db.prepare_cached("UPDATE credentials SET serial = ?2 WHERE user_id = ?1")?;
    raise.execute([id.0, signed(next)])?;
    Ok(())
}

pub(super) fn set_membership(db: &Connection, id: UserId, to: Membership) -> Result<()> {
    // A Connect user's password never expires, so a force on it goes (E5).
    let keeps_force = to.kind() == Kind::Firm;
    changing(db, id, || {
        let mut set = db.prepare_cached(
            "UPDATE users SET kind = ?2, role = ?3, force_id = CASE WHEN ?4 THEN force_id END WHERE id = ?1",
        )?;
        let (kind, role) = (kind_number(to.kind()), role_number(to));
        one(
            set.execute(params![id.0, kind, role, keeps_force])?,
            MISSING,
        )
    })
}

pub(super) fn set_password(
    db: &Connection,
    id: UserId,
    phc: &Phc,
    seen_strong: bool,
    now: Instant,
    expected: Option<Serial>,
) -> Result<std::result::Result<Serial, ChangedElsewhere>> {
    let mut newest = db.prepare_cached("SELECT serial FROM credentials WHERE user_id = ?1")?;
    let newest = newest
        .query_row([id.0], |row| row.get::<_, i64>(0))
        .optional()?
        .map(unsigned)
        .transpose()?
        .map(Serial);
    if newest != expected {
        return Ok(Err(ChangedElsewhere));
    }
    let serial = Serial(following(newest.unwrap_or_default().0)?);
    // What came before what is never told by a clock (E3): the newest number is read in this transaction.
    let latest = policy::expire_alls(db)?.latest();
    let seen_no = if seen_strong {
        Some(name_no(db)?)
    } else {
        None
    };
    changing(db, id, || {
        let mut set = db.prepare_cached(
            "UPDATE users SET gen = ?2, changed_at = ?3, force_id = NULL, seen_no = ?4 WHERE id = ?1",
        )?;
        one(
            set.execute(params![id.0, latest.0, ms(now), seen_no])?,
            MISSING,
        )
    })?;
    let mut put =
        db.prepare_cached("INSERT OR REPLACE INTO credentials VALUES(?1, ?2, ?3, NULL)")?;
    put.execute(params![id.0, phc.as_str(), signed(serial.0)])?;
    codes::revoke(db, id, now)?;
    Ok(Ok(serial))
}

pub(super) fn renew_phc(db: &Connection, id: UserId, serial: Serial, phc: &Phc) -> Result<()> {
    // Where the password was changed in the meantime, its hash is new anyway.
    let mut renew =
        db.prepare_cached("UPDATE credentials SET phc = ?3 WHERE user_id = ?1 AND serial = ?2")?;
    renew.execute(params![id.0, signed(serial.0), phc.as_str()])?;
    Ok(())
}

pub(super) fn note_seen_strong(db: &Connection, id: UserId) -> Result<()> {
    let name_no = name_no(db)?;
    changing(db, id, || {
        let mut note = db.prepare_cached("UPDATE users SET seen_no = ?2 WHERE id = ?1")?;
        one(note.execute([id.0, name_no])?, MISSING)
    })
}

pub(super) fn note_sign_in(db: &Connection, id: UserId, now: Instant) -> Result<()> {
    let mut note = db.prepare_cached("UPDATE users SET last_sign_in = ?2 WHERE id = ?1")?;
    one(note.execute([id.0, ms(now)])?, MISSING)
}

pub(super) fn dismiss_notice(db: &Connection, id: UserId, for_date: Instant) -> Result<()> {
    let mut dismiss =
        db.prepare_cached("UPDATE credentials SET notice_dismissed = ?2 WHERE user_id = ?1")?;
    one(
        dismiss.execute([id.0, ms(for_date)])?,
        "a user has no password",
    )
}

pub(super) fn dismiss_summary(db: &Connection, id: UserId, up_to: EntryNo) -> Result<()> {
    // What was dismissed stays dismissed, whatever another screen says later.
    let mut dismiss =
        db.prepare_cached("UPDATE users SET seen_up_to = max(seen_up_to, ?2) WHERE id = ?1")?;
    one(dismiss.execute([id.0, signed(up_to.0)])?, MISSING)
}
