//! S3 by example, and by any interleaving of tries, outcomes, kills and clocks.

use chrono::DateTime;
use proptest::prelude::*;

use super::*;

fn at(seconds: i64) -> Instant {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::seconds(seconds)
}

/// Tries once, waiting for as long as it takes, and is wrong; returns the wait that was needed.
fn wrong_again(tries: &mut Tries, rule: Rule, now: &mut Instant) -> Option<TimeDelta> {
    let (after, admission) = tries.begin(rule, *now);
    let waited = match admission {
        Admission::Waits { until } => {
            let wait = until - *now;
            *now = until;
            Some(wait)
        }
        Admission::Admitted { .. } => None,
        Admission::Locked | Admission::LockedNow | Admission::AskAgain => {
            panic!("{admission:?} at {tries:?}")
        }
    };
    *tries = if waited.is_some() {
        let (after, admission) = after.begin(rule, *now);
        assert!(matches!(admission, Admission::Admitted { .. }));
        after
    } else {
        after
    };
    (*tries, _) = tries.ended_wrong(rule, *now);
    waited
}

#[test]
fn s3_five_are_free_then_waits_double_to_fifteen_minutes_and_at_100_it_is_locked() {
    let (mut tries, mut now) = (Tries::default(), at(0));
    let waits: Vec<Option<i64>> = (0..100)
        .map(|_| wrong_again(&mut tries, Rule::Password, &mut now).map(|wait| wait.num_seconds()))
        .collect();
    assert_eq!(waits[..5], [None; 5]);
    assert_eq!(
        waits[5..10],
        [Some(30), Some(60), Some(120), Some(240), Some(480)]
    );
    assert!(waits[10..].iter().all(|wait| *wait == Some(900)));
    let (tries, admission) = tries.begin(Rule::Password, now + TimeDelta::days(10_000));
    assert_eq!(admission, Admission::Locked);
    assert!(tries.is_locked(Rule::Password));
    assert_eq!(tries.opened(), (Tries::default(), 1));
}

#[test]
fn s3_what_is_held_is_what_a_try_would_be_told() {
    let (mut tries, mut now) = (Tries::default(), at(0));
    assert_eq!(tries.held(Rule::Password, now), Held::Free);
    for wrong in 1..=100 {
        wrong_again(&mut tries, Rule::Password, &mut now);
        let held = tries.held(Rule::Password, now);
        match tries.begin(Rule::Password, now).1 {
            Admission::Admitted { .. } => assert_eq!((held, wrong < 5), (Held::Free, true)),
            Admission::Waits { until } => assert_eq!(held, Held::Waits { until }),
            told @ (Admission::Locked | Admission::LockedNow | Admission::AskAgain) => {
                assert_eq!((told, held), (Admission::Locked, Held::Locked));
            }
        }
    }
    assert_eq!(
        tries.opened().0.held(Rule::Password, now),
        Held::Free,
        "a code opens it"
    );
}

#[test]
fn s3_codes_wait_30_seconds_each_and_are_never_locked() {
    let (mut tries, mut now) = (Tries::default(), at(0));
    for n in 0..300 {
        let wait = wrong_again(&mut tries, Rule::Code, &mut now);
        assert_eq!(wait, (n >= 5).then_some(FIRST_WAIT));
    }
}

#[test]
fn s3_the_hundredth_wrong_one_says_once_that_it_locked() {
    let tries = Tries {
        wrong: 99,
        ..Tries::default()
    };
    let (begun, _) = tries.begin(Rule::Password, at(0));
    let (locked, verdict) = begun.ended_wrong(Rule::Password, at(1));
    assert_eq!(verdict, Verdict::LockedNow);
    assert_eq!(locked.begin(Rule::Password, at(2)).1, Admission::Locked);
    // The process was killed instead.
    let (locked, admission) = begun.begin(Rule::Password, at(10));
    assert_eq!(admission, Admission::LockedNow);
    assert_eq!(locked.begin(Rule::Password, at(11)).1, Admission::Locked);
}

