//! What the screens ask for, done off the drawing thread: each effect is one call of a service.
//!
//! The drawing side holds no session. Randomness comes from the system, named here, at the door.

use std::time::Duration;

use rand::CryptoRng;

use super::coming_in;
use super::entrance::Entrance;
use super::exporting::{self, What};
use super::postman::{Left, Postman};
use super::signed_in::{back, in_log, in_session, with_session};
use super::{Job, Lane, Outcome, Stopper};
use crate::domain::strength::KnownWords;
use crate::service::{self, Call, Desk, Origin, SignInOutcome, StoreError};
use crate::tui::clock::Clock;
use crate::tui::view_model::audit_log as log;
use crate::tui::view_model::root::{Effect, Message};
use crate::tui::view_model::{export, manage_users, password_security, sessions};

/// After how long a sign-in that must be asked again is (S3), and how often at most.
const AGAIN: (Duration, u8) = (Duration::from_millis(200), 25);

/// What a thread works with.
pub struct Context {
    /// The data; where it could not be opened for this thread, why.
    pub desk: Result<Desk, StoreError>,
    /// Who is signed in.
    pub entrance: Entrance,
    /// Randomness.
    pub rng: Box<dyn CryptoRng>,
    /// From where.
    pub from: Origin,
    /// Who sends what acts leave for the mail, where mail is set up.
    pub postman: Option<Postman>,
}

/// One effect on its way, or what makes ready for one.
pub struct Errand {
    /// Taken while it is done.
    effect: Option<Effect>,
    ready: Option<Ready>,
    lane: Lane<&'static str>,
    tries: u8,
}

impl Errand {
    /// Makes an errand of an effect; one that only the event loop can do comes back.
    pub fn of(effect: Effect) -> Result<Self, Box<Effect>> {
        let lane = match &effect {
            Effect::Clipboard(_)
            | Effect::Mouse(_)
            | Effect::StopAct
            | Effect::Suspend
            | Effect::Quit => {
                return Err(Box::new(effect));
            }
            Effect::ReadFirm => Lane::Read("firm"),
            Effect::ReadMe => Lane::Read("me"),
            Effect::Meter(..) => Lane::Read("meter"),
            Effect::Policy(password_security::Effect::Load(_)) => Lane::Read("policy"),
            Effect::Sessions(sessions::Effect::List(_)) => Lane::Read("sessions"),
            Effect::Users(manage_users::Effect::List { .. }) => Lane::Read("people"),
            Effect::Users(manage_users::Effect::ReadUndo(_)) => Lane::Read("undo"),
            Effect::Users(manage_users::Effect::ReadSignedIn(_)) => Lane::Read("signed in"),
            Effect::Users(manage_users::Effect::ReadConsequences(_)) => Lane::Read("consequences"),
            Effect::Users(manage_users::Effect::ReadOutcome { .. }) => Lane::Read("outcome"),
            Effect::Users(manage_users::Effect::ReadBreakIn(..)) => Lane::Read("break-in"),
            Effect::Users(manage_users::Effect::ReadExportable(..)) => Lane::Read("exportable"),
            Effect::Log(log::Effect::List { .. }) => Lane::Read("log"),
            Effect::LogIns(log::Effect::List { .. }) => Lane::Read("log-ins"),
            Effect::Log(log::Effect::Read { .. }) | Effect::LogIns(log::Effect::Read { .. }) => {
                Lane::Read("entry")
            }
            Effect::Log(log::Effect::FindPeople(..))
            | Effect::LogIns(log::Effect::FindPeople(..)) => Lane::Read("find"),
            Effect::Log(log::Effect::Check(..)) => Lane::Read("check"),
            Effect::Log(log::Effect::Export(export::Step::On))
            | Effect::Users(manage_users::Effect::Export(export::Step::On)) => Lane::Read("export"),
            Effect::Found(_)
            | Effect::SignIn(..)
            | Effect::CheckCode(..)
            | Effect::AskForCode(_)
            | Effect::ForgetCode
            | Effect::Redeem(_)
            | Effect::SignOut
            | Effect::Unlock(_)
            | Effect::NoteActive
            | Effect::ChangePassword(..)
            | Effect::DismissNotice
            | Effect::DismissSummary(_)
            | Effect::Policy(_)
            | Effect::Sessions(_)
            | Effect::Users(_)
            | Effect::Log(_)
            | Effect::LogIns(_) => Lane::Act,
        };
        Ok(Self {
            effect: Some(effect),
            ready: None,
            lane,
            tries: 0,
        })
    }

