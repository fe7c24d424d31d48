//! Pages of users, read from a key on: rows that change under a page neither repeat nor skip the others.
//!
//! A [`Plan`] is the list as segments that follow one another, each read as its file says.

use std::rc::Rc;

use rusqlite::Connection;

use super::arm::{Edge, Start};
use super::facts;
use super::order::{Key, Ranked};
use super::patience::Patience;
use super::placed::ByPlace;
use super::ranges::ranges;
use super::search::{self, Found, Searches};
use super::segment::Segment;
use super::source::{Instead, Source};
use crate::domain::{Direction, Order, PasswordSet, Rules, Selection, User};
use crate::store::{Count, Cursor, From, Page, Result};

/// Where a search stops counting.
const SEARCH_COUNTED_MOST: u64 = 1_000;
/// One list: whom it shows, in which order.
pub(super) struct List<'a> {
    pub(super) selection: &'a Selection,
    pub(super) rules: &'a Rules,
    pub(super) order: Order,
    pub(super) direction: Direction,
    /// What the transaction has searched for.
    pub(super) searches: &'a Searches,
}

/// The list as it is read.
pub(super) struct Plan<'a> {
    db: &'a Connection,
    list: &'a List<'a>,
    pub(super) segments: Vec<Segment>,
    pub(super) limit: Option<Limit<'a>>,
}

/// How far the segments are walked, and what is read where that was too short to say what comes next.
pub(super) struct Limit<'a> {
    /// How many rows may be passed in each segment.
    pub(super) patience: Patience,
    pub(super) rest: Rest<'a>,
}

/// What returns just the rows of a list, at a cost that does not depend on where they stand.
pub(super) enum Rest<'a> {
    Sorted(Box<Plan<'a>>),
    /// The candidates, sorted, or everyone, if they are too many.
    Candidates(Rc<Found>),
    /// The candidates whose places come first, in the one segment of the list; or all rows, if too few are wanted.
    ByPlace(ByPlace),
}

/// Which way rows are read, as the list runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Onward,
    Back,
}

impl<'a> Plan<'a> {
    pub(super) fn of(db: &'a Connection, list: &'a List<'a>) -> Result<Self> {
        Self::from(db, list, &Source::of(db, list)?)
    }

    pub(super) fn from(db: &'a Connection, list: &'a List<'a>, source: &Source) -> Result<Self> {
        if let Source::Limited { patience, instead } = source {
            let rest = match instead {
                Instead::Sorting(all) => Rest::Sorted(Box::new(Self::from(db, list, all)?)),
                Instead::Candidates(found) => Rest::Candidates(Rc::clone(found)),
                Instead::ByPlace(places) => Rest::ByPlace(ByPlace::of(list, places)),
            };
            let limit = Limit {
                patience: *patience,
                rest,
            };
            return Ok(Self {
                limit: Some(limit),
                ..Self::from(db, list, &Source::Walk)?
            });
        }
        let ranges: &dyn Fn() -> Result<Vec<_>> = &|| ranges(db, list.selection, list.rules);
        let of = |source: &Source, key| source.segment(list, key, ranges);
        let segments = match list.order {
            Order::Expiry if source.is_sorted() => vec![of(source, Key::Ranked(Ranked::of(list)))?],
            Order::Expiry => source.by_urgency(list, ranges()?),
            Order::Name => vec![of(source, Key::Name)?],
            Order::Email => vec![of(source, Key::Email)?],
            Order::LastSignIn => vec![
                of(source.of_signed_in(list), Key::SignedIn)?,
                of(source, Key::NeverSignedIn)?,
            ],
        };
        Ok(Self {
            db,
            list,
            segments,
            limit: None,
        })
    }

    pub(super) fn page(&self, from: &From, rows: usize) -> Result<Page> {
        let more = rows.saturating_add(1);
        let (way, start) = match from {
            From::First => (Way::Onward, None),
            From::Last => (Way::Back, None),
            From::After(cursor) => (Way::Onward, Some((&cursor.user, Edge::Without))),
            From::At(cursor) => (Way::Onward, Some((&cursor.user, Edge::With))),
            From::Before(cursor) => (Way::Back, Some((&cursor.user, Edge::Without))),
        };
        let mut users = self.read(way, start, more)?;
        let more_ahead = users.len() > rows;
        users.truncate(rows);
        let more_behind = match start {
            None => false,
            Some((user, edge)) => self.is_any(way.turned(), Some((user, edge.complement())))?,
        };
        Ok(match way {
            Way::Onward => Page {
                users,
                more_before: more_behind,
                more_after: more_ahead,
            },
            Way::Back => {
                users.reverse();
                Page {
                    users,
                    more_before: more_ahead,
                    more_after: more_behind,
                }
            }
        })
    }

