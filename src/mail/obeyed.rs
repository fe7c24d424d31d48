//! Files that the sender obeys: the firm's texts and its root certificate. What others may have written is refused (R7):
//! whoever writes them chooses what people are told under the firm's name, and who is taken for its mail server.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use super::MailError;
use crate::words::Printable;

/// Reads a file, `None` where there is none. It is opened once, and what was opened is what is looked at.
///
/// # Errors
/// Fails where it is no plain file, longer than `most` bytes, cannot be read, or belongs to somebody else than this user
/// or root; where others can write to it, or to its folder.
pub(super) fn read(path: &Path, most: u64) -> Result<Option<Vec<u8>>, MailError> {
    let unread = |why| MailError::File {
        path: shown(path),
        why,
    };
    let file = match opened(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(_) => return Err(unread("it may not be read")),
    };
    let found = file
        .metadata()
        .map_err(|_| unread("it could not be looked at"))?;
    if !found.is_file() {
        return Err(unread("it is no plain file"));
    }
    if found.len() > most {
        return Err(unread("it is too long"));
    }
    is_ours_alone(path, &found)?;
    let mut bytes = Vec::new();
    file.take(most)
        .read_to_end(&mut bytes)
        .map_err(|_| unread("it may not be read"))?;
    Ok(Some(bytes))
}

/// Opens without waiting for whoever would write into a pipe.
fn opened(path: &Path) -> std::io::Result<File> {
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::CLOEXEC;
    OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(path)
}

/// Refuses what others may have written, as the file of settings is refused.
fn is_ours_alone(path: &Path, found: &Metadata) -> Result<(), MailError> {
    let refused = |path: &Path, why, hint| {
        Err(MailError::OpenToOthers {
            path: shown(path),
            why,
            hint,
        })
    };
    let is_strangers =
        |of: &Metadata| of.uid() != 0 && of.uid() != rustix::process::geteuid().as_raw();
    let can_be_written = |of: &Metadata| of.mode() & 0o022 != 0;
    if is_strangers(found) {
        let hint = "Name a file of your own.";
        return refused(path, "belongs to another user of this machine", hint);
    }
    if can_be_written(found) {
        let hint = "Look at what stands in it, then run `chmod go-w` on it.";
        return refused(path, "can be written by others on this machine", hint);
    }
    // Whoever can write to the folder can put another file there; where the sticky bit is set, as on /tmp, not.
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let around = std::fs::metadata(folder).map_err(|_| MailError::File {
        path: shown(folder),
        why: "it could not be looked at",
    })?;
    if is_strangers(&around) {
        let hint = "Move what you need of it to a folder of your own.";
        return refused(folder, "belongs to another user of this machine", hint);
    }
    if can_be_written(&around) && around.mode() & 0o1000 == 0 {
        let hint = "Look at what stands in its files, then run `chmod go-w` on it.";
        return refused(folder, "can be written by others on this machine", hint);
    }
    Ok(())
}

fn shown(path: &Path) -> Printable {
    Printable::new(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, chown};

    use super::*;

    fn chmod(path: &Path, mode: u32) {
        fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    }

    fn refused(path: &Path) -> String {
        read(path, 100).unwrap_err().to_string()
    }

    #[test]
    fn r7_what_others_can_write_is_refused_with_its_path_and_what_to_do() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("letters");
        fs::create_dir(&folder).unwrap();
        chmod(&folder, 0o755);
        let path = folder.join("notice.txt");
        assert_eq!(read(&path, 100), Ok(None));
        fs::write(&path, "text").unwrap();
        for mode in [0o644, 0o600, 0o444] {
            chmod(&path, mode);
            assert_eq!(read(&path, 100), Ok(Some(b"text".to_vec())));
        }
        for mode in [0o664, 0o646] {
            chmod(&path, mode);
            let says = refused(&path);
            let place = format!("{} can be written by others", path.display());
            assert!(says.starts_with(&place), "{says}");
            assert!(says.contains("`chmod go-w`"), "{says}");
        }
        chmod(&path, 0o644);
        for mode in [0o775, 0o757] {
            chmod(&folder, mode);
            let place = format!("{} can be written by others", folder.display());
            assert!(refused(&path).starts_with(&place));
        }
        // As on /tmp: others can put files there, but not in place of this one.
        chmod(&folder, 0o1777);
        assert!(read(&path, 100).is_ok());
    }

    #[test]
    fn r7_a_strangers_file_or_folder_is_refused() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("root.pem");
        fs::write(&path, "text").unwrap();
        chmod(&path, 0o644);
        // Only root can give a file away.
        if !rustix::process::geteuid().is_root() {
            return;
        }
        chown(&path, Some(65_534), None).unwrap();
        assert!(refused(&path).contains("belongs to another user"));
        chown(&path, Some(0), None).unwrap();
        chown(home.path(), Some(65_534), None).unwrap();
        assert!(refused(&path).contains("belongs to another user"));
    }

    #[test]
    fn what_is_no_plain_file_or_too_long_is_refused_and_a_pipe_is_not_waited_for() {
        let home = tempfile::tempdir().unwrap();
        let pipe = home.path().join("pipe");
        let (kind, mode) = (rustix::fs::FileType::Fifo, rustix::fs::Mode::RUSR);
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, kind, mode, 0).unwrap();
        for path in [pipe.as_path(), home.path()] {
            assert!(refused(path).contains("no plain file"));
        }
        let long = home.path().join("long");
        fs::write(&long, [b'a'; 101]).unwrap();
        chmod(&long, 0o644);
        assert!(refused(&long).contains("too long"));
    }
}
