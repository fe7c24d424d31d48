//! The engine against the plainest store: the same firm, the same answers.

use super::*;
use crate::domain::selection::{Movement, Show};
use crate::domain::{Direction, Filter, Kind, Marked, Order, PasswordFilter, Reason, StatusKind};
use crate::store::{Count, From, Look};

fn both() -> [World; 2] {
    let folder = tempfile::tempdir().unwrap();
    let plain = World::on(Box::new(memory::Memory::default()), folder);
    [World::empty(), plain].map(|mut world| {
        world
            .with(|desk, call| super::super::demo::fill(desk, call, Some(400)))
            .unwrap();
        world
    })
}

fn filters() -> Vec<Filter> {
    let intervals = [
        ExpiryInterval::Never,
        ExpiryInterval::Days60,
        ExpiryInterval::Days90,
    ];
    let movements = [
        Movement::NewlyExpire,
        Movement::BecomeValid,
        Movement::EnterNotice,
        Movement::LeaveNotice,
    ];
    let moved = intervals.into_iter().flat_map(|to| {
        movements.map(|movement| PasswordFilter::Moved(movement, ExpiryInterval::Days90, to))
    });
    let passwords = StatusKind::ALL
        .map(PasswordFilter::Status)
        .into_iter()
        .chain(moved)
        .chain([PasswordFilter::Any, PasswordFilter::NotSeenStrong]);
    passwords
        .flat_map(|password| {
            [
                (Show::Enabled, None, ""),
                (Show::EnabledAndDisabled, Some(Kind::Connect), ""),
                (Show::EnabledAndDisabled, Some(Kind::Firm), "ang"),
                (Show::Enabled, None, "o"),
            ]
            .map(|(show, kind, search)| Filter {
                show,
                kind,
                password,
                search: search.to_owned(),
            })
        })
        .collect()
}

/// Walks a list page by page.
fn walk(
    look: &dyn Look,
    rows: usize,
    now: Instant,
    filter: &Filter,
    order: Order,
    direction: Direction,
) -> Vec<UserId> {
    let rules = look.rules().unwrap();
    let selection = filter.at(now, &rules);
    let (mut all, mut from) = (Vec::new(), From::First);
    loop {
        let page = look
            .page(&selection, &rules, order, direction, &from, rows)
            .unwrap();
        all.extend(page.users.iter().map(|user| user.id));
        match page.users.last() {
            Some(last) if page.more_after => from = From::After(crate::store::Cursor::of(last)),
            _ => return all,
        }
    }
}

#[track_caller]
fn alike(worlds: &mut [World; 2], when: &str) {
    let now = worlds[0].now;
    let [engine, plain] = worlds.each_mut().map(|world| world.desk.look().unwrap());
    let rules = plain.rules().unwrap();
    assert_eq!(engine.rules().unwrap(), rules);
    assert_eq!(
        engine.tallies(now, &rules).unwrap(),
        plain.tallies(now, &rules).unwrap(),
        "{when}"
    );
    let facts = |look: &dyn Look| look.preview_facts(now, &rules, UserId(1)).unwrap();
    assert_eq!(facts(engine.as_ref()), facts(plain.as_ref()), "{when}");
    for filter in filters() {
        let selection = filter.at(now, &rules);
        let [found, expected] = [(&engine, 37), (&plain, 1_000)].map(|(look, rows)| {
            walk(
                look.as_ref(),
                rows,
                now,
                &filter,
                Order::Name,
                Direction::Forward,
            )
        });
        assert_eq!(found, expected, "{when}: {filter:?}");
        let count = engine.count(&selection, &rules).unwrap();
        assert_eq!(
            count,
            Count::Exact(expected.len() as u64),
            "{when}: {filter:?}"
        );
        for order in [Order::Email, Order::Expiry, Order::LastSignIn] {
            let [found, expected] = [(&engine, 37), (&plain, 1_000)].map(|(look, rows)| {
                walk(look.as_ref(), rows, now, &filter, order, Direction::Forward)
            });
            assert_eq!(found, expected, "{when}: {order:?} {filter:?}");
            let mut reverse = walk(
                engine.as_ref(),
                111,
                now,
                &filter,
                order,
                Direction::Reverse,
            );
            reverse.reverse();
            assert_eq!(found, reverse, "{when}: {order:?} {filter:?}");
        }
    }
}

