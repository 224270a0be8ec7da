//! Views that 32-bit floats do not resolve: drawn from f64, with a switch that nobody sees.

use steepest::expr::Order;
use steepest::field::{Domain, Field, Grid, LocalField};
use steepest::gpu::Gpu;
use steepest::render::{Image, Precomputed, RenderError, Renderer, render};
use steepest::scene::{Arrows, Limits, Scene, View};

use crate::common::shown::{Shown, shown};

fn view(field: &str, [x, y]: [f64; 2], half: f64) -> Shown {
    let mut scene = shown(
        field,
        Scene {
            view: View::Contour,
            size: [320, 240],
            x: Some([x - half, x + half]),
            y: Some([y - half, y + half]),
            ..Scene::default()
        },
    );
    scene.arrows.direction = Arrows::Off;
    scene
}

fn draw(gpu: &Gpu, scene: &Shown) -> Result<Image, RenderError> {
    render(gpu, &scene.clone().checked().unwrap(), &scene.open_field().unwrap())
}

fn is_local(scene: &Shown) -> bool {
    let field = scene.open_field().unwrap();
    let domain = Domain { x: scene.x.unwrap(), y: scene.y.unwrap() };
    LocalField::of(&field, domain, scene.size).is_some()
}

/// The fraction of pixels with a channel that differs by more than a little.
fn difference(a: &Image, b: &Image) -> f64 {
    let far = |(a, b): (&[u8], &[u8])| a.iter().zip(b).any(|(a, b)| a.abs_diff(*b) > 12);
    let count = a.pixels.chunks_exact(4).zip(b.pixels.chunks_exact(4)).filter(|&pair| far(pair)).count();
    count as f64 / f64::from(a.width * a.height)
}

#[test]
fn a_billionfold_zoom_shows_the_parabola_of_the_hessian() {
    let gpu = Gpu::open(None).unwrap();
    let half = 1e-12;
    let near = view("himmelblau", [3.0, 2.0], half);
    assert!(is_local(&near));
    // Labels are as wide in both, so that both panels lie where the other does.
    let far = view("(37(x-3)^2 + 20(x-3)(y-2) + 17(y-2)^2) * 1e-22", [3.0, 2.0], 0.1);
    let [mut near, mut far] = [near, far];
    near.contour.levels = steepest::scene::Levels::List((0..10).map(|k| f64::from(k) * 1e-23).collect());
    far.contour.levels = steepest::scene::Levels::List((0..10).map(|k| f64::from(k) * 1e-23).collect());
    far.x = Some([2.9, 3.1]);
    far.y = Some([1.9, 2.1]);
    let [near, far] = [near, far].map(|scene| draw(&gpu, &scene).unwrap());
    // Where contour colours begin and end in the middle row and column.
    let fraction = |image: &Image| {
        let colourful = |pixel: &[u8]| pixel[..3].iter().max().unwrap() - pixel[..3].iter().min().unwrap() > 30;
        let mut colors = std::collections::BTreeMap::<[u8; 3], usize>::new();
        for pixel in image.pixels.chunks_exact(4).filter(|pixel| colourful(pixel)) {
            *colors.entry([pixel[0], pixel[1], pixel[2]]).or_default() += 1;
        }
        let total: usize = colors.values().sum();
        let mut fractions: Vec<f64> = colors.values().map(|&count| count as f64 / total as f64).collect();
        fractions.sort_by(|a, b| b.total_cmp(a));
        fractions.truncate(8);
        fractions
    };
    let (near, far) = (fraction(&near), fraction(&far));
    assert!(near.len() == 8 && near[7] > 0.003, "{near:?}");
    for (near, far) in near.iter().zip(&far) {
        assert!((near - far).abs() < 0.03, "{near} {far}");
    }
}

