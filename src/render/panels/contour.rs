//! The contours in their frame, with what lies on them.

use glam::{Mat4, Vec2, Vec3};

use super::arrow_key::arrow_key;
use super::context::{DrawContext, PrepareContext, particle_panel, set_panel};
use crate::field::Domain;
use crate::render::data::contour_labels::{ContourLabel, contour_labels, label_marks};
use crate::render::data::plot_data::PlotData;
use crate::render::data::probe::probe_strokes;
use crate::render::data::quiver::arrow_bar;
use crate::render::data::streamlines::streamline_strokes;
use crate::render::data::trajectories::{critical_marks, plane_paths};
use crate::render::figure::annotation::{Mark, Rect};
use crate::render::figure::bar::ColorBar;
use crate::render::figure::layout::aspect_ratio;
use crate::render::figure::layout::{legend, panel_title, panel_title_height};
use crate::render::figure::offset::axis_labels;
use crate::render::figure::plane::Plane;
use crate::render::figure::plane_axes::{AxisRange, PlaneAxes};
use crate::render::figure::stroke::Stroke;
use crate::render::figure::text::Typesetter;
use crate::render::figure::world::{ColorNorm, World};
use crate::render::particles::ParticlePanel;
use crate::render::passes::arrows::{ArrowDraw, ArrowInstance, ArrowUniform};
use crate::render::passes::contour::ContourDraw;
use crate::render::passes::frame::seen_through;
use crate::render::passes::frame::{FrameParts, FrameUniform};
use crate::render::passes::splat::PanelPixels;
use crate::render::passes::strokes::StrokeDraw;
use crate::scene::{Levels, View};

/// The contours in their frame.
#[derive(Clone, Debug)]
pub(crate) struct ContourPanel {
    pub(crate) rect: Rect,
    pub(crate) pixels: PanelPixels,
    /// Where its title stands.
    top: f32,
    uniform: FrameUniform,
    frame: wgpu::BindGroup,
    /// Of the whole panel, in pixels.
    diagonal: f32,
    contours: Option<ContourDraw>,
    pub(crate) labels: Vec<ContourLabel>,
    arrows: Option<ArrowDraw>,
    paths: StrokeDraw,
    /// What a raster-only panel leaves to a drawing.
    pub(crate) primitives: Option<VectorPrimitives>,
}

/// Arrows and strokes of a panel, as they are before they are drawn.
#[derive(Clone, Debug)]
pub(crate) struct VectorPrimitives {
    pub(crate) arrows: Option<(Vec<ArrowInstance>, ArrowUniform)>,
    pub(crate) strokes: Vec<Stroke>,
}

/// Arrows that a drawing has as shapes; more are part of its image.
const MOST_SHAPES: usize = 20_000;

impl VectorPrimitives {
    /// What a raster-only panel draws all the same, and what it leaves to a drawing.
    fn split(self) -> (VectorPrimitives, Option<VectorPrimitives>) {
        let is_dense = self.arrows.as_ref().is_some_and(|(arrows, _)| arrows.len() > MOST_SHAPES);
        let (dense, shapes) = if is_dense { (self.arrows, None) } else { (None, self.arrows) };
        (
            VectorPrimitives { arrows: dense, strokes: Vec::new() },
            Some(VectorPrimitives { arrows: shapes, strokes: self.strokes }),
        )
    }
}

