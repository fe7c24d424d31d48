//! Importing people: who may, as one act, with one entry, all of them or nobody (U9, S9, A1, R6).

use super::*;
use crate::domain::Refusal;

const FILE: &str = "name,email,kind,hash,changed\n\
    Ben,ben@firm.example,,$2y$04$WLN04n3C.3/fMDYirCc9JeWNF7cVs8jk3n6NBRbG8uEmkkC.F8VW2,2026-11-01\n\
    Kira,kira@client.example,connect,,\n";
const BEN: &str = "ben@firm.example";

fn ready(world: &mut World) -> Import {
    let plan = ImportPlan::read(FILE.as_bytes(), world.now).unwrap();
    plan.against(&mut world.desk).unwrap().ready().unwrap()
}

fn import(world: &mut World, session: &mut Session, import: &Import) -> Result<Imported, ActError> {
    world
        .with(|desk, call| import_users(desk, call, &mut admin(session), import, None, || {}))
        .result
}

#[test]
fn u9_a1_an_import_is_one_entry_with_all_it_added_and_they_sign_in_with_what_they_had() {
    let mut world = World::new();
    let list = ready(&mut world);
    let mut ada = world.session(ADA);
    let entries = world.log().len();
    let mut told = 0;
    let done = world
        .with(|desk, call| {
            import_users(desk, call, &mut admin(&mut ada), &list, None, || told += 1)
        })
        .result
        .unwrap();
    assert_eq!((done.totals.all(), told), (2, 2));
    assert_eq!(world.log().len(), entries + 1);
    let entry = world.last_entry();
    assert_eq!(entry.act, Act::Imported);
    assert_eq!(entry.targets.len(), 2);
    for id in entry.targets.clone() {
        assert_ne!(world.user(id).email, email(ADA));
    }
    let ben = world.user(entry.targets[0]);
    assert_eq!(ben.email, email(BEN));
    let set_at = ben.credential.unwrap().changed_at;
    assert_eq!(set_at.to_rfc3339(), "2026-11-01T00:00:00+00:00");
    // U10: what was brought along is told to whom it is about.
    let summary = world.signed_in(BEN, "correct horse battery").summary;
    let told: Vec<_> = summary.events.iter().map(|event| event.what).collect();
    assert_eq!(told, [SummaryWhat::ImportedWithPassword]);
    assert!(!summary.is_quiet());
    let kira = world.try_in("kira@client.example", "correct horse battery");
    assert!(matches!(kira.result, SignInOutcome::Refused));
    let status = person_on_record(&mut world.desk, world.now, &email("kira@client.example"));
    let status = status.unwrap().unwrap().status;
    assert_eq!(status, crate::domain::PasswordStatus::NotSet);
}

#[test]
fn s9_an_import_needs_a_fresh_proof() {
    let mut world = World::new();
    let list = ready(&mut world);
    let mut ada = world.session(ADA);
    world.advance(TimeDelta::minutes(6));
    let refused = import(&mut world, &mut ada, &list);
    assert!(matches!(refused, Err(ActError::ProofNeeded)));
    let proof = offered(RIGHT);
    world
        .with(|desk, call| {
            import_users(desk, call, &mut admin(&mut ada), &list, Some(&proof), || {})
        })
        .result
        .unwrap();
}

#[test]
fn r6_whoever_is_no_administrator_any_more_imports_nobody() {
    let mut world = World::new();
    let cy = world.person("cy@firm.example", FIRM_USER);
    let mut ada = world.session(ADA);
    let mut set_role = |world: &mut World, role| {
        let done =
            world.with(|desk, call| change_role(desk, call, &mut admin(&mut ada), cy, role, None));
        done.result.unwrap();
    };
    set_role(&mut world, crate::domain::Role::Administrator);
    let mut session = world.session("cy@firm.example");
    let list = ready(&mut world);
    set_role(&mut world, crate::domain::Role::User);
    let refused = import(&mut world, &mut session, &list);
    let no = matches!(
        refused,
        Err(ActError::NotAllowed(Refusal::NotAdministrator) | ActError::SessionEnded(_))
    );
    assert!(no, "{refused:?}");
    assert_eq!(world.last_entry().act, Act::Refused);
}

