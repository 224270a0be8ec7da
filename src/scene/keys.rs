//! One table of what a scene is made of: its file's keys, the command line's options, Python's keywords, and what they
//! mean. The command line, the copied command and `docs/scene.md` are made from it.

pub mod answers;

pub use super::page::page;
pub use super::values::{Kind, number, numbers, pair, sides};
pub use super::variants::variants;
use super::{
    ArrowColor, ArrowLength, Arrows, Aspect, AxisScale, BoxAspect, ColorBy, ColorScale, LegendPlace, LossOf,
    Projection, SurfaceLines, Theme, Tint, Units, View,
};
use crate::colormap::Colormap;
use crate::descent::{Outside, Schedule, Seeding};
use crate::field::Origin;

/// A part of what a scene says, whose options stand together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What is looked at.
    Field,
    /// The picture as a whole.
    Picture,
    /// Arrows and what stands in for them.
    Arrows,
    /// Colours and contours.
    Colors,
    /// The surface and where it is seen from.
    Surface,
    /// Trajectories and particles.
    Descent,
    /// What moves them.
    Optimizer,
    /// Basins of attraction.
    Basins,
    /// What moves from frame to frame.
    Animation,
}

impl Group {
    /// All groups, in the order of the table.
    pub const ALL: [Group; 9] = [
        Group::Field,
        Group::Picture,
        Group::Arrows,
        Group::Colors,
        Group::Surface,
        Group::Descent,
        Group::Optimizer,
        Group::Basins,
        Group::Animation,
    ];

    /// What stands above its options.
    pub fn heading(self) -> &'static str {
        match self {
            Group::Field => "Field",
            Group::Picture => "Picture",
            Group::Arrows => "Arrows",
            Group::Colors => "Colours and contours",
            Group::Surface => "Surface",
            Group::Descent => "Descent",
            Group::Optimizer => "Optimizer",
            Group::Basins => "Basins of attraction",
            Group::Animation => "Animation",
        }
    }
}

/// What a scene says in one place.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its group.
    pub group: Group,
    /// Where it stands in a scene file, tables before a dot.
    pub path: &'static str,
    /// The command line's option, without its dashes.
    pub flag: &'static str,
    /// What its value may be.
    pub kind: Kind,
    /// What stands for the value in the option's help.
    pub value_name: &'static str,
    /// What holds where nothing is said, of a key without a value of its own.
    pub(super) unset: &'static str,
    /// What it means; other keys stand in it by their paths in braces.
    pub help: &'static str,
}

const fn key(
    (group, path, flag): (Group, &'static str, &'static str),
    (kind, value_name, unset): (Kind, &'static str, &'static str),
    help: &'static str,
) -> Key {
    Key { group, path, flag, kind, value_name, unset, help }
}

/// The text of a value that is kept as it is typed, in the form that it is written in.
fn form<T: std::str::FromStr<Err: ToString> + ToString>(text: &str) -> Result<String, String> {
    text.parse::<T>().map(|value| value.to_string()).map_err(|error| error.to_string())
}

const WHOLE: Kind = Kind::Whole(i64::MAX as u64);
const WHOLE_32: Kind = Kind::Whole(u32::MAX as u64);

use Group as G;
use Kind as K;

