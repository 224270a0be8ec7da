//! A field as the package holds it: opened, with a place for what a callable raises while the library calls it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use numpy::{PyArray1, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use steepest::field::{Gradients, Kind, OpenOptions, Values, catalogue as entries};
use steepest::{Domain, Field, FieldError, Origin, Samples};

use crate::call::{Call, abandonable, interruptible, lock, quick};
use crate::error::{Raise, value};

/// Calls back, and fills with NaN what there is no answer for.
fn call_back<const N: usize>(
    callable: &Py<PyAny>,
    [xs, ys]: [&[f64]; 2],
    mut planes: [&mut [f64]; N],
    unpack: impl FnOnce(Bound<'_, PyAny>, &mut [&mut [f64]; N]) -> PyResult<()>,
) {
    // What is raised where nobody waits, as under a pointer that moves, is told by what is drawn next.
    let call = Call::current();
    let done = Python::attach(|py| {
        if call.stop.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let stop = PyDict::new(py);
        stop.set_item("stop", Stop(Arc::clone(&call.stop)))?;
        let points = (PyArray1::from_slice(py, xs), PyArray1::from_slice(py, ys));
        unpack(callable.bind(py).call(points, Some(&stop))?, &mut planes)?;
        Ok(true)
    });
    if let Ok(true) = done {
        return;
    }
    planes.iter_mut().for_each(|plane| plane.fill(f64::NAN));
    // What is raised after an interrupt is of a call that nobody waits for.
    if let Some(error) = done.err().filter(|_| !call.stop.load(Ordering::Relaxed)) {
        lock(&call.raised).get_or_insert(error);
    }
}

/// Whether a call is to stop, for a loop of Python's.
#[pyclass(frozen, module = "steepest._steepest")]
struct Stop(Arc<AtomicBool>);

#[pymethods]
impl Stop {
    fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A field of the library.
#[pyclass(frozen, module = "steepest._steepest")]
pub(crate) struct Core {
    pub(crate) field: Arc<Field>,
}

impl Core {
    fn of(field: Field) -> Core {
        Core { field: Arc::new(field) }
    }

    /// The domain that the command line would look at, of the text alone.
    pub(crate) fn usual_domain(&self) -> Domain {
        let entry = self.field.source().and_then(|source| entries::find(&source.text));
        entry.map_or(Domain::DEFAULT, entries::Entry::domain)
    }

    /// The same field over other extents, where they are given.
    fn over(field: Field, x: Option<[f64; 2]>, y: Option<[f64; 2]>) -> Result<Field, FieldError> {
        let own = field.domain();
        Ok(field.with_domain(Domain { x: x.unwrap_or(own.x), y: y.unwrap_or(own.y) }))
    }
}

fn origin(name: Option<&str>) -> PyResult<Option<Origin>> {
    match name {
        None => Ok(None),
        Some("lower") => Ok(Some(Origin::Lower)),
        Some("upper") => Ok(Some(Origin::Upper)),
        Some(other) => Err(value(format!("`{other}` is no origin; give \"lower\" or \"upper\""))),
    }
}

/// Refuses ranges that are empty or not finite.
fn check(x: Option<[f64; 2]>, y: Option<[f64; 2]>) -> PyResult<()> {
    for (axis, range) in [('x', x), ('y', y)] {
        let Some(range) = range else { continue };
        let domain = Domain { x: range, y: Domain::DEFAULT.y }.checked();
        domain.map_err(|_| value(format!("the {axis} range {range:?} is empty or not finite")))?;
    }
    Ok(())
}

#[pymethods]
impl Core {
    /// A formula, a name of the catalogue, or a file.
    #[staticmethod]
    #[pyo3(signature = (text, parameters, key=None, origin=None, band=None, x=None, y=None))]
    #[allow(clippy::too_many_arguments, reason = "the package's own file is the only caller")]
    fn open(
        py: Python<'_>,
        text: String,
        parameters: BTreeMap<String, f64>,
        key: Option<String>,
        origin: Option<&str>,
        band: Option<usize>,
        x: Option<[f64; 2]>,
        y: Option<[f64; 2]>,
    ) -> PyResult<Core> {
        let origin = self::origin(origin)?;
        check(x, y)?;
        let options = OpenOptions { set: parameters, key, origin, band, x, y, ..OpenOptions::default() };
        let is_file = steepest::field::is_data_path(&text);
        let open = move || {
            let field = Field::open(&text, &options)?;
            // A file's own extent stays; what is not said by it was taken from the options.
            if field.is_data() { Ok(field) } else { Core::over(field, x, y) }
        };
        let field = match is_file {
            true => abandonable(py, move |_| open())?,
            false => quick(open)?,
        };
        Ok(Core::of(field.map_err(Raise::raise)?))
    }

    /// Samples: rows along y, columns along x.
    #[staticmethod]
    fn samples(
        py: Python<'_>,
        values: PyReadonlyArray2<'_, f64>,
        x: Vec<f64>,
        y: Vec<f64>,
        name: &str,
    ) -> PyResult<Core> {
        let values = values.as_slice()?.to_vec();
        let samples = interruptible(py, move |_| Samples::through(values, &x, &y))?.map_err(Raise::raise)?;
        Ok(Core::of(Field::from_samples(name, samples)))
    }

    /// A callable that takes two arrays and returns one whose numbers are so exact, and its gradient, which returns two. Both are
    /// told by `stop` whether to go on.
    #[staticmethod]
    #[pyo3(signature = (values, gradients, name, precision, x=None, y=None))]
    fn function(
        values: Py<PyAny>,
        gradients: Option<Py<PyAny>>,
        name: &str,
        precision: f64,
        x: Option<[f64; 2]>,
        y: Option<[f64; 2]>,
    ) -> PyResult<Core> {
        let values: Arc<Values> = Arc::new(move |xs, ys, f| {
            call_back(&values, [xs, ys], [f], |answer, [f]| into(&answer, f));
        });
        let gradients = gradients.map(|gradients| -> Arc<Gradients> {
            Arc::new(move |xs, ys, planes| {
                call_back(&gradients, [xs, ys], planes, |answer, [fx, fy]| {
                    into(&answer.get_item(0)?, fx)?;
                    into(&answer.get_item(1)?, fy)
                });
            })
        });
        let field = Field::of_batches(values, gradients).with_precision(precision).with_name(name);
        check(x, y)?;
        Core::over(field, x, y).map(Core::of).map_err(Raise::raise)
    }

    /// The same formula with other values of some parameters.
    fn with_parameters(&self, parameters: BTreeMap<String, f64>) -> PyResult<Core> {
        let mut all = self.field.source().map(|source| source.set.clone()).unwrap_or_default();
        all.extend(parameters);
        let field = quick(|| self.field.with_parameters(&all))?.map_err(Raise::raise)?;
        Ok(Core::of(field))
    }

    /// Names and values of the formula's parameters.
    #[getter]
    fn parameter_values(&self) -> BTreeMap<String, f64> {
        match self.field.kind() {
            Kind::Formula(formula) => {
                formula.formula().parameters().iter().cloned().zip(formula.values().iter().copied()).collect()
            }
            _ => BTreeMap::new(),
        }
    }

    #[getter]
    fn name(&self) -> &str {
        self.field.name()
    }

    #[getter]
    fn dimension(&self) -> usize {
        self.field.dimension()
    }

    /// First and last x, first and last y.
    #[getter]
    fn domain(&self) -> ([f64; 2], [f64; 2]) {
        (self.field.domain().x, self.field.domain().y)
    }

    /// Nodes along x and y where nothing else is said.
    #[getter]
    fn default_grid(&self) -> [usize; 2] {
        self.field.default_grid()
    }

    #[getter]
    fn kind(&self) -> &'static str {
        match self.field.kind() {
            Kind::Formula(_) => "formula",
            Kind::Function(_) => "function",
            Kind::Samples(_) | Kind::Raster(_) => "samples",
        }
    }

    /// What was understood that could have been meant otherwise, a sentence each.
    #[getter]
    fn remarks(&self) -> Vec<String> {
        self.field.remarks_with(|name| Some(format!("give it one with parameters={{\"{name}\": …}}")))
    }

    /// f and its derivatives up to an order at points, an array for each coordinate and for each number asked for.
    fn evaluate<'py>(
        &self,
        py: Python<'py>,
        points: Vec<PyReadonlyArray1<'py, f64>>,
        order: u8,
    ) -> PyResult<Vec<Bound<'py, PyArray1<f64>>>> {
        crate::evaluate::evaluate(py, &self.field, &points, order)
    }
}

