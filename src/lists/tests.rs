//! Lists of every form, good and bad, as files on disk.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::PathBuf;

use proptest::prelude::*;
use rand::rngs::ChaCha20Rng;
use rand::{Rng, SeedableRng};
use sha1::{Digest, Sha1};
use tempfile::TempDir;

use super::hashes::{Hashes, Sha1Hash};
use super::*;

/// A file in a folder of its own.
struct Kept {
    _folder: TempDir,
    path: PathBuf,
}

fn kept(content: impl AsRef<[u8]>) -> Kept {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("breached.txt");
    fs::write(&path, content).unwrap();
    Kept {
        _folder: folder,
        path,
    }
}

fn password(text: &str) -> Password {
    Password::chosen(text).unwrap()
}

fn sha1(text: &str) -> Sha1Hash {
    Sha1::digest(text.as_bytes()).into()
}

/// Sorted hashes as the public list has them; `line_end` after all but the last.
fn lines_of(hashes: &BTreeSet<Sha1Hash>, line_end: &str) -> String {
    let mut text = String::with_capacity(hashes.len() * 44);
    for (n, hash) in hashes.iter().enumerate() {
        let count = n * 7919 % 1_000_003 + 1;
        let digits = data_encoding::HEXUPPER.encode(hash);
        let _ = write!(text, "{digits}:{count}{line_end}");
    }
    text.truncate(text.len() - line_end.len());
    text
}

fn some(passwords: &[&str]) -> BTreeSet<Sha1Hash> {
    passwords.iter().map(|text| sha1(text)).collect()
}

#[track_caller]
fn refused(content: impl AsRef<[u8]>, sentence: &str) {
    let kept = kept(content);
    let error = BreachedFile::open(&kept.path).unwrap_err().to_string();
    assert!(error.contains(sentence), "{error}");
    assert!(error.contains("breached.txt"), "{error}");
}

const ON_IT: [&str; 4] = [
    "correct horse",
    "tr0ub4dor&3",
    "пароль пароль",
    "qwertyuiop[",
];

#[test]
fn s5_the_public_list_is_known_by_its_content_in_either_case_and_with_either_line_end() {
    for line_end in ["\n", "\r\n"] {
        let upper = lines_of(&some(&ON_IT), line_end);
        let lower = upper.to_lowercase();
        let ended = format!("{upper}{line_end}");
        for content in [upper, lower, ended] {
            let kept = kept(&content);
            let list = BreachedFile::open(&kept.path).unwrap();
            assert_eq!(list.facts().format, ListFormat::Hashes);
            assert_eq!(list.facts().entries, Entries::Exact(4));
            for text in ON_IT {
                assert_eq!(list.holds(&password(text)), Ok(true), "{text}");
            }
            assert_eq!(list.holds(&password("correct horse battery")), Ok(false));
        }
    }
}

#[test]
fn s5_hashes_without_counts_are_taken_too() {
    let hashes = some(&ON_IT);
    let lines: Vec<String> = hashes
        .iter()
        .map(|hash| data_encoding::HEXLOWER.encode(hash))
        .collect();
    let kept = kept(lines.join("\n"));
    let list = BreachedFile::open(&kept.path).unwrap();
    assert_eq!(list.holds(&password(ON_IT[0])), Ok(true));
    assert_eq!(list.holds(&password("correct horse battery")), Ok(false));
}

#[test]
fn s5_a_million_hashes_are_searched_where_they_lie() {
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let mut hashes = some(&ON_IT);
    while hashes.len() < 1_000_000 {
        let mut hash = [0; 20];
        rng.fill_bytes(&mut hash);
        hashes.insert(hash);
    }
    for line_end in ["\r\n", "\n"] {
        let kept = kept(lines_of(&hashes, line_end));
        let list = BreachedFile::open(&kept.path).unwrap();
        let Entries::About(entries) = list.facts().entries else {
            panic!("{:?}", list.facts());
        };
        assert!(entries.abs_diff(1_000_000) < 30_000, "{entries}");
        assert!(!list.facts().lacks_an_end);
        if line_end == "\n" {
            let whole = list.look_at_whole().unwrap();
            assert_eq!(whole.entries, Entries::Exact(1_000_000));
        }
        for text in ON_IT {
            assert_eq!(list.holds(&password(text)), Ok(true), "{text}");
        }
        for text in ["correct horsf", "absent from it", "another absent one"] {
            assert_eq!(list.holds(&password(text)), Ok(false), "{text}");
        }
        let (file, search) = opened(&kept);
        let ends = [hashes.first().unwrap(), hashes.last().unwrap()];
        for hash in hashes.iter().step_by(19_973).chain(ends) {
            assert_eq!(search.hold(&file, hash), Ok(true));
            let mut near = *hash;
            near[19] ^= 1;
            assert_eq!(search.hold(&file, &near), Ok(hashes.contains(&near)));
        }
        for beyond in [[0; 20], [0xff; 20]] {
            assert_eq!(search.hold(&file, &beyond), Ok(false));
        }
    }
}

