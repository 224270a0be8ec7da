//! How the panels of a picture fill it.

use super::context::{ContourPanel, SurfacePanel};
use crate::render::data::plot_data::PlotData;
use crate::render::figure::annotation::Mark;
use crate::render::figure::layout::{Areas, Head, Needs, divide, inner};
use crate::render::figure::text::Typesetter;
use crate::scene::CameraStyle;

/// Divides a picture among its panels, and paints its title, which stands with them. A title that nobody asked for gives
/// way in a small picture.
pub(crate) fn compose(plot_data: &PlotData, title: &str, typesetter: &mut Typesetter, marks: &mut Vec<Mark>) -> Areas {
    let (scene, style) = (&plot_data.scene, &plot_data.style);
    let inner = inner(scene.size, style);
    let title = if style.is_small && scene.title.is_none() { "" } else { title };
    let caption = plot_data.caption.as_deref().unwrap_or_default();
    let width = scene.size[0] as f32;
    let head = Head::new([title, caption], width, style, typesetter);
    let (top, areas) = divide(inner, head.height, scene.view, style, |what, area| match what {
        Needs::Contours => ContourPanel::needed(plot_data, area, typesetter),
        Needs::SurfaceAtFirst => SurfacePanel::needed(plot_data, CameraStyle::default(), area, typesetter),
        Needs::Surface => SurfacePanel::needed(plot_data, scene.camera, area, typesetter),
    });
    head.paint([0.5 * width, top], style, typesetter, marks);
    areas
}
