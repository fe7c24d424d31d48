//! What is done to one user stays with that user: e-mails, passwords, forces, codes.

use chrono::TimeDelta;
use passward::domain::audit::EntryNo;
use passward::domain::code::CodeEnd;
use passward::domain::{
    Access, Chosen, CodeOnRecord, CodePurpose, Email, FirmName, Issuer, LoginName, Membership,
    PersonName, Reach, Role, Sort, UserId,
};
use passward::secret::{CodeHash, Phc, ThrottleKey};
use passward::store::{ChangedElsewhere, NewUser, Serial, Store, Taken};

use super::world::{HASH, act, entry, force, found, new_user, now, phc};
use super::{Engine, promises};

promises!(
    u1_an_email_belongs_to_one_user,
    i1_a_login_name_belongs_to_one_user_and_may_be_missing,
    e3_a_password_clears_the_force_and_learns_the_newest_expire_all,
    e3_a_password_is_set_only_on_the_serial_that_was_read,
    s7_a_rehash_is_no_change,
    s8_strong_is_forgotten_with_the_name_it_was_judged_by,
    u1_an_open_code_dies_with_password_email_and_access,
    s10_a_disabling_raises_the_serial_that_sessions_hold_on_to,
    u7_a_code_made_on_the_machine_names_its_maker,
    u1_an_open_code_is_revoked_by_hand_once,
    u3_a_user_who_becomes_connect_loses_the_force,
    u4_there_is_one_owner_before_and_after_the_ownership_is_handed_on,
    s8_a_new_name_of_the_firm_forgets_for_everyone_that_they_were_seen_strong,
    e4_u10_what_was_dismissed_is_remembered,
    a_founded_account_comes_back,
);

const FIRM_USER: Membership = Membership::Firm(Role::User);

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

/// Adds Ben, who has a password.
fn ben(store: &mut dyn Store) -> UserId {
    act(store, |tx| {
        let ben = new_user("Ben Okafor", "ben@firm.example", FIRM_USER);
        let id = tx.add_user(&ben).unwrap().unwrap();
        tx.set_password(id, &phc(), true, now(), None)
            .unwrap()
            .unwrap();
        id
    })
}

fn i1_a_login_name_belongs_to_one_user_and_may_be_missing<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let ben = ben(store.as_mut());
    let login = |name: &str| LoginName::parse(name).unwrap().unwrap();
    let named = |name: &str, mail: &str, name_there: &str| NewUser {
        login: Some(login(name_there)),
        ..new_user(name, mail, FIRM_USER)
    };
    let dev = act(store.as_mut(), |tx| {
        // As many as like have none, and one may be taken over once it is free.
        assert_eq!(tx.set_login(ben, Some(&login("ben"))).unwrap(), Ok(()));
        assert_eq!(tx.set_login(ben, Some(&login("ben"))).unwrap(), Ok(()));
        let taken = tx.set_login(owner, Some(&login("ben"))).unwrap();
        assert_eq!(taken, Err(Taken::Login));
        let other = named("Other Ben", "other@firm.example", "ben");
        assert_eq!(tx.add_user(&other).unwrap(), Err(Taken::Login));
        assert_eq!(tx.set_login(ben, None).unwrap(), Ok(()));
        tx.add_user(&named("Dev", "dev@firm.example", "ben"))
            .unwrap()
            .unwrap()
    });
    // What edits the rest leaves it alone.
    act(store.as_mut(), |tx| {
        let name = PersonName::parse("Devi").unwrap();
        tx.edit_user(dev, &name, &email("devi@firm.example"), now())
            .unwrap()
            .unwrap();
    });
    let look = store.look().unwrap();
    let found = look.user_by_login(&login("ben")).unwrap().unwrap();
    assert_eq!((found.id, found.name.as_str()), (dev, "Devi"));
    assert_eq!(look.login_of(dev).unwrap(), Some(login("ben")));
    assert_eq!(look.login_of(ben).unwrap(), None);
    assert_eq!(look.user_by_login(&login("nobody")).unwrap(), None);
}

fn u1_an_email_belongs_to_one_user<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let ben = ben(store.as_mut());
    act(store.as_mut(), |tx| {
        let double = new_user("Other Ben", "BEN@firm.example", Membership::Connect);
        assert_eq!(tx.add_user(&double).unwrap(), Err(Taken::Email));
        let name = PersonName::parse("Ben").unwrap();
        let taken = tx
            .edit_user(ben, &name, &email("ada@firm.example"), now())
            .unwrap();
        assert_eq!(taken, Err(Taken::Email));
        // One's own is not taken.
        let own = tx
            .edit_user(ben, &name, &email("ben@firm.example"), now())
            .unwrap();
        assert_eq!(own, Ok(()));
    });
    let look = store.look().unwrap();
    let found = look
        .user_by_email(&email("ben@firm.example"))
        .unwrap()
        .unwrap();
    assert_eq!((found.id, found.name.as_str()), (ben, "Ben"));
    assert_eq!(
        look.user_by_email(&email("nobody@firm.example")).unwrap(),
        None
    );
    assert_eq!(look.user(UserId(owner.0 + 99)).unwrap(), None);
    drop(look);
    assert_eq!(engine.recount(), Vec::<String>::new());
}

