//! E1 to the millisecond, and under any order of what can happen to a password.

use proptest::prelude::*;

use super::*;
use crate::domain::ExpiryInterval;
use crate::domain::sample::{changed_at, credential, interval, now, rules, users};

const MS: TimeDelta = TimeDelta::milliseconds(1);

fn rules_of(expiry: ExpiryInterval) -> Rules {
    Rules {
        policy: Policy {
            expiry,
            ..Policy::default()
        },
        ..Rules::default()
    }
}

fn set_at(changed_at: Instant) -> Credential {
    Credential {
        changed_at,
        knows: Generation(0),
        force: None,
    }
}

#[track_caller]
fn check(kind: Kind, credential: Option<Credential>, rules: &Rules, expected: PasswordStatus) {
    let status = PasswordStatus::at(now(), kind, credential.as_ref(), rules);
    assert_eq!(status, expected, "{credential:?} under {rules:?}");
}

#[test]
fn e1_every_edge_to_the_millisecond() {
    for expiry in ExpiryInterval::ALL {
        let Some(length) = expiry.length() else {
            continue;
        };
        let check = |age: TimeDelta, expected: fn(Instant) -> PasswordStatus| {
            let credential = set_at(now() - age);
            let end = credential.changed_at + length;
            check(
                Kind::Firm,
                Some(credential),
                &rules_of(expiry),
                expected(end),
            );
        };
        check(TimeDelta::zero(), |until| PasswordStatus::Fresh { until });
        check(length - NOTICE - MS, |until| PasswordStatus::Fresh {
            until,
        });
        check(length - NOTICE, |at| PasswordStatus::Expiring { at });
        check(length - MS, |at| PasswordStatus::Expiring { at });
        check(length, |since| PasswordStatus::Expired { since });
        check(length * 20, |since| PasswordStatus::Expired { since });
    }
}

#[test]
fn e1_the_first_that_applies() {
    let long_ago = set_at(now() - TimeDelta::days(1000));
    let forced = Credential {
        force: Some(ForceId(3)),
        ..long_ago
    };
    let mut rules = rules_of(ExpiryInterval::Days30);
    rules.expire_alls = ExpireAlls::default().expired_again().unwrap();
    let by_all = PasswordStatus::MustChange(Forced::ByExpireAll(Generation(1)));
    check(Kind::Firm, None, &rules, PasswordStatus::NotSet);
    check(
        Kind::Firm,
        Some(forced),
        &rules,
        PasswordStatus::MustChange(Forced::ByForce(ForceId(3))),
    );
    check(Kind::Firm, Some(long_ago), &rules, by_all);
    let never = rules_of(ExpiryInterval::Never);
    check(
        Kind::Firm,
        Some(long_ago),
        &never,
        PasswordStatus::NeverExpires,
    );
    // E5: whatever was done, a Connect user's password never expires.
    check(Kind::Connect, None, &rules, PasswordStatus::NotSet);
    check(
        Kind::Connect,
        Some(forced),
        &rules,
        PasswordStatus::NeverExpires,
    );
}

#[test]
fn e9_up_to_an_hour_ahead_counts_as_now_and_more_must_change() {
    let rules = rules_of(ExpiryInterval::Days30);
    let until = now() + TimeDelta::days(30);
    let fresh = PasswordStatus::Fresh { until };
    let ahead = |by| Some(set_at(now() + by));
    check(Kind::Firm, ahead(MS), &rules, fresh);
    check(Kind::Firm, ahead(CLOCK_TOLERANCE), &rules, fresh);
    let jumped = PasswordStatus::MustChange(Forced::ByClock);
    check(Kind::Firm, ahead(CLOCK_TOLERANCE + MS), &rules, jumped);
    let never = rules_of(ExpiryInterval::Never);
    check(Kind::Firm, ahead(TimeDelta::days(9)), &never, jumped);
}

/// How far along its period a password is; all other statuses stand still in time.
fn progress(status: &PasswordStatus) -> u8 {
    match status {
        PasswordStatus::Fresh { .. } => 0,
        PasswordStatus::Expiring { .. } => 1,
        PasswordStatus::Expired { .. } => 2,
        PasswordStatus::NotSet => 3,
        PasswordStatus::MustChange(_) => 4,
        PasswordStatus::NeverExpires => 5,
    }
}

