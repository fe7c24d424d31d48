//! Whatever keys come, in whatever order, the screen neither panics nor keeps anybody.

use super::*;

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
                    Effect::Task(Task::List { ticket, .. }) => {
                        let answer = Ok(Box::new(page(1..=53, 53)));
                        let _ = screen.update(Message::Listed(ticket, answer));
                    }
                    Effect::Task(Task::Act(_)) => {
                        let refused = Refused::Because("No.".into());
                        let _ = screen.update(Message::Done(Err(refused)));
                    }
                    Effect::Task(Task::Export(Step::Begin { .. })) => {
                        let _ = screen.update(Message::Export(Answer::Begun(Ok(()))));
                    }
                    Effect::Task(
                        Task::Export(Step::On | Step::Stop)
                        | Task::ReadUndo(_)
                        | Task::ReadConsequences(_)
                        | Task::ReadSignedIn(_)
                        | Task::ReadOutcome { .. }
                        | Task::ReadBreakIn(..)
                        | Task::ReadExportable(..),
                    )
                    | Effect::StopAct
                    | Effect::ToClipboard(_)
                    | Effect::Say(_) => {}
                }
            }
        }
        for _ in 0..3 {
            for effect in press(&mut screen, Press::Escape) {
                if let Effect::Task(Task::List { ticket, .. }) = effect {
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
