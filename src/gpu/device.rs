//! Choosing an adapter and opening a device on it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::error::GpuError;

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
    fn new(adapter: &wgpu::Adapter, limits: &wgpu::Limits) -> Self {
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

/// A way to the system's drivers, and every adapter in the order in which they would be chosen.
fn enumerate() -> (wgpu::Instance, Vec<wgpu::Adapter>) {
    // Enumerating OpenGL too doubles the start-up time on Linux and finds the same hardware.
    let backends = if cfg!(target_os = "linux") { wgpu::Backends::VULKAN } else { wgpu::Backends::PRIMARY };
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor {
        backends,
        flags: wgpu::InstanceFlags::empty(),
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

/// An open device and its queue. It is kept for the whole run of the program; clones are handles of the same device.
#[derive(Clone, Debug)]
pub struct Gpu {
    /// Creates resources.
    pub(crate) device: wgpu::Device,
    /// Takes work.
    pub(crate) queue: wgpu::Queue,
    /// What the device runs on.
    pub adapter: AdapterSummary,
    /// How much it is asked to draw.
    pub detail: Detail,
    /// Whether frames are drawn beside what is computed by this handle, which then takes the device for moments only.
    pub is_background: bool,
    /// The first error that happened within no operation, which every operation fails with until it is taken.
    unclaimed: Arc<Mutex<Option<GpuError>>>,
    handle: wgpu::Adapter,
    is_lost: Arc<AtomicBool>,
}

/// How much detail what is seen may have. It follows the adapter, and can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detail {
    /// Triangles of a surface that is seen from near, beyond those that it takes from afar.
    pub triangles: usize,
    /// Tiles of a large file that are kept on the device, of 270 kB each.
    pub tiles: usize,
}

impl Detail {
    /// A software adapter draws a triangle in 120 ns, and its memory is the processor's.
    fn of(adapter: &AdapterSummary) -> Detail {
        let (triangles, tiles) = match adapter.kind {
            "discrete" => (1 << 23, 2048),
            "integrated" => (1 << 22, 1024),
            _ => (1 << 20, 512),
        };
        Detail { triangles, tiles }.within(adapter)
    }

    fn within(self, adapter: &AdapterSummary) -> Detail {
        // A picture takes the tile of all samples, and four that a tile gives way to.
        let tiles = self.tiles.clamp(8, adapter.max_texture_layers.max(8) as usize);
        Detail { tiles, ..self }
    }
}

/// A device and what it presents to.
type Presenting = (Gpu, wgpu::Surface<'static>);

impl Gpu {
    /// The least that a device of a user's own has to allow; what it allows beyond that is made use of.
    pub const REQUIRED_LIMITS: wgpu::Limits = wgpu::Limits::defaults();
    /// The features that a device of a user's own has to have.
    pub const REQUIRED_FEATURES: wgpu::Features = wgpu::Features::empty();

    /// Draws and computes on a device that was opened elsewhere on this adapter.
    ///
    /// Its handlers of errors and of its loss stay as they are. What is drawn or computed here reports its own errors;
    /// what [`crate::render::Renderer::encode`] records reports them where its caller submits it, or through
    /// [`Gpu::scoped`].
    ///
    /// # Errors
    /// Where the device was opened with less than [`Gpu::REQUIRED_LIMITS`] or [`Gpu::REQUIRED_FEATURES`].
    pub fn from_device(adapter: &wgpu::Adapter, device: wgpu::Device, queue: wgpu::Queue) -> Result<Gpu, GpuError> {
        let limits = device.limits();
        let mut lacking = Vec::new();
        Gpu::REQUIRED_LIMITS.check_limits_with_fail_fn(&limits, false, |name, wanted, allowed| {
            lacking.push(format!("{name} is {allowed}, and {wanted} is needed"));
        });
        let missing = Gpu::REQUIRED_FEATURES - device.features();
        lacking.extend(missing.iter_names().map(|(name, _)| format!("the feature {name} is not there")));
        if !lacking.is_empty() {
            return Err(GpuError::Lacking { lacking });
        }
        Ok(Gpu::assembled(adapter, AdapterSummary::new(adapter, &limits), device, queue))
    }

    /// Creates resources.
    pub fn device(&self) -> &wgpu::Device {
        &self.device
    }

    /// Takes work.
    pub fn queue(&self) -> &wgpu::Queue {
        &self.queue
    }

    /// Opens the preferred adapter, or the one whose name contains `name` (in any case).
    pub fn open(name: Option<&str>) -> Result<Gpu, GpuError> {
        let (_, adapters) = enumerate();
        Gpu::from_adapters(&adapters, name)
    }

    /// Opens the preferred adapter of those that present to a window, or the one whose name contains `name`.
    pub fn open_presenting(
        window: impl Into<wgpu::SurfaceTarget<'static>>,
        name: Option<&str>,
    ) -> Result<Presenting, GpuError> {
        let (instance, mut adapters) = enumerate();
        let surface = instance.create_surface(window).map_err(|error| GpuError::Driver(error.to_string()))?;
        adapters.retain(|adapter| adapter.is_surface_supported(&surface));
        Ok((Gpu::from_adapters(&adapters, name)?, surface))
    }

    /// The same device with other bounds on detail, where they are given.
    #[must_use]
    pub fn with_detail(mut self, triangles: Option<usize>, tiles: Option<usize>) -> Gpu {
        let Detail { triangles: usual, tiles: kept } = self.detail;
        let detail = Detail { triangles: triangles.unwrap_or(usual), tiles: tiles.unwrap_or(kept) };
        self.detail = detail.within(&self.adapter);
        self
    }

    /// The same device for what is computed while frames are drawn.
    #[must_use]
    pub fn background(&self) -> Gpu {
        Gpu { is_background: true, ..self.clone() }
    }

    /// Another device of the same adapter.
    pub fn again(&self) -> Result<Gpu, GpuError> {
        Gpu::from_adapters(std::slice::from_ref(&self.handle), None)
    }

    /// What the adapter can present to a surface.
    pub fn surface_capabilities(&self, surface: &wgpu::Surface<'_>) -> wgpu::SurfaceCapabilities {
        surface.get_capabilities(&self.handle)
    }

    /// Whether the driver took the device away.
    pub fn is_lost(&self) -> bool {
        self.is_lost.load(Ordering::Relaxed)
    }

    /// Loses the device, as drivers do without being asked, so that the way back can be rehearsed.
    pub fn lose(&self) {
        self.is_lost.store(true, Ordering::Relaxed);
        self.device.destroy();
    }

    /// Does what panics where the device is lost, as painters of other crates do; nothing comes of it then.
    pub fn unless_lost<R>(&self, work: impl FnOnce() -> R) -> Option<R> {
        if self.is_lost() {
            return None;
        }
        match std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)) {
            Ok(done) => Some(done),
            Err(panic) => {
                // That it is lost is told when it is polled.
                let _ = self.device.poll(wgpu::PollType::Poll);
                if self.is_lost() { None } else { std::panic::resume_unwind(panic) }
            }
        }
    }

    fn from_adapters(adapters: &[wgpu::Adapter], name: Option<&str>) -> Result<Gpu, GpuError> {
        let names = || adapters.iter().map(|adapter| adapter.get_info().name);
        let adapter = match name {
            None => adapters.first().ok_or(GpuError::NoAdapter)?,
            Some(_) if adapters.is_empty() => return Err(GpuError::NoAdapter),
            Some(name) => {
                let at = names().position(|found| found.to_lowercase().contains(&name.to_lowercase()));
                let unknown = || GpuError::NoSuchAdapter { name: name.to_owned(), available: names().collect() };
                &adapters[at.ok_or_else(unknown)?]
            }
        };
        let summary = AdapterSummary::new(adapter, &adapter.limits());
        let descriptor = wgpu::DeviceDescriptor {
            label: Some("steepest"),
            required_limits: adapter.limits(),
            memory_hints: wgpu::MemoryHints::MemoryUsage,
            ..Default::default()
        };
        let (device, queue) = pollster::block_on(adapter.request_device(&descriptor))
            .map_err(|error| GpuError::Open { adapter: summary.name.clone(), reason: error.to_string() })?;
        let gpu = Gpu::assembled(adapter, summary, device, queue);
        let seen = Arc::clone(&gpu.unclaimed);
        gpu.device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            seen.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(GpuError::from(error));
        }));
        let lost = Arc::clone(&gpu.is_lost);
        gpu.device.set_device_lost_callback(move |reason, _| {
            lost.fetch_or(reason != wgpu::DeviceLostReason::Destroyed, Ordering::Relaxed);
        });
        Ok(gpu)
    }

    fn assembled(adapter: &wgpu::Adapter, summary: AdapterSummary, device: wgpu::Device, queue: wgpu::Queue) -> Gpu {
        let detail = Detail::of(&summary);
        Gpu {
            device,
            queue,
            adapter: summary,
            detail,
            is_background: false,
            unclaimed: Arc::default(),
            handle: adapter.clone(),
            is_lost: Arc::default(),
        }
    }

    /// Does work on the device, and fails where the device found something wrong with it.
    ///
    /// What other threads do meanwhile is theirs, whatever handle of the device they use: work that is handed to other
    /// threads needs a scope there.
    ///
    /// # Errors
    /// What went wrong first, or what went wrong before within no operation at all, since nobody can tell what it spoilt.
    pub fn scoped<T>(&self, work: impl FnOnce() -> T) -> Result<T, GpuError> {
        let (done, failure) = self.observed(work);
        match failure.or_else(|| self.unclaimed().clone()) {
            None => Ok(done),
            Some(failure) => Err(failure),
        }
    }

    /// Does work on the device; what comes of it and the first error that it made.
    pub(crate) fn observed<T>(&self, work: impl FnOnce() -> T) -> (T, Option<GpuError>) {
        let filters = [wgpu::ErrorFilter::Internal, wgpu::ErrorFilter::Validation, wgpu::ErrorFilter::OutOfMemory];
        let [internal, invalid, memory] = filters.map(|filter| self.device.push_error_scope(filter));
        let done = work();
        // Without memory much else is invalid, so that it is told first.
        let memory = pollster::block_on(memory.pop());
        let invalid = pollster::block_on(invalid.pop());
        let internal = pollster::block_on(internal.pop());
        (done, memory.or(invalid).or(internal).map(GpuError::from))
    }

    /// Takes the error that happened within no operation.
    pub(crate) fn take_unclaimed(&self) -> Option<GpuError> {
        self.unclaimed().take()
    }

    fn unclaimed(&self) -> MutexGuard<'_, Option<GpuError>> {
        self.unclaimed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until all submitted work is done.
    ///
    /// # Errors
    /// Where the device is lost.
    pub fn wait(&self) -> Result<(), GpuError> {
        let waited = self.device.poll(wgpu::PollType::wait_indefinitely());
        waited.map(|_| ()).map_err(|error| GpuError::Driver(error.to_string()))
    }
}
