//! A field as shaders see it: WGSL with one interface, and the bind group it reads.
//!
//! Every shader that asks for f or ∇f is composed after [`GpuField::source`], which defines
//!
//! ```wgsl
//! fn field_value(p: vec2<f32>) -> f32
//! fn field_value_gradient(p: vec2<f32>) -> vec3<f32> // f, ∂f/∂x, ∂f/∂y per unit of data
//! fn field_hessian(p: vec2<f32>) -> vec3<f32>        // fxx, fxy, fyy
//! ```
//!
//! for a point in the field's own coordinates: x and y for a formula, fractional indices for samples, so that f32
//! resolves every cell of a grid whatever the extent, and places from a corner on for samples on axes that are not even.
//! [`GpuField::coordinate`] maps data to them in f64.

pub(crate) mod samples;

use std::sync::{Arc, OnceLock};

use super::formula::{Parameters, formula_source, parameter_values};
use super::raster_tiles::{TilePool, TileUse};
use crate::expr::EmitError;
use crate::field::{Domain, Field, FormulaField, Kind, LocalField, Range};
use crate::gpu::{Gpu, GpuError, uniform_layout_entry};
use crate::words::short;

/// The bind group of the field in every shader.
pub const FIELD_GROUP: u32 = 1;

/// The most operations of a formula and its gradient: a software driver compiles them for some seconds.
pub const MAX_OPERATIONS: usize = 1000;

