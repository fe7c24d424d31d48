//! Marking many, and the dialog of what is done to them (U6, E6).

use super::*;
use crate::domain::{Ends, Marked, Outcome, Refusal};
use crate::service::{BreakIn, BreakInConsequences, OnMarked};
use crate::tui::keymap::{ManyAct, Marking};

fn mark(screen: &mut ManageUsers, marking: Marking) -> Vec<Effect> {
    match marking {
        Marking::Next => screen.update(Message::Sweep(1, AROUND.rows)),
        Marking::Previous => screen.update(Message::Sweep(-1, AROUND.rows)),
        Marking::ToHere | Marking::All | Marking::Nobody => command(screen, Command::Mark(marking)),
    }
}

/// The numbers of those marked among the first.
fn marked(screen: &ManageUsers) -> Vec<i64> {
    let people = screen.window().people().iter().map(|person| person.id);
    let none = screen.marked().is_none();
    people
        .filter(|id| !none && screen.marked().has(*id))
        .map(|id| id.0)
        .collect()
}

fn downs(screen: &mut ManageUsers, times: usize) {
    for _ in 0..times {
        press(screen, Press::Down);
    }
}

#[test]
fn u6_space_marks_and_unmarks_whom_one_is_on() {
    let mut screen = opened(1..=20, 20);
    press(&mut screen, Press::Choose);
    downs(&mut screen, 2);
    press(&mut screen, Press::Choose);
    assert_eq!(marked(&screen), [1, 3]);
    assert_eq!(screen.marked_number(), Some(Count::Exact(2)));
    press(&mut screen, Press::Choose);
    assert_eq!(marked(&screen), [1]);
    press(&mut screen, Press::Escape);
    assert_eq!(screen.marked_number(), None);
}

#[test]
fn u6_shift_and_the_arrows_mark_a_range_and_take_it_back() {
    let mut screen = opened(1..=20, 20);
    downs(&mut screen, 4);
    for _ in 0..3 {
        mark(&mut screen, Marking::Next);
    }
    assert_eq!(marked(&screen), [5, 6, 7, 8]);
    for _ in 0..2 {
        mark(&mut screen, Marking::Previous);
    }
    assert_eq!(marked(&screen), [5, 6]);
    for _ in 0..3 {
        mark(&mut screen, Marking::Previous);
    }
    assert_eq!(marked(&screen), [3, 4, 5]);
    // Another range leaves this one as it is.
    downs(&mut screen, 7);
    mark(&mut screen, Marking::Next);
    assert_eq!(marked(&screen), [3, 4, 5, 10, 11]);
}

#[test]
fn u6_a_range_goes_from_the_last_mark_to_here() {
    let mut screen = opened(1..=20, 20);
    downs(&mut screen, 7);
    press(&mut screen, Press::Choose);
    for _ in 0..4 {
        press(&mut screen, Press::Up);
    }
    mark(&mut screen, Marking::ToHere);
    assert_eq!(marked(&screen), [4, 5, 6, 7, 8]);
    // Without a mark it is a mark.
    mark(&mut screen, Marking::Nobody);
    mark(&mut screen, Marking::ToHere);
    assert_eq!(marked(&screen), [4]);
}

#[test]
fn u6_all_that_match_is_kept_as_a_filter_with_exceptions() {
    let mut screen = opened(1..=100, 1_000_000);
    mark(&mut screen, Marking::All);
    press(&mut screen, Press::Choose);
    let Marked::AllMatching { filter, except } = screen.marked() else {
        panic!("{:?}", screen.marked());
    };
    assert_eq!(filter, screen.filter());
    assert_eq!(except.len(), 1);
    assert_eq!(screen.marked_number(), Some(Count::Exact(999_999)));
    // All again, and then nobody.
    mark(&mut screen, Marking::All);
    assert_eq!(screen.marked_number(), Some(Count::Exact(1_000_000)));
    mark(&mut screen, Marking::All);
    assert_eq!(screen.marked_number(), None);
}

