//! What a printed figure needs: shapes and text as SVG and PDF, transparent backgrounds, letters and labels.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod common;

use std::fs;
use std::io::Read;
use std::path::Path;

use base64::Engine;
use common::process::*;
use roxmltree::{Document, Node};
use steepest::colormap::Colormap;
use steepest::gpu::Gpu;
use steepest::render::{Image, render, render_drawing};
use steepest::scene::{AxisLabels, ColorStyle, Scene, Theme, View};
use tempfile::TempDir;

/// The SVG that `render` draws of these arguments.
fn svg(arguments: &[&str]) -> String {
    let folder = TempDir::new().unwrap();
    let out = ["-o", "a.svg", "--size", "640x320", "--dpi", "60"];
    assert_eq!(run_in(folder.path(), &[&["render"], arguments, &out].concat()).result(), "");
    assert_eq!(names_in(folder.path()), ["a.svg"]);
    fs::read_to_string(folder.path().join("a.svg")).unwrap()
}

fn group<'a>(document: &'a Document<'a>, name: &str) -> Option<Node<'a, 'a>> {
    document.descendants().find(|node| node.has_tag_name("g") && node.attribute("id") == Some(name))
}

fn texts<'a>(document: &'a Document<'a>) -> Vec<&'a str> {
    document.descendants().filter(|node| node.has_tag_name("text")).filter_map(|node| node.text()).collect()
}

fn number(node: Node<'_, '_>, name: &str) -> f32 {
    node.attribute(name).unwrap().parse().unwrap()
}

/// The points of a path of straight lines.
fn points(path: Node<'_, '_>) -> Vec<[f32; 2]> {
    let data = path.attribute("d").unwrap().trim_end_matches('Z');
    let point = |text: &str| {
        let (x, y) = text.split_once(' ').unwrap();
        [x.parse().unwrap(), y.parse().unwrap()]
    };
    data.split(['M', 'L']).filter(|text| !text.is_empty()).map(point).collect()
}

fn paths<'a>(group: Node<'a, 'a>) -> impl Iterator<Item = Node<'a, 'a>> {
    group.children().filter(|node| node.has_tag_name("path"))
}

/// The left, top, right and bottom edge that a group is clipped to.
fn clip(document: &Document<'_>, name: &str) -> [f32; 4] {
    let id = format!("{name}-clip");
    let rect = document.descendants().find(|node| node.attribute("id") == Some(&id)).unwrap();
    let rect = rect.first_element_child().unwrap();
    let [x, y, width, height] = ["x", "y", "width", "height"].map(|name| number(rect, name));
    [x, y, x + width, y + height]
}

#[test]
fn an_svg_has_its_letters_as_text_and_its_arrows_and_lines_as_shapes() {
    gpu_or_skip!();
    let text = svg(&["x^2 + y^2", "--density", "6x5"]);
    let document = Document::parse(&text).unwrap();
    let found = texts(&document);
    for wanted in ["x^2 + y^2", "3D Surface Plot", "Gradient Field", "−4", "4", "50", "X", "Y", "Z"] {
        assert!(found.contains(&wanted), "{wanted} is missing in {found:?}");
    }
    let title = document.descendants().find(|node| node.has_tag_name("title")).unwrap();
    assert_eq!(title.text(), Some("x^2 + y^2"));
    let arrows = group(&document, "arrows").unwrap();
    assert_eq!(paths(arrows).count(), 30);
    // They point uphill, away from the middle.
    let [left, top, right, bottom] = clip(&document, "arrows");
    let middle = [0.5 * (left + right), 0.5 * (top + bottom)];
    for arrow in paths(arrows) {
        let corners = points(arrow);
        let far = |at: [f32; 2]| (at[0] - middle[0]).hypot(at[1] - middle[1]);
        assert!(far(corners[3]) > far(corners[0]), "{corners:?}");
    }
    let images = document.descendants().filter(|node| node.has_tag_name("image")).count();
    assert_eq!(images, 2, "the surface and the bands");
    // 6.4 inches are 460.8 points.
    assert_eq!(document.root_element().attribute("viewBox"), Some("0 0 460.8 230.4"));
}

