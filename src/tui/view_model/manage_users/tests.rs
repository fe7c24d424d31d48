//! The screen by `update` alone: no store, no clock, no terminal.

mod adding;
mod any_keys;
mod deeds;
mod exports;
mod forcing;
mod list;
mod marks;

use chrono::{DateTime, TimeDelta};

use super::keys::STOPS;
use super::*;
use crate::domain::selection::Movement;
use crate::domain::throttle::Held;
use crate::domain::{
    Access, CodePurpose, Credential, Email, ExpiryInterval, Generation, Instant, LoginName,
    Membership, PasswordStatus, PersonName, Role, StatusKind, UserId,
};
use crate::service::{Consequences, Count, Cursor, Issued, PersonRow};
use crate::tui::keymap::TextKey;
use crate::tui::keymap::{ManyAct, Marking};
use crate::tui::view_model::act_dialog::{Edit, Press, Proof, Stop};
use crate::tui::view_model::export::{Answer, Step};

fn now() -> Instant {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn user(id: i64, name: &str, membership: Membership) -> User {
    User {
        id: UserId(id),
        name: PersonName::parse(name).unwrap(),
        email: Email::parse(&format!("user{id}@firm.example")).unwrap(),
        membership,
        access: Access::Enabled,
        credential: Some(Credential {
            changed_at: now(),
            knows: Generation(0),
            force: None,
        }),
        seen_strong: true,
        last_sign_in: None,
        code_until: None,
    }
}

fn person(id: i64) -> PersonRow {
    let membership = match id {
        1 => Membership::Firm(Role::Owner),
        5 => Membership::Connect,
        _ => Membership::Firm(Role::User),
    };
    let user = user(id, &format!("Person {id:03}"), membership);
    PersonRow {
        id: user.id,
        name: (&user.name).into(),
        email: (&user.email).into(),
        login: None,
        membership,
        access: user.access,
        status: PasswordStatus::NeverExpires,
        forced_by: None,
        changed_at: Some(now()),
        seen_strong: true,
        code_until: None,
        code: None,
        held: Held::Free,
        last_sign_in: None,
        cursor: Cursor::of(&user),
    }
}

fn page(ids: std::ops::RangeInclusive<i64>, of: i64) -> PeoplePage {
    PeoplePage {
        more_before: *ids.start() > 1,
        more_after: *ids.end() < of,
        before: Some(u64::try_from(*ids.start()).unwrap() - 1),
        rows: ids.map(person).collect(),
        of: Count::Exact(u64::try_from(of).unwrap()),
    }
}

const AROUND: Around = Around {
    proof: Proof::Fresh,
    rows: 10,
};

fn press(screen: &mut ManageUsers, press: Press) -> Vec<Effect> {
    screen.update(Message::Press(press, AROUND))
}

fn command(screen: &mut ManageUsers, command: Command) -> Vec<Effect> {
    screen.update(Message::Command(command, Proof::Fresh))
}

fn typed(screen: &mut ManageUsers, text: &str) -> Vec<Effect> {
    text.chars()
        .flat_map(|character| screen.update(Message::Edit(Edit::Insert(character))))
        .collect()
}

/// The ticket, place and size of the one question about people among these effects.
#[track_caller]
fn asked(effects: &[Effect]) -> (u64, From, usize) {
    effects
        .iter()
        .find_map(|effect| {
            let Effect::Task(Task::List {
                ticket, from, rows, ..
            }) = effect
            else {
                return None;
            };
            Some((*ticket, from.clone(), *rows))
        })
        .unwrap_or_else(|| panic!("nobody was asked for: {effects:?}"))
}

fn acting(membership: Membership) -> ManageUsers {
    ManageUsers::new(user(1, "Ada Hartwell", membership))
}

fn opened(loaded: std::ops::RangeInclusive<i64>, of: i64) -> ManageUsers {
    opened_with(page(loaded, of))
}

fn opened_with(people: PeoplePage) -> ManageUsers {
    let mut screen = acting(Membership::Firm(Role::Owner));
    let (ticket, from, _) = asked(&screen.update(Message::Refresh));
    assert_eq!(from, From::First);
    assert!(
        screen
            .update(Message::Listed(ticket, Ok(Box::new(people))))
            .is_empty()
    );
    screen
}
