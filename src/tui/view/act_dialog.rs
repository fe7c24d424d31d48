//! The dialog of an act: what it does in words, what to type, the safe choice first.
//!
//! On a small screen the empty rows go first, then what is said on the side; fields and buttons stay.

use ratatui::layout::Rect;

use super::button::{Button, Does, Press, buttons};
use super::canvas::wrap;
use super::choice::{Choice, Form, choice};
use super::dialog::{self, WIDTH};
use super::field::{PasswordField, Secret, field, password};
use super::{Canvas, field};
use crate::secret::{PasswordEntry, Visibility};
use crate::tui::theme::Role;
use crate::tui::view_model::act_dialog::{ActDialog, Field, Harm, Stop};
use crate::words;

/// Where fields start behind their labels.
const LABELS: u16 = 15;
/// The columns that a dialog takes beside its text.
const FRAME: u16 = 6;

/// What a dialog says.
#[derive(Clone, Debug, Default)]
pub struct Words<'a> {
    /// Its title: the act, and on whom.
    pub title: String,
    /// What it does, first.
    pub says: Vec<String>,
    /// What else to know.
    pub aside: Vec<String>,
    /// One line behind the fields: whether it can be undone.
    pub note: &'a str,
    /// The button that changes nothing.
    pub safe: &'a str,
    /// The button that acts.
    pub act: &'a str,
}

/// One row of a dialog.
enum Part {
    Blank,
    Text(String, Role),
    Code(String),
    Field(usize),
    Buttons,
}

/// Draws a dialog over the screen.
pub fn draw<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    words: &Words<'_>,
    form: &ActDialog,
    hit: &dyn Fn(Stop) -> H,
) {
    draw_with(canvas, words, None, form, hit);
}

/// Draws a dialog that shows a code.
pub fn draw_code<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    words: &Words<'_>,
    code: &str,
    form: &ActDialog,
    hit: &dyn Fn(Stop) -> H,
) {
    draw_with(canvas, words, Some(code), form, hit);
}

fn draw_with<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    words: &Words<'_>,
    code: Option<&str>,
    form: &ActDialog,
    hit: &dyn Fn(Stop) -> H,
) {
    let screen = canvas.area();
    let width = WIDTH.min(screen.width.saturating_sub(2)) - FRAME;
    let mut parts = parts(words, code, form, width);
    let room = usize::from(screen.height.saturating_sub(3));
    shorten(&mut parts, room);
    let rows = u16::try_from(parts.len()).unwrap_or(u16::MAX);
    let area = dialog::open(canvas, &words.title, rows);
    for (y, part) in (area.y..area.bottom()).zip(&parts) {
        let row = Rect::new(area.x, y, area.width, 1);
        match part {
            Part::Blank => {}
            Part::Text(text, role) => {
                canvas.text(row.x, y, row.width, text, *role);
            }
            Part::Code(text) => {
                canvas.bold(row.x, y, row.width, text, Role::Key);
            }
            Part::Field(at) => draw_field(canvas, row, form, *at, hit),
            Part::Buttons => draw_buttons(canvas, row, words, form, hit),
        }
    }
}

fn parts(words: &Words<'_>, code: Option<&str>, form: &ActDialog, width: u16) -> Vec<Part> {
    let mut parts = Vec::new();
    let say = |parts: &mut Vec<Part>, text: &str, role| {
        parts.extend(
            wrap(text, width)
                .into_iter()
                .map(|line| Part::Text(line, role)),
        );
    };
    for text in &words.says {
        say(&mut parts, text, Role::Text);
    }
    if let Some(code) = code {
        parts.push(Part::Blank);
        parts.push(Part::Code(code.to_owned()));
        parts.push(Part::Blank);
    }
    for text in &words.aside {
        say(&mut parts, text, Role::Muted);
    }
    if !form.fields.is_empty() {
        if !parts.is_empty() {
            parts.push(Part::Blank);
        }
        parts.extend((0..form.fields.len()).map(Part::Field));
    }
    if !words.note.is_empty() {
        parts.push(Part::Blank);
        say(&mut parts, words.note, Role::Muted);
    }
    if let Some(refusal) = &form.refusal {
        parts.push(Part::Blank);
        say(&mut parts, refusal, Role::Danger);
    }
    if form.sent && form.waited > 0 {
        let seconds = words::grouped(form.waited);
        let how = if form.can_be_stopped() {
            "All of it or nothing; Esc stops it."
        } else {
            "It is done as a whole, or not at all."
        };
        let text = format!("Working, {seconds} s. {how}");
        parts.push(Part::Text(text, Role::Accent));
    } else {
        parts.push(Part::Blank);
    }
    parts.push(Part::Buttons);
    parts
}

