//! sha512-crypt, as `/etc/shadow` and `openssl passwd -6` have it: `$6$salt$` or `$6$rounds=N$salt$`, and 86 letters.

use sha_crypt::{PasswordVerifier, ShaCrypt};
use zeroize::Zeroizing;

use super::PhcError;
use super::setting::{Cost, Setting};

/// What a foreign hash may cost.
pub(super) const MAX_ROUNDS: u32 = 100_000;
/// Fewer than that no implementation writes.
const MIN_ROUNDS: u32 = 1_000;
/// As many as there are where none are named.
const ROUNDS: u32 = 5_000;
const SALT_MOST: usize = 16;
const OUTPUT_LETTERS: usize = 86;
/// The last letter stands for two bits. With more the crate would refuse the hash when it compares, before it computes.
const LAST_LETTERS: [char; 4] = ['.', '/', '0', '1'];

/// A sha512-crypt hash that was looked at.
#[derive(Clone)]
pub(super) struct Sha512Hash {
    text: Zeroizing<String>,
    rounds: u32,
    salt: usize,
}

impl Sha512Hash {
    /// Reads a hash that begins with `$6$`, and holds its rounds to the bound.
    ///
    /// Whole or not at all: the crate would take rounds that it cannot read for a salt.
    pub(super) fn parse(text: &str) -> Result<Self, PhcError> {
        let mut parts = text.split('$').skip(2);
        let mut next = || parts.next().ok_or(PhcError::Form);
        let mut salt = next()?;
        let mut named = ROUNDS;
        if let Some(rounds) = salt.strip_prefix("rounds=") {
            if rounds.starts_with(['0', '+']) || rounds.is_empty() {
                return Err(PhcError::Form);
            }
            let is_number = rounds.bytes().all(|digit| digit.is_ascii_digit());
            match rounds.parse::<u32>() {
                Ok(rounds) if rounds < MIN_ROUNDS => return Err(PhcError::Form),
                Ok(rounds) if rounds <= MAX_ROUNDS => named = rounds,
                Ok(_) | Err(_) if is_number => {
                    return Err(PhcError::TooCostly {
                        most: "sha512-crypt may have at most 100,000 rounds",
                    });
                }
                Ok(_) | Err(_) => return Err(PhcError::Form),
            }
            salt = next()?;
        }
        let output = next()?;
        let is_whole = parts.next().is_none()
            && (1..=SALT_MOST).contains(&salt.len())
            && output.len() == OUTPUT_LETTERS
            && output.ends_with(LAST_LETTERS)
            && [salt, output]
                .iter()
                .all(|part| part.bytes().all(is_letter));
        if is_whole {
            Ok(Self {
                text: Zeroizing::new(text.to_owned()),
                rounds: named,
                salt: salt.len(),
            })
        } else {
            Err(PhcError::Form)
        }
    }

    /// Returns what it costs.
    pub(super) fn setting(&self) -> Setting {
        Setting(Cost::Sha512 {
            rounds: self.rounds,
            salt: self.salt,
        })
    }

    /// Compares; beyond the setting the work depends on how long the password is.
    pub(super) fn matches(&self, password: &[u8]) -> bool {
        PasswordVerifier::<str>::verify_password(&ShaCrypt::SHA512, password, &self.text).is_ok()
    }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'/'
}
