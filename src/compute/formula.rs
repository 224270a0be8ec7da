//! A formula as shaders see it: WGSL with the interface of a field, and a buffer of its parameters.

use std::fmt::Write;

use super::field::{FIELD_GROUP, GpuFieldError, MATH};
use crate::expr::{EmitError, Order, emit};
use crate::field::FormulaField;
use crate::gpu::{Gpu, filled_buffer};

/// Values of a formula's parameters, and the buffer that the device has them in. Fields that share the buffer differ in the
/// values that they had when it was theirs.
#[derive(Clone, Debug)]
pub(super) struct Parameters {
    values: Vec<f32>,
    buffer: wgpu::Buffer,
}

impl Parameters {
    /// Puts values on the device.
    pub(super) fn new(gpu: &Gpu, values: Vec<f32>) -> Parameters {
        let bytes = bytemuck::cast_slice(&values);
        let buffer = filled_buffer(gpu, "field parameters", wgpu::BufferUsages::UNIFORM, bytes);
        Parameters { values, buffer }
    }

    /// The same values in a buffer of their own.
    pub(super) fn apart(&self, gpu: &Gpu) -> Parameters {
        Parameters::new(gpu, self.values.clone())
    }

    /// Writes other values of the same formula's into the buffer.
    pub(super) fn set(&mut self, gpu: &Gpu, values: Vec<f32>) {
        gpu.queue.write_buffer(&self.buffer, 0, bytemuck::cast_slice(&values));
        self.values = values;
    }

    /// The values as shaders have them.
    pub(super) fn values(&self) -> &[f32] {
        &self.values
    }

    /// The bind group that shaders find them by.
    pub(super) fn group(&self, gpu: &Gpu, layout: &wgpu::BindGroupLayout) -> wgpu::BindGroup {
        gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("formula"),
            layout,
            entries: &[wgpu::BindGroupEntry { binding: 0, resource: self.buffer.as_entire_binding() }],
        })
    }
}

/// A formula's parameters as shaders have them: in f32, filled up to whole vectors.
pub(super) fn parameter_values(formula: &FormulaField) -> Result<Vec<f32>, GpuFieldError> {
    let named = formula.formula().parameters().iter().zip(formula.values());
    if let Some((name, &value)) = named.into_iter().find(|(_, value)| !(**value as f32).is_finite()) {
        return Err(GpuFieldError::Parameter { name: name.clone(), value });
    }
    let mut values: Vec<f32> = formula.values().iter().map(|&value| value as f32).collect();
    values.resize(values.len().next_multiple_of(4).max(4), 0.0);
    Ok(values)
}

/// The coordinates of a formula in the functions' argument.
const POINT: [&str; 2] = ["p.x", "p.y"];

/// WGSL of a formula with the interface above.
pub(crate) fn formula_source(formula: &FormulaField) -> Result<String, EmitError> {
    let vectors = formula.values().len().div_ceil(4).max(1);
    let mut source = MATH.to_owned();
    let _ = write!(
        source,
        "struct FieldParameters {{ values: array<vec4<f32>, {vectors}> }}\n\
         @group({FIELD_GROUP}) @binding(0) var<uniform> field_parameters: FieldParameters;\n"
    );
    let (graph, roots) = formula.roots(Order::Hessian);
    let [value, x, y, xx, xy, yy] = match *roots {
        [f, fx, fy, fxx, fxy, fyy] => [f, fx, fy, fxx, fxy, fyy],
        // More variables than two never get here; the value alone keeps the function total.
        _ => [roots[0]; 6],
    };
    let (body, texts) = emit(graph, &[value], &POINT)?;
    let _ = writeln!(source, "fn field_value(p: vec2<f32>) -> f32 {{\n{body}    return {};\n}}", texts[0]);
    let (body, texts) = emit(graph, &[value, x, y], &POINT)?;
    let _ = writeln!(
        source,
        "fn field_value_gradient(p: vec2<f32>) -> vec3<f32> {{\n{body}    let f = {f};\n    \
         let is_hole = !math_is_finite(f);\n    \
         return vec3<f32>(f, math_or_nan({fx}, is_hole), math_or_nan({fy}, is_hole));\n}}",
        f = texts[0],
        fx = texts[1],
        fy = texts[2],
    );
    // A curvature that 32 bits do not hold is none: f and its slopes may be held all the same.
    let none = |_| (String::new(), vec!["math_nan()".to_owned(); 3]);
    let (body, texts) = emit(graph, &[xx, xy, yy], &POINT).unwrap_or_else(none);
    let _ = writeln!(
        source,
        "fn field_hessian(p: vec2<f32>) -> vec3<f32> {{\n{body}    return vec3<f32>({}, {}, {});\n}}",
        texts[0], texts[1], texts[2]
    );
    Ok(source)
}
