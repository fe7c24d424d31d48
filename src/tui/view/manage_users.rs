//! *Manage Users* as it is drawn: filters, search, the table under its scroll bar, who is selected (U6).

mod deeds;
mod detail;
mod dialogs;
mod filters;
mod footer;
mod many;
mod people;
mod sign_out;

use ratatui::layout::Rect;

pub use footer::keys;

use super::Canvas;
use super::bones::{Bones, KeyWord};
use super::canvas::width_of;
use super::menu::{Item, menu};
use super::table::{self, Column};
use crate::domain::{Direction, Instant, Membership, Order, Role as FirmRole};
use crate::tui::keymap::{Binding, Command, KEYS, Naming, UsersAct};
use crate::tui::theme::Role;
use crate::tui::view_model::manage_users::{Can, Focus, ManageUsers, MenuKind, Target};
use crate::words::Zone;

/// From this width on the table has a column for the e-mail.
const WITH_EMAIL: u16 = 110;
/// The columns that hold the state of every password whole.
const PASSWORD: u16 = 35;
/// By so many columns e-mail and name may grow.
const MORE: u16 = 16;
/// Under this width the last sign-in goes.
const WITH_SIGN_IN: u16 = 70;

/// Returns the actions that stand at the right of the title, as far as they can be done.
#[must_use]
pub fn actions<H>(screen: &ManageUsers, hit: &dyn Fn(Target) -> H) -> Vec<KeyWord<'static, H>> {
    [
        ("a", "Actions", Focus::Actions, UsersAct::Actions),
        ("n", "Add user", Focus::Add, UsersAct::Add),
    ]
    .into_iter()
    .filter(|(.., act)| screen.can(*act) == Can::Yes)
    .map(|(key, word, focus, _)| KeyWord::new(key, word, hit(Target::Focus(focus))))
    .collect()
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
    let anchors = filters::draw_filters(canvas, &places, screen, hit);
    filters::focus_on_title(canvas, screen, hit);
    filters::draw_offer(canvas, &places, screen, now, zone, hit);
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
    people::draw_people(canvas, &places, screen, &columns, now, zone, hit);
    detail::draw_detail(canvas, &places, screen, now, zone, hit);
    draw_menu(canvas, &places, screen, anchors, (now, zone), hit);
    dialogs::draw(canvas, screen, now, zone, hit);
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

fn columns<H>(
    places: &Places,
    screen: &ManageUsers,
    hit: &dyn Fn(Target) -> H,
) -> Vec<Column<'static, H>> {
    let width = places.list.width.saturating_sub(2);
    let (order, direction) = screen.order();
    let with_email = places.list.width >= WITH_EMAIL;
    let with_sign_in = places.list.width >= WITH_SIGN_IN;
    // What is left over goes to the e-mail, then to the name: the other columns hold what they hold.
    let spare = width.saturating_sub(24 + 34 + 10 + 12 + PASSWORD);
    let (name, role) = match places.list.width {
        WITH_EMAIL.. => (24 + spare.saturating_sub(MORE).min(MORE), 10),
        79.. => (19, 10),
        WITH_SIGN_IN.. => (17, 9),
        _ => (15, 8),
    };
    let email = if with_email { 34 + spare.min(MORE) } else { 0 };
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

/// Returns the word of a role, as the table shows it.
fn role_word(membership: Membership) -> &'static str {
    match membership {
        Membership::Firm(FirmRole::Owner) => "Owner",
        Membership::Firm(FirmRole::Administrator) => "Admin",
        Membership::Firm(FirmRole::User) => "User",
        Membership::Connect => "Connect",
    }
}

fn draw_menu<H: Copy + PartialEq>(
    canvas: &mut Canvas<'_, H>,
    places: &Places,
    screen: &ManageUsers,
    anchors: [u16; 3],
    (now, zone): (Instant, Zone),
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
        MenuKind::Person => (places.list.x + 3, below_selected(places, screen)),
    };
    let (items, naming) = (screen.menu_items(), canvas.naming());
    let keys: Vec<_> = items
        .iter()
        .map(|item| key_of(item.command, naming))
        .collect();
    let items: Vec<_> = items
        .iter()
        .zip(&keys)
        .enumerate()
        .map(|(at, (item, key))| Item {
            label: item.label,
            key,
            refusal: &item.refusal,
            selected: at == open.at,
            hit: Some(hit(Target::Item(at))),
        })
        .collect();
    let heading = screen.menu_is_about().map_or_else(Vec::new, |person| {
        let code = detail::code(person, now, zone).into_iter().next();
        let name = person.name.as_str().to_owned();
        std::iter::once(name).chain(code).collect()
    });
    menu(canvas, x.saturating_sub(1), y, &heading, &items);
}

/// The row below the selected person.
fn below_selected(places: &Places, screen: &ManageUsers) -> u16 {
    let (_, _, selected) = screen.window().shown(usize::from(places.rows.height));
    let row = u16::try_from(selected.unwrap_or_default()).unwrap_or_default();
    places.rows.y + row + 1
}

/// Returns the name of the key that does the same.
fn key_of(command: Option<UsersAct>, naming: Naming) -> String {
    let bound = |act| {
        let here = |binding: &&Binding| binding.command == Command::Users(act);
        KEYS.iter().find(here)
    };
    command
        .and_then(bound)
        .and_then(|binding| binding.chord)
        .map_or_else(String::new, |chord| chord.name(naming).into_owned())
}
