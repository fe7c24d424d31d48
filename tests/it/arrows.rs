//! The arrows between the rooms, and who may name which crate: read from the sources.

use std::fs;
use std::path::{Path, PathBuf};

/// Whom each room may name.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("files", &["domain"]),
    ("secret", &["domain"]),
    ("words", &["domain"]),
    ("lists", &["words", "secret", "domain"]),
    ("mail", &["files", "words", "secret", "domain"]),
    ("store", &["files", "secret", "domain"]),
    (
        "service",
        &["words", "mail", "store", "lists", "secret", "domain"],
    ),
    ("tui", &["service", "words", "secret", "domain"]),
    ("prompt", &["service", "words", "lists", "secret", "domain"]),
    (
        "cli",
        &[
            "tui", "prompt", "service", "words", "mail", "store", "lists", "files", "secret",
            "domain",
        ],
    ),
];

/// Whom each part of `tui` may name; its entry is `tui.rs` and may name all, and the store.
const TUI: &[(&str, &[&str])] = &[
    ("clock", &[]),
    ("keymap", &[]),
    ("signals", &[]),
    ("terminal", &[]),
    ("theme", &[]),
    ("view_model", &["keymap"]),
    ("view", &["view_model", "theme", "keymap"]),
    ("worker", &["clock", "signals", "view_model"]),
    (
        "event_loop",
        &[
            "clock",
            "signals",
            "terminal",
            "view_model",
            "view",
            "worker",
            "keymap",
        ],
    ),
];

/// Who may name a crate.
const CRATES: &[(&str, &[&str])] = &[
    (
        "crossterm",
        &["tui/event_loop", "tui/keymap", "tui/terminal"],
    ),
    (
        "ratatui",
        &["tui/view", "tui/theme", "tui/terminal", "tui/event_loop"],
    ),
    ("terminal_colorsaurus", &["tui/theme"]),
    ("rusqlite", &["store/sqlite"]),
    ("refinery", &["store/sqlite"]),
    ("tui_input", &["tui/view_model"]),
    ("lettre", &["mail"]),
    ("argon2", &["secret/hash"]),
    ("bcrypt", &["secret/hash/blowfish"]),
    ("sha_crypt", &["secret/hash/sha512"]),
    // `words` has a room of the same name.
    ("csv", &["service/import/text", "words"]),
    ("indicatif", &["cli/import/progress"]),
    ("sha1", &["lists"]),
    ("nix", &["cli/os_user"]),
    ("clap", &["cli"]),
    ("strsim", &["cli/settings"]),
    ("tz", &["words/zone"]),
    ("tzdb_data", &["words/zone"]),
];

/// A source file: its path below `src` without the ending, and its text without comments and tests.
struct Source {
    path: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(&root).unwrap().with_extension("");
                let name = name.to_str().unwrap();
                let is_test = name.split('/').any(|part| part == "tests");
                if is_test || name == "lib" || name == "main" {
                    continue;
                }
                let text = code_of(&fs::read_to_string(&path).unwrap());
                found.push(Source {
                    path: name.into(),
                    text,
                });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Leaves out comments, and everything from the unit tests on.
fn code_of(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    text[..end]
        .lines()
        .map(|line| line.find("//").map_or(line, |at| &line[..at]))
        .collect::<Vec<_>>()
        .join("\n")
}

impl Source {
    /// The module this file is, as names below the crate.
    fn module(&self) -> Vec<&str> {
        self.path.split('/').collect()
    }

    fn is_below(&self, place: &str) -> bool {
        let module = self.module().join("/");
        module == place || module.starts_with(&format!("{place}/"))
    }