#[test]
fn the_switch_to_f64_is_invisible() {
    let gpu = Gpu::open(None).unwrap();
    for view_of in [View::Contour, View::Surface] {
        let scene = |half: f64| view("himmelblau", [3.0, 2.0], half).but(|scene| scene.view = view_of);
        let (mut low, mut high) = (1e-6, 1.0);
        while high / low > 1.0 + 1e-7 {
            let middle = f64::sqrt(low * high);
            if is_local(&scene(middle)) { low = middle } else { high = middle }
        }
        assert!(low > 1e-5 && high < 0.1, "{low} {high}");
        let [double, single] = [low, high].map(|half| draw(&gpu, &scene(half)).unwrap());
        let apart = difference(&double, &single);
        assert!(apart < 0.005, "{apart}");
        // The same comparison rejects another view.
        assert!(difference(&double, &draw(&gpu, &scene(1.3 * high)).unwrap()) > 0.01);
    }
}

#[test]
fn what_f64_does_not_resolve_is_said_and_not_drawn() {
    let gpu = Gpu::open(None).unwrap();
    let error = draw(&gpu, &view("himmelblau", [3.0, 2.0], 1e-14)).unwrap_err().to_string();
    assert!(error.contains("narrower than 64-bit floats") && error.contains("or more"), "{error}");
}

#[test]
fn a_small_relief_on_a_large_value_is_drawn_and_labelled_in_full() {
    let gpu = Gpu::open(None).unwrap();
    let [on, plain] = ["1e6 + sin(x)*cos(y)/1000", "sin(x)*cos(y)/1000"].map(|field| {
        let mut scene = view(field, [0.0, 0.0], 5.0);
        scene.view = View::Surface;
        draw(&gpu, &scene).unwrap()
    });
    // The surface is as colourful on the large value as without it.
    let colors = |image: &Image| {
        let pixels = image.pixels.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]]);
        pixels.collect::<std::collections::HashSet<_>>().len()
    };
    assert!(colors(&on) as f64 > 0.3 * colors(&plain) as f64, "{} {}", colors(&on), colors(&plain));
}

#[test]
fn a_sketch_of_a_formula_is_as_it_is_drawn() {
    let field = Field::parse("sin(2x)*cos(3y) + 0.1*x*y").unwrap();
    let domain = Domain { x: [-3.0, 3.0], y: [-2.0, 2.0] };
    let sketch = LocalField::sketch(&field, domain, [640, 480]).unwrap();
    let between = Grid { nx: 97, ny: 71, domain };
    let of_sketch = Field::from_samples("sketch", sketch.samples).sample(&between, Order::Gradient);
    let exact = field.sample(&between, Order::Gradient);
    for (plane, within) in [1e-6, 1e-3, 1e-3].into_iter().enumerate() {
        for (&sketched, &exact) in of_sketch[plane].iter().zip(&exact[plane]) {
            assert!((sketched + if plane == 0 { sketch.offset } else { 0.0 } - exact).abs() < within);
        }
    }
}

#[test]
fn what_has_its_shader_needs_no_sketch() {
    let gpu = Gpu::open(None).unwrap();
    let mut renderer = Renderer::new(&gpu).unwrap();
    let scene = |field: &str| shown(field, Scene { size: [200, 150], ..Scene::default() }).checked().unwrap();
    let is_sketched = |renderer: &mut Renderer, scene: &Shown| {
        renderer.sketch(scene, &scene.open_field().unwrap()).unwrap().is_some()
    };
    let typed = scene("x^2 + 2y^2");
    assert!(is_sketched(&mut renderer, &typed));
    renderer.measure(&typed, &typed.open_field().unwrap(), false, Precomputed::default()).unwrap();
    // Samples in between do not make it forget the formula.
    assert!(is_sketched(&mut renderer, &scene("x^2 + 3y^2")));
    assert!(!is_sketched(&mut renderer, &typed));
}

