//! Fits full colours into a terminal that has 256.

use ratatui::style::{Color, Style};

use super::{Role, Theme};

impl Theme {
    /// Returns this theme in the nearest of the 256 indexed colours.
    #[must_use]
    pub(super) fn in_256(mut self) -> Self {
        for role in Role::ALL {
            let style: &mut Style = &mut self.styles[role as usize];
            style.fg = style.fg.map(nearest);
            style.bg = style.bg.map(nearest);
        }
        self
    }
}

/// Returns the nearest colour of the 6x6x6 cube or the grey ramp; the first sixteen differ on every terminal.
fn nearest(color: Color) -> Color {
    let Color::Rgb(r, g, b) = color else {
        return color;
    };
    let wanted = [r, g, b].map(i32::from);
    let distance = |at: u8| {
        indexed(at)
            .iter()
            .zip(wanted)
            .map(|(have, want)| (have - want).pow(2))
            .sum::<i32>()
    };
    Color::Indexed((16..=255).min_by_key(|at| distance(*at)).unwrap_or(16))
}

/// Returns the colour at an index from 16 on, as every terminal has it.
pub(super) fn indexed(at: u8) -> [i32; 3] {
    if at >= 232 {
        return [8 + 10 * (i32::from(at) - 232); 3];
    }
    let at = i32::from(at) - 16;
    [at / 36, at / 6 % 6, at % 6].map(|level| if level == 0 { 0 } else { 55 + 40 * level })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_colour_is_near() {
        assert_eq!(nearest(Color::Rgb(0x14, 0x17, 0x1c)), Color::Indexed(234));
        assert_eq!(nearest(Color::Rgb(0x5f, 0xc3, 0xd6)), Color::Indexed(74));
        assert_eq!(nearest(Color::Rgb(255, 255, 255)), Color::Indexed(231));
        assert_eq!(nearest(Color::Reset), Color::Reset);
    }
}
