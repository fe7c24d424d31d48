//! *Manage Users* as it is drawn: filters, search, the table under its scroll bar, who is selected (U6).

mod dialogs;

use ratatui::layout::Rect;

use super::Canvas;
use super::bones::{Bones, KeyWord};
use super::canvas::width_of;
use super::menu::{Item, menu};
use super::table::{self, Cell, Column, Row, Scroll};
use crate::domain::{
    Access, Direction, Instant, Kind, Membership, Order, PasswordStatus, Role as FirmRole,
};
use crate::service::{Count, PersonRow};
use crate::tui::theme::Role;
use crate::tui::view_model::manage_users::{Command, Focus, ManageUsers, MenuKind, Target};
use crate::words::{self, Known, Mark, Printable, StatusCell, Zone, grouped};

/// The columns of the search field.
const FIND: u16 = 20;
/// From this width on the table has a column for the e-mail.
const WITH_EMAIL: u16 = 110;
/// Under this width the last sign-in goes.
const WITH_SIGN_IN: u16 = 70;

/// Returns the actions that stand at the right of the title.
#[must_use]
pub fn actions<H>(hit: &dyn Fn(Target) -> H) -> [KeyWord<'static, H>; 2] {
    [
        KeyWord {
            key: "a",
            word: "Actions",
            hit: Some(hit(Target::Focus(Focus::Actions))),
        },
        KeyWord {
            key: "n",
            word: "Add user",
            hit: Some(hit(Target::Focus(Focus::Add))),
        },
    ]
}

/// Where the parts lie.
struct Places {
    list: Rect,
    offer: Option<u16>,
    titles: u16,
    rows: Rect,
    detail: u16,
}

impl Places {
    fn of(list: Rect) -> Self {
        let tall = list.height >= 14;
        let (titles, below) = if tall {
            (list.y + 2, 3)
        } else {
            (list.y + 1, 2)
        };
        let top = titles + 2;
        let height = list.bottom().saturating_sub(top + below);
        Self {
            list,
            offer: tall.then_some(list.y + 1),
            titles,
            rows: Rect::new(list.x, top, list.width, height),
            detail: list.bottom().saturating_sub(2),
        }
    }
}

/// Draws the screen below its title, and its menu or dialog over it.
pub fn draw<H: Copy + PartialEq>(
    canvas: &mut Canvas<'_, H>,
    bones: &Bones,
    screen: &ManageUsers,
    now: Instant,
    zone: Zone,
    hit: &dyn Fn(Target) -> H,
) {
    let places = Places::of(bones.list);
    let anchors = draw_filters(canvas, &places, screen, hit);
    focus_on_title(canvas, screen, hit);
    draw_offer(canvas, &places, screen, now, zone, hit);
    let columns = columns(&places, screen, hit);
    let titles = Rect {
        y: places.titles,
        height: 2,
        ..places.list
    };
    table::titles(canvas, titles, &columns);
    if screen.focus() == Focus::Titles {
        let at = columns.iter().position(|column| column.order.is_some());
        let x = places.list.x
            + 2
            + columns[..at.unwrap_or(0)]
                .iter()
                .map(|column| column.width)
                .sum::<u16>();
        let taken = columns
            .get(at.unwrap_or(0))
            .map_or(4, |column| width_of(column.title) + 2);
        canvas.lay(Rect::new(x, titles.y, taken, 1), Role::Focus);
        canvas.cursor(x, titles.y);
    }
    draw_people(canvas, &places, screen, &columns, now, zone, hit);
    draw_detail(canvas, &places, screen, now, zone);
    draw_menu(canvas, &places, screen, anchors, hit);
    dialogs::draw(canvas, screen, now, zone, hit);
}

/// Draws the filters and the search; returns where the menus of the filters hang.
fn draw_filters<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    screen: &ManageUsers,
    hit: &dyn Fn(Target) -> H,
) -> [u16; 3] {
    let (left, y) = (left_of(places), places.list.y);
    let arrow = canvas.glyphs().drop_down;
    let words = screen.filter_words();
    let mut x = left;
    let mut anchors = [left; 3];
    let filters = [Focus::Show, Focus::Kind, Focus::Password];
    for (at, (word, focus)) in words.into_iter().zip(filters).enumerate() {
        anchors[at] = x;
        let area = Rect::new(x, y, width_of(word) + 2, 1);
        if screen.focus() == focus {
            canvas.lay(area, Role::Focus);
            canvas.cursor(x, y);
        }
        let taken = canvas.text(x, y, width_of(word), word, Role::Text);
        canvas.text(x + taken + 1, y, 1, arrow, Role::Muted);
        canvas.hit(area, Some(hit(Target::Focus(focus))));
        x += taken + 5;
    }
    let right = places.list.right();
    let width = FIND.min(right.saturating_sub(x)).max(8);
    draw_find(canvas, Rect::new(right - width, y, width, 1), screen, hit);
    anchors
}

