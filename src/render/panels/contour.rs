//! The contours in their frame, with what lies on them.

use glam::{Mat4, Vec2, Vec3};

use super::arrow_key::arrow_key;
use super::compose::LegendBelow;
use super::context::{DrawContext, PrepareContext, corner, particle_panel, set_panel};
use super::legend_place::{emptiest_corner, hides_much};
use super::titles::panel_titles;
use crate::field::{Domain, Spread};
use crate::gpu::{GpuError, UniformBinding};
use crate::render::data::lines::contour_labels::{ContourLabel, contour_labels, label_marks, number_marks};
use crate::render::data::lines::streamlines::streamline_strokes;
use crate::render::data::plot_data::PlotData;
use crate::render::data::probe::probe_strokes;
use crate::render::data::runs::trajectories::{critical_marks, plane_paths};
use crate::render::data::sheet::fine::FineMap;
use crate::render::figure::annotation::{Mark, Rect};
use crate::render::figure::axes::plane_axes::{AxisRange, PlaneAxes};
use crate::render::figure::bar::ColorBar;
use crate::render::figure::layout::{aspect_ratio, panel_title, panel_title_height};
use crate::render::figure::legend::{is_legend_wanted, legend, legend_room};
use crate::render::figure::norm::ColorNorm;
use crate::render::figure::plane::Plane;
use crate::render::figure::stroke::Stroke;
use crate::render::figure::text::Typesetter;
use crate::render::figure::ticks::minor_ticks;
use crate::render::figure::world::World;
use crate::render::particles::ParticlePanel;
use crate::render::passes::arrows::{ArrowDraw, ArrowInstance, ArrowUniform};
use crate::render::passes::contour::{ContourDraw, ContourKind, ContourStyle};
use crate::render::passes::frame::{FrameParts, FrameUniform, fine_texture, seen_through};
use crate::render::passes::splat::PanelPixels;
use crate::render::passes::strokes::{StrokeDraw, StrokePlace};
use crate::scene::Levels;

