//! Ridges and needles thinner than a pixel, which no probes meet: they are sought where f's bounds leave room for them. Of a formula
//! the sheet follows ridges that are not much thinner, as triangles are divided along them.

use crate::expr::{Order, Scratch};
use crate::field::{Domain, Field, Kind};

/// How far f has to stand out, of its range.
const STANDS_OUT: f64 = 0.2;
/// What is left of that a pixel aside, if it is too thin for one.
const LEFT: f64 = 0.05;
/// Parts of a pixel that are no longer divided, and places along a side of one.
const LEAST: f64 = 0.25;
const PLACES: usize = 9;
/// Parts that are looked at in all of a domain; a formula whose bounds are wide everywhere tells nothing.
const MOST: usize = 8192;

/// The fraction of a pixel that the sheet follows what is not thinner than.
const FOLLOWED: f64 = 0.125;
/// Places on a circle about a top, and its radius in pixels.
const AROUND: usize = 24;
const RADIUS: f64 = 3.0;

/// What is thinner than a pixel in a tile and stands out of f's range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Thin {
    Nothing,
    /// A ridge that triangles are divided along.
    Ridge,
    /// What is thinner than these follow.
    Thinner,
}

/// What so many tiles along both sides of a domain hold that is thinner than a pixel; nothing where none does.
pub(super) fn thin_tiles(
    field: &Field,
    domain: Domain,
    pixel: [f64; 2],
    range: [f64; 2],
    tiles: usize,
) -> Option<Vec<Thin>> {
    let least = STANDS_OUT * (range[1] - range[0]);
    let ends =
        |[first, last]: [f64; 2], at: usize| [at, at + 1].map(|at| first + (last - first) * at as f64 / tiles as f64);
    let tile = |at: usize| Domain { x: ends(domain.x, at % tiles), y: ends(domain.y, at / tiles) };
    let mut scratch = Scratch::default();
    let shown = [range[0] - least, range[1] + least];
    let mut seek = Seek { field, pixel, shown, least, left: MOST };
    let found: Vec<Thin> = (0..tiles * tiles).map(|at| seek.held(&mut scratch, tile(at).ascending())).collect();
    (seek.left > 0 && found.iter().any(|&thin| thin != Thin::Nothing)).then_some(found)
}

struct Seek<'a> {
    field: &'a Field,
    pixel: [f64; 2],
    /// Values beyond are those of poles, beside which the sheet ends.
    shown: [f64; 2],
    least: f64,
    /// Parts that may still be looked at.
    left: usize,
}

