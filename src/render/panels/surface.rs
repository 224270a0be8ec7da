//! The surface in its box, with its axes and its colour bar.

use glam::{Vec2, Vec3};

use super::context::{DrawContext, PrepareContext, particle_panel, set_panel};
use crate::field::Domain;
use crate::render::data::detail::seen_edges;
use crate::render::data::patches::{Fineness, TRIANGLES, patches};
use crate::render::data::plot_data::PlotData;
use crate::render::data::probe::probe_strokes;
use crate::render::data::quiver::arrow_bar;
use crate::render::data::streamlines::streamline_strokes;
use crate::render::data::trajectories::{critical_marks, draped_paths};
use crate::render::figure::annotation::{Mark, Rect};
use crate::render::figure::axes::{Axes, margins};
use crate::render::figure::bar::ColorBar;
use crate::render::figure::camera::{Camera, corners};
use crate::render::figure::layout::keeps_aspect;
use crate::render::figure::layout::{legend, panel_title, panel_title_height};
use crate::render::figure::text::Typesetter;
use crate::render::figure::ticks::{linear_ticks, log_ticks};
use crate::render::figure::world::World;
use crate::render::particles::ParticlePanel;
use crate::render::passes::arrows::ArrowDraw;
use crate::render::passes::frame::seen_through;
use crate::render::passes::frame::{FrameParts, FrameUniform};
use crate::render::passes::splat::PanelPixels;
use crate::render::passes::strokes::StrokeDraw;
use crate::render::passes::surface::PatchInstance;
use crate::render::passes::surface::SurfaceDraw;
use crate::scene::{Aspect, View};

