//! Pictures that are drawn tile by tile: pixel for pixel those that are drawn whole.

use steepest::export::{AtomicError, PngStyle, write_png_bands};
use steepest::gpu::Gpu;
use steepest::render::{
    Destination, Image, RenderError, StillFormat, fits_whole, render, render_bands, save, tile_size,
};
use steepest::scene::{Scene, SceneFile, View};

use crate::common::shown::{Shown, shown};

/// The fraction of pixels that rounding may move across an edge, each by a sample of four at most where nothing lies in
/// front of it.
const MOVED: f64 = 2e-4;

fn tiled(gpu: &Gpu, scene: &Shown, tile: [u32; 2]) -> Image {
    let field = scene.open_field().unwrap();
    let [width, height] = scene.size;
    let mut pixels = Vec::new();
    let take = |band: &[u8]| {
        pixels.extend_from_slice(band);
        Ok::<(), RenderError>(())
    };
    render_bands(gpu, scene, &field, None, tile, take).unwrap();
    Image { width, height, pixels }
}

#[track_caller]
fn check(gpu: &Gpu, text: &str) {
    let SceneFile { source, mut scene } = text.parse().unwrap();
    scene.size = [500, 330];
    let scene = shown(source.text, scene).checked().unwrap();
    let whole = render(gpu, &scene, &scene.open_field().unwrap()).unwrap();
    for tile in [[500, 330], [126, 98], [250, 330]] {
        let parts = tiled(gpu, &scene, tile);
        assert_eq!((parts.width, parts.height, parts.pixels.len()), (500, 330, whole.pixels.len()));
        let pairs = parts.pixels.chunks_exact(4).zip(whole.pixels.chunks_exact(4));
        let far = |(a, b): (&[u8], &[u8])| a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > 2);
        let moved = pairs.filter(|&pair| far(pair)).count();
        assert!(moved as f64 <= MOVED * 500.0 * 330.0, "{moved} pixels differ in tiles of {tile:?}: {text}");
        if tile == [500, 330] {
            assert!(parts == whole, "one tile is the whole: {text}");
        }
    }
}

#[test]
fn panels_with_arrows_and_titles() {
    let gpu = gpu_or_skip!();
    check(gpu, "field = \"x^2 + y^2\"\n");
    check(
        gpu,
        "field = \"sin(x)*cos(y)\"\ntheme = \"dark\"\n[surface]\nalpha = 0.6\n[arrows]\ndirection = \"ascent\"\n",
    );
}

#[test]
fn one_panel_alone() {
    let gpu = gpu_or_skip!();
    check(gpu, "field = \"sin(x)*cos(y)\"\nview = \"contour\"\n[arrows]\nstreamlines = 1.0\n");
    check(gpu, "field = \"himmelblau\"\nview = \"surface\"\n[camera]\ndistance = 2.0\nprojection = \"orthographic\"\n");
    check(gpu, "field = \"sin(x)/x\"\nview = \"curve\"\n");
}

#[test]
fn trajectories_basins_and_derived_colours() {
    let gpu = gpu_or_skip!();
    check(
        gpu,
        "field = \"himmelblau\"\ncritical = true\n[descent]\nfrom = [[-1.5, 2.5]]\noptimizer = [\"gd:lr=0.01\", \"adam:lr=0.1\"]\n",
    );
    check(gpu, "field = \"sin(x)*cos(y)\"\nprobe = [1.0, 2.0]\n[color]\nby = \"slope\"\n");
}

#[test]
fn particles_and_their_trails() {
    let gpu = gpu_or_skip!();
    let particle_system = "field = \"himmelblau\"\n[descent]\nparticles = ";
    check(gpu, &format!("{particle_system}200\ntrail = 8\nsteps = 8\n"));
    check(gpu, &format!("view = \"surface\"\n{particle_system}200000\ntint = \"f\"\nsteps = 5\n"));
}

#[test]
fn a_picture_too_large_for_one_piece_is_saved_all_the_same() {
    let gpu = gpu_or_skip!();
    let scene = shown("x", Scene { view: View::Contour, size: [16_384, 2100], ..Scene::default() });
    let scene = scene.checked().unwrap();
    assert!(!fits_whole(gpu, scene.size));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    let to = Destination { path: &path, format: StillFormat::Png, resolution: None };
    let mut rows = Vec::new();
    save(gpu, &scene, &scene.open_field().unwrap(), None, to, |count| rows.push(count)).unwrap();
    assert!(rows.len() > 1 && rows.iter().sum::<u32>() == scene.size[1], "{rows:?}");
    let file = std::io::BufReader::new(std::fs::File::open(&path).unwrap());
    let info = png::Decoder::new(file).read_info().unwrap();
    assert_eq!([info.info().width, info.info().height], scene.size);
}

#[test]
fn a_picture_is_written_band_by_band() {
    let gpu = gpu_or_skip!();
    let scene = shown("x^2 - y", Scene { size: [300, 200], ..Scene::default() }).checked().unwrap();
    let field = scene.open_field().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.png");
    let mut seen = Vec::new();
    write_png_bands::<Box<dyn std::error::Error>>(&path, [300, 200], PngStyle::default(), |take| {
        render_bands(gpu, &scene, &field, None, [128, 48], |band| {
            seen.extend(band.chunks_exact(4).flat_map(|pixel| pixel[..3].to_vec()));
            take(band)
        })
    })
    .unwrap();
    let file = std::io::BufReader::new(std::fs::File::open(&path).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    assert!(pixels == seen && pixels.len() == 3 * 300 * 200);
    // A picture that could not be drawn to its end leaves no file.
    let half =
        write_png_bands::<AtomicError>(&path.with_extension("half.png"), [300, 200], PngStyle::default(), |take| {
            take(&[0; 4 * 300])
        });
    assert!(half.is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_side_beyond_what_coordinates_tell_apart_is_refused() {
    let gpu = gpu_or_skip!();
    let scene = shown("x", Scene { size: [65_537, 64], ..Scene::default() });
    let field = scene.open_field().unwrap();
    let error = render_bands(gpu, &scene, &field, None, [4096, 64], |_| Ok::<(), RenderError>(())).unwrap_err();
    assert_eq!(error.to_string(), "a picture of 65537x64 is too large; 65536 pixels per side are the most");
}

#[test]
fn tiles_fit_any_picture_and_adapter() {
    let gpu = gpu_or_skip!();
    for size in [[64, 64], [501, 333], [16_384, 16_384], [65_536, 65_536], [65_536, 100], [77, 65_536]] {
        let tile = tile_size(gpu, size).unwrap();
        assert!(tile[0].max(tile[1]) <= gpu.adapter.max_texture_side && tile[0].min(tile[1]) >= 1, "{tile:?}");
        assert!((0..2).all(|axis| tile[axis] == size[axis] || tile[axis].is_multiple_of(2)), "{tile:?}");
        assert!(u64::from(tile[1]) * u64::from(size[0]) <= 1 << 25, "{tile:?}");
    }
}
