//! Which tasks are reads, and of which kind: of each only the newest is wanted.

use super::Lane;
use crate::tui::view_model::root::Task;
use crate::tui::view_model::{audit_log, export, manage_users, password_security, sessions};

/// The kinds of reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// The firm's name.
    Firm,
    /// What the person is shown.
    Me,
    /// How strong what is typed is.
    Meter,
    /// The policy, and what an update would do.
    Policy,
    /// Who is signed in, one by one.
    Sessions,
    /// The list of people.
    People,
    /// Whether an expire-all can be withdrawn.
    Undo,
    /// How many are signed in.
    SignedIn,
    /// What expiring all passwords would do.
    Consequences,
    /// What an act would do to those who are marked.
    Outcome,
    /// What a response to a break-in would do.
    BreakIn,
    /// Whom an export can hold.
    Exportable,
    /// Audit Log's list.
    Log,
    /// Log In Activity's list.
    LogIns,
    /// One entry of the log.
    Entry,
    /// People to choose from.
    Find,
    /// A part of the check of the log.
    Check,
    /// A part of an export.
    Export,
    /// The connection, made ready.
    Ready,
}

impl Read {
    /// Returns whether a newer one stops it: lists and numbers, whose answers carry the ticket of their question.
    pub(super) fn gives_way(self) -> bool {
        match self {
            Self::People
            | Self::Outcome
            | Self::BreakIn
            | Self::Exportable
            | Self::Log
            | Self::LogIns
            | Self::Find => true,
            Self::Firm
            | Self::Me
            | Self::Meter
            | Self::Policy
            | Self::Sessions
            | Self::Undo
            | Self::SignedIn
            | Self::Consequences
            | Self::Entry
            | Self::Check
            | Self::Export
            | Self::Ready => false,
        }
    }
}

/// Returns where a task belongs.
pub(super) fn lane(task: &Task) -> Lane<Read> {
    match task {
        Task::ReadFirm => Lane::Read(Read::Firm),
        Task::ReadMe => Lane::Read(Read::Me),
        Task::Meter(..) => Lane::Read(Read::Meter),
        Task::Policy(password_security::Task::Load(_)) => Lane::Read(Read::Policy),
        Task::Sessions(sessions::Task::List(_)) => Lane::Read(Read::Sessions),
        Task::Users(task) => lane_of_users(task),
        Task::Log(task) => lane_of_log(task, Read::Log),
        Task::LogIns(task) => lane_of_log(task, Read::LogIns),
        Task::Found(_)
        | Task::SignIn(..)
        | Task::CheckCode(..)
        | Task::AskForCode(_)
        | Task::ForgetCode
        | Task::Redeem(_)
        | Task::SignOut
        | Task::Unlock(_)
        | Task::NoteActive
        | Task::ChangePassword(..)
        | Task::DismissNotice
        | Task::DismissSummary(_)
        | Task::Policy(password_security::Task::Update { .. })
        | Task::Sessions(sessions::Task::End(_)) => Lane::Act,
    }
}

fn lane_of_users(task: &manage_users::Task) -> Lane<Read> {
    use manage_users::Task;
    match task {
        Task::List { .. } => Lane::Read(Read::People),
        Task::ReadUndo(_) => Lane::Read(Read::Undo),
        Task::ReadSignedIn(_) => Lane::Read(Read::SignedIn),
        Task::ReadConsequences(_) => Lane::Read(Read::Consequences),
        Task::ReadOutcome { .. } => Lane::Read(Read::Outcome),
        Task::ReadBreakIn(..) => Lane::Read(Read::BreakIn),
        Task::ReadExportable(..) => Lane::Read(Read::Exportable),
        Task::Export(step) => lane_of_export(step),
        Task::Act(_) => Lane::Act,
    }
}

fn lane_of_log(task: &audit_log::Task, list: Read) -> Lane<Read> {
    use audit_log::Task;
    match task {
        Task::List { .. } => Lane::Read(list),
        Task::Read { .. } => Lane::Read(Read::Entry),
        Task::FindPeople(..) => Lane::Read(Read::Find),
        Task::Check(..) => Lane::Read(Read::Check),
        Task::Export(step) => lane_of_export(step),
    }
}

fn lane_of_export<W>(step: &export::Step<W>) -> Lane<Read> {
    match step {
        export::Step::On => Lane::Read(Read::Export),
        export::Step::Begin { .. } | export::Step::Stop => Lane::Act,
    }
}
