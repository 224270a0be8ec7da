//! Which gradient arrows there are, how long and of which colour: matplotlib's quiver in pixels, and its like on the surface.

use glam::Vec2;

use crate::colormap::Colormap;
use crate::compute::{Evaluator, GpuField};
use crate::expr::Order;
use crate::field::{Domain, Field, Grid, Spread};
use crate::gpu::GpuError;
use crate::render::data::distribution::sampled;
use crate::render::figure::bar::ColorBar;
use crate::render::figure::ground::Ground;
use crate::render::figure::norm::ColorNorm;
use crate::render::figure::world::World;
use crate::render::passes::arrows::{ArrowInstance, ArrowUniform};
use crate::scene::{ArrowColor, ArrowLength, Arrows, Scene};

/// The longest arrow where nothing is said of their scale, in cells.
const LONGEST: f64 = 1.5;
/// The length of arrows that are all as long, in cells.
const ALL_EQUAL: f64 = 0.85;
/// Arrows whose lengths differ by no more than this fraction are all as long.
const EQUAL_WITHIN: f64 = 0.01;
/// White arrows, and dark ones where the ground is light.
const WHITE: [u8; 4] = [255, 255, 255, 179];
const DARK: [u8; 4] = [16, 16, 24, 200];
/// How often half of the arrows' |∇f| goes into the greatest where a linear bar would show one colour.
const LOGARITHMIC_FROM: f64 = 10.0;
/// Decades of such a bar.
const DECADES: f64 = 4.0;

/// An arrow: where it stands, f, how a point moves in places that moves along ∇f, ∇f and |∇f|.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Arrow {
    at: [f64; 2],
    f: f64,
    motion: [f64; 2],
    slopes: [f64; 2],
    norm: f64,
    /// On the surface and in the contour panel.
    colors: [[u8; 4]; 2],
}

/// The arrows of a picture. The picture's data own them.
#[derive(Clone, Debug)]
pub(crate) struct Quiver {
    arrows: Vec<Arrow>,
    style: LengthRule,
    density: [usize; 2],
    direction: f32,
    /// What the arrows' colours mean.
    pub(crate) bar: Option<ColorBar>,
}

/// How long an arrow of a gradient is.
#[derive(Clone, Copy, Debug, PartialEq)]
struct LengthRule {
    length: ArrowLength,
    /// What is drawn an inch long, where it is given.
    scale: Option<f64>,
    /// The magnitude whose arrow spans `cells` cells where no scale is given.
    typical: f64,
    cells: f64,
    /// The greatest |∇f|.
    greatest: f64,
}

/// What of |∇f| an arrow's length is proportional to.
fn magnitude(length: ArrowLength, norm: f64) -> f64 {
    match length {
        ArrowLength::Gradient => norm,
        ArrowLength::Sqrt => norm.sqrt(),
        ArrowLength::Equal if norm > 0.0 => 1.0,
        ArrowLength::Equal => 0.0,
    }
}

