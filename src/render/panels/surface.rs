//! The surface in its box, with its axes and its colour bar.

use glam::{Vec2, Vec3};

use super::context::{DrawContext, PrepareContext, particle_panel, set_panel};
use super::titles::panel_titles;
use crate::field::{Domain, Field, Kind};
use crate::gpu::{GpuError, UniformBinding};
use crate::render::data::detail::{pixels_upwards, seen_edges, strayed};
use crate::render::data::light::lines::surface_lines;
use crate::render::data::plot_data::PlotData;
use crate::render::data::probe::probe_strokes;
use crate::render::data::sheet::cuts::{CutMesh, Sheet};
use crate::render::data::sheet::fine::FineMap;
use crate::render::data::sheet::patches::{Fineness, TRIANGLES, patches};
use crate::render::data::streamlines::streamline_strokes;
use crate::render::data::trajectories::{critical_marks, draped_paths};
use crate::render::figure::annotation::{Mark, Rect};
use crate::render::figure::axes::box_axes::{Axes, margins};
use crate::render::figure::bar::ColorBar;
use crate::render::figure::camera::{Camera, Margins, corners};
use crate::render::figure::layout::keeps_aspect;
use crate::render::figure::layout::{Style, legend, legend_room, panel_title, panel_title_height};
use crate::render::figure::text::Typesetter;
use crate::render::figure::world::World;
use crate::render::particles::ParticlePanel;
use crate::render::passes::arrows::ArrowDraw;
use crate::render::passes::frame::{FrameParts, FrameUniform, fine_texture, seen_through};
use crate::render::passes::splat::PanelPixels;
use crate::render::passes::strokes::{StrokeDraw, StrokePlace};
use crate::render::passes::surface::SurfaceDraw;
use crate::render::passes::surface::{CELLS, PatchInstance};
use crate::scene::{Aspect, BoxAspect, View};

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
    /// Vertices along x and y of the mesh at rest that it was told by.
    fine_for: [u32; 2],
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

/// The most vertices along a side of a mesh that moves. A software adapter shades 4 × 4 pixels for every triangle that has one
/// of them, so that smaller triangles would cost more than what they show.
const COARSE: u32 = 48;
/// The most vertices along a side of a mesh that is seen whole, and the most cells along a side of one that is seen near.
const FINEST: u32 = 2048;
const FINEST_NEAR: u32 = 1 << 16;
/// Pixels of a cell of the mesh.
const PIXELS_PER_CELL: f32 = 2.0;

/// The widest area of a surface alone, relative to its height, so that the colour bar stays near.
const SURFACE_WIDTH: f32 = 1.5;

/// The title of the panel, and what is below it.
struct Strip {
    title: String,
    below: Rect,
}

impl Strip {
    fn new(plot_data: &PlotData, area: Rect, typesetter: &mut Typesetter) -> Strip {
        let [title, _] = panel_titles(plot_data);
        let strip = panel_title_height(&title, area.width(), &plot_data.style, typesetter);
        Strip { title, below: Rect { min: [area.min[0], area.min[1] + strip], ..area } }
    }
}

/// The box as it is seen, beside its bar.
struct Seen {
    rect: Rect,
    world: World,
    camera: Camera,
    axes: Axes,
    /// That of the surface, and that of arrows where no contours have it.
    bars: Vec<ColorBar>,
}

impl Seen {
    /// Fits the box and its labels into an area.
    fn new(plot_data: &PlotData, below: Rect, typesetter: &mut Typesetter) -> Seen {
        let (scene, style) = (&plot_data.scene, &plot_data.style);
        let area = below.narrowed(SURFACE_WIDTH * below.height());
        let bar = || plot_data.overlay_bar.clone().unwrap_or_else(|| surface_bar(plot_data));
        // Beside contours the bars of arrows and particles stand there.
        let further = if scene.view == View::Surface { plot_data.further_bars() } else { Vec::new() };
        let bars: Vec<ColorBar> = match style.has_room_for_bar(below) {
            true => std::iter::once(bar()).chain(further.into_iter().cloned()).collect(),
            false => Vec::new(),
        };
        let room: f32 = bars.iter().map(|bar| bar.room(style, typesetter)).sum();
        // Beside contours the legend stands there.
        let words = match scene.view {
            View::Surface => legend_room(below, &plot_data.legend, style, typesetter),
            _ => 0.0,
        };
        let room = room + words;
        let rect = Rect { max: [area.max[0] - room, area.max[1]], ..area };
        let world = World { domain: plot_data.domain, values: plot_data.values, half: box_half(plot_data) };
        let names = plot_data.names(["X", "Y"]);
        let names = [names[0], names[1], scene.labels.z.as_deref().unwrap_or("Z")];
        let size = Vec2::new(rect.width().max(1.0), rect.height().max(1.0));
        let look = |room: Margins, typesetter: &mut Typesetter| {
            let camera = Camera::orbit(scene.camera, world.half, size, room);
            let axes = Axes::new(&world, &camera, names, rect, style, typesetter);
            Seen { rect, world, camera, axes, bars: Vec::new() }
        };
        let room = margins(&world, names[2], style, typesetter);
        let first = look(room, typesetter);
        let second = look(first.tightened(room, style, typesetter), typesetter);
        // Letters that lost their place are worth more than a larger box.
        let seen = if second.labels() >= first.labels() { second } else { first };
        Seen { bars, ..seen }
    }

