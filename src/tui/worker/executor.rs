//! What the screens ask for, done off the drawing thread: each task is one call of a service.
//!
//! The drawing side holds no session. Randomness comes from the system, named here, at the door.

use std::time::Duration;

use rand::CryptoRng;

use super::audit_log::audit_log;
use super::coming_in;
use super::entrance::Entrance;
use super::lanes::{Read, lane};
use super::manage_users::manage_users;
use super::password_security::password_security;
use super::postman::{Left, Postman};
use super::reply::with_session;
use super::sessions::sessions;
use super::signed_in::{
    change_password, dismiss_notice, dismiss_summary, note_active, read_me, unlock,
};
use super::{Job, Lane, Outcome, Stopper};
use crate::domain::strength::KnownWords;
use crate::service::{self, Call, Desk, Origin, SignInOutcome, StoreError};
use crate::tui::clock::Clock;
use crate::tui::view_model::root::{Message, Task};

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

/// One task on its way, or what makes ready for one.
pub struct Errand {
    what: What,
    lane: Lane<Read>,
    tries: u8,
}

enum What {
    /// Taken while it is done.
    Task(Option<Task>),
    Ready(Ready),
}

impl Errand {
    /// Makes an errand of a task.
    #[must_use]
    pub fn of(task: Task) -> Self {
        Self {
            lane: lane(&task),
            what: What::Task(Some(task)),
            tries: 0,
        }
    }

    /// Makes the errands that make ready, or rest, for a password that somebody begins to type, or does not go on
    /// with: the next answer needs no memory and no connection that are not there already.
    #[must_use]
    pub fn ready(ready: Ready) -> Vec<Self> {
        let on = |lane| Self {
            what: What::Ready(ready),
            lane,
            tries: 0,
        };
        match ready {
            Ready::Yes => vec![on(Lane::Act), on(Lane::Read(Read::Ready))],
            Ready::No => vec![on(Lane::Act)],
        }
    }

    /// Does a task; one that must be asked again (S3) is put back.
    fn perform(
        &mut self,
        desk: &mut Desk,
        call: &mut Call<'_>,
        entrance: &Entrance,
        task: Task,
    ) -> Outcome<Messages> {
        match task {
            Task::ReadFirm => {
                let firm = service::firm_name(desk).map_err(|error| error.to_string());
                Outcome::Ready(vec![Message::Firm(firm)])
            }
            Task::Found(new) => coming_in::found(desk, call, entrance, &new),
            Task::SignIn(email, offered) => {
                let answer = service::sign_in(desk, call, &email, &offered);
                if matches!(answer.result, SignInOutcome::AskAgain) && self.tries < AGAIN.1 {
                    self.tries += 1;
                    self.what = What::Task(Some(Task::SignIn(email, offered)));
                    return Outcome::AskAgain(AGAIN.0);
                }
                let message = coming_in::signed_in(entrance, answer.result, call.now);
                Outcome::held_back(answer.not_before, vec![message])
            }
            Task::CheckCode(email, code) => {
                coming_in::check_code(desk, call, entrance, &email, &code)
            }
            Task::AskForCode(email) => {
                let answer = service::ask_for_code(desk, call, &email);
                let heard = answer.result.map_err(|error| error.to_string());
                Outcome::held_back(answer.not_before, vec![Message::CodeAskedFor(heard)])
            }
            Task::Redeem(new) => coming_in::redeem(desk, call, entrance, &new),
            Task::ForgetCode => {
                entrance.lock().redeeming = None;
                Outcome::Ready(Vec::new())
            }
            Task::SignOut => {
                let session = entrance.leave();
                let done = session.map(|session| service::sign_out(desk, call, session));
                // Whatever the audit log came to: nobody is signed in here any more.
                drop(done);
                Outcome::Ready(vec![Message::SignedOut])
            }
            Task::Meter(ticket, candidate, known) => {
                let known = known.unwrap_or_else(|| known_words(desk, entrance));
                let judged = service::meter(desk.lists(), &known, &candidate);
                Outcome::Ready(vec![Message::Judged(ticket, Box::new(judged))])
            }
            Task::ReadMe => with_session(entrance, |session| read_me(desk, call, session)),
            Task::Unlock(offered) => {
                with_session(entrance, |session| unlock(desk, call, session, &offered))
            }
            Task::NoteActive => with_session(entrance, |session| note_active(desk, call, session)),
            Task::ChangePassword(current, new) => with_session(entrance, |session| {
                change_password(desk, call, session, current.as_ref(), &new)
            }),
            Task::DismissNotice => {
                with_session(entrance, |session| dismiss_notice(desk, call, session))
            }
            Task::DismissSummary(up_to) => with_session(entrance, |session| {
                dismiss_summary(desk, call, session, up_to)
            }),
            Task::Policy(task) => with_session(entrance, |session| {
                password_security(desk, call, session, task)
            }),
            Task::Users(task) => with_session(entrance, |session| {
                manage_users(desk, call, session, entrance, task)
            }),
            Task::Sessions(task) => {
                with_session(entrance, |session| sessions(desk, call, session, &task))
            }
            Task::Log(task) => with_session(entrance, |session| {
                audit_log(desk, call, session, entrance, task, Message::Log)
            }),
            Task::LogIns(task) => with_session(entrance, |session| {
                audit_log(desk, call, session, entrance, task, Message::LogIns)
            }),
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
    type Kind = Read;
    type Answer = Messages;
    type Context = Context;

    fn lane(&self) -> Lane<Read> {
        self.lane
    }

    fn run(&mut self, context: &mut Context, clock: Clock) -> Outcome<Messages> {
        let task = match &mut self.what {
            What::Task(task) => task.take(),
            What::Ready(Ready::Yes) => {
                if let Ok(desk) = &mut context.desk {
                    make_ready(desk, self.lane);
                }
                None
            }
            What::Ready(Ready::No) => None,
        };
        let Some(task) = task else {
            return Outcome::Ready(Vec::new());
        };
        let mut call = Call {
            now: clock.now,
            since_boot: clock.since_boot,
            rng: &mut *context.rng,
            from: context.from.clone(),
        };
        let desk = match &mut context.desk {
            Ok(desk) => desk,
            Err(error) => return Outcome::Ready(vec![Message::Failed(error.to_string())]),
        };
        let left = if matches!(task, Task::AskForCode(_)) {
            Left::AtDoor
        } else {
            Left::ByAct
        };
        let outcome = self.perform(desk, &mut call, &context.entrance, task);
        let jobs = desk.take_mail_jobs();
        if let Some(postman) = &context.postman {
            postman.take(jobs, left);
        }
        outcome
    }

    fn gives_way(&self) -> bool {
        matches!(self.lane, Lane::Read(read) if read.gives_way())
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
        matches!(self.what, What::Ready(Ready::Yes))
    }

    fn tidy(context: &mut Context) {
        if let Ok(desk) = &mut context.desk {
            desk.rest();
        }
    }

    fn is_farewell(&self) -> bool {
        matches!(self.what, What::Task(Some(Task::SignOut)))
    }

    fn answer_to_panic(&self) -> Messages {
        vec![Message::Failed(
            "Something went wrong in the program. Nothing was changed; please try again.".into(),
        )]
    }
}

/// Takes the memory of a hash where one will be computed, and reads what anybody may see: with it the connection is
/// open and knows its tables.
fn make_ready(desk: &mut Desk, lane: Lane<Read>) {
    // What cannot be read now is read, and told, when it is needed.
    let _ = service::firm_name(desk);
    if lane == Lane::Act {
        desk.get_ready();
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
