use std::cell::RefCell;
use std::rc::Rc;

use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::*;

const WIDTH: u16 = 12;
const HEIGHT: u16 = 4;

#[derive(Clone, Default)]
struct Written(Rc<RefCell<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A terminal that was drawn on, and what was drawn last.
struct Drawn {
    paper: Paper<Written>,
    written: Written,
    terminal: vt100::Parser,
    buffer: Buffer,
}

impl Drawn {
    fn new() -> Self {
        force();
        let written = Written::default();
        Self {
            paper: Paper::new(written.clone()),
            written,
            terminal: vt100::Parser::new(HEIGHT.try_into().unwrap(), WIDTH.try_into().unwrap(), 0),
            buffer: Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT)),
        }
    }

    /// Draws the difference, and returns how many bytes that took.
    fn draw(&mut self, next: &Buffer, cursor: Position) -> usize {
        let changed = self.buffer.diff(next);
        self.paper.draw(changed.into_iter()).unwrap();
        self.paper.show_cursor().unwrap();
        self.paper.set_cursor_position(cursor).unwrap();
        self.buffer = next.clone();
        let bytes = std::mem::take(&mut *self.written.0.borrow_mut());
        self.terminal.process(&bytes);
        bytes.len()
    }

    /// Asserts that the terminal shows what was meant.
    fn is_right(&self, cursor: Position) {
        let screen = self.terminal.screen();
        assert_eq!(screen.cursor_position(), (cursor.y, cursor.x));
        for (x, y) in (0..WIDTH).flat_map(|x| (0..HEIGHT).map(move |y| (x, y))) {
            let (meant, shown) = (&self.buffer[(x, y)], screen.cell(y, x).unwrap());
            let symbol = if shown.has_contents() {
                shown.contents()
            } else {
                " "
            };
            assert_eq!(symbol, meant.symbol(), "at {x}, {y}");
            let blank = symbol == " " && !meant.modifier.intersects(OF_BLANKS);
            if !blank {
                assert_eq!(shown.fgcolor(), color(meant.fg), "at {x}, {y}");
            }
            assert_eq!(shown.bgcolor(), color(meant.bg), "at {x}, {y}");
            let modifiers = [
                (Modifier::BOLD, shown.bold()),
                (Modifier::DIM, shown.dim()),
                (Modifier::ITALIC, shown.italic()),
                (Modifier::UNDERLINED, shown.underline()),
                (Modifier::REVERSED, shown.inverse()),
            ];
            for (modifier, on) in modifiers {
                if blank && OF_LETTERS.contains(modifier) {
                    continue;
                }
                assert_eq!(
                    meant.modifier.contains(modifier),
                    on,
                    "{modifier:?} at {x}, {y}"
                );
            }
        }
    }
}

/// The tests may run where `NO_COLOR` is set.
fn force() {
    crossterm::style::force_color_output(true);
}

fn color(color: Color) -> vt100::Color {
    if let Color::Rgb(r, g, b) = color {
        vt100::Color::Rgb(r, g, b)
    } else if let Color::Indexed(at) = color {
        vt100::Color::Idx(at)
    } else {
        vt100::Color::Default
    }
}

fn some_color() -> impl Strategy<Value = Color> {
    prop_oneof![
        Just(Color::Reset),
        Just(Color::Rgb(1, 2, 3)),
        Just(Color::Rgb(200, 100, 50)),
        Just(Color::Indexed(99)),
    ]
}

fn some_modifier() -> impl Strategy<Value = Modifier> {
    let known = Modifier::BOLD
        | Modifier::DIM
        | Modifier::ITALIC
        | Modifier::UNDERLINED
        | Modifier::REVERSED;
    any::<u16>().prop_map(move |bits| {
        let some = Modifier::from_bits_truncate(bits) & known;
        // The emulator knows only one of these at a time.
        if some.contains(Modifier::BOLD) {
            some - Modifier::DIM
        } else {
            some
        }
    })
}

