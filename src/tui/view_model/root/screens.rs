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
    /// What happened.
    AuditLog,
}

impl Section {
    /// Returns the name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Security => "Security",
            Self::ManageUsers => "Manage Users",
            Self::AuditLog => "Audit Log",
        }
    }
}

/// What takes the focus while one walks through the places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waypoint {
    /// A tab, or a place of the side list.
    Screen(Screen),
    /// The list of keys and commands, in the footer.
    Commands,
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
        Screen::LogInActivity,
        Section::Security,
        "Log In Activity",
        Whose::Everyone,
    ),
    line(
        Screen::Sessions,
        Section::Security,
        "Sessions",
        Whose::Administrators,
    ),
    line(
        Screen::ManageUsers,
        Section::ManageUsers,
        "Manage Users",
        Whose::Administrators,
    ),
    line(
        Screen::AuditLog,
        Section::AuditLog,
        "Audit Log",
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

    /// Returns the places of the side list, each with the screen that it opens: where one was last in it.
    #[must_use]
    pub fn sections(&self) -> Vec<(Section, Screen)> {
        let mut found: Vec<(Section, Screen)> = Vec::new();
        for screen in self.screens() {
            let section = section_of(screen);
            match found.iter_mut().find(|(before, _)| *before == section) {
                Some((_, opens)) if self.last_in(section) == Some(screen) => *opens = screen,
                Some(_) => {}
                None => found.push((section, screen)),
            }
        }
        found
    }

    fn last_in(&self, section: Section) -> Option<Screen> {
        let before = self.visited.iter().chain([&self.screen]).rev();
        before
            .copied()
            .find(|screen| section_of(*screen) == section)
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

    /// Puts the focus on the places.
    pub(super) fn walk(&mut self) {
        self.walking = Some(Waypoint::Screen(self.screen));
    }

    /// Returns what takes the focus in the places, in order: what is drawn, and the list of commands at the end.
    fn waypoints(&self) -> Vec<Waypoint> {
        let (here, tabs) = (section_of(self.screen), self.tabs());
        let mut points = Vec::new();
        for (section, screen) in self.sections() {
            if section == here && !tabs.is_empty() {
                points.extend(tabs.iter().copied().map(Waypoint::Screen));
            } else {
                points.push(Waypoint::Screen(screen));
            }
        }
        points.push(Waypoint::Commands);
        points
    }

    /// A key while the places have the focus.
    pub(super) fn press_in_places(&mut self, press: Press) -> Vec<Wants> {
        let Some(at) = self.walking else {
            return Vec::new();
        };
        let points = self.waypoints();
        let index = points.iter().position(|point| *point == at).unwrap_or(0);
        let step = |to: usize| points.get(to).copied().or(Some(at));
        match press {
            Press::Left | Press::Up | Press::Previous => {
                self.walking = step(index.saturating_sub(1));
            }
            Press::Right | Press::Down | Press::Next => self.walking = step(index + 1),
            Press::Home | Press::PageUp => self.walking = step(0),
            Press::End | Press::PageDown => self.walking = step(points.len() - 1),
            Press::Enter | Press::Choose => {
                self.walking = None;
                return match at {
                    Waypoint::Screen(screen) => self.go(screen),
                    Waypoint::Commands => vec![Wants::Commands],
                };
            }
            Press::Escape => self.walking = None,
            Press::Yes | Press::No => {}
        }
        Vec::new()
    }
}
