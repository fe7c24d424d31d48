//! A program in a pseudo-terminal, with a stamp on everything it writes.
//!
//! Bytes are stamped where they are read, in a thread that does nothing else; the screen is computed afterwards, so
//! that its time is part of no number.

use std::error::Error;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::cost::{Cost, Memory};

pub(super) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A burst of output has ended when nothing came for so long.
const QUIET: Duration = Duration::from_millis(25);
/// Whoever writes nothing for so long after a key is silent.
const SILENCE: Duration = Duration::from_millis(300);
/// How long a text may take to show.
const PATIENCE: Duration = Duration::from_secs(20);
const SIZE: PtySize = PtySize {
    rows: 24,
    cols: 80,
    pixel_width: 0,
    pixel_height: 0,
};

/// What a dark terminal answers when it is asked for its colours.
const COLOURS: &[u8] =
    b"\x1b]10;rgb:e3e3/e7e7/eded\x1b\\\x1b]11;rgb:1414/1717/1c1c\x1b\\\x1b[?62;22c";

type Writer = Arc<Mutex<Box<dyn Write + Send>>>;

/// What some keys caused.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Burst {
    /// From the keys to the first byte; nothing where there was none.
    pub(super) first: Option<Duration>,
    /// From the keys to the last byte.
    pub(super) last: Option<Duration>,
    /// How many bytes.
    pub(super) bytes: usize,
}

/// A running program.
pub(super) struct Running {
    _master: Box<dyn MasterPty + Send>,
    writer: Writer,
    child: Box<dyn Child + Send + Sync>,
    chunks: Receiver<(Instant, Vec<u8>)>,
    parser: vt100::Parser,
    started: Instant,
}

impl Running {
    /// Starts a program in a terminal of 80 columns and 24 rows, with nothing of this environment.
    pub(super) fn start(program: &Path, arguments: &[OsString], home: &Path) -> Result<Self> {
        let pair = native_pty_system().openpty(SIZE)?;
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(home);
        command.env_clear();
        for (name, value) in [
            ("PATH", "/usr/bin:/bin"),
            ("TERM", "xterm-256color"),
            ("COLORTERM", "truecolor"),
            ("LANG", "C.UTF-8"),
            ("TZ", "UTC"),
        ] {
            command.env(name, value);
        }
        command.env("HOME", home);
        let reader = pair.master.try_clone_reader()?;
        let writer: Writer = Arc::new(Mutex::new(pair.master.take_writer()?));
        let (sender, chunks) = mpsc::channel();
        let answering = Arc::clone(&writer);
        thread::spawn(move || read(reader, &answering, &sender));
        let started = Instant::now();
        let child = pair.slave.spawn_command(command)?;
        Ok(Self {
            _master: pair.master,
            writer,
            child,
            chunks,
            parser: vt100::Parser::new(24.try_into()?, 80.try_into()?, 0),
            started,
        })
    }

    /// Returns from the start to the last byte of the first frame.
    pub(super) fn first_frame(&mut self) -> Result<Duration> {
        let burst = self.gather(self.started, PATIENCE, QUIET);
        burst.last.ok_or_else(|| "the program drew nothing".into())
    }

    /// Types bytes as they are, and waits until what they cause has ended.
    pub(super) fn press(&mut self, keys: &[u8]) -> Result<Burst> {
        self.press_until(keys, QUIET)
    }

    /// Types bytes; the burst has ended when nothing came for so long.
    pub(super) fn press_until(&mut self, keys: &[u8], quiet: Duration) -> Result<Burst> {
        self.drain();
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = Instant::now();
        writer.write_all(keys)?;
        writer.flush()?;
        drop(writer);
        Ok(self.gather(sent, SILENCE.max(quiet), quiet))
    }

    /// Types bytes and returns after how long a text shows; it must not show already.
    pub(super) fn press_for(&mut self, keys: &[u8], text: &str) -> Result<Duration> {
        self.drain();
        if self.contents().contains(text) {
            return Err(format!("{text:?} shows already:\n{}", self.contents()).into());
        }
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = Instant::now();
        writer.write_all(keys)?;
        drop(writer);
        let at = self.shows(text)?;
        Ok(at.saturating_duration_since(sent))
    }

    /// Waits until a text shows; returns when the bytes came that made it show.
    pub(super) fn shows(&mut self, text: &str) -> Result<Instant> {
        self.shows_within(text, PATIENCE)
    }

    /// Waits until a text shows, for so long at most; returns when the bytes came that made it show.
    pub(super) fn shows_within(&mut self, text: &str, time: Duration) -> Result<Instant> {
        let until = Instant::now() + time;
        let mut at = Instant::now();
        while !self.contents().contains(text) {
            let left = until.saturating_duration_since(Instant::now());
            match self.chunks.recv_timeout(left) {
                Ok((stamp, bytes)) => {
                    self.parser.process(&bytes);
                    at = stamp;
                }
                Err(_) => return Err(format!("{text:?} never showed:\n{}", self.contents()).into()),
            }
        }
        Ok(at)
    }

    /// Lets so much time pass; returns how many bytes were written meanwhile.
    pub(super) fn pass(&mut self, time: Duration) -> usize {
        let until = Instant::now() + time;
        let mut bytes = 0;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.chunks.recv_timeout(left) {
                Ok((_, chunk)) => {
                    self.parser.process(&chunk);
                    bytes += chunk.len();
                }
                Err(RecvTimeoutError::Timeout) => return bytes,
                Err(RecvTimeoutError::Disconnected) => {
                    thread::sleep(left);
                    return bytes;
                }
            }
        }
    }

    /// Returns the text on the screen.
    pub(super) fn contents(&self) -> String {
        self.parser.screen().contents()
    }

    /// Returns what the program has used so far.
    pub(super) fn cost(&self) -> Result<Cost> {
        Cost::of(self.pid()?)
    }

    /// Returns the memory it holds.
    pub(super) fn memory(&self) -> Result<Memory> {
        Memory::of(self.pid()?)
    }

    fn pid(&self) -> Result<u32> {
        self.child
            .process_id()
            .ok_or_else(|| "the program has ended".into())
    }

    fn drain(&mut self) {
        while let Ok((_, bytes)) = self.chunks.try_recv() {
            self.parser.process(&bytes);
        }
    }

    /// Gathers a burst that was caused at an instant.
    fn gather(&mut self, caused: Instant, patience: Duration, quiet: Duration) -> Burst {
        let mut burst = Burst::default();
        let mut wait = patience;
        let mut all = Vec::new();
        while let Ok((stamp, bytes)) = self.chunks.recv_timeout(wait) {
            let after = stamp.saturating_duration_since(caused);
            burst.first.get_or_insert(after);
            burst.last = Some(after);
            burst.bytes += bytes.len();
            all.extend_from_slice(&bytes);
            wait = quiet;
        }
        self.parser.process(&all);
        burst
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Nothing is kept that a clean end would be needed for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(
    mut from: impl Read,
    writer: &Mutex<Box<dyn Write + Send>>,
    chunks: &Sender<(Instant, Vec<u8>)>,
) {
    let mut room = vec![0; 1 << 16];
    while let Ok(count @ 1..) = from.read(&mut room) {
        let stamp = Instant::now();
        let bytes = &room[..count];
        if bytes.windows(5).any(|part| part == b"\x1b]11;") {
            let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
            // A program that has ended asks for nothing any more.
            let _ = writer.write_all(COLOURS);
            continue;
        }
        if chunks.send((stamp, bytes.to_vec())).is_err() {
            return;
        }
    }
}
