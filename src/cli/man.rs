//! `passward man`: the manual, one page for each command, made from the same definitions as `--help`.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::answer::{answer_bytes, answer_line, say};
use super::args::command;
use super::config;
use super::error::{Failure, Fault, Stop};
use super::looks::Colour;
use rendered::rendered;

mod rendered;

/// Write a page of the manual to standard output, or all pages into a folder.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward man | man -l -
  passward man users-list
  passward man config | man -l -
  passward man --all man1")]
pub(super) struct Manual {
    /// The page: a command with its words joined by dashes, or config or json, with its section where a name has two
    /// (config.1, config.5, verify.1, verify.8); the whole program if left out.
    #[arg(value_name = "PAGE", conflicts_with = "all")]
    page: Option<String>,
    /// Write every page into this folder, which must be there; pages of the same name are not overwritten.
    #[arg(long, value_name = "FOLDER")]
    all: Option<PathBuf>,
    /// List the pages.
    #[arg(long, conflicts_with_all = ["page", "all"])]
    list: bool,
}

/// Pages about more than one command, by name and section.
const GENERAL: [(&str, u8, &str); 2] = [
    ("json", 7, include_str!("../../assets/man/passward-json.7")),
    (
        "verify",
        8,
        include_str!("../../assets/man/passward-verify.8"),
    ),
];

/// One page: its file name and its text for `man`.
struct Page {
    /// As it is asked for: "users-list"; empty for the program itself.
    name: String,
    section: u8,
    text: Vec<u8>,
}

impl Page {
    /// Says whether the page is meant by "config" or, with its section, by "config.5"; or by its file name, as it is
    /// listed and as pages name each other.
    fn is_called(&self, wanted: &str) -> bool {
        let wanted = match wanted.strip_prefix("passward") {
            Some(own) if own.is_empty() || own.starts_with('.') => own,
            Some(rest) => rest.strip_prefix('-').unwrap_or(wanted),
            None => wanted,
        };
        let (name, section) = match wanted.rsplit_once('.') {
            Some((name, section)) => (name, Some(section)),
            None => (wanted, None),
        };
        name == self.name && section.is_none_or(|section| section == self.section.to_string())
    }

    fn file_name(&self) -> String {
        match self.name.as_str() {
            "" => format!("passward.{}", self.section),
            name => format!("passward-{name}.{}", self.section),
        }
    }
}

impl Manual {
    pub(super) fn run(&self) -> Result<(), Stop> {
        let pages = pages();
        if self.list {
            return pages
                .iter()
                .try_for_each(|page| answer_line(&page.file_name()));
        }
        if let Some(folder) = &self.all {
            for page in &pages {
                let path = folder.join(page.file_name());
                let mut options = OpenOptions::new();
                let written = options
                    .write(true)
                    .create_new(true)
                    .open(&path)
                    .and_then(|mut file| file.write_all(&page.text));
                written.map_err(|_| unwritten(&path))?;
            }
            say(&format!("{} pages were written.", pages.len()));
            return Ok(());
        }
        let wanted = self.page.as_deref().unwrap_or_default();
        // Where a command and a general page share a name, the general one says more.
        match pages.iter().rev().find(|page| page.is_called(wanted)) {
            Some(page) => answer_bytes(&page.text),
            None => Err(Failure::new(
                Fault::Usage,
                "no_such_page",
                "There is no page of that name.",
            )
            .hint("`passward man --list` names the pages.")
            .into()),
        }
    }
}

fn unwritten(path: &std::path::Path) -> Failure {
    let path = crate::words::Printable::new(&path.to_string_lossy());
    Failure::new(
        Fault::Refused,
        "unwritten",
        format!("{path} could not be written; it may be there already."),
    )
    .hint("Name an empty folder that you can write to.")
}

fn pages() -> Vec<Page> {
    let mut whole = command(Colour::Never);
    whole.build();
    let mut pages = Vec::new();
    collect(&whole, "", &mut pages);
    pages.extend(GENERAL.map(|(name, section, text)| Page {
        name: name.into(),
        section,
        text: text.into(),
    }));
    pages.push(Page {
        name: "config".into(),
        section: 5,
        text: config::manual().unwrap_or_default(),
    });
    pages
}

fn collect(command: &clap::Command, name: &str, pages: &mut Vec<Page>) {
    pages.push(Page {
        name: name.into(),
        section: 1,
        // Only a writer that fails makes rendering fail, and a Vec never does.
        text: rendered(command).unwrap_or_default(),
    });
    let inner = command.get_subcommands();
    for inner in inner.filter(|inner| inner.get_name() != "help") {
        let name = match name {
            "" => inner.get_name().to_owned(),
            outer => format!("{outer}-{}", inner.get_name()),
        };
        collect(inner, &name, pages);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_with_options_and_exit_codes() {
        let pages = pages();
        for page in pages.iter().filter(|page| page.section == 1) {
            let text = String::from_utf8(page.text.clone()).unwrap();
            for heading in [".SH NAME", ".SH SYNOPSIS", ".SH OPTIONS", "EXIT STATUS"] {
                assert!(text.contains(heading), "{}: {heading}", page.file_name());
            }
        }
        let names: Vec<_> = pages.iter().map(Page::file_name).collect();
        for name in [
            "passward.1",
            "passward-users-list.1",
            "passward-config.1",
            "passward-config.5",
            "passward-json.7",
            "passward-verify.8",
        ] {
            assert!(names.iter().any(|page| page == name), "{name}");
        }
    }

    #[test]
    fn a_page_is_found_by_the_name_under_which_it_is_listed() {
        let pages = pages();
        for page in &pages {
            let name = page.file_name();
            let found = pages.iter().filter(|page| page.is_called(&name));
            let found: Vec<_> = found.map(Page::file_name).collect();
            assert_eq!(found, [name.as_str()]);
        }
        let calls = |wanted: &str| {
            let found = pages.iter().filter(|page| page.is_called(wanted));
            found.map(Page::file_name).collect::<Vec<_>>()
        };
        assert_eq!(calls("passward"), ["passward.1"]);
        assert_eq!(calls("passward-users"), ["passward-users.1"]);
        assert_eq!(calls("users"), ["passward-users.1"]);
        assert!(calls("passwardusers").is_empty());
        assert!(calls("passwd").contains(&"passward-passwd.1".to_owned()));
    }

    fn page(name: &str) -> String {
        let pages = pages();
        let page = pages.iter().find(|page| page.file_name() == name).unwrap();
        String::from_utf8(page.text.clone()).unwrap()
    }

    #[test]
    fn i1_verify_has_a_table_of_exit_codes_of_its_own() {
        let verify = page("passward-verify.1");
        let (_, codes) = verify.split_once("EXIT STATUS").unwrap();
        assert!(
            codes.contains("\\fB5\\fR") && !codes.contains("Not allowed"),
            "{codes}"
        );
        for other in ["passward-audit-verify.1", "passward-status.1"] {
            let other = page(other);
            let (_, codes) = other.split_once("EXIT STATUS").unwrap();
            assert!(
                codes.contains("Not allowed") && !codes.contains("\\fB5\\fR"),
                "{codes}"
            );
        }
    }
}
