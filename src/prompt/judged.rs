//! What the meter shows, said as sentences (S5, S6).

use super::new_password::Judged;
use crate::domain::StrongPasswords;
use crate::domain::strength::{Assessment, Strength};
use crate::words::{missing, strength_line};

/// Says how good a candidate is, and whether it will do under the firm's rule (P2).
pub(super) fn judged(assessment: &Assessment, rule: StrongPasswords) -> Judged {
    let missing = missing(assessment, rule);
    let mut said = vec![strength_line(assessment)];
    if assessment.strength != Strength::Strong {
        said.extend(assessment.advice.iter().map(|advice| (*advice).to_owned()));
    }
    let accepted = missing.is_none();
    // A fault of the baseline is the meter's line already.
    said.extend(missing.filter(|_| assessment.meets_baseline()));
    Judged { accepted, said }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::strength::{KnownWords, assess};

    #[track_caller]
    fn check(candidate: &str, rule: StrongPasswords, accepted: bool, texts: &[&str]) {
        let known = KnownWords::new("Hartwell & Finch LLP", "Ada Hartwell", "ada@firm.example");
        let judged = judged(&assess(candidate, &known), rule);
        assert_eq!(judged.accepted, accepted, "{:?}", judged.said);
        for text in texts {
            let said = judged.said.iter().any(|sentence| sentence.contains(text));
            assert!(said, "{text}: {:?}", judged.said);
        }
    }

    #[test]
    fn p2_s6_what_is_not_strong_will_do_only_without_the_rule() {
        let (strict, lenient) = (StrongPasswords::Required, StrongPasswords::NotRequired);
        check("short", lenient, false, &["8 characters"]);
        check("password1", lenient, false, &["commonly used"]);
        check("tr0ubador&3x", lenient, true, &["strong"]);
        check(
            "tr0ubador&3x",
            strict,
            false,
            &["requires a strong password"],
        );
        check("orchard lantern quietly 58", strict, true, &["Strong."]);
    }
}
