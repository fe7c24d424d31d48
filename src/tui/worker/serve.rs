//! What a thread does with its queue: job after job, and a look around in between.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;

use super::queue::{Next, Queue};
use super::{Job, Outcome};
use crate::service::still_held_back;
use crate::tui::clock::Clock;
use crate::tui::signals::Waker;

/// Through which answers are given, and the loop is woken.
pub(super) struct Door<Answer> {
    pub(super) answers: Sender<Answer>,
    pub(super) waker: Waker,
}

impl<Answer> Door<Answer> {
    fn give(&self, answer: Answer) {
        // Without a receiver the loop has ended, and nobody asks any more.
        if self.answers.send(answer).is_ok() {
            self.waker.wake();
        }
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

/// Does the jobs of a queue until it is stopped.
pub(super) fn serve<J: Job>(
    queue: &Queue<J>,
    make_context: impl Fn() -> J::Context,
    door: &Door<J::Answer>,
) {
    let mut context: Option<J::Context> = None;
    let mut looked_at = None;
    while let Some(next) = queue.next() {
        match next {
            Next::Job(mut job) => {
                work(&mut job, queue, &mut context, &make_context, door);
                if let Some(context) = context.as_mut().filter(|_| !job.leaves_ready()) {
                    J::tidy(context);
                }
            }
            Next::Look => {
                look_around::<J>(&mut context, &make_context, door);
                let now = Clock::read();
                let before = looked_at.replace(now);
                // Whoever waits for a time waits too long over a leap: it looks at the clock again.
                if before.is_some_and(|before| now.has_leapt(before, LATE * J::BEAT)) {
                    door.waker.wake();
                }
            }
        }
    }
}

/// Does a job, as often as it asks for, and gives its answer when it may be given.
fn work<J: Job>(
    job: &mut J,
    queue: &Queue<J>,
    context: &mut Option<J::Context>,
    make_context: &impl Fn() -> J::Context,
    door: &Door<J::Answer>,
) {
    loop {
        let failed = job.answer_to_panic();
        // A context that a panic has passed through is thrown away, so nothing half-changed is seen again.
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let context = context.get_or_insert_with(make_context);
            let wanted = queue.begin(|| J::stopper(context));
            wanted.then(|| job.run(context, Clock::read()))
        }));
        let wanted = queue.end();
        match outcome {
            Err(_) => {
                *context = None;
                door.give(failed);
                return;
            }
            // Something newer was asked: whatever it came to, stopped or not, nobody looks at it.
            Ok(None) => return,
            Ok(Some(_)) if !wanted => return,
            Ok(Some(Outcome::Ready(answer))) => {
                if !J::says_nothing(&answer) {
                    door.give(answer);
                }
                return;
            }
            Ok(Some(Outcome::NotBefore(at, answer))) => {
                if let Some(context) = context {
                    J::tidy(context);
                }
                if queue.pass(still_held_back(at, Clock::read().since_boot)) {
                    door.give(answer);
                }
                return;
            }
            Ok(Some(Outcome::AskAgain(after))) => {
                if !queue.pass(after) {
                    return;
                }
            }
        }
    }
}
