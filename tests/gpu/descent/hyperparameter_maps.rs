//! What becomes of one start over two hyperparameters.

use std::collections::BTreeMap;

use steepest::compute::{HyperparameterMap, HyperparameterMapStyle};
use steepest::descent::{
    Conditions, End, Fate, Limits, Motion, Optimizer, Rule, Seeding, Sweep, converge_all, typical_slope,
};
use steepest::field::Field;
use steepest::render::{MapStyle, render_hyperparameter_map};
use steepest::scene::{DescentStyle, Scene, Theme};

use crate::common::shown::shown;

#[test]
fn fates_of_gd_on_a_parabola_are_those_of_the_theory() {
    let gpu = gpu_or_skip!();
    // On x²/2 a step of rate lr multiplies by 1 − lr: it converges below 2, cycles at 2 and diverges above; momentum
    // moves the border to 2(1 + μ).
    let scene = shown(
        "(x^2 + y^2)/2",
        Scene {
            descent: DescentStyle { optimizers: vec!["momentum".to_owned()], ..DescentStyle::default() },
            ..Scene::default()
        },
    );
    let field = scene.open_field().unwrap();
    let sweep = |text: &str| text.parse::<Sweep>().unwrap();
    let style = HyperparameterMapStyle {
        from: [1.0, -2.0],
        over: [sweep("lr=0.5..4.0"), sweep("momentum=0..0.9")],
        grid: [36, 19],
        steps: 1500,
    };
    for device in [Some(gpu), None] {
        let map = HyperparameterMap::new(device, &scene, &field, style.clone()).unwrap();
        let mut wrong = 0;
        for (index, fate) in map.fates.iter().enumerate() {
            let [lr, momentum] = map.values(index);
            let border = 2.0 * (1.0 + momentum);
            let expected = match lr / border {
                ..0.97 => matches!(fate, Fate::Converged(_)),
                1.03.. => *fate == Fate::Diverged,
                _ => true,
            };
            wrong += usize::from(!expected);
            if momentum == 0.0 && (lr - 2.0).abs() < 1e-6 {
                assert_eq!(*fate, Fate::Cycling, "at the border it jumps between two points");
            }
        }
        assert_eq!(wrong, 0, "{:?}", device.is_some());
        // Without momentum the rate 1 goes to the minimum in one step.
        let (best, steps) = map.best().unwrap();
        assert!((map.values(best)[0] - 1.0).abs() < 0.06 && map.values(best)[1] == 0.0 && steps <= 8, "{steps}");
    }
    let map = HyperparameterMap::new(None, &scene, &field, style).unwrap();
    let look = MapStyle {
        title: "fates".to_owned(),
        size: [400, 300],
        dpi: 100.0,
        theme: Theme::Light,
        map: Default::default(),
    };
    let image = render_hyperparameter_map(gpu, &map, &look).unwrap();
    assert_eq!((image.width, image.height), (400, 300));
    let red = (0..300)
        .flat_map(|y| (0..400).map(move |x| (x, y)))
        .filter(|&(x, y)| image.pixel(x, y) == [0x7d, 0x14, 0x1d, 255]);
    assert!(red.count() > 5000, "the part that diverges is in its colour");
    // Lines across it tell it apart where all is grey: every 7 pixels along a diagonal, √2 as many along a row.
    let y = 150;
    let is_line = |x: u32| image.pixel(x, y)[1] > 0x14 + 30;
    let last = (0..400).rev().find(|&x| image.pixel(x, y) == [0x7d, 0x14, 0x1d, 255]).unwrap();
    let lines = (last - 60..last).filter(|&x| is_line(x) && !is_line(x - 1)).count();
    assert!((4..=12).contains(&lines), "{lines}");
}

#[test]
fn every_pair_of_values_goes_where_an_optimizer_of_these_values_goes() {
    let sweep = |text: &str| text.parse::<Sweep>().unwrap();
    let (from, steps) = ([1.0, 1.5], 400);
    for (name, schedule, over) in [
        ("adam", "constant", ["lr=0.01..1,log", "beta1=0..0.95"]),
        ("momentum", "step:50,0.5", ["momentum=0..0.95", "lr=1e-3..0.1,log"]),
        ("newton", "constant", ["lr=0.2..2.2", "damping=0..40"]),
        ("rprop", "constant", ["lr=1e-3..0.5,log", "eta_minus=0.2..0.9"]),
    ] {
        let descent = DescentStyle {
            optimizers: vec![name.to_owned()],
            schedule: schedule.parse().unwrap(),
            ..DescentStyle::default()
        };
        let scene = shown("himmelblau", Scene { descent, ..Scene::default() });
        let field = scene.open_field().unwrap();
        let style = HyperparameterMapStyle { from, over: over.map(sweep), grid: [9, 7], steps };
        let map = HyperparameterMap::new(None, &scene, &field, style).unwrap();
        let some = Seeding::Quasirandom.points(field.domain(), 4096, 0);
        let limits = Limits { steps, tolerance: 1e-6 * typical_slope(&field, &some), borders: None };
        let mut converged = 0;
        for (index, fate) in map.fates.iter().enumerate() {
            let settings: BTreeMap<String, f64> = map
                .style
                .over
                .iter()
                .zip(map.values(index))
                .map(|(sweep, value)| (sweep.name.clone(), value))
                .collect();
            let conditions = Conditions { schedule: schedule.parse().unwrap(), ..Conditions::default() };
            let optimizer = Optimizer::new(Rule::find(name).unwrap(), &settings, 10.0, conditions).unwrap();
            let alone = converge_all(&field, &Motion::Rule(Box::new(optimizer)), &[from], &limits)[0];
            let is_same = match *fate {
                Fate::Converged(steps) => alone.end == End::Converged && alone.steps == steps,
                Fate::Diverged => alone.end != End::Converged,
                Fate::Cycling | Fate::Moving => alone.end == End::Moving,
            };
            assert!(is_same, "{name} {settings:?}: {fate:?}, alone {alone:?}");
            converged += usize::from(alone.end == End::Converged);
        }
        assert!((5..63).contains(&converged), "{name}: {converged}");
    }
}

