//! Preparing a picture: ranges, levels, layout, and everything the panels draw.

use glam::{Mat4, Vec2, Vec3};

use super::annotation::{Mark, Rect};
use super::arrows::{ArrowDraw, ArrowInstance, ArrowRenderer, ArrowUniform};
use super::axes::Axes;
use super::camera::{Camera, Margins};
use super::contour::{ContourDraw, ContourRenderer, band_colors};
use super::frame::{FrameLayout, FrameParts, FrameUniform, Norm, World, colormap_texture};
use super::layout::{ColorBar, Ink, PlaneAxes, areas, panel_title};
use super::pipeline::{COLOR_FORMAT, DEPTH_FORMAT, SAMPLES};
use super::strokes::{Stroke, StrokeDraw, StrokeRenderer};
use super::surface::{SurfaceDraw, SurfaceRenderer};
use super::text::{AnnotationRenderer, Typesetter};
use super::ticks::{contour_levels, format_ticks, linear_ticks, log_levels, log_ticks};
use crate::compute::{Evaluator, GpuField, GpuFieldError, Range};
use crate::descent::{self, Optimizer, OptimizerError, Visit};
use crate::expr::Order;
use crate::field::{Domain, DomainError, Field, Grid};
use crate::gpu::{Gpu, GpuError};
use crate::scene::{Arrows, Aspect, ColorScale, Levels, MAX_LEVELS, Scene, View};

