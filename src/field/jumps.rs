//! Where f jumps, goes to infinity or ends, on the way from one point to another: the one test that pictures share.
//!
//! A jump is where f64 values refuse to come together while what lies between them is divided: the rise of a slope falls
//! with the way, that of a jump stays, that of a pole grows. The border of the domain of definition is where values end.

use super::{Domain, Field, Kind};
use crate::expr::{Order, Scratch};

/// The least rise that pictures take for a jump, of the range that they show: less than a pixel.
pub const LEAST_JUMP: f64 = 1e-3;
/// Parts that a way is divided into at a time, four halvings at once.
const PARTS: usize = 16;
/// How often: twenty halvings.
const ROUNDS: usize = 5;
/// How near to each other the values on both sides of that are, of the rise up to there, where no more is looked for.
const CLOSE: f64 = 1e-4;
/// The part of a rise that a jump keeps through the later halvings, eight at most: of a cusp as |x|^0.1 four sevenths are left, and
/// of a logarithmic scale that goes through 0 over twelve decades to either side seven tenths.
const KEPT: f64 = 0.8;
/// The part of a way that a gap in the domain of definition takes up, if it is more than a point.
const GAP: f64 = 1e-4;
/// The part of the growth over some halvings of the distance that a pole has over as many more: a logarithm all of it, a cusp
/// as |x|^0.1 three quarters.
const STEADY: f64 = 0.77;
/// The part of its height that a pole grows by over them.
const GROWTH: f64 = 1e-3;
/// Floats that the narrowest part is wide.
const FLOATS: f64 = 8.0;

/// A straight way between two points, along which f is followed.
#[derive(Debug)]
pub struct Way<'a> {
    /// The field.
    pub field: &'a Field,
    /// Where it begins.
    pub from: [f64; 2],
    /// Where it ends.
    pub to: [f64; 2],
}

/// A place on a way: the fraction of it that is gone there, and f.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// 0 at the way's beginning and 1 at its end.
    pub fraction: f64,
    /// f there.
    pub value: f64,
}

/// The last place before a jump, a pole or a gap in the domain of definition, and the first one behind it. Values are
/// those of either side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Break {
    /// The last place before it.
    pub before: Place,
    /// The first place behind it.
    pub behind: Place,
}

impl Break {
    /// How far f rises or falls.
    pub fn rise(&self) -> f64 {
        (self.behind.value - self.before.value).abs()
    }
}