impl ContourPanel {
    /// Lays the panel out in `area`; what is where it was in `old`, a panel of the same plot_data, stays.
    pub(crate) fn new(
        with: PrepareContext<'_>,
        plot_data: &PlotData,
        area: Rect,
        old: Option<&ContourPanel>,
        typesetter: &mut Typesetter,
        marks: &mut Vec<Mark>,
    ) -> ContourPanel {
        let scene = &plot_data.scene;
        let title = match (scene.view, plot_data.descends(), scene.descent.ascend) {
            (View::Surface | View::Contour | View::Curve | View::Loss, _, _) => "",
            (View::Both, false, _) if scene.basins.is_some() => "Basins of Attraction",
            (View::Both, false, _) if scene.probe.is_some() => "Directional Derivative",
            (View::Both, false, _) => "Gradient Field",
            (View::Both, true, _) if plot_data.paths.is_empty() => "2D Contour Plot with Particles",
            (View::Both, true, false) => "2D Contour Plot with Gradient Descent Path",
            (View::Both, true, true) => "2D Contour Plot with Gradient Ascent Path",
        };
        let strip = panel_title_height(title, &plot_data.style, typesetter);
        let area = Rect { min: [area.min[0], area.min[1] + strip], ..area };
        let bar = plot_data.overlay_bar.clone().unwrap_or_else(|| contour_bar(plot_data));
        let Domain { x, y } = plot_data.domain;
        let names = plot_data.names(["X", "Y"]);
        let ranges = [AxisRange::linear(x, names[0]), AxisRange::linear(y, names[1])];
        let ratio = aspect_ratio(scene.contour.aspect, plot_data.domain);
        let bar_of_arrows = arrow_bar(plot_data);
        let room = bar_of_arrows.map_or(0.0, |bar| bar.room(&plot_data.style, typesetter));
        let area = Rect { max: [area.max[0] - room, area.max[1]], ..area };
        let axes = PlaneAxes::fit(area, ranges, ratio, Some(&bar), &plot_data.style, typesetter);
        axes.paint(ranges, &plot_data.style, typesetter, marks);
        let rect = axes.rect;
        if strip > 0.0 {
            panel_title(axes.headed(), area, title, &plot_data.style, typesetter, marks);
        }
        let (beside, heights) = (rect.max[0] + bar.room(&plot_data.style, typesetter), [rect.min[1], rect.max[1]]);
        bar.paint(rect.max[0], heights, &plot_data.style, typesetter, marks);
        if let Some(bar) = bar_of_arrows {
            bar.paint(beside, heights, &plot_data.style, typesetter, marks);
        }
        let legend = legend(rect, emptiest_corner(plot_data), &plot_data.legend, &plot_data.style, typesetter, marks);
        let free = [rect.min[0], axes.name_end(&plot_data.style, typesetter)];
        arrow_key(plot_data, rect, free, axes.name_row(&plot_data.style, typesetter), typesetter, marks);
        let labels = match old.filter(|old| old.rect == rect) {
            Some(old) => old.labels.clone(),
            None if scene.contour.labels => {
                let taken: Vec<Rect> = legend.into_iter().chain(marked(plot_data, rect)).collect();
                contour_labels(plot_data, with.exact, rect, &taken, typesetter)
            }
            None => Vec::new(),
        };
        label_marks(&labels, &plot_data.style, marks);
        let world = World { domain: plot_data.domain, values: plot_data.values, half: Vec3::ONE };
        let size = Vec2::new(rect.width(), rect.height());
        let uniform = FrameUniform::new(&FrameParts {
            world: &world,
            field: with.field,
            norm: &plot_data.norm,
            clip_from_world: Mat4::from_scale(Vec3::new(1.0, 1.0, 0.0)),
            eye_in_world: Vec3::Z,
            light: scene.surface.light,
            alpha: 1.0,
            panel: size,
            mesh: [2, 2],
        });
        let is_open = matches!(scene.contour.levels, Levels::Count(_));
        let line_width = if plot_data.raster_only { 0.0 } else { plot_data.line_width() };
        let contours = with.pipelines.contour.as_ref().map(|renderer| {
            let levels: Vec<f64> = plot_data.levels.iter().map(|level| level - plot_data.offset).collect();
            renderer.prepare(with.gpu, &levels, &plot_data.bands, line_width, is_open)
        });
        let primitives = VectorPrimitives {
            arrows: plot_data.quiver.as_ref().map(|quiver| quiver.on_plane(scene.dpi, &world, size)),
            strokes: [
                streamline_strokes(plot_data, with.exact, &world, false),
                probe_strokes(plot_data, &world, false),
                plane_paths(plot_data, &world, size),
                critical_marks(plot_data, &world, false),
            ]
            .concat(),
        };
        let (primitives, kept) = match plot_data.raster_only {
            true => primitives.split(),
            false => (primitives, None),
        };
        let arrows = primitives.arrows.zip(with.pipelines.plane_arrows.as_ref());
        let arrows = arrows.map(|((instances, style), renderer)| renderer.prepare(with.gpu, &instances, &style));
        ContourPanel {
            rect,
            pixels: PanelPixels::of(rect, scene.size),
            top: axes.headed().min[1],
            uniform,
            diagonal: size.length(),
            frame: with.frame.group(with.gpu, &uniform, [&plot_data.colormap, &plot_data.overlay]),
            contours,
            labels,
            arrows,
            paths: with.strokes.prepare(with.gpu, &primitives.strokes),
            primitives: kept,
        }
    }

