//! Drawings as SVG: letters as text, lines, arrows and curves as shapes, the rest as images.

use super::*;

#[test]
fn a_drawing_is_named_as_its_formula_is_read() {
    gpu_or_skip!();
    for (arguments, wanted) in [
        (vec!["e^(-x^2/2) + y^(1/3)", "--arrows", "off"], "e^(−x²/2) + y^(1/3)"),
        (vec!["x*y", "--arrows", "off", "--title", "$e^{-x^2/2}$"], "e^(−x²/2)"),
        (vec!["x*y", "--arrows", "off", "--title", ""], "x·y"),
    ] {
        let text = svg(&arguments);
        let document = Document::parse(&text).unwrap();
        let title = document.descendants().find(|node| node.has_tag_name("title")).unwrap();
        assert_eq!(title.text(), Some(wanted));
    }
}

#[test]
fn an_svg_has_its_letters_as_text_and_its_arrows_and_lines_as_shapes() {
    gpu_or_skip!();
    let text = svg(&["x^2 + y^2", "--density", "6x5"]);
    let document = Document::parse(&text).unwrap();
    let found = texts(&document);
    for wanted in ["x", " + y", "3D Surface Plot", "Gradient Field", "−4", "4", "50", "X", "Y", "Z"] {
        assert!(found.contains(&wanted), "{wanted} is missing in {found:?}");
    }
    let title = document.descendants().find(|node| node.has_tag_name("title")).unwrap();
    assert_eq!(title.text(), Some("x² + y²"));
    // Exponents have seven tenths of the height of the letters that they stand at.
    let sizes = |letters: &str| -> Vec<f32> {
        let written = document.descendants().filter(|node| node.has_tag_name("text") && node.text() == Some(letters));
        written.map(|node| node.attribute("font-size").unwrap().parse().unwrap()).collect()
    };
    let base = sizes("x")[0];
    let exponents = sizes("2").into_iter().filter(|size| (size / base - 0.7).abs() < 0.01).count();
    assert_eq!(exponents, 2, "{base} {:?}", sizes("2"));
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
    assert_eq!(document.root_element().attribute("viewBox"), Some("0 0 576 302.4"));
}

#[test]
fn a_level_that_f_jumps_over_has_no_line_as_it_has_none_in_pictures() {
    gpu_or_skip!();
    let lines = |field: &str| {
        let text = svg(&[field, "--view", "contour", "--arrows", "off"]);
        let document = Document::parse(&text).unwrap();
        paths(group(&document, "contours").unwrap()).count()
    };
    // Its steps of 1 are smaller than the bands between levels.
    assert_eq!(lines("floor(x*y)"), 0);
    assert!(lines("x*y + floor(x)/10") > 10);
}

