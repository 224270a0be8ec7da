//! What is typed: numbers, lines of text and paths, and why they are refused.

pub(super) mod number;
pub(super) mod prompt;
pub(super) mod refusal;
pub(super) mod typed;
