//! The export: its dialog, and its steps.

use super::*;

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
