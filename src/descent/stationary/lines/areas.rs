//! Areas of stationary points: level floors that f rises from on all sides, and level tops that it falls from.
//!
//! What slopes say at the nodes of a grid tells where f is level; the area's edge is sought in 64 bits between two nodes. Where
//! f only seems level since its slopes underflow, as far out on `exp(-x^2 - y^2)`, it has no edge.

use std::collections::HashSet;

use super::curves::{Along, Extent, StationaryCurve};
use crate::descent::stationary::circle::value_and_slopes;
use crate::descent::stationary::classify::{Stationary, StationaryKind};
use crate::descent::stationary::order::rounding_about;
use crate::expr::Scratch;
use crate::field::{Field, Grid};

/// What f changes by at least across one cell at an area's edge, as a fraction of its range: less is what slopes that
/// underflow leave.
const EDGE: f64 = 1e-20;

/// What is so near to a node of an area, in cells, belongs to it.
const BESIDE: usize = 2;

/// Halvings until nothing but rounding is between the ends of an interval of one cell.
const HALVINGS: usize = 60;

/// Steps of a golden section until an area's farthest point is known, and what is left of an interval after one.
const SECTIONS: usize = 48;
const GOLDEN: f64 = 0.618_033_988_749_895;

/// Areas of minima and of maxima, and which nodes of the grid belong to them.
#[derive(Clone, Debug)]
pub(crate) struct Areas {
    nodes: Nodes,
    /// By node its area, counted from 1; 0 for none.
    area_of: Vec<usize>,
    /// The areas, and what f may be off by in each.
    pub(crate) found: Vec<StationaryCurve>,
    slack: Vec<f64>,
}

impl Areas {
    /// Those of a field, from f and its slopes at the nodes of a grid.
    pub(crate) fn of(field: &Field, grid: &Grid, values: &[f64], slopes: [&[f64]; 2]) -> Areas {
        let nodes = Nodes { axes: [grid.xs(), grid.ys()] };
        let mut areas = Areas { area_of: vec![0; values.len()], found: Vec::new(), slack: Vec::new(), nodes };
        if grid.nx < 3 || grid.ny < 3 || slopes.iter().any(|plane| plane.len() != grid.len()) {
            return areas;
        }
        let is_level = |node: usize| slopes.iter().all(|plane| plane[node] == 0.0);
        let range = values
            .iter()
            .filter(|value| value.is_finite())
            .fold([f64::INFINITY, f64::NEG_INFINITY], |ends, &f| [ends[0].min(f), ends[1].max(f)]);
        let mut is_seen = vec![false; values.len()];
        for first in 0..values.len() {
            if is_seen[first] || !is_level(first) {
                continue;
            }
            let f = values[first];
            let slack = rounding_about(field, areas.nodes.place(first), areas.nodes.cell(), f);
            let floor =
                areas.nodes.connected(first, &mut is_seen, |node| is_level(node) && (values[node] - f).abs() <= slack);
            let least = slack.max(EDGE * (range[1] - range[0]));
            let change = |node: usize| if is_level(node) { f64::NAN } else { values[node] - f };
            let Some(kind) = areas.nodes.kind(&floor, change, [slack, least]) else { continue };
            let edges = Edges { field, nodes: &areas.nodes, f, slack };
            areas.found.push(edges.area(&floor, kind));
            areas.slack.push(slack);
            floor.iter().for_each(|&node| areas.area_of[node] = areas.found.len());
        }
        areas
    }

    /// The first of the areas that have nodes at most [`BESIDE`] cells from a place.
    pub(crate) fn near(&self, place: [f64; 2]) -> Option<&StationaryCurve> {
        self.index_near(place).map(|area| &self.found[area])
    }

    fn index_near(&self, place: [f64; 2]) -> Option<usize> {
        if self.found.is_empty() {
            return None;
        }
        let around = self.nodes.around(self.nodes.nearest(place), BESIDE);
        around.filter_map(|node| self.area_of[node].checked_sub(1)).min()
    }

    /// Whether a stationary point is one of an area's edge, where what Newton's method sees beside it is a curve or a point.
    pub(in crate::descent::stationary) fn holds(&self, it: &Stationary) -> bool {
        self.index_near(it.point).is_some_and(|area| (it.f - self.found[area].f).abs() <= self.slack[area])
    }
}

