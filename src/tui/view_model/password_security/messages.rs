//! What can happen to the tab, and what it asks for.

use crate::domain::selection::Movement;
use crate::domain::{ExpiryInterval, PasswordFilter, Policy, PolicyOnRecord};
use crate::secret::Offered;
use crate::service::PolicyTab;
use crate::tui::view_model::act_dialog::{Edit, Press, Proof, Stop};
use crate::words::Printable;

/// A number of the preview; each opens the list of those people (P5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// How a change of interval moves them.
    Moved(Movement),
    /// Not yet seen to be strong.
    NotSeenStrong,
}

/// What has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The checkbox.
    Strong,
    /// One of the six intervals.
    Interval(ExpiryInterval),
    /// A number of the preview.
    Number(Number),
    /// *Update Password Security*.
    Update,
    /// *Discard*.
    Discard,
}

/// What can happen to the tab.
#[derive(Debug)]
pub enum Message {
    /// The tab was opened, or a minute has passed, or something was changed somewhere.
    Refresh,
    /// An answer to [`Task::Load`].
    Loaded(u64, Result<Box<PolicyTab>, String>),
    /// A key; whether the last proof is fresh goes with it (S9).
    Press(Press, Proof),
    /// A change of the password that is being typed.
    Edit(Edit),
    /// A click on something of the tab.
    Click(Focus, Proof),
    /// A click on a stop of the dialog.
    ClickStop(Stop),
    /// Shows or hides the password that is being typed.
    ToggleVisibility,
    /// *Update Password Security*, whatever has the focus.
    Update(Proof),
    /// *Discard*, whatever has the focus.
    Discard,
    /// The person wants to leave the tab (P4).
    Leave,
    /// The screen locked: a password that was being typed is wiped (S9).
    Wipe,
    /// The answer to [`Task::Update`].
    Updated(Result<PolicyOnRecord, UpdateRefused>),
}

/// Why an update was refused. The edits stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UpdateRefused {
    /// Somebody has changed the policy since it was loaded (P6).
    Changed {
        /// The policy as it is now.
        on_record: PolicyOnRecord,
        /// Who changed it.
        by: Option<Printable>,
    },
    /// The password is asked for (S9): none was given, or it was wrong.
    Proof(String),
    /// Anything else, as a sentence.
    Because(String),
}

/// What the tab asks for.
#[derive(Debug)]
pub enum Effect {
    /// Something of the worker.
    Task(Task),
    /// Open Manage Users with these people; the edits stay.
    OpenPeople(PasswordFilter),
    /// Leave the tab.
    Leave,
    /// Say that something was done.
    Say(String),
}

/// What the worker is asked to do.
#[derive(Debug)]
pub enum Task {
    /// Read the policy and the facts; the answer carries the ticket.
    Load(u64),
    /// Update the policy.
    Update {
        /// The edited policy.
        policy: Policy,
        /// From which edition it was made (P6).
        based_on: PolicyOnRecord,
        /// The password, where it was asked for (S9).
        proof: Option<Offered>,
    },
}
