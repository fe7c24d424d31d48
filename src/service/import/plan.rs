//! What an imported file would do, found out before anything is done (U9): who is to be added, and every line that is
//! wrong, with its number and the reason.

use std::collections::HashMap;

use super::header::{Header, ImportColumn};
use super::text::{ImportFault, LineFault, Lines};
use crate::domain::import::{CellFault, access, membership, set_at};
use crate::domain::{
    Access, Email, Instant, Kind, LoginName, Membership, PersonName, TextFault,
    text::is_unprintable,
};
use crate::secret::{Phc, PhcError, TooManySettings};
use crate::store::NewUser;
use crate::words::is_formula;

/// Why a line cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// It cannot be taken apart.
    #[error(transparent)]
    Line(#[from] LineFault),
    /// A cell that must say something is empty.
    #[error("The {} is missing.", .0.heading())]
    Missing(ImportColumn),
    /// A cell holds something that is not for print: a NUL, a line break, a change of direction.
    #[error("The column {heading} holds the character U+{code:04X}, which cannot be printed.")]
    Unprintable {
        /// The heading of its column, which may be one that is left out.
        heading: &'static str,
        /// The character's number.
        code: u32,
    },
    /// A spreadsheet would compute a cell instead of showing it.
    #[error(
        "The {} begins like a formula. If it is meant as it stands, put an apostrophe (') before it.",
        .0.heading()
    )]
    Formula(ImportColumn),
    /// A name or an e-mail address is not taken.
    #[error("{1}")]
    Text(ImportColumn, TextFault),
    /// A cell is not one of the words it may be, or no date.
    #[error("{1}")]
    Cell(ImportColumn, CellFault),
    /// The hash is not taken.
    #[error("{0}")]
    Hash(#[from] PhcError),
    /// With this hash a failed sign-in would compute too many (S1).
    #[error(transparent)]
    Settings(#[from] TooManySettings),
    /// Another line has this e-mail or login name.
    #[error("Line {line} has the same {}.", whose(*.column))]
    Twice {
        /// Which of the two.
        column: ImportColumn,
        /// Which comes before.
        line: u64,
    },
    /// A user of the firm has this e-mail or login name (U1).
    #[error("A user of the firm has this {} already.", whose(*.0))]
    Taken(ImportColumn),
}

/// Names what only one person can have.
fn whose(column: ImportColumn) -> &'static str {
    match column {
        ImportColumn::Login => "login name",
        ImportColumn::Email
        | ImportColumn::Name
        | ImportColumn::Kind
        | ImportColumn::Role
        | ImportColumn::Enabled
        | ImportColumn::Hash
        | ImportColumn::Changed => "e-mail address",
    }
}

impl RowFault {
    /// Returns the name by which programs know it; it stays.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Line(LineFault::NotUtf8) => "not_utf8",
            Self::Line(LineFault::Ragged { .. }) => "ragged",
            Self::Line(LineFault::OpenQuote) => "open_quote",
            Self::Missing(_) | Self::Text(_, TextFault::Empty(_) | TextFault::NoLetter(_)) => {
                "missing"
            }
            Self::Unprintable { .. } | Self::Text(_, TextFault::Unprintable { .. }) => {
                "unprintable"
            }
            Self::Formula(_) => "formula",
            Self::Text(_, TextFault::TooLong { .. }) => "too_long",
            Self::Text(_, TextFault::NotAnEmail) => "bad_email",
            Self::Text(_, TextFault::NotALoginName) => "bad_login",
            Self::Cell(_, fault) => fault.code(),
            Self::Hash(PhcError::Form) => "bad_hash",
            Self::Hash(PhcError::Scheme) => "hash_not_supported",
            Self::Hash(PhcError::TooCostly { .. }) => "hash_too_costly",
            Self::Hash(PhcError::TooShort) => "hash_too_short",
            Self::Settings(TooManySettings) => "too_many_settings",
            Self::Twice { .. } => "twice",
            Self::Taken(ImportColumn::Login) => "login_taken",
            Self::Taken(_) => "email_taken",
        }
    }

    /// Returns the heading of the column that is wrong, where it is one.
    #[must_use]
    pub fn column(&self) -> Option<&'static str> {
        match self {
            Self::Missing(column)
            | Self::Text(column, _)
            | Self::Cell(column, _)
            | Self::Twice { column, .. }
            | Self::Formula(column)
            | Self::Taken(column) => Some(column.heading()),
            Self::Hash(_) | Self::Settings(_) => Some(ImportColumn::Hash.heading()),
            Self::Unprintable { heading, .. } => Some(heading),
            Self::Line(_) => None,
        }
    }
}

