//! Work without the interpreter's lock: it stops on Ctrl-C, panics are exceptions, and a forked child hears that it cannot.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::Result as Outcome;
use std::time::Duration;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// How often signals are looked for.
const SIGNAL_INTERVAL: Duration = Duration::from_millis(20);
/// Stack of a thread that works; formulas are read by recursion.
const STACK: usize = 16 << 20;

/// The process whose threads and device are used; 0 before there are any.
static HOME: AtomicU32 = AtomicU32::new(0);

/// Refuses to go on in a fork of the process that the threads belong to: they are not there, and waiting for them would
/// never end.
fn check_fork() -> PyResult<()> {
    let own = std::process::id();
    match HOME.compare_exchange(0, own, Ordering::Relaxed, Ordering::Relaxed) {
        Err(home) if home != own => Err(PyRuntimeError::new_err(
            "this process was forked from one that has used steepest, whose threads and GPU stayed behind; start it with \
             multiprocessing.get_context(\"spawn\"), or use steepest in the child alone",
        )),
        _ => Ok(()),
    }
}

/// A panic as an exception.
fn broken(panic: &(dyn Any + Send)) -> PyErr {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    PyRuntimeError::new_err(format!("steepest has failed, which is a fault of its own: {}", text.unwrap_or("a panic")))
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for what work comes to; where a signal asks for it, says so to the work and returns the exception.
fn wait<T>(finished: &Receiver<Outcome<T>>, stop: &AtomicBool) -> PyResult<T> {
    loop {
        match finished.recv_timeout(SIGNAL_INTERVAL) {
            Ok(outcome) => return outcome.map_err(|panic| broken(&*panic)),
            Err(RecvTimeoutError::Disconnected) => return Err(broken(&"a thread ended before its work")),
            Err(RecvTimeoutError::Timeout) => {
                if let Err(interrupt) = Python::attach(|py| py.check_signals()) {
                    stop.store(true, Ordering::Relaxed);
                    return Err(interrupt);
                }
            }
        }
    }
}

/// What work shares with the functions of Python that it calls: whether to go on, and what was raised first.
#[derive(Clone, Default)]
pub(crate) struct Call {
    pub(crate) stop: Arc<AtomicBool>,
    pub(crate) raised: Arc<Mutex<Option<PyErr>>>,
}

thread_local! {
    /// The work that the workers of this thread do.
    static CALL: RefCell<Option<Arc<Mutex<Call>>>> = const { RefCell::new(None) };
}

impl Call {
    /// That of the work that this thread does; nobody waits for that of another thread.
    pub(crate) fn current() -> Call {
        CALL.with_borrow(|call| call.as_ref().map(|call| lock(call).clone())).unwrap_or_default()
    }
}

/// Threads for one piece of work at a time, so that nobody waits for what is left to end by itself.
struct Workers {
    threads: ThreadPool,
    call: Arc<Mutex<Call>>,
}

/// Workers that wait for work. They are used again, since wgpu forgets no thread that has used it.
static IDLE: Mutex<Vec<Arc<Workers>>> = Mutex::new(Vec::new());
/// So many are kept.
const MOST_IDLE: usize = 2;

impl Workers {
    fn new() -> PyResult<Arc<Workers>> {
        let call = Arc::<Mutex<Call>>::default();
        let own = Arc::clone(&call);
        let threads =
            ThreadPoolBuilder::new().stack_size(STACK).start_handler(move |_| CALL.set(Some(Arc::clone(&own))));
        let threads = threads.build().map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        Ok(Arc::new(Workers { threads, call }))
    }
}

/// Does at once what takes no time.
pub(crate) fn quick<T>(work: impl FnOnce() -> T) -> PyResult<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| broken(&*panic))
}

/// Does work of short steps, which looks at the flag between them and ends where it is set.
pub(crate) fn interruptible<T: Send>(py: Python<'_>, work: impl FnOnce(&AtomicBool) -> T + Send) -> PyResult<T> {
    check_fork()?;
    py.detach(|| {
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let (done, finished) = channel();
            let stop = &stop;
            std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || {
                // Nobody listens any more after an interrupt.
                let _ = done.send(catch_unwind(AssertUnwindSafe(|| work(stop))));
            })?;
            wait(&finished, stop)
        })
    })
}

/// Does work that owns what it needs; after an interrupt it is left to end by itself, as soon as it looks at the flag. What a
/// function of Python raised meanwhile is raised before what came of that.
pub(crate) fn abandonable<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce(&AtomicBool) -> T + Send + 'static,
) -> PyResult<T> {
    check_fork()?;
    py.detach(|| {
        let idle = lock(&IDLE).pop();
        let workers = idle.map_or_else(Workers::new, Ok)?;
        let call = Call::default();
        *lock(&workers.call) = call.clone();
        let (done, finished) = channel();
        let (own, stop) = (Arc::clone(&workers), Arc::clone(&call.stop));
        workers.threads.spawn(move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(&stop)));
            let mut idle = lock(&IDLE);
            if idle.len() < MOST_IDLE {
                idle.push(own);
            }
            drop(idle);
            let _ = done.send(outcome);
        });
        drop(workers);
        let result = wait(&finished, &call.stop);
        lock(&call.raised).take().map_or(result, Err)
    })
}
