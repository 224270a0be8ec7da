//! How far the surface that is drawn lies off f in 64 bits.

use steepest::expr::Order;
use steepest::gpu::Gpu;
use steepest::render::Renderer;
use steepest::scene::{Arrows, AxisScale, AxisScales, Scene, View};
use steepest::{Field, OpenOptions, Samples};

/// Smooth fields.
const SMOOTH: [&str; 6] =
    ["himmelblau", "(1 - x)^2 + 100*(y - x^2)^2", "x^2 + y^2", "sin(x)*cos(y)", "exp(-x^2 - y^2)", "x^3 - 3*x*y^2"];

/// Fields with jumps, poles, rims, kinks, needles.
const HARD: [&str; 14] = [
    "if(x^2 + y^2 < 4, 1, 0)",
    "1/(x^2 + y^2)",
    "atan2(y, x)",
    "round(sin(x)*3 + cos(y)*3)",
    "cross_in_tray",
    "sqrt(9 - x^2 - y^2)",
    "log(x*y)",
    "1/x",
    "1/(x*y)",
    "tan(x)*y",
    "easom",
    "floor(x)",
    "if(x < 0, x^2, 5 + x)",
    "ackley",
];

/// Continuous fields that bend within a pixel: cliffs, cusps of infinite slope, rims of it.
const STEEP: [&str; 6] = [
    "tanh(50*(x^2 + y^2 - 4))",
    "tanh(50*(x - y))",
    "abs(x - y)^0.1",
    "sqrt(abs(x^2 + y^2 - 4))",
    "sqrt(x^2 + y^2 - 4)",
    "cbrt(y - x^2/3)",
];

/// Triangles that are measured of one picture, about.
const MOST: usize = 6000;

/// Distances of a sheet and f in pixels, ascending: at the middles of triangles and of their edges, but for those within half
/// a pixel of a jump.
fn distances(gpu: &Gpu, field: &Field) -> Vec<f64> {
    let mut scene = Scene { size: [640, 560], view: View::Surface, title: Some(String::new()), ..Scene::default() };
    scene.arrows.direction = Arrows::Off;
    let picture = Renderer::new(gpu).unwrap().prepare(&scene, field).unwrap();
    let picker = picture.picker();
    let triangles = picture.triangles(field);
    let domain = scene.domain(field);
    let [width, depth] = domain.size();
    let heights = triangles.iter().flatten().map(|corner| corner[2]);
    let (low, high) = heights.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), z| (low.min(z), high.max(z)));
    // The box is as wide as it is deep, and three quarters as high.
    let per = [1.0 / width, 1.0 / depth, 0.75 / (high - low).max(f64::MIN_POSITIVE)];
    let mut found = Vec::new();
    // Some of many triangles tell as much, where no pattern of the mesh falls in with them.
    let stride = (triangles.len() / MOST) | 1;
    for corners in triangles.iter().step_by(stride) {
        let mix = |weights: [f64; 3]| {
            [0, 1, 2].map(|axis| (0..3).map(|corner| weights[corner] * corners[corner][axis]).sum::<f64>())
        };
        let third = 1.0 / 3.0;
        for at in [[third; 3], [0.5, 0.5, 0.0], [0.0, 0.5, 0.5], [0.5, 0.0, 0.5]].map(mix) {
            found.extend(distance(field, &picker, at, per));
        }
    }
    found.sort_by(f64::total_cmp);
    found
}

/// The distance of a point of the sheet from f, in pixels; nothing beside a jump, a pole or a border.
fn distance(field: &Field, picker: &steepest::render::Picker<'_>, [x, y, z]: [f64; 3], per: [f64; 3]) -> Option<f64> {
    let at = picker.on_surface([x, y], z)?;
    let values = field.at(&[x, y], Order::Gradient);
    let f = values[0];
    let pixels = |a: [f32; 2], b: [f32; 2]| f64::from((a[0] - b[0]).hypot(a[1] - b[1]));
    // Half a pixel along both axes.
    let reach = [0, 1].map(|axis| {
        let mut beside = [x, y];
        let step = 1e-3 / per[axis];
        beside[axis] += step;
        picker.on_surface(beside, z).map_or(step, |beside| 0.5 * step / pixels(at, beside).max(1e-3))
    });
    let around = [[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]].map(|[a, b]| {
        let point = [x + a * reach[0], y + b * reach[1]];
        let there = field.at(&point, Order::Gradient);
        // How far f is from where both slopes lead.
        let expected = 0.5 * (a * reach[0] * (values[1] + there[1]) + b * reach[1] * (values[2] + there[2]));
        (there[0] - f - expected).abs()
    });
    let unit = pixels(at, picker.on_surface([x, y], z + 0.01 / per[2])?) * per[2] / 0.01;
    // A rise that slopes do not tell, of a pixel on half a one.
    let is_smooth = around.into_iter().all(|off| off * unit < 1.0);
    let slope = (values[1] / per[0] * per[2]).hypot(values[2] / per[1] * per[2]);
    is_smooth.then(|| (z - f).abs() * unit / slope.hypot(1.0))
}

