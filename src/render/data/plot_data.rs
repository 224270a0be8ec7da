//! What a picture shows, before anything is laid out: ranges, levels, trajectories, gradients.

mod asked;
mod bands;
mod overlays;
mod values;

use self::bands::Bands;
pub(crate) use self::bands::likely_colors;
use self::overlays::Overlays;
use self::values::Values;
use super::derived::lengths;
use super::light::shade::{shade_over, sun_caption};
use super::lines::streamlines::{Streamline, crowding_of, streamlines};
use super::overlay::basin_color;
use super::precomputed::Precomputed;
use super::probe::Probe;
use super::quiver::Quiver;
use super::remark::Remark;
use super::runs::paths::{COLORS, Courses, Path, paths, readable};
use super::tools::MeasuringTools;
use super::wording::{caption, density_bar, kinds, named_minima, scale_entries, shows_density};
use crate::compute::{Evaluator, GpuField, Outcomes, ParticleSystem};
use crate::descent::{Stationary, critical_points, default_starts};
use crate::field::{Domain, Field, Grid, Scales, Spread};
use crate::gpu::Gpu;
use crate::render::data::lines::curve_ends::CurveEnds;
use crate::render::error::RenderError;
use crate::render::figure::bar::ColorBar;
use crate::render::figure::ground::Ground;
use crate::render::figure::layout::{aspect_ratio, likely_size, panels_of};
use crate::render::figure::norm::ColorNorm;
use crate::render::figure::style::{Style, background};
use crate::render::figure::swatch::{Dash, Legend, LineStyle, Swatch};
use crate::render::passes::overlay::textures::OverlayTexture;
use crate::scene::{Arrows, ColorBy, ColorScale, Scene, Tint};
use crate::words::with_minus;

/// Magnitudes between which f32 leaves room for the arithmetic of a picture.
const LARGEST: f64 = 1e36;
const SMALLEST: f64 = 1e-34;
/// The least magnitude above 0 that logarithmic scales begin at, above the least float by what a mesh that goes on below them needs.
const LEAST_TOLD: f64 = 1e-35;

/// What all steps of laying a picture out read. The picture owns it, and drops it where it is measured again.
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
    /// Whether f has values that 32-bit floats take for infinite.
    overflows: bool,
    pub(crate) bands: Vec<[u8; 3]>,
    /// The fraction of the picture that one band holds, where that is most of it.
    pub(crate) in_one_band: Option<f64>,
    pub(crate) colormap: wgpu::TextureView,
    /// What stands in for the colours of values, and the bar that says what it means.
    pub(crate) overlay: OverlayTexture,
    /// The same of the contour panel, whose colours may be shaded.
    pub(crate) plane_overlay: OverlayTexture,
    pub(crate) overlay_bar: Option<ColorBar>,
    /// Trajectories, one for each start and optimizer.
    pub(crate) paths: Vec<Path>,
    /// Those of a whole animation, which frames are laid out by.
    pub(crate) courses: Option<Courses>,
    /// How high a curve and its derivative reach in all frames of an animation.
    pub(crate) curve_ends: Option<CurveEnds>,
    /// Places that the legend numbers.
    pub(crate) numbered: Vec<[f64; 2]>,
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
    /// Whether it stands by itself, so that its layout may go by its trajectories; frames and what is edited keep theirs.
    pub(crate) is_still: bool,
    /// Lines along the gradient.
    pub(crate) streamlines: Vec<Streamline>,
    /// A point whose directional derivatives are drawn.
    pub(crate) probe: Option<Probe>,
    /// What is to be known of it that nobody asked for.
    pub(crate) remarks: Vec<Remark>,
    /// What is said below the title whatever else is: the value of a parameter that moves, and the sun.
    pub(crate) standing: Option<String>,
    /// What is said below the title.
    pub(crate) caption: Option<String>,
    /// Stationary points, where they are marked.
    pub(crate) critical: Vec<Stationary>,
    /// Gradient arrows, where there are any.
    pub(crate) quiver: Option<Quiver>,
}

