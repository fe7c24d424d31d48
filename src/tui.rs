//! The screens: a terminal, one loop that waits, a worker for everything slow, and views that only draw.
//!
//! Nothing on the drawing thread waits for the disk, a hash or the network. The arrows inside go one way:
//! `event_loop` knows `worker` and `keymap`; `view` knows `view_model` and `theme`; `keymap` and `clock` know nothing of the room.
//! Only `terminal`, `event_loop` and `keymap` name crossterm; only `view`, `theme` and `terminal` name ratatui.

pub mod clock;
pub mod event_loop;
pub mod keymap;
pub mod signals;
pub mod terminal;
pub mod theme;
pub mod view;
pub mod view_model;
pub mod worker;

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rand::SeedableRng;
use rand::rngs::{ChaCha20Rng, SysRng};

use crate::domain::IdleLimit;
use crate::service::{Desk, Mailing, Mode, Origin, SignedIn, Stop};
use crate::words::{Printable, Zone};
use clock::Clock;
use event_loop::program::{Hands, Screens};
use event_loop::{Exit, run};
use keymap::LateAnswer;
use signals::Signals;
use terminal::{Mouse, Screen, leave};
use theme::{Charset, Environment, Name, ask_background, choose};
use view::root::Look;
use view_model::root::{Effect, Message, Moment, Root, Task};
use view_model::seat::Seat;
use worker::entrance::Entrance;
use worker::executor::{Context, Errand, Ready};
use worker::postman::{Carriers, Postman};
use worker::{Watch, Worker};

/// How the screens are opened.
pub struct Opening {
    /// Draw in plain ASCII whatever the terminal can do.
    pub ascii: bool,
    /// The colours; without it the terminal is asked.
    pub theme: Option<Name>,
    /// Whether the mouse is ours.
    pub mouse: Mouse,
    /// The firm's name where it is known already, so that the first frame need not wait for it.
    pub firm: Option<Printable>,
    /// The zone in which dates are told.
    pub zone: Zone,
    /// How long nobody may touch the keys before the session locks; else as the rule has it (S9).
    pub idle: Option<Duration>,
    /// Where the person sits; at the kiosk the terminal is asked nothing, and nothing suspends.
    pub seat: Seat,
    /// Whether changes are made.
    pub mode: Mode,
    /// Who is signed in already, as in the demonstration.
    pub signed_in: Option<SignedIn>,
    /// What is said of the demonstration.
    pub demo: Option<String>,
    /// From where the person comes.
    pub from: Origin,
    /// What sends the mail that acts leave, where mail is set up.
    pub carriers: Option<Carriers>,
    /// The handlers of signals, where they are installed already.
    pub signals: Option<Signals>,
}

impl Opening {
    /// Makes the screens as they are opened, and what they ask first.
    fn root(&mut self, mailing: Mailing, entrance: &Entrance) -> (Root, Vec<Effect>) {
        let clock = Clock::read();
        let moment = Moment {
            now: clock.now,
            since_boot: clock.since_boot,
        };
        let mut root = Root::new(self.zone, moment);
        root.mark_mailing(mailing);
        root.seat_at(self.seat);
        if let Some(idle) = self.idle {
            root.lock_after(IdleLimit::of(idle));
        }
        if self.mode == Mode::ReadOnly {
            root.mark_as_read_only();
        }
        if let Some(line) = self.demo.take() {
            root.mark_as_demo(line);
        }
        if self.mouse == Mouse::Off {
            root.mark_mouse(keymap::Mouse::Terminals);
        }
        let first = match (self.signed_in.take(), self.firm.take()) {
            (Some(inside), _) => {
                let until = inside.session.proof_holds_until();
                entrance.hold(inside.session);
                root.come_in(inside.me, inside.summary, until)
            }
            (None, Some(firm)) => root.update(Message::Firm(Ok(Some(firm))), moment),
            (None, None) => root.start(),
        };
        (root, first)
    }