#[test]
fn contour_lines_lie_on_their_levels() {
    gpu_or_skip!();
    let text = svg(&["x^2 + y^2", "--levels", "0,10,25,50", "--arrows", "off"]);
    let document = Document::parse(&text).unwrap();
    let [left, top, right, bottom] = clip(&document, "contours");
    let mut lines = [0; 2];
    for path in paths(group(&document, "contours").unwrap()) {
        let values = points(path).into_iter().map(|[x, y]| {
            let data = [10.0 * (x - left) / (right - left) - 5.0, 5.0 - 10.0 * (y - top) / (bottom - top)];
            data[0].powi(2) + data[1].powi(2)
        });
        let mean = points(path).len() as f32;
        let mean = values.clone().sum::<f32>() / mean;
        let level = if mean < 15.0 { 10.0 } else { 25.0 };
        lines[usize::from(mean > 15.0)] += 1;
        values.for_each(|value| assert!((value - level).abs() < 0.06, "{value} is not {level}"));
    }
    assert!(lines[0] == 1 && lines[1] >= 1, "{lines:?}");
}

#[test]
fn the_points_of_a_curve_lie_on_the_function() {
    gpu_or_skip!();
    let text = svg(&["x^3 - 4*x", "--view", "curve", "--x", "-2.5,2.5"]);
    let document = Document::parse(&text).unwrap();
    let annotations = group(&document, "annotations").unwrap();
    let blue: Vec<[f32; 2]> =
        paths(annotations).filter(|path| path.attribute("stroke") == Some("#1f77b4")).flat_map(points).collect();
    assert!(blue.len() > 40, "{}", blue.len());
    let (first, last) = (blue[0], blue[blue.len() - 1]);
    let f = |x: f32| x.powi(3) - 4.0 * x;
    let data = |at: f32| 5.0 * (at - first[0]) / (last[0] - first[0]) - 2.5;
    // Of heights two are given by the ends, all others by the function.
    let scale = (last[1] - first[1]) / (f(2.5) - f(-2.5));
    for [x, y] in blue {
        let expected = first[1] + scale * (f(data(x)) - f(-2.5));
        assert!((y - expected).abs() < 0.1, "{x}: {y}, not {expected}");
    }
    assert!(texts(&document).contains(&"f(x)"));
}

#[test]
fn every_view_and_theme_is_written_as_shapes() {
    gpu_or_skip!();
    for view in ["both", "surface", "contour", "curve"] {
        for theme in ["light", "dark"] {
            let text = svg(&["sin(x)", "--view", view, "--theme", theme, "--from", "1,0", "--critical"]);
            let document = Document::parse(&text).unwrap();
            let rect = document.root_element().children().find(|node| node.has_tag_name("rect")).unwrap();
            let ground = if theme == "light" { "#ffffff" } else { "#16181c" };
            assert_eq!(rect.attribute("fill"), Some(ground));
            let images = document.descendants().filter(|node| node.has_tag_name("image")).count();
            assert_eq!(images, ["curve", "contour", "both"].iter().position(|name| *name == view).unwrap_or(1));
            let path = group(&document, "paths").map_or(0, |group| group.children().filter(Node::is_element).count());
            assert_eq!(path >= 3, view == "both" || view == "contour", "{view}: {path}");
        }
    }
    // What no reader could open with pleasure is an image.
    let text = svg(&["x", "--view", "contour", "--density", "150"]);
    assert!(text.len() < 1_000_000 && !text.contains("id=\"arrows\""), "{}", text.len());
    let text = svg(&["x", "--transparent", "--streamlines", "0.5"]);
    let document = Document::parse(&text).unwrap();
    assert!(!document.root_element().children().any(|node| node.has_tag_name("rect")));
    let lines = paths(group(&document, "paths").unwrap()).filter(|path| path.attribute("stroke").is_some());
    assert!(lines.count() > 5);
}

/// Cosine and sine of the angle that a text is turned by, counterclockwise.
fn direction(text: Node<'_, '_>) -> [f32; 2] {
    let turn = text.attribute("transform").and_then(|turn| turn.strip_prefix("rotate(")?.split(' ').next());
    let angle = turn.map_or(0.0, |angle| -angle.parse::<f32>().unwrap());
    [angle.to_radians().cos(), angle.to_radians().sin()]
}