impl LengthRule {
    fn new(length: ArrowLength, scale: Option<f64>, norms: &[f64]) -> LengthRule {
        let mut drawn: Vec<f64> = norms.iter().map(|&norm| magnitude(length, norm)).collect();
        drawn.sort_by(f64::total_cmp);
        let at = |percent: usize| drawn.get(drawn.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default();
        let typical = if at(95) > 0.0 { at(95) } else { at(100) };
        let least = drawn.iter().copied().find(|&magnitude| magnitude > 0.0).unwrap_or(typical);
        let is_equal = at(100) - least <= EQUAL_WITHIN * at(100);
        LengthRule {
            length,
            scale,
            typical: if typical > 0.0 { typical } else { 1.0 },
            cells: if is_equal { ALL_EQUAL } else { 1.0 },
            greatest: norms.iter().copied().fold(0.0, f64::max),
        }
    }

    /// The length of an arrow where `cell` and `inch` are lengths.
    fn length(&self, norm: f64, cell: f64, inch: f64) -> f64 {
        let magnitude = magnitude(self.length, norm);
        match self.scale {
            Some(scale) => inch * magnitude / scale,
            None => cell * (self.cells * magnitude / self.typical).min(LONGEST),
        }
    }

    /// The |∇f| above which arrows are cut.
    fn cut(&self) -> Option<f64> {
        let longest = LONGEST / self.cells * self.typical;
        let cut = match self.length {
            ArrowLength::Gradient => longest,
            ArrowLength::Sqrt => longest * longest,
            ArrowLength::Equal => f64::INFINITY,
        };
        (self.scale.is_none() && self.greatest > cut).then_some(cut)
    }

    /// The |∇f| whose arrow is so long; of a length that none has, that of the longest.
    fn norm(&self, length: f64, cell: f64, inch: f64) -> f64 {
        let magnitude = match self.scale {
            Some(scale) => length / inch * scale,
            None => (length / cell).min(LONGEST) / self.cells * self.typical,
        };
        match self.length {
            ArrowLength::Gradient => magnitude,
            ArrowLength::Sqrt => magnitude * magnitude,
            ArrowLength::Equal => f64::NAN,
        }
    }
}

/// The colours of arrows by |∇f|, and the bar that says so.
fn by_norm(norms: &[f64], field_map: Colormap) -> (impl Fn(f64) -> [u8; 4], ColorBar) {
    // Unlike the field's own colours.
    let table = if field_map == Colormap::Plasma { Colormap::Viridis } else { Colormap::Plasma };
    let greatest = norms.iter().copied().fold(0.0, f64::max);
    let greatest = if greatest > 0.0 { greatest } else { 1.0 };
    let mut sorted = norms.to_vec();
    sorted.sort_by(f64::total_cmp);
    let typical = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    let logarithmic = greatest > LOGARITHMIC_FROM * typical;
    let positive = norms.iter().copied().filter(|&norm| norm > 0.0).fold(greatest, f64::min);
    let least = if logarithmic { positive.max(greatest * 10f64.powf(-DECADES)).min(0.5 * greatest) } else { 0.0 };
    let spread = if logarithmic { Spread::Log } else { Spread::Linear };
    let norm = ColorNorm { limits: [least, greatest], spread };
    let bar = ColorBar::of(&norm, |fraction| table.sample(fraction), "|∇f|");
    let color = move |value: f64| {
        let [r, g, b] = table.sample(norm.position(value.max(least)).clamp(0.0, 1.0));
        [r, g, b, 255]
    };
    (color, bar)
}

impl Quiver {
    /// The arrows of a scene over a domain, upon the colours of `ground`.
    pub(crate) fn new(
        evaluator: &Evaluator<'_>,
        scene: &Scene,
        field: &Field,
        gpu_field: &GpuField,
        domain: Domain,
        ground: &Ground<'_>,
    ) -> Result<Quiver, GpuError> {
        let grid = cell_centers(scene.arrows.density, domain);
        let planes = sampled(evaluator, field, gpu_field, &grid, Order::Gradient)?;
        let (xs, ys) = (grid.xs(), grid.ys());
        let scales = scene.scales.of_plane(scene.view);
        let arrow = |index: usize| {
            let at = [xs[index % xs.len()], ys[index / xs.len()]];
            let [f, fx, fy] = [0, 1, 2].map(|plane| planes[plane][index]);
            let [gx, gy] = scales.gradient(at, [fx, fy]);
            let motion = scales.gradient(at, [gx, gy]);
            [f, gx, gy].iter().chain(&motion).all(|value| value.is_finite()).then(|| Arrow {
                at,
                f,
                motion,
                slopes: [gx, gy],
                norm: gx.hypot(gy),
                colors: [WHITE; 2],
            })
        };
        let mut arrows: Vec<Arrow> = (0..grid.len()).filter_map(arrow).collect();
        let norms: Vec<f64> = arrows.iter().map(|arrow| arrow.norm).collect();
        let style = LengthRule::new(scene.arrows.length, scene.arrows.scale, &norms);
        let mut bar = None;
        match scene.arrows.color {
            ArrowColor::Auto => {
                for arrow in &mut arrows {
                    let is_light = ground.is_light(arrow.at, arrow.f, arrow.slopes);
                    arrow.colors = is_light.map(|is_light| if is_light { DARK } else { WHITE });
                }
            }
            ArrowColor::Color(color) => arrows.iter_mut().for_each(|arrow| arrow.colors = [color; 2]),
            ArrowColor::Norm => {
                let (color, own) = by_norm(&norms, scene.color.colormap());
                arrows.iter_mut().for_each(|arrow| arrow.colors = [color(arrow.norm); 2]);
                bar = Some(own);
            }
        }
        let direction = if scene.arrows.direction == Arrows::Descent { -1.0 } else { 1.0 };
        Ok(Quiver { arrows, style, density: scene.arrows.density, direction, bar })
    }

