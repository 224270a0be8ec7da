//! Which magnitudes of a field 32-bit floats hold, and what to subtract and to divide by where they do not.

use crate::expr::{Digits, Order, Scratch};
use crate::field::{Domain, Field, Grid, Kind};

/// The least range of f, relative to |f|, that 32-bit floats divide finely enough.
const RELATIVE_RANGE: f64 = 1e-3;
/// Magnitudes between which values are drawn as they are.
const LEAST: f64 = 1e-30;
const MOST: f64 = 1e30;

/// What a few values over a domain tell of f.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Probe {
    /// What to subtract from f, where it changes little about a large value; else 0.
    pub(super) offset: f64,
    /// What to divide f by, where 32-bit floats do not hold its typical magnitude; else 1.
    pub(super) unit: f64,
    /// The largest |f| but for a few, which may lie at a pole.
    pub(super) typical: f64,
    /// How far the greatest of them is above the least.
    pub(super) range: f64,
}

impl Probe {
    pub(super) fn new(field: &Field, domain: Domain) -> Probe {
        const PROBES: usize = 17;
        let values = field.sample(&Grid { nx: PROBES, ny: PROBES, domain }, Order::Value).swap_remove(0);
        let finite = || values.iter().copied().filter(|value| value.is_finite());
        let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
        let offset = match high > low && high - low < RELATIVE_RANGE * low.abs().max(high.abs()) {
            true => 0.5 * (low + high),
            false => 0.0,
        };
        let mut sizes: Vec<f64> = finite().map(f64::abs).filter(|&size| size > 0.0).collect();
        sizes.sort_by(f64::total_cmp);
        let typical = typical(&sizes, PROBES).unwrap_or(f64::INFINITY);
        Probe { offset, unit: unit(&sizes, PROBES), typical, range: (high - low).max(0.0) }
    }
}

/// The largest of ascending magnitudes but for a few, which may lie at a pole.
fn typical(sizes: &[f64], few: usize) -> Option<f64> {
    sizes.get(sizes.len().saturating_sub(1 + few)).copied()
}

/// What to divide values by whose ascending magnitudes these are, so that 32-bit floats hold them with room on both sides.
fn unit(sizes: &[f64], few: usize) -> f64 {
    /// The fraction of the largest below which most of a needle's values lie, whose tip no probe may have met.
    const NEEDLE: f64 = 1e-20;
    let largest = sizes.last().copied().unwrap_or(1.0);
    let middle = sizes.get(sizes.len() / 2).copied().unwrap_or(1.0);
    let typical = match typical(sizes, few) {
        Some(typical) if typical > MOST => typical,
        _ if largest < LEAST && middle > NEEDLE * largest => largest,
        _ => return 1.0,
    };
    scaled(typical)
}

/// What to divide values by the largest of which, but for its sign, this is.
pub(in crate::field) fn unit_of(largest: f64) -> f64 {
    if (LEAST..=MOST).contains(&largest) || largest == 0.0 { 1.0 } else { scaled(largest) }
}

/// What to divide values of this magnitude by: a power of two, which rounds nothing.
fn scaled(typical: f64) -> f64 {
    /// What is typical of scaled values.
    const TYPICAL: f64 = 1e10;
    (typical / TYPICAL).log2().floor().exp2().max(f64::MIN_POSITIVE)
}

