//! Login names, and the door that takes them (U1, I1, S1, S3).

use super::*;
use crate::domain::throttle::FAILURE_ANSWERED_AFTER;
use crate::words::Zone;

const BEN: &str = "ben@firm.example";
const DOMAIN: Option<&str> = Some("firm.example");

fn login(name: &str) -> Option<LoginName> {
    LoginName::parse(name).unwrap()
}

impl World {
    /// Gives a user a login name, or none.
    fn call_them(&mut self, id: UserId, name: &str) -> Result<(), ActError> {
        let mut ada = self.session(ADA);
        let user = self.user(id);
        let to = Particulars {
            name: user.name,
            email: user.email,
            login: login(name),
        };
        self.with(|desk, call| edit_user(desk, call, &mut admin(&mut ada), id, &to, None))
            .result
    }

    fn asked(&mut self, name: &str, domain: Option<&str>, password: &str) -> Answer<Verified> {
        let whom = AskedAs::entered(name, domain);
        self.with(|desk, call| verify(desk, call, &whom, &Password::offered(password), "intranet"))
    }

    fn is_right(&mut self, name: &str, password: &str) -> bool {
        matches!(self.asked(name, DOMAIN, password).result, Verified::Right)
    }

    fn entries_of(&mut self, act: Act) -> Vec<Entry> {
        let all = self.log().into_iter();
        all.filter(|entry| entry.act == act).collect()
    }
}

#[test]
fn u1_a_login_name_is_one_persons_and_on_record_with_what_it_was() {
    let mut world = World::new();
    let ben = world.person(BEN, FIRM_USER);
    world.call_them(ben, "ben").unwrap();
    world.call_them(ben, "bokafor").unwrap();
    world.call_them(ben, "bokafor").unwrap();
    world.call_them(ben, "").unwrap();
    let changes: Vec<_> = world
        .entries_of(Act::UserEdited)
        .iter()
        .flat_map(|entry| entry.changes.clone())
        .map(|change| (change.field, change.old, change.new))
        .collect();
    let text = |text: &str| Some(text.to_owned());
    let field = || "login name".to_owned();
    assert_eq!(
        changes,
        [
            (field(), None, text("ben")),
            (field(), text("ben"), text("bokafor")),
            (field(), text("bokafor"), None),
        ]
    );

    world.call_them(ben, "ben").unwrap();
    let before = world.log().len();
    let mut ada = world.session(ADA);
    let new = NewUser {
        login: login("Ben"),
        ..somebody("Benno", "benno@firm.example")
    };
    let added = world.with(|desk, call| add_user(desk, call, &mut admin(&mut ada), &new, None));
    assert!(matches!(added.result, Err(ActError::LoginTaken)));
    let dev = world.person("dev@firm.example", FIRM_USER);
    let name_and_login = Particulars {
        login: login("ben"),
        ..known_as("Devi", "devi@firm.example")
    };
    let edited = world
        .with(|desk, call| edit_user(desk, call, &mut admin(&mut ada), dev, &name_and_login, None));
    assert!(matches!(edited.result, Err(ActError::LoginTaken)));
    // The rest of what was refused is not done either.
    assert_eq!(world.user(dev).email, email("dev@firm.example"));
    assert!(world.entries_of(Act::UserEdited).len() == 4 && world.log().len() > before);
}

#[test]
fn u10_who_was_given_another_login_name_is_told() {
    let mut world = World::new();
    let ben = world.person(BEN, FIRM_USER);
    world.call_them(ben, "ben").unwrap();
    let summary = world.signed_in(BEN, RIGHT).summary;
    let now = world.now;
    let events = summary.events.iter();
    let told: Vec<_> = events.map(|event| event.sentence(now, Zone::Utc)).collect();
    assert!(
        told.iter()
            .any(|said| said.contains("changed your login name")),
        "{told:?}"
    );
}

#[test]
fn s8_a_login_name_is_no_word_that_a_password_is_judged_with() {
    let mut world = World::new();
    let ben = world.person(BEN, FIRM_USER);
    assert!(world.user(ben).seen_strong);
    world.call_them(ben, "ben").unwrap();
    assert!(world.user(ben).seen_strong);
}

