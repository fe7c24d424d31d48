//! What a draw leaves behind for the next event: what lies where, the cursor, how many rows fit.

use ratatui::layout::{Position, Rect};

/// The result of drawing: a click or a page key is resolved against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene<H> {
    hits: Vec<(Rect, H)>,
    cursor: Option<Position>,
    rows: u16,
    hidden: bool,
}

impl<H> Default for Scene<H> {
    fn default() -> Self {
        Self {
            hits: Vec::new(),
            cursor: None,
            rows: 0,
            hidden: false,
        }
    }
}

impl<H> Scene<H> {
    /// Returns what lies at a place; of several, the one drawn last.
    #[must_use]
    pub fn at(&self, x: u16, y: u16) -> Option<&H> {
        let place = Position::new(x, y);
        self.hits
            .iter()
            .rev()
            .find(|(area, _)| area.contains(place))
            .map(|(_, hit)| hit)
    }

    /// Returns everything that can be clicked, in the order drawn.
    #[must_use]
    pub fn hits(&self) -> &[(Rect, H)] {
        &self.hits
    }

    /// Returns where the hardware cursor stands: on the focused thing.
    #[must_use]
    pub fn cursor(&self) -> Option<Position> {
        self.cursor
    }

    /// Returns how many rows of the list fit, which is a page.
    #[must_use]
    pub fn rows(&self) -> u16 {
        self.rows
    }

    /// Returns whether there was no room to draw anything of what keys would act on.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.hidden
    }

    pub(super) fn add(&mut self, area: Rect, hit: H) {
        self.hits.push((area, hit));
    }

    pub(super) fn put_cursor(&mut self, place: Position) {
        self.cursor = Some(place);
    }

    pub(super) fn fit(&mut self, rows: u16) {
        self.rows = rows;
    }

    pub(super) fn hide(&mut self) {
        self.hidden = true;
    }

    /// Forgets what now lies behind a dialog.
    pub(super) fn cover(&mut self) {
        self.hits.clear();
        self.cursor = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_drawn_last_lies_on_top() {
        let mut scene = Scene::default();
        scene.add(Rect::new(0, 0, 10, 1), "row");
        scene.add(Rect::new(2, 0, 3, 1), "button");
        assert_eq!(scene.at(3, 0), Some(&"button"));
        assert_eq!(scene.at(9, 0), Some(&"row"));
        assert_eq!(scene.at(9, 1), None);
    }
}
