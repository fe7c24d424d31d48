//! What a key can mean: a move, a screen, or something that is done.

pub use crate::domain::ManyAct;

/// A key's meaning to a form or a list, whichever key it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// The thing above.
    Up,
    /// The thing below.
    Down,
    /// The thing to the left.
    Left,
    /// The thing to the right.
    Right,
    /// The next stop, as Tab.
    Next,
    /// The stop before, as Shift-Tab.
    Previous,
    /// Chooses what has the focus, as Space.
    Choose,
    /// Enter.
    Enter,
    /// Esc.
    Escape,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// The first one.
    Home,
    /// The last one.
    End,
    /// Yes to a plain question.
    Yes,
    /// No to a plain question.
    No,
}

/// What a key does to the text that is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKey {
    /// The cursor to the left.
    Left,
    /// The cursor to the right.
    Right,
    /// The cursor to the start of the word, or of the one before.
    WordLeft,
    /// The cursor to the start of the next word, or to the end.
    WordRight,
    /// The cursor to the start.
    Home,
    /// The cursor to the end.
    End,
    /// Deletes before the cursor.
    Backspace,
    /// Deletes under the cursor.
    Delete,
    /// Deletes from the start of the word to the cursor.
    EraseWord,
    /// Deletes everything before the cursor.
    EraseToStart,
}

/// Whose the mouse is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    /// Clicks and the wheel are the program's.
    Ours,
    /// The terminal's own, to select and copy with.
    Terminals,
}

/// A tab or a place of the side list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Security, tab *Update Password*.
    UpdatePassword,
    /// Security, tab *Password Security*.
    PasswordSecurity,
    /// *Manage Users*.
    ManageUsers,
    /// Security, tab *Sessions*.
    Sessions,
    /// Security, tab *Log In Activity*.
    LogInActivity,
    /// *Audit Log*.
    AuditLog,
}

/// Something that is done in *Audit Log* or *Log In Activity*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogAct {
    /// Opens the selected entry in full.
    Open,
    /// Type to search.
    Find,
    /// Only what one person did, or what was done to them.
    Person,
    /// The menu of kinds.
    Kind,
    /// The menu of times.
    When,
    /// No filter, no search.
    ShowAll,
    /// *Verify now* (A2).
    Verify,
    /// *Export* (A1).
    Export,
    /// Sends what is shown to the terminal's clipboard.
    Copy,
}

/// Something that is done in *Sessions*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionsAct {
    /// End the selected session (U5).
    End,
}

/// Something that is done in *Password Security*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyAct {
    /// *Update Password Security*.
    Update,
    /// *Discard*.
    Discard,
}

/// How people are marked in *Manage Users* (U6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marking {
    /// To the next row, marking.
    Next,
    /// To the row before, marking.
    Previous,
    /// From the one marked last to here.
    ToHere,
    /// All that match the filter.
    All,
    /// Nobody.
    Nobody,
}

/// Something that is done in *Manage Users*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsersAct {
    /// *Add user* (U1).
    Add,
    /// Edit the selected person's name and e-mail (U4).
    Edit,
    /// Disable or enable the selected person (U3).
    ToggleAccess,
    /// *Force Password Change* on the selected person (E6).
    Force,
    /// *Expire all passwords* (E7).
    ExpireAll,
    /// *Undo expire all* (E10).
    UndoExpireAll,
    /// Undoes what was done last, where there is an undo.
    Undo,
    /// The menu of what can be done to the selected person.
    Person,
    /// A setup code or a reset code for the selected person (U1, U2).
    IssueCode,
    /// Revokes the selected person's open code (U1).
    RevokeCode,
    /// Makes the selected person an administrator, or no longer one (U4).
    ChangeRole,
    /// Makes the selected person a firm user or a Connect user (U3).
    ChangeKind,
    /// Hands the ownership on to the selected person (U4).
    HandOwnershipOn,
    /// *Rename firm* (U4).
    RenameFirm,
    /// Sign the selected person out (U5).
    SignOut,
    /// *Sign out all users* (U5).
    SignOutAll,
    /// The menu of actions.
    Actions,
    /// Type to search.
    Find,
    /// The menu of orders.
    Sort,
    /// No filter, no search.
    ShowEveryone,
    /// Marks people (U6).
    Mark(Marking),
    /// Acts on all who are marked (E6).
    Many(ManyAct),
    /// *Respond to a break-in* (U8).
    BreakIn,
    /// *Export users* (U9).
    Export,
    /// *Report on the passwords* (U9).
    Report,
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Moves, chooses, answers: whatever has the focus takes it.
    Press(Press),
    /// Changes the text that is being typed.
    Text(TextKey),
    /// Goes to a screen.
    Go(Screen),
    /// Something of *Password Security*.
    Policy(PolicyAct),
    /// Something of *Manage Users*.
    Users(UsersAct),
    /// Something of *Sessions*.
    Sessions(SessionsAct),
    /// Something of *Audit Log* or *Log In Activity*.
    Log(LogAct),
    /// Shows or hides passwords that are being typed.
    ShowPassword,
    /// The keys and commands of this place.
    ShowCommands,
    /// What was said since signing in.
    ShowMessages,
    /// Takes the mouse, or leaves it to the terminal.
    ToggleMouse,
    /// Quits.
    Quit,
    /// Suspends.
    Suspend,
    /// Signs out.
    SignOut,
    /// Dismisses the notice (E4).
    DismissNotice,
}

impl Command {
    /// Says whether it changes what the firm has on record, which a program that was opened read only refuses.
    #[must_use]
    pub fn changes(self) -> bool {
        match self {
            Self::Policy(act) => match act {
                PolicyAct::Update => true,
                PolicyAct::Discard => false,
            },
            Self::Sessions(SessionsAct::End) | Self::DismissNotice => true,
            Self::Users(act) => match act {
                UsersAct::Add
                | UsersAct::Edit
                | UsersAct::ToggleAccess
                | UsersAct::Force
                | UsersAct::ExpireAll
                | UsersAct::UndoExpireAll
                | UsersAct::Undo
                | UsersAct::IssueCode
                | UsersAct::RevokeCode
                | UsersAct::ChangeRole
                | UsersAct::ChangeKind
                | UsersAct::HandOwnershipOn
                | UsersAct::RenameFirm
                | UsersAct::SignOut
                | UsersAct::SignOutAll
                | UsersAct::Many(_)
                | UsersAct::BreakIn => true,
                UsersAct::Person
                | UsersAct::Actions
                | UsersAct::Find
                | UsersAct::Sort
                | UsersAct::ShowEveryone
                | UsersAct::Export
                | UsersAct::Report
                | UsersAct::Mark(_) => false,
            },
            Self::Press(_)
            | Self::Text(_)
            | Self::Go(_)
            | Self::Log(_)
            | Self::ShowPassword
            | Self::ShowCommands
            | Self::ShowMessages
            | Self::ToggleMouse
            | Self::Quit
            | Self::Suspend
            | Self::SignOut => false,
        }
    }
}
