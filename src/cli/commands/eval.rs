//! `steepest eval`: f and its derivatives on a grid, into a file.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::error::{CliError, beyond_memory};
use crate::cli::options::choice::choice;
use crate::cli::options::destination::Output;
use crate::cli::options::shared::{DeviceArguments, FieldArguments, path};
use steepest::compute::{Evaluator, GpuField};
use steepest::export::{MapPlace, Table, TableFormat, Value, check_room, check_writable, write_geotiff};
use steepest::expr::Order;
use steepest::field::{Domain, Field, Georeference, Grid, Kind, Stencil};
use steepest::memory::check_grid;
use steepest::render::{derived_value, order_of};
use steepest::scene::{ColorBy, SceneFile, Units};
use steepest::words::text_path;

#[derive(Debug, Args)]
pub(crate) struct EvalArguments {
    #[command(flatten)]
    field: FieldArguments,
    /// The file to write: .npz (x, y, f, fx, fy), .npy (stacked), .csv, .json, or .tif (one quantity, georeferenced); - for
    /// standard output, as CSV unless --format says otherwise
    #[arg(short, long, value_name = "OUT", value_parser = path())]
    out: PathBuf,
    /// What to write, in place of what the name's ending says: npz, npy, csv, json or tif
    #[arg(long, value_name = "ENDING")]
    format: Option<String>,
    /// Add the second derivatives fxx, fxy, fyy
    #[arg(long)]
    hessian: bool,
    /// What a .tif holds: slope and aspect in degrees, aspect clockwise from north [default: f]
    #[arg(long, value_parser = choice::<ColorBy>())]
    quantity: Option<ColorBy>,
    /// What a unit of x and y is, for what is derived of an f in metres [default: degrees where a file says so; plain takes them as they are]
    #[arg(long, value_parser = choice::<Units>())]
    units: Option<Units>,
    /// How slope and aspect are taken from the grid's values, in 64 bits, as gdaldem does [default: the field's own gradient]
    #[arg(long, value_enum, value_name = "METHOD")]
    slope_method: Option<SlopeMethod>,
    #[command(flatten)]
    device: DeviceArguments,
}

impl EvalArguments {
    /// Where the result goes, and as what.
    fn destination(&self) -> Output {
        Output::new(&self.out, self.format.as_deref(), "csv")
    }
}

/// Stencils of slopes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum SlopeMethod {
    /// From all eight neighbours, as gdaldem does where nothing is said.
    Horn,
    /// From the four beside.
    ZevenbergenThorne,
}

impl SlopeMethod {
    fn stencil(self) -> Stencil {
        match self {
            SlopeMethod::Horn => Stencil::Horn,
            SlopeMethod::ZevenbergenThorne => Stencil::ZevenbergenThorne,
        }
    }
}

/// Values of a band on the CPU: what keeps all cores busy and little memory.
const BAND: usize = 1 << 20;

/// What takes a band's planes.
type Take<'a, T> = &'a mut dyn FnMut(&[Vec<T>]) -> Result<(), CliError>;

/// A table that is being written.
struct Job<'a> {
    arguments: &'a EvalArguments,
    out: &'a Path,
    format: TableFormat,
    field: &'a Field,
    grid: Grid,
    order: Order,
    map: Option<Map>,
}

/// What a georeferenced map holds.
struct Map {
    quantity: ColorBy,
    units: Units,
    place: Georeference,
}

impl Map {
    fn new(arguments: &EvalArguments, SceneFile { source, scene }: &SceneFile, field: &Field) -> Map {
        let place = match field.kind() {
            Kind::Samples(_) | Kind::Raster(_) => Georeference::of(&text_path(source.text.trim())),
            Kind::Formula(_) | Kind::Function(_) => Georeference::plain(),
        };
        let quantity = arguments.quantity.unwrap_or_default();
        let units = match arguments.units {
            Some(units) => units,
            None if field.is_geographic() => Units::Degrees,
            None => scene.units,
        };
        let stencil = match (quantity, arguments.slope_method) {
            (ColorBy::Slope | ColorBy::Aspect, None) => {
                "slopes are the interpolant's: at a sample, from the two neighbours along each axis, as Zevenbergen and Thorne \
                 have it (--slope-method horn takes all eight)"
            }
            (ColorBy::Laplacian, _) => {
                "the Laplacian is the interpolant's: at a sample, the mean of the second derivatives on both sides"
            }
            _ => "",
        };
        if field.is_data() && !stencil.is_empty() {
            arguments.field.say.note(stencil);
        }
        Map { quantity, units, place }
    }
}

