//! All stationary points in a domain.

use rayon::prelude::*;

use super::circle::{Surroundings, value_and_slopes};
use super::classify::{Stationary, Verdict, examine};
use super::extrema::{Search, extremal_nodes};
use super::kinks::{crossed_cells, kink_near};
use super::lines::areas::Areas;
use super::lines::curves::{StationaryCurve, curve};
use super::lines::follow::{CHAINED, curves_through, followed, sharpest};
use super::lines::level::{LevelLine, level_lines};
use super::lines::valley::level_place;
use super::newton::{Arrival, How, Scale, converge};
use super::order::{in_order, rounding_about};
use super::places::Places;
use crate::expr::Scratch;
use crate::field::{Domain, Field, Grid, Kind};

/// Starts along a row that are followed before the next row's are made.
const ROWS_AT_ONCE: usize = 64;

/// Walkers that arrive so near to each other, in cells, arrive at the same point.
const SAME: f64 = 1e-3;

/// Those that have nothing but rounding to go by along one axis lie on lines: some of them are enough.
const SAME_ON_LINES: f64 = 0.5;

/// A crossing of a line so near to a point of a curve that is known, in cells, says nothing new.
const APART: f64 = 1.0;

/// A line so long, in cells, is none of points about which f is level within rounding.
const LONG: f64 = 32.0;

/// An extremal node so near to a point that is known, in cells, is that point's.
const KNOWN: f64 = 2.0;

/// Many starts that rest on a plateau say no more than some of them.
const MOST_FLAT: usize = 64;

/// What is found in a domain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survey {
    /// Isolated stationary points: minima, maxima, saddles, degenerate ones, and each kind by f; where f is equal up to rounding
    /// by x, then y.
    pub points: Vec<Stationary>,
    /// Lines and rings of stationary points, and areas of minima and of maxima, in the same order.
    pub curves: Vec<StationaryCurve>,
    /// Whether there are other areas of stationary points too.
    pub has_plateaus: bool,
}

/// Starts along a side of samples that are too many to be held.
const MOST_STARTS: usize = 2049;

/// How many starts along x and y are enough where nothing else is said: 256 × 256 for a formula; for samples every node,
/// and one between two, unless there are millions.
pub fn default_starts(field: &Field) -> [usize; 2] {
    match field.kind() {
        Kind::Formula(_) | Kind::Function(_) => [256, 256],
        Kind::Samples(samples) => samples.size().map(|nodes| 2 * nodes - 1),
        Kind::Raster(raster) => raster.size().map(|nodes| (2 * nodes - 1).min(MOST_STARTS)),
    }
}

/// The isolated stationary points of a field of x and y in a domain, in the order of [`Survey::points`].
///
/// Newton's method goes from every node of a `grid` of starts, a few cells far, and a search by values of f from every
/// node of a formula that is extremal; a point whose surroundings are finer than a cell may be missed. A point on the
/// border counts as inside. It counts if Newton's step from it is under 1e-8 of the domain and the gradient turns on a
/// small circle around it, which it does about a cusp or a kink too, if f rises or falls on all sides, or, of a formula,
/// vanishes there without turning, as at an inflection; where f is so flat that the step is rounding, the circle alone
/// decides. Lines and areas of stationary points are left out: [`survey`] has them.
/// Works on all cores; the same arguments give the same points.
pub fn critical_points(field: &Field, domain: Domain, grid: [usize; 2]) -> Vec<Stationary> {
    survey(field, domain, grid).points
}

/// The same while `goes_on` says so, which is asked now and then; nothing where it does not.
pub fn critical_points_while(
    field: &Field,
    domain: Domain,
    grid: [usize; 2],
    goes_on: impl Fn() -> bool,
) -> Option<Vec<Stationary>> {
    survey_while(field, domain, grid, goes_on).map(|found| found.points)
}

