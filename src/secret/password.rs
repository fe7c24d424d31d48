//! A password as it is compared: normalised, bounded, wiped (S4).
//!
//! Text becomes a [`Password`] in two ways: [`Password::chosen`] when somebody chooses one, which refuses in
//! words, and [`Password::offered`] at sign-in, which never refuses, so that what could not be a password
//! costs the same work as a wrong one (S1). There is no way back to a plain `String`.

use std::fmt;

use precis_core::{Error as PrecisError, UnexpectedError, profile::PrecisFastInvocation};
use precis_profiles::OpaqueString;
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::character::Named;

/// The longest password, in bytes after normalisation (S4).
pub(super) const MAX_BYTES: usize = 500;

/// The longest text that may still become a password of [`MAX_BYTES`].
///
/// Normalising shrinks a text to a third at most (a wide space of three bytes becomes a plain one), so what
/// is longer need not be looked at.
pub(super) const MAX_RAW_BYTES: usize = 3 * MAX_BYTES;

/// A password after PRECIS `OpaqueString` (RFC 8265), wiped when it goes.
///
/// Two are compared in constant time for their length.
pub struct Password {
    text: Zeroizing<String>,
}

/// Why a text cannot be chosen as a password (S4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFormError {
    /// Nothing was entered.
    #[error("Enter a password.")]
    Empty,
    /// RFC 8265 refuses one of its characters.
    #[error("Character {position} is {}. It cannot be used in a password; leave it out or use another.", Named(*.character))]
    Character {
        /// The refused character.
        character: char,
        /// Where it stands, counted from 1 in code points.
        position: usize,
    },
    /// RFC 8265 refuses the text as a whole.
    #[error("These characters cannot be used together in a password. Choose another.")]
    Unusable,
    /// It takes more than 500 bytes.
    #[error(
        "This password is too long. It may take 500 bytes, which is 500 plain letters. Choose a shorter one."
    )]
    TooLong,
}

impl Password {
    /// Takes a text that somebody chooses as a new password (S4).
    pub fn chosen(text: &str) -> Result<Self, PasswordFormError> {
        if text.is_empty() {
            return Err(PasswordFormError::Empty);
        }
        if text.len() > MAX_RAW_BYTES {
            return Err(PasswordFormError::TooLong);
        }
        // `prepare` only judges and copies nothing. The mapping and NFC that `enforce` would add are done here,
        // into one buffer that never grows, because `enforce` leaves unwiped copies between its steps.
        <OpaqueString as PrecisFastInvocation>::prepare(text)
            .map_err(|refusal| refused(&refusal, text))?;
        let mut normalised = Zeroizing::new(String::with_capacity(MAX_BYTES));
        for character in text.chars().map(plain_space).nfc() {
            if normalised.len() + character.len_utf8() > MAX_BYTES {
                return Err(PasswordFormError::TooLong);
            }
            normalised.push(character);
        }
        // What normalising makes of a text may be refused itself (RFC 8264, 7). What passes both is stable, since spaces
        // and NFC do not change twice.
        <OpaqueString as PrecisFastInvocation>::prepare(normalised.as_str())
            .map_err(|refusal| refused(&refusal, &normalised).as_typed(text, &normalised))?;
        Ok(Self { text: normalised })
    }

    /// Takes what somebody offers at a door; what can be no password is carried along as simply wrong (S1).
    #[must_use]
    pub fn offered(text: &str) -> Offered {
        Offered {
            password: Self::chosen(text).ok(),
        }
    }

    /// Returns its length in code points, in which S5 and S6 count.
    #[must_use]
    pub fn length(&self) -> usize {
        self.text.chars().count()
    }

    /// Returns the text, for judging its strength.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the bytes, for hashing.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.as_str().as_bytes()
    }
}

