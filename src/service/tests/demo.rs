//! The made-up firm.

use super::*;
use crate::domain::strength::{KnownWords, is_strong};
use crate::domain::throttle::Rule;
use crate::domain::{Access, Kind, PasswordStatus, StatusKind};
use crate::store::Look;

fn everybody(look: &dyn Look) -> Vec<User> {
    (1..)
        .map_while(|id| look.user(UserId(id)).unwrap())
        .collect()
}

#[test]
fn the_made_up_firm_has_someone_in_every_state_and_a_forecast() {
    let mut world = World::empty();
    world
        .with(|desk, call| super::super::demo::fill(desk, call, None))
        .unwrap();
    let now = world.now;
    let look = world.desk.look().unwrap();
    let rules = look.rules().unwrap();
    let people = everybody(look.as_ref());
    for kind in StatusKind::ALL {
        assert!(
            people
                .iter()
                .any(|user| rules.status(now, user).kind() == kind),
            "{kind:?}"
        );
    }
    let enabled = |kind| {
        people
            .iter()
            .filter(|user| user.access == Access::Enabled && user.membership.kind() == kind)
            .count()
    };
    assert_eq!((enabled(Kind::Firm), enabled(Kind::Connect)), (41, 12));
    assert!(people.iter().any(|user| user.access == Access::Disabled));
    let key = look.account().unwrap().unwrap().key;
    let locked = people.iter().filter(|user| {
        let key = super::super::throttling::password_key(&key, user.email.as_str());
        look.tries(&key).unwrap().is_locked(Rule::Password)
    });
    assert_eq!(locked.count(), 1);
    let forecast = look
        .preview_facts(now, &rules, UserId(1))
        .unwrap()
        .forecast(ExpiryInterval::Days90);
    assert!(
        forecast.iter().filter(|week| **week > 0).count() > 8,
        "{forecast:?}"
    );
    for user in &people {
        Email::parse(user.email.as_str()).unwrap();
        PersonName::parse(user.name.as_str()).unwrap();
    }
    drop(look);
    let ada = world.signed_in(super::super::demo::OWNER, super::super::demo::PASSWORD);
    assert_eq!(
        ada.me.status,
        PasswordStatus::Expiring { at: now + days(9) }
    );
    assert_eq!(ada.me.standing, Standing::Free);
    assert!(world.acts().contains(&Act::ExpireAllWithdrawn));
}

#[test]
fn the_demo_password_is_strong_for_everyone() {
    let known = KnownWords::new(
        "Hartwell & Finch LLP",
        "Ada Hartwell",
        super::super::demo::OWNER,
    );
    assert!(is_strong(super::super::demo::PASSWORD, &known));
}

#[test]
fn as_many_people_as_are_asked_for_are_the_same_each_time() {
    let made = |number| {
        let mut world = World::empty();
        let filled = world
            .with(|desk, call| super::super::demo::fill(desk, call, Some(number)))
            .unwrap();
        let people = everybody(world.desk.look().unwrap().as_ref());
        assert_eq!((filled, people.len() as u64), (number, number));
        people
    };
    assert_eq!(made(500), made(500));
    let mails: std::collections::BTreeSet<_> = made(2_000)
        .into_iter()
        .map(|user| user.email.as_str().to_owned())
        .collect();
    assert_eq!(mails.len(), 2_000);
    assert_eq!(made(3).len(), 3);
}

#[test]
fn a_firm_is_never_filled_over() {
    let mut world = World::new();
    let refused = world.with(|desk, call| super::super::demo::fill(desk, call, None));
    assert!(matches!(
        refused,
        Err(super::super::demo::DemoError::FoundedAlready)
    ));
}
