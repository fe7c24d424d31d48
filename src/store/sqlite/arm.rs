//! One statement of a list, over one index: what it reads, which way, and from where on.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::facts;
use super::order::Key;
use super::ranges::{Range, Without};
use super::row::{self, USER, ms, signed, unsigned};
use super::sieve::Sieve;
use crate::domain::User;
use crate::store::Result;

/// One statement, but for its course.
pub(super) struct Arm {
    pub(super) from: &'static str,
    pub(super) range: Option<Range>,
    pub(super) sieve: Sieve,
}

/// Along which key rows are read, which way, and from where on.
#[derive(Clone, Copy)]
pub(super) struct Course<'u> {
    pub(super) key: Key,
    pub(super) ascending: bool,
    pub(super) start: Start<'u>,
}

pub(super) type Start<'u> = Option<(&'u User, Edge)>;

/// Whether the row at the cursor is read too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    With,
    Without,
}

impl Edge {
    /// Returns what leaves out just the rows that this takes in, read the other way.
    pub(super) fn complement(self) -> Self {
        match self {
            Self::With => Self::Without,
            Self::Without => Self::With,
        }
    }
}

impl Course<'_> {
    /// Returns the condition that is true of rows on one side of a user.
    fn beside(self, sign: &str, user: &User) -> Sieve {
        let columns = self.key.columns();
        let marks = vec!["?"; columns.len()].join(", ");
        let mut sieve = Sieve::default();
        sieve.and(&format!("({}) {sign} ({marks})", columns.join(", ")));
        sieve.values.extend(self.key.values(user));
        sieve
    }

    /// Returns what to sort by.
    fn order(self) -> String {
        let turn = if self.ascending { "" } else { " DESC" };
        let columns = self.key.columns();
        let turned = columns.iter().map(|column| format!("{column}{turn}"));
        turned.collect::<Vec<_>>().join(", ")
    }
}

impl Arm {
    /// Returns the statement that reads up to so many rows, with its values.
    pub(super) fn statement(&self, course: Course<'_>, most: usize) -> (String, Vec<Value>) {
        self.reading(course, None, most)
    }

    /// Returns the statement that reads no further than a user.
    pub(super) fn statement_up_to(
        &self,
        course: Course<'_>,
        last: &User,
        most: usize,
    ) -> (String, Vec<Value>) {
        let sign = if course.ascending { "<=" } else { ">=" };
        self.reading(course, Some(&course.beside(sign, last)), most)
    }

    fn reading(
        &self,
        course: Course<'_>,
        bound: Option<&Sieve>,
        most: usize,
    ) -> (String, Vec<Value>) {
        let mut sieve = match bound {
            None => self.ahead(course),
            Some(bound) => {
                let mut sieve = self.standing(course);
                sieve.and_all(bound);
                sieve.and_all(&self.sieve);
                sieve
            }
        };
        sieve.values.push(Value::Integer(signed(most as u64)));
        let sql = format!(
            "SELECT {USER} FROM {} WHERE {} ORDER BY {} LIMIT ?",
            self.from,
            sieve.text(),
            course.order()
        );
        (sql, sieve.values)
    }

    /// Returns the statement that says whether there is any row.
    pub(super) fn existing(&self, course: Course<'_>) -> (String, Vec<Value>) {
        let sieve = self.ahead(course);
        // A walk begins at the start only where it is told in which order; what is sorted is met in any.
        let order = if self.range.is_none() || matches!(course.key, Key::Urgency(_)) {
            format!("ORDER BY {}", course.order())
        } else {
            String::new()
        };
        let sql = format!(
            "SELECT 1 FROM {} WHERE {} {order} LIMIT 1",
            self.from,
            sieve.text()
        );
        (sql, sieve.values)
    }

    /// Returns the statement that finds the row up to which a walk goes that may pass so many: a row, for a limit
    /// inside would copy each that is passed. Up to there the index alone is read.
    pub(super) fn bound(&self, course: Course<'_>, passed: u64) -> (String, Vec<Value>) {
        let mut sieve = self.standing(course);
        sieve.and_if(course.key == Key::NeverSignedIn, "last_sign_in IS NULL");
        sieve.and_if(course.key == Key::SignedIn, "last_sign_in IS NOT NULL");
        let sql = format!(
            "SELECT {USER} FROM {} WHERE {} ORDER BY {} LIMIT 1 OFFSET ?",
            self.from,
            sieve.text(),
            course.order()
        );
        sieve.values.push(Value::Integer(signed(passed)));
        (sql, sieve.values)
    }

    /// Returns the statement that finds a row by its number, counted from 0. Only ids are passed over.
    pub(super) fn nth(&self, course: Course<'_>, n: u64) -> (String, Vec<Value>) {
        let mut sieve = self.ahead(course);
        let sql = format!(
            "SELECT {USER} FROM users WHERE id = \
             (SELECT id FROM {} WHERE {} ORDER BY {} LIMIT 1 OFFSET ?)",
            self.from,
            sieve.text(),
            course.order()
        );
        sieve.values.push(Value::Integer(signed(n)));
        (sql, sieve.values)
    }

