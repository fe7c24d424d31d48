//! The lines of the table: number, what, target, measured, verdict.

use std::fmt::Write as _;
use std::time::Duration;

/// What was measured, against what it should be.
#[derive(Default)]
pub(super) struct Table {
    lines: String,
}

impl Table {
    /// Writes a line; `met` says whether the target is.
    pub(super) fn line(&mut self, number: u8, what: &str, target: &str, measured: &str, met: bool) {
        let verdict = if met { "met" } else { "not met" };
        // Writing to a string cannot fail.
        let _ = writeln!(
            self.lines,
            "{number}\t{what}\t{target}\t{measured}\t{verdict}"
        );
    }

    /// Writes a line about a ratio to bare, or to another yardstick, which may be so much at most.
    pub(super) fn ratio(
        &mut self,
        number: u8,
        what: &str,
        most: f64,
        ours: Amount,
        theirs: Amount,
    ) {
        let ratio = ours.0 / theirs.0.max(f64::MIN_POSITIVE);
        let target = format!("≤ {most}x {}", ours.2);
        let measured = format!("{ratio:.2}x ({} against {})", ours.shown(), theirs.shown());
        self.line(number, what, &target, &measured, ratio <= most);
    }

    /// Returns all of it.
    pub(super) fn text(&self) -> &str {
        &self.lines
    }
}

/// A number, its unit, and what it is compared to.
#[derive(Clone, Copy)]
pub(super) struct Amount(
    pub(super) f64,
    pub(super) &'static str,
    pub(super) &'static str,
);

impl Amount {
    pub(super) fn ms(time: Duration) -> Self {
        Self(time.as_secs_f64() * 1e3, " ms", "bare")
    }

    pub(super) fn to(self, yardstick: &'static str) -> Self {
        Self(self.0, self.1, yardstick)
    }

    pub(super) fn shown(self) -> String {
        let digits = match self.0 {
            number if number >= 100.0 => 0,
            number if number >= 10.0 => 1,
            _ => 2,
        };
        format!("{:.*}{}", digits, self.0, self.1)
    }
}

/// Returns the value below which so many hundredths of all lie.
pub(super) fn hundredth(values: &[Duration], of: usize) -> Duration {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let at = (sorted.len() * of / 100).min(sorted.len().saturating_sub(1));
    sorted.get(at).copied().unwrap_or_default()
}

/// Returns the middle one.
pub(super) fn median(values: &[Duration]) -> Duration {
    hundredth(values, 50)
}
