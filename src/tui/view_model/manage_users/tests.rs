//! The screen by `update` alone: no store, no clock, no terminal.

use chrono::{DateTime, TimeDelta};

use super::keys::STOPS;
mod deeds;
mod exports;

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

mod marks;

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
            let Effect::List {
                ticket, from, rows, ..
            } = effect
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

#[test]
fn u6_each_letter_is_a_new_question_and_stale_answers_are_dropped() {
    let mut screen = opened(1..=53, 53);
    assert!(command(&mut screen, Command::Find).is_empty());
    assert!(screen.takes_text());
    let effects = typed(&mut screen, "da");
    let tickets: Vec<_> = effects
        .iter()
        .filter_map(|effect| {
            let Effect::List { ticket, filter, .. } = effect else {
                return None;
            };
            Some((*ticket, filter.search.clone()))
        })
        .collect();
    let [(first, one), (second, two)] = &tickets[..] else {
        panic!("{effects:?}");
    };
    assert_eq!((one.as_str(), two.as_str()), ("d", "da"));
    let _ = screen.update(Message::Listed(*second, Ok(Box::new(page(2..=3, 3)))));
    let _ = screen.update(Message::Listed(*first, Ok(Box::new(page(1..=50, 50)))));
    assert_eq!(screen.window().people().len(), 2);
}

#[test]
fn u6_at_the_edge_of_a_page_the_next_is_asked_for() {
    let mut screen = opened(1..=100, 250);
    let effects: Vec<_> = (0..95)
        .flat_map(|_| press(&mut screen, Press::Down))
        .collect();
    let (ticket, from, _) = asked(&effects);
    assert_eq!(from, From::After(person(100).cursor));
    assert_eq!(effects.len(), 1, "one question at a time");
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(page(101..=200, 250)))));
    assert_eq!(screen.window().people().len(), 200);
    assert_eq!(screen.window().place(), Some(96));
}

/// Answers every question about people, a hundred at a time, until there is none.
fn answered(screen: &mut ManageUsers, mut effects: Vec<Effect>, of: i64) {
    while effects
        .iter()
        .any(|effect| matches!(effect, Effect::List { .. }))
    {
        let (ticket, from, rows) = asked(&effects);
        let rows = i64::try_from(rows).unwrap();
        let ids = match from {
            From::First => 1..=rows,
            From::Last => of - rows + 1..=of,
            From::At(cursor) => cursor.user.id.0..=cursor.user.id.0 + rows - 1,
            From::After(cursor) => cursor.user.id.0 + 1..=(cursor.user.id.0 + rows).min(of),
            From::Before(cursor) => (cursor.user.id.0 - rows).max(1)..=cursor.user.id.0 - 1,
        };
        effects = screen.update(Message::Listed(ticket, Ok(Box::new(page(ids, of)))));
    }
}

#[test]
fn u6_no_step_is_lost_where_the_list_is_not_loaded_yet() {
    let mut screen = opened(1..=100, 1000);
    let walk = |screen: &mut ManageUsers, key: Press, steps: usize| {
        let mut effects = Vec::new();
        for _ in 0..steps {
            effects.extend(press(screen, key));
        }
        answered(screen, effects, 1000);
        screen.window().place()
    };
    assert_eq!(walk(&mut screen, Press::Down, 300), Some(301));
    assert_eq!(walk(&mut screen, Press::Down, 10_000), Some(1000));
    assert_eq!(walk(&mut screen, Press::Up, 600), Some(400));
    assert_eq!(walk(&mut screen, Press::Up, 10_000), Some(1));
    assert_eq!(walk(&mut screen, Press::Down, 1), Some(2));
}

#[test]
fn u6_what_is_done_is_done_to_the_person_who_is_seen_selected() {
    let mut screen = opened(1..=100, 1000);
    let mut effects = Vec::new();
    for _ in 0..150 {
        effects.extend(press(&mut screen, Press::Down));
    }
    let _ = command(&mut screen, Command::Force);
    let seen = screen.window().selected_id();
    answered(&mut screen, effects, 1000);
    assert_eq!(screen.window().selected_id(), seen);
    assert_eq!(screen.window().place(), Some(100));
}