#[test]
fn s3_the_sixth_at_once_asks_again_and_is_let_in_once_the_others_end_well() {
    let mut tries = Tries::default();
    for _ in 0..5 {
        let (next, admission) = tries.begin(Rule::Password, at(0));
        assert_eq!(admission, Admission::Admitted { refused_before: 0 });
        tries = next;
    }
    let (tries, admission) = tries.begin(Rule::Password, at(1));
    assert_eq!(admission, Admission::AskAgain);
    let right = tries.ended_right();
    assert_eq!((right.wrong, right.in_flight), (0, 4));
    assert!(matches!(
        right.begin(Rule::Password, at(1)).1,
        Admission::Admitted { .. }
    ));
    let failed = tries.ended_without_verdict();
    assert_eq!((failed.wrong, failed.in_flight), (0, 4));
}

#[test]
fn s3_a_killed_try_counts_as_wrong_after_ten_seconds() {
    let mut tries = Tries::default();
    for second in 0..5 {
        (tries, _) = tries.begin(Rule::Password, at(second));
    }
    let (asked, admission) = tries.begin(Rule::Password, at(9));
    assert_eq!(admission, Admission::AskAgain);
    let (waiting, admission) = asked.begin(Rule::Password, at(10));
    assert_eq!(admission, Admission::Waits { until: at(40) });
    // Its outcome comes after all: it is not counted twice, but a right one still opens.
    assert_eq!(
        waiting.ended_wrong(Rule::Password, at(11)),
        (waiting, Verdict::CountedBefore)
    );
    assert_eq!(waiting.ended_right(), Tries::default());
}

#[test]
fn s3_once_a_wait_is_over_there_is_one_at_a_time() {
    let tries = Tries {
        wrong: 5,
        waits_until: Some(at(30)),
        ..Tries::default()
    };
    assert!(matches!(
        tries.begin(Rule::Password, at(29)).1,
        Admission::Waits { .. }
    ));
    let (tries, admission) = tries.begin(Rule::Password, at(30));
    assert!(matches!(admission, Admission::Admitted { .. }));
    assert_eq!(tries.begin(Rule::Password, at(30)).1, Admission::AskAgain);
}

#[test]
fn a1_tries_during_a_wait_are_told_once_when_it_is_over() {
    let mut tries = Tries {
        wrong: 5,
        waits_until: Some(at(30)),
        ..Tries::default()
    };
    for second in 0..7 {
        (tries, _) = tries.begin(Rule::Password, at(second));
    }
    let (tries, admission) = tries.begin(Rule::Password, at(31));
    assert_eq!(admission, Admission::Admitted { refused_before: 7 });
    assert_eq!(tries.during_wait, 0);
}

#[test]
fn e9_a_clock_set_back_makes_no_wait_longer_than_it_is() {
    let tries = Tries {
        wrong: 5,
        waits_until: Some(at(1_000_000)),
        ..Tries::default()
    };
    let (_, admission) = tries.begin(Rule::Password, at(0));
    assert_eq!(admission, Admission::Waits { until: at(30) });
    let in_flight = Tries {
        wrong: 5,
        in_flight: 1,
        oldest_in_flight_at: Some(at(1_000_000)),
        ..Tries::default()
    };
    let (asked, admission) = in_flight.begin(Rule::Password, at(0));
    assert_eq!(admission, Admission::AskAgain);
    assert!(matches!(
        asked.begin(Rule::Password, at(10)).1,
        Admission::Waits { .. }
    ));
}

#[test]
fn s3_the_try_that_ended_a_session_counts_without_having_begun() {
    let tries = Tries {
        wrong: 4,
        ..Tries::default()
    };
    let (tries, verdict) = tries.counted_wrong(Rule::Password, at(0));
    assert_eq!(verdict, Verdict::Waits { until: at(30) });
    assert_eq!(tries.wrong, 5);
}

#[test]
fn s3_a_killed_try_found_late_makes_no_running_wait_shorter() {
    let tries = Tries {
        wrong: 20,
        in_flight: 1,
        oldest_in_flight_at: Some(at(0)),
        ..Tries::default()
    };
    let (tries, _) = tries.counted_wrong(Rule::Password, at(100));
    let (tries, admission) = tries.begin(Rule::Password, at(101));
    assert_eq!(admission, Admission::Waits { until: at(1000) });
    assert_eq!((tries.wrong, tries.in_flight), (22, 0));
}

