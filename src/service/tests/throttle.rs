//! S1 and S3 as they come out of the store: equal answers, a model of the count, two programs on one file.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::super::desk::End;
use super::super::throttling::{self, Begun};
use super::*;
use crate::domain::throttle::{Admission, Tries, Verdict};
use crate::secret::TryKey;
use crate::store::Quiet;

const NOBODY: &str = "nobody@firm.example";

#[test]
fn s1_every_failure_is_the_same_to_the_last_byte_and_writes_as_often() {
    let folder = tempfile::tempdir().unwrap();
    let store = memory::Memory::default();
    let mut world = World::on(Box::new(store.clone()), folder);
    world
        .with(|desk, call| super::super::demo::fill(desk, call, None))
        .unwrap();
    let owner = super::super::demo::OWNER;
    let right = super::super::demo::PASSWORD;
    let everyone: Vec<User> = (1..)
        .map_while(|id| world.desk.look().unwrap().user(UserId(id)).unwrap())
        .collect();
    let find = |wanted: &dyn Fn(&User) -> bool| {
        let user = everyone.iter().find(|user| wanted(user)).unwrap();
        user.email.as_str().to_owned()
    };
    let disabled =
        find(&|user| user.access == crate::domain::Access::Disabled && user.credential.is_some());
    let invited = find(&|user| user.credential.is_none());
    let cases = [
        (owner.to_owned(), "wrong wrong"),
        (NOBODY.to_owned(), right),
        ("not an e-mail".to_owned(), right),
        (invited, right),
        (disabled, "wrong wrong"),
    ];
    // Five are looked at, three wait, and after the wait one is looked at. Then the row is nearly full: two are looked
    // at, and what follows finds it locked.
    let waits = [0, 0, 0, 0, 0, 0, 1, 2, 30, 900, 900, 0, 900];
    let answers: Vec<Vec<String>> = cases
        .iter()
        .map(|(mail, text)| {
            let start = (world.now, world.since_boot);
            let told = waits.iter().zip(0..).map(|(seconds, n)| {
                world.advance(TimeDelta::seconds(*seconds));
                if n == 9 {
                    nearly_lock(&mut world, mail);
                }
                let before = (store.version(), head(&mut world));
                let answer = world.try_in(mail, text);
                let after = (store.version(), head(&mut world));
                let written = (after.0 - before.0, after.1 - before.1);
                format!("{answer:?} {written:?}")
            });
            let told = told.collect();
            (world.now, world.since_boot) = start;
            told
        })
        .collect();
    let told = &answers[0];
    let refused = "Answer { not_before: Some(1000.5s), result: Refused } (2, 1)";
    assert_eq!(told[..5], [refused; 5]);
    let is = |n: usize, what: &str| assert!(told[n].contains(what), "{n}: {}", told[n]);
    for n in 5..8 {
        is(n, "result: Wait { until: 2026-11-24T14:02:30Z } } (1, 0)");
    }
    // Before it is looked at, the number of those that had to wait is told.
    is(8, "result: Refused } (2, 2)");
    is(9, "result: Refused } (2, 1)");
    is(10, "result: Refused } (2, 2)");
    for n in 11..13 {
        is(n, "result: Locked } (1, 0)");
    }
    for (other, (mail, _)) in answers.iter().zip(&cases) {
        assert_eq!(other, told, "{mail}");
    }
}

fn head(world: &mut World) -> u64 {
    world.desk.look().unwrap().audit_head().unwrap().no.0
}

/// Counts all but two of the wrong tries that lock.
fn nearly_lock(world: &mut World, mail: &str) {
    let account = world.desk.look().unwrap().account().unwrap().unwrap();
    let key = throttling::password_key(&account.key, mail);
    let tries = Tries {
        wrong: crate::domain::throttle::LOCKED_AT - 2,
        ..Tries::default()
    };
    world
        .with(|desk, call| {
            desk.act(|tx| {
                tx.put_tries(&key, true, &tries, call.now)?;
                Ok(((), End::Quietly(Quiet::TryCounted)))
            })
        })
        .unwrap();
}