/// [`critical_points`], and the lines of stationary points.
pub fn survey(field: &Field, domain: Domain, grid: [usize; 2]) -> Survey {
    survey_while(field, domain, grid, || true).unwrap_or_default()
}

/// The same while `goes_on` says so, which is asked now and then; nothing where it does not.
pub fn survey_while(field: &Field, domain: Domain, grid: [usize; 2], goes_on: impl Fn() -> bool) -> Option<Survey> {
    let [nx, ny] = grid.map(|side| side.max(1));
    let domain = domain.ascending();
    let [width, height] = domain.size();
    let cell = [width / (nx.max(2) - 1) as f64, height / (ny.max(2) - 1) as f64];
    let scale = Scale::new(domain, cell);
    let grid = Grid { nx, ny, domain };
    let (xs, ys) = (grid.xs(), grid.ys());
    let is_formula = matches!(field.kind(), Kind::Formula(_));
    let mut arrivals = Vec::new();
    // f and its slopes at all nodes, of a formula.
    let mut planes = [(); 3].map(|()| Vec::new());
    // Much of rough ground is slopes; what is none has starts within and around it.
    let is_sloped = match field.kind() {
        Kind::Samples(samples) => samples.slopes_around(&xs, &ys),
        _ => None,
    };
    for (at_once, rows) in ys.chunks(ROWS_AT_ONCE).enumerate() {
        if !goes_on() {
            return None;
        }
        let mut starts: Vec<[f64; 2]> = rows.iter().flat_map(|&y| xs.iter().map(move |&x| [x, y])).collect();
        if is_formula {
            let seen = value_and_slopes(field, &mut Scratch::default(), &starts);
            planes.iter_mut().zip(seen).for_each(|(plane, mut seen)| plane.append(&mut seen));
        }
        if let Some(is_sloped) = &is_sloped {
            let mut of_rows = is_sloped[at_once * ROWS_AT_ONCE * nx..].iter();
            starts.retain(|_| of_rows.next() == Some(&false));
        }
        arrivals.extend(converge(field, &starts, &scale).into_iter().flatten());
    }
    if !goes_on() {
        return None;
    }
    let mut found = judge(field, &scale, arrivals);
    let node = |index: usize| [xs[index % nx], ys[index / nx]];
    let [values, slopes @ ..] = &planes;
    let nodes = extremal_nodes(values, nx).into_iter().map(|(index, ascends)| (node(index), ascends));
    found.add_extrema(field, &scale, nodes.collect());
    let cells = crossed_cells(slopes.each_ref().map(Vec::as_slice), nx);
    found.add_crossings(field, &scale, cells.into_iter().map(|index| scale.shifted(node(index), [0.5; 2])).collect());
    if !goes_on() {
        return None;
    }
    let slopes = slopes.each_ref().map(Vec::as_slice);
    let (lines, areas) = (level_lines(field, &scale, &grid, slopes), Areas::of(field, &grid, values, slopes));
    goes_on().then(|| found.survey(field, &scale, lines, areas))
}

/// What the places are where walkers arrived.
#[derive(Default)]
struct Judged {
    isolated: Vec<Stationary>,
    /// Points of lines.
    chained: Vec<Stationary>,
    plateaus: Vec<[f64; 2]>,
}

