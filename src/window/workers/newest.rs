//! A thread that does the newest of the jobs it is given: one that was not begun when another came is never done.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::gpu::GpuError;

/// The job that waits, and whether one is being done.
struct Waiting<J> {
    next: Option<J>,
    is_at_work: bool,
    is_closed: bool,
}

/// Where jobs are laid down, by whoever has them done and by whoever does them.
pub(crate) struct Jobs<J>(Arc<(Mutex<Waiting<J>>, Condvar)>);

impl<J> Clone for Jobs<J> {
    fn clone(&self) -> Jobs<J> {
        Jobs(Arc::clone(&self.0))
    }
}

impl<J> Jobs<J> {
    pub(crate) fn new() -> Jobs<J> {
        Jobs(Arc::new((Mutex::new(Waiting { next: None, is_at_work: false, is_closed: false }), Condvar::new())))
    }

    fn lock(&self) -> MutexGuard<'_, Waiting<J>> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lays down a job, which is made of the one that waits.
    pub(crate) fn ask(&self, job: impl FnOnce(Option<J>) -> Option<J>) {
        let mut waiting = self.lock();
        waiting.next = job(waiting.next.take());
        drop(waiting);
        self.0.1.notify_all();
    }

    /// Reads or changes the job that waits.
    pub(crate) fn waiting<T>(&self, at: impl FnOnce(Option<&mut J>) -> T) -> T {
        at(self.lock().next.as_mut())
    }

    /// Whether the job that is being done is no more the newest, or nobody wants any.
    pub(crate) fn is_overtaken(&self) -> bool {
        let waiting = self.lock();
        waiting.next.is_some() || waiting.is_closed
    }

    /// Whether the owner of the worker let it go.
    pub(crate) fn is_closed(&self) -> bool {
        self.lock().is_closed
    }

    /// Waits for a newer job, but no longer than that.
    pub(crate) fn wait(&self, longest: Duration) {
        let waits = |waiting: &mut Waiting<J>| waiting.next.is_none() && !waiting.is_closed;
        drop(self.0.1.wait_timeout_while(self.lock(), longest, waits));
    }

    /// Whether a job is being done or waits.
    pub(crate) fn is_busy(&self) -> bool {
        let waiting = self.lock();
        waiting.is_at_work || waiting.next.is_some()
    }

    /// What is being done is done, though its thread has yet to say so.
    pub(crate) fn finish(&self) {
        self.lock().is_at_work = false;
    }

    /// Begins the next job; nothing once nobody wants any.
    fn begin(&self) -> Option<J> {
        let waits = |waiting: &mut Waiting<J>| waiting.next.is_none() && !waiting.is_closed;
        let waited = self.0.1.wait_while(self.lock(), waits);
        let mut waiting = waited.unwrap_or_else(PoisonError::into_inner);
        if waiting.is_closed {
            return None;
        }
        waiting.is_at_work = true;
        waiting.next.take()
    }
}

/// The thread. Its owner keeps it as long as what it works on.
pub(crate) struct Worker<J> {
    pub(crate) jobs: Jobs<J>,
    thread: Option<JoinHandle<()>>,
}

impl<J: Send + 'static> Worker<J> {
    /// Starts the thread. `work` does a job, and says whether somebody has to be told; then `tell` is called, when the job
    /// is done for everybody who asks.
    pub(crate) fn new(
        name: &str,
        jobs: &Jobs<J>,
        mut work: impl FnMut(J) -> bool + Send + 'static,
        tell: impl Fn() + Send + 'static,
    ) -> Result<Worker<J>, GpuError> {
        let theirs = jobs.clone();
        let run = move || {
            while let Some(job) = theirs.begin() {
                let is_news = work(job);
                theirs.finish();
                if is_news {
                    tell();
                }
            }
        };
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(run);
        let thread = thread.map_err(|error| GpuError::Driver(error.to_string()))?;
        Ok(Worker { jobs: jobs.clone(), thread: Some(thread) })
    }
}

impl<J> Drop for Worker<J> {
    fn drop(&mut self) {
        self.jobs.lock().is_closed = true;
        self.jobs.0.1.notify_all();
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so already.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn of_jobs_that_wait_the_newest_is_done_and_nobody_is_told_of_what_is_no_news() {
        let (begun, has_begun) = mpsc::channel();
        let (go, gone) = mpsc::channel::<()>();
        let (tell, told) = mpsc::channel();
        let jobs = Jobs::new();
        let work = move |job: u32| {
            begun.send(job).unwrap();
            gone.recv().unwrap();
            job != 4
        };
        let worker = Worker::new("test", &jobs, work, move || tell.send(()).unwrap()).unwrap();
        assert!(!jobs.is_busy());
        jobs.ask(|_| Some(1));
        assert_eq!(has_begun.recv(), Ok(1));
        assert!(jobs.is_busy() && !jobs.is_overtaken());
        for job in [2, 3, 4] {
            jobs.ask(|waiting| Some(job.max(waiting.unwrap_or(0))));
        }
        assert!(jobs.is_overtaken() && jobs.waiting(|next| next.copied()) == Some(4));
        go.send(()).unwrap();
        told.recv().unwrap();
        assert_eq!(has_begun.recv(), Ok(4), "2 and 3 are never done");
        go.send(()).unwrap();
        // The last one is done before the thread is let go of.
        jobs.ask(|_| Some(5));
        assert_eq!(has_begun.recv(), Ok(5));
        go.send(()).unwrap();
        told.recv().unwrap();
        assert!(!jobs.is_busy() && told.try_recv().is_err(), "4 was no news");
        drop(worker);
        assert!(jobs.is_closed() && jobs.is_overtaken());
    }

    #[test]
    fn a_newer_job_is_waited_for_as_long_as_is_said() {
        let jobs = Jobs::<u32>::new();
        let begun = std::time::Instant::now();
        jobs.wait(Duration::from_millis(30));
        assert!(begun.elapsed() >= Duration::from_millis(30) && !jobs.is_overtaken());
        let theirs = jobs.clone();
        let asks = std::thread::spawn(move || theirs.ask(|_| Some(1)));
        jobs.wait(Duration::from_secs(20));
        assert!(jobs.is_overtaken() && begun.elapsed() < Duration::from_secs(10));
        asks.join().unwrap();
    }
}
