//! What an act on many does, in words: to how many, and who is left out and why (E6).

use super::{counted, grouped};
use crate::domain::{Outcome, Refusal};

/// Returns who is left out and why, by reason; nothing where nobody is.
#[must_use]
pub fn left_out(outcome: &Outcome) -> Option<String> {
    let groups: Vec<String> = outcome
        .left_out
        .iter()
        .map(|(why, number)| group(*why, *number))
        .collect();
    (!groups.is_empty()).then(|| format!("Left out: {}.", groups.join("; ")))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all but these are refused to the actor, or concern acts on one user"
)]
fn group(why: Refusal, number: u64) -> String {
    let users = || counted(number, "user", "users");
    match why {
        Refusal::OwnerStaysEnabled => "the owner, who cannot be disabled".into(),
        Refusal::OwnAccess => "you, since nobody disables themselves".into(),
        Refusal::ForceConnect => {
            let connect = counted(number, "Connect user", "Connect users");
            format!("{connect}, whose passwords never expire")
        }
        Refusal::ForceDisabled | Refusal::NotSignedIn => {
            counted(number, "disabled user", "disabled users")
        }
        Refusal::ForceNotSet => format!("{} without a password yet", grouped(number)),
        Refusal::AlreadyDisabled => format!("{} disabled already", users()),
        Refusal::AlreadyEnabled => format!("{} enabled already", users()),
        _ => users(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e6_who_is_left_out_is_said_by_reason() {
        let mut outcome = Outcome::default();
        assert_eq!(left_out(&outcome), None);
        outcome.left_out = vec![
            (Refusal::ForceConnect, 1),
            (Refusal::ForceDisabled, 1_200),
            (Refusal::ForceNotSet, 2),
        ];
        assert_eq!(
            left_out(&outcome).unwrap(),
            "Left out: 1 Connect user, whose passwords never expire; 1,200 disabled users; 2 without a password yet."
        );
        outcome.left_out = vec![
            (Refusal::OwnerStaysEnabled, 1),
            (Refusal::OwnAccess, 1),
            (Refusal::AlreadyDisabled, 1),
        ];
        assert_eq!(
            left_out(&outcome).unwrap(),
            "Left out: the owner, who cannot be disabled; you, since nobody disables themselves; 1 user disabled already."
        );
    }
}