/// The surface in its box.
#[derive(Clone, Debug)]
pub(crate) struct SurfacePanel {
    pub(crate) rect: Rect,
    pub(crate) pixels: PanelPixels,
    pub(crate) world: World,
    pub(crate) camera: Camera,
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

/// The most vertices along a side of a mesh that turns, which a software adapter draws in some milliseconds.
const COARSE: u32 = 80;
/// The most vertices along a side of a mesh that is seen whole, and the most cells along a side of one that is seen near.
const FINEST: u32 = 2048;
const FINEST_NEAR: u32 = 1 << 16;
/// Pixels of a cell of the mesh.
const PIXELS_PER_CELL: f32 = 2.0;

/// The widest area of a surface alone, relative to its height, so that the colour bar stays near.
const SURFACE_WIDTH: f32 = 1.5;

impl SurfacePanel {
    /// Lays the panel out in `area`; beside contours its title stands above `top`, as theirs does. What does not depend on
    /// the camera is that of `old`, a panel of the same plot_data.
    pub(crate) fn new(
        with: PrepareContext<'_>,
        plot_data: &PlotData,
        area: Rect,
        top: Option<f32>,
        old: Option<&SurfacePanel>,
        typesetter: &mut Typesetter,
        marks: &mut Vec<Mark>,
    ) -> SurfacePanel {
        let scene = &plot_data.scene;
        let title = match (scene.view, plot_data.descends(), scene.descent.ascend) {
            (View::Surface | View::Contour | View::Curve | View::Loss, _, _) => "",
            (View::Both, false, _) => "3D Surface Plot",
            (View::Both, true, false) => "3D Gradient Descent Visualization",
            (View::Both, true, true) => "3D Gradient Ascent Visualization",
        };
        let own_top = area.min[1] + panel_title_height(title, &plot_data.style, typesetter);
        // Side by side the title stands as high as that of the contours; above them it has its own place.
        let top = top.filter(|&top| top < area.max[1]).unwrap_or(own_top);
        let below = Rect { min: [area.min[0], top], ..area };
        if !title.is_empty() {
            panel_title(below, area, title, &plot_data.style, typesetter, marks);
        }
        let area = below.narrowed(SURFACE_WIDTH * below.height());
        let bar = plot_data.overlay_bar.clone().unwrap_or_else(|| surface_bar(plot_data));
        // Beside contours the bar of the arrows stands there.
        let bar_of_arrows = arrow_bar(plot_data).filter(|_| scene.view == View::Surface);
        let beside = bar_of_arrows.map_or(0.0, |bar| bar.room(&plot_data.style, typesetter));
        let right = area.max[0] - bar.room(&plot_data.style, typesetter) - beside;
        let rect = Rect { max: [right, area.max[1]], ..area };
        let (middle, reach) = (rect.center()[1], 0.28 * rect.height());
        bar.paint(rect.max[0], [middle - reach, middle + reach], &plot_data.style, typesetter, marks);
        if let Some(bar) = bar_of_arrows {
            bar.paint(area.max[0] - beside, [middle - reach, middle + reach], &plot_data.style, typesetter, marks);
        }
        let world = World {
            domain: plot_data.domain,
            values: scene.surface.z.unwrap_or(plot_data.values),
            half: box_half(plot_data.domain, scene.surface.height_scale),
        };
        let size = Vec2::new(rect.width().max(1.0), rect.height().max(1.0));
        let names = plot_data.names(["X", "Y"]);
        let names = [names[0], names[1], scene.labels.z.as_deref().unwrap_or("Z")];
        let room = margins(&world, names[2], &plot_data.style, typesetter);
        let camera = Camera::orbit(scene.camera, world.half, size, room);
        let axes = Axes::new(&world, &camera, names, rect, &plot_data.style, typesetter);
        marks.extend(axes.marks);
        if scene.view == View::Surface {
            // Beside contours the legend stands there.
            legend(rect, [false, false], &plot_data.legend, &plot_data.style, typesetter, marks);
        }
        let mesh = mesh_size(plot_data, &world, &camera, size);
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
        if scene.surface.z.is_none() {
            // The grid of the range may step over the extremes a little; what is far out has no place in the box.
            let [low, high] = plot_data.values.map(|value| value - plot_data.offset);
            let slack = 0.02 * (high - low);
            uniform.bounds[..2].copy_from_slice(&[(low - slack) as f32, (high + slack) as f32]);
        }
        let arrows = plot_data.quiver.as_ref().zip(with.pipelines.surface_arrows.as_ref()).map(|(quiver, renderer)| {
            let (instances, style) = quiver.on_surface(plot_data.offset, &world);
            renderer.prepare(with.gpu, &instances, &style)
        });
        let patches = mesh_patches(plot_data, with, &world, &uniform, mesh);
        let scale = plot_data.style.scale;
        let paths = match old.filter(|old| (old.world, old.scale) == (world, scale)) {
            Some(old) => old.paths.clone(),
            None => {
                let strokes = [
                    streamline_strokes(plot_data, with.exact, &world, true),
                    probe_strokes(plot_data, &world, true),
                    draped_paths(plot_data, with.exact, &world),
                    critical_marks(plot_data, &world, true),
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
            frame: with.frame.group(with.gpu, &uniform, [&plot_data.colormap, &plot_data.overlay]),
            grid: with.strokes.prepare(with.gpu, &axes.grid),
            mesh: match old.filter(|old| old.mesh.patches == patches) {
                Some(old) => old.mesh.clone(),
                None => SurfaceDraw::new(with.gpu, patches),
            },
            scale,
            hidden: 1.0 - scene.surface.alpha as f32,
            arrows,
            paths,
        }
    }

    /// The part of it that a window on the picture shows, in the window's pixels.
    pub(crate) fn seen_through(
        &self,
        window: PanelPixels,
        with: PrepareContext<'_>,
        plot_data: &PlotData,
    ) -> Option<SurfacePanel> {
        let (rect, uniform) = seen_through(window, self.rect, &self.uniform)?;
        let frame = with.frame.group(with.gpu, &uniform, [&plot_data.colormap, &plot_data.overlay]);
        Some(SurfacePanel { rect, pixels: PanelPixels::of(rect, window.size), uniform, frame, ..self.clone() })
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
        if self.hidden > 0.0 {
            with.strokes.draw_through(pass, &self.paths);
        }
        with.strokes.draw_among(pass, &self.paths);
    }
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

/// Vertices along x and y of the mesh of a domain that is seen whole: one for about two pixels of the longest edge, which
/// keeps it within a pixel of a finer one, and no more than the grid has.
fn mesh_size(plot_data: &PlotData, world: &World, camera: &Camera, panel: Vec2) -> [u32; 2] {
    let corners = corners(world.half).map(|corner| camera.project(corner, panel));
    let longest = |bit: usize| {
        let edges = (0..8)
            .filter(|corner| corner >> bit & 1 == 0)
            .map(|corner| corners[corner].distance(corners[corner | 1 << bit]));
        // Of what is nearer than that, parts are seen.
        edges.fold(0.0, f32::max).min(panel.length())
    };
    let most = if plot_data.is_coarse { COARSE } else { FINEST };
    let vertices = |axis: usize, nodes: usize| {
        ((longest(axis) / PIXELS_PER_CELL) as u32).clamp(96, FINEST).min(nodes as u32).clamp(2, most)
    };
    [vertices(0, plot_data.grid.nx), vertices(1, plot_data.grid.ny)]
}

/// The patches of the mesh.
fn mesh_patches(
    plot_data: &PlotData,
    with: PrepareContext<'_>,
    world: &World,
    uniform: &FrameUniform,
    mesh: [u32; 2],
) -> Vec<PatchInstance> {
    let nodes = [plot_data.grid.nx, plot_data.grid.ny].map(|nodes| nodes as u32);
    let finest = if plot_data.is_coarse { mesh } else { nodes };
    let fineness = Fineness {
        cells: mesh.map(|vertices| vertices - 1),
        finest: finest.map(|nodes| (nodes - 1).min(FINEST_NEAR)),
        pixels: PIXELS_PER_CELL,
        most: with.gpu.detail.triangles / TRIANGLES,
    };
    let Vec3 { x: half_x, y: half_y, z: half_z } = world.half;
    let place = |[first, last]: [f32; 2], half: f32| [(2.0 * first - 1.0) * half, (2.0 * last - 1.0) * half];
    let at = |[first, last]: [f64; 2], fraction: f32| first + (last - first) * f64::from(fraction);
    patches(&fineness, |x, y| {
        let Domain { x: along, y: up } = world.domain;
        let part = Domain { x: x.map(|fraction| at(along, fraction)), y: y.map(|fraction| at(up, fraction)) };
        // A raster knows how high each part is; a formula's may be as high as the box.
        let heights = match with.field.bounds(part) {
            Some(range) => range.map(|f| world.place(along[0], up[0], f).z.clamp(-half_z, half_z)),
            None => [-half_z, half_z],
        };
        seen_edges(uniform, place(x, half_x), place(y, half_y), heights)
    })
}

fn surface_bar(plot_data: &PlotData) -> ColorBar {
    let [low, high] = plot_data.norm.limits;
    let values = if plot_data.norm.logarithmic { log_ticks(low, high, 8) } else { linear_ticks(low, high, 8) };
    ColorBar::new(
        &values,
        |value| plot_data.norm.position(value),
        |fraction| plot_data.scene.color.map.sample(fraction),
        "",
    )
}
