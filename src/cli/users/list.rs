//! `passward users list` and `show`: what Manage Users shows, for whoever can open the database (R7).

use clap::{Args, ValueEnum};

use super::super::answer::{answer, answer_in_json, say, unwritten};
use super::super::args::whole;
use super::super::columns::Columns;
use super::super::error::{Failure, Stop};
use super::super::in_json::{Document, SCHEMA};
use super::super::matching::Matching;
use super::super::whom::{email, find};
use super::super::{Context, door};
use crate::domain::throttle::{Held, LOCKED_AT};
use crate::domain::{Access, CodeState, Direction, Instant, Membership, Order, Role};
use crate::service::PersonInJson;
use crate::service::{
    CodeNews, Count, Desk, From, PageRequest, PeoplePage, PersonRow, people_on_record,
};
use crate::words::{self, Known, Zone, grouped, sentence_about, status_cell};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward users list
  passward users list --password expiring --sort expiry
  passward users list --find okafor --disabled
  passward users list --kind connect --json")]
pub(super) struct List {
    #[command(flatten)]
    matching: Matching,
    /// What the list is sorted by.
    #[arg(long, value_enum, value_name = "ORDER", default_value_t = OrderName::Name)]
    sort: OrderName,
    /// The other way round.
    #[arg(long)]
    reverse: bool,
    /// How many at most; 0 for all.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = whole::<usize>)]
    limit: usize,
    /// Answer with one JSON document, which holds all.
    #[arg(long)]
    json: bool,
}

/// The orders of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum OrderName {
    /// By name.
    Name,
    /// By e-mail address.
    Email,
    /// By when the password expires.
    Expiry,
    /// By the last sign-in, the latest first.
    LastSignIn,
}

/// How many are read at once.
const PAGE: usize = 500;

impl List {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let mut desk = context.open()?;
        let now = door::moment().now;
        let request = self.request();
        if self.json {
            return in_json(&mut desk, now, request);
        }
        let zone = context.settings.zone();
        in_text(&mut desk, request, self.limit, (now, zone))
    }

    fn request(&self) -> PageRequest {
        let direction = if self.reverse {
            Direction::Reverse
        } else {
            Direction::Forward
        };
        PageRequest {
            filter: self.matching.filter(),
            order: match self.sort {
                OrderName::Name => Order::Name,
                OrderName::Email => Order::Email,
                OrderName::Expiry => Order::Expiry,
                OrderName::LastSignIn => Order::LastSignIn,
            },
            direction,
            from: From::First,
            rows: PAGE,
        }
    }
}

/// Writes people line by line, at most so many, or all with 0; says on standard error what is left.
pub(in crate::cli) fn in_text(
    desk: &mut Desk,
    mut request: PageRequest,
    limit: usize,
    (now, zone): (Instant, Zone),
) -> Result<(), Stop> {
    let mut columns = Columns::new(["Name", "E-mail", "Role", "Password", "Last sign-in"]);
    let mut shown = 0;
    loop {
        request.rows = if limit == 0 {
            PAGE
        } else {
            PAGE.min(limit - shown)
        };
        let page = read(desk, now, &request)?;
        for row in &page.rows {
            columns.push(cells(row, now, zone));
        }
        columns.write()?;
        shown += page.rows.len();
        let Some(last) = page.rows.last().filter(|_| page.more_after) else {
            break;
        };
        if limit != 0 && shown >= limit {
            tell_of_more(&page, shown);
            break;
        }
        request.from = From::After(last.cursor.clone());
    }
    if shown == 0 {
        say("Nobody fits this filter.");
    }
    Ok(())
}

/// Writes one document page by page, so that a million people need no memory of their own.
pub(in crate::cli) fn in_json(
    desk: &mut Desk,
    now: Instant,
    mut request: PageRequest,
) -> Result<(), Stop> {
    use std::io::Write;
    request.rows = PAGE;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut separator = "";
    let mut write = |text: &str| out.write_all(text.as_bytes()).map_err(unwritten);
    write(&format!("{{\"schema\":{SCHEMA},\"users\":["))?;
    loop {
        let page = read(desk, now, &request)?;
        for row in &page.rows {
            let person = serde_json::to_string(&PersonInJson::from(row)).unwrap_or_default();
            write(separator)?;
            write(&person)?;
            separator = ",";
        }
        match page.rows.last().filter(|_| page.more_after) {
            Some(last) => request.from = From::After(last.cursor.clone()),
            None => break,
        }
    }
    write("]}\n")?;
    out.flush().map_err(unwritten)
}

