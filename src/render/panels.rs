//! The two panels of a picture: what each is made of, and the order in which it is drawn.

use glam::{Mat4, Vec2, Vec3};

use super::annotation::{Mark, Rect};
use super::arrows::{ArrowDraw, ArrowInstance, ArrowUniform};
use super::axes::{Axes, margins};
use super::bar::ColorBar;
use super::camera::{Camera, corners};
use super::contour::ContourDraw;
use super::contour_labels::{ContourLabel, contour_labels, label_marks};
use super::facts::Facts;
use super::frame::{FrameLayout, FrameParts, FrameUniform, Norm, World};
use super::key::arrow_key;
use super::layout::{AxisRange, PlaneAxes, legend, panel_title, panel_title_height};
use super::particles::ParticlePanel;
use super::pipelines::FieldPipelines;
use super::plane::Plane;
use super::probe::probe_strokes;
use super::quiver::{plane_arrows, surface_arrows};
use super::splat::PanelPixels;
use super::streamlines::streamline_strokes;
use super::strokes::{Stroke, StrokeDraw, StrokeRenderer};
use super::surface::SurfaceDraw;
use super::text::Typesetter;
use super::ticks::{format_ticks, linear_ticks, log_ticks};
use super::tiles::seen_through;
use super::trajectories::{critical_marks, draped_paths, plane_paths};
use crate::compute::GpuField;
use crate::field::{Domain, Field};
use crate::gpu::Gpu;
use crate::scene::{Aspect, Levels, View};

/// What panels are prepared with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Workshop<'a> {
    pub(super) gpu: &'a Gpu,
    pub(super) frame: &'a FrameLayout,
    pub(super) strokes: &'a StrokeRenderer,
    /// The field in f64, and on the device.
    pub(super) exact: &'a Field,
    pub(super) field: &'a GpuField,
    pub(super) pipelines: &'a FieldPipelines,
}

/// What panels are drawn with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tools<'a> {
    pub(super) strokes: &'a StrokeRenderer,
    pub(super) field: &'a GpuField,
    pub(super) pipelines: &'a FieldPipelines,
}

/// The surface in its box.
#[derive(Clone, Debug)]
pub(super) struct SurfacePanel {
    pub(super) rect: Rect,
    pub(super) pixels: PanelPixels,
    pub(super) world: World,
    pub(super) camera: Camera,
    uniform: FrameUniform,
    frame: wgpu::BindGroup,
    /// Of the whole panel, in pixels.
    diagonal: f32,
    grid: StrokeDraw,
    mesh: SurfaceDraw,
    /// Of lines and letters.
    scale: f32,
    /// How much of what is behind shows through.
    hidden: f32,
    arrows: Option<ArrowDraw>,
    paths: StrokeDraw,
}

/// The contours in their frame.
#[derive(Clone, Debug)]
pub(super) struct ContourPanel {
    pub(super) rect: Rect,
    pub(super) pixels: PanelPixels,
    uniform: FrameUniform,
    frame: wgpu::BindGroup,
    /// Of the whole panel, in pixels.
    diagonal: f32,
    contours: Option<ContourDraw>,
    pub(super) labels: Vec<ContourLabel>,
    arrows: Option<ArrowDraw>,
    paths: StrokeDraw,
    /// What a bare panel leaves to a drawing.
    pub(super) ink: Option<Ink>,
}

/// Arrows and strokes of a panel, as they are before they are drawn.
#[derive(Clone, Debug)]
pub(super) struct Ink {
    pub(super) arrows: Option<(Vec<ArrowInstance>, ArrowUniform)>,
    pub(super) strokes: Vec<Stroke>,
}

/// Arrows that a drawing has as shapes; more are part of its image.
const MOST_SHAPES: usize = 20_000;

impl Ink {
    /// What a bare panel draws all the same, and what it leaves to a drawing.
    fn split(self) -> (Ink, Option<Ink>) {
        let is_dense = self.arrows.as_ref().is_some_and(|(arrows, _)| arrows.len() > MOST_SHAPES);
        let (dense, shapes) = if is_dense { (self.arrows, None) } else { (None, self.arrows) };
        (Ink { arrows: dense, strokes: Vec::new() }, Some(Ink { arrows: shapes, strokes: self.strokes }))
    }
}

/// The most vertices along a side of a mesh that turns, which a software adapter draws in some milliseconds.
const COARSE: u32 = 80;

