//! `passward users disable`, `enable`, `force` and `sign-out`: one person, several as one change, or all who match
//! (E6, U3, U5).

use clap::Args;

use super::super::acting::{Acting, Confirm, Confirmed, reason};
use super::super::answer::{answer, answer_in_json, say};
use super::super::error::Stop;
use super::super::in_json::{Document, OutcomeInJson};
use super::super::matching::Matching;
use super::super::{Context, posting, whom};
use crate::domain::selection::Show;
use crate::domain::{Filter, ManyAct, Marked, Outcome, UserId};
use crate::service::{
    self, ActError, AdminSession, Answer, Call, Desk, OnMarked, PersonRow, marked_consequences,
};
use crate::words::{
    Printable, counted, grouped, left_out, many_ended, many_would, shown_codes_revoked,
};

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
    /// Whom, by e-mail address; several are one change, confirmed at the terminal by the firm's name.
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
        let reason = reason(self.reason.as_deref())?;
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
        let emails = whom::emails(&self.whom)?;
        self.acting.email()?;
        let mut desk = context.open()?;
        let people = whom::find_all(&mut desk, &emails)?;
        match &people[..] {
            [person] => self.on_one(context, &mut desk, person, act),
            _ => self.on_many(context, &mut desk, &people, act),
        }
    }

    /// Returns who that is: those who were named, or all who match.
    fn marked(&self, people: &[PersonRow], act: ManyAct) -> Marked {
        if self.all {
            return Marked::all_matching(self.filter(act));
        }
        whom::marked(people)
    }

    fn filter(&self, act: ManyAct) -> Filter {
        let filter = self.matching.filter();
        match act {
            // Nobody else could be enabled.
            ManyAct::Enable => Filter {
                show: Show::EnabledAndDisabled,
                ..filter
            },
            ManyAct::Disable | ManyAct::Force | ManyAct::SignOut => filter,
        }
    }

    /// Returns where it is confirmed; nowhere what does no harm to a few who were named.
    fn confirmed(&self, act: ManyAct) -> Option<Confirmed<'_>> {
        if self.all {
            return Some(Confirmed::Everywhere(&self.confirm));
        }
        match act {
            ManyAct::Enable => None,
            ManyAct::Disable | ManyAct::Force | ManyAct::SignOut => {
                Some(Confirmed::AtTheTerminal(&self.confirm))
            }
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
        people: &[PersonRow],
        act: &OnMarked,
    ) -> Result<(), Stop> {
        let marked = self.marked(people, act.which());
        let work = |desk: &mut Desk, call: &mut Call<'_>, admin: &mut AdminSession<'_>| {
            service::act_on_marked(desk, call, admin, &marked, act, None)
        };
        let outcome = match self.confirmed(act.which()) {
            None => self.acting.act(context, desk, work),
            Some(confirmed) => self.acting.act_confirmed(
                context,
                desk,
                confirmed,
                |desk, call, admin| {
                    let outcome = marked_consequences(desk, call, admin, &marked, act.which())?;
                    would(people, act.which(), &outcome)
                },
                work,
            ),
        }?;
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

/// Says whom it is about and what it would do, as the dialog does (E6); nothing is confirmed that reaches nobody.
fn would(people: &[PersonRow], act: ManyAct, outcome: &Outcome) -> Result<Vec<String>, ActError> {
    let mut says = vec![about(people, outcome)];
    says.extend(many_would(act, outcome));
    if outcome.reached == 0 {
        for sentence in &says {
            say(sentence);
        }
        return Err(ActError::ReachesNobody);
    }
    Ok(says)
}

/// Names those who were named, or counts those who match.
fn about(people: &[PersonRow], outcome: &Outcome) -> String {
    let names: Vec<&str> = (people.iter().take(NAMED))
        .map(|person| person.name.as_str())
        .collect();
    match people.len().saturating_sub(NAMED) {
        _ if people.is_empty() => {
            let all = outcome.reached + outcome.idle + outcome.number_left_out();
            format!("The filters match {}.", counted(all, "user", "users"))
        }
        0 => format!("This is about {}.", names.join(", ")),
        more => {
            let others = counted(more as u64, "other", "others");
            format!("This is about {} and {others}.", names.join(", "))
        }
    }
}

/// So many are named.
const NAMED: usize = 10;

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
    let done = match act {
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
    };
    match many_ended(&outcome.ends) {
        Some(ended) => format!("{done} {ended}"),
        None => done,
    }
}

fn is_or_are(number: u64) -> String {
    let is = if number == 1 { "was" } else { "were" };
    format!("{} {is}", grouped(number))
}