#[test]
fn the_sheet_lies_within_a_pixel_of_f() {
    let gpu = gpu_or_skip!();
    let mut table = String::new();
    let mut failures = Vec::new();
    for (index, field) in SMOOTH.into_iter().chain(HARD).enumerate() {
        let found = distances(gpu, &Field::open(field, &OpenOptions::default()).unwrap());
        let at = |fraction: f64| found[(fraction * (found.len() - 1) as f64) as usize];
        let (usual, most) = (at(0.99), at(1.0));
        table += &format!("{field:40} {:8} points  99 % {usual:6.3} px  most {most:6.3} px\n", found.len());
        let allowed = if index < SMOOTH.len() { [1.0, 1.0] } else { [1.0, 2.0] };
        if found.len() < 1000 || usual > allowed[0] || most > allowed[1] {
            failures.push(field);
        }
    }
    println!("{table}");
    assert!(failures.is_empty(), "{failures:?}:\n{table}");
}

#[test]
fn walls_thinner_than_a_pixel_have_no_gaps_at_any_size() {
    let gpu = gpu_or_skip!();
    // Along all x and y that are whole multiples of π f comes up to −0.0001, within a millionth of a pixel.
    let field = Field::open("cross_in_tray", &OpenOptions::default()).unwrap();
    for size in [[180, 150], [1100, 960]] {
        let mut scene = Scene { size, view: View::Surface, title: Some(String::new()), ..Scene::default() };
        scene.arrows.direction = Arrows::Off;
        let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
        let mut tops = [[[f64::NEG_INFINITY; 38]; 7]; 2];
        for corner in picture.triangles(&field).iter().flatten() {
            for axis in [0, 1] {
                let line = (corner[axis] / std::f64::consts::PI).round();
                let part = ((corner[1 - axis] + 9.5) / 0.5).floor();
                if (corner[axis] - line * std::f64::consts::PI).abs() < 1e-3 && (0.0..38.0).contains(&part) {
                    let top = &mut tops[axis][(line + 3.0) as usize][part as usize];
                    *top = top.max(corner[2]);
                }
            }
        }
        let low = tops.iter().flatten().flatten().filter(|&&top| top < -0.01).count();
        assert_eq!(low, 0, "{size:?}: parts of walls, of {}, that do not come up to their tops", 2 * 7 * 38);
    }
}

