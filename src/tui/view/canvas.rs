//! What the pieces draw on: the buffer, the theme, and the scene that grows with it.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_truncate::UnicodeTruncateStr;
use unicode_width::UnicodeWidthStr;

use super::Scene;
use crate::tui::keymap::Naming;
use crate::tui::theme::{Charset, Glyphs, Role, Theme};

/// One frame in the making.
pub struct Canvas<'a, H> {
    buffer: &'a mut Buffer,
    theme: &'a Theme,
    glyphs: Glyphs,
    pub(super) scene: Scene<H>,
}

impl<'a, H: Copy> Canvas<'a, H> {
    /// Starts a frame: the whole buffer in the theme's ground.
    pub fn new(buffer: &'a mut Buffer, theme: &'a Theme, charset: Charset) -> Self {
        let area = buffer.area;
        let mut canvas = Self {
            buffer,
            theme,
            glyphs: Glyphs::of(charset),
            scene: Scene::default(),
        };
        canvas.fill(area, Role::Ground);
        canvas
    }

    /// Returns the whole screen.
    #[must_use]
    pub fn area(&self) -> Rect {
        self.buffer.area
    }

    /// Returns the marks of the terminal's character set.
    #[must_use]
    pub fn glyphs(&self) -> Glyphs {
        self.glyphs
    }

    /// Returns how keys are named with them.
    #[must_use]
    pub fn naming(&self) -> Naming {
        match self.glyphs.charset {
            Charset::Unicode => Naming::Signs,
            Charset::Ascii => Naming::Words,
        }
    }

    /// Returns the theme.
    #[must_use]
    pub fn theme(&self) -> &'a Theme {
        self.theme
    }

    /// Writes a line of text, cut to the width; returns the columns it took.
    pub fn text(&mut self, x: u16, y: u16, width: u16, text: &str, role: Role) -> u16 {
        let style = self.theme.style(role);
        self.styled(x, y, width, text, style)
    }

    /// Writes a line of bold text, cut to the width; returns the columns it took.
    pub fn bold(&mut self, x: u16, y: u16, width: u16, text: &str, role: Role) -> u16 {
        let style = self.theme.bold(role);
        self.styled(x, y, width, text, style)
    }

    /// Writes a line that ends before the column `right`; returns where it starts.
    pub fn text_right(&mut self, right: u16, y: u16, width: u16, text: &str, role: Role) -> u16 {
        let x = right.saturating_sub(width_of(text).min(width));
        self.text(x, y, right - x, text, role);
        x
    }

    /// Writes text over as many lines as it needs, at most the area's; returns how many it took.
    pub fn paragraph(&mut self, area: Rect, text: &str, role: Role) -> u16 {
        let lines = wrap(text, area.width);
        let fitting = lines.len().min(usize::from(area.height));
        for (row, line) in (area.y..).zip(&lines[..fitting]) {
            self.text(area.x, row, area.width, line, role);
        }
        u16::try_from(fitting).unwrap_or(area.height)
    }

    /// Empties an area and gives it a ground.
    pub fn fill(&mut self, area: Rect, role: Role) {
        let style = self.theme.style(role);
        let area = area.intersection(self.buffer.area);
        for place in area.positions() {
            let cell = &mut self.buffer[place];
            cell.reset();
            cell.set_style(style);
        }
    }

    /// Gives an area a ground and leaves what is written there.
    pub fn lay(&mut self, area: Rect, role: Role) {
        let area = area.intersection(self.buffer.area);
        self.buffer.set_style(area, self.theme.style(role));
    }

    /// Draws a thin line across.
    pub fn rule(&mut self, x: u16, y: u16, width: u16) {
        self.repeat(x, y, width, self.glyphs.rule, Role::Rule);
    }

    /// Writes the same one-cell sign along a row.
    pub fn repeat(&mut self, x: u16, y: u16, width: u16, glyph: &str, role: Role) {
        let style = self.theme.style(role);
        let area = Rect::new(x, y, width, 1).intersection(self.buffer.area);
        for place in area.positions() {
            self.buffer[place].set_symbol(glyph).set_style(style);
        }
    }

    /// Says what a click on an area means.
    pub fn hit(&mut self, area: Rect, hit: Option<H>) {
        if let Some(hit) = hit {
            self.scene.add(area, hit);
        }
    }

    /// Puts the hardware cursor on the focused thing.
    pub fn cursor(&mut self, x: u16, y: u16) {
        self.scene.put_cursor(Position::new(x, y));
    }

    /// Says how many rows of the list fit.
    pub fn rows_fit(&mut self, rows: u16) {
        self.scene.fit(rows);
    }

    /// Ends the frame. On a terminal without Unicode nothing but ASCII is left in it.
    #[must_use]
    pub fn finish(self) -> Scene<H> {
        if self.glyphs.charset == Charset::Ascii {
            to_ascii(self.buffer);
        }
        self.scene
    }

    /// Takes all colour and weight out of an area, as what lies behind a dialog.
    pub(super) fn dim(&mut self, area: Rect) {
        let style = Style::reset()
            .patch(self.theme.style(Role::Ground))
            .patch(self.theme.style(Role::Backdrop));
        self.buffer
            .set_style(area.intersection(self.buffer.area), style);
    }

    fn styled(&mut self, x: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
        if y >= self.buffer.area.bottom() || x >= self.buffer.area.right() {
            return 0;
        }
        let text = cut(text, width, self.glyphs.ellipsis);
        let (end, _) = self
            .buffer
            .set_stringn(x, y, &*text, usize::from(width), style);
        end - x
    }
}

