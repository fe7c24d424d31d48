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

/// Draws the tabs over two rows. Where they do not all fit, those around the one that matters are drawn, and an
/// ellipsis stands where others are.
pub fn tabs<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, tabs: &[Tab<'_, H>]) {
    let words: u16 = tabs.iter().map(|tab| width_of(tab.name)).sum();
    let gaps = u16::try_from(tabs.len().saturating_sub(1)).unwrap_or_default();
    let gap = [3, 2, 1]
        .into_iter()
        .find(|gap| words + gap * gaps <= area.width)
        .unwrap_or(2);
    let shown = fitting(tabs, area.width, gap);
    let glyphs = canvas.glyphs();
    let mut x = area.x;
    if shown.start > 0 {
        x += canvas.text(x, area.y, 1, glyphs.ellipsis, Role::Muted) + 1;
    }
    for tab in &tabs[shown.clone()] {
        let role = if tab.current { Role::Key } else { Role::Muted };
        let taken = canvas.text(x, area.y, area.right().saturating_sub(x), tab.name, role);
        let place = Rect::new(x, area.y, taken, 1);
        if tab.focused {
            canvas.lay(place, Role::Focus);
            canvas.cursor(x, area.y);
        }
        if tab.current {
            canvas.repeat(x, area.y + 1, taken, glyphs.heavy, Role::Accent);
        }
        canvas.hit(place, tab.hit);
        x += taken + gap;
    }
    if shown.end < tabs.len() {
        canvas.text(area.right() - 1, area.y, 1, glyphs.ellipsis, Role::Muted);
    }
}

/// Returns which tabs to draw: as many as fit, the focused one among them, or else the current one.
fn fitting<H>(tabs: &[Tab<'_, H>], width: u16, gap: u16) -> std::ops::Range<usize> {
    let wanted = |start: usize, end: usize| {
        let words: u16 = tabs[start..end].iter().map(|tab| width_of(tab.name)).sum();
        let gaps = gap
            * u16::try_from(end - start)
                .unwrap_or_default()
                .saturating_sub(1);
        words + gaps + if start > 0 { 2 } else { 0 } + if end < tabs.len() { 2 } else { 0 }
    };
    let matters = tabs
        .iter()
        .position(|tab| tab.focused)
        .or_else(|| tabs.iter().position(|tab| tab.current))
        .unwrap_or_default();
    let mut start = 0;
    while start < matters && wanted(start, matters + 1) > width {
        start += 1;
    }
    let mut end = (matters + 1).min(tabs.len());
    while end < tabs.len() && wanted(start, end + 1) <= width {
        end += 1;
    }
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn four(current: usize) -> Vec<Tab<'static, ()>> {
        let names = [
            "Update Password",
            "Password Security",
            "Log In Activity",
            "Sessions",
        ];
        let tab = |(at, name)| Tab {
            name,
            current: at == current,
            focused: false,
            hit: None,
        };
        names.into_iter().enumerate().map(tab).collect()
    }

    #[test]
    fn where_not_all_tabs_fit_the_current_one_does() {
        assert_eq!(fitting(&four(0), 76, 3), 0..4);
        assert_eq!(fitting(&four(0), 56, 2), 0..3);
        assert_eq!(fitting(&four(3), 56, 2), 1..4);
        for current in 0..4 {
            assert!(fitting(&four(current), 20, 2).contains(&current));
        }
        let mut walked = four(0);
        walked[3].focused = true;
        assert!(fitting(&walked, 56, 2).contains(&3));
        assert_eq!(fitting::<()>(&[], 56, 2), 0..0);
    }
}
