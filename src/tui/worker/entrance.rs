//! Who is signed in, and what is under way with them: shared by the threads, never held by the drawing side.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::exporting::Exporting;
use crate::service::{Redeeming, Session};
use crate::tui::view_model::seat::Seat;

/// Who is signed in, and the code that was accepted; shared by the threads.
///
/// It is locked for a look or an assignment, never while a service is called: whoever reads waits for no act.
#[derive(Clone, Debug, Default)]
pub struct Entrance {
    held: Arc<Mutex<Held>>,
    /// Locked for a step of the export.
    exporting: Arc<Mutex<Option<Exporting>>>,
}

/// Who is there.
#[derive(Debug, Default)]
pub(super) struct Held {
    session: Option<Session>,
    pub(super) redeeming: Option<Redeeming>,
    seat: Seat,
}

impl Entrance {
    /// Makes the entrance for somebody who sits there.
    #[must_use]
    pub fn at(seat: Seat) -> Self {
        let entrance = Self::default();
        entrance.lock().seat = seat;
        entrance
    }

    /// Takes in a session that was started elsewhere, as the demonstration does.
    pub fn hold(&self, session: Session) {
        self.enter(session);
    }

    /// Returns until when acts need no password (S9).
    #[must_use]
    pub fn proof_until(&self) -> Duration {
        let session = self.session();
        session
            .as_ref()
            .map(Session::proof_holds_until)
            .unwrap_or_default()
    }

    /// Returns whether a code was accepted and its password is still to be chosen.
    #[must_use]
    pub fn is_redeeming(&self) -> bool {
        self.lock().redeeming.is_some()
    }

    /// Returns where the person sits.
    pub(super) fn seat(&self) -> Seat {
        self.lock().seat
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Held> {
        // Held for an assignment at a time, so it is whole after a panic too.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the export that is under way; other steps of it wait.
    pub(super) fn exporting(&self) -> MutexGuard<'_, Option<Exporting>> {
        // A panic in a step became an answer; the next step fails or goes on.
        self.exporting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a handle on the session, where somebody is signed in.
    pub(super) fn session(&self) -> Option<Session> {
        self.lock().session.as_ref().map(Session::beside)
    }

    /// Says whether this is the session of who is signed in still.
    pub(super) fn holds(&self, session: &Session) -> bool {
        let held = self.lock();
        let current = held.session.as_ref();
        current.is_some_and(|current| current.is_same(session))
    }

    /// Takes in a session. A code that waits belongs to whoever was here before.
    pub(super) fn enter(&self, session: Session) {
        let mut held = self.lock();
        held.session = Some(session);
        held.redeeming = None;
    }

    /// Gives the session away, and leaves nothing of it.
    pub(super) fn leave(&self) -> Option<Session> {
        let mut held = self.lock();
        held.redeeming = None;
        let session = held.session.take();
        drop(held);
        *self.exporting() = None;
        session
    }
}
