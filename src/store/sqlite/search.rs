//! Search by any part of names and e-mails: trigrams find candidates, and the sieve looks at each.
//!
//! Fewer than three letters have no trigram, and a text that thousands contain is met soon on a walk: both are
//! read by walking.

use rusqlite::{Connection, params};

use crate::domain::text::fold;
use crate::domain::{Email, PersonName, UserId};
use crate::store::Result;

/// Up to how many candidates are looked at one by one.
const CANDIDATES_MOST: i64 = 5_000;

/// Returns the e-mail as it is searched, where that is not the e-mail itself.
pub(super) fn email_key(email: &Email) -> Option<String> {
    let key = fold(email.as_str());
    (key != email.as_str()).then_some(key)
}

/// Makes a user findable.
pub(super) fn index(db: &Connection, id: UserId, name: &PersonName, email: &Email) -> Result<()> {
    let mut add =
        db.prepare_cached("INSERT INTO find(rowid, name_key, email) VALUES(?1, ?2, ?3)")?;
    add.execute(params![id.0, name.key(), fold(email.as_str())])?;
    Ok(())
}

/// Makes everybody findable, from the table itself and as one piece; whatever was there before goes.
pub(super) fn index_everyone(db: &Connection) -> Result<()> {
    db.execute_batch(
        "INSERT INTO find(find) VALUES('rebuild'); INSERT INTO find(find) VALUES('optimize');",
    )?;
    Ok(())
}

/// Takes a user out, by the very name and e-mail with which they were put in.
pub(super) fn forget(db: &Connection, id: UserId, name: &PersonName, email: &Email) -> Result<()> {
    let mut forget = db.prepare_cached(
        "INSERT INTO find(find, rowid, name_key, email) VALUES('delete', ?1, ?2, ?3)",
    )?;
    forget.execute(params![id.0, name.key(), fold(email.as_str())])?;
    Ok(())
}

/// Returns the trigrams of a text as a question to `find`, where they leave few enough candidates.
pub(super) fn question(db: &Connection, text: &str) -> Result<Option<String>> {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 || letters.contains(&'\0') {
        return Ok(None);
    }
    let trigrams: Vec<String> = letters
        .windows(3)
        .map(|three| {
            format!(
                "\"{}\"",
                three.iter().collect::<String>().replace('"', "\"\"")
            )
        })
        .collect();
    let question = trigrams.join(" AND ");
    let mut count = db.prepare_cached("SELECT count(*) FROM (SELECT 1 FROM find(?1) LIMIT ?2)")?;
    let candidates: i64 =
        count.query_row(params![question, CANDIDATES_MOST + 1], |row| row.get(0))?;
    Ok((candidates <= CANDIDATES_MOST).then_some(question))
}
