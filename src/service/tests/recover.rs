//! The way back for who holds the database: U7.

use super::*;
use crate::domain::audit::Actor;
use crate::domain::throttle::LOCKED_AT;

const BEN: &str = "ben@firm.example";
const ADMINISTRATOR: Membership = Membership::Firm(Role::Administrator);

impl World {
    fn recover(&mut self, whom: Option<&str>) -> Result<Recovered, RecoverError> {
        let whom = whom.map(email);
        self.with(|desk, call| recover(desk, call, "root", whom.as_ref()))
    }
}

#[test]
fn u7_the_owner_who_is_locked_out_comes_back_with_a_code_made_on_the_machine() {
    let mut world = World::new();
    for _ in 0..LOCKED_AT {
        let _ = world.try_in(ADA, "wrong wrong");
        world.advance(TimeDelta::minutes(16));
    }
    assert!(matches!(
        world.try_in(ADA, RIGHT).result,
        SignInOutcome::Locked
    ));

    let recovered = world.recover(None).unwrap();
    assert_eq!(recovered.whom.email.as_str(), ADA);
    assert_eq!(recovered.until, world.now + TimeDelta::hours(24));
    assert!(!format!("{recovered:?}").contains(recovered.code.as_str()));
    // It sets no password and opens nothing by itself.
    assert!(matches!(
        world.try_in(ADA, RIGHT).result,
        SignInOutcome::Locked
    ));

    let _ = world.redeemed(ADA, &recovered.code, NEXT);
    let ada = world.signed_in(ADA, NEXT);
    let told = ada.summary.lines(world.now, crate::words::Zone::Utc);
    for sentence in [
        "root made a reset code for you on the machine that holds the database",
        "Your password was chosen with a code that root made on the machine",
    ] {
        let found = told.iter().any(|line| line.starts_with(sentence));
        assert!(found, "{told:#?}");
    }
}

#[test]
fn u7_the_log_names_the_operating_system_user_and_no_code() {
    let mut world = World::new();
    let recovered = world.recover(None).unwrap();
    let log = world.log();
    let entry = log.last().unwrap();
    assert_eq!(entry.act, Act::Recovered);
    assert_eq!(entry.actor, Actor::Machine("root".to_owned()));
    assert_eq!(entry.targets, [UserId(1)]);
    assert!(!format!("{log:?}").contains(recovered.code.as_str()));

    let mut ada = world.session(ADA);
    let everyone = PageRequest {
        filter: crate::domain::Filter::default(),
        order: crate::domain::Order::Name,
        direction: crate::domain::Direction::Forward,
        from: From::First,
        rows: 50,
    };
    let page = world.with(|desk, call| list_people(desk, call, &admin(&mut ada), &everyone));
    let code = page.unwrap().rows.remove(0).code.unwrap();
    assert_eq!(code.issued_by.as_str(), "root on the machine");
}

#[test]
fn u7_an_administrator_is_recovered_by_name_and_nobody_else_is() {
    let mut world = World::new();
    let ben = world.person(BEN, ADMINISTRATOR);
    let recovered = world.recover(Some(BEN)).unwrap();
    assert_eq!(recovered.whom.email.as_str(), BEN);
    let _ = world.redeemed(BEN, &recovered.code, NEXT);

    world.person("chloe@firm.example", FIRM_USER);
    world.person("erin@firm.example", Membership::Connect);
    for email in ["chloe@firm.example", "erin@firm.example"] {
        let refused = world.recover(Some(email));
        assert!(matches!(refused, Err(RecoverError::NotAdministrator)));
        let log = world.log();
        let entry = log.last().unwrap();
        assert_eq!(entry.act, Act::Refused);
        assert_eq!(entry.actor, Actor::Machine("root".to_owned()));
    }
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), ben))
        .unwrap();
    assert!(matches!(
        world.recover(Some(BEN)),
        Err(RecoverError::Disabled)
    ));

    let before = world.log().len();
    assert!(matches!(
        world.recover(Some("nobody@firm.example")),
        Err(RecoverError::NoSuchUser)
    ));
    assert_eq!(world.log().len(), before);
}

#[test]
fn u7_a_second_code_ends_the_first() {
    let mut world = World::new();
    let first = world.recover(None).unwrap();
    let second = world.recover(None).unwrap();
    let code = Code::parse(&first.code).unwrap();
    let refused = world.with(|desk, call| check_code(desk, call, ADA, &code));
    assert!(matches!(refused.result, Err(CodeError::Wrong)));
    let _ = world.redeemed(ADA, &second.code, NEXT);
}
