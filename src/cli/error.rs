//! What ends a command, and the exit code that says so.

use steepest::compute::{GpuFieldError, ParticleError, ParticleSystemError};
use steepest::descent::OptimizerError;
use steepest::export::{AtomicError, TableError};
use steepest::field::{DomainError, FieldError};
use steepest::gpu::{GpuError, TooLarge};
use steepest::render::{MovieError, RenderError, SaveError};
use steepest::scene::SceneError;
use steepest::scene::keys::Key;
#[cfg(feature = "window")]
use steepest::window::WindowError;

/// What ends a command.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CliError {
    /// The command line is wrong.
    #[error("{0}")]
    Usage(String),
    /// Something failed.
    #[error("{0}")]
    Failed(String),
    #[error("{}", setting(.0))]
    Scene(#[from] SceneError),
    #[error(transparent)]
    Field(#[from] FieldError),
    #[error(transparent)]
    Domain(#[from] DomainError),
    #[error(transparent)]
    Optimizer(#[from] OptimizerError),
    #[error(transparent)]
    Gpu(#[from] GpuError),
    #[error(transparent)]
    GpuField(#[from] GpuFieldError),
    #[error(transparent)]
    Particles(#[from] ParticleError),
    #[error(transparent)]
    ParticleSystem(#[from] ParticleSystemError),
    #[error(transparent)]
    Render(#[from] RenderError),
    #[cfg(feature = "window")]
    #[error(transparent)]
    Window(#[from] WindowError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    File(#[from] AtomicError),
    /// Standard output cannot be written.
    #[error("cannot write to standard output: {0}")]
    Output(#[from] std::io::Error),
}

/// What is wrong with a scene, in the words of the command line.
fn setting(error: &SceneError) -> String {
    match error {
        SceneError::Setting { key, problem, remedy } => {
            let flag = Key::of(key).map_or(*key, |key| key.flag);
            format!("{problem}; give --{flag} {remedy}")
        }
        error => error.to_string(),
    }
}

impl CliError {
    /// 2 where the command line or the formula is wrong, 1 for everything else.
    pub(super) fn exit_code(&self) -> u8 {
        let is_usage = match self {
            CliError::Usage(_) | CliError::Domain(_) | CliError::Optimizer(_) => true,
            CliError::Field(error) => error.is_usage(),
            CliError::Scene(error) => matches!(error, SceneError::Setting { .. } | SceneError::Value(_)),
            CliError::GpuField(error) | CliError::Render(RenderError::Field(error)) => error.is_usage(),
            CliError::ParticleSystem(error) | CliError::Render(RenderError::ParticleSystem(error)) => error.is_usage(),
            CliError::Render(error) => matches!(
                error,
                RenderError::Domain(_)
                    | RenderError::NotACurve(_)
                    | RenderError::Optimizer(_)
                    | RenderError::LogLimits(..)
                    | RenderError::Start(..)
                    | RenderError::Probe(..)
                    | RenderError::TooLarge(..)
            ),
            CliError::Particles(error) => error.is_usage(),
            CliError::Gpu(error) => matches!(error, GpuError::NoSuchAdapter { .. }),
            CliError::Table(error) => matches!(error, TableError::Ending(_)),
            #[cfg(feature = "window")]
            CliError::Window(error) => matches!(error, WindowError::Scene(_)),
            CliError::File(_) | CliError::Output(_) | CliError::Failed(_) => false,
        };
        if is_usage { 2 } else { 1 }
    }
}

impl CliError {
    /// What is wrong and, where the device is at fault, which option helps.
    pub(super) fn message(&self) -> String {
        match self.device_error().and_then(remedy) {
            Some(remedy) => format!("{self}; {remedy}"),
            None => self.to_string(),
        }
    }

    /// The device's error that this comes of.
    fn device_error(&self) -> Option<&GpuError> {
        let of_field = |error| match error {
            &GpuFieldError::Gpu(ref error) => Some(error),
            _ => None,
        };
        let of_particles = |error| match error {
            &ParticleError::Gpu(ref error) => Some(error),
            _ => None,
        };
        let of_system = |error| match error {
            &ParticleSystemError::Particles(ref error) => of_particles(error),
            ParticleSystemError::Field(error) => of_field(error),
            _ => None,
        };
        match self {
            CliError::Gpu(error) | CliError::Render(RenderError::Gpu(error)) => Some(error),
            CliError::GpuField(error) | CliError::Render(RenderError::Field(error)) => of_field(error),
            CliError::Particles(error) => of_particles(error),
            CliError::ParticleSystem(error) | CliError::Render(RenderError::ParticleSystem(error)) => of_system(error),
            #[cfg(feature = "window")]
            CliError::Window(WindowError::Gpu(error)) => Some(error),
            _ => None,
        }
    }
}

/// The option that helps against an error of the device.
fn remedy(error: &GpuError) -> Option<&'static str> {
    Some(match error {
        GpuError::NoAdapter => "or use --device cpu where a command takes it",
        GpuError::Open { .. } => "choose another with --adapter (see `steepest doctor`)",
        GpuError::OutOfMemory => "ask for a smaller --grid or --size",
        GpuError::Limit { what: TooLarge::Samples(_), .. } => "take every second sample, or use --device cpu",
        GpuError::Limit { what: TooLarge::Picture(_), .. } => "give a smaller --size or --dpi",
        GpuError::Limit { what: TooLarge::Weights(_), .. } => "give a smaller --size",
        GpuError::Limit { .. } => "ask for less of it",
        GpuError::Driver(_) => "try another adapter (see `steepest doctor`) or --device cpu",
        _ => return None,
    })
}

impl From<MovieError> for CliError {
    fn from(error: MovieError) -> CliError {
        match error {
            MovieError::Render(error) => CliError::Render(error),
            MovieError::Field(error) => CliError::Field(error),
            MovieError::Scene(error) => CliError::Scene(error),
        }
    }
}

impl From<SaveError> for CliError {
    fn from(error: SaveError) -> CliError {
        match error {
            SaveError::Render(error) => CliError::Render(error),
            SaveError::File(error) => CliError::File(error),
        }
    }
}
