//! Pictures of pixels: transparent backgrounds, the edges of letters, how many pixels are an inch.

use super::*;

fn picture(gpu: &Gpu, scene: &Shown) -> Image {
    let field = scene.open_field().unwrap();
    render(gpu, &scene.clone().checked().unwrap(), &field).unwrap()
}

/// A pixel over a colour.
fn over([r, g, b, a]: [u8; 4], ground: [u8; 3]) -> [f32; 3] {
    let fraction = f32::from(a) / 255.0;
    [0, 1, 2].map(|k| f32::from([r, g, b][k]) * fraction + f32::from(ground[k]) * (1.0 - fraction))
}

#[test]
fn a_transparent_picture_over_the_background_is_the_opaque_one() {
    let gpu = gpu_or_skip!();
    for (theme, ground) in [(Theme::Light, [255; 3]), (Theme::Dark, [22, 24, 28])] {
        for view in [View::Both, View::Curve] {
            let mut opaque = shown("x^2", Scene { view, theme, size: [400, 240], ..Scene::default() });
            opaque.surface.alpha = 0.6;
            opaque.descent.particles = if view == View::Both { 500 } else { 0 };
            let (solid, clear) = (picture(gpu, &opaque), picture(gpu, &opaque.but(|scene| scene.transparent = true)));
            assert_eq!(clear.pixel(1, 1), [0; 4], "the corner shows what is behind");
            let mut partial = 0;
            for y in 0..solid.height {
                for x in 0..solid.width {
                    let (pixel, [r, g, b, a]) = (clear.pixel(x, y), solid.pixel(x, y));
                    partial += usize::from((1..255).contains(&pixel[3]));
                    assert_eq!(a, 255);
                    let found = over(pixel, ground);
                    let far = [r, g, b].iter().zip(found).map(|(&a, b)| (f32::from(a) - b).abs()).fold(0.0, f32::max);
                    assert!(far < 4.0, "{theme:?} {view:?} {x},{y}: {pixel:?} over {ground:?}, not {r} {g} {b}");
                }
            }
            assert!(partial > 300, "{partial} pixels are partly covered");
        }
    }
}

#[test]
fn the_edges_of_letters_have_the_letters_colour() {
    let gpu = gpu_or_skip!();
    let scene = shown(
        "x",
        Scene {
            view: View::Curve,
            size: [400, 240],
            title: Some("WOW".to_owned()),
            transparent: true,
            ..Scene::default()
        },
    );
    let image = picture(gpu, &scene);
    let mut edges = 0;
    // The title alone is in the first rows.
    for y in 0..14 {
        for x in 0..image.width {
            let [r, g, b, a] = image.pixel(x, y);
            if (80..250).contains(&a) {
                edges += 1;
                assert!([r, g, b].iter().all(|channel| channel.abs_diff(20) <= 3), "{x},{y}: {r} {g} {b} {a}");
            }
        }
    }
    assert!(edges > 20, "{edges}");
}

fn png_of(path: &Path) -> (png::ColorType, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::BufReader::new(fs::File::open(path).unwrap())).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    (reader.info().color_type, pixels)
}

#[test]
fn a_transparent_file_keeps_its_opacity_and_an_ordinary_one_has_none() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let draw = |name: &str, more: &[&str]| {
        let arguments = ["render", "x", "-o", name, "--size", "160x120"];
        run_in(folder.path(), &[&arguments[..], more].concat()).result();
    };
    draw("clear.png", &["--transparent"]);
    draw("plain.png", &[]);
    draw("frames", &["--transparent", "--frames", "0..1"]);
    draw("clear.apng", &["--transparent", "--frames", "0..2"]);
    for name in ["clear.png", "frames/000000.png", "clear.apng"] {
        let (color, pixels) = png_of(&folder.path().join(name));
        assert_eq!((color, &pixels[..4]), (png::ColorType::Rgba, &[0; 4][..]), "{name}");
    }
    let (color, pixels) = png_of(&folder.path().join("plain.png"));
    assert_eq!((color, &pixels[..3]), (png::ColorType::Rgb, &[255; 3][..]));
}

#[test]
fn a_picture_says_how_many_of_its_pixels_are_an_inch() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    // So small that a legend has no room, which is said.
    let small = ["--quiet", "--size", "160x120", "--dpi"];
    let pictures: [(&[&str], &str); 4] = [
        (&["render", "x", "-o", "a.png"], "a.png"),
        (&["render", "x", "--frames", "0..1", "-o", "frames/"], "frames/000000.png"),
        (&["basins", "x^2 + y^2", "--grid", "16", "-o", "b.png"], "b.png"),
        (&["fate", "x^2", "--from", "1,1", "--over", "lr=0.1..1", "--over", "momentum=0..0.9", "--grid", "8"], "c.png"),
    ];
    for (dpi, per_metre) in [("100", 3937), ("300", 11811)] {
        for (arguments, name) in pictures {
            let more: &[&str] = if arguments[0] == "fate" { &["--optimizer", "momentum", "-o", name] } else { &[] };
            run_in(folder.path(), &[arguments, &small, &[dpi], more].concat()).result();
            let file = std::io::BufReader::new(fs::File::open(folder.path().join(name)).unwrap());
            let dims = png::Decoder::new(file).read_info().unwrap().info().pixel_dims.unwrap();
            assert_eq!([dims.xppu, dims.yppu], [per_metre; 2], "{name} {dpi}");
        }
    }
}

#[test]
fn a_scene_file_keeps_what_a_printed_figure_needs() {
    let folder = TempDir::new().unwrap();
    let scene = Scene {
        transparent: true,
        fontsize: Some(8.5),
        labels: AxisLabels { x: Some("time".to_owned()), y: Some(String::new()), z: None },
        color: ColorStyle { map: Some(Colormap::TwilightShiftedR), ..Default::default() },
        ..Scene::default()
    };
    let file = SceneFile { source: "x".into(), scene };
    let path = folder.path().join("scene.toml");
    let text = file.to_toml().unwrap();
    assert!(text.contains("map = \"twilight_shifted_r\""), "{text}");
    fs::write(&path, text).unwrap();
    assert_eq!(SceneFile::read(&path).unwrap(), file);
    fs::write(&path, "[color]\nmap = \"virdis\"").unwrap();
    run_in(folder.path(), &["render", "scene.toml", "-o", "a.png"]).refused(1, &["did you mean `viridis`?", "line 2"]);
}
