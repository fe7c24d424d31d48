//! Runs jobs off the drawing thread.
//!
//! Two threads: one for reads, one for acts. Of each kind of read one runs and the newest waits; an older one that
//! still waits is dropped, since nobody wants its answer any more, and one that runs and gives way is stopped. Acts queue in order and every one is answered, so
//! password hashes are computed one at a time. A panic becomes an answer. Where a rule lets time pass (S1, S3) the
//! job says so and the waiting is done here, never on the drawing thread. While it is told to watch, the thread that
//! reads looks around by itself each second, and nobody else is woken unless there is something to say.

pub mod administration;
mod audit_log;
pub mod executor;
mod exporting;
pub mod postman;

use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::clock::Clock;
use super::signals::Waker;

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
    /// The answer, but it may not be given before this time since boot (S1).
    NotBefore(Duration, Answer),
    /// Nothing yet: run the job again after this long (S3).
    AskAgain(Duration),
}

/// The two threads and their queues.
///
/// Dropping it drops what waits but for a farewell, gives that and what runs a second to finish, and so closes what the threads work with: a
/// program that ends, however it was asked to, leaves no lock and no open database behind.
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
                *clock = clock.later(at.saturating_sub(clock.since_boot));
                return answer;
            }
            Outcome::AskAgain(after) => *clock = clock.later(after),
        }
    }
}

struct Door<Answer> {
    answers: Sender<Answer>,
    waker: Waker,
}

impl<Answer> Door<Answer> {
    fn give(&self, answer: Answer) {
        // Without a receiver the loop has ended, and nobody asks any more.
        if self.answers.send(answer).is_ok() {
            self.waker.wake();
        }
    }
}

/// What a thread does next.
enum Next<J> {
    Job(J),
    Look,
}

struct Queue<J: Job> {
    state: Mutex<State<J>>,
    changed: Condvar,
}

/// A read that runs, and gives way.
struct Running<Kind> {
    kind: Kind,
    /// What stops it, once it works with something.
    stop: Option<Stopper>,
    /// Whether its answer is dropped.
    overtaken: bool,
}

impl<Kind> Running<Kind> {
    /// Stops it. An interrupt meets only what runs now, and this does: it is called while the queue is locked.
    fn give_way(&mut self) {
        self.overtaken = true;
        if let Some(stop) = &self.stop {
            stop();
        }
    }
}

struct State<J: Job> {
    waiting: VecDeque<J>,
    /// The job that runs, where it gives way.
    running: Option<Running<J::Kind>>,
    stopped: bool,
    /// When to look around next, since boot; never where nobody watches.
    look_at: Option<Duration>,
    /// Whether there is a thread that serves it.
    served: bool,
}

impl<J: Job> Default for Queue<J> {
    fn default() -> Self {
        let state = State {
            waiting: VecDeque::new(),
            running: None,
            stopped: false,
            look_at: None,
            served: false,
        };
        Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }
}

/// Held by a thread while it serves a queue, and dropped last.
struct Serving<J: Job>(Arc<Queue<J>>);

impl<J: Job> Serving<J> {
    fn begin(queue: Arc<Queue<J>>) -> Self {
        queue.lock().served = true;
        Self(queue)
    }
}

impl<J: Job> Drop for Serving<J> {
    fn drop(&mut self) {
        self.0.lock().served = false;
        self.0.changed.notify_all();
    }
}

