//! `passward audit verify`: checks every entry of the audit log (A2).

use std::io::{IsTerminal, Write};
use std::time::Duration;

use clap::Args;
use serde::Serialize;

use crate::cli::answer::{answer_in_json, answer_line};
use crate::cli::error::{Failure, Fault, Stop};
use crate::cli::{Context, door};
use crate::domain::audit::{ChainFault, Head};
use crate::service::{Checked, LogCheck, check_log_of_machine};
use crate::words::{counted, grouped};

/// Check every entry of the audit log, and print its head as `N:HASH`.
///
/// Note the head down in another place: a log that was cut off at its end, or written anew, is whole in itself, and
/// only a head noted earlier shows it. Exit code 1 if the log is broken or not as expected.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward audit verify
  passward audit verify --expect 1204:9f2c…   The head that was noted last week
  passward audit verify --json")]
pub(super) struct Verify {
    /// Expect this head, noted earlier, in its place.
    #[arg(long, value_name = "N:HASH")]
    expect: Option<String>,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
}

/// How many entries are checked between two looks at the clock.
const STEP: usize = 20_000;
/// How long nothing is said, and how often something is then.
const SAID_EVERY: Duration = Duration::from_millis(250);

impl Verify {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let noted = self.expect.as_deref().map(read_head).transpose()?;
        let mut desk = context.open()?;
        let mut progress = Progress::start();
        let mut check = LogCheck::begin(noted);
        let end = loop {
            let step = check_log_of_machine(&mut desk, check, STEP);
            match step.map_err(Failure::from)? {
                Checked::GoesOn(further) => {
                    check = further;
                    progress.say(&check);
                }
                Checked::Whole(head) => break Ok(head),
                Checked::Broken(fault) => break Err(fault),
            }
        };
        progress.clear();
        match end {
            Ok(head) => self.whole(head, noted),
            Err(fault) => Err(broken(fault).into()),
        }
    }

    fn whole(&self, head: Head, noted: Option<Head>) -> Result<(), Stop> {
        if self.json {
            return answer_in_json(&Document {
                schema: 1,
                whole: true,
                entries: head.no.0,
                head: head.to_string(),
                expected: noted.map(|noted| noted.to_string()),
            });
        }
        answer_line(&head.to_string())?;
        let entries = counted(head.no.0, "entry", "entries");
        crate::cli::answer::say(&match noted {
            None => format!("The audit log is whole: {entries}. Note the head down elsewhere."),
            Some(noted) => format!(
                "The audit log is whole: {entries}, and entry {} is the one expected.",
                grouped(noted.no.0)
            ),
        });
        Ok(())
    }
}

fn read_head(text: &str) -> Result<Head, Failure> {
    Head::parse(text).ok_or_else(|| {
        Failure::new(
            Fault::Usage,
            "bad_value",
            "That is no head of an audit log. It looks like 1204:9f2c…, with 64 characters behind the colon.",
        )
        .hint("Copy it whole from what `passward audit verify` printed.")
    })
}

fn broken(fault: ChainFault) -> Failure {
    let code = match fault {
        ChainFault::Missing(_) => "audit_entry_missing",
        ChainFault::Unlinked(_) => "audit_entry_unlinked",
        ChainFault::Altered(_) => "audit_entry_altered",
        ChainFault::Misfiled(_) => "audit_entry_misfiled",
        ChainFault::NotAsNoted(_) => "audit_log_rewritten",
        ChainFault::CutOff { .. } => "audit_log_cut_off",
    };
    Failure::new(Fault::Refused, code, fault.to_string()).hint(
        "Keep the database as it is, and compare it with a backup: nothing from that entry on can be relied upon.",
    )
}

/// The document of `--json`; its fields stay in this order.
#[derive(Serialize)]
struct Document {
    schema: u8,
    whole: bool,
    entries: u64,
    head: String,
    expected: Option<String>,
}

/// Says how far it has come, on standard error where that is a terminal.
struct Progress {
    last: Option<Duration>,
    said: bool,
}

impl Progress {
    fn start() -> Self {
        let watched = std::io::stderr().is_terminal();
        Self {
            last: watched.then(|| door::moment().since_boot),
            said: false,
        }
    }

    fn say(&mut self, check: &LogCheck) {
        let Some(last) = self.last else { return };
        let now = door::moment().since_boot;
        if now < last + SAID_EVERY {
            return;
        }
        self.last = Some(now);
        self.said = true;
        let (done, of) = check.progress();
        let of = of
            .map(|of| format!(" of {}", grouped(of)))
            .unwrap_or_default();
        // Nobody listening is no reason to stop.
        let _ = write!(
            std::io::stderr(),
            "\rChecked {}{of} entries…",
            grouped(done)
        );
    }

    fn clear(&self) {
        if self.said {
            let _ = write!(std::io::stderr(), "\r{}\r", " ".repeat(60));
        }
    }
}
