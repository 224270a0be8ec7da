//! Places among which those near another one are found.

use std::collections::HashMap;

use super::newton::Scale;

/// Places, found again by what lies near them.
pub(super) struct Places<'a> {
    scale: &'a Scale,
    /// How near is near, in cells.
    radius: f64,
    /// Places by the square of side `radius` that they lie in: what is near lies in the same or a neighbouring one.
    squares: HashMap<[i64; 2], Vec<[f64; 2]>>,
}

impl Places<'_> {
    pub(super) fn new(scale: &Scale, radius: f64) -> Places<'_> {
        Places { scale, radius, squares: HashMap::new() }
    }

    fn square(&self, place: [f64; 2]) -> [i64; 2] {
        [0, 1].map(|axis| (place[axis] / (self.scale.cell[axis] * self.radius)).floor() as i64)
    }

    pub(super) fn has_near(&self, place: [f64; 2]) -> bool {
        let [column, row] = self.square(place);
        let neighbours =
            (-1..=1).flat_map(|i| (-1..=1).map(move |j| [column.saturating_add(i), row.saturating_add(j)]));
        let mut there = neighbours.filter_map(|square| self.squares.get(&square)).flatten();
        there.any(|&other| self.scale.distance(other, place) <= self.radius)
    }

    /// Whether nothing lies near; the place is one of them from then on.
    pub(super) fn insert_unless_near(&mut self, place: [f64; 2]) -> bool {
        let is_new = !self.has_near(place);
        if is_new {
            self.insert(place);
        }
        is_new
    }

    pub(super) fn insert(&mut self, place: [f64; 2]) {
        self.squares.entry(self.square(place)).or_default().push(place);
    }
}
