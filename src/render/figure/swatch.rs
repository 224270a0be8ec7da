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

    /// The parts of a line with round ends that are drawn, as fractions of a piece of it that is `length` widths long and
    /// begins `travelled` widths after the line's start.
    pub(crate) fn pieces(self, travelled: f32, length: f32) -> Vec<[f32; 2]> {
        self.pieces_longer(0.0, travelled, length)
    }

    /// The same of parts that are longer by so many widths, and of gaps as much shorter.
    fn pieces_longer(self, longer: f32, travelled: f32, length: f32) -> Vec<[f32; 2]> {
        let own = |(index, span): (usize, &f32)| if index % 2 == 0 { span + longer } else { span - longer };
        let pattern: Vec<f32> = self.pattern().iter().enumerate().map(own).collect();
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

/// Lines across an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hatch {
    /// Up to the right.
    Rising,
    /// Down to the right.
    Falling,
    /// Both.
    Crossed,
}

impl Hatch {
    /// How far a pixel is covered by lines of a width that are so far apart, all in pixels, y downwards.
    pub(crate) fn coverage(self, [x, y]: [f32; 2], width: f32, apart: f32) -> f32 {
        let line = |place: f32| {
            let place = place * std::f32::consts::FRAC_1_SQRT_2;
            let from_middle = (place - apart * (place / apart).round()).abs();
            (0.5 * width + 0.5 - from_middle).clamp(0.0, 1.0)
        };
        match self {
            Hatch::Rising => line(x + y),
            Hatch::Falling => line(x - y),
            Hatch::Crossed => line(x + y).max(line(x - y)),
        }
    }
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
    /// A coloured area with lines across, the second colour, so that it is known without colours.
    Hatched([[f32; 4]; 2], Hatch),
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
        // The ends of marks are not round.
        for [first, last] in dash.pieces_longer(1.0, travelled / width, span / width) {
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
            Swatch::Hatched([ground, line], hatch) => {
                Swatch::Area(ground).paint(place, width, is_cased, marks);
                let half = 0.36 * place.height();
                let clip = Rect { min: [left, y - half], max: [right, y + half] };
                let slopes: &[f32] = match hatch {
                    Hatch::Rising => &[-1.0],
                    Hatch::Falling => &[1.0],
                    Hatch::Crossed => &[-1.0, 1.0],
                };
                // Where lines go through the middle of the box, beyond its ends, too.
                let apart = 2.0 * half;
                let count = (0.5 * place.width() / apart).ceil() as i32 + 1;
                for (index, slope) in (-count..=count).flat_map(|index| slopes.iter().map(move |slope| (index, slope)))
                {
                    let middle = x + index as f32 * apart;
                    let [from, to] = [-half, half].map(|along| [middle + along, y + slope * along]);
                    if let Some(points) = clip.clip(from, to) {
                        marks.push(Mark::Line { points: points.to_vec(), width: 0.5 * width, color: color_of(line) });
                    }
                }
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
        // Marks have no round ends, and are as long as matplotlib's.
        let dots = dashed_line(&[[0.0, 0.0], [30.0, 0.0]], 2.0, [0; 4], Dash::Dotted);
        let [Mark::Line { points: first, .. }, Mark::Line { points: second, .. }, ..] = dots.as_slice() else {
            panic!("{dots:?}")
        };
        assert!((first[1][0] - 3.2).abs() < 1e-4 && (second[0][0] - 6.0).abs() < 1e-4, "{first:?} {second:?}");
        assert_eq!(Dash::Solid.pieces(3.0, 7.0), [[0.0, 1.0]]);
        assert_eq!(Dash::Dashed.pieces(0.0, f32::INFINITY), [[0.0, 1.0]]);
    }
}
