//! The first line of an imported file: which column is what, in any order (U9).

use crate::words::Printable;

/// A column that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportColumn {
    /// The name; there must be one.
    Name,
    /// The e-mail address; there must be one.
    Email,
    /// Firm or Connect.
    Kind,
    /// The role of a firm user.
    Role,
    /// Whether they may sign in.
    Enabled,
    /// The hash of the password.
    Hash,
    /// When the password was set.
    Changed,
    /// What an operating system calls them (I1).
    Login,
}

/// Every column that is read, and how its heading is written.
const COLUMNS: [(ImportColumn, &str); 8] = [
    (ImportColumn::Name, "name"),
    (ImportColumn::Email, "email"),
    (ImportColumn::Kind, "kind"),
    (ImportColumn::Role, "role"),
    (ImportColumn::Enabled, "enabled"),
    (ImportColumn::Hash, "hash"),
    (ImportColumn::Changed, "changed"),
    (ImportColumn::Login, "login"),
];

/// What an export has beside them: it follows from the rest, or is for this program alone to find out.
const LEFT_OUT: [&str; 5] = [
    "status",
    "expires",
    "seen_strong",
    "last_sign_in",
    "code_until",
];

impl ImportColumn {
    /// Returns its heading.
    #[must_use]
    pub fn heading(self) -> &'static str {
        let line = COLUMNS.iter().find(|(column, _)| *column == self);
        line.map_or("", |(_, heading)| heading)
    }
}

/// Why a header is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderFault {
    /// A column that must be there is not.
    #[error(
        "The first line names no column {missing}. It must name the columns, name and email among them."
    )]
    Missing {
        /// Its heading.
        missing: &'static str,
    },
    /// A column is named that means nothing here.
    #[error("The column {named} is not known. Known are {}.", known())]
    Unknown {
        /// What it is named.
        named: Printable,
    },
    /// A column has no heading.
    #[error("Column {place} has no heading. Known are {}.", known())]
    Nameless {
        /// Which, counted from 1.
        place: usize,
    },
    /// A column is named twice.
    #[error("The column {named} is there twice. Leave one of them.")]
    Twice {
        /// Its heading.
        named: &'static str,
    },
}

fn known() -> String {
    let headings = COLUMNS.iter().map(|(_, heading)| *heading);
    headings.collect::<Vec<_>>().join(", ")
}

/// Which column stands where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// In the order of the file; `None` is left out.
    columns: Vec<Option<ImportColumn>>,
    /// How each of them is headed.
    headings: Vec<&'static str>,
    left_out: Vec<&'static str>,
}

impl Header {
    /// Reads the headings, in any order and case, with or without spaces around them.
    pub(super) fn parse<'a>(headings: impl Iterator<Item = &'a str>) -> Result<Self, HeaderFault> {
        let mut header = Self {
            columns: Vec::new(),
            headings: Vec::new(),
            left_out: Vec::new(),
        };
        for written in headings {
            let heading = written.trim().to_lowercase();
            let known = COLUMNS.iter().find(|(_, known)| *known == heading);
            if let Some((column, named)) = known {
                if header.columns.contains(&Some(*column)) {
                    return Err(HeaderFault::Twice { named });
                }
                header.columns.push(Some(*column));
                header.headings.push(named);
            } else if let Some(named) = LEFT_OUT.iter().find(|known| **known == heading) {
                header.columns.push(None);
                header.headings.push(named);
                header.left_out.push(named);
            } else if heading.is_empty() {
                let place = header.columns.len() + 1;
                return Err(HeaderFault::Nameless { place });
            } else {
                return Err(HeaderFault::Unknown {
                    named: Printable::cut(written.trim(), HEADING_MOST),
                });
            }
        }
        for must in [ImportColumn::Name, ImportColumn::Email] {
            if !header.columns.contains(&Some(must)) {
                let missing = must.heading();
                return Err(HeaderFault::Missing { missing });
            }
        }
        Ok(header)
    }

    /// Returns how many cells each line must have.
    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// Returns where a column stands, if it is there.
    pub(super) fn place(&self, column: ImportColumn) -> Option<usize> {
        self.columns.iter().position(|at| *at == Some(column))
    }

    /// Returns what stands at a place.
    pub(super) fn column(&self, place: usize) -> Option<ImportColumn> {
        self.columns.get(place).copied().flatten()
    }

    /// Returns the heading at a place, of a column that is left out too.
    pub(super) fn heading(&self, place: usize) -> &'static str {
        self.headings.get(place).copied().unwrap_or_default()
    }

    /// Returns which columns are left out.
    pub(super) fn left_out(&self) -> &[&'static str] {
        &self.left_out
    }
}

/// How much of an unknown heading is shown.
const HEADING_MOST: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Header, HeaderFault> {
        Header::parse(line.split(','))
    }

    #[test]
    fn u9_columns_come_in_any_order_and_case() {
        let header = parse("Email, hash ,NAME,status").unwrap();
        assert_eq!(header.place(ImportColumn::Name), Some(2));
        assert_eq!(header.place(ImportColumn::Email), Some(0));
        assert_eq!(header.place(ImportColumn::Hash), Some(1));
        assert_eq!(header.place(ImportColumn::Changed), None);
        assert_eq!(header.left_out(), ["status"]);
        assert_eq!((header.width(), header.column(3)), (4, None));
    }

    #[test]
    fn u9_a_column_that_is_unknown_missing_or_there_twice_is_named() {
        for (line, sentence) in [
            (
                "name,e-mail",
                "The column e-mail is not known. Known are name, email, kind, role, enabled, hash, changed, login.",
            ),
            (
                "name,email,pass\u{1b}word",
                "The column pass\u{fffd}word is not known. Known are name, email, kind, role, enabled, hash, changed, login.",
            ),
            (
                "name,hash",
                "The first line names no column email. It must name the columns, name and email among them.",
            ),
            (
                "Name,email,name",
                "The column name is there twice. Leave one of them.",
            ),
            (
                "name,email,",
                "Column 3 has no heading. Known are name, email, kind, role, enabled, hash, changed, login.",
            ),
        ] {
            assert_eq!(parse(line).unwrap_err().to_string(), sentence);
        }
    }
}
