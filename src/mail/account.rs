//! The password of the mail account: read from a file that only its owner can read, and shown nowhere.

use std::fmt;
use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use super::MailError;
use crate::files::{self, Readers};
use crate::words::Printable;

/// More than any mail server takes.
const MOST: u64 = 1_024;

/// The password of the mail account. Wiped when it is dropped; prints nothing.
pub struct AccountPassword(Zeroizing<String>);

impl fmt::Debug for AccountPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountPassword(..)")
    }
}

impl AccountPassword {
    /// Reads it from the first line of a file, which must be one's own and nobody else's to read or to put there.
    pub fn read(path: &Path) -> Result<Self, MailError> {
        let wrong = |why| MailError::PasswordFile {
            path: Printable::new(&path.to_string_lossy()),
            why,
        };
        let file = files::open(path, Readers::Owner).map_err(MailError::PasswordUnread)?;
        let mut text = Zeroizing::new(String::with_capacity(2_048));
        file.take(MOST + 1)
            .read_to_string(&mut text)
            .map_err(|_| wrong("is not text in UTF-8"))?;
        if text.len() as u64 > MOST {
            return Err(wrong("is too long"));
        }
        let line = text.lines().next().unwrap_or_default();
        if line.is_empty() {
            return Err(wrong("begins with an empty line"));
        }
        if line.contains('\0') {
            return Err(wrong("holds a NUL"));
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
        symlink(folder.join("group"), folder.join("link")).unwrap();
        for (path, says) in [
            (file(folder, "group", "secret", 0o640), "read by others"),
            (file(folder, "world", "secret", 0o604), "read by others"),
            (folder.join("link"), "read by others"),
            (folder.to_owned(), "no plain file"),
            (folder.join("missing"), "There is nothing at"),
            (file(folder, "empty", "\nsecret", 0o600), "empty line"),
            (file(folder, "nul", "se\0cret", 0o600), "NUL"),
            (file(folder, "long", &"x".repeat(2_000), 0o600), "too long"),
        ] {
            let refused = AccountPassword::read(&path).unwrap_err().to_string();
            assert!(refused.contains(says), "{refused}");
            assert!(!refused.contains("secret"), "{refused}");
        }
        // A link is taken for what it leads to.
        let link = folder.join("to-good");
        symlink(&good, &link).unwrap();
        assert!(AccountPassword::read(&link).is_ok());
    }
}
