//! The group that a user has for themselves, as most systems make one with each user. Whoever works with it often lets it
//! write to what they make (umask 002), and nobody else can for that.
//!
//! Only the machine's own lists are read: a directory service may be slow, and what it says of a group can change.

use std::fs;

/// Says whether a group is one user's alone: it has the user's number, nobody else has it as the main one, and it names no
/// other member. Root has none: many are let into that group.
pub(super) fn is_own(user: u32, group: u32) -> bool {
    if user == 0 || user != group {
        return false;
    }
    let lists = (
        fs::read_to_string("/etc/passwd"),
        fs::read_to_string("/etc/group"),
    );
    matches!(lists, (Ok(users), Ok(groups)) if is_own_in(user, &users, &groups))
}

fn is_own_in(user: u32, users: &str, groups: &str) -> bool {
    let number = user.to_string();
    // name:password:user:group:…
    let mut with_it = users.lines().filter_map(|line| {
        let mut parts = line.split(':');
        let (name, whose) = (parts.next()?, parts.nth(1)?);
        (parts.next()? == number).then_some((name, whose))
    });
    let Some((name, whose)) = with_it.next() else {
        return false;
    };
    if whose != number || with_it.next().is_some() {
        return false;
    }
    // name:password:group:members
    let mut of_it = groups.lines().filter_map(|line| {
        let mut parts = line.split(':').skip(2);
        (parts.next()? == number).then(|| parts.next().unwrap_or_default())
    });
    let Some(members) = of_it.next() else {
        return false;
    };
    let others = |members: &str| {
        let mut members = members.split(',').map(str::trim);
        members.any(|member| !member.is_empty() && member != name)
    };
    !others(members) && of_it.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    const USERS: &str = "root:x:0:0::/root:/bin/sh\nada:x:1000:1000:Ada:/home/ada:/bin/sh\nben:x:1001:1001::/home/ben:/bin/sh\n";

    #[test]
    fn r2_a_group_is_ones_own_only_where_nobody_else_is_in_it() {
        for (users, groups, own) in [
            ("", "ada:x:1000:\nben:x:1001:\n", true),
            ("", "ada:x:1000:ada\n", true),
            ("", "ada:x:1000:ada,ben\n", false),
            ("", "ada:x:1000:ben\n", false),
            ("", "ben:x:1001:\n", false),
            ("", "", false),
            ("", "ada:x:1000:\nstaff:x:1000:ben\n", false),
            ("guest:x:1002:1000::/:/bin/sh\n", "ada:x:1000:\n", false),
            ("broken line\n:::\n", "ada:x:1000:\nbroken\n", true),
        ] {
            let users = format!("{USERS}{users}");
            assert_eq!(is_own_in(1_000, &users, groups), own, "{users}{groups}");
        }
        // Somebody else's main group.
        let users = "ada:x:1000:100::/:/bin/sh\nben:x:1001:1000::/:/bin/sh\n";
        assert!(!is_own_in(1_000, users, "ada:x:1000:\n"));
        assert!(!is_own(0, 0) && !is_own(1_000, 100));
    }
}
