//! Many users at once, for the demo firm and imports: the numbers are summed in memory and written once.

use rusqlite::{Connection, params};

use super::accounts::name_no;
use super::counts::{Moves, Standing};
use super::row::{is_enabled, kind_number, ms, role_number};
use super::search;
use crate::domain::UserId;
use crate::store::{FilledUser, Result};

pub(super) fn fill(db: &Connection, users: &mut dyn Iterator<Item = FilledUser>) -> Result<u64> {
    let name_no = name_no(db)?;
    let mut moves = Moves::default();
    let mut filled = 0;
    for user in users {
        let standing = standing(&user);
        let id = insert(db, &user, &standing, name_no)?;
        search::index(db, id, &user.user.name, &user.user.email)?;
        moves.add(&standing, 1);
        filled += 1;
    }
    moves.apply(db)?;
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

fn insert(db: &Connection, user: &FilledUser, standing: &Standing, name_no: i64) -> Result<UserId> {
    let mut add = db.prepare_cached(
        "INSERT INTO users(kind, enabled, role, gen, changed_at, last_sign_in, seen_no, name, name_key, email, \
         email_key) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    let id = add.insert(params![
        standing.kind,
        standing.enabled,
        standing.role,
        standing.set.map(|(knows, _)| knows),
        standing.set.map(|(_, changed_at)| changed_at),
        user.last_sign_in.map(ms),
        standing.strong.then_some(name_no),
        user.user.name.as_str(),
        user.user.name.key(),
        user.user.email.as_str(),
        search::email_key(&user.user.email)
    ])?;
    if let Some(password) = &user.password {
        let mut put = db.prepare_cached("INSERT INTO credentials VALUES(?1, ?2, 1, NULL)")?;
        put.execute(params![id, password.phc.as_str()])?;
    }
    Ok(UserId(id))
}
