//! Basins of attraction: which minimum each start reaches.

use std::collections::{BTreeMap, HashMap};

use crate::descent::convergence::Outcome;
use rayon::prelude::*;

use crate::descent::stationary::classify::{StationaryKind, Verdict};
use crate::descent::stationary::extrema::Search;
use crate::descent::stationary::lines::areas::Areas;
use crate::descent::stationary::lines::curves::{Along, Extent, chains};
use crate::descent::stationary::lines::level::{LevelLine, level_lines, value_and_slopes_at};
use crate::descent::stationary::newton::{Scale, refine};
use crate::descent::stationary::order::{in_order, rounding_about};
use crate::descent::walker::End;
use crate::expr::Scratch;
use crate::field::{Domain, Field, Grid, Kind};

/// Particles this near to each other, as a fraction of the extent, are polished together.
const CELL: f64 = 1e-3;
/// How far Newton's method may go from where particles rest, as a fraction of the extent.
const REACH: f64 = 0.02;
/// Polished points this near to each other, as a fraction of the extent, are one minimum; without a gradient they are less
/// exact.
const SAME: f64 = 1e-6;
const SAME_CUSP: f64 = 1e-3;
/// Points of a curve of minima have another one so near, as a fraction of the extent.
const CHAINED: f64 = 0.01;
/// Nodes along a side of the grid on which lines without a curvature and areas are sought, and how near to one a particle rests on it, in
/// cells.
const LINE_GRID: usize = 256;
const BESIDE_LINE: f64 = 2.0;
/// A minimum without a gradient is told from a plateau by what is around it, at this fraction of the extent.
const AROUND: f64 = 1e-4;

/// A minimum that starts reach (or a maximum, where they climb).
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Basin {
    /// x and y.
    pub point: [f64; 2],
    /// f there.
    pub f: f64,
    /// How many of all particles reach it, as a fraction.
    #[serde(rename = "share")]
    pub fraction: f64,
    /// The median of the steps that they took.
    pub median_steps: f64,
    /// Whether the gradient does not vanish there: a cusp or a kink.
    pub cusp: bool,
    /// Whether it is one of a curve or of an area of minima, which all count as this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub along: Option<Along>,
    /// Where the curve or the area lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extent: Option<Extent>,
}

/// What becomes of all starts.
#[derive(Clone, Debug, PartialEq)]
pub struct Basins {
    /// The minima, the lowest first, and those that are equally low up to rounding by x, then y.
    pub minima: Vec<Basin>,
    /// For each particle the index of its minimum, −1 where it reached none.
    pub labels: Vec<i32>,
    /// Particles that rest at no minimum, still move or met a missing value.
    pub unconverged: usize,
    /// Particles beyond the borders.
    pub left_domain: usize,
}

/// A minimum that was found, before its particles are counted.
#[derive(Clone, Copy, Debug)]
struct Found {
    point: [f64; 2],
    f: f64,
    cusp: bool,
    /// How near another one is the same.
    same: f64,
    /// The curve or the area that it stands for.
    extent: Option<(Along, Extent)>,
    /// Which line without a curvature it lies on.
    line: Option<usize>,
}

/// Groups particles by the minimum that they came to: where they rest is polished by Newton's method in f64.
///
/// `within` holds all of them, `extent` is the domain's longer side; `ascends` seeks maxima.
pub fn group(field: &Field, within: Domain, extent: f64, ascends: bool, particle_outcomes: &[Outcome]) -> Basins {
    let place = |point: [f64; 2]| point.map(|coordinate| (coordinate / (CELL * extent)).floor() as i64);
    let mut cells: HashMap<[i64; 2], usize> = HashMap::new();
    let mut rests: Vec<[f64; 2]> = Vec::new();
    let mut cell_of = vec![usize::MAX; particle_outcomes.len()];
    for (index, particle) in particle_outcomes.iter().enumerate().filter(|(_, particle)| particle.end == End::Converged)
    {
        let next = rests.len();
        cell_of[index] = *cells.entry(place(particle.point)).or_insert(next);
        if cell_of[index] == next {
            rests.push(particle.point);
        }
    }
    let polished = refine(field, &rests, REACH * extent, within);
    let wanted = if ascends { StationaryKind::Maximum } else { StationaryKind::Minimum };
    let is_isolated = |verdict: &Verdict| matches!(verdict, Verdict::Isolated(it) if it.kind == wanted && !it.cusp);
    let level = match polished.iter().all(is_isolated) {
        true => None,
        false => Level::among(field, &rests, extent),
    };
    let minimum = |scratch: &mut Scratch, rest: [f64; 2], verdict: Verdict| match verdict {
        Verdict::Isolated(it) if it.kind == wanted => {
            let same = if it.cusp { SAME_CUSP } else { SAME } * extent;
            Some(Found { point: it.point, f: it.f, cusp: it.cusp, same, extent: None, line: None })
        }
        Verdict::Crowded(it) if it.kind == wanted => {
            let here = (Along::Curve, Extent::of([it.point].into_iter()));
            Some(Found { point: it.point, f: it.f, cusp: false, same: 0.0, extent: Some(here), line: None })
        }
        Verdict::Isolated(_) | Verdict::Crowded(_) | Verdict::Plateau(_) => None,
        Verdict::Not => cusp(field, scratch, rest, extent, ascends),
    };
    let mut found: Vec<Option<Found>> = rests
        .par_iter()
        .zip(polished)
        .map_init(Scratch::default, |scratch, (&rest, verdict)| {
            let on_level = level.as_ref().filter(|_| !is_isolated(&verdict)).and_then(|level| level.at(rest, wanted));
            on_level.or_else(|| minimum(scratch, rest, verdict))
        })
        .collect();
    join_curves(&mut found, extent);
    let (minima, minimum_of) = merge(field, found, extent, ascends);
    count(particle_outcomes, &minima, |index| minimum_of.get(cell_of[index]).copied().flatten())
}

