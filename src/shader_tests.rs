//! Every program that is drawn or computed with passes naga, whatever field it is composed with: the programs are those that
//! the pictures below are made by, and they leave no entry point of a shader out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::compute::{Descender, Evaluator, GpuField, StepConfig};
use crate::descent::{Conditions, Flow, Limits, Motion, Optimizer, Rule, Seeding};
use crate::expr::Order;
use crate::field::{Field, Grid, OpenOptions, Samples, catalogue};
use crate::gpu::composed::{self, Program};
use crate::gpu::{Gpu, Part, Shader};
use crate::render::{MOST_AS_DISCS, Renderer, render};
use crate::scene::{Arrows, ColorBy, DescentStyle, Scene, SceneFile, SurfaceLines, Tint, View};
use crate::window::shell::frame::screen;

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Pictures that have, one or another, whatever a picture can have.
fn scenes() -> Vec<SceneFile> {
    type Change = fn(&mut Scene);
    let changes: [(&str, Change); 14] = [
        ("x^2 + y^3", |_| ()),
        ("x^2 + y^3", |scene| (scene.arrows.direction, scene.critical) = (Arrows::Ascent, true)),
        ("x^2 + y^3", |scene| (scene.surface.alpha, scene.probe) = (0.5, Some([1.0, 1.0]))),
        ("x^2 + y^3", |scene| (scene.arrows.lic, scene.arrows.streamlines) = (true, Some(1.0))),
        ("x^2 + y^3", |scene| (scene.trust, scene.surface.lines) = (true, SurfaceLines::Mesh)),
        ("x^2 + y^3", |scene| scene.descent.from = vec![[1.0, 1.0], [-2.0, 3.0]]),
        ("x^2 + y^3", |scene| scene.descent.particles = 100),
        ("x^2 + y^3", |scene| (scene.descent.particles, scene.descent.trail) = (500, Some(8))),
        ("x^2 + y^3", |scene| (scene.descent.particles, scene.descent.steps) = (MOST_AS_DISCS + 1, 1)),
        ("x^2 + y^3", |scene| (scene.descent.particles, scene.descent.tint) = (500, Tint::Speed)),
        ("floor(x) + y", |_| ()),
        ("floor(x) + y", |scene| scene.surface.alpha = 0.5),
        ("sin(90*x*y)", |_| ()),
        ("if(x < 0, sin(90*x*y), 5 + floor(y))", |scene| scene.shade.contours = true),
    ];
    let scene = |(field, change): (&str, Change)| {
        let descent = DescentStyle { particles_from: Seeding::Quasirandom, ..DescentStyle::default() };
        let mut scene = Scene { size: [480, 320], descent, ..Scene::default() };
        change(&mut scene);
        SceneFile { source: field.into(), scene }
    };
    let by = [ColorBy::Norm, ColorBy::Slope, ColorBy::Aspect, ColorBy::Laplacian, ColorBy::Hillshade].map(|by| {
        let mut scene = Scene { view: View::Contour, size: [480, 320], ..Scene::default() };
        scene.color.by = by;
        SceneFile { source: "x^2 + y^3".into(), scene }
    });
    changes.into_iter().map(scene).chain(by).collect()
}

/// Draws and computes with every shader, and says with which programs.
fn programs(gpu: &Gpu) -> Result<Vec<Program>, Box<dyn std::error::Error>> {
    for file in scenes() {
        let file = file.checked()?;
        render(gpu, &file.scene, &file.open_field()?)?;
    }
    for format in [wgpu::TextureFormat::Bgra8Unorm, wgpu::TextureFormat::Bgra8UnormSrgb] {
        Renderer::for_format(gpu, format)?;
    }
    screen::pipelines(gpu, wgpu::TextureFormat::Bgra8Unorm)?;
    for field in data()? {
        render(gpu, &Scene { size: [480, 320], ..Scene::default() }, &field)?;
    }
    let field = Field::parse("a*x^2 + y")?;
    let gpu_field = GpuField::new(gpu, &field)?;
    let grid = Grid { nx: 3, ny: 3, domain: field.domain() };
    Evaluator::new(gpu, &gpu_field).sample(&grid, Order::Hessian)?;
    let noisy = Conditions { clip: Some(1.0), noise: 0.1, ..Conditions::default() };
    let motions = [motion("newton", noisy)?, motion("adam", noisy)?, Motion::Flow(Flow { extent: 1.0, ascend: false })];
    for motion in &motions {
        let limits = Limits { steps: 0, tolerance: 0.0, borders: None };
        Descender::new(gpu, &gpu_field, &StepConfig { motion, domain: field.domain(), limits, varied: &[] })?;
    }
    Ok(composed::all())
}

