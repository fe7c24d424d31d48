//! The tab by `update` alone: no store, no clock, no screen.

use chrono::{DateTime, TimeDelta};

use super::*;
use crate::domain::impact::questions;
use crate::domain::{
    ExpiryInterval, PasswordFilter, PolicyOnRecord, PreviewFacts, Revision, StrongPasswords,
};
use crate::tui::view_model::act_dialog::{Edit, Press, Proof};
use crate::words::Printable;

fn now() -> Instant {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

/// Facts about firm users whose passwords were set so many days ago.
fn facts(days_ago: &[i64]) -> PreviewFacts {
    let changed: Vec<_> = days_ago
        .iter()
        .map(|days| now() - TimeDelta::days(*days) - TimeDelta::hours(1))
        .collect();
    PreviewFacts {
        at: now(),
        firm_users: 41,
        connect_users: 12,
        not_seen_strong: (7, 3),
        changed_up_to: questions(now())
            .into_iter()
            .map(|at| (at, changed.iter().filter(|set| **set <= at).count() as u64))
            .collect(),
        next_change: Vec::new(),
        own: None,
    }
}

fn loaded(expiry: ExpiryInterval, revision: u64) -> PolicyTab {
    PolicyTab {
        on_record: PolicyOnRecord {
            policy: Policy {
                strong: StrongPasswords::NotRequired,
                expiry,
            },
            revision: Revision(revision),
            changed: None,
        },
        changed_by: Some(Printable::new("Ben Okafor")),
        facts: facts(&[200, 120, 100, 95, 80, 10]),
    }
}

fn opened() -> PasswordSecurity {
    let mut tab = PasswordSecurity::default();
    let [Effect::Task(Task::Load(ticket))] = tab.update(Message::Refresh)[..] else {
        panic!("nothing was asked");
    };
    let answer = Ok(Box::new(loaded(ExpiryInterval::Days180, 7)));
    assert!(tab.update(Message::Loaded(ticket, answer)).is_empty());
    tab
}

fn press(tab: &mut PasswordSecurity, press: Press) -> Vec<Effect> {
    tab.update(Message::Press(press, Proof::Fresh))
}

/// Chooses every 90 days with the keyboard.
fn edited() -> PasswordSecurity {
    let mut tab = opened();
    press(&mut tab, Press::Left);
    press(&mut tab, Press::Choose);
    assert_eq!(tab.draft().expiry, ExpiryInterval::Days90);
    tab
}

/// Asks for the update and agrees to it.
fn sent(tab: &mut PasswordSecurity, proof: Proof) -> Vec<Effect> {
    assert!(tab.update(Message::Update(proof)).is_empty());
    press(tab, Press::Next);
    press(tab, Press::Enter)
}

#[test]
fn p4_edits_stay_here_until_they_are_sent() {
    let mut tab = edited();
    assert!(tab.edits().is_some());
    assert_eq!(tab.in_force().expiry, ExpiryInterval::Days180);
    assert!(tab.update(Message::Discard).is_empty());
    assert!(tab.edits().is_none());
}

#[test]
fn p4_leaving_with_edits_asks_and_the_safe_choice_keeps_them() {
    let mut tab = opened();
    assert!(matches!(tab.update(Message::Leave)[..], [Effect::Leave]));
    let mut tab = edited();
    assert!(tab.update(Message::Leave).is_empty());
    assert!(press(&mut tab, Press::Enter).is_empty());
    assert!(tab.edits().is_some() && tab.open().is_none());
    let _ = tab.update(Message::Leave);
    press(&mut tab, Press::Next);
    assert!(matches!(press(&mut tab, Press::Enter)[..], [Effect::Leave]));
    assert!(tab.edits().is_none());
}

#[test]
fn p5_the_numbers_follow_the_edits_without_a_question() {
    let tab = edited();
    let impact = tab.impact().unwrap();
    assert_eq!((impact.newly_expire, impact.enter_notice), (3, 1));
    assert_eq!(impact.not_seen_strong, None);
    let (before, after) = tab.forecast().unwrap();
    assert_ne!(before, after);
}

#[test]
fn p5_a_number_opens_the_list_of_its_people_and_the_edits_stay() {
    let mut tab = edited();
    press(&mut tab, Press::Down);
    let effects = press(&mut tab, Press::Enter);
    let [Effect::OpenPeople(filter)] = effects[..] else {
        panic!("{effects:?}");
    };
    let moved = PasswordFilter::Moved(
        Movement::NewlyExpire,
        ExpiryInterval::Days180,
        ExpiryInterval::Days90,
    );
    assert_eq!(filter, moved);
    assert!(tab.edits().is_some());
}

#[test]
fn p5_requiring_strong_passwords_counts_those_not_yet_seen_strong() {
    let mut tab = opened();
    let _ = tab.update(Message::Click(Focus::Strong, Proof::Fresh));
    let number = (Number::NotSeenStrong, 10);
    assert_eq!(tab.numbers().last(), Some(&number));
    let effects = tab.update(Message::Click(
        Focus::Number(Number::NotSeenStrong),
        Proof::Fresh,
    ));
    assert!(matches!(
        effects[..],
        [Effect::OpenPeople(PasswordFilter::NotSeenStrong)]
    ));
}

#[test]
fn p5_an_answer_to_an_older_question_is_dropped() {
    let mut tab = opened();
    let [Effect::Task(Task::Load(old))] = tab.update(Message::Refresh)[..] else {
        panic!()
    };
    let [Effect::Task(Task::Load(new))] = tab.update(Message::Refresh)[..] else {
        panic!()
    };
    let answer = |days| Ok(Box::new(loaded(days, 8)));
    let _ = tab.update(Message::Loaded(new, answer(ExpiryInterval::Days30)));
    let _ = tab.update(Message::Loaded(old, answer(ExpiryInterval::Never)));
    assert_eq!(tab.in_force().expiry, ExpiryInterval::Days30);
}

#[test]
fn p5_a_refresh_keeps_the_edits_and_takes_what_was_not_edited() {
    let mut tab = edited();
    let [Effect::Task(Task::Load(ticket))] = tab.update(Message::Refresh)[..] else {
        panic!()
    };
    let mut newer = loaded(ExpiryInterval::Days365, 8);
    newer.on_record.policy.strong = StrongPasswords::Required;
    let _ = tab.update(Message::Loaded(ticket, Ok(Box::new(newer))));
    assert_eq!(tab.draft().expiry, ExpiryInterval::Days90);
    assert_eq!(tab.draft().strong, StrongPasswords::Required);
}

#[test]
fn p6_an_update_on_a_changed_policy_is_refused_and_the_edits_stay() {
    let mut tab = edited();
    let effects = sent(&mut tab, Proof::Fresh);
    let [
        Effect::Task(Task::Update {
            policy, based_on, ..
        }),
    ] = &effects[..]
    else {
        panic!("{effects:?}");
    };
    assert_eq!(policy.expiry, ExpiryInterval::Days90);
    assert_eq!(based_on.revision, Revision(7));
    let refused = UpdateRefused::Changed {
        on_record: loaded(ExpiryInterval::Days60, 8).on_record,
        by: Some(Printable::new("Ben Okafor")),
    };
    let effects = tab.update(Message::Updated(Err(refused)));
    assert!(matches!(effects[..], [Effect::Task(Task::Load(_))]));
    assert_eq!(tab.draft().expiry, ExpiryInterval::Days90);
    let Some(Open::Confirm(dialog)) = tab.open() else {
        panic!("the dialog is gone");
    };
    let said = dialog.refusal.as_deref().unwrap();
    let facts = "Ben Okafor changed password expiry from every 180 days to every 60 days";
    assert!(said.starts_with(facts), "{said}");
    // Another try is made from the newer policy.
    let effects = press(&mut tab, Press::Enter);
    assert!(
        matches!(&effects[..], [Effect::Task(Task::Update { based_on, .. })] if based_on.revision == Revision(8)),
        "{effects:?}"
    );
}

#[test]
fn s9_the_password_is_asked_for_only_where_the_last_proof_is_old() {
    let mut tab = edited();
    let _ = tab.update(Message::Update(Proof::Fresh));
    assert!(!tab.takes_text());
    press(&mut tab, Press::Escape);
    let _ = tab.update(Message::Update(Proof::Needed));
    assert!(tab.takes_text());
    let _ = tab.update(Message::Edit(Edit::Insert('x')));
    press(&mut tab, Press::Enter);
    press(&mut tab, Press::Next);
    let effects = press(&mut tab, Press::Enter);
    assert!(matches!(
        effects[..],
        [Effect::Task(Task::Update { proof: Some(_), .. })]
    ));
    let wrong = UpdateRefused::Proof("That is not your password.".into());
    assert!(tab.update(Message::Updated(Err(wrong))).is_empty());
    assert!(tab.takes_text(), "the field waits for another try");
}

#[test]
fn p4_without_edits_there_is_nothing_to_update() {
    let mut tab = opened();
    press(&mut tab, Press::Enter);
    assert!(tab.open().is_none());
    assert_eq!(tab.nothing_to_do(), Some("Nothing was edited yet."));
}

#[test]
fn an_update_that_went_through_closes_the_dialog_and_says_so() {
    let mut tab = edited();
    sent(&mut tab, Proof::Fresh);
    let now_in_force = loaded(ExpiryInterval::Days90, 8).on_record;
    let effects = tab.update(Message::Updated(Ok(now_in_force)));
    assert!(matches!(
        &effects[..],
        [Effect::Task(Task::Load(_)), Effect::Say(_)]
    ));
    assert!(tab.open().is_none() && tab.edits().is_none());
}

#[test]
fn everything_is_reached_with_arrows_alone_and_with_tab_alone() {
    let mut tab = edited();
    for way in [Press::Down, Press::Next] {
        let _ = tab.update(Message::Discard);
        let _ = tab.update(Message::Click(Focus::Strong, Proof::Fresh));
        let _ = tab.update(Message::Click(Focus::Strong, Proof::Fresh));
        let mut seen = vec![tab.focus()];
        for _ in 0..12 {
            press(&mut tab, way);
            seen.push(tab.focus());
        }
        for number in tab.numbers() {
            assert!(seen.contains(&Focus::Number(number.0)), "{way:?}");
        }
        assert!(seen.contains(&Focus::Update) && seen.contains(&Focus::Discard));
    }
    let mut grid = opened();
    let mut seen = Vec::new();
    for way in [
        Press::Left,
        Press::Up,
        Press::Left,
        Press::Right,
        Press::Right,
        Press::Down,
        Press::Left,
        Press::Left,
    ] {
        press(&mut grid, way);
        seen.push(grid.focus());
    }
    for interval in ExpiryInterval::ALL {
        assert!(
            seen.contains(&Focus::Interval(interval)) || interval == ExpiryInterval::Days180,
            "{interval:?}"
        );
    }
}
