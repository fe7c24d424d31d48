//! What foreign hashes cost is told from the hashes that are there, and forgotten with the last of them (S1).

use passward::domain::{Access, Generation, Membership, Role, UserId};
use passward::secret::{Phc, Settings};
use passward::store::{FilledPassword, FilledUser, Store};

use super::world::{act, found, new_user, now, phc};
use super::{Engine, promises};

promises!(
    s1_the_settings_are_those_of_the_foreign_hashes_on_record,
    s1_they_are_read_in_the_transaction_that_changes_them,
);

const HASHES: [&str; 5] = [
    "$2y$10$9l1JYIC3h4mKkF1FNMG08.IZcZfX6xolcWcq3K5D9UX.aQi9ObpKO",
    "$2a$10$9l1JYIC3h4mKkF1FNMG08.IZcZfX6xolcWcq3K5D9UX.aQi9ObpKO",
    "$6$openssl.salt$DncGMV61G4UzkoUDjVMSKK.lyOqC/Fpfivntxcgz/4kudjRe0o09C245ZmP3nFkjXD/9mIpiqk68qzctijgXp0",
    "$6$rounds=5000$openssl.salt$DncGMV61G4UzkoUDjVMSKK.lyOqC/Fpfivntxcgz/4kudjRe0o09C245ZmP3nFkjXD/9mIpiqk68qzctijgXp0",
    "$argon2d$v=19$m=4096,t=3,p=2$c29tZXNhbHQxMjM0$PjU0OlPPuM3wsgOM0P73NWryKZ4b8qSvYwodcs2iJjY",
];

fn person(n: usize, hash: &str) -> FilledUser {
    FilledUser {
        user: new_user(
            "Ben",
            &format!("p{n}@firm.example"),
            Membership::Firm(Role::User),
        ),
        access: Access::Enabled,
        password: Some(FilledPassword {
            phc: Phc::parse(hash).unwrap(),
            changed_at: now(),
            seen_strong: false,
            knows: Generation(0),
        }),
        last_sign_in: None,
    }
}

fn import(store: &mut dyn Store) -> Vec<UserId> {
    let mut people = HASHES.iter().enumerate().map(|(n, hash)| person(n, hash));
    act(store, |tx| tx.fill(&mut people).unwrap())
}

fn of(hashes: &[&str]) -> Settings {
    let phcs = hashes.iter().map(|hash| Phc::parse(hash).unwrap());
    Settings::on_record(phcs.filter_map(|phc| phc.setting()))
}

fn s1_the_settings_are_those_of_the_foreign_hashes_on_record<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    let on_record = |store: &mut dyn Store| store.look().unwrap().foreign_settings().unwrap();
    assert!(on_record(store.as_mut()).is_empty());
    let ids = import(store.as_mut());
    assert_eq!(on_record(store.as_mut()), of(&HASHES));
    assert_eq!(on_record(store.as_mut()).len(), 3);
    // Renewed by a sign-in, or replaced by a new password; the last one takes its setting along.
    for (n, id) in ids.iter().enumerate() {
        act(store.as_mut(), |tx| {
            let serial = tx.secret_of(*id).unwrap().unwrap().serial;
            if n % 2 == 0 {
                tx.renew_phc(*id, serial, &phc()).unwrap();
            } else {
                let set = tx.set_password(*id, &phc(), false, now(), Some(serial));
                set.unwrap().unwrap();
            }
        });
        assert_eq!(on_record(store.as_mut()), of(&HASHES[n + 1..]), "{n}");
    }
    assert_eq!(engine.recount(), Vec::<String>::new());
}

fn s1_they_are_read_in_the_transaction_that_changes_them<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    let mut other = engine.open();
    let mut tx = store.begin().unwrap();
    let mut people = HASHES.iter().enumerate().map(|(n, hash)| person(n, hash));
    tx.fill(&mut people).unwrap();
    assert_eq!(tx.foreign_settings().unwrap(), of(&HASHES));
    assert!(other.look().unwrap().foreign_settings().unwrap().is_empty());
    drop(tx);
    assert!(store.look().unwrap().foreign_settings().unwrap().is_empty());
}
