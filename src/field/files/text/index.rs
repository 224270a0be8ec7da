//! Tables with coordinates over their columns and before their rows.

use super::points::{is_x, is_y};
use super::spacing::{counts, spacing};
use super::table::Table;
use crate::field::files::npy::ArrayGrid;

/// The fewest numbers of which even spacing says something.
const TELLING: usize = 4;

impl Table {
    /// Samples with x over the columns and y before the rows, or with what only counts them.
    pub(super) fn indexed(mut self, header: &[String], over: &[f64]) -> Result<ArrayGrid, String> {
        let before = self.column(0);
        if !before.iter().all(|number| number.is_finite()) {
            // A blank corner of a table of samples is a missing one.
            return Err(
                "its first line has no number in the corner, as above an index, and not every row has one; write nan \
                        where a sample is missing"
                    .to_owned(),
            );
        }
        self.without_first_column();
        if counts(over) && counts(&before) {
            self.remarks.push("its first row and column only count and are left out".to_owned());
            let mut grid = self.plain()?;
            if names_rows_x(&header[0]) {
                grid.turn();
                grid.remarks.push(format!("its rows are read as x, as the corner `{}` says", header[0]));
            }
            return Ok(grid);
        }
        self.placed(over, &before, &header[0])
    }

    /// A table without names whose corner is none of its samples: gnuplot's matrix begins with the number of its
    /// columns, and other programs write nan there.
    pub(super) fn bare_index(mut self) -> Result<ArrayGrid, String> {
        let (nx, ny) = (self.nx, self.ny());
        if nx < TELLING || ny < TELLING {
            return self.plain();
        }
        let (corner, over, before) = (self.values[0], self.values[1..nx].to_vec(), self.column(0)[1..].to_vec());
        let is_even = |values: &[f64]| spacing("x", values).is_ok_and(|(line, _)| line.uneven.is_none());
        let is_axis = |values: &[f64]| spacing("x", values).is_ok();
        let rest_has_all = || self.values[1..].iter().all(|value| !value.is_nan());
        if corner == (nx - 1) as f64 && is_axis(&over) && is_axis(&before)
            || corner.is_nan() && rest_has_all() && is_even(&over) && is_even(&before)
        {
            self.values.drain(..nx);
            self.without_first_column();
            return self.placed(&over, &before, "");
        }
        // What is evenly spaced in the first row and column and nowhere else is an axis, perhaps.
        let inner = |from: usize, step: usize| self.values.iter().skip(from).step_by(step).copied().collect::<Vec<_>>();
        if is_even(&over) && is_even(&before) && !(is_even(&inner(nx + 1, 1)[..nx - 1]) && is_even(&inner(nx + 1, nx)))
        {
            self.remarks.push(
                "its first row and column are evenly spaced and are read as samples; leave their corner blank where they are \
                 x and y"
                    .to_owned(),
            );
        }
        self.plain()
    }

    /// Samples with coordinates over their columns and before their rows, of which the corner may say which is which.
    fn placed(mut self, over: &[f64], before: &[f64], corner: &str) -> Result<ArrayGrid, String> {
        let ((columns, of_columns), (rows, of_rows)) = (spacing("column names", over)?, spacing("row names", before)?);
        let beside = if corner.is_empty() { "" } else { " beside the corner" };
        let is_turned = names_rows_x(corner);
        self.remarks.push(match is_turned {
            true => format!("its first column is read as x and its first row as y, as the corner `{corner}` says"),
            false => format!("its first row{beside} is read as x and its first column as y"),
        });
        let mut grid = self.plain()?;
        grid.remarks.extend([of_columns, of_rows].into_iter().flatten());
        if is_turned {
            grid.turn();
        }
        let [x, y] = if is_turned { [rows, columns] } else { [columns, rows] };
        grid.place([x, y].map(Some));
        Ok(grid)
    }
}

/// Whether a corner says that rows are x: pandas writes the index's name there, and people `x\y`, the rows' name first.
fn names_rows_x(corner: &str) -> bool {
    match corner.split(['\\', '/', '|']).collect::<Vec<_>>()[..] {
        [rows] => is_x(rows),
        [rows, columns] => is_x(rows) && is_y(columns),
        _ => false,
    }
}