/// Where filters and detail start: below the names.
fn left_of(places: &Places) -> u16 {
    // Beside the list of places the filters stand under the heading, on a narrow screen in the margin.
    if places.list.x == 0 {
        places.list.x + 2
    } else {
        places.list.x
    }
}

fn draw_find<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    area: Rect,
    screen: &ManageUsers,
    hit: &dyn Fn(Target) -> H,
) {
    let here = screen.focus() == Focus::Search;
    let line = screen.search();
    let field = super::field::Field {
        text: line.text(),
        cursor: here.then(|| line.cursor()),
        placeholder: "find",
        hint: "",
        ground: Role::Field,
        hit: Some(hit(Target::Focus(Focus::Search))),
    };
    canvas.fill(area, Role::Field);
    let room = Rect {
        x: area.x + 2,
        width: area.width - 2,
        ..area
    };
    super::field::field(canvas, room, &field);
    canvas.text(area.x + 1, area.y, 1, "/", Role::Key);
    canvas.hit(area, Some(hit(Target::Focus(Focus::Search))));
}

/// The actions in the title take the focus too; they are found where they were drawn.
fn focus_on_title<H: Copy + PartialEq>(
    canvas: &mut Canvas<'_, H>,
    screen: &ManageUsers,
    hit: &dyn Fn(Target) -> H,
) {
    let focus = screen.focus();
    if !matches!(focus, Focus::Actions | Focus::Add) {
        return;
    }
    let wanted = hit(Target::Focus(focus));
    let found = canvas.scene.hits().iter().find(|(_, hit)| *hit == wanted);
    if let Some(area) = found.map(|(area, _)| *area) {
        canvas.lay(area, Role::Focus);
        canvas.cursor(area.x, area.y);
    }
}

/// Offers the undo of *Expire all passwords* while anyone still has to change because of it (E10).
fn draw_offer<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    screen: &ManageUsers,
    now: Instant,
    zone: Zone,
    hit: &dyn Fn(Target) -> H,
) {
    let (Some(offer), Some(y)) = (screen.undo_offer(), places.offer) else {
        return;
    };
    let x = left_of(places);
    let by = offer.by.first_word();
    let when = words::when(offer.at, now, zone);
    let waiting = grouped(offer.released);
    let text = format!("All passwords expired by {by}, {when}: {waiting} still to change.");
    let width = places.list.right().saturating_sub(x);
    let taken = canvas.text(x, y, width.saturating_sub(9), &text, Role::Notice);
    let at = x + taken + 3;
    canvas.text(at, y, 1, "z", Role::Key);
    canvas.text(at + 2, y, 4, "undo", Role::Muted);
    canvas.hit(
        Rect::new(at, y, 6, 1),
        Some(hit(Target::Command(Command::UndoExpireAll))),
    );
}

fn columns<H>(
    places: &Places,
    screen: &ManageUsers,
    hit: &dyn Fn(Target) -> H,
) -> Vec<Column<'static, H>> {
    let width = places.list.width.saturating_sub(2);
    let (order, direction) = screen.order();
    let with_email = places.list.width >= WITH_EMAIL;
    let with_sign_in = places.list.width >= WITH_SIGN_IN;
    let (name, role) = match places.list.width {
        WITH_EMAIL.. => (24, 10),
        79.. => (19, 10),
        WITH_SIGN_IN.. => (17, 9),
        _ => (15, 8),
    };
    let email = if with_email { 34 } else { 0 };
    let sign_in = if with_sign_in { 12 } else { 0 };
    let password = width.saturating_sub(name + email + role + sign_in);
    let column = |title, width, by: Option<Order>| Column {
        title,
        width,
        order: (by == Some(order)).then_some(match direction {
            Direction::Forward => table::Order::Ascending,
            Direction::Reverse => table::Order::Descending,
        }),
        hit: by.map(|order| hit(Target::Title(order))),
    };
    let mut columns = if with_email {
        vec![
            column("Name", name, Some(Order::Name)),
            column("E-mail", email, Some(Order::Email)),
        ]
    } else if order == Order::Email {
        vec![column("By e-mail", name, Some(Order::Email))]
    } else {
        vec![column("Name", name, Some(Order::Name))]
    };
    columns.push(column("Role", role, None));
    columns.push(column("Password", password, Some(Order::Expiry)));
    if with_sign_in {
        columns.push(column("Last sign-in", sign_in, Some(Order::LastSignIn)));
    }
    columns
}

