//! Password hashes: Argon2id in PHC form (S7), and those of other schemes that an import brought (U9).
//!
//! A hash that is read from the database or an import is never obeyed blindly: what it asks for in memory and
//! time is bounded first, and beyond the bounds it matches nothing. One file for each scheme says what is taken and
//! compares; a [`Setting`] is what those have in common that cost the same, and [`Hasher`] sees to it that every failure
//! costs the same (S1). The costliest hash that is taken stays within half a second.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

mod argon;
mod blowfish;
mod hasher;
mod setting;
mod sha512;
mod work;

use argon::Argon2Hash;
use blowfish::BcryptHash;
pub use hasher::{Hasher, Verdict};
pub use setting::Setting;
use sha512::Sha512Hash;
pub use work::{Settings, TooManySettings};

/// The longest text that is looked at.
const MAX_TEXT_BYTES: usize = 300;

/// A stored hash of a password, with its costs bounded: in PHC form, or as bcrypt and sha512-crypt write theirs.
///
/// `Debug` prints nothing of it; whoever stores it asks for [`Phc::as_str`].
#[derive(Clone)]
pub struct Phc {
    text: Zeroizing<String>,
    scheme: Scheme,
}

/// How a hash is computed.
#[derive(Clone)]
enum Scheme {
    Argon2(Box<Argon2Hash>),
    Bcrypt(BcryptHash),
    Sha512(Sha512Hash),
    /// Matches nothing.
    Unusable,
}

/// Why a text is not taken as the hash of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhcError {
    /// It is in none of the forms that are known here, or damaged.
    #[error(
        "This is not a password hash in a form that is known here: $argon2id$…, $2b$… (bcrypt) or $6$… (sha512-crypt), whole."
    )]
    Form,
    /// It names a scheme that is not known here.
    #[error(
        "This password hash is of a kind that is not taken. Argon2, bcrypt and sha512-crypt are."
    )]
    Scheme,
    /// Checking it would take more memory or time than is given to one sign-in.
    #[error("Checking this password hash would take too much memory or time: {most}.")]
    TooCostly {
        /// What is allowed, in words.
        most: &'static str,
    },
    /// Its output is so short that other passwords might match it.
    #[error("This password hash is too short to be trusted. It needs 16 bytes or more.")]
    TooShort,
}

impl Phc {
    /// Takes a hash that comes from outside, such as an import (U9).
    pub fn parse(text: &str) -> Result<Self, PhcError> {
        Ok(Self {
            scheme: Scheme::parse(text)?,
            text: Zeroizing::new(text.to_owned()),
        })
    }

    /// Takes a hash as the database holds it; one that is damaged or too costly matches nothing (S1).
    #[must_use]
    pub fn stored(text: &str) -> Self {
        Self {
            scheme: Scheme::parse(text).unwrap_or(Scheme::Unusable),
            text: Zeroizing::new(text.to_owned()),
        }
    }

    /// Returns the text to store.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Tells whether any password can match.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        !matches!(self.scheme, Scheme::Unusable)
    }

    /// Returns what it costs; `None` where it matches nothing.
    #[must_use]
    pub fn setting(&self) -> Option<Setting> {
        self.scheme.setting()
    }

    /// Names the scheme, for a summary of an import.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        match self.scheme {
            Scheme::Argon2(_) => "Argon2",
            Scheme::Bcrypt(_) => "bcrypt",
            Scheme::Sha512(_) => "sha512-crypt",
            Scheme::Unusable => "unusable",
        }
    }
}

impl fmt::Debug for Phc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phc(..)")
    }
}

impl PartialEq for Phc {
    fn eq(&self, other: &Self) -> bool {
        self.text.as_bytes().ct_eq(other.text.as_bytes()).into()
    }
}

impl Eq for Phc {}

impl Scheme {
    /// Tells by its beginning of which scheme a text is, and holds it to that scheme's form and bounds.
    fn parse(text: &str) -> Result<Self, PhcError> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(PhcError::Form);
        }
        if text.starts_with("$argon2") {
            return Argon2Hash::parse(text).map(|hash| Self::Argon2(Box::new(hash)));
        }
        if text.starts_with("$2") {
            return BcryptHash::parse(text).map(Self::Bcrypt);
        }
        if text.starts_with("$6$") {
            return Sha512Hash::parse(text).map(Self::Sha512);
        }
        // What else names itself between two dollars is a hash, but none of ours.
        let named = text.strip_prefix('$').and_then(|rest| rest.split_once('$'));
        Err(match named {
            Some((name, rest)) if !name.is_empty() && !rest.is_empty() => PhcError::Scheme,
            Some(_) | None => PhcError::Form,
        })
    }

    fn setting(&self) -> Option<Setting> {
        match self {
            Self::Argon2(hash) => Some(hash.setting()),
            Self::Bcrypt(hash) => Some(hash.setting()),
            Self::Sha512(hash) => Some(hash.setting()),
            Self::Unusable => None,
        }
    }

    /// Tells whether it is computed as S7 asks.
    fn is_up_to_date(&self) -> bool {
        match self {
            Self::Argon2(hash) => hash.is_up_to_date(),
            Self::Bcrypt(_) | Self::Sha512(_) | Self::Unusable => false,
        }
    }
}

#[cfg(test)]
mod tests;
