//! Names a single character in a sentence, so that a refusal can say which one it means.
//!
//! Invisible characters never reach the sentence themselves (R4), only their names and numbers do.

use std::fmt;

/// One character, printed as a name that can be read and typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named(pub(super) char);

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(character) = *self;
        let name = match character {
            '\t' => "a tab",
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => "a line break",
            '\u{1b}' => "an escape character",
            '\u{ad}' => "a soft hyphen",
            '\u{200b}' => "a zero-width space",
            '\u{200c}' | '\u{200d}' => "an invisible joiner, as in combined emoji",
            '\u{feff}' => "an invisible byte order mark",
            '\u{200e}'
            | '\u{200f}'
            | '\u{61c}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => "an invisible mark of writing direction",
            '\u{1f3fb}'..='\u{1f3ff}' => "a skin tone of an emoji",
            _ if character.is_control() => "a control character",
            _ if character.is_ascii_graphic() => return write!(f, "“{character}”"),
            _ => return write!(f, "U+{:04X}", u32::from(character)),
        };
        write!(f, "{name} (U+{:04X})", u32::from(character))
    }
}

#[cfg(test)]
mod tests {
    use super::Named;

    #[test]
    fn r4_an_invisible_character_is_named_and_never_printed() {
        for (character, expected) in [
            ('!', "“!”"),
            ('\t', "a tab (U+0009)"),
            ('\u{7}', "a control character (U+0007)"),
            (
                '\u{202e}',
                "an invisible mark of writing direction (U+202E)",
            ),
            ('\u{1fae0}', "U+1FAE0"),
        ] {
            assert_eq!(Named(character).to_string(), expected);
        }
    }
}