/// The widest area of a surface alone, relative to its height, so that the colour bar stays near.
const SURFACE_WIDTH: f32 = 1.5;

impl SurfacePanel {
    /// Lays the panel out in `area`; beside contours its title stands above `top`, as theirs does. What does not depend on
    /// the camera is that of `old`, a panel of the same facts.
    pub(super) fn new(
        with: Workshop<'_>,
        facts: &Facts,
        area: Rect,
        top: Option<f32>,
        old: Option<&SurfacePanel>,
        type_: &mut Typesetter,
        marks: &mut Vec<Mark>,
    ) -> SurfacePanel {
        let scene = &facts.scene;
        let title = match (scene.view, facts.descends(), scene.descent.ascend) {
            (View::Surface | View::Contour | View::Curve, _, _) => "",
            (View::Both, false, _) => "3D Surface Plot",
            (View::Both, true, false) => "3D Gradient Descent Visualization",
            (View::Both, true, true) => "3D Gradient Ascent Visualization",
        };
        let own_top = area.min[1] + panel_title_height(title, &facts.style, type_);
        // Side by side the title stands as high as that of the contours; above them it has its own place.
        let top = top.filter(|&top| top < area.max[1]).unwrap_or(own_top);
        let below = Rect { min: [area.min[0], top], ..area };
        if !title.is_empty() {
            panel_title(below, area, title, &facts.style, type_, marks);
        }
        let area = below.narrowed(SURFACE_WIDTH * below.height());
        let bar = facts.overlay_bar.clone().unwrap_or_else(|| surface_bar(facts));
        let rect = Rect { max: [area.max[0] - bar.room(&facts.style, type_), area.max[1]], ..area };
        let (middle, reach) = (rect.center()[1], 0.28 * rect.height());
        bar.paint(rect.max[0], [middle - reach, middle + reach], &facts.style, type_, marks);
        let world = World {
            domain: facts.domain,
            values: scene.surface.z.unwrap_or(facts.values),
            half: box_half(facts.domain, scene.surface.height_scale),
        };
        let size = Vec2::new(rect.width().max(1.0), rect.height().max(1.0));
        let names = facts.names(["X", "Y"]);
        let names = [names[0], names[1], scene.labels.z.as_deref().unwrap_or("Z")];
        let room = margins(&world, names[2], &facts.style, type_);
        let camera = Camera::orbit(scene.camera, world.half, size, room);
        let axes = Axes::new(&world, &camera, names, rect, &facts.style, type_);
        marks.extend(axes.marks);
        if scene.view == View::Surface {
            // Beside contours the legend stands there.
            legend(rect, [false, false], &facts.legend, &facts.style, type_, marks);
        }
        let mesh = mesh_size(facts, &world, &camera, size);
        let mut uniform = FrameUniform::new(&FrameParts {
            world: &world,
            field: with.field,
            norm: &facts.norm,
            clip_from_world: camera.clip_from_world,
            eye_in_world: camera.eye_in_world,
            light: scene.surface.light,
            alpha: scene.surface.alpha,
            panel: size,
            mesh,
        });
        if scene.surface.z.is_none() {
            // The grid of the range may step over the extremes a little; what is far out has no place in the box.
            let [low, high] = facts.values.map(|value| value - facts.offset);
            let slack = 0.02 * (high - low);
            uniform.bounds[..2].copy_from_slice(&[(low - slack) as f32, (high + slack) as f32]);
        }
        let arrows = facts.samples.as_ref().zip(with.pipelines.surface_arrows.as_ref()).map(|(samples, renderer)| {
            let (instances, style) = surface_arrows(facts, samples, &world);
            renderer.prepare(with.gpu, &instances, &style)
        });
        let scale = facts.style.scale;
        let paths = match old.filter(|old| (old.world, old.scale) == (world, scale)) {
            Some(old) => old.paths.clone(),
            None => {
                let strokes = [
                    streamline_strokes(facts, with.exact, &world, true),
                    probe_strokes(facts, &world, true),
                    draped_paths(facts, with.exact, &world),
                    critical_marks(facts, &world, true),
                ];
                with.strokes.prepare(with.gpu, &strokes.concat())
            }
        };
        SurfacePanel {
            rect,
            pixels: PanelPixels::of(rect, scene.size),
            world,
            camera,
            uniform,
            diagonal: size.length(),
            frame: with.frame.group(with.gpu, &uniform, [&facts.colormap, &facts.overlay]),
            grid: with.strokes.prepare(with.gpu, &axes.grid),
            mesh: match old.filter(|old| old.mesh.size == mesh) {
                Some(old) => old.mesh.clone(),
                None => SurfaceDraw::new(with.gpu, mesh),
            },
            scale,
            hidden: 1.0 - scene.surface.alpha as f32,
            arrows,
            paths,
        }
    }