    /// Makes the errands that make ready, or rest, for a password that somebody begins to type, or does not go on
    /// with: the next answer needs no memory and no connection that are not there already.
    #[must_use]
    pub fn ready(ready: Ready) -> Vec<Self> {
        let on = |lane| Self {
            effect: None,
            ready: Some(ready),
            lane,
            tries: 0,
        };
        match ready {
            Ready::Yes => vec![on(Lane::Act), on(Lane::Read("ready"))],
            Ready::No => vec![on(Lane::Act)],
        }
    }
}

/// Whether a hash is about to be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// Somebody types a password.
    Yes,
    /// Nobody does.
    No,
}

/// What an errand came to: the messages that go back, in order.
pub type Messages = Vec<Message>;

impl Job for Errand {
    type Kind = &'static str;
    type Answer = Messages;
    type Context = Context;

    fn lane(&self) -> Lane<&'static str> {
        self.lane
    }

    fn run(&mut self, context: &mut Context, clock: Clock) -> Outcome<Messages> {
        let Some(effect) = self.effect.take() else {
            if let (Some(Ready::Yes), Ok(desk)) = (self.ready, &mut context.desk) {
                make_ready(desk, self.lane);
            }
            return Outcome::Ready(Vec::new());
        };
        let mut call = Call {
            now: clock.now,
            since_boot: clock.since_boot,
            rng: &mut *context.rng,
            from: context.from.clone(),
        };
        let entrance = &context.entrance;
        let desk = match &mut context.desk {
            Ok(desk) => desk,
            Err(error) => return Outcome::Ready(vec![Message::Failed(error.to_string())]),
        };
        let Effect::SignIn(email, offered) = effect else {
            let left = if matches!(effect, Effect::AskForCode(_)) {
                Left::AtDoor
            } else {
                Left::ByAct
            };
            let outcome = perform(desk, &mut call, entrance, effect);
            let jobs = desk.take_mail_jobs();
            if let Some(postman) = &context.postman {
                postman.take(jobs, left);
            }
            return outcome;
        };
        let answer = service::sign_in(desk, &mut call, &email, &offered);
        if matches!(answer.result, SignInOutcome::AskAgain) && self.tries < AGAIN.1 {
            self.tries += 1;
            self.effect = Some(Effect::SignIn(email, offered));
            return Outcome::AskAgain(AGAIN.0);
        }
        let message = coming_in::signed_in(entrance, answer.result, clock);
        Outcome::held_back(answer.not_before, vec![message])
    }

    fn gives_way(&self) -> bool {
        // Lists and numbers, whose answers carry the ticket of their question.
        matches!(
            self.lane,
            Lane::Read(
                "people" | "log" | "log-ins" | "find" | "outcome" | "break-in" | "exportable"
            )
        )
    }

    fn stopper(context: &Context) -> Option<Stopper> {
        context.desk.as_ref().ok().map(Desk::interrupter)
    }

    fn look_around(context: &mut Context) -> Option<Messages> {
        let desk = context.desk.as_mut().ok()?;
        // What cannot be asked now is asked again a second later.
        let changed = desk.changed_elsewhere().unwrap_or(false);
        changed.then(|| vec![Message::ChangedElsewhere])
    }

    fn says_nothing(answer: &Messages) -> bool {
        answer.is_empty()
    }

    fn leaves_ready(&self) -> bool {
        self.ready == Some(Ready::Yes)
    }

    fn tidy(context: &mut Context) {
        if let Ok(desk) = &mut context.desk {
            desk.rest();
        }
    }

    fn is_farewell(&self) -> bool {
        matches!(self.effect, Some(Effect::SignOut))
    }

    fn answer_to_panic(&self) -> Messages {
        vec![Message::Failed(
            "Something went wrong in the program. Nothing was changed; please try again.".into(),
        )]
    }
}

