//! Who acts on the command line: an administrator proves themselves at the terminal, or with a line of standard input.

use clap::Args;

use super::answer::say;
use super::error::{Failure, Fault, Stop};
use super::input::Script;
use super::{Context, Questions, door, missing};
use crate::domain::{Email, Reason, Refusal};
use crate::prompt::{self, Ask, Console, Talk};
use crate::service::{ActError, AdminSession, Answer, Call, Desk, Session, firm_name};
use crate::words::Printable;

/// Who acts.
#[derive(Debug, Args)]
pub(super) struct Acting {
    /// The e-mail address of the administrator who acts; asked for if left out.
    #[arg(long = "as", value_name = "E-MAIL")]
    who: Option<String>,
    /// Read the administrator's password from standard input, one line; implied without a terminal.
    #[arg(long)]
    password_stdin: bool,
}

/// What is typed to confirm an act.
#[derive(Debug, Args)]
pub(super) struct Confirm {
    /// Confirm by the firm's name instead of typing it at the terminal.
    #[arg(long = "confirm", value_name = "FIRM")]
    word: Option<String>,
}

/// Returns the reason that was given for an act, where one was.
pub(super) fn reason(typed: Option<&str>) -> Result<Option<Reason>, Failure> {
    let parsed = typed.map(Reason::parse).transpose();
    parsed
        .map(Option::flatten)
        .map_err(|fault| Failure::bad_value(&fault))
}

