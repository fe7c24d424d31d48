//! Where the rows of a list come from: plans written by hand, for SQLite cannot know which is cheap.
//!
//! A walk along the order with a sieve looks up each row it passes, but by name; so it goes only so far, and where that
//! did not fill a page, what is sorted or found by its place does. No page costs more than to read one index whole, once
//! for each segment and once more to know whether rows come before.

use std::rc::Rc;

use rusqlite::Connection;

use super::arm::Arm;
use super::order::Key;
use super::pages::{List, is_by_range};
use super::patience::Patience;
use super::places::Line;
use super::ranges::{Class, Range};
use super::search::Found;
use super::segment::Segment;
use super::sieve::Sieve;
use super::{facts, search};
use crate::domain::selection::Show;
use crate::domain::{Order, PasswordSet, Selection};
use crate::store::Result;

/// Below these shares, in thousandths, sorting a status is cheaper than walking along the order: walks by name
/// read one index alone, others look each row up.
const RARE_BY_NAME: u64 = 3;
const RARE_ELSE: u64 = 7;
/// Up to how many candidates of a word are sorted at once where the order's index would look up each row it passes.
const SORTED_MOST: u64 = 7_000;
/// Of this part of everyone the rows are sorted out of the widest index, which has all that is asked: to look each up
/// takes longer than to read all of that.
const MANY: u64 = 8;
/// Which part of its candidates, in rows passed, a walk may take that is tried before they are read: by name one
/// index is read alone, by e-mail each row is looked up.
const TRIED_BY_NAME: u64 = 16;
const TRIED_BY_EMAIL: u64 = 128;
/// A word of this part of everyone is met so soon that its candidates are not read at all.
const VERY_COMMON: u64 = 4;
/// Up to how many people of a status are looked at one by one for a common word.
const LOOKED_AT_MOST: u64 = 2_000;
/// Which part of everyone may be looked up one by one, in vain, before an index is read that has all.
const IN_VAIN: u64 = 64;
/// Up to how many rows every place in every list is counted (U6).
const COUNTED_MOST: u64 = 10_000;

/// Where the rows of a list come from.
pub(super) enum Source {
    /// The index of the order, through a sieve.
    Walk,
    /// The ranges of the status index, sorted.
    Ranges,
    /// Those of whom this is true, sorted.
    Candidates(Sieve),
    /// The widest index, through a sieve, sorted.
    Everyone,
    /// The index of the order, so far, and then another way.
    Limited {
        patience: Patience,
        instead: Instead,
    },
}

/// What is read where a walk met too few.
pub(super) enum Instead {
    Sorting(Box<Source>),
    /// The candidates of a common word, sorted.
    Candidates(Rc<Found>),
    /// The candidates of a common word, as many as are wanted.
    ByPlace(Places),
}

/// Candidates who are read by their places along a line.
pub(super) struct Places {
    pub(super) found: Rc<Found>,
    pub(super) line: Line,
    /// How many of them may be looked up.
    pub(super) patience: Patience,
}

impl Source {
    pub(super) fn of(db: &Connection, list: &List<'_>) -> Result<Self> {
        match &list.selection.search {
            None => Self::of_selection(db, list),
            Some(text) => match list.searches.find(db, text)? {
                Some(found) => Self::of_found(db, list, found),
                None => Ok(Self::walk_or_everyone(list)),
            },
        }
    }

    fn of_selection(db: &Connection, list: &List<'_>) -> Result<Self> {
        let selection = list.selection;
        let rare = match (list.order, &selection.password) {
            (_, PasswordSet::NotSeenStrong) => return Ok(Self::walk_or_everyone(list)),
            (Order::Email | Order::LastSignIn, PasswordSet::Any)
                if selection.kind.is_none() && selection.show == Show::Enabled =>
            {
                return Self::of_enabled(db);
            }
            (_, PasswordSet::Any) if selection.kind.is_none() => return Ok(Self::Walk),
            (Order::Expiry, _) => return Ok(Self::Walk),
            (Order::Name, _) => RARE_BY_NAME,
            (Order::Email | Order::LastSignIn, _) => RARE_ELSE,
        };
        let (size, everyone) = (
            facts::size(db, selection, list.rules)?,
            facts::everyone(db)?,
        );
        if size.saturating_mul(1_000) < everyone.saturating_mul(rare) {
            return Ok(Self::Ranges);
        }
        // Who has set no password never signed in and stands behind everybody who did.
        let stands_at_the_end =
            list.order == Order::LastSignIn && selection.password == PasswordSet::NotSet;
        if list.order == Order::Name || stands_at_the_end {
            return Ok(Self::Walk);
        }
        Ok(Self::Limited {
            patience: Patience::of_share(size, everyone),
            instead: Instead::sorting(size, everyone, Self::Ranges),
        })
    }

