//! Why mail is not set up rightly.

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
    /// A file that others may have written, so that it is not obeyed (R7).
    #[error("{path} {why}, so it was not used. Nothing was sent. {hint}")]
    OpenToOthers {
        /// Which file, or which folder.
        path: Printable,
        /// What is wrong with it.
        why: &'static str,
        /// What to do.
        hint: &'static str,
    },
    /// The password file lies open.
    #[error(
        "{path} holds the mail account's password and {why}. Nothing was sent. Make it a file of your own with `chmod 600`."
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
