//! What a change of a picture costs on the device, counted, and that what is written over shows what it should.

use std::collections::BTreeMap;

use steepest::field::Field;
use steepest::gpu::{Counts, Gpu, new_texture, read_texture};
use steepest::render::{
    COLOR_FORMAT, Image, Movie, Picture, Precomputed, RenderError, Renderer, TARGET_USAGES, render,
};
use steepest::scene::{Arrows, CameraStyle, ColorBy, Limits, ParameterSweep, Scene, View};

use crate::common::shown::{Shown, shown};

/// A texture that frames of a size are drawn into.
struct Target(wgpu::Texture);

impl Target {
    fn new(gpu: &Gpu, size: [u32; 2]) -> Target {
        let usage = TARGET_USAGES | wgpu::TextureUsages::COPY_SRC;
        Target(new_texture(gpu, "frame", size, 1, COLOR_FORMAT, usage))
    }

    fn draw(&self, gpu: &Gpu, renderer: &mut Renderer, picture: &Picture) {
        let mut encoder = gpu.device().create_command_encoder(&Default::default());
        renderer.encode(picture, &mut encoder, &self.0.create_view(&Default::default()));
        gpu.queue().submit([encoder.finish()]);
    }

    fn image(&self, gpu: &Gpu) -> Image {
        Image { width: self.0.width(), height: self.0.height(), pixels: read_texture(gpu, &self.0).unwrap() }
    }
}

/// The field with another value of its parameter, which shares all but that.
fn with(field: &Field, a: f64) -> Field {
    field.with_parameters(&BTreeMap::from([("a".to_owned(), a)])).unwrap()
}

fn scene(view: View) -> Shown {
    shown("a*x^2 + sin(y) + cos(a*x)", Scene { size: [640, 320], view, ..Scene::default() })
}

/// While a parameter is dragged and when a point is pinned, panels stay where they are in a window.
#[test]
fn longer_numbers_and_a_caption_move_no_panel() {
    let gpu = gpu_or_skip!();
    let mut renderer = Renderer::new(gpu).unwrap();
    let mut places = |a: f64, probe: Option<[f64; 2]>, is_kept: bool| {
        let scene = shown("a*x^2 + y", Scene { size: [900, 500], view: View::Both, probe, ..Scene::default() });
        let field = with(&scene.open_field().unwrap(), a);
        let measured = renderer.measure(&scene, &field, false, Precomputed::default()).unwrap();
        let measured = if is_kept { measured.with_room() } else { measured };
        let picture = renderer.finish(measured, &field, None).unwrap();
        picture.picker().contour_rect().zip(picture.picker().surface_rect()).unwrap()
    };
    let before = places(0.2, None, true);
    for (a, probe) in [(1.5, None), (30.0, None), (-30.0, None), (0.2, Some([1.0, 2.0])), (30.0, Some([-4.0, 1.5]))] {
        assert_eq!(places(a, probe, true), before, "a = {a}, {probe:?}");
    }
    // A picture that stands alone has what it needs.
    assert_ne!(places(0.2, None, false), places(30.0, None, false));
    assert_ne!(places(0.2, None, false), places(0.2, Some([1.0, 2.0]), false));
}

type Change = fn(&mut Scene);

/// What three other values of its parameter cost a picture on the device, one after the other; each shows what a picture of its
/// own does.
#[track_caller]
fn costs(gpu: &Gpu, scene: &Shown) -> [Counts; 3] {
    // A device of its own, on which nobody else counts.
    let gpu = gpu.within(Gpu::REQUIRED_LIMITS).unwrap();
    let field = scene.open_field().unwrap();
    let mut renderer = Renderer::new(&gpu).unwrap();
    let mut picture = renderer.prepare(scene, &field).unwrap();
    let target = Target::new(&gpu, scene.size);
    target.draw(&gpu, &mut renderer, &picture);
    let mut shown = field.clone();
    [1.25, 0.75, 2.0].map(|a| {
        let its_field = with(&field, a);
        let before = gpu.counts();
        let measured = renderer.measure(scene, &its_field, false, Precomputed::default()).unwrap();
        renderer.renew(&mut picture, &shown, measured, &its_field, None).unwrap();
        target.draw(&gpu, &mut renderer, &picture);
        let made = gpu.counts().since(before);
        let fresh = render(&gpu, scene, &its_field).unwrap();
        assert!(target.image(&gpu).pixels == fresh.pixels, "a = {a}");
        shown = its_field;
        made
    })
}

