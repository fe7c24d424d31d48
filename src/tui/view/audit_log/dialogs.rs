//! What lies over the screen, in words: whom, when, where to; the check, the export, one entry.

use ratatui::layout::Rect;

use super::entry;
use crate::domain::audit::{ChainFault, Head};
use crate::tui::theme::Role;
use crate::tui::view::act_dialog::{self, Words};
use crate::tui::view::field::{Field, field};
use crate::tui::view::menu::{Item, list};
use crate::tui::view::{Canvas, dialog, sheet};
use crate::tui::view_model::audit_log::{AuditLog, CheckSheet, Dialog, Picker, Target};
use crate::tui::view_model::export::Exports;
use crate::words::{Zone, counted, grouped};

/// Draws what is open over the screen.
pub(super) fn draw<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    screen: &AuditLog,
    zone: Zone,
    hit: &dyn Fn(Target) -> H,
) {
    let stop = |stop| hit(Target::Stop(stop));
    let close = Some(hit(Target::Close));
    match screen.dialog() {
        None => {}
        Some(Dialog::Person(picker)) => draw_picker(canvas, picker, hit),
        Some(Dialog::Days(form)) => act_dialog::draw(canvas, &days(), form, &stop),
        Some(Dialog::Export(of)) => act_dialog::draw(canvas, &export(screen), &of.form, &stop),
        Some(Dialog::Entry(of)) => {
            if let Some(row) = entry::draw(canvas, of, zone) {
                sheet::button(canvas, row, "Close", close);
            }
        }
        Some(Dialog::Check(of, _)) => draw_check(canvas, of, close),
        Some(Dialog::Exporting(of)) => sheet::draw_export(canvas, of, close),
    }
}

fn days() -> Words<'static> {
    Words {
        title: "Show some days".into(),
        aside: vec!["Dates look like 2026-11-24. One that is left empty does not matter.".into()],
        safe: "Cancel",
        act: "Show",
        ..Words::default()
    }
}

fn export(screen: &AuditLog) -> Words<'static> {
    let what = if screen.is_narrowed() {
        "Writes the entries that match the filters, the oldest first."
    } else {
        "Writes the whole log, the oldest entry first."
    };
    sheet::export_words(Exports::Log, vec![what.into()])
}

fn draw_picker<H: Copy>(canvas: &mut Canvas<'_, H>, picker: &Picker, hit: &dyn Fn(Target) -> H) {
    let rows = canvas.area().height.saturating_sub(8).min(11);
    let area = dialog::open(canvas, "Show one person's", rows);
    let line = Field {
        text: picker.line.text(),
        cursor: Some(picker.line.cursor()),
        placeholder: "type a name or an e-mail",
        hint: "",
        ground: Role::DialogField,
        hit: None,
    };
    field(canvas, Rect { height: 1, ..area }, &line);
    let below = Rect {
        y: area.y + 2,
        height: area.height.saturating_sub(2),
        ..area
    };
    if let Some(why) = &picker.failure {
        canvas.paragraph(below, why, Role::Danger);
        return;
    }
    let words: Vec<(String, &str)> = std::iter::once(("Anybody".to_owned(), ""))
        .chain(
            picker
                .found
                .iter()
                .map(|person| (person.name.to_string(), person.email.as_str())),
        )
        .collect();
    let items: Vec<_> = words
        .iter()
        .enumerate()
        .map(|(at, (name, email))| Item {
            label: name.as_str(),
            key: email,
            refusal: "",
            selected: at == picker.at,
            hit: Some(hit(Target::Item(at))),
        })
        .collect();
    let first = (picker.at + 1).saturating_sub(usize::from(below.height));
    let cursor = canvas.scene.cursor();
    list(canvas, below, &items[first..]);
    // Typing goes on in the line above, whoever is selected.
    if let Some(place) = cursor {
        canvas.cursor(place.x, place.y);
    }
}

fn draw_check<H: Copy>(canvas: &mut Canvas<'_, H>, of: &CheckSheet, close: Option<H>) {
    let title = "Verify the audit log";
    match of {
        CheckSheet::Running(done, all) => {
            let says = match all {
                Some(all) => format!("{} of {} entries checked.", grouped(*done), grouped(*all)),
                None => "Checking every entry…".to_owned(),
            };
            let progress = Some((*done, all.unwrap_or(1)));
            sheet::draw(
                canvas,
                title,
                &[(says, Role::Text)],
                progress,
                "Cancel",
                close,
            );
        }
        CheckSheet::Whole(head, sent) => {
            sheet::draw(canvas, title, &whole(*head, *sent), None, "Close", close);
        }
        CheckSheet::Broken(fault) => {
            sheet::draw(canvas, title, &broken(*fault), None, "Close", close);
        }
        CheckSheet::Failed(why) => {
            let says = [(why.clone(), Role::Danger)];
            sheet::draw(canvas, title, &says, None, "Close", close);
        }
    }
}

fn whole(head: Head, sent: bool) -> Vec<(String, Role)> {
    let mark = "The log is whole:";
    let entries = counted(head.no.0, "entry", "entries");
    let mut says = vec![
        (format!("{mark} {entries}, none altered, missing or out of order."), Role::Good),
        (String::new(), Role::Text),
        (head.to_string(), Role::Key),
        (String::new(), Role::Text),
        (
            "Note this head down in another place. With it, `passward audit verify --expect` shows an end that was \
             cut off, and a log that was written anew."
                .to_owned(),
            Role::Muted,
        ),
    ];
    if sent {
        says.push(("Sent to your terminal.".to_owned(), Role::Text));
    }
    says
}

fn broken(fault: ChainFault) -> Vec<(String, Role)> {
    vec![
        (fault.to_string(), Role::Danger),
        (
            "Nothing from that entry on can be relied upon. Keep the database as it is, and compare it with a backup."
                .to_owned(),
            Role::Text,
        ),
    ]
}
