//! One segment of a list: a merge of arms, each one statement over one index.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::facts;
use super::order::Key;
use super::placed::ByPlace;
use super::ranges::{Range, Without};
use super::row::{self, USER, ms, signed, unsigned};
use super::sieve::Sieve;
use crate::domain::User;
use crate::store::{Cursor, Result};

pub(super) struct Segment {
    pub(super) key: Key,
    pub(super) arms: Vec<Arm>,
    /// What takes the place of its one arm, a walk, where that meets too few soon enough.
    pub(super) otherwise: Option<Otherwise>,
}

/// A walk that goes only so far, and what is read instead where it met too few.
pub(super) struct Otherwise {
    /// How many rows the walk may pass.
    pub(super) walked: u64,
    pub(super) instead: Instead,
}

/// What returns just the rows of a walk, at a cost that does not depend on where they stand.
pub(super) enum Instead {
    /// All candidates, sorted.
    Sorting(Arm),
    /// The candidates whose places come first.
    Places(ByPlace),
}

/// One statement, but for its key.
pub(super) struct Arm {
    pub(super) from: &'static str,
    pub(super) range: Option<Range>,
    pub(super) sieve: Sieve,
}

/// Whether the row at the cursor is read too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    With,
    Without,
}

pub(super) type Start<'u> = Option<(&'u User, Edge)>;

impl Segment {
    pub(super) fn read(
        &self,
        db: &Connection,
        ascending: bool,
        start: Start<'_>,
        most: usize,
    ) -> Result<Vec<User>> {
        if let (Some(otherwise), [walk]) = (&self.otherwise, self.arms.as_slice()) {
            return self.walk_or_else(db, walk, otherwise, (ascending, start, most));
        }
        match self.arms.as_slice() {
            [arm] => rows(db, self.statement(arm, ascending, start, most)),
            _ => self.merged(db, ascending, start, most),
        }
    }

    /// Reads the arms side by side and takes the row that comes first each time: of all of them together only as many
    /// rows are looked up as are taken, and one each.
    fn merged(
        &self,
        db: &Connection,
        ascending: bool,
        start: Start<'_>,
        most: usize,
    ) -> Result<Vec<User>> {
        let mut statements = Vec::with_capacity(self.arms.len());
        for arm in &self.arms {
            let (sql, values) = self.statement(arm, ascending, start, most);
            statements.push((db.prepare_cached(&sql)?, values));
        }
        let mut arms = Vec::with_capacity(statements.len());
        for (statement, values) in &mut statements {
            let mut rows = statement.query(params_from_iter(values.iter()))?;
            if let Some(first) = rows.next()?.map(row::user).transpose()? {
                arms.push((first, rows));
            }
        }
        let mut users = Vec::new();
        while users.len() < most {
            let first = arms.iter().enumerate().min_by(|(_, (a, _)), (_, (b, _))| {
                let forward = self.key.compare(a, b);
                if ascending {
                    forward
                } else {
                    forward.reverse()
                }
            });
            let Some((n, _)) = first else { break };
            match arms[n].1.next()?.map(row::user).transpose()? {
                Some(next) => users.push(std::mem::replace(&mut arms[n].0, next)),
                None => users.push(arms.swap_remove(n).0),
            }
        }
        Ok(users)
    }

