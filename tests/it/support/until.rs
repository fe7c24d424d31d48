//! Waits for something outside the program under test, such as a file it makes.

use std::sync::mpsc;
use std::time::Duration;

/// Looks so often before it gives up: about half a minute.
const LOOKS: u32 = 30_000;

/// Waits until a condition holds; how long that takes does not matter.
#[track_caller]
pub(crate) fn until(what: &str, holds: impl Fn() -> bool) {
    let (_keep, nothing) = mpsc::channel::<()>();
    for _ in 0..LOOKS {
        if holds() {
            return;
        }
        // Only lets the others run; nothing ever comes.
        let _ = nothing.recv_timeout(Duration::from_millis(1));
    }
    panic!("never: {what}");
}