fn e3_a_password_clears_the_force_and_learns_the_newest_expire_all<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let ben = ben(store.as_mut());
    let forced = act(store.as_mut(), |tx| {
        tx.expire_all(owner, now(), None).unwrap();
        tx.expire_all(owner, now(), None).unwrap();
        tx.withdraw_expire_all(owner, now()).unwrap();
        tx.force(ben, &force(owner)).unwrap()
    });
    let look = store.look().unwrap();
    assert_eq!(look.force_of(forced).unwrap(), Some(force(owner)));
    let before = look.user(ben).unwrap().unwrap().credential.unwrap();
    assert_eq!((before.force, before.knows.0), (Some(forced), 0));
    drop(look);
    act(store.as_mut(), |tx| {
        let later = now() + TimeDelta::seconds(1);
        tx.set_password(ben, &phc(), false, later, Some(Serial(1)))
            .unwrap()
            .unwrap();
    });
    let after = store.look().unwrap().user(ben).unwrap().unwrap();
    let set = after.credential.unwrap();
    // The newest number, although that one was withdrawn.
    assert_eq!((set.force, set.knows.0), (None, 2));
    assert_eq!(set.changed_at, now() + TimeDelta::seconds(1));
    assert!(!after.seen_strong);
}

fn e3_a_password_is_set_only_on_the_serial_that_was_read<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    let ben = ben(store.as_mut());
    act(store.as_mut(), |tx| {
        let mut set = |on| tx.set_password(ben, &phc(), false, now(), on).unwrap();
        assert_eq!(set(None), Err(ChangedElsewhere));
        assert_eq!(set(Some(Serial(2))), Err(ChangedElsewhere));
        assert_eq!(set(Some(Serial(1))), Ok(Serial(2)));
        assert_eq!(set(Some(Serial(1))), Err(ChangedElsewhere));
    });
    let secret = store.look().unwrap().secret_of(ben).unwrap().unwrap();
    assert_eq!((secret.serial, secret.phc.as_str()), (Serial(2), HASH));
}

fn s10_a_disabling_raises_the_serial_that_sessions_hold_on_to<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    let ben = ben(store.as_mut());
    let dismissed = now() + TimeDelta::days(3);
    let invited = act(store.as_mut(), |tx| {
        tx.dismiss_notice(ben, dismissed).unwrap();
        let hugo = new_user("Hugo", "hugo@firm.example", FIRM_USER);
        tx.add_user(&hugo).unwrap().unwrap()
    });
    for (access, serial) in [
        (Access::Disabled, 2),
        (Access::Enabled, 2),
        (Access::Disabled, 3),
    ] {
        act(store.as_mut(), |tx| {
            tx.set_access(ben, access, now()).unwrap();
            tx.set_access(invited, access, now()).unwrap();
        });
        let look = store.look().unwrap();
        let secret = look.secret_of(ben).unwrap().unwrap();
        // The password is the same.
        assert_eq!(
            (secret.serial, secret.phc.as_str(), secret.notice_dismissed),
            (Serial(serial), HASH, Some(dismissed))
        );
        assert!(look.secret_of(invited).unwrap().is_none());
    }
    // The same where many are disabled as one change.
    let reach = Reach {
        chosen: Chosen::These(vec![ben, invited]),
        sorts: Sort::ALL.to_vec(),
        but: Vec::new(),
    };
    for (access, serial) in [(Access::Enabled, 3), (Access::Disabled, 4)] {
        act(store.as_mut(), |tx| {
            let rules = tx.rules().unwrap();
            tx.set_access_of(&reach, &rules, access, now()).unwrap();
        });
        let secret = store.look().unwrap().secret_of(ben).unwrap().unwrap();
        assert_eq!(secret.serial, Serial(serial));
    }
    assert_eq!(engine.recount(), Vec::<String>::new());
}

