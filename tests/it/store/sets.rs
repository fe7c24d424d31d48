//! Acts on many are one change: they reach whom [`Reach::contains`] says, and the numbers move along (E6).

use std::collections::{BTreeMap, BTreeSet};

use passward::domain::code::CodeState;
use passward::domain::selection::{Filter, Show};
use passward::domain::{
    Access, Chosen, CodeOnRecord, CodePurpose, Kind, Marked, PasswordFilter, Reach, Reason, Rules,
    Sort, StatusKind, User, UserId,
};
use passward::secret::Code;
use passward::store::Store;
use proptest::prelude::*;
use rand::SeedableRng;

use super::world::{act, everyone, firm, force, now, run};
use super::{Engine, promises};

promises!(
    e6_acts_on_sets_reach_whom_they_should_and_keep_the_numbers_in_step,
    e6_a_census_is_what_a_look_at_each_gives,
    e6_one_force_is_one_act_shared_by_all,
    u1_disabling_many_revokes_their_open_codes,
);

fn passwords() -> Vec<PasswordFilter> {
    let status = StatusKind::ALL.map(PasswordFilter::Status);
    let others = [PasswordFilter::Any, PasswordFilter::NotSeenStrong];
    status.into_iter().chain(others).collect()
}

fn marked() -> impl Strategy<Value = Marked> {
    let ids = || prop::collection::btree_set((1i64..14).prop_map(UserId), 0..8);
    let filter = (
        prop::sample::select(vec![Show::Enabled, Show::EnabledAndDisabled]),
        prop::sample::select(vec![None, Some(Kind::Firm), Some(Kind::Connect)]),
        prop::sample::select(passwords()),
        prop::sample::select(vec!["", "", "", "a", "mar", "ngst"]),
    )
        .prop_map(|(show, kind, password, search)| Filter {
            show,
            kind,
            password,
            search: search.into(),
        });
    prop_oneof![
        1 => ids().prop_map(Marked::These),
        2 => (filter, ids()).prop_map(|(filter, except)| Marked::AllMatching { filter, except }),
    ]
}

#[derive(Clone, Copy, Debug)]
enum Deed {
    Force,
    Access(Access),
    Revoke,
}

fn deed() -> impl Strategy<Value = (Marked, Deed, BTreeSet<UserId>)> {
    let deeds = vec![
        Deed::Force,
        Deed::Access(Access::Enabled),
        Deed::Access(Access::Disabled),
        Deed::Revoke,
    ];
    let but = prop::collection::btree_set((1i64..4).prop_map(UserId), 0..2);
    (marked(), prop::sample::select(deeds), but)
}

/// Those an act can be done to without a contradiction in the data.
fn sorts(deed: Deed) -> Vec<Sort> {
    let can = |sort: &Sort| match deed {
        Deed::Force => sort.kind == Kind::Firm && sort.has_password,
        Deed::Access(access) => sort.access != access,
        Deed::Revoke => true,
    };
    Sort::ALL.into_iter().filter(can).collect()
}

fn looked_at(store: &mut dyn Store) -> (Vec<User>, Rules) {
    let look = store.look().unwrap();
    (everyone(look.as_ref()), look.rules().unwrap())
}

fn e6_acts_on_sets_reach_whom_they_should_and_keep_the_numbers_in_step<E: Engine>() {
    let cases = (firm(12), prop::collection::vec(deed(), 1..8));
    run(&cases, |(firm, deeds)| {
        let engine = E::new();
        let mut store = engine.open();
        firm.fill(store.as_mut());
        issue_codes(store.as_mut());
        for (marked, deed, but) in deeds {
            let (before, rules) = looked_at(store.as_mut());
            let reach = Reach {
                chosen: marked.at(now(), &rules),
                sorts: sorts(deed),
                but: but.into_iter().collect(),
            };
            let open_codes = {
                let look = store.look().unwrap();
                look.open_codes_of(&reach, &rules, now()).unwrap()
            };
            let reached = act(store.as_mut(), |tx| match deed {
                Deed::Force => tx.force_all(&reach, &rules, &force(UserId(1))),
                Deed::Access(access) => tx.set_access_of(&reach, &rules, access, now()),
                Deed::Revoke => tx.revoke_codes_of(&reach, &rules, now()),
            })
            .unwrap();
            let (after, _) = looked_at(store.as_mut());
            let open = |user: &User| user.code_until.is_some();
            let expected: Vec<UserId> = before
                .iter()
                .filter(|user| reach.contains(user, &rules))
                .filter(|user| !matches!(deed, Deed::Revoke) || open(user))
                .map(|user| user.id)
                .collect();
            prop_assert_eq!(&reached, &expected);
            if let Deed::Revoke = deed {
                prop_assert_eq!(open_codes, expected.len() as u64);
            }
            for (before, after) in before.iter().zip(&after) {
                let done = reached.contains(&before.id);
                let forced = |user: &User| user.credential.and_then(|set| set.force);
                match deed {
                    Deed::Force if done => prop_assert_ne!(forced(before), forced(after)),
                    Deed::Access(access) if done => {
                        prop_assert_eq!(after.access, access);
                        prop_assert!(access == Access::Enabled || !open(after));
                    }
                    Deed::Revoke if done => prop_assert!(!open(after)),
                    Deed::Force | Deed::Access(_) | Deed::Revoke => prop_assert_eq!(before, after),
                }
            }
            prop_assert_eq!(engine.recount(), Vec::<String>::new());
        }
        Ok(())
    });
}

