//! A field together with how it is drawn, as pictures of tests are written down.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use steepest::field::{Field, FieldError, OpenOptions};
use steepest::scene::{Scene, SceneError};

/// A scene, and the text that its field is opened by.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) field: String,
    pub(crate) set: BTreeMap<String, f64>,
    pub(crate) scene: Scene,
}

/// A field drawn by a scene.
pub(crate) fn shown(field: impl Into<String>, scene: Scene) -> Shown {
    Shown { field: field.into(), set: BTreeMap::new(), scene }
}

impl Shown {
    /// The same field drawn otherwise.
    pub(crate) fn but(&self, change: impl FnOnce(&mut Scene)) -> Shown {
        let mut other = self.clone();
        change(&mut other.scene);
        other
    }

    pub(crate) fn checked(self) -> Result<Shown, SceneError> {
        Ok(Shown { scene: self.scene.checked()?, ..self })
    }

    pub(crate) fn open_field(&self) -> Result<Field, FieldError> {
        Field::open(&self.field, &OpenOptions { set: self.set.clone(), ..OpenOptions::default() })
    }
}

impl Deref for Shown {
    type Target = Scene;

    fn deref(&self) -> &Scene {
        &self.scene
    }
}

impl DerefMut for Shown {
    fn deref_mut(&mut self) -> &mut Scene {
        &mut self.scene
    }
}
