//! A session of the library for a cell of a notebook: what the pointer and the sliders change, and the picture of it.

use std::sync::{Arc, Mutex};

use numpy::{PyArray1, PyArray3, PyArrayMethods};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use steepest::Field;
use steepest::memory;
use steepest::render::{Panel, Picked, Picture, RenderError};
use steepest::scene::View;
use steepest::session::{Gesture, Session, pan, turn, zoom};

use crate::call::{abandonable, lock, quick};
use crate::error::{Raise, beyond_memory, value};
use crate::field::Core;
use crate::picture::{check_drawing, with_renderer};
use crate::scene::{Scene, changed};
use crate::search::planar;

/// A session, and the picture that its pixels were taken from.
struct State {
    session: Session,
    picture: Option<Picture>,
}

/// What is edited in a cell.
#[pyclass(frozen, module = "steepest._steepest")]
pub(crate) struct SessionCore {
    state: Arc<Mutex<State>>,
}

impl State {
    fn pick(&self, at: [f32; 2]) -> Option<Picked> {
        self.picture.as_ref()?.picker().pick(&self.session.field, at)
    }

    fn panel(&self, at: [f32; 2]) -> Option<Panel> {
        self.picture.as_ref()?.picker().panel(at)
    }
}

/// What sliders and lists show of a scene.
#[pyfunction]
pub(crate) fn shown<'py>(py: Python<'py>, scene: &Scene) -> PyResult<Bound<'py, PyDict>> {
    let scene = &scene.scene;
    let answer = PyDict::new(py);
    answer.set_item("density", scene.arrows.density[0])?;
    answer.set_item("arrow_scale", scene.arrows.scale)?;
    answer.set_item("lr", scene.descent.lr)?;
    answer.set_item("steps", scene.descent.steps)?;
    answer.set_item("optimizer", scene.descent.optimizers.first())?;
    answer.set_item(
        "view",
        match scene.view {
            View::Both => "both",
            View::Surface => "surface",
            View::Contour => "contour",
            View::Curve => "curve",
            View::Loss => "loss",
        },
    )?;
    answer.set_item("colormap", scene.color.colormap().to_string())?;
    answer.set_item("start", scene.descent.from.clone())?;
    Ok(answer)
}

#[pymethods]
impl SessionCore {
    #[new]
    fn new(py: Python<'_>, core: &Core, scene: &Scene) -> PyResult<SessionCore> {
        let (field, scene): (Arc<Field>, _) = (planar(core)?, scene.scene.clone());
        let state = py.detach(|| {
            quick(|| {
                let mut session = Session::with_field(scene, field);
                session.commit();
                State { session, picture: None }
            })
        })?;
        Ok(SessionCore { state: Arc::new(Mutex::new(state)) })
    }

    /// The scene as it is seen.
    fn scene(&self, py: Python<'_>) -> Scene {
        py.detach(|| {
            let state = lock(&self.state);
            Scene::drawn(&state.session.field, state.session.scene.clone())
        })
    }

    /// Shows another scene of the same field.
    fn set_scene(&self, py: Python<'_>, scene: &Scene) {
        py.detach(|| {
            let session = &mut lock(&self.state).session;
            session.scene = scene.scene.clone();
            // Samples and functions have no parameters.
            let parameters = scene.source.as_ref().map(|source| &source.set);
            if let Some(Ok(field)) = parameters.map(|parameters| session.field.with_parameters(parameters)) {
                session.field = Arc::new(field);
            }
        });
    }

    /// Gives a parameter of the formula a value.
    fn set_parameter(&self, py: Python<'_>, name: &str, value: f64) {
        py.detach(|| lock(&self.state).session.set_parameter(name, value));
    }

