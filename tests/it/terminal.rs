//! The terminal itself, with a small program in a real pty (R3).
//!
//! The program is this very test binary, started again with a variable that tells `the_program` to run. So a panic
//! and a frozen loop can be tried, for which the real program has no key.

use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use passward::tui::clock::Clock;
use passward::tui::event_loop::{self, Exit, Frame, Program, Wish};
use passward::tui::keymap::{Chord, Input, Key, LateAnswer, Naming, PointerAct};
use passward::tui::signals::Signals;
use passward::tui::terminal::{self, Mouse, Screen};
use passward::tui::theme::ask_background;
use passward::tui::worker::{Job, Lane, Outcome, Worker};
use rustix::process::Signal;
use rustix::pty::OpenptFlags;
use rustix::termios::Winsize;

use crate::support::pty::{Colours, Pty, World};

const RUN: &str = "PASSWARD_TEST_PROGRAM";

/// Does nothing as a test; in the pty it is the program.
#[test]
fn the_program() {
    if std::env::var_os(RUN).is_none() {
        return;
    }
    let outstanding = ask_background().err().unwrap_or_default();
    let signals = Signals::install(terminal::leave).unwrap();
    let (worker, answers) = Worker::start(|| (), &signals.waker().unwrap()).unwrap();
    let mut screen = Screen::enter(Mouse::On).unwrap();
    let mut echo = Echo {
        worker,
        said: "ready".into(),
        frames: 0,
        dirty: true,
        wish: None,
        hangs: false,
    };
    let exit = event_loop::run(
        &mut echo,
        &mut screen,
        &signals,
        &answers,
        LateAnswer::expecting(outstanding),
    );
    drop(screen);
    if let Exit::Signal(ending) = exit.unwrap() {
        ending.die();
    }
}

/// Says what it was told last.
struct Echo {
    worker: Worker<Question>,
    said: String,
    frames: u32,
    dirty: bool,
    wish: Option<Wish>,
    hangs: bool,
}

struct Question;

impl Job for Question {
    type Kind = ();
    type Answer = &'static str;
    type Context = ();

    fn lane(&self) -> Lane<()> {
        Lane::Act
    }

    fn run(&mut self, (): &mut (), _: Clock) -> Outcome<&'static str> {
        panic!("a worker's panic")
    }

    fn answer_to_panic(&self) -> &'static str {
        "the worker failed"
    }
}

impl Program for Echo {
    type Answer = &'static str;

    fn input(&mut self, input: Input, _: Clock) {
        self.dirty = true;
        match input {
            Input::Key(chord) if chord == Chord::char('q') => self.wish = Some(Wish::Quit),
            Input::Key(chord) if chord == Chord::ctrl(Key::Char('z')) => {
                self.wish = Some(Wish::Suspend);
            }
            Input::Key(chord) if chord == Chord::char('!') => panic!("the drawing thread's panic"),
            Input::Key(chord) if chord == Chord::char('?') => self.worker.submit(Question),
            Input::Key(chord) if chord == Chord::char('=') => {
                self.hangs = true;
                self.said = "it hangs".into();
            }
            Input::Key(chord) => write!(self.said, " {}", chord.name(Naming::Words)).unwrap(),
            Input::Paste(text) => write!(self.said, " pasted {}", text.len()).unwrap(),
            Input::Pointer(pointer) if pointer.act == PointerAct::Press => {
                write!(self.said, " pressed {},{}", pointer.x, pointer.y).unwrap();
            }
            Input::Pointer(_) | Input::Resize => {}
        }
    }

    fn answer(&mut self, answer: &'static str, _: Clock) {
        self.said = answer.into();
        self.dirty = true;
    }

    fn tick(&mut self, _: Clock) {}

    fn next_tick(&self, _: Clock) -> Option<Duration> {
        if self.hangs && !self.dirty {
            // A loop that never comes back.
            let (_keep, never) = mpsc::channel::<()>();
            let _ = never.recv();
        }
        None
    }

    fn is_dirty(&self) -> bool {
        self.dirty
    }

