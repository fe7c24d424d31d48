//! Lines of CSV (RFC 4180) that no spreadsheet takes for formulas (A1, U9).

use super::Printable;

/// Says whether a spreadsheet would compute a cell: the wide forms are formulas too where Japanese or Chinese is written.
#[must_use]
pub fn is_formula(cell: &str) -> bool {
    cell.starts_with([
        '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ])
}

/// Returns one line of CSV, with its line end, of cells that hold nothing alive (R4).
///
/// A cell that begins like a formula is made text by an apostrophe before it, as spreadsheets know it.
#[must_use]
pub fn csv_line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut line = String::new();
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            line.push(',');
        }
        // Looked at before it is made printable, which would hide a tab or a line break at its start.
        let formula = is_formula(cell) || cell.starts_with(['\t', '\r', '\n']);
        let shown = Printable::new(cell);
        line.push('"');
        if formula {
            line.push('\'');
        }
        for character in shown.as_str().chars() {
            if character == '"' {
                line.push('"');
            }
            line.push(character);
        }
        line.push('"');
    }
    line.push_str("\r\n");
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a1_no_cell_is_a_formula_and_none_breaks_its_line() {
        for (cell, written) in [
            ("Ada", "\"Ada\""),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("+44 20", "\"'+44 20\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\u{ff1d}1+1", "\"'\u{ff1d}1+1\""),
            ("\u{ff0b}1", "\"'\u{ff0b}1\""),
            ("\u{ff0d}1", "\"'\u{ff0d}1\""),
            ("\u{ff20}A1", "\"'\u{ff20}A1\""),
            ("\t=1", "\"'\u{fffd}=1\""),
            ("\r=1", "\"'\u{fffd}=1\""),
            ("\n=1", "\"'\u{fffd}=1\""),
            ("a\r\nb", "\"a\u{fffd}\u{fffd}b\""),
            ("\u{1b}[31m\u{202e}", "\"\u{fffd}[31m\u{fffd}\""),
            ("", "\"\""),
        ] {
            assert_eq!(csv_line([cell]), format!("{written}\r\n"));
        }
        assert_eq!(csv_line(["1", "b"]), "\"1\",\"b\"\r\n");
    }
}