/// Takes the memory of a hash where one will be computed, and reads what anybody may see: with it the connection is
/// open and knows its tables.
fn make_ready(desk: &mut Desk, lane: Lane<&'static str>) {
    // What cannot be read now is read, and told, when it is needed.
    let _ = service::firm_name(desk);
    if lane == Lane::Act {
        desk.get_ready();
    }
}

fn perform(
    desk: &mut Desk,
    call: &mut Call<'_>,
    entrance: &Entrance,
    effect: Effect,
) -> Outcome<Messages> {
    let ready = |message| Outcome::Ready(vec![message]);
    match effect {
        Effect::ReadFirm => ready(Message::Firm(
            service::firm_name(desk).map_err(|error| error.to_string()),
        )),
        Effect::Found(new) => ready(coming_in::found(desk, call, entrance, &new)),
        Effect::CheckCode(email, code) => {
            coming_in::check_code(desk, call, entrance, &email, &code)
        }
        Effect::AskForCode(email) => {
            let answer = service::ask_for_code(desk, call, &email);
            let heard = answer.result.map_err(|error| error.to_string());
            Outcome::held_back(answer.not_before, vec![Message::CodeAskedFor(heard)])
        }
        Effect::Redeem(new) => coming_in::redeem(desk, call, entrance, &new),
        Effect::ForgetCode => {
            entrance.lock().redeeming = None;
            Outcome::Ready(Vec::new())
        }
        Effect::SignOut => {
            let session = entrance.leave();
            let done = session.map(|session| service::sign_out(desk, call, session));
            // Whatever the audit log came to: nobody is signed in here any more.
            drop(done);
            ready(Message::SignedOut)
        }
        Effect::Meter(ticket, candidate, known) => {
            let known = known.unwrap_or_else(|| known_words(desk, entrance));
            let judged = service::meter(desk.lists(), &known, &candidate);
            ready(Message::Judged(ticket, Box::new(judged)))
        }
        Effect::Users(manage_users::Effect::Export(step)) => with_session(entrance, |session| {
            let people = |file, _: &Call<'_>| What::People(file);
            let reply = exporting::step(desk, call, session, entrance, step, people);
            let message = |answer| Message::Users(manage_users::Message::Export(answer));
            back(reply, message)
        }),
        Effect::ReadMe
        | Effect::Unlock(_)
        | Effect::NoteActive
        | Effect::ChangePassword(..)
        | Effect::DismissNotice
        | Effect::DismissSummary(_)
        | Effect::Policy(_)
        | Effect::Sessions(_)
        | Effect::Users(_) => {
            with_session(entrance, |session| in_session(desk, call, session, effect))
        }
        Effect::Log(effect) => in_log(desk, call, entrance, effect, Message::Log),
        Effect::LogIns(effect) => in_log(desk, call, entrance, effect, Message::LogIns),
        Effect::SignIn(..)
        | Effect::Clipboard(_)
        | Effect::Mouse(_)
        | Effect::StopAct
        | Effect::Suspend
        | Effect::Quit => Outcome::Ready(Vec::new()),
    }
}

/// Returns the words that the password being typed is judged with.
fn known_words(desk: &mut Desk, entrance: &Entrance) -> KnownWords {
    if let Some(session) = entrance.session() {
        return service::own_known_words(desk, &session)
            .unwrap_or_else(|_| KnownWords::new("", "", ""));
    }
    let held = entrance.lock();
    held.redeeming.as_ref().map_or_else(
        || KnownWords::new("", "", ""),
        |redeeming| redeeming.known_words().clone(),
    )
}
