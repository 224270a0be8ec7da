//! The surface in its box, with its axes and its colour bar.

mod hidden;
mod mesh;
mod seen;

use std::sync::Arc;

use glam::Vec2;

use self::hidden::SeenSheet;
use self::mesh::{COARSE, Strays, fine_per_cell, mesh_patches, mesh_size};
use self::seen::{Seen, Strip};
use super::compose::LegendBelow;
use super::context::{DrawContext, PrepareContext, particle_panel, set_panel};
use crate::field::Field;
use crate::gpu::{GpuError, UniformBinding};
use crate::render::data::light::lines::surface_lines;
use crate::render::data::lines::streamlines::streamline_strokes;
use crate::render::data::plot_data::PlotData;
use crate::render::data::probe::probe_strokes;
use crate::render::data::runs::trajectories::{critical_marks, draped_paths};
use crate::render::data::sheet::cuts::{Bend, CutMesh, Sheet};
use crate::render::data::sheet::fine::{FineMap, Ridges};
use crate::render::figure::annotation::{Mark, Rect};
use crate::render::figure::camera::Camera;
use crate::render::figure::layout::panel_title;
use crate::render::figure::legend::{is_legend_wanted, legend, legend_hides_much};
use crate::render::figure::stroke::Stroke;
use crate::render::figure::text::Typesetter;
use crate::render::figure::world::World;
use crate::render::particles::ParticlePanel;
use crate::render::passes::arrows::ArrowDraw;
use crate::render::passes::frame::{FrameParts, FrameUniform, fine_texture, seen_through};
use crate::render::passes::splat::PanelPixels;
use crate::render::passes::strokes::{StrokeDraw, StrokePlace};
use crate::render::passes::surface::{MeshKind, SurfaceDraw};
use crate::scene::{CameraStyle, View};

/// The surface in its box.
#[derive(Clone, Debug)]
pub(crate) struct SurfacePanel {
    pub(crate) rect: Rect,
    pub(crate) pixels: PanelPixels,
    pub(crate) world: World,
    pub(crate) camera: Camera,
    uniform: FrameUniform,
    frame: UniformBinding,
    /// How far f is drawn as its mean.
    fine: wgpu::TextureView,
    fine_map: Option<FineMap>,
    ridges: Option<Ridges>,
    /// Vertices along x and y of the mesh at rest that it was told by.
    fine_for: [u32; 2],
    /// Of the whole panel, in pixels.
    diagonal: f32,
    grid: StrokeDraw,
    mesh: SurfaceDraw,
    /// Whether f bends somewhere in a way that the sheet does not follow to a pixel.
    is_rough: bool,
    /// Of its patches, how f bends within a pixel there.
    bends: Vec<Bend>,
    /// Whether there is no room for the legend.
    pub(crate) lacks_legend: bool,
    kind: MeshKind,
    /// Places of the least and the greatest f that is shown.
    heights: [f64; 2],
    strays: Strays,
    /// Of lines and letters.
    scale: f32,
    /// Its shorter side in pixels.
    side: f32,
    /// How much of what is behind shows through.
    hidden: f32,
    arrows: Option<ArrowDraw>,
    /// What lies on it, and on the device: all of that, and what of it the sheet does not hide, if it may hide some.
    strokes: Arc<[Stroke]>,
    paths: StrokeDraw,
    shown: Option<StrokeDraw>,
}

impl SurfacePanel {
    /// Whether means are drawn somewhere.
    pub(crate) fn is_fine(&self) -> bool {
        self.fine_map.is_some()
    }

    /// Whether the sheet may lie off f by more than a pixel.
    pub(crate) fn is_rough(&self) -> bool {
        self.is_rough
    }

    /// How high it is from a camera, with its title and its labels, of the area that it may have.
    pub(crate) fn needed(plot_data: &PlotData, camera: CameraStyle, area: Rect, typesetter: &mut Typesetter) -> f32 {
        let strip = Strip::new(plot_data, area, typesetter);
        let seen = Seen::new(plot_data, camera, strip.below, typesetter);
        let bounds = seen.bounds(typesetter);
        // A camera that was put somewhere shows the box as large as it is there.
        let height = match camera.distance {
            Some(_) => strip.below.height(),
            None => bounds.height() + 2.0 * plot_data.style.line,
        };
        strip.below.min[1] - area.min[1] + height
    }

