//! What is done takes about as many steps from row to row at 20,000 people as at 200 (E2, U6): counted, not timed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use passward::domain::selection::Filter;
use passward::domain::{
    Direction, ExpiryInterval, Order, PasswordFilter, Policy, StatusKind, UserId,
};
use passward::secret::Password;
use passward::service::{
    self, AdminSession, Call, Desk, From, Origin, PageRequest, Session, SignInOutcome, demo,
};
use passward::store::Store;
use passward::store::sqlite::Sqlite;
use rand::SeedableRng;
use rand::rngs::ChaCha20Rng;

use super::world::now;
use super::{Engine, OnSqlite};

/// The made-up firm, open, with its owner signed in.
struct Firm {
    desk: Desk,
    rng: ChaCha20Rng,
    session: Session,
    steps: Arc<AtomicU64>,
    engine: OnSqlite,
}

fn call(rng: &mut ChaCha20Rng) -> Call<'_> {
    Call {
        now: now(),
        since_boot: Duration::from_secs(100),
        rng,
        from: Origin::new("test"),
    }
}

fn sign_in(desk: &mut Desk, rng: &mut ChaCha20Rng) -> Session {
    let offered = Password::offered(demo::PASSWORD);
    let answer = service::sign_in(desk, &mut call(rng), demo::OWNER, &offered);
    let SignInOutcome::In(inside) = answer.result else {
        panic!("the owner is not let in");
    };
    inside.session
}

impl Firm {
    fn of(people: u64) -> Self {
        let engine = OnSqlite::new();
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut desk = Desk::new(engine.open());
        demo::fill(&mut desk, &mut call(&mut rng), Some(people)).unwrap();
        let mut store = Sqlite::open(&engine.path()).unwrap();
        let steps = store.counting_steps().unwrap();
        let mut desk = Desk::new(Box::new(store));
        let session = sign_in(&mut desk, &mut rng);
        Self {
            desk,
            rng,
            session,
            steps,
            engine,
        }
    }

    /// Does something as the owner, and returns how many steps that took.
    fn touched(
        &mut self,
        work: impl FnOnce(&mut Desk, &mut Call<'_>, &mut AdminSession<'_>),
    ) -> u64 {
        let before = self.steps.load(Ordering::Relaxed);
        let mut admin = self.session.administrator().unwrap();
        work(&mut self.desk, &mut call(&mut self.rng), &mut admin);
        self.steps.load(Ordering::Relaxed) - before
    }
}

fn request(order: Order, password: PasswordFilter, from: &From) -> PageRequest {
    PageRequest {
        filter: Filter {
            password,
            ..Filter::default()
        },
        order,
        direction: Direction::Forward,
        from: from.clone(),
        rows: 50,
    }
}

/// Two firms, side by side.
fn both() -> [Firm; 2] {
    [Firm::of(200), Firm::of(20_000)]
}

/// Holds what the greater firm takes against the smaller one's.
#[track_caller]
fn same(what: &str, [few, many]: [u64; 2], more: u64) {
    assert!(
        many <= few + more,
        "{what}: {few} steps at 200 people, {many} at 20,000"
    );
}

/// Somebody who can be forced.
fn somebody(firm: &mut Firm) -> UserId {
    let asked = request(
        Order::Email,
        PasswordFilter::Status(StatusKind::Fresh),
        &From::Last,
    );
    let admin = firm.session.administrator().unwrap();
    let call = call(&mut firm.rng);
    let page = service::list_people(&mut firm.desk, &call, &admin, &asked);
    page.unwrap().rows[0].id
}