fn s7_a_rehash_is_no_change<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    let ben = ben(store.as_mut());
    let newer = Phc::parse(&HASH.replace("t=2", "t=3")).unwrap();
    act(store.as_mut(), |tx| {
        tx.renew_phc(ben, Serial(9), &newer).unwrap();
        assert_eq!(tx.secret_of(ben).unwrap().unwrap().phc, phc());
        tx.renew_phc(ben, Serial(1), &newer).unwrap();
    });
    let secret = store.look().unwrap().secret_of(ben).unwrap().unwrap();
    assert_eq!((secret.serial, secret.phc), (Serial(1), newer));
}

fn s8_strong_is_forgotten_with_the_name_it_was_judged_by<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    let ben = ben(store.as_mut());
    let seen = |store: &mut dyn Store| {
        store
            .look()
            .unwrap()
            .user(ben)
            .unwrap()
            .unwrap()
            .seen_strong
    };
    let edit = |store: &mut dyn Store, name: &str, to: &str| {
        let name = PersonName::parse(name).unwrap();
        act(store, |tx| {
            tx.edit_user(ben, &name, &email(to), now())
                .unwrap()
                .unwrap();
        });
    };
    edit(store.as_mut(), "Ben Okafor", "ben@firm.example");
    assert!(seen(store.as_mut()));
    edit(store.as_mut(), "Ben", "ben@firm.example");
    assert!(!seen(store.as_mut()));
    act(store.as_mut(), |tx| tx.note_seen_strong(ben).unwrap());
    assert!(seen(store.as_mut()));
    edit(store.as_mut(), "Ben", "b@firm.example");
    assert!(!seen(store.as_mut()));
    assert_eq!(engine.recount(), Vec::<String>::new());
}

fn u7_a_code_made_on_the_machine_names_its_maker<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let code = CodeOnRecord::made_on_machine("root", now());
    let hash = CodeHash::from_bytes([4; 32]);
    act(store.as_mut(), |tx| {
        tx.put_code(owner, &code, &hash).unwrap();
    });
    let look = store.look().unwrap();
    let (found, _) = look.code(owner).unwrap().unwrap();
    assert_eq!(found, code);
    assert_eq!(found.issued_by, Issuer::Machine("root".to_owned()));
}

fn u1_an_open_code_dies_with_password_email_and_access<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let ben = ben(store.as_mut());
    let code = CodeOnRecord::issued(CodePurpose::Reset, owner, now());
    let hash = CodeHash::from_bytes([3; 32]);
    let state = |store: &mut dyn Store| {
        let look = store.look().unwrap();
        let (code, found) = look.code(ben).unwrap().unwrap();
        assert!(found == hash);
        (code.ended, look.user(ben).unwrap().unwrap().code_until)
    };
    let issue = |store: &mut dyn Store| {
        act(store, |tx| tx.put_code(ben, &code, &hash).unwrap());
        assert_eq!(state(store), (None, Some(code.until)));
    };
    let dead = (Some(CodeEnd::Revoked(now())), None);

    issue(store.as_mut());
    act(store.as_mut(), |tx| {
        tx.set_access(ben, Access::Disabled, now()).unwrap();
    });
    assert_eq!(state(store.as_mut()), dead);

    issue(store.as_mut());
    act(store.as_mut(), |tx| {
        let name = PersonName::parse("Ben").unwrap();
        tx.edit_user(ben, &name, &email("b@firm.example"), now())
            .unwrap()
            .unwrap();
    });
    assert_eq!(state(store.as_mut()), dead);

    let used = CodeOnRecord {
        ended: Some(CodeEnd::Used(now())),
        ..code
    };
    act(store.as_mut(), |tx| {
        tx.put_code(ben, &used, &hash).unwrap();
        tx.set_password(ben, &phc(), false, now(), Some(Serial(2)))
            .unwrap()
            .unwrap();
    });
    assert_eq!(state(store.as_mut()), (used.ended, None));
}

fn u1_an_open_code_is_revoked_by_hand_once<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let ben = ben(store.as_mut());
    let hash = CodeHash::from_bytes([3; 32]);
    let code = CodeOnRecord::issued(CodePurpose::Reset, owner, now());
    act(store.as_mut(), |tx| {
        assert!(!tx.revoke_code(ben, now()).unwrap(), "there is none");
        tx.put_code(ben, &code, &hash).unwrap();
        assert!(!tx.revoke_code(owner, now()).unwrap(), "somebody else's");
        assert!(
            !tx.revoke_code(ben, code.until).unwrap(),
            "its time is over"
        );
        assert!(tx.revoke_code(ben, now()).unwrap());
        assert!(!tx.revoke_code(ben, now()).unwrap());
    });
    let look = store.look().unwrap();
    let (on_record, _) = look.code(ben).unwrap().unwrap();
    assert_eq!(on_record.ended, Some(CodeEnd::Revoked(now())));
    assert_eq!(look.user(ben).unwrap().unwrap().code_until, None);
}

