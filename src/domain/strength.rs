//! How good a password is: the baseline that every new one meets (S5), and the strong rule (S6, P2).
//!
//! Pure, and the same for every door: the meter, the forms, the prompts and the judgement at sign-in ask here.
//! What is given is a password as normalised; lengths are code points. Nothing of it is kept, and what is
//! copied here is wiped; zxcvbn makes copies of its own for the length of a call.
//! The rule "not the one just used" needs the hash and is asked by `service`; its sentence stands here.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;
use zxcvbn::{
    Score,
    feedback::{Feedback, Suggestion, Warning},
};

pub use super::common_passwords::ENTRIES as COMMONLY_USED;
use super::common_passwords::is_commonly_used;

/// The fewest characters of a new password (S5).
pub const MIN_LENGTH: usize = 8;
/// The fewest characters of a strong password (S6).
pub const STRONG_LENGTH: usize = 15;
/// The lowest zxcvbn score of a strong password (S6).
pub const STRONG_SCORE: u8 = 3;

/// The words with which a password is judged: the firm's name, the person's name and e-mail (S6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownWords {
    firm: String,
    name: String,
    email: String,
    /// Everything above split at non-letters, and the e-mail's two halves; in lower case, each once.
    parts: Vec<String>,
}

impl KnownWords {
    /// Takes the names as they are stored; any of them may be empty.
    #[must_use]
    pub fn new(firm: &str, name: &str, email: &str) -> Self {
        let [firm, name, email] =
            [firm, name, email].map(|text| text.trim().nfc().collect::<String>().to_lowercase());
        let whole = [&firm, &name, &email];
        let mut parts: Vec<String> = whole
            .iter()
            .flat_map(|text| text.split(|character: char| !character.is_alphabetic()))
            .chain(email.split('@'))
            .filter(|part| is_word(part))
            .map(str::to_owned)
            .collect();
        parts.sort_unstable();
        parts.dedup();
        Self {
            firm,
            name,
            email,
            parts,
        }
    }

    /// The words as zxcvbn takes them.
    fn inputs(&self) -> Vec<Cow<'_, str>> {
        let whole = [&self.firm, &self.name, &self.email];
        let joined = whole
            .iter()
            .map(|text| Cow::from(without_blanks(text).to_string()));
        let plain = whole
            .iter()
            .copied()
            .chain(&self.parts)
            .map(|text| Cow::from(text.as_str()));
        plain
            .chain(joined)
            .filter(|word| !word.is_empty())
            .collect()
    }

    /// Tells whether the letters of a text, joined, are nothing but known words.
    fn cover_letters_of(&self, lower: &str) -> bool {
        let mut letters = Zeroizing::new(String::with_capacity(lower.len()));
        letters.extend(lower.chars().filter(|character| character.is_alphabetic()));
        // reached[n]: the first n bytes are words one after the other.
        let mut reached = vec![false; letters.len() + 1];
        reached[0] = true;
        for start in 0..letters.len() {
            if reached[start] {
                for word in self
                    .parts
                    .iter()
                    .filter(|word| letters[start..].starts_with(word.as_str()))
                {
                    reached[start + word.len()] = true;
                }
            }
        }
        !letters.is_empty() && reached[letters.len()]
    }
}

/// Parts of two letters and fewer are in everything; in other scripts two may be a whole name.
fn is_word(part: &str) -> bool {
    let length = part.chars().count();
    length >= 3 || (length == 2 && !part.is_ascii())
}

/// Why a password may not be chosen (S5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BaselineFault {
    /// Fewer than eight characters.
    #[error("A password needs 8 characters or more: {missing} more {}.", if *.missing == 1 { "is missing" } else { "are missing" })]
    TooShort {
        /// How many are missing.
        missing: usize,
    },
    /// On the list of commonly used passwords.
    #[error("This is one of the most commonly used passwords. Choose a different one.")]
    Common,
    /// The user's own name.
    #[error("This is your own name. Choose something that others do not know.")]
    OwnName,
    /// The user's own e-mail.
    #[error("This is your own e-mail address. Choose something that others do not know.")]
    OwnEmail,
    /// The firm's name.
    #[error("This is the firm's name. Choose something that others do not know.")]
    FirmName,
    /// On the firm's list of breached passwords; found by `service`.
    #[error("This is a breached password: others know it. Choose a different one.")]
    Breached,
    /// The firm's list of breached passwords gave no answer; found by `service`.
    #[error(
        "The firm's list of breached passwords cannot be read, so no new password is taken. Nothing was changed. Whoever looks after this machine can run `passward doctor`."
    )]
    ListUnreadable,
    /// The password that is being replaced; found by its hash.
    #[error("This is the password that you have now. Choose a different one.")]
    SameAsBefore,
}

