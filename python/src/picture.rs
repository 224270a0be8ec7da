//! Pictures and films, drawn on one device by as many renderers as there are threads that draw at once.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use numpy::{PyArray1, PyArray3, PyArrayMethods, PyReadonlyArray3, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use steepest::export::{Container, PngStyle, Timing, check_writable, png_bytes, write_animation};
use steepest::memory;
use steepest::render::{
    Destination, Gpu, GpuError, Movie, Remark, RenderError, Renderer, StillFormat, check, fits_whole, missing_letters,
    render_bands, tile_size,
};
use steepest::{Field, Grid, Scene as LibraryScene};

use crate::call::{abandonable, lock, quick};
use crate::error::{Raise, beyond_memory, value};
use crate::field::Core;
use crate::scene::Scene;
use crate::search::planar;

/// The device, opened when it is first needed and again where the driver took it away.
static DEVICE: Mutex<Option<Gpu>> = Mutex::new(None);
/// Renderers that wait for a picture. One that draws is taken out, so that what is abandoned keeps nobody waiting.
static IDLE: Mutex<Vec<Renderer>> = Mutex::new(Vec::new());
/// So many renderers are kept.
const MOST_IDLE: usize = 2;

/// The device.
pub(crate) fn gpu() -> Result<Gpu, GpuError> {
    let mut device = lock(&DEVICE);
    if let Some(gpu) = device.as_ref().filter(|gpu| !gpu.is_lost()) {
        return Ok(gpu.clone());
    }
    lock(&IDLE).clear();
    Ok(device.insert(Gpu::open(None)?).clone())
}

/// Draws with a renderer that is idle, or a new one; one whose drawing failed is not used again.
pub(crate) fn with_renderer<T, E: From<GpuError>>(
    draw: impl FnOnce(&Gpu, &mut Renderer) -> Result<T, E>,
) -> Result<T, E> {
    let gpu = gpu()?;
    let idle = || lock(&IDLE);
    let taken = idle().pop();
    let mut renderer = taken.map_or_else(|| Renderer::new(&gpu), Ok)?;
    let drawn = draw(&gpu, &mut renderer)?;
    let mut idle = idle();
    if idle.len() < MOST_IDLE && !gpu.is_lost() {
        idle.push(renderer);
    }
    Ok(drawn)
}

/// The pixels of a scene, and what is to be known of them.
fn pixels(scene: &LibraryScene, field: &Field) -> Result<(Vec<u8>, Vec<String>), RenderError> {
    with_renderer(|gpu, renderer| {
        if fits_whole(gpu, scene.size) {
            let picture = renderer.prepare(scene, field)?;
            let remarks = picture.remarks().iter().map(with_remedy).collect();
            return Ok((renderer.image(&picture)?.pixels, remarks));
        }
        let mut pixels = Vec::with_capacity(4 * scene.size[0] as usize * scene.size[1] as usize);
        render_bands(gpu, scene, field, None, tile_size(gpu, scene.size)?, |band| {
            pixels.extend_from_slice(band);
            Ok::<(), RenderError>(())
        })?;
        Ok((pixels, Vec::new()))
    })
}

/// A remark, with the keywords that change what it tells of.
fn with_remedy(remark: &Remark) -> String {
    match remark {
        Remark::OneBand(_) => format!("{remark}; color_scale=\"log\" or clim=\"robust\" spreads the others"),
        _ => remark.to_string(),
    }
}

/// What should be known of a picture, a sentence each.
#[pyfunction]
pub(crate) fn notes(core: &Core, scene: &Scene) -> PyResult<Vec<String>> {
    let (field, scene) = (&core.field, &scene.scene);
    let [nx, ny] = scene.grid.unwrap_or(field.default_grid());
    let grid = Grid { nx, ny, domain: scene.domain(field) };
    let letter = |letter: char| {
        format!("the font of pictures has no `{letter}` (U+{:04X}), so a box stands for it", u32::from(letter))
    };
    quick(|| {
        let data = if field.is_data() { field.single_precision_notes(&grid) } else { Vec::new() };
        data.into_iter().chain(missing_letters(scene, field).into_iter().map(letter)).collect()
    })
}

/// Refuses particles, trajectories and starts of basins that do not fit into memory.
pub(crate) fn check_drawing(scene: &LibraryScene) -> PyResult<()> {
    memory::check_particles(scene).map_err(beyond_memory("give fewer `particles`, or a shorter `trail`"))?;
    memory::check_trajectories(scene).map_err(beyond_memory("give fewer `steps`, or fewer starts"))?;
    let basins = scene.basins.map_or(Ok(()), |basins| memory::check_starts(basins.grid));
    basins.map_err(beyond_memory("give smaller `basins`"))
}

/// A picture as an array of rows, columns and RGBA, and remarks on it.
#[pyfunction]
pub(crate) fn render<'py>(
    py: Python<'py>,
    core: &Core,
    scene: &Scene,
) -> PyResult<(Bound<'py, PyArray3<u8>>, Vec<String>)> {
    let (field, scene) = (planar(core)?, scene.scene.clone());
    let [width, height] = scene.size.map(|side| side as usize);
    memory::check_picture(scene.size).map_err(beyond_memory("give a smaller `size`"))?;
    check_drawing(&scene)?;
    let drawn = abandonable(py, move |_| {
        check(&scene, &field)?;
        pixels(&scene, &field)
    })?;
    let (pixels, remarks) = drawn.map_err(Raise::raise)?;
    Ok((PyArray1::from_vec(py, pixels).reshape([height, width, 4])?, remarks))
}

