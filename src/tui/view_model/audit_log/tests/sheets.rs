//! An entry in full, and the check of the log.

use super::*;

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
