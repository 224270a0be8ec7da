//! Colours over the domain that stand in for those of values, on the device.

use std::sync::Arc;

use super::Source;
use crate::compute::{BasinMap, Evaluator};
use crate::field::{Breaks, Domain, LEAST_JUMP};
use crate::gpu::Gpu;
use crate::render::data::derived::colors::{Quantity, ValueColors};
use crate::render::data::derived::nodes::node_tables;
use crate::render::data::overlay::{Overlay, basin_overlay};
use crate::render::data::tools::MeasuringTools;
use crate::render::data::trust::Trust;
use crate::render::error::RenderError;
use crate::render::figure::bar::ColorBar;
use crate::render::figure::swatch::Legend;
use crate::render::passes::frame::color_texture;
use crate::render::passes::overlay::derived::DerivedNodes;
use crate::render::passes::overlay::lic::{Flow, texture_size};
use crate::render::passes::overlay::textures::OverlayTexture;
use crate::scene::{ColorBy, View};

/// Colours over the domain.
pub(super) struct Overlays<'a> {
    over: Over<'a>,
    /// What the surface has on the device, and what the contour panel has, which may be shaded.
    pub(super) surface: OverlayTexture,
    pub(super) plane: OverlayTexture,
}

/// What lies over the colours of values.
enum Over<'a> {
    Nothing,
    Texels(Overlay, Domain),
    Derived(Quantity<'a>, ValueColors),
}

impl<'a> Overlays<'a> {
    /// What a scene shows instead of the colours of values, the greatest of which is by `span` above the least; `basins` are its
    /// basins, where they are there already.
    pub(super) fn new(
        gpu: &Gpu,
        (source, span): (&Source<'a>, f64),
        evaluator: &Evaluator<'_>,
        basins: Option<&BasinMap>,
        tools: &mut MeasuringTools,
    ) -> Result<Overlays<'a>, RenderError> {
        let Source { scene, field, drawn, gpu_field, domain, scales, .. } = *source;
        let found = match (scene.basins, basins) {
            (Some(style), None) => {
                // A view has no field outside, where particles go too, and particles move over x and y.
                let device = (!gpu_field.is_local() && scales.is_linear()).then_some(gpu);
                Some(BasinMap::new(device, scene, field, &style, |_| {})?)
            }
            _ => None,
        };
        let quantity = Quantity { scene, field: drawn, domain };
        let nodes = |tools: &mut MeasuringTools| {
            let tables = node_tables(gpu_field, &quantity.grid(), scales, scene.units_of(drawn));
            DerivedNodes::new(gpu, tables, tools.nodes.take())
        };
        let texels = match basins.or(found.as_ref()) {
            Some(map) => Some(basin_overlay(map, domain, scales)),
            None if scene.trust => {
                let grid = quantity.grid();
                Some(Trust::new(evaluator, drawn, gpu_field, &grid)?.overlay(&grid))
            }
            None => None,
        };
        let derivation = quantity.derivation();
        let (over, surface) = match texels {
            Some(over) => {
                let texture = Arc::new(color_texture(gpu, "overlay", over.size, &over.texels));
                (Over::Texels(over, domain), texture)
            }
            None if scene.color.by == ColorBy::F => (Over::Nothing, tools.nothing(gpu)),
            None => {
                let mut nodes = nodes(tools);
                let colors = quantity.colors(evaluator, gpu_field, || nodes.range(gpu, gpu_field, &derivation))?;
                let (colormap, target) = (tools.colormap(gpu, colors.map), tools.overlays.free(gpu, nodes.size()));
                nodes.color(gpu, gpu_field, &derivation, &colors.norm, [&colormap, &target])?;
                tools.nodes = Some(nodes);
                (Over::Derived(quantity, colors), target)
            }
        };
        let has_flow = scene.arrows.lic && !matches!(scene.view, View::Curve | View::Loss);
        let surface = match has_flow {
            true => {
                let (size, grain) = texture_size(scene, domain);
                let target = tools.overlays.free(gpu, size);
                let breaks = Breaks::of(drawn, &Flow::nodes(domain, size), LEAST_JUMP * span);
                Flow { domain, scales, size, grain, breaks }.record(
                    gpu,
                    gpu_field,
                    [&surface, &target],
                    &mut tools.flow,
                )?;
                target
            }
            false => surface,
        };
        let plane = match scene.shade.contours && matches!(scene.view, View::Both | View::Contour) {
            true => {
                let mut nodes = nodes(tools);
                let target = tools.overlays.free(gpu, nodes.size());
                nodes.shade(gpu, gpu_field, &derivation, [&surface, &target])?;
                tools.nodes = Some(nodes);
                target
            }
            false => Arc::clone(&surface),
        };
        Ok(Overlays { over, surface, plane })
    }

    /// Places of what the legend numbers.
    pub(super) fn numbered(&self) -> Vec<[f64; 2]> {
        match &self.over {
            Over::Texels(over, _) => over.numbered.clone(),
            Over::Nothing | Over::Derived(..) => Vec::new(),
        }
    }

    /// What the colours mean, and what their brightness means.
    pub(super) fn meaning(&self) -> (Legend, Option<ColorBar>) {
        match &self.over {
            Over::Nothing => (Vec::new(), None),
            Over::Texels(over, _) => (over.legend.clone(), Some(over.bar.clone())),
            Over::Derived(_, colors) => (Vec::new(), Some(colors.bar())),
        }
    }

    /// The colour at a point with this ∇f, without the flow and the light upon it.
    pub(super) fn color(&self, at: [f64; 2], slopes: [f64; 2]) -> [u8; 4] {
        match &self.over {
            Over::Nothing => [0; 4],
            Over::Texels(over, domain) => over.at(*domain, at),
            Over::Derived(quantity, colors) => colors.color(quantity.with_slopes(at, slopes)),
        }
    }
}
