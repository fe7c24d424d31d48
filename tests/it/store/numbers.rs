//! Numbers kept beside the users never fall out of step, and the preview is what a look at everybody gives (P5).

use chrono::TimeDelta;
use passward::domain::impact::{is_live, questions};
use passward::domain::selection::Cuts;
use passward::domain::{
    Access, ExpiryInterval, Instant, Kind, Membership, PreviewFacts, Role, Rules, User, UserId,
};
use passward::store::{AheadOfClock, Depth, Tallies, Tx};
use proptest::prelude::*;

use super::world::{act, everyone, firm, force, new_user, now, phc, run};
use super::{Engine, promises};

promises!(
    e2_numbers_stay_in_step_with_the_users,
    p5_the_preview_is_read_from_the_real_data,
);

/// Something that is done to the user of a number.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Add(Membership),
    Rename(i64),
    Access(i64, Access),
    Membership(i64, Membership),
    Password(i64, bool, i64),
    Strong(i64),
    Force(i64),
    ExpireAll,
    Withdraw,
}

fn deed() -> impl Strategy<Value = Deed> {
    let whom = 1i64..12;
    let membership = prop::sample::select(vec![
        Membership::Firm(Role::User),
        Membership::Firm(Role::Administrator),
        Membership::Connect,
    ]);
    let access = prop::sample::select(vec![Access::Enabled, Access::Disabled]);
    prop_oneof![
        2 => membership.clone().prop_map(Deed::Add),
        1 => whom.clone().prop_map(Deed::Rename),
        2 => (whom.clone(), access).prop_map(|(id, access)| Deed::Access(id, access)),
        2 => (whom.clone(), membership).prop_map(|(id, to)| Deed::Membership(id, to)),
        4 => (whom.clone(), any::<bool>(), 0i64..100_000_000)
            .prop_map(|(id, strong, ms)| Deed::Password(id, strong, ms)),
        1 => whom.clone().prop_map(Deed::Strong),
        3 => whom.prop_map(Deed::Force),
        1 => Just(Deed::ExpireAll),
        1 => Just(Deed::Withdraw),
    ]
}

fn perform(tx: &mut dyn Tx, deed: Deed, n: usize) {
    let someone = |id| tx.user(UserId(id)).unwrap();
    match deed {
        Deed::Add(membership) => {
            let user = new_user("New One", &format!("new{n}@firm.example"), membership);
            tx.add_user(&user).unwrap().unwrap();
        }
        Deed::Rename(id) => {
            if let Some(user) = someone(id) {
                let to = new_user(&format!("Renamed {n}"), "x@firm.example", user.membership);
                tx.edit_user(user.id, &to.name, &user.email, now())
                    .unwrap()
                    .unwrap();
            }
        }
        Deed::Access(id, access) => {
            if let Some(user) = someone(id) {
                tx.set_access(user.id, access, now()).unwrap();
            }
        }
        Deed::Membership(id, to) => {
            if let Some(user) = someone(id) {
                tx.set_membership(user.id, to).unwrap();
            }
        }
        Deed::Password(id, strong, ms) => {
            if let Some(user) = someone(id) {
                let serial = tx.secret_of(user.id).unwrap().map(|secret| secret.serial);
                let at = now() + chrono::TimeDelta::milliseconds(ms);
                tx.set_password(user.id, &phc(), strong, at, serial)
                    .unwrap()
                    .unwrap();
            }
        }
        Deed::Strong(id) => {
            if let Some(user) = someone(id).filter(|user| user.credential.is_some()) {
                tx.note_seen_strong(user.id).unwrap();
            }
        }
        Deed::Force(id) => {
            let firm =
                |user: &User| user.membership.kind() == Kind::Firm && user.credential.is_some();
            if let Some(user) = someone(id).filter(firm) {
                tx.force(user.id, &force(UserId(1))).unwrap();
            }
        }
        Deed::ExpireAll => {
            tx.expire_all(UserId(1), now(), None).unwrap();
        }
        Deed::Withdraw => {
            tx.withdraw_expire_all(UserId(1), now()).unwrap();
        }
    }
}

