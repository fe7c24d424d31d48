//! The dialogs of *Manage Users* in words: on whom, what follows, whether it can be undone.

use super::{deeds, many, role_word, sign_out};
use crate::domain::{Access, Instant};
use crate::service::{Consequences, Count, Mailing, PersonRow, UndoConsequences};
use crate::tui::view::act_dialog::{self, Words};
use crate::tui::view::{Canvas, sheet};
use crate::tui::view_model::export::Exports;
use crate::tui::view_model::manage_users::{Dialog, ExportDialog, ManageUsers, Target};
use crate::words::{self, Printable, Zone, counted, grouped};

/// Draws the dialog that is open.
pub(super) fn draw<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    screen: &ManageUsers,
    now: Instant,
    zone: Zone,
    hit: &dyn Fn(Target) -> H,
) {
    if let Some(of) = screen.exporting() {
        sheet::draw_export(canvas, of, Some(hit(Target::Close)));
    }
    let Some(dialog) = screen.dialog() else {
        return;
    };
    let stop = |stop| hit(Target::Stop(stop));
    if let Dialog::Code(code) = dialog {
        let words = deeds::showing(code, now, zone);
        act_dialog::draw_code(canvas, &words, &code.code, &code.form, &stop);
        return;
    }
    let words = match dialog {
        Dialog::Add(_) => adding(dialog.has_role(), screen.mailing()),
        Dialog::Edit(person, _) => editing(person),
        Dialog::Access(person, access, _) => setting_access(person, *access),
        Dialog::Force(person, _) => forcing(person),
        Dialog::Many(many) => many::words_of(many),
        Dialog::BreakIn(dialog) => many::words_of_break_in(dialog),
        Dialog::Person(person, deed, form) => deeds::words_of(person, *deed, form, now, zone),
        Dialog::RenameFirm(..) => deeds::renaming(),
        Dialog::ExpireAll(consequences, _) => expiring_all(*consequences),
        Dialog::Undo(offer, _) => undoing(offer, now, zone),
        Dialog::SignOut(of) => sign_out::words_of(of),
        Dialog::Export(of) => exporting(of),
        Dialog::Code(_) => return,
    };
    act_dialog::draw(canvas, &words, dialog.form(), &stop);
}

fn name(person: &PersonRow) -> &Printable {
    &person.name
}

fn adding(has_role: bool, mailing: Mailing) -> Words<'static> {
    Words {
        title: "Add user".into(),
        aside: if has_role {
            vec!["An administrator may open these screens; a user sees only what is theirs.".into()]
        } else {
            vec!["A Connect user has no role, and their password never expires.".into()]
        },
        note: match mailing {
            Mailing::Off => "You are shown a setup code next, once. It is valid for 7 days.",
            Mailing::On => {
                "They are mailed a setup code, which you are not shown. It is valid for 7 days."
            }
        },
        safe: "Cancel",
        act: "Add user",
        ..Words::default()
    }
}

fn editing(person: &PersonRow) -> Words<'static> {
    Words {
        title: format!("Edit {}", name(person)),
        aside: vec![format!(
            "{}. A new name or e-mail means that the password is judged anew at the next sign-in; a new e-mail \
             ends an open code. The login name is what this person is called on the firm's machines, where they \
             ask here; it may be left empty.",
            role_word(person.membership)
        )],
        safe: "Cancel",
        act: "Save",
        ..Words::default()
    }
}

fn setting_access(person: &PersonRow, access: Access) -> Words<'static> {
    let name = name(person);
    match access {
        Access::Disabled => Words {
            title: format!("Disable {name}"),
            says: vec![format!(
                "{name} is signed out within a second and cannot sign in until enabled again."
            )],
            aside: vec!["An open code ends. Nothing is deleted.".into()],
            note: "It can be undone: enable them again.",
            safe: "Cancel",
            act: "Disable",
        },
        Access::Enabled => Words {
            title: format!("Enable {name}"),
            says: vec![format!(
                "{name} can sign in again, with the same password as before."
            )],
            aside: vec!["An expired password must be changed first.".into()],
            safe: "Cancel",
            act: "Enable",
            ..Words::default()
        },
    }
}