fn u4_there_is_one_owner_before_and_after_the_ownership_is_handed_on<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let ada = found(store.as_mut());
    let ben = ben(store.as_mut());
    let mut tx = store.begin().unwrap();
    tx.hand_over(ben).unwrap();
    drop(tx);
    assert_eq!(store.look().unwrap().account().unwrap().unwrap().owner, ada);
    act(store.as_mut(), |tx| tx.hand_over(ben).unwrap());
    let look = store.look().unwrap();
    assert_eq!(look.account().unwrap().unwrap().owner, ben);
    let membership = |id| look.user(id).unwrap().unwrap().membership;
    assert_eq!(membership(ben), Membership::Firm(Role::Owner));
    assert_eq!(membership(ada), Membership::Firm(Role::Administrator));
    drop(look);
    assert_eq!(engine.recount(), Vec::<String>::new());
}

fn s8_a_new_name_of_the_firm_forgets_for_everyone_that_they_were_seen_strong<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let ada = found(store.as_mut());
    let ben = ben(store.as_mut());
    let firm = FirmName::parse("Finch & Partners").unwrap();
    act(store.as_mut(), |tx| tx.rename_firm(&firm).unwrap());
    assert_eq!(engine.recount(), Vec::<String>::new());
    let look = store.look().unwrap();
    assert_eq!(look.account().unwrap().unwrap().firm, firm);
    for id in [ada, ben] {
        assert!(!look.user(id).unwrap().unwrap().seen_strong);
    }
    let rules = look.rules().unwrap();
    let facts = look.preview_facts(now(), &rules, ada).unwrap();
    assert_eq!(facts.not_seen_strong, (2, 0));
    drop(look);
    act(store.as_mut(), |tx| tx.note_seen_strong(ben).unwrap());
    let look = store.look().unwrap();
    assert!(look.user(ben).unwrap().unwrap().seen_strong);
    let facts = look.preview_facts(now(), &rules, ada).unwrap();
    assert_eq!(facts.not_seen_strong, (1, 0));
    drop(look);
    assert_eq!(engine.recount(), Vec::<String>::new());
}

fn u3_a_user_who_becomes_connect_loses_the_force<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let ben = ben(store.as_mut());
    act(store.as_mut(), |tx| {
        tx.force(ben, &force(owner)).unwrap();
        tx.set_membership(ben, Membership::Firm(Role::Administrator))
            .unwrap();
        let user = tx.user(ben).unwrap().unwrap();
        assert!(user.credential.unwrap().force.is_some());
        tx.set_membership(ben, Membership::Connect).unwrap();
    });
    let user = store.look().unwrap().user(ben).unwrap().unwrap();
    assert_eq!(user.membership, Membership::Connect);
    assert_eq!(user.credential.unwrap().force, None);
    assert_eq!(engine.recount(), Vec::<String>::new());
}

fn e4_u10_what_was_dismissed_is_remembered<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    let ben = ben(store.as_mut());
    act(store.as_mut(), |tx| {
        tx.dismiss_notice(ben, now()).unwrap();
        tx.dismiss_summary(ben, EntryNo(7)).unwrap();
        tx.dismiss_summary(ben, EntryNo(3)).unwrap();
    });
    let look = store.look().unwrap();
    assert_eq!(look.seen_up_to(ben).unwrap(), EntryNo(7));
    assert_eq!(
        look.secret_of(ben).unwrap().unwrap().notice_dismissed,
        Some(now())
    );
    drop(look);
    act(store.as_mut(), |tx| {
        tx.set_password(ben, &phc(), false, now(), Some(Serial(1)))
            .unwrap()
            .unwrap();
    });
    let secret = store.look().unwrap().secret_of(ben).unwrap().unwrap();
    assert_eq!(secret.notice_dismissed, None);
}

fn a_founded_account_comes_back<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let mut tx = store.begin().unwrap();
    let firm = FirmName::parse("Zoë & Söhne").unwrap();
    let owner = new_user("Zoë", "zoe@firm.example", Membership::Firm(Role::Owner));
    let id = tx
        .found(&firm, &ThrottleKey::from_bytes([9; 32]), &owner)
        .unwrap();
    tx.commit(&entry(), &[]).unwrap();
    let mut again = engine.open();
    let look = again.look().unwrap();
    let account = look.account().unwrap().unwrap();
    assert_eq!((account.firm, account.owner), (firm, id));
    assert_eq!(account.key.as_bytes(), &[9; 32]);
    assert!(look.user(id).unwrap().unwrap().membership.is_owner());
}
