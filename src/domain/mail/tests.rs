use chrono::DateTime;

use super::*;
use crate::domain::{Credential, Membership, PersonName, Role};

fn job(errand: Errand, by: Option<UserId>) -> NewMailJob {
    NewMailJob {
        errand,
        whom: Whom::All,
        by,
        at: DateTime::UNIX_EPOCH,
    }
}

#[test]
fn n1_the_nearest_step_that_is_reached_is_told_and_none_after_the_end() {
    let end = DateTime::UNIX_EPOCH + TimeDelta::days(100);
    let ms = TimeDelta::milliseconds(1);
    for (days, before, at) in [
        (14, None, Some(14)),
        (7, Some(14), Some(7)),
        (3, Some(7), Some(3)),
        (1, Some(3), Some(1)),
        (0, Some(1), None),
    ] {
        let edge = end - TimeDelta::days(days);
        let step = |now| NoticeStep::reached(end, now).map(NoticeStep::days);
        assert_eq!(step(edge - ms), before, "{days} days and a bit");
        assert_eq!(step(edge), at, "{days} days");
    }
}

#[test]
fn n1_a_step_is_news_only_where_no_nearer_one_was_told() {
    let [fortnight, week, three, one] = NoticeStep::ALL;
    assert!(fortnight.is_news_after(None));
    assert!(week.is_news_after(Some(fortnight)));
    assert!(one.is_news_after(Some(three)));
    assert!(!week.is_news_after(Some(week)));
    assert!(!fortnight.is_news_after(Some(one)));
    assert_eq!(NoticeStep::of_days(7), Some(week));
    assert_eq!(NoticeStep::of_days(8), None);
}

#[test]
fn n2_a_job_is_tried_at_growing_distances_and_then_given_up() {
    let job = job(Errand::AllExpired(Generation(1)), Some(UserId(1)));
    let now = DateTime::UNIX_EPOCH;
    let waits: Vec<_> = (1..20)
        .map_while(|tries| job.again_at(tries, now))
        .collect();
    assert_eq!(waits.len(), 8);
    assert!(waits.is_sorted());
    assert_eq!(job.again_at(0, now), None);
}

#[test]
fn e9_no_mail_waits_longer_than_any_wait_is_whichever_way_the_clock_jumped() {
    let now = DateTime::UNIX_EPOCH + TimeDelta::days(400);
    let ms = TimeDelta::milliseconds(1);
    assert!(WAITS.iter().all(|wait| *wait <= WAITS_AT_MOST) && NEW_ADDRESS_RESTS <= WAITS_AT_MOST);
    assert!(has_come(now, now) && !has_come(now + ms, now));
    assert!(!has_come(now + WAITS_AT_MOST, now) && has_come(now + WAITS_AT_MOST + ms, now));
    let mark = |state, at| MailMark {
        state,
        tries: 1,
        at,
    };
    for (at, lost) in [
        (now, false),
        (now - ON_ITS_WAY_AT_MOST + ms, false),
        (now - ON_ITS_WAY_AT_MOST, true),
        (now + ON_ITS_WAY_AT_MOST, true),
        (now + TimeDelta::days(365), true),
    ] {
        assert_eq!(mark(MailState::BeingSent, at).is_lost(now), lost, "{at}");
        assert!(!mark(MailState::Waiting, at).is_lost(now));
        assert!(!mark(MailState::BeingSent, at).is_due(now));
    }
    assert!(mark(MailState::Waiting, now).is_due(now));
}

#[test]
fn u2_a_code_asked_for_at_the_door_is_not_sent_hours_later() {
    let asked = job(Errand::Code(CodePurpose::Reset), None);
    let issued = job(Errand::Code(CodePurpose::Reset), Some(UserId(1)));
    let late = DateTime::UNIX_EPOCH + TimeDelta::minutes(50);
    assert!(asked.again_at(2, late).is_some());
    assert_eq!(asked.again_at(3, late), None);
    assert!(issued.again_at(3, late).is_some());
}

#[test]
fn u4_a_new_address_rests_for_a_day_and_never_longer() {
    let now = DateTime::UNIX_EPOCH + TimeDelta::days(9);
    let ms = TimeDelta::milliseconds(1);
    assert_eq!(rests_until(None, now), None);
    assert_eq!(rests_until(Some(now - NEW_ADDRESS_RESTS), now), None);
    let edge = Some(now - NEW_ADDRESS_RESTS + ms);
    assert_eq!(rests_until(edge, now), Some(now + ms));
    // E9: a clock that was set back.
    let ahead = Some(now + TimeDelta::days(3));
    assert_eq!(rests_until(ahead, now), Some(now + NEW_ADDRESS_RESTS));
}

#[test]
fn n2_whoever_changed_already_and_whom_it_does_not_touch_need_no_mail() {
    let rules = Rules::default();
    let strong = Rules {
        policy: Policy {
            strong: StrongPasswords::Required,
            ..Policy::default()
        },
        ..rules
    };
    let knows = Generation(1);
    let mut user = User {
        id: UserId(2),
        name: PersonName::on_record("Ben".into()),
        email: Email::on_record("ben@firm.example".into()),
        membership: Membership::Firm(Role::User),
        access: Access::Enabled,
        credential: Some(Credential {
            changed_at: DateTime::UNIX_EPOCH,
            knows,
            force: Some(ForceId(4)),
        }),
        seen_strong: false,
        last_sign_in: None,
        code_until: None,
    };
    let forced = job(Errand::Forced(ForceId(4)), None);
    let expired = job(Errand::AllExpired(Generation(knows.0 + 1)), None);
    let seen = job(Errand::StrongRequired(Revision(1)), None);
    assert!(forced.concerns(&user, &rules, false));
    assert!(expired.concerns(&user, &rules, false));
    assert!(!expired.concerns(&user, &rules, true), "undone");
    assert!(seen.concerns(&user, &strong, false));
    assert!(!seen.concerns(&user, &rules, false), "turned off again");
    user.seen_strong = true;
    assert!(!seen.concerns(&user, &strong, false));
    let other = job(Errand::Forced(ForceId(5)), None);
    assert!(!other.concerns(&user, &rules, false), "forced again since");
    let changed = job(Errand::AllExpired(knows), None);
    assert!(!changed.concerns(&user, &rules, false), "changed since");
    user.access = Access::Disabled;
    for job in [&forced, &expired, &seen] {
        assert!(!job.concerns(&user, &strong, false), "{:?}", job.errand);
    }
}
