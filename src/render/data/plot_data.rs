//! What a picture shows, before anything is laid out: ranges, levels, trajectories, gradients.

mod asked;

use super::derived::{derived_overlay, lengths};
use super::light::shade::{sun_caption, with_shade};
use super::limits::{Coloring, Distribution, coloring, poles_of, positive, scale_of};
use super::lines::streamlines::streamlines;
use super::overlay::{basin_color, basin_overlay};
use super::precomputed::Precomputed;
use super::probe::Probe;
use super::quiver::Quiver;
use super::range::{pad_range, sampled_range, seen_range, snap_to_ticks};
use super::remark::{Remark, crowded, most_in_one_band};
use super::runs::paths::{COLORS, Path, paths, readable};
use super::tools::MeasuringTools;
use super::wording::{caption, density_bar, kinds, named_minima, scale_entries, shows_density};
use crate::compute::{BasinMap, Evaluator, GpuField, Outcomes, ParticleSystem, range_over};
use crate::descent::{Stationary, critical_points, default_starts};
use crate::field::{Domain, Field, Grid, Scales, Spread};
use crate::gpu::Gpu;
use crate::render::error::RenderError;
use crate::render::figure::bar::ColorBar;
use crate::render::figure::ground::Ground;
use crate::render::figure::layout::{Style, aspect_ratio, panels};
use crate::render::figure::norm::ColorNorm;
use crate::render::figure::swatch::{Dash, Legend, LineStyle, Swatch};
use crate::render::passes::contour::band_colors;
use crate::render::passes::frame::color_texture;
use crate::render::passes::lic::with_flow;
use crate::scene::{Arrows, ColorBy, ColorScale, Levels, Limits, MAX_LEVELS, Scene, Tint, View};
use crate::words::with_minus;

/// Magnitudes between which f32 leaves room for the arithmetic of a picture.
const LARGEST: f64 = 1e36;
const SMALLEST: f64 = 1e-34;