    /// How many labels there are.
    fn labels(&self) -> usize {
        self.axes.marks.iter().filter(|mark| matches!(mark, Mark::Text(_))).count()
    }

    /// What the box and its labels cover.
    fn bounds(&self, typesetter: &mut Typesetter) -> Rect {
        let size = Vec2::new(self.rect.width().max(1.0), self.rect.height().max(1.0));
        let ends = corners(self.world.half).map(|corner| self.camera.project(corner, size) + Vec2::from(self.rect.min));
        let low = ends.into_iter().fold(Vec2::INFINITY, Vec2::min);
        let high = ends.into_iter().fold(Vec2::NEG_INFINITY, Vec2::max);
        let mut all = Rect { min: low.to_array(), max: high.to_array() };
        for mark in &self.axes.marks {
            if let Mark::Text(text) = mark {
                let Rect { min, max } = text.bounds(typesetter.measure(&text.text, text.size));
                all.min = [all.min[0].min(min[0]), all.min[1].min(min[1])];
                all.max = [all.max[0].max(max[0]), all.max[1].max(max[1])];
            }
        }
        all
    }

    /// The margins without what the labels left free of them.
    fn tightened(&self, room: Margins, style: &Style, typesetter: &mut Typesetter) -> Margins {
        let bounds = self.bounds(typesetter);
        let least = style.tick();
        let free = |margin: f32, free: f32| (margin - free.max(0.0)).max(least);
        Margins {
            left: free(room.left, bounds.min[0] - self.rect.min[0] - style.line),
            right: free(room.right, self.rect.max[0] - bounds.max[0] - style.line),
            top: free(room.top, bounds.min[1] - self.rect.min[1] - style.line),
            bottom: free(room.bottom, self.rect.max[1] - bounds.max[1] - style.line),
        }
    }
}

impl SurfacePanel {
    /// Whether means are drawn somewhere.
    pub(crate) fn is_fine(&self) -> bool {
        self.fine_map.is_some()
    }

    /// How high it is with its title and its labels, of the area that it may have.
    pub(crate) fn needed(plot_data: &PlotData, area: Rect, typesetter: &mut Typesetter) -> f32 {
        let strip = Strip::new(plot_data, area, typesetter);
        let seen = Seen::new(plot_data, strip.below, typesetter);
        let bounds = seen.bounds(typesetter);
        // A camera that was put somewhere shows the box as large as it is there.
        let height = match plot_data.scene.camera.distance {
            Some(_) => strip.below.height(),
            None => bounds.height() + 2.0 * plot_data.style.line,
        };
        strip.below.min[1] - area.min[1] + height
    }

