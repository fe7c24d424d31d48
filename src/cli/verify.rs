//! `passward verify`: other software asks whether a password is right (I1), through `pam_exec` or two lines on a pipe.

use std::io::Read;
use std::time::Duration;

use clap::{Args, ValueEnum};
use zeroize::Zeroizing;

use super::answer::answer_line;
use super::error::{Failure, Fault, Stop};
use super::input::Script;
use super::settings::{Given, Value, table};
use super::{Context, door};
use crate::domain::throttle::ASK_AGAIN_FOR;
use crate::secret::Password;
use crate::service::{AskedAs, Desk, Origin, Verified, may_use_services, still_held_back, verify};
use crate::words::Printable;

/// Tell other software whether a password is right, and its user may use it.
///
/// The password comes on standard input, never as an argument. Exit codes of `lines`: 0 right; 1 wrong, unknown,
/// disabled, invited, waiting or locked; 5 right, but a new password must be chosen first; 4 database unavailable. With
/// `pam` every refusal is 1, and a sentence on standard output says where to choose a new one, only where the password
/// was right.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward verify --format lines --db /var/lib/passward/passward.db < two-lines.txt
  passward verify --format pam --domain hartwellfinch.example --db /var/lib/passward/passward.db")]
pub(super) struct Verify {
    /// How the question is put.
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Format,
    /// Where nobody has a name as their login name, make an e-mail address of it: the name, an at sign, and this.
    #[arg(long, value_name = "DOMAIN")]
    domain: Option<String>,
    /// What the service is called in the audit log; with `pam` its name is `PAM_SERVICE`.
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    /// Where people choose a new password, as it is told to them: ssh passward@host.
    #[arg(long, value_name = "TEXT")]
    change_at: Option<String>,
}

/// The ways to put the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// As `pam_exec` with `expose_authtok`: the password on standard input, the name in `PAM_USER`.
    Pam,
    /// Two lines on standard input, the name and the password, as `mod_authnz_external` with `pipe`.
    Lines,
}

/// What is asked.
struct Question {
    name: String,
    password: Zeroizing<String>,
}

/// The most that is read: `pam_exec` hands over 511 bytes, and a password has at most 500 (S4).
const READ_MOST: u64 = 4096;
/// How long to wait before a try is asked for again that others hold up (S3).
const ASK_AGAIN_EVERY: Duration = Duration::from_millis(50);
/// The exit code of a right password that must be changed first.
const MUST_CHANGE: u8 = 5;

impl Verify {
    /// Notes what the options say of the settings.
    pub(super) fn note(&self, given: &mut Given) {
        for (setting, option) in [
            (&table::DOMAIN, &self.domain),
            (&table::CHANGE_AT, &self.change_at),
        ] {
            given.note(setting, option.clone().map(Value::Text));
        }
    }

    /// Answers with an exit code of this door's own.
    pub(super) fn run(mut self, context: &Context) -> Result<(), Stop> {
        let text = |setting| context.settings.text(setting).map(str::to_owned);
        self.domain = text(&table::DOMAIN);
        self.change_at = text(&table::CHANGE_AT);
        match self.code(context)? {
            0 => Ok(()),
            code => Err(Stop::Answered(code)),
        }
    }

    fn code(&self, context: &Context) -> Result<u8, Stop> {
        let mut desk = context.open()?;
        match self.format {
            Format::Pam => self.pam(&mut desk),
            Format::Lines => {
                let question = lines(context)?;
                let service = self.service.as_deref().unwrap_or("another service");
                // As mod_authnz_external reports it.
                let from = std::env::var("IP").ok().filter(|from| !from.is_empty());
                Ok(
                    match self.ask(&mut desk, &question, service, from.as_deref())? {
                        Verified::Right => 0,
                        Verified::MustChange => MUST_CHANGE,
                        Verified::Refused | Verified::AskAgain | Verified::Failed(_) => 1,
                    },
                )
            }
        }
    }

