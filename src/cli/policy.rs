//! `passward policy`: shows the firm's rules for passwords, and updates them (P1 to P7).

use std::fmt::Write as _;

use clap::builder::PossibleValue;
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use super::acting::Acting;
use super::answer::{answer, answer_in_json, say};
use super::args::whole;
use super::error::{Failure, Stop};
use super::in_json::{Document, rfc3339};
use super::users::list;
use super::{Context, door, posting};
use crate::domain::impact::WEEKS;
use crate::domain::selection::Movement;
use crate::domain::{
    Direction, ExpiryInterval, Filter, Impact, Instant, Order, PasswordFilter, Policy,
    StrongPasswords,
};
use crate::service::{self, From, PageRequest, PolicyTab, policy_on_record};
use crate::words::{self, Zone, advice, counted, date_and_time, day_and_date, grouped};

/// Show the firm's rules for passwords, or update them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward policy show
  passward policy set --strong on --expiry 90 --dry-run
  passward policy set --expiry never --as ada@hartwellfinch.example")]
pub(super) struct PolicyCommand {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show the rules, and who set them; asks for no password.
    Show(Show),
    /// Update the rules.
    Set(Set),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward policy show
  passward policy show --json")]
struct Show {
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward policy set --strong on --dry-run
  passward policy set --expiry 90 --dry-run --who newly-expire
  passward policy set --expiry 90 --as ada@hartwellfinch.example --password-stdin < password.txt")]
#[group(id = "edits", required = true, multiple = true, args = ["strong", "expiry"])]
struct Set {
    /// Require strong passwords, or do not.
    #[arg(long, value_enum, value_name = "ON|OFF")]
    strong: Option<Switch>,
    /// After how many days passwords expire.
    #[arg(long, value_enum, value_name = "DAYS")]
    expiry: Option<ExpiryInterval>,
    /// Say what the update would do, and change nothing; asks for no password.
    #[arg(long)]
    dry_run: bool,
    /// List the people behind one of the numbers of a dry run.
    #[arg(long = "who", value_enum, value_name = "WHOM", requires = "dry_run")]
    people: Option<Who>,
    /// With --who, how many at most; 0 for all.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = whole::<usize>)]
    limit: usize,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    acting: Acting,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    /// Required.
    On,
    /// Not required.
    Off,
}

/// What came of `passward policy set`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    /// A dry run.
    WouldBe,
    Updated,
    InForceAlready,
}

/// The numbers of a dry run that stand for people (P5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Who {
    /// Those who newly expire.
    NewlyExpire,
    /// Those who become valid again.
    BecomeValid,
    /// Those who enter the 14 days' notice.
    EnterNotice,
    /// Those who leave it.
    LeaveNotice,
    /// Those not yet seen to have a strong password.
    NotStrong,
}

impl Who {
    /// Returns the people as the filter that the preview opens.
    fn filter(self, from: ExpiryInterval, to: ExpiryInterval) -> PasswordFilter {
        let movement = match self {
            Self::NewlyExpire => Movement::NewlyExpire,
            Self::BecomeValid => Movement::BecomeValid,
            Self::EnterNotice => Movement::EnterNotice,
            Self::LeaveNotice => Movement::LeaveNotice,
            Self::NotStrong => return PasswordFilter::NotSeenStrong,
        };
        PasswordFilter::Moved(movement, from, to)
    }
}

/// The intervals by name, so that help and completions have them too.
impl ValueEnum for ExpiryInterval {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Self::Never => "never",
            Self::Days30 => "30",
            Self::Days60 => "60",
            Self::Days90 => "90",
            Self::Days180 => "180",
            Self::Days365 => "365",
        }))
    }
}

impl PolicyCommand {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        match self.verb {
            Verb::Show(show) => show.run(context),
            Verb::Set(set) => set.run(context),
        }
    }
}

impl Show {
    fn run(self, context: &Context) -> Result<(), Stop> {
        let mut desk = context.open()?;
        let now = door::moment().now;
        let tab = policy_on_record(&mut desk, now, None).map_err(Failure::from)?;
        if self.json {
            return answer_in_json(&Document::of(PolicyInJson::of(&tab)));
        }
        answer(&in_words(&tab, now, context.settings.zone()))?;
        for line in advice(&tab.on_record.policy) {
            say(line);
        }
        Ok(())
    }
}

