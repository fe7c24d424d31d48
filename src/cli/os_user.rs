//! Who runs the program, as the operating system knows them (U7).

use std::env;

use nix::unistd::User;

use crate::service::{Call, Origin};

/// Returns the name of the real user behind this process; where the system has none, the number.
pub(super) fn name() -> String {
    let uid = rustix::process::getuid().as_raw();
    match User::from_uid(nix::unistd::Uid::from_raw(uid)) {
        Ok(Some(user)) if !user.name.is_empty() => user.name,
        Ok(_) | Err(_) => format!("user {uid}"),
    }
}

/// Adds to where a call comes from who became that user with sudo, as the environment reports it; it could say anything.
pub(super) fn note_sudo(call: &mut Call<'_>) {
    if let Some(name) = behind_sudo() {
        call.from = Origin::new(&format!("{}, sudo by {name}", call.from.as_str()));
    }
}

fn behind_sudo() -> Option<String> {
    env::var("SUDO_USER").ok().filter(|name| !name.is_empty())
}