#[test]
fn u6_marks_survive_paging_sorting_and_a_refresh() {
    let mut screen = opened(1..=100, 250);
    press(&mut screen, Press::Choose);
    let (ticket, _, _) = asked(&press(&mut screen, Press::End));
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(page(151..=250, 250)))));
    press(&mut screen, Press::Choose);
    let click = Message::Click(Target::Title(Order::Email), AROUND);
    let (ticket, _, _) = asked(&screen.update(click));
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(page(1..=100, 250)))));
    let (ticket, _, _) = asked(&screen.update(Message::Refresh));
    let _ = screen.update(Message::Listed(ticket, Ok(Box::new(page(1..=100, 250)))));
    assert_eq!(marked(&screen), [1]);
    assert_eq!(screen.marked_number(), Some(Count::Exact(2)));
}

#[test]
fn u6_another_filter_drops_all_that_match_and_says_so_but_not_marks_of_ones_own() {
    let mut screen = opened(1..=20, 20);
    press(&mut screen, Press::Choose);
    command(&mut screen, Command::Find);
    typed(&mut screen, "x");
    assert_eq!(screen.marked_number(), Some(Count::Exact(1)));

    let mut screen = opened(1..=20, 20);
    mark(&mut screen, Marking::All);
    command(&mut screen, Command::Find);
    let effects = typed(&mut screen, "x");
    assert_eq!(screen.marked_number(), None);
    let said = |effect: &Effect| matches!(effect, Effect::Say(text) if text.starts_with("Nobody is marked now"));
    assert!(effects.iter().any(said), "{effects:?}");
}

#[test]
fn u6_a_click_before_the_name_marks() {
    let mut screen = opened(1..=20, 20);
    let _ = screen.update(Message::Click(Target::Mark(UserId(7)), AROUND));
    assert_eq!(marked(&screen), [7]);
    assert_eq!(screen.window().selected_id(), Some(UserId(1)));
}

#[test]
fn e6_an_act_on_many_needs_somebody_marked() {
    let mut screen = opened(1..=20, 20);
    for act in [
        ManyAct::Force,
        ManyAct::Disable,
        ManyAct::Enable,
        ManyAct::SignOut,
    ] {
        let effects = command(&mut screen, Command::Many(act));
        let [Effect::Say(why)] = &effects[..] else {
            panic!("{effects:?}");
        };
        assert!(why.starts_with("Nobody is marked."), "{why}");
        assert!(screen.dialog().is_none());
    }
}

/// The question about the outcome among these effects.
#[track_caller]
fn outcome_asked(effects: &[Effect]) -> (u64, ManyAct) {
    let asked = effects.iter().find_map(|effect| {
        let Effect::Task(Task::ReadOutcome { ticket, act, .. }) = effect else {
            return None;
        };
        Some((*ticket, *act))
    });
    asked.unwrap_or_else(|| panic!("no outcome was asked for: {effects:?}"))
}

#[test]
fn e6_the_dialog_asks_for_the_numbers_and_again_when_something_has_changed() {
    let mut screen = opened(1..=20, 20);
    mark(&mut screen, Marking::All);
    let (old, act) = outcome_asked(&command(&mut screen, Command::Many(ManyAct::Force)));
    assert_eq!(act, ManyAct::Force);
    let (new, _) = outcome_asked(&screen.update(Message::Refresh));
    let outcome = |reached| Outcome {
        reached,
        you: true,
        left_out: vec![(Refusal::ForceConnect, 1)],
        ..Outcome::default()
    };
    let _ = screen.update(Message::OutcomeRead(new, Ok(outcome(18))));
    let _ = screen.update(Message::OutcomeRead(old, Ok(outcome(19))));
    let many = screen.dialog().and_then(Dialog::many).unwrap();
    assert_eq!(many.outcome, Some(outcome(18)), "the newest answer stays");
}