/// Leaves out empty rows from the end, then what is said on the side, until it fits.
fn shorten(parts: &mut Vec<Part>, room: usize) {
    while parts.len() > room {
        let blank = parts.iter().rposition(|part| matches!(part, Part::Blank));
        let aside = || {
            parts
                .iter()
                .rposition(|part| matches!(part, Part::Text(_, Role::Muted)))
        };
        let Some(at) = blank.or_else(aside) else {
            break;
        };
        parts.remove(at);
    }
}

fn draw_field<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    row: Rect,
    form: &ActDialog,
    at: usize,
    hit: &dyn Fn(Stop) -> H,
) {
    let here = form.stop == Stop::Field(at);
    let area = Rect::new(row.x + LABELS, row.y, row.width.saturating_sub(LABELS), 1);
    let hit = Some(hit(Stop::Field(at)));
    let label = match &form.fields[at] {
        Field::Text { label, line } => {
            let shown = field::Field {
                text: line.text(),
                cursor: here.then(|| line.cursor()),
                placeholder: if line.may_be_empty() { "optional" } else { "" },
                hint: "",
                ground: Role::DialogField,
                hit,
            };
            field(canvas, area, &shown);
            label
        }
        Field::Choice {
            label,
            words,
            chosen,
        } => {
            let mut x = area.x + 1;
            for (place, word) in words.iter().enumerate() {
                let room = area.right().saturating_sub(x);
                let one = Choice {
                    form: Form::Radio,
                    on: place == *chosen,
                    label: word,
                    focused: here && place == *chosen,
                    hit,
                };
                choice(canvas, x, area.y, room, &one);
                x += super::canvas::width_of(word) + 7;
            }
            label
        }
        Field::Password { label, entry } => {
            draw_password(canvas, area, entry, here, Role::DialogField, "", hit);
            label
        }
    };
    canvas.text(row.x, row.y, LABELS - 1, label, Role::Muted);
}

/// Draws a password field as its entry is: hidden or shown, scrolled to the cursor.
pub(super) fn draw_password<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    area: Rect,
    entry: &PasswordEntry,
    here: bool,
    ground: Role,
    key: &str,
    hit: Option<H>,
) {
    let room = usize::from(area.width.saturating_sub(2));
    match entry.visibility() {
        Visibility::Hidden => {
            let all = entry.dots() + 1;
            let shown = PasswordField {
                secret: Secret::Hidden(entry.dots()),
                cursor: here.then(|| entry.window(all, '•').cursor),
                hint: key,
                ground,
                hit,
            };
            password(canvas, area, &shown);
        }
        Visibility::Shown => {
            let window = entry.window(room, '•');
            let mut column = 0;
            let before = window
                .text
                .chars()
                .take_while(|character| {
                    let starts = column;
                    column += unicode_width::UnicodeWidthChar::width(*character).unwrap_or(0);
                    starts < window.cursor
                })
                .count();
            let shown = PasswordField {
                secret: Secret::Shown(&window.text),
                cursor: here.then_some(before),
                hint: key,
                ground,
                hit,
            };
            password(canvas, area, &shown);
        }
    }
}

fn draw_buttons<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    row: Rect,
    words: &Words<'_>,
    form: &ActDialog,
    hit: &dyn Fn(Stop) -> H,
) {
    let press = |stop| match (form.sent, form.stop, form.harm) {
        (false, at, _) if at == stop => Press::Focused,
        (false, Stop::Field(_), Harm::None) if stop == Stop::Act => Press::Default,
        (false, Stop::Field(_), Harm::Some) if stop == Stop::Safe => Press::Default,
        (_, _, _) => Press::Idle,
    };
    let both = [
        Button {
            label: words.safe,
            does: Does::Plain,
            press: press(Stop::Safe),
            hit: Some(hit(Stop::Safe)),
        },
        Button {
            label: words.act,
            does: match form.harm {
                Harm::None => Does::Plain,
                Harm::Some => Does::Danger,
            },
            press: press(Stop::Act),
            hit: Some(hit(Stop::Act)),
        },
    ];
    buttons(canvas, row, &both);
}
