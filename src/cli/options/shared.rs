//! Options that several commands share, and how their values are read.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use super::scene::{Part, SceneOptions};
use crate::cli::arguments::unescape_leading_minus;
use crate::cli::error::CliError;
use crate::cli::output::print_error;
use crate::cli::standard_input;
use steepest::field::{Domain, Field};
use steepest::gpu::{Gpu, GpuError};
use steepest::scene::keys::{Group, Key};
pub(crate) use steepest::scene::keys::{number, numbers, pair, sides};
use steepest::scene::{SceneFile, View};
use steepest::words::{path_text, text_path};

/// The part of the table that says what is looked at, and where.
#[derive(Debug)]
pub(crate) struct FieldPart;

impl Part for FieldPart {
    fn takes(key: &Key) -> bool {
        key.group == Group::Field
    }
}

/// The same for what is asked at points, where no grid is of any effect.
#[derive(Debug)]
pub(crate) struct PointPart;

impl Part for PointPart {
    fn takes(key: &Key) -> bool {
        FieldPart::takes(key) && key.path != "grid"
    }
}

/// What is looked at, and where.
#[derive(Debug, Args)]
pub(crate) struct FieldArguments<P: Part = FieldPart> {
    /// A name from `steepest fields`, a data file, a scene, or a formula such as "sin(x)*y^2"; - reads one of the last three
    /// from standard input
    #[arg(value_name = "FIELD", value_parser = OsStringValueParser::new().map(path_text))]
    pub(crate) field: String,
    #[command(flatten)]
    pub(crate) options: SceneOptions<P>,
    #[command(flatten)]
    pub(crate) say: SayArguments,
}

/// How much is said on standard error.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct SayArguments {
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Say what is done, and where
    #[arg(short, long, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
}

/// Where values are computed.
#[derive(Debug, Args)]
pub(crate) struct DeviceArguments {
    /// Where to compute: gpu is 32-bit on any adapter, cpu is 64-bit
    #[arg(long, value_enum, default_value_t = Device::Auto)]
    pub(crate) device: Device,
    #[command(flatten)]
    pub(crate) adapter: AdapterArguments,
}

/// Which adapter draws and computes.
#[derive(Debug, Args)]
pub(crate) struct AdapterArguments {
    /// Part of the name of the adapter to use (see `steepest doctor`)
    #[arg(long, value_name = "NAME")]
    pub(crate) adapter: Option<String>,
}

/// How much detail a picture may have.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct DetailArguments {
    /// Triangles that a surface seen from near may take beyond those seen from afar; the adapter's kind says how many usually
    #[arg(long, value_name = "N")]
    pub(crate) triangles: Option<usize>,
    /// Tiles of 128×128 samples of a large file that the device keeps, of 270 kB each
    #[arg(long, value_name = "N")]
    pub(crate) tiles: Option<usize>,
}

impl DetailArguments {
    /// The device with these bounds.
    pub(crate) fn of(self, gpu: Gpu) -> Gpu {
        gpu.with_detail(self.triangles, self.tiles)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Device {
    /// The GPU where there is an adapter, else the CPU.
    Auto,
    /// 32-bit floats on the adapter, a software one included.
    Gpu,
    /// 64-bit floats.
    Cpu,
}

impl SayArguments {
    /// Says something that is worth knowing, unless told to be quiet.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            print_error(&format!("note: {text}"));
        }
    }

    /// A bar on a terminal; none in a pipe, and none where told to be quiet.
    pub(crate) fn progress(&self, length: u64, what: &'static str) -> ProgressBar {
        if self.quiet {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} {msg}, {eta} left");
        ProgressBar::new(length).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())).with_message(what)
    }

    /// Says something where asked to.
    pub(crate) fn detail(&self, text: &str) {
        if self.verbose {
            print_error(text);
        }
    }
}

impl<P: Part> FieldArguments<P> {
    /// Shows a formula of x alone as a curve, where what is given `fits` one and nothing says which view there is.
    pub(crate) fn open_as_curve(&self, file: &mut SceneFile, fits: bool) {
        // A scene file says what it shows.
        let is_formula = file.source.text == self.field.trim() || standard_input::is_formula();
        if fits && is_formula && self.options.fit_a_curve() {
            let is_curve = Field::parse(&file.source.text).is_ok_and(|field| field.dimension() == 1);
            file.scene.view = if is_curve { View::Curve } else { file.scene.view };
        }
    }

