//! Every failed try computes the same hashes, counted and never timed (S1).

use rand::{SeedableRng, rngs::ChaCha20Rng};

use super::super::{Hasher, Phc, Scheme, Setting, Verdict};
use super::*;
use crate::secret::password::Password;

const PASSWORD: &str = "correct horse battery";

/// One hash of each scheme and cheap, all of the same password.
const CHEAP: [&str; 5] = [
    "$2y$04$WLN04n3C.3/fMDYirCc9JeWNF7cVs8jk3n6NBRbG8uEmkkC.F8VW2",
    "$6$rounds=1000$sixteen.letters/$ppFhdSL0xD0HAZw4r1c7KUVOn5qsF3nQtyeyTh3nKMvTw12iuWuDnRjR7x1rDebd6RNs5khTWONTOr7Irmyq8/",
    "$6$openssl.salt$DncGMV61G4UzkoUDjVMSKK.lyOqC/Fpfivntxcgz/4kudjRe0o09C245ZmP3nFkjXD/9mIpiqk68qzctijgXp0",
    "$argon2d$v=19$m=4096,t=3,p=2$c29tZXNhbHQxMjM0$PjU0OlPPuM3wsgOM0P73NWryKZ4b8qSvYwodcs2iJjY",
    "$argon2id$v=16$m=1024,t=1,p=1$c29tZXNhbHQxMjM0$wGVzBSWoQW8EooMk9xYFs73q74npzCcq",
];