/// The nodes of a grid, by rows.
#[derive(Clone, Debug)]
struct Nodes {
    axes: [Vec<f64>; 2],
}

impl Nodes {
    fn columns(&self) -> usize {
        self.axes[0].len()
    }

    /// A node's column and row.
    fn indices(&self, node: usize) -> [usize; 2] {
        [node % self.columns(), node / self.columns()]
    }

    fn place(&self, node: usize) -> [f64; 2] {
        let [column, row] = self.indices(node);
        [self.axes[0][column], self.axes[1][row]]
    }

    fn cell(&self) -> [f64; 2] {
        [0, 1].map(|axis| self.axes[axis][1] - self.axes[axis][0])
    }

    fn nearest(&self, place: [f64; 2]) -> usize {
        let index = |axis: usize| {
            let at = (place[axis] - self.axes[axis][0]) / self.cell()[axis];
            (at.round().max(0.0) as usize).min(self.axes[axis].len() - 1)
        };
        index(1) * self.columns() + index(0)
    }

    /// The nodes at most so many columns and rows from one.
    fn around(&self, node: usize, cells: usize) -> impl Iterator<Item = usize> + use<'_> {
        let [column, row] = self.indices(node);
        let near = |at: usize, axis: usize| at.saturating_sub(cells)..=(at + cells).min(self.axes[axis].len() - 1);
        let columns = near(column, 0);
        near(row, 1).flat_map(move |row| columns.clone().map(move |column| row * self.columns() + column))
    }

    /// The nodes that hang together with one, by their sides.
    fn connected(&self, first: usize, is_seen: &mut [bool], belongs: impl Fn(usize) -> bool) -> Vec<usize> {
        is_seen[first] = true;
        let mut found = vec![first];
        let mut next = 0;
        while let Some(&node) = found.get(next) {
            next += 1;
            let [column, row] = self.indices(node);
            for other in self.around(node, 1) {
                let [i, j] = self.indices(other);
                if (i == column || j == row) && !is_seen[other] && belongs(other) {
                    is_seen[other] = true;
                    found.push(other);
                }
            }
        }
        found
    }

    /// Whether f rises from all of a floor or falls from all of it, by what it changes by to nodes beside it, of which some
    /// change by the least of an edge; NaN stands for another floor.
    fn kind(&self, floor: &[usize], change: impl Fn(usize) -> f64, [slack, least]: [f64; 2]) -> Option<StationaryKind> {
        let within: HashSet<usize> = floor.iter().copied().collect();
        // A line, or a point, is none.
        let is_square = |&node: &usize| {
            let [column, row] = self.indices(node);
            let corner = [node + 1, node + self.columns(), node + self.columns() + 1];
            column + 1 < self.columns()
                && row + 1 < self.axes[1].len()
                && corner.iter().all(|node| within.contains(node))
        };
        if !floor.iter().any(is_square) {
            return None;
        }
        let beside = |nodes: &HashSet<usize>| -> HashSet<usize> {
            let around = nodes.iter().flat_map(|&node| self.around(node, 1));
            around.filter(|node| !within.contains(node)).collect()
        };
        let mut ring = beside(&within);
        // Where f begins to change at nodes, it is those beside them that tell.
        let edge: HashSet<usize> = ring.iter().copied().filter(|&node| change(node).abs() <= slack).collect();
        ring.extend(beside(&edge));
        let mut rises = [false; 2];
        let mut has_edge = false;
        for change in ring.into_iter().map(change) {
            if change.is_nan() {
                return None;
            }
            rises[usize::from(change > 0.0)] |= change.abs() > slack;
            has_edge |= change.abs() > least;
        }
        match rises {
            [false, true] if has_edge => Some(StationaryKind::Minimum),
            [true, false] if has_edge => Some(StationaryKind::Maximum),
            _ => None,
        }
    }
}

/// The search for where a floor ends.
struct Edges<'a> {
    field: &'a Field,
    nodes: &'a Nodes,
    f: f64,
    slack: f64,
}