impl<H: Copy + PartialEq> Canvas<'_, H> {
    /// Lays the focus on what was drawn for a hit: where that is, is found where it was drawn.
    pub fn focus_on(&mut self, wanted: H) {
        let found = self.scene.hits().iter().find(|(_, hit)| *hit == wanted);
        if let Some(area) = found.map(|(area, _)| *area) {
            self.lay(area, Role::Focus);
            self.cursor(area.x, area.y);
        }
    }
}

/// Returns the columns that a text takes.
#[must_use]
pub fn width_of(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// Returns a text cut to a width, with an ellipsis where something was cut. Never cuts inside a cluster.
#[must_use]
pub fn cut<'t>(text: &'t str, width: u16, ellipsis: &str) -> Cow<'t, str> {
    let width = usize::from(width);
    if text.width() <= width {
        return text.into();
    }
    let Some(room) = width.checked_sub(ellipsis.width()) else {
        return "".into();
    };
    format!("{}{ellipsis}", text.unicode_truncate(room).0.trim_end()).into()
}

/// Breaks a text into lines of at most this width, between words where it can.
#[must_use]
pub fn wrap(text: &str, width: u16) -> Vec<String> {
    let limit = usize::from(width.max(1));
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for mut word in paragraph.split(' ') {
            if !line.is_empty() && line.width() + 1 + word.width() > limit {
                lines.push(std::mem::take(&mut line));
            } else if !line.is_empty() {
                line.push(' ');
            }
            while word.width() > limit {
                let (head, _) = word.unicode_truncate(limit);
                if head.is_empty() {
                    // A single character wider than the line: shown cut rather than never.
                    break;
                }
                lines.push(head.into());
                word = &word[head.len()..];
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// Replaces what a terminal without Unicode would show as rubbish.
fn to_ascii(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if cell.symbol().is_ascii() {
            continue;
        }
        let plain = match cell.symbol() {
            "·" | "–" | "—" => "-",
            "“" | "”" => "\"",
            "‘" | "’" => "'",
            "…" => "~",
            "•" => "*",
            "↑" => "^",
            "↓" => "v",
            _ => "?",
        };
        cell.set_symbol(plain);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{Name, Theme};

    #[test]
    fn cutting_keeps_clusters_and_says_so() {
        assert_eq!(cut("Hartwell", 8, "…"), "Hartwell");
        assert_eq!(cut("Hartwell & Finch", 8, "…"), "Hartwel…");
        assert_eq!(cut("日本語テキスト", 6, "…"), "日本…");
        assert_eq!(cut("👨‍👩‍👧‍👦 family", 4, "…"), "👨‍👩‍👧‍👦…");
        assert_eq!(cut("anything", 0, "…"), "");
    }

    #[test]
    fn wrapping_breaks_between_words() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("a\nb", 4), ["a", "b"]);
    }

    #[test]
    fn without_unicode_only_ascii_is_left() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
        let theme = Theme::named(Name::Mono);
        let mut canvas: Canvas<()> = Canvas::new(&mut buffer, &theme, Charset::Ascii);
        canvas.text(0, 0, 20, "“Zoë” · 日本", Role::Text);
        let _ = canvas.finish();
        assert!(buffer.content.iter().all(|cell| cell.symbol().is_ascii()));
        assert_eq!(buffer[(0, 0)].symbol(), "\"");
    }

    #[test]
    fn drawing_outside_is_harmless() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 4, 2));
        let theme = Theme::named(Name::Dark);
        let mut canvas: Canvas<()> = Canvas::new(&mut buffer, &theme, Charset::Unicode);
        canvas.text(9, 9, 5, "far", Role::Text);
        canvas.fill(Rect::new(2, 1, 90, 90), Role::Field);
        canvas.rule(3, 7, 80);
        canvas.text(2, 1, 50, "long text", Role::Text);
        let _ = canvas.finish();
    }
}
