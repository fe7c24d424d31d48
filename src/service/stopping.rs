//! Stopping an act on many before it is done: all of it, or nothing.
//!
//! Only what such an act does to the people can be stopped. Counting a wrong password, recording a refusal and the
//! commit itself never are, so nothing is lost of the log and nobody is told of half an act (A1, R1).

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Desk;
use crate::store::StoreError;

/// Stops what a desk has under way, from another thread. A copy stops the same.
#[derive(Clone, Default)]
pub struct Stop(Arc<Mutex<UnderWay>>);

#[derive(Default)]
struct UnderWay {
    /// What interrupts the act, while it may be stopped.
    interrupt: Option<Arc<Interrupt>>,
    asked: bool,
}

type Interrupt = dyn Fn() + Send + Sync;

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stop(..)")
    }
}

impl Stop {
    /// Stops the act that is under way, if it may be: then it comes to [`StoreError::Interrupted`].
    pub fn ask(&self) {
        // Held meanwhile, so that the interrupt meets this act and never its commit, or another one.
        let mut state = self.state();
        if let Some(interrupt) = state.interrupt.clone() {
            state.asked = true;
            interrupt();
        }
    }

    fn state(&self) -> MutexGuard<'_, UnderWay> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an act on many may be stopped with.
pub(super) struct Stoppable {
    stop: Stop,
    interrupt: Arc<Interrupt>,
}

impl Stoppable {
    pub(super) fn at(desk: &Desk) -> Self {
        Self {
            stop: desk.stop(),
            interrupt: Arc::from(desk.interrupter()),
        }
    }

    /// Does the part of an act that may be stopped; its caller commits.
    pub(super) fn during<T>(
        &self,
        work: impl FnOnce() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let part = Part::begin(&self.stop, &self.interrupt);
        let done = work();
        // What was asked between two questions to the store interrupted none of them: it counts all the same.
        if part.end() {
            return Err(StoreError::Interrupted);
        }
        done
    }
}

/// The part of an act that may be stopped, while it lives.
struct Part<'a>(&'a Stop);

impl<'a> Part<'a> {
    fn begin(stop: &'a Stop, interrupt: &Arc<Interrupt>) -> Self {
        *stop.state() = UnderWay {
            interrupt: Some(Arc::clone(interrupt)),
            asked: false,
        };
        Self(stop)
    }

    /// Ends it; says whether it was asked to stop.
    fn end(self) -> bool {
        let mut state = self.0.state();
        state.interrupt = None;
        state.asked
    }
}

impl Drop for Part<'_> {
    fn drop(&mut self) {
        self.0.state().interrupt = None;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn what_is_stopped_between_two_questions_is_not_done_and_nothing_else_is_interrupted() {
        let interrupts = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&interrupts);
        let stoppable = Stoppable {
            stop: Stop::default(),
            interrupt: Arc::new(move || {
                counted.fetch_add(1, Ordering::SeqCst);
            }),
        };
        let stop = stoppable.stop.clone();
        stop.ask();
        assert_eq!(stoppable.during(|| Ok(7)).unwrap(), 7);
        let stopped = stoppable.during(|| {
            stop.ask();
            Ok(7)
        });
        assert!(matches!(stopped, Err(StoreError::Interrupted)));
        // By now it may be about to commit.
        stop.ask();
        assert_eq!(interrupts.load(Ordering::SeqCst), 1);
        assert_eq!(stoppable.during(|| Ok(8)).unwrap(), 8);
    }
}
