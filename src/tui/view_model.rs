//! What is shown: plain state, and what happens to it. Knows no ratatui.

pub mod act_dialog;
pub mod audit_log;
pub mod can;
pub mod export;
pub mod manage_users;
pub mod password_security;
pub mod root;
pub mod seat;
pub mod sessions;
