//! What a legend shows beside its words: a line with its gaps, a marker, an area.

use super::annotation::{Color, Mark, Point, Rect, color_of};
use super::stroke::MarkerShape;

/// The gaps of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Dash {
    /// None.
    #[default]
    Solid,
    /// Long pieces.
    Dashed,
    /// Pieces as short as the line is wide.
    Dotted,
    /// Both by turns.
    Mixed,
}

impl Dash {
    /// All of them.
    pub(crate) const ALL: [Dash; 4] = [Dash::Solid, Dash::Dashed, Dash::Dotted, Dash::Mixed];

    /// Lengths of pieces and gaps in turn, in widths of the line: matplotlib's, with gaps that round ends leave open.
    pub(crate) fn pattern(self) -> &'static [f32] {
        match self {
            Dash::Solid => &[],
            Dash::Dashed => &[3.7, 2.6],
            Dash::Dotted => &[0.6, 2.4],
            Dash::Mixed => &[4.6, 2.2, 0.6, 2.2],
        }
    }

    /// The parts of a line that are drawn, as fractions of a piece of it that is `length` widths long and begins
    /// `travelled` widths after the line's start.
    pub(crate) fn pieces(self, travelled: f32, length: f32) -> Vec<[f32; 2]> {
        let pattern = self.pattern();
        let period: f32 = pattern.iter().sum();
        // A line that is no longer than its gaps, or without an end, is drawn whole.
        if period <= 0.0 || !(length.is_finite() && travelled.is_finite()) || length > 1e5 * period {
            return vec![[0.0, 1.0]];
        }
        let mut pieces = Vec::new();
        let mut at = -(travelled % period);
        while at < length {
            for (index, span) in pattern.iter().enumerate() {
                let (first, last) = (at.max(0.0), (at + span).min(length));
                if index % 2 == 0 && first < last {
                    pieces.push([first / length, last / length]);
                }
                at += span;
            }
        }
        pieces
    }
}

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LineStyle {
    pub(crate) color: [f32; 4],
    pub(crate) dash: Dash,
}

/// What a legend's line of text means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Swatch {
    /// A trajectory or a curve.
    Line(LineStyle),
    /// A marked point.
    Marker(MarkerShape, [f32; 4]),
    /// A coloured area.
    Area([f32; 4]),
    /// Words alone.
    Nothing,
}

/// What colours, lines and markers mean, line by line.
pub(crate) type Legend = Vec<(String, Swatch)>;

/// What lies around lines and markers, so that they are seen on every ground.
pub(crate) const CASING: [f32; 4] = [1.0, 1.0, 1.0, 1.0];
/// The edge of a marker.
pub(crate) const EDGE: [f32; 4] = [0.0, 0.0, 0.0, 1.0];

/// A line through points with its gaps, as marks.
pub(crate) fn dashed_line(points: &[Point], width: f32, color: Color, dash: Dash) -> Vec<Mark> {
    if dash == Dash::Solid {
        return vec![Mark::Line { points: points.to_vec(), width, color }];
    }
    let mut marks: Vec<Mark> = Vec::new();
    let mut travelled = 0.0;
    for pair in points.windows(2) {
        let [from, to] = [pair[0], pair[1]];
        let span = (to[0] - from[0]).hypot(to[1] - from[1]);
        for [first, last] in dash.pieces(travelled / width, span / width) {
            let at = |fraction: f32| [0, 1].map(|axis| from[axis] + fraction * (to[axis] - from[axis]));
            let (start, end) = (at(first), at(last));
            match marks.last_mut() {
                // What goes on over a joint is one line.
                Some(Mark::Line { points, .. }) if first == 0.0 && points.last() == Some(&start) => points.push(end),
                _ => marks.push(Mark::Line { points: vec![start, end], width, color }),
            }
        }
        travelled += span;
    }
    marks
}

impl Swatch {
    /// Paints it into a box of a legend, a line in a casing where those of the picture have one.
    pub(crate) fn paint(self, place: Rect, width: f32, is_cased: impl Fn(Color) -> bool, marks: &mut Vec<Mark>) {
        let [left, right] = [place.min[0], place.max[0]];
        let [x, y] = place.center();
        let y = y.round();
        match self {
            Swatch::Nothing => {}
            Swatch::Line(LineStyle { color, dash }) => {
                let points = [[left, y], [right, y]];
                let color = color_of(color);
                if is_cased(color) {
                    marks.push(Mark::Line { points: points.to_vec(), width: width + 2.0, color: color_of(CASING) });
                }
                marks.extend(dashed_line(&points, width, color, dash));
            }
            Swatch::Area(color) => {
                let half = 0.36 * place.height();
                let points = vec![[left, y - half], [right, y - half], [right, y + half], [left, y + half]];
                marks.push(Mark::Area { points, color: color_of(color) });
            }
            Swatch::Marker(shape, color) => {
                let size = 0.3 * place.height();
                for (grow, color) in [(1.2, EDGE), (0.0, color)] {
                    // Marks fill corners that point outwards.
                    for corners in shape.convex_parts(size, grow) {
                        let points = corners.iter().map(|[across, up]| [x + across, y - up]).collect();
                        marks.push(Mark::Area { points, color: color_of(color) });
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dashed_line_has_its_pieces_and_gaps_wherever_it_is_divided() {
        for dash in [Dash::Dashed, Dash::Dotted, Dash::Mixed] {
            let whole: f32 = dash.pieces(0.0, 100.0).iter().map(|[first, last]| 100.0 * (last - first)).sum();
            let mut parts = 0.0;
            for index in 0..40 {
                let length = 2.5;
                parts += dash.pieces(index as f32 * length, length).iter().map(|[a, b]| length * (b - a)).sum::<f32>();
            }
            assert!((whole - parts).abs() < 0.05, "{dash:?}: {whole} {parts}");
            let pattern = dash.pattern();
            let filled: f32 = pattern.iter().step_by(2).sum();
            let expected = 100.0 * filled / pattern.iter().sum::<f32>();
            assert!((whole - expected).abs() < 5.0, "{dash:?}: {whole} of {expected}");
        }
        assert_eq!(Dash::Solid.pieces(3.0, 7.0), [[0.0, 1.0]]);
        assert_eq!(Dash::Dashed.pieces(0.0, f32::INFINITY), [[0.0, 1.0]]);
    }
}
