//! How a password is judged against the names of its user and firm (S5, S6).

use crate::domain::strength::{Assessment, KnownWords, assess};
use crate::domain::{FirmName, User};
use crate::secret::Password;

/// Judges a password that is being typed, for the meter (S6). Takes milliseconds: ask off the drawing thread.
#[must_use]
pub fn meter(known: &KnownWords, candidate: &Password) -> Assessment {
    assess(candidate.as_str(), known)
}

/// Returns the words a user's password is judged with.
pub(super) fn known_words(firm: Option<&FirmName>, user: &User) -> KnownWords {
    KnownWords::new(
        firm.map_or("", FirmName::as_str),
        user.name.as_str(),
        user.email.as_str(),
    )
}
