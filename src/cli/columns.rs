//! Rows of text on standard output: aligned for people at a terminal, one tab between cells when piped.

use std::io::IsTerminal;

use rustix::termios::tcgetwinsize;
use unicode_truncate::UnicodeTruncateStr;
use unicode_width::UnicodeWidthStr;

use super::answer::answer_line;
use super::error::Stop;

/// A table that is written as a whole, or page by page: its widths are those of its widest cells, as far as the terminal is wide.
pub(super) struct Columns<const N: usize> {
    heading: [&'static str; N],
    rows: Vec<[String; N]>,
    /// Whether the heading stands there already.
    begun: bool,
}

/// No cell is wider than this at a terminal; what is cut ends in an ellipsis.
const WIDEST: usize = 44;
/// No column is made narrower than this to fit: less of a cell would say nothing.
const NARROWEST: usize = 6;
/// What stands between two columns.
const GAP: usize = 2;

impl<const N: usize> Columns<N> {
    pub(super) fn new(heading: [&'static str; N]) -> Self {
        Self {
            heading,
            rows: Vec::new(),
            begun: false,
        }
    }

    pub(super) fn push(&mut self, row: [String; N]) {
        self.rows.push(row);
    }

    /// Writes what has come together so far; the heading only at a terminal, and only once.
    pub(super) fn write(&mut self) -> Result<(), Stop> {
        let rows = std::mem::take(&mut self.rows);
        let first = !std::mem::replace(&mut self.begun, true);
        if !std::io::stdout().is_terminal() {
            for row in &rows {
                answer_line(&row.join("\t"))?;
            }
            return Ok(());
        }
        let heading = self.heading.map(str::to_owned);
        let widths = fitted(widths(&heading, &rows), columns_of_terminal());
        let shown = first.then_some(&heading).into_iter().chain(&rows);
        for row in shown {
            answer_line(&aligned(row, &widths))?;
        }
        Ok(())
    }
}

fn widths<const N: usize>(heading: &[String; N], rows: &[[String; N]]) -> [usize; N] {
    std::array::from_fn(|column| {
        rows.iter()
            .chain([heading])
            .map(|row| row[column].width().min(WIDEST))
            .max()
            .unwrap_or_default()
    })
}

/// Takes from the widest columns until all fit, so that no terminal breaks a row within a word.
fn fitted<const N: usize>(mut widths: [usize; N], room: usize) -> [usize; N] {
    let gaps = GAP * N.saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > room {
        match widths.iter_mut().max() {
            Some(widest) if *widest > NARROWEST => *widest -= 1,
            Some(_) | None => break,
        }
    }
    widths
}

/// Returns how wide the terminal is; where it does not say, or there is none, nothing has to fit.
pub(super) fn columns_of_terminal() -> usize {
    match tcgetwinsize(rustix::stdio::stdout()) {
        Ok(size) if size.ws_col > 0 => usize::from(size.ws_col),
        Ok(_) | Err(_) => usize::MAX,
    }
}

fn aligned<const N: usize>(row: &[String; N], widths: &[usize; N]) -> String {
    let mut line = String::new();
    for (cell, width) in row.iter().zip(widths) {
        let cell = cut(cell, *width);
        line.push_str(&cell);
        line.extend(std::iter::repeat_n(
            ' ',
            width + GAP - cell.width().min(*width),
        ));
    }
    line.truncate(line.trim_end().len());
    line
}

fn cut(cell: &str, width: usize) -> String {
    if cell.width() <= width {
        return cell.to_owned();
    }
    let (head, _) = cell.unicode_truncate(width.saturating_sub(1));
    format!("{head}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_below_each_other_whatever_their_script() {
        let rows = [
            ["Ada".to_owned(), "fresh".to_owned()],
            ["花子 山田".to_owned(), "expired".to_owned()],
        ];
        let widths = widths(&["Name".to_owned(), "Password".to_owned()], &rows);
        assert_eq!(widths, [9, 8]);
        assert_eq!(aligned(&rows[0], &widths), "Ada        fresh");
        assert_eq!(aligned(&rows[1], &widths), "花子 山田  expired");
    }

    #[test]
    fn the_widest_columns_give_way_until_the_row_fits() {
        assert_eq!(fitted([20, 30, 5], usize::MAX), [20, 30, 5]);
        assert_eq!(fitted([20, 30, 5], 59), [20, 30, 5]);
        assert_eq!(fitted([20, 30, 5], 50), [20, 21, 5]);
        assert_eq!(fitted([20, 30, 5], 39), [15, 15, 5]);
        // A terminal that narrow breaks it, and each cell still says something.
        assert_eq!(fitted([20, 30, 5], 10), [6, 6, 5]);
        let row = [
            "Ada Hartwell".to_owned(),
            "ada@hartwellfinch.example".to_owned(),
        ];
        for room in 14..50 {
            let widths = fitted(widths(&row, &[]), room);
            assert!(aligned(&row, &widths).width() <= room);
        }
    }

    #[test]
    fn what_is_too_wide_ends_in_an_ellipsis() {
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("花子山田", 4), "花…");
        assert_eq!(cut("abcd", 4), "abcd");
    }
}
