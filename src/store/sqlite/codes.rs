//! One-time codes: the newest of each user (U1, U2).

use rusqlite::{Connection, params};

use super::fault::{damaged, one};
use super::row::{instant, maybe_instant, ms};
use crate::domain::code::{CodeEnd, Issuer};
use crate::domain::{CodeOnRecord, CodePurpose, Instant, UserId};
use crate::secret::CodeHash;
use crate::store::Result;

pub(super) fn code(db: &Connection, id: UserId) -> Result<Option<(CodeOnRecord, CodeHash)>> {
    let mut code = db.prepare_cached(
        "SELECT purpose, hash, issued_by, made_by, shown_to, issued_at, until, \
         used_at, revoked_at \
         FROM codes WHERE user_id = ?1",
    )?;
    let mut rows = code.query([id.0])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let used = maybe_instant(row.get(7)?)?.map(CodeEnd::Used);
    let revoked = maybe_instant(row.get(8)?)?.map(CodeEnd::Revoked);
    let on_record = CodeOnRecord {
        purpose: purpose(row.get(0)?)?,
        issued_by: issuer(row.get(2)?, row.get(3)?)?,
        shown_to: row.get::<_, Option<i64>>(4)?.map(UserId),
        issued_at: instant(row.get(5)?)?,
        until: instant(row.get(6)?)?,
        ended: used.or(revoked),
    };
    Ok(Some((on_record, CodeHash::from_bytes(row.get(1)?))))
}

/// Finds the open codes that somebody was shown. There is no index: people are demoted and disabled rarely, and codes
/// are few beside users.
pub(super) fn shown(
    db: &Connection,
    to: Option<UserId>,
    now: Instant,
) -> Result<Vec<(UserId, UserId)>> {
    let mut shown = db.prepare_cached(
        "SELECT user_id, shown_to FROM codes WHERE used_at IS NULL AND revoked_at IS NULL \
         AND until > ?1 AND shown_to IS NOT NULL AND (?2 IS NULL OR shown_to = ?2) ORDER BY user_id",
    )?;
    let pairs = shown.query_map(params![ms(now), to.map(|user| user.0)], |row| {
        Ok((UserId(row.get(0)?), UserId(row.get(1)?)))
    })?;
    Ok(pairs.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn put(db: &Connection, id: UserId, code: &CodeOnRecord, hash: &CodeHash) -> Result<()> {
    let (used, revoked) = match code.ended {
        None => (None, None),
        Some(CodeEnd::Used(at)) => (Some(ms(at)), None),
        Some(CodeEnd::Revoked(at)) => (None, Some(ms(at))),
    };
    let (issued_by, made_by) = match &code.issued_by {
        Issuer::User(id) => (Some(id.0), None),
        Issuer::Machine(name) => (None, Some(name.as_str())),
        Issuer::SignIn => (None, None),
    };
    let mut put = db.prepare_cached(
        "INSERT OR REPLACE INTO codes VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    put.execute(params![
        id.0,
        purpose_number(code.purpose),
        hash.as_bytes(),
        issued_by,
        made_by,
        code.shown_to.map(|user| user.0),
        ms(code.issued_at),
        ms(code.until),
        used,
        revoked
    ])?;
    let open = code.ended.is_none().then_some(ms(code.until));
    show(db, id, open)
}

/// Revokes what is open, and says whether anything was: by hand, at a change of password or e-mail, and on disable
/// (U1). One whose time was over stays so.
pub(super) fn revoke(db: &Connection, id: UserId, now: Instant) -> Result<bool> {
    let mut revoke = db.prepare_cached(
        "UPDATE codes SET revoked_at = ?2 \
         WHERE user_id = ?1 AND used_at IS NULL AND revoked_at IS NULL AND until > ?2",
    )?;
    let was_open = revoke.execute([id.0, ms(now)])? > 0;
    if was_open {
        show(db, id, None)?;
    }
    Ok(was_open)
}

/// Notes in the user's own row until when a code is open.
fn show(db: &Connection, id: UserId, until: Option<i64>) -> Result<()> {
    let mut show = db.prepare_cached("UPDATE users SET code_until = ?2 WHERE id = ?1")?;
    one(show.execute(params![id.0, until])?, "a user is missing")
}

fn issuer(issued_by: Option<i64>, made_by: Option<String>) -> Result<Issuer> {
    match (issued_by, made_by) {
        (Some(id), None) => Ok(Issuer::User(UserId(id))),
        (None, Some(name)) => Ok(Issuer::Machine(name)),
        (None, None) => Ok(Issuer::SignIn),
        (Some(_), Some(_)) => Err(damaged("a code was issued by two")),
    }
}

fn purpose_number(purpose: CodePurpose) -> i64 {
    match purpose {
        CodePurpose::Setup => 0,
        CodePurpose::Reset => 1,
    }
}

fn purpose(number: i64) -> Result<CodePurpose> {
    match number {
        0 => Ok(CodePurpose::Setup),
        1 => Ok(CodePurpose::Reset),
        _ => Err(damaged("a code has a purpose that does not exist")),
    }
}