/// The contours in their frame.
#[derive(Clone, Debug)]
pub(crate) struct ContourPanel {
    pub(crate) rect: Rect,
    pub(crate) pixels: PanelPixels,
    /// The frame with what stands right above it, where its title is.
    headed: Rect,
    uniform: FrameUniform,
    frame: UniformBinding,
    /// How far f is drawn as its mean.
    fine: wgpu::TextureView,
    kind: ContourKind,
    /// Of the whole panel, in pixels.
    diagonal: f32,
    contours: Option<ContourDraw>,
    pub(crate) labels: Vec<ContourLabel>,
    arrows: Option<ArrowDraw>,
    paths: StrokeDraw,
    /// What a raster-only panel leaves to a drawing.
    pub(crate) primitives: Option<VectorPrimitives>,
    /// Whether there is no room for the legend.
    pub(crate) lacks_legend: bool,
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

/// Where the parts of the panel are in an area.
struct Fitted<'a> {
    title: String,
    /// Below the title.
    area: Rect,
    bar: Option<ColorBar>,
    further: Vec<&'a ColorBar>,
    axes: PlaneAxes,
    ranges: [AxisRange<'a>; 2],
}

/// How much of its width a small plot keeps beside bars, without which they give way.
const KEPT: f32 = 0.65;

impl<'a> Fitted<'a> {
    fn new(plot_data: &'a PlotData, area: Rect, typesetter: &mut Typesetter) -> Fitted<'a> {
        let [_, title] = panel_titles(plot_data);
        let strip = panel_title_height(&title, area.width(), &plot_data.style, typesetter);
        let area = Rect { min: [area.min[0], area.min[1] + strip], ..area };
        let bar = || plot_data.overlay_bar.clone().unwrap_or_else(|| contour_bar(plot_data));
        let Domain { x, y } = plot_data.ranges;
        let (names, scales) = (plot_data.names(["X", "Y"]), plot_data.scales);
        let ranges = [
            AxisRange { ends: x, spread: scales.x, name: names[0] },
            AxisRange { ends: y, spread: scales.y, name: names[1] },
        ];
        let ratio = aspect_ratio(plot_data.scene.scales.aspect(plot_data.scene.contour.aspect), plot_data.domain);
        let words = legend_room(area, &plot_data.legend, &plot_data.style, typesetter);
        let mut fit = |bar: Option<&ColorBar>, further: &[&ColorBar]| {
            let room: f32 = further.iter().map(|bar| bar.room(&plot_data.style, typesetter)).sum();
            let beside = Rect { max: [area.max[0] - room - words, area.max[1]], ..area };
            PlaneAxes::fit(beside, ranges, ratio, bar, &plot_data.style, typesetter)
        };
        let (bar, further) = (bar(), plot_data.further_bars());
        let axes = fit(Some(&bar), &further);
        let has_room = plot_data.style.has_room_for_bar(area);
        let bare = if has_room { None } else { Some(fit(None, &[])) };
        match bare.filter(|bare| axes.rect.width() < KEPT * bare.rect.width()) {
            Some(axes) => Fitted { title, area, bar: None, further: Vec::new(), axes, ranges },
            None => Fitted { title, area, bar: Some(bar), further, axes, ranges },
        }
    }
}

impl ContourPanel {
    /// Lays the panel out in `area`, in place of an old one, with its legend unless that stands below all panels.
    pub(crate) fn new(
        with: PrepareContext<'_>,
        plot_data: &PlotData,
        (area, below): (Rect, Option<&LegendBelow>),
        old: Option<&ContourPanel>,
        typesetter: &mut Typesetter,
        marks: &mut Vec<Mark>,
    ) -> Result<ContourPanel, GpuError> {
        let scene = &plot_data.scene;
        let Fitted { title, area, bar, further, axes, ranges } = Fitted::new(plot_data, area, typesetter);
        axes.paint(ranges, &plot_data.style, typesetter, marks);
        let rect = axes.rect;
        panel_title(axes.headed(), area, &title, &plot_data.style, typesetter, marks);
        let mut beside = rect.max[0];
        for bar in bar.iter().chain(further) {
            bar.paint(beside, [rect.min[1], rect.max[1]], &plot_data.style, typesetter, marks);
            beside += bar.room(&plot_data.style, typesetter);
        }
        let words = legend_room(area, &plot_data.legend, &plot_data.style, typesetter);
        let outer = Rect { max: [(beside + words).min(area.max[0]), area.max[1]], ..area };
        let place = |size| emptiest_corner(plot_data, size);
        let (entries, style) = (&plot_data.legend, &plot_data.style);
        let legend = match below {
            Some(below) => below.rect,
            None => legend([rect, outer], place, entries, |_| true, style, typesetter, marks),
        };
        let free = [rect.min[0], axes.name_end(&plot_data.style, typesetter)];
        let row = axes.name_row(&plot_data.style, typesetter);
        arrow_key(plot_data, rect, (free, row), legend, typesetter, marks);
        let of_same = old.filter(|old| old.rect == rect && !with.stale.is_drawn_again());
        let labels = match of_same {
            Some(old) => old.labels.clone(),
            None if scene.contour.labels => {
                let taken: Vec<Rect> = legend.iter().copied().chain(marked(plot_data, rect)).collect();
                contour_labels(plot_data, with.exact, rect, &taken, typesetter)
            }
            None => Vec::new(),
        };
        label_marks(&labels, &plot_data.style, marks);
        number_marks(plot_data, rect, legend, marks);
        let world = World {
            ranges: plot_data.ranges,
            domain: plot_data.domain,
            values: plot_data.values,
            spreads: plot_data.spreads(Spread::Linear),
            half: Vec3::ONE,
        };
        let size = Vec2::new(rect.width(), rect.height());
        let (fine, is_fine) = match of_same {
            Some(old) => (old.fine.clone(), old.is_fine()),
            None => {
                let found = FineMap::of(with.exact, plot_data.domain, size.to_array(), plot_data.values);
                (
                    fine_texture(with.gpu, found.as_ref().map(|found| found.parts(|f| f)), old.map(|old| &old.fine)),
                    found.is_some(),
                )
            }
        };
        let mut uniform = FrameUniform::new(&FrameParts {
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
        let pixels = PanelPixels::of(rect, scene.size);
        uniform.panel[2..].copy_from_slice(&corner(rect, pixels));
        // Particles lie on lines and arrows, which are no shapes of a drawing then.
        let has_shapes = plot_data.raster_only && scene.descent.particles == 0;
        let line_width = if has_shapes { 0.0 } else { plot_data.line_width() };
        let contours = with.pipelines.contour.as_ref().map(|renderer| {
            let levels: Vec<f64> = plot_data.levels.iter().map(|&level| plot_data.on_device(level)).collect();
            let old = old.and_then(|old| old.contours.as_ref());
            let style = ContourStyle {
                levels: &levels,
                bands: &plot_data.bands,
                lines: &plot_data.line_colors(),
                line_width,
                beyond: plot_data.beyond(),
                is_covered: plot_data.is_covered()[1],
            };
            renderer.prepare(with.gpu, &style, old)
        });
        let primitives = VectorPrimitives {
            arrows: plot_data.quiver.as_ref().map(|quiver| quiver.on_plane(scene.dpi, &world, size)),
            strokes: [
                streamline_strokes(plot_data, with.exact, &world, (false, size.max_element())),
                probe_strokes(plot_data, &world, false),
                plane_paths(plot_data, &world, size),
                critical_marks(plot_data, &world, (false, size.min_element())),
            ]
            .concat(),
        };
        let (primitives, kept) = match has_shapes {
            true => primitives.split(),
            false => (primitives, None),
        };
        let arrows = primitives.arrows.zip(with.pipelines.plane_arrows.as_ref());
        let arrows = arrows.map(|((instances, style), renderer)| {
            renderer.prepare(with.gpu, &instances, &style, old.and_then(|old| old.arrows.as_ref()))
        });
        let kind = ContourKind { has_means: is_fine, is_bare: plot_data.is_plane_bare() };
        if let Some(renderer) = &with.pipelines.contour {
            renderer.build(with.gpu, with.frame, with.field, kind)?;
        }
        Ok(ContourPanel {
            rect,
            pixels,
            headed: axes.headed(),
            uniform,
            diagonal: size.length(),
            frame: with.frame.bind(
                with.gpu,
                &uniform,
                [&plot_data.colormap, &plot_data.plane_overlay, &fine],
                old.map(|old| &old.frame),
            ),
            fine,
            kind,
            contours,
            labels,
            arrows,
            paths: with.strokes.prepare(with.gpu, &primitives.strokes, old.map(|old| &old.paths)),
            primitives: kept,
            lacks_legend: legend.is_none() && is_legend_wanted(entries, style),
        })
    }

    /// Whether means are drawn somewhere.
    pub(crate) fn is_fine(&self) -> bool {
        self.kind.has_means
    }

    /// The part of it that a window on the picture shows, in the window's pixels.
    pub(crate) fn seen_through(
        &self,
        window: PanelPixels,
        with: PrepareContext<'_>,
        plot_data: &PlotData,
    ) -> Option<ContourPanel> {
        let (rect, mut uniform) = seen_through(window, self.rect, &self.uniform)?;
        let pixels = PanelPixels::of(rect, window.size);
        uniform.panel[2..].copy_from_slice(&corner(rect, pixels));
        let textures = [&plot_data.colormap, &plot_data.plane_overlay, &self.fine];
        let frame = with.frame.bind(with.gpu, &uniform, textures, None);
        Some(ContourPanel { rect, pixels, uniform, frame, ..self.clone() })
    }

    /// Where it has strokes.
    pub(crate) fn stroke_places(&self) -> Vec<StrokePlace> {
        if self.paths.is_empty() { Vec::new() } else { vec![StrokePlace::Plane] }
    }

    /// What its shaders know of it.
    pub(crate) fn uniform(&self) -> &FrameUniform {
        &self.uniform
    }

    /// Where particles are drawn in it.
    pub(crate) fn particles(&self) -> ParticlePanel<'_> {
        particle_panel(&self.frame, self.rect, self.pixels, self.diagonal)
    }

    /// The frame with what stands right above it, which its title stands on.
    pub(crate) fn headed(&self) -> Rect {
        self.headed
    }

    /// How high it is with its title and its labels, of the area that it may have.
    pub(crate) fn needed(plot_data: &PlotData, area: Rect, typesetter: &mut Typesetter) -> f32 {
        let fitted = Fitted::new(plot_data, area, typesetter);
        fitted.area.min[1] - area.min[1] + fitted.axes.height()
    }

    /// Its frame in an area, and whether the legend would hide too much of it.
    pub(crate) fn framed(plot_data: &PlotData, area: Rect, typesetter: &mut Typesetter) -> (Rect, bool) {
        let rect = Fitted::new(plot_data, area, typesetter).axes.rect;
        (rect, hides_much(plot_data, rect, typesetter))
    }

    /// Records the panel into a target of its own.
    pub(crate) fn draw(&self, with: DrawContext<'_>, pass: &mut wgpu::RenderPass<'_>) {
        set_panel(pass, self.rect, self.pixels);
        pass.set_bind_group(0, self.frame.group(), &[]);
        if let (Some(renderer), Some(contours)) = (&with.pipelines.contour, &self.contours) {
            renderer.draw(pass, with.field, contours, self.kind);
        }
        if let (Some(renderer), Some(arrows)) = (&with.pipelines.plane_arrows, &self.arrows) {
            renderer.draw(pass, with.field, arrows);
        }
        with.strokes.draw(pass, &self.paths, StrokePlace::Plane);
    }
}

/// Pixels of a panel around what is marked on it: steps of trajectories, stationary points, the probe.
fn marked(plot_data: &PlotData, panel: Rect) -> Vec<Rect> {
    let plane = Plane { rect: panel, domain: plot_data.domain };
    let square = |point: &[f64], half: f32| {
        let at = plane.pixel(plot_data.place(point));
        Rect { min: at, max: at }.grown(half * plot_data.style.scale)
    };
    let visited = plot_data.paths.iter().flat_map(|path| &path.visits).map(|visit| square(&visit.point, 6.0));
    let critical = plot_data.critical.iter().map(|found| square(&found.point, 9.0));
    let probed = plot_data.scene.probe.iter().map(|point| square(point, 40.0));
    let numbered = plot_data.numbered.iter().map(|place| square(&plot_data.scales.point(*place), 10.0));
    visited.chain(critical).chain(probed).chain(numbered).collect()
}

/// The bar of the bands: every band as high as its fraction of the levels, a tick at round values or at given levels. Given
/// levels of which one band would be too low to be seen have bands of one height, as matplotlib's bars have.
fn contour_bar(plot_data: &PlotData) -> ColorBar {
    /// The lowest band, as a fraction of the bar.
    const LOWEST: f64 = 0.03;
    let levels = &plot_data.levels;
    let ends = levels.first().zip(levels.last()).map_or([0.0, 1.0], |(&first, &last)| [first, last]);
    let norm = ColorNorm { limits: ends, ..plot_data.norm };
    let lowest = levels.windows(2).map(|ends| norm.position(ends[1]) - norm.position(ends[0])).fold(1.0, f64::min);
    let is_given = matches!(&plot_data.scene.contour.levels, Levels::List(given) if given.len() > 1);
    let is_even = is_given && lowest < LOWEST.min(1.0 / levels.len() as f64);
    let fraction = |value: f64| if is_even { place_among(levels, value) } else { norm.position(value) } as f32;
    let colors = levels.iter().zip(&plot_data.bands).map(|(&level, &color)| (fraction(level), color)).collect();
    let [_, values] = plot_data.bar_ticks();
    let minor = match plot_data.has_given_ticks() {
        true => Vec::new(),
        false => minor_ticks(norm.spread, norm.limits, &values).into_iter().map(fraction).collect(),
    };
    let [_, labels] = plot_data.bar_labels();
    let is_beyond = plot_data.goes_beyond(ends);
    ColorBar {
        colors,
        fractions: values.iter().copied().map(fraction).collect(),
        labels,
        minor,
        name: plot_data.scene.labels.z.clone().unwrap_or_default(),
        extends: is_beyond.map(|is_beyond| is_beyond && plot_data.is_open),
    }
}

/// Where a value is among ascending levels that are evenly apart, from 0 at the first to 1 at the last.
fn place_among(levels: &[f64], value: f64) -> f64 {
    let band = levels.partition_point(|&level| level <= value).clamp(1, levels.len().max(2) - 1);
    match levels.get(band - 1).zip(levels.get(band)) {
        Some((low, high)) => (band as f64 - 1.0 + (value - low) / (high - low)) / (levels.len() as f64 - 1.0),
        None => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::place_among;

    #[test]
    fn levels_of_many_magnitudes_are_evenly_apart_on_their_bar() {
        let levels = [1e-6, 1e-3, 1.0, 1e3, 1e9];
        assert_eq!(levels.map(|level| place_among(&levels, level)), [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(place_among(&levels, 500.5), 0.625);
    }
}
