//! A search says the same as looking at everybody would, by whichever way it is read, and each way reads what was meant.

use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::sample::select;

use super::super::order::Key;
use super::super::pages::{List, Plan, count};
use super::super::places::{cut_into, misplaced};
use super::super::row::{USER, user};
use super::super::scratch::{self, now, plan_of};
use super::super::search::{Searches, among, question};
use super::super::source::{Instead, Source};
use super::super::{arm::Edge, counts::changing, users};
use super::*;
use crate::domain::selection::{Filter, Show};
use crate::domain::{
    Direction, Email, Kind, Membership, Order, PasswordFilter, PersonName, Role, Rules, Selection,
    StatusKind, UserId,
};
use crate::secret::Phc;
use crate::store::{Count, Cursor, From, NewUser};

/// The rules of a firm that expired all passwords three times, and took the last one back.
fn rules() -> Rules {
    scratch::rules(3, 2)
}

fn database() -> (tempfile::TempDir, Connection) {
    scratch::database(
        super::super::migrate::CURRENT,
        "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF;
         INSERT INTO account VALUES(1, 'Firm', 1, 1, zeroblob(32));",
    )
}

/// Somebody of a made-up firm.
#[derive(Clone, Debug)]
struct Person {
    name: String,
    local: String,
    connect: bool,
    /// Days since the password was set, and how many expire-alls there had been.
    set: Option<(i64, i64)>,
    /// The act that forced them, where they can be.
    forced: Option<i64>,
    signed_in: Option<i64>,
    disabled: bool,
}

/// Names that share trigrams, fold, or lie beyond the first plane.
const NAMES: [&str; 10] = [
    "Zoë",
    "zoe",
    "Anna",
    "Nana",
    "Ana",
    "Zhang",
    "Ångström",
    "李小龍",
    "ﬁona",
    "𝒜nton",
];

fn person() -> impl Strategy<Value = Person> {
    let name = (select(&NAMES[..]), select(&NAMES[..])).prop_map(|(a, b)| format!("{a} {b}"));
    let local = (select(&["ana", "zoe", "nan", "kow"][..]), "[an]{1,3}");
    let local = local.prop_map(|(a, b)| format!("{a}.{b}"));
    let set = prop::option::of((select(&[-3_i64, 1, 40, 80, 89, 120][..]), 0_i64..=3));
    let forced = prop::option::weighted(0.2, 1_i64..3);
    let signed_in = prop::option::of(1_i64..4);
    let of_account = (any::<bool>(), any::<bool>(), signed_in);
    (name, local, of_account, set, forced).prop_map(
        |(name, local, (connect, disabled, signed_in), set, forced)| Person {
            name,
            local,
            connect,
            set,
            forced: forced.filter(|_| !connect),
            signed_in,
            disabled,
        },
    )
}

fn put(db: &Connection, n: usize, person: &Person) {
    let new = NewUser {
        name: PersonName::parse(&person.name).unwrap(),
        email: Email::parse(&format!("{}{n}@firm.example", person.local)).unwrap(),
        membership: if person.connect {
            Membership::Connect
        } else {
            Membership::Firm(Role::User)
        },
        login: None,
    };
    let id = users::add(db, &new).unwrap().unwrap();
    if let Some((days, knows)) = person.set {
        let at = now() - TimeDelta::days(days);
        let phc = Phc::stored("$none$");
        users::set_password(db, id, &phc, false, at, None)
            .unwrap()
            .unwrap();
        let overtake = "UPDATE users SET gen = ?2, force_id = ?3 WHERE id = ?1";
        changing(db, id, || {
            Ok(db.execute(overtake, (id.0, knows, person.forced))?)
        })
        .unwrap();
    }
    if let Some(days) = person.signed_in {
        users::note_sign_in(db, id, now() - TimeDelta::days(days)).unwrap();
    }
    if person.disabled {
        users::set_access(db, id, crate::domain::Access::Disabled, now()).unwrap();
    }
}

