//! The bones of each screen: header, banner, places, content, footer.
//!
//! From 100 columns on the places are a list at the side, under that a line. Under 60x16 there is a plain message
//! instead of a screen.

use ratatui::layout::{Position, Rect};

use super::Canvas;
use super::canvas::{width_of, wrap};
use crate::tui::theme::Role;

/// The columns left free at both sides.
const MARGIN: u16 = 2;
/// Where the content starts beside the list of places.
const BESIDE_PLACES: u16 = 19;
/// Between two keys of footer or actions.
const GAP: u16 = 3;

/// Where the parts of a screen lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bones {
    /// The first row: the program, the firm, who is signed in, the time.
    pub header: Rect,
    /// The rows of the banners, one at least; free where there is none.
    pub banner: Rect,
    /// The row that says where one is: the heading, or the line of places.
    pub title: Rect,
    /// The list of places at the side; empty under 100 columns.
    pub places: Rect,
    /// The content, with its margin.
    pub content: Rect,
    /// The same rows for a list, whose marker stands in the margin.
    pub list: Rect,
    /// The last row: the keys that work right now. The line above it is part of the footer.
    pub footer: Rect,
}

impl Bones {
    /// Returns the parts of a screen of this size; nothing below 60x16.
    #[must_use]
    pub fn of(area: Rect) -> Option<Self> {
        Self::with_banners(area, 1)
    }

    /// The same, with as many rows for banners as are wanted and as there is room for.
    #[must_use]
    pub fn with_banners(area: Rect, wanted: u16) -> Option<Self> {
        if area.width < 60 || area.height < 16 {
            return None;
        }
        let wide = area.width >= 100;
        let (most, least_top) = match area.height {
            ..20 => (1, 2),
            20..28 => (2, 3),
            28.. => (4, 3),
        };
        let banners = wanted.clamp(1, most);
        // Below 28 rows a second banner takes the free row above the title.
        let top = if area.height < 28 {
            least_top
        } else {
            least_top.max(banners + 2)
        };
        let row = |y| Rect::new(area.x, area.y + y, area.width, 1);
        let left = if wide { BESIDE_PLACES } else { MARGIN };
        let content = Rect::new(
            left,
            top + 1,
            area.width - left - MARGIN,
            area.height - top - 3,
        );
        let list_left = if wide { BESIDE_PLACES } else { 0 };
        Some(Self {
            header: row(0),
            banner: Rect {
                height: banners,
                ..row(1)
            },
            title: Rect::new(left, top, area.width - left - MARGIN, 1),
            places: if wide {
                Rect::new(1, top + 1, BESIDE_PLACES - 3, content.height)
            } else {
                Rect::ZERO
            },
            content,
            list: Rect::new(
                list_left,
                content.y,
                area.width - list_left - MARGIN,
                content.height,
            ),
            footer: row(area.height - 1),
        })
    }

    /// Returns whether the places stand at the side.
    #[must_use]
    pub fn is_wide(&self) -> bool {
        self.places.width > 0
    }
}

/// A key and what it does right now.
#[derive(Clone, Copy, Debug)]
pub struct KeyWord<'a, H> {
    /// The key's name.
    pub key: &'a str,
    /// What it does.
    pub word: &'a str,
    /// What a click on it means.
    pub hit: Option<H>,
}

impl<'a, H> KeyWord<'a, H> {
    /// Makes one that can be clicked.
    #[must_use]
    pub fn new(key: &'a str, word: &'a str, hit: H) -> Self {
        Self {
            key,
            word,
            hit: Some(hit),
        }
    }

    /// Turns what a click means into something else.
    #[must_use]
    pub fn map<G>(self, hit: impl FnOnce(H) -> G) -> KeyWord<'a, G> {
        KeyWord {
            key: self.key,
            word: self.word,
            hit: self.hit.map(hit),
        }
    }

    fn width(&self) -> u16 {
        width_of(self.key) + 1 + width_of(self.word)
    }
}

/// The names of keys that have a sign where signs can be drawn.
#[derive(Clone, Copy, Debug)]
pub struct KeyNames {
    /// Enter.
    pub enter: &'static str,
    /// Up and down.
    pub arrows: &'static str,
    /// Left and right.
    pub sideways: &'static str,
}

