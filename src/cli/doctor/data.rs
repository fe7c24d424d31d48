//! The database from within: its schema and settings, its numbers, and what a clock that jumped left behind (E9).

use super::Check;
use crate::cli::in_json::rfc3339;
use crate::cli::place::Place;
use crate::domain::Instant;
use crate::domain::throttle::FREE;
use crate::service::{Checkup, CountedFrom};
use crate::store::sqlite::Health;
use crate::store::{Depth, StoreError};
use crate::words::{Zone, counted, date_and_time, grouped};

/// A write-ahead log of this size means that nothing has been brought back into the file for long.
const LARGE_LOG: u64 = 512 << 20;

/// It opened, and then could not be read.
pub(super) fn unread(error: &StoreError) -> Check {
    Check::problem("database", error.to_string()).with("code", error.code())
}

/// What the file says of itself.
pub(super) fn health(health: &Health, place: &Place) -> Vec<Check> {
    let schema = format!(
        "The database has schema {}, the newest that this program knows.",
        health.schema
    );
    let mut checks = vec![
        Check::ok("schema", schema)
            .with("schema_number", health.schema)
            .with("bytes", health.bytes),
        settings(health),
        audit_log(health),
    ];
    if health.log_bytes > LARGE_LOG {
        let says = format!(
            "The write-ahead log beside the database has {} MiB.",
            grouped(health.log_bytes >> 20)
        );
        checks.push(
            Check::notice("log", says)
                .with("bytes", health.log_bytes)
                .hint("It shrinks when nobody has the database open."),
        );
    }
    checks.extend(health.sound.map(|sound| {
        if sound {
            Check::ok("integrity", "Every page of the database is sound.")
        } else {
            Check::problem("integrity", "The database is damaged.")
                .here(format!("The database at {} is damaged.", place.shown()))
                .hint("Put a backup in its place with `passward restore`.")
        }
    }));
    checks
}

/// How large the audit log is; nothing of it is ever thrown away.
fn audit_log(health: &Health) -> Check {
    let number = health.entries.unsigned_abs();
    let entries = counted(number, "entry", "entries");
    let check = match health.entries_bytes {
        None => Check::ok("audit_log", format!("The audit log has {entries}.")),
        Some(bytes) => {
            let says = format!(
                "The audit log has {entries} in {} KiB.",
                grouped(bytes.unsigned_abs().div_ceil(1 << 10))
            );
            Check::ok("audit_log", says).with("bytes", bytes)
        }
    };
    check.with("entries", health.entries)
}

fn settings(health: &Health) -> Check {
    const NAME: &str = "settings";
    if health.write_ahead && health.synchronous_full && health.foreign_keys {
        Check::ok(
            NAME,
            "Changes go through a write-ahead log and are on the disk before they are reported.",
        )
    } else if health.synchronous_full && health.foreign_keys {
        // A backup that was put in place is so until it is first used; looking at it does not change that.
        Check::notice(
            NAME,
            "The database has no write-ahead log yet, so readers wait for whoever writes.",
        )
        .hint("The next command that is not read only sets it up; where none does, the file system does not allow it: move the database to a local disk.")
    } else {
        Check::problem(NAME, "The database does not keep what it reports as done.")
            .hint("Move the database to a local disk.")
    }
    .with("write_ahead_log", health.write_ahead)
    .with("synchronous_full", health.synchronous_full)
}

/// What the data says.
pub(super) fn checkup(checkup: &Checkup, now: Instant, zone: Zone, depth: Depth) -> Vec<Check> {
    vec![
        clock(checkup, now, zone),
        dates(checkup),
        numbers(checkup, depth),
        locked(checkup),
        free_tries(checkup),
        hashes(checkup),
        sessions(checkup),
    ]
}

fn clock(checkup: &Checkup, now: Instant, zone: Zone) -> Check {
    const NAME: &str = "clock";
    let Some(newest) = checkup.clock_behind else {
        return Check::ok(NAME, "The clock is not behind the audit log.");
    };
    let says = format!(
        "The clock is over an hour behind the audit log, whose newest entry is of {}.",
        date_and_time(newest, now, zone)
    );
    Check::problem(NAME, says)
        .with("newest_entry_at", rfc3339(newest))
        .hint("Set the clock of this machine right.")
}

