//! What a picture shows, before anything is laid out: ranges, levels, trajectories, gradients.

use super::derived::derived_overlay;
use super::overlay::{basin_color, basin_overlay};
use super::paths::{COLORS, Path, paths, readable};
use super::precomputed::Precomputed;
use super::probe::Probe;
use super::quiver::Quiver;
use super::streamlines::streamlines;
use super::wording::{caption, kinds, named_minima, scale_entries};
use crate::compute::{BasinMap, Evaluator, GpuField, Outcomes, ParticleSystem, Range};
use crate::descent::{Stationary, critical_points, default_starts};
use crate::expr::Order;
use crate::field::{Domain, Field, Grid, Raster, narrowest};
use crate::gpu::Gpu;
use crate::render::error::RenderError;
use crate::render::figure::bar::ColorBar;
use crate::render::figure::ground::Ground;
use crate::render::figure::layout::Style;
use crate::render::figure::swatch::{Dash, Legend, LineStyle, Swatch};
use crate::render::figure::text::missing;
use crate::render::figure::ticks::{contour_levels, linear_ticks, log_levels};
use crate::render::figure::world::ColorNorm;
use crate::render::passes::contour::band_colors;
use crate::render::passes::frame::{color_texture, colormap_texture};
use crate::render::passes::lic::with_flow;
use crate::scene::{Arrows, ColorBy, ColorScale, Levels, MAX_LEVELS, Scene, Tint, View};

/// Magnitudes between which f32 leaves room for the arithmetic of a picture.
const LARGEST: f64 = 1e36;
const SMALLEST: f64 = 1e-34;

/// What all steps of laying a picture out read. It lives as long as the picture.
#[derive(Debug)]
pub(crate) struct PlotData {
    pub(crate) scene: Scene,
    pub(crate) domain: Domain,
    pub(crate) grid: Grid,
    pub(crate) style: Style,
    /// What the device's values leave out of f.
    pub(crate) offset: f64,
    /// The range of f, wider than a point.
    pub(crate) values: [f64; 2],
    pub(crate) norm: ColorNorm,
    /// Boundaries of the bands, ascending, and the bands' colours.
    pub(crate) levels: Vec<f64>,
    pub(crate) bands: Vec<[u8; 3]>,
    pub(crate) colormap: wgpu::TextureView,
    /// What stands in for the colours of values, and the bar that says what it means.
    pub(crate) overlay: wgpu::TextureView,
    pub(crate) overlay_bar: Option<ColorBar>,
    /// Trajectories, one for each start and optimizer.
    pub(crate) paths: Vec<Path>,
    /// What colours mean, of a race, of basins and of marked points.
    pub(crate) legend: Legend,
    /// Colours of the particles' channels.
    pub(crate) particle_colors: Vec<[f32; 4]>,
    /// Whether letters, lines and arrows are left to a drawing of shapes.
    pub(crate) raster_only: bool,
    /// Whether the mesh of the surface is coarse, because it turns.
    pub(crate) is_coarse: bool,
    /// Lines along the gradient.
    pub(crate) streamlines: Vec<Vec<[f64; 2]>>,
    /// A point whose directional derivatives are drawn.
    pub(crate) probe: Option<Probe>,
    /// What is said below the title.
    pub(crate) caption: Option<String>,
    /// Stationary points, where they are marked.
    pub(crate) critical: Vec<Stationary>,
    /// Gradient arrows, where there are any.
    pub(crate) quiver: Option<Quiver>,
}

