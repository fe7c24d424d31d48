//! The screens by `update` alone: no store, no clock, no terminal.

use super::*;
use crate::domain::audit::{Act, ChainFault, EntryNo, Head};
use crate::service::{Checked, ExportFormat, Exported, LogEntry, LogFrom, LogRow, Named};
use crate::tui::keymap::TextKey;
use crate::tui::view_model::act_dialog::{Edit, Press, Proof};
use crate::tui::view_model::can::Can;
use crate::tui::view_model::export::{Answer, ExportForm, Refused, Step};
use crate::tui::view_model::manage_users::Around;

const AROUND: Around = Around {
    proof: Proof::Fresh,
    rows: 10,
};

fn row(no: u64) -> LogRow {
    LogRow {
        no: EntryNo(no),
        at: Some(chrono::DateTime::UNIX_EPOCH),
        act: Some(Act::SignedIn),
        actor: Some(UserId(1)),
        target: Some(UserId(1)),
        sentence: format!("Entry {no}"),
        from: "tty1".into(),
    }
}

/// Rows from one number down to another, or up where it is greater.
fn rows(from: u64, to: u64) -> Vec<LogRow> {
    if from >= to {
        (to..=from).rev().map(row).collect()
    } else {
        (from..=to).map(row).collect()
    }
}

fn page(rows: Vec<LogRow>, goes_on: Option<u64>) -> LogRows {
    LogRows {
        rows,
        goes_on: goes_on.map(EntryNo),
    }
}

/// Takes the one question that a list was asked.
#[track_caller]
fn question(effects: &[Effect]) -> (u64, LogFrom, Looking) {
    let [
        Effect::Task(Task::List {
            ticket,
            from,
            looking,
            ..
        }),
    ] = effects
    else {
        panic!("no question: {effects:?}");
    };
    (*ticket, *from, looking.clone())
}

fn opened(scope: Scope, newest: u64) -> AuditLog {
    let mut log = AuditLog::new(scope, Zone::Utc, Seat::Own);
    let (ticket, from, _) = question(&log.update(Message::Refresh));
    assert_eq!(from, LogFrom::Newest);
    let last = newest.saturating_sub(99).max(1);
    let goes_on = (last > 1).then_some(last);
    let page = page(rows(newest, last), goes_on);
    assert!(
        log.update(Message::Listed(ticket, Ok(Box::new(page))))
            .is_empty()
    );
    log
}

fn press(log: &mut AuditLog, press: Press) -> Vec<Effect> {
    log.update(Message::Press(press, AROUND))
}

fn command(log: &mut AuditLog, command: Command) -> Vec<Effect> {
    log.update(Message::Command(command, AROUND))
}

fn typed(log: &mut AuditLog, text: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for character in text.chars() {
        effects = log.update(Message::Edit(Edit::Insert(character)));
    }
    effects
}

fn selected(log: &AuditLog) -> u64 {
    log.window().selected().unwrap().no.0
}

#[test]
fn a1_the_list_is_endless_and_asks_from_the_last_number_on() {
    let mut log = opened(Scope::Whole, 1_000);
    assert_eq!(selected(&log), 1_000);
    let (ticket, from, _) = question(&press(&mut log, Press::End));
    assert_eq!(from, LogFrom::OlderThan(EntryNo(901)));
    // Only one question at a time.
    assert!(press(&mut log, Press::Down).is_empty());
    let older = page(rows(900, 801), Some(801));
    assert!(
        log.update(Message::Listed(ticket, Ok(Box::new(older))))
            .is_empty()
    );
    assert_eq!((log.window().rows().len(), selected(&log)), (200, 901));
    press(&mut log, Press::Home);
    assert_eq!(selected(&log), 1_000);
}

#[test]
fn a1_what_is_new_comes_on_top_and_the_selection_stays_on_its_entry() {
    let mut log = opened(Scope::Whole, 50);
    press(&mut log, Press::Down);
    let (ticket, from, _) = question(&log.update(Message::Refresh));
    assert_eq!(from, LogFrom::NewerThan(EntryNo(50)));
    let _ = log.update(Message::Listed(
        ticket,
        Ok(Box::new(page(rows(51, 53), None))),
    ));
    assert_eq!((log.window().rows()[0].no.0, selected(&log)), (53, 49));
    // At the top the new rows are seen at once.
    assert_eq!(log.window().shown(10).0[0].no.0, 53);
    // More than a page has come: the list is read anew.
    let (ticket, ..) = question(&log.update(Message::Refresh));
    let much = page(rows(54, 153), Some(153));
    let (_, from, _) = question(&log.update(Message::Listed(ticket, Ok(Box::new(much)))));
    assert_eq!(from, LogFrom::Newest);
}

