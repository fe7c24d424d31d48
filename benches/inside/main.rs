//! What is fast inside, measured beside its floor: the same thing done by bare SQL, one raw write, or one bare hash.
//!
//! `cargo bench --bench inside` prints the table and writes it to `target/bench/inside.tsv`, one line for each row:
//! number, what, target, measured, verdict, with tabs between them. `cargo bench --bench inside -- search` runs the
//! parts whose names contain a word and writes nothing. Ours and its floor take turns in one run, so that whatever
//! else the machine does falls on both; figures are medians unless said.
//!
//! The firms are made once, by `passward demo`, into `target/bench`; remove it to make them anew.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that fails ends, and says where; the table goes to the terminal"
)]

mod far;
mod firms;
mod floor;
mod log;
mod measure;
mod pages;
mod policy;
mod search;
mod signing_in;
mod whole;
mod writes;

use std::fs;

use measure::Row;

/// A part of the table: its name, and what measures it.
type Part = (&'static str, fn() -> Vec<Row>);

const PARTS: [Part; 11] = [
    ("making", firms::making),
    ("writes", writes::rows),
    ("policy", policy::rows),
    ("pages", pages::rows),
    ("search", search::rows),
    ("far", far::rows),
    ("same", pages::same_at_a_thousand),
    ("size", whole::rows),
    ("signing-in", signing_in::rows),
    ("log", log::rows),
    ("import", whole::import),
];

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word));
    let mut rows = Vec::new();
    for (name, measure) in PARTS {
        if wanted(name) {
            for row in measure() {
                println!("{}", row.line());
                rows.push(row);
            }
        }
    }
    if words.is_empty() {
        rows.sort_by_key(|row| row.number);
        let lines: String = rows.iter().map(|row| row.line() + "\n").collect();
        fs::write(firms::folder().join("inside.tsv"), lines).unwrap();
    }
}
