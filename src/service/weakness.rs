//! Whether someone must choose a strong password (P2): a state of one sign-in, lifted for good when the rule is.

use crate::domain::audit::{Act, Entry, LogFilter, StoredEntry};
use crate::domain::{PasswordStatus, Rules, StrongPasswords};
use crate::store::{LogFrom, Look, StoreError};
use crate::words;

use super::Session;

/// How a change of the rule is named in an entry.
pub(super) const STRONG: &str = "strong passwords";

/// How many entries are read at once, and how often at most.
const ROWS: usize = 100;
const PAGES: usize = 50;

/// Says whether a new password must be chosen before anything else (S10, P2).
pub(super) fn must_choose(
    look: &dyn Look,
    session: &Session,
    rules: &Rules,
    status: &PasswordStatus,
) -> Result<bool, StoreError> {
    Ok(status.must_choose() || is_weak(look, session, rules)?)
}

/// Says whether the password was found weak at this sign-in and the rule has held ever since.
///
/// A session may have slept while the rule was turned off and on again. That lifted it all the same, so the log is
/// asked; only sessions that were found weak get so far.
pub(super) fn is_weak(
    look: &dyn Look,
    session: &Session,
    rules: &Rules,
) -> Result<bool, StoreError> {
    if !session.is_found_weak() || rules.policy.strong == StrongPasswords::NotRequired {
        return Ok(false);
    }
    let filter = LogFilter {
        acts: Some([Act::PolicyUpdated].into_iter().collect()),
        ..LogFilter::default()
    };
    let mut after = session.since();
    for _ in 0..PAGES {
        let page = look.log_page(&filter, LogFrom::NewerThan(after), ROWS)?;
        if page.entries.iter().any(turned_it_off) {
            return Ok(false);
        }
        match page.goes_on {
            Some(no) => after = no,
            None => break,
        }
    }
    Ok(true)
}

fn turned_it_off(stored: &StoredEntry) -> bool {
    let off = words::strong_value(StrongPasswords::NotRequired);
    Entry::decoded(&stored.encoded).is_some_and(|entry| {
        let mut changes = entry.changes.iter();
        changes.any(|change| change.field == STRONG && change.new.as_deref() == Some(off))
    })
}
