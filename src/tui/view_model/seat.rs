//! Where a person sits: at a machine of their own, or at the kiosk that `--kiosk` opens for whoever comes over SSH.
//!
//! At the kiosk the program runs as an operating-system user that is nobody's in particular. So no file is read or
//! written by name there, and there is nothing behind the screens to suspend to (R7). What is off is not offered,
//! and says why where it is asked for; the worker refuses it once more where a file would be opened.

use super::can::Can;
use crate::service::{Mode, StoreError};
use crate::tui::keymap::Command;

/// Where a person sits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seat {
    /// At their own account on the machine.
    #[default]
    Own,
    /// At the kiosk.
    Kiosk,
}

impl Seat {
    /// Says whether files can be read or written by name.
    #[must_use]
    pub fn files(self) -> Can {
        match self {
            Self::Own => Can::Yes,
            Self::Kiosk => Can::No(
                "Not over this way in: it reads and writes no files. Use the command line on the machine itself."
                    .into(),
            ),
        }
    }

    /// Says whether the program can be suspended.
    #[must_use]
    pub fn suspend(self) -> Can {
        match self {
            Self::Own => Can::Yes,
            Self::Kiosk => Can::No("Not over this way in: there is nothing behind it.".into()),
        }
    }
}

/// Where a person sits, and whether the program that they sit at changes anything (`--read-only`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Station {
    /// Where they sit.
    pub seat: Seat,
    /// Whether changes are made.
    pub mode: Mode,
}

impl Station {
    /// Says why nothing is changed here by anybody, where that is so.
    #[must_use]
    pub fn closed(self) -> Option<String> {
        (self.mode == Mode::ReadOnly).then(|| StoreError::OnlyLooking.to_string())
    }

    /// Says why a command is refused whoever asks for it: the program was opened read only, and it would change
    /// something. Every screen asks here before a dialog is opened or a menu offers anything.
    #[must_use]
    pub fn refusal(self, command: Command) -> Option<String> {
        self.closed().filter(|_| command.changes())
    }
}
