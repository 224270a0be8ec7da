//! Maps: how many times steeper their surface is than their ground, and how long that is.

use std::path::Path;

use steepest::export::{AtomicError, MapPlace, write_geotiff};
use steepest::render::Renderer;
use steepest::scene::{CameraStyle, Projection, Scene, SceneFile, View};
use steepest::session::Session;

/// A map of f = x/4, in a projected system with this unit of lengths.
fn map(path: &Path, unit: u16) {
    let keys = [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 2, 3076, 0, 1, unit];
    let place =
        MapPlace { x: [0.0, 700.0], y: [700.0, 0.0], keys: &keys, numbers: &[], text: "a plane|", is_point: true };
    let values: Vec<f32> = (0..64).map(|index| 25.0 * (index % 8) as f32).collect();
    write_geotiff::<AtomicError>(path, [8, 8], &place, |take| take(&values)).unwrap();
}

/// A surface is true to scale where it is as steep as what is read of its slope, in feet as in metres; on the ground a foot is a foot.
#[test]
fn a_map_in_feet_is_as_steep_as_its_slope_and_as_long_as_its_ground() {
    let gpu = gpu_or_skip!();
    let folder = tempfile::tempdir().unwrap();
    let mut renderer = Renderer::new(gpu).unwrap();
    for (unit, metres) in [(9001, 1.0), (9003, 1200.0 / 3937.0)] {
        let path = folder.path().join(format!("{unit}.tif"));
        map(&path, unit);
        // From the front, where a unit of x and one of f are as long as they are seen.
        let camera = CameraStyle {
            azimuth: -90.0,
            elevation: 0.0,
            projection: Projection::Orthographic,
            ..CameraStyle::default()
        };
        let scene = Scene { view: View::Surface, camera, ..Scene::default() };
        let session = Session::new(SceneFile { source: path.to_str().unwrap().into(), scene }).unwrap();
        let picture = renderer.prepare(&session.scene, &session.field).unwrap();
        let picker = picture.picker();
        let [from, to] = [100.0, 600.0].map(|x| picker.on_surface([x, 350.0], 0.25 * x).unwrap());
        let drawn = f64::from((to[1] - from[1]) / (to[0] - from[0])).abs();
        let point = [350.0, 350.0];
        let slope = session.read(point).unwrap().slope().to_radians().tan();
        assert!((slope - 0.25).abs() < 1e-6, "{slope}");
        let exaggeration = picker.exaggeration(session.rise_along_x(point).unwrap()).unwrap();
        assert!((exaggeration * slope / drawn - 1.0).abs() < 1e-3, "{exaggeration} times {slope} is drawn as {drawn}");
        assert_eq!(session.ground_metres(point), Some(metres));
    }
}
