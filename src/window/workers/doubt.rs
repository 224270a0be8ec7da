//! How much of a picture 32-bit values get visibly wrong, which is looked into once nothing else is to be done.

use std::time::Duration;

use super::search::SearchKey;
use crate::compute::{Evaluator, GpuField};
use crate::expr::Order;
use crate::field::{Grid, LocalField};
use crate::gpu::{Gpu, GpuError};

/// While something is dragged or typed, nobody asks.
const REST: Duration = Duration::from_millis(350);
/// Nodes along each side that are compared.
const SIDE: usize = 97;
/// What is a colour of its own, or a pixel of the surface's height, as a fraction of the range of f.
const VISIBLE: f64 = 1.0 / 256.0;
/// The range, as a fraction of the values, up to which they are one value with what rounding adds to it.
const NOISE: f64 = 1e-14;
/// The fraction of nodes below which what differs is a jump that a node falls on.
const LEAST: f64 = 0.005;

/// The fraction of the nodes whose values on the device are off by more than a colour or have none; nothing where these
/// are too few to matter, or where it is not known.
pub(crate) fn find_doubt(gpu: &Gpu, key: &SearchKey, goes_on: &(dyn Fn() -> bool + Sync)) -> Option<f64> {
    std::thread::sleep(REST);
    if !goes_on() {
        return None;
    }
    // What a device refuses is said where the picture is drawn.
    doubt(gpu, key).ok().flatten()
}

fn doubt(gpu: &Gpu, key: &SearchKey) -> Result<Option<f64>, GpuError> {
    let (scene, field) = (key.scene(), key.field());
    let domain = scene.domain(field).ascending();
    let gpu_field = match LocalField::of(field, domain, key.size()) {
        Some(local_field) => GpuField::from_local_field(gpu, &local_field).ok(),
        None => GpuField::new(gpu, field).ok(),
    };
    let Some(gpu_field) = gpu_field else { return Ok(None) };
    let grid = Grid { nx: SIDE, ny: SIDE, domain };
    let evaluator = Evaluator::new(gpu, &gpu_field);
    let single = evaluator.sample(&grid, Order::Value)?.swap_remove(0);
    let double = field.sample(&grid, Order::Value).swap_remove(0);
    let single: Vec<f64> = single.into_iter().map(|value| gpu_field.value(f64::from(value))).collect();
    Ok(fraction(&single, &double))
}

/// The fraction of values that are visibly off.
fn fraction(single: &[f64], double: &[f64]) -> Option<f64> {
    let finite = || double.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    // What is drawn as one value has no colours to be told apart.
    let limit = if high - low > NOISE * low.abs().max(high.abs()) { VISIBLE * (high - low) } else { f64::INFINITY };
    let is_off =
        |(single, double): (&f64, &f64)| double.is_finite() && (single.is_nan() || (single - double).abs() > limit);
    let off = single.iter().zip(double).filter(|&pair| is_off(pair)).count();
    let fraction = off as f64 / double.len().max(1) as f64;
    (fraction >= LEAST).then_some(fraction)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::field::Field;
    use crate::scene::Scene;

    fn found(formula: &str) -> Option<f64> {
        let gpu = Gpu::open(None).unwrap();
        let field = Arc::new(Field::open(formula, &Default::default()).unwrap());
        find_doubt(&gpu, &SearchKey::doubt(&Scene::default(), &field).unwrap(), &|| true)
    }

    #[test]
    fn what_32_bits_cannot_hold_is_found_and_what_they_can_is_not() {
        for (formula, least) in [("sin(1e7*x*y)", 0.9), ("mod(1e8*x, 1) + y", 0.3)] {
            assert!(found(formula).is_some_and(|off| off > least), "{formula}: {:?}", found(formula));
        }
        for formula in ["himmelblau", "sin(x)*cos(y)", "1/x", "floor(x) + round(y)", "sqrt(x*y)"] {
            assert_eq!(found(formula), None, "{formula}");
        }
        // A constant is rounded as well, and there is nothing to be seen of it.
        for formula in ["3", "0.1", "pi", "-1e7/3", "1e-12/7", "sin(x)^2 + cos(x)^2 - 0.3", "x - x + 0.1"] {
            assert_eq!(found(formula), None, "{formula}");
        }
    }

    #[test]
    fn values_that_are_there_in_64_bits_alone_are_off() {
        assert_eq!(fraction(&[f64::NAN, 1.0], &[0.0, 1.0]), Some(0.5));
        assert_eq!(fraction(&[0.0, f64::NAN], &[0.0, f64::NAN]), None, "neither has a value");
        assert_eq!(fraction(&[2.0, 2.0], &[2.0, 2.0]), None, "a constant");
    }
}