/// Why a scene cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The device.
    #[error(transparent)]
    Gpu(#[from] GpuError),
    /// The field on the device.
    #[error(transparent)]
    Field(#[from] GpuFieldError),
    /// The ranges.
    #[error(transparent)]
    Domain(#[from] DomainError),
    /// The optimizer.
    #[error(transparent)]
    Optimizer(#[from] OptimizerError),
    /// Not one node of the grid has a finite value.
    #[error("the field has no finite value on x {x0},{x1} and y {y0},{y1}; give another domain with --x and --y", x0 = .0.x[0], x1 = .0.x[1], y0 = .0.y[0], y1 = .0.y[1])]
    NoValue(Domain),
    /// A logarithmic scale of values that are not above 0.
    #[error("a logarithmic colour scale needs values above 0, and the field has none here; use --color-scale linear")]
    NothingPositive,
    /// A logarithmic scale whose limits are not above 0.
    #[error("--clim {0},{1} does not fit a logarithmic colour scale; give limits above 0")]
    LogLimits(f64, f64),
    /// A trajectory begins where the field has no value.
    #[error("the field has no value and gradient at the start {0},{1}; give another --from")]
    Start(f64, f64),
}

/// What outlives any picture. It lives as long as the device.
#[derive(Debug)]
pub struct Renderer<'a> {
    gpu: &'a Gpu,
    frame: FrameLayout,
    strokes: StrokeRenderer,
    annotations: AnnotationRenderer,
    typesetter: Typesetter,
}

/// One picture, ready to be drawn at its size.
#[derive(Debug)]
pub struct Picture {
    size: [u32; 2],
    background: [u8; 3],
    field: GpuField,
    surface: Option<SurfacePanel>,
    contour: Option<ContourPanel>,
    marks: Vec<Mark>,
}

#[derive(Debug)]
struct SurfacePanel {
    rect: Rect,
    frame: wgpu::BindGroup,
    grid: StrokeDraw,
    renderer: SurfaceRenderer,
    mesh: SurfaceDraw,
    translucent: bool,
    arrows: Option<(ArrowRenderer, ArrowDraw)>,
    paths: StrokeDraw,
}

#[derive(Debug)]
struct ContourPanel {
    rect: Rect,
    frame: wgpu::BindGroup,
    renderer: ContourRenderer,
    contours: ContourDraw,
    arrows: Option<(ArrowRenderer, ArrowDraw)>,
    paths: StrokeDraw,
}

/// What all steps of preparing a picture read.
struct Facts<'a> {
    scene: &'a Scene,
    field: &'a Field,
    domain: Domain,
    grid: Grid,
    ink: Ink,
    /// The range of f, wider than a point.
    values: [f64; 2],
    norm: Norm,
    levels: Vec<f64>,
    bands: Vec<[u8; 3]>,
    colormap: wgpu::TextureView,
    paths: Vec<Vec<Visit>>,
    /// ∇f and f at the tails of the arrows, by rows.
    samples: Option<Vec<Vec<f32>>>,
}

/// The colour of trajectories, matplotlib's `r`.
const PATH_COLOR: [f32; 4] = [0.90, 0.0, 0.04, 1.0];

impl<'a> Renderer<'a> {
    /// Builds what every picture needs.
    pub fn new(gpu: &'a Gpu) -> Result<Renderer<'a>, GpuError> {
        let frame = FrameLayout::new(gpu);
        let strokes = StrokeRenderer::new(gpu, &frame)?;
        let annotations = AnnotationRenderer::new(gpu);
        gpu.check()?;
        Ok(Renderer { gpu, frame, strokes, annotations, typesetter: Typesetter::default() })
    }

    /// Computes, lays out and uploads everything that the scene's picture draws.
    pub fn prepare(&mut self, scene: &Scene, field: &Field) -> Result<Picture, RenderError> {
        let [width, height] = scene.size;
        let most = self.gpu.adapter.max_texture_side;
        if width.max(height) > most {
            let limit = format!("{most} pixels a side");
            return Err(GpuError::Limit {
                what: format!("a picture of {width}x{height}"),
                limit,
                remedy: "give a smaller --size",
            }
            .into());
        }
        let gpu_field = GpuField::new(self.gpu, field)?;
        let facts = self.facts(scene, field, &gpu_field)?;
        let mut marks = Vec::new();
        let title = scene.title.clone().unwrap_or_else(|| field.name().to_owned());
        let areas = areas(scene.size, scene.view, &title, &facts.ink, &mut self.typesetter, &mut marks);
        let surface = match areas.surface {
            Some(area) => Some(self.surface_panel(&facts, &gpu_field, area, &mut marks)?),
            None => None,
        };
        let contour = match areas.contour {
            Some(area) => Some(self.contour_panel(&facts, &gpu_field, area, &mut marks)?),
            None => None,
        };
        self.gpu.check()?;
        Ok(Picture { size: scene.size, background: facts.ink.background, field: gpu_field, surface, contour, marks })
    }

    fn facts<'s>(&self, scene: &'s Scene, field: &'s Field, gpu_field: &GpuField) -> Result<Facts<'s>, RenderError> {
        let domain = scene.domain(field).checked()?;
        let [nx, ny] = scene.grid.unwrap_or(field.default_grid());
        let grid = Grid { nx, ny, domain };
        let mut evaluator = Evaluator::new(self.gpu, gpu_field);
        let range = evaluator.range(&grid)?;
        if range.finite == 0 {
            return Err(RenderError::NoValue(domain));
        }
        let samples = match shows_arrows(scene) {
            true => Some(evaluator.sample(&arrow_grid(scene, domain), Order::Gradient)?),
            false => None,
        };
        let values = widened(range.min, range.max);
        let logarithmic = scene.color.scale == ColorScale::Log;
        let levels = levels(scene, &range, values)?;
        let limits = match scene.color.limits {
            Some([low, high]) if logarithmic && low <= 0.0 => return Err(RenderError::LogLimits(low, high)),
            Some(limits) => limits,
            None if logarithmic => match range.min_positive {
                Some(least) if least < range.max => [least, range.max],
                Some(least) => [least, least * 10.0],
                None => return Err(RenderError::NothingPositive),
            },
            None => values,
        };
        let bands = band_colors(&levels, scene.color.map, logarithmic, scene.color.limits);
        Ok(Facts {
            scene,
            field,
            domain,
            grid,
            ink: Ink::of(scene.theme),
            values,
            norm: Norm { limits, logarithmic },
            levels,
            bands,
            colormap: colormap_texture(self.gpu, scene.color.map),
            paths: paths(scene, field)?,
            samples,
        })
    }

    fn surface_panel(
        &mut self,
        facts: &Facts<'_>,
        gpu_field: &GpuField,
        area: Rect,
        marks: &mut Vec<Mark>,
    ) -> Result<SurfacePanel, RenderError> {
        let (gpu, scene, type_) = (self.gpu, facts.scene, &mut self.typesetter);
        let title = if facts.paths.is_empty() { "3D Surface Plot" } else { "3D Gradient Descent Visualization" };
        let title = if scene.view == View::Both { title } else { "" };
        let area = panel_title(area, title, &facts.ink, type_, marks);
        let bar = surface_bar(facts);
        let rect = Rect { max: [area.max[0] - bar.room(type_), area.max[1]], ..area };
        let middle = 0.5 * (rect.min[1] + rect.max[1]);
        let reach = 0.28 * rect.height();
        bar.paint(rect.max[0], [middle - reach, middle + reach], &facts.ink, type_, marks);
        let world = World {
            domain: facts.domain,
            values: scene.surface.z.unwrap_or(facts.values),
            half: box_half(facts.domain, scene.surface.height_scale),
        };
        let size = Vec2::new(rect.width().max(1.0), rect.height().max(1.0));
        let style = scene.camera;
        let margins = Margins { left: 52.0, right: 58.0, top: 14.0, bottom: 52.0 };
        let camera = Camera::orbit(style.azimuth, style.elevation, style.distance, world.half, size, margins);
        let axes = Axes::new(&world, &camera, rect, &facts.ink, type_);
        marks.extend(axes.marks);
        let mesh = mesh_size(facts, size);
        let mut uniform = FrameUniform::new(&FrameParts {
            world: &world,
            field: gpu_field,
            norm: &facts.norm,
            clip_from_world: camera.clip_from_world,
            eye_in_world: camera.eye_in_world,
            light: scene.surface.light,
            alpha: scene.surface.alpha,
            panel: size,
            mesh,
        });
        if scene.surface.z.is_none() {
            // The grid of the range may step over the extremes; nothing is cut off that was not asked for.
            uniform.bounds[..2].copy_from_slice(&[-1e37, 1e37]);
        }
        let translucent = scene.surface.alpha < 1.0;
        let arrows = match (&facts.samples, scene.arrows.direction) {
            (Some(samples), Arrows::Ascent | Arrows::Descent) => {
                let renderer = ArrowRenderer::on_surface(gpu, &self.frame, gpu_field)?;
                let (instances, style) = surface_arrows(facts, samples, &world);
                let draw = renderer.prepare(gpu, &instances, &style);
                Some((renderer, draw))
            }
            _ => None,
        };
        Ok(SurfacePanel {
            rect,
            frame: self.frame.group(gpu, &uniform, &facts.colormap),
            grid: self.strokes.prepare(gpu, &axes.grid),
            renderer: SurfaceRenderer::new(gpu, &self.frame, gpu_field, translucent)?,
            mesh: SurfaceDraw::new(gpu, mesh),
            translucent,
            arrows,
            paths: self.strokes.prepare(gpu, &draped_paths(facts, &world)),
        })
    }

    fn contour_panel(
        &mut self,
        facts: &Facts<'_>,
        gpu_field: &GpuField,
        area: Rect,
        marks: &mut Vec<Mark>,
    ) -> Result<ContourPanel, RenderError> {
        let (gpu, scene, type_) = (self.gpu, facts.scene, &mut self.typesetter);
        let title =
            if facts.paths.is_empty() { "Gradient Field" } else { "2D Contour Plot with Gradient Descent Path" };
        let title = if scene.view == View::Both { title } else { "" };
        let area = panel_title(area, title, &facts.ink, type_, marks);
        let bar = contour_bar(facts);
        let Domain { x, y } = facts.domain;
        let axes = PlaneAxes::fit(area, x, y, aspect_ratio(scene.contour.aspect, facts.domain), &bar, type_);
        axes.paint(x, y, &facts.ink, type_, marks);
        let rect = axes.rect;
        bar.paint(rect.max[0], [rect.min[1], rect.max[1]], &facts.ink, type_, marks);
        let world = World { domain: facts.domain, values: facts.values, half: Vec3::ONE };
        let size = Vec2::new(rect.width(), rect.height());
        let uniform = FrameUniform::new(&FrameParts {
            world: &world,
            field: gpu_field,
            norm: &facts.norm,
            clip_from_world: Mat4::from_scale(Vec3::new(1.0, 1.0, 0.0)),
            eye_in_world: Vec3::Z,
            light: scene.surface.light,
            alpha: 1.0,
            panel: size,
            mesh: [2, 2],
        });
        let renderer = ContourRenderer::new(gpu, &self.frame, gpu_field)?;
        let is_open = matches!(scene.contour.levels, Levels::Count(_));
        let contours = renderer.prepare(gpu, &facts.levels, &facts.bands, scene.contour.line_width, is_open);
        let arrows = match &facts.samples {
            Some(samples) => {
                let renderer = ArrowRenderer::on_plane(gpu, &self.frame, gpu_field)?;
                let (instances, style) = plane_arrows(facts, samples, &world, size);
                let draw = renderer.prepare(gpu, &instances, &style);
                Some((renderer, draw))
            }
            None => None,
        };
        let paths = self.strokes.prepare(gpu, &plane_paths(facts, &world, size));
        Ok(ContourPanel {
            rect,
            frame: self.frame.group(gpu, &uniform, &facts.colormap),
            renderer,
            contours,
            arrows,
            paths,
        })
    }

    /// Records the picture into `target`, a view of the picture's size.
    pub fn encode(&mut self, picture: &Picture, encoder: &mut wgpu::CommandEncoder, target: &wgpu::TextureView) {
        let size = wgpu::Extent3d { width: picture.size[0], height: picture.size[1], depth_or_array_layers: 1 };
        let attachment = |label, format| {
            let texture = self.gpu.device.create_texture(&wgpu::TextureDescriptor {
                label: Some(label),
                size,
                mip_level_count: 1,
                sample_count: SAMPLES,
                dimension: wgpu::TextureDimension::D2,
                format,
                usage: wgpu::TextureUsages::RENDER_ATTACHMENT,
                view_formats: &[],
            });
            texture.create_view(&wgpu::TextureViewDescriptor::default())
        };
        let (color, depth) = (attachment("samples", COLOR_FORMAT), attachment("depth", DEPTH_FORMAT));
        let [r, g, b] = picture.background.map(|channel| f64::from(channel) / 255.0);
        {
            let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("panels"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: &color,
                    depth_slice: None,
                    resolve_target: Some(target),
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(wgpu::Color { r, g, b, a: 1.0 }),
                        store: wgpu::StoreOp::Discard,
                    },
                })],
                depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                    view: &depth,
                    depth_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(1.0), store: wgpu::StoreOp::Discard }),
                    stencil_ops: None,
                }),
                ..Default::default()
            });
            if let Some(panel) = &picture.surface {
                self.draw_surface(&mut pass, picture, panel);
            }
            if let Some(panel) = &picture.contour {
                self.draw_contour(&mut pass, picture, panel);
            }
        }
        self.annotations.paint(self.gpu, encoder, target, picture.size, &mut self.typesetter, &picture.marks);
    }

    fn draw_surface(&self, pass: &mut wgpu::RenderPass<'_>, picture: &Picture, panel: &SurfacePanel) {
        set_panel(pass, panel.rect, picture.size);
        pass.set_bind_group(0, &panel.frame, &[]);
        self.strokes.draw(pass, &panel.grid);
        if panel.translucent {
            // What is behind shows through the surface, which is blended over it.
            self.strokes.draw(pass, &panel.paths);
        }
        panel.renderer.draw(pass, &picture.field, &panel.mesh);
        if let Some((renderer, draw)) = &panel.arrows {
            renderer.draw(pass, &picture.field, draw);
        }
        self.strokes.draw_among(pass, &panel.paths);
    }

    fn draw_contour(&self, pass: &mut wgpu::RenderPass<'_>, picture: &Picture, panel: &ContourPanel) {
        set_panel(pass, panel.rect, picture.size);
        pass.set_bind_group(0, &panel.frame, &[]);
        panel.renderer.draw(pass, &picture.field, &panel.contours);
        if let Some((renderer, draw)) = &panel.arrows {
            renderer.draw(pass, &picture.field, draw);
        }
        self.strokes.draw(pass, &panel.paths);
    }
}

