//! What lies over the screen, in words: whom, when, where to; the check, the export, one entry.

use ratatui::layout::Rect;

use super::entry;
use crate::domain::audit::{ChainFault, Head};
use crate::tui::theme::Role;
use crate::tui::view::act_dialog::{self, Words};
use crate::tui::view::button::{Button, Does, Press, buttons};
use crate::tui::view::canvas::wrap;
use crate::tui::view::field::{Field, field, meter};
use crate::tui::view::menu::{Item, list};
use crate::tui::view::{Canvas, dialog};
use crate::tui::view_model::audit_log::{
    AuditLog, CheckSheet, Dialog, ExportSheet, Picker, Target,
};
use crate::words::{Printable, Zone, counted, grouped};

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
        Some(Dialog::Export(form)) => act_dialog::draw(canvas, &export(screen), form, &stop),
        Some(Dialog::Entry(sheet)) => {
            if let Some(row) = entry::draw(canvas, sheet, zone) {
                button(canvas, row, "Close", close);
            }
        }
        Some(Dialog::Check(sheet, _)) => draw_check(canvas, sheet, close),
        Some(Dialog::Exporting(sheet)) => draw_export(canvas, sheet, close),
    }
}

fn button<H: Copy>(canvas: &mut Canvas<'_, H>, row: Rect, label: &str, hit: Option<H>) {
    let one = Button {
        label,
        does: Does::Plain,
        press: Press::Focused,
        hit,
    };
    buttons(canvas, row, &[one]);
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
    Words {
        title: "Export the audit log".into(),
        says: vec![what.into()],
        aside: vec![
            "The file is made new, for you alone, on the machine this runs on. That you exported is recorded."
                .into(),
        ],
        safe: "Cancel",
        act: "Export",
        ..Words::default()
    }
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

/// Draws a short sheet: a line or two, perhaps a bar, and one button.
fn draw_sheet<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    title: &str,
    says: &[(String, Role)],
    progress: Option<(u64, u64)>,
    label: &str,
    close: Option<H>,
) {
    let width = dialog::WIDTH.min(canvas.area().width.saturating_sub(2)) - 6;
    let lines: Vec<(String, Role)> = says
        .iter()
        .flat_map(|(text, role)| wrap(text, width).into_iter().map(|line| (line, *role)))
        .collect();
    let bar = u16::from(progress.is_some());
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX) + 2 + 2 * bar;
    let area = dialog::open(canvas, title, rows);
    let mut y = area.y;
    for (line, role) in &lines {
        canvas.text(area.x, y, area.width, line, *role);
        y += 1;
    }
    if let Some((done, of)) = progress {
        let part = done.saturating_mul(1_000) / of.max(1);
        let row = Rect::new(area.x, y + 1, area.width, 1);
        meter(
            canvas,
            row,
            u16::try_from(part).unwrap_or(1_000),
            1_000,
            Role::Accent,
        );
        y += 2;
    }
    let y = (y + 1).min(area.bottom().saturating_sub(1));
    button(canvas, Rect::new(area.x, y, area.width, 1), label, close);
}

fn draw_check<H: Copy>(canvas: &mut Canvas<'_, H>, sheet: &CheckSheet, close: Option<H>) {
    let title = "Verify the audit log";
    match sheet {
        CheckSheet::Running(done, of) => {
            let says = match of {
                Some(of) => format!("{} of {} entries checked.", grouped(*done), grouped(*of)),
                None => "Checking every entry…".to_owned(),
            };
            let progress = Some((*done, of.unwrap_or(1)));
            draw_sheet(
                canvas,
                title,
                &[(says, Role::Text)],
                progress,
                "Cancel",
                close,
            );
        }
        CheckSheet::Whole(head, sent) => {
            draw_sheet(canvas, title, &whole(*head, *sent), None, "Close", close);
        }
        CheckSheet::Broken(fault) => {
            draw_sheet(canvas, title, &broken(*fault), None, "Close", close);
        }
        CheckSheet::Failed(why) => {
            let says = [(why.clone(), Role::Danger)];
            draw_sheet(canvas, title, &says, None, "Close", close);
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
            "Note this head down in another place. With it, passward audit verify --expect shows an end that was \
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

fn draw_export<H: Copy>(canvas: &mut Canvas<'_, H>, sheet: &ExportSheet, close: Option<H>) {
    let path = Printable::new(&sheet.path);
    let (written, progress) = match sheet.so_far {
        Some(so_far) => (so_far.written, (so_far.seen.0, so_far.of.0)),
        None => (0, (0, 1)),
    };
    let says = [
        (format!("To {path}."), Role::Text),
        (
            format!("{} written.", counted(written, "entry", "entries")),
            Role::Text,
        ),
    ];
    draw_sheet(
        canvas,
        "Export the audit log",
        &says,
        Some(progress),
        "Cancel",
        close,
    );
}
