//! The terminal: taken when the screens start, given back whatever happens (R3).
//!
//! Never asks the terminal anything: a question that nobody answers would hold the first frame for seconds. A frame
//! is one write inside a synchronized update. `leave` is harmless twice and may be called from any thread.

mod paper;

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::panic;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::queue;
use crossterm::style::{ResetColor, force_color_output};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use ratatui::Frame;
use ratatui::backend::Backend;
use ratatui::layout::Rect;
use zeroize::Zeroize;

use paper::Paper;

/// Presses, drags and the wheel in SGR form. crossterm's own command also asks for every motion (`?1003h`).
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// Whether the terminal is ours right now.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Whether the mouse is reported to us, or left to the terminal's own selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    /// Reported to us.
    On,
    /// Left to the terminal.
    Off,
}

/// The terminal while it is ours; dropping it gives it back.
pub struct Screen {
    terminal: ratatui::Terminal<Paper<Collected>>,
    frame: Collected,
    out: File,
    mouse: Mouse,
}

impl Screen {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, the mouse if wanted.
    pub fn enter(mouse: Mouse) -> io::Result<Self> {
        // Without it `NO_COLOR` makes crossterm cancel a reverse that is drawn with a colour; the theme decides here.
        force_color_output(true);
        restore_on_panic();
        let frame = Collected::default();
        frame.0.borrow_mut().reserve(1 << 16);
        let terminal = ratatui::Terminal::new(Paper::new(frame.clone()))?;
        // A descriptor of our own: `Stdout` would cut the frame at its line breaks.
        let out = io::stdout().as_fd().try_clone_to_owned()?.into();
        let mut screen = Self {
            terminal,
            frame,
            out,
            mouse,
        };
        screen.take()?;
        Ok(screen)
    }

    /// Draws one frame, in one write; in none where it looks just like the one before.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        let before = self.frame.0.borrow().len();
        queue!(self.frame, BeginSynchronizedUpdate)?;
        let begun = self.frame.0.borrow().len();
        self.terminal.draw(render)?;
        if self.frame.0.borrow().len() == begun {
            self.frame.0.borrow_mut().truncate(before);
            return Ok(());
        }
        queue!(self.frame, EndSynchronizedUpdate)?;
        self.send()
    }

    /// Takes the terminal again, and makes the next frame a whole one.
    pub(crate) fn resume(&mut self) -> io::Result<()> {
        leave();
        self.take()
    }

    /// Makes the next frame a whole one: a window that was small for a moment has lost what stood there.
    pub(crate) fn forget(&mut self) -> io::Result<()> {
        let size = self.terminal.backend().size()?;
        self.terminal
            .resize(Rect::new(0, 0, size.width, size.height))
    }

    /// Switches the mouse on or off while running.
    pub fn set_mouse(&mut self, mouse: Mouse) -> io::Result<()> {
        self.mouse = mouse;
        self.frame.write_all(
            if mouse == Mouse::On {
                MOUSE_ON
            } else {
                MOUSE_OFF
            }
            .as_bytes(),
        )?;
        self.send()
    }

    /// Sends a text to the terminal's clipboard (OSC 52). No terminal says whether it took it.
    pub fn send_to_clipboard(&mut self, text: &str) -> io::Result<()> {
        queue!(self.frame, CopyToClipboard::to_clipboard_from(text))?;
        self.send()
    }

    fn send(&mut self) -> io::Result<()> {
        let mut frame = self.frame.0.borrow_mut();
        let sent = self.out.write_all(&frame);
        frame.zeroize();
        sent
    }

    fn take(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        self.terminal.backend_mut().forget();
        let size = self.terminal.backend().size()?;
        queue!(self.frame, EnterAlternateScreen, EnableBracketedPaste)?;
        if self.mouse == Mouse::On {
            self.frame.write_all(MOUSE_ON.as_bytes())?;
        }
        // `clear` would ask for the cursor's place; this redraws everything without a question.
        self.terminal
            .resize(Rect::new(0, 0, size.width, size.height))?;
        self.send()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
    }
}

/// Gives the terminal back, once, from any thread.
pub fn leave() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut bytes = Vec::with_capacity(128);
    // Writing to memory cannot fail, and on the way out there is nobody to tell about the terminal.
    let _ = queue!(
        bytes,
        EndSynchronizedUpdate,
        ResetColor,
        DisableBracketedPaste
    );
    bytes.extend_from_slice(MOUSE_OFF.as_bytes());
    let _ = queue!(bytes, Show, LeaveAlternateScreen);
    // Modes of the line first: it cannot block, a write to a stalled terminal can.
    let _ = disable_raw_mode();
    let mut out = io::stdout();
    let _ = out.write_all(&bytes);
    let _ = out.flush();
}

/// Restores the terminal before a panic of the drawing thread is printed.
///
/// A panic of another thread becomes an answer: it neither touches nor writes over the screen.
fn restore_on_panic() {
    static INSTALLED: AtomicBool = AtomicBool::new(false);
    if INSTALLED.swap(true, Ordering::SeqCst) {
        return;
    }
    let drawing = thread::current().id();
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if thread::current().id() == drawing {
            leave();
        } else if TAKEN.load(Ordering::SeqCst) {
            return;
        }
        before(info);
    }));
}

/// Collects a frame, which [`Screen::send`] writes at once.
///
/// Not a `BufWriter`: that would send the half of a frame it holds when a panic unwinds, after the terminal was given
/// back, and ratatui's flushes would cut a frame in two.
#[derive(Clone, Default)]
struct Collected(Rc<RefCell<Vec<u8>>>);

impl Write for Collected {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
