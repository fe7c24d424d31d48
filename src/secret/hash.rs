//! Password hashes: Argon2id in PHC form (S7), computed in one buffer that is reused, wiped and given back.
//!
//! A hash that is read from the database or an import is never obeyed blindly: what it asks for in memory and
//! time is bounded first, and beyond the bounds it matches nothing. Whatever the reason for which a password
//! does not match (wrong, no user, no hash, an unusable hash, a text that is no password), the work is that of
//! one hash (S1). A [`Hasher`] takes some 15 ms a hash: use it off the drawing thread.

use std::fmt;

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use rand::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use super::password::{Offered, Password};

const OUTPUT_BYTES: usize = 32;
const SALT_BYTES: usize = 16;

/// 19 MiB, two passes, one lane: OWASP's parameters (S7).
const PARAMS: Params = match Params::new(19_456, 2, 1, Some(OUTPUT_BYTES)) {
    Ok(params) => params,
    Err(_) => panic!("the parameters are within the bounds of Argon2"),
};

/// What a foreign Argon2 hash may ask for: 128 MiB, and 512 MiB written in all, about 0.2 s.
const MAX_MEMORY_KIB: u32 = 128 * 1024;
const MAX_WORK_KIB: u64 = 512 * 1024;
const MAX_LANES: u32 = 16;
const MIN_OUTPUT_BYTES: usize = 16;

/// The longest PHC text that is looked at.
const MAX_TEXT_BYTES: usize = 300;

/// A stored hash of a password, in PHC form, with its costs bounded.
///
/// `Debug` prints nothing of it; whoever stores it asks for [`Phc::as_str`].
#[derive(Clone)]
pub struct Phc {
    text: Zeroizing<String>,
    scheme: Scheme,
}

/// How a hash is computed; other schemes of imported hashes are variants beside Argon2.
#[derive(Clone)]
enum Scheme {
    Argon2(Box<Argon2Hash>),
    /// Matches nothing, at the cost of one hash.
    Unusable,
}

/// What an Argon2 hash consists of.
#[derive(Clone)]
struct Argon2Hash {
    algorithm: Algorithm,
    version: Version,
    params: Params,
    salt: Salt,
    output: Output,
}

/// Why a text is not taken as the hash of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhcError {
    /// It is not in PHC form, or lacks its salt or its output.
    #[error(
        "This is not a password hash in PHC form, such as $argon2id$v=19$m=19456,t=2,p=1$salt$hash."
    )]
    Form,
    /// It names a scheme that is not known here.
    #[error(
        "This password hash is of a kind that is not supported. Argon2 hashes in PHC form are."
    )]
    Scheme,
    /// Checking it would take more memory or time than is given to one sign-in.
    #[error(
        "Checking this password hash would take too much memory or time. At most 128 MiB and 4 passes over them are allowed."
    )]
    TooCostly,
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

    /// Tells whether any password can match; `doctor` lists those that none can.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        !matches!(self.scheme, Scheme::Unusable)
    }

    /// Writes a new hash of our own parameters.
    fn own(salt: Salt, output: Output, params: ParamsString) -> Self {
        let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
        let text = PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params,
            salt: Some(salt),
            hash: Some(output),
        }
        .to_string();
        let scheme = Scheme::Argon2(Box::new(Argon2Hash {
            algorithm,
            version,
            params: PARAMS,
            salt,
            output,
        }));
        Self {
            text: Zeroizing::new(text),
            scheme,
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
    /// Reads a PHC string and holds it to the bounds, before any memory is taken for it.
    fn parse(text: &str) -> Result<Self, PhcError> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(PhcError::Form);
        }
        let parsed = PasswordHash::new(text).map_err(|_| PhcError::Form)?;
        let algorithm =
            Algorithm::try_from(parsed.algorithm.as_str()).map_err(|_| PhcError::Scheme)?;
        // A string without a version is of the first one, 0x10.
        let version = parsed.version.map_or(Ok(Version::V0x10), |number| {
            Version::try_from(number).map_err(|_| PhcError::Scheme)
        })?;
        let params = Params::try_from(&parsed).map_err(|_| PhcError::Form)?;
        let work = u64::from(params.m_cost()) * u64::from(params.t_cost());
        if params.m_cost() > MAX_MEMORY_KIB || work > MAX_WORK_KIB || params.p_cost() > MAX_LANES {
            return Err(PhcError::TooCostly);
        }
        // Associated data and key identifiers belong to hashes made with a key that is not here.
        if !params.keyid().is_empty() || !params.data().is_empty() {
            return Err(PhcError::Scheme);
        }
        let (Some(salt), Some(output)) = (parsed.salt, parsed.hash) else {
            return Err(PhcError::Form);
        };
        if output.len() < MIN_OUTPUT_BYTES {
            return Err(PhcError::TooShort);
        }
        Ok(Self::Argon2(Box::new(Argon2Hash {
            algorithm,
            version,
            params,
            salt,
            output,
        })))
    }
}

