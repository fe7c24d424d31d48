//! The confirmation of an update in words, and the question before edits are lost (P4).

use super::Target;
use crate::domain::{Impact, Instant, StrongPasswords};
use crate::service::PolicyTab;
use crate::tui::view::Canvas;
use crate::tui::view::act_dialog::{self, Words};
use crate::tui::view_model::password_security::{Open, PasswordSecurity};
use crate::words::{self, Zone, counted};

pub(super) fn draw<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    tab: &PasswordSecurity,
    loaded: &PolicyTab,
    now: Instant,
    zone: Zone,
    hit: &dyn Fn(Target) -> H,
) {
    let stop = |stop| hit(Target::Stop(stop));
    match tab.open() {
        None => {}
        Some(Open::Leaving(form)) => {
            let words = Words {
                title: "Leave Password Security".into(),
                says: vec!["Your edits were not applied. Leaving now throws them away.".into()],
                safe: "Keep editing",
                act: "Throw edits away",
                ..Words::default()
            };
            act_dialog::draw(canvas, &words, form, &stop);
        }
        Some(Open::Confirm(form)) => {
            let words = confirmation(tab, loaded, now, zone);
            act_dialog::draw(canvas, &words, form, &stop);
        }
    }
}

/// What an update does, in words.
fn confirmation(
    tab: &PasswordSecurity,
    loaded: &PolicyTab,
    now: Instant,
    zone: Zone,
) -> Words<'static> {
    let mut says = Vec::new();
    let edits = tab.edits();
    if let Some((from, to)) = edits.and_then(|edits| edits.expiry) {
        let (from, to) = (words::expiry_value(from), words::expiry_value(to));
        says.push(format!("Password expiry goes from {from} to {to}."));
    }
    match edits.and_then(|edits| edits.strong) {
        Some((_, StrongPasswords::Required)) => {
            says.push("Strong passwords are required from now on.".into());
        }
        Some((_, StrongPasswords::NotRequired)) => {
            says.push("Strong passwords are no longer required.".into());
        }
        None => {}
    }
    let mut aside = Vec::new();
    if let Some(impact) = tab.impact() {
        says.extend(consequences(&impact));
        let is_about_expiry = edits.is_some_and(|edits| edits.expiry.is_some());
        if is_about_expiry && impact.connect_users > 0 {
            let connect = counted(impact.connect_users, "Connect user", "Connect users");
            aside.push(format!("Expiry does not touch {connect}."));
        }
    }
    if let (Some(by), Some((_, at))) = (&loaded.changed_by, loaded.on_record.changed) {
        let when = words::when(at, now, zone);
        aside.push(format!("Last changed by {by}, {when}."));
    }
    Words {
        title: "Update Password Security".into(),
        says,
        aside,
        safe: "Cancel",
        act: "Update Password Security",
        ..Words::default()
    }
}

fn consequences(impact: &Impact) -> Vec<String> {
    let mut says = Vec::new();
    let firm = |count| counted(count, "firm user", "firm users");
    if impact.newly_expire > 0 {
        let you = if impact.you_among_them {
            ", you among them"
        } else {
            ""
        };
        says.push(format!(
            "{} must choose a new password at once{you}.",
            firm(impact.newly_expire)
        ));
    }
    if impact.enter_notice > 0 {
        says.push(format!(
            "{} get the 14 days' notice.",
            firm(impact.enter_notice)
        ));
    }
    if impact.become_valid > 0 {
        says.push(format!(
            "{} whose password had expired can go on with it.",
            firm(impact.become_valid)
        ));
    }
    if let Some((firm_users, connect)) = impact.not_seen_strong {
        let connect = counted(connect, "Connect user", "Connect users");
        says.push(format!(
            "{} and {connect} are not yet seen to be strong; each is judged at the next sign-in.",
            firm(firm_users)
        ));
    }
    if says.is_empty() {
        says.push("Nobody has to do anything because of it today.".into());
    }
    says
}
