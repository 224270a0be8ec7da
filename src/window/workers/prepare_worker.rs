//! Pictures are measured off the frame: fields opened, pipelines built, particles seeded. What takes longer is sought on
//! threads of its own, and the picture is shown without it until it is found.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::doubt::find_doubt;
use super::newest::{Jobs, Worker};
use super::preparing::{Done, Job};
use super::search::{Search, SearchKey};
use super::shader_warm_up::ShaderWarmUp;
use crate::compute::{BasinMap, Destinations, GpuField};
use crate::descent::{Stationary, critical_points_while, default_starts};
use crate::field::{Domain, Field, LocalField};
use crate::gpu::{Gpu, GpuError};
use crate::render::{Precomputed, PreparedPlot, Renderer};
use crate::scene::{Scene, Tint};

/// After so long without a character, typing pauses.
const PAUSE: Duration = Duration::from_millis(300);

/// Memory of the device in which particles keep earlier states, so that a time line is dragged backwards.
const KEPT_STATE_BYTES: u64 = 256 << 20;

type Basins = Option<Result<Arc<BasinMap>, String>>;
type StationaryPoints = Option<Arc<[Stationary]>>;
type FoundDestinations = Option<Result<Arc<Destinations>, String>>;

/// A thread that measures scenes, the newest first. Its owner keeps it as long as the device.
pub(crate) struct PrepareWorker {
    jobs: Jobs<Job>,
    done: Arc<Outbox>,
    searches: Arc<Searches>,
    _worker: Worker<Job>,
}

/// What was done and nobody took.
#[derive(Default)]
struct Outbox(Mutex<Option<Done>>, Condvar);

/// What is sought beside it; nothing where it was left off.
struct Searches {
    basins: Search<Basins>,
    stationary: Search<StationaryPoints>,
    destinations: Search<FoundDestinations>,
    doubt: Search<Option<f64>>,
}

impl PrepareWorker {
    /// Starts the threads; `wake` is called when something is done.
    pub(crate) fn new(gpu: &Gpu, wake: impl Fn() + Clone + Send + 'static) -> Result<PrepareWorker, GpuError> {
        let (jobs, outbox) = (Jobs::new(), Arc::<Outbox>::default());
        let mut renderer = Renderer::new(gpu)?;
        renderer.share_tiles();
        renderer.keep_states(KEPT_STATE_BYTES);
        let last: Arc<Mutex<Option<Job>>> = Arc::default();
        let again = {
            let (jobs, last) = (jobs.clone(), Arc::clone(&last));
            // A newer scene shows what was found anyway.
            move || jobs.ask(|waiting| waiting.or_else(|| lock(&last).clone().map(Job::again)))
        };
        let searches = Arc::new(Searches::new(gpu, again, wake.clone())?);
        let (theirs, done, sought, tell) = (jobs.clone(), Arc::clone(&outbox), Arc::clone(&searches), wake.clone());
        let first = gpu.clone();
        let mut warm_up = None;
        let mut is_first = true;
        // Where the particles that are shown were seeded.
        let mut particles_in = None;
        let work = move |job: Job| {
            *lock(&last) = Some(job.clone());
            let Job { scene, field, seeds, is_typed } = job;
            let post = |seeds, measured, remark| {
                done.post(Done { field: Arc::clone(&field), scene: scene.clone(), seeds, measured, remark });
            };
            // The next job seeds what this one was to, if it is left for it.
            let leaves_seeds = || theirs.waiting(|next| next.into_iter().for_each(|next| next.seeds |= seeds));
            // What is typed is seen at once, and drawn from its own shaders when the typing pauses.
            if let Ok(Some(sketch)) = renderer.sketch(&scene, &field) {
                post(false, Ok(sketch), None);
                tell();
                if is_typed {
                    theirs.wait(PAUSE);
                }
                if theirs.is_overtaken() {
                    leaves_seeds();
                    return false;
                }
            }
            if seeds {
                let Domain { x, y } = scene.seeding_domain(&field);
                particles_in = Some([x, y]);
            }
            let sought = sought.seek(&scene, &field, particles_in);
            // The first picture keeps no other waiting.
            if !std::mem::take(&mut is_first) && renderer.lacks(&sought.shown, &field) {
                let warm_up = warm_up.get_or_insert_with(|| ShaderWarmUp::open(&first).ok().flatten());
                // Another field has other shaders.
                let is_other = |next: Option<&mut Job>| next.is_some_and(|next| next.field.source() != field.source());
                let goes_on = || !theirs.is_closed() && !theirs.waiting(is_other);
                // What is wrong is met again, and told, where it is drawn to be seen.
                let _ = warm_up.as_mut().map(|warm_up| warm_up.draw(&sought.shown, &field, goes_on));
                if !goes_on() {
                    leaves_seeds();
                    return false;
                }
            }
            let measured = renderer.measure(&sought.shown, &field, seeds, sought.found()).map(PreparedPlot::with_room);
            // Who takes it finds nobody at work.
            theirs.finish();
            post(seeds, measured.map_err(|error| error.to_string()), sought.remark);
            true
        };
        let worker = Worker::new("prepare_worker", &jobs, work, wake)?;
        Ok(PrepareWorker { jobs, done: outbox, searches, _worker: worker })
    }

