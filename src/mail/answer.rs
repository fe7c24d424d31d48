//! What the mail server's answers mean, and what is told of them.

use std::error::Error as _;

use lettre::transport::smtp::Error;

use super::{Delivery, Unreached};
use crate::words::Printable;

/// How much of what a server says is told.
const SAID_MOST: usize = 200;

pub(super) fn not_open() -> Unreached {
    Unreached::NoConnection(Printable::new("the connection is not open"))
}

/// Says whether the server ends the whole conversation.
pub(super) fn ends_all(error: &Error) -> bool {
    error.status().is_some_and(|code| code.to_string() == "421")
}

/// What a server said of one letter; `None` where it said nothing of it.
pub(super) fn about_letter(error: &Error) -> Option<Delivery> {
    if error.is_permanent() {
        Some(Delivery::Never(said(error)))
    } else if error.is_transient() && !ends_all(error) {
        Some(Delivery::Later(said(error)))
    } else {
        None
    }
}

pub(super) fn refused_or_broken(error: &Error) -> Unreached {
    if error.is_permanent() || error.is_transient() {
        Unreached::WouldNot(said(error))
    } else {
        Unreached::NoConnection(said(error))
    }
}

/// Why the account was not taken: the server said so, or has no way that both know.
pub(super) fn account_refused(error: &Error) -> Unreached {
    if error.is_permanent() || error.is_transient() || error.is_client() {
        Unreached::SignIn(said(error))
    } else {
        refused_or_broken(error)
    }
}

/// Why no connection came about.
#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what `map_err` hands over"
)]
pub(super) fn unreached(error: Error) -> Unreached {
    let text = said(&error);
    let about_trust = error.is_tls() || {
        let low = text.as_str().to_lowercase();
        low.contains("certificate")
    };
    if about_trust {
        Unreached::Untrusted(text)
    } else {
        refused_or_broken(&error)
    }
}

/// Says whether the wait for an answer ran out; a socket's time-out is EAGAIN on Linux.
fn is_too_late(error: &(dyn std::error::Error + 'static)) -> bool {
    use std::io::ErrorKind::{TimedOut, WouldBlock};
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| matches!(error.kind(), TimedOut | WouldBlock))
}

/// What a server said, or what broke, on one line and no longer than can be read (R4).
pub(super) fn said(error: &Error) -> Printable {
    let text = match (error.status(), error.source()) {
        (Some(code), Some(source)) => format!("{code} {source}"),
        (None, Some(source)) if is_too_late(source) => "it took too long to answer".to_owned(),
        (None, Some(source)) => source.to_string(),
        (_, None) => error.to_string(),
    };
    let text = text.replace(['\r', '\n'], " ");
    let text = text.split(" (os error").next().unwrap_or_default().trim();
    Printable::cut(text, SAID_MOST)
}
