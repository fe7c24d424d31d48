//! The whole table: every actor, every right, every state of a target.

use chrono::DateTime;

use super::*;
use crate::domain::{Credential, Email, Generation, PersonName, UserId};

fn user(id: i64, membership: Membership, access: Access, has_password: bool) -> User {
    User {
        id: UserId(id),
        name: PersonName::on_record(format!("User {id}")),
        email: Email::on_record(format!("user{id}@firm.example")),
        membership,
        access,
        credential: has_password.then_some(Credential {
            changed_at: DateTime::UNIX_EPOCH,
            knows: Generation(0),
            force: None,
        }),
        seen_strong: false,
        last_sign_in: None,
        code_until: None,
    }
}

fn enabled(id: i64, membership: Membership) -> User {
    user(id, membership, Access::Enabled, true)
}

fn owner() -> User {
    enabled(1, Membership::Firm(Role::Owner))
}

fn administrator() -> User {
    enabled(2, Membership::Firm(Role::Administrator))
}

/// One word for each answer, for the table.
fn word(answer: Result<(), Refusal>) -> &'static str {
    let Err(refusal) = answer else { return "yes" };
    match refusal {
        Refusal::ActorDisabled => "actor-disabled",
        Refusal::NotAdministrator => "not-admin",
        Refusal::NotOwner => "not-owner",
        Refusal::OwnersData => "owners",
        Refusal::OwnerStaysEnabled | Refusal::OwnerStaysOwner => "owner",
        Refusal::OwnersCode => "owner-code",
        Refusal::OwnAccess | Refusal::OwnRole | Refusal::OwnerAlready => "own",
        Refusal::OnlyToAdministrator => "to-admin",
        Refusal::AdministratorStaysFirm => "admin",
        Refusal::ConnectHasNoRole | Refusal::ForceConnect => "connect",
        Refusal::ForceDisabled | Refusal::TargetDisabled | Refusal::NotSignedIn => "disabled",
        Refusal::AlreadyDisabled
        | Refusal::AlreadyEnabled
        | Refusal::RoleAlready
        | Refusal::KindAlready => "already",
        Refusal::NoOpenCode => "no-code",
        Refusal::ForceNotSet | Refusal::NeedsSetupCode | Refusal::OwnerMustSignIn => "not-set",
        Refusal::HasPassword => "set",
    }
}

/// The targets, in the order of the table's columns; `i` is invited, `d` is disabled.
fn targets(actor: &User) -> Vec<(&'static str, User)> {
    let (firm, admin) = (
        Membership::Firm(Role::User),
        Membership::Firm(Role::Administrator),
    );
    let other = |membership| {
        [
            user(11, membership, Access::Enabled, true),
            user(12, membership, Access::Enabled, false),
            user(13, membership, Access::Disabled, true),
            user(14, membership, Access::Disabled, false),
        ]
    };
    let names = [
        "self", "owner", "admin", "admin-i", "admin-d", "admin-di", "user", "user-i", "user-d",
        "user-di", "conn", "conn-i", "conn-d", "conn-di",
    ];
    let users = [actor.clone(), owner()]
        .into_iter()
        .chain(other(admin))
        .chain(other(firm))
        .chain(other(Membership::Connect));
    names.into_iter().zip(users).collect()
}

/// One row for each right that is exercised on someone, by an administrator.
const BY_ADMINISTRATOR: &str = "
right          self  owner      admin    admin-i   admin-d  admin-di user     user-i   user-d   user-di  conn    conn-i  conn-d   conn-di
EditUser       yes   owners     yes      yes       yes      yes      yes      yes      yes      yes      yes     yes     yes      yes
Disable        own   owner      yes      yes       already  already  yes      yes      already  already  yes     yes     already  already
Enable         already already  already  already   yes      yes      already  already  yes      yes      already already yes      yes
ForceChange    yes   yes        yes      not-set   disabled disabled yes      not-set  disabled disabled connect connect connect  connect
ChangeRole     own   owner      yes      yes       yes      yes      yes      yes      yes      yes      connect connect connect  connect
ChangeKind     own   owner      admin    admin     admin    admin    yes      yes      yes      yes      yes     yes     yes      yes
HandOwnership  not-owner not-owner not-owner not-owner not-owner not-owner not-owner not-owner not-owner not-owner not-owner not-owner not-owner not-owner
IssueSetupCode set   owner-code set      yes       disabled disabled set      yes      disabled disabled set     yes     disabled disabled
IssueResetCode yes   owner-code yes      not-set   disabled disabled yes      not-set  disabled disabled yes     not-set disabled disabled
RevokeCode     no-code owner-code no-code no-code no-code no-code no-code no-code no-code no-code no-code no-code no-code no-code
SignOutOther   yes   yes        yes      yes       disabled disabled yes      yes      disabled disabled yes     yes     disabled disabled
";

