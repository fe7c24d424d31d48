//! Ends, faults and spoilt places: what was done stays, what was not leaves no trace (R1, R2, R3, R5).

use std::fs;
use std::path::Path;

use rustix::process::Signal;

use crate::support::pty::{Pty, World};
use crate::support::until::until;

/// How each ending signal is called where a process died by it.
const ENDINGS: [(Signal, &str); 4] = [
    (Signal::INT, "Interrupt"),
    (Signal::TERM, "Terminated"),
    (Signal::HUP, "Hangup"),
    (Signal::QUIT, "Quit"),
];

/// More people than any machine makes before the test has seen that it makes them.
const MANY: &str = "2000000";

fn fills(folder: &Path) -> bool {
    let Ok(found) = fs::read_dir(folder) else {
        return false;
    };
    found.flatten().any(|entry| {
        let path = entry.path();
        let grown = entry.metadata().is_ok_and(|found| found.len() > 1 << 20);
        grown || (path.is_dir() && fills(&path))
    })
}

#[test]
fn r3_a_demo_that_is_ended_while_it_fills_leaves_nothing_and_dies_by_the_signal() {
    // All at once, because each looks at the signal a second later.
    let demos: Vec<_> = ENDINGS
        .into_iter()
        .flat_map(|ending| [(ending, false), (ending, true)])
        .map(|(ending, named)| {
            let world = World::new();
            let folder = world.home().join("folder");
            fs::create_dir(&folder).unwrap();
            let world = world.with("TMPDIR", folder.to_str().unwrap());
            let file = folder.join("demo.db");
            let mut arguments = vec!["demo", "--users", MANY];
            if named {
                arguments.extend(["--db", file.to_str().unwrap()]);
            }
            let pty = world.passward(&arguments, 80, 24);
            (ending, folder, world, pty)
        })
        .collect();
    for ((signal, _), folder, _world, pty) in &demos {
        until("the demo is being filled", || fills(folder));
        pty.signal(*signal);
    }
    for ((_, name), folder, _world, mut pty) in demos {
        assert_eq!(pty.wait_for_end().signal(), Some(name));
        pty.is_given_back();
        assert!(!pty.output().contains(&0x1b));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "{name}");
    }
}

#[test]
fn r3_ctrl_c_while_the_demo_fills_leaves_nothing() {
    let world = World::new();
    let folder = world.home().join("folder");
    fs::create_dir(&folder).unwrap();
    let world = world.with("TMPDIR", folder.to_str().unwrap());
    let mut pty: Pty = world.passward(&["demo", "--users", MANY], 80, 24);
    until("the demo is being filled", || fills(&folder));
    pty.keys("\x03");
    assert_eq!(pty.wait_for_end().signal(), Some("Interrupt"));
    pty.is_given_back();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}
