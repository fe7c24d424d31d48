//! Turns, medians, and verdicts.

use std::time::{Duration, Instant};

/// One line of the table.
pub(crate) struct Row {
    /// The number of the target.
    pub(crate) number: u8,
    /// What was measured.
    pub(crate) what: String,
    /// What it should be.
    pub(crate) target: String,
    /// What it is.
    pub(crate) measured: String,
    /// Whether it is.
    pub(crate) met: Option<bool>,
}

impl Row {
    /// Returns the line as it is written and printed.
    pub(crate) fn line(&self) -> String {
        let verdict = match self.met {
            Some(true) => "met",
            Some(false) => "not met",
            None => "noted",
        };
        let Self {
            number,
            what,
            target,
            measured,
            ..
        } = self;
        format!("{number}\t{what}\t{target}\t{measured}\t{verdict}")
    }

    /// A time that may be at most so many times another.
    pub(crate) fn ratio(
        number: u8,
        what: impl Into<String>,
        ours: Duration,
        than: (&str, Duration),
        at_most: f64,
    ) -> Self {
        let (name, other) = than;
        let ratio = ours.as_secs_f64() / other.as_secs_f64();
        Self {
            number,
            what: what.into(),
            target: format!("≤ {at_most}x {name}"),
            measured: format!("{ratio:.2}x ({} beside {})", shown(ours), shown(other)),
            met: Some(ratio <= at_most),
        }
    }

    /// A time that may be at most so long.
    pub(crate) fn at_most(
        number: u8,
        what: impl Into<String>,
        ours: Duration,
        most: Duration,
    ) -> Self {
        Self {
            number,
            what: what.into(),
            target: format!("≤ {}", shown(most)),
            measured: shown(ours),
            met: Some(ours <= most),
        }
    }
}

/// Returns a duration with three figures, in the unit that suits it.
pub(crate) fn shown(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1_000.0;
    if ms >= 1_000.0 {
        format!("{:.2} s", ms / 1_000.0)
    } else if ms >= 10.0 {
        format!("{ms:.1} ms")
    } else if ms >= 0.1 {
        format!("{ms:.2} ms")
    } else {
        format!("{:.1} µs", ms * 1_000.0)
    }
}

/// Takes the time of one call.
#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
pub(crate) fn time<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let done = std::hint::black_box(work());
    (start.elapsed(), done)
}

/// Returns the middle of some times.
pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Lets two take turns so many times, and returns their medians.
pub(crate) fn in_turns<A, B>(
    times: usize,
    mut one: impl FnMut(usize) -> A,
    mut other: impl FnMut(usize) -> B,
) -> (Duration, Duration) {
    timed_in_turns(
        times,
        |turn| time(|| one(turn)).0,
        |turn| time(|| other(turn)).0,
    )
}

/// The same for what takes its time itself, since something goes before or after that does not count.
pub(crate) fn timed_in_turns(
    times: usize,
    mut one: impl FnMut(usize) -> Duration,
    mut other: impl FnMut(usize) -> Duration,
) -> (Duration, Duration) {
    let [one, other] = turns(times, &mut [&mut one, &mut other]);
    (one, other)
}

/// Lets any number take turns, and returns their medians.
pub(crate) fn turns<const N: usize>(
    times: usize,
    all: &mut [&mut dyn FnMut(usize) -> Duration; N],
) -> [Duration; N] {
    let mut taken = [const { Vec::new() }; N];
    // The first turn warms all up and does not count; who goes first changes, so that none warms for another.
    for turn in 0..=times {
        for n in 0..N {
            let n = (n + turn) % N;
            let time = all[n](turn);
            if turn > 0 {
                taken[n].push(time);
            }
        }
    }
    taken.map(median)
}

/// Returns the median of so many calls; the first does not count.
pub(crate) fn repeated<T>(times: usize, mut work: impl FnMut(usize) -> T) -> Duration {
    work(0);
    median((1..=times).map(|turn| time(|| work(turn)).0).collect())
}
