use super::*;
use crate::domain::audit::{Act, Actor};
use crate::domain::{Reason, UserId};

fn entry(n: i64) -> Entry {
    Entry::new(
        chrono::DateTime::UNIX_EPOCH,
        Actor::User(UserId(n)),
        Act::UserEdited,
        "tty1",
    )
    .on(UserId(7))
    .change("name", Some("Ada".into()), None)
    .because(Some(Reason::on_record("spelling".into())))
}

fn log() -> Vec<StoredEntry> {
    let mut head = Head::default();
    (1..=5)
        .map(|n| {
            let encoded = entry(n).encoded();
            let next = head.followed_by(&encoded);
            let stored = StoredEntry {
                no: next.no,
                encoded,
                previous: head.hash,
                hash: next.hash,
            };
            head = next;
            stored
        })
        .collect()
}

fn verify(log: &[StoredEntry]) -> Result<Head, ChainFault> {
    log.iter()
        .try_fold(Head::default(), |head, entry| head.verify(entry))
}

#[test]
fn a2_an_entry_reads_back_as_it_was_written() {
    for actor in [
        Actor::User(UserId(1)),
        Actor::Unknown,
        Actor::Machine("root".into()),
    ] {
        let entry = Entry { actor, ..entry(1) };
        assert_eq!(Entry::decoded(&entry.encoded()), Some(entry));
    }
    for act in Act::ALL {
        assert_eq!(Act::from_number(act.number()), Some(act));
    }
}

#[test]
fn a2_every_altered_byte_removal_and_swap_is_found() {
    assert!(verify(&log()).is_ok());
    for at in 0..5 {
        for byte in 0..log()[at].encoded.len() {
            let mut log = log();
            log[at].encoded[byte] ^= 1;
            assert!(verify(&log).is_err(), "entry {at}, byte {byte}");
        }
    }
    for at in 0..4 {
        let mut shorter = log();
        shorter.remove(at);
        assert_eq!(
            verify(&shorter),
            Err(ChainFault::Missing(EntryNo(at as u64 + 1)))
        );
        let mut swapped = log();
        swapped.swap(at, at + 1);
        assert!(verify(&swapped).is_err());
    }
}

/// An entry as a store keeps it, each column on its own.
#[derive(Clone, Debug)]
struct Columns {
    no: i64,
    encoded: Vec<u8>,
    previous: Vec<u8>,
    hash: Vec<u8>,
    at: i64,
    actor: Option<i64>,
    act: i64,
}

fn columns() -> Vec<Columns> {
    let of = |stored: StoredEntry| {
        let skimmed = Skimmed::of_entry(&stored).unwrap();
        Columns {
            no: i64::try_from(stored.no.0).unwrap(),
            encoded: stored.encoded,
            previous: stored.previous.to_vec(),
            hash: stored.hash.to_vec(),
            at: skimmed.at,
            actor: skimmed.actor,
            act: skimmed.act,
        }
    };
    log().into_iter().map(of).collect()
}

fn checked(log: &[Columns], noted: Option<Head>) -> Result<Head, ChainFault> {
    let mut check = Verification::start(noted);
    for row in log {
        check.take(&RawEntry {
            no: row.no,
            encoded: &row.encoded,
            previous: &row.previous,
            hash: &row.hash,
            at: row.at,
            actor: row.actor,
            act: row.act,
        })?;
    }
    check.end()
}

#[test]
fn a2_every_change_of_every_column_is_found_at_its_entry() {
    let whole = checked(&columns(), None).unwrap();
    assert_eq!(Ok(whole), verify(&log()));
    for at in 0..5 {
        let no = at as u64 + 1;
        let bytes: [fn(&mut Columns) -> &mut Vec<u8>; 3] =
            [|c| &mut c.encoded, |c| &mut c.previous, |c| &mut c.hash];
        for column in bytes {
            for byte in 0..column(&mut columns()[at]).len() {
                for bit in 0..8 {
                    let mut log = columns();
                    column(&mut log[at])[byte] ^= 1 << bit;
                    let fault = checked(&log, None).unwrap_err();
                    assert_eq!(fault.entry(), EntryNo(no), "{fault}");
                }
            }
            let mut log = columns();
            column(&mut log[at]).pop();
            assert!(checked(&log, None).is_err());
        }
        let repeated: [fn(&mut Columns); 4] = [
            |c| c.at += 1,
            |c| c.actor = None,
            |c| c.actor = c.actor.map(|id| id + 1),
            |c| c.act = 8,
        ];
        for change in repeated {
            let mut log = columns();
            change(&mut log[at]);
            assert_eq!(checked(&log, None), Err(ChainFault::Misfiled(EntryNo(no))));
        }
        for number in [-1, 0, 99] {
            let mut log = columns();
            log[at].no = number;
            assert_eq!(checked(&log, None), Err(ChainFault::Missing(EntryNo(no))));
        }
    }
}

#[test]
fn a2_a_noted_head_shows_an_end_cut_off_and_a_log_written_anew() {
    let log = columns();
    for n in 1..=5 {
        let noted = checked(&log[..n], None).unwrap();
        assert_eq!(Head::parse(&noted.to_string()), Some(noted));
        assert!(checked(&log, Some(noted)).is_ok());
        if n < 5 {
            continue;
        }
        let (ends, noted_no) = (EntryNo(4), EntryNo(5));
        let cut = ChainFault::CutOff {
            ends,
            noted: noted_no,
        };
        assert_eq!(checked(&log[..4], Some(noted)), Err(cut));
        assert_eq!(cut.entry(), EntryNo(5));
        let other = Head {
            hash: [7; 32],
            ..noted
        };
        let anew = ChainFault::NotAsNoted(EntryNo(5));
        assert_eq!(checked(&log, Some(other)), Err(anew));
    }
    assert!(checked(&[], Some(Head::default())).is_ok());
    for text in ["", "5", ":", "5:", "5:abc", "+5:00", "x:00", "-1:00"] {
        assert_eq!(Head::parse(text), None, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn a2_skimming_and_reading_an_encoding_agree(
        byte in 0usize..400, with in 0u8..=255, cut in 0usize..400, double in proptest::bool::ANY,
    ) {
        let mut twice = entry(3).on(UserId(7)).on(UserId(2)).on(UserId(7));
        if double {
            twice.actor = Actor::Machine("root".into());
        }
        let mut bytes = twice.encoded();
        let at = byte % bytes.len();
        bytes[at] = with;
        bytes.truncate(bytes.len() - if cut < 350 { 0 } else { cut % 9 });
        let read = Entry::decoded(&bytes);
        let skimmed = Skimmed::of(3, &bytes);
        proptest::prop_assert_eq!(read.is_some(), skimmed.is_some());
        if let (Some(read), Some(skimmed)) = (read, skimmed) {
            let targets: std::collections::BTreeSet<_> =
                read.targets.iter().map(|user| user.0).collect();
            let did = match read.actor {
                Actor::User(id) if !targets.contains(&id.0) => Some(FilingSum::of_actor(id, 3)),
                Actor::User(_) | Actor::Unknown | Actor::Machine(_) => None,
            };
            let targets = targets.into_iter().map(|id| FilingSum::of_target(UserId(id), 3));
            proptest::prop_assert_eq!(skimmed.people, targets.chain(did).sum::<FilingSum>());
            proptest::prop_assert_eq!(skimmed.at, read.at.timestamp_millis());
            proptest::prop_assert_eq!(skimmed.act, i64::from(read.act.number()));
        }
    }
}
