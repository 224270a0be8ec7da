//! Areas of stationary points: level floors that f rises from on all sides, and level tops that it falls from.
//!
//! What slopes say at the nodes of a grid tells where f is level; the area's edge is sought in 64 bits between two nodes. Where
//! f only seems level since its slopes underflow, as far out on `exp(-x^2 - y^2)`, it has no edge.

use std::collections::{BTreeSet, HashSet};

use rayon::prelude::*;

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

/// Where an area's farthest point is, is sought on so many lines to each side of the best one, so many times, each time as
/// much closer.
const PARTS: usize = 16;
const ROUNDS: usize = 8;

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
        let mut floors = Vec::new();
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
            areas.slack.push(slack);
            floor.iter().for_each(|&node| areas.area_of[node] = areas.slack.len());
            floors.push((floor, kind, f));
        }
        let area = |((floor, kind, f), slack): (&(Vec<usize>, StationaryKind, f64), &f64)| {
            Edges { field, nodes: &areas.nodes, f: *f, slack: *slack }.area(floor, *kind)
        };
        areas.found = floors.par_iter().zip(&areas.slack).map(area).collect();
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

/// A side of a floor: the axis along which it ends there, and a step of a cell outwards.
#[derive(Clone, Copy)]
struct Side {
    axis: usize,
    step: f64,
}

impl Side {
    fn place(self, [at, beside]: [f64; 2]) -> [f64; 2] {
        if self.axis == 0 { [at, beside] } else { [beside, at] }
    }

    fn is_beyond(self, a: f64, b: f64) -> bool {
        if self.step > 0.0 { a > b } else { a < b }
    }
}

impl Edges<'_> {
    /// Whether f is that of the floor at places, and whether it is level there, too.
    fn at(&self, scratch: &mut Scratch, places: &[[f64; 2]]) -> Vec<[bool; 2]> {
        let [f, fx, fy] = value_and_slopes(self.field, scratch, places);
        let at = |place: usize| {
            let is_equal = (f[place] - self.f).abs() <= self.slack;
            [is_equal, is_equal && fx[place] == 0.0 && fy[place] == 0.0]
        };
        (0..places.len()).map(at).collect()
    }

    /// The area that a floor is part of. It stands where its extent has its middle, or at the nearest node to that.
    fn area(&self, floor: &[usize], kind: StationaryKind) -> StationaryCurve {
        let mut scratch = Scratch::default();
        let cell = self.nodes.cell();
        let [x, y] = [0, 1].map(|axis| {
            [-cell[axis].abs(), cell[axis].abs()].map(|step| self.end(&mut scratch, floor, Side { axis, step }))
        });
        let middle = [x, y].map(|[low, high]| low + 0.5 * (high - low));
        let distance = |&node: &usize| {
            let [x, y] = self.nodes.place(node);
            ((x - middle[0]) / cell[0]).hypot((y - middle[1]) / cell[1])
        };
        let is_level = self.at(&mut scratch, &[middle]).iter().all(|[_, is_level]| *is_level);
        let nearest = floor.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        let point = nearest.filter(|_| !is_level).map_or(middle, |&node| self.nodes.place(node));
        let extent = Extent { x, y };
        StationaryCurve { kind, along: Along::Area, point, f: self.f, eigenvalues: [0.0; 2], within: 0.0, extent }
    }

    /// How far a floor reaches to a side.
    fn end(&self, scratch: &mut Scratch, floor: &[usize], side: Side) -> f64 {
        let (along, across) = (&self.nodes.axes[side.axis], &self.nodes.axes[1 - side.axis]);
        let farther = |a: f64, b: f64| if side.is_beyond(b, a) { b } else { a };
        let nodes = || floor.iter().map(|&node| self.nodes.indices(node));
        let Some(mut farthest) = nodes().map(|node| along[node[side.axis]]).reduce(farther) else { return f64::NAN };
        // A floor may reach the border of what was looked at.
        if !along.iter().any(|&at| side.is_beyond(at, farthest)) {
            return farthest;
        }
        let starts = [farthest - side.step, farthest];
        // Lines of the grid that come within a cell of the farthest say about where that is.
        let is_far = |node: &[usize; 2]| (along[node[side.axis]] - farthest).abs() < 1.5 * side.step.abs();
        let columns: BTreeSet<usize> = nodes().filter(is_far).map(|node| node[1 - side.axis]).collect();
        let mut lines: Vec<f64> = columns.into_iter().map(|column| across[column]).collect();
        let mut width = self.nodes.cell()[1 - side.axis];
        for _ in 0..ROUNDS {
            let reached = self.reach(scratch, side, starts, &lines);
            let Some(best) = reached.into_iter().reduce(|a, b| if side.is_beyond(b[0], a[0]) { b } else { a }) else {
                break;
            };
            farthest = farther(farthest, best[0]);
            let part = |part: usize| best[1] + width * (part as f64 / PARTS as f64 - 1.0);
            lines = (0..=2 * PARTS).map(part).collect();
            width /= PARTS as f64;
        }
        farthest
    }

    /// Where a floor ends on lines to a side, each by its coordinate across it, from the first of two places on each that is
    /// its own; lines without one are left out.
    fn reach(&self, scratch: &mut Scratch, side: Side, starts: [f64; 2], lines: &[f64]) -> Vec<[f64; 2]> {
        let mut on_lines = |ends: &[[f64; 2]]| {
            let places: Vec<[f64; 2]> = ends.iter().map(|&end| side.place(end)).collect();
            self.at(scratch, &places)
        };
        let mut inside: Vec<[f64; 2]> = Vec::new();
        let mut others = lines.to_vec();
        for start in starts {
            let ends: Vec<[f64; 2]> = others.iter().map(|&line| [start, line]).collect();
            let (own, rest): (Vec<_>, Vec<_>) =
                ends.iter().zip(on_lines(&ends)).partition(|(_, [_, is_level])| *is_level);
            inside.extend(own.into_iter().map(|(end, _)| end));
            others = rest.into_iter().map(|(end, _)| end[1]).collect();
        }
        let beyond = |ends: &[[f64; 2]]| ends.iter().map(|&[at, line]| [at + side.step, line]).collect::<Vec<_>>();
        let mut outside = beyond(&inside);
        // Between the grid's lines it reaches a cell or two farther.
        for _ in 0..2 {
            for (index, [_, is_level]) in on_lines(&outside).into_iter().enumerate() {
                if is_level {
                    inside[index] = outside[index];
                }
            }
            outside = beyond(&inside);
        }
        for _ in 0..HALVINGS {
            let middles: Vec<[f64; 2]> =
                inside.iter().zip(&outside).map(|(a, b)| [a[0] + 0.5 * (b[0] - a[0]), a[1]]).collect();
            for (index, [_, is_level]) in on_lines(&middles).into_iter().enumerate() {
                if is_level { inside[index] = middles[index] } else { outside[index] = middles[index] }
            }
        }
        // The edge is part of it.
        let is_equal = on_lines(&outside);
        let end = |(index, [is_equal, _]): (usize, [bool; 2])| if is_equal { outside[index] } else { inside[index] };
        is_equal.into_iter().enumerate().map(end).collect()
    }
}
