//! Every shader the program composes passes naga, whatever field it is composed with.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::common::field;
use steepest::compute::{Descender, GpuField, StepConfig};
use steepest::descent::{Conditions, Flow, Limits, Motion, Optimizer, Outside, Rule};
use steepest::field::{Field, OpenOptions, Samples, catalogue};
use steepest::gpu::{Part, Shader};

/// A shader of the program: the files that follow the field, whether it asks for a field, and its entry points.
type Program = (&'static [&'static str], bool, &'static [&'static str]);

const PROGRAMS: &[Program] = &[
    (&["compute/evaluate"], true, &["evaluate_gradient"]),
    (&["compute/evaluate", "compute/hessian"], true, &["evaluate_gradient", "evaluate_hessian"]),
    (&["compute/evaluate", "compute/range"], true, &["evaluate_gradient", "find_range"]),
    (
        &["field/mend", "render/frame", "render/surface"],
        true,
        &[
            "surface_vertex",
            "fine_surface_vertex",
            "surface_fragment",
            "fine_surface_fragment",
            "cut_vertex",
            "cut_fragment",
            "fine_cut_fragment",
            "cut_depth",
            "surface_depth",
        ],
    ),
    (
        &["field/mend", "render/frame", "render/contour"],
        true,
        &["contour_vertex", "contour_fragment", "fine_contour_fragment"],
    ),
    (&["field/mend", "render/frame", "render/arrows"], true, &["arrow_on_plane", "arrow_on_surface", "arrow_fragment"]),
    (&["splat-constants", "render/frame", "render/splat"], true, &["splat_particles", "splat_trails"]),
    (&["render/lic"], true, &["convolve"]),
    (&["render/max_depth"], false, &["max_depth"]),
    (&["render/cover", "render/screen"], false, &["cover", "picture_alone", "controls_alone", "put_together"]),
    (&["render/cover", "render/resolve"], false, &["cover", "mean_of_samples"]),
    (&["render/cover", "render/density"], false, &["cover", "tone_map"]),
    (&["render/cover", "render/outlet"], false, &["cover", "as_it_is", "before_the_curve"]),
    (&["compute/outcomes"], false, &["count_fates"]),
    (&["render/frame", "render/strokes"], false, &["stroke_vertex", "stroke_fragment", "stroke_seen_through"]),
];

/// What the program writes before the shader of particles in pictures.
const SPLAT_CONSTANTS: &str = "splat-constants";

/// What a field brings itself.
const FIELD_FILES: &[&str] =
    &["field/math", "field/bicubic", "field/nodes", "field/samples", "field/tiles", "field/uneven"];

/// What programs of particles are made of, beside text that their rule is turned into.
const PARTICLE_FILES: &[&str] =
    &["compute/descend", "compute/flow", "compute/newton", "compute/eigen", "compute/random"];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("shaders")
}

fn read(name: &str) -> String {
    if name == SPLAT_CONSTANTS {
        return "const TINT: u32 = TINT_SPEED;\nconst IS_DRAPED: bool = true;\nconst HAS_DISCS: bool = true;\n"
            .to_owned();
    }
    fs::read_to_string(folder().join(format!("{name}.wgsl"))).unwrap()
}

/// Composes a program with a field's source, as the program does, and looks for its entry points.
fn compose(field: Option<&str>, (files, _, entries): &Program) -> Result<(), String> {
    let sources: Vec<String> = files.iter().map(|file| read(file)).collect();
    let field = field.map(|source| Part { name: "field", source });
    let files = files.iter().zip(&sources).map(|(name, source)| Part { name, source });
    let parts: Vec<Part<'_>> = field.into_iter().chain(files).collect();
    let shader = Shader::compose("test", &parts).map_err(|error| error.to_string())?;
    let found: Vec<&str> = shader.module().entry_points.iter().map(|entry| entry.name.as_str()).collect();
    if found == *entries { Ok(()) } else { Err(format!("entry points are {found:?}, not {entries:?}")) }
}

fn samples() -> Field {
    let values = (0..12).map(f64::from).collect();
    Field::from_samples("twelve", Samples::new(values, 4, 3, [0.0, 1.0], [0.0, 1.0]).unwrap())
}

/// Samples on an axis that is not evenly spaced.
fn uneven() -> Field {
    Field::open("tests/data/inputs/uneven.npz", &OpenOptions::default()).unwrap()
}

/// The same as [`samples`], left in a file.
fn raster() -> Field {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("twelve.csv");
    fs::write(&path, "0,1,2,3\n4,5,6,7\n8,9,10,11\n").unwrap();
    Field::open(path.to_str().unwrap(), &OpenOptions { most_held: Some(0), ..OpenOptions::default() }).unwrap()
}

