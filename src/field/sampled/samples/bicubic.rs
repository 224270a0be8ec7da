//! The bicubic Hermite patch of one cell; shaders/samples.wgsl is its counterpart, function by function.

use super::nodes::Corner;

/// A cell's corners, and a point in it.
///
/// Values are taken relative to the nearest corner: the weights of values sum to 1, so nothing changes but rounding,
/// which then goes by the differences within the cell and leaves a sample exactly as it was.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patch {
    /// f, fx, fy, fxy at the corners (0, 0), (1, 0), (0, 1), (1, 1), with f less `base`.
    corners: [[f64; 4]; 4],
    base: f64,
    /// The point, 0 to 1 along x and y.
    t: [f64; 2],
    /// Mean steps across the cell along x and y: 1 where samples are even.
    size: [f64; 2],
}

impl Patch {
    /// The patch with the corners (0, 0), (1, 0), (0, 1), (1, 1), or `None` if one of them is a missing value.
    pub(crate) fn new(corners: [Corner; 4], t: [f64; 2], size: [f64; 2]) -> Option<Patch> {
        if corners.iter().any(|corner| corner.is_hole()) {
            return None;
        }
        let nearest = usize::from(t[0] > 0.5) + 2 * usize::from(t[1] > 0.5);
        let base = corners[nearest].f;
        let [width, height] = size;
        let relative =
            |corner: Corner| [corner.f - base, width * corner.fx, height * corner.fy, width * height * corner.fxy];
        Some(Patch { corners: corners.map(relative), base, t, size })
    }

    /// f at another point of the cell.
    #[cfg(feature = "gpu")]
    pub(super) fn at(&self, t: [f64; 2]) -> f64 {
        Patch { t, ..*self }.value_and_gradient()[0]
    }

    /// Values that f lies between all over the cell: those of its Bézier points.
    #[cfg(feature = "gpu")]
    pub(super) fn bounds(&self) -> [f64; 2] {
        let signs = [[1.0, 1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]];
        let points = self.corners.iter().zip(signs).flat_map(|([f, fx, fy, fxy], [along, up])| {
            let (x, y) = (along * fx / 3.0, up * fy / 3.0);
            [*f, f + x, f + y, f + x + y + along * up * fxy / 9.0]
        });
        points.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], f| {
            [low.min(self.base + f), high.max(self.base + f)]
        })
    }

    /// f, ∂f/∂i and ∂f/∂j per mean step.
    pub(crate) fn value_and_gradient(&self) -> [f64; 3] {
        let [weights_x, weights_y] = self.t.map(hermite);
        let [slopes_x, slopes_y] = self.t.map(hermite_slope);
        let rows = self.along_x(weights_x);
        let [width, height] = self.size;
        let slopes = [dot(self.along_x(slopes_x), weights_y) / width, dot(rows, slopes_y) / height];
        [self.base + dot(rows, weights_y), slopes[0], slopes[1]]
    }

    /// ∂²f/∂i², ∂²f/∂i∂j and ∂²f/∂j² per mean step squared.
    pub(crate) fn hessian(&self) -> [f64; 3] {
        let [weights_x, weights_y] = self.t.map(hermite);
        let [slopes_x, slopes_y] = self.t.map(hermite_slope);
        let [curvatures_x, curvatures_y] = self.t.map(hermite_curvature);
        let [width, height] = self.size;
        [
            dot(self.along_x(curvatures_x), weights_y) / (width * width),
            dot(self.along_x(slopes_x), slopes_y) / (width * height),
            dot(self.along_x(weights_x), curvatures_y) / (height * height),
        ]
    }

    /// Whether a slope along x or along y has one sign all over the cell, by the differences of its Bézier points, between
    /// which it lies; where it is 0 somewhere this may not be told.
    pub(crate) fn is_sloped(&self) -> bool {
        // f and the slope along an axis at two corners as the Bézier points of an edge: values, and thirds of slopes.
        let edge = |a: [f64; 4], b: [f64; 4], along: usize, of: usize| {
            let across = of + along;
            [a[of], a[of] + a[across] / 3.0, b[of] - b[across] / 3.0, b[of]]
        };
        let has_one_sign =
            |differences: [f64; 12]| differences.iter().all(|it| *it > 0.0) || differences.iter().all(|it| *it < 0.0);
        let [n00, n10, n01, n11] = self.corners;
        // The edges that differences are taken between, and the axis along those edges.
        [(n00, n01, n10, n11, 2), (n00, n10, n01, n11, 1)].into_iter().any(|(a, b, c, d, along)| {
            let across = 3 - along;
            let (first, last) = (edge(a, b, along, 0), edge(c, d, along, 0));
            let (rise, fall) = (edge(a, b, along, across), edge(c, d, along, across));
            has_one_sign(std::array::from_fn(|index| {
                let k = index % 4;
                match index / 4 {
                    0 => rise[k] / 3.0,
                    1 => last[k] - first[k] - (rise[k] + fall[k]) / 3.0,
                    _ => fall[k] / 3.0,
                }
            }))
        })
    }

    /// Both rows combined along x: values at row 0 and row 1, then slopes along y at row 0 and row 1.
    fn along_x(&self, [value_0, value_1, slope_0, slope_1]: [f64; 4]) -> [f64; 4] {
        let [n00, n10, n01, n11] = self.corners;
        let value = |a: [f64; 4], b: [f64; 4]| value_0 * a[0] + value_1 * b[0] + slope_0 * a[1] + slope_1 * b[1];
        let slope = |a: [f64; 4], b: [f64; 4]| value_0 * a[2] + value_1 * b[2] + slope_0 * a[3] + slope_1 * b[3];
        [value(n00, n10), value(n01, n11), slope(n00, n10), slope(n01, n11)]
    }
}

/// The cubic Hermite basis on [0, 1]: weights of the value at 0 and 1 and of the slope at 0 and 1.
///
/// <https://en.wikipedia.org/wiki/Cubic_Hermite_spline>
fn hermite(t: f64) -> [f64; 4] {
    let s = 1.0 - t;
    let rise = t * t * (3.0 - 2.0 * t);
    [1.0 - rise, rise, t * s * s, -t * t * s]
}

/// The first derivatives of [`hermite`].
fn hermite_slope(t: f64) -> [f64; 4] {
    let s = 1.0 - t;
    let rise = 6.0 * t * s;
    [-rise, rise, s * (1.0 - 3.0 * t), t * (3.0 * t - 2.0)]
}

/// The second derivatives of [`hermite`].
fn hermite_curvature(t: f64) -> [f64; 4] {
    let rise = 6.0 - 12.0 * t;
    [-rise, rise, 6.0 * t - 4.0, 6.0 * t - 2.0]
}

fn dot(a: [f64; 4], b: [f64; 4]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]
}