fn some_cell() -> impl Strategy<Value = (u16, u16, &'static str, Style)> {
    let symbol = prop_oneof![Just("a"), Just("Z"), Just(" "), Just("▌"), Just("é")];
    (
        0..WIDTH,
        0..HEIGHT,
        symbol,
        some_color(),
        some_color(),
        some_modifier(),
    )
        .prop_map(|(x, y, symbol, fg, bg, modifier)| {
            (
                x,
                y,
                symbol,
                Style::new().fg(fg).bg(bg).add_modifier(modifier),
            )
        })
}

proptest! {
    #[test]
    fn what_is_written_shows_what_was_drawn(
        frames in proptest::collection::vec(
            (proptest::collection::vec(some_cell(), 0..40), 0..WIDTH, 0..HEIGHT),
            1..5,
        )
    ) {
        let mut drawn = Drawn::new();
        for (cells, x, y) in frames {
            let mut next = drawn.buffer.clone();
            for (x, y, symbol, style) in cells {
                let cell = &mut next[(x, y)];
                cell.reset();
                cell.set_symbol(symbol).set_style(style);
            }
            drawn.draw(&next, Position { x, y });
            drawn.is_right(Position { x, y });
        }
    }
}

#[test]
fn a_wide_character_moves_by_its_place_and_not_by_counting() {
    let mut drawn = Drawn::new();
    let mut next = drawn.buffer.clone();
    next.set_string(0, 0, "東京 and more", Style::new());
    drawn.draw(&next, Position::ORIGIN);
    assert_eq!(drawn.terminal.screen().contents(), "東京 and mor");
}

#[test]
fn an_unchanged_frame_is_no_byte() {
    let mut drawn = Drawn::new();
    let mut next = drawn.buffer.clone();
    let style = Style::new().fg(Color::Rgb(1, 2, 3)).bold();
    next.set_string(0, 0, "hello", style);
    let cursor = Position { x: 3, y: 2 };
    assert!(drawn.draw(&next, cursor) > 0);
    assert_eq!(drawn.draw(&next, cursor), 0);
    // One letter in the colours of the last: to its place, itself, and the cursor back.
    next[(4, 0)].set_symbol("y");
    assert_eq!(drawn.draw(&next, cursor), "\x1b[1;5Hy\x1b[3;4H".len());
}

/// Returns what is written of a frame on an empty screen, letter by letter in the order in which it is.
fn order_of(next: &Buffer) -> String {
    let mut drawn = Drawn::new();
    let changed = drawn.buffer.diff(next);
    drawn.paper.draw(changed.into_iter()).unwrap();
    let bytes = std::mem::take(&mut *drawn.written.0.borrow_mut());
    let text = String::from_utf8(bytes).unwrap();
    let mut letters = String::new();
    let mut rest = text.chars();
    while let Some(letter) = rest.next() {
        if letter == '\x1b' {
            rest.find(char::is_ascii_alphabetic);
        } else {
            letters.push(letter);
        }
    }
    letters
}

#[test]
fn each_pen_is_taken_up_once_where_a_move_is_shorter() {
    let mut next = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
    let [red, blue] = [Color::Rgb(200, 100, 50), Color::Rgb(50, 100, 200)];
    for y in 0..3 {
        next.set_string(0, y, "aaa", Style::new().fg(red));
        next.set_string(3, y, "bbb", Style::new().fg(blue));
    }
    let letters = order_of(&next).replace(['\r', '\n'], "");
    assert_eq!(letters, "aaaaaaaaabbbbbbbbb");
}

#[test]
fn what_stands_beside_a_sign_that_may_be_wider_is_written_after_it() {
    let mut next = Buffer::empty(Rect::new(0, 0, WIDTH, HEIGHT));
    let [red, blue] = [Color::Rgb(200, 100, 50), Color::Rgb(50, 100, 200)];
    // Blue would be taken up first, in the row above, and gone on with.
    next.set_string(0, 0, "bbb", Style::new().fg(blue));
    next.set_string(0, 1, "a▌", Style::new().fg(red));
    next.set_string(2, 1, "cc", Style::new().fg(blue));
    next.set_string(4, 1, "d", Style::new().fg(red));
    next.set_string(0, 2, "bbb", Style::new().fg(blue));
    let letters = order_of(&next);
    let at = |letter| letters.find(letter).unwrap();
    assert!(at('▌') < at('c'), "{letters}");
}
