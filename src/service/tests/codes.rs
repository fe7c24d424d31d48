//! Setup codes: U1, and S3's count of them.

use super::*;

fn check(world: &mut World, mail: &str, code: &str) -> Result<Redeeming, CodeError> {
    let code = Code::parse(code).unwrap();
    world
        .with(|desk, call| check_code(desk, call, mail, &code))
        .result
}

fn other_code() -> String {
    Code::generate(&mut ChaCha20Rng::seed_from_u64(99))
        .grouped()
        .to_string()
}

#[test]
fn u1_added_checked_redeemed_and_signed_in() {
    let mut world = World::new();
    let (ben, code) = world.invited("ben@firm.example", FIRM_USER);
    assert_eq!(world.user(ben).code_until, Some(world.now + days(7)));
    let redeeming = check(&mut world, "ben@firm.example", &code).unwrap();
    let short = password("short");
    let (back, error) = world
        .with(|desk, call| redeem_code(desk, call, redeeming, &short))
        .result
        .unwrap_err();
    assert!(matches!(error, ChangeError::Baseline(_)));
    let new = password(NEXT);
    let signed_in = world
        .with(|desk, call| redeem_code(desk, call, back.unwrap(), &new))
        .result
        .unwrap();
    assert_eq!(signed_in.me.standing, Standing::Free);
    world.signed_in("ben@firm.example", NEXT);
    assert!(matches!(
        check(&mut world, "ben@firm.example", &code),
        Err(CodeError::Used)
    ));
    assert_eq!(world.user(ben).code_until, None);
    let redeemed = world
        .log()
        .into_iter()
        .find(|entry| entry.act == Act::CodeRedeemed)
        .unwrap();
    assert_eq!(redeemed.targets, [ben, UserId(1)], "the log names both");
}

#[test]
fn u1_a_code_is_dead_after_its_time_a_new_one_an_email_change_or_a_disable() {
    let mut world = World::new();
    let (ben, code) = world.invited("ben@firm.example", FIRM_USER);
    world.advance(days(7));
    assert!(matches!(
        check(&mut world, "ben@firm.example", &code),
        Err(CodeError::Lapsed)
    ));
    let mut ada = world.session(ADA);
    let renewed = world
        .with(|desk, call| renew_setup_code(desk, call, &mut admin(&mut ada), ben, None))
        .result
        .unwrap();
    assert!(matches!(
        check(&mut world, "ben@firm.example", &code),
        Err(CodeError::Wrong)
    ));
    let redeeming = check(&mut world, "ben@firm.example", &renewed.code).unwrap();
    let (name, mail) = (
        PersonName::parse("Ben").unwrap(),
        email("benjamin@firm.example"),
    );
    world
        .with(|desk, call| edit_user(desk, call, &mut admin(&mut ada), ben, &name, &mail, None))
        .result
        .unwrap();
    let new = password(NEXT);
    let (back, error) = world
        .with(|desk, call| redeem_code(desk, call, redeeming, &new))
        .result
        .unwrap_err();
    assert!(
        back.is_none() && matches!(error, ChangeError::CodeEnded),
        "{error:?}"
    );
    assert!(matches!(
        check(&mut world, "benjamin@firm.example", &renewed.code),
        Err(CodeError::Revoked)
    ));

    let (carl, code) = world.invited("carl@firm.example", FIRM_USER);
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), carl))
        .unwrap();
    world
        .with(|desk, call| enable_user(desk, call, &admin(&mut ada), carl))
        .unwrap();
    assert!(matches!(
        check(&mut world, "carl@firm.example", &code),
        Err(CodeError::Revoked)
    ));
}

#[test]
fn s3_codes_have_a_count_of_their_own_and_lock_nothing() {
    let mut world = World::new();
    let (_, code) = world.invited("ben@firm.example", FIRM_USER);
    for mail in ["ben@firm.example", "nobody@firm.example"] {
        for _ in 0..5 {
            assert!(matches!(
                check(&mut world, mail, &other_code()),
                Err(CodeError::Wrong)
            ));
        }
        assert!(matches!(
            check(&mut world, mail, &code),
            Err(CodeError::Wait { .. })
        ));
    }
    for _ in 0..120 {
        world.advance(TimeDelta::seconds(30));
        assert!(matches!(
            check(&mut world, "ben@firm.example", &other_code()),
            Err(CodeError::Wrong)
        ));
    }
    world.advance(TimeDelta::seconds(30));
    assert!(matches!(
        world.try_in("ben@firm.example", "wrong wrong").result,
        SignInOutcome::Refused
    ));
    check(&mut world, "ben@firm.example", &code).unwrap();
}