impl Set {
    fn run(self, context: &Context) -> Result<(), Stop> {
        let zone = context.settings.zone();
        let own = self.acting.email()?;
        let mut desk = context.open()?;
        let now = door::moment().now;
        let before = policy_on_record(&mut desk, now, own.as_ref()).map_err(Failure::from)?;
        let wanted = self.edited(before.on_record.policy);
        let impact = before.facts.impact(&before.on_record.policy, &wanted);
        if let Some(who) = self.people {
            let from = before.on_record.policy.expiry;
            let request = PageRequest {
                filter: Filter {
                    password: who.filter(from, wanted.expiry),
                    ..Filter::default()
                },
                order: Order::Name,
                direction: Direction::Forward,
                from: From::First,
                rows: 0,
            };
            return if self.json {
                list::in_json(&mut desk, now, request)
            } else {
                list::in_text(&mut desk, request, self.limit, (now, zone))
            };
        }
        let came = if self.dry_run {
            Came::WouldBe
        } else {
            let updated = self.acting.act(context, &mut desk, |desk, call, admin| {
                service::update_policy(desk, call, admin, wanted, &before.on_record, None)
            })?;
            posting::say_left(&mut desk);
            if updated.is_change() {
                Came::Updated
            } else {
                Came::InForceAlready
            }
        };
        self.tell(came, &before, wanted, &impact, own.is_some(), zone)
    }

    fn edited(&self, policy: Policy) -> Policy {
        Policy {
            strong: match self.strong {
                None => policy.strong,
                Some(Switch::On) => StrongPasswords::Required,
                Some(Switch::Off) => StrongPasswords::NotRequired,
            },
            expiry: self.expiry.unwrap_or(policy.expiry),
        }
    }

    /// Tells what was done, or would be (P5).
    fn tell(
        &self,
        came: Came,
        before: &PolicyTab,
        wanted: Policy,
        impact: &Impact,
        own_known: bool,
        zone: Zone,
    ) -> Result<(), Stop> {
        if self.json {
            return answer_in_json(&Document::of(ChangeInJson {
                done: came == Came::Updated,
                before: RulesInJson::of(before.on_record.policy),
                after: RulesInJson::of(wanted),
                impact: ImpactInJson::of(impact, own_known, before.facts.at),
                expiries_by_week: ByWeek {
                    before: before.facts.forecast(before.on_record.policy.expiry),
                    after: before.facts.forecast(wanted.expiry),
                },
            }));
        }
        let lines = impact_in_words(impact, own_known, before.facts.at, zone);
        answer(match came {
            Came::WouldBe => "This would be so; nothing was changed.",
            Came::Updated => "The policy was updated.",
            Came::InForceAlready => "This is so already; nothing was changed.",
        })?;
        answer(&rules_in_words(wanted))?;
        for line in lines {
            answer(&line)?;
        }
        for line in advice(&wanted) {
            say(line);
        }
        Ok(())
    }
}

fn rules_in_words(policy: Policy) -> String {
    format!(
        "Strong passwords: {}\nPassword expiry:  {}",
        words::strong_value(policy.strong),
        words::expiry_value(policy.expiry)
    )
}

fn in_words(tab: &PolicyTab, now: Instant, zone: Zone) -> String {
    let mut text = rules_in_words(tab.on_record.policy);
    if let (Some(by), Some((_, at))) = (&tab.changed_by, tab.on_record.changed) {
        // Writing to a String never fails.
        let _ = write!(
            text,
            "\nLast updated:     {}, by {by}",
            date_and_time(at, now, zone)
        );
    }
    text
}

fn impact_in_words(impact: &Impact, own_known: bool, now: Instant, zone: Zone) -> Vec<String> {
    let of = counted(impact.firm_users, "firm user", "firm users");
    let you = if impact.you_among_them && own_known {
        ", and you are one of them"
    } else {
        ""
    };
    let line = |number: u64, one: &str, many: &str| {
        let does = if number == 1 { one } else { many };
        format!("{} {does}.", grouped(number))
    };
    let mut lines = vec![
        line(
            impact.newly_expire,
            &format!("of {of} newly expires{you}"),
            &format!("of {of} newly expire{you}"),
        ),
        line(
            impact.enter_notice,
            "enters the 14 days' notice",
            "enter the 14 days' notice",
        ),
        line(
            impact.leave_notice,
            "leaves the 14 days' notice",
            "leave the 14 days' notice",
        ),
        line(
            impact.become_valid,
            "becomes valid again",
            "become valid again",
        ),
    ];
    if let Some(at) = impact.next_expiry {
        let date = day_and_date(at, now, zone);
        lines.push(format!("The next password expires on {date}."));
    }
    if let Some((firm, connect)) = impact.not_seen_strong {
        lines.push(format!(
            "{} and {} are not yet seen to have a strong password.",
            counted(firm, "firm user", "firm users"),
            counted(connect, "Connect user", "Connect users"),
        ));
    }
    if impact.connect_users > 0 {
        let connect = counted(impact.connect_users, "Connect user", "Connect users");
        lines.push(format!("Expiry does not touch {connect}."));
    }
    lines
}