/// Whether a path is that of a GeoTIFF.
fn is_map(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ["tif", "tiff"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

pub(crate) fn run(arguments: &EvalArguments) -> Result<(), CliError> {
    let out = arguments.destination();
    let is_map = is_map(&out.form);
    // A map is no table: its format is not asked for.
    let format = match TableFormat::of(&out.form) {
        _ if is_map => TableFormat::Npy,
        Ok(format) => format,
        Err(_) => {
            let ways = out.ways(&["npz", "npy", "csv", "json", "tif"]);
            return Err(CliError::Usage(format!("cannot write numbers into {}; {ways}", out.name)));
        }
    };
    out.refuse_terminal()?;
    if !is_map && (arguments.quantity.is_some() || arguments.units.is_some()) {
        let what = "--quantity and --units are for a .tif; other files hold f and its derivatives";
        return Err(CliError::Usage(what.to_owned()));
    }
    if arguments.slope_method.is_some() && !matches!(arguments.quantity, Some(ColorBy::Slope | ColorBy::Aspect)) {
        let what = "--slope-method is for --quantity slope or aspect; without it the field's own gradient is taken";
        return Err(CliError::Usage(what.to_owned()));
    }
    if is_map && arguments.hessian {
        let what = "a .tif holds one quantity; give --quantity laplacian, or write the second derivatives to .npz";
        return Err(CliError::Usage(what.to_owned()));
    }
    check_writable(&out.path)?;
    let file = arguments.field.scene()?;
    let (field, scene) = (arguments.field.open(&file)?, &file.scene);
    let domain = scene.domain(&field).checked()?;
    let [nx, ny] = scene.grid.unwrap_or(field.default_grid());
    let grid = Grid { nx, ny, domain };
    let order = if arguments.hessian { Order::Hessian } else { Order::Gradient };
    let map = is_map.then(|| Map::new(arguments, &file, &field));
    // Rows of a map go from the top to the bottom.
    let upright = grid.domain.ascending();
    let grid = match &map {
        Some(_) => Grid { domain: Domain { x: upright.x, y: [upright.y[1], upright.y[0]] }, ..grid },
        None => grid,
    };
    let order = map.as_ref().map_or(order, |map| order_of(map.quantity));
    if format == TableFormat::Json || out.is_standard() && format != TableFormat::Csv {
        check_grid([grid.nx, grid.ny], order, size_of::<f64>()).map_err(beyond_memory("give a smaller --grid"))?;
    }
    let job = Job { arguments, out: &out.path, format, field: &field, grid, order, map };
    // Every sample counts in a table, and the device holds some of a large file's, and means of the others.
    let is_on_cpu = matches!(field.kind(), Kind::Raster(_)) && arguments.device.is_auto();
    if let Some(method) = arguments.slope_method {
        return job.write_by_stencil(method.stencil());
    }
    let gpu = if is_on_cpu { None } else { arguments.device.open(arguments.field.say)? };
    if let Some(gpu) = gpu {
        match GpuField::new(&gpu, &field) {
            Ok(gpu_field) if gpu_field.unit() != 1.0 => {
                let note = "32-bit floats do not hold the magnitude of these samples; computing on the CPU in 64";
                arguments.field.say.note(note);
            }
            Ok(gpu_field) if gpu_field.offset() != 0.0 => {
                let note = "these samples change too little about a large value for a table in 32 bits; computing on the CPU in 64";
                arguments.field.say.note(note);
            }
            Ok(gpu_field) => {
                if let Kind::Raster(_) = field.kind() {
                    let note = "the GPU has means of neighbouring samples where the file is too large for it (--device cpu takes every one)";
                    arguments.field.say.note(note);
                }
                field.single_precision_notes(&grid).iter().for_each(|note| arguments.field.say.note(note));
                let evaluator = Evaluator::new(&gpu, &gpu_field);
                return job.write(|take: Take<'_, f32>| evaluator.for_each_band(&grid, order, take));
            }
            Err(error) if arguments.device.is_auto() => {
                arguments.field.say.note(&format!("{error}; computing on the CPU in 64 bits"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    let (xs, ys) = (grid.xs(), grid.ys());
    let rows = (BAND / nx).max(1);
    let mut planes = vec![Vec::new(); order.planes()];
    let mut band = |take: Take<'_, f64>, ys: &[f64]| {
        planes.iter_mut().for_each(|plane| plane.resize(nx * ys.len(), 0.0));
        field.sample_rows_into(&xs, ys, order, &mut planes);
        // What a failing file gives is no sample.
        field.fault().map_or(Ok(()), |fault| Err(CliError::Failed(fault)))?;
        take(&planes)
    };
    job.write(|take: Take<'_, f64>| ys.chunks(rows).try_for_each(|ys| band(take, ys)))
}

impl Job<'_> {
    /// Writes what `compute` hands over band by band, and says how far it is.
    fn write<T: Value + Into<f64>>(
        &self,
        compute: impl FnOnce(Take<'_, T>) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        if let Some(map) = &self.map {
            return self.write_map(map, compute);
        }
        let Job { arguments, out, format, field, grid, order, .. } = self;
        let (xs, ys) = (grid.xs(), grid.ys());
        if !matches!(format, TableFormat::Csv | TableFormat::Json) {
            check_room(out, (grid.len() * order.planes() * size_of::<T>()) as u64)?;
        }
        let progress = arguments.field.say.progress(grid.ny as u64, "rows");
        let table = Table { xs: &xs, ys: &ys, planes: order.planes() };
        let written = table.write(out, *format, |take| {
            let mut has_value = false;
            compute(&mut |planes| {
                has_value = has_value || planes[0].iter().any(|&value| value.into().is_finite());
                take(planes)?;
                progress.inc((planes[0].len() / grid.nx) as u64);
                Ok(())
            })?;
            has_value.then_some(()).ok_or_else(|| without_value(field))
        });
        progress.finish_and_clear();
        written
    }
}

impl Job<'_> {
    /// Writes what a stencil gives, on the CPU.
    fn write_by_stencil(&self, stencil: Stencil) -> Result<(), CliError> {
        let Job { field, grid, .. } = self;
        let (xs, ys) = (grid.xs(), grid.ys());
        let step = |[first, last]: [f64; 2], count: usize| (last - first) / (count.max(2) - 1) as f64;
        let steps = [step(grid.domain.x, grid.nx), step(grid.domain.y, grid.ny)];
        let rows = (BAND / grid.nx).max(1);
        self.write(|take: Take<'_, f64>| {
            ys.chunks(rows).try_for_each(|ys| {
                let planes = field.sample_stencil(stencil, &xs, ys, steps);
                field.fault().map_or(Ok(()), |fault| Err(CliError::Failed(fault)))?;
                take(&planes)
            })
        })
    }

    /// Writes what a map holds of what `compute` hands over.
    fn write_map<T: Value + Into<f64>>(
        &self,
        map: &Map,
        compute: impl FnOnce(Take<'_, T>) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        let Job { arguments, out, field, grid, .. } = self;
        let Georeference { keys, numbers, text } = &map.place;
        let place =
            MapPlace { x: grid.domain.x, y: grid.domain.y, keys, numbers, text, is_point: map.place.is_point() };
        check_room(out, (grid.len() * size_of::<f32>()) as u64)?;
        let progress = arguments.field.say.progress(grid.ny as u64, "rows");
        let ys = grid.ys();
        let written = write_geotiff(out, [grid.nx, grid.ny], &place, |take| {
            let (mut has_value, mut row) = (false, 0);
            compute(&mut |planes| {
                let value = |index: usize| {
                    let plane = |plane: usize| planes[plane][index].into();
                    derived_value(map.quantity, map.units, ys[row + index / grid.nx], plane) as f32
                };
                let values: Vec<f32> = (0..planes[0].len()).map(value).collect();
                has_value = has_value || planes[0].iter().any(|&value| value.into().is_finite());
                take(&values)?;
                let rows = planes[0].len() / grid.nx;
                row += rows;
                progress.inc(rows as u64);
                Ok(())
            })?;
            has_value.then_some(()).ok_or_else(|| without_value(field))
        });
        progress.finish_and_clear();
        written
    }
}

fn without_value(field: &Field) -> CliError {
    CliError::Failed(format!("{} has no finite value on this grid; give another domain with --x and --y", field.name()))
}
