//! Which step of the notice was told to whom (N1), and since when an e-mail is somebody's (U4).

use rusqlite::{Connection, OptionalExtension, params};

use super::fault::damaged;
use super::row::{maybe_instant, ms};
use crate::domain::mail::NoticeStep;
use crate::domain::{Instant, UserId};
use crate::store::Result;

pub(super) fn told(
    db: &Connection,
    user: UserId,
    changed_at: Instant,
    ends_at: Instant,
) -> Result<Option<NoticeStep>> {
    let mut told = db.prepare_cached(
        "SELECT step FROM notices WHERE user_id = ?1 AND changed_at = ?2 AND ends_at = ?3",
    )?;
    let step = told
        .query_row([user.0, ms(changed_at), ms(ends_at)], |row| {
            row.get::<_, u8>(0)
        })
        .optional()?;
    step.map(|days| {
        NoticeStep::of_days(days).ok_or_else(|| damaged("a notice has a step that does not exist"))
    })
    .transpose()
}

/// Remembers the step, or forgets it; what was told of passwords before this one has no more use.
pub(super) fn put(
    db: &Connection,
    user: UserId,
    changed_at: Instant,
    ends_at: Instant,
    step: Option<NoticeStep>,
) -> Result<()> {
    let mut forget =
        db.prepare_cached("DELETE FROM notices WHERE user_id = ?1 AND changed_at <> ?2")?;
    forget.execute([user.0, ms(changed_at)])?;
    if let Some(step) = step {
        let mut put = db.prepare_cached("INSERT OR REPLACE INTO notices VALUES(?1, ?2, ?3, ?4)")?;
        put.execute(params![user.0, ms(changed_at), ms(ends_at), step.days()])?;
    } else {
        let mut forget = db.prepare_cached(
            "DELETE FROM notices WHERE user_id = ?1 AND changed_at = ?2 AND ends_at = ?3",
        )?;
        forget.execute([user.0, ms(changed_at), ms(ends_at)])?;
    }
    Ok(())
}

/// Returns since when a user has this e-mail; `None` where it was never changed.
pub(super) fn email_since(db: &Connection, user: UserId) -> Result<Option<Instant>> {
    let mut since = db.prepare_cached("SELECT email_since FROM users WHERE id = ?1")?;
    let since = since.query_row([user.0], |row| row.get(0)).optional()?;
    maybe_instant(since.flatten())
}