#[test]
fn e2_an_act_touches_as_many_rows_whatever_the_number_of_people() {
    let mut firms = both();
    let loaded = firms.each_mut().map(|firm| {
        firm.touched(|desk, call, admin| {
            service::load_policy(desk, call, admin).unwrap();
        })
    });
    // A bucket each two hours of the 105 days in which people changed, and those at the edges.
    same("the preview of the policy", loaded, 12_000);
    let updated = firms.each_mut().map(|firm| {
        let admin = firm.session.administrator().unwrap();
        let loaded = service::load_policy(&mut firm.desk, &call(&mut firm.rng), &admin);
        let on_record = loaded.unwrap().on_record;
        let policy = Policy {
            expiry: ExpiryInterval::Days180,
            ..Policy::default()
        };
        firm.touched(|desk, call, admin| {
            let updated = service::update_policy(desk, call, admin, policy, &on_record, None);
            assert!(updated.result.unwrap().is_change());
        })
    });
    same("an update of the policy", updated, 0);
    let forced = firms.each_mut().map(|firm| {
        let whom = somebody(firm);
        firm.touched(|desk, call, admin| {
            service::force_password_change(desk, call, admin, whom, None).unwrap();
        })
    });
    same("a force of one", forced, 0);
    let signed_in = firms.each_mut().map(|firm| {
        let before = firm.steps.load(Ordering::Relaxed);
        let _ = sign_in(&mut firm.desk, &mut firm.rng);
        firm.steps.load(Ordering::Relaxed) - before
    });
    same("a sign-in", signed_in, 0);
    let failed = firms.each_mut().map(|firm| {
        let before = firm.steps.load(Ordering::Relaxed);
        let wrong = Password::offered("wrong wrong");
        let _ = service::sign_in(
            &mut firm.desk,
            &mut call(&mut firm.rng),
            demo::OWNER,
            &wrong,
        );
        firm.steps.load(Ordering::Relaxed) - before
    });
    same("a failed sign-in", failed, 0);
    let expired = firms.each_mut().map(|firm| {
        firm.touched(|desk, call, admin| {
            let expired = service::expire_all_passwords(desk, call, admin, None, None);
            expired.result.unwrap();
        })
    });
    same("expire all passwords", expired, 0);
    for firm in &firms {
        assert_eq!(firm.engine.recount(), Vec::<String>::new());
    }
}

#[test]
fn u6_a_page_and_a_number_touch_as_many_rows_whatever_the_number_of_people() {
    let firms = both();
    let status = StatusKind::ALL.map(PasswordFilter::Status);
    let mut stores = firms.each_ref().map(|firm| {
        let mut store = firm.engine.sqlite();
        let steps = store.counting_steps().unwrap();
        let rules = store.look().unwrap().rules().unwrap();
        (store, steps, rules)
    });
    for password in status.into_iter().chain([PasswordFilter::Any]) {
        let filter = Filter {
            password,
            ..Filter::default()
        };
        let counted = stores.each_mut().map(|(store, steps, rules)| {
            let before = steps.load(Ordering::Relaxed);
            let selection = filter.at(now(), rules);
            store.look().unwrap().count(&selection, rules).unwrap();
            steps.load(Ordering::Relaxed) - before
        });
        same(&format!("the number of {password:?}"), counted, 5_000);
        let all = [Order::Name, Order::Expiry, Order::Email, Order::LastSignIn];
        // A status is met soon by name and by expiry; who has set no password stands behind all who ever signed in, and is
        // looked for there.
        let orders = match password {
            PasswordFilter::Any => &all[..],
            PasswordFilter::Status(StatusKind::NotSet) => {
                &[Order::Name, Order::Expiry, Order::LastSignIn][..]
            }
            PasswordFilter::Status(_)
            | PasswordFilter::Moved(..)
            | PasswordFilter::NotSeenStrong => &all[..2],
        };
        for &order in orders {
            for from in [From::First, From::Last] {
                let page = stores.each_mut().map(|(store, steps, rules)| {
                    let before = steps.load(Ordering::Relaxed);
                    let selection = filter.at(now(), rules);
                    let look = store.look().unwrap();
                    let forward = Direction::Forward;
                    look.page(&selection, rules, order, forward, &from, 50)
                        .unwrap();
                    steps.load(Ordering::Relaxed) - before
                });
                let what = format!("{password:?} by {order:?} from {from:?}");
                same(&what, page, 12_000);
            }
        }
    }
}
