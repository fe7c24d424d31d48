//! The first row, and the banners below it.

use ratatui::layout::Rect;

use super::keys::Stands;
use super::{Bones, GAP, KeyWord, MARGIN, keys_right};
use crate::tui::theme::Role;
use crate::tui::view::Canvas;
use crate::tui::view::canvas::width_of;

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
            let more = std::slice::from_ref(more);
            keys_right(canvas, width - MARGIN, y, more, Stands::InBanner) - GAP
        }
        None => width - MARGIN,
    };
    let taken: u16 = banner.actions.iter().map(|key| key.width() + GAP).sum();
    let wanted = MARGIN + width_of(banner.text) + 3 + taken.saturating_sub(GAP);
    let mut actions = banner.actions.to_vec();
    if wanted > end && banner.more.is_none() {
        // The key that tells of more leads to the whole sentence too.
        actions.extend(banner.whole);
    }
    let right = keys_right(canvas, end, y, &actions, Stands::InBanner);
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

#[cfg(test)]
mod tests {
    use ratatui::buffer::{Buffer, Cell};

    use super::*;
    use crate::tui::theme::{Charset, Name, Theme};

    #[test]
    fn the_keys_of_a_banner_stay_and_its_sentence_is_cut_before_them() {
        let text = "Your password expires in 9 days, on Thu 3 Dec. Choose a new one before.";
        let actions = [
            KeyWord::new("c", "change it now", 1),
            KeyWord::new("x", "dismiss", 2),
        ];
        for (width, offered, is_cut) in [
            (60, 2, true),
            (80, 2, true),
            (140, 2, false),
            (60, 0, true),
            (80, 0, false),
        ] {
            let theme = Theme::named(Name::Mono);
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
            let mut canvas = Canvas::new(&mut buffer, &theme, Charset::Unicode);
            let shown = Banner {
                text,
                actions: &actions[..offered],
                whole: Some(KeyWord::new("v", "whole", 3)),
                more: None,
            };
            banner(&mut canvas, Rect::new(0, 0, width, 1), &shown);
            let row: String = buffer.content().iter().map(Cell::symbol).collect();
            let keys = row.contains("c change it now   x dismiss");
            assert_eq!(keys, offered == 2, "{row}");
            assert_eq!(row.contains('…'), is_cut, "{row}");
            assert_eq!(row.contains("v whole"), is_cut, "{row}");
            assert_eq!(row.contains(text), !is_cut, "{row}");
        }
    }
}
