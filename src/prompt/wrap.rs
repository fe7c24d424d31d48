//! Breaks what is said between words where a terminal would break it within one.

use rustix::termios::{isatty, tcgetwinsize};
use unicode_width::UnicodeWidthStr;

/// Narrower than this, nothing is gained by it.
const NARROWEST: usize = 20;

/// Returns a text as it is said on standard error: in lines as wide as the terminal there, else as it is.
#[must_use]
pub fn for_stderr(text: &str) -> String {
    let stderr = rustix::stdio::stderr();
    let width = if isatty(stderr) {
        tcgetwinsize(stderr).map_or(0, |size| usize::from(size.ws_col))
    } else {
        0
    };
    if width < NARROWEST {
        return text.to_owned();
    }
    let lines: Vec<String> = text.split('\n').map(|line| wrapped(line, width)).collect();
    lines.join("\n")
}

/// Breaks a line between words, so that none is wider than so many columns but one word alone.
#[must_use]
pub fn wrapped(line: &str, width: usize) -> String {
    if line.width() <= width {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len() + 8);
    let mut filled = 0;
    for word in line.split(' ') {
        let wide = word.width();
        if filled > 0 && filled + 1 + wide > width {
            out.push('\n');
            filled = 0;
        } else if filled > 0 {
            out.push(' ');
            filled += 1;
        }
        out.push_str(word);
        // A word that is wider than the terminal is broken by it.
        filled += wide;
        if filled > width {
            filled %= width;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_nothing_is_lost() {
        for (text, lines) in [
            ("one two three", "one two\nthree"),
            ("one two", "one two"),
            ("an-endless-path /x", "an-endless-path\n/x"),
            ("一二三 四五六", "一二三\n四五六"),
            ("", ""),
        ] {
            assert_eq!(wrapped(text, 8), lines, "{text}");
        }
    }
}