fn dates(checkup: &Checkup) -> Check {
    const NAME: &str = "dates_ahead";
    let ahead = &checkup.ahead;
    if ahead.users == 0 {
        return Check::ok(
            NAME,
            "No password was set more than an hour ahead of the clock.",
        );
    }
    let some: Vec<String> = ahead.some.iter().map(|user| user.0.to_string()).collect();
    let more = if ahead.users > some.len() as u64 {
        " and more"
    } else {
        ""
    };
    let says = format!(
        "{} set more than an hour ahead of the clock, so their users must change them (user {}{more}).",
        if ahead.users == 1 {
            "1 password was".to_owned()
        } else {
            format!("{} passwords were", grouped(ahead.users))
        },
        some.join(", ")
    );
    let numbers: Vec<i64> = ahead.some.iter().map(|user| user.0).collect();
    Check::notice(NAME, says)
        .with("users", ahead.users)
        .with("user_numbers", numbers)
        .hint("The clock was wrong when they were set, or is wrong now.")
}

fn numbers(checkup: &Checkup, depth: Depth) -> Check {
    const NAME: &str = "numbers";
    if checkup.miscounted > 0 {
        let says = "The numbers kept beside the users are not those of a recount.";
        return Check::problem(NAME, says)
            .with("differ", checkup.miscounted)
            .hint("What the screens count is wrong. Put a backup in the place of the database with `passward restore`.");
    }
    match depth {
        Depth::Whole => Check::ok(
            NAME,
            "The numbers kept beside the users are those of a recount.",
        ),
        Depth::Quick => Check::ok(NAME, "The number of users is that of a recount."),
    }
}

fn locked(checkup: &Checkup) -> Check {
    const NAME: &str = "locked";
    match checkup.locked {
        0 => Check::ok(NAME, "Nobody is locked out."),
        locked => Check::notice(
            NAME,
            format!("{} locked out after a hundred wrong tries.", people_are(locked)),
        )
        .hint("A reset code opens the lock: from Manage Users, or for an administrator from `passward recover`."),
    }
    .with("users", checkup.locked)
}

/// What a flood of made-up e-mails has left behind.
fn free_tries(checkup: &Checkup) -> Check {
    const NAME: &str = "free_tries";
    let CountedFrom { passwords, codes } = checkup.counted_from;
    let left = [(passwords, "password"), (codes, "code")].map(|(from, what)| {
        (from > 0).then(|| match FREE.saturating_sub(from) {
            0 => format!("each wrong {what} is followed by a wait"),
            1 => format!("only 1 wrong {what} is free of a wait"),
            free => format!("only {free} wrong {what}s are free of a wait"),
        })
    });
    let left: Vec<String> = left.into_iter().flatten().collect();
    if left.is_empty() {
        let says = format!("{FREE} wrong passwords or codes in a row are free of a wait.");
        Check::ok(NAME, says)
    } else {
        let says = format!(
            "So many e-mail addresses were tried, most of them surely made up, that {}, for everyone.",
            left.join(" and ")
        );
        Check::notice(NAME, says)
            .hint("The audit log says when and from where. A right password is never hindered by it. It stays so until `passward recover --free-tries`, which gives whoever guesses as many tries more.")
    }
    .with("passwords_count_from", passwords)
    .with("codes_count_from", codes)
}

/// What a failed sign-in computes beside a hash of our own.
fn hashes(checkup: &Checkup) -> Check {
    const NAME: &str = "imported_hashes";
    let (settings, beyond) = (checkup.foreign.len(), checkup.foreign.beyond());
    let number = counted(settings as u64, "hash", "hashes");
    let check = match (settings, beyond) {
        (0, 0) => Check::ok(NAME, "Every hash on record is one of passward's own."),
        (_, 0) => Check::ok(
            NAME,
            format!(
                "Until those whose hashes were imported have signed in, a failed sign-in computes {number} more, one of each scheme and cost on record."
            ),
        ),
        (_, _) => Check::problem(
            NAME,
            "There are hashes of more schemes and costs on record than a failed sign-in may compute; some match nothing.",
        )
        .hint("They were not put there by an import. A reset code lets in whoever is kept out."),
    };
    check.with("settings", settings).with("beyond", beyond)
}

fn people_are(number: u64) -> String {
    let verb = if number == 1 { "is" } else { "are" };
    format!("{} {verb}", counted(number, "user", "users"))
}

fn sessions(checkup: &Checkup) -> Check {
    let sessions = checkup.sessions;
    let says = match sessions {
        0 => "Nobody is signed in.".to_owned(),
        1 => "1 session is open.".to_owned(),
        _ => format!("{} sessions are open.", grouped(sessions)),
    };
    Check::ok("sessions", says).with("open", sessions)
}