/// Where an act is confirmed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Confirmed<'a> {
    /// Everywhere: a script must give the firm's name.
    Everywhere(&'a Confirm),
    /// Only where somebody sits at the terminal, for whoever wrote the script named each person.
    AtTheTerminal(&'a Confirm),
}

impl Acting {
    /// Says whether anything of it was given.
    pub(super) fn is_given(&self) -> bool {
        self.who.is_some() || self.password_stdin
    }

    /// Returns whose e-mail was given, where one was.
    pub(super) fn email(&self) -> Result<Option<Email>, Failure> {
        self.who
            .as_deref()
            .map(Email::parse)
            .transpose()
            .map_err(|fault| Failure::bad_value(&fault))
    }

    /// Signs the administrator in, has the work done, and signs out again; all three stand in the audit log.
    ///
    /// What is missing on the command line is found out before anything is asked; the password is asked for last.
    pub(super) fn act<T>(
        &self,
        context: &Context,
        desk: &mut Desk,
        work: impl FnOnce(
            &mut Desk,
            &mut Call<'_>,
            &mut AdminSession<'_>,
        ) -> Answer<Result<T, ActError>>,
    ) -> Result<T, Stop> {
        context.may_change()?;
        self.look(context, desk, work)
    }

    /// The same for an act that concerns many: what it would do is said, and confirmed by the firm's name, before it is
    /// done (E6, E7, U8).
    ///
    /// A name that was given beforehand is looked at before anything is asked, and nothing is said then.
    pub(super) fn act_confirmed<T>(
        &self,
        context: &Context,
        desk: &mut Desk,
        confirmed: Confirmed<'_>,
        would: impl FnOnce(&mut Desk, &Call<'_>, &AdminSession<'_>) -> Result<Vec<String>, ActError>,
        work: impl FnOnce(
            &mut Desk,
            &mut Call<'_>,
            &mut AdminSession<'_>,
        ) -> Answer<Result<T, ActError>>,
    ) -> Result<T, Stop> {
        context.may_change()?;
        let firm = match confirmed {
            Confirmed::AtTheTerminal(confirm)
                if confirm.word.is_none() && self.is_scripted(context) =>
            {
                None
            }
            Confirmed::Everywhere(confirm) | Confirmed::AtTheTerminal(confirm) => {
                confirm.still_to_type(context, desk)?
            }
        };
        self.entered(context, desk, |talk, session| {
            if let Some(firm) = firm {
                let told = match session.administrator() {
                    Some(admin) => talk.with_call(|desk, call| would(desk, call, &admin)),
                    None => Err(Refusal::NotAdministrator.into()),
                };
                let told = told.map_err(|error| Failure::from(&error))?;
                for sentence in &told {
                    say(sentence);
                }
                ask_for(&firm)?;
            }
            done(talk, session, work)
        })
    }

    /// The same for what changes nothing, and is only put on record.
    pub(super) fn look<T>(
        &self,
        context: &Context,
        desk: &mut Desk,
        work: impl FnOnce(
            &mut Desk,
            &mut Call<'_>,
            &mut AdminSession<'_>,
        ) -> Answer<Result<T, ActError>>,
    ) -> Result<T, Stop> {
        self.entered(context, desk, |talk, session| done(talk, session, work))
    }

    /// Says whether a script acts: the password comes from standard input.
    fn is_scripted(&self, context: &Context) -> bool {
        self.password_stdin || context.questions != Questions::Allowed
    }

    /// Signs the administrator in, goes on with the session, and signs out again whatever came of it.
    fn entered<T>(
        &self,
        context: &Context,
        desk: &mut Desk,
        go_on: impl FnOnce(&mut Talk<'_>, &mut Session) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let email = self.email()?;
        let scripted = self.is_scripted(context);
        if scripted && email.is_none() {
            return Err(missing("The administrator's e-mail address", "--as E-MAIL").into());
        }
        let password = if scripted {
            let script = Script::from_stdin(self.password_stdin, context.questions)?;
            let [password] = script.secrets(["the administrator's password"])?;
            Some(password)
        } else {
            None
        };
        let mut rng = door::randomness()?;
        let mut session = {
            let mut talk = Talk {
                ask: &mut Console::new(door::moment),
                desk: &mut *desk,
                rng: &mut rng,
                from: door::origin(),
                zone: context.settings.zone(),
            };
            prompt::enter_as_administrator(&mut talk, email, password.as_ref())?
        };
        // A console that has asked for a password keeps the signals, and the echo off, as long as it lives. Here another
        // one goes on, so that Ctrl-C ends a long act at once and nothing of it stays (R1, R3).
        let mut talk = Talk {
            ask: &mut Console::new(door::moment),
            desk,
            rng: &mut rng,
            from: door::origin(),
            zone: context.settings.zone(),
        };
        let result = go_on(&mut talk, &mut session);
        prompt::leave(&mut talk, session);
        result
    }
}

fn done<T>(
    talk: &mut Talk<'_>,
    session: &mut Session,
    work: impl FnOnce(&mut Desk, &mut Call<'_>, &mut AdminSession<'_>) -> Answer<Result<T, ActError>>,
) -> Result<T, Stop> {
    let answer = session
        .administrator()
        .map(|mut admin| talk.with_call(|desk, call| work(desk, call, &mut admin)));
    let result = match answer {
        Some(answer) => talk.settle(answer)?,
        None => Err(Refusal::NotAdministrator.into()),
    };
    result.map_err(|error| Failure::from(&error).into())
}

impl Confirm {
    /// Has an act confirmed by the firm's name, typed or given; whoever calls has said what it is about.
    ///
    /// Such an act always changes something, so nothing is asked where nothing may be changed.
    pub(super) fn confirm(&self, context: &Context, desk: &mut Desk) -> Result<(), Stop> {
        context.may_change()?;
        match self.still_to_type(context, desk)? {
            Some(firm) => ask_for(&firm),
            None => Ok(()),
        }
    }

    /// Returns the firm's name where it is still to be typed; nothing where it was given, and is right.
    fn still_to_type(&self, context: &Context, desk: &mut Desk) -> Result<Option<Printable>, Stop> {
        let firm = firm_name(desk)
            .map_err(Failure::from)?
            .ok_or_else(|| Failure::unavailable("The database holds no firm."))?;
        match (&self.word, context.questions) {
            (Some(word), _) => is_named(word, &firm).map(|()| None),
            (None, Questions::Allowed) => Ok(Some(firm)),
            (None, Questions::NobodyThere | Questions::Forbidden) => {
                Err(missing("The confirmation", "--confirm and the firm's name").into())
            }
        }
    }
}

fn ask_for(firm: &Printable) -> Result<(), Stop> {
    let typed = Console::new(door::moment).line("To confirm, type the name of the firm:")?;
    is_named(&typed, firm)
}

fn is_named(word: &str, firm: &Printable) -> Result<(), Stop> {
    if word.trim() == firm.as_str() {
        return Ok(());
    }
    Err(Failure::new(
        Fault::Refused,
        "not_confirmed",
        "That is not the name of the firm. Nothing was changed.",
    )
    .hint(format!("The firm's name is {firm}."))
    .into())
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the others are refusals by their nature"
)]
impl From<&ActError> for Failure {
    fn from(error: &ActError) -> Self {
        let fault = match error {
            ActError::Store(error) => return error.into(),
            ActError::NotAllowed(refusal) if refusal.is_not_allowed() => Fault::NotAllowed,
            _ => Fault::Refused,
        };
        let failure = Self::told(fault, error.code(), &error.to_string());
        match next(error) {
            Some(hint) => failure.hint(hint),
            None => failure.or_hint("`passward users list` shows how it stands with everyone."),
        }
    }
}

/// Returns what to do next where the sentence does not say so, or says it for the screens.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the others say it themselves, or are about people, whom a list shows"
)]
fn next(error: &ActError) -> Option<&'static str> {
    Some(match error {
        ActError::NotAllowed(Refusal::OwnersCode) => {
            "The owner asks for one with `passward passwd --mail-code`; whoever holds the machine runs `passward recover`."
        }
        ActError::NothingToUndo | ActError::UndoneAlready { .. } => {
            "`passward audit list` shows who expired all passwords, and who undid it."
        }
        ActError::ExpiredAgain { .. } => "Run the command again to undo that one.",
        ActError::SessionOver | ActError::SignedInNowhere => {
            "`passward sessions list` shows who is signed in."
        }
        ActError::MustChoose => "Run `passward passwd`.",
        ActError::ProofNeeded | ActError::SessionEnded(_) => {
            "Run the command again, and answer within five minutes."
        }
        _ => return None,
    })
}