/// Reads everybody, looks at each, and sorts.
fn naive(db: &Connection, list: &List<'_>) -> Vec<User> {
    let mut read = db.prepare(&format!("SELECT {USER} FROM users")).unwrap();
    let everyone = read.query_and_then([], user).unwrap();
    let mut wanted: Vec<User> = everyone
        .map(Result::unwrap)
        .filter(|user| list.selection.contains(user, list.rules))
        .collect();
    wanted.sort_by(|a, b| {
        let (of_a, of_b) = (Key::of(list, a), Key::of(list, b));
        let within = of_a.compare(a, b);
        let within = if of_a.is_latest_first() {
            within.reverse()
        } else {
            within
        };
        of_a.cmp(&of_b).then(within)
    });
    if list.direction == Direction::Reverse {
        wanted.reverse();
    }
    wanted
}

/// Every page there is, from the start, from the end, and around each of those found.
fn pages(plan: &Plan<'_>, all: &[User], rows: usize) {
    let page = |from: &From| plan.page(from, rows).unwrap();
    let (first, last) = (page(&From::First), page(&From::Last));
    assert_eq!(first.users, all[..rows.min(all.len())]);
    assert_eq!(first.more_after, all.len() > rows);
    assert_eq!(last.users, all[all.len().saturating_sub(rows)..]);
    assert_eq!(last.more_before, all.len() > rows);
    for (n, user) in all.iter().enumerate() {
        let at = Cursor::of(user);
        let end = |from: usize| all.len().min(from + rows);
        assert_eq!(page(&From::At(at.clone())).users, all[n..end(n)]);
        assert_eq!(page(&From::After(at.clone())).users, all[n + 1..end(n + 1)]);
        assert_eq!(
            page(&From::Before(at)).users,
            all[n.saturating_sub(rows)..n]
        );
    }
}

fn orders() -> impl Strategy<Value = (Order, Direction)> {
    let order = select(&[Order::Name, Order::Email, Order::Expiry, Order::LastSignIn][..]);
    (order, select(&[Direction::Forward, Direction::Reverse][..]))
}

fn filters() -> impl Strategy<Value = (PasswordFilter, Show, Option<Kind>)> {
    let password = [PasswordFilter::Any, PasswordFilter::NotSeenStrong]
        .into_iter()
        .chain(StatusKind::ALL.map(PasswordFilter::Status));
    (
        select(password.collect::<Vec<_>>()),
        select(&[Show::Enabled, Show::EnabledAndDisabled][..]),
        select(&[None, Some(Kind::Firm), Some(Kind::Connect)][..]),
    )
}

const WORDS: [&str; 14] = [
    "ana",
    "nana",
    "Zoë",
    "zoe zhang",
    "ang",
    "李小龍",
    "小龍",
    "fio",
    "ANTON",
    "a",
    "an",
    "firm.ex",
    "na zo",
    "qqq",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn u6_a_search_finds_whom_looking_at_everybody_finds(
        before in prop::collection::vec(person(), 0..25),
        after in prop::collection::vec(person(), 0..10),
        renamed in prop::collection::vec((0_usize..25, select(&NAMES[..])), 0..4),
        length in prop::option::of(1_u64..6),
        word in select(&WORDS[..]),
        ((password, show, kind), (order, direction)) in (filters(), orders()),
        rows in 1_usize..9,
    ) {
        let (_folder, db) = database();
        db.execute_batch("BEGIN").unwrap();
        for (n, person) in before.iter().enumerate() {
            put(&db, n, person);
        }
        if let Some(length) = length {
            cut_into(&db, length).unwrap();
        }
        for (n, person) in after.iter().enumerate() {
            put(&db, before.len() + n, person);
        }
        for (n, name) in renamed.into_iter().filter(|(n, _)| *n < before.len()) {
            let id = UserId(i64::try_from(n).unwrap() + 1);
            let email = users::by_id(&db, id).unwrap().unwrap().email;
            let name = PersonName::parse(name).unwrap();
            users::edit(&db, id, &name, &email, now()).unwrap().unwrap();
        }
        prop_assert_eq!(misplaced(&db).unwrap(), 0);
        let filter = Filter { show, kind, password, search: word.to_owned() };
        let rules = rules();
        let selection = &filter.at(now(), &rules);
        let searches = &Searches::default();
        let list = List { selection, rules: &rules, order, direction, searches };
        let all = naive(&db, &list);
        for source in sources(&db, &list) {
            pages(&Plan::from(&db, &list, &source).unwrap(), &all, rows);
        }
        let counted = count(&db, selection, &rules, searches).unwrap();
        prop_assert_eq!(counted, Count::Exact(all.len() as u64));
        counts(&db, selection, &rules, all.len() as u64);
    }
}

