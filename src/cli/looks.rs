//! How the screens look and listen, and when the command line is coloured.

use std::ffi::OsString;

use clap::{Args, ValueEnum};

use super::settings::{Given, Value, table};

/// How the screens look and listen. For the commands that open them.
#[derive(Clone, Copy, Debug, Default, Args)]
#[command(next_help_heading = "Options of the screens")]
pub(super) struct Looks {
    /// Draw the screens in plain ASCII.
    #[arg(long)]
    pub(super) ascii: bool,
    /// Leave the mouse to the terminal.
    #[arg(long)]
    pub(super) no_mouse: bool,
    /// The colours of the screens; with auto the terminal is asked.
    #[arg(long, value_enum, value_name = "NAME")]
    pub(super) theme: Option<ThemeName>,
}

impl Looks {
    /// Takes what was said before the command's name together with what was said after it, which goes before.
    pub(super) fn or(self, before: Self) -> Self {
        Self {
            ascii: self.ascii || before.ascii,
            no_mouse: self.no_mouse || before.no_mouse,
            theme: self.theme.or(before.theme),
        }
    }

    /// Notes what the options say of the settings.
    pub(super) fn note(self, given: &mut Given) {
        given.note(&table::ASCII, self.ascii.then_some(Value::Flag(true)));
        given.note(&table::MOUSE, self.no_mouse.then_some(Value::Flag(false)));
        let theme = self.theme.map(|name| Value::Text(name.word().into()));
        given.note(&table::THEME, theme);
    }
}

/// When colours are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal that takes them.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The themes of the screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ThemeName {
    /// As the terminal's background is.
    Auto,
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
    /// The sixteen colours of the terminal's own palette.
    Sixteen,
    /// No colours.
    Mono,
}

impl ThemeName {
    /// Returns the name as it is given.
    fn word(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Sixteen => "sixteen",
            Self::Mono => "mono",
        }
    }
}

/// Returns what `--color` says, even on a command line that is wrong elsewhere; what cannot take colours gets none.
pub(super) fn colours(args: &[OsString]) -> Colour {
    let colour = colour_in(args);
    if colour == Colour::Auto && !super::terminal_is_capable() {
        return Colour::Never;
    }
    colour
}

fn colour_in(args: &[OsString]) -> Colour {
    let words = args.iter().map(|arg| arg.to_str().unwrap_or_default());
    let next = words.clone().skip(1);
    words
        .zip(next.chain([""]))
        .filter_map(|(word, next)| match word {
            "--color" => Some(next),
            word => word.strip_prefix("--color="),
        })
        .find_map(|when| Colour::from_str(when, false).ok())
        .unwrap_or(Colour::Auto)
}

impl From<Colour> for anstream::ColorChoice {
    fn from(colour: Colour) -> Self {
        match colour {
            Colour::Auto => Self::Auto,
            Colour::Always => Self::Always,
            Colour::Never => Self::Never,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_command_line_still_says_how_to_colour_it() {
        for (line, colour) in [
            ("passward stats", Colour::Auto),
            ("passward stats --color never", Colour::Never),
            ("passward --color=always stats", Colour::Always),
            ("passward stats --color", Colour::Auto),
            ("passward stats --color pink --color=never", Colour::Never),
        ] {
            let words: Vec<_> = line.split(' ').map(OsString::from).collect();
            assert_eq!(colour_in(&words), colour, "{line}");
        }
    }
}