#[test]
fn names_run_along_the_axes_of_the_surface() {
    gpu_or_skip!();
    let names = ["--xlabel", "distance", "--ylabel", "breadth", "--zlabel", "elevation", "--view", "surface"];
    for camera in ["-60,30", "20,50", "130,-20", "-135,30"] {
        let text = svg(&[&["x^2 + y^2", "--camera", camera], &names[..]].concat());
        let document = Document::parse(&text).unwrap();
        // The axes are lines of two points, longer than ticks.
        let lines = paths(group(&document, "annotations").unwrap()).map(points).filter(|line| line.len() == 2);
        let lines: Vec<[f32; 2]> = lines.map(|line| [line[1][0] - line[0][0], line[0][1] - line[1][1]]).collect();
        for name in ["distance", "breadth", "elevation"] {
            let node = document.descendants().find(|node| node.is_element() && node.text() == Some(name)).unwrap();
            let [cos, sin] = direction(node);
            assert!(cos > -0.3, "{name} is upside down");
            let along = |[x, y]: &[f32; 2]| x.hypot(*y) > 25.0 && (x * sin - y * cos).abs() < 0.02 * x.hypot(*y);
            assert!(lines.iter().any(along), "{name} from {camera}: {cos} {sin} of {lines:?}");
        }
    }
}

#[test]
fn a_value_on_a_line_is_one_text_with_a_ground() {
    gpu_or_skip!();
    let text = svg(&["x", "--view", "contour", "--levels", "-4,-1.25,0,1.25,4", "--contour-labels"]);
    let document = Document::parse(&text).unwrap();
    let on_line = |node: &Node<'_, '_>| node.text() == Some("1.25") && node.attribute("paint-order") == Some("stroke");
    let found = document.descendants().filter(|node| node.has_tag_name("text")).filter(on_line).count();
    let all = texts(&document).into_iter().filter(|text| *text == "1.25").count();
    // The colour bar has its own.
    assert!((1..=2).contains(&found) && all == found + 1, "{found} of {all}");
}

#[test]
fn basins_and_fates_are_an_image_under_shapes_and_text() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    for name in ["a.svg", "a.pdf"] {
        let size = ["--grid", "48", "--size", "640x320"];
        let run = run_in(folder.path(), &[&["basins", "himmelblau", "-o", name], &size[..]].concat());
        assert!(run.result().contains("2304 starts"));
    }
    let text = fs::read_to_string(folder.path().join("a.svg")).unwrap();
    let document = Document::parse(&text).unwrap();
    for wanted in ["Basins of Attraction", "steps", "X", "−4"] {
        assert!(texts(&document).contains(&wanted), "{wanted} is missing in {:?}", texts(&document));
    }
    assert!(texts(&document).iter().any(|text| text.starts_with("(3, 2)")), "{:?}", texts(&document));
    assert!(paths(group(&document, "contours").unwrap()).count() > 8);
    assert_eq!(document.descendants().filter(|node| node.has_tag_name("image")).count(), 2);
    assert!(fs::read(folder.path().join("a.pdf")).unwrap().starts_with(b"%PDF-1."));
    let fate =
        ["fate", "x^2 + y^2", "--from", "2,1", "--over", "lr=0.01..1.5", "--over", "momentum=0..0.95", "--grid", "24"];
    let more = ["--optimizer", "momentum", "--size", "500x400", "-o"];
    for name in ["b.svg", "b.pdf"] {
        run_in(folder.path(), &[&fate[..], &more, &[name]].concat()).result();
    }
    let text = fs::read_to_string(folder.path().join("b.svg")).unwrap();
    let document = Document::parse(&text).unwrap();
    for wanted in ["lr", "momentum", "steps to converge", "0.50"] {
        assert!(texts(&document).contains(&wanted), "{wanted} is missing in {:?}", texts(&document));
    }
    assert_eq!(document.root_element().attribute("viewBox"), Some("0 0 360 288"));
    assert_eq!(document.descendants().filter(|node| node.has_tag_name("image")).count(), 1);
    assert!(fs::read(folder.path().join("b.pdf")).unwrap().starts_with(b"%PDF-1."));
    run(&["fate", "x", "--from", "1,1", "--over", "lr=0..1", "-o", "a.eps"]).refused(2, &[".png, .svg, .pdf or .npz"]);
    run(&["basins", "x", "-o", "a.eps"]).refused(2, &[".png, .svg, .pdf or .npz"]);
}

