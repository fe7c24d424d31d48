//! The common pieces against the pictures that the screens are to look like.

use passward::tui::theme::{Charset, Name, Role, Theme, probe};
use passward::tui::view::bones::{self, Banner, Bones, Header, KeyWord, Place};
use passward::tui::view::button::{Button, Does, Press, buttons};
use passward::tui::view::chart::{Forecast, forecast};
use passward::tui::view::choice::{Choice, Form, choice};
use passward::tui::view::field::{Field, PasswordField, Secret, field, meter, password};
use passward::tui::view::table::{self, Cell, Column, Focus, Order, Row};
use passward::tui::view::tabs::{Tab, tabs};
use passward::tui::view::{Canvas, Scene, dialog};
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
        mode: "",
    };
    bones::header(canvas, bones, &header);
    let actions = [key("c", "change it now"), key("x", "dismiss")];
    let text = "Your password expires in 9 days, on Thu 3 Dec.";
    let actions = &actions;
    let more = None;
    bones::banner(
        canvas,
        bones.banner,
        &Banner {
            text,
            actions,
            whole: None,
            more,
        },
    );
    let places = [
        ("Security", false),
        ("Manage Users", true),
        ("Audit Log", false),
    ];
    let places = places.map(|(name, current)| Place {
        name,
        current,
        focused: false,
        hit: Some(name),
    });
    let actions = [key("a", "Actions"), key("n", "Add user")];
    bones::title(canvas, bones, "Manage Users", &places, &actions);
    people(canvas, bones.list);
    let left = [
        key("↵", "edit"),
        key("f", "force change"),
        key("d", "disable"),
        key("space", "mark"),
    ];
    bones::footer(canvas, bones, &left, &[key("?", "keys"), key("q", "quit")]);
}

