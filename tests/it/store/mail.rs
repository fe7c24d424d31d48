//! Mail jobs, their marks and the steps of notices (N1, N2, E2).

use chrono::TimeDelta;
use passward::domain::mail::{
    Errand, Finished, JobId, MailMark, MailStanding, MailState, NewMailJob, NoticeStep, Whom,
};
use passward::domain::{
    CodeOnRecord, CodePurpose, Email, ForceId, Generation, Instant, Issuer, Membership, PersonName,
    Revision, Role, UserId,
};
use passward::secret::Code;
use passward::store::Store;
use rand::SeedableRng;

use super::world::{act, found, new_user, now, quietly};
use super::{Engine, promises};

promises!(
    n2_a_job_comes_back_as_it_was_written,
    n2_jobs_that_are_due_come_in_the_order_of_their_time,
    n2_marks_say_what_became_of_each_mail_and_go_with_the_job,
    n2_finished_jobs_are_bounded_and_those_that_wait_stay,
    n2_how_it_stands_with_the_mail,
    n2_a_walk_meets_every_user_once,
    n1_a_step_is_remembered_for_one_end_of_one_password,
    u4_a_user_has_an_email_since_it_was_changed,
    u2_a_code_that_nobody_issued_went_by_mail,
    r1_a_job_of_an_act_that_was_not_committed_was_never_left,
);

fn later(minutes: i64) -> Instant {
    now() + TimeDelta::minutes(minutes)
}

fn second(store: &mut dyn Store) -> UserId {
    let new = new_user("Ben", "ben@firm.example", Membership::Firm(Role::User));
    act(store, |tx| tx.add_user(&new).unwrap().unwrap())
}

fn job(errand: Errand, whom: Whom) -> NewMailJob {
    NewMailJob {
        errand,
        whom,
        by: Some(UserId(1)),
        at: now(),
    }
}

fn expired() -> NewMailJob {
    job(Errand::AllExpired(Generation(3)), Whom::All)
}

fn mark(state: MailState, minutes: i64) -> MailMark {
    MailMark {
        state,
        tries: 2,
        at: later(minutes),
    }
}

fn n2_a_job_comes_back_as_it_was_written<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let ben = second(store.as_mut());
    assert_eq!(store.look().unwrap().mail_job(JobId(1)).unwrap(), None);
    let old = Email::parse("old@firm.example").unwrap();
    let from_the_door = NewMailJob {
        by: None,
        ..job(Errand::Code(CodePurpose::Reset), Whom::Nobody)
    };
    for new in [
        job(Errand::Forced(ForceId(4)), Whom::One(ben)),
        job(Errand::Forced(ForceId(4)), Whom::All),
        expired(),
        job(Errand::StrongRequired(Revision(9)), Whom::All),
        job(Errand::Code(CodePurpose::Setup), Whom::One(ben)),
        job(Errand::EmailChanged { old }, Whom::One(owner)),
        job(Errand::Notices, Whom::All),
        from_the_door,
    ] {
        let id = act(store.as_mut(), |tx| tx.add_mail_job(&new).unwrap());
        let mut job = store.look().unwrap().mail_job(id).unwrap().unwrap();
        assert_eq!((&job.asked, job.due_at, job.tries), (&new, now(), 0));
        assert_eq!((job.walked_to, job.finished), (UserId(0), None));
        job.walked_to = ben;
        job.tries = 3;
        job.due_at = later(5);
        quietly(store.as_mut(), |tx| tx.put_mail_job(&job).unwrap());
        let read = |store: &mut dyn Store| store.look().unwrap().mail_job(id).unwrap().unwrap();
        assert_eq!(read(store.as_mut()), job);
        job.finished = Some(Finished {
            at: later(9),
            sent: 4,
            given_up: 2,
            unknown: 1,
        });
        quietly(store.as_mut(), |tx| tx.put_mail_job(&job).unwrap());
        assert_eq!(read(store.as_mut()), job);
    }
}

fn n2_jobs_that_are_due_come_in_the_order_of_their_time<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    let ids = [5, 0, 9].map(|minutes| {
        act(store.as_mut(), |tx| {
            let id = tx.add_mail_job(&expired()).unwrap();
            let mut job = tx.mail_job(id).unwrap().unwrap();
            job.due_at = later(minutes);
            tx.put_mail_job(&job).unwrap();
            id
        })
    });
    let due = |store: &mut dyn Store, minutes, most| {
        let due = store.look().unwrap().mail_jobs_due(later(minutes), most);
        due.unwrap().iter().map(|job| job.id).collect::<Vec<_>>()
    };
    let store = store.as_mut();
    assert_eq!(due(store, -1, 10), []);
    // E9: no wait is longer than a day, so a clock that ran ahead delays nothing.
    assert_eq!(due(store, -24 * 60 + 5, 10), [ids[2]]);
    assert_eq!(due(store, -24 * 60 - 10, 10), [ids[1], ids[0], ids[2]]);
    assert_eq!(due(store, 5, 10), [ids[1], ids[0]]);
    assert_eq!(due(store, 99, 2), [ids[1], ids[0]]);
    let far = store.look().unwrap().mail_jobs_due(Instant::MAX_UTC, 10);
    assert_eq!(far.unwrap().len(), 3);
}

