//! The one place that waits.
//!
//! `poll(2)` on standard input and the self-pipe, until the next tick; then all input, then the worker's answers,
//! then one draw if something changed. No thread reads the terminal, so there is nothing to stop when the process is
//! suspended. Nothing is drawn, and no time is used, while nothing happens.

pub mod program;

use std::io;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use crossterm::event;
pub use ratatui::Frame;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use zeroize::Zeroizing;

use super::clock::Clock;
use super::keymap::{Input, LateAnswer};
use super::signals::{Ending, Signals};
use super::terminal::{Mouse, Screen, leave};

/// After so many events a frame is drawn even if more wait, so that a flood does not freeze the screen.
const BATCH: usize = 4096;

/// What runs in the loop: the whole of the screens, as state that takes events.
pub trait Program {
    /// What the worker sends back.
    type Answer: Send + 'static;

    /// Takes one thing that a person did.
    fn input(&mut self, input: Input, clock: Clock);

    /// Takes one answer of the worker.
    fn answer(&mut self, answer: Self::Answer, clock: Clock);

    /// Takes the time; called when [`Program::next_tick`] has run out.
    fn tick(&mut self, clock: Clock);

    /// Returns how long from `clock` until the next tick is due; `None` waits without end.
    fn next_tick(&self, clock: Clock) -> Option<Duration>;

    /// Returns whether something changed since the last draw.
    fn is_dirty(&self) -> bool;

    /// Draws everything, and remembers that nothing has changed since.
    fn draw(&mut self, frame: &mut Frame<'_>);

    /// Hands over the next thing that only the loop can do, until there is none.
    fn take_wish(&mut self) -> Option<Wish>;
}

/// What a program asks of the loop.
pub enum Wish {
    /// End.
    Quit,
    /// Stop the process, as Ctrl-Z does elsewhere.
    Suspend,
    /// Switch the mouse on or off.
    Mouse(Mouse),
    /// Send a text to the terminal's clipboard.
    Clipboard(Zeroizing<String>),
}

/// Why the loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The program wished it.
    Quit,
    /// A signal asked for it, or the terminal was closed. After cleaning up call [`Ending::die`].
    Signal(Ending),
}

/// Runs a program until it ends.
///
/// `late` swallows a colour answer that was asked for before the loop and has not come yet.
///
/// # Errors
/// Fails when the terminal can no longer be read or written; whoever holds the screen drops it, which restores it.
pub fn run<P: Program>(
    program: &mut P,
    screen: &mut Screen,
    signals: &Signals,
    answers: &Receiver<P::Answer>,
    late: LateAnswer,
) -> io::Result<Exit> {
    let ended = Loop {
        program,
        screen,
        signals,
        late,
        more: true,
    }
    .run(answers);
    match ended {
        // A terminal that is closed in the middle of a read or a draw fails these before its signal is looked at,
        // and not always as EIO: without a size to be had, for one, the error is crossterm's own.
        Err(error)
            if error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
                || signals.ending().is_some()
                || is_closed() =>
        {
            Ok(Exit::Signal(signals.ending().unwrap_or(Ending::HANG_UP)))
        }
        ended => ended,
    }
}

/// No time at all.
const AT_ONCE: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 0,
};

/// Says whether the terminal has gone away.
fn is_closed() -> bool {
    let mut fds = [PollFd::from_borrowed_fd(
        rustix::stdio::stdin(),
        PollFlags::IN,
    )];
    poll(&mut fds, Some(&AT_ONCE)).is_ok()
        && fds[0]
            .revents()
            .intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL)
}

/// Says whether something waits to be read.
fn has_input() -> bool {
    let mut fds = [PollFd::from_borrowed_fd(
        rustix::stdio::stdin(),
        PollFlags::IN,
    )];
    poll(&mut fds, Some(&AT_ONCE)).is_ok() && fds[0].revents() == PollFlags::IN
}

/// Wakes whoever waits for the terminal, by setting its modes to what they are; says whether that was done.
///
/// crossterm is told once of input that comes (mio is edge-triggered), and leaves it unread where a signal was
/// told of in the same moment: keys would wait for the next key, and `poll(2)` would never rest.
fn remind_of_input() -> bool {
    let terminal = rustix::stdio::stdin();
    tcgetattr(terminal).is_ok_and(|modes| {
        // Without a flush: nothing of what was typed is lost.
        tcsetattr(terminal, OptionalActions::Now, &modes).is_ok()
    })
}

