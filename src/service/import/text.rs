//! The text of an imported file, line by line: encodings, separators, quotes, and where each line stands (U9).
//!
//! A line is a record of CSV (RFC 4180), and its number that of the line in the file where it begins, as an editor
//! counts: a quoted cell may hold line breaks, and blank lines count.

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::header::{Header, HeaderFault};

/// Why a file is not read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportFault {
    /// There is nothing in it.
    #[error("The file is empty. Its first line must name the columns.")]
    Empty,
    /// There is nobody in it.
    #[error("The file names its columns, and nobody below them.")]
    Nobody,
    /// There are more lines in it than are taken at once.
    #[error(
        "The file has more than two million lines. Import it in parts, each with the first line."
    )]
    TooMany,
    /// It is UTF-16, as some spreadsheets write it.
    #[error("The file is in UTF-16. Save it as UTF-8.")]
    Utf16,
    /// Its first line is in some other encoding.
    #[error("The first line is not text in UTF-8. Save the file as UTF-8.")]
    NotUtf8,
    /// Its first line names columns that are not taken.
    #[error(transparent)]
    Header(#[from] HeaderFault),
}

/// Why a line cannot be taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// It is not UTF-8.
    #[error("This line is not text in UTF-8. Save the file as UTF-8; it may be in Latin-1.")]
    NotUtf8,
    /// It has more cells or fewer than the first line.
    #[error("This line has {has} cells; the first line names {of} columns.")]
    Ragged {
        /// How many it has.
        has: usize,
        /// How many it should have.
        of: usize,
    },
    /// A quote is opened and not closed, or stands alone within a cell.
    #[error(
        "A quote (\") is not closed on this line. Put quotes around the whole cell, and double those within it."
    )]
    OpenQuote,
}

/// What Unicode puts before UTF-8 text now and then.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A file that is read line by line.
pub(super) struct Lines<'a> {
    text: &'a [u8],
    reader: Reader<&'a [u8]>,
    record: ByteRecord,
    /// Up to where lines were counted, and how many began there.
    counted: (usize, u64),
    has_mark: bool,
}

/// One line.
pub(super) struct Line<'a> {
    /// Its number in the file.
    pub(super) no: u64,
    /// Its cells, as many as there are columns.
    pub(super) cells: Result<Vec<&'a str>, LineFault>,
}

impl<'a> Lines<'a> {
    /// Looks at how the file begins, and reads its first line.
    pub(super) fn begin(text: &'a [u8]) -> Result<(Self, Header), ImportFault> {
        let is_wide = text.starts_with(b"\xff\xfe") || text.starts_with(b"\xfe\xff");
        // Without a mark, every other byte of plain letters is NUL.
        if is_wide || text.iter().take(4).filter(|byte| **byte == 0).count() > 1 {
            return Err(ImportFault::Utf16);
        }
        let unmarked = text.strip_prefix(BYTE_ORDER_MARK);
        let has_mark = unmarked.is_some();
        let text = unmarked.unwrap_or(text);
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator(text))
            .from_reader(text);
        let mut lines = Self {
            text,
            reader,
            record: ByteRecord::new(),
            counted: (0, 1),
            has_mark,
        };
        if !lines.advance() {
            return Err(ImportFault::Empty);
        }
        let headings: Option<Vec<&str>> = lines
            .record
            .iter()
            .map(|cell| std::str::from_utf8(cell).ok())
            .collect();
        let header = Header::parse(headings.ok_or(ImportFault::NotUtf8)?.into_iter())?;
        Ok((lines, header))
    }

    /// Says whether the file began with a byte order mark, which is skipped.
    pub(super) fn has_mark(&self) -> bool {
        self.has_mark
    }

    /// Returns the next line, until there is none.
    pub(super) fn next(&mut self, width: usize) -> Option<Line<'_>> {
        let begin = self.position();
        if !self.advance() {
            return None;
        }
        let (begin, no) = self.line_at(begin);
        let raw = &self.text[begin..self.position().max(begin)];
        Some(Line {
            no,
            cells: cells(&self.record, raw, width),
        })
    }

    /// Reads a record; memory cannot fail, and of any bytes the reader makes records.
    fn advance(&mut self) -> bool {
        self.reader
            .read_byte_record(&mut self.record)
            .unwrap_or(false)
    }

    fn position(&self) -> usize {
        let at = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        at.min(self.text.len())
    }

    /// Goes on from a place to where the next record begins, behind line ends and blank lines; counts the lines up to
    /// there. The reader's own count does not tell where a record begins.
    fn line_at(&mut self, place: usize) -> (usize, u64) {
        let blank = self.text[place..]
            .iter()
            .take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let begin = place + blank.count();
        let (from, mut no) = self.counted;
        no += line_ends(&self.text[from..begin]);
        self.counted = (begin, no);
        (begin, no)
    }
}

/// Counts line ends: LF, CR LF, or CR alone. The text must not end between CR and LF.
fn line_ends(text: &[u8]) -> u64 {
    let mut before = 0;
    let mut count = 0;
    for byte in text {
        if *byte == b'\r' || (*byte == b'\n' && before != b'\r') {
            count += 1;
        }
        before = *byte;
    }
    count
}

