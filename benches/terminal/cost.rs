//! What a process uses, as Linux tells it.

use std::fs;

use super::program::Result;

/// Processor time and wakeups of all threads, since they began.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cost {
    /// In nanoseconds.
    pub(super) cpu: u64,
    /// How often a thread went to sleep by itself, and so was woken.
    pub(super) wakeups: u64,
}

/// Memory, in KiB.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Memory {
    /// The most there was resident at any time.
    pub(super) peak: u64,
    /// What is resident now and no file holds.
    pub(super) anonymous: u64,
}

impl Cost {
    pub(super) fn of(pid: u32) -> Result<Self> {
        let mut cost = Self::default();
        for thread in fs::read_dir(format!("/proc/{pid}/task"))? {
            let thread = thread?.path();
            let times = fs::read_to_string(thread.join("schedstat"))?;
            cost.cpu += times
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .parse::<u64>()?;
            let status = fs::read_to_string(thread.join("status"))?;
            cost.wakeups += line(&status, "voluntary_ctxt_switches:")?;
        }
        Ok(cost)
    }

    /// Returns what was used since.
    pub(super) fn since(self, before: Self) -> Self {
        Self {
            cpu: self.cpu.saturating_sub(before.cpu),
            wakeups: self.wakeups.saturating_sub(before.wakeups),
        }
    }
}

impl Memory {
    pub(super) fn of(pid: u32) -> Result<Self> {
        let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
        Ok(Self {
            peak: line(&status, "VmHWM:")?,
            anonymous: line(&status, "RssAnon:")?,
        })
    }
}

fn line(status: &str, name: &str) -> Result<u64> {
    let found = status.lines().find_map(|line| line.strip_prefix(name));
    let number = found.and_then(|rest| rest.split_whitespace().next());
    Ok(number
        .ok_or_else(|| format!("the system does not tell {name}"))?
        .parse()?)
}
