//! The marks and lines, in Unicode and in ASCII.

/// Which characters the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// All of Unicode.
    Unicode,
    /// ASCII alone: `--ascii`, or a locale without UTF-8.
    Ascii,
}

/// The marks and lines of one character set. Each is one cell wide, but for the boxes, which are three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Which set this is.
    pub charset: Charset,
    /// Before the selected row.
    pub marker: &'static str,
    /// Before a row that is marked for an act on many.
    pub marked: &'static str,
    /// Before a warning.
    pub notice: &'static str,
    /// Before something expired or wrong.
    pub danger: &'static str,
    /// Before what must be changed.
    pub must: &'static str,
    /// Before what is not set.
    pub not_set: &'static str,
    /// Before something that is done.
    pub done: &'static str,
    /// A choice of several, chosen.
    pub radio_on: &'static str,
    /// A choice of several, not chosen.
    pub radio_off: &'static str,
    /// A checkbox, on.
    pub check_on: &'static str,
    /// A checkbox, off.
    pub check_off: &'static str,
    /// A thin line.
    pub rule: &'static str,
    /// A strong line: under the current tab, the meter.
    pub heavy: &'static str,
    /// After the word of a list to choose from.
    pub drop_down: &'static str,
    /// At the column that orders the list, smallest first.
    pub ascending: &'static str,
    /// At the column that orders the list, largest first.
    pub descending: &'static str,
    /// Between two facts on one line.
    pub separator: &'static str,
    /// Where text was cut.
    pub ellipsis: &'static str,
    /// A character of a hidden password.
    pub dot: &'static str,
    /// The eight heights of a bar.
    pub bars: [&'static str; 8],
    /// The sample of a bar in a legend.
    pub sample: &'static str,
    /// The part of a scroll bar that moves.
    pub thumb: &'static str,
    /// The rest of a scroll bar.
    pub track: &'static str,
    /// The corners and sides of a dialog: top left, top right, bottom left, bottom right, across, down.
    pub border: [&'static str; 6],
}

impl Glyphs {
    /// Returns the marks of a character set.
    #[must_use]
    pub const fn of(charset: Charset) -> Self {
        match charset {
            Charset::Unicode => UNICODE,
            Charset::Ascii => ASCII,
        }
    }
}

const UNICODE: Glyphs = Glyphs {
    charset: Charset::Unicode,
    marker: "▌",
    marked: "✓",
    notice: "▲",
    danger: "✖",
    must: "●",
    not_set: "○",
    done: "✓",
    radio_on: "(•)",
    radio_off: "( )",
    check_on: "[x]",
    check_off: "[ ]",
    rule: "─",
    heavy: "━",
    drop_down: "▾",
    ascending: "↑",
    descending: "↓",
    separator: "·",
    ellipsis: "…",
    dot: "•",
    bars: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    sample: "▆",
    thumb: "┃",
    track: "│",
    border: ["┌", "┐", "└", "┘", "─", "│"],
};

const ASCII: Glyphs = Glyphs {
    charset: Charset::Ascii,
    marker: ">",
    marked: "+",
    notice: "!",
    danger: "x",
    must: "*",
    not_set: "o",
    done: "+",
    radio_on: "(*)",
    radio_off: "( )",
    check_on: "[x]",
    check_off: "[ ]",
    rule: "-",
    heavy: "=",
    drop_down: "v",
    ascending: "^",
    descending: "v",
    separator: "-",
    ellipsis: "~",
    dot: "*",
    bars: [".", ".", ":", ":", "+", "+", "#", "#"],
    sample: "#",
    thumb: "#",
    track: "|",
    border: ["+", "+", "+", "+", "-", "|"],
};

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn no_mark_is_wider_than_its_place() {
        for glyphs in [UNICODE, ASCII] {
            for glyph in [
                glyphs.marker,
                glyphs.marked,
                glyphs.notice,
                glyphs.danger,
                glyphs.must,
                glyphs.not_set,
                glyphs.done,
                glyphs.rule,
                glyphs.heavy,
                glyphs.drop_down,
                glyphs.ascending,
                glyphs.descending,
                glyphs.separator,
                glyphs.ellipsis,
                glyphs.dot,
                glyphs.sample,
                glyphs.thumb,
                glyphs.track,
            ]
            .into_iter()
            .chain(glyphs.bars)
            .chain(glyphs.border)
            {
                assert_eq!(glyph.width(), 1, "{glyph}");
            }
        }
    }
}
