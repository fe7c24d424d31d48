//! The rows below the table: who is selected, and where the selection stands.

use chrono::TimeDelta;
use ratatui::layout::Rect;

use super::people::Words;
use super::{Places, many};
use crate::domain::throttle::{Held, LOCKED_AT};
use crate::domain::{CodePurpose, CodeState, Forced, Instant, Kind, PasswordStatus};
use crate::service::{CodeNews, Count, PersonRow};
use crate::tui::keymap::UsersAct;
use crate::tui::theme::Role;
use crate::tui::view::Canvas;
use crate::tui::view::canvas::width_of;
use crate::tui::view_model::manage_users::{Can, ManageUsers, Target};
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
    let whole = width.saturating_sub(2);
    let words = Words::of(person, now, zone);
    let taken = canvas.text(left, y, whole, words.name.as_str(), Role::Heading);
    let at = left + taken + 2;
    let room = (x + width).saturating_sub(at);
    let known_as = known_as(person, words.email.as_str(), room);
    canvas.text(at, y, room, &known_as, Role::Muted);
    if marked && screen.failure().is_none() {
        return;
    }
    let room = right.saturating_sub(left + 2);
    let text = detail(screen, person, room, now, zone);
    let (text, role) = match screen.failure() {
        // The list stands as it was read before; that it could not be read again is said here.
        Some(why) => (why.to_owned(), Role::Danger),
        None if person.held == Held::Locked => (text, Role::Danger),
        None => (text, Role::Muted),
    };
    canvas.text(left, y + 1, room, &text, role);
}

/// Returns the e-mail, and the login name beside it; where there is no room for both, as much as fits of the first.
fn known_as(person: &PersonRow, email: &str, room: u16) -> String {
    let Some(login) = &person.login else {
        return email.to_owned();
    };
    let ways = [
        format!("{email} · login {login}"),
        format!("{email} · {login}"),
    ];
    let fits = ways.into_iter().find(|both| width_of(both) <= room);
    fits.unwrap_or_else(|| email.to_owned())
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

/// Returns what else is known of a person, as much as there is room for; what comes first counts most.
fn detail(screen: &ManageUsers, person: &PersonRow, room: u16, now: Instant, zone: Zone) -> String {
    let held = held(screen, person, zone).into_iter().collect();
    let password: Vec<_> = password(person, now, zone).into_iter().collect();
    let code = code(person, now, zone);
    // An open code says more than the password, and without a password it is all there is.
    let open = |code: &CodeNews| code.record.state(now) == CodeState::Open;
    let parts = if password.is_empty() || person.code.as_ref().is_some_and(open) {
        [held, code, password]
    } else {
        [held, password, code]
    };
    let mut text = String::new();
    for ways in parts {
        let joined = |part: &String| match text.as_str() {
            "" => part.clone(),
            before => format!("{before} · {part}"),
        };
        let shortest = ways.last().cloned().unwrap_or_default();
        let fits = ways.iter().map(joined).find(|all| width_of(all) <= room);
        text = match (fits, text.is_empty()) {
            (Some(all), _) => all,
            // What counts most is shown even where it is cut.
            (None, true) => shortest,
            (None, false) => text,
        };
    }
    text
}

/// What stands in the way of signing in (S3), and what helps.
fn held(screen: &ManageUsers, person: &PersonRow, zone: Zone) -> Option<String> {
    let state = match person.held {
        Held::Free => return None,
        Held::Waits { until } => {
            format!(
                "Signing in waits until {} after wrong tries",
                end_of_wait(until, zone)
            )
        }
        Held::Locked => format!("Locked by {LOCKED_AT} wrong tries"),
    };
    Some(match screen.can(UsersAct::IssueCode) {
        Can::Yes => format!("{state}: i issues a code"),
        Can::No(_) => state,
    })
}

/// Returns the end of a wait, which is seconds away at first: the next full minute.
pub(super) fn end_of_wait(until: Instant, zone: Zone) -> String {
    words::time(until + TimeDelta::seconds(59), zone)
}

/// Who issued the newest code, when, until when, and what became of it (U1): at length, and in short.
pub(super) fn code(person: &PersonRow, now: Instant, zone: Zone) -> Vec<String> {
    let Some(CodeNews { record, issued_by }) = &person.code else {
        return match person.changed_at {
            None => vec!["No code was issued".to_owned()],
            Some(_) => Vec::new(),
        };
    };
    let what = match record.purpose {
        CodePurpose::Setup => "Setup code",
        CodePurpose::Reset => "Reset code",
    };
    let issued = words::when(record.issued_at, now, zone);
    let until = words::date_and_time(record.until, now, zone);
    let end = match record.state(now) {
        CodeState::Open => format!("until {until}"),
        CodeState::Used(at) => format!("used {}", words::when(at, now, zone)),
        CodeState::Revoked(at) => format!("revoked {}", words::when(at, now, zone)),
        CodeState::Lapsed(at) => format!("lapsed {}", words::when(at, now, zone)),
    };
    vec![
        format!("{what} by {issued_by}, {issued}, {end}"),
        format!("Code by {}, {end}", issued_by.first_word()),
    ]
}

fn password(person: &PersonRow, now: Instant, zone: Zone) -> Option<String> {
    let set = words::date(person.changed_at?, now, zone);
    let strong = if person.seen_strong {
        "seen strong"
    } else {
        "not seen strong yet"
    };
    let mut text = format!("Password set {set}, {strong}");
    if let (Some(asked), Some(by)) = (asked(&person.status), &person.forced_by) {
        text = format!("{text}, {asked} by {by}");
    }
    if person.membership.kind() == Kind::Connect {
        text.push_str("; Connect users do not expire");
    }
    Some(text)
}

/// Returns what somebody has done that the password must be changed: forced this one, or expired all (E6, E7).
fn asked(status: &PasswordStatus) -> Option<&'static str> {
    match status {
        PasswordStatus::MustChange(Forced::ByForce(_)) => Some("forced"),
        PasswordStatus::MustChange(Forced::ByExpireAll(_)) => Some("all expired"),
        PasswordStatus::MustChange(Forced::ByClock)
        | PasswordStatus::NotSet
        | PasswordStatus::Expired { .. }
        | PasswordStatus::Expiring { .. }
        | PasswordStatus::Fresh { .. }
        | PasswordStatus::NeverExpires => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{ForceId, Generation};

    #[test]
    fn e6_e7_who_was_forced_is_told_from_those_whose_passwords_were_all_expired() {
        let force = Forced::ByForce(ForceId(1));
        let all = Forced::ByExpireAll(Generation(1));
        assert_eq!(asked(&PasswordStatus::MustChange(force)), Some("forced"));
        assert_eq!(asked(&PasswordStatus::MustChange(all)), Some("all expired"));
        assert_eq!(asked(&PasswordStatus::NeverExpires), None);
    }
}
