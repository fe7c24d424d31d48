//! What is done to one person beside name, access and force: codes (U1, U2), role, ownership (U4) and kind (U3).

use super::acts::Command;
use super::requests::Request;
use crate::domain::{CodePurpose, Kind, Membership, Right, Role, UserId};
use crate::service::{Mailing, PersonRow};
use crate::tui::view_model::act_dialog::{ActDialog, Field, Harm, Proof};

/// The ways that a code can take, in the order in which they are offered; the first is the rule (U1).
const WAYS: &[&str] = &["Mailed to them", "Shown to me"];

/// Says whether the code that a form issues goes by mail: where mail is set up, unless it was asked to be seen.
#[must_use]
pub fn goes_by_mail(form: &ActDialog) -> bool {
    matches!(form.fields.first(), Some(Field::Choice { chosen: 0, .. }))
}

/// Something that is done to one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Issues a code in place of the one before.
    Issue(CodePurpose),
    /// Revokes the open code.
    Revoke,
    /// Gives the role of administrator, or takes it away.
    Role(Role),
    /// Makes a firm user or a Connect user of them.
    Kind(Kind),
    /// Makes them the owner.
    HandOn,
}

impl Deed {
    /// Returns what a command does to that person, where it is one of these.
    pub(super) fn of(command: Command, person: &PersonRow) -> Option<Self> {
        Some(match command {
            Command::IssueCode => Self::Issue(match person.changed_at {
                None => CodePurpose::Setup,
                Some(_) => CodePurpose::Reset,
            }),
            Command::RevokeCode => Self::Revoke,
            Command::ChangeRole => Self::Role(match person.membership {
                Membership::Firm(Role::Administrator | Role::Owner) => Role::User,
                Membership::Firm(Role::User) | Membership::Connect => Role::Administrator,
            }),
            Command::ChangeKind => Self::Kind(match person.membership.kind() {
                Kind::Firm => Kind::Connect,
                Kind::Connect => Kind::Firm,
            }),
            Command::HandOwnershipOn => Self::HandOn,
            Command::Add
            | Command::Edit
            | Command::ToggleAccess
            | Command::Force
            | Command::ExpireAll
            | Command::UndoExpireAll
            | Command::Undo
            | Command::RenameFirm
            | Command::SignOut
            | Command::SignOutAll
            | Command::Person
            | Command::Actions
            | Command::Find
            | Command::Sort
            | Command::ShowEveryone
            | Command::Mark(_)
            | Command::Many(_)
            | Command::BreakIn
            | Command::Export
            | Command::Report => return None,
        })
    }

    /// Returns the right that it takes.
    pub(super) fn right(self) -> Right {
        match self {
            Self::Issue(purpose) => Right::to_issue(purpose),
            Self::Revoke => Right::RevokeCode,
            Self::Role(_) => Right::ChangeRole,
            Self::Kind(_) => Right::ChangeKind,
            Self::HandOn => Right::HandOwnership,
        }
    }

    /// Returns its words in the person's menu.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Issue(CodePurpose::Setup) => "New setup code",
            Self::Issue(CodePurpose::Reset) => "Reset code",
            Self::Revoke => "Revoke code",
            Self::Role(Role::User) => "Take the role of administrator away",
            Self::Role(Role::Administrator | Role::Owner) => "Make administrator",
            Self::Kind(Kind::Firm) => "Make firm user",
            Self::Kind(Kind::Connect) => "Make Connect user",
            Self::HandOn => "Hand the ownership on",
        }
    }

    /// Opens its confirmation; the password is asked for where it takes a fresh proof (S9).
    pub(super) fn form(self, proof: Proof, mailing: Mailing) -> ActDialog {
        let fields = match (self, mailing) {
            (Self::Issue(_), Mailing::On) => vec![Field::Choice {
                label: "The code is",
                words: WAYS,
                chosen: 0,
            }],
            (_, _) => Vec::new(),
        };
        let (proof, harm) = match self {
            Self::Issue(_) => (proof, Harm::None),
            Self::Revoke | Self::Kind(_) => (Proof::Fresh, Harm::Some),
            Self::Role(_) | Self::HandOn => (proof, Harm::Some),
        };
        ActDialog::open(fields, proof, harm)
    }

    /// Makes the request.
    pub(super) fn request(self, id: UserId, form: &mut ActDialog) -> Request {
        if let Self::Issue(purpose) = self
            && goes_by_mail(form)
        {
            return Request::MailCode {
                id,
                purpose,
                proof: form.take_proof(),
            };
        }
        Request::Deed {
            id,
            deed: self,
            proof: form.take_proof(),
        }
    }

    /// Returns what is said once it is done.
    pub(super) fn said(self, name: &str) -> String {
        match self {
            Self::Issue(_) => format!("A code for {name} is issued."),
            Self::Revoke => format!("The code of {name} is revoked."),
            Self::Role(Role::User) => format!("{name} is no longer an administrator."),
            Self::Role(Role::Administrator | Role::Owner) => {
                format!("{name} is an administrator now.")
            }
            Self::Kind(Kind::Firm) => format!("{name} is a firm user now."),
            Self::Kind(Kind::Connect) => format!("{name} is a Connect user now."),
            Self::HandOn => format!("{name} is the owner now, and you are an administrator."),
        }
    }
}
