//! One's own password: S3, S4, S5, S10, E3, E4.

use super::*;
use crate::domain::strength::{BaselineFault, KnownWords, Strength};
use crate::lists::{Breached, Lists, Unreadable};
use crate::service::desk::End;
use crate::service::session::Setting;

fn change(
    world: &mut World,
    session: &mut Session,
    current: Option<&str>,
    new: &str,
) -> Result<Me, ChangeError> {
    let (current, new) = (current.map(offered), password(new));
    world
        .with(|desk, call| change_own_password(desk, call, session, current.as_ref(), &new))
        .result
}

#[test]
fn s5_a_new_password_meets_the_baseline_and_is_not_the_one_just_used() {
    let mut world = World::new();
    let mut ada = world.session(ADA);
    for (new, fault) in [
        ("short", BaselineFault::TooShort { missing: 3 }),
        ("password1", BaselineFault::Common),
        ("ADA HARTWELL", BaselineFault::OwnName),
        (ADA, BaselineFault::OwnEmail),
        ("hartwell & finch llp", BaselineFault::FirmName),
        (RIGHT, BaselineFault::SameAsBefore),
    ] {
        match change(&mut world, &mut ada, Some(RIGHT), new) {
            Err(ChangeError::Baseline(found)) => assert_eq!(found, fault),
            other => panic!("{new}: {other:?}"),
        }
    }
    let me = change(&mut world, &mut ada, Some(RIGHT), NEXT).unwrap();
    assert_eq!(me.standing, Standing::Free);
    assert_eq!(
        world.me(&mut ada).standing,
        Standing::Free,
        "the session goes on"
    );
    world.signed_in(ADA, NEXT);
    assert!(matches!(
        world.try_in(ADA, RIGHT).result,
        SignInOutcome::Refused
    ));
}

#[test]
fn s4_the_current_password_is_asked_for_but_not_on_a_forced_screen_within_five_minutes() {
    let mut world = World::new();
    world.set_policy(every(ExpiryInterval::Days30));
    let mut ada = world.session(ADA);
    assert!(matches!(
        change(&mut world, &mut ada, None, NEXT),
        Err(ChangeError::ProofNeeded)
    ));
    world.advance(days(30));
    let mut ada = world.signed_in(ADA, RIGHT);
    assert!(matches!(ada.me.standing, Standing::MustChoose(_)));
    world.advance(TimeDelta::minutes(5));
    assert!(matches!(
        change(&mut world, &mut ada.session, None, NEXT),
        Err(ChangeError::ProofNeeded)
    ));
    let mut ada = world.signed_in(ADA, RIGHT);
    let me = change(&mut world, &mut ada.session, None, NEXT).unwrap();
    assert_eq!(me.standing, Standing::Free);
}

#[test]
fn s3_the_fifth_wrong_password_ends_the_session_and_goes_to_the_emails_count() {
    let mut world = World::new();
    let mut ada = world.session(ADA);
    for left in [4, 3, 2, 1] {
        match change(&mut world, &mut ada, Some("wrong wrong"), NEXT) {
            Err(ChangeError::CurrentWrong { left: told }) => assert_eq!(told, left),
            other => panic!("{other:?}"),
        }
    }
    let ended = change(&mut world, &mut ada, Some("wrong wrong"), NEXT);
    assert!(matches!(
        ended,
        Err(ChangeError::SessionEnded(EndReason::TooManyWrongPasswords))
    ));
    assert_eq!(
        world.me(&mut ada).standing,
        Standing::Ended(EndReason::TooManyWrongPasswords)
    );
    assert!(matches!(
        change(&mut world, &mut ada, Some(RIGHT), NEXT),
        Err(ChangeError::SessionEnded(_))
    ));
    let look = world.desk.look().unwrap();
    let key = super::super::throttling::password_key(&look.account().unwrap().unwrap().key, ADA);
    assert_eq!(look.tries(&key).unwrap().wrong, 1);
    drop(look);
    assert!(world.acts().contains(&Act::SessionEnded));
}

#[test]
fn s10_a_change_elsewhere_ends_the_other_session_and_changes_nothing_there() {
    let mut world = World::new();
    let (mut here, mut there) = (world.session(ADA), world.session(ADA));
    world.advance(TimeDelta::seconds(1));
    change(&mut world, &mut here, Some(RIGHT), NEXT).unwrap();
    assert_eq!(
        world.me(&mut there).standing,
        Standing::Ended(EndReason::PasswordChangedElsewhere)
    );
    assert!(matches!(
        change(
            &mut world,
            &mut there,
            Some(NEXT),
            "another harbour lantern"
        ),
        Err(ChangeError::SessionEnded(_))
    ));
    assert_eq!(world.me(&mut here).standing, Standing::Free);
}