/// Every way to read a list that searches.
fn sources(db: &Connection, list: &List<'_>) -> Vec<Source> {
    let mut sources = vec![Source::of(db, list).unwrap()];
    sources.extend(sorted(db, list));
    for passed in [0, 5, 50] {
        let mut instead: Vec<Instead> = sorted(db, list)
            .into_iter()
            .map(|source| Instead::Sorting(Box::new(source)))
            .collect();
        let line = match list.order {
            Order::Name => Some(Line::Name),
            Order::Email => Some(Line::Email),
            Order::Expiry | Order::LastSignIn => None,
        };
        instead.push(Instead::Sorting(Box::new(Source::Limited {
            patience: Patience::only(passed + 5),
            instead: Instead::Sorting(Box::new(Source::Everyone)),
        })));
        instead.extend(found(db, list).map(Instead::Candidates));
        if let (Some(found), Some(line)) = (found(db, list), line) {
            instead.extend([0, 2, 100].map(|looked_up| {
                Instead::ByPlace(Places {
                    found: Rc::clone(&found),
                    line,
                    patience: Patience::only(looked_up),
                })
            }));
        }
        let patience = Patience::only(passed);
        let limited = |instead| Source::Limited { patience, instead };
        sources.extend(instead.into_iter().map(limited));
    }
    sources
}

/// Every way that needs no other.
fn sorted(db: &Connection, list: &List<'_>) -> Vec<Source> {
    let mut sources = vec![Source::Walk, Source::Ranges, Source::Everyone];
    if let Some(found) = found(db, list) {
        sources.push(Source::Candidates(found.asked()));
        sources.push(Source::Candidates(among(found.few().unwrap().iter())));
    }
    sources
}

fn found(db: &Connection, list: &List<'_>) -> Option<Rc<Found>> {
    let text = list.selection.search.as_deref().unwrap();
    list.searches.find(db, text).unwrap()
}

/// Counts both ways, up to each number.
fn counts(db: &Connection, selection: &Selection, rules: &Rules, all: u64) {
    let text = selection.search.as_deref().unwrap();
    let searches = Searches::default();
    let Some(found) = searches.find(db, text).unwrap() else {
        return;
    };
    let mut sieve = Sieve::default();
    sieve.selection(selection, rules);
    for (is_sparse, looked_up) in [(true, 1_000), (false, 1_000), (true, 2), (false, 2)] {
        let places = ByPlace {
            found: Rc::clone(&found),
            line: Line::Name,
            sieve: sieve.clone(),
            is_sparse,
            patience: Patience::only(looked_up),
        };
        for most in [1, 2, all + 1] {
            let counted = places.count_up_to(db, most).unwrap();
            assert!(counted.is_some() || looked_up < 1_000, "it gives up");
            assert_eq!(counted.unwrap_or(all.min(most)), all.min(most));
        }
    }
}

#[test]
fn u6_candidates_close_together_are_walked_to_and_others_looked_up() {
    let dense = |stretch: Stretch| (0..40).map(move |id| (stretch, id));
    let placed: Vec<(Stretch, i64)> = [(1, 1), (1, 2)]
        .into_iter()
        .chain(dense(2))
        .chain(dense(3))
        .chain(dense(7))
        .chain([(9, 5), (11, 6), (12, 8)])
        .collect();
    let lengths = |ascending: bool, may_walk: bool, size| {
        let mut ahead = placed.as_slice();
        let mut lengths = Vec::new();
        while let Some(run) = next_run(ahead, ascending, may_walk, size) {
            ahead = run.rest_of(ahead, ascending);
            lengths.push((run.candidates.len(), run.is_dense));
        }
        lengths
    };
    let runs = [(2, false), (80, true), (40, true), (3, false)];
    assert_eq!(lengths(true, true, 64), runs);
    let back: Vec<_> = runs.into_iter().rev().collect();
    assert_eq!(lengths(false, true, 64), back);
    let looked_up = [(42, false), (40, false), (40, false), (3, false)];
    assert_eq!(lengths(true, false, 40), looked_up);
}

