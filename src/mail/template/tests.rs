use chrono::DateTime;

use super::*;
use crate::domain::Email;

fn letter(topic: Topic) -> Letter {
    Letter {
        id: "passward-1-2".to_owned(),
        to: Email::parse("ben@firm.example").unwrap(),
        name: Printable::new("Ben\u{202e}\r\nBcc: all"),
        firm: Printable::new("Hartwell & Finch LLP"),
        at: DateTime::UNIX_EPOCH,
        topic,
    }
}

fn every_topic() -> Vec<Topic> {
    let (by, reason) = (Printable::new("Ada"), Some(Printable::new("a lost laptop")));
    let code = || Zeroizing::new("ABCD-EFGH".to_owned());
    let until = "24 Nov, 14:02".to_owned();
    vec![
        Topic::Invitation {
            code: code(),
            until: until.clone(),
            by: by.clone(),
        },
        Topic::ResetCode {
            code: code(),
            until,
            by: None,
        },
        Topic::Forced {
            by: by.clone(),
            reason: reason.clone(),
        },
        Topic::AllExpired {
            by: by.clone(),
            reason,
        },
        Topic::StrongRequired { by: by.clone() },
        Topic::EmailChanged { by: by.clone() },
        Topic::Notice {
            expires: "in 3 days".to_owned(),
            date: "Fri 27 Nov".to_owned(),
        },
        Topic::Test { by },
    ]
}

#[test]
fn every_letter_has_a_template_and_only_two_hold_a_code() {
    let templates = Templates::read(None, Some("ssh passward@host")).unwrap();
    for (topic, name) in every_topic().into_iter().zip(Topic::NAMES) {
        assert_eq!(topic.name(), name);
        for placeholder in own(name) {
            assert!(topic.value(placeholder).is_some(), "{name} {placeholder}");
        }
        let by_nobody = matches!(topic, Topic::ResetCode { .. } | Topic::Notice { .. });
        let has_code = matches!(topic, Topic::Invitation { .. } | Topic::ResetCode { .. });
        let written = templates.write(&letter(topic));
        assert!(written.subject.contains("Hartwell & Finch LLP"), "{name}");
        assert_eq!(written.body.contains("ABCD-EFGH"), has_code, "{name}");
        assert_eq!(written.body.contains("Ada"), !by_nobody, "{name}");
        assert!(!written.subject.contains("ABCD"), "{name}");
        assert!(
            !written.body.contains(['{', '}', '\r', '\u{202e}']),
            "{name}"
        );
    }
}

#[test]
fn a_line_whose_value_is_empty_is_left_out() {
    let templates = Templates::read(None, None).unwrap();
    let by = Printable::new("Ada");
    let told = templates.write(&letter(Topic::Forced { by, reason: None }));
    assert!(!told.body.contains("Reason") && !told.body.contains("Where to change"));
    assert!(told.body.contains("Ada asks you"));
}

#[test]
fn a_wrong_template_is_refused_with_its_line_and_what_there_is() {
    let head = "Subject: hello\n\n";
    for (name, text, line, says) in [
        ("notice", "Hello", 1, "Subject: "),
        ("notice", "Subject: a\nb", 2, "must be empty"),
        (
            "notice",
            &format!("{head}a\n{{code}}"),
            4,
            "there is no {code}",
        ),
        ("notice", &format!("{head}{{nmae}}"), 3, "{name}"),
        ("notice", &format!("{head}a {{ b"), 3, "single \"{\""),
        ("notice", &format!("{head}a }} b"), 3, "single \"}\""),
        ("notice", &format!("{head}a\u{1b}[2J"), 3, "U+001B"),
        (
            "invitation",
            &format!("{head}hello"),
            1,
            "{code} is missing",
        ),
        (
            "invitation",
            "Subject: {code}\n\n{code}",
            1,
            "locked screens",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(format!("{name}.txt")), text).unwrap();
        let wrong = Templates::read(Some(folder.path()), None).unwrap_err();
        let told = wrong.to_string();
        assert!(told.contains(&format!("line {line}:")), "{told}");
        assert!(told.contains(says), "{told}");
        assert!(told.contains(&format!("{name}.txt")), "{told}");
    }
}

#[test]
fn the_firms_own_text_goes_before_ours() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Subject: Soon\r\n\r\n{{{name}}} {expires}\r\n";
    std::fs::write(folder.path().join("notice.txt"), text).unwrap();
    let templates = Templates::read(Some(folder.path()), None).unwrap();
    let mut soon = letter(Topic::Notice {
        expires: "tomorrow".into(),
        date: String::new(),
    });
    soon.name = Printable::new("Ben");
    let written = templates.write(&soon);
    assert_eq!(
        (written.subject.as_str(), written.body.as_str()),
        ("Soon", "{Ben} tomorrow\n")
    );
}
