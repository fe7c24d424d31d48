//! Mail that does not leave at once: servers that refuse, stall, break off or are not there.

use super::*;

#[test]
fn n2_a_recipient_that_is_refused_is_given_up_and_named() {
    let mut world = World::new();
    world.people(1);
    world.expire_all();
    world.server.is(Mood::Refuses);
    let sent = world.send();
    assert_eq!((sent.given_up, sent.sent), (2, 0));
    let entries = world.entries(Act::MailGivenUp);
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].targets.len(), 2);
    world.server.is(Mood::Takes);
    world.later(10_000);
    assert_eq!(world.send(), told(0));
}

#[test]
fn n2_later_is_tried_again_at_its_time_and_then_arrives_once() {
    let mut world = World::new();
    world.people(1);
    world.expire_all();
    world.server.is(Mood::Later);
    assert_eq!(world.send().later, 2);
    world.server.is(Mood::Takes);
    assert_eq!(world.send(), told(0), "not before its time");
    world.later(1);
    assert_eq!(world.send(), told(2));
    world.later(10_000);
    assert_eq!(world.send(), told(0));
    assert_eq!(world.server.letters().len(), 2);
    assert!(world.entries(Act::MailGivenUp).is_empty());
}

#[test]
fn n2_a_server_that_stalls_delays_mail_and_loses_none() {
    let mut world = World::new();
    world.people(1);
    world.expire_all();
    world.server.is(Mood::Stalls);
    let sent = world.send();
    assert!(
        matches!(sent.unreached, Some(Unreached::NoConnection(_))),
        "{sent:?}"
    );
    world.server.is(Mood::Takes);
    world.later(10);
    assert_eq!(world.send().sent, 2);
    assert_eq!(world.server.letters().len(), 2);
}

#[test]
fn n2_one_for_whom_the_server_stalls_holds_up_nobody_else() {
    let mut world = World::new();
    world.people(4);
    world.expire_all();
    world.server.is(Mood::StallsFor("p1@firm.example"));
    assert!(world.send().unreached.is_some());
    world.later(2);
    assert_eq!(world.send().sent, 2);
    assert_eq!(world.server.letters().len(), 4);
    let mut runs = 0;
    while world.entries(Act::MailGivenUp).is_empty() {
        world.later(2_000);
        world.send();
        runs += 1;
        assert!(runs < 20);
    }
    // She alone is given up, and named.
    let entry = world.entries(Act::MailGivenUp).pop().unwrap();
    assert_eq!(entry.targets.len(), 1);
    assert_eq!(world.server.letters().len(), 4);
}

#[test]
fn n2_one_connection_carries_many_letters_and_a_new_one_goes_on_where_it_ends() {
    let mut world = World::new();
    world.people(5);
    world.expire_all();
    assert_eq!(world.send(), told(6));
    assert_eq!(world.server.connections(), 1);
    for goodbye in [Goodbye::Said, Goodbye::Unsaid] {
        let mut world = World::new();
        world.people(5);
        world.expire_all();
        world.server.is(Mood::Ends(2, goodbye));
        assert_eq!(world.send(), told(6), "{goodbye:?}");
        assert_eq!(world.server.letters().len(), 6);
        assert_eq!(world.server.connections(), 3);
    }
    // One that ends each connection before the first letter is not asked for ever.
    let mut world = World::new();
    world.expire_all();
    world.server.is(Mood::Ends(0, Goodbye::Unsaid));
    assert!(world.send().unreached.is_some());
    assert_eq!(world.server.connections(), 1);
}

#[test]
fn e9_a_clock_that_ran_ahead_delays_no_mail_and_sends_none_twice() {
    let year = 365 * 24 * 60;
    let mut world = World::new();
    world.people(2);
    world.expire_all();
    world.later(year);
    world.server.is(Mood::Later);
    assert_eq!(world.send().later, 3);
    world.later(-year);
    world.server.is(Mood::Takes);
    assert_eq!(world.send(), told(3));
    for minutes in [year, -year, 10] {
        world.later(minutes);
        assert_eq!(world.send(), told(0));
    }
    assert_eq!(world.server.letters().len(), 3);
}

