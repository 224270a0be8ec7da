//! How numbers spread along a scale: evenly, by their logarithms, or by those on both sides of 0.

use std::f64::consts::LN_10;

use crate::expr::{Binary, Graph, NodeId, Unary};
use crate::field::Domain;

/// The part of matplotlib's `SymmetricalLogTransform` that is linear, in decades: `linscale / (1 - 1 / base)`.
const LINEAR_DECADES: f64 = 1.0 / 0.9;

/// How numbers spread along a scale.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Spread {
    /// Evenly.
    #[default]
    Linear,
    /// By their logarithms; what is not above 0 is below all others.
    Log,
    /// By their logarithms on both sides of 0, evenly up to this size, which is above 0.
    Symlog(f64),
}

impl Spread {
    /// The place of a value on the scale, whose unit is a decade where it is logarithmic.
    pub fn place(self, value: f64) -> f64 {
        match self {
            Spread::Linear => value,
            Spread::Log if value > 0.0 => value.log10(),
            Spread::Log if value.is_nan() => f64::NAN,
            Spread::Log => f64::NEG_INFINITY,
            Spread::Symlog(threshold) => {
                let size = value.abs() / threshold;
                let place = if size <= 1.0 { size * LINEAR_DECADES } else { LINEAR_DECADES + size.log10() };
                place.copysign(value)
            }
        }
    }

    /// The value at a place of the scale.
    pub fn value(self, place: f64) -> f64 {
        match self {
            Spread::Linear => place,
            Spread::Log => 10f64.powf(place),
            Spread::Symlog(threshold) => {
                let size = place.abs();
                let size =
                    if size <= LINEAR_DECADES { size / LINEAR_DECADES } else { 10f64.powf(size - LINEAR_DECADES) };
                (size * threshold).copysign(place)
            }
        }
    }

    /// Where a value lies between the ends of a scale, 0 to 1.
    pub fn fraction(self, value: f64, ends: [f64; 2]) -> f64 {
        let [first, last] = ends.map(|end| self.place(end));
        (self.place(value) - first) / (last - first)
    }

    /// How far the value goes on for each unit of the place, and how fast that grows: both derivatives of
    /// [`value`](Spread::value).
    pub fn derivatives(self, place: f64) -> [f64; 2] {
        match self {
            Spread::Linear => [1.0, 0.0],
            Spread::Symlog(threshold) if place.abs() <= LINEAR_DECADES => [threshold / LINEAR_DECADES, 0.0],
            Spread::Log | Spread::Symlog(_) => {
                let value = self.value(place);
                [LN_10 * value.abs(), LN_10 * LN_10 * value]
            }
        }
    }

    /// How shaders are told of it: 0, 1 for logarithms, the threshold below 0 for those of both signs.
    pub fn code(self) -> f64 {
        match self {
            Spread::Linear => 0.0,
            Spread::Log => 1.0,
            Spread::Symlog(threshold) => -threshold,
        }
    }

    /// The scale of a [code](Spread::code).
    pub fn of_code(code: f64) -> Spread {
        match code {
            code if code > 0.5 => Spread::Log,
            code if code < 0.0 => Spread::Symlog(-code),
            _ => Spread::Linear,
        }
    }

    /// The place in a graph, where `value` is the value; what has no place has no number.
    pub(in crate::field) fn place_node(self, graph: &mut Graph, value: NodeId) -> NodeId {
        match self {
            Spread::Linear => value,
            Spread::Log => graph.unary(Unary::Log10, value),
            Spread::Symlog(threshold) => {
                // Of parts that are continuous each, so that bounds of them prove the whole to be.
                let [threshold, linear, one] = [threshold, LINEAR_DECADES, 1.0].map(|number| graph.constant(number));
                let slope = graph.div(linear, threshold);
                let even = graph.mul(slope, value);
                let least = graph.neg(linear);
                let below = graph.binary(Binary::Min, even, linear);
                let near = graph.binary(Binary::Max, below, least);
                let relative = graph.div(value, threshold);
                let opposite = graph.neg(relative);
                let [above, beneath] = [relative, opposite].map(|size| {
                    let beyond = graph.binary(Binary::Max, size, one);
                    graph.unary(Unary::Log10, beyond)
                });
                let far = graph.sub(above, beneath);
                graph.add(near, far)
            }
        }
    }

