//! Signing one user or everyone out, in words (U5).

use crate::tui::view::act_dialog::Words;
use crate::tui::view_model::manage_users::{SigningOut, Whom};
use crate::words::counted;

/// Returns what the question says.
pub(super) fn words_of(of: &SigningOut) -> Words<'static> {
    match &of.whom {
        Whom::One(person, own) => {
            let name = &person.name;
            let also_here = if *own {
                "That is you: you are signed out here too."
            } else {
                "They are told that you did it."
            };
            Words {
                title: format!("Sign out {name}"),
                says: vec![format!(
                    "{name} is signed out within a second, wherever they are signed in."
                )],
                aside: vec![also_here.into()],
                note: "What was typed and not sent is lost. They can sign in again.",
                safe: "Cancel",
                act: "Sign out",
            }
        }
        Whom::All(numbers) => {
            let says = match numbers {
                None => "Counting who is signed in…".into(),
                Some(known) => format!(
                    "{} in {}, you among them, are signed out within a second.",
                    counted(known.people, "person", "people"),
                    counted(known.sessions, "session", "sessions")
                ),
            };
            Words {
                title: "Sign out all users".into(),
                says: vec![says],
                aside: vec!["They are told that you did it. No password changes.".into()],
                note: "What was typed and not sent is lost. Everyone can sign in again.",
                safe: "Cancel",
                act: "Sign out all users",
            }
        }
    }
}
