//! Fields that are functions of the program around them, beside formulas of the same values.

use steepest::compute::{Evaluator, GpuField};
use steepest::expr::Order;
use steepest::field::{Domain, Field, Grid};
use steepest::render::render;
use steepest::scene::{Arrows, Limits, Scene, View};

#[test]
fn a_function_is_drawn_as_its_formula_is() {
    let gpu = gpu_or_skip!();
    let domain = Domain { x: [-2.0, 2.0], y: [-1.0, 3.0] };
    let function =
        Field::from_fn_with_gradient(|x, y| x.sin() * y + 0.1 * y * y, |x, y| [x.cos() * y, x.sin() + 0.2 * y])
            .with_name("same")
            .with_domain(domain);
    let formula = Field::parse("sin(x)*y + 0.1*y^2").unwrap().with_name("same").with_domain(domain);
    for view in [View::Contour, View::Surface] {
        let scene = Scene { view, size: [320, 240], ..Scene::default() };
        let [found, expected] = [&function, &formula].map(|field| render(gpu, &scene, field).unwrap());
        let is_apart = |(a, b): (&u8, &u8)| a.abs_diff(*b) > 8;
        let apart = found.pixels.iter().zip(&expected.pixels).filter(|pair| is_apart(*pair)).count();
        assert!(apart < found.pixels.len() / 500, "{view:?}: {apart} of {} differ", found.pixels.len());
        let other = render(gpu, &scene, &Field::parse("x").unwrap().with_domain(domain)).unwrap();
        let canary = other.pixels.iter().zip(&expected.pixels).filter(|pair| is_apart(*pair)).count();
        assert!(canary > found.pixels.len() / 50, "the comparison sees no difference: {canary}");
    }
}

#[test]
fn a_function_without_values_is_refused_and_not_drawn() {
    let gpu = gpu_or_skip!();
    let error = render(gpu, &Scene::default(), &Field::from_fn(|_, _| f64::NAN)).unwrap_err().to_string();
    assert!(error.contains("no finite value"), "{error}");
}

#[test]
fn a_function_is_cut_where_it_jumps_or_ends_as_its_formula_is() {
    type Function = fn(f64, f64) -> f64;
    let gpu = gpu_or_skip!();
    let pairs: [(Function, &str, [f64; 2]); 5] = [
        (|x, y| if x * x + y * y < 4.0 { 1.0 } else { 0.0 }, "if(x^2 + y^2 < 4, 1, 0)", [0.0, 1.0]),
        (|x, y| (9.0 - x * x - y * y).sqrt(), "sqrt(9 - x^2 - y^2)", [0.0, 3.0]),
        (|x, y| y.atan2(x), "atan2(y, x)", [-3.2, 3.2]),
        (
            |x, y| if x + 2.0 * y < 1.0 { x.sin() } else { 3.0 + y.cos() },
            "if(x + 2*y < 1, sin(x), 3 + cos(y))",
            [-1.0, 4.0],
        ),
        (|x, _| 1.0 / x, "1/x", [-4.0, 4.0]),
    ];
    for (function, text, range) in pairs {
        let fields = [Field::from_fn(function).with_name("same"), Field::parse(text).unwrap().with_name("same")];
        for view in [View::Contour, View::Surface] {
            let mut scene = Scene { view, size: [480, 360], ..Scene::default() };
            scene.arrows.direction = Arrows::Off;
            scene.contour.line_width = 0.0;
            (scene.surface.z, scene.color.limits) = (Limits::Range(range), Limits::Range(range));
            let [found, expected] = fields.each_ref().map(|field| render(gpu, &scene, field).unwrap());
            let apart = found
                .pixels
                .chunks(4)
                .zip(expected.pixels.chunks(4))
                .filter(|(a, b)| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > 24));
            // Along a jump of the length of the picture one or two pixels may be between both sides.
            let apart = apart.count();
            assert!(apart < 900, "{text}, {view:?}: {apart} pixels differ");
        }
    }
}

#[test]
fn a_function_with_a_needle_beyond_32_bits_keeps_its_other_values() {
    let gpu = gpu_or_skip!();
    let domain = Domain { x: [-5.0, 5.0], y: [-5.0, 5.0] };
    let field = Field::from_fn(|x, y| if x.hypot(y) < 0.05 { 1e35 } else { x + y / 3.0 }).with_domain(domain);
    let gpu_field = GpuField::new(gpu, &field).unwrap();
    let beside = Grid { nx: 9, ny: 7, domain: Domain { x: [-4.0, -1.0], y: [1.0, 4.0] } };
    let found = Evaluator::new(gpu, &gpu_field).sample(&beside, Order::Value).unwrap().swap_remove(0);
    for (found, exact) in found.iter().zip(field.sample(&beside, Order::Value).swap_remove(0)) {
        let found = f64::from(*found) * gpu_field.unit() + gpu_field.offset();
        assert!((found - exact).abs() < 1e-4, "{found} for {exact}");
    }
}
