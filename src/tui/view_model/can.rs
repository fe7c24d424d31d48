//! Whether something can be done now.

/// Whether something can be done, and why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Can {
    /// It can.
    Yes,
    /// It cannot, and this is why.
    No(String),
}
