//! The settings: the file, the variables and the options through the real binary.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::{ADA, Said, database, founded, init, passward};
use crate::support::pty::World;

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// Writes the file of settings at the default place.
fn settings(world: &World, text: &str) -> PathBuf {
    let folder = world.home().join(".config/passward");
    fs::create_dir_all(&folder).unwrap();
    chmod(&folder, 0o700);
    let path = folder.join("config.toml");
    fs::write(&path, text).unwrap();
    chmod(&path, 0o600);
    path
}

/// Returns one setting as `config print --json` tells it.
fn in_force(world: &World, more: &[&str], name: &str) -> (Value, Value) {
    let arguments = [&["config", "print", "--json"][..], more].concat();
    let said = passward(world, &arguments, "").ends(0);
    let document: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(document["schema"], 1);
    let all = document["settings"].as_array().unwrap();
    let found = all.iter().find(|setting| setting["name"] == name).unwrap();
    (found["value"].clone(), found["from"].clone())
}

/// What is printed with a broken file; every command but those that read none refuses to start.
fn refused(world: &World) -> Said {
    for command in [&["config", "print"][..], &["doctor"], &["demo"], &[]] {
        let said = passward(world, command, "").ends(2);
        assert!(said.out.is_empty(), "{said:?}");
    }
    for command in [&["completions", "bash"][..], &["man"], &["--help"]] {
        passward(world, command, "").ends(0);
    }
    let json = passward(world, &["status", ADA, "--json"], "").ends(2);
    let error: Value = serde_json::from_str(&json.err).unwrap();
    assert!(
        error["error"]["code"]
            .as_str()
            .unwrap()
            .starts_with("config_")
    );
    passward(world, &["status", ADA], "").ends(2)
}