/// Lines of minima, or maxima, without a curvature, and areas of them, where particles rest.
struct Level {
    scale: Scale,
    lines: Vec<LevelLine>,
    areas: Areas,
}

impl Level {
    /// Those in the rectangle about the rests, with some room around it.
    fn among(field: &Field, rests: &[[f64; 2]], extent: f64) -> Option<Level> {
        if !matches!(field.kind(), Kind::Formula(_)) || rests.is_empty() {
            return None;
        }
        let Extent { x, y } = Extent::of(rests.iter().copied());
        let [x, y] = [x, y].map(|[low, high]| [low - REACH * extent, high + REACH * extent]);
        let grid = Grid { nx: LINE_GRID, ny: LINE_GRID, domain: Domain { x, y } };
        let [width, height] = grid.domain.size();
        let cell = [width, height].map(|side| side / (LINE_GRID - 1) as f64);
        let scale = Scale::new(grid.domain, cell);
        let [values, slopes @ ..] = &value_and_slopes_at(field, &grid);
        let slopes = slopes.each_ref().map(Vec::as_slice);
        let lines = level_lines(field, &scale, &grid, slopes);
        Some(Level { scale, lines, areas: Areas::of(field, &grid, values, slopes) })
    }

    /// The area where a particle rests, or the nearest point of a line within two cells from there.
    fn at(&self, rest: [f64; 2], wanted: StationaryKind) -> Option<Found> {
        if let Some(area) = self.areas.near(rest).filter(|area| area.kind == wanted) {
            let extent = Some((area.along, area.extent));
            return Some(Found { point: area.point, f: area.f, cusp: false, same: 0.0, extent, line: None });
        }
        let points = self.lines.iter().enumerate().flat_map(|(line, it)| it.points.iter().map(move |it| (line, it)));
        let (distance, line, it) = points
            .filter(|(_, it)| it.kind == wanted)
            .map(|(line, it)| (self.scale.distance(it.point, rest), line, it))
            .min_by(|a, b| a.0.total_cmp(&b.0))?;
        let here = (Along::Curve, Extent::of([it.point].into_iter()));
        let found = Found { point: it.point, f: it.f, cusp: it.cusp, same: 0.0, extent: Some(here), line: Some(line) };
        (distance <= BESIDE_LINE).then_some(found)
    }
}

/// Makes all points of a curve the first of them.
fn join_curves(found: &mut [Option<Found>], extent: f64) {
    let members: Vec<(usize, Found)> = found
        .iter()
        .enumerate()
        .filter_map(|(index, it)| it.filter(|it| matches!(it.extent, Some((Along::Curve, _)))).map(|it| (index, it)))
        .collect();
    let points: Vec<[f64; 2]> = members.iter().map(|(_, it)| it.point).collect();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut others = Vec::new();
    for (index, (_, it)) in members.iter().enumerate() {
        it.line.map_or(&mut others, |line| groups.entry(line).or_default()).push(index);
    }
    let places: Vec<[f64; 2]> = others.iter().map(|&index| points[index]).collect();
    let chained = chains(&places, [extent; 2], CHAINED);
    let chained = chained.into_iter().map(|group| group.into_iter().map(|index| others[index]).collect());
    for group in groups.into_values().chain(chained) {
        let whole = (Along::Curve, Extent::of(group.iter().map(|&member| points[member])));
        let first = group
            .iter()
            .map(|&member| members[member].1)
            .min_by(|a, b| a.point[0].total_cmp(&b.point[0]).then(a.point[1].total_cmp(&b.point[1])));
        for &member in &group {
            found[members[member].0] = first.map(|it| Found { extent: Some(whole), ..it });
        }
    }
}

