//! The data, behind `Store -> Tx`; one folder per engine.
//!
//! A transaction is the store's API: [`Store::begin`] for a change, which ends in [`Tx::commit`] with its audit
//! entries (A1: no entry, no act), [`Store::look`] for a read. What is dropped is rolled back. Only `service` calls
//! `begin`. Nothing here decides whether an act is allowed, and no error names an engine.

mod open_error;
pub mod sqlite;

use std::error::Error;

use crate::domain::audit::{Entry, EntryNo, Head, StoredEntry};
use crate::domain::throttle::Tries;
use crate::domain::{
    Access, CodeOnRecord, Direction, Email, ExpireAll, ExpireAlls, FirmName, Force, ForceId,
    Generation, Instant, Membership, Order, PersonName, Policy, PolicyOnRecord, PreviewFacts,
    Reason, Revision, Rules, Selection, User, UserId,
};
use crate::secret::{CodeHash, Phc, ThrottleKey, TryKey};

pub use open_error::OpenError;

/// Why the data could not be read or written. The cause is in `source()`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another program held the database for 5 seconds (R5).
    #[error("Another program is using the database. Nothing was changed; please try again.")]
    Busy,
    /// Writing is not allowed.
    #[error(
        "The database cannot be written. Nothing was changed. Look at the permissions of the file and its folder."
    )]
    ReadOnly,
    /// There is no room.
    #[error("There is no room left to write to. Nothing was changed. Make room and try again.")]
    Full,
    /// Someone else's change came first: the transaction can be run again.
    #[error("Another change came first. Nothing was changed; please try again.")]
    Overtaken,
    /// A running read was cancelled.
    #[error("The search was stopped.")]
    Interrupted,
    /// What is stored cannot be.
    #[error("The database is damaged: {what}. Nothing was changed. Restore it from a backup.")]
    Damaged {
        /// What was found, as the rest of a sentence.
        what: String,
        /// What the engine said.
        #[source]
        cause: Option<Box<dyn Error + Send + Sync>>,
    },
    /// Anything else that an engine says.
    #[error(
        "The database could not be used. Nothing was changed. Look at the disk and the folder it is in, and try again."
    )]
    Failed {
        /// What the engine said.
        #[source]
        cause: Box<dyn Error + Send + Sync>,
    },
}

/// What the store's functions return.
pub type Result<T> = std::result::Result<T, StoreError>;

/// A database that is open, on one connection.
pub trait Store: Send {
    /// Begins a change.
    fn begin(&mut self) -> Result<Box<dyn Tx + '_>>;
    /// Begins a read: everything is seen as of one moment.
    fn look(&mut self) -> Result<Box<dyn Look + '_>>;
    /// Opens a second connection, for another thread.
    fn another(&self) -> Result<Box<dyn Store>>;
    /// Says whether another connection has committed since this was last asked (S10).
    fn changed_elsewhere(&mut self) -> Result<bool>;
    /// Returns what cancels a read that runs, from another thread.
    fn interrupter(&self) -> Box<dyn Fn() + Send + Sync>;
}

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
    /// Returns one act of *Force Password Change*.
    fn force_of(&self, id: ForceId) -> Result<Option<Force>>;
    /// Returns a user.
    fn user(&self, id: UserId) -> Result<Option<User>>;
    /// Returns the user of an e-mail.
    fn user_by_email(&self, email: &Email) -> Result<Option<User>>;
    /// Returns a user's hash and its serial.
    fn secret_of(&self, id: UserId) -> Result<Option<StoredCredential>>;
    /// Returns the newest code of a user, whatever became of it.
    fn code(&self, id: UserId) -> Result<Option<(CodeOnRecord, CodeHash)>>;
    /// Returns the tries under a key.
    fn tries(&self, key: &TryKey) -> Result<Tries>;
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
    /// Returns up to which entry a user has dismissed the summary (U10).
    fn seen_up_to(&self, user: UserId) -> Result<EntryNo>;
}

