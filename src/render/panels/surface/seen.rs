//! The box as it is seen, and what stands around it.

use glam::{Vec2, Vec3};

use crate::render::data::plot_data::PlotData;
use crate::render::figure::annotation::{Mark, Rect};
use crate::render::figure::axes::box_axes::{Axes, margins};
use crate::render::figure::bar::ColorBar;
use crate::render::figure::camera::{Camera, Margins, corners};
use crate::render::figure::layout::{keeps_aspect, panel_title_height};
use crate::render::figure::legend::legend_room;
use crate::render::figure::style::Style;
use crate::render::figure::text::Typesetter;
use crate::render::figure::world::World;
use crate::render::panels::titles::panel_titles;
use crate::scene::{Aspect, BoxAspect, CameraStyle, View};

/// The widest area of a surface alone, relative to its height, so that the colour bar stays near.
const SURFACE_WIDTH: f32 = 1.5;

/// The title of the panel, and what is below it.
pub(super) struct Strip {
    pub(super) title: String,
    pub(super) below: Rect,
}

impl Strip {
    pub(super) fn new(plot_data: &PlotData, area: Rect, typesetter: &mut Typesetter) -> Strip {
        let [title, _] = panel_titles(plot_data);
        let strip = panel_title_height(&title, area.width(), &plot_data.style, typesetter);
        Strip { title, below: Rect { min: [area.min[0], area.min[1] + strip], ..area } }
    }
}

/// The box as it is seen, beside its bar.
pub(super) struct Seen {
    pub(super) rect: Rect,
    pub(super) world: World,
    pub(super) camera: Camera,
    pub(super) axes: Axes,
    /// That of the surface, and that of arrows where no contours have it.
    pub(super) bars: Vec<ColorBar>,
}

impl Seen {
    /// Fits the box from a camera and its labels into an area.
    pub(super) fn new(plot_data: &PlotData, from: CameraStyle, below: Rect, typesetter: &mut Typesetter) -> Seen {
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
        let world = World {
            ranges: plot_data.ranges,
            domain: plot_data.domain,
            values: plot_data.values,
            spreads: plot_data.spreads(plot_data.heights),
            half: box_half(plot_data),
        };
        let names = plot_data.names(["X", "Y"]);
        let names = [names[0], names[1], scene.labels.z.as_deref().unwrap_or("Z")];
        let size = Vec2::new(rect.width().max(1.0), rect.height().max(1.0));
        let fit = |room: Margins, typesetter: &mut Typesetter| {
            let camera = Camera::orbit(from, world.half, size, room);
            let axes = Axes::new(&world, &camera, names, rect, style, typesetter);
            Seen { rect, world, camera, axes, bars: Vec::new() }
        };
        let room = margins(&world, names[2], style, typesetter);
        let first = fit(room, typesetter);
        let tight = first.tightened(room, style, typesetter);
        let second = fit(tight, typesetter);
        // Letters that lost their place are worth more than a larger box. Numbers of a larger box may be wider.
        let is_kept =
            |other: &Seen| other.axes.whole_names >= first.axes.whole_names && other.labels() >= first.labels();
        let seen = match is_kept(&second) {
            true => second,
            false => {
                let third = fit(Margins { right: room.right, ..tight }, typesetter);
                if is_kept(&third) { third } else { first }
            }
        };
        Seen { bars, ..seen }
    }

    /// How many labels there are.
    fn labels(&self) -> usize {
        self.axes.marks.iter().filter(|mark| matches!(mark, Mark::Text(_))).count()
    }

    /// What the box and its labels cover.
    pub(super) fn bounds(&self, typesetter: &mut Typesetter) -> Rect {
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

    /// How much of a part of its upper left corner, as fractions of its sides, the box covers.
    pub(super) fn covered(&self, part: [f32; 2]) -> f32 {
        /// Directions in which a place beyond the box is farther out than all of its corners, and places of a side.
        const DIRECTIONS: usize = 48;
        const PLACES: usize = 16;
        let size = Vec2::new(self.rect.width().max(1.0), self.rect.height().max(1.0));
        let ends = corners(self.world.half).map(|corner| self.camera.project(corner, size));
        let directions =
            (0..DIRECTIONS).map(|turn| Vec2::from_angle(std::f32::consts::TAU * turn as f32 / DIRECTIONS as f32));
        let farthest: Vec<(Vec2, f32)> = directions
            .map(|way| (way, ends.iter().map(|end| end.dot(way)).fold(f32::NEG_INFINITY, f32::max)))
            .collect();
        let place = |index: usize| {
            let [across, down] = [index % PLACES, index / PLACES].map(|at| (at as f32 + 0.5) / PLACES as f32);
            Vec2::new(across * part[0], down * part[1]) * size
        };
        let is_covered = |place: Vec2| farthest.iter().all(|&(way, most)| place.dot(way) <= most);
        let count = (0..PLACES * PLACES).filter(|&index| is_covered(place(index))).count();
        count as f32 / (PLACES * PLACES) as f32
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

/// Half sizes of the box, the longest of which is 1 unless it is made higher: as wide and deep as the domain where nothing
/// else is said, 4 : 4 : 3 for a square one as matplotlib has it.
fn box_half(plot_data: &PlotData) -> Vec3 {
    let (domain, surface) = (plot_data.domain, &plot_data.scene.surface);
    let [width, depth] = domain.size().map(f64::abs);
    let sides = match surface.box_aspect {
        BoxAspect::Ratio(sides) => sides,
        BoxAspect::Equal => {
            let [low, high] = plot_data.values.map(|value| plot_data.heights.place(value));
            [width * plot_data.metres[0], depth * plot_data.metres[1], high - low]
        }
        BoxAspect::Auto if keeps_aspect(plot_data.scene.scales.aspect(Aspect::Auto), domain) => {
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

fn surface_bar(plot_data: &PlotData) -> ColorBar {
    let norm = &plot_data.norm;
    let map = plot_data.scene.color.colormap();
    let name = plot_data.scene.labels.z.as_deref().unwrap_or_default();
    let bar = ColorBar::of(norm, |fraction| map.sample(fraction), name);
    let [labels, _] = plot_data.bar_labels();
    ColorBar { labels, extends: plot_data.goes_beyond(norm.limits), ..bar }
}