#[test]
fn u6_home_and_end_ask_for_the_ends() {
    let mut screen = opened(1..=100, 1000);
    let (ticket, from, _) = asked(&press(&mut screen, Press::End));
    assert_eq!(from, From::Last);
    let _ = screen.update(Message::Listed(
        ticket,
        Ok(Box::new(page(901..=1000, 1000))),
    ));
    assert_eq!(screen.window().place(), Some(1000));
    let (shown, above, selected) = screen.window().shown(10);
    assert_eq!((shown.len(), above, selected), (10, 990, Some(9)));
    let (ticket, from, _) = asked(&press(&mut screen, Press::Home));
    assert_eq!(from, From::First);
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(page(1..=100, 1000)))));
    assert_eq!(screen.window().place(), Some(1));
}

#[test]
fn u6_going_back_asks_for_the_page_before() {
    let mut screen = opened(1..=100, 1000);
    let (ticket, _, _) = asked(&press(&mut screen, Press::End));
    let _ = screen.update(Message::Listed(
        ticket,
        Ok(Box::new(page(901..=1000, 1000))),
    ));
    let effects: Vec<_> = (0..11)
        .flat_map(|_| press(&mut screen, Press::PageUp))
        .collect();
    let (ticket, from, _) = asked(&effects);
    assert_eq!(from, From::Before(person(901).cursor));
    let selected = screen.window().selected_id();
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(page(801..=900, 1000)))));
    assert_eq!(screen.window().selected_id(), selected);
    assert_eq!(screen.window().place(), Some(901));
}

#[test]
fn u6_the_selection_stays_on_the_same_person_when_the_list_changes() {
    let mut screen = opened(1..=53, 53);
    for _ in 0..20 {
        press(&mut screen, Press::Down);
    }
    let row_before = screen.window().shown(10).2;
    let (ticket, _, _) = asked(&screen.update(Message::Refresh));
    let mut newer = page(1..=53, 52);
    newer.rows.remove(3);
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(newer))));
    assert_eq!(screen.window().selected_id(), Some(UserId(21)));
    assert_eq!(screen.window().shown(10).2, row_before);
}

#[test]
fn u6_the_loaded_window_never_grows_without_end() {
    let mut screen = opened(1..=100, 2000);
    for _ in 0..250 {
        for effect in press(&mut screen, Press::PageDown) {
            if let Effect::List {
                ticket,
                from: From::After(last),
                ..
            } = effect
            {
                let last = (1..=2000).find(|id| person(*id).cursor == last).unwrap();
                let next = last + 1..=(last + 100).min(2000);
                let _ = screen.update(Message::Listed(ticket, Ok(Box::new(page(next, 2000)))));
            }
        }
    }
    assert_eq!(screen.window().place(), Some(2000));
    assert!(screen.window().people().len() <= 320);
}

#[test]
fn u6_four_orders_both_ways() {
    let mut screen = opened(1..=53, 53);
    for order in [Order::Email, Order::Expiry, Order::LastSignIn, Order::Name] {
        for direction in [Direction::Forward, Direction::Reverse] {
            let effects = screen.update(Message::Click(Target::Title(order), AROUND));
            assert_eq!(asked(&effects).1, From::First);
            assert_eq!(screen.order(), (order, direction));
        }
    }
}

#[test]
fn u3_disabled_users_are_hidden_until_the_filter_says_otherwise() {
    let mut screen = opened(1..=53, 53);
    assert_eq!(
        screen.filter_words(),
        ["Enabled", "All kinds", "Any password"]
    );
    let _ = screen.update(Message::Click(Target::Focus(Focus::Show), AROUND));
    press(&mut screen, Press::Down);
    asked(&press(&mut screen, Press::Enter));
    assert_eq!(screen.filter().show, Show::EnabledAndDisabled);
    let _ = screen.update(Message::Click(Target::Focus(Focus::Password), AROUND));
    press(&mut screen, Press::Down);
    asked(&press(&mut screen, Press::Enter));
    assert_eq!(
        screen.filter().password,
        PasswordFilter::Status(StatusKind::MustChange)
    );
}