    /// The part of it that a window on the picture shows, in the window's pixels.
    pub(super) fn seen_through(&self, window: PanelPixels, with: Workshop<'_>, facts: &Facts) -> Option<SurfacePanel> {
        let (rect, uniform) = seen_through(window, self.rect, &self.uniform)?;
        let frame = with.frame.group(with.gpu, &uniform, [&facts.colormap, &facts.overlay]);
        Some(SurfacePanel { rect, pixels: PanelPixels::of(rect, window.size), uniform, frame, ..self.clone() })
    }

    /// Where particles are drawn in it.
    pub(super) fn particles(&self) -> ParticlePanel<'_> {
        ParticlePanel {
            hidden: Some(self.hidden),
            ..particle_panel(&self.frame, self.rect, self.pixels, self.diagonal)
        }
    }

    /// Records the panel into a target of its own.
    pub(super) fn draw(&self, with: Tools<'_>, pass: &mut wgpu::RenderPass<'_>) {
        set_panel(pass, self.rect, self.pixels);
        pass.set_bind_group(0, &self.frame, &[]);
        with.strokes.draw(pass, &self.grid);
        if self.hidden > 0.0 {
            // What is behind shows through the surface, which is blended over it.
            with.strokes.draw(pass, &self.paths);
        }
        if let Some(renderer) = &with.pipelines.surface {
            renderer.draw(pass, with.field, &self.mesh, self.hidden > 0.0);
        }
        if let (Some(renderer), Some(arrows)) = (&with.pipelines.surface_arrows, &self.arrows) {
            renderer.draw(pass, with.field, arrows);
        }
        with.strokes.draw_among(pass, &self.paths);
    }
}

impl ContourPanel {
    /// Lays the panel out in `area`; what is where it was in `old`, a panel of the same facts, stays.
    pub(super) fn new(
        with: Workshop<'_>,
        facts: &Facts,
        area: Rect,
        old: Option<&ContourPanel>,
        type_: &mut Typesetter,
        marks: &mut Vec<Mark>,
    ) -> ContourPanel {
        let scene = &facts.scene;
        let title = match (scene.view, facts.descends(), scene.descent.ascend) {
            (View::Surface | View::Contour | View::Curve, _, _) => "",
            (View::Both, false, _) if scene.basins.is_some() => "Basins of Attraction",
            (View::Both, false, _) => "Gradient Field",
            (View::Both, true, _) if facts.paths.is_empty() => "2D Contour Plot with Particles",
            (View::Both, true, false) => "2D Contour Plot with Gradient Descent Path",
            (View::Both, true, true) => "2D Contour Plot with Gradient Ascent Path",
        };
        let strip = panel_title_height(title, &facts.style, type_);
        let area = Rect { min: [area.min[0], area.min[1] + strip], ..area };
        let bar = facts.overlay_bar.clone().unwrap_or_else(|| contour_bar(facts));
        let Domain { x, y } = facts.domain;
        let names = facts.names(["X", "Y"]);
        let ranges = [AxisRange::linear(x, names[0]), AxisRange::linear(y, names[1])];
        let ratio = aspect_ratio(scene.contour.aspect, facts.domain);
        let axes = PlaneAxes::fit(area, ranges, ratio, Some(&bar), &facts.style, type_);
        axes.paint(ranges, &facts.style, type_, marks);
        let rect = axes.rect;
        if strip > 0.0 {
            panel_title(rect, area, title, &facts.style, type_, marks);
        }
        bar.paint(rect.max[0], [rect.min[1], rect.max[1]], &facts.style, type_, marks);
        let legend = legend(rect, emptiest_corner(facts), &facts.legend, &facts.style, type_, marks);
        arrow_key(facts, rect, axes.name_row(&facts.style, type_), type_, marks);
        let labels = match old.filter(|old| old.rect == rect) {
            Some(old) => old.labels.clone(),
            None if scene.contour.labels => {
                let taken: Vec<Rect> = legend.into_iter().chain(marked(facts, rect)).collect();
                contour_labels(facts, with.exact, rect, &taken, type_)
            }
            None => Vec::new(),
        };
        label_marks(&labels, &facts.style, marks);
        let world = World { domain: facts.domain, values: facts.values, half: Vec3::ONE };
        let size = Vec2::new(rect.width(), rect.height());
        let uniform = FrameUniform::new(&FrameParts {
            world: &world,
            field: with.field,
            norm: &facts.norm,
            clip_from_world: Mat4::from_scale(Vec3::new(1.0, 1.0, 0.0)),
            eye_in_world: Vec3::Z,
            light: scene.surface.light,
            alpha: 1.0,
            panel: size,
            mesh: [2, 2],
        });
        let is_open = matches!(scene.contour.levels, Levels::Count(_));
        let line_width = if facts.is_bare { 0.0 } else { facts.line_width() };
        let contours = with.pipelines.contour.as_ref().map(|renderer| {
            let levels: Vec<f64> = facts.levels.iter().map(|level| level - facts.offset).collect();
            renderer.prepare(with.gpu, &levels, &facts.bands, line_width, is_open)
        });
        let ink = Ink {
            arrows: facts.samples.as_ref().map(|samples| plane_arrows(facts, samples, &world, size)),
            strokes: [
                streamline_strokes(facts, with.exact, &world, false),
                probe_strokes(facts, &world, false),
                plane_paths(facts, &world, size),
                critical_marks(facts, &world, false),
            ]
            .concat(),
        };
        let (ink, kept) = match facts.is_bare {
            true => ink.split(),
            false => (ink, None),
        };
        let arrows = ink.arrows.zip(with.pipelines.plane_arrows.as_ref());
        let arrows = arrows.map(|((instances, style), renderer)| renderer.prepare(with.gpu, &instances, &style));
        ContourPanel {
            rect,
            pixels: PanelPixels::of(rect, scene.size),
            uniform,
            diagonal: size.length(),
            frame: with.frame.group(with.gpu, &uniform, [&facts.colormap, &facts.overlay]),
            contours,
            labels,
            arrows,
            paths: with.strokes.prepare(with.gpu, &ink.strokes),
            ink: kept,
        }
    }

