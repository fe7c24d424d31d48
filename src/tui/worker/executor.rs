//! What the screens ask for, done off the drawing thread: each effect is one call of a service.
//!
//! The session lives here, shared by the two threads; the drawing side never holds it. Randomness comes from the
//! system, named here, at the door.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rand::CryptoRng;

use super::administration::{self, Reply};
use super::audit_log;
use super::exporting::{self, Exporting, What};
use super::postman::{Left, Postman};
use super::{Job, Lane, Outcome, Stopper};
use crate::domain::strength::KnownWords;
use crate::service::{
    self, Answer, Call, ChangeError, CodeError, Desk, Origin, Redeeming, Session, SignInOutcome,
    SignedIn, StoreError, UnlockError,
};
use crate::tui::clock::Clock;
use crate::tui::view_model::audit_log as log;
use crate::tui::view_model::root::{CameIn, Effect, Message};
use crate::tui::view_model::seat::Seat;
use crate::tui::view_model::{export, manage_users, password_security, sessions};
use crate::words;

/// After how long a sign-in that must be asked again is (S3), and how often at most.
const AGAIN: (Duration, u8) = (Duration::from_millis(200), 25);

/// Who is signed in, and the code that was accepted; shared by the threads.
///
/// It is locked for a look or an assignment, never while a service is called: whoever reads waits for no act.
#[derive(Clone, Debug, Default)]
pub struct Entrance {
    held: Arc<Mutex<Held>>,
    /// Locked for a step of the export.
    exporting: Arc<Mutex<Option<Exporting>>>,
}

#[derive(Debug, Default)]
struct Held {
    session: Option<Session>,
    redeeming: Option<Redeeming>,
    seat: Seat,
}

impl Entrance {
    /// Makes the entrance for somebody who sits there.
    #[must_use]
    pub fn at(seat: Seat) -> Self {
        let entrance = Self::default();
        entrance.lock().seat = seat;
        entrance
    }

    /// Takes in a session that was started elsewhere, as the demonstration does.
    pub fn hold(&self, session: Session) {
        self.enter(session);
    }

    /// Returns until when acts need no password (S9).
    #[must_use]
    pub fn proof_until(&self) -> Duration {
        let session = self.session();
        session
            .as_ref()
            .map(Session::proof_holds_until)
            .unwrap_or_default()
    }

    /// Returns whether a code was accepted and its password is still to be chosen.
    #[must_use]
    pub fn is_redeeming(&self) -> bool {
        self.lock().redeeming.is_some()
    }

