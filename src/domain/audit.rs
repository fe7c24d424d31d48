//! Audit entries (A1) and the chain of their hashes (A2).
//!
//! An entry is encoded canonically, every part with its length before it, and hashed together with its
//! number and the hash before it, under a tag that names the algorithm. No entry holds a password, a code
//! or the text typed as an unknown e-mail.

use super::{Instant, Reason, UserId};

mod chain;
mod filing;
mod filter;
mod skim;

pub use chain::{ChainFault, EntryNo, Hash, Head, RawEntry, StoredEntry, Verification};
pub use filing::{BLOCK, Block, Filing, FilingSum, whole_blocks};
pub use filter::{ActKind, ActSet, LogFilter};
pub use skim::Skimmed;

/// What was done. The number in the store never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u16)]
pub enum Act {
    /// The firm was set up.
    FirmFounded = 1,
    /// Someone signed in.
    SignedIn = 2,
    /// A sign-in was refused.
    SignInFailed = 3,
    /// Someone signed out.
    SignedOut = 4,
    /// A password was changed by its owner.
    PasswordChanged = 5,
    /// A change of one's own password was refused.
    PasswordChangeFailed = 6,
    /// The policy was updated (P4).
    PolicyUpdated = 7,
    /// A password change was forced (E6).
    ChangeForced = 8,
    /// All passwords were expired (E7).
    AllExpired = 9,
    /// The last expire-all was withdrawn (E10).
    ExpireAllWithdrawn = 10,
    /// A user was added (U1).
    UserAdded = 11,
    /// A user's name or e-mail was edited.
    UserEdited = 12,
    /// A user was disabled (U3).
    UserDisabled = 13,
    /// A user was enabled (U3).
    UserEnabled = 14,
    /// A code was issued (U1, U2).
    CodeIssued = 15,
    /// A code was redeemed: a password was chosen with it.
    CodeRedeemed = 16,
    /// A code was refused.
    CodeFailed = 17,
    /// An act was refused: not allowed, or overtaken.
    Refused = 18,
    /// An e-mail was locked after 100 wrong tries (S3).
    Locked = 19,
    /// How many tries came while an e-mail had to wait (A1).
    TriesDuringWait = 20,
    /// A session ended after the fifth wrong password in it (S3).
    SessionEnded = 21,
    /// A made-up firm was filled in for demonstration.
    DemoFilled = 22,
    /// The firm's name was changed (U4).
    FirmRenamed = 23,
    /// A user's kind was changed (U3).
    KindChanged = 24,
    /// A user's role was changed (U4).
    RoleChanged = 25,
    /// Ownership was handed on (U4).
    OwnershipHandedOn = 26,
    /// A code was revoked (U1).
    CodeRevoked = 27,
    /// A user's sessions were ended by an administrator (U5).
    SignedOutByOther = 28,
    /// Everyone's sessions were ended (U5).
    AllSignedOut = 29,
    /// A break-in was responded to (U8).
    BreakInAnswered = 30,
    /// A reset code was made by whoever holds the database (U7).
    Recovered = 31,
    /// The audit log or the people were exported (A3, U9).
    Exported = 32,
    /// A password was right at another service's door, the first time in an hour (I1, A1).
    Verified = 33,
    /// A code was asked for by mail (U2).
    CodeAskedFor = 34,
    /// Mails could not be sent, or nobody knows whether they were (N2).
    MailGivenUp = 35,
    /// Users were imported from a file (U9).
    Imported = 36,
    /// A letter was sent that only says that mail works (N2).
    MailTested = 37,
    /// A backup was put in place of the database, by whoever holds it (R1).
    Restored = 38,
    /// Everyone was given the free tries back that a flood of made-up e-mails had taken, by whoever holds the database (S3).
    FreeTriesGivenBack = 39,
}

impl Act {
    /// Every act there is.
    pub const ALL: [Self; 39] = [
        Self::FirmFounded,
        Self::SignedIn,
        Self::SignInFailed,
        Self::SignedOut,
        Self::PasswordChanged,
        Self::PasswordChangeFailed,
        Self::PolicyUpdated,
        Self::ChangeForced,
        Self::AllExpired,
        Self::ExpireAllWithdrawn,
        Self::UserAdded,
        Self::UserEdited,
        Self::UserDisabled,
        Self::UserEnabled,
        Self::CodeIssued,
        Self::CodeRedeemed,
        Self::CodeFailed,
        Self::Refused,
        Self::Locked,
        Self::TriesDuringWait,
        Self::SessionEnded,
        Self::DemoFilled,
        Self::FirmRenamed,
        Self::KindChanged,
        Self::RoleChanged,
        Self::OwnershipHandedOn,
        Self::CodeRevoked,
        Self::SignedOutByOther,
        Self::AllSignedOut,
        Self::BreakInAnswered,
        Self::Recovered,
        Self::Exported,
        Self::Verified,
        Self::CodeAskedFor,
        Self::MailGivenUp,
        Self::Imported,
        Self::MailTested,
        Self::Restored,
        Self::FreeTriesGivenBack,
    ];

    /// Returns the number under which the act is stored.
    #[must_use]
    pub fn number(self) -> u16 {
        self as u16
    }

    /// Returns the act of that number.
    #[must_use]
    pub fn from_number(number: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.number() == number)
    }
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A user of the account.
    User(UserId),
    /// Nobody known: a try under an e-mail that no user has. The e-mail itself is not recorded.
    Unknown,
    /// Whoever holds the database, by the name the operating system gives them.
    Machine(String),
}

