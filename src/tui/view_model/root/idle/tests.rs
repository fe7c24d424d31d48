//! Idleness by `update` alone: the clock since boot is passed in (S9, S10).

use chrono::TimeDelta;
use zeroize::Zeroizing;

use super::*;
use crate::service::{EndReason, Standing, Summary};
use crate::tui::keymap::{Chord, Command, Key};
use crate::tui::view_model::act_dialog::Stop;
use crate::tui::view_model::root::tests::{OWNER, USER, forced, inside, me, moment, sign_in};
use crate::tui::view_model::root::{CameIn, Hit, Message};

/// So many seconds after somebody signed in.
fn after(secs: u64) -> Moment {
    Moment {
        now: moment().now + TimeDelta::seconds(i64::try_from(secs).unwrap()),
        since_boot: moment().since_boot + Duration::from_secs(secs),
    }
}

fn is_locked(root: &Root) -> bool {
    matches!(root.stage(), Stage::Locked(_))
}

fn tick(root: &mut Root, secs: u64) -> (Vec<Effect>, bool) {
    root.tick(after(secs))
}

fn due(root: &Root) -> Duration {
    root.moment().since_boot + root.next_tick(root.moment())
}

fn key(root: &mut Root, at: u64, chord: Chord) -> Vec<Effect> {
    root.key(chord, after(at))
}

/// The screens of somebody who has been away for ten minutes.
fn locked() -> Root {
    let mut root = inside(OWNER, Standing::Free);
    tick(&mut root, 600);
    assert!(is_locked(&root));
    root
}

fn unlocked(root: &mut Root, at: u64, standing: Standing) -> Vec<Effect> {
    let me = Box::new(me(OWNER, standing));
    root.update(Message::Unlocked(Ok(me), Duration::ZERO), after(at))
}

#[test]
fn s9_a_line_warns_a_minute_before_and_at_ten_minutes_the_screen_locks() {
    let mut root = inside(OWNER, Standing::Free);
    for (at, warned, locked, changed) in [
        (1, false, false, false),
        (539, false, false, true), // A new minute.
        (540, true, false, true),
        (541, true, false, false),
        (599, true, false, false),
        (600, false, true, true),
    ] {
        let (_, drawn) = tick(&mut root, at);
        assert_eq!(root.locks_at().is_some(), warned, "at {at}");
        assert_eq!(is_locked(&root), locked, "at {at}");
        assert_eq!(drawn, changed, "at {at}");
        if warned {
            assert_eq!(root.locks_at(), Some(after(600).now));
        }
    }
}

#[test]
fn s9_keys_clicks_pastes_and_the_wheel_count_and_nothing_else_does() {
    type Act = fn(&mut Root, Moment);
    let acts: [Act; 5] = [
        |root, at| drop(root.click_nothing(at)),
        |root, at| drop(root.key(Chord::plain(Key::Down), at)),
        |root, at| drop(root.click(Hit::Key(Command::ShowCommands), at)),
        |root, at| drop(root.paste(Zeroizing::new("x".into()), at)),
        |root, at| drop(root.wheel(1, at)),
    ];
    for act in acts {
        let mut root = inside(USER, Standing::Free);
        act(&mut root, after(595));
        tick(&mut root, 1194);
        assert!(!is_locked(&root));
        tick(&mut root, 1195);
        assert!(is_locked(&root));
    }
    let mut root = inside(USER, Standing::Free);
    tick(&mut root, 300);
    root.note_rows(7);
    root.update(Message::ChangedElsewhere, after(400));
    root.update(
        Message::Me(Ok(Box::new(me(USER, Standing::Free))), Duration::ZERO),
        after(500),
    );
    tick(&mut root, 600);
    assert!(is_locked(&root), "answers and ticks are nobody's touch");
}

#[test]
fn s9_the_first_key_after_a_sleep_finds_the_screen_locked_and_goes_no_further() {
    let mut root = inside(OWNER, Standing::Free);
    let effects = key(&mut root, 3_600, Chord::char('q'));
    assert!(
        matches!(&effects[..], [Effect::Task(Task::ReadMe)]),
        "{effects:?}"
    );
    let Stage::Locked(locked) = root.stage() else {
        panic!("it went on: {root:?}")
    };
    assert!(locked.form.password(0).unwrap().is_empty());
}

