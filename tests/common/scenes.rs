//! Random scenes that can be drawn, whatever keys they have.

use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::BoxedStrategy;
use steepest::colormap::Colormap;
use steepest::descent::{Outside, Schedule, Seeding};
use steepest::field::{FieldSource, Origin};
use steepest::scene::{
    AnimationStyle, ArrowColor, ArrowLength, ArrowStyle, Arrows, Aspect, AxisLabels, AxisScale, AxisScales, BasinStyle,
    BoxAspect, CameraStyle, ColorBy, ColorScale, ColorStyle, ContourStyle, CurveStyle, DescentStyle, LegendPlace,
    Levels, Light, Limits, LossOf, LossStyle, ParameterSweep, Projection, Scene, SceneFile, ShadeStyle, SurfaceLines,
    SurfaceStyle, Theme, Tint, Units, View,
};

/// A number that reads well, or one of any size.
fn number() -> BoxedStrategy<f64> {
    prop_oneof![-9.0..9.0, select(vec![0.0, 1.0, -2.5, 1e-9, -3e200, 5e-324]), any::<i16>().prop_map(f64::from)].boxed()
}

/// Two numbers, the first below the second.
fn range() -> BoxedStrategy<[f64; 2]> {
    (number(), 0.001..1e3)
        .prop_map(|(first, width)| [first, first + width])
        .prop_filter("empty", |[a, b]| a < b)
        .boxed()
}

fn pair() -> BoxedStrategy<[f64; 2]> {
    [number(), number()].boxed()
}

fn sides(most: usize) -> BoxedStrategy<[usize; 2]> {
    prop_oneof![[2..=most, 2..=most], (2..=most).prop_map(|side| [side; 2])].boxed()
}

/// What people call things, with what a shell and an option's parser would take for their own.
fn text() -> BoxedStrategy<String> {
    let odd = ["", "it's \"x\" / $HOME", "--size", "-q", "-x^2", "a=b, c", "f(x) ∂²", "two\nlines", "*.png", "`id`"];
    prop_oneof![select(odd.to_vec()).prop_map(str::to_owned), "[a-z]{1,8}( [a-z(]{1,8})?"].boxed()
}

/// A name of a parameter or an optimizer.
fn name() -> BoxedStrategy<String> {
    "[a-d][a-z]{0,5}".boxed()
}

fn settings() -> BoxedStrategy<BTreeMap<String, f64>> {
    btree_map(name(), number(), 0..3).boxed()
}

fn of<T: Clone + std::fmt::Debug + 'static>(values: &[T]) -> BoxedStrategy<T> {
    select(values.to_vec()).boxed()
}

fn seeding() -> BoxedStrategy<Seeding> {
    prop_oneof![
        of(&[Seeding::Quasirandom, Seeding::Uniform, Seeding::Grid]),
        (pair(), pair()).prop_map(|(from, to)| Seeding::Line { from, to }),
        (pair(), 0.1..9.0).prop_map(|(center, radius)| Seeding::Circle { center, radius }),
        (vec(pair(), 0..3), 0.1..9.0).prop_map(|(centers, radius)| Seeding::Brush { radius, centers }),
    ]
    .boxed()
}

fn schedule() -> BoxedStrategy<Schedule> {
    of(&["constant", "step:10,0.5", "exponential:0.99", "cosine:50"])
        .prop_map(|text| text.parse().unwrap_or_else(|error| panic!("{text}: {error}")))
        .boxed()
}

fn levels() -> BoxedStrategy<Levels> {
    let list = vec(0.01..5.0, 0..5).prop_map(|steps| {
        let rising = steps.iter().scan(-3.0, |level, step| {
            *level += step;
            Some(*level)
        });
        Levels::List([-3.0].into_iter().chain(rising).collect())
    });
    prop_oneof![(1usize..255).prop_map(Levels::Count), list].boxed()
}

fn scales() -> BoxedStrategy<AxisScales> {
    let scale = || {
        let named = of(&[AxisScale::Linear, AxisScale::Log, AxisScale::Symlog(None)]);
        prop_oneof![named, (1e-9..1e9).prop_map(|threshold| AxisScale::Symlog(Some(threshold)))]
    };
    (scale(), scale(), scale()).prop_map(|(x, y, z)| AxisScales { x, y, z }).boxed()
}

fn box_aspect() -> BoxedStrategy<BoxAspect> {
    let sides = [0.01..9.0, 0.01..9.0, 0.01..9.0].prop_map(BoxAspect::Ratio);
    prop_oneof![of(&[BoxAspect::Auto, BoxAspect::Equal]), sides].boxed()
}

