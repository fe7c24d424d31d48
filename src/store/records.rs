//! What goes into the store and comes out of it, beside the values of `domain`.

use crate::domain::{
    Access, Email, FirmName, Generation, Instant, LoginName, Membership, PersonName,
    PolicyOnRecord, User, UserId,
};
use crate::secret::{Phc, ThrottleKey};

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
    /// What an operating system calls them, where they have a login name (I1).
    pub login: Option<LoginName>,
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
    /// What a session holds on to; another one ends it.
    pub serial: Serial,
    /// For which date the notice was dismissed (E4).
    pub notice_dismissed: Option<Instant>,
}

/// Counts what ends a user's sessions: each new password, the first is 1, and each disabling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial(pub u64);

/// What belongs to somebody else (U1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The e-mail.
    Email,
    /// The login name.
    Login,
}

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

    /// Returns the user as they were when the place was read.
    #[must_use]
    pub fn user(&self) -> &User {
        &self.user
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

/// How much is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// What is quick at any size.
    Quick,
    /// Everything.
    Whole,
}

/// Passwords that were set after an instant (E9).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AheadOfClock {
    /// How many users have one.
    pub users: u64,
    /// Some of them, in order.
    pub some: Vec<UserId>,
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