/// A field that cannot go to the GPU.
#[derive(Debug, thiserror::Error)]
pub enum GpuFieldError {
    /// A constant does not fit into f32.
    #[error(transparent)]
    Emit(#[from] EmitError),
    /// A formula that drivers compile for minutes.
    #[error("the formula and its gradient come to {0} operations; the GPU takes up to {MAX_OPERATIONS}")]
    TooLong(usize),
    /// The value of a parameter does not fit into f32.
    #[error("the value {} of the parameter `{name}` does not fit into the GPU's 32-bit floats; give a smaller one", short(*value))]
    Parameter {
        /// The parameter.
        name: String,
        /// Its value.
        value: f64,
    },
    /// A function that is finite nowhere in its domain.
    #[error("the function has no finite value in its domain; give the field another domain")]
    NoValue,
    /// A grid, a device or a shader.
    #[error(transparent)]
    Gpu(#[from] GpuError),
}

impl GpuFieldError {
    /// Whether what was typed is wrong, rather than the device.
    pub fn is_usage(&self) -> bool {
        !matches!(self, GpuFieldError::Gpu(_))
    }
}

/// Pixels that a function is evaluated for where nobody says what is looked at.
const FUNCTION_PIXELS: [u32; 2] = [1024; 2];

/// The WGSL of fields that differ in parameters or samples alone. It is known by where it stands, and only where it was
/// written twice by its text.
#[derive(Clone, Debug)]
pub(crate) struct Program(Arc<str>);

impl PartialEq for Program {
    fn eq(&self, other: &Program) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

/// A field on the device. It lives until the formula or the file changes.
#[derive(Clone, Debug)]
pub struct GpuField {
    program: Program,
    layout: wgpu::BindGroupLayout,
    group: wgpu::BindGroup,
    /// Slope of the map from data to the field's coordinates, and the data that it maps to 0, along x and y.
    map: [[f64; 2]; 2],
    /// What the device's values are to be multiplied by, and what is to be added then.
    unit: f64,
    offset: f64,
    is_local: bool,
    /// Whether it is a formula that surely has a value everywhere, whatever its domain.
    has_value_everywhere: bool,
    /// That of a view's nodes, between which a bicubic may overshoot.
    range: Option<Range>,
    cost: usize,
    /// Of a formula.
    parameters: Option<Parameters>,
    kernels: Arc<Kernels>,
    /// Of a raster.
    tiles: Option<Arc<TilePool>>,
}

/// Pipelines that evaluate one source; each is built when it is first used.
#[derive(Debug, Default)]
pub(crate) struct Kernels {
    pub(crate) gradient: OnceLock<wgpu::ComputePipeline>,
    pub(crate) hessian: OnceLock<wgpu::ComputePipeline>,
    pub(crate) range: OnceLock<wgpu::ComputePipeline>,
    /// Of derived.wgsl, an entry point each.
    pub(crate) derived: [OnceLock<wgpu::ComputePipeline>; 5],
    pub(crate) lic: OnceLock<[wgpu::ComputePipeline; 2]>,
}

impl GpuField {
    /// Puts a field of x and y on the device.
    pub fn new(gpu: &Gpu, field: &Field) -> Result<GpuField, GpuFieldError> {
        match field.kind() {
            Kind::Formula(formula) => GpuField::from_formula(gpu, formula),
            Kind::Function(_) => match LocalField::of(field, field.domain(), FUNCTION_PIXELS) {
                Some(local_field) => Ok(GpuField::from_local_field(gpu, &local_field)?),
                None => Err(GpuFieldError::NoValue),
            },
            Kind::Samples(samples) => Ok(GpuField::from_samples(gpu, samples)?),
            Kind::Raster(raster) => {
                let (field, pool) = GpuField::from_raster(gpu, raster, gpu.detail.tiles)?;
                // Wherever it is asked, as fine as the pool allows.
                let all = pool.select(|tile| tile.samples() as f32);
                pool.show(gpu, &all, TileUse::Measuring, usize::MAX);
                Ok(field)
            }
        }
    }

    /// A field for a view, whose tiles are still to be shown where it is a raster; those that `before` has are kept. A
    /// formula takes the place of `before`, of which only [`GpuField::apart`] keeps the parameters.
    pub(crate) fn for_view(gpu: &Gpu, field: &Field, before: Option<&GpuField>) -> Result<GpuField, GpuFieldError> {
        match field.kind() {
            Kind::Formula(formula) => match before.filter(|before| before.is_of(field)) {
                Some(before) => {
                    let mut there = before.clone();
                    if let Some(parameters) = &mut there.parameters {
                        parameters.set(gpu, parameter_values(formula)?);
                    }
                    Ok(there)
                }
                None => GpuField::new(gpu, field),
            },
            Kind::Raster(raster) => {
                let is_there =
                    |before: &&GpuField| before.tiles.as_ref().is_some_and(|pool| Arc::ptr_eq(pool.raster(), raster));
                match before.filter(is_there) {
                    Some(before) => Ok(before.clone()),
                    None => Ok(GpuField::from_raster(gpu, raster, gpu.detail.tiles)?.0),
                }
            }
            Kind::Function(_) | Kind::Samples(_) => GpuField::new(gpu, field),
        }
    }

    /// Puts a view of a formula on the device; outside of it there is no value.
    pub(crate) fn from_local_field(gpu: &Gpu, local_field: &LocalField) -> Result<GpuField, GpuError> {
        let samples = GpuField::from_samples(gpu, &local_field.samples)?;
        // The samples of a function may leave something out of their values themselves.
        let offset = samples.offset * local_field.unit + local_field.offset;
        let unit = samples.unit * local_field.unit;
        let range = local_field.samples.nodes().iter().fold(Range::NONE, |range, node| {
            if node.is_hole() { range } else { range.with(f64::from(node.f) * unit + offset) }
        });
        Ok(GpuField { offset, unit, is_local: true, range: Some(range), ..samples })
    }

    fn from_formula(gpu: &Gpu, formula: &FormulaField) -> Result<GpuField, GpuFieldError> {
        if formula.cost() > MAX_OPERATIONS {
            return Err(GpuFieldError::TooLong(formula.cost()));
        }
        let parameters = Parameters::new(gpu, parameter_values(formula)?);
        let layout = gpu.device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("formula"),
            entries: &[uniform_layout_entry(0)],
        });
        let group = parameters.group(gpu, &layout);
        let source = formula.source(formula_source)?;
        let plain = GpuField::plain(Program(source), layout, group, [[1.0, 0.0]; 2]);
        let has_value_everywhere = formula.formula().has_value_everywhere();
        Ok(GpuField { cost: formula.cost(), parameters: Some(parameters), has_value_everywhere, ..plain })
    }

    /// The same field with parameters of its own, which others than it do not change; whoever changes those of a field
    /// changes them for all clones of it.
    pub(crate) fn apart(&self, gpu: &Gpu) -> Result<GpuField, GpuError> {
        let Some(parameters) = &self.parameters else { return Ok(self.clone()) };
        gpu.scoped(|| {
            let parameters = parameters.apart(gpu);
            GpuField { group: parameters.group(gpu, &self.layout), parameters: Some(parameters), ..self.clone() }
        })
    }

    /// Takes over the parameters of another field, where both are of one formula. Nothing but a buffer is written.
    #[must_use]
    pub(crate) fn take_parameters(&mut self, gpu: &Gpu, of: &GpuField) -> bool {
        let is_same = self.program == of.program;
        let (Some(own), Some(theirs), true) = (&mut self.parameters, &of.parameters, is_same) else { return false };
        own.set(gpu, theirs.values().to_vec());
        true
    }

    fn plain(program: Program, layout: wgpu::BindGroupLayout, group: wgpu::BindGroup, map: [[f64; 2]; 2]) -> GpuField {
        let kernels = Arc::default();
        GpuField {
            program,
            layout,
            group,
            map,
            unit: 1.0,
            offset: 0.0,
            is_local: false,
            has_value_everywhere: false,
            range: None,
            cost: 0,
            parameters: None,
            kernels,
            tiles: None,
        }
    }

    /// Whether a formula's shader is this one's, whatever the values of its parameters.
    pub(crate) fn is_of(&self, field: &Field) -> bool {
        let Kind::Formula(formula) = field.kind() else { return false };
        formula.source(formula_source).is_ok_and(|source| Program(source) == self.program)
    }

    /// What its shaders are known by.
    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    /// Takes over what another field of the same source has built: parameters and samples may differ.
    pub(crate) fn share_kernels(&mut self, other: &GpuField) {
        if self.program == other.program {
            self.kernels = Arc::clone(&other.kernels);
        }
    }

    pub(crate) fn kernels(&self) -> &Kernels {
        &self.kernels
    }

    /// WGSL that defines the interface, to be put before a shader that uses it.
    pub fn source(&self) -> &str {
        &self.program.0
    }

    /// The layout of bind group [`FIELD_GROUP`].
    pub fn layout(&self) -> &wgpu::BindGroupLayout {
        &self.layout
    }

    /// What bind group [`FIELD_GROUP`] is set to.
    pub fn group(&self) -> &wgpu::BindGroup {
        &self.group
    }

    /// A data coordinate along `axis` (0 for x, 1 for y) in the field's coordinates.
    pub fn coordinate(&self, axis: usize, data: f64) -> f64 {
        let [slope, origin] = self.map[axis];
        (data - origin) * slope
    }

    /// Slope of the map from data to the field's coordinates, and the data that it maps to 0, along x and y.
    pub(crate) fn map(&self) -> [[f64; 2]; 2] {
        self.map
    }

    /// What f, and with it its derivatives, is divided by on the device: 1, but where 32-bit floats do not hold its magnitude.
    pub fn unit(&self) -> f64 {
        self.unit
    }

    /// The range of a view's nodes.
    pub(crate) fn range(&self) -> Option<Range> {
        self.range
    }

    /// A value of f, of the device's.
    pub(crate) fn value(&self, on_device: f64) -> f64 {
        on_device * self.unit + self.offset
    }

    /// What the device's values leave out of f.
    pub fn offset(&self) -> f64 {
        self.offset
    }

    /// The tiles of a raster.
    pub(crate) fn tiles(&self) -> Option<&Arc<TilePool>> {
        self.tiles.as_ref()
    }

    /// The least and greatest sample of a raster in a part of its domain, or a little more; nothing where that is not known.
    pub(crate) fn bounds(&self, part: Domain) -> Option<[f64; 2]> {
        self.tiles.as_ref().and_then(|pool| pool.raster().bounds(part))
    }

    /// Whether it stands in for a formula within one view.
    pub(crate) fn is_local(&self) -> bool {
        self.is_local
    }

    /// Whether its shaders need not ask whether a value is missing.
    pub(crate) fn has_value_everywhere(&self) -> bool {
        self.has_value_everywhere
    }

    /// Whether the field's coordinates are the data's.
    pub fn is_plain(&self) -> bool {
        self.map == [[1.0, 0.0]; 2]
    }

    /// How many operations f and ∇f take at a point, about.
    pub fn cost(&self) -> usize {
        self.cost
    }
}

pub(super) const MATH: &str = include_str!("../../shaders/field/math.wgsl");
