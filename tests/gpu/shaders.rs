//! Shaders of fields and of ways to move, and what is refused.

use std::fs;

use crate::common::field;
use steepest::compute::{Descender, GpuField, StepConfig};
use steepest::descent::{Conditions, Flow, Limits, Motion, Optimizer, Outside, Rule};
use steepest::field::{Field, OpenOptions, Samples};
use steepest::gpu::{Part, Shader};

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
            let config = StepConfig { motion, domain, limits, varied };
            Descender::new(gpu, &gpu_field, &config).unwrap();
        }
    }
}

#[test]
fn a_long_formula_passes_naga_and_a_longer_one_is_refused_by_its_length() {
    let gpu = gpu_or_skip!();
    let sum = |terms: usize| (1..=terms).map(|k| format!("sin({k}*x)*cos({k}*y)/{k}")).collect::<Vec<_>>().join(" + ");
    let gpu_field = GpuField::new(gpu, &field(&sum(50), &[])).unwrap();
    Shader::compose("test", &[Part { name: "field", source: gpu_field.source() }]).unwrap();
    let error = GpuField::new(gpu, &field(&sum(150), &[])).unwrap_err().to_string();
    assert!(error.contains("operations") && error.contains("up to 1000"), "{error}");
}

#[test]
fn a_constant_that_single_precision_cannot_hold_is_refused_by_name() {
    let gpu = gpu_or_skip!();
    let error = GpuField::new(gpu, &field("1e39*x", &[])).unwrap_err().to_string();
    assert!(error.contains("1e39"), "{error}");
}

#[test]
fn a_shader_that_is_wrong_is_refused() {
    let compose = |source: &str| Shader::compose("test", &[Part { name: "part", source }]);
    assert!(compose("fn right() -> f32 { return 1.0; }").is_ok());
    assert!(compose("@compute @workgroup_size(1) fn broken() { let wrong: f32 = vec2<f32>(); }").is_err());
    assert!(compose("fn asks() -> f32 { return field_value(0.0, 0.0); }").is_err(), "there is no field");
}
