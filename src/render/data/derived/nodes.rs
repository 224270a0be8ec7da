//! Where the nodes of a grid are for derived.wgsl.

use super::lengths;
use crate::compute::GpuField;
use crate::field::{Grid, Scales, Spread};
use crate::render::passes::overlay::derived::NodeTables;
use crate::scene::Units;

/// The nodes of a grid over places of scales, of a field in these units.
pub(crate) fn node_tables(field: &GpuField, grid: &Grid, scales: Scales, units: Units) -> NodeTables {
    let rates = |spread: Spread, place: f64| {
        let [rate, bend] = spread.derivatives(place);
        [1.0 / rate, bend / rate.powi(3)]
    };
    let column = |x: f64| {
        let [rate, bend] = rates(scales.x, x);
        [field.coordinate(0, x), rate, bend, 0.0]
    };
    let row = |y: f64| {
        let ([rate, bend], [east, north]) = (rates(scales.y, y), lengths(units, scales.y.value(y)));
        [field.coordinate(1, y), rate / north, bend / (north * north), 1.0 / east]
    };
    let columns: Vec<[f64; 4]> = grid.xs().into_iter().map(column).collect();
    let rows: Vec<[f64; 4]> = grid.ys().into_iter().map(row).collect();
    // Along x a slope takes two factors, that of its column and one of its row; along y one.
    let (of_columns, across) = (greatest(&columns, 1), greatest(&rows, 3));
    let factor = (of_columns * across).max(greatest(&rows, 1));
    let of_columns = factor / across;
    let scaled = |[at, rate, bend, across]: [f64; 4], factor: f64, across_by: f64| {
        [at, rate / factor, bend / (factor * factor), across / across_by].map(|number| number as f32)
    };
    NodeTables {
        columns: columns.into_iter().map(|column| scaled(column, of_columns, 1.0)).collect(),
        rows: rows.into_iter().map(|row| scaled(row, factor, across)).collect(),
        factor,
    }
}

fn greatest(nodes: &[[f64; 4]], of: usize) -> f64 {
    let greatest = nodes.iter().map(|node| node[of]).filter(|factor| factor.is_finite()).fold(0.0, f64::max);
    if greatest > 0.0 { greatest } else { 1.0 }
}
