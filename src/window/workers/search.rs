//! What takes long is sought on a thread of its own, so that the picture is shown without it and nothing else waits.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::threads::beside_frames;
use crate::field::Field;
use crate::gpu::GpuError;
use crate::scene::{DescentStyle, Scene, Tint};

/// So long is waited for what may be there at once, rather than that a picture is shown without it.
const PATIENCE: Duration = Duration::from_millis(80);

/// Something to be sought: that part of a scene which it hangs on, and the field.
#[derive(Clone, Debug)]
pub(crate) struct Errand {
    scene: Scene,
    field: Arc<Field>,
    /// Pixels of the picture, by which a view is a close-up; another size alone is no other errand.
    size: [u32; 2],
}

impl PartialEq for Errand {
    fn eq(&self, other: &Errand) -> bool {
        self.scene == other.scene
    }
}

impl Errand {
    /// The stationary points of a scene, if it shows them.
    pub(crate) fn stationary_points(scene: &Scene, field: &Arc<Field>) -> Option<Errand> {
        scene.critical.then(|| Errand { scene: place(scene), field: Arc::clone(field), size: scene.size })
    }

    /// The basins of a scene, if it shows them.
    pub(crate) fn basins(scene: &Scene, field: &Arc<Field>) -> Option<Errand> {
        let usual = DescentStyle::default();
        let descent = match scene.descent.optimizers.is_empty() && scene.descent.rule.is_none() {
            // The curve of steepest descent has no other settings.
            true => DescentStyle { ascend: scene.descent.ascend, outside: scene.descent.outside, ..usual },
            false => DescentStyle {
                steps: usual.steps,
                from: usual.from,
                path: usual.path,
                particles: usual.particles,
                sow: usual.sow,
                trail: usual.trail,
                tint: usual.tint,
                ..scene.descent.clone()
            },
        };
        let scene_of = |basins| Scene { basins: Some(basins), descent, ..place(scene) };
        scene.basins.map(|basins| Errand { scene: scene_of(basins), field: Arc::clone(field), size: scene.size })
    }

    /// Where the particles of a scene, which were sown in `sown_in`, come to, if they are coloured by it.
    pub(crate) fn destinations(scene: &Scene, field: &Arc<Field>, sown_in: Option<[[f64; 2]; 2]>) -> Option<Errand> {
        let usual = DescentStyle::default();
        let descent = DescentStyle {
            steps: usual.steps,
            from: usual.from,
            path: usual.path,
            trail: usual.trail,
            sown_in,
            ..scene.descent.clone()
        };
        let has_any = scene.descent.particles > 0 && scene.descent.tint == Tint::Minimum;
        // What is looked at by now is no matter.
        let scene_of = |descent| Scene { descent, x: None, y: None, ..place(scene) };
        has_any.then(|| Errand { scene: scene_of(descent), field: Arc::clone(field), size: scene.size })
    }

    pub(crate) fn scene(&self) -> &Scene {
        &self.scene
    }

    pub(crate) fn field(&self) -> &Field {
        &self.field
    }

    pub(crate) fn size(&self) -> [u32; 2] {
        self.size
    }
}

/// The field of a scene and its domain, without how they look.
fn place(scene: &Scene) -> Scene {
    Scene {
        field: scene.field.clone(),
        set: scene.set.clone(),
        key: scene.key.clone(),
        origin: scene.origin,
        extent: scene.extent,
        x: scene.x,
        y: scene.y,
        ..Scene::default()
    }
}

/// What is wanted, what is being sought, and what was found; it knows no threads.
#[derive(Debug)]
struct Quest<V> {
    wanted: Option<Errand>,
    sought: Option<Errand>,
    found: Option<(Errand, V)>,
    /// Whether somebody waits for what is wanted, and whether anybody did.
    is_awaited: bool,
    was_awaited: bool,
    is_closed: bool,
}

impl<V: Clone> Quest<V> {
    fn new() -> Quest<V> {
        Quest { wanted: None, sought: None, found: None, is_awaited: false, was_awaited: false, is_closed: false }
    }

    /// Wants this from now on, and nothing else.
    fn want(&mut self, errand: Option<Errand>) {
        self.was_awaited &= self.wanted == errand;
        self.wanted = errand;
    }

    /// What was found of what is wanted.
    fn found(&self) -> Option<V> {
        let (errand, value) = self.found.as_ref()?;
        (self.wanted.as_ref() == Some(errand)).then(|| value.clone())
    }