#[test]
fn e6_many_are_forced_as_one_request_and_the_marks_go_with_it() {
    let mut screen = opened(1..=20, 20);
    mark(&mut screen, Marking::Next);
    command(&mut screen, Command::Many(ManyAct::Force));
    typed(&mut screen, "Laptop");
    press(&mut screen, Press::Escape);
    command(&mut screen, Command::Many(ManyAct::Force));
    // What was typed is still there; Enter goes on to the safe choice and does nothing by itself.
    press(&mut screen, Press::Enter);
    press(&mut screen, Press::Next);
    let effects = press(&mut screen, Press::Enter);
    let [Effect::Task(Task::Act(Request::OnMarked { marked, act, proof }))] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert!(proof.is_none());
    assert_eq!(*marked, Marked::These([UserId(1), UserId(2)].into()));
    let OnMarked::Force(Some(reason)) = act else {
        panic!("{act:?}");
    };
    assert_eq!(reason.as_str(), "Laptop");

    assert!(press(&mut screen, Press::Escape).is_empty(), "not said yet");
    assert!(screen.tick(), "a second of an act under way is seen");
    let effects = press(&mut screen, Press::Escape);
    assert!(matches!(&effects[..], [Effect::StopAct]), "{effects:?}");
    assert!(screen.dialog().is_some(), "its answer is waited for");
    let outcome = Outcome {
        reached: 1,
        left_out: vec![(Refusal::ForceConnect, 1)],
        ..Outcome::default()
    };
    let effects = screen.update(Message::Done(Ok(Done::OnMarked(outcome))));
    let said = effects.iter().any(|effect| {
        matches!(effect, Effect::Say(text) if text == "1 user must choose a new password; 1 left out.")
    });
    assert!(said, "{effects:?}");
    assert!(screen.marked().is_none() && screen.dialog().is_none());
    assert!(!screen.tick());
}

#[test]
fn u1_disabling_the_marked_says_which_codes_and_sessions_ended() {
    let mut screen = opened(1..=20, 20);
    press(&mut screen, Press::Choose);
    command(&mut screen, Command::Many(ManyAct::Disable));
    press(&mut screen, Press::Yes);
    let outcome = Outcome {
        reached: 1,
        ends: Ends {
            sessions: 2,
            codes: 0,
            shown_codes: 1,
        },
        ..Outcome::default()
    };
    let effects = screen.update(Message::Done(Ok(Done::OnMarked(outcome))));
    let said = effects.iter().any(|effect| {
        matches!(effect, Effect::Say(text) if text == "1 user is disabled and signed out. That ended 2 sessions and 1 code that they were shown.")
    });
    assert!(said, "{effects:?}");
}

#[test]
fn e6_a_refusal_keeps_the_marks_and_the_reason() {
    let mut screen = opened(1..=20, 20);
    press(&mut screen, Press::Choose);
    command(&mut screen, Command::Many(ManyAct::Disable));
    press(&mut screen, Press::Yes);
    let why = "This can be done to none of them. Nothing was changed.";
    let _ = screen.update(Message::Done(Err(Refused::Because(why.into()))));
    let form = screen.dialog().unwrap().form();
    assert_eq!(form.refusal.as_deref(), Some(why));
    assert_eq!(marked(&screen), [1]);
}

#[test]
fn u6_what_can_be_done_to_the_marked_leads_the_menu_of_actions() {
    let mut screen = opened(1..=20, 20);
    command(&mut screen, Command::Actions);
    let labels = |screen: &ManageUsers| -> Vec<_> {
        screen.menu_items().iter().map(|item| item.label).collect()
    };
    let before = labels(&screen);
    assert!(before.contains(&"Mark all that match") && !before.contains(&"Mark none"));
    press(&mut screen, Press::Escape);
    press(&mut screen, Press::Choose);
    command(&mut screen, Command::Actions);
    assert_eq!(labels(&screen)[0], "Force change on the marked");
    press(&mut screen, Press::Enter);
    assert!(screen.dialog().and_then(Dialog::many).is_some());
}

/// The ticket of the question about a response to a break-in, and about whom.
#[track_caller]
fn break_in_asked(effects: &[Effect]) -> (u64, Marked) {
    let asked = effects.iter().find_map(|effect| {
        let Effect::Task(Task::ReadBreakIn(ticket, whom)) = effect else {
            return None;
        };
        Some((*ticket, whom.clone()))
    });
    asked.unwrap_or_else(|| panic!("nothing was asked for: {effects:?}"))
}

