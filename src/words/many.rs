//! What an act on many does, in words: to how many, what ends with it, and who is left out and why (E6).

use super::{counted, grouped};
use crate::domain::{Ends, ManyAct, Outcome, Refusal};

/// Says before it is done what an act on many would do, in the order in which it matters (E6).
#[must_use]
pub fn many_would(act: ManyAct, outcome: &Outcome) -> Vec<String> {
    let ends = match outcome.reached {
        0 => None,
        _ => ending(&outcome.ends).map(|what| format!("It ends {what}.")),
    };
    let idle = (outcome.idle > 0 && outcome.reached > 0).then(|| {
        let others = counted(outcome.idle, "other is", "others are");
        format!("{others} signed in nowhere.")
    });
    std::iter::once(first(act, outcome))
        .chain(ends)
        .chain(idle)
        .chain(left_out(outcome))
        .collect()
}

fn first(act: ManyAct, outcome: &Outcome) -> String {
    let users = counted(outcome.reached, "user", "users");
    let is = if outcome.reached == 1 { "is" } else { "are" };
    let you = if outcome.you {
        " You are among them."
    } else {
        ""
    };
    match (act, outcome.reached) {
        (ManyAct::SignOut, 0) => "None of them is signed in.".to_owned(),
        (_, 0) => "It can be done to none of them.".to_owned(),
        (ManyAct::Force, _) => format!(
            "{users} must choose a new password at the next sign-in, and within a second where signed in.{you}"
        ),
        (ManyAct::Disable, _) => format!(
            "{users} {is} signed out within a second and cannot sign in until enabled again."
        ),
        (ManyAct::Enable, _) => {
            format!("{users} can sign in again, with the same password as before.")
        }
        (ManyAct::SignOut, _) => format!("{users} {is} signed out within a second.{you}"),
    }
}

/// Says what ended with an act on many that was done; nothing where nothing did.
#[must_use]
pub fn many_ended(ends: &Ends) -> Option<String> {
    ending(ends).map(|what| format!("That ended {what}."))
}

/// Names what ends: "3 sessions, 1 open code and 2 codes that they were shown".
fn ending(ends: &Ends) -> Option<String> {
    let parts = [
        (ends.sessions, "session", "sessions"),
        (ends.codes, "open code", "open codes"),
        (
            ends.shown_codes,
            "code that they were shown",
            "codes that they were shown",
        ),
    ];
    let parts = parts.into_iter().filter(|(number, ..)| *number > 0);
    let mut parts: Vec<String> = parts
        .map(|(number, one, many)| counted(number, one, many))
        .collect();
    let last = parts.pop()?;
    if parts.is_empty() {
        return Some(last);
    }
    Some(format!("{} and {last}", parts.join(", ")))
}

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
            let expire = if number == 1 {
                "password never expires"
            } else {
                "passwords never expire"
            };
            format!("{connect}, whose {expire}")
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
    fn e6_u1_what_ends_with_an_act_on_many_is_said_before_it_and_after() {
        let mut outcome = Outcome {
            reached: 2,
            ..Outcome::default()
        };
        let first =
            "2 users are signed out within a second and cannot sign in until enabled again.";
        assert_eq!(many_would(ManyAct::Disable, &outcome), [first]);
        assert_eq!(many_ended(&outcome.ends), None);
        for (sessions, codes, shown_codes, what) in [
            (1, 0, 0, "1 session"),
            (0, 2, 1, "2 open codes and 1 code that they were shown"),
            (
                1_200,
                1,
                2,
                "1,200 sessions, 1 open code and 2 codes that they were shown",
            ),
        ] {
            outcome.ends = Ends {
                sessions,
                codes,
                shown_codes,
            };
            let before = many_would(ManyAct::Disable, &outcome);
            assert_eq!(before, [first.to_owned(), format!("It ends {what}.")]);
            assert_eq!(
                many_ended(&outcome.ends),
                Some(format!("That ended {what}."))
            );
        }
        outcome.reached = 0;
        assert_eq!(
            many_would(ManyAct::Disable, &outcome),
            ["It can be done to none of them."]
        );
    }

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
            "Left out: 1 Connect user, whose password never expires; 1,200 disabled users; 2 without a password yet."
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