/// Limits drawing to a panel and maps clip space to it.
fn set_panel(pass: &mut wgpu::RenderPass<'_>, rect: Rect, [width, height]: [u32; 2]) {
    let [left, top] = rect.min.map(|side| side.max(0.0));
    let (right, bottom) =
        (rect.max[0].min(width as f32).max(left + 1.0), rect.max[1].min(height as f32).max(top + 1.0));
    pass.set_viewport(left, top, right - left, bottom - top, 0.0, 1.0);
    let [x, y] = [left.floor() as u32, top.floor() as u32];
    let (x, y) = (x.min(width - 1), y.min(height - 1));
    pass.set_scissor_rect(
        x,
        y,
        (right.ceil() as u32 - x).clamp(1, width - x),
        (bottom.ceil() as u32 - y).clamp(1, height - y),
    );
}

/// A range that is wider than a point: a constant field stands in the middle of its box.
fn widened(min: f64, max: f64) -> [f64; 2] {
    // f32 values this close are one value with noise.
    if max - min > 1e-7 * min.abs().max(max.abs()) && max > min {
        return [min, max];
    }
    let reach = (0.05 * min.abs()).max(0.5);
    [min - reach, max + reach]
}

fn levels(scene: &Scene, range: &Range, [low, high]: [f64; 2]) -> Result<Vec<f64>, RenderError> {
    let count = match &scene.contour.levels {
        Levels::List(levels) => return Ok(levels.clone()),
        Levels::Count(count) => *count,
    };
    let mut levels = match scene.color.scale {
        ColorScale::Linear => contour_levels(low, high, count),
        ColorScale::Log => {
            let least = range.min_positive.ok_or(RenderError::NothingPositive)?;
            log_levels(least, range.max.max(least * (1.0 + 1e-6)), count)
        }
    };
    levels.truncate(MAX_LEVELS);
    Ok(levels)
}

