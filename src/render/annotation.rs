//! A figure's annotations as plain data: strings, boxes and strokes in pixels.
//!
//! They are made once by the layout; every output paints the same.

/// Pixels from the picture's top left corner.
pub type Point = [f32; 2];

/// Red, green, blue and opacity, 8 bits each, not premultiplied.
pub type Color = [u8; 4];

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
        /// Colours and where each begins, as a share of the height.
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
    /// Whether it is turned to read upwards.
    pub upwards: bool,
}

impl Text {
    /// The pixels it covers, by its own width and height.
    pub fn bounds(&self, [width, height]: [f32; 2]) -> Rect {
        let [width, height] = if self.upwards { [height, width] } else { [width, height] };
        Rect::new(self.at[0] - self.anchor[0] * width, self.at[1] - self.anchor[1] * height, width, height)
    }
}
