//! What the meter says of a password while it is typed (S6).

use crate::domain::StrongPasswords;
use crate::domain::strength::{Assessment, Strength};

use super::counted;

/// Returns the meter's line: where the password stands, and what would make it strong.
#[must_use]
pub fn strength_line(assessment: &Assessment) -> String {
    match assessment.strength {
        Strength::Empty => String::new(),
        Strength::Refused(fault) => fault.to_string(),
        Strength::KnownWords => {
            "Weak. It is made only of names that belong to you or the firm.".to_owned()
        }
        Strength::Guessable { more: 0 } => "Fair. Long enough, but easy to guess.".to_owned(),
        Strength::Guessable { more } => {
            format!("Weak. Easy to guess, {} too short.", characters(more))
        }
        Strength::Good { more: 1 } => "Good. 1 more character makes it strong.".to_owned(),
        Strength::Good { more } => format!("Good. {more} more characters make it strong."),
        Strength::Strong => "Strong. Long enough and hard to guess.".to_owned(),
    }
}

/// Says what is missing before the password may be chosen under the firm's rule; `None` if nothing is (P2, S5).
#[must_use]
pub fn missing(assessment: &Assessment, rule: StrongPasswords) -> Option<String> {
    match (rule, assessment.strength) {
        (_, Strength::Strong)
        | (
            StrongPasswords::NotRequired,
            Strength::KnownWords | Strength::Guessable { .. } | Strength::Good { .. },
        ) => None,
        (_, Strength::Empty) => Some("Enter a password.".to_owned()),
        (_, Strength::Refused(fault)) => Some(fault.to_string()),
        (
            StrongPasswords::Required,
            Strength::KnownWords | Strength::Guessable { .. } | Strength::Good { .. },
        ) => Some(
            "Your firm requires a strong password: 15 characters or more, hard to guess."
                .to_owned(),
        ),
    }
}

fn characters(number: usize) -> String {
    counted(number as u64, "character", "characters")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::strength::{KnownWords, assess};

    #[track_caller]
    fn check(candidate: &str, line: &str) {
        let known = KnownWords::new(
            "Hartwell & Finch LLP",
            "Ada Hartwell",
            "ada@hartwellfinch.example",
        );
        assert_eq!(strength_line(&assess(candidate, &known)), line);
    }

    #[test]
    fn s6_the_meter_says_what_is_missing() {
        check("", "");
        check(
            "abc",
            "A password needs 8 characters or more: 5 more are missing.",
        );
        check(
            "ada hartwell 1",
            "Weak. It is made only of names that belong to you or the firm.",
        );
        check("plinth-osier-w", "Good. 1 more character makes it strong.");
        check(
            "harbour lantern violet 42",
            "Strong. Long enough and hard to guess.",
        );
    }

    #[test]
    fn p2_what_is_missing_depends_on_the_firms_rule() {
        let known = KnownWords::new("", "", "");
        let good = assess("plinth-osier", &known);
        assert_eq!(missing(&good, StrongPasswords::NotRequired), None);
        assert!(missing(&good, StrongPasswords::Required).is_some());
        assert!(missing(&assess("short", &known), StrongPasswords::NotRequired).is_some());
    }
}
