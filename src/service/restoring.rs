//! The entry of a restore (A1): `passward restore`, for whoever holds the machine (R7).

use crate::domain::audit::{Act, Actor, Entry, Head};

use super::Call;

/// Returns the entry of a backup that was put in place, which is written into it before that.
///
/// It says where the log of the backup ends, and where the one ends that it takes the place of, if that could be read:
/// what stands between the two happened, and is in the database that was moved aside. `by` is the name that the
/// operating system gives to who did it.
#[must_use]
pub fn restored(call: &Call<'_>, by: &str, backup: Head, replaced: Option<Head>) -> Entry {
    let actor = Actor::Machine(by.to_owned());
    let entry = Entry::new(call.now, actor, Act::Restored, call.from.as_str());
    let entry = entry.change("backup's log ended at", None, Some(backup.to_string()));
    match replaced {
        Some(head) => entry.change("replaced log ended at", Some(head.to_string()), None),
        None => entry,
    }
}
