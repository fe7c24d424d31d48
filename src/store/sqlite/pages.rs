//! Pages of users, read from a key on: rows that change under a page neither repeat nor skip the others.
//!
//! A [`Plan`] is the list as segments, each a merge of arms, each arm one statement over one index. Three plans
//! are written by hand, for SQLite cannot know which is cheap: a walk along the order with a sieve, the ranges of
//! a rare status sorted, and the few candidates of a search.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::facts;
use super::order::Key;
use super::ranges::{Class, Range, Without, ranges};
use super::row::{self, USER, ms, signed, unsigned};
use super::search;
use super::sieve::Sieve;
use crate::domain::{Direction, Order, PasswordSet, Rules, Selection, User};
use crate::store::{Count, Cursor, From, Page, Result};

/// Up to how many users every place in every list is counted (U6).
const COUNTED_MOST: u64 = 10_000;
/// Where a search stops counting.
const SEARCH_COUNTED_MOST: u64 = 1_000;
/// Below these shares, in thousandths, sorting a status is cheaper than walking along the order: walks by name
/// read one index alone, others look each row up.
const RARE_BY_NAME: u64 = 3;
const RARE_ELSE: u64 = 7;

/// One list: whom it shows, in which order.
pub(super) struct List<'a> {
    pub(super) selection: &'a Selection,
    pub(super) rules: &'a Rules,
    pub(super) order: Order,
    pub(super) direction: Direction,
}

/// The list as it is read.
pub(super) struct Plan<'a> {
    db: &'a Connection,
    list: &'a List<'a>,
    segments: Vec<Segment>,
}

struct Segment {
    key: Key,
    arms: Vec<Arm>,
}

/// One statement, but for its key.
struct Arm {
    from: &'static str,
    range: Option<Range>,
    sieve: Sieve,
}

/// Which way rows are read, as the list runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Onward,
    Back,
}

/// Whether the row at the cursor is read too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    With,
    Without,
}

type Start<'u> = Option<(&'u User, Edge)>;

