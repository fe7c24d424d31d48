//! The one table of screens: under which heading each stands, what it is called, whose it is (P1).
//!
//! Side list, tabs, the walk through the places and the keys read it. A screen that is not built has no line.

use super::Inside;
use super::inside::Wants;
use crate::tui::keymap::{Press, Screen};

/// A place of the side list; more than one screen below it are its tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// One's own password and sessions, and the policy.
    Security,
    /// The people.
    ManageUsers,
}

impl Section {
    /// Returns the name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Security => "Security",
            Self::ManageUsers => "Manage Users",
        }
    }
}

/// Whose a screen is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Everyone,
    Administrators,
}

/// A line of the table.
#[derive(Debug)]
struct Line {
    screen: Screen,
    section: Section,
    name: &'static str,
    whose: Whose,
}

const fn line(screen: Screen, section: Section, name: &'static str, whose: Whose) -> Line {
    Line {
        screen,
        section,
        name,
        whose,
    }
}

/// Every screen, in the order of side list and tabs.
const SCREENS: &[Line] = &[
    line(
        Screen::UpdatePassword,
        Section::Security,
        "Update Password",
        Whose::Everyone,
    ),
    line(
        Screen::PasswordSecurity,
        Section::Security,
        "Password Security",
        Whose::Administrators,
    ),
    line(
        Screen::ManageUsers,
        Section::ManageUsers,
        "Manage Users",
        Whose::Administrators,
    ),
];

/// Returns a screen's name.
#[must_use]
pub fn name_of(screen: Screen) -> &'static str {
    line_of(screen).map_or("", |line| line.name)
}

/// Returns where a screen stands.
#[must_use]
pub fn section_of(screen: Screen) -> Section {
    line_of(screen).map_or(Section::Security, |line| line.section)
}

fn line_of(screen: Screen) -> Option<&'static Line> {
    SCREENS.iter().find(|line| line.screen == screen)
}

impl Inside {
    /// Returns the screens that are this person's (P1).
    #[must_use]
    pub fn screens(&self) -> Vec<Screen> {
        let theirs = SCREENS.iter().filter(|line| match line.whose {
            Whose::Everyone => true,
            Whose::Administrators => self.me.membership.is_administrator(),
        });
        theirs.map(|line| line.screen).collect()
    }

    /// Returns the places of the side list, each with the screen that it opens.
    #[must_use]
    pub fn sections(&self) -> Vec<(Section, Screen)> {
        let mut found: Vec<(Section, Screen)> = Vec::new();
        for screen in self.screens() {
            let section = section_of(screen);
            if !found.iter().any(|(before, _)| *before == section) {
                found.push((section, screen));
            }
        }
        found
    }

    /// Returns the screens that stand as tabs where one is; none where one screen is all that a place has.
    #[must_use]
    pub fn tabs(&self) -> Vec<Screen> {
        let here = section_of(self.screen);
        let mut tabs = self.screens();
        tabs.retain(|screen| section_of(*screen) == here);
        if here != Section::Security && tabs.len() < 2 {
            tabs.clear();
        }
        tabs
    }

    /// A key while the places have the focus.
    pub(super) fn press_in_places(&mut self, press: Press) -> Vec<Wants> {
        let Some(at) = self.choosing_screen else {
            return Vec::new();
        };
        let screens = self.screens();
        let index = screens.iter().position(|screen| *screen == at).unwrap_or(0);
        match press {
            Press::Left | Press::Up | Press::Previous => {
                self.choosing_screen = Some(screens[index.saturating_sub(1)]);
                Vec::new()
            }
            Press::Right | Press::Next => {
                self.choosing_screen = Some(screens[(index + 1).min(screens.len() - 1)]);
                Vec::new()
            }
            Press::Enter | Press::Choose | Press::Down => self.go(at),
            Press::Escape => {
                self.choosing_screen = None;
                Vec::new()
            }
            Press::PageUp | Press::PageDown | Press::Home | Press::End | Press::Yes | Press::No => {
                Vec::new()
            }
        }
    }
}
