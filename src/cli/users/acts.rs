//! `passward users disable`, `enable`, `force` and `sign-out`: one person, several as one change, or all who match
//! (E6, U3, U5).

use clap::Args;

use super::super::acting::{Acting, Confirm};
use super::super::error::{Failure, Stop, answer, answer_in_json, say};
use super::super::in_json::{Document, OutcomeInJson};
use super::super::matching::Matching;
use super::super::{Context, door, posting};
use super::{email, find};
use crate::domain::selection::Show;
use crate::domain::{Direction, Filter, Marked, Order, Outcome, Reason, UserId};
use crate::service::{
    self, ActError, AdminSession, Answer, Call, Count, Desk, From, OnMarked, PageRequest,
    PersonRow, people_on_record,
};
use crate::words::{Printable, counted, grouped, left_out, shown_codes_revoked};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward users disable ben@hartwellfinch.example
  passward users disable ben@hartwellfinch.example dev@hartwellfinch.example
  passward users disable --all --kind connect --as ada@hartwellfinch.example \\
      --password-stdin --confirm \"Hartwell & Finch LLP\" < password.txt")]
pub(super) struct Disable {
    #[command(flatten)]
    whom: Concerned,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward users enable ben@hartwellfinch.example
  passward users enable --all --find okafor")]
pub(super) struct Enable {
    #[command(flatten)]
    whom: Concerned,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward users force ben@hartwellfinch.example
  passward users force ben@hartwellfinch.example --reason \"Seen on a leaked list\"
  passward users force --all --password not-strong")]
pub(super) struct Force {
    /// Why; shown to those concerned.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    whom: Concerned,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward users sign-out ben@hartwellfinch.example
  passward users sign-out --all --kind connect")]
pub(super) struct SignOut {
    #[command(flatten)]
    whom: Concerned,
}

/// Whom an act is about.
#[derive(Debug, Args)]
struct Concerned {
    /// Whom, by e-mail address; several are one change.
    #[arg(
        value_name = "E-MAIL",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    whom: Vec<String>,
    /// All who match the filters; confirmed by the firm's name.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    matching: Matching,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    confirm: Confirm,
    #[command(flatten)]
    acting: Acting,
}

/// Who that is.
enum Found {
    /// One person, who was named.
    One(Box<PersonRow>),
    /// Several who were named, or all who match.
    Many(Marked),
}

impl Disable {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        self.whom.act(context, &OnMarked::Disable)
    }
}

impl Enable {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        self.whom.act(context, &OnMarked::Enable)
    }
}

impl Force {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let reason = match self.reason.as_deref() {
            Some(typed) => Reason::parse(typed).map_err(|fault| Failure::bad_value(&fault))?,
            None => None,
        };
        self.whom.act(context, &OnMarked::Force(reason))
    }
}

impl SignOut {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        self.whom.act(context, &OnMarked::SignOut)
    }
}

impl Concerned {
    fn act(&self, context: &Context, act: &OnMarked) -> Result<(), Stop> {
        self.matching.goes_with(self.all)?;
        let emails = self.whom.iter().map(|typed| email(typed));
        let emails = emails.collect::<Result<Vec<_>, _>>()?;
        self.acting.email()?;
        let mut desk = context.open()?;
        let mut people = Vec::new();
        for email in &emails {
            let person = find(&mut desk, door::moment().now, email)?;
            if people.iter().all(|known: &PersonRow| known.id != person.id) {
                people.push(person);
            }
        }
        match self.found(context, &mut desk, people, act)? {
            Found::One(person) => self.on_one(context, &mut desk, &person, act),
            Found::Many(marked) => self.on_many(context, &mut desk, &marked, act),
        }
    }

    fn found(
        &self,
        context: &Context,
        desk: &mut Desk,
        mut people: Vec<PersonRow>,
        act: &OnMarked,
    ) -> Result<Found, Stop> {
        if self.all {
            let filter = self.filter(act);
            // An error in JSON is one line, with nothing before it.
            if !self.json {
                let number = number(desk, &filter)?;
                say(&format!("The filters match {number}."));
            }
            self.confirm.confirm(context, desk)?;
            return Ok(Found::Many(Marked::all_matching(filter)));
        }
        if people.len() == 1
            && let Some(person) = people.pop()
        {
            return Ok(Found::One(Box::new(person)));
        }
        let mut marked = Marked::default();
        for person in people {
            marked.set(person.id, true);
        }
        Ok(Found::Many(marked))
    }