struct Loop<'a, P> {
    program: &'a mut P,
    screen: &'a mut Screen,
    signals: &'a Signals,
    late: LateAnswer,
    /// Whether crossterm may hold events that `poll(2)` cannot see.
    more: bool,
}

/// What one look at the descriptors found.
enum Woken {
    Input,
    Nothing,
    HungUp,
}

impl<P: Program> Loop<'_, P> {
    fn run(mut self, answers: &Receiver<P::Answer>) -> io::Result<Exit> {
        loop {
            if self.program.is_dirty() {
                self.screen.draw(|frame| self.program.draw(frame))?;
            }
            let woken = self.wait()?;
            self.signals.drain();
            if let Some(ending) = self.signals.ending() {
                return Ok(Exit::Signal(ending));
            }
            // Looked at before crossterm reads: its read never comes back from a closed terminal.
            if matches!(woken, Woken::HungUp) {
                return Ok(Exit::Signal(Ending::HANG_UP));
            }
            if let Some(exit) = self.obey_signals()? {
                return Ok(exit);
            }
            if (matches!(woken, Woken::Input) || self.more)
                && let Some(exit) = self.read_input()?
            {
                return Ok(exit);
            }
            while let Ok(answer) = answers.try_recv() {
                self.program.answer(answer, Clock::read());
            }
            let clock = Clock::read();
            if self
                .program
                .next_tick(clock)
                .is_some_and(|left| left.is_zero())
            {
                self.program.tick(clock);
            }
            if let Some(exit) = self.fulfil_wishes()? {
                return Ok(exit);
            }
        }
    }

    fn wait(&self) -> io::Result<Woken> {
        let left = if self.more {
            Some(Duration::ZERO)
        } else {
            self.program.next_tick(Clock::read())
        };
        let timeout = left.map(|left| Timespec {
            tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: left.subsec_nanos().into(),
        });
        let stdin = rustix::stdio::stdin();
        let mut fds = [
            PollFd::from_borrowed_fd(stdin, PollFlags::IN),
            PollFd::from_borrowed_fd(self.signals.pipe(), PollFlags::IN),
        ];
        match poll(&mut fds, timeout.as_ref()) {
            Ok(_) => {}
            Err(rustix::io::Errno::INTR) => return Ok(Woken::Nothing),
            Err(error) => return Err(error.into()),
        }
        let seen = fds[0].revents();
        Ok(
            if seen.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
                Woken::HungUp
            } else if seen.contains(PollFlags::IN) {
                Woken::Input
            } else {
                Woken::Nothing
            },
        )
    }

    fn obey_signals(&mut self) -> io::Result<Option<Exit>> {
        if self.signals.take_stop() {
            self.suspend()?;
        } else if self.signals.take_continued() {
            // Stopped by SIGSTOP, which cannot be caught: the shell has set the terminal to its own modes since.
            self.screen.resume()?;
            self.program.input(Input::Resize, Clock::read());
        }
        if self.signals.take_resized() {
            self.screen.forget()?;
            // crossterm reports a new size only after its first read, so the first ones would be lost.
            self.program.input(Input::Resize, Clock::read());
            self.more = true;
        }
        self.fulfil_wishes()
    }

    fn read_input(&mut self) -> io::Result<Option<Exit>> {
        for _ in 0..BATCH {
            if !event::poll(Duration::ZERO)? {
                // A resize that comes with keys makes crossterm forget that the keys are there.
                self.more = has_input() && remind_of_input();
                return Ok(None);
            }
            let Some(input) = Input::of(event::read()?) else {
                continue;
            };
            if let Input::Key(chord) = input {
                for chord in self.late.pass(chord) {
                    self.program.input(Input::Key(chord), Clock::read());
                }
            } else {
                self.program.input(input, Clock::read());
            }
            if let Some(exit) = self.fulfil_wishes()? {
                return Ok(Some(exit));
            }
        }
        self.more = true;
        Ok(None)
    }

    fn fulfil_wishes(&mut self) -> io::Result<Option<Exit>> {
        while let Some(wish) = self.program.take_wish() {
            match wish {
                Wish::Quit => return Ok(Some(Exit::Quit)),
                Wish::Suspend => self.suspend()?,
                Wish::Mouse(mouse) => self.screen.set_mouse(mouse)?,
                Wish::Clipboard(text) => self.screen.send_to_clipboard(&text)?,
            }
        }
        Ok(None)
    }

    fn suspend(&mut self) -> io::Result<()> {
        leave();
        self.signals.stop_here()?;
        self.screen.resume()?;
        self.program.input(Input::Resize, Clock::read());
        Ok(())
    }
}
