//! Reads a theme file.

use std::collections::BTreeMap;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

use super::{Role, Theme};

/// What can be wrong with a theme file.
#[derive(Debug, thiserror::Error)]
pub(super) enum ThemeError {
    /// Not a theme file at all.
    #[error("the theme file is not valid")]
    Form(#[from] toml::de::Error),
    /// A role is missing, or there is none of that name.
    #[error("the theme file and the roles differ at {0}")]
    Role(String),
    /// A colour is neither `#rrggbb` nor a known name.
    #[error("{0} is no colour")]
    Color(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Whether dialogs need a border.
    framed: bool,
    #[serde(default)]
    palette: BTreeMap<String, String>,
    roles: BTreeMap<String, Look>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Look {
    fg: Option<String>,
    bg: Option<String>,
    #[serde(default)]
    with: Vec<Attribute>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Attribute {
    Bold,
    Dim,
    Reverse,
    Underline,
}

pub(super) fn read(text: &str) -> Result<Theme, ThemeError> {
    let mut file: File = toml::from_str(text)?;
    let mut styles = [Style::new(); Role::ALL.len()];
    for role in Role::ALL {
        let look = file
            .roles
            .remove(role.name())
            .ok_or_else(|| ThemeError::Role(role.name().into()))?;
        let mut style = Style::new();
        style.fg = look
            .fg
            .map(|name| color(&file.palette, &name))
            .transpose()?;
        style.bg = look
            .bg
            .map(|name| color(&file.palette, &name))
            .transpose()?;
        for attribute in look.with {
            style = style.add_modifier(match attribute {
                Attribute::Bold => Modifier::BOLD,
                Attribute::Dim => Modifier::DIM,
                Attribute::Reverse => Modifier::REVERSED,
                Attribute::Underline => Modifier::UNDERLINED,
            });
        }
        styles[role as usize] = style;
    }
    match file.roles.into_keys().next() {
        Some(unknown) => Err(ThemeError::Role(unknown)),
        None => Ok(Theme {
            styles,
            framed: file.framed,
        }),
    }
}

fn color(palette: &BTreeMap<String, String>, name: &str) -> Result<Color, ThemeError> {
    let value = palette.get(name).map_or(name, String::as_str);
    value.parse().map_err(|_| ThemeError::Color(name.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_files_name_every_role_and_only_roles() {
        for text in [
            include_str!("../../../assets/themes/dark.toml"),
            include_str!("../../../assets/themes/light.toml"),
            include_str!("../../../assets/themes/sixteen.toml"),
            include_str!("../../../assets/themes/mono.toml"),
        ] {
            read(text).unwrap();
        }
    }

    #[test]
    fn full_colour_themes_colour_what_a_role_says() {
        for text in [
            include_str!("../../../assets/themes/dark.toml"),
            include_str!("../../../assets/themes/light.toml"),
        ] {
            let theme = read(text).unwrap();
            for role in Role::ALL {
                assert_eq!(theme.style(role).fg.is_some(), role.is_ink(), "{role:?}");
                assert_eq!(theme.style(role).bg.is_some(), role.is_ground(), "{role:?}");
            }
        }
    }

    #[test]
    fn a_wrong_colour_and_a_missing_role_are_refused() {
        assert!(matches!(
            read("framed = true\n[roles]\n"),
            Err(ThemeError::Role(_))
        ));
        assert!(matches!(
            read("framed = true\n[roles]\nground = { fg = \"sky\" }"),
            Err(ThemeError::Color(_))
        ));
    }
}