/// Writes; all in one transaction, which ends in exactly one commit.
pub trait Tx: Look {
    /// Sets up the account and its owner.
    fn found(&mut self, firm: &FirmName, key: &ThrottleKey, owner: &NewUser) -> Result<UserId>;
    /// Adds an invited user.
    fn add_user(&mut self, user: &NewUser) -> Result<std::result::Result<UserId, Taken>>;
    /// Edits name and e-mail; forgets `seen_strong` (S8), and revokes an open code if the e-mail changed (U1).
    fn edit_user(
        &mut self,
        id: UserId,
        name: &PersonName,
        email: &Email,
        now: Instant,
    ) -> Result<std::result::Result<(), Taken>>;
    /// Enables or disables; disabling revokes an open code (U1).
    fn set_access(&mut self, id: UserId, access: Access, now: Instant) -> Result<()>;
    /// Changes kind and role.
    fn set_membership(&mut self, id: UserId, membership: Membership) -> Result<()>;
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
    /// Stores a code in place of the one before.
    fn put_code(&mut self, id: UserId, code: &CodeOnRecord, hash: &CodeHash) -> Result<()>;
    /// Stores the tries under a key; those of no user are bounded (S3).
    fn put_tries(&mut self, key: &TryKey, of_user: bool, tries: &Tries, now: Instant)
    -> Result<()>;
    /// Inserts many users at once, for the demo firm and imports.
    fn fill(&mut self, users: &mut dyn Iterator<Item = FilledUser>) -> Result<u64>;
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
}

/// The account.
#[derive(Debug)]
pub struct Account {
    /// The firm's name.
    pub firm: FirmName,
    /// Its owner.
    pub owner: UserId,
    /// The key under which tries are counted.
    pub key: ThrottleKey,
}

/// A user to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    /// Name.
    pub name: PersonName,
    /// E-mail.
    pub email: Email,
    /// Kind and role.
    pub membership: Membership,
}

/// A user as the demo firm or an import brings them.
#[derive(Clone, Debug)]
pub struct FilledUser {
    /// Name, e-mail, kind and role.
    pub user: NewUser,
    /// Enabled or disabled.
    pub access: Access,
    /// The password; `None` for an invited user.
    pub password: Option<FilledPassword>,
    /// When they last signed in.
    pub last_sign_in: Option<Instant>,
}

/// A password that comes with its history.
#[derive(Clone, Debug)]
pub struct FilledPassword {
    /// Its hash.
    pub phc: Phc,
    /// When it was set.
    pub changed_at: Instant,
    /// Whether it was seen to be strong.
    pub seen_strong: bool,
    /// The newest expire-all it knows.
    pub knows: Generation,
}

/// The secret part of a credential.
#[derive(Clone, Debug)]
pub struct StoredCredential {
    /// The hash.
    pub phc: Phc,
    /// Which password of this user it is.
    pub serial: Serial,
    /// For which date the notice was dismissed (E4).
    pub notice_dismissed: Option<Instant>,
}

/// Counts the passwords of one user: 1 for the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(pub u64);

/// The e-mail belongs to somebody else (U1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken;

/// The password was changed in the meantime (E3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChangedElsewhere;

/// The policy was changed in the meantime (P6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyChanged {
    /// What it is now, and who changed it.
    pub on_record: PolicyOnRecord,
}

/// Where a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// At the first row.
    First,
    /// So that the last row ends it.
    Last,
    /// Behind that row.
    After(Cursor),
    /// So that it ends before that row.
    Before(Cursor),
    /// At that row.
    At(Cursor),
}

/// The place of a row in every order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) user: User,
}

impl Cursor {
    /// Returns the place of a user.
    #[must_use]
    pub fn of(user: &User) -> Self {
        Self { user: user.clone() }
    }
}

/// A page of users.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The users, in the order asked for.
    pub users: Vec<User>,
    /// Whether others come before.
    pub more_before: bool,
    /// Whether others come after.
    pub more_after: bool,
}

/// How many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Just so many.
    Exact(u64),
    /// So many or more: searches stop counting.
    AtLeast(u64),
}

/// How many users there are of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tallies {
    /// Enabled firm users with a password who need not change.
    pub firm_live: u64,
    /// Enabled firm users who must change already.
    pub firm_must_change: u64,
    /// Enabled firm users who have set no password.
    pub firm_invited: u64,
    /// Disabled firm users with a password.
    pub firm_disabled: u64,
    /// Enabled Connect users.
    pub connect: u64,
}
