//! Exports of people and reports (U9, A1, S9).

use super::*;
use crate::domain::Filter;
use crate::domain::selection::Show;
use crate::service::demo;

const FIRM_USER: Membership = Membership::Firm(Role::User);

/// A file in memory.
#[derive(Clone, Default)]
struct Paper(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Exports to the end; returns the text, and how many steps it took.
fn export(
    world: &mut World,
    session: &mut Session,
    file: PeopleFile,
    proof: Option<&Offered>,
) -> Result<(String, usize), ExportError> {
    let paper = Paper::default();
    let out = paper.clone();
    let mut export = world
        .with(|desk, call| {
            let open = || -> std::io::Result<Box<dyn std::io::Write + Send>> { Ok(Box::new(out)) };
            begin_people_export(desk, call, &mut admin(session), file, proof, open)
        })
        .result?;
    let mut steps = 1;
    loop {
        let step = world.with(|desk, call| export.step(desk, call, &admin(session)))?;
        if step.is_done {
            assert_eq!(step.done, step.of);
            let text = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
            return Ok((text, steps));
        }
        steps += 1;
    }
}

fn people(world: &mut World) -> Session {
    world.person("ben@firm.example", FIRM_USER);
    let (eve, _) = world.invited("eve@client.example", Membership::Connect);
    let mut ada = world.session(ADA);
    world
        .with(|desk, call| disable_user(desk, call, &admin(&mut ada), eve))
        .unwrap();
    ada
}

#[test]
fn u9_an_export_holds_those_who_match_and_is_on_record() {
    let mut world = World::new();
    let mut ada = people(&mut world);
    let csv = PeopleFile::Csv(Filter::default());
    let (text, _) = export(&mut world, &mut ada, csv, None).unwrap();
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.starts_with("\"name\",\"email\","));
    assert!(!text.contains("eve@") && !text.contains("argon2"), "{text}");
    let entry = world.last_entry();
    assert_eq!(entry.act, Act::Exported);
    let changes: Vec<_> = entry
        .changes
        .iter()
        .map(|change| (change.field.as_str(), change.new.as_deref().unwrap()))
        .collect();
    assert_eq!(
        changes,
        [
            ("exported", "the users as CSV"),
            ("people", "2"),
            ("only", "enabled")
        ]
    );
    let all = PeopleFile::Json(PeopleFile::everyone());
    let (text, _) = export(&mut world, &mut ada, all, None).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["users"].as_array().unwrap().len(), 3);
    assert_eq!(json["users"][2]["enabled"], false);
    assert_eq!(world.last_entry().changes.len(), 2);
    let search = PeopleFile::Csv(Filter {
        show: Show::EnabledAndDisabled,
        search: "eve".into(),
        ..Filter::default()
    });
    let (text, _) = export(&mut world, &mut ada, search, None).unwrap();
    assert_eq!(text.lines().count(), 2);
    let entry = format!("{:?}", world.last_entry());
    assert!(
        entry.contains("a text") && !entry.contains("eve"),
        "{entry}"
    );
}

#[test]
fn u9_a_report_tells_numbers_in_words_or_everyone_with_them() {
    let mut world = World::new();
    let mut ada = people(&mut world);
    let (text, steps) = export(&mut world, &mut ada, PeopleFile::ReportInWords, None).unwrap();
    assert_eq!(steps, 1);
    assert!(text.contains("2 firm users and 0 Connect users are enabled, 1 disabled."));
    assert!(text.contains("        2  does not expire"), "{text}");
    let (text, _) = export(&mut world, &mut ada, PeopleFile::ReportInJson, None).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["numbers"]["disabled"], 1);
    assert_eq!(json["users"].as_array().unwrap().len(), 3);
    assert_eq!(
        world.last_entry().changes[0].new.as_deref(),
        Some("a report as JSON")
    );
}

#[test]
fn u9_a_long_export_goes_in_steps_and_loses_nobody() {
    let mut world = World::empty();
    let many = Some(1_234);
    world
        .with(|desk, call| demo::fill(desk, call, many))
        .unwrap();
    let mut owner = world.signed_in(demo::OWNER, demo::PASSWORD).session;
    let all = PeopleFile::Json(PeopleFile::everyone());
    let (text, steps) = export(&mut world, &mut owner, all, None).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let emails: std::collections::BTreeSet<_> = json["users"]
        .as_array()
        .unwrap()
        .iter()
        .map(|user| user["email"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!((emails.len(), steps), (1_234, 3));
}

#[test]
fn s9_an_export_needs_a_fresh_proof_and_a_refused_one_makes_no_file() {
    let mut world = World::new();
    let mut ada = people(&mut world);
    world.advance(TimeDelta::minutes(6));
    let csv = || PeopleFile::Csv(Filter::default());
    let refused = export(&mut world, &mut ada, csv(), None);
    assert!(matches!(
        refused,
        Err(ExportError::Act(ActError::ProofNeeded))
    ));
    let wrong = Password::offered("not this one at all");
    let answer = world.with(|desk, call| {
        let open = || panic!("a file was made");
        begin_people_export(desk, call, &mut admin(&mut ada), csv(), Some(&wrong), open)
    });
    assert!(answer.not_before.is_some());
    assert!(matches!(
        answer.result,
        Err(ExportError::Act(ActError::ProofWrong { .. }))
    ));
    let right = Password::offered(RIGHT);
    export(&mut world, &mut ada, csv(), Some(&right)).unwrap();
    // That was a proof for the next one too.
    export(&mut world, &mut ada, csv(), None).unwrap();
}

#[test]
fn r6_who_is_no_administrator_any_more_exports_no_further() {
    let mut world = World::new();
    let mut ada = people(&mut world);
    let id = world.session("ben@firm.example").user();
    let role = |world: &mut World, ada: &mut Session, role| {
        let done =
            world.with(|desk, call| change_role(desk, call, &mut admin(ada), id, role, None));
        done.result.unwrap();
    };
    role(&mut world, &mut ada, Role::Administrator);
    let mut ben = world.session("ben@firm.example");
    let csv = PeopleFile::Csv(PeopleFile::everyone());
    let mut export = world
        .with(|desk, call| {
            let open = || -> std::io::Result<Box<dyn std::io::Write + Send>> {
                Ok(Box::new(Paper::default()))
            };
            begin_people_export(desk, call, &mut admin(&mut ben), csv, None, open)
        })
        .result
        .unwrap();
    role(&mut world, &mut ada, Role::User);
    let step = world.with(|desk, call| export.step(desk, call, &admin(&mut ben)));
    assert!(matches!(
        step,
        Err(ExportError::Act(ActError::NotAllowed(_)))
    ));
}