#[test]
fn p5_a_number_opens_the_list_of_its_people() {
    let mut screen = opened(1..=53, 53);
    let those = PasswordFilter::Moved(
        Movement::NewlyExpire,
        ExpiryInterval::Days180,
        ExpiryInterval::Days90,
    );
    let (ticket, _, _) = asked(&screen.update(Message::ShowThose(those)));
    assert_eq!(screen.filter_words()[2], "Would newly expire");
    let none = PeoplePage {
        rows: vec![],
        more_before: false,
        more_after: false,
        of: Count::Exact(0),
        before: Some(0),
    };
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(none))));
    let why = screen.why_empty().unwrap();
    assert_eq!(
        why,
        "Nobody matches these filters. Press r to show everyone."
    );
    asked(&command(&mut screen, Command::ShowEveryone));
    assert_eq!(screen.filter(), &Filter::default());
}

#[test]
fn u1_a_user_is_added_and_the_code_is_shown_once() {
    let mut screen = opened(1..=53, 53);
    assert!(command(&mut screen, Command::Add).is_empty());
    typed(&mut screen, "Nora Quinn");
    press(&mut screen, Press::Next);
    typed(&mut screen, "not an address");
    assert!(press(&mut screen, Press::Enter).is_empty());
    let form = screen.dialog().unwrap().form();
    assert_eq!(
        form.refusal.as_deref(),
        Some("That is not an e-mail address. It looks like name@firm.example.")
    );
    assert_eq!((form.text(0), form.stop), ("Nora Quinn", Stop::Field(1)));
    for _ in 0.."not an address".len() {
        let _ = screen.update(Message::Edit(Edit::Key(TextKey::Backspace)));
    }
    typed(&mut screen, "nora@firm.example");
    let effects = press(&mut screen, Press::Enter);
    assert!(
        matches!(
            &effects[..],
            [Effect::Act(Request::Add {
                membership: Membership::Firm(Role::User),
                proof: None,
                ..
            })]
        ),
        "{effects:?}"
    );
    let added = Issued {
        purpose: CodePurpose::Setup,
        user: UserId(99),
        code: "AAAA-BBBB".to_owned().into(),
        until: now() + TimeDelta::days(7),
    };
    asked(&screen.update(Message::Done(Ok(Done::Added(added)))));
    let Some(Dialog::Code(code)) = screen.dialog() else {
        panic!("no code is shown");
    };
    assert_eq!(
        (code.name.as_str(), &**code.code),
        ("Nora Quinn", "AAAA-BBBB")
    );
    assert!(!format!("{screen:?}").contains("AAAA"));
    press(&mut screen, Press::Next);
    let effects = press(&mut screen, Press::Enter);
    assert!(matches!(&effects[..], [Effect::ToClipboard(_)]));
    assert!(matches!(screen.dialog(), Some(Dialog::Code(code)) if code.sent));
    press(&mut screen, Press::Escape);
    assert!(screen.dialog().is_none());
}

#[test]
fn u1_a_login_name_is_optional_and_a_wrong_one_takes_the_focus() {
    let mut screen = opened(1..=53, 53);
    command(&mut screen, Command::Add);
    typed(&mut screen, "Nora");
    press(&mut screen, Press::Next);
    typed(&mut screen, "nora@firm.example");
    for _ in 0..3 {
        press(&mut screen, Press::Next);
    }
    typed(&mut screen, "Nora/");
    assert!(press(&mut screen, Press::Enter).is_empty());
    let form = screen.dialog().unwrap().form();
    assert_eq!(form.stop, Stop::Field(4));
    assert!(form.refusal.as_deref().unwrap().starts_with("A login name"));
    // Left with Esc and opened again, it is still there.
    press(&mut screen, Press::Escape);
    command(&mut screen, Command::Add);
    assert_eq!(screen.dialog().unwrap().form().text(4), "Nora/");
    for _ in 0..4 {
        press(&mut screen, Press::Next);
    }
    let _ = screen.update(Message::Edit(Edit::Key(TextKey::Backspace)));
    let effects = press(&mut screen, Press::Enter);
    let [Effect::Act(Request::Add { login, .. })] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(login.as_ref().map(LoginName::as_str), Some("nora"));
}

