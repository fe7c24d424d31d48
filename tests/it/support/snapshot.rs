//! A picture drawn with the probe theme as text: first what is written, then what it means.

use std::fmt::Write;

use passward::tui::theme::{Meaning, Role, meaning};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

/// Returns the text, the cursor's place, and the runs of roles that are not plain text on the ground.
pub(crate) fn snapshot(buffer: &Buffer, cursor: Option<Position>) -> String {
    let area = buffer.area;
    let mut text = String::new();
    let mut runs = String::new();
    for y in area.rows().map(|row| row.y) {
        let mut line = String::new();
        let mut skip = 0;
        let mut run: Option<(u16, u16, Meaning)> = None;
        for x in area.left()..area.right() {
            let cell = &buffer[(x, y)];
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = cell.symbol();
            skip = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
            line.push_str(symbol);
            let mut means = meaning(cell);
            if symbol == " " {
                // Of a space only the ground is seen; it goes on with the run before it where that is the same.
                match &mut run {
                    Some((_, last, before)) if before.ground == means.ground => {
                        if means.ground != Some(Role::Ground) {
                            *last = x;
                        }
                        continue;
                    }
                    _ => {
                        means = Meaning {
                            ink: Some(Role::Text),
                            bold: false,
                            ..means
                        }
                    }
                }
            }
            match &mut run {
                Some((_, last, before)) if *before == means => *last = x,
                _ => {
                    close(&mut runs, y, run.take());
                    run = Some((x, x, means));
                }
            }
        }
        close(&mut runs, y, run.take());
        text.push_str(line.trim_end());
        text.push('\n');
    }
    match cursor {
        Some(Position { x, y }) => writeln!(text, "cursor: row {y}, column {x}").unwrap(),
        None => text.push_str("cursor: hidden\n"),
    }
    text + &runs
}

fn close(runs: &mut String, y: u16, run: Option<(u16, u16, Meaning)>) {
    let Some((first, last, means)) = run else {
        return;
    };
    let ink = means
        .ink
        .filter(|ink| !matches!(ink, Role::Text | Role::Ground));
    let ground = means.ground.filter(|ground| *ground != Role::Ground);
    if ink.is_none() && ground.is_none() && !means.bold {
        return;
    }
    write!(runs, "row {y}, {first}–{last}:").unwrap();
    match (ink, ground) {
        (Some(ink), Some(ground)) if ink == ground => write!(runs, " {}", ink.name()).unwrap(),
        (ink, ground) => {
            write!(runs, " {}", ink.map_or("text", Role::name)).unwrap();
            if let Some(ground) = ground {
                write!(runs, " on {}", ground.name()).unwrap();
            }
        }
    }
    runs.push_str(if means.bold { ", bold\n" } else { "\n" });
}