    /// Pixels, or units of the world, from one arrow to the next where `across` is the size of all.
    fn cell(&self, across: Vec2) -> f32 {
        let [columns, rows] = self.density.map(|count| count as f32);
        (across / Vec2::new(columns, rows)).min_element()
    }

    /// Of the shaft of an arrow of the plane in a panel of this size, in pixels: matplotlib's 0.06 of the panel over the
    /// square root of the count, within its limits.
    pub(crate) fn plane_width(&self, size: Vec2) -> f32 {
        let [columns, rows] = self.density.map(|count| count as f32);
        (0.06 * size.x / (columns * rows).sqrt().clamp(8.0, 25.0)).min(0.14 * self.cell(size)).max(0.6)
    }

    /// The length of the plane's arrow of a |∇f|, in pixels of a panel of this size.
    pub(crate) fn plane_length(&self, norm: f64, size: Vec2, dpi: f64) -> f64 {
        self.style.length(norm, f64::from(self.cell(size)), dpi)
    }

    /// The |∇f| whose arrow of the plane is so many pixels long, or as long as any; not a number where all are equally long.
    pub(crate) fn norm_of_length(&self, length: f64, size: Vec2, dpi: f64) -> f64 {
        self.style.norm(length, f64::from(self.cell(size)), dpi)
    }

    /// The |∇f| above which arrows are cut; nothing where none is.
    pub(crate) fn cut(&self) -> Option<f64> {
        self.style.cut()
    }

    /// Arrows of the plane, in pixels. One that is longer than its cell at the border stands so far back along itself that
    /// its head is not cut off, where no scale is given.
    pub(crate) fn on_plane(&self, dpi: f64, world: &World, size: Vec2) -> (Vec<ArrowInstance>, ArrowUniform) {
        let cell = f64::from(self.cell(size));
        let [per_x, per_y, _] = world.per_unit().map(|per| per as f32);
        let per_world = 0.5 * size / world.half.truncate();
        let instance = |arrow: &Arrow| {
            let mut tail = world.place(arrow.at[0], arrow.at[1], world.middle());
            let length = self.style.length(arrow.norm, cell, dpi);
            let mut found = self.instance(arrow, tail.to_array(), length, arrow.colors[1]);
            if self.style.scale.is_none() {
                let motion = self.direction * Vec2::from(found.motion) * Vec2::new(per_x, per_y);
                let toward = (motion * per_world).normalize_or_zero();
                let shift = back_into(tail.truncate() * per_world, 0.5 * found.length, toward, 0.5 * size);
                tail += (shift / per_world).extend(0.0);
                found.tail = tail.to_array();
            }
            found
        };
        (self.arrows.iter().map(instance).collect(), self.uniform(self.plane_width(size)))
    }

