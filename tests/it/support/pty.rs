//! A real program in a real pseudo-terminal, in a world of its own.
//!
//! Waits are for conditions, with a generous limit, and a failure shows the screen.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use tempfile::TempDir;

const LIMIT: Duration = Duration::from_secs(20);

/// Whether the terminal answers questions about its colours.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colours {
    /// At once: it is dark.
    Dark,
    /// It does not; the test may, later.
    Silent,
}

/// A home of its own, and an environment with nothing else in it.
pub(crate) struct World {
    home: TempDir,
    extra: Vec<(String, String)>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            extra: Vec::new(),
        }
    }

    /// Sets a variable, or changes one of the usual ones.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.extra.push((name.into(), value.into()));
        self
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// Returns the variables every program in this world sees.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        let home = self.home.path().to_str().unwrap();
        let mut all: Vec<(String, String)> = [
            ("HOME", home),
            ("PATH", "/usr/bin:/bin"),
            ("TERM", "xterm-256color"),
            ("COLORTERM", "truecolor"),
            ("LANG", "C.UTF-8"),
            ("TZ", "UTC"),
        ]
        .map(|(name, value)| (name.into(), value.into()))
        .into();
        for (name, value) in &self.extra {
            all.retain(|(known, _)| known != name);
            all.push((name.clone(), value.clone()));
        }
        all
    }

    /// Starts a program in a pty of so many columns and rows.
    pub(crate) fn start(
        &self,
        program: &str,
        arguments: &[&str],
        columns: u16,
        rows: u16,
        colours: Colours,
    ) -> Pty {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(self.home());
        command.env_clear();
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        Pty::start(command, columns, rows, colours)
    }

    /// Starts passward itself.
    pub(crate) fn passward(&self, arguments: &[&str], columns: u16, rows: u16) -> Pty {
        self.start(
            env!("CARGO_BIN_EXE_passward"),
            arguments,
            columns,
            rows,
            Colours::Dark,
        )
    }
}

struct State {
    parser: vt100::Parser,
    ended: bool,
    output: Vec<u8>,
}

/// What reader and test share.
#[derive(Clone)]
struct Shared(Arc<(Mutex<State>, Condvar)>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap()
    }
}

/// A running program and its terminal.
pub(crate) struct Pty {
    master: Box<dyn MasterPty + Send>,
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    child: Box<dyn Child + Send + Sync>,
    shared: Shared,
    ended: bool,
    before: String,
}

impl Pty {
    fn start(command: CommandBuilder, columns: u16, rows: u16, colours: Colours) -> Self {
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let before = modes(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let writer = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let parser = vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0);
        let state = State {
            parser,
            ended: false,
            output: Vec::new(),
        };
        let shared = Shared(Arc::new((Mutex::new(state), Condvar::new())));
        let reader = pair.master.try_clone_reader().unwrap();
        let (reading, answering) = (shared.clone(), Arc::clone(&writer));
        thread::spawn(move || read(reader, &reading, &answering, colours));
        Self {
            master: pair.master,
            writer,
            child,
            shared,
            ended: false,
            before,
        }
    }

    /// Waits until the screen is as described.
    #[track_caller]
    pub(crate) fn wait_until(&self, what: &str, is: impl Fn(&vt100::Screen) -> bool) {
        let (state, timed_out) = self
            .shared
            .0
            .1
            .wait_timeout_while(self.shared.lock(), LIMIT, |state| {
                !is(state.parser.screen()) && !state.ended
            })
            .unwrap();
        let shown = is(state.parser.screen());
        let contents = state.parser.screen().contents();
        drop(state);
        let why = if timed_out.timed_out() {
            "in time"
        } else {
            "before the program ended"
        };
        assert!(shown, "not {why}: {what}\n{contents}");
    }

    /// Waits until a text is on the screen.
    #[track_caller]
    pub(crate) fn shows(&self, text: &str) {
        self.wait_until(text, |screen| screen.contents().contains(text));
    }

    /// Waits until a text is on the screen no more.
    #[track_caller]
    pub(crate) fn hides(&self, text: &str) {
        self.wait_until(&format!("no {text}"), |screen| {
            !screen.contents().contains(text)
        });
    }

