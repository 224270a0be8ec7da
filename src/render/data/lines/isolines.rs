//! Level lines of values on a grid as polylines: marching squares with linear interpolation along the cells' edges.

use std::collections::HashMap;
use std::ops::Range;

/// Values at the nodes of a grid, by rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nodes<'a> {
    pub(crate) values: &'a [f64],
    /// Nodes along a row, and rows.
    pub(crate) size: [usize; 2],
}

/// An edge of the grid: twice its first node, and one more where it leads to the next row.
pub(crate) type Edge = usize;
const NONE: Edge = usize::MAX;

/// Places among ascending levels of those that a line crosses on the way from one value to another. A value at a level is
/// below its line, so that a line through a node crosses the edges on one side of it; on the way to a missing value there are none.
pub(crate) fn levels_between(levels: &[f64], [a, b]: [f64; 2]) -> Range<usize> {
    if !(a.is_finite() && b.is_finite()) {
        return 0..0;
    }
    let first_from = |value: f64| levels.partition_point(|&level| level < value);
    first_from(a.min(b))..first_from(a.max(b))
}

impl Nodes<'_> {
    fn at(&self, column: usize, row: usize) -> f64 {
        self.values[row * self.size[0] + column]
    }

    /// Columns and rows of an edge's ends.
    pub(crate) fn ends(&self, edge: Edge) -> [[usize; 2]; 2] {
        let (node, is_upright) = (edge / 2, edge % 2 == 1);
        let (column, row) = (node % self.size[0], node / self.size[0]);
        [[column, row], [column + usize::from(!is_upright), row + usize::from(is_upright)]]
    }

    /// All edges, each with the levels that cross it.
    pub(crate) fn crossed_edges(&self, levels: &[f64]) -> impl Iterator<Item = (Edge, Range<usize>)> {
        let [columns, rows] = self.size;
        let is_there = move |edge: &Edge| match edge % 2 {
            0 => (edge / 2) % columns + 1 < columns,
            _ => (edge / 2) / columns + 1 < rows,
        };
        (0..2 * columns * rows).filter(is_there).map(move |edge| {
            let values = self.ends(edge).map(|[column, row]| self.at(column, row));
            (edge, levels_between(levels, values))
        })
    }

    /// Where the level crosses an edge, in columns and rows.
    pub(crate) fn crossing(&self, edge: Edge, level: f64) -> [f64; 2] {
        let ends = self.ends(edge);
        let [from, to] = ends.map(|[column, row]| self.at(column, row));
        let fraction = ((level - from) / (to - from)).clamp(0.0, 1.0);
        [0, 1].map(|axis| ends[0][axis] as f64 + fraction * (ends[1][axis] - ends[0][axis]) as f64)
    }

    fn corners(&self, column: usize, row: usize) -> [f64; 4] {
        [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(right, down)| self.at(column + right, row + down))
    }

    /// How much the values of a cell rise along the columns, and along the rows.
    pub(crate) fn slope(&self, [column, row]: [usize; 2]) -> [f64; 2] {
        let [a, b, c, d] = self.corners(column, row).map(|value| 0.5 * value);
        [(b - a) + (c - d), (d - a) + (c - b)]
    }

    /// The parts of a cell's level line, each from an edge to another.
    fn parts(&self, column: usize, row: usize, level: f64) -> impl Iterator<Item = [Edge; 2]> {
        let corners = self.corners(column, row);
        let first = row * self.size[0] + column;
        // The edges after each corner, around the cell.
        let edges = [2 * first, 2 * (first + 1) + 1, 2 * (first + self.size[0]), 2 * first + 1];
        let is_above = corners.map(|value| value > level);
        let mut crossed = [NONE; 4];
        let mut count = 0;
        for side in 0..4 {
            if is_above[side] != is_above[(side + 1) % 4] {
                crossed[count] = edges[side];
                count += 1;
            }
        }
        let is_whole = corners.iter().all(|value| value.is_finite());
        let parts = match count {
            2 if is_whole => [[crossed[0], crossed[1]], [NONE; 2]],
            // At a saddle the middle tells which corners belong together.
            4 if is_whole => {
                let middle = 0.25 * corners.iter().sum::<f64>() > level;
                match middle == is_above[0] {
                    true => [[crossed[0], crossed[1]], [crossed[2], crossed[3]]],
                    false => [[crossed[3], crossed[0]], [crossed[1], crossed[2]]],
                }
            }
            _ => [[NONE; 2]; 2],
        };
        parts.into_iter().filter(|part| part[0] != NONE)
    }
}

