//! A buffer as an SVG picture: each glyph at its own place, so that no font can shift a column.

use std::fmt::Write;

use passward::tui::theme::{Name, Role, Theme};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

const WIDTH: u16 = 10;
const HEIGHT: u16 = 22;
const PAD: u16 = 16;
/// From the top of a row to the line that letters stand on.
const BASELINE: u16 = 16;

/// Returns the picture of a buffer that was drawn with this theme.
pub(crate) fn svg(buffer: &Buffer, name: Name) -> String {
    let theme = Theme::named(name);
    let ground = hex(theme.style(Role::Ground).bg.unwrap_or_default(), "#000000");
    let ink = hex(theme.style(Role::Text).fg.unwrap_or_default(), "#ffffff");
    let area = buffer.area;
    let (width, height) = (area.width * WIDTH + 2 * PAD, area.height * HEIGHT + 2 * PAD);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"16\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"{ground}\"/>\n"
    );
    for y in 0..area.height {
        let row: Vec<_> = (0..area.width).map(|x| &buffer[(x, y)]).collect();
        grounds(&mut out, &row, y, &ground);
        glyphs(&mut out, &row, y, &ink);
    }
    out + "</svg>\n"
}

fn grounds(out: &mut String, row: &[&Cell], y: u16, ground: &str) {
    let mut x = 0;
    for run in row.chunk_by(|a, b| a.bg == b.bg) {
        let length = u16::try_from(run.len()).unwrap();
        let color = hex(run[0].bg, ground);
        if color != ground {
            writeln!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{HEIGHT}\" fill=\"{color}\"/>",
                PAD + x * WIDTH,
                PAD + y * HEIGHT,
                length * WIDTH,
            )
            .unwrap();
        }
        x += length;
    }
}

fn glyphs(out: &mut String, row: &[&Cell], y: u16, ink: &str) {
    let mut x = 0;
    for run in row.chunk_by(|a, b| a.fg == b.fg && a.modifier == b.modifier) {
        let length = u16::try_from(run.len()).unwrap();
        let (mut places, mut text) = (Vec::new(), String::new());
        let color = hex(run[0].fg, ink);
        let weight = if run[0].modifier.contains(Modifier::BOLD) {
            " font-weight=\"bold\""
        } else {
            ""
        };
        for (at, cell) in (x..).zip(run) {
            let symbol = cell.symbol();
            let left = PAD + at * WIDTH;
            if let Some(block) = block(symbol) {
                let (block_width, block_height, from_top) = block;
                writeln!(
                    out,
                    "<rect x=\"{left}\" y=\"{}\" width=\"{block_width}\" height=\"{block_height}\" fill=\"{color}\"/>",
                    PAD + y * HEIGHT + from_top,
                )
                .unwrap();
            } else if symbol.chars().count() == 1 && symbol != " " {
                places.push(left.to_string());
                text.push_str(&escaped(symbol));
            }
        }
        if !places.is_empty() {
            writeln!(
                out,
                "<text x=\"{}\" y=\"{}\" fill=\"{color}\"{weight}>{text}</text>",
                places.join(" "),
                PAD + y * HEIGHT + BASELINE,
            )
            .unwrap();
        }
        x += length;
    }
}

/// Lines and bars are drawn, not written, so that they join: width, height and distance from the row's top.
fn block(symbol: &str) -> Option<(u16, u16, u16)> {
    let bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
    if let Some(at) = bars.iter().position(|bar| *bar == symbol) {
        let tall = HEIGHT * (u16::try_from(at).unwrap() + 1) / 8;
        return Some((WIDTH, tall, HEIGHT - tall));
    }
    match symbol {
        "▌" | "┃" => Some((3, HEIGHT, 0)),
        "─" => Some((WIDTH, 1, HEIGHT / 2)),
        "━" => Some((WIDTH, 2, 3)),
        "│" => Some((1, HEIGHT, 0)),
        _ => None,
    }
}

fn hex(color: Color, default: &str) -> String {
    let Color::Rgb(r, g, b) = color else {
        return default.into();
    };
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn escaped(symbol: &str) -> String {
    symbol
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
