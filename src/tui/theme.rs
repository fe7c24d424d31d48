//! Every colour by its meaning.
//!
//! A [`Role`] says what something is; a [`Theme`], read from `assets/themes`, says how that looks. Views name roles
//! only. Colour never carries meaning alone: a word or a mark of [`Glyphs`] goes with it.

mod choice;
mod depth;
mod file;
mod glyphs;
mod probe;
mod role;

use ratatui::style::{Modifier, Style};

pub use choice::{Background, Environment, ask_background, choose};
pub use glyphs::{Charset, Glyphs};
pub use probe::{Meaning, meaning, probe};
pub use role::Role;

/// The themes that come with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// For a dark background, in full colour.
    Dark,
    /// For a light background, in full colour.
    Light,
    /// The sixteen colours of the terminal's own palette.
    Sixteen,
    /// No colours: bold, reverse, underline and marks.
    Mono,
}

impl Name {
    /// Finds a theme by the name under which it is set.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "dark" => Some(Self::Dark),
            "light" => Some(Self::Light),
            "sixteen" => Some(Self::Sixteen),
            "mono" => Some(Self::Mono),
            _ => None,
        }
    }
}

/// How each role looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    styles: [Style; Role::ALL.len()],
    framed: bool,
}

impl Theme {
    /// Returns a theme that comes with the program.
    #[must_use]
    pub fn named(name: Name) -> Self {
        let text = match name {
            Name::Dark => include_str!("../../assets/themes/dark.toml"),
            Name::Light => include_str!("../../assets/themes/light.toml"),
            Name::Sixteen => include_str!("../../assets/themes/sixteen.toml"),
            Name::Mono => include_str!("../../assets/themes/mono.toml"),
        };
        // The tests read each of these files; a broken one would show everything plain, never fail.
        file::read(text).unwrap_or_else(|_| Self {
            styles: [Style::new(); Role::ALL.len()],
            framed: true,
        })
    }

    /// Returns the style of a role; patch it over what is there.
    #[must_use]
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    /// Returns the style of a role, in bold.
    #[must_use]
    pub fn bold(&self, role: Role) -> Style {
        self.style(role).add_modifier(Modifier::BOLD)
    }

    /// Returns whether dialogs need a border, because their ground cannot be told from the screen's.
    #[must_use]
    pub fn frames_dialogs(&self) -> bool {
        self.framed
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Color;

    use super::*;

    /// Relative luminance, WCAG 2.2.
    fn luminance(color: Color) -> f64 {
        let Color::Rgb(r, g, b) = color else {
            panic!("{color:?} is not of full colour")
        };
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    fn contrast(ink: Color, ground: Color) -> f64 {
        let (a, b) = (luminance(ink) + 0.05, luminance(ground) + 0.05);
        a.max(b) / a.min(b)
    }

    #[test]
    fn text_is_readable_on_every_ground() {
        let inks = [
            Role::Text,
            Role::Heading,
            Role::Muted,
            Role::Accent,
            Role::Key,
            Role::Notice,
            Role::Danger,
            Role::Good,
        ];
        let grounds = [
            Role::Ground,
            Role::Focus,
            Role::Field,
            Role::Dialog,
            Role::DialogField,
        ];
        for name in [Name::Dark, Name::Light] {
            let theme = Theme::named(name);
            for ground in grounds {
                for ink in inks {
                    let ratio = contrast(
                        theme.style(ink).fg.unwrap(),
                        theme.style(ground).bg.unwrap(),
                    );
                    assert!(
                        ratio >= 4.5,
                        "{name:?}: {ink:?} on {ground:?} is {ratio:.2}"
                    );
                }
            }
            for both in [
                Role::Banner,
                Role::Button,
                Role::DangerButton,
                Role::Ground,
                Role::Field,
            ] {
                let style = theme.style(both);
                let ratio = contrast(style.fg.unwrap(), style.bg.unwrap());
                assert!(ratio >= 4.5, "{name:?}: {both:?} is {ratio:.2}");
            }
        }
    }

    /// The colour that a terminal shows for an index from 16 on.
    fn shown(color: Color) -> Color {
        let Color::Indexed(at) = color else {
            return color;
        };
        let [r, g, b] = depth::indexed(at).map(|part| u8::try_from(part).unwrap());
        Color::Rgb(r, g, b)
    }

    #[test]
    fn text_is_readable_in_256_colours() {
        // The nearest of few colours may miss by a little.
        for name in [Name::Dark, Name::Light] {
            let theme = Theme::named(name).in_256();
            for ground in [Role::Ground, Role::Focus, Role::Field, Role::Dialog] {
                for ink in [
                    Role::Text,
                    Role::Muted,
                    Role::Accent,
                    Role::Notice,
                    Role::Danger,
                    Role::Good,
                ] {
                    let (ink_color, ground_color) = (
                        theme.style(ink).fg.unwrap(),
                        theme.style(ground).bg.unwrap(),
                    );
                    let ratio = contrast(shown(ink_color), shown(ground_color));
                    assert!(
                        ratio >= 4.3,
                        "{name:?}: {ink:?} on {ground:?} is {ratio:.2}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_theme_file_is_whole() {
        for name in [Name::Dark, Name::Light, Name::Sixteen, Name::Mono] {
            let theme = Theme::named(name);
            assert_ne!(theme.style(Role::Button), Style::new(), "{name:?}");
        }
    }

    #[test]
    fn without_colours_there_is_no_colour() {
        let mono = Theme::named(Name::Mono);
        for role in Role::ALL {
            let style = mono.style(role);
            assert!(matches!(style.fg, None | Some(Color::Reset)), "{role:?}");
            assert!(matches!(style.bg, None | Some(Color::Reset)), "{role:?}");
        }
    }
}
