//! The tab by `update` alone (U5).

use chrono::{DateTime, TimeDelta};

use super::*;
use crate::domain::{Access, Email, Membership, PersonName, Role, UserId};
use crate::words::Printable;

fn actor(role: Role) -> User {
    User {
        id: UserId(1),
        name: PersonName::parse("Ada Hartwell").unwrap(),
        email: Email::parse("ada@firm.example").unwrap(),
        membership: Membership::Firm(role),
        access: Access::Enabled,
        credential: None,
        seen_strong: false,
        last_sign_in: None,
        code_until: None,
    }
}

fn row(id: i64) -> SessionRow {
    let at = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
    SessionRow {
        id: SessionId(id),
        user: UserId(id),
        name: Printable::new(&format!("Person {id}")),
        email: Printable::new(&format!("p{id}@firm.example")),
        membership: Membership::Firm(Role::User),
        started_at: at,
        last_active_at: at,
        from: Printable::new("pts/3"),
        own: id == 1,
    }
}

fn listed(ticket: u64, ids: impl IntoIterator<Item = i64>) -> Message {
    Message::Listed(
        ticket,
        Ok(Box::new(Sessions {
            rows: ids.into_iter().map(row).collect(),
            more: false,
        })),
    )
}

#[track_caller]
fn ticket(effects: &[Effect]) -> u64 {
    match effects {
        [Effect::Task(Task::List(ticket)), ..] => *ticket,
        _ => panic!("nothing is read: {effects:?}"),
    }
}

fn opened(ids: impl IntoIterator<Item = i64>) -> SessionsTab {
    let mut tab = SessionsTab::new(actor(Role::Owner));
    let asked = ticket(&tab.update(Message::Refresh));
    let _ = tab.update(listed(asked, ids));
    tab
}

fn press(tab: &mut SessionsTab, press: Press) -> Vec<Effect> {
    tab.update(Message::Press(press, 5))
}

#[test]
fn u5_one_session_is_ended_after_a_question_whose_safe_choice_comes_first() {
    let mut tab = opened(1..=3);
    press(&mut tab, Press::Down);
    assert!(press(&mut tab, Press::Enter).is_empty());
    assert_eq!(tab.ending().unwrap().row.id, SessionId(2));
    press(&mut tab, Press::Enter);
    assert!(tab.ending().is_none(), "Enter, Enter does nothing");
    let _ = tab.update(Message::End);
    let effects = press(&mut tab, Press::Yes);
    assert_eq!(effects, [Effect::Task(Task::End(SessionId(2)))]);
    let effects = tab.update(Message::Ended(Ok(())));
    ticket(&effects);
    assert_eq!(
        effects[1],
        Effect::Say("Person 2 is signed out there.".into())
    );
    assert!(tab.ending().is_none());
}

#[test]
fn u5_a_refused_end_is_said_in_the_question() {
    let mut tab = opened(1..=3);
    press(&mut tab, Press::Down);
    let _ = tab.update(Message::End);
    press(&mut tab, Press::Yes);
    let effects = tab.update(Message::Ended(Err("This session is over already.".into())));
    ticket(&effects);
    let refusal = tab.ending().unwrap().form.refusal.as_deref();
    assert_eq!(refusal, Some("This session is over already."));
}

#[test]
fn u5_ones_own_session_is_not_ended_but_signed_out_of() {
    let mut tab = opened(1..=3);
    let effects = tab.update(Message::End);
    assert_eq!(
        effects,
        [Effect::Say(
            "This is the session you are in. Press o to sign out.".into()
        )]
    );
    assert!(tab.ending().is_none());
    let mut tab = SessionsTab::new(actor(Role::User));
    let asked = ticket(&tab.update(Message::Refresh));
    let _ = tab.update(listed(asked, 2..=3));
    assert!(matches!(tab.can_end(), Can::No(_)));
}

#[test]
fn u5_the_selection_stays_on_its_session_when_others_come_and_go() {
    let mut tab = opened(1..=20);
    for _ in 0..9 {
        press(&mut tab, Press::Down);
    }
    assert_eq!(tab.selected().unwrap().id, SessionId(10));
    let asked = ticket(&tab.update(Message::Refresh));
    let _ = tab.update(listed(asked, (30..40).chain(5..15)));
    assert_eq!(tab.selected().unwrap().id, SessionId(10));
    // Where it is gone, the one in its place.
    let asked = ticket(&tab.update(Message::Refresh));
    let _ = tab.update(listed(asked, 1..=3));
    assert_eq!(tab.selected().unwrap().id, SessionId(3));
    let asked = ticket(&tab.update(Message::Refresh));
    let _ = tab.update(listed(asked, []));
    assert!(tab.selected().is_none());
    assert_eq!(tab.shown(5), (&[][..], 0, None));
}

#[test]
fn u5_ten_thousand_sessions_are_scrolled_from_end_to_end() {
    let mut tab = opened(1..=10_000);
    press(&mut tab, Press::End);
    let (shown, above, selected) = tab.shown(5);
    assert_eq!((shown.len(), above, selected), (5, 9_995, Some(4)));
    press(&mut tab, Press::PageUp);
    let (shown, above, selected) = tab.shown(5);
    assert_eq!(
        (shown[0].id, above, selected),
        (SessionId(9_996), 9_995, Some(0))
    );
    let _ = tab.update(Message::Wheel(-3, 5));
    assert_eq!(tab.shown(5).1, 9_992);
    press(&mut tab, Press::Home);
    assert_eq!(tab.shown(5).2, Some(0));
    // A larger window shows as many as there are.
    press(&mut tab, Press::End);
    assert_eq!(tab.shown(20_000).0.len(), 10_000);
}

#[test]
fn u5_a_stale_answer_is_dropped_and_a_failure_is_said() {
    let mut tab = opened(1..=3);
    let asked: Vec<_> = (0..2)
        .flat_map(|_| tab.update(Message::Refresh))
        .map(|effect| ticket(&[effect]))
        .collect();
    let _ = tab.update(listed(asked[1], 1..=2));
    let _ = tab.update(listed(asked[0], 1..=9));
    assert_eq!(tab.number(), (2, false));
    let asked = ticket(&tab.update(Message::Refresh));
    let _ = tab.update(Message::Listed(asked, Err("Busy.".into())));
    assert_eq!(tab.failure(), Some("Busy."));
}
