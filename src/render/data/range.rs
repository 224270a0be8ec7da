//! The range of f that a picture shows.

use super::distribution::{Distribution, poles_of};
use crate::compute::Range;
use crate::expr::{Order, Scratch};
use crate::field::{Domain, Field, Grid, Kind, Raster, Way};
use crate::render::figure::ticks::linear_ticks;
use crate::scene::Limits;

/// A range that is wider than a point: a constant field stands in the middle of its box.
pub(crate) fn pad_range(min: f64, max: f64, noise: f64) -> [f64; 2] {
    // Values this close, relative to their size, are one value with noise.
    if max - min > noise * min.abs().max(max.abs()) && max > min {
        return [min, max];
    }
    let reach = (0.05 * min.abs()).max(0.5);
    [min - reach, max + reach]
}

/// The range of a raster's samples.
pub(crate) fn sampled_range(raster: &Raster, domain: Domain) -> Range {
    let found = raster.range(domain);
    let [min, max] = found.unwrap_or_default();
    // Of a part it is that of all, which is no greater.
    let min_positive = if min > 0.0 { Some(min) } else { raster.least_positive().filter(|&least| least <= max) };
    Range { min, max, min_positive, is_finite: found.is_some() }
}

/// A range whose ends are moved to a round number: outwards by up to a hundredth, which a grid's nodes may just have
/// missed, and inwards by what f32 rounding adds.
pub(crate) fn snap_to_ticks([min, max]: [f64; 2]) -> [f64; 2] {
    let span = max - min;
    let ticks = linear_ticks(min - 0.01 * span, max + 0.01 * span, 9);
    let converge = |end: f64, outwards: f64| {
        let is_near = |tick: &&f64| {
            let beyond = (**tick - end) * outwards / span;
            (-1e-6..=0.01).contains(&beyond)
        };
        ticks.iter().find(is_near).copied().unwrap_or(end)
    };
    [converge(min, -1.0), converge(max, 1.0)]
}

/// The ends of a range snapped to ticks, of which some belong to poles: where one does, the other is snapped anew, as beside the
/// pole any end is as good as a round one, a well of any depth too. Where both do, none is snapped: of an end that is met far out
/// by chance 0 is a round number beside the other one.
pub(crate) fn snap_beside_poles(range: &Range, full: [f64; 2], values: &Distribution, poles: [bool; 2]) -> [f64; 2] {
    match poles {
        [false, false] => return full,
        [true, true] => return [range.min, range.max],
        _ => {}
    }
    let [low, high] = values.limits(Limits::Auto, [range.min, range.max], poles);
    let [low, high] = snap_to_ticks(pad_range(low, high, 0.0));
    if poles[1] { [low, full[1]] } else { [full[0], high] }
}

/// A range with the values at the border of the domain of definition, which no node of a grid meets: those that f comes to rest
/// at, as the square root does and the logarithm does not.
pub(crate) fn with_rim(field: &Field, domain: Domain, range: Range) -> Range {
    /// Nodes along a side between which the border is sought, and the border's values at most.
    const NODES: usize = 65;
    const MOST: usize = 512;
    /// How far beside the border f is looked at again, of the way to it, which is short where the domain is thin; and the part
    /// of the range that it may have changed by.
    const BESIDE: f64 = 1e-3;
    const RESTING: f64 = 0.1;
    if !matches!(field.kind(), Kind::Formula(_) | Kind::Function(_)) || field.is_continuous(domain) {
        return range;
    }
    let grid = Grid { nx: NODES, ny: NODES, domain };
    let values = field.sample(&grid, Order::Value).swap_remove(0);
    let (xs, ys) = (grid.xs(), grid.ys());
    let point = |at: usize| [xs[at % NODES], ys[at / NODES]];
    let beside = (0..values.len()).filter(|at| at % NODES + 1 < NODES).map(|at| (at, at + 1));
    let above = (0..values.len() - NODES).map(|at| (at, at + NODES));
    let ends = beside.chain(above).filter(|&(a, b)| values[a].is_finite() != values[b].is_finite());
    let ends: Vec<(usize, usize)> = ends.map(|(a, b)| if values[a].is_finite() { (a, b) } else { (b, a) }).collect();
    let mut scratch = Scratch::default();
    let mut all = range;
    for &(inside, outside) in ends.iter().step_by(ends.len().div_ceil(MOST).max(1)) {
        let way = Way { field, from: point(inside), to: point(outside) };
        let rim = way.last_inside(&mut scratch, values[inside], f64::is_finite);
        let before = rim.fraction * (1.0 - BESIDE);
        let near =
            field.at(&[0, 1].map(|axis| way.from[axis] + before * (way.to[axis] - way.from[axis])), Order::Value)[0];
        if (near - rim.value).abs() < RESTING * (range.max - range.min) {
            all = all.with(rim.value);
        }
    }
    // A hair above 0 is no place for a logarithmic scale to begin at.
    Range { min_positive: range.min_positive, ..all }
}

