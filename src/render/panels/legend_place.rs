//! Where a legend stands among the contours, by what it would hide.

use crate::render::data::plot_data::PlotData;
use crate::render::figure::annotation::Rect;
use crate::render::figure::legend::{emptiest, hidden, is_hidden, legend_hides_much};
use crate::render::figure::plane::Plane;
use crate::render::figure::text::Typesetter;

/// The corner of the contours (whether at the right, whether at the bottom) that trajectories and marked points leave free,
/// or nearly, for a legend of a size.
pub(super) fn emptiest_corner(plot_data: &PlotData, size: [f32; 2]) -> [bool; 2] {
    const CORNERS: [[bool; 2]; 4] = [[false, false], [true, false], [true, true], [false, true]];
    let unit = Plane { rect: Rect::new(0.0, 0.0, 1.0, 1.0), domain: plot_data.domain };
    let visited = plot_data.paths.iter().flat_map(|path| &path.visits).map(|visit| visit.point.as_slice());
    let marked = visited.chain(plot_data.critical.iter().map(|found| found.point.as_slice()));
    let places = marked.map(|point| plot_data.place(point)).chain(plot_data.numbered.iter().copied());
    emptiest(CORNERS, &places.map(|place| unit.pixel(place)).collect::<Vec<_>>(), size)
}

/// Whether the legend would hide too much in the best corner of the contours.
pub(super) fn hides_much(plot_data: &PlotData, panel: Rect, typesetter: &mut Typesetter) -> bool {
    let hides = |size: [f32; 2]| hides_something(plot_data, panel, size);
    legend_hides_much(panel, &plot_data.legend, plot_data.is_still, &plot_data.style, typesetter, hides)
}

/// Whether a legend of a size hides more than a little of a trajectory, or a number of its own, in the best corner.
fn hides_something(plot_data: &PlotData, panel: Rect, size: [f32; 2]) -> bool {
    /// What it may hide of a trajectory.
    const LITTLE: f32 = 0.12;
    let corner = emptiest_corner(plot_data, size);
    let unit = Plane { rect: Rect::new(0.0, 0.0, 1.0, 1.0), domain: plot_data.domain };
    let hides_path = plot_data.paths.iter().any(|path| {
        let line: Vec<_> = path.visits.iter().map(|visit| unit.pixel(plot_data.place(&visit.point))).collect();
        hidden(&line, corner, size) > LITTLE
    });
    // A number is left out where half of it is hidden.
    let half = 0.5 * plot_data.style.tick_font();
    let size = [size[0] + half / panel.width(), size[1] + half / panel.height()];
    hides_path || plot_data.numbered.iter().any(|place| is_hidden(unit.pixel(*place), corner, size))
}
