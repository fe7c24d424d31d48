//! What happened to one's account since the last time (U10).

use crate::domain::audit::{Act, Actor, Change, Entry, EntryNo};
use crate::domain::{Instant, UserId};
use crate::store::{Look, StoreError};
use crate::words::{self, Printable, Zone};

use super::codes::{CAME_BY_MAIL, MADE_ON_MACHINE_BY};
use super::mail_jobs::SENT;
use super::me::name_of;
use super::membership::{ADMINISTRATOR, CONNECT};
use super::particulars;

/// What is shown after signing in, until it is dismissed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// When and from where the last sign-in was.
    pub last_sign_in: Option<(Instant, Printable)>,
    /// How many tries were refused since the last time it was dismissed.
    pub failed_tries: u64,
    /// What else happened, in order.
    pub events: Vec<SummaryEvent>,
    /// Dismissing it dismisses everything up to here.
    pub up_to: EntryNo,
}

impl Summary {
    /// Returns it line by line, the last sign-in first.
    #[must_use]
    pub fn lines(&self, now: Instant, zone: Zone) -> Vec<String> {
        let last = self.last_sign_in.as_ref().map(|(at, from)| {
            let at = words::date_and_time(*at, now, zone);
            if from.as_str().is_empty() {
                format!("You last signed in on {at}.")
            } else {
                format!("You last signed in on {at}, from {from}.")
            }
        });
        let failed = (self.failed_tries > 0).then(|| {
            let tries = words::counted(self.failed_tries, "try", "tries");
            format!("{tries} to sign in failed since then.")
        });
        let events = self.events.iter().map(|event| event.sentence(now, zone));
        last.into_iter().chain(failed).chain(events).collect()
    }

    /// Says whether there is nothing that the user would not expect.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.failed_tries == 0 && self.events.is_empty()
    }
}

impl SummaryEvent {
    /// Returns it as a sentence: "Ben Okafor changed your e-mail (yesterday)."
    #[must_use]
    pub fn sentence(&self, now: Instant, zone: Zone) -> String {
        let by = &self.by;
        let what = match self.what {
            SummaryWhat::CodeIssued => format!("{by} issued a code for you"),
            SummaryWhat::CodeMailed => format!("{by} had a code mailed to you"),
            SummaryWhat::CodeAskedFor => {
                "A code was asked for with your e-mail at the sign-in screen".to_owned()
            }
            SummaryWhat::PasswordChosenWithMailed => {
                "Your password was chosen with a code that was mailed to you".to_owned()
            }
            SummaryWhat::CodeRevoked => format!("{by} revoked your code"),
            SummaryWhat::PasswordChosenWithCode => {
                format!("Your password was chosen with a code that {by} was shown")
            }
            SummaryWhat::Recovered => {
                format!("{by} made a reset code for you on the machine that holds the database")
            }
            SummaryWhat::PasswordChosenWithRecovered => {
                format!("Your password was chosen with a code that {by} made on the machine")
            }
            SummaryWhat::NameChanged => format!("{by} changed your name"),
            SummaryWhat::EmailChanged => format!("{by} changed your e-mail"),
            SummaryWhat::LoginChanged => format!("{by} changed your login name"),
            SummaryWhat::ChangeForced => format!("{by} asked you to choose a new password"),
            SummaryWhat::BreakInAnswered => {
                format!("{by} responded to a break-in, and your account was made safe")
            }
            SummaryWhat::Disabled => format!("{by} disabled your account"),
            SummaryWhat::Enabled => format!("{by} enabled your account"),
            SummaryWhat::BecameAdministrator => format!("{by} made you an administrator"),
            SummaryWhat::LostRole => {
                format!("{by} took the role of administrator away from you")
            }
            SummaryWhat::BecameOwner => format!("{by} handed the ownership of the firm on to you"),
            SummaryWhat::BecameFirmUser => format!("{by} made you a firm user"),
            SummaryWhat::BecameConnectUser => format!("{by} made you a Connect user"),
            SummaryWhat::Imported => format!("{by} imported your account"),
            SummaryWhat::ImportedWithPassword => {
                format!("{by} imported your account, with the password that you had")
            }
            SummaryWhat::SessionEnded => {
                "A session of yours ended after five wrong passwords".to_owned()
            }
            SummaryWhat::Locked => {
                "Signing in with your e-mail was locked after 100 wrong tries".to_owned()
            }
        };
        format!("{what} ({}).", words::when(self.at, now, zone))
    }
}

/// One thing that happened to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryEvent {
    /// When.
    pub at: Instant,
    /// Who did it.
    pub by: Printable,
    /// What.
    pub what: SummaryWhat,
}