/// The distinct points among the places where walkers arrived, examined.
fn judge(field: &Field, scale: &Scale, mut arrivals: Vec<Arrival>) -> Judged {
    // The nearest arrival stands for all that are the same; the sort is stable, so the order of starts decides a tie.
    arrivals.sort_by(|a, b| a.step.total_cmp(&b.step));
    let mut kept = Places::new(scale, SAME);
    let mut flat = 0;
    let mut kept_on_lines = Places::new(scale, SAME_ON_LINES);
    arrivals.retain(|arrival| match arrival.how {
        How::Converged => kept.insert_unless_near(arrival.point),
        How::Stalled => kept_on_lines.insert_unless_near(arrival.point),
        // Samples have no flatter floors than their pieces.
        How::Creeping => {
            matches!(field.kind(), Kind::Formula(_) | Kind::Function(_))
                && kept_on_lines.insert_unless_near(arrival.point)
        }
        How::Flat => {
            flat += 1;
            flat <= MOST_FLAT
        }
    });
    // Along a line of stationary points, places apart say what those between them would.
    let mut apart = Places::new(scale, SAME_ON_LINES);
    let (some, mut others): (Vec<Arrival>, Vec<Arrival>) =
        arrivals.into_iter().partition(|arrival| apart.insert_unless_near(arrival.point));
    let examined = |arrivals: &[Arrival]| -> Vec<Verdict> {
        let look = |scratch: &mut Scratch, &arrival: &Arrival| match arrival.how {
            How::Creeping => examine_level_place(field, scratch, scale, arrival.point),
            _ => examine(field, scratch, scale, arrival),
        };
        arrivals.par_iter().map_init(Scratch::default, look).collect()
    };
    let mut verdicts = examined(&some);
    let mut on_lines = Places::new(scale, SAME_ON_LINES);
    for verdict in &verdicts {
        if let Verdict::Crowded(found) = verdict {
            on_lines.insert(found.point);
        }
    }
    others.retain(|arrival| !on_lines.has_near(arrival.point));
    verdicts.extend(examined(&others));
    let mut judged = Judged::default();
    judged.add(scale, verdicts);
    judged
}

/// What the place is where the floor of a valley near a point is level.
fn examine_level_place(field: &Field, scratch: &mut Scratch, scale: &Scale, point: [f64; 2]) -> Verdict {
    match level_place(&Surroundings { field, scale }, scratch, point) {
        Some(point) => examine(field, scratch, scale, Arrival { point, step: 0.0, how: How::Converged }),
        None => Verdict::Not,
    }
}

impl Judged {
    fn add(&mut self, scale: &Scale, verdicts: Vec<Verdict>) {
        let mut places = Places::new(scale, SAME);
        self.isolated.iter().for_each(|found| _ = places.insert_unless_near(found.point));
        for verdict in verdicts {
            match verdict {
                // A search by values alone may have left the domain.
                Verdict::Isolated(found) if !scale.domain.contains(&found.point) => {}
                // Where the place itself is all rounding, walkers arrive at several that are the same point.
                Verdict::Isolated(found) if places.insert_unless_near(found.point) => self.isolated.push(found),
                Verdict::Crowded(found) => self.chained.push(found),
                Verdict::Plateau(place) => self.plateaus.push(place),
                Verdict::Isolated(_) | Verdict::Not => {}
            }
        }
    }

    /// Seeks what Newton's method did not reach, from nodes whose value is extremal.
    fn add_extrema(&mut self, field: &Field, scale: &Scale, mut nodes: Vec<([f64; 2], bool)>) {
        let mut known = Places::new(scale, KNOWN);
        self.isolated.iter().chain(&self.chained).for_each(|found| _ = known.insert_unless_near(found.point));
        nodes.retain(|(node, _)| !known.has_near(*node));
        let examine = |scratch: &mut Scratch, &(node, ascends): &([f64; 2], bool)| {
            let search = Search { unit: scale.cell, first: 0.5, last: 1e-13, farthest: KNOWN, ascends };
            let Some((point, _)) = search.run(field, scratch, node) else {
                return examine_level_place(field, scratch, scale, node);
            };
            let polished = converge(field, &[point], scale).into_iter().flatten().next();
            let at_rest = |point| Arrival { point, step: 0.0, how: How::Converged };
            let along_kink = at_rest(search.along_kink(field, scratch, point));
            let ways = polished.into_iter().chain([at_rest(point), along_kink]);
            let mut best = Verdict::Not;
            for arrival in ways {
                match examine(field, scratch, scale, arrival) {
                    Verdict::Not => {}
                    plateau @ Verdict::Plateau(_) => best = plateau,
                    found => return found,
                }
            }
            match best {
                Verdict::Not => examine_level_place(field, scratch, scale, point),
                best => best,
            }
        };
        let verdicts = nodes.par_iter().map_init(Scratch::default, examine).collect();
        self.add(scale, verdicts);
    }

