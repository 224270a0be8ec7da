//! Values over the domain, and how they are distributed: percentiles, extremes, poles.

use crate::compute::{Evaluator, GpuField, Range};
use crate::expr::Order;
use crate::field::{Domain, Field, Grid, Kind};
use crate::gpu::GpuError;
use crate::scene::Limits;

/// Cells along a side of the samples that percentiles are taken from.
const SIDE: usize = 96;
/// The percentiles of robust limits, as fractions.
const ROBUST: [f64; 2] = [0.02, 0.98];
/// How often the distance to an extreme is halved in search of a pole, how many of the last halvings it must have grown
/// over, and by what factor each: a fourfold growth over two halvings is a pole, with a little slack for one that grows by
/// just that. The distance itself shrinks unevenly, by so much.
const HALVINGS: usize = 30;
const LAST: usize = 15;
const GROWTH: f64 = 1.87;
const UNEVENNESS: f64 = 64.0;
/// Steps of one size at most.
const CLIMBS: usize = 16;
/// Where the search begins, in distances between samples beside one: a pole on a round number is never met.
const BESIDE: [f64; 2] = [0.137_035_9, 0.091_093_8];
/// From here on an extreme has grown beyond all bounds.
const BOUNDLESS: f64 = 1e150;

/// f and its derivatives up to `order` at the few nodes of a grid, by rows, in 64 bits: that spares a pipeline and three waits
/// for the device. Of a large file the device has what they need.
pub(crate) fn sampled(
    evaluator: &Evaluator<'_>,
    field: &Field,
    gpu_field: &GpuField,
    grid: &Grid,
    order: Order,
) -> Result<Vec<Vec<f64>>, GpuError> {
    if gpu_field.tiles().is_none() {
        return Ok(field.sample(grid, order));
    }
    let planes = evaluator.sample(grid, order.max(Order::Gradient))?.into_iter();
    Ok(planes.map(|plane| plane.into_iter().map(f64::from).collect()).collect())
}

/// Finite values over the domain, with where the extremes are.
#[derive(Clone, Debug)]
pub(crate) struct Distribution {
    /// Ascending.
    sorted: Vec<f64>,
    /// Where the least and the greatest were met, and how far apart the samples are along x and y.
    extremes: [[f64; 2]; 2],
    spacing: [f64; 2],
}

impl Distribution {
    /// The middles of the cells whose values are taken.
    pub(crate) fn cells(domain: Domain) -> Grid {
        let middle = |[first, last]: [f64; 2]| {
            let half = 0.5 * (last - first) / SIDE as f64;
            [first + half, last - half]
        };
        Grid { nx: SIDE, ny: SIDE, domain: Domain { x: middle(domain.x), y: middle(domain.y) } }
    }

    /// f at the middles of cells.
    pub(crate) fn of_field(
        evaluator: &Evaluator<'_>,
        field: &Field,
        gpu_field: &GpuField,
        domain: Domain,
    ) -> Result<Distribution, GpuError> {
        let grid = Distribution::cells(domain);
        let values = sampled(evaluator, field, gpu_field, &grid, Order::Value)?.swap_remove(0);
        Ok(Distribution::new(&values, &grid))
    }

    /// Values at the nodes of a grid, by rows.
    pub(crate) fn new(values: &[f64], grid: &Grid) -> Distribution {
        let finite = || values.iter().enumerate().filter(|(_, value)| value.is_finite());
        let least = finite().min_by(|a, b| a.1.total_cmp(b.1));
        let greatest = finite().max_by(|a, b| a.1.total_cmp(b.1));
        let (xs, ys) = (grid.xs(), grid.ys());
        let place =
            |found: Option<(usize, &f64)>| found.map_or([f64::NAN; 2], |(at, _)| [xs[at % grid.nx], ys[at / grid.nx]]);
        let [width, height] = grid.domain.size().map(f64::abs);
        let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        Distribution {
            sorted,
            extremes: [place(least), place(greatest)],
            spacing: [width / (grid.nx.max(2) - 1) as f64, height / (grid.ny.max(2) - 1) as f64],
        }
    }

    /// These values and others, with the extremes of these.
    pub(crate) fn joined(mut self, other: Distribution) -> Distribution {
        self.sorted.extend(other.sorted);
        // Two runs in order are merged.
        self.sorted.sort_by(f64::total_cmp);
        self
    }

    /// All of them, ascending.
    pub(crate) fn values(&self) -> &[f64] {
        &self.sorted
    }

    /// The value below which a fraction of all lies; nothing where there is none.
    pub(crate) fn percentile(&self, fraction: f64) -> Option<f64> {
        let last = self.sorted.len().checked_sub(1)?;
        self.sorted.get((fraction * last as f64).round() as usize).copied()
    }

