//! Reads beside acts, on a real database: none waits for an act, and one that nobody wants is stopped.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use passward::domain::audit::EntryNo;
use passward::domain::selection::Filter;
use passward::domain::{Direction, LockName, Order};
use passward::secret::Password;
use passward::service::{Call, Desk, From, Origin, demo};
use passward::store::sqlite::{Folder, Sqlite};
use passward::store::{Hold, Look, Store, StoreError, Tx};
use passward::tui::clock::Clock;
use passward::tui::view_model::manage_users::{self, Message as Users};
use passward::tui::view_model::root::{CameIn, Message, Task};
use passward::tui::view_model::{password_security, sessions};
use passward::tui::worker::entrance::Entrance;
use passward::tui::worker::executor::{Context, Errand};
use passward::tui::worker::run_inline;
use rand::SeedableRng;
use rand::rngs::ChaCha20Rng;
use tempfile::TempDir;

/// A store whose changes begin only once they may.
struct Gate {
    store: Box<dyn Store>,
    reached: Sender<()>,
    open: Receiver<()>,
}

impl Store for Gate {
    fn begin(&mut self) -> Result<Box<dyn Tx + '_>, StoreError> {
        self.reached.send(()).unwrap();
        self.open.recv().unwrap();
        self.store.begin()
    }

    fn look(&mut self) -> Result<Box<dyn Look + '_>, StoreError> {
        self.store.look()
    }

    fn another(&self) -> Result<Box<dyn Store>, StoreError> {
        self.store.another()
    }

    fn changed_elsewhere(&mut self) -> Result<bool, StoreError> {
        self.store.changed_elsewhere()
    }

    fn hold(&self, name: &LockName) -> Result<Box<dyn Hold>, StoreError> {
        self.store.hold(name)
    }

    fn interrupter(&self) -> Box<dyn Fn() + Send + Sync> {
        self.store.interrupter()
    }
}

/// The made-up firm, with its owner signed in.
struct Firm {
    context: Context,
    clock: Clock,
    folder: TempDir,
}

impl Firm {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::create(&folder.path().join("firm.db"), Folder::MustExist).unwrap();
        let mut desk = Desk::new(Box::new(store));
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let clock = Clock::read();
        let mut call = Call {
            now: clock.now,
            since_boot: clock.since_boot,
            rng: &mut rng,
            from: Origin::new("a test"),
        };
        demo::fill(&mut desk, &mut call, None).unwrap();
        let mut firm = Self {
            context: context(desk, &Entrance::default()),
            clock,
            folder,
        };
        let offered = Password::offered(demo::PASSWORD);
        let came_in = firm.asks(Task::SignIn(demo::OWNER.to_owned(), offered));
        assert!(matches!(came_in[..], [Message::CameIn(CameIn::In { .. })]));
        firm
    }

    fn store(&self) -> Box<dyn Store> {
        Box::new(Sqlite::open(&self.folder.path().join("firm.db")).unwrap())
    }

    fn asks(&mut self, task: Task) -> Vec<Message> {
        run(task, &mut self.context, self.clock)
    }
}

fn context(desk: Desk, entrance: &Entrance) -> Context {
    Context {
        desk: Ok(desk),
        entrance: entrance.clone(),
        rng: Box::new(ChaCha20Rng::seed_from_u64(11)),
        from: Origin::new("a test"),
        postman: None,
    }
}

fn run(task: Task, context: &mut Context, mut clock: Clock) -> Vec<Message> {
    run_inline(Errand::of(task), context, &mut clock)
}

fn people(search: &str) -> Task {
    Task::Users(manage_users::Task::List {
        ticket: 1,
        filter: Filter {
            search: search.to_owned(),
            ..Filter::default()
        },
        order: Order::Name,
        direction: Direction::Forward,
        from: From::First,
        rows: 50,
    })
}

#[test]
fn lists_numbers_and_ones_own_state_are_read_while_an_act_is_under_way() {
    let firm = Firm::new();
    let (reached, at_the_gate) = mpsc::channel();
    let (open, gate) = mpsc::channel();
    let slow = Desk::new(Box::new(Gate {
        store: firm.store(),
        reached,
        open: gate,
    }));
    let clock = firm.clock;
    let entrance = firm.context.entrance.clone();
    let act = thread::spawn(move || {
        let task = Task::DismissSummary(EntryNo(1));
        run(task, &mut context(slow, &entrance), clock)
    });
    at_the_gate.recv().unwrap();
    let (told, answers) = mpsc::channel();
    let beside = Desk::new(firm.store());
    let entrance = firm.context.entrance.clone();
    let reads = thread::spawn(move || {
        let mut beside = context(beside, &entrance);
        for task in [
            Task::ReadMe,
            people("mar"),
            Task::Policy(password_security::Task::Load(1)),
            Task::Sessions(sessions::Task::List(1)),
            Task::Users(manage_users::Task::ReadConsequences(1)),
        ] {
            let answer = run(task, &mut beside, clock);
            told.send(format!("{answer:?}")).unwrap();
        }
    });
    for part in [
        "Me(Ok",
        "Listed(1, Ok",
        "Loaded(1, Ok",
        "Listed(1, Ok",
        "Read(1, Ok",
    ] {
        // So long only where it waits for the act, which waits for us.
        let answer = answers.recv_timeout(Duration::from_mins(2)).unwrap();
        assert!(answer.contains(part), "{part}: {answer}");
    }
    assert!(!act.is_finished());
    open.send(()).unwrap();
    reads.join().unwrap();
    assert!(
        act.join().unwrap().is_empty(),
        "it is done, and says nothing"
    );
}

#[test]
fn a_list_that_is_interrupted_is_stopped_and_nothing_else_is_said_of_it() {
    let mut firm = Firm::new();
    let interrupt = firm.context.desk.as_ref().unwrap().interrupter();
    let (stopped, done) = (AtomicBool::new(false), AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::SeqCst) {
                interrupt();
            }
        });
        while !stopped.load(Ordering::SeqCst) {
            let answer = firm.asks(people("mar"));
            match &answer[..] {
                [Message::Users(Users::Listed(1, Ok(_)))] => {}
                [Message::Users(Users::Listed(1, Err(why)))] => {
                    if *why != StoreError::Interrupted.to_string() {
                        done.store(true, Ordering::SeqCst);
                        panic!("{why}");
                    }
                    stopped.store(true, Ordering::SeqCst);
                }
                other => panic!("{other:?}"),
            }
        }
        done.store(true, Ordering::SeqCst);
    });
    // The connection is as good as before.
    let answer = firm.asks(people("mar"));
    assert!(
        matches!(&answer[..], [Message::Users(Users::Listed(1, Ok(page)))] if !page.rows.is_empty()),
        "{answer:?}"
    );
}
