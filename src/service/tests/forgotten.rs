//! S3: what a flood of made-up e-mails has forgotten tells nobody who is a user, and gives nobody a free try.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::super::desk::End;
use super::super::throttling::{self, Begun};
use super::*;
use crate::domain::throttle::{Admission, Bound, FREE, LOCKED_AT, Rule, Tries};
use crate::secret::{ThrottleKey, TryKey};
use crate::store::Quiet;

/// A table that is soon full, and never so full that what waits must go.
const SMALL: Bound = Bound {
    wanted: 4,
    at_most: 10_000,
};

/// One in which what waits or is locked must go, too.
const NARROW: Bound = Bound {
    wanted: 3,
    at_most: 5,
};

#[derive(Clone, Copy, Debug)]
enum Engine {
    Memory,
    Sqlite,
}

/// A firm whose table of tries is small.
fn firm_on(engine: Engine, bound: Bound) -> World {
    let folder = tempfile::tempdir().unwrap();
    let store: Box<dyn Store> = match engine {
        Engine::Memory => Box::new(memory::Memory::bounding_tries(bound)),
        Engine::Sqlite => {
            let path = folder.path().join("firm.db");
            let store = Sqlite::create(&path, Folder::MustExist).unwrap();
            Box::new(store.bounding_tries(bound))
        }
    };
    World::on(store, folder).founded()
}

fn account_key(world: &mut World) -> ThrottleKey {
    let look = world.desk.look().unwrap();
    look.account().unwrap().unwrap().key
}

/// Tries so many made-up e-mails so often each, as fast as the waits allow, in one transaction.
fn flood(world: &mut World, rule: Rule, emails: std::ops::Range<usize>, times: u32) {
    let account = account_key(world);
    world
        .with(|desk, call| {
            desk.act(|tx| {
                for n in emails.clone() {
                    let key = TryKey::of(rule, &account, &format!("made-up {n}"));
                    for _ in 0..times {
                        let (admission, _) = throttling::begin(tx, call, &key, None)?;
                        if let Admission::Admitted { .. } = admission {
                            throttling::end_wrong(tx, call, &key, None, Begun::Here)?;
                        }
                    }
                }
                Ok(((), End::Quietly(Quiet::TryCounted)))
            })
        })
        .unwrap();
}

fn floor(world: &mut World, rule: Rule) -> u32 {
    world.desk.look().unwrap().floor_of_tries(rule).unwrap()
}

/// What happens to the one e-mail that is watched, or to made-up ones.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Begin,
    Wrong,
    /// A try is begun under a made-up e-mail, and nothing comes of it.
    Abandoned(usize),
    /// The first of the made-up e-mails, so many, and how often each.
    Flood(usize, usize, u32),
    Later(i64),
    /// Everyone is given the free tries back.
    Back,
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        6 => Just(Deed::Begin),
        6 => Just(Deed::Wrong),
        1 => (0usize..30).prop_map(Deed::Abandoned),
        3 => (0usize..30, 1usize..7, 1u32..7).prop_map(|(first, many, times)| Deed::Flood(first, many, times)),
        3 => prop::sample::select(vec![1, 9_999, 10_000, 30_000, 60_000, 900_000]).prop_map(Deed::Later),
        1 => Just(Deed::Back),
    ];
    prop::collection::vec(deed, 1..60)
}

/// The tries under the e-mail that is watched.
fn watched(world: &mut World, rule: Rule) -> Tries {
    let key = TryKey::of(rule, &account_key(world), "watched");
    world.desk.look().unwrap().tries(&key).unwrap()
}

/// Does one deed where the watched e-mail is a user's or nobody's, and returns what is told of it.
fn told(world: &mut World, rule: Rule, user: Option<UserId>, deed: Deed) -> String {
    let account = account_key(world);
    let watched = TryKey::of(rule, &account, "watched");
    let mut tell = |work: &dyn Fn(&mut dyn crate::store::Tx, &Call<'_>) -> String| {
        world
            .with(|desk, call| desk.act(|tx| Ok((work(tx, call), End::Quietly(Quiet::TryCounted)))))
            .unwrap()
    };
    match deed {
        Deed::Begin => tell(
            &|tx, call| match throttling::begin(tx, call, &watched, user).unwrap().0 {
                Admission::Admitted { .. } => "look".to_owned(),
                Admission::Locked | Admission::LockedNow => "locked".to_owned(),
                told @ (Admission::Waits { .. } | Admission::AskAgain) => format!("{told:?}"),
            },
        ),
        Deed::Wrong => tell(&|tx, call| {
            throttling::end_wrong(tx, call, &watched, user, Begun::Here).unwrap();
            let held = tx.tries(&watched).unwrap().held(rule, call.now);
            format!("{held:?}")
        }),
        Deed::Abandoned(n) => tell(&|tx, call| {
            let key = TryKey::of(rule, &account, &format!("made-up {n}"));
            throttling::begin(tx, call, &key, None).unwrap();
            String::new()
        }),
        Deed::Flood(first, many, times) => {
            flood(world, rule, first..first + many, times);
            String::new()
        }
        Deed::Later(ms) => {
            world.advance(TimeDelta::milliseconds(ms));
            String::new()
        }
        Deed::Back => {
            let given = world.with(|desk, call| give_free_tries_back(desk, call, "root"));
            format!("{:?}", given.unwrap())
        }
    }
}

