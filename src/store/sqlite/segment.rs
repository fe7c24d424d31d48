//! One segment of a list: a merge of arms, each one statement over one index.

use std::cmp::Ordering;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::arm::{Arm, Course, Start, rows};
use super::facts;
use super::order::Key;
use super::row;
use crate::domain::User;
use crate::store::{Cursor, Result};

pub(super) struct Segment {
    pub(super) key: Key,
    pub(super) arms: Vec<Arm>,
}

/// What a walk met that may pass only so many rows.
pub(super) struct Walked {
    pub(super) users: Vec<User>,
    /// Whether it came to the end.
    pub(super) is_whole: bool,
}

impl Segment {
    pub(super) fn course<'u>(&self, ascending: bool, start: Start<'u>) -> Course<'u> {
        Course {
            key: self.key,
            ascending,
            start,
        }
    }

    pub(super) fn read(
        &self,
        db: &Connection,
        ascending: bool,
        start: Start<'_>,
        most: usize,
    ) -> Result<Vec<User>> {
        self.read_up_to(db, self.course(ascending, start), None, most)
    }

    /// Reads no further than a walk comes that passes so many rows, all arms together.
    pub(super) fn walk(
        &self,
        db: &Connection,
        course: Course<'_>,
        passed: u64,
        most: usize,
    ) -> Result<Walked> {
        let each = passed / (self.arms.len() as u64).max(1);
        let mut last: Option<User> = None;
        for arm in &self.arms {
            // Up to the first bound of any, none passes more than its share.
            let bound = rows(db, arm.bound(course, each))?.pop();
            last = last
                .into_iter()
                .chain(bound)
                .min_by(|a, b| self.compare(a, b, course.ascending));
        }
        Ok(Walked {
            users: self.read_up_to(db, course, last.as_ref(), most)?,
            is_whole: last.is_none(),
        })
    }

    fn read_up_to(
        &self,
        db: &Connection,
        course: Course<'_>,
        last: Option<&User>,
        most: usize,
    ) -> Result<Vec<User>> {
        let statement = |arm: &Arm| match last {
            None => arm.statement(course, most),
            Some(last) => arm.statement_up_to(course, last, most),
        };
        match self.arms.as_slice() {
            [arm] => rows(db, statement(arm)),
            arms => self.merged(db, course.ascending, arms.iter().map(statement), most),
        }
    }

    /// Reads statements side by side and takes the row that comes first each time: of all of them together only as
    /// many rows are looked up as are taken, and one each.
    fn merged(
        &self,
        db: &Connection,
        ascending: bool,
        statements: impl Iterator<Item = (String, Vec<Value>)>,
        most: usize,
    ) -> Result<Vec<User>> {
        let mut prepared = Vec::new();
        for (sql, values) in statements {
            prepared.push((db.prepare_cached(&sql)?, values));
        }
        let mut arms = Vec::with_capacity(prepared.len());
        for (statement, values) in &mut prepared {
            let mut rows = statement.query(params_from_iter(values.iter()))?;
            if let Some(first) = rows.next()?.map(row::user).transpose()? {
                arms.push((first, rows));
            }
        }
        let mut users = Vec::new();
        while users.len() < most {
            let first = arms
                .iter()
                .enumerate()
                .min_by(|(_, (a, _)), (_, (b, _))| self.compare(a, b, ascending));
            let Some((n, _)) = first else { break };
            match arms[n].1.next()?.map(row::user).transpose()? {
                Some(next) => users.push(std::mem::replace(&mut arms[n].0, next)),
                None => users.push(arms.swap_remove(n).0),
            }
        }
        Ok(users)
    }

    fn compare(&self, a: &User, b: &User, ascending: bool) -> Ordering {
        let forward = self.key.compare(a, b);
        if ascending {
            forward
        } else {
            forward.reverse()
        }
    }

    /// Says whether there is any row from a start on.
    pub(super) fn is_any(
        &self,
        db: &Connection,
        ascending: bool,
        start: Start<'_>,
    ) -> Result<bool> {
        for arm in &self.arms {
            let (sql, values) = arm.existing(self.course(ascending, start));
            if db.prepare_cached(&sql)?.exists(params_from_iter(values))? {
                return Ok(true);
            }
        }
        Ok(false)
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
            rows += arm.count(db, self.course(ascending, start))?;
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
        let found = rows(db, arm.nth(self.course(ascending, None), n))?;
        Ok(found.first().map(Cursor::of))
    }
}

#[cfg(test)]
mod tests;
