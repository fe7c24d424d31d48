//! The file, its folder, and the room beside it (R2).

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::Check;
use crate::cli::error::Failure;
use crate::cli::place::Place;
use crate::words::grouped;

/// A database that does not open: what is wrong with it, in words without a place for programs.
pub(super) fn unopened(failure: &Failure) -> Check {
    let (message, next) = failure.in_words();
    if failure.code() == "database_outdated" {
        return Check::notice(
            "database",
            "The database was made by an older passward, and was not looked into.",
        )
        .with("code", failure.code())
        .hint("The next command that is not read only brings it up to date, after a backup beside it.");
    }
    Check::problem("database", "The database cannot be opened.")
        .with("code", failure.code())
        .here(message)
        .hint("`passward doctor` without --json says what to do.")
        .hint_here(next)
}

/// Who can reach the file, its folder and the copies beside it.
pub(super) fn files(place: &Place) -> Vec<Check> {
    let path = place.path();
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    vec![
        file(path),
        beside(path, folder),
        self::folder(folder),
        space(path, folder),
    ]
}

/// That the file is nobody else's was seen when it was opened.
fn file(path: &Path) -> Check {
    const NAME: &str = "file";
    let me = rustix::process::geteuid();
    match fs::metadata(path) {
        Ok(found) if found.uid() != me.as_raw() => Check::notice(
            NAME,
            "The database file belongs to another user of this machine.",
        )
        .hint("Run passward as that user."),
        Ok(found) => {
            let mode = format!("{:04o}", found.mode() & 0o7777);
            Check::ok(
                NAME,
                format!("The database file is its owner's alone ({mode})."),
            )
            .with("mode", mode)
        }
        Err(_) => Check::problem(NAME, "The database file cannot be looked at."),
    }
}

fn folder(folder: &Path) -> Check {
    const NAME: &str = "folder";
    let Ok(found) = fs::metadata(folder) else {
        return Check::problem(NAME, "The folder of the database cannot be looked at.");
    };
    let mode = format!("{:04o}", found.mode() & 0o7777);
    let check = if found.mode() & 0o077 != 0 {
        let says = format!("Others on this machine can look into the folder ({mode}).");
        Check::notice(NAME, says).hint("Run `chmod 700` on a folder that holds nothing else.")
    } else {
        Check::ok(NAME, format!("The folder is its owner's alone ({mode})."))
    };
    check.with("mode", mode)
}

/// Backups hold all that the database holds.
fn beside(path: &Path, folder: &Path) -> Check {
    const NAME: &str = "copies";
    let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else {
        return Check::problem(NAME, "The database has no name.");
    };
    let is_copy = |found: &fs::DirEntry| {
        let found = found.file_name();
        let found = found.to_string_lossy();
        found.len() > name.len() && found.starts_with(&*name)
    };
    let is_loose = |found: &fs::DirEntry| {
        let found = found.metadata();
        found.is_ok_and(|found| found.is_file() && found.mode() & 0o077 != 0)
    };
    let Ok(entries) = fs::read_dir(folder) else {
        return Check::notice(
            NAME,
            "Nobody may list the folder, so copies beside the database were not looked for.",
        );
    };
    let copies = entries.flatten().filter(is_copy);
    match copies.filter(is_loose).count() as u64 {
        0 => Check::ok(NAME, "No copy beside the database can be read by others."),
        loose => Check::problem(
            NAME,
            format!("Others on this machine can read copies beside the database: {loose}."),
        )
        .with("loose", loose)
        .hint("Run `chmod 600` on them."),
    }
}

/// A migration or a backup needs room for a copy.
fn space(path: &Path, folder: &Path) -> Check {
    const NAME: &str = "space";
    const LEAST: u64 = 16 << 20;
    let Ok(found) = rustix::fs::statvfs(folder) else {
        return Check::notice(
            NAME,
            "How much room is left beside the database cannot be told.",
        );
    };
    let free = found.f_bavail.saturating_mul(found.f_frsize);
    let size = fs::metadata(path).map_or(0, |found| found.len());
    let says = format!("{} MiB are free beside the database.", grouped(free >> 20));
    let check = if free < LEAST {
        Check::problem(NAME, says)
            .hint("Make room: where nothing can be written, nobody can sign in.")
    } else if free < size.saturating_mul(2).saturating_add(LEAST) {
        Check::notice(
            NAME,
            format!("{says} That is too little for a copy and what is written meanwhile."),
        )
        .hint("Make room before the next backup or new version.")
    } else {
        Check::ok(NAME, says)
    };
    check.with("free_bytes", free)
}
