use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};

use super::*;

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
}

fn refused(path: &Path) -> String {
    read(path, 100).unwrap_err().to_string()
}

/// A folder in a folder, with a file in it that all may read.
fn nested(home: &Path) -> (PathBuf, PathBuf, PathBuf) {
    let outer = home.join("outer");
    let inner = outer.join("inner");
    fs::create_dir_all(&inner).unwrap();
    chmod(&outer, 0o755);
    chmod(&inner, 0o755);
    let path = inner.join("notice.txt");
    fs::write(&path, "text").unwrap();
    chmod(&path, 0o644);
    (outer, inner, path)
}

#[test]
fn r7_what_others_can_write_is_refused_with_its_path_and_what_to_do() {
    let home = tempfile::tempdir().unwrap();
    let (outer, inner, path) = nested(home.path());
    assert_eq!(read(&inner.join("other.txt"), 100), Ok(None));
    assert_eq!(read(&path.join("below"), 100), Ok(None));
    for mode in [0o644, 0o600, 0o444] {
        chmod(&path, mode);
        assert_eq!(read(&path, 100), Ok(Some(b"text".to_vec())));
    }
    for mode in [0o664, 0o646] {
        chmod(&path, mode);
        let why = read(&path, 100).unwrap_err();
        let says = format!(
            "{} can be written by others on this machine",
            path.display()
        );
        assert_eq!(why.to_string(), says);
        assert!(why.hint().contains("`chmod go-w`"), "{}", why.hint());
    }
    chmod(&path, 0o644);
    // The folder that it is in, and the one above it, in which somebody could rename that.
    for folder in [&inner, &outer] {
        for mode in [0o775, 0o757] {
            chmod(folder, mode);
            let says = format!(
                "The folder {} can be written by others on this machine",
                folder.display()
            );
            assert_eq!(refused(&path), says);
        }
        // As on /tmp: others can put files there, but not in place of this one.
        chmod(folder, 0o1777);
        assert!(read(&path, 100).is_ok());
        chmod(folder, 0o755);
    }
}

#[test]
fn r7_a_link_is_followed_and_the_folders_at_both_of_its_ends_are_looked_at() {
    let home = tempfile::tempdir().unwrap();
    let (outer, _, path) = nested(home.path());
    let links = home.path().join("links");
    fs::create_dir(&links).unwrap();
    chmod(&links, 0o755);
    let (link, on) = (links.join("link"), links.join("on"));
    symlink("../outer/inner/../inner/notice.txt", &link).unwrap();
    symlink(&link, &on).unwrap();
    for way in [&link, &on] {
        assert_eq!(read(way, 100), Ok(Some(b"text".to_vec())));
    }
    for folder in [&links, &outer] {
        chmod(folder, 0o777);
        assert!(refused(&on).contains("can be written by others"));
        chmod(folder, 0o755);
    }
    assert_eq!(
        folder(&outer, Owners::mine()),
        Ok(fs::canonicalize(&outer).unwrap())
    );
    chmod(&path, 0o666);
    assert!(refused(&on).contains("can be written by others"));
    let endless = links.join("endless");
    symlink(&endless, &endless).unwrap();
    assert!(refused(&endless).contains("cannot be read"));
    symlink(links.join("nowhere"), links.join("dangling")).unwrap();
    assert_eq!(read(&links.join("dangling"), 100), Ok(None));
}

#[test]
fn r7_a_strangers_file_folder_or_link_is_refused() {
    // Only root can give a file away.
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let (outer, inner, path) = nested(home.path());
    let stranger = Some(65_534);
    for thing in [&path, &inner, &outer] {
        chown(thing, stranger, None).unwrap();
        let says = refused(&path);
        assert!(
            says.ends_with("belongs to another user of this machine"),
            "{says}"
        );
        assert!(says.contains(&thing.display().to_string()), "{says}");
        chown(thing, Some(0), None).unwrap();
    }
    let link = outer.join("link");
    symlink(&path, &link).unwrap();
    std::os::unix::fs::lchown(&link, stranger, None).unwrap();
    assert!(refused(&link).contains("link belongs to another user"));
    // Root may look after what is somebody else's, where that is whose folder it is.
    chown(&inner, stranger, None).unwrap();
    chown(&outer, stranger, None).unwrap();
    assert!(folder(&inner, Owners::mine()).is_err());
    assert!(folder(&inner, Owners::mine().with_whose(&inner)).is_ok());
}

#[test]
fn r2_what_is_its_owners_alone_is_read_by_nobody_else() {
    let home = tempfile::tempdir().unwrap();
    let (_, _, path) = nested(home.path());
    for (mode, says) in [
        (0o600, None),
        (0o400, None),
        (0o640, Some("can be read by others")),
        (0o604, Some("can be read by others")),
        (0o620, Some("can be written by others")),
    ] {
        chmod(&path, mode);
        let why = open(&path, Readers::Owner).err().map(|why| why.to_string());
        match (why, says) {
            (None, None) => {}
            (Some(why), Some(says)) => assert!(why.contains(says), "{why}"),
            (why, says) => panic!("{mode:o}: {why:?} {says:?}"),
        }
    }
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

#[test]
fn r4_a_path_cannot_reach_the_terminal_alive() {
    let why = Refused::Writable(Thing::Folder("/tmp/a\u{1b}[2J\u{202e}b".into()));
    assert_eq!(
        why.to_string(),
        "The folder /tmp/a\\u{1b}[2J\\u{202e}b can be written by others on this machine"
    );
}