    /// Says whether there is any row from a start on.
    pub(super) fn is_any(
        &self,
        db: &Connection,
        ascending: bool,
        start: Start<'_>,
    ) -> Result<bool> {
        if self.otherwise.is_some() {
            return Ok(!self.read(db, ascending, start, 1)?.is_empty());
        }
        for arm in &self.arms {
            let (sql, values) = self.existing(arm, ascending, start);
            if db.prepare_cached(&sql)?.exists(params_from_iter(values))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns the statement that says whether an arm has any row from a start on.
    pub(super) fn existing(
        &self,
        arm: &Arm,
        ascending: bool,
        start: Start<'_>,
    ) -> (String, Vec<Value>) {
        let (order, sieve) = self.continued(arm, ascending, start);
        // A walk begins at the start only where it is told in which order; what is sorted is met in any.
        let order = if arm.range.is_none() || matches!(self.key, Key::Urgency(_)) {
            format!("ORDER BY {order}")
        } else {
            String::new()
        };
        let sql = format!(
            "SELECT 1 FROM {} WHERE {} {order} LIMIT 1",
            arm.from,
            sieve.text()
        );
        (sql, sieve.values)
    }

    /// Walks so far, and where that met too few, reads them the other way.
    fn walk_or_else(
        &self,
        db: &Connection,
        walk: &Arm,
        otherwise: &Otherwise,
        (ascending, start, most): (bool, Start<'_>, usize),
    ) -> Result<Vec<User>> {
        let (sql, values) = self.bound(walk, otherwise.walked, ascending, start);
        let mut bound = db.prepare_cached(&sql)?;
        let mut found = bound.query(params_from_iter(values))?;
        let bound = match found.next()? {
            None => None,
            Some(row) => {
                let columns = 0..self.key.columns().len();
                Some(
                    columns
                        .map(|n| row.get(n))
                        .collect::<rusqlite::Result<_>>()?,
                )
            }
        };
        drop(found);
        let is_whole = bound.is_none();
        let users = rows(
            db,
            self.statement_up_to(walk, ascending, start, bound, most),
        )?;
        if is_whole || users.len() >= most {
            return Ok(users);
        }
        match &otherwise.instead {
            Instead::Sorting(arm) => rows(db, self.statement(arm, ascending, start, most)),
            Instead::Places(places) => places.read(self, db, (ascending, start, most)),
        }
    }

    /// Returns the statement that finds the key up to which a walk goes: a key, for a limit inside would copy each
    /// row that is passed.
    pub(super) fn bound(
        &self,
        walk: &Arm,
        walked: u64,
        ascending: bool,
        start: Start<'_>,
    ) -> (String, Vec<Value>) {
        let mut everybody = Arm {
            from: walk.from,
            range: None,
            sieve: Sieve::default(),
        };
        everybody
            .sieve
            .and_if(self.key == Key::NeverSignedIn, "last_sign_in IS NULL");
        everybody
            .sieve
            .and_if(self.key == Key::SignedIn, "last_sign_in IS NOT NULL");
        let (order, mut sieve) = self.continued(&everybody, ascending, start);
        let sql = format!(
            "SELECT {} FROM {} WHERE {} ORDER BY {order} LIMIT 1 OFFSET ?",
            self.key.columns().join(", "),
            walk.from,
            sieve.text()
        );
        sieve.values.push(Value::Integer(signed(walked)));
        (sql, sieve.values)
    }

    /// Returns the statement that reads an arm from a start on and no further than a key, with its values.
    pub(super) fn statement_up_to(
        &self,
        arm: &Arm,
        ascending: bool,
        start: Start<'_>,
        bound: Option<Vec<Value>>,
        most: usize,
    ) -> (String, Vec<Value>) {
        let Some(bound) = bound else {
            return self.statement(arm, ascending, start, most);
        };
        let columns = self.key.columns();
        let mut sieve = Sieve::default();
        let marks = vec!["?"; columns.len()].join(", ");
        let sign = if ascending { "<=" } else { ">=" };
        sieve.and(&format!("({}) {sign} ({marks})", columns.join(", ")));
        sieve.values.extend(bound);
        sieve.and(arm.sieve.text());
        sieve.values.extend(arm.sieve.values.iter().cloned());
        let arm = Arm {
            from: arm.from,
            range: arm.range,
            sieve,
        };
        self.statement(&arm, ascending, start, most)
    }

    /// Returns the statement that reads an arm from a start on, with its values.
    pub(super) fn statement(
        &self,
        arm: &Arm,
        ascending: bool,
        start: Start<'_>,
        most: usize,
    ) -> (String, Vec<Value>) {
        let (order, mut sieve) = self.continued(arm, ascending, start);
        let sql = format!(
            "SELECT {USER} FROM {} WHERE {} ORDER BY {order} LIMIT ?",
            arm.from,
            sieve.text()
        );
        sieve.values.push(Value::Integer(signed(most as u64)));
        (sql, sieve.values)
    }

    /// Returns what to sort by, and the conditions of an arm from a start on.
    fn continued(&self, arm: &Arm, ascending: bool, start: Start<'_>) -> (String, Sieve) {
        let columns = self.key.columns();
        let turn = if ascending { "" } else { " DESC" };
        let order = columns
            .iter()
            .map(|column| format!("{column}{turn}"))
            .collect::<Vec<_>>()
            .join(", ");
        let mut sieve = Sieve::default();
        let start = start.filter(|(user, _)| !arm.begins_beyond(self.key, user, ascending));
        if let Some(range) = &arm.range {
            let without = match (self.key, start) {
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
            let marks = vec!["?"; columns.len()].join(", ");
            sieve.and(&format!("({}) {sign} ({marks})", columns.join(", ")));
            sieve.values.extend(self.key.values(user));
        }
        sieve.and(arm.sieve.text());
        sieve.values.extend(arm.sieve.values.iter().cloned());
        (order, sieve)
    }

    /// Counts the rows from a start on.
    pub(super) fn count(
        &self,
        db: &Connection,
        ascending: bool,
        start: Start<'_>,
        by_range: bool,
    ) -> Result<u64> {
        let mut rows = 0;
        for arm in &self.arms {
            if let (true, Some((user, _)), Some(range), Key::Urgency(class)) =
                (by_range, start, arm.range, self.key)
                && class.is_by_time()
            {
                rows = arm.beyond(db, range, user, ascending)?.saturating_add(rows);
                continue;
            }
            let (_, sieve) = self.continued(arm, ascending, start);
            let sql = format!("SELECT count(*) FROM {} WHERE {}", arm.from, sieve.text());
            let mut count = db.prepare_cached(&sql)?;
            rows += unsigned(count.query_row(params_from_iter(sieve.values), |row| row.get(0))?)?;
        }
        Ok(rows)
    }

    /// Returns how many rows there are, from the numbers; only where ranges say all.
    pub(super) fn size(&self, db: &Connection) -> Result<u64> {
        let mut rows = 0;
        for range in self.arms.iter().filter_map(|arm| arm.range) {
            rows = facts::size_of(db, &range)?.saturating_add(rows);
        }
        Ok(rows)
    }

    pub(super) fn nth(&self, db: &Connection, ascending: bool, n: u64) -> Result<Option<Cursor>> {
        let [arm] = self.arms.as_slice() else {
            let most = usize::try_from(n).unwrap_or(usize::MAX).saturating_add(1);
            let users = self.read(db, ascending, None, most)?;
            let found = users.len() == most;
            return Ok(users.last().filter(|_| found).map(Cursor::of));
        };
        let (order, sieve) = self.continued(arm, ascending, None);
        // Only ids are passed over; one row is looked up.
        let sql = format!(
            "SELECT {USER} FROM users WHERE id = \
             (SELECT id FROM {} WHERE {} ORDER BY {order} LIMIT 1 OFFSET ?)",
            arm.from,
            sieve.text()
        );
        let mut values = sieve.values;
        values.push(Value::Integer(signed(n)));
        let mut nth = db.prepare_cached(&sql)?;
        let mut rows = nth.query(params_from_iter(values))?;
        let user = rows.next()?.map(row::user).transpose()?;
        Ok(user.as_ref().map(Cursor::of))
    }
}

pub(super) fn rows(db: &Connection, (sql, values): (String, Vec<Value>)) -> Result<Vec<User>> {
    let mut page = db.prepare_cached(&sql)?;
    let rows = page.query_and_then(params_from_iter(values), row::user)?;
    rows.collect()
}

impl Arm {
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

    /// Counts the rows of a dated range beyond a user, from the numbers: strictly by when it was set, then by id
    /// among those of the same millisecond.
    fn beyond(&self, db: &Connection, range: Range, user: &User, ascending: bool) -> Result<u64> {
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

    /// Returns all conditions of the arm.
    pub(super) fn matched(&self) -> Sieve {
        let mut sieve = Sieve::default();
        if let Some(range) = &self.range {
            range.sift(&mut sieve, Without::Nothing);
        }
        sieve.and(self.sieve.text());
        sieve.values.extend(self.sieve.values.iter().cloned());
        sieve
    }

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
}

impl Otherwise {
    /// Counts the rows up to a number.
    pub(super) fn count_up_to(&self, db: &Connection, most: u64) -> Result<u64> {
        match &self.instead {
            Instead::Sorting(arm) => arm.count_up_to(db, most),
            Instead::Places(places) => places.count_up_to(db, most),
        }
    }
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

#[cfg(test)]
mod tests;
