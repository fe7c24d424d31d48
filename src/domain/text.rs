//! Text that people type, parsed at the edge: names, e-mails, reasons.
//!
//! What is refused here is said in words that name the field; control characters never get in (R4).

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What is wrong with a text that was typed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// Nothing was typed.
    #[error("Please enter {0}.")]
    Empty(&'static str),
    /// Something was typed, but nothing by which anybody could be called.
    #[error("{0} has at least one letter or digit.")]
    NoLetter(&'static str),
    /// More was typed than there is room for.
    #[error("{field} may have at most {most} characters; this has {has}.")]
    TooLong {
        /// The field, as a sentence begins.
        field: &'static str,
        /// How many are allowed.
        most: usize,
        /// How many were typed.
        has: usize,
    },
    /// A character that is not for print: a control, an escape, a change of direction.
    #[error("{field} may not contain the character U+{code:04X}, which cannot be printed.")]
    Unprintable {
        /// The field, as a sentence begins.
        field: &'static str,
        /// The character's number.
        code: u32,
    },
    /// Not an e-mail address.
    #[error("That is not an e-mail address. It looks like name@firm.example.")]
    NotAnEmail,
    /// Not a login name.
    #[error(
        "A login name has lower-case letters a to z, digits, dots, dashes and underscores, and does not begin with a \
         dash."
    )]
    NotALoginName,
}

/// The most characters a person's name may have.
pub const NAME_MOST: usize = 100;
/// The most characters a firm's name may have.
pub const FIRM_MOST: usize = 100;
/// The most characters a reason may have (E6).
pub const REASON_MOST: usize = 200;
/// The most bytes an e-mail address may have (RFC 5321, 4.5.3.1.3).
pub const EMAIL_MOST: usize = 254;
/// The most bytes a login name may have: as many as Linux keeps of one (useradd, utmp).
pub const LOGIN_MOST: usize = 32;

/// Says whether a character is a control, an override of direction or invisible, and so never shown (R4).
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180E}' | '\u{3164}' | '\u{FFA0}'
            | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

fn line(
    typed: &str,
    a_field: &'static str,
    field: &'static str,
    most: usize,
) -> Result<String, TextFault> {
    let text: String = typed.trim().nfc().collect();
    if text.is_empty() {
        return Err(TextFault::Empty(a_field));
    }
    if let Some(c) = text.chars().find(|c| is_unprintable(*c)) {
        return Err(TextFault::Unprintable {
            field,
            code: u32::from(c),
        });
    }
    let has = text.chars().count();
    if has > most {
        return Err(TextFault::TooLong { field, most, has });
    }
    Ok(text)
}

/// Reads a name, in which a letter or a digit stands: who has a name that nobody sees would go unseen in the log.
fn name(
    typed: &str,
    a_field: &'static str,
    field: &'static str,
    most: usize,
) -> Result<String, TextFault> {
    let text = line(typed, a_field, field, most)?;
    if text.contains(char::is_alphanumeric) {
        Ok(text)
    } else {
        Err(TextFault::NoLetter(field))
    }
}

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// Returns the text.
            ///
            /// It was checked when it was typed, but may have been altered in the database since: only
            /// `words::Printable` shows it (R4).
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Takes a text from the store, where it was checked before it was written.
            #[must_use]
            pub fn on_record(text: String) -> Self {
                Self(text)
            }
        }
    };
}

text_type! {
    /// A person's name: 1 to 100 printable characters, a letter or a digit among them.
    PersonName
}
text_type! {
    /// The firm's name: 1 to 100 printable characters, a letter or a digit among them.
    FirmName
}
text_type! {
    /// Why an administrator did something (E6): 1 to 200 printable characters.
    Reason
}
text_type! {
    /// An e-mail address, in NFC and lower case, so that equal addresses are equal texts (U1).
    Email
}

text_type! {
    /// What an operating system calls somebody (U1, I1): 1 to 32 of `a` to `z`, `0` to `9`, `.`, `_` and `-`, not
    /// beginning with a dash, which a command would take for an option. It holds no `@`, so it is never an e-mail.
    LoginName
}

impl PersonName {
    /// Takes what was typed, without the spaces around it.
    pub fn parse(typed: &str) -> Result<Self, TextFault> {
        name(typed, "a name", "A name", NAME_MOST).map(Self)
    }

    /// Returns the name folded for order and search: lower case, without diacritics.
    #[must_use]
    pub fn key(&self) -> String {
        fold(&self.0)
    }
}

impl FirmName {
    /// Takes what was typed, without the spaces around it.
    pub fn parse(typed: &str) -> Result<Self, TextFault> {
        name(typed, "the firm's name", "A firm's name", FIRM_MOST).map(Self)
    }
}

impl Reason {
    /// Takes what was typed; nothing but spaces is no reason, which is allowed.
    pub fn parse(typed: &str) -> Result<Option<Self>, TextFault> {
        match line(typed, "a reason", "A reason", REASON_MOST) {
            Ok(text) => Ok(Some(Self(text))),
            Err(TextFault::Empty(_)) => Ok(None),
            Err(fault) => Err(fault),
        }
    }
}