/// The field that a picture is measured from, and the domain that it shows.
#[derive(Clone, Copy)]
struct Source<'a> {
    scene: &'a Scene,
    /// The field of x and y, that over places of the axes' scales, and that one on the device.
    field: &'a Field,
    drawn: &'a Field,
    gpu_field: &'a GpuField,
    /// What is looked at, in places, and in x and y.
    domain: Domain,
    scales: Scales,
    ranges: Domain,
    grid: Grid,
}

impl<'a> Source<'a> {
    fn new(scene: &'a Scene, field: &'a Field, placed: Option<&'a Field>, gpu_field: &'a GpuField) -> Source<'a> {
        let (ranges, scales) = (scene.domain(field).ascending(), scene.scales.of_plane(scene.view));
        let (domain, drawn) = (scales.places(ranges), placed.unwrap_or(field));
        let [nx, ny] = scene.grid.unwrap_or(drawn.default_grid());
        Source { scene, field, drawn, gpu_field, domain, scales, ranges, grid: Grid { nx, ny, domain } }
    }
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
        Precomputed { basins, critical, whole, swept, courses, curve_ends, .. }: Precomputed<'_>,
        tools: &mut MeasuringTools,
    ) -> Result<PlotData, RenderError> {
        let source = Source::new(scene, field, placed, gpu_field);
        let Source { drawn, domain, scales, ranges, grid, .. } = source;
        let evaluator = Evaluator::new(gpu, gpu_field);
        let asked = bands::asked(scene, field);
        let values = Values::measure(&source, &evaluator, whole, asked.0, tools)?;
        let (heights, ends) = values.heights(&source)?;
        let mut remarks = Vec::new();
        let Bands { norm, levels, is_open, colors: bands, in_one_band } =
            Bands::new(scene, &values, asked, [gpu_field.offset(), gpu_field.unit()], &mut remarks)?;
        let of_colors = match asked.1 {
            ColorScale::Symlog(Some(threshold)) => Spread::Symlog(threshold),
            _ => norm.spread,
        };
        let lost =
            [values.lost(scene.scales.z.spread(), heights, ends), values.lost(of_colors, norm.spread, norm.limits)];
        remarks.extend(lost.into_iter().flatten().reduce(f64::max).map(Remark::TooManyDecades));
        let (paths, mut legend) = paths(scene, field, ranges, &mut remarks)?;
        let critical = match (scene.critical, critical) {
            (true, Some(found)) => found.to_vec(),
            (true, None) => critical_points(field, ranges, default_starts(field)),
            (false, _) => Vec::new(),
        };
        legend.extend(kinds(&critical));
        let overlays = Overlays::new(gpu, (&source, ends[1] - ends[0]), &evaluator, basins, tools)?;
        let (meanings, overlay_bar) = overlays.meaning();
        legend.extend(meanings);
        let over = |at: [f64; 2], slopes: [f64; 2]| overlays.color(at, slopes);
        let beyond = (!is_open).then(|| background(scene.theme));
        let sunlight =
            |at: [f64; 2], slopes: [f64; 2]| shade_over(scene, scene.units_of(field), scales.y.value(at[1]), slopes);
        let shade = scene.shade.contours.then_some(&sunlight as _);
        let ground = Ground { levels: &levels, bands: &bands, beyond, over: &over, shade };
        let quiver = match scene.shows_arrows() {
            true => Some(Quiver::new(&evaluator, scene, drawn, gpu_field, domain, &ground)?),
            false => None,
        };
        let descends = scene.arrows.direction == Arrows::Descent;
        let streamlines = match scene.arrows.streamlines {
            Some(density) if scene.arrows.direction != Arrows::Off => {
                let (ratio, density) = (panel_ratio(scene, domain), density * crowding(scene, domain));
                let range = ends[1] - ends[0];
                let lines = streamlines((drawn, scales), (domain, range), ratio, density, descends);
                lines.into_iter().map(|points| Streamline::new(points, (drawn, scales), &ground)).collect()
            }
            _ => Vec::new(),
        };
        let swept = swept.map(|(name, value)| swept_caption(scene, name, value));
        let probe = scene.probe.and_then(|point| Probe::new(field, point, scene.probe_angle));
        let has_sun = scene.shade.contours || scene.color.by == ColorBy::Hillshade;
        let of_sun = has_sun.then(|| sun_caption(scene, scene.units_of(field)));
        let standing = joined(swept, of_sun);
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
            values: ends,
            range: [values.range.min, values.range.max],
            metres: lengths(scene.units_of(field), 0.5 * (ranges.y[0] + ranges.y[1])),
            norm,
            is_open,
            overflows: values.overflow(&source),
            levels,
            bands,
            in_one_band,
            colormap: tools.colormap(gpu, scene.color.colormap()),
            numbered: overlays.numbered(),
            overlay: overlays.surface,
            plane_overlay: overlays.plane,
            overlay_bar,
            paths,
            courses: courses.cloned(),
            curve_ends,
            legend,
            particle_bar: None,
            particle_colors: Vec::new(),
            caption: joined(standing.clone(), probe.as_ref().map(|probe| probe.caption(scene.view, ranges))),
            standing,
            probe,
            raster_only: false,
            is_coarse: false,
            is_still: false,
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
    let [columns, rows] = panels_of(scene, domain, [0.0; 2]);
    let [width, height] = scene.size.map(|side| side as f32);
    f64::from(ratio.unwrap_or((height / rows) / (width / columns)))
}