/// The rows in which the owner's answers differ from those; the first two columns are both the owner.
const BY_OWNER: &str = "
right          self  owner      admin    admin-i   admin-d  admin-di user     user-i   user-d   user-di  conn    conn-i  conn-d   conn-di
EditUser       yes   yes        yes      yes       yes      yes      yes      yes      yes      yes      yes     yes     yes      yes
Disable        owner owner      yes      yes       already  already  yes      yes      already  already  yes     yes     already  already
ChangeRole     owner owner      yes      yes       yes      yes      yes      yes      yes      yes      connect connect connect  connect
ChangeKind     owner owner      admin    admin     admin    admin    yes      yes      yes      yes      yes     yes     yes      yes
HandOwnership  own   own        yes      not-set   disabled disabled to-admin to-admin to-admin to-admin to-admin to-admin to-admin to-admin
IssueSetupCode owner-code owner-code set yes       disabled disabled set      yes      disabled disabled set     yes     disabled disabled
IssueResetCode owner-code owner-code yes not-set   disabled disabled yes      not-set  disabled disabled yes     not-set disabled disabled
RevokeCode     no-code no-code  no-code  no-code   no-code  no-code  no-code  no-code  no-code  no-code  no-code no-code no-code  no-code
";

/// Returns the row of a right as it comes out, in the words of the table.
fn row(actor: &User, right: Right) -> Vec<&'static str> {
    targets(actor)
        .iter()
        .map(|(_, target)| word(may_to(actor, right, target)))
        .collect()
}

fn expected(table: &'static str, right: Right) -> Option<Vec<&'static str>> {
    let mut lines = table.lines().map(|line| line.split_whitespace());
    lines.find_map(|mut line| {
        (line.next() == Some(format!("{right:?}").as_str())).then(|| line.collect())
    })
}

#[test]
fn u4_the_columns_are_named_as_they_are_filled() {
    for table in [BY_ADMINISTRATOR, BY_OWNER] {
        let head: Vec<_> = table
            .trim()
            .lines()
            .next()
            .unwrap()
            .split_whitespace()
            .collect();
        let names: Vec<_> = targets(&owner())
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(head[1..], names);
    }
}

#[test]
fn u4_e6_what_an_administrator_may_do_to_whom() {
    for right in Right::ALL {
        let expected = expected(BY_ADMINISTRATOR, right)
            .unwrap_or_else(|| vec![word(may(&administrator(), right)); 14]);
        assert_eq!(row(&administrator(), right), expected, "{right:?}");
    }
}

#[test]
fn u4_e6_what_the_owner_may_do_to_whom() {
    for right in Right::ALL {
        let expected = expected(BY_OWNER, right)
            .or_else(|| expected(BY_ADMINISTRATOR, right))
            .unwrap_or_else(|| vec!["yes"; 14]);
        assert_eq!(row(&owner(), right), expected, "{right:?}");
    }
}

#[test]
fn u1_an_open_code_is_revoked_by_any_administrator_but_the_owners() {
    let with_code = |user: &User| User {
        code_until: Some(DateTime::UNIX_EPOCH),
        ..user.clone()
    };
    for (name, target) in targets(&administrator()) {
        let answer = may_to(&administrator(), Right::RevokeCode, &with_code(&target));
        let expected = if name == "owner" { "owner-code" } else { "yes" };
        assert_eq!(word(answer), expected, "{name}");
    }
    assert_eq!(
        may_to(&owner(), Right::RevokeCode, &with_code(&owner())),
        Ok(()),
        "made on the machine itself (U7)"
    );
}

#[test]
fn p1_nobody_else_may_do_anything() {
    let (firm, admin) = (
        Membership::Firm(Role::User),
        Membership::Firm(Role::Administrator),
    );
    for (actor, why) in [
        (enabled(3, firm), Refusal::NotAdministrator),
        (enabled(3, Membership::Connect), Refusal::NotAdministrator),
        (
            user(3, firm, Access::Disabled, true),
            Refusal::ActorDisabled,
        ),
        (
            user(3, admin, Access::Disabled, true),
            Refusal::ActorDisabled,
        ),
    ] {
        for right in Right::ALL {
            assert_eq!(may(&actor, right), Err(why));
            for (_, target) in targets(&actor) {
                assert_eq!(may_to(&actor, right, &target), Err(why));
            }
        }
    }
}

#[test]
fn p1_an_administrator_may_do_all_but_what_is_the_owners() {
    for right in Right::ALL {
        let owners = [Right::HandOwnership, Right::RenameFirm].contains(&right);
        assert_eq!(may(&owner(), right), Ok(()));
        assert_eq!(may(&administrator(), right).is_ok(), !owners, "{right:?}");
    }
}

#[test]
fn errors_every_refusal_says_that_nothing_was_changed() {
    let mut seen = 0;
    for actor in [owner(), administrator(), enabled(3, Membership::Connect)] {
        for right in Right::ALL {
            for (_, target) in targets(&actor) {
                if let Err(refusal) = may_to(&actor, right, &target) {
                    assert!(refusal.to_string().contains("Nothing was changed."));
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 0);
}