    /// Lays the panel out in `area`, in place of an old one; beside contours, whose frame with and without what stands above it
    /// is `beside`, its title and its bar are as high as theirs.
    pub(crate) fn new(
        with: PrepareContext<'_>,
        plot_data: &PlotData,
        area: Rect,
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
        let Seen { rect, world, camera, axes, bars } = Seen::new(plot_data, below, typesetter);
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
        if scene.view == View::Surface {
            // Beside contours the legend stands there.
            legend([rect, below], [false, false], &plot_data.legend, &plot_data.style, typesetter, marks);
        }
        let resting = mesh_size(plot_data, with.exact, &world, &camera, size);
        let mesh = if plot_data.is_coarse { resting.map(|vertices| vertices.min(COARSE)) } else { resting };
        // What does not depend on the camera is that of an old panel of the same values.
        let of_same = old.filter(|_| !with.stale.is_drawn_again());
        // Where f is finer than pixels is told by those of the mesh at rest, and told anew when it comes to rest.
        let is_told = |old: &&SurfacePanel| old.world == world && (plot_data.is_coarse || old.fine_for == resting);
        let (fine, fine_for) = match of_same.filter(is_told) {
            Some(old) => (old.fine_map.clone(), old.fine_for),
            None => {
                let pixels = resting.map(|vertices| PIXELS_PER_CELL * vertices as f32);
                (FineMap::of(with.exact, plot_data.domain, pixels, world.values), resting)
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
        let [low, high] = plot_data.values.map(|value| value - plot_data.offset);
        // The grid of the range may step over the extremes a little; what is far out has no place in the box.
        let slack =
            plot_data.goes_beyond(plot_data.values).map(|is_cut| if is_cut { 0.0 } else { 0.02 * (high - low) });
        uniform.bounds[..2].copy_from_slice(&[(low - slack[0]) as f32, (high + slack[1]) as f32]);
        let arrows = plot_data.quiver.as_ref().zip(with.pipelines.surface_arrows.as_ref()).map(|(quiver, renderer)| {
            let (instances, style) = quiver.on_surface(plot_data.offset, &world);
            renderer.prepare(with.gpu, &instances, &style, old.and_then(|old| old.arrows.as_ref()))
        });
        let patches = mesh_patches(plot_data, with, &world, &uniform, mesh, fine.as_ref());
        let [low, high] = [uniform.bounds[0], uniform.bounds[1]].map(|bound| f64::from(bound) + plot_data.offset);
        let sheet = Sheet { field: with.exact, world: &world, bounds: [low, high] };
        let scale = plot_data.style.scale;
        let paths = match of_same.filter(|old| (old.world, old.scale) == (world, scale)) {
            Some(old) => old.paths.clone(),
            None => {
                let strokes = [
                    surface_lines(plot_data, with.exact, &world),
                    streamline_strokes(plot_data, with.exact, &world, true),
                    probe_strokes(plot_data, &world, true),
                    draped_paths(plot_data, with.exact, &world),
                    critical_marks(plot_data, &world, true),
                ];
                with.strokes.prepare(with.gpu, &strokes.concat(), old.map(|old| &old.paths))
            }
        };
        let fine_view = match of_same.filter(|old| old.fine_map == fine) {
            Some(old) => old.fine.clone(),
            None => fine_texture(with.gpu, fine.as_ref().map(FineMap::parts), old.map(|old| &old.fine)),
        };
        let mesh = match of_same.filter(|old| old.mesh.patches == patches && old.world == world) {
            Some(old) => old.mesh.clone(),
            None => {
                let CutMesh { patches: left, triangles } = sheet.cut(patches.clone());
                SurfaceDraw::new(with.gpu, patches, &left, &triangles, old.map(|old| &old.mesh))
            }
        };
        if let Some(renderer) = &with.pipelines.surface {
            renderer.build_for(with.gpu, with.frame, with.field, &mesh, fine.is_some())?;
        }
        Ok(SurfacePanel {
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
            grid: with.strokes.prepare(with.gpu, &axes.grid, old.map(|old| &old.grid)),
            fine_for,
            mesh,
            scale,
            hidden: 1.0 - scene.surface.alpha as f32,
            arrows,
            paths,
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
            renderer.draw(pass, with.field, &self.mesh, self.hidden > 0.0, self.is_fine());
        }
        if let (Some(renderer), Some(arrows)) = (&with.pipelines.surface_arrows, &self.arrows) {
            renderer.draw(pass, with.field, arrows);
        }
        if self.hidden > 0.0 {
            with.strokes.draw(pass, &self.paths, StrokePlace::Through);
        }
        with.strokes.draw(pass, &self.paths, StrokePlace::Among);
    }
}

/// Half sizes of the box, the longest of which is 1 unless it is made higher: as wide and deep as the domain where nothing
/// else is said, 4 : 4 : 3 for a square one as matplotlib has it.
fn box_half(plot_data: &PlotData) -> Vec3 {
    let (domain, surface) = (plot_data.domain, &plot_data.scene.surface);
    let [width, depth] = domain.size().map(f64::abs);
    let sides = match surface.box_aspect {
        BoxAspect::Ratio(sides) => sides,
        BoxAspect::Equal => {
            let [low, high] = plot_data.values;
            [width * plot_data.metres[0], depth * plot_data.metres[1], high - low]
        }
        BoxAspect::Auto if keeps_aspect(Aspect::Auto, domain) => {
            let longer = width.max(depth);
            [width / longer, depth / longer, 0.75]
        }
        BoxAspect::Auto => [1.0, 1.0, 0.75],
    };
    let longest = if surface.box_aspect == BoxAspect::Auto { 1.0 } else { sides.into_iter().fold(0.0, f64::max) };
    // A side that is nothing beside the others would have no place for what lies along it.
    let [x, y, z] = sides.map(|side| (side / longest).max(1e-3));
    Vec3::new(x as f32, y as f32, (z * surface.height_scale) as f32)
}

/// Vertices along x and y of the mesh at rest of a domain that is seen whole: one for about two pixels of the longest edge, which
/// keeps it within a pixel of a finer one, and no more than samples have.
fn mesh_size(plot_data: &PlotData, field: &Field, world: &World, camera: &Camera, panel: Vec2) -> [u32; 2] {
    let corners = corners(world.half).map(|corner| camera.project(corner, panel));
    let longest = |bit: usize| {
        let edges = (0..8)
            .filter(|corner| corner >> bit & 1 == 0)
            .map(|corner| corners[corner].distance(corners[corner | 1 << bit]));
        // Of what is nearer than that, parts are seen.
        edges.fold(0.0, f32::max).min(panel.length())
    };
    let vertices = |axis: usize, nodes: u32| {
        ((longest(axis) / PIXELS_PER_CELL) as u32).clamp(96, FINEST).min(nodes).clamp(2, FINEST)
    };
    let [columns, rows] = nodes(plot_data, field);
    [vertices(0, columns), vertices(1, rows)]
}

/// The most nodes of a mesh along x and y: those of a grid of samples, while a formula has values between any two.
fn nodes(plot_data: &PlotData, field: &Field) -> [u32; 2] {
    match field.kind() {
        Kind::Formula(_) => [FINEST_NEAR; 2],
        Kind::Function(_) | Kind::Samples(_) | Kind::Raster(_) => [plot_data.grid.nx as u32, plot_data.grid.ny as u32],
    }
}

/// The patches of the mesh.
fn mesh_patches(
    plot_data: &PlotData,
    with: PrepareContext<'_>,
    world: &World,
    uniform: &FrameUniform,
    mesh: [u32; 2],
    fine: Option<&FineMap>,
) -> Vec<PatchInstance> {
    let finest = if plot_data.is_coarse { mesh } else { nodes(plot_data, with.exact) };
    let fineness = Fineness {
        cells: mesh.map(|vertices| vertices - 1),
        finest: finest.map(|nodes| (nodes - 1).min(FINEST_NEAR)),
        pixels: PIXELS_PER_CELL,
        most: with.gpu.detail.triangles / TRIANGLES,
    };
    let Vec3 { x: half_x, y: half_y, z: half_z } = world.half;
    let place = |[first, last]: [f32; 2], half: f32| [(2.0 * first - 1.0) * half, (2.0 * last - 1.0) * half];
    let at = |[first, last]: [f64; 2], fraction: f32| first + (last - first) * f64::from(fraction);
    let part = |x: [f32; 2], y: [f32; 2]| Domain {
        x: x.map(|fraction| at(world.domain.x, fraction)),
        y: y.map(|fraction| at(world.domain.y, fraction)),
    };
    let edges = |x: [f32; 2], y: [f32; 2]| {
        let Domain { x: along, y: up } = world.domain;
        let part = part(x, y);
        // A raster knows how high each part is; a formula's may be as high as the box.
        let heights = match with.field.bounds(part) {
            Some(range) => range.map(|f| world.place(along[0], up[0], f).z.clamp(-half_z, half_z)),
            None => [-half_z, half_z],
        };
        seen_edges(uniform, place(x, half_x), place(y, half_y), heights)
    };
    let stray = |x: [f32; 2], y: [f32; 2]| {
        let is_mean = fine.is_some_and(|map| map.covers(x, y));
        if plot_data.is_coarse || is_mean || !matches!(with.exact.kind(), Kind::Formula(_)) {
            return 0.0;
        }
        let middle = [place(x, half_x), place(y, half_y)].map(|[first, last]| 0.5 * (first + last));
        let per_f = world.per_unit()[2].abs() * f64::from(pixels_upwards(uniform, middle));
        let bounds = [uniform.bounds[0], uniform.bounds[1]].map(|bound| f64::from(bound) + plot_data.offset);
        (strayed(with.exact, part(x, y), CELLS, bounds) * per_f) as f32
    };
    patches(&fineness, edges, stray)
}

fn surface_bar(plot_data: &PlotData) -> ColorBar {
    let norm = &plot_data.norm;
    let map = plot_data.scene.color.colormap();
    let name = plot_data.scene.labels.z.as_deref().unwrap_or_default();
    let bar = ColorBar::new(&norm.ticks(8), |value| norm.position(value), |fraction| map.sample(fraction), name);
    ColorBar { extends: plot_data.goes_beyond(norm.limits), ..bar }
}
