//! What can happen to the screen, and what it asks for.

use zeroize::Zeroizing;

use super::{Command, Done, Refused, Request};
use crate::domain::{Direction, Filter, ManyAct, Marked, Order, Outcome, PasswordFilter, UserId};
use crate::service::{
    BreakInConsequences, Consequences, Count, From, PeopleFile, PeoplePage, SignOutConsequences,
    UndoConsequences,
};
use crate::tui::view_model::act_dialog::{Edit, Press, Proof, Stop};
use crate::tui::view_model::export;

/// What has the focus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The table.
    #[default]
    Table,
    /// *Enabled* or *Enabled and disabled*.
    Show,
    /// The kind.
    Kind,
    /// The password status.
    Password,
    /// The search.
    Search,
    /// The titles, which order the table.
    Titles,
    /// *Actions*.
    Actions,
    /// *Add user*.
    Add,
}

/// What the screen has to know of the moment at which a key was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Around {
    /// Whether the last proof is fresh (S9).
    pub proof: Proof,
    /// How many rows of the table fit, which is a page.
    pub rows: usize,
}

/// A thing that can be clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A row, by its person.
    Row(UserId),
    /// The mark of a row.
    Mark(UserId),
    /// A title that orders the table.
    Title(Order),
    /// A thing that takes the focus.
    Focus(Focus),
    /// An item of the open menu.
    Item(usize),
    /// A stop of the open dialog.
    Stop(Stop),
    /// Closes what is being watched.
    Close,
    /// Something that is done.
    Command(Command),
}

/// What can happen to the screen.
#[derive(Debug)]
pub enum Message {
    /// The screen was opened, or a minute has passed, or something was changed somewhere.
    Refresh,
    /// Show these people (P5's numbers open the list).
    ShowThose(PasswordFilter),
    /// An answer to [`Task::List`].
    Listed(u64, Result<Box<PeoplePage>, String>),
    /// An answer to [`Task::ReadUndo`].
    UndoRead(u64, Option<UndoConsequences>),
    /// An answer to [`Task::ReadConsequences`].
    ConsequencesRead(u64, Result<Consequences, String>),
    /// An answer to [`Task::ReadSignedIn`].
    SignedInRead(u64, Result<SignOutConsequences, String>),
    /// An answer to [`Task::ReadOutcome`].
    OutcomeRead(u64, Result<Outcome, String>),
    /// An answer to [`Task::ReadBreakIn`].
    BreakInRead(u64, Result<BreakInConsequences, String>),
    /// An answer to [`Task::ReadExportable`].
    ExportableRead(u64, Result<(Count, Count), String>),
    /// An answer to [`Task::Export`].
    Export(export::Answer),
    /// To the row so many below, marking; of a page of so many rows.
    Sweep(isize, usize),
    /// A key.
    Press(Press, Around),
    /// A change of a text that is being typed.
    Edit(Edit),
    /// A click.
    Click(Target, Around),
    /// The wheel: so many rows down, or up where negative.
    Wheel(isize, Around),
    /// Something that is done, by its key or from a menu.
    Command(Command, Proof),
    /// Shows or hides the password that is being typed.
    ToggleVisibility,
    /// The screen locked: a password that was being typed is wiped (S9).
    Wipe,
    /// The answer to [`Task::Act`].
    Done(Result<Done, Refused>),
}

impl Message {
    /// Says whether somebody did something other than to walk on: it is meant for the person whom they see selected,
    /// however many steps are still owed.
    pub(super) fn means_who_is_selected(&self) -> bool {
        match self {
            Self::Press(Press::Up | Press::Down | Press::PageUp | Press::PageDown, _)
            | Self::Wheel(..)
            | Self::Refresh
            | Self::Listed(..)
            | Self::UndoRead(..)
            | Self::ConsequencesRead(..)
            | Self::SignedInRead(..)
            | Self::OutcomeRead(..)
            | Self::BreakInRead(..)
            | Self::ExportableRead(..)
            | Self::Export(_)
            | Self::Wipe
            | Self::Done(_) => false,
            Self::ShowThose(_)
            | Self::Sweep(..)
            | Self::Press(..)
            | Self::Edit(_)
            | Self::Click(..)
            | Self::Command(..)
            | Self::ToggleVisibility => true,
        }
    }
}

/// What the screen asks for.
#[derive(Debug)]
pub enum Effect {
    /// Something of the worker.
    Task(Task),
    /// Stop what is being done to many; the answer says whether that came in time.
    StopAct,
    /// Send a text to the terminal's clipboard.
    ToClipboard(Zeroizing<String>),
    /// Say that something was done.
    Say(String),
}

/// What the worker is asked to do.
#[derive(Debug)]
pub enum Task {
    /// Read people.
    List {
        /// Comes back with the answer.
        ticket: u64,
        /// Whom.
        filter: Filter,
        /// In what order.
        order: Order,
        /// Which way.
        direction: Direction,
        /// From where.
        from: From,
        /// At most so many.
        rows: usize,
    },
    /// Read whether an *Expire all passwords* can be withdrawn (E10).
    ReadUndo(u64),
    /// Read what *Expire all passwords* would do (E7).
    ReadConsequences(u64),
    /// Count who is signed in (U5).
    ReadSignedIn(u64),
    /// Read what an act would do to all who are marked (E6).
    ReadOutcome {
        /// Comes back with the answer.
        ticket: u64,
        /// Who.
        marked: Marked,
        /// Which act.
        act: ManyAct,
    },
    /// Read what a response to a break-in would do to them (U8).
    ReadBreakIn(u64, Marked),
    /// Count whom an export can hold: those who match this, and everyone (U9).
    ReadExportable(u64, Filter),
    /// An export (U9): begin, go on, or give it up.
    Export(export::Step<PeopleFile>),
    /// Do something.
    Act(Request),
}