impl<'a> Plan<'a> {
    pub(super) fn of(db: &'a Connection, list: &'a List<'a>) -> Result<Self> {
        let source = Source::of(db, list)?;
        let ranges = || ranges(db, list.selection, list.rules);
        let segments = match list.order {
            Order::Expiry => source.by_urgency(list, ranges()?),
            Order::Name => vec![source.segment(list, Key::Name, ranges)?],
            Order::Email => vec![source.segment(list, Key::Email, ranges)?],
            Order::LastSignIn => vec![
                source.segment(list, Key::SignedIn, ranges)?,
                source.segment(list, Key::NeverSignedIn, ranges)?,
            ],
        };
        Ok(Self { db, list, segments })
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
            Some((user, edge)) => {
                let (way, edge) = (way.turned(), edge.complement());
                !self.read(way, Some((user, edge)), 1)?.is_empty()
            }
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

    /// Returns the segments from a start on, the first with the start if it lies in it.
    fn ahead<'s, 'u>(
        &'s self,
        way: Way,
        start: Start<'u>,
    ) -> impl Iterator<Item = (&'s Segment, Start<'u>)> {
        let at = start.map(|(user, _)| Key::of(self.list.order, user, self.list.rules));
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

    /// Says whether this way runs from the first segment to the last.
    fn is_onward(&self, way: Way) -> bool {
        (way == Way::Onward) == (self.list.direction == Direction::Forward)
    }

    fn ascends(&self, segment: &Segment, way: Way) -> bool {
        self.is_onward(way) != segment.key.is_latest_first()
    }

    /// Returns how many rows come before a cursor, where that is cheap.
    pub(super) fn place_of(&self, cursor: &Cursor) -> Result<Option<u64>> {
        let by_range = self.list.order == Order::Expiry && is_by_range(self.list.selection);
        if !by_range && facts::everyone(self.db)? > COUNTED_MOST {
            return Ok(None);
        }
        let mut before = 0;
        for (segment, start) in self.ahead(Way::Back, Some((&cursor.user, Edge::Without))) {
            let ascending = self.ascends(segment, Way::Back);
            before += match start {
                None if by_range => segment.size(self.db)?,
                _ => segment.count(self.db, ascending, start, by_range)?,
            };
        }
        Ok(Some(before))
    }

    /// Returns the cursor of a row, counted from 0.
    pub(super) fn nth(&self, n: u64) -> Result<Option<Cursor>> {
        let by_range = self.list.order == Order::Expiry && is_by_range(self.list.selection);
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

/// Says whether the ranges of the status index say all of a selection.
fn is_by_range(selection: &Selection) -> bool {
    selection.search.is_none() && selection.password != PasswordSet::NotSeenStrong
}

/// Counts a selection: from the numbers where ranges say all of it, else up to where a search stops.
pub(super) fn count(db: &Connection, selection: &Selection, rules: &Rules) -> Result<Count> {
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
    };
    let source = Source::of(db, &list)?;
    let most = match source {
        // Few enough to count them all.
        Source::Candidates(_) => u64::MAX,
        Source::Walk | Source::Ranges => SEARCH_COUNTED_MOST,
    };
    let plan = Plan::of(db, &list)?;
    let mut found = 0;
    for segment in &plan.segments {
        for arm in &segment.arms {
            found += arm.count_up_to(db, most.saturating_add(1))?;
        }
    }
    Ok(if found > most {
        Count::AtLeast(most)
    } else {
        Count::Exact(found)
    })
}

/// Where the rows of a list come from.
enum Source {
    /// The index of the order, through a sieve.
    Walk,
    /// The ranges of the status index, sorted.
    Ranges,
    /// What this question to `find` returns, sorted.
    Candidates(String),
}

impl Source {
    fn of(db: &Connection, list: &List<'_>) -> Result<Self> {
        if let Some(text) = &list.selection.search {
            return Ok(match search::question(db, text)? {
                Some(question) => Self::Candidates(question),
                None => Self::Walk,
            });
        }
        let rare = match (list.order, &list.selection.password) {
            (Order::Expiry, _) | (_, PasswordSet::Any | PasswordSet::NotSeenStrong) => 0,
            (Order::Name, _) => RARE_BY_NAME,
            (Order::Email | Order::LastSignIn, _) => RARE_ELSE,
        };
        if rare == 0 {
            return Ok(Self::Walk);
        }
        let size = facts::size(db, list.selection, list.rules)?;
        let is_rare = size.saturating_mul(1_000) < facts::everyone(db)?.saturating_mul(rare);
        Ok(if is_rare { Self::Ranges } else { Self::Walk })
    }

    /// Returns the one segment of a key that is no urgency.
    fn segment(
        &self,
        list: &List<'_>,
        key: Key,
        ranges: impl Fn() -> Result<Vec<Range>>,
    ) -> Result<Segment> {
        let mut sieve = self.sieve(list);
        match key {
            Key::NeverSignedIn => sieve.and("last_sign_in IS NULL"),
            // Without a key the whole index would be read, and the first part of it holds those who never did.
            Key::SignedIn => sieve.and("last_sign_in IS NOT NULL"),
            Key::Name | Key::Email | Key::Urgency(_) => {}
        }
        let arm = |range, sieve| Arm {
            from: self.from(key),
            range,
            sieve,
        };
        let arms = match self {
            Self::Walk | Self::Candidates(_) => vec![arm(None, sieve)],
            Self::Ranges => ranges()?
                .into_iter()
                .map(|range| arm(Some(range), sieve.clone()))
                .collect(),
        };
        Ok(Segment { key, arms })
    }

    fn by_urgency(&self, list: &List<'_>, ranges: Vec<Range>) -> Vec<Segment> {
        let mut segments: Vec<Segment> = [
            Class::Forced,
            Class::Older,
            Class::Dated,
            Class::Connect,
            Class::NotSet,
        ]
        .into_iter()
        .map(|class| Segment {
            key: Key::Urgency(class),
            arms: Vec::new(),
        })
        .collect();
        for range in ranges {
            for segment in &mut segments {
                if segment.key == Key::Urgency(range.class) {
                    segment.arms.push(Arm {
                        from: self.from(segment.key),
                        range: Some(range),
                        sieve: self.urgency_sieve(list),
                    });
                }
            }
        }
        segments.retain(|segment| !segment.arms.is_empty());
        segments
    }

    fn from(&self, key: Key) -> &'static str {
        match (self, key) {
            // With a list of ids and a status SQLite would go through the status index.
            (Self::Candidates(_), _) => "users NOT INDEXED",
            (Self::Ranges, _) | (Self::Walk, Key::Urgency(_)) => "users INDEXED BY users_status",
            (Self::Walk, Key::Name) => "users INDEXED BY users_list",
            (Self::Walk, Key::Email) => "users INDEXED BY users_email",
            (Self::Walk, Key::SignedIn | Key::NeverSignedIn) => "users INDEXED BY users_seen",
        }
    }

    fn sieve(&self, list: &List<'_>) -> Sieve {
        let mut sieve = Sieve::default();
        match self {
            Self::Walk => sieve.selection(list.selection, list.rules),
            // The ranges say the rest.
            Self::Ranges => sieve.residue(list.selection),
            Self::Candidates(question) => {
                sieve.and_with(
                    "id IN (SELECT rowid FROM find(?))",
                    Value::Text(question.clone()),
                );
                sieve.selection(list.selection, list.rules);
            }
        }
        sieve
    }

    fn urgency_sieve(&self, list: &List<'_>) -> Sieve {
        let mut sieve = Sieve::default();
        if let Self::Candidates(question) = self {
            sieve.and_with(
                "id IN (SELECT rowid FROM find(?))",
                Value::Text(question.clone()),
            );
        }
        sieve.residue(list.selection);
        sieve
    }
}

impl Segment {
    fn read(
        &self,
        db: &Connection,
        ascending: bool,
        start: Start<'_>,
        most: usize,
    ) -> Result<Vec<User>> {
        let mut users = Vec::new();
        for arm in &self.arms {
            let (order, sieve) = self.continued(arm, ascending, start);
            let sql = format!(
                "SELECT {USER} FROM {} WHERE {} ORDER BY {order} LIMIT ?",
                arm.from,
                sieve.text()
            );
            let mut page = db.prepare_cached(&sql)?;
            let mut values = sieve.values;
            values.push(Value::Integer(signed(most as u64)));
            for user in page.query_and_then(params_from_iter(values), row::user)? {
                users.push(user?);
            }
        }
        if self.arms.len() > 1 {
            users.sort_by(|a, b| {
                let forward = self.key.compare(a, b);
                if ascending {
                    forward
                } else {
                    forward.reverse()
                }
            });
            users.truncate(most);
        }
        Ok(users)
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
    fn count(
        &self,
        db: &Connection,
        ascending: bool,
        start: Start<'_>,
        by_range: bool,
    ) -> Result<u64> {
        let mut rows = 0;
        for arm in &self.arms {
            if let (true, Some((user, _)), Some(range), Key::Urgency(Class::Dated)) =
                (by_range, start, arm.range, self.key)
            {
                rows += arm.beyond(db, range, user, ascending)?;
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
    fn size(&self, db: &Connection) -> Result<u64> {
        let mut rows = 0;
        for range in self.arms.iter().filter_map(|arm| arm.range) {
            rows += facts::size_of(db, &range)?;
        }
        Ok(rows)
    }

    fn nth(&self, db: &Connection, ascending: bool, n: u64) -> Result<Option<Cursor>> {
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

impl Arm {
    /// Says whether the arm's own bound lies beyond the start, so that all of it is read.
    fn begins_beyond(&self, key: Key, user: &User, ascending: bool) -> bool {
        let (Key::Urgency(Class::Dated), Some(range), Some(set)) =
            (key, &self.range, &user.credential)
        else {
            return false;
        };
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
        if self.begins_beyond(Key::Urgency(Class::Dated), user, ascending) {
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
        Ok(facts::size_of(db, &strictly)? + ties)
    }

    fn count_up_to(&self, db: &Connection, most: u64) -> Result<u64> {
        let mut sieve = Sieve::default();
        if let Some(range) = &self.range {
            range.sift(&mut sieve, Without::Nothing);
        }
        sieve.and(self.sieve.text());
        sieve.values.extend(self.sieve.values.iter().cloned());
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

impl Way {
    fn turned(self) -> Self {
        match self {
            Self::Onward => Self::Back,
            Self::Back => Self::Onward,
        }
    }
}

impl Edge {
    /// Returns what leaves out just the rows that this takes in, read the other way.
    fn complement(self) -> Self {
        match self {
            Self::With => Self::Without,
            Self::Without => Self::With,
        }
    }
}