#[test]
fn a_wrong_hyperparameter_is_refused_before_anything_is_computed() {
    let scene = Scene {
        descent: DescentStyle { optimizers: vec!["momentum".to_owned()], ..DescentStyle::default() },
        ..Scene::default()
    };
    let field = Field::parse("x^2 + y^2").unwrap();
    let refused = |first: &str, second: &str| {
        let over = [first, second].map(|text| text.parse::<Sweep>().unwrap());
        let style = HyperparameterMapStyle { from: [1.0, 1.0], over, grid: [4, 4], steps: 10 };
        HyperparameterMap::new(None, &scene, &field, style).unwrap_err().to_string()
    };
    assert!(refused("lr=0.1..1", "beta1=0..0.9").contains("`momentum` has no parameter `beta1`"));
    assert!(refused("lr=-1..1", "momentum=0..0.9").contains("the step size -1"));
}

/// A look ahead of no momentum is plain descent: where a row of a map begins.
#[test]
fn a_row_of_a_map_may_have_no_momentum() {
    let of = |name: &str, over: [&str; 2]| {
        let descent = DescentStyle { optimizers: vec![name.to_owned()], ..DescentStyle::default() };
        let scene = shown("x^2/2 + 10*y^2", Scene { descent, ..Scene::default() });
        let field = scene.open_field().unwrap();
        let over = over.map(|text| text.parse::<Sweep>().unwrap());
        let style = HyperparameterMapStyle { from: [4.0, 3.0], over, grid: [12, 4], steps: 300 };
        HyperparameterMap::new(None, &scene, &field, style).map(|map| map.fates).map_err(|error| error.to_string())
    };
    let plain = of("momentum", ["lr=1e-3..1,log", "momentum=0..0.99"]).unwrap();
    for name in ["nesterov", "momentum:nesterov=1"] {
        let ahead = of(name, ["lr=1e-3..1,log", "momentum=0..0.99"]).unwrap();
        assert!(ahead[..12] == plain[..12] && ahead != plain, "{name}");
        for over in [["lr=1e-3..1,log", "momentum=-0.5..0.9"], ["momentum=0..0.9", "lr=-1..1"]] {
            assert!(of(name, over).is_err(), "{name} {over:?}");
        }
    }
    assert!(of("momentum:nesterov=1", ["dampening=0..0.5", "momentum=0..0.9"]).is_err());
    assert!(of("nesterov:momentum=0", ["lr=1e-3..1,log", "momentum=0..0.99"]).is_err());
}

/// A window that closes waits for the thread, which so leaves the steps that nobody wants any more.
#[test]
fn a_map_that_nobody_wants_any_more_is_left() {
    use std::sync::atomic::{AtomicU32, Ordering};
    let gpu = gpu_or_skip!();
    let descent = DescentStyle { optimizers: vec!["momentum".to_owned()], ..DescentStyle::default() };
    let scene = shown("x^2/2 + 10*y^2", Scene { descent, ..Scene::default() });
    let field = scene.open_field().unwrap();
    let over = ["lr=1e-3..1,log", "momentum=0..0.99"].map(|text| text.parse::<Sweep>().unwrap());
    let style = HyperparameterMapStyle { from: [4.0, 3.0], over, grid: [8, 8], steps: 1000 };
    let device = Some(gpu);
    let asked = |most: u32| {
        let asked = AtomicU32::new(0);
        let goes_on = || asked.fetch_add(1, Ordering::Relaxed) < most;
        let map = HyperparameterMap::new_while(device, &scene, &field, style.clone(), &goes_on).unwrap();
        (map.fates, asked.into_inner())
    };
    let (whole, often) = asked(u32::MAX);
    assert_eq!(whole, HyperparameterMap::new(device, &scene, &field, style.clone()).unwrap().fates);
    assert!(often > 20, "{often} times in 1000 steps");
    let (part, times) = asked(3);
    let last = |fate: &Fate| if let Fate::Converged(steps) = *fate { steps } else { 0 };
    assert!(times < 10 && part.iter().map(last).max() < Some(200), "it stopped after 3 times 64 steps: {times}");
}