/// The words of a row; what is drawn borrows from them.
struct Words {
    name: Printable,
    email: Printable,
    role: &'static str,
    status: StatusCell,
    sign_in: String,
}

impl Words {
    fn of(person: &PersonRow, now: Instant, zone: Zone) -> Self {
        let known = Known {
            by: person.forced_by.as_ref(),
            code_until: person.code_until,
        };
        let mut status = words::status_cell(&person.status, known, now, zone);
        if person.access == Access::Disabled {
            status = StatusCell {
                mark: Mark::Plain,
                text: format!("disabled · {}", status.text),
            };
        }
        Self {
            name: person.name.clone(),
            email: person.email.clone(),
            role: role_word(person.membership),
            status,
            sign_in: person
                .last_sign_in
                .map_or_else(|| "never".into(), |at| words::when(at, now, zone)),
        }
    }
}

/// Returns the word of a role, as the table shows it.
fn role_word(membership: Membership) -> &'static str {
    match membership {
        Membership::Firm(FirmRole::Owner) => "Owner",
        Membership::Firm(FirmRole::Administrator) => "Admin",
        Membership::Firm(FirmRole::User) => "User",
        Membership::Connect => "Connect",
    }
}

fn draw_people<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    screen: &ManageUsers,
    columns: &[Column<'_, H>],
    now: Instant,
    zone: Zone,
    hit: &dyn Fn(Target) -> H,
) {
    let area = places.rows;
    let fit = usize::from(area.height);
    let (people, above, selected) = screen.window().shown(fit);
    let words: Vec<_> = people
        .iter()
        .map(|person| Words::of(person, now, zone))
        .collect();
    let glyphs = canvas.glyphs();
    let cells: Vec<_> = people
        .iter()
        .zip(&words)
        .map(|(person, words)| cells(person, words, columns.len(), &glyphs))
        .collect();
    let rows: Vec<_> = people
        .iter()
        .zip(&cells)
        .enumerate()
        .map(|(at, (person, cells))| Row {
            cells,
            selected: selected == Some(at),
            marked: false,
            hit: Some(hit(Target::Row(person.id))),
        })
        .collect();
    let focus = if screen.focus() == Focus::Table {
        table::Focus::Here
    } else {
        table::Focus::Elsewhere
    };
    table::rows(canvas, area, columns, &rows, focus);
    // An empty circle is not a warning: its mark is muted beside ordinary words.
    let last = columns.len().saturating_sub(1);
    let password = columns
        .iter()
        .position(|column| column.title == "Password")
        .unwrap_or(last);
    let x = area.x
        + 2
        + columns[..password]
            .iter()
            .map(|column| column.width)
            .sum::<u16>();
    for (y, words) in (area.y..area.bottom()).zip(&words) {
        if words.status.mark == Mark::Empty {
            canvas.bold(x, y, 1, glyphs.not_set, Role::Muted);
        }
    }
    if people.is_empty() {
        draw_empty(canvas, area, screen);
    }
    let total = match screen.window().total() {
        Some(Count::Exact(total) | Count::AtLeast(total)) => total,
        None => 0,
    };
    let bar = Rect::new(area.right(), area.y, 1, area.height);
    table::scroll_bar(canvas, bar, Scroll { above, total });
}

fn cells<'a>(
    person: &PersonRow,
    words: &'a Words,
    columns: usize,
    glyphs: &crate::tui::theme::Glyphs,
) -> Vec<Cell<'a>> {
    let off = person.access == Access::Disabled;
    let (mark, role) = match words.status.mark {
        Mark::Plain => ("", Role::Text),
        Mark::Notice => (glyphs.notice, Role::Notice),
        Mark::Danger => (glyphs.danger, Role::Danger),
        Mark::Due => (glyphs.must, Role::Danger),
        Mark::Empty => (glyphs.not_set, Role::Text),
    };
    let shade = |role| if off { Role::Muted } else { role };
    let cell = |mark, text, role| Cell {
        mark,
        text,
        role: shade(role),
    };
    let role_ink = if person.membership.is_administrator() {
        Role::Text
    } else {
        Role::Muted
    };
    let mut cells = vec![cell(None, words.name.as_str(), Role::Text)];
    if columns == 5 {
        cells.push(cell(None, words.email.as_str(), Role::Muted));
    }
    cells.push(cell(None, words.role, role_ink));
    cells.push(cell(Some(mark), &words.status.text, role));
    cells.push(cell(None, &words.sign_in, Role::Muted));
    cells.truncate(columns);
    cells
}