#[test]
fn a1_a_search_goes_on_by_itself_until_a_screen_is_full_and_each_letter_begins_it_anew() {
    let mut log = opened(Scope::Whole, 5_000);
    command(&mut log, Command::Find);
    assert!(log.takes_text());
    let (first, from, looking) = question(&typed(&mut log, "l"));
    assert_eq!((from, looking.text.as_str()), (LogFrom::Newest, "l"));
    let (second, _, looking) = question(&typed(&mut log, "o"));
    assert_eq!(looking.text, "lo");
    let late = page(rows(5_000, 4_990), None);
    assert!(
        log.update(Message::Listed(first, Ok(Box::new(late))))
            .is_empty(),
        "an older answer"
    );
    // Nothing found yet: it looks further back by itself, and says how far it came.
    let (third, from, _) = question(&log.update(Message::Listed(
        second,
        Ok(Box::new(page(vec![], Some(1_000)))),
    )));
    assert_eq!(from, LogFrom::OlderThan(EntryNo(1_000)));
    assert!(
        log.why_empty()
            .unwrap()
            .contains("looked back to entry 1,000")
    );
    assert!(
        log.update(Message::Listed(third, Ok(Box::new(page(vec![], None)))))
            .is_empty()
    );
    assert!(log.why_empty().unwrap().contains("Press r"));
    let (_, _, looking) = question(&press(&mut log, Press::Escape));
    assert_eq!(looking, Looking::default());
}

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

fn entry(no: u64, targets: usize, of: usize) -> LogEntry {
    let named = |id: usize| Named {
        id: Some(UserId(i64::try_from(id).unwrap())),
        name: "Ben Okafor".into(),
        email: "ben@firm.example".into(),
    };
    LogEntry {
        row: row(no),
        who: named(1),
        targets: (0..targets).map(named).collect(),
        targets_in_all: of,
        changes: Vec::new(),
        reason: None,
        hash: "ab".repeat(32),
    }
}

#[test]
fn a1_an_entry_opens_in_full_and_reads_more_of_those_it_was_done_to() {
    let mut log = opened(Scope::Whole, 10);
    let effects = press(&mut log, Press::Enter);
    let [
        Effect::Task(Task::Read {
            ticket,
            no,
            skip: 0,
        }),
    ] = effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!(no, EntryNo(10));
    let read = Ok(Some(Box::new(entry(10, 500, 1_200))));
    let _ = log.update(Message::EntryRead(ticket, read));
    let effects = press(&mut log, Press::End);
    let [
        Effect::Task(Task::Read {
            ticket, skip: 500, ..
        }),
    ] = effects[..]
    else {
        panic!("{effects:?}")
    };
    // One question at a time, and what comes is added.
    assert!(press(&mut log, Press::End).is_empty());
    let read = Ok(Some(Box::new(entry(10, 500, 1_200))));
    let _ = log.update(Message::EntryRead(ticket, read));
    let Some(Dialog::Entry(sheet)) = log.dialog() else {
        panic!("closed")
    };
    assert_eq!(sheet.entry.as_ref().unwrap().targets.len(), 1_000);
    press(&mut log, Press::Escape);
    assert!(log.dialog().is_none());
}

#[test]
fn a2_the_check_goes_step_by_step_and_closing_it_ends_it() {
    let mut log = opened(Scope::Whole, 10);
    let effects = command(&mut log, Command::Verify);
    let [Effect::Task(Task::Check(run, check))] = effects[..] else {
        panic!("{effects:?}")
    };
    let step = || Message::Checked(run, Ok(Checked::GoesOn(check)));
    assert!(matches!(
        log.update(step())[..],
        [Effect::Task(Task::Check(..))]
    ));
    assert!(!log.sheet().copies);
    let effects = press(&mut log, Press::Escape);
    assert!(matches!(&effects[..], [Effect::Say(_)]));
    assert!(log.update(step()).is_empty(), "nobody waits any more");

    let effects = command(&mut log, Command::Verify);
    let [Effect::Task(Task::Check(run, _))] = effects[..] else {
        panic!("{effects:?}")
    };
    let head = Head {
        no: EntryNo(10),
        hash: [7; 32],
    };
    let _ = log.update(Message::Checked(run, Ok(Checked::Whole(head))));
    assert_eq!(log.can(Command::Copy), Some(Can::Yes));
    let effects = command(&mut log, Command::Copy);
    assert!(
        matches!(&effects[..], [Effect::ToClipboard(text)] if text.as_str() == head.to_string())
    );
    let whole = CheckSheet::Whole(head, true);
    assert!(matches!(log.dialog(), Some(Dialog::Check(sheet, _)) if *sheet == whole));
    press(&mut log, Press::Enter);

    let effects = command(&mut log, Command::Verify);
    let [Effect::Task(Task::Check(run, _))] = effects[..] else {
        panic!("{effects:?}")
    };
    let fault = ChainFault::Altered(EntryNo(4));
    let _ = log.update(Message::Checked(run, Ok(Checked::Broken(fault))));
    assert_eq!(log.can(Command::Copy), None);
}

