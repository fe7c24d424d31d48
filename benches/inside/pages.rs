//! Pages of people (targets 3, 4 and 6).

use std::time::Duration;

use passward::domain::selection::{Filter, Show};
use passward::domain::{
    Access, Direction, Instant, Order, PasswordFilter, Rules, Selection, StatusKind, User, UserId,
};
use passward::service::{self, PageRequest};
use passward::store::sqlite::Sqlite;
use passward::store::{Count, Cursor, From, Store};
use rusqlite::types::Value;

use crate::firms::{self, Firm, MANY};
use crate::floor;
use crate::measure::{Row, in_turns, median, repeated, time};

const ROWS: usize = 50;
const COLUMNS: &str = "id, kind, enabled, role, gen, changed_at, force_id, last_sign_in, \
     seen_no, code_until, name, email";
const TIMES: usize = 200;
const TIMES_COLD: usize = 40;

/// Places all over a list: every one is another page.
fn places(store: &mut Sqlite, selection: &Selection, rules: &Rules, order: Order) -> Vec<Cursor> {
    let look = store.look().unwrap();
    let length = match look.count(selection, rules).unwrap() {
        Count::Exact(length) | Count::AtLeast(length) => length,
    };
    let mixed = (0..61u64).map(|n| (n * 37 + 5) % 61 * length / 64);
    let one = |n: u64| match order {
        Order::Name | Order::Expiry => look
            .nth(selection, rules, order, Direction::Forward, n)
            .unwrap(),
        // A jump to a number takes a second in these; somebody by their own number stands somewhere just as well.
        Order::Email | Order::LastSignIn => look
            .user(UserId(n.cast_signed() + 1))
            .unwrap()
            .filter(|user| user.access == Access::Enabled && user.last_sign_in.is_some())
            .map(|user| Cursor::of(&user)),
    };
    mixed.filter_map(one).collect()
}

fn page(store: &mut Sqlite, of: (&Selection, &Rules), order: Order, from: &Cursor) -> usize {
    let from = From::After(from.clone());
    let look = store.look().unwrap();
    look.page(of.0, of.1, order, Direction::Forward, &from, ROWS)
        .unwrap()
        .users
        .len()
}

/// The same page by hand.
fn bare(db: &rusqlite::Connection, order: Order, from: &User, limit: Instant) -> usize {
    let text = |text: &str| Value::Text(text.to_owned());
    let ms = |at: Instant| Value::Integer(at.timestamp_millis());
    let id = Value::Integer(from.id.0);
    let set = from.credential.as_ref();
    let rows = i64::try_from(ROWS).unwrap() + 1;
    let select = format!("SELECT {COLUMNS} FROM users");
    let (sql, values) = match order {
        Order::Name => (
            format!(
                "{select} INDEXED BY users_list WHERE (name_key, email) > (?, ?) AND enabled = 1 \
                 ORDER BY name_key, email LIMIT {rows}"
            ),
            vec![text(&from.name.key()), text(from.email.as_str())],
        ),
        Order::Email => (
            format!(
                "{select} INDEXED BY users_email WHERE email > ? AND enabled = 1 ORDER BY email LIMIT {rows}"
            ),
            vec![text(from.email.as_str())],
        ),
        Order::LastSignIn => (
            format!(
                "{select} INDEXED BY users_seen WHERE (last_sign_in, id) < (?, ?) AND enabled = 1 \
                 ORDER BY last_sign_in DESC, id DESC LIMIT {rows}"
            ),
            vec![from.last_sign_in.map_or(Value::Null, ms), id],
        ),
        Order::Expiry => (
            format!(
                "{select} INDEXED BY users_status WHERE kind = 0 AND enabled = 1 AND force_id IS NULL \
                 AND gen = ? AND (changed_at, id) > (?, ?) AND changed_at <= ? \
                 ORDER BY changed_at, id LIMIT {rows}"
            ),
            vec![
                Value::Integer(set.map_or(0, |set| i64::from(set.knows.0))),
                set.map_or(Value::Null, |set| ms(set.changed_at)),
                id,
                ms(limit),
            ],
        ),
    };
    floor::rows(db, &sql, &values)
}