impl<J: Job> Queue<J> {
    fn lock(&self) -> MutexGuard<'_, State<J>> {
        // No job runs while the lock is held, so a poisoned queue is still whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, job: J) {
        let mut state = self.lock();
        if let Lane::Read(kind) = job.lane() {
            state
                .waiting
                .retain(|older| older.lane() != Lane::Read(kind));
            if let Some(running) = state.running.as_mut().filter(|older| older.kind == kind) {
                running.give_way();
            }
        }
        state.waiting.push_back(job);
        drop(state);
        self.changed.notify_all();
    }

    fn stop(&self) {
        let mut state = self.lock();
        state.stopped = true;
        state.waiting.retain(J::is_farewell);
        if let Some(running) = &mut state.running {
            running.give_way();
        }
        drop(state);
        self.changed.notify_all();
    }

    fn wait_until_gone(&self, limit: Duration) {
        let state = self.lock();
        // A time-out means that the act goes down with the process: its transaction leaves no trace (R1).
        drop(
            self.changed
                .wait_timeout_while(state, limit, |state| state.served),
        );
    }

    fn watch(&self, watch: Watch) {
        self.lock().look_at = match watch {
            Watch::On => Some(Duration::ZERO),
            Watch::Off => None,
        };
        self.changed.notify_all();
    }

    /// Takes what is to be done next, waiting for it; `None` once stopped.
    fn next(&self) -> Option<Next<J>> {
        let mut state = self.lock();
        loop {
            let now = Clock::read().since_boot;
            let left = state.look_at.map(|at| at.saturating_sub(now));
            if left == Some(Duration::ZERO) && !state.stopped {
                state.look_at = Some(now + J::BEAT);
                return Some(Next::Look);
            }
            if let Some(job) = state.waiting.pop_front() {
                state.running = match job.lane() {
                    Lane::Read(kind) if job.gives_way() => Some(Running {
                        kind,
                        stop: None,
                        overtaken: false,
                    }),
                    Lane::Read(_) | Lane::Act => None,
                };
                return Some(Next::Job(job));
            }
            if state.stopped {
                return None;
            }
            state = match left {
                None => self
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner),
                Some(left) => {
                    let waited = self.changed.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    /// Takes what stops the job that is about to work with it; says whether it is still wanted.
    fn begin(&self, stop: impl FnOnce() -> Option<Stopper>) -> bool {
        let mut state = self.lock();
        let Some(running) = &mut state.running else {
            return true;
        };
        running.stop = stop();
        !running.overtaken
    }

    /// Takes note that the job has ended; says whether its answer is still wanted.
    fn end(&self) -> bool {
        let running = self.lock().running.take();
        running.is_none_or(|running| !running.overtaken)
    }

    /// Lets time pass; returns early, with false, once stopped.
    fn pass(&self, time: Duration) -> bool {
        let state = self.lock();
        let waited = self
            .changed
            .wait_timeout_while(state, time, |state| !state.stopped);
        !waited.unwrap_or_else(PoisonError::into_inner).0.stopped
    }
}

/// So many beats late, a look says that the machine slept.
const LATE: u32 = 3;

/// Looks around once; a panic is no answer, and throws away what it has passed through.
fn look_around<J: Job>(
    context: &mut Option<J::Context>,
    make_context: &impl Fn() -> J::Context,
    door: &Door<J::Answer>,
) {
    let looked = catch_unwind(AssertUnwindSafe(|| {
        J::look_around(context.get_or_insert_with(make_context))
    }));
    match looked {
        Ok(Some(answer)) => door.give(answer),
        Ok(None) => {}
        Err(_) => *context = None,
    }
}

fn serve<J: Job>(queue: &Queue<J>, make_context: impl Fn() -> J::Context, door: &Door<J::Answer>) {
    let mut context: Option<J::Context> = None;
    let mut looked_at = None;
    while let Some(next) = queue.next() {
        let mut job = match next {
            Next::Job(job) => job,
            Next::Look => {
                look_around::<J>(&mut context, &make_context, door);
                let now = Clock::read();
                let before = looked_at.replace(now);
                // Whoever waits for a time waits too long over a leap: it looks at the clock again.
                if before.is_some_and(|before| now.has_leapt(before, LATE * J::BEAT)) {
                    door.waker.wake();
                }
                continue;
            }
        };
        loop {
            let failed = job.answer_to_panic();
            // A context that a panic has passed through is thrown away, so nothing half-changed is seen again.
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                let context = context.get_or_insert_with(&make_context);
                let wanted = queue.begin(|| J::stopper(context));
                wanted.then(|| job.run(context, Clock::read()))
            }));
            let wanted = queue.end();
            let outcome = match outcome {
                Ok(Some(outcome)) if wanted => Ok(outcome),
                // Something newer was asked: whatever it came to, stopped or not, nobody looks at it.
                Ok(_) => break,
                Err(panicked) => Err(panicked),
            };
            match outcome {
                Err(_) => {
                    context = None;
                    door.give(failed);
                    break;
                }
                Ok(Outcome::Ready(answer)) => {
                    if !J::says_nothing(&answer) {
                        door.give(answer);
                    }
                    break;
                }
                Ok(Outcome::NotBefore(at, answer)) => {
                    if let Some(context) = &mut context {
                        J::tidy(context);
                    }
                    if queue.pass(at.saturating_sub(Clock::read().since_boot)) {
                        door.give(answer);
                    }
                    break;
                }
                Ok(Outcome::AskAgain(after)) => {
                    if !queue.pass(after) {
                        break;
                    }
                }
            }
        }
        if let Some(context) = context.as_mut().filter(|_| !job.leaves_ready()) {
            J::tidy(context);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A job that says which it is, once its gate opens.
    struct Note {
        lane: Lane<u8>,
        name: &'static str,
        gate: Option<Receiver<()>>,
        started: Option<Sender<()>>,
        asked: u8,
        /// It gives way, and tells whether it was stopped.
        stops: Option<Sender<bool>>,
    }

    /// What a thread works with: how often it did, and whom it tells when it is dropped.
    #[derive(Default)]
    struct Count(u32, Option<Sender<u32>>, Arc<(Mutex<bool>, Condvar)>);

    impl Drop for Count {
        fn drop(&mut self) {
            if let Some(tell) = &self.1 {
                tell.send(self.0).unwrap();
            }
        }
    }

    fn note(lane: Lane<u8>, name: &'static str) -> Note {
        Note {
            lane,
            name,
            gate: None,
            started: None,
            asked: 0,
            stops: None,
        }
    }

    impl Job for Note {
        type Kind = u8;
        type Answer = &'static str;
        type Context = Count;

        fn lane(&self) -> Lane<u8> {
            self.lane
        }

        fn run(&mut self, count: &mut Count, clock: Clock) -> Outcome<&'static str> {
            count.0 += 1;
            if let Some(started) = self.started.take() {
                started.send(()).unwrap();
            }
            if let Some(gate) = self.gate.take() {
                gate.recv().unwrap();
            }
            if let Some(tell) = self.stops.take() {
                let (stopped, changed) = &*count.2;
                let stopped = stopped.lock().unwrap();
                let mut stopped = changed.wait_while(stopped, |stopped| !*stopped).unwrap();
                tell.send(std::mem::take(&mut *stopped)).unwrap();
                return Outcome::Ready("an error on the screen");
            }
            assert_ne!(self.name, "panic");
            match self.name {
                "again" if self.asked == 0 => {
                    self.asked = 1;
                    Outcome::AskAgain(Duration::from_millis(1))
                }
                "later" => {
                    Outcome::NotBefore(clock.since_boot + Duration::from_millis(500), "later")
                }
                name => Outcome::Ready(name),
            }
        }

        fn answer_to_panic(&self) -> &'static str {
            "it panicked"
        }

        fn gives_way(&self) -> bool {
            self.stops.is_some()
        }

        fn stopper(count: &Count) -> Option<Stopper> {
            let stopped = Arc::clone(&count.2);
            Some(Box::new(move || {
                *stopped.0.lock().unwrap() = true;
                stopped.1.notify_all();
            }))
        }

        // Tests wait for what it says, not for time.
        const BEAT: Duration = Duration::from_millis(1);

        fn look_around(count: &mut Count) -> Option<&'static str> {
            count.0 += 1;
            (count.0 == 4).then_some("something changed")
        }
    }

    fn started() -> (Worker<Note>, Receiver<&'static str>) {
        let (_, write) = std::os::unix::net::UnixStream::pair().unwrap();
        Worker::start(Count::default, &Waker::over(write)).unwrap()
    }

    /// Submits a job that holds its lane until the sender is used, and waits until it runs.
    fn hold(worker: &Worker<Note>, lane: Lane<u8>) -> Sender<()> {
        let (open, gate) = mpsc::channel();
        let (started, running) = mpsc::channel();
        worker.submit(Note {
            gate: Some(gate),
            started: Some(started),
            ..note(lane, "held")
        });
        running.recv().unwrap();
        open
    }

    #[test]
    fn of_each_kind_of_read_the_newest_waits() {
        let (worker, answers) = started();
        let open = hold(&worker, Lane::Read(1));
        for name in ["old", "older", "newest"] {
            worker.submit(note(Lane::Read(1), name));
        }
        worker.submit(note(Lane::Read(2), "other"));
        open.send(()).unwrap();
        assert_eq!(
            answers.iter().take(3).collect::<Vec<_>>(),
            ["held", "newest", "other"]
        );
    }

    /// Submits a read that runs until it is stopped, and waits until it runs; it tells when it is.
    fn endless(worker: &Worker<Note>) -> Receiver<bool> {
        let (tell, told) = mpsc::channel();
        let (started, running) = mpsc::channel();
        worker.submit(Note {
            stops: Some(tell),
            started: Some(started),
            ..note(Lane::Read(1), "endless")
        });
        running.recv().unwrap();
        told
    }

    #[test]
    fn a_newer_read_of_its_kind_stops_the_one_that_runs_whose_answer_is_dropped() {
        let (worker, answers) = started();
        let told = endless(&worker);
        // Of another kind, or an act: neither stops it.
        worker.submit(note(Lane::Read(2), "other"));
        worker.submit(note(Lane::Act, "act"));
        assert_eq!(answers.recv().unwrap(), "act");
        assert!(told.try_recv().is_err());
        worker.submit(note(Lane::Read(1), "newer"));
        assert!(told.recv().unwrap());
        let rest: Vec<_> = answers.iter().take(2).collect();
        assert_eq!(rest, ["other", "newer"]);
    }

    #[test]
    fn a_read_that_does_not_give_way_is_answered_though_a_newer_one_waits() {
        let (worker, answers) = started();
        let open = hold(&worker, Lane::Read(1));
        worker.submit(note(Lane::Read(1), "newer"));
        open.send(()).unwrap();
        assert_eq!(
            answers.iter().take(2).collect::<Vec<_>>(),
            ["held", "newer"]
        );
    }

    #[test]
    fn the_end_stops_a_read_that_runs() {
        let (worker, _answers) = started();
        let told = endless(&worker);
        drop(worker);
        assert!(told.recv().unwrap());
    }

    #[test]
    fn acts_queue_in_order_while_reads_go_on() {
        let (worker, answers) = started();
        let open = hold(&worker, Lane::Act);
        worker.submit(note(Lane::Act, "first"));
        worker.submit(note(Lane::Act, "second"));
        worker.submit(note(Lane::Read(1), "read"));
        assert_eq!(answers.recv().unwrap(), "read");
        open.send(()).unwrap();
        assert_eq!(
            answers.iter().take(3).collect::<Vec<_>>(),
            ["held", "first", "second"]
        );
    }

    #[test]
    fn a_panic_is_an_answer_and_the_next_job_runs() {
        let (worker, answers) = started();
        worker.submit(note(Lane::Act, "panic"));
        worker.submit(note(Lane::Act, "next"));
        assert_eq!(
            answers.iter().take(2).collect::<Vec<_>>(),
            ["it panicked", "next"]
        );
    }

    #[test]
    fn r3_what_the_threads_worked_with_is_closed_before_the_worker_is_gone() {
        let (_, write) = std::os::unix::net::UnixStream::pair().unwrap();
        let (tell, told) = mpsc::channel();
        let make = move || Count(0, Some(tell.clone()), Arc::default());
        let (worker, answers) = Worker::start(make, &Waker::over(write)).unwrap();
        worker.submit(note(Lane::Act, "act"));
        worker.submit(note(Lane::Read(1), "read"));
        assert_eq!(answers.iter().take(2).count(), 2);
        drop(worker);
        // Both are there already: nothing is waited for.
        assert_eq!(told.try_iter().collect::<Vec<u32>>(), [1, 1]);
    }

    #[test]
    fn s10_while_it_watches_it_looks_around_by_itself_and_speaks_only_where_something_changed() {
        let (worker, answers) = started();
        worker.submit(note(Lane::Read(1), "read"));
        assert_eq!(answers.recv().unwrap(), "read");
        worker.watch(Watch::On);
        // The third look finds something.
        assert_eq!(answers.recv().unwrap(), "something changed");
        worker.watch(Watch::Off);
        worker.submit(note(Lane::Read(1), "read"));
        assert_eq!(answers.recv().unwrap(), "read");
        assert_eq!(worker.reads.lock().look_at, None, "nothing wakes it");
    }

    #[test]
    fn a_job_is_asked_again() {
        let (worker, answers) = started();
        worker.submit(note(Lane::Act, "again"));
        assert_eq!(answers.recv().unwrap(), "again");
    }

    #[test]
    fn inline_the_clock_does_the_waiting() {
        let start = Clock {
            now: chrono::DateTime::UNIX_EPOCH,
            since_boot: Duration::from_secs(9),
        };
        let mut clock = start;
        assert_eq!(
            run_inline(note(Lane::Act, "later"), &mut Count::default(), &mut clock),
            "later"
        );
        assert_eq!(clock, start.later(Duration::from_millis(500)));
    }
}