/// What happens to one e-mail as entered.
#[derive(Clone, Copy, Debug)]
enum Deed {
    /// A try is asked for; one that is admitted is then looked at.
    Begin,
    /// The outcome of one that is looked at.
    Wrong,
    Right,
    /// Time passes, in milliseconds. What a killed program looked at has no outcome.
    Later(i64),
}

/// Which program does what to which e-mail.
type Step = (usize, usize, Deed);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let deed = prop_oneof![
        8 => Just(Deed::Begin),
        6 => Just(Deed::Wrong),
        1 => Just(Deed::Right),
        2 => prop::sample::select(vec![1, 9_999, 10_000, 29_999, 30_000, 60_000, 900_000]).prop_map(Deed::Later),
    ];
    prop::collection::vec((0usize..2, 0usize..2, deed), 1..120)
}

/// S3 in the plainest words, for passwords.
#[derive(Debug, Default)]
struct Model {
    wrong: u32,
    waits_until: Option<Instant>,
    looked_at: u32,
    oldest: Option<Instant>,
}

impl Model {
    fn wrong_at(&mut self, at: Instant) {
        self.wrong += 1;
        let seconds = match self.wrong {
            0..5 => return,
            5 => 30,
            6 => 60,
            7 => 120,
            8 => 240,
            9 => 480,
            10..100 => 900,
            _ => {
                self.waits_until = None;
                return;
            }
        };
        self.waits_until = self.waits_until.max(Some(at + TimeDelta::seconds(seconds)));
    }

    /// Counts as wrong what had no outcome in time; says whether that locked.
    fn settle(&mut self, now: Instant) -> bool {
        let before = self.wrong;
        if let Some(late) = self.oldest.map(|at| at + TimeDelta::seconds(10))
            && now >= late
        {
            for _ in 0..std::mem::take(&mut self.looked_at) {
                self.wrong_at(late);
            }
            self.oldest = None;
        }
        before < 100 && self.wrong >= 100
    }

    fn begin(&mut self, now: Instant) -> &'static str {
        self.settle(now);
        if self.wrong >= 100 {
            return "locked";
        }
        if self.waits_until.is_some_and(|until| now < until) {
            return "wait";
        }
        let free = if self.wrong < 5 {
            self.wrong + self.looked_at < 5
        } else {
            self.looked_at == 0
        };
        if !free {
            return "ask again";
        }
        self.waits_until = None;
        self.looked_at += 1;
        self.oldest = self.oldest.or(Some(now));
        "look"
    }

    /// Ends one that is looked at; false where it counted as wrong already.
    fn end(&mut self, now: Instant, right: bool) -> bool {
        if right {
            self.wrong = 0;
            self.waits_until = None;
        } else if self.settle(now) {
            return true;
        }
        if self.looked_at == 0 {
            return false;
        }
        self.looked_at -= 1;
        if self.looked_at == 0 {
            self.oldest = None;
        }
        if !right {
            self.wrong_at(now);
        }
        true
    }
}

/// Programs on one file, with a clock for all.
struct Programs {
    world: World,
    others: Vec<Desk>,
    keys: [TryKey; 2],
}

impl Programs {
    fn new(number: usize) -> Self {
        let mut world = World::new();
        let account = world.desk.look().unwrap().account().unwrap().unwrap();
        let keys = [ADA, NOBODY].map(|mail| throttling::password_key(&account.key, mail));
        let others = (1..number).map(|_| world.desk.another().unwrap()).collect();
        Self {
            world,
            others,
            keys,
        }
    }

