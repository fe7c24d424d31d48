//! The arguments of the command line. The docs of each item are its help.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::{
    audit, backup, demo, expire_all, firm, init, passwd, policy, sign_out_all, status, users,
};

/// Password security for everyone on a firm's account.
///
/// Without a command, the screens open.
#[derive(Debug, Parser)]
#[command(
    name = "passward",
    version,
    infer_subcommands = false,
    disable_help_subcommand = true,
    after_help = "Examples:
  passward demo            Look around in a made-up firm, which is gone afterwards
  passward                 Open the screens; the first run sets up your firm
  passward passwd          Change your own password, line by line
  passward status E-MAIL   Say when one person's password expires
  passward audit verify    Check that nobody has altered the audit log

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 not allowed,
4 database unavailable or damaged."
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) everywhere: Everywhere,
    #[command(flatten)]
    pub(super) looks: Looks,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// What every command takes.
#[derive(Debug, Args)]
pub(super) struct Everywhere {
    /// Use the database in this file; or name it in the variable `PASSWARD_DB`.
    #[arg(long, value_name = "PATH", global = true)]
    pub(super) db: Option<PathBuf>,
    /// Refuse new passwords that are in this file of breached ones; or name it in `PASSWARD_BREACHED`.
    #[arg(long, value_name = "FILE", global = true)]
    pub(super) breached: Option<PathBuf>,
    /// Never ask; a missing value is wrong usage.
    #[arg(long, global = true)]
    pub(super) no_input: bool,
    /// When to write colours on the command line.
    #[arg(long, value_enum, value_name = "WHEN", global = true, default_value_t = Colour::Auto)]
    pub(super) color: Colour,
}

/// How the screens look and listen.
#[derive(Debug, Args)]
pub(super) struct Looks {
    /// Draw the screens in plain ASCII.
    #[arg(long, global = true)]
    pub(super) ascii: bool,
    /// Leave the mouse to the terminal.
    #[arg(long, global = true)]
    pub(super) no_mouse: bool,
    /// The colours of the screens. Without it, the terminal is asked.
    #[arg(long, value_enum, value_name = "NAME", global = true)]
    pub(super) theme: Option<ThemeName>,
}

/// When colours are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal that takes them.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The themes of the screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ThemeName {
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
    /// The sixteen colours of the terminal's own palette.
    Sixteen,
    /// No colours.
    Mono,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Set up a firm and its owner in a new database.
    Init(init::Init),
    /// Change your own password, or choose one with a code.
    Passwd(passwd::Passwd),
    /// Say in one line how it stands with one person's password.
    Status(status::Status),
    /// Show the firm's rules for passwords, or update them.
    Policy(policy::PolicyCommand),
    /// List people, show one, add and change them.
    Users(users::Users),
    /// Have every firm user choose a new password; or undo that.
    ExpireAll(expire_all::ExpireAll),
    /// Sign everyone out.
    SignOutAll(sign_out_all::SignOutAll),
    /// Show the firm's name, or change it.
    Firm(firm::Firm),
    /// Check the audit log, or list it.
    Audit(audit::Audit),
    /// Copy the database into a new file, while it is in use.
    Backup(backup::Backup),
    /// Put a backup in the place of the database.
    Restore(backup::Restore),
    /// Look around in a made-up firm, which is gone afterwards unless --db names a place for it.
    Demo(demo::Demo),
}

/// Reads the arguments; `Err` also carries help and version, which are no errors.
pub(super) fn read(args: impl IntoIterator<Item = OsString>) -> Result<Arguments, clap::Error> {
    Arguments::try_parse_from(args)
}

impl From<Colour> for anstream::ColorChoice {
    fn from(colour: Colour) -> Self {
        match colour {
            Colour::Auto => Self::Auto,
            Colour::Always => Self::Always,
            Colour::Never => Self::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_and_option_says_what_it_is_for() {
        let mut whole = Arguments::command();
        whole.build();
        for command in whole.get_subcommands() {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments() {
                let told = argument.get_help().is_some();
                assert!(told, "{} {}", command.get_name(), argument.get_id());
            }
        }
    }

    #[test]
    fn options_stand_in_any_order() {
        for line in [
            "passward --db x status a@b.example --json",
            "passward status --json a@b.example --db x",
        ] {
            let arguments = read(line.split(' ').map(OsString::from)).unwrap();
            assert_eq!(arguments.everywhere.db, Some(PathBuf::from("x")));
        }
    }
}
