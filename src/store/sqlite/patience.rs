//! How far a list is read in one way before another is taken.

/// How many rows a walk passes in any case, and how many for each that is wanted where nobody knows how rare they are.
const WALKED: u64 = 4_000;
const WALKED_FOR_EACH: u64 = 80;
/// How far it goes beyond the place where it would have met them if they stood evenly.
const UNEVEN: u64 = 4;

/// How many rows may be passed, or looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Patience {
    pub(super) least: u64,
    /// For each row that is wanted: who reads a long list to its end must not sort it anew for every page.
    for_each: u64,
    /// Where it would come to more, only the least are passed: to sort them all looks up fewer.
    at_most: u64,
}

impl Patience {
    /// For those of whom it is not known how many they are.
    pub(super) const UNKNOWN: Self = Self {
        least: WALKED,
        for_each: WALKED_FOR_EACH,
        at_most: u64::MAX,
    };

    /// For those who are so many of everyone.
    pub(super) fn of_share(number: u64, everyone: u64) -> Self {
        Self {
            least: WALKED,
            for_each: UNEVEN.saturating_mul(everyone) / number.max(1),
            at_most: UNEVEN.saturating_mul(number),
        }
    }

    /// So many, however many are wanted.
    pub(super) fn only(rows: u64) -> Self {
        Self {
            least: rows,
            for_each: 0,
            at_most: 0,
        }
    }

    /// For candidates of whom so many may be looked up in vain, and more only where more are wanted.
    pub(super) fn in_vain(rows: u64) -> Self {
        Self {
            least: rows,
            for_each: UNEVEN,
            at_most: u64::MAX,
        }
    }

    /// The same, with nothing passed that the rows wanted do not ask for.
    pub(super) fn at_once(self) -> Self {
        Self { least: 0, ..self }
    }

    /// Returns how many may be passed for so many rows.
    pub(super) fn passed(self, most: usize) -> u64 {
        let for_all = self.for_each.saturating_mul(most as u64);
        if for_all > self.at_most {
            return self.least;
        }
        self.least.max(for_all)
    }
}
