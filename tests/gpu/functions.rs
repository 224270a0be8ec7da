//! Fields that are functions of the program around them, beside formulas of the same values.

use steepest::field::{Domain, Field};
use steepest::render::render;
use steepest::scene::{Scene, View};

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
