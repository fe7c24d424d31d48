//! The candidates of a common word, read along an order with the help of their places: only those are looked up whose
//! stretch can be on the page.
//!
//! Where they stand close together the index of the order is walked through their stretches, which has all that a
//! row tells; elsewhere they are looked up by id.

use std::rc::Rc;

use rusqlite::Connection;
use rusqlite::types::Value;

use super::arm::{Arm, Course, rows};
use super::pages::List;
use super::patience::Patience;
use super::places::{Line, STRETCH, Stretch, begin_of, stretch_of};
use super::search::{Found, Placed, among};
use super::sieve::Sieve;
use super::source::{Places, is_of_status};
use crate::domain::User;
use crate::store::Result;

/// How many rows of the index of names are passed in the time in which one is looked up.
const PASSED: u64 = 8;
/// How many are looked up at once: at first about a page, and at most.
const AT_FIRST: usize = 64;
const AT_MOST: usize = 1_000;

/// Candidates, and who of them is wanted.
pub(super) struct ByPlace {
    pub(super) found: Rc<Found>,
    pub(super) line: Line,
    pub(super) sieve: Sieve,
    /// Whether so few of them are wanted that many must be looked at to count some.
    pub(super) is_sparse: bool,
    /// How many may be looked up.
    pub(super) patience: Patience,
}

/// Candidates of stretches that follow one another, all of which are read in the same way.
#[derive(Debug, PartialEq, Eq)]
struct Run<'a> {
    candidates: &'a [(Stretch, i64)],
    /// Whether the index is walked.
    is_dense: bool,
}

impl ByPlace {
    pub(super) fn of(list: &List<'_>, places: &Places) -> Self {
        let mut sieve = Sieve::default();
        sieve.selection(list.selection, list.rules);
        Self {
            found: Rc::clone(&places.found),
            line: places.line,
            sieve,
            is_sparse: is_of_status(list.selection),
            patience: places.patience,
        }
    }

    /// Reads up to so many rows; `None` where too many were looked up in vain.
    pub(super) fn read(
        &self,
        db: &Connection,
        course: Course<'_>,
        most: usize,
    ) -> Result<Option<Vec<User>>> {
        let along = self.found.along(db, self.line)?;
        let Some(mut users) = self.read_ordered(db, course, most)? else {
            return Ok(None);
        };
        if !along.anywhere.is_empty() {
            let arm = self.looking_up(along.anywhere.iter());
            users.extend(rows(db, arm.statement(course, most))?);
            users.sort_by_cached_key(|user| self.line.key(&user.name, &user.email));
            if !course.ascending {
                users.reverse();
            }
            users.truncate(most);
        }
        Ok(Some(users))
    }

    fn read_ordered(
        &self,
        db: &Connection,
        course: Course<'_>,
        most: usize,
    ) -> Result<Option<Vec<User>>> {
        let Course {
            ascending, start, ..
        } = course;
        let along = self.found.along(db, self.line)?;
        let here = match start {
            Some((user, _)) => {
                let (key, email) = self.line.key(&user.name, &user.email);
                Some(stretch_of(db, self.line, (&key, &email))?)
            }
            None => None,
        };
        let mut ahead = ahead(&along.placed, ascending, here);
        let mut users = Vec::new();
        let mut size = AT_FIRST;
        let may_walk = self.may_walk(along);
        let mut looked_up = along.anywhere.len() as u64;
        loop {
            if looked_up > self.patience.passed(most) {
                return Ok(None);
            }
            let Some(run) = next_run(ahead, ascending, may_walk, size) else {
                break;
            };
            looked_up += run.looked_up();
            ahead = run.rest_of(ahead, ascending);
            // In the stretch of the start its key is the bound, behind it the stretch itself is.
            let start = start.filter(|_| here.is_some_and(|here| run.touches(here)));
            let arm = if run.is_dense {
                self.walking(db, &run, start.map(|_| ascending))?
            } else {
                self.looking_up(run.candidates.iter().map(|(_, id)| id))
            };
            let room = most - users.len();
            let course = Course { start, ..course };
            users.extend(rows(db, arm.statement(course, room))?);
            if users.len() >= most {
                break;
            }
            size = AT_MOST.min(size * 2);
        }
        Ok(Some(users))
    }

    /// Counts up to a number; `None` where too many were looked up in vain.
    pub(super) fn count_up_to(&self, db: &Connection, most: u64) -> Result<Option<u64>> {
        if !self.is_sparse && !self.found.is_read() {
            let bounds = (most, self.patience.least);
            return self.found.count_up_to(db, &self.sieve, bounds);
        }
        let along = self.found.along(db, self.line)?;
        let mut counted = 0;
        let mut scattered: Vec<i64> = along.anywhere.clone();
        let mut ahead = along.placed.as_slice();
        let may_walk = self.may_walk(along);
        let mut looked_up = along.anywhere.len() as u64;
        loop {
            if looked_up > self.patience.least {
                return Ok(None);
            }
            let Some(run) = next_run(ahead, true, may_walk, AT_MOST) else {
                break;
            };
            looked_up += run.looked_up();
            ahead = run.rest_of(ahead, true);
            if run.is_dense {
                counted += self
                    .walking(db, &run, None)?
                    .count_up_to(db, most - counted)?;
            } else {
                scattered.extend(run.candidates.iter().map(|(_, id)| *id));
            }
            if scattered.len() >= AT_MOST {
                let arm = self.looking_up(scattered.iter());
                counted += arm.count_up_to(db, most - counted)?;
                scattered.clear();
            }
            if counted >= most {
                return Ok(Some(most));
            }
        }
        let arm = self.looking_up(scattered.iter());
        Ok(Some(counted + arm.count_up_to(db, most - counted)?))
    }

