//! When the screens wake by themselves, by `tick` alone: no time passes but the one that is passed in.

use chrono::TimeDelta;

use super::*;
use crate::service::{SessionRow, Sessions, Standing};
use crate::tui::keymap::{Chord, Screen};
use crate::tui::view_model::root::tests::{OWNER, USER, inside, me, moment};
use crate::tui::view_model::root::{Hit, Message};
use crate::tui::view_model::sessions;

fn later(from: Moment, by: Duration) -> Moment {
    Moment {
        now: from.now + TimeDelta::from_std(by).unwrap(),
        since_boot: from.since_boot + by,
    }
}

/// Wakes whenever it is due, for so long; returns when that was, and what was asked.
fn wakes(root: &mut Root, mut at: Moment, for_so_long: Duration) -> Vec<(Duration, Vec<Effect>)> {
    let start = at.since_boot;
    let mut woken = Vec::new();
    loop {
        at = later(at, root.next_tick(at).min(Duration::from_hours(24)));
        let passed = at.since_boot.saturating_sub(start);
        if passed > for_so_long {
            return woken;
        }
        let (effects, _) = root.tick(at);
        woken.push((passed, effects));
        assert!(woken.len() < 1_000, "it never rests: {woken:?}");
    }
}

fn seconds(woken: &[(Duration, Vec<Effect>)]) -> Vec<f64> {
    woken.iter().map(|(at, _)| at.as_secs_f64()).collect()
}

/// Somebody who is signed in, and for whom time changes something after so long.
fn changing_after(by: TimeDelta) -> Root {
    let mut root = inside(USER, Standing::Free);
    let mut now = me(USER, Standing::Free);
    now.read_again_at = Some(moment().now + by);
    root.update(Message::Me(Ok(Box::new(now)), Duration::ZERO), moment());
    root
}

#[test]
fn s9_idle_screens_wake_once_a_minute_to_warn_and_to_lock_and_then_no_more() {
    let mut root = inside(OWNER, Standing::Free);
    let minutes: Vec<f64> = (1..=10).map(|minute| f64::from(minute) * 60.0).collect();
    let woken = wakes(&mut root, moment(), Duration::from_hours(3));
    assert_eq!(seconds(&woken), minutes);
    assert!(matches!(root.stage(), Stage::Locked(_)));
    // With a touch between two minutes, the warning and the lock are wakes of their own.
    let mut root = inside(OWNER, Standing::Free);
    root.click_nothing(later(moment(), Duration::from_secs(30)));
    let at = root.moment();
    let woken = seconds(&wakes(&mut root, at, Duration::from_hours(3)));
    assert!(
        woken.contains(&540.0) && woken.ends_with(&[600.0]),
        "{woken:?}"
    );
}

#[test]
fn s10_what_expires_by_time_is_seen_at_that_instant_and_asked_again_once_a_second_at_most() {
    let mut root = changing_after(TimeDelta::milliseconds(10_500));
    let woken = wakes(&mut root, moment(), Duration::from_secs(13));
    // The answer never comes here: nothing but the same question, and not at once.
    assert_eq!(seconds(&woken), [10.5, 11.5, 12.5]);
    for (_, effects) in &woken {
        assert!(
            matches!(effects[..], [Effect::Task(Task::ReadMe)]),
            "{effects:?}"
        );
    }
}

#[test]
fn s9_the_twelve_hours_end_a_session_that_is_never_idle() {
    let mut root = inside(USER, Standing::Free);
    let mut now = me(USER, Standing::Free);
    now.lasts_until = moment().since_boot + Duration::from_millis(7_250);
    root.update(Message::Me(Ok(Box::new(now)), Duration::ZERO), moment());
    let woken = wakes(&mut root, moment(), Duration::from_secs(8));
    assert_eq!(seconds(&woken), [7.25]);
}

#[test]
fn e9_a_clock_that_was_set_is_seen_at_the_next_look_and_only_once() {
    let mut root = changing_after(TimeDelta::minutes(30));
    for set_by in [TimeDelta::hours(1), -TimeDelta::hours(3)] {
        let before = root.moment();
        let set = Moment {
            now: before.now + set_by,
            ..before
        };
        assert_eq!(root.next_tick(set), Duration::ZERO);
        let (effects, changed) = root.tick(set);
        assert!(changed && matches!(effects[..], [Effect::Task(Task::ReadMe), ..]));
        assert!(root.next_tick(set) >= Duration::from_millis(900));
    }
}

#[test]
fn a_message_goes_after_six_seconds_where_a_key_came() {
    let mut root = inside(USER, Standing::Free);
    root.say("Done.");
    let woken = wakes(&mut root, moment(), Duration::from_secs(50));
    assert!(woken.is_empty(), "without a key it stays");
    root.key(Chord::char('x'), moment());
    assert_eq!(root.said(), Some("Done."));
    let woken = wakes(&mut root, moment(), Duration::from_secs(50));
    assert_eq!(seconds(&woken), [6.0]);
    assert_eq!(root.said(), None);
}

#[test]
fn u5_sessions_are_read_again_every_five_seconds_while_they_are_shown() {
    let mut root = inside(OWNER, Standing::Free);
    let at = later(moment(), Duration::from_secs(2));
    root.click(Hit::Go(Screen::Sessions), at);
    let woken = wakes(&mut root, at, Duration::from_secs(12));
    assert_eq!(seconds(&woken), [5.0, 10.0]);
    for (_, effects) in &woken {
        let [Effect::Task(Task::Sessions(sessions::Task::List(_)))] = &effects[..] else {
            panic!("{effects:?}")
        };
    }
    let rows: Vec<SessionRow> = Vec::new();
    let listed = Sessions { rows, more: false };
    let answer = sessions::Message::Listed(0, Ok(Box::new(listed)));
    root.update(Message::Sessions(answer), root.moment());
    // An answer is no reason to ask sooner or later.
    let at = root.moment();
    let woken = wakes(&mut root, at, Duration::from_secs(6));
    assert_eq!(seconds(&woken), [5.0]);
    let at = root.moment();
    root.click(Hit::Go(Screen::PasswordSecurity), at);
    let woken = wakes(&mut root, at, Duration::from_secs(30));
    assert!(woken.is_empty(), "{woken:?}");
}
