//! A process that does nothing but hash, as signing in does, to keep a core busy.

use std::io::Read;
use std::process::{Child, Command, Stdio};

use argon2::{Algorithm, Argon2, Block, Params, Version};

use crate::program::Result;

/// The argument with which this program is that process.
pub(super) const HASH_ON: &str = "--hash-on";

/// A process that hashes until this is dropped.
pub(super) struct Hashing(Child);

impl Hashing {
    pub(super) fn begin() -> Result<Self> {
        let process = Command::new(std::env::current_exe()?)
            .arg(HASH_ON)
            .stdin(Stdio::piped())
            .spawn()?;
        Ok(Self(process))
    }
}

impl Drop for Hashing {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Hashes until standard input is closed, which a measuring program that is killed does too.
pub(super) fn hash_on() -> ! {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    let params = Params::new(19_456, 2, 1, Some(32)).unwrap_or_default();
    let mut blocks = vec![Block::default(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut output = [0; 32];
    loop {
        // The inputs are within Argon2's bounds.
        let _ = argon2.hash_password_into_with_memory(
            b"harbour lantern violet 42",
            b"saltsaltsaltsalt",
            &mut output,
            &mut blocks,
        );
    }
}