#[test]
fn u6_p5_the_engine_says_what_a_look_at_everybody_says() {
    let mut worlds = both();
    alike(&mut worlds, "as filled");
    for world in &mut worlds {
        let reason = Reason::parse("A test").unwrap();
        let owner = super::super::demo::OWNER;
        let mut ada = world.signed_in(owner, super::super::demo::PASSWORD).session;
        for id in 60..90 {
            let _ = world.with(|desk, call| {
                force_password_change(desk, call, &admin(&mut ada), UserId(id), reason.as_ref())
            });
            let _ = world
                .with(|desk, call| disable_user(desk, call, &admin(&mut ada), UserId(id + 20)));
        }
    }
    alike(&mut worlds, "some forced and disabled");
    for world in &mut worlds {
        let owner = super::super::demo::OWNER;
        let mut ada = world.signed_in(owner, super::super::demo::PASSWORD).session;
        for (search, act) in [
            ("an", OnMarked::Force(None)),
            ("o", OnMarked::Disable),
            ("r", OnMarked::Enable),
        ] {
            let mut marked = Marked::all_matching(Filter {
                show: Show::EnabledAndDisabled,
                search: search.into(),
                ..Filter::default()
            });
            // The owner goes on.
            marked.set(ada.user(), false);
            world
                .with(|desk, call| {
                    act_on_marked(desk, call, &mut admin(&mut ada), &marked, &act, None)
                })
                .result
                .unwrap();
        }
    }
    alike(&mut worlds, "many forced, disabled and enabled");
    for world in &mut worlds {
        let owner = super::super::demo::OWNER;
        let mut ada = world.signed_in(owner, super::super::demo::PASSWORD).session;
        world
            .with(|desk, call| expire_all_passwords(desk, call, &mut admin(&mut ada), None, None))
            .result
            .unwrap();
        let new = password(NEXT);
        world
            .with(|desk, call| change_own_password(desk, call, &mut ada, None, &new))
            .result
            .unwrap();
    }
    alike(&mut worlds, "all expired");
    for world in &mut worlds {
        let mut ada = world.signed_in(super::super::demo::OWNER, NEXT).session;
        world
            .with(|desk, call| {
                let offer = undo_consequences(desk, call, &admin(&mut ada)).unwrap();
                let generation = offer.unwrap().generation;
                undo_expire_all(desk, call, &mut admin(&mut ada), generation, None)
            })
            .result
            .unwrap();
        world.now += days(20);
    }
    alike(&mut worlds, "undone, and twenty days later");
    for world in &mut worlds {
        world.log();
    }
}

#[test]
fn a_transaction_that_was_overtaken_is_run_again() {
    let store = memory::Memory::default();
    let overtaken = store.overtaken.clone();
    let mut world = World::on(Box::new(store), tempfile::tempdir().unwrap());
    world
        .with(|desk, call| super::super::demo::fill(desk, call, None))
        .unwrap();
    let (owner, shared) = (super::super::demo::OWNER, super::super::demo::PASSWORD);
    let ada = world.signed_in(owner, shared).session;
    *overtaken.lock().unwrap() = 3;
    world.with(|desk, call| sign_out(desk, call, ada)).unwrap();
    assert_eq!(world.last_entry().act, Act::SignedOut);
    let failed =
        |world: &mut World| matches!(world.try_in(owner, shared).result, SignInOutcome::Failed(_));
    *overtaken.lock().unwrap() = 100;
    assert!(failed(&mut world), "not without end");
}

#[test]
fn a1_a2_the_log_is_paged_and_checked_alike() {
    use crate::domain::audit::{ActKind, LogFilter};
    let [mut file, mut plain] = both();
    let filters = || {
        let kinds = ActKind::ALL.map(|kind| Some(kind.acts()));
        let people = [None, Some(UserId(1)), Some(UserId(3))];
        let spans = [None, Some(days(30)), Some(days(400))];
        kinds.into_iter().chain([None]).flat_map(move |acts| {
            people
                .into_iter()
                .flat_map(move |person| spans.into_iter().map(move |span| (acts, person, span)))
        })
    };
    let numbers = |world: &mut World| -> Vec<Vec<EntryNo>> {
        let now = world.now;
        let look = world.desk.look().unwrap();
        let page = |(acts, person, span): (_, _, Option<TimeDelta>)| {
            let filter = LogFilter {
                person,
                acts,
                from: span.map(|span| now - span),
                until: span.map(|span| now - span / 2),
            };
            let page = look.log_page(&filter, LogFrom::Newest, 1_000).unwrap();
            page.entries.iter().map(|entry| entry.no).collect()
        };
        filters().map(page).collect()
    };
    let (one, other) = (numbers(&mut file), numbers(&mut plain));
    assert_eq!(one, other);
    assert!(one.iter().filter(|page| !page.is_empty()).count() > 10);
    for world in [&mut file, &mut plain] {
        let check = LogCheck::begin(None);
        let end = check_log_of_machine(&mut world.desk, check, 1_000).unwrap();
        assert!(matches!(end, Checked::Whole(_)), "{end:?}");
    }
}
