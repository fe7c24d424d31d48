//! The key under which tries are counted (S3): a keyed hash of an e-mail as entered.
//!
//! Without the account's key the table of tries does not tell which e-mails were tried.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac, digest::Key};
use rand::CryptoRng;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::domain::throttle::Rule;

/// The account's random key for hashing e-mails; made once, kept in the database.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct ThrottleKey([u8; 32]);

impl ThrottleKey {
    /// Makes a new key.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// Takes a key that was stored.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for ThrottleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ThrottleKey(..)")
    }
}

/// Stands for one e-mail in the table of tries, under the rule by which they count.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TryKey {
    rule: Rule,
    hash: [u8; 32],
}

impl TryKey {
    /// Hashes an e-mail that the caller has normalised: the same person, the same key. What is counted under another
    /// rule needs another text.
    #[must_use]
    pub fn of(rule: Rule, key: &ThrottleKey, normalised_email: &str) -> Self {
        // HMAC fills a short key with zeros up to its block; done here, there is no length to refuse.
        let mut block = Key::<Hmac<Sha256>>::default();
        block[..key.0.len()].copy_from_slice(&key.0);
        let mut mac = Hmac::<Sha256>::new(&block);
        block.as_mut_slice().zeroize();
        mac.update(normalised_email.as_bytes());
        let hash = mac.finalize().into_bytes().into();
        Self { rule, hash }
    }

    /// Returns the rule by which the tries under it count.
    #[must_use]
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// Returns the bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.hash
    }
}

impl fmt::Debug for TryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TryKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use rand::{SeedableRng, rngs::ChaCha20Rng};

    use super::*;

    #[test]
    fn s3_an_email_has_one_key_under_one_account_key() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (one, other) = (
            ThrottleKey::generate(&mut rng),
            ThrottleKey::generate(&mut rng),
        );
        let of = |key: &ThrottleKey, mail| TryKey::of(Rule::Password, key, mail);
        let key = of(&one, "ada@example.com");
        let the_same = ThrottleKey::from_bytes(*one.as_bytes());
        assert_eq!(key, of(&the_same, "ada@example.com"));
        assert_ne!(key, of(&one, "ben@example.com"));
        assert_ne!(key, of(&other, "ada@example.com"));
        assert_eq!(format!("{one:?} {key:?}"), "ThrottleKey(..) TryKey(..)");
    }

    #[test]
    fn s3_the_keyed_hash_is_hmac_sha_256() {
        // HMAC-SHA-256 with a key of zeros over the empty text, from another implementation.
        let empty = TryKey::of(Rule::Password, &ThrottleKey::from_bytes([0; 32]), "");
        let hex = data_encoding::HEXLOWER.encode(empty.as_bytes());
        assert_eq!(
            hex,
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        );
    }
}
