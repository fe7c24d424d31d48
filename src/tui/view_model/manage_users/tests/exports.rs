//! Exports and reports by `update` alone (U9).

use super::*;
use crate::domain::Kind;
use crate::service::{Exported, PeopleFile};
use crate::tui::keymap::TextKey;
use crate::tui::view_model::export::{Exports, Refused};

/// Opens the dialog and takes the question for its numbers.
#[track_caller]
fn open(screen: &mut ManageUsers, act: Command, proof: Proof) -> (u64, Filter) {
    let effects = screen.update(Message::Command(act, proof));
    let [Effect::Task(Task::ReadExportable(ticket, filter))] = &effects[..] else {
        panic!("{effects:?}")
    };
    (*ticket, filter.clone())
}

fn dialog(screen: &ManageUsers) -> &ExportDialog {
    match screen.dialog() {
        Some(Dialog::Export(dialog)) => dialog,
        other => panic!("{other:?}"),
    }
}

/// Presses Enter and takes what is asked for.
#[track_caller]
fn begun(screen: &mut ManageUsers) -> (String, PeopleFile, bool) {
    let effects = press(screen, Press::Enter);
    let [Effect::Task(Task::Export(Step::Begin { path, what, proof }))] = &effects[..] else {
        panic!("{effects:?}")
    };
    (path.clone(), what.clone(), proof.is_some())
}

fn went(written: u64, is_done: bool) -> Message {
    Message::Export(Answer::Went(Ok(Exported {
        written,
        done: written,
        of: 53,
        is_done,
    })))
}

#[test]
fn u9_an_export_is_of_those_listed_or_of_everyone_and_says_how_many() {
    let mut screen = opened(1..=53, 53);
    screen.filter.kind = Some(Kind::Firm);
    let (ticket, asked) = open(&mut screen, Command::Export, Proof::Fresh);
    assert_eq!(asked.kind, Some(Kind::Firm));
    assert_eq!(dialog(&screen).listed.0[1], "Firm");
    assert_eq!(dialog(&screen).numbers, None);
    let numbers = (Count::Exact(41), Count::Exact(60));
    let _ = screen.update(Message::ExportableRead(ticket, Ok(numbers)));
    assert_eq!(dialog(&screen).numbers, Some(numbers));
    let listed = PeopleFile::Csv(asked);
    assert_eq!(begun(&mut screen), ("users.csv".into(), listed, false));
    let refused = Refused::Because("There is a file of that name already.".into());
    let _ = screen.update(Message::Export(Answer::Begun(Err(refused))));
    assert_eq!(dialog(&screen).export.form.stop, Stop::Field(0));

    // Another form, another ending, and everyone.
    for next in [Press::Next, Press::Right, Press::Next, Press::Right] {
        press(&mut screen, next);
    }
    // Its name is another one now, so what was refused of the old one is gone.
    assert_eq!(dialog(&screen).export.form.refusal, None);
    assert!(dialog(&screen).is_of_everyone());
    let everyone = PeopleFile::Json(PeopleFile::everyone());
    assert_eq!(begun(&mut screen), ("users.json".into(), everyone, false));
}

#[test]
fn s9_an_export_needs_a_fresh_proof_and_keeps_the_file_that_was_typed() {
    let mut screen = opened(1..=53, 53);
    open(&mut screen, Command::Export, Proof::Needed);
    typed(&mut screen, ".old");
    press(&mut screen, Press::Previous);
    press(&mut screen, Press::Previous);
    press(&mut screen, Press::Previous);
    typed(&mut screen, "secret words");
    let (path, _, proved) = begun(&mut screen);
    assert_eq!((path.as_str(), proved), ("users.csv.old", true));
    let refused = Refused::Proof("That is not your password.".into());
    let _ = screen.update(Message::Export(Answer::Begun(Err(refused))));
    let form = &dialog(&screen).export.form;
    assert!(form.password(3).unwrap().is_empty());
    assert_eq!(form.stop, Stop::Field(3));
    press(&mut screen, Press::Escape);
    open(&mut screen, Command::Export, Proof::Fresh);
    assert_eq!(dialog(&screen).export.typed(), "users.csv.old");
    press(&mut screen, Press::Escape);
    // A report has a name of its own.
    open(&mut screen, Command::Report, Proof::Fresh);
    assert_eq!(dialog(&screen).export.typed(), "report.txt");
}

#[test]
fn u9_an_export_goes_step_by_step_and_can_be_given_up() {
    let mut screen = opened(1..=53, 53);
    open(&mut screen, Command::Report, Proof::Fresh);
    assert_eq!(dialog(&screen).export.exports, Exports::Report);
    assert_eq!(begun(&mut screen).1, PeopleFile::ReportInWords);
    let effects = screen.update(Message::Export(Answer::Begun(Ok(()))));
    assert!(matches!(
        effects[..],
        [Effect::Task(Task::Export(Step::On))]
    ));
    assert!(screen.dialog().is_none() && screen.exporting().is_some());
    let effects = screen.update(went(5, false));
    assert!(matches!(
        effects[..],
        [Effect::Task(Task::Export(Step::On))]
    ));
    // Nothing else is done meanwhile, by key, command or click.
    assert!(command(&mut screen, Command::Add).is_empty());
    let _ = screen.update(Message::Click(Target::Focus(Focus::Add), AROUND));
    assert!(press(&mut screen, Press::Down).is_empty());
    assert!(screen.dialog().is_none() && !screen.takes_text());
    let effects = press(&mut screen, Press::Escape);
    assert!(matches!(
        &effects[..],
        [Effect::Task(Task::Export(Step::Stop)), Effect::Say(_)]
    ));
    assert!(screen.update(went(6, true)).is_empty());

    // Left while it was sent: it is stopped as soon as it has begun.
    open(&mut screen, Command::Export, Proof::Fresh);
    begun(&mut screen);
    screen.dialog = None;
    let effects = screen.update(Message::Export(Answer::Begun(Ok(()))));
    assert!(matches!(
        effects[..],
        [Effect::Task(Task::Export(Step::Stop))]
    ));
}

#[test]
fn u9_a_file_needs_a_name_and_an_end_is_said() {
    let mut screen = opened(1..=53, 53);
    open(&mut screen, Command::Export, Proof::Fresh);
    for _ in 0..20 {
        let _ = screen.update(Message::Edit(Edit::Key(TextKey::Backspace)));
    }
    press(&mut screen, Press::Next);
    assert!(press(&mut screen, Press::Enter).is_empty());
    let form = &dialog(&screen).export.form;
    assert_eq!(
        form.refusal.as_deref(),
        Some("Please enter the name of a file.")
    );
    typed(&mut screen, "out");
    begun(&mut screen);
    let _ = screen.update(Message::Export(Answer::Begun(Ok(()))));
    let effects = screen.update(went(53, true));
    assert!(matches!(&effects[..], [Effect::Say(said)] if said == "53 users written to out."));
    assert!(screen.exporting().is_none());
}
