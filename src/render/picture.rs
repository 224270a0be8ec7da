//! One picture, laid out and ready to be drawn.

use std::cell::Cell;

use super::particles::ParticleLayer;
use super::pick::Picker;
use crate::compute::{GpuField, Outcomes, ParticleSystem};
use crate::field::{Domain, Field, TileId};
use crate::render::data::lines::contour_labels::ContourLabel;
use crate::render::data::plot_data::PlotData;
use crate::render::data::remark::Remark;
use crate::render::data::runs::paths::run_of;
use crate::render::data::wording::caption;
use crate::render::figure::annotation::Mark;
use crate::render::panels::context::{ContourPanel, SurfacePanel};
use crate::render::panels::curve::CurvePanel;
use crate::render::passes::pipelines::FieldPipelines;
use crate::render::passes::splat::PanelPixels;
use crate::render::run::Run;
use crate::scene::Scene;

/// One picture, ready to be drawn at its size. It lives until its scene changes; its particles may move, and it may be
/// seen from elsewhere.
#[derive(Debug)]
pub struct Picture {
    pub(super) plot_data: PlotData,
    pub(super) title: String,
    pub(super) field: GpuField,
    pub(super) pipelines: FieldPipelines,
    pub(super) surface: Option<Drawn<SurfacePanel>>,
    pub(super) contour: Option<Drawn<ContourPanel>>,
    pub(super) marks: Vec<Mark>,
    /// Where curves lie, of a field of one variable.
    pub(super) curves: Vec<CurvePanel>,
    /// Whether there is no room for its legend.
    pub(super) lacks_legend: bool,
    pub(super) particles: Option<ParticleLayer>,
    /// The pixels that are drawn: all of them, or a tile's.
    pub(super) window: PanelPixels,
    /// The panels of a picture that is drawn tile by tile.
    pub(super) whole: Option<Whole>,
    /// Tiles of a raster that it shows, and how many of them are not there yet.
    pub(super) tiles: Vec<TileId>,
    pub(super) missing: usize,
}

/// Panels that are drawn in parts.
#[derive(Debug, Default)]
pub(super) struct Whole {
    pub(super) surface: Option<SurfacePanel>,
    pub(super) contour: Option<ContourPanel>,
}

/// A panel and the texture that it is drawn into once.
#[derive(Clone, Debug)]
pub(super) struct Drawn<P> {
    pub(super) panel: P,
    /// Of the panel's pixels, and what it is drawn through where it has depth: its samples and how deep they are.
    pub(super) view: wgpu::TextureView,
    pub(super) samples: Option<[wgpu::TextureView; 2]>,
    pub(super) pixels: PanelPixels,
    pub(super) is_drawn: Cell<bool>,
}

/// A picture, taken apart.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    pub(super) plot_data: &'a PlotData,
    pub(super) title: &'a str,
    pub(super) marks: &'a [Mark],
    pub(super) surface: Option<PanelPixels>,
    pub(super) contour: Option<&'a ContourPanel>,
}

impl Picture {
    /// Titles, axes, ticks and colour bars, in pixels.
    pub fn annotations(&self) -> &[Mark] {
        &self.marks
    }

    /// What is to be known of it that nobody asked for.
    pub fn remarks(&self) -> Vec<Remark> {
        let is_fine = self.contour.as_ref().is_some_and(|drawn| drawn.panel.is_fine())
            || self.surface.as_ref().is_some_and(|drawn| drawn.panel.is_fine());
        let is_rough = self.surface.as_ref().is_some_and(|drawn| drawn.panel.is_rough());
        let of_panels = [
            is_fine.then_some(Remark::Means),
            is_rough.then_some(Remark::Rough),
            self.lacks_legend.then_some(Remark::NoLegend),
        ];
        self.plot_data.remarks.iter().cloned().chain(of_panels.into_iter().flatten()).collect()
    }

    /// The values on contour lines, where they are written.
    pub fn contour_labels(&self) -> &[ContourLabel] {
        self.contour.as_ref().map_or(&[], |drawn| &drawn.panel.labels)
    }

