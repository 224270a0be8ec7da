//! A drawing of shapes, text and images, which every vector format writes.

/// Points from the drawing's top left corner, to the right and down; 72 are an inch.
pub type Position = [f32; 2];

/// Red, green, blue and opacity, 8 bits each, not premultiplied.
pub type Rgba = [u8; 4];

/// What a page shows, from the back to the front.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Width and height in points.
    pub size: [f32; 2],
    /// What it is called.
    pub title: String,
    /// The colour of the page; nothing where what lies behind shows through.
    pub background: Option<[u8; 3]>,
    /// The font of all text.
    pub typeface: Typeface,
    /// Shapes in groups.
    pub groups: Vec<Group>,
}

/// The fonts of a drawing, and what stands in for them where a reader takes none from a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Typeface {
    /// Families that come after those of the fonts, as CSS lists them.
    pub fallback: String,
    /// The fonts; the first that has a letter draws it. There is one at least.
    pub fonts: Vec<FontFile>,
}

/// A font as it stands in its file.
#[derive(Clone, PartialEq)]
pub struct FontFile {
    /// Its whole name, which differs from those of others of its family.
    pub name: String,
    /// The family that it names itself by.
    pub family: String,
    /// A TrueType or OpenType file.
    pub data: std::borrow::Cow<'static, [u8]>,
    /// Which font of a collection it is.
    pub index: u32,
}

impl std::fmt::Debug for FontFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FontFile({}, {} bytes, {})", self.name, self.data.len(), self.index)
    }
}

/// Shapes that belong together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// What they are, as an identifier.
    pub name: &'static str,
    /// The left, top, right and bottom edge of what is seen of them.
    pub clip: Option<[f32; 4]>,
    /// The shapes, the hindmost first.
    pub shapes: Vec<Shape>,
}

/// How a line ends and turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// At its points, with sharp corners.
    Butt,
    /// Around its points and corners.
    Round,
}

/// Something drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A line through points.
    Line {
        /// The points.
        points: Vec<Position>,
        /// Whether the last is joined to the first.
        is_closed: bool,
        /// Width in points.
        width: f32,
        /// How it ends.
        ends: Ends,
        /// Its colour.
        color: Rgba,
    },
    /// A filled polygon.
    Area {
        /// The corners.
        points: Vec<Position>,
        /// Its colour.
        color: Rgba,
    },
    /// A filled circle.
    Disc {
        /// Its centre.
        at: Position,
        /// Its radius in points.
        radius: f32,
        /// Its colour.
        color: Rgba,
    },
    /// A line of text.
    Label(Label),
    /// An image, stretched into a rectangle.
    Image {
        /// The left, top, right and bottom edge.
        rect: [f32; 4],
        /// Pixels along a row, and rows.
        size: [u32; 2],
        /// Red, green, blue and opacity of each pixel, rows from the top, not premultiplied.
        pixels: Vec<u8>,
    },
}

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// What it says.
    pub text: String,
    /// A point of its baseline.
    pub at: Position,
    /// Where on the baseline that is: 0 is the text's beginning, 0.5 its middle, 1 its end.
    pub anchor: f32,
    /// How long it is in points, in whatever font.
    pub length: f32,
    /// Height of the font in points.
    pub size: f32,
    /// Its colour.
    pub color: Rgba,
    /// Degrees that it is turned by around that point, counterclockwise.
    pub angle: f32,
    /// How far a ground of its own reaches around its letters in points, and that ground's colour.
    pub halo: Option<(f32, Rgba)>,
}

/// Four corners of a rectangle by its left, top, right and bottom edge.
pub fn corners([left, top, right, bottom]: [f32; 4]) -> Vec<Position> {
    vec![[left, top], [right, top], [right, bottom], [left, bottom]]
}