/// Which edges a level's line leads to from an edge, and the edges in the order of their cells.
#[derive(Clone, Debug, Default)]
struct Links {
    neighbours: HashMap<Edge, [Edge; 2]>,
    crossed: Vec<Edge>,
}

impl Links {
    fn join(&mut self, a: Edge, b: Edge) {
        for (edge, other) in [(a, b), (b, a)] {
            let slots = self.neighbours.entry(edge).or_insert([NONE; 2]);
            slots[usize::from(slots[0] != NONE)] = other;
            self.crossed.push(edge);
        }
    }

    /// Takes the way to a further edge, which is not gone again.
    fn follow(&mut self, at: Edge) -> Option<Edge> {
        let next = self.neighbours.get(&at)?.iter().copied().find(|&next| next != NONE)?;
        for (edge, other) in [(at, next), (next, at)] {
            let slots = self.neighbours.get_mut(&edge)?;
            slots.iter_mut().filter(|slot| **slot == other).take(1).for_each(|slot| *slot = NONE);
        }
        Some(next)
    }

    fn lines(mut self, place: impl Fn(Edge) -> [f32; 2]) -> Vec<Vec<[f32; 2]>> {
        let crossed = std::mem::take(&mut self.crossed);
        let is_end = |edge: &Edge| self.neighbours[edge].contains(&NONE);
        let ends: Vec<Edge> = crossed.iter().copied().filter(is_end).collect();
        let mut lines = Vec::new();
        // Open lines are followed from an end; what is left then is closed.
        for mut at in ends.into_iter().chain(crossed) {
            let mut line = vec![place(at)];
            while let Some(next) = self.follow(at) {
                line.push(place(next));
                at = next;
            }
            if line.len() > 1 {
                lines.push(line);
            }
        }
        lines
    }
}

/// The lines of each of some ascending levels, in columns and rows; a closed one ends where it began.
///
/// Cells, by their lowest and highest value and their column and row, that `is_shown` denies for a level's place have no part of
/// its line.
pub(crate) fn isolines(
    nodes: &Nodes<'_>,
    levels: &[f64],
    is_shown: impl Fn([f64; 2], usize, [usize; 2]) -> bool,
) -> Vec<Vec<Vec<[f32; 2]>>> {
    let [columns, rows] = nodes.size;
    let mut links = vec![Links::default(); levels.len()];
    for row in 0..rows.saturating_sub(1) {
        for column in 0..columns.saturating_sub(1) {
            let corners = nodes.corners(column, row);
            let range = [
                corners.into_iter().fold(f64::INFINITY, f64::min),
                corners.into_iter().fold(f64::NEG_INFINITY, f64::max),
            ];
            for place in levels_between(levels, range).filter(|&place| is_shown(range, place, [column, row])) {
                nodes.parts(column, row, levels[place]).for_each(|[a, b]| links[place].join(a, b));
            }
        }
    }
    let lines = |(links, &level): (Links, &f64)| links.lines(|edge| nodes.crossing(edge, level).map(|at| at as f32));
    links.into_iter().zip(levels).map(lines).collect()
}

/// The line without the points that are within `tolerance` of a straight way past them.
pub(crate) fn simplified(line: &[[f32; 2]], tolerance: f32) -> Vec<[f32; 2]> {
    let Some(&first) = line.first() else { return Vec::new() };
    let mut kept = vec![first];
    let mut from = 0;
    // A long way is judged in parts, so that a long straight line costs no square of its points.
    const LONGEST: usize = 64;
    for to in 2..line.len() {
        let (start, end) = (line[from], line[to]);
        let is_near = |point: &[f32; 2]| distance(*point, start, end) <= tolerance;
        if to - from > LONGEST || !line[from + 1..to].iter().all(is_near) {
            kept.push(line[to - 1]);
            from = to - 1;
        }
    }
    if line.len() > 1 {
        kept.push(line[line.len() - 1]);
    }
    kept
}

