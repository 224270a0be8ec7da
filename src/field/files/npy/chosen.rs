//! The grid of an archive: which of its arrays is meant, and where its samples lie.

use std::io::{Read, Seek};
use std::path::Path;

use super::archive::Entries;
use super::array::{Array, Header, shape_text};
use super::mesh::{is_axis, is_mask};
use super::{ArrayGrid, ReadError, UNNAMED, grid_shape, squeezed};
use crate::field::Facts;
use crate::field::files::grids::{MOST_SAMPLES, in_a_line};
use crate::field::files::line::Line;
use crate::field::files::text::of_array;

/// An open .npz file.
pub(super) struct Archive<'a, R> {
    pub(super) archive: Entries<R>,
    pub(super) path: &'a Path,
    /// Whether its arrays have no names and are x, y and f.
    pub(super) is_positional: bool,
}

impl<R: Read + Seek> Archive<'_, R> {
    pub(super) fn read_grid(mut self, key: Option<&str>) -> Result<ArrayGrid, ReadError> {
        if let Some(grid) = self.points(key)? {
            return Ok(grid);
        }
        let key = self.choose(key)?;
        let label = self.label(&key);
        let header = self.header(&key)?;
        let [ny, nx] = grid_shape(&header.planar(), "save a slice of it, such as a[0]", &label)?;
        if nx.checked_mul(ny).is_none_or(|count| count > MOST_SAMPLES) {
            return Err(ReadError::Memory { array: label, shape: header.shape_text() });
        }
        let mut grid = ArrayGrid { nx, ny, ..ArrayGrid::default() };
        grid.remarks.extend(squeezed(&header, &key));
        grid.facts = Facts { part: Some(format!("array {key}")), sample_type: header.type_name(), ..Facts::default() };
        if self.is_positional {
            grid.remarks.push("its arrays have no names, and are read as x, y and f".to_owned());
        }
        let mut is_turned = false;
        if let Some(mesh) = self.mesh(&key, [nx, ny])? {
            grid.values = self.array(&key)?.values;
            is_turned = mesh.is_by_rows;
            mesh.place(&mut grid);
        } else {
            // The array itself may be called x or y: then it does not give the extent.
            let extent =
                |archive: &mut Self, axis: &str, count| match archive.axis_name(axis).is_some_and(|name| name == key) {
                    true => Ok(None),
                    false => archive.extent(axis, count),
                };
            let lines = [extent(&mut self, "x", nx)?, extent(&mut self, "y", ny)?];
            grid.place(lines);
            grid.values = self.array(&key)?.values;
        }
        self.mask(&key, [nx, ny], is_turned, &mut grid)?;
        grid.remarks.extend(self.left_out(&key)?);
        of_array(grid).map_err(|problem| ReadError::Coordinates { array: label, problem })
    }

    /// Names of the arrays, in order.
    pub(super) fn keys(&self) -> Vec<String> {
        self.archive.keys().map(str::to_owned).collect()
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.archive.has(key)
    }

    /// Names of the arrays that are grids, and neither coordinates nor masks of one.
    pub(super) fn grids(&mut self) -> Result<Vec<String>, ReadError> {
        let mut grids = Vec::new();
        for key in self.keys() {
            if !is_axis(&key) && !is_mask(&key) && self.header(&key)?.planar().len() == 2 {
                grids.push(key);
            }
        }
        Ok(grids)
    }

    /// The name of the array to read.
    pub(super) fn choose(&mut self, key: Option<&str>) -> Result<String, ReadError> {
        let (path, keys) = (self.path.to_owned(), self.keys());
        if let Some(key) = key {
            return match self.has(key) {
                true => Ok(key.to_owned()),
                false => Err(ReadError::UnknownKey { path, key: key.to_owned(), keys: in_a_line(&keys.join(", ")) }),
            };
        }
        if self.has("f") {
            return Ok("f".to_owned());
        }
        if self.finds_by_position()? {
            return Ok(UNNAMED[2].to_owned());
        }
        let planar = self.grids()?;
        let mut shapes = Vec::new();
        for key in keys.iter().filter(|_| planar.is_empty()) {
            shapes.push(format!("{key} {}", self.header(key)?.shape_text()));
        }
        match planar.as_slice() {
            [key] => Ok(key.clone()),
            [] if shapes.is_empty() => Err(ReadError::NoGrid { path, keys: "no arrays".to_owned() }),
            [] => Err(ReadError::NoGrid { path, keys: in_a_line(&shapes.join(", ")) }),
            _ => Err(ReadError::Ambiguous { path, keys: in_a_line(&planar.join(", ")) }),
        }
    }

    /// What is said of arrays of one dimension that may be coordinates by names of their own.
    pub(super) fn left_out(&mut self, key: &str) -> Result<Option<String>, ReadError> {
        let axes = [self.axis_name("x"), self.axis_name("y")];
        let is_read = |name: &String| name == key || is_mask(name) || axes.contains(&Some(name.clone()));
        let mut names = Vec::new();
        for name in self.keys().into_iter().filter(|name| !is_read(name)) {
            if matches!(self.header(&name)?.shape[..], [length] if length > 1) {
                names.push(format!("`{name}`"));
            }
        }
        let names = (!names.is_empty()).then(|| names.join(", "));
        Ok(names.map(|names| format!("left out beside the samples: {names}; coordinates are called x and y")))
    }

    /// Coordinates of `count` samples along `axis`.
    pub(super) fn extent(&mut self, axis: &str, count: usize) -> Result<Option<Line>, ReadError> {
        if let Some(name) = self.axis_name(axis)
            && !self.header(&name)?.shape.is_empty()
        {
            return self.coordinates(axis, &name, count).map(Some);
        }
        let (low, high) = (format!("{axis}min"), format!("{axis}max"));
        let (first, last) = match (self.has(&low), self.has(&high)) {
            (false, false) => return Ok(None),
            (true, true) => (self.scalar(&low)?, self.scalar(&high)?),
            (has_low, _) => {
                let (there, missing) = if has_low { (low, high) } else { (high, low) };
                let problem = format!("is there without `{missing}`; save both, or neither");
                return Err(ReadError::Coordinates { array: self.label(&there), problem });
            }
        };
        let step = format!("d{axis}");
        // An array of that name which is no scalar is something else, such as a derivative.
        let spacing = match self.has(&step) && self.header(&step)?.shape.iter().all(|&length| length == 1) {
            true => self.scalar(&step)?,
            false => return Ok(Some(Line { extent: [first, last], uneven: None })),
        };
        let cell = (last - first) / count as f64;
        let is_of_cells = ((last - first) / spacing).abs().round() == count as f64;
        let extent = if is_of_cells { [first + cell / 2.0, last - cell / 2.0] } else { [first, last] };
        Ok(Some(Line { extent, uneven: None }))
    }

    /// Coordinates that ascend or descend.
    pub(super) fn coordinates(&mut self, axis: &str, name: &str, count: usize) -> Result<Line, ReadError> {
        let (lines, example) = if axis == "x" { ("columns", "X[0]") } else { ("rows", "Y[:, 0]") };
        let label = self.label(name);
        let problem = |problem| Err(ReadError::Coordinates { array: label.clone(), problem });
        let shape = self.header(name)?.shape;
        if shape.len() != 1 {
            return problem(format!(
                "has shape {}; coordinates need one dimension, one for each of the {count} {lines}: save {example}",
                shape_text(&shape)
            ));
        }
        if shape[0] != count as u64 {
            return problem(format!(
                "has {} values and the array has {count} {lines}; rows are y and columns are x: save the array as f.T, \
                 or the {axis} of its {lines}",
                shape[0]
            ));
        }
        let Array { values, epsilon, .. } = self.array(name)?;
        Line::of_array(name, &values, epsilon).or_else(problem)
    }

    /// A single number.
    pub(super) fn scalar(&mut self, key: &str) -> Result<f64, ReadError> {
        let shape = self.header(key)?.shape;
        if shape.iter().any(|&length| length != 1) {
            let problem = format!("has shape {}; the end of an extent is a single number", shape_text(&shape));
            return Err(ReadError::Coordinates { array: self.label(key), problem });
        }
        Ok(self.array(key)?.values[0])
    }

    pub(super) fn label(&self, key: &str) -> String {
        format!("{}[{}]", self.path.display(), in_a_line(key))
    }

    pub(super) fn header(&mut self, key: &str) -> Result<Header, ReadError> {
        self.with_entry(key, |entry, _, label| Header::read(entry, label))
    }

    pub(super) fn array(&mut self, key: &str) -> Result<Array, ReadError> {
        self.with_entry(key, |entry, present, label| {
            let header = Header::read(entry, label)?;
            Array::read(entry, &header, present, label)
        })
    }

    /// Unpacks an array: hands `read` its bytes, the most of them there can be, and its name for errors.
    pub(super) fn with_entry<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut dyn Read, u64, &str) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        let label = self.label(key);
        self.archive.with(key, &label, |entry, present| read(entry, present, &label))
    }
}