/// What may have happened to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SummaryWhat {
    /// A code was issued, which the one who did it was shown.
    CodeIssued,
    /// A code was mailed to the user, for an administrator asked (U1, U2).
    CodeMailed,
    /// A code was asked for with the user's e-mail at the sign-in screen (U2).
    CodeAskedFor,
    /// A password was chosen with a code that came by mail (U1, U2).
    PasswordChosenWithMailed,
    /// A code was revoked.
    CodeRevoked,
    /// A password was chosen with a code that `by` was shown (U1).
    PasswordChosenWithCode,
    /// A reset code was made on the machine (U7).
    Recovered,
    /// A password was chosen with a code that `by` made on the machine (U7).
    PasswordChosenWithRecovered,
    /// The name was changed.
    NameChanged,
    /// The e-mail was changed.
    EmailChanged,
    /// The login name was changed.
    LoginChanged,
    /// A change of the password was forced (E6).
    ChangeForced,
    /// A break-in was responded to, for this account too (U8).
    BreakInAnswered,
    /// The account was disabled.
    Disabled,
    /// The account was enabled.
    Enabled,
    /// The role of administrator was given (U4).
    BecameAdministrator,
    /// It was taken away (U4).
    LostRole,
    /// The ownership was handed on to this user (U4).
    BecameOwner,
    /// The kind is firm user now (U3).
    BecameFirmUser,
    /// The kind is Connect user now (U3).
    BecameConnectUser,
    /// The account was imported (U9).
    Imported,
    /// The account was imported with the hash of its password (U9).
    ImportedWithPassword,
    /// A session ended after five wrong passwords (S3).
    SessionEnded,
    /// Signing in with this e-mail was locked (S3).
    Locked,
}

/// How many entries are read at once, and how often at most.
const CHUNK: usize = 500;
const CHUNKS: usize = 20;

/// Gathers what happened to a user since they last dismissed it, up to the newest entry.
pub(super) fn summary(look: &dyn Look, user: UserId) -> Result<Summary, StoreError> {
    let mut summary = Summary::default();
    let mut after = look.seen_up_to(user)?;
    // Which event the import was, while the password is still the one that came with it.
    let mut imported = None;
    for _ in 0..CHUNKS {
        let entries = look.entries_about(user, after, CHUNK)?;
        for stored in &entries {
            after = stored.no;
            if let Some(entry) = Entry::decoded(&stored.encoded) {
                if entry.act == Act::Imported {
                    imported = Some(summary.events.len());
                } else if sets_a_password(entry.act) {
                    imported = None;
                }
                add(&mut summary, look, user, &entry)?;
            }
        }
        if entries.len() < CHUNK {
            break;
        }
    }
    if let Some(event) = imported.and_then(|at| summary.events.get_mut(at))
        && look.secret_of(user)?.is_some()
    {
        event.what = SummaryWhat::ImportedWithPassword;
    }
    summary.up_to = look.audit_head()?.no;
    Ok(summary)
}

fn sets_a_password(act: Act) -> bool {
    matches!(act, Act::PasswordChanged | Act::CodeRedeemed)
}

fn add(
    summary: &mut Summary,
    look: &dyn Look,
    user: UserId,
    entry: &Entry,
) -> Result<(), StoreError> {
    if entry.act == Act::SignedIn {
        summary.last_sign_in = Some((entry.at, Printable::new(&entry.origin)));
    }
    summary.failed_tries = summary.failed_tries.saturating_add(failed_tries(entry));
    for what in events(entry, user) {
        summary.events.push(SummaryEvent {
            at: entry.at,
            by: done_by(look, entry, what)?,
            what,
        });
    }
    Ok(())
}

fn failed_tries(entry: &Entry) -> u64 {
    if matches!(entry.act, Act::SignInFailed | Act::CodeFailed) {
        1
    } else if entry.act == Act::TriesDuringWait {
        tries(entry)
    } else {
        0
    }
}