fn opened(kept: &Kept) -> (fs::File, Hashes) {
    let file = fs::File::open(&kept.path).unwrap();
    let content = fs::read(&kept.path).unwrap();
    let first = content.split(|byte| *byte == b'\n').next().unwrap();
    let hashes = Hashes::of(&file, content.len() as u64, first);
    (file, hashes.unwrap().unwrap())
}

/// Hashes that lie close together here and far apart there.
fn spread(n: u16) -> Sha1Hash {
    let mut hash = [0x5a; 20];
    hash[..2].copy_from_slice(&n.to_be_bytes());
    hash
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn s5_bisection_finds_what_a_set_finds(
        numbers in proptest::collection::btree_set(any::<u16>(), 1..500),
        asked in proptest::collection::vec(any::<u16>(), 20),
        crlf in any::<bool>(),
        ended in any::<bool>(),
    ) {
        let hashes: BTreeSet<Sha1Hash> = numbers.iter().map(|n| spread(*n)).collect();
        let line_end = if crlf { "\r\n" } else { "\n" };
        let mut content = lines_of(&hashes, line_end);
        if ended {
            content.push_str(line_end);
        }
        let kept = kept(content);
        let (file, search) = opened(&kept);
        let ends = [numbers.first(), numbers.last()].into_iter().flatten();
        for n in numbers.iter().step_by(7).chain(ends).chain(&asked) {
            for n in [n.wrapping_sub(1), *n, n.wrapping_add(1)] {
                let hash = spread(n);
                prop_assert_eq!(search.hold(&file, &hash), Ok(hashes.contains(&hash)));
            }
        }
    }
}

#[test]
fn s5_a_list_that_is_not_ordered_by_hash_is_refused() {
    // Small: every line is looked at. Large: some are.
    let small: Vec<String> = lines_of(&some(&ON_IT), "\n")
        .lines()
        .rev()
        .map(str::to_owned)
        .collect();
    refused(small.join("\n"), "it is not ordered by hash");

    let mut rng = ChaCha20Rng::seed_from_u64(6);
    let mut large = String::new();
    for count in 0..40_000 {
        let mut hash = [0; 20];
        rng.fill_bytes(&mut hash);
        let digits = data_encoding::HEXUPPER.encode(&hash);
        let _ = writeln!(large, "{digits}:{count}");
    }
    refused(large, "it is not ordered by hash");
}

#[test]
fn s5_disorder_met_while_searching_is_an_error_and_no_answer() {
    let hashes: BTreeSet<Sha1Hash> = (0..60_000).map(spread).collect();
    let text = lines_of(&hashes, "\n");
    // The middle stays; what a search meets next on either side belongs on the other.
    let mut lines: Vec<&str> = text.lines().collect();
    let (left, right) = lines.split_at_mut(30_000);
    left[10_000..20_000].swap_with_slice(&mut right[10_000..20_000]);
    let kept = kept(lines.join("\n"));
    let (file, search) = opened(&kept);
    for n in [0, 12_000, 29_000, 31_000, 45_000, 59_999] {
        let answer = search.hold(&file, &spread(n));
        let told = matches!(answer, Err(Unreadable::OutOfOrder(_)));
        assert!(told, "{n}: {answer:?}");
    }
}

#[test]
fn s5_a_list_that_is_cut_off_is_refused_or_told_of() {
    let whole = lines_of(&some(&ON_IT), "\n");
    let final_line = whole.rfind('\n').unwrap() + 1;
    for cut in [1, 39, 40, 41].map(|bytes| final_line + bytes) {
        refused(&whole[..cut], "cut off in its last line");
    }

    let hashes: BTreeSet<Sha1Hash> = (0..30_000).map(|n| spread(n * 2)).collect();
    let kept = kept(lines_of(&hashes, "\n"));
    let list = BreachedFile::open(&kept.path).unwrap();
    assert!(list.facts().lacks_an_end);
}

#[test]
fn s5_a_line_in_the_middle_that_is_no_hash_is_an_error() {
    let hashes: BTreeSet<Sha1Hash> = (0..60_000).map(spread).collect();
    let mut text = lines_of(&hashes, "\n");
    let middle = text.len() / 2;
    text.replace_range(middle - 100..middle + 200, &"x".repeat(300));
    let kept = kept(text);
    let (file, search) = opened(&kept);
    let answer = search.hold(&file, &spread(7));
    assert!(matches!(answer, Err(Unreadable::BadLine(_))), "{answer:?}");
}