/// Formulas whose text in WGSL is unlike the others'.
const FORMULAS: &[&str] = &[
    "0",
    "x",
    "y",
    "-1",
    "-x - -1",
    "a",
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

#[test]
fn every_shader_passes_naga_with_every_field() {
    let gpu = gpu_or_skip!();
    let formulas = FORMULAS.iter().map(|text| field(text, &[]));
    let fields: Vec<Field> = catalogue::entries()
        .iter()
        .map(|entry| field(&entry.name, &[]))
        .chain(formulas)
        .chain([samples(), uneven(), raster()])
        .collect();
    for field in &fields {
        let gpu_field = GpuField::new(gpu, field).unwrap();
        for program in PROGRAMS {
            let source = program.1.then(|| gpu_field.source());
            compose(source, program).unwrap_or_else(|error| panic!("{:?} of {}: {error}", program.0, field.name()));
        }
    }
}

#[test]
fn every_way_to_move_passes_naga_with_every_kind_of_field() {
    let gpu = gpu_or_skip!();
    let conditions = Conditions { clip: Some(1.0), noise: 0.1, warmup: 3, ..Conditions::default() };
    let with = |conditions| {
        let rules = Rule::catalogue().unwrap().into_iter();
        let motion =
            move |rule| Motion::Rule(Box::new(Optimizer::new(rule, &Default::default(), 1.0, conditions).unwrap()));
        rules.map(motion)
    };
    let flows = [false, true].map(|ascend| Motion::Flow(Flow { extent: 1.0, ascend }));
    let motions: Vec<Motion> = with(Conditions::default()).chain(with(conditions)).chain(flows).collect();
    for field in [field("a*x^2 + y", &[]), samples(), uneven(), raster()] {
        let gpu_field = GpuField::new(gpu, &field).unwrap();
        let domain = field.domain();
        for (index, motion) in motions.iter().enumerate() {
            let outside = [Outside::Keep, Outside::Clamp, Outside::Retire][index % 3];
            let limits = Limits { steps: 0, tolerance: 0.0, borders: Some((domain, outside)) };
            let varied: &[&str] = if index % 2 == 0 { &["lr", "beta1"] } else { &[] };
            let course = StepConfig { motion, domain, limits, varied };
            Descender::new(gpu, &gpu_field, &course).unwrap();
        }
    }
}

#[test]
fn a_long_formula_passes_naga_and_a_longer_one_is_refused_by_its_length() {
    let gpu = gpu_or_skip!();
    let sum = |terms: usize| (1..=terms).map(|k| format!("sin({k}*x)*cos({k}*y)/{k}")).collect::<Vec<_>>().join(" + ");
    let gpu_field = GpuField::new(gpu, &field(&sum(50), &[])).unwrap();
    compose(Some(gpu_field.source()), &PROGRAMS[1]).unwrap();
    let error = GpuField::new(gpu, &field(&sum(150), &[])).unwrap_err().to_string();
    assert!(error.contains("operations") && error.contains("up to 1000"), "{error}");
}

#[test]
fn every_file_of_shaders_is_part_of_a_program() {
    let entries = |folder: PathBuf| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let on_disk: BTreeSet<String> = entries(folder())
        .flat_map(entries)
        .map(|path| path.strip_prefix(folder()).unwrap().with_extension("").to_str().unwrap().to_owned())
        .collect();
    let listed: BTreeSet<String> = PROGRAMS
        .iter()
        .flat_map(|program| program.0)
        .filter(|&&name| name != SPLAT_CONSTANTS)
        .chain(FIELD_FILES)
        .chain(PARTICLE_FILES)
        .map(|&name| name.to_owned())
        .collect();
    assert_eq!(on_disk, listed);
}

#[test]
fn a_constant_that_single_precision_cannot_hold_is_refused_by_name() {
    let gpu = gpu_or_skip!();
    let error = GpuField::new(gpu, &field("1e39*x", &[])).unwrap_err().to_string();
    assert!(error.contains("1e39"), "{error}");
}

#[test]
fn a_shader_that_is_wrong_is_refused() {
    let strokes = PROGRAMS.last().unwrap();
    assert!(compose(None, strokes).is_ok());
    assert!(
        compose(Some("@compute @workgroup_size(1) fn broken() { let wrong: f32 = vec2<f32>(); }"), strokes).is_err()
    );
    assert!(compose(None, &(strokes.0, false, &["stroke_vertex"])).is_err());
    assert!(compose(None, &PROGRAMS[0]).is_err(), "without a field there is no field_value_gradient");
}
