//! `passward users add` and `edit`.

use std::fmt::Write;

use clap::{Args, ValueEnum};

use super::super::acting::Acting;
use super::super::error::{Failure, Fault, Stop};
use super::super::matching::KindName;
use super::super::whom::{email, find};
use super::super::{Context, door, posting};
use super::code::{Given, Way, Whose, tell};
use super::tell_of;
use crate::domain::{LoginName, Membership, PersonName, Role, TextFault};
use crate::service::{self, NewUser, Particulars};
use crate::words::{Printable, code_name};

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward users add --name \"Ben Okafor\" --email ben@hartwellfinch.example
  passward users add --name \"Kira Sato\" --email kira@client.example --kind connect
  passward users add --name \"Ben Okafor\" --email ben@hartwellfinch.example --login ben
  passward users add --name \"Ben Okafor\" --email ben@hartwellfinch.example --show-code")]
pub(super) struct Add {
    /// The new user's name.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The new user's e-mail address.
    #[arg(long, value_name = "E-MAIL")]
    email: String,
    /// What the firm's machines call the new user, where they ask `passward verify`.
    #[arg(long, value_name = "LOGIN")]
    login: Option<String>,
    /// A firm user, or a Connect user: a client of the firm.
    #[arg(long, value_enum, value_name = "KIND", default_value_t = KindName::Firm)]
    kind: KindName,
    /// The role of a firm user.
    #[arg(long, value_enum, value_name = "ROLE", default_value_t = RoleName::User)]
    role: RoleName,
    #[command(flatten)]
    way: Way,
    /// Answer with one JSON document: with the setup code, where it is shown.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    acting: Acting,
}

/// The roles that can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RoleName {
    /// Manages their own password only.
    User,
    /// Manages the firm's password security.
    Administrator,
}

impl Add {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let new = NewUser {
            name: name(&self.name)?,
            email: email(&self.email)?,
            membership: self.membership()?,
            login: self.login.as_deref().map(login).transpose()?,
        };
        self.acting.email()?;
        let mut desk = context.open()?;
        let by_mail = self.way.goes_by_mail(&desk);
        let given = self.acting.act(context, &mut desk, |desk, call, admin| {
            if by_mail {
                let invited = service::invite_user(desk, call, admin, &new, None);
                invited.map(|result| result.map(Given::Mailed))
            } else {
                let added = service::add_user(desk, call, admin, &new, None);
                added.map(|result| result.map(Given::Shown))
            }
        })?;
        let name = Printable::from(&new.name);
        let whose = Whose {
            name: &name,
            email: new.email.as_str(),
            done: format!("{name} was added. "),
        };
        tell(context, &mut desk, &whose, &given, self.json)
    }

    fn membership(&self) -> Result<Membership, Failure> {
        match (self.kind, self.role) {
            (KindName::Firm, RoleName::User) => Ok(Membership::Firm(Role::User)),
            (KindName::Firm, RoleName::Administrator) => Ok(Membership::Firm(Role::Administrator)),
            (KindName::Connect, RoleName::User) => Ok(Membership::Connect),
            (KindName::Connect, RoleName::Administrator) => Err(Failure::new(
                Fault::Usage,
                "bad_value",
                "A Connect user has no role. Nothing was changed.",
            )
            .hint("Leave out --role, or add a firm user.")),
        }
    }
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  passward users edit ben@hartwellfinch.example --name \"Benjamin Okafor\"
  passward users edit ben@hartwellfinch.example --email b.okafor@hartwellfinch.example
  passward users edit ben@hartwellfinch.example --login ben
  passward users edit ben@hartwellfinch.example --no-login")]
#[group(id = "edits", required = true, multiple = true, args = ["name", "email", "login", "no_login"])]
pub(super) struct Edit {
    /// Whom, by the e-mail address as it is now.
    #[arg(value_name = "E-MAIL")]
    whom: String,
    /// The new name.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The new e-mail address.
    #[arg(long, value_name = "E-MAIL")]
    email: Option<String>,
    /// The new login name: what the firm's machines call this user, where they ask `passward verify`.
    #[arg(long, value_name = "LOGIN", conflicts_with = "no_login")]
    login: Option<String>,
    /// Take the login name away.
    #[arg(long)]
    no_login: bool,
    /// Answer with one JSON document.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    acting: Acting,
}

impl Edit {
    pub(super) fn run(self, context: &Context) -> Result<(), Stop> {
        let whom = email(&self.whom)?;
        let new_name = self.name.as_deref().map(name).transpose()?;
        let new_email = self.email.as_deref().map(email).transpose()?;
        let new_login = self.login.as_deref().map(login).transpose()?;
        self.acting.email()?;
        let mut desk = context.open()?;
        let person = find(&mut desk, door::moment().now, &whom)?;
        let user = person.cursor.user();
        let login_now = person.login.as_ref().map(|name| name.as_str().to_owned());
        let to = Particulars {
            name: new_name.unwrap_or_else(|| user.name.clone()),
            email: new_email.unwrap_or_else(|| user.email.clone()),
            login: new_login
                .or(login_now.map(LoginName::on_record))
                .filter(|_| !self.no_login),
        };
        self.acting.act(context, &mut desk, |desk, call, admin| {
            service::edit_user(desk, call, admin, user.id, &to, None)
        })?;
        let mut said = format!("{} was changed.", Printable::from(&to.name));
        // No code outlives a change of e-mail (U1).
        if to.email != user.email
            && person.code_until.is_some()
            && let Some(code) = &person.code
        {
            let _ = write!(
                said,
                " With the old e-mail address the open {} was revoked; `passward users code {}` issues another.",
                code_name(code.record.purpose),
                to.email
            );
        }
        tell_of(&mut desk, &to.email, self.json, &said)?;
        posting::send_and_say(context, &mut desk)
    }
}

/// Reads a login name, which is none where nothing is given.
fn login(typed: &str) -> Result<LoginName, Failure> {
    LoginName::parse(typed)
        .and_then(|login| login.ok_or(TextFault::Empty("a login name")))
        .map_err(|fault| Failure::bad_value(&fault))
}

fn name(typed: &str) -> Result<PersonName, Failure> {
    PersonName::parse(typed).map_err(|fault| Failure::bad_value(&fault))
}