impl Way<'_> {
    /// The places between the parts of a piece of the way.
    fn between(&self, scratch: &mut Scratch, [first, last]: [f64; 2]) -> [Place; PARTS - 1] {
        let fraction: [f64; PARTS - 1] =
            std::array::from_fn(|part| first + (last - first) * (part + 1) as f64 / PARTS as f64);
        let along =
            |axis: usize| fraction.map(|fraction| self.from[axis] + fraction * (self.to[axis] - self.from[axis]));
        let (xs, ys) = (along(0), along(1));
        let mut values = [0.0; PARTS - 1];
        self.field.points(scratch, &xs, &ys, Order::Value, &mut [&mut values]);
        std::array::from_fn(|part| Place { fraction: fraction[part], value: values[part] })
    }

    /// How often the way can be divided until its parts are a few floats wide: thirteen times at most.
    fn most_rounds(&self) -> usize {
        let floats = |axis: usize| {
            let float = f64::EPSILON * self.from[axis].abs().max(self.to[axis].abs());
            (self.to[axis] - self.from[axis]).abs() / (FLOATS * float.max(f64::MIN_POSITIVE))
        };
        let parts = floats(0).max(floats(1)).max(1.0);
        (parts.log2() / (PARTS as f64).log2()) as usize
    }

    /// How often it is divided to find a break.
    fn rounds(&self) -> usize {
        self.most_rounds().min(ROUNDS)
    }

    /// The largest jump or pole on the way, whose ends have the values `ends`, if one rises by more than `least`.
    ///
    /// A gap in the domain of definition is one, however little f rises across it.
    pub fn find_break(&self, scratch: &mut Scratch, ends: [f64; 2], least: f64) -> Option<Break> {
        self.find_rise(scratch, ends, least).or_else(|| self.find_peak(scratch, ends, least))
    }

    /// Whether f jumps or has a pole on the way, whose ends have these values and slopes, by more than `least`.
    pub fn breaks(&self, scratch: &mut Scratch, ends: [[f64; 3]; 2], least: f64) -> bool {
        let [first, last] = ends;
        let expected = |axis: usize| 0.5 * (first[1 + axis] + last[1 + axis]) * (self.to[axis] - self.from[axis]);
        let rise = last[0] - first[0];
        // Where slopes tell the whole rise there is nothing to look for; NaN compares with nothing.
        let is_explained = (rise - expected(0) - expected(1)).abs() <= 0.5 * least;
        !is_explained && rise.is_finite() && self.find_break(scratch, [first[0], last[0]], least).is_some()
    }

    /// A pole between slopes that are alike, as that of 1/x² or of log|x|: values grow while the way is divided.
    fn find_peak(&self, scratch: &mut Scratch, ends: [f64; 2], least: f64) -> Option<Break> {
        /// The part of how far a peak stands out that it keeps when the way is divided, if it is a pole's: a slope keeps an eighth.
        const STANDING: f64 = 1.0 / 6.0;
        let mut around = [Place { fraction: 0.0, value: ends[0] }, Place { fraction: 1.0, value: ends[1] }];
        let (mut usual, mut standing, mut is_pole) = (f64::NAN, 0.0, false);
        let rounds = self.rounds();
        for round in 0..self.most_rounds() {
            let [first, last] = around;
            let mut places = vec![first];
            places.extend(self.between(scratch, [first.fraction, last.fraction]));
            places.push(last);
            if round == 0 {
                let mut sorted: Vec<f64> = places.iter().map(|place| place.value).collect();
                sorted.sort_unstable_by(f64::total_cmp);
                usual = sorted[sorted.len() / 2];
            }
            let off = |at: usize| {
                let off = (places[at].value - usual).abs();
                // An infinite value is the peak itself.
                if off.is_nan() { 0.0 } else { off }
            };
            let peak = (0..places.len()).max_by(|&a, &b| off(a).total_cmp(&off(b)))?;
            around = [places[peak.saturating_sub(1)], places[(peak + 1).min(places.len() - 1)]];
            let height = off(peak);
            // What is a pole is followed to the floats next to it: it may leave the box no sooner.
            is_pole |= height.is_infinite();
            if is_pole {
                continue;
            }
            // Over the second places from it, as a pole may lie halfway to the first.
            let beside = [peak.checked_sub(2), Some(peak + 2).filter(|&at| at < places.len())];
            let stands = height - beside.into_iter().flatten().map(off).fold(0.0, f64::max);
            if height <= least || stands <= STANDING * standing {
                return None;
            }
            standing = stands;
            if round + 1 == rounds {
                is_pole = rounds == ROUNDS && self.grows_towards(scratch, around.map(|place| place.fraction), height);
                if !is_pole {
                    return None;
                }
            }
        }
        let [before, behind] = around;
        (is_pole && before.value.is_finite() && behind.value.is_finite()).then_some(Break { before, behind })
    }

    /// Whether f grows as much again wherever the distance to a peak between two places is halved, as a logarithm does: a
    /// summit stands still, and a cusp comes to rest.
    fn grows_towards(&self, scratch: &mut Scratch, [first, last]: [f64; 2], height: f64) -> bool {
        /// Distances, in those that the peak is known within: 16 is four halvings.
        const DISTANCES: [f64; 3] = [4.0, 64.0, 1024.0];
        let (middle, reach) = (0.5 * (first + last), 0.5 * (last - first));
        let places: Vec<f64> = [-1.0, 1.0]
            .into_iter()
            .filter(|side| (0.0..=1.0).contains(&(middle + side * DISTANCES[2] * reach)))
            .flat_map(|side| DISTANCES.map(|distance| middle + side * distance * reach))
            .collect();
        let along = |axis: usize| -> Vec<f64> {
            places.iter().map(|place| self.from[axis] + place * (self.to[axis] - self.from[axis])).collect()
        };
        let mut values = vec![0.0; places.len()];
        self.field.points(scratch, &along(0), &along(1), Order::Value, &mut [&mut values]);
        // Of both sides, so that a slope counts for nothing.
        let [near, far] = [0, 1].map(|at| values.chunks(3).map(|side| side[at] - side[at + 1]).sum::<f64>());
        near * far > 0.0 && near.abs() > STEADY * far.abs() && near.abs() > GROWTH * height
    }

    fn find_rise(&self, scratch: &mut Scratch, ends: [f64; 2], least: f64) -> Option<Break> {
        let rounds = self.rounds();
        let mut around =
            Break { before: Place { fraction: 0.0, value: ends[0] }, behind: Place { fraction: 1.0, value: ends[1] } };
        let (mut halfway, mut is_gap) = (around, false);
        for round in 0..rounds {
            let Break { before, behind } = around;
            let inner = self.between(scratch, [before.fraction, behind.fraction]);
            let (mut last, mut most, mut is_after_gap) = (before, 0.0, false);
            is_gap = false;
            for place in inner.into_iter().chain([behind]) {
                if !place.value.is_finite() {
                    is_after_gap = true;
                    continue;
                }
                let rise = if is_after_gap { f64::INFINITY } else { (place.value - last.value).abs() };
                if rise > most {
                    (around, most, is_gap) = (Break { before: last, behind: place }, rise, is_after_gap);
                }
                (last, is_after_gap) = (place, false);
            }
            if !is_gap && most <= least {
                return None;
            }
            if round == rounds / 2 {
                halfway = around;
            }
        }
        let is_kept = around.rise() > least && around.rise() >= KEPT * halfway.rise();
        // A single missing value, as 0/0, is no gap: values come together about it.
        let is_wide = around.behind.fraction - around.before.fraction > GAP;
        let grows = (around.before.value - halfway.before.value).abs() > least;
        (rounds > 2 && (is_kept || is_gap && (is_wide || grows))).then_some(around)
    }

    /// Places with values between two bounds on a way whose ends are beyond these: one of each part on which f goes from one side to the
    /// other, or comes back, and does not only jump or go to infinity. An end without a finite value is as f is beside it.
    pub fn find_between(&self, scratch: &mut Scratch, ends: [f64; 2], [low, high]: [f64; 2]) -> Vec<Place> {
        /// How far beside an end, of the way.
        const BESIDE: f64 = 1e-6;
        let mut places = vec![Place { fraction: 0.0, value: ends[0] }];
        places.extend(self.between(scratch, [0.0, 1.0]));
        places.push(Place { fraction: 1.0, value: ends[1] });
        let last = places.len() - 1;
        for (end, fraction) in [(0, BESIDE), (last, 1.0 - BESIDE)] {
            if !places[end].value.is_finite() {
                let point = [0, 1].map(|axis| self.from[axis] + fraction * (self.to[axis] - self.from[axis]));
                places[end] = Place { fraction, value: self.field.at(&point, Order::Value)[0] };
            }
        }
        let is_inside = |place: &Place| (low..=high).contains(&place.value);
        let mut found = Vec::new();
        for pair in places.windows(2) {
            match [&pair[0], &pair[1]].map(is_inside) {
                [false, true] => found.push(pair[1]),
                [true, false] if found.is_empty() => found.push(pair[0]),
                [false, false] => found.extend(self.narrowed(scratch, [pair[0], pair[1]], [low, high])),
                _ => {}
            }
        }
        found
    }

    /// A place with a value between two bounds between two places, of which one is above and the other below these.
    fn narrowed(
        &self,
        scratch: &mut Scratch,
        [mut before, mut behind]: [Place; 2],
        [low, high]: [f64; 2],
    ) -> Option<Place> {
        let is_high = before.value > high;
        let is_before = |place: &Place| if is_high { place.value > high } else { place.value < low };
        if !(before.value.min(behind.value) < low && before.value.max(behind.value) > high) {
            return None;
        }
        for _ in 1..self.rounds() {
            let places = self.between(scratch, [before.fraction, behind.fraction]);
            let other = places.iter().position(|place| !is_before(place)).unwrap_or(places.len());
            behind = *places.get(other).unwrap_or(&behind);
            if (low..=high).contains(&behind.value) {
                return Some(behind);
            }
            before = other.checked_sub(1).map_or(before, |last| places[last]);
        }
        None
    }

    /// The last place at which f is one of those that `is_inside` names, which it is at the beginning and not at the end.
    pub fn last_inside(&self, scratch: &mut Scratch, value: f64, is_inside: impl Fn(f64) -> bool) -> Place {
        let mut last = Place { fraction: 0.0, value };
        let mut outside = Place { fraction: 1.0, value: f64::NAN };
        // Nothing comes near to where f leaves the box on its way to a pole but floats next to it.
        for round in 0..self.most_rounds() {
            if round >= ROUNDS && (outside.value - last.value).abs() <= CLOSE * (last.value - value).abs() {
                break;
            }
            let places = self.between(scratch, [last.fraction, outside.fraction]);
            for place in places {
                if !is_inside(place.value) {
                    outside = place;
                    break;
                }
                last = place;
            }
        }
        last
    }
}