#[derive(Serialize)]
struct RulesInJson {
    strong: bool,
    expiry_days: Option<u16>,
}

impl RulesInJson {
    fn of(policy: Policy) -> Self {
        Self {
            strong: policy.strong == StrongPasswords::Required,
            expiry_days: policy.expiry.days(),
        }
    }
}

#[derive(Serialize)]
struct PolicyInJson<'a> {
    #[serde(flatten)]
    rules: RulesInJson,
    changed_by: Option<&'a str>,
    changed_at: Option<String>,
}

impl<'a> PolicyInJson<'a> {
    fn of(tab: &'a PolicyTab) -> Self {
        Self {
            rules: RulesInJson::of(tab.on_record.policy),
            changed_by: tab.changed_by.as_ref().map(AsRef::as_ref),
            changed_at: tab.on_record.changed.map(|(_, at)| rfc3339(at)),
        }
    }
}

#[derive(Serialize)]
struct ChangeInJson {
    done: bool,
    before: RulesInJson,
    after: RulesInJson,
    impact: ImpactInJson,
    expiries_by_week: ByWeek,
}

/// How many passwords expire in each of the coming weeks.
#[derive(Serialize)]
struct ByWeek {
    before: [u64; WEEKS],
    after: [u64; WEEKS],
}

#[derive(Serialize)]
struct ImpactInJson {
    at: String,
    firm_users: u64,
    newly_expire: u64,
    /// Absent where it is not known who asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    you_among_them: Option<bool>,
    become_valid: u64,
    enter_notice: u64,
    leave_notice: u64,
    next_expiry: Option<String>,
    firm_not_seen_strong: Option<u64>,
    connect_not_seen_strong: Option<u64>,
    connect_users: u64,
}

impl ImpactInJson {
    fn of(impact: &Impact, own_known: bool, at: Instant) -> Self {
        Self {
            at: rfc3339(at),
            firm_users: impact.firm_users,
            newly_expire: impact.newly_expire,
            you_among_them: own_known.then_some(impact.you_among_them),
            become_valid: impact.become_valid,
            enter_notice: impact.enter_notice,
            leave_notice: impact.leave_notice,
            next_expiry: impact.next_expiry.map(rfc3339),
            firm_not_seen_strong: impact.not_seen_strong.map(|(firm, _)| firm),
            connect_not_seen_strong: impact.not_seen_strong.map(|(_, connect)| connect),
            connect_users: impact.connect_users,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p5_one_is_told_of_as_one_and_none_of_a_kind_not_at_all() {
        let impact = Impact {
            newly_expire: 1,
            you_among_them: false,
            firm_users: 3,
            become_valid: 1,
            enter_notice: 0,
            leave_notice: 2,
            next_expiry: None,
            not_seen_strong: None,
            connect_users: 0,
        };
        let says = impact_in_words(&impact, false, Instant::default(), Zone::Utc);
        let expected = [
            "1 of 3 firm users newly expires.",
            "0 enter the 14 days' notice.",
            "2 leave the 14 days' notice.",
            "1 becomes valid again.",
        ];
        assert_eq!(says, expected);
    }

    #[test]
    fn p3_the_expiry_is_one_of_six() {
        for interval in ExpiryInterval::ALL {
            let days = interval.days().map(|days| days.to_string());
            let named = days.unwrap_or_else(|| "never".to_owned());
            assert_eq!(ExpiryInterval::from_str(&named, false), Ok(interval));
        }
        for wrong in ["0", "91", "Never", "-30", "90.0", ""] {
            assert!(ExpiryInterval::from_str(wrong, false).is_err(), "{wrong}");
        }
    }
}
