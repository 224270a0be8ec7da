//! What ends a command, and the exit code that says so.

use std::io::ErrorKind;
use std::path::Path;

use steepest::compute::{GpuFieldError, ParticleError, ParticleSystemError};
use steepest::descent::{OptimizerError, SettingError};
use steepest::export::{AtomicError, STANDARD_OUTPUT, TableError};
use steepest::field::{DomainError, FieldError};
use steepest::gpu::{GpuError, TooLarge};
use steepest::memory::Shortage;
use steepest::render::{MovieError, RenderError, SaveError};
use steepest::scene::SceneError;
use steepest::scene::keys::Key;
#[cfg(feature = "window")]
use steepest::session::SessionError;
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
    /// It takes more memory than is free; and what to change.
    #[error("{0}; {1}")]
    Memory(Shortage, &'static str),
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

/// Makes an error of what takes more memory than is free, with what to change.
pub(crate) fn beyond_memory(remedy: &'static str) -> impl FnOnce(Shortage) -> CliError {
    move |shortage| CliError::Memory(shortage, remedy)
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
                    | RenderError::NotPositive { .. }
                    | RenderError::NotACurve(_)
                    | RenderError::NoRuns
                    | RenderError::Optimizer(_)
                    | RenderError::LogLimits(..)
                    | RenderError::HeightLimits(..)
                    | RenderError::Start(..)
                    | RenderError::Probe(..)
                    | RenderError::TooLarge(..)
            ),
            CliError::Particles(error) => error.is_usage(),
            CliError::Gpu(error) => matches!(error, GpuError::NoSuchAdapter { .. } | GpuError::Variable { .. }),
            CliError::Table(error) => matches!(error, TableError::Ending(_)),
            #[cfg(feature = "window")]
            CliError::Window(error) => match error {
                WindowError::Session(SessionError::Field(error)) => error.is_usage(),
                error => matches!(error, WindowError::Session(_) | WindowError::Scene(_)),
            },
            CliError::File(_) | CliError::Output(_) | CliError::Failed(_) | CliError::Memory(..) => false,
        };
        if is_usage { 2 } else { 1 }
    }
}

impl CliError {
    /// Whether nobody reads standard output any more.
    pub(super) fn is_closed_pipe(&self) -> bool {
        match self {
            CliError::Output(error) => error.kind() == ErrorKind::BrokenPipe,
            CliError::File(AtomicError::Io { path, error })
            | CliError::Table(TableError::File(AtomicError::Io { path, error })) => {
                path == Path::new(STANDARD_OUTPUT) && error.kind() == ErrorKind::BrokenPipe
            }
            _ => false,
        }
    }

    /// What is wrong and which option helps: the library names limits, and options are the command line's.
    pub(super) fn message(&self) -> String {
        match self.device_error().and_then(remedy).map(str::to_owned).or_else(|| self.remedy()) {
            Some(remedy) => {
                let problem = self.to_string();
                // A question ends a sentence.
                format!("{problem}{} {remedy}", if problem.ends_with('?') { "" } else { ";" })
            }
            None => self.to_string(),
        }
    }

    /// The option that helps, where it is not the device that is at fault.
    fn remedy(&self) -> Option<String> {
        match self {
            CliError::Field(error) => remedy_of_opening(error).map(str::to_owned),
            CliError::Render(error) => remedy_of_picture(error),
            CliError::ParticleSystem(error) => remedy_of_system(error),
            CliError::Particles(error) => remedy_of_particles(error),
            CliError::GpuField(error) => remedy_of_field(error),
            CliError::Optimizer(error) => remedy_of_optimizer(error),
            #[cfg(feature = "window")]
            CliError::Window(WindowError::NoDisplay(_) | WindowError::System(_)) => {
                Some("`steepest render` draws without a display".to_owned())
            }
            _ => None,
        }
    }

    /// The device's error that this comes of.
    fn device_error(&self) -> Option<&GpuError> {
        match self {
            CliError::Gpu(error) | CliError::Render(RenderError::Gpu(error)) => Some(error),
            CliError::GpuField(error) | CliError::Render(RenderError::Field(error)) => device_of_field(error),
            CliError::Particles(error) => device_of_particles(error),
            CliError::ParticleSystem(error) | CliError::Render(RenderError::ParticleSystem(error)) => {
                device_of_system(error)
            }
            #[cfg(feature = "window")]
            CliError::Window(WindowError::Gpu(error)) => Some(error),
            _ => None,
        }
    }
}

