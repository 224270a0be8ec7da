//! What panels ask of the data of a picture, and what changes of it afterwards.

use super::*;
use crate::render::figure::annotation::Color;
use crate::render::figure::axes::offset::{AxisLabels, axis_labels, axis_labels_like};
use crate::render::figure::style::Style;
use crate::render::passes::contour::{Beyond, line_colors};
use crate::render::passes::frame::ColorKind;
use crate::render::passes::overlay::textures::is_nothing;
use crate::scene::{Levels, View};

impl PlotData {
    /// The field that is drawn, over places of the axes' scales, of the one that was measured.
    pub(crate) fn drawn<'a>(&'a self, field: &'a Field) -> &'a Field {
        self.placed.as_ref().unwrap_or(field)
    }

    /// A value of f as the device has it.
    pub(crate) fn on_device(&self, f: f64) -> f64 {
        (f - self.offset) / self.unit
    }

    /// The levels that have lines: all of a list, and of others those that do not bound the colours.
    pub(crate) fn lined(&self) -> &[f64] {
        match self.is_open {
            true => self.levels.get(1..self.levels.len().saturating_sub(1)).unwrap_or_default(),
            false => &self.levels,
        }
    }

    /// How far the nearest level is from the one at a place of those that have lines.
    pub(crate) fn gap_beside(&self, place: usize) -> f64 {
        self.bands_beside(place).fold(f64::INFINITY, f64::min)
    }

    /// The wider one of the bands beside the level at a place of those that have lines; without an end where there is none.
    pub(crate) fn wider_band_beside(&self, place: usize) -> f64 {
        self.bands_beside(place).reduce(f64::max).unwrap_or(f64::INFINITY)
    }

    fn bands_beside(&self, place: usize) -> impl Iterator<Item = f64> {
        let at = place + usize::from(self.is_open);
        let band = |at: usize| Some(self.levels.get(at + 1)? - self.levels.get(at)?);
        [band(at), at.checked_sub(1).and_then(band)].into_iter().flatten()
    }

    /// What of the values beyond the first and the last level is coloured.
    pub(crate) fn beyond(&self) -> Beyond {
        match (self.is_open, self.overflows) {
            (false, _) => Beyond::Nothing,
            (true, false) => Beyond::Finite,
            (true, true) => Beyond::All,
        }
    }

    /// The field whose values are places of how f spreads upwards, of the one that is drawn.
    pub(crate) fn risen<'a>(&'a self, drawn: &'a Field) -> &'a Field {
        self.risen.as_ref().unwrap_or(drawn)
    }

    /// How x, y and f spread where f does so upwards.
    pub(crate) fn spreads(&self, heights: Spread) -> [Spread; 3] {
        [self.scales.x, self.scales.y, heights]
    }

    /// The place of a point on the axes' scales.
    pub(crate) fn place(&self, point: &[f64]) -> [f64; 2] {
        self.scales.place([point[0], point.get(1).copied().unwrap_or_default()])
    }

    /// What shaders of the surface's colours need not look at.
    pub(crate) fn colors(&self) -> ColorKind {
        let is_even = [self.norm.spread, self.heights] == [Spread::Linear; 2];
        ColorKind { is_even, is_bare: is_nothing(&self.overlay) }
    }

    /// Whether nothing lies over the colours of the contours.
    pub(crate) fn is_plane_bare(&self) -> bool {
        is_nothing(&self.plane_overlay)
    }

    /// Has it drawn at another size.
    pub(crate) fn set_size(&mut self, size: [u32; 2]) {
        self.scene.size = size;
        self.arrange_beside([0.0; 2]);
    }

    /// Has its panels stand as they are largest, where `taken` is what they do not have of the height in each arrangement.
    pub(crate) fn arrange_beside(&mut self, taken: [f32; 2]) {
        self.arrange(panels_of(&self.scene, self.domain, taken));
    }

    /// Has so many panels stand side by side and above each other.
    pub(crate) fn arrange(&mut self, panels: [f32; 2]) {
        let keeps_room = self.style.keeps_room;
        self.style = Style { keeps_room, ..style_in(&self.scene, panels) };
    }

    /// Whether colours of something else lie over those of values, on the surface and on the contour panel, which may be shaded.
    pub(crate) fn is_covered(&self) -> [bool; 2] {
        let is_covered = self.overlay_bar.is_some();
        [is_covered, is_covered || self.scene.shade.contours]
    }

