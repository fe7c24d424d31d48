//! The use cases: one function for one thing that a person does, in the words of the rules.
//!
//! Each asks whether the person may, lets `domain` decide, and writes the change and its audit entry in one
//! transaction, in which rights and the target's state are read again (R6). The only room that opens transactions.
//!
//! Never here: a clock or a source of randomness (they come with [`Call`]), a wait (where S1 or S3 let time pass the
//! answer says so, and the caller waits), a function that sets or reads somebody else's password (E8).
//!
//! | file | what a person does |
//! | --- | --- |
//! | `accounts` | founds the firm, and renames it |
//! | `signing_in` | signs in and out |
//! | `unlocking` | unlocks their own session after it stood idle |
//! | `sessions` | sees who is signed in, ends a session, signs one user or all out |
//! | `me` | looks at what concerns them, dismisses notice and summary |
//! | `own_password` | changes their own password |
//! | `codes` | redeems a code |
//! | `code_issuing` | issues and revokes codes |
//! | `shown_codes` | (ends the codes of whoever was shown them and may act no longer) |
//! | `mailed_codes` | invites by mail, has a code mailed, asks for one at the sign-in screen |
//! | `policy` | sees and updates the policy |
//! | `people` | sees, adds, edits, disables and enables users |
//! | `import` | imports users from a file |
//! | `membership` | changes role and kind, hands the ownership on |
//! | `force` | forces one user's change |
//! | `marked` | forces, disables, enables and signs out many as one change |
//! | `break_in` | responds to a break-in |
//! | `expire_all` | expires all passwords, and undoes it |
//! | `log` | looks through the audit log, or at their own sign-ins |
//! | `log_search`, `log_rows` | finds text in it, and calls people what they are called now |
//! | `log_check` | checks the audit log |
//! | `log_export` | takes the audit log out, in the form of `log_words` |
//! | `people_export` | takes people or a report out, in the form of `people_words` and `report` |
//! | `verifying` | answers other software whether a password is right |
//! | `mail_sender`, `mail_walk`, `mail_marks`, `mail_letters`, `mail_live_code` | (sends what acts left for the mail) |
//! | `test_letter` | sees whether mail works |
//! | `notices` | (who is told that their password expires soon) |
//! | `mail_jobs` | (what acts leave for the mail) |
//! | `machine` | reads policy and people, or one of them, from the machine itself |
//! | `recover` | gets a reset code for an administrator from the machine itself |
//! | `free_tries` | gives everyone the free tries back that a flood of made-up e-mails took |
//! | `restoring` | puts a backup in place, from the machine itself |
//! | `read_only` | looks around and changes nothing |
//! | `doctor` | looks how it stands with the data, from the machine itself |
//! | `demo` | fills a made-up firm |

mod accounts;
mod break_in;
mod call;
mod code_issuing;
mod codes;

pub mod demo;
mod desk;
mod doctor;
mod door;
mod ending;
mod expire_all;
mod exporting;
mod force;
mod free_tries;
mod import;
mod judging;
mod log;
mod log_check;
mod log_export;
mod log_rows;
mod log_search;
mod log_words;
mod machine;
mod mail_jobs;
mod mail_letters;
mod mail_live_code;
mod mail_marks;
mod mail_sender;
mod mail_walk;
mod mailed_codes;
mod marked;
mod me;
mod membership;
mod notices;
mod own_password;
mod particulars;
mod people;
mod people_export;
mod people_words;
mod policy;
mod proof;
mod read_only;
mod recover;
mod report;
mod restoring;
mod session;
mod sessions;
mod shown_codes;
mod signing_in;
mod stopping;
mod summary;
mod test_letter;
#[cfg(test)]
mod tests;

mod throttling;
mod unlocking;
mod verifying;
mod weakness;

pub use accounts::{FoundError, NewFirm, firm_name, found_firm, rename_firm};
pub use break_in::{BreakIn, BreakInConsequences, break_in_consequences, respond_to_break_in};
pub use call::{Answer, Call, Origin, still_held_back};
pub use code_issuing::{CodeNews, Issued, issue_code, revoke_code};
pub use codes::{CodeError, Redeeming, check_code, redeem_code};
pub use desk::Desk;
pub use doctor::{Checkup, check_up};
pub use ending::EndReason;
pub use expire_all::{
    Consequences, UndoConsequences, expire_all_consequences, expire_all_passwords,
    undo_consequences, undo_expire_all,
};
pub use exporting::{ExportError, Exported};
pub use force::force_password_change;
pub use free_tries::{CountedFrom, counted_from, give_free_tries_back};
pub use import::{
    BadRow, HeaderFault, Import, ImportColumn, ImportFault, ImportPlan, ImportRow, ImportTotals,
    Imported, LineFault, RowFault, import_users,
};
pub use judging::meter;
pub use log::{
    ChangeTold, LogEntry, LogRequest, LogRow, LogRows, Named, Whose, audit_entries_of_machine,
    audit_entry, audit_entry_of_machine, audit_log, audit_log_of_machine, count_log_of_machine,
    log_in_activity, number_of_machine,
};
pub use log_check::{Checked, LogCheck, check_log, check_log_of_machine};
pub use log_export::{Export, ExportFormat, begin_export};
pub use log_words::{csv_header, csv_of, json_of};
pub use machine::{people_on_record, person_on_record, policy_on_record};
pub use mail_jobs::Mailing;
pub use mail_sender::{OpenJobs, Sender, SentMail, open_mail_jobs, send_due_mail, send_mail_job};
pub use mailed_codes::{Mailed, ask_for_code, invite_user, mail_code};
pub use marked::{OnMarked, act_on_marked, marked_consequences};
pub use me::{Because, Me, Standing, dismiss_notice, dismiss_summary, me};
pub use membership::{change_kind, change_role, hand_ownership_on};
pub use notices::{DueNotice, mail_notices, note_notices, notices_due};
pub use own_password::{ChangeError, change_own_password, own_known_words};
pub use particulars::{Particulars, add_user, edit_user};
pub use people::{PageRequest, PeoplePage, PersonRow, disable_user, enable_user, list_people};
pub use people_export::{PeopleExport, PeopleFile, begin_people_export, exportable};
pub use people_words::{PersonInJson, SCHEMA, people_csv_header, person_in_csv};
pub use policy::{PolicyTab, PolicyUpdated, load_policy, update_policy};
pub use proof::{ActError, refuse_act};
pub use read_only::Mode;
pub use recover::{RecoverError, Recoverable, Recovered, recover, recoverable};
pub use report::{Report, report_on_record};
pub use restoring::restored;
pub use session::{AdminSession, Session};
pub use sessions::{
    SessionRow, Sessions, SignOutConsequences, end_session, list_sessions, note_active,
    sessions_of_machine, sign_out_all_consequences, sign_out_all_users, sign_out_user,
};
pub use signing_in::{SignInOutcome, SignedIn, sign_in, sign_out};
pub use stopping::Stop;
pub use summary::{Summary, SummaryEvent, SummaryWhat};
pub use test_letter::send_test_letter;
pub use unlocking::{UnlockError, unlock};
pub use verifying::{AskedAs, Verified, may_use_services, verify};

// What the screens page and add with; they name no store.
pub use crate::store::{AheadOfClock, Count, Cursor, From, LogFrom, NewUser, StoreError};
