//! Pictures are measured off the frame: fields opened, pipelines built, particles sown. What takes longer is sought on
//! threads of its own, and the picture is shown without it until it is found.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::latest_job::{Desk, Done, Job};
use super::search::{Errand, Search};
use super::shader_warm_up::Rehearsal;
use crate::compute::{BasinMap, Destinations, GpuField};
use crate::descent::{Stationary, critical_points_while, default_starts};
use crate::field::{Closeup, Domain, Field};
use crate::gpu::{Gpu, GpuError};
use crate::render::{Found, Renderer};
use crate::scene::{Scene, Tint};

/// After so long without a character, typing pauses.
const PAUSE: Duration = Duration::from_millis(300);

type Table = (Mutex<Desk>, Condvar);
type Basins = Option<Result<Arc<BasinMap>, String>>;
type StationaryPoints = Option<Arc<[Stationary]>>;
type Sown = Option<Result<Arc<Destinations>, String>>;

/// A thread that measures scenes, the newest first. It lives as long as the device.
pub(crate) struct Studio {
    desk: Arc<Table>,
    searches: Arc<Searches>,
    thread: Option<JoinHandle<()>>,
}

/// What is sought beside it; nothing where it was left off.
struct Searches {
    basins: Search<Basins>,
    stationary: Search<StationaryPoints>,
    destinations: Search<Sown>,
}

impl Studio {
    /// Starts the threads; `wake` is called when something is done.
    pub(crate) fn new(gpu: &Gpu, wake: impl Fn() + Send + 'static) -> Result<Studio, GpuError> {
        let desk: Arc<Table> = Arc::default();
        let mut renderer = Renderer::new(gpu)?;
        renderer.share_tiles();
        let searches = Arc::new(Searches::new(gpu, &desk)?);
        let (theirs, sought) = (Arc::clone(&desk), Arc::clone(&searches));
        let first = gpu.clone();
        let work = move || {
            let mut rehearsal = None;
            let mut is_first = true;
            // Where the particles that are shown were sown.
            let mut sown_in = None;
            while let Some(Job { scene, field, sows, is_typed }) = next(&theirs) {
                let post = |sows, measured, remark, goes_on| {
                    let done = Done { field: Arc::clone(&field), scene: scene.clone(), sows, measured, remark };
                    lock(&theirs).post(done, goes_on);
                    wake();
                };
                // What is typed is seen at once, and drawn from its own shaders when the typing pauses.
                if let Ok(Some(sketch)) = renderer.sketch(&scene, &field) {
                    post(false, Ok(sketch), None, true);
                    if is_overtaken(&theirs, sows, is_typed) {
                        continue;
                    }
                }
                if sows {
                    let Domain { x, y } = scene.sown_domain(&field);
                    sown_in = Some([x, y]);
                }
                let sought = sought.seek(&scene, &field, sown_in);
                // The first picture keeps no other waiting.
                if !std::mem::take(&mut is_first) && renderer.lacks(&sought.shown, &field) {
                    let rehearsal = rehearsal.get_or_insert_with(|| Rehearsal::open(&first).ok().flatten());
                    let goes_on = || !lock(&theirs).is_overtaken_by_other(&scene.field);
                    // What is wrong is met again, and told, where it is drawn to be seen.
                    let _ = rehearsal.as_mut().map(|rehearsal| rehearsal.draw(&sought.shown, &field, goes_on));
                    if !goes_on() && lock(&theirs).overtakes(sows) {
                        continue;
                    }
                }
                let measured = renderer.measure(&sought.shown, &field, sows, sought.found());
                post(sows, measured.map_err(|error| error.to_string()), sought.remark, false);
            }
        };
        let thread = std::thread::Builder::new().name("studio".to_owned()).spawn(work);
        let thread = thread.map_err(|error| GpuError::Driver(error.to_string()))?;
        Ok(Studio { desk, searches, thread: Some(thread) })
    }

    /// Asks for a scene; what was asked for before and not begun is forgotten.
    pub(crate) fn ask(&self, job: Job) {
        lock(&self.desk).ask(job);
        self.desk.1.notify_one();
    }

    /// What was done since the last call.
    pub(crate) fn take(&self) -> Option<Done> {
        lock(&self.desk).take()
    }

    /// Whether a scene is being measured or waits.
    pub(crate) fn is_busy(&self) -> bool {
        lock(&self.desk).is_busy()
    }

    /// Whether anything of a picture is still to come.
    pub(crate) fn is_working(&self) -> bool {
        let Searches { basins, stationary, destinations } = &*self.searches;
        self.is_busy() || basins.is_busy() || stationary.is_busy() || destinations.is_busy()
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        lock(&self.desk).is_closed = true;
        self.desk.1.notify_one();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so already.
            let _ = thread.join();
        }
    }
}

