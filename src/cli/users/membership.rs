//! `passward users role` and `kind` (U3, U4).

use clap::{Args, ValueEnum};

use super::super::acting::Acting;
use super::super::error::Stop;
use super::super::matching::KindName;
use super::super::whom::{email, find};
use super::super::{Context, door};
use super::tell_of;
use crate::domain::{Kind, Role};
use crate::service::{self, Answer};
use crate::words::shown_codes_revoked;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward users role ben@hartwellfinch.example administrator
  passward users role ben@hartwellfinch.example owner")]
pub(super) struct SetRole {
    /// Whose, by e-mail address.
    #[arg(value_name = "E-MAIL")]
    whom: String,
    /// The new role; the owner hands the ownership on with `owner`.
    #[arg(value_enum, value_name = "ROLE")]
    role: RoleName,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    acting: Acting,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RoleName {
    /// Manages their own password only.
    User,
    /// Manages the firm's password security.
    Administrator,
    /// Owns the account, in your place.
    Owner,
}

impl SetRole {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let whom = email(&self.whom)?;
        self.acting.email()?;
        let mut desk = context.open()?;
        let person = find(&mut desk, door::moment().now, &whom)?;
        let id = person.id;
        let codes = self
            .acting
            .act(context, &mut desk, |desk, call, admin| match self.role {
                RoleName::User => service::change_role(desk, call, admin, id, Role::User, None),
                RoleName::Administrator => {
                    service::change_role(desk, call, admin, id, Role::Administrator, None)
                }
                RoleName::Owner => service::hand_ownership_on(desk, call, admin, id, None)
                    .map(|done| done.map(|()| 0)),
            })?;
        let name = &person.name;
        let said = match self.role {
            RoleName::User => format!("{name} is no longer an administrator."),
            RoleName::Administrator => format!("{name} is an administrator now."),
            RoleName::Owner => format!("{name} is the owner now, and you are an administrator."),
        };
        let said = said + &shown_codes_revoked(codes);
        tell_of(&mut desk, &whom, self.json, &said)
    }
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward users kind kira@client.example firm")]
pub(super) struct SetKind {
    /// Whose, by e-mail address.
    #[arg(value_name = "E-MAIL")]
    whom: String,
    /// The new kind.
    #[arg(value_enum, value_name = "KIND")]
    kind: KindName,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    acting: Acting,
}

impl SetKind {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let whom = email(&self.whom)?;
        self.acting.email()?;
        let mut desk = context.open()?;
        let person = find(&mut desk, door::moment().now, &whom)?;
        self.acting.act(context, &mut desk, |desk, call, admin| {
            let kind = Kind::from(self.kind);
            Answer::now(service::change_kind(desk, call, admin, person.id, kind))
        })?;
        let name = &person.name;
        let said = match self.kind {
            KindName::Firm => format!("{name} is a firm user now."),
            KindName::Connect => format!("{name} is a Connect user now."),
        };
        tell_of(&mut desk, &whom, self.json, &said)
    }
}
