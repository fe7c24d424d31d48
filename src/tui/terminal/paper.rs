//! Writes the cells that changed, in as few bytes as say it.
//!
//! The pen keeps its colours from cell to cell and from frame to frame: only what differs is said, and of a small
//! frame what is of one colour is written together, wherever it stands. The cursor is moved by the shortest words that
//! do it, and is neither moved nor shown again where it stands already, so that a frame in which nothing changed is no
//! byte at all. (ratatui's own backend says both colours wherever one changes, and takes everything back at the end of
//! each frame: more than twice the bytes.)

mod runs;
mod step;

use std::io::{self, Write};

use crossterm::queue;
use crossterm::style::{Color as Ink, Colored, Print};
use crossterm::terminal::{self, Clear, ClearType as Erased};
use ratatui::backend::{Backend, ClearType, IntoCrossterm, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

use step::Step;

/// How a cell is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    underline: Color,
    modifier: Modifier,
}

/// The pen of a terminal that was told nothing, or to take everything back.
const PLAIN: Pen = Pen {
    fg: Color::Reset,
    bg: Color::Reset,
    underline: Color::Reset,
    modifier: Modifier::empty(),
};

/// What shows on letters only.
const OF_LETTERS: Modifier = Modifier::BOLD.union(Modifier::DIM).union(Modifier::ITALIC);
/// What shows on a blank in the colour of its letters.
const OF_BLANKS: Modifier = Modifier::UNDERLINED
    .union(Modifier::REVERSED)
    .union(Modifier::CROSSED_OUT);

impl Pen {
    /// Keeps of the pen that is held what a blank does not show.
    fn for_a_blank(self, held: Self) -> Self {
        if self.modifier.intersects(OF_BLANKS) {
            return self;
        }
        Self {
            fg: held.fg,
            underline: held.underline,
            modifier: (self.modifier - OF_LETTERS) | (held.modifier & OF_LETTERS),
            ..self
        }
    }
}

/// What each modifier is switched on and off with. Bold and dim go off together.
const SWITCHES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// Where the terminal's cursor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// Not known: at first, or after a character whose width terminals do not agree on.
    Somewhere,
    /// In this cell. Where signs that some terminals show wider were written before it, nothing is counted from here.
    Cell(Position, Sure),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sure {
    Yes,
    No,
}

/// A cell that is to be written.
struct Written<'a> {
    at: Position,
    pen: Pen,
    symbol: &'a str,
}

