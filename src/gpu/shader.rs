//! Composing WGSL from named parts and validating it before a driver sees it.

use std::borrow::Cow;

use wgpu::naga;

use super::counts::count;
use super::declarations::reached;
use super::device::Gpu;
use super::error::{GpuError, ShaderError};

/// A piece of WGSL and its name in messages.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// The name, such as the file's.
    pub name: &'a str,
    /// The WGSL.
    pub source: &'a str,
}

/// WGSL that passed validation.
#[derive(Clone, Debug)]
pub struct Shader {
    name: String,
    source: String,
    module: naga::Module,
}

impl Shader {
    /// Joins what entry points reach of `parts`, in their order, and validates it; all of it where there is none.
    ///
    /// # Errors
    /// Where naga refuses it, with the part and the line.
    pub fn compose(name: &str, parts: &[Part<'_>]) -> Result<Shader, ShaderError> {
        Shader::compose_for(name, &[], parts)
    }

    /// The same with what the entry points of these names reach.
    pub(crate) fn compose_for(name: &str, entry_points: &[&str], parts: &[Part<'_>]) -> Result<Shader, ShaderError> {
        let sources: Vec<&str> = parts.iter().map(|part| part.source).collect();
        let reached = reached(&sources, entry_points);
        #[cfg(all(test, feature = "window"))]
        let originals = parts.to_vec();
        let parts: Vec<Part<'_>> =
            parts.iter().zip(&reached).map(|(part, source)| Part { name: part.name, source }).collect();
        let source: String = parts.iter().flat_map(|part| [part.source, "\n"]).collect();
        let error = |line: Option<u32>, reason: String| ShaderError {
            shader: name.to_owned(),
            place: line.map_or_else(|| "no place known".to_owned(), |line| place(&parts, line)),
            reason,
        };
        let module = naga::front::wgsl::parse_str(&source).map_err(|parse| {
            error(parse.location(&source).map(|location| location.line_number), parse.message().to_owned())
        })?;
        let mut validator =
            naga::valid::Validator::new(naga::valid::ValidationFlags::all(), naga::valid::Capabilities::default());
        validator.validate(&module).map_err(|invalid| {
            let line = invalid.location(&source).map(|location| location.line_number);
            error(line, invalid.emit_to_string(&source))
        })?;
        let shader = Shader { name: name.to_owned(), source, module };
        #[cfg(all(test, feature = "window"))]
        composed::keep(entry_points, &originals, &shader);
        Ok(shader)
    }

    /// The whole source.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// What naga made of it: types with their layouts, entry points.
    pub fn module(&self) -> &naga::Module {
        &self.module
    }

    /// Hands the shader to the driver.
    pub fn create(&self, gpu: &Gpu) -> wgpu::ShaderModule {
        count(&gpu.counters.shaders, 1);
        gpu.device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some(&self.name),
            source: wgpu::ShaderSource::Wgsl(Cow::Borrowed(&self.source)),
        })
    }
}

/// What was composed, for tests that look at every program there is.
#[cfg(all(test, feature = "window"))]
pub(crate) mod composed {
    use std::collections::BTreeSet;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use super::{Part, Shader};

    /// A program: the entry points that were asked for, those that it has, and the names and sources of its parts.
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub(crate) struct Program {
        pub(crate) asked: Vec<String>,
        pub(crate) entry_points: Vec<String>,
        pub(crate) parts: Vec<(String, String)>,
    }

    static PROGRAMS: Mutex<BTreeSet<Program>> = Mutex::new(BTreeSet::new());

    fn programs() -> MutexGuard<'static, BTreeSet<Program>> {
        PROGRAMS.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn keep(asked: &[&str], parts: &[Part<'_>], shader: &Shader) {
        let asked = asked.iter().map(|&entry| entry.to_owned()).collect();
        let entry_points = shader.module.entry_points.iter().map(|entry| entry.name.clone()).collect();
        let parts = parts.iter().map(|part| (part.name.to_owned(), part.source.to_owned())).collect();
        programs().insert(Program { asked, entry_points, parts });
    }

    /// Every program that was composed since the tests began.
    pub(crate) fn all() -> Vec<Program> {
        programs().iter().cloned().collect()
    }
}

/// The part that a line of the joined source belongs to, and its line there.
fn place(parts: &[Part<'_>], line: u32) -> String {
    let mut first = 1;
    for part in parts {
        let lines = part.source.matches('\n').count() as u32 + 1;
        if line < first + lines {
            return format!("{}, line {}", part.name, line - first + 1);
        }
        first += lines;
    }
    format!("line {line}")
}

/// The compute pipeline of a shader's entry point; workgroup memory is the shader's own to clear.
pub fn compute_pipeline(
    gpu: &Gpu,
    entry: &str,
    shader: &Shader,
    layouts: &[Option<&wgpu::BindGroupLayout>],
) -> Result<wgpu::ComputePipeline, GpuError> {
    gpu.scoped(|| {
        let layout = gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some(entry),
            bind_group_layouts: layouts,
            immediate_size: 0,
        });
        gpu.count_pipeline();
        gpu.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(entry),
            layout: Some(&layout),
            module: &shader.create(gpu),
            entry_point: Some(entry),
            compilation_options: wgpu::PipelineCompilationOptions {
                zero_initialize_workgroup_memory: false,
                ..Default::default()
            },
            cache: None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_part_and_its_line() {
        let good = Part { name: "good", source: "fn one() -> f32 {\n    return 1.0;\n}\n" };
        let bad = Part { name: "bad", source: "fn two() -> f32 {\n    return one() + ;\n}\n" };
        let error = Shader::compose("pair", &[good, bad]).err();
        assert_eq!(error.map(|error| error.place).as_deref(), Some("bad, line 2"));
    }

    #[test]
    fn a_type_error_is_refused() {
        let part = Part { name: "part", source: "fn f() -> f32 {\n    return vec2<f32>(1.0, 2.0);\n}\n" };
        assert!(Shader::compose("shader", &[part]).is_err());
    }
}
