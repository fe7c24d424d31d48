//! Asks on a real terminal: questions on standard error, answers from standard input.
//!
//! The terminal stays in its own line mode, so that Backspace and the rest work as everywhere. From the first secret on
//! the echo is off, until a question whose answer is shown or the end: who types ahead while a password is looked at
//! shows nothing. It is back whatever happens: by a guard, and before the process dies by a signal or is suspended
//! (R3). No escape byte is written: this works on a dumb terminal and reads well aloud.

use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::{flag, low_level};
use zeroize::Zeroizing;

use super::{Ask, Lines, Moment, Stopped};

/// The console of this process; dropping it gives the terminal back.
pub struct Console {
    lines: Lines<'static>,
    clock: fn() -> Moment,
    quiet: Option<Quiet>,
}

impl std::fmt::Debug for Console {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Console(..)")
    }
}

impl Console {
    /// Talks over standard input and standard error, with this clock.
    #[must_use]
    pub fn new(clock: fn() -> Moment) -> Self {
        Self {
            lines: Lines::of(rustix::stdio::stdin()),
            clock,
            quiet: None,
        }
    }
}

impl Ask for Console {
    fn line(&mut self, question: &str) -> Result<String, Stopped> {
        if let Some(quiet) = self.quiet.take() {
            quiet.look_for_signals("")?;
        }
        // Nothing is to be put back here, and the default of each signal is right.
        write(question, " ");
        self.lines
            .next(|_| Ok(()))
            .map(|line| line.as_str().to_owned())
    }

    fn secret(&mut self, question: &str) -> Result<Zeroizing<String>, Stopped> {
        let quiet = match self.quiet.take() {
            Some(quiet) => quiet,
            None => Quiet::on(rustix::stdio::stdin())?,
        };
        write(question, " ");
        let line = self.lines.next(|input| quiet.wait(input, question));
        // The line break was typed without an echo too.
        write("", "\n");
        self.quiet = Some(quiet);
        line
    }

    fn say(&mut self, sentence: &str) {
        write(&super::for_stderr(sentence), "\n");
    }

    fn moment(&mut self) -> Moment {
        (self.clock)()
    }

    fn pause(&mut self, length: Duration) -> Result<(), Stopped> {
        let Some(quiet) = &self.quiet else {
            #[expect(
                clippy::disallowed_methods,
                reason = "a prompt is a door: it waits where the rules ask for it"
            )]
            std::thread::sleep(length);
            return Ok(());
        };
        let end = (self.clock)().since_boot + length;
        loop {
            let left = end.saturating_sub((self.clock)().since_boot);
            if left.is_zero() {
                return Ok(());
            }
            quiet.pause(left)?;
        }
    }
}

/// Writes to the terminal; where nobody listens any more, the next read says so.
fn write(text: &str, end: &str) {
    let mut stderr = io::stderr().lock();
    let _ = write!(stderr, "{text}{end}").and_then(|()| stderr.flush());
}

/// The echo is off as long as this lives, and signals are taken so that it comes back.
struct Quiet {
    // Dropped in this order: the echo is back before a signal has its default effect again.
    echo: Hidden,
    signals: Taken,
}

impl Quiet {
    fn on(terminal: BorrowedFd<'static>) -> Result<Self, Stopped> {
        // The other way round: no signal ends the process between the two.
        let signals = Taken::by(Signals::of_process().map_err(|_| Stopped::Unreadable)?);
        let echo = Hidden::on(terminal)?;
        Ok(Self { echo, signals })
    }

    /// Waits for input; a signal that ends the program ends the question, a stop is obeyed with the echo on.
    fn wait(&self, input: BorrowedFd<'_>, question: &str) -> Result<(), Stopped> {
        loop {
            let mut fds = [
                PollFd::from_borrowed_fd(input, PollFlags::IN),
                PollFd::from_borrowed_fd(self.signals.0.pipe.as_fd(), PollFlags::IN),
            ];
            match poll(&mut fds, None::<&Timespec>) {
                Ok(_) | Err(rustix::io::Errno::INTR) => {}
                Err(_) => return Err(Stopped::Unreadable),
            }
            let ready = !fds[0].revents().is_empty();
            self.look_for_signals(question)?;
            if ready {
                return Ok(());
            }
        }
    }