#[test]
fn n2_who_waits_and_needs_no_mail_any_more_gets_none_and_the_job_ends() {
    let mut world = World::new();
    world.people(1);
    world.expire_all();
    world.server.is(Mood::Later);
    assert_eq!(world.send().later, 2);
    ada_changes(&mut world);
    world.server.is(Mood::Takes);
    world.later(10);
    assert_eq!(world.send(), told(1));
    let mut store = Sqlite::open(&world.folder.path().join("firm.db")).unwrap();
    let standing = store.look().unwrap().mail_standing(world.now).unwrap();
    assert_eq!((standing.waiting, standing.given_up), (0, 0));
    assert!(!world.server.letters()[0].contains("<ada@firm.example>"));
}

#[test]
fn n2_what_broke_after_the_text_is_never_sent_again_and_is_named() {
    let mut world = World::new();
    world.expire_all();
    world.server.is(Mood::DropsAfterData);
    let sent = world.send();
    assert_eq!((sent.unknown, sent.sent), (1, 0), "{sent:?}");
    world.server.is(Mood::Takes);
    world.later(10_000);
    assert_eq!(world.send(), told(0));
    assert_eq!(world.server.letters().len(), 1);
    assert_eq!(world.entries(Act::MailGivenUp).len(), 1);
}

#[test]
fn n2_a_server_that_is_not_there_is_asked_again_and_given_up_loudly() {
    let mut world = World::new();
    world.expire_all();
    let mut settings = world.settings();
    settings.port = 1;
    let mut runs = 0;
    while world.entries(Act::MailGivenUp).is_empty() {
        let templates = Templates::read(None, None).unwrap();
        let mut gone = world.settings();
        gone.port = settings.port;
        let sent = world.send_with(Smtp::new(gone, templates).unwrap());
        assert!(sent.unreached.is_some());
        world.later(2_000);
        runs += 1;
        assert!(runs < 20);
    }
    assert_eq!(runs, 9);
    assert_eq!(world.send(), told(0));
}

#[test]
fn n2_two_senders_at_once_never_send_the_same() {
    let mut world = World::new();
    world.people(8);
    world.expire_all();
    let mut other = world.desk.another().unwrap();
    let (mut mine, mut theirs) = (world.post(), world.post());
    let now = world.now;
    std::thread::scope(|scope| {
        let one = scope.spawn(|| {
            let mut rng = ChaCha20Rng::seed_from_u64(5);
            let mut call = call(now, &mut rng);
            send_due_mail(&mut other, &mut call, &mut theirs, SENDER).unwrap()
        });
        let mut rng = ChaCha20Rng::seed_from_u64(6);
        let mut call = call(now, &mut rng);
        let two = send_due_mail(&mut world.desk, &mut call, &mut mine, SENDER).unwrap();
        assert_eq!(one.join().unwrap().sent + two.sent, 9);
    });
    let mut to: Vec<_> = world.server.letters();
    assert_eq!(to.len(), 9);
    let id = |letter: &String| {
        letter
            .lines()
            .find(|l| l.starts_with("Message-ID"))
            .unwrap()
            .to_owned()
    };
    let mut ids: Vec<_> = to.drain(..).map(|letter| id(&letter)).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 9);
}

#[test]
fn n2_a_long_run_reads_the_clock_again_after_each_hundred_letters() {
    let mut world = World::new();
    for n in 0..103 {
        let mut call = call(world.now, &mut world.rng);
        let mut admin = world.ada.administrator().unwrap();
        let new = person(&format!("n{n}@firm.example"));
        let mailed = invite_user(&mut world.desk, &mut call, &mut admin, &new, None);
        mailed.result.unwrap();
    }
    let mut post = world.post();
    let mut run = |world: &mut World| {
        let mut call = call(world.now, &mut world.rng);
        send_due_mail(&mut world.desk, &mut call, &mut post, SENDER).unwrap()
    };
    let first = run(&mut world);
    assert_eq!((first.sent, first.more), (100, true));
    world.later(20);
    assert_eq!(run(&mut world), told(3));
    assert_eq!(run(&mut world), told(0));
    assert_eq!(world.server.letters().len(), 103);
    // The codes are as old as their letters.
    let issued = world.entries(Act::CodeIssued);
    assert!(issued[102].at - issued[99].at == TimeDelta::minutes(20));
}