fn device_of_field(error: &GpuFieldError) -> Option<&GpuError> {
    match error {
        GpuFieldError::Gpu(error) => Some(error),
        _ => None,
    }
}

fn device_of_particles(error: &ParticleError) -> Option<&GpuError> {
    match error {
        ParticleError::Gpu(error) => Some(error),
        _ => None,
    }
}

fn device_of_system(error: &ParticleSystemError) -> Option<&GpuError> {
    match error {
        ParticleSystemError::Particles(error) => device_of_particles(error),
        ParticleSystemError::Field(error) => device_of_field(error),
        _ => None,
    }
}

fn remedy_of_opening(error: &FieldError) -> Option<&'static str> {
    match error {
        FieldError::UnknownName { .. } => Some("`steepest fields` lists them"),
        FieldError::Dimension(_) => Some("`steepest at` takes more"),
        _ => None,
    }
}

fn remedy_of_picture(error: &RenderError) -> Option<String> {
    let remedy = match error {
        RenderError::Field(error) => return remedy_of_field(error),
        RenderError::ParticleSystem(error) => return remedy_of_system(error),
        RenderError::Optimizer(error) => return remedy_of_optimizer(error),
        RenderError::NotPositive { axis: 'x', .. } => "give --x MIN,MAX with MIN above 0, or --xscale symlog",
        RenderError::NotPositive { .. } => "give --y MIN,MAX with MIN above 0, or --yscale symlog",
        RenderError::NotACurve(_) => "draw it with --view both, surface or contour",
        RenderError::NoRuns => "--from X,Y starts one, and --path FILE.csv draws one of your own",
        RenderError::NoValue(_) => "give another domain with --x and --y",
        RenderError::NoPositiveHeight => "use --zscale symlog",
        RenderError::NothingPositive => "use --color-scale linear",
        RenderError::LogLimits(..) => "give others by --clim",
        RenderError::Start(..) => "give another --from",
        RenderError::TooLarge(..) | RenderError::Memory(_) => "give a smaller --size",
        RenderError::Probe(..) => "give another --probe",
        _ => return None,
    };
    Some(remedy.to_owned())
}

fn remedy_of_system(error: &ParticleSystemError) -> Option<String> {
    match error {
        ParticleSystemError::Trail { most, .. } => Some(format!("give --trail {most} or less, or fewer --particles")),
        ParticleSystemError::Particles(error) => remedy_of_particles(error),
        ParticleSystemError::Optimizer(error) => remedy_of_optimizer(error),
        ParticleSystemError::Field(error) => remedy_of_field(error),
    }
}

fn remedy_of_particles(error: &ParticleError) -> Option<String> {
    match error {
        ParticleError::TooMany { most, .. } => Some(format!("give --particles {most} or fewer")),
        ParticleError::States { .. } => Some("use fewer, or --device cpu".to_owned()),
        _ => None,
    }
}

fn remedy_of_field(error: &GpuFieldError) -> Option<String> {
    match error {
        GpuFieldError::TooLong(_) | GpuFieldError::Emit(_) => {
            Some("`eval` and `at` take it with --device cpu".to_owned())
        }
        _ => None,
    }
}

fn remedy_of_optimizer(error: &OptimizerError) -> Option<String> {
    let remedy = match error {
        OptimizerError::Setting(SettingError::StepSize(_)) => "--lr sets it",
        OptimizerError::Setting(SettingError::Maximize) => "give --ascend",
        OptimizerError::Setting(SettingError::Conditions(_)) => "--clip and --noise set them",
        _ => return None,
    };
    Some(remedy.to_owned())
}

/// The option that helps against an error of the device.
fn remedy(error: &GpuError) -> Option<&'static str> {
    Some(match error {
        GpuError::NoAdapter => "or use --device cpu where a command takes it",
        GpuError::Variable { .. } => "unset it, or see `steepest doctor`",
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
            MovieError::Field(error) => CliError::Field(*error),
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