/// Returns what an entry about a user tells them: nothing of what they did themselves, or are told otherwise.
fn events(entry: &Entry, user: UserId) -> Vec<SummaryWhat> {
    let is_first = entry.targets.first() == Some(&user);
    let what = match entry.act {
        // Asking for it is told already, and one that could not be mailed was nobody's.
        Act::CodeIssued | Act::CodeRevoked if has(entry, SENT) => return Vec::new(),
        Act::CodeAskedFor => match entry.actor {
            Actor::User(_) => SummaryWhat::CodeMailed,
            Actor::Unknown | Actor::Machine(_) => SummaryWhat::CodeAskedFor,
        },
        Act::CodeIssued => SummaryWhat::CodeIssued,
        Act::CodeRevoked => SummaryWhat::CodeRevoked,
        Act::Recovered => SummaryWhat::Recovered,
        Act::CodeRedeemed if made_on_machine_by(entry).is_some() => {
            SummaryWhat::PasswordChosenWithRecovered
        }
        Act::CodeRedeemed if has(entry, CAME_BY_MAIL) => SummaryWhat::PasswordChosenWithMailed,
        Act::CodeRedeemed if is_first => SummaryWhat::PasswordChosenWithCode,
        Act::UserEdited if entry.actor != Actor::User(user) => {
            return entry.changes.iter().map(edited).collect();
        }
        Act::ChangeForced => SummaryWhat::ChangeForced,
        Act::RoleChanged if became(entry, ADMINISTRATOR) => SummaryWhat::BecameAdministrator,
        Act::RoleChanged => SummaryWhat::LostRole,
        Act::KindChanged if became(entry, CONNECT) => SummaryWhat::BecameConnectUser,
        Act::KindChanged => SummaryWhat::BecameFirmUser,
        // Who handed it on is its second target, and knows.
        Act::OwnershipHandedOn if is_first => SummaryWhat::BecameOwner,
        Act::BreakInAnswered => SummaryWhat::BreakInAnswered,
        Act::Imported => SummaryWhat::Imported,
        Act::UserDisabled => SummaryWhat::Disabled,
        Act::UserEnabled => SummaryWhat::Enabled,
        Act::SessionEnded => SummaryWhat::SessionEnded,
        Act::Locked => SummaryWhat::Locked,
        Act::SignedIn
        | Act::SignInFailed
        | Act::CodeFailed
        | Act::TriesDuringWait
        | Act::UserEdited
        | Act::CodeRedeemed
        | Act::FirmFounded
        | Act::SignedOut
        | Act::PasswordChanged
        | Act::PasswordChangeFailed
        | Act::PolicyUpdated
        | Act::AllExpired
        | Act::ExpireAllWithdrawn
        | Act::UserAdded
        | Act::Refused
        | Act::DemoFilled
        | Act::FirmRenamed
        | Act::OwnershipHandedOn
        | Act::SignedOutByOther
        | Act::AllSignedOut
        | Act::Exported
        | Act::Restored
        | Act::FreeTriesGivenBack
        | Act::MailGivenUp
        | Act::MailTested
        | Act::Verified => return Vec::new(),
    };
    vec![what]
}

fn edited(change: &Change) -> SummaryWhat {
    match change.field.as_str() {
        particulars::EMAIL => SummaryWhat::EmailChanged,
        particulars::LOGIN => SummaryWhat::LoginChanged,
        _ => SummaryWhat::NameChanged,
    }
}

/// Says who did it: of a password that was chosen with a code, who made the code or was shown it.
fn done_by(look: &dyn Look, entry: &Entry, what: SummaryWhat) -> Result<Printable, StoreError> {
    if what == SummaryWhat::PasswordChosenWithCode {
        return shown_to(entry).map_or(Ok(Printable::new("an administrator")), |id| {
            name_of(look, id)
        });
    }
    if let Some(made_by) = made_on_machine_by(entry) {
        return Ok(made_by);
    }
    Ok(match &entry.actor {
        Actor::User(id) => name_of(look, *id)?,
        Actor::Unknown => Printable::new("somebody unknown"),
        Actor::Machine(name) => Printable::new(name),
    })
}

/// Says whether the first value that changed is this one now.
fn became(entry: &Entry, what: &str) -> bool {
    let change = entry.changes.first();
    change.is_some_and(|change| change.new.as_deref() == Some(what))
}

fn has(entry: &Entry, field: &str) -> bool {
    entry.changes.iter().any(|change| change.field == field)
}

fn tries(entry: &Entry) -> u64 {
    let number = entry.changes.iter().find(|change| change.field == "tries");
    number
        .and_then(|change| change.new.as_ref()?.parse().ok())
        .unwrap_or(0)
}

/// Who made the code on the machine, where somebody did (U7).
fn made_on_machine_by(entry: &Entry) -> Option<Printable> {
    let made = |change: &&Change| change.field == MADE_ON_MACHINE_BY;
    let change = entry.changes.iter().find(made)?;
    change.old.as_deref().map(Printable::new)
}

/// Who was shown the code: the entry's second target, after the user.
fn shown_to(entry: &Entry) -> Option<UserId> {
    entry.targets.get(1).copied()
}