#[test]
fn u6_each_way_to_candidates_reads_its_index_alone_and_the_walk_sorts_nothing() {
    let (_folder, db) = database();
    let cut = "INSERT INTO stretches VALUES(0, 'a', 'a', 1), (0, 'm', 'm', 2), (0, 'z', 'z', 3)";
    db.execute_batch(cut).unwrap();
    let filter = Filter {
        search: "zhang".to_owned(),
        ..Filter::default()
    };
    let (rules, searches) = (rules(), Searches::default());
    let selection = &filter.at(now(), &rules);
    let list = List {
        selection,
        rules: &rules,
        order: Order::Name,
        direction: Direction::Forward,
        searches: &searches,
    };
    let plan = Plan::from(&db, &list, &Source::Walk).unwrap();
    let [segment] = plan.segments.as_slice() else {
        panic!("{}", plan.segments.len());
    };
    let mut sieve = Sieve::default();
    sieve.selection(selection, &rules);
    let places = ByPlace {
        found: searches.find(&db, "zhang").unwrap().unwrap(),
        line: Line::Name,
        sieve,
        is_sparse: false,
        patience: Patience::only(1_000),
    };
    let ada = NewUser {
        name: PersonName::parse("Nora Zhang").unwrap(),
        email: Email::parse("nora@firm.example").unwrap(),
        membership: Membership::Connect,
        login: None,
    };
    let id = users::add(&db, &ada).unwrap().unwrap();
    let ada = users::by_id(&db, id).unwrap().unwrap();
    for ascending in [true, false] {
        for start in [None, Some((&ada, Edge::With))] {
            let arm = places.looking_up([1, 2, 3].iter());
            let (sql, values) = arm.statement(segment.course(ascending, start), 50);
            let plan = plan_of(&db, &sql, values.clone()).join("\n");
            let by_id = "SEARCH users USING INTEGER PRIMARY KEY (rowid=?)";
            assert!(plan.contains(by_id), "{plan}");
            let run = Run {
                candidates: &[(2, 1)],
                is_dense: true,
            };
            let arm = places.walking(&db, &run, start.map(|_| ascending)).unwrap();
            let (sql, values) = arm.statement(segment.course(ascending, start), 50);
            let plan = plan_of(&db, &sql, values.clone()).join("\n");
            let both = "SEARCH users USING COVERING INDEX users_list \
                        ((name_key,email)>(?,?) AND (name_key,email)<(?,?))";
            assert!(
                plan.contains(both) && !plan.contains("TEMP"),
                "{sql}\n{plan}"
            );
        }
    }
}

#[test]
fn u6_a_text_asks_for_trigrams_that_hold_all_its_letters() {
    assert_eq!(question("zo"), None);
    assert_eq!(question("zo\0e"), None);
    assert_eq!(question("zoe").unwrap(), "\"zoe\"");
    assert_eq!(question("zoe z").unwrap(), "\"zoe\" AND \"e z\"");
    assert_eq!(
        question("zoë\"zha").unwrap(),
        "\"zoë\" AND \"\"\"zh\" AND \"zha\""
    );
}

#[test]
fn u6_candidates_who_stand_in_no_stretch_are_looked_up_only_where_they_are_few() {
    let (_folder, db) = database();
    for n in 0..3 {
        let new = NewUser {
            name: PersonName::parse("Nora Zhang").unwrap(),
            email: Email::parse(&format!("nora{n}@firm.example")).unwrap(),
            membership: Membership::Connect,
            login: None,
        };
        users::add(&db, &new).unwrap().unwrap();
    }
    for (looked_up, counted) in [(2, None), (3, Some(3))] {
        let places = ByPlace {
            found: Searches::default().find(&db, "zhang").unwrap().unwrap(),
            line: Line::Email,
            sieve: Sieve::default(),
            is_sparse: true,
            patience: Patience::only(looked_up),
        };
        let course = Course {
            key: Key::Email,
            ascending: true,
            start: None,
        };
        let met = places.read(&db, course, 2).unwrap();
        assert_eq!(met.map(|users| users.len()), counted.map(|_| 2));
        assert_eq!(places.count_up_to(&db, 9).unwrap(), counted);
    }
}