    /// The least and the greatest, and the least that f32 tells from what is not above 0.
    pub(crate) fn range(&self) -> Range {
        let ends = self.sorted.first().zip(self.sorted.last());
        let (min, max) = ends.map_or((0.0, 0.0), |(&min, &max)| (min, max));
        let min_positive = self.sorted.get(self.sorted.partition_point(|&value| value as f32 <= 0.0)).copied();
        Range { min, max, min_positive, is_finite: ends.is_some() }
    }

    /// The fraction of all values from `low` on and below `high`.
    pub(crate) fn fraction(&self, low: f64, high: f64) -> f64 {
        let below = |end: f64| self.sorted.partition_point(|&value| value < end);
        (below(high) - below(low)) as f64 / self.sorted.len().max(1) as f64
    }

    /// Whether the least and the greatest value belong to poles of `value`, a function of a point of the domain: whether they
    /// keep growing, more than fourfold as the distance to them is halved twice.
    pub(crate) fn poles(&self, domain: Domain, value: impl Fn([f64; 2]) -> f64) -> [bool; 2] {
        let Some(middle) = self.percentile(0.5) else { return [false; 2] };
        [0, 1].map(|end| {
            let sign = if end == 0 { -1.0 } else { 1.0 };
            grows(domain, self.extremes[end], self.spacing, |point| sign * (value(point) - middle))
        })
    }

    /// Whether a finite value is larger than `most`, or is met on the way up from the extremes, of `value`, a function of a point.
    pub(crate) fn leads_beyond(&self, domain: Domain, most: f64, value: impl Fn([f64; 2]) -> f64) -> bool {
        /// How often steps are halved: to less than a pixel.
        const HALVINGS: i32 = 5;
        let size = |point: [f64; 2]| value(point).abs();
        self.extremes.into_iter().any(|start| {
            let (mut at, mut best) = (start, Some(size(start)).filter(|size| size.is_finite()).unwrap_or(0.0));
            for halving in 0..HALVINGS {
                let step = self.spacing.map(|spacing| spacing * 0.5f64.powi(halving));
                (at, best) = highest_around(domain, (at, best), step, size);
            }
            best > most
        })
    }

    /// The limits that are asked for, of values that reach from `full[0]` to `full[1]` and have poles there or not.
    pub(crate) fn limits(&self, asked: Limits, full: [f64; 2], poles: [bool; 2]) -> [f64; 2] {
        let is_cut = match asked {
            Limits::Range(range) => return range,
            Limits::Full => return full,
            Limits::Robust => [true; 2],
            Limits::Auto => poles,
        };
        let cut: [f64; 2] = std::array::from_fn(|end| match self.percentile(ROBUST[end]) {
            Some(value) if is_cut[end] => value.clamp(full[0], full[1]),
            _ => full[end],
        });
        // Of a field that is one value nearly everywhere nothing would be left.
        if cut[0] < cut[1] { cut } else { full }
    }
}

/// Whether a function grows beyond all bounds at a point or beside it: the one may lie where a pole is never met, and the
/// other across it.
fn grows(domain: Domain, start: [f64; 2], spacing: [f64; 2], value: impl Fn([f64; 2]) -> f64) -> bool {
    // On one side of a pole that changes its sign it grows, on the other it falls; a point that lies on it but for rounding tells
    // nothing.
    let beside = [[1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]];
    let beside = beside.map(|side| [0, 1].map(|axis| start[axis] + side[axis] * BESIDE[axis] * spacing[axis]));
    let starts = beside.into_iter().chain([start]).filter(|start| domain.contains(start));
    starts.into_iter().any(|start| grows_from(domain, start, spacing, &value))
}

/// Whether a function grows beyond all bounds from a point on: each halving of the distance climbs to the greatest value around
/// the best point so far, along a ridge too: samples beside one are greatest some way off its pole.
fn grows_from(domain: Domain, start: [f64; 2], spacing: [f64; 2], value: impl Fn([f64; 2]) -> f64) -> bool {
    let (mut at, mut best) = (start, value(start));
    if !best.is_finite() {
        return false;
    }
    let mut passed = vec![best];
    for halving in 1..=HALVINGS {
        let step = spacing.map(|spacing| spacing * 0.5f64.powi(halving as i32));
        let is_fine = (0..2).any(|axis| step[axis] < 16.0 * f64::EPSILON * at[axis].abs());
        if is_fine {
            break;
        }
        for _ in 0..CLIMBS {
            let middle = at;
            (at, best) = highest_around(domain, (at, best), step, &value);
            if at == middle {
                break;
            }
        }
        if best > BOUNDLESS.max(1e20 * passed[0].abs()) {
            return true;
        }
        passed.push(best);
    }
    let halvings = passed.len() - 1;
    let last = LAST.min(halvings);
    let has_grown = |halvings: usize| {
        let before = passed[passed.len() - 1 - halvings];
        before > 0.0 && best >= before * GROWTH.powi(halvings as i32) / UNEVENNESS
    };
    last >= 10 && has_grown(last) && has_grown(halvings)
}

