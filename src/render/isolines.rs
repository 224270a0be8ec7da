//! Level lines of values on a grid as polylines: marching squares with linear interpolation along the cells' edges.

/// Values at the nodes of a grid, by rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Nodes<'a> {
    pub(super) values: &'a [f64],
    /// Nodes along a row, and rows.
    pub(super) size: [usize; 2],
}

/// An edge of the grid: twice its first node, and one more where it leads to the next row.
type Edge = usize;
const NONE: Edge = usize::MAX;

impl Nodes<'_> {
    fn at(&self, column: usize, row: usize) -> f64 {
        self.values[row * self.size[0] + column]
    }

    /// Where the level crosses an edge, in columns and rows.
    fn crossing(&self, edge: Edge, level: f64) -> [f32; 2] {
        let (node, is_upright) = (edge / 2, edge % 2 == 1);
        let (column, row) = (node % self.size[0], node / self.size[0]);
        let (from, to) =
            (self.at(column, row), self.at(column + usize::from(!is_upright), row + usize::from(is_upright)));
        let share = ((level - from) / (to - from)).clamp(0.0, 1.0);
        let [across, down] = if is_upright { [0.0, share] } else { [share, 0.0] };
        [(column as f64 + across) as f32, (row as f64 + down) as f32]
    }

    /// The parts of a cell's level line, each from an edge to another.
    fn parts(&self, column: usize, row: usize, level: f64) -> impl Iterator<Item = [Edge; 2]> {
        let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(right, down)| self.at(column + right, row + down));
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

/// The lines of a level in columns and rows; a closed one ends where it began. Cells that `is_shown` denies have none.
pub(super) fn isolines(nodes: &Nodes<'_>, level: f64, is_shown: impl Fn(usize, usize) -> bool) -> Vec<Vec<[f32; 2]>> {
    let [columns, rows] = nodes.size;
    let mut neighbours = vec![[NONE; 2]; 2 * columns * rows];
    let mut crossed: Vec<Edge> = Vec::new();
    for row in 0..rows.saturating_sub(1) {
        for column in 0..columns.saturating_sub(1) {
            for [a, b] in nodes.parts(column, row, level).filter(|_| is_shown(column, row)) {
                for (edge, other) in [(a, b), (b, a)] {
                    let slot = usize::from(neighbours[edge][0] != NONE);
                    neighbours[edge][slot] = other;
                    crossed.push(edge);
                }
            }
        }
    }
    let mut lines = Vec::new();
    let ends: Vec<Edge> = crossed.iter().copied().filter(|&edge| neighbours[edge][1] == NONE).collect();
    // Open lines are followed from an end; what is left then is closed.
    for start in ends.into_iter().chain(crossed) {
        if neighbours[start][0] == NONE {
            continue;
        }
        let mut line = vec![nodes.crossing(start, level)];
        let mut at = start;
        while let Some(next) = neighbours[at].iter().copied().find(|&next| next != NONE) {
            unlink(&mut neighbours, at, next);
            unlink(&mut neighbours, next, at);
            line.push(nodes.crossing(next, level));
            at = next;
        }
        lines.push(line);
    }
    lines
}

fn unlink(neighbours: &mut [[Edge; 2]], at: Edge, other: Edge) {
    if let Some(slot) = neighbours[at].iter().position(|&next| next == other) {
        neighbours[at][slot] = NONE;
        neighbours[at].sort_unstable();
    }
}

/// The line without the points that are within `tolerance` of a straight way past them.
pub(super) fn simplified(line: &[[f32; 2]], tolerance: f32) -> Vec<[f32; 2]> {
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
    let share = if square > 0.0 { ((x * along + y * across) / square).clamp(0.0, 1.0) } else { 0.0 };
    (x - share * along).hypot(y - share * across)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sampled(f: impl Fn(f64, f64) -> f64, side: usize) -> Vec<f64> {
        let at = |index: usize| 4.0 * index as f64 / (side - 1) as f64 - 2.0;
        (0..side * side).map(|index| f(at(index % side), at(index / side))).collect()
    }

    #[test]
    fn the_line_of_a_bowl_is_one_closed_circle() {
        let side = 81;
        let values = sampled(|x, y| x * x + y * y, side);
        let lines = isolines(&Nodes { values: &values, size: [side; 2] }, 1.0, |_, _| true);
        assert_eq!(lines.len(), 1);
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
            isolines(&Nodes { values: &values, size: [side; 2] }, 0.5, |_, _| true).len()
        };
        assert_eq!(count(|x, _| x), 1);
        assert_eq!(count(|x, y| x * y), 2, "two branches of a hyperbola");
        assert_eq!(count(|x, y| if y.abs() < 0.3 { f64::NAN } else { x }), 2, "a hole cuts the line");
        assert_eq!(count(|_, _| 0.5), 0, "a plateau has none");
        let values = sampled(|x, _| x, side);
        let left = isolines(&Nodes { values: &values, size: [side; 2] }, 0.5, |_, row| row < 20);
        assert_eq!((left.len(), left[0].len()), (1, 21));
    }
}