/// A line that cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Its number in the file.
    pub line: u64,
    /// Why.
    pub fault: RowFault,
}

/// A line that can be imported.
#[derive(Clone, Debug)]
pub struct ImportRow {
    /// Its number in the file.
    pub line: u64,
    /// Name, e-mail, kind and role.
    pub user: NewUser,
    /// Whether they may sign in.
    pub access: Access,
    /// The hash of their password; without one they are invited.
    pub(super) hash: Option<Phc>,
    /// When it was set, where that is said.
    pub(super) set_at: Option<Instant>,
}

impl ImportRow {
    /// Names the scheme of the hash, where there is one.
    #[must_use]
    pub fn scheme(&self) -> Option<&'static str> {
        self.hash.as_ref().map(Phc::scheme)
    }

    /// Returns when the password that comes along was set, where that is said.
    #[must_use]
    pub fn password_set_at(&self) -> Option<Instant> {
        self.hash.as_ref().and(self.set_at)
    }
}

/// What a file would do.
#[derive(Debug)]
pub struct ImportPlan {
    pub(super) rows: Vec<ImportRow>,
    pub(super) bad: Vec<BadRow>,
    left_out: Vec<&'static str>,
    has_mark: bool,
}

/// How many a file would add, by sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportTotals {
    /// Firm users.
    pub firm: u64,
    /// Administrators among them.
    pub administrators: u64,
    /// Connect users.
    pub connect: u64,
    /// Disabled ones of either kind.
    pub disabled: u64,
    /// Those whose password comes with them.
    pub with_password: u64,
    /// Those without a hash, of whom it is said when the password was set.
    pub dates_alone: u64,
}

impl ImportTotals {
    /// Returns how many there are in all.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.firm + self.connect
    }

    /// Returns how many must be given a code before they can sign in.
    #[must_use]
    pub fn invited(&self) -> u64 {
        self.all() - self.with_password
    }

    fn add(&mut self, row: &ImportRow) {
        let one = u64::from;
        let membership = row.user.membership;
        self.firm += one(membership.kind() == Kind::Firm);
        self.connect += one(membership.kind() == Kind::Connect);
        self.administrators += one(membership.is_administrator());
        self.disabled += one(row.access == Access::Disabled);
        self.with_password += one(row.hash.is_some());
        self.dates_alone += one(row.hash.is_none() && row.set_at.is_some());
    }
}

impl ImportPlan {
    /// Reads a file. What is wrong with the file is an error; what is wrong with a line stands in the plan.
    pub fn read(text: &[u8], now: Instant) -> Result<Self, ImportFault> {
        let (mut lines, header) = Lines::begin(text)?;
        let mut plan = Self {
            rows: Vec::new(),
            bad: Vec::new(),
            left_out: header.left_out().to_vec(),
            has_mark: lines.has_mark(),
        };
        let mut seen = Seen::default();
        while let Some(line) = lines.next(header.width()) {
            let no = line.no;
            let read = line
                .cells
                .map_err(RowFault::from)
                .and_then(|cells| Cells::of(&header, cells))
                .and_then(|cells| cells.row(no, now, &mut seen));
            match read {
                Ok(row) => plan.rows.push(row),
                Err(fault) => plan.bad.push(BadRow { line: no, fault }),
            }
            if plan.rows.len() + plan.bad.len() > LINES_MOST {
                return Err(ImportFault::TooMany);
            }
        }
        if plan.rows.is_empty() && plan.bad.is_empty() {
            return Err(ImportFault::Nobody);
        }
        Ok(plan)
    }

    /// Returns who would be added, in the order of the file.
    #[must_use]
    pub fn rows(&self) -> &[ImportRow] {
        &self.rows
    }

    /// Returns every line that is wrong, in the order of the file.
    #[must_use]
    pub fn bad(&self) -> &[BadRow] {
        &self.bad
    }

    /// Returns which columns of the file are left out.
    #[must_use]
    pub fn left_out(&self) -> &[&'static str] {
        &self.left_out
    }

    /// Says whether the file begins with a byte order mark, which was skipped.
    #[must_use]
    pub fn has_mark(&self) -> bool {
        self.has_mark
    }

    /// Counts who would be added.
    #[must_use]
    pub fn totals(&self) -> ImportTotals {
        let mut totals = ImportTotals::default();
        self.rows.iter().for_each(|row| totals.add(row));
        totals
    }