/// Samples in memory, in a file, and on an axis that is not evenly spaced.
fn data() -> Result<[Field; 3], Box<dyn std::error::Error>> {
    let samples = Samples::new((0..12).map(f64::from).collect(), 4, 3, [0.0, 1.0], [0.0, 1.0])?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("twelve.csv");
    std::fs::write(&path, "0,1,2,3\n4,5,6,7\n8,9,10,11\n")?;
    let in_file = OpenOptions { most_held: Some(0), ..OpenOptions::default() };
    let in_file = Field::open(&path.to_string_lossy(), &in_file)?;
    let uneven = Field::open("tests/data/inputs/uneven.npz", &OpenOptions::default())?;
    Ok([Field::from_samples("twelve", samples), in_file, uneven])
}

/// An optimizer of the package under some conditions.
fn motion(name: &str, conditions: Conditions) -> Result<Motion, Box<dyn std::error::Error>> {
    let rule = Rule::catalogue()?.into_iter().find(|rule| rule.name == name).ok_or("no such optimizer")?;
    Ok(Motion::Rule(Box::new(Optimizer::new(rule, &BTreeMap::new(), 1.0, conditions)?)))
}

/// The files of a folder and of those in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn every_program_passes_naga_with_every_field() -> Outcome {
    let gpu = Gpu::open(None)?;
    let programs = programs(&gpu)?;
    let formulas = [
        "0",
        "x",
        "-x - -1",
        "a*b*c*d*k + x",
        "0/0 + log(-1)",
        "x^-7 + y^2.5 + x^0.3 + 2^x + x^y",
        "1e38*x + 1e-45*y",
        "not x and y or x < y",
        "if(x > y, clamp(x, -1, 1), mod(x, y))",
        "min(x, y, 1) + max(x, y, 0) + sign(x) + round(y) + floor(x) + ceil(y)",
        "sin(x) + cos(x) + tan(x) + asin(x) + acos(x) + atan(x) + sinh(x) + cosh(x) + tanh(x) + asinh(x) + acosh(x) + atanh(x)",
        "exp(x) + expm1(x) + log(x) + log1p(x) + log2(x) + log10(x) + sqrt(x) + cbrt(x) + abs(x) + erf(x) + atan2(x, y)",
        "hypot(x, y)",
    ];
    let formulas = formulas.into_iter().map(Field::parse);
    let catalogued = catalogue::entries().iter().map(|entry| Field::parse(&entry.formula));
    let mut fields: Vec<Field> = formulas.chain(catalogued).collect::<Result<_, _>>()?;
    fields.extend(data()?);
    let with_field = |program: &&Program| {
        let has = |name: &str| program.parts.iter().any(|(part, _)| part == name);
        // What a rule is turned into is of the same field.
        has("field") && !has("motion")
    };
    let mut composed = BTreeSet::new();
    for program in programs.iter().filter(with_field) {
        let others: Vec<&(String, String)> = program.parts.iter().filter(|(name, _)| name != "field").collect();
        // One field stands for all.
        if !composed.insert((&program.asked, others)) {
            continue;
        }
        for field in &fields {
            let gpu_field = GpuField::new(&gpu, field)?;
            let part = |(name, source): &'_ (String, String)| {
                (name.clone(), if name == "field" { gpu_field.source().to_owned() } else { source.clone() })
            };
            let parts: Vec<(String, String)> = program.parts.iter().map(part).collect();
            let parts: Vec<Part<'_>> = parts.iter().map(|(name, source)| Part { name, source }).collect();
            let asked: Vec<&str> = program.asked.iter().map(String::as_str).collect();
            let shader = Shader::compose_for("test", &asked, &parts);
            let shader = shader.map_err(|error| format!("{asked:?} of {}: {error}", field.name()))?;
            let found: Vec<&str> = shader.module().entry_points.iter().map(|entry| entry.name.as_str()).collect();
            assert_eq!(found, program.entry_points, "{}", field.name());
        }
    }
    assert!(composed.len() > 12, "{}", composed.len());
    Ok(())
}

#[test]
fn every_entry_point_of_a_shader_is_one_of_a_program_and_every_file_part_of_one() -> Outcome {
    let programs = programs(&Gpu::open(None)?)?;
    let reached: BTreeSet<&str> =
        programs.iter().flat_map(|program| &program.entry_points).map(String::as_str).collect();
    for file in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("shaders")) {
        let text = std::fs::read_to_string(&file)?;
        let declared: Vec<&str> = text
            .split("\nfn ")
            .skip(1)
            .filter_map(|rest| rest.split('(').next())
            .chain(text.strip_prefix("fn ").and_then(|rest| rest.split('(').next()))
            .collect();
        for (before, name) in text.split("fn ").zip(text.split("fn ").skip(1)) {
            let is_entry = ["@vertex", "@fragment", "@compute"]
                .iter()
                .any(|stage| before.rsplit(['}', ';']).next().is_some_and(|last| last.contains(stage)));
            let name = name.split('(').next().unwrap_or_default();
            assert!(!is_entry || reached.contains(name), "{name} of {} is drawn with by nobody", file.display());
        }
        let is_part =
            |(_, source): &(String, String)| declared.iter().any(|name| source.contains(&format!("fn {name}(")));
        let is_used = programs.iter().flat_map(|program| &program.parts).any(is_part);
        assert!(is_used, "{} is part of nothing", file.display());
    }
    Ok(())
}
