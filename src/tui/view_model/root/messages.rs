//! Where one is, what can happen, and what is asked for.

use std::time::Duration;

use zeroize::Zeroizing;

use super::{Choosing, Inside, Locked};
use crate::domain::Instant;
use crate::domain::audit::EntryNo;
use crate::domain::strength::{Assessment, KnownWords};
use crate::secret::{Code, Offered, Password};
use crate::service::{Me, NewFirm, Summary};
use crate::tui::keymap::{Command, Mouse, Screen};
use crate::tui::view_model::act_dialog::{ActDialog, Stop};
use crate::tui::view_model::{audit_log, manage_users, password_security, sessions};
use crate::words::Printable;

/// The time, as the event loop read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The wall clock, for dates.
    pub now: Instant,
    /// The clock that cannot be set (S9).
    pub since_boot: Duration,
}

/// Where one is.
#[derive(Debug)]
pub enum Stage {
    /// The first answer of the store has not come yet.
    Starting,
    /// There is no firm yet.
    FirstRun(ActDialog),
    /// Nobody is signed in.
    SignIn(ActDialog),
    /// E-mail and code.
    Code(ActDialog),
    /// A code was accepted: this person chooses a password.
    Redeem(Printable, Choosing),
    /// Somebody is signed in.
    Inside(Box<Inside>),
    /// Somebody is signed in, but has touched nothing for too long (S9).
    Locked(Box<Locked>),
    /// Nothing can be done; a sentence says why.
    Broken(String),
}

impl Stage {
    /// Returns what is shown to somebody who is signed in.
    #[must_use]
    pub fn inside(&self) -> Option<&Inside> {
        match self {
            Self::Inside(inside) => Some(inside),
            Self::Starting
            | Self::FirstRun(_)
            | Self::SignIn(_)
            | Self::Code(_)
            | Self::Redeem(..)
            | Self::Locked(_)
            | Self::Broken(_) => None,
        }
    }

    /// The same for somebody who need not choose a password first (S10).
    #[must_use]
    pub fn free(&self) -> Option<&Inside> {
        self.inside().filter(|inside| inside.forced.is_none())
    }

    /// Returns who is signed in, behind the lock too.
    pub(super) fn signed_in_mut(&mut self) -> Option<&mut Inside> {
        match self {
            Self::Inside(inside) => Some(inside),
            Self::Locked(locked) => Some(&mut locked.inside),
            Self::Starting
            | Self::FirstRun(_)
            | Self::SignIn(_)
            | Self::Code(_)
            | Self::Redeem(..)
            | Self::Broken(_) => None,
        }
    }
}

/// What is asked for: work, or something that only the event loop can do.
#[derive(Debug)]
pub enum Effect {
    /// Something of the worker.
    Task(Task),
    /// Send a text to the terminal's clipboard.
    Clipboard(Zeroizing<String>),
    /// Take the mouse, or leave it to the terminal.
    Mouse(Mouse),
    /// Stop the act on many that is under way.
    StopAct,
    /// Stop the process, as Ctrl-Z does elsewhere.
    Suspend,
    /// End.
    Quit,
}

/// What the worker is asked to do.
#[derive(Debug)]
pub enum Task {
    /// Read the firm's name, and whether there is a firm.
    ReadFirm,
    /// Found the firm.
    Found(Box<NewFirm>),
    /// Sign in.
    SignIn(String, Offered),
    /// Look at a code.
    CheckCode(String, Code),
    /// Have a reset code mailed to whoever has this e-mail, if anybody has (U2).
    AskForCode(String),
    /// Forget the code that was accepted: the person went back.
    ForgetCode,
    /// Choose a password with the code that was accepted.
    Redeem(Password),
    /// Sign out.
    SignOut,
    /// Unlock the session that stood idle (S9).
    Unlock(Offered),
    /// Put on record that somebody is there, at most once a minute (U5).
    NoteActive,
    /// Read again what the signed-in person is shown (S10).
    ReadMe,
    /// Change one's own password.
    ChangePassword(Option<Offered>, Password),
    /// Judge a password that is being typed; with these words where nobody is known yet.
    Meter(u64, Password, Option<KnownWords>),
    /// Dismiss the notice.
    DismissNotice,
    /// Dismiss what happened since the last time, up to this entry (U10).
    DismissSummary(EntryNo),
    /// Something of Password Security.
    Policy(password_security::Task),
    /// Something of Manage Users.
    Users(manage_users::Task),
    /// Something of Sessions.
    Sessions(sessions::Task),
    /// Something of Audit Log.
    Log(audit_log::Task),
    /// Something of Log In Activity.
    LogIns(audit_log::Task),
}

/// What became of an attempt to come in.
#[derive(Debug)]
pub enum CameIn {
    /// Signed in.
    In {
        /// What they are shown.
        me: Box<Me>,
        /// What happened since the last time (U10).
        summary: Box<Summary>,
        /// Until when acts need no password.
        proof_until: Duration,
    },
    /// Not; a sentence says why.
    Not(String),
}

/// What the worker answers.
#[derive(Debug)]
pub enum Message {
    /// The firm's name, or none where set-up was not finished.
    Firm(Result<Option<Printable>, String>),
    /// See [`Task::SignIn`], [`Task::Found`], [`Task::Redeem`].
    CameIn(CameIn),
    /// A code was accepted, for this person; or not.
    CodeChecked(Result<Printable, String>),
    /// Asking for a code by mail was heard; whether anything is mailed is never told (U2).
    CodeAskedFor(Result<(), String>),
    /// What the signed-in person is shown, and until when acts need no password.
    Me(Result<Box<Me>, String>, Duration),
    /// The current password is needed too, for it was proved too long ago (S4).
    AskCurrent(String),
    /// The password was changed, or not.
    Changed(Result<Box<Me>, String>, Duration),
    /// The meter's answer.
    Judged(u64, Box<Assessment>),
    /// Something was changed elsewhere.
    ChangedElsewhere,
    /// An answer for Password Security.
    Policy(password_security::Message),
    /// An answer for Manage Users.
    Users(manage_users::Message),
    /// An answer for Sessions.
    Sessions(sessions::Message),
    /// An answer for Audit Log.
    Log(audit_log::Message),
    /// An answer for Log In Activity.
    LogIns(audit_log::Message),
    /// The session is unlocked, or stays locked (S9).
    Unlocked(Result<Box<Me>, String>, Duration),
    /// The session has ended (S10).
    Ended(String),
    /// Signed out.
    SignedOut,
    /// Something went wrong that should not have.
    Failed(String),
}

/// What a click means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Hit {
    /// A place or tab.
    Go(Screen),
    /// A stop of a form.
    Form(Stop),
    /// Something of Password Security.
    Policy(password_security::Focus),
    /// A stop of a dialog of Password Security.
    PolicyStop(Stop),
    /// Something of Manage Users.
    Users(manage_users::Target),
    /// Something of Sessions.
    Sessions(sessions::Target),
    /// Something of Audit Log.
    Log(audit_log::Target),
    /// Something of Log In Activity.
    LogIns(audit_log::Target),
    /// A key of the footer or the banner.
    Key(Command),
    /// A row of the list of keys and commands.
    Offer(usize),
}