/// Runs any deeds twice, and holds what is told where the e-mail is a user's against what is told where it is nobody's.
/// Where nothing has to go but what rests, a try that was let in is never forgotten either.
fn same_for_known_and_unknown(engine: Engine, cases: u32) {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let highest = std::cell::Cell::new(0);
    let run = |(code, narrow, deeds): (bool, bool, Vec<Deed>)| {
        let rule = if code { Rule::Code } else { Rule::Password };
        let bound = if narrow { NARROW } else { SMALL };
        let mut known = firm_on(engine, bound);
        let mut unknown = firm_on(engine, bound);
        let mut let_in = Tries::default();
        for deed in deeds {
            highest.set(highest.get().max(floor(&mut unknown, rule)));
            if let Deed::Back = deed {
                let_in = let_in.lowered(rule, floor(&mut known, rule), known.now);
            }
            let of_user = told(&mut known, rule, Some(UserId(1)), deed);
            let of_nobody = told(&mut unknown, rule, None, deed);
            prop_assert_eq!(&of_user, &of_nobody, "{:?}", deed);
            let_in.wrong += u32::from(of_user == "look");
            let left = watched(&mut known, rule);
            let remembered = left.count(rule) >= let_in.count(rule);
            prop_assert!(
                narrow || remembered,
                "{:?}: {:?} after {:?}",
                deed,
                left,
                let_in
            );
        }
        Ok(())
    };
    TestRunner::new(config)
        .run(&(any::<bool>(), any::<bool>(), deeds()), run)
        .unwrap();
    assert!(highest.get() > 0, "nothing was ever forgotten");
}

#[test]
fn s3_whatever_is_forgotten_known_and_unknown_answer_the_same_in_memory() {
    same_for_known_and_unknown(Engine::Memory, 200);
}

#[test]
fn s3_whatever_is_forgotten_known_and_unknown_answer_the_same_in_sqlite() {
    same_for_known_and_unknown(Engine::Sqlite, 16);
}

#[test]
fn s1_s3_a_flood_of_made_up_emails_does_not_tell_who_is_a_user() {
    for engine in [Engine::Memory, Engine::Sqlite] {
        let answers = [ADA, "nobody@firm.example"].map(|mail| {
            let mut world = firm_on(engine, SMALL);
            let mut told = Vec::new();
            for _ in 0..3 {
                told.push(format!("{:?}", world.try_in(mail, "wrong wrong")));
            }
            // Each is tried more often than the one that is watched, so that this one must be forgotten.
            flood(&mut world, Rule::Password, 0..4, 4);
            assert_eq!(floor(&mut world, Rule::Password), 3);
            for seconds in [0, 0, 0, 30, 0] {
                world.advance(TimeDelta::seconds(seconds));
                told.push(format!("{:?}", world.try_in(mail, "wrong wrong")));
            }
            told
        });
        let [of_user, of_nobody] = answers;
        assert_eq!(of_user, of_nobody, "{engine:?}");
        let refused = |told: &&String| told.contains("Refused");
        assert_eq!(of_user.iter().filter(refused).count(), 6, "{of_user:?}");
    }
}

#[test]
fn s1_s3_a_flood_of_wrong_codes_does_not_tell_who_is_a_user() {
    let wrong = Code::generate(&mut ChaCha20Rng::seed_from_u64(9));
    for engine in [Engine::Memory, Engine::Sqlite] {
        let answers = [ADA, "nobody@firm.example"].map(|mail| {
            let mut world = firm_on(engine, SMALL);
            let mut told = Vec::new();
            for n in 0..FREE + 3 {
                if n == 2 {
                    flood(&mut world, Rule::Code, 0..4, 3);
                    assert_eq!(floor(&mut world, Rule::Code), 2);
                }
                let answer = world.with(|desk, call| check_code(desk, call, mail, &wrong));
                told.push(format!("{answer:?}"));
            }
            // A flood of codes leaves the free tries of passwords as they are.
            assert_eq!(floor(&mut world, Rule::Password), 0);
            told
        });
        let [of_user, of_nobody] = answers;
        assert_eq!(of_user, of_nobody, "{engine:?}");
        assert!(of_user[5].contains("Wait"), "{of_user:?}");
    }
}

