//! What a hash costs: its scheme and its parameters, without what is each person's own (S1).

use argon2::{Algorithm, Version};

use super::argon::MAX_WORK_KIB;
use super::blowfish::MAX_COST;
use super::sha512::MAX_ROUNDS;
use super::{Phc, Scheme, argon};

/// What hashes that cost the same have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Setting(pub(super) Cost);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cost {
    /// `$2a$`, `$2b$`, `$2x$` and `$2y$` are computed alike.
    Bcrypt { cost: u32 },
    /// The salt goes into two rounds of three, so its length decides how many blocks those take.
    Sha512 { rounds: u32, salt: usize },
    /// Salt and output are looked at once, which is nothing beside the passes.
    Argon2 {
        algorithm: Algorithm,
        version: Version,
        memory: u32,
        passes: u32,
        lanes: u32,
    },
}

impl Setting {
    /// That of a hash of our own (S7).
    pub(super) const OWN: Self = Self(argon::OWN);

    /// Reads a setting as a store cuts it out of a hash: what stands before the salt, and for sha512-crypt the length of
    /// the salt behind it. What no hash can have, for its form or its cost, is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let hash = if text.starts_with("$2") {
            format!("{text}{}", dots(BCRYPT_REST))
        } else if text.starts_with("$6$") {
            let (head, salt) = text.rsplit_once('$')?;
            let salt = dots(salt.parse().ok().filter(|length| *length <= SALT_MOST)?);
            format!("{head}${salt}${}", dots(SHA512_REST))
        } else {
            format!("{text}{ARGON2_REST}")
        };
        Phc::stored(&hash).setting()
    }

    /// Makes a hash of this setting that is nobody's.
    pub(super) fn made_up(self) -> Scheme {
        let text = match self.0 {
            Cost::Bcrypt { cost } => format!("$2b${cost:02}${}", dots(BCRYPT_REST)),
            Cost::Sha512 { rounds, salt } => {
                let (salt, rest) = (dots(salt), dots(SHA512_REST));
                format!("$6$rounds={rounds}${salt}${rest}")
            }
            Cost::Argon2 {
                algorithm,
                version,
                memory,
                passes,
                lanes,
            } => {
                let (name, version) = (algorithm.as_str(), u32::from(version));
                format!("${name}$v={version}$m={memory},t={passes},p={lanes}${ARGON2_REST}")
            }
        };
        // A setting comes from a hash that was parsed, so this parses too.
        Scheme::parse(&text).unwrap_or(Scheme::Unusable)
    }

    /// How long it takes, in sixteenths of the costliest hash that is taken; those cost about the same in each scheme.
    pub(super) fn sixteenths(self) -> u64 {
        let (work, most) = match self.0 {
            Cost::Bcrypt { cost } => (1 << cost.min(MAX_COST), 1 << MAX_COST),
            Cost::Sha512 { rounds, .. } => (rounds.into(), MAX_ROUNDS.into()),
            Cost::Argon2 { memory, passes, .. } => {
                (u64::from(memory) * u64::from(passes), MAX_WORK_KIB)
            }
        };
        (16 * work).div_ceil(most)
    }
}

/// What stands behind a setting in a hash that is nobody's.
const BCRYPT_REST: usize = 53;
const SHA512_REST: usize = 86;
const SALT_MOST: usize = 16;
const ARGON2_REST: &str = "AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A dot is the letter of no bits, in bcrypt's alphabet and in that of sha512-crypt.
fn dots(number: usize) -> String {
    ".".repeat(number)
}