/// A range with the tops and bottoms of a formula that no node of a grid meets, as those of needles, and with those between
/// samples: they are sought where bounds leave room for more than is known.
pub(crate) fn with_tops(field: &Field, domain: Domain, range: Range) -> Range {
    /// Parts that are looked at for either end, and the part of the range that more has to be than is known.
    const MOST: usize = 256;
    const LEAST: f64 = 1e-3;
    if let Kind::Samples(samples) = field.kind() {
        let [low, high] = samples.with_tops(domain, [range.min, range.max]);
        return if high > range.max || low < range.min { range.with(high).with(low) } else { range };
    }
    let least = LEAST * (range.max - range.min);
    let is_held = |value: f64| (value as f32).is_finite();
    let top = |sign: f64, known: f64| {
        // By how high they may be; of those that may be as high the smaller comes first.
        let room = |part: Domain| field.bounds(part).map(|[low, high]| if sign > 0.0 { high } else { -low });
        let mut best = known;
        let whole = domain.ascending();
        let mut parts: Vec<(f64, Domain)> = room(whole).map(|room| (room, whole)).into_iter().collect();
        for _ in 0..MOST {
            let highest = (0..parts.len()).max_by(|&a, &b| parts[a].0.total_cmp(&parts[b].0));
            let Some((most, part)) = highest.map(|at| parts.remove(at)) else { break };
            if most <= best + least {
                break;
            }
            let middle = [part.x, part.y].map(|[first, last]| 0.5 * (first + last));
            let value = sign * field.at(&middle, Order::Value)[0];
            if value > best && is_held(value) {
                best = value;
            }
            let [[x0, x1], [y0, y1]] = [part.x, part.y];
            for x in [[x0, middle[0]], [middle[0], x1]] {
                for y in [[y0, middle[1]], [middle[1], y1]] {
                    let part = Domain { x, y };
                    parts.extend(room(part).map(|room| (room, part)));
                }
            }
        }
        best
    };
    let (high, low) = (top(1.0, range.max), -top(-1.0, -range.min));
    if high > range.max + least || low < range.min - least { range.with(high).with(low) } else { range }
}