#[test]
fn s9_passwords_are_wiped_and_everything_else_waits_behind_the_lock() {
    let mut root = inside(OWNER, Standing::Free);
    // A reason, behind a dialog that asks for the password too (the proof is old).
    key(&mut root, 1, Chord::char('n'));
    for c in "Nora Quinn".chars() {
        key(&mut root, 2, Chord::char(c));
    }
    let Stage::Inside(of) = root.stage() else {
        panic!("{root:?}")
    };
    let at = of.users.dialog().unwrap().form().fields.len() - 1;
    for _ in 0..at {
        key(&mut root, 3, Chord::plain(Key::Tab));
    }
    root.paste(Zeroizing::new("a secret".into()), after(4));
    let entered = |inside: &Inside| {
        let form = inside.users.dialog().unwrap().form();
        (
            form.text(0).to_owned(),
            form.password(at).unwrap().is_empty(),
        )
    };
    let Stage::Inside(of) = root.stage() else {
        panic!("{root:?}")
    };
    assert_eq!(entered(of), ("Nora Quinn".to_owned(), false));
    tick(&mut root, 604);
    assert!(is_locked(&root));
    // Nothing that is pressed now reaches the dialog.
    for c in "wrong".chars() {
        key(&mut root, 605, Chord::char(c));
    }
    unlocked(&mut root, 606, Standing::Free);
    let Stage::Inside(of) = root.stage() else {
        panic!("{root:?}")
    };
    assert_eq!(entered(of), ("Nora Quinn".to_owned(), true));
}

#[test]
fn s9_unlocking_asks_for_the_password_and_a_wrong_one_is_said_there() {
    let mut root = locked();
    for c in "my password".chars() {
        key(&mut root, 700, Chord::char(c));
    }
    let effects = key(&mut root, 700, Chord::plain(Key::Enter));
    assert!(
        matches!(&effects[..], [Effect::Task(Task::Unlock(_))]),
        "{effects:?}"
    );
    let wrong = Message::Unlocked(Err("That is not your password.".into()), Duration::ZERO);
    root.update(wrong, after(701));
    let Stage::Locked(behind) = root.stage() else {
        panic!("{root:?}")
    };
    assert_eq!(
        behind.form.refusal.as_deref(),
        Some("That is not your password.")
    );
    assert!(behind.form.password(0).unwrap().is_empty());
    let effects = unlocked(&mut root, 702, Standing::Free);
    assert!(matches!(root.stage(), Stage::Inside(_)));
    assert!(!effects.is_empty(), "what is shown is read again");
    tick(&mut root, 1301);
    assert!(!is_locked(&root), "unlocking counts as a touch");
    tick(&mut root, 1302);
    assert!(is_locked(&root));
}

#[test]
fn s9_from_the_lock_one_can_sign_out_or_quit_and_esc_opens_nothing_of_the_session() {
    let mut root = locked();
    for _ in 0..2 {
        key(&mut root, 601, Chord::plain(Key::Esc));
    }
    assert!(is_locked(&root));
    for c in ['1', '3', 'o', 'q', '?'] {
        key(&mut root, 601, Chord::char(c));
        assert!(is_locked(&root));
    }
    let effects = root.click(Hit::Form(Stop::Safe), after(601));
    assert!(
        matches!(&effects[..], [Effect::Task(Task::SignOut)]),
        "{effects:?}"
    );
    root.update(Message::SignedOut, after(601));
    assert!(matches!(root.stage(), Stage::SignIn(_)));
    let mut root = locked();
    let effects = key(&mut root, 600, Chord::ctrl(Key::Char('c')));
    assert!(matches!(&effects[..], [.., Effect::Quit]), "{effects:?}");
}

#[test]
fn s9_the_fifth_wrong_password_leads_to_the_form_of_signing_in() {
    let mut root = locked();
    let why = EndReason::TooManyWrongPasswords.to_string();
    root.update(Message::Ended(why.clone()), after(601));
    let Stage::SignIn(form) = root.stage() else {
        panic!("{root:?}")
    };
    assert_eq!(form.refusal, Some(why));
    assert_eq!(form.text(0), "ada@firm.example");
}