#[test]
fn no_text_leaves_its_page_and_all_text_keeps_its_length() {
    gpu_or_skip!();
    let long = "a title that is much longer than the figure is wide, which nobody should ever write above any figure, but somebody will";
    let labels = ["--xlabel", long, "--ylabel", long, "--zlabel", "height in metres"];
    for view in ["both", "surface", "contour"] {
        let text = svg(&[&["x^2 + y^2", "--title", long, "--view", view, "--fontsize", "14"], &labels[..]].concat());
        let document = Document::parse(&text).unwrap();
        let mut shortened = 0;
        for node in document.descendants().filter(|node| node.has_tag_name("text")) {
            let (x, y, length) = (number(node, "x"), number(node, "y"), number(node, "textLength"));
            let before = match node.attribute("text-anchor").unwrap() {
                "start" => 0.0,
                "middle" => 0.5 * length,
                _ => length,
            };
            let [cos, sin] = direction(node);
            for along in [-before, length - before] {
                let [x, y] = [x + along * cos, y - along * sin];
                let is_inside = (-1.0..461.8).contains(&x) && (-1.0..231.4).contains(&y);
                assert!(is_inside, "{:?} of {view}: {x} {y}", node.text());
            }
            shortened += usize::from(node.text().unwrap().ends_with('…'));
        }
        assert!(shortened >= 2, "{view}: {:?}", texts(&document));
        if view == "surface" {
            assert!(texts(&document).contains(&"height in metres"), "{:?}", texts(&document));
        }
    }
}

#[test]
fn letters_have_the_size_that_is_asked_for() {
    gpu_or_skip!();
    let arguments = ["x", "--view", "contour", "--xlabel", "distance", "--ylabel", "", "--fontsize", "12"];
    let text = svg(&arguments);
    let document = Document::parse(&text).unwrap();
    let name = document.descendants().find(|node| node.text() == Some("distance") && node.is_element()).unwrap();
    assert!((number(name, "font-size") - 12.0).abs() < 0.7, "{name:?}");
    assert!(!texts(&document).contains(&"Y"), "a name of nothing is none");
    for points in ["1", "nan", "1000"] {
        run(&["render", "x", "-o", "a.svg", "--fontsize", points]).refused(2, &["--fontsize from 2 to 200"]);
    }
}

#[test]
fn images_in_a_drawing_have_the_pixels_that_are_asked_for() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let size = |dpi: &str| {
        let arguments = ["render", "x", "-o", "a.svg", "--size", "400x300", "--view", "contour", "--dpi", dpi];
        run_in(folder.path(), &arguments).result();
        let text = fs::read_to_string(folder.path().join("a.svg")).unwrap();
        let document = Document::parse(&text).unwrap();
        let image = document.descendants().find(|node| node.has_tag_name("image")).unwrap();
        let data = image.attribute(("http://www.w3.org/1999/xlink", "href")).unwrap();
        let data = data.strip_prefix("data:image/png;base64,").unwrap();
        let png = base64::engine::general_purpose::STANDARD.decode(data).unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap();
        // An inch is 72 points.
        f64::from(reader.info().width) / f64::from(number(image, "width")) * 72.0
    };
    assert!((size("80") - 80.0).abs() < 0.1);
    assert!((size("160") - 160.0).abs() < 0.1);
}

/// The streams of a PDF, unpacked where they are packed by zlib.
fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let find = |from: usize, word: &[u8]| pdf[from..].windows(word.len()).position(|at| at == word).map(|at| at + from);
    let mut streams = Vec::new();
    let mut from = 0;
    while let Some(start) = find(from, b"\nstream\n") {
        let start = start + 8;
        let end = find(start, b"\nendstream").unwrap();
        let mut bytes = Vec::new();
        match flate2::read::ZlibDecoder::new(&pdf[start..end]).read_to_end(&mut bytes) {
            Ok(_) => streams.push(bytes),
            Err(_) => streams.push(pdf[start..end].to_vec()),
        }
        from = end;
    }
    streams
}

