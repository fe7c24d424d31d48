//! A form on its own screen or tab: a label above each field, the meter under the new password, buttons below.

use ratatui::layout::Rect;

use super::Canvas;
use super::act_dialog::draw_password;
use super::button::{Button, Does, Press, buttons};
use super::canvas::wrap;
use super::field::{field, meter};
use crate::domain::strength::{Assessment, Strength};
use crate::secret::Visibility;
use crate::tui::theme::Role;
use crate::tui::view_model::act_dialog::{ActDialog, Field, Stop};
use crate::words;

/// The columns of a form.
pub const WIDTH: u16 = 46;
/// Where fields start that stand beside their labels.
const BESIDE: u16 = 20;

/// What stands around the fields.
#[derive(Clone, Debug, Default)]
pub struct Words<'a> {
    /// The heading; none in a tab, which has its own.
    pub title: &'a str,
    /// What is said above the fields.
    pub says: Vec<(String, Role)>,
    /// The button that acts.
    pub act: &'a str,
    /// The button that does not.
    pub safe: &'a str,
    /// Behind which field the meter stands, and what it says.
    pub meter: Option<(usize, Option<&'a Assessment>)>,
}

/// Returns the rows of a form.
#[must_use]
pub fn rows(words: &Words<'_>, form: &ActDialog, width: u16) -> u16 {
    let said: usize = words
        .says
        .iter()
        .map(|(text, _)| wrap(text, width).len())
        .sum();
    let refusal = form
        .refusal
        .as_ref()
        .map_or(0, |text| wrap(text, width).len() + 1);
    let title = usize::from(!words.title.is_empty());
    let meter = if words.meter.is_some() { 2 } else { 0 };
    let all = title + said + 1 + 3 * form.fields.len() + meter + refusal + 1;
    u16::try_from(all).unwrap_or(u16::MAX)
}

/// Draws a form.
pub fn draw<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    area: Rect,
    words: &Words<'_>,
    form: &ActDialog,
    hit: &dyn Fn(Stop) -> H,
) {
    // Where it does not fit, empty rows go, those at the top first.
    let mut lacking = rows(words, form, area.width).saturating_sub(area.height);
    // Where even that does not fit, labels stand before their fields.
    let blanks = form.fields.len() + 1 + usize::from(form.refusal.is_some());
    let blanks = u16::try_from(blanks).unwrap_or(u16::MAX);
    let lines = if lacking > blanks { 1 } else { 2 };
    if lines == 1 {
        // That saves a row for each field.
        let saved = u16::try_from(form.fields.len()).unwrap_or(u16::MAX);
        lacking = lacking.saturating_sub(saved);
    }
    // The row that a long sentence of the meter goes on in is the last to go.
    let meter_goes_on = u16::from(words.meter.is_some() && lacking < blanks);
    if words.meter.is_some() {
        lacking = lacking.min(blanks - 1);
    }
    let mut blank = move || {
        let kept = lacking == 0;
        lacking = lacking.saturating_sub(1);
        u16::from(kept)
    };
    let mut y = area.y;
    // What is said may be wider than the fields.
    let width = area.width.min(WIDTH);
    let line = |y: u16| Rect::new(area.x, y, width, 1);
    if !words.title.is_empty() {
        canvas.text(area.x, y, area.width, words.title, Role::Heading);
        y += 1;
    }
    for (text, role) in &words.says {
        let room = Rect::new(area.x, y, area.width, area.bottom().saturating_sub(y));
        y += canvas.paragraph(room, text, *role);
    }
    y += blank();
    for (at, field) in form.fields.iter().enumerate() {
        y += draw_field(canvas, line(y), lines, form, at, field, hit);
        if let Some((of, assessment)) = words.meter
            && of == at
        {
            // A long sentence goes on in the empty row below it, so that no field moves while one types.
            let below = meter_goes_on;
            let said = Rect::new(area.x, y + 1, area.width, 1 + below);
            y += draw_meter(canvas, line(y), said, assessment) + below;
        } else {
            y += blank();
        }
    }
    if let Some(refusal) = &form.refusal {
        if form.fields.is_empty() && form.buttons().is_empty() {
            // There is nothing else to stand on.
            canvas.cursor(area.x, y);
        }
        let room = Rect::new(area.x, y, area.width, area.bottom().saturating_sub(y + 1));
        y += canvas.paragraph(room, refusal, Role::Danger) + blank();
    }
    draw_buttons(
        canvas,
        line(y.min(area.bottom().saturating_sub(1))),
        words,
        form,
        hit,
    );
}

