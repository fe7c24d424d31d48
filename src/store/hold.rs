//! A lock that is held: how others see that a session's program is still there (U5).

use std::fmt;

/// A lock that is held until this is dropped, or the program ends, in whatever way.
pub trait Hold: fmt::Debug + Send + Sync {}