#[test]
fn no_secret_is_in_debug_or_in_the_log() {
    let mut world = World::new();
    let mut ada = world.session(ADA);
    let new = NewUser {
        name: PersonName::parse("Ben").unwrap(),
        email: email("ben@firm.example"),
        membership: FIRM_USER,
    };
    let added = world
        .with(|desk, call| add_user(desk, call, &mut admin(&mut ada), &new, None))
        .result
        .unwrap();
    let code = added.code.to_string();
    let redeeming = check(&mut world, "ben@firm.example", &code).unwrap();
    let debug = format!("{added:?} {redeeming:?} {ada:?} {:?}", world.desk);
    let signed_in = world
        .with(|desk, call| redeem_code(desk, call, redeeming, &password(NEXT)))
        .result
        .unwrap();
    let _ = world.try_in("my secret typed as an e-mail", RIGHT);
    let _ = world.try_in(ADA, "wrong secret");
    let all = format!("{debug} {signed_in:?} {:?}", world.log());
    for secret in [
        code.as_str(),
        RIGHT,
        NEXT,
        "wrong secret",
        "my secret",
        "$argon2",
    ] {
        assert!(!all.contains(secret), "{secret} in {all}");
    }
}

#[test]
fn u2_nobody_issues_a_code_for_the_owner_or_a_reset_code_for_the_invited() {
    use crate::domain::Refusal;
    let mut world = World::new();
    let (hugo, _) = world.invited("hugo@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    for (whom, why) in [
        (UserId(1), Refusal::OwnersCode),
        (hugo, Refusal::NeedsSetupCode),
    ] {
        let refused =
            world.with(|desk, call| issue_reset_code(desk, call, &mut admin(&mut ada), whom, None));
        assert!(matches!(refused.result, Err(ActError::NotAllowed(refusal)) if refusal == why));
    }
}

/// Redeems for a password that was had before, or that takes the code away.
fn redeem_with(
    world: &mut World,
    redeeming: Redeeming,
    text: &str,
) -> (Option<Redeeming>, ChangeError) {
    let new = password(text);
    let answer = world.with(|desk, call| redeem_code(desk, call, redeeming, &new));
    answer.result.unwrap_err()
}

#[test]
fn s3_s5_a_code_does_not_let_its_holder_guess_at_the_password_before() {
    let mut world = World::new();
    let ben = world.person("ben@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    let code = world
        .with(|desk, call| issue_reset_code(desk, call, &mut admin(&mut ada), ben, None))
        .result
        .unwrap()
        .code
        .to_string();
    let open = |world: &mut World| check(world, "ben@firm.example", &code).unwrap();
    let mut redeeming = open(&mut world);
    for _ in 0..5 {
        let (back, error) = redeem_with(&mut world, redeeming, RIGHT);
        assert!(matches!(error, ChangeError::Baseline(_)), "{error}");
        redeeming = back.unwrap();
    }
    // Now nothing is compared, right or wrong, and a slip in the form is told all the same.
    for text in [RIGHT, NEXT] {
        let (back, error) = redeem_with(&mut world, redeeming, text);
        assert!(matches!(error, ChangeError::Wait), "{error}");
        redeeming = back.unwrap();
    }
    let (_, error) = redeem_with(&mut world, redeeming, "short");
    assert!(matches!(error, ChangeError::Baseline(_)));
    // Entering the code again brings no new tries.
    let redeeming = open(&mut world);
    let (back, error) = redeem_with(&mut world, redeeming, RIGHT);
    assert!(matches!(error, ChangeError::Wait));
    // After the wait one more, and then it waits again.
    world.advance(TimeDelta::seconds(30));
    let (back, error) = redeem_with(&mut world, back.unwrap(), RIGHT);
    assert!(matches!(error, ChangeError::Baseline(_)));
    let (back, error) = redeem_with(&mut world, back.unwrap(), NEXT);
    assert!(matches!(error, ChangeError::Wait));
    world.advance(TimeDelta::seconds(30));
    let new = password(NEXT);
    world
        .with(|desk, call| redeem_code(desk, call, back.unwrap(), &new))
        .result
        .unwrap();
    // The count is gone with the password that it was about.
    let look = world.desk.look().unwrap();
    let key = super::super::throttling::redeeming_key(&look.account().unwrap().unwrap().key, ben);
    assert_eq!(look.tries(&key).unwrap().wrong, 0);
}

#[test]
fn s3_a_code_that_was_revoked_compares_nothing() {
    let mut world = World::new();
    let ben = world.person("ben@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    let code = world
        .with(|desk, call| issue_reset_code(desk, call, &mut admin(&mut ada), ben, None))
        .result
        .unwrap()
        .code
        .to_string();
    let redeeming = check(&mut world, "ben@firm.example", &code).unwrap();
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), ben))
        .unwrap();
    let (back, error) = redeem_with(&mut world, redeeming, RIGHT);
    assert!(back.is_none() && matches!(error, ChangeError::CodeEnded));
    assert_eq!(world.last_entry().act, Act::CodeFailed);
}