fn phc(text: &str) -> Phc {
    Phc::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn foreign() -> Vec<Phc> {
    let lines = include_str!("../vectors.txt").lines().skip(1);
    let hashes = lines.filter_map(|line| line.split('\t').nth(1));
    hashes
        .map(phc)
        .filter(|phc| phc.setting() != Some(Setting::OWN))
        .collect()
}

fn settings_of(all: &[Phc]) -> Settings {
    Settings::on_record(all.iter().filter_map(Phc::setting))
}

fn bcrypt(cost: u32) -> Phc {
    phc(&format!(
        "$2b${cost:02}$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS"
    ))
}

/// What a wrong try computes.
fn computed(
    hasher: &mut Hasher,
    typed: &str,
    against: Option<&Phc>,
    all: &Settings,
) -> Vec<Setting> {
    hasher.computed.clear();
    let found = hasher.verify_among(&Password::offered(typed), against, all);
    assert_eq!(found, Verdict::Wrong, "{typed}");
    hasher.computed.clone()
}

#[test]
fn s1_every_failed_try_computes_the_same_whoever_it_is_about_and_whatever_was_typed() {
    let mut hasher = Hasher::new();
    let own = hasher.hash(
        &Password::chosen(PASSWORD).unwrap(),
        &mut ChaCha20Rng::seed_from_u64(7),
    );
    let people = CHEAP.map(phc);
    let all = settings_of(&people);
    assert_eq!(all.len(), CHEAP.len());
    let mut expected = vec![Setting::OWN];
    expected.extend(all.all.iter().copied());
    let unusable = Phc::stored("$2b$31$abc");
    let nobody = [None, Some(&own), Some(&unusable)];
    for typed in ["correct horse batterz", "", "one\ttab", &"long".repeat(200)] {
        for against in nobody.into_iter().chain(people.iter().map(Some)) {
            let found = computed(&mut hasher, typed, against, &all);
            assert_eq!(found, expected, "{typed:?} {:?}", against.map(Phc::as_str));
        }
    }
}

#[test]
fn s1_without_foreign_hashes_on_record_nothing_but_one_of_our_own_is_computed() {
    let mut hasher = Hasher::new();
    let none = Settings::default();
    assert!(none.is_empty());
    let own = computed(&mut hasher, "wrong", None, &none);
    assert_eq!(own, [Setting::OWN]);
}

#[test]
fn s1_a_right_password_ends_the_list_and_is_found_wherever_it_stands() {
    let mut hasher = Hasher::new();
    let people = CHEAP.map(phc);
    let all = settings_of(&people);
    for person in &people {
        hasher.computed.clear();
        let right = hasher.verify_among(&Password::offered(PASSWORD), Some(person), &all);
        assert_eq!(right, Verdict::Right { renew: true }, "{}", person.as_str());
        assert_eq!(hasher.computed.last().copied(), person.setting());
    }
    let own = hasher.hash(
        &Password::chosen(PASSWORD).unwrap(),
        &mut ChaCha20Rng::seed_from_u64(7),
    );
    hasher.computed.clear();
    let right = hasher.verify_among(&Password::offered(PASSWORD), Some(&own), &all);
    assert_eq!(right, Verdict::Right { renew: false });
    assert_eq!(hasher.computed, [Setting::OWN]);
}

#[test]
fn s1_the_plan_holds_the_real_hash_once_and_made_up_ones_in_every_other_place() {
    let people = foreign();
    let all = settings_of(&people);
    let unknown: Vec<Setting> = plan(None, &all).map(|step| step.setting).collect();
    for person in &people {
        let steps: Vec<Step<'_>> = plan(Some(person), &all).collect();
        let settings: Vec<Setting> = steps.iter().map(|step| step.setting).collect();
        assert_eq!(settings, unknown, "{}", person.as_str());
        let own: Vec<Option<Setting>> = steps
            .iter()
            .filter(|step| step.own.is_some())
            .map(|step| Some(step.setting))
            .collect();
        assert_eq!(own, [person.setting()], "{}", person.as_str());
    }
    assert!(plan(None, &all).all(|step| step.own.is_none()));
}

#[test]
fn s1_a_made_up_hash_costs_what_the_real_one_does_and_matches_nothing() {
    let mut people = foreign();
    people.extend((4..=12).map(bcrypt));
    for person in people.iter().chain(&CHEAP.map(phc)) {
        let setting = person.setting().unwrap();
        let made_up = setting.made_up();
        assert!(!matches!(made_up, Scheme::Unusable), "{setting:?}");
        assert_eq!(made_up.setting(), Some(setting));
    }
    assert_eq!(Setting::OWN.made_up().setting(), Some(Setting::OWN));
    assert!(Setting::OWN.made_up().is_up_to_date());
}

#[test]
fn s1_a_setting_is_what_hashes_that_cost_the_same_have_in_common() {
    const LETTERS: &str = "abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS";
    const TAIL: &str = "$c2FsdHNhbHRzYWx0c2FsdA$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI";
    let output = "a".repeat(85) + "1";
    let one = |texts: &[String]| {
        let mut settings: Vec<_> = texts.iter().map(|text| phc(text).setting()).collect();
        settings.dedup();
        assert_eq!(settings.len(), 1, "{texts:?}");
        settings[0].unwrap()
    };
    let all = [
        one(&["2a", "2b", "2x", "2y"].map(|name| format!("${name}$10${LETTERS}"))),
        one(&[format!("$2b$11${LETTERS}")]),
        one(&[
            format!("$6$saltsalt${output}"),
            format!("$6$rounds=5000$SALTSALT${output}"),
        ]),
        // The length of the salt decides how many blocks a round takes.
        one(&[format!("$6$saltsalts${output}")]),
        one(&[format!("$6$rounds=5001$saltsalt${output}")]),
        one(&[format!("$argon2id$v=19$m=65536,t=3,p=4{TAIL}")]),
        one(&[format!("$argon2i$v=19$m=65536,t=3,p=4{TAIL}")]),
        one(&[
            format!("$argon2id$v=16$m=65536,t=3,p=4{TAIL}"),
            format!("$argon2id$m=65536,t=3,p=4{TAIL}"),
        ]),
        one(&[format!("$argon2id$v=19$m=65536,t=3,p=1{TAIL}")]),
        one(&[format!("$argon2id$v=19$m=65536,t=2,p=4{TAIL}")]),
        one(&[format!("$argon2id$v=19$m=65535,t=3,p=4{TAIL}")]),
    ];
    let distinct: std::collections::BTreeSet<Setting> = all.into_iter().collect();
    assert_eq!(distinct.len(), all.len());
    let ours = phc(&format!("$argon2id$v=19$m=19456,t=2,p=1{TAIL}"));
    assert_eq!(ours.setting(), Some(Setting::OWN));
}

#[test]
fn s1_what_no_hash_can_have_is_no_setting() {
    for text in [
        "",
        "x",
        "$2b$",
        "$2b$13$",
        "$2b$03$",
        "$2c$10$",
        "$6$",
        "$6$0",
        "$6$17",
        "$6$-1",
        "$6$x",
        "$6$99999999999999999999",
        "$6$rounds=100001$8",
        "$6$rounds=999$8",
        "$argon2id$v=19$m=4194304,t=2,p=1$",
        "$argon2id$v=19$m=65536,t=3,p=4",
        "$argon2x$v=19$m=65536,t=3,p=4$",
        "$scrypt$ln=16,r=8,p=1$",
    ] {
        assert_eq!(Setting::parse(text), None, "{text}");
    }
    assert_eq!(Setting::parse("$2y$12$"), bcrypt(12).setting());
}

#[test]
fn s1_no_hash_that_is_taken_is_refused_by_its_crate_before_it_is_computed() {
    // Where the last letter of an output stands for more than is left, the comparison would fail at once.
    let body = "a".repeat(85);
    let letters = ('a'..='z')
        .chain('A'..='Z')
        .chain('0'..='9')
        .chain(['.', '/']);
    for last in letters {
        let text = format!("$6$rounds=1000$salt${body}{last}");
        let taken = Phc::parse(&text).is_ok();
        let computed = sha_crypt::PasswordVerifier::<str>::verify_password(
            &sha_crypt::ShaCrypt::SHA512,
            b"wrong",
            &text,
        )
        .is_err_and(|error| matches!(error, argon2::password_hash::Error::PasswordInvalid));
        assert_eq!(taken, computed, "{last}");
    }
}

#[test]
fn s1_all_settings_together_stay_within_four_of_the_costliest_hashes() {
    let costliest = [
        bcrypt(12),
        phc(&format!("$6$rounds=100000$salt${}", ".".repeat(86))),
        phc(
            "$argon2id$v=19$m=65536,t=4,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ),
        phc(
            "$argon2i$v=19$m=65536,t=4,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ),
    ];
    let mut settings = Settings::default();
    for phc in &costliest {
        assert_eq!(phc.setting().unwrap().sixteenths(), 16);
        settings.add(phc).unwrap();
    }
    let before = settings.clone();
    assert_eq!(settings.add(&bcrypt(4)), Err(TooManySettings));
    assert_eq!(settings, before);
    // What is there already, what is our own and what matches nothing costs nothing more.
    let ours =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for phc in [&costliest[0], &phc(ours), &Phc::stored("!")] {
        settings.add(phc).unwrap();
    }
    assert_eq!(settings, before);
    // As they came, in whatever order.
    assert_eq!(settings, settings_of(&costliest));
}

#[test]
fn s1_what_was_put_beyond_the_bound_matches_nothing_and_costs_everyone_the_same() {
    let mut people: Vec<Phc> = (1000..1080)
        .map(|rounds| {
            let output = "DncGMV61G4UzkoUDjVMSKK.lyOqC/Fpfivntxcgz/4kudjRe0o09C245ZmP3nFkjXD/9mIpiqk68qzctijgXp0";
            phc(&format!("$6$rounds={rounds}$openssl.salt${output}"))
        })
        .collect();
    people.push(phc(CHEAP[4]));
    let all = settings_of(&people);
    assert_eq!((all.len(), all.beyond()), (64, 17));
    people.reverse();
    assert_eq!(all, settings_of(&people), "whatever the order");
    let mut more = all.clone();
    assert_eq!(more.add(&bcrypt(4)), Err(TooManySettings));
    let mut hasher = Hasher::new();
    let unknown = computed(&mut hasher, PASSWORD, None, &all);
    assert_eq!(unknown.len(), 65);
    // Its password is right, and it is beyond.
    let beyond = people.first().unwrap();
    assert_eq!(computed(&mut hasher, PASSWORD, Some(beyond), &all), unknown);
}

#[test]
fn s7_memory_grows_for_a_foreign_hash_and_what_was_in_it_is_never_moved() {
    let mut hasher = Hasher::new();
    hasher.get_ready();
    let least = hasher.blocks.capacity();
    let own = Settings::default();
    computed(&mut hasher, "wrong", None, &own);
    assert_eq!(hasher.blocks.capacity(), least);
    let large = phc(
        "$argon2id$v=19$m=65536,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    );
    let all = settings_of(&[large]);
    for _ in 0..2 {
        computed(&mut hasher, "wrong", None, &all);
        assert_eq!(hasher.blocks.len(), 65_536);
    }
    hasher.rest();
    assert_eq!(hasher.blocks.capacity(), 0);
}
