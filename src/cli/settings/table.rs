//! The settings: one table, from which the file is read, and the manual, the template and `doctor` are written.

use super::kind::Kind;
use super::mail;

/// One setting.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli) struct Setting {
    /// Its name in the file; what stands before a dot is the section it stands in.
    pub(in crate::cli) name: &'static str,
    /// What it can hold.
    pub(in crate::cli) kind: Kind,
    /// What it is for, in sentences.
    pub(in crate::cli) doc: &'static str,
    /// What holds where nothing says otherwise, as the file has it.
    pub(in crate::cli) default: Option<&'static str>,
    /// What it may look like, as the file has it.
    pub(in crate::cli) example: &'static str,
    /// The option that goes before it, as it is given.
    pub(in crate::cli) option: Option<&'static str>,
    /// The variable that goes before it.
    pub(in crate::cli) variable: &'static str,
    /// Whether its value may hold a name, an address or a path, so that `doctor --json` leaves it out.
    pub(in crate::cli) private: bool,
}

/// The database.
pub(in crate::cli) static DATABASE: Setting = Setting {
    name: "database",
    kind: Kind::Path,
    doc: "The database file. A place that is named must hold a database; `passward init` makes one there. Without it, passward/passward.db in your data folder.",
    default: None,
    example: r#""/var/lib/passward/passward.db""#,
    option: Some("--db PATH"),
    variable: "PASSWARD_DB",
    private: true,
};

/// The firm's list of breached passwords (S5).
pub(in crate::cli) static BREACHED: Setting = Setting {
    name: "breached_passwords",
    kind: Kind::Path,
    doc: "A file of breached passwords, none of which is taken as a new one: SHA-1 hashes ordered by hash, or one password a line.",
    default: None,
    example: r#""/var/lib/passward/pwned-passwords.txt""#,
    option: Some("--breached FILE"),
    variable: "PASSWARD_BREACHED",
    private: true,
};