/// How far a point is from a segment.
fn distance(point: [f32; 2], start: [f32; 2], end: [f32; 2]) -> f32 {
    let [along, across] = [0, 1].map(|axis| end[axis] - start[axis]);
    let [x, y] = [0, 1].map(|axis| point[axis] - start[axis]);
    let square = along * along + across * across;
    let fraction = if square > 0.0 { ((x * along + y * across) / square).clamp(0.0, 1.0) } else { 0.0 };
    (x - fraction * along).hypot(y - fraction * across)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sampled(f: impl Fn(f64, f64) -> f64, side: usize) -> Vec<f64> {
        let at = |index: usize| 4.0 * index as f64 / (side - 1) as f64 - 2.0;
        (0..side * side).map(|index| f(at(index % side), at(index / side))).collect()
    }

    fn lines_of(values: &[f64], side: usize, levels: &[f64]) -> Vec<Vec<Vec<[f32; 2]>>> {
        isolines(&Nodes { values, size: [side; 2] }, levels, |_, _, _| true)
    }

    #[test]
    fn the_line_of_a_bowl_is_one_closed_circle() {
        let side = 81;
        let values = sampled(|x, y| x * x + y * y, side);
        let [lines, beyond] = <[_; 2]>::try_from(lines_of(&values, side, &[1.0, 9.0])).unwrap_or_default();
        assert_eq!((lines.len(), beyond.len()), (1, 0));
        assert_eq!(lines[0].first(), lines[0].last());
        for [column, row] in &lines[0] {
            let [x, y] = [column, row].map(|at| 4.0 * at / 80.0 - 2.0);
            assert!((x.hypot(y) - 1.0).abs() < 1e-3, "{x} {y}");
        }
        let fewer = simplified(&lines[0], 0.1);
        assert!(fewer.len() < lines[0].len() / 2 && fewer.len() > 20, "{}", fewer.len());
    }

    #[test]
    fn open_lines_holes_and_saddles() {
        let side = 41;
        let count = |f: fn(f64, f64) -> f64| {
            let values = sampled(f, side);
            lines_of(&values, side, &[0.5])[0].len()
        };
        assert_eq!(count(|x, _| x), 1);
        assert_eq!(count(|x, y| x * y), 2, "two branches of a hyperbola");
        assert_eq!(count(|x, y| if y.abs() < 0.3 { f64::NAN } else { x }), 2, "a hole cuts the line");
        assert_eq!(count(|_, _| 0.5), 0, "a plateau has none");
        let values = sampled(|x, _| x, side);
        let steep =
            isolines(&Nodes { values: &values, size: [side; 2] }, &[0.5], |[low, high], _, _| high - low < 0.05);
        assert!(steep[0].is_empty(), "a cell that is denied has no part");
    }

    #[test]
    fn a_line_through_nodes_crosses_edges_on_one_side_of_them() {
        let levels = [-1.0, 0.0, 1.0];
        assert_eq!(levels_between(&levels, [0.0, 0.5]), 1..2);
        assert_eq!(levels_between(&levels, [-0.5, 0.0]), 1..1);
        assert_eq!(levels_between(&levels, [1.5, -1.0]), 0..3);
        assert_eq!(levels_between(&levels, [f64::NAN, 2.0]), 0..0);
        let side = 41;
        let values = sampled(|x, _| x, side);
        let nodes = Nodes { values: &values, size: [side; 2] };
        let crossed = nodes.crossed_edges(&[0.0]).filter(|(_, levels)| !levels.is_empty()).count();
        assert_eq!(crossed, side, "one in each row");
        assert_eq!(lines_of(&values, side, &[0.0])[0][0].len(), side);
    }
}