#[test]
fn an_option_goes_before_a_variable_before_the_file() {
    let world = World::new();
    let check = |world: &World, more: &[&str], value: &str, from: &str| {
        let found = in_force(world, more, "theme");
        assert_eq!(found, (value.into(), from.into()));
    };
    check(&world, &[], "auto", "default");
    settings(&world, "theme = \"dark\"\n");
    check(&world, &[], "dark", "file");
    let world = world.with("PASSWARD_THEME", "light");
    check(&world, &[], "light", "variable");
    let both = ["--theme", "mono", "config", "print", "--json"];
    let said = passward(&world, &both, "").ends(0);
    assert!(
        said.out.contains(r#""value":"mono","from":"option""#),
        "{said:?}"
    );
}

#[test]
fn an_unknown_name_or_a_wrong_value_refuses_to_start_with_line_column_and_what_was_meant() {
    let world = founded();
    for (text, message, hint) in [
        (
            "# mine\n\nthmee = \"dark\"\n",
            "line 3, column 1: there is no setting `thmee`.",
            "Did you mean `theme`?",
        ),
        (
            "theme = \"drak\"\n",
            "line 1, column 9: \"drak\" is no value of `theme`",
            "Did you mean `dark`?",
        ),
        (
            "time_zone = \"Europe/Londn\"\n",
            "line 1, column 13: \"Europe/Londn\" is no value of `time_zone`",
            "Did you mean `Europe/London`?",
        ),
        (
            "mouse = false\nidle_minutes = 1\n",
            "line 2, column 16: 1 is no value of `idle_minutes`, which takes a whole number from 2 to 60.",
            "passward man config",
        ),
        (
            "database = \"firm.db\"\n",
            "line 1, column 12: \"firm.db\" is no value of `database`",
            "passward man config",
        ),
        (
            "mouse = maybe\n",
            "line 1, column 9: ",
            "passward man config",
        ),
        (
            "mouse = true\nmouse = true\n",
            "line 2, column 1: ",
            "passward man config",
        ),
    ] {
        let path = settings(&world, text);
        refused(&world)
            .says(&format!("{}, ", path.display()))
            .says(message)
            .says(hint);
    }
    settings(&world, "\n[mail]\nhost = \"mail.firm.example\"\n");
    refused(&world)
        .says("line 3: `mail.host` is given, but not `mail.from`.")
        .says("PASSWARD_MAIL_FROM");
    settings(&world, "");
    let world = world.with("PASSWARD_MOUSE", "maybe");
    passward(&world, &["status", ADA], "").ends(2).says(
        "The variable PASSWARD_MOUSE: \"maybe\" is no value of `mouse`, which takes true or false.",
    );
}

#[test]
fn r4_what_stands_in_the_file_reaches_no_terminal_alive() {
    let world = founded();
    settings(&world, "\"a\\u001b[2J\" = 1\n");
    refused(&world).says("there is no setting `a\u{fffd}[2J`");
    settings(&world, "theme = \"\\u001b[2J\"\n");
    refused(&world).says("\"\u{fffd}[2J\"");
}

#[test]
fn r2_a_file_that_others_can_write_is_refused_and_one_that_is_named_must_be_there() {
    let world = founded();
    let path = settings(&world, "theme = \"dark\"\n");
    for mode in [0o620, 0o602] {
        chmod(&path, mode);
        refused(&world)
            .says("can be written by others on this machine")
            .says("chmod go-w");
    }
    chmod(&path, 0o644);
    passward(&world, &["status", ADA], "").ends(0);
    let folder = path.parent().unwrap();
    chmod(folder, 0o777);
    refused(&world).says("can be written by others on this machine");
    chmod(folder, 0o700);
    fs::remove_file(&path).unwrap();
    passward(&world, &["status", ADA], "").ends(0);
    fs::create_dir(&path).unwrap();
    refused(&world).says("is not a file");
    fs::remove_dir(&path).unwrap();

    let named = world.home().join("mine.toml");
    let option = ["status", ADA, "--config", named.to_str().unwrap()];
    passward(&world, &option, "")
        .ends(2)
        .says("There is no file of settings at")
        .says("--config");
    fs::write(&named, "theme = \"dark\"\nwrong = 1\n").unwrap();
    chmod(&named, 0o600);
    passward(&world, &option, "")
        .ends(2)
        .says("mine.toml, line 2, column 1");
    // The option goes before the variable.
    let world = world.with("PASSWARD_CONFIG", "nowhere.toml");
    passward(&world, &["status", ADA], "")
        .ends(2)
        .says("PASSWARD_CONFIG");
    fs::write(&named, "theme = \"dark\"\n").unwrap();
    passward(&world, &option, "").ends(0);
}

#[test]
fn r2_the_folders_of_the_file_itself_are_looked_at_and_those_of_a_link_to_it() {
    let world = founded();
    let link = settings(&world, "theme = \"dark\"\n");
    let outer = world.home().join("outer");
    let inner = outer.join("inner");
    fs::create_dir_all(&inner).unwrap();
    fs::rename(&link, inner.join("mine.toml")).unwrap();
    std::os::unix::fs::symlink(inner.join("mine.toml"), &link).unwrap();
    chmod(&inner, 0o755);
    chmod(&outer, 0o755);
    passward(&world, &["status", ADA], "").ends(0);
    // The folder of the file, and the one above it, in which somebody could rename that.
    for folder in [&inner, &outer] {
        for mode in [0o775, 0o757] {
            chmod(folder, mode);
            let name = folder.file_name().unwrap().to_str().unwrap();
            refused(&world)
                .says(&format!("{name} can be written by others"))
                .says("so no settings were read.")
                .says("chmod go-w");
        }
        chmod(folder, 0o1777);
        passward(&world, &["status", ADA], "").ends(0);
        chmod(folder, 0o755);
    }
    // In the folder of the link somebody could lead it elsewhere.
    let of_the_link = link.parent().unwrap();
    chmod(of_the_link, 0o777);
    refused(&world).says("so no settings were read.");
    chmod(of_the_link, 0o700);
    fs::remove_file(inner.join("mine.toml")).unwrap();
    passward(&world, &["status", ADA], "").ends(0);
}

#[test]
fn a_relative_path_in_the_variable_of_xdg_is_ignored() {
    let world = World::new().with("XDG_CONFIG_HOME", "relative");
    let folder = world.home().join("relative/passward");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config.toml"), "wrong = 1\n").unwrap();
    in_force(&world, &[], "theme");
    let elsewhere = world.home().join("elsewhere");
    fs::create_dir_all(elsewhere.join("passward")).unwrap();
    fs::write(elsewhere.join("passward/config.toml"), "ascii = true\n").unwrap();
    let world = world.with("XDG_CONFIG_HOME", elsewhere.to_str().unwrap());
    assert_eq!(in_force(&world, &[], "ascii").0, true);
}

#[test]
fn r2_a_database_named_in_the_file_must_be_there_and_init_makes_it() {
    let world = World::new();
    settings(&world, "database = \"~/firm.db\"\n");
    let file = world.home().join("firm.db");
    for command in [&["status", ADA][..], &["doctor"]] {
        let said = passward(&world, command, "");
        assert!(matches!(said.code, Some(1 | 4)), "{said:?}");
        said.says("There is no firm's database at")
            .says("passward init");
    }
    assert!(!file.exists());
    init(&world, &[]).ends(0);
    assert!(file.is_file() && !database(&world).exists());
    passward(&world, &["status", ADA], "").ends(0);
    let world = world.with("PASSWARD_DB", "other.db");
    passward(&world, &["status", ADA], "")
        .ends(4)
        .says("PASSWARD_DB");
}

#[test]
fn what_is_printed_is_a_file_that_says_the_same() {
    let world = World::new()
        .with("PASSWARD_DOMAIN", "hartwellfinch.example")
        .with("PASSWARD_TIME_ZONE", "Asia/Kolkata");
    settings(
        &world,
        "idle_minutes = 20\nchange_at = \"ssh \\\"a\\\" b\"\n",
    );
    let said = passward(&world, &["--ascii", "config", "print"], "").ends(0);
    for line in [
        "idle_minutes = 20\n",
        "change_at = \"ssh \\\"a\\\" b\"\n",
        "domain = \"hartwellfinch.example\"\n",
        "time_zone = \"Asia/Kolkata\"\n",
        "ascii = true\n",
        "#mouse = true\n",
        "#theme = \"auto\"\n",
    ] {
        assert!(said.out.contains(line), "{line}\n{}", said.out);
    }
    assert!(said.out.lines().all(|line| line.chars().count() <= 80));
    let again = World::new();
    settings(&again, &said.out);
    let second = passward(&again, &["config", "print"], "").ends(0);
    assert_eq!(second.out, said.out);
    // What stands behind a number sign is as it is without the line.
    let uncommented = said
        .out
        .replace("\n#mouse", "\nmouse")
        .replace("\n#theme", "\ntheme");
    settings(&again, &uncommented);
    assert_eq!(in_force(&again, &[], "mouse"), (true.into(), "file".into()));
}

#[test]
fn s5_the_list_of_breached_passwords_may_be_named_in_the_file() {
    let world = founded();
    settings(&world, "breached_passwords = \"~/none.txt\"\n");
    passward(&world, &["passwd", ADA], "a\nb\n")
        .ends(1)
        .says("There is no list of breached passwords")
        .says("`breached_passwords` in the file of settings");
}

#[test]
fn dates_are_told_in_the_zone_that_is_set() {
    let world = founded();
    let hour = |world: &World| {
        let said = passward(world, &["users", "show", ADA], "").ends(0);
        let line = said
            .out
            .lines()
            .find(|line| line.contains("was set on"))
            .unwrap()
            .to_owned();
        let colon = line.find(':').unwrap();
        line[colon - 2..colon].parse::<u32>().unwrap()
    };
    let here = hour(&world);
    // Five hours behind all year round.
    settings(&world, "time_zone = \"America/Lima\"\n");
    assert_eq!(hour(&world), (here + 24 - 5) % 24);
}

#[test]
fn doctor_tells_what_is_in_force_and_who_said_so_and_nothing_of_it_in_json() {
    let world = founded().with("PASSWARD_MOUSE", "false");
    settings(
        &world,
        "change_at = \"ssh passward@firm.example\"\ndomain = \"firm.example\"\ntheme = \"dark\"\n",
    );
    let said = passward(&world, &["doctor"], "").ends(0);
    for text in [
        "The settings are read from",
        "theme = \"dark\" (the file, line 3)",
        "mouse = false (PASSWARD_MOUSE)",
        "idle_minutes = 10 (the default)",
        "database is not set",
    ] {
        assert!(said.out.contains(text), "{text}\n{}", said.out);
    }
    let said = passward(&world, &["doctor", "--json"], "").ends(0);
    let report: Value = serde_json::from_str(&said.out).unwrap();
    let told = report["settings"].as_array().unwrap();
    let find = |name: &str| told.iter().find(|setting| setting["name"] == name).unwrap();
    assert_eq!(
        (&find("theme")["value"], &find("theme")["from"]),
        (&"dark".into(), &"file".into())
    );
    assert_eq!(
        (&find("domain")["value"], &find("domain")["from"]),
        (&Value::Null, &"file".into())
    );
    for text in ["firm.example", "/", "@"] {
        assert!(!said.out.contains(text), "{text}: {}", said.out);
    }
}

/// Returns the lines of the example in passward-config(5), as `man` shows them.
fn example(page: &str) -> String {
    let from = page.find(".SH EXAMPLE\n.nf\n").unwrap() + ".SH EXAMPLE\n.nf\n".len();
    let lines = page[from..].lines().take_while(|line| *line != ".fi");
    let shown = lines.map(|line| line.replace("\\-", "-").replace("\\\\", "\\"));
    shown.map(|line| line + "\n").collect()
}

#[test]
fn the_manual_describes_every_setting_and_its_example_is_a_file_that_is_taken() {
    let world = World::new();
    let page = passward(&world, &["man", "config"], "").ends(0).out;
    let plain = page.replace('\\', "");
    let file = example(&page);
    settings(&world, &file);
    let said = passward(&world, &["config", "print", "--json"], "").ends(0);
    let document: Value = serde_json::from_str(&said.out).unwrap();
    for setting in document["settings"].as_array().unwrap() {
        let name = setting["name"].as_str().unwrap();
        assert_eq!(setting["from"], "file", "{name}\n{file}");
        assert!(
            plain.contains(&format!("\nfB{name}fR\n")),
            "{name}\n{plain}"
        );
    }
    passward(&world, &["man", "config.1"], "")
        .ends(0)
        .says("config print");
}

#[test]
fn mouse_ascii_and_theme_are_in_force_on_the_screens() {
    let world = World::new();
    settings(&world, "mouse = false\nascii = true\ntheme = \"light\"\n");
    let pty = world.passward(&["demo"], 100, 30);
    pty.shows("Made-up firm");
    pty.wait_until("a light ground, no mouse", |screen| {
        let ground = screen.cell(29, 50).map(vt100::Cell::bgcolor);
        screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
            && ground == Some(vt100::Color::Rgb(0xfb, 0xfb, 0xf9))
    });
    assert!(pty.contents().is_ascii(), "{}", pty.contents());
}

#[test]
fn i1_verify_tells_where_to_change_without_a_home_by_the_file_that_is_named() {
    let world = World::new();
    let firm = world.home().join("demo.db");
    passward(&world, &["demo", "--db", firm.to_str().unwrap()], "").ends(0);
    let file = world.home().join("verify.toml");
    let text = format!(
        "database = \"{}\"\nchange_at = \"ssh passward@here\"\ndomain = \"hartwellfinch.example\"\n",
        firm.display()
    );
    fs::write(&file, text).unwrap();
    chmod(&file, 0o600);
    let world = world
        .with("HOME", "")
        .with("PAM_USER", "chloe.marsh")
        .with("PAM_TYPE", "auth");
    let ask = [
        "verify",
        "--format",
        "pam",
        "--config",
        file.to_str().unwrap(),
    ];
    passward(&world, &ask, passward::service::demo::PASSWORD)
        .ends(1)
        .says("Choose a new one: ssh passward@here");
}
