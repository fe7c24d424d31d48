//! What can happen to the screen, and what it asks for.

use zeroize::Zeroizing;

use super::Span;
use crate::domain::audit::{ActKind, EntryNo};
use crate::domain::{Instant, UserId};
use crate::service::{Checked, ExportFormat, LogCheck, LogEntry, LogFrom, LogRows, PersonRow};
pub use crate::tui::keymap::LogAct as Command;
use crate::tui::view_model::act_dialog::{Edit, Press, Stop};
use crate::tui::view_model::export;
use crate::tui::view_model::manage_users::Around;

/// Which of the two screens it is, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole log, for administrators.
    Whole,
    /// One's own sign-ins and failures.
    OwnLogIns,
    /// Everyone's sign-ins and failures, for administrators.
    AllLogIns,
}

/// What has the focus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The table.
    #[default]
    Table,
    /// *Verify now*.
    Verify,
    /// *Export*.
    Export,
    /// The person.
    Person,
    /// The kind of acts.
    Kind,
    /// The time.
    When,
    /// The search.
    Search,
}

/// What of the log is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looking {
    /// Whom it is about.
    pub person: Option<UserId>,
    /// What it is about.
    pub kind: Option<ActKind>,
    /// When it was.
    pub span: Span,
    /// The days of a [`Span::Days`] as instants, from the first to before the second.
    pub between: (Option<Instant>, Option<Instant>),
    /// Words in it.
    pub text: String,
}

/// A thing that can be clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A row, by its entry.
    Row(EntryNo),
    /// A thing that takes the focus.
    Focus(Focus),
    /// An item of the open menu or of the people found.
    Item(usize),
    /// A stop of the open dialog.
    Stop(Stop),
    /// Closes what is being read.
    Close,
}

/// What can happen to the screen.
#[derive(Debug)]
pub enum Message {
    /// The screen was opened, or a minute has passed, or something was changed somewhere.
    Refresh,
    /// An answer to [`Task::List`].
    Listed(u64, Result<Box<LogRows>, String>),
    /// An answer to [`Task::Read`].
    EntryRead(u64, Result<Option<Box<LogEntry>>, String>),
    /// An answer to [`Task::FindPeople`].
    PeopleFound(u64, Result<Vec<PersonRow>, String>),
    /// An answer to [`Task::Check`].
    Checked(u64, Result<Checked, String>),
    /// An answer to [`Task::Export`].
    Export(export::Answer),
    /// A key.
    Press(Press, Around),
    /// A change of a text that is being typed.
    Edit(Edit),
    /// A click.
    Click(Target, Around),
    /// The wheel: so many rows down, or up where negative.
    Wheel(isize, Around),
    /// Something that is done, by its key.
    Command(Command, Around),
    /// Shows or hides the password that is being typed.
    ToggleVisibility,
    /// The screen locked: a password that was being typed is wiped (S9).
    Wipe,
}

/// What is exported (A1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFile {
    /// In which form.
    pub format: ExportFormat,
    /// Which entries.
    pub looking: Looking,
}

/// What the screen asks for.
#[derive(Debug)]
pub enum Effect {
    /// Something of the worker.
    Task(Task),
    /// Send a text to the terminal's clipboard.
    ToClipboard(Zeroizing<String>),
    /// Say that something was done.
    Say(String),
}

/// What the worker is asked to do.
#[derive(Debug)]
pub enum Task {
    /// Read rows.
    List {
        /// Comes back with the answer.
        ticket: u64,
        /// For which screen.
        scope: Scope,
        /// Which ones.
        looking: Looking,
        /// From where, and which way.
        from: LogFrom,
        /// At most so many.
        rows: usize,
    },
    /// Read one entry in full.
    Read {
        /// Comes back with the answer.
        ticket: u64,
        /// Which one.
        no: EntryNo,
        /// Of those it was done to, from which on.
        skip: usize,
    },
    /// Find people by name or e-mail.
    FindPeople(u64, String),
    /// Check the next part of the log (A2).
    Check(u64, LogCheck),
    /// An export (A1): begin, go on, or give it up.
    Export(export::Step<LogFile>),
}