impl Searches {
    fn new(gpu: &Gpu, desk: &Arc<Table>) -> Result<Searches, GpuError> {
        let tell = || {
            let desk = Arc::clone(desk);
            move || {
                lock(&desk).ask_again();
                desk.1.notify_one();
            }
        };
        let gpu = gpu.beside_frames();
        let theirs = gpu.clone();
        let basins = move |errand: &Errand, goes_on: &(dyn Fn() -> bool + Sync)| find_basins(&gpu, errand, goes_on);
        let destinations =
            move |errand: &Errand, goes_on: &(dyn Fn() -> bool + Sync)| find_destinations(&theirs, errand, goes_on);
        let stationary = |errand: &Errand, goes_on: &(dyn Fn() -> bool + Sync)| {
            let (field, domain) = (errand.field(), errand.scene().domain(errand.field()).ascending());
            critical_points_while(field, domain, default_starts(field), goes_on).map(Arc::from)
        };
        Ok(Searches {
            basins: Search::new("basins", basins, tell())?,
            stationary: Search::new("stationary points", stationary, tell())?,
            destinations: Search::new("destinations", destinations, tell())?,
        })
    }

    /// What of a scene was found, and the scene as far as it was. Its particles were sown in `sown_in`.
    fn seek(&self, scene: &Scene, field: &Arc<Field>, sown_in: Option<[[f64; 2]; 2]>) -> Sought {
        self.basins.want(Errand::basins(scene, field));
        self.stationary.want(Errand::stationary_points(scene, field));
        self.destinations.want(Errand::destinations(scene, field, sown_in));
        let basins = self.basins.found().flatten().transpose();
        let critical = self.stationary.found().flatten();
        let destinations = self.destinations.found().flatten().transpose();
        let remark = basins.as_ref().err().or(destinations.as_ref().err()).cloned();
        let (basins, destinations) = (basins.ok().flatten(), destinations.ok().flatten());
        let mut shown = Scene {
            basins: scene.basins.filter(|_| basins.is_some()),
            critical: scene.critical && critical.is_some(),
            ..scene.clone()
        };
        if shown.descent.tint == Tint::Minimum && destinations.is_none() {
            shown.descent.tint = Tint::Optimizer;
        }
        Sought { shown, basins, critical, destinations, remark }
    }
}

/// What is there of a scene, and why something of it is not.
struct Sought {
    shown: Scene,
    basins: Option<Arc<BasinMap>>,
    critical: StationaryPoints,
    destinations: Option<Arc<Destinations>>,
    remark: Option<String>,
}

impl Sought {
    fn found(&self) -> Found<'_> {
        Found {
            basins: self.basins.as_deref(),
            critical: self.critical.as_deref(),
            destinations: self.destinations.as_ref(),
        }
    }
}

fn find_basins(gpu: &Gpu, errand: &Errand, goes_on: &(dyn Fn() -> bool + Sync)) -> Basins {
    let (scene, field) = (errand.scene(), errand.field());
    let style = scene.basins?;
    // A view has no field outside, where particles go too.
    let has_view = Closeup::of(field, scene.domain(field).ascending(), errand.size()).is_some();
    let find = || {
        let gpu_field = match has_view {
            true => None,
            false => Some(GpuField::new(gpu, field).map_err(|error| error.to_string())?),
        };
        let device = gpu_field.as_ref().map(|gpu_field| (gpu, gpu_field));
        BasinMap::new(device, scene, field, &style, |_| goes_on()).map(Arc::new).map_err(|error| error.to_string())
    };
    let found = find();
    goes_on().then_some(found)
}

fn find_destinations(gpu: &Gpu, errand: &Errand, goes_on: &(dyn Fn() -> bool + Sync)) -> Sown {
    let (scene, field) = (errand.scene(), errand.field());
    let find = || {
        let gpu_field = match Closeup::of(field, scene.sown_domain(field), errand.size()) {
            Some(closeup) => GpuField::from_closeup(gpu, &closeup).map_err(|error| error.to_string())?,
            None => GpuField::new(gpu, field).map_err(|error| error.to_string())?,
        };
        let found = Destinations::find(gpu, scene, field, &gpu_field, |_| goes_on());
        found.map(Arc::new).map_err(|error| error.to_string())
    };
    let found = find();
    goes_on().then_some(found)
}

fn lock((desk, _): &Table) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether another job is there, or comes within a pause of typing; it sows what this one was to.
fn is_overtaken(table: &Table, sows: bool, is_typed: bool) -> bool {
    let mut desk = lock(table);
    if is_typed {
        let waits = |desk: &mut Desk| !desk.is_overtaken();
        desk = table.1.wait_timeout_while(desk, PAUSE, waits).unwrap_or_else(PoisonError::into_inner).0;
    }
    desk.overtakes(sows)
}

/// Waits for the next job; nothing once the studio is closed.
fn next(table: &Table) -> Option<Job> {
    let mut desk = lock(table);
    loop {
        if desk.is_closed {
            return None;
        }
        if let Some(job) = desk.begin() {
            return Some(job);
        }
        desk = table.1.wait(desk).unwrap_or_else(PoisonError::into_inner);
    }
}
