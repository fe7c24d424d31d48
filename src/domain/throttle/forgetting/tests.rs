//! Forgetting by example, and that a row which was forgotten answers as one that was kept.

use std::convert::Infallible;

use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;

use super::*;
use crate::domain::throttle::{Admission, LONGEST_WAIT, Verdict};

const FEW: Bound = Bound {
    wanted: 3,
    at_most: 6,
};

fn at(seconds: i64) -> Instant {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::seconds(seconds)
}

/// Says which count is forgotten next, where those of some counts rest.
fn forgets(rule: Rule, rows: &[(u32, u64)], resting: &[u32]) -> Option<u32> {
    let rests = |count| Ok::<_, Infallible>(resting.contains(&count));
    let Ok(forgotten) = FEW.forgets(rule, rows, rests);
    forgotten
}

#[test]
fn s3_the_lowest_count_is_forgotten_first_and_none_that_too_few_reach() {
    let forgets = |rows: &[_], resting: &[_]| forgets(Rule::Password, rows, resting);
    assert_eq!(forgets(&[], &[]), None);
    assert_eq!(forgets(&[(1, 3)], &[1]), None, "few enough");
    assert_eq!(forgets(&[(1, 3), (2, 1)], &[1, 2]), Some(1));
    // One row that is being looked at stands in the way of one, not of all.
    assert_eq!(forgets(&[(1, 1), (9, 3)], &[9]), None);
    assert_eq!(forgets(&[(1, 1), (9, 4)], &[9]), Some(9));
    assert_eq!(forgets(&[(1, 1), (2, 1), (9, 3)], &[9]), None);
    assert_eq!(forgets(&[(1, 1), (2, 1), (9, 3)], &[2, 9]), Some(2));
}

#[test]
fn s3_what_is_locked_or_near_it_is_forgotten_beyond_the_outer_bound_only() {
    let forgets = |rows: &[_], resting: &[_]| forgets(Rule::Password, rows, resting);
    assert_eq!(forgets(&[(50, 4)], &[50]), Some(50));
    assert_eq!(forgets(&[(51, 6)], &[51]), None);
    assert_eq!(forgets(&[(51, 7)], &[51]), Some(51));
    assert_eq!(forgets(&[(5, 6)], &[]), None, "they wait");
    assert_eq!(forgets(&[(5, 6), (LOCKED_AT, 1)], &[]), Some(5));
}

#[test]
fn s3_no_floor_locks_and_each_rule_has_its_own_height() {
    for (rule, highest) in [(Rule::Password, 50), (Rule::Code, 5), (Rule::Asking, 0)] {
        let mut floor = 0;
        for forgotten in [1, 0, 7, LOCKED_AT, u32::MAX] {
            let before = floor;
            floor = rule.floor_after(floor, forgotten);
            assert!(floor >= before && floor <= highest, "{rule:?}");
        }
        assert_eq!(floor, highest);
        let of_nobody = Tries::default().above(floor);
        assert!(!of_nobody.is_locked(rule), "{rule:?}");
        let begun = of_nobody.begin(rule, at(0));
        assert!(matches!(begun.1, Admission::Admitted { .. }), "{rule:?}");
    }
}

#[test]
fn s3_a_code_asked_for_by_mail_rests_after_a_quarter_of_an_hour() {
    let heard = Tries {
        waits_until: Some(at(900)),
        ..Tries::default()
    };
    let rule = Rule::Asking;
    assert!(!heard.rests(rule, at(899)) && heard.rests(rule, at(900)));
    assert_eq!(
        (heard.count(rule), heard.rests_from(rule, at(0))),
        (0, at(900))
    );
}

