//! A bar on standard error while people are written; nothing where that is no terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often a second it is drawn at most.
const HERTZ: u8 = 4;

/// The bar; it goes with this value.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Shows that so many are to come.
    pub(super) fn of(people: usize) -> Self {
        // indicatif draws nothing off a terminal by itself, but it does not know of dumb ones.
        let target = if super::super::terminal_is_capable() {
            ProgressDrawTarget::stderr_with_hz(HERTZ)
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(people as u64), target);
        if let Ok(style) =
            ProgressStyle::with_template("[{bar:30}] {human_pos} of {human_len} people")
        {
            bar.set_style(style.progress_chars("=> "));
        }
        Self(bar)
    }

    /// One more is being written.
    pub(super) fn one(&self) {
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
