//! What acts leave for the mail, and what they do not (N2, U1, U2, U4, E2).

use super::*;
use crate::domain::mail::{Errand, MailJob, Whom};
use crate::domain::{Filter, Marked, PasswordFilter, Reason};
use crate::service::Mailing;

/// A firm whose mail is set up.
fn world() -> World {
    let mut world = World::new();
    let desk = std::mem::replace(
        &mut world.desk,
        Desk::new(Box::new(memory::Memory::default())),
    );
    world.desk = desk.with_mailing(Mailing::On);
    world
}

fn jobs(world: &mut World) -> Vec<MailJob> {
    let far = Instant::MAX_UTC;
    world
        .desk
        .look()
        .unwrap()
        .mail_jobs_due(far, 1_000)
        .unwrap()
}

#[track_caller]
fn only_job(world: &mut World) -> MailJob {
    let mut all = jobs(world);
    assert_eq!(all.len(), 1, "{all:?}");
    all.pop().unwrap()
}

/// Says that the newest job is of the newest entry's transaction: the desk knows it, and both are there.
#[track_caller]
fn is_left(world: &mut World, errand: &Errand, whom: Whom) {
    let job = only_job(world);
    assert_eq!((&job.asked.errand, job.asked.whom), (errand, whom));
    assert_eq!(job.asked.at, world.now);
    assert_eq!(world.desk.take_mail_jobs(), [job.id]);
    assert!(world.desk.take_mail_jobs().is_empty());
}

