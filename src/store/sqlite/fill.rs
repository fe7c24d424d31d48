//! Many users at once, for the demo firm and imports: the numbers are summed in memory and written once.
//!
//! Where those who come are at least as many as those who are there, the indexes are set aside and made anew over
//! everybody at the end: sorted once, they are written from front to back instead of page by page in the order of
//! arrival. Whatever fails leaves users and indexes as they were.

use rusqlite::{Connection, Statement, params};

use super::accounts::name_no;
use super::counts::{Moves, Standing};
use super::facts;
use super::places::Placing;
use super::row::{is_enabled, kind_number, ms, role_number};
use super::search;
use crate::domain::{LoginName, UserId};
use crate::store::{FilledUser, Result};

/// From how many on it pays to make the indexes anew.
const AT_ONCE_FROM: u64 = 2_000;
/// How much of the file is held in memory meanwhile, in KiB; afterwards as much as before.
const MEMORY: i64 = 64 * 1_024;

/// Inserts them all, or nobody.
pub(super) fn fill(
    db: &Connection,
    users: &mut dyn Iterator<Item = FilledUser>,
) -> Result<Vec<UserId>> {
    let expected = u64::try_from(users.size_hint().0).unwrap_or(u64::MAX);
    let how = if expected >= AT_ONCE_FROM && expected >= facts::everyone(db)? {
        How::AtOnce
    } else {
        How::OneByOne
    };
    fill_by(db, users, how)
}

/// When the indexes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// With each user.
    OneByOne,
    /// At the end, over everybody.
    AtOnce,
}

fn fill_by(
    db: &Connection,
    users: &mut dyn Iterator<Item = FilledUser>,
    how: How,
) -> Result<Vec<UserId>> {
    let memory: i64 = db.pragma_query_value(None, "cache_size", |row| row.get(0))?;
    db.pragma_update(None, "cache_size", -MEMORY)?;
    db.execute_batch("SAVEPOINT fill")?;
    let filled = match how {
        How::OneByOne => insert_all(db, users, how),
        How::AtOnce => with_indexes_aside(db, || insert_all(db, users, how)),
    };
    if filled.is_err() {
        db.execute_batch("ROLLBACK TO fill")?;
    }
    db.execute_batch("RELEASE fill")?;
    db.pragma_update(None, "cache_size", memory)?;
    filled
}

fn insert_all(
    db: &Connection,
    users: &mut dyn Iterator<Item = FilledUser>,
    how: How,
) -> Result<Vec<UserId>> {
    let mut insert = Insert::on(db)?;
    let mut moves = Moves::default();
    let mut filled = Vec::new();
    let mut places = match how {
        How::OneByOne => Some(Placing::on(db)?),
        How::AtOnce => None,
    };
    for user in users {
        let standing = standing(&user);
        let id = insert.insert(&user, &standing)?;
        if let Some(places) = &mut places {
            search::index_words(db, id, &user.user.name, &user.user.email)?;
            places.note(db, id, &user.user.name, &user.user.email)?;
        }
        moves.add(&standing, 1);
        filled.push(id);
    }
    moves.apply(db)?;
    if let Some(places) = places {
        places.write(db)?;
    }
    Ok(filled)
}

/// Takes the indexes of users away, and makes the very same ones afterwards.
fn with_indexes_aside(
    db: &Connection,
    insert: impl FnOnce() -> Result<Vec<UserId>>,
) -> Result<Vec<UserId>> {
    let mut read = db.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'users' AND sql IS NOT NULL",
    )?;
    let indexes: Vec<(String, String)> = read
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (name, _) in &indexes {
        db.execute_batch(&format!("DROP INDEX \"{name}\""))?;
    }
    let filled = insert()?;
    for (_, sql) in &indexes {
        db.execute_batch(sql)?;
    }
    search::index_everyone(db)?;
    Ok(filled)
}

fn standing(user: &FilledUser) -> Standing {
    let password = user.password.as_ref();
    Standing {
        kind: kind_number(user.user.membership.kind()),
        enabled: is_enabled(user.access),
        role: role_number(user.user.membership),
        forced: false,
        set: password.map(|set| (i64::from(set.knows.0), ms(set.changed_at))),
        strong: password.is_some_and(|set| set.seen_strong),
    }
}

/// The two statements of a row, prepared once.
struct Insert<'a> {
    user: Statement<'a>,
    credential: Statement<'a>,
    name_no: i64,
}

impl<'a> Insert<'a> {
    fn on(db: &'a Connection) -> Result<Self> {
        Ok(Self {
            user: db.prepare(
                "INSERT INTO users(kind, enabled, role, gen, changed_at, last_sign_in, seen_no, name, name_key, email, \
                 email_key, login) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?,
            credential: db.prepare("INSERT INTO credentials VALUES(?1, ?2, 1, NULL)")?,
            name_no: name_no(db)?,
        })
    }

    fn insert(&mut self, user: &FilledUser, standing: &Standing) -> Result<UserId> {
        let id = self.user.insert(params![
            standing.kind,
            standing.enabled,
            standing.role,
            standing.set.map(|(knows, _)| knows),
            standing.set.map(|(_, changed_at)| changed_at),
            user.last_sign_in.map(ms),
            standing.strong.then_some(self.name_no),
            user.user.name.as_str(),
            user.user.name.key(),
            user.user.email.as_str(),
            search::email_key(&user.user.email),
            user.user.login.as_ref().map(LoginName::as_str)
        ])?;
        if let Some(password) = &user.password {
            self.credential
                .execute(params![id, password.phc.as_str()])?;
        }
        Ok(UserId(id))
    }
}

#[cfg(test)]
mod tests;
