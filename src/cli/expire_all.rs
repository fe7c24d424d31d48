//! `passward expire-all`: every firm user must choose a new password; or the last such act is withdrawn (E7, E10).

use std::cell::Cell;

use clap::Args;
use serde::Serialize;

use super::acting::{Acting, Confirm, Confirmed, reason};
use super::answer::{answer, answer_in_json, say};
use super::error::Stop;
use super::in_json::Document;
use super::{Context, posting};
use crate::domain::{Instant, Reason};
use crate::service::{
    self, ActError, Answer, Consequences, UndoConsequences, expire_all_consequences,
    undo_consequences,
};
use crate::words::{Zone, counted, date_and_time, grouped};

/// Have every firm user choose a new password at the next sign-in, yourself included; or undo that.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward expire-all --reason \"Laptop lost on the train\"
  passward expire-all --undo
  passward expire-all --as ada@hartwellfinch.example --password-stdin \\
      --confirm \"Hartwell & Finch LLP\" < password.txt")]
pub(super) struct ExpireAll {
    /// Withdraw the last one; whoever has changed since keeps the new password.
    #[arg(long, conflicts_with = "reason")]
    undo: bool,
    /// Why; shown to everyone concerned.
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

impl ExpireAll {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let reason = reason(self.reason.as_deref())?;
        self.acting.email()?;
        let mut desk = context.open()?;
        if self.undo {
            self.undo(context, &mut desk)
        } else {
            self.expire(context, &mut desk, reason.as_ref())
        }
    }

    fn expire(
        &self,
        context: &Context,
        desk: &mut service::Desk,
        reason: Option<&Reason>,
    ) -> Result<(), Stop> {
        let done = self.acting.act_confirmed(
            context,
            desk,
            Confirmed::Everywhere(&self.confirm),
            |desk, call, admin| expire_all_consequences(desk, call, admin).map(|it| would(&it)),
            |desk, call, admin| match expire_all_consequences(desk, call, admin) {
                Err(error) => Answer::now(Err(error)),
                Ok(consequences) => service::expire_all_passwords(desk, call, admin, reason, None)
                    .map(|result| result.map(|()| consequences)),
            },
        )?;
        posting::say_left(desk);
        if self.json {
            return answer_in_json(&Document::of(Expired::from(&done)));
        }
        answer(&format!(
            "All passwords were expired. {} must choose a new one, you among them.",
            counted(done.must_choose, "firm user", "firm users")
        ))?;
        say("Undo it with `passward expire-all --undo`, once you have chosen yours.");
        Ok(())
    }

    fn undo(&self, context: &Context, desk: &mut service::Desk) -> Result<(), Stop> {
        // What was confirmed is what is undone: an expire-all that came since is refused.
        let told = Cell::new(None);
        let zone = context.settings.zone();
        let undone = self.acting.act_confirmed(
            context,
            desk,
            Confirmed::Everywhere(&self.confirm),
            |desk, call, admin| {
                let it = undo_consequences(desk, call, admin)?.ok_or(ActError::NothingToUndo)?;
                told.set(Some(it.generation));
                Ok(would_undo(&it, call.now, zone))
            },
            |desk, call, admin| match undo_consequences(desk, call, admin) {
                Err(error) => Answer::now(Err(error)),
                Ok(None) => Answer::now(Err(ActError::NothingToUndo)),
                Ok(Some(consequences)) => {
                    let generation = told.get().unwrap_or(consequences.generation);
                    service::undo_expire_all(desk, call, admin, generation, None)
                        .map(|result| result.map(|()| consequences))
                }
            },
        )?;
        if self.json {
            return answer_in_json(&Document::of(Undone::from(&undone)));
        }
        answer(&format!(
            "The last Expire all passwords, by {}, was undone. {} no longer must change.",
            undone.by,
            counted(undone.released, "firm user", "firm users")
        ))
    }
}

/// Says what it would do, and who is left out, as the dialog does (E7).
fn would(it: &Consequences) -> Vec<String> {
    let you = if it.you_among_them {
        ", you among them"
    } else {
        ""
    };
    let mut says = vec![format!(
        "{} must choose a new password at the next sign-in{you}; whoever is signed in, at once.",
        counted(it.must_choose + it.must_already, "firm user", "firm users")
    )];
    if it.must_already > 0 {
        says.push(format!(
            "{} of them must already.",
            grouped(it.must_already)
        ));
    }
    let connect = counted(it.connect, "Connect user", "Connect users");
    let invited = counted(it.invited, "firm user", "firm users");
    let invited = format!("{invited} without a password yet");
    let untouched = [(it.connect, connect), (it.invited, invited)];
    let untouched = untouched.into_iter().filter(|(number, _)| *number > 0);
    let untouched: Vec<_> = untouched.map(|(_, who)| who).collect();
    if !untouched.is_empty() {
        says.push(format!("Not touched: {}.", untouched.join(", and ")));
    }
    if it.disabled > 0 {
        says.push(format!(
            "{} must choose one once enabled.",
            counted(it.disabled, "disabled firm user", "disabled firm users")
        ));
    }
    says
}

/// Says what the undo would do (E10).
fn would_undo(it: &UndoConsequences, now: Instant, zone: Zone) -> Vec<String> {
    vec![
        format!(
            "This undoes the last Expire all passwords, by {} on {}.",
            it.by,
            date_and_time(it.at, now, zone)
        ),
        format!(
            "{} no longer must change. Left as they are, for they have chosen since or were forced by themselves: {}.",
            counted(it.released, "firm user", "firm users"),
            grouped(it.unmoved)
        ),
    ]
}

#[derive(Serialize)]
struct Expired {
    must_choose: u64,
    must_already: u64,
    invited: u64,
    disabled: u64,
    connect: u64,
}

impl From<&Consequences> for Expired {
    fn from(consequences: &Consequences) -> Self {
        Self {
            must_choose: consequences.must_choose,
            must_already: consequences.must_already,
            invited: consequences.invited,
            disabled: consequences.disabled,
            connect: consequences.connect,
        }
    }
}

#[derive(Serialize)]
struct Undone {
    by: String,
    released: u64,
    unmoved: u64,
}

impl From<&UndoConsequences> for Undone {
    fn from(consequences: &UndoConsequences) -> Self {
        Self {
            by: consequences.by.as_str().to_owned(),
            released: consequences.released,
            unmoved: consequences.unmoved,
        }
    }
}