/// A value before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What changed, in one or two words: "name", "password expiry".
    pub field: String,
    /// Before; `None` where there was nothing.
    pub old: Option<String>,
    /// After; `None` where nothing is left.
    pub new: Option<String>,
}

/// One entry of the audit log, as it is written in the transaction of the act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When, to the millisecond.
    pub at: Instant,
    /// Who.
    pub actor: Actor,
    /// What.
    pub act: Act,
    /// On whom, in order.
    pub targets: Vec<UserId>,
    /// From where, as reported.
    pub origin: String,
    /// Old and new values.
    pub changes: Vec<Change>,
    /// Why, where it was said.
    pub reason: Option<Reason>,
}

impl Entry {
    /// Starts an entry about an act that has no target, values or reason yet.
    #[must_use]
    pub fn new(at: Instant, actor: Actor, act: Act, origin: &str) -> Self {
        Self {
            at,
            actor,
            act,
            targets: Vec::new(),
            origin: origin.to_owned(),
            changes: Vec::new(),
            reason: None,
        }
    }

    /// Adds someone it was done to.
    #[must_use]
    pub fn on(mut self, user: UserId) -> Self {
        self.targets.push(user);
        self
    }

    /// Adds many it was done to, in order.
    #[must_use]
    pub fn on_all(mut self, users: impl IntoIterator<Item = UserId>) -> Self {
        self.targets.extend(users);
        self
    }

    /// Adds a value before and after.
    #[must_use]
    pub fn change(mut self, field: &str, old: Option<String>, new: Option<String>) -> Self {
        self.changes.push(Change {
            field: field.to_owned(),
            old,
            new,
        });
        self
    }

    /// Adds why.
    #[must_use]
    pub fn because(mut self, reason: Option<Reason>) -> Self {
        self.reason = reason;
        self
    }

    /// Returns the canonical encoding: the same entry always gives the same bytes, and different entries
    /// different ones.
    #[must_use]
    pub fn encoded(&self) -> Vec<u8> {
        // An act on many names them all: eight bytes each (A1).
        let mut out = Encoder(Vec::with_capacity(128 + 8 * self.targets.len()));
        out.number(self.at.timestamp_millis());
        match &self.actor {
            Actor::User(id) => {
                out.number(1);
                out.number(id.0);
            }
            Actor::Unknown => out.number(2),
            Actor::Machine(name) => {
                out.number(3);
                out.text(name);
            }
        }
        out.number(i64::from(self.act.number()));
        out.count(self.targets.len());
        for target in &self.targets {
            out.number(target.0);
        }
        out.text(&self.origin);
        out.count(self.changes.len());
        for change in &self.changes {
            out.text(&change.field);
            out.maybe(change.old.as_deref());
            out.maybe(change.new.as_deref());
        }
        out.maybe(self.reason.as_ref().map(Reason::as_str));
        out.0
    }

    /// Reads an encoding back; `None` if it is not one.
    #[must_use]
    pub fn decoded(bytes: &[u8]) -> Option<Self> {
        let mut from = Decoder(bytes);
        let at = super::instant_on_record(from.number()?)?;
        let actor = match from.number()? {
            1 => Actor::User(UserId(from.number()?)),
            2 => Actor::Unknown,
            3 => Actor::Machine(from.text()?),
            _ => return None,
        };
        let act = Act::from_number(u16::try_from(from.number()?).ok()?)?;
        let targets = (0..from.count()?)
            .map(|_| from.number().map(UserId))
            .collect::<Option<_>>()?;
        let origin = from.text()?;
        let changes = (0..from.count()?)
            .map(|_| {
                Some(Change {
                    field: from.text()?,
                    old: from.maybe()?,
                    new: from.maybe()?,
                })
            })
            .collect::<Option<_>>()?;
        let reason = from.maybe()?.map(Reason::on_record);
        from.0.is_empty().then_some(Self {
            at,
            actor,
            act,
            targets,
            origin,
            changes,
            reason,
        })
    }
}

struct Encoder(Vec<u8>);

impl Encoder {
    fn number(&mut self, n: i64) {
        self.0.extend(n.to_be_bytes());
    }
    fn count(&mut self, n: usize) {
        self.0.extend((n as u64).to_be_bytes());
    }
    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend(text.as_bytes());
    }
    fn maybe(&mut self, text: Option<&str>) {
        match text {
            None => self.0.push(0),
            Some(text) => {
                self.0.push(1);
                self.text(text);
            }
        }
    }
}

struct Decoder<'a>(&'a [u8]);

impl<'a> Decoder<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(head)
    }
    fn number(&mut self) -> Option<i64> {
        Some(i64::from_be_bytes(self.take(8)?.try_into().ok()?))
    }
    fn count(&mut self) -> Option<usize> {
        // No part is shorter than a byte, so a count beyond what is left is no encoding of ours.
        usize::try_from(self.number()?)
            .ok()
            .filter(|n| *n <= self.0.len())
    }
    fn text(&mut self) -> Option<String> {
        let n = self.count()?;
        String::from_utf8(self.take(n)?.to_vec()).ok()
    }
    #[expect(
        clippy::option_option,
        reason = "the outer one is a broken encoding, the inner one an absent text"
    )]
    fn maybe(&mut self) -> Option<Option<String>> {
        match self.take(1)? {
            [0] => Some(None),
            [1] => Some(Some(self.text()?)),
            _ => None,
        }
    }
}
