//! The policy in words: its two rules, how it changed meanwhile (P6), and advice (P7).

use super::Printable;
use crate::domain::{ExpiryInterval, Policy, StrongPasswords};

/// P7, where a fixed interval is chosen.
pub const ADVICE_ON_EXPIRY: &str =
    "NIST SP 800-63B-4 (3.1.1.2) advises against routine expiry; strong passwords protect better.";

/// P7, where strong passwords are left off.
pub const ADVICE_ON_STRONG: &str =
    "NIST SP 800-63B-4 asks for 15 characters where passwords stand alone.";

/// Returns an interval as a choice: "Never", "Every 90 days".
#[must_use]
pub fn expiry(interval: ExpiryInterval) -> String {
    match interval.days() {
        None => "Never".to_owned(),
        Some(days) => format!("Every {days} days"),
    }
}

/// Returns an interval as a value within a sentence or an audit entry: "never", "every 90 days".
#[must_use]
pub fn expiry_value(interval: ExpiryInterval) -> String {
    expiry(interval).to_lowercase()
}

/// Returns whether strong passwords are required, as a value: "required", "not required".
#[must_use]
pub fn strong_value(strong: StrongPasswords) -> &'static str {
    match strong {
        StrongPasswords::NotRequired => "not required",
        StrongPasswords::Required => "required",
    }
}

/// Returns the advice that a policy calls for, none to two lines (P7): never a wall.
#[must_use]
pub fn advice(policy: &Policy) -> Vec<&'static str> {
    let expiry = policy.expiry.days().map(|_| ADVICE_ON_EXPIRY);
    let strong = match policy.strong {
        StrongPasswords::NotRequired => Some(ADVICE_ON_STRONG),
        StrongPasswords::Required => None,
    };
    expiry.into_iter().chain(strong).collect()
}

/// Says what changed, and who changed it, while an edit was not yet sent (P6).
#[must_use]
pub fn changed_meanwhile(by: Option<&Printable>, loaded: &Policy, on_record: &Policy) -> String {
    let who = by.map_or("Somebody else", Printable::as_str);
    let what = match loaded.difference(on_record) {
        None => "saved the policy, as it was".to_owned(),
        Some(difference) => {
            let strong = difference.strong.map(|(old, new)| {
                format!(
                    "strong passwords from {} to {}",
                    strong_value(old),
                    strong_value(new)
                )
            });
            let expiry = difference.expiry.map(|(old, new)| {
                format!(
                    "password expiry from {} to {}",
                    expiry_value(old),
                    expiry_value(new)
                )
            });
            let parts: Vec<_> = strong.into_iter().chain(expiry).collect();
            format!("changed {}", parts.join(" and "))
        }
    };
    format!(
        "{who} {what} in the meantime. Nothing was updated and your edits are kept: look at them and update again."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p3_intervals_have_words() {
        assert_eq!(expiry(ExpiryInterval::Never), "Never");
        assert_eq!(expiry(ExpiryInterval::Days90), "Every 90 days");
    }

    #[test]
    fn p6_what_changed_and_who_changed_it_is_said() {
        let loaded = Policy {
            strong: StrongPasswords::NotRequired,
            expiry: ExpiryInterval::Days90,
        };
        let now = Policy {
            strong: StrongPasswords::Required,
            expiry: ExpiryInterval::Days180,
        };
        let ben = Printable::new("Ben Okafor");
        assert_eq!(
            changed_meanwhile(Some(&ben), &loaded, &now),
            "Ben Okafor changed strong passwords from not required to required and password expiry from every 90 days to \
             every 180 days in the meantime. Nothing was updated and your edits are kept: look at them and update again."
        );
        assert!(
            changed_meanwhile(None, &loaded, &loaded).starts_with("Somebody else saved the policy")
        );
    }

    #[test]
    fn p7_advice_is_given_for_what_is_chosen() {
        let strict = Policy {
            strong: StrongPasswords::Required,
            expiry: ExpiryInterval::Never,
        };
        assert!(advice(&strict).is_empty());
        let old = Policy {
            strong: StrongPasswords::NotRequired,
            expiry: ExpiryInterval::Days90,
        };
        assert_eq!(advice(&old), [ADVICE_ON_EXPIRY, ADVICE_ON_STRONG]);
    }
}
