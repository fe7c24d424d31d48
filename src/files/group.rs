//! The group that a user has for themselves, as most systems make one with each user. Whoever works with it often lets it
//! write to what they make (umask 002), and nobody else can for that.
//!
//! Only the machine's own lists are read: a directory service may be slow, and what it says of a group can change.

use std::fs::{self, File};
use std::path::Path;

use rustix::fs::{fgetxattr, lgetxattr};
use rustix::io::Errno;

/// Where Linux keeps the access list of a file that has one.
const ACCESS_LIST: &str = "system.posix_acl_access";

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

/// Says whether a file has an access list, which may let others write to it.
pub(super) fn has_access_list(file: &File) -> bool {
    is_there(fgetxattr(file, ACCESS_LIST, &mut [0_u8; 0]))
}

/// Says the same of a folder.
pub(super) fn access_list_at(folder: &Path) -> bool {
    is_there(lgetxattr(folder, ACCESS_LIST, &mut [0_u8; 0]))
}

/// Whatever cannot be found out is taken for a list.
fn is_there(length: Result<usize, Errno>) -> bool {
    !matches!(length, Err(Errno::NODATA | Errno::OPNOTSUPP))
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

    #[test]
    fn r2_an_access_list_is_seen_on_files_and_folders() {
        use rustix::fs::{XattrFlags, setxattr};

        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("file");
        let file = File::create(&path).unwrap();
        assert!(!has_access_list(&file) && !access_list_at(&path) && !access_list_at(home.path()));
        // Version 2, and five entries: the owner, a user of the number 4242, the group, the limit, everyone.
        let mut list = vec![2, 0, 0, 0];
        for (tag, rights, whom) in [
            (0x01_u16, 6_u16, u32::MAX),
            (0x02, 6, 4_242),
            (0x04, 4, u32::MAX),
            (0x10, 6, u32::MAX),
            (0x20, 4, u32::MAX),
        ] {
            list.extend(tag.to_le_bytes());
            list.extend(rights.to_le_bytes());
            list.extend(whom.to_le_bytes());
        }
        for thing in [path.as_path(), home.path()] {
            match setxattr(thing, ACCESS_LIST, &list, XattrFlags::empty()) {
                Ok(()) => assert!(access_list_at(thing)),
                // A file system without such lists.
                Err(Errno::OPNOTSUPP) => return,
                Err(error) => panic!("{error}"),
            }
        }
        assert!(has_access_list(&file));
    }
}