    /// Seeks saddles at kinks and what Newton's method missed in bent valleys, from cells in which both slopes have both signs.
    fn add_crossings(&mut self, field: &Field, scale: &Scale, mut middles: Vec<[f64; 2]>) {
        let mut known = Places::new(scale, KNOWN);
        self.isolated.iter().chain(&self.chained).for_each(|found| _ = known.insert_unless_near(found.point));
        middles.retain(|middle| !known.has_near(*middle));
        // A floor is followed for some cells to both sides.
        let mut apart = Places::new(scale, KNOWN);
        let middles: Vec<([f64; 2], bool)> =
            middles.into_iter().map(|middle| (middle, apart.insert_unless_near(middle))).collect();
        let examine = |scratch: &mut Scratch, &(middle, is_apart): &([f64; 2], bool)| match kink_near(
            field, scratch, scale, middle,
        ) {
            Some(point) => examine(field, scratch, scale, Arrival { point, step: 0.0, how: How::Converged }),
            None if is_apart => examine_level_place(field, scratch, scale, middle),
            None => Verdict::Not,
        };
        let verdicts: Vec<Verdict> = middles.par_iter().map_init(Scratch::default, examine).collect();
        self.add(scale, verdicts.into_iter().filter(|verdict| matches!(verdict, Verdict::Isolated(_))).collect());
    }

    /// All that is found, with the lines of which Newton's method knows nothing, or only parts.
    fn survey(self, field: &Field, scale: &Scale, lines: Vec<LevelLine>, areas: Areas) -> Survey {
        let Judged { isolated: mut points, mut chained, mut plateaus } = self;
        let around = Surroundings { field, scale };
        points.retain(|it| !areas.holds(it));
        chained.retain(|it| !areas.holds(it));
        chained.extend(followed(&around, &chained));
        let mut found = curves_through(&around, &chained);
        let mut known = Places::new(scale, APART);
        chained.iter().for_each(|it| known.insert(it.point));
        let mut on_lines = Places::new(scale, CHAINED);
        let (mut others, mut is_more) = (Vec::new(), false);
        for line in lines {
            let is_on_line = |it: &Stationary| {
                let mut of_kind = line.points.iter().filter(|point| point.kind == it.kind);
                of_kind.any(|point| scale.distance(point.point, it.point) <= KNOWN)
            };
            if line.points.iter().all(|it| areas.holds(it)) {
                continue;
            }
            // About a point f may be level within rounding for some cells.
            if line.length < LONG && points.iter().chain(&found.points).any(is_on_line) {
                continue;
            }
            points.retain(|it| !is_on_line(it));
            line.points.iter().for_each(|it| on_lines.insert(it.point));
            match line.points.iter().filter(|it| known.has_near(it.point)).count() {
                0 => others.extend(curve(&line.points)),
                count if count < line.points.len() => {
                    is_more = true;
                    chained.extend(line.points);
                }
                _ => {}
            }
        }
        if is_more {
            found = curves_through(&around, &chained);
        }
        points.append(&mut found.points);
        plateaus.append(&mut found.plateaus);
        plateaus.retain(|place| !on_lines.has_near(*place) && areas.near(*place).is_none());
        let mut curves = found.curves;
        curves.append(&mut others);
        curves.extend(areas.found);
        let mut points = sharpest(points, scale);
        let slack = |point, f| rounding_about(field, point, scale.cell, f);
        let sides = scale.domain.size();
        in_order(&mut points, sides, |it| (it.kind as u8, it.point, it.f, slack(it.point, it.f)));
        in_order(&mut curves, sides, |it| (it.kind as u8, it.point, it.f, slack(it.point, it.f)));
        Survey { points, curves, has_plateaus: !plateaus.is_empty() }
    }
}
