//! How a derived quantity becomes colours: its norm, its colormap and the bar that says so.

use super::{derived_value, order_of, side};
use crate::colormap::Colormap;
use crate::compute::{Evaluator, GpuField, Range};
use crate::expr::Order;
use crate::field::{Domain, Field, Grid, Spread};
use crate::gpu::GpuError;
use crate::render::data::distribution::{Distribution, sampled};
use crate::render::data::light::shade::shade_at;
use crate::render::data::limits::coloring;
use crate::render::error::RenderError;
use crate::render::figure::bar::ColorBar;
use crate::render::figure::norm::ColorNorm;
use crate::render::passes::overlay::derived::Derivation;
use crate::scene::{ColorBy, ColorScale, Scene};

const ASPECT: &str = "aspect in degrees";

/// How values that are not f's become colours.
#[derive(Clone, Debug)]
pub(crate) struct ValueColors {
    pub(crate) name: &'static str,
    pub(crate) norm: ColorNorm,
    pub(crate) map: Colormap,
    /// Whether values lie below and above the limits.
    pub(crate) extends: [bool; 2],
}

impl ValueColors {
    /// The colour of a value, none where it is missing.
    pub(crate) fn color(&self, value: f64) -> [u8; 4] {
        if !value.is_finite() {
            return [0; 4];
        }
        let [r, g, b] = self.map.sample(self.norm.position(value));
        [r, g, b, 255]
    }

    pub(crate) fn bar(&self) -> ColorBar {
        let color = |fraction: f64| self.map.sample(fraction);
        let bar = match self.name {
            // A direction goes around by quarters.
            ASPECT => {
                let quarters = [0.0, 90.0, 180.0, 270.0, 360.0];
                ColorBar::new(&quarters, |value| self.norm.position(value), color, self.name)
            }
            name => ColorBar::of(&self.norm, color, name),
        };
        ColorBar { extends: self.extends, ..bar }
    }
}

/// A quantity that colours stand for, of a field as the scene's axes have it.
#[derive(Clone, Copy)]
pub(crate) struct Quantity<'a> {
    pub(crate) scene: &'a Scene,
    pub(crate) field: &'a Field,
    pub(crate) domain: Domain,
}

