//! The audit log as it is looked through, checked and taken out: A1, A2, S9, S10, P1.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use super::*;
use crate::domain::audit::{ActKind, Actor, LogFilter};
use crate::domain::{Access, Refusal};
use crate::service::LogFrom;

fn request(filter: LogFilter, text: &str) -> LogRequest {
    LogRequest {
        filter,
        text: text.to_owned(),
        from: LogFrom::Newest,
        rows: 1_000,
    }
}

fn read(world: &mut World, session: &mut Session, request: &LogRequest) -> LogRows {
    world
        .with(|desk, call| audit_log(desk, call, &admin(session), request))
        .unwrap()
}

fn kind(kind: ActKind) -> LogFilter {
    LogFilter {
        acts: Some(kind.acts()),
        ..LogFilter::default()
    }
}

#[test]
fn a1_the_log_is_read_newest_first_with_names_as_they_are_now() {
    let mut world = World::new();
    let dev = world.person("dev@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), dev))
        .unwrap();
    let to = known_as("Devi Patel", "dev@firm.example");
    world
        .with(|desk, call| edit_user(desk, call, &mut admin(&mut ada), dev, &to, None))
        .result
        .unwrap();
    let all = read(&mut world, &mut ada, &request(LogFilter::default(), ""));
    assert_eq!(all.goes_on, None);
    let numbers: Vec<u64> = all.rows.iter().map(|row| row.no.0).collect();
    assert!(numbers.iter().rev().copied().eq(1..=numbers.len() as u64));
    assert_eq!(
        all.rows[0].sentence,
        "Ada Hartwell changed Devi Patel's name"
    );
    assert_eq!(all.rows[1].sentence, "Ada Hartwell disabled Devi Patel");
    assert_eq!(all.rows[1].from.as_str(), "pts/3");
    let entry = world
        .with(|desk, call| audit_entry(desk, call, &admin(&mut ada), all.rows[0].no, 0, 10))
        .unwrap()
        .unwrap();
    assert_eq!(entry.who.email.as_str(), ADA);
    assert_eq!(entry.targets[0].id, Some(dev));
    assert_eq!(entry.changes[0].old.as_ref().unwrap().as_str(), "dev");
    assert_eq!(entry.hash.len(), 64);
}

#[test]
fn a1_the_log_is_searched_in_words_names_and_values() {
    let mut world = World::new();
    let zoe = world.person("zoe@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    let reason = crate::domain::Reason::parse("Laptop stolen in Zürich").unwrap();
    world
        .with(|desk, call| {
            force_password_change(desk, call, &admin(&mut ada), zoe, reason.as_ref())
        })
        .unwrap();
    let mut found = |text: &str| {
        let rows = read(&mut world, &mut ada, &request(LogFilter::default(), text)).rows;
        rows.into_iter().map(|row| row.act).collect::<Vec<_>>()
    };
    assert_eq!(found("zurich"), [Some(Act::ChangeForced)]);
    assert_eq!(found("FORCED A CHANGE"), [Some(Act::ChangeForced)]);
    assert_eq!(found("set up the firm"), [Some(Act::FirmFounded)]);
    assert!(found("zoe@firm").len() > 2);
    assert_eq!(found("nothing like that"), []);
}

#[test]
fn a1_a_search_for_rare_text_is_bounded_and_goes_on_where_it_came_to() {
    let mut world = World::new();
    let mut ada = world.session(ADA);
    let entry = |act| Entry::new(world.now, Actor::Unknown, act, "tty9");
    let many = vec![entry(Act::SignInFailed); 9_000];
    let tx = world.desk.store.begin().unwrap();
    tx.commit(&entry(Act::Locked), &many).unwrap();
    let mut asked = request(LogFilter::default(), "was locked after");
    let (mut pages, mut found) = (0, Vec::new());
    loop {
        let page = read(&mut world, &mut ada, &asked);
        found.extend(page.rows);
        pages += 1;
        let Some(no) = page.goes_on else { break };
        asked.from = LogFrom::OlderThan(no);
    }
    assert_eq!(found.len(), 1);
    assert!((3..=4).contains(&pages), "{pages}");
}

#[test]
fn p1_only_administrators_see_the_log_and_everyone_their_own_sign_ins() {
    let mut world = World::new();
    let dev = world.person("dev@firm.example", FIRM_USER);
    let _ = world.try_in("dev@firm.example", "not the password");
    let _ = world.try_in("nobody@firm.example", "not the password");
    let mut session = world.session("dev@firm.example");
    assert!(session.administrator().is_none());
    let asked = request(LogFilter::default(), "");
    let mut own =
        |whose| world.with(|desk, call| log_in_activity(desk, call, &mut session, whose, &asked));
    let rows = own(Whose::Own).unwrap().rows;
    let acts: Vec<Act> = rows.iter().filter_map(|row| row.act).collect();
    assert_eq!(acts, [Act::SignedIn, Act::SignInFailed, Act::SignedIn]);
    assert_eq!(rows[1].sentence, "A try to sign in as dev failed");
    for whose in [Whose::Everyone, Whose::Of(UserId(1))] {
        let refused = own(whose).unwrap_err();
        assert!(matches!(
            refused,
            ActError::NotAllowed(Refusal::NotAdministrator)
        ));
    }
    let mut ada = world.session(ADA);
    let mut seen = |whose| {
        let page = world.with(|desk, call| log_in_activity(desk, call, &mut ada, whose, &asked));
        page.unwrap().rows
    };
    assert_eq!(seen(Whose::Of(dev)), rows);
    let all = seen(Whose::Everyone);
    assert!(all.len() > rows.len());
    let unknown = "A try to sign in with an unknown e-mail failed";
    assert!(all.iter().any(|row| row.sentence == unknown));
    assert!(all.iter().all(|row| row.act != Some(Act::UserAdded)));
}

#[test]
fn s10_nobody_who_must_choose_sees_the_log() {
    let mut world = World::new();
    let dev = world.person("dev@firm.example", FIRM_USER);
    let mut open = world.session("dev@firm.example");
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| force_password_change(desk, call, &admin(&mut ada), dev, None))
        .unwrap();
    let asked = request(LogFilter::default(), "");
    let seen = world.with(|desk, call| log_in_activity(desk, call, &mut open, Whose::Own, &asked));
    assert!(matches!(seen, Err(ActError::MustChoose)));
}

#[test]
fn a2_the_log_is_checked_in_steps_and_each_says_how_far_it_came() {
    let mut world = World::new();
    world.person("dev@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    let head = world.desk.look().unwrap().audit_head().unwrap();
    let (mut check, mut steps) = (LogCheck::begin(Some(head)), 0);
    let end = loop {
        let step = world
            .with(|desk, call| check_log(desk, call, &admin(&mut ada), check, 2))
            .unwrap();
        steps += 1;
        match step {
            Checked::GoesOn(further) => {
                assert_eq!(further.progress(), (2 * steps, Some(head.no.0)));
                check = further;
            }
            end @ (Checked::Whole(_) | Checked::Broken(_)) => break end,
        }
    };
    assert_eq!(end, Checked::Whole(head));
    let noted = Head {
        hash: [9; 32],
        ..head
    };
    let check = LogCheck::begin(Some(noted));
    let step = check_log_of_machine(&mut world.desk, check, 1_000).unwrap();
    assert!(matches!(step, Checked::Broken(fault) if fault.entry() == head.no));
}

/// A file in memory.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Paper {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// All of the log, as a table.
fn csv() -> (LogFilter, ExportFormat) {
    (LogFilter::default(), ExportFormat::Csv)
}

/// Begins an export that goes to what is opened.
fn begin(
    world: &mut World,
    session: &mut Session,
    (filter, format): (LogFilter, ExportFormat),
    proof: Option<&Offered>,
    open: impl FnOnce() -> io::Result<Box<dyn Write + Send>>,
) -> Result<Export, ExportError> {
    let answer = world.with(|desk, call| {
        let mut admin = admin(session);
        begin_export(desk, call, &mut admin, (filter, ""), format, proof, open)
    });
    answer.result
}

fn export(
    world: &mut World,
    session: &mut Session,
    filter: LogFilter,
    format: ExportFormat,
    proof: Option<&Offered>,
) -> Result<String, ExportError> {
    let paper = Paper::default();
    let out = paper.clone();
    let mut export = begin(world, session, (filter, format), proof, || {
        Ok(Box::new(out))
    })?;
    loop {
        let step = world.with(|desk, call| export.step(desk, call, &admin(session)))?;
        if step.is_done {
            assert_eq!(step.done, step.of);
            return Ok(paper.text());
        }
    }
}

#[test]
fn a1_an_export_is_an_act_of_its_own_and_holds_what_was_before_it() {
    let mut world = World::new();
    world.person("dev@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    let before = world.log().len();
    let filter = LogFilter::default();
    let csv = export(&mut world, &mut ada, filter, ExportFormat::Csv, None).unwrap();
    assert_eq!(csv.lines().count(), before + 1);
    assert!(csv.starts_with("\"number\",\"at\","));
    let last = world.last_entry();
    assert_eq!(last.act, Act::Exported);
    assert_eq!(last.changes[0].new.as_deref(), Some("the audit log as CSV"));
    let people = kind(ActKind::People);
    let json = export(&mut world, &mut ada, people, ExportFormat::JsonLines, None).unwrap();
    let acts: Vec<serde_json::Value> = json
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["act"].clone())
        .collect();
    assert_eq!(acts, ["firm_founded", "user_added"]);
    assert!(
        world.last_entry().changes[1]
            .new
            .as_ref()
            .unwrap()
            .contains("user_added")
    );
}

#[test]
fn s9_an_export_needs_a_fresh_proof_and_makes_no_file_without_one() {
    let mut world = World::new();
    let mut ada = world.session(ADA);
    world.advance(TimeDelta::minutes(6));
    let opened = std::cell::Cell::new(false);
    let mut begin = |world: &mut World, proof: Option<&Offered>| {
        begin(world, &mut ada, csv(), proof, || {
            opened.set(true);
            Ok(Box::new(Paper::default()))
        })
    };
    let needed = begin(&mut world, None).unwrap_err();
    assert!(matches!(needed, ExportError::Act(ActError::ProofNeeded)));
    let wrong = begin(&mut world, Some(&offered("wrong"))).unwrap_err();
    assert!(matches!(
        wrong,
        ExportError::Act(ActError::ProofWrong { .. })
    ));
    assert!(!opened.get());
    assert_eq!(world.last_entry().act, Act::Refused);
    begin(&mut world, Some(&offered(RIGHT))).unwrap();
    assert!(opened.get());
    assert_eq!(world.last_entry().act, Act::Exported);
}

#[test]
fn a1_where_the_file_cannot_be_made_nothing_is_recorded() {
    let mut world = World::new();
    let mut ada = world.session(ADA);
    let before = world.log().len();
    let failed = || Err(io::ErrorKind::AlreadyExists.into());
    let refused = begin(&mut world, &mut ada, csv(), None, failed);
    let refused = refused.unwrap_err().to_string();
    assert!(refused.contains("left as it is"), "{refused}");
    assert_eq!(world.log().len(), before);
}

#[test]
fn r4_an_export_holds_nothing_alive_and_no_formula() {
    let mut world = World::new();
    let mut ada = world.session(ADA);
    let hostile = "=cmd|'/c calc'!A1\u{1b}]52;c;\u{7}\u{202e}\r\n";
    let entry = Entry::new(
        world.now,
        Actor::Machine(hostile.into()),
        Act::Recovered,
        hostile,
    )
    .change(hostile, Some(hostile.into()), None)
    .because(Some(crate::domain::Reason::on_record(hostile.into())));
    world
        .desk
        .store
        .begin()
        .unwrap()
        .commit(&entry, &[])
        .unwrap();
    for format in [ExportFormat::Csv, ExportFormat::JsonLines] {
        let text = export(&mut world, &mut ada, LogFilter::default(), format, None).unwrap();
        for line in text.lines() {
            assert!(
                !line.chars().any(crate::domain::text::is_unprintable),
                "{line:?}"
            );
            assert!(
                !line.split("\",\"").any(|cell| cell.starts_with('=')),
                "{line}"
            );
        }
        assert!(text.contains("cmd|"), "{text}");
    }
}

#[test]
fn r6_an_export_stops_where_its_administrator_is_none_any_more() {
    let mut world = World::new();
    let ben = world.person("ben@firm.example", ADMINISTRATOR);
    let mut session = world.session("ben@firm.example");
    let paper = || Ok(Box::new(Paper::default()) as _);
    let mut export = begin(&mut world, &mut session, csv(), None, paper).unwrap();
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), ben))
        .unwrap();
    assert_eq!(world.user(ben).access, Access::Disabled);
    let step = world.with(|desk, call| export.step(desk, call, &admin(&mut session)));
    assert!(
        matches!(step, Err(ExportError::Act(ActError::SessionEnded(_)))),
        "{step:?}"
    );
}