#[test]
fn what_32_bits_lose_on_the_way_is_drawn_from_64() {
    let gpu = Gpu::open(None).unwrap();
    // Small differences that are 0 in 32 bits, where their logarithm has no value, beside what is the same without one.
    for (lost, kept, half) in [
        (
            "c = x - y; -log10((c + sqrt(c^2 + 4e-14))/2)",
            "c = x - y; d = sqrt(c^2 + 4e-14); if(c > 0, -log10((c + d)/2), 14 - log10(2/(d - c)))",
            0.1,
        ),
        // In a three-hundredth of the picture.
        (
            "if(hypot(x - 1, y) < 0.25, exp(89 + x)*exp(-88.5 - x), x + y)",
            "if(hypot(x - 1, y) < 0.25, exp(0.5), x + y)",
            3.0,
        ),
        ("log(1 - tanh(hypot(x, y)/1.5)) + y/100", "log(2/(1 + exp(hypot(x, y)/0.75))) + y/100", 20.0),
    ] {
        let [lost, kept] = [lost, kept].map(|formula| {
            let mut scene = view(formula, [0.0, 0.0], half);
            scene.title = Some(String::new());
            scene
        });
        assert!(is_local(&lost) && !is_local(&kept));
        let apart = difference(&draw(&gpu, &lost).unwrap(), &draw(&gpu, &kept).unwrap());
        assert!(apart < 0.02, "{}: {apart}", kept.field);
    }
}

#[test]
fn a_jump_is_no_wider_than_a_pixel() {
    // Pixels of the largest panel of a picture of this size.
    const SIDE: usize = 480;
    let fields = [
        ("if(hypot(x - 500000, y - 5400000) < 1, 1, 0)", [500_000.0, 5_400_000.0]),
        ("if(x - 500000 > 0.3*(y - 5400000), 0.1*(y - 5400000), 1)", [500_000.0, 5_400_000.0]),
        ("1e10 + floor(x + y/3)", [0.0, 0.0]),
        ("1e200*sign(x - 0.7*y)", [0.0, 0.0]),
    ];
    for (formula, [x, y]) in fields {
        let field = Field::parse(formula).unwrap();
        let domain = Domain { x: [x - 2.0, x + 2.0], y: [y - 2.0, y + 2.0] };
        let local = LocalField::of(&field, domain, [640, SIDE as u32]).unwrap_or_else(|| panic!("{formula}"));
        let step = 4.0 / SIDE as f64;
        let middles = |[first, last]: [f64; 2]| [first + 0.5 * step, last - 0.5 * step];
        let grid = Grid { nx: SIDE, ny: SIDE, domain: Domain { x: middles(domain.x), y: middles(domain.y) } };
        let exact = field.sample(&grid, Order::Value).swap_remove(0);
        let (low, high) = exact.iter().fold((f64::MAX, f64::MIN), |(low, high), &f| (low.min(f), high.max(f)));
        let (xs, ys) = (grid.xs(), grid.ys());
        let least = 0.05 * (high - low);
        let is_off = |at: usize| {
            let found = local.samples.value_and_gradient(xs[at % SIDE], ys[at / SIDE])[0] * local.unit + local.offset;
            (found - exact[at]).abs() > least
        };
        let is_beside_jump = |at: usize| {
            let near = |place: usize| place.saturating_sub(1)..=(place + 1).min(SIDE - 1);
            let mut around = near(at / SIDE).flat_map(|row| near(at % SIDE).map(move |column| row * SIDE + column));
            around.any(|other| (exact[other] - exact[at]).abs() > least)
        };
        let away = (0..exact.len()).filter(|&at| is_off(at) && !is_beside_jump(at)).count();
        // The slope within a cell between nodes may reach over the corner of a pixel.
        assert!(away < 5, "{formula}: {away} pixels that no jump is beside are off");
    }
}

#[test]
fn between_limits_that_are_given_a_field_of_any_size_is_that_of_what_lies_between_them() {
    let gpu = Gpu::open(None).unwrap();
    for formula in ["exp(x/(x^2+y^2))*cos(y/(x^2+y^2))", "abs(x)^(1/y)", "sinh(99*x)*y"] {
        let between = |formula: &str| {
            let mut scene = view(formula, [0.0, 0.0], 0.9);
            let limits = Limits::Range([-3.0, 3.0]);
            (scene.title, scene.surface.z, scene.color.limits) = (Some(String::new()), limits, limits);
            draw(&gpu, &scene).unwrap()
        };
        let off = difference(&between(formula), &between(&format!("clamp({formula}, -4, 4)")));
        // Where f goes through all levels within a pixel, the two have other lines.
        assert!(off < 0.02, "{formula}: {off}");
    }
}
