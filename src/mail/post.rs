//! What becomes of a letter.

use super::Letter;
use crate::words::Printable;

/// What becomes of a letter that was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The server took it.
    Taken,
    /// The server said "later", about this letter.
    Later(Printable),
    /// The server said "never", about this letter.
    Never(Printable),
    /// The server could not be reached, or would not serve; nothing of the letter left, and no other one will either.
    Unreached(Unreached),
    /// The whole letter was sent, and no answer came: nobody knows whether it was taken.
    Unknown(Printable),
}

/// Why the server could not be reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreached {
    /// No connection, or one that broke.
    #[error(
        "The mail server could not be reached: {0}. What waits is sent later. Look whether the server runs and whether `host` and `port` are right."
    )]
    NoConnection(Printable),
    /// It offers no TLS, though it should, or somebody on the way takes the offer out.
    #[error(
        "The way to the mail server is not protected: {0}. Nothing was sent over it, and what waits is sent later. Look whether `port` and `security` are right."
    )]
    Unprotected(Printable),
    /// TLS failed.
    #[error(
        "The mail server could not prove who it is: {0}. What waits is sent later. Look at its certificate, or name its own root with `root_certificate`."
    )]
    Untrusted(Printable),
    /// The account was refused.
    #[error(
        "The mail server did not take the mail account: {0}. What waits is sent later. Look at `user` and `password_file`."
    )]
    SignIn(Printable),
    /// It answered, but would not take any letter.
    #[error(
        "The mail server would not serve: {0}. What waits is sent later. Look at `from` and at the server's own log."
    )]
    WouldNot(Printable),
}

/// A way for letters.
pub trait Post {
    /// Says whether the way is open for one more letter, so that [`Post::open`] costs nothing.
    fn is_open(&self) -> bool;
    /// Opens the way, where it is not open yet. Nobody is marked as told before it is.
    fn open(&mut self) -> Result<(), Unreached>;
    /// Hands one letter over.
    fn deliver(&mut self, letter: &Letter) -> Delivery;
    /// Says goodbye; the way can be opened again.
    fn close(&mut self);
}
