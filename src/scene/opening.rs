//! The field that a scene file names, and what is looked at of a field.

use super::{Scene, SceneFile, Units};
use crate::field::{Domain, Field, FieldError, FieldSource, OpenOptions, Progress, is_data_path};

impl SceneFile {
    /// Opens its field, of any number of variables.
    ///
    /// # Errors
    /// Where the field cannot be read, or has no such parameters.
    pub fn open_field(&self) -> Result<Field, FieldError> {
        self.open_field_with(&|_| ())
    }

    /// The same; `progress` hears which fraction of a large file is read.
    ///
    /// # Errors
    /// As [`open_field`](SceneFile::open_field).
    pub fn open_field_with(&self, progress: Progress<'_>) -> Result<Field, FieldError> {
        let SceneFile { source, scene } = self;
        let (mut set, key) = (source.set.clone(), source.key.clone());
        if let Some(sweep) = &scene.animation.sweep {
            // A parameter that moves begins where its sweep does.
            set.entry(sweep.name.clone()).or_insert(sweep.range[0]);
        }
        let [x, y] = source.extent.map_or([scene.x, scene.y], |extent| extent.map(Some));
        let options =
            OpenOptions { set, key, band: source.band, origin: source.origin, x, y, ..OpenOptions::default() };
        Ok(Field::open_with(&source.text, &options, progress)?.with_source(source.clone()))
    }

    /// Whether its field is that of another file, whatever is looked at of it.
    pub fn has_field_of(&self, other: &SceneFile) -> bool {
        // A formula's ranges are what is looked at, and those of a file that does not say its own are its extent.
        let is_placed = |source: &FieldSource| source.extent.is_some() || !is_data_path(source.text.trim());
        let opening = |SceneFile { source, scene }: &SceneFile| {
            let ranges = if is_placed(source) { [None; 2] } else { [scene.x, scene.y] };
            (ranges, scene.animation.sweep.clone())
        };
        self.source == other.source && opening(self) == opening(other)
    }
}

impl Scene {
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
