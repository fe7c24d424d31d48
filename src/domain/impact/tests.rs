//! The preview and the forecast equal what a look at every single user finds (P5).

use proptest::prelude::*;

use super::*;
use crate::domain::sample::{interval, now, policy, rules, users};
use crate::domain::{Access, Kind, Rules, StatusKind, User};

fn enabled(users: &[User], kind: Kind) -> impl Iterator<Item = &User> {
    users
        .iter()
        .filter(move |user| user.access == Access::Enabled && user.membership.kind() == kind)
}

fn live<'a>(users: &'a [User], rules: &'a Rules) -> impl Iterator<Item = &'a User> {
    enabled(users, Kind::Firm).filter(|user| is_live(&rules.status(now(), user)))
}

/// Reads the facts as a store must, in the plainest way.
fn facts(users: &[User], rules: &Rules) -> PreviewFacts {
    let changes: Vec<Instant> = live(users, rules)
        .filter_map(|user| Some(user.credential?.changed_at))
        .collect();
    let up_to = |at: Instant| changes.iter().filter(|change| **change <= at).count() as u64;
    let next_change = |interval: ExpiryInterval| {
        let cuts = Cuts::of(interval, now())?;
        let ahead = changes.iter().filter(|change| **change > cuts.expired);
        ahead.min().copied()
    };
    let not_strong = |kind| {
        let weak = |user: &&User| user.credential.is_some() && !user.seen_strong;
        enabled(users, kind).filter(weak).count() as u64
    };
    PreviewFacts {
        at: now(),
        firm_users: enabled(users, Kind::Firm).count() as u64,
        connect_users: enabled(users, Kind::Connect).count() as u64,
        not_seen_strong: (not_strong(Kind::Firm), not_strong(Kind::Connect)),
        changed_up_to: questions(now())
            .into_iter()
            .map(|at| (at, up_to(at)))
            .collect(),
        next_change: ExpiryInterval::ALL
            .into_iter()
            .map(|interval| (interval, next_change(interval)))
            .collect(),
        own: live(users, rules).next().and_then(|user| user.credential),
    }
}

/// Every live user's status under two policies.
fn before_and_after(
    users: &[User],
    rules: &Rules,
    from: Policy,
    to: Policy,
) -> Vec<(PasswordStatus, PasswordStatus)> {
    let under = |policy, user: &User| Rules { policy, ..*rules }.status(now(), user);
    live(users, rules)
        .map(|user| (under(from, user), under(to, user)))
        .collect()
}

proptest! {
    #[test]
    fn p5_preview_matches_what_happens(
        users in users(), rules in rules(), from in policy(), to in policy(),
    ) {
        let moved = before_and_after(&users, &rules, from, to);
        let count = |moves: &dyn Fn(StatusKind, StatusKind) -> bool| {
            moved.iter().filter(|(before, after)| moves(before.kind(), after.kind())).count() as u64
        };
        let entered = |kind| count(&move |before, after| before != kind && after == kind);
        let left = |kind| count(&move |before, after| before == kind && after != kind);
        let next = moved
            .iter()
            .filter(|(_, after)| after.kind() != StatusKind::Expired)
            .filter_map(|(_, after)| after.end())
            .min();
        let facts = facts(&users, &rules);
        let newly_strong = from.strong == StrongPasswords::NotRequired
            && to.strong == StrongPasswords::Required;
        prop_assert_eq!(facts.impact(&from, &to), Impact {
            newly_expire: entered(StatusKind::Expired),
            you_among_them: moved.first().is_some_and(|(before, after)| {
                before.kind() != StatusKind::Expired && after.kind() == StatusKind::Expired
            }),
            firm_users: facts.firm_users,
            become_valid: left(StatusKind::Expired),
            enter_notice: entered(StatusKind::Expiring),
            leave_notice: left(StatusKind::Expiring),
            next_expiry: next,
            not_seen_strong: newly_strong.then_some(facts.not_seen_strong),
            connect_users: facts.connect_users,
        });
    }

    #[test]
    fn p5_an_update_that_changes_nothing_moves_nobody(
        users in users(), rules in rules(), policy in policy(),
    ) {
        let impact = facts(&users, &rules).impact(&policy, &policy);
        prop_assert_eq!(
            (impact.newly_expire, impact.become_valid, impact.enter_notice, impact.leave_notice),
            (0, 0, 0, 0)
        );
        prop_assert!(!impact.you_among_them);
    }

    #[test]
    fn p5_the_forecast_counts_each_expiry_in_its_week(
        users in users(), rules in rules(), interval in interval(),
    ) {
        let policy = Policy { expiry: interval, ..rules.policy };
        let mut weeks = [0; WEEKS];
        for (_, status) in before_and_after(&users, &rules, policy, policy) {
            let Some(end) = status.end().filter(|end| *end > now()) else { continue };
            let week = (0..WEEKS).find(|week| {
                end <= now() + TimeDelta::weeks(i64::try_from(week + 1).unwrap())
            });
            if let Some(week) = week {
                weeks[week] += 1;
            }
        }
        prop_assert_eq!(facts(&users, &rules).forecast(interval), weeks);
    }
}
