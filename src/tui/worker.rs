//! Runs jobs off the drawing thread.
//!
//! Two threads: one for reads, one for acts. Of each kind of read one runs and the newest waits; an older one that
//! still waits is dropped, since nobody wants its answer any more, and one that runs and gives way is stopped. Acts
//! queue in order and every one is answered, so password hashes are computed one at a time. A panic becomes an answer.
//! Where a rule lets time pass (S1, S3) the job says so and the waiting is done here, never on the drawing thread. While
//! it is told to watch, the thread that reads looks around by itself each second, and nobody else is woken unless there
//! is something to say.
//!
//! | file | what it is about |
//! | --- | --- |
//! | `queue` | what waits, what runs, and what is stopped or dropped |
//! | `serve` | what a thread does with its queue |
//! | `executor` | the jobs of the screens: each task is one call of a service |
//! | `lanes` | which tasks are reads, and of which kind |
//! | `entrance` | who is signed in, shared by the threads |
//! | `coming_in`, `signed_in` | the calls before signing in, and those about oneself |
//! | `password_security`, `manage_users`, `sessions`, `audit_log`, `exporting` | the calls of the screens |
//! | `reply` | how what is asked within a session is answered |
//! | `postman` | sends the mail that acts leave |

mod audit_log;
mod coming_in;
pub mod entrance;
pub mod executor;
mod exporting;
mod lanes;
mod manage_users;
mod password_security;
pub mod postman;
mod queue;
mod reply;
mod serve;
mod sessions;
mod signed_in;

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use super::clock::Clock;
use super::signals::Waker;
use crate::service::still_held_back;
use queue::{Queue, Serving};
use serve::{Door, serve};

/// How long dropping the worker waits for each of its threads to let go of what it works with.
const FAREWELL: Duration = Duration::from_secs(1);

/// A piece of work.
pub trait Job: Send + 'static {
    /// Names a kind of read.
    type Kind: Copy + Eq + Send + 'static;
    /// What comes back.
    type Answer: Send + 'static;
    /// What a job works with: a store, a source of randomness; made once for each thread.
    type Context: 'static;

    /// Returns where this job belongs.
    fn lane(&self) -> Lane<Self::Kind>;

    /// Does the work, at this time. Called again after [`Outcome::AskAgain`].
    fn run(&mut self, context: &mut Self::Context, clock: Clock) -> Outcome<Self::Answer>;

    /// Returns whether this is still done where everything else that waits is dropped: at the end.
    fn is_farewell(&self) -> bool {
        false
    }

    /// Returns the answer to give if `run` panics; asked before it runs.
    fn answer_to_panic(&self) -> Self::Answer;

    /// Says whether there is nothing in an answer, so that nobody need be woken for it.
    fn says_nothing(answer: &Self::Answer) -> bool {
        let _ = answer;
        false
    }

    /// Returns whether a newer job of its kind, or the end, stops this one while it runs: a read that may take long,
    /// and whose answer nobody would look at.
    fn gives_way(&self) -> bool {
        false
    }

    /// Returns what stops a read that runs with this context, from another thread.
    fn stopper(context: &Self::Context) -> Option<Stopper> {
        let _ = context;
        None
    }

    /// How often the thread that reads looks around while it watches.
    const BEAT: Duration = Duration::from_secs(1);

    /// Looks whether somebody else has changed the data (S10); returns what is to be said, if anything.
    fn look_around(context: &mut Self::Context) -> Option<Self::Answer> {
        let _ = context;
        None
    }

    /// Returns whether what it made ready is left for the next job.
    fn leaves_ready(&self) -> bool {
        false
    }

    /// Tidies up once the answer was given, so that nobody waits for it.
    fn tidy(context: &mut Self::Context) {
        let _ = context;
    }
}

/// Stops a read that runs, from another thread.
pub type Stopper = Box<dyn Fn() + Send + Sync>;

/// Where a job belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane<Kind> {
    /// A question: only the newest of its kind matters.
    Read(Kind),
    /// A change, or anything else that must be done and answered in order.
    Act,
}

/// Whether the thread that reads looks around by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watch {
    /// Once a second.
    On,
    /// Never: nothing wakes it but a question.
    Off,
}

/// What a job came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<Answer> {
    /// The answer, now.
    Ready(Answer),
    /// The answer, but it may not be given before this time since boot, and then only when it is let (S1).
    NotBefore(Duration, Answer),
    /// Nothing yet: run the job again after this long (S3).
    AskAgain(Duration),
}

impl<Answer> Outcome<Answer> {
    /// Returns an answer that is held back until a time since boot, where there is one.
    pub fn held_back(not_before: Option<Duration>, answer: Answer) -> Self {
        match not_before {
            Some(at) => Self::NotBefore(at, answer),
            None => Self::Ready(answer),
        }
    }
}

/// The two threads and their queues.
///
/// Dropping it drops what waits but for a farewell, gives that and what runs a second to finish, and so closes what the
/// threads work with: a program that ends, however it was asked to, leaves no lock and no open database behind.
pub struct Worker<J: Job> {
    reads: Arc<Queue<J>>,
    acts: Arc<Queue<J>>,
}

impl<J: Job> Worker<J> {
    /// Starts the threads; answers come through the returned receiver, and each wakes the loop.
    pub fn start<F>(make_context: F, waker: &Waker) -> io::Result<(Self, Receiver<J::Answer>)>
    where
        F: Fn() -> J::Context + Clone + Send + 'static,
    {
        let (answers, receiver) = mpsc::channel();
        let worker = Self {
            reads: Arc::default(),
            acts: Arc::default(),
        };
        for (name, queue) in [("reads", &worker.reads), ("acts", &worker.acts)] {
            let queue = Arc::clone(queue);
            let make_context = make_context.clone();
            let serving = Serving::begin(Arc::clone(&queue));
            let door = Door {
                answers: answers.clone(),
                waker: waker.another()?,
            };
            thread::Builder::new().name(name.into()).spawn(move || {
                let _until_all_is_closed = serving;
                serve(&queue, make_context, &door);
            })?;
        }
        Ok((worker, receiver))
    }

    /// Hands over a job.
    pub fn submit(&self, job: J) {
        match job.lane() {
            Lane::Read(_) => self.reads.push(job),
            Lane::Act => self.acts.push(job),
        }
    }

    /// Begins or ends looking around; it begins with a first look, at once.
    pub fn watch(&self, watch: Watch) {
        self.reads.watch(watch);
    }
}

impl<J: Job> Drop for Worker<J> {
    fn drop(&mut self) {
        self.reads.stop();
        self.acts.stop();
        self.acts.wait_until_gone(FAREWELL);
        self.reads.wait_until_gone(FAREWELL);
    }
}

/// Does a job here and now, for tests: waits are done by moving the clock.
pub fn run_inline<J: Job>(mut job: J, context: &mut J::Context, clock: &mut Clock) -> J::Answer {
    loop {
        match job.run(context, *clock) {
            Outcome::Ready(answer) => return answer,
            Outcome::NotBefore(at, answer) => {
                *clock = clock.later(still_held_back(at, clock.since_boot));
                return answer;
            }
            Outcome::AskAgain(after) => *clock = clock.later(after),
        }
    }
}

#[cfg(test)]
mod tests;
