//! What becomes of a start over two numbers, found off the frame: one question at a time, the newest next.

use std::sync::Arc;

use super::app::{App, Wake};
use crate::compute::{GpuField, HyperparameterMap};
use crate::gpu::Gpu;
use crate::session::FateQuestion;

/// Whether a question is being answered, and the one that is next.
#[derive(Default)]
pub(crate) struct FateWork {
    is_busy: bool,
    next: Option<FateQuestion>,
}

impl App {
    /// Answers a question once the one before it is answered.
    pub(crate) fn find_fates(&mut self, question: FateQuestion) {
        if self.fates.is_busy {
            self.fates.next = Some(question);
            return;
        }
        let Some(live) = &self.live else { return };
        self.fates.is_busy = true;
        let (gpu, proxy) = (live.gpu.background(), self.proxy.clone());
        std::thread::spawn(move || {
            // A window that has closed is not told.
            drop(proxy.send_event(Wake::Fates(found(&gpu, question))));
        });
    }

    /// Shows what was found, unless the map was closed meanwhile.
    pub(crate) fn fates_found(&mut self, found: Result<Arc<HyperparameterMap>, String>) {
        self.fates.is_busy = false;
        let next = self.fates.next.take();
        if let Some(fates) = &mut self.session.fates {
            fates.found = Some(found);
            next.into_iter().for_each(|next| self.find_fates(next));
        }
    }
}

fn found(gpu: &Gpu, FateQuestion { scene, field, style }: FateQuestion) -> Result<Arc<HyperparameterMap>, String> {
    let gpu_field = GpuField::new(gpu, &field).map_err(|error| error.to_string())?;
    let found =
        HyperparameterMap::new(Some((gpu, &gpu_field)), &scene, &field, style).map_err(|error| error.to_string())?;
    Ok(Arc::new(found))
}
