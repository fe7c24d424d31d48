//! The shortest words that move the cursor.

use std::io::{self, Write};

use ratatui::layout::Position;

use super::{At, Sure};

/// A move of the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It stands there already.
    None,
    /// To the right, by so many cells.
    Right(u16),
    /// To the first column of the row.
    RowStart,
    /// To the first column of the next row, which is there: nothing scrolls.
    NextRow,
    /// To a column of the row.
    Column(u16),
    /// To the first column of a row.
    Row(u16),
    /// To a place.
    Place(Position),
}

impl Step {
    /// Returns the shortest one.
    pub(super) fn between(from: At, to: Position) -> Self {
        let At::Cell(at, sure) = from else {
            return Self::to(to);
        };
        if at == to {
            return Self::None;
        }
        if at.y == to.y {
            return if to.x == 0 {
                Self::RowStart
            } else if sure == Sure::Yes && at.x < to.x {
                Self::Right(to.x - at.x)
            } else {
                Self::Column(to.x)
            };
        }
        if to.x == 0 && at.y + 1 == to.y {
            return Self::NextRow;
        }
        Self::to(to)
    }

    fn to(to: Position) -> Self {
        if to.x == 0 {
            Self::Row(to.y)
        } else {
            Self::Place(to)
        }
    }

    /// Returns how many bytes it is.
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::None => 0,
            Self::RowStart => 1,
            Self::NextRow => 2,
            Self::Right(1) => 3,
            Self::Right(cells) => 3 + digits(cells),
            Self::Column(at) | Self::Row(at) => 3 + digits(at + 1),
            Self::Place(to) => 4 + digits(to.x + 1) + digits(to.y + 1),
        }
    }

    pub(super) fn write(self, out: &mut impl Write) -> io::Result<()> {
        match self {
            Self::None => Ok(()),
            Self::RowStart => out.write_all(b"\r"),
            Self::NextRow => out.write_all(b"\r\n"),
            Self::Right(1) => out.write_all(b"\x1b[C"),
            Self::Right(cells) => write!(out, "\x1b[{cells}C"),
            Self::Column(x) => write!(out, "\x1b[{}G", x + 1),
            Self::Row(y) => write!(out, "\x1b[{}H", y + 1),
            Self::Place(to) => write!(out, "\x1b[{};{}H", to.y + 1, to.x + 1),
        }
    }
}

/// Returns how many digits a number has.
pub(super) fn digits(number: u16) -> usize {
    match number {
        0..=9 => 1,
        10..=99 => 2,
        100..=999 => 3,
        1_000..=9_999 => 4,
        10_000.. => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_as_long_as_it_says_and_no_longer_than_to_its_place() {
        let sides = [0, 1, 8, 9, 10, 78, 79, 120];
        let places: Vec<Position> = sides
            .into_iter()
            .flat_map(|x| sides.map(|y| Position { x, y }))
            .collect();
        for to in &places {
            let from = |at| [At::Cell(at, Sure::Yes), At::Cell(at, Sure::No)];
            for from in places
                .iter()
                .flat_map(|at| from(*at))
                .chain([At::Somewhere])
            {
                let step = Step::between(from, *to);
                let mut written = Vec::new();
                step.write(&mut written).unwrap();
                assert_eq!(written.len(), step.bytes(), "{step:?}");
                assert!(step.bytes() <= Step::Place(*to).bytes(), "{step:?}");
                let counted = matches!(step, Step::Right(_));
                assert!(
                    !counted || !matches!(from, At::Cell(_, Sure::No)),
                    "{step:?}"
                );
            }
        }
    }
}