impl PlotData {
    /// Computes what the scene's picture shows.
    ///
    /// `basins` are those that the scene asks for, where they are there already.
    pub(crate) fn new(
        gpu: &Gpu,
        scene: &Scene,
        field: &Field,
        gpu_field: &GpuField,
        Precomputed { basins, critical, .. }: Precomputed<'_>,
    ) -> Result<PlotData, RenderError> {
        let domain = scene.domain(field).ascending();
        let [nx, ny] = scene.grid.unwrap_or(field.default_grid());
        let grid = Grid { nx, ny, domain };
        let evaluator = Evaluator::new(gpu, gpu_field);
        let range = match gpu_field.tiles() {
            Some(tiles) => sampled_range(tiles.raster(), domain),
            None => evaluator.range(&grid)?,
        };
        if !range.is_finite {
            return Err(RenderError::NoValue(domain));
        }
        let values = snap_to_ticks(pad_range(
            range.min,
            range.max,
            if gpu_field.is_local() || gpu_field.offset() != 0.0 { 1e-14 } else { 1e-7 },
        ));
        let largest = range.min.abs().max(range.max.abs());
        if largest > LARGEST || range.max > range.min && largest < SMALLEST {
            return Err(RenderError::Magnitude(largest));
        }
        // What changes little about a large value is as good as linear, and the device has it without that value.
        let logarithmic = scene.color.scale == ColorScale::Log && gpu_field.offset() == 0.0;
        // Limits of what is derived of f are none of f's.
        let given = scene.color.limits.filter(|_| scene.color.by == ColorBy::F && !scene.trust);
        let levels = levels(scene, given, &range, values)?;
        let limits = match given {
            Some([low, high]) if logarithmic && low <= 0.0 => return Err(RenderError::LogLimits(low, high)),
            Some(limits) => limits,
            None if logarithmic => match range.min_positive {
                Some(least) if least < range.max => [least, range.max],
                Some(least) => [least, least * 10.0],
                None => return Err(RenderError::NothingPositive),
            },
            None => values,
        };
        let (paths, mut legend) = paths(scene, field, domain)?;
        let critical = match (scene.critical, critical) {
            (true, Some(found)) => found.to_vec(),
            (true, None) => critical_points(field, domain, default_starts(field)),
            (false, _) => Vec::new(),
        };
        legend.extend(kinds(&critical));
        let found = match (scene.basins, basins) {
            (Some(style), None) => {
                // A view has no field outside, where particles go too.
                let device = (!gpu_field.is_local()).then_some((gpu, gpu_field));
                Some(BasinMap::new(device, scene, field, &style, |_| {})?)
            }
            _ => None,
        };
        let over = match basins.or(found.as_ref()) {
            Some(map) => Some(basin_overlay(map, domain)),
            None => derived_overlay(&evaluator, scene, field, domain, gpu_field.offset())?,
        };
        let nothing = || ([1, 1], vec![[0; 4]], Vec::new(), None);
        let (mut size, mut texels, meanings, overlay_bar) =
            over.map_or_else(nothing, |over| (over.size, over.texels, over.legend, Some(over.bar)));
        legend.extend(meanings);
        if scene.arrows.lic && !matches!(scene.view, View::Curve | View::Loss) {
            (size, texels) = with_flow(gpu, gpu_field, scene, domain, (size, &texels))?;
        }
        let bands = band_colors(&levels, scene.color.map, logarithmic, given);
        let ground = Ground { domain, levels: &levels, bands: &bands, size, texels: &texels };
        let quiver = match scene.shows_arrows() {
            true => Some(Quiver::new(&evaluator, scene, field, gpu_field, domain, &ground)?),
            false => None,
        };
        let overlay = color_texture(gpu, "overlay", size, &texels);
        let descends = scene.arrows.direction == Arrows::Descent;
        let streamlines = match scene.arrows.streamlines {
            Some(density) if scene.arrows.direction != Arrows::Off => streamlines(field, domain, density, descends),
            _ => Vec::new(),
        };
        let probe = scene.probe.and_then(|point| Probe::new(field, point, scene.probe_angle));
        Ok(PlotData {
            scene: scene.clone(),
            domain,
            grid,
            style: Style::of(scene.theme, scene.size, scene.view, scene.dpi, scene.fontsize),
            offset: gpu_field.offset(),
            values,
            norm: ColorNorm { limits, logarithmic },
            levels,
            bands,
            colormap: colormap_texture(gpu, scene.color.map),
            overlay,
            overlay_bar,
            paths,
            legend,
            particle_colors: Vec::new(),
            caption: probe.as_ref().map(Probe::caption),
            probe,
            raster_only: false,
            is_coarse: false,
            streamlines,
            critical,
            quiver,
        })
    }

    /// Has it drawn at another size.
    pub(crate) fn set_size(&mut self, size: [u32; 2]) {
        self.scene.size = size;
        self.style = Style::of(self.scene.theme, size, self.scene.view, self.scene.dpi, self.scene.fontsize);
    }

    /// Adds what a picture says of its particles: colours, their meaning, and what became of how many.
    pub(crate) fn add_swarm(&mut self, particle_system: &ParticleSystem, outcomes: &[Outcomes]) {
        self.caption = Some(caption(particle_system.steps(), outcomes));
        match self.scene.descent.tint {
            Tint::Optimizer => {
                self.particle_colors =
                    COLORS.iter().copied().cycle().take(particle_system.particle_groups().len()).collect();
                // The legend of trajectories names the optimizers already.
                if particle_system.particle_groups().len() > 1 && self.scene.descent.from.is_empty() {
                    let named = particle_system.particle_groups().iter().zip(&self.particle_colors);
                    let swatch = |color: [f32; 4]| Swatch::Line(LineStyle { color, dash: Dash::Solid });
                    self.legend.extend(named.map(|(group, &color)| (readable(&group.name), swatch(color))));
                }
            }
            Tint::Minimum => {
                self.particle_colors = (0..LABELS).map(basin_color).chain([NO_LABEL]).collect();
                self.legend.extend(named_minima(particle_system.minima()));
            }
            Tint::F | Tint::Speed => self.legend.extend(scale_entries(self.scene.descent.tint, self.values)),
        }
    }

    /// What the axes of the plane are called, where they are not as usual.
    pub(crate) fn names<'a>(&'a self, [x, y]: [&'a str; 2]) -> [&'a str; 2] {
        let labels = &self.scene.labels;
        [labels.x.as_deref().unwrap_or(x), labels.y.as_deref().unwrap_or(y)]
    }

