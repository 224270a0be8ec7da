//! What f is over the domain of a picture: its range, how it is distributed, and what of it the box spans.

use std::borrow::Cow;

use super::{LARGEST, LEAST_TOLD, SMALLEST, Source};
use crate::compute::{Evaluator, Range, range_over};
use crate::expr::Order;
use crate::field::{Kind, Spread};
use crate::render::data::distribution::{Distribution, poles_of};
use crate::render::data::limits::{held, positive};
use crate::render::data::range::{
    WholeRange, pad_range, sampled_range, seen_range, snap_beside_poles, snap_to_ticks, with_rim, with_tops,
};
use crate::render::data::tools::MeasuringTools;
use crate::render::error::RenderError;
use crate::scene::{Limits, View};

/// f over the domain of a picture.
pub(super) struct Values<'a> {
    pub(super) range: Range,
    /// The range, wider than a point, its ends on ticks that are near.
    pub(super) full: [f64; 2],
    pub(super) distribution: Cow<'a, Distribution>,
    /// Whether f has poles downwards and upwards.
    pub(super) poles: [bool; 2],
    /// The least value above 0 that the device tells from 0, where f has lesser ones.
    pub(super) too_small: Option<f64>,
    /// The least value above 0 that the device tells from 0.
    least_told: f64,
}