proptest! {
    #[test]
    fn e1_status_only_moves_forward_from_an_hour_before_the_change(
        credential in credential(), rules in rules(), hours in 0i64..20_000, later in 0i64..20_000,
    ) {
        let first = credential.changed_at - CLOCK_TOLERANCE + TimeDelta::hours(hours);
        let second = first + TimeDelta::hours(later);
        let at = |t| PasswordStatus::at(t, Kind::Firm, Some(&credential), &rules);
        let (before, after) = (at(first), at(second));
        if progress(&before) <= 2 {
            prop_assert!((progress(&before)..=2).contains(&progress(&after)));
        } else {
            prop_assert_eq!(before, after);
        }
    }

    #[test]
    fn e1_the_next_change_is_the_instant_at_which_it_changes(
        changed in changed_at(), interval in interval(),
    ) {
        let rules = rules_of(interval);
        let credential = set_at(changed.min(now()));
        let at = |t| PasswordStatus::at(t, Kind::Firm, Some(&credential), &rules).kind();
        let status = PasswordStatus::at(now(), Kind::Firm, Some(&credential), &rules);
        if let Some(next) = status.next_change() {
            prop_assert!(next > now());
            prop_assert_eq!(at(next - MS), status.kind());
            prop_assert!(at(next) != status.kind());
        } else {
            prop_assert_eq!(at(now() + TimeDelta::days(4000)), status.kind());
        }
    }

    #[test]
    fn e1_counts_by_status_add_up(users in users(), rules in rules()) {
        let count = |kind| {
            users.iter().filter(|user| rules.status(now(), user).kind() == kind).count()
        };
        prop_assert_eq!(StatusKind::ALL.into_iter().map(count).sum::<usize>(), users.len());
    }

    #[test]
    fn e3_the_numbers_that_may_be_known_are_those_that_force_nobody(
        rules in rules(), knows in 0u32..4,
    ) {
        let alls = rules.expire_alls;
        let credential = Credential { knows: Generation(knows), ..set_at(now()) };
        if credential.knows <= alls.latest() {
            let live = alls.live().any(|number| number == credential.knows);
            prop_assert_eq!(live, credential.forced_under(alls, now()).is_none());
        }
    }
}

/// What can happen at a firm of three.
#[derive(Clone, Copy, Debug)]
enum Step {
    SetPassword(usize),
    Force(usize),
    ExpireAll,
    Undo,
    Update(ExpiryInterval),
    Pass(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0usize..3).prop_map(Step::SetPassword),
        (0usize..3).prop_map(Step::Force),
        Just(Step::ExpireAll),
        Just(Step::Undo),
        interval().prop_map(Step::Update),
        (0i64..500).prop_map(Step::Pass),
    ];
    proptest::collection::vec(step, 0..60)
}

/// What each of them owes, kept in the plainest way: by name, without numbers to compare.
#[derive(Clone, Debug, Default)]
struct Owed {
    forced: bool,
    /// The expire-alls since the password was set.
    alls: Vec<usize>,
}

proptest! {
    #[test]
    fn e3_e10_whoever_owes_a_change_must_make_it_and_nobody_else(steps in steps()) {
        let mut rules = Rules::default();
        let mut time = now();
        let mut people = [set_at(time); 3];
        let mut owed: [Owed; 3] = Default::default();
        let mut withdrawn: Vec<bool> = Vec::new();
        for step in steps {
            match step {
                Step::SetPassword(who) => {
                    people[who] = Credential {
                        knows: rules.expire_alls.latest(),
                        ..set_at(time)
                    };
                    owed[who] = Owed::default();
                }
                Step::Force(who) => {
                    people[who].force = Some(ForceId(1));
                    owed[who].forced = true;
                }
                Step::ExpireAll => {
                    rules.expire_alls = rules.expire_alls.expired_again().unwrap();
                    for owed in &mut owed {
                        owed.alls.push(withdrawn.len());
                    }
                    withdrawn.push(false);
                }
                Step::Undo => {
                    if let Some(last) = withdrawn.iter().rposition(|gone| !gone) {
                        withdrawn[last] = true;
                        let before = withdrawn.iter().rposition(|gone| !gone);
                        let number = u32::try_from(before.map_or(0, |place| place + 1)).unwrap();
                        rules.expire_alls = rules.expire_alls.withdrawn_to(Generation(number));
                    }
                }
                Step::Update(expiry) => rules.policy.expiry = expiry,
                Step::Pass(hours) => time += TimeDelta::hours(hours),
            }
            let latest = Generation(u32::try_from(withdrawn.len()).unwrap());
            prop_assert_eq!(rules.expire_alls.latest(), latest);
            for (credential, owed) in people.iter().zip(&owed) {
                let must = owed.forced || owed.alls.iter().any(|all| !withdrawn[*all]);
                let status = PasswordStatus::at(time, Kind::Firm, Some(credential), &rules);
                prop_assert_eq!(status.kind() == StatusKind::MustChange, must);
            }
        }
    }
}
