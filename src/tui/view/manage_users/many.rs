//! What is drawn of those marked: the bar below the table, and the dialog of what is done to them (U6, E6).

use ratatui::layout::Rect;

use crate::domain::Marked;
use crate::service::{BreakInConsequences, Count};
use crate::tui::keymap::{ManyAct, UsersAct};
use crate::tui::theme::Role;
use crate::tui::view::Canvas;
use crate::tui::view::act_dialog::Words;
use crate::tui::view::canvas::width_of;
use crate::tui::view_model::manage_users::{BreakInDialog, Focus, ManageUsers, Many, Target};
use crate::words::{self, counted, grouped};

/// Draws how many are marked, and what can be done to them with which keys; says whether anybody is.
pub(super) fn draw_bar<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    area: Rect,
    screen: &ManageUsers,
    hit: &dyn Fn(Target) -> H,
) -> bool {
    let Some(number) = screen.marked_number() else {
        return false;
    };
    canvas.lay(area, Role::Focus);
    let x = area.x + 1;
    let sign = canvas.glyphs().marked;
    canvas.bold(x, area.y, 1, sign, Role::Key);
    let text = marked_words(screen.marked(), number);
    let mut x = x + 2 + canvas.bold(x + 2, area.y, area.width, &text, Role::Text);
    for (key, word, act) in [
        ("f", "force", UsersAct::Many(ManyAct::Force)),
        ("d", "disable", UsersAct::Many(ManyAct::Disable)),
        ("e", "enable", UsersAct::Many(ManyAct::Enable)),
        ("u", "sign out", UsersAct::Many(ManyAct::SignOut)),
    ] {
        let width = width_of(key) + 1 + width_of(word);
        x += 3;
        if x + width > area.right() {
            break;
        }
        // In the field of the search each of them is a letter.
        if screen.focus() != Focus::Search {
            canvas.text(x, area.y, 1, key, Role::Key);
        }
        canvas.text(x + 2, area.y, width, word, Role::Text);
        canvas.hit(
            Rect::new(x, area.y, width, 1),
            Some(hit(Target::Command(act))),
        );
        x += width;
    }
    true
}

/// Returns how many are marked: "3 marked", "all 53 marked", "51 of those that match marked".
fn marked_words(marked: &Marked, number: Count) -> String {
    let (number, more) = match number {
        Count::Exact(number) => (grouped(number), ""),
        Count::AtLeast(number) => (grouped(number), " or more"),
    };
    match marked {
        Marked::AllMatching { except, .. } if except.is_empty() => {
            format!("all {number}{more} marked")
        }
        Marked::AllMatching { except, .. } => {
            format!(
                "all but {}: {number}{more} marked",
                grouped(except.len() as u64)
            )
        }
        Marked::These(_) => format!("{number}{more} marked"),
    }
}

/// Returns the words of the dialog.
pub(super) fn words_of(many: &Many) -> Words<'static> {
    let marked = match many.names.as_deref() {
        Some([one]) => one.to_string(),
        Some([one, other]) => format!("{one} and {other}"),
        Some(_) | None => marked_words(&many.marked, many.number),
    };
    let (act, note) = match many.act {
        ManyAct::Force => (
            "Force Password Change",
            "Nobody sees or sets their passwords. It ends once they have chosen one.",
        ),
        ManyAct::Disable => ("Disable", "It can be undone: enable them again."),
        ManyAct::Enable => ("Enable", ""),
        ManyAct::SignOut => ("Sign out", "They can sign in again at once."),
    };
    let mut aside = Vec::new();
    if many.act == ManyAct::Force {
        aside.push("They are shown the reason, your name and the time.".into());
    }
    Words {
        title: format!("{act}: {marked}"),
        says: match &many.outcome {
            None => vec!["Counting whom it concerns…".into()],
            Some(outcome) => words::many_would(many.act, outcome),
        },
        aside,
        note,
        safe: "Cancel",
        act,
    }
}

/// Returns the words of the response to a break-in.
pub(super) fn words_of_break_in(dialog: &BreakInDialog) -> Words<'static> {
    let whom = if dialog.is_for_everyone() {
        "everyone"
    } else {
        "the marked"
    };
    let mut says = Vec::new();
    match &dialog.consequences {
        None => says.push("Counting whom it concerns…".into()),
        Some(known) => {
            let users = counted(known.forced.reached, "user", "users");
            let you = if known.you { ", you among them" } else { "" };
            says.push(format!("{users} must choose a new password{you}."));
            says.push(signed_out_and_revoked(known));
            if let Some(left_out) = words::left_out(&known.forced) {
                says.push(left_out.replacen("Left out", "Not forced", 1));
            }
            if known.connect > 0 {
                says.push(connect_users(known.connect, dialog.disables_connect()));
            }
        }
    }
    Words {
        title: format!("Respond to a break-in: {whom}"),
        says,
        note: "It is one step and cannot be undone as a whole.",
        safe: "Cancel",
        act: "Respond to the break-in",
        ..Words::default()
    }
}

fn signed_out_and_revoked(known: &BreakInConsequences) -> String {
    let people = counted(known.signed_out.people, "person is", "people are");
    let codes = counted(known.codes, "open code is", "open codes are");
    format!("{people} signed out; {codes} revoked.")
}

fn connect_users(number: u64, disabled: bool) -> String {
    match (number, disabled) {
        (1, true) => "1 Connect user is disabled.".into(),
        (_, true) => format!("{} Connect users are disabled.", grouped(number)),
        (1, false) => "1 Connect user stays enabled, with the same password.".into(),
        (_, false) => format!(
            "{} Connect users stay enabled, with the same passwords.",
            grouped(number)
        ),
    }
}
