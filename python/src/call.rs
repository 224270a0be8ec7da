//! Work without the interpreter's lock: it stops on Ctrl-C, panics are exceptions, and a forked child hears that it cannot.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

/// How often signals are looked for.
const PATIENCE: Duration = Duration::from_millis(20);
/// Stack of a thread that works; formulas are read by recursion.
pub(crate) const STACK: usize = 16 << 20;

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

/// Waits for a worker; where a signal asks for it, says so to the worker and returns the exception.
fn wait(finished: &Receiver<()>, stop: &AtomicBool) -> PyResult<()> {
    while let Err(RecvTimeoutError::Timeout) = finished.recv_timeout(PATIENCE) {
        if let Err(interrupt) = Python::attach(|py| py.check_signals()) {
            stop.store(true, Ordering::Relaxed);
            return Err(interrupt);
        }
    }
    Ok(())
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
            let worker = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || {
                let result = catch_unwind(AssertUnwindSafe(|| work(stop)));
                // Nobody listens any more after an interrupt.
                let _ = done.send(());
                result
            })?;
            let waited = wait(&finished, stop);
            let result = worker.join().and_then(|result| result).map_err(|panic| broken(&*panic));
            waited.and(result)
        })
    })
}

/// Does work that owns what it needs; after an interrupt it is left to end by itself, as soon as it looks at the flag, which may be
/// looked at elsewhere, too.
pub(crate) fn abandonable<T: Send + 'static>(
    py: Python<'_>,
    stop: Arc<AtomicBool>,
    work: impl FnOnce(&AtomicBool) -> T + Send + 'static,
) -> PyResult<T> {
    check_fork()?;
    py.detach(|| {
        let (done, finished) = channel();
        let seen = Arc::clone(&stop);
        let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(|| work(&seen)));
            let _ = done.send(());
            result
        })?;
        wait(&finished, &stop)?;
        worker.join().and_then(|result| result).map_err(|panic| broken(&*panic))
    })
}
