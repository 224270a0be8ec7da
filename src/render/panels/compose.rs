//! How the panels of a picture fill it.

use super::context::{ContourPanel, SurfacePanel};
use super::loss::legend_of_losses;
use crate::render::data::plot_data::PlotData;
use crate::render::figure::annotation::{Mark, Rect};
use crate::render::figure::layout::{ARRANGEMENTS, Areas, Head, Needs, divide, inner};
use crate::render::figure::legend::{height_below, is_cut_beside, legend_below};
use crate::render::figure::text::Typesetter;
use crate::scene::{CameraStyle, LegendPlace, View};

/// What of a picture below a head of some height its panels get.
fn divided(plot_data: &PlotData, (inner, head): (Rect, f32), typesetter: &mut Typesetter) -> (f32, Areas) {
    let scene = &plot_data.scene;
    divide(inner, head, scene.view, &plot_data.style, |what, area| match what {
        Needs::Contours => ContourPanel::needed(plot_data, area, typesetter),
        Needs::SurfaceAtFirst => SurfacePanel::needed(plot_data, CameraStyle::default(), area, typesetter),
        Needs::Surface => SurfacePanel::needed(plot_data, scene.camera, area, typesetter),
    })
}

/// Has panels stand side by side or above each other, whichever makes them larger with what a legend below takes of them.
fn arrange(plot_data: &mut PlotData, typesetter: &mut Typesetter) {
    plot_data.arrange_beside([0.0; 2]);
    let is_free = plot_data.scene.legend == LegendPlace::Best && !plot_data.legend.is_empty();
    if plot_data.scene.view != View::Both || !is_free || strip_below(plot_data, typesetter) == 0.0 {
        return;
    }
    let strips = ARRANGEMENTS.map(|panels| {
        plot_data.arrange(panels);
        strip_below(plot_data, typesetter)
    });
    plot_data.arrange_beside(strips);
}

/// The pixels that a legend below two panels takes of their height; none where it stands on the contours.
fn strip_below(plot_data: &PlotData, typesetter: &mut Typesetter) -> f32 {
    let (style, inner) = (&plot_data.style, inner(plot_data.scene.size, &plot_data.style));
    let (_, areas) = divide(inner, 0.0, View::Both, style, |what, area| match what {
        Needs::Contours => ContourPanel::needed(plot_data, area, typesetter),
        Needs::SurfaceAtFirst | Needs::Surface => area.height(),
    });
    match areas.contour.map(|area| ContourPanel::framed(plot_data, area, typesetter)) {
        Some((_, true)) => {
            let room = [inner.width(), inner.height()];
            height_below(room, &plot_data.legend, plot_data.is_still, style, typesetter)
        }
        _ => 0.0,
    }
}

/// Has a legend that would be cut beside its panel stand where it is best.
pub(crate) fn settle_legend(plot_data: &mut PlotData, typesetter: &mut Typesetter) {
    arrange(plot_data, typesetter);
    if plot_data.scene.legend != LegendPlace::Beside {
        return;
    }
    let legend = match plot_data.scene.view {
        View::Loss => legend_of_losses(plot_data),
        View::Curve => plot_data.legend_of_lines(),
        View::Both | View::Surface | View::Contour => plot_data.legend.clone(),
    };
    let inner = inner(plot_data.scene.size, &plot_data.style);
    let (_, areas) = divided(plot_data, (inner, 0.0), typesetter);
    // It stands beside the contours, or beside what is alone; curves are two.
    let area = areas.contour.or(areas.curve).or(areas.surface).unwrap_or(inner);
    let width = if plot_data.scene.view == View::Curve { 0.5 * area.width() } else { area.width() };
    if is_cut_beside(width, &legend, &plot_data.style, typesetter) {
        plot_data.style.legend = LegendPlace::Best;
    }
}

/// A legend below all panels: where it is, or nothing where there is no room for it, and its marks.
pub(crate) struct LegendBelow {
    pub(crate) rect: Option<Rect>,
    pub(crate) marks: Vec<Mark>,
}

/// Divides a picture among its panels, and paints its title, which stands with them. A title that nobody asked for gives
/// way in a small picture. A legend that would hide too much of its panel stands below all of them; where it does is
/// said, too, with its marks, which are painted after the panels'.
pub(crate) fn compose(
    plot_data: &PlotData,
    title: &str,
    typesetter: &mut Typesetter,
    marks: &mut Vec<Mark>,
) -> (Areas, Option<LegendBelow>) {
    let (scene, style) = (&plot_data.scene, &plot_data.style);
    let inner = inner(scene.size, style);
    let title = if style.is_small && scene.title.is_none() { "" } else { title };
    let caption = plot_data.caption.as_deref().unwrap_or_default();
    let width = scene.size[0] as f32;
    let head = Head::new([title, caption], width, style, typesetter);
    let divided = |inner: Rect, typesetter: &mut Typesetter| divided(plot_data, (inner, head.height), typesetter);
    let (mut top, mut areas) = divided(inner, typesetter);
    // The legend stands on the contours, or on a surface that is alone.
    let framed = |areas: &Areas, typesetter: &mut Typesetter| match (areas.contour, areas.surface) {
        _ if plot_data.legend.is_empty() => None,
        (Some(area), _) => Some(ContourPanel::framed(plot_data, area, typesetter)),
        (None, area) => area.map(|area| SurfacePanel::framed(plot_data, area, typesetter)),
    };
    let mut below = None;
    if framed(&areas, typesetter).is_some_and(|(_, hides_much)| hides_much) {
        let (legend, is_still) = (&plot_data.legend, plot_data.is_still);
        let strip = height_below([inner.width(), inner.height()], legend, is_still, style, typesetter);
        let rest = Rect { max: [inner.max[0], inner.max[1] - strip], ..inner };
        (top, areas) = divided(rest, typesetter);
        let lowest = [areas.surface, areas.contour].into_iter().flatten().map(|area| area.max[1]);
        // What moves in frames has its legend in one place.
        let bottom = if plot_data.is_still { lowest.fold(rest.min[1], f32::max) } else { rest.max[1] };
        let strip = Rect { min: [inner.min[0], bottom], ..inner };
        let mut own = Vec::new();
        let rect = legend_below((strip, inner.height()), legend, is_still, |_| true, style, typesetter, &mut own);
        below = Some(LegendBelow { rect, marks: own });
    }
    head.paint([0.5 * width, top], style, typesetter, marks);
    (areas, below)
}