    /// Reads up to so many rows, in the order in which they are met.
    fn read(&self, way: Way, start: Start<'_>, most: usize) -> Result<Vec<User>> {
        if let Some(limit) = &self.limit {
            return match self.walk(way, start, limit.patience, most)? {
                Some(users) => Ok(users),
                None => self.read_rest(&limit.rest, way, start, most),
            };
        }
        let mut users = Vec::new();
        for (segment, start) in self.ahead(way, start) {
            let room = most - users.len();
            if room == 0 {
                break;
            }
            users.extend(segment.read(self.db, self.ascends(segment, way), start, room)?);
        }
        Ok(users)
    }

    /// Walks so far in each segment; `None` where that does not say what comes next.
    fn walk(
        &self,
        way: Way,
        start: Start<'_>,
        patience: Patience,
        most: usize,
    ) -> Result<Option<Vec<User>>> {
        let mut users = Vec::new();
        for (segment, start) in self.ahead(way, start) {
            let room = most - users.len();
            if room == 0 {
                break;
            }
            let course = segment.course(self.ascends(segment, way), start);
            let walked = segment.walk(self.db, course, patience.passed(most), room)?;
            if walked.users.len() < room && !walked.is_whole {
                return Ok(None);
            }
            users.extend(walked.users);
        }
        Ok(Some(users))
    }

    fn read_rest(
        &self,
        rest: &Rest<'_>,
        way: Way,
        start: Start<'_>,
        most: usize,
    ) -> Result<Vec<User>> {
        let places = match rest {
            Rest::Sorted(plan) => return plan.read(way, start, most),
            Rest::Candidates(found) => {
                let source = Source::sorted(self.db, found)?;
                return self.otherwise(&source)?.read(way, start, most);
            }
            Rest::ByPlace(places) => places,
        };
        let mut users = Vec::new();
        for (segment, start) in self.ahead(way, start) {
            let course = segment.course(self.ascends(segment, way), start);
            let Some(met) = places.read(self.db, course, most - users.len())? else {
                let source = places.line.of_all();
                return self.otherwise(&source)?.read(way, start, most);
            };
            users.extend(met);
        }
        Ok(users)
    }

    /// Returns the same list, read in another way.
    fn otherwise(&self, source: &Source) -> Result<Self> {
        Self::from(self.db, self.list, source)
    }

    /// Counts the rows up to a number.
    pub(super) fn count_up_to(&self, most: u64) -> Result<u64> {
        match self.limit.as_ref().map(|limit| &limit.rest) {
            Some(Rest::ByPlace(places)) => {
                return match places.count_up_to(self.db, most)? {
                    Some(counted) => Ok(counted),
                    None => self.otherwise(&places.line.of_all())?.count_up_to(most),
                };
            }
            Some(Rest::Candidates(found)) => {
                let source = Source::sorted(self.db, found)?;
                return self.otherwise(&source)?.count_up_to(most);
            }
            Some(Rest::Sorted(plan)) => return plan.count_up_to(most),
            None => {}
        }
        let mut counted = 0;
        for arm in self.segments.iter().flat_map(|segment| &segment.arms) {
            counted += arm.count_up_to(self.db, most - counted)?;
        }
        Ok(counted)
    }

