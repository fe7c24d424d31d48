//! Measures the program from outside, as a person at the keyboard feels it, beside `bare` in the same run.
//!
//! `cargo build --release --bin passward --example bare && cargo bench --bench terminal`. Everything is a ratio to
//! something that was measured in the same minutes on the same machine; rounds of the two alternate, and what is told
//! is the median unless it says so. `benches/run` makes the firms, runs this, and writes the table.
//!
//! `PASSWARD_BENCH_FIRM` and `PASSWARD_BENCH_SMALL` name databases made by `passward demo --users N --db FILE`; without
//! them small ones are made, which says nothing about a million. The lines go to `target/bench/outside.tsv`;
//! `cargo bench --bench terminal -- meter` runs the parts whose names contain a word and writes nothing.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a program of its own, which prints, and measures by the clock"
)]

mod cost;
mod hashing;
mod measures;
mod program;
mod table;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use measures::Measures;
use program::Result;

const PASSWARD: &str = env!("CARGO_BIN_EXE_passward");

fn main() -> ExitCode {
    if std::env::args().nth(1).as_deref() == Some(hashing::HASH_ON) {
        hashing::hash_on();
    }
    match measured() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("terminal: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measured() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let bare = bare()?;
    let firm = firm_at("PASSWARD_BENCH_FIRM", folder.path(), 10_000)?;
    let small = firm_at("PASSWARD_BENCH_SMALL", folder.path(), 1_000)?;
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let table = Measures::new(bare, firm, small, folder.path().into()).all(&words)?;
    print!("{}", table.text());
    if !words.is_empty() {
        return Ok(());
    }
    let results = Path::new(PASSWARD).with_file_name("../bench");
    std::fs::create_dir_all(&results)?;
    std::fs::write(results.join("outside.tsv"), table.text())?;
    Ok(())
}

/// Finds the yardstick, which stands beside the program.
fn bare() -> Result<PathBuf> {
    let bare = Path::new(PASSWARD).with_file_name("examples/bare");
    if bare.exists() {
        return Ok(bare);
    }
    Err("first run `cargo build --release --example bare`".into())
}

/// Returns the database that was named, or makes one.
fn firm_at(variable: &str, folder: &Path, users: u64) -> Result<PathBuf> {
    if let Some(named) = std::env::var_os(variable) {
        return Ok(std::path::absolute(PathBuf::from(named))?);
    }
    eprintln!("{variable} is not set: a firm of {users} is made");
    let path = folder.join(format!("{users}.db"));
    let made = Command::new(PASSWARD)
        .args(["demo", "--users", &users.to_string(), "--db"])
        .arg(&path)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if made.success() {
        Ok(path)
    } else {
        Err("the firm could not be made".into())
    }
}

/// Returns the arguments that open the screens on a firm.
fn on(firm: &Path) -> Vec<OsString> {
    vec!["--db".into(), firm.into()]
}
