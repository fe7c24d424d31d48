//! What can be read, as of one moment.

use std::ops::ControlFlow;

use crate::domain::audit::{EntryNo, FilingSum, Head, LogFilter, RawEntry, StoredEntry};
use crate::domain::mail::{Finished, JobId, MailJob, MailMark, MailStanding, NoticeStep};
use crate::domain::throttle::{Rule, Tries};
use crate::domain::{
    Chosen, CodeOnRecord, Direction, Email, ExpireAll, ExpireAlls, Force, ForceId, Generation,
    Instant, LockName, LoginName, Order, PolicyOnRecord, PreviewFacts, Reach, Rules, Selection,
    SessionId, SessionOnRecord, Sort, User, UserId,
};
use crate::secret::{CodeHash, Settings, TryKey};

use super::{
    Account, AheadOfClock, Count, Cursor, Depth, From, LogFrom, LogPage, Page, Result,
    StoredCredential, Tallies,
};

/// Reads.
pub trait Look {
    /// Returns the account; `None` while set-up was not finished.
    fn account(&self) -> Result<Option<Account>>;
    /// Returns the policy.
    fn policy(&self) -> Result<PolicyOnRecord>;
    /// Returns the two numbers of all expire-alls.
    fn expire_alls(&self) -> Result<ExpireAlls>;
    /// Returns what statuses are derived from.
    fn rules(&self) -> Result<Rules> {
        Ok(Rules {
            policy: self.policy()?.policy,
            expire_alls: self.expire_alls()?,
        })
    }
    /// Returns one expire-all.
    fn expire_all_of(&self, generation: Generation) -> Result<Option<ExpireAll>>;
    /// Returns the newest expire-all not withdrawn: what an undo would withdraw (E10).
    fn newest_in_force(&self) -> Result<Option<ExpireAll>>;
    /// Returns the newest expire-all before that one that is not withdrawn: what an undo of it falls back to, 0 if
    /// there is none (E10).
    fn in_force_before(&self, generation: Generation) -> Result<Generation>;
    /// Returns one act of *Force Password Change*.
    fn force_of(&self, id: ForceId) -> Result<Option<Force>>;
    /// Returns a user.
    fn user(&self, id: UserId) -> Result<Option<User>>;
    /// Returns the user of an e-mail.
    fn user_by_email(&self, email: &Email) -> Result<Option<User>>;
    /// Returns the user of a login name (I1).
    fn user_by_login(&self, login: &LoginName) -> Result<Option<User>>;
    /// Returns a user's login name, where they have one.
    fn login_of(&self, id: UserId) -> Result<Option<LoginName>>;
    /// Returns a user's hash and its serial.
    fn secret_of(&self, id: UserId) -> Result<Option<StoredCredential>>;
    /// Returns the settings of all foreign hashes on record (S1), in a few steps however many hashes there are.
    fn foreign_settings(&self) -> Result<Settings>;
    /// Returns the newest code of a user, whatever became of it.
    fn code(&self, id: UserId) -> Result<Option<(CodeOnRecord, CodeHash)>>;
    /// Returns the open codes that users were shown, of one user or of all: whose each is, and who was shown it, in order.
    fn codes_shown(&self, to: Option<UserId>, now: Instant) -> Result<Vec<(UserId, UserId)>>;
    /// Returns the tries under a key, none below the floor (S3).
    fn tries(&self, key: &TryKey) -> Result<Tries>;
    /// Returns below what nobody counts under a rule, for as much was forgotten (S3).
    fn floor_of_tries(&self, rule: Rule) -> Result<u32>;
    /// Returns a page of users.
    fn page(
        &self,
        selection: &Selection,
        rules: &Rules,
        order: Order,
        direction: Direction,
        from: &From,
        rows: usize,
    ) -> Result<Page>;
    /// Counts the users of a selection.
    fn count(&self, selection: &Selection, rules: &Rules) -> Result<Count>;
    /// Returns how many rows come before a cursor, where that is cheap.
    fn place_of(
        &self,
        selection: &Selection,
        rules: &Rules,
        order: Order,
        direction: Direction,
        cursor: &Cursor,
    ) -> Result<Option<u64>>;
    /// Returns the cursor of row `n`, counted from 0: a jump of the scroll bar.
    fn nth(
        &self,
        selection: &Selection,
        rules: &Rules,
        order: Order,
        direction: Direction,
        n: u64,
    ) -> Result<Option<Cursor>>;
    /// Counts those chosen, by sort (E6).
    fn census(&self, chosen: &Chosen, rules: &Rules) -> Result<Vec<(Sort, u64)>>;
    /// Counts the open codes of those reached (U8).
    fn open_codes_of(&self, reach: &Reach, rules: &Rules, now: Instant) -> Result<u64>;
    /// Returns what the preview is made from (P5), by counts and index.
    fn preview_facts(&self, now: Instant, rules: &Rules, own: UserId) -> Result<PreviewFacts>;
    /// Returns how many users there are of each sort.
    fn tallies(&self, now: Instant, rules: &Rules) -> Result<Tallies>;
    /// Returns the end of the audit log.
    fn audit_head(&self) -> Result<Head>;
    /// Returns entries in order, the first after `after`.
    fn entries_from(&self, after: EntryNo, most: usize) -> Result<Vec<StoredEntry>>;
    /// Returns the entries that have a user among their targets, in order, the first after `after` (U10).
    fn entries_about(&self, user: UserId, after: EntryNo, most: usize) -> Result<Vec<StoredEntry>>;
    /// Returns one entry.
    fn entry(&self, no: EntryNo) -> Result<Option<StoredEntry>>;
    /// Returns a page of the log, by number; its work is bounded, so that a rare filter takes many pages.
    fn log_page(&self, filter: &LogFilter, from: LogFrom, rows: usize) -> Result<LogPage>;
    /// Shows entries as they are stored, unchecked and in order, the first behind `after`, until told to break (A2).
    fn raw_entries(
        &self,
        after: EntryNo,
        see: &mut dyn FnMut(&RawEntry<'_>) -> ControlFlow<()>,
    ) -> Result<()>;
    /// Sums up how the entries up to one are filed, to hold it against what they say (A2).
    fn filing(&self, up_to: EntryNo) -> Result<FilingSum>;
    /// Returns the first entry up to one that is filed otherwise than it says (A2). Reads the whole log.
    fn first_misfiled(&self, up_to: EntryNo) -> Result<Option<EntryNo>>;
    /// Returns up to which entry a user has dismissed the summary (U10).
    fn seen_up_to(&self, user: UserId) -> Result<EntryNo>;
    /// Returns a session, whatever became of it.
    fn session(&self, id: SessionId) -> Result<Option<SessionOnRecord>>;
    /// Returns sessions that nobody has ended, of everyone or of one user, the least recently active first (U5).
    ///
    /// A program that was killed ends nothing: whether it is still there [`Look::is_held`] says.
    fn open_sessions(&self, of: Option<UserId>, most: usize) -> Result<Vec<SessionOnRecord>>;
    /// Says whether any program holds a lock (U5).
    fn is_held(&self, lock: &LockName) -> Result<bool>;
    /// Finds the unforced passwords that were set after an instant, a range of an index; names some of their users (E9).
    fn ahead_of(&self, cut: Instant, most: usize) -> Result<AheadOfClock>;
    /// Returns how many users are locked after too many wrong tries (S3).
    fn locked(&self) -> Result<u64>;
    /// Returns how many of the numbers kept beside the users differ from a recount.
    fn miscounted(&self, depth: Depth) -> Result<u64>;
    /// Returns a mail job.
    fn mail_job(&self, id: JobId) -> Result<Option<MailJob>>;
    /// Returns the mail jobs that have something to send at `now`, the one due first first (N2).
    fn mail_jobs_due(&self, now: Instant, most: usize) -> Result<Vec<MailJob>>;
    /// Returns the mail jobs not finished that would send a user a code, in order.
    fn code_jobs_of(&self, user: UserId) -> Result<Vec<MailJob>>;
    /// Returns the jobs, but for one, that would send a user a code or have sent one, the newest first.
    fn other_code_jobs_of(&self, user: UserId, but: JobId, most: usize) -> Result<Vec<MailJob>>;
    /// Returns what became of a job's mail to a user; `None` where there was none.
    fn mail_mark(&self, job: JobId, user: UserId) -> Result<Option<MailMark>>;
    /// Returns whom a job still waits for, by the time of their marks: to be tried again, or on its way.
    fn unsettled_mails(&self, job: JobId, most: usize) -> Result<Vec<(UserId, MailMark)>>;
    /// Counts what became of a job's mails so far; the time is not told.
    fn mails_counted(&self, job: JobId) -> Result<Finished>;
    /// Returns whom a job that is not finished gave up, or does not know to have reached, in order.
    fn mails_missed(&self, job: JobId) -> Result<Vec<UserId>>;
    /// Returns how it stands with the mail at an instant.
    fn mail_standing(&self, now: Instant) -> Result<MailStanding>;
    /// Returns users by number, the first after `after`: the walk of a mail job.
    fn users_after(&self, after: UserId, most: usize) -> Result<Vec<User>>;
    /// Returns the nearest step that was told of one end of a password's period (N1).
    fn notice_told(
        &self,
        user: UserId,
        changed_at: Instant,
        ends_at: Instant,
    ) -> Result<Option<NoticeStep>>;
    /// Returns since when a user has this e-mail; `None` where it was never changed (U4).
    fn email_since(&self, user: UserId) -> Result<Option<Instant>>;
}