/// Gives each of the first few an open code.
fn issue_codes(store: &mut dyn Store) {
    let mut rng = rand::rngs::ChaCha20Rng::seed_from_u64(1);
    act(store, |tx| {
        for id in (1..8).map(UserId) {
            if let Some(user) = tx.user(id).unwrap() {
                let code = CodeOnRecord::issued(CodePurpose::Setup, UserId(1), now());
                tx.put_code(user.id, &code, &Code::generate(&mut rng).hash())
                    .unwrap();
            }
        }
    });
}

fn e6_a_census_is_what_a_look_at_each_gives<E: Engine>() {
    run(
        &(firm(40), prop::collection::vec(marked(), 1..12)),
        |(firm, sets)| {
            let engine = E::new();
            let mut store = engine.open();
            firm.fill(store.as_mut());
            let (users, rules) = looked_at(store.as_mut());
            let look = store.look().unwrap();
            for marked in sets {
                let chosen = marked.at(now(), &rules);
                let mut expected = BTreeMap::new();
                for user in users.iter().filter(|user| chosen.contains(user, &rules)) {
                    *expected.entry(Sort::of(user)).or_insert(0_u64) += 1;
                }
                let mut census = BTreeMap::new();
                for (sort, number) in look.census(&chosen, &rules).unwrap() {
                    if number > 0 {
                        *census.entry(sort).or_insert(0_u64) += number;
                    }
                }
                prop_assert_eq!(census, expected, "{:?}", chosen);
            }
            Ok(())
        },
    );
}

fn e6_one_force_is_one_act_shared_by_all<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    super::world::found(store.as_mut());
    let ids: Vec<UserId> = act(store.as_mut(), |tx| {
        (0..3)
            .map(|n| {
                let new = super::world::new_user(
                    "Some One",
                    &format!("one{n}@firm.example"),
                    passward::domain::Membership::Firm(passward::domain::Role::User),
                );
                let id = tx.add_user(&new).unwrap().unwrap();
                tx.set_password(id, &super::world::phc(), false, now(), None)
                    .unwrap()
                    .unwrap();
                id
            })
            .collect()
    });
    let reason = Reason::parse("A laptop was lost").unwrap();
    let one = passward::domain::Force {
        reason: reason.clone(),
        ..force(UserId(1))
    };
    let reach = |ids: &[UserId]| Reach {
        chosen: Chosen::These(ids.to_vec()),
        sorts: Sort::ALL[..1].to_vec(),
        but: Vec::new(),
    };
    let rules = Rules::default();
    // A number that nobody has is passed over.
    let with_nobody = [&ids[..], &[UserId(99)]].concat();
    let done = act(store.as_mut(), |tx| {
        tx.force_all(&reach(&with_nobody), &rules, &one).unwrap()
    });
    assert_eq!(done, ids);
    let forces: BTreeSet<_> = {
        let look = store.look().unwrap();
        let user = |id: &UserId| look.user(*id).unwrap().unwrap();
        ids.iter()
            .filter_map(|id| user(id).credential?.force)
            .collect()
    };
    assert_eq!(forces.len(), 1);
    let first = *forces.first().unwrap();
    assert_eq!(
        store.look().unwrap().force_of(first).unwrap(),
        Some(one.clone())
    );
    // Nobody reached: no act.
    let none = act(store.as_mut(), |tx| {
        tx.force_all(&reach(&[UserId(99)]), &rules, &one).unwrap()
    });
    assert_eq!(none, []);
    let again = act(store.as_mut(), |tx| {
        tx.force_all(&reach(&ids[..1]), &rules, &one).unwrap();
        tx.user(ids[0]).unwrap().unwrap().credential.unwrap().force
    });
    assert_eq!(again.unwrap().0, first.0 + 1);
}

fn u1_disabling_many_revokes_their_open_codes<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    super::world::found(store.as_mut());
    act(store.as_mut(), |tx| {
        let membership = passward::domain::Membership::Connect;
        for n in 0..2 {
            let new = super::world::new_user("A Client", &format!("c{n}@firm.example"), membership);
            tx.add_user(&new).unwrap().unwrap();
        }
    });
    issue_codes(store.as_mut());
    let all = Marked::all_matching(Filter {
        kind: Some(Kind::Connect),
        ..Filter::default()
    });
    let reach = Reach {
        chosen: all.at(now(), &Rules::default()),
        sorts: Sort::ALL.to_vec(),
        but: vec![UserId(3)],
    };
    let done = act(store.as_mut(), |tx| {
        let disabled = Access::Disabled;
        tx.set_access_of(&reach, &Rules::default(), disabled, now())
            .unwrap()
    });
    assert_eq!(done, [UserId(2)]);
    let look = store.look().unwrap();
    let state = |id| look.code(UserId(id)).unwrap().unwrap().0.state(now());
    assert!(matches!(state(2), CodeState::Revoked(_)), "{:?}", state(2));
    assert_eq!(state(3), CodeState::Open);
}