    fn draw(&mut self, frame: &mut Frame<'_>) {
        self.dirty = false;
        self.frames += 1;
        let area = frame.area();
        let size = format!("{}x{} frame {}", area.width, area.height, self.frames);
        let width = usize::from(area.width);
        frame
            .buffer_mut()
            .set_stringn(0, 0, size, width, ratatui::style::Style::new());
        frame
            .buffer_mut()
            .set_stringn(0, 1, &self.said, width, ratatui::style::Style::new());
        frame.set_cursor_position((0, 1));
    }

    fn take_wish(&mut self) -> Option<Wish> {
        self.wish.take()
    }
}

fn started(colours: Colours) -> (World, Pty) {
    let world = World::new().with(RUN, "1");
    let program = std::env::current_exe().unwrap();
    let arguments = [
        "--exact",
        "terminal::the_program",
        "--nocapture",
        "--test-threads=1",
    ];
    let pty = world.start(program.to_str().unwrap(), &arguments, 80, 24, colours);
    pty.shows("ready");
    (world, pty)
}

#[test]
fn r3_quitting_gives_the_terminal_back() {
    let (_world, mut pty) = started(Colours::Dark);
    pty.wait_until("modes", |screen| {
        screen.alternate_screen() && screen.bracketed_paste()
    });
    pty.keys("q");
    assert!(pty.wait_for_end().success());
    pty.is_given_back();
}

#[test]
fn r3_each_ending_signal_ends_it_as_that_signal_and_gives_the_terminal_back() {
    for (signal, words) in [
        (Signal::TERM, "Terminated"),
        (Signal::HUP, "Hangup"),
        (Signal::INT, "Interrupt"),
        (Signal::QUIT, "Quit"),
    ] {
        let (_world, mut pty) = started(Colours::Dark);
        pty.signal(signal);
        assert_eq!(pty.wait_for_end().signal(), Some(words));
        pty.is_given_back();
    }
}

#[test]
fn r3_a_frozen_program_is_ended_by_the_watching_thread() {
    let (_world, mut pty) = started(Colours::Dark);
    pty.keys("=");
    pty.shows("it hangs");
    pty.signal(Signal::TERM);
    assert_eq!(pty.wait_for_end().signal(), Some("Terminated"));
    pty.is_given_back();
}

#[test]
fn r3_a_panic_of_the_drawing_thread_is_readable_on_the_restored_terminal() {
    let (_world, mut pty) = started(Colours::Dark);
    pty.keys("!");
    assert!(!pty.wait_for_end().success());
    pty.is_given_back();
    assert!(pty.contents().contains("the drawing thread's panic"));
}

#[test]
fn a_panic_of_the_worker_is_an_answer_and_leaves_the_screen_alone() {
    let (_world, mut pty) = started(Colours::Dark);
    pty.keys("?");
    pty.shows("the worker failed");
    assert!(!String::from_utf8_lossy(&pty.output()).contains("a worker's panic"));
    pty.keys("q");
    pty.wait_for_end();
}

#[test]
fn a_burst_of_keys_a_paste_and_a_click_is_one_frame() {
    let (_world, pty) = started(Colours::Dark);
    pty.keys("abc\x1b[200~eight ch\x1b[201~\x1b[<0;5;7M");
    pty.shows("ready a b c pasted 8 pressed 4,6");
    pty.shows("frame 2");
    pty.paste("nine char");
    pty.shows("pasted 9");
    pty.click(1, 2);
    pty.shows("pressed 1,2");
    pty.hides("frame 2");
}

#[test]
fn the_mouse_reports_no_motion_and_a_frame_is_synchronized() {
    let (_world, pty) = started(Colours::Dark);
    let output = String::from_utf8_lossy(&pty.output()).into_owned();
    assert!(output.contains("\x1b[?1002h") && !output.contains("\x1b[?1003h"));
    assert!(output.contains("\x1b[?2026h") && output.contains("\x1b[?2026l"));
    // The questions that nobody might answer are never asked.
    assert!(!output.contains("\x1b[6n") && !output.contains("\x1b[?u"));
}

#[test]
fn a_resize_before_the_first_key_redraws() {
    let (_world, pty) = started(Colours::Dark);
    pty.resize(100, 30);
    pty.shows("100x30");
    pty.resize(60, 16);
    pty.shows("60x16");
}

