//! Lines and markers in the world, as strokes.wgsl reads them.

use glam::Vec3;

/// What marks a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MarkerShape {
    /// A triangle that points down.
    Down,
    /// A triangle that points up.
    Up,
    /// Two bars across each other.
    Cross,
    /// A square on its corner.
    Diamond,
}

/// How far the corners of triangles and diamonds are from the middle, where a disc's edge is 1, and the length and half the
/// thickness of a cross' bars.
pub(crate) const TRIANGLE: f32 = 1.35;
pub(crate) const DIAMOND: f32 = 1.2;
pub(crate) const BAR: [f32; 2] = [1.2, 0.38];

impl MarkerShape {
    /// What strokes.wgsl knows it by.
    pub(crate) fn code(self) -> f32 {
        match self {
            MarkerShape::Down => 2.0,
            MarkerShape::Up => 3.0,
            MarkerShape::Cross => 4.0,
            MarkerShape::Diamond => 5.0,
        }
    }

    /// The shape of a code.
    pub(crate) fn of_code(code: f32) -> Option<MarkerShape> {
        [MarkerShape::Down, MarkerShape::Up, MarkerShape::Cross, MarkerShape::Diamond]
            .into_iter()
            .find(|shape| shape.code() == code)
    }

    /// Corners of its parts, x to the right and y upwards, about its middle: of a size, larger by `grow` on every side.
    pub(crate) fn convex_parts(self, size: f32, grow: f32) -> Vec<Vec<[f32; 2]>> {
        match self {
            MarkerShape::Up | MarkerShape::Down => {
                let radius = TRIANGLE * size + 2.0 * grow;
                let side = if self == MarkerShape::Up { 1.0 } else { -1.0 };
                let corner = |turn: f32| {
                    let angle = (90.0 + turn).to_radians();
                    [radius * angle.cos(), side * radius * angle.sin()]
                };
                vec![[0.0, 120.0, 240.0].map(corner).to_vec()]
            }
            MarkerShape::Diamond => {
                let radius = DIAMOND * size + grow * std::f32::consts::SQRT_2;
                vec![vec![[radius, 0.0], [0.0, radius], [-radius, 0.0], [0.0, -radius]]]
            }
            MarkerShape::Cross => {
                let [length, thickness] = BAR.map(|part| part * size + grow);
                let turn = |[x, y]: [f32; 2]| [(x - y), (x + y)].map(|part| part * std::f32::consts::FRAC_1_SQRT_2);
                let bar = [[-length, -thickness], [length, -thickness], [length, thickness], [-length, thickness]];
                vec![bar.map(turn).to_vec(), bar.map(|[x, y]| turn([-y, x])).to_vec()]
            }
        }
    }
}

/// A line with round ends, a disc where both ends are the same, an arrow's head at the end, or a marker.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct Stroke {
    pub(crate) start: [f32; 3],
    pub(crate) end: [f32; 3],
    pub(crate) color: [f32; 4],
    /// Half the width in pixels, what it is, how many pixels nearer to the eye it is, by how many pixels it is grown.
    pub(crate) style: [f32; 4],
}

/// What a stroke is: a line or a disc, a head, or a marker's code.
pub(crate) const HEAD: f32 = 1.0;
/// A line on the sheet in black or white, whichever is seen better there.
const CONTRASTING: f32 = 6.0;

/// How many pixels nearer to the eye all is that lies on a surface: what is some pixels wide is not cut by a sheet that is
/// seen from the side.
const ON_SHEET: f32 = 32.0;

impl Stroke {
    pub(crate) fn line(start: Vec3, end: Vec3, width: f32, color: [f32; 4]) -> Stroke {
        Stroke { start: start.to_array(), end: end.to_array(), color, style: [0.5 * width, 0.0, 0.0, 0.0] }
    }

    pub(crate) fn disc(center: Vec3, diameter: f32, color: [f32; 4]) -> Stroke {
        Stroke::line(center, center, diameter, color)
    }

