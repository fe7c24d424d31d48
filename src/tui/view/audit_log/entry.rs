//! One entry in full: when, who, what, on whom, from where, old and new values, why, and its hash.

use ratatui::layout::Rect;

use crate::service::{LogEntry, Named};
use crate::tui::theme::Role;
use crate::tui::view::canvas::wrap;
use crate::tui::view::{Canvas, dialog};
use crate::tui::view_model::audit_log::EntrySheet;
use crate::words::{Printable, Zone, act_title, grouped, stamp};

/// Where values start behind their labels.
const LABELS: u16 = 12;

/// A line of the sheet.
struct Line {
    label: String,
    text: String,
    role: Role,
}

/// Draws the entry over the screen; returns the area under it for the button.
pub(super) fn draw<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    sheet: &EntrySheet,
    zone: Zone,
) -> Option<Rect> {
    let title = format!("Entry {}", grouped(sheet.no.0));
    let most = canvas.area().height.saturating_sub(6).min(24);
    let width = dialog::WIDTH.min(canvas.area().width.saturating_sub(2)) - 6;
    let lines = match (&sheet.entry, &sheet.failure) {
        (Some(entry), _) => lines(entry, zone, width.saturating_sub(LABELS)),
        (None, Some(why)) => vec![Line {
            label: String::new(),
            text: why.clone(),
            role: Role::Danger,
        }],
        (None, None) => vec![Line {
            label: String::new(),
            text: "Reading the entry…".to_owned(),
            role: Role::Muted,
        }],
    };
    let count = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let area = dialog::open(canvas, &title, (count + 2).min(most));
    let room = area.height.saturating_sub(2);
    let top = sheet.top.min(lines.len().saturating_sub(room.into()));
    canvas.rows_fit(room);
    for (y, line) in (area.y..area.y + room).zip(&lines[top..]) {
        canvas.text(area.x, y, LABELS - 1, &line.label, Role::Muted);
        let width = area.width.saturating_sub(LABELS);
        canvas.text(area.x + LABELS, y, width, &line.text, line.role);
    }
    let below = lines.len().saturating_sub(top + usize::from(room));
    let more = match (top, below) {
        (0, 0) => String::new(),
        (_, 0) => "End".to_owned(),
        (_, below) => format!("{} more below", grouped(below as u64)),
    };
    let y = area.bottom().saturating_sub(1);
    canvas.text_right(area.right(), y, area.width / 2, &more, Role::Muted);
    (area.height > 1).then_some(Rect {
        y,
        height: 1,
        ..area
    })
}

fn lines(entry: &LogEntry, zone: Zone, width: u16) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut say = |label: &str, text: &str, role| {
        for (at, part) in wrap(text, width).into_iter().enumerate() {
            lines.push(Line {
                label: if at == 0 {
                    label.to_owned()
                } else {
                    String::new()
                },
                text: part,
                role,
            });
        }
    };
    let row = &entry.row;
    if let Some(at) = row.at {
        say("When", &stamp(at, zone), Role::Text);
        say("In UTC", &stamp(at, Zone::Utc), Role::Muted);
    }
    say("What", row.act.map_or("Unreadable", act_title), Role::Text);
    say("", &row.sentence, Role::Heading);
    say("Who", &with_email(&entry.who), Role::Text);
    say("From", row.from.as_str(), Role::Text);
    if let Some(reason) = &entry.reason {
        say("Why", reason.as_str(), Role::Text);
    }
    for change in &entry.changes {
        let value = |value: &Option<Printable>| {
            value
                .as_ref()
                .map_or_else(|| "nothing".to_owned(), ToString::to_string)
        };
        say("Changed", change.field.as_str(), Role::Text);
        say("  before", &value(&change.old), Role::Muted);
        say("  after", &value(&change.new), Role::Text);
    }
    say("Hash", &entry.hash, Role::Muted);
    let all = entry.targets_in_all;
    for (at, target) in entry.targets.iter().enumerate() {
        let label = match (at, all) {
            (0, 1) => "On".to_owned(),
            (0, _) => format!("On {}", grouped(all as u64)),
            (_, _) => String::new(),
        };
        say(&label, &with_email(target), Role::Text);
    }
    if entry.targets.len() < all {
        let left = all - entry.targets.len();
        say(
            "",
            &format!("and {} more", grouped(left as u64)),
            Role::Muted,
        );
    }
    lines
}

fn with_email(named: &Named) -> String {
    match named.email.as_str() {
        "" => named.name.to_string(),
        email => format!("{}, {email}", named.name),
    }
}