/// Holds a new password to the baseline (S5), but for the password just used and the breached ones.
pub fn baseline(candidate: &str, known: &KnownWords) -> Result<(), BaselineFault> {
    let length = candidate.chars().count();
    if length < MIN_LENGTH {
        return Err(BaselineFault::TooShort {
            missing: MIN_LENGTH - length,
        });
    }
    if is_commonly_used(candidate) {
        return Err(BaselineFault::Common);
    }
    let candidate = without_blanks(&lower(candidate));
    let is = |text: &str| !text.is_empty() && *candidate == *without_blanks(text);
    if is(&known.name) {
        Err(BaselineFault::OwnName)
    } else if is(&known.email) {
        Err(BaselineFault::OwnEmail)
    } else if is(&known.firm) {
        Err(BaselineFault::FirmName)
    } else {
        Ok(())
    }
}

/// What the meter shows of a password while it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// zxcvbn's score, 0 to 4.
    pub score: u8,
    /// Its length in code points.
    pub length: usize,
    /// Where it stands between nothing and strong.
    pub strength: Strength,
    /// What would make it better, the most telling first; empty once it is hard to guess.
    pub advice: Vec<&'static str>,
}

/// Where a password stands between nothing and strong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// Nothing is entered.
    Empty,
    /// It may not be chosen (S5).
    Refused(BaselineFault),
    /// It may be chosen, but is made only of known words and so never strong.
    KnownWords,
    /// It may be chosen, but is easy to guess.
    Guessable {
        /// How many characters are missing besides; 0 if it is long enough.
        more: usize,
    },
    /// It is hard to guess, but short of strong by so many characters.
    Good {
        /// How many, at least 1.
        more: usize,
    },
    /// It is strong (S6).
    Strong,
}

impl Assessment {
    /// Tells whether the password is strong (S6).
    #[must_use]
    pub fn is_strong(&self) -> bool {
        self.strength == Strength::Strong
    }

    /// Tells whether the password may be chosen where strong ones are not required (S5).
    #[must_use]
    pub fn meets_baseline(&self) -> bool {
        !matches!(self.strength, Strength::Empty | Strength::Refused(_))
    }

    /// Refuses what was judged, for a reason that the text alone does not show (S5).
    #[must_use]
    pub fn refused(self, fault: BaselineFault) -> Self {
        Self {
            strength: Strength::Refused(fault),
            advice: Vec::new(),
            ..self
        }
    }

    /// How far it is on the way to strong, 0 to 100; 100 only when it is.
    #[must_use]
    pub fn percent(&self) -> u8 {
        let long = percent_of(self.length, STRONG_LENGTH);
        let hard = percent_of(usize::from(self.score), usize::from(STRONG_SCORE));
        match self.strength {
            Strength::Empty => 0,
            // A bar that grows towards something that never comes would be a lie.
            Strength::Refused(_) | Strength::KnownWords => long.min(30),
            Strength::Guessable { .. } | Strength::Good { .. } => long.midpoint(hard).clamp(5, 95),
            Strength::Strong => 100,
        }
    }
}

/// Judges a password as S5 and S6 do.
///
/// Takes 2 to 10 ms, the first time 13: ask off the drawing thread, and call [`warm_up`] there before.
#[must_use]
pub fn assess(candidate: &str, known: &KnownWords) -> Assessment {
    let length = candidate.chars().count();
    if length == 0 {
        return Assessment {
            score: 0,
            length,
            strength: Strength::Empty,
            advice: Vec::new(),
        };
    }
    let inputs = known.inputs();
    let inputs: Vec<&str> = inputs.iter().map(AsRef::as_ref).collect();
    let guessed = zxcvbn::zxcvbn(candidate, &inputs);
    let score = number(guessed.score());
    let more = STRONG_LENGTH.saturating_sub(length);
    let strength = match baseline(candidate, known) {
        Err(fault) => Strength::Refused(fault),
        Ok(()) if is_only_known_words(candidate, known) => Strength::KnownWords,
        Ok(()) if score < STRONG_SCORE => Strength::Guessable { more },
        Ok(()) if more > 0 => Strength::Good { more },
        Ok(()) => Strength::Strong,
    };
    let advice = match strength {
        Strength::KnownWords => {
            vec!["Names that belong to you or the firm are the first to be guessed."]
        }
        Strength::Empty
        | Strength::Refused(_)
        | Strength::Guessable { .. }
        | Strength::Good { .. }
        | Strength::Strong => guessed.feedback().map(advice).unwrap_or_default(),
    };
    Assessment {
        score,
        length,
        strength,
        advice,
    }
}

/// Tells whether a password is strong (S6); what P2 asks at sign-in and at a change.
#[must_use]
pub fn is_strong(candidate: &str, known: &KnownWords) -> bool {
    assess(candidate, known).is_strong()
}

