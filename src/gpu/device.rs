//! A device that is opened here or elsewhere, and the errors of what is done on it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::adapter::{AdapterSummary, choose, enumerate};
use super::counts::{Counters, Counts, count};
use super::error::GpuError;

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
    pub(super) counters: Arc<Counters>,
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

    /// What was made on this device and read back from it by now.
    #[doc(hidden)]
    pub fn counts(&self) -> Counts {
        self.counters.counts()
    }

    /// Notes that a pipeline is built.
    pub(crate) fn count_pipeline(&self) {
        count(&self.counters.pipelines, 1);
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
    ///
    /// wgpu's own variables choose where nothing else does: `WGPU_BACKEND`, `WGPU_ADAPTER_NAME`, and
    /// `WGPU_ALLOW_UNDERLYING_NONCOMPLIANT_ADAPTER=1` for drivers that do not claim to conform, such as WSL2's. Mesa's
    /// driver looks for a display server and writes a line on standard error where there is none; `NODEVICE_SELECT=1` in
    /// the environment keeps it from that.
    ///
    /// # Errors
    /// Where no adapter is left, or the driver does not open the one that is.
    pub fn open(name: Option<&str>) -> Result<Gpu, GpuError> {
        let (_, adapters) = enumerate();
        Gpu::on(choose(&adapters, name)?)
    }

    /// Opens the preferred adapter of those that present to a window, or the one whose name contains `name`.
    pub fn open_presenting(
        window: impl Into<wgpu::SurfaceTarget<'static>>,
        name: Option<&str>,
    ) -> Result<Presenting, GpuError> {
        let (instance, mut adapters) = enumerate();
        let surface = instance.create_surface(window).map_err(|error| GpuError::Driver(error.to_string()))?;
        adapters.retain(|adapter| adapter.is_surface_supported(&surface));
        Ok((Gpu::on(choose(&adapters, name)?)?, surface))
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
    ///
    /// # Errors
    /// Where the driver does not open it.
    pub fn again(&self) -> Result<Gpu, GpuError> {
        Gpu::on(&self.handle)
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

    /// Another device of the same adapter that allows no more than these limits, as a lesser adapter's would.
    ///
    /// # Errors
    /// Where the adapter allows less than that, or the driver does not open the device.
    #[doc(hidden)]
    pub fn within(&self, limits: wgpu::Limits) -> Result<Gpu, GpuError> {
        Gpu::limited(&self.handle, limits)
    }

    fn on(adapter: &wgpu::Adapter) -> Result<Gpu, GpuError> {
        Gpu::limited(adapter, adapter.limits())
    }

    fn limited(adapter: &wgpu::Adapter, limits: wgpu::Limits) -> Result<Gpu, GpuError> {
        let summary = AdapterSummary::new(adapter, &limits);
        let descriptor = wgpu::DeviceDescriptor {
            label: Some("steepest"),
            required_limits: limits,
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
            counters: Arc::default(),
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
    #[cfg(feature = "window")]
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
