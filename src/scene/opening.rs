//! The field that a scene names, and what is looked at of it.

use super::{Scene, Units};
use crate::field::{Domain, Field, FieldError, OpenOptions, Progress, is_data_path};

impl Scene {
    /// Opens the scene's field, of any number of variables.
    ///
    /// # Errors
    /// Where the field cannot be read, or has no such parameters.
    pub fn open_field(&self) -> Result<Field, FieldError> {
        self.open_field_with(&|_| ())
    }

    /// The same; `progress` hears which fraction of a large file is read.
    ///
    /// # Errors
    /// As [`open_field`](Scene::open_field).
    pub fn open_field_with(&self, progress: Progress<'_>) -> Result<Field, FieldError> {
        let (mut set, key) = (self.set.clone(), self.key.clone());
        if let Some(sweep) = &self.animation.sweep {
            // A parameter that moves begins where its sweep does.
            set.entry(sweep.name.clone()).or_insert(sweep.range[0]);
        }
        let extent = self.extent.map_or([self.x, self.y], |extent| extent.map(Some));
        let [x, y] = extent;
        let options = OpenOptions { set, key, band: self.band, origin: self.origin, x, y, ..OpenOptions::default() };
        Field::open_with(&self.field, &options, progress)
    }

    /// Whether its field is that of another scene, whatever is looked at of it.
    pub fn has_field_of(&self, other: &Scene) -> bool {
        let opening = |scene: &Scene| {
            // A formula's ranges are what is looked at, and those of a file that does not say its own are its extent.
            let is_placed = scene.extent.is_some() || !is_data_path(scene.field.trim());
            let ranges = if is_placed { [None; 2] } else { [scene.x, scene.y] };
            let Scene { field, set, key, band, origin, extent, .. } = scene.clone();
            (field, set, key, band, origin, extent, ranges, scene.animation.sweep.clone())
        };
        opening(self) == opening(other)
    }

    /// What a unit of the field's x and y is: degrees where its file says so.
    pub fn units_of(&self, field: &Field) -> Units {
        if field.is_geographic() { Units::Degrees } else { self.units }
    }

    /// What is looked at: the scene's ranges, else the field's own.
    pub fn domain(&self, field: &Field) -> Domain {
        let own = field.domain();
        Domain { x: self.x.unwrap_or(own.x), y: self.y.unwrap_or(own.y) }
    }

    /// Where particles are seeded and move: what is looked at, unless the scene says otherwise.
    pub fn seeding_domain(&self, field: &Field) -> Domain {
        self.descent.particles_in.map_or_else(|| self.domain(field), |[x, y]| Domain { x, y }).ascending()
    }
}