    /// Says whether the index tells all that a row does; on a walk those in no stretch would be met as well.
    fn may_walk(&self, along: &Placed) -> bool {
        self.line == Line::Name && along.anywhere.is_empty()
    }

    fn looking_up<'i>(&self, ids: impl Iterator<Item = &'i i64>) -> Arm {
        let mut sieve = among(ids);
        sieve.and_all(&self.sieve);
        Arm {
            from: "users NOT INDEXED",
            range: None,
            sieve,
        }
    }

    /// Returns the walk through the stretches of a run; with a start, without the bound on its side.
    fn walking(&self, db: &Connection, run: &Run<'_>, from_start: Option<bool>) -> Result<Arm> {
        let mut sieve = Sieve::default();
        let (first, last) = run.stretches();
        if from_start != Some(true)
            && let Some((key, email)) = begin_of(db, self.line, first)?
        {
            sieve.and("(name_key, email) >= (?, ?)");
            sieve.values.extend([Value::Text(key), Value::Text(email)]);
        }
        if from_start != Some(false)
            && let Some((key, email)) = begin_of(db, self.line, last.saturating_add(1))?
        {
            sieve.and("(name_key, email) < (?, ?)");
            sieve.values.extend([Value::Text(key), Value::Text(email)]);
        }
        sieve.and_all(&self.sieve);
        Ok(Arm {
            from: "users INDEXED BY users_list",
            range: None,
            sieve,
        })
    }
}

/// Returns the next candidates that are read in one way, those looked up about so many at once.
fn next_run(
    ahead: &[(Stretch, i64)],
    ascending: bool,
    may_walk: bool,
    size: usize,
) -> Option<Run<'_>> {
    let stretches = ahead.chunk_by(|(a, _), (b, _)| a == b);
    let (length, is_dense) = if ascending {
        run_of(stretches, may_walk, size)
    } else {
        run_of(stretches.rev(), may_walk, size)
    }?;
    Some(Run {
        candidates: if ascending {
            &ahead[..length]
        } else {
            &ahead[ahead.len() - length..]
        },
        is_dense,
    })
}

/// Returns how many candidates of the first stretches are read in one way, and whether by a walk.
fn run_of<'a>(
    stretches: impl Iterator<Item = &'a [(Stretch, i64)]>,
    may_walk: bool,
    size: usize,
) -> Option<(usize, bool)> {
    let mut length = 0;
    let mut way = None;
    let mut last: Option<Stretch> = None;
    for group in stretches {
        let is_dense = may_walk && group.len() as u64 * PASSED >= STRETCH;
        let here = group.first().map_or(0, |(stretch, _)| *stretch);
        let is_next = last.is_none_or(|last| last.abs_diff(here) == 1);
        let ends = way.is_some_and(|way| way != is_dense)
            || (is_dense && !is_next)
            || (!is_dense && length >= size);
        if ends {
            break;
        }
        way = Some(is_dense);
        last = Some(here);
        length += group.len();
    }
    way.map(|is_dense| (length, is_dense))
}

/// Returns those who can stand ahead of a stretch, with those in it.
fn ahead(placed: &[(Stretch, i64)], ascending: bool, here: Option<Stretch>) -> &[(Stretch, i64)] {
    match here {
        None => placed,
        Some(here) if ascending => &placed[placed.partition_point(|(at, _)| *at < here)..],
        Some(here) => &placed[..placed.partition_point(|(at, _)| *at <= here)],
    }
}

impl Run<'_> {
    fn stretches(&self) -> (Stretch, Stretch) {
        let of = |candidate: Option<&(Stretch, i64)>| candidate.map_or(0, |(at, _)| *at);
        (of(self.candidates.first()), of(self.candidates.last()))
    }

    /// Returns how many of them are looked up.
    fn looked_up(&self) -> u64 {
        if self.is_dense {
            0
        } else {
            self.candidates.len() as u64
        }
    }

    fn touches(&self, stretch: Stretch) -> bool {
        let (first, last) = self.stretches();
        (first..=last).contains(&stretch)
    }

    fn rest_of<'a>(&self, ahead: &'a [(Stretch, i64)], ascending: bool) -> &'a [(Stretch, i64)] {
        let length = self.candidates.len();
        if ascending {
            &ahead[length..]
        } else {
            &ahead[..ahead.len() - length]
        }
    }
}

#[cfg(test)]
mod tests;