    /// Returns how everybody enabled is met: nearly always at once, but those who left may stand close together.
    fn of_enabled(db: &Connection) -> Result<Self> {
        let (enabled, everyone) = (facts::everyone_enabled(db)?, facts::everyone(db)?);
        if enabled == everyone {
            return Ok(Self::Walk);
        }
        if enabled.saturating_mul(1_000) < everyone.saturating_mul(RARE_ELSE) {
            return Ok(Self::Ranges);
        }
        let further = Self::Limited {
            patience: Patience::of_share(enabled, everyone),
            instead: Instead::Sorting(Box::new(Self::Everyone)),
        };
        Ok(Self::Limited {
            patience: Patience::of_share(enabled, everyone).at_once(),
            instead: Instead::Sorting(Box::new(further)),
        })
    }

    fn of_found(db: &Connection, list: &List<'_>, found: Rc<Found>) -> Result<Self> {
        if let Some(few) = found.few() {
            return Ok(Self::Candidates(search::among(few.iter())));
        }
        let number = found.estimate(db)?;
        let everyone = facts::everyone(db)?;
        let sorts = matches!(list.order, Order::Expiry | Order::LastSignIn);
        // Of those who came late there are more than the first of them let expect.
        if sorts && number <= SORTED_MOST && !found.is_beyond(db, SORTED_MOST)? {
            return Ok(Self::Candidates(found.asked()));
        }
        if list.order == Order::Name && number >= everyone / VERY_COMMON {
            return Ok(Self::Walk);
        }
        // Among the people of a rare status a common word is looked for in each.
        if is_of_status(list.selection)
            && facts::size(db, list.selection, list.rules)? <= LOOKED_AT_MOST
        {
            return Ok(Self::Ranges);
        }
        if list.order == Order::Email && number >= everyone / VERY_COMMON {
            return Ok(Self::Limited {
                patience: Patience::of_share(number, everyone),
                instead: Instead::Sorting(Box::new(Self::Everyone)),
            });
        }
        let (line, part) = match list.order {
            Order::Name => (Line::Name, TRIED_BY_NAME),
            Order::Email => (Line::Email, TRIED_BY_EMAIL),
            Order::Expiry | Order::LastSignIn => {
                return Ok(Self::Limited {
                    patience: Patience::of_share(number.max(SORTED_MOST), everyone),
                    instead: Instead::Candidates(found),
                });
            }
        };
        Ok(Self::Limited {
            patience: Patience::only(number / part),
            instead: Instead::ByPlace(Places {
                found,
                line,
                patience: Patience::in_vain(everyone / IN_VAIN),
            }),
        })
    }

    /// Returns how those are met of whom it is not known how many they are: by name one index is read in any case.
    fn walk_or_everyone(list: &List<'_>) -> Self {
        match list.order {
            Order::Name => Self::Walk,
            Order::Email | Order::Expiry | Order::LastSignIn => Self::Limited {
                patience: Patience::UNKNOWN,
                instead: Instead::Sorting(Box::new(Self::Everyone)),
            },
        }
    }

    /// Says whether the rows are met in no order.
    pub(super) fn is_sorted(&self) -> bool {
        match self {
            Self::Candidates(_) | Self::Everyone => true,
            Self::Walk | Self::Ranges | Self::Limited { .. } => false,
        }
    }

    /// Returns where those who have signed in are read. Who has set no password never has, unless the data came from
    /// elsewhere: to find none of them a walk would pass everybody.
    pub(super) fn of_signed_in(&self, list: &List<'_>) -> &Self {
        match (self, &list.selection.password) {
            (Self::Walk, PasswordSet::NotSet) if list.selection.search.is_none() => &Self::Ranges,
            _ => self,
        }
    }

    /// Returns where all rows are read, in whatever order.
    pub(super) fn of_all(self, db: &Connection) -> Result<Self> {
        Ok(match self {
            Self::Limited { instead, .. } => match instead {
                Instead::Sorting(all) => return all.of_all(db),
                Instead::Candidates(found) => Self::sorted(db, &found)?,
                Instead::ByPlace(places) => Self::sorted(db, &places.found)?,
            },
            Self::Walk | Self::Ranges | Self::Candidates(_) | Self::Everyone => self,
        })
    }

    /// Returns where all candidates are read, in whatever order.
    pub(super) fn sorted(db: &Connection, found: &Found) -> Result<Self> {
        Ok(if found.is_beyond(db, facts::everyone(db)? / MANY)? {
            Self::Everyone
        } else {
            Self::Candidates(found.asked())
        })
    }