    /// What it is drawn in of an area, and whether its legend would hide too much of it.
    pub(crate) fn framed(plot_data: &PlotData, area: Rect, typesetter: &mut Typesetter) -> (Rect, bool) {
        /// What of a legend may lie on the box.
        const LITTLE: f32 = 0.25;
        let strip = Strip::new(plot_data, area, typesetter);
        let seen = Seen::new(plot_data, plot_data.scene.camera, strip.below, typesetter);
        let hides = |size: [f32; 2]| seen.covered(size) > LITTLE;
        let (entries, style) = (&plot_data.legend, &plot_data.style);
        (seen.rect, legend_hides_much(seen.rect, entries, plot_data.is_still, style, typesetter, hides))
    }

    /// Lays the panel out in `area`, in place of an old one, with its legend unless that stands elsewhere; beside contours, whose
    /// frame with and without what stands above it is `beside`, its title and its bar are as high as theirs.
    pub(crate) fn new(
        with: PrepareContext<'_>,
        plot_data: &PlotData,
        (area, legend_below): (Rect, Option<&LegendBelow>),
        beside: Option<[Rect; 2]>,
        old: Option<&SurfacePanel>,
        typesetter: &mut Typesetter,
        marks: &mut Vec<Mark>,
    ) -> Result<SurfacePanel, GpuError> {
        let scene = &plot_data.scene;
        let strip = Strip::new(plot_data, area, typesetter);
        // Side by side the title stands as high as that of the contours; above them it has its own place.
        let beside = beside.filter(|[headed, _]| headed.min[1] < area.max[1]);
        let top = beside.map_or(strip.below.min[1], |[headed, _]| headed.min[1]);
        let below = Rect { min: [area.min[0], top], ..area };
        panel_title(below, area, &strip.title, &plot_data.style, typesetter, marks);
        let Seen { rect, world, camera, axes, bars } = Seen::new(plot_data, scene.camera, below, typesetter);
        let mut right = rect.max[0];
        for bar in bars {
            // As high as the contours' where those are beside it.
            let [top, bottom] = match beside {
                Some([_, frame]) => [frame.min[1], frame.max[1]],
                None => [rect.min[1] + bar.above(&plot_data.style, typesetter), rect.max[1] - plot_data.style.line],
            };
            bar.paint(right, [top, bottom.min(rect.max[1])], &plot_data.style, typesetter, marks);
            right += bar.room(&plot_data.style, typesetter);
        }
        let size = Vec2::new(rect.width().max(1.0), rect.height().max(1.0));
        marks.extend(axes.marks);
        // Beside contours the legend stands there.
        let (entries, style) = (&plot_data.legend, &plot_data.style);
        let lacks_legend = scene.view == View::Surface && is_legend_wanted(entries, style) && {
            let place = match legend_below {
                Some(below) => below.rect,
                None => legend([rect, below], |_| [false, false], entries, |_| true, style, typesetter, marks),
            };
            place.is_none()
        };
        let resting = mesh_size(plot_data, with.exact, &world, &camera, size);
        let mesh = if plot_data.is_coarse { resting.map(|vertices| vertices.min(COARSE)) } else { resting };
        // What does not depend on the camera is that of an old panel of the same values.
        let of_same = old.filter(|_| !with.stale.is_drawn_again());
        // Where f is finer than pixels is told by those of the mesh at rest, and told anew when it comes to rest.
        let is_told = |old: &&SurfacePanel| old.world == world && (plot_data.is_coarse || old.fine_for == resting);
        let (fine, ridges, fine_for) = match of_same.filter(is_told) {
            Some(old) => (old.fine_map.clone(), old.ridges.clone(), old.fine_for),
            None => {
                let pixels = resting.map(|vertices| fine_per_cell(with.exact) * vertices as f32);
                // By heights, along which a ridge may be wide that is thin by values.
                let field = plot_data.risen(with.exact);
                let (found, ridges) = FineMap::of_sheet(field, plot_data.domain, pixels, world.heights());
                (found.map(|found| found.with_means(with.exact, plot_data.domain)), ridges, resting)
            }
        };
        let mut uniform = FrameUniform::new(&FrameParts {
            world: &world,
            field: with.field,
            norm: &plot_data.norm,
            clip_from_world: camera.clip_from_world,
            eye_in_world: camera.eye_in_world,
            light: scene.surface.light,
            alpha: scene.surface.alpha,
            panel: size,
            mesh,
        });
        // The grid of the range may step over the extremes a little; what is far out has no place in the box.
        let [low, high] = world.heights();
        let slack =
            plot_data.goes_beyond(plot_data.values).map(|is_cut| if is_cut { 0.0 } else { 0.02 * (high - low) });
        let heights = [low - slack[0], high + slack[1]];
        let ends = heights.map(|place| plot_data.on_device(plot_data.heights.value(place)) as f32);
        uniform.bounds[..2].copy_from_slice(&ends);
        let arrows = plot_data.quiver.as_ref().zip(with.pipelines.surface_arrows.as_ref()).map(|(quiver, renderer)| {
            let (instances, style) = quiver.on_surface(&world);
            renderer.prepare(with.gpu, &instances, &style, old.and_then(|old| old.arrows.as_ref()))
        });
        let mut strays = of_same.filter(|old| old.world == world).map(|old| old.strays.clone()).unwrap_or_default();
        let (patches, bends) = mesh_patches(
            plot_data,
            with,
            (&world, heights),
            &uniform,
            mesh,
            (fine.as_ref(), ridges.as_ref()),
            &mut strays,
        );
        let sheet = Sheet { field: plot_data.risen(with.exact), world: &world, bounds: heights };
        let (scale, side) = (plot_data.style.scale, size.min_element());
        let (strokes, paths) = match of_same.filter(|old| (old.world, old.scale, old.side) == (world, scale, side)) {
            Some(old) => (Arc::clone(&old.strokes), old.paths.clone()),
            None => {
                let strokes = [
                    surface_lines(plot_data, with.exact, (&world, side), fine.as_ref()),
                    streamline_strokes(plot_data, with.exact, &world, (true, side)),
                    probe_strokes(plot_data, &world, true),
                    draped_paths(plot_data, with.exact, &world),
                    critical_marks(plot_data, &world, (true, side)),
                ]
                .concat();
                let paths = with.strokes.prepare(with.gpu, &strokes, old.map(|old| &old.paths));
                (strokes.into(), paths)
            }
        };
        let is_seen_alike = |old: &&SurfacePanel| {
            Arc::ptr_eq(&old.strokes, &strokes)
                && old.camera.clip_from_world == camera.clip_from_world
                && old.rect == rect
        };
        let shown = match of_same.filter(is_seen_alike) {
            Some(old) => old.shown.clone(),
            None => {
                let is_still = plot_data.is_still;
                let fine = fine.as_ref();
                let inches = plot_data.style.inches;
                let sheet =
                    SeenSheet { field: with.exact, world: &world, camera: &camera, size, inches, is_still, fine };
                strokes.iter().any(|stroke| stroke.raised_at().is_some()).then(|| {
                    // There is room for all from the first, of which the sheet may hide none.
                    let old = old.and_then(|old| old.shown.clone());
                    let room = old.unwrap_or_else(|| with.strokes.prepare(with.gpu, &strokes, None));
                    let seen = sheet.without_hidden(&strokes);
                    with.strokes.prepare(with.gpu, seen.as_deref().unwrap_or(&strokes), Some(&room))
                })
            }
        };
        let fine_view = match of_same.filter(|old| old.fine_map == fine) {
            Some(old) => old.fine.clone(),
            None => fine_texture(
                with.gpu,
                fine.as_ref().map(|fine| fine.parts(|f| plot_data.on_device(f))),
                old.map(|old| &old.fine),
            ),
        };
        let seen_from = [camera.eye_in_world, world.half];
        let (mesh, is_rough) = match of_same.filter(|old| old.mesh.patches == patches && old.world == world) {
            Some(old) => (old.mesh.seen_from(with.gpu, seen_from), old.is_rough),
            None => {
                let CutMesh { patches: left, triangles, is_rough } = sheet.cut(patches.clone(), &bends);
                let old = old.map(|old| &old.mesh);
                (SurfaceDraw::new(with.gpu, patches, left, &triangles, seen_from, old), is_rough)
            }
        };
        let kind = MeshKind { has_means: fine.is_some(), colors: plot_data.colors() };
        if let Some(renderer) = &with.pipelines.surface {
            renderer.build_for(with.gpu, with.frame, with.field, &mesh, kind)?;
        }
        Ok(SurfacePanel {
            lacks_legend,
            rect,
            pixels: PanelPixels::of(rect, scene.size),
            world,
            camera,
            uniform,
            diagonal: size.length(),
            frame: with.frame.bind(
                with.gpu,
                &uniform,
                [&plot_data.colormap, &plot_data.overlay, &fine_view],
                old.map(|old| &old.frame),
            ),
            fine: fine_view,
            fine_map: fine,
            ridges,
            grid: with.strokes.prepare(with.gpu, &axes.grid, old.map(|old| &old.grid)),
            fine_for,
            mesh,
            is_rough,
            bends,
            kind,
            heights,
            strays,
            scale,
            side,
            hidden: 1.0 - scene.surface.alpha as f32,
            arrows,
            strokes,
            paths,
            shown,
        })
    }