    /// What the picture begins with. Blending over it keeps colours premultiplied, which those of no opacity are too.
    pub(crate) fn background(&self) -> wgpu::Color {
        let [r, g, b] = self.style.background.map(|channel| f64::from(channel) / 255.0);
        if self.scene.transparent { wgpu::Color::TRANSPARENT } else { wgpu::Color { r, g, b, a: 1.0 } }
    }

    /// Width of contour lines in pixels.
    pub(crate) fn line_width(&self) -> f64 {
        self.scene.contour.line_width * self.scene.dpi / 100.0
    }

    /// Whether anything follows the gradient.
    pub(crate) fn descends(&self) -> bool {
        !self.paths.is_empty() || self.scene.descent.particles > 0
    }
}

/// Labels that have a channel of their own, and the colour of what has none.
const LABELS: usize = 8;
const NO_LABEL: [f32; 4] = [0.62, 0.62, 0.62, 1.0];
/// A range that is wider than a point: a constant field stands in the middle of its box.
pub(crate) fn pad_range(min: f64, max: f64, noise: f64) -> [f64; 2] {
    // Values this close, relative to their size, are one value with noise.
    if max - min > noise * min.abs().max(max.abs()) && max > min {
        return [min, max];
    }
    let reach = (0.05 * min.abs()).max(0.5);
    [min - reach, max + reach]
}

/// The range of a raster's samples.
fn sampled_range(raster: &Raster, domain: Domain) -> Range {
    let found = raster.range(domain);
    let [min, max] = found.unwrap_or_default();
    // Of a part it is that of all, which is no greater.
    let min_positive = if min > 0.0 { Some(min) } else { raster.least_positive().filter(|&least| least <= max) };
    Range { min, max, min_positive, is_finite: found.is_some() }
}

/// A range whose ends are moved to a round number: outwards by up to a hundredth, which a grid's nodes may just have
/// missed, and inwards by what f32 rounding adds.
fn snap_to_ticks([min, max]: [f64; 2]) -> [f64; 2] {
    let span = max - min;
    let ticks = linear_ticks(min - 0.01 * span, max + 0.01 * span, 9);
    let converge = |end: f64, outwards: f64| {
        let is_near = |tick: &&f64| {
            let beyond = (**tick - end) * outwards / span;
            (-1e-6..=0.01).contains(&beyond)
        };
        ticks.iter().find(is_near).copied().unwrap_or(end)
    };
    [converge(min, -1.0), converge(max, 1.0)]
}

fn levels(
    scene: &Scene,
    limits: Option<[f64; 2]>,
    range: &Range,
    [low, high]: [f64; 2],
) -> Result<Vec<f64>, RenderError> {
    let count = match &scene.contour.levels {
        Levels::List(levels) => return Ok(levels.clone()),
        Levels::Count(count) => *count,
    };
    let mut levels = match scene.color.scale {
        ColorScale::Linear => {
            let [low, high] = limits.unwrap_or([low, high]);
            contour_levels(low, high, count)
        }
        ColorScale::Log => {
            let least = range.min_positive.ok_or(RenderError::NothingPositive)?;
            log_levels(least, range.max.max(least * (1.0 + 1e-6)), count)
        }
    };
    levels.truncate(MAX_LEVELS);
    Ok(levels)
}

/// The characters that the font lacks among those of a scene's title and labels.
pub fn missing_letters(scene: &Scene, field: &Field) -> Vec<char> {
    let labels = &scene.labels;
    let title = scene.title.as_deref().unwrap_or(field.name());
    let texts = [Some(title), labels.x.as_deref(), labels.y.as_deref(), labels.z.as_deref()];
    missing(&texts.map(Option::unwrap_or_default).concat())
}

/// Refuses what is wrong with a scene before a device is opened: its domain, its optimizer and its starts.
pub fn check(scene: &Scene, field: &Field) -> Result<(), RenderError> {
    let domain = scene.domain(field).checked()?.ascending();
    for (axis, range) in [('x', domain.x), ('y', domain.y)] {
        let ([first, last], least) = (range, narrowest(range));
        if last - first < least {
            return Err(RenderError::Narrow { axis, first, last, least });
        }
    }
    if scene.view == View::Curve && field.dimension() > 1 {
        return Err(RenderError::NotACurve(field.name().to_owned()));
    }
    if scene.view == View::Loss && !scene.has_runs() {
        return Err(RenderError::NoRuns);
    }
    scene.optimizers(field, domain)?;
    for &[x, y] in &scene.descent.from {
        if !field.at(&[x, y], Order::Value)[0].is_finite() {
            return Err(RenderError::Start(x, y));
        }
    }
    if let Some([x, y]) = scene.probe.filter(|point| !field.at(point, Order::Value)[0].is_finite()) {
        return Err(RenderError::Probe(x, y));
    }
    Ok(())
}
