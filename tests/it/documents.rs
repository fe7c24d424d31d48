//! passward-json(7): each example of the page is run, and what comes out has the shape that stands there.

use std::fs;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::cli::{ADA, FIRST, Said, founded, passward};
use crate::flows::signed_in;
use crate::support::pty::{Pty, World};

const PAGE: &str = include_str!("../../assets/man/passward-json.7");

/// An example: a command line, and the document that it writes.
struct Example {
    words: Vec<String>,
    document: Value,
}

/// Reads the examples of the page, in their order: each goes on where the one before it ended.
fn examples() -> Vec<Example> {
    let page = PAGE.replace("\\-", "-");
    let mut lines = page.lines().filter(|line| !line.starts_with('.'));
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        let Some(command) = line.strip_prefix("$ passward ") else {
            continue;
        };
        let document = lines.next().unwrap_or_default();
        let document = serde_json::from_str(document);
        found.push(Example {
            words: words(command),
            document: document.unwrap_or_else(|error| panic!("{command}: {error}")),
        });
    }
    found
}

/// Splits a line as a shell does, as far as the examples need it; what follows an arrow is the shell's.
fn words(line: &str) -> Vec<String> {
    let given = line.split(" < ").next().unwrap_or_default();
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in given.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words
}

/// Asserts that two values have the same shape: the same fields of the same sorts, all the way down. What is null in
/// one of them may be anything in the other.
#[track_caller]
fn same_shape(at: &str, example: &Value, real: &Value) {
    match (example, real) {
        (Value::Null, _)
        | (_, Value::Null)
        | (Value::Bool(_), Value::Bool(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::String(_), Value::String(_)) => {}
        (Value::Array(example), Value::Array(real)) => {
            if let (Some(example), Some(real)) = (example.first(), real.first()) {
                same_shape(&format!("{at}[]"), example, real);
            }
        }
        (Value::Object(example), Value::Object(real)) => {
            let names = |of: &serde_json::Map<String, Value>| {
                of.keys().map(ToOwned::to_owned).collect::<Vec<_>>()
            };
            assert_eq!(names(example), names(real), "{at}");
            for (name, value) in example {
                same_shape(&format!("{at}.{name}"), value, &real[name]);
            }
        }
        (example, real) => panic!("{at}: {example} is written, {real} came"),
    }
}

/// A firm in which the examples are run, one behind the other.
struct Firm {
    world: World,
    password: String,
    changed: u32,
    /// Ada at the screens, so that somebody is signed in.
    screens: Option<Pty>,
}

impl Firm {
    fn new() -> Self {
        let world = founded();
        let people = "name,email,kind\nDev Patel,dev@hartwellfinch.example,firm\n";
        fs::write(world.home().join("people.csv"), people).unwrap();
        Self {
            world,
            password: FIRST.to_owned(),
            changed: 0,
            screens: None,
        }
    }

    fn document(&self, arguments: &[&str]) -> Value {
        let said = passward(&self.world, arguments, "").ends(0);
        serde_json::from_str(&said.out).unwrap()
    }

    /// Ada chooses a new password where an example before made that necessary.
    fn is_ready(&mut self) {
        if self.document(&["status", ADA, "--json"])["status"] != "must_change" {
            return;
        }
        self.changed += 1;
        let new = format!("velvet anchor counts {} times", self.changed);
        let lines = format!("{}\n{new}\n", self.password);
        passward(&self.world, &["passwd", ADA], &lines).ends(0);
        self.password = new;
    }

    fn run(&mut self, example: &Example) -> Said {
        self.is_ready();
        let mut words: Vec<&str> = example.words.iter().map(String::as_str).collect();
        let mut session = String::new();
        match words[0] {
            "sessions" => {
                if self.screens.is_none() {
                    let pty = signed_in(&self.world, ADA, &self.password);
                    pty.shows("of ");
                    self.screens = Some(pty);
                }
                if words[1] == "end" {
                    let listed = self.document(&["sessions", "list", "--json"]);
                    session = listed["sessions"][0]["session"].to_string();
                }
            }
            // Nothing is restored while anybody is at the screens.
            "restore" => self.screens = None,
            _ => {}
        }
        if !session.is_empty() {
            words[2] = &session;
        }
        passward(&self.world, &words, &format!("{}\n", self.password))
    }
}

#[test]
fn each_example_in_the_manual_writes_a_document_of_the_shape_that_stands_there() {
    let mut firm = Firm::new();
    let examples = examples();
    assert!(examples.len() > 25, "{}", examples.len());
    for example in examples {
        let said = firm.run(&example).ends(0);
        let name = example.words.join(" ");
        let first = said.out.lines().next().unwrap_or_default();
        let real: Value = serde_json::from_str(first).unwrap_or_else(|error| {
            panic!("{name}: {error}\n{said:#?}");
        });
        same_shape(&name, &example.document, &real);
    }
}

#[test]
fn each_command_that_answers_in_json_has_an_example_in_the_manual() {
    let world = World::new();
    let listed = passward(&world, &["man", "--list"], "").ends(0).out;
    let pages: Vec<&str> = listed
        .lines()
        .filter_map(|page| page.strip_prefix("passward-")?.strip_suffix(".1"))
        .collect();
    let shown: Vec<String> = examples()
        .iter()
        .filter_map(|example| {
            let named = (1..=example.words.len()).rev();
            let mut named = named.map(|number| example.words[..number].join("-"));
            named.find(|name| pages.contains(&name.as_str()))
        })
        .collect();
    let mut answer = 0;
    for page in &pages {
        let text = passward(&world, &["man", &format!("{page}.1")], "")
            .ends(0)
            .out;
        let is_group = pages
            .iter()
            .any(|other| other.starts_with(&format!("{page}-")));
        if !is_group && text.contains("\\fB\\-\\-json\\fR") {
            answer += 1;
            assert!(shown.iter().any(|name| name == page), "no example: {page}");
        }
    }
    assert!(answer > 20, "{answer}");
}

#[test]
fn each_command_tells_an_error_in_one_line_of_json() {
    let world = World::new();
    for example in examples() {
        let name = example.words.join(" ");
        if name.starts_with("config") {
            continue; // It needs no database.
        }
        let mut words: Vec<&str> = example.words.iter().map(String::as_str).collect();
        words.extend(["--db", "nowhere.db"]);
        let said = passward(&world, &words, "a password\n");
        assert_eq!(said.err.lines().count(), 1, "{name}: {said:#?}");
        let error: Value = serde_json::from_str(&said.err).unwrap();
        let error = &error["error"];
        assert_eq!(error["exit"], said.code.unwrap(), "{name}: {said:#?}");
        for text in ["code", "message", "hint"] {
            assert!(
                error[text].as_str().is_some_and(|text| !text.is_empty()),
                "{name}"
            );
        }
        // `doctor` answers what it can.
        assert!(said.out.is_empty() || name.starts_with("doctor"), "{name}");
    }
    assert!(!world.home().join("nowhere.db").exists());
}

#[test]
fn nobody_reading_any_answer_is_no_error() {
    let world = founded();
    for example in examples() {
        let words: Vec<&str> = example.words.iter().map(String::as_str).collect();
        // What an administrator does is done once, by the examples.
        let acts = words.contains(&"--as") || words.contains(&"--confirm");
        if acts
            || words
                .iter()
                .any(|word| word.contains("ben@") || word.contains(".csv"))
        {
            continue;
        }
        let (read, write) = std::io::pipe().unwrap();
        drop(read);
        let output = Command::new(env!("CARGO_BIN_EXE_passward"))
            .args(&words)
            .current_dir(world.home())
            .env_clear()
            .envs(world.environment())
            .stdin(Stdio::null())
            .stdout(write)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{words:?}: {output:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!said.contains("error"), "{words:?}: {said}");
    }
}
