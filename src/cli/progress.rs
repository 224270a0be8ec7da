//! Long work is shown on a terminal while it goes on.

use steepest::compute::BasinMap;
use steepest::field::Field;
use steepest::gpu::Gpu;
use steepest::render::{Destination, Remark, save};
use steepest::scene::Scene;

use super::error::CliError;
use super::options::shared::SayArguments;

/// A remark on a picture, with the options that help.
pub(crate) fn remedied(remark: &Remark) -> String {
    match remark {
        Remark::OneBand(_) => format!("{remark}; --color-scale log or --clim robust spreads the others"),
        Remark::Diverges { .. } => format!("{remark}; try a smaller --lr"),
        Remark::NoLegend => format!("{remark}; --size makes it larger, --fontsize its letters smaller"),
        _ => remark.to_string(),
    }
}

/// Draws a still picture; where it takes long, rows of pixels are counted.
pub(crate) fn save_with_progress(
    gpu: &Gpu,
    scene: &Scene,
    field: &Field,
    basins: Option<&BasinMap>,
    to: Destination<'_>,
    say: SayArguments,
) -> Result<(), CliError> {
    let mut progress = None;
    let saved = save(gpu, scene, field, basins, to, |rows| {
        let bar = progress.get_or_insert_with(|| say.progress(u64::from(scene.size[1]), "rows"));
        bar.inc(u64::from(rows));
    });
    progress.iter().for_each(indicatif::ProgressBar::finish_and_clear);
    saved?.iter().for_each(|remark| say.note(&remedied(remark)));
    Ok(())
}