impl KeyNames {
    /// Returns the names, as signs or as words.
    #[must_use]
    pub fn of(signs: bool) -> Self {
        if signs {
            Self {
                enter: "↵",
                arrows: "↑↓",
                sideways: "←→",
            }
        } else {
            Self {
                enter: "enter",
                arrows: "arrows",
                sideways: "arrows",
            }
        }
    }
}

/// The first row.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    /// The firm's name.
    pub firm: &'a str,
    /// Who is signed in, with their role; empty where nobody is.
    pub person: &'a str,
    /// The time.
    pub clock: &'a str,
    /// What holds for everything here: "read only"; empty where nothing does.
    pub mode: &'a str,
}

/// Draws the first row.
pub fn header<H: Copy>(canvas: &mut Canvas<'_, H>, bones: &Bones, header: &Header<'_>) {
    let Rect { y, width, .. } = bones.header;
    let mut right = canvas.text_right(width - MARGIN, y, 12, header.clock, Role::Muted);
    if !header.mode.is_empty() {
        let free = right.saturating_sub(2);
        right = canvas.text_right(free, y, 12, header.mode, Role::Notice);
    }
    if !header.person.is_empty() {
        right = canvas.text_right(
            right.saturating_sub(2),
            y,
            width / 2,
            header.person,
            Role::Text,
        );
    }
    let x = MARGIN + canvas.text(MARGIN, y, 12, "passward", Role::Key) + 2;
    canvas.text(x, y, right.saturating_sub(x + 2), header.firm, Role::Text);
}

/// A warning across the screen.
#[derive(Clone, Copy, Debug)]
pub struct Banner<'a, H> {
    /// One sentence.
    pub text: &'a str,
    /// What can be done about it; the sentence is cut before one of these goes.
    pub actions: &'a [KeyWord<'a, H>],
    /// Where the sentence can be read whole; shown only where it is cut.
    pub whole: Option<KeyWord<'a, H>>,
    /// How many more there are, where there are; never left out.
    pub more: Option<KeyWord<'a, H>>,
}

/// Draws a banner over one row.
pub fn banner<H: Copy>(canvas: &mut Canvas<'_, H>, row: Rect, banner: &Banner<'_, H>) {
    let Rect { y, width, .. } = row;
    canvas.fill(Rect { height: 1, ..row }, Role::Banner);
    let end = match &banner.more {
        Some(more) => {
            keys_right(
                canvas,
                width - MARGIN,
                y,
                std::slice::from_ref(more),
                Role::Notice,
                true,
            ) - GAP
        }
        None => width - MARGIN,
    };
    let room = end.saturating_sub(MARGIN + width_of(banner.text) + 3);
    let taken: u16 = banner.actions.iter().map(|key| key.width() + GAP).sum();
    let mut actions = banner.actions.to_vec();
    if taken.saturating_sub(GAP) > room && banner.more.is_none() {
        // The key that tells of more leads to the whole sentence too.
        actions.extend(banner.whole);
    }
    let right = keys_right(canvas, end, y, &actions, Role::Notice, true);
    let mark = canvas.glyphs().notice;
    canvas.bold(MARGIN, y, 1, mark, Role::Notice);
    canvas.text(
        MARGIN + 2,
        y,
        right.saturating_sub(MARGIN + 3),
        banner.text,
        Role::Notice,
    );
}

/// A place one can go to.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a, H> {
    /// Its name.
    pub name: &'a str,
    /// Whether one is there.
    pub current: bool,
    /// Whether it has the focus.
    pub focused: bool,
    /// What a click on it means.
    pub hit: Option<H>,
}

