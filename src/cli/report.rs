//! `passward report` and `passward export`: how it stands with everyone's password, as text, CSV or JSON (U9).

use std::io;
use std::path::PathBuf;

use super::acting::Acting;
use super::answer::{answer, answer_line, answer_part, say};
use super::error::{Failure, Fault, Stop};
use super::in_json::SCHEMA;
use super::matching::Matching;
use super::out::Out;
use super::{Context, door};
use crate::domain::{Direction, Filter, Instant, Order, PasswordFilter, StatusKind};
use crate::service::{
    self, ActError, AdminSession, Answer, Call, Count, Desk, From, PageRequest, PeopleFile,
    PeoplePage, PersonInJson, PersonRow, begin_people_export, people_csv_header, people_on_record,
    person_in_csv,
};
use crate::store::StoreError;
use crate::words;
use clap::{Args, ValueEnum};

/// Say how it stands with everyone's password: numbers, or a line for each person.
///
/// Asks for no password: whoever can open the database may know. No hash is ever part of it.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward report
  passward report --format csv > passwords.csv
  passward report --fail-on expired,must-change,not-strong")]
pub(super) struct Report {
    /// What the report looks like.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,
    /// The same as `--format json`.
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Exit with 1 where anybody enabled stands so; for monitoring.
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    fail_on: Vec<Alarm>,
}

/// Write people for a spreadsheet or another program; the audit log says who did.
///
/// Everyone, disabled users too; with a filter, those whom `users list` would show.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward export > people.csv
  passward export --out people.csv --password expired
  passward export --format json --as ada@hartwellfinch.example")]
pub(super) struct Export {
    /// What it looks like.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Rows::Csv)]
    format: Rows,
    /// The same as `--format json`.
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Write into this file, which is made new, for you alone; else to standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    matching: Matching,
    #[command(flatten)]
    acting: Acting,
}

/// The forms of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Numbers, for people.
    Text,
    /// A line for each person, for a spreadsheet.
    Csv,
    /// One document with the numbers and everyone.
    Json,
}

/// The forms of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Rows {
    /// A line for each person, for a spreadsheet.
    Csv,
    /// One document.
    Json,
}

/// What makes a report fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Alarm {
    /// The period is over.
    Expired,
    /// The period ends within 14 days.
    Expiring,
    /// An administrator asked for a change, or all were expired.
    MustChange,
    /// No password was chosen yet.
    NotSet,
    /// The password is not yet seen to be strong.
    NotStrong,
}

impl Alarm {
    fn filter(self) -> PasswordFilter {
        match self {
            Self::Expired => PasswordFilter::Status(StatusKind::Expired),
            Self::Expiring => PasswordFilter::Status(StatusKind::Expiring),
            Self::MustChange => PasswordFilter::Status(StatusKind::MustChange),
            Self::NotSet => PasswordFilter::Status(StatusKind::NotSet),
            Self::NotStrong => PasswordFilter::NotSeenStrong,
        }
    }

    /// Returns it as it is written on the command line, here and for `users list`.
    fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }

    fn words(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Expiring => "expires within 14 days",
            Self::MustChange => "must change",
            Self::NotSet => "not set",
            Self::NotStrong => "not yet seen to be strong",
        }
    }
}

impl Report {
    pub(super) fn run(&self, context: &Context) -> Result<(), Stop> {
        let mut desk = context.open()?;
        let now = door::moment().now;
        let format = if self.json { Format::Json } else { self.format };
        match format {
            Format::Text => {
                let lines = service::report_on_record(&mut desk, now)?.lines();
                lines.iter().try_for_each(|line| answer(line))?;
            }
            Format::Csv => rows_in_csv(&mut desk, now)?,
            Format::Json => in_json(&mut desk, now)?,
        }
        let (mut found, mut lists) = (Vec::new(), Vec::new());
        for alarm in &self.fail_on {
            let count = count(&mut desk, now, &enabled(alarm.filter()))?;
            if count > 0 {
                found.push(format!("{} {}", words::grouped(count), alarm.words()));
                lists.push(format!("`passward users list --password {}`", alarm.name()));
            }
        }
        if found.is_empty() {
            return Ok(());
        }
        Err(Failure::new(
            Fault::Refused,
            "report_failed",
            format!("Of the enabled users: {}.", found.join(", ")),
        )
        .hint(format!("They are named by {}.", lists.join(", ")))
        .into())
    }
}