    /// Lets time pass, less where a signal comes.
    fn pause(&self, length: Duration) -> Result<(), Stopped> {
        let mut fds = [PollFd::from_borrowed_fd(
            self.signals.0.pipe.as_fd(),
            PollFlags::IN,
        )];
        let timeout = Timespec {
            tv_sec: i64::try_from(length.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: length.subsec_nanos().into(),
        };
        match poll(&mut fds, Some(&timeout)) {
            Ok(_) | Err(rustix::io::Errno::INTR) => self.look_for_signals(""),
            Err(_) => Err(Stopped::Unreadable),
        }
    }

    /// Obeys the signal that came, if one came; the question that is open is asked again after a stop.
    fn look_for_signals(&self, question: &str) -> Result<(), Stopped> {
        match self.signals.0.take() {
            None => Ok(()),
            Some(SIGTSTP) => {
                self.echo.restore();
                // Stops here, and comes back with SIGCONT.
                let _ = low_level::emulate_default_handler(SIGTSTP);
                let _ = self.signals.0.take();
                self.again(question)
            }
            // Stopped by SIGSTOP: a shell may have set the terminal to its own modes since.
            Some(SIGCONT) => self.again(question),
            Some(ending) => Err(Stopped::Signal(ending)),
        }
    }

    fn again(&self, question: &str) -> Result<(), Stopped> {
        self.echo.hide()?;
        if !question.is_empty() {
            write(question, " ");
        }
        Ok(())
    }
}

/// The echo is off as long as this lives.
struct Hidden {
    terminal: BorrowedFd<'static>,
    before: Termios,
}

impl Hidden {
    fn on(terminal: BorrowedFd<'static>) -> Result<Self, Stopped> {
        let before = tcgetattr(terminal).map_err(|_| Stopped::Unreadable)?;
        let hidden = Self { terminal, before };
        hidden.hide()?;
        Ok(hidden)
    }

    fn hide(&self) -> Result<(), Stopped> {
        let mut quiet = self.before.clone();
        quiet
            .local_modes
            .remove(LocalModes::ECHO | LocalModes::ECHOE | LocalModes::ECHOK | LocalModes::ECHONL);
        // Without a flush: who types ahead, or pastes two lines, loses nothing.
        tcsetattr(self.terminal, OptionalActions::Drain, &quiet).map_err(|_| Stopped::Unreadable)
    }

    fn restore(&self) {
        // Fails only where the terminal is gone, and with it what was to be put back.
        let _ = tcsetattr(self.terminal, OptionalActions::Drain, &self.before);
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        self.restore();
    }
}

/// The signals that end a question.
const ENDING: [i32; 4] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT];

/// The handlers of this process: a flag and a byte in a pipe, nothing else.
///
/// They stay for good, because signal-hook gives no signal its default effect back; so they are told when they act.
struct Signals {
    pipe: UnixStream,
    came: Arc<AtomicUsize>,
    /// Whether each signal has its default effect.
    idle: Arc<AtomicBool>,
}

impl Signals {
    fn of_process() -> io::Result<&'static Self> {
        static INSTALLED: OnceLock<Signals> = OnceLock::new();
        if let Some(signals) = INSTALLED.get() {
            return Ok(signals);
        }
        let signals = Self::install()?;
        Ok(INSTALLED.get_or_init(|| signals))
    }

    fn install() -> io::Result<Self> {
        let (pipe, wake) = UnixStream::pair()?;
        pipe.set_nonblocking(true)?;
        wake.set_nonblocking(true)?;
        let signals = Self {
            pipe,
            came: Arc::default(),
            idle: Arc::new(AtomicBool::new(true)),
        };
        for signal in ENDING.into_iter().chain([SIGTSTP, SIGCONT]) {
            let number = usize::try_from(signal).unwrap_or_default();
            flag::register_conditional_default(signal, Arc::clone(&signals.idle))?;
            // The flag before the byte: whoever is woken finds the flag set.
            flag::register_usize(signal, Arc::clone(&signals.came), number)?;
            low_level::pipe::register(signal, wake.try_clone()?)?;
        }
        Ok(signals)
    }

    /// Returns the signal that came last, once.
    fn take(&self) -> Option<i32> {
        let mut bytes = [0; 16];
        while (&self.pipe).read(&mut bytes).is_ok_and(|count| count > 0) {}
        let signal = self.came.swap(0, Ordering::SeqCst);
        i32::try_from(signal).ok().filter(|signal| *signal != 0)
    }
}

/// Signals are ours as long as this lives.
struct Taken(&'static Signals);

impl Taken {
    fn by(signals: &'static Signals) -> Self {
        // What came while each had its default effect was obeyed already.
        let _ = signals.take();
        signals.idle.store(false, Ordering::SeqCst);
        Self(signals)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.0.idle.store(true, Ordering::SeqCst);
        // One that came while nothing was asked for any more is obeyed now.
        if let Some(signal) = self.0.take() {
            let _ = low_level::emulate_default_handler(signal);
        }
    }
}
