//! `passward recover`: a reset code for an administrator, or everyone's free tries, for whoever holds the database (U7, S3).

use clap::Args;
use serde::Serialize;

use super::acting::Confirm;
use super::answer::{answer, answer_in_json, answer_line, say};
use super::error::{Failure, Fault, Stop};
use super::in_json::{Document, rfc3339, role};
use super::{Context, door, os_user, whom};
use crate::domain::{Membership, Role};
use crate::service::{
    RecoverError, Recoverable, Recovered, counted_from, give_free_tries_back, recover, recoverable,
};
use crate::words::{Printable, date_and_time};

/// Make a reset code for the owner, or another administrator, who cannot get in.
///
/// With --free-tries it makes none, and gives everyone the free tries back that a flood of made-up e-mails has taken; see
/// `passward doctor`.
///
/// Asks for no password: whoever can open the database could do worse. It sets no password either; with the code the
/// administrator chooses one. The audit log names the operating-system user who ran this, and the administrator is told.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward recover
  passward recover ben.okafor@hartwellfinch.example
  passward recover --confirm \"Hartwell & Finch LLP\" > code.txt
  passward recover --free-tries")]
pub(super) struct Recover {
    /// Which administrator; the owner if left out.
    #[arg(value_name = "E-MAIL")]
    email: Option<String>,
    /// Count everyone's wrong tries from 0 again, where so many e-mails were tried that they count from more.
    #[arg(long, conflicts_with = "email")]
    free_tries: bool,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    confirm: Confirm,
}

impl Recover {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        if self.free_tries {
            self.give_free_tries_back(context)
        } else {
            self.make_code(context)
        }
    }

    fn give_free_tries_back(self, context: &Context) -> Result<(), Stop> {
        context.may_change()?;
        let mut desk = context.open()?;
        let by = os_user::name();
        let shown = Printable::new(&by);
        let from = counted_from(&mut desk).map_err(Failure::from)?;
        if !from.is_nought() {
            if !self.json {
                say(&format!(
                    "Wrong passwords of everyone count from {}, and wrong codes from {}; this lowers every count by as much. \
                     Whoever guesses has as many more tries. Who is locked stays locked. The audit log will say that \
                     {shown} did it.",
                    from.passwords, from.codes
                ));
            }
            self.confirm.confirm(context, &mut desk)?;
        }
        let mut rng = door::randomness()?;
        let mut call = door::call(&mut rng);
        os_user::note_sudo(&mut call);
        let before = give_free_tries_back(&mut desk, &mut call, &by).map_err(Failure::from)?;
        if self.json {
            return answer_in_json(&Document::of(FreeTriesInJson {
                passwords_counted_from: before.passwords,
                codes_counted_from: before.codes,
            }));
        }
        answer(if before.is_nought() {
            "Wrong passwords and codes of everyone count from 0 already. Nothing was changed."
        } else {
            "Wrong passwords and codes of everyone count from 0 again."
        })
    }

    fn make_code(self, context: &Context) -> Result<(), Stop> {
        let email = self.email.as_deref().map(whom::email).transpose()?;
        context.may_change()?;
        let mut desk = context.open()?;
        let by = os_user::name();
        let shown = Printable::new(&by);
        // A refusal is found out before anything has to be confirmed, and is recorded by the act itself.
        if let Ok(whom) = recoverable(&mut desk, email.as_ref()) {
            // An error in JSON is one line, with nothing before it.
            if !self.json {
                say(&format!(
                    "This makes a reset code for {} ({}, {}). The audit log will say that {shown} made it.",
                    whom.name,
                    whom.email,
                    word(&whom)
                ));
            }
            self.confirm.confirm(context, &mut desk)?;
        }
        let mut rng = door::randomness()?;
        let mut call = door::call(&mut rng);
        os_user::note_sudo(&mut call);
        let recovered =
            recover(&mut desk, &mut call, &by, email.as_ref()).map_err(|error| failure(&error))?;
        if self.json {
            return answer_in_json(&Document::of(CodeInJson::new(&recovered, &by)));
        }
        answer_line(&recovered.code)?;
        let whom = &recovered.whom;
        let until = date_and_time(recovered.until, call.now, context.settings.zone());
        say(&format!(
            "That is a reset code for {}, valid until {until}. It is shown this once.",
            whom.name
        ));
        say(&format!(
            "Next: choose \"Use a code\" at sign-in, or run `passward passwd {} --code`. A lock is opened with it.",
            whom.email
        ));
        Ok(())
    }
}

fn word(whom: &Recoverable) -> &'static str {
    match whom.membership {
        Membership::Firm(Role::Owner) => "the owner",
        Membership::Firm(Role::Administrator) => "an administrator",
        Membership::Firm(Role::User) | Membership::Connect => "a user",
    }
}

fn failure(error: &RecoverError) -> Failure {
    let (fault, code) = match error {
        RecoverError::Store(error) => return error.into(),
        RecoverError::NoSuchUser => (Fault::Refused, "no_such_user"),
        RecoverError::NotAdministrator => (Fault::Refused, "not_administrator"),
        RecoverError::Disabled => (Fault::Refused, "disabled"),
        RecoverError::NoFirm => (Fault::Unavailable, "database_missing"),
    };
    let failure = Failure::new(fault, code, error.to_string());
    if matches!(error, RecoverError::NoSuchUser) {
        failure.hint("Leave the e-mail out to recover the owner.")
    } else {
        failure
    }
}

/// The document of `--free-tries --json`.
#[derive(Serialize)]
struct FreeTriesInJson {
    passwords_counted_from: u32,
    codes_counted_from: u32,
}

/// The document of `--json`; its fields stay in this order.
#[derive(Serialize)]
struct CodeInJson<'a> {
    name: &'a str,
    email: &'a str,
    role: Option<&'static str>,
    code: &'a str,
    until: String,
    made_by: String,
}

impl<'a> CodeInJson<'a> {
    fn new(recovered: &'a Recovered, by: &str) -> Self {
        let Recoverable {
            name,
            email,
            membership,
        } = &recovered.whom;
        Self {
            name: name.as_str(),
            email: email.as_str(),
            role: role(*membership),
            code: &recovered.code,
            until: rfc3339(recovered.until),
            made_by: Printable::new(by).as_str().to_owned(),
        }
    }
}