#[test]
fn another_value_of_a_parameter_makes_nothing_on_the_device_and_reads_a_range_back_at_most() {
    let gpu = gpu_or_skip!();
    let nothing = Counts::default();
    // The range over a fine grid is found on the device.
    let range = Counts { readbacks: 1, bytes_read: 16, ..nothing };
    let changes: [(Change, Counts); 7] = [
        (|_| (), nothing),
        (|scene| scene.view = View::Surface, nothing),
        (|scene| scene.view = View::Contour, nothing),
        (|scene| scene.arrows.direction = Arrows::Ascent, nothing),
        (|scene| scene.surface.alpha = 0.5, nothing),
        (|scene| scene.descent.from = vec![[1.0, 0.5]], nothing),
        (|scene| scene.grid = Some([4096; 2]), range),
    ];
    for (index, (change, expected)) in changes.into_iter().enumerate() {
        let mut scene = scene(View::Both);
        change(&mut scene);
        assert_eq!(costs(gpu, &scene), [expected; 3], "change {index}");
    }
}

#[test]
fn derived_colours_and_the_flow_stay_on_the_device() {
    let gpu = gpu_or_skip!();
    let nothing = Counts::default();
    let range = Counts { readbacks: 1, bytes_read: 16, ..nothing };
    // Limits that stay keep the bar, and so the panels, as wide as they are.
    let changes: [(Change, Counts); 7] = [
        (|scene| scene.color.by = ColorBy::Norm, range),
        (|scene| scene.color.by = ColorBy::Slope, range),
        (|scene| scene.color.by = ColorBy::Laplacian, range),
        // A direction and the sun's light have the same colours in every picture.
        (|scene| (scene.color.by, scene.color.limits) = (ColorBy::Aspect, Limits::Auto), nothing),
        (|scene| (scene.color.by, scene.color.limits) = (ColorBy::Hillshade, Limits::Auto), nothing),
        (|scene| scene.arrows.lic = true, nothing),
        (|scene| (scene.color.by, scene.arrows.lic, scene.shade.contours) = (ColorBy::Slope, true, true), range),
    ];
    for (index, (change, expected)) in changes.into_iter().enumerate() {
        let mut scene = scene(View::Both);
        scene.color.limits = Limits::Range([0.0, 50.0]);
        change(&mut scene);
        for (turn, made) in costs(gpu, &scene).into_iter().enumerate() {
            // Two pictures take turns with two textures of each kind.
            let textures = if turn == 0 { made.textures } else { 0 };
            assert_eq!(made, Counts { textures, ..expected }, "change {index}, turn {turn}");
            assert!(textures <= 3, "change {index}: {textures}");
        }
    }
}

#[test]
fn means_of_what_pixels_cannot_hold_have_pipelines_of_their_own() {
    let gpu = gpu_or_skip!();
    let pipelines = |field: &str, view: View, alpha: f64| {
        let gpu = gpu.within(Gpu::REQUIRED_LIMITS).unwrap();
        let mut scene = Shown { field: field.to_owned(), ..scene(view) };
        scene.arrows.direction = Arrows::Off;
        scene.surface.alpha = alpha;
        Renderer::new(&gpu).unwrap().prepare(&scene, &scene.open_field().unwrap()).unwrap();
        gpu.counts().pipelines
    };
    for (view, alpha, more) in
        [(View::Contour, 1.0, 1), (View::Surface, 1.0, 1), (View::Surface, 0.5, 2), (View::Both, 1.0, 2)]
    {
        let smooth = pipelines("x*y", view, alpha);
        assert_eq!(pipelines("sin(500*x)*cos(500*y)", view, alpha), smooth + more, "{view:?}, {alpha}");
    }
}