fn name_of(order: Order) -> &'static str {
    match order {
        Order::Name => "name",
        Order::Email => "e-mail",
        Order::Expiry => "expiry",
        Order::LastSignIn => "last sign-in",
    }
}

pub(crate) fn rows() -> Vec<Row> {
    let mut firm = Firm::copy(*MANY);
    let (mut store, db, now) = (firm.store(), firm.bare(), firm.now);
    let rules = firms::rules(&mut store);
    let everyone = Filter::default().at(now, &rules);
    let mut rows = Vec::new();
    for (order, most) in [
        (Order::Name, 1.5),
        (Order::Expiry, 1.5),
        (Order::Email, 3.0),
        (Order::LastSignIn, 3.0),
    ] {
        let mut places = places(&mut store, &everyone, &rules, order);
        if order == Order::Expiry {
            // Where the floor's one range is the list: those with a date.
            let of = Filter {
                password: PasswordFilter::Status(StatusKind::Fresh),
                ..Filter::default()
            };
            places = self::places(&mut store, &of.at(now, &rules), &rules, order);
        }
        let at = |turn: usize| &places[turn % places.len()];
        let (ours, bare) = in_turns(
            TIMES,
            |turn| page(&mut store, (&everyone, &rules), order, at(turn)),
            |turn| bare(&db, order, at(turn).user(), everyone.clock_limit),
        );
        let what = format!("a page of 50 by {}, warm", name_of(order));
        rows.push(Row::ratio(3, what, ours, ("bare SQL", bare), most));
        let (ours, bare) = cold(&firm, &everyone, &rules, order, &places);
        let what = format!("a page of 50 by {}, from the disk", name_of(order));
        let mut row = Row::ratio(3, what, ours, ("bare SQL", bare), most);
        if most > 2.0 {
            row.met = None;
        }
        rows.push(row);
    }
    rows.push(whole_call(&mut firm));
    rows.extend(statuses(&mut store, now, &rules));
    rows
}

/// Reads one page on a connection of its own, after the file was dropped from the page cache.
fn cold(
    firm: &Firm,
    selection: &Selection,
    rules: &Rules,
    order: Order,
    places: &[Cursor],
) -> (Duration, Duration) {
    let (mut ours, mut bares) = (Vec::new(), Vec::new());
    for turn in 0..TIMES_COLD {
        let at = &places[turn % places.len()];
        let mut store = firm.store();
        let db = firm.bare();
        // The schema is read and the statements are made before the clock starts.
        let ends = |store: &mut Sqlite| page(store, (selection, rules), order, &places[0]);
        ends(&mut store);
        bare(&db, order, places[0].user(), selection.clock_limit);
        let mut ours_first = || {
            floor::forget(&firm.path);
            ours.push(time(|| page(&mut store, (selection, rules), order, at)).0);
        };
        let mut bare_first = || {
            floor::forget(&firm.path);
            bares.push(time(|| bare(&db, order, at.user(), selection.clock_limit)).0);
        };
        if turn % 2 == 0 {
            ours_first();
            bare_first();
        } else {
            bare_first();
            ours_first();
        }
    }
    (median(ours), median(bares))
}

/// What the screen waits for: the service's call, with the number of rows, codes, waits and rights.
fn whole_call(firm: &mut Firm) -> Row {
    let mut store = firm.store();
    let rules = firms::rules(&mut store);
    let everyone = Filter::default().at(firm.now, &rules);
    let places = places(&mut store, &everyone, &rules, Order::Name);
    let mut row = Row::at_most(
        3,
        "the screen's page of 100 by name: rights, codes, waits and numbers with it",
        repeated(TIMES, |turn| {
            list(
                firm,
                Filter::default(),
                From::At(places[turn % places.len()].clone()),
            )
        }),
        Duration::from_millis(1),
    );
    row.met = None;
    row
}