    /// The scene that the arguments describe: a scene file's with what is given changed, or a new one.
    pub(crate) fn scene(&self) -> Result<SceneFile, CliError> {
        let text = self.field.trim();
        let mut file = match Path::new(text).extension() {
            _ if text == standard_input::NAME => standard_input::scene()?,
            Some(ending) if ending.eq_ignore_ascii_case("toml") => SceneFile::read(&text_path(text))?,
            _ => SceneFile { source: text.into(), ..SceneFile::default() },
        };
        standard_input::resolve(&mut file.scene)?;
        self.options.apply(&mut file)?;
        Ok(file.checked()?)
    }

    /// The scene's field of x and y; says what should be known of how it was read.
    pub(crate) fn open(&self, file: &SceneFile) -> Result<Field, CliError> {
        Ok(self.open_any(file)?.checked_planar()?)
    }

    /// The scene's field of any number of variables; says what should be known of how it was read.
    pub(crate) fn open_any(&self, file: &SceneFile) -> Result<Field, CliError> {
        let field = self.open_silently(file)?;
        self.remarks(&field).iter().for_each(|remark| self.say.note(remark));
        Ok(field)
    }

    /// The same without a word.
    pub(crate) fn open_silently(&self, file: &SceneFile) -> Result<Field, CliError> {
        let bar = OnceLock::new();
        let opened = file.open_field_with(&|fraction| {
            let bar = bar.get_or_init(|| self.say.progress(100, "percent of the file read"));
            bar.set_position((100.0 * fraction) as u64);
        });
        bar.into_inner().iter().for_each(ProgressBar::finish_and_clear);
        Ok(opened?)
    }

    /// What should be known of how a field was read, with the options that help.
    pub(crate) fn remarks(&self, field: &Field) -> Vec<String> {
        field.remarks_with(|name| Some(format!("give it one with --set {name}=VALUE")))
    }
}

impl DeviceArguments {
    /// Whether the CPU may take over.
    pub(crate) fn is_auto(&self) -> bool {
        self.device == Device::Auto
    }

    /// Whether particles of a field are moved on the adapter: where the CPU was not asked for, and 32 bits hold the field.
    pub(crate) fn moves(&self, field: &Field, domain: Domain, say: SayArguments) -> bool {
        if self.device == Device::Cpu {
            return false;
        }
        let is_held = field.is_within_single(domain);
        if !is_held {
            say.note(
                "32-bit floats do not hold f and its slopes here, so that starts are followed on the CPU in 64 bits",
            );
        }
        is_held
    }

    /// The adapter to compute on, or nothing for the CPU.
    pub(crate) fn open(&self, say: SayArguments) -> Result<Option<Gpu>, CliError> {
        if self.device == Device::Cpu {
            return Ok(None);
        }
        match (self.device, self.adapter.open(say)) {
            (_, Ok(gpu)) => Ok(Some(gpu)),
            (Device::Auto, Err(CliError::Gpu(GpuError::NoAdapter))) => {
                say.note("no GPU adapter was found; computing on the CPU in 64 bits (`steepest doctor` says what to install)");
                Ok(None)
            }
            (_, Err(error)) => Err(error),
        }
    }
}

impl AdapterArguments {
    /// Opens the adapter.
    pub(crate) fn open(&self, say: SayArguments) -> Result<Gpu, CliError> {
        let gpu = Gpu::open(self.adapter.as_deref())?;
        say.detail(&format!("adapter: {} ({}, {})", gpu.adapter.name, gpu.adapter.kind, gpu.adapter.backend));
        Ok(gpu)
    }
}

/// Reads a path, which may begin with `-` and need not be text.
pub(crate) fn path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(|path| match path.to_str() {
        Some(text) => PathBuf::from(unescape_leading_minus(text)),
        None => PathBuf::from(path),
    })
}

/// Coordinates of a point.
#[derive(Clone, Debug)]
pub(crate) struct Point(pub(crate) Vec<f64>);

/// Finite coordinates with commas between them.
pub(crate) fn point(text: &str) -> Result<Point, String> {
    let coordinates = numbers(text)?;
    match coordinates.iter().all(|coordinate| coordinate.is_finite()) {
        true => Ok(Point(coordinates)),
        false => Err("coordinates must be finite".to_owned()),
    }
}