    /// A drag of so many pixels that began in a place of the picture; whether it changed anything.
    fn drag(&self, py: Python<'_>, from: [f32; 2], by: [f32; 2], is_primary: bool, with_shift: bool) -> bool {
        py.detach(|| {
            let mut state = lock(&self.state);
            let gesture = Gesture::begin(state.panel(from), is_primary, with_shift);
            let rect = state.picture.as_ref().map(|picture| {
                let picker = picture.picker();
                [picker.surface_rect(), picker.contour_rect()]
            });
            let domain = state.session.domain();
            match gesture {
                Gesture::Turn => turn(&mut state.session.scene, by),
                Gesture::Pan(panel) => {
                    let rect = match (panel, rect) {
                        (Panel::Surface, Some([Some(rect), _])) | (Panel::Contour, Some([_, Some(rect)])) => rect,
                        _ => return false,
                    };
                    let fraction = [by[0] / rect.width(), by[1] / rect.height()].map(f64::from);
                    pan(&mut state.session.scene, domain, panel, fraction);
                }
                Gesture::None | Gesture::Seed | Gesture::Move(..) => return false,
            }
            true
        })
    }

    /// Zooms by notches of a wheel about what is under a pixel; whether it changed anything.
    fn wheel(&self, py: Python<'_>, at: [f32; 2], notches: f64) -> bool {
        py.detach(|| {
            let mut state = lock(&self.state);
            let domain = state.session.domain();
            let middle = [domain.x, domain.y].map(|[first, last]| 0.5 * (first + last));
            if state.panel(at).is_none() {
                return false;
            }
            let about = state.pick(at).map_or(middle, |picked| picked.point);
            let narrowest = state.session.narrowest();
            zoom(&mut state.session.scene, domain, about, notches, narrowest)
        })
    }

    /// Starts a trajectory from what is under a pixel; whether there is such a point.
    fn click(&self, py: Python<'_>, at: [f32; 2]) -> bool {
        py.detach(|| {
            let mut state = lock(&self.state);
            let point = state.pick(at).map(|picked| picked.point);
            state.session.click(point);
            point.is_some()
        })
    }

    /// Shows the whole domain from the usual place.
    fn double_click(&self, py: Python<'_>) {
        py.detach(|| lock(&self.state).session.double_click());
    }

    /// Takes away all starts.
    fn clear(&self, py: Python<'_>) {
        py.detach(|| lock(&self.state).session.clear_descent());
    }

    /// Point, value and gradient under a pixel, where the field has them.
    fn hover(&self, py: Python<'_>, at: [f32; 2]) -> Option<([f64; 2], [f64; 3])> {
        py.detach(|| {
            let state = lock(&self.state);
            let reading = state.session.read(state.pick(at)?.point)?;
            Some((reading.point, reading.values))
        })
    }

    /// Draws what is seen.
    fn render<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray3<u8>>> {
        let state = Arc::clone(&self.state);
        let image = abandonable(py, move |_| {
            let (scene, field) = {
                let state = lock(&state);
                (state.session.scene.clone().checked().map_err(Raise::raise)?, Arc::clone(&state.session.field))
            };
            memory::check_picture(scene.size).map_err(beyond_memory("give a smaller `size`"))?;
            check_drawing(&scene)?;
            let drawn: Result<_, RenderError> = with_renderer(|_, renderer| {
                let picture = renderer.prepare(&scene, &field)?;
                let image = renderer.image(&picture)?;
                Ok((picture, image))
            });
            let (picture, image) = drawn.map_err(Raise::raise)?;
            lock(&state).picture = Some(picture);
            Ok::<_, PyErr>(image)
        })??;
        PyArray1::from_vec(py, image.pixels).reshape([image.height as usize, image.width as usize, 4])
    }

    /// The starts of trajectories.
    fn starts(&self, py: Python<'_>) -> Vec<[f64; 2]> {
        py.detach(|| lock(&self.state).session.scene.descent.from.clone())
    }

    /// Writes values of keywords into the scene; one that does not work changes nothing.
    fn set_keywords(&self, py: Python<'_>, keywords: &Bound<'_, PyDict>) -> PyResult<()> {
        let scene = py.detach(|| lock(&self.state).session.scene.clone());
        let scene = changed(scene, keywords)?;
        py.detach(|| lock(&self.state).session.scene = scene);
        Ok(())
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(value("a session belongs to its cell; pickle its scene"))
    }
}
