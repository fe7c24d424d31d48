//! The confirmations of what is done to one person: codes, role, kind, ownership; and of the firm's new name.

use super::detail::end_of_wait;
use crate::domain::throttle::{Held, LOCKED_AT};
use crate::domain::{CodePurpose, Forced, Instant, Kind, PasswordStatus, Role};
use crate::service::PersonRow;
use crate::tui::view::act_dialog::Words;
use crate::tui::view_model::act_dialog::ActDialog;
use crate::tui::view_model::manage_users::{Deed, ShownCode, goes_by_mail};
use crate::words::{self, Printable, Zone};

/// Returns the words of a confirmation.
pub(super) fn words_of(
    person: &PersonRow,
    deed: Deed,
    form: &ActDialog,
    now: Instant,
    zone: Zone,
) -> Words<'static> {
    match deed {
        Deed::Issue(purpose) => issuing(person, purpose, goes_by_mail(form), now, zone),
        Deed::Revoke => revoking(person, now, zone),
        Deed::Role(Role::User) => taking_role(person),
        Deed::Role(Role::Administrator | Role::Owner) => giving_role(person),
        Deed::Kind(Kind::Connect) => making_connect(person),
        Deed::Kind(Kind::Firm) => making_firm(person, now, zone),
        Deed::HandOn => handing_on(person),
    }
}

fn issuing(
    person: &PersonRow,
    purpose: CodePurpose,
    by_mail: bool,
    now: Instant,
    zone: Zone,
) -> Words<'static> {
    let name = &person.name;
    let mut says = Vec::new();
    match person.held {
        Held::Free => {}
        Held::Waits { until } => says.push(format!(
            "Signing in with their e-mail waits until {} after wrong tries. The code opens it.",
            end_of_wait(until, zone)
        )),
        Held::Locked => says.push(format!(
            "Signing in with their e-mail is locked after {LOCKED_AT} wrong tries. Only a code opens it."
        )),
    }
    says.push(match purpose {
        CodePurpose::Setup if by_mail => format!(
            "{name} is mailed a code. For 7 days they can choose their first password with it. You are not shown it."
        ),
        CodePurpose::Reset if by_mail => format!(
            "{name} is mailed a code. For 24 hours they can choose a new password with it, without the old one. You \
             are not shown it."
        ),
        CodePurpose::Setup => format!(
            "You are shown a code, once. For 7 days {name} can choose their first password with it."
        ),
        CodePurpose::Reset => format!(
            "You are shown a code, once. For 24 hours {name} can choose a new password with it, without the old one."
        ),
    });
    let mut aside = Vec::new();
    if let Some(until) = person.code_until {
        let until = words::date_and_time(until, now, zone);
        aside.push(format!("The code that is open until {until} ends."));
    }
    aside.push(
        if by_mail {
            "The audit log says who asked for it."
        } else {
            "The audit log names you both, and they are told when they sign in."
        }
        .into(),
    );
    Words {
        title: match purpose {
            CodePurpose::Setup => format!("New setup code for {name}"),
            CodePurpose::Reset => format!("Reset code for {name}"),
        },
        says,
        aside,
        safe: "Cancel",
        act: if by_mail {
            "Mail the code"
        } else {
            "Show the code"
        },
        ..Words::default()
    }
}

fn revoking(person: &PersonRow, now: Instant, zone: Zone) -> Words<'static> {
    let name = &person.name;
    let (mut says, mut aside) = (Vec::new(), Vec::new());
    if let Some(code) = &person.code {
        let record = &code.record;
        says.push(format!(
            "The {} that {} issued on {} can be used by nobody from now on.",
            words::code_name(record.purpose),
            code.issued_by,
            words::date_and_time(record.issued_at, now, zone)
        ));
        aside.push(match record.purpose {
            CodePurpose::Setup => format!("{name} cannot come in until there is a new one."),
            CodePurpose::Reset => "Their password stays as it is.".into(),
        });
    }
    Words {
        title: format!("Revoke the code of {name}"),
        says,
        aside,
        note: "It cannot be undone, but a new code can be issued.",
        safe: "Cancel",
        act: "Revoke",
    }
}

fn giving_role(person: &PersonRow) -> Words<'static> {
    let name = &person.name;
    Words {
        title: format!("Make {name} an administrator"),
        says: vec![format!(
            "{name} may then see and change everyone's account and the firm's password policy, within a second where \
             signed in."
        )],
        aside: vec!["They are told at the next sign-in.".into()],
        note: "It can be undone: take the role away again.",
        safe: "Cancel",
        act: "Make administrator",
    }
}

