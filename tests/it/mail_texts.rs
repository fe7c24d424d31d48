//! The firm's own texts of letters: a wrong one is named with file and line wherever mail is set up, and delays mail alone.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::cli::{database, founded, passward};
use crate::support::pty::World;

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
}

/// Mail is set up on a server that is not there, with a folder of texts.
fn with_texts(texts: &[(&str, &str)]) -> World {
    let world = founded();
    let folder = world.home().join("letters");
    fs::create_dir(&folder).unwrap();
    for (name, text) in texts {
        fs::write(folder.join(name), text).unwrap();
    }
    let settings = world.home().join(".config/passward");
    fs::create_dir_all(&settings).unwrap();
    let text = format!(
        "[mail]\nhost = \"127.0.0.1\"\nport = 1\nsecurity = \"none\"\nfrom = \"passward@firm.example\"\ntemplates = \"{}\"\n",
        folder.display()
    );
    fs::write(settings.join("config.toml"), text).unwrap();
    world
}

#[test]
fn a_wrong_text_is_named_with_file_and_line_by_notify_doctor_and_the_screens() {
    for (name, text, at) in [
        ("notice.txt", "Subject: soon\n\nHello {nmae}\n", "line 3"),
        // No code in a subject, nor in a letter that is not for one.
        ("invitation.txt", "Subject: {code}\n\n{code}\n", "line 1"),
        (
            "forced.txt",
            "Subject: new\n\n{by} asks.\n{code}\n",
            "line 4",
        ),
    ] {
        let world = with_texts(&[(name, text)]);
        let place = format!("letters/{name}, {at}:");
        passward(&world, &["notify"], "").ends(1).says(&place);
        let doctor = passward(&world, &["doctor"], "").ends(1);
        assert!(doctor.out.contains(&place), "{doctor:#?}");
        // What is made to be passed on names no place.
        let doctor = passward(&world, &["doctor", "--json"], "").ends(1);
        assert!(doctor.out.contains("set up, but wrongly"), "{doctor:#?}");
        assert!(!doctor.out.contains("letters"), "{doctor:#?}");
        let mut pty = world.passward(&[], 100, 30);
        pty.shows("Sign in");
        pty.keys("\x03");
        pty.wait_for_end();
        // It stands on the terminal that was given back, for whoever looks after this firm.
        let after = pty.contents();
        assert!(after.contains(at) && after.contains(name), "{after}");
        pty.is_given_back();
    }
}

#[test]
fn r7_a_text_that_others_can_write_is_not_used_and_doctor_says_so() {
    let world = with_texts(&[("notice.txt", "Subject: soon\n\nHello {name}\n")]);
    let folder = world.home().join("letters");
    chmod(&folder.join("notice.txt"), 0o666);
    let place = "letters/notice.txt can be written by others on this machine, so it was not used.";
    passward(&world, &["notify"], "").ends(1).says(place);
    let doctor = passward(&world, &["doctor"], "").ends(1);
    assert!(doctor.out.contains(place), "{doctor:#?}");
    chmod(&folder.join("notice.txt"), 0o644);
    chmod(&folder, 0o777);
    let place = "letters can be written by others on this machine, so it was not used.";
    passward(&world, &["notify"], "").ends(1).says(place);
}

#[test]
fn at_the_kiosk_a_wrong_text_is_not_told_to_whoever_comes_in() {
    let world = with_texts(&[("notice.txt", "Subject: soon\n\n{nmae}\n")]);
    let place = database(&world);
    let mut pty = world.passward(&["--kiosk", "--db", place.to_str().unwrap()], 100, 30);
    pty.shows("Sign in");
    pty.keys("\x03");
    pty.wait_for_end();
    let output = String::from_utf8_lossy(&pty.output()).into_owned();
    assert!(!output.contains("notice.txt"), "{output}");
}