fn e2_numbers_stay_in_step_with_the_users<E: Engine>() {
    let cases = (firm(10), prop::collection::vec(deed(), 1..60));
    run(&cases, |(firm, deeds)| {
        let engine = E::new();
        let mut store = engine.open();
        firm.fill(store.as_mut());
        for (n, deed) in deeds.into_iter().enumerate() {
            act(store.as_mut(), |tx| perform(tx, deed, n));
        }
        prop_assert_eq!(engine.recount(), Vec::<String>::new());
        let look = store.look().unwrap();
        let rules = look.rules().unwrap();
        let tallies = look.tallies(now(), &rules).unwrap();
        let users = everyone(look.as_ref());
        prop_assert_eq!(tallies, recounted(&users, &rules));
        for depth in [Depth::Quick, Depth::Whole] {
            prop_assert_eq!(look.miscounted(depth).unwrap(), 0);
        }
        for minutes in [-100_000, -600, 0, 60, 600, 1600] {
            let cut = now() + TimeDelta::minutes(minutes);
            let ahead = look.ahead_of(cut, 3).unwrap();
            prop_assert_eq!(ahead, set_after(&users, cut, 3));
        }
        Ok(())
    });
}

/// Finds who has an unforced password set after an instant in the plainest way (E9).
fn set_after(users: &[User], cut: Instant, most: usize) -> AheadOfClock {
    let ahead = |user: &&User| {
        let set = user.credential.as_ref();
        set.is_some_and(|set| set.force.is_none() && set.changed_at > cut)
    };
    let mut some: Vec<UserId> = users.iter().filter(ahead).map(|user| user.id).collect();
    let users = some.len() as u64;
    some.truncate(most);
    AheadOfClock { users, some }
}

fn recounted(users: &[User], rules: &Rules) -> Tallies {
    let count = |kind, wanted: &dyn Fn(&User) -> bool| {
        let of_kind = users.iter().filter(|user| user.membership.kind() == kind);
        of_kind.filter(|user| wanted(user)).count() as u64
    };
    let enabled = |user: &User| user.access == Access::Enabled;
    let set = |user: &User| user.credential.is_some();
    let live = |user: &User| is_live(&rules.status(now(), user));
    Tallies {
        firm_live: count(Kind::Firm, &|user| enabled(user) && live(user)),
        firm_must_change: count(Kind::Firm, &|user| {
            enabled(user) && set(user) && !live(user)
        }),
        firm_invited: count(Kind::Firm, &|user| enabled(user) && !set(user)),
        firm_disabled: count(Kind::Firm, &|user| !enabled(user) && set(user)),
        connect: count(Kind::Connect, &|user| enabled(user)),
    }
}

/// Reads the facts in the plainest way.
fn looked_at(users: &[User], rules: &Rules, own: UserId) -> PreviewFacts {
    let enabled = |kind| {
        users
            .iter()
            .filter(move |user| user.access == Access::Enabled && user.membership.kind() == kind)
    };
    let live: Vec<&User> = enabled(Kind::Firm)
        .filter(|user| is_live(&rules.status(now(), user)))
        .collect();
    let changes: Vec<Instant> = live
        .iter()
        .filter_map(|user| Some(user.credential?.changed_at))
        .collect();
    let up_to = |at| changes.iter().filter(|change| **change <= at).count() as u64;
    let next = |interval| {
        let cuts = Cuts::of(interval, now())?;
        changes
            .iter()
            .filter(|change| **change > cuts.expired)
            .min()
            .copied()
    };
    let not_strong = |kind| {
        let weak = |user: &&User| user.credential.is_some() && !user.seen_strong;
        enabled(kind).filter(weak).count() as u64
    };
    PreviewFacts {
        at: now(),
        firm_users: enabled(Kind::Firm).count() as u64,
        connect_users: enabled(Kind::Connect).count() as u64,
        not_seen_strong: (not_strong(Kind::Firm), not_strong(Kind::Connect)),
        changed_up_to: questions(now())
            .into_iter()
            .map(|at| (at, up_to(at)))
            .collect(),
        next_change: ExpiryInterval::ALL
            .into_iter()
            .map(|of| (of, next(of)))
            .collect(),
        own: live
            .iter()
            .find(|user| user.id == own)
            .and_then(|user| user.credential),
    }
}

fn p5_the_preview_is_read_from_the_real_data<E: Engine>() {
    run(&(firm(80), 1i64..10), |(firm, own)| {
        let engine = E::new();
        let mut store = engine.open();
        firm.fill(store.as_mut());
        let look = store.look().unwrap();
        let rules = look.rules().unwrap();
        let facts = look.preview_facts(now(), &rules, UserId(own)).unwrap();
        let users = everyone(look.as_ref());
        prop_assert_eq!(facts, looked_at(&users, &rules, UserId(own)));
        Ok(())
    });
}