fn limits() -> BoxedStrategy<Limits> {
    prop_oneof![of(&[Limits::Auto, Limits::Robust, Limits::Full]), range().prop_map(Limits::Range)].boxed()
}

fn color() -> BoxedStrategy<ColorStyle> {
    let scale = prop_oneof![
        of(&[
            ColorScale::Auto,
            ColorScale::Linear,
            ColorScale::Log,
            ColorScale::Symlog(None),
            ColorScale::Centered(0.0)
        ]),
        (1e-9..1e9).prop_map(|threshold| ColorScale::Symlog(Some(threshold))),
        number().prop_map(ColorScale::Centered),
    ];
    let by = of(&[ColorBy::F, ColorBy::Norm, ColorBy::Slope, ColorBy::Aspect, ColorBy::Laplacian, ColorBy::Hillshade]);
    (by, option::of(of(&[Colormap::default(), Colormap::RdBuR])), scale, limits())
        .prop_map(|(by, map, scale, limits)| ColorStyle { by, map, scale, limits })
        .boxed()
}

fn surface() -> BoxedStrategy<SurfaceStyle> {
    let light = prop_oneof![Just(Light::Off), pair().prop_map(Light::From)];
    let lines = of(&[SurfaceLines::Auto, SurfaceLines::Contour, SurfaceLines::Mesh, SurfaceLines::Off]);
    (0.0..=1.0, limits(), box_aspect(), 0.01..100.0, light, lines)
        .prop_map(|(alpha, z, box_aspect, height_scale, light, lines)| SurfaceStyle {
            alpha,
            z,
            box_aspect,
            height_scale,
            light,
            lines,
        })
        .boxed()
}

fn camera() -> BoxedStrategy<CameraStyle> {
    let projection = of(&[Projection::Perspective, Projection::Orthographic]);
    (pair(), option::of(1.2..1000.0), projection)
        .prop_map(|([azimuth, elevation], distance, projection)| CameraStyle {
            azimuth,
            elevation,
            distance,
            projection,
        })
        .boxed()
}

fn contour() -> BoxedStrategy<ContourStyle> {
    (levels(), 0.0..50.0, any::<bool>(), of(&[Aspect::Auto, Aspect::Equal, Aspect::Fill]))
        .prop_map(|(levels, line_width, labels, aspect)| ContourStyle { levels, line_width, labels, aspect })
        .boxed()
}

fn arrows() -> BoxedStrategy<ArrowStyle> {
    let direction = of(&[Arrows::Auto, Arrows::Ascent, Arrows::Descent, Arrows::Off]);
    let positive = || option::of(0.05..10.0);
    let length = of(&[ArrowLength::Gradient, ArrowLength::Sqrt, ArrowLength::Equal]);
    let color = of(&[ArrowColor::Auto, ArrowColor::Norm, ArrowColor::Color([1, 2, 3, 255]), ArrowColor::Color([9; 4])]);
    (direction, sides(1000), length, color, positive(), any::<bool>(), positive(), any::<bool>())
        .prop_map(|(direction, density, length, color, streamlines, lic, scale, key)| ArrowStyle {
            direction,
            density,
            length,
            color,
            streamlines,
            lic,
            scale,
            key,
        })
        .boxed()
}

fn descent() -> BoxedStrategy<DescentStyle> {
    let chosen = prop_oneof![
        vec("[a-d][a-z]{0,5}(:lr=0\\.[1-9])?", 0..3).prop_map(|optimizers| (optimizers, None)),
        text().prop_filter("no rule", |text| !text.is_empty()).prop_map(|rule| (Vec::new(), Some(rule))),
    ];
    let file = |ending: &'static str| option::of(name().prop_map(move |name| format!("{name} {ending}")));
    let chosen = (chosen, file("rules.toml"), option::of(number()), settings());
    let conditions = (schedule(), any::<u32>(), option::of(number()), number(), 0..=i64::MAX as u64, any::<bool>());
    let outside = option::of(of(&[Outside::Keep, Outside::Clamp, Outside::Retire]));
    let starts = (0..=100_000usize, vec(pair(), 0..3), file("path.csv"), outside);
    let tint = of(&[Tint::Optimizer, Tint::Speed, Tint::F, Tint::Minimum]);
    let within = option::of([range(), range()]);
    let particles = (0..2_000_000usize, seeding(), within, option::of(0..100usize), tint);
    (chosen, conditions, starts, particles)
        .prop_map(|(chosen, conditions, starts, particles)| {
            let ((optimizers, rule), rules, lr, parameters) = chosen;
            let (schedule, warmup, clip, noise, seed, ascend) = conditions;
            let (steps, from, path, outside) = starts;
            let (particles, particles_from, particles_in, trail, tint) = particles;
            DescentStyle {
                optimizers,
                rule,
                rules,
                lr,
                parameters,
                schedule,
                warmup,
                clip,
                noise,
                seed,
                steps,
                from,
                path,
                trajectories: Vec::new(),
                ascend,
                outside,
                particles,
                particles_from,
                particles_in,
                trail,
                tint,
            }
        })
        .boxed()
}