#[test]
fn u1_an_edit_says_all_three_and_an_emptied_login_name_is_none() {
    let mut people = page(1..=53, 53);
    people.rows[0].login = Some("user1".into());
    let mut screen = opened_with(people);
    command(&mut screen, Command::Edit);
    for _ in 0..2 {
        press(&mut screen, Press::Next);
    }
    for _ in 0.."user1".len() {
        let _ = screen.update(Message::Edit(Edit::Key(TextKey::Backspace)));
    }
    let effects = press(&mut screen, Press::Enter);
    let [Effect::Act(Request::Edit { id, to, .. })] = &effects[..] else {
        panic!("{effects:?}");
    };
    let is = screen.window().selected().unwrap();
    assert_eq!((*id, to.login.as_ref()), (is.id, None));
    assert_eq!(to.email.as_str(), is.email.as_str());
}

#[test]
fn u1_a_taken_address_is_said_in_the_dialog_and_what_was_typed_stays() {
    let mut screen = opened(1..=53, 53);
    command(&mut screen, Command::Add);
    typed(&mut screen, "Nora");
    press(&mut screen, Press::Next);
    typed(&mut screen, "user2@firm.example");
    assert_eq!(press(&mut screen, Press::Enter).len(), 1);
    let taken = Refused::Because("This e-mail is taken.".into());
    assert!(screen.update(Message::Done(Err(taken))).is_empty());
    let form = screen.dialog().unwrap().form();
    assert_eq!(form.text(1), "user2@firm.example");
    assert!(!form.sent);
    // Left with Esc and opened again, it is still there.
    press(&mut screen, Press::Escape);
    command(&mut screen, Command::Add);
    assert_eq!(screen.dialog().unwrap().form().text(0), "Nora");
}

#[test]
fn e6_a_force_asks_first_and_says_why_where_it_is_not_offered() {
    let mut screen = opened(1..=53, 53);
    press(&mut screen, Press::Down);
    assert_eq!(screen.can(Command::Force), Can::Yes);
    command(&mut screen, Command::Force);
    typed(&mut screen, "Shared a password");
    assert!(press(&mut screen, Press::Enter).is_empty());
    press(&mut screen, Press::Next);
    let effects = press(&mut screen, Press::Enter);
    let [Effect::Act(Request::Force { id, reason })] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(*id, UserId(2));
    assert_eq!(reason.as_ref().unwrap().as_str(), "Shared a password");
    let _ = screen.update(Message::Done(Ok(Done::Forced)));
    for _ in 0..3 {
        press(&mut screen, Press::Down);
    }
    let Can::No(why) = screen.can(Command::Force) else {
        panic!("a Connect user can be forced");
    };
    assert!(why.starts_with("A Connect user's password never expires"));
    assert!(
        matches!(&command(&mut screen, Command::Force)[..], [Effect::Say(said)] if *said == why)
    );
}

#[test]
fn u4_the_owner_cannot_be_disabled_and_is_edited_only_by_the_owner() {
    let mut screen = opened(1..=53, 53);
    assert!(matches!(screen.can(Command::ToggleAccess), Can::No(_)));
    assert_eq!(screen.can(Command::Edit), Can::Yes);
    screen.set_actor(user(7, "Ben Okafor", Membership::Firm(Role::Administrator)));
    assert!(matches!(screen.can(Command::Edit), Can::No(_)));
}

#[test]
fn u3_disabling_takes_two_different_keys() {
    let mut screen = opened(1..=53, 53);
    press(&mut screen, Press::Down);
    command(&mut screen, Command::ToggleAccess);
    assert!(press(&mut screen, Press::Enter).is_empty());
    assert!(screen.dialog().is_none(), "Enter is the safe choice");
    command(&mut screen, Command::ToggleAccess);
    let effects = press(&mut screen, Press::Yes);
    assert!(matches!(
        &effects[..],
        [Effect::Act(Request::SetAccess {
            id: UserId(2),
            access: Access::Disabled
        })]
    ));
    let effects = screen.update(Message::Done(Ok(Done::AccessSet)));
    assert!(matches!(effects.last(), Some(Effect::Say(said)) if said.contains("Person 002")));
}

