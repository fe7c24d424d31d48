//! The commonly used passwords (S5): Django's list of 19,640, looked up where it lies.
//!
//! The list is part of the program, in 88 KiB: sorted, each entry as what it shares with the one before it and
//! the rest (`assets/common-passwords`, BSD-3-Clause). A look-up walks it once and copies nothing to the heap.

use zeroize::Zeroizing;

const LIST: &[u8] = include_bytes!("../../assets/common-passwords/list.txt");
/// How many commonly used passwords the list has.
pub const ENTRIES: u64 = 19_640;
/// No entry is longer, in bytes.
const LONGEST: usize = 66;
/// The byte that stands for "shares nothing with the entry before".
const NOTHING_SHARED: u8 = b'!';

/// Tells whether a password is among the commonly used ones, in any case and whatever blanks surround it.
#[must_use]
pub(super) fn is_commonly_used(candidate: &str) -> bool {
    let mut folded = Zeroizing::new([0; LONGEST]);
    fold(candidate, &mut folded).is_some_and(|length| contains(&folded[..length]))
}

/// Writes the candidate in lower case without surrounding blanks; `None` if it is longer than every entry.
fn fold(candidate: &str, folded: &mut [u8; LONGEST]) -> Option<usize> {
    let mut length = 0;
    for character in candidate.trim().chars().flat_map(char::to_lowercase) {
        let place = folded.get_mut(length..length + character.len_utf8())?;
        character.encode_utf8(place);
        length += character.len_utf8();
    }
    Some(length)
}

/// Walks the list with the number of bytes in which the entry before agrees with the key.
///
/// An entry that shares more than that with the one before differs from the key where that one did; one that
/// shares less has passed the key's place. Only where both are equal is there anything to compare.
fn contains(key: &[u8]) -> bool {
    let mut agreed = 0;
    for line in LIST.split(|byte| *byte == b'\n') {
        let Some((shared, rest)) = line.split_first() else {
            return false;
        };
        let shared = usize::from(shared - NOTHING_SHARED);
        if shared < agreed {
            return false;
        }
        if shared == agreed {
            let wanted = &key[agreed..];
            if rest == wanted {
                return true;
            }
            // Whole characters, as the list shares them.
            agreed += rest
                .iter()
                .zip(wanted)
                .take_while(|(one, other)| one == other)
                .count();
            while key
                .get(agreed)
                .is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000)
            {
                agreed -= 1;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    fn entries() -> Vec<String> {
        let mut entries: Vec<String> = Vec::new();
        for line in str::from_utf8(LIST).unwrap().lines() {
            let shared = usize::from(line.as_bytes()[0] - NOTHING_SHARED);
            let before = entries.last().map_or("", String::as_str);
            entries.push(format!("{}{}", &before[..shared], &line[1..]));
        }
        entries
    }

    #[test]
    fn s5_the_list_is_djangos_whole_and_unaltered() {
        let entries = entries();
        assert_eq!(entries.len() as u64, ENTRIES);
        assert!(entries.is_sorted());
        let digest = Sha256::digest(
            entries
                .iter()
                .flat_map(|entry| [entry, "\n"])
                .collect::<String>(),
        );
        let expected = "5f08645feefa30d4d19aa7fc58d11076977c6c330778aa7833a094f9c48f1e97";
        assert_eq!(data_encoding::HEXLOWER.encode(&digest), expected);
        assert_eq!(entries.iter().map(String::len).max(), Some(LONGEST));
    }

    #[test]
    fn s5_entries_are_found_in_any_case_and_their_neighbours_are_not() {
        let entries = entries();
        // The walk takes as long as the list is; a prime step keeps the test short and meets every region.
        for entry in entries.iter().step_by(17).chain(entries.last()) {
            assert!(is_commonly_used(entry), "{entry}");
            assert!(
                is_commonly_used(&format!(" {} ", entry.to_uppercase())) || !entry.is_ascii(),
                "{entry}"
            );
            let longer = format!("{entry}~");
            assert_eq!(
                is_commonly_used(&longer),
                entries.binary_search(&longer).is_ok(),
                "{longer}"
            );
            let shorter = &entry[..entry.floor_char_boundary(entry.len() - 1)];
            assert_eq!(
                is_commonly_used(shorter),
                entries.binary_search(&shorter.to_owned()).is_ok(),
                "{shorter}"
            );
        }
    }

    #[test]
    fn s5_others_are_not_found() {
        for candidate in [
            "",
            " ",
            "correct horse battery staple",
            "~~~~~~~~",
            "\u{10ffff}",
            &"a".repeat(500),
        ] {
            assert!(!is_commonly_used(candidate), "{candidate}");
        }
        for candidate in [
            "password",
            "PASSWORD1",
            "Qwertyuiop",
            "  iloveyou ",
            "ПАРОЛЬ",
        ] {
            assert!(is_commonly_used(candidate), "{candidate}");
        }
    }
}
