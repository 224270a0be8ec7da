//! The range of a field's values.

/// The finite values of a field over a grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// The least value.
    pub min: f64,
    /// The greatest value.
    pub max: f64,
    /// The least value above 0, where there is one.
    pub min_positive: Option<f64>,
    /// Whether any node has a finite value; without one the others say nothing.
    pub is_finite: bool,
}

impl Range {
    /// That of no value.
    pub const NONE: Range = Range { min: f64::INFINITY, max: f64::NEG_INFINITY, min_positive: None, is_finite: false };

    /// The range with one more finite value.
    #[must_use]
    pub fn with(self, value: f64) -> Range {
        Range {
            min: self.min.min(value),
            max: self.max.max(value),
            min_positive: [self.min_positive, (value > 0.0).then_some(value)].into_iter().flatten().reduce(f64::min),
            is_finite: true,
        }
    }
}
