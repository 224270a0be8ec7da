//! f, or |∇f|, of each run against its step.

use super::curve::{CurvePanel, CurveQuantity};
use super::plot::{Line, Plot, above_strip};
use super::titles::panel_titles;
use crate::field::Spread;
use crate::render::data::plot_data::PlotData;
use crate::render::data::runs::loss::LossCurves;
use crate::render::data::runs::paths::{Courses, line_style, run_of};
use crate::render::figure::annotation::{Mark, Rect, color_of};
use crate::render::figure::legend::DEPARTS;
use crate::render::figure::swatch::{Legend, LineStyle, Swatch};
use crate::render::figure::text::Typesetter;
use crate::render::run::Run;
use crate::scene::LossOf;
use crate::words::{brief, plural};

/// Runs of one optimizer that a legend names by their starts.
const MOST_NAMED: usize = 8;

/// Paints the runs into `area`, and says where they lie and whether their legend has no room.
pub(crate) fn loss_marks(
    plot_data: &PlotData,
    area: Rect,
    typesetter: &mut Typesetter,
    marks: &mut Vec<Mark>,
) -> (CurvePanel, bool) {
    let of = plot_data.scene.loss.of;
    let runs: Vec<Run> = plot_data.paths.iter().map(run_of).collect();
    let whole: Vec<Run> = plot_data.courses.iter().flat_map(|Courses(paths)| paths.iter().map(run_of)).collect();
    let (runs, whole): (Vec<&Run>, Vec<&Run>) = (runs.iter().collect(), whole.iter().collect());
    let found = LossCurves::among(&runs, if whole.is_empty() { &runs } else { &whole }, of);
    let styles = styles(plot_data);
    let line = |curve: &crate::render::data::runs::loss::LossCurve| {
        let LineStyle { color, dash } = styles[curve.run];
        Line { dash, ..Line::new(curve.points.clone(), color_of(color)) }
    };
    let [low, high] = found.values;
    // A little room, by factors where the axis is logarithmic; what leaves the frame does so at its edge.
    let roomy = match (found.is_logarithmic, high > low) {
        (true, _) => {
            let room = (high / low).powf(0.04);
            [low / room, high * room]
        }
        (false, true) => [low - 0.05 * (high - low), high + 0.05 * (high - low)],
        (false, false) if low.is_finite() => [low - 1.0, low + 1.0],
        (false, false) => [0.0, 1.0],
    };
    let y = [0, 1].map(|end| if found.is_left[end] { found.values[end] } else { roomy[end] });
    let name = if of == LossOf::F { "f" } else { "|∇f|" };
    let labels = &plot_data.scene.labels;
    let plot = Plot {
        title: panel_titles(plot_data)[0].clone(),
        names: [labels.x.as_deref().unwrap_or("step"), labels.y.as_deref().unwrap_or(name)],
        x: [0.0, found.steps.max(1) as f64],
        y,
        spreads: [Spread::Linear, if found.is_logarithmic { Spread::Log } else { Spread::Linear }],
        counts: true,
        lines: found.curves.iter().map(line).collect(),
        dots: Vec::new(),
        legend: legend(plot_data, &styles),
        courses: LossCurves::new(whole, of).curves.into_iter().map(|curve| curve.points).collect(),
        is_still: plot_data.is_still,
    };
    let strip = plot.strip(area, area.width(), &plot_data.style, typesetter);
    let (above, below) = above_strip(area, strip);
    let below = (strip > 0.0).then_some((below, area.height()));
    let (rect, lacks_legend) = plot.paint(above, below, &plot_data.style, typesetter, marks);
    (plot.panel(rect, CurveQuantity::Loss(of)), lacks_legend)
}

/// How each run's line looks: as in the picture, but runs of one optimizer differ, too.
fn styles(plot_data: &PlotData) -> Vec<LineStyle> {
    let style = |(index, path): (usize, &crate::render::data::runs::paths::Path)| match plot_data.is_race() {
        true => path.style,
        false => line_style(index),
    };
    plot_data.paths.iter().enumerate().map(style).collect()
}

/// What its lines mean.
pub(super) fn legend_of_losses(plot_data: &PlotData) -> Legend {
    legend(plot_data, &styles(plot_data))
}

fn legend(plot_data: &PlotData, styles: &[LineStyle]) -> Legend {
    if plot_data.is_race() || plot_data.paths.len() == 1 {
        return plot_data.legend_of_lines();
    }
    let named = plot_data.paths.iter().zip(styles).take(MOST_NAMED).filter_map(|(path, &style)| {
        let start: Vec<String> = path.visits.first()?.point.iter().map(|&at| brief(at, 3)).collect();
        let diverges = path.diverges.map(|after| format!("{DEPARTS}diverges after {}", plural(after, "step")));
        Some((format!("from ({}){}", start.join(", "), diverges.unwrap_or_default()), Swatch::Line(style)))
    });
    let mut legend: Legend = named.collect();
    let rest = plot_data.paths.len().saturating_sub(MOST_NAMED);
    if rest > 0 {
        legend.push((format!("{rest} more"), Swatch::Nothing));
    }
    legend
}