/// The values of an array that a callable returned.
fn into(array: &Bound<'_, PyAny>, values: &mut [f64]) -> PyResult<()> {
    let array: PyReadonlyArray1<'_, f64> = array.extract()?;
    let given = array.as_slice()?;
    match given.len() == values.len() {
        true => values.copy_from_slice(given),
        false => return Err(value(format!("{} values were returned for {} points", given.len(), values.len()))),
    }
    Ok(())
}

/// Name, formula, domain, minima and note of every field of the catalogue.
#[pyfunction]
#[allow(clippy::type_complexity, reason = "rows of a table, which Python takes apart")]
pub(crate) fn catalogue() -> Vec<(String, String, ([f64; 2], [f64; 2]), Vec<[f64; 3]>, Option<String>)> {
    let row = |entry: &entries::Entry| {
        let Domain { x, y } = entry.domain();
        (entry.name.clone(), entry.formula.clone(), (x, y), entry.minima.clone(), entry.note.clone())
    };
    entries::entries().iter().map(row).collect()
}

/// Names of the package's optimizers, each with its parameters.
#[pyfunction]
pub(crate) fn optimizers() -> PyResult<Vec<(String, BTreeMap<String, f64>)>> {
    let rules = quick(steepest::optimize::Rule::catalogue)?.map_err(value)?;
    Ok(rules.iter().map(|rule| (rule.name.clone(), rule.parameters.clone().into_iter().collect())).collect())
}