#[test]
fn s10_of_several_answers_that_the_session_has_ended_only_the_first_signs_out() {
    let mut root = inside(OWNER, Standing::Free);
    let first = root.update(Message::Ended("Over.".into()), after(1));
    assert!(
        matches!(&first[..], [Effect::Task(Task::SignOut)]),
        "{first:?}"
    );
    for c in "new try".chars() {
        key(&mut root, 2, Chord::char(c));
    }
    let second = root.update(Message::Ended("Over.".into()), after(2));
    assert!(second.is_empty(), "{second:?}");
    let Stage::SignIn(form) = root.stage() else {
        panic!("{root:?}")
    };
    assert!(!form.password(1).unwrap().is_empty(), "what is typed stays");
}

#[test]
fn s10_a_locked_screen_asks_for_nothing_until_the_next_key_and_has_one_timer() {
    let mut root = inside(OWNER, Standing::Free);
    let twelve = Duration::from_hours(12);
    let mut now = me(OWNER, Standing::Free);
    now.lasts_until = moment().since_boot + twelve;
    root.update(Message::Me(Ok(Box::new(now)), Duration::ZERO), after(0));
    assert_eq!(due(&root), after(60).since_boot, "the minute of the clock");
    assert!(root.is_watching());
    tick(&mut root, 600);
    assert!(is_locked(&root) && !root.is_watching());
    assert_eq!(due(&root), moment().since_boot + twelve, "no tick before");
    let effects = key(&mut root, 5_000, Chord::char('x'));
    assert!(
        matches!(&effects[..], [Effect::Task(Task::ReadMe)]),
        "{effects:?}"
    );
    let effects = key(&mut root, 5_000, Chord::char('x'));
    assert!(effects.is_empty(), "once while somebody types: {effects:?}");
    assert_eq!(due(&root), moment().since_boot + twelve);
    let (effects, _) = tick(&mut root, 12 * 3600);
    assert!(
        matches!(&effects[..], [Effect::Task(Task::ReadMe)]),
        "{effects:?}"
    );
    let ended = me(OWNER, Standing::Ended(EndReason::TwelveHours));
    let effects = root.update(
        Message::Me(Ok(Box::new(ended)), Duration::ZERO),
        after(12 * 3600),
    );
    assert!(
        matches!(&effects[..], [Effect::Task(Task::SignOut)]),
        "{effects:?}"
    );
    assert!(matches!(root.stage(), Stage::SignIn(_)));
}

#[test]
fn s10_whoever_was_forced_meanwhile_meets_the_forced_screen_behind_the_lock() {
    let mut root = locked();
    let now = me(OWNER, forced());
    root.update(Message::Me(Ok(Box::new(now)), Duration::ZERO), after(700));
    assert!(is_locked(&root), "still locked");
    unlocked(&mut root, 701, forced());
    let Stage::Inside(of) = root.stage() else {
        panic!("{root:?}")
    };
    assert!(of.forced.is_some());
    tick(&mut root, 1301);
    assert!(is_locked(&root), "a forced screen locks too");
}

#[test]
fn s9_before_signing_in_nothing_locks() {
    let mut root = sign_in();
    tick(&mut root, 10_000);
    assert!(matches!(root.stage(), Stage::SignIn(_)));
    // Whoever signs in after a long wait is not locked out at once.
    let came_in = CameIn::In {
        me: Box::new(me(OWNER, Standing::Free)),
        summary: Box::new(Summary::default()),
        proof_until: Duration::ZERO,
    };
    root.update(Message::CameIn(came_in), after(10_001));
    tick(&mut root, 10_002);
    assert!(matches!(root.stage(), Stage::Inside(_)));
}

#[test]
fn u5_that_somebody_is_there_is_noted_at_most_once_a_minute_and_only_for_real_touches() {
    let mut root = inside(OWNER, Standing::Free);
    let notes = |effects: &[Effect]| {
        effects
            .iter()
            .filter(|effect| matches!(effect, Effect::Task(Task::NoteActive)))
            .count()
    };
    let mut when = Vec::new();
    for at in (1..=200).step_by(7) {
        if notes(&key(&mut root, at, Chord::plain(Key::Down))) > 0 {
            when.push(at);
        }
    }
    assert_eq!(when, [64, 127, 190]);
    for at in 201..400 {
        assert_eq!(notes(&tick(&mut root, at).0), 0);
    }
}
