//! Sends what this screen's own acts left for the mail, on a thread of its own: a slow mail server delays mail and
//! nothing else (N2).
//!
//! Each job is tried once; what does not get through waits for `passward notify`. How a job is sent is not known here:
//! whoever opens the screens hands the carrier over.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use crate::domain::mail::JobId;

/// What sends one job, once.
pub type Carrier = Box<dyn FnMut(JobId) + Send>;

/// Takes jobs from the acts, and has them sent one after the other.
#[derive(Clone, Debug)]
pub struct Postman {
    jobs: Sender<JobId>,
    under_way: Arc<UnderWay>,
}

/// How many jobs were taken and are not done with.
#[derive(Debug, Default)]
struct UnderWay {
    number: Mutex<usize>,
    changed: Condvar,
}

impl UnderWay {
    fn lock(&self) -> MutexGuard<'_, usize> {
        // Only counted while it is held, so it is whole after a panic too.
        self.number.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn one_less(&self) {
        let mut number = self.lock();
        *number = number.saturating_sub(1);
        drop(number);
        self.changed.notify_all();
    }
}

impl Postman {
    /// Starts the thread; it ends with the program.
    ///
    /// # Errors
    /// Fails where the system gives no thread.
    pub fn start(mut carry: Carrier) -> io::Result<Self> {
        let (jobs, taken) = mpsc::channel();
        let under_way = Arc::new(UnderWay::default());
        let counted = Arc::clone(&under_way);
        thread::Builder::new().name("mail".into()).spawn(move || {
            for job in taken {
                // A panic costs this try: the job is still in the data, and `passward notify` takes it up.
                let _ = catch_unwind(AssertUnwindSafe(|| carry(job)));
                counted.one_less();
            }
        })?;
        Ok(Self { jobs, under_way })
    }

    /// Takes what an act left.
    pub fn take(&self, left: Vec<JobId>) {
        for job in left {
            *self.under_way.lock() += 1;
            if self.jobs.send(job).is_err() {
                self.under_way.one_less();
            }
        }
    }

    /// Waits until everything is sent, at most this long. What is cut off is taken up by `passward notify`.
    pub fn finish(&self, at_most: Duration) {
        let number = self.under_way.lock();
        drop(
            self.under_way
                .changed
                .wait_timeout_while(number, at_most, |number| *number > 0),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n2_jobs_are_sent_once_in_order_and_waited_for() {
        let (told, sent) = mpsc::channel();
        let postman = Postman::start(Box::new(move |job| {
            told.send(job).unwrap();
            assert_ne!(job, JobId(2), "this one breaks");
        }))
        .unwrap();
        postman.take(vec![JobId(1), JobId(2)]);
        postman.take(vec![JobId(3)]);
        postman.finish(Duration::from_mins(1));
        let all: Vec<_> = sent.try_iter().collect();
        assert_eq!(all, [JobId(1), JobId(2), JobId(3)]);
    }
}
