//! What a field was opened by, which is what a file can hold of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::field::{Domain, Field, OpenOptions, Origin};

/// A text that names a field, and what is said beside it: the part of a scene file that says what is looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FieldSource {
    /// A name of the catalogue, a file or a formula.
    #[serde(rename = "field")]
    pub text: String,
    /// Values of the formula's parameters.
    pub set: BTreeMap<String, f64>,
    /// The array of an `.npz` file.
    pub key: Option<String>,
    /// The band of a GeoTIFF, counted from 1.
    pub band: Option<usize>,
    /// Where a file's first row lies.
    pub origin: Option<Origin>,
    /// First and last x and y of a file that does not say where it lies, where they differ from what is looked at.
    pub extent: Option<[[f64; 2]; 2]>,
}

impl Default for FieldSource {
    fn default() -> Self {
        FieldSource::from("x^2 + y^2")
    }
}

impl From<&str> for FieldSource {
    fn from(text: &str) -> Self {
        FieldSource { text: text.to_owned(), set: BTreeMap::new(), key: None, band: None, origin: None, extent: None }
    }
}

impl From<String> for FieldSource {
    fn from(text: String) -> Self {
        FieldSource::from(text.as_str())
    }
}

impl Field {
    /// What it was opened by; nothing of a function, and of samples or bytes that were in memory.
    pub fn source(&self) -> Option<&FieldSource> {
        self.source.as_deref()
    }

    pub(crate) fn with_source(self, source: FieldSource) -> Field {
        Field { source: Some(Arc::new(source)), ..self }
    }

    /// The field that was opened by a text and options.
    pub(in crate::field) fn opened_by(self, text: &str, options: &OpenOptions) -> Field {
        let OpenOptions { set, key, band, origin, x, y, .. } = options.clone();
        let is_placed_by_them = self.is_unplaced() && (x.is_some() || y.is_some());
        let Domain { x, y } = self.domain();
        let extent = is_placed_by_them.then_some([x, y]);
        self.with_source(FieldSource { set, key, band, origin, extent, ..FieldSource::from(text) })
    }
}