fn taking_role(person: &PersonRow) -> Words<'static> {
    let name = &person.name;
    Words {
        title: format!("Take the role away from {name}"),
        says: vec![format!(
            "{name} stays a firm user, but the administrators' screens close for them within a second. What they have \
             not sent yet is lost."
        )],
        aside: vec!["They are told at the next sign-in.".into()],
        note: "It can be undone: make them an administrator again.",
        safe: "Cancel",
        act: "Take the role away",
    }
}

/// Who forced a change that has yet to be made.
pub(super) fn forced_by(person: &PersonRow) -> Option<&str> {
    let PasswordStatus::MustChange(Forced::ByForce(_)) = person.status else {
        return None;
    };
    let by = person.forced_by.as_ref();
    Some(by.map_or("an administrator", |by| by.as_str()))
}

fn making_connect(person: &PersonRow) -> Words<'static> {
    let name = &person.name;
    let mut aside = Vec::new();
    let mut note = "It can be undone: make them a firm user again.";
    if let Some(by) = forced_by(person) {
        aside.push(format!(
            "The change of password that {by} forced is no longer asked for."
        ));
        note =
            "It can be undone: make them a firm user again. The forced change does not come back.";
    }
    aside.push("A rule for strong passwords holds for them as before.".into());
    Words {
        title: format!("Make {name} a Connect user"),
        says: vec![format!(
            "{name} is a client from then on. Their password no longer expires, and Expire all passwords does not touch \
             it."
        )],
        aside,
        note,
        safe: "Cancel",
        act: "Make Connect user",
    }
}

fn making_firm(person: &PersonRow, now: Instant, zone: Zone) -> Words<'static> {
    let name = &person.name;
    let expires = match person.changed_at {
        Some(changed_at) => format!(
            "Their password expires as the policy says, counted from {}, when it was set.",
            words::date(changed_at, now, zone)
        ),
        None => "Once they have chosen a password, it expires as the policy says.".to_owned(),
    };
    let mut aside = Vec::new();
    if person.changed_at.is_some() {
        aside.push(
            "They may have to choose a new one at once: if its time is over, or if all passwords were expired since."
                .into(),
        );
    }
    Words {
        title: format!("Make {name} a firm user"),
        says: vec![format!("{name} works at the firm from then on. {expires}")],
        aside,
        note: "It can be undone: make them a Connect user again.",
        safe: "Cancel",
        act: "Make firm user",
    }
}

fn handing_on(person: &PersonRow) -> Words<'static> {
    let name = &person.name;
    Words {
        title: format!("Hand the ownership on to {name}"),
        says: vec![format!(
            "{name} becomes the owner of the firm at once, and you become an administrator."
        )],
        aside: vec![
            "Only the owner renames the firm and edits the owner's name and e-mail. Nobody can disable the owner, or \
             issue a code for them here."
                .into(),
        ],
        note: "You cannot take it back: only the new owner can hand it on again.",
        safe: "Cancel",
        act: "Hand the ownership on",
    }
}

/// Returns the words of *Rename firm*.
pub(super) fn renaming() -> Words<'static> {
    Words {
        title: "Rename firm".into(),
        says: vec!["The new name stands on every screen at once.".into()],
        aside: vec![
            "No password may be the firm's name, and a strong one is not made of it: every password is judged anew at \
             its user's next sign-in. Where strong passwords are required, some may have to choose a new one then."
                .into(),
        ],
        note: "It can be undone: rename it back.",
        safe: "Cancel",
        act: "Rename",
    }
}

/// Returns the words of a code that is shown, once (U1).
pub(super) fn showing(code: &ShownCode, now: Instant, zone: Zone) -> Words<'static> {
    let (name, email) = (Printable::new(&code.name), Printable::new(&code.email));
    let until = words::date_and_time(code.until, now, zone);
    let added = if code.added {
        format!("{name} is added. ")
    } else {
        String::new()
    };
    let (title, password) = match code.purpose {
        CodePurpose::Setup => ("Setup code", "their password"),
        CodePurpose::Reset => ("Reset code", "a new password, without the old one"),
    };
    let when = if code.added { "first" } else { "next" };
    Words {
        title: format!("{title} for {name}"),
        says: vec![format!(
            "{added}With this code and {email} they choose {password}, until {until}."
        )],
        aside: vec![format!(
            "It is shown only now. Whoever has it could use it, you too: the audit log names you both, and they are \
             told at their {when} sign-in."
        )],
        note: if code.sent {
            "Sent to your terminal. Not every terminal takes it: compare before you close this."
        } else {
            ""
        },
        safe: "Close",
        act: "Copy",
    }
}
