//! What waits for a thread, what it runs, and what is stopped or dropped meanwhile.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Job, Lane, Stopper, Watch};
use crate::tui::clock::Clock;

/// What a thread does next.
pub(super) enum Next<J> {
    Job(J),
    Look,
}

pub(super) struct Queue<J: Job> {
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

pub(super) struct State<J: Job> {
    waiting: VecDeque<J>,
    /// The job that runs, where it gives way.
    running: Option<Running<J::Kind>>,
    stopped: bool,
    /// When to look around next, since boot; never where nobody watches.
    pub(super) look_at: Option<Duration>,
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
pub(super) struct Serving<J: Job>(Arc<Queue<J>>);

impl<J: Job> Serving<J> {
    pub(super) fn begin(queue: Arc<Queue<J>>) -> Self {
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
    pub(super) fn lock(&self) -> MutexGuard<'_, State<J>> {
        // No job runs while the lock is held, so a poisoned queue is still whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn push(&self, job: J) {
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

    pub(super) fn stop(&self) {
        let mut state = self.lock();
        state.stopped = true;
        state.waiting.retain(J::is_farewell);
        if let Some(running) = &mut state.running {
            running.give_way();
        }
        drop(state);
        self.changed.notify_all();
    }

    pub(super) fn wait_until_gone(&self, limit: Duration) {
        let state = self.lock();
        // A time-out means that the act goes down with the process: its transaction leaves no trace (R1).
        drop(
            self.changed
                .wait_timeout_while(state, limit, |state| state.served),
        );
    }

    pub(super) fn watch(&self, watch: Watch) {
        self.lock().look_at = match watch {
            Watch::On => Some(Duration::ZERO),
            Watch::Off => None,
        };
        self.changed.notify_all();
    }

    /// Takes what is to be done next, waiting for it; `None` once stopped.
    pub(super) fn next(&self) -> Option<Next<J>> {
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
    pub(super) fn begin(&self, stop: impl FnOnce() -> Option<Stopper>) -> bool {
        let mut state = self.lock();
        let Some(running) = &mut state.running else {
            return true;
        };
        running.stop = stop();
        !running.overtaken
    }

    /// Takes note that the job has ended; says whether its answer is still wanted.
    pub(super) fn end(&self) -> bool {
        let running = self.lock().running.take();
        running.is_none_or(|running| !running.overtaken)
    }

    /// Lets time pass; returns early, with false, once stopped.
    pub(super) fn pass(&self, time: Duration) -> bool {
        let state = self.lock();
        let waited = self
            .changed
            .wait_timeout_while(state, time, |state| !state.stopped);
        !waited.unwrap_or_else(PoisonError::into_inner).0.stopped
    }
}