fn draw_empty<H: Copy>(canvas: &mut Canvas<'_, H>, area: Rect, screen: &ManageUsers) {
    let area = Rect {
        x: area.x + 2,
        width: area.width.saturating_sub(2),
        ..area
    };
    let (text, role) = match (screen.failure(), screen.why_empty()) {
        (Some(why), _) => (why.to_owned(), Role::Danger),
        (None, Some(why)) => (why, Role::Muted),
        (None, None) => ("Reading the list…".to_owned(), Role::Muted),
    };
    canvas.paragraph(area, &text, role);
    if screen.focus() == Focus::Table {
        canvas.cursor(area.x, area.y);
    }
}

fn draw_detail<H: Copy>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    screen: &ManageUsers,
    now: Instant,
    zone: Zone,
) {
    let Rect { x, width, .. } = places.list;
    let y = places.detail;
    if places.offer.is_some() {
        canvas.rule(x, y - 1, width);
    }
    let place = place_of(screen);
    let right = canvas.text_right(x + width, y + 1, width / 2, &place, Role::Muted);
    let Some(person) = screen.window().selected() else {
        return;
    };
    let left = x + 2;
    let room = width.saturating_sub(2);
    let words = Words::of(person, now, zone);
    let taken = canvas.text(left, y, room, words.name.as_str(), Role::Heading);
    let at = left + taken + 2;
    canvas.text(
        at,
        y,
        (x + width).saturating_sub(at),
        words.email.as_str(),
        Role::Muted,
    );
    let text = detail(person, now, zone);
    let (text, role) = match screen.failure() {
        // The list stands as it was read before; that it could not be read again is said here.
        Some(why) => (why.to_owned(), Role::Danger),
        None => (text, Role::Muted),
    };
    canvas.text(left, y + 1, right.saturating_sub(left + 2), &text, role);
}

/// Returns where the selection stands among all: "3 of 53".
fn place_of(screen: &ManageUsers) -> String {
    let window = screen.window();
    let total = match window.total() {
        None => return String::new(),
        Some(Count::Exact(total)) => grouped(total),
        Some(Count::AtLeast(total)) => format!("{} or more", grouped(total)),
    };
    match window.place() {
        Some(place) => format!("{} of {total}", grouped(place)),
        None if window.people().is_empty() => "none".into(),
        None => format!("of {total}"),
    }
}

/// Returns what else is known of a person's password.
fn detail(person: &PersonRow, now: Instant, zone: Zone) -> String {
    let mut text = match person.changed_at {
        None => match person.code_until {
            Some(until) if now < until => format!(
                "No password yet; setup code until {}",
                words::date_and_time(until, now, zone)
            ),
            Some(_) | None => "No password yet, and no setup code is open".to_owned(),
        },
        Some(changed_at) => {
            let strong = if person.seen_strong {
                "seen strong"
            } else {
                "not seen strong yet"
            };
            let set = words::date(changed_at, now, zone);
            format!("Password set {set}, {strong}")
        }
    };
    if let (PasswordStatus::MustChange(_), Some(by)) = (&person.status, &person.forced_by) {
        text = format!("{text}, forced by {by}");
    }
    if person.membership.kind() == Kind::Connect && person.changed_at.is_some() {
        text.push_str("; Connect users do not expire");
    }
    text
}

fn draw_menu<H: Copy + PartialEq>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    screen: &ManageUsers,
    anchors: [u16; 3],
    hit: &dyn Fn(Target) -> H,
) {
    let Some(open) = screen.menu() else { return };
    let below = places.list.y + 1;
    let (x, y) = match open.kind {
        MenuKind::Show => (anchors[0], below),
        MenuKind::Kind => (anchors[1], below),
        MenuKind::Password => (anchors[2], below),
        MenuKind::Sort => (left_of(places), places.titles + 1),
        MenuKind::Actions => (places.list.right().saturating_sub(20), places.list.y),
    };
    let items = screen.menu_items();
    let items: Vec<_> = items
        .iter()
        .enumerate()
        .map(|(at, item)| Item {
            label: item.label,
            key: "",
            refusal: &item.refusal,
            selected: at == open.at,
            hit: Some(hit(Target::Item(at))),
        })
        .collect();
    menu(canvas, x.saturating_sub(1), y, &items);
}
