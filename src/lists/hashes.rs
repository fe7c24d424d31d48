//! The public list of breached passwords: a SHA-1 hash and how often it was seen on each line, ordered by hash.
//!
//! It has tens of gigabytes, so it is searched where it lies: by bisection over byte offsets, where the line to compare
//! with is the first that begins behind the offset. Some twenty small reads find or miss a hash in the whole list.
//! What is met on the way must lie in order and between what was met before; else the file is not what it was taken for.

use std::fs::File;
use std::os::unix::fs::FileExt;

use data_encoding::HEXLOWER_PERMISSIVE;

use super::Unreadable;
use super::file::Entries;

/// A SHA-1 hash. SHA-1 serves for this look-up only, because the public list is made with it.
pub(super) type Sha1Hash = [u8; 20];

/// No line is longer: 40 digits, a colon, a count of up to 20 digits, CR and LF.
const LINE_MOST: usize = 64;

/// What is left of the file when it is read as a whole.
const WINDOW: usize = 4096;

/// At so many places the order is looked at before a list is taken.
const PROBES: u64 = 64;

/// Up to this size every line is looked at instead.
const LOOKED_AT_WHOLE: u64 = 1 << 20;

/// A list of hashes, as it was when it was opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hashes {
    /// Whether a count follows each hash.
    counted: Counted,
    /// The end of the last line, without its line break.
    end: u64,
}

/// Whether a count stands behind each hash. All lines are alike in this, or one is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counted {
    Yes,
    No,
}

/// What the first line of a file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FirstLine {
    /// A SHA-1 hash, with or without a count.
    Sha1,
    /// A hash of another length, or written in another way.
    OtherHash,
    /// Something else.
    NoHash,
}

/// What was found when a list was looked over.
#[derive(Clone, Copy, Debug)]
pub(super) struct Survey {
    pub(super) entries: Entries,
    /// Whether hashes from one end are missing that so many entries would have.
    pub(super) lacks_an_end: bool,
}

/// Says what kind of list begins with this line.
pub(super) fn first_line(line: &[u8]) -> FirstLine {
    let line = without_return(line);
    let digits = line
        .iter()
        .take_while(|byte| byte.is_ascii_hexdigit())
        .count();
    let rest = &line[digits..];
    match (digits, rest.split_first()) {
        (40, None) => FirstLine::Sha1,
        (40, Some((b':', count))) if is_count(count) => FirstLine::Sha1,
        // NTLM and MD5, SHA-1, SHA-224, SHA-256, SHA-384, SHA-512.
        (
            32 | 40 | 56 | 64 | 96 | 128,
            None | Some((b':' | b',' | b';' | b'|' | b' ' | b'\t', _)),
        ) => FirstLine::OtherHash,
        _ => FirstLine::NoHash,
    }
}

impl Hashes {
    /// Takes a file of `length` bytes whose first line is a SHA-1 hash; `None` where the last line is not whole.
    pub(super) fn of(file: &File, length: u64, first: &[u8]) -> Result<Option<Self>, Unreadable> {
        let counted = if without_return(first).len() > 40 {
            Counted::Yes
        } else {
            Counted::No
        };
        let mut last = [0; 4 * LINE_MOST];
        let start = length.saturating_sub(last.len() as u64);
        let last = read(file, start, &mut last)?;
        let breaks = last
            .iter()
            .rev()
            .take_while(|byte| matches!(byte, b'\n' | b'\r'))
            .count();
        let last = &last[..last.len() - breaks];
        let line = last
            .rsplit(|byte| *byte == b'\n')
            .next()
            .unwrap_or_default();
        let whole = parsed(line, counted).is_some();
        Ok(whole.then_some(Self {
            counted,
            end: start + last.len() as u64,
        }))
    }

    /// Says whether a hash is on the list.
    pub(super) fn hold(self, file: &File, wanted: &Sha1Hash) -> Result<bool, Unreadable> {
        // Both are always at the start of a line, or at the end of all.
        let (mut low, mut high) = (0, self.end);
        let (mut least, mut most) = ([0; 20], [0xff; 20]);
        while high - low > WINDOW as u64 {
            let line = self.line_behind(file, low.midpoint(high))?;
            if line.hash < least || line.hash > most {
                return Err(Unreadable::OutOfOrder(line.start));
            }
            match wanted.cmp(&line.hash) {
                std::cmp::Ordering::Equal => return Ok(true),
                std::cmp::Ordering::Less => (high, most) = (line.start, line.hash),
                std::cmp::Ordering::Greater => (low, least) = (line.next, line.hash),
            }
        }
        let mut found = false;
        let mut block = [0; WINDOW];
        let length = usize::try_from(high - low).unwrap_or(block.len());
        let block = read(file, low, &mut block[..length])?;
        if block.len() < length {
            return Err(Unreadable::Changed);
        }
        self.each(block, low, &mut least, |_, hash| found |= hash == *wanted)?;
        if least > most {
            return Err(Unreadable::OutOfOrder(low));
        }
        Ok(found)
    }

