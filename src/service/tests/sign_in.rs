//! Signing in: S1, S2, S3, S7, P2, U10.

use super::codes::issued;
use super::*;
use crate::domain::throttle::{FAILURE_ANSWERED_AFTER, FREE, LOCKED_AT};
use crate::secret::Phc;

#[test]
fn s1_wrong_unknown_invited_and_disabled_get_the_same_answer_at_the_same_moment() {
    let mut world = World::new();
    let gone = world.person("gone@firm.example", FIRM_USER);
    world.invited("new@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), gone))
        .unwrap();
    let moment = world.since_boot + FAILURE_ANSWERED_AFTER;
    for (mail, text) in [
        (ADA, "wrong wrong"),
        ("nobody@firm.example", RIGHT),
        ("not an e-mail", RIGHT),
        ("new@firm.example", RIGHT),
        ("gone@firm.example", "wrong wrong"),
        (ADA, "one\ttab"),
    ] {
        let answer = world.try_in(mail, text);
        assert!(
            matches!(answer.result, SignInOutcome::Refused),
            "{mail}: {answer:?}"
        );
        assert_eq!(answer.not_before, Some(moment), "{mail}");
    }
}

#[test]
fn s2_disabled_is_told_only_to_who_knows_the_password() {
    let mut world = World::new();
    let gone = world.person("gone@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), gone))
        .unwrap();
    assert!(matches!(
        world.try_in("gone@firm.example", RIGHT).result,
        SignInOutcome::Disabled
    ));
    assert_eq!(world.last_entry().act, Act::SignInFailed);
}

#[test]
fn s3_five_wrong_tries_bring_waits_that_double_and_a_right_one_resets() {
    let mut world = World::new();
    for mail in [ADA, "nobody@firm.example"] {
        for _ in 0..FREE {
            assert!(matches!(
                world.try_in(mail, "wrong wrong").result,
                SignInOutcome::Refused
            ));
        }
        for seconds in [30, 60, 120, 240, 480, 900, 900] {
            let until = world.now + TimeDelta::seconds(seconds);
            let answer = world.try_in(mail, RIGHT).result;
            let SignInOutcome::Wait { until: told } = answer else {
                panic!("{mail}: {answer:?}");
            };
            assert_eq!(told, until, "{mail}");
            world.advance(TimeDelta::seconds(seconds));
            assert!(matches!(
                world.try_in(mail, "wrong wrong").result,
                SignInOutcome::Refused
            ));
        }
        world.advance(TimeDelta::minutes(15));
    }
    world.session(ADA);
    assert!(matches!(
        world.try_in(ADA, "wrong wrong").result,
        SignInOutcome::Refused
    ));
    world.session(ADA);
    assert!(world.acts().contains(&Act::TriesDuringWait));
}

#[test]
fn s3_the_hundredth_wrong_try_locks_and_only_a_code_opens() {
    let mut world = World::new();
    world.person("ben@firm.example", FIRM_USER);
    for _ in 0..LOCKED_AT {
        assert!(matches!(
            world.try_in("ben@firm.example", "wrong wrong").result,
            SignInOutcome::Refused
        ));
        world.advance(TimeDelta::minutes(16));
    }
    for _ in 0..3 {
        assert!(matches!(
            world.try_in("ben@firm.example", RIGHT).result,
            SignInOutcome::Locked
        ));
        world.advance(days(30));
    }
    let locks = world
        .acts()
        .into_iter()
        .filter(|act| *act == Act::Locked)
        .count();
    assert_eq!(locks, 1);
    let ben = world
        .desk
        .look()
        .unwrap()
        .user_by_email(&email("ben@firm.example"))
        .unwrap()
        .unwrap()
        .id;
    let issued = issued(&mut world, ben, CodePurpose::Reset);
    assert_eq!(issued.until, world.now + days(1));
    world.redeemed("ben@firm.example", &issued.code, NEXT);
    world.signed_in("ben@firm.example", NEXT);
}

#[test]
fn s3_a_try_is_counted_before_it_is_looked_at() {
    let mut world = World::new();
    let key = {
        let account = world.desk.look().unwrap().account().unwrap().unwrap();
        super::super::throttling::password_key(&account.key, ADA)
    };
    // Five processes that were killed while they looked at the password.
    for _ in 0..FREE {
        world
            .with(|desk, call| {
                desk.act(|tx| {
                    super::super::throttling::begin(tx, call, &key, Some(UserId(1)))?;
                    Ok((
                        (),
                        super::super::desk::End::Quietly(crate::store::Quiet::TryCounted),
                    ))
                })
            })
            .unwrap();
    }
    assert!(matches!(
        world.try_in(ADA, RIGHT).result,
        SignInOutcome::AskAgain
    ));
    world.advance(TimeDelta::seconds(11));
    assert!(matches!(
        world.try_in(ADA, RIGHT).result,
        SignInOutcome::Wait { .. }
    ));
    world.advance(TimeDelta::minutes(1));
    world.session(ADA);
}

#[test]
fn s3_tries_from_outside_never_hinder_a_session() {
    let mut world = World::new();
    let mut ada = world.session(ADA);
    for _ in 0..20 {
        let _ = world.try_in(ADA, "wrong wrong");
    }
    let new = password(NEXT);
    world
        .with(|desk, call| change_own_password(desk, call, &mut ada, Some(&offered(RIGHT)), &new))
        .result
        .unwrap();
}

#[test]
fn s7_a_weaker_hash_is_renewed_at_sign_in_and_the_session_goes_on() {
    let mut world = World::new();
    // The reference implementation's own vector, of argon2i with other parameters.
    let weak = Phc::parse(
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA",
    )
    .unwrap();
    let serial = world
        .desk
        .look()
        .unwrap()
        .secret_of(UserId(1))
        .unwrap()
        .unwrap()
        .serial;
    world
        .desk
        .act(|tx| {
            tx.renew_phc(UserId(1), serial, &weak)?;
            Ok((
                (),
                super::super::desk::End::Quietly(crate::store::Quiet::TryCounted),
            ))
        })
        .unwrap();
    let mut before = world.signed_in(ADA, "password").session;
    let after = world
        .desk
        .look()
        .unwrap()
        .secret_of(UserId(1))
        .unwrap()
        .unwrap();
    assert!(
        after
            .phc
            .as_str()
            .starts_with("$argon2id$v=19$m=19456,t=2,p=1$")
    );
    assert_eq!(after.serial, serial);
    assert_eq!(world.me(&mut before).standing, Standing::Free);
    world.signed_in(ADA, "password");
}

#[test]
fn p2_a_weak_password_is_judged_at_the_next_sign_in_only_where_strong_ones_are_required() {
    let mut world = World::new();
    let (ben, code) = world.invited("ben@firm.example", FIRM_USER);
    let mut signed_in = world.redeemed("ben@firm.example", &code, MIDDLING).session;
    assert_eq!(
        world.signed_in("ben@firm.example", MIDDLING).me.standing,
        Standing::Free
    );
    world.set_policy(strong());
    let me = world.me(&mut signed_in);
    assert_eq!(me.standing, Standing::Free, "nobody is interrupted at once");
    assert!(me.may_be_weak);
    let again = world.signed_in("ben@firm.example", MIDDLING);
    assert_eq!(again.me.standing, Standing::MustChoose(vec![Because::Weak]));
    let mut session = again.session;
    let weak = world.with(|desk, call| {
        change_own_password(desk, call, &mut session, None, &password("plinthosier"))
    });
    assert!(matches!(weak.result, Err(ChangeError::NotStrong(_))));
    world.set_policy(every(ExpiryInterval::Never));
    assert_eq!(
        world.me(&mut session).standing,
        Standing::Free,
        "turning it off lifts it at once"
    );
    world.set_policy(strong());
    let me = world.me(&mut session);
    assert_eq!(me.standing, Standing::Free, "for good");
    assert!(me.may_be_weak, "and the banner says so as to everybody");
    let (new, old) = (password(NEXT), offered(MIDDLING));
    let me = world
        .with(|desk, call| change_own_password(desk, call, &mut session, Some(&old), &new))
        .result
        .unwrap();
    assert_eq!(me.standing, Standing::Free);
    assert!(world.user(ben).seen_strong);
}

#[test]
fn p2_a_session_that_slept_while_the_rule_was_off_is_free_of_it_too() {
    let mut world = World::new();
    world.set_policy(every(ExpiryInterval::Days90));
    let (_, code) = world.invited("ben@firm.example", ADMINISTRATOR);
    world.redeemed("ben@firm.example", &code, MIDDLING);
    world.set_policy(strong());
    let mut asleep = world.signed_in("ben@firm.example", MIDDLING).session;
    let weak = Standing::MustChoose(vec![Because::Weak]);
    // Another interval is no reason to be let go.
    let interval = Policy {
        expiry: ExpiryInterval::Days365,
        ..strong()
    };
    world.set_policy(interval);
    assert_eq!(world.me(&mut asleep).standing, weak);
    let refused = world.with(|desk, call| load_policy(desk, call, &admin(&mut asleep)));
    assert!(matches!(refused, Err(ActError::MustChoose)));

    world.set_policy(every(ExpiryInterval::Never));
    world.set_policy(strong());
    world
        .with(|desk, call| load_policy(desk, call, &admin(&mut asleep)))
        .unwrap();
    let me = world.me(&mut asleep);
    assert_eq!((me.standing, me.may_be_weak), (Standing::Free, true));
    // The next sign-in judges it again.
    let again = world.signed_in("ben@firm.example", MIDDLING);
    assert_eq!(again.me.standing, weak);
}

#[test]
fn s8_a_strong_password_is_remembered_at_sign_in_and_forgotten_with_the_name() {
    let mut world = World::new();
    let ben = world.person("ben@firm.example", FIRM_USER);
    assert!(world.user(ben).seen_strong);
    let mut ada = world.session(ADA);
    let to = known_as("Benjamin Okafor", "ben@firm.example");
    world
        .with(|desk, call| edit_user(desk, call, &mut admin(&mut ada), ben, &to, None))
        .result
        .unwrap();
    assert!(!world.user(ben).seen_strong);
    world.session("ben@firm.example");
    assert!(world.user(ben).seen_strong);
}

#[test]
fn u10_the_summary_tells_what_happened_since_it_was_dismissed() {
    let mut world = World::new();
    world.advance(days(1));
    let _ = world.try_in(ADA, "wrong wrong");
    let signed_in = world.signed_in(ADA, RIGHT);
    assert_eq!(signed_in.summary.failed_tries, 1);
    let (at, from) = signed_in.summary.last_sign_in.clone().unwrap();
    assert_eq!((at, from.as_str()), (world.now - days(1), "pts/3"));
    assert_eq!(
        signed_in.summary.lines(world.now, crate::words::Zone::Utc),
        [
            "You last signed in on 24 Nov, 14:02, from pts/3.",
            "1 try to sign in failed since then.",
        ]
    );
    let session = &signed_in.session;
    world
        .with(|desk, call| dismiss_summary(desk, call, session, signed_in.summary.up_to))
        .unwrap();
    world.advance(days(1));
    let again = world.signed_in(ADA, RIGHT).summary;
    assert!(again.is_quiet(), "{again:?}");
    assert_eq!(again.last_sign_in.unwrap().0, world.now - days(1));
}

#[test]
fn u10_a_password_that_was_chosen_since_is_not_the_one_that_was_imported() {
    let mut world = World::new();
    let file = b"name,email\nKira,kira@client.example\n";
    let plan = ImportPlan::read(file, world.now).unwrap();
    let list = plan.against(&mut world.desk).unwrap().ready().unwrap();
    let mut ada = world.session(ADA);
    let ada = &mut ada;
    world
        .with(|desk, call| import_users(desk, call, &mut admin(ada), &list, None, || {}))
        .result
        .unwrap();
    let kira = world.last_entry().targets[0];
    let purpose = CodePurpose::Setup;
    let issued =
        world.with(|desk, call| issue_code(desk, call, &mut admin(ada), kira, purpose, None));
    let code = issued.result.unwrap().code;
    world.redeemed("kira@client.example", &code, RIGHT);
    let told = world.signed_in("kira@client.example", RIGHT).summary;
    assert_eq!(told.events[0].what, SummaryWhat::Imported);
    let sentence = told.events[0].sentence(world.now, crate::words::Zone::Utc);
    assert!(
        sentence.starts_with("Ada Hartwell imported your account ("),
        "{sentence}"
    );
}

#[test]
fn u1_who_was_shown_a_code_is_told_to_the_one_who_used_it() {
    let mut world = World::new();
    world.person("ben@firm.example", FIRM_USER);
    let summary = world.signed_in("ben@firm.example", RIGHT).summary;
    let told = summary
        .events
        .iter()
        .find(|event| event.what == SummaryWhat::PasswordChosenWithCode);
    assert_eq!(told.unwrap().by.as_str(), "Ada Hartwell");
    let ada = world.signed_in(ADA, RIGHT).summary;
    assert!(ada.events.is_empty(), "{ada:?}");
}

#[test]
fn signing_out_is_recorded() {
    let mut world = World::new();
    let ada = world.session(ADA);
    world.with(|desk, call| sign_out(desk, call, ada)).unwrap();
    assert_eq!(world.last_entry().act, Act::SignedOut);
}

#[test]
fn s3_no_text_typed_as_an_e_mail_reaches_the_count_of_codes() {
    let mut world = World::new();
    let (_, code) = world.invited("new@firm.example", FIRM_USER);
    for _ in 0..FREE {
        let _ = world.try_in("new@firm.example\ncode", "wrong wrong");
    }
    world.redeemed("new@firm.example", &code, RIGHT);
}
