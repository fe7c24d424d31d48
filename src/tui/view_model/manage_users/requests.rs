//! What Manage Users has done, what came of it, and why something was not done.

use super::deeds::Deed;
use crate::domain::{
    Access, CodePurpose, Email, FirmName, Generation, LoginName, Marked, Membership, Outcome,
    PersonName, Reason, UserId,
};
use crate::secret::Offered;
use crate::service::{BreakIn, BreakInConsequences, Issued, Mailed, OnMarked, Particulars};

/// Something to be done.
#[derive(Debug)]
pub enum Request {
    /// Add a user.
    Add {
        /// Their name.
        name: PersonName,
        /// Their e-mail.
        email: Email,
        /// Their login name, where they have one.
        login: Option<LoginName>,
        /// Firm with a role, or Connect.
        membership: Membership,
        /// The password, where it was asked for (S9).
        proof: Option<Offered>,
    },
    /// Change a user's name, e-mail and login name.
    Edit {
        /// Whose.
        id: UserId,
        /// To what.
        to: Particulars,
        /// The password, where it was asked for (S9).
        proof: Option<Offered>,
    },
    /// Disable or enable a user.
    SetAccess {
        /// Whom.
        id: UserId,
        /// Which.
        access: Access,
    },
    /// Force a user to change.
    Force {
        /// Whom.
        id: UserId,
        /// Why.
        reason: Option<Reason>,
    },
    /// Do something to all who are marked.
    OnMarked {
        /// Whom.
        marked: Marked,
        /// What.
        act: OnMarked,
        /// The password, where it was asked for (S9).
        proof: Option<Offered>,
    },
    /// Respond to a break-in.
    BreakIn {
        /// How.
        response: BreakIn,
        /// The password, where it was asked for (S9).
        proof: Option<Offered>,
    },
    /// Have a code mailed to a user.
    MailCode {
        /// To whom.
        id: UserId,
        /// What for.
        purpose: CodePurpose,
        /// The password, where it was asked for (S9).
        proof: Option<Offered>,
    },
    /// Do something else to one user.
    Deed {
        /// Whom.
        id: UserId,
        /// What.
        deed: Deed,
        /// The password, where it was asked for (S9).
        proof: Option<Offered>,
    },
    /// Rename the firm.
    RenameFirm {
        /// The new name.
        firm: FirmName,
    },
    /// Expire all passwords.
    ExpireAll {
        /// Why.
        reason: Option<Reason>,
        /// The password, where it was asked for (S9).
        proof: Option<Offered>,
    },
    /// Sign one user out, wherever they are signed in (U5).
    SignOut {
        /// Whom.
        id: UserId,
    },
    /// Sign everyone out (U5).
    SignOutAll {
        /// The password, where it was asked for (S9).
        proof: Option<Offered>,
    },
    /// Withdraw the last *Expire all passwords* in force.
    UndoExpireAll {
        /// The one that the confirmation speaks of.
        generation: Generation,
        /// The password, where it was asked for (S9).
        proof: Option<Offered>,
    },
}

/// What was done.
#[derive(Debug)]
pub enum Done {
    /// See [`Request::Add`]: the setup code is shown.
    Added(Issued),
    /// See [`Request::Add`]: the setup code goes by mail.
    Invited(Mailed),
    /// See [`Request::MailCode`].
    Mailed(Mailed),
    /// See [`Request::Edit`].
    Edited,
    /// See [`Request::SetAccess`]: so many codes that they were shown were revoked.
    AccessSet(u64),
    /// See [`Request::Force`].
    Forced,
    /// See [`Request::OnMarked`].
    OnMarked(Outcome),
    /// See [`Request::BreakIn`].
    AnsweredBreakIn(BreakInConsequences),
    /// See [`Request::Deed`]: a code was issued.
    Issued(Issued),
    /// See [`Request::Deed`]: anything else; so many codes that they were shown were revoked.
    Did(Deed, u64),
    /// See [`Request::RenameFirm`].
    Renamed,
    /// See [`Request::ExpireAll`].
    ExpiredAll,
    /// See [`Request::SignOut`]: so many sessions.
    SignedOut(u64),
    /// See [`Request::SignOutAll`].
    SignedOutAll,
    /// See [`Request::UndoExpireAll`].
    UndidExpireAll,
}

/// Why something was not done. Nothing was changed, and what was typed stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The password is asked for (S9): none was given, or it was wrong.
    Proof(String),
    /// Another user has this already.
    Taken(Taken, String),
    /// Anything else, as a sentence.
    Because(String),
}

/// What no two users share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The e-mail.
    Email,
    /// The login name.
    LoginName,
}