/// Every key but `version` and `field`.
#[rustfmt::skip]
pub const KEYS: &[Key] = &[
    key((G::Field, "x", "x"), (K::Pair, "MIN,MAX", "the field's own, else -5,5"), "First and last x"),
    key((G::Field, "y", "y"), (K::Pair, "MIN,MAX", "the field's own, else -5,5"), "First and last y"),
    key((G::Field, "set", "set"), (K::Settings, "NAME=VALUE", ""), "Give a parameter of the formula a value; repeat for more"),
    key((G::Field, "key", "key"), (K::Text, "NAME", "f, else the only 2-D one"), "The array of an .npz file, the column of a table, or the variable of a NetCDF or HDF5 file, with a part such as NAME[0,:,:]"),
    key((G::Field, "band", "band"), (WHOLE_32, "N", "the first"), "The band of a GeoTIFF, counted from 1"),
    key((G::Field, "extent", "extent"), (K::Extent, "X0,X1,Y0,Y1", "those of x and y"),
        "First and last x and y of a file that does not say where it lies"),
    key((G::Field, "origin", "origin"), (K::Choice(variants::<Origin>), "ORIGIN", "upper for .asc, GeoTIFF and PNG, else lower"),
        "Where a file's first row lies: lower has the first y, upper is the top one"),
    key((G::Field, "grid", "grid"), (K::Sides, "N|NXxNY", "512x512, of a file its samples"), "Nodes along x and y, both ends included"),

    key((G::Picture, "view", "view"), (K::Choice(variants::<View>), "VIEW", ""), "Which panels to draw: the surface beside the contours, one of them, a curve of a field of x, or the values of trajectories against their steps"),
    key((G::Picture, "size", "size"), (K::Sides, "WxH", ""), "Width and height in pixels"),
    key((G::Picture, "dpi", "dpi"), (K::Number, "N", ""),
        "Pixels to an inch, which letters, lines and arrows are measured in; of a .svg or .pdf, whose inch is 100 of {size}, those of the images within, 300 where nothing is said"),
    key((G::Picture, "title", "title"), (K::Text, "TEXT", "the field's name or formula"), "The title; \"\" for none. Between two $ it and all names take superscripts, subscripts and Greek letters, as TeX has them"),
    key((G::Picture, "panel_titles", "panel-titles"), (K::Text, "TEXT;TEXT", "what the panels show"),
        "Titles above the panels, with a semicolon between them; \"\" for none"),
    key((G::Picture, "legend", "legend"), (K::Choice(variants::<LegendPlace>), "PLACE", ""),
        "Where the legend stands: best is the corner with the least in it, below where that hides a path, a marked point or a number; beside is best where it would be cut"),
    key((G::Picture, "font", "font"), (K::Path, "FILE", "DejaVu Sans, for what it lacks the system's"),
        "A TrueType or OpenType file whose letters come before the program's own"),
    key((G::Picture, "labels.x", "xlabel"), (K::Text, "TEXT", "X"), "What the x axis is called; \"\" for nothing"),
    key((G::Picture, "labels.y", "ylabel"), (K::Text, "TEXT", "Y"), "What the y axis is called; of a curve, its values"),
    key((G::Picture, "labels.z", "zlabel"), (K::Text, "TEXT", "Z"), "What the values of the surface are called"),
    key((G::Picture, "scales.x", "xscale"), (K::Form(form::<AxisScale>), "SCALE", ""),
        "How x spreads along its axis: linear, log, or symlog[:LINTHRESH], linear up to that size, 1 where nothing is said"),
    key((G::Picture, "scales.y", "yscale"), (K::Form(form::<AxisScale>), "SCALE", ""), "The same of the y axis; of a curve, of its values"),
    key((G::Picture, "scales.z", "zscale"), (K::Form(form::<AxisScale>), "SCALE", ""), "The same of the values of the surface"),
    key((G::Picture, "fontsize", "fontsize"), (K::Number, "POINTS", "10, or what fits"),
        "Height of the letters of axes' names in points, which all others go by"),
    key((G::Picture, "theme", "theme"), (K::Choice(variants::<Theme>), "THEME", ""), "Light or dark"),
    key((G::Picture, "transparent", "transparent"), (K::Switch, "", ""),
        "Leave the background of a .png, .svg, .pdf, .apng or of frames in a folder out"),
    key((G::Picture, "curve.h", "h"), (K::Number, "H", ""),
        "Draw the central difference of this step beside a curve's derivative, and its error over steps"),
    key((G::Picture, "loss.of", "loss-of"), (K::Choice(variants::<LossOf>), "VALUE", ""),
        "What the loss view shows of each trajectory against its steps: f or |∇f|"),
    key((G::Picture, "probe", "probe"), (K::Pair, "X,Y", ""),
        "Draw the gradient, the tangent plane and the directional derivatives at a point"),
    key((G::Picture, "probe_angle", "probe-angle"), (K::Number, "DEGREES", ""), "The direction at the probe, in degrees from the x axis"),
    key((G::Picture, "critical", "critical"), (K::Switch, "", ""), "Mark minima, maxima, saddles and degenerate points"),

    key((G::Arrows, "arrows.direction", "arrows"), (K::Choice(variants::<Arrows>), "ARROWS", ""),
        "Which way arrows point: ascent and descent draw them on the surface too. Their angles are matplotlib's angles='xy': along the gradient in data space"),
    key((G::Arrows, "arrows.density", "density"), (K::Sides, "N|NXxNY", ""),
        "Arrows along x and y, in the middles of so many cells"),
    key((G::Arrows, "arrows.length", "arrow-length"), (K::Choice(variants::<ArrowLength>), "LENGTH", ""),
        "What an arrow's length is proportional to: |∇f|, its square root, or nothing"),
    key((G::Arrows, "arrows.color", "arrow-color"), (K::Form(form::<ArrowColor>), "COLOR|norm", ""),
        "A colour such as black, k or #rrggbb, norm by |∇f| with a bar, or auto: white, and dark where the map is light"),
    key((G::Arrows, "arrows.streamlines", "streamlines"), (K::Number, "D", ""),
        "Evenly spaced lines along the gradient in place of arrows, as dense as matplotlib's streamplot of this density, fewer in small panels"),
    key((G::Arrows, "arrows.lic", "lic"), (K::Switch, "", ""),
        "The flow of the gradient as texture upon the colours (line integral convolution)"),
    key((G::Arrows, "arrows.scale", "arrow-scale"), (K::Number, "S", "the 95th percentile spans one cell, and none is longer than 1.5"),
        "|∇f|, or what lengths are proportional to, that is drawn one inch (100 pixels) long, as matplotlib's scale"),
    key((G::Arrows, "arrows.key", "arrow-key"), (K::Switch, "", ""),
        "Draw an arrow of a round |∇f| beside the contours, as matplotlib's quiverkey; where arrows are cut it is there and says so"),

    key((G::Colors, "contour.levels", "levels"), (K::Levels, "N|LIST", ""),
        "About so many intervals, as matplotlib's contourf counts, or the levels with commas; what is no whole number from 1 on is one level"),
    key((G::Colors, "color.map", "colormap"), (K::Form(form::<Colormap>), "NAME", "viridis; of aspect twilight, of the Laplacian coolwarm"),
        "One of matplotlib's, such as magma, Greys, RdBu or twilight; _r behind it reverses it"),
    key((G::Colors, "color.by", "color-by"), (K::Choice(variants::<ColorBy>), "COLOR_BY", ""),
        "What the colours show: slope and aspect in degrees, aspect clockwise from north; hillshade is the sun's light from 0 to 1"),
    key((G::Colors, "shade.contours", "shade"), (K::Switch, "", ""),
        "Shade the colours of the contours by the sun, as maps of terrain do"),
    key((G::Colors, "shade.sun", "sun"), (K::Pair, "AZ,EL", ""),
        "The sun of hillshades: azimuth clockwise from north and elevation in degrees, as gdaldem has them"),
    key((G::Colors, "shade.exaggeration", "exaggeration"), (K::Number, "FACTOR", ""), "What hillshades multiply heights by"),
    key((G::Colors, "units", "units"), (K::Choice(variants::<Units>), "UNITS", ""),
        "What a unit of x and y is, for slopes of an f in metres"),
    key((G::Colors, "trust", "trust"), (K::Switch, "", ""), "Show how far the 32-bit values are from 64-bit ones"),
    key((G::Colors, "color.scale", "color-scale"), (K::Form(form::<ColorScale>), "SCALE", ""),
        "How what is coloured spreads over the colours: auto is the catalogue entry's own, else linear; log, symlog[:LINTHRESH], linear up to that size, or centered[:C], evenly about C"),
    key((G::Colors, "color.limits", "clim"), (K::Limits, "LIMITS", ""),
        "Values at the ends of the colours: auto is all but poles, robust the 2nd to the 98th percentile, full all, or MIN,MAX"),
    key((G::Colors, "contour.aspect", "aspect"), (K::Choice(variants::<Aspect>), "ASPECT", ""),
        "Whether a unit of x is as long as one of y in the contours"),
    key((G::Colors, "contour.line_width", "line-width"), (K::Number, "PIXELS", ""), "Width of contour lines in pixels, 0 for none"),
    key((G::Colors, "contour.labels", "contour-labels"), (K::Switch, "", ""), "Write values on contour lines"),

    key((G::Surface, "camera", "camera"), (K::Camera, "AZ,EL[,DISTANCE]", ""),
        "Where to look from, in degrees; the distance in half diagonals of the box, what fits where nothing is said"),
    key((G::Surface, "camera.projection", "projection"), (K::Choice(variants::<Projection>), "PROJECTION", ""),
        "Whether what is far is smaller"),
    key((G::Surface, "surface.z", "z"), (K::Limits, "LIMITS", ""),
        "Values at the bottom and the top of the box, as {color.limits} has them: auto, robust, full or MIN,MAX; what is beyond is cut off"),
    key((G::Surface, "surface.box_aspect", "box-aspect"), (K::Form(form::<BoxAspect>), "ASPECT", ""),
        "How long the sides of the box are: auto, equal for units of one length, or X:Y:Z"),
    key((G::Surface, "surface.height_scale", "height-scale"), (K::Number, "FACTOR", ""), "Height of the box relative to the default"),
    key((G::Surface, "surface.alpha", "alpha"), (K::Number, "ALPHA", ""), "Opacity of the surface, 0 to 1"),
    key((G::Surface, "surface.light", "light"), (K::PairOr(&["off"]), "AZ,EL|off", ""), "Azimuth, from the x axis, and elevation of the light in degrees; off leaves colours as the bar has them"),
    key((G::Surface, "surface.lines", "surface-lines"), (K::Choice(variants::<SurfaceLines>), "LINES", ""),
        "Lines on the surface: of levels, a mesh of x and y, or none; auto draws levels where one colour covers most of it"),

    key((G::Descent, "descent.from", "from"), (K::Points, "X,Y", ""),
        "Start a trajectory here; repeat for more. A curve takes x alone"),
    key((G::Descent, "descent.path", "path"), (K::Path, "FILE", ""),
        "Draw a trajectory of your own: a .csv with columns x,y; several runs are told apart by name"),
    key((G::Descent, "descent.steps", "steps"), (WHOLE, "N", ""), "Steps of each trajectory and particle"),
    key((G::Descent, "descent.particles", "particles"), (WHOLE, "N", ""), "Move so many particles by each optimizer"),
    key((G::Descent, "descent.particles_from", "particles-from"), (K::Form(form::<Seeding>), "WAY", ""),
        "Where particles start: quasirandom, uniform, grid, line:X0,Y0,X1,Y1, circle:X,Y,RADIUS or brush:RADIUS,X,Y,…"),
    key((G::Descent, "descent.particles_in", "particles-in"), (K::Extent, "X0,X1,Y0,Y1", ""),
        "Where particles are seeded and move, if not over what is looked at"),
    key((G::Descent, "descent.trail", "trail"), (WHOLE, "STEPS", "the whole path of up to 100 particles, 24 of up to 5000, none of more"),
        "Draw the last steps of each particle; as many as {descent.steps} draw its whole path"),
    key((G::Descent, "descent.tint", "tint"), (K::Choice(variants::<Tint>), "TINT", ""), "What particles are coloured by"),

    key((G::Optimizer, "descent.optimizer", "optimizer"), (K::Texts, "NAME[:PARAMETER=VALUE,…]", "gd, on data normalized"),
        "A name from `steepest optimizers`, with its own parameters behind a colon; repeat it for a race"),
    key((G::Optimizer, "descent.rule", "rule"), (K::Text, "TEXT", ""), "A rule of your own, such as \"v = mu*v + g; p = p - lr*v\""),
    key((G::Optimizer, "descent.rules", "rules"), (K::Path, "FILE", ""),
        "A .toml file with more optimizers, each with parameters, states and rule as `steepest optimizers` lists them"),
    key((G::Optimizer, "descent.lr", "lr"), (K::Number, "LR", "the optimizer's own"), "The step size"),
    key((G::Optimizer, "descent.parameters", "opt"), (K::Settings, "NAME=VALUE", ""),
        "Another parameter of the optimizer; repeat for more"),
    key((G::Optimizer, "descent.schedule", "schedule"), (K::Form(form::<Schedule>), "SCHEDULE", ""),
        "constant, step:EVERY,GAMMA, exponential:GAMMA or cosine:STEPS"),
    key((G::Optimizer, "descent.warmup", "warmup"), (WHOLE_32, "N", ""), "Steps over which the step size grows to its full value"),
    key((G::Optimizer, "descent.clip", "clip"), (K::Number, "LENGTH", ""), "Shorten gradients that are longer than this"),
    key((G::Optimizer, "descent.noise", "noise"), (K::Number, "SIGMA", ""), "Standard deviation of normal noise on the gradient"),
    key((G::Optimizer, "descent.seed", "seed"), (WHOLE, "N", ""), "What noise and random starts are drawn from"),
    key((G::Optimizer, "descent.ascend", "ascend"), (K::Switch, "", ""), "Climb instead"),
    key((G::Optimizer, "descent.outside", "outside"), (K::Choice(variants::<Outside>), "OUTSIDE", "keep, on data retire"),
        "What happens outside of the domain"),

    key((G::Basins, "basins.grid", "basins"), (K::Sides, "N|NXxNY", ""),
        "Colour the basins of attraction in place of the values, by so many starts along x and y"),
    key((G::Basins, "basins.steps", "basin-steps"), (Kind::Whole(1_000_000), "N", "10000"), "The most steps of a start of {basins.grid}"),

    key((G::Animation, "animation.steps_per_frame", "steps-per-frame"), (WHOLE, "N", ""), "Steps of the descent between two frames"),
    key((G::Animation, "animation.turn", "turn"), (K::Number, "DEGREES", ""), "Degrees that the camera turns from frame to frame"),
    key((G::Animation, "animation.sweep", "sweep"), (K::Sweep, "NAME=FIRST..LAST", ""),
        "Move a parameter of the formula between two values over {animation.length} frames"),
    key((G::Animation, "animation.length", "length"), (WHOLE_32, "N", ""), "Frames of the whole, which {animation.sweep} goes over and layouts go by"),
    key((G::Animation, "animation.zoom", "zoom"), (K::Number, "FACTOR", ""),
        "What the domain shrinks to from frame to frame, about its middle"),
    key((G::Animation, "animation.pan", "pan"), (K::Pair, "DX,DY", ""), "How far the domain moves along x and y from frame to frame"),
    key((G::Animation, "animation.probe_turn", "probe-turn"), (K::Number, "DEGREES", ""),
        "Degrees that the direction at the probe turns from frame to frame"),
];

/// Keys that scenes of version 1 had with their options, and what they are now.
pub const FORMER: &[(&str, &str, &str)] =
    &[("descent.sow", "sow", "descent.particles_from"), ("descent.sown_in", "sown-in", "descent.particles_in")];
