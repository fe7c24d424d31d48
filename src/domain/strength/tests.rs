//! S5 and S6 by example, and what holds for every text.

use proptest::prelude::*;

use super::*;

fn known() -> KnownWords {
    KnownWords::new(
        "Hartwell & Finch LLP",
        "Ada Hartwell",
        "ada@hartwellfinch.example",
    )
}

#[track_caller]
fn check(candidate: &str, expected: Strength) {
    assert_eq!(
        assess(candidate, &known()).strength,
        expected,
        "{candidate}"
    );
}

#[test]
fn s5_a_new_password_has_eight_characters_counted_in_code_points() {
    let fault = |missing| Strength::Refused(BaselineFault::TooShort { missing });
    check("", Strength::Empty);
    check("k", fault(7));
    check("kvxq7wz", fault(1));
    check("жыъщёэф", fault(1));
    assert_eq!(baseline("жыъщёэфя", &known()), Ok(()));
    let sentence = BaselineFault::TooShort { missing: 1 }.to_string();
    assert_eq!(
        sentence,
        "A password needs 8 characters or more: 1 more is missing."
    );
}

#[test]
fn s5_it_is_not_commonly_used_and_not_a_name_in_any_case() {
    for (candidate, expected) in [
        ("Password1", BaselineFault::Common),
        (" qwertyuiop ", BaselineFault::Common),
        ("Ada Hartwell", BaselineFault::OwnName),
        ("ADAHARTWELL", BaselineFault::OwnName),
        ("Ada@HartwellFinch.example", BaselineFault::OwnEmail),
        ("hartwell & finch llp", BaselineFault::FirmName),
    ] {
        assert_eq!(baseline(candidate, &known()), Err(expected), "{candidate}");
        check(candidate, Strength::Refused(expected));
    }
    assert_eq!(baseline("Ada Hartwell 7", &known()), Ok(()));
    assert_eq!(
        baseline("anything at all", &KnownWords::new("", "", "")),
        Ok(())
    );
}

#[test]
fn s5_names_are_compared_after_normalisation() {
    let known = KnownWords::new("", "Zoe\u{308} Müller", "");
    assert_eq!(baseline("ZOË MÜLLER", &known), Err(BaselineFault::OwnName));
}

#[test]
fn s6_strong_is_fifteen_characters_that_are_hard_to_guess() {
    check("velvet tractor moon", Strength::Strong);
    check("xkvq rw7tzp mul", Strength::Strong);
    check("xkvq rw7tzp mu", Strength::Good { more: 1 });
    check("aaaaaaaaaaaaaaaaaaaa", Strength::Guessable { more: 0 });
    check("abcdefghij k", Strength::Guessable { more: 3 });
}

#[test]
fn s6_no_classes_of_characters_are_asked_for() {
    check("gezwommen kastanjelaar", Strength::Strong);
    check("ζαφείρι και τρακτέρ", Strength::Strong);
}

#[test]
fn s6_a_password_made_only_of_known_words_is_never_strong() {
    for candidate in [
        "adahartwell1",
        "hartwell2024",
        "AdaHartwellFinch2024!!",
        "finch-hartwell-ada-llp",
        "hart1well2hart3well4",
        "hartwellfinchhartwellfinch",
        "adaadaadaadaadaada",
    ] {
        check(candidate, Strength::KnownWords);
        assert!(!is_strong(candidate, &known()));
        assert!(!assess(candidate, &known()).advice.is_empty());
    }
    check("ada 8374 9283 7492 0165", Strength::Strong);
    check("ada hartwell velvet tractor", Strength::Strong);
}

#[test]
fn s6_a_name_of_two_characters_of_another_script_is_a_word() {
    let known = KnownWords::new("", "王 小明", "");
    assert!(!is_strong("小明小明小明小明小明小明小明小明", &known));
}

#[test]
fn s6_the_meter_is_full_only_when_strong() {
    let known = known();
    let percents = [
        "",
        "kvxq",
        "abcdefghij",
        "xkvq rw7tzp mu",
        "xkvq rw7tzp mul",
    ]
    .map(|candidate| assess(candidate, &known).percent());
    assert!(percents.is_sorted(), "{percents:?}");
    assert_eq!((percents[0], percents[4]), (0, 100));
    assert!(percents[3] < 100);
}

#[test]
fn s6_advice_is_given_until_the_password_is_hard_to_guess() {
    assert!(!assess("qwertyuiopasdf", &known()).advice.is_empty());
    assert!(assess("velvet tractor moon", &known()).advice.is_empty());
}

#[test]
fn s6_words_are_known_whole_and_split_at_non_letters() {
    let parts = known().parts;
    for part in [
        "hartwell",
        "finch",
        "llp",
        "ada",
        "hartwellfinch",
        "example",
        "hartwellfinch.example",
    ] {
        assert!(parts.iter().any(|one| one == part), "{part}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn s6_strong_always_meets_the_baseline_and_the_lengths(candidate in "\\PC{0,40}") {
        let assessment = assess(&candidate, &known());
        prop_assert_eq!(assessment.length, candidate.chars().count());
        prop_assert!(assessment.score <= 4);
        if !candidate.is_empty() {
            prop_assert_eq!(assessment.meets_baseline(), baseline(&candidate, &known()).is_ok());
        }
        if assessment.is_strong() {
            prop_assert!(assessment.meets_baseline());
            prop_assert!(assessment.length >= STRONG_LENGTH && assessment.score >= STRONG_SCORE);
        }
        prop_assert_eq!(assessment.percent() == 100, assessment.is_strong());
    }

    #[test]
    fn s6_known_words_in_any_order_case_and_with_short_fillings_are_never_strong(
        words in prop::collection::vec(prop::sample::select(vec!["ada", "Hartwell", "FINCH", "llp", "Example"]), 1..6),
        filling in prop::sample::select(vec!["", " ", "-", "1", "!", "24"]),
    ) {
        prop_assert!(!is_strong(&words.join(filling), &known()));
    }
}
