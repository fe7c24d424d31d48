//! Setup and reset codes (U1, U2): 24 characters in six groups of four, such as `7KQ3-0MZD-…`.
//!
//! 23 characters are random (115 bits) and the last one is a check over them, so that a slip of the fingers is
//! called a slip and is no wrong try. A code is shown once and stored only as a [`CodeHash`].

use std::fmt;

use rand::CryptoRng;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::character::Named;

/// 32 digits and letters without those that look like another: no I, L, O or U (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters in a code, the check included.
const LENGTH: usize = 24;
const GROUP: usize = 4;
/// Sets these hashes apart from every other use of SHA-256 on the same text.
const DOMAIN: &[u8] = b"passward code 1\0";

/// A code, wiped when it goes. `Debug` prints nothing of it.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Code {
    /// Places in [`ALPHABET`], each below 32; the last is the check.
    digits: [u8; LENGTH],
}

/// Why a text is no code. None of these is a wrong try: nothing was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeFormError {
    /// Nothing was entered.
    #[error("Enter the code that you were given.")]
    Empty,
    /// It holds a character that no code has.
    #[error("No code contains {}. Look at the code again.", Named(*.character))]
    Character {
        /// The first such character.
        character: char,
    },
    /// Some of its characters are missing.
    #[error("That code is not complete: a code has 24 characters, and {missing} more {} needed.", if *.missing == 1 { "is" } else { "are" })]
    TooShort {
        /// How many.
        missing: usize,
    },
    /// It has too many characters.
    #[error("That code is too long: a code has 24 characters, and this has {extra} more.")]
    TooLong {
        /// How many.
        extra: usize,
    },
    /// The check character does not fit the others.
    #[error(
        "That code has a slip in it: a character is wrong, or two have changed places. Look at it again; this was not counted as a try."
    )]
    Slip,
}

impl Code {
    /// Makes a new code.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut digits = [0; LENGTH];
        let random = &mut digits[..LENGTH - 1];
        rng.fill_bytes(random);
        for digit in random {
            // 32 divides 256, so no character comes up more often than another.
            *digit %= 32;
        }
        digits[LENGTH - 1] = check_of(&digits);
        Self { digits }
    }

    /// Reads a code as people type it: in either case, with or without dashes and blanks, O for 0, I or L for 1.
    pub fn parse(text: &str) -> Result<Self, CodeFormError> {
        let mut code = Self {
            digits: [0; LENGTH],
        };
        let mut length = 0;
        for character in text.chars().filter(|character| !separates(*character)) {
            let digit = digit_of(character).ok_or(CodeFormError::Character { character })?;
            if let Some(place) = code.digits.get_mut(length) {
                *place = digit;
            }
            length += 1;
        }
        match length {
            0 => Err(CodeFormError::Empty),
            1..LENGTH => Err(CodeFormError::TooShort {
                missing: LENGTH - length,
            }),
            LENGTH if sum(&code.digits) == 0 => Ok(code),
            LENGTH => Err(CodeFormError::Slip),
            _ => Err(CodeFormError::TooLong {
                extra: length - LENGTH,
            }),
        }
    }

    /// Returns the code for the one person to whom it is shown, in groups.
    #[must_use]
    pub fn grouped(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / GROUP));
        for (place, digit) in self.digits.iter().enumerate() {
            if place > 0 && place % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[usize::from(*digit)]));
        }
        text
    }

    /// Returns what is stored of it.
    #[must_use]
    pub fn hash(&self) -> CodeHash {
        CodeHash(
            Sha256::new()
                .chain_update(DOMAIN)
                .chain_update(self.digits)
                .finalize()
                .into(),
        )
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.digits.ct_eq(&other.digits).into()
    }
}

impl Eq for Code {}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(..)")
    }
}

/// What is stored of a code: SHA-256, compared in constant time.
///
/// A slow hash would add nothing: nobody can try 2^115 codes.
#[derive(Clone, Copy)]
pub struct CodeHash([u8; 32]);

impl CodeHash {
    /// Takes a hash that was stored.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Tells whether this is the hash of that code.
    #[must_use]
    pub fn matches(&self, code: &Code) -> bool {
        *self == code.hash()
    }
}

impl PartialEq for CodeHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for CodeHash {}

impl fmt::Debug for CodeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CodeHash(..)")
    }
}

/// Blanks and dashes, those that mail programs put in their place included.
fn separates(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '-' | '_' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}'
        )
}

fn digit_of(character: char) -> Option<u8> {
    let upper = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    (0..32).find(|digit| char::from(ALPHABET[usize::from(*digit)]) == upper)
}

/// The last character that brings [`sum`] to zero.
fn check_of(digits: &[u8; LENGTH]) -> u8 {
    let mut without = Zeroizing::new(*digits);
    without[LENGTH - 1] = 0;
    // The last digit enters the sum unmultiplied, and adding is its own inverse.
    sum(&without)
}