fn draw_field<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    row: Rect,
    lines: u16,
    form: &ActDialog,
    at: usize,
    of: &Field,
    hit: &dyn Fn(Stop) -> H,
) -> u16 {
    let here = form.stop == Stop::Field(at);
    let below = if lines == 1 {
        Rect::new(row.x + BESIDE, row.y, row.width.saturating_sub(BESIDE), 1)
    } else {
        Rect {
            y: row.y + 1,
            ..row
        }
    };
    let hit = Some(hit(Stop::Field(at)));
    let label = match of {
        Field::Text { label, line } => {
            let shown = super::field::Field {
                text: line.text(),
                cursor: here.then(|| line.cursor()),
                placeholder: "",
                hint: "",
                ground: Role::Field,
                hit,
            };
            field(canvas, below, &shown);
            label
        }
        Field::Password { label, entry } => {
            let key = match entry.visibility() {
                Visibility::Hidden => "show F2",
                Visibility::Shown => "hide F2",
            };
            draw_password(canvas, below, entry, here, Role::Field, key, hit);
            label
        }
        Field::Choice { label, .. } => label,
    };
    let role = if here { Role::Text } else { Role::Muted };
    canvas.text(row.x, row.y, row.width, label, role);
    lines
}

fn draw_meter<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    row: Rect,
    said: Rect,
    assessment: Option<&Assessment>,
) -> u16 {
    let (percent, role) = assessment.map_or((0, Role::Muted), |judged| {
        let role = match judged.strength {
            Strength::Empty => Role::Muted,
            Strength::Refused(_) | Strength::KnownWords => Role::Danger,
            Strength::Guessable { .. } => Role::Notice,
            Strength::Good { .. } | Strength::Strong => Role::Good,
        };
        (u16::from(judged.percent()), role)
    });
    meter(canvas, row, percent, 100, role);
    let text = assessment.map(|judged| said_of(judged, said));
    canvas.paragraph(said, &text.unwrap_or_default(), role);
    2
}

/// What the meter says, and behind it the most telling advice for which there is room (S6).
fn said_of(judged: &Assessment, room: Rect) -> String {
    let line = words::strength_line(judged);
    let advised = judged
        .advice
        .iter()
        .map(|advice| format!("{line}\n{advice}"));
    let mut fitting =
        advised.filter(|text| wrap(text, room.width).len() <= usize::from(room.height));
    fitting.next().unwrap_or(line)
}

fn draw_buttons<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    row: Rect,
    words: &Words<'_>,
    form: &ActDialog,
    hit: &dyn Fn(Stop) -> H,
) {
    let press = |stop| match (form.sent, form.stop) {
        (false, at) if at == stop => Press::Focused,
        (false, Stop::Field(_)) if stop == Stop::Act => Press::Default,
        (_, _) => Press::Idle,
    };
    let button = |label, stop| Button {
        label,
        does: Does::Plain,
        press: press(stop),
        hit: Some(hit(stop)),
    };
    let shown: Vec<_> = (form.buttons().iter())
        .map(|stop| match stop {
            Stop::Act => button(words.act, Stop::Act),
            Stop::Safe | Stop::Field(_) => button(words.safe, Stop::Safe),
        })
        .collect();
    buttons(canvas, row, &shown);
}
