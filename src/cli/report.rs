//! `passward report` and `passward export`: how it stands with everyone's password, as text, CSV or JSON (U9).

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::acting::Acting;
use super::error::{Failure, Fault, Stop, answer, answer_part};
use super::in_json::{PersonInJson, SCHEMA, kind, rfc3339, role, status};
use super::{Context, door};
use crate::domain::selection::Show;
use crate::domain::{
    Access, Direction, Filter, Instant, Kind, Order, PasswordFilter, StatusKind, StrongPasswords,
};
use crate::service::{
    self, Count, Desk, From, PageRequest, PeoplePage, PersonRow, people_on_record, policy_on_record,
};
use crate::words::{self, Printable, counted, csv_line, expiry_value, status_name, strong_value};

/// Says how it stands with everyone's password: numbers, or a line for each person.
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
    /// Exit with 1 where anybody enabled stands so; for monitoring.
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    fail_on: Vec<Alarm>,
}

/// Writes all people to standard output, for a spreadsheet or another program; the audit log says who did.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward export > people.csv
  passward export --format json --as ada@hartwellfinch.example")]
pub(super) struct Export {
    /// What it looks like.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Rows::Csv)]
    format: Rows,
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
    pub(super) fn json(&self) -> bool {
        self.format == Format::Json
    }