/// Loads zxcvbn's word lists, so that the first key typed does not wait for them.
pub fn warm_up() {
    let _ = zxcvbn::zxcvbn("warm up", &[]);
}

/// Made only of known words: its letters are known words, and its digits and signs alone would not be strong.
///
/// "adahartwell1" is; a name before sixteen random digits is not, for the digits are what must be guessed.
fn is_only_known_words(candidate: &str, known: &KnownWords) -> bool {
    if !known.cover_letters_of(&lower(candidate)) {
        return false;
    }
    let mut others = Zeroizing::new(String::with_capacity(candidate.len()));
    others.extend(
        candidate
            .chars()
            .filter(|character| !character.is_alphabetic()),
    );
    number(zxcvbn::zxcvbn(&others, &[]).score()) < STRONG_SCORE
}

/// Lower case, in a buffer that need not grow and is wiped.
fn lower(text: &str) -> Zeroizing<String> {
    // A character grows to three times its bytes at most.
    let mut lower = Zeroizing::new(String::with_capacity(3 * text.len()));
    lower.extend(text.chars().flat_map(char::to_lowercase));
    lower
}

fn without_blanks(text: &str) -> Zeroizing<String> {
    let mut joined = Zeroizing::new(String::with_capacity(text.len()));
    joined.extend(text.chars().filter(|character| !character.is_whitespace()));
    joined
}

/// Returns the share in whole percent, at most 100.
fn percent_of(part: usize, whole: usize) -> u8 {
    u8::try_from((100 * part / whole).min(100)).unwrap_or(100)
}

/// zxcvbn's score is open to new variants; one above the fourth would be no worse than it.
fn number(score: Score) -> u8 {
    u8::from(score).min(4)
}

/// zxcvbn's feedback in our words: the warning first, then what to do.
fn advice(feedback: &Feedback) -> Vec<&'static str> {
    feedback
        .warning()
        .map(warned)
        .into_iter()
        .chain(feedback.suggestions().iter().map(|one| suggested(*one)))
        .collect()
}

fn warned(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess => "Rows of keys are easy to guess.",
        Warning::ShortKeyboardPatternsAreEasyToGuess => {
            "Short patterns on the keyboard are easy to guess."
        }
        Warning::RepeatsLikeAaaAreEasyToGuess => "Repeats like “aaa” are easy to guess.",
        Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            "Repeating a piece hardly makes it harder to guess."
        }
        Warning::ThisIsATop10Password => "This is one of the ten most used passwords.",
        Warning::ThisIsATop100Password => "This is one of the hundred most used passwords.",
        Warning::ThisIsACommonPassword => "This is a very common password.",
        Warning::ThisIsSimilarToACommonlyUsedPassword => {
            "This is close to a commonly used password."
        }
        Warning::SequencesLikeAbcAreEasyToGuess => {
            "Sequences like “abc” or “6543” are easy to guess."
        }
        Warning::RecentYearsAreEasyToGuess => "Recent years are easy to guess.",
        Warning::AWordByItselfIsEasyToGuess => "A word by itself is easy to guess.",
        Warning::DatesAreOftenEasyToGuess => "Dates are often easy to guess.",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess => {
            "Names by themselves are easy to guess."
        }
        Warning::CommonNamesAndSurnamesAreEasyToGuess => "Common names are easy to guess.",
    }
}

fn suggested(suggestion: Suggestion) -> &'static str {
    match suggestion {
        Suggestion::UseAFewWordsAvoidCommonPhrases => "Use a few words, not a common phrase.",
        Suggestion::NoNeedForSymbolsDigitsOrUppercaseLetters => {
            "Signs, digits and capitals are not needed."
        }
        Suggestion::AddAnotherWordOrTwo => "Add another word or two; uncommon ones are better.",
        Suggestion::CapitalizationDoesntHelpVeryMuch => "Capitals do not help much.",
        Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase => {
            "All capitals are as easy to guess as none."
        }
        Suggestion::ReversedWordsArentMuchHarderToGuess => {
            "Reversed words are not much harder to guess."
        }
        Suggestion::PredictableSubstitutionsDontHelpVeryMuch => {
            "Swaps like “@” for “a” do not help much."
        }
        Suggestion::UseALongerKeyboardPatternWithMoreTurns => {
            "Use a longer pattern with more turns."
        }
        Suggestion::AvoidRepeatedWordsAndCharacters => "Avoid repeated words and characters.",
        Suggestion::AvoidSequences => "Avoid sequences.",
        Suggestion::AvoidRecentYears => "Avoid recent years.",
        Suggestion::AvoidYearsThatAreAssociatedWithYou => "Avoid years that have to do with you.",
        Suggestion::AvoidDatesAndYearsThatAreAssociatedWithYou => {
            "Avoid dates and years that have to do with you."
        }
    }
}

#[cfg(test)]
mod tests;