fn n2_marks_say_what_became_of_each_mail_and_go_with_the_job<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    let people: Vec<UserId> = (0..6)
        .map(|n| {
            let mail = format!("p{n}@firm.example");
            let new = new_user("P", &mail, Membership::Connect);
            act(store.as_mut(), |tx| tx.add_user(&new).unwrap().unwrap())
        })
        .collect();
    let [id, other] =
        [(); 2].map(|()| act(store.as_mut(), |tx| tx.add_mail_job(&expired()).unwrap()));
    let states = [
        (MailState::BeingSent, 3),
        (MailState::Sent, 1),
        (MailState::Waiting, 2),
        (MailState::GivenUp, 1),
        (MailState::Unknown, 1),
    ];
    quietly(store.as_mut(), |tx| {
        for (user, (state, minutes)) in people.iter().zip(states) {
            tx.put_mail_mark(id, *user, Some(&mark(MailState::BeingSent, 99)))
                .unwrap();
            tx.put_mail_mark(id, *user, Some(&mark(state, minutes)))
                .unwrap();
        }
        tx.put_mail_mark(other, people[0], Some(&mark(MailState::Sent, 1)))
            .unwrap();
    });
    let look = store.look().unwrap();
    for (user, (state, minutes)) in people.iter().zip(states) {
        let found = look.mail_mark(id, *user).unwrap();
        assert_eq!(found, Some(mark(state, minutes)));
    }
    assert_eq!(look.mail_mark(id, people[5]).unwrap(), None);
    let unsettled = look.unsettled_mails(id, 10).unwrap();
    assert_eq!(
        unsettled,
        [
            (people[2], mark(MailState::Waiting, 2)),
            (people[0], mark(MailState::BeingSent, 3))
        ]
    );
    assert_eq!(look.unsettled_mails(id, 1).unwrap().len(), 1);
    drop(look);
    // One that is taken away waits for nothing, and counts nowhere.
    quietly(store.as_mut(), |tx| {
        tx.put_mail_mark(id, people[2], None).unwrap();
        tx.put_mail_mark(id, people[5], None).unwrap();
    });
    let look = store.look().unwrap();
    assert_eq!(look.mail_mark(id, people[2]).unwrap(), None);
    let unsettled = look.unsettled_mails(id, 10).unwrap();
    assert_eq!(unsettled, [(people[0], mark(MailState::BeingSent, 3))]);
    let counted = look.mails_counted(id).unwrap();
    assert_eq!((counted.sent, counted.given_up, counted.unknown), (1, 1, 1));
    assert_eq!(look.mails_missed(id).unwrap(), [people[3], people[4]]);
    drop(look);
    quietly(store.as_mut(), |tx| {
        let mut job = tx.mail_job(id).unwrap().unwrap();
        job.finished = Some(counted);
        tx.put_mail_job(&job).unwrap();
    });
    let look = store.look().unwrap();
    assert_eq!(look.mail_mark(id, people[1]).unwrap(), None);
    assert!(look.mail_mark(other, people[0]).unwrap().is_some());
}

fn n2_finished_jobs_are_bounded_and_those_that_wait_stay<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    let waiting = act(store.as_mut(), |tx| tx.add_mail_job(&expired()).unwrap());
    let ids = quietly(store.as_mut(), |tx| {
        let mut ids = Vec::new();
        for n in 0..1_005 {
            let id = tx.add_mail_job(&expired()).unwrap();
            let mut job = tx.mail_job(id).unwrap().unwrap();
            job.finished = Some(Finished {
                at: later(n),
                ..Finished::default()
            });
            tx.put_mail_job(&job).unwrap();
            ids.push(id);
        }
        ids
    });
    let look = store.look().unwrap();
    let kept = |id: &JobId| look.mail_job(*id).unwrap().is_some();
    assert!(kept(&waiting));
    assert_eq!(ids.iter().filter(|id| kept(id)).count(), 1_000);
    assert!(!kept(&ids[4]) && kept(&ids[5]));
}

