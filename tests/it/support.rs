//! What the tests share: the real binary in a pty, snapshots of meaning, pictures.

pub(crate) mod pty;
pub(crate) mod services;
pub(crate) mod smtp;
pub(crate) mod snapshot;
pub(crate) mod stage;
pub(crate) mod svg;
pub(crate) mod until;