fn list(firm: &mut Firm, filter: Filter, from: From) -> usize {
    let asked = PageRequest {
        filter,
        order: Order::Name,
        direction: Direction::Forward,
        from,
        rows: 100,
    };
    firm.with(|desk, call, admin| service::list_people(desk, call, admin, &asked).unwrap())
        .rows
        .len()
}

/// Every status, by name and by expiry: the slowest page of them (target 4).
fn statuses(store: &mut Sqlite, now: Instant, rules: &Rules) -> Vec<Row> {
    let mut rows = Vec::new();
    for order in [Order::Name, Order::Expiry] {
        let mut slowest = (Duration::ZERO, String::new());
        for status in StatusKind::ALL {
            for show in [Show::Enabled, Show::EnabledAndDisabled] {
                let filter = Filter {
                    show,
                    password: PasswordFilter::Status(status),
                    ..Filter::default()
                };
                let selection = filter.at(now, rules);
                let look = store.look().unwrap();
                let taken = repeated(20, |turn| {
                    let from = [From::First, From::Last][turn % 2].clone();
                    look.page(&selection, rules, order, Direction::Forward, &from, ROWS)
                        .unwrap()
                        .users
                        .len()
                });
                if taken > slowest.0 {
                    slowest = (taken, format!("{status:?}").to_lowercase());
                }
            }
        }
        let what = format!(
            "the first or last 50 of a status by {}: the slowest of all ({})",
            name_of(order),
            slowest.1
        );
        rows.push(Row::at_most(4, what, slowest.0, Duration::from_millis(5)));
    }
    rows
}

/// A million beside a thousand (target 6): pages and counts.
pub(crate) fn same_at_a_thousand() -> Vec<Row> {
    let (mut many, mut few) = (Firm::copy(*MANY), Firm::copy(1_000));
    let (mut many_store, mut few_store) = (many.store(), few.store());
    let rules = (firms::rules(&mut many_store), firms::rules(&mut few_store));
    let mut rows = Vec::new();
    for order in [Order::Name, Order::Expiry, Order::Email, Order::LastSignIn] {
        let everyone = Filter::default().at(many.now, &rules.0);
        let far = places(&mut many_store, &everyone, &rules.0, order);
        let near = places(&mut few_store, &everyone, &rules.1, order);
        let (ours, small) = in_turns(
            TIMES,
            |turn| {
                page(
                    &mut many_store,
                    (&everyone, &rules.0),
                    order,
                    &far[turn % far.len()],
                )
            },
            |turn| {
                page(
                    &mut few_store,
                    (&everyone, &rules.1),
                    order,
                    &near[turn % near.len()],
                )
            },
        );
        let what = format!("a page of 50 by {}", name_of(order));
        rows.push(Row::ratio(6, what, ours, ("1,000 users", small), 2.0));
    }
    let (ours, small) = in_turns(
        TIMES,
        |_| counts(&mut many_store, many.now, &rules.0),
        |_| counts(&mut few_store, few.now, &rules.1),
    );
    let what = "the number of everyone and of each status";
    rows.push(Row::ratio(6, what, ours, ("1,000 users", small), 2.0));
    let (ours, small) = in_turns(
        TIMES,
        |_| list(&mut many, Filter::default(), From::First),
        |_| list(&mut few, Filter::default(), From::First),
    );
    let what = "the screen's first page of 100, with all that belongs to it";
    rows.push(Row::ratio(6, what, ours, ("1,000 users", small), 2.0));
    rows
}

fn counts(store: &mut Sqlite, now: Instant, rules: &Rules) -> u64 {
    let look = store.look().unwrap();
    let filters = [PasswordFilter::Any]
        .into_iter()
        .chain(StatusKind::ALL.map(PasswordFilter::Status));
    let mut sum = 0;
    for password in filters {
        let filter = Filter {
            password,
            ..Filter::default()
        };
        match look.count(&filter.at(now, rules), rules).unwrap() {
            Count::Exact(number) | Count::AtLeast(number) => sum += number,
        }
    }
    sum
}
