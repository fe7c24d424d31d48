//! Conditions of a query, with their values in the order of the question marks.

use rusqlite::types::Value;

use super::row::{kind_number, ms};
use crate::domain::selection::Show;
use crate::domain::{PasswordSet, Rules, Selection};

/// Conditions that all must hold.
#[derive(Clone, Debug, Default)]
pub(super) struct Sieve {
    text: String,
    pub(super) values: Vec<Value>,
}

impl Sieve {
    pub(super) fn and(&mut self, condition: &str) {
        if !self.text.is_empty() {
            self.text.push_str(" AND ");
        }
        self.text.push_str(condition);
    }

    pub(super) fn and_if(&mut self, wanted: bool, condition: &str) {
        if wanted {
            self.and(condition);
        }
    }

    pub(super) fn and_with(&mut self, condition: &str, value: Value) {
        self.and(condition);
        self.values.push(value);
    }

    /// Adds all that another asks for.
    pub(super) fn and_all(&mut self, other: &Self) {
        self.and(other.text());
        self.values.extend(other.values.iter().cloned());
    }

    /// Returns what stands behind WHERE.
    pub(super) fn text(&self) -> &str {
        if self.text.is_empty() {
            "1"
        } else {
            &self.text
        }
    }

    /// Adds all that a selection asks for, in the words of a single row: for walks.
    pub(super) fn selection(&mut self, selection: &Selection, rules: &Rules) {
        match selection.show {
            Show::Enabled => self.and("enabled = 1"),
            Show::EnabledAndDisabled => {}
        }
        if let Some(kind) = selection.kind {
            self.and(&format!("kind = {}", kind_number(kind)));
        }
        self.password(
            &selection.password,
            i64::from(rules.expire_alls.in_force().0),
        );
        self.residue(selection);
    }

    /// Adds what no range of the status index says.
    pub(super) fn residue(&mut self, selection: &Selection) {
        if selection.password == PasswordSet::NotSeenStrong {
            self.and("gen IS NOT NULL AND seen_no IS NOT (SELECT name_no FROM account)");
        }
        if let Some(text) = &selection.search {
            self.and("(instr(name_key, ?) > 0 OR instr(coalesce(email_key, email), ?) > 0)");
            let text = Value::Text(text.clone());
            self.values.extend([text.clone(), text]);
        }
    }

    fn password(&mut self, password: &PasswordSet, in_force: i64) {
        let in_force = Value::Integer(in_force);
        match password {
            // The residue says the latter.
            PasswordSet::Any | PasswordSet::NotSeenStrong => {}
            PasswordSet::NotSet => self.and("gen IS NULL"),
            PasswordSet::MustChange { clock_limit } => {
                self.and("kind = 0 AND (force_id IS NOT NULL OR gen < ? OR changed_at > ?)");
                self.values
                    .extend([in_force, Value::Integer(ms(*clock_limit))]);
            }
            PasswordSet::Changed(ranges) if ranges.is_empty() => self.and("0"),
            PasswordSet::Changed(ranges) => {
                self.and_with("kind = 0 AND force_id IS NULL AND gen >= ?", in_force);
                let one = "(changed_at > ? AND changed_at <= ?)";
                self.and(&format!("({})", vec![one; ranges.len()].join(" OR ")));
                for range in ranges {
                    self.values.extend([
                        Value::Integer(range.after.map_or(i64::MIN, ms)),
                        Value::Integer(range.up_to.map_or(i64::MAX, ms)),
                    ]);
                }
            }
            PasswordSet::NeverExpires { firm_up_to: None } => {
                self.and("kind = 1 AND gen IS NOT NULL");
            }
            PasswordSet::NeverExpires {
                firm_up_to: Some(limit),
            } => {
                self.and("gen IS NOT NULL");
                self.and("(kind = 1 OR (force_id IS NULL AND gen >= ? AND changed_at <= ?))");
                self.values.extend([in_force, Value::Integer(ms(*limit))]);
            }
        }
    }
}