impl Argon2Hash {
    /// Tells whether it is computed as S7 asks.
    fn is_up_to_date(&self) -> bool {
        (self.algorithm, self.version, &self.params)
            == (Algorithm::Argon2id, Version::V0x13, &PARAMS)
    }
}

/// What checking a password found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It does not match, for whatever reason.
    Wrong,
    /// It matches.
    Right {
        /// The hash is weaker than S7 asks, or of another scheme: store a new one.
        renew: bool,
    },
}

/// How many blocks are reserved; only those that a hash needs are ever touched.
///
/// glibc maps what is larger than 32 MiB by itself, and unmaps it when it is given back. What is smaller it would keep
/// from the second time on, for the next one: 19 MiB that nobody uses any more.
const RESERVED: usize = 33 * 1024;

/// Computes hashes in one block of 19 MiB, taken for the first hash, reused, and wiped and given back at
/// [`Hasher::rest`].
pub struct Hasher {
    blocks: Vec<Block>,
}

impl Hasher {
    /// Takes no memory yet: most programs that sit down at a store compute no hash.
    #[must_use]
    pub const fn new() -> Self {
        Self { blocks: Vec::new() }
    }

    /// Takes the memory for the next hash, which has to wait for half as long as it takes otherwise.
    pub fn get_ready(&mut self) {
        if self.blocks.is_empty() {
            self.blocks.reserve_exact(RESERVED);
            self.blocks.resize(PARAMS.block_count(), Block::new());
        }
    }

    /// Wipes the memory and gives it back. Whoever holds a hasher for long calls it after each answer.
    pub fn rest(&mut self) {
        wipe(&mut self.blocks);
        self.blocks = Vec::new();
    }

