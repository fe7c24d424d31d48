//! Codes that an administrator was shown end with their rights (U1): who may act no longer could still use them.

use std::collections::BTreeSet;

use crate::domain::audit::{Act, Entry};
use crate::domain::{Instant, User, UserId};
use crate::store::{Look, StoreError, Tx};

use super::Call;
use super::me::name_of;

/// What the audit log calls the number of them, in the entry of the act that ended them.
pub(super) const REVOKED: &str = "codes revoked";

/// What was revoked beside an act.
#[derive(Default)]
pub(super) struct Revoked {
    /// How many codes.
    pub(super) number: u64,
    /// Tells whose they were, where there were any.
    entry: Option<Entry>,
}

impl Revoked {
    /// Returns the entries of an act, which says how many they were; whose they were has one of its own, by which they
    /// are told (U10).
    pub(super) fn beside(&self, act: Entry) -> Vec<Entry> {
        let Some(entry) = self.entry.clone() else {
            return vec![act];
        };
        let number = Some(self.number.to_string());
        vec![act.change(REVOKED, None, number), entry]
    }
}

/// Revokes the open codes that these were shown, whoever they are for; the caller commits it with its entry.
pub(super) fn revoke(
    tx: &mut dyn Tx,
    call: &Call<'_>,
    by: UserId,
    shown_to: &[UserId],
) -> Result<Revoked, StoreError> {
    let (mut owners, mut knew) = (Vec::new(), BTreeSet::new());
    for (owner, shown) in of(tx, call, shown_to)? {
        if tx.revoke_code(owner, call.now)? {
            owners.push(owner);
            knew.insert(shown);
        }
    }
    let mut names = Vec::new();
    for user in knew {
        names.push(name_of(tx, user)?.to_string());
    }
    let entry = call.entry(by, Act::CodeRevoked);
    Ok(Revoked {
        number: owners.len() as u64,
        entry: (!owners.is_empty()).then(|| {
            entry
                .on_all(owners)
                .change("shown to", Some(names.join(", ")), None)
        }),
    })
}

/// Returns the owners of the open codes that any of some users were shown, but of those whose codes end anyhow or
/// are left alone.
pub(super) fn beyond(
    look: &dyn Look,
    now: Instant,
    is_struck: impl Fn(&User) -> bool,
    left_out: impl Fn(&User) -> bool,
) -> Result<Vec<UserId>, StoreError> {
    let mut owners = Vec::new();
    for (owner, shown) in look.codes_shown(None, now)? {
        let is = |id, what: &dyn Fn(&User) -> bool| {
            look.user(id)
                .map(|user| user.is_some_and(|user| what(&user)))
        };
        if is(shown, &is_struck)? && !is(owner, &left_out)? {
            owners.push(owner);
        }
    }
    Ok(owners)
}

fn of(
    tx: &dyn Tx,
    call: &Call<'_>,
    shown_to: &[UserId],
) -> Result<Vec<(UserId, UserId)>, StoreError> {
    match shown_to {
        [] => Ok(Vec::new()),
        [one] => tx.codes_shown(Some(*one), call.now),
        many => {
            let many: BTreeSet<_> = many.iter().collect();
            let mut all = tx.codes_shown(None, call.now)?;
            all.retain(|(_, shown)| many.contains(shown));
            Ok(all)
        }
    }
}
