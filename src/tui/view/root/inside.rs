//! Inside: banner, places, tabs, and the screen that is shown.

use ratatui::layout::Rect;

use super::{banners, entrance, named};
use crate::tui::keymap::Screen;
use crate::tui::theme::Role;
use crate::tui::view::bones::{self, Bones};
use crate::tui::view::form::{self, Words};
use crate::tui::view::tabs::{Tab, tabs};
use crate::tui::view::{Canvas, audit_log, manage_users, password_security, sessions};
use crate::tui::view_model::root::{Hit, Inside, Root, Waypoint, name_of, section_of};
use crate::words::{self, Known};

/// The columns at which what Update Password says is broken.
const SAID: u16 = 60;

/// Draws what stands between the first row and the last.
pub(super) fn draw(canvas: &mut Canvas<'_, Hit>, bones: &Bones, root: &Root, inside: &Inside) {
    banners::draw(canvas, bones, root, inside);
    let here = section_of(inside.screen);
    let places: Vec<_> = inside
        .sections()
        .into_iter()
        .map(|(section, first)| bones::Place {
            name: section.name(),
            current: section == here,
            focused: false,
            hit: Some(Hit::Go(first)),
        })
        .collect();
    let actions = match inside.screen {
        Screen::ManageUsers => manage_users::actions(&inside.users, &Hit::Users),
        Screen::AuditLog => audit_log::actions(&inside.log, &Hit::Log),
        Screen::UpdatePassword
        | Screen::PasswordSecurity
        | Screen::LogInActivity
        | Screen::Sessions => Vec::new(),
    };
    let actions: Vec<_> = actions.into_iter().map(|key| named(root, key)).collect();
    bones::title(canvas, bones, here.name(), &places, &actions);
    let area = draw_tabs(canvas, bones, inside);
    screen(canvas, bones, area, root, inside);
}

/// Draws the tabs, where there are any; returns what is left for the screen.
fn draw_tabs(canvas: &mut Canvas<'_, Hit>, bones: &Bones, inside: &Inside) -> Rect {
    let shown: Vec<_> = inside
        .tabs()
        .into_iter()
        .map(|screen| Tab {
            name: name_of(screen),
            current: inside.screen == screen,
            focused: inside.walking == Some(Waypoint::Screen(screen)),
            hit: Some(Hit::Go(screen)),
        })
        .collect();
    if shown.is_empty() {
        return bones.content;
    }
    tabs(canvas, bones.content, &shown);
    // An empty row below the tabs, where there is room for it.
    let taken = if bones.is_wide() { 3 } else { 2 };
    Rect {
        y: bones.content.y + taken,
        height: bones.content.height.saturating_sub(taken),
        ..bones.content
    }
}

/// Draws the screen that is shown.
fn screen(canvas: &mut Canvas<'_, Hit>, bones: &Bones, area: Rect, root: &Root, inside: &Inside) {
    let (now, zone) = (root.moment().now, root.zone());
    match inside.screen {
        Screen::UpdatePassword => update_password(canvas, area, root, inside),
        Screen::PasswordSecurity => {
            let hit = |target| match target {
                password_security::Target::Focus(focus) => Hit::Policy(focus),
                password_security::Target::Stop(stop) => Hit::PolicyStop(stop),
            };
            password_security::draw(canvas, area, &inside.policy, now, zone, &hit);
        }
        Screen::Sessions => {
            let list = Rect {
                y: area.y,
                height: area.height,
                ..bones.list
            };
            sessions::draw(canvas, list, &inside.sessions, now, zone, &Hit::Sessions);
        }
        Screen::ManageUsers => {
            manage_users::draw(canvas, bones, &inside.users, now, zone, &Hit::Users);
        }
        Screen::LogInActivity => {
            // Its rows begin below the tabs; their marker stands in the margin.
            let list = Rect {
                y: area.y,
                height: area.height,
                ..bones.list
            };
            audit_log::draw(canvas, list, &inside.log_ins, now, zone, &Hit::LogIns);
        }
        Screen::AuditLog => {
            audit_log::draw(canvas, bones.list, &inside.log, now, zone, &Hit::Log);
        }
    }
}

fn update_password(canvas: &mut Canvas<'_, Hit>, area: Rect, root: &Root, inside: &Inside) {
    let (now, zone) = (root.moment().now, root.zone());
    let status = words::own_sentence(&inside.me.status, Known::default(), now, zone);
    let shown = Words {
        title: "",
        says: vec![(status, Role::Muted)],
        act: "Update Password",
        safe: "Clear",
        meter: entrance::meter_of(&inside.own, root),
    };
    let width = SAID.min(area.width);
    let area = Rect { width, ..area };
    form::draw(canvas, area, &shown, &inside.own.form, &Hit::Form);
}