#[test]
fn contour_lines_are_light_where_the_map_is_dark() {
    gpu_or_skip!();
    let text = svg(&["x", "--levels", "-5,-4,4,5", "--view", "contour", "--arrows", "off"]);
    let document = Document::parse(&text).unwrap();
    let [left, _, right, _] = clip(&document, "contours");
    // Those of the first and the last level lie half on the paper.
    let lines = paths(group(&document, "contours").unwrap());
    let lines = lines.map(|path| (points(path)[0][0], path.attribute("stroke").unwrap()));
    let within = lines.filter(|(x, _)| *x > left + 1.0 && *x < right - 1.0);
    let mut seen: Vec<(bool, &str)> = within.map(|(x, ink)| (x > 0.5 * (left + right), ink)).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen, [(false, "#ffffff"), (true, "#000000")]);
    // Over other colours a line is in pieces, each in what is seen there.
    let text = svg(&["x^2 + y^2", "--view", "contour", "--arrows", "off", "--color-by", "aspect"]);
    let document = Document::parse(&text).unwrap();
    let lines = paths(group(&document, "contours").unwrap());
    let inks: std::collections::BTreeSet<&str> = lines.filter_map(|path| path.attribute("stroke")).collect();
    assert_eq!(inks.into_iter().collect::<Vec<_>>(), ["#000000", "#ffffff"]);
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
            // The colour bar has the values' name, too.
            let nodes = document.descendants().filter(|node| node.is_element() && node.text() == Some(name));
            let is_along = |[cos, sin]: [f32; 2]| {
                assert!(cos > -0.3, "{name} is upside down");
                let along = |[x, y]: &[f32; 2]| x.hypot(*y) > 25.0 && (x * sin - y * cos).abs() < 0.02 * x.hypot(*y);
                lines.iter().any(along)
            };
            assert!(nodes.map(direction).any(is_along), "{name} from {camera} of {lines:?}");
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
        let size = ["--grid", "48", "--size", "800x420"];
        let run = run_in(folder.path(), &[&["basins", "himmelblau", "-o", name], &size[..]].concat());
        assert!(run.result().contains("2304 starts"));
    }
    let text = fs::read_to_string(folder.path().join("a.svg")).unwrap();
    let document = Document::parse(&text).unwrap();
    for wanted in ["Basins of Attraction", "steps", "X", "−4"] {
        assert!(texts(&document).contains(&wanted), "{wanted} is missing in {:?}", texts(&document));
    }
    assert!(texts(&document).iter().any(|text| text.contains("  (3, 2)  ")), "{:?}", texts(&document));
    assert!(paths(group(&document, "contours").unwrap()).count() > 8);
    assert_eq!(document.descendants().filter(|node| node.has_tag_name("image")).count(), 2);
    assert!(fs::read(folder.path().join("a.pdf")).unwrap().starts_with(b"%PDF-1."));
    let fate =
        ["fate", "x^2 + y^2", "--from", "2,-1", "--over", "lr=0.01..1.5", "--over", "momentum=0..0.95", "--grid", "24"];
    let more = ["--optimizer", "momentum", "--size", "500x400", "-o"];
    for name in ["b.svg", "b.pdf"] {
        run_in(folder.path(), &[&fate[..], &more, &[name]].concat()).result();
    }
    let text = fs::read_to_string(folder.path().join("b.svg")).unwrap();
    let document = Document::parse(&text).unwrap();
    for wanted in ["lr", "momentum", "steps to converge", "0.4", "fastest"] {
        assert!(texts(&document).contains(&wanted), "{wanted} is missing in {:?}", texts(&document));
    }
    assert!(texts(&document).concat().contains("(2, −1)"), "a hyphen is no minus: {:?}", texts(&document));
    assert_eq!(document.root_element().attribute("viewBox"), Some("0 0 360 288"));
    assert_eq!(document.descendants().filter(|node| node.has_tag_name("image")).count(), 1);
    assert!(fs::read(folder.path().join("b.pdf")).unwrap().starts_with(b"%PDF-1."));
    run(&["fate", "x", "--from", "1,1", "--over", "lr=0..1", "-o", "a.eps"]).refused(2, &["a.eps", "pdftops"]);
    run(&["basins", "x", "-o", "a.eps"]).refused(2, &["a.eps", "pdftops"]);
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
                let is_inside = (-1.0..577.0).contains(&x) && (-1.0..303.4).contains(&y);
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

#[test]
fn a_drawing_has_the_same_page_at_every_resolution() {
    let gpu = gpu_or_skip!();
    let scene = shown("x*y", Scene { size: [300, 200], ..Scene::default() });
    let field = scene.open_field().unwrap();
    let sizes = [50.0, 100.0].map(|dpi| render_drawing(gpu, &scene, &field, None, Some(dpi)).unwrap().size);
    assert_eq!(sizes[0], [216.0, 144.0]);
    assert_eq!(sizes[0], sizes[1]);
}

#[test]
fn images_of_basins_and_fates_have_the_pixels_that_are_asked_for() {
    gpu_or_skip!();
    let folder = TempDir::new().unwrap();
    let fate = ["fate", "x^2", "--from", "1,1", "--over", "lr=0.1..1", "--over", "momentum=0..0.9"];
    let fate = [&fate[..], &["--optimizer", "momentum"]].concat();
    let basins = ["basins", "x^2 + y^2", "--view", "contour"];
    for arguments in [&fate[..], &basins] {
        let width = |dpi: &str| {
            let more = ["--grid", "8", "--size", "400x300", "--dpi", dpi, "-o", "a.svg"];
            run_in(folder.path(), &[arguments, &more].concat()).result();
            let text = fs::read_to_string(folder.path().join("a.svg")).unwrap();
            let document = Document::parse(&text).unwrap();
            let image = document.descendants().find(|node| node.has_tag_name("image")).unwrap();
            let href = image.attributes().find(|attribute| attribute.name() == "href").unwrap().value();
            let png = base64::engine::general_purpose::STANDARD.decode(href.split_once(',').unwrap().1).unwrap();
            f64::from(png::Decoder::new(std::io::Cursor::new(png)).read_info().unwrap().info().width)
        };
        let ratio = width("200") / width("50");
        assert!((3.8..4.2).contains(&ratio), "{arguments:?}: {ratio}");
    }
}