fn paths(scene: &Scene, field: &Field) -> Result<Vec<Vec<Visit>>, RenderError> {
    let descent = &scene.descent;
    let optimizer = Optimizer::new(descent.optimizer.as_deref(), descent.lr, field)?;
    let path = |&[x, y]: &[f64; 2]| {
        let visits = descent::trajectory(field, &optimizer, &[x, y], descent.steps, descent.ascend);
        match visits.first() {
            Some(first) if first.f.is_finite() => Ok(visits),
            _ => Err(RenderError::Start(x, y)),
        }
    };
    descent.from.iter().map(path).collect()
}

fn shows_arrows(scene: &Scene) -> bool {
    match scene.arrows.direction {
        Arrows::Auto => scene.view != View::Surface && scene.descent.from.is_empty(),
        Arrows::Ascent | Arrows::Descent => true,
        Arrows::Off => false,
    }
}

fn arrow_grid(scene: &Scene, domain: Domain) -> Grid {
    let [nx, ny] = scene.arrows.density;
    Grid { nx, ny, domain }
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

fn aspect_ratio(aspect: Aspect, domain: Domain) -> Option<f32> {
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

/// Vertices of the mesh: one for about two and a half pixels, which keeps it within a pixel of the finer one, and no
/// more than the grid has.
fn mesh_size(facts: &Facts<'_>, panel: Vec2) -> [u32; 2] {
    let fine = (0.4 * panel.max_element()) as u32;
    [facts.grid.nx, facts.grid.ny].map(|side| fine.clamp(64, 1024).min(side as u32).max(2))
}

fn surface_bar(facts: &Facts<'_>) -> ColorBar {
    let colors = facts.scene.color.map.table();
    let colors = colors.iter().enumerate().map(|(index, &color)| (index as f32 / 256.0, color)).collect();
    let [low, high] = facts.norm.limits;
    let values = if facts.norm.logarithmic { log_ticks(low, high, 8) } else { linear_ticks(low, high, 8) };
    let shares = values.iter().map(|&value| facts.norm.position(value) as f32).collect();
    ColorBar { colors, shares, labels: format_ticks(&values) }
}

/// The bar of the bands: every band as high as its share of the levels, a tick at round levels.
fn contour_bar(facts: &Facts<'_>) -> ColorBar {
    let levels = &facts.levels;
    let ends = levels.first().zip(levels.last()).map_or([0.0, 1.0], |(&first, &last)| [first, last]);
    let norm = Norm { limits: ends, logarithmic: facts.norm.logarithmic };
    let share = |value: f64| norm.position(value) as f32;
    let colors = levels.iter().zip(&facts.bands).map(|(&level, &color)| (share(level), color)).collect();
    let stride = levels.len().div_ceil(11).max(1);
    let values: Vec<f64> = levels.iter().copied().step_by(stride).collect();
    ColorBar { colors, shares: values.iter().copied().map(share).collect(), labels: format_ticks(&values) }
}

/// Arrows whose gradient is finite and not 0: where they stand, f and ∇f.
fn arrows<'s>(facts: &'s Facts<'_>, samples: &'s [Vec<f32>]) -> impl Iterator<Item = ([f64; 2], [f32; 3])> + 's {
    let grid = arrow_grid(facts.scene, facts.domain);
    let (xs, ys) = (grid.xs(), grid.ys());
    (0..grid.len()).filter_map(move |index| {
        let sample = [samples[0][index], samples[1][index], samples[2][index]];
        let usable = sample.iter().all(|value| value.is_finite()) && (sample[1], sample[2]) != (0.0, 0.0);
        usable.then(|| ([xs[index % xs.len()], ys[index / xs.len()]], sample))
    })
}

