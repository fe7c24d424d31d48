//! A canonical encoding read without keeping any of it, for the check of a whole log.

use super::{Act, FilingSum, StoredEntry};
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
    /// Under whom it is filed: each target once, and who did it where they are none of them.
    pub people: FilingSum,
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
        let people = from.people(no, actor)?;
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
            people,
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
    fn people(&mut self, no: u64, actor: Option<i64>) -> Option<FilingSum> {
        let count = self.count()?;
        let bytes = self.take(count.checked_mul(8)?)?;
        let (users, _) = bytes.as_chunks::<8>();
        let users = users.iter().map(|user| i64::from_be_bytes(*user));
        let did = actor.filter(|actor| !users.clone().any(|user| user == *actor));
        let did = did.map(|actor| FilingSum::of_actor(UserId(actor), no));
        let did = did.unwrap_or_default();
        // One target, or a list in order, is without doubles as it is; only other lists are copied and sorted.
        if users.clone().is_sorted_by(|a, b| a < b) {
            return Some(users.fold(did, |sum, user| {
                sum + FilingSum::of_target(UserId(user), no)
            }));
        }
        let mut users: Vec<i64> = users.collect();
        users.sort_unstable();
        users.dedup();
        let users = users.into_iter();
        Some(users.fold(did, |sum, user| {
            sum + FilingSum::of_target(UserId(user), no)
        }))
    }
}
