//! Made-up firms for the promises: people close to every edge, and a look at each of them one by one.

use std::cmp::{Ordering, Reverse};

use chrono::{DateTime, TimeDelta};
use passward::domain::audit::{Act, Actor, Entry};
use passward::domain::{
    Access, Direction, Email, ExpiryInterval, FirmName, Force, Generation, Instant, Kind,
    Membership, Order, PersonName, Policy, Role, Rules, StrongPasswords, User, UserId,
};
use passward::secret::{Phc, ThrottleKey};
use passward::store::{FilledPassword, FilledUser, Look, NewUser, Quiet, Store, Tx};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

pub(crate) const HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
     AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

pub(crate) fn now() -> Instant {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::milliseconds(12_345_678)
}

pub(crate) fn phc() -> Phc {
    Phc::parse(HASH).unwrap()
}

pub(crate) fn new_user(name: &str, email: &str, membership: Membership) -> NewUser {
    NewUser {
        name: PersonName::parse(name).unwrap(),
        email: Email::parse(email).unwrap(),
        membership,
        login: None,
    }
}

pub(crate) fn entry() -> Entry {
    Entry::new(now(), Actor::User(UserId(1)), Act::UserEdited, "tty1")
}

/// Sets up the firm; its owner has number 1 and a password.
pub(crate) fn found(store: &mut dyn Store) -> UserId {
    let mut tx = store.begin().unwrap();
    let owner = new_user(
        "Ada Hartwell",
        "ada@firm.example",
        Membership::Firm(Role::Owner),
    );
    let firm = FirmName::parse("Hartwell & Finch LLP").unwrap();
    let id = tx
        .found(&firm, &ThrottleKey::from_bytes([7; 32]), &owner)
        .unwrap();
    tx.set_password(id, &phc(), true, now(), None)
        .unwrap()
        .unwrap();
    tx.commit(&entry(), &[]).unwrap();
    id
}

/// Does something and commits it.
pub(crate) fn act<T>(store: &mut dyn Store, work: impl FnOnce(&mut dyn Tx) -> T) -> T {
    let mut tx = store.begin().unwrap();
    let done = work(tx.as_mut());
    tx.commit(&entry(), &[]).unwrap();
    done
}

/// Does what is no act and commits it.
pub(crate) fn quietly<T>(store: &mut dyn Store, work: impl FnOnce(&mut dyn Tx) -> T) -> T {
    let mut tx = store.begin().unwrap();
    let done = work(tx.as_mut());
    tx.commit_quietly(Quiet::TryCounted).unwrap();
    done
}

/// Looks at everybody, one by one.
pub(crate) fn everyone(look: &dyn Look) -> Vec<User> {
    (1..)
        .map_while(|id| look.user(UserId(id)).unwrap())
        .collect()
}

/// One made-up person.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) membership: Membership,
    pub(crate) access: Access,
    pub(crate) name: String,
    /// Before `now`, in milliseconds, and the newest expire-all known.
    pub(crate) set: Option<(i64, u32)>,
    pub(crate) forced: bool,
    pub(crate) strong: bool,
    pub(crate) signed_in: Option<i64>,
}

/// A firm and what was done to it.
#[derive(Clone, Debug)]
pub(crate) struct Firm {
    pub(crate) people: Vec<Made>,
    pub(crate) expire_alls: u32,
    pub(crate) withdrawn: u32,
    pub(crate) policy: Policy,
}

fn membership() -> impl Strategy<Value = Membership> {
    prop_oneof![
        4 => Just(Membership::Firm(Role::User)),
        1 => Just(Membership::Firm(Role::Administrator)),
        3 => Just(Membership::Connect),
    ]
}

/// Around every edge of E1 to the millisecond, or anywhere.
fn set_before() -> impl Strategy<Value = i64> {
    let day = 86_400_000;
    let edge = (
        prop::sample::select(vec![0, 16, 30, 46, 60, 76, 90]),
        -2i64..=2,
    )
        .prop_map(move |(days, ms)| days * day + ms);
    let clock = (-2i64..=2).prop_map(|ms| -3_600_000 + ms);
    let same = Just(41 * day);
    prop_oneof![3 => edge, 1 => clock, 1 => same, 3 => -day..400 * day]
}

pub(crate) fn name() -> impl Strategy<Value = String> {
    let first = [
        "Ada",
        "Zoë",
        "Émile",
        "Li",
        "Ada-Marie",
        "Åsa",
        "Jürgen",
        "O'Neil",
        "Ana %_",
    ];
    let last = [
        "Hartwell",
        "Marsh",
        "Müller",
        "Ng",
        "Ångström",
        "Straße",
        "Marshall",
        "李",
    ];
    (
        prop::sample::select(first.to_vec()),
        prop::sample::select(last.to_vec()),
    )
        .prop_map(|(first, last)| format!("{first} {last}"))
}

