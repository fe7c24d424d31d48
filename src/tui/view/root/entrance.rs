//! The forms that have the screen for themselves, and what they say.

use crate::domain::strength::Assessment;
use crate::service::{Because, Mailing};
use crate::tui::theme::Role;
use crate::tui::view::form::{self, Words};
use crate::tui::view::{Canvas, bones};
use crate::tui::view_model::act_dialog::ActDialog;
use crate::tui::view_model::root::{Choosing, Hit, Locked, Root, wants_mail};
use crate::words;

/// Draws a form that has the screen for itself.
pub(super) fn lone(canvas: &mut Canvas<'_, Hit>, of: &ActDialog, words: &Words<'_>) {
    let rows = form::rows(words, of, form::WIDTH);
    let area = bones::centred(canvas.area(), form::WIDTH, rows);
    form::draw(canvas, area, words, of, &Hit::Form);
}

pub(super) fn sign_in_words(mailing: Mailing) -> Words<'static> {
    let says = match mailing {
        Mailing::Off => {
            "New here? Choose \"Use a code\". Cannot get in? Ask an administrator for a reset code. Whoever holds the database can run `passward recover`."
        }
        Mailing::On => {
            "New here, or cannot get in? Choose \"Use a code\": one can be mailed to you. Whoever holds the database can run `passward recover`."
        }
    };
    Words {
        title: "Sign in",
        says: vec![(says.into(), Role::Muted)],
        act: "Sign in",
        safe: "Use a code",
        meter: None,
    }
}

/// What a session says that nobody has touched for too long (S9).
pub(super) fn locked_words(locked: &Locked) -> Words<'static> {
    let me = &locked.inside.me;
    let minutes = locked.limit.locks_after().as_secs() / 60;
    Words {
        title: "Locked",
        says: vec![
            (format!("{}, {}", me.name, me.email), Role::Muted),
            (
                format!(
                    "No key was pressed for {minutes} minutes. Enter your password to go on where you were."
                ),
                Role::Muted,
            ),
        ],
        act: "Unlock",
        safe: "Sign out",
        meter: None,
    }
}

/// What the form of a code says; where mail is set up it mails one to whoever has none (U2).
pub(super) fn code_words(mailing: Mailing, of: &ActDialog) -> Words<'static> {
    let (says, act) = match mailing {
        Mailing::Off => (
            "Enter your e-mail and the code that you were given.",
            "Go on",
        ),
        Mailing::On => (
            "Enter your e-mail and your code. Forgot your password? Leave the code empty, and one is mailed to you.",
            if wants_mail(of) {
                "Mail me a code"
            } else {
                "Go on"
            },
        ),
    };
    Words {
        title: "Use a code",
        says: vec![(says.into(), Role::Muted)],
        act,
        safe: "Back",
        meter: None,
    }
}

pub(super) fn first_run_words<'a>(root: &'a Root, of: &ActDialog) -> Words<'a> {
    let says = if of.is_open() {
        "Set up your firm. You become its owner."
    } else {
        "No firm is set up here yet."
    };
    Words {
        title: "Welcome to passward",
        says: vec![(says.into(), Role::Muted)],
        act: "Set up",
        safe: "Quit",
        meter: of.is_open().then(|| (3, root.judged())),
    }
}

/// Returns where the meter of a password that is being chosen stands, and what it says; nothing where none can be.
pub(super) fn meter_of<'a>(
    choosing: &Choosing,
    root: &'a Root,
) -> Option<(usize, Option<&'a Assessment>)> {
    (choosing.form.is_open()).then(|| (choosing.new_at(), root.judged()))
}

/// Returns why a new password must be chosen, and in a line of its own with what reason (E6, E7).
pub(super) fn because(why: &Because, root: &Root) -> Vec<(String, Role)> {
    let (now, zone) = (root.moment().now, root.zone());
    let asked = |by: &words::Printable, at, reason: Option<&words::Printable>, what: &str| {
        let date = words::date(at, now, zone);
        let end = if reason.is_some() { ':' } else { '.' };
        let asked = (format!("{by} {what} on {date}{end}"), Role::Muted);
        let reason = reason.map(|reason| (format!("“{reason}”"), Role::Notice));
        std::iter::once(asked).chain(reason).collect()
    };
    let alone = |sentence| vec![(sentence, Role::Muted)];
    match why {
        Because::Forced { by, at, reason } => asked(by, *at, reason.as_ref(), "asked for it"),
        Because::AllExpired { by, at, reason } => {
            asked(by, *at, reason.as_ref(), "expired all passwords")
        }
        Because::Clock => {
            alone("Your password was set at a time that lies ahead of this machine's clock.".into())
        }
        Because::Expired { since } => alone(format!(
            "Your password expired on {}.",
            words::day_and_date(*since, now, zone)
        )),
        Because::Weak => alone("Your firm requires a strong password, and yours is not.".into()),
    }
}