    /// Begins to seek what is wanted, unless it was found.
    fn begin(&mut self) -> Option<Errand> {
        self.sought = self.wanted.clone().filter(|_| self.found().is_none());
        self.sought.clone()
    }

    /// Whether what is being sought is still wanted.
    fn goes_on(&self) -> bool {
        !self.is_closed && self.sought.is_some() && self.sought == self.wanted
    }

    /// Keeps what was sought if it is still wanted; whether somebody must be told of it.
    fn finish(&mut self, value: V) -> bool {
        let is_wanted = self.goes_on();
        match self.sought.take() {
            Some(errand) if is_wanted => {
                self.found = Some((errand, value));
                !self.is_awaited
            }
            _ => false,
        }
    }

    /// Whether something else than what is wanted is being sought.
    fn is_elsewhere(&self) -> bool {
        self.sought.is_some() && self.sought != self.wanted
    }

    fn is_busy(&self) -> bool {
        self.wanted.is_some() && self.found().is_none()
    }
}

type Desk<V> = (Mutex<Quest<V>>, Condvar);

/// A thread that seeks one thing after another, the newest first. It lives as long as the device.
pub(crate) struct Search<V> {
    desk: Arc<Desk<V>>,
    thread: Option<JoinHandle<()>>,
}

impl<V: Clone + Send + 'static> Search<V> {
    /// Starts the thread. `find` seeks, and may leave off where its last argument says that it need not go on; `tell` is
    /// called when something was found that nobody waits for.
    pub(crate) fn new(
        name: &str,
        find: impl Fn(&Errand, &(dyn Fn() -> bool + Sync)) -> V + Send + Sync + 'static,
        tell: impl Fn() + Send + 'static,
    ) -> Result<Search<V>, GpuError> {
        let system = |error: &dyn std::fmt::Display| GpuError::Driver(error.to_string());
        let threads = beside_frames()?;
        let desk: Arc<Desk<V>> = Arc::new((Mutex::new(Quest::new()), Condvar::new()));
        let theirs = Arc::clone(&desk);
        let work = move || {
            while let Some(errand) = next(&theirs) {
                let goes_on = || lock(&theirs).goes_on();
                let value = threads.install(|| find(&errand, &goes_on));
                let is_news = lock(&theirs).finish(value);
                theirs.1.notify_all();
                if is_news {
                    tell();
                }
            }
        };
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(work).map_err(|error| system(&error))?;
        Ok(Search { desk, thread: Some(thread) })
    }

    /// Wants this from now on; what was sought before is left off.
    pub(crate) fn want(&self, errand: Option<Errand>) {
        lock(&self.desk).want(errand);
        self.desk.1.notify_all();
    }

    /// What is wanted, if it is there or comes at once, which is waited for once.
    pub(crate) fn found(&self) -> Option<V> {
        let mut quest = lock(&self.desk);
        if quest.is_busy() && !quest.is_elsewhere() && !std::mem::replace(&mut quest.was_awaited, true) {
            quest.is_awaited = true;
            let waits = |quest: &mut Quest<V>| quest.is_busy();
            let waited = self.desk.1.wait_timeout_while(quest, PATIENCE, waits);
            quest = waited.unwrap_or_else(PoisonError::into_inner).0;
            quest.is_awaited = false;
        }
        quest.found()
    }

    /// Whether what is wanted is not found yet.
    pub(crate) fn is_busy(&self) -> bool {
        lock(&self.desk).is_busy()
    }
}

impl<V> Drop for Search<V> {
    fn drop(&mut self) {
        lock(&self.desk).is_closed = true;
        self.desk.1.notify_all();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so already.
            let _ = thread.join();
        }
    }
}

fn lock<V>((quest, _): &Desk<V>) -> MutexGuard<'_, Quest<V>> {
    quest.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for the next errand; nothing once the search is closed.
