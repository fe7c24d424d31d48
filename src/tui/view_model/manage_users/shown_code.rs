//! A code while it is on the screen: until it is closed, and never again.

use std::fmt;

use zeroize::Zeroizing;

use crate::domain::{CodePurpose, Instant};
use crate::service::Issued;
use crate::tui::view_model::act_dialog::{ActDialog, Harm, Proof};

/// A code while it is shown, once (U1).
pub struct ShownCode {
    /// Whose.
    pub name: String,
    /// Their e-mail.
    pub email: String,
    /// Whether they were added just now.
    pub added: bool,
    /// What for.
    pub purpose: CodePurpose,
    /// The code in groups.
    pub code: Zeroizing<String>,
    /// Until when it can be used.
    pub until: Instant,
    /// Whether it was sent to the terminal.
    pub sent: bool,
    /// The two buttons.
    pub form: ActDialog,
}

impl ShownCode {
    pub(super) fn new((name, email): (String, String), added: bool, issued: Issued) -> Self {
        Self {
            name,
            email,
            added,
            purpose: issued.purpose,
            code: issued.code,
            until: issued.until,
            sent: false,
            form: ActDialog::open(Vec::new(), Proof::Fresh, Harm::None),
        }
    }
}

impl fmt::Debug for ShownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShownCode(..)")
    }
}