    /// The part of it that a window on the picture shows, in the window's pixels.
    pub(crate) fn seen_through(
        &self,
        window: PanelPixels,
        with: PrepareContext<'_>,
        plot_data: &PlotData,
    ) -> Option<ContourPanel> {
        let (rect, uniform) = seen_through(window, self.rect, &self.uniform)?;
        let frame = with.frame.group(with.gpu, &uniform, [&plot_data.colormap, &plot_data.overlay]);
        Some(ContourPanel { rect, pixels: PanelPixels::of(rect, window.size), uniform, frame, ..self.clone() })
    }

    /// What its shaders know of it.
    pub(crate) fn uniform(&self) -> &FrameUniform {
        &self.uniform
    }

    /// Where particles are drawn in it.
    pub(crate) fn particles(&self) -> ParticlePanel<'_> {
        particle_panel(&self.frame, self.rect, self.pixels, self.diagonal)
    }

    /// Height in the picture of what the title stands on, in pixels.
    pub(crate) fn top(&self) -> f32 {
        self.top
    }

    /// Records the panel into a target of its own.
    pub(crate) fn draw(&self, with: DrawContext<'_>, pass: &mut wgpu::RenderPass<'_>) {
        set_panel(pass, self.rect, self.pixels);
        pass.set_bind_group(0, &self.frame, &[]);
        if let (Some(renderer), Some(contours)) = (&with.pipelines.contour, &self.contours) {
            renderer.draw(pass, with.field, contours);
        }
        if let (Some(renderer), Some(arrows)) = (&with.pipelines.plane_arrows, &self.arrows) {
            renderer.draw(pass, with.field, arrows);
        }
        with.strokes.draw(pass, &self.paths);
    }
}

/// The corner of the contours (whether at the right, whether at the bottom) that trajectories and marked points leave free, or nearly.
fn emptiest_corner(plot_data: &PlotData) -> [bool; 2] {
    let unit = Plane { rect: Rect::new(0.0, 0.0, 1.0, 1.0), domain: plot_data.domain };
    let visited = || plot_data.paths.iter().flat_map(|path| &path.visits).map(|visit| visit.point.as_slice());
    let marked = || plot_data.critical.iter().map(|found| found.point.as_slice());
    let crowd = |[right, bottom]: [bool; 2]| {
        let is_there = |point: &[f64]| {
            let [across, down] = unit.pixel([point[0], point[1]]);
            (if right { 1.0 - across } else { across }) < 0.45 && (if bottom { 1.0 - down } else { down }) < 0.3
        };
        visited().chain(marked()).filter(|point| is_there(point)).count()
    };
    let corners = [[false, false], [true, false], [true, true], [false, true]];
    corners.into_iter().min_by_key(|&corner| crowd(corner)).unwrap_or_default()
}

/// Pixels of a panel around what is marked on it: steps of trajectories, stationary points, the probe.
fn marked(plot_data: &PlotData, panel: Rect) -> Vec<Rect> {
    let plane = Plane { rect: panel, domain: plot_data.domain };
    let square = |point: &[f64], half: f32| {
        let at = plane.pixel([point[0], point[1]]);
        Rect { min: at, max: at }.grown(half * plot_data.style.scale)
    };
    let visited = plot_data.paths.iter().flat_map(|path| &path.visits).map(|visit| square(&visit.point, 6.0));
    let critical = plot_data.critical.iter().map(|found| square(&found.point, 9.0));
    let probed = plot_data.scene.probe.iter().map(|point| square(point, 40.0));
    visited.chain(critical).chain(probed).collect()
}

/// The bar of the bands: every band as high as its fraction of the levels, a tick at round levels.
fn contour_bar(plot_data: &PlotData) -> ColorBar {
    let levels = &plot_data.levels;
    let ends = levels.first().zip(levels.last()).map_or([0.0, 1.0], |(&first, &last)| [first, last]);
    let norm = ColorNorm { limits: ends, logarithmic: plot_data.norm.logarithmic };
    let fraction = |value: f64| norm.position(value) as f32;
    let colors = levels.iter().zip(&plot_data.bands).map(|(&level, &color)| (fraction(level), color)).collect();
    let stride = levels.len().div_ceil(11).max(1);
    // Of every few levels the one at 0, or the nearest to it, has a tick.
    let nearest = (0..levels.len()).min_by(|&a, &b| levels[a].abs().total_cmp(&levels[b].abs())).unwrap_or(0);
    let values: Vec<f64> = levels.iter().copied().skip(nearest % stride).step_by(stride).collect();
    ColorBar {
        colors,
        fractions: values.iter().copied().map(fraction).collect(),
        labels: axis_labels(&values),
        name: String::new(),
    }
}