#[test]
fn a_pdf_has_its_letters_as_text_with_their_font() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let arguments = ["--title", "wqj", "--size", "640x320", "--dpi", "60", "--density", "6x5"];
    run_in(folder.path(), &[&["render", "x^2 + y^2", "-o", "a.pdf"], &arguments[..]].concat()).result();
    let pdf = fs::read(folder.path().join("a.pdf")).unwrap();
    assert!(pdf.starts_with(b"%PDF-1.") && pdf.trim_ascii_end().ends_with(b"%%EOF"));
    let streams = streams(&pdf);
    let font = streams.iter().find(|bytes| bytes.starts_with(&[0, 1, 0, 0])).expect("a TrueType font");
    assert!(font.len() < 60_000, "a subset, not {} bytes", font.len());
    // The codes of the title's letters, which no other text has, are shown, and say what they are.
    let cmap = streams.iter().find(|bytes| bytes.windows(9).any(|at| at == b"beginbfch")).unwrap();
    let cmap = String::from_utf8_lossy(cmap);
    let code = |letter: char| {
        let wanted = format!("<{:04X}>", u32::from(letter));
        let line = cmap.lines().find(|line| line.ends_with(&wanted)).unwrap_or_else(|| panic!("{letter}: {cmap}"));
        u16::from_str_radix(&line[1..5], 16).unwrap().to_be_bytes()
    };
    let title = ['w', 'q', 'j'].map(code).concat();
    let content = streams.iter().find(|bytes| bytes.starts_with(b"1 0 0 -1 0 230.4 cm")).unwrap();
    let shown = shown_strings(content);
    assert_eq!(shown.iter().filter(|text| **text == title).count(), 1);
    assert!(pdf.windows(5).any(|at| at == b"(wqj)"), "the document has a title");
}