    /// Hashes a newly chosen password with a salt of its own (S7).
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "lengths and parameters are PHC's own constants"
    )]
    pub fn hash(&mut self, password: &Password, rng: &mut (impl CryptoRng + ?Sized)) -> Phc {
        let mut salt = [0; SALT_BYTES];
        rng.fill_bytes(&mut salt);
        let mut output = Zeroizing::new([0; OUTPUT_BYTES]);
        self.get_ready();
        compute(
            &own_argon2(),
            password.as_bytes(),
            &salt,
            &mut *output,
            &mut self.blocks,
        );
        Phc::own(
            Salt::new(&salt).expect("16 bytes are a salt"),
            Output::new(&*output).expect("32 bytes are an output"),
            ParamsString::try_from(&PARAMS).expect("three numbers fit"),
        )
    }

    /// Checks what was offered at a door; `None` is a user who is unknown or has set no password (S1).
    pub fn verify(&mut self, offered: &Offered, against: Option<&Phc>) -> Verdict {
        let scheme = against.map_or(&Scheme::Unusable, |phc| &phc.scheme);
        match (offered.password(), scheme) {
            (Some(password), Scheme::Argon2(hash)) => {
                if self.matches_argon2(password, hash) {
                    Verdict::Right {
                        renew: !hash.is_up_to_date(),
                    }
                } else {
                    Verdict::Wrong
                }
            }
            (None, _) | (_, Scheme::Unusable) => {
                self.waste(offered);
                Verdict::Wrong
            }
        }
    }

    /// Tells whether a password is the one that was hashed: S5's "not the one just used".
    pub fn is_same(&mut self, password: &Password, phc: &Phc) -> bool {
        match &phc.scheme {
            Scheme::Argon2(hash) => self.matches_argon2(password, hash),
            Scheme::Unusable => false,
        }
    }

    fn matches_argon2(&mut self, password: &Password, hash: &Argon2Hash) -> bool {
        let argon2 = Argon2::new(hash.algorithm, hash.version, hash.params.clone());
        let mut output = Zeroizing::new([0; Output::MAX_LENGTH]);
        let output = &mut output[..hash.output.len()];
        let needed = hash.params.block_count();
        self.get_ready();
        if needed <= self.blocks.len() {
            compute(
                &argon2,
                password.as_bytes(),
                &hash.salt,
                output,
                &mut self.blocks[..needed],
            );
        } else {
            let mut more = vec![Block::new(); needed];
            compute(&argon2, password.as_bytes(), &hash.salt, output, &mut more);
            wipe(&mut more);
        }
        (*output).ct_eq(hash.output.as_bytes()).into()
    }

    /// Does the work of one hash for an answer that is already known (S1).
    fn waste(&mut self, offered: &Offered) {
        let mut output = Zeroizing::new([0; OUTPUT_BYTES]);
        let bytes = offered
            .password()
            .map_or(&b"no password"[..], Password::as_bytes);
        self.get_ready();
        compute(
            &own_argon2(),
            bytes,
            &[0; SALT_BYTES],
            &mut *output,
            &mut self.blocks,
        );
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Hasher {
    fn drop(&mut self) {
        wipe(&mut self.blocks);
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher(..)")
    }
}

/// Computes one hash. What is left in the blocks is wiped later, for it takes a third of the time that a hash takes.
fn compute(
    argon2: &Argon2<'_>,
    password: &[u8],
    salt: &[u8],
    output: &mut [u8],
    blocks: &mut [Block],
) {
    #[expect(
        clippy::expect_used,
        reason = "password, salt and output are bounded by their types, and the blocks fit"
    )]
    argon2
        .hash_password_into_with_memory(password, salt, output, &mut *blocks)
        .expect("bounded input");
}

/// Wipes blocks, which the crate does not.
fn wipe(blocks: &mut [Block]) {
    for block in blocks {
        block.zeroize();
    }
}

