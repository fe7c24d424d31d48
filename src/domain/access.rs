//! Who may do what to whom: the one table of rights (P1, U2, U3, U4, E6, E7).
//!
//! Asked when a menu is shown, and again inside the transaction that acts (R6). A refusal is a sentence; no
//! name is in it, since the screen that shows it knows whom it is about.

use super::{Access, CodePurpose, Kind, Membership, Role, User};

/// Something that only administrators do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// See the policy and the preview (P1).
    SeePolicy,
    /// Update the policy (P4).
    UpdatePolicy,
    /// *Expire all passwords* (E7).
    ExpireAll,
    /// *Undo expire all* (E10).
    UndoExpireAll,
    /// See Manage Users (U6).
    SeeUsers,
    /// See the audit log (A1).
    SeeAudit,
    /// Add a user, one by one or by import (U1, U9).
    AddUser,
    /// Edit a user's name, e-mail or login name (U4).
    EditUser,
    /// Disable a user (U3).
    Disable,
    /// Enable a user (U3).
    Enable,
    /// *Force Password Change* (E6).
    ForceChange,
    /// Make a firm user an administrator, or no longer one (U4).
    ChangeRole,
    /// Make a Connect user a firm user, or the other way round (U3).
    ChangeKind,
    /// Hand the ownership on (U4).
    HandOwnership,
    /// Issue, renew or show a setup code (U1).
    IssueSetupCode,
    /// Issue a reset code (U2).
    IssueResetCode,
    /// Revoke an open code (U1).
    RevokeCode,
    /// Sign one user out (U5).
    SignOutOther,
    /// *Sign out all users* (U5).
    SignOutAll,
    /// Change the firm's name (U4).
    RenameFirm,
    /// *Respond to a break-in* (U8).
    RespondToBreakIn,
    /// Send a letter that only says that mail works (N2).
    SendTestLetter,
}

impl Right {
    /// Every right there is.
    pub const ALL: [Self; 22] = [
        Self::SeePolicy,
        Self::UpdatePolicy,
        Self::ExpireAll,
        Self::UndoExpireAll,
        Self::SeeUsers,
        Self::SeeAudit,
        Self::AddUser,
        Self::EditUser,
        Self::Disable,
        Self::Enable,
        Self::ForceChange,
        Self::ChangeRole,
        Self::ChangeKind,
        Self::HandOwnership,
        Self::IssueSetupCode,
        Self::IssueResetCode,
        Self::RevokeCode,
        Self::SignOutOther,
        Self::SignOutAll,
        Self::RenameFirm,
        Self::RespondToBreakIn,
        Self::SendTestLetter,
    ];

    /// Returns the right to issue such a code, shown or by mail (U1, U2).
    #[must_use]
    pub fn to_issue(purpose: CodePurpose) -> Self {
        match purpose {
            CodePurpose::Setup => Self::IssueSetupCode,
            CodePurpose::Reset => Self::IssueResetCode,
        }
    }
}