pub(crate) fn made() -> impl Strategy<Value = Made> {
    (
        membership(),
        prop_oneof![4 => Just(Access::Enabled), 1 => Just(Access::Disabled)],
        name(),
        prop::option::weighted(0.85, (set_before(), 0u32..4)),
        prop::bool::weighted(0.2),
        any::<bool>(),
        prop::option::of(0i64..20),
    )
        .prop_map(
            |(membership, access, name, set, forced, strong, signed_in)| Made {
                membership,
                access,
                name,
                set,
                forced,
                strong,
                signed_in: signed_in.map(|minutes| minutes * 60_000),
            },
        )
}

pub(crate) fn policy() -> impl Strategy<Value = Policy> {
    prop::sample::select(ExpiryInterval::ALL.to_vec()).prop_map(|expiry| Policy {
        strong: StrongPasswords::NotRequired,
        expiry,
    })
}

pub(crate) fn firm(most: usize) -> impl Strategy<Value = Firm> {
    (
        prop::collection::vec(made(), 1..most),
        0u32..4,
        0u32..4,
        policy(),
    )
        .prop_map(|(people, expire_alls, withdrawn, policy)| Firm {
            people,
            expire_alls,
            withdrawn: withdrawn.min(expire_alls),
            policy,
        })
}

impl Firm {
    /// Founds the firm and fills it.
    pub(crate) fn fill(&self, store: &mut dyn Store) {
        let owner = found(store);
        act(store, |tx| {
            for _ in 0..self.expire_alls {
                tx.expire_all(owner, now(), None).unwrap();
            }
            for _ in 0..self.withdrawn {
                tx.withdraw_expire_all(owner, now()).unwrap();
            }
            let revision = tx.policy().unwrap().revision;
            tx.save_policy(&self.policy, revision, owner, now())
                .unwrap()
                .unwrap();
            let mut people = self
                .people
                .iter()
                .enumerate()
                .map(|(n, made)| made.filled(n));
            tx.fill(&mut people).unwrap();
            for (n, made) in self.people.iter().enumerate() {
                let id = UserId(i64::try_from(n).unwrap() + 2);
                if made.forced && made.set.is_some() && made.membership.kind() == Kind::Firm {
                    tx.force(id, &force(owner)).unwrap();
                }
            }
        });
    }
}

pub(crate) fn force(by: UserId) -> Force {
    Force {
        at: now(),
        by,
        reason: None,
    }
}

impl Made {
    fn filled(&self, n: usize) -> FilledUser {
        let before = |ms: i64| now() - TimeDelta::milliseconds(ms);
        FilledUser {
            user: new_user(
                &self.name,
                &format!("p{n}.é@firm{}.example", n % 3),
                self.membership,
            ),
            access: self.access,
            password: self.set.map(|(ms, knows)| FilledPassword {
                phc: phc(),
                changed_at: before(ms),
                seen_strong: self.strong,
                knows: Generation(knows),
            }),
            last_sign_in: self.signed_in.map(before),
        }
    }
}

/// Sorts users as the orders are described (U6), without a look at any engine.
pub(crate) fn sorted(
    mut users: Vec<User>,
    order: Order,
    direction: Direction,
    rules: &Rules,
) -> Vec<User> {
    users.sort_by(|a, b| compare(a, b, order, rules));
    if direction == Direction::Reverse {
        users.reverse();
    }
    users
}

fn compare(a: &User, b: &User, order: Order, rules: &Rules) -> Ordering {
    let urgency = |user: &User| match (&user.credential, user.membership.kind()) {
        (None, _) => (5, None, None, None),
        (Some(set), Kind::Connect) => (4, None, Some(set.knows), Some(set.changed_at)),
        (Some(set), Kind::Firm) if set.force.is_some() => {
            (0, set.force, Some(set.knows), Some(set.changed_at))
        }
        (Some(set), Kind::Firm) if set.knows < rules.expire_alls.in_force() => {
            (1, None, Some(set.knows), Some(set.changed_at))
        }
        (Some(set), Kind::Firm) if set.changed_at > now() + TimeDelta::hours(1) => {
            (2, None, None, Some(set.changed_at))
        }
        (Some(set), Kind::Firm) => (3, None, None, Some(set.changed_at)),
    };
    match order {
        Order::Name => (a.name.key(), a.email.as_str()).cmp(&(b.name.key(), b.email.as_str())),
        Order::Email => a.email.as_str().cmp(b.email.as_str()),
        Order::Expiry => (urgency(a), a.id).cmp(&(urgency(b), b.id)),
        Order::LastSignIn => match (a.last_sign_in, b.last_sign_in) {
            (None, None) => a.id.cmp(&b.id),
            (x, y) => (Reverse(x), Reverse(a.id)).cmp(&(Reverse(y), Reverse(b.id))),
        },
    }
}

/// What runs so many cases, and writes nothing beside the tests.
pub(super) fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    })
}

/// Runs a few cases, each of which takes its while on a real store.
pub(super) fn run<T: std::fmt::Debug>(
    cases: &impl Strategy<Value = T>,
    test: impl Fn(T) -> Result<(), TestCaseError>,
) {
    runner(24).run(cases, test).unwrap();
}
