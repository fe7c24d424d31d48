//! What a code is called.

use super::counted;
use crate::domain::CodePurpose;

/// Returns the name of such a code, on every screen, at the prompts and in the audit log (U1, U2).
#[must_use]
pub fn code_name(purpose: CodePurpose) -> &'static str {
    match purpose {
        CodePurpose::Setup => "setup code",
        CodePurpose::Reset => "reset code",
    }
}

/// Says how many codes that somebody was shown were revoked with their rights; nothing where there were none (U1).
#[must_use]
pub fn shown_codes_revoked(number: u64) -> String {
    if number == 0 {
        return String::new();
    }
    let codes = counted(number, "code", "codes");
    let was = if number == 1 { "is" } else { "are" };
    format!(" {codes} that they were shown {was} revoked.")
}

/// What whoever asks for a code by mail is told, whether anybody has the e-mail or not (U2).
pub const CODE_ASKED_FOR: &str =
    "If the e-mail is known, a code is on its way to it: at most one in 15 minutes.";
