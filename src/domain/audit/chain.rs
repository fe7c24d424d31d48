//! The chain of hashes (A2): its end, its links, and the check of a whole log.

use std::fmt;

use data_encoding::HEXLOWER_PERMISSIVE;
use sha2::{Digest, Sha256};

use super::{Entry, Filing, FilingSum, Skimmed};

/// The number of an entry: 1 for the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryNo(pub u64);

/// The hash that closes an entry and all before it.
pub type Hash = [u8; 32];

/// The end of the chain: the newest entry's number and hash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// 0 where there is no entry yet.
    pub no: EntryNo,
    /// All zeros where there is no entry yet.
    pub hash: Hash,
}

/// Names the algorithm and the encoding, so that a later one cannot be taken for this one.
const TAG: &[u8] = b"passward audit 1 sha-256";

impl Head {
    /// Returns the head after an entry whose encoding is `encoded` (A2).
    #[must_use]
    pub fn followed_by(&self, encoded: &[u8]) -> Self {
        let no = EntryNo(self.no.0.saturating_add(1));
        let mut hash = Sha256::new();
        hash.update((TAG.len() as u64).to_be_bytes());
        hash.update(TAG);
        hash.update(no.0.to_be_bytes());
        hash.update(self.hash);
        hash.update((encoded.len() as u64).to_be_bytes());
        hash.update(encoded);
        Self {
            no,
            hash: hash.finalize().into(),
        }
    }
}

impl Head {
    /// Reads a head as it is printed: `N:HASH`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (no, hash) = text.trim().split_once(':')?;
        if no.is_empty() || !no.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let hash = HEXLOWER_PERMISSIVE.decode(hash.as_bytes()).ok()?;
        Some(Self {
            no: EntryNo(no.parse().ok()?),
            hash: hash.try_into().ok()?,
        })
    }
}

/// `N:HASH`, to note down and to give to `--expect`.
impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}",
            self.no.0,
            HEXLOWER_PERMISSIVE.encode(&self.hash)
        )
    }
}

/// What is wrong with a stored log, at the first entry where it shows (A2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// A number is missing.
    #[error("Entry {} of the audit log is missing.", .0.0)]
    Missing(EntryNo),
    /// The hash before it does not fit.
    #[error("Entry {} of the audit log does not follow from the one before it.", .0.0)]
    Unlinked(EntryNo),
    /// Its own hash does not fit its text.
    #[error("Entry {} of the audit log was altered.", .0.0)]
    Altered(EntryNo),
    /// What is repeated beside it, to find it by, is not what it says.
    #[error("Entry {} of the audit log is filed under another time, person or act than it says.", .0.0)]
    Misfiled(EntryNo),
    /// It is whole, but not the entry that was noted: the log was written anew.
    #[error("Entry {} of the audit log is not the one that was noted: the log was written anew.", .0.0)]
    NotAsNoted(EntryNo),
    /// The log ends before the entry that was noted.
    #[error("The audit log ends at entry {}, before the noted entry {}: its end was cut off.", ends.0, noted.0)]
    CutOff {
        /// The last entry there is.
        ends: EntryNo,
        /// The entry that was noted.
        noted: EntryNo,
    },
}

impl ChainFault {
    /// Returns the first bad entry; for an end that was cut off, the first one missing.
    #[must_use]
    pub fn entry(self) -> EntryNo {
        match self {
            Self::Missing(no)
            | Self::Unlinked(no)
            | Self::Altered(no)
            | Self::Misfiled(no)
            | Self::NotAsNoted(no) => no,
            Self::CutOff { ends, .. } => EntryNo(ends.0.saturating_add(1)),
        }
    }

    /// Names the fault for programs; these words stay.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing(_) => "missing",
            Self::Unlinked(_) => "unlinked",
            Self::Altered(_) => "altered",
            Self::Misfiled(_) => "misfiled",
            Self::NotAsNoted(_) => "not_as_noted",
            Self::CutOff { .. } => "cut_off",
        }
    }
}

/// One entry as it stands in the store, unchecked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its number.
    pub no: EntryNo,
    /// Its encoding.
    pub encoded: Vec<u8>,
    /// The hash before it.
    pub previous: Hash,
    /// Its hash.
    pub hash: Hash,
}

/// One entry byte by byte, with what is repeated beside it; nothing of it is owned and nothing is believed.
#[derive(Clone, Copy, Debug)]
pub struct RawEntry<'a> {
    /// The number.
    pub no: i64,
    /// The encoding.
    pub encoded: &'a [u8],
    /// The hash before it.
    pub previous: &'a [u8],
    /// Its hash.
    pub hash: &'a [u8],
    /// The time it is filed under, in milliseconds.
    pub at: i64,
    /// The user it is filed under.
    pub actor: Option<i64>,
    /// The act it is filed under.
    pub act: i64,
}

/// The check of a whole log, as far as it has come (A2): entries are given to it in order.
///
/// It allocates nothing for an entry, so that a million of them are checked in about a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    head: Head,
    filing: Filing,
    noted: Option<Head>,
}

impl Verification {
    /// Starts at the first entry. A head that was noted earlier must be found where it was.
    #[must_use]
    pub fn start(noted: Option<Head>) -> Self {
        Self {
            noted: noted.filter(|noted| noted.no > EntryNo(0)),
            ..Self::default()
        }
    }

    /// Returns the last entry that was checked.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// Returns the sum of how all so far are to be filed, to compare with how they are.
    #[must_use]
    pub fn filing(&self) -> FilingSum {
        self.filing.sum()
    }

    /// Checks that an entry is the next one.
    pub fn take(&mut self, entry: &RawEntry<'_>) -> Result<(), ChainFault> {
        let next = EntryNo(self.head.no.0.saturating_add(1));
        if u64::try_from(entry.no) != Ok(next.0) {
            return Err(ChainFault::Missing(next));
        }
        if *entry.previous != self.head.hash {
            return Err(ChainFault::Unlinked(next));
        }
        let head = self.head.followed_by(entry.encoded);
        if *entry.hash != head.hash {
            return Err(ChainFault::Altered(next));
        }
        let skimmed = Skimmed::of(next.0, entry.encoded).ok_or(ChainFault::Altered(next))?;
        if (skimmed.at, skimmed.actor, skimmed.act) != (entry.at, entry.actor, entry.act) {
            return Err(ChainFault::Misfiled(next));
        }
        if self
            .noted
            .is_some_and(|noted| noted.no == next && noted != head)
        {
            return Err(ChainFault::NotAsNoted(next));
        }
        self.head = head;
        self.filing.take(next, &skimmed);
        Ok(())
    }

    /// Ends behind the last entry there is: the noted one must have come by.
    pub fn end(&self) -> Result<Head, ChainFault> {
        match self.noted {
            Some(noted) if noted.no > self.head.no => Err(ChainFault::CutOff {
                ends: self.head.no,
                noted: noted.no,
            }),
            Some(_) | None => Ok(self.head),
        }
    }
}

impl Head {
    /// Checks that an entry is the next one, and returns the head behind it (A2).
    pub fn verify(&self, entry: &StoredEntry) -> Result<Self, ChainFault> {
        let next = EntryNo(self.no.0.saturating_add(1));
        if entry.no != next {
            return Err(ChainFault::Missing(next));
        }
        if entry.previous != self.hash {
            return Err(ChainFault::Unlinked(next));
        }
        let head = self.followed_by(&entry.encoded);
        if head.hash != entry.hash || Entry::decoded(&entry.encoded).is_none() {
            return Err(ChainFault::Altered(next));
        }
        Ok(head)
    }
}

#[cfg(test)]
mod tests;