    /// The part of it that a window on the picture shows, in the window's pixels.
    pub(super) fn seen_through(&self, window: PanelPixels, with: Workshop<'_>, facts: &Facts) -> Option<ContourPanel> {
        let (rect, uniform) = seen_through(window, self.rect, &self.uniform)?;
        let frame = with.frame.group(with.gpu, &uniform, [&facts.colormap, &facts.overlay]);
        Some(ContourPanel { rect, pixels: PanelPixels::of(rect, window.size), uniform, frame, ..self.clone() })
    }

    /// Where particles are drawn in it.
    pub(super) fn particles(&self) -> ParticlePanel<'_> {
        particle_panel(&self.frame, self.rect, self.pixels, self.diagonal)
    }

    /// Height of the frame's top in the picture, in pixels.
    pub(super) fn top(&self) -> f32 {
        self.rect.min[1]
    }

    /// Records the panel into a target of its own.
    pub(super) fn draw(&self, with: Tools<'_>, pass: &mut wgpu::RenderPass<'_>) {
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

fn particle_panel(frame: &wgpu::BindGroup, rect: Rect, pixels: PanelPixels, diagonal: f32) -> ParticlePanel<'_> {
    ParticlePanel { frame, corner: Vec2::from(rect.min), pixels, diagonal, hidden: None }
}

