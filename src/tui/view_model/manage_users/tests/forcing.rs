//! Force a change, disable, expire all and its undo: what is asked first, and why not.

use super::*;

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
    let [Effect::Task(Task::Act(Request::Force { id, reason }))] = &effects[..] else {
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
        [Effect::Task(Task::Act(Request::SetAccess {
            id: UserId(2),
            access: Access::Disabled
        }))]
    ));
    let effects = screen.update(Message::Done(Ok(Done::AccessSet(0))));
    assert!(matches!(effects.last(), Some(Effect::Say(said)) if said.contains("Person 002")));
}

#[test]
fn e7_expire_all_reads_what_it_would_do_and_keeps_the_reason() {
    let mut screen = opened(1..=53, 53);
    let effects = screen.update(Message::Command(Command::ExpireAll, Proof::Needed));
    let [Effect::Task(Task::ReadConsequences(ticket))] = effects[..] else {
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
        [Effect::Task(Task::Act(Request::ExpireAll {
            reason: Some(_),
            proof: Some(_)
        }))]
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
    let Some(Effect::Task(Task::ReadUndo(ticket))) = effects
        .iter()
        .find(|effect| matches!(effect, Effect::Task(Task::ReadUndo(_))))
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
        [Effect::Task(Task::Act(Request::UndoExpireAll {
            generation: Generation(1),
            ..
        }))]
    ));
    let _ = screen.update(Message::Done(Ok(Done::UndidExpireAll)));
    assert!(screen.undo_offer().is_none());
}
