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