#[test]
fn s9_a_session_ends_after_twelve_hours() {
    let mut world = World::new();
    let mut ada = world.session(ADA);
    world.advance(TimeDelta::hours(12));
    assert_eq!(
        world.me(&mut ada).standing,
        Standing::Ended(EndReason::TwelveHours)
    );
}

#[test]
fn e4_a_dismissed_notice_stays_away_until_a_policy_brings_the_date_nearer() {
    let mut world = World::new();
    world.set_policy(every(ExpiryInterval::Days90));
    world.advance(days(80));
    let mut ada = world.session(ADA);
    assert!(world.me(&mut ada).notice.is_some());
    let me = world
        .with(|desk, call| dismiss_notice(desk, call, &mut ada))
        .unwrap();
    assert_eq!(me.notice, None);
    assert_eq!(world.signed_in(ADA, RIGHT).me.notice, None);
    world.set_policy(every(ExpiryInterval::Days180));
    assert_eq!(world.me(&mut ada).notice, None);
    world.set_policy(every(ExpiryInterval::Days90));
    assert_eq!(world.me(&mut ada).notice, None);
    let nearer = every(ExpiryInterval::Days60);
    world.set_policy(nearer);
    assert!(matches!(
        world.me(&mut ada).standing,
        Standing::MustChoose(_)
    ));
}

#[test]
fn e1_e3_an_expired_password_is_changed_and_a_new_period_begins() {
    let mut world = World::new();
    world.set_policy(every(ExpiryInterval::Days30));
    world.advance(days(31));
    let mut ada = world.signed_in(ADA, RIGHT);
    let since = world.now - days(1);
    assert_eq!(
        ada.me.standing,
        Standing::MustChoose(vec![Because::Expired { since }])
    );
    let me = change(&mut world, &mut ada.session, None, NEXT).unwrap();
    assert_eq!(me.status.end(), Some(world.now + days(30)));
    assert_eq!(me.read_again_at, Some(world.now + days(16)));
}

#[test]
fn e9_a_clock_far_behind_the_log_is_said_and_lengthens_nothing() {
    let mut world = World::new();
    world.set_policy(every(ExpiryInterval::Days30));
    let mut ada = world.session(ADA);
    world.now -= TimeDelta::minutes(50);
    assert_eq!(world.me(&mut ada).clock_behind, None);
    let newest = world.now + TimeDelta::minutes(50);
    world.now -= days(2);
    let me = world.me(&mut ada);
    assert_eq!(me.clock_behind, Some(newest));
    assert_eq!(me.standing, Standing::MustChoose(vec![Because::Clock]));
}

#[test]
fn the_reasons_to_choose_are_sentences() {
    let now = World::empty().now;
    let forced = Because::Forced {
        by: "Ada Hartwell".into(),
        at: now,
        reason: Some("Laptop stolen on Monday".into()),
    };
    assert_eq!(
        forced.sentence(now, crate::words::Zone::Utc),
        "Ada Hartwell asked you to choose a new password (today 14:02). Reason: Laptop stolen on Monday"
    );
}

