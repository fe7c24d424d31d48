//! Asks for the firm and its owner (first run at a prompt, `passward init`).

use super::judged::judged;
use super::new_password::ask_new_password;
use super::{Ask, Stopped};
use crate::domain::strength::KnownWords;
use crate::domain::{Email, FirmName, PersonName, StrongPasswords, TextFault};
use crate::lists::Lists;
use crate::secret::Password;
use crate::service::meter;

/// What may be known before anything is asked, as it was typed.
#[derive(Debug, Default)]
pub struct Given {
    /// The firm's name.
    pub firm: Option<FirmName>,
    /// The owner's name.
    pub name: Option<PersonName>,
    /// The owner's e-mail address.
    pub email: Option<Email>,
}

/// A firm and its owner, ready to be set up.
#[derive(Debug)]
pub struct Founding {
    /// The firm's name.
    pub firm: FirmName,
    /// The owner's name.
    pub name: PersonName,
    /// The owner's e-mail address.
    pub email: Email,
    /// The owner's password.
    pub password: Password,
}

/// Asks for what is not given, each until it is right.
pub fn ask_founding<A: Ask + ?Sized>(
    ask: &mut A,
    lists: &Lists,
    given: Given,
) -> Result<Founding, Stopped> {
    ask.say(
        "This sets up your firm, with you as its owner. Nothing is written before the last answer.",
    );
    let firm = match given.firm {
        Some(firm) => firm,
        None => ask_until(ask, "The name of your firm:", FirmName::parse)?,
    };
    let name = match given.name {
        Some(name) => name,
        None => ask_until(ask, "Your name:", PersonName::parse)?,
    };
    let email = match given.email {
        Some(email) => email,
        None => ask_until(ask, "Your e-mail address:", Email::parse)?,
    };
    ask.say("Now choose your password. It has at least 8 characters; 15 or more are better. It is not shown while you type.");
    let known = KnownWords::new(firm.as_str(), name.as_str(), email.as_str());
    let password = ask_new_password(ask, |candidate| {
        // A new firm requires no strong passwords yet (P2); the meter's line is said all the same.
        judged(
            &meter(lists, &known, candidate),
            StrongPasswords::NotRequired,
        )
    })?;
    Ok(Founding {
        firm,
        name,
        email,
        password,
    })
}

/// Asks for one line until it can be taken.
pub(super) fn ask_until<A: Ask + ?Sized, T>(
    ask: &mut A,
    question: &str,
    parse: fn(&str) -> Result<T, TextFault>,
) -> Result<T, Stopped> {
    loop {
        match parse(&ask.line(question)?) {
            Ok(value) => return Ok(value),
            Err(fault) => ask.say(&fault.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::script::Script;

    #[test]
    fn what_is_wrong_is_said_and_asked_again() {
        let mut script = Script::of(&[
            ("your firm", " "),
            ("your firm", "Hartwell & Finch LLP"),
            ("Your name", "Ada Hartwell"),
            ("e-mail", "ada"),
            ("e-mail", "Ada@Firm.Example"),
            ("New password:", "hartwell & finch llp"),
            ("New password:", "orchard lantern quietly 58"),
            ("again", "orchard lantern quietly 58"),
        ]);
        let founding = ask_founding(&mut script, &Lists::none(), Given::default()).unwrap();
        assert_eq!(founding.email.as_str(), "ada@firm.example");
        script.said_in_order(&[
            "Please enter the firm's name.",
            "That is not an e-mail address.",
            "This is the firm's name.",
            "Strong.",
        ]);
        script.is_over();
    }

    #[test]
    fn what_is_given_is_not_asked_for() {
        let given = Given {
            firm: FirmName::parse("F").ok(),
            name: PersonName::parse("Ada").ok(),
            email: Email::parse("ada@firm.example").ok(),
        };
        let mut script = Script::of(&[
            ("New password:", "orchard lantern quietly 58"),
            ("again", "orchard lantern quietly 58"),
        ]);
        assert!(ask_founding(&mut script, &Lists::none(), given).is_ok());
        script.is_over();
    }
}
