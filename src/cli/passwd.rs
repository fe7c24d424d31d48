//! `passward passwd`: changes one's own password, or chooses one with a code.

use clap::Args;

use super::answer::say;
use super::error::{Failure, Stop};
use super::input::Script;
use super::{Context, Questions, door, missing, posting};
use crate::domain::Email;
use crate::prompt::{self, Console, Talk};

/// Change your own password, choose one with a code, or have a code mailed to you.
///
/// Without a terminal it reads two lines from standard input: the current password, or with --code the code, then the
/// new password.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward passwd
  passward passwd ben@hartwellfinch.example --code
  passward passwd ben@hartwellfinch.example --mail-code
  passward passwd ben@hartwellfinch.example < two-lines.txt")]
pub(super) struct Passwd {
    /// Your e-mail address; asked for if left out.
    #[arg(value_name = "E-MAIL")]
    email: Option<String>,
    /// Use a setup code or a reset code instead of the current password.
    #[arg(long)]
    code: bool,
    /// Forgot the password: have a reset code mailed to you, where mail is set up.
    #[arg(long, conflicts_with_all = ["code", "password_stdin"])]
    mail_code: bool,
    /// Read two lines from standard input; implied without a terminal.
    #[arg(long)]
    password_stdin: bool,
}

impl Passwd {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        context.may_change()?;
        let email = self
            .email
            .as_deref()
            .map(Email::parse)
            .transpose()
            .map_err(|fault| Failure::bad_value(&fault))?;
        if self.mail_code {
            return mail_code(context, email);
        }
        let scripted = self.password_stdin || context.questions != Questions::Allowed;
        // Before the database is opened: a wrong usage is told as such whatever is there.
        let script = if scripted {
            let email = email
                .clone()
                .ok_or_else(|| missing("Your e-mail address", "`passward passwd E-MAIL`"))?;
            let input = Script::from_stdin(self.password_stdin, context.questions)?;
            Some((email, input))
        } else {
            None
        };
        let lists = context.breached.open()?;
        let mut desk = context.open()?.with_lists(lists);
        let mut rng = door::randomness()?;
        let mut talk = Talk {
            ask: &mut Console::new(door::moment),
            desk: &mut desk,
            rng: &mut rng,
            from: door::origin(),
            zone: context.settings.zone(),
        };
        match (script, self.code) {
            (Some((email, input)), false) => {
                let [current, new] = input.secrets(["the current password", "the new password"])?;
                prompt::change_password_once(&mut talk, &email, &current, &new)?;
            }
            (Some((email, input)), true) => {
                let [code, new] = input.secrets(["the code", "the new password"])?;
                prompt::redeem_once(&mut talk, &email, &code, &new)?;
            }
            (None, false) => prompt::change_password(&mut talk, email)?,
            (None, true) => prompt::redeem(&mut talk, email)?,
        }
        Ok(())
    }
}

/// Has a reset code mailed to whoever has this e-mail address; nothing that is said tells whether anybody has (U2).
fn mail_code(context: &Context, email: Option<Email>) -> Result<(), Stop> {
    if email.is_none() && context.questions != Questions::Allowed {
        return Err(missing("Your e-mail address", "`passward passwd E-MAIL`").into());
    }
    let mut desk = context.open()?;
    let mut rng = door::randomness()?;
    let mut talk = Talk {
        ask: &mut Console::new(door::moment),
        desk: &mut desk,
        rng: &mut rng,
        from: door::origin(),
        zone: context.settings.zone(),
    };
    prompt::ask_for_code(&mut talk, email)?;
    if let Some(why) = posting::send_asked_for(context, &mut desk)? {
        say(&format!("Mail waits for `passward notify`: {why}"));
    }
    Ok(())
}
