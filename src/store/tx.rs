//! What can be changed, in one transaction.

use crate::domain::audit::{Entry, EntryNo, Head};
use crate::domain::mail::{JobId, MailJob, MailMark, NewMailJob, NoticeStep};
use crate::domain::throttle::{Rule, Tries};
use crate::domain::{
    Access, CodeOnRecord, Email, FirmName, Force, ForceId, Generation, Instant, LoginName,
    Membership, NewSession, PersonName, Policy, Reach, Reason, Revision, Rules, SessionId, UserId,
};
use crate::secret::{CodeHash, Phc, ThrottleKey, TryKey};

use super::{ChangedElsewhere, FilledUser, Look, NewUser, PolicyChanged, Result, Serial, Taken};

/// Writes; all in one transaction, which ends in exactly one commit.
pub trait Tx: Look {
    /// Sets up the account and its owner.
    fn found(&mut self, firm: &FirmName, key: &ThrottleKey, owner: &NewUser) -> Result<UserId>;
    /// Adds an invited user.
    fn add_user(&mut self, user: &NewUser) -> Result<std::result::Result<UserId, Taken>>;
    /// Edits name and e-mail; forgets `seen_strong` (S8), and where the e-mail changed revokes an open code (U1) and
    /// remembers since when it is this one (U4).
    fn edit_user(
        &mut self,
        id: UserId,
        name: &PersonName,
        email: &Email,
        now: Instant,
    ) -> Result<std::result::Result<(), Taken>>;
    /// Gives a user a login name, or takes it away (U1).
    fn set_login(
        &mut self,
        id: UserId,
        login: Option<&LoginName>,
    ) -> Result<std::result::Result<(), Taken>>;
    /// Enables or disables; disabling revokes an open code (U1), and raises the serial, so that the user's
    /// sessions stay ended once the user is enabled again (S10).
    fn set_access(&mut self, id: UserId, access: Access, now: Instant) -> Result<()>;
    /// Changes kind and role; a Connect user loses a force (E5).
    fn set_membership(&mut self, id: UserId, membership: Membership) -> Result<()>;
    /// Makes `to` the owner, and the owner there was an administrator (U4).
    fn hand_over(&mut self, to: UserId) -> Result<()>;
    /// Renames the firm; forgets for everyone that a password was seen to be strong (S8, U4).
    fn rename_firm(&mut self, firm: &FirmName) -> Result<()>;
    /// Sets a password where `serial` is still the newest one (E3).
    fn set_password(
        &mut self,
        id: UserId,
        phc: &Phc,
        seen_strong: bool,
        now: Instant,
        serial: Option<Serial>,
    ) -> Result<std::result::Result<Serial, ChangedElsewhere>>;
    /// Stores a newer hash of the same password (S7).
    fn renew_phc(&mut self, id: UserId, serial: Serial, phc: &Phc) -> Result<()>;
    /// Remembers that the password was seen to be strong (S8).
    fn note_seen_strong(&mut self, id: UserId) -> Result<()>;
    /// Remembers when a user signed in.
    fn note_sign_in(&mut self, id: UserId, now: Instant) -> Result<()>;
    /// Remembers that the notice for a date was dismissed (E4).
    fn dismiss_notice(&mut self, id: UserId, for_date: Instant) -> Result<()>;
    /// Remembers up to where the summary was dismissed (U10).
    fn dismiss_summary(&mut self, id: UserId, up_to: EntryNo) -> Result<()>;
    /// Saves the policy if it is still the one of that revision (P6).
    fn save_policy(
        &mut self,
        policy: &Policy,
        based_on: Revision,
        by: UserId,
        now: Instant,
    ) -> Result<std::result::Result<Revision, PolicyChanged>>;
    /// Expires all passwords (E7): one row.
    fn expire_all(
        &mut self,
        by: UserId,
        now: Instant,
        reason: Option<&Reason>,
    ) -> Result<Generation>;
    /// Withdraws the newest expire-all in force (E10).
    fn withdraw_expire_all(&mut self, by: UserId, now: Instant) -> Result<Option<Generation>>;
    /// Forces a change on one user (E6).
    fn force(&mut self, whom: UserId, force: &Force) -> Result<ForceId>;
    /// Forces a change on all reached, as one act (E6); returns whom, in order.
    fn force_all(&mut self, reach: &Reach, rules: &Rules, force: &Force) -> Result<Vec<UserId>>;
    /// Enables or disables all reached; disabling revokes their open codes (U1). Returns whom, in order.
    fn set_access_of(
        &mut self,
        reach: &Reach,
        rules: &Rules,
        access: Access,
        now: Instant,
    ) -> Result<Vec<UserId>>;
    /// Revokes the open codes of all reached (U8); returns whose they were, in order.
    fn revoke_codes_of(
        &mut self,
        reach: &Reach,
        rules: &Rules,
        now: Instant,
    ) -> Result<Vec<UserId>>;
    /// Stores a code in place of the one before.
    fn put_code(&mut self, id: UserId, code: &CodeOnRecord, hash: &CodeHash) -> Result<()>;
    /// Revokes an open code; says whether there was one (U1).
    fn revoke_code(&mut self, id: UserId, now: Instant) -> Result<bool>;
    /// Stores the tries under a key. Their number is bounded, and what is forgotten raises the floor (S3); whether a user
    /// has the e-mail is noted for [`Look::locked`], and makes no other difference.
    fn put_tries(&mut self, key: &TryKey, of_user: bool, tries: &Tries, now: Instant)
    -> Result<()>;
    /// Takes the floor of a rule away from everyone, as [`Tries::lowered`] says; returns what it was (S3).
    fn lower_floor_of_tries(&mut self, rule: Rule, now: Instant) -> Result<u32>;
    /// Puts a session on record (U5); those that are over are bounded.
    fn start_session(&mut self, session: &NewSession) -> Result<SessionId>;
    /// Ends a session; one that is over stays as it is.
    fn end_session(&mut self, id: SessionId, now: Instant) -> Result<()>;
    /// Ends the sessions of a user, all but one of them (S10).
    fn end_sessions_of(&mut self, user: UserId, but: Option<SessionId>, now: Instant)
    -> Result<()>;
    /// Ends every session (U5).
    fn end_all_sessions(&mut self, now: Instant) -> Result<()>;
    /// Remembers when a key was last pressed in a session; never an earlier time.
    fn note_active(&mut self, id: SessionId, now: Instant) -> Result<()>;
    /// Writes a mail job, due at once (N2).
    fn add_mail_job(&mut self, job: &NewMailJob) -> Result<JobId>;
    /// Writes how far a mail job has come; one that is finished loses its marks, and those finished are bounded.
    fn put_mail_job(&mut self, job: &MailJob) -> Result<()>;
    /// Marks what became of a job's mail to a user; `None` takes the mark away, as if the user had not been met.
    fn put_mail_mark(&mut self, job: JobId, user: UserId, mark: Option<&MailMark>) -> Result<()>;
    /// Remembers the nearest step told of one end of a password's period, or that none was (N1).
    fn put_notice(
        &mut self,
        user: UserId,
        changed_at: Instant,
        ends_at: Instant,
        step: Option<NoticeStep>,
    ) -> Result<()>;
    /// Inserts many users at once, for the demo firm and imports; returns whom, in order.
    fn fill(&mut self, users: &mut dyn Iterator<Item = FilledUser>) -> Result<Vec<UserId>>;
    /// Commits, with at least one audit entry (A1).
    fn commit(self: Box<Self>, first: &Entry, more: &[Entry]) -> Result<Head>;
    /// Commits what is no act.
    fn commit_quietly(self: Box<Self>, what: Quiet) -> Result<()>;
}

/// What is committed without an audit entry: the whole list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// A try was counted (S3).
    TryCounted,
    /// A notice was dismissed (E4).
    NoticeDismissed,
    /// A summary was dismissed (U10).
    SummaryDismissed,
    /// When a session was last active, at most once a minute (U5).
    Active,
    /// Sessions whose programs are gone were ended (U5).
    SessionsTidied,
    /// A password was right at another service's door, not for the first time in an hour (I1, A1).
    VerifiedAgain,
    /// How far a mail has come (N2); what could not be mailed is an act of its own.
    MailMoved,
}