impl Field {
    /// Whether f is surely continuous and finite in a part of the plane. Samples are continuous between their nodes, but
    /// nothing is said of missing ones; of a function nothing is known but what a view of it told.
    pub fn is_continuous(&self, part: Domain) -> bool {
        match self.kind() {
            Kind::Formula(formula) => formula.is_continuous(&[part.x, part.y]),
            Kind::Function(function) => function.continuity().is_some_and(|is_continuous| is_continuous(part)),
            Kind::Samples(_) | Kind::Raster(_) => true,
        }
    }

    /// The values that a formula surely lies between in a part of the plane, where it is surely continuous and finite: its own are
    /// some of them.
    pub fn bounds(&self, part: Domain) -> Option<[f64; 2]> {
        match self.kind() {
            Kind::Formula(formula) => formula.bounds(&[part.x, part.y]),
            Kind::Function(_) | Kind::Samples(_) | Kind::Raster(_) => None,
        }
    }

    /// [`is_continuous`](Field::is_continuous), and that no sample is missing in it. What is not so is cut where it breaks; a
    /// raster's missing values are left to the device, which has those of the tiles that are shown.
    pub fn is_whole(&self, part: Domain) -> bool {
        match self.kind() {
            Kind::Samples(samples) => samples.is_whole(part),
            Kind::Formula(_) | Kind::Function(_) | Kind::Raster(_) => self.is_continuous(part),
        }
    }