    /// Counts the passwords that come along, by scheme, in the order in which the schemes appear.
    #[must_use]
    pub fn schemes(&self) -> Vec<(&'static str, u64)> {
        let mut counts: Vec<(&'static str, u64)> = Vec::new();
        for scheme in self.rows.iter().filter_map(ImportRow::scheme) {
            match counts.iter_mut().find(|(known, _)| *known == scheme) {
                Some((_, count)) => *count += 1,
                None => counts.push((scheme, 1)),
            }
        }
        counts
    }
}

/// So many lines are taken at once: twice as many as the largest firm has people. Each takes more memory than it has letters.
const LINES_MOST: usize = 2_000_000;

/// Which line had which e-mail and login name first.
#[derive(Default)]
struct Seen {
    emails: HashMap<Email, u64>,
    logins: HashMap<LoginName, u64>,
}

impl Seen {
    fn note(
        &mut self,
        email: &Email,
        login: Option<&LoginName>,
        line: u64,
    ) -> Result<(), RowFault> {
        let twice = |column, line| RowFault::Twice { column, line };
        if let Some(before) = self.emails.get(email) {
            return Err(twice(ImportColumn::Email, *before));
        }
        self.emails.insert(email.clone(), line);
        let Some(login) = login else {
            return Ok(());
        };
        if let Some(before) = self.logins.get(login) {
            return Err(twice(ImportColumn::Login, *before));
        }
        self.logins.insert(login.clone(), line);
        Ok(())
    }
}

/// The cells of one line, without spaces around them and without the apostrophe before what looks like a formula.
struct Cells<'a> {
    header: &'a Header,
    cells: Vec<&'a str>,
}

impl<'a> Cells<'a> {
    fn of(header: &'a Header, mut cells: Vec<&'a str>) -> Result<Self, RowFault> {
        for (at, cell) in cells.iter_mut().enumerate() {
            *cell = cell.trim_matches([' ', '\u{a0}']);
            if let Some(found) = cell.chars().find(|c| is_unprintable(*c)) {
                return Err(RowFault::Unprintable {
                    heading: header.heading(at),
                    code: u32::from(found),
                });
            }
            if let Some(guarded) = cell.strip_prefix('\'').filter(|rest| is_formula(rest)) {
                *cell = guarded;
            } else if is_formula(cell)
                && let Some(column) = header.column(at)
            {
                return Err(RowFault::Formula(column));
            }
        }
        Ok(Self { header, cells })
    }

    fn cell(&self, column: ImportColumn) -> &'a str {
        let place = self.header.place(column);
        place
            .and_then(|place| self.cells.get(place).copied())
            .unwrap_or_default()
    }

    /// Reads who is meant. An e-mail is seen once its line is right but for that.
    fn row(&self, line: u64, now: Instant, seen: &mut Seen) -> Result<ImportRow, RowFault> {
        let text = |column: ImportColumn| move |fault| RowFault::Text(column, fault);
        let told = |column: ImportColumn| move |fault| RowFault::Cell(column, fault);
        let name = PersonName::parse(self.required(ImportColumn::Name)?)
            .map_err(text(ImportColumn::Name))?;
        let email =
            Email::parse(self.required(ImportColumn::Email)?).map_err(text(ImportColumn::Email))?;
        let membership = self.membership()?;
        let access =
            access(self.cell(ImportColumn::Enabled)).map_err(told(ImportColumn::Enabled))?;
        let set_at =
            set_at(self.cell(ImportColumn::Changed), now).map_err(told(ImportColumn::Changed))?;
        let hash = match self.cell(ImportColumn::Hash) {
            "" => None,
            hash => Some(Phc::parse(hash)?),
        };
        let login =
            LoginName::parse(self.cell(ImportColumn::Login)).map_err(text(ImportColumn::Login))?;
        seen.note(&email, login.as_ref(), line)?;
        Ok(ImportRow {
            line,
            user: NewUser {
                name,
                email,
                membership,
                login,
            },
            access,
            hash,
            set_at,
        })
    }

    fn required(&self, column: ImportColumn) -> Result<&'a str, RowFault> {
        match self.cell(column) {
            "" => Err(RowFault::Missing(column)),
            cell => Ok(cell),
        }
    }

    fn membership(&self) -> Result<Membership, RowFault> {
        let kind = self.cell(ImportColumn::Kind).to_lowercase();
        let role = self.cell(ImportColumn::Role).to_lowercase();
        membership(&kind, &role).map_err(|fault| {
            let column = match fault {
                CellFault::Kind => ImportColumn::Kind,
                CellFault::Role
                | CellFault::Owner
                | CellFault::ConnectHasNoRole
                | CellFault::Access
                | CellFault::Date
                | CellFault::Future
                | CellFault::LongAgo => ImportColumn::Role,
            };
            RowFault::Cell(column, fault)
        })
    }
}
