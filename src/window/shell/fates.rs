//! What becomes of a start over two numbers, found off the frame: one question at a time, the newest next.

use std::sync::Arc;

use super::app::{App, Wake};
use crate::compute::HyperparameterMap;
use crate::gpu::Gpu;
use crate::session::FateQuestion;
use crate::window::workers::newest::{Jobs, Worker};

/// The thread that answers, once there was a question.
pub(crate) type FateWorker = Worker<(Gpu, FateQuestion)>;

impl App<'_> {
    /// Answers a question once the one before it is answered.
    pub(crate) fn find_fates(&mut self, question: FateQuestion) {
        let Some(live) = &self.live else { return };
        let gpu = live.gpu.background();
        if self.fates.is_none() {
            let (proxy, jobs) = (self.proxy.clone(), Jobs::new());
            let theirs = jobs.clone();
            let work = move |(gpu, question): (Gpu, FateQuestion)| {
                // A window that has closed is not told.
                drop(proxy.send_event(Wake::Fates(found(&gpu, question, &|| !theirs.is_closed()))));
                false
            };
            match Worker::new("fates", &jobs, work, || ()) {
                Ok(worker) => self.fates = Some(worker),
                Err(error) => self.fates_found(Err(error.to_string())),
            }
        }
        self.fates.iter().for_each(|worker| worker.jobs.ask(|_| Some((gpu.clone(), question.clone()))));
    }

    /// Shows what was found, unless the map was closed meanwhile.
    pub(crate) fn fates_found(&mut self, found: Result<Arc<HyperparameterMap>, String>) {
        if let Some(fates) = &mut self.session.fates {
            fates.found = Some(found);
        }
    }
}

fn found(
    gpu: &Gpu,
    FateQuestion { scene, field, style }: FateQuestion,
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Result<Arc<HyperparameterMap>, String> {
    let found = HyperparameterMap::new_while(Some(gpu), &scene, &field, style, goes_on);
    found.map(Arc::new).map_err(|error| error.to_string())
}
