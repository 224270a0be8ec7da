//! What takes long is sought on a thread of its own, so that the picture is shown without it and nothing else waits.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::newest::{Jobs, Worker};
use super::threads::background;
use crate::field::Field;
use crate::gpu::GpuError;
use crate::scene::{DescentStyle, Scene, Tint, View};

/// So long is waited for what may be there at once, rather than that a picture is shown without it.
const TYPING_PAUSE: Duration = Duration::from_millis(80);

/// Something to be sought: that part of a scene which it hangs on, and the field.
#[derive(Clone, Debug)]
pub(crate) struct SearchKey {
    scene: Scene,
    field: Arc<Field>,
    /// Pixels of the picture, by which a view is a close-up; another size alone is no other key.
    size: [u32; 2],
}

impl PartialEq for SearchKey {
    fn eq(&self, other: &SearchKey) -> bool {
        self.scene == other.scene && self.field.source() == other.field.source()
    }
}

impl SearchKey {
    /// The stationary points of a scene, if it shows them.
    pub(crate) fn stationary_points(scene: &Scene, field: &Arc<Field>) -> Option<SearchKey> {
        scene.critical.then(|| SearchKey { scene: place(scene), field: Arc::clone(field), size: scene.size })
    }

    /// The basins of a scene, if it shows them.
    pub(crate) fn basins(scene: &Scene, field: &Arc<Field>) -> Option<SearchKey> {
        let usual = DescentStyle::default();
        let descent = match scene.descent.optimizers.is_empty() && scene.descent.rule.is_none() {
            // The curve of steepest descent has no other settings.
            true => DescentStyle { ascend: scene.descent.ascend, outside: scene.descent.outside, ..usual },
            false => DescentStyle {
                steps: usual.steps,
                from: usual.from,
                path: usual.path,
                particles: usual.particles,
                particles_from: usual.particles_from,
                trail: usual.trail,
                tint: usual.tint,
                ..scene.descent.clone()
            },
        };
        let scene_of = |basins| Scene { basins: Some(basins), descent, ..place(scene) };
        scene.basins.map(|basins| SearchKey { scene: scene_of(basins), field: Arc::clone(field), size: scene.size })
    }

    /// Where the particles of a scene, which were seeded in `particles_in`, come to, if they are coloured by it.
    pub(crate) fn destinations(
        scene: &Scene,
        field: &Arc<Field>,
        particles_in: Option<[[f64; 2]; 2]>,
    ) -> Option<SearchKey> {
        let usual = DescentStyle::default();
        let descent = DescentStyle {
            steps: usual.steps,
            from: usual.from,
            path: usual.path,
            trail: usual.trail,
            particles_in,
            ..scene.descent.clone()
        };
        let has_any = scene.descent.particles > 0 && scene.descent.tint == Tint::Minimum;
        // What is looked at by now is no matter.
        let scene_of = |descent| Scene { descent, x: None, y: None, ..place(scene) };
        has_any.then(|| SearchKey { scene: scene_of(descent), field: Arc::clone(field), size: scene.size })
    }

