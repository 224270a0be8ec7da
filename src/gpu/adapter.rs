//! The adapters of this machine, and which of them is taken.

use super::error::GpuError;

/// Names the interfaces to drivers that are tried, with commas between them.
const BACKEND: &str = "WGPU_BACKEND";
/// A part of the name of the adapter that is taken.
const NAME: &str = "WGPU_ADAPTER_NAME";
/// Lets drivers in that do not claim to conform.
const NONCOMPLIANT: &str = "WGPU_ALLOW_UNDERLYING_NONCOMPLIANT_ADAPTER";

/// What there is to know about an adapter.
#[derive(Clone, Debug, serde::Serialize)]
pub struct AdapterSummary {
    /// The name that an adapter is chosen by.
    pub name: String,
    /// The graphics interface it is reached through.
    pub backend: String,
    /// discrete, integrated, virtual, software or other.
    pub kind: &'static str,
    /// The driver and its version.
    pub driver: String,
    /// The widest 2-D texture, in pixels.
    pub max_texture_side: u32,
    /// The most layers of a texture.
    pub max_texture_layers: u32,
    /// The largest storage buffer a shader can bind, in bytes.
    pub max_storage_binding: u64,
    /// The largest buffer, in bytes.
    pub max_buffer: u64,
    /// The most workgroups along one dimension of a dispatch.
    pub max_workgroups: u32,
}

impl AdapterSummary {
    pub(super) fn new(adapter: &wgpu::Adapter, limits: &wgpu::Limits) -> Self {
        let info = adapter.get_info();
        Self {
            backend: info.backend.to_string(),
            kind: kind(info.device_type),
            driver: format!("{} {}", info.driver, info.driver_info).trim().to_owned(),
            name: info.name,
            max_texture_side: limits.max_texture_dimension_2d,
            max_texture_layers: limits.max_texture_array_layers,
            max_storage_binding: limits.max_storage_buffer_binding_size,
            max_buffer: limits.max_buffer_size,
            max_workgroups: limits.max_compute_workgroups_per_dimension,
        }
    }

    /// Whether it computes on the CPU.
    pub fn is_software(&self) -> bool {
        self.kind == kind(wgpu::DeviceType::Cpu)
    }
}

fn kind(device_type: wgpu::DeviceType) -> &'static str {
    match device_type {
        wgpu::DeviceType::DiscreteGpu => "discrete",
        wgpu::DeviceType::IntegratedGpu => "integrated",
        wgpu::DeviceType::VirtualGpu => "virtual",
        wgpu::DeviceType::Cpu => "software",
        wgpu::DeviceType::Other => "other",
    }
}

/// Position in the order of preference: a real GPU before a software one.
fn rank(adapter: &wgpu::Adapter) -> u8 {
    match adapter.get_info().device_type {
        wgpu::DeviceType::DiscreteGpu => 0,
        wgpu::DeviceType::IntegratedGpu => 1,
        wgpu::DeviceType::VirtualGpu => 2,
        wgpu::DeviceType::Other => 3,
        wgpu::DeviceType::Cpu => 4,
    }
}

/// The variables by which wgpu's users choose an adapter, each with its value where it is set.
pub fn variables() -> [(&'static str, Option<String>); 3] {
    [BACKEND, NAME, NONCOMPLIANT].map(|variable| (variable, set(variable)))
}

fn set(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}

/// A way to the system's drivers, and every adapter in the order in which they would be chosen.
pub(super) fn enumerate() -> (wgpu::Instance, Vec<wgpu::Adapter>) {
    // Enumerating OpenGL too doubles the start-up time on Linux and finds the same hardware.
    let usual = if cfg!(target_os = "linux") { wgpu::Backends::VULKAN } else { wgpu::Backends::PRIMARY };
    let backends = set(BACKEND).map_or(usual, |names| wgpu::Backends::from_comma_list(&names));
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends,
        flags: wgpu::InstanceFlags::empty().with_env(),
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    });
    let mut adapters = pollster::block_on(instance.enumerate_adapters(backends));
    adapters.sort_by_key(rank);
    (instance, adapters)
}

/// Every adapter on this machine, the one that is used first.
pub fn adapters() -> Vec<AdapterSummary> {
    enumerate().1.iter().map(|adapter| AdapterSummary::new(adapter, &adapter.limits())).collect()
}

/// The first of some adapters, or the one whose name contains `name`, in any case; a name in the environment comes last.
pub(super) fn choose<'a>(adapters: &'a [wgpu::Adapter], name: Option<&str>) -> Result<&'a wgpu::Adapter, GpuError> {
    let names = || adapters.iter().map(|adapter| adapter.get_info().name).collect();
    let called = |name: &str| {
        let is_called =
            |adapter: &&wgpu::Adapter| adapter.get_info().name.to_lowercase().contains(&name.to_lowercase());
        adapters.iter().find(is_called)
    };
    let Some(first) = adapters.first() else {
        return Err(match set(BACKEND) {
            Some(value) => GpuError::Variable { variable: BACKEND, value, available: Vec::new() },
            None => GpuError::NoAdapter,
        });
    };
    match (name, set(NAME)) {
        (Some(name), _) => {
            called(name).ok_or_else(|| GpuError::NoSuchAdapter { name: name.to_owned(), available: names() })
        }
        (None, Some(value)) => {
            called(&value).ok_or_else(|| GpuError::Variable { variable: NAME, value, available: names() })
        }
        (None, None) => Ok(first),
    }
}
