//! Saddles at kinks, such as that of |x| − y²: Newton's method does not reach them, and no node is extremal there.

use super::extrema::Search;
use super::newton::Scale;
use crate::expr::{Order, Scratch};
use crate::field::Field;

/// The change of a slope between neighbouring floats, beside what it is a cell away, that is a kink.
const JUMP: f64 = 0.1;

/// How often a place is corrected along both axes, and then along the kink.
const ROUNDS: usize = 2;

/// The cells of rows of `nx` nodes, by their first node, at whose corners the slopes along x and along y have both signs.
pub(super) fn crossed_cells(slopes: [&[f64]; 2], nx: usize) -> Vec<usize> {
    let ny = slopes[0].len() / nx.max(1);
    let has_both = |slopes: &[f64], node: usize| {
        let corners = [node, node + 1, node + nx, node + nx + 1].map(|corner| slopes[corner]);
        let any = |is: fn(&f64) -> bool| corners.iter().any(is);
        any(|slope| *slope >= 0.0) && any(|slope| *slope <= 0.0) && any(|slope| *slope != 0.0)
    };
    let cells =
        (0..ny.saturating_sub(1)).flat_map(|row| (0..nx.saturating_sub(1)).map(move |column| row * nx + column));
    cells.filter(|&node| slopes.iter().all(|slopes| has_both(slopes, node))).collect()
}

/// The place near the middle of a cell at which both slopes change their signs, one of them at a kink.
pub(super) fn kink_near(field: &Field, scratch: &mut Scratch, scale: &Scale, middle: [f64; 2]) -> Option<[f64; 2]> {
    let (mut point, mut jumps) = (middle, false);
    for _ in 0..ROUNDS {
        for axis in 0..2 {
            let (place, is_kink) = sign_change(field, scratch, point, axis, scale.cell[axis])?;
            point[axis] = place;
            jumps |= is_kink;
        }
    }
    let search = Search { unit: scale.cell, first: 0.5, last: 1e-13, farthest: 2.0, ascends: false };
    let along = |point, _| search.along_kink(field, scratch, point);
    jumps.then(|| (0..ROUNDS).fold(point, along))
}

/// Where the slope along an axis changes its sign, at most a cell away, and whether it jumps there.
fn sign_change(field: &Field, scratch: &mut Scratch, point: [f64; 2], axis: usize, reach: f64) -> Option<(f64, bool)> {
    let mut slope = |at: f64| {
        let mut place = point;
        place[axis] = at;
        let mut planes = [[0.0]; 3];
        let mut outputs = planes.each_mut().map(|plane| &mut plane[..]);
        field.points(scratch, &[place[0]], &[place[1]], Order::Gradient, &mut outputs);
        planes[1 + axis][0]
    };
    let (mut low, mut high) = (point[axis] - reach, point[axis] + reach);
    let (mut below, mut above) = (slope(low), slope(high));
    if !are_opposite(below, above) {
        return None;
    }
    let steepest = below.abs().max(above.abs());
    loop {
        let middle = 0.5 * (low + high);
        if !(low < middle && middle < high) {
            break;
        }
        let here = slope(middle);
        if here == 0.0 {
            // At a kink the slope is the mean of both sides by convention.
            (low, high) = (middle, middle);
            let beside = f64::EPSILON * reach.max(4.0 * middle.abs());
            (below, above) = (slope(middle - beside), slope(middle + beside));
        } else if (here > 0.0) == (below > 0.0) {
            (low, below) = (middle, here);
        } else {
            (high, above) = (middle, here);
        }
    }
    let is_kink = are_opposite(below, above) && (above - below).abs() > JUMP * steepest;
    Some((0.5 * (low + high), is_kink))
}

/// Whether two slopes have different signs; NaN has none.
fn are_opposite(a: f64, b: f64) -> bool {
    a < 0.0 && b > 0.0 || a > 0.0 && b < 0.0
}