    /// Where 32 bits do not hold a scene's field; of samples they hold what the file says.
    pub(crate) fn doubt(scene: &Scene, field: &Arc<Field>) -> Option<SearchKey> {
        let is_formula = !field.is_data() && scene.view != View::Curve;
        is_formula.then(|| SearchKey { scene: place(scene), field: Arc::clone(field), size: scene.size })
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

/// The domain of a scene, without how it looks.
fn place(scene: &Scene) -> Scene {
    Scene { x: scene.x, y: scene.y, ..Scene::default() }
}

/// What is wanted, what is being sought, and what was found; it knows no threads.
#[derive(Debug)]
struct SearchRequest<V> {
    wanted: Option<SearchKey>,
    sought: Option<SearchKey>,
    found: Option<(SearchKey, V)>,
    /// Whether somebody waits for what is wanted, and whether anybody did.
    is_awaited: bool,
    was_awaited: bool,
}

impl<V: Clone> SearchRequest<V> {
    fn new() -> SearchRequest<V> {
        SearchRequest { wanted: None, sought: None, found: None, is_awaited: false, was_awaited: false }
    }

    /// Wants this from now on, and nothing else; what of it is to be sought, unless it is already or was found.
    fn want(&mut self, key: Option<SearchKey>) -> Option<SearchKey> {
        self.was_awaited &= self.wanted == key;
        self.wanted = key;
        self.wanted.clone().filter(|_| self.is_busy() && !self.goes_on())
    }

    /// What was found of what is wanted.
    fn found(&self) -> Option<V> {
        let (key, value) = self.found.as_ref()?;
        (self.wanted.as_ref() == Some(key)).then(|| value.clone())
    }

    /// Begins to seek something, unless it is no longer wanted, or was found.
    fn begin(&mut self, key: &SearchKey) -> bool {
        let is_wanted = self.wanted.as_ref() == Some(key) && self.found().is_none();
        self.sought = is_wanted.then(|| key.clone());
        is_wanted
    }

    /// Whether what is being sought is still wanted.
    fn goes_on(&self) -> bool {
        self.sought.is_some() && self.sought == self.wanted
    }

    /// Keeps what was sought if it is still wanted; whether somebody must be told of it.
    fn finish(&mut self, value: V) -> bool {
        let is_wanted = self.goes_on();
        match self.sought.take() {
            Some(key) if is_wanted => {
                self.found = Some((key, value));
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

/// A thread that seeks one thing after another, the newest first. Its owner keeps it as long as the device.
pub(crate) struct Search<V> {
    slot: Arc<(Mutex<SearchRequest<V>>, Condvar)>,
    worker: Worker<SearchKey>,
}

impl<V: Clone + Send + 'static> Search<V> {
    /// Starts the thread. `find` seeks, and may leave off where its last argument says that it need not go on; `tell` is
    /// called when something was found that nobody waits for.
    pub(crate) fn new(
        name: &str,
        find: impl Fn(&SearchKey, &(dyn Fn() -> bool + Sync)) -> V + Send + Sync + 'static,
        tell: impl Fn() + Send + 'static,
    ) -> Result<Search<V>, GpuError> {
        let threads = background()?;
        let (slot, jobs) = (Arc::new((Mutex::new(SearchRequest::new()), Condvar::new())), Jobs::new());
        let (theirs, asked) = (Arc::clone(&slot), jobs.clone());
        let work = move |key: SearchKey| {
            if !lock(&theirs.0).begin(&key) {
                return false;
            }
            let goes_on = || !asked.is_closed() && lock(&theirs.0).goes_on();
            let value = threads.install(|| find(&key, &goes_on));
            let is_news = lock(&theirs.0).finish(value);
            theirs.1.notify_all();
            is_news
        };
        Ok(Search { slot, worker: Worker::new(name, &jobs, work, tell)? })
    }

    /// Wants this from now on; what was sought before is left off.
    pub(crate) fn want(&self, key: Option<SearchKey>) {
        let mut request = lock(&self.slot.0);
        if let Some(key) = request.want(key) {
            self.worker.jobs.ask(|_| Some(key));
        }
    }

    /// What is wanted, if it is there or comes at once, which is waited for once.
    pub(crate) fn found(&self) -> Option<V> {
        let mut request = lock(&self.slot.0);
        if request.is_busy() && !request.is_elsewhere() && !std::mem::replace(&mut request.was_awaited, true) {
            request.is_awaited = true;
            let waits = |request: &mut SearchRequest<V>| request.is_busy();
            let waited = self.slot.1.wait_timeout_while(request, TYPING_PAUSE, waits);
            request = waited.unwrap_or_else(PoisonError::into_inner).0;
            request.is_awaited = false;
        }
        request.found()
    }

    /// What is wanted, if it is there.
    pub(crate) fn peek(&self) -> Option<V> {
        lock(&self.slot.0).found()
    }

    /// Whether what is wanted is not found yet.
    pub(crate) fn is_busy(&self) -> bool {
        lock(&self.slot.0).is_busy()
    }
}

fn lock<V>(request: &Mutex<SearchRequest<V>>) -> MutexGuard<'_, SearchRequest<V>> {
    request.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    use super::*;
    use crate::colormap::Colormap;
    use crate::scene::BasinStyle;

    fn scene() -> Scene {
        Scene { critical: true, basins: Some(BasinStyle::default()), ..Scene::default() }
    }

    fn key(formula: &str) -> Option<SearchKey> {
        SearchKey::stationary_points(&scene(), &Arc::new(Field::parse(formula).unwrap()))
    }

    #[test]
    fn what_is_overtaken_is_dropped_and_what_is_wanted_is_kept() {
        let mut request = SearchRequest::new();
        let [x, y] = ["x", "y"].map(|formula| key(formula).unwrap());
        assert_eq!(request.want(Some(x.clone())), Some(x.clone()));
        assert!(request.begin(&x) && request.goes_on());
        assert_eq!(request.want(Some(x.clone())), None, "it is being sought");
        assert_eq!(request.want(Some(y.clone())), Some(y.clone()));
        assert!(!request.goes_on() && request.is_elsewhere());
        assert!(!request.finish("of x"), "nobody is told of what is overtaken");
        assert!(request.found().is_none() && request.begin(&y) && request.finish("of y"));
        assert!(request.found() == Some("of y") && !request.begin(&y), "it is sought once");
        // What is not shown for a while is still known.
        assert_eq!(request.want(None), None);
        assert_eq!((request.found(), request.is_busy()), (None, false));
        assert_eq!(request.want(Some(y)), None);
        assert_eq!(request.found(), Some("of y"));
        assert!(!request.begin(&x), "nobody wants it by now");
    }

    #[test]
    fn how_a_picture_looks_is_no_other_errand() {
        let before = scene();
        let field = Arc::new(Field::parse("x^2 + y^2").unwrap());
        let mut after = before.clone();
        after.color.map = Some(Colormap::Inferno);
        after.camera.azimuth = 10.0;
        (after.descent.steps, after.descent.particles, after.size) = (3, 100, [640, 480]);
        for find in [SearchKey::stationary_points, SearchKey::basins] {
            assert_eq!(find(&before, &field), find(&after, &field));
            let elsewhere = Scene { x: Some([0.0, 1.0]), ..before.clone() };
            assert_ne!(find(&before, &field), find(&elsewhere, &field));
        }
        after.descent.optimizers = vec!["adam".to_owned()];
        assert_eq!(SearchKey::stationary_points(&before, &field), SearchKey::stationary_points(&after, &field));
        assert_ne!(SearchKey::basins(&before, &field), SearchKey::basins(&after, &field));
        assert_eq!(SearchKey::basins(&Scene { basins: None, ..before.clone() }, &field), None);
        // Where particles come to hangs on how many they are, and not on how far they have come.
        assert_eq!(SearchKey::destinations(&after, &field, None), None);
        after.descent.tint = Tint::Minimum;
        let mut later = after.clone();
        (later.descent.steps, later.x) = (40, Some([0.0, 1.0]));
        assert_eq!(SearchKey::destinations(&after, &field, None), SearchKey::destinations(&later, &field, None));
        let elsewhere = SearchKey::destinations(&after, &field, Some([[0.0, 1.0]; 2]));
        assert_ne!(SearchKey::destinations(&after, &field, None), elsewhere);
        later.descent.particles = 101;
        assert_ne!(SearchKey::destinations(&after, &field, None), SearchKey::destinations(&later, &field, None));
    }

    #[test]
    fn a_long_search_is_left_off_for_a_newer_one_and_nobody_waits_for_it() {
        static LEFT_OFF: AtomicUsize = AtomicUsize::new(0);
        let (tell, told) = mpsc::channel();
        let find = |key: &SearchKey, goes_on: &(dyn Fn() -> bool + Sync)| {
            // The search of x would never end by itself.
            while key.field().name() == "x" {
                if !goes_on() {
                    LEFT_OFF.fetch_add(1, Ordering::SeqCst);
                    break;
                }
                std::thread::yield_now();
            }
            key.field().name().to_owned()
        };
        let search = Search::new("search", find, move || tell.send(()).unwrap_or_default()).unwrap();
        search.want(key("x"));
        assert_eq!((search.found(), search.is_busy()), (None, true));
        search.want(key("y"));
        // Whether it came at once, or later and was told.
        let found = search.found().or_else(|| {
            told.recv().unwrap();
            search.found()
        });
        assert_eq!((found.as_deref(), search.is_busy()), (Some("y"), false));
        assert_eq!(LEFT_OFF.load(Ordering::SeqCst), 1);
        search.want(key("x"));
        // It ends though it is in the middle of a search.
        drop(search);
        assert!(LEFT_OFF.load(Ordering::SeqCst) <= 2);
    }
}