    fn pam(&self, desk: &mut Desk) -> Result<u8, Stop> {
        let name = std::env::var("PAM_USER").unwrap_or_default();
        if std::env::var("PAM_TYPE").as_deref() == Ok("account") {
            let whom = AskedAs::entered(&name, self.domain.as_deref());
            let may = may_use_services(desk, door::moment().now, &whom)?;
            return Ok(u8::from(!may));
        }
        let typed = Zeroizing::new(all_of_stdin()?);
        // Some versions hand over the string with its end.
        let password = typed.strip_suffix(b"\0").unwrap_or(&typed);
        let question = Question {
            name,
            password: Zeroizing::new(String::from_utf8_lossy(password).into_owned()),
        };
        let told = std::env::var("PAM_SERVICE").unwrap_or_default();
        let service = match (&self.service, told.is_empty()) {
            (Some(service), _) => service.as_str(),
            (None, false) => told.as_str(),
            (None, true) => "PAM",
        };
        let from = std::env::var("PAM_RHOST")
            .ok()
            .filter(|host| !host.is_empty());
        match self.ask(desk, &question, service, from.as_deref())? {
            Verified::Right => Ok(0),
            Verified::MustChange => {
                let place = self.change_at.as_deref().unwrap_or("passward passwd");
                answer_line(&format!(
                    "Your password has expired or must be changed. Choose a new one: {}",
                    Printable::new(place)
                ))?;
                Ok(1)
            }
            Verified::Refused | Verified::AskAgain | Verified::Failed(_) => Ok(1),
        }
    }

    /// Puts the question to the one door, and waits where S1 and S3 let time pass.
    fn ask(
        &self,
        desk: &mut Desk,
        question: &Question,
        service: &str,
        from: Option<&str>,
    ) -> Result<Verified, Stop> {
        let mut rng = door::randomness()?;
        let offered = Password::offered(&question.password);
        let whom = AskedAs::entered(&question.name, self.domain.as_deref());
        let give_up_at = door::moment().since_boot + ASK_AGAIN_FOR;
        // Printable and short, as everything that the log says of a place.
        let service = Origin::new(service);
        loop {
            let mut call = door::call(&mut rng);
            call.from = Origin::new(from.unwrap_or(service.as_str()));
            let answer = verify(desk, &mut call, &whom, &offered, service.as_str());
            if let Some(not_before) = answer.not_before {
                wait(still_held_back(not_before, door::moment().since_boot));
            }
            match answer.result {
                Verified::AskAgain if door::moment().since_boot < give_up_at => {
                    wait(ASK_AGAIN_EVERY);
                }
                Verified::Failed(error) => {
                    return Err(error.into());
                }
                told @ (Verified::Right
                | Verified::MustChange
                | Verified::Refused
                | Verified::AskAgain) => return Ok(told),
            }
        }
    }
}

/// Lets time pass; this door serves one question and has nothing else to do.
#[expect(
    clippy::disallowed_methods,
    reason = "a door waits where S1 and S3 ask for it"
)]
fn wait(length: Duration) {
    std::thread::sleep(length);
}

fn all_of_stdin() -> Result<Vec<u8>, Stop> {
    // Room from the start, so that no copy is left behind where it grows.
    let mut bytes = Vec::with_capacity(usize::try_from(READ_MOST).unwrap_or_default() + 1);
    match std::io::stdin()
        .lock()
        .take(READ_MOST)
        .read_to_end(&mut bytes)
    {
        Ok(_) => Ok(bytes),
        Err(_) => Err(Failure::new(
            Fault::Refused,
            "input_unreadable",
            "Standard input could not be read.",
        )
        .into()),
    }
}

/// Reads a name and a password, each ended by a line break, and does not wait for the end of the input: a server that
/// asks many at once may hold the other end open in all of them.
fn lines(context: &Context) -> Result<Question, Stop> {
    let script = Script::from_stdin(true, context.questions)?;
    let [name, password] = script.secrets(["the name", "the password"])?;
    Ok(Question {
        name: name.as_str().to_owned(),
        password,
    })
}