    /// Asks for a scene; what was asked for before and not begun is forgotten.
    pub(crate) fn ask(&self, job: Job) {
        self.jobs.ask(|waiting| Some(job.in_place_of(waiting)));
    }

    /// Waits until something is done of what was asked for, but no longer than that.
    pub(crate) fn wait(&self, longest: Duration) {
        let waits = |done: &mut Option<Done>| done.is_none() && self.is_busy();
        drop(self.done.1.wait_timeout_while(lock(&self.done.0), longest, waits));
    }

    /// What was done since the last call.
    pub(crate) fn take(&self) -> Option<Done> {
        lock(&self.done.0).take()
    }

    /// The fraction of the picture that 32 bits get visibly wrong, where that is known and matters.
    pub(crate) fn doubt(&self) -> Option<f64> {
        self.searches.doubt.peek().flatten()
    }

    /// Whether a scene is being measured or waits.
    pub(crate) fn is_busy(&self) -> bool {
        self.jobs.is_busy()
    }

    /// Whether anything of a picture is still to come.
    pub(crate) fn is_working(&self) -> bool {
        let Searches { basins, stationary, destinations, .. } = &*self.searches;
        self.is_busy() || basins.is_busy() || stationary.is_busy() || destinations.is_busy()
    }
}

impl Outbox {
    fn post(&self, done: Done) {
        let mut outbox = lock(&self.0);
        *outbox = Some(done.in_place_of(outbox.take()));
        drop(outbox);
        self.1.notify_all();
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Searches {
    /// `again` is called when something was found that a picture shows, `wake` when it says something of it.
    fn new(
        gpu: &Gpu,
        again: impl Fn() + Clone + Send + 'static,
        wake: impl Fn() + Send + 'static,
    ) -> Result<Searches, GpuError> {
        let gpu = gpu.background();
        let (theirs, doubted) = (gpu.clone(), gpu.clone());
        let basins = move |key: &SearchKey, goes_on: &(dyn Fn() -> bool + Sync)| find_basins(&gpu, key, goes_on);
        let destinations =
            move |key: &SearchKey, goes_on: &(dyn Fn() -> bool + Sync)| find_destinations(&theirs, key, goes_on);
        let stationary = |key: &SearchKey, goes_on: &(dyn Fn() -> bool + Sync)| {
            let (field, domain) = (key.field(), key.scene().domain(key.field()).ascending());
            critical_points_while(field, domain, default_starts(field), goes_on).map(Arc::from)
        };
        let doubt = move |key: &SearchKey, goes_on: &(dyn Fn() -> bool + Sync)| find_doubt(&doubted, key, goes_on);
        Ok(Searches {
            basins: Search::new("basins", basins, again.clone())?,
            stationary: Search::new("stationary points", stationary, again.clone())?,
            destinations: Search::new("destinations", destinations, again)?,
            // The picture is not another one for it.
            doubt: Search::new("doubt", doubt, wake)?,
        })
    }

    /// What of a scene was found, and the scene as far as it was. Its particles were seeded in `particles_in`.
    fn seek(&self, scene: &Scene, field: &Arc<Field>, particles_in: Option<[[f64; 2]; 2]>) -> Sought {
        self.basins.want(SearchKey::basins(scene, field));
        self.stationary.want(SearchKey::stationary_points(scene, field));
        self.destinations.want(SearchKey::destinations(scene, field, particles_in));
        self.doubt.want(SearchKey::doubt(scene, field));
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
    fn found(&self) -> Precomputed<'_> {
        Precomputed {
            basins: self.basins.as_deref(),
            critical: self.critical.as_deref(),
            destinations: self.destinations.as_ref(),
            ..Precomputed::default()
        }
    }
}

fn find_basins(gpu: &Gpu, key: &SearchKey, goes_on: &(dyn Fn() -> bool + Sync)) -> Basins {
    let (scene, field) = (key.scene(), key.field());
    let style = scene.basins?;
    // A view has no field outside, where particles go too.
    let has_view = LocalField::of(field, scene.domain(field).ascending(), key.size()).is_some();
    let find = || {
        BasinMap::new((!has_view).then_some(gpu), scene, field, &style, |_| goes_on())
            .map(Arc::new)
            .map_err(|error| error.to_string())
    };
    let found = find();
    goes_on().then_some(found)
}

fn find_destinations(gpu: &Gpu, key: &SearchKey, goes_on: &(dyn Fn() -> bool + Sync)) -> FoundDestinations {
    let (scene, field) = (key.scene(), key.field());
    let find = || {
        let gpu_field = match LocalField::of(field, scene.seeding_domain(field), key.size()) {
            Some(local_field) => GpuField::from_local_field(gpu, &local_field).map_err(|error| error.to_string())?,
            None => GpuField::new(gpu, field).map_err(|error| error.to_string())?,
        };
        let found = Destinations::find(gpu, scene, field, &gpu_field, |_| goes_on());
        found.map(Arc::new).map_err(|error| error.to_string())
    };
    let found = find();
    goes_on().then_some(found)
}