    /// Arrows on the surface, in world units; a scale counts as on a plane of 500 pixels.
    pub(crate) fn on_surface(&self, world: &World) -> (Vec<ArrowInstance>, ArrowUniform) {
        let cell = self.cell(2.0 * world.half.truncate());
        let inch = 100.0 * 2.0 / 500.0;
        let [low, high] = world.values;
        // An arrow stands on the part of the surface that is shown.
        let slack = 1e-3 * (high - low);
        let instance = |arrow: &Arrow| {
            let length = self.style.length(arrow.norm, f64::from(cell), inch);
            let tail = world.place(arrow.at[0], arrow.at[1], arrow.f);
            (low - slack..=high + slack)
                .contains(&arrow.f)
                .then(|| self.instance(arrow, tail.to_array(), length, arrow.colors[0]))
        };
        let style = ArrowUniform { lift: 0.006, ..self.uniform((0.13 * cell).min(0.02)) };
        (self.arrows.iter().filter_map(instance).collect(), style)
    }

    fn instance(&self, arrow: &Arrow, tail: [f32; 3], length: f64, color: [u8; 4]) -> ArrowInstance {
        let [across, up] = arrow.motion;
        let greatest = across.abs().max(up.abs()).max(f64::MIN_POSITIVE);
        let motion = [(across / greatest) as f32, (up / greatest) as f32];
        ArrowInstance { tail, motion, length: length as f32, color }
    }

