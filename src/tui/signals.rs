//! Signals as flags and a byte in a pipe, and the thread that ends the process when the loop cannot.
//!
//! The handlers only set flags and write to the self-pipe. TERM, HUP, INT and QUIT are also waited for by a thread of
//! their own: if the program is still there a second later (crossterm's read never returns once the terminal is
//! closed), it restores the terminal and dies by that signal (R3).

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::{SigId, flag, low_level};

/// The signals that end the program.
const ENDING: [i32; 4] = [SIGTERM, SIGHUP, SIGINT, SIGQUIT];
/// How long the loop has to leave by itself.
const GRACE: Duration = Duration::from_secs(1);
/// How long a terminal that takes nothing may hold up its own restoring.
const RESTORING: Duration = Duration::from_millis(200);

/// A signal that ends the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending(i32);

impl Ending {
    /// Returns the signal's number.
    #[must_use]
    pub fn signal(self) -> i32 {
        self.0
    }

    /// A closed terminal counts as its hang-up.
    pub const HANG_UP: Self = Self(SIGHUP);

    /// Ends the process by this signal, so that whoever waits for it sees the signal itself.
    pub fn die(self) {
        // Known signals never fail here; and whatever comes back, main returns right after.
        let _ = low_level::emulate_default_handler(self.0);
    }
}

/// Writes a byte that wakes the loop; can be cloned for other threads.
#[derive(Debug)]
pub struct Waker(UnixStream);

impl Waker {
    /// Returns a waker over the writing end of a pipe, for a loop of one's own.
    #[must_use]
    pub fn over(pipe: UnixStream) -> Self {
        Self(pipe)
    }

    /// Wakes the loop. A full pipe is fine: then it is awake anyway.
    pub fn wake(&self) {
        let _ = (&self.0).write(&[1]);
    }

    /// Returns a second handle to the same pipe.
    pub fn another(&self) -> io::Result<Self> {
        self.0.try_clone().map(Self)
    }
}

/// Whether the process may be stopped, as Ctrl-Z does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stopping {
    Allowed,
    Never,
}

/// The installed handlers; dropping them puts the defaults of the process back.
#[derive(Debug)]
pub struct Signals {
    pipe: UnixStream,
    waker: Waker,
    watchdog: UnixStream,
    ending: Arc<AtomicUsize>,
    resized: Arc<AtomicBool>,
    stop: Arc<AtomicBool>,
    continued: Arc<AtomicBool>,
    handlers: Vec<SigId>,
    stopping: Stopping,
    _running: mpsc::Sender<()>,
}

impl Signals {
    /// Installs the handlers and starts the watching thread; `restore` gives the terminal back from any thread.
    pub fn install(restore: impl Fn() + Send + 'static) -> io::Result<Self> {
        let (pipe, write) = UnixStream::pair()?;
        pipe.set_nonblocking(true)?;
        write.set_nonblocking(true)?;
        let (watched, watchdog) = UnixStream::pair()?;
        watchdog.set_nonblocking(true)?;
        let (running, ran) = mpsc::channel();
        let mut signals = Self {
            pipe,
            waker: Waker(write),
            watchdog,
            ending: Arc::default(),
            resized: Arc::default(),
            stop: Arc::default(),
            continued: Arc::default(),
            handlers: Vec::new(),
            stopping: Stopping::Allowed,
            _running: running,
        };
        // Flags before pipes: handlers run in the order of registration, so whoever is woken finds the flag set.
        for signal in ENDING {
            let number = usize::try_from(signal).unwrap_or_default();
            signals.handlers.push(flag::register_usize(
                signal,
                Arc::clone(&signals.ending),
                number,
            )?);
            signals.handlers.push(low_level::pipe::register(
                signal,
                signals.watchdog.try_clone()?,
            )?);
        }
        for (signal, raised) in [
            (SIGWINCH, &signals.resized),
            (SIGTSTP, &signals.stop),
            (SIGCONT, &signals.continued),
        ] {
            signals
                .handlers
                .push(flag::register(signal, Arc::clone(raised))?);
        }
        for signal in ENDING.into_iter().chain([SIGWINCH, SIGTSTP, SIGCONT]) {
            signals.handlers.push(low_level::pipe::register(
                signal,
                signals.waker.0.try_clone()?,
            )?);
        }
        let ending = Arc::clone(&signals.ending);
        thread::Builder::new()
            .name("signals".into())
            .spawn(move || watch(watched, &ending, &ran, restore))?;
        Ok(signals)
    }

    /// Never stops: SIGTSTP does nothing from now on, wherever it comes from.
    #[must_use]
    pub fn never_stopping(mut self) -> Self {
        self.stopping = Stopping::Never;
        self
    }

    /// Returns a handle that wakes the loop.
    pub fn waker(&self) -> io::Result<Waker> {
        self.waker.another()
    }

    /// Returns the descriptor that becomes readable when something came.
    pub(crate) fn pipe(&self) -> BorrowedFd<'_> {
        self.pipe.as_fd()
    }

    /// Empties the pipe, before the flags and answers are looked at.
    pub(crate) fn drain(&self) {
        let mut bytes = [0; 64];
        while (&self.pipe).read(&mut bytes).is_ok_and(|count| count > 0) {}
    }

    /// Returns the signal that asks the program to end, if one came.
    #[must_use]
    pub fn ending(&self) -> Option<Ending> {
        i32::try_from(self.ending.load(Ordering::SeqCst))
            .ok()
            .filter(|signal| *signal != 0)
            .map(Ending)
    }

    pub(crate) fn take_resized(&self) -> bool {
        self.resized.swap(false, Ordering::SeqCst)
    }

    pub(crate) fn take_stop(&self) -> bool {
        self.stop.swap(false, Ordering::SeqCst) && self.stopping == Stopping::Allowed
    }

    pub(crate) fn take_continued(&self) -> bool {
        self.continued.swap(false, Ordering::SeqCst)
    }

    /// Stops the process as Ctrl-Z does, and returns once it goes on.
    pub(crate) fn stop_here(&self) -> io::Result<()> {
        low_level::emulate_default_handler(SIGTSTP)?;
        self.stop.store(false, Ordering::SeqCst);
        self.continued.store(false, Ordering::SeqCst);
        Ok(())
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        for handler in self.handlers.drain(..) {
            low_level::unregister(handler);
        }
        // The watching thread wakes, finds no signal, and ends.
        let _ = (&self.watchdog).write(&[0]);
    }
}

fn watch(
    mut pipe: UnixStream,
    ending: &AtomicUsize,
    ran: &mpsc::Receiver<()>,
    restore: impl Fn() + Send + 'static,
) {
    let mut byte = [0];
    if pipe.read_exact(&mut byte).is_err() {
        return;
    }
    let Some(signal) = i32::try_from(ending.load(Ordering::SeqCst))
        .ok()
        .filter(|signal| *signal != 0)
    else {
        return;
    };
    if ran.recv_timeout(GRACE) == Err(RecvTimeoutError::Timeout) {
        let (restored, wait) = mpsc::channel();
        // In a thread of its own: writing to a stalled terminal blocks.
        let spawned = thread::Builder::new().spawn(move || {
            restore();
            let _ = restored.send(());
        });
        if spawned.is_ok() {
            let _ = wait.recv_timeout(RESTORING);
        }
        Ending(signal).die();
    }
}
