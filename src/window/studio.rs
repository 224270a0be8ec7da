//! Pictures are measured off the frame: fields opened, pipelines built, basins and stationary points found.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::field::Field;
use crate::gpu::{Gpu, GpuError};
use crate::render::{Measured, Renderer};
use crate::scene::Scene;

/// After so long without a character, typing pauses.
const PAUSE: Duration = Duration::from_millis(300);

/// A scene to be measured.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) scene: Scene,
    pub(super) field: Arc<Field>,
    /// Whether its particles are sown.
    pub(super) sows: bool,
}

/// A scene that was measured, or why it could not be.
pub(super) struct Done {
    pub(super) field: Arc<Field>,
    pub(super) scene: Scene,
    pub(super) sows: bool,
    pub(super) measured: Result<Measured, String>,
}

#[derive(Default)]
struct Desk {
    /// The newest job; one that was not begun when another came is never done.
    next: Option<Job>,
    done: Option<Done>,
    is_closed: bool,
    is_busy: bool,
}

/// A thread that measures scenes, the newest first. It lives as long as the device.
pub(super) struct Studio {
    desk: Arc<(Mutex<Desk>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Studio {
    /// Starts the thread; `wake` is called when something is done.
    pub(super) fn new(gpu: &Gpu, wake: impl Fn() + Send + 'static) -> Result<Studio, GpuError> {
        let desk = Arc::new((Mutex::new(Desk::default()), Condvar::new()));
        let mut renderer = Renderer::new(gpu)?;
        renderer.share_tiles();
        let theirs = Arc::clone(&desk);
        let work = move || {
            while let Some(Job { scene, field, sows }) = next(&theirs) {
                // What is typed is seen at once, and drawn from its own shaders when the typing pauses.
                if let Ok(Some(sketch)) = renderer.sketch(&scene, &field) {
                    let (scene, field) = (scene.clone(), Arc::clone(&field));
                    post(&theirs, Done { field, scene, sows: false, measured: Ok(sketch) }, true);
                    wake();
                    if is_overtaken(&theirs, sows) {
                        continue;
                    }
                }
                let measured = renderer.measure(&scene, &field, sows).map_err(|error| error.to_string());
                post(&theirs, Done { field, scene, sows, measured }, false);
                wake();
            }
        };
        let thread = std::thread::Builder::new().name("studio".to_owned()).spawn(work);
        let thread = thread.map_err(|error| GpuError::Driver(error.to_string()))?;
        Ok(Studio { desk, thread: Some(thread) })
    }

    /// Asks for a scene; what was asked for before and not begun is forgotten.
    pub(super) fn ask(&self, mut job: Job) {
        let mut desk = self.desk.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Particles that an unbegun job was to sow are still wanted.
        job.sows |= desk.next.as_ref().is_some_and(|job| job.sows);
        desk.next = Some(job);
        self.desk.1.notify_one();
    }

    /// What was done since the last call.
    pub(super) fn take(&self) -> Option<Done> {
        self.desk.0.lock().unwrap_or_else(PoisonError::into_inner).done.take()
    }

    /// Whether anything is being done or waits.
    pub(super) fn is_busy(&self) -> bool {
        let desk = self.desk.0.lock().unwrap_or_else(PoisonError::into_inner);
        desk.is_busy || desk.next.is_some()
    }
}

impl Drop for Studio {
    fn drop(&mut self) {
        self.desk.0.lock().unwrap_or_else(PoisonError::into_inner).is_closed = true;
        self.desk.1.notify_one();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so already.
            let _ = thread.join();
        }
    }
}

/// Lays something done on the desk.
fn post((desk, _): &(Mutex<Desk>, Condvar), mut done: Done, goes_on: bool) {
    let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
    // Particles of a picture that nobody took are this one's.
    let untaken = desk.done.take();
    done.sows |= untaken.as_ref().is_some_and(|done| done.sows);
    if let (Ok(measured), Some(Done { measured: Ok(untaken), .. })) = (&mut done.measured, untaken) {
        measured.adopt(untaken);
    }
    desk.done = Some(done);
    desk.is_busy = goes_on;
}

/// Whether another job comes within a pause of typing; it sows what this one was to.
fn is_overtaken((desk, bell): &(Mutex<Desk>, Condvar), sows: bool) -> bool {
    let desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
    let waits = |desk: &mut Desk| desk.next.is_none() && !desk.is_closed;
    let (mut desk, _) = bell.wait_timeout_while(desk, PAUSE, waits).unwrap_or_else(PoisonError::into_inner);
    if let Some(job) = &mut desk.next {
        job.sows |= sows;
    }
    desk.next.is_some() || desk.is_closed
}

/// Waits for the next job; nothing once the studio is closed.
fn next((desk, bell): &(Mutex<Desk>, Condvar)) -> Option<Job> {
    let mut desk = desk.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        if desk.is_closed {
            return None;
        }
        if let Some(job) = desk.next.take() {
            desk.is_busy = true;
            return Some(job);
        }
        desk = bell.wait(desk).unwrap_or_else(PoisonError::into_inner);
    }
}