fn instances(facts: &Facts<'_>, samples: &[Vec<f32>], world: &World, flat: bool) -> Vec<ArrowInstance> {
    let instance = |([x, y], [f, fx, fy]): ([f64; 2], [f32; 3])| {
        let place = world.place(x, y, if flat { world.middle() } else { f64::from(f) });
        ArrowInstance { tail: place.to_array(), gradient: [fx, fy] }
    };
    let [low, high] = world.values;
    // An arrow stands on the part of the surface that is shown.
    let slack = 1e-3 * (high - low);
    let shown = |f: f32| flat || (low - slack..=high + slack).contains(&f64::from(f));
    arrows(facts, samples).filter(|&(_, [f, _, _])| shown(f)).map(instance).collect()
}

/// The 95th percentile of |∇f|, or 1 where there is none.
fn typical_norm(facts: &Facts<'_>, samples: &[Vec<f32>]) -> f32 {
    let mut norms: Vec<f32> = arrows(facts, samples).map(|(_, [_, fx, fy])| fx.hypot(fy)).collect();
    if norms.is_empty() {
        return 1.0;
    }
    let at = (norms.len() - 1) * 95 / 100;
    let (_, norm, _) = norms.select_nth_unstable_by(at, f32::total_cmp);
    *norm
}

fn arrow_style(facts: &Facts<'_>, width: f32, length_per_norm: f32, lift: f32) -> ArrowUniform {
    let direction = if facts.scene.arrows.direction == Arrows::Descent { -1.0 } else { 1.0 };
    let outline = [0.0, 0.0, 0.0, 0.35];
    ArrowUniform { color: [1.0, 1.0, 1.0, 0.85], outline, width, length_per_norm, direction, lift }
}

