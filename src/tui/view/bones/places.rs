//! The heading, the places and the actions beside them.

use ratatui::layout::Rect;

use super::keys::{Stands, first_that_fit};
use super::{Bones, GAP, KeyWord, keys_right};
use crate::tui::theme::Role;
use crate::tui::view::Canvas;
use crate::tui::view::canvas::width_of;

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
    let right = keys_right(canvas, x + width, y, actions, Stands::Plainly);
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