    /// Looks a list over before it is taken: a small one line by line, a large one in many places.
    pub(super) fn survey(self, file: &File) -> Result<Survey, Unreadable> {
        if self.end <= LOOKED_AT_WHOLE {
            return self.survey_whole(file);
        }
        let first = self.line_at(file, 0, 0)?;
        let (mut least, mut bytes, mut newest) = (first.hash, first.next, first.hash);
        for probe in 1..PROBES {
            let line = self.line_behind(file, self.end / PROBES * probe)?;
            if line.hash < least {
                return Err(Unreadable::OutOfOrder(line.start));
            }
            least = line.hash;
            bytes += line.next - line.start;
        }
        let mut block = [0; WINDOW];
        let tail = self.end - WINDOW as u64;
        let block = read(file, tail, &mut block)?;
        let skipped = after_break(block).ok_or(Unreadable::BadLine(tail))?;
        let at = tail + skipped as u64;
        self.each(&block[skipped..], at, &mut least, |_, hash| newest = hash)?;
        // Rounded to what an average of so few lines can tell.
        let about = self.end.saturating_mul(PROBES) / bytes.max(1);
        let step = 10_u64.pow(about.max(1).ilog10().saturating_sub(2));
        Ok(Survey {
            entries: Entries::About(about / step * step),
            lacks_an_end: lacks_an_end(about, &first.hash, &newest),
        })
    }

    /// Looks at every line.
    pub(super) fn survey_whole(self, file: &File) -> Result<Survey, Unreadable> {
        let mut block = vec![0; 1 << 20];
        let (mut at, mut entries, mut highest) = (0, 0, [0; 20]);
        let mut ends: Option<(Sha1Hash, Sha1Hash)> = None;
        while at < self.end {
            let wanted = usize::try_from(self.end - at)
                .unwrap_or(block.len())
                .min(block.len());
            let found = read(file, at, &mut block[..wanted])?;
            let whole = if at + found.len() as u64 >= self.end {
                found.len()
            } else {
                let end = found.iter().rposition(|byte| *byte == b'\n');
                end.ok_or(Unreadable::BadLine(at))? + 1
            };
            if whole == 0 {
                return Err(Unreadable::Changed);
            }
            self.each(&found[..whole], at, &mut highest, |_, hash| {
                entries += 1;
                ends = Some((ends.map_or(hash, |(first, _)| first), hash));
            })?;
            at += whole as u64;
        }
        let (first, last) = ends.ok_or(Unreadable::BadLine(0))?;
        Ok(Survey {
            entries: Entries::Exact(entries),
            lacks_an_end: lacks_an_end(entries, &first, &last),
        })
    }

    /// Goes through whole lines, which must not fall below `least`, and raises it.
    fn each(
        self,
        block: &[u8],
        at: u64,
        least: &mut Sha1Hash,
        mut seen: impl FnMut(u64, Sha1Hash),
    ) -> Result<(), Unreadable> {
        let mut at = at;
        for line in block.split_inclusive(|byte| *byte == b'\n') {
            let text = line.strip_suffix(b"\n").unwrap_or(line);
            let hash = parsed(text, self.counted).ok_or(Unreadable::BadLine(at))?;
            if hash < *least {
                return Err(Unreadable::OutOfOrder(at));
            }
            *least = hash;
            seen(at, hash);
            at += line.len() as u64;
        }
        Ok(())
    }

    /// Reads the first line that begins behind an offset at which there are some more lines to come.
    fn line_behind(self, file: &File, offset: u64) -> Result<Line, Unreadable> {
        let mut block = [0; LINE_MOST];
        let block = read(file, offset, &mut block)?;
        let skipped = after_break(block).ok_or(Unreadable::BadLine(offset))?;
        self.line_at(file, offset, skipped)
    }

    fn line_at(self, file: &File, offset: u64, skipped: usize) -> Result<Line, Unreadable> {
        let start = offset + skipped as u64;
        let mut block = [0; LINE_MOST];
        let block = read(file, start, &mut block)?;
        let line = match block.iter().position(|byte| *byte == b'\n') {
            Some(end) => &block[..end],
            // The last line of all need not have a break.
            None => block,
        };
        let hash = parsed(line, self.counted).ok_or(Unreadable::BadLine(start))?;
        let next = (start + line.len() as u64 + 1).min(self.end);
        Ok(Line { start, next, hash })
    }
}

/// One line of the list.
struct Line {
    start: u64,
    next: u64,
    hash: Sha1Hash,
}

/// Reads up to a whole block; less at the end of the file.
fn read<'a>(file: &File, at: u64, block: &'a mut [u8]) -> Result<&'a [u8], Unreadable> {
    let mut length = 0;
    while length < block.len() {
        match file.read_at(&mut block[length..], at + length as u64) {
            Ok(0) => break,
            Ok(more) => length += more,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(Unreadable::Failed),
        }
    }
    Ok(&block[..length])
}

fn after_break(block: &[u8]) -> Option<usize> {
    let at = block.iter().position(|byte| *byte == b'\n')?;
    Some(at + 1)
}

/// Reads a line as a hash; `None` if it is anything else.
fn parsed(line: &[u8], counted: Counted) -> Option<Sha1Hash> {
    let (digits, rest) = without_return(line).split_at_checked(40)?;
    let fits = match counted {
        Counted::No => rest.is_empty(),
        Counted::Yes => rest.first() == Some(&b':') && is_count(&rest[1..]),
    };
    let mut hash = [0; 20];
    let decoded = HEXLOWER_PERMISSIVE.decode_mut(digits, &mut hash);
    (fits && decoded.is_ok()).then_some(hash)
}

fn is_count(text: &[u8]) -> bool {
    (1..=20).contains(&text.len()) && text.iter().all(u8::is_ascii_digit)
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Hashes are spread evenly, so a long list that begins late or ends early was cut.
///
/// With a thousand entries the chance that none falls into the first or last hundredth is one in twenty thousand.
fn lacks_an_end(entries: u64, first: &Sha1Hash, last: &Sha1Hash) -> bool {
    const HUNDREDTH: u16 = u16::MAX / 100;
    let [first, last] = [first, last].map(|hash| u16::from_be_bytes([hash[0], hash[1]]));
    entries >= 1000 && (first > HUNDREDTH || last < u16::MAX - HUNDREDTH)
}
