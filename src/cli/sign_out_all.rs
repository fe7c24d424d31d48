//! `passward sign-out-all`: everyone who is signed in is signed out (U5).

use clap::Args;
use serde::Serialize;

use super::Context;
use super::acting::{Acting, Confirm, Confirmed};
use super::answer::{answer, answer_in_json};
use super::error::Stop;
use super::in_json::Document;
use crate::service;
use crate::words::counted;

/// Sign everyone out, yourself included. Passwords stay as they are.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward sign-out-all
  passward sign-out-all --as ada@hartwellfinch.example --password-stdin \\
      --confirm \"Hartwell & Finch LLP\" < password.txt")]
pub(super) struct SignOutAll {
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    confirm: Confirm,
    #[command(flatten)]
    acting: Acting,
}

#[derive(Serialize)]
struct SignedOut {
    people: u64,
    sessions: u64,
}

impl SignOutAll {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        self.acting.email()?;
        let mut desk = context.open()?;
        let done = self.acting.act_confirmed(
            context,
            &mut desk,
            Confirmed::Everywhere(&self.confirm),
            |desk, call, admin| {
                let it = service::sign_out_all_consequences(desk, call, admin)?;
                Ok(vec![format!(
                    "Everyone is signed out, you and Connect users among them: {} in {}. Passwords stay as they are.",
                    counted(it.people, "person", "people"),
                    counted(it.sessions, "session", "sessions"),
                )])
            },
            |desk, call, admin| service::sign_out_all_users(desk, call, admin, None),
        )?;
        if self.json {
            return answer_in_json(&Document::of(SignedOut {
                people: done.people,
                sessions: done.sessions,
            }));
        }
        answer(&format!(
            "{} signed out, this one among them.",
            match done.sessions {
                1 => "1 session was".to_owned(),
                many => format!("{} were", counted(many, "session", "sessions")),
            }
        ))
    }
}
