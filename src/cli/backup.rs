//! `passward backup` and `passward restore`: the whole database, copied and checked (R1, R2).

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::answer::{answer, answer_in_json, say};
use super::error::{Failure, Fault, Stop};
use super::in_json::Document;
use super::{Context, Questions, door, missing, os_user};
use crate::prompt::{Ask, Console};
use crate::service;
use crate::store::sqlite::restore;
use crate::store::{BackupError, OpenError};
use crate::words::Printable;

/// Copy the database into a new file, while others use it, and check the copy.
///
/// Asks for no password, and leaves no entry in the audit log: it only reads, so that it works on a full disk and while
/// somebody writes, and whoever can open the database could copy it with any tool. The copy holds everything the database
/// holds, the hashes of passwords too: keep it as safe.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward backup /mnt/safe/passward-2026-11-24.db
  passward backup --json nightly.db")]
pub(super) struct Backup {
    /// The file to write; there must be none of that name.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct BackedUp<'a> {
    file: &'a str,
    audit_head: String,
}

impl Backup {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let store = context.place.open_file(context.mode)?;
        let head = store.back_up(&self.file).map_err(|error| refused(&error))?;
        let file = shown(&self.file);
        if self.json {
            return answer_in_json(&Document::of(BackedUp {
                file: file.as_str(),
                audit_head: head.to_string(),
            }));
        }
        answer(&format!(
            "The database was copied to {file}, and the copy was checked."
        ))?;
        say(&format!("Its audit log ends at {head}"));
        Ok(())
    }
}

/// Put a backup in the place of the database, which is moved aside.
///
/// Refuses while anybody uses the database, and a backup that others could have written, that is damaged, or whose audit
/// log does not hold together. That it was restored, and by which operating-system user, is the next entry of its audit
/// log. Where root runs this, the database belongs to whom it belonged to before. Whatever was done since the backup is
/// undone, what protects included: a password that was changed, a user who was disabled, a code that was used or revoked.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward restore /mnt/safe/passward-2026-11-24.db
  passward restore nightly.db --confirm restore")]
pub(super) struct Restore {
    /// The backup.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Confirm with the word `restore` instead of typing it at the terminal.
    #[arg(long, value_name = "WORD")]
    confirm: Option<String>,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct PutBack<'a> {
    moved_aside: Option<&'a str>,
    audit_head: String,
    backup_head: String,
}

impl Restore {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        context.may_change()?;
        self.ask(context)?;
        let mut rng = door::randomness()?;
        let mut call = door::call(&mut rng);
        os_user::note_sudo(&mut call);
        let by = os_user::name();
        let restored = restore(&self.file, context.place.path(), |ends| {
            service::restored(&call, &by, ends.backup, ends.replaced)
        })
        .map_err(|error| refused(&error))?;
        let aside = restored.moved_aside.as_deref().map(shown);
        if self.json {
            return answer_in_json(&Document::of(PutBack {
                moved_aside: aside.as_ref().map(Printable::as_str),
                audit_head: restored.head.to_string(),
                backup_head: restored.backup.to_string(),
            }));
        }
        answer(&format!(
            "The backup is in place at {}.",
            context.place.shown()
        ))?;
        if let Some(aside) = aside {
            say(&format!("The database that was there is at {aside} now."));
        }
        say(&format!("Its audit log ends at {}", restored.head));
        say(
            "Who was disabled since that backup is enabled again, and passwords and codes that ended since hold again. Where one of them may be known to others, run `passward respond`.",
        );
        Ok(())
    }

    fn ask(&self, context: &Context) -> Result<(), Stop> {
        let word = match (&self.confirm, context.questions) {
            (Some(word), _) => word.clone(),
            (None, Questions::Allowed) => {
                let mut console = Console::new(door::moment);
                console.say(&format!(
                    "This puts the backup in the place of {}, which is moved aside.",
                    context.place.shown()
                ));
                console.line("To confirm, type the word restore:")?
            }
            (None, Questions::NobodyThere | Questions::Forbidden) => {
                return Err(missing("The confirmation", "`--confirm restore`").into());
            }
        };
        if word.trim() == "restore" {
            return Ok(());
        }
        Err(Failure::new(
            Fault::Refused,
            "not_confirmed",
            "That is not the word restore. Nothing was changed.",
        )
        .hint("The word is restore, in small letters.")
        .into())
    }
}

fn shown(path: &Path) -> Printable {
    Printable::new(&path.to_string_lossy())
}

fn refused(error: &BackupError) -> Failure {
    let (fault, code) = match error {
        BackupError::Exists { .. } => (Fault::Refused, "already_there"),
        BackupError::Missing { .. } => (Fault::Refused, "backup_missing"),
        BackupError::OfOthers(_) => (Fault::Refused, "backup_open_to_others"),
        BackupError::NoFolder { .. } => (Fault::Refused, "folder_missing"),
        BackupError::Unwritten { .. } => (Fault::Refused, "unwritten"),
        BackupError::Damaged { .. }
        | BackupError::Broken { .. }
        | BackupError::Open(OpenError::Damaged { .. }) => (Fault::Unavailable, "backup_damaged"),
        BackupError::InUse { .. } => (Fault::Refused, "database_in_use"),
        BackupError::Open(OpenError::Foreign { .. } | OpenError::Newer { .. }) => {
            (Fault::Unavailable, "backup_foreign")
        }
        BackupError::Open(error) => (Fault::Unavailable, error.code()),
    };
    let failure = Failure::told(fault, code, &error.to_string());
    if code == "backup_damaged" {
        return failure.hint("Restore another backup.");
    }
    failure
}