impl Edges<'_> {
    /// Whether f is that of the floor at a place, and whether it is level there.
    fn at(&self, place: [f64; 2]) -> (bool, bool) {
        let [f, fx, fy] = value_and_slopes(self.field, &mut Scratch::default(), &[place]).map(|values| values[0]);
        let is_equal = (f - self.f).abs() <= self.slack;
        (is_equal, is_equal && fx == 0.0 && fy == 0.0)
    }

    fn is_level(&self, place: [f64; 2]) -> bool {
        self.at(place).1
    }

    /// The area that a floor is part of. It stands where its extent has its middle, or at the nearest node to that.
    fn area(&self, floor: &[usize], kind: StationaryKind) -> StationaryCurve {
        let ends = |axis: usize| [self.end(floor, axis, false), self.end(floor, axis, true)];
        let extent = Extent { x: ends(0), y: ends(1) };
        let middle = [extent.x, extent.y].map(|[low, high]| low + 0.5 * (high - low));
        let cell = self.nodes.cell();
        let distance = |&node: &usize| {
            let [x, y] = self.nodes.place(node);
            ((x - middle[0]) / cell[0]).hypot((y - middle[1]) / cell[1])
        };
        let nearest = floor.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        let point = nearest.filter(|_| !self.is_level(middle)).map_or(middle, |&node| self.nodes.place(node));
        StationaryCurve { kind, along: Along::Area, point, f: self.f, eigenvalues: [0.0; 2], within: 0.0, extent }
    }

    /// How far a floor reaches along an axis, to its greater end or its lower one.
    fn end(&self, floor: &[usize], axis: usize, is_greater: bool) -> f64 {
        let (along, across) = (&self.nodes.axes[axis], &self.nodes.axes[1 - axis]);
        let index = |node: usize| self.nodes.indices(node)[axis];
        let beyond = |a: f64, b: f64| if is_greater { a > b } else { a < b };
        let ends = || floor.iter().map(|&node| index(node));
        let last = if is_greater { ends().max() } else { ends().min() }.unwrap_or_default();
        // A floor may reach the border of what was looked at.
        if last == if is_greater { along.len() - 1 } else { 0 } {
            return along[last];
        }
        let step = if is_greater { self.nodes.cell()[axis] } else { -self.nodes.cell()[axis] };
        let within = along[0].min(along[along.len() - 1])..=along[0].max(along[along.len() - 1]);
        let point = |at: f64, beside: f64| if axis == 0 { [at, beside] } else { [beside, at] };
        // Where the floor ends on a line along the axis, from a place of it that is one of its own.
        let reach = |from: f64, beside: f64| {
            let (mut inside, mut outside) = (from, from + step);
            // Between the grid's lines it reaches a cell or two farther.
            while self.is_level(point(outside, beside)) && outside != inside && within.contains(&outside) {
                (inside, outside) = (outside, outside + step);
            }
            for _ in 0..HALVINGS {
                let middle = inside + 0.5 * (outside - inside);
                if self.is_level(point(middle, beside)) { inside = middle } else { outside = middle }
            }
            // The edge is part of it.
            if self.at(point(outside, beside)).0 { outside } else { inside }
        };
        // Lines of the grid that come within a cell of the farthest say about where that is.
        let lines = floor.iter().filter(|&&node| index(node).abs_diff(last) <= 1);
        let reached = lines.map(|&node| {
            let beside = across[self.nodes.indices(node)[1 - axis]];
            (reach(along[index(node)], beside), beside)
        });
        let Some((mut farthest, beside)) = reached.reduce(|a, b| if beyond(b.0, a.0) { b } else { a }) else {
            return along[last];
        };
        let width = self.nodes.cell()[1 - axis].abs();
        let (mut low, mut high) = (beside - width, beside + width);
        let mut at = |beside: f64| {
            let starts = [along[last] - step, along[last]];
            let from = starts.into_iter().find(|&from| self.is_level(point(from, beside)));
            let reached = from.map(|from| reach(from, beside));
            if let Some(reached) = reached.filter(|&reached| beyond(reached, farthest)) {
                farthest = reached;
            }
            reached
        };
        for _ in 0..SECTIONS {
            let inner = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
            match inner.map(&mut at) {
                [Some(a), Some(b)] if beyond(a, b) => high = inner[1],
                [Some(_), Some(_)] | [None, Some(_)] => low = inner[0],
                [Some(_), None] => high = inner[1],
                [None, None] => (low, high) = (inner[0], inner[1]),
            }
        }
        farthest
    }
}
