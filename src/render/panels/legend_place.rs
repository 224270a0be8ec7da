//! Where a legend stands among the contours, by what it would hide.

use crate::render::data::plot_data::PlotData;
use crate::render::data::runs::paths::Path;
use crate::render::figure::annotation::Rect;
use crate::render::figure::legend::{emptiest, hidden, is_hidden, legend_hides_much, squares};
use crate::render::figure::plane::Plane;
use crate::render::figure::text::Typesetter;

/// The corner of the contours (whether at the right, whether at the bottom) that trajectories and marked points leave free,
/// or nearly, for a legend of a size.
pub(super) fn emptiest_corner(plot_data: &PlotData, size: [f32; 2]) -> [bool; 2] {
    corner_beside(&lines(plot_data), &marked(plot_data), size)
}

/// The same, by the squares of trajectories.
fn corner_beside(lines: &[Vec<[f32; 2]>], marked: &[[f32; 2]], size: [f32; 2]) -> [bool; 2] {
    const CORNERS: [[bool; 2]; 4] = [[false, false], [true, false], [true, true], [false, true]];
    /// How many squares of a line a marked point counts as.
    const MARKED: usize = 4;
    let marked = marked.iter().flat_map(|&point| [point; MARKED]);
    emptiest(CORNERS, &lines.iter().flatten().copied().chain(marked).collect::<Vec<_>>(), size)
}

/// The squares of trajectories, in fractions of the contours; in frames those of the whole animation, so that nothing moves.
fn lines(plot_data: &PlotData) -> Vec<Vec<[f32; 2]>> {
    let unit = unit(plot_data);
    let line = |path: &Path| {
        let visits = path.visits.iter().map(|visit| unit.pixel(plot_data.place(&visit.point)));
        squares(&visits.collect::<Vec<_>>())
    };
    plot_data.laid_out_by().iter().map(line).collect()
}

/// Stationary points and the legend's own numbers, in fractions of the contours.
fn marked(plot_data: &PlotData) -> Vec<[f32; 2]> {
    let unit = unit(plot_data);
    let stationary = plot_data.critical.iter().map(|found| plot_data.place(&found.point));
    stationary.chain(plot_data.numbered.iter().copied()).map(|place| unit.pixel(place)).collect()
}

fn unit(plot_data: &PlotData) -> Plane {
    Plane { rect: Rect::new(0.0, 0.0, 1.0, 1.0), domain: plot_data.domain }
}

/// Whether the legend would hide too much in the best corner of the contours.
pub(super) fn hides_much(plot_data: &PlotData, panel: Rect, typesetter: &mut Typesetter) -> bool {
    let hides = |size: [f32; 2]| hides_something(plot_data, panel, size);
    legend_hides_much(panel, &plot_data.legend, plot_data.is_still, &plot_data.style, typesetter, hides)
}

/// Whether a legend of a size hides more than a little of a trajectory, a stationary point, or a number of its own, in the
/// best corner.
fn hides_something(plot_data: &PlotData, panel: Rect, size: [f32; 2]) -> bool {
    /// What it may hide of a trajectory.
    const LITTLE: f32 = 0.12;
    let (lines, marked) = (lines(plot_data), marked(plot_data));
    let corner = corner_beside(&lines, &marked, size);
    // A number is left out where half of it is hidden, and a marker is about as large.
    let half = 0.5 * plot_data.style.tick_font();
    let grown = [size[0] + half / panel.width(), size[1] + half / panel.height()];
    lines.iter().any(|line| hidden(line, corner, size) > LITTLE)
        || marked.into_iter().any(|point| is_hidden(point, corner, grown))
}
