//! The rectangle that is looked at, and grids of nodes over it.

use crate::words::short;

/// The most nodes along a side of a grid.
pub const MAX_SIDE: usize = 65_536;

/// A rectangle of the plane. An extent may run backwards, but is never empty.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Domain {
    /// First and last x.
    pub x: [f64; 2],
    /// First and last y.
    pub y: [f64; 2],
}

/// A domain that cannot be looked at.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DomainError {
    /// First and last are the same.
    #[error("the {axis} range {min},{max} is empty; give `{axis}` as MIN,MAX with MIN below MAX", min = short(*min), max = short(*max))]
    Empty {
        /// `x` or `y`.
        axis: char,
        /// First.
        min: f64,
        /// Last.
        max: f64,
    },
    /// One end is infinite, not a number, or the width overflows.
    #[error("the {axis} range {min},{max} is not finite; give `{axis}` as MIN,MAX in ordinary numbers", min = short(*min), max = short(*max))]
    NotFinite {
        /// `x` or `y`.
        axis: char,
        /// First.
        min: f64,
        /// Last.
        max: f64,
    },
}

impl Domain {
    /// [−5, 5]², where nothing else is said.
    pub const DEFAULT: Domain = Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] };

    /// The domain itself, if it can be looked at.
    ///
    /// # Errors
    /// Where a side is empty, or is not finite.
    pub fn checked(self) -> Result<Domain, DomainError> {
        for (axis, [min, max]) in [('x', self.x), ('y', self.y)] {
            if !(max - min).is_finite() {
                return Err(DomainError::NotFinite { axis, min, max });
            }
            // Fewer than a few floats apart, the nodes of any grid would coincide.
            if (max - min).abs() <= 4.0 * f64::EPSILON * min.abs().max(max.abs()) {
                return Err(DomainError::Empty { axis, min, max });
            }
        }
        Ok(self)
    }

    /// The same rectangle with both extents ascending, as axes are drawn.
    pub fn ascending(self) -> Domain {
        let ascend = |[first, last]: [f64; 2]| [first.min(last), first.max(last)];
        Domain { x: ascend(self.x), y: ascend(self.y) }
    }

    /// Whether a point lies inside or on the border; coordinates beyond the second do not matter.
    pub fn contains(self, point: &[f64]) -> bool {
        let Domain { x, y } = self.ascending();
        point.iter().zip([x, y]).all(|(coordinate, [low, high])| (low..=high).contains(coordinate))
    }

    /// Puts a point that lies outside on the border; coordinates beyond the second do not matter.
    pub fn clamp(self, point: &mut [f64]) {
        let Domain { x, y } = self.ascending();
        point.iter_mut().zip([x, y]).for_each(|(coordinate, [low, high])| *coordinate = coordinate.clamp(low, high));
    }

    /// Widths along x and y, negative where an extent runs backwards.
    pub fn size(&self) -> [f64; 2] {
        [self.x[1] - self.x[0], self.y[1] - self.y[0]]
    }
}

/// Nodes over a domain, both ends included, as NumPy's `linspace` has them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Nodes along x.
    pub nx: usize,
    /// Nodes along y.
    pub ny: usize,
    /// Where they lie.
    pub domain: Domain,
}

impl Grid {
    /// The x of every column.
    pub fn xs(&self) -> Vec<f64> {
        linspace(self.domain.x, self.nx)
    }

    /// The y of every row.
    pub fn ys(&self) -> Vec<f64> {
        linspace(self.domain.y, self.ny)
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nx * self.ny
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// `count` numbers evenly spaced from the first to the last, both exact; a single one is the first.
pub fn linspace([first, last]: [f64; 2], count: usize) -> Vec<f64> {
    let step = (last - first) / (count.max(2) - 1) as f64;
    let mut nodes: Vec<f64> = (0..count).map(|index| first + step * index as f64).collect();
    if let Some(end) = nodes.last_mut().filter(|_| count > 1) {
        *end = last;
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_nodes() {
        let nodes = linspace([-0.1, 0.3], 7);
        assert_eq!((nodes.len(), nodes[0], nodes[6]), (7, -0.1, 0.3));
        assert_eq!(linspace([2.0, 3.0], 1), [2.0]);
    }

    #[test]
    fn empty_and_infinite_domains_are_refused() {
        let with_x = |x| Domain { x, ..Domain::DEFAULT }.checked();
        assert!(matches!(with_x([1.0, 1.0]), Err(DomainError::Empty { axis: 'x', .. })));
        assert!(matches!(with_x([1.0, 1.0 + f64::EPSILON]), Err(DomainError::Empty { .. })));
        assert!(matches!(with_x([0.0, f64::INFINITY]), Err(DomainError::NotFinite { .. })));
        assert!(matches!(with_x([-1e308, 1e308]), Err(DomainError::NotFinite { .. })));
        assert!(with_x([3.0, 3.0 + 2e-12]).is_ok());
    }
}