/// What all steps of laying a picture out read. It lives as long as the picture.
#[derive(Debug)]
pub(crate) struct PlotData {
    pub(crate) scene: Scene,
    /// What is looked at, in places of the axes' scales.
    pub(crate) domain: Domain,
    pub(crate) scales: Scales,
    /// The same in x and y.
    pub(crate) ranges: Domain,
    /// The field over those places, where they are not x and y themselves.
    placed: Option<Field>,
    /// How f spreads upwards, and the field whose values are places of that, where they are not f's own.
    pub(crate) heights: Spread,
    risen: Option<Field>,
    pub(crate) grid: Grid,
    pub(crate) style: Style,
    /// What the device's values leave out of f, and are divided by.
    pub(crate) offset: f64,
    unit: f64,
    /// Values at the bottom and the top of the box: the range of f, wider than a point, unless it is cut.
    pub(crate) values: [f64; 2],
    /// Metres of a unit of x and of y, 1 where nothing is said of them.
    pub(crate) metres: [f64; 2],
    /// The least and the greatest f that were met.
    pub(crate) range: [f64; 2],
    pub(crate) norm: ColorNorm,
    /// Boundaries of the bands, ascending, and the bands' colours.
    pub(crate) levels: Vec<f64>,
    /// Whether what is beyond the first and the last level has the nearest band's colour.
    pub(crate) is_open: bool,
    pub(crate) bands: Vec<[u8; 3]>,
    /// The fraction of the picture that one band holds, where that is most of it.
    pub(crate) in_one_band: Option<f64>,
    pub(crate) colormap: wgpu::TextureView,
    /// What stands in for the colours of values, and the bar that says what it means.
    pub(crate) overlay: wgpu::TextureView,
    /// The same of the contour panel, whose colours may be shaded.
    pub(crate) plane_overlay: wgpu::TextureView,
    pub(crate) overlay_bar: Option<ColorBar>,
    /// Trajectories, one for each start and optimizer.
    pub(crate) paths: Vec<Path>,
    /// What colours mean, of a race, of basins and of marked points.
    pub(crate) legend: Legend,
    /// How many particles are in a pixel, where colours say so.
    pub(crate) particle_bar: Option<ColorBar>,
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
    /// What is to be known of it that nobody asked for.
    pub(crate) remarks: Vec<Remark>,
    /// The value of a parameter that moves.
    pub(crate) swept: Option<String>,
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
    /// `placed` is the field over places of the axes' scales, where they are not x and y themselves, and `gpu_field` that one
    /// on the device. `basins` are those that the scene asks for, where they are there already.
    pub(crate) fn new(
        gpu: &Gpu,
        scene: &Scene,
        (field, placed): (&Field, Option<&Field>),
        gpu_field: &GpuField,
        Precomputed { basins, critical, whole, swept, .. }: Precomputed<'_>,
        tools: &mut MeasuringTools,
    ) -> Result<PlotData, RenderError> {
        let (ranges, scales) = (scene.domain(field).ascending(), scene.scales.of_plane(scene.view));
        let (domain, drawn) = (scales.places(ranges), placed.unwrap_or(field));
        let [nx, ny] = scene.grid.unwrap_or(drawn.default_grid());
        let grid = Grid { nx, ny, domain };
        // The range of all frames is of what 32-bit floats hold.
        let whole = whole.filter(|_| gpu_field.unit() == 1.0);
        let evaluator = Evaluator::new(gpu, gpu_field);
        let range = match (whole, gpu_field.tiles()) {
            // A local field leaves something out of its values, which it may not do of others'.
            (Some(whole), _) if !gpu_field.is_local() => whole.range,
            (_, Some(tiles)) => sampled_range(tiles.raster(), domain),
            (_, None) => match gpu_field.range() {
                Some(range) => range,
                None => range_over(&evaluator, drawn, &grid, &mut tools.range)?,
            },
        };
        if !range.is_finite {
            return Err(RenderError::NoValue(ranges));
        }
        let full = snap_to_ticks(pad_range(
            range.min,
            range.max,
            if gpu_field.is_local() || gpu_field.offset() != 0.0 { 1e-14 } else { 1e-7 },
        ));
        let largest = range.min.abs().max(range.max.abs());
        let held = largest / gpu_field.unit();
        let is_scaled = gpu_field.unit() != 1.0;
        // Steps of particles are taken in units of f.
        if held > LARGEST || range.max > range.min && held < SMALLEST || is_scaled && scene.descent.particles > 0 {
            return Err(RenderError::Magnitude(largest));
        }
        let own = match whole {
            Some(_) => None,
            None => Some(Distribution::of_field(&evaluator, drawn, gpu_field, domain)?),
        };
        // One of both is there.
        let Some(spread) = whole.map(|whole| &whole.values).or(own.as_ref()) else {
            return Err(RenderError::NoValue(ranges));
        };
        // Limits and scales of what is derived of f are none of f's.
        let shows_values = scene.color.by == ColorBy::F && !scene.trust;
        let (asked, scale) = match shows_values {
            true => (scene.color.limits, scale_of(scene.color.scale, field)),
            false => (Limits::Auto, ColorScale::Linear),
        };
        let has_auto = asked.is_auto() || scene.surface.z.is_auto();
        let poles = match whole {
            Some(whole) => whole.poles,
            None if has_auto => poles_of(drawn, domain, spread),
            None => [false; 2],
        };
        let (range, full) = match has_auto && whole.is_none() && !gpu_field.is_local() {
            true => seen_range(drawn, &grid, (range, full), spread, poles),
            false => (range, full),
        };
        let mut remarks = Vec::new();
        // What changes little about a large value is as good as linear, and the device has it without that value.
        let heights = match (scene.view, scene.scales.z.spread()) {
            (View::Both | View::Surface, heights) if gpu_field.offset() == 0.0 => heights,
            _ => Spread::Linear,
        };
        if scene.view == View::Curve && scene.scales.y.spread() == Spread::Log && range.min_positive.is_none() {
            return Err(RenderError::NoPositiveHeight);
        }
        let values = spread.limits(scene.surface.z, full, poles);
        let values = match heights {
            Spread::Log => positive(scene.surface.z, &range, values).map_err(RenderError::of_heights)?,
            _ => values,
        };
        let is_curved = matches!(scale, ColorScale::Log | ColorScale::Symlog(_));
        let scale = match is_curved && gpu_field.offset() != 0.0 {
            true => {
                remarks.push(Remark::DrawnLinear(scale));
                ColorScale::Linear
            }
            false => scale,
        };
        let limits = spread.limits(asked, full, poles);
        let Coloring { norm, center } = coloring(scale, asked, &range, limits, spread)?;
        let (levels, is_open) = levels(scene, &norm, center, full);
        let in_one_band = most_in_one_band(&levels, spread);
        let is_told = shows_values && scene.basins.is_none();
        remarks.extend(crowded(&levels, scale, spread, in_one_band).filter(|_| is_told));
        let (paths, mut legend) = paths(scene, field, ranges, &mut remarks)?;
        let critical = match (scene.critical, critical) {
            (true, Some(found)) => found.to_vec(),
            (true, None) => critical_points(field, ranges, default_starts(field)),
            (false, _) => Vec::new(),
        };
        legend.extend(kinds(&critical));
        let found = match (scene.basins, basins) {
            (Some(style), None) => {
                // A view has no field outside, where particles go too, and particles move over x and y.
                let device = (!gpu_field.is_local() && scales.is_linear()).then_some((gpu, gpu_field));
                Some(BasinMap::new(device, scene, field, &style, |_| {})?)
            }
            _ => None,
        };
        let over = match basins.or(found.as_ref()) {
            Some(map) => Some(basin_overlay(map, domain, scales)),
            None => derived_overlay(&evaluator, scene, drawn, domain, gpu_field)?,
        };
        let nothing = || ([1, 1], vec![[0; 4]], Vec::new(), None);
        let (mut size, mut texels, meanings, overlay_bar) =
            over.map_or_else(nothing, |over| (over.size, over.texels, over.legend, Some(over.bar)));
        legend.extend(meanings);
        if scene.arrows.lic && !matches!(scene.view, View::Curve | View::Loss) {
            (size, texels) = with_flow(gpu, gpu_field, scene, domain, (size, &texels))?;
        }
        let given = asked.range().map(|_| norm.limits);
        let bands = band_colors(&levels, scene.color.colormap(), &norm, given);
        let ground = Ground { domain, levels: &levels, bands: &bands, size, texels: &texels };
        let quiver = match scene.shows_arrows() {
            true => Some(Quiver::new(&evaluator, scene, drawn, gpu_field, domain, &ground)?),
            false => None,
        };
        let overlay = match texels.as_slice() {
            [[_, _, _, 0]] => tools.nothing(gpu),
            _ => color_texture(gpu, "overlay", size, &texels),
        };
        let plane_overlay = match scene.shade.contours && matches!(scene.view, View::Both | View::Contour) {
            true => {
                let units = scene.units_of(field);
                let (size, texels) = with_shade(&evaluator, scene, (units, gpu_field.unit()), domain, (size, &texels))?;
                color_texture(gpu, "shaded overlay", size, &texels)
            }
            false => overlay.clone(),
        };
        let has_sun = scene.shade.contours || scene.color.by == ColorBy::Hillshade;
        let descends = scene.arrows.direction == Arrows::Descent;
        let streamlines = match scene.arrows.streamlines {
            Some(density) if scene.arrows.direction != Arrows::Off => {
                streamlines((drawn, scales), domain, panel_ratio(scene, domain), density, descends)
            }
            _ => Vec::new(),
        };
        let swept = swept.map(|(name, value)| swept_caption(scene, name, value));
        let probe = scene.probe.and_then(|point| Probe::new(field, point, scene.probe_angle));
        Ok(PlotData {
            scene: scene.clone(),
            domain,
            scales,
            ranges,
            placed: placed.cloned(),
            heights,
            risen: (heights != Spread::Linear).then(|| drawn.placed(Scales::LINEAR, heights)).transpose()?,
            grid,
            style: style_of(scene, domain),
            offset: gpu_field.offset(),
            unit: gpu_field.unit(),
            values,
            range: [range.min, range.max],
            metres: lengths(scene.units_of(field), 0.5 * (ranges.y[0] + ranges.y[1])),
            norm,
            is_open,
            levels,
            bands,
            in_one_band,
            colormap: tools.colormap(gpu, scene.color.colormap()),
            overlay,
            plane_overlay,
            overlay_bar,
            paths,
            legend,
            particle_bar: None,
            particle_colors: Vec::new(),
            caption: joined(
                swept.clone(),
                probe
                    .as_ref()
                    .map(Probe::caption)
                    .or_else(|| has_sun.then(|| sun_caption(scene, scene.units_of(field)))),
            ),
            swept,
            probe,
            raster_only: false,
            is_coarse: false,
            remarks,
            streamlines,
            critical,
            quiver,
        })
    }
}

