//! Entries of the audit log in words (A1): a sentence for each.
//!
//! Foreign text comes in as [`Printable`] only (R4); who is behind a number was looked up by the caller, when the
//! entry is read: people are called what they are called now.

use super::{Printable, counted};
use crate::domain::audit::{Act, Actor, Entry};

/// An entry with the names of its people.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// Who did it.
    pub who: &'a Printable,
    /// On whom, the first few of them.
    pub whom: &'a [Printable],
}

impl Told<'_> {
    /// Returns those it was done to: "Chloe Marsh", "Chloe Marsh and Dev Patel", "Chloe Marsh and 12 others".
    fn those(&self) -> Option<String> {
        let others = self.entry.targets.len().saturating_sub(1);
        Some(match self.whom {
            [] => return None,
            [one] if others == 0 => one.to_string(),
            [one, two] if others == 1 => format!("{one} and {two}"),
            [one, ..] => format!("{one} and {}", counted(others as u64, "other", "others")),
        })
    }

    fn is_on_self(&self) -> bool {
        match (&self.entry.actor, self.entry.targets.as_slice()) {
            (Actor::User(actor), [target]) => actor == target,
            (Actor::User(_) | Actor::Unknown | Actor::Machine(_), _) => false,
        }
    }

    /// Returns the value of a field after the act.
    fn new_value(&self, field: &str) -> Option<Printable> {
        let change = self
            .entry
            .changes
            .iter()
            .find(|change| change.field == field)?;
        change.new.as_deref().map(Printable::new)
    }

    fn has(&self, field: &str) -> bool {
        self.entry
            .changes
            .iter()
            .any(|change| change.field == field)
    }

    fn doing(&self, does: &str) -> String {
        let who = self.who;
        self.those().map_or_else(
            || format!("{who} {does}"),
            |those| format!("{who} {does} {those}"),
        )
    }

    /// Somebody unproved, at the door of a user or of nobody.
    fn at_door(&self, known: impl FnOnce(&str) -> String, unknown: &str) -> String {
        self.those()
            .map_or_else(|| unknown.to_owned(), |those| known(&those))
    }

    /// Returns the entry as a sentence without its full stop: "Ada Hartwell disabled Ben Okafor".
    #[must_use]
    pub fn sentence(&self) -> String {
        let who = self.who;
        match self.entry.act {
            Act::FirmFounded => format!("{who} set up the firm"),
            Act::SignedIn => format!("{who} signed in"),
            Act::SignedOut => format!("{who} signed out"),
            Act::SignInFailed if self.has("answer") => self.at_door(
                |those| format!("{those} could not sign in, being disabled"),
                "A try to sign in failed",
            ),
            Act::SignInFailed => self.at_door(
                |those| format!("A try to sign in as {those} failed"),
                "A try to sign in with an unknown e-mail failed",
            ),
            Act::Locked => self.at_door(
                |those| format!("Signing in as {those} was locked after 100 wrong tries"),
                "Signing in with an unknown e-mail was locked after 100 wrong tries",
            ),
            Act::TriesDuringWait => self.waited(),
            Act::SessionEnded => self.at_door(
                |those| format!("A session of {those} ended after five wrong passwords"),
                "A session ended after five wrong passwords",
            ),
            Act::PasswordChanged => format!("{who} changed their own password"),
            Act::PasswordChangeFailed => format!("{who} entered a wrong current password"),
            Act::PolicyUpdated => format!("{who} updated the password policy"),
            Act::ChangeForced => self.forced(),
            Act::AllExpired => format!("{who} expired all passwords"),
            Act::ExpireAllWithdrawn => format!("{who} withdrew the last Expire all passwords"),
            Act::BreakInAnswered => self.with("responded to a break-in", "acting on"),
            Act::UserAdded => self.doing("added"),
            Act::Imported => self.doing("imported"),
            Act::UserEdited => self.edited(),
            Act::UserDisabled => self.doing("disabled"),
            Act::UserEnabled => self.doing("enabled"),
            Act::DemoFilled => format!("{who} filled in a made-up firm"),
            Act::FirmRenamed => format!("{who} renamed the firm"),
            Act::KindChanged => self.of("changed the kind of", "kind"),
            Act::RoleChanged => self.of("changed the role of", "role"),
            // The old owner, who did it, is its second target.
            Act::OwnershipHandedOn => match self.whom {
                [] => format!("{who} handed the ownership on"),
                [to, ..] => format!("{who} handed the ownership on to {to}"),
            },
            Act::CodeIssued if self.has("sent") => self.at_door(
                |those| format!("A {} for {those} was made and mailed", self.code()),
                "A code was made and mailed",
            ),
            Act::CodeIssued => self.doing(&format!("issued a {} for", self.code())),
            Act::CodeAskedFor => self.code_asked_for(),
            Act::MailGivenUp => self.mail_given_up(),
            Act::MailTested => {
                let to = self.new_value("sent to");
                let to = to.unwrap_or_else(|| Printable::new("somebody"));
                format!("{who} asked for a test letter to {to}")
            }
            Act::CodeRedeemed => self.redeemed(),
            Act::CodeFailed => self.at_door(
                |those| format!("A code for {those} was refused"),
                "A code for an unknown e-mail was refused",
            ),
            Act::CodeRevoked => self.of("revoked the code of", ""),
            Act::Recovered => self.doing("made a reset code for"),
            Act::SignedOutByOther => self.doing("signed out"),
            Act::AllSignedOut => format!("{who} signed everyone out"),
            Act::Refused => self.refused(),
            Act::Verified => {
                let service = self.new_value("service");
                let service = service.unwrap_or_else(|| Printable::new("another service"));
                format!("{who} entered the right password at {service}")
            }
            Act::Restored => format!("{who} put a backup in place of the database"),
            Act::FreeTriesGivenBack => format!(
                "{who} gave everyone the free tries back that a flood of made-up e-mails had taken"
            ),
            Act::Exported => {
                let what = self.new_value("exported");
                let what = what.unwrap_or_else(|| Printable::new("the audit log"));
                format!("{who} exported {what}")
            }
        }
    }

    fn with(&self, does: &str, on: &str) -> String {
        let who = self.who;
        self.those().map_or_else(
            || format!("{who} {does}"),
            |those| format!("{who} {does}, {on} {those}"),
        )
    }

    /// A change of somebody, and to what.
    fn of(&self, does: &str, field: &str) -> String {
        let done = if self.is_on_self() {
            format!("{} {does} themselves", self.who)
        } else {
            self.doing(does)
        };
        self.new_value(field)
            .map_or_else(|| done.clone(), |to| format!("{done} to {to}"))
    }

    fn waited(&self) -> String {
        let number = self.new_value("tries");
        let number = number.and_then(|n| n.as_str().parse().ok()).unwrap_or(0);
        let tries = counted(number, "try", "tries");
        self.at_door(
            |those| format!("{tries} to sign in as {those} came during a wait"),
            &format!("{tries} with an unknown e-mail came during a wait"),
        )
    }

    fn forced(&self) -> String {
        let who = self.who;
        if self.is_on_self() {
            return format!("{who} forced a change of their own password");
        }
        match (self.those(), self.entry.targets.len()) {
            (None, _) => format!("{who} forced a change of password"),
            (Some(those), 1) => format!("{who} forced a change of {those}'s password"),
            (Some(those), _) => format!("{who} forced a change of password on {those}"),
        }
    }

    fn edited(&self) -> String {
        let fields = ["name", "e-mail", "login name"];
        let changed: Vec<_> = fields.into_iter().filter(|field| self.has(field)).collect();
        let what = match changed.as_slice() {
            [] => return self.doing("edited"),
            [one] => (*one).to_owned(),
            [before @ .., last] => format!("{} and {last}", before.join(", ")),
        };
        let who = self.who;
        match self.those() {
            _ if self.is_on_self() => format!("{who} changed their own {what}"),
            Some(those) => format!("{who} changed {those}'s {what}"),
            None => format!("{who} changed a {what}"),
        }
    }

    fn code(&self) -> &'static str {
        if self.has("setup code until") {
            "setup code"
        } else if self.has("reset code until") {
            "reset code"
        } else {
            "code"
        }
    }

    fn code_asked_for(&self) -> String {
        match (&self.entry.actor, self.those()) {
            (Actor::User(_), Some(those)) => {
                format!("{} had a code mailed to {those}", self.who)
            }
            (_, Some(those)) => format!("A code by mail was asked for as {those}"),
            (_, None) => "A code by mail was asked for with an unknown e-mail".to_owned(),
        }
    }

    fn mail_given_up(&self) -> String {
        let mail = self.new_value("mail");
        let mail = mail.unwrap_or_else(|| Printable::new("a mail"));
        let to = self.those().map_or(String::new(), |to| format!(" to {to}"));
        let some = |field| {
            self.new_value(field)
                .is_some_and(|number| number.as_str() != "0")
        };
        match (some("given up"), some("outcome unknown")) {
            (false, true) => format!("Nobody knows whether mail{to} arrived: {mail}"),
            (true, true) => format!("Mail{to} was given up, or nobody knows of it: {mail}"),
            // Where the server never came, older entries name no numbers.
            (_, false) => format!("Mail{to} was given up: {mail}"),
        }
    }

    fn redeemed(&self) -> String {
        let who = self.who;
        // Who was shown the code is its second target (U1).
        match self.whom {
            [_, shown_to] => {
                format!("{who} chose a password with a code that {shown_to} was shown")
            }
            _ if self.has("came by mail") => {
                format!("{who} chose a password with a code that came by mail")
            }
            _ => format!("{who} chose a password with a code"),
        }
    }

    fn refused(&self) -> String {
        let asked = self.new_value("asked for");
        let asked = asked.unwrap_or_else(|| Printable::new("an act"));
        let who = self.who;
        match self.those() {
            Some(those) if !self.is_on_self() => format!("{who} was refused: {asked}, on {those}"),
            Some(_) | None => format!("{who} was refused: {asked}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Reason, UserId};

    fn entry(actor: i64, act: Act, on: &[i64]) -> Entry {
        let entry = Entry::new(
            chrono::DateTime::UNIX_EPOCH,
            Actor::User(UserId(actor)),
            act,
            "tty1",
        );
        on.iter().copied().map(UserId).fold(entry, Entry::on)
    }

    fn told(entry: &Entry) -> String {
        let names = ["Ada Hartwell", "Ben Okafor", "Chloe Marsh"].map(Printable::new);
        let name = |id: &UserId| names[usize::try_from(id.0).unwrap() % 3].clone();
        let who = match &entry.actor {
            Actor::User(id) => name(id),
            Actor::Unknown => Printable::new("Somebody"),
            Actor::Machine(system) => Printable::new(system),
        };
        let whom: Vec<Printable> = entry.targets.iter().take(3).map(name).collect();
        Told {
            entry,
            who: &who,
            whom: &whom,
        }
        .sentence()
    }

    /// Mails that were given up, and of which nobody knows.
    fn lost(given_up: &str, unknown: &str) -> Entry {
        entry(0, Act::MailGivenUp, &[1])
            .change("mail", None, Some("a reset code".into()))
            .change("given up", None, Some(given_up.into()))
            .change("outcome unknown", None, Some(unknown.into()))
    }

    #[test]
    fn a1_an_entry_is_told_in_plain_english() {
        for (entry, sentence) in [
            (
                entry(0, Act::ChangeForced, &[2]),
                "Ada Hartwell forced a change of Chloe Marsh's password",
            ),
            (
                entry(0, Act::ChangeForced, &[1, 2]),
                "Ada Hartwell forced a change of password on Ben Okafor and Chloe Marsh",
            ),
            (
                entry(0, Act::UserDisabled, &[1, 2, 3, 4]),
                "Ada Hartwell disabled Ben Okafor and 3 others",
            ),
            (
                entry(0, Act::UserEdited, &[0]).change("name", None, None),
                "Ada Hartwell changed their own name",
            ),
            (
                entry(0, Act::CodeIssued, &[1]).change("reset code until", None, None),
                "Ada Hartwell issued a reset code for Ben Okafor",
            ),
            (
                entry(1, Act::CodeRedeemed, &[1, 0]),
                "Ben Okafor chose a password with a code that Ada Hartwell was shown",
            ),
            (
                entry(0, Act::RoleChanged, &[1]).change("role", None, Some("administrator".into())),
                "Ada Hartwell changed the role of Ben Okafor to administrator",
            ),
            (
                entry(0, Act::OwnershipHandedOn, &[1, 0]),
                "Ada Hartwell handed the ownership on to Ben Okafor",
            ),
            (
                entry(1, Act::Refused, &[0]).change("asked for", None, Some("a disable".into())),
                "Ben Okafor was refused: a disable, on Ada Hartwell",
            ),
            (
                lost("2", "0"),
                "Mail to Ben Okafor was given up: a reset code",
            ),
            (
                lost("0", "1"),
                "Nobody knows whether mail to Ben Okafor arrived: a reset code",
            ),
            (
                lost("1", "1"),
                "Mail to Ben Okafor was given up, or nobody knows of it: a reset code",
            ),
            (
                Entry {
                    actor: Actor::Unknown,
                    ..entry(0, Act::TriesDuringWait, &[]).change("tries", None, Some("12".into()))
                },
                "12 tries with an unknown e-mail came during a wait",
            ),
        ] {
            assert_eq!(told(&entry), sentence);
        }
    }

    #[test]
    fn r4_no_sentence_lets_foreign_text_through_alive() {
        let hostile = "\u{1b}[2J\u{202e}x";
        for act in Act::ALL {
            for targets in [&[][..], &[1], &[0], &[1, 2], &[1, 2, 0]] {
                for field in ["asked for", "exported", "tries", "name", "answer"] {
                    let entry = entry(0, act, targets)
                        .change(field, Some(hostile.into()), Some(hostile.into()))
                        .because(Some(Reason::on_record(hostile.into())));
                    let sentence = told(&entry);
                    assert!(!sentence.is_empty() && !sentence.ends_with('.'));
                    let live = sentence.chars().any(crate::domain::text::is_unprintable);
                    assert!(!live, "{sentence:?}");
                }
            }
        }
    }
}