/// Tells what stands between the cells of the first line: a comma, or where there is none what some spreadsheets write.
fn separator(text: &[u8]) -> u8 {
    let end = text.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    let first = &text[..end.unwrap_or(text.len())];
    let is_there = |separator: &u8| first.contains(separator);
    b",;\t".iter().copied().find(is_there).unwrap_or(b',')
}

fn cells<'r>(record: &'r ByteRecord, raw: &[u8], width: usize) -> Result<Vec<&'r str>, LineFault> {
    let is_open = raw.iter().fold(false, |open, byte| open != (*byte == b'"'));
    if is_open {
        return Err(LineFault::OpenQuote);
    }
    if record.len() != width {
        return Err(LineFault::Ragged {
            has: record.len(),
            of: width,
        });
    }
    record
        .iter()
        .map(|cell| std::str::from_utf8(cell).map_err(|_| LineFault::NotUtf8))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads everything: the number of each line, and its cells.
    fn read(text: &[u8]) -> Vec<(u64, Result<Vec<String>, LineFault>)> {
        let (mut lines, header) = Lines::begin(text).unwrap();
        let mut found = Vec::new();
        while let Some(line) = lines.next(header.width()) {
            let cells = line
                .cells
                .map(|cells| cells.into_iter().map(str::to_owned).collect());
            found.push((line.no, cells));
        }
        found
    }

    fn whole(no: u64, cells: [&str; 2]) -> (u64, Result<Vec<String>, LineFault>) {
        (no, Ok(cells.map(str::to_owned).to_vec()))
    }

    #[test]
    fn u9_a_line_has_the_number_that_an_editor_shows() {
        let ada = whole(2, ["Ada", "a@x.de"]);
        for (text, expected) in [
            ("name,email\nAda,a@x.de", vec![ada.clone()]),
            ("name,email\r\nAda,a@x.de\r\n", vec![ada.clone()]),
            ("name,email\rAda,a@x.de\r", vec![ada.clone()]),
            ("\u{feff}name,email\nAda,a@x.de\n\n", vec![ada.clone()]),
            ("\"name\";email\n\"Ada\";a@x.de\n", vec![ada.clone()]),
            ("name\temail\nAda\ta@x.de\n", vec![ada.clone()]),
            (
                "name,email\n\n\nAda,a@x.de\n\nBen,b@x.de\n",
                vec![whole(4, ["Ada", "a@x.de"]), whole(6, ["Ben", "b@x.de"])],
            ),
            (
                "name,email\r\n\"A\r\n\r\nda\",a@x.de\r\n\r\nBen,b@x.de\r\n",
                vec![
                    whole(2, ["A\r\n\r\nda", "a@x.de"]),
                    whole(6, ["Ben", "b@x.de"]),
                ],
            ),
            (
                "\"na\nme\",email\n".replace("na\nme", "name").as_str(),
                vec![],
            ),
        ] {
            assert_eq!(read(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn u9_a_line_that_cannot_be_taken_apart_is_told_by_its_number() {
        let text = b"name,email\nAda\nBen,b@x.de,\nZo\xeb,z@x.de\nO\"Neil,o@x.de\nCy,c@x.de\n\"Dev,d@x.de\nE,e@x.de\n";
        let found = read(text);
        let faults: Vec<_> = found
            .iter()
            .map(|(no, cells)| (*no, cells.clone().err()))
            .collect();
        let ragged = |has| Some(LineFault::Ragged { has, of: 2 });
        assert_eq!(
            faults,
            [
                (2, ragged(1)),
                (3, ragged(3)),
                (4, Some(LineFault::NotUtf8)),
                (5, Some(LineFault::OpenQuote)),
                (6, None),
                (7, Some(LineFault::OpenQuote)),
            ]
        );
    }

    #[test]
    fn u9_a_file_that_is_no_table_of_people_is_refused_as_a_whole() {
        let wide: Vec<u8> = "name,email\nAda,a@x.de\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let marked = [b"\xff\xfe".to_vec(), wide.clone()].concat();
        let big: Vec<u8> = "name,email\n"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        for (text, fault) in [
            (b"".to_vec(), ImportFault::Empty),
            (b"\n\r\n".to_vec(), ImportFault::Empty),
            (b"\xef\xbb\xbf".to_vec(), ImportFault::Empty),
            (wide, ImportFault::Utf16),
            (marked, ImportFault::Utf16),
            (big, ImportFault::Utf16),
            (b"name,\xe9mail\n".to_vec(), ImportFault::NotUtf8),
            (
                b"hash\n".to_vec(),
                HeaderFault::Missing { missing: "name" }.into(),
            ),
        ] {
            assert_eq!(Lines::begin(&text).err(), Some(fault), "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn u9_no_bytes_make_the_reader_panic_and_its_numbers_rise(
            tail in proptest::collection::vec(proptest::prop_oneof![
                proptest::sample::select(b"\r\n\",;a\xff\x00".to_vec()),
            ], 0..60),
        ) {
            let text = [b"name,email\n".to_vec(), tail].concat();
            let found = read(&text);
            let numbers: Vec<u64> = found.iter().map(|(no, _)| *no).collect();
            proptest::prop_assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
            let most = line_ends(&text) + 1;
            proptest::prop_assert!(numbers.iter().all(|no| (2..=most).contains(no)), "{numbers:?} {most}");
        }
    }
}
