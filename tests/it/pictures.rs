//! The common pieces against the pictures that the screens are to look like.

use passward::tui::theme::{Charset, Name, Role, Theme, probe};
use passward::tui::view::bones::{self, Banner, Bones, Header, KeyWord, Place};
use passward::tui::view::table::{self, Cell, Column, Focus, Order, Row};
use passward::tui::view::{Canvas, Scene};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::support::{snapshot::snapshot, svg::svg};

type Hit = &'static str;

fn key(key: &'static str, word: &'static str) -> KeyWord<'static, Hit> {
    KeyWord {
        key,
        word,
        hit: Some(word),
    }
}

fn draw(theme: &Theme, charset: Charset, width: u16, height: u16) -> (Buffer, Scene<Hit>) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let mut canvas = Canvas::new(&mut buffer, theme, charset);
    match Bones::of(canvas.area()) {
        Some(bones) => manage_users(&mut canvas, &bones),
        None => bones::too_small(&mut canvas),
    }
    let scene = canvas.finish();
    (buffer, scene)
}

fn manage_users(canvas: &mut Canvas<'_, Hit>, bones: &Bones) {
    let header = Header {
        firm: "Hartwell & Finch LLP",
        person: "Ada Hartwell · Owner",
        clock: "14:02",
    };
    bones::header(canvas, bones, &header);
    let actions = [key("c", "change it now"), key("x", "dismiss")];
    bones::banner(
        canvas,
        bones,
        &Banner {
            text: "Your password expires in 9 days, on Thu 3 Dec.",
            actions: &actions,
        },
    );
    let place = |name, current| Place {
        name,
        current,
        focused: false,
        hit: Some(name),
    };
    let places = [
        place("Security", false),
        place("Manage Users", true),
        place("Audit Log", false),
    ];
    bones::title(
        canvas,
        bones,
        "Manage Users",
        &places,
        &[key("a", "Actions"), key("n", "Add user")],
    );
    let list = bones.list;
    let column = |title, width, order| Column {
        title,
        width,
        order,
        hit: Some(title),
    };
    let columns = [
        column("Name", 17, Some(Order::Ascending)),
        column("Role", 9, None),
        column("Password", list.width - 40, None),
        column("Last sign-in", 12, None),
    ];
    table::titles(
        canvas,
        Rect {
            y: list.y + 2,
            ..list
        },
        &columns,
    );
    let glyphs = canvas.glyphs();
    let row = |name, role, role_ink, mark, status, ink, last| {
        [
            Cell {
                mark: None,
                text: name,
                role: Role::Text,
            },
            Cell {
                mark: None,
                text: role,
                role: role_ink,
            },
            Cell {
                mark: Some(mark),
                text: status,
                role: ink,
            },
            Cell {
                mark: None,
                text: last,
                role: Role::Muted,
            },
        ]
    };
    let people = [
        row(
            "Ada Hartwell",
            "Owner",
            Role::Text,
            glyphs.notice,
            "expires in 9 days · Thu 3 Dec",
            Role::Notice,
            "today 13:58",
        ),
        row(
            "Ben Okafor",
            "Admin",
            Role::Text,
            "",
            "fresh · until 12 Feb",
            Role::Text,
            "yesterday",
        ),
        row(
            "Chloe Marsh",
            "User",
            Role::Muted,
            glyphs.danger,
            "expired 4 days ago",
            Role::Danger,
            "20 Nov",
        ),
    ];
    let rows: Vec<_> = (0..)
        .zip(&people)
        .map(|(at, cells)| Row {
            cells,
            selected: at == 2,
            marked: false,
            hit: Some("row"),
        })
        .collect();
    let body = Rect {
        y: list.y + 4,
        height: list.height - 7,
        ..list
    };
    table::rows(canvas, body, &columns, &rows, Focus::Here);
    let left = [
        key("↵", "edit"),
        key("f", "force change"),
        key("d", "disable"),
        key("space", "mark"),
    ];
    bones::footer(canvas, bones, &left, &[key("?", "keys"), key("q", "quit")]);
}

#[test]
fn the_bones_and_the_table_mean_what_the_picture_means() {
    let (buffer, scene) = draw(&probe(), Charset::Unicode, 80, 24);
    insta::assert_snapshot!("bones_80x24", snapshot(&buffer, scene.cursor()));
    assert_eq!(scene.at(5, 10), Some(&"row"));
    assert_eq!(scene.at(74, 23), Some(&"quit"));
    assert_eq!(scene.rows(), 11);
}

#[test]
fn wide_screens_have_the_places_at_the_side() {
    let (buffer, scene) = draw(&probe(), Charset::Unicode, 100, 30);
    insta::assert_snapshot!("bones_100x30", snapshot(&buffer, scene.cursor()));
}

#[test]
fn the_smallest_screen_in_ascii_still_says_everything() {
    let (buffer, scene) = draw(&probe(), Charset::Ascii, 60, 16);
    insta::assert_snapshot!("bones_60x16_ascii", snapshot(&buffer, scene.cursor()));
}

#[test]
fn below_the_smallest_size_there_is_a_plain_message() {
    let (buffer, scene) = draw(&probe(), Charset::Unicode, 40, 10);
    insta::assert_snapshot!("bones_too_small", snapshot(&buffer, scene.cursor()));
}

#[test]
fn a_picture_is_the_same_each_time_and_holds_each_glyph() {
    let (buffer, _) = draw(&Theme::named(Name::Dark), Charset::Unicode, 80, 24);
    let picture = svg(&buffer, Name::Dark);
    assert_eq!(picture, svg(&buffer, Name::Dark));
    assert!(
        picture.contains("Hartwell") && picture.contains("&amp;") && picture.contains("#382d17")
    );
}