#[test]
fn e7_expire_all_reads_what_it_would_do_and_keeps_the_reason() {
    let mut screen = opened(1..=53, 53);
    let effects = screen.update(Message::Command(Command::ExpireAll, Proof::Needed));
    let [Effect::ReadConsequences(ticket)] = effects[..] else {
        panic!("{effects:?}");
    };
    let known = Consequences {
        must_choose: 38,
        you_among_them: true,
        must_already: 0,
        connect: 12,
        invited: 3,
        disabled: 0,
    };
    let _ = screen.update(Message::ConsequencesRead(ticket, Ok(known)));
    typed(&mut screen, "Laptop stolen");
    press(&mut screen, Press::Next);
    typed(&mut screen, "secret");
    press(&mut screen, Press::Next);
    press(&mut screen, Press::Next);
    let effects = press(&mut screen, Press::Enter);
    assert!(matches!(
        &effects[..],
        [Effect::Act(Request::ExpireAll {
            reason: Some(_),
            proof: Some(_)
        })]
    ));
    let wrong = Refused::Proof("That is not your password.".into());
    let _ = screen.update(Message::Done(Err(wrong)));
    let form = screen.dialog().unwrap().form();
    assert_eq!((form.text(0), form.stop), ("Laptop stolen", Stop::Field(1)));
    assert!(!format!("{screen:?}").contains("secret"));
}

#[test]
fn e10_the_undo_is_offered_while_someone_still_has_to_change() {
    let mut screen = opened(1..=53, 53);
    assert!(matches!(screen.can(Command::UndoExpireAll), Can::No(_)));
    let effects = screen.update(Message::Done(Ok(Done::ExpiredAll)));
    let Some(Effect::ReadUndo(ticket)) = effects
        .iter()
        .find(|effect| matches!(effect, Effect::ReadUndo(_)))
    else {
        panic!("{effects:?}");
    };
    let offer = UndoConsequences {
        generation: Generation(1),
        by: "Ada Hartwell".into(),
        at: now(),
        reason: None,
        released: 37,
        unmoved: 1,
    };
    let _ = screen.update(Message::UndoRead(*ticket, Some(offer)));
    assert_eq!(screen.undo_offer().unwrap().released, 37);
    assert_eq!(screen.can(Command::UndoExpireAll), Can::Yes);
    command(&mut screen, Command::Undo);
    let effects = press(&mut screen, Press::Yes);
    assert!(matches!(
        &effects[..],
        [Effect::Act(Request::UndoExpireAll {
            generation: Generation(1),
            ..
        })]
    ));
    let _ = screen.update(Message::Done(Ok(Done::UndidExpireAll)));
    assert!(screen.undo_offer().is_none());
}

#[test]
fn everything_is_reached_with_tab_enter_and_arrows() {
    let mut screen = opened(1..=53, 53);
    let mut seen = Vec::new();
    for _ in 0..STOPS.len() {
        seen.push(screen.focus());
        press(&mut screen, Press::Next);
    }
    for stop in STOPS {
        assert!(seen.contains(&stop), "{stop:?}");
    }
    press(&mut screen, Press::Next);
    press(&mut screen, Press::Enter);
    assert_eq!(screen.menu().unwrap().kind, MenuKind::Actions);
    // A command that is refused says why in its line, and the menu stays.
    press(&mut screen, Press::Down);
    assert!(press(&mut screen, Press::Enter).is_empty());
    assert!(screen.menu().is_some());
    assert!(!screen.menu_items()[1].refusal.is_empty());
}

#[test]
fn a_failed_read_is_said_and_the_next_answer_clears_it() {
    let mut screen = opened(1..=53, 53);
    let (ticket, _, _) = asked(&screen.update(Message::Refresh));
    let why = "The database is in use by another program.".to_owned();
    let _ = screen.update(Message::Listed(ticket, Err(why.clone())));
    assert_eq!(screen.failure(), Some(why.as_str()));
    assert_eq!(screen.window().people().len(), 53, "what was read stays");
    let (ticket, _, _) = asked(&screen.update(Message::Refresh));
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(page(1..=53, 53)))));
    assert_eq!(screen.failure(), None);
}

