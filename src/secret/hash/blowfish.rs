//! bcrypt, as web frameworks and `htpasswd -B` write it: `$2b$12$` and 53 letters.
//!
//! It looks at the first 72 bytes of a password. Here no password is ever truncated (S4), so a longer one matches
//! nothing: to let it in by its beginning would be to renew the hash with an end that nobody has checked. Its owner
//! needs a reset code. A NUL, at which some implementations stop, cannot be in a password (S4).

use zeroize::Zeroizing;

use super::PhcError;
use super::setting::{Cost, Setting};

/// What a foreign hash may cost: 4,096 rounds.
pub(super) const MAX_COST: u32 = 12;
/// How much of a password is looked at.
const MAX_PASSWORD_BYTES: usize = 72;

/// A bcrypt hash that was looked at.
#[derive(Clone)]
pub(super) struct BcryptHash {
    text: Zeroizing<String>,
    cost: u32,
}

impl BcryptHash {
    /// Reads one of `$2a$`, `$2b$`, `$2x$` and `$2y$`, and holds its cost to the bound.
    ///
    /// All are computed alike, and right. What a faulty implementation made of letters beyond ASCII (`2x`, and some
    /// `2a`) matches nothing, neither the password itself nor another: it carried the sign of such a byte over those
    /// before it in a word of four, as 0xFF, which no text in UTF-8 holds. A letter has two such bytes or more there, so
    /// one of them always has another before it; a single one, of some other encoding, is no UTF-8 either.
    pub(super) fn parse(text: &str) -> Result<Self, PhcError> {
        let parts: bcrypt::HashParts = text.parse().map_err(|_| PhcError::Form)?;
        if parts.get_cost() > MAX_COST {
            return Err(PhcError::TooCostly {
                most: "bcrypt may have a cost of at most 12",
            });
        }
        // The crate takes a cost of less than 4 for a number and refuses it only when it computes.
        if parts.get_cost() < 4 {
            return Err(PhcError::Form);
        }
        Ok(Self {
            text: Zeroizing::new(text.to_owned()),
            cost: parts.get_cost(),
        })
    }

    /// Returns what it costs.
    pub(super) fn setting(&self) -> Setting {
        Setting(Cost::Bcrypt { cost: self.cost })
    }

    /// Compares; the work is the same whatever the password.
    pub(super) fn matches(&self, password: &[u8]) -> bool {
        let is_whole = password.len() <= MAX_PASSWORD_BYTES;
        // It was parsed before, so it cannot fail.
        bcrypt::verify(password, &self.text).unwrap_or(false) && is_whole
    }
}