    /// Chooses colours and characters; returns also how many answers of the terminal are still to come.
    fn look(&self) -> (Look, u8) {
        let environment = Environment::of_process();
        let asks = self.seat == Seat::Own && self.theme.is_none() && environment.wants_background();
        let (background, outstanding) = match asks.then(ask_background) {
            Some(Ok(background)) => (background, 0),
            Some(Err(outstanding)) => (None, outstanding),
            None => (None, 0),
        };
        let look = Look {
            theme: choose(&environment, self.theme, background),
            charset: if self.ascii {
                Charset::Ascii
            } else {
                environment.charset()
            },
        };
        (look, outstanding)
    }
}

/// How long the end waits, without a word, for mail that an act has just left.
const LAST_MAIL: Duration = Duration::from_millis(400);
/// How often it is looked, once the wait is told, whether somebody will not wait; and how often at most.
const STILL_WAITING: (Duration, u32) = (Duration::from_millis(100), 100);
/// What is said where it takes longer.
const ON_ITS_WAY: &str = "Mail is on its way; Ctrl-C leaves it to `passward notify`.";

/// The worker as the program sees it.
struct Workers {
    worker: Worker<Errand>,
    stop: Stop,
}

impl Hands for Workers {
    fn take(&mut self, errand: Errand) {
        self.worker.submit(errand);
    }

    fn stop_act(&mut self) {
        self.stop.ask();
    }

    fn get_ready(&mut self, ready: Ready) {
        for errand in Errand::ready(ready) {
            self.worker.submit(errand);
        }
    }

    fn watch(&mut self, watch: Watch) {
        self.worker.watch(watch);
    }
}

/// Opens the screens on a database, and returns how they ended.
///
/// # Errors
/// Fails when the terminal cannot be taken, read or written, or the system gives no random numbers.
pub fn open(desk: Desk, mut opening: Opening) -> io::Result<Exit> {
    let seed = ChaCha20Rng::try_from_rng(&mut SysRng).map_err(io::Error::other)?;
    let seat = opening.seat;
    let entrance = Entrance::at(seat);
    let (root, first) = opening.root(desk.mailing(), &entrance);
    let (look, outstanding) = opening.look();
    let signals = match opening.signals {
        Some(signals) => signals,
        None => Signals::install(leave)?,
    };
    let signals = match seat {
        Seat::Own => signals,
        Seat::Kiosk => signals.never_stopping(),
    };
    let postman = opening.carriers.map(Postman::start).transpose()?;
    let post = postman.clone();
    let stop = desk.stop();
    let source = Arc::new(Mutex::new((desk, seed)));
    let from = opening.from;
    let make_context = move || {
        let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
        let rng = ChaCha20Rng::from_rng(&mut source.1);
        Context {
            desk: source.0.another(),
            entrance: entrance.clone(),
            rng: Box::new(rng),
            from: from.clone(),
            postman: post.clone(),
        }
    };
    let (worker, answers) = Worker::start(make_context, &signals.waker()?)?;
    let mut screen = Screen::enter(opening.mouse)?;
    let mut program = Screens::new(root, Workers { worker, stop }, look, first);
    let exit = run(
        &mut program,
        &mut screen,
        &signals,
        &answers,
        LateAnswer::expecting(outstanding),
    );
    // Whoever is still signed in signs out with it (A1), in the time that dropping the worker gives an act.
    program.hands_mut().take(Errand::of(Task::SignOut));
    // The terminal is given back first; then what was just done is let out of the house.
    drop(program);
    drop(screen);
    match (exit, postman) {
        (Ok(Exit::Quit), Some(postman)) => Ok(let_mail_out(&postman, &signals)),
        (exit, _) => exit,
    }
}

/// Waits for the mail of this person's own acts, and says so where it takes long; a signal ends the wait.
fn let_mail_out(postman: &Postman, signals: &Signals) -> Exit {
    if postman.finish(LAST_MAIL) {
        return Exit::Quit;
    }
    // Where nobody can be told, there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{ON_ITS_WAY}");
    let (look, at_most) = STILL_WAITING;
    for _ in 0..at_most {
        if let Some(ending) = signals.ending() {
            return Exit::Signal(ending);
        }
        if postman.finish(look) {
            break;
        }
    }
    Exit::Quit
}