/// The part of its streamlines that a panel has room for.
fn crowding(scene: &Scene, domain: Domain) -> f64 {
    let ratio = aspect_ratio(scene.scales.aspect(scene.contour.aspect), domain);
    let [width, height] = likely_size(scene.size, panels_of(scene, domain, [0.0; 2]), scene.dpi, ratio);
    crowding_of(width.max(height), scene.dpi)
}

/// Colours and sizes of a scene's picture whose panels stand so.
fn style_in(scene: &Scene, panels: [f32; 2]) -> Style {
    Style { legend: scene.legend, ..Style::of(scene.theme, scene.size, panels, scene.dpi, scene.fontsize) }
}

/// Colours and sizes of a scene's picture of a domain.
fn style_of(scene: &Scene, domain: Domain) -> Style {
    style_in(scene, panels_of(scene, domain, [0.0; 2]))
}

/// Enlarges a picture's letters as those around it are, beyond what its panels would have of themselves: letters that are as
/// large as fits would stay as they are at another number of pixels to an inch.
#[cfg(feature = "window")]
pub(crate) fn enlarge(scene: &mut Scene, domain: Domain, factor: f64) {
    if factor != 1.0 {
        let points = scene.fontsize.unwrap_or_else(|| style_of(scene, domain).fontsize(scene.dpi));
        scene.fontsize = Some(points);
        scene.dpi *= factor;
    }
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

#[cfg(all(test, feature = "window"))]
mod tests {
    use super::*;

    #[test]
    fn letters_grow_with_those_around_the_picture_also_where_its_panels_have_little_room() {
        let domain = Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] };
        for (size, dpi) in [([934, 750], 100.0), ([1868, 1500], 200.0), ([300, 200], 100.0)] {
            for factor in [0.5, 1.0, 1.4, 2.0] {
                let usual = Scene { size, dpi, ..Scene::default() };
                let mut scene = usual.clone();
                enlarge(&mut scene, domain, factor);
                let [before, after] = [&usual, &scene].map(|scene| style_of(scene, domain).letters);
                assert!((f64::from(after / before) / factor - 1.0).abs() < 1e-3, "{size:?} {factor}: {before} {after}");
            }
        }
    }
}