impl PasswordFormError {
    /// Names the character that was typed, where the refused one is what normalising made of it.
    fn as_typed(self, text: &str, normalised: &str) -> Self {
        let Self::Character {
            character,
            position,
        } = self
        else {
            return self;
        };
        // Normalising joins characters, so positions differ; but the first of a kind stays the first.
        let before = normalised.chars().take(position);
        let Some(n) = before
            .filter(|made| *made == character)
            .count()
            .checked_sub(1)
        else {
            return self;
        };
        let becomes_it = |typed: char| {
            std::iter::once(plain_space(typed))
                .nfc()
                .any(|made| made == character)
        };
        text.chars()
            .zip(1..)
            .filter(|(typed, _)| becomes_it(*typed))
            .nth(n)
            .map_or(self, |(character, position)| Self::Character {
                character,
                position,
            })
    }
}

impl PartialEq for Password {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl Eq for Password {}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

/// What was entered at a door: perhaps a password, perhaps a text that cannot be one.
///
/// Hashing either does the same work; the second never matches.
#[derive(PartialEq, Eq)]
pub struct Offered {
    password: Option<Password>,
}

impl Offered {
    /// Returns the password, if the text can be one; a door that found it right judges it by this (P2).
    #[must_use]
    pub fn password(&self) -> Option<&Password> {
        self.password.as_ref()
    }
}

impl From<Password> for Offered {
    fn from(password: Password) -> Self {
        Self {
            password: Some(password),
        }
    }
}

impl fmt::Debug for Offered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Offered(..)")
    }
}

/// Drops one line break at the end, as a paste or a line of standard input brings it (S4).
#[must_use]
pub fn without_final_line_break(text: &str) -> &str {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.strip_suffix('\r').unwrap_or(text)
}

/// Maps each space separator to the plain space (RFC 8265, 4.2.2, rule 2).
fn plain_space(character: char) -> char {
    match character {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            ' '
        }
        other => other,
    }
}

/// Finds the character that RFC 8265 refuses.
fn refused(refusal: &PrecisError, text: &str) -> PasswordFormError {
    if let PrecisError::Unexpected(UnexpectedError::Undefined) = refusal {
        return at_an_end(text);
    }
    let (PrecisError::BadCodepoint(info)
    | PrecisError::Unexpected(
        UnexpectedError::ContextRuleNotApplicable(info) | UnexpectedError::MissingContextRule(info),
    )) = refusal
    else {
        return PasswordFormError::Unusable;
    };
    char::from_u32(info.cp).map_or(PasswordFormError::Unusable, |character| {
        PasswordFormError::Character {
            character,
            position: info.position + 1,
        }
    })
}

