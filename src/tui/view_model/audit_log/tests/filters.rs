//! What the list is narrowed to: kinds, times, a person.

use super::*;

#[test]
fn a1_filters_by_kind_and_time_ask_anew() {
    let mut log = opened(Scope::Whole, 10);
    command(&mut log, Command::Kind);
    assert_eq!(log.menu_items()[0], "All acts");
    press(&mut log, Press::Down);
    let (_, _, looking) = question(&press(&mut log, Press::Enter));
    assert_eq!(looking.kind, Some(ActKind::SignIns));
    command(&mut log, Command::When);
    press(&mut log, Press::Down);
    press(&mut log, Press::Down);
    let (_, _, looking) = question(&press(&mut log, Press::Enter));
    assert_eq!(
        (looking.span, looking.between),
        (Span::LastDays(7), (None, None))
    );
    assert_eq!(log.filter_words(), ["Anybody", "Sign-ins", "Last 7 days"]);
    assert_eq!(log.can(Command::ShowAll), Some(Can::Yes));
    let (_, _, looking) = question(&press(&mut log, Press::Escape));
    assert_eq!(looking, Looking::default());
    assert!(matches!(log.can(Command::ShowAll), Some(Can::No(_))));
}

#[test]
fn a1_days_are_typed_and_a_slip_is_told_where_it_was_made() {
    let mut log = opened(Scope::OwnLogIns, 10);
    command(&mut log, Command::When);
    press(&mut log, Press::End);
    assert!(press(&mut log, Press::Enter).is_empty());
    typed(&mut log, "2026-11-31");
    press(&mut log, Press::Next);
    press(&mut log, Press::Next);
    press(&mut log, Press::Next);
    assert!(press(&mut log, Press::Enter).is_empty());
    let Some(Dialog::Days(form)) = log.dialog() else {
        panic!("closed")
    };
    assert!(form.refusal.as_ref().unwrap().contains("2026-11-24"));
    let _ = log.update(Message::Edit(Edit::Key(TextKey::Backspace)));
    typed(&mut log, "0");
    press(&mut log, Press::Next);
    let effects = {
        typed(&mut log, "2026-11-30");
        press(&mut log, Press::Enter)
    };
    let (_, _, looking) = question(&effects);
    let (from, until) = looking.between;
    assert_eq!((until.unwrap() - from.unwrap()).num_hours(), 24);
    assert_eq!(log.filter_words()[2], "2026-11-30");
}

#[test]
fn a1_a_person_is_found_by_typing_and_an_older_answer_is_dropped() {
    let mut log = opened(Scope::AllLogIns, 10);
    let effects = command(&mut log, Command::Person);
    assert!(matches!(
        effects[..],
        [Effect::Task(Task::FindPeople(1, _))]
    ));
    assert!(log.takes_text());
    let effects = typed(&mut log, "be");
    assert!(matches!(&effects[..], [Effect::Task(Task::FindPeople(3, text))] if text == "be"));
    let _ = log.update(Message::PeopleFound(1, Err("late".into())));
    let Some(Dialog::Person(picker)) = log.dialog() else {
        panic!("closed")
    };
    assert_eq!(picker.failure, None);
    // Anybody is always there to choose.
    let (_, _, looking) = question(&press(&mut log, Press::Enter));
    assert_eq!(looking.person, None);
}