    /// The part of it that a window on the picture shows, in the window's pixels.
    pub(crate) fn seen_through(
        &self,
        window: PanelPixels,
        with: PrepareContext<'_>,
        plot_data: &PlotData,
    ) -> Option<SurfacePanel> {
        let (rect, uniform) = seen_through(window, self.rect, &self.uniform)?;
        let textures = [&plot_data.colormap, &plot_data.overlay, &self.fine];
        let frame = with.frame.bind(with.gpu, &uniform, textures, None);
        Some(SurfacePanel { rect, pixels: PanelPixels::of(rect, window.size), uniform, frame, ..self.clone() })
    }

    /// The triangles of its mesh, by places of x, y and f, without those that the box cuts off pixel by pixel.
    pub(crate) fn triangles(&self, plot_data: &PlotData, field: &Field) -> Vec<[[f64; 3]; 3]> {
        let risen = plot_data.risen(plot_data.drawn(field));
        let sheet = Sheet { field: risen, world: &self.world, bounds: self.heights };
        let (half, ends) = (self.world.half, [self.world.domain.x, self.world.domain.y, self.world.heights()]);
        let place = |corner: [f32; 3]| {
            [0, 1, 2].map(|axis| {
                let fraction = f64::from(corner[axis] / half[axis] + 1.0) * 0.5;
                ends[axis][0] + fraction * (ends[axis][1] - ends[axis][0])
            })
        };
        let [low, high] = self.heights;
        let slack = 1e-6 * (high - low);
        let is_shown = |corners: &[[f64; 3]; 3]| corners.iter().all(|at| at[2] >= low - slack && at[2] <= high + slack);
        sheet
            .triangles(self.mesh.patches.clone(), &self.bends)
            .into_iter()
            .map(|corners| corners.map(place))
            .filter(is_shown)
            .collect()
    }