/// A range of a formula, and the same snapped to ticks, without an extreme that a hair's breadth of the picture has: how deep
/// the pole of a logarithm is met at the nodes of a grid, its rounding decides. Ends that belong to poles are cut anyway.
pub(crate) fn seen_range(
    field: &Field,
    grid: &Grid,
    (range, full): (Range, [f64; 2]),
    values: &Distribution,
    poles: [bool; 2],
) -> (Range, [f64; 2]) {
    /// Where values are looked at again, in cells beside every node.
    const BESIDE: [f64; 2] = [1.37e-3, 0.91e-3];
    /// The part of the range that an end has to lose.
    const LOST: f64 = 0.1;
    let ends = values.percentile(0.02).zip(values.percentile(0.98));
    let (Kind::Formula(_), Some((low, high))) = (field.kind(), ends) else { return (range, full) };
    // What is finite everywhere is shown, however narrow it is.
    if field.is_continuous(grid.domain) {
        return (range, full);
    }
    // What lies farther out than most values are apart may be so.
    let is_far = [low - range.min > high - low && !poles[0], range.max - high > high - low && !poles[1]];
    if is_far == [false; 2] {
        return (range, full);
    }
    let shifted = |ends: [f64; 2], nodes: usize, beside: f64| {
        let step = beside * (ends[1] - ends[0]) / (nodes.max(2) - 1) as f64;
        ends.map(|end| end + step)
    };
    let Domain { x, y } = grid.domain;
    let domain = Domain { x: shifted(x, grid.nx, BESIDE[0]), y: shifted(y, grid.ny, BESIDE[1]) };
    let beside = field.sample(&Grid { domain, ..*grid }, Order::Value).swap_remove(0);
    let beside = beside.into_iter().filter(|value| value.is_finite()).fold(Range::NONE, Range::with);
    let least = LOST * (range.max - range.min);
    let (mut range, mut full) = (range, full);
    if is_far[0] && beside.is_finite && beside.min - range.min > least {
        (range.min, full[0]) = (beside.min, beside.min);
    }
    if is_far[1] && beside.is_finite && range.max - beside.max > least {
        (range.max, full[1]) = (beside.max, beside.max);
    }
    (range, full)
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
        fields.iter().filter_map(|field| WholeRange::of_frame(field, &grid)).reduce(WholeRange::joined)
    }

    fn of_frame(field: &Field, grid: &Grid) -> Option<WholeRange> {
        let mut values = field.sample(grid, Order::Value).swap_remove(0);
        let is_held = |value: f64| (value as f32).is_finite();
        values.iter_mut().filter(|value| !is_held(**value)).for_each(|value| *value = f64::NAN);
        let values = Distribution::new(&values, grid);
        let (range, poles) = (
            with_tops(field, grid.domain, with_rim(field, grid.domain, values.range())),
            poles_of(field, grid.domain, &values),
        );
        range.is_finite.then_some(WholeRange { range, values, poles })
    }

    fn joined(self, other: WholeRange) -> WholeRange {
        let least = [self.range.min_positive, other.range.min_positive].into_iter().flatten().reduce(f64::min);
        WholeRange {
            range: Range {
                min: self.range.min.min(other.range.min),
                max: self.range.max.max(other.range.max),
                min_positive: least,
                is_finite: true,
            },
            values: self.values.joined(other.values),
            poles: [0, 1].map(|end| self.poles[end] || other.poles[end]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The range of a formula over a grid whose nodes lie on the diagonals, as a picture has it.
    fn seen(formula: &str) -> [f64; 2] {
        let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
        let grid = Grid { nx: 512, ny: 512, domain: Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] } };
        let values = field.sample(&grid, Order::Value).swap_remove(0);
        let range = values.iter().copied().filter(|value| value.is_finite()).fold(Range::NONE, Range::with);
        let spread = Distribution::new(&values, &grid);
        let (range, _) = seen_range(&field, &grid, (range, [range.min, range.max]), &spread, [false; 2]);
        [range.min, range.max]
    }

    #[test]
    fn a_range_has_what_f_comes_to_rest_at_on_its_border() {
        let domain = Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] };
        let range = |formula: &str, inner: [f64; 2]| {
            let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
            let Range { min, max, .. } = with_rim(&field, domain, Range::NONE.with(inner[0]).with(inner[1]));
            [min, max]
        };
        let [low, high] = range("sqrt(9 - x^2 - y^2)", [0.3, 3.0]);
        assert!((0.0..1e-2).contains(&low) && high == 3.0, "{low} {high}");
        let [low, high] = range("asin(x*y/4)", [-1.4, 1.4]);
        let right = std::f64::consts::FRAC_PI_2;
        assert!((low + right).abs() < 1e-2 && (high - right).abs() < 1e-2, "{low} {high}");
        let [low, high] = range("sqrt(1e-4 - (y - sin(x))^2)", [0.0016, 0.01]);
        assert!((0.0..1e-4).contains(&low) && high == 0.01, "{low} {high}");
        assert_eq!(range("log(x*y)", [-4.0, 3.2]), [-4.0, 3.2]);
        assert_eq!(range("x*y", [-1.0, 1.0]), [-1.0, 1.0]);
        // That of an animation's frames has it, too.
        let fields = ["sqrt(9 - x^2 - y^2)", "2*sqrt(8 - x^2 - y^2)"];
        let fields = fields.map(|text| Field::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")));
        let Range { min, max, .. } = WholeRange::of(&fields, domain).expect("values").range;
        assert!((0.0..1e-2).contains(&min) && (max - 32f64.sqrt()).abs() < 1e-9, "{min} {max}");
    }

    #[test]
    fn a_pole_that_is_met_far_out_by_chance_leaves_the_other_one_its_end() {
        let domain = Domain { x: [-1.5, 1.5], y: [-1.5, 1.5] };
        let field = Field::parse("sqrt(1 - x^2 - y^2)/(x + y)").unwrap_or_else(|error| panic!("{error}"));
        let cells = Distribution::cells(domain);
        let values = Distribution::new(&field.sample(&cells, Order::Value)[0], &cells);
        let poles = poles_of(&field, domain, &values);
        assert_eq!(poles, [true; 2]);
        // Where rounding leaves something of x + y on one side of 0, and nothing on the other.
        let range = Range { min: -4e15, max: 7e3, min_positive: Some(1e-3), is_finite: true };
        let full = snap_to_ticks([range.min, range.max]);
        let full = snap_beside_poles(&range, full, &values, poles);
        let [low, high] = values.limits(Limits::Auto, full, poles);
        assert!(high > 8.0 && (low + high).abs() < 0.2 * high, "{low} {high}");
    }

    #[test]
    fn a_range_has_the_tops_of_needles() {
        let domain = Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] };
        let range = |formula: &str| {
            let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
            let grid = Grid { nx: 64, ny: 64, domain };
            let values = field.sample(&grid, Order::Value).swap_remove(0);
            let known = values.into_iter().filter(|value| value.is_finite()).fold(Range::NONE, Range::with);
            let Range { min, max, .. } = with_tops(&field, domain, known);
            ([known.min, known.max], [min, max])
        };
        for (formula, bottom, top) in [
            ("exp(-1e4*(x^2 + y^2))", 0.0, 1.0),
            ("exp(-1e6*((x - 0.123)^2 + (y + 1.7)^2)) + exp(-x^2 - y^2)/2", 0.0, 1.0 + 0.5 * (-2.905_129f64).exp()),
            ("-exp(-(1000*(x - y - 0.0123))^2)", -1.0, 0.0),
            ("1/(1 + 1e8*(x^2 + (y - 0.3)^2)) - 2/(1 + 1e8*(x - 1)^2)", -2.0, 1.0),
        ] {
            let (_, [low, high]) = range(formula);
            assert!((low - bottom).abs() < 5e-3 && (high - top).abs() < 5e-3, "{formula}: {low} to {high}");
        }
        // What is known is all there is, and a pole has no top.
        for formula in ["x^2 + y", "1/(x^2 + y^2)", "log(x)", "floor(x)"] {
            let (known, found) = range(formula);
            assert_eq!(known, found, "{formula}");
        }
    }

    #[test]
    fn a_range_has_the_tops_between_samples() {
        // A hill whose top lies in the middle of four of few samples, and a hollow beside the border.
        let f = |x: f64, y: f64| {
            (-0.3 * ((x - 3.5).powi(2) + (y - 2.5).powi(2))).exp() - 2.0 * (-0.3 * (x * x + (y - 6.4).powi(2))).exp()
        };
        let values = (0..64).map(|at| f(f64::from(at % 8), f64::from(at / 8))).collect();
        let samples =
            crate::field::Samples::new(values, 8, 8, [0.0, 7.0], [0.0, 7.0]).unwrap_or_else(|error| panic!("{error}"));
        let field = Field::from_samples("hill", samples);
        for domain in [Domain { x: [0.0, 7.0], y: [0.0, 7.0] }, Domain { x: [3.4, 0.2], y: [2.3, 6.3] }] {
            let fine = Grid { nx: 701, ny: 701, domain };
            let all = |grid: &Grid| {
                field.sample(grid, Order::Value).swap_remove(0).into_iter().fold(Range::NONE, Range::with)
            };
            let (coarse, fine) = (all(&Grid { nx: 8, ny: 8, domain }), all(&fine));
            let found = with_tops(&field, domain, coarse);
            assert!((found.max - fine.max).abs() < 1e-5 && (found.min - fine.min).abs() < 1e-5, "{found:?} {fine:?}");
        }
    }

    #[test]
    fn a_well_beside_a_pole_is_shown_to_its_bottom() {
        let domain = Domain { x: [-4.0, 4.0], y: [-4.0, 4.0] };
        for (formula, end, bottom) in
            [("1/hypot(x,y)^12 - 1/hypot(x,y)^6", 0, -0.25), ("1/hypot(x,y)^6 - 1/hypot(x,y)^12", 1, 0.25)]
        {
            let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
            let grid = Grid { nx: 400, ny: 400, domain };
            let sampled = field.sample(&grid, Order::Value).swap_remove(0);
            let values = Distribution::new(&sampled, &grid);
            let range = values.range();
            let full = snap_to_ticks(pad_range(range.min, range.max, 1e-7));
            let poles = poles_of(&field, domain, &values);
            assert_eq!(poles, [end == 1, end == 0], "{formula}");
            let found = snap_beside_poles(&range, full, &values, poles)[end];
            assert!((found - bottom).abs() < 2e-3, "{formula}: {found} for {bottom}");
            assert!((full[end] - bottom).abs() > 0.2, "beside all that the pole is, it is none: {full:?}");
            assert_eq!(snap_beside_poles(&range, full, &values, [false; 2]), full);
        }
    }

    #[test]
    fn rounding_decides_no_range() {
        let [low, high] = seen("log(abs(x^2 - y^2))");
        assert!((-17.0..-8.0).contains(&low) && (high - 25f64.ln()).abs() < 1e-3, "{low} {high}");
        // What pixels show keeps its range: a needle, a step, a ridge.
        for formula in
            ["exp(-50*(x^2 + y^2))", "if(x > 4.9, 100, x)", "1/(1 + 1e4*(x - y)^2)", "x^8", "-abs(x - y)^0.1"]
        {
            let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
            let grid = Grid { nx: 512, ny: 512, domain: Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] } };
            let values = field.sample(&grid, Order::Value).swap_remove(0);
            let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let [_, high] = seen(formula);
            assert!((high - most).abs() <= 0.1 * most, "{formula}: {high} for {most}");
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
}
