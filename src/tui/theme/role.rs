//! What a thing on the screen is.

/// What a thing on the screen is; the theme says how that looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Role {
    /// The screen itself, and text on it.
    Ground,
    /// Ordinary text.
    Text,
    /// A heading, or the name of the selected thing.
    Heading,
    /// Text that explains, labels, hints.
    Muted,
    /// Lines, and what lies behind a dialog.
    Rule,
    /// The accent: markers, underlines, the sign of order.
    Accent,
    /// A key, the current tab or place, a chosen mark.
    Key,
    /// The ground of the focused row or choice.
    Focus,
    /// A warning.
    Notice,
    /// The banner: a warning across the screen.
    Banner,
    /// Something that is wrong, or that destroys.
    Danger,
    /// Something that is right.
    Good,
    /// A field to type into.
    Field,
    /// A dialog.
    Dialog,
    /// A field in a dialog.
    DialogField,
    /// The button that Enter presses.
    Button,
    /// The same, where it destroys.
    DangerButton,
    /// What lies behind a dialog.
    Backdrop,
    /// A bar of today, in a chart.
    BarBefore,
    /// A bar of what would be, in a chart.
    BarAfter,
    /// The part of a scroll bar that moves.
    Thumb,
    /// Text that stands out in a list because it was searched for.
    Match,
}

impl Role {
    /// Every role, in order.
    pub const ALL: [Self; 22] = [
        Self::Ground,
        Self::Text,
        Self::Heading,
        Self::Muted,
        Self::Rule,
        Self::Accent,
        Self::Key,
        Self::Focus,
        Self::Notice,
        Self::Banner,
        Self::Danger,
        Self::Good,
        Self::Field,
        Self::Dialog,
        Self::DialogField,
        Self::Button,
        Self::DangerButton,
        Self::Backdrop,
        Self::BarBefore,
        Self::BarAfter,
        Self::Thumb,
        Self::Match,
    ];

    /// Returns the name in theme files and snapshots.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ground => "ground",
            Self::Text => "text",
            Self::Heading => "heading",
            Self::Muted => "muted",
            Self::Rule => "rule",
            Self::Accent => "accent",
            Self::Key => "key",
            Self::Focus => "focus",
            Self::Notice => "notice",
            Self::Banner => "banner",
            Self::Danger => "danger",
            Self::Good => "good",
            Self::Field => "field",
            Self::Dialog => "dialog",
            Self::DialogField => "dialog-field",
            Self::Button => "button",
            Self::DangerButton => "danger-button",
            Self::Backdrop => "backdrop",
            Self::BarBefore => "bar-before",
            Self::BarAfter => "bar-after",
            Self::Thumb => "thumb",
            Self::Match => "match",
        }
    }

    /// Returns whether the role colours what stands behind text.
    #[must_use]
    pub const fn is_ground(self) -> bool {
        matches!(
            self,
            Self::Ground
                | Self::Focus
                | Self::Banner
                | Self::Field
                | Self::Dialog
                | Self::DialogField
                | Self::Button
                | Self::DangerButton
        )
    }

    /// Returns whether the role colours text itself.
    #[must_use]
    pub const fn is_ink(self) -> bool {
        !matches!(self, Self::Focus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_lists_each_role_at_its_number() {
        for (at, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(role as usize, at, "{role:?}");
        }
    }
}
