//! Which mail server, how the way there is protected, and from whom the letters are.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use lettre::message::Mailbox;

use super::{AccountPassword, MailError};
use crate::words::Printable;

/// How the way to the server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Security {
    /// TLS after STARTTLS; a server that does not offer it gets nothing.
    #[default]
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// None: for a server on this very machine.
    None,
    /// None, though the server is elsewhere: whoever is on the way reads every code.
    NoneAnywhere,
}

impl Security {
    /// All four, with the word for the configuration.
    pub const ALL: [(&'static str, Self); 4] = [
        ("starttls", Self::StartTls),
        ("tls", Self::Tls),
        ("none", Self::None),
        ("none-anywhere", Self::NoneAnywhere),
    ];

    /// Returns the port that is usual for it.
    #[must_use]
    pub fn usual_port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Tls => 465,
            Self::None | Self::NoneAnywhere => 25,
        }
    }

    fn is_none(self) -> bool {
        matches!(self, Self::None | Self::NoneAnywhere)
    }
}

/// The mail account.
#[derive(Debug)]
pub struct Account {
    /// Its name.
    pub user: String,
    /// Its password.
    pub password: AccountPassword,
}

/// Everything that is set about mail.
#[derive(Debug)]
pub struct MailSettings {
    /// The server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way there is protected.
    pub security: Security,
    /// The account, where the server wants one.
    pub account: Option<Account>,
    /// From whom: `Hartwell & Finch <passward@firm.example>`.
    pub from: String,
    /// To whom answers go, if not to `from`.
    pub reply_to: Option<String>,
    /// A root certificate besides the public ones: the firm's own.
    pub root_certificate: Option<PathBuf>,
    /// How long one step of the conversation may take.
    pub patience: Duration,
}

impl MailSettings {
    /// Refuses what would travel unprotected where it must not, and addresses that are none.
    pub fn check(&self) -> Result<(), MailError> {
        let host = || Printable::new(&self.host);
        let here = is_this_machine(&self.host);
        if self.security == Security::None && !here {
            return Err(MailError::Unprotected { host: host() });
        }
        if self.security.is_none() && !here && self.account.is_some() {
            return Err(MailError::PasswordUnprotected { host: host() });
        }
        mailbox("The sender", &self.from)?;
        if let Some(reply_to) = &self.reply_to {
            mailbox("The address for answers", reply_to)?;
        }
        Ok(())
    }
}

/// Reads an address with or without a name before it.
pub(super) fn mailbox(what: &'static str, text: &str) -> Result<Mailbox, MailError> {
    text.parse().map_err(|_| MailError::Setting {
        what,
        value: Printable::new(text),
        hint: "It looks like `Firm <name@firm.example>` or `name@firm.example`.",
    })
}

/// Says whether a server is on this machine, so that nobody is on the way.
fn is_this_machine(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .trim_matches(['[', ']'])
            .parse::<IpAddr>()
            .is_ok_and(|at| at.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(host: &str, security: Security, account: bool) -> MailSettings {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        std::fs::write(&path, "secret\n").unwrap();
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(&path, mode).unwrap();
        MailSettings {
            host: host.to_owned(),
            port: 25,
            security,
            account: account.then(|| Account {
                user: "passward".to_owned(),
                password: AccountPassword::read(&path).unwrap(),
            }),
            from: "Firm <passward@firm.example>".to_owned(),
            reply_to: None,
            root_certificate: None,
            patience: Duration::from_secs(1),
        }
    }

    #[test]
    fn nothing_travels_unprotected_beyond_this_machine_unless_it_is_said() {
        for (host, security, account, ok) in [
            ("mail.firm.example", Security::StartTls, true, true),
            ("mail.firm.example", Security::Tls, true, true),
            ("localhost", Security::None, false, true),
            ("127.0.0.1", Security::None, true, true),
            ("[::1]", Security::None, false, true),
            ("mail.firm.example", Security::None, false, false),
            ("localhost.firm.example", Security::None, false, false),
            ("mail.firm.example", Security::NoneAnywhere, false, true),
            ("mail.firm.example", Security::NoneAnywhere, true, false),
        ] {
            let checked = settings(host, security, account).check();
            assert_eq!(checked.is_ok(), ok, "{host} {security:?} {checked:?}");
        }
    }

    #[test]
    fn r4_an_address_that_would_add_a_header_is_refused() {
        for from in [
            "passward",
            "a@b.example\r\nBcc: all@firm.example",
            "Firm\n <a@b.example>\nX: y",
            "",
        ] {
            let mut settings = settings("localhost", Security::None, false);
            settings.from = from.to_owned();
            assert!(settings.check().is_err(), "{from:?}");
        }
    }
}
