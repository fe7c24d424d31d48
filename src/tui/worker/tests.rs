use std::sync::mpsc::Sender;
use std::sync::{Condvar, Mutex};

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
            "later" => Outcome::NotBefore(clock.since_boot + Duration::from_millis(500), "later"),
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
