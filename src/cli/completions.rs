//! `passward completions`: what a shell needs to complete commands, options and their values.

use clap::{Args, ValueHint};
use clap_complete::Shell;

use super::answer::answer_bytes;
use super::args::command;
use super::error::Stop;
use super::looks::Colour;

/// Write the completions of a shell to standard output.
///
/// They complete commands and options, and in bash, fish and zsh fixed values (in fish of a command's own options only);
/// never e-mail addresses, so that nobody's name ends up in a shell.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward completions bash > passward.bash
  passward completions zsh > _passward
  passward completions fish > passward.fish")]
pub(super) struct Completions {
    /// The shell.
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self) -> Result<(), Stop> {
        let mut whole = without_names(command(Colour::Never));
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut whole, "passward", &mut script);
        answer_bytes(&script)
    }
}

/// Says of every value that stands for a person that there is nothing to complete.
fn without_names(command: clap::Command) -> clap::Command {
    command
        .mut_args(|arg| {
            let of_a_person = arg
                .get_value_names()
                .is_some_and(|names| names.iter().any(|name| name == "E-MAIL"));
            if of_a_person {
                arg.value_hint(ValueHint::Other)
            } else {
                arg
            }
        })
        .mut_subcommands(without_names)
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    #[test]
    fn every_shell_completes_the_commands_and_no_e_mail_addresses() {
        for shell in Shell::value_variants() {
            let mut script = Vec::new();
            let mut whole = without_names(command(Colour::Never));
            clap_complete::generate(*shell, &mut whole, "passward", &mut script);
            let script = String::from_utf8(script).unwrap();
            for word in ["expire-all", "no-input", "completions"] {
                assert!(script.contains(word), "{shell}: {word}");
            }
            // The scripts of the other two hold no values.
            let with_values = matches!(shell, Shell::Bash | Shell::Fish | Shell::Zsh);
            assert_eq!(script.contains("never"), with_values, "{shell}");
            assert!(!script.contains("_email_addresses"), "{shell}");
        }
    }
}
