//! Options that several commands share, and how their values are read.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::arguments::unescape_leading_minus;
use crate::cli::error::CliError;
use crate::cli::output::print_error;
use steepest::field::{Field, Kind, Origin};
use steepest::gpu::{Gpu, GpuError};
use steepest::scene::Scene;

/// What is looked at, and where.
#[derive(Debug, Args)]
pub(crate) struct FieldArguments {
    /// A name from `steepest fields`, a data file, a scene, or a formula such as "sin(x)*y^2"
    #[arg(value_name = "FIELD")]
    pub(crate) field: String,
    /// First and last x [default: the field's own, else -5,5]
    #[arg(long, value_name = "MIN,MAX", value_parser = pair)]
    pub(crate) x: Option<[f64; 2]>,
    /// First and last y [default: the field's own, else -5,5]
    #[arg(long, value_name = "MIN,MAX", value_parser = pair)]
    pub(crate) y: Option<[f64; 2]>,
    /// Give a parameter of the formula a value; repeat for more
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    pub(crate) set: Vec<(String, f64)>,
    /// The array of an .npz file [default: f, else the only 2-D one]
    #[arg(long, value_name = "NAME")]
    pub(crate) key: Option<String>,
    /// First and last x and y of a file that does not say where it lies [default: --x and --y]
    #[arg(long, value_name = "X0,X1,Y0,Y1", value_parser = extent)]
    pub(crate) extent: Option<[[f64; 2]; 2]>,
    /// Where a file's first row lies [default: lower]
    #[arg(long, value_enum)]
    pub(crate) origin: Option<OriginArgument>,
    /// Nodes along x and y, both ends included
    #[arg(long, value_name = "N|NXxNY", value_parser = sides)]
    pub(crate) grid: Option<[usize; 2]>,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OriginArgument {
    /// The first row has the first y.
    Lower,
    /// The first row is the top one.
    Upper,
}

impl From<OriginArgument> for Origin {
    fn from(origin: OriginArgument) -> Origin {
        match origin {
            OriginArgument::Lower => Origin::Lower,
            OriginArgument::Upper => Origin::Upper,
        }
    }
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

impl FieldArguments {
    /// The scene that the arguments describe: a scene file's with what is given changed, or a new one.
    pub(crate) fn scene(&self) -> Result<Scene, CliError> {
        let text = self.field.trim();
        let mut scene = match Path::new(text).extension() {
            Some(ending) if ending.eq_ignore_ascii_case("toml") => Scene::read(Path::new(text))?,
            _ => Scene { field: text.to_owned(), ..Scene::default() },
        };
        scene.x = self.x.or(scene.x);
        scene.y = self.y.or(scene.y);
        scene.extent = self.extent.or(scene.extent);
        scene.grid = self.grid.or(scene.grid);
        scene.key = self.key.clone().or(scene.key);
        scene.origin = self.origin.map(Origin::from).or(scene.origin);
        scene.set.extend(self.set.iter().cloned());
        Ok(scene.checked()?)
    }

    /// The scene's field of x and y; says what should be known of how it was read.
    pub(crate) fn open(&self, scene: &Scene) -> Result<Field, CliError> {
        Ok(self.open_any(scene)?.checked_planar()?)
    }

    /// The scene's field of any number of variables; says what should be known of how it was read.
    pub(crate) fn open_any(&self, scene: &Scene) -> Result<Field, CliError> {
        let bar = OnceLock::new();
        let opened = scene.open_field_with(&|fraction| {
            let bar = bar.get_or_init(|| self.say.progress(100, "percent of the file read"));
            bar.set_position((100.0 * fraction) as u64);
        });
        bar.into_inner().iter().for_each(ProgressBar::finish_and_clear);
        let field = opened?;
        if let Kind::Formula(formula) = field.kind() {
            for remark in formula.formula().remarks() {
                let unset = |name: &&String| remark.starts_with(&format!("the parameter `{name}` "));
                match formula.defaulted().iter().find(unset) {
                    Some(name) => self.say.note(&format!("{remark}; give it one with --set {name}=VALUE")),
                    None => self.say.note(remark),
                }
            }
        }
        Ok(field)
    }
}

impl DeviceArguments {
    /// Whether the CPU may take over.
    pub(crate) fn is_auto(&self) -> bool {
        self.device == Device::Auto
    }

    /// Whether the CPU was asked for.
    pub(crate) fn is_cpu(&self) -> bool {
        self.device == Device::Cpu
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

/// `MIN,MAX`, `X,Y` and the like.
pub(crate) fn pair(text: &str) -> Result<[f64; 2], String> {
    match numbers(text)?.as_slice() {
        &[first, second] => Ok([first, second]),
        others => {
            Err(format!("two numbers with a comma between them are expected, such as -5,5, not {}", others.len()))
        }
    }
}

/// `X0,X1,Y0,Y1`.
pub(crate) fn extent(text: &str) -> Result<[[f64; 2]; 2], String> {
    match numbers(text)?.as_slice() {
        &[x0, x1, y0, y1] => Ok([[x0, x1], [y0, y1]]),
        others => Err(format!("four numbers are expected, such as 0,10,0,5, not {}", others.len())),
    }
}

/// Numbers with commas between them.
pub(crate) fn numbers(text: &str) -> Result<Vec<f64>, String> {
    text.split(',').map(number).collect()
}

/// A number.
pub(crate) fn number(text: &str) -> Result<f64, String> {
    let text = text.trim().replace('−', "-");
    text.parse().map_err(|_| format!("`{text}` is not a number"))
}

/// A path, which may begin with `-`.
pub(crate) fn path(text: &str) -> Result<PathBuf, String> {
    Ok(PathBuf::from(unescape_leading_minus(text)))
}

/// Text, which may begin with `-`.
pub(crate) fn text(text: &str) -> Result<String, String> {
    Ok(unescape_leading_minus(text).to_owned())
}

/// `NAME=VALUE`.
pub(crate) fn setting(text: &str) -> Result<(String, f64), String> {
    let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE, such as a=2")?;
    let value = number(value)?;
    if !value.is_finite() {
        return Err("the value must be finite".to_owned());
    }
    Ok((name.trim().to_owned(), value))
}

/// `N` or `NXxNY`.
pub(crate) fn sides(text: &str) -> Result<[usize; 2], String> {
    let side =
        |text: &str| text.trim().parse::<usize>().map_err(|_| format!("`{}` is not a whole number", text.trim()));
    match text.split_once(['x', 'X', '×']) {
        Some((columns, rows)) => Ok([side(columns)?, side(rows)?]),
        None => side(text).map(|side| [side, side]),
    }
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