#[test]
fn a_formula_of_x_alone_opens_as_a_curve_unless_planes_are_asked_for() {
    gpu_or_skip!();
    let is_curve = |arguments: &[&str]| {
        let text = svg(arguments);
        let document = Document::parse(&text).unwrap();
        texts(&document).contains(&"f(x)")
    };
    assert!(is_curve(&["sin(x)"]));
    assert!(is_curve(&["sin(a*x)", "--set", "a=2", "--from", "1"]), "a start of one number is one of a curve");
    for planes in
        [&["--view", "contour"][..], &["--density", "5"], &["--y", "-1,1"], &["--camera", "0,30"], &["--critical"]]
    {
        assert!(!is_curve(&[&["sin(x)"], planes].concat()), "{planes:?}");
    }
    assert!(!is_curve(&["x*y"]));
}

#[test]
fn losses_are_lines_with_a_legend_and_need_a_run() {
    gpu_or_skip!();
    let race = ["--from", "-1.5,2.5", "--optimizer", "gd:lr=5e-4", "--optimizer", "newton", "--view", "loss"];
    let text = svg(&[&["rosenbrock"], &race[..]].concat());
    let document = Document::parse(&text).unwrap();
    for wanted in ["step", "f", "gd, lr = 0.0005", "newton"] {
        assert!(texts(&document).contains(&wanted), "{wanted} is missing in {:?}", texts(&document));
    }
    assert!(texts(&document).iter().any(|text| text.starts_with("10")), "logarithmic: {:?}", texts(&document));
    let text = svg(&[&["rosenbrock", "--loss-of", "norm"], &race[..]].concat());
    assert!(texts(&Document::parse(&text).unwrap()).contains(&"|∇f|"));
    // Steps are counted.
    assert!(!texts(&document).contains(&"2.5"), "{:?}", texts(&document));
    run(&["render", "rosenbrock", "--view", "loss", "-o", "a.png"]).refused(2, &["--from X,Y"]);
}

/// The points of all lines of a colour.
fn strokes(document: &Document<'_>, color: &str) -> Vec<[f32; 2]> {
    let of = |node: &Node<'_, '_>| node.attribute("stroke") == Some(color);
    document.descendants().filter(of).flat_map(points).collect()
}

#[test]
fn a_run_that_diverges_leaves_the_frame_of_losses_and_takes_no_room_of_the_others() {
    gpu_or_skip!();
    let arguments = ["x^2 + 10*y^2", "--steps", "100", "--view", "loss", "--from", "2,1", "--legend", "beside"];
    let text = svg(&[&arguments[..], &["--optimizer", "gd:lr=0.2", "--optimizer", "gd:lr=0.04"]].concat());
    let document = Document::parse(&text).unwrap();
    assert!(texts(&document).contains(&"gd, lr = 0.2: diverges after 5 steps"), "{:?}", texts(&document));
    let [lost, kept] = ["#e6000a", "#0072b2"].map(|color| strokes(&document, color));
    let frame = strokes(&document, "#141414");
    let ends = |points: &[[f32; 2]], axis: usize| {
        points.iter().fold([f32::INFINITY, f32::NEG_INFINITY], |[a, b], at| [a.min(at[axis]), b.max(at[axis])])
    };
    let [[top, bottom], [high, low], [peak, _]] = [&frame, &kept, &lost].map(|points| ends(points, 1));
    // Seven decades of the ten that are shown.
    assert!(low - high > 0.6 * (bottom - top), "{:?}", [top, bottom, high, low]);
    assert!((peak - top).abs() < 2.0, "it leaves at the frame's edge: {peak} {top}");
    // Each of several starts says it of itself.
    let starts = ["x^4 + y^2", "--view", "loss", "--from", "0.5,1", "--from", "4,0", "--lr", "0.1", "--steps", "30"];
    let folder = TempDir::new().unwrap();
    let output = run_in(folder.path(), &[&["render"], &starts[..], &["--optimizer", "gd", "-o", "a.svg"]].concat());
    assert_eq!(output.code, Some(0), "{}", output.stderr);
    let text = fs::read_to_string(folder.path().join("a.svg")).unwrap();
    let document = Document::parse(&text).unwrap();
    for wanted in ["from (0.5, 1)", "from (4, 0): diverges after"] {
        assert!(texts(&document).iter().any(|text| text.starts_with(wanted)), "{wanted}: {:?}", texts(&document));
    }
}

#[test]
fn lines_of_a_legend_look_as_those_of_the_losses_do() {
    gpu_or_skip!();
    let arguments = ["x^2 + 10*y^2", "--view", "loss", "--from", "2,1", "--optimizer", "gd", "--optimizer", "adam"];
    let cased = |theme: &str| {
        let text = svg(&[&arguments[..], &["--theme", theme]].concat());
        let document = Document::parse(&text).unwrap();
        strokes(&document, "#ffffff").len()
    };
    assert_eq!((cased("dark"), cased("light")), (0, 0));
}