/// What can happen to a row.
#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    EndWrong,
    /// The process is killed: no outcome ever comes.
    Kill,
    Wait(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        5 => Just(Step::Begin),
        3 => Just(Step::EndWrong),
        1 => Just(Step::Kill),
        2 => (0i64..20).prop_map(Step::Wait),
        1 => (0i64..1_000).prop_map(Step::Wait),
    ];
    proptest::collection::vec(step, 0..400)
}

fn rule() -> impl Strategy<Value = Rule> {
    prop_oneof![Just(Rule::Password), Just(Rule::Code)]
}

proptest! {
    #[test]
    fn s3_no_interleaving_gets_a_free_try(rule in rule(), steps in steps()) {
        let (mut tries, mut now) = (Tries::default(), at(0));
        let mut looked_at = 0u32; // how many were admitted, ended or not
        let mut last = now;
        let mut running = 0u32;
        for step in steps {
            match step {
                Step::Begin => {
                    let was_locked = tries.is_locked(rule);
                    let (next, admission) = tries.begin(rule, now);
                    match admission {
                        Admission::Admitted { .. } => {
                            prop_assert!(!was_locked);
                            // Five without a wait; each further one only after the wait it has earned.
                            if let Some(wait) = rule.wait_after(looked_at) {
                                prop_assert!(now >= last + wait, "{looked_at}: {tries:?}");
                            }
                            looked_at += 1;
                            running += 1;
                            last = now;
                        }
                        Admission::Waits { until } => {
                            let wait = rule.wait_after(next.wrong).unwrap();
                            prop_assert!(until > now && until - now <= wait);
                        }
                        Admission::Locked => prop_assert!(was_locked),
                        Admission::LockedNow => prop_assert!(!was_locked && next.is_locked(rule)),
                        Admission::AskAgain => prop_assert!(next.in_flight > 0),
                    }
                    tries = next;
                }
                Step::EndWrong if running > 0 => {
                    running -= 1;
                    (tries, _) = tries.ended_wrong(rule, now);
                }
                Step::Kill => running = running.saturating_sub(1),
                Step::Wait(seconds) => now += TimeDelta::seconds(seconds),
                Step::EndWrong => {}
            }
            // Nothing that was looked at is ever forgotten.
            prop_assert_eq!(tries.wrong + tries.in_flight, looked_at);
            prop_assert_eq!(tries.in_flight == 0, tries.oldest_in_flight_at.is_none());
            if rule == Rule::Password {
                prop_assert!(looked_at <= LOCKED_AT);
            }
        }
    }

    #[test]
    fn s3_e9_whatever_the_clock_does_a_wait_ends_within_its_length(
        rule in rule(), clock in proptest::collection::vec(-100_000i64..100_000, 1..60),
    ) {
        let mut tries = Tries::default();
        for second in clock {
            let now = at(second);
            let (next, admission) = tries.begin(rule, now);
            tries = match admission {
                Admission::Admitted { .. } => next.ended_wrong(rule, now).0,
                Admission::Waits { until } => {
                    prop_assert!(until - now <= rule.wait_after(next.wrong).unwrap());
                    next
                }
                Admission::Locked | Admission::LockedNow | Admission::AskAgain => next,
            };
        }
    }

    #[test]
    fn s3_a_right_one_starts_the_count_again(rule in rule(), wrong in 0u32..99) {
        let tries = Tries { wrong, ..Tries::default() };
        let (begun, admission) = tries.begin(rule, at(0));
        let admitted = matches!(admission, Admission::Admitted { .. });
        prop_assert!(admitted);
        prop_assert_eq!(begun.ended_right(), Tries::default());
    }
}

#[test]
fn s3_many_tries_without_an_outcome_count_as_they_would_one_by_one() {
    for rule in [Rule::Password, Rule::Code] {
        for wrong in [0, 1, 4, 5, 9, 50, 95, 99, 100, 200, u32::MAX - 2] {
            for many in 1..=7 {
                for running in [None, Some(at(20)), Some(at(5_000))] {
                    let tries = Tries {
                        wrong,
                        waits_until: running,
                        ..Tries::default()
                    };
                    let one_by_one =
                        (0..many).fold(tries, |tries, _| tries.more_wrong(1, rule, at(10)).0);
                    let (together, _) = tries.more_wrong(many, rule, at(10));
                    assert_eq!(together, one_by_one, "{rule:?} {tries:?} {many}");
                }
            }
        }
    }
}