/// The strings that a page shows.
fn shown_strings(content: &[u8]) -> Vec<Vec<u8>> {
    let mut strings = Vec::new();
    let mut at = 0;
    while at < content.len() {
        let mut string = Vec::new();
        match content[at] {
            b'(' => {
                at += 1;
                while content[at] != b')' {
                    let escaped = content[at] == b'\\';
                    at += usize::from(escaped);
                    if escaped && content[at].is_ascii_digit() {
                        let digits = std::str::from_utf8(&content[at..at + 3]).unwrap();
                        string.push(u8::from_str_radix(digits, 8).unwrap());
                        at += 3;
                        continue;
                    }
                    string.push(match (escaped, content[at]) {
                        (true, b'n') => b'\n',
                        (true, b'r') => b'\r',
                        (true, b't') => b'\t',
                        (true, b'b') => 8,
                        (true, b'f') => 12,
                        (_, byte) => byte,
                    });
                    at += 1;
                }
                strings.push(string);
            }
            b'<' => {
                let end = at + content[at..].iter().position(|byte| *byte == b'>').unwrap();
                let digits = std::str::from_utf8(&content[at + 1..end]).unwrap();
                let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
                strings.push((0..digits.len() / 2).map(|index| byte(2 * index)).collect());
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    strings
}

#[test]
fn what_cannot_be_written_is_refused_before_it_is_drawn() {
    run(&["render", "x", "-o", "nofolder/a.svg"]).refused(1, &["nofolder does not exist", "create it first"]);
    run(&["render", "x", "-o", "a.svg", "--frames", "0..3"]).refused(2, &["cannot draw frames into a.svg", ".gif"]);
    run(&["render", "x", "-o", "a.pdf", "--frames", "0..3"]).refused(2, &["cannot draw frames into a.pdf", ".apng"]);
    run(&["render", "x", "-o", "a.eps"]).refused(2, &["a.eps", ".png, .svg or .pdf"]);
    run(&["render", "x", "-o", "a.svg", "--dpi", "5"]).refused(2, &["--dpi from 20 to 2400"]);
    gpu_or_skip!();
    run(&["render", "x", "-o", "a.svg", "--dpi", "2400", "--size", "4000x4000"])
        .refused(1, &["smaller --size or --dpi"]);
    run(&["render", "x", "-o", "a.gif", "--frames", "0..2", "--size", "100x80", "--transparent"])
        .refused(2, &["transparent", ".apng or a folder"]);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_one_error() {
    use std::os::unix::fs::PermissionsExt;
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let probe = fs::write(folder.path().join("probe"), b"");
    let run = run_in(folder.path(), &["render", "x", "-o", "a.svg", "--size", "100x80", "--dpi", "50"]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    match probe {
        // Who may write everywhere is not stopped.
        Ok(()) => assert_eq!(run.result(), ""),
        Err(_) => run.refused(1, &["cannot write a.svg"]),
    }
}

#[test]
fn a_letter_that_the_font_lacks_is_named() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let run = run_in(folder.path(), &["render", "x", "-o", "a.png", "--size", "100x80", "--title", "f 你 你"]);
    assert_eq!(run.code, Some(0));
    assert_eq!(run.stderr, "note: the font of pictures has no `你` (U+4F60), so a box stands for it\n");
}

fn picture(gpu: &Gpu, scene: &Scene) -> Image {
    let field = scene.open_field().unwrap();
    render(gpu, &scene.clone().checked().unwrap(), &field).unwrap()
}

/// A pixel over a colour.
fn over([r, g, b, a]: [u8; 4], ground: [u8; 3]) -> [f32; 3] {
    let share = f32::from(a) / 255.0;
    [0, 1, 2].map(|k| f32::from([r, g, b][k]) * share + f32::from(ground[k]) * (1.0 - share))
}

#[test]
fn a_transparent_picture_over_the_background_is_the_opaque_one() {
    let gpu = gpu_or_skip!();
    for (theme, ground) in [(Theme::Light, [255; 3]), (Theme::Dark, [22, 24, 28])] {
        for view in [View::Both, View::Curve] {
            let opaque = Scene { field: "x^2".to_owned(), view, theme, size: [400, 240], ..Scene::default() };
            let opaque = Scene {
                surface: steepest::scene::SurfaceStyle { alpha: 0.6, ..Default::default() },
                descent: steepest::scene::DescentStyle {
                    particles: if view == View::Both { 500 } else { 0 },
                    ..Default::default()
                },
                ..opaque
            };
            let (solid, clear) =
                (picture(&gpu, &opaque), picture(&gpu, &Scene { transparent: true, ..opaque.clone() }));
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
    let scene = Scene {
        field: "x".to_owned(),
        view: View::Curve,
        size: [400, 240],
        title: Some("WOW".to_owned()),
        transparent: true,
        ..Scene::default()
    };
    let image = picture(&gpu, &scene);
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
    for (dpi, per_metre) in [("100", 3937), ("300", 11811)] {
        run_in(folder.path(), &["render", "x", "-o", "a.png", "--size", "160x120", "--dpi", dpi]).result();
        let file = std::io::BufReader::new(fs::File::open(folder.path().join("a.png")).unwrap());
        let dims = png::Decoder::new(file).read_info().unwrap().info().pixel_dims.unwrap();
        assert_eq!([dims.xppu, dims.yppu], [per_metre; 2], "{dpi}");
    }
}

#[test]
fn a_scene_file_keeps_what_a_printed_figure_needs() {
    let folder = TempDir::new().unwrap();
    let scene = Scene {
        field: "x".to_owned(),
        transparent: true,
        fontsize: Some(8.5),
        labels: AxisLabels { x: Some("time".to_owned()), y: Some(String::new()), z: None },
        color: ColorStyle { map: Colormap::TwilightShiftedR, ..Default::default() },
        ..Scene::default()
    };
    let path = folder.path().join("scene.toml");
    let text = scene.to_toml().unwrap();
    assert!(text.contains("map = \"twilight_shifted_r\""), "{text}");
    fs::write(&path, text).unwrap();
    assert_eq!(Scene::read(&path).unwrap(), scene);
    fs::write(&path, "[color]\nmap = \"virdis\"").unwrap();
    run_in(folder.path(), &["render", "scene.toml", "-o", "a.png"]).refused(1, &["did you mean `viridis`?", "line 2"]);
}

#[test]
fn a_drawing_has_the_same_page_at_every_resolution() {
    let gpu = gpu_or_skip!();
    let scene = Scene { field: "x*y".to_owned(), size: [300, 200], ..Scene::default() };
    let field = scene.open_field().unwrap();
    let sizes = [50.0, 100.0].map(|dpi| render_drawing(&gpu, &scene, &field, None, Some(dpi)).unwrap().size);
    assert_eq!(sizes[0], [216.0, 144.0]);
    assert_eq!(sizes[0], sizes[1]);
}
