//! passward: password security for everyone on a firm's account, from the terminal.
//!
//! The house has eleven rooms, and the arrows between them go one way:
//!
//! - [`domain`]: the rules. Pure: no I/O, no threads, no terminal, no clock.
//! - [`files`]: who else could have written a file that is obeyed, or can read one that is secret.
//! - [`secret`]: what must not leak: passwords, hashes, codes.
//! - [`lists`]: the firm's list of breached passwords, searched where it lies.
//! - [`mail`]: letters, and the way to the firm's mail server.
//! - [`words`]: domain values as sentences and dates, and the only type through which foreign text is shown.
//! - [`store`]: the data, behind `Store -> Tx`; one folder per engine.
//! - [`service`]: the use cases, one function each; the only room that opens transactions.
//! - [`tui`]: the screens. [`prompt`]: the line-by-line prompts. [`cli`]: the commands.
//!
//! `cli`, `prompt` and `tui` call `service`; nothing calls back.
//!
//! The numbers in the docstrings and in the names of the tests (P5, E1, S3 …) are these:
#![doc = include_str!("rules.md")]

pub mod cli;
pub mod domain;
pub mod files;
pub mod lists;
pub mod mail;
pub mod prompt;
pub mod secret;
pub mod service;
pub mod store;
pub mod tui;
pub mod words;
