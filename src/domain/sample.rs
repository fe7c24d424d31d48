//! Made-up users and rules for the tests of this room: close to every edge, or anywhere.

use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;

use super::{
    Access, Credential, Email, ExpireAlls, ExpiryInterval, ForceId, Generation, Instant,
    Membership, PersonName, Policy, Role, Rules, StrongPasswords, User, UserId,
};

/// The instant at which the tests of this room take place.
pub(super) fn now() -> Instant {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::milliseconds(12_345_678)
}

/// When a password may have been set: to the millisecond around every edge of E1, E9 and the forecast.
pub(super) fn changed_at() -> impl Strategy<Value = Instant> {
    let days = proptest::sample::select(vec![0, 30, 60, 90, 180, 365]);
    let edge = (
        days,
        proptest::sample::select(vec![0, 14]),
        0i64..14,
        -2i64..=2,
    )
        .prop_map(|(days, notice, weeks, ms)| {
            now() - TimeDelta::days(days)
                + TimeDelta::days(notice)
                + TimeDelta::weeks(weeks)
                + TimeDelta::milliseconds(ms)
        });
    let clock = (0i64..=2, -2i64..=2)
        .prop_map(|(hours, ms)| now() + TimeDelta::hours(hours) + TimeDelta::milliseconds(ms));
    let anywhere =
        (-40_000_000_000i64..4_000_000_000).prop_map(|ms| now() + TimeDelta::milliseconds(ms));
    prop_oneof![3 => edge, 1 => clock, 3 => anywhere]
}

pub(super) fn interval() -> impl Strategy<Value = ExpiryInterval> {
    proptest::sample::select(ExpiryInterval::ALL.to_vec())
}

pub(super) fn policy() -> impl Strategy<Value = Policy> {
    let strong = [StrongPasswords::NotRequired, StrongPasswords::Required];
    (interval(), proptest::sample::select(strong.to_vec()))
        .prop_map(|(expiry, strong)| Policy { strong, expiry })
}

pub(super) fn rules() -> impl Strategy<Value = Rules> {
    (policy(), 0u32..4, 0u32..4).prop_map(|(policy, latest, in_force)| Rules {
        policy,
        expire_alls: ExpireAlls::new(Generation(latest), Generation(in_force)),
    })
}

pub(super) fn credential() -> impl Strategy<Value = Credential> {
    let force = prop_oneof![4 => Just(None), 1 => Just(Some(ForceId(7)))];
    (changed_at(), 0u32..4, force).prop_map(|(changed_at, knows, force)| Credential {
        changed_at,
        knows: Generation(knows),
        force,
    })
}

pub(super) fn user() -> impl Strategy<Value = User> {
    let memberships = [
        Membership::Firm(Role::User),
        Membership::Firm(Role::Administrator),
        Membership::Firm(Role::Owner),
        Membership::Connect,
    ];
    (
        any::<u16>(),
        proptest::sample::select(memberships.to_vec()),
        prop_oneof![4 => Just(Access::Enabled), 1 => Just(Access::Disabled)],
        proptest::option::weighted(0.9, credential()),
        any::<bool>(),
    )
        .prop_map(|(id, membership, access, credential, seen_strong)| User {
            id: UserId(i64::from(id)),
            name: PersonName::on_record(format!("Zoë {id}")),
            email: Email::on_record(format!("zoe{id}@firm.example")),
            membership,
            access,
            credential,
            seen_strong,
            last_sign_in: None,
            code_until: None,
        })
}

pub(super) fn users() -> impl Strategy<Value = Vec<User>> {
    proptest::collection::vec(user(), 0..40)
}
