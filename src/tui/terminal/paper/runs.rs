//! What is written in one go, and in which order that is shortest.
//!
//! A colour is some seventeen bytes, a move some six: of a small frame, what is of one colour is written together.
//! Nobody sees the order, for a frame is shown whole.

use ratatui::layout::Position;
use ratatui::style::Color;
use unicode_width::UnicodeWidthStr;

use super::step::{Step, digits};
use super::{At, Pen, Sure, Written};

/// Frames of more runs are written from the top to the bottom: looking for the shortest order would take longer than
/// writing them.
pub(super) const ORDERED_MOST: usize = 48;

/// How often an order is looked at for a part to move, and how long that may be.
const ROUNDS: usize = 4;
const PART_MOST: usize = 3;

/// Cells side by side that one pen writes.
pub(super) struct Run<'a> {
    pub(super) cells: &'a [Written<'a>],
    /// Whether the next one begins where this one ends.
    touches_next: bool,
    /// Whether some terminals may show it wider, and so over the first cell of the next one.
    may_be_wider: bool,
    /// The pen that writes its letters; none where all of it is blank.
    letters: Option<Pen>,
    /// Where the cursor is behind it.
    behind: At,
    /// Whether it is written to its place even where the cursor seems to stand there: had a sign before it come out wider,
    /// its end would cover what is written already.
    pub(super) to_its_place: bool,
}

impl<'a> Run<'a> {
    fn of(cells: &'a [Written<'a>], touches_next: bool) -> Self {
        let may_be_wider = !cells.iter().all(|cell| cell.symbol.is_ascii());
        let is_narrow = !may_be_wider || cells.iter().all(|cell| cell.symbol.width() == 1);
        let sure = if may_be_wider { Sure::No } else { Sure::Yes };
        let behind = |last: &Written<'_>| {
            let Position { x, y } = last.at;
            At::Cell(Position { x: x + 1, y }, sure)
        };
        let last = cells.last().filter(|_| is_narrow);
        let letter = cells.iter().find(|cell| cell.symbol != " ");
        Self {
            cells,
            touches_next,
            may_be_wider,
            letters: letter.map(|cell| cell.pen),
            behind: last.map_or(At::Somewhere, behind),
            to_its_place: false,
        }
    }

    /// Says whether it must be written before the next one.
    fn precedes(&self) -> bool {
        self.touches_next && self.may_be_wider
    }

    /// Returns the pen that writes it where another is held: that of its letters, with which blanks before them may be
    /// written too.
    pub(super) fn pen_after(&self, held: Option<Pen>) -> Option<Pen> {
        let blank = || Some(self.cells.first()?.pen_after(held));
        self.letters.or_else(blank)
    }
}

/// Cuts cells into runs.
pub(super) fn of<'a>(cells: &'a [Written<'a>]) -> Vec<Run<'a>> {
    let mut runs = Vec::new();
    let mut rest = cells;
    while let Some(first) = rest.first() {
        let mut pen = first.pen;
        let mut length = 1;
        let mut touches_next = false;
        for pair in rest.windows(2) {
            let (before, next) = (&pair[0], &pair[1]);
            let width = u16::try_from(before.symbol.width()).unwrap_or(1);
            let after = next.pen_after(Some(pen));
            touches_next = before.at.y == next.at.y && before.at.x + width == next.at.x;
            if !touches_next || after != pen {
                break;
            }
            pen = after;
            length += 1;
        }
        let (run, after) = rest.split_at(length);
        runs.push(Run::of(run, touches_next && !after.is_empty()));
        rest = after;
    }
    runs
}

/// Puts runs into an order in which they take few bytes: the shorter of going on with the cheapest one each time, and of
/// taking up each pen once.
pub(super) fn ordered<'a>(runs: Vec<Run<'a>>, at: At, pen: Option<Pen>) -> Vec<Run<'a>> {
    if runs.len() > ORDERED_MOST {
        return runs;
    }
    let hand = Hand { at, pen };
    let step_by_step = step_by_step(&runs, hand);
    let bytes = |order: &[usize]| {
        let mut hand = hand;
        order.iter().map(|n| hand.write(&runs[*n])).sum::<usize>()
    };
    let order = match pen_by_pen(&runs, hand) {
        Some(order) if bytes(&order) < bytes(&step_by_step) => order,
        Some(_) | None => step_by_step,
    };
    let mut is_written = vec![false; runs.len()];
    let mut runs: Vec<Option<Run<'a>>> = runs.into_iter().map(Some).collect();
    let take = |n: usize| {
        is_written[n] = true;
        let mut run = runs[n].take()?;
        run.to_its_place = run.touches_next && is_written.get(n + 1) == Some(&true);
        Some(run)
    };
    order.into_iter().filter_map(take).collect()
}

