//! Which people a list, an export or an act on many is about, as the filters of Manage Users say it (U6).

use clap::{Args, ValueEnum};

use super::error::{Failure, Fault};
use crate::domain::selection::Show;
use crate::domain::{Filter, Kind, PasswordFilter, StatusKind};

/// The filters.
#[derive(Debug, Args)]
pub(super) struct Matching {
    /// Only those whose name or e-mail address holds these letters.
    #[arg(long, value_name = "TEXT")]
    find: Option<String>,
    /// Only one kind of user.
    #[arg(long, value_enum, value_name = "KIND")]
    kind: Option<KindName>,
    /// Only those whose password stands so.
    #[arg(long, value_enum, value_name = "STATUS")]
    password: Option<StatusName>,
    /// Disabled users too.
    #[arg(long)]
    disabled: bool,
}

/// The kinds of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum KindName {
    /// Works at the firm; the password comes under its expiry.
    Firm,
    /// A client or co-counsel, whose password never expires.
    Connect,
}

impl From<KindName> for Kind {
    fn from(name: KindName) -> Self {
        match name {
            KindName::Firm => Self::Firm,
            KindName::Connect => Self::Connect,
        }
    }
}

/// How it may stand with a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StatusName {
    /// No password was chosen yet.
    NotSet,
    /// An administrator asked for a change, or all were expired.
    MustChange,
    /// The period is over.
    Expired,
    /// The period ends within 14 days.
    Expiring,
    /// The period goes on.
    Fresh,
    /// The password does not expire.
    NeverExpires,
    /// The password is not yet seen to be strong.
    NotStrong,
}

impl Matching {
    /// Says whether nothing is narrowed or widened.
    pub(super) fn is_empty(&self) -> bool {
        self.find.is_none() && self.kind.is_none() && self.password.is_none() && !self.disabled
    }

    /// Refuses filters beside people who are named.
    pub(super) fn goes_with(&self, all: bool) -> Result<(), Failure> {
        if all || self.is_empty() {
            return Ok(());
        }
        Err(Failure::new(
            Fault::Usage,
            "usage",
            "The filters go with --all, and people who are named by e-mail address need none.",
        )
        .hint("Leave out the filters, or the addresses."))
    }

    /// Returns it as the filter that Manage Users would show.
    pub(super) fn filter(&self) -> Filter {
        Filter {
            show: if self.disabled {
                Show::EnabledAndDisabled
            } else {
                Show::Enabled
            },
            kind: self.kind.map(Kind::from),
            password: self
                .password
                .map_or(PasswordFilter::Any, StatusName::filter),
            search: self.find.clone().unwrap_or_default(),
        }
    }
}

impl StatusName {
    fn filter(self) -> PasswordFilter {
        PasswordFilter::Status(match self {
            Self::NotSet => StatusKind::NotSet,
            Self::MustChange => StatusKind::MustChange,
            Self::Expired => StatusKind::Expired,
            Self::Expiring => StatusKind::Expiring,
            Self::Fresh => StatusKind::Fresh,
            Self::NeverExpires => StatusKind::NeverExpires,
            Self::NotStrong => return PasswordFilter::NotSeenStrong,
        })
    }
}
