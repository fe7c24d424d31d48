//! `passward config`: the settings in force, as a commented file or for programs.

use std::fmt::Write;

use clap::{Args, Subcommand};
use clap_mangen::roff::{Roff, bold, italic, roman};
use serde::Serialize;
use serde_json::Value as Json;

use super::answer::{answer_in_json, answer_line};
use super::error::Stop;
use super::in_json::Document;
use super::settings::{Setting, Settings, Source, Value, table};
use crate::prompt::wrapped;

/// The settings: those in force, and how they are written.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward config print > ~/.config/passward/config.toml
  passward config print --json")]
pub(super) struct Config {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Print(Print),
}

/// Write the settings in force as a commented file of settings; those that nobody set stand behind a number sign.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward config print
  passward config print --config /etc/passward.toml --json")]
pub(super) struct Print {
    /// Answer with one JSON document: what is in force, and from where.
    #[arg(long)]
    json: bool,
}

impl Config {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), Stop> {
        let Verb::Print(print) = &self.verb;
        if print.json {
            answer_in_json(&Document::of(InJson::of(settings)))
        } else {
            answer_line(template(settings).trim_end())
        }
    }
}

/// How wide the comments are.
const WIDTH: usize = 78;

/// Writes a file of settings that says what is in force.
pub(super) fn template(settings: &Settings) -> String {
    let mut out = comment(
        "Settings of passward. An option goes before a variable, a variable before this file. What stands behind a number sign is as it is without that line.",
    );
    let mut section = None;
    for setting in table::ALL {
        let (within, name) = setting.in_section();
        if within != section {
            section = within;
            if let Some(section) = section {
                // Writing to a String never fails.
                let _ = write!(out, "\n[{section}]\n");
            }
        }
        let _ = write!(out, "\n{}", comment(&described(setting)));
        let in_force = settings
            .value(setting)
            .filter(|_| settings.source(setting) != Source::Default);
        let _ = if let Some(value) = in_force {
            writeln!(out, "{name} = {}", value.in_toml())
        } else {
            let literal = setting.default.unwrap_or(setting.example);
            writeln!(out, "#{name} = {literal}")
        };
    }
    out
}

/// What a setting is for, what it takes, and what goes before it.
fn described(setting: &Setting) -> String {
    let Setting {
        doc,
        kind,
        variable,
        ..
    } = setting;
    let takes = kind.takes();
    match setting.option {
        Some(option) => format!("{doc} It takes {takes}. Or {option}, or {variable}."),
        None => format!("{doc} It takes {takes}. Or {variable}."),
    }
}

fn comment(text: &str) -> String {
    let lines = wrapped(text, WIDTH);
    lines.lines().fold(String::new(), |mut out, line| {
        out.push_str("# ");
        out.push_str(line);
        out.push('\n');
        out
    })
}

/// Writes the page of the manual about the file, passward-config(5).
pub(super) fn manual() -> std::io::Result<Vec<u8>> {
    let mut page = Roff::new();
    let title = ["passward-config", "5", "", "passward"];
    page.control("TH", title);
    let paragraph = |page: &mut Roff, text: &str| {
        page.control("PP", []);
        page.text([roman(text)]);
    };
    page.control("SH", ["NAME"]);
    page.text([roman("passward-config - the file of settings of passward")]);
    page.control("SH", ["DESCRIPTION"]);
    page.text([roman(
        "One file in TOML holds the settings: passward/config.toml in your configuration folder ($XDG_CONFIG_HOME, else ~/.config), or the one named with --config FILE or in the variable PASSWARD_CONFIG. The one at the default place may be missing; one that is named must be there.",
    )]);
    for text in [
        "An option goes before a variable, a variable before the file, the file before the default. `passward config print` writes what is in force as such a file; `passward doctor` says from where each setting comes.",
        "A name that is no setting and a value that is none of a setting refuse to start, naming file, line and column; so does a file that others can write to, for it says which database is meant. A path in the file begins with / or ~/.",
    ] {
        paragraph(&mut page, text);
    }
    page.control("SH", ["SETTINGS"]);
    for setting in table::ALL {
        page.control("TP", []);
        page.text([bold(setting.name)]);
        let default = setting
            .default
            .map_or("It has no default.".to_owned(), |literal| {
                format!("The default is {literal}.")
            });
        page.text([roman(described(setting)), roman(" "), roman(default)]);
    }
    page.control("SH", ["EXAMPLE"]);
    page.control("nf", []);
    for line in example().lines() {
        page.text([roman(line)]);
    }
    page.control("fi", []);
    page.control("SH", ["FILES"]);
    page.text([italic("~/.config/passward/config.toml")]);
    page.control("SH", ["SEE ALSO"]);
    page.text([
        bold("passward"),
        roman("(1), "),
        bold("passward-json"),
        roman("(7)"),
    ]);
    let mut text = Vec::new();
    page.to_writer(&mut text)?;
    Ok(text)
}

/// A file in which every setting stands.
fn example() -> String {
    let mut out = String::new();
    let mut section = None;
    for setting in table::ALL {
        let (within, name) = setting.in_section();
        if let Some(begun) = within.filter(|_| within != section) {
            // Writing to a String never fails.
            let _ = write!(out, "\n[{begun}]\n");
        }
        section = within;
        let _ = writeln!(out, "{name} = {}", setting.example);
    }
    out
}

/// The document of `--json`; its fields stay in this order.
#[derive(Serialize)]
struct InJson {
    /// The file that was read.
    file: Option<String>,
    settings: Vec<SettingInJson>,
}

#[derive(Serialize)]
struct SettingInJson {
    name: &'static str,
    value: Json,
    from: &'static str,
    line: Option<usize>,
}

impl InJson {
    fn of(settings: &Settings) -> Self {
        let one = |setting: &'static Setting| SettingInJson {
            name: setting.name,
            value: settings.value(setting).map_or(Json::Null, Value::in_json),
            from: settings.source(setting).word(),
            line: settings.source(setting).line(),
        };
        Self {
            file: settings
                .file()
                .map(|path| path.to_string_lossy().into_owned()),
            settings: table::ALL.into_iter().map(one).collect(),
        }
    }
}
