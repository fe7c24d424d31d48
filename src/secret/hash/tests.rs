//! Our own hashes, hashes that other programs made, and hashes made to do harm.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::{SeedableRng, rngs::ChaCha20Rng};

use super::*;
use crate::secret::password::Password;

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

fn password(text: &str) -> Password {
    Password::chosen(text).expect("a password")
}

fn hashed(argon2: &Argon2<'_>, text: &str) -> String {
    let mut output = [0; 32];
    argon2
        .hash_password_into(text.as_bytes(), b"saltsaltsaltsalt", &mut output)
        .unwrap();
    PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(argon2.params()).unwrap(),
        salt: Some(Salt::new(b"saltsaltsaltsalt").unwrap()),
        hash: Some(Output::new(&output).unwrap()),
    }
    .to_string()
}

#[test]
fn s7_a_hash_is_argon2id_in_phc_form_and_matches_its_password_only() {
    let mut hasher = Hasher::new();
    let phc = hasher.hash(&password("correct horse"), &mut rng());
    assert!(
        phc.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{}",
        phc.as_str()
    );
    assert_eq!(Phc::parse(phc.as_str()), Ok(phc.clone()));
    let right = Verdict::Right { renew: false };
    assert_eq!(
        hasher.verify(&Password::offered("correct horse"), Some(&phc)),
        right
    );
    assert_eq!(
        hasher.verify(&Password::offered("correct\u{a0}horse"), Some(&phc)),
        right
    );
    assert_eq!(
        hasher.verify(&Password::offered("correct horsf"), Some(&phc)),
        Verdict::Wrong
    );
    assert_eq!(
        hasher.verify(&Password::offered("no\tpassword"), Some(&phc)),
        Verdict::Wrong
    );
    assert!(hasher.is_same(&password("correct horse"), &phc));
    assert!(!hasher.is_same(&password("Correct horse"), &phc));
}

#[test]
fn s7_two_hashes_of_one_password_differ() {
    let (mut hasher, mut rng) = (Hasher::new(), rng());
    let first = hasher.hash(&password("correct horse"), &mut rng);
    assert_ne!(first, hasher.hash(&password("correct horse"), &mut rng));
}

#[test]
fn s1_an_unknown_user_and_one_without_a_password_are_wrong() {
    let mut hasher = Hasher::new();
    assert_eq!(
        hasher.verify(&Password::offered("no password"), None),
        Verdict::Wrong
    );
    assert_eq!(hasher.verify(&Password::offered(""), None), Verdict::Wrong);
}

#[test]
fn s7_weaker_or_other_parameters_are_right_and_renewed() {
    let mut hasher = Hasher::new();
    for (memory, passes, lanes) in [(8, 1, 1), (19_456, 1, 1), (32_768, 1, 4)] {
        let params = Params::new(memory, passes, lanes, Some(32)).unwrap();
        let phc = Phc::parse(&hashed(
            &Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            "foreign",
        ))
        .unwrap();
        assert_eq!(
            hasher.verify(&Password::offered("foreign"), Some(&phc)),
            Verdict::Right { renew: true }
        );
        assert_eq!(
            hasher.verify(&Password::offered("foreigm"), Some(&phc)),
            Verdict::Wrong
        );
    }
    // The reference implementation's own test vector, version 0x13 of argon2i without our lengths.
    let reference =
        "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA";
    let verdict = hasher.verify(
        &Password::offered("password"),
        Some(&Phc::parse(reference).unwrap()),
    );
    assert_eq!(verdict, Verdict::Right { renew: true });
}

