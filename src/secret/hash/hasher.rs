//! Computes and compares, in one buffer that is reused, wiped and given back.
//!
//! Whatever the reason for which a password does not match (wrong, no user, no hash, an unusable hash, a text that is
//! no password), the work is that of [`super::work`] (S1). A hash of our own takes some 15 ms, the costliest foreign one
//! some hundreds: use it off the drawing thread.

use std::{fmt, mem, thread};

use argon2::Block;
use rand::CryptoRng;
use zeroize::Zeroizing;

use super::argon::{self, OUTPUT_BYTES, SALT_BYTES};
use super::work::{Settings, plan};
use super::{Phc, Scheme};
use crate::secret::password::{Offered, Password};

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

/// Computes hashes in one block of 19 MiB, or of what a foreign hash asks for, taken for the first hash, reused, and
/// wiped and given back at [`Hasher::rest`].
pub struct Hasher {
    pub(super) blocks: Vec<Block>,
    /// What was computed, so that a test can hold the work of two tries side by side.
    #[cfg(test)]
    pub(crate) computed: Vec<super::Setting>,
}

/// The memory of a hash on its way back: wiped wherever it is dropped.
struct Memory(Vec<Block>);

impl Drop for Memory {
    fn drop(&mut self) {
        argon::wipe(&mut self.0);
    }
}

/// What is hashed where no password was offered.
const NO_PASSWORD: &[u8] = b"no password";

impl Hasher {
    /// Takes no memory yet: most programs that sit down at a store compute no hash.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            blocks: Vec::new(),
            #[cfg(test)]
            computed: Vec::new(),
        }
    }

    /// Takes the memory for the next hash, which has to wait for half as long as it takes otherwise.
    pub fn get_ready(&mut self) {
        self.take(argon::own_blocks());
    }

    /// Sees to it that there are so many blocks. What was in those before is never moved, for that would leave it behind.
    fn take(&mut self, blocks: usize) {
        if self.blocks.capacity() < blocks {
            self.rest();
            self.blocks.reserve_exact(blocks.max(RESERVED));
        }
        if self.blocks.len() < blocks {
            self.blocks.resize(blocks, Block::new());
        }
    }

    /// Wipes the memory and gives it back. Whoever holds a hasher for long calls it after each answer.
    pub fn rest(&mut self) {
        argon::wipe(&mut self.blocks);
        self.blocks = Vec::new();
    }

    /// Wipes the memory and gives it back beside what comes next, which then waits for neither: together they take a third
    /// of the time that a hash takes.
    pub fn rest_beside(&mut self) {
        let memory = Memory(mem::take(&mut self.blocks));
        let wiping = thread::Builder::new().name("wiping".into());
        // Where no thread is to be had, it is dropped here and now.
        let _ = wiping.spawn(move || drop(memory));
    }

    /// Hashes a newly chosen password with a salt of its own (S7).
    pub fn hash(&mut self, password: &Password, rng: &mut (impl CryptoRng + ?Sized)) -> Phc {
        let mut salt = [0; SALT_BYTES];
        rng.fill_bytes(&mut salt);
        let mut output = Zeroizing::new([0; OUTPUT_BYTES]);
        self.get_ready();
        argon::compute_own(password.as_bytes(), &salt, &mut output, &mut self.blocks);
        Phc::own(&salt, &output)
    }

    /// Checks what was offered within a session: who it is about is known, and only their own hash is computed.
    pub fn verify(&mut self, offered: &Offered, against: Option<&Phc>) -> Verdict {
        self.verify_among(offered, against, &Settings::of(against))
    }

    /// Checks what was offered at a door; `None` is a user who is unknown or has set no password (S1).
    ///
    /// With the settings of all foreign hashes on record, what is wrong costs the same whoever it is about.
    pub fn verify_among(
        &mut self,
        offered: &Offered,
        against: Option<&Phc>,
        settings: &Settings,
    ) -> Verdict {
        let password = offered.password();
        let bytes = password.map_or(NO_PASSWORD, Password::as_bytes);
        for step in plan(against, settings) {
            let Some(own) = step.own else {
                // Nothing hangs on it; but it must not be left out for that.
                std::hint::black_box(self.matches(bytes, &step.setting.made_up()));
                continue;
            };
            if self.matches(bytes, &own.scheme) && password.is_some() {
                let renew = !own.scheme.is_up_to_date();
                return Verdict::Right { renew };
            }
        }
        Verdict::Wrong
    }

    /// Tells whether a password is the one that was hashed: S5's "not the one just used".
    pub fn is_same(&mut self, password: &Password, phc: &Phc) -> bool {
        self.matches(password.as_bytes(), &phc.scheme)
    }

    fn matches(&mut self, password: &[u8], scheme: &Scheme) -> bool {
        #[cfg(test)]
        self.computed.extend(scheme.setting());
        match scheme {
            Scheme::Argon2(hash) => {
                self.take(hash.blocks());
                hash.matches(password, &mut self.blocks)
            }
            Scheme::Bcrypt(hash) => hash.matches(password),
            Scheme::Sha512(hash) => hash.matches(password),
            Scheme::Unusable => false,
        }
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Hasher {
    fn drop(&mut self) {
        argon::wipe(&mut self.blocks);
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher(..)")
    }
}
