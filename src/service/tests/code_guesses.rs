//! Guessing at codes, and what a code lets its holder guess at (S3, S5).

use super::codes::{check, issued, other_code};
use super::*;

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
    let code = issued(&mut world, ben, CodePurpose::Reset).code.to_string();
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
    let code = issued(&mut world, ben, CodePurpose::Reset).code.to_string();
    let redeeming = check(&mut world, "ben@firm.example", &code).unwrap();
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), ben))
        .unwrap();
    let (back, error) = redeem_with(&mut world, redeeming, RIGHT);
    assert!(back.is_none() && matches!(error, ChangeError::CodeEnded));
    assert_eq!(world.last_entry().act, Act::CodeFailed);
}