    /// Says whether there is any row from a start on.
    fn is_any(&self, way: Way, start: Start<'_>) -> Result<bool> {
        if self.limit.is_some() {
            return Ok(!self.read(way, start, 1)?.is_empty());
        }
        for (segment, start) in self.ahead(way, start) {
            if segment.is_any(self.db, self.ascends(segment, way), start)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns the segments from a start on, the first with the start if it lies in it.
    fn ahead<'s, 'u>(
        &'s self,
        way: Way,
        start: Start<'u>,
    ) -> impl Iterator<Item = (&'s Segment, Start<'u>)> {
        let at = start.map(|(user, _)| self.key_of(user));
        let onward = self.is_onward(way);
        let count = self.segments.len();
        (0..count)
            .map(move |n| &self.segments[if onward { n } else { count - 1 - n }])
            .filter(move |segment| {
                at.is_none_or(|at| {
                    if onward {
                        segment.key >= at
                    } else {
                        segment.key <= at
                    }
                })
            })
            .map(move |segment| (segment, start.filter(|_| Some(segment.key) == at)))
    }

    /// Returns the key of the segment in which a user lies.
    fn key_of(&self, user: &User) -> Key {
        match self.segments.first() {
            Some(Segment {
                key: all @ Key::Ranked(_),
                ..
            }) => *all,
            _ => Key::of(self.list, user),
        }
    }

    /// Says whether this way runs from the first segment to the last.
    fn is_onward(&self, way: Way) -> bool {
        (way == Way::Onward) == (self.list.direction == Direction::Forward)
    }

    fn ascends(&self, segment: &Segment, way: Way) -> bool {
        self.is_onward(way) != segment.key.is_latest_first()
    }

    /// Returns how many rows come before a cursor.
    fn place_of(&self, cursor: &Cursor) -> Result<u64> {
        let by_range = self.list.is_numbered();
        let mut before = 0;
        for (segment, start) in self.ahead(Way::Back, Some((&cursor.user, Edge::Without))) {
            let ascending = self.ascends(segment, Way::Back);
            let rows = match start {
                None if by_range => segment.size(self.db)?,
                _ => segment.count(self.db, ascending, start, by_range)?,
            };
            before = rows.saturating_add(before);
        }
        Ok(before)
    }

    /// Returns the cursor of a row, counted from 0.
    fn nth(&self, n: u64) -> Result<Option<Cursor>> {
        let by_range = self.list.is_numbered();
        let mut skip = n;
        for (segment, _) in self.ahead(Way::Onward, None) {
            let ascending = self.ascends(segment, Way::Onward);
            // The last segment need not be counted to know whether the row lies in it.
            let size = if by_range {
                segment.size(self.db)?
            } else if self.segments.len() > 1 {
                segment.count(self.db, ascending, None, false)?
            } else {
                u64::MAX
            };
            if skip < size {
                return segment.nth(self.db, ascending, skip);
            }
            skip -= size;
        }
        Ok(None)
    }
}

/// Returns how many rows of a list come before a cursor, where that is cheap.
pub(super) fn place_of(db: &Connection, list: &List<'_>, cursor: &Cursor) -> Result<Option<u64>> {
    match Source::for_places(db, list)? {
        Some(source) => Ok(Some(Plan::from(db, list, &source)?.place_of(cursor)?)),
        None => Ok(None),
    }
}

/// Returns the cursor of a row of a list, counted from 0.
pub(super) fn nth(db: &Connection, list: &List<'_>, n: u64) -> Result<Option<Cursor>> {
    let source = match Source::for_places(db, list)? {
        Some(source) => source,
        None => Source::of(db, list)?,
    };
    Plan::from(db, list, &source)?.nth(n)
}

impl List<'_> {
    /// Says whether what is searched for has trigrams.
    pub(super) fn has_trigrams(&self) -> bool {
        let text = self.selection.search.as_deref();
        text.and_then(search::question).is_some()
    }

    /// Says whether places in the list come from the numbers.
    pub(super) fn is_numbered(&self) -> bool {
        self.order == Order::Expiry && is_by_range(self.selection)
    }
}

/// Says whether the ranges of the status index say all of a selection.
pub(super) fn is_by_range(selection: &Selection) -> bool {
    selection.search.is_none() && selection.password != PasswordSet::NotSeenStrong
}

/// Counts a selection: from the numbers where ranges say all of it, else up to where a search stops.
pub(super) fn count(
    db: &Connection,
    selection: &Selection,
    rules: &Rules,
    searches: &Searches,
) -> Result<Count> {
    if is_by_range(selection) {
        return Ok(Count::Exact(facts::size(db, selection, rules)?));
    }
    if selection.search.is_none() {
        return Ok(Count::Exact(facts::not_seen_strong(db, selection)?));
    }
    let list = List {
        selection,
        rules,
        order: Order::Name,
        direction: Direction::Forward,
        searches,
    };
    let plan = Plan::from(db, &list, &Source::for_count(db, &list)?)?;
    let found = plan.count_up_to(SEARCH_COUNTED_MOST + 1)?;
    Ok(if found > SEARCH_COUNTED_MOST {
        Count::AtLeast(SEARCH_COUNTED_MOST)
    } else {
        Count::Exact(found)
    })
}

impl Way {
    fn turned(self) -> Self {
        match self {
            Self::Onward => Self::Back,
            Self::Back => Self::Onward,
        }
    }
}

#[cfg(test)]
mod tests;