    /// Where it has strokes.
    pub(crate) fn stroke_places(&self) -> Vec<StrokePlace> {
        let has_paths = !self.paths.is_empty();
        let places = [
            (StrokePlace::Behind, true),
            (StrokePlace::Among, has_paths),
            (StrokePlace::Through, has_paths && self.hidden > 0.0),
        ];
        places.into_iter().filter(|(_, is_there)| *is_there).map(|(place, _)| place).collect()
    }

    /// What its shaders know of it.
    pub(crate) fn uniform(&self) -> &FrameUniform {
        &self.uniform
    }

    /// Where particles are drawn in it.
    pub(crate) fn particles(&self) -> ParticlePanel<'_> {
        ParticlePanel {
            hidden: Some(self.hidden),
            ..particle_panel(&self.frame, self.rect, self.pixels, self.diagonal)
        }
    }

    /// Records the panel into a target of its own.
    pub(crate) fn draw(&self, with: DrawContext<'_>, pass: &mut wgpu::RenderPass<'_>) {
        set_panel(pass, self.rect, self.pixels);
        pass.set_bind_group(0, self.frame.group(), &[]);
        with.strokes.draw(pass, &self.grid, StrokePlace::Behind);
        if self.hidden > 0.0 {
            // What is behind shows through the surface, which is blended over it.
            with.strokes.draw(pass, &self.paths, StrokePlace::Behind);
        }
        if let Some(renderer) = &with.pipelines.surface {
            renderer.draw(pass, with.field, &self.mesh, self.hidden > 0.0, self.kind);
        }
        if let (Some(renderer), Some(arrows)) = (&with.pipelines.surface_arrows, &self.arrows) {
            renderer.draw(pass, with.field, arrows);
        }
        if self.hidden > 0.0 {
            with.strokes.draw(pass, &self.paths, StrokePlace::Through);
        }
        with.strokes.draw(pass, self.shown.as_ref().unwrap_or(&self.paths), StrokePlace::Among);
    }
}