/// The greatest finite value at a point and at those of the domain a step from it, and where it is.
fn highest_around(
    domain: Domain,
    (middle, best): ([f64; 2], f64),
    step: [f64; 2],
    value: impl Fn([f64; 2]) -> f64,
) -> ([f64; 2], f64) {
    let sides = (0..9).map(|k| [f64::from(k % 3 - 1), f64::from(k / 3 - 1)]);
    let around = sides.map(|[across, up]| [middle[0] + across * step[0], middle[1] + up * step[1]]);
    let values = around.filter(|point| domain.contains(point)).map(|point| (point, value(point)));
    let finite = values.filter(|(_, value)| value.is_finite());
    finite.fold((middle, best), |best, found| if found.1 > best.1 { found } else { best })
}

/// Whether the extremes of a field belong to poles. Samples have none, nor has what is surely continuous.
pub(crate) fn poles_of(field: &Field, domain: Domain, values: &Distribution) -> [bool; 2] {
    match field.kind() {
        Kind::Formula(_) if field.is_continuous(domain) => [false; 2],
        Kind::Formula(_) | Kind::Function(_) => {
            values.poles(domain, |point| field.at(&point, Order::Value).first().copied().unwrap_or(f64::NAN))
        }
        Kind::Samples(_) | Kind::Raster(_) => [false; 2],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distribution(field: &Field, domain: Domain) -> Distribution {
        let grid = Grid { nx: 96, ny: 96, domain };
        Distribution::new(&field.sample(&grid, Order::Value)[0], &grid)
    }

    #[test]
    fn poles_are_told_from_bounded_fields() {
        let both = [true; 2];
        let (none, above, below) = ([false; 2], [false, true], [true, false]);
        for (formula, expected) in [
            ("1/(x^2+y^2)", above),
            ("1/x", both),
            ("tan(x)*y", both),
            ("tan(x + y)", both),
            ("1/sin(x + y)", both),
            ("1/hypot(x,y)", above),
            ("-1/hypot(x,y) + 1e4", below),
            ("1/(x*y)", both),
            ("exp(1/x)", above),
            ("1/(x-y)^2", above),
            ("1/(x-sqrt(2))", both),
            ("(x^2-y^2)/(x^2+y^2)^2", both),
            ("x/(y^2+0.01*x^2)", both),
            ("x*y/(x^2+y^2)^3", both),
            ("log(x^2+y^2)", none),
            ("sin(x)*cos(y)", none),
            ("x^2+y^2", none),
            ("exp(5*x)", none),
            ("1/(x^2+y^2+1e-6)", none),
            ("exp(-100*(x^2+y^2))", none),
            ("floor(x)", none),
            ("sqrt(9-x^2-y^2)", none),
            ("atan2(y,x)", none),
            ("sin(1/x)", none),
            ("x^8*y^8", none),
            ("2", none),
        ] {
            let field = Field::parse(formula).unwrap_or_else(|error| panic!("{formula}: {error}"));
            let values = distribution(&field, Domain::DEFAULT);
            assert_eq!(poles_of(&field, Domain::DEFAULT, &values), expected, "{formula}");
        }
    }

    #[test]
    fn limits_are_full_but_at_poles() {
        let grid = Grid { nx: 101, ny: 1, domain: Domain::DEFAULT };
        let values: Vec<f64> = (0..=100).map(f64::from).collect();
        let values = Distribution::new(&values, &grid);
        let full = [0.0, 100.0];
        assert_eq!(values.limits(Limits::Auto, full, [false; 2]), full);
        assert_eq!(values.limits(Limits::Auto, full, [false, true]), [0.0, 98.0]);
        assert_eq!(values.limits(Limits::Robust, full, [false; 2]), [2.0, 98.0]);
        assert_eq!(values.limits(Limits::Full, full, [true; 2]), full);
        assert_eq!(values.limits(Limits::Range([-3.0, 4.0]), full, [true; 2]), [-3.0, 4.0]);
        assert_eq!((values.fraction(0.0, 50.0) * 101.0).round(), 50.0);
        let flat = Distribution::new(&[1.0; 101], &grid);
        assert_eq!(flat.limits(Limits::Robust, [0.5, 1.5], [false; 2]), [0.5, 1.5]);
    }
}
