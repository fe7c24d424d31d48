//! Letters to people, and the way to the firm's own mail server: the only room that names lettre.
//!
//! Called by `service`, which decides who is told what, and by `cli`, which reads the settings; calls `files`, `words`,
//! `secret` and `domain`. Never here: a clock (a letter brings its date), a decision whether somebody needs a letter, a password
//! in a letter (no letter has room for one), foreign text that is not [`crate::words::Printable`] (R4).
//!
//! | file | what it is |
//! | --- | --- |
//! | `settings` | which server, how protected, from whom |
//! | `account` | the password of the mail account, from a file that only its owner can read |
//! | `letter` | what is told to whom |
//! | `template` | the texts, our own or the firm's |
//! | `post` | what becomes of a letter |
//! | `smtp` | the conversation with the server |
//! | `answer` | what the server's answers mean |

mod account;
mod answer;
mod error;
mod letter;
mod post;
mod settings;
mod smtp;
mod template;

pub use account::AccountPassword;
pub use error::MailError;
pub use letter::{Letter, Topic};
pub use post::{Delivery, Post, Unreached};
pub use settings::{Account, MailSettings, Security};
pub use smtp::Smtp;
pub use template::Templates;
