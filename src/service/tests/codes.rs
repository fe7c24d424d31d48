//! Setup codes: U1, and S3's count of them.

use super::*;

pub(super) fn check(world: &mut World, mail: &str, code: &str) -> Result<Redeeming, CodeError> {
    let code = Code::parse(code).unwrap();
    world
        .with(|desk, call| check_code(desk, call, mail, &code))
        .result
}

pub(super) fn other_code() -> String {
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
    let renewed = issued(&mut world, ben, CodePurpose::Setup);
    assert!(matches!(
        check(&mut world, "ben@firm.example", &code),
        Err(CodeError::Wrong)
    ));
    let redeeming = check(&mut world, "ben@firm.example", &renewed.code).unwrap();
    let to = known_as("Ben", "benjamin@firm.example");
    world
        .with(|desk, call| edit_user(desk, call, &mut admin(&mut ada), ben, &to, None))
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
fn no_secret_is_in_debug_or_in_the_log() {
    let mut world = World::new();
    let mut ada = world.session(ADA);
    let new = somebody("Ben", "ben@firm.example");
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
        let refused = world.with(|desk, call| {
            issue_code(
                desk,
                call,
                &mut admin(&mut ada),
                whom,
                CodePurpose::Reset,
                None,
            )
        });
        assert!(matches!(refused.result, Err(ActError::NotAllowed(refusal)) if refusal == why));
    }
}

/// Returns the row of Manage Users about someone, as Ada sees it.
fn row_of(world: &mut World, id: UserId) -> PersonRow {
    let mut ada = world.session(ADA);
    let asked = PageRequest {
        filter: crate::domain::Filter::default(),
        order: crate::domain::Order::Name,
        direction: crate::domain::Direction::Forward,
        from: From::First,
        rows: 50,
    };
    let page = world.with(|desk, call| list_people(desk, call, &admin(&mut ada), &asked));
    let rows = page.unwrap().rows;
    rows.into_iter().find(|row| row.id == id).unwrap()
}

pub(super) fn issued(world: &mut World, whom: UserId, purpose: CodePurpose) -> Issued {
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| issue_code(desk, call, &mut admin(&mut ada), whom, purpose, None))
        .result
        .unwrap()
}

#[test]
fn u1_a_revoked_code_is_dead_and_the_log_and_the_user_are_told() {
    let mut world = World::new();
    let (hugo, code) = world.invited("hugo@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    let revoke = |desk: &mut Desk, call: &mut Call<'_>, ada: &mut Session| {
        revoke_code(desk, call, &admin(ada), hugo)
    };
    world
        .with(|desk, call| revoke(desk, call, &mut ada))
        .unwrap();
    let entry = world.last_entry();
    assert_eq!(
        (entry.act, &entry.targets[..]),
        (Act::CodeRevoked, &[hugo][..])
    );
    assert_eq!(
        entry.changes[0].old.as_deref(),
        Some("2026-12-01T14:02:00Z")
    );
    assert_eq!(entry.changes[0].new, None);
    assert!(matches!(
        check(&mut world, "hugo@firm.example", &code),
        Err(CodeError::Revoked)
    ));
    let again = world.with(|desk, call| revoke(desk, call, &mut ada));
    assert!(matches!(
        again,
        Err(ActError::NotAllowed(crate::domain::Refusal::NoOpenCode))
    ));

    let renewed = issued(&mut world, hugo, CodePurpose::Setup);
    let signed_in = world.redeemed("hugo@firm.example", &renewed.code, RIGHT);
    let what: Vec<_> = signed_in
        .summary
        .events
        .iter()
        .map(|event| (event.by.as_str().to_owned(), event.what))
        .collect();
    let ada = |what| ("Ada Hartwell".to_owned(), what);
    assert_eq!(
        what,
        [
            ada(SummaryWhat::CodeIssued),
            ada(SummaryWhat::CodeRevoked),
            ada(SummaryWhat::CodeIssued),
        ],
        "up to the sign-in itself"
    );
}

#[test]
fn u1_a_code_whose_time_is_over_cannot_be_revoked_though_the_row_still_names_it() {
    let mut world = World::new();
    let (hugo, _) = world.invited("hugo@firm.example", FIRM_USER);
    world.advance(days(7));
    assert!(world.user(hugo).code_until.is_some());
    let mut ada = world.session(ADA);
    let late = world.with(|desk, call| revoke_code(desk, call, &admin(&mut ada), hugo));
    assert!(matches!(
        late,
        Err(ActError::NotAllowed(crate::domain::Refusal::NoOpenCode))
    ));
    assert_eq!(world.last_entry().act, Act::Refused);
}

