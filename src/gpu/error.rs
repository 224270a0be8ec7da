//! Why GPU work could not be done, as data: remedies are told by whoever knows what was asked for.

use std::path::Path;

/// Why GPU work could not be done.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GpuError {
    /// There is no adapter at all.
    #[error("no GPU adapter was found, not even a software one; {}", install_hint())]
    NoAdapter,
    /// No adapter has the name asked for.
    #[error("no adapter's name contains `{name}`; there are: {}", available.join(", "))]
    NoSuchAdapter {
        /// What was asked for.
        name: String,
        /// What there is.
        available: Vec<String>,
    },
    /// A variable of the environment leaves no adapter.
    #[error("{variable}={value} in the environment leaves no adapter{}", others(available))]
    Variable {
        /// The variable.
        variable: &'static str,
        /// Its value.
        value: String,
        /// What there is, where the variable chooses among names.
        available: Vec<String>,
    },
    /// The driver did not open the device.
    #[error("the adapter `{adapter}` could not be opened: {reason}")]
    Open {
        /// The adapter's name.
        adapter: String,
        /// What the driver said.
        reason: String,
    },
    /// A shader did not compile.
    #[error(transparent)]
    Shader(#[from] ShaderError),
    /// The adapter's memory does not hold what was asked for.
    #[error("the adapter ran out of memory")]
    OutOfMemory,
    /// Something is larger than the adapter allows.
    #[error("{what} is larger than this adapter allows ({})", what.limit(*limit))]
    Limit {
        /// What is too large.
        what: TooLarge,
        /// The most that the adapter allows, in samples or pixels per side or in bytes.
        limit: u64,
    },
    /// A device of a user's own that allows too little.
    #[error("the device allows too little: {}", lacking.join(", "))]
    Lacking {
        /// What it lacks, as wgpu names it, with what there is and what is needed.
        lacking: Vec<String>,
    },
    /// A texture that pictures are not drawn into.
    #[error("pictures go into Rgba8Unorm, Bgra8Unorm and their sRGB kin, not into {0:?}")]
    Format(wgpu::TextureFormat),
    /// The driver gave up.
    #[error("the GPU driver failed: {0}")]
    Driver(String),
}

/// What an adapter has no room for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TooLarge {
    /// A grid of samples, along x and along y.
    #[error("a grid of {}×{} samples", .0[0], .0[1])]
    Samples([usize; 2]),
    /// A picture's width and height.
    #[error("a picture of {}x{}", .0[0], .0[1])]
    Picture([u32; 2]),
    /// The weights of particles on a panel of a width and a height.
    #[error("what particles weigh on a panel of {}x{} pixels", .0[0], .0[1])]
    Weights([u32; 2]),
    /// An array.
    #[error("what holds {of} ({})", size(*bytes))]
    Array {
        /// What it holds.
        of: &'static str,
        /// How long it is.
        bytes: u64,
    },
}

impl TooLarge {
    /// A limit in its unit.
    fn limit(&self, limit: u64) -> String {
        match self {
            TooLarge::Samples(_) => format!("{limit} per side"),
            TooLarge::Picture(_) => format!("{limit} pixels per side"),
            TooLarge::Weights(_) | TooLarge::Array { .. } => format!("{} in one piece", size(limit)),
        }
    }
}

/// A number of bytes in the largest unit of which there is one, to a tenth.
fn size(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1024 => (1.0, "bytes"),
        1024..0x10_0000 => (1024.0, "KiB"),
        _ => (f64::from(1 << 20), "MiB"),
    };
    format!("{} {name}", (bytes as f64 / unit * 10.0).round() / 10.0)
}

/// WGSL that does not compile: a fault of this program, or of what a formula was turned into.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the shader `{shader}` does not compile ({place}): {reason}")]
pub struct ShaderError {
    /// The shader's name.
    pub shader: String,
    /// The part and its line.
    pub place: String,
    /// What naga says.
    pub reason: String,
}

fn others(available: &[String]) -> String {
    if available.is_empty() { String::new() } else { format!("; there are: {}", available.join(", ")) }
}

impl From<wgpu::Error> for GpuError {
    fn from(error: wgpu::Error) -> GpuError {
        match error {
            wgpu::Error::OutOfMemory { .. } => GpuError::OutOfMemory,
            error => GpuError::Driver(error.to_string()),
        }
    }
}

/// The command that installs a software Vulkan driver with this machine's package manager.
pub fn install_hint() -> String {
    let managers = [
        ("apt-get", "sudo apt-get install libvulkan1 mesa-vulkan-drivers"),
        ("dnf", "sudo dnf install vulkan-loader mesa-vulkan-drivers"),
        ("pacman", "sudo pacman -S vulkan-icd-loader vulkan-swrast"),
    ];
    let has = |program: &str| ["/usr/bin", "/bin"].iter().any(|folder| Path::new(folder).join(program).exists());
    match managers.iter().find(|(manager, _)| has(manager)) {
        Some((_, command)) => format!("install your graphics card's Vulkan driver, or the software one: {command}"),
        None => "install your graphics card's driver, or Mesa's software Vulkan driver (lavapipe)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_told_in_the_unit_that_they_have_one_of() {
        let text =
            |limit| GpuError::Limit { what: TooLarge::Array { of: "strokes", bytes: 1 << 30 }, limit }.to_string();
        for (limit, told) in [
            (100, "(100 bytes in one piece)"),
            (65_536, "(64 KiB in one piece)"),
            (3 << 19, "(1.5 MiB in one piece)"),
            (1 << 27, "(128 MiB in one piece)"),
        ] {
            assert!(text(limit).ends_with(told) && text(limit).contains("strokes (1024 MiB)"), "{}", text(limit));
        }
    }

    #[test]
    fn what_the_library_says_names_no_option_and_no_command() {
        let limit = |what| GpuError::Limit { what, limit: 1 << 27 };
        let errors = [
            GpuError::NoAdapter,
            GpuError::NoSuchAdapter { name: "a".to_owned(), available: vec!["b".to_owned()] },
            GpuError::Open { adapter: "a".to_owned(), reason: "b".to_owned() },
            GpuError::Variable { variable: "A", value: "b".to_owned(), available: vec!["c".to_owned()] },
            GpuError::OutOfMemory,
            limit(TooLarge::Samples([2, 3])),
            limit(TooLarge::Picture([2, 3])),
            limit(TooLarge::Weights([2, 3])),
            limit(TooLarge::Array { of: "paths", bytes: 1 << 30 }),
            GpuError::Lacking { lacking: vec!["a".to_owned()] },
            GpuError::Format(wgpu::TextureFormat::R8Unorm),
            GpuError::Driver("a".to_owned()),
        ];
        for text in errors.map(|error| error.to_string()) {
            assert!(!text.contains(" --") && !text.contains("steepest"), "{text}");
        }
    }
}
