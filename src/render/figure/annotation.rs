//! A figure's annotations as plain data: strings, boxes and strokes in pixels.
//!
//! They are made once by the layout; every output paints the same.

/// Pixels from the picture's top left corner.
pub type Point = [f32; 2];

/// Red, green, blue and opacity, 8 bits each, not premultiplied.
pub type Color = [u8; 4];

/// A colour whose channels are from 0 to 1.
pub(crate) fn color_of(color: [f32; 4]) -> Color {
    color.map(|channel| (255.0 * channel).round() as u8)
}

/// An upright rectangle in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// The top left corner.
    pub min: Point,
    /// The bottom right corner.
    pub max: Point,
}

impl Rect {
    /// A rectangle by its top left corner and its size.
    pub fn new(left: f32, top: f32, width: f32, height: f32) -> Rect {
        Rect { min: [left, top], max: [left + width, top + height] }
    }

    /// How wide it is.
    pub fn width(&self) -> f32 {
        self.max[0] - self.min[0]
    }

    /// How high it is.
    pub fn height(&self) -> f32 {
        self.max[1] - self.min[1]
    }

    /// The point in the middle.
    pub fn center(&self) -> Point {
        [0.5 * (self.min[0] + self.max[0]), 0.5 * (self.min[1] + self.max[1])]
    }

    /// A rectangle that is wider by `by` pixels on every side.
    pub fn grown(&self, by: f32) -> Rect {
        Rect { min: self.min.map(|side| side - by), max: self.max.map(|side| side + by) }
    }

    /// The rectangle itself, or its middle part where it is wider than `most` pixels.
    pub fn narrowed(&self, most: f32) -> Rect {
        let excess = (0.5 * (self.width() - most)).max(0.0);
        Rect { min: [self.min[0] + excess, self.min[1]], max: [self.max[0] - excess, self.max[1]] }
    }

    /// Whether the other lies inside.
    pub fn holds(&self, other: &Rect) -> bool {
        (0..2).all(|axis| self.min[axis] <= other.min[axis] && other.max[axis] <= self.max[axis])
    }

    /// Whether both share more than a border.
    pub fn overlaps(&self, other: &Rect) -> bool {
        (0..2).all(|axis| self.min[axis] < other.max[axis] && other.min[axis] < self.max[axis])
    }

    /// The part of a segment within; nothing where it is outside or not a number. What is far out, as beside a pole, leaves no
    /// digits for pixels in 32 bits.
    pub(crate) fn clip(&self, from: Point, to: Point) -> Option<[Point; 2]> {
        if !from.iter().chain(&to).all(|coordinate| coordinate.is_finite()) {
            return None;
        }
        let (mut first, mut last) = (0.0f64, 1.0f64);
        let [start, end] = [from, to].map(|point| point.map(f64::from));
        for axis in 0..2 {
            // Far out one number is as good as another, so that a piece beside the frame might seem to end at it.
            let is_beside = start[axis].max(end[axis]) < f64::from(self.min[axis])
                || start[axis].min(end[axis]) > f64::from(self.max[axis]);
            if is_beside {
                return None;
            }
            let span = end[axis] - start[axis];
            let (low, high) = (f64::from(self.min[axis]) - start[axis], f64::from(self.max[axis]) - start[axis]);
            if span == 0.0 {
                if low > 0.0 || high < 0.0 {
                    return None;
                }
                continue;
            }
            let (a, b) = (low / span, high / span);
            first = first.max(a.min(b));
            last = last.min(a.max(b));
        }
        let at = |fraction: f64| {
            let within = |axis: usize| (start[axis] + fraction * (end[axis] - start[axis])) as f32;
            [0, 1].map(|axis| within(axis).clamp(self.min[axis], self.max[axis]))
        };
        (first <= last).then(|| [if first == 0.0 { from } else { at(first) }, if last == 1.0 { to } else { at(last) }])
    }
}

/// Something painted over the panels.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A line of text.
    Text(Text),
    /// A line through points.
    Line {
        /// The points.
        points: Vec<Point>,
        /// Width in pixels.
        width: f32,
        /// Its colour.
        color: Color,
    },
    /// A filled circle.
    Dot {
        /// Its centre.
        at: Point,
        /// Its diameter in pixels.
        diameter: f32,
        /// Its colour.
        color: Color,
    },
    /// A filled area with corners that all point outwards.
    Area {
        /// The corners.
        points: Vec<Point>,
        /// Its colour.
        color: Color,
    },
    /// A line around a rectangle, outside of it.
    Frame {
        /// The rectangle.
        rect: Rect,
        /// Width of the line in pixels.
        width: f32,
        /// The line's colour.
        color: Color,
    },
    /// A column of colours of equal or given heights, from the bottom to the top of a rectangle.
    Column {
        /// The rectangle.
        rect: Rect,
        /// Colours and where each begins, as a fraction of the height.
        colors: Vec<(f32, [u8; 3])>,
    },
}