#[test]
fn s1_a_hostile_hash_is_refused_at_import_and_matches_nothing_when_stored() {
    const ARGON2: PhcError = PhcError::TooCostly {
        most: "Argon2 may take 100 MiB with 2 passes over them, 64 MiB with 4, and 16 lanes",
    };
    const BCRYPT: PhcError = PhcError::TooCostly {
        most: "bcrypt may have a cost of at most 12",
    };
    const SHA512: PhcError = PhcError::TooCostly {
        most: "sha512-crypt may have at most 100,000 rounds",
    };
    const LETTERS: &str = "abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS";
    const TAIL: &str = "$c2FsdHNhbHRzYWx0c2FsdA$MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI";
    let mut hasher = Hasher::new();
    let tail = |head: &str| format!("{head}{TAIL}");
    let output = "a".repeat(86);
    for (text, expected) in [
        (tail("$argon2id$v=19$m=4194304,t=2,p=1"), ARGON2),
        (tail("$argon2id$v=19$m=19456,t=4294967295,p=1"), ARGON2),
        (tail("$argon2id$v=19$m=131072,t=3,p=1"), ARGON2),
        (tail("$argon2id$v=19$m=19456,t=2,p=64"), ARGON2),
        (tail("$argon2id$v=19$m=0,t=2,p=1"), PhcError::Form),
        (tail("$argon2id$v=19$t=2,m=19456,p=1"), PhcError::Form),
        (tail("$argon2id$v=19$m=8,m=19456,t=2,p=1"), PhcError::Form),
        (tail("$argon2id$v=19$m=19456,t=2"), PhcError::Form),
        (tail("$argon2id$v=19$m=19456,t=2,p=1,data="), PhcError::Form),
        (tail("$argon2id$v=19"), PhcError::Form),
        (
            tail("$argon2id$v=19$m=64,t=1,p=1,keyid=QUFB"),
            PhcError::Scheme,
        ),
        (tail("$argon2id$v=99$m=19456,t=2,p=1"), PhcError::Scheme),
        (tail("$argon2x$v=19$m=19456,t=2,p=1"), PhcError::Scheme),
        (tail("$scrypt$ln=16,r=8,p=1"), PhcError::Scheme),
        ("$1$saltsalt$abcdef".to_owned(), PhcError::Scheme),
        ("$5$saltsalt$abcdef".to_owned(), PhcError::Scheme),
        ("$y$j9T$salt$abcdef".to_owned(), PhcError::Scheme),
        (
            "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA".to_owned(),
            PhcError::Form,
        ),
        (
            "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$MTIzNDU2Nzg5MDEy".to_owned(),
            PhcError::TooShort,
        ),
        ("$2b$12$abc".to_owned(), PhcError::Form),
        (format!("$2b$13${LETTERS}"), BCRYPT),
        (format!("$2b$31${LETTERS}"), BCRYPT),
        (format!("$2b$99${LETTERS}"), BCRYPT),
        (format!("$2b$03${LETTERS}"), PhcError::Form),
        (format!("$2b$1x${LETTERS}"), PhcError::Form),
        (format!("$2c$10${LETTERS}"), PhcError::Form),
        (format!("$2b$10${LETTERS}x"), PhcError::Form),
        (format!("$2b$10${}é", &LETTERS[..51]), PhcError::Form),
        (format!("$6$rounds=100001$salt${output}"), SHA512),
        (format!("$6$rounds=999999999$salt${output}"), SHA512),
        (format!("$6$rounds=99999999999999999999$s${output}"), SHA512),
        (format!("$6$rounds=999$salt${output}"), PhcError::Form),
        (format!("$6$rounds=-5000$salt${output}"), PhcError::Form),
        (format!("$6$rounds=+5000$salt${output}"), PhcError::Form),
        (format!("$6$rounds=05000$salt${output}"), PhcError::Form),
        (format!("$6$rounds=$salt${output}"), PhcError::Form),
        (format!("$6$rounds=5000${output}"), PhcError::Form),
        (format!("$6$${output}"), PhcError::Form),
        (format!("$6$salt with space${output}"), PhcError::Form),
        (format!("$6$seventeen.letters${output}"), PhcError::Form),
        (format!("$6$salt${output}a"), PhcError::Form),
        (format!("$6$salt${output}$"), PhcError::Form),
        ("$6$".to_owned(), PhcError::Form),
        ("!".to_owned(), PhcError::Form),
        ("$$".to_owned(), PhcError::Form),
        ("{SSHA}abc".to_owned(), PhcError::Form),
        (String::new(), PhcError::Form),
        ("x".repeat(100_000), PhcError::Form),
    ] {
        assert_eq!(Phc::parse(&text), Err(expected), "{text}");
        let stored = Phc::stored(&text);
        assert!(!stored.is_usable());
        assert_eq!(
            hasher.verify(&Password::offered("foreign"), Some(&stored)),
            Verdict::Wrong
        );
    }
}

/// A hash that another program made.
struct Vector {
    password: &'static str,
    hash: &'static str,
    made_by: &'static str,
}