#[test]
fn s3_a_right_password_starts_at_the_floor_and_waits_and_locks_are_not_forgotten() {
    let mut world = firm_on(Engine::Sqlite, SMALL);
    for _ in 0..FREE {
        let _ = world.try_in("waits@firm.example", "wrong wrong");
    }
    flood(&mut world, Rule::Password, 0..6, 3);
    assert_eq!(floor(&mut world, Rule::Password), 3);
    let waits = world.try_in("waits@firm.example", "wrong wrong").result;
    assert!(matches!(waits, SignInOutcome::Wait { .. }), "{waits:?}");
    let free = |world: &mut World| {
        let outcomes = (0..FREE).map(|_| world.try_in(ADA, "wrong wrong").result);
        let looked_at = outcomes.take_while(|told| matches!(told, SignInOutcome::Refused));
        looked_at.count()
    };
    assert_eq!(free(&mut world), 2);
    world.advance(TimeDelta::seconds(30));
    world.signed_in(ADA, RIGHT);
    assert_eq!(free(&mut world), 2, "nobody falls below the floor");
}

#[test]
fn u2_s3_codes_asked_for_by_mail_are_bounded_and_raise_no_floor() {
    let mut world = firm_on(Engine::Sqlite, SMALL);
    world.desk = world.desk.with_mailing(Mailing::On);
    let ask = |world: &mut World, mail: &str| {
        let before = world.acts().len();
        world
            .with(|desk, call| ask_for_code(desk, call, mail))
            .result
            .unwrap();
        world.acts().len() > before
    };
    assert!(ask(&mut world, "first@firm.example"));
    for n in 0..8 {
        assert!(ask(&mut world, &format!("made-up-{n}@firm.example")));
    }
    // All of them wait, so that none of them is forgotten.
    assert!(!ask(&mut world, "first@firm.example"));
    world.advance(TimeDelta::minutes(15));
    assert!(ask(&mut world, "first@firm.example"));
    assert!(!ask(&mut world, "first@firm.example"));
    for rule in Rule::ALL {
        assert_eq!(floor(&mut world, rule), 0);
    }
}

#[test]
fn s3_free_tries_are_given_back_to_everyone_alike_and_on_record() {
    for engine in [Engine::Memory, Engine::Sqlite] {
        let mut world = firm_on(engine, SMALL);
        let nothing = world.with(|desk, call| give_free_tries_back(desk, call, "root"));
        assert!(nothing.unwrap().is_nought());
        assert_ne!(world.last_entry().act, Act::FreeTriesGivenBack);
        flood(&mut world, Rule::Password, 0..6, 3);
        flood(&mut world, Rule::Code, 0..6, 1);
        nearly_locked(&mut world, "locked@firm.example");
        let _ = world.try_in("locked@firm.example", "wrong wrong");
        let _ = world.try_in(ADA, "wrong wrong");
        let given = world.with(|desk, call| give_free_tries_back(desk, call, "root"));
        let given = given.unwrap();
        assert_eq!((given.passwords, given.codes), (3, 1));
        let entry = world.last_entry();
        assert_eq!(entry.act, Act::FreeTriesGivenBack);
        assert_eq!(entry.changes.len(), 2);
        for rule in Rule::ALL {
            assert_eq!(floor(&mut world, rule), 0);
        }
        let locked = world.try_in("locked@firm.example", RIGHT).result;
        assert!(matches!(locked, SignInOutcome::Locked), "{locked:?}");
        let account = account_key(&mut world);
        let look = world.desk.look().unwrap();
        let ada = throttling::password_key(&account, ADA);
        assert_eq!(look.tries(&ada).unwrap().wrong, 1, "of her own");
    }
}

/// One wrong try more, and it is locked.
fn nearly_locked(world: &mut World, mail: &str) {
    let key = throttling::password_key(&account_key(world), mail);
    let tries = Tries {
        wrong: LOCKED_AT - 1,
        ..Tries::default()
    };
    world
        .with(|desk, call| {
            desk.act(|tx| {
                tx.put_tries(&key, false, &tries, call.now)?;
                Ok(((), End::Quietly(Quiet::TryCounted)))
            })
        })
        .unwrap();
}
