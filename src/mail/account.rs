//! The password of the mail account: read from a file that only its owner can read, and shown nowhere.

use std::fmt;
use std::io::Read;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use zeroize::Zeroizing;

use super::MailError;
use crate::words::Printable;

/// More than any mail server takes.
const MOST: u64 = 1_024;

/// Where systemd lays credentials (`LoadCredential=`): files of root, which an access list opens to the service alone.
const CREDENTIALS: &str = "/run/credentials";

/// The password of the mail account. Wiped when it is dropped; prints nothing.
pub struct AccountPassword(Zeroizing<String>);

impl fmt::Debug for AccountPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountPassword(..)")
    }
}

impl AccountPassword {
    /// Reads it from the first line of a file, which must be one's own and nobody else's to read.
    pub fn read(path: &Path) -> Result<Self, MailError> {
        let shown = || Printable::new(&path.to_string_lossy());
        let open = |why| MailError::PasswordFile { path: shown(), why };
        let unread = |why| MailError::File { path: shown(), why };
        let options = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        let mut file = std::fs::OpenOptions::new()
            .read(true)
            .custom_flags(i32::try_from(options.bits()).unwrap_or_default())
            .open(path)
            .map_err(|error| {
                let is = |kind| error.kind() == kind;
                if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) {
                    open("is a symbolic link")
                } else if is(std::io::ErrorKind::NotFound) {
                    unread("there is no such file")
                } else if is(std::io::ErrorKind::PermissionDenied) {
                    unread("it may not be read")
                } else {
                    unread("it could not be opened")
                }
            })?;
        let found = file
            .metadata()
            .map_err(|_| unread("it could not be looked at"))?;
        if !found.is_file() {
            return Err(open("is no plain file"));
        }
        let credential = path.starts_with(CREDENTIALS) && found.uid() == 0;
        if !credential && found.uid() != rustix::process::geteuid().as_raw() {
            return Err(open("belongs to somebody else"));
        }
        // The group's bits of a credential are the limit of its access list, not rights of a group.
        let forbidden = if credential { 0o037 } else { 0o077 };
        if found.mode() & forbidden != 0 {
            return Err(open("can be read by others"));
        }
        if found.len() > MOST {
            return Err(open("is too long for one"));
        }
        let mut text = Zeroizing::new(String::with_capacity(1_024));
        file.by_ref()
            .take(MOST)
            .read_to_string(&mut text)
            .map_err(|_| unread("it is not text in UTF-8"))?;
        let line = text.lines().next().unwrap_or_default();
        if line.is_empty() {
            return Err(open("begins with an empty line"));
        }
        if line.contains('\0') {
            return Err(open("holds a NUL"));
        }
        Ok(Self(Zeroizing::new(line.to_owned())))
    }

    /// Shows it to the server.
    pub(super) fn to_server(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn file(folder: &Path, name: &str, text: &str, mode: u32) -> std::path::PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        path
    }

    #[test]
    fn the_first_line_is_the_password_and_it_prints_nothing() {
        let folder = tempfile::tempdir().unwrap();
        for mode in [0o600, 0o400] {
            let path = file(folder.path(), &format!("{mode}"), "päss word \nmore", mode);
            let read = AccountPassword::read(&path).unwrap();
            assert_eq!(read.to_server(), "päss word ");
            assert_eq!(format!("{read:?}"), "AccountPassword(..)");
        }
    }

    #[test]
    fn r2_a_file_that_others_can_read_or_that_is_none_is_refused_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let good = file(folder, "good", "secret\n", 0o600);
        symlink(&good, folder.join("link")).unwrap();
        for (path, says) in [
            (file(folder, "group", "secret", 0o640), "read by others"),
            (file(folder, "world", "secret", 0o604), "read by others"),
            (folder.join("link"), "symbolic link"),
            (folder.to_owned(), "no plain file"),
            (folder.join("missing"), "no such file"),
            (file(folder, "empty", "\nsecret", 0o600), "empty line"),
            (file(folder, "nul", "se\0cret", 0o600), "NUL"),
            (file(folder, "long", &"x".repeat(2_000), 0o600), "too long"),
        ] {
            let refused = AccountPassword::read(&path).unwrap_err().to_string();
            assert!(refused.contains(says), "{refused}");
            assert!(!refused.contains("secret"), "{refused}");
        }
    }
}