/// Names the character at the start or the end of a text that may stand only between certain others.
fn at_an_end(text: &str) -> PasswordFormError {
    let refuses = |character: char| {
        let mut alone = [0; 4];
        let alone = &*character.encode_utf8(&mut alone);
        <OpaqueString as PrecisFastInvocation>::prepare(alone).is_err()
    };
    let first = text.chars().next().map(|character| (character, 1));
    let last = text.chars().next_back();
    let last = last.map(|character| (character, text.chars().count()));
    first
        .into_iter()
        .chain(last)
        .find(|(character, _)| refuses(*character))
        .map_or(PasswordFormError::Unusable, |(character, position)| {
            PasswordFormError::Character {
                character,
                position,
            }
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(
            Password::chosen(text).expect("a password").as_str(),
            expected
        );
    }

    #[test]
    fn s4_passwords_are_compared_after_nfc_with_plain_spaces() {
        check("cafe\u{301} noir", "café noir");
        check("one\u{a0}two\u{3000}three", "one two three");
        check("  kept  ", "  kept  ");
        check("Ünïcødé 🐒 пароль", "Ünïcødé 🐒 пароль");
    }

    #[test]
    fn s4_a_refused_character_is_named() {
        for (text, sentence) in [
            ("melting \u{1fae0}", "Character 9 is U+1FAE0."),
            (
                "wave 👋\u{1f3fd}",
                "Character 7 is a skin tone of an emoji (U+1F3FD).",
            ),
            ("one\ttwo", "Character 4 is a tab (U+0009)."),
            ("one\ntwo", "Character 4 is a line break (U+000A)."),
            ("soft\u{ad}", "Character 5 is a soft hyphen (U+00AD)."),
            ("family 👨\u{200d}👩", "Character 9 is an invisible joiner"),
            (
                "\u{202e}turned",
                "Character 1 is an invisible mark of writing direction (U+202E).",
            ),
        ] {
            let error = Password::chosen(text).expect_err(text).to_string();
            assert!(error.starts_with(sentence), "{error}");
        }
        assert_eq!(Password::chosen(""), Err(PasswordFormError::Empty));
    }

    #[test]
    fn s4_five_hundred_bytes_after_normalisation_fit_and_one_more_does_not() {
        assert!(Password::chosen(&"a".repeat(500)).is_ok());
        assert_eq!(
            Password::chosen(&"a".repeat(501)),
            Err(PasswordFormError::TooLong)
        );
        assert_eq!(
            Password::chosen(&"é".repeat(251)),
            Err(PasswordFormError::TooLong)
        );
        assert!(Password::chosen(&"e\u{301}".repeat(250)).is_ok());
        let wide = "\u{3000}".repeat(500);
        assert_eq!(
            Password::chosen(&wide).map(|password| password.length()),
            Ok(500)
        );
        assert_eq!(
            Password::chosen(&"a".repeat(1 << 20)),
            Err(PasswordFormError::TooLong)
        );
    }

    #[test]
    fn s1_what_can_be_no_password_is_offered_as_wrong() {
        assert!(Password::offered("one\ttwo").password().is_none());
        assert!(Password::offered("one two").password().is_some());
    }

    #[test]
    fn s4_one_final_line_break_is_dropped() {
        for (text, expected) in [
            ("a\n", "a"),
            ("a\r\n", "a"),
            ("a\r", "a"),
            ("a", "a"),
            ("a\n\n", "a\n"),
            ("\n", ""),
            ("a\nb", "a\nb"),
        ] {
            assert_eq!(without_final_line_break(text), expected);
        }
    }

    #[test]
    fn debug_prints_nothing_of_a_password() {
        let password = Password::chosen("tell nobody").unwrap();
        assert_eq!(format!("{password:?}"), "Password(..)");
        assert_eq!(format!("{:?}", Offered::from(password)), "Offered(..)");
    }

    /// What RFC 8264 (7) asks for: the rules again and again, until nothing changes.
    fn enforced_until_stable(text: &str) -> Option<String> {
        let mut text = text.to_owned();
        for _ in 0..4 {
            let enforced = <OpaqueString as PrecisFastInvocation>::enforce(text.as_str()).ok()?;
            if enforced == text {
                return Some(text);
            }
            text = enforced.into_owned();
        }
        None
    }

    #[test]
    fn s4_a_character_that_normalising_turns_into_a_refused_one_is_named() {
        // NFC makes U+00B7 of U+0387, and RFC 5892 (A.3) takes U+00B7 only between two letters l.
        for (text, sentence) in [
            ("cafe\u{301} \u{387} noir", "Character 7 is U+0387."),
            ("l\u{387}l and \u{387}", "Character 9 is U+0387."),
            ("caf\u{b7}", "Character 4 is U+00B7."),
        ] {
            let error = Password::chosen(text).expect_err(text).to_string();
            assert!(error.starts_with(sentence), "{error}");
            assert!(Password::offered(text).password().is_none());
        }
        check("l\u{387}l", "l\u{b7}l");
    }

    proptest! {
        #[test]
        fn s4_normalising_is_what_rfc_8265_enforces_and_idempotent(text in "\\PC{0,60}") {
            let ours = Password::chosen(&text);
            match enforced_until_stable(&text) {
                Some(enforced) => {
                    let ours = ours.expect("RFC 8265 takes it");
                    prop_assert_eq!(ours.as_str(), &*enforced);
                    prop_assert_eq!(Password::chosen(ours.as_str()).expect("normalised once"), ours);
                }
                None => prop_assert!(ours.is_err()),
            }
        }

        #[test]
        fn s4_the_buffer_never_grows(text in "\\PC{0,400}") {
            if let Ok(password) = Password::chosen(&text) {
                prop_assert_eq!(password.text.capacity(), MAX_BYTES);
            }
        }
    }
}