    pub(super) fn run(&self, context: &Context) -> Result<(), Stop> {
        let mut desk = context.place.open()?;
        let now = door::moment().now;
        match self.format {
            Format::Text => in_words(&mut desk, now)?,
            Format::Csv => rows_in_csv(&mut desk, now)?,
            Format::Json => in_json(&mut desk, now)?,
        }
        let mut found = Vec::new();
        for alarm in &self.fail_on {
            let count = count(&mut desk, now, &enabled(alarm.filter()))?;
            if count > 0 {
                found.push(format!("{} {}", words::grouped(count), alarm.words()));
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
        .hint("`passward users list --password` names them.")
        .into())
    }
}

impl Export {
    pub(super) fn run(&self, context: &Context) -> Result<(), Stop> {
        let mut desk = context.place.open()?;
        self.acting.act(context, &mut desk, |desk, call, admin| {
            service::record_people_export(desk, call, admin, None)
        })?;
        let now = door::moment().now;
        match self.format {
            Rows::Csv => rows_in_csv(&mut desk, now),
            Rows::Json => {
                answer_part(&format!("{{\"schema\":{SCHEMA},\"users\":["))?;
                rows_in_json(&mut desk, now)?;
                answer("]}")
            }
        }
    }
}

fn enabled(password: PasswordFilter) -> Filter {
    Filter {
        show: Show::Enabled,
        kind: None,
        password,
        search: String::new(),
    }
}

fn count(desk: &mut Desk, now: Instant, filter: &Filter) -> Result<u64, Failure> {
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
) -> Result<PeoplePage, Failure> {
    let request = PageRequest {
        filter,
        order: Order::Name,
        direction: Direction::Forward,
        from,
        rows,
    };
    people_on_record(desk, now, &request).map_err(|error| Failure::unavailable(&error.to_string()))
}

/// The numbers of a report, over enabled users but for the last two.
#[derive(Serialize)]
struct Numbers {
    at: String,
    strong_required: bool,
    expiry_days: Option<u16>,
    firm: u64,
    connect: u64,
    not_set: u64,
    must_change: u64,
    expired: u64,
    expiring: u64,
    fresh: u64,
    never_expires: u64,
    not_seen_strong: u64,
    disabled: u64,
}

fn numbers(desk: &mut Desk, now: Instant) -> Result<Numbers, Failure> {
    let tab = policy_on_record(desk, now, None)
        .map_err(|error| Failure::unavailable(&error.to_string()))?;
    let mut of = |kind| count(desk, now, &enabled(PasswordFilter::Status(kind)));
    let (not_set, must_change) = (of(StatusKind::NotSet)?, of(StatusKind::MustChange)?);
    let (expired, expiring) = (of(StatusKind::Expired)?, of(StatusKind::Expiring)?);
    let (fresh, never_expires) = (of(StatusKind::Fresh)?, of(StatusKind::NeverExpires)?);
    let not_seen_strong = count(desk, now, &enabled(PasswordFilter::NotSeenStrong))?;
    let of_kind = |kind| Filter {
        kind: Some(kind),
        ..enabled(PasswordFilter::Any)
    };
    let firm = count(desk, now, &of_kind(Kind::Firm))?;
    let connect = count(desk, now, &of_kind(Kind::Connect))?;
    let everyone = Filter {
        show: Show::EnabledAndDisabled,
        ..enabled(PasswordFilter::Any)
    };
    let disabled = count(desk, now, &everyone)?.saturating_sub(firm + connect);
    let policy = tab.on_record.policy;
    Ok(Numbers {
        at: rfc3339(now),
        strong_required: policy.strong == StrongPasswords::Required,
        expiry_days: policy.expiry.days(),
        firm,
        connect,
        not_set,
        must_change,
        expired,
        expiring,
        fresh,
        never_expires,
        not_seen_strong,
        disabled,
    })
}

fn in_words(desk: &mut Desk, now: Instant) -> Result<(), Stop> {
    let numbers = numbers(desk, now)?;
    let policy = policy_on_record(desk, now, None)
        .map_err(|error| Failure::unavailable(&error.to_string()))?
        .on_record
        .policy;
    answer(&format!(
        "Strong passwords: {}; password expiry: {}.",
        strong_value(policy.strong),
        expiry_value(policy.expiry)
    ))?;
    answer(&format!(
        "{} and {} are enabled, {} disabled.",
        counted(numbers.firm, "firm user", "firm users"),
        counted(numbers.connect, "Connect user", "Connect users"),
        words::grouped(numbers.disabled)
    ))?;
    answer("Of the enabled ones, the password of so many:")?;
    for (status, count) in [
        (StatusKind::NotSet, numbers.not_set),
        (StatusKind::MustChange, numbers.must_change),
        (StatusKind::Expired, numbers.expired),
        (StatusKind::Expiring, numbers.expiring),
        (StatusKind::Fresh, numbers.fresh),
        (StatusKind::NeverExpires, numbers.never_expires),
    ] {
        answer(&line(count, status_name(status)))?;
    }
    answer(&line(numbers.not_seen_strong, "not yet seen to be strong"))
}

fn line(count: u64, what: &str) -> String {
    format!("{:>9}  {what}", words::grouped(count))
}

/// Reads everyone, disabled users included, page by page: a million people need no memory of their own.
fn everyone(
    desk: &mut Desk,
    now: Instant,
    mut see: impl FnMut(&PersonRow) -> Result<(), Stop>,
) -> Result<(), Stop> {
    /// How many are read at once.
    const PAGE: usize = 500;
    let filter = Filter {
        show: Show::EnabledAndDisabled,
        ..enabled(PasswordFilter::Any)
    };
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

const COLUMNS: [&str; 12] = [
    "name",
    "email",
    "kind",
    "role",
    "enabled",
    "status",
    "changed",
    "expires",
    "seen_strong",
    "last_sign_in",
    "code_until",
    "login",
];

fn rows_in_csv(desk: &mut Desk, now: Instant) -> Result<(), Stop> {
    answer_part(&csv_line(COLUMNS))?;
    everyone(desk, now, |row| {
        let at = |instant: Option<Instant>| instant.map(rfc3339).unwrap_or_default();
        answer_part(&csv_line([
            row.name.as_str(),
            row.email.as_str(),
            kind(row.membership.kind()),
            role(row.membership).unwrap_or_default(),
            yes(row.access == Access::Enabled),
            status(row.status.kind()),
            &at(row.changed_at),
            &at(row.status.end()),
            yes(row.seen_strong),
            &at(row.last_sign_in),
            &at(row.code_until),
            row.login.as_ref().map_or("", Printable::as_str),
        ]))
    })
}

fn yes(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
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
    let numbers = serde_json::to_string(&numbers(desk, now)?).unwrap_or_default();
    answer_part(&format!(
        "{{\"schema\":{SCHEMA},\"numbers\":{numbers},\"users\":["
    ))?;
    rows_in_json(desk, now)?;
    answer("]}")
}