    /// Returns where the rows of a search are counted. Nearly everyone has a very common word, so that most of a
    /// status have it too; but each is looked up, for it may be the word of all the others.
    pub(super) fn for_count(db: &Connection, list: &List<'_>) -> Result<Self> {
        let source = Self::of(db, list)?;
        let by_status = is_of_status(list.selection) && list.has_trigrams();
        if by_status && matches!(source, Self::Walk) {
            let size = facts::size(db, list.selection, list.rules)?;
            if size <= facts::everyone(db)? / IN_VAIN {
                return Ok(Self::Ranges);
            }
        }
        Ok(source)
    }

    /// Returns where the rows are counted one by one, or from the numbers; `None` where that takes too long.
    pub(super) fn for_places(db: &Connection, list: &List<'_>) -> Result<Option<Self>> {
        if list.is_numbered() {
            return Ok(Some(Self::Walk));
        }
        let source = Self::of(db, list)?;
        if matches!(source, Self::Candidates(_)) || facts::everyone(db)? <= COUNTED_MOST {
            return Ok(Some(source));
        }
        let is_short = is_by_range(list.selection)
            && facts::size(db, list.selection, list.rules)? <= COUNTED_MOST;
        Ok(is_short.then_some(Self::Ranges))
    }

    /// Returns the one segment of a key that is no urgency.
    pub(super) fn segment(
        &self,
        list: &List<'_>,
        key: Key,
        ranges: &dyn Fn() -> Result<Vec<Range>>,
    ) -> Result<Segment> {
        let mut sieve = self.sieve(list);
        match key {
            Key::NeverSignedIn => sieve.and("last_sign_in IS NULL"),
            // Without a key the whole index would be read, and the first part of it holds those who never did.
            Key::SignedIn => sieve.and("last_sign_in IS NOT NULL"),
            Key::Name | Key::Email | Key::Urgency(_) | Key::Ranked(_) => {}
        }
        let arm = |range, sieve| Arm {
            from: self.from(key),
            range,
            sieve,
        };
        let arms = match self {
            Self::Walk | Self::Candidates(_) | Self::Everyone | Self::Limited { .. } => {
                vec![arm(None, sieve)]
            }
            Self::Ranges => ranges()?
                .into_iter()
                .map(|range| arm(Some(range), sieve.clone()))
                .collect(),
        };
        Ok(Segment { key, arms })
    }

    pub(super) fn by_urgency(&self, list: &List<'_>, ranges: Vec<Range>) -> Vec<Segment> {
        let mut segments: Vec<Segment> = [
            Class::Forced,
            Class::Older,
            Class::Ahead,
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
                        sieve: residue(list),
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
            (Self::Everyone, _) => "users INDEXED BY users_list",
            (Self::Ranges, _) => "users INDEXED BY users_status",
            (Self::Walk | Self::Limited { .. }, key) => match key {
                Key::Name => "users INDEXED BY users_list",
                Key::Email => "users INDEXED BY users_email",
                Key::SignedIn | Key::NeverSignedIn => "users INDEXED BY users_seen",
                Key::Urgency(_) | Key::Ranked(_) => "users INDEXED BY users_status",
            },
        }
    }

    fn sieve(&self, list: &List<'_>) -> Sieve {
        let mut sieve = Sieve::default();
        match self {
            Self::Walk | Self::Everyone | Self::Limited { .. } => {
                sieve.selection(list.selection, list.rules);
            }
            // The ranges say the rest.
            Self::Ranges => sieve.residue(list.selection),
            Self::Candidates(candidates) => {
                sieve.and_all(candidates);
                sieve.selection(list.selection, list.rules);
            }
        }
        sieve
    }
}

impl Line {
    /// Returns the way by which all rows of a list in this order are met: the index of names tells all that is asked.
    pub(super) fn of_all(self) -> Source {
        match self {
            Self::Name => Source::Walk,
            Self::Email => Source::Everyone,
        }
    }
}

impl Instead {
    /// Sorts so many rows of everyone.
    fn sorting(number: u64, everyone: u64, looked_up: Source) -> Self {
        Self::Sorting(Box::new(if number > everyone / MANY {
            Source::Everyone
        } else {
            looked_up
        }))
    }
}

fn residue(list: &List<'_>) -> Sieve {
    let mut sieve = Sieve::default();
    sieve.residue(list.selection);
    sieve
}

/// Says whether only those of a status are shown, for whom there are ranges.
pub(super) fn is_of_status(selection: &Selection) -> bool {
    match selection.password {
        PasswordSet::Any | PasswordSet::NotSeenStrong => false,
        PasswordSet::NotSet
        | PasswordSet::MustChange { .. }
        | PasswordSet::Changed(_)
        | PasswordSet::NeverExpires { .. } => true,
    }
}

#[cfg(test)]
mod tests;
