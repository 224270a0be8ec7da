//! Where a legend stands among the contours, by what it would hide.

use crate::render::data::plot_data::PlotData;
use crate::render::figure::annotation::Rect;
use crate::render::figure::legend::{emptiest, hidden, is_hidden, is_high, is_large, size_within};
use crate::render::figure::plane::Plane;
use crate::render::figure::text::Typesetter;
use crate::scene::LegendPlace;

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

/// Whether a legend that may stand anywhere would hide too much in the best corner of a panel: by its lines alone, which are as
/// many while a picture plays and its starts are dragged, or where it stands by itself a fifth of the panel, more than a little
/// of a trajectory, or a number of its own.
pub(super) fn hides_much(plot_data: &PlotData, panel: Rect, typesetter: &mut Typesetter) -> bool {
    /// What it may hide of a trajectory.
    const LITTLE: f32 = 0.12;
    if plot_data.style.legend != LegendPlace::Best || plot_data.legend.is_empty() {
        return false;
    }
    let size = size_within(panel, &plot_data.legend, &plot_data.style, typesetter);
    if is_high(size) || !plot_data.is_still {
        return is_high(size);
    }
    if is_large(size) {
        return true;
    }
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