impl<'a> Values<'a> {
    /// Measures f, or takes over what all frames of an animation have in common; `asked` are the limits of the colours.
    pub(super) fn measure(
        of: &Source<'_>,
        evaluator: &Evaluator<'_>,
        whole: Option<&'a WholeRange>,
        asked: Limits,
        tools: &mut MeasuringTools,
    ) -> Result<Values<'a>, RenderError> {
        let Source { scene, drawn, gpu_field, domain, grid, .. } = *of;
        // The range of all frames is of what 32-bit floats hold.
        let whole = whole.filter(|_| gpu_field.unit() == 1.0);
        let range = match (whole, gpu_field.tiles()) {
            // A local field leaves something out of its values, which it may not do of others'.
            (Some(whole), _) if !gpu_field.is_local() => whole.range,
            (_, Some(tiles)) => sampled_range(tiles.raster(), domain),
            (_, None) => match gpu_field.range() {
                Some(range) => range,
                None => range_over(evaluator, drawn, &grid, &mut tools.range)?,
            },
        };
        if !range.is_finite {
            return Err(RenderError::NoValue(of.ranges));
        }
        if matches!(drawn.kind(), Kind::Samples(samples) if !samples.has_whole_cell(domain.ascending())) {
            return Err(RenderError::NoCell);
        }
        let range = match whole {
            Some(_) => range,
            None if gpu_field.is_local() => with_rim(drawn, domain, range),
            None => with_tops(drawn, domain, with_rim(drawn, domain, range)),
        };
        let noise = if gpu_field.is_local() || gpu_field.offset() != 0.0 { 1e-14 } else { 1e-7 };
        let full = snap_to_ticks(pad_range(range.min, range.max, noise));
        let distribution = match whole {
            Some(whole) => Cow::Borrowed(&whole.values),
            None => Cow::Owned(Distribution::of_field(evaluator, drawn, gpu_field, domain)?),
        };
        let has_auto = asked.is_auto() || scene.surface.z.is_auto();
        let poles = match whole {
            Some(whole) => whole.poles,
            None if has_auto => poles_of(drawn, domain, &distribution),
            None => [false; 2],
        };
        // Beside a pole and beyond limits that are given values may be as large as they like: they are not shown.
        let far = |end: f64| end.abs() / gpu_field.unit();
        let shown = |limits: Limits| match limits {
            Limits::Range([low, high]) => far(low).max(far(high)),
            Limits::Full => far(range.min).max(far(range.max)),
            Limits::Auto | Limits::Robust => {
                let end = |end: f64, is_pole: bool| if is_pole { 0.0 } else { far(end) };
                end(range.min, poles[0]).max(end(range.max, poles[1]))
            }
        };
        let largest = shown(asked).max(shown(scene.surface.z));
        let is_scaled = gpu_field.unit() != 1.0;
        let is_even = range.max <= range.min || poles.contains(&true);
        // Steps of particles are taken in units of f.
        let all = far(range.min).max(far(range.max));
        if largest > LARGEST || !is_even && all < SMALLEST || is_scaled && scene.descent.particles > 0 {
            return Err(RenderError::Magnitude(all * gpu_field.unit()));
        }
        let (range, full) = match has_auto && whole.is_none() && !gpu_field.is_local() {
            true => seen_range(drawn, &grid, (range, full), &distribution, poles),
            false => (range, full),
        };
        let full = snap_beside_poles(&range, full, &distribution, poles);
        // Logarithmic scales begin where the device's values do, and high enough above for the mesh to go on down to them.
        let least_told = LEAST_TOLD * gpu_field.unit();
        let too_small = [range.min_positive, distribution.range().min_positive];
        let too_small = too_small.into_iter().flatten().any(|least| least < least_told).then_some(least_told);
        let range = Range { min_positive: range.min_positive.map(|least| least.max(least_told)), ..range };
        Ok(Values { range, full, distribution, poles, too_small, least_told })
    }

    /// The value below which values, or their sizes, are not told from 0 though a scale asks for it, of the scale that they have between
    /// these limits.
    pub(super) fn lost(&self, asked: Spread, own: Spread, [low, high]: [f64; 2]) -> Option<f64> {
        /// Of so many values that an even scale has to tell apart.
        const TOLD: f64 = 1000.0;
        match (asked, own) {
            (_, Spread::Linear) => (high - low < TOLD * self.least_told).then_some(self.least_told),
            (_, Spread::Log) => self.too_small,
            (Spread::Symlog(asked), Spread::Symlog(held)) if held > asked => Some(held),
            _ => None,
        }
    }

    /// Whether f has values that are too large for the 32-bit floats it is drawn from.
    pub(super) fn overflow(&self, of: &Source<'_>) -> bool {
        let Source { drawn, gpu_field, domain, .. } = *of;
        let is_formula = matches!(drawn.kind(), Kind::Formula(_)) && !gpu_field.is_local();
        is_formula && self.distribution.leads_beyond(domain, f32::MAX.into(), |point| drawn.at(&point, Order::Value)[0])
    }

    /// How f spreads upwards, and the values at the bottom and the top of the box.
    pub(super) fn heights(&self, of: &Source<'_>) -> Result<(Spread, [f64; 2]), RenderError> {
        let scene = of.scene;
        // What changes little about a large value is as good as linear, and the device has it without that value.
        let heights = match (scene.view, scene.scales.z.spread()) {
            (View::Both | View::Surface, Spread::Symlog(threshold)) if of.gpu_field.offset() == 0.0 => {
                let largest = self.range.min.abs().max(self.range.max.abs());
                Spread::Symlog(held(threshold, largest, of.gpu_field.unit()))
            }
            (View::Both | View::Surface, heights) if of.gpu_field.offset() == 0.0 => heights,
            _ => Spread::Linear,
        };
        let is_log_curve = scene.view == View::Curve && scene.scales.y.spread() == Spread::Log;
        if is_log_curve && self.range.min_positive.is_none() {
            return Err(RenderError::NoPositiveHeight);
        }
        let values = self.distribution.limits(scene.surface.z, self.full, self.poles);
        let values = match heights {
            Spread::Log => positive(scene.surface.z, &self.range, values).map_err(RenderError::of_heights)?,
            _ => values,
        };
        // What is not told from 0 lies below the box, and the sheet ends there as at any other bottom.
        let values = match (heights, self.too_small) {
            (Spread::Log, Some(least)) if least < values[1] => [values[0].max(least), values[1]],
            _ => values,
        };
        Ok((heights, values))
    }
}
