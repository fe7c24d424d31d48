//! The writes of a transaction, each in the file of its subject, and its end.

use super::held::Held;
use super::{
    accounts, audit, codes, fill, logins, mail, notices, policy, sessions, sets, tries, users,
};
use crate::domain::audit::{Entry, EntryNo, Head};
use crate::domain::mail::{JobId, MailJob, MailMark, NewMailJob, NoticeStep};
use crate::domain::throttle::{Rule, Tries};
use crate::domain::{
    Access, CodeOnRecord, Email, FirmName, Force, ForceId, Generation, Instant, LoginName,
    Membership, NewSession, PersonName, Policy, Reach, Reason, Revision, Rules, SessionId, UserId,
};
use crate::secret::{CodeHash, Phc, ThrottleKey, TryKey};
use crate::store::{
    ChangedElsewhere, FilledUser, NewUser, PolicyChanged, Quiet, Result, Serial, Taken, Tx,
};

type Refusable<T, E> = Result<std::result::Result<T, E>>;

impl Tx for Held<'_> {
    fn found(&mut self, firm: &FirmName, key: &ThrottleKey, owner: &NewUser) -> Result<UserId> {
        accounts::found(self.db, firm, key, owner)
    }
    fn add_user(&mut self, user: &NewUser) -> Refusable<UserId, Taken> {
        users::add(self.db, user)
    }
    fn edit_user(
        &mut self,
        id: UserId,
        name: &PersonName,
        email: &Email,
        now: Instant,
    ) -> Refusable<(), Taken> {
        users::edit(self.db, id, name, email, now)
    }
    fn set_login(&mut self, id: UserId, login: Option<&LoginName>) -> Refusable<(), Taken> {
        logins::set(self.db, id, login)
    }
    fn set_access(&mut self, id: UserId, access: Access, now: Instant) -> Result<()> {
        users::set_access(self.db, id, access, now)
    }
    fn set_membership(&mut self, id: UserId, membership: Membership) -> Result<()> {
        users::set_membership(self.db, id, membership)
    }
    fn hand_over(&mut self, to: UserId) -> Result<()> {
        accounts::hand_over(self.db, to)
    }
    fn rename_firm(&mut self, firm: &FirmName) -> Result<()> {
        accounts::rename(self.db, firm)
    }
    fn set_password(
        &mut self,
        id: UserId,
        phc: &Phc,
        seen_strong: bool,
        now: Instant,
        serial: Option<Serial>,
    ) -> Refusable<Serial, ChangedElsewhere> {
        users::set_password(self.db, id, phc, seen_strong, now, serial)
    }
    fn renew_phc(&mut self, id: UserId, serial: Serial, phc: &Phc) -> Result<()> {
        users::renew_phc(self.db, id, serial, phc)
    }
    fn note_seen_strong(&mut self, id: UserId) -> Result<()> {
        users::note_seen_strong(self.db, id)
    }
    fn note_sign_in(&mut self, id: UserId, now: Instant) -> Result<()> {
        users::note_sign_in(self.db, id, now)
    }
    fn dismiss_notice(&mut self, id: UserId, for_date: Instant) -> Result<()> {
        users::dismiss_notice(self.db, id, for_date)
    }
    fn dismiss_summary(&mut self, id: UserId, up_to: EntryNo) -> Result<()> {
        users::dismiss_summary(self.db, id, up_to)
    }
    fn save_policy(
        &mut self,
        policy: &Policy,
        based_on: Revision,
        by: UserId,
        now: Instant,
    ) -> Refusable<Revision, PolicyChanged> {
        policy::save(self.db, *policy, based_on, by, now)
    }
    fn expire_all(
        &mut self,
        by: UserId,
        now: Instant,
        reason: Option<&Reason>,
    ) -> Result<Generation> {
        policy::expire_all(self.db, by, now, reason)
    }
    fn withdraw_expire_all(&mut self, by: UserId, now: Instant) -> Result<Option<Generation>> {
        policy::withdraw(self.db, by, now)
    }
    fn force(&mut self, whom: UserId, force: &Force) -> Result<ForceId> {
        policy::force(self.db, whom, force)
    }
    fn force_all(&mut self, reach: &Reach, rules: &Rules, force: &Force) -> Result<Vec<UserId>> {
        sets::force_all(self.db, reach, rules, force)
    }
    fn set_access_of(
        &mut self,
        reach: &Reach,
        rules: &Rules,
        access: Access,
        now: Instant,
    ) -> Result<Vec<UserId>> {
        sets::set_access(self.db, reach, rules, access, now)
    }
    fn revoke_codes_of(
        &mut self,
        reach: &Reach,
        rules: &Rules,
        now: Instant,
    ) -> Result<Vec<UserId>> {
        sets::revoke_codes(self.db, reach, rules, now)
    }
    fn put_code(&mut self, id: UserId, code: &CodeOnRecord, hash: &CodeHash) -> Result<()> {
        codes::put(self.db, id, code, hash)
    }
    fn revoke_code(&mut self, id: UserId, now: Instant) -> Result<bool> {
        codes::revoke(self.db, id, now)
    }
    fn put_tries(
        &mut self,
        key: &TryKey,
        of_user: bool,
        tries: &Tries,
        now: Instant,
    ) -> Result<()> {
        tries::put(self.db, self.bound, key, of_user, tries, now)
    }
    fn lower_floor_of_tries(&mut self, rule: Rule, now: Instant) -> Result<u32> {
        tries::lower_floor(self.db, rule, now)
    }
    fn start_session(&mut self, session: &NewSession) -> Result<SessionId> {
        sessions::start(self.db, session)
    }
    fn end_session(&mut self, id: SessionId, now: Instant) -> Result<()> {
        sessions::end(self.db, id, now)
    }
    fn end_sessions_of(
        &mut self,
        user: UserId,
        but: Option<SessionId>,
        now: Instant,
    ) -> Result<()> {
        sessions::end_of(self.db, user, but, now)
    }
    fn end_all_sessions(&mut self, now: Instant) -> Result<()> {
        sessions::end_all(self.db, now)
    }
    fn note_active(&mut self, id: SessionId, now: Instant) -> Result<()> {
        sessions::note_active(self.db, id, now)
    }
    fn add_mail_job(&mut self, job: &NewMailJob) -> Result<JobId> {
        mail::add(self.db, job)
    }
    fn put_mail_job(&mut self, job: &MailJob) -> Result<()> {
        mail::put(self.db, job)
    }
    fn put_mail_mark(&mut self, job: JobId, user: UserId, mark: Option<&MailMark>) -> Result<()> {
        mail::put_mark(self.db, job, user, mark)
    }
    fn put_notice(
        &mut self,
        user: UserId,
        changed_at: Instant,
        ends_at: Instant,
        step: Option<NoticeStep>,
    ) -> Result<()> {
        notices::put(self.db, user, changed_at, ends_at, step)
    }
    fn fill(&mut self, users: &mut dyn Iterator<Item = FilledUser>) -> Result<Vec<UserId>> {
        fill::fill(self.db, users)
    }

    fn commit(self: Box<Self>, first: &Entry, more: &[Entry]) -> Result<Head> {
        let mut head = audit::add(self.db, first)?;
        for entry in more {
            head = audit::add(self.db, entry)?;
        }
        Held::commit(&self)?;
        Ok(head)
    }

    fn commit_quietly(self: Box<Self>, what: Quiet) -> Result<()> {
        // The list is closed: whatever is new on it is decided here.
        match what {
            Quiet::TryCounted
            | Quiet::NoticeDismissed
            | Quiet::SummaryDismissed
            | Quiet::Active
            | Quiet::SessionsTidied
            | Quiet::VerifiedAgain
            | Quiet::MailMoved => Held::commit(&self),
        }
    }
}
