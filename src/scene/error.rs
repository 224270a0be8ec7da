//! Why a scene cannot be read or drawn.

use std::path::PathBuf;

/// A scene that cannot be read or drawn.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SceneError {
    /// The file cannot be read.
    #[error("cannot read the scene {path}: {error}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The text is not a scene.
    #[error("{source_name}, line {line}, `{shown}`: {message}")]
    Parse {
        /// The file, or what stands for it.
        source_name: String,
        /// The line.
        line: usize,
        /// What stands there.
        shown: String,
        /// What is wrong.
        message: String,
    },
    /// The scene is from a later version.
    #[error("{source_name} has version {version}; this program reads versions 1 to {newest}, so a newer one wrote it")]
    Version {
        /// The file, or what stands for it.
        source_name: String,
        /// Its version.
        version: u32,
        /// The newest that can be read.
        newest: u32,
    },
    /// The field is a function, or samples that were in memory.
    #[error(
        "no scene file can hold `{name}`, which is a function or samples in memory; save its samples and read them from their file"
    )]
    NoSource {
        /// The field's name.
        name: String,
    },
    /// A value is none that its key can have.
    #[error("{0}")]
    Value(String),
    /// A setting is outside of what can be drawn.
    #[error("{problem}; give `{key}` {remedy}")]
    Setting {
        /// The key of the scene file.
        key: &'static str,
        /// What does not work.
        problem: String,
        /// What works.
        remedy: String,
    },
}

impl SceneError {
    /// A setting that cannot be drawn, and what can be.
    pub(crate) fn setting(key: &'static str, problem: impl Into<String>, remedy: impl Into<String>) -> SceneError {
        SceneError::Setting { key, problem: problem.into(), remedy: remedy.into() }
    }
}
