//! What stands above the panels of a picture.

use crate::field::{Field, Kind};
use crate::render::data::plot_data::PlotData;
use crate::render::figure::text::formula;
use crate::scene::{ColorBy, View};

/// The title of a picture that was given none: a formula as mathematics, else the field's name.
pub(crate) fn picture_title(field: &Field) -> String {
    let name = field.name();
    match field.kind() {
        Kind::Formula(parsed) if parsed.formula().reading().starts_with(name.trim_end_matches('…')) => {
            formula::title(name)
        }
        _ => name.to_owned(),
    }
}

/// The titles of both panels, whatever they show: those of the scene, else what surface and contours show, beside each other
/// and where there is room. What nobody says is nothing that could be wrong.
pub(crate) fn panel_titles(plot_data: &PlotData) -> [String; 2] {
    let scene = &plot_data.scene;
    if let Some(given) = &scene.panel_titles {
        let mut parts = given.split(';').map(|part| part.trim().to_owned());
        let first = parts.next().unwrap_or_default();
        return match scene.view {
            View::Contour => [String::new(), first],
            View::Both | View::Surface | View::Curve | View::Loss => [first, parts.next().unwrap_or_default()],
        };
    }
    if scene.view != View::Both || plot_data.style.is_small {
        return [String::new(), String::new()];
    }
    [surface_title(plot_data), contour_title(plot_data)].map(str::to_owned)
}

fn surface_title(plot_data: &PlotData) -> &'static str {
    let descends = !plot_data.paths.is_empty() || plot_data.scene.descent.particles > 0;
    match (descends && plot_data.scene.descent.path.is_none(), plot_data.scene.descent.ascend) {
        (false, _) => "3D Surface Plot",
        (true, false) => "3D Gradient Descent Visualization",
        (true, true) => "3D Gradient Ascent Visualization",
    }
}

fn contour_title(plot_data: &PlotData) -> &'static str {
    let scene = &plot_data.scene;
    if scene.trust {
        return "Error of 32-bit Values";
    }
    let shown = match scene.color.by {
        _ if scene.basins.is_some() => "Basins of Attraction",
        ColorBy::F => "",
        ColorBy::Norm => "Norm of the Gradient",
        ColorBy::Slope => "Slope",
        ColorBy::Aspect => "Aspect",
        ColorBy::Hillshade => "Hillshade",
        ColorBy::Laplacian => "Laplacian",
    };
    let has_flow = plot_data.quiver.is_some() || scene.arrows.lic || !plot_data.streamlines.is_empty();
    match shown {
        "" if scene.probe.is_some() => "Directional Derivative",
        "" if plot_data.descends() && plot_data.paths.is_empty() => "2D Contour Plot with Particles",
        "" if plot_data.descends() && scene.descent.path.is_some() => "2D Contour Plot with Paths",
        "" if plot_data.descends() && scene.descent.ascend => "2D Contour Plot with Gradient Ascent Path",
        "" if plot_data.descends() => "2D Contour Plot with Gradient Descent Path",
        "" if has_flow => "Gradient Field",
        "" => "2D Contour Plot",
        shown => shown,
    }
}
