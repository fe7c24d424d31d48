//! What was said of acts: the line of the last one, and the list of all since signing in.
//!
//! A line stays until the next key or six seconds, whichever is later. The list goes with the session.

use std::time::Duration;

use super::Moment;
use crate::domain::Instant;

/// How long a line stays at least.
const AT_LEAST: Duration = Duration::from_secs(6);
/// So many lines are kept.
const KEPT: usize = 200;

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidLine {
    /// When it was said.
    pub at: Instant,
    /// What.
    pub text: String,
}

/// What was said, the newest last.
#[derive(Debug, Default)]
pub(super) struct Said {
    lines: Vec<SaidLine>,
    shown: Option<Shown>,
}

/// The newest line is still shown.
#[derive(Clone, Copy, Debug)]
struct Shown {
    until: Duration,
    key_came: bool,
}

impl Said {
    pub(super) fn say(&mut self, text: String, moment: Moment) {
        if self.lines.len() == KEPT {
            self.lines.remove(0);
        }
        self.lines.push(SaidLine {
            at: moment.now,
            text,
        });
        self.shown = Some(Shown {
            until: moment.since_boot + AT_LEAST,
            key_came: false,
        });
    }

    /// Takes note of a key; the line goes where its time is over.
    pub(super) fn key(&mut self, since_boot: Duration) {
        if let Some(shown) = &mut self.shown {
            shown.key_came = true;
        }
        self.tick(since_boot);
    }

    /// Takes the time; returns whether the line has gone.
    pub(super) fn tick(&mut self, since_boot: Duration) -> bool {
        let over = self
            .shown
            .is_some_and(|shown| shown.key_came && since_boot >= shown.until);
        if over {
            self.shown = None;
        }
        over
    }

    /// Returns when the line goes by time alone.
    pub(super) fn goes_at(&self) -> Option<Duration> {
        self.shown
            .filter(|shown| shown.key_came)
            .map(|shown| shown.until)
    }

    pub(super) fn line(&self) -> Option<&str> {
        self.shown?;
        self.lines.last().map(|line| line.text.as_str())
    }

    pub(super) fn lines(&self) -> &[SaidLine] {
        &self.lines
    }

    /// Forgets everything: what one person was told is nothing for the next.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}
