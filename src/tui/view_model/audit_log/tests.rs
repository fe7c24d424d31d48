//! The screens by `update` alone: no store, no clock, no terminal.

use super::*;
use crate::domain::audit::{Act, ChainFault, EntryNo, Head};
use crate::service::{Checked, ExportFormat, Exported, LogEntry, LogFrom, LogRow, Named};
use crate::tui::keymap::TextKey;
use crate::tui::view_model::act_dialog::{Edit, Press, Proof};
use crate::tui::view_model::can::Can;
use crate::tui::view_model::export::{Answer, ExportForm, Refused, Step};
use crate::tui::view_model::manage_users::Around;

mod exports;
mod filters;
mod sheets;

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
fn a1_a_selection_that_stands_on_the_newest_entry_follows_what_comes() {
    let mut log = opened(Scope::Whole, 50);
    let (ticket, ..) = question(&log.update(Message::Refresh));
    let came = page(rows(51, 90), None);
    let _ = log.update(Message::Listed(ticket, Ok(Box::new(came))));
    assert_eq!(selected(&log), 90);
    assert_eq!(log.window().shown(10).0[0].no.0, 90);
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
    // In the field r is a letter.
    assert!(log.why_empty().unwrap().ends_with("Esc clears the search."));
    let (_, _, looking) = question(&press(&mut log, Press::Escape));
    assert_eq!(looking, Looking::default());
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