/// Adds up the digits in the field of 32 elements, each multiplied by its own power of a generator.
///
/// The 24 powers all differ, so one wrong digit, or two digits that changed places (neighbours or not), never leave the
/// sum as it was; adding up modulo 32 would miss some of both.
fn sum(digits: &[u8; LENGTH]) -> u8 {
    // Horner's rule, from the first digit to the last; adding is exclusive or.
    digits
        .iter()
        .fold(0, |sum, digit| times_generator(sum) ^ digit)
}

/// Multiplies by x modulo x^5 + x^2 + 1, whose powers run through all 31 elements but zero.
fn times_generator(element: u8) -> u8 {
    let shifted = element << 1;
    if shifted & 0b10_0000 == 0 {
        shifted
    } else {
        shifted ^ 0b10_0101
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;
    use rand::{SeedableRng, rngs::ChaCha20Rng};

    use super::*;

    fn code(seed: u64) -> Code {
        Code::generate(&mut ChaCha20Rng::seed_from_u64(seed))
    }

    #[test]
    fn u1_a_code_is_six_groups_of_four_without_look_alikes() {
        let text = code(1).grouped();
        assert_eq!(text.split('-').map(str::len).collect::<Vec<_>>(), [4; 6]);
        assert!(!text.contains(['I', 'L', 'O', 'U']));
        assert_eq!(ALPHABET.iter().collect::<HashSet<_>>().len(), 32);
    }

    #[test]
    fn u1_the_powers_of_the_check_all_differ() {
        let powers = std::iter::successors(Some(1), |power| Some(times_generator(*power))).take(31);
        assert_eq!(powers.collect::<HashSet<u8>>().len(), 31);
    }

    #[test]
    fn u1_a_code_is_read_as_people_type_it() {
        let code = code(2);
        let text = code.grouped();
        for typed in [
            text.to_lowercase(),
            text.replace('-', ""),
            text.replace('-', " "),
            text.replace('-', "\u{2013}"),
            text.replace('0', "o").replace('1', "l"),
            format!("  {}\r\n", text.replace('1', "I").replace('0', "O")),
        ] {
            assert_eq!(Code::parse(&typed).as_ref(), Ok(&code), "{typed}");
        }
    }

    #[test]
    fn u1_what_is_no_code_is_said_in_words() {
        let text = code(3).grouped();
        for (typed, expected) in [
            (String::new(), CodeFormError::Empty),
            (" - ".to_owned(), CodeFormError::Empty),
            (
                text[..text.len() - 1].to_owned(),
                CodeFormError::TooShort { missing: 1 },
            ),
            (format!("{}22", *text), CodeFormError::TooLong { extra: 2 }),
            (
                format!("U{}", &text[1..]),
                CodeFormError::Character { character: 'U' },
            ),
            (
                format!("\u{1b}{}", &text[1..]),
                CodeFormError::Character {
                    character: '\u{1b}',
                },
            ),
        ] {
            assert_eq!(Code::parse(&typed), Err(expected), "{typed:?}");
        }
        let sentence = CodeFormError::TooShort { missing: 1 }.to_string();
        assert_eq!(
            sentence,
            "That code is not complete: a code has 24 characters, and 1 more is needed."
        );
    }

    #[test]
    fn u1_a_code_is_stored_as_a_hash_that_only_it_matches() {
        let (one, other) = (code(4), code(5));
        let stored = CodeHash::from_bytes(*one.hash().as_bytes());
        assert!(stored.matches(&one));
        assert!(!stored.matches(&other));
    }

    #[test]
    fn debug_prints_nothing_of_a_code() {
        let code = code(6);
        assert_eq!(
            format!("{code:?} {:?}", code.hash()),
            "Code(..) CodeHash(..)"
        );
    }

    proptest! {
        #[test]
        fn u1_parsing_what_was_shown_gives_the_code(seed: u64) {
            let code = code(seed);
            prop_assert_eq!(Code::parse(&code.grouped()), Ok(code));
        }

        #[test]
        fn u1_every_wrong_character_and_every_swap_is_called_a_slip(seed: u64) {
            let text: Vec<char> = code(seed).grouped().chars().filter(|character| *character != '-').collect();
            let slip = |typed: Vec<char>| Code::parse(&typed.into_iter().collect::<String>()) == Err(CodeFormError::Slip);
            for place in 0..LENGTH {
                for other in ALPHABET.iter().map(|byte| char::from(*byte)).filter(|other| *other != text[place]) {
                    let mut typed = text.clone();
                    typed[place] = other;
                    prop_assert!(slip(typed));
                }
                for other in (place + 1..LENGTH).filter(|other| text[*other] != text[place]) {
                    let mut typed = text.clone();
                    typed.swap(place, other);
                    prop_assert!(slip(typed));
                }
            }
        }

        #[test]
        fn u1_no_text_makes_parsing_panic(text in "\\PC{0,80}") {
            let _ = Code::parse(&text);
        }
    }
}