fn animation() -> BoxedStrategy<AnimationStyle> {
    let sweep = (name(), pair()).prop_map(|(name, range)| ParameterSweep { name, range });
    (1..500u32, 0..100usize, number(), option::of(sweep), 0.5..2.0, pair(), number())
        .prop_map(|(length, steps_per_frame, turn, sweep, zoom, pan, probe_turn)| AnimationStyle {
            length,
            steps_per_frame,
            turn,
            sweep,
            zoom,
            pan,
            probe_turn,
        })
        .boxed()
}

/// Any scene that can be drawn; about half of its parts are as they are where nothing is said.
pub(crate) fn scenes() -> BoxedStrategy<SceneFile> {
    fn maybe<T: Clone + Default + std::fmt::Debug + 'static>(part: BoxedStrategy<T>) -> BoxedStrategy<T> {
        prop_oneof![Just(T::default()), part].boxed()
    }
    let fields = ["himmelblau", "x^2 + y^2", "-x^2 + it's", "sin(a*x)*cos(y)", "a folder/dem.npz", "f(x) = x"];
    let field = of(&fields).prop_map(str::to_owned);
    let origin = option::of(of(&[Origin::Lower, Origin::Upper]));
    let extent = option::of([range(), range()]);
    let opening = (field, maybe(settings()), option::of(name()), (option::of(1..9usize), origin), extent);
    let looked_at = (option::of(range()), option::of(range()), option::of(sides(65_536)));
    let view = of(&[View::Both, View::Surface, View::Contour, View::Curve, View::Loss]);
    let units = of(&[Units::Plain, Units::Degrees]);
    let figure = (
        view,
        [64..5000u32, 64..5000u32],
        20.0..2400.0,
        (
            [option::of(text()), option::of(text())],
            option::of(name()),
            of(&[LegendPlace::Best, LegendPlace::Off, LegendPlace::Beside, LegendPlace::UpperLeft]),
        ),
        option::of(2.0..200.0),
    );
    let shown = (of(&[Theme::Light, Theme::Dark]), any::<bool>(), any::<bool>(), units, any::<bool>());
    let basins = (sides(65_536), 1..=1_000_000u32).prop_map(|(grid, steps)| BasinStyle { grid, steps });
    let probe =
        (option::of(pair()), number(), option::of(basins), option::of(0.001..9.0), of(&[LossOf::F, LossOf::Norm]));
    let labels =
        [option::of(text()), option::of(text()), option::of(text())].prop_map(|[x, y, z]| AxisLabels { x, y, z });
    let shade =
        (any::<bool>(), 0.0..360.0, 0.0..=90.0, 0.1..9.0).prop_map(|(contours, azimuth, elevation, exaggeration)| {
            ShadeStyle { contours, sun: [azimuth, elevation], exaggeration }
        });
    let styles =
        (maybe(color()), maybe(surface()), maybe(shade.boxed()), maybe(camera()), maybe(contour()), maybe(arrows()));
    let moving = (maybe(descent()), maybe(animation()), maybe(labels.boxed()), maybe(scales()));
    (opening, looked_at, figure, shown, probe, styles, moving)
        .prop_map(|(opening, looked_at, figure, shown, probe, styles, moving)| {
            let (text, set, key, (band, origin), extent) = opening;
            let (x, y, grid) = looked_at;
            let (view, size, dpi, ([title, panel_titles], font, legend), fontsize) = figure;
            let (theme, transparent, critical, units, trust) = shown;
            let (probe, probe_angle, basins, h, of) = probe;
            let (color, surface, shade, camera, contour, arrows) = styles;
            let (descent, animation, labels, scales) = moving;
            let source = FieldSource { text, set, key, band, origin, extent };
            let scene = Scene {
                x,
                y,
                grid,
                view,
                size,
                dpi,
                title,
                panel_titles,
                font,
                legend,
                fontsize,
                theme,
                transparent,
                critical,
                units,
                trust,
                probe,
                probe_angle,
                basins,
                labels,
                scales,
                color,
                surface,
                shade,
                camera,
                contour,
                curve: CurveStyle { h },
                arrows,
                loss: LossStyle { of },
                descent,
                animation,
            };
            SceneFile { source, scene }
        })
        .boxed()
}
