//! What outlives a window: its place, the fields that were shown, and the scene of one that did not end properly.

pub(super) mod autosave;
pub(super) mod place;
pub(super) mod recent;
