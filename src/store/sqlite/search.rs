//! Search by any part of names and e-mails: trigrams find candidates, and the sieve looks at each.
//!
//! The index of trigrams keeps no places, so that who has them all is only a candidate. Fewer than three letters have
//! no trigram: they are read by walking.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use super::places::{Line, Stretch, places_of};
use super::row::{signed, unsigned};
use super::sieve::Sieve;
use super::{facts, places};
use crate::domain::text::fold;
use crate::domain::{Email, PersonName, UserId};
use crate::store::Result;

/// Up to how many candidates are looked at one by one, and all of them counted.
const FEW: usize = 1_000;

/// Returns the e-mail as it is searched, where that is not the e-mail itself.
pub(super) fn email_key(email: &Email) -> Option<String> {
    let key = fold(email.as_str());
    (key != email.as_str()).then_some(key)
}

/// Makes a user findable, and notes where they stand.
pub(super) fn index(db: &Connection, id: UserId, name: &PersonName, email: &Email) -> Result<()> {
    index_words(db, id, name, email)?;
    places::place(db, id, name, email)
}

/// Makes a user findable, whose place is noted with those of many others.
pub(super) fn index_words(
    db: &Connection,
    id: UserId,
    name: &PersonName,
    email: &Email,
) -> Result<()> {
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
    places::cut(db)
}

/// Takes a user out, by the very name and e-mail with which they were put in.
pub(super) fn forget(db: &Connection, id: UserId, name: &PersonName, email: &Email) -> Result<()> {
    let mut forget = db.prepare_cached(
        "INSERT INTO find(find, rowid, name_key, email) VALUES('delete', ?1, ?2, ?3)",
    )?;
    forget.execute(params![id.0, name.key(), fold(email.as_str())])?;
    Ok(())
}

/// Returns the trigrams of a text as a question to `find`; `None` where it has none.
///
/// Every third and the last, which hold all its letters: more of them would leave out a few candidates, and take
/// longer than to look at these.
pub(super) fn question(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 || letters.contains(&'\0') {
        return None;
    }
    let last = letters.len() - 3;
    let begins = (0..last).step_by(3).chain([last]);
    let trigrams = begins.map(|begin| {
        let three: String = letters[begin..begin + 3].iter().collect();
        format!("\"{}\"", three.replace('"', "\"\""))
    });
    Some(trigrams.collect::<Vec<_>>().join(" AND "))
}

/// The candidates of a text, read no further than was needed so far.
pub(super) struct Found {
    question: String,
    /// The first of them by id: all where they are few.
    first: Vec<i64>,
    all: OnceCell<Vec<i64>>,
    by_name: OnceCell<Placed>,
    by_email: OnceCell<Placed>,
}

/// Candidates in the order of their stretches.
#[derive(Default)]
pub(super) struct Placed {
    /// Those in no stretch, who may stand anywhere.
    pub(super) anywhere: Vec<i64>,
    pub(super) placed: Vec<(Stretch, i64)>,
}

impl Found {
    pub(super) fn read(db: &Connection, question: String) -> Result<Self> {
        let first = ids(db, &question, FEW + 1)?;
        Ok(Self {
            question,
            first,
            all: OnceCell::new(),
            by_name: OnceCell::new(),
            by_email: OnceCell::new(),
        })
    }

    /// Returns the candidates, where they are so few that each is looked at.
    pub(super) fn few(&self) -> Option<&[i64]> {
        (self.first.len() <= FEW).then_some(&self.first)
    }

    /// Says about how many candidates there are: the further apart the first ones, the fewer.
    pub(super) fn estimate(&self, db: &Connection) -> Result<u64> {
        let number = self.first.len() as u64;
        if let Some(all) = self.all.get() {
            return Ok(all.len() as u64);
        }
        let last = self.first.last().map_or(0, |last| last.unsigned_abs());
        if self.few().is_some() || last == 0 {
            return Ok(number);
        }
        Ok(facts::everyone(db)?.saturating_mul(number) / last)
    }

    /// Returns the condition that is true of candidates, whatever their number.
    pub(super) fn asked(&self) -> Sieve {
        let mut sieve = Sieve::default();
        let question = Value::Text(self.question.clone());
        sieve.and_with("id IN (SELECT rowid FROM find(?))", question);
        sieve
    }

    /// Says whether it is known already who they all are.
    pub(super) fn is_read(&self) -> bool {
        self.all.get().is_some()
    }

    fn all(&self, db: &Connection) -> Result<&[i64]> {
        if let Some(few) = self.few() {
            return Ok(few);
        }
        remembered(&self.all, || ids(db, &self.question, usize::MAX)).map(Vec::as_slice)
    }

