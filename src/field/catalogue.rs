//! The catalogue of classic test functions.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::domain::Domain;
use crate::words::nearest;

/// A named field: its formula, its customary domain and what is known of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The name on the command line.
    #[serde(skip)]
    pub name: String,
    /// The formula that is evaluated.
    pub formula: String,
    /// The formula as the literature has it, where f32 cannot hold that one.
    pub literature: Option<String>,
    /// First and last x, first and last y.
    domain: [[f64; 2]; 2],
    /// Known minima as [x, y, f].
    #[serde(default)]
    pub minima: Vec<[f64; 3]>,
    /// Known maxima as [x, y, f].
    #[serde(default)]
    pub maxima: Vec<[f64; 3]>,
    /// Known saddles as [x, y, f].
    #[serde(default)]
    pub saddles: Vec<[f64; 3]>,
    /// A step size of gradient descent that suits the field, where 0.1 is too long.
    pub lr: Option<f64>,
    /// How its values spread over colours, as a scene has it, where evenly shows little.
    pub color_scale: Option<String>,
    /// What to mind.
    pub note: Option<String>,
}

impl Entry {
    /// The customary domain.
    pub fn domain(&self) -> Domain {
        Domain { x: self.domain[0], y: self.domain[1] }
    }
}

/// Every entry, by name. They are read once.
pub fn entries() -> &'static [Entry] {
    static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
        let parsed: Result<BTreeMap<String, Entry>, _> = toml::from_str(include_str!("../../assets/fields.toml"));
        // The file is part of the program and a test reads it; without it there are no names.
        let entries = parsed.unwrap_or_default().into_iter();
        entries.map(|(name, entry)| Entry { name, ..entry }).collect()
    });
    &ENTRIES
}

/// The entry of this name; `-` and `_` are alike, and so are capitals.
pub fn find(name: &str) -> Option<&'static Entry> {
    let name = name.trim().to_lowercase().replace('-', "_");
    entries().iter().find(|entry| entry.name == name)
}

/// The catalogue's name nearest to a word, if one is near enough to have been meant.
pub fn suggestion(word: &str) -> Option<String> {
    nearest(&word.to_lowercase(), entries().iter().map(|entry| entry.name.as_str())).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::Formula;

    #[test]
    fn the_catalogue_is_whole() -> Result<(), Box<dyn std::error::Error>> {
        let _: BTreeMap<String, Entry> = toml::from_str(include_str!("../../assets/fields.toml"))?;
        assert_eq!(entries().len(), 25);
        for entry in entries() {
            let formula = Formula::parse(&entry.formula)?;
            assert_eq!(formula.dimension(), 2, "{}", entry.name);
            assert!(formula.parameters().is_empty(), "{}", entry.name);
            entry.domain().checked()?;
        }
        Ok(())
    }

    #[test]
    fn names_are_found_and_suggested() {
        assert!(find("Six-Hump_Camel").is_some());
        assert_eq!(suggestion("himelblau").as_deref(), Some("himmelblau"));
        assert_eq!(suggestion("x"), None);
    }
}