#[test]
fn cliffs_and_cusps_have_no_teeth() {
    let gpu = gpu_or_skip!();
    let mut failures = String::new();
    for text in STEEP {
        let field = Field::open(text, &OpenOptions::default()).unwrap();
        let mut scene = Scene { size: [400, 350], view: View::Surface, title: Some(String::new()), ..Scene::default() };
        scene.arrows.direction = Arrows::Off;
        let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
        let picker = picture.picker();
        let triangles = picture.triangles(&field);
        let [width, depth] = scene.domain(&field).size();
        let heights = triangles.iter().flatten().map(|corner| corner[2]);
        let (low, high) = heights.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), z| (low.min(z), high.max(z)));
        let mut off: Vec<f64> = Vec::new();
        for corners in &triangles {
            for at in 0..3 {
                let (a, b) = (corners[at], corners[(at + 1) % 3]);
                // Sides that lead up.
                if (a[2] - b[2]).abs() < 0.02 * (high - low) {
                    continue;
                }
                let [x, y, z] = [0, 1, 2].map(|axis| 0.5 * (a[axis] + b[axis]));
                let values = field.at(&[x, y], Order::Gradient);
                let pixel = |z: f64| picker.on_surface([x, y], z);
                if let (Some(here), Some(there)) = (pixel(z), pixel(values[0])) {
                    let pixels = f64::from((here[0] - there[0]).hypot(here[1] - there[1]));
                    // Across the slope: the box is as wide as it is deep, and three quarters as high.
                    let per_height = 0.75 / (high - low);
                    let slope = (values[1] * width * per_height).hypot(values[2] * depth * per_height);
                    off.push(if slope.is_finite() { pixels / slope.hypot(1.0) } else { 0.0 });
                }
            }
        }
        off.sort_by(f64::total_cmp);
        let at = |fraction: f64| off.get((fraction * off.len() as f64) as usize).copied().unwrap_or(f64::NAN);
        println!("{text:34} {:7} sides  99 % {:.3} px", off.len(), at(0.99));
        if off.len() < 50 || at(0.99) > 1.0 {
            failures += &format!("{text}: {} sides, {} px off\n", off.len(), at(0.99));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn the_sheet_of_few_samples_lies_within_a_pixel_of_what_is_between_them() {
    let gpu = gpu_or_skip!();
    let nodes: Vec<f64> = (0..7).map(|k| f64::from(k) - 3.0).collect();
    let values = nodes.iter().flat_map(|y| nodes.iter().map(move |x| (2.0 * x).sin() * y.cos())).collect();
    let samples = Samples::new(values, 7, 7, [-3.0, 3.0], [-3.0, 3.0]).unwrap();
    let found = distances(gpu, &Field::from_samples("samples", samples));
    let most = found.last().copied().unwrap();
    assert!(found.len() > 1000 && most < 1.0, "{} points, {most} px", found.len());
}

/// The triangles of a field's surface in so many pixels, and what is to be known of the picture.
fn sheet(gpu: &Gpu, formula: &str, size: [u32; 2]) -> (Vec<[[f64; 3]; 3]>, Vec<String>) {
    let field = Field::parse(formula).unwrap();
    let mut scene = Scene { size, view: View::Surface, title: Some(String::new()), ..Scene::default() };
    scene.arrows.direction = Arrows::Off;
    let picture = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap();
    (picture.triangles(&field), picture.remarks().iter().map(ToString::to_string).collect())
}

#[test]
fn the_sheet_comes_down_to_a_cusp_all_along_its_line() {
    let gpu = gpu_or_skip!();
    // What is 0 along the line, and f there.
    type Fields = [(&'static str, fn(f64, f64) -> f64, fn(f64) -> f64); 4];
    let fields: Fields = [
        ("abs(x - y)^0.1", |x, y| x - y, |_| 0.0),
        ("abs(x + 0.3*y)^0.1", |x, y| x + 0.3 * y, |_| 0.0),
        ("sqrt(abs(sin(x - y)))", |x, y| (x - y).sin(), |_| 0.0),
        ("abs(x - y/7)^0.1*sign(x - y/7) + x/9", |x, y| x - y / 7.0, |x| x / 9.0),
    ];
    for (formula, line, rest) in fields {
        let (triangles, remarks) = sheet(gpu, formula, [640, 520]);
        assert_eq!(remarks, Vec::<String>::new(), "{formula}");
        // Corners are as low as f is on the line, one beside the other from border to border.
        let is_low =
            |corner: &&[f64; 3]| line(corner[0], corner[1]).abs() < 1e-5 && (corner[2] - rest(corner[0])).abs() < 2e-3;
        let low: Vec<[f64; 3]> = triangles.iter().flatten().filter(is_low).copied().collect();
        assert!(low.len() > 400, "{formula}: {} corners", low.len());
        let lonely = low.iter().filter(|at| {
            let next = |side: f64| {
                low.iter().any(|other| {
                    let (dx, dy) = (other[0] - at[0], other[1] - at[1]);
                    side * (dx - 1.3 * dy) > 1e-4 && dx.hypot(dy) < 0.12
                })
            };
            let is_inside = at[0].abs().max(at[1].abs()) < 4.9;
            is_inside && !(next(-1.0) && next(1.0))
        });
        assert_eq!(lonely.count(), 0, "{formula}");
        // And no edge leads across it.
        let sides = |corners: &[[f64; 3]; 3]| corners.map(|[x, y, _]| line(x, y));
        let crossing = |corners: &&[[f64; 3]; 3]| {
            let sides = sides(corners);
            sides.iter().any(|&side| side > 1e-5) && sides.iter().any(|&side| side < -1e-5)
        };
        let across = triangles.iter().filter(crossing).count();
        assert!(across == 0, "{formula}: {across} triangles of {}", triangles.len());
    }
}

#[test]
fn the_sheet_comes_down_to_the_floor_all_along_a_pole_of_a_logarithm() {
    let gpu = gpu_or_skip!();
    // What is 0 along the pole, and the axis along which it is followed up to how far.
    type Fields = [(&'static str, fn(f64, f64) -> f64, usize, f64); 6];
    let fields: Fields = [
        ("log(abs(x)*abs(y)*abs(x - y))", |x, y| x - y, 0, 4.9),
        ("log(abs(x)*abs(y)*abs(x - y))", |_, y| y, 0, 4.9),
        ("log(abs(x - y))", |x, y| x - y, 0, 4.9),
        ("log(abs(x + 0.3*y - 1))", |x, y| x + 0.3 * y - 1.0, 1, 4.9),
        ("-log(abs(x^2 - y - 1))", |x, y| x * x - y - 1.0, 0, 2.3),
        ("log(abs(x - 0.123)) + y", |x, _| x - 0.123, 1, 4.9),
    ];
    for (formula, line, axis, reach) in fields {
        let (triangles, _) = sheet(gpu, formula, [640, 520]);
        let sign = if formula.starts_with('-') { -1.0 } else { 1.0 };
        let heights = || triangles.iter().flatten().map(|corner| sign * corner[2]);
        let (low, high) = (heights().fold(f64::INFINITY, f64::min), heights().fold(f64::NEG_INFINITY, f64::max));
        // Corners next to the line and on the floor, and the parts of the line that edges between them cover.
        let is_down = |&[x, y, z]: &[f64; 3]| line(x, y).abs() < 0.05 && (sign * z - low) / (high - low) < 4e-3;
        let edges = triangles.iter().flat_map(|corners| [0, 1, 2].map(|at| [corners[at], corners[(at + 1) % 3]]));
        let mut parts: Vec<[f64; 2]> = edges
            .filter(|ends| ends.iter().all(is_down))
            .map(|[a, b]| [a[axis].min(b[axis]).max(-reach), a[axis].max(b[axis]).min(reach)])
            .collect();
        parts.sort_by(|a, b| a[0].total_cmp(&b[0]));
        let (mut covered, mut upto) = (0.0, -reach);
        for [first, last] in parts {
            covered += (last - first.max(upto)).max(0.0);
            upto = upto.max(last);
        }
        let part = covered / (2.0 * reach);
        println!("{formula:32} {:.2} % of the pole", 100.0 * part);
        assert!(part > 0.995, "{formula}: {part} of the pole");
    }
}

#[test]
fn what_the_sheet_does_not_follow_is_told() {
    let gpu = gpu_or_skip!();
    let rough = "f bends within pixels in places, where the surface may lie off it by more than one";
    // Points and lines beside which f turns and turns again.
    for formula in [
        "sin(1/x) + y",
        "sin(log(abs(x - 0.123)))*sqrt(abs(x - 0.123)) + cos(3/(x + 2.1))",
        "sin(log(abs(x-y)))",
        // A strip of a pixel, of which some nodes of the mesh are part and some are not.
        "sqrt(1e-4 - (y - sin(x))^2)",
    ] {
        let (_, remarks) = sheet(gpu, formula, [640, 520]);
        assert!(remarks.contains(&rough.to_owned()), "{formula}: {remarks:?}");
    }
    // For many lines of infinite slope there are triangles enough.
    for formula in [
        "cbrt(sin(x^2+y))",
        "atan2(y, x)",
        "floor(x + y)",
        "tanh(50*(x - y))",
        "abs(x) + abs(y)",
        "1/(x*y)",
        "hypot(x, y)",
        "sqrt(9 - x^2 - y^2)",
        "sqrt(sin(x)*sin(y))",
        "asin(x*y/4)",
    ] {
        let (_, remarks) = sheet(gpu, formula, [640, 520]);
        assert!(!remarks.contains(&rough.to_owned()), "{formula}: {remarks:?}");
    }
    // A node lies where the rim is upright, and none above it and below.
    let (_, remarks) = sheet(gpu, "sqrt(9 - x^2 - y^2)", [900, 700]);
    assert!(!remarks.contains(&rough.to_owned()), "{remarks:?}");
}

#[test]
fn the_sheet_of_a_continuous_field_covers_the_domain_once() {
    let gpu = gpu_or_skip!();
    const EVEN: AxisScales = AxisScales { x: AxisScale::Linear, y: AxisScale::Linear, z: AxisScale::Linear };
    let heights = AxisScales { z: AxisScale::Symlog(None), ..EVEN };
    let both = AxisScales { x: AxisScale::Symlog(None), ..heights };
    for (formula, scales) in [
        ("abs(x - y)^0.1", EVEN),
        ("sqrt(abs(sin(x - y)))", EVEN),
        ("tanh(50*(x^2 + y^2 - 4))", EVEN),
        ("sinh(x)*sinh(5*y)", heights),
        ("x*y*(x - 1)*1e9", both),
        ("cbrt(x)*y*1e12", both),
    ] {
        let field = Field::parse(formula).unwrap();
        let mut scene = Scene { size: [640, 520], view: View::Surface, scales, ..Scene::default() };
        scene.arrows.direction = Arrows::Off;
        let triangles = Renderer::new(gpu).unwrap().prepare(&scene, &field).unwrap().triangles(&field);
        let ends = |axis: usize| {
            let along = || triangles.iter().flatten().map(|corner| corner[axis]);
            [along().fold(f64::INFINITY, f64::min), along().fold(f64::NEG_INFINITY, f64::max)]
        };
        let [width, depth] = [0, 1].map(|axis| ends(axis)[1] - ends(axis)[0]);
        let area =
            |[a, b, c]: &[[f64; 3]; 3]| 0.5 * ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).abs();
        let covered = triangles.iter().map(area).sum::<f64>() / (width * depth);
        assert!((covered - 1.0).abs() < 1e-4, "{formula}: {covered}");
    }
}