    /// Does one step in a transaction of that program, and says what came of it.
    fn step(&mut self, (program, mail, deed): Step) -> String {
        let key = self.keys[mail];
        let user = (mail == 0).then_some(UserId(1));
        if let Deed::Later(ms) = deed {
            self.world.advance(TimeDelta::milliseconds(ms));
            return String::new();
        }
        let mut call = Call {
            now: self.world.now,
            since_boot: self.world.since_boot,
            rng: &mut self.world.rng,
            from: Origin::new("pts/3"),
        };
        let programs = 1 + self.others.len();
        let desk = match program % programs {
            0 => &mut self.world.desk,
            n => &mut self.others[n - 1],
        };
        let call = &mut call;
        desk.act(|tx| {
            let said = match deed {
                Deed::Begin => {
                    let (admission, _) = throttling::begin(tx, call, &key, user)?;
                    match admission {
                        Admission::Admitted { .. } => "look".to_owned(),
                        Admission::Waits { .. } => "wait".to_owned(),
                        Admission::Locked | Admission::LockedNow => "locked".to_owned(),
                        Admission::AskAgain => "ask again".to_owned(),
                    }
                }
                Deed::Wrong => {
                    let (_, verdict) = tx.tries(&key)?.ended_wrong(key.rule(), call.now);
                    throttling::end_wrong(tx, call, &key, user, Begun::Here)?;
                    (verdict != Verdict::CountedBefore).to_string()
                }
                Deed::Right => {
                    let tries = tx.tries(&key)?;
                    tx.put_tries(&key, user.is_some(), &tries.ended_right(), call.now)?;
                    (tries.in_flight > 0).to_string()
                }
                Deed::Later(_) => String::new(),
            };
            Ok((said, End::Quietly(Quiet::TryCounted)))
        })
        .unwrap()
    }

    fn tries(&mut self) -> [Tries; 2] {
        let look = self.world.desk.look().unwrap();
        self.keys.map(|key| look.tries(&key).unwrap())
    }
}

#[test]
fn s3_any_interleaving_of_two_programs_is_what_one_would_do_and_what_the_model_says() {
    let config = Config {
        cases: 12,
        failure_persistence: None,
        ..Config::default()
    };
    let run = |steps: Vec<Step>| {
        let (mut two, mut one) = (Programs::new(2), Programs::new(1));
        let mut models = [Model::default(), Model::default()];
        for step in steps {
            let (_, mail, deed) = step;
            let (said, alone) = (two.step(step), one.step(step));
            prop_assert_eq!(&said, &alone, "{:?}", step);
            let (model, now) = (&mut models[mail], two.world.now);
            let expected = match deed {
                Deed::Begin => model.begin(now).to_owned(),
                Deed::Wrong => model.end(now, false).to_string(),
                Deed::Right => model.end(now, true).to_string(),
                Deed::Later(_) => String::new(),
            };
            prop_assert_eq!(&said, &expected, "{:?} {:?}", step, models[mail]);
        }
        let (left, alone) = (two.tries(), one.tries());
        prop_assert_eq!(left, alone);
        for (tries, model) in left.iter().zip(&models) {
            prop_assert_eq!(tries.wrong, model.wrong);
            prop_assert_eq!(tries.in_flight, model.looked_at);
            prop_assert_eq!(tries.waits_until, model.waits_until);
        }
        Ok(())
    };
    TestRunner::new(config).run(&steps(), run).unwrap();
}

#[test]
fn s3_two_programs_at_once_get_no_more_than_the_five_free_tries() {
    let mut world = World::new();
    let (now, since_boot) = (world.now, world.since_boot);
    let mut desks = [world.desk.another().unwrap(), world.desk.another().unwrap()];
    let looked_at: usize = std::thread::scope(|scope| {
        let running: Vec<_> = desks
            .iter_mut()
            .map(|desk| {
                scope.spawn(move || {
                    let mut rng = ChaCha20Rng::seed_from_u64(5);
                    let mut call = Call {
                        now,
                        since_boot,
                        rng: &mut rng,
                        from: Origin::new("pts/4"),
                    };
                    let wrong = offered("wrong wrong");
                    let mut tries = (0..6).map(|_| sign_in(desk, &mut call, ADA, &wrong).result);
                    tries
                        .by_ref()
                        .filter(|outcome| matches!(outcome, SignInOutcome::Refused))
                        .count()
                })
            })
            .collect();
        running.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!(looked_at, 5);
    let account = world.desk.look().unwrap().account().unwrap().unwrap();
    let key = throttling::password_key(&account.key, ADA);
    let tries = world.desk.look().unwrap().tries(&key).unwrap();
    assert_eq!((tries.wrong, tries.in_flight), (5, 0));
    assert!(matches!(
        world.try_in(ADA, RIGHT).result,
        SignInOutcome::Wait { .. }
    ));
    let failed = world
        .acts()
        .into_iter()
        .filter(|act| *act == Act::SignInFailed);
    assert_eq!(failed.count(), 5);
}