/// Draws the heading, the places and the actions at the right.
pub fn title<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    bones: &Bones,
    heading: &str,
    places: &[Place<'_, H>],
    actions: &[KeyWord<'_, H>],
) {
    let Rect { x, y, width, .. } = bones.title;
    let places_width: u16 = places.iter().map(|place| width_of(place.name) + GAP).sum();
    let taken = if bones.is_wide() {
        width_of(heading) + GAP
    } else {
        places_width
    };
    let actions = first_that_fit(actions, width.saturating_sub(taken));
    let right = keys_right(canvas, x + width, y, actions, Role::Muted, false);
    if bones.is_wide() {
        canvas.text(x, y, right.saturating_sub(x + 1), heading, Role::Heading);
        for (row, place) in (bones.places.y..bones.places.bottom()).zip(places) {
            if place.current {
                let marker = canvas.glyphs().marker;
                canvas.text(bones.places.x, row, 1, marker, Role::Accent);
            }
            draw_place(
                canvas,
                bones.places.x + 2,
                row,
                bones.places.width - 2,
                place,
            );
        }
        return;
    }
    let mut at = x;
    for place in places {
        at += draw_place(canvas, at, y, right.saturating_sub(at + 1), place) + GAP;
    }
    if places.is_empty() {
        canvas.text(x, y, right.saturating_sub(x + 1), heading, Role::Heading);
    }
}

fn draw_place<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    x: u16,
    y: u16,
    width: u16,
    place: &Place<'_, H>,
) -> u16 {
    let role = if place.current {
        Role::Key
    } else {
        Role::Muted
    };
    let taken = canvas.text(x, y, width, place.name, role);
    let area = Rect::new(x, y, taken, 1);
    if place.focused {
        canvas.lay(area, Role::Focus);
        canvas.cursor(x, y);
    }
    canvas.hit(area, place.hit);
    taken
}

/// Draws the last row and the line above it. What does not fit is left out from the end of `left`.
pub fn footer<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    bones: &Bones,
    left: &[KeyWord<'_, H>],
    right: &[KeyWord<'_, H>],
) {
    let Rect { x, y, width, .. } = bones.footer;
    canvas.rule(x, y - 1, width);
    canvas.fill(bones.footer, Role::Ground);
    let end = keys_right(canvas, width - MARGIN, y, right, Role::Muted, false);
    let mut at = MARGIN;
    for item in left {
        if at + item.width() + GAP > end && !(right.is_empty() && at + item.width() <= end) {
            break;
        }
        at += key_word(canvas, at, y, item, Role::Muted, false) + GAP;
    }
}

/// Says in the line above the footer what was done last; the keys stay as they are. What is longer begins in the row
/// above it, but for where that has the focus.
pub fn said<H: Copy>(canvas: &mut Canvas<'_, H>, bones: &Bones, text: &str) {
    let Rect { x, y, width, .. } = bones.footer;
    let room = width.saturating_sub(2 * MARGIN + 2);
    let lines = wrap(text, room);
    let above = y - 2;
    let has_focus = |cursor: Position| cursor.y == above;
    let mut last = text.to_owned();
    if let [first, rest @ ..] = &lines[..]
        && !rest.is_empty()
        && !canvas.scene.cursor().is_some_and(has_focus)
    {
        canvas.fill(Rect::new(x, above, width, 1), Role::Ground);
        canvas.text(x + MARGIN, above, room, first, Role::Heading);
        last = rest.join(" ");
    }
    let taken = width_of(&last).min(room);
    let row = Rect::new(x + MARGIN - 1, y - 1, taken + 2, 1);
    canvas.fill(row, Role::Ground);
    canvas.text(x + MARGIN, y - 1, room, &last, Role::Heading);
}

/// Returns as many of the keys, from the first, as fit: what is said goes before what can be pressed.
fn first_that_fit<'k, 'a, H>(items: &'k [KeyWord<'a, H>], room: u16) -> &'k [KeyWord<'a, H>] {
    let mut taken = 0;
    let fitting = items.iter().take_while(|item| {
        taken += item.width() + GAP;
        taken <= room + GAP
    });
    &items[..fitting.count()]
}

/// Draws keys that end before a column; returns where they start.
pub fn keys_right<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    right: u16,
    y: u16,
    items: &[KeyWord<'_, H>],
    word: Role,
    in_banner: bool,
) -> u16 {
    let mut at = right;
    for (place, item) in items.iter().enumerate().rev() {
        let start = at.saturating_sub(item.width());
        key_word(canvas, start, y, item, word, in_banner);
        at = if place == 0 {
            start
        } else {
            start.saturating_sub(GAP)
        };
    }
    at
}

