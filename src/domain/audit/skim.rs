//! A canonical encoding read without keeping any of it, for the check of a whole log.

use super::{Act, StoredEntry};
use crate::domain::UserId;

/// What is repeated beside an encoding, to find its entry by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skimmed {
    /// When, in milliseconds.
    pub at: i64,
    /// Which user did it; `None` for everybody else.
    pub actor: Option<i64>,
    /// The number of the act.
    pub act: i64,
    /// On whom, as pairs with the entry's number; somebody named twice counts once.
    pub targets: TargetSum,
}

impl Skimmed {
    /// Reads an encoding of entry `no`; `None` just where [`super::Entry::decoded`] returns `None`.
    #[must_use]
    pub fn of(no: u64, encoded: &[u8]) -> Option<Self> {
        let mut from = Skim(encoded);
        let at = from.number()?;
        crate::domain::instant_on_record(at)?;
        let actor = match from.number()? {
            1 => Some(from.number()?),
            2 => None,
            3 => {
                from.text()?;
                None
            }
            _ => return None,
        };
        let act = from.number()?;
        Act::from_number(u16::try_from(act).ok()?)?;
        let targets = from.targets(no)?;
        from.text()?;
        for _ in 0..from.count()? {
            from.text()?;
            from.maybe()?;
            from.maybe()?;
        }
        from.maybe()?;
        from.0.is_empty().then_some(Self {
            at,
            actor,
            act,
            targets,
        })
    }

    /// Reads the encoding of an entry.
    #[must_use]
    pub fn of_entry(entry: &StoredEntry) -> Option<Self> {
        Self::of(entry.no.0, &entry.encoded)
    }
}

struct Skim<'a>(&'a [u8]);

impl<'a> Skim<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(head)
    }
    fn number(&mut self) -> Option<i64> {
        let (head, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(i64::from_be_bytes(*head))
    }
    fn count(&mut self) -> Option<usize> {
        let n = usize::try_from(self.number()?).ok()?;
        (n <= self.0.len()).then_some(n)
    }
    fn text(&mut self) -> Option<()> {
        let n = self.count()?;
        std::str::from_utf8(self.take(n)?).ok().map(|_| ())
    }
    fn maybe(&mut self) -> Option<()> {
        match self.take(1)? {
            [0] => Some(()),
            [1] => self.text(),
            _ => None,
        }
    }
    fn targets(&mut self, no: u64) -> Option<TargetSum> {
        let count = self.count()?;
        let bytes = self.take(count.checked_mul(8)?)?;
        let (users, _) = bytes.as_chunks::<8>();
        let users = users.iter().map(|user| i64::from_be_bytes(*user));
        // One target, or a list in order, is without doubles as it is; only other lists are copied and sorted.
        if users.clone().is_sorted_by(|a, b| a < b) {
            return Some(users.map(|user| TargetSum::of(UserId(user), no)).sum());
        }
        let mut users: Vec<i64> = users.collect();
        users.sort_unstable();
        users.dedup();
        let users = users.into_iter();
        Some(users.map(|user| TargetSum::of(UserId(user), no)).sum())
    }
}

/// A sum over pairs of target and entry that does not depend on their order: two sets of pairs with equal sums
/// are taken for equal.
///
/// It guards the lists that entries are found by, not the entries: those the chain guards, targets included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TargetSum {
    pairs: u64,
    mixed: u64,
}

impl TargetSum {
    /// Returns the sum of one pair.
    #[must_use]
    pub fn of(user: UserId, no: u64) -> Self {
        let mixed = mix(mix(user.0.cast_unsigned()).wrapping_add(no));
        Self { pairs: 1, mixed }
    }
}

impl std::ops::Add for TargetSum {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            pairs: self.pairs.wrapping_add(other.pairs),
            mixed: self.mixed.wrapping_add(other.mixed),
        }
    }
}

impl std::iter::Sum for TargetSum {
    fn sum<I: Iterator<Item = Self>>(sums: I) -> Self {
        sums.fold(Self::default(), |all, one| all + one)
    }
}

/// The finaliser of splitmix64, by Sebastiano Vigna (public domain).
fn mix(n: u64) -> u64 {
    let n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}