    /// Where a scale is given an arrow begins where its gradient is, as matplotlib's do; else its middle is there, so that
    /// it stays in its cell.
    fn uniform(&self, width: f32) -> ArrowUniform {
        let pivot = if self.style.scale.is_some() { 0.0 } else { 0.5 };
        let faint = matches!(self.arrows.first(), Some(arrow) if arrow.colors[0][3] < 255);
        ArrowUniform {
            width,
            direction: self.direction,
            pivot,
            outline: if faint { 0.3 } else { 0.6 },
            lift: 0.0,
            none_1: 0.0,
            none_2: 0.0,
            none_3: 0.0,
        }
    }
}

/// What moves an arrow along itself until it lies between `-half` and `half`, where it fits: its middle is `at`, and it reaches so
/// far to both sides along `toward`.
fn back_into(at: Vec2, reach: f32, toward: Vec2, half: Vec2) -> Vec2 {
    let along = |axis: usize| {
        let over = at[axis].abs() + reach * toward[axis].abs() - half[axis];
        if over > 0.0 && reach * toward[axis].abs() < half[axis] {
            -over / toward[axis].abs() * (at[axis] * toward[axis]).signum()
        } else {
            0.0
        }
    };
    (along(0) + along(1)).clamp(-reach, reach) * toward
}

/// The middles of so many columns and rows of cells.
fn cell_centers([nx, ny]: [usize; 2], domain: Domain) -> Grid {
    let inner = |[first, last]: [f64; 2], count: usize| {
        let half = 0.5 * (last - first) / count as f64;
        [first + half, last - half]
    };
    Grid { nx, ny, domain: Domain { x: inner(domain.x, nx), y: inner(domain.y, ny) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_stand_in_the_middles_of_their_cells() {
        let domain = Domain { x: [-5.0, 5.0], y: [0.0, 1.0] };
        let grid = cell_centers([5, 1], domain);
        assert_eq!(grid.xs(), [-4.0, -2.0, 0.0, 2.0, 4.0]);
        assert_eq!(grid.ys(), [0.5]);
    }

    #[test]
    fn long_arrows_at_the_border_are_whole() {
        // Cells of 25 pixels, and arrows of one and a half to all sides: in the outer cells there are 12.5 to the border.
        let (half, reach) = (Vec2::new(250.0, 200.0), 18.75);
        for turn in 0..16 {
            let toward = Vec2::from_angle(turn as f32 * std::f32::consts::TAU / 16.0);
            for at in [[237.5, 0.0], [-237.5, 10.0], [30.0, 187.5], [237.5, 187.5], [237.5, -187.5], [10.0, 20.0]] {
                let at = Vec2::from(at);
                let shift = back_into(at, reach, toward, half);
                let over = |end: f32| ((at + shift + end * toward).abs() - half).max_element();
                // An arrow across a corner has no room to both sides.
                let across = (at.abs() - half).max_element() > -13.0
                    && (at.abs() - half).min_element() > -13.0
                    && at.x * at.y * toward.x * toward.y < 0.0;
                assert!(over(reach).max(over(-reach)) < if across { 1.0 } else { 1e-3 }, "{at} {toward}: {shift}");
                assert!(shift.length() <= 0.5 * reach && shift.perp_dot(toward).abs() < 1e-3, "{at} {toward}: {shift}");
                assert!(at.abs().max_element() > 100.0 || shift == Vec2::ZERO);
            }
        }
    }

    #[test]
    fn no_arrow_is_longer_than_a_cell_and_a_half_unless_a_scale_is_given() {
        // One steep place among many that are flat, as in easom.
        let norms: Vec<f64> = (0..100).map(|index| if index == 50 { 1e30 } else { 1e-30 * f64::from(index) }).collect();
        for rule in [ArrowLength::Gradient, ArrowLength::Sqrt, ArrowLength::Equal] {
            let style = LengthRule::new(rule, None, &norms);
            let lengths: Vec<f64> = norms.iter().map(|&norm| style.length(norm, 20.0, 100.0)).collect();
            assert!(lengths.iter().all(|length| (0.0..=30.0).contains(length)), "{rule:?}: {lengths:?}");
            assert_eq!(style.cut().is_some(), rule != ArrowLength::Equal);
        }
        let given = LengthRule::new(ArrowLength::Gradient, Some(20.0), &norms);
        assert!((given.length(1e30, 20.0, 100.0) / 5e30 - 1.0).abs() < 1e-12, "a scale is obeyed");
        assert_eq!(given.cut(), None);
    }

    #[test]
    fn colours_of_arrows_tell_most_of_them_apart() {
        // A few steep ones, more than the twentieth that is left out of lengths.
        let norms: Vec<f64> = (1..=94).map(f64::from).chain([2000.0; 6]).collect();
        let (color, _) = by_norm(&norms, Colormap::Viridis);
        let far = color(50.0).iter().zip(color(1.0)).map(|(a, b)| a.abs_diff(b)).max();
        assert!(far > Some(40), "{far:?}");
        // Even ones have an even bar.
        let (color, _) = by_norm(&[1.0, 2.0, 3.0], Colormap::Viridis);
        assert_eq!(color(1.5), by_norm(&[0.5, 1.5, 3.0], Colormap::Viridis).0(1.5));
    }

    #[test]
    fn lengths_are_proportional_to_what_is_asked_for() {
        let norms: Vec<f64> = (1..=100).map(f64::from).collect();
        let length = |rule, norm| LengthRule::new(rule, None, &norms).length(norm, 10.0, 100.0);
        assert_eq!(length(ArrowLength::Gradient, 95.0), 10.0, "the 95th percentile spans a cell");
        assert!((length(ArrowLength::Gradient, 19.0) - 2.0).abs() < 1e-12);
        assert!((length(ArrowLength::Sqrt, 23.75) - 5.0).abs() < 1e-12, "a quarter of the gradient is half as long");
        assert_eq!(length(ArrowLength::Equal, 1.0), 8.5);
        assert_eq!(length(ArrowLength::Equal, 0.0), 0.0);
        let same = LengthRule::new(ArrowLength::Gradient, None, &[3.0; 9]);
        assert_eq!(same.length(3.0, 10.0, 100.0), 8.5, "all are equal");
        for (rule, longest) in [(ArrowLength::Gradient, 142.5), (ArrowLength::Sqrt, 213.75)] {
            // No arrow is longer than 15 pixels here: one of 64 would say more than it is.
            let style = LengthRule::new(rule, None, &norms);
            let norm = style.norm(64.0, 10.0, 100.0);
            assert!((norm - longest).abs() < 1e-9, "{rule:?}: {norm}");
        }
        let style = LengthRule::new(ArrowLength::Sqrt, None, &norms);
        assert!((style.length(style.norm(7.0, 10.0, 100.0), 10.0, 100.0) - 7.0).abs() < 1e-12);
    }
}
