//! Where the rows of a list come from: four plans written by hand, for SQLite cannot know which is cheap.
//!
//! A walk along the order with a sieve, the ranges of a rare status sorted, the few candidates of a search, and for
//! many candidates a walk that goes only so far, and then those of them who come first.

use std::rc::Rc;

use rusqlite::Connection;

use super::order::Key;
use super::pages::{List, Plan, is_by_range};
use super::placed::ByPlace;
use super::places::Line;
use super::ranges::{Class, Range};
use super::search::Found;
use super::segment::{Arm, Instead, Otherwise, Segment};
use super::sieve::Sieve;
use super::{facts, search};
use crate::domain::{Order, PasswordSet, Selection};
use crate::store::Result;

/// Below these shares, in thousandths, sorting a status is cheaper than walking along the order: walks by name
/// read one index alone, others look each row up.
const RARE_BY_NAME: u64 = 3;
const RARE_ELSE: u64 = 7;
/// Up to how many candidates of a word are sorted at once where the order's index would look up each row it passes.
const SORTED_MOST: u64 = 7_000;
/// How many rows such a walk passes before the candidates are sorted.
const WALKED_ELSE: u64 = 4_000;
/// Which part of its candidates, in rows passed, a walk may take that is tried before they are read: by name one
/// index is read alone, by e-mail each row is looked up.
const TRIED_BY_NAME: u64 = 16;
const TRIED_BY_EMAIL: u64 = 128;
/// A word of this part of everyone is met so soon that its candidates are not read at all.
const VERY_COMMON: u64 = 4;
/// Up to how many people of a status are looked at one by one for a common word.
const LOOKED_AT_MOST: u64 = 2_000;
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
    /// The index of the order, so many rows of it, and then the candidates, as many as are wanted.
    Common { found: Rc<Found>, walked: u64 },
}

impl Source {
    pub(super) fn of(db: &Connection, list: &List<'_>) -> Result<Self> {
        if let Some(text) = &list.selection.search {
            return match list.searches.find(db, text)? {
                Some(found) => Self::of_found(db, list, found),
                None => Ok(Self::Walk),
            };
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

    fn of_found(db: &Connection, list: &List<'_>, found: Rc<Found>) -> Result<Self> {
        if let Some(few) = found.few() {
            return Ok(Self::Candidates(search::among(few.iter())));
        }
        let number = found.estimate(db)?;
        let everyone = facts::everyone(db)?;
        let sorts = matches!(list.order, Order::Expiry | Order::LastSignIn);
        if sorts && number <= SORTED_MOST {
            return Ok(Self::Candidates(found.asked()));
        }
        let walked = match list.order {
            Order::Expiry => return Ok(Self::Walk),
            Order::Name if number >= everyone / VERY_COMMON => return Ok(Self::Walk),
            Order::Name => number / TRIED_BY_NAME,
            Order::Email => number / TRIED_BY_EMAIL,
            Order::LastSignIn => WALKED_ELSE,
        };
        // Among the people of a rare status a common word is looked for in each.
        let is_rare = is_of_status(list.selection)
            && facts::size(db, list.selection, list.rules)? <= LOOKED_AT_MOST;
        Ok(if is_rare {
            Self::Ranges
        } else {
            Self::Common { found, walked }
        })
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
    pub(super) fn of_all(self) -> Self {
        match self {
            Self::Common { found, .. } => Self::Candidates(found.asked()),
            Self::Walk | Self::Ranges | Self::Candidates(_) => self,
        }
    }

    /// Returns where the rows of a search are counted. Nearly everyone has a very common word, so that most of a
    /// status have it too.
    pub(super) fn for_count(db: &Connection, list: &List<'_>) -> Result<Self> {
        let source = Self::of(db, list)?;
        let by_status = is_of_status(list.selection) && list.has_trigrams();
        Ok(if by_status && matches!(source, Self::Walk) {
            Self::Ranges
        } else {
            source
        })
    }

    /// Counts the rows of a list by name, up to a number.
    pub(super) fn count_up_to(&self, db: &Connection, list: &List<'_>, most: u64) -> Result<u64> {
        let plan = Plan::from(db, list, self)?;
        let mut counted = 0;
        for segment in &plan.segments {
            if let Some(common) = &segment.otherwise {
                return common.count_up_to(db, most);
            }
            for arm in &segment.arms {
                counted += arm.count_up_to(db, most - counted)?;
            }
        }
        Ok(counted)
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
            Key::Name | Key::Email | Key::Urgency(_) => {}
        }
        let arm = |range, sieve| Arm {
            from: self.from(key),
            range,
            sieve,
        };
        let mut otherwise = None;
        let arms = match self {
            Self::Walk | Self::Candidates(_) => vec![arm(None, sieve)],
            Self::Common { found, walked } => {
                otherwise = Some(Otherwise {
                    walked: *walked,
                    instead: instead(list, key, found, &sieve),
                });
                vec![arm(None, sieve)]
            }
            Self::Ranges => ranges()?
                .into_iter()
                .map(|range| arm(Some(range), sieve.clone()))
                .collect(),
        };
        Ok(Segment {
            key,
            arms,
            otherwise,
        })
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
            otherwise: None,
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
            (Self::Ranges, _) | (Self::Walk | Self::Common { .. }, Key::Urgency(_)) => {
                "users INDEXED BY users_status"
            }
            (Self::Walk | Self::Common { .. }, Key::Name) => "users INDEXED BY users_list",
            (Self::Walk | Self::Common { .. }, Key::Email) => "users INDEXED BY users_email",
            (Self::Walk | Self::Common { .. }, Key::SignedIn | Key::NeverSignedIn) => {
                "users INDEXED BY users_seen"
            }
        }
    }

    fn sieve(&self, list: &List<'_>) -> Sieve {
        let mut sieve = Sieve::default();
        match self {
            Self::Walk | Self::Common { .. } => sieve.selection(list.selection, list.rules),
            // The ranges say the rest.
            Self::Ranges => sieve.residue(list.selection),
            Self::Candidates(candidates) => {
                sieve.and_all(candidates);
                sieve.selection(list.selection, list.rules);
            }
        }
        sieve
    }

    fn urgency_sieve(&self, list: &List<'_>) -> Sieve {
        let mut sieve = Sieve::default();
        if let Self::Candidates(candidates) = self {
            sieve.and_all(candidates);
        }
        sieve.residue(list.selection);
        sieve
    }
}

/// Says whether only those of a status are shown, for whom there are ranges.
fn is_of_status(selection: &Selection) -> bool {
    match selection.password {
        PasswordSet::Any | PasswordSet::NotSeenStrong => false,
        PasswordSet::NotSet
        | PasswordSet::MustChange { .. }
        | PasswordSet::Changed(_)
        | PasswordSet::NeverExpires { .. } => true,
    }
}

/// Returns how the candidates of a common word are read where a walk met too few.
fn instead(list: &List<'_>, key: Key, found: &Rc<Found>, sieve: &Sieve) -> Instead {
    if let Some(line) = Line::of(key) {
        return Instead::Places(ByPlace {
            found: Rc::clone(found),
            line,
            sieve: sieve.clone(),
            is_sparse: is_of_status(list.selection),
        });
    }
    let mut sorted = found.asked();
    sorted.and_all(sieve);
    Instead::Sorting(Arm {
        from: "users NOT INDEXED",
        range: None,
        sieve: sorted,
    })
}
