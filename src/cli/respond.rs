//! `passward respond`: what is done about a break-in, in one step (U8).

use clap::Args;
use serde::Serialize;

use super::acting::{Acting, Confirm, Confirmed, reason};
use super::answer::{answer, answer_in_json, say};
use super::error::Stop;
use super::in_json::{Document, LeftOut, left_out_of};
use super::matching::Matching;
use super::{Context, posting, whom};
use crate::domain::{Access, Kind, Marked, Outcome, Refusal};
use crate::service::{self, Answer, BreakIn, BreakInConsequences, PersonRow};
use crate::words::{counted, left_out};

/// Respond to a break-in: new passwords, everyone concerned signed out, their open codes revoked.
///
/// Connect users are signed out and lose their codes, but no new password is forced on them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward respond ben@hartwellfinch.example --reason \"Laptop stolen\"
  passward respond --all --disable-connect
  passward respond --all --kind firm --find okafor
  passward respond --all --as ada@hartwellfinch.example --password-stdin \\
      --confirm \"Hartwell & Finch LLP\" < password.txt")]
pub(super) struct Respond {
    /// Whom it concerns, by e-mail address.
    #[arg(
        value_name = "E-MAIL",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    whom: Vec<String>,
    /// Everyone, yourself and disabled users included; with a filter, those whom `users list` would show.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    matching: Matching,
    /// Disable the Connect users among them.
    #[arg(long)]
    disable_connect: bool,
    /// Why; shown to those who must choose a new password.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    confirm: Confirm,
    #[command(flatten)]
    acting: Acting,
}

/// What was done, and how many Connect users are among those whom it concerns.
struct Done {
    consequences: BreakInConsequences,
    connect: u64,
}

impl Respond {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        self.matching.goes_with(self.all)?;
        let emails = whom::emails(&self.whom)?;
        let reason = reason(self.reason.as_deref())?;
        self.acting.email()?;
        let mut desk = context.open()?;
        let people = whom::find_all(&mut desk, &emails)?;
        let response = BreakIn {
            whom: match (self.all, self.matching.is_empty()) {
                (false, _) => whom::marked(&people),
                (true, true) => BreakIn::everyone(),
                (true, false) => Marked::all_matching(self.matching.filter()),
            },
            disable_connect: self.disable_connect,
            reason,
        };
        let done = self.acting.act_confirmed(
            context,
            &mut desk,
            Confirmed::Everywhere(&self.confirm),
            |desk, call, admin| {
                let it = service::break_in_consequences(desk, call, admin, &response.whom)?;
                Ok(self.would(&it, &people))
            },
            |desk, call, admin| {
                let before = match service::break_in_consequences(desk, call, admin, &response.whom)
                {
                    Ok(before) => before,
                    Err(error) => return Answer::now(Err(error)),
                };
                service::respond_to_break_in(desk, call, admin, &response, None).map(|result| {
                    result.map(|consequences| Done {
                        consequences,
                        connect: before.connect,
                    })
                })
            },
        )?;
        posting::say_left(&mut desk);
        if self.json {
            return answer_in_json(&Document::of(Responded::from(&done)));
        }
        self.tell(&done, &people)
    }

    /// Says what it would do, and names the Connect users among them (U8).
    fn would(&self, it: &BreakInConsequences, people: &[PersonRow]) -> Vec<String> {
        let you = if it.you { ", you among them" } else { "" };
        let mut says = vec![format!(
            "{} must choose a new password{you}. {} in {} are signed out, {} revoked.",
            counted(it.forced.reached, "user", "users"),
            counted(it.signed_out.people, "person", "people"),
            counted(it.signed_out.sessions, "session", "sessions"),
            counted(it.codes, "open code", "open codes"),
        )];
        let (connect, others) = without_connect(&it.forced);
        says.extend(left_out(&others));
        if connect > 0 {
            says.push(format!("Not forced: {}.", those(connect, people, |_| true)));
        }
        if it.connect > 0 {
            let enabled = |person: &&PersonRow| person.access == Access::Enabled;
            says.push(if self.disable_connect {
                format!("Disabled: {}.", those(it.connect, people, enabled))
            } else {
                "They stay enabled; --disable-connect disables them in the same step.".to_owned()
            });
        }
        says
    }

    fn tell(&self, done: &Done, people: &[PersonRow]) -> Result<(), Stop> {
        let of = &done.consequences;
        let you = if of.you { ", you among them" } else { "" };
        answer(&format!(
            "{} must choose a new password{you}. {} signed out, {} revoked.",
            counted(of.forced.reached, "user", "users"),
            counted(of.signed_out.sessions, "session", "sessions"),
            counted(of.codes, "open code", "open codes"),
        ))?;
        // Connect users are told of by themselves below.
        let (connect, others) = without_connect(&of.forced);
        if let Some(left_out) = left_out(&others) {
            answer(&left_out)?;
        }
        if self.disable_connect {
            if done.connect > 0 {
                let enabled = |person: &&PersonRow| person.access == Access::Enabled;
                answer(&format!(
                    "Disabled: {}.",
                    those(done.connect, people, enabled)
                ))?;
            }
        } else if connect > 0 {
            answer(&format!(
                "Not forced: {}.",
                those(connect, people, |_| true)
            ))?;
            if done.connect > 0 {
                say(
                    "`passward users disable` disables one; --disable-connect does it in the same step.",
                );
            }
        }
        Ok(())
    }
}

/// Takes the Connect users who are not forced, in number, out of those who are left out.
fn without_connect(forced: &Outcome) -> (u64, Outcome) {
    let (connect, left_out): (Vec<_>, Vec<_>) =
        (forced.left_out.iter().copied()).partition(|(why, _)| *why == Refusal::ForceConnect);
    let others = Outcome {
        left_out,
        ..Outcome::default()
    };
    (connect.iter().map(|(_, number)| number).sum(), others)
}

/// Names the Connect users among those who were named.
fn those(number: u64, people: &[PersonRow], meant: impl Fn(&&PersonRow) -> bool) -> String {
    let connect = |person: &&PersonRow| person.membership.kind() == Kind::Connect;
    let names: Vec<&str> = (people.iter().filter(connect).filter(meant))
        .map(|person| person.name.as_str())
        .collect();
    let users = counted(number, "Connect user", "Connect users");
    if names.is_empty() {
        users
    } else {
        format!("{users} ({})", names.join(", "))
    }
}

#[derive(Serialize)]
struct Responded {
    forced: u64,
    signed_out_people: u64,
    signed_out_sessions: u64,
    codes_revoked: u64,
    connect: u64,
    connect_disabled: u64,
    you_among_them: bool,
    left_out: Vec<LeftOut>,
}

impl From<&Done> for Responded {
    fn from(done: &Done) -> Self {
        let of = &done.consequences;
        Self {
            forced: of.forced.reached,
            signed_out_people: of.signed_out.people,
            signed_out_sessions: of.signed_out.sessions,
            codes_revoked: of.codes,
            connect: done.connect,
            connect_disabled: of.connect,
            you_among_them: of.you,
            left_out: left_out_of(&of.forced),
        }
    }
}