/// The corner of the contours (whether at the right, whether at the bottom) that trajectories and marked points leave free, or nearly.
fn emptiest_corner(facts: &Facts) -> [bool; 2] {
    let unit = Plane { rect: Rect::new(0.0, 0.0, 1.0, 1.0), domain: facts.domain };
    let visited = || facts.paths.iter().flat_map(|path| &path.visits).map(|visit| visit.point.as_slice());
    let marked = || facts.critical.iter().map(|found| found.point.as_slice());
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
fn marked(facts: &Facts, panel: Rect) -> Vec<Rect> {
    let plane = Plane { rect: panel, domain: facts.domain };
    let square = |point: &[f64], half: f32| {
        let at = plane.pixel([point[0], point[1]]);
        Rect { min: at, max: at }.grown(half * facts.style.scale)
    };
    let visited = facts.paths.iter().flat_map(|path| &path.visits).map(|visit| square(&visit.point, 6.0));
    let critical = facts.critical.iter().map(|found| square(&found.point, 9.0));
    let probed = facts.scene.probe.iter().map(|point| square(point, 40.0));
    visited.chain(critical).chain(probed).collect()
}

/// Maps clip space to a panel within the pixels that it touches.
fn set_panel(pass: &mut wgpu::RenderPass<'_>, rect: Rect, pixels: PanelPixels) {
    let size = pixels.size.map(|side| side as f32);
    // A panel that has no room left is a pixel.
    let corner = [0, 1].map(|axis| (rect.min[axis] - pixels.first[axis] as f32).clamp(0.0, size[axis] - 1.0));
    let [width, height] =
        [0, 1].map(|axis| (rect.max[axis] - rect.min[axis]).clamp(1.0, (size[axis] - corner[axis]).max(1.0)));
    pass.set_viewport(corner[0], corner[1], width, height, 0.0, 1.0);
}

/// Whether a unit of x is drawn as long as a unit of y.
fn keeps_aspect(aspect: Aspect, domain: Domain) -> bool {
    let [width, height] = domain.size().map(f64::abs);
    match aspect {
        Aspect::Auto => width < 5.0 * height && height < 5.0 * width,
        Aspect::Equal => true,
        Aspect::Fill => false,
    }
}

pub(super) fn aspect_ratio(aspect: Aspect, domain: Domain) -> Option<f32> {
    let [width, height] = domain.size().map(f64::abs);
    keeps_aspect(aspect, domain).then_some((height / width) as f32)
}

/// Half sizes of the box: as wide and deep as the domain, 4 : 4 : 3 for a square one as matplotlib has it.
fn box_half(domain: Domain, height_scale: f64) -> Vec3 {
    let [width, depth] = domain.size().map(f64::abs);
    let longer = width.max(depth);
    let [x, y] = match keeps_aspect(Aspect::Auto, domain) {
        true => [width / longer, depth / longer],
        false => [1.0, 1.0],
    };
    Vec3::new(x as f32, y as f32, (0.75 * height_scale) as f32)
}

/// Vertices of the mesh: one for about two pixels of the longest edge, which keeps it within a pixel of a finer one, and
/// no more than the grid has.
fn mesh_size(facts: &Facts, world: &World, camera: &Camera, panel: Vec2) -> [u32; 2] {
    let corners = corners(world.half).map(|corner| camera.project(corner, panel));
    let longest = |bit: usize| {
        let edges = (0..8)
            .filter(|corner| corner >> bit & 1 == 0)
            .map(|corner| corners[corner].distance(corners[corner | 1 << bit]));
        edges.fold(0.0, f32::max)
    };
    let most = if facts.is_coarse { COARSE } else { 2048 };
    let vertices =
        |axis: usize, nodes: usize| ((0.5 * longest(axis)) as u32).clamp(96, 2048).min(nodes as u32).clamp(2, most);
    [vertices(0, facts.grid.nx), vertices(1, facts.grid.ny)]
}

fn surface_bar(facts: &Facts) -> ColorBar {
    let [low, high] = facts.norm.limits;
    let values = if facts.norm.logarithmic { log_ticks(low, high, 8) } else { linear_ticks(low, high, 8) };
    ColorBar::new(&values, |value| facts.norm.position(value), |share| facts.scene.color.map.sample(share), "")
}

/// The bar of the bands: every band as high as its share of the levels, a tick at round levels.
fn contour_bar(facts: &Facts) -> ColorBar {
    let levels = &facts.levels;
    let ends = levels.first().zip(levels.last()).map_or([0.0, 1.0], |(&first, &last)| [first, last]);
    let norm = Norm { limits: ends, logarithmic: facts.norm.logarithmic };
    let share = |value: f64| norm.position(value) as f32;
    let colors = levels.iter().zip(&facts.bands).map(|(&level, &color)| (share(level), color)).collect();
    let stride = levels.len().div_ceil(11).max(1);
    // Of every few levels the one at 0, or the nearest to it, has a tick.
    let nearest = (0..levels.len()).min_by(|&a, &b| levels[a].abs().total_cmp(&levels[b].abs())).unwrap_or(0);
    let values: Vec<f64> = levels.iter().copied().skip(nearest % stride).step_by(stride).collect();
    ColorBar {
        colors,
        shares: values.iter().copied().map(share).collect(),
        labels: format_ticks(&values),
        name: String::new(),
    }
}