#[test]
fn a_picture_at_rest_has_means_where_its_own_pixels_do_not_hold_f() {
    let gpu = gpu_or_skip!();
    // Waves that the pixels of a mesh hold, though not those of a mesh that moves.
    let waves = shown("sin(9*x)*cos(9*y)", Scene { size: [900, 700], ..scene(View::Surface).scene });
    let field = waves.open_field().unwrap();
    let mut renderer = Renderer::new(gpu).unwrap();
    let sketched = renderer.sketch(&waves, &field).unwrap().unwrap();
    let mut sketch = renderer.finish(sketched, &field, None).unwrap();
    renderer.set_coarse(&mut sketch, false);
    renderer.turn(&mut sketch, &field, waves.camera, waves.size).unwrap();
    assert_eq!(sketch.remarks(), renderer.prepare(&waves, &field).unwrap().remarks());
    // Rings that become finer than pixels farther out as the eye draws near.
    let mut rings = Shown { field: "sin(x^2 + y^2)".to_owned(), ..waves };
    (rings.x, rings.y) = (Some([-12.0, 12.0]), Some([-12.0, 12.0]));
    let field = rings.open_field().unwrap();
    let mut picture = renderer.prepare(&rings, &field).unwrap();
    let before = rings.camera;
    rings.camera = CameraStyle { distance: Some(3.0), ..before };
    for is_coarse in [true, false] {
        renderer.set_coarse(&mut picture, is_coarse);
        renderer.turn(&mut picture, &field, rings.camera, rings.size).unwrap();
    }
    let target = Target::new(gpu, rings.size);
    target.draw(gpu, &mut renderer, &picture);
    assert!(target.image(gpu).pixels == render(gpu, &rings, &field).unwrap().pixels);
}

#[test]
fn turning_moves_nothing_but_the_surface() {
    let gpu = gpu_or_skip!();
    let bowl = shown("x^2 + y^2", Scene { size: [640, 400], ..scene(View::Both).scene });
    let field = bowl.open_field().unwrap();
    let contours = |camera: CameraStyle| {
        let mut turned = bowl.clone();
        turned.camera = camera;
        let picture = render(gpu, &turned, &field).unwrap();
        let row = picture.pixels.len() / 400;
        picture.pixels.chunks(row).flat_map(|row| row[row.len() / 2..].to_vec()).collect::<Vec<_>>()
    };
    let usual = CameraStyle::default();
    let first = contours(usual);
    for (azimuth, elevation, distance) in
        [(-90.0, 40.0, None), (0.0, 90.0, None), (30.0, -20.0, None), (-60.0, 30.0, Some(2.0))]
    {
        assert!(
            contours(CameraStyle { azimuth, elevation, distance, ..usual }) == first,
            "{azimuth} {elevation} {distance:?}"
        );
    }
}

#[test]
fn what_is_measured_later_leaves_a_picture_as_it_is() {
    let gpu = gpu_or_skip!();
    let scene = scene(View::Both);
    let field = scene.open_field().unwrap();
    let mut renderer = Renderer::new(gpu).unwrap();
    let [first, second] = [0.5, 3.0].map(|a| with(&field, a));
    let measured = renderer.measure(&scene, &first, false, Precomputed::default()).unwrap();
    let later = renderer.prepare(&scene, &second).unwrap();
    let picture = renderer.finish(measured, &first, None).unwrap();
    let target = Target::new(gpu, scene.size);
    for (picture, field) in [(&later, &second), (&picture, &first)] {
        target.draw(gpu, &mut renderer, picture);
        assert!(target.image(gpu).pixels == render(gpu, &scene, field).unwrap().pixels, "{:?}", field.source());
    }
}

