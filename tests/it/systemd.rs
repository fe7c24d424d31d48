//! The units for systemd, as they are shipped: what protects the service, and a command line that the program takes.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use crate::cli::{database, founded, passward};
use crate::support::services;

/// A unit: section, name and value of each line, in order.
fn unit(text: &'static str) -> Vec<(&'static str, &'static str, &'static str)> {
    let (mut section, mut all) = ("", Vec::new());
    for line in text.lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'))
        {
            section = name;
            continue;
        }
        let (name, value) = line.split_once('=').unwrap();
        assert!(!section.is_empty() && name.trim() == name, "{line}");
        all.push((section, name, value));
    }
    all
}

/// Returns the settings of a section, of which none stands twice.
fn section(
    unit: &[(&'static str, &'static str, &'static str)],
    of: &str,
) -> BTreeMap<&'static str, &'static str> {
    let mut settings = BTreeMap::new();
    for (_, name, value) in unit.iter().filter(|(section, ..)| *section == of) {
        assert!(settings.insert(*name, *value).is_none(), "{name} twice");
    }
    settings
}

const SERVICE: &str = include_str!("../../assets/systemd/passward-notify.service");
const TIMER: &str = include_str!("../../assets/systemd/passward-notify.timer");

#[test]
fn the_timer_catches_up_spreads_its_runs_and_is_off_until_it_is_enabled() {
    let unit = unit(TIMER);
    let timer = section(&unit, "Timer");
    assert_eq!(timer["Persistent"], "true");
    assert!(timer["RandomizedDelaySec"].parse::<u32>().unwrap() > 0);
    assert!(timer.contains_key("OnCalendar"));
    assert_eq!(section(&unit, "Install")["WantedBy"], "timers.target");
    // Enabling the service itself would run it once at each start, and at no other time.
    assert!(section(&self::unit(SERVICE), "Install").is_empty());
}

#[test]
fn the_service_runs_as_a_user_of_its_own_and_can_do_little_else() {
    let service = section(&unit(SERVICE), "Service");
    for (name, value) in [
        ("Type", "oneshot"),
        ("User", "passward"),
        ("StateDirectory", "passward"),
        ("StateDirectoryMode", "0700"),
        ("UMask", "0077"),
        ("ProtectSystem", "strict"),
        ("ProtectHome", "yes"),
        ("PrivateTmp", "yes"),
        ("PrivateDevices", "yes"),
        ("NoNewPrivileges", "yes"),
        ("CapabilityBoundingSet", ""),
        ("MemoryDenyWriteExecute", "yes"),
        ("RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6"),
        ("SystemCallArchitectures", "native"),
        ("SystemCallFilter", "@system-service"),
    ] {
        assert_eq!(service.get(name), Some(&value), "{name}");
    }
    // No secret stands in the unit, which everybody can read, nor in the environment.
    assert!(!service.contains_key("Environment") && !service.contains_key("SetCredential"));
    // Named without a place, a credential that is not there keeps nothing from starting.
    let id = service["LoadCredential"];
    assert_eq!(id, "passward-mail-password");
    // What the comment tells to write into the settings is where systemd lays it for a unit of this name.
    let place = format!("password_file = \"/run/credentials/passward-notify.service/{id}\"");
    assert!(SERVICE.contains(&place), "{place}");
}

#[test]
fn the_command_of_the_service_is_one_that_the_program_takes() {
    let service = section(&unit(SERVICE), "Service");
    let mut words = service["ExecStart"].split(' ');
    assert_eq!(words.next(), Some("/usr/local/bin/passward"));
    let world = founded();
    let place = database(&world);
    // Only the places are others here.
    let arguments: Vec<&str> = words
        .map(|word| match word {
            "/var/lib/passward/passward.db" => place.to_str().unwrap(),
            other => other,
        })
        .collect();
    assert!(arguments.contains(&"--no-input"), "{arguments:?}");
    passward(&world, &arguments, "")
        .ends(0)
        .says("Nobody has reached a step");
}

#[test]
fn systemd_understands_each_line_and_finds_the_service_well_protected() {
    let test = "what systemd makes of the units";
    let Some(analyze) = services::found("systemd-analyze", "systemd", test) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let [service, timer] = ["service", "timer"].map(|kind| {
        let name = format!("passward-notify.{kind}");
        folder.path().join(name)
    });
    // It looks whether the program is there.
    let here = SERVICE.replace("/usr/local/bin/passward", env!("CARGO_BIN_EXE_passward"));
    fs::write(&service, here).unwrap();
    fs::write(&timer, TIMER).unwrap();
    let verified = Command::new(&analyze)
        .args(["verify", "--man=no", "--recursive-errors=no"])
        .args([&service, &timer])
        .output()
        .unwrap();
    // What it does not know it only names.
    let said = String::from_utf8_lossy(&verified.stderr);
    assert!(verified.status.success(), "{said}");
    assert!(!said.contains("passward-notify"), "{said}");
    // Of 100, where 0 is a service that can do nothing.
    let exposed = Command::new(&analyze)
        .args(["security", "--offline=true", "--no-pager", "--threshold=20"])
        .arg(&service)
        .output()
        .unwrap();
    assert!(exposed.status.success(), "{exposed:?}");
}