/// Whether magnitudes that 32-bit floats do not hold are lost on the way to f, and change it visibly, or on the way to its
/// slopes where `order` asks for them.
pub(super) fn is_out_of_single(field: &Field, domain: Domain, order: Order) -> bool {
    const PROBES: usize = 16;
    /// The fraction of the typical magnitude of f that is visible, and of the points at which it is.
    const VISIBLE: f64 = 1e-3;
    const OFF: f64 = 0.05;
    let Kind::Formula(formula) = field.kind() else { return false };
    let grid = Grid { nx: PROBES, ny: PROBES, domain };
    let planes = field.sample(&grid, order);
    let (xs, ys) = (grid.xs(), grid.ys());
    let along_x: Vec<f64> = ys.iter().flat_map(|_| xs.iter().copied()).collect();
    let along_y: Vec<f64> = ys.iter().flat_map(|&y| xs.iter().map(move |_| y)).collect();
    let single = formula.within_single(&[&along_x, &along_y], order, Digits::Double);
    planes.iter().zip(&single).any(|(exact, held)| {
        let mut sizes: Vec<f64> = exact.iter().map(|value| value.abs()).filter(|size| size.is_finite()).collect();
        sizes.sort_by(f64::total_cmp);
        // A picture shows what is usual; particles go by what is steep.
        let usual = if order == Order::Value { typical(&sizes, PROBES) } else { sizes.last().copied() };
        let usual = usual.unwrap_or(0.0);
        let is_off = |(exact, held): &(&f64, &f64)| {
            exact.is_finite() && (held.is_nan() || (*exact - *held).abs() > VISIBLE * usual)
        };
        let off = exact.iter().zip(held).filter(is_off).count();
        off as f64 > OFF * exact.len() as f64
    })
}

/// Whether what 32-bit floats round on the way to f changes it visibly, as where much is added and subtracted again: so that it has no
/// value left, as the logarithm of a small difference, or by more than f changes by from one of so many pixels to the next, so that
/// values at nodes between them tell more.
pub(super) fn is_rounded_away(field: &Field, domain: Domain, pixels: [u32; 2]) -> bool {
    const PROBES: usize = 16;
    /// The fraction of f's range that is visible, and of the points at which it is.
    const VISIBLE: f64 = 2e-3;
    const OFF: f64 = 0.05;
    /// The mean square of what is rounded, in that of what f changes by within a pixel.
    const MORE: f64 = 4.0;
    let Kind::Formula(formula) = field.kind() else { return false };
    let along = |[first, last]: [f64; 2], at: usize| first + (last - first) * (at as f64 + 0.387) / PROBES as f64;
    let xs: Vec<f64> = (0..PROBES * PROBES).map(|at| along(domain.x, at % PROBES)).collect();
    let ys: Vec<f64> = (0..PROBES * PROBES).map(|at| along(domain.y, at / PROBES)).collect();
    let values = |[across, up]: [f64; 2]| {
        let moved = |at: &[f64], by: f64| -> Vec<f64> { at.iter().map(|at| at + by).collect() };
        let mut f = vec![0.0; xs.len()];
        field.points(&mut Scratch::default(), &moved(&xs, across), &moved(&ys, up), Order::Value, &mut [&mut f]);
        f
    };
    let [width, height] = domain.size();
    let pixel = [width / f64::from(pixels[0]), height / f64::from(pixels[1])];
    let exact = values([0.0; 2]);
    let single = formula.within_single(&[&xs, &ys], Order::Value, Digits::Single).swap_remove(0);
    let is_lost = |(single, exact): &(&f64, &f64)| !single.is_finite() && exact.abs() <= f64::from(f32::MAX);
    // A single one of the points stands for a hole of some thousand pixels.
    if single.iter().zip(&exact).any(|pair| is_lost(&pair)) {
        return true;
    }
    let finite = || exact.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let errors = || single.iter().zip(&exact).map(|(single, exact)| (single - exact).abs());
    let off = errors().filter(|&error| error > VISIBLE * (high - low)).count();
    if !(low < high && off as f64 > OFF * exact.len() as f64) {
        return false;
    }
    let beside = values(pixel);
    let mut rises = beside.iter().zip(&exact).map(|(beside, exact)| beside - exact).filter(|rise| rise.is_finite());
    let square = |values: &mut dyn Iterator<Item = f64>| values.map(|value| value * value).sum::<f64>();
    square(&mut errors().filter(|error| error.is_finite())) > MORE * square(&mut rises)
}

impl Field {
    /// Whether 32-bit floats hold f and its slopes in a domain, so that particles can be moved in them.
    pub fn is_within_single(&self, domain: Domain) -> bool {
        !is_out_of_single(self, domain, Order::Gradient)
    }
}
