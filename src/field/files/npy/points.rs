//! Points in an archive: x, y and values of one length, which make a grid.

use std::io::{Read, Seek};

use super::chosen::Archive;
use super::mesh::is_mask;
use super::{ArrayGrid, ReadError};
use crate::field::Facts;
use crate::field::files::line::VALUES;
use crate::field::files::text::Columns;

impl<R: Read + Seek> Archive<'_, R> {
    /// The grid that points make, where their arrays have one dimension and no other array is a grid.
    pub(super) fn points(&mut self, key: Option<&str>) -> Result<Option<ArrayGrid>, ReadError> {
        let (Some(x), Some(y)) = (self.axis_name("x"), self.axis_name("y")) else { return Ok(None) };
        let shape = self.header(&x)?.shape;
        if shape.len() != 1 || self.header(&y)?.shape != shape {
            return Ok(None);
        }
        let mut values = Vec::new();
        for name in self.keys().into_iter().filter(|name| *name != x && *name != y && !is_mask(name)) {
            let header = self.header(&name)?;
            if key.is_none() && header.planar().len() == 2 {
                return Ok(None);
            }
            if header.shape == shape {
                values.push(name);
            }
        }
        let has = |name: &&str| values.iter().any(|value| value == name);
        let name = match (key, values.as_slice()) {
            (Some(key), _) => Some(key).filter(has),
            (None, [only]) => Some(only.as_str()),
            (None, _) => VALUES.into_iter().find(has),
        };
        let Some(name) = name.map(str::to_owned) else { return Ok(None) };
        let sample_type = self.header(&name)?.type_name();
        let facts = Facts { part: Some(format!("array {name}")), sample_type, ..Facts::default() };
        let remarks = vec![format!("its arrays {x}, {y} and {name} are read as the x, y and f of points")];
        let points = Columns { x: self.array(&x)?.values, y: self.array(&y)?.values, z: self.array(&name)?.values };
        let grid = points.into_grid(remarks).map_err(|problem| {
            let problem = format!("holds points with arrays {x}, {y} and {name}: {problem}");
            ReadError::Coordinates { array: self.path.display().to_string(), problem }
        })?;
        Ok(Some(ArrayGrid { facts, ..grid }))
    }
}