    /// Returns where the person sits.
    pub(super) fn seat(&self) -> Seat {
        self.lock().seat
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        // Held for an assignment at a time, so it is whole after a panic too.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the export that is under way; other steps of it wait.
    pub(super) fn exporting(&self) -> MutexGuard<'_, Option<Exporting>> {
        // A panic in a step became an answer; the next step fails or goes on.
        self.exporting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a handle on the session, where somebody is signed in.
    fn session(&self) -> Option<Session> {
        self.lock().session.as_ref().map(Session::beside)
    }

    /// Says whether this is the session of who is signed in still.
    fn holds(&self, session: &Session) -> bool {
        let held = self.lock();
        let current = held.session.as_ref();
        current.is_some_and(|current| current.is_same(session))
    }

    /// Takes in a session. A code that waits belongs to whoever was here before.
    fn enter(&self, session: Session) {
        let mut held = self.lock();
        held.session = Some(session);
        held.redeeming = None;
    }

    /// Gives the session away, and leaves nothing of it.
    fn leave(&self) -> Option<Session> {
        let mut held = self.lock();
        held.redeeming = None;
        let session = held.session.take();
        drop(held);
        *self.exporting() = None;
        session
    }
}

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
        let message = signed_in(entrance, answer.result, clock);
        held_back(answer.not_before, vec![message])
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

fn held_back(not_before: Option<Duration>, messages: Messages) -> Outcome<Messages> {
    match not_before {
        Some(at) => Outcome::NotBefore(at, messages),
        None => Outcome::Ready(messages),
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
        Effect::Found(new) => ready(Message::CameIn(
            match service::found_firm(desk, call, &new) {
                Ok(inside) => came_in(entrance, inside),
                Err(error) => CameIn::Not(error.to_string()),
            },
        )),
        Effect::CheckCode(email, code) => {
            // Whatever comes of it: a code accepted before is not the one that is meant now.
            entrance.lock().redeeming = None;
            let answer = service::check_code(desk, call, &email, &code);
            let message = Message::CodeChecked(match answer.result {
                Ok(redeeming) => {
                    let name = redeeming.name().clone();
                    entrance.lock().redeeming = Some(redeeming);
                    Ok(name)
                }
                Err(CodeError::Wait { until }) => Err(words::please_wait(until, call.now)),
                Err(error) => Err(error.to_string()),
            });
            held_back(answer.not_before, vec![message])
        }
        Effect::AskForCode(email) => {
            let answer = service::ask_for_code(desk, call, &email);
            let heard = answer.result.map_err(|error| error.to_string());
            held_back(answer.not_before, vec![Message::CodeAskedFor(heard)])
        }
        Effect::Redeem(new) => redeem(desk, call, entrance, &new),
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

/// Answers who is signed in; nothing where nobody is, or is not any more by the time of the answer: what a session
/// that was given away came to is nobody's.
fn with_session(
    entrance: &Entrance,
    answer: impl FnOnce(&mut Session) -> Outcome<Messages>,
) -> Outcome<Messages> {
    let Some(mut session) = entrance.session() else {
        return Outcome::Ready(Vec::new());
    };
    let outcome = answer(&mut session);
    if entrance.holds(&session) {
        outcome
    } else {
        Outcome::Ready(Vec::new())
    }
}

/// Answers Audit Log or Log In Activity.
fn in_log(
    desk: &mut Desk,
    call: &mut Call<'_>,
    entrance: &Entrance,
    effect: log::Effect,
    wrap: impl FnOnce(log::Message) -> Message,
) -> Outcome<Messages> {
    with_session(entrance, |session| {
        let reply = audit_log::audit_log(desk, call, session, entrance, effect);
        back(reply, wrap)
    })
}

fn in_session(
    desk: &mut Desk,
    call: &mut Call<'_>,
    session: &mut Session,
    effect: Effect,
) -> Outcome<Messages> {
    match effect {
        Effect::DismissNotice => {
            let me = service::dismiss_notice(desk, call, session)
                .map(Box::new)
                .map_err(|error| error.to_string());
            Outcome::Ready(vec![Message::Me(me, session.proof_holds_until())])
        }
        Effect::DismissSummary(up_to) => {
            Outcome::Ready(match service::dismiss_summary(desk, call, session, up_to) {
                Ok(()) => Vec::new(),
                Err(error) => vec![Message::Failed(error.to_string())],
            })
        }
        Effect::ChangePassword(current, new) => {
            let answer = service::change_own_password(desk, call, session, current.as_ref(), &new);
            let message = match answer.result {
                Ok(me) => Message::Changed(Ok(Box::new(me)), session.proof_holds_until()),
                Err(ChangeError::SessionEnded(why)) => Message::Ended(why.to_string()),
                Err(error @ ChangeError::ProofNeeded) => Message::AskCurrent(error.to_string()),
                Err(error) => Message::Changed(Err(error.to_string()), Duration::ZERO),
            };
            held_back(answer.not_before, vec![message])
        }
        Effect::Unlock(offered) => {
            let answer = service::unlock(desk, call, session, &offered);
            let until = session.proof_holds_until();
            let message = match answer.result {
                Ok(me) => Message::Unlocked(Ok(Box::new(me)), until),
                Err(UnlockError::SessionEnded(why)) => Message::Ended(why.to_string()),
                Err(error @ (UnlockError::Wrong { .. } | UnlockError::Store(_))) => {
                    Message::Unlocked(Err(error.to_string()), until)
                }
            };
            held_back(answer.not_before, vec![message])
        }
        Effect::NoteActive => {
            // Nobody is kept waiting, or told, for want of a note of the time.
            let _ = service::note_active(desk, call, session);
            Outcome::Ready(Vec::new())
        }
        Effect::Policy(effect) => {
            let reply = administration::password_security(desk, call, session, effect);
            back(reply, Message::Policy)
        }
        Effect::Sessions(effect) => {
            let reply = administration::sessions(desk, call, session, &effect);
            back(reply, Message::Sessions)
        }
        Effect::Users(effect) => {
            let reply = administration::manage_users(desk, call, session, effect);
            back(reply, Message::Users)
        }
        Effect::ReadMe
        | Effect::ReadFirm
        | Effect::Found(_)
        | Effect::SignIn(..)
        | Effect::CheckCode(..)
        | Effect::AskForCode(_)
        | Effect::ForgetCode
        | Effect::Redeem(_)
        | Effect::SignOut
        | Effect::Log(_)
        | Effect::LogIns(_)
        | Effect::Meter(..)
        | Effect::Clipboard(_)
        | Effect::Mouse(_)
        | Effect::StopAct
        | Effect::Suspend
        | Effect::Quit => Outcome::Ready(vec![read_me(desk, call, session)]),
    }
}

fn read_me(desk: &mut Desk, call: &Call<'_>, session: &mut Session) -> Message {
    let me = service::me(desk, call, session)
        .map(Box::new)
        .map_err(|error| error.to_string());
    Message::Me(me, session.proof_holds_until())
}

/// Sends a screen's answer back; where the session has ended with it, that is all there is to say.
fn back<M>(reply: Option<Reply<M>>, wrap: impl FnOnce(M) -> Message) -> Outcome<Messages> {
    let Some(reply) = reply else {
        return Outcome::Ready(Vec::new());
    };
    let message = match reply.ended {
        Some(why) => Message::Ended(why.to_string()),
        None => wrap(reply.message),
    };
    held_back(reply.not_before, vec![message])
}

fn redeem(
    desk: &mut Desk,
    call: &mut Call<'_>,
    entrance: &Entrance,
    new: &crate::secret::Password,
) -> Outcome<Messages> {
    let Some(redeeming) = entrance.lock().redeeming.take() else {
        return Outcome::Ready(vec![Message::Ended("Please enter the code again.".into())]);
    };
    let Answer { not_before, result } = service::redeem_code(desk, call, redeeming, new);
    let outcome = match result {
        Ok(inside) => Message::CameIn(came_in(entrance, inside)),
        Err((Some(redeeming), error)) => {
            entrance.lock().redeeming = Some(redeeming);
            Message::CameIn(CameIn::Not(error.to_string()))
        }
        Err((None, error)) => Message::Ended(error.to_string()),
    };
    held_back(not_before, vec![outcome])
}

fn came_in(entrance: &Entrance, inside: SignedIn) -> CameIn {
    let proof_until = inside.session.proof_holds_until();
    entrance.enter(inside.session);
    CameIn::In {
        me: Box::new(inside.me),
        summary: Box::new(inside.summary),
        proof_until,
    }
}

fn signed_in(entrance: &Entrance, outcome: SignInOutcome, clock: Clock) -> Message {
    Message::CameIn(match outcome {
        SignInOutcome::In(inside) => came_in(entrance, *inside),
        SignInOutcome::Refused => CameIn::Not(
            "E-mail and password do not belong together, or the account cannot be used.".into(),
        ),
        SignInOutcome::Disabled => CameIn::Not(
            "Your account is disabled. An administrator of your firm can enable it.".into(),
        ),
        SignInOutcome::Wait { until } => CameIn::Not(words::please_wait(until, clock.now)),
        SignInOutcome::Locked => CameIn::Not(words::locked().into()),
        SignInOutcome::AskAgain => {
            CameIn::Not("Another try is being looked at. Please try again.".into())
        }
        SignInOutcome::Failed(error) => CameIn::Not(error.to_string()),
    })
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