/// One thing a person does.
fn anything() -> impl proptest::strategy::Strategy<Value = u8> {
    0_u8..50
}

fn do_one(screen: &mut ManageUsers, which: u8) -> Vec<Effect> {
    let presses = [
        Press::Up,
        Press::Down,
        Press::Left,
        Press::Right,
        Press::Next,
        Press::Previous,
        Press::Choose,
        Press::Enter,
        Press::Escape,
        Press::PageUp,
        Press::PageDown,
        Press::Home,
        Press::End,
        Press::Yes,
        Press::No,
    ];
    let commands = [
        Command::Add,
        Command::Edit,
        Command::ToggleAccess,
        Command::Force,
        Command::ExpireAll,
        Command::UndoExpireAll,
        Command::Actions,
        Command::Find,
        Command::Sort,
        Command::ShowEveryone,
        Command::Mark(Marking::ToHere),
        Command::Mark(Marking::All),
        Command::Mark(Marking::Nobody),
        Command::Many(ManyAct::Force),
        Command::Many(ManyAct::Disable),
        Command::Many(ManyAct::Enable),
        Command::Many(ManyAct::SignOut),
        Command::BreakIn,
        Command::Person,
        Command::IssueCode,
        Command::RevokeCode,
        Command::ChangeRole,
        Command::ChangeKind,
        Command::HandOwnershipOn,
        Command::RenameFirm,
    ];
    let at = usize::from(which);
    if let Some(key) = presses.get(at) {
        press(screen, *key)
    } else if let Some(act) = commands.get(at - presses.len()) {
        screen.update(Message::Command(*act, Proof::Needed))
    } else if which.is_multiple_of(3) {
        screen.update(Message::Sweep(
            if which.is_multiple_of(2) { 1 } else { -1 },
            10,
        ))
    } else if which.is_multiple_of(2) {
        screen.update(Message::Edit(Edit::Insert('x')))
    } else {
        screen.update(Message::Refresh)
    }
}

proptest::proptest! {
    #[test]
    fn no_keys_panic_or_leave_one_stuck(keys in proptest::collection::vec(anything(), 0..80)) {
        let mut screen = opened(1..=53, 53);
        for which in keys {
            for effect in do_one(&mut screen, which) {
                match effect {
                    Effect::List { ticket, .. } => {
                        let answer = Ok(Box::new(page(1..=53, 53)));
                        let _ = screen.update(Message::Listed(ticket, answer));
                    }
                    Effect::Act(_) => {
                        let refused = Refused::Because("No.".into());
                        let _ = screen.update(Message::Done(Err(refused)));
                    }
                    Effect::Export(Step::Begin { .. }) => {
                        let _ = screen.update(Message::Export(Answer::Begun(Ok(()))));
                    }
                    Effect::Export(Step::On | Step::Stop)
                    | Effect::ReadUndo(_)
                    | Effect::ReadConsequences(_)
                    | Effect::ReadSignedIn(_)
                    | Effect::ReadOutcome { .. }
                    | Effect::ReadBreakIn(..)
                    | Effect::ReadExportable(..)
                    | Effect::ToClipboard(_)
                    | Effect::Say(_) => {}
                }
            }
        }
        for _ in 0..3 {
            for effect in press(&mut screen, Press::Escape) {
                if let Effect::List { ticket, .. } = effect {
                    let answer = Ok(Box::new(page(1..=53, 53)));
                    let _ = screen.update(Message::Listed(ticket, answer));
                }
            }
        }
        proptest::prop_assert!(screen.dialog().is_none() && screen.menu().is_none());
        proptest::prop_assert!(screen.exporting().is_none());
        proptest::prop_assert_eq!(screen.focus(), Focus::Table);
        proptest::prop_assert!(screen.window().selected().is_some());
    }
}
