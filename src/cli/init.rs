//! `passward init`: sets up a firm and its owner in a new database.

use clap::Args;

use super::answer::say;
use super::error::{Failure, Fault, Stop};
use super::input::Script;
use super::made::Made;
use super::{Context, Questions, door, missing};
use crate::domain::strength::Strength;
use crate::domain::{Email, FirmName, PersonName, TextFault};
use crate::lists::Lists;
use crate::prompt::{Console, Founding, Given, ask_founding};
use crate::secret::Password;
use crate::service::{FoundError, NewFirm, found_firm, meter};
use crate::store::StoreError;
use crate::words::Printable;

/// Set up a firm and its owner in a new database.
///
/// Asks for what is not given. Without a terminal everything is given, and the password is one line on standard input.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward init
  passward init --firm \"Hartwell & Finch LLP\" --name \"Ada Hartwell\" \\
      --email ada@hartwellfinch.example --password-stdin < password.txt")]
pub(super) struct Init {
    /// The firm's name.
    #[arg(long, value_name = "NAME")]
    firm: Option<String>,
    /// The owner's name.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The owner's e-mail address.
    #[arg(long, value_name = "E-MAIL")]
    email: Option<String>,
    /// Read the password from standard input, one line; implied without a terminal.
    #[arg(long)]
    password_stdin: bool,
}

impl Init {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        context.may_change()?;
        context.place.is_free()?;
        let lists = context.breached.open()?;
        let given = Given {
            firm: parsed(self.firm.as_deref(), FirmName::parse)?,
            name: parsed(self.name.as_deref(), PersonName::parse)?,
            email: parsed(self.email.as_deref(), Email::parse)?,
        };
        let founding = if self.password_stdin || context.questions != Questions::Allowed {
            from_script(given, self.password_stdin, context.questions)?
        } else {
            ask_founding(&mut Console::new(door::moment), &lists, given)?
        };
        let firm = Printable::from(&founding.firm);
        found(context, lists, founding)?;
        say(&format!(
            "{firm} is set up, with you as its owner. Run `{}` to open the screens.",
            context.place.command("")
        ));
        if let Some(advice) = context.place.looked_into() {
            say(&advice);
        }
        Ok(())
    }
}

fn parsed<T>(
    typed: Option<&str>,
    parse: fn(&str) -> Result<T, TextFault>,
) -> Result<Option<T>, Failure> {
    typed
        .map(parse)
        .transpose()
        .map_err(|fault| Failure::bad_value(&fault))
}

fn from_script(given: Given, password_stdin: bool, questions: Questions) -> Result<Founding, Stop> {
    let founding = (
        given
            .firm
            .ok_or_else(|| missing("The firm's name", "--firm NAME"))?,
        given
            .name
            .ok_or_else(|| missing("The owner's name", "--name NAME"))?,
        given
            .email
            .ok_or_else(|| missing("The owner's e-mail address", "--email E-MAIL"))?,
    );
    let [password] = Script::from_stdin(password_stdin, questions)?.secrets(["the password"])?;
    let password = Password::chosen(&password).map_err(|fault| refused(&fault))?;
    let (firm, name, email) = founding;
    Ok(Founding {
        firm,
        name,
        email,
        password,
    })
}

fn found(context: &Context, lists: Lists, founding: Founding) -> Result<(), Stop> {
    let firm = NewFirm {
        firm: founding.firm,
        name: founding.name,
        email: founding.email,
        password: founding.password,
    };
    // Before the file is made, so that a refused password leaves nothing behind.
    let known = NewFirm::known_words(firm.firm.as_str(), firm.name.as_str(), firm.email.as_str());
    if let Strength::Refused(fault) = meter(&lists, &known, &firm.password).strength {
        return Err(refused(&fault).into());
    }
    let mut rng = door::randomness()?;
    let made = Made::default();
    let mut desk = context.place.create(&made)?.with_lists(lists);
    let mut call = door::call(&mut rng);
    let founded = found_firm(&mut desk, &mut call, &firm);
    if let Ok(_) | Err(FoundError::FoundedAlready | FoundError::Store(StoreError::Busy)) = founded {
        made.keep();
    }
    match founded {
        Ok(_) => Ok(()),
        Err(FoundError::Store(error)) => Err(error.into()),
        Err(error @ (FoundError::Baseline(_) | FoundError::FoundedAlready)) => {
            Err(refused(&error).into())
        }
    }
}

fn refused(why: &impl std::fmt::Display) -> Failure {
    Failure::told(Fault::Refused, "new_password", &why.to_string())
        .or_hint("Choose another one; four or five words that do not belong together are strong.")
}