/// What the terminal is at while runs are written.
#[derive(Clone, Copy)]
struct Hand {
    at: At,
    pen: Option<Pen>,
}

impl Hand {
    /// Returns about how many bytes it takes to begin a run.
    fn begin(self, run: &Run<'_>) -> usize {
        let (Some(first), Some(pen)) = (run.cells.first(), run.pen_after(self.pen)) else {
            return 0;
        };
        let taken = self.pen.map_or(0, |held| change(held, pen));
        taken + Step::between(self.at, first.at).bytes()
    }

    /// Writes a run; returns about how many bytes that took beside its text.
    fn write(&mut self, run: &Run<'_>) -> usize {
        let bytes = self.begin(run);
        self.pen = run.pen_after(self.pen);
        self.at = run.behind;
        bytes
    }
}

/// Goes on with the run that is cheapest to begin with.
fn step_by_step(runs: &[Run<'_>], mut hand: Hand) -> Vec<usize> {
    let mut left: Vec<usize> = (0..runs.len()).collect();
    let mut order = Vec::with_capacity(runs.len());
    // Numbers stay in order, so that the run before one, if it is left, stands before it.
    let may_be_next = |left: &[usize], n: usize| {
        let before = n.checked_sub(1).map(|before| left[before]);
        before.is_none_or(|before| before + 1 != left[n] || !runs[before].precedes())
    };
    while let Some(next) = (0..left.len())
        .filter(|n| may_be_next(&left, *n))
        .min_by_key(|n| hand.begin(&runs[left[*n]]))
    {
        let next = left.remove(next);
        hand.write(&runs[next]);
        order.push(next);
    }
    order
}

/// Runs of one pen, which are written one after the other, from the top to the bottom.
struct Unit {
    runs: Vec<usize>,
    pen: Pen,
}

/// Takes up each pen once, and writes with it all that it writes; `None` where what must come before what does not allow it.
fn pen_by_pen(runs: &[Run<'_>], hand: Hand) -> Option<Vec<usize>> {
    let units = units(runs);
    let of = |run: usize| units.iter().position(|unit| unit.runs.contains(&run));
    let before: Vec<(usize, usize)> = (0..runs.len())
        .filter(|n| runs[*n].precedes())
        .filter_map(|n| of(n).zip(of(n + 1)))
        .filter(|(one, other)| one != other)
        .collect();
    // What it costs to go from one to another; the last row is where the hand is now.
    let begin = |hand: Hand, to: &Unit| to.runs.first().map_or(0, |n| hand.begin(&runs[*n]));
    let behind = |unit: &Unit| Hand {
        at: unit.runs.last().map_or(At::Somewhere, |n| runs[*n].behind),
        pen: Some(unit.pen),
    };
    let hands = units.iter().map(behind).chain([hand]);
    let costs: Vec<Vec<usize>> = hands
        .map(|hand| units.iter().map(|to| begin(hand, to)).collect())
        .collect();
    let order = shortened(nearest_first(&costs, &before), &costs, &before);
    let runs = order.iter().flat_map(|n| units[*n].runs.iter().copied());
    is_allowed(&order, &before).then(|| runs.collect())
}

fn units(runs: &[Run<'_>]) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let (lettered, blank): (Vec<_>, Vec<_>) =
        (0..runs.len()).partition(|n| runs[*n].letters.is_some());
    for n in lettered.into_iter().chain(blank) {
        let run = &runs[n];
        // What is blank is written with any pen that leaves it as it is meant.
        let joins = |unit: &&mut Unit| run.pen_after(Some(unit.pen)) == Some(unit.pen);
        if let Some(unit) = units.iter_mut().find(joins) {
            unit.runs.push(n);
            continue;
        }
        let pen = run.pen_after(None);
        units.extend(pen.map(|pen| Unit { runs: vec![n], pen }));
    }
    for unit in &mut units {
        // Runs were cut from the top to the bottom.
        unit.runs.sort_unstable();
    }
    units
}

/// Goes on with the nearest each time that nothing left must precede; the last row of the costs is where it begins.
fn nearest_first(costs: &[Vec<usize>], before: &[(usize, usize)]) -> Vec<usize> {
    let mut at = costs.len() - 1;
    let mut left: Vec<usize> = (0..at).collect();
    let mut order = Vec::with_capacity(at);
    while !left.is_empty() {
        let waits = |of: usize| {
            before
                .iter()
                .any(|(one, other)| *other == of && left.contains(one))
        };
        // Where all wait for one another any will do: the order is measured, and not taken.
        let next = (0..left.len()).min_by_key(|n| (waits(left[*n]), costs[at][left[*n]]));
        at = left.remove(next.unwrap_or_default());
        order.push(at);
    }
    order
}

/// Moves parts of an order to where they make it shorter, until none does.
fn shortened(mut order: Vec<usize>, costs: &[Vec<usize>], before: &[(usize, usize)]) -> Vec<usize> {
    let mut other = order.clone();
    for _ in 0..ROUNDS {
        let mut is_shorter = false;
        for part in 1..=PART_MOST.min(order.len()) {
            for (from, to) in pairs(order.len() - part + 1) {
                if saved(&order, costs, (from, part), to) <= 0 {
                    continue;
                }
                other.copy_from_slice(&order);
                if from < to {
                    other[from..to + part].rotate_left(part);
                } else {
                    other[to..from + part].rotate_right(part);
                }
                if is_allowed(&other, before) {
                    order.copy_from_slice(&other);
                    is_shorter = true;
                }
            }
        }
        if !is_shorter {
            break;
        }
    }
    order
}

/// Returns how many bytes are saved where a part of an order stands at another place among the rest.
fn saved(order: &[usize], costs: &[Vec<usize>], (from, part): (usize, usize), to: usize) -> isize {
    let rest = |n: usize| order.get(if n < from { n } else { n + part }).copied();
    let begins = costs.len() - 1;
    let cost = |one: usize, other: Option<usize>| other.map_or(0, |other| costs[one][other]);
    let before = |n: usize| n.checked_sub(1).and_then(rest).unwrap_or(begins);
    let (first, last) = (order[from], order[from + part - 1]);
    let around = |n: usize| cost(before(n), Some(first)) + cost(last, rest(n));
    let without = |n: usize| cost(before(n), rest(n));
    (around(from) + without(to)).cast_signed() - (around(to) + without(from)).cast_signed()
}

/// Says whether everything stands behind what must precede it.
fn is_allowed(order: &[usize], before: &[(usize, usize)]) -> bool {
    let place = |of| order.iter().position(|one| *one == of);
    before
        .iter()
        .all(|(one, other)| place(*one) < place(*other))
}

fn pairs(of: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..of).flat_map(move |one| (0..of).map(move |other| (one, other)))
}

/// Returns about how many bytes it takes to change the pen.
fn change(from: Pen, to: Pen) -> usize {
    let mut bytes = 0;
    for (before, after) in [(from.fg, to.fg), (from.bg, to.bg)] {
        if before != after {
            bytes += color(after);
        }
    }
    if from.modifier != to.modifier || from.underline != to.underline {
        bytes += 3;
    }
    // The words around it.
    if bytes == 0 { 0 } else { bytes + 2 }
}

fn color(color: Color) -> usize {
    match color {
        Color::Rgb(r, g, b) => {
            let parts = [r, g, b].map(|part| digits(part.into()));
            8 + parts.iter().sum::<usize>()
        }
        Color::Indexed(_) => 8,
        Color::Reset
        | Color::Black
        | Color::Red
        | Color::Green
        | Color::Yellow
        | Color::Blue
        | Color::Magenta
        | Color::Cyan
        | Color::Gray
        | Color::DarkGray
        | Color::LightRed
        | Color::LightGreen
        | Color::LightYellow
        | Color::LightBlue
        | Color::LightMagenta
        | Color::LightCyan
        | Color::White => 3,
    }
}