impl Quantity<'_> {
    /// The nodes that it is evaluated at for a picture.
    pub(crate) fn grid(&self) -> Grid {
        let [nx, ny] = self.scene.size.map(side);
        Grid { nx, ny, domain: self.domain }
    }

    pub(crate) fn derivation(&self) -> Derivation {
        let shade = &self.scene.shade;
        Derivation { by: self.scene.color.by, sun: shade.sun, exaggeration: shade.exaggeration }
    }

    /// Its value at a place whose f, fx, fy, fxx, fxy and fyy per unit of place are given, as far as they are known.
    fn value(&self, place: [f64; 2], planes: &mut [f64]) -> f64 {
        let scales = self.scene.scales.of_plane(self.scene.view);
        scales.derivatives(place, planes);
        self.value_of(place, planes)
    }

    /// The same with derivatives by x and y.
    fn value_of(&self, place: [f64; 2], planes: &[f64]) -> f64 {
        let (scene, units) = (self.scene, self.scene.units_of(self.field));
        let y = scene.scales.of_plane(scene.view).y.value(place[1]);
        let plane = |plane: usize| planes.get(plane).copied().unwrap_or(f64::NAN);
        match scene.color.by {
            ColorBy::Hillshade => shade_at(scene, units, y, [plane(1), plane(2)]),
            by => derived_value(by, units, y, plane),
        }
    }

    /// Its value in f64.
    fn at(&self, place: [f64; 2]) -> f64 {
        self.value(place, &mut self.field.at(&place, order_of(self.scene.color.by)))
    }

    /// Its value at a place where ∇f by x and y is known.
    pub(crate) fn with_slopes(&self, place: [f64; 2], [fx, fy]: [f64; 2]) -> f64 {
        match order_of(self.scene.color.by) {
            Order::Hessian => self.at(place),
            _ => self.value_of(place, &[f64::NAN, fx, fy]),
        }
    }

    /// How it is distributed over the domain.
    fn distribution(&self, evaluator: &Evaluator<'_>, gpu_field: &GpuField) -> Result<Distribution, GpuError> {
        let (grid, order) = (Distribution::cells(self.domain), order_of(self.scene.color.by));
        let planes = sampled(evaluator, self.field, gpu_field, &grid, order)?;
        let (xs, ys) = (grid.xs(), grid.ys());
        let mut found = vec![f64::NAN; planes.len()];
        let mut value = |index: usize| {
            found.iter_mut().zip(&planes).for_each(|(found, plane)| *found = plane[index]);
            self.value([xs[index % grid.nx], ys[index / grid.nx]], &mut found)
        };
        let values: Vec<f64> = (0..grid.len()).map(&mut value).collect();
        Ok(Distribution::new(&values, &grid))
    }

    /// Its colours, as the scene asks for them; `range` finds its range over the nodes.
    pub(crate) fn colors(
        &self,
        evaluator: &Evaluator<'_>,
        gpu_field: &GpuField,
        range: impl FnOnce() -> Result<Range, GpuError>,
    ) -> Result<ValueColors, RenderError> {
        let scene = self.scene;
        let (by, map, asked) = (scene.color.by, scene.color.colormap(), scene.color.limits);
        let name = match by {
            ColorBy::F => "f",
            ColorBy::Norm => "|∇f|",
            ColorBy::Slope => "slope in degrees",
            ColorBy::Aspect => ASPECT,
            ColorBy::Laplacian => "∇²f",
            ColorBy::Hillshade => "hillshade",
        };
        let fixed = match by {
            ColorBy::Aspect => Some([0.0, 360.0]),
            // Light has the same colours in every picture.
            ColorBy::Hillshade if asked.is_auto() => Some([0.0, 1.0]),
            _ => None,
        };
        if let Some(limits) = fixed {
            return Ok(ValueColors { name, norm: ColorNorm::linear(limits), map, extends: [false; 2] });
        }
        let range = range()?;
        let range = if range.is_finite { range } else { Range { min: 0.0, max: 0.0, ..range } };
        let values = self.distribution(evaluator, gpu_field)?;
        let has_poles = asked.is_auto() && !self.field.is_data();
        let poles = if has_poles { values.poles(self.domain, |place| self.at(place)) } else { [false; 2] };
        let full = match by {
            ColorBy::Norm | ColorBy::Slope => above(0.0, range.max),
            _ => above(range.min, range.max),
        };
        // A curvature has a sign, which its colours show; a length has none.
        let scale = match (scene.color.scale, by) {
            (ColorScale::Auto, ColorBy::Laplacian) if asked.range().is_none() => ColorScale::Centered(0.0),
            (scale, _) => scale,
        };
        let norm = coloring(scale, asked, &range, values.limits(asked, full, poles), &values, 1.0)?.norm;
        let slack = 1e-6 * (norm.limits[1] - norm.limits[0]);
        let extends = [range.min < norm.limits[0] - slack, range.max > norm.limits[1] + slack];
        Ok(ValueColors { name, norm, map, extends })
    }
}

/// The colours of how far 32 bits are from 64.
pub(crate) fn error_colors(errors: &Distribution) -> ValueColors {
    let range = errors.range();
    let low = range.min_positive.unwrap_or(1e-9).max(1e-5 * range.max);
    let norm = ColorNorm { limits: above(low, range.max.max(10.0 * low)), spread: Spread::Log };
    ValueColors { name: "|f32 − f64|", norm, map: Colormap::Inferno, extends: [false; 2] }
}

fn above(low: f64, high: f64) -> [f64; 2] {
    if high > low { [low, high] } else { [low, low + 1.0] }
}
