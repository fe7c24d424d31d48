//! Search by any part of names and e-mails: trigrams find candidates, and the sieve looks at each.
//!
//! Fewer than three letters have no trigram: they are read by walking. A text that thousands contain is met soon on
//! a walk, but for those whose people all stand far away: the walk goes so far, and then the candidates are sorted.

use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use super::row::{signed, unsigned};
use super::sieve::Sieve;
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

/// How many a search has to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Candidates {
    /// So few that each is looked at: what this question to `find` returns.
    Few(String),
    /// What this question returns, which is met soon on most walks.
    Many(String),
}

/// Returns the trigrams of a text as a question to `find`; `None` where it has none.
pub(super) fn question(db: &Connection, text: &str) -> Result<Option<Candidates>> {
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
    Ok(Some(if candidates <= CANDIDATES_MOST {
        Candidates::Few(question)
    } else {
        Candidates::Many(question)
    }))
}

/// Counts those among the candidates of a question whom a sieve lets pass, up to a number: as they come, so that
/// nobody beyond it is looked at.
pub(super) fn count_up_to(
    db: &Connection,
    question: &str,
    sieve: &Sieve,
    most: u64,
) -> Result<u64> {
    let sql = counting(sieve);
    let mut values = vec![Value::Text(question.to_owned())];
    values.extend(sieve.values.iter().cloned());
    values.push(Value::Integer(signed(most)));
    let mut count = db.prepare_cached(&sql)?;
    unsigned(count.query_row(params_from_iter(values), |row| row.get(0))?)
}

/// Returns the statement: the order of the two tables is fixed, for the question is the smaller.
pub(super) fn counting(sieve: &Sieve) -> String {
    format!(
        "SELECT count(*) FROM (SELECT 1 FROM (SELECT rowid AS found FROM find(?)) \
         CROSS JOIN users NOT INDEXED ON users.id = found WHERE {} LIMIT ?)",
        sieve.text()
    )
}