#[test]
fn u1_the_row_says_who_issued_a_code_when_until_when_and_what_became_of_it() {
    use crate::domain::CodeState;
    let mut world = World::new();
    let (hugo, code) = world.invited("hugo@firm.example", FIRM_USER);
    let news = row_of(&mut world, hugo).code.unwrap();
    assert_eq!(news.issued_by.as_str(), "Ada Hartwell");
    assert_eq!(news.record.purpose, CodePurpose::Setup);
    assert_eq!(
        (news.record.issued_at, news.record.until),
        (world.now, world.now + days(7))
    );
    assert_eq!(news.record.state(world.now), CodeState::Open);
    world.redeemed("hugo@firm.example", &code, RIGHT);
    let news = row_of(&mut world, hugo).code.unwrap();
    assert_eq!(news.record.state(world.now), CodeState::Used(world.now));
    assert_eq!(row_of(&mut world, UserId(1)).code, None);
}

#[test]
fn u1_a_renewed_code_stands_in_the_log_with_the_end_of_the_one_it_replaced() {
    let mut world = World::new();
    let (hugo, _) = world.invited("hugo@firm.example", FIRM_USER);
    world.advance(days(1));
    issued(&mut world, hugo, CodePurpose::Setup);
    let entry = world.last_entry();
    assert_eq!(entry.act, Act::CodeIssued);
    assert_eq!(
        entry.changes[0].old.as_deref(),
        Some("2026-12-01T14:02:00Z")
    );
    assert_eq!(
        entry.changes[0].new.as_deref(),
        Some("2026-12-02T14:02:00Z")
    );
}

#[test]
fn s9_a_code_is_issued_only_on_a_fresh_proof_and_a_revocation_needs_none() {
    let mut world = World::new();
    let ben = world.person("ben@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    world.advance(TimeDelta::minutes(5));
    let mut issue = |world: &mut World, proof: Option<&Offered>| {
        let purpose = CodePurpose::Reset;
        world
            .with(|desk, call| issue_code(desk, call, &mut admin(&mut ada), ben, purpose, proof))
            .result
    };
    assert!(matches!(
        issue(&mut world, None),
        Err(ActError::ProofNeeded)
    ));
    let wrong = issue(&mut world, Some(&offered("not it")));
    assert!(matches!(wrong, Err(ActError::ProofWrong { left: 4 })));
    assert_eq!(world.user(ben).code_until, None);
    issue(&mut world, Some(&offered(RIGHT))).unwrap();
    world.advance(TimeDelta::hours(1));
    let revoked = world.with(|desk, call| revoke_code(desk, call, &admin(&mut ada), ben));
    revoked.unwrap();
}

#[test]
fn s3_manage_users_sees_a_wait_and_a_lock_and_a_reset_code_opens_them() {
    use crate::domain::throttle::Held;
    let mut world = World::new();
    let ben = world.person("ben@firm.example", FIRM_USER);
    assert_eq!(row_of(&mut world, ben).held, Held::Free);
    for _ in 0..5 {
        let _ = world.try_in("ben@firm.example", "wrong wrong");
    }
    let until = world.now + TimeDelta::seconds(30);
    assert_eq!(row_of(&mut world, ben).held, Held::Waits { until });
    for _ in 0..95 {
        world.advance(TimeDelta::minutes(15));
        let _ = world.try_in("ben@firm.example", "wrong wrong");
    }
    assert_eq!(row_of(&mut world, ben).held, Held::Locked);
    assert_eq!(
        row_of(&mut world, UserId(1)).held,
        Held::Free,
        "nobody else's"
    );
    let locked = world.try_in("ben@firm.example", RIGHT).result;
    assert!(matches!(locked, SignInOutcome::Locked));
    let code = issued(&mut world, ben, CodePurpose::Reset).code;
    assert_eq!(
        row_of(&mut world, ben).held,
        Held::Locked,
        "issuing opens nothing"
    );
    world.redeemed("BEN@firm.example", &code, NEXT);
    assert_eq!(row_of(&mut world, ben).held, Held::Free);
    world.signed_in("ben@firm.example", NEXT);
}

#[test]
fn u2_an_open_reset_code_dies_with_a_change_of_the_password() {
    let mut world = World::new();
    let ben = world.person("ben@firm.example", FIRM_USER);
    let mut bens = world.session("ben@firm.example");
    let code = issued(&mut world, ben, CodePurpose::Reset).code;
    let new = password(NEXT);
    let current = offered(RIGHT);
    world
        .with(|desk, call| change_own_password(desk, call, &mut bens, Some(&current), &new))
        .result
        .unwrap();
    assert!(matches!(
        check(&mut world, "ben@firm.example", &code),
        Err(CodeError::Revoked)
    ));
}
