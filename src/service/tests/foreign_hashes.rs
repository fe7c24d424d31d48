//! People whose hashes another system made (U9): they sign in, fail and change like everybody else (S1, S3, S5, S7).

use super::*;
use crate::domain::strength::BaselineFault;
use crate::domain::throttle::{FAILURE_ANSWERED_AFTER, FREE};
use crate::domain::{Access, Generation};
use crate::secret::{Phc, Setting};
use crate::store::{FilledPassword, FilledUser};

/// What everybody's password is, and how three other programs hashed it.
const OLD: &str = "correct horse battery";
const HASHES: [(&str, &str); 4] = [
    (
        "bcrypt@firm.example",
        "$2y$04$WLN04n3C.3/fMDYirCc9JeWNF7cVs8jk3n6NBRbG8uEmkkC.F8VW2",
    ),
    (
        "sha512@firm.example",
        "$6$openssl.salt$DncGMV61G4UzkoUDjVMSKK.lyOqC/Fpfivntxcgz/4kudjRe0o09C245ZmP3nFkjXD/9mIpiqk68qzctijgXp0",
    ),
    (
        "argon2d@firm.example",
        "$argon2d$v=19$m=4096,t=3,p=2$c29tZXNhbHQxMjM0$PjU0OlPPuM3wsgOM0P73NWryKZ4b8qSvYwodcs2iJjY",
    ),
    (
        "old@firm.example",
        "$argon2id$v=16$m=1024,t=1,p=1$c29tZXNhbHQxMjM0$wGVzBSWoQW8EooMk9xYFs73q74npzCcq",
    ),
];

/// A firm with one person for each scheme.
fn world() -> World {
    let mut world = World::new();
    let now = world.now;
    let person = |(mail, hash): (&str, &str)| FilledUser {
        user: NewUser {
            name: PersonName::parse(mail.split('@').next().unwrap()).unwrap(),
            email: email(mail),
            membership: FIRM_USER,
            login: None,
        },
        access: Access::Enabled,
        password: Some(FilledPassword {
            phc: Phc::parse(hash).unwrap(),
            changed_at: now - days(10),
            seen_strong: false,
            knows: Generation(0),
        }),
        last_sign_in: None,
    };
    world
        .desk
        .act(|tx| {
            tx.fill(&mut HASHES.into_iter().map(person))?;
            let quietly = crate::store::Quiet::TryCounted;
            Ok(((), super::super::desk::End::Quietly(quietly)))
        })
        .unwrap();
    world
}

fn user_of(world: &mut World, mail: &str) -> User {
    let look = world.desk.look().unwrap();
    look.user_by_email(&email(mail)).unwrap().unwrap()
}

fn hash_of(world: &mut World, mail: &str) -> String {
    let id = user_of(world, mail).id;
    let secret = world.desk.look().unwrap().secret_of(id).unwrap().unwrap();
    secret.phc.as_str().to_owned()
}

#[test]
fn s1_a_failed_sign_in_says_the_same_at_the_same_time_whatever_the_scheme() {
    let mut world = world();
    let due = world.since_boot + FAILURE_ANSWERED_AFTER;
    let mails = HASHES.iter().map(|(mail, _)| *mail);
    for mail in mails.chain([ADA, "nobody@firm.example"]) {
        for wrong in ["correct horse batterz", "correct horse battery ", ""] {
            let answer = world.try_in(mail, wrong);
            assert!(matches!(answer.result, SignInOutcome::Refused), "{mail}");
            assert_eq!(answer.not_before, Some(due), "{mail}");
        }
    }
    for (mail, hash) in HASHES {
        assert_eq!(hash_of(&mut world, mail), hash, "it is not renewed");
    }
}

/// What somebody tried, and which hashes were computed for it.
fn computed(world: &mut World, tried: impl FnOnce(&mut World)) -> Vec<Setting> {
    world.desk.hasher.computed.clear();
    tried(world);
    std::mem::take(&mut world.desk.hasher.computed)
}

fn asked(world: &mut World, name: &str, text: &str) -> Verified {
    let whom = AskedAs::entered(name, None);
    world
        .with(|desk, call| verify(desk, call, &whom, &offered(text), "imap"))
        .result
}