impl Seek<'_> {
    fn held(&mut self, scratch: &mut Scratch, tile: Domain) -> Thin {
        let mut pending = vec![tile];
        while let Some(part) = pending.pop() {
            if self.left == 0 {
                return Thin::Nothing;
            }
            self.left -= 1;
            let Some([low, high]) = self.field.bounds(part) else { continue };
            // At no even fractions, which a ridge may fall in with.
            let mix = |[first, last]: [f64; 2], fraction: f64| first + fraction * (last - first);
            let inside = [[0.307, 0.442], [0.693, 0.271], [0.233, 0.811], [0.774, 0.619]]
                .map(|[across, up]| [mix(part.x, across), mix(part.y, up)]);
            let known = self.values(scratch, &inside);
            let ends = known.iter().fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], &f| [a.min(f), b.max(f)]);
            if high - ends[1] <= self.least && ends[0] - low <= self.least {
                continue;
            }
            let [width, height] = part.size();
            let [across, up] = [width / self.pixel[0], height / self.pixel[1]];
            if across.max(up) > LEAST {
                let halves = |[first, last]: [f64; 2], is_long: bool| {
                    let middle = 0.5 * (first + last);
                    if is_long { vec![[first, middle], [middle, last]] } else { vec![[first, last]] }
                };
                for x in halves(part.x, across >= 0.5 * up) {
                    pending.extend(halves(part.y, up >= 0.5 * across).into_iter().map(|y| Domain { x, y }));
                }
            } else {
                match self.thinness(scratch, part) {
                    Thin::Nothing => {}
                    thin => return thin,
                }
            }
        }
        Thin::Nothing
    }

    fn values(&self, scratch: &mut Scratch, points: &[[f64; 2]]) -> Vec<f64> {
        let along = |axis: usize| points.iter().map(|point| point[axis]).collect::<Vec<f64>>();
        let mut values = vec![0.0; points.len()];
        self.field.points(scratch, &along(0), &along(1), Order::Value, &mut [&mut values]);
        values
    }

    /// Whether f falls from a part within a pixel to both sides, on some straight way, or within a fraction of one.
    fn thinness(&self, scratch: &mut Scratch, part: Domain) -> Thin {
        // Both ends among them, which are vertices of a mesh, and what such a one meets by chance is seen.
        let place = |[first, last]: [f64; 2], at: usize| match at {
            0 => first,
            at if at + 1 == PLACES => last,
            _ => first + (last - first) * (at as f64 + 0.387) / PLACES as f64,
        };
        let points: Vec<[f64; 2]> =
            (0..PLACES * PLACES).map(|at| [place(part.x, at % PLACES), place(part.y, at / PLACES)]).collect();
        let values = self.values(scratch, &points);
        for by in [f64::total_cmp as fn(&f64, &f64) -> _, |a: &f64, b: &f64| b.total_cmp(a)] {
            let Some(top) = (0..values.len()).max_by(|&a, &b| by(&values[a], &values[b])) else { continue };
            let (point, f) = (points[top], values[top]);
            let is_shown = f >= self.shown[0] && f <= self.shown[1];
            if is_shown && self.falls(scratch, point, f, 1.0) && !self.is_tip(scratch, point, f) {
                let is_followed =
                    matches!(self.field.kind(), Kind::Formula(_)) && !self.falls(scratch, point, f, FOLLOWED);
                return if is_followed { Thin::Ridge } else { Thin::Thinner };
            }
        }
        Thin::Nothing
    }

    /// Whether f falls, or rises, from a point to both sides within so many pixels, on some straight way.
    fn falls(&self, scratch: &mut Scratch, [x, y]: [f64; 2], f: f64, pixels: f64) -> bool {
        let [dx, dy] = self.pixel.map(|pixel| pixels * pixel);
        let ways = [[dx, 0.0], [0.0, dy], [0.7 * dx, 0.7 * dy], [0.7 * dx, -0.7 * dy]];
        ways.into_iter().any(|[across, up]| {
            let aside = [-2.0, -1.0, 1.0, 2.0].map(|side| [x + side * across, y + side * up]);
            let beside = self.values(scratch, &aside);
            let height = |at: usize| f - beside[at];
            // Over what is farther off.
            let (before, after) = (height(0), height(3));
            let is_out = before.abs().min(after.abs()) > self.least && before * after > 0.0;
            let is_left = |near: f64, far: f64| (far - near).abs() <= LEFT * far.abs();
            is_out && is_left(height(1), before) && is_left(height(2), after)
        })
    }

    /// Whether a point is in the tip of something wide, as where two cliffs cross: a part of a circle about it is as high.
    fn is_tip(&self, scratch: &mut Scratch, [x, y]: [f64; 2], f: f64) -> bool {
        let [dx, dy] = self.pixel;
        let around: Vec<[f64; 2]> = (0..AROUND)
            .map(|at| (std::f64::consts::TAU * at as f64 / AROUND as f64).sin_cos())
            .map(|(sin, cos)| [x + RADIUS * dx * cos, y + RADIUS * dy * sin])
            .collect();
        let is_high: Vec<bool> =
            self.values(scratch, &around).iter().map(|value| (value - f).abs() < self.least).collect();
        (0..AROUND).any(|at| is_high[at] && is_high[(at + 1) % AROUND])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thin(formula: &str, range: [f64; 2]) -> Option<Vec<Thin>> {
        let field = Field::parse(formula).unwrap_or_else(|error| panic!("{error}"));
        let domain = Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] };
        thin_tiles(&field, domain, [10.0 / 450.0; 2], range, 32)
    }

    #[test]
    fn ridges_and_needles_are_found_wherever_they_lie() {
        for (formula, least) in [
            ("exp(-(1000*(x - y))^2)", 32),
            ("exp(-(3000*x)^2)", 32),
            ("1 - exp(-(9000*(y + 2.5))^2)", 32),
            ("exp(-(1000*(x - y - 0.00317))^2)", 32),
            ("1 - exp(-(3000*(x - 0.3*y - 0.1))^2)", 32),
            ("exp(-1e6*((x - 0.123)^2 + (y + 1.7)^2))", 1),
            ("1/(1 + 1e7*(x^2 + y^2 - 4)^2) + x/50", 30),
        ] {
            let found = thin(formula, [0.0, 1.0]).unwrap_or_else(|| panic!("{formula}"));
            let count = found.iter().filter(|&&thin| thin == Thin::Thinner).count();
            assert!(count >= least && count < 150, "{formula}: {count}");
        }
    }

    #[test]
    fn ridges_of_half_a_pixel_are_followed() {
        for formula in [
            "exp(-(90*(y - sin(x)))^2)",
            "max(0, 1 - 90*abs(y - 0.1*x^2))",
            "1/(1 + (200*(x*y - 1))^2)",
            "exp(-(250*(x - 0.3*y))^2)",
        ] {
            let found = thin(formula, [0.0, 1.0]).unwrap_or_else(|| panic!("{formula}"));
            let count = |of: Thin| found.iter().filter(|&&thin| thin == of).count();
            assert!(count(Thin::Ridge) > 0 && count(Thin::Thinner) == 0, "{formula}: {}", count(Thin::Thinner));
        }
    }

    #[test]
    fn what_a_pixel_holds_is_not() {
        for (formula, range) in [
            ("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", [0.0, 890.0]),
            ("exp(-1000*(x^2 + y^2))", [0.0, 1.0]),
            ("tanh(200*(x - y))", [-1.0, 1.0]),
            ("abs(x - y)^0.1", [0.0, 1.3]),
            ("sqrt(abs(x^2 + y^2 - 4))", [0.0, 7.0]),
            ("1/(1 + (30*(x - y))^2)", [0.0, 1.0]),
            ("tanh(1e6*(x^2 + y^2 - 9)) + 2*tanh(1e6*(x - y))", [-3.0, 3.0]),
            ("tanh(1e5*(y - x^2 + 2))*tanh(1e5*(y - 0.5*x))", [-1.0, 1.0]),
            ("x*y - x*y", [0.0, 1e-9]),
            ("1/(y - sin(x))", [-5.0, 5.0]),
            ("-20*exp(-0.2*sqrt(0.5*(x^2 + y^2))) - exp(0.5*(cos(2*pi*x) + cos(2*pi*y))) + e + 20", [0.0, 14.0]),
            ("(1 - x)^2 + 100*(y - x^2)^2", [0.0, 9e4]),
        ] {
            assert_eq!(thin(formula, range), None, "{formula}");
        }
    }
}
