//! Where the rows of a list come from: four plans written by hand, for SQLite cannot know which is cheap.
//!
//! A walk along the order with a sieve, the ranges of a rare status sorted, the few candidates of a search, and for
//! many candidates a walk that goes only so far.

use rusqlite::Connection;
use rusqlite::types::Value;

use super::order::Key;
use super::pages::{List, is_by_range};
use super::ranges::{Class, Range};
use super::search::Candidates;
use super::segment::{Arm, Otherwise, Segment};
use super::sieve::Sieve;
use super::{facts, search};
use crate::domain::{Order, PasswordSet};
use crate::store::Result;

/// Below these shares, in thousandths, sorting a status is cheaper than walking along the order: walks by name
/// read one index alone, others look each row up.
const RARE_BY_NAME: u64 = 3;
const RARE_ELSE: u64 = 7;
/// How many rows a walk to a common word passes before its candidates are sorted instead: by name one index is read
/// alone, else each row is looked up.
const WALKED_BY_NAME: u64 = 20_000;
const WALKED_ELSE: u64 = 4_000;
/// Up to how many people of a status are looked at one by one for a common word.
const LOOKED_AT_MOST: u64 = 5_000;
/// Up to how many rows every place in every list is counted (U6).
const COUNTED_MOST: u64 = 10_000;

/// Where the rows of a list come from.
pub(super) enum Source {
    /// The index of the order, through a sieve.
    Walk,
    /// The ranges of the status index, sorted.
    Ranges,
    /// What this question to `find` returns, sorted.
    Candidates(String),
    /// The index of the order, so many rows of it, and then what this question returns, sorted.
    Common { question: String, walked: u64 },
}

impl Source {
    pub(super) fn of(db: &Connection, list: &List<'_>) -> Result<Self> {
        if let Some(text) = &list.selection.search {
            return Ok(match search::question(db, text)? {
                Some(Candidates::Few(question)) => Self::Candidates(question),
                Some(Candidates::Many(question)) => Self::of_common(db, list, question)?,
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

    /// Among the people of a rare status a common word is looked for in each.
    fn of_common(db: &Connection, list: &List<'_>, question: String) -> Result<Self> {
        let walked = match list.order {
            Order::Expiry => return Ok(Self::Walk),
            Order::Name => WALKED_BY_NAME,
            Order::Email | Order::LastSignIn => WALKED_ELSE,
        };
        let is_rare = match list.selection.password {
            PasswordSet::Any | PasswordSet::NotSeenStrong => false,
            PasswordSet::NotSet
            | PasswordSet::MustChange { .. }
            | PasswordSet::Changed(_)
            | PasswordSet::NeverExpires { .. } => {
                facts::size(db, list.selection, list.rules)? <= LOOKED_AT_MOST
            }
        };
        Ok(if is_rare {
            Self::Ranges
        } else {
            Self::Common { question, walked }
        })
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
            Self::Common { question, walked } => {
                let candidates = Self::Candidates(question.clone());
                let mut segment = candidates.segment(list, key, ranges)?;
                otherwise = segment.arms.pop().map(|arm| Otherwise {
                    walked: *walked,
                    arm,
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