#[test]
fn keys_that_come_with_a_resize_are_read_at_once() {
    let (_world, pty) = started(Colours::Dark);
    for round in 0..40 {
        pty.resize(80 + round, 24);
        pty.keys("b");
        pty.wait_until("the key", |screen| screen.contents().contains(" b"));
        pty.keys("?");
        pty.resize(70 + round, 24);
        pty.hides(" b");
    }
}

#[test]
fn a_window_that_was_small_for_a_moment_is_drawn_whole() {
    let (_world, pty) = started(Colours::Dark);
    for _ in 0..10 {
        pty.resize(20, 2);
        pty.resize(80, 24);
        pty.shows("ready");
        pty.shows("80x24");
    }
}

#[test]
fn r3_stopped_by_a_signal_it_gives_the_terminal_back_and_takes_it_again() {
    let (_world, mut pty) = started(Colours::Dark);
    pty.signal(Signal::TSTP);
    pty.wait_until("left", |screen| !screen.alternate_screen());
    pty.wait_until_stopped();
    pty.is_given_back();
    pty.signal(Signal::CONT);
    pty.wait_until("back", |screen| {
        screen.alternate_screen() && screen.bracketed_paste()
    });
    pty.shows("ready");
    pty.keys("q");
    assert!(pty.wait_for_end().success());
    pty.is_given_back();
}

#[test]
fn a_late_answer_about_colours_is_not_typed() {
    let (_world, pty) = started(Colours::Silent);
    pty.keys("a");
    pty.shows("ready a");
    pty.keys("\x1b]10;rgb:e3e3/e7e7/eded\x1b\\\x1b]11;rgb:1414/1717/1c1c\x07b");
    pty.shows("ready a b");
}

#[test]
fn r3_a_shell_can_stop_and_continue_it() {
    let world = World::new().with(RUN, "1").with("PS1", "shell> ");
    let pty = world.start(
        "/bin/bash",
        &["--norc", "--noprofile", "-i"],
        80,
        24,
        Colours::Dark,
    );
    pty.shows("shell>");
    let program = std::env::current_exe().unwrap();
    pty.keys(&format!(
        "{} --exact terminal::the_program --nocapture\r",
        program.display()
    ));
    pty.wait_until("the program", vt100::Screen::alternate_screen);
    pty.shows("ready");
    pty.keys("\x1a");
    pty.wait_until("the shell", |screen| !screen.alternate_screen());
    pty.shows("Stopped");
    pty.keys("fg\r");
    pty.wait_until("the program", vt100::Screen::alternate_screen);
    pty.keys("xq");
    pty.wait_until("the shell", |screen| !screen.alternate_screen());
    pty.keys("exit 0\r");
}

#[test]
fn r3_a_closed_terminal_ends_it_at_once() {
    let master =
        rustix::pty::openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)
            .unwrap();
    rustix::pty::grantpt(&master).unwrap();
    rustix::pty::unlockpt(&master).unwrap();
    let size = Winsize {
        ws_row: 24,
        ws_col: 80,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    rustix::termios::tcsetwinsize(&master, size).unwrap();
    let name = rustix::pty::ptsname(&master, Vec::new()).unwrap();
    let slave = || {
        File::options()
            .read(true)
            .write(true)
            .open(name.to_str().unwrap())
            .unwrap()
    };
    let world = World::new().with(RUN, "1").with("NO_COLOR", "1");
    let mut child = Command::new("setsid")
        .arg("--ctty")
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "terminal::the_program", "--nocapture"])
        .env_clear()
        .envs(world.environment())
        .stdin(slave())
        .stdout(slave())
        .stderr(slave())
        .spawn()
        .unwrap();
    // The only descriptor of the master: closing it is what a closed window does.
    let mut master = File::from(master);
    let mut output = Vec::new();
    while !output.windows(5).any(|part| part == b"ready") {
        let mut chunk = [0; 4096];
        let count = master.read(&mut chunk).unwrap();
        output.extend_from_slice(&chunk[..count]);
    }
    drop(master);
    assert_eq!(child.wait().unwrap().signal(), Some(1));
}

#[test]
fn r3_the_real_program_leaves_the_terminal_alone_where_it_refuses() {
    let mut pty = World::new().passward(&["--no-such-option"], 80, 24);
    pty.wait_for_end();
    pty.is_given_back();
}