fn read(desk: &mut Desk, now: Instant, request: &PageRequest) -> Result<PeoplePage, Failure> {
    people_on_record(desk, now, request).map_err(Failure::from)
}

fn tell_of_more(page: &PeoplePage, shown: usize) {
    let shown = u64::try_from(shown).unwrap_or(u64::MAX);
    let more = match page.of {
        Count::Exact(all) => grouped(all.saturating_sub(shown)),
        Count::AtLeast(some) => format!("at least {}", grouped(some.saturating_sub(shown))),
    };
    say(&format!("{more} more: --limit 0 or --json"));
}

fn cells(row: &PersonRow, now: Instant, zone: Zone) -> [String; 5] {
    let known = Known {
        by: row.forced_by.as_ref(),
        code_until: row.code_until,
    };
    let password = status_cell(&row.status, known, now, zone).text;
    [
        row.name.as_str().to_owned(),
        row.email.as_str().to_owned(),
        role(row).to_owned(),
        password,
        row.last_sign_in
            .map_or_else(|| "never".to_owned(), |at| words::when(at, now, zone)),
    ]
}

fn role(row: &PersonRow) -> &'static str {
    match (row.access, row.membership) {
        (Access::Disabled, _) => "Disabled",
        (Access::Enabled, Membership::Connect) => "Connect",
        (Access::Enabled, Membership::Firm(Role::User)) => "User",
        (Access::Enabled, Membership::Firm(Role::Administrator)) => "Admin",
        (Access::Enabled, Membership::Firm(Role::Owner)) => "Owner",
    }
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward users show ben@hartwellfinch.example
  passward users show ben@hartwellfinch.example --json")]
pub(super) struct Show {
    /// Whom, by e-mail address.
    #[arg(value_name = "E-MAIL")]
    whom: String,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let whom = email(&self.whom)?;
        let mut desk = context.open()?;
        let now = door::moment().now;
        let person = find(&mut desk, now, &whom)?;
        if self.json {
            return answer_in_json(&Document::of(PersonInJson::from(&person)));
        }
        for line in in_words(&person, now, context.settings.zone()) {
            answer(&line)?;
        }
        Ok(())
    }
}

fn in_words(row: &PersonRow, now: Instant, zone: Zone) -> Vec<String> {
    let known = Known {
        by: row.forced_by.as_ref(),
        code_until: row.code_until,
    };
    let mut lines = vec![
        format!("{}, {}", row.name, row.email),
        format!("Role: {}", role(row)),
        sentence_about(&row.name, &row.status, known, now, zone),
    ];
    if let Some(login) = &row.login {
        lines.insert(1, format!("Login name: {login}"));
    }
    if let Some(at) = row.changed_at {
        let seen = if row.seen_strong {
            "seen to be strong"
        } else {
            "not yet seen to be strong"
        };
        let at = words::date_and_time(at, now, zone);
        lines.push(format!("The password was set on {at}, {seen}."));
    }
    match row.held {
        Held::Free => {}
        Held::Waits { until } => lines.push(format!(
            "After wrong tries, signing in waits until {}.",
            words::date_and_time(until, now, zone)
        )),
        Held::Locked => lines.push(format!(
            "Signing in is locked by {LOCKED_AT} wrong tries; a reset code opens it."
        )),
    }
    if let Some(code) = &row.code {
        lines.push(code_in_words(code, now, zone));
    }
    lines.push(match row.last_sign_in {
        Some(at) => format!("Last sign-in: {}.", words::date_and_time(at, now, zone)),
        None => "Never signed in.".to_owned(),
    });
    lines
}

fn code_in_words(code: &CodeNews, now: Instant, zone: Zone) -> String {
    let on = |at| words::date_and_time(at, now, zone);
    let purpose = words::code_name(code.record.purpose);
    let state = match code.record.state(now) {
        CodeState::Open => format!("it is valid until {}", on(code.record.until)),
        CodeState::Used(at) => format!("it was used on {}", on(at)),
        CodeState::Revoked(at) => format!("it was revoked on {}", on(at)),
        CodeState::Lapsed(at) => format!("it lapsed on {}", on(at)),
    };
    format!(
        "A {purpose} was issued by {} on {}; {state}.",
        code.issued_by,
        on(code.record.issued_at)
    )
}