fn next<V: Clone>(desk: &Desk<V>) -> Option<Errand> {
    let mut quest = lock(desk);
    loop {
        if quest.is_closed {
            return None;
        }
        if let Some(errand) = quest.begin() {
            return Some(errand);
        }
        quest = desk.1.wait(quest).unwrap_or_else(PoisonError::into_inner);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    use super::*;
    use crate::colormap::Colormap;
    use crate::scene::BasinStyle;

    fn scene(formula: &str) -> Scene {
        Scene { field: formula.to_owned(), critical: true, basins: Some(BasinStyle::default()), ..Scene::default() }
    }

    fn errand(formula: &str) -> Option<Errand> {
        let scene = scene(formula);
        Errand::stationary_points(&scene, &Arc::new(scene.open_field().unwrap()))
    }

    #[test]
    fn what_is_overtaken_is_dropped_and_what_is_wanted_is_kept() {
        let mut quest = Quest::new();
        quest.want(errand("x"));
        assert_eq!((quest.begin(), quest.goes_on()), (errand("x"), true));
        quest.want(errand("y"));
        assert!(!quest.goes_on() && quest.is_elsewhere());
        assert!(!quest.finish("of x"), "nobody is told of what is overtaken");
        assert_eq!((quest.found(), quest.begin()), (None, errand("y")));
        assert!(quest.finish("of y"));
        assert_eq!((quest.found(), quest.begin()), (Some("of y"), None), "it is sought once");
        // What is not shown for a while is still known.
        quest.want(None);
        assert_eq!((quest.found(), quest.is_busy()), (None, false));
        quest.want(errand("y"));
        assert_eq!(quest.found(), Some("of y"));
    }

    #[test]
    fn how_a_picture_looks_is_no_other_errand() {
        let before = scene("x^2 + y^2");
        let field = Arc::new(before.open_field().unwrap());
        let mut after = before.clone();
        after.color.map = Colormap::Inferno;
        after.camera.azimuth = 10.0;
        (after.descent.steps, after.descent.particles, after.size) = (3, 100, [640, 480]);
        for find in [Errand::stationary_points, Errand::basins] {
            assert_eq!(find(&before, &field), find(&after, &field));
            let elsewhere = Scene { x: Some([0.0, 1.0]), ..before.clone() };
            assert_ne!(find(&before, &field), find(&elsewhere, &field));
        }
        after.descent.optimizers = vec!["adam".to_owned()];
        assert_eq!(Errand::stationary_points(&before, &field), Errand::stationary_points(&after, &field));
        assert_ne!(Errand::basins(&before, &field), Errand::basins(&after, &field));
        assert_eq!(Errand::basins(&Scene { basins: None, ..before.clone() }, &field), None);
        // Where particles come to hangs on how many they are, and not on how far they have come.
        assert_eq!(Errand::destinations(&after, &field, None), None);
        after.descent.tint = Tint::Minimum;
        let mut later = after.clone();
        (later.descent.steps, later.x) = (40, Some([0.0, 1.0]));
        assert_eq!(Errand::destinations(&after, &field, None), Errand::destinations(&later, &field, None));
        let elsewhere = Errand::destinations(&after, &field, Some([[0.0, 1.0]; 2]));
        assert_ne!(Errand::destinations(&after, &field, None), elsewhere);
        later.descent.particles = 101;
        assert_ne!(Errand::destinations(&after, &field, None), Errand::destinations(&later, &field, None));
    }

    #[test]
    fn a_long_search_is_left_off_for_a_newer_one_and_nobody_waits_for_it() {
        static LEFT_OFF: AtomicUsize = AtomicUsize::new(0);
        let (tell, told) = mpsc::channel();
        let find = |errand: &Errand, goes_on: &(dyn Fn() -> bool + Sync)| {
            // The search of x would never end by itself.
            while errand.scene().field == "x" {
                if !goes_on() {
                    LEFT_OFF.fetch_add(1, Ordering::SeqCst);
                    break;
                }
                std::thread::yield_now();
            }
            errand.scene().field.clone()
        };
        let search = Search::new("search", find, move || tell.send(()).unwrap_or_default()).unwrap();
        search.want(errand("x"));
        assert_eq!((search.found(), search.is_busy()), (None, true));
        search.want(errand("y"));
        // Whether it came at once, or later and was told.
        let found = search.found().or_else(|| {
            told.recv().unwrap();
            search.found()
        });
        assert_eq!((found.as_deref(), search.is_busy()), (Some("y"), false));
        assert_eq!(LEFT_OFF.load(Ordering::SeqCst), 1);
        search.want(errand("x"));
        // It ends though it is in the middle of a search.
        drop(search);
        assert!(LEFT_OFF.load(Ordering::SeqCst) <= 2);
    }
}
