//! Asks for a new password, twice, until one will do.

use super::{Ask, Stopped};
use crate::secret::Password;

/// What is said of a candidate before it is asked for again.
pub(super) struct Judged {
    /// Whether it will do.
    pub(super) accepted: bool,
    /// What is wrong with it, or how strong it is: full sentences.
    pub(super) said: Vec<String>,
}

/// Asks until a password was entered twice alike and `judge` accepts it.
///
/// What is wrong is said at once, before it has to be typed again.
pub(super) fn ask_new_password<A: Ask + ?Sized>(
    ask: &mut A,
    mut judge: impl FnMut(&Password) -> Judged,
) -> Result<Password, Stopped> {
    loop {
        let first = ask.secret("New password:")?;
        let password = match Password::chosen(&first) {
            Ok(password) => password,
            Err(fault) => {
                ask.say(&fault.to_string());
                continue;
            }
        };
        let judged = judge(&password);
        for sentence in &judged.said {
            ask.say(sentence);
        }
        if !judged.accepted {
            continue;
        }
        let again = ask.secret("The new password again:")?;
        if Password::chosen(&again).is_ok_and(|again| again == password) {
            return Ok(password);
        }
        ask.say("The two passwords differ. Nothing was changed; please enter the new one again.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::script::Script;

    fn judge(password: &Password) -> Judged {
        let accepted = password.length() >= 8;
        let said = if accepted {
            "That will do."
        } else {
            "That is too short."
        };
        Judged {
            accepted,
            said: vec![said.into()],
        }
    }

    #[test]
    fn s4_a_new_password_is_asked_for_until_it_was_entered_twice_alike() {
        let mut script = Script::of(&[
            ("New password:", "a\tb"),
            ("New password:", "short"),
            ("New password:", "long enough"),
            ("The new password again:", "long enouhg"),
            ("New password:", "long enough"),
            ("The new password again:", "long enough"),
        ]);
        assert!(ask_new_password(&mut script, judge).is_ok());
        script.said_in_order(&[
            "Character 2 is a tab",
            "That is too short.",
            "That will do.",
            "The two passwords differ.",
            "That will do.",
        ]);
        script.is_over();
    }

    #[test]
    fn s4_when_the_input_ends_nothing_was_chosen() {
        let mut script = Script::of(&[("New password:", "long enough")]);
        let stopped = ask_new_password(&mut script, judge).map(|_| ());
        assert_eq!(stopped, Err(Stopped::Closed));
    }
}
