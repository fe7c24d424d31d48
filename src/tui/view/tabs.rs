//! Tabs, the current one underlined.

use ratatui::layout::Rect;

use super::Canvas;
use super::canvas::width_of;
use crate::tui::theme::Role;

/// A tab.
#[derive(Clone, Copy, Debug)]
pub struct Tab<'a, H> {
    /// Its name.
    pub name: &'a str,
    /// Whether it is the one shown.
    pub current: bool,
    /// Whether it has the focus.
    pub focused: bool,
    /// What a click on it means.
    pub hit: Option<H>,
}

/// Draws the tabs over two rows.
pub fn tabs<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, tabs: &[Tab<'_, H>]) {
    let words: u16 = tabs.iter().map(|tab| width_of(tab.name)).sum();
    let gaps = u16::try_from(tabs.len().saturating_sub(1)).unwrap_or_default();
    let gap = if words + 3 * gaps <= area.width { 3 } else { 1 };
    let heavy = canvas.glyphs().heavy;
    let mut x = area.x;
    for tab in tabs {
        let role = if tab.current { Role::Key } else { Role::Muted };
        let taken = canvas.text(x, area.y, area.right().saturating_sub(x), tab.name, role);
        let place = Rect::new(x, area.y, taken, 1);
        if tab.focused {
            canvas.lay(place, Role::Focus);
            canvas.cursor(x, area.y);
        }
        if tab.current {
            canvas.repeat(x, area.y + 1, taken, heavy, Role::Accent);
        }
        canvas.hit(place, tab.hit);
        x += taken + gap;
    }
}