    /// The colour of the line at each level, where nothing lies over the bands.
    pub(crate) fn line_colors(&self) -> Vec<Color> {
        line_colors(&self.bands, (!self.is_open).then_some(self.style.background))
    }

    /// Adds what a picture says of its particles: colours, their meaning, and what became of how many.
    pub(crate) fn add_particles(&mut self, particle_system: &ParticleSystem, outcomes: &[Outcomes]) {
        self.caption = joined(self.standing.clone(), Some(caption(particle_system.steps(), outcomes)));
        match self.scene.descent.tint {
            Tint::Optimizer => {
                let (groups, count) = (particle_system.particle_groups().len(), particle_system.starts().len());
                self.particle_bar = shows_density(self.scene.descent.tint, groups, count).then(|| density_bar(count));
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

    /// All that is written in words that somebody chose.
    pub(crate) fn words(&self, title: &str) -> String {
        let scene = &self.scene;
        let labels = [&scene.labels.x, &scene.labels.y, &scene.labels.z, &scene.panel_titles];
        let mut words = title.to_owned();
        words.extend(labels.into_iter().flatten().map(String::as_str));
        words.extend(self.legend.iter().map(|(name, _)| name.as_str()));
        words.extend(self.caption.as_deref());
        words
    }

    /// The trajectories that the layout goes by.
    pub(crate) fn laid_out_by(&self) -> &[Path] {
        self.courses.as_ref().map_or(&self.paths, |Courses(paths)| paths)
    }

    /// Whether f goes on below and above two values.
    pub(crate) fn goes_beyond(&self, [low, high]: [f64; 2]) -> [bool; 2] {
        let slack = 1e-6 * (high - low);
        [self.range[0] < low - slack, self.range[1] > high + slack]
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

    /// Whether the axes of a curve are x and f(x): where they have names of their own, nothing else is called so.
    pub(crate) fn has_usual_names(&self) -> bool {
        self.scene.labels.x.is_none() && self.scene.labels.y.is_none()
    }

    /// What a curve's derivative is called.
    pub(crate) fn derivative_name(&self) -> &'static str {
        if self.has_usual_names() { "f′(x)" } else { "derivative" }
    }

    /// Bars beside that of the field: of arrows, and of particles.
    pub(crate) fn further_bars(&self) -> Vec<&ColorBar> {
        let of_arrows = self.quiver.as_ref().and_then(|quiver| quiver.bar.as_ref());
        of_arrows.into_iter().chain(&self.particle_bar).collect()
    }

    /// The ticks of the bars of the surface and of the contours.
    pub(crate) fn bar_ticks(&self) -> [Vec<f64>; 2] {
        let contours = match &self.scene.contour.levels {
            Levels::List(given) if self.has_given_ticks() => given.clone(),
            Levels::List(_) | Levels::Count(_) => {
                let ends =
                    self.levels.first().zip(self.levels.last()).map_or([0.0, 1.0], |(&first, &last)| [first, last]);
                ColorNorm { limits: ends, ..self.norm }.ticks(11)
            }
        };
        [self.norm.ticks(8), contours]
    }

    /// Whether the contours' bar has ticks at its levels: where these are given and few.
    pub(crate) fn has_given_ticks(&self) -> bool {
        const MOST_GIVEN: usize = 11;
        matches!(&self.scene.contour.levels, Levels::List(given) if given.len() <= MOST_GIVEN)
    }

    /// What is written at them: where both bars are shown, in one form, since they say the same.
    pub(crate) fn bar_labels(&self) -> [AxisLabels; 2] {
        let [surface, contours] = self.bar_ticks();
        match self.scene.view {
            View::Both => [axis_labels_like(&surface, &contours), axis_labels_like(&contours, &surface)],
            _ => [axis_labels(&surface), axis_labels(&contours)],
        }
    }

    /// Whether trajectories differ in their optimizers, which lines and legend tell apart already.
    pub(crate) fn is_race(&self) -> bool {
        self.paths.iter().any(|path| !path.name.is_empty())
    }

    /// What lines mean.
    pub(crate) fn legend_of_lines(&self) -> Legend {
        self.legend.iter().filter(|(_, swatch)| matches!(swatch, Swatch::Line(_))).cloned().collect()
    }

    /// Whether anything follows the gradient.
    pub(crate) fn descends(&self) -> bool {
        !self.paths.is_empty() || self.scene.descent.particles > 0
    }
}