#[test]
fn n2_no_job_is_left_where_mail_is_not_set_up() {
    let mut world = World::new();
    let ben = world.person("ben@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| force_password_change(desk, call, &admin(&mut ada), ben, None))
        .unwrap();
    world.set_policy(strong());
    assert_eq!(jobs(&mut world), []);
    let new = somebody("Eve", "eve@firm.example");
    let refused = world
        .with(|desk, call| invite_user(desk, call, &mut admin(&mut ada), &new, None))
        .result;
    assert!(matches!(refused, Err(ActError::NoMail)));
    let asked = world.with(|desk, call| ask_for_code(desk, call, ADA));
    assert!(asked.result.is_ok());
    assert_eq!(jobs(&mut world), []);
}

#[test]
fn n2_a_force_leaves_one_job_for_the_one_it_is_about() {
    let mut world = world();
    let ben = world.person("ben@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| force_password_change(desk, call, &admin(&mut ada), ben, None))
        .unwrap();
    let act = world.user(ben).credential.unwrap().force.unwrap();
    is_left(&mut world, &Errand::Forced(act), Whom::One(ben));
}

#[test]
fn e2_expiring_all_and_forcing_many_leave_one_row_at_a_thousand_users() {
    let mut world = World::empty();
    world
        .with(|desk, call| super::super::demo::fill(desk, call, Some(1_000)))
        .unwrap();
    let desk = std::mem::replace(
        &mut world.desk,
        Desk::new(Box::new(memory::Memory::default())),
    );
    world.desk = desk.with_mailing(Mailing::On);
    let owner = world.desk.look().unwrap().account().unwrap().unwrap().owner;
    let mail = world.user(owner).email.as_str().to_owned();
    let mut ada = world.signed_in(&mail, super::super::demo::PASSWORD).session;

    let everyone = Marked::all_matching(Filter {
        password: PasswordFilter::Any,
        ..Filter::default()
    });
    let forced = world
        .with(|desk, call| {
            let act = OnMarked::Force(Reason::parse("a laptop was lost").unwrap());
            act_on_marked(desk, call, &mut admin(&mut ada), &everyone, &act, None)
        })
        .result
        .unwrap();
    assert!(forced.reached > 500, "{}", forced.reached);
    let job = only_job(&mut world);
    assert!(matches!(job.asked.errand, Errand::Forced(_)));
    assert_eq!(job.asked.whom, Whom::All);
}

#[test]
fn e2_expire_all_leaves_one_job_whatever_the_number_of_users() {
    let mut world = world();
    for n in 0..20 {
        world.invited(&format!("p{n}@firm.example"), FIRM_USER);
    }
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| expire_all_passwords(desk, call, &mut admin(&mut ada), None, None))
        .result
        .unwrap();
    let generation = crate::domain::Generation(1);
    is_left(&mut world, &Errand::AllExpired(generation), Whom::All);
}

#[test]
fn n2_strong_passwords_leave_a_job_when_they_are_turned_on_and_only_then() {
    let mut world = world();
    world.set_policy(every(ExpiryInterval::Days90));
    assert_eq!(jobs(&mut world), []);
    world.set_policy(strong());
    let revision = world.desk.look().unwrap().policy().unwrap().revision;
    is_left(&mut world, &Errand::StrongRequired(revision), Whom::All);
    // Another interval leaves it, and turning them off ends it.
    world.set_policy(Policy {
        expiry: ExpiryInterval::Days30,
        ..strong()
    });
    assert_eq!(jobs(&mut world).len(), 1);
    world.set_policy(every(ExpiryInterval::Days30));
    assert_eq!(jobs(&mut world), []);
}

#[test]
fn n2_an_act_that_was_refused_leaves_no_job() {
    let mut world = world();
    let connect = world.person("con@client.example", Membership::Connect);
    let mut ada = world.session(ADA);
    let refused =
        world.with(|desk, call| force_password_change(desk, call, &admin(&mut ada), connect, None));
    assert!(refused.is_err());
    assert_eq!(jobs(&mut world), []);
    assert!(world.desk.take_mail_jobs().is_empty());
}

#[test]
fn u1_an_invitation_shows_nobody_a_code_and_makes_none_before_it_is_sent() {
    let mut world = world();
    let mut ada = world.session(ADA);
    let new = somebody("Eve", "eve@firm.example");
    let mailed = world
        .with(|desk, call| invite_user(desk, call, &mut admin(&mut ada), &new, None))
        .result
        .unwrap();
    assert_eq!(mailed.rests_until, None);
    assert_eq!(world.user(mailed.user).code_until, None);
    assert_eq!(world.last_entry().act, Act::UserAdded);
    let errand = Errand::Code(CodePurpose::Setup);
    is_left(&mut world, &errand, Whom::One(mailed.user));
    // Asked to be seen after all: then none comes by mail.
    world
        .with(|desk, call| {
            let mut admin = admin(&mut ada);
            issue_code(
                desk,
                call,
                &mut admin,
                mailed.user,
                CodePurpose::Setup,
                None,
            )
        })
        .result
        .unwrap();
    assert_eq!(jobs(&mut world), []);
}

#[test]
fn u2_a_code_that_an_administrator_has_mailed_replaces_the_job_before() {
    let mut world = world();
    let ben = world.person("ben@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    for _ in 0..2 {
        world
            .with(|desk, call| {
                let mut admin = admin(&mut ada);
                mail_code(desk, call, &mut admin, ben, CodePurpose::Reset, None)
            })
            .result
            .unwrap();
    }
    assert_eq!(jobs(&mut world).len(), 1);
    assert_eq!(world.last_entry().act, Act::CodeAskedFor);
    let owner = world
        .with(|desk, call| {
            let mut admin = admin(&mut ada);
            mail_code(desk, call, &mut admin, UserId(1), CodePurpose::Reset, None)
        })
        .result;
    assert!(owner.is_err());
    world
        .with(|desk, call| revoke_code(desk, call, &admin(&mut ada), ben))
        .unwrap_err();
}

#[test]
fn u2_a_code_is_asked_for_in_the_same_way_whether_anybody_has_the_email() {
    let mut world = world();
    let ben = world.person("ben@firm.example", FIRM_USER);
    for (typed, whom) in [
        (" BEN@firm.example", Whom::One(ben)),
        ("nobody@firm.example", Whom::Nobody),
        (ADA, Whom::One(UserId(1))),
        ("no e-mail at all", Whom::Nobody),
    ] {
        let before = world.log().len();
        let answer = world.with(|desk, call| ask_for_code(desk, call, typed));
        assert!(answer.result.is_ok());
        let half_a_second = Duration::from_millis(500);
        assert_eq!(answer.not_before, Some(world.since_boot + half_a_second));
        let entries = world.log();
        assert_eq!(entries.len(), before + 1);
        assert_eq!(entries[before].act, Act::CodeAskedFor);
        assert!(!format!("{:?}", entries[before]).contains("nobody@"));
        let all = jobs(&mut world);
        let job = all.iter().find(|job| job.asked.whom == whom);
        assert!(job.is_some(), "{typed}");
        assert_eq!(world.desk.take_mail_jobs().len(), 1);
    }
}

#[test]
fn u2_an_email_is_heard_once_in_fifteen_minutes_known_or_not() {
    for typed in ["ben@firm.example", "nobody@firm.example"] {
        let mut world = world();
        world.person("ben@firm.example", FIRM_USER);
        let ask = |world: &mut World| {
            let answer = world.with(|desk, call| ask_for_code(desk, call, typed));
            assert!(answer.not_before.is_some() && answer.result.is_ok());
            world.desk.take_mail_jobs().len()
        };
        assert_eq!(ask(&mut world), 1);
        let entries = world.log().len();
        world.advance(TimeDelta::minutes(15) - TimeDelta::milliseconds(1));
        assert_eq!(ask(&mut world), 0, "{typed}");
        assert_eq!(world.log().len(), entries);
        world.advance(TimeDelta::milliseconds(1));
        assert_eq!(ask(&mut world), 1, "{typed}");
        // E9: a clock that was set back holds nobody up.
        world.now -= days(1);
        assert_eq!(ask(&mut world), 1, "{typed}");
    }
}

#[test]
fn u2_jobs_for_nobody_are_bounded() {
    let mut world = world();
    for n in 0..150 {
        let typed = format!("nobody{n}@firm.example");
        let asked = world.with(|desk, call| ask_for_code(desk, call, &typed));
        assert!(asked.result.is_ok());
    }
    assert_eq!(jobs(&mut world).len(), 100);
}

#[test]
fn u4_a_new_email_is_told_to_the_old_one_and_rests_for_a_day() {
    let mut world = world();
    let ben = world.person("ben@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    let new = "ben@elsewhere.example";
    let to = known_as("Ben", new);
    world
        .with(|desk, call| edit_user(desk, call, &mut admin(&mut ada), ben, &to, None))
        .result
        .unwrap();
    let old = email("ben@firm.example");
    is_left(&mut world, &Errand::EmailChanged { old }, Whom::One(ben));
    let mailed = world
        .with(|desk, call| {
            let mut admin = admin(&mut ada);
            mail_code(desk, call, &mut admin, ben, CodePurpose::Reset, None)
        })
        .result
        .unwrap();
    assert_eq!(mailed.rests_until, Some(world.now + days(1)));
    // A name alone is told to nobody.
    let to = known_as("Benjamin", new);
    world.desk.take_mail_jobs();
    world
        .with(|desk, call| edit_user(desk, call, &mut admin(&mut ada), ben, &to, None))
        .result
        .unwrap();
    assert!(world.desk.take_mail_jobs().is_empty());
}

#[test]
fn u8_a_response_to_a_break_in_stops_codes_on_their_way_and_leaves_one_job() {
    let mut world = world();
    let ben = world.person("ben@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| {
            let mut admin = admin(&mut ada);
            mail_code(desk, call, &mut admin, ben, CodePurpose::Reset, None)
        })
        .result
        .unwrap();
    world.desk.take_mail_jobs();
    let response = BreakIn {
        whom: BreakIn::everyone(),
        disable_connect: false,
        reason: None,
    };
    world
        .with(|desk, call| respond_to_break_in(desk, call, &mut admin(&mut ada), &response, None))
        .result
        .unwrap();
    let act = world.user(ben).credential.unwrap().force.unwrap();
    is_left(&mut world, &Errand::Forced(act), Whom::All);
}
