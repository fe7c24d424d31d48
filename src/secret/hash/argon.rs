//! Argon2 in PHC form: our own hashes (S7), and those that others made with other parameters.

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use super::setting::{Cost, Setting};
use super::{Phc, PhcError, Scheme};

pub(super) const OUTPUT_BYTES: usize = 32;
pub(super) const SALT_BYTES: usize = 16;

/// 19 MiB, two passes, one lane: OWASP's parameters (S7).
const PARAMS: Params = match Params::new(MEMORY, PASSES, LANES, Some(OUTPUT_BYTES)) {
    Ok(params) => params,
    Err(_) => panic!("the parameters are within the bounds of Argon2"),
};
const MEMORY: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// The same, as what it costs.
pub(super) const OWN: Cost = Cost::Argon2 {
    algorithm: Algorithm::Argon2id,
    version: Version::V0x13,
    memory: MEMORY,
    passes: PASSES,
    lanes: LANES,
};

/// What a foreign hash may ask for: 100 MiB, and 256 MiB written in all, which takes as long as a bcrypt of cost 12
/// (with 128 MiB it took half as long again, most of it for taking the memory).
const MAX_MEMORY_KIB: u32 = 100 * 1024;
pub(super) const MAX_WORK_KIB: u64 = 256 * 1024;
const MAX_LANES: u32 = 16;
const MIN_OUTPUT_BYTES: usize = 16;

/// What an Argon2 hash consists of.
#[derive(Clone)]
pub(super) struct Argon2Hash {
    algorithm: Algorithm,
    version: Version,
    params: Params,
    salt: Salt,
    output: Output,
}

impl Argon2Hash {
    /// Reads a PHC string and holds it to the bounds, before any memory is taken for it.
    pub(super) fn parse(text: &str) -> Result<Self, PhcError> {
        let parsed = PasswordHash::new(text).map_err(|_| PhcError::Form)?;
        let algorithm =
            Algorithm::try_from(parsed.algorithm.as_str()).map_err(|_| PhcError::Scheme)?;
        // A string without a version is of the first one, 0x10.
        let version = parsed.version.map_or(Ok(Version::V0x10), |number| {
            Version::try_from(number).map_err(|_| PhcError::Scheme)
        })?;
        let params = Params::try_from(&parsed).map_err(|_| PhcError::Form)?;
        // Associated data and key identifiers belong to hashes made with a key that is not here.
        if !params.keyid().is_empty() || !params.data().is_empty() {
            return Err(PhcError::Scheme);
        }
        // As every program writes them. Spelt otherwise, one setting could have any number of texts (S1).
        let (memory, passes, lanes) = (params.m_cost(), params.t_cost(), params.p_cost());
        if parsed.params.as_str() != format!("m={memory},t={passes},p={lanes}") {
            return Err(PhcError::Form);
        }
        let work = u64::from(memory) * u64::from(passes);
        if memory > MAX_MEMORY_KIB || work > MAX_WORK_KIB || lanes > MAX_LANES {
            return Err(PhcError::TooCostly {
                most: "Argon2 may take 100 MiB with 2 passes over them, 64 MiB with 4, and 16 lanes",
            });
        }
        let (Some(salt), Some(output)) = (parsed.salt, parsed.hash) else {
            return Err(PhcError::Form);
        };
        if output.len() < MIN_OUTPUT_BYTES {
            return Err(PhcError::TooShort);
        }
        Ok(Self {
            algorithm,
            version,
            params,
            salt,
            output,
        })
    }

    /// Tells whether it is computed as S7 asks.
    pub(super) fn is_up_to_date(&self) -> bool {
        (self.algorithm, self.version, &self.params)
            == (Algorithm::Argon2id, Version::V0x13, &PARAMS)
    }

    /// Returns what it costs.
    pub(super) fn setting(&self) -> Setting {
        Setting(Cost::Argon2 {
            algorithm: self.algorithm,
            version: self.version,
            memory: self.params.m_cost(),
            passes: self.params.t_cost(),
            lanes: self.params.p_cost(),
        })
    }

    /// Returns how many blocks it takes.
    pub(super) fn blocks(&self) -> usize {
        self.params.block_count()
    }

    /// Compares, in as many blocks as it takes or more.
    pub(super) fn matches(&self, password: &[u8], blocks: &mut [Block]) -> bool {
        let argon2 = Argon2::new(self.algorithm, self.version, self.params.clone());
        let mut output = Zeroizing::new([0; Output::MAX_LENGTH]);
        let output = &mut output[..self.output.len()];
        compute(&argon2, password, &self.salt, output, blocks);
        (*output).ct_eq(self.output.as_bytes()).into()
    }
}

/// Returns how many blocks a hash of our own takes.
pub(super) fn own_blocks() -> usize {
    PARAMS.block_count()
}

/// Computes as S7 asks.
pub(super) fn compute_own(
    password: &[u8],
    salt: &[u8; SALT_BYTES],
    output: &mut [u8; OUTPUT_BYTES],
    blocks: &mut [Block],
) {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, PARAMS);
    compute(&argon2, password, salt, output, blocks);
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
pub(super) fn wipe(blocks: &mut [Block]) {
    for block in blocks {
        block.zeroize();
    }
}

impl Phc {
    /// Writes a new hash of our own parameters.
    #[expect(
        clippy::expect_used,
        reason = "lengths and parameters are PHC's own constants"
    )]
    pub(super) fn own(salt: &[u8; SALT_BYTES], output: &[u8; OUTPUT_BYTES]) -> Self {
        let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
        let salt = Salt::new(salt).expect("16 bytes are a salt");
        let output = Output::new(output).expect("32 bytes are an output");
        let text = PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(&PARAMS).expect("three numbers fit"),
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
