//! Whether numbers that nobody has named look like longitudes, latitudes and heights.

use crate::field::Domain;

/// How many times what f spans goes beyond what x and y span, in their units, from where on no slope can be told from upright.
const UPRIGHT: f64 = 100.0;
/// Metres below and above the sea between which all ground lies.
const GROUND: [f64; 2] = [-12_000.0, 9_000.0];

/// Whether x and y of samples look like longitudes and latitudes, and f between two values like heights in metres, so that
/// slopes of their plain numbers are all but upright. A square about 0 is more likely one of a function.
pub(crate) fn looks_geographic(domain: Domain, [low, high]: [f64; 2]) -> bool {
    let Domain { x, y } = domain.ascending();
    let is_within = |range: [f64; 2], most: f64| range[0] >= -most && range[1] <= most;
    let holds_zero = [x, y].iter().all(|[first, last]| *first <= 0.0 && *last >= 0.0);
    let span = (x[1] - x[0]).max(y[1] - y[0]);
    let is_ground = low >= GROUND[0] && high <= GROUND[1] && high - low > UPRIGHT * span;
    is_within(x, 360.0) && is_within(y, 90.0) && !holds_zero && is_ground
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_guessed_where_slopes_would_be_upright() {
        let looks = |x, y, range| looks_geographic(Domain { x, y }, range);
        assert!(looks([-84.41, -84.08], [36.73, 36.45], [236.0, 1076.0]), "hills in Tennessee, from the north");
        assert!(looks([6.0, 11.0], [45.0, 48.0], [193.0, 4810.0]));
        assert!(!looks([500_000.0, 530_000.0], [4.0e6, 4.03e6], [236.0, 1076.0]), "metres");
        assert!(!looks([0.0, 100.0], [0.0, 100.0], [200.0, 300.0]), "a field of a hundred metres");
        assert!(!looks([-1.0, 1.0], [-1.0, 1.0], [0.0, 4000.0]), "a loss about its minimum");
        assert!(!looks([1.0, 2.0], [1.0, 2.0], [0.0, 50.0]) && !looks([1.0, 2.0], [1.0, 2.0], [0.0, 1e6]));
        assert!(!looks([1.0, 2.0], [91.0, 92.0], [0.0, 900.0]), "there is no such latitude");
    }
}