/// Draws a scene into a file, as the command line does.
#[pyfunction]
#[pyo3(signature = (core, scene, path, dpi=None))]
pub(crate) fn save(py: Python<'_>, core: &Core, scene: &Scene, path: PathBuf, dpi: Option<f64>) -> PyResult<()> {
    let (field, scene) = (planar(core)?, scene.scene.clone());
    let Some(format) = StillFormat::of(&path) else {
        let ways = "let its name end in .png, .svg or .pdf";
        return Err(value(format!("cannot draw into {}; {ways}", path.display())));
    };
    let resolution = dpi.map(steepest::scene::checked_dpi).transpose().map_err(Raise::raise)?;
    check_writable(&path).map_err(Raise::raise)?;
    let saved = abandonable(py, move |_| {
        let gpu = gpu().map_err(RenderError::from)?;
        let to = Destination { path: &path, format, resolution };
        steepest::render::save(&gpu, &scene, &field, None, to, |_| ())
    })?;
    // Remarks were made when the picture was drawn for the cell.
    saved.map(|_| ()).map_err(Raise::raise)
}

/// Pixels as the bytes of a PNG: those that the command line writes.
#[pyfunction]
pub(crate) fn png<'py>(
    py: Python<'py>,
    pixels: PyReadonlyArray3<'py, u8>,
    dpi: f64,
    has_opacity: bool,
) -> PyResult<Bound<'py, PyBytes>> {
    let &[height, width, 4] = pixels.shape() else { return Err(value("a picture has rows, columns and RGBA")) };
    let style = PngStyle { has_opacity, dots_per_inch: dpi };
    let pixels = pixels.as_slice()?;
    let bytes = py.detach(|| quick(|| png_bytes([width as u32, height as u32], style, pixels)))??;
    Ok(PyBytes::new(py, &bytes))
}

/// Draws frames into a film.
#[pyfunction]
pub(crate) fn animate(
    py: Python<'_>,
    core: &Core,
    scene: &Scene,
    path: PathBuf,
    range: [u32; 2],
    fps: f64,
) -> PyResult<()> {
    let (field, scene) = (planar(core)?, scene.scene.clone());
    let container = container(&path)?;
    if !(fps > 0.0 && fps <= 1000.0) {
        return Err(value(format!("{fps} frames per second do not work; give `fps` from above 0 to 1000")));
    }
    if range[0] >= range[1] {
        return Err(value(format!("frames {}..{} hold no frame; the last is not drawn itself", range[0], range[1])));
    }
    if scene.transparent && !container.has_opacity() {
        let ways = "write an .apng or a folder of frames, or leave `transparent` out";
        return Err(value(format!("{} cannot have a transparent background; {ways}", path.display())));
    }
    scene.check_frames(&field, range).map_err(Raise::raise)?;
    if container != Container::Folder {
        check_writable(&path).map_err(Raise::raise)?;
    }
    memory::check_picture(scene.size).map_err(beyond_memory("give a smaller `size`"))?;
    check_drawing(&scene)?;
    abandonable(py, move |stop| film(&field, &scene, &path, container, range, fps, stop))?
}

fn container(path: &Path) -> PyResult<Container> {
    Container::of(path).ok_or_else(|| {
        let ways = "let its name end in .gif, .apng, .mp4 or .webm, or name a folder";
        value(format!("cannot draw frames into {}; {ways}", path.display()))
    })
}

fn film(
    field: &Arc<Field>,
    scene: &LibraryScene,
    path: &Path,
    container: Container,
    range: [u32; 2],
    fps: f64,
    stop: &std::sync::atomic::AtomicBool,
) -> PyResult<()> {
    check(scene, field).map_err(Raise::raise)?;
    let gpu = gpu().map_err(Raise::raise)?;
    let mut movie = Movie::new(&gpu, scene, field).map_err(Raise::raise)?;
    let (size, dots_per_inch) = (scene.size, scene.dpi);
    let timing = Timing { range, fps, size, dots_per_inch, is_transparent: scene.transparent };
    let written = write_animation(path, container, &timing, |index| {
        if stop.load(Ordering::Relaxed) {
            // Nobody waits for the film any more; what was written of it is removed.
            return Err(RenderError::Gpu(GpuError::Driver("the film was given up".to_owned())).into());
        }
        movie.frame(index).map(|image| image.pixels)
    });
    written.map_err(Raise::raise)
}

/// Every adapter of this machine, the one that is used first: name, backend, kind and driver.
#[pyfunction]
pub(crate) fn adapters(py: Python<'_>) -> PyResult<Vec<(String, String, &'static str, String)>> {
    let adapters = abandonable(py, |_| steepest::gpu::adapters())?;
    Ok(adapters.into_iter().map(|it| (it.name, it.backend, it.kind, it.driver)).collect())
}
