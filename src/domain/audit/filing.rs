//! How entries are filed, so that those looked for are found without an index of every kind.
//!
//! Under each person of an entry its number is filed. By time and by act nothing is filed for one entry: of each whole
//! block of them it is noted when its entries are from and which acts are among them, and who looks for some passes by
//! the blocks that hold none. The newest entries, of the block that is not whole yet, are always looked at.

use super::{EntryNo, Skimmed};
use crate::domain::UserId;

/// So many entries are a block: the first holds those from 1 to this number.
pub const BLOCK: u64 = 64;

/// What is noted of a whole block of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// The earliest time of its entries, in milliseconds; not of its first one where the clock was set back.
    pub from_at: i64,
    /// The latest.
    pub until_at: i64,
    /// The bits of their acts ([`super::ActSet::bits`]).
    pub acts: u64,
}

impl Block {
    fn with(self, other: Self) -> Self {
        Self {
            from_at: self.from_at.min(other.from_at),
            until_at: self.until_at.max(other.until_at),
            acts: self.acts | other.acts,
        }
    }

    fn of(entry: &Skimmed) -> Self {
        Self {
            from_at: entry.at,
            until_at: entry.at,
            acts: 1 << (entry.act & 63),
        }
    }
}

/// Returns how many whole blocks there are among so many entries.
#[must_use]
pub fn whole_blocks(entries: EntryNo) -> u64 {
    entries.0 / BLOCK
}

/// How the entries of a log are to be filed, as far as they were gone through: each in its turn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filing {
    sum: FilingSum,
    block: Option<Block>,
}

impl Filing {
    /// Takes the next entry; returns the block that is whole with it, if one is.
    pub fn take(&mut self, no: EntryNo, entry: &Skimmed) -> Option<Block> {
        self.sum = self.sum + entry.people;
        let one = Block::of(entry);
        let block = self.block.map_or(one, |block| block.with(one));
        if no.0.is_multiple_of(BLOCK) {
            self.block = None;
            self.sum = self.sum + FilingSum::of_block(whole_blocks(no) - 1, block);
            Some(block)
        } else {
            self.block = Some(block);
            None
        }
    }

    /// Returns the sum of it all.
    #[must_use]
    pub fn sum(&self) -> FilingSum {
        self.sum
    }
}

/// A sum over all that is filed which does not depend on the order: two filings with equal sums are taken for equal.
///
/// It guards what entries are found by, not the entries: those the chain guards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FilingSum {
    rows: u64,
    mixed: u64,
}

impl FilingSum {
    /// Returns the sum of an entry that is filed under somebody it was done to.
    #[must_use]
    pub fn of_target(user: UserId, no: u64) -> Self {
        Self::of([user.0.cast_unsigned(), no])
    }

    /// Returns the sum of an entry that is filed under who did it.
    #[must_use]
    pub fn of_actor(user: UserId, no: u64) -> Self {
        Self::of([user.0.cast_unsigned(), no, 1])
    }

    /// Returns the sum of what is noted of a block; the first one has the number 0.
    #[must_use]
    pub fn of_block(no: u64, block: Block) -> Self {
        let (from, until) = (block.from_at, block.until_at);
        Self::of([no, from.cast_unsigned(), until.cast_unsigned(), block.acts])
    }

    fn of<const N: usize>(row: [u64; N]) -> Self {
        let mixed = row
            .into_iter()
            .fold(0_u64, |all, one| mix(all.wrapping_add(one)));
        Self { rows: 1, mixed }
    }
}

impl std::ops::Add for FilingSum {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            rows: self.rows.wrapping_add(other.rows),
            mixed: self.mixed.wrapping_add(other.mixed),
        }
    }
}

impl std::iter::Sum for FilingSum {
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