fn vectors() -> Vec<Vector> {
    let lines = include_str!("vectors.txt").lines().skip(1);
    lines
        .map(|line| {
            let [password, hash, made_by] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            Vector {
                password,
                hash,
                made_by,
            }
        })
        .collect()
}

#[test]
fn u9_hashes_of_other_programs_match_their_password_only_and_are_renewed() {
    let mut hasher = Hasher::new();
    let vectors = vectors();
    assert!(vectors.len() > 20);
    for Vector {
        password: text,
        hash,
        made_by,
    } in vectors
    {
        let phc = Phc::parse(hash).unwrap_or_else(|error| panic!("{hash}: {error}"));
        assert_eq!(phc.as_str(), hash);
        let ours = hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$");
        let right = Verdict::Right { renew: !ours };
        let found = hasher.verify(&Password::offered(text), Some(&phc));
        assert_eq!(found, right, "{made_by}: {hash}");
        let wrong = format!("{}!", &text[..text.len() - 1]);
        let found = hasher.verify(&Password::offered(&wrong), Some(&phc));
        assert_eq!(found, Verdict::Wrong, "{hash}");
        assert!(hasher.is_same(&password(text), &phc), "{hash}");
        assert!(!hasher.is_same(&password(&wrong), &phc));
    }
}

#[test]
fn s4_what_bcrypt_would_cut_off_is_not_let_in_by_its_beginning() {
    let mut hasher = Hasher::new();
    let cut = "$2b$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe";
    let cut = Phc::parse(cut).unwrap();
    for (length, expected) in [
        (71, Verdict::Wrong),
        (72, Verdict::Right { renew: true }),
        (73, Verdict::Wrong),
        (100, Verdict::Wrong),
    ] {
        let text = "a".repeat(length);
        let found = hasher.verify(&Password::offered(&text), Some(&cut));
        assert_eq!(found, expected, "{length}");
        let is_same = expected != Verdict::Wrong;
        assert_eq!(hasher.is_same(&password(&text), &cut), is_same);
    }
}

#[test]
fn u9_letters_beyond_ascii_never_match_what_a_faulty_bcrypt_made_of_them() {
    let faulty = "$2x$05$abcdefghijklmnopqrstuuyIlJgqqr6MQMvVTZWXu6fA4LauGXcTi";
    let phc = Phc::parse(faulty).unwrap();
    let offered = Password::offered("pässwörd ünïcode");
    assert_eq!(Hasher::new().verify(&offered, Some(&phc)), Verdict::Wrong);
}

#[test]
fn s4_a_text_that_can_be_no_password_matches_no_scheme() {
    let mut hasher = Hasher::new();
    let cheap = ["$2y$04$", "$6$rounds=1000$", "$argon2id$v=16$"];
    for Vector { hash, .. } in vectors() {
        if !cheap.iter().any(|head| hash.starts_with(head)) {
            continue;
        }
        let phc = Phc::parse(hash).unwrap();
        for text in ["", "correct horse battery\0", "correct\thorse battery"] {
            let found = hasher.verify(&Password::offered(text), Some(&phc));
            assert_eq!(found, Verdict::Wrong, "{hash}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn u9_no_text_makes_the_reader_of_hashes_panic(
        text in "(\\$(argon2id|2b|6)\\$)?[ -~é]{0,90}",
    ) {
        let _ = Phc::parse(&text);
    }
}

#[test]
fn s7_nothing_of_a_hash_stays_in_the_blocks() {
    let mut hasher = Hasher::new();
    let empty = |blocks: &[argon2::Block]| {
        let mut words = blocks.iter().flat_map(AsRef::as_ref);
        words.all(|word| *word == 0)
    };
    hasher.hash(&password("correct horse"), &mut rng());
    assert!(!empty(&hasher.blocks));
    argon::wipe(&mut hasher.blocks);
    assert!(empty(&hasher.blocks));

    hasher.rest();
    assert_eq!(hasher.blocks.capacity(), 0);
    let again = hasher.hash(&password("correct horse"), &mut rng());
    hasher.rest_beside();
    assert_eq!(hasher.blocks.capacity(), 0);
    assert!(hasher.is_same(&password("correct horse"), &again));
}

#[test]
fn debug_prints_nothing_of_a_hash() {
    let phc = Hasher::new().hash(&password("correct horse"), &mut rng());
    assert_eq!(format!("{phc:?} {:?}", Hasher::new()), "Phc(..) Hasher(..)");
}