#[test]
fn a_picture_takes_another_field_a_size_and_a_camera_over() {
    let gpu = gpu_or_skip!();
    let first = scene(View::Both);
    let field = first.open_field().unwrap();
    let mut renderer = Renderer::new(gpu).unwrap();
    let mut picture = renderer.prepare(&first, &field).unwrap();
    Target::new(gpu, first.size).draw(gpu, &mut renderer, &picture);
    let mut shown = field;
    let changes: [fn(&mut Shown); 6] = [
        |scene| scene.field = "himmelblau".to_owned(),
        |scene| scene.size = [500, 400],
        |scene| scene.camera.azimuth = 10.0,
        |scene| (scene.x, scene.y) = (Some([0.0, 4.0]), Some([0.0, 4.0])),
        |scene| scene.color.map = Some(steepest::Colormap::Inferno),
        |scene| scene.view = View::Contour,
    ];
    let mut next = first;
    for (index, change) in changes.into_iter().enumerate() {
        change(&mut next);
        let field = next.open_field().unwrap();
        let measured = renderer.measure(&next, &field, false, Precomputed::default()).unwrap();
        renderer.renew(&mut picture, &shown, measured, &field, None).unwrap();
        let target = Target::new(gpu, next.size);
        target.draw(gpu, &mut renderer, &picture);
        assert!(target.image(gpu).pixels == render(gpu, &next, &field).unwrap().pixels, "change {index}");
        shown = field;
    }
}

#[test]
fn a_picture_that_cannot_be_renewed_stays_with_its_particles() {
    let gpu = gpu_or_skip!();
    // Weights of particles take 4 bytes per pixel.
    let limits = wgpu::Limits { max_storage_buffer_binding_size: 2 << 20, ..Gpu::REQUIRED_LIMITS };
    let gpu = gpu.within(limits).unwrap();
    let mut small = scene(View::Contour);
    (small.size, small.descent.particles, small.descent.steps) = ([320, 200], 50, 3);
    let field = small.open_field().unwrap();
    let mut renderer = Renderer::new(&gpu).unwrap();
    let mut picture = renderer.prepare(&small, &field).unwrap();
    let target = Target::new(&gpu, small.size);
    target.draw(&gpu, &mut renderer, &picture);
    let before = target.image(&gpu);
    let (large, its_field) = (small.but(|scene| scene.size = [1600, 1000]), with(&field, 4.0));
    let measured = renderer.measure(&large, &its_field, true, Precomputed::default()).unwrap();
    let refused = renderer.renew(&mut picture, &field, measured, &its_field, None);
    assert!(matches!(refused, Err(RenderError::Gpu(_))), "{refused:?}");
    assert_eq!(picture.scene(), &small.scene);
    target.draw(&gpu, &mut renderer, &picture);
    assert!(target.image(&gpu).pixels == before.pixels, "it is drawn as it was");
    picture.particle_system().unwrap().advance(&gpu, 2);
    target.draw(&gpu, &mut renderer, &picture);
    assert!(target.image(&gpu).pixels != before.pixels, "its particles go on");
}

#[test]
fn frames_of_a_swept_parameter_are_written_over_each_other() {
    let gpu = gpu_or_skip!();
    let gpu = gpu.within(Gpu::REQUIRED_LIMITS).unwrap();
    let mut scene = scene(View::Both);
    scene.animation.sweep = Some(ParameterSweep { name: "a".to_owned(), range: [0.5, 2.0] });
    scene.animation.length = 8;
    let field = scene.open_field().unwrap();
    let mut movie = Movie::new(&gpu, &scene, &field).unwrap();
    movie.frame(0).unwrap();
    movie.frame(1).unwrap();
    let before = gpu.counts();
    let third = movie.frame(2).unwrap();
    let made = gpu.counts().since(before);
    // The frame itself is read back.
    let size = u64::from(scene.size[0] * scene.size[1]) * 4;
    let expected = Counts { readbacks: 1, bytes_read: size, buffers: 1, ..Counts::default() };
    assert_eq!(made, expected, "a staging buffer for the frame, and nothing else");
    let alone = Movie::new(&gpu, &scene, &field).unwrap().frame(2).unwrap();
    assert!(third.pixels == alone.pixels, "a frame depends on its number alone");
}
