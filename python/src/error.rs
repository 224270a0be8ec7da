//! The library's errors as Python's: what was asked for wrongly is a ValueError, files are an OSError, the device a GpuError.

use pyo3::PyErr;
use pyo3::create_exception;
use pyo3::exceptions::{PyOSError, PyRuntimeError, PyValueError};
use steepest::compute::{GpuFieldError, ParticleError, ParticleSystemError};
use steepest::descent::{OptimizerError, SettingError};
use steepest::export::{AnimationError, AtomicError};
use steepest::memory::Shortage;
use steepest::render::{MovieError, RenderError, SaveError};
use steepest::scene::keys::Key;
use steepest::{DomainError, FieldError, FormulaError, SamplesError, SceneError};

create_exception!(steepest, GpuError, PyRuntimeError, "The GPU, its driver, or the lack of one.");

/// An error that becomes one of Python's.
pub(crate) trait Raise {
    /// The exception.
    fn raise(self) -> PyErr;
}

/// Makes an exception of what takes more memory than is free, with what to change.
pub(crate) fn beyond_memory(remedy: &'static str) -> impl FnOnce(Shortage) -> PyErr {
    move |shortage| value(format!("{shortage}; {remedy}"))
}

pub(crate) fn value(error: impl ToString) -> PyErr {
    PyValueError::new_err(error.to_string())
}

fn file(error: impl ToString) -> PyErr {
    PyOSError::new_err(error.to_string())
}

macro_rules! raise {
    ($($error:ty => |$it:ident| $raise:expr;)+) => {
        $(impl Raise for $error {
            fn raise(self) -> PyErr {
                let $it = self;
                $raise
            }
        })+
    };
}

raise! {
    FormulaError => |error| value(error);
    DomainError => |error| value(error);
    SamplesError => |error| value(error);
    SettingError => |error| value(error);
    FieldError => |error| match error {
        error @ FieldError::UnknownName { .. } => value(format!("{error}; `steepest.fields()` lists them")),
        error if error.is_usage() => value(error),
        error => file(error),
    };
    AtomicError => |error| file(error);
    steepest::render::GpuError => |error| GpuError::new_err(error.to_string());
    OptimizerError => |error| match error {
        OptimizerError::Read { .. } => file(error),
        error => value(error),
    };
    SceneError => |error| match error {
        SceneError::Read { .. } => file(error),
        SceneError::Setting { key, problem, remedy } => {
            let keyword = Key::of(key).map_or_else(|| key.to_owned(), Key::keyword);
            value(format!("{problem}; give `{keyword}` {remedy}"))
        }
        error => value(error),
    };
    GpuFieldError => |error| match error {
        GpuFieldError::Gpu(error) => error.raise(),
        error => value(error),
    };
    ParticleError => |error| match error {
        ParticleError::Gpu(error) => error.raise(),
        error => value(error),
    };
    ParticleSystemError => |error| match error {
        ParticleSystemError::Particles(error) => error.raise(),
        ParticleSystemError::Optimizer(error) => error.raise(),
        ParticleSystemError::Field(error) => error.raise(),
        error => value(error),
    };
    RenderError => |error| match error {
        RenderError::Gpu(error) => error.raise(),
        RenderError::Field(error) => error.raise(),
        RenderError::ParticleSystem(error) => error.raise(),
        RenderError::Optimizer(error) => error.raise(),
        RenderError::Domain(error) => error.raise(),
        RenderError::Trajectory(text) => file(text),
        RenderError::Memory(shortage) => beyond_memory("give a smaller `size`")(shortage),
        error => value(error),
    };
    SaveError => |error| match error {
        SaveError::Render(error) => error.raise(),
        SaveError::File(error) => error.raise(),
    };
    MovieError => |error| match error {
        MovieError::Render(error) => error.raise(),
        MovieError::Field(error) => error.raise(),
        MovieError::Scene(error) => error.raise(),
    };
    AnimationError<MovieError> => |error| match error {
        AnimationError::Frame { error, .. } => error.raise(),
        AnimationError::TooLarge => value(error),
        error => file(error),
    };
}
