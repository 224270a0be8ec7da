//! Where the values of a picture end, and how they spread over its colours.

use crate::compute::{Evaluator, GpuField, Range};
use crate::expr::Order;
use crate::field::{Domain, Field, Grid, Kind, Spread};
use crate::gpu::GpuError;
use crate::render::error::RenderError;
use crate::render::figure::norm::ColorNorm;
use crate::scene::{ColorScale, Limits};

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
/// Where the search begins, in distances between samples beside one: a pole on a round number is never met.
const BESIDE: [f64; 2] = [0.137_035_9, 0.091_093_8];
/// From here on an extreme has grown beyond all bounds.
const BOUNDLESS: f64 = 1e150;

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

    /// f at the middles of cells; of a large raster, what the device has of it.
    pub(crate) fn of_field(
        evaluator: &Evaluator<'_>,
        field: &Field,
        gpu_field: &GpuField,
        domain: Domain,
    ) -> Result<Distribution, GpuError> {
        let grid = Distribution::cells(domain);
        let values = match gpu_field.tiles() {
            Some(_) => {
                let single = evaluator.sample(&grid, Order::Gradient)?.swap_remove(0);
                single.into_iter().map(|value| gpu_field.value(f64::from(value))).collect()
            }
            None => field.sample(&grid, Order::Value).swap_remove(0),
        };
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

/// Whether a function grows beyond all bounds from a point on: each halving of the distance finds the greatest value around
/// the best point so far.
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
        let middle = at;
        let around =
            (0..9).map(|k| [middle[0] + f64::from(k % 3 - 1) * step[0], middle[1] + f64::from(k / 3 - 1) * step[1]]);
        for point in around.filter(|point| domain.contains(point)) {
            let found = value(point);
            if found.is_finite() && found > best {
                (at, best) = (point, found);
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

/// The values of all frames of an animation whose domain stands still.
#[derive(Debug)]
pub struct WholeRange {
    pub(crate) range: Range,
    pub(crate) values: Distribution,
    pub(crate) poles: [bool; 2],
}

impl WholeRange {
    /// Nodes along a side for the range of a frame.
    const NODES: usize = 129;

    /// That of fields over a domain, in 64 bits; nothing where none has a value. What f32 does not hold is no value, for
    /// the device draws none there.
    pub(crate) fn of(fields: &[Field], domain: Domain) -> Option<WholeRange> {
        let grid = Grid { nx: Self::NODES, ny: Self::NODES, domain };
        let mut all: Option<WholeRange> = None;
        for field in fields {
            let mut values = field.sample(&grid, Order::Value).swap_remove(0);
            let is_held = |value: f64| (value as f32).is_finite();
            values.iter_mut().filter(|value| !is_held(**value)).for_each(|value| *value = f64::NAN);
            let values = Distribution::new(&values, &grid);
            let (range, poles) = (values.range(), poles_of(field, domain, &values));
            if !range.is_finite {
                continue;
            }
            all = Some(match all.take() {
                None => WholeRange { range, values, poles },
                Some(so_far) => so_far.joined(range, values, poles),
            });
        }
        if let Some(all) = &mut all {
            all.values.sorted.sort_unstable_by(f64::total_cmp);
        }
        all
    }

    fn joined(mut self, range: Range, values: Distribution, poles: [bool; 2]) -> WholeRange {
        let least = [self.range.min_positive, range.min_positive].into_iter().flatten().reduce(f64::min);
        self.values.sorted.extend(values.sorted);
        WholeRange {
            range: Range {
                min: self.range.min.min(range.min),
                max: self.range.max.max(range.max),
                min_positive: least,
                is_finite: true,
            },
            poles: [self.poles[0] || poles[0], self.poles[1] || poles[1]],
            ..self
        }
    }
}

/// How values are coloured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Coloring {
    pub(crate) norm: ColorNorm,
    /// What levels are symmetric about.
    pub(crate) center: f64,
}

/// The scale that a scene asks for, of the field itself: its catalogue entry's where the scene leaves it.
pub(crate) fn scale_of(asked: ColorScale, field: &Field) -> ColorScale {
    let own = || field.color_scale().and_then(|text| text.parse().ok());
    match asked {
        ColorScale::Auto => own().unwrap_or(ColorScale::Linear),
        asked => asked,
    }
}

/// Spreads values of a distribution over colours. `range` is that of all values, `limits` where the colours end, and
/// `given` whether somebody said so.
///
/// # Errors
/// Where a logarithmic scale has nothing above 0 to show.
pub(crate) fn coloring(
    scale: ColorScale,
    asked: Limits,
    range: &Range,
    limits: [f64; 2],
    values: &Distribution,
) -> Result<Coloring, RenderError> {
    let [low, high] = limits;
    let plain = |norm| Coloring { norm, center: 0.0 };
    Ok(match scale {
        ColorScale::Auto | ColorScale::Linear => plain(ColorNorm::linear(limits)),
        ColorScale::Centered(center) => {
            let reach = (high - center).abs().max((center - low).abs());
            Coloring { norm: ColorNorm::linear([center - reach, center + reach]), center }
        }
        ColorScale::Log => {
            let spread = Spread::Log;
            plain(ColorNorm { limits: positive(asked, range, limits)?, spread })
        }
        ColorScale::Symlog(threshold) => {
            let largest = low.abs().max(high.abs());
            let threshold = threshold.unwrap_or_else(|| usual_threshold(values, largest));
            // The device has it in f32, where one of 0 would be an even scale.
            let threshold = threshold.clamp(f32::MIN_POSITIVE.into(), f32::MAX.into());
            plain(ColorNorm { limits, spread: Spread::Symlog(threshold) })
        }
    })
}

/// Limits of a logarithmic scale, for those that are as good for an even one.
///
/// # Errors
/// Where nothing is above 0.
pub(crate) fn positive(asked: Limits, range: &Range, [low, high]: [f64; 2]) -> Result<[f64; 2], RenderError> {
    let limits = match (asked, range.min_positive) {
        (Limits::Range([low, high]), _) if low <= 0.0 => return Err(RenderError::LogLimits(low, high)),
        (Limits::Range(limits), _) => limits,
        (_, None) => return Err(RenderError::NothingPositive),
        // The exact ends, which are round only where they are even.
        (Limits::Full, Some(least)) => [least, range.max],
        (Limits::Auto | Limits::Robust, Some(least)) => {
            let low = if low > range.min && low > least { low } else { least };
            [low, if high < range.max { high } else { range.max }]
        }
    };
    Ok(if limits[0] < limits[1] { limits } else { [limits[0], 10.0 * limits[0]] })
}

/// The power of ten up to which a symmetric logarithm is linear: below all but a twentieth of the sizes, and at most four
/// decades below the largest.
fn usual_threshold(values: &Distribution, largest: f64) -> f64 {
    let mut sizes: Vec<f64> = values.sorted.iter().map(|value| value.abs()).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    let small = sizes.get(sizes.len() / 20).copied().unwrap_or(0.0);
    let size = small.clamp(1e-4 * largest, 0.1 * largest).max(f64::MIN_POSITIVE);
    10f64.powf((size * (1.0 + 1e-12)).log10().floor())
}

/// Whether the extremes of a field belong to poles. Samples have none.
pub(crate) fn poles_of(field: &Field, domain: Domain, values: &Distribution) -> [bool; 2] {
    match field.kind() {
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
    fn the_range_of_a_sweep_has_what_f32_holds() {
        let fields = ["exp(100*x)", "-exp(100*y)", "10^(20*x)"];
        let fields = fields.map(|text| Field::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")));
        let domain = Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] };
        let WholeRange { range, values, .. } = WholeRange::of(&fields, domain).expect("values");
        assert!((range.min as f32).is_finite() && (range.max as f32).is_finite(), "{range:?}");
        assert!(range.max > 1e30 && range.min < -1e30, "{range:?}");
        assert_eq!((values.range().min, values.range().max), (range.min, range.max));
        assert!(range.min_positive.is_some_and(|least| least as f32 > 0.0), "{range:?}");
    }

    #[test]
    fn the_threshold_of_a_symmetric_logarithm_is_one_in_f32() {
        let grid = Grid { nx: 101, ny: 1, domain: Domain::DEFAULT };
        for scale in [1.0, 1e-300] {
            let values: Vec<f64> = (-50..=50).map(|at| scale * f64::from(at)).collect();
            let values = Distribution::new(&values, &grid);
            for asked in [None, Some(1e-60), Some(1e300), Some(0.1)] {
                let coloring = coloring(
                    ColorScale::Symlog(asked),
                    Limits::Full,
                    &values.range(),
                    [-50.0 * scale, 50.0 * scale],
                    &values,
                );
                let norm = coloring.unwrap_or_else(|error| panic!("{error}")).norm;
                let code = norm.spread.code() as f32;
                assert!(code < 0.0 && code.is_finite(), "{asked:?}: {norm:?}");
            }
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
