//! The rows below the table: who is selected, and where the selection stands.

use ratatui::layout::Rect;

use super::people::Words;
use super::{Places, many};
use crate::domain::{Instant, Kind, PasswordStatus};
use crate::service::{Count, PersonRow};
use crate::tui::theme::Role;
use crate::tui::view::Canvas;
use crate::tui::view_model::manage_users::{ManageUsers, Target};
use crate::words::{self, Zone, grouped};

pub(super) fn draw_detail<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    screen: &ManageUsers,
    now: Instant,
    zone: Zone,
    hit: &dyn Fn(Target) -> H,
) {
    let Rect { x, width, .. } = places.list;
    let y = places.detail;
    if places.offer.is_some() {
        canvas.rule(x, y - 1, width);
    }
    let place = place_of(screen);
    let right = canvas.text_right(x + width, y + 1, width / 2, &place, Role::Muted);
    let bar = Rect::new(x, y + 1, right.saturating_sub(x + 2), 1);
    let marked = many::draw_bar(canvas, bar, screen, hit);
    let Some(person) = screen.window().selected() else {
        return;
    };
    let left = x + 2;
    let room = width.saturating_sub(2);
    let words = Words::of(person, now, zone);
    let taken = canvas.text(left, y, room, words.name.as_str(), Role::Heading);
    let at = left + taken + 2;
    canvas.text(
        at,
        y,
        (x + width).saturating_sub(at),
        words.email.as_str(),
        Role::Muted,
    );
    if marked && screen.failure().is_none() {
        return;
    }
    let text = detail(person, now, zone);
    let (text, role) = match screen.failure() {
        // The list stands as it was read before; that it could not be read again is said here.
        Some(why) => (why.to_owned(), Role::Danger),
        None => (text, Role::Muted),
    };
    canvas.text(left, y + 1, right.saturating_sub(left + 2), &text, role);
}

/// Returns where the selection stands among all: "3 of 53".
fn place_of(screen: &ManageUsers) -> String {
    let window = screen.window();
    let total = match window.total() {
        None => return String::new(),
        Some(Count::Exact(total)) => grouped(total),
        Some(Count::AtLeast(total)) => format!("{} or more", grouped(total)),
    };
    match window.place() {
        Some(place) => format!("{} of {total}", grouped(place)),
        None if window.people().is_empty() => "none".into(),
        None => format!("of {total}"),
    }
}

/// Returns what else is known of a person's password.
fn detail(person: &PersonRow, now: Instant, zone: Zone) -> String {
    let mut text = match person.changed_at {
        None => match person.code_until {
            Some(until) if now < until => format!(
                "No password yet; setup code until {}",
                words::date_and_time(until, now, zone)
            ),
            Some(_) | None => "No password yet, and no setup code is open".to_owned(),
        },
        Some(changed_at) => {
            let strong = if person.seen_strong {
                "seen strong"
            } else {
                "not seen strong yet"
            };
            let set = words::date(changed_at, now, zone);
            format!("Password set {set}, {strong}")
        }
    };
    if let (PasswordStatus::MustChange(_), Some(by)) = (&person.status, &person.forced_by) {
        text = format!("{text}, forced by {by}");
    }
    if person.membership.kind() == Kind::Connect && person.changed_at.is_some() {
        text.push_str("; Connect users do not expire");
    }
    text
}
