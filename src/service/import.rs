//! Importing people from a file (U9): read it, say what it would do, and do all of it or nothing.
//!
//! A plan is made from the bytes of the file alone; then it is held against the people on record; and only a plan
//! without a wrong line becomes an [`Import`], which an administrator carries out as one act.
//!
//! E8 holds: the hashes come from a file that somebody else's program wrote, for people who are not there yet. Nobody
//! who is on record gets another password by it, and what an administrator could do with a hash of their own making
//! they could as well do with the setup code they are shown: the audit log names them.

mod act;
mod header;
mod plan;
mod text;

pub use act::{Import, Imported, import_users};
pub use header::{HeaderFault, ImportColumn};
pub use plan::{BadRow, ImportPlan, ImportRow, ImportTotals, RowFault};
pub use text::{ImportFault, LineFault};

#[cfg(test)]
mod tests;
