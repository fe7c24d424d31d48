//! Lines from a descriptor, through one buffer that never grows and is wiped.
//!
//! `std::io::stdin` keeps what it has read in a buffer of its own that nobody wipes; so this reads by itself.

use std::os::fd::{AsFd, BorrowedFd};

use zeroize::{Zeroize, Zeroizing};

use super::Stopped;

/// The longest line; a terminal gives no longer one either (termios, `MAX_CANON` on Linux).
const LONGEST: usize = 4096;

/// Reads lines that may be secrets.
#[derive(Debug)]
pub struct Lines<'a> {
    from: BorrowedFd<'a>,
    bytes: Buffer,
    filled: usize,
}

struct Buffer(Zeroizing<Vec<u8>>);

impl std::fmt::Debug for Buffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Buffer(..)")
    }
}

impl<'a> Lines<'a> {
    /// Reads from this descriptor.
    #[must_use]
    pub fn of(from: BorrowedFd<'a>) -> Self {
        Self {
            from,
            bytes: Buffer(Zeroizing::new(vec![0; LONGEST])),
            filled: 0,
        }
    }

    /// Returns the next line without its line break; the last one may lack it.
    ///
    /// `wait` is called before each read, and may stop it.
    pub fn next(
        &mut self,
        mut wait: impl FnMut(BorrowedFd<'_>) -> Result<(), Stopped>,
    ) -> Result<Zeroizing<String>, Stopped> {
        loop {
            let read = &self.bytes.0[..self.filled];
            if let Some(end) = read.iter().position(|byte| *byte == b'\n') {
                return self.take(end, end + 1);
            }
            if self.filled == LONGEST {
                self.forget();
                return Err(Stopped::LineTooLong);
            }
            wait(self.from.as_fd())?;
            match rustix::io::read(self.from, &mut self.bytes.0[self.filled..]) {
                Ok(0) if self.filled == 0 => return Err(Stopped::Closed),
                Ok(0) => return self.take(self.filled, self.filled),
                Ok(more) => self.filled += more,
                Err(rustix::io::Errno::INTR) => {}
                // A terminal that was hung up answers so.
                Err(rustix::io::Errno::IO) => return Err(Stopped::Closed),
                Err(_) => return Err(Stopped::Unreadable),
            }
        }
    }

    /// Wipes what was read and not yet taken.
    pub fn forget(&mut self) {
        self.bytes.0[..self.filled].zeroize();
        self.filled = 0;
    }

    fn take(&mut self, end: usize, rest: usize) -> Result<Zeroizing<String>, Stopped> {
        let bytes = self.bytes.0[..end].strip_suffix(b"\r");
        let bytes = bytes.unwrap_or(&self.bytes.0[..end]);
        let mut line = Zeroizing::new(String::with_capacity(LONGEST));
        let is_text = str::from_utf8(bytes).map(|text| line.push_str(text));
        self.bytes.0.copy_within(rest..self.filled, 0);
        let left = self.filled - rest;
        self.bytes.0[left..self.filled].zeroize();
        self.filled = left;
        is_text.map(|()| line).map_err(|_| Stopped::NotText)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn lines_of(text: &[u8]) -> Vec<Result<String, Stopped>> {
        let (read, mut write) = std::io::pipe().unwrap();
        write.write_all(text).unwrap();
        drop(write);
        let mut lines = Lines::of(read.as_fd());
        let mut found = Vec::new();
        loop {
            match lines.next(|_| Ok(())) {
                Err(Stopped::Closed) => return found,
                Err(Stopped::LineTooLong) => return vec![Err(Stopped::LineTooLong)],
                line => found.push(line.map(|line| line.to_string())),
            }
        }
    }

    #[test]
    fn a_line_ends_at_its_line_break_and_the_last_may_lack_it() {
        for (text, expected) in [
            ("one\ntwo\n", vec!["one", "two"]),
            ("one\r\ntwo", vec!["one", "two"]),
            ("\n \n", vec!["", " "]),
            ("", vec![]),
        ] {
            let expected: Vec<_> = expected.iter().map(|line| Ok((*line).to_owned())).collect();
            assert_eq!(lines_of(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_text_or_too_long_is_said_so() {
        assert_eq!(lines_of(b"a\xff\n"), [Err(Stopped::NotText)]);
        assert_eq!(lines_of(&[b'a'; 5000]), [Err(Stopped::LineTooLong)]);
    }

    #[test]
    fn nothing_of_a_line_stays_in_the_buffer() {
        let (read, mut write) = std::io::pipe().unwrap();
        write.write_all(b"tell nobody\n").unwrap();
        let mut lines = Lines::of(read.as_fd());
        assert_eq!(lines.next(|_| Ok(())).unwrap().as_str(), "tell nobody");
        assert!(lines.bytes.0.iter().all(|byte| *byte == 0));
        assert!(!format!("{lines:?}").contains("tell"));
    }
}