    /// Returns the text on the screen.
    pub(crate) fn contents(&self) -> String {
        self.shared.lock().parser.screen().contents()
    }

    /// Returns every byte the program wrote so far.
    pub(crate) fn output(&self) -> Vec<u8> {
        self.shared.lock().output.clone()
    }

    /// Types bytes as they are: `\r` is Enter, `\t` Tab, `\x1b` Esc.
    pub(crate) fn keys(&self, keys: &str) {
        let mut writer = self.writer.lock().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    /// Pastes a text in brackets.
    pub(crate) fn paste(&self, text: &str) {
        self.keys(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Clicks a cell, columns and rows from zero.
    pub(crate) fn click(&self, x: u16, y: u16) {
        self.keys(&format!("\x1b[<0;{0};{1}M\x1b[<0;{0};{1}m", x + 1, y + 1));
    }

    /// Changes the size of the window.
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        let (cols, lines) = (columns.try_into().unwrap(), rows.try_into().unwrap());
        self.shared.lock().parser.screen_mut().set_size(lines, cols);
        let size = PtySize {
            rows,
            cols: columns,
            pixel_width: 0,
            pixel_height: 0,
        };
        self.master.resize(size).unwrap();
    }

    /// Sends the program a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// Waits until the program has stopped; a signal to continue that comes before is lost.
    pub(crate) fn wait_until_stopped(&self) {
        let options = WaitIdOptions::STOPPED | WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        waitid(WaitId::Pid(self.pid()), options).unwrap();
    }

    pub(crate) fn pid(&self) -> Pid {
        let id = i32::try_from(self.child.process_id().unwrap()).unwrap();
        Pid::from_raw(id).unwrap()
    }

    /// Waits for the end, and for the last of the output.
    #[track_caller]
    pub(crate) fn wait_for_end(&mut self) -> ExitStatus {
        let (state, timed_out) = self
            .shared
            .0
            .1
            .wait_timeout_while(self.shared.lock(), LIMIT, |state| !state.ended)
            .unwrap();
        let contents = state.parser.screen().contents();
        drop(state);
        assert!(
            !timed_out.timed_out(),
            "the program has not ended\n{contents}"
        );
        self.ended = true;
        self.child.wait().unwrap()
    }

    /// Asserts that the terminal is as it was before the program (R3).
    #[track_caller]
    pub(crate) fn is_given_back(&self) {
        let state = self.shared.lock();
        let screen = state.parser.screen();
        let found = (
            screen.alternate_screen(),
            screen.bracketed_paste(),
            screen.hide_cursor(),
            screen.mouse_protocol_mode(),
        );
        drop(state);
        assert_eq!(found, (false, false, false, vt100::MouseProtocolMode::None));
        assert_eq!(modes(&*self.master), self.before);
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if !self.ended {
            let _ = kill_process(self.pid(), Signal::KILL);
            let _ = self.child.wait();
        }
    }
}

fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios())
}

/// Feeds the screen with what the program writes, and answers for the terminal.
fn read(
    mut from: impl Read,
    shared: &Shared,
    writer: &Mutex<Box<dyn Write + Send>>,
    colours: Colours,
) {
    let mut chunk = vec![0; 1 << 16];
    // A closed terminal is an error on Linux, and means the end just so.
    while let Ok(count @ 1..) = from.read(&mut chunk) {
        let bytes = &chunk[..count];
        let asked = bytes.windows(5).any(|part| part == b"\x1b]11;");
        if asked && colours == Colours::Dark {
            let answer =
                b"\x1b]10;rgb:e3e3/e7e7/eded\x1b\\\x1b]11;rgb:1414/1717/1c1c\x1b\\\x1b[?62;22c";
            writer.lock().unwrap().write_all(answer).unwrap();
        }
        let mut state = shared.lock();
        state.parser.process(bytes);
        state.output.extend_from_slice(bytes);
        drop(state);
        shared.0.1.notify_all();
    }
    shared.lock().ended = true;
    shared.0.1.notify_all();
}