/// Any row, last touched at second 0, which rests a while later.
fn rows() -> impl Strategy<Value = Tries> {
    let wait = proptest::option::of(0i64..900);
    (0u32..60, wait, 0u32..4, 0i64..10, 0u32..3).prop_map(
        |(wrong, wait, in_flight, ago, during_wait)| Tries {
            wrong,
            waits_until: wait.map(at),
            in_flight,
            oldest_in_flight_at: (in_flight > 0).then(|| at(-ago)),
            during_wait,
        },
    )
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Begin,
    EndWrong,
    Wait(i64),
    /// Everyone is given the free tries back.
    Lower,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => Just(Step::Begin),
        4 => Just(Step::EndWrong),
        2 => prop::sample::select(vec![1, 9, 10, 30, 60, 900]).prop_map(Step::Wait),
        1 => Just(Step::Lower),
    ];
    proptest::collection::vec(step, 0..80)
}

/// What is answered: how many had to wait before is told to the log alone.
fn answer(admission: Admission) -> Admission {
    match admission {
        Admission::Admitted { .. } => Admission::Admitted { refused_before: 0 },
        Admission::LockedNow => Admission::Locked,
        told @ (Admission::Waits { .. } | Admission::Locked | Admission::AskAgain) => told,
    }
}

proptest! {
    #[test]
    fn s3_a_row_that_was_forgotten_answers_as_one_that_was_kept(
        code in any::<bool>(), kept in rows(), higher in 0u32..3, steps in steps(),
    ) {
        let rule = if code { Rule::Code } else { Rule::Password };
        let mut now = kept.rests_from(rule, at(0));
        prop_assume!(kept.count(rule) <= rule.floor_at_most());
        prop_assert!(kept.rests(rule, now));
        let mut floor = rule.floor_after(higher, kept.count(rule));
        let (mut kept, mut forgotten) = (kept, Tries::default());
        for (n, step) in steps.into_iter().enumerate() {
            // Others are forgotten too.
            if n % 20 == 19 {
                floor = rule.floor_after(floor, floor + 1);
            }
            (kept, forgotten) = (kept.above(floor), forgotten.above(floor));
            match step {
                Step::Begin => {
                    let (told, as_well) = (kept.begin(rule, now), forgotten.begin(rule, now));
                    prop_assert_eq!(answer(told.1), answer(as_well.1));
                    (kept, forgotten) = (told.0, as_well.0);
                }
                Step::EndWrong => {
                    let (told, as_well) = (kept.ended_wrong(rule, now), forgotten.ended_wrong(rule, now));
                    prop_assert_eq!(told.1, as_well.1);
                    (kept, forgotten) = (told.0, as_well.0);
                }
                Step::Wait(seconds) => now += TimeDelta::seconds(seconds),
                Step::Lower => {
                    kept = kept.lowered(rule, floor, now);
                    forgotten = forgotten.lowered(rule, floor, now);
                    floor = 0;
                }
            }
            prop_assert_eq!(kept.held(rule, now), forgotten.held(rule, now));
        }
    }

    #[test]
    fn s3_what_rests_rests_from_when_it_is_said_to(code in any::<bool>(), tries in rows(), later in 0i64..2_000) {
        let rule = if code { Rule::Code } else { Rule::Password };
        let from = tries.rests_from(rule, at(0));
        prop_assert!(from - at(0) <= LONGEST_WAIT + NO_OUTCOME_AFTER);
        let now = at(later);
        // A wait longer than its count allows is cut (E9), so that it may rest before.
        if now >= from {
            prop_assert!(tries.rests(rule, now));
        }
    }

    #[test]
    fn s3_each_try_counts_one_more_whatever_the_floor(
        code in any::<bool>(), tries in rows(), floor in 0u32..50, later in 0i64..2_000,
    ) {
        let rule = if code { Rule::Code } else { Rule::Password };
        let before = tries.above(floor);
        prop_assert!(before.wrong + before.in_flight >= floor);
        let (begun, admission) = before.begin(rule, at(later));
        if let Admission::Admitted { .. } = admission {
            prop_assert_eq!(begun.wrong + begun.in_flight, before.wrong + before.in_flight + 1);
            let (ended, verdict) = begun.ended_wrong(rule, at(later));
            prop_assert!(verdict != Verdict::CountedBefore);
            prop_assert!(ended.wrong > floor.saturating_sub(ended.in_flight));
        }
    }
}