fn people(canvas: &mut Canvas<'_, Hit>, list: Rect) {
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
    let titles = Rect {
        y: list.y + 2,
        ..list
    };
    table::titles(canvas, titles, &columns);
    let glyphs = canvas.glyphs();
    let cell = |text, role| Cell {
        mark: None,
        text,
        role,
    };
    let status = |mark, text, role| Cell {
        mark: Some(mark),
        text,
        role,
    };
    let people = [
        [
            cell("Ada Hartwell", Role::Text),
            cell("Owner", Role::Text),
            status(glyphs.notice, "expires in 9 days · Thu 3 Dec", Role::Notice),
            cell("today 13:58", Role::Muted),
        ],
        [
            cell("Ben Okafor", Role::Text),
            cell("Admin", Role::Text),
            status("", "fresh · until 12 Feb", Role::Text),
            cell("yesterday", Role::Muted),
        ],
        [
            cell("Chloe Marsh", Role::Text),
            cell("User", Role::Muted),
            status(glyphs.danger, "expired 4 days ago", Role::Danger),
            cell("20 Nov", Role::Muted),
        ],
    ];
    let row = |(at, cells): (_, [_; 4])| Row {
        cells: cells.into(),
        selected: at == 2,
        marked: false,
        hit: Some("row"),
    };
    let rows: Vec<Row<'_, Hit>> = (0..).zip(people).map(row).collect();
    let body = Rect {
        y: list.y + 4,
        height: list.height - 7,
        ..list
    };
    table::rows(canvas, body, &columns, &rows, Focus::Here);
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

fn canvas_of(width: u16, height: u16, fill: impl Fn(&mut Canvas<'_, Hit>)) -> String {
    let (theme, mut buffer) = (probe(), Buffer::empty(Rect::new(0, 0, width, height)));
    let mut canvas = Canvas::new(&mut buffer, &theme, Charset::Unicode);
    fill(&mut canvas);
    let scene = canvas.finish();
    snapshot(&buffer, scene.cursor())
}

fn press(label: &'static str, does: Does, press: Press) -> Button<'static, Hit> {
    Button {
        label,
        does,
        press,
        hit: Some(label),
    }
}

#[test]
fn a_dialog_dims_what_lies_behind_and_leaves_the_footer() {
    let picture = canvas_of(80, 24, |canvas| {
        let bones = Bones::of(canvas.area()).unwrap();
        manage_users(canvas, &bones);
        let Rect { x, y, width, .. } = dialog::open(canvas, "Expire all passwords", 11);
        canvas.text(
            x,
            y,
            width,
            "38 firm users must choose a new password at their next",
            Role::Text,
        );
        canvas.text(
            x,
            y + 2,
            width,
            "Not touched: 12 Connect users, 3 invited.",
            Role::Muted,
        );
        canvas.text(x, y + 5, 15, "Reason", Role::Muted);
        let ground = Role::DialogField;
        let reason = Field {
            text: "Laptop stolen on Monday",
            cursor: None,
            placeholder: "",
            hint: "",
            ground,
            hit: None,
        };
        field(canvas, Rect::new(x + 15, y + 5, 42, 1), &reason);
        canvas.text(x, y + 6, 15, "Your password", Role::Muted);
        let proof = PasswordField {
            secret: Secret::Hidden(12),
            cursor: None,
            hint: "",
            ground,
            hit: None,
        };
        password(canvas, Rect::new(x + 15, y + 6, 42, 1), &proof);
        let row = [
            press("Cancel", Does::Plain, Press::Focused),
            press("Expire all passwords", Does::Danger, Press::Idle),
        ];
        buttons(canvas, Rect::new(x, y + 10, width, 1), &row);
        bones::footer(
            canvas,
            &bones,
            &[key("tab", "next"), key("↵", "cancel"), key("esc", "cancel")],
            &[],
        );
    });
    insta::assert_snapshot!("dialog_80x24", picture);
}

#[test]
fn a_form_with_a_meter_stands_in_the_middle() {
    let picture = canvas_of(80, 24, |canvas| {
        let Rect { x, y, width, .. } = bones::centred(canvas.area(), 46, 13);
        canvas.text(x, y, width, "Choose a new password", Role::Heading);
        canvas.text(x, y + 4, width, "New password", Role::Muted);
        let new = PasswordField {
            secret: Secret::Hidden(14),
            cursor: Some(14),
            hint: "show F2",
            ground: Role::Field,
            hit: Some("new"),
        };
        password(canvas, Rect::new(x, y + 5, width, 1), &new);
        meter(canvas, Rect::new(x, y + 6, width, 1), 2, 3, Role::Notice);
        canvas.text(
            x,
            y + 7,
            width,
            "Good. 1 more character makes it strong.",
            Role::Notice,
        );
        let row = [
            press("Change password", Does::Plain, Press::Default),
            press("Sign out", Does::Plain, Press::Idle),
        ];
        buttons(canvas, Rect::new(x, y + 12, width, 1), &row);
    });
    insta::assert_snapshot!("form_80x24", picture);
}

#[test]
fn tabs_choices_and_the_forecast_lie_as_in_the_picture() {
    let picture = canvas_of(100, 30, |canvas| {
        let tab = |name, current| Tab {
            name,
            current,
            focused: false,
            hit: Some(name),
        };
        let all = [
            tab("Update Password", false),
            tab("Password Security", true),
        ];
        tabs(canvas, Rect::new(19, 4, 79, 2), &all);
        let option = |form, on, label, focused| Choice {
            form,
            on,
            label,
            focused,
            hit: Some(label),
        };
        choice(
            canvas,
            21,
            8,
            70,
            &option(Form::Check, true, "Require strong passwords", false),
        );
        choice(
            canvas,
            21,
            12,
            20,
            &option(Form::Radio, false, "Never", false),
        );
        choice(
            canvas,
            21,
            13,
            20,
            &option(Form::Radio, true, "Every 90 days", true),
        );
        let weeks = Forecast {
            heading: "Expiries by week",
            before: &[0, 0, 3, 3, 6, 0, 3, 9, 3, 3, 0, 6, 0],
            after: &[9, 3, 6, 21, 9, 6, 15, 12, 6, 3, 6, 3, 0],
        };
        forecast(canvas, Rect::new(68, 16, 30, 6), &weeks);
    });
    insta::assert_snapshot!("security_pieces_100x30", picture);
}
