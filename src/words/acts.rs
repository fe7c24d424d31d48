//! The acts of the audit log in words (A1): one table, with the word for programs and the title of each.

use crate::domain::audit::{Act, ActKind};

/// A line of the table: the word for programs, which stays, and the title.
type Line = (Act, &'static str, &'static str);

/// Every act in words.
const ACTS: [Line; 39] = [
    (Act::FirmFounded, "firm_founded", "Firm set up"),
    (Act::SignedIn, "signed_in", "Signed in"),
    (Act::SignInFailed, "sign_in_failed", "Sign-in failed"),
    (Act::SignedOut, "signed_out", "Signed out"),
    (Act::PasswordChanged, "password_changed", "Password changed"),
    (
        Act::PasswordChangeFailed,
        "password_change_failed",
        "Password change failed",
    ),
    (Act::PolicyUpdated, "policy_updated", "Policy updated"),
    (Act::ChangeForced, "change_forced", "Password change forced"),
    (Act::AllExpired, "all_expired", "All passwords expired"),
    (
        Act::ExpireAllWithdrawn,
        "expire_all_withdrawn",
        "Expire all withdrawn",
    ),
    (Act::UserAdded, "user_added", "User added"),
    (Act::UserEdited, "user_edited", "User edited"),
    (Act::UserDisabled, "user_disabled", "User disabled"),
    (Act::UserEnabled, "user_enabled", "User enabled"),
    (Act::CodeIssued, "code_issued", "Code issued"),
    (Act::CodeRedeemed, "code_redeemed", "Code used"),
    (Act::CodeFailed, "code_failed", "Code refused"),
    (Act::Refused, "refused", "Act refused"),
    (Act::Locked, "locked", "Sign-in locked"),
    (
        Act::TriesDuringWait,
        "tries_during_wait",
        "Tries during a wait",
    ),
    (Act::SessionEnded, "session_ended", "Session ended"),
    (Act::DemoFilled, "demo_filled", "Made-up firm filled in"),
    (Act::FirmRenamed, "firm_renamed", "Firm renamed"),
    (Act::KindChanged, "kind_changed", "Kind changed"),
    (Act::RoleChanged, "role_changed", "Role changed"),
    (
        Act::OwnershipHandedOn,
        "ownership_handed_on",
        "Ownership handed on",
    ),
    (Act::CodeRevoked, "code_revoked", "Code revoked"),
    (
        Act::SignedOutByOther,
        "signed_out_by_other",
        "Signed out by another",
    ),
    (Act::AllSignedOut, "all_signed_out", "Everyone signed out"),
    (
        Act::BreakInAnswered,
        "break_in_answered",
        "Break-in responded to",
    ),
    (Act::Recovered, "recovered", "Code made on the machine"),
    (Act::Exported, "exported", "Exported"),
    (Act::Verified, "verified", "Used at another service"),
    (Act::CodeAskedFor, "code_asked_for", "Code asked for"),
    (Act::MailGivenUp, "mail_given_up", "Mail given up"),
    (Act::Imported, "imported", "Users imported"),
    (Act::MailTested, "mail_tested", "Test letter asked for"),
    (Act::Restored, "restored", "Backup restored"),
    (
        Act::FreeTriesGivenBack,
        "free_tries_given_back",
        "Free tries given back",
    ),
];

fn line(act: Act) -> &'static Line {
    // The table is in the order of the numbers, which start at 1 and have no gap (a test holds it to that).
    let at = usize::from(act.number()).saturating_sub(1);
    &ACTS[at.min(ACTS.len() - 1)]
}

/// Names an act for programs; these words stay.
#[must_use]
pub fn act_word(act: Act) -> &'static str {
    line(act).1
}

/// Returns the act as a title: "Password change forced".
#[must_use]
pub fn act_title(act: Act) -> &'static str {
    line(act).2
}

/// Names a kind of acts.
#[must_use]
pub fn act_kind(kind: ActKind) -> &'static str {
    match kind {
        ActKind::SignIns => "Sign-ins",
        ActKind::Passwords => "Passwords",
        ActKind::Policy => "Policy",
        ActKind::People => "People",
        ActKind::Codes => "Codes",
        ActKind::Sessions => "Sessions",
        ActKind::Log => "Log and refusals",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a1_the_table_has_every_act_in_its_place_and_each_word_once() {
        for (at, act) in Act::ALL.into_iter().enumerate() {
            assert_eq!(ACTS[at].0, act);
            assert!(!act_title(act).is_empty());
            let same = ACTS.iter().filter(|line| line.1 == act_word(act));
            assert_eq!(same.count(), 1, "{act:?}");
        }
    }
}