#[test]
fn s5_a_file_that_is_changed_underneath_gives_no_answer() {
    for content in [lines_of(&some(&ON_IT), "\n"), ON_IT.join("\n")] {
        let kept = kept(&content);
        let list = BreachedFile::open(&kept.path).unwrap();
        assert_eq!(list.holds(&password(ON_IT[0])), Ok(true));
        let mut file = OpenOptions::new().append(true).open(&kept.path).unwrap();
        file.write_all(b"\n").unwrap();
        assert_eq!(list.holds(&password(ON_IT[0])), Err(Unreadable::Changed));
        file.set_len(0).unwrap();
        assert_eq!(list.holds(&password(ON_IT[0])), Err(Unreadable::Changed));
    }
}

#[test]
fn s5_a_file_that_is_replaced_goes_on_being_the_one_that_was_opened() {
    let kept = kept(ON_IT.join("\n"));
    let list = BreachedFile::open(&kept.path).unwrap();
    let newer = kept.path.with_extension("new");
    fs::write(&newer, "another one entirely").unwrap();
    fs::rename(&newer, &kept.path).unwrap();
    assert_eq!(list.holds(&password(ON_IT[0])), Ok(true));
}

#[test]
fn s5_plain_lines_are_compared_after_normalisation_and_whole() {
    // The second is written with a combining mark, the third with a wide space, the last has no line break.
    let content = "\u{feff}harbour lantern\r\ncafe\u{301} olé\n\nwide\u{3000}space\nпароль пароль";
    let kept = kept(content);
    let list = BreachedFile::open(&kept.path).unwrap();
    assert_eq!(list.facts().format, ListFormat::Lines);
    assert_eq!(list.facts().entries, Entries::Exact(4));
    for text in ["harbour lantern", "café olé", "wide space", "пароль пароль"] {
        assert_eq!(list.holds(&password(text)), Ok(true), "{text}");
    }
    for text in [
        "harbour",
        "harbour lanter",
        "harbour lantern ",
        "Harbour lantern",
        "lantern",
    ] {
        assert_eq!(list.holds(&password(text)), Ok(false), "{text}");
    }
}

#[test]
fn s5_plain_lines_are_found_wherever_the_buffer_ends() {
    let long = "é".repeat(5000);
    for filler in (65_500..65_560).chain([4095, 4096]) {
        let content = format!("{long}\n{}\nharbour lantern\nlast", "x".repeat(filler));
        let kept = kept(content);
        let list = BreachedFile::open(&kept.path).unwrap();
        assert_eq!(list.facts().entries, Entries::Exact(4));
        assert_eq!(list.holds(&password("harbour lantern")), Ok(true));
        assert_eq!(list.holds(&password("last")), Ok(true));
        assert_eq!(list.holds(&password("arbour lantern")), Ok(false));
    }
}

#[test]
fn s5_what_is_no_list_is_refused_in_words() {
    refused("", "is empty");
    refused("\n\n", "is empty");
    refused(b"\x1f\x8b\x08\x00packed", "line 1 is not text");
    refused(b"good line\nbad \xff line\n", "line 2 is not text");
    refused(b"good line\nbad \x00 line\n", "line 2 is not text");
    refused(
        "8846F7EAEE8FB117AD06BDD830B7586C:12\n",
        "not as they are taken",
    );
    refused(format!("{}\n", "a".repeat(64)), "not as they are taken");
    let sha1 = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8";
    refused(format!("{sha1},12\n"), "not as they are taken");
    refused(format!("{sha1}:many\n"), "not as they are taken");
    refused(format!("\u{feff}{sha1}:12\n"), "is no hash");
    refused(format!("{sha1}:1\nabc\n{sha1}:1\n"), "is no hash");
}

#[test]
fn s5_a_place_without_a_file_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let missing = BreachedFile::open(&folder.path().join("none.txt")).unwrap_err();
    assert!(matches!(missing, ListError::Missing { .. }));
    assert!(missing.to_string().contains("none.txt"));
    for path in [folder.path(), std::path::Path::new("/dev/null")] {
        let error = BreachedFile::open(path).unwrap_err();
        assert!(matches!(error, ListError::NotAFile { .. }), "{error}");
    }
}

#[test]
fn s5_more_plain_lines_than_can_be_gone_through_are_refused() {
    let kept = kept("harbour lantern\n");
    let file = OpenOptions::new().write(true).open(&kept.path).unwrap();
    file.set_len(super::lines::MOST_BYTES + 1).unwrap();
    file.sync_all().unwrap();
    // What follows the first block is not looked at.
    let mut block = vec![b'x'; 8192];
    block[4000] = b'\n';
    fs::OpenOptions::new()
        .write(true)
        .open(&kept.path)
        .unwrap()
        .write_all(&block)
        .unwrap();
    let error = BreachedFile::open(&kept.path).unwrap_err();
    assert!(matches!(error, ListError::TooLarge { .. }), "{error}");
    assert!(error.to_string().contains("larger than 64 MiB"), "{error}");
}

#[test]
fn r4_a_path_in_an_error_cannot_reach_the_terminal_alive() {
    let error = BreachedFile::open(std::path::Path::new("/nowhere/a\u{1b}[2Jb")).unwrap_err();
    assert!(!error.to_string().contains('\u{1b}'));
}