impl Email {
    /// Takes what was typed, without the spaces around it.
    ///
    /// One `@`, a domain, no quotes, no spaces, no display name, 254 bytes.
    pub fn parse(typed: &str) -> Result<Self, TextFault> {
        let text = Self::normalised(typed);
        if text.is_empty() {
            return Err(TextFault::Empty("an e-mail address"));
        }
        if text.len() > EMAIL_MOST {
            return Err(TextFault::TooLong {
                field: "An e-mail address",
                most: EMAIL_MOST,
                has: text.chars().count(),
            });
        }
        let options = email_address::Options::default()
            .without_display_text()
            .without_domain_literal()
            .with_required_tld();
        let odd = text
            .chars()
            .any(|c| is_unprintable(c) || c.is_whitespace() || c == '"' || c == '\'');
        if odd || email_address::EmailAddress::parse_with_options(&text, options).is_err() {
            return Err(TextFault::NotAnEmail);
        }
        Ok(Self(text))
    }

    /// Returns what was typed in the form in which e-mails are compared (S3, U1), e-mail or not.
    #[must_use]
    pub fn normalised(typed: &str) -> String {
        typed
            .trim()
            .nfc()
            .collect::<String>()
            .to_lowercase()
            .nfc()
            .collect()
    }
}

impl LoginName {
    /// Takes what was typed, without the spaces around it and in lower case; nothing but spaces is no login name,
    /// which is allowed (U1).
    pub fn parse(typed: &str) -> Result<Option<Self>, TextFault> {
        let text = typed.trim().to_ascii_lowercase();
        if text.is_empty() {
            return Ok(None);
        }
        let odd = |c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c));
        if text.starts_with('-') || text.contains(odd) {
            return Err(TextFault::NotALoginName);
        }
        if text.len() > LOGIN_MOST {
            return Err(TextFault::TooLong {
                field: "A login name",
                most: LOGIN_MOST,
                has: text.len(),
            });
        }
        Ok(Some(Self(text)))
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .chars()
            .filter(|c| !is_unprintable(*c))
            .try_for_each(|c| fmt::Write::write_char(f, c))
    }
}

/// Returns a text folded for order and search: lower case, without diacritics.
#[must_use]
pub fn fold(text: &str) -> String {
    // Most names and nearly all e-mails; a million of them are folded for a fill.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect::<String>()
        .nfc()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn u1_equal_addresses_are_equal_texts() {
        assert_eq!(
            Email::parse(" Ada@Firm.Example "),
            Email::parse("ada@firm.example")
        );
        for bad in [
            "",
            "ada",
            "@firm.example",
            "ada@",
            "a b@firm.example",
            "Ada <ada@firm.example>",
            "ada@firm",
            "\"a\"@firm.example",
            "a\u{1b}@b.example",
        ] {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
        assert!(Email::parse(&format!("{}@firm.example", "a".repeat(300))).is_err());
    }

    #[test]
    fn u1_a_login_name_is_one_that_an_operating_system_takes_or_none() {
        let named = |typed| LoginName::parse(typed).map(|name| name.map(|name| name.0));
        assert_eq!(named("  "), Ok(None));
        assert_eq!(named(" Ada.H "), Ok(Some("ada.h".into())));
        assert_eq!(named("_svc-2"), Ok(Some("_svc-2".into())));
        let longest = "a".repeat(LOGIN_MOST);
        assert_eq!(named(&longest), Ok(Some(longest.clone())));
        let longer = longest.clone() + "a";
        assert!(matches!(named(&longer), Err(TextFault::TooLong { .. })));
        // The sign for Kelvin becomes a `k` where all of Unicode is put into lower case.
        for bad in [
            "-ada",
            "ada@firm.example",
            "ada hartwell",
            "zoë",
            "\u{212A}ira",
            "ada\0",
            "ada\u{1b}",
            "a/b",
            "a$",
        ] {
            assert_eq!(named(bad), Err(TextFault::NotALoginName), "{bad:?}");
        }
    }

    #[test]
    fn r4_names_hold_no_controls_and_no_overrides() {
        assert!(PersonName::parse("Ada\u{1b}[2J").is_err());
        assert!(PersonName::parse("Ada\u{202e}").is_err());
        assert_eq!(
            PersonName::parse("  Zoë Ångström ").unwrap().as_str(),
            "Zoë Ångström"
        );
        assert_eq!(PersonName::parse("   "), Err(TextFault::Empty("a name")));
        assert!(PersonName::parse(&"x".repeat(101)).is_err());
    }

    #[test]
    fn a1_nobody_has_a_name_that_is_not_seen() {
        for unseen in ["\u{200d}", "\u{2800}", "\u{34f}\u{fe0f}", "...", "\u{301}"] {
            let person = PersonName::parse(unseen);
            assert_eq!(person, Err(TextFault::NoLetter("A name")));
            let firm = FirmName::parse(unseen);
            assert_eq!(firm, Err(TextFault::NoLetter("A firm's name")));
        }
        for seen in ["李", "Ю", "अ", "7", "Ada \u{1f642}"] {
            assert_eq!(PersonName::parse(seen).unwrap().as_str(), seen);
        }
    }

    #[test]
    fn e6_a_reason_may_be_absent_and_has_200_characters_at_most() {
        assert_eq!(Reason::parse("  ").unwrap(), None);
        assert!(Reason::parse(&"é".repeat(200)).unwrap().is_some());
        assert!(Reason::parse(&"é".repeat(201)).is_err());
    }

    #[test]
    fn u6_names_are_found_without_their_diacritics() {
        assert_eq!(fold("Zoë ÅNGSTRÖM"), "zoe angstrom");
    }
}
