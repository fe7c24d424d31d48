//! The reads of a transaction, each in the file of its subject.

use std::ops::ControlFlow;

use super::held::Held;
use super::pages::{self, List, Plan};
use super::{
    accounts, audit, codes, facts, foreign, health, log, logins, mail, notices, policy, sessions,
    sets, tries, users,
};
use crate::domain::audit::{EntryNo, FilingSum, Head, LogFilter, RawEntry, StoredEntry};
use crate::domain::mail::{Finished, JobId, MailJob, MailMark, MailStanding, NoticeStep};
use crate::domain::throttle::{Rule, Tries};
use crate::domain::{
    Chosen, CodeOnRecord, Direction, Email, ExpireAll, ExpireAlls, Force, ForceId, Generation,
    Instant, LockName, LoginName, Order, PolicyOnRecord, PreviewFacts, Reach, Rules, Selection,
    SessionId, SessionOnRecord, Sort, User, UserId,
};
use crate::secret::{CodeHash, Settings, TryKey};
use crate::store::{
    Account, AheadOfClock, Count, Cursor, Depth, From, LogFrom, LogPage, Look, Page, Result,
    StoredCredential, Tallies,
};

impl Look for Held<'_> {
    fn account(&self) -> Result<Option<Account>> {
        accounts::account(self.db)
    }
    fn policy(&self) -> Result<PolicyOnRecord> {
        policy::policy(self.db)
    }
    fn expire_alls(&self) -> Result<ExpireAlls> {
        policy::expire_alls(self.db)
    }
    fn expire_all_of(&self, generation: Generation) -> Result<Option<ExpireAll>> {
        policy::expire_all_of(self.db, generation)
    }
    fn newest_in_force(&self) -> Result<Option<ExpireAll>> {
        policy::newest_in_force(self.db)
    }
    fn in_force_before(&self, generation: Generation) -> Result<Generation> {
        policy::in_force_before(self.db, generation)
    }
    fn force_of(&self, id: ForceId) -> Result<Option<Force>> {
        policy::force_of(self.db, id)
    }
    fn user(&self, id: UserId) -> Result<Option<User>> {
        users::by_id(self.db, id)
    }
    fn user_by_email(&self, email: &Email) -> Result<Option<User>> {
        users::by_email(self.db, email)
    }
    fn user_by_login(&self, login: &LoginName) -> Result<Option<User>> {
        logins::user(self.db, login)
    }
    fn login_of(&self, id: UserId) -> Result<Option<LoginName>> {
        logins::of(self.db, id)
    }
    fn secret_of(&self, id: UserId) -> Result<Option<StoredCredential>> {
        users::secret_of(self.db, id)
    }
    fn foreign_settings(&self) -> Result<Settings> {
        foreign::settings(self.db)
    }
    fn code(&self, id: UserId) -> Result<Option<(CodeOnRecord, CodeHash)>> {
        codes::code(self.db, id)
    }
    fn codes_shown(&self, to: Option<UserId>, now: Instant) -> Result<Vec<(UserId, UserId)>> {
        codes::shown(self.db, to, now)
    }
    fn tries(&self, key: &TryKey) -> Result<Tries> {
        tries::tries(self.db, key)
    }
    fn floor_of_tries(&self, rule: Rule) -> Result<u32> {
        tries::floor(self.db, rule)
    }

    fn page(
        &self,
        selection: &Selection,
        rules: &Rules,
        order: Order,
        direction: Direction,
        from: &From,
        rows: usize,
    ) -> Result<Page> {
        let list = List {
            selection,
            rules,
            order,
            direction,
            searches: &self.searches,
        };
        Plan::of(self.db, &list)?.page(from, rows)
    }

    fn count(&self, selection: &Selection, rules: &Rules) -> Result<Count> {
        pages::count(self.db, selection, rules, &self.searches)
    }

    fn place_of(
        &self,
        selection: &Selection,
        rules: &Rules,
        order: Order,
        direction: Direction,
        cursor: &Cursor,
    ) -> Result<Option<u64>> {
        let list = List {
            selection,
            rules,
            order,
            direction,
            searches: &self.searches,
        };
        pages::place_of(self.db, &list, cursor)
    }

    fn nth(
        &self,
        selection: &Selection,
        rules: &Rules,
        order: Order,
        direction: Direction,
        n: u64,
    ) -> Result<Option<Cursor>> {
        let list = List {
            selection,
            rules,
            order,
            direction,
            searches: &self.searches,
        };
        pages::nth(self.db, &list, n)
    }

    fn census(&self, chosen: &Chosen, rules: &Rules) -> Result<Vec<(Sort, u64)>> {
        sets::census(self.db, chosen, rules)
    }
    fn open_codes_of(&self, reach: &Reach, rules: &Rules, now: Instant) -> Result<u64> {
        sets::open_codes_of(self.db, reach, rules, now)
    }
    fn preview_facts(&self, now: Instant, rules: &Rules, own: UserId) -> Result<PreviewFacts> {
        facts::preview(self.db, now, rules, own)
    }
    fn tallies(&self, now: Instant, rules: &Rules) -> Result<Tallies> {
        facts::tallies(self.db, now, rules)
    }
    fn audit_head(&self) -> Result<Head> {
        audit::head(self.db)
    }
    fn entries_from(&self, after: EntryNo, most: usize) -> Result<Vec<StoredEntry>> {
        audit::entries_from(self.db, after, most)
    }
    fn entries_about(&self, user: UserId, after: EntryNo, most: usize) -> Result<Vec<StoredEntry>> {
        audit::entries_about(self.db, user, after, most)
    }
    fn entry(&self, no: EntryNo) -> Result<Option<StoredEntry>> {
        log::entry(self.db, no)
    }
    fn log_page(&self, filter: &LogFilter, from: LogFrom, rows: usize) -> Result<LogPage> {
        log::page(self.db, filter, from, rows)
    }
    fn raw_entries(
        &self,
        after: EntryNo,
        see: &mut dyn FnMut(&RawEntry<'_>) -> ControlFlow<()>,
    ) -> Result<()> {
        log::raw(self.db, after, see)
    }
    fn filing(&self, up_to: EntryNo) -> Result<FilingSum> {
        log::filing(self.db, up_to)
    }
    fn first_misfiled(&self, up_to: EntryNo) -> Result<Option<EntryNo>> {
        log::first_misfiled(self.db, up_to)
    }
    fn seen_up_to(&self, user: UserId) -> Result<EntryNo> {
        users::seen_up_to(self.db, user)
    }
    fn session(&self, id: SessionId) -> Result<Option<SessionOnRecord>> {
        sessions::session(self.db, id)
    }
    fn open_sessions(&self, of: Option<UserId>, most: usize) -> Result<Vec<SessionOnRecord>> {
        sessions::open(self.db, of, most)
    }
    fn is_held(&self, lock: &LockName) -> Result<bool> {
        self.locks.is_held(lock)
    }
    fn ahead_of(&self, cut: Instant, most: usize) -> Result<AheadOfClock> {
        health::ahead_of(self.db, cut, most)
    }
    fn locked(&self) -> Result<u64> {
        health::locked(self.db)
    }
    fn miscounted(&self, depth: Depth) -> Result<u64> {
        health::miscounted(self.db, depth)
    }
    fn mail_job(&self, id: JobId) -> Result<Option<MailJob>> {
        mail::job(self.db, id)
    }
    fn mail_jobs_due(&self, now: Instant, most: usize) -> Result<Vec<MailJob>> {
        mail::due(self.db, now, most)
    }
    fn code_jobs_of(&self, user: UserId) -> Result<Vec<MailJob>> {
        mail::codes_of(self.db, user)
    }
    fn other_code_jobs_of(&self, user: UserId, but: JobId, most: usize) -> Result<Vec<MailJob>> {
        mail::other_codes_of(self.db, user, but, most)
    }
    fn mail_mark(&self, job: JobId, user: UserId) -> Result<Option<MailMark>> {
        mail::mark(self.db, job, user)
    }
    fn unsettled_mails(&self, job: JobId, most: usize) -> Result<Vec<(UserId, MailMark)>> {
        mail::unsettled(self.db, job, most)
    }
    fn mails_counted(&self, job: JobId) -> Result<Finished> {
        mail::counted(self.db, job)
    }
    fn mails_missed(&self, job: JobId) -> Result<Vec<UserId>> {
        mail::missed(self.db, job)
    }
    fn mail_standing(&self, now: Instant) -> Result<MailStanding> {
        mail::standing(self.db, now)
    }
    fn users_after(&self, after: UserId, most: usize) -> Result<Vec<User>> {
        mail::users_after(self.db, after, most)
    }
    fn notice_told(
        &self,
        user: UserId,
        changed_at: Instant,
        ends_at: Instant,
    ) -> Result<Option<NoticeStep>> {
        notices::told(self.db, user, changed_at, ends_at)
    }
    fn email_since(&self, user: UserId) -> Result<Option<Instant>> {
        notices::email_since(self.db, user)
    }
}
