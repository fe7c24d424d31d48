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

/// What sends the mail, each on a thread of its own.
pub struct Carriers {
    /// What somebody signed in did.
    pub acts: Carrier,
    /// What was asked for at the sign-in screen (U2). It holds up nothing else, and nothing waits for it: how long
    /// anything takes must not tell whether there was a letter to send.
    pub door: Carrier,
}

impl std::fmt::Debug for Carriers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Carriers(..)")
    }
}

/// Whose act left a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Somebody's who is signed in.
    ByAct,
    /// Somebody's at the sign-in screen, who is unproved.
    AtDoor,
}

/// Takes jobs from the acts, and has them sent one after the other.
#[derive(Clone, Debug)]
pub struct Postman {
    acts: Sender<JobId>,
    door: Sender<JobId>,
    under_way: Arc<UnderWay>,
}

/// How many jobs of acts were taken and are not done with.
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
    /// Starts the threads; they end with the program.
    ///
    /// # Errors
    /// Fails where the system gives no thread.
    pub fn start(carriers: Carriers) -> io::Result<Self> {
        let under_way = Arc::new(UnderWay::default());
        let counted = Arc::clone(&under_way);
        Ok(Self {
            acts: carry("mail", carriers.acts, move || counted.one_less())?,
            door: carry("mail at door", carriers.door, || ())?,
            under_way,
        })
    }

    /// Takes what was left.
    pub fn take(&self, jobs: Vec<JobId>, left: Left) {
        for job in jobs {
            match left {
                // Where the thread is gone, the job waits for `passward notify`.
                Left::AtDoor => drop(self.door.send(job)),
                Left::ByAct => {
                    *self.under_way.lock() += 1;
                    if self.acts.send(job).is_err() {
                        self.under_way.one_less();
                    }
                }
            }
        }
    }

    /// Waits until everything that acts left is sent, at most this long, and says whether it is. What is cut off is
    /// taken up by `passward notify`.
    #[must_use]
    pub fn finish(&self, at_most: Duration) -> bool {
        let number = self.under_way.lock();
        let waited = self
            .under_way
            .changed
            .wait_timeout_while(number, at_most, |number| *number > 0)
            .unwrap_or_else(PoisonError::into_inner);
        *waited.0 == 0
    }
}

/// Starts a thread that carries job after job.
fn carry(
    name: &str,
    mut carry: Carrier,
    done: impl Fn() + Send + 'static,
) -> io::Result<Sender<JobId>> {
    let (jobs, taken) = mpsc::channel();
    thread::Builder::new().name(name.into()).spawn(move || {
        for job in taken {
            // A panic costs this try: the job is still in the data, and `passward notify` takes it up.
            let _ = catch_unwind(AssertUnwindSafe(|| carry(job)));
            done();
        }
    })?;
    Ok(jobs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n2_jobs_are_sent_once_in_order_and_waited_for() {
        let (told, sent) = mpsc::channel();
        let acts = Box::new(move |job| {
            told.send(job).unwrap();
            assert_ne!(job, JobId(2), "this one breaks");
        });
        let door = Box::new(|_| ());
        let postman = Postman::start(Carriers { acts, door }).unwrap();
        postman.take(vec![JobId(1), JobId(2)], Left::ByAct);
        postman.take(vec![JobId(3)], Left::ByAct);
        assert!(postman.finish(Duration::from_mins(1)));
        let all: Vec<_> = sent.try_iter().collect();
        assert_eq!(all, [JobId(1), JobId(2), JobId(3)]);
    }

    #[test]
    fn u2_what_was_asked_for_at_the_door_holds_up_no_act_and_is_not_waited_for() {
        let (told, sent) = mpsc::channel();
        let (begun, has_begun) = mpsc::channel();
        let (go_on, may_end) = mpsc::channel::<()>();
        let acts = Box::new(move |job| told.send(job).unwrap());
        let door = Box::new(move |job| {
            begun.send(job).unwrap();
            // Until this test is over.
            let _ = may_end.recv();
        });
        let postman = Postman::start(Carriers { acts, door }).unwrap();
        postman.take(vec![JobId(1)], Left::AtDoor);
        assert_eq!(has_begun.recv(), Ok(JobId(1)));
        assert!(postman.finish(Duration::ZERO), "the door's is waited for");
        postman.take(vec![JobId(2)], Left::ByAct);
        assert!(
            postman.finish(Duration::from_mins(1)),
            "and holds up an act's"
        );
        assert_eq!(sent.try_iter().collect::<Vec<_>>(), [JobId(2)]);
        drop(go_on);
    }
}
