//! Why mail is not set up rightly.

use crate::files::Refused;
use crate::words::Printable;

/// What is wrong with the settings of the mail. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// A value that is no such thing.
    #[error("{what} \"{value}\" cannot be used. Nothing was sent. {hint}")]
    Setting {
        /// Which setting, as a sentence begins.
        what: &'static str,
        /// What it says.
        value: Printable,
        /// What it looks like.
        hint: &'static str,
    },
    /// Unprotected mail beyond this machine.
    #[error(
        "Mail to {host} would travel unprotected. Nothing was sent. Set `security` to \"starttls\" or \"tls\"; \"none\" is for a server on this machine."
    )]
    Unprotected {
        /// The server.
        host: Printable,
    },
    /// The mail account's password would travel unprotected.
    #[error(
        "The mail account's password would travel unprotected to {host}. Nothing was sent. Set `security` to \"starttls\" or \"tls\", or leave out `user`."
    )]
    PasswordUnprotected {
        /// The server.
        host: Printable,
    },
    /// A user without a password, or the other way round.
    #[error(
        "The mail account needs both `user` and `password_file`. Nothing was sent. Give both, or neither."
    )]
    HalfAnAccount,
    /// A file that cannot be read.
    #[error("{path} cannot be read: {why}. Nothing was sent. Look at the path and its rights.")]
    File {
        /// Which.
        path: Printable,
        /// Why, in words.
        why: &'static str,
    },
    /// A file that is not obeyed, for others may have written it (R7), or that cannot be read.
    #[error("{0}, so it was not used. Nothing was sent. {hint}", hint = .0.hint())]
    NotObeyed(#[from] Refused),
    /// A password file that is not used, for others can read it (R2), may have written it, or it cannot be read.
    #[error(
        "{0}, so the mail account's password was not read. Nothing was sent. {hint}",
        hint = .0.hint()
    )]
    PasswordUnread(Refused),
    /// The password file holds none.
    #[error(
        "{path} {why}, so it holds no password of a mail account. Nothing was sent. The password is its first line."
    )]
    PasswordFile {
        /// Which.
        path: Printable,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A certificate file that is none.
    #[error(
        "{path} holds no certificate that can be used. Nothing was sent. It must be a root certificate in PEM form."
    )]
    Certificate {
        /// Which.
        path: Printable,
    },
    /// A template says what no letter of its kind has.
    #[error(
        "{file}, line {line}: {what}. Nothing was sent. Correct the template, or take it away to use passward's own."
    )]
    Template {
        /// Which.
        file: Printable,
        /// Where, from 1 on.
        line: usize,
        /// What is wrong.
        what: String,
    },
}