/// One of all that are the same, the lowest first and of equally low ones by x, then y; and for each candidate which it is.
fn merge(field: &Field, found: Vec<Option<Found>>, extent: f64, ascends: bool) -> (Vec<Found>, Vec<Option<usize>>) {
    let mut order: Vec<usize> = (0..found.len()).filter(|&index| found[index].is_some()).collect();
    let depth = |it: &Found| if ascends { -it.f } else { it.f };
    let key = |index: usize| found[index].map_or([0.0; 3], |it| [depth(&it), it.point[0], it.point[1]]);
    order.sort_by(|&a, &b| {
        let (a, b) = (key(a), key(b));
        a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])).then(a[2].total_cmp(&b[2]))
    });
    let mut minima: Vec<Found> = Vec::new();
    let mut minimum_of = vec![None; found.len()];
    for index in order {
        let Some(it) = found[index] else { continue };
        let is_same =
            |kept: &Found| (kept.point[0] - it.point[0]).hypot(kept.point[1] - it.point[1]) <= kept.same.max(it.same);
        minimum_of[index] = Some(minima.iter().position(is_same).unwrap_or_else(|| {
            minima.push(it);
            minima.len() - 1
        }));
    }
    let mut numbered: Vec<(usize, Found)> = minima.into_iter().enumerate().collect();
    let slack = |it: &Found| rounding_about(field, it.point, [REACH * extent; 2], it.f);
    in_order(&mut numbered, [extent; 2], |(_, it)| (0, it.point, depth(it), slack(it)));
    let mut place_of = vec![0; numbered.len()];
    numbered.iter().enumerate().for_each(|(place, (index, _))| place_of[*index] = place);
    minimum_of.iter_mut().flatten().for_each(|index| *index = place_of[*index]);
    (numbered.into_iter().map(|(_, it)| it).collect(), minimum_of)
}

fn count(particle_outcomes: &[Outcome], minima: &[Found], minimum_of: impl Fn(usize) -> Option<usize>) -> Basins {
    let mut labels = vec![-1; particle_outcomes.len()];
    let mut steps: Vec<Vec<u32>> = vec![Vec::new(); minima.len()];
    for (index, particle) in particle_outcomes.iter().enumerate() {
        if let Some(minimum) = minimum_of(index) {
            labels[index] = minimum as i32;
            steps[minimum].push(particle.steps);
        }
    }
    let left_domain = particle_outcomes.iter().filter(|particle| particle.end == End::Left).count();
    let reached: usize = steps.iter().map(Vec::len).sum();
    let basin = |(found, mut steps): (&Found, Vec<u32>)| Basin {
        point: found.point,
        f: found.f,
        fraction: steps.len() as f64 / particle_outcomes.len() as f64,
        median_steps: median(&mut steps),
        cusp: found.cusp,
        along: found.extent.map(|(along, _)| along),
        extent: found.extent.map(|(_, extent)| extent),
    };
    let minima = minima.iter().zip(steps).map(basin).collect();
    Basins { minima, labels, unconverged: particle_outcomes.len() - reached - left_domain, left_domain }
}

fn median(steps: &mut [u32]) -> f64 {
    steps.sort_unstable();
    let (half, is_odd) = (steps.len() / 2, steps.len() % 2 == 1);
    match steps {
        [] => 0.0,
        steps if is_odd => f64::from(steps[half]),
        steps => 0.5 * (f64::from(steps[half - 1]) + f64::from(steps[half])),
    }
}

/// A minimum at which the gradient does not vanish, by a search that asks for f alone: downhill in ever shorter steps.
fn cusp(field: &Field, scratch: &mut Scratch, rest: [f64; 2], extent: f64, ascends: bool) -> Option<Found> {
    let search = Search { unit: [extent; 2], first: CELL, last: 1e-14, farthest: REACH, ascends };
    let (point, depth) = search.run(field, scratch, rest)?;
    let f = if ascends { -depth } else { depth };
    let found = Found { point, f, cusp: true, same: SAME_CUSP * extent, extent: None, line: None };
    search.is_lowest(field, scratch, point, AROUND).then_some(found)
}