    /// The value in a graph, where `place` is the place.
    fn node(self, graph: &mut Graph, place: NodeId) -> NodeId {
        let decades = |graph: &mut Graph, decades: NodeId| {
            let base = graph.constant(LN_10);
            let exponent = graph.mul(base, decades);
            graph.unary(Unary::Exp, exponent)
        };
        match self {
            Spread::Linear => place,
            Spread::Log => decades(graph, place),
            Spread::Symlog(threshold) => {
                // Of continuous parts, too.
                let [threshold, linear, none] = [threshold, LINEAR_DECADES, 0.0].map(|number| graph.constant(number));
                let [base, least] = [graph.constant(LN_10), graph.neg(linear)];
                let slope = graph.div(threshold, linear);
                let below = graph.binary(Binary::Min, place, linear);
                let held = graph.binary(Binary::Max, below, least);
                let near = graph.mul(slope, held);
                let opposite = graph.neg(place);
                let [above, beneath] = [place, opposite].map(|place| {
                    let beyond = graph.sub(place, linear);
                    let decades = graph.binary(Binary::Max, beyond, none);
                    let exponent = graph.mul(base, decades);
                    graph.unary(Unary::Expm1, exponent)
                });
                let both = graph.sub(above, beneath);
                let far = graph.mul(threshold, both);
                graph.add(near, far)
            }
        }
    }
}

/// How x and y spread along the axes of a picture. What a picture draws is in places of these scales; values, starts and
/// steps are those of x and y.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scales {
    /// Along x.
    pub x: Spread,
    /// Along y.
    pub y: Spread,
}

impl Scales {
    /// Both even, so that places are coordinates.
    pub const LINEAR: Scales = Scales { x: Spread::Linear, y: Spread::Linear };

    /// Whether places are coordinates.
    pub fn is_linear(self) -> bool {
        self == Scales::LINEAR
    }

    /// The place of a point.
    pub fn place(self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.x.place(x), self.y.place(y)]
    }

    /// The point at a place.
    pub fn point(self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.x.value(x), self.y.value(y)]
    }

    /// The places of a domain.
    pub fn places(self, Domain { x, y }: Domain) -> Domain {
        Domain { x: x.map(|end| self.x.place(end)), y: y.map(|end| self.y.place(end)) }
    }

    /// The domain at places.
    pub fn points(self, Domain { x, y }: Domain) -> Domain {
        Domain { x: x.map(|end| self.x.value(end)), y: y.map(|end| self.y.value(end)) }
    }

    /// The gradient by x and y, of one by their places.
    pub fn gradient(self, [x, y]: [f64; 2], [fx, fy]: [f64; 2]) -> [f64; 2] {
        [fx / self.x.derivatives(x)[0], fy / self.y.derivatives(y)[0]]
    }

    /// How a point moves in places that moves along the gradient by x and y, of a gradient by places.
    pub fn motion(self, place: [f64; 2], gradient: [f64; 2]) -> [f64; 2] {
        self.gradient(place, self.gradient(place, gradient))
    }

    /// A value with its derivatives by x and y, as many as there are, of those by places: f, fx, fy, fxx, fxy, fyy.
    pub fn derivatives(self, [x, y]: [f64; 2], planes: &mut [f64]) {
        let ([sx, cx], [sy, cy]) = (self.x.derivatives(x), self.y.derivatives(y));
        if let [_, fx, fy, rest @ ..] = planes {
            (*fx, *fy) = (*fx / sx, *fy / sy);
            if let [fxx, fxy, fyy] = rest {
                (*fxx, *fxy, *fyy) = ((*fxx - *fx * cx) / (sx * sx), *fxy / (sx * sy), (*fyy - *fy * cy) / (sy * sy));
            }
        }
    }

    /// The value of a coordinate in a graph, where the variable is its place.
    pub(in crate::field) fn node(self, graph: &mut Graph, variable: u16) -> NodeId {
        let place = graph.variable(variable);
        match variable {
            0 => self.x.node(graph, place),
            1 => self.y.node(graph, place),
            _ => place,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_taken_back() {
        for spread in [Spread::Linear, Spread::Log, Spread::Symlog(1e-3), Spread::Symlog(2.0)] {
            for value in [1e-9, 0.5, 2.0, 3e4] {
                assert!((spread.value(spread.place(value)) / value - 1.0).abs() < 1e-12, "{spread:?} {value}");
            }
        }
        assert_eq!(Spread::Symlog(2.0).value(Spread::Symlog(2.0).place(-50.0)).round(), -50.0);
        assert_eq!(Spread::Log.place(-1.0), f64::NEG_INFINITY);
    }

    #[test]
    fn derivatives_are_those_of_the_value() {
        for spread in [Spread::Linear, Spread::Log, Spread::Symlog(0.5)] {
            for place in [-2.5f64, -1.5, -0.3, 0.2, 1.3, 3.0] {
                let h = 1e-4;
                let [before, at, behind] = [place - h, place, place + h].map(|place| spread.value(place));
                let [first, second] = spread.derivatives(place);
                let [near, nearly] = [(behind - before) / (2.0 * h), (behind - 2.0 * at + before) / (h * h)];
                assert!((first - near).abs() < 1e-6 * near.abs().max(1.0), "{spread:?} at {place}: {first} {near}");
                assert!(
                    (second - nearly).abs() < 1e-4 * nearly.abs().max(1.0),
                    "{spread:?} at {place}: {second} {nearly}"
                );
            }
        }
    }
}