fn n2_how_it_stands_with_the_mail<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let standing = |store: &mut dyn Store| {
        let look = store.look().unwrap();
        look.mail_standing(later(10)).unwrap()
    };
    assert_eq!(standing(store.as_mut()), MailStanding::default());
    let [done, open] =
        [(); 2].map(|()| act(store.as_mut(), |tx| tx.add_mail_job(&expired()).unwrap()));
    quietly(store.as_mut(), |tx| {
        let mut job = tx.mail_job(done).unwrap().unwrap();
        job.finished = Some(Finished {
            at: later(3),
            sent: 1,
            given_up: 2,
            unknown: 4,
        });
        tx.put_mail_job(&job).unwrap();
        tx.put_mail_mark(open, owner, Some(&mark(MailState::Unknown, 4)))
            .unwrap();
    });
    let found = standing(store.as_mut());
    assert_eq!((found.waiting, found.waiting_since), (1, Some(now())));
    assert_eq!((found.given_up, found.unknown), (2, 5));
    assert_eq!(found.last_lost, Some(later(4)));
    assert_eq!(found.last_success, Some(later(3)));
    // What was lost counts for a fortnight, and the last success for good.
    let look = store.look().unwrap();
    let fortnight = 14 * 24 * 60;
    let found = look.mail_standing(later(fortnight + 4)).unwrap();
    assert_eq!((found.given_up, found.unknown), (0, 1));
    let found = look.mail_standing(later(fortnight + 5)).unwrap();
    assert_eq!(
        (found.given_up, found.unknown, found.last_lost),
        (0, 0, None)
    );
    assert_eq!((found.waiting, found.last_success), (1, Some(later(3))));
}

fn n2_a_walk_meets_every_user_once<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let ben = second(store.as_mut());
    let look = store.look().unwrap();
    let walk = |after, most| {
        let users = look.users_after(after, most).unwrap();
        users.iter().map(|user| user.id).collect::<Vec<_>>()
    };
    assert_eq!(walk(UserId(0), 10), [owner, ben]);
    assert_eq!(walk(UserId(0), 1), [owner]);
    assert_eq!(walk(owner, 1), [ben]);
    assert_eq!(walk(ben, 1), []);
}

fn n1_a_step_is_remembered_for_one_end_of_one_password<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let ben = second(store.as_mut());
    let [fortnight, week, ..] = NoticeStep::ALL;
    let (set, set_again) = (now(), later(60));
    let (end, nearer) = (later(90_000), later(50_000));
    let told = |store: &mut dyn Store, user, set, end| {
        store.look().unwrap().notice_told(user, set, end).unwrap()
    };
    let store = store.as_mut();
    assert_eq!(told(store, owner, set, end), None);
    for step in [fortnight, week] {
        quietly(store, |tx| {
            tx.put_notice(owner, set, end, Some(step)).unwrap();
        });
        assert_eq!(told(store, owner, set, end), Some(step));
    }
    assert_eq!(told(store, owner, set, nearer), None);
    assert_eq!(told(store, ben, set, end), None);
    // Another interval and back: what was told of the one end is still known.
    quietly(store, |tx| {
        tx.put_notice(owner, set, nearer, Some(fortnight)).unwrap();
    });
    assert_eq!(told(store, owner, set, end), Some(week));
    quietly(store, |tx| tx.put_notice(owner, set, nearer, None).unwrap());
    assert_eq!(told(store, owner, set, nearer), None);
    assert_eq!(told(store, owner, set, end), Some(week));
    // A new password: what was told of the one before is forgotten.
    quietly(store, |tx| {
        tx.put_notice(owner, set_again, end, Some(fortnight))
            .unwrap();
    });
    assert_eq!(told(store, owner, set, end), None);
    assert_eq!(told(store, owner, set_again, end), Some(fortnight));
}

fn u4_a_user_has_an_email_since_it_was_changed<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    let ben = second(store.as_mut());
    let since = |store: &mut dyn Store| store.look().unwrap().email_since(ben).unwrap();
    let edit = |store: &mut dyn Store, name: &str, mail: &str, minutes| {
        let (name, mail) = (
            PersonName::parse(name).unwrap(),
            Email::parse(mail).unwrap(),
        );
        act(store, |tx| {
            tx.edit_user(ben, &name, &mail, later(minutes))
                .unwrap()
                .unwrap();
        });
    };
    let store = store.as_mut();
    assert_eq!(since(store), None);
    edit(store, "Benjamin", "ben@firm.example", 1);
    assert_eq!(since(store), None);
    edit(store, "Benjamin", "ben@other.example", 2);
    assert_eq!(since(store), Some(later(2)));
    edit(store, "Ben", "ben@other.example", 3);
    assert_eq!(since(store), Some(later(2)));
}

fn u2_a_code_that_nobody_issued_went_by_mail<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    let owner = found(store.as_mut());
    let code = Code::generate(&mut rand::rngs::ChaCha20Rng::seed_from_u64(1));
    let record = CodeOnRecord::mailed(CodePurpose::Reset, None, now());
    act(store.as_mut(), |tx| {
        tx.put_code(owner, &record, &code.hash()).unwrap();
    });
    let (found, _) = store.look().unwrap().code(owner).unwrap().unwrap();
    assert_eq!(found, record);
    assert_eq!(found.issued_by, Issuer::SignIn);
    assert!(found.went_by_mail());
}

fn r1_a_job_of_an_act_that_was_not_committed_was_never_left<E: Engine>() {
    let engine = E::new();
    let mut store = engine.open();
    found(store.as_mut());
    {
        let mut tx = store.begin().unwrap();
        tx.add_mail_job(&expired()).unwrap();
    }
    let due = store.look().unwrap().mail_jobs_due(Instant::MAX_UTC, 10);
    assert_eq!(due.unwrap(), []);
}