/// Where people choose a new password, as `verify` tells them (I1).
pub(in crate::cli) static CHANGE_AT: Setting = Setting {
    name: "change_at",
    kind: Kind::Text,
    doc: "Where people choose a new password, as `passward verify` tells those whose password was right but has expired or must be changed.",
    default: Some(r#""passward passwd""#),
    example: r#""ssh passward@intranet.hartwellfinch.example""#,
    option: Some("verify --change-at TEXT"),
    variable: "PASSWARD_CHANGE_AT",
    private: true,
};

/// What makes an e-mail address of a login name (I1).
pub(in crate::cli) static DOMAIN: Setting = Setting {
    name: "domain",
    kind: Kind::Domain,
    doc: "What `passward verify` puts behind a login name to make an e-mail address of it.",
    default: None,
    example: r#""hartwellfinch.example""#,
    option: Some("verify --domain DOMAIN"),
    variable: "PASSWARD_DOMAIN",
    private: true,
};

/// The time zone of dates.
pub(in crate::cli) static TIME_ZONE: Setting = Setting {
    name: "time_zone",
    kind: Kind::Zone,
    doc: "The time zone in which dates and times are told, by its IANA name; local is the machine's own.",
    default: Some(r#""local""#),
    example: r#""Europe/London""#,
    option: None,
    variable: "PASSWARD_TIME_ZONE",
    private: false,
};

/// The colours of the screens.
pub(in crate::cli) static THEME: Setting = Setting {
    name: "theme",
    kind: Kind::Word(&["auto", "dark", "light", "sixteen", "mono"]),
    doc: "The colours of the screens: dark, light, sixteen (the terminal's own palette) or mono (none). With auto the terminal is asked for its background.",
    default: Some(r#""auto""#),
    example: r#""dark""#,
    option: Some("--theme NAME"),
    variable: "PASSWARD_THEME",
    private: false,
};

/// Whose the mouse is.
pub(in crate::cli) static MOUSE: Setting = Setting {
    name: "mouse",
    kind: Kind::Flag,
    doc: "Whether the screens take the mouse. With false it is left to the terminal, to select and copy with; F3 changes that while running.",
    default: Some("true"),
    example: "false",
    option: Some("--no-mouse"),
    variable: "PASSWARD_MOUSE",
    private: false,
};

/// Whether the screens are drawn in ASCII.
pub(in crate::cli) static ASCII: Setting = Setting {
    name: "ascii",
    kind: Kind::Flag,
    doc: "Whether the screens are drawn in plain ASCII even where the terminal could show more.",
    default: Some("false"),
    example: "true",
    option: Some("--ascii"),
    variable: "PASSWARD_ASCII",
    private: false,
};

/// After how long a session locks (S9).
pub(in crate::cli) static IDLE_MINUTES: Setting = Setting {
    name: "idle_minutes",
    kind: Kind::Whole { least: 2, most: 60 },
    doc: "After how many minutes without a key, a click or a paste a session locks. A line says so a minute before.",
    default: Some("10"),
    example: "5",
    option: None,
    variable: "PASSWARD_IDLE_MINUTES",
    private: false,
};

/// Every setting, as the template lists them: those in a section last, a section together.
pub(in crate::cli) static ALL: [&Setting; 19] = [
    &DATABASE,
    &BREACHED,
    &CHANGE_AT,
    &DOMAIN,
    &TIME_ZONE,
    &THEME,
    &MOUSE,
    &ASCII,
    &IDLE_MINUTES,
    &mail::HOST,
    &mail::PORT,
    &mail::SECURITY,
    &mail::USER,
    &mail::PASSWORD_FILE,
    &mail::FROM,
    &mail::REPLY_TO,
    &mail::ROOT_CERTIFICATE,
    &mail::TEMPLATES,
    &mail::TIMEOUT_SECONDS,
];

/// Finds a setting by its name.
pub(super) fn by_name(name: &str) -> Option<&'static Setting> {
    ALL.into_iter().find(|setting| setting.name == name)
}

impl Setting {
    /// Returns the section of the file in which it stands, and its name there.
    pub(in crate::cli) fn in_section(&self) -> (Option<&'static str>, &'static str) {
        match self.name.split_once('.') {
            Some((section, name)) => (Some(section), name),
            None => (None, self.name),
        }
    }
}

/// Returns the names of the sections.
pub(super) fn sections() -> impl Iterator<Item = &'static str> {
    ALL.into_iter().filter_map(|setting| setting.in_section().0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use toml::de::DeValue;

    use super::*;
    use crate::cli::args::command;
    use crate::cli::looks::Colour;

    #[test]
    fn each_stands_once_in_order_with_a_default_and_an_example_that_are_taken() {
        let (mut names, mut variables) = (BTreeSet::new(), BTreeSet::new());
        let mut sections = Vec::new();
        for setting in ALL {
            assert!(names.insert(setting.name) && variables.insert(setting.variable));
            assert!(setting.variable.starts_with("PASSWARD_"));
            assert!(setting.doc.ends_with('.') && setting.doc.is_ascii());
            for literal in setting.default.into_iter().chain([setting.example]) {
                let parsed = DeValue::parse(literal).unwrap();
                let taken = setting.kind.of_file(parsed.get_ref(), None);
                assert!(taken.is_ok(), "{}: {taken:?}", setting.name);
            }
            assert_ne!(setting.default, Some(setting.example));
            assert!(setting.private || setting.kind != Kind::Path);
            sections.push(setting.in_section().0);
        }
        let mut grouped = sections.clone();
        grouped.dedup();
        let different: BTreeSet<_> = grouped.iter().collect();
        assert_eq!(grouped.len(), different.len(), "{sections:?}");
        assert_eq!(sections.first(), Some(&None));
    }

    #[test]
    fn each_option_that_is_named_is_there() {
        let mut whole = command(Colour::Never);
        whole.build();
        for named in ALL.into_iter().filter_map(|setting| setting.option) {
            let mut meant = &whole;
            for word in named.split(' ') {
                let Some(option) = word.strip_prefix("--") else {
                    meant = meant.find_subcommand(word).unwrap_or(meant);
                    continue;
                };
                let found = meant
                    .get_arguments()
                    .find(|argument| argument.get_long() == Some(option))
                    .unwrap_or_else(|| panic!("{named}"));
                let value = found.get_value_names().map(|names| names[0].to_string());
                let value = value.filter(|_| found.get_action().takes_values());
                let told = value.map_or(word.to_owned(), |value| format!("{word} {value}"));
                assert!(named.ends_with(&told), "{named}: {told}");
            }
        }
    }
}