/// A line of text around a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// What it says.
    pub text: String,
    /// The point it stands at.
    pub at: Point,
    /// Which part of the text is at the point: 0 is its left (or top), 0.5 its middle, 1 its right (or bottom).
    pub anchor: [f32; 2],
    /// Height of the font in pixels.
    pub size: f32,
    /// Its colour.
    pub color: Color,
    /// Degrees that it is turned by, counterclockwise.
    pub angle: f32,
    /// How far a ground of its own reaches around its letters in pixels, and that ground's colour.
    pub halo: Option<(f32, Color)>,
}

/// The angle of a text that reads upwards.
pub(crate) const UPWARDS: f32 = 90.0;

impl Text {
    /// The upright rectangle around it, by its own width and height.
    pub fn bounds(&self, [width, height]: [f32; 2]) -> Rect {
        let [cos, sin] = direction(self.angle).map(f32::abs);
        let [width, height] = [cos * width + sin * height, sin * width + cos * height];
        Rect::new(self.at[0] - self.anchor[0] * width, self.at[1] - self.anchor[1] * height, width, height)
    }

    /// What it covers, by its own width and height.
    pub fn quad(&self, size: [f32; 2]) -> Quad {
        let [x, y] = size.map(|side| 0.5 * side);
        Quad([[-x, -y], [x, -y], [x, y], [-x, y]].map(|from_middle| self.turned(size, from_middle)))
    }

    /// A point that is so far from the middle before the text is turned.
    pub(crate) fn turned(&self, size: [f32; 2], [x, y]: Point) -> Point {
        let ([cos, sin], middle) = (direction(self.angle), self.bounds(size).center());
        [middle[0] + cos * x + sin * y, middle[1] - sin * x + cos * y]
    }
}

/// Cosine and sine, exact where a text lies or stands.
fn direction(angle: f32) -> [f32; 2] {
    match angle {
        0.0 => [1.0, 0.0],
        UPWARDS => [0.0, 1.0],
        angle => [angle.to_radians().cos(), angle.to_radians().sin()],
    }
}

/// A rectangle that may be turned, by its corners.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quad(pub [Point; 4]);

impl Quad {
    /// Whether it comes nearer to the other than `apart`: no direction of a side of either parts them.
    pub fn is_near(&self, other: &Quad, apart: f32) -> bool {
        let normals = [self, other].into_iter().flat_map(|quad| [[quad.0[0], quad.0[1]], [quad.0[1], quad.0[2]]]);
        normals.into_iter().all(|[from, to]| {
            let [x, y] = [from[1] - to[1], to[0] - from[0]];
            let norm = x.hypot(y).max(f32::MIN_POSITIVE);
            let span = |quad: &Quad| {
                let along = quad.0.map(|[px, py]| (px * x + py * y) / norm);
                along.iter().fold([f32::MAX, f32::MIN], |[low, high], &at| [low.min(at), high.max(at)])
            };
            let ([low, high], [other_low, other_high]) = (span(self), span(other));
            low < other_high + apart && other_low < high + apart
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_is_cut_at_the_frame() {
        let rect = Rect::new(0.0, 0.0, 10.0, 10.0);
        assert_eq!(rect.clip([-5.0, 5.0], [15.0, 5.0]), Some([[0.0, 5.0], [10.0, 5.0]]));
        assert_eq!(rect.clip([1.0, 1.0], [2.0, 3.0]), Some([[1.0, 1.0], [2.0, 3.0]]));
        assert_eq!(rect.clip([-5.0, 20.0], [5.0, 20.0]), None);
        assert_eq!(rect.clip([f32::NAN, 1.0], [2.0, 3.0]), None);
        // Beside a pole.
        assert_eq!(rect.clip([5.0, -1e18], [5.0, 4.0]), Some([[5.0, 0.0], [5.0, 4.0]]));
        assert_eq!(rect.clip([5.0, -1e30], [5.0, -5e6]), None);
        let across = rect.clip([5.0, -3e10], [5.0, 3e18]);
        assert_eq!(across, Some([[5.0, 0.0], [5.0, 10.0]]));
    }

    #[test]
    fn a_turned_text_covers_its_turned_corners() {
        let text = |angle: f32| Text {
            text: String::new(),
            at: [100.0, 50.0],
            anchor: [0.5; 2],
            size: 10.0,
            color: [0; 4],
            angle,
            halo: None,
        };
        // It begins at the lower left and reads to the upper right.
        let [start, end, ..] = text(45.0).quad([40.0, 0.0]).0;
        let reach = 20.0 * 0.5f32.sqrt();
        let near = |a: Point, b: Point| (a[0] - b[0]).hypot(a[1] - b[1]) < 1e-3;
        assert!(
            near(start, [100.0 - reach, 50.0 + reach]) && near(end, [100.0 + reach, 50.0 - reach]),
            "{start:?} {end:?}"
        );
        assert_eq!(text(UPWARDS).bounds([40.0, 10.0]), Rect::new(95.0, 30.0, 10.0, 40.0));
        // Two parallel ones, whose upright rectangles overlap.
        let (here, there) = (text(45.0), Text { at: [110.0, 60.0], ..text(45.0) });
        let quads = [here, there].map(|text| text.quad([40.0, 10.0]));
        assert!(!quads[0].is_near(&quads[1], 4.0) && quads[0].is_near(&quads[1], 4.2));
    }
}
