//! The firm's list of breached passwords (S5) on the command line: the real binary, without a terminal.

use std::fs;
use std::path::PathBuf;

use sha1::{Digest, Sha1};

use crate::cli::{ADA, FIRST, database, founded, passward};
use crate::support::pty::World;
use crate::support::stage::{PASSWORD, Stage};

const BREACHED: &str = "seventeen violet harbours";
const FREE: &str = "walnut ferry candle 9035";

/// A list of hashes with one known password on it.
fn list(world: &World) -> PathBuf {
    let mut hashes: Vec<String> = (0..2000)
        .map(|n| format!("filler {n}"))
        .chain([BREACHED.to_owned()])
        .map(|text| data_encoding::HEXUPPER.encode(&Sha1::digest(text.as_bytes())))
        .collect();
    hashes.sort();
    let lines: Vec<String> = hashes.iter().map(|hash| format!("{hash}:3\r\n")).collect();
    let path = world.home().join("pwned.txt");
    fs::write(&path, lines.concat()).unwrap();
    path
}

fn change(world: &World, more: &[&str], new: &str) -> crate::cli::Said {
    let arguments = [&["passwd", ADA][..], more].concat();
    passward(world, &arguments, &format!("{FIRST}\n{new}\n"))
}

#[test]
fn s5_a_password_on_the_list_is_refused_by_option_and_by_variable() {
    let world = founded();
    let path = list(&world);
    let path = path.to_str().unwrap();
    change(&world, &["--breached", path], BREACHED)
        .ends(1)
        .says("This is a breached password");
    let world = world.with("PASSWARD_BREACHED", path);
    change(&world, &[], BREACHED).ends(1).says("breached");
    change(&world, &[], FREE).ends(0);
}

#[test]
fn s5_init_and_codes_ask_the_list_too() {
    let world = World::new();
    let path = list(&world);
    let world = world.with("PASSWARD_BREACHED", path.to_str().unwrap());
    let init = ["init", "--firm", "F", "--name", "Ada", "--email", ADA];
    passward(&world, &init, &format!("{BREACHED}\n"))
        .ends(1)
        .says("breached");
    assert!(!database(&world).exists());
    passward(&world, &init, &format!("{FIRST}\n")).ends(0);
    let code = passward(&world, &["recover", "--confirm", "F"], "")
        .ends(0)
        .out;
    let redeem = |new: &str| {
        passward(
            &world,
            &["passwd", ADA, "--code"],
            &format!("{code}{new}\n"),
        )
    };
    redeem(BREACHED).ends(1).says("breached");
    redeem(FREE).ends(0);
}

#[test]
fn s5_a_list_that_was_named_and_is_none_stops_what_takes_passwords() {
    let world = founded();
    let missing = world.home().join("none.txt");
    let option = ["--breached", missing.to_str().unwrap()];
    change(&world, &option, FREE)
        .ends(1)
        .says("There is no list of breached passwords")
        .says("Look at --breached again");
    let folder = world.home().to_str().unwrap().to_owned();
    let world = world.with("PASSWARD_BREACHED", &folder);
    change(&world, &[], FREE)
        .ends(1)
        .says("is not a file")
        .says("PASSWARD_BREACHED");
    // What takes no password does not need the list.
    passward(&world, &["status", ADA], "").ends(0);
    // An empty variable names nothing.
    let world = world.with("PASSWARD_BREACHED", "");
    change(&world, &[], FREE).ends(0);
}

#[test]
fn s5_the_meter_and_the_form_refuse_a_breached_password_on_screen() {
    let mut stage = Stage::founded().with_breached(&format!("some other\n{BREACHED}\n"));
    stage.signs_in("ada@firm.example", PASSWORD).keys("1");
    stage.types(PASSWORD).keys("tab").types(BREACHED);
    stage.shows("This is a breached password");
    stage.keys("tab").types(BREACHED).keys("enter");
    stage
        .shows("others know it. Choose a")
        .shows("different one.")
        .shows("New password again");
}

#[test]
fn s5_a_list_that_was_changed_underneath_lets_nothing_pass_on_screen() {
    let mut stage = Stage::founded().with_breached("some other\n");
    stage.signs_in("ada@firm.example", PASSWORD).keys("1");
    stage
        .types(PASSWORD)
        .keys("tab")
        .types(FREE)
        .shows("Strong.");
    fs::write(stage.breached(), "another list").unwrap();
    stage.erases().shows("list of breached passwords cannot");
    let shorter = &FREE[..FREE.len() - 1];
    stage.keys("tab").types(shorter).keys("enter");
    stage
        .shows("Nothing was changed. Whoever looks")
        .shows("after this machine can run `passward doctor`.");
}
