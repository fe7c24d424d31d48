//! Which settings are in force, and who said so.

use serde::Serialize;
use serde_json::Value as Json;

use crate::cli::settings::{Named, Settings, Source, Value, table};
use crate::words::Printable;

/// One setting for programs; what may hold a name, an address or a path is left out.
#[derive(Debug, Serialize)]
pub(super) struct InForce {
    name: &'static str,
    /// Null where it is left out, or nobody set it and there is no default.
    value: Option<Json>,
    from: &'static str,
}

/// Returns every setting for a report that may be shown around.
pub(super) fn in_force(settings: &Settings) -> Vec<InForce> {
    let one = |setting: &'static table::Setting| InForce {
        name: setting.name,
        value: settings
            .value(setting)
            .filter(|_| !setting.private)
            .map(Value::in_json),
        from: settings.source(setting).word(),
    };
    table::ALL.into_iter().map(one).collect()
}

/// Says which file of settings was read.
pub(super) fn file(settings: &Settings) -> String {
    let shown = |path: &std::path::Path| Printable::new(&path.to_string_lossy());
    match (settings.file(), settings.named()) {
        (Some(path), _) => format!("The settings are read from {}.", shown(path)),
        (None, Named::Default(path)) => {
            format!("There is no file of settings at {}.", shown(path))
        }
        (None, Named::Option(_) | Named::Variable(_) | Named::Nowhere) => {
            "There is no file of settings.".to_owned()
        }
    }
}

/// Says of every setting what is in force and who said so.
pub(super) fn lines(settings: &Settings) -> Vec<String> {
    let one = |setting: &'static table::Setting| {
        let Some(value) = settings.value(setting) else {
            return format!("{} is not set", setting.name);
        };
        let by = match settings.source(setting) {
            Source::Option => "an option".to_owned(),
            Source::Variable => setting.variable.to_owned(),
            Source::File(line) => format!("the file, line {line}"),
            Source::Default => "the default".to_owned(),
        };
        format!("{} = {} ({by})", setting.name, value.in_toml())
    };
    table::ALL.into_iter().map(one).collect()
}