fn own_argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, PARAMS)
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::ChaCha20Rng};

    use super::*;

    fn rng() -> ChaCha20Rng {
        ChaCha20Rng::seed_from_u64(7)
    }

    fn password(text: &str) -> Password {
        Password::chosen(text).expect("a password")
    }

    fn hashed(argon2: &Argon2<'_>, text: &str) -> String {
        let mut output = [0; 32];
        argon2
            .hash_password_into(text.as_bytes(), b"saltsaltsaltsalt", &mut output)
            .unwrap();
        PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(argon2.params()).unwrap(),
            salt: Some(Salt::new(b"saltsaltsaltsalt").unwrap()),
            hash: Some(Output::new(&output).unwrap()),
        }
        .to_string()
    }

    #[test]
    fn s7_a_hash_is_argon2id_in_phc_form_and_matches_its_password_only() {
        let mut hasher = Hasher::new();
        let phc = hasher.hash(&password("correct horse"), &mut rng());
        assert!(
            phc.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{}",
            phc.as_str()
        );
        assert_eq!(Phc::parse(phc.as_str()), Ok(phc.clone()));
        let right = Verdict::Right { renew: false };
        assert_eq!(
            hasher.verify(&Password::offered("correct horse"), Some(&phc)),
            right
        );
        assert_eq!(
            hasher.verify(&Password::offered("correct\u{a0}horse"), Some(&phc)),
            right
        );
        assert_eq!(
            hasher.verify(&Password::offered("correct horsf"), Some(&phc)),
            Verdict::Wrong
        );
        assert_eq!(
            hasher.verify(&Password::offered("no\tpassword"), Some(&phc)),
            Verdict::Wrong
        );
        assert!(hasher.is_same(&password("correct horse"), &phc));
        assert!(!hasher.is_same(&password("Correct horse"), &phc));
    }

    #[test]
    fn s7_two_hashes_of_one_password_differ() {
        let (mut hasher, mut rng) = (Hasher::new(), rng());
        let first = hasher.hash(&password("correct horse"), &mut rng);
        assert_ne!(first, hasher.hash(&password("correct horse"), &mut rng));
    }

    #[test]
    fn s1_an_unknown_user_and_one_without_a_password_are_wrong() {
        let mut hasher = Hasher::new();
        assert_eq!(
            hasher.verify(&Password::offered("no password"), None),
            Verdict::Wrong
        );
        assert_eq!(hasher.verify(&Password::offered(""), None), Verdict::Wrong);
    }

    #[test]
    fn s7_weaker_or_other_parameters_are_right_and_renewed() {
        let mut hasher = Hasher::new();
        for (memory, passes, lanes) in [(8, 1, 1), (19_456, 1, 1), (32_768, 1, 4)] {
            let params = Params::new(memory, passes, lanes, Some(32)).unwrap();
            let phc = Phc::parse(&hashed(
                &Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
                "foreign",
            ))
            .unwrap();
            assert_eq!(
                hasher.verify(&Password::offered("foreign"), Some(&phc)),
                Verdict::Right { renew: true }
            );
            assert_eq!(
                hasher.verify(&Password::offered("foreigm"), Some(&phc)),
                Verdict::Wrong
            );
        }
        // The reference implementation's own test vector, version 0x13 of argon2i without our lengths.
        let reference =
            "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA";
        let verdict = hasher.verify(
            &Password::offered("password"),
            Some(&Phc::parse(reference).unwrap()),
        );
        assert_eq!(verdict, Verdict::Right { renew: true });
    }

    #[test]
    fn s1_a_hostile_hash_is_refused_at_import_and_matches_nothing_when_stored() {
        const TAIL: &str = "$c2FsdHNhbHRzYWx0c2FsdA$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI";
        let mut hasher = Hasher::new();
        let tail = |head: &str| format!("{head}{TAIL}");
        for (text, expected) in [
            (
                tail("$argon2id$v=19$m=4194304,t=2,p=1"),
                PhcError::TooCostly,
            ),
            (
                tail("$argon2id$v=19$m=19456,t=4294967295,p=1"),
                PhcError::TooCostly,
            ),
            (tail("$argon2id$v=19$m=131072,t=5,p=1"), PhcError::TooCostly),
            (tail("$argon2id$v=19$m=19456,t=2,p=64"), PhcError::TooCostly),
            (tail("$argon2id$v=19$m=0,t=2,p=1"), PhcError::Form),
            (tail("$argon2id$v=99$m=19456,t=2,p=1"), PhcError::Scheme),
            (tail("$scrypt$ln=16,r=8,p=1"), PhcError::Scheme),
            (
                "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA".to_owned(),
                PhcError::Form,
            ),
            (
                "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$MTIzNDU2Nzg5MDEy".to_owned(),
                PhcError::TooShort,
            ),
            ("$2b$12$abc".to_owned(), PhcError::Form),
            (String::new(), PhcError::Form),
            ("x".repeat(100_000), PhcError::Form),
        ] {
            assert_eq!(Phc::parse(&text), Err(expected), "{text}");
            let stored = Phc::stored(&text);
            assert!(!stored.is_usable());
            assert_eq!(
                hasher.verify(&Password::offered("foreign"), Some(&stored)),
                Verdict::Wrong
            );
        }
    }

    #[test]
    fn s7_nothing_of_a_hash_stays_in_the_blocks() {
        let mut hasher = Hasher::new();
        let empty = |blocks: &[Block]| {
            let mut words = blocks.iter().flat_map(AsRef::as_ref);
            words.all(|word| *word == 0)
        };
        hasher.hash(&password("correct horse"), &mut rng());
        assert!(!empty(&hasher.blocks));
        wipe(&mut hasher.blocks);
        assert!(empty(&hasher.blocks));

        hasher.rest();
        assert_eq!(hasher.blocks.capacity(), 0);
        let again = hasher.hash(&password("correct horse"), &mut rng());
        assert!(hasher.is_same(&password("correct horse"), &again));
    }

    #[test]
    fn debug_prints_nothing_of_a_hash() {
        let phc = Hasher::new().hash(&password("correct horse"), &mut rng());
        assert_eq!(format!("{phc:?} {:?}", Hasher::new()), "Phc(..) Hasher(..)");
    }
}
