//! Integration tests: one binary, one module for each way of using the program.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod acting;
mod administration;
mod arrows;
mod audit_cli;
mod audit_log;
mod backup;
mod breached;
mod cli;
mod config;
mod crash;
mod doctor;
mod documents;
mod doors;
mod exports;
mod flows;
mod frame;
mod import;
mod kiosk;
mod life;
mod mail;
mod mail_lost;
mod mail_notices;
mod mail_test_letter;
mod mail_texts;
mod mail_way;
mod mailed_codes;
mod manners;
mod marking;
mod pictures;
mod prompt;
mod read_only;
mod readme;
mod recover;
mod sessions;
mod sshd;
mod steady;
mod store;
mod stories;
mod support;
mod systemd;
mod terminal;
mod verify;
mod waiting;
mod windows;