/// Everybody about whom a failed sign-in must tell nothing: each scheme, our own, invited, disabled, unusable, nobody.
fn everyone(world: &mut World) -> Vec<String> {
    world.invited("new@firm.example", FIRM_USER);
    let gone = world.person("gone@firm.example", FIRM_USER);
    let broken = world.person("broken@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), gone))
        .unwrap();
    world
        .desk
        .act(|tx| {
            let serial = tx.secret_of(broken)?.unwrap().serial;
            tx.renew_phc(broken, serial, &Phc::stored("$2b$31$abc"))?;
            let quietly = crate::store::Quiet::TryCounted;
            Ok(((), super::super::desk::End::Quietly(quietly)))
        })
        .unwrap();
    let others = [
        ADA,
        "new@firm.example",
        "gone@firm.example",
        "broken@firm.example",
        "nobody@firm.example",
        "no e-mail",
    ];
    let mails = HASHES.iter().map(|(mail, _)| *mail);
    mails.chain(others).map(str::to_owned).collect()
}

#[test]
fn s1_every_failed_try_at_every_door_computes_the_same_hashes() {
    let mut world = world();
    let everyone = everyone(&mut world);
    let mut expected = None;
    for typed in ["correct horse batterz", "one\ttab"] {
        for mail in &everyone {
            let signing_in = computed(&mut world, |world| {
                let answer = world.try_in(mail, typed);
                assert!(matches!(answer.result, SignInOutcome::Refused), "{mail}");
            });
            let verifying = computed(&mut world, |world| {
                let told = asked(world, mail, typed);
                assert!(matches!(told, Verified::Refused), "{mail}");
            });
            assert_eq!(signing_in, verifying, "{mail} {typed:?}");
            let expected = expected.get_or_insert_with(|| verifying.clone());
            assert_eq!(&signing_in, expected, "{mail} {typed:?}");
        }
    }
    assert_eq!(expected.unwrap().len(), 1 + HASHES.len());
}

#[test]
fn s1_with_the_last_foreign_hash_its_work_is_gone() {
    let mut world = world();
    let wrong = |world: &mut World| {
        let _ = world.try_in("nobody@firm.example", "wrong wrong");
        world.advance(TimeDelta::hours(1));
    };
    for (n, (mail, _)) in HASHES.iter().enumerate() {
        assert_eq!(computed(&mut world, wrong).len(), 1 + HASHES.len() - n);
        world.signed_in(mail, OLD);
    }
    assert_eq!(computed(&mut world, wrong).len(), 1);
    let own = computed(&mut world, |world| drop(world.try_in(ADA, "wrong wrong")));
    assert_eq!(own.len(), 1);
}

#[test]
fn s1_whoever_knows_the_password_or_is_in_already_waits_for_no_other_hash() {
    let mut world = world();
    let right = computed(&mut world, |world| drop(world.signed_in(ADA, RIGHT)));
    assert_eq!(right.len(), 1);
    let mut session = world.session(ADA);
    let unlocking = computed(&mut world, |world| {
        let wrong = world.with(|desk, call| unlock(desk, call, &mut session, &offered("wrong")));
        assert!(matches!(wrong.result, Err(UnlockError::Wrong { .. })));
    });
    assert_eq!(unlocking.len(), 1);
}

#[test]
fn s1_s3_while_it_waits_no_hash_is_computed_for_anybody() {
    let mut world = world();
    for mail in [HASHES[0].0, ADA, "nobody@firm.example"] {
        for _ in 0..FREE {
            let _ = world.try_in(mail, "wrong wrong");
        }
        let none = computed(&mut world, |world| drop(world.try_in(mail, OLD)));
        assert_eq!(none, []);
    }
}

#[test]
fn s3_wrong_passwords_of_imported_people_are_counted_like_those_of_others() {
    let mut world = world();
    for (mail, _) in HASHES {
        for _ in 0..FREE {
            let answer = world.try_in(mail, "correct horse batterz");
            assert!(matches!(answer.result, SignInOutcome::Refused), "{mail}");
        }
        let answer = world.try_in(mail, OLD);
        let waits = matches!(answer.result, SignInOutcome::Wait { .. });
        assert!(waits, "{mail}: {answer:?}");
    }
}

#[test]
fn s7_a_success_renews_each_scheme_and_the_password_stays_the_same_one() {
    let mut world = world();
    for (mail, _) in HASHES {
        let set_at = world.now - days(10);
        let me = world.signed_in(mail, OLD).me;
        let renewed = hash_of(&mut world, mail);
        assert!(renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_eq!(me.standing, Standing::Free, "{mail}");
        let changed_at = user_of(&mut world, mail).credential.unwrap().changed_at;
        assert_eq!(changed_at, set_at, "a new hash is no new password (E3)");
        world.signed_in(mail, OLD);
        assert_eq!(hash_of(&mut world, mail), renewed, "once is enough");
    }
}

#[test]
fn s7_other_services_renew_it_too() {
    let mut world = world();
    let (mail, _) = HASHES[0];
    let verified = world.with(|desk, call| {
        verify(
            desk,
            call,
            &AskedAs::entered(mail, None),
            &offered(OLD),
            "imap",
        )
    });
    assert!(matches!(verified.result, Verified::Right));
    assert!(hash_of(&mut world, mail).starts_with("$argon2id$"));
}

#[test]
fn s5_the_password_just_used_is_refused_whatever_the_scheme_of_its_hash() {
    let mut world = world();
    for (mail, hash) in HASHES {
        let mut ada = world.session(ADA);
        let id = user_of(&mut world, mail).id;
        let issued = world.with(|desk, call| {
            issue_code(
                desk,
                call,
                &mut admin(&mut ada),
                id,
                CodePurpose::Reset,
                None,
            )
        });
        let code = Code::parse(&issued.result.unwrap().code).unwrap();
        let redeeming = world.with(|desk, call| check_code(desk, call, mail, &code));
        let redeeming = redeeming.result.unwrap();
        // By code, so that no sign-in has renewed the hash before.
        let same = password(OLD);
        let refused = world.with(|desk, call| redeem_code(desk, call, redeeming, &same));
        let (redeeming, error) = refused.result.unwrap_err();
        let is_same = matches!(error, ChangeError::Baseline(BaselineFault::SameAsBefore));
        assert!(is_same, "{mail}: {error}");
        assert_eq!(hash_of(&mut world, mail), hash);
        let new = password(NEXT);
        world
            .with(|desk, call| redeem_code(desk, call, redeeming.unwrap(), &new))
            .result
            .unwrap();
    }
}