#[test]
fn u8_a_break_in_is_responded_to_for_everyone_where_nobody_is_marked() {
    let mut screen = opened(1..=20, 20);
    let (_, whom) = break_in_asked(&command(&mut screen, Command::BreakIn));
    assert_eq!(whom, BreakIn::everyone());
    let form = screen.dialog().unwrap().form();
    assert_eq!(form.fields.len(), 2, "reason and Connect users");
}

#[test]
fn u8_the_numbers_are_asked_anew_for_the_marked_or_for_everyone() {
    let mut screen = opened(1..=20, 20);
    press(&mut screen, Press::Choose);
    let (old, whom) = break_in_asked(&command(&mut screen, Command::BreakIn));
    assert_eq!(whom, Marked::These([UserId(1)].into()));
    typed(&mut screen, "Mailbox");
    press(&mut screen, Press::Next);
    let effects = press(&mut screen, Press::Right);
    assert!(
        effects.is_empty(),
        "Connect users change no number: {effects:?}"
    );
    press(&mut screen, Press::Next);
    let (new, whom) = break_in_asked(&press(&mut screen, Press::Right));
    assert_eq!(whom, BreakIn::everyone());
    let known = |codes| BreakInConsequences {
        codes,
        ..BreakInConsequences::default()
    };
    let _ = screen.update(Message::BreakInRead(old, Ok(known(1))));
    let _ = screen.update(Message::BreakInRead(new, Ok(known(2))));
    let Some(Dialog::BreakIn(dialog)) = screen.dialog() else {
        panic!("{:?}", screen.dialog());
    };
    assert_eq!(dialog.consequences, Some(known(2)));
    press(&mut screen, Press::Next);
    press(&mut screen, Press::Next);
    let effects = press(&mut screen, Press::Enter);
    let [Effect::Task(Task::Act(Request::BreakIn { response, proof }))] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert!(response.disable_connect && proof.is_none());
    assert_eq!(response.whom, BreakIn::everyone());
    assert_eq!(response.reason.as_ref().unwrap().as_str(), "Mailbox");
    let effects = screen.update(Message::Done(Ok(Done::AnsweredBreakIn(known(2)))));
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Say(_)))
    );
    assert!(screen.marked().is_none());
}

#[test]
fn s9_the_password_is_a_line_of_the_response_where_it_is_needed() {
    let mut screen = opened(1..=20, 20);
    let _ = screen.update(Message::Command(Command::BreakIn, Proof::Needed));
    let form = screen.dialog().unwrap().form();
    assert!(form.password(form.fields.len() - 1).is_some());
}

#[test]
fn s9_signing_out_all_that_match_asks_for_the_password_where_it_is_needed() {
    let mut screen = opened(1..=20, 20);
    let asks = |screen: &mut ManageUsers, act| {
        let _ = screen.update(Message::Command(Command::Many(act), Proof::Needed));
        let asks = !screen.dialog().unwrap().form().is_plain_question();
        press(screen, Press::Escape);
        asks
    };
    press(&mut screen, Press::Choose);
    assert!(
        !asks(&mut screen, ManyAct::SignOut),
        "one person is no proof"
    );
    mark(&mut screen, Marking::All);
    assert!(asks(&mut screen, ManyAct::SignOut));
    assert!(!asks(&mut screen, ManyAct::Disable));
}

#[test]
fn e6_the_dialog_names_those_marked_where_they_are_few() {
    let mut screen = opened(1..=20, 20);
    let names = |screen: &mut ManageUsers| -> Option<Vec<String>> {
        command(screen, Command::Many(ManyAct::Force));
        let many = screen.dialog().and_then(Dialog::many).unwrap();
        let names = many.names.as_ref();
        let names = names.map(|names| names.iter().map(ToString::to_string).collect());
        press(screen, Press::Escape);
        names
    };
    mark(&mut screen, Marking::Next);
    let two = Some(vec!["Person 001".to_owned(), "Person 002".to_owned()]);
    assert_eq!(names(&mut screen), two);
    mark(&mut screen, Marking::Next);
    assert_eq!(names(&mut screen), None);
    mark(&mut screen, Marking::All);
    assert_eq!(names(&mut screen), None);
}
