//! How a password is judged against the names of its user and firm, and the firm's lists (S5, S6).

use crate::domain::strength::{Assessment, BaselineFault, KnownWords, assess, baseline};
use crate::domain::{FirmName, User};
use crate::lists::Lists;
use crate::secret::Password;

/// Judges a password that is being typed, for the meter (S6). Takes milliseconds: ask off the drawing thread.
#[must_use]
pub fn meter(lists: &Lists, known: &KnownWords, candidate: &Password) -> Assessment {
    let assessment = assess(candidate.as_str(), known);
    if !assessment.meets_baseline() {
        return assessment;
    }
    match is_on_no_list(lists, candidate) {
        Ok(()) => assessment,
        Err(fault) => assessment.refused(fault),
    }
}

/// Holds a new password to S5, but for the password just used.
pub(super) fn may_be_chosen(
    lists: &Lists,
    known: &KnownWords,
    candidate: &Password,
) -> Result<(), BaselineFault> {
    baseline(candidate.as_str(), known)?;
    is_on_no_list(lists, candidate)
}

/// A list that gives no answer lets no password pass: it was named so that none passes unasked (S5).
fn is_on_no_list(lists: &Lists, candidate: &Password) -> Result<(), BaselineFault> {
    match lists.hold(candidate) {
        Ok(false) => Ok(()),
        Ok(true) => Err(BaselineFault::Breached),
        Err(_) => Err(BaselineFault::ListUnreadable),
    }
}

/// Returns the words a user's password is judged with.
pub(super) fn known_words(firm: Option<&FirmName>, user: &User) -> KnownWords {
    KnownWords::new(
        firm.map_or("", FirmName::as_str),
        user.name.as_str(),
        user.email.as_str(),
    )
}
