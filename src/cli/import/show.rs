//! What an import would do, in words for people and in JSON for programs.

use serde::Serialize;

use super::super::answer::answer;
use super::super::columns::Columns;
use super::super::error::Stop;
use super::super::in_json::Document;
use crate::domain::{Access, Membership, Role};
use crate::service::{BadRow, ImportPlan, ImportRow, ImportTotals};
use crate::words::programs::{kind, rfc3339, role};
use crate::words::{Printable, counted, grouped};

/// Tells how many would be added and of what sort, and shows the first of them.
pub(super) fn plan(plan: &ImportPlan, most: usize) -> Result<(), Stop> {
    let totals = plan.totals();
    answer(&sorts(plan, &totals))?;
    answer(&passwords(plan, &totals))?;
    if let Some(note) = left_out(plan) {
        answer(&note)?;
    }
    if plan.has_mark() {
        answer("Line 1 begins with a byte order mark, which was skipped.")?;
    }
    answer("")?;
    let mut table = Columns::new(["Line", "Name", "E-mail", "Role", "Password"]);
    for row in plan.rows().iter().take(most) {
        table.push(cells(row));
    }
    table.write()?;
    more(plan.rows().len(), most)
}

/// Lists the lines that are wrong.
pub(super) fn bad(plan: &ImportPlan, most: usize) -> Result<(), Stop> {
    for BadRow { line, fault } in plan.bad().iter().take(most) {
        match fault.column() {
            Some(column) => answer(&format!("line {line}, {column}: {fault}"))?,
            None => answer(&format!("line {line}: {fault}"))?,
        }
    }
    more(plan.bad().len(), most)
}

fn more(of: usize, most: usize) -> Result<(), Stop> {
    match of.saturating_sub(most) {
        0 => Ok(()),
        more => answer(&format!(
            "{} more: --limit 0 or --json",
            grouped(more as u64)
        )),
    }
}

fn sorts(plan: &ImportPlan, totals: &ImportTotals) -> String {
    let all = format!(
        "{} would be added: {} and {}.",
        counted(totals.all(), "person", "people"),
        counted(totals.firm, "firm user", "firm users"),
        counted(totals.connect, "Connect user", "Connect users"),
    );
    let chosen = match totals.administrators {
        0 => None,
        1 => Some(format!(
            "1 administrator is among them, in line {}.",
            administrators(plan)
        )),
        many => Some(format!(
            "{} administrators are among them, in lines {}.",
            grouped(many),
            administrators(plan)
        )),
    };
    let disabled = match totals.disabled {
        0 => None,
        1 => Some("1 of them is disabled.".to_owned()),
        many => Some(format!("{} of them are disabled.", grouped(many))),
    };
    sentences([Some(all), chosen, disabled])
}

/// In how many lines administrators are looked for at a glance.
const LINES_MOST: usize = 10;

/// Says in which lines the administrators stand, who may be far below what is shown: whoever wrote the file chose them.
fn administrators(plan: &ImportPlan) -> String {
    let is = |row: &&ImportRow| row.user.membership.is_administrator();
    let mut lines = plan
        .rows()
        .iter()
        .filter(is)
        .map(|row| row.line.to_string());
    let mut shown: Vec<String> = lines.by_ref().take(LINES_MOST).collect();
    if lines.next().is_some() {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}

fn passwords(plan: &ImportPlan, totals: &ImportTotals) -> String {
    let schemes: Vec<String> = plan
        .schemes()
        .iter()
        .map(|(scheme, count)| format!("{} {scheme}", grouped(*count)))
        .collect();
    let schemes = schemes.join(", ");
    let with = match totals.with_password {
        0 => "None of them brings a password.".to_owned(),
        1 => format!("1 brings a password along ({schemes})."),
        many => format!("{} bring a password along ({schemes}).", grouped(many)),
    };
    let without = match totals.invited() {
        0 => None,
        1 => Some("1 comes without one and needs a setup code.".to_owned()),
        many => Some(format!(
            "{} come without one and need a setup code.",
            grouped(many)
        )),
    };
    let dates = (totals.dates_alone > 0)
        .then(|| "When a password was set is left out where there is no hash.".to_owned());
    sentences([Some(with), without, dates])
}

fn sentences(said: [Option<String>; 3]) -> String {
    said.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn left_out(plan: &ImportPlan) -> Option<String> {
    let columns = plan.left_out();
    (!columns.is_empty()).then(|| format!("Columns left out: {}.", columns.join(", ")))
}

fn cells(row: &ImportRow) -> [String; 5] {
    let mut password = row.scheme().unwrap_or("to be set").to_owned();
    if row.access == Access::Disabled {
        password.push_str(", disabled");
    }
    [
        row.line.to_string(),
        Printable::from(&row.user.name).to_string(),
        Printable::from(&row.user.email).to_string(),
        match row.user.membership {
            Membership::Connect => "Connect",
            Membership::Firm(Role::User) => "User",
            Membership::Firm(Role::Administrator | Role::Owner) => "Administrator",
        }
        .to_owned(),
        password,
    ]
}

/// The document of an import or its dry run.
#[derive(Serialize)]
pub(super) struct ImportInJson<'a> {
    done: bool,
    people: u64,
    firm: u64,
    administrators: u64,
    connect: u64,
    disabled: u64,
    with_password: u64,
    invited: u64,
    columns_left_out: &'a [&'static str],
    byte_order_mark: bool,
    bad_lines: Vec<BadInJson>,
    rows: Vec<RowInJson<'a>>,
}

#[derive(Serialize)]
struct BadInJson {
    line: u64,
    column: Option<&'static str>,
    code: &'static str,
    message: String,
}

#[derive(Serialize)]
struct RowInJson<'a> {
    line: u64,
    name: &'a str,
    email: &'a str,
    kind: &'static str,
    role: Option<&'static str>,
    enabled: bool,
    scheme: Option<&'static str>,
    changed_at: Option<String>,
}

/// Puts a plan into JSON: every wrong line, and the first of the others.
pub(super) fn document(plan: &ImportPlan, done: bool, most: usize) -> Document<ImportInJson<'_>> {
    let totals = plan.totals();
    Document::of(ImportInJson {
        done,
        people: totals.all(),
        firm: totals.firm,
        administrators: totals.administrators,
        connect: totals.connect,
        disabled: totals.disabled,
        with_password: totals.with_password,
        invited: totals.invited(),
        columns_left_out: plan.left_out(),
        byte_order_mark: plan.has_mark(),
        bad_lines: plan.bad().iter().map(BadInJson::from).collect(),
        rows: plan.rows().iter().take(most).map(RowInJson::from).collect(),
    })
}

impl From<&BadRow> for BadInJson {
    fn from(bad: &BadRow) -> Self {
        Self {
            line: bad.line,
            column: bad.fault.column(),
            code: bad.fault.code(),
            message: bad.fault.to_string(),
        }
    }
}

impl<'a> From<&'a ImportRow> for RowInJson<'a> {
    fn from(row: &'a ImportRow) -> Self {
        Self {
            line: row.line,
            // Checked when the file was read: nothing in them is alive.
            name: row.user.name.as_str(),
            email: row.user.email.as_str(),
            kind: kind(row.user.membership.kind()),
            role: role(row.user.membership),
            enabled: row.access == Access::Enabled,
            scheme: row.scheme(),
            changed_at: row.password_set_at().map(rfc3339),
        }
    }
}