/// Arrows of the plane, in pixels: matplotlib's widths, `scale` units of |∇f| to an inch of 100 pixels.
fn plane_arrows(
    facts: &Facts<'_>,
    samples: &[Vec<f32>],
    world: &World,
    size: Vec2,
) -> (Vec<ArrowInstance>, ArrowUniform) {
    let [columns, rows] = facts.scene.arrows.density.map(|count| count as f32);
    let cell = (size / Vec2::new((columns - 1.0).max(1.0), (rows - 1.0).max(1.0))).min_element();
    let length_per_norm = match facts.scene.arrows.scale {
        Some(scale) => 100.0 / scale as f32,
        None => cell / typical_norm(facts, samples),
    };
    // matplotlib's width of 0.06 of the panel over the square root of the count, within its limits.
    let width = (0.06 * size.x / (columns * rows).sqrt().clamp(8.0, 25.0)).min(0.14 * cell).max(0.6);
    (instances(facts, samples, world, true), arrow_style(facts, width, length_per_norm, 0.0))
}

/// Arrows on the surface, in world units; a scale counts as on a plane of 500 pixels.
fn surface_arrows(facts: &Facts<'_>, samples: &[Vec<f32>], world: &World) -> (Vec<ArrowInstance>, ArrowUniform) {
    let [columns, rows] = facts.scene.arrows.density.map(|count| count as f32);
    let across = 2.0 * world.half.truncate();
    let cell = (across / Vec2::new((columns - 1.0).max(1.0), (rows - 1.0).max(1.0))).min_element();
    let length_per_norm = match facts.scene.arrows.scale {
        Some(scale) => 100.0 / 500.0 * 2.0 / scale as f32,
        None => 1.15 * cell / typical_norm(facts, samples),
    };
    let width = (0.13 * cell).min(0.02);
    (instances(facts, samples, world, false), arrow_style(facts, width, length_per_norm, 0.006))
}