/// Height over width of the contour panel, about.
fn panel_ratio(scene: &Scene, domain: Domain) -> f64 {
    let ratio = aspect_ratio(scene.scales.aspect(scene.contour.aspect), domain);
    let [columns, rows] = panels(scene.size, scene.view, scene.dpi, ratio);
    let [width, height] = scene.size.map(|side| side as f32);
    f64::from(ratio.unwrap_or((height / rows) / (width / columns)))
}

/// Colours and sizes of a scene's picture of a domain.
fn style_of(scene: &Scene, domain: Domain) -> Style {
    let ratio = aspect_ratio(scene.scales.aspect(scene.contour.aspect), domain);
    let panels = panels(scene.size, scene.view, scene.dpi, ratio);
    Style { legend: scene.legend, ..Style::of(scene.theme, scene.size, panels, scene.dpi, scene.fontsize) }
}

/// A parameter that moves with its value, in as many digits as tell frames apart, so that its length stays.
fn swept_caption(scene: &Scene, name: &str, value: f64) -> String {
    let ends = scene.animation.sweep.as_ref().map_or([value; 2], |sweep| sweep.range);
    let step = (ends[1] - ends[0]) / f64::from(scene.animation.length.max(2) - 1);
    let decimals = if step == 0.0 { 3 } else { (1.0 - step.abs().log10()).ceil().clamp(0.0, 12.0) as usize };
    with_minus(&format!("{name} = {value:.decimals$}"))
}

/// Two captions in one line.
fn joined(first: Option<String>, second: Option<String>) -> Option<String> {
    match (first, second) {
        (Some(first), Some(second)) => Some(format!("{first}    {second}")),
        (first, second) => first.or(second),
    }
}

/// Labels that have a channel of their own, and the colour of what has none.
const LABELS: usize = 8;
const NO_LABEL: [f32; 4] = [0.62, 0.62, 0.62, 1.0];

/// The boundaries of the bands, and whether what is beyond them is coloured. One level alone parts two bands.
fn levels(scene: &Scene, norm: &ColorNorm, center: f64, full: [f64; 2]) -> (Vec<f64>, bool) {
    match &scene.contour.levels {
        Levels::List(levels) => match levels.as_slice() {
            &[level] => {
                let reach = (full[0] - level).abs().max((full[1] - level).abs()).max(f64::MIN_POSITIVE);
                (vec![full[0].min(level - 1e-3 * reach), level, full[1].max(level + 1e-3 * reach)], true)
            }
            levels => (levels.to_vec(), false),
        },
        Levels::Count(count) => {
            let mut levels = norm.levels(center, *count);
            levels.truncate(MAX_LEVELS);
            (levels, true)
        }
    }
}