#[test]
fn u9_somebody_who_was_added_since_the_dry_run_stops_all_of_it() {
    let mut world = World::new();
    let list = ready(&mut world);
    world.invited("kira@client.example", FIRM_USER);
    let mut ada = world.session(ADA);
    let refused = import(&mut world, &mut ada, &list);
    assert!(matches!(refused, Err(ActError::AddedMeanwhile)));
    assert_eq!(world.last_entry().act, Act::Refused);
    let look = world.desk.look().unwrap();
    assert_eq!(look.user_by_email(&email(BEN)).unwrap(), None);
    drop(look);
    // And the next dry run says who it is.
    let plan = ImportPlan::read(FILE.as_bytes(), world.now).unwrap();
    let plan = plan.against(&mut world.desk).unwrap();
    assert_eq!(plan.bad().len(), 1);
    assert_eq!(plan.bad()[0].line, 3);
    assert!(plan.ready().is_err());
}

/// Five people of five costs; four of them are as much as a failed sign-in may compute.
fn costly() -> String {
    const REST: &str =
        "$v=19$m=65536,t=4,p=1$c29tZXNhbHQxMjM0$PjU0OlPPuM3wsgOM0P73NWryKZ4b8qSvYwodcs2iJjY";
    let mut text = format!(
        "name,email,hash\n\
         P,p0@firm.example,\"$argon2id{REST}\"\n\
         P,p1@firm.example,\"$argon2i{REST}\"\n\
         P,p2@firm.example,\"$argon2d{REST}\"\n"
    );
    text.push_str(
        "P,p3@firm.example,$2y$12$hEJM/6C3ZX9UBaNihrIV5.okpVOUYKHadFP2xhBzFecooWRZoG08O\n",
    );
    text.push_str(
        "P,p4@firm.example,$2a$12$hEJM/6C3ZX9UBaNihrIV5.okpVOUYKHadFP2xhBzFecooWRZoG08O\n",
    );
    text.push_str(
        "P,p5@firm.example,$2y$04$WLN04n3C.3/fMDYirCc9JeWNF7cVs8jk3n6NBRbG8uEmkkC.F8VW2\n",
    );
    text
}

#[test]
fn s1_hashes_of_too_many_costs_are_told_by_line_and_what_is_on_record_counts() {
    let mut world = World::new();
    let plan = ImportPlan::read(costly().as_bytes(), world.now).unwrap();
    let plan = plan.against(&mut world.desk).unwrap();
    let bad: Vec<_> = plan
        .bad()
        .iter()
        .map(|bad| (bad.line, bad.fault.code()))
        .collect();
    assert_eq!(bad, [(7, "too_many_settings")]);
    assert_eq!(plan.bad()[0].fault.column(), Some("hash"));
    assert_eq!(plan.rows().len(), 5);
    // Whoever is refused for something else takes no place.
    let taken = costly().replace("p0@", "ada@");
    let plan = ImportPlan::read(taken.as_bytes(), world.now).unwrap();
    let plan = plan.against(&mut world.desk).unwrap();
    assert_eq!(plan.bad().len(), 1);
    assert_eq!(plan.bad()[0].fault.code(), "email_taken");
    // One that is on record already does.
    let mut ada = world.session(ADA);
    let list = ready(&mut world);
    import(&mut world, &mut ada, &list).unwrap();
    let plan = ImportPlan::read(costly().as_bytes(), world.now).unwrap();
    let plan = plan.against(&mut world.desk).unwrap();
    let bad: Vec<_> = plan.bad().iter().map(|bad| bad.line).collect();
    assert_eq!(
        bad,
        [5, 6],
        "bcrypt of cost 12 is one too many now, that of cost 4 is there"
    );
}

#[test]
fn r6_s1_hashes_that_came_since_the_dry_run_stop_all_of_it() {
    let mut world = World::new();
    let mut four: String = costly().lines().take(5).collect::<Vec<_>>().join("\n");
    four.push('\n');
    let plan = ImportPlan::read(four.as_bytes(), world.now).unwrap();
    let four = plan.against(&mut world.desk).unwrap().ready().unwrap();
    let mut ada = world.session(ADA);
    let list = ready(&mut world);
    import(&mut world, &mut ada, &list).unwrap();
    let refused = import(&mut world, &mut ada, &four);
    assert!(
        matches!(refused, Err(ActError::HashesMeanwhile)),
        "{refused:?}"
    );
    assert_eq!(world.last_entry().act, Act::Refused);
    let look = world.desk.look().unwrap();
    assert_eq!(look.user_by_email(&email("p0@firm.example")).unwrap(), None);
}