fn forcing(person: &PersonRow) -> Words<'static> {
    let name = name(person);
    let mut aside = vec!["They are shown the reason, your name and the time.".into()];
    if let Some(by) = deeds::forced_by(person) {
        aside.push(format!(
            "That takes the place of what {by} asked for already."
        ));
    }
    Words {
        title: format!("Force Password Change: {name}"),
        says: vec![format!(
            "{name} must choose a new password at the next sign-in, and within a second where signed in."
        )],
        aside,
        note: "Nobody sees or sets their password. It ends once they have chosen one.",
        safe: "Cancel",
        act: "Force Password Change",
    }
}

fn expiring_all(consequences: Option<Consequences>) -> Words<'static> {
    let mut says = Vec::new();
    let mut aside = Vec::new();
    match consequences {
        None => says.push("Counting whom it concerns…".into()),
        Some(known) => {
            let you = if known.you_among_them {
                "you among them; "
            } else {
                ""
            };
            let firm = counted(
                known.must_choose + known.must_already,
                "firm user",
                "firm users",
            );
            says.push(format!(
                "{firm} must choose a new password at their next sign-in, {you}if signed in, within a second."
            ));
            if known.must_already > 0 {
                aside.push(format!(
                    "{} of them must already.",
                    grouped(known.must_already)
                ));
            }
            let connect = counted(known.connect, "Connect user", "Connect users");
            let invited = format!("{} invited", grouped(known.invited));
            let untouched = [(known.connect, connect), (known.invited, invited)];
            let untouched = untouched.into_iter().filter(|(number, _)| *number > 0);
            let untouched: Vec<_> = untouched.map(|(_, who)| who).collect();
            if !untouched.is_empty() {
                aside.push(format!("Not touched: {}.", untouched.join(", ")));
            }
            if known.disabled > 0 {
                aside.push(format!(
                    "{} disabled must choose once enabled.",
                    grouped(known.disabled)
                ));
            }
        }
    }
    Words {
        title: "Expire all passwords".into(),
        says,
        aside,
        note: "It can be undone for whoever has not changed yet.",
        safe: "Cancel",
        act: "Expire all passwords",
    }
}

fn exporting(of: &ExportDialog) -> Words<'static> {
    let (filters, searched) = &of.listed;
    let listed = filters.join(", ").to_lowercase();
    let listed = if *searched {
        format!("{listed}, with what is searched for")
    } else {
        listed
    };
    let number = |count| match count {
        Count::Exact(number) => counted(number, "user", "users"),
        Count::AtLeast(number) => format!("{} users or more", grouped(number)),
    };
    let says = match (of.numbers, of.is_of_everyone(), of.export.exports) {
        (None, _, _) => "Counting whom it holds…".to_owned(),
        (Some(_), _, Exports::Report) if of.export.chosen() == 0 => {
            "Writes how many enabled users there are of each password status.".to_owned()
        }
        (Some((_, all)), _, Exports::Report) => {
            format!(
                "Writes how many enabled users there are of each password status, and all {}.",
                number(all)
            )
        }
        (Some((_, all)), true, _) => format!("Writes all {}, the disabled too.", number(all)),
        (Some((those, _)), false, _) => {
            format!("Writes the {} of the list: {listed}.", number(those))
        }
    };
    sheet::export_words(of.export.exports, vec![says])
}

fn undoing(offer: &UndoConsequences, now: Instant, zone: Zone) -> Words<'static> {
    let by = &offer.by;
    let when = words::when(offer.at, now, zone);
    let waiting = counted(offer.released, "firm user has", "firm users have");
    Words {
        title: "Undo expire all".into(),
        says: vec![
            format!("{by} expired all passwords, {when}."),
            format!("{waiting} not changed since: their password is as it was before."),
        ],
        aside: vec![
            "Whoever has changed keeps the new password; a force of one's own stays.".into(),
        ],
        safe: "Cancel",
        act: "Undo expire all",
        ..Words::default()
    }
}