#[test]
fn i1_a_login_name_comes_before_the_beginning_of_an_email() {
    let mut world = World::new();
    let (ben, code) = world.invited(BEN, FIRM_USER);
    world.redeemed(BEN, &code, NEXT);
    world.person("bokafor@firm.example", FIRM_USER);
    assert!(world.is_right("bokafor", RIGHT));
    world.call_them(ben, "bokafor").unwrap();
    assert!(world.is_right("bokafor", NEXT));
    assert!(world.is_right(" BOKAFOR ", NEXT));
    assert!(world.is_right("ben", NEXT), "by e-mail still");
    assert!(world.is_right("bokafor@firm.example", RIGHT), "an e-mail");
    assert!(!world.is_right("bokafor", RIGHT));
    assert!(matches!(
        world.asked("bokafor", None, NEXT).result,
        Verified::Right
    ));
    assert!(matches!(
        world.asked("ben", None, NEXT).result,
        Verified::Refused
    ));

    let may = |world: &mut World, name: &str| {
        let whom = AskedAs::entered(name, DOMAIN);
        world.with(|desk, call| may_use_services(desk, call.now, &whom).unwrap())
    };
    assert!(may(&mut world, "bokafor"));
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), ben))
        .unwrap();
    assert!(!may(&mut world, "bokafor") && !may(&mut world, "ben"));
    assert!(may(&mut world, "bokafor@firm.example") && !may(&mut world, "nobody"));
}

#[test]
fn s3_tries_by_login_name_and_by_email_are_counted_in_one_place() {
    let mut world = World::new();
    let ben = world.person(BEN, FIRM_USER);
    world.call_them(ben, "bokafor").unwrap();
    for name in ["bokafor", BEN, "bokafor", "ben", "BOKAFOR"] {
        assert!(!world.is_right(name, "not the password"));
    }
    // Five in a row: nothing is looked at, by either name, at any door.
    assert!(!world.is_right("bokafor", RIGHT) && !world.is_right(BEN, RIGHT));
    assert!(matches!(
        world.try_in(BEN, RIGHT).result,
        SignInOutcome::Wait { .. }
    ));
    assert_eq!(world.entries_of(Act::SignInFailed).len(), 5);
    world.advance(TimeDelta::seconds(31));
    assert!(world.is_right("bokafor", RIGHT));
    assert!(matches!(
        world.try_in(BEN, RIGHT).result,
        SignInOutcome::In(_)
    ));
}

#[test]
fn s1_a_name_that_nobody_has_is_counted_and_answered_like_one_that_somebody_has() {
    let mut world = World::new();
    let ben = world.person(BEN, FIRM_USER);
    world.call_them(ben, "bokafor").unwrap();
    let asked_at = world.since_boot;
    for name in [
        "bokafor",
        "nobody",
        "-x",
        "",
        "no body",
        "nobody@firm.example",
    ] {
        let answer = world.asked(name, DOMAIN, "not the password");
        assert!(matches!(answer.result, Verified::Refused), "{name}");
        assert_eq!(answer.not_before, Some(asked_at + FAILURE_ANSWERED_AFTER));
    }
    assert_eq!(world.entries_of(Act::SignInFailed).len(), 6);
    // The domain makes one name of two.
    for _ in 0..3 {
        assert!(!world.is_right("nobody", "not the password"));
    }
    assert!(matches!(
        world.try_in("nobody@firm.example", RIGHT).result,
        SignInOutcome::Wait { .. }
    ));
    // What was typed as an unknown name may be a password (A1).
    let text = format!("{:?}", world.log());
    assert!(!text.contains("nobody") && !text.contains("no body"));
}

#[test]
fn a1_successes_are_one_entry_an_hour_by_whatever_name() {
    let mut world = World::new();
    let ben = world.person(BEN, FIRM_USER);
    world.call_them(ben, "bokafor").unwrap();
    for name in ["bokafor", BEN, "ben", "bokafor"] {
        assert!(world.is_right(name, RIGHT), "{name}");
    }
    assert_eq!(world.entries_of(Act::Verified).len(), 1);
    for name in ["bokafor", BEN] {
        assert!(!world.is_right(name, "not the password"));
    }
    assert_eq!(world.entries_of(Act::SignInFailed).len(), 2);
    world.advance(TimeDelta::hours(1));
    assert!(world.is_right(BEN, RIGHT) && world.is_right("bokafor", RIGHT));
    let verified = world.entries_of(Act::Verified);
    assert_eq!(verified.len(), 2);
    assert!(verified.iter().all(|entry| entry.targets == [ben]));
}
