//! Fields to type into, for text and for passwords.
//!
//! A password that is shown is drawn from where it lies; nothing here copies it. One that is hidden is only a number.

use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::Canvas;
use super::canvas::width_of;
use crate::tui::theme::Role;

/// A field for text.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a, H> {
    /// What was typed.
    pub text: &'a str,
    /// The characters before the cursor, where the field has the focus.
    pub cursor: Option<usize>,
    /// What stands there while nothing was typed.
    pub placeholder: &'a str,
    /// What stands at the right end: a key that works here.
    pub hint: &'a str,
    /// Where the field stands: `Role::Field` or, in a dialog, `Role::DialogField`.
    pub ground: Role,
    /// What a click on it means.
    pub hit: Option<H>,
}

/// Draws a field over one row.
pub fn field<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, field: &Field<'_, H>) {
    let room = ground(canvas, area, field.ground, field.hint);
    let before: usize = field.cursor.map_or(0, |count| {
        field.text.chars().take(count).map(char::len_utf8).sum()
    });
    let (start, column) = window(field.text, before, room);
    if field.text.is_empty() {
        canvas.text(area.x + 1, area.y, room, field.placeholder, Role::Muted);
    } else if field.cursor.is_some() {
        // Scrolled rather than cut: the end is reached by the cursor.
        let shown = visible(&field.text[start..], room);
        canvas.text(area.x + 1, area.y, room, shown, Role::Text);
    } else {
        canvas.text(area.x + 1, area.y, room, field.text, Role::Text);
    }
    finish(canvas, area, field.cursor.map(|_| column), field.hit);
}

/// Draws where a list is searched: a field of one row behind the key that leads there.
pub fn find<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    area: Rect,
    text: &str,
    cursor: Option<usize>,
    hit: H,
) {
    let shown = Field {
        text,
        cursor,
        placeholder: "find",
        hint: "",
        ground: Role::Field,
        hit: Some(hit),
    };
    canvas.fill(area, Role::Field);
    let room = Rect {
        x: area.x + 2,
        width: area.width - 2,
        ..area
    };
    field(canvas, room, &shown);
    canvas.text(area.x + 1, area.y, 1, "/", Role::Key);
    canvas.hit(area, Some(hit));
}

/// What a password field shows of its password.
#[derive(Clone, Copy)]
pub enum Secret<'a> {
    /// So many dots.
    Hidden(usize),
    /// The password itself, because its owner asked for it.
    Shown(&'a str),
}

/// A field for a password.
#[derive(Clone, Copy)]
pub struct PasswordField<'a, H> {
    /// What it shows.
    pub secret: Secret<'a>,
    /// The characters before the cursor, where the field has the focus.
    pub cursor: Option<usize>,
    /// What stands at the right end: the key that shows or hides.
    pub hint: &'a str,
    /// Where the field stands: `Role::Field` or, in a dialog, `Role::DialogField`.
    pub ground: Role,
    /// What a click on it means.
    pub hit: Option<H>,
}

/// Draws a password field over one row.
pub fn password<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, field: &PasswordField<'_, H>) {
    match field.secret {
        Secret::Shown(text) => self::field(
            canvas,
            area,
            &Field {
                text,
                cursor: field.cursor,
                placeholder: "",
                hint: field.hint,
                ground: field.ground,
                hit: field.hit,
            },
        ),
        Secret::Hidden(count) => {
            let room = ground(canvas, area, field.ground, field.hint);
            let cursor = field.cursor.map(|at| at.min(count));
            let last = usize::from(room.saturating_sub(1));
            let start = cursor.map_or(0, |at| at.saturating_sub(last));
            let dots = u16::try_from((count - start).min(usize::from(room))).unwrap_or(room);
            let dot = canvas.glyphs().dot;
            canvas.repeat(area.x + 1, area.y, dots, dot, Role::Text);
            let column = cursor.map(|at| u16::try_from(at - start).unwrap_or(room));
            finish(canvas, area, column, field.hit);
        }
    }
}

/// Draws the line under a new password, filled to `part` of `whole` (S6).
///
/// Words go with it, so that the colour is not alone; the caller writes them below.
pub fn meter<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, part: u16, whole: u16, role: Role) {
    let filled = u32::from(area.width) * u32::from(part.min(whole)) / u32::from(whole.max(1));
    let filled = u16::try_from(filled).unwrap_or(area.width);
    let glyphs = canvas.glyphs();
    let rest = if canvas.theme().frames_dialogs() {
        glyphs.rule
    } else {
        glyphs.heavy
    };
    canvas.repeat(area.x, area.y, area.width, rest, Role::Rule);
    canvas.repeat(area.x, area.y, filled, glyphs.heavy, role);
}

/// Lays the ground and the hint; returns the columns left for text.
fn ground<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, role: Role, hint: &str) -> u16 {
    canvas.fill(Rect { height: 1, ..area }, role);
    let room = area.width.saturating_sub(2);
    if hint.is_empty() || width_of(hint) + 8 > room {
        return room;
    }
    canvas.text_right(area.right() - 1, area.y, room, hint, Role::Muted);
    room - width_of(hint) - 1
}

fn finish<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, column: Option<u16>, hit: Option<H>) {
    if let Some(column) = column {
        canvas.cursor(area.x + 1 + column, area.y);
    }
    canvas.hit(Rect { height: 1, ..area }, hit);
}

/// Returns from which byte to show a text so that the cursor is seen, and the cursor's column then.
fn window(text: &str, before: usize, room: u16) -> (usize, u16) {
    let last = usize::from(room.saturating_sub(1));
    let mut start = 0;
    let mut column = text[..before].width();
    for (at, cluster) in text[..before].grapheme_indices(true) {
        if column <= last {
            break;
        }
        start = at + cluster.len();
        column = text[start..before].width();
    }
    (start, u16::try_from(column).unwrap_or(room))
}

/// Returns as much of a text as fits.
fn visible(text: &str, room: u16) -> &str {
    use unicode_truncate::UnicodeTruncateStr;
    text.unicode_truncate(usize::from(room)).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_is_always_seen() {
        assert_eq!(window("abc", 3, 10), (0, 3));
        assert_eq!(window("abcdefghij", 10, 5), (6, 4));
        assert_eq!(window("abcdefghij", 2, 5), (0, 2));
        assert_eq!(window("日本語日本語", 18, 5), (12, 4));
        assert_eq!(window("", 0, 0), (0, 0));
    }
}
