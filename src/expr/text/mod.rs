//! From text to a graph: spellings, tokens, names and the grammar, and how a formula was read as text again.

mod coordinates;
mod lexer;
pub(super) mod names;
pub(super) mod parser;
pub(super) mod spellings;
mod typeset;