impl<'a> Written<'a> {
    fn of((x, y, cell): (u16, u16, &'a Cell)) -> Self {
        Self {
            at: Position { x, y },
            pen: Pen {
                fg: cell.fg,
                bg: cell.bg,
                underline: cell.underline_color,
                modifier: cell.modifier,
            },
            symbol: cell.symbol(),
        }
    }

    /// Returns the pen that writes it, where this one is held before.
    fn pen_after(&self, held: Option<Pen>) -> Pen {
        match held {
            Some(held) if self.symbol == " " => self.pen.for_a_blank(held),
            Some(_) | None => self.pen,
        }
    }
}

/// A backend of ratatui that writes to memory.
pub(super) struct Paper<W> {
    out: W,
    /// Nothing where the terminal's own state is not known.
    pen: Option<Pen>,
    at: At,
    shown: Option<bool>,
}

impl<W: Write> Paper<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            pen: None,
            at: At::Somewhere,
            shown: None,
        }
    }

    /// Forgets how the terminal was left: somebody else has had it.
    pub(super) fn forget(&mut self) {
        self.pen = None;
        self.at = At::Somewhere;
        self.shown = None;
    }

    fn go(&mut self, to: Position) -> io::Result<()> {
        Step::between(self.at, to).write(&mut self.out)?;
        let sure = match self.at {
            At::Cell(at, sure) if at == to => sure,
            At::Cell(..) | At::Somewhere => Sure::Yes,
        };
        self.at = At::Cell(to, sure);
        Ok(())
    }

    fn take(&mut self, pen: Pen) -> io::Result<()> {
        let from = match self.pen {
            Some(from) => from,
            None => self.lay_down()?,
        };
        if from == pen {
            return Ok(());
        }
        let mut gap = "\x1b[";
        let off = from.modifier - pen.modifier;
        let mut on = pen.modifier - from.modifier;
        let mut last = 0;
        for (modifier, _, code) in SWITCHES {
            if off.contains(modifier) && code != last {
                write!(self.out, "{gap}{code}")?;
                gap = ";";
                last = code;
                // What shares the switch went off with it.
                let shared = SWITCHES.iter().filter(|(_, _, shared)| *shared == code);
                on |= shared.fold(Modifier::empty(), |all, (one, _, _)| all | *one) & pen.modifier;
            }
        }
        for (modifier, code, _) in SWITCHES {
            if on.contains(modifier) {
                write!(self.out, "{gap}{code}")?;
                gap = ";";
            }
        }
        let color = |color: Color| -> Ink { color.into_crossterm() };
        if from.fg != pen.fg {
            write!(self.out, "{gap}{}", Colored::ForegroundColor(color(pen.fg)))?;
            gap = ";";
        }
        if from.bg != pen.bg {
            write!(self.out, "{gap}{}", Colored::BackgroundColor(color(pen.bg)))?;
            gap = ";";
        }
        if from.underline != pen.underline {
            let underline = Colored::UnderlineColor(color(pen.underline));
            write!(self.out, "{gap}{underline}")?;
        }
        self.out.write_all(b"m")?;
        self.pen = Some(pen);
        Ok(())
    }

    fn put(&mut self, cell: &Written<'_>) -> io::Result<()> {
        self.go(cell.at)?;
        self.take(cell.pen_after(self.pen))?;
        queue!(self.out, Print(cell.symbol))?;
        let Position { x, y } = cell.at;
        self.at = match (self.at, cell.symbol.width()) {
            // At the right edge that is no cell, so that nothing is ever counted from there.
            (At::Cell(_, sure), 1) => {
                let sure = if cell.symbol.is_ascii() {
                    sure
                } else {
                    Sure::No
                };
                At::Cell(Position { x: x + 1, y }, sure)
            }
            (_, _) => At::Somewhere,
        };
        Ok(())
    }

    /// Takes back every colour and modifier.
    fn lay_down(&mut self) -> io::Result<Pen> {
        self.out.write_all(b"\x1b[m")?;
        self.pen = Some(PLAIN);
        Ok(PLAIN)
    }

    fn show(&mut self, shown: bool) -> io::Result<()> {
        if self.shown == Some(shown) {
            return Ok(());
        }
        self.shown = Some(shown);
        let code: &[u8] = if shown { b"\x1b[?25h" } else { b"\x1b[?25l" };
        self.out.write_all(code)
    }
}

impl<W: Write> Backend for Paper<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let cells: Vec<Written<'a>> = content.map(Written::of).collect();
        for run in runs::ordered(runs::of(&cells), self.at, self.pen) {
            if run.to_its_place && matches!(self.at, At::Cell(_, Sure::No)) {
                self.at = At::Somewhere;
            }
            if let (Some(first), Some(pen)) = (run.cells.first(), run.pen_after(self.pen)) {
                self.go(first.at)?;
                self.take(pen)?;
            }
            for cell in run.cells {
                self.put(cell)?;
            }
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.show(false)
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.show(true)
    }

    /// Never asked for: the terminal would have to answer.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        if let At::Cell(at, Sure::No) = self.at
            && at == position
        {
            // Where it stands must be true, whatever the widths.
            self.at = At::Somewhere;
        }
        self.go(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        // Some terminals fill what they erase with the colour of the pen.
        self.lay_down()?;
        self.at = At::Somewhere;
        let erased = match region {
            ClearType::All => Erased::All,
            ClearType::AfterCursor => Erased::FromCursorDown,
            ClearType::BeforeCursor => Erased::FromCursorUp,
            ClearType::CurrentLine => Erased::CurrentLine,
            ClearType::UntilNewLine => Erased::UntilNewLine,
        };
        queue!(self.out, Clear(erased))
    }

    fn size(&self) -> io::Result<Size> {
        let (width, height) = terminal::size()?;
        Ok(Size { width, height })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        // Nobody draws in pixels here.
        Ok(WindowSize {
            columns_rows: self.size()?,
            pixels: Size::ZERO,
        })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests;
