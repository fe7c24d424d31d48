//! The bones of each screen: header, banner, places, content, footer.
//!
//! From 100 columns on the places are a list at the side, under that a line. Under 60x16 there is a plain message
//! instead of a screen.

mod foot;
mod head;
mod keys;
mod places;

use ratatui::layout::Rect;

pub use foot::{footer, said};
pub use head::{Banner, Header, banner, header};
pub use keys::{KeyNames, KeyWord, keys_right};
pub use places::{Place, title};

use super::Canvas;
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

/// Says that the terminal is too small, where there is no room for a screen.
pub fn too_small<H: Copy>(canvas: &mut Canvas<'_, H>) {
    let area = canvas.area();
    let text = "passward needs 60 columns and 16 rows. Please make the window larger. \
        Until then Ctrl-C quits, and no other key does anything.";
    canvas.paragraph(area, text, Role::Text);
    canvas.cursor(area.x, area.y);
    canvas.scene.hide();
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
    use super::*;

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
}