#[test]
fn s9_an_export_asks_for_the_password_where_it_is_needed_and_keeps_the_file_that_was_typed() {
    let mut log = opened(Scope::Whole, 10);
    let around = Around {
        proof: Proof::Needed,
        ..AROUND
    };
    let _ = log.update(Message::Command(Command::Export, around));
    let Some(Dialog::Export(ExportForm { form, .. })) = log.dialog() else {
        panic!("closed")
    };
    assert_eq!((form.fields.len(), form.text(0)), (3, "audit-log.csv"));
    press(&mut log, Press::Next);
    press(&mut log, Press::Right);
    let Some(Dialog::Export(ExportForm { form, .. })) = log.dialog() else {
        panic!("closed")
    };
    assert_eq!(
        form.text(0),
        "audit-log.jsonl",
        "the ending follows the form"
    );
    press(&mut log, Press::Next);
    typed(&mut log, "secret words");
    let effects = press(&mut log, Press::Enter);
    let [
        Effect::Task(Task::Export(Step::Begin {
            path, what, proof, ..
        })),
    ] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!(
        (path.as_str(), what.format),
        ("audit-log.jsonl", ExportFormat::JsonLines)
    );
    assert!(proof.is_some());
    assert!(!format!("{effects:?}").contains("secret"));
    let why = Refused::Because("There is a file of that name already.".into());
    let _ = log.update(Message::Export(Answer::Begun(Err(why))));
    press(&mut log, Press::Escape);
    command(&mut log, Command::Export);
    let Some(Dialog::Export(ExportForm { form, .. })) = log.dialog() else {
        panic!("closed")
    };
    assert_eq!(form.text(0), "audit-log.jsonl");
}

#[test]
fn a1_an_export_goes_step_by_step_and_can_be_given_up() {
    let mut log = opened(Scope::Whole, 10);
    command(&mut log, Command::Export);
    assert!(matches!(
        press(&mut log, Press::Enter)[..],
        [Effect::Task(Task::Export(Step::Begin { .. }))]
    ));
    assert!(matches!(
        log.update(Message::Export(Answer::Begun(Ok(()))))[..],
        [Effect::Task(Task::Export(Step::On))]
    ));
    let step = |is_done| {
        Message::Export(Answer::Went(Ok(Exported {
            written: 5,
            done: 5,
            of: 10,
            is_done,
        })))
    };
    assert!(matches!(
        log.update(step(false))[..],
        [Effect::Task(Task::Export(Step::On))]
    ));
    let effects = press(&mut log, Press::Escape);
    assert!(matches!(
        &effects[..],
        [Effect::Task(Task::Export(Step::Stop)), Effect::Say(_)]
    ));
    assert!(log.update(step(true)).is_empty());
    // Left while it was sent: it is stopped as soon as it has begun.
    command(&mut log, Command::Export);
    press(&mut log, Press::Enter);
    log.dialog = None;
    assert!(matches!(
        log.update(Message::Export(Answer::Begun(Ok(()))))[..],
        [Effect::Task(Task::Export(Step::Stop))]
    ));
}

#[test]
fn p1_ones_own_activity_has_no_filter_by_person_and_opens_nothing() {
    let mut log = opened(Scope::OwnLogIns, 10);
    for act in [
        Command::Open,
        Command::Find,
        Command::Person,
        Command::Kind,
        Command::Verify,
        Command::Export,
        Command::Copy,
    ] {
        assert_eq!(log.can(act), None, "{act:?}");
        assert!(command(&mut log, act).is_empty());
    }
    assert!(press(&mut log, Press::Enter).is_empty());
    press(&mut log, Press::Next);
    assert_eq!(log.focus(), Focus::When);
    press(&mut log, Press::Next);
    assert_eq!(log.focus(), Focus::Table);
}

#[test]
fn an_answer_that_failed_is_told_and_the_list_stays() {
    let mut log = opened(Scope::Whole, 10);
    let (ticket, ..) = question(&log.update(Message::Refresh));
    let _ = log.update(Message::Listed(ticket, Err("No.".into())));
    assert_eq!(log.failure(), Some("No."));
    assert_eq!(log.window().rows().len(), 10);
}