/// Why something is not done. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// The actor is disabled (U3).
    #[error("Your account is disabled. Nothing was changed. Another administrator can enable it.")]
    ActorDisabled,
    /// The actor is not an administrator (P1).
    #[error("Only administrators may do this. Nothing was changed.")]
    NotAdministrator,
    /// The actor is not the owner (U4).
    #[error("Only the owner may do this. Nothing was changed.")]
    NotOwner,
    /// Only the owner edits the owner's name and e-mail (U4).
    #[error("Only the owner may edit the owner's name and e-mail. Nothing was changed.")]
    OwnersData,
    /// The owner cannot be disabled (U4).
    #[error(
        "The owner cannot be disabled. Nothing was changed. The owner can hand the ownership on first."
    )]
    OwnerStaysEnabled,
    /// The owner cannot be demoted (U4).
    #[error(
        "The owner's role cannot be changed. Nothing was changed. The owner can hand the ownership on first."
    )]
    OwnerStaysOwner,
    /// The owner's reset code comes only by mail or from the machine itself (U2, U7).
    #[error(
        "A code for the owner comes by mail, where that is set up, or from `passward recover`. Nothing was changed."
    )]
    OwnersCode,
    /// Revoking a code where none is open (U1).
    #[error("No code is open for this user. Nothing was changed.")]
    NoOpenCode,
    /// Nobody disables oneself.
    #[error("You cannot disable yourself. Nothing was changed. Another administrator can.")]
    OwnAccess,
    /// Administrators cannot change their own role (U4).
    #[error("You cannot change your own role. Nothing was changed. Another administrator can.")]
    OwnRole,
    /// Giving a role that the user has, or taking one that they have not.
    #[error("This user has that role already. Nothing was changed.")]
    RoleAlready,
    /// Changing to the kind that the user is of.
    #[error("This user is of that kind already. Nothing was changed.")]
    KindAlready,
    /// Handing the ownership to oneself.
    #[error("You are the owner already. Nothing was changed.")]
    OwnerAlready,
    /// The new owner must be an administrator (U4).
    #[error(
        "The ownership can only be handed to an administrator. Nothing was changed. Make this user an administrator first."
    )]
    OnlyToAdministrator,
    /// An administrator is a firm user.
    #[error(
        "This user is an administrator, and a Connect user cannot be one. Nothing was changed. Take the role away first."
    )]
    AdministratorStaysFirm,
    /// A Connect user has no role.
    #[error("A Connect user has no role. Nothing was changed. Make this user a firm user first.")]
    ConnectHasNoRole,
    /// Force on a Connect user (E5, E6).
    #[error(
        "A Connect user's password never expires, so there is nothing to force. Nothing was changed."
    )]
    ForceConnect,
    /// Force on a disabled user (E6).
    #[error(
        "This user is disabled and cannot sign in, so there is nothing to force. Nothing was changed."
    )]
    ForceDisabled,
    /// Force on an invited user (E6).
    #[error(
        "This user has not chosen a password yet, so there is nothing to force. Nothing was changed."
    )]
    ForceNotSet,
    /// Disabling twice.
    #[error("This user is disabled already. Nothing was changed.")]
    AlreadyDisabled,
    /// Enabling twice.
    #[error("This user is enabled already. Nothing was changed.")]
    AlreadyEnabled,
    /// A disabled user can use no code and own no firm.
    #[error("This user is disabled. Nothing was changed. Enable this user first.")]
    TargetDisabled,
    /// A setup code for someone who has a password (U1).
    #[error(
        "This user has chosen a password already. Nothing was changed. Issue a reset code instead."
    )]
    HasPassword,
    /// A reset code for someone who has none (U2).
    #[error(
        "This user has not chosen a password yet. Nothing was changed. Issue a setup code instead."
    )]
    NeedsSetupCode,
    /// Handing the ownership to someone who could not sign in (U4).
    #[error(
        "This user has not chosen a password yet. Nothing was changed. Hand the ownership on once they have signed in."
    )]
    OwnerMustSignIn,
    /// Signing out someone who is disabled and so is signed in nowhere (U5).
    #[error("This user is disabled and is not signed in anywhere. Nothing was changed.")]
    NotSignedIn,
}

impl Refusal {
    /// Returns the sentence for a menu, where nothing was tried that could have changed anything.
    #[must_use]
    pub fn why(self) -> String {
        self.to_string().replace(" Nothing was changed.", "")
    }

    /// Says whether this is about who the actor is, rather than about whom it would have been done to.
    #[must_use]
    pub fn is_not_allowed(self) -> bool {
        match self {
            Self::ActorDisabled
            | Self::NotAdministrator
            | Self::NotOwner
            | Self::OwnersData
            | Self::OwnerStaysEnabled
            | Self::OwnerStaysOwner
            | Self::OwnersCode
            | Self::OwnAccess
            | Self::OwnRole => true,
            Self::NoOpenCode
            | Self::RoleAlready
            | Self::KindAlready
            | Self::OwnerAlready
            | Self::OnlyToAdministrator
            | Self::AdministratorStaysFirm
            | Self::ConnectHasNoRole
            | Self::ForceConnect
            | Self::ForceDisabled
            | Self::ForceNotSet
            | Self::AlreadyDisabled
            | Self::AlreadyEnabled
            | Self::TargetDisabled
            | Self::HasPassword
            | Self::NeedsSetupCode
            | Self::OwnerMustSignIn
            | Self::NotSignedIn => false,
        }
    }
}

