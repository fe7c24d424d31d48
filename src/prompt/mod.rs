//! Room `prompt`.