fn key_word<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    x: u16,
    y: u16,
    item: &KeyWord<'_, H>,
    word: Role,
    in_banner: bool,
) -> u16 {
    let mut at = x;
    at += if in_banner {
        canvas.bold(at, y, width_of(item.key), item.key, word)
    } else {
        canvas.text(at, y, width_of(item.key), item.key, Role::Key)
    } + 1;
    at += canvas.text(at, y, width_of(item.word), item.word, word);
    canvas.hit(Rect::new(x, y, at - x, 1), item.hit);
    at - x
}

/// Says that the terminal is too small, where there is no room for a screen.
pub fn too_small<H: Copy>(canvas: &mut Canvas<'_, H>) {
    let area = canvas.area();
    let text = "passward needs 60 columns and 16 rows. Please make the window larger.";
    canvas.paragraph(area, text, Role::Text);
    canvas.cursor(area.x, area.y);
}

/// Returns a block of this size in the middle of the screen, above the footer.
#[must_use]
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(area.width.saturating_sub(2 * MARGIN));
    let height = height.min(area.height.saturating_sub(4));
    Rect::new(
        area.x + (area.width - width) / 2,
        area.y
            + ((area.height - height) / 2)
                .max(2)
                .min(area.height.saturating_sub(2 + height)),
        width,
        height,
    )
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::{Buffer, Cell};

    use super::*;
    use crate::tui::theme::{Charset, Name, Theme};

    #[test]
    fn the_bones_lie_where_the_pictures_have_them() {
        let narrow = Bones::of(Rect::new(0, 0, 80, 24)).unwrap();
        assert_eq!(narrow.title, Rect::new(2, 3, 76, 1));
        assert_eq!(narrow.content, Rect::new(2, 4, 76, 18));
        assert_eq!(narrow.list, Rect::new(0, 4, 78, 18));
        let wide = Bones::of(Rect::new(0, 0, 100, 30)).unwrap();
        assert_eq!(wide.title, Rect::new(19, 3, 79, 1));
        assert_eq!(wide.content, Rect::new(19, 4, 79, 24));
        assert_eq!(wide.footer.y, 29);
        assert!(wide.is_wide());
        assert_eq!(Bones::of(Rect::new(0, 0, 59, 40)), None);
        assert!(Bones::of(Rect::new(0, 0, 60, 16)).is_some());
    }

    #[test]
    fn forms_stand_in_the_middle() {
        assert_eq!(
            centred(Rect::new(0, 0, 80, 24), 46, 13),
            Rect::new(17, 5, 46, 13)
        );
        assert_eq!(
            centred(Rect::new(0, 0, 100, 30), 46, 13),
            Rect::new(27, 8, 46, 13)
        );
        assert_eq!(
            centred(Rect::new(0, 0, 60, 16), 46, 13),
            Rect::new(7, 2, 46, 12)
        );
    }

    #[test]
    fn the_keys_of_a_banner_stay_and_its_sentence_is_cut_before_them() {
        let text = "Your password expires in 9 days, on Thu 3 Dec. Choose a new one before.";
        let actions = [
            KeyWord::new("c", "change it now", 1),
            KeyWord::new("x", "dismiss", 2),
        ];
        for (width, is_cut) in [(60, true), (80, true), (140, false)] {
            let theme = Theme::named(Name::Mono);
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
            let mut canvas = Canvas::new(&mut buffer, &theme, Charset::Unicode);
            let shown = Banner {
                text,
                actions: &actions,
                whole: Some(KeyWord::new("v", "whole", 3)),
                more: None,
            };
            banner(&mut canvas, Rect::new(0, 0, width, 1), &shown);
            let row: String = buffer.content().iter().map(Cell::symbol).collect();
            assert!(row.contains("c change it now   x dismiss"), "{row}");
            assert_eq!(row.contains('…'), is_cut, "{row}");
            assert_eq!(row.contains("v whole"), is_cut, "{row}");
            assert_eq!(row.contains(text), !is_cut, "{row}");
        }
    }
}
