//! What a code is called.

use crate::domain::CodePurpose;

/// Returns the name of such a code, on every screen, at the prompts and in the audit log (U1, U2).
#[must_use]
pub fn code_name(purpose: CodePurpose) -> &'static str {
    match purpose {
        CodePurpose::Setup => "setup code",
        CodePurpose::Reset => "reset code",
    }
}

/// What whoever asks for a code by mail is told, whether anybody has the e-mail or not (U2).
pub const CODE_ASKED_FOR: &str =
    "If the e-mail is known, a code is on its way to it: at most one in 15 minutes.";
