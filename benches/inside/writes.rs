//! Acts on everybody and on one (targets 1 and 6).

use std::time::Duration;

use passward::domain::selection::Filter;
use passward::domain::{
    Direction, ExpiryInterval, Order, PasswordFilter, Policy, StatusKind, UserId,
};
use passward::service;
use passward::store::{From, Store};

use crate::firms::{self, Firm, MANY};
use crate::floor::RawWrite;
use crate::measure::{Row, time, timed_in_turns, turns};

const TIMES: usize = 300;

pub(crate) fn rows() -> Vec<Row> {
    let (mut many, mut ten) = (Firm::copy(*MANY), Firm::copy(10));
    let raw = RawWrite::beside(&many.path);
    let mut rows = Vec::new();
    for (what, act) in [
        ("expire all", expire_all as fn(&mut Firm, usize) -> Duration),
        ("update policy", update_policy),
    ] {
        // In the same turns, so that all have as many acts behind them: an undone expire-all is passed by ever after.
        let [ours, small, bare] = turns(
            TIMES,
            &mut [
                &mut |turn| act(&mut many, turn),
                &mut |turn| act(&mut ten, turn),
                &mut |turn| time(|| raw.write(turn)).0,
            ],
        );
        rows.push(Row::ratio(1, what, ours, ("10 users", small), 1.1));
        rows.push(Row::ratio(1, what, ours, ("one raw write", bare), 3.0));
    }
    drop(ten);
    let mut thousand = Firm::copy(1_000);
    let (whom, few) = (fresh(&mut many), fresh(&mut thousand));
    let (ours, small) = timed_in_turns(
        TIMES,
        |turn| force(&mut many, whom[turn % whom.len()]),
        |turn| force(&mut thousand, few[turn % few.len()]),
    );
    rows.push(Row::ratio(
        6,
        "force one",
        ours,
        ("1,000 users", small),
        2.0,
    ));
    rows
}

/// Expires all passwords, and takes it back so that the owner may go on; that does not count.
fn expire_all(firm: &mut Firm, _: usize) -> Duration {
    let taken = firm.with(|desk, call, admin| {
        time(|| {
            service::expire_all_passwords(desk, call, admin, None, None)
                .result
                .unwrap();
        })
        .0
    });
    let now = firm.now;
    let mut store = firm.store();
    let mut tx = store.begin().unwrap();
    tx.withdraw_expire_all(UserId(1), now).unwrap();
    tx.commit(&firms::entry(now), &[]).unwrap();
    taken
}

fn update_policy(firm: &mut Firm, turn: usize) -> Duration {
    let policy = Policy {
        expiry: [ExpiryInterval::Days90, ExpiryInterval::Days180][turn % 2],
        ..Policy::default()
    };
    // From the edition that the update before came to. The preview, were it read right before, takes longer and leaves
    // more in the processor's caches at a million than at ten, and the act would be timed with that.
    let known = firm.edition.take();
    let (taken, updated) = firm.with(|desk, call, admin| {
        let on_record = known.unwrap_or_else(|| {
            let tab = service::load_policy(desk, call, admin).unwrap();
            tab.on_record
        });
        time(|| {
            service::update_policy(desk, call, admin, policy, &on_record, None)
                .result
                .unwrap()
        })
    });
    firm.edition = Some(updated.on_record);
    taken
}

/// Some of those who may be forced, from all over the list.
fn fresh(firm: &mut Firm) -> Vec<UserId> {
    let mut store = firm.store();
    let rules = firms::rules(&mut store);
    let filter = Filter {
        password: PasswordFilter::Status(StatusKind::Fresh),
        ..Filter::default()
    };
    let selection = filter.at(firm.now, &rules);
    let look = store.look().unwrap();
    let (order, direction) = (Order::Email, Direction::Forward);
    let page = look.page(&selection, &rules, order, direction, &From::First, 400);
    let users = page.unwrap().users;
    users
        .iter()
        .map(|user| user.id)
        .filter(|id| id.0 > 55)
        .collect()
}

fn force(firm: &mut Firm, whom: UserId) -> Duration {
    firm.with(|desk, call, admin| {
        time(|| service::force_password_change(desk, call, admin, whom, None).unwrap()).0
    })
}