    fn filter(&self, act: &OnMarked) -> Filter {
        let filter = self.matching.filter();
        match act {
            // Nobody else could be enabled.
            OnMarked::Enable => Filter {
                show: Show::EnabledAndDisabled,
                ..filter
            },
            OnMarked::Disable | OnMarked::Force(_) | OnMarked::SignOut => filter,
        }
    }

    fn on_one(
        &self,
        context: &Context,
        desk: &mut Desk,
        person: &PersonRow,
        act: &OnMarked,
    ) -> Result<(), Stop> {
        let (number, you) = self.acting.act(context, desk, |desk, call, admin| {
            let you = admin.user() == person.id;
            let done = to_one(desk, call, admin, person.id, act);
            Answer::now(done.map(|number| (number, you)))
        })?;
        if self.json {
            let outcome = Outcome {
                reached: 1,
                you,
                ..Outcome::default()
            };
            answer_in_json(&Document::of(OutcomeInJson::from(&outcome)))?;
        } else {
            answer(&of_one(&person.name, act, number))?;
        }
        posting::send_and_say(context, desk)
    }

    fn on_many(
        &self,
        context: &Context,
        desk: &mut Desk,
        marked: &Marked,
        act: &OnMarked,
    ) -> Result<(), Stop> {
        let outcome = self.acting.act(context, desk, |desk, call, admin| {
            service::act_on_marked(desk, call, admin, marked, act, None)
        })?;
        posting::say_left(desk);
        if self.json {
            return answer_in_json(&Document::of(OutcomeInJson::from(&outcome)));
        }
        answer(&of_many(&outcome, act))?;
        match left_out(&outcome) {
            Some(left_out) => answer(&left_out),
            None => Ok(()),
        }
    }
}

/// Does it to one person, whose refusal is then told as what it is; returns how many sessions were ended, or how many
/// codes that they were shown were revoked.
fn to_one(
    desk: &mut Desk,
    call: &mut Call<'_>,
    admin: &mut AdminSession<'_>,
    id: UserId,
    act: &OnMarked,
) -> Result<u64, ActError> {
    match act {
        OnMarked::Force(reason) => {
            service::force_password_change(desk, call, admin, id, reason.as_ref()).map(|()| 0)
        }
        OnMarked::Disable => service::disable_user(desk, call, admin, id),
        OnMarked::Enable => service::enable_user(desk, call, admin, id).map(|()| 0),
        OnMarked::SignOut => service::sign_out_user(desk, call, admin, id),
    }
}

fn of_one(name: &Printable, act: &OnMarked, number: u64) -> String {
    match act {
        OnMarked::Force(_) => format!("{name} must choose a new password at the next sign-in."),
        OnMarked::Disable => {
            let codes = shown_codes_revoked(number);
            format!("{name} was disabled and cannot sign in any more.{codes}")
        }
        OnMarked::Enable => format!("{name} was enabled and can sign in again."),
        OnMarked::SignOut => {
            let sessions = counted(number, "session", "sessions");
            format!("{name} was signed out ({sessions}).")
        }
    }
}

fn of_many(outcome: &Outcome, act: &OnMarked) -> String {
    let users = counted(outcome.reached, "user", "users");
    let (was, you) = (
        if outcome.reached == 1 { "was" } else { "were" },
        if outcome.you { ", you among them" } else { "" },
    );
    match act {
        OnMarked::Force(_) => {
            format!("{users} must choose a new password at the next sign-in{you}.")
        }
        OnMarked::Disable => format!("{users} {was} disabled and cannot sign in any more{you}."),
        OnMarked::Enable => format!("{users} {was} enabled and can sign in again{you}."),
        OnMarked::SignOut => {
            let idle = match outcome.idle {
                0 => String::new(),
                idle => format!(" {} not signed in.", is_or_are(idle)),
            };
            format!("{users} {was} signed out{you}.{idle}")
        }
    }
}

fn is_or_are(number: u64) -> String {
    let is = if number == 1 { "was" } else { "were" };
    format!("{} {is}", grouped(number))
}

/// Says how many match a filter.
fn number(desk: &mut Desk, filter: &Filter) -> Result<String, Failure> {
    let request = PageRequest {
        filter: filter.clone(),
        order: Order::Name,
        direction: Direction::Forward,
        from: From::First,
        rows: 1,
    };
    let page = people_on_record(desk, door::moment().now, &request)?;
    Ok(match page.of {
        Count::Exact(number) => counted(number, "user", "users"),
        Count::AtLeast(number) => format!("at least {}", counted(number, "user", "users")),
    })
}
