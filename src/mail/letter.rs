//! What is told to whom.

use std::fmt;

use zeroize::Zeroizing;

use crate::domain::{Email, Instant};
use crate::words::Printable;

/// One letter to one person.
#[derive(Debug)]
pub struct Letter {
    /// Which letter it is: the same one, sent again, has the same name, and a reader sees that.
    pub id: String,
    /// To which address.
    pub to: Email,
    /// To whom.
    pub name: Printable,
    /// The firm.
    pub firm: Printable,
    /// When it is written.
    pub at: Instant,
    /// What it tells.
    pub topic: Topic,
}

/// What a letter tells. No password is in any of them, and a code only in the two that are for it.
pub enum Topic {
    /// A setup code (U1).
    Invitation {
        /// The code in groups.
        code: Zeroizing<String>,
        /// Until when, in words.
        until: String,
        /// Who invited.
        by: Printable,
    },
    /// A reset code (U2).
    ResetCode {
        /// The code in groups.
        code: Zeroizing<String>,
        /// Until when, in words.
        until: String,
        /// Who had it sent; `None` where it was asked for at the sign-in screen.
        by: Option<Printable>,
    },
    /// A new password must be chosen (E6, U8).
    Forced {
        /// Who asked for it.
        by: Printable,
        /// Why.
        reason: Option<Printable>,
    },
    /// All passwords were expired (E7).
    AllExpired {
        /// Who did it.
        by: Printable,
        /// Why.
        reason: Option<Printable>,
    },
    /// Strong passwords are required now (P2).
    StrongRequired {
        /// Who turned them on.
        by: Printable,
    },
    /// The e-mail is another one now; told to the old address (U4).
    EmailChanged {
        /// Who changed it.
        by: Printable,
    },
    /// The password expires soon (N1).
    Notice {
        /// When, in words: "in 3 days".
        expires: String,
        /// On which date.
        date: String,
    },
    /// Nothing but that mail works.
    Test {
        /// Who wanted to see it.
        by: Printable,
    },
}

impl fmt::Debug for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Topic {
    /// The names of the templates, one for each kind of letter.
    pub const NAMES: [&'static str; 8] = [
        "invitation",
        "reset-code",
        "forced",
        "all-expired",
        "strong-required",
        "email-changed",
        "notice",
        "test",
    ];

    /// Returns the name of its template.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Invitation { .. } => "invitation",
            Self::ResetCode { .. } => "reset-code",
            Self::Forced { .. } => "forced",
            Self::AllExpired { .. } => "all-expired",
            Self::StrongRequired { .. } => "strong-required",
            Self::EmailChanged { .. } => "email-changed",
            Self::Notice { .. } => "notice",
            Self::Test { .. } => "test",
        }
    }

    /// Returns what stands for a placeholder, where this kind of letter has it.
    pub(super) fn value(&self, placeholder: &str) -> Option<&str> {
        match (self, placeholder) {
            (Self::Invitation { code, .. } | Self::ResetCode { code, .. }, "code") => Some(code),
            (Self::Invitation { until, .. } | Self::ResetCode { until, .. }, "until") => {
                Some(until)
            }
            (
                Self::Invitation { by, .. }
                | Self::Forced { by, .. }
                | Self::AllExpired { by, .. }
                | Self::StrongRequired { by }
                | Self::EmailChanged { by }
                | Self::Test { by },
                "by",
            ) => Some(by.as_str()),
            (Self::ResetCode { by, .. }, "by") => Some(by.as_ref().map_or("", Printable::as_str)),
            (Self::Forced { reason, .. } | Self::AllExpired { reason, .. }, "reason") => {
                Some(reason.as_ref().map_or("", Printable::as_str))
            }
            (Self::Notice { expires, .. }, "expires") => Some(expires),
            (Self::Notice { date, .. }, "date") => Some(date),
            _ => None,
        }
    }
}