    /// Whether [`is_whole`](Field::is_whole) says anything of it.
    pub(crate) fn tells_breaks(&self) -> bool {
        !matches!(self.kind(), Kind::Function(function) if function.continuity().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The break on the way along x from −1 to 1 beside y = 0.3, by where it is and by how much f rises.
    fn found(formula: &str) -> Option<(f64, f64)> {
        let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
        let way = Way { field: &field, from: [-1.0, 0.3], to: [1.0, 0.3] };
        let ends = [way.from, way.to].map(|point| field.at(&point, Order::Value)[0]);
        let found = way.find_break(&mut Scratch::default(), ends, 1e-3)?;
        Some((found.before.fraction + found.behind.fraction - 1.0, found.behind.value - found.before.value))
    }

    #[test]
    fn a_jump_is_found_where_it_is_on_a_slope_too() {
        let jumps = [
            ("if(x < 0.7, 1, 3)", 0.7, 2.0),
            ("if(x < 0.7, 1, 3) + x", 0.7, 2.0),
            ("if(x < -0.1, x^2, 5 + x) + 300*x", -0.1, 4.89),
            ("floor(x + 0.5)", 0.5, 1.0),
            ("atan2(x - 0.2, -1)", 0.2, 2.0 * std::f64::consts::PI),
            ("sign(x - 0.01)*y", 0.01, 0.6),
            ("if(x < 0.2, sqrt(0.2 - x), 1)", 0.2, 1.0),
        ];
        for (formula, place, rise) in jumps {
            let (at, by) = found(formula).unwrap_or_else(|| panic!("{formula} jumps"));
            // floor jumps twice, and either is right.
            let distance = if formula.starts_with("floor") { (at.abs() - place).abs() } else { (at - place).abs() };
            assert!(distance < 1e-5, "{formula} jumps at {at}");
            assert!((by.abs() - rise).abs() < 1e-2, "{formula} rises by {by}");
        }
    }

    #[test]
    fn a_way_of_a_few_floats_has_no_break() {
        let field = Field::parse("x*1e20 + y").unwrap_or_else(|error| panic!("{error}"));
        for floats in [1.0, 4.0, 60.0, 300.0, 3000.0, 1e6] {
            let way = Way { field: &field, from: [1.0, 0.0], to: [1.0 + floats * f64::EPSILON, 0.0] };
            let ends = [way.from, way.to].map(|point| field.at(&point, Order::Value)[0]);
            let found = way.find_break(&mut Scratch::default(), ends, 1e-3);
            assert_eq!(found, None, "{floats} floats");
        }
    }

    #[test]
    fn what_goes_through_the_bounds_between_two_places_is_found_and_what_leaps_over_them_is_not() {
        let cases = [
            ("1e6*(x - 0.3)", 1),
            ("1e6*(0.3 - x)", 1),
            ("(x - 0.3)^3*1e12", 1),
            ("1e6*((x - 0.3)^2 - 0.04)", 2),
            ("1/(x - 0.3)*1e-3 + 100*sign(x - 0.3)", 0),
            ("if(x < 0.3, -5, 5)", 0),
            // Two poles, and between them a slope.
            ("1e4/(x - 0.3) + 1e4/(x + 0.4)", 1),
        ];
        for (formula, count) in cases {
            let field = Field::parse(formula).unwrap_or_else(|error| panic!("{formula}: {error}"));
            let way = Way { field: &field, from: [-1.0, 0.0], to: [1.0, 0.0] };
            let ends = [way.from, way.to].map(|point| field.at(&point, Order::Value)[0]);
            let found = way.find_between(&mut Scratch::default(), ends, [-1.0, 1.0]);
            assert_eq!(found.len(), count, "{formula}: {found:?}");
            assert!(found.iter().all(|place| place.value.abs() <= 1.0), "{formula}: {found:?}");
        }
    }

    #[test]
    fn poles_grow_and_gaps_are_breaks_and_steep_slopes_and_kinks_are_not() {
        for pole in ["1/(x - 0.3)", "tan(2*x)", "1/x", "y/(x + 0.11)"] {
            assert!(found(pole).is_some_and(|(_, rise)| rise.abs() > 1e4), "{pole}: {:?}", found(pole));
        }
        for pole in ["1/(x - 0.3)^2", "log(abs(x - 0.3))", "log(abs(x))", "-1/abs(x + 0.11)", "1/x^2"] {
            let at = found(pole).unwrap_or_else(|| panic!("{pole} has a pole")).0;
            assert!([0.0, 0.3, -0.11].iter().any(|place| (at - place).abs() < 1e-4), "{pole}: {at}");
        }
        // Wherever between the places that are looked at it is.
        for k in 0..200 {
            let pole = format!("log(abs(x - {}))", -0.7 + 0.007_123 * f64::from(k));
            assert!(found(&pole).is_some(), "{pole}");
        }
        let (at, _) = found("sqrt(x^2 - 0.04)").unwrap_or_default();
        assert!(at.abs() < 1e-5, "the gap from -0.2 to 0.2 is about {at}");
        for smooth in [
            "tanh(1000*x)",
            "atan(1e4*x)",
            "sqrt(abs(x))",
            "cbrt(x)",
            "abs(x - 0.1)",
            "exp(9*x)",
            "3",
            "sin(20*x)",
            "sin(x)/x",
            "exp(-1e4*x^2)",
            "sqrt(abs(x - 0.3))",
            "abs(x)^0.3",
            "abs(x - 0.123)^0.2 + x",
            "abs(x)^0.1",
            "abs(x - 0.123)^0.1",
            "sign(x - 0.123)*abs(x - 0.123)^0.1",
            "asinh(1e14*(x - 0.123))",
        ] {
            assert_eq!(found(smooth), None, "{smooth}");
        }
    }

    #[test]
    fn the_border_of_the_domain_of_definition_is_found() {
        let field = Field::parse("sqrt(9 - x^2 - y^2)").unwrap_or_else(|error| panic!("{error}"));
        let way = Way { field: &field, from: [0.0, 2.9], to: [2.0, 2.9] };
        let border = way.last_inside(&mut Scratch::default(), 0.59f64.sqrt(), f64::is_finite);
        assert!((border.fraction * 2.0 - 0.59f64.sqrt()).abs() < 1e-5, "{border:?}");
        assert!(border.value < 2e-3, "{border:?}");
    }
}
