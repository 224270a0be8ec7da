//! What is derived of f: |∇f|, slope, aspect, hillshade or ∇²f. Shaders colour pictures by it; here it is in f64.
//! GPU counterpart: shaders/render/overlay/derived.wgsl.

pub(super) mod colors;
pub(super) mod nodes;

use super::light::shade::hillshade;
use crate::expr::Order;
use crate::scene::{ColorBy, ShadeStyle, Units};

/// Nodes along a side, for a picture of so many pixels: about one a pixel of a panel.
pub(crate) fn side(pixels: u32) -> usize {
    (pixels as usize).clamp(256, 1536)
}

/// Metres along a degree of longitude at a latitude, and along one of latitude, on the WGS 84 ellipsoid.
///
/// Source: the series in "Length of a degree", National Geospatial-Intelligence Agency.
fn metres_per_degree(latitude: f64) -> [f64; 2] {
    let phi = latitude.to_radians();
    let east = 111_412.84 * phi.cos() - 93.5 * (3.0 * phi).cos() + 0.118 * (5.0 * phi).cos();
    let north = 111_132.92 - 559.82 * (2.0 * phi).cos() + 1.175 * (4.0 * phi).cos();
    [east, north]
}

/// How many units of f a unit of x and one of y are long at this y: metres of a degree, and 1 where they have the unit of f.
pub fn lengths(units: Units, y: f64) -> [f64; 2] {
    match units {
        Units::Plain => [1.0, 1.0],
        Units::Degrees => metres_per_degree(y),
    }
}

/// A gradient at this y per unit of length.
pub(crate) fn in_metres(units: Units, y: f64, [fx, fy]: [f64; 2]) -> [f64; 2] {
    let [east, north] = lengths(units, y);
    [fx / east, fy / north]
}

/// How far f is differentiated for a quantity; a value comes with its gradient.
pub fn order_of(by: ColorBy) -> Order {
    if by == ColorBy::Laplacian { Order::Hessian } else { Order::Gradient }
}

/// A quantity at a point of this y, where `plane` gives f, fx, fy, fxx, fxy and fyy there.
pub fn derived_value(by: ColorBy, units: Units, y: f64, plane: impl Fn(usize) -> f64) -> f64 {
    let [east, north] = lengths(units, y);
    let (fx, fy) = (plane(1) / east, plane(2) / north);
    match by {
        ColorBy::F => plane(0),
        ColorBy::Norm => fx.hypot(fy),
        ColorBy::Slope => fx.hypot(fy).atan().to_degrees(),
        // Where water would run, clockwise from north.
        ColorBy::Aspect if fx == 0.0 && fy == 0.0 => f64::NAN,
        ColorBy::Aspect => (-fx).atan2(-fy).to_degrees().rem_euclid(360.0),
        ColorBy::Hillshade => hillshade([fx, fy], ShadeStyle::default().sun),
        ColorBy::Laplacian => plane(3) / (east * east) + plane(5) / (north * north),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_is_as_long_as_the_tables_say() {
        let [east, north] = metres_per_degree(45.0);
        assert!((east - 78_847.0).abs() < 2.0 && (north - 111_132.0).abs() < 2.0, "{east} {north}");
        assert!((metres_per_degree(0.0)[0] - 111_320.0).abs() < 2.0);
    }
}