impl Export {
    pub(super) fn run(&self, context: &Context) -> Result<(), Stop> {
        self.acting.email()?;
        let mut desk = context.open()?;
        let filter = if self.matching.is_empty() {
            PeopleFile::everyone()
        } else {
            self.matching.filter()
        };
        let file = match self.format {
            Rows::Csv if !self.json => PeopleFile::Csv(filter),
            Rows::Csv | Rows::Json => PeopleFile::Json(filter),
        };
        let out = Out::of(self.out.as_deref());
        let written = self.acting.look(context, &mut desk, |desk, call, admin| {
            write(desk, call, admin, file, &out)
        });
        match written {
            Ok(Ok(number)) => {
                if self.out.is_some() {
                    let people = words::counted(number, "person was", "people were");
                    say(&format!("{people} written."));
                }
                Ok(())
            }
            Ok(Err(error)) => Err(out.failed(error)),
            Err(stop) => {
                out.take_back();
                Err(stop)
            }
        }
    }
}

/// Writes all of it; the inner error is that of the file.
fn write(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    file: PeopleFile,
    out: &Out<'_>,
) -> Answer<Result<io::Result<u64>, ActError>> {
    let begun = begin_people_export(desk, call, admin, file, None, || out.open());
    out.written(begun, |export| export.step(desk, call, admin))
}

fn enabled(password: PasswordFilter) -> Filter {
    Filter {
        password,
        ..Filter::default()
    }
}

fn count(desk: &mut Desk, now: Instant, filter: &Filter) -> Result<u64, StoreError> {
    let page = read(desk, now, filter.clone(), From::First, 1)?;
    Ok(match page.of {
        Count::Exact(count) | Count::AtLeast(count) => count,
    })
}

fn read(
    desk: &mut Desk,
    now: Instant,
    filter: Filter,
    from: From,
    rows: usize,
) -> Result<PeoplePage, StoreError> {
    let request = PageRequest {
        filter,
        order: Order::Name,
        direction: Direction::Forward,
        from,
        rows,
    };
    people_on_record(desk, now, &request)
}

/// Reads everyone, disabled users included, page by page: a million people need no memory of their own.
fn everyone(
    desk: &mut Desk,
    now: Instant,
    mut see: impl FnMut(&PersonRow) -> Result<(), Stop>,
) -> Result<(), Stop> {
    /// How many are read at once.
    const PAGE: usize = 500;
    let filter = PeopleFile::everyone();
    let mut from = From::First;
    loop {
        let page = read(desk, now, filter.clone(), from, PAGE)?;
        page.rows.iter().try_for_each(&mut see)?;
        match page.rows.last().filter(|_| page.more_after) {
            Some(last) => from = From::After(last.cursor.clone()),
            None => return Ok(()),
        }
    }
}

fn rows_in_csv(desk: &mut Desk, now: Instant) -> Result<(), Stop> {
    answer_part(&people_csv_header())?;
    everyone(desk, now, |row| answer_part(&person_in_csv(row)))
}

fn rows_in_json(desk: &mut Desk, now: Instant) -> Result<(), Stop> {
    let mut separator = "";
    everyone(desk, now, |row| {
        // Texts, numbers and switches always become JSON.
        let person = serde_json::to_string(&PersonInJson::from(row)).unwrap_or_default();
        answer_part(separator)?;
        separator = ",";
        answer_part(&person)
    })
}

fn in_json(desk: &mut Desk, now: Instant) -> Result<(), Stop> {
    let numbers =
        serde_json::to_string(&service::report_on_record(desk, now)?.numbers()).unwrap_or_default();
    answer_part(&format!(
        "{{\"schema\":{SCHEMA},\"numbers\":{numbers},\"users\":["
    ))?;
    rows_in_json(desk, now)?;
    answer_line("]}")
}