    /// Every path of ours that the file names, in full.
    fn names(&self) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        for (at, _) in self.text.match_indices("crate::") {
            if !continues_a_name(&self.text[..at]) {
                found.extend(paths(&self.text[at + "crate::".len()..], &[]));
            }
        }
        for (at, _) in self.text.match_indices("super::") {
            // Only the first of a chain; the rest is counted from there.
            if continues_a_name(&self.text[..at]) || self.text[..at].ends_with("super::") {
                continue;
            }
            let mut rest = &self.text[at..];
            let mut base = self.module();
            while let Some(after) = rest.strip_prefix("super::") {
                base.pop();
                rest = after;
            }
            found.extend(paths(rest, &base));
        }
        found
    }
}

fn continues_a_name(before: &str) -> bool {
    before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$')
}

/// Reads `a::b` or `{a::b, c}`, two names deep at most.
fn paths(text: &str, base: &[&str]) -> Vec<Vec<String>> {
    let text = text.trim_start();
    let Some(group) = text.strip_prefix('{') else {
        return vec![
            base.iter()
                .map(ToString::to_string)
                .chain(simple(text))
                .collect(),
        ];
    };
    let mut depth = 0;
    let mut found = Vec::new();
    let mut start = 0;
    for (at, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                let item = group[start..at].trim_start();
                if !item.is_empty() {
                    found.push(
                        base.iter()
                            .map(ToString::to_string)
                            .chain(simple(item))
                            .collect(),
                    );
                }
                start = at + 1;
                if sign == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    found
}

fn simple(text: &str) -> Vec<String> {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':')
        .unwrap_or(text.len());
    text[..end]
        .split("::")
        .take(2)
        .filter(|name| !name.is_empty())
        .map(Into::into)
        .collect()
}

fn allowed<'t>(table: &'t [(&str, &[&str])], of: &str) -> Option<&'t [&'t str]> {
    table
        .iter()
        .find(|(name, _)| *name == of)
        .map(|(_, may)| *may)
}

#[test]
fn each_room_names_only_the_rooms_below_it() {
    let mut wrong = Vec::new();
    for source in sources() {
        let module = source.module();
        let room = module[0];
        let may = allowed(ROOMS, room).unwrap_or_else(|| panic!("{room} is no room of the house"));
        let is_entry = module == ["tui"];
        for path in source.names() {
            let target = path[0].as_str();
            let is_room = ROOMS.iter().any(|(name, _)| *name == target);
            let ours = target == room || may.contains(&target) || (is_entry && target == "store");
            if is_room && !ours {
                wrong.push(format!("{} names {}", source.path, path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn inside_tui_the_arrows_go_one_way() {
    let mut wrong = Vec::new();
    for source in sources() {
        let module = source.module();
        if module[0] != "tui" || module.len() < 2 {
            continue;
        }
        let part = module[1];
        let may = allowed(TUI, part)
            .unwrap_or_else(|| panic!("tui::{part} has no line in the table of arrows"));
        for path in source.names() {
            let [room, target, ..] = path.as_slice() else {
                continue;
            };
            let is_part = TUI.iter().any(|(name, _)| name == target);
            if room == "tui" && is_part && target != part && !may.contains(&target.as_str()) {
                wrong.push(format!("{} names {}", source.path, path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_crate_is_named_only_where_it_belongs() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, places) in CRATES {
            let named = source.text.match_indices(name).any(|(at, _)| {
                !continues_a_name(&source.text[..at])
                    && source.text[at + name.len()..].starts_with("::")
            });
            if named && !places.iter().any(|place| source.is_below(place)) {
                wrong.push(format!("{} names {name}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_reader_of_sources_sees_what_is_written() {
    let source = Source {
        path: "tui/view/table".into(),
        text: code_of(
            "use crate::{domain::Policy, store::{Tx, Store}};\nuse super::super::theme::Role; // crate::cli\nlet x = crate::words::a();",
        ),
    };
    let names: Vec<_> = source.names().iter().map(|path| path.join("::")).collect();
    assert_eq!(
        names,
        ["domain::Policy", "store", "words::a", "tui::theme::Role"]
    );
}
