//! Chooses theme and characters for a terminal, once, before the first frame.

use std::time::Duration;

use super::{Charset, Name, Theme};

/// How long the terminal may take to name its colours.
const PATIENCE: Duration = Duration::from_millis(100);

/// What the environment says about the terminal.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `NO_COLOR`.
    pub no_color: Option<String>,
    /// `COLORTERM`.
    pub colorterm: Option<String>,
    /// `TERM`.
    pub term: Option<String>,
    /// The first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set and not empty.
    pub locale: Option<String>,
}

impl Environment {
    /// Reads the variables of the process.
    #[must_use]
    pub fn of_process() -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self {
            no_color: set("NO_COLOR"),
            colorterm: set("COLORTERM"),
            term: set("TERM"),
            locale: set("LC_ALL")
                .or_else(|| set("LC_CTYPE"))
                .or_else(|| set("LANG")),
        }
    }

    /// Returns the characters that the terminal can show; the Linux console lacks the marks.
    #[must_use]
    pub fn charset(&self) -> Charset {
        let utf8 = self.locale.as_deref().is_some_and(|locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        });
        if utf8 && self.term.as_deref() != Some("linux") {
            Charset::Unicode
        } else {
            Charset::Ascii
        }
    }

    /// Returns whether the theme depends on the terminal's background, so that it is worth asking.
    #[must_use]
    pub fn wants_background(&self) -> bool {
        matches!(self.depth(), Depth::Full | Depth::Indexed)
    }

    fn depth(&self) -> Depth {
        if self.no_color.is_some() {
            return Depth::None;
        }
        let term = self.term.as_deref().unwrap_or_default();
        if matches!(self.colorterm.as_deref(), Some("truecolor" | "24bit"))
            || term.ends_with("-direct")
        {
            Depth::Full
        } else if term.contains("256color") {
            Depth::Indexed
        } else if term.contains("mono") || term.starts_with("vt") || term == "dumb" {
            Depth::None
        } else {
            Depth::Sixteen
        }
    }
}

enum Depth {
    None,
    Sixteen,
    Indexed,
    Full,
}

/// The terminal's background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// Light text on dark.
    Dark,
    /// Dark text on light.
    Light,
}

/// Asks the terminal for its background; `Err` means that an answer may still come, late, as keystrokes.
///
/// # Errors
/// The number of answers that are outstanding, for `LateAnswer::expecting`.
pub fn ask_background() -> Result<Option<Background>, u8> {
    let mut options = terminal_colorsaurus::QueryOptions::default();
    options.timeout = PATIENCE;
    match terminal_colorsaurus::theme_mode(options) {
        Ok(terminal_colorsaurus::ThemeMode::Dark) => Ok(Some(Background::Dark)),
        Ok(terminal_colorsaurus::ThemeMode::Light) => Ok(Some(Background::Light)),
        Err(terminal_colorsaurus::Error::Timeout(_)) => Err(2),
        Err(_) => Ok(None),
    }
}

/// Chooses the theme: a setting first, then what the terminal can show. Unknown backgrounds count as dark, which
/// stays readable, because the ground is painted.
#[must_use]
pub fn choose(
    environment: &Environment,
    setting: Option<Name>,
    background: Option<Background>,
) -> Theme {
    let by_background = match background {
        Some(Background::Light) => Name::Light,
        Some(Background::Dark) | None => Name::Dark,
    };
    match environment.depth() {
        Depth::None => Theme::named(Name::Mono),
        Depth::Sixteen => Theme::named(match setting {
            Some(Name::Mono) => Name::Mono,
            Some(Name::Dark | Name::Light | Name::Sixteen) | None => Name::Sixteen,
        }),
        Depth::Indexed => Theme::named(setting.unwrap_or(by_background)).in_256(),
        Depth::Full => Theme::named(setting.unwrap_or(by_background)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terminal(term: &str, colorterm: Option<&str>, no_color: Option<&str>) -> Environment {
        Environment {
            term: Some(term.into()),
            colorterm: colorterm.map(Into::into),
            no_color: no_color.map(Into::into),
            locale: None,
        }
    }

    #[test]
    fn the_terminal_decides_how_many_colours() {
        let light = Some(Background::Light);
        let check = |environment: Environment, expected: Theme| {
            assert_eq!(
                choose(&environment, None, light),
                expected,
                "{environment:?}"
            );
        };
        check(
            terminal("xterm-256color", Some("truecolor"), None),
            Theme::named(Name::Light),
        );
        check(
            terminal("xterm-256color", None, None),
            Theme::named(Name::Light).in_256(),
        );
        check(terminal("xterm", None, None), Theme::named(Name::Sixteen));
        check(terminal("vt100", None, None), Theme::named(Name::Mono));
        check(
            terminal("xterm-256color", Some("truecolor"), Some("1")),
            Theme::named(Name::Mono),
        );
    }

    #[test]
    fn a_setting_goes_before_the_background() {
        let terminal = terminal("xterm-direct", None, None);
        assert_eq!(
            choose(&terminal, Some(Name::Dark), Some(Background::Light)),
            Theme::named(Name::Dark)
        );
        assert_eq!(choose(&terminal, None, None), Theme::named(Name::Dark));
    }

    #[test]
    fn the_locale_decides_the_characters() {
        let charset = |locale: Option<&str>, term: &str| {
            Environment {
                locale: locale.map(Into::into),
                term: Some(term.into()),
                ..Environment::default()
            }
            .charset()
        };
        assert_eq!(charset(Some("en_US.UTF-8"), "xterm"), Charset::Unicode);
        assert_eq!(charset(Some("C.utf8"), "xterm"), Charset::Unicode);
        assert_eq!(charset(Some("C"), "xterm"), Charset::Ascii);
        assert_eq!(charset(None, "xterm"), Charset::Ascii);
        assert_eq!(charset(Some("C.UTF-8"), "linux"), Charset::Ascii);
    }
}