    /// Returns where rows ahead on a course stand in the index.
    fn standing(&self, course: Course<'_>) -> Sieve {
        let Course {
            key,
            ascending,
            start,
        } = course;
        let mut sieve = Sieve::default();
        let start = start.filter(|(user, _)| !self.begins_beyond(key, user, ascending));
        if let Some(range) = &self.range {
            let without = match (key, start) {
                (Key::Urgency(_), Some(_)) if ascending => Without::Lower,
                (Key::Urgency(_), Some(_)) => Without::Upper,
                _ => Without::Nothing,
            };
            range.sift(&mut sieve, without);
        }
        if let Some((user, edge)) = start {
            let sign = match (ascending, edge) {
                (true, Edge::Without) => ">",
                (true, Edge::With) => ">=",
                (false, Edge::Without) => "<",
                (false, Edge::With) => "<=",
            };
            sieve.and_all(&course.beside(sign, user));
        }
        sieve
    }

    /// Returns all that is true of the rows ahead on a course.
    fn ahead(&self, course: Course<'_>) -> Sieve {
        let standing = self.standing(course);
        // A rank is no column: it is worked out only for those who are wanted.
        let (mut sieve, rest) = match course.key {
            Key::Ranked(_) => (self.sieve.clone(), &standing),
            Key::Name | Key::Email | Key::SignedIn | Key::NeverSignedIn | Key::Urgency(_) => {
                (standing, &self.sieve)
            }
        };
        sieve.and_all(rest);
        sieve
    }

    /// Returns all that is true of the rows.
    pub(super) fn matched(&self) -> Sieve {
        let mut sieve = Sieve::default();
        if let Some(range) = &self.range {
            range.sift(&mut sieve, Without::Nothing);
        }
        sieve.and_all(&self.sieve);
        sieve
    }

    /// Says whether the arm's own bound lies beyond the start, so that all of it is read.
    fn begins_beyond(&self, key: Key, user: &User, ascending: bool) -> bool {
        let (Key::Urgency(class), Some(range), Some(set)) = (key, &self.range, &user.credential)
        else {
            return false;
        };
        if !class.is_by_time() {
            return false;
        }
        let changed_at = ms(set.changed_at);
        if ascending {
            range.after.is_some_and(|after| changed_at <= after)
        } else {
            range.up_to.is_some_and(|up_to| changed_at > up_to)
        }
    }

    /// Counts the rows ahead on a course, one by one.
    pub(super) fn count(&self, db: &Connection, course: Course<'_>) -> Result<u64> {
        let sieve = self.ahead(course);
        let sql = format!("SELECT count(*) FROM {} WHERE {}", self.from, sieve.text());
        let mut count = db.prepare_cached(&sql)?;
        unsigned(count.query_row(params_from_iter(sieve.values), |row| row.get(0))?)
    }

    /// Counts the rows up to a number.
    pub(super) fn count_up_to(&self, db: &Connection, most: u64) -> Result<u64> {
        let mut sieve = self.matched();
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} LIMIT ?)",
            self.from,
            sieve.text()
        );
        sieve.values.push(Value::Integer(signed(most)));
        let mut count = db.prepare_cached(&sql)?;
        unsigned(count.query_row(params_from_iter(sieve.values), |row| row.get(0))?)
    }

    /// Counts the rows of a dated range beyond a user, from the numbers: strictly by when it was set, then by id
    /// among those of the same millisecond.
    pub(super) fn beyond(
        &self,
        db: &Connection,
        range: Range,
        user: &User,
        ascending: bool,
    ) -> Result<u64> {
        if self.begins_beyond(Key::Urgency(range.class), user, ascending) {
            return facts::size_of(db, &range);
        }
        let Some(changed_at) = user.credential.map(|set| ms(set.changed_at)) else {
            return Ok(0);
        };
        let strictly = if ascending {
            Range {
                after: Some(changed_at),
                ..range
            }
        } else {
            Range {
                up_to: Some(changed_at - 1),
                ..range
            }
        };
        let same = Range {
            after: Some(changed_at - 1),
            up_to: Some(changed_at),
            ..range
        };
        let within = range.after.is_none_or(|after| changed_at > after)
            && range.up_to.is_none_or(|up_to| changed_at <= up_to);
        let mut ties = 0;
        if within {
            let mut sieve = Sieve::default();
            same.sift(&mut sieve, Without::Nothing);
            let sign = if ascending { "id > ?" } else { "id < ?" };
            sieve.and_with(sign, Value::Integer(user.id.0));
            let sql = format!("SELECT count(*) FROM {} WHERE {}", self.from, sieve.text());
            let mut count = db.prepare_cached(&sql)?;
            ties = unsigned(count.query_row(params_from_iter(sieve.values), |row| row.get(0))?)?;
        }
        Ok(facts::size_of(db, &strictly)?.saturating_add(ties))
    }
}

pub(super) fn rows(db: &Connection, (sql, values): (String, Vec<Value>)) -> Result<Vec<User>> {
    let mut page = db.prepare_cached(&sql)?;
    let rows = page.query_and_then(params_from_iter(values), row::user)?;
    rows.collect()
}