    /// Returns all candidates as they stand along a line.
    pub(super) fn along(&self, db: &Connection, line: Line) -> Result<&Placed> {
        let memory = match line {
            Line::Name => &self.by_name,
            Line::Email => &self.by_email,
        };
        remembered(memory, || {
            let mut placed = places_of(db, line, self.all(db)?)?;
            placed.sort_unstable();
            let behind = placed.partition_point(|(stretch, _)| *stretch == 0);
            let anywhere = placed.drain(..behind).map(|(_, id)| id).collect();
            Ok(Placed { anywhere, placed })
        })
    }

    /// Says whether there are more candidates than so many; no more are read.
    pub(super) fn is_beyond(&self, db: &Connection, number: u64) -> Result<bool> {
        if let Some(known) = self.few().or(self.all.get().map(Vec::as_slice)) {
            return Ok(known.len() as u64 > number);
        }
        let mut count =
            db.prepare_cached("SELECT count(*) FROM (SELECT 1 FROM find(?1) LIMIT ?2)")?;
        let limit = signed(number.saturating_add(1));
        let counted = count.query_row(params![self.question, limit], |row| row.get(0))?;
        Ok(unsigned(counted)? > number)
    }

    /// Counts those whom a sieve lets pass, up to a number: as they come, so that nobody beyond it is looked at.
    /// `None` where that number was not met among so many.
    pub(super) fn count_up_to(
        &self,
        db: &Connection,
        sieve: &Sieve,
        (most, looked_up): (u64, u64),
    ) -> Result<Option<u64>> {
        let sql = counting(sieve);
        let mut values = vec![
            Value::Text(self.question.clone()),
            Value::Integer(signed(looked_up)),
        ];
        values.extend(sieve.values.iter().cloned());
        values.push(Value::Integer(signed(most)));
        let mut count = db.prepare_cached(&sql)?;
        let counted = unsigned(count.query_row(params_from_iter(values), |row| row.get(0))?)?;
        let is_certain = counted >= most || !self.is_beyond(db, looked_up)?;
        Ok(is_certain.then_some(counted))
    }
}

/// Returns the condition that is true of these users.
pub(super) fn among<'i>(ids: impl Iterator<Item = &'i i64>) -> Sieve {
    let mut list = String::from("[");
    for id in ids {
        if list.len() > 1 {
            list.push(',');
        }
        list.push_str(&id.to_string());
    }
    list.push(']');
    let mut sieve = Sieve::default();
    sieve.and_with("id IN (SELECT value FROM json_each(?))", Value::Text(list));
    sieve
}

/// Returns the statement: the order of the two tables is fixed, for the question is the smaller.
pub(super) fn counting(sieve: &Sieve) -> String {
    format!(
        "SELECT count(*) FROM (SELECT 1 FROM (SELECT rowid AS found FROM find(?) LIMIT ?) \
         CROSS JOIN users NOT INDEXED ON users.id = found WHERE {} LIMIT ?)",
        sieve.text()
    )
}

fn ids(db: &Connection, question: &str, most: usize) -> Result<Vec<i64>> {
    let mut read = db.prepare_cached("SELECT rowid FROM find(?1) LIMIT ?2")?;
    let rows = read.query_map(params![question, signed(most as u64)], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn remembered<T>(memory: &OnceCell<T>, read: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(known) = memory.get() {
        return Ok(known);
    }
    let read = read()?;
    Ok(memory.get_or_init(|| read))
}

/// What the last search of a transaction found, so that a page, its number and its place ask once.
#[derive(Default)]
pub(super) struct Searches {
    last: RefCell<Option<Last>>,
}

struct Last {
    text: String,
    /// How much this connection had changed by then: within the transaction nobody else changes what it sees.
    changes: u64,
    found: Rc<Found>,
}

impl Searches {
    /// Returns the candidates of a text; `None` where it has no trigram.
    pub(super) fn find(&self, db: &Connection, text: &str) -> Result<Option<Rc<Found>>> {
        let changes = db.total_changes();
        let mut last = self.last.borrow_mut();
        if let Some(last) = last.as_ref()
            && last.text == text
            && last.changes == changes
        {
            return Ok(Some(Rc::clone(&last.found)));
        }
        let Some(question) = question(text) else {
            return Ok(None);
        };
        let found = Rc::new(Found::read(db, question)?);
        *last = Some(Last {
            text: text.to_owned(),
            changes,
            found: Rc::clone(&found),
        });
        Ok(Some(found))
    }
}