    /// Has all panels drawn once more.
    pub fn redraw(&mut self) {
        self.surface.iter().for_each(|drawn| drawn.is_drawn.set(false));
        self.contour.iter().for_each(|drawn| drawn.is_drawn.set(false));
    }

    /// The particles, which may be moved between two frames.
    pub fn particle_system(&mut self) -> Option<&mut ParticleSystem> {
        self.particles.as_mut().map(|layer| &mut layer.particle_system)
    }

    /// Where its particles were seeded.
    pub fn particles_in(&self) -> Option<Domain> {
        self.particles.as_ref().map(|layer| layer.particle_system.domain())
    }

    /// Whether a frame adds the particles up in one of two panels, in turn: half the work, where frames are slow.
    pub fn set_turns(&mut self, takes_turns: bool) {
        self.particles.iter_mut().for_each(|layer| layer.takes_turns = takes_turns);
    }

    /// Says below the title what became of the particles by now.
    pub fn recount(&mut self, steps: u32, outcomes: &[Outcomes]) {
        let caption = caption(steps, outcomes);
        let Some(old) = self.plot_data.caption.replace(caption.clone()) else { return };
        for mark in &mut self.marks {
            if let Mark::Text(text) = mark
                && text.text == old
            {
                text.text.clone_from(&caption);
            }
        }
    }

    /// The particles, out of a picture that is not drawn any more.
    pub fn into_particle_system(self) -> Option<ParticleSystem> {
        self.particles.map(|layer| layer.particle_system)
    }

    /// What was measured of it, its title, its pipelines and the pixels that are drawn, in exchange for those of another.
    pub(super) fn exchange(&mut self, other: &mut (PlotData, String, FieldPipelines, PanelPixels)) {
        let (plot_data, title, pipelines, window) = other;
        std::mem::swap(&mut self.plot_data, plot_data);
        std::mem::swap(&mut self.title, title);
        std::mem::swap(&mut self.pipelines, pipelines);
        std::mem::swap(&mut self.window, window);
    }

    /// A handle of its particles for the picture that is to follow it, which may yet fail.
    pub(crate) fn shared_particles(&self) -> Option<ParticleSystem> {
        self.particles.as_ref().map(|layer| layer.particle_system.clone())
    }

    /// The scene that it shows.
    pub fn scene(&self) -> &Scene {
        &self.plot_data.scene
    }

    /// The triangles that its surface is drawn as, by x, y and f, of the field that it shows; without those that are cut off
    /// by the box pixel by pixel, and none where it has no surface.
    /// Where axes are not even they are places of their scales.
    pub fn triangles(&self, field: &Field) -> Vec<[[f64; 3]; 3]> {
        let surface = self.surface.as_ref();
        surface.map_or_else(Vec::new, |drawn| drawn.panel.triangles(&self.plot_data, field))
    }

    /// The trajectories that it shows, by numbers; where only one optimizer moves them they have no name.
    pub fn runs(&self) -> Vec<Run> {
        self.plot_data.paths.iter().map(run_of).collect()
    }

    /// What a drawing of shapes is made from.
    pub(super) fn parts(&self) -> Parts<'_> {
        Parts {
            plot_data: &self.plot_data,
            title: &self.title,
            marks: &self.marks,
            surface: self.surface.as_ref().map(|drawn| drawn.pixels),
            contour: self.contour.as_ref().map(|drawn| &drawn.panel),
        }
    }

    /// What lies under the pixels of both panels.
    pub fn picker(&self) -> Picker<'_> {
        Picker {
            domain: self.plot_data.domain,
            scales: self.plot_data.scales,
            surface: self.surface.as_ref().map(|drawn| (&drawn.panel.world, &drawn.panel.camera, drawn.panel.rect)),
            contour: self.contour.as_ref().map(|drawn| drawn.panel.rect),
            curves: &self.curves,
        }
    }
}