    /// A head at `end` that points along the line from `start`.
    pub(crate) fn head(start: Vec3, end: Vec3, size: f32, color: [f32; 4]) -> Stroke {
        Stroke { style: [0.5 * size, HEAD, 0.0, 0.0], ..Stroke::line(start, end, size, color) }
    }

    /// A marker as large as a disc of this diameter.
    pub(crate) fn marker(center: Vec3, diameter: f32, shape: MarkerShape, color: [f32; 4]) -> Stroke {
        Stroke { style: [0.5 * diameter, shape.code(), 0.0, 0.0], ..Stroke::disc(center, diameter, color) }
    }

    /// The same, larger by so many pixels on every side, in a colour of its own: what lies around it.
    pub(crate) fn around(self, grow: f32, color: [f32; 4]) -> Stroke {
        let [half_width, kind, nearer, _] = self.style;
        Stroke { color, style: [half_width, kind, nearer, grow], ..self }
    }

    /// A thin line that lies on a surface by so many pixels, black or white, whichever is seen better on the colours of values,
    /// or on what lies over them where they are covered; behind a surface that is not opaque it is not drawn once more.
    pub(crate) fn thin_on_sheet(
        [start, end]: [Vec3; 2],
        width: f32,
        opacity: f32,
        is_covered: bool,
        pixels: f32,
    ) -> Stroke {
        let color = [f32::from(u8::from(is_covered)), 0.0, 0.0, opacity];
        // What is grown, by however little, lies around something.
        let style = [0.5 * width, CONTRASTING, pixels, f32::MIN_POSITIVE];
        Stroke { style, ..Stroke::line(start, end, width, color) }
    }

    /// The middle of a marker or of a short piece of a line that lies on a surface, but of no thin one.
    pub(crate) fn raised_at(&self) -> Option<Vec3> {
        /// How long it may be, in units of the world.
        const SHORT: f32 = 0.1;
        let ([_, kind, nearer, _], [start, end]) = (self.style, [self.start, self.end].map(Vec3::from));
        (kind != CONTRASTING && nearer > 0.0 && start.distance(end) < SHORT).then(|| 0.5 * (start + end))
    }

    /// The same, nearer to the eye, so that it lies on a surface and not half inside; `scale` is that of lines and letters.
    pub(crate) fn on_sheet(self, scale: f32) -> Stroke {
        let [half_width, kind, _, grow] = self.style;
        Stroke { style: [half_width, kind, ON_SHEET * scale, grow], ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shader_draws_the_same_markers() {
        let shader = include_str!("../../../shaders/render/strokes.wgsl");
        let [length, thickness] = BAR;
        for line in [
            format!("const TRIANGLE: f32 = {TRIANGLE:?};"),
            format!("const DIAMOND: f32 = {DIAMOND:?};"),
            format!("const BAR: vec2<f32> = vec2<f32>({length:?}, {thickness:?});"),
            format!("const HEAD: f32 = {HEAD:?};"),
            format!("const DOWN: f32 = {:?};", MarkerShape::Down.code()),
            format!("const UP: f32 = {:?};", MarkerShape::Up.code()),
            format!("const CROSS: f32 = {:?};", MarkerShape::Cross.code()),
            format!("const DIAMOND_CODE: f32 = {:?};", MarkerShape::Diamond.code()),
            format!("const CONTRASTING: f32 = {CONTRASTING:?};"),
        ] {
            assert!(shader.contains(&line), "{line}");
        }
    }

    #[test]
    fn a_triangle_points_where_it_says_and_grows_on_every_side() {
        let tip = |shape: MarkerShape, grow: f32| shape.convex_parts(1.0, grow)[0][0][1];
        assert_eq!([tip(MarkerShape::Up, 0.0), tip(MarkerShape::Down, 0.0)], [TRIANGLE, -TRIANGLE]);
        // A side of the triangle is half as far from the middle as its corners.
        assert_eq!(0.5 * tip(MarkerShape::Up, 3.0), 0.5 * TRIANGLE + 3.0);
    }
}
