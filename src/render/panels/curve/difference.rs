//! The central difference beside the exact derivative, and its error as h shrinks.

use super::{GREY, ORANGE, pinned_slope, zero};
use crate::expr::Order;
use crate::field::{Field, Spread};
use crate::render::data::plot_data::PlotData;
use crate::render::figure::annotation::Color;
use crate::render::figure::swatch::{Dash, LineStyle, Swatch};
use crate::render::panels::plot::{Line, Plot};
use crate::words::with_minus;

const GREEN: Color = [0x2c, 0xa0, 0x2c, 255];
/// Steps h of the central difference whose error is shown, as powers of ten.
const POWERS: [f64; 2] = [-15.0, 0.0];

/// The exact derivative, of which `y` is shown, and the central difference.
pub(super) fn difference<'a>(
    plot_data: &'a PlotData,
    field: &Field,
    slope: &[[f64; 2]],
    y: [f64; 2],
    h: f64,
) -> Plot<'a> {
    let central: Vec<[f64; 2]> = slope.iter().map(|&[x, _]| [x, central(plot_data, field, x, h)]).collect();
    let of_pin = |at: ([f64; 2], Color)| [at, ([at.0[0], self::central(plot_data, field, at.0[0], h)], GREEN)];
    let pinned = pinned_slope(plot_data, field).into_iter().flat_map(of_pin).collect();
    Plot {
        title: format!("(f(x+h) − f(x−h)) / 2h with h\u{a0}=\u{a0}{h}"),
        names: [plot_data.names(["x", ""])[0], plot_data.derivative_name()],
        x: plot_data.domain.x,
        y,
        spreads: [plot_data.scene.scales.x.spread(), Spread::Linear],
        counts: false,
        lines: vec![
            zero(plot_data.domain.x),
            Line { width: 3.0, ..Line::new(slope.to_vec(), ORANGE) },
            Line { dash: Dash::Dashed, ..Line::new(central, GREEN) },
        ],
        dots: pinned,
        legend: vec![
            ("exact".to_owned(), swatch(ORANGE, Dash::Solid)),
            ("central difference".to_owned(), swatch(GREEN, Dash::Dashed)),
        ],
        courses: Vec::new(),
        is_still: plot_data.is_still,
    }
}

fn central(plot_data: &PlotData, field: &Field, x: f64, h: f64) -> f64 {
    let f = |x: f64| field.at(&[x, plot_data.domain.y[0]], Order::Value)[0];
    (f(x + h) - f(x - h)) / (2.0 * h)
}

/// The error of the central difference over h, with that of the h that is chosen, and what rounding adds to it.
pub(super) fn errors<'a>(plot_data: &PlotData, field: &Field, chosen: f64) -> Plot<'a> {
    const STEPS: usize = 240;
    let [first, last] = plot_data.domain.x;
    // At the probe, else off the middle, where many a formula has no error by symmetry.
    let x = plot_data.scene.probe.map_or(first + 0.6180339887 * (last - first), |[x, _]| x);
    let values = field.at(&[x, plot_data.domain.y[0]], Order::Gradient);
    let (f, exact) = (values[0], values[1]);
    let h = |index: usize| 10f64.powf(POWERS[0] + (POWERS[1] - POWERS[0]) * index as f64 / STEPS as f64);
    let error = |h: f64| (central(plot_data, field, x, h) - exact).abs();
    let measured: Vec<[f64; 2]> = (0..=STEPS).map(|k| [h(k), error(h(k))]).filter(|at| at[1] > 0.0).collect();
    // Each value of f is off by half an ulp, and the argument by another.
    let unit = 0.5 * f64::EPSILON * (f.abs() + (x * exact).abs());
    let floor: Vec<[f64; 2]> = (0..=STEPS).map(|k| [h(k), unit / h(k)]).filter(|at| at[1] > 0.0).collect();
    let finite = measured.iter().map(|at| at[1]).filter(|error| error.is_finite());
    let (low, high) = finite.fold((f64::INFINITY, 0.0f64), |(low, high), error| (low.min(error), high.max(error)));
    let (low, high) = if low < high { (low, high) } else { (1e-16, 1.0) };
    let at = with_minus(&format!("{x:.3}"));
    Plot {
        title: format!("its error at x\u{a0}=\u{a0}{at} over h"),
        names: ["h", "error"],
        x: POWERS.map(|power| 10f64.powf(power)),
        y: [low * 0.5, high * 2.0],
        spreads: [Spread::Log; 2],
        counts: false,
        lines: vec![Line { dash: Dash::Dashed, ..Line::new(floor, GREY) }, Line::new(measured, GREEN)],
        // Without an error it stands at the least one of the others.
        dots: Some(error(chosen))
            .filter(|error| error.is_finite())
            .map(|error| ([chosen, error.max(low)], GREEN))
            .into_iter()
            .collect(),
        legend: vec![
            ("|difference − exact|".to_owned(), swatch(GREEN, Dash::Solid)),
            ("rounding".to_owned(), swatch(GREY, Dash::Dashed)),
        ],
        courses: Vec::new(),
        is_still: plot_data.is_still,
    }
}

fn swatch(color: Color, dash: Dash) -> Swatch {
    Swatch::Line(LineStyle { color: color.map(|channel| f32::from(channel) / 255.0), dash })
}
