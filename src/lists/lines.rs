//! A list of plain passwords in UTF-8, one a line, for a list of the firm's own making.
//!
//! It is gone through from its beginning each time, in one buffer, so its size is bounded. A line is compared after
//! PRECIS `OpaqueString`, as a password is (S4): exactly but for the form of its characters; case counts.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::fs::FileExt;

use unicode_normalization::{IsNormalized, is_nfc_quick};

use super::Unreadable;
use crate::secret::Password;

/// The largest list of this kind: about seven million passwords, gone through in a fraction of a second.
pub(super) const MOST_BYTES: u64 = 64 << 20;

/// A longer line can be no password: it would be over 500 bytes after normalisation too.
const LINE_MOST: usize = 2048;

/// What was found when a list was looked over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Survey {
    /// So many lines with something on them.
    Lines(u64),
    /// This line is not text.
    NotText(u64),
}

/// Goes through a list once, before it is taken.
pub(super) fn survey(file: &File) -> Result<Survey, Unreadable> {
    let (mut number, mut passwords) = (0, 0);
    let mut odd = None;
    each(file, |line| {
        number += 1;
        // What follows in a line that is too long is not looked at.
        if line.contains(&0) || (line.len() < LINE_MOST && str::from_utf8(line).is_err()) {
            odd = Some(number);
        }
        passwords += u64::from(!line.is_empty());
        odd.is_none()
    })?;
    Ok(odd.map_or(Survey::Lines(passwords), Survey::NotText))
}

/// Says whether a password stands on a line of its own.
pub(super) fn hold(file: &File, password: &Password) -> Result<bool, Unreadable> {
    let mut found = false;
    each(file, |line| {
        found = is_same(line, password);
        !found
    })?;
    Ok(found)
}

fn is_same(line: &[u8], password: &Password) -> bool {
    if line.is_ascii() {
        return line == password.as_str().as_bytes();
    }
    let Ok(line) = str::from_utf8(line) else {
        return false;
    };
    let is_normal = is_nfc_quick(line.chars()) == IsNormalized::Yes
        && line.chars().all(|c| c.is_ascii() || !c.is_whitespace());
    if is_normal {
        return line == password.as_str();
    }
    Password::chosen(line).is_ok_and(|line| line.as_str() == password.as_str())
}

/// Shows each line without its break, and of a long one its beginning, for as long as the answer is yes.
fn each(file: &File, mut wants_more: impl FnMut(&[u8]) -> bool) -> Result<(), Unreadable> {
    let mut reader = BufReader::with_capacity(1 << 16, At { file, offset: 0 });
    let mut begun: Vec<u8> = Vec::with_capacity(LINE_MOST);
    let mut is_first = true;
    loop {
        let block = match reader.fill_buf() {
            Ok(block) => block,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return Err(Unreadable::Failed),
        };
        if block.is_empty() {
            if !begun.is_empty() {
                wants_more(trimmed(&begun, &mut is_first));
            }
            return Ok(());
        }
        let (piece, ends) = match block.iter().position(|byte| *byte == b'\n') {
            Some(end) => (&block[..end], true),
            None => (block, false),
        };
        let used = piece.len() + usize::from(ends);
        let more = if ends && begun.is_empty() {
            wants_more(trimmed(&piece[..piece.len().min(LINE_MOST)], &mut is_first))
        } else {
            let room = LINE_MOST - begun.len();
            begun.extend_from_slice(&piece[..piece.len().min(room)]);
            !ends || wants_more(trimmed(&begun, &mut is_first))
        };
        if ends {
            begun.clear();
        }
        reader.consume(used);
        if !more {
            return Ok(());
        }
    }
}

/// Leaves out the CR of a CRLF, and the mark with which some editors begin a file.
fn trimmed<'a>(line: &'a [u8], is_first: &mut bool) -> &'a [u8] {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if std::mem::take(is_first) {
        line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line)
    } else {
        line
    }
}

/// Reads a file from an offset of its own, so that many can read it at once.
struct At<'a> {
    file: &'a File,
    offset: u64,
}

impl Read for At<'_> {
    fn read(&mut self, block: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read_at(block, self.offset)?;
        self.offset += length as u64;
        Ok(length)
    }
}