/// Says whether the actor may do this at all, whomever it is done to.
pub fn may(actor: &User, right: Right) -> Result<(), Refusal> {
    refuse(actor.access == Access::Disabled, Refusal::ActorDisabled)?;
    refuse(
        !actor.membership.is_administrator(),
        Refusal::NotAdministrator,
    )?;
    match right {
        Right::HandOwnership | Right::RenameFirm => {
            refuse(!actor.membership.is_owner(), Refusal::NotOwner)
        }
        Right::SeePolicy
        | Right::UpdatePolicy
        | Right::ExpireAll
        | Right::UndoExpireAll
        | Right::SeeUsers
        | Right::SeeAudit
        | Right::AddUser
        | Right::EditUser
        | Right::Disable
        | Right::Enable
        | Right::ForceChange
        | Right::ChangeRole
        | Right::ChangeKind
        | Right::IssueSetupCode
        | Right::IssueResetCode
        | Right::RevokeCode
        | Right::SignOutOther
        | Right::SignOutAll
        | Right::RespondToBreakIn
        | Right::SendTestLetter => Ok(()),
    }
}

/// Says whether the actor may do this to that user, as that user is now.
///
/// A right that is not exercised on anyone is answered as by [`may`].
pub fn may_to(actor: &User, right: Right, target: &User) -> Result<(), Refusal> {
    may(actor, right)?;
    let own = actor.id == target.id;
    let owner = target.membership.is_owner();
    let disabled = target.access == Access::Disabled;
    let connect = target.membership.kind() == Kind::Connect;
    let not_set = target.credential.is_none();
    match right {
        Right::EditUser => refuse(owner && !own, Refusal::OwnersData),
        Right::Disable => {
            refuse(owner, Refusal::OwnerStaysEnabled)?;
            refuse(own, Refusal::OwnAccess)?;
            refuse(disabled, Refusal::AlreadyDisabled)
        }
        Right::Enable => refuse(!disabled, Refusal::AlreadyEnabled),
        Right::ForceChange => {
            refuse(connect, Refusal::ForceConnect)?;
            refuse(disabled, Refusal::ForceDisabled)?;
            refuse(not_set, Refusal::ForceNotSet)
        }
        Right::ChangeRole => {
            refuse(owner, Refusal::OwnerStaysOwner)?;
            refuse(own, Refusal::OwnRole)?;
            refuse(connect, Refusal::ConnectHasNoRole)
        }
        Right::ChangeKind => {
            refuse(owner, Refusal::OwnerStaysOwner)?;
            refuse(own, Refusal::OwnRole)?;
            refuse(
                target.membership.is_administrator(),
                Refusal::AdministratorStaysFirm,
            )
        }
        Right::HandOwnership => {
            refuse(own, Refusal::OwnerAlready)?;
            refuse(
                target.membership != Membership::Firm(Role::Administrator),
                Refusal::OnlyToAdministrator,
            )?;
            refuse(disabled, Refusal::TargetDisabled)?;
            refuse(not_set, Refusal::OwnerMustSignIn)
        }
        Right::IssueSetupCode => {
            refuse(owner, Refusal::OwnersCode)?;
            refuse(disabled, Refusal::TargetDisabled)?;
            refuse(!not_set, Refusal::HasPassword)
        }
        Right::IssueResetCode => {
            refuse(owner, Refusal::OwnersCode)?;
            refuse(disabled, Refusal::TargetDisabled)?;
            refuse(not_set, Refusal::NeedsSetupCode)
        }
        Right::RevokeCode => {
            refuse(owner && !own, Refusal::OwnersCode)?;
            refuse(target.code_until.is_none(), Refusal::NoOpenCode)
        }
        Right::SignOutOther => refuse(disabled, Refusal::NotSignedIn),
        Right::SeePolicy
        | Right::UpdatePolicy
        | Right::ExpireAll
        | Right::UndoExpireAll
        | Right::SeeUsers
        | Right::SeeAudit
        | Right::AddUser
        | Right::SignOutAll
        | Right::RenameFirm
        | Right::RespondToBreakIn
        | Right::SendTestLetter => Ok(()),
    }
}

fn refuse(where_: bool, why: Refusal) -> Result<(), Refusal> {
    if where_ { Err(why) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