/// Trajectories on the surface: lines that follow it between the steps, and a dot at every step.
fn draped_paths(facts: &Facts<'_>, world: &World) -> Vec<Stroke> {
    const PIECES: usize = 16;
    const RAISE: f32 = 0.004;
    let [low, high] = world.values;
    let slack = 0.01 * (high - low);
    let place = |x: f64, y: f64| {
        let f = facts.field.at(&[x, y], Order::Value)[0];
        let inside = is_inside(facts.domain, x, y) && (low - slack..=high + slack).contains(&f);
        inside.then(|| world.place(x, y, f))
    };
    let mut strokes = Vec::new();
    for path in &facts.paths {
        for step in path.windows(2) {
            let at = |piece: usize| {
                let share = piece as f64 / PIECES as f64;
                let mix = |axis: usize| step[0].point[axis] + share * (step[1].point[axis] - step[0].point[axis]);
                place(mix(0), mix(1))
            };
            for piece in 0..PIECES {
                if let (Some(start), Some(end)) = (at(piece), at(piece + 1)) {
                    strokes.push(Stroke::line(start, end, 2.6, PATH_COLOR).raised(RAISE));
                }
            }
        }
        let dots = path.iter().filter_map(|visit| place(visit.point[0], visit.point[1]));
        strokes.extend(dots.map(|dot| Stroke::disc(dot, 9.5, PATH_COLOR).raised(1.5 * RAISE)));
    }
    strokes
}

/// Trajectories on the plane: lines with an arrow's head at every step where there is room.
fn plane_paths(facts: &Facts<'_>, world: &World, size: Vec2) -> Vec<Stroke> {
    let mut strokes = Vec::new();
    for path in &facts.paths {
        let finite = path.iter().filter(|visit| visit.point.iter().all(|coordinate| coordinate.is_finite()));
        let places: Vec<Vec3> =
            finite.map(|visit| world.place(visit.point[0], visit.point[1], world.middle())).collect();
        for step in places.windows(2) {
            strokes.push(Stroke::line(step[0], step[1], 2.6, PATH_COLOR));
            let pixels = ((step[1] - step[0]).truncate() * 0.5 * size).length();
            if pixels > 7.0 {
                strokes.push(Stroke::head(step[0], step[1], 13.0, PATH_COLOR));
            }
        }
        if let (Some(&first), Some(&last)) = (places.first(), places.last()) {
            strokes.extend([first, last].map(|end| Stroke::disc(end, 8.0, PATH_COLOR)));
        }
    }
    strokes
}

fn is_inside(domain: Domain, x: f64, y: f64) -> bool {
    let within = |[first, last]: [f64; 2], value: f64| {
        let slack = 1e-9 * (last - first).abs();
        (first.min(last) - slack..=first.max(last) + slack).contains(&value)
    };
    within(domain.x, x) && within(domain.y, y)
}