/// A list with one password on it, which may be away.
struct OneBreached(Result<&'static str, Unreadable>);

impl Breached for OneBreached {
    fn holds(&self, password: &Password) -> Result<bool, Unreadable> {
        self.0.map(|breached| password.as_str() == breached)
    }
}

fn list(of: Result<&'static str, Unreadable>) -> Lists {
    Lists::of(std::sync::Arc::new(OneBreached(of)))
}

#[test]
fn s5_no_way_of_choosing_takes_a_breached_password() {
    let mut world = World::new();
    let (ben, code) = world.invited("ben@firm.example", FIRM_USER);
    world.desk = world.desk.another().unwrap().with_lists(list(Ok(NEXT)));
    let _ = ben;
    let mut ada = world.session(ADA);
    assert!(matches!(
        change(&mut world, &mut ada, Some(RIGHT), NEXT),
        Err(ChangeError::Baseline(BaselineFault::Breached))
    ));

    let code = Code::parse(&code).unwrap();
    let redeeming = world
        .with(|desk, call| check_code(desk, call, "ben@firm.example", &code))
        .result
        .unwrap();
    let refused = world
        .with(|desk, call| redeem_code(desk, call, redeeming, &password(NEXT)))
        .result;
    let Err((Some(_), ChangeError::Baseline(BaselineFault::Breached))) = refused else {
        panic!("{refused:?}");
    };

    let mut empty = World::empty();
    empty.desk = empty.desk.another().unwrap().with_lists(list(Ok(NEXT)));
    let new = NewFirm {
        firm: FirmName::parse("Another Firm").unwrap(),
        name: PersonName::parse("Ada Hartwell").unwrap(),
        email: email(ADA),
        password: password(NEXT),
    };
    assert!(matches!(
        empty.with(|desk, call| found_firm(desk, call, &new)),
        Err(FoundError::Baseline(BaselineFault::Breached))
    ));

    // The list goes with every desk that is made from this one, as the worker's are.
    world.desk = world.desk.another().unwrap();
    assert!(matches!(
        change(&mut world, &mut ada, Some(RIGHT), NEXT),
        Err(ChangeError::Baseline(BaselineFault::Breached))
    ));
    change(
        &mut world,
        &mut ada,
        Some(RIGHT),
        "walnut ferry candle 9035",
    )
    .unwrap();
}

#[test]
fn s5_a_list_that_cannot_be_read_lets_no_new_password_pass_and_no_one_is_kept_out() {
    let mut world = World::new();
    let unread = list(Err(Unreadable::Changed));
    world.desk = world.desk.another().unwrap().with_lists(unread);
    let mut ada = world.session(ADA);
    assert!(matches!(
        change(&mut world, &mut ada, Some(RIGHT), NEXT),
        Err(ChangeError::Baseline(BaselineFault::ListUnreadable))
    ));
    let _ = world.signed_in(ADA, RIGHT);
}

#[test]
fn s5_s6_the_meter_says_that_a_password_is_breached() {
    let known = KnownWords::new("", "", "");
    let judged = |lists: &Lists, text| meter(lists, &known, &password(text)).strength;
    let lists = list(Ok(NEXT));
    assert_eq!(
        judged(&lists, NEXT),
        Strength::Refused(BaselineFault::Breached)
    );
    assert_eq!(judged(&lists, RIGHT), Strength::Strong);
    assert_eq!(judged(&Lists::none(), NEXT), Strength::Strong);
    let unread = list(Err(Unreadable::Failed));
    assert_eq!(
        judged(&unread, RIGHT),
        Strength::Refused(BaselineFault::ListUnreadable)
    );
    // What is refused anyway is refused for that, and no list is asked.
    assert_eq!(
        judged(&unread, "short"),
        Strength::Refused(BaselineFault::TooShort { missing: 3 })
    );
}

#[test]
fn s10_a_password_that_the_session_itself_commits_is_no_others_whoever_reads_it_first() {
    let mut world = World::new();
    let mut ada = world.session(ADA);
    // Two who read beside the act: one asked before its commit, one asks between that and its end.
    let mut early = ada.beside();
    let commit = |world: &mut World, ada: &Session, setting: &Setting| {
        let phc = world.desk.hasher.hash(&password(NEXT), &mut world.rng);
        let (now, since_boot) = (world.now, world.since_boot);
        world.with(|desk, call| {
            desk.act(|tx| {
                let set = tx.set_password(ada.user(), &phc, true, now, Some(ada.serial()))?;
                let serial = set.unwrap();
                let _ = ada.with_new_password(setting, serial, since_boot);
                let entry = call.entry(ada.user(), Act::PasswordChanged);
                Ok((serial, End::with(entry)))
            })
        })
    };
    let setting = ada.sets_password();
    let serial = commit(&mut world, &ada, &setting).unwrap();
    for reader in [&mut early, &mut ada.beside()] {
        assert_eq!(world.me(reader).standing, Standing::Free);
    }
    let since_boot = world.since_boot;
    ada.password_changed(serial, since_boot);
    drop(setting);
    for reader in [&mut early, &mut ada.beside(), &mut ada] {
        assert_eq!(world.me(reader).standing, Standing::Free);
    }
    // One that was never the session's, for the act did not come to its end, is another's.
    world.advance(TimeDelta::seconds(1));
    let setting = ada.sets_password();
    commit(&mut world, &ada, &setting).unwrap();
    drop(setting);
    let ended = world.me(&mut ada.beside()).standing;
    assert_eq!(ended, Standing::Ended(EndReason::PasswordChangedElsewhere));
}

#[test]
fn s3_s9_what_one_handle_of_a_session_learns_the_other_knows() {
    let mut world = World::new();
    let mut ada = world.session(ADA);
    let mut reader = ada.beside();
    assert!(ada.is_same(&reader) && !ada.is_same(&world.session(ADA)));
    world.advance(TimeDelta::minutes(4));
    ada.proved(world.since_boot);
    assert_eq!(reader.proof_holds_until(), ada.proof_holds_until());
    for _ in 0..5 {
        let _ = ada.wrong_try();
    }
    let ended = world.me(&mut reader).standing;
    assert_eq!(ended, Standing::Ended(EndReason::TooManyWrongPasswords));
}
